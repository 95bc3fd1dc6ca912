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
_LINE_END = re.compile("\r\n?")
_DAYS = [
    re.compile(rf"{_NUMBER} {_MONTH}{_YEAR}"),
    re.compile(rf"{_MONTH} {_NUMBER}{_YEAR}"),
]


def read_text(path: Path | str) -> str:
    """The text of one article's file, of any kind. Raises: ValueError naming the file and what is
    wrong with it.
    """
    if not os.path.isfile(path):
        raise ValueError(f"{path}: no such file; name the file of one article")
    found, notes = read_source(path)
    if len(found) == 1:
        return found["text"].iloc[0]
    refused = [tell_note(note) for note in notes if note["what"] == "refused"]
    raise ValueError(
        refused[0]
        if refused and found.empty
        else f"{path}: holds {len(found)} articles; one is needed here"
    )


def read_source(
    path: Path | str, *, columns: Mapping[str, str] | None = None, by: str = ""
) -> tuple[pd.DataFrame, list[dict]]:
    """Read all articles of a file, a table, a folder or a zip archive.

    Arguments: path; columns, for tables: field (text, id, title, outlet, published, author, url,
    language) -> the table's own column, where lexicons/columns.csv does not know it; by, the column
    whose values are sides ('folder' in folders and zips). The field event, which no column is taken
    for unasked, can be 'folder' too; the sides are the folders above it then.
    Returns: articles with COLUMNS (row: of a table, its header being row 1, else 0; sha256: of the
    file, or of a row's text), and notes (what, file, row, side, reason, kind: see add_note) of what
    was refused, read in a guessed encoding or not understood.
    Raises: ValueError when there is nothing of that name.
    """
    rows, notes = list_articles(Path(path), columns or {}, by)
    return pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)).astype(
        {c: "int64" if c == "row" else "str" for c in ARTICLE_COLUMNS}
    ), notes


def list_articles(path: Path, columns: Mapping[str, str], by: str) -> tuple[list[dict], list[dict]]:
    """The rows and the notes of read_source."""
    rows: list[dict] = []
    notes: list[dict] = []
    note = partial(add_note, notes)
    by_event = columns.get("event") == FOLDER
    columns = {field: own for field, own in columns.items() if field != "event" or not by_event}
    for name, load in list_files(path, note):
        try:
            data = load()
            place = PurePosixPath(name).parent
            side, event = (place.parent, place.name) if by_event else (place, "")
            if PurePosixPath(name).suffix.lower() in TABLES:
                found = read_table(name, BytesIO(data), columns, by, note)
            else:
                found = iter(_read_documents(name, data, side.name if by == FOLDER else "", note))
            rows.extend({**row, "event": event or row["event"]} for row in found)
        except Exception as error:  # whatever is wrong with one file, the others are read
            told = " ".join(str(error).replace(str(path), name).split())
            own = told.startswith(f"{name}: ")
            kind = "" if isinstance(error, ValueError | OSError) else f" ({type(error).__name__})"
            broken = f"cannot be read{kind}: {told[:MOST_TOLD]}; save it again from the original"
            note("refused", name, told.removeprefix(f"{name}: ") if own else broken)
    return rows, notes


def read_table(
    name: str, stream: BinaryIO, columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict[str, str | int]]:
    """The articles of a table of any length, one after another.

    Parameters: name, whose ending tells the format; stream, which can seek; columns and by, as in
    read_source; note, called as add_note for every row that is refused.
    Returns: articles with ARTICLE_COLUMNS; the side is what the column `by` holds.
    Raises: ValueError when the table cannot be read at all.
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
    if article["published"]:
        article["published"] = _read_date(str(article["published"]), name, article["row"], note)
    if mixed := find_mixed(f"{article['title']}\n{found['text']}"):
        reason = "{} words have letters of two alphabets that look alike, such as {!r}; "
        more = "they are counted as they are written"
        note(
            "encoding",
            name,
            reason + more,
            len(mixed),
            mixed[0],
            row=article["row"],
            side=article["side"],
        )
    # A bare carriage return would part the rows of every table that is made of it.
    return {c: v if c == "row" else _LINE_END.sub("\n", str(v)) for c, v in article.items()}


def _read_documents(name: str, data: bytes, side: str, note: Note) -> list[dict]:
    """The articles of a file that is no table; one of several is known by its number in it."""
    if len(data) > MOST_PAGE and PurePosixPath(name).suffix.lower() not in LARGE:
        raise ValueError(
            f"{name}: {len(data):,} bytes; an article of at most {MOST_PAGE:,} is read"
        )
    found = read_documents(name, data, note)
    if len(found) == 1:
        return [_complete(found[0], name, hashlib.sha256(data).hexdigest(), side, note)]
    articles = []
    for number, article in enumerate(found, start=1):
        digest = hashlib.sha256(article["text"].encode()).hexdigest()
        own = {"article_id": f"{PurePosixPath(name).stem}-{number}", "row": number}
        articles.append(_complete(article | own, name, digest, side, note))
    return articles


def _read_date(day: str, file: str, row: int, note: Note) -> str:
    """The day as YYYY-MM-DD where it can be told without guessing, else as it was written."""
    if match := re.match(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])", day):
        return match[0]
    if match := re.match(r"(\d{4})[/.]?(\d{2})[/.]?(\d{2})(?=$|[T ])", day):
        return _iso(*match.groups()) or day
    matches = [match for pattern in _DAYS for match in pattern.finditer(day)]
    found = {_iso(m["y"], m["m"][:3], m["d"]) for m in matches} - {""}
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
