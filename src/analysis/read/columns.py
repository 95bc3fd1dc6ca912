"""Which column of a table holds what, and the articles in its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath

from analysis.read.encoding import find_fault
from analysis.read.files import suggest
from analysis.read.notes import Note
from analysis.tables.resources import load_lexicon
from analysis.text.words import has_word

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


def with_kinds(meta: dict, lines: list[tuple[str, str]]) -> dict:
    """An article of lines whose kinds are known from their tags, so that no rule guesses them.

    kinds names one for each line of the text, in order: headline, standfirst, heading, paragraph,
    item, quote, caption, byline or date.
    """
    lines = [(kind, line) for kind, line in lines if has_word(line)]
    text = "\n\n".join(line for _, line in lines)
    return {**meta, "text": text, "kinds": " ".join(kind for kind, _ in lines)}


def known_columns() -> list[tuple[str, str]]:
    return list(load_lexicon("columns")[["field", "column"]].itertuples(index=False, name=None))[
        ::-1
    ]


def read_articles(
    name: str, rows: Iterable[tuple[int, dict]], columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    """The articles in the rows of a table; a row that holds none is refused and stops nothing.

    Parameters: name, of the table; rows, as from read_rows; columns, field -> its own column; by,
    the column of sides; note, called as add_note.
    Returns: of each article the fields that the table has, article_id, and row, its number.
    Raises: ValueError when a column is missing, or no row can be read.
    """
    places: dict[str, str] = {}
    seen: dict[int, int] = {}  # a number for an id, because a table can be of any length
    for number, row in rows:
        places = places or map_columns(name, list(row), columns, by)
        article = {field: row.get(column, "").strip() for field, column in places.items()}
        own = article.pop("id", "")
        article_id = own or f"{PurePosixPath(name).stem}-{number}"
        key = _hash(article_id)
        fault = _find_fault(article)
        if not fault and key in seen:
            fault = ("its id {!r} stands in row {} already", article_id, seen[key])
        if fault:
            note("refused", name, *fault, row=number, side=article.get("side", ""))
            continue
        seen[key] = number
        text = article["text"].replace("\r\n", "\n").replace("\r", "\n")
        yield {**with_title(article, text), "article_id": article_id, "row": number}
    if not places:
        raise ValueError(
            f"{name}: no row that can be read; a table has a header and one row an article"
        )


def _find_fault(article: dict[str, str]) -> tuple:
    """Why the article of a row cannot be read, as a reason and its values; () for no fault."""
    text, language = article["text"], article.get("language", "").lower()
    if not text:
        return ("the text is empty",)
    if found := "<" in text and _MARKUP.search(text):
        return ("holds HTML ({}); strip it from the texts", found[0])
    if language and not language.startswith("en"):
        return ("its language is {!r}; only English is read", language)
    fault = next(filter(None, map(find_fault, article.values())), "")
    return (fault,) if fault else ()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


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
            f"{name}: no column holds the texts; name it (--text-column); "
            f"it has: {', '.join(own)[:300]}"
        )
    return found
