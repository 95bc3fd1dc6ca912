"""The text of a PDF in reading order: columns one after another, print furniture left out.

A PDF holds pieces of text with their places, no paragraphs. Lines are joined where a sentence goes
on; a line that ends a sentence well before the others end, or stands apart, ends a paragraph.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from analysis.read.files import MOST_DRAWING, MOST_PAGES, need_extra
from analysis.tables.resources import load_lexicon
from analysis.text.words import has_word, list_words

COLUMN_LINES, COLUMN_SHARE = 3, 0.25  # lines at one left edge, and their share, that make a column
EDGE = 12.0  # points within which lines begin at one left edge
SHORT_LINE = 0.8  # of the longest line of a column: a shorter one can end a paragraph
MOST_LOST = 0.02  # of a page's words, which lines made of pieces may not hold
FULL_WIDTH = 1.35  # the gap to the next line, in usual gaps, that parts paragraphs
_ENDS = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+(?:\s+\d+\s*/\s*\d+)?$|file:///\S+.*$")
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? +\d{1,2}[:.]\d\d(?: ?[AP]M)?\b.*$"
    r"|(?:page )?\d+ ?(?:/|of) ?\d+$",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:page |- ?)?\d{1,4}(?: ?-)?$", re.IGNORECASE)
_HYPHENED = re.compile(r"([A-Za-z][a-z]*)-$")


class _TooMuch(ValueError):
    """A PDF that is larger than any article."""


class Line(NamedTuple):
    """A line of a page.

    Attributes
    ----------
    x : its left edge, in points.
    y : its height on the page, in points from below.
    size : of its letters, in points.
    text : its words.
    """

    x: float
    y: float
    size: float
    text: str


def read_pdf_text(name: str, data: bytes) -> str:
    """Read the text of a PDF.

    Parameters
    ----------
    name : of the file, for errors.
    data : its bytes.

    Returns
    -------
    The text, a line a paragraph.

    Raises
    ------
    ValueError : when the file is broken, locked or too large, or holds pictures of text only; and
        where the package that reads it is not installed.
    """
    pypdf = need_extra("pypdf", "pdf", name)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would print names no file
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        _check_drawing(name, reader.pages)
        pages = [_list_lines(page) for page in reader.pages]
    except _TooMuch:
        raise
    except Exception as error:  # pypdf has many kinds for bytes that are no PDF
        raise ValueError(
            f"{name}: broken or locked PDF ({error}); save its text as .txt"
        ) from error
    if not any(has_word(line.text) for page in pages for line in page):
        raise ValueError(
            f"{name}: has no text layer (a scan?); run text recognition on it, "
            "or paste its text into a .txt file"
        )
    return "\n".join(_join_lines([_order_columns(page) for page in _drop_furniture(pages)]))


def _check_drawing(name: str, pages: Sequence) -> None:
    """

    Raises
    ------
    ValueError : where a PDF draws more than an article: a stream can stand for many pages. What
        pages share counts for each of them, because each is read.
    """
    drawn = 0
    if len(pages) > MOST_PAGES:
        raise _TooMuch(f"{name}: {len(pages)} pages; at most {MOST_PAGES} are read, so divide it")
    for page in pages:
        content = page.get_contents()
        drawn += len(content.get_data()) if content is not None else 0
        if drawn > MOST_DRAWING:
            raise _TooMuch(
                f"{name}: draws more than {MOST_DRAWING:,} bytes, as no article does; "
                "save its text as .txt"
            )


def _list_lines(page) -> list[Line]:
    """The lines of a page from the top; pieces at one height that touch are one line."""
    pieces: list[Line] = []

    def visit(text: str, matrix: list, place: list, _font: object, size: float) -> None:
        if text and text.strip():
            pieces.extend(_place_pieces(text, matrix, place, size))

    whole = page.extract_text(visitor_text=visit)
    lines = _merge_pieces(pieces)
    wanted = Counter(list_words(whole))
    found = Counter()
    for line in lines:
        found.update(list_words(line.text))
    lost = wanted - found
    if lost.total() <= MOST_LOST * wanted.total():
        return lines
    # The places do not tell where words part.
    rows = [row.strip() for row in whole.split("\n")]
    return [Line(0, -12 * k, 10, row) for k, row in enumerate(filter(None, rows))]


def _place_pieces(text: str, matrix: list, place: list, size: float) -> Iterator[Line]:
    """The lines of a piece of text, by what the PDF says of the place where it is drawn.

    matrix and place: six numbers each, [a, b, c, d, x, y] of a transformation.
    """
    across, up = matrix[0], matrix[3]
    x = place[4] * across + matrix[4]
    y = place[5] * abs(up) + matrix[5]
    own_scale = abs(place[3] or place[0] or 1)
    height = size * own_scale * abs(up or 1)
    for k, part in enumerate(text.split("\n")):
        if part.strip():
            yield Line(x, y - k * height * 1.2, height, part)


def _merge_pieces(pieces: list[Line]) -> list[Line]:
    """Lines from pieces of them, which stand one after another at the same height."""
    lines: list[list[Line]] = []
    written = 0  # characters of the last line so far
    for piece in pieces:
        if lines and _touches(lines[-1], written, piece):
            lines[-1].append(piece)
            written += len(piece.text)
        else:
            lines.append([piece])
            written = len(piece.text)
    merged = []
    for line in lines:
        first = line[0]
        text = "".join([one.text for one in line])
        merged.append(first._replace(text=" ".join(text.split())))
    return merged


def _touches(line: list[Line], written: int, piece: Line) -> bool:
    """Whether a piece goes on a line, of which so many characters are written."""
    first, last = line[0], line[-1]
    drop = abs(last.y - piece.y)
    if drop >= 0.4 * max(piece.size, 1) or piece.x < first.x:
        return False
    # The width of letters is not told; half a size is what they take on average.
    reach = 0.55 * written + 1.5
    return piece.x - first.x < reach * first.size


def _drop_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what a browser or a printer writes on each: address, time, page number."""
    often: Counter[str] = Counter()
    for page in pages:
        often.update({_shape(line.text) for line in _edges(page)})
    least = max(2, 0.5 * len(pages))
    kept = []
    for page in pages:
        outer = {id(line) for line in _edges(page)}
        own = []
        for line in page:
            repeated = id(line) in outer and _is_repeated(line.text, often, least)
            if not repeated and not _is_print(line.text):
                own.append(line)
        kept.append(own)
    return kept


