"""Anything a user has as raw articles: files, tables, folders and zip archives.

What cannot be read is refused by file and row and stops nothing else. What the lines of an article
mean is the business of `articles`.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pandas as pd

from analysis.read.columns import META, read_articles
from analysis.read.documents import ARTICLES
from analysis.read.files import list_files
from analysis.read.notes import Note, add_note, tell_note
from analysis.read.rows import TABLES, read_rows

ARTICLE_COLUMNS = ("article_id", "side", *META, "text", "kinds", "file", "row", "sha256")
MOST_PAGE = 10_000_000  # bytes of one page, document or text
_DATES = (
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %B %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%a, %d %b %Y %H:%M:%S %z",
)


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
    whose values are sides ('folder' in folders and zips).
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
    for name, load in list_files(path, note):
        try:
            data = load()
            if PurePosixPath(name).suffix.lower() in TABLES:
                rows.extend(read_table(name, BytesIO(data), columns, by, note))
            else:
                folder = PurePosixPath(name).parent.name if by == "folder" else ""
                rows.append(_read_document(name, data, folder, note))
        except (
            ValueError,
            OSError,
            RuntimeError,
            NotImplementedError,
            zipfile.BadZipFile,
        ) as error:
            told = str(error).replace(str(path), name)
            own = told.startswith(f"{name}: ")
            reason = told.removeprefix(f"{name}: ") if own else f"cannot be read: {told}"
            note("refused", name, reason)
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
    folder = PurePosixPath(name).parent.name if by == "folder" else ""
    for found in read_articles(name, read_rows(name, stream, note), columns, by, note):
        digest = hashlib.sha256(found["text"].encode()).hexdigest()
        yield _complete(found, name, digest, folder, note)


def _complete(found: dict, name: str, digest: str, side: str, note: Note) -> dict:
    """An article with all its columns."""
    article = dict.fromkeys(ARTICLE_COLUMNS, "")
    article |= {"side": side, "row": 0, "file": name, **found, "sha256": digest}
    article["article_id"] = article["article_id"] or PurePosixPath(name).stem
    if article["published"]:
        article["published"] = _read_date(str(article["published"]), name, article["row"], note)
    return {c: v if c == "row" else str(v) for c, v in article.items()}


def _read_document(name: str, data: bytes, side: str, note: Note) -> dict:
    """The article of a file that is no table."""
    kind = PurePosixPath(name).suffix.lower()
    if kind not in ARTICLES:
        known = " ".join([*ARTICLES, *TABLES, ".zip"]).strip()
        raise ValueError(
            f"{name}: is no kind of file that is read here ({known}); save it as one of them"
        )
    if len(data) > MOST_PAGE:
        raise ValueError(
            f"{name}: {len(data):,} bytes; an article of at most {MOST_PAGE:,} is read"
        )
    is_page = kind in (".txt", "") and re.match(
        rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", data, re.IGNORECASE
    )
    article = ARTICLES[".html" if is_page else kind](name, data, note)
    if not article["text"].strip():
        raise ValueError(
            f"{name}: the file is empty, or no text was found in it; "
            "paste the article's text into it"
        )
    return _complete(article, name, hashlib.sha256(data).hexdigest(), side, note)


def _read_date(day: str, file: str, row: int, note: Note) -> str:
    """The day as YYYY-MM-DD where it can be told without guessing, else as it was written."""
    if match := re.match(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])", day):
        return match[0]
    for form in _DATES if day else ():
        try:
            return datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    if day:
        reason = "the date {!r} is kept as written; YYYY-MM-DD would be understood"
        note("date", file, reason, day[:40], row=row)
    return day
