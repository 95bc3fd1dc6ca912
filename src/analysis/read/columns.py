"""Which column of a table holds what, and the articles in its rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import PurePosixPath

from analysis.read.cells import clean_cell, find_cut, has_markup, list_html_lines
from analysis.read.encoding import find_fault
from analysis.read.files import MOST_TEXT, suggest
from analysis.read.notes import Note
from analysis.tables.resources import load_lexicon
from analysis.text.words import has_word

META = ("title", "outlet", "published", "author", "section", "url", "language")
MOST_ODD, MOST_FORMS = 20, 1_000  # first rows that may have no text; kinds of rows kept
_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


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
    item, quote, caption, byline, date or field (of an archive).
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
    forms: dict[tuple[str, ...], dict[str, str]] = {}  # of rows, since objects differ in their keys
    known: dict[str, str] = {}  # the columns of the row before
    odd: list[ValueError] = []  # of rows before any whose columns are known
    seen: dict[int, int] = {}  # a number for an id, because a table can be of any length
    for number, row in rows:
        form = tuple(row)
        if form not in forms:
            try:
                places = map_columns(name, list(row), columns, by)
            except ValueError as error:
                places = known if known and known["text"] in row else {}
                if not places:
                    # That a whole table has other columns shows in a few rows.
                    odd += [error] * (not known)
                    if len(odd) > MOST_ODD:
                        raise odd[0] from None
                    told = str(error).removeprefix(f"{name}: ")
                    note("refused", name, "{}", told, row=number, side=str(row.get(by, "")))
                    continue
            if len(forms) < MOST_FORMS:
                forms[form] = places
        else:
            places = forms[form]
        known = places
        article = {field: clean_cell(row.get(column, "")) for field, column in places.items()}
        own = article.pop("id", "")
        article_id = own or f"{PurePosixPath(name).stem}-{number}"
        key = _hash(article_id)
        fault = _find_fault({**article, "id": article_id})
        if not fault and key in seen:
            fault = ("its id {!r} stands in row {} already", article_id, seen[key])
        if fault:
            note("refused", name, *fault, row=number, side=article.get("side", ""))
            continue
        seen[key] = number
        yield {**_compose(article), "article_id": article_id, "row": number}
    if odd and not known:
        raise odd[0]
    if not known:
        raise ValueError(
            f"{name}: no row that can be read; a table has a header and one row an article"
        )


def _compose(article: dict[str, str]) -> dict:
    """The article of a row; one in HTML keeps the kinds of its lines."""
    text = article["text"].replace("\r\n", "\n").replace("\r", "\n")
    if not has_markup(text):
        return with_title(article, text)
    lines = list_html_lines(text)
    title = " ".join(article.get("title", "").split())
    if title and [line for _, line in lines[:1]] != [title]:
        lines.insert(0, ("headline", re.sub(r"(?<![.A-Z])[.]$", "", title)))
    return with_kinds(article, lines)


def _find_fault(article: dict[str, str]) -> tuple:
    """Why the article of a row cannot be read, as a reason and its values; () for no fault."""
    text, language = article["text"], article.get("language", "").lower()
    if not text:
        return ("the text is empty",)
    if len(text) > MOST_TEXT:
        return ("its text has {:,} characters; at most {:,} are read", len(text), MOST_TEXT)
    if cut := find_cut(text):
        return ("only the beginning of its text is there ({}); take the text from its page", cut)
    if language and not language.startswith("en"):
        return ("its language is {!r}; only English is read", language)
    fault = next(filter(None, map(find_fault, article.values())), "")
    return (fault,) if fault else ()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


def _name(column: str) -> str:
    """A column's name in one form: publishedAt, Published At and published-at are one."""
    return re.sub(r"[^a-z0-9]+", "_", _CASE.sub("_", column.strip()).lower()).strip("_")


def names_text(cells: Iterable[str], columns: Iterable[str] = ()) -> bool:
    """Whether these cells can be the header of a table: one of them names a column of texts."""
    known = {column for field, column in known_columns() if field == "text"}
    return any(cell.strip() in columns or _name(cell) in known for cell in cells)


def map_columns(name: str, own: list[str], columns: Mapping[str, str], by: str) -> dict[str, str]:
    """Field -> column of this table: as told, else as lexicons/columns.csv knows it."""
    lower = {_name(column): column for column in reversed(own)}
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