def _is_print(text: str) -> bool:
    """Whether a line is an address or the time at which a page was printed."""
    return bool(_ADDRESS.match(text) or _PRINTED.match(text))


def _is_repeated(text: str, often: Counter[str], least: float) -> bool:
    """Whether a line at the edge of a page is its number, or comes on many pages."""
    if _PAGE_NUMBER.match(text):
        return True
    shape = _shape(text)
    return shape != "" and often[shape] >= least


def _edges(page: list[Line]) -> list[Line]:
    """The two highest and the two lowest heights of a page, where furniture stands."""
    heights = sorted({round(line.y) for line in page})
    outer = {*heights[:2], *heights[-2:]}
    return [line for line in page if round(line.y) in outer]


def _shape(text: str) -> str:
    """A line without its numbers, which count the pages."""
    return re.sub(r"\d+", "#", text).strip() if len(text) > 2 else ""


def _order_columns(page: list[Line]) -> list[list[Line]]:
    """The lines of a page in reading order: what stands above all columns, then one by one."""
    edges = _find_edges(page)
    if len(edges) < 2:
        return [sorted(page, key=_from_top)] if page else []
    columns: list[list[Line]] = [[] for _ in edges]
    for line in page:
        begun = [k for k, edge in enumerate(edges) if line.x >= edge - EDGE]
        nearest = begun[-1] if begun else 0
        columns[nearest].append(line)
    tops = [max([line.y for line in column]) for column in columns[1:]]
    top = max(tops)
    above, beside = [], []
    for line in columns[0]:
        is_above = line.y > top + 0.5 * line.size
        part = above if is_above else beside
        part.append(line)
    ordered = [above, beside, *columns[1:]]
    return [sorted(column, key=_from_top) for column in ordered if column]


