"""Files, folders and zip archives as bytes; nothing is unpacked to disk or fetched.

What stands in the way of a small file that unpacks to a large one, of a device that never ends and
of a text that no person wrote is here: every reader asks for its bytes here, and the caps are here.
"""

from __future__ import annotations

import difflib
import io
import os
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import ModuleType

from analysis.read.notes import Note
from analysis.tables.writing import is_text, show_name

# Of a file or all files of an archive; of an archive; unpacked : packed, and from which size on.
MOST_BYTES, MOST_FILES, MOST_RATIO, RATIO_FROM = 200_000_000, 20_000, 200, 1_000_000
MOST_XML = 20_000_000  # bytes of the XML parts of a document, unpacked
MOST_TEXT = 2_000_000  # characters of one article, as no article has
MOST_PAGES, MOST_DRAWING = 400, 3_000_000  # pages of a PDF, bytes of what is drawn on them
MOST_ELEMENTS, MOST_ATTRIBUTES = 25_000, 2_000  # of a web page; of an element


def list_files(path: Path, note: Note) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """List the files of a folder or a zip archive, or the one file itself.

    They are in alphabetical order; hidden ones are left out.

    Parameters
    ----------
    path : a file, a folder or a zip archive.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    Of each file its name inside the folder or archive, and a function that loads its bytes.

    Raises
    ------
    ValueError : when there is nothing of that name, or an archive is broken, or a file or archive
        is too large.
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
    inside = os.path.realpath(path)
    for place in sorted(
        p
        for p in path.rglob("*")
        if not any(part.startswith(".") for part in p.relative_to(path).parts)
    ):
        name = place.relative_to(path).as_posix()
        # realpath, since resolve raises where links lead in a circle.
        if not is_text(name):
            note("refused", show_name(name), "a name that is not UTF-8; rename the file")
        elif not Path(os.path.realpath(place)).is_relative_to(inside):
            note("refused", name, "a link that leads out of the folder; put the file itself there")
        elif os.path.isdir(place):
            if not os.access(place, os.R_OK | os.X_OK):
                note("refused", name, "a folder that you may not look into; change its permissions")
        elif os.path.isfile(place):
            yield name, lambda place=place: _load(place)
        elif place.is_symlink():
            note("refused", name, "a link that leads nowhere; put the file itself there")
        else:
            note("refused", name, "is a device or a pipe and no file; save it as a file")


def _load(path: Path) -> bytes:
    """The bytes of a file, never more than MOST_BYTES, whatever its size is said to be."""
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{path.name}: is a device or a pipe and no file; save it as a file")
    size = min(status.st_size, MOST_BYTES)  # a reader asked for more bytes makes room for them all
    with path.open("rb") as file:
        data = file.read(size + 1)
        if len(data) > size:
            data += file.read(MOST_BYTES - size)
    if len(data) > MOST_BYTES:
        raise ValueError(
            f"{path.name}: {path.stat().st_size:,} bytes; "
            f"at most {MOST_BYTES:,} are read, so divide it"
        )
    return data


def open_zip(name: str, data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open a zip archive.

    Parameters
    ----------
    name : of the archive, for the error.
    data : its bytes.

    Returns
    -------
    The archive, and its files in alphabetical order.

    Raises
    ------
    ValueError : when it is broken, or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile has many kinds for bytes that are no archive
        raise ValueError(
            f"{name}: is no zip archive, or a broken one ({error}); pack it again"
        ) from error
    entries = sorted((e for e in archive.infolist() if not e.is_dir()), key=lambda e: e.filename)
    if sum(entry.file_size for entry in entries) > MOST_BYTES or len(entries) > MOST_FILES:
        raise ValueError(
            f"{name}: unpacks to more than {MOST_BYTES:,} bytes or {MOST_FILES:,} files; divide it"
        )
    return archive, entries


def is_bomb(entry: zipfile.ZipInfo) -> bool:
    """Say whether a file of an archive unpacks to so much more than its size as no text does.

    Parameters
    ----------
    entry : the file, as the archive lists it.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> entry = zipfile.ZipInfo("a.txt")
    >>> entry.file_size, entry.compress_size = 10_000_000, 1_000
    >>> is_bomb(entry)
    True
    """
    large = entry.file_size > RATIO_FROM
    return large and entry.file_size > MOST_RATIO * entry.compress_size


def check_length(text: str, *, name: str) -> None:
    """Refuse a text that is longer than any article.

    Parameters
    ----------
    text : of an article.
    name : of its file, for the error.

    Raises
    ------
    ValueError : naming the file.

    Examples
    --------
    >>> check_length("The quay was sold.", name="x.txt")
    """
    if len(text) > MOST_TEXT:
        raise ValueError(
            f"{name}: {len(text):,} characters; an article of at most {MOST_TEXT:,} is read, "
            "so divide it"
        )


def _list_archive(name: str, data: bytes, note: Note) -> Iterator[tuple[str, Callable[[], bytes]]]:
    archive, entries = open_zip(name, data)
    for entry in entries:
        place = PurePosixPath(entry.filename)
        if (
            place.is_absolute()
            or ".." in place.parts
            or ":" in entry.filename
            or "\\" in entry.orig_filename
        ):
            reason = "a name that leads out of the archive {}; pack it again"
            note("refused", entry.filename, reason, name)
        elif stat.S_ISLNK(entry.external_attr >> 16):
            reason = "a link in the archive {}; pack the file itself"
            note("refused", entry.filename, reason, name)
        elif is_bomb(entry):
            reason = "unpacks to over {} times its size, as no text does"
            note("refused", entry.filename, reason, MOST_RATIO)
        elif not any(part.startswith((".", "__MACOSX")) for part in place.parts):
            yield entry.filename, lambda entry=entry: archive.read(entry)


def suggest(name: str, known: Iterable[str]) -> str:
    """Say of a name that is not known which is the nearest, or which there are.

    Parameters
    ----------
    name : the one that was asked for.
    known : all names.

    Returns
    -------
    The end of a message.

    Examples
    --------
    >>> suggest("txet", ["text", "title"]), suggest("x", ["text", "title"])
    ("did you mean 'text'?", 'known: text, title')
    """
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)[:300]}"


def need_extra(module: str, extra: str, name: str) -> ModuleType:
    """Import a module of an extra of this package.

    Parameters
    ----------
    module : its name.
    extra : the extra that brings it.
    name : of the file that needs it, for the error.

    Returns
    -------
    The module.

    Raises
    ------
    ValueError : where it is not installed, with the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise ValueError(
            f'{name}: reading it needs one more package: pip install "crossframe[{extra}]"'
        ) from error
