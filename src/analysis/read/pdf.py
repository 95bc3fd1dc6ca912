"""The text of a PDF in reading order: columns one after another, print furniture left out.

A PDF holds pieces of text with their places, no paragraphs. Lines are joined where a sentence goes
on; a line that ends a sentence well before the others end, or stands apart, ends a paragraph.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
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
    """A line of a page: its left edge, its height on the page, its size, its text."""

    x: float
    y: float
    size: float
    text: str


def read_pdf_text(name: str, data: bytes) -> str:
    """The text of a PDF, a line a paragraph.

    Raises: ValueError when the file is broken or locked, or holds pictures of text only.
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
    """Raises: ValueError where a PDF draws more than an article: a stream can stand for many pages.

    What pages share counts for each of them, because each is read.
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

    def visit(text, _matrix, place, _font, size) -> None:
        if text and text.strip():
            x = place[4] * _matrix[0] + _matrix[4]
            y = place[5] * abs(_matrix[3]) + _matrix[5]
            scale = abs(place[3] or place[0] or 1) * abs(_matrix[3] or 1)
            for k, part in enumerate(text.split("\n")):
                if part.strip():
                    height = size * scale
                    pieces.append(Line(x, y - k * height * 1.2, height, part))

    whole = page.extract_text(visitor_text=visit)
    lines = _merge_pieces(pieces)
    wanted = Counter(list_words(whole))
    lost = wanted - Counter(word for line in lines for word in list_words(line.text))
    if lost.total() > MOST_LOST * wanted.total():  # places that do not tell where words part
        rows = [row.strip() for row in whole.split("\n") if row.strip()]
        return [Line(0, -12 * k, 10, row) for k, row in enumerate(rows)]
    return lines


def _merge_pieces(pieces: list[Line]) -> list[Line]:
    """Lines from pieces of them, which stand one after another at the same height."""
    lines: list[list[Line]] = []
    written = 0  # characters of the last line so far
    for piece in pieces:
        last = lines[-1][-1] if lines else None
        if last and abs(last.y - piece.y) < 0.4 * max(piece.size, 1) and piece.x >= lines[-1][0].x:
            first = lines[-1][0]
            # The width of letters is not told; half a size is what they take on average.
            if piece.x - first.x < (0.55 * written + 1.5) * first.size:
                lines[-1].append(piece)
                written += len(piece.text)
                continue
        lines.append([piece])
        written = len(piece.text)
    merged = []
    for line in lines:
        text = "".join(one.text for one in line)
        merged.append(Line(line[0].x, line[0].y, line[0].size, " ".join(text.split())))
    return merged


def _drop_furniture(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without what a browser or a printer writes on each: address, time, page number."""
    often = Counter(
        key for page in pages for key in {_shape(line.text) for line in _edges(page)} if key
    )
    least = max(2, 0.5 * len(pages))
    kept = []
    for page in pages:
        outer = {id(line) for line in _edges(page)}
        kept.append(
            [
                line
                for line in page
                if not (
                    _ADDRESS.match(line.text)
                    or _PRINTED.match(line.text)
                    or (id(line) in outer and _PAGE_NUMBER.match(line.text))
                    or (id(line) in outer and often[_shape(line.text)] >= least)
                )
            ]
        )
    return kept


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
        return [sorted(page, key=lambda line: -line.y)] if page else []
    columns: list[list[Line]] = [[] for _ in edges]
    for line in page:
        nearest = max((k for k, edge in enumerate(edges) if line.x >= edge - EDGE), default=0)
        columns[nearest].append(line)
    top = max(max(line.y for line in column) for column in columns[1:])
    above = [line for line in columns[0] if line.y > top + 0.5 * line.size]
    columns[0] = [line for line in columns[0] if line not in above]
    ordered = [above, *columns]
    return [sorted(column, key=lambda line: -line.y) for column in ordered if column]


def _find_edges(page: list[Line]) -> list[float]:
    """Left edges of the columns of a page.

    A column is so many lines beginning at one edge, and another stands beside it, not below.
    """
    groups: list[list[Line]] = []
    for line in sorted(page, key=lambda line: line.x):
        if groups and line.x - groups[-1][0].x <= EDGE:
            groups[-1].append(line)
        else:
            groups.append([line])
    least = max(COLUMN_LINES, COLUMN_SHARE * len(page))
    large = [group for group in groups if len(group) >= least]
    if len(large) < 2:
        return []
    beside = 0
    for line in large[1]:
        beside += any(abs(line.y - other.y) < line.size for other in large[0])
    return [group[0].x for group in large] if beside >= 0.5 * len(large[1]) else []


def _join_lines(pages: list[list[list[Line]]]) -> list[str]:
    """Paragraphs from lines, over the ends of columns and pages too."""
    written = " ".join(line.text for page in pages for column in page for line in column)
    words = Counter(re.findall(r"[a-z]+(?:-[a-z]+)*", written.lower()))
    paragraphs: list[str] = []
    before: Line | None = None
    alone = False
    for column in (column for page in pages for column in page):
        gaps = [a.y - b.y for a, b in zip(column, column[1:], strict=False) if a.y > b.y]
        gap, longest = median(gaps or [0]), max((len(line.text) for line in column), default=0)
        for k, line in enumerate(column):
            parted = k > 0 and _parts(column[k - 1], line, gap, longest)
            fresh = before is None or parted or (k == 0 and not _goes_on(before, line, alone))
            if fresh or not paragraphs:
                paragraphs.append(line.text)
            else:
                paragraphs[-1] = _join_words(paragraphs[-1], line.text, words)
            before = line
        alone = len(column) == 1
    return paragraphs


def _parts(line: Line, following: Line, gap: float, longest: int) -> bool:
    """Whether a paragraph ends between two lines of a column."""
    if abs(line.size - following.size) > 0.15 * max(line.size, 1):
        return True
    ended = bool(_ENDS.search(line.text))
    if line.y - following.y > FULL_WIDTH * gap and (ended or following.text[0].isupper()):
        return True
    short = len(line.text) < SHORT_LINE * longest
    indented = following.x - line.x > 0.5 * line.size
    return ended and (short or indented) or short and indented


def _goes_on(line: Line, following: Line, alone: bool) -> bool:
    """Whether a sentence goes on over the end of a column or a page.

    A line alone, such as the headline over the columns, goes on only in a small letter.
    """
    if alone and not following.text[0].islower():
        return False
    same = abs(line.size - following.size) <= 0.15 * max(line.size, 1)
    return same and not _ENDS.search(line.text)


def _join_words(text: str, following: str, words: Counter) -> str:
    """Two lines as one; a hyphen at the end stays where it belongs to the word."""
    broken = _HYPHENED.search(text)
    if not broken or not following[0].islower():
        return f"{text} {following}"
    first = broken[1].lower()
    second = re.match(r"[a-z]*", following)[0]
    keeps = words[f"{first}-{second}"] >= 1 and not words[first + second]
    keeps = keeps or not words[first + second] and _is_compound(first, second)
    return text + following if keeps else text[:-1] + following


def _is_compound(first: str, second: str) -> bool:
    known = _load_parts()
    return first in known["first"] or second in known["second"]


@cache
def _load_parts() -> dict[str, frozenset[str]]:
    table = load_lexicon("hyphens")
    return {row.position: frozenset(row.words.split()) for row in table.itertuples()}