def _from_top(line: Line) -> float:
    return -line.y


def _find_edges(page: list[Line]) -> list[float]:
    """Left edges of the columns of a page.

    A column is so many lines beginning at one edge, and another stands beside it, not below.
    """
    groups: list[list[Line]] = []
    for line in sorted(page, key=_from_left):
        if groups and line.x - groups[-1][0].x <= EDGE:
            groups[-1].append(line)
        else:
            groups.append([line])
    least = max(COLUMN_LINES, COLUMN_SHARE * len(page))
    large = [group for group in groups if len(group) >= least]
    if len(large) < 2:
        return []
    first, second, *_ = large
    beside = [line for line in second if _has_beside(line, first)]
    if len(beside) < 0.5 * len(second):
        return []
    return [group[0].x for group in large]


def _from_left(line: Line) -> float:
    return line.x


def _has_beside(line: Line, others: list[Line]) -> bool:
    return any(abs(line.y - other.y) < line.size for other in others)


def _join_lines(pages: list[list[list[Line]]]) -> list[str]:
    """Paragraphs from lines, over the ends of columns and pages too."""
    columns = [column for page in pages for column in page]
    written = " ".join([line.text for column in columns for line in column])
    words = Counter(re.findall(r"[a-z]+(?:-[a-z]+)*", written.lower()))
    paragraphs: list[str] = []
    before: Line | None = None
    alone = False
    for column in columns:
        gap, longest = _measure_column(column)
        for k, line in enumerate(column):
            if k:
                fresh = _parts(column[k - 1], line, gap, longest)
            else:
                fresh = before is None or not _goes_on(before, line, alone)
            if fresh:
                paragraphs.append(line.text)
            else:
                paragraphs[-1] = _join_words(paragraphs[-1], line.text, words)
            before = line
        alone = len(column) == 1
    return paragraphs


def _measure_column(column: list[Line]) -> tuple[float, int]:
    """The usual gap between lines of a column, and the characters of its longest one."""
    gaps = [line.y - following.y for line, following in pairwise(column)]
    falling = [gap for gap in gaps if gap > 0]
    longest = max([len(line.text) for line in column], default=0)
    return median(falling or [0]), longest


def _parts(line: Line, following: Line, gap: float, longest: int) -> bool:
    """Whether a paragraph ends between two lines of a column."""
    if not _is_same_size(line, following):
        return True
    ended = _ENDS.search(line.text) is not None
    apart = line.y - following.y > FULL_WIDTH * gap
    if apart and (ended or following.text[0].isupper()):
        return True
    short = len(line.text) < SHORT_LINE * longest
    indented = following.x - line.x > 0.5 * line.size
    return ended and (short or indented) or short and indented


def _is_same_size(line: Line, following: Line) -> bool:
    change = abs(line.size - following.size)
    return change <= 0.15 * max(line.size, 1)


def _goes_on(line: Line, following: Line, alone: bool) -> bool:
    """Whether a sentence goes on over the end of a column or a page.

    A line alone, such as the headline over the columns, goes on only in a small letter.
    """
    if alone and not following.text[0].islower():
        return False
    return _is_same_size(line, following) and not _ENDS.search(line.text)


def _join_words(text: str, following: str, words: Counter) -> str:
    """Two lines as one; a hyphen at the end stays where it belongs to the word."""
    broken = _HYPHENED.search(text)
    if not broken or not following[0].islower():
        return f"{text} {following}"
    first = broken[1].lower()
    second = re.match(r"[a-z]*", following).group()
    is_word = words[first + second] > 0
    with_hyphen = words[f"{first}-{second}"] > 0
    keeps = not is_word and (with_hyphen or _is_compound(first, second))
    return text + following if keeps else text[:-1] + following


def _is_compound(first: str, second: str) -> bool:
    known = _load_parts()
    return first in known["first"] or second in known["second"]


@cache
def _load_parts() -> dict[str, frozenset[str]]:
    table = load_lexicon("hyphens")
    return {row.position: frozenset(row.words.split()) for row in table.itertuples()}
