"""Anything a user has as raw articles: files, tables, folders and zip archives.

What cannot be read is refused by file and row and stops nothing else. What the lines of an article
mean is the business of `articles`.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.read.columns import META, read_articles
from analysis.read.documents import ARTICLES
from analysis.read.files import Note, list_files
from analysis.read.rows import TABLES, read_rows

ARTICLE_COLUMNS = ("article_id", "side", *META, "text", "file", "row", "sha256")
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
    refused = [note["reason"] for note in notes if note["what"] == "refused"]
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
    file, or of a row's text), and notes (what, line, reason) of what was refused, read in a guessed
    encoding or not understood.
    Raises: ValueError when there is nothing of that name.
    """
    rows, notes = list_articles(Path(path), columns or {}, by)
    return pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)).astype(
        {c: "int64" if c == "row" else "str" for c in ARTICLE_COLUMNS}
    ), notes


def list_articles(path: Path, columns: Mapping[str, str], by: str) -> tuple[list[dict], list[dict]]:
    rows, notes = [], []

    def note(what: str, reason: str, row: int = -1) -> None:
        notes.append({"what": what, "line": row, "reason": reason})

    for name, load in list_files(path, note):
        try:
            data = load()
            for article in _read_file(name, data, columns, by, note):
                folder = PurePosixPath(name).parent.name if by == "folder" else ""
                whole = dict.fromkeys(ARTICLE_COLUMNS, "") | {
                    "side": folder,
                    "row": 0,
                    "file": name,
                }
                digest = hashlib.sha256(
                    article["text"].encode() if article.get("row") else data
                ).hexdigest()
                rows.append(
                    {**whole, "article_id": PurePosixPath(name).stem, **article, "sha256": digest}
                )
        except (
            ValueError,
            OSError,
            RuntimeError,
            NotImplementedError,
            zipfile.BadZipFile,
        ) as error:
            reason = str(error).replace(str(path), name)
            note(
                "refused",
                reason if reason.startswith(name) else f"{name}: cannot be read: {reason}",
            )
    for row in rows:
        row["published"] = _read_date(row["published"], row["file"], note)
    return [
        {c: row[c] if c == "row" else str(row[c]) for c in ARTICLE_COLUMNS} for row in rows
    ], notes


def _read_file(
    name: str, data: bytes, columns: Mapping[str, str], by: str, note: Note
) -> Iterable[dict]:
    kind = PurePosixPath(name).suffix.lower()
    if kind in TABLES:
        return read_articles(name, read_rows(name, data, note), columns, by, note)
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
            f"{name}: the file is empty, or no text was found in it; paste the article's text into it"
        )
    return [article]


def _read_date(day: str, file: str, note: Note) -> str:
    """The day as YYYY-MM-DD where it can be told without guessing, else as it was written."""
    if match := re.match(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])", day):
        return match[0]
    for form in _DATES if day else ():
        try:
            return datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    if day:
        note(
            "date",
            f"{file}: the date {day[:40]!r} is kept as written; YYYY-MM-DD would be understood",
        )
    return day
