"""Files, folders and zip archives as bytes, bytes as text or as table rows; nothing is unpacked to disk or lost silently."""

from __future__ import annotations

import csv
import difflib
import io
import json
import os
import re
import stat
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path, PurePosixPath
from types import ModuleType

import pandas as pd

MOST_BYTES, MOST_FILES, MOST_RATIO = 200_000_000, 20_000, 200  # of a file or all files of an archive; unpacked : packed
Note = Callable[..., None]
_MARKS = [(b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]
# UTF-8 that was read as Windows-1252: each run of such characters gives UTF-8 again.
_GARBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]+"
)
_OUT_OF_PLACE = re.compile("[a-z][\u00c0-\u00deŠŽŒŸ¢-¬¶-º]|[\x80-\x9f]")


def data_folder() -> Path:
    """The folder of events: `data` beside or above the working folder, else the checkout's own.

    Raises: ValueError when there is none.
    """
    own = Path(__file__).resolve().parents[2]
    for folder in (Path.cwd(), *Path.cwd().parents, own):
        if any(folder.glob("data/*/event.toml")):
            return folder / "data"
    raise ValueError("no folder data/ with an event found here or above; run the command inside the project")


def list_events() -> list[str]:
    """Names of the events in the data folder, in alphabetical order."""
    return sorted(path.parent.name for path in data_folder().glob("*/event.toml"))


def find_event(name: str) -> Path:
    """Folder of an event, by its name in data/ or by a path to a folder with event.toml.

    Raises: ValueError with the nearest known name.
    """
    if "\0" in name or not name.strip():
        raise ValueError(f"{name!r} is no name of an event; known: {', '.join(list_events())}")
    try:
        if (Path(name) / "event.toml").is_file():
            return Path(name).resolve()
    except OSError:
        pass  # no file system takes such a name, so no event has it
    known = list_events()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no event named {name!r} in {data_folder().name}/{hint}")
    return data_folder() / name


def list_files(path: Path, note: Note) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The files of a folder or a zip archive, or the one file itself, in alphabetical order, hidden ones left out.

    Arguments: path; note, called with ("refused", reason) for what must not be read.
    Returns: of each file its name inside the folder or archive, and a function that loads its bytes.
    Raises: ValueError when there is nothing of that name, or an archive is broken or too large.
    """
    if not os.path.exists(path):  # which also knows what no file system takes as a name
        raise ValueError(f"{path}: no such file or folder; check the name")
    if path.is_dir():
        yield from _list_folder(path, note)
    elif path.suffix.lower() == ".zip":
        yield from _list_archive(path.name, _load(path), note)
    else:
        yield path.name, lambda: _load(path)


def _list_folder(path: Path, note: Note) -> Iterator[tuple[str, Callable[[], bytes]]]:
    for place in sorted(p for p in path.rglob("*") if not any(part.startswith(".") for part in p.relative_to(path).parts)):
        name = place.relative_to(path).as_posix()
        if not place.resolve().is_relative_to(path.resolve()):
            note("refused", f"{name}: a link that leads out of the folder; put the file itself there")
        elif place.is_file():
            yield name, lambda place=place: _load(place)


def _load(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name}: {path.stat().st_size:,} bytes; at most {MOST_BYTES:,} are read, so divide it")
    return path.read_bytes()


def _list_archive(name: str, data: bytes, note: Note) -> Iterator[tuple[str, Callable[[], bytes]]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as error:
        raise ValueError(f"{name}: is no zip archive, or a broken one ({error}); pack it again") from error
    entries = sorted((e for e in archive.infolist() if not e.is_dir()), key=lambda e: e.filename)
    if sum(entry.file_size for entry in entries) > MOST_BYTES or len(entries) > MOST_FILES:
        raise ValueError(f"{name}: unpacks to more than {MOST_BYTES:,} bytes or {MOST_FILES:,} files; divide it")
    for entry in entries:
        place = PurePosixPath(entry.filename)
        if place.is_absolute() or ".." in place.parts or ":" in entry.filename or "\\" in entry.orig_filename:
            note("refused", f"{entry.filename}: a name that leads out of the archive {name}; pack it again")
        elif stat.S_ISLNK(entry.external_attr >> 16):
            note("refused", f"{entry.filename}: a link in the archive {name}; pack the file itself")
        elif entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * entry.compress_size:
            note("refused", f"{entry.filename}: unpacks to over {MOST_RATIO} times its size, as no text does")
        elif not any(part.startswith((".", "__MACOSX")) for part in place.parts):
            yield entry.filename, lambda entry=entry: archive.read(entry)


def decode(data: bytes, *, name: str, declared: str = "") -> tuple[str, str]:
    """Bytes as text with LF line ends: by their mark, as UTF-8, as declared, or in the Western encoding they must be in.

    Arguments: data; name, of the file, for messages; declared, the encoding that a web page names.
    Returns: the text, and a note where the encoding was guessed or garbled characters were repaired, else ''.
    Raises: ValueError naming file and encoding where characters would be lost.

    >>> decode("The café’s end.".encode("cp1252"), name="x.txt")
    ('The café’s end.', 'x.txt: not UTF-8; read as cp1252')
    """
    note, encoding = "", next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = encoding != "utf-8-sig" or "unexpected end" in error.reason
        guess = "" if cut else _guess_encoding(data, declared)
        if not guess:
            raise ValueError(
                f"{name}: byte {error.start} is not {encoding.removesuffix('-sig').upper()}, and the file is in no other "
                "encoding that could be told with certainty; save it as UTF-8 text"
            ) from error
        text, note = data.decode(guess), f"{name}: not UTF-8; read as {guess}"
    repaired = _GARBLED.sub(_repair, text)
    note = note if repaired == text else f"{name}: UTF-8 that had been saved as Windows-1252; repaired"
    nul = "NUL bytes, so it is no plain text, or UTF-16 without its mark"
    for character, what in (("\0", nul), ("\ufffd", "characters that another program has lost (U+FFFD)")):
        if character in text:
            raise ValueError(f"{name}: holds {what}; save it again from the original, as UTF-8 text")
    return repaired.replace("\r\n", "\n").replace("\r", "\n"), note


def _guess_encoding(data: bytes, declared: str) -> str:
    from charset_normalizer import from_bytes

    if declared:
        declared = {"iso-8859-1": "cp1252", "latin-1": "cp1252"}.get(declared.lower(), declared)
        try:
            data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            return ""
        return declared
    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman"]).best()
    # A capital with an accent, or a sign, inside a small-letter word comes from the wrong table: no guess is better then.
    return best.encoding if best and not _OUT_OF_PLACE.search(str(best)) else ""


def _repair(match: re.Match[str]) -> str:
    data = b"".join(c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252", "replace") for c in match[0])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def read_toml(path: Path, *, schema: str, model: str) -> dict:
    """A TOML file that fits a JSON schema of lexicons/, its dates as text.

    Arguments: path; schema, its name without .schema.json; model, a file to show as an example.
    Raises: ValueError naming the file and the line or the key, and what is expected there.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        found = json.loads(json.dumps(found, default=str))  # a TOML date becomes the text a reader wrote
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}); copy one from another event's folder") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not readable as TOML: {error}") from error
    rules = json.loads(files("analysis").joinpath(f"lexicons/{schema}.schema.json").read_text(encoding="utf-8"))
    faults = list(Draft202012Validator(rules).iter_errors(found))
    # A key that is none tells more than the absence of the one it was meant to be.
    odd = [fault for fault in faults if fault.validator == "additionalProperties"]
    if fault := best_match(odd or faults):
        place = fault.json_path.removeprefix("$").lstrip(".") or "the top"
        if fault.validator == "additionalProperties":
            known = list(fault.schema["properties"])
            odd = next(key for key in fault.instance if key not in known)
            raise ValueError(f"{path}: at {place}: no key {odd!r} there; {suggest(odd, known)}")
        what = f"{len(fault.instance)} found" if fault.validator == "minItems" else fault.message[:120]
        what = "neither articles nor sources" if fault.validator == "anyOf" else what
        wanted = fault.schema.get("description", "another value")
        raise ValueError(f"{path}: at {place}: {what}; expected is {wanted}, as in {model}")
    return found


