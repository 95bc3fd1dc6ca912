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
_STOP = re.compile(r"(?<![.A-Z])[.]$")
_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def with_title(meta: dict, text: str) -> dict:
    """Make an article of a text, its headline as first line.

    Parameters
    ----------
    meta : fields of the article; title is used.
    text : its text.

    Returns
    -------
    The fields and text, which begins with the headline, once.

    Examples
    --------
    >>> with_title({"title": "Quay sold"}, "It was sold.")["text"]
    'Quay sold\\n\\nIt was sold.'
    """
    words = meta.get("title", "").split()
    title = " ".join(words)
    begin = " ".join(text.split(maxsplit=len(words))[: len(words)])
    if not begin.startswith(title):
        text = f"{drop_stop(title)}\n\n{text}"
    return {**meta, "text": text}


def drop_stop(title: str) -> str:
    """Take the full stop off a headline; that of U.S. and dots in a row stay.

    Parameters
    ----------
    title : the headline.

    Returns
    -------
    The headline.

    Examples
    --------
    >>> drop_stop("The quay was sold."), drop_stop("Sold to the U.S.")
    ('The quay was sold', 'Sold to the U.S.')
    """
    return _STOP.sub("", title)


def with_kinds(meta: dict, lines: list[tuple[str, str]]) -> dict:
    """Make an article of lines whose kinds are told by tags, so that no rule guesses them.

    Parameters
    ----------
    meta : fields of the article.
    lines : pairs of a kind and a line. Kinds are headline, standfirst, heading, paragraph, item,
        quote, caption, byline, date and field (of an archive).

    Returns
    -------
    The fields, text, and kinds: one for each line of the text, with spaces between. Lines without a
    word are left out.

    Examples
    --------
    >>> with_kinds({}, [("headline", "Quay sold"), ("paragraph", "Why?"), ("paragraph", "-")])
    {'text': 'Quay sold\\n\\nWhy?', 'kinds': 'headline paragraph'}
    """
    lines = [(kind, line) for kind, line in lines if has_word(line)]
    text = "\n\n".join(line for _, line in lines)
    return {**meta, "text": text, "kinds": " ".join(kind for kind, _ in lines)}


def known_columns() -> list[tuple[str, str]]:
    """List the names that columns of tables are known by.

    Returns
    -------
    Pairs of a field and a column's name; of one field the best name stands last.
    """
    table = load_lexicon("columns")
    pairs = list(zip(table["field"], table["column"], strict=True))
    return pairs[::-1]


