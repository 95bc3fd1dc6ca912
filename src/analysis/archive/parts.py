"""The finished parts of an archive on the disk, and which of them a later run may take.

A part belongs to a run by three things: the folder it stands in, whose name is the key of the
package, its libraries, the settings and the codebooks; the hash of the very rows it was made of,
one hash for each of the parts where a group was added up on the way; and the hash of each of its
own files. So the text of an article that has changed is read again even
where size and time of its file have not, and a file that was damaged is made again. Nothing is
removed that was not made here.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
from pathlib import Path

import pandas as pd

from analysis.event.event import digest_files
from analysis.judge.totals import Sums, add_sums
from analysis.tables.packages import find_version
from analysis.tables.storage import read_plain, write_plain
from analysis.tables.writing import find_place, write_together

MANIFEST, PART = "manifest.json", "part.json"
LIBRARIES = ("numpy", "pandas", "textblob", "vaderSentiment", "nupunkt", "simplemma", "breame")
MADE_BY = "crossframe"


def open_parts(
    folder: Path, path: Path, settings: dict, codebooks: dict[str, pd.DataFrame], size: int
) -> Path:
    """Open the folder in which the parts of these settings are kept; those of others are removed.

    Its manifest says what the parts are made of: the table with the hash of its content, settings,
    versions.

    Parameters
    ----------
    folder : of all parts.
    path : of the table.
    settings : of the event.
    codebooks : tables as from measures.codebooks.read_codebook, by name.
    size : articles in a part.

    Returns
    -------
    The folder.

    Raises
    ------
    ValueError : for a file that cannot be written.
    """
    libraries = {name: find_version(name) for name in LIBRARIES}
    made_with = {"python": platform.python_version(), **libraries}
    books = [book.to_csv() for book in codebooks.values()]
    key = digest_files([], {**settings, "size": size, "books": books, "with": made_with})[:16]
    for old in folder.iterdir():
        if old.name != key and _is_own(old):
            shutil.rmtree(old)
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = {
        "made_by": MADE_BY,
        "key": key,
        "input": {"name": path.name, "bytes": path.stat().st_size, "sha256": content},
        "versions": made_with,
        "articles_in_a_part": size,
        "settings": settings,
    }
    write_together(folder, {f"{key}/{MANIFEST}": json.dumps(manifest, indent=1) + "\n"})
    return folder / key


def _is_own(folder: Path) -> bool:
    """Whether a folder of parts was made here; whatever else stands there is the user's."""
    if folder.is_symlink() or not re.fullmatch("[0-9a-f]{16}", folder.name):
        return False
    return _read_json(folder / MANIFEST).get("made_by") == MADE_BY


def _read_json(path: Path) -> dict:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def digest_rows(rows: list[dict]) -> str:
    """Make a hash of the rows of a part.

    Parameters
    ----------
    rows : raw articles, as dicts.

    Returns
    -------
    Hexadecimal digits.

    Examples
    --------
    >>> digest_rows([{"text": "a", "row": 1}]) == digest_rows([{"text": "a", "row": 2}])
    False
    """
    digest = hashlib.blake2b(digest_size=16)
    for row in rows:
        digest.update(json.dumps(row, sort_keys=True).encode())
    return digest.hexdigest()


def find_done(place: Path, number: int) -> list[str]:
    """Find out which rows a part that is there was made of.

    Parameters
    ----------
    place : the folder of the parts, from open_parts.
    number : of the part.

    Returns
    -------
    The digests of its rows, one for each part that was added up in it; none where it is not there,
    or is damaged.
    """
    own = _read_json(place / f"{number:06d}" / PART)
    rows, files = own.get("rows"), own.get("files")
    if not isinstance(rows, list) or not isinstance(files, dict):
        return []
    whole = all(_read_file(place, number, *known) is not None for known in files.items())
    return rows if whole else []


def _read_file(place: Path, number: int, name: str, digest: object) -> bytes | None:
    """A file of a part, None when it is not the one that was written."""
    if "/" in name or name.startswith("."):
        return None
    try:
        data = (place / f"{number:06d}" / name).read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == digest else None


def add_parts(parts: list[tuple[Sums, pd.DataFrame]]) -> tuple[Sums, pd.DataFrame]:
    """Add up parts in their order.

    Parameters
    ----------
    parts : at least one, each as part.sum_part gives it.

    Returns
    -------
    The same of all together.

    Examples
    --------
    >>> sums = {"articles": pd.DataFrame({"side": ["Post"], "articles": [2]})}
    >>> gone = pd.DataFrame({"what": ["refused"], "reason": ["no text"], "row": [3]})
    >>> total, left_out = add_parts([(sums, gone), (sums, gone)])
    >>> total["articles"].values.tolist(), len(left_out)
    ([['Post', 4]], 2)
    """
    if len(parts) == 1:
        return parts[0]
    total = add_sums(sums for sums, _ in parts)
    return total, pd.concat([gone for _, gone in parts])


def write_sums(parts: list[tuple[Sums, pd.DataFrame]]) -> dict[str, str]:
    """Write the sums of parts, added up in their order, as CSV files.

    Parameters
    ----------
    parts : at least one, each as part.sum_part gives it.

    Returns
    -------
    File name -> text; what was left out is in refused.csv.

    Examples
    --------
    >>> sums = {"articles": pd.DataFrame({"side": ["Post"], "articles": [2]})}
    >>> gone = pd.DataFrame({"what": ["refused"], "reason": ["no text"], "row": [3]})
    >>> write_sums([(sums, gone), (sums, gone)])["articles.csv"]
    'side,articles\\nPost,4\\n'
    """
    total, left_out = add_parts(parts)
    tables = {**total, "refused": left_out}
    return {f"{name}.csv": write_plain(table) for name, table in tables.items()}


def save_part(place: Path, number: int, rows: list[str], sums: dict[str, str]) -> None:
    """Save the files of a part, and last the list of them with their hashes.

    Parameters
    ----------
    place : the folder of the parts, from open_parts.
    number : of the part.
    rows : the digests of its rows.
    sums : from write_sums.

    Raises
    ------
    ValueError : for a file that cannot be written.
    """
    files = dict(sums)
    hashes = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    files[PART] = json.dumps({"rows": rows, "files": hashes}, indent=1) + "\n"
    for name in (PART, *files):  # they are made again; a link here leads nowhere that counts
        old = find_place(place, f"{number:06d}/{name}")
        if name == PART or old.is_symlink():
            old.unlink(missing_ok=True)
    write_together(place, {f"{number:06d}/{name}": text for name, text in files.items()})


def load_part(place: Path, number: int) -> Sums:
    """Load the sums of a part.

    Parameters
    ----------
    place : the folder of the parts, from open_parts.
    number : of the part.

    Returns
    -------
    The sums, with one more table, refused (what, reason, row).

    Raises
    ------
    OSError : naming a file of the part that is not as it was written.
    """
    found = {}
    for name, digest in _read_json(place / f"{number:06d}" / PART).get("files", {}).items():
        data = _read_file(place, number, name, digest)
        if data is None:
            raise OSError(
                f"{place / f'{number:06d}' / name}: was changed while the archive was read; "
                "start again, and this part is read anew"
            )
        found[name.removesuffix(".csv")] = read_plain(data)
    return found
