"""Which column of a table holds what, and the articles in its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from analysis.read.files import Note, suggest
from analysis.tables.resources import load_lexicon

META = ("title", "outlet", "published", "author", "url", "language")
_MARKUP = re.compile(r"</(?:p|div|a|span|strong|em|b|i|li)>|<br ?/?>", re.IGNORECASE)


def with_title(meta: dict, text: str) -> dict:
    """The article with its headline as first line, where the text does not begin with it."""
    title = " ".join(meta.get("title", "").split())
    headed = not title or " ".join(text.split()).startswith(title)
    return {
        **meta,
        "text": text if headed else f"{re.sub(r'(?<![.A-Z])[.]$', '', title)}\n\n{text}",
    }


def known_columns() -> list[tuple[str, str]]:
    return list(load_lexicon("columns")[["field", "column"]].itertuples(index=False, name=None))[
        ::-1
    ]


def read_articles(
    name: str, rows: Iterator[tuple[int, dict]], columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    places: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, row in rows:
        places = places or map_columns(name, list(row), columns, by)
        article = {field: str(row.get(column, "")).strip() for field, column in places.items()}
        article_id, where = (
            article.pop("id", "") or f"{PurePosixPath(name).stem}-{number}",
            f"{name}, row {number}",
        )
        language = article.get("language", "").lower()
        fault = (
            "the text is empty" if not article["text"]
            else f"its id {article_id!r} stands in row {seen[article_id]} already" if article_id in seen
            else f"holds HTML ({found[0]}); strip it from the texts" if (found := _MARKUP.search(article["text"]))
            else f"its language is {language!r}; only English is read" if language and not language.startswith("en")
            else ""
        )  # fmt: skip
        if fault:
            note("refused", f"{where}: {fault}", number)
        else:
            seen[article_id] = number
            text = article["text"].replace("\r\n", "\n").replace("\r", "\n")
            yield {**with_title(article, text), "article_id": article_id, "row": number}
    if not places:
        raise ValueError(
            f"{name}: no row that can be read; a table has a header and one row an article"
        )


def map_columns(name: str, own: list[str], columns: Mapping[str, str], by: str) -> dict[str, str]:
    """Field -> column of this table: as told, else as lexicons/columns.csv knows it."""
    lower = {column.lower().strip(): column for column in own}
    found = {field: lower[column] for field, column in known_columns() if column in lower}
    for field, column in {**columns, **({"side": by} if by else {})}.items():
        if column not in own:
            raise ValueError(f"{name}: no column {column!r}; {suggest(column, own)}")
        found[field] = column
    if "text" not in found:
        raise ValueError(
            f"{name}: no column holds the texts; name it (--text-column); it has: {', '.join(own)[:300]}"
        )
    return found