def read_articles(
    name: str, rows: Iterable[tuple[int, dict]], columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    """Read the articles in the rows of a table.

    A row that holds none is refused and stops nothing.

    Parameters
    ----------
    name : of the table.
    rows : as from rows.read_rows.
    columns : field -> the table's own column.
    by : the column of sides, '' for none.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    Of each article the fields that the table has, text, kinds where its lines are HTML, article_id,
    and row (its number).

    Raises
    ------
    ValueError : when a column that was named is missing, no column holds the texts, or no row can
        be read.
    """
    places = _Places(name, columns, by)
    seen: dict[int, int] = {}  # a number for an id, because a table can be of any length
    for number, row in rows:
        own = places.find(row)
        if own is None:
            told = str(places.odd[-1]).removeprefix(f"{name}: ")
            note("refused", name, "{}", told, row=number, side=str(row.get(by, "")))
            continue
        article = {field: clean_cell(row.get(column, "")) for field, column in own.items()}
        article_id = article.pop("id", "") or f"{PurePosixPath(name).stem}-{number}"
        key = _hash(article_id)
        fault = _find_fault({**article, "id": article_id})
        if not fault and key in seen:
            fault = ("its id {!r} stands in row {} already", article_id, seen[key])
        if fault:
            note("refused", name, *fault, row=number, side=article.get("side", ""))
            continue
        seen[key] = number
        yield {**_compose(article), "article_id": article_id, "row": number}
    if places.last is None:
        if places.odd:
            raise places.odd[0]
        raise ValueError(
            f"{name}: no row that can be read; a table has a header and one row an article"
        )


class _Places:
    """In which column each field of a row stands, for rows whose columns differ.

    last: field -> column of the last row that was known, None before any; odd: what is wrong with
    rows before that one, and with the last that was not.
    """

    def __init__(self, name: str, columns: Mapping[str, str], by: str):
        self.name, self.columns, self.by = name, columns, by
        self.forms: dict[tuple[str, ...], dict[str, str]] = {}
        self.last: dict[str, str] | None = None
        self.odd: list[ValueError] = []

    def find(self, row: dict) -> dict[str, str] | None:
        """Field -> column of a row; None for one that holds no text.

        A row with columns that are not known is read as the one before it, where that can be.
        Raises ValueError where too many of the first rows are not known.
        """
        form = tuple(row)
        if form not in self.forms:
            places = self._map(row)
            if places is None:
                return None
            if len(self.forms) >= MOST_FORMS:
                self.last = places
                return places
            self.forms[form] = places
        self.last = self.forms[form]
        return self.last

    def _map(self, row: dict) -> dict[str, str] | None:
        try:
            return map_columns(self.name, list(row), self.columns, self.by)
        except ValueError as error:
            if self.last and self.last["text"] in row:
                return self.last
            self.odd.append(error)
        # That a whole table has other columns shows in a few rows.
        if self.last is not None:
            self.odd = self.odd[-1:]
        elif len(self.odd) > MOST_ODD:
            raise self.odd[0] from None
        return None


def _compose(article: dict[str, str]) -> dict:
    """The article of a row; one in HTML keeps the kinds of its lines."""
    text = article["text"].replace("\r\n", "\n").replace("\r", "\n")
    if not has_markup(text):
        return with_title(article, text)
    lines = list_html_lines(text)
    title = " ".join(article.get("title", "").split())
    is_first = bool(lines) and lines[0][1] == title
    if title and not is_first:
        lines.insert(0, ("headline", drop_stop(title)))
    return with_kinds(article, lines)


def _find_fault(article: dict[str, str]) -> tuple:
    """Why the article of a row cannot be read, as a reason and its values; () for no fault."""
    text = article["text"]
    if not text:
        return ("the text is empty",)
    if len(text) > MOST_TEXT:
        return ("its text has {:,} characters; at most {:,} are read", len(text), MOST_TEXT)
    cut = find_cut(text)
    if cut:
        return ("only the beginning of its text is there ({}); take the text from its page", cut)
    language = article.get("language", "").lower()
    if language and not language.startswith("en"):
        return ("its language is {!r}; only English is read", language)
    for cell in article.values():
        fault = find_fault(cell)
        if fault:
            return (fault,)
    return ()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest())


def _name(column: str) -> str:
    """A column's name in one form: publishedAt, Published At and published-at are one."""
    parted = _CASE.sub("_", column.strip()).lower()
    return re.sub(r"[^a-z0-9]+", "_", parted).strip("_")


def names_text(cells: Iterable[str], columns: Iterable[str] = ()) -> bool:
    """Say whether cells can be the header of a table: one of them names a column of texts.

    Parameters
    ----------
    cells : of a row.
    columns : further names of columns.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> names_text(["id", "text"]), names_text(["1", "The quay"])
    (True, False)
    """
    known = {column for field, column in known_columns() if field == "text"}
    return any(cell.strip() in columns or _name(cell) in known for cell in cells)


def map_columns(name: str, own: list[str], columns: Mapping[str, str], by: str) -> dict[str, str]:
    """Find which column of a table holds what, as told or else as lexicons/columns.csv knows it.

    Parameters
    ----------
    name : of the table, for errors.
    own : its columns.
    columns : field -> column, as told.
    by : the column of sides, '' for none.

    Returns
    -------
    Field -> column.

    Raises
    ------
    ValueError : for a column that was named and is not there, two columns of texts of one name, and
        where no column holds the texts.

    Examples
    --------
    >>> map_columns("t.csv", ["Headline", "text"], {}, "")
    {'title': 'Headline', 'text': 'text'}
    """
    lower = {_name(column): column for column in reversed(own)}
    found = {field: lower[column] for field, column in known_columns() if column in lower}
    told = dict(columns)
    if by:
        told["side"] = by
    for field, column in told.items():
        if column not in own:
            raise ValueError(f"{name}: no column {column!r}; {suggest(column, own)}")
        found[field] = column
    twice = f"{found.get('text')} (2)"
    if "text" not in columns and twice in own:
        raise ValueError(
            f"{name}: two columns are named {found['text']!r}; say which holds the texts "
            f"(--text-column {found['text']!r} or {twice!r})"
        )
    if "text" not in found:
        raise ValueError(
            f"{name}: no column holds the texts; name it (--text-column); "
            f"it has: {', '.join(own)[:300]}"
        )
    return found
