"""Anything a user has as raw articles: files, tables, folders and zip archives.

What cannot be read is refused by file and row and stops nothing else. What the lines of an article
mean is the business of `articles`.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pandas as pd

from analysis.read.columns import META, read_articles
from analysis.read.documents import read_documents
from analysis.read.files import check_length, list_files
from analysis.read.look_alikes import find_mixed
from analysis.read.notes import Note, add_note, tell_note
from analysis.read.rows import TABLES, read_rows

ARTICLE_COLUMNS = ("article_id", "side", *META, "event", "text", "kinds", "file", "row", "sha256")
FOLDER = "folder"  # in place of a column: the folder that a file lies in
MOST_PAGE = 10_000_000  # bytes of one page, document or text
MOST_TOLD = 200  # characters of what a library says of a broken file
LARGE = (".mhtml", ".mht", ".pdf", ".docx", ".rtf")  # which hold pictures too
# A day with its month in words, whatever stands around it: Tuesday, May 4, 2021 10:00 PM GMT
_MONTH, _YEAR = r"(?P<m>[A-Za-z]{3,9})\.?", r",? (?P<y>\d{4})\b"
_NUMBER = r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])")
_NUMBERS = re.compile(r"(\d{4})[/.]?(\d{2})[/.]?(\d{2})(?=$|[T ])")
_LINE_END = re.compile("\r\n?")
_DAYS = [
    re.compile(rf"{_NUMBER} {_MONTH}{_YEAR}"),
    re.compile(rf"{_MONTH} {_NUMBER}{_YEAR}"),
]


def read_text(path: Path | str) -> str:
    """Read the text of one article's file, of any kind.

    Parameters
    ----------
    path : of a page, a document or a plain text.

    Returns
    -------
    The text, with its headline as first line.

    Raises
    ------
    ValueError : naming the file and what is wrong with it, or how many articles it holds.
    """
    if not os.path.isfile(path):
        raise ValueError(f"{path}: no such file; name the file of one article")
    found, notes = read_source(path)
    if len(found) == 1:
        return found["text"].iloc[0]
    refused = [tell_note(note) for note in notes if note["what"] == "refused"]
    if refused and found.empty:
        raise ValueError(refused[0])
    raise ValueError(f"{path}: holds {len(found)} articles; one is needed here")


def read_source(
    path: Path | str, *, columns: Mapping[str, str] | None = None, by: str = ""
) -> tuple[pd.DataFrame, list[dict]]:
    """Read all articles of a file, a table, a folder or a zip archive.

    Parameters
    ----------
    path : a file, a table, a folder or a zip archive.
    columns : for tables: field (text, id, title, outlet, published, author, section, url, language,
        event) -> the table's own column, where lexicons/columns.csv does not know it. No column is
        taken for event unasked. In folders and zips event can be 'folder'; the sides are then the
        folders above.
    by : the column whose values are sides; 'folder' in folders and zips.

    Returns
    -------
    Two things. A table with ARTICLE_COLUMNS, one row an article: article_id, side, title, outlet,
    published, author, section, url, language, event, text, kinds (of its lines, where tags tell
    them), file, row (of a table, its header being row 1, else 0), sha256 (of the file, or of a
    row's text). And notes (what, file, row, side, reason, kind: see notes.add_note) of what was
    refused, read in a guessed encoding or not understood.

    Raises
    ------
    ValueError : when there is nothing of that name.
    """
    rows, notes = list_articles(Path(path), columns or {}, by)
    kinds = dict.fromkeys(ARTICLE_COLUMNS, "str") | {"row": "int64"}
    table = pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS))
    return table.astype(kinds), notes


def list_articles(path: Path, columns: Mapping[str, str], by: str) -> tuple[list[dict], list[dict]]:
    """List all articles of a source as dicts.

    Parameters
    ----------
    path, columns, by : as in read_source.

    Returns
    -------
    The rows and the notes of read_source.

    Raises
    ------
    ValueError : when there is nothing of that name.
    """
    rows: list[dict] = []
    notes: list[dict] = []
    note = partial(add_note, notes)
    for name, load in list_files(path, note):
        try:
            # Row by row, so that those before a fault are kept.
            for row in _read_file(name, load(), columns, by, note):
                rows.append(row)
        except Exception as error:  # whatever is wrong with one file, the others are read
            note("refused", name, _tell_error(name, path, error))
    return rows, notes


def _read_file(
    name: str, data: bytes, columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    """The articles of a file of any kind."""
    by_event = columns.get("event") == FOLDER
    folder = PurePosixPath(name).parent
    event = folder.name if by_event else ""
    if by_event:
        columns = {field: own for field, own in columns.items() if field != "event"}
        folder = folder.parent
    if PurePosixPath(name).suffix.lower() in TABLES:
        found = read_table(name, BytesIO(data), columns, by, note)
    else:
        side = folder.name if by == FOLDER else ""
        found = iter(_read_documents(name, data, side, note))
    for row in found:
        yield {**row, "event": event or row["event"]}


def _tell_error(name: str, path: Path, error: Exception) -> str:
    """Why a file is refused; what a library says of it is cut short."""
    told = " ".join(str(error).replace(str(path), name).split())
    own = f"{name}: "
    if told.startswith(own):
        return told.removeprefix(own)
    known = isinstance(error, ValueError | OSError)
    kind = "" if known else f" ({type(error).__name__})"
    return f"cannot be read{kind}: {told[:MOST_TOLD]}; save it again from the original"


def read_table(
    name: str, stream: BinaryIO, columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict[str, str | int]]:
    """Read the articles of a table of any length, one after another.

    Parameters
    ----------
    name : whose ending tells the format.
    stream : bytes; it can seek.
    columns, by : as in read_source.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    For each article a dict with ARTICLE_COLUMNS; the side is what the column `by` holds.

    Raises
    ------
    ValueError : when the table cannot be read at all.
    """
    folder = PurePosixPath(name).parent.name if by == FOLDER else ""
    for found in _read_rows(name, stream, columns, by, note):
        digest = hashlib.sha256(found["text"].encode()).hexdigest()
        yield _complete(found, name, digest, folder, note)


def _read_rows(
    name: str, stream: BinaryIO, columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    rows = read_rows(name, stream, note, columns=columns.values())
    return read_articles(name, rows, columns, by, note)


def _complete(found: dict, name: str, digest: str, side: str, note: Note) -> dict:
    """An article with all its columns."""
    check_length(found["text"], name=name)
    article = dict.fromkeys(ARTICLE_COLUMNS, "")
    article |= {"side": side, "row": 0, "file": name, **found, "sha256": digest}
    article["article_id"] = article["article_id"] or PurePosixPath(name).stem
    day, row = article["published"], article["row"]
    if day:
        article["published"] = _read_date(str(day), name, row, note)
    mixed = find_mixed(f"{article['title']}\n{found['text']}")
    if mixed:
        reason = "{} words have letters of two alphabets that look alike, such as {!r}; "
        reason += "they are counted as they are written"
        own = {"row": row, "side": article["side"]}
        note("encoding", name, reason, len(mixed), mixed[0], **own)
    for column, value in article.items():
        if column == "row":
            continue
        written = str(value)
        # A bare carriage return would part the rows of every table that is made of it.
        article[column] = _LINE_END.sub("\n", written) if "\r" in written else written
    return article


def _read_documents(name: str, data: bytes, side: str, note: Note) -> list[dict]:
    """The articles of a file that is no table; one of several is known by its number in it."""
    path = PurePosixPath(name)
    if len(data) > MOST_PAGE and path.suffix.lower() not in LARGE:
        raise ValueError(
            f"{name}: {len(data):,} bytes; an article of at most {MOST_PAGE:,} is read"
        )
    found = read_documents(name, data, note)
    if len(found) == 1:
        return [_complete(found[0], name, hashlib.sha256(data).hexdigest(), side, note)]
    articles = []
    for number, article in enumerate(found, start=1):
        digest = hashlib.sha256(article["text"].encode()).hexdigest()
        own = {"article_id": f"{path.stem}-{number}", "row": number}
        articles.append(_complete(article | own, name, digest, side, note))
    return articles


def _read_date(day: str, file: str, row: int, note: Note) -> str:
    """The day as YYYY-MM-DD where it can be told without guessing, else as it was written."""
    known = _ISO.match(day)
    if known:
        return known.group()
    numbers = _NUMBERS.match(day)
    if numbers:
        return _iso(*numbers.groups()) or day
    found = set()
    for pattern in _DAYS:
        for match in pattern.finditer(day):
            month = match["m"][:3]
            found.add(_iso(match["y"], month, match["d"]))
    found.discard("")
    if len(found) == 1:
        return found.pop()
    reason = "the date {!r} is kept as written; YYYY-MM-DD would be understood"
    note("date", file, reason, day[:40], row=row)
    return day


def _iso(year: str, month: str, day: str) -> str:
    form = "%Y %b %d" if month.isalpha() else "%Y %m %d"
    try:
        return datetime.strptime(f"{year} {month} {day}", form).date().isoformat()
    except ValueError:
        return ""