def suggest(name: str, known: Iterable[str]) -> str:
    """What to say about a name that is not known: the nearest one, or those there are."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)[:300]}"


def need_extra(module: str, extra: str, name: str) -> ModuleType:
    """A module of an extra of this package. Raises: ValueError with the command that installs it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise ValueError(f'{name}: reading it needs one more package: pip install "crossframe[{extra}]"') from error


def read_rows(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table in csv, tsv, json, jsonl or parquet, told by the name's ending.

    Arguments: name; data; note, called with ("refused", reason, row) for a row that is broken.
    Returns: the row's number (header of a csv: 1; of a jsonl file its line; else from 1) and its cells as text, by column.
    Raises: ValueError when the whole file is broken.
    """
    return TABLES[PurePosixPath(name).suffix.lower()](name, data, note)


def _read_csv(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    text = _decode(name, data, note)
    first = text.partition("\n")[0]
    mark = "\t" if name.lower().endswith(".tsv") else max(",;\t|", key=first.count)
    csv.field_size_limit(MOST_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header = [cell.strip() for cell in next(rows, [])]
    for number, row in enumerate((row for row in rows if row), start=2):
        if len(row) == len(header):
            yield number, dict(zip(header, row, strict=True))
        else:
            note(
                "refused",
                f"{name}, row {number}: {len(row)} cells, but the header has {len(header)}; quote cells that hold {mark!r}",
                number,
            )


def _read_json(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    text = _decode(name, data, note)
    if name.lower().endswith(".json"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}: no JSON ({error}); one JSON object a line is a .jsonl file") from error
        found = next((v for v in found.values() if isinstance(v, list)), [found]) if isinstance(found, dict) else found
        items = enumerate(found if isinstance(found, list) else [found], start=1)
    else:
        items = ((k, line) for k, line in enumerate(text.split("\n"), start=1) if line.strip())
    for number, item in items:
        try:
            item = json.loads(item) if isinstance(item, str) else item
            yield number, {key: "" if v is None else v if isinstance(v, str) else json.dumps(v) for key, v in item.items()}
        except (ValueError, RecursionError, AttributeError) as error:
            note("refused", f"{name}, row {number}: no JSON object ({error})", number)


def _read_parquet(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    need_extra("pyarrow", "parquet", name)
    try:
        table = pd.read_parquet(io.BytesIO(data))
    except Exception as error:  # pyarrow has many kinds, none of which says more than that the file is broken
        raise ValueError(f"{name}: cannot be read as Parquet ({str(error)[:100]})") from error
    table = table.astype(object).where(table.notna(), "").map(str)
    yield from enumerate(table.to_dict("records"), start=1)


def _decode(name: str, data: bytes, note: Note) -> str:
    text, guessed = decode(data, name=name)
    if guessed:
        note("encoding", guessed)
    return text


TABLES = {
    ".csv": _read_csv, ".tsv": _read_csv, ".json": _read_json, ".jsonl": _read_json, ".ndjson": _read_json,
    ".parquet": _read_parquet,
}  # fmt: skip
