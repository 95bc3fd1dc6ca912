"""What of a report's chapters stands on which of its two pages.

A table of the short report is cut to its head, or left out where it has no row, and stands whole in
the appendix; all else stands on one page only.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd
from markupsafe import Markup

from analysis.show.chapters import LEAD, SHORT, Cell, Chapter, Part
from analysis.show.display import csv_slot
from analysis.show.downloads import link_file
from analysis.show.html import close_levels

SHORT_ROWS = 5  # rows of a table in the short report
BODY = re.compile(r"(<tbody>)(.*?)(</tbody>)", re.DOTALL)
# What a caption says where the appendix shows only the first rows of a table, too.
OF_ROWS = re.compile(r"( \(the first [\d,]+ of [\d,]+ rows; [^<]*\))?</caption>")
CAPTION = re.compile("<caption>(.*?)</caption>", re.DOTALL)
NO_ROWS = "<p>{}.</p>"
MORE = Markup('<p class="more"><a href="{}#table-{}">All {:,} rows are in the appendix</a></p>')


def pick_lead(chapters: Iterable[Chapter], *, appendix: str) -> list[Markup]:
    """Pick what makes the first screen.

    Parameters
    ----------
    chapters : in their order.
    appendix : the address of the page that holds whole tables.

    Returns
    -------
    The HTML of each output.
    """
    cells = [cell for chapter in chapters for cell in chapter.cells if cell.place == LEAD]
    return [show_short(part, appendix=appendix) for cell in cells for part in cell.parts]


def pick_code(chapters: Iterable[Chapter]) -> list[str]:
    """Pick the code that makes the first screen.

    Parameters
    ----------
    chapters : in their order.

    Returns
    -------
    The code of each cell; of a chapter all up to its last cell of the first screen.
    """
    sources = []
    for chapter in chapters:
        places = [number for number, cell in enumerate(chapter.cells, 1) if cell.place == LEAD]
        last = max(places, default=0)
        sources += [cell.code for cell in chapter.cells[:last] if cell.code]
    return sources


def pick_short(chapters: Iterable[Chapter], *, appendix: str) -> list[Chapter]:
    """Pick the chapters of the short report.

    Parameters
    ----------
    chapters : in their order.
    appendix : the address of the page that holds whole tables.

    Returns
    -------
    The chapters with a cell for it; their tables are cut to the first rows.
    """
    made = []
    for chapter in chapters:
        cells = [cell for cell in chapter.cells if cell.place == SHORT]
        parts = [show_short(part, appendix=appendix) for cell in cells for part in cell.parts]
        pieces = [("", part) for part in parts if part]
        if pieces:
            made.append(_make_chapter(chapter, pieces))
    return made


def pick_rest(chapters: Iterable[Chapter]) -> list[Chapter]:
    """Pick the chapters of the appendix.

    Parameters
    ----------
    chapters : in their order.

    Returns
    -------
    All chapters, with what the short report lacks, and with all code.
    """
    return [_make_chapter(chapter, _list_rest(chapter)) for chapter in chapters]


def _list_rest(chapter: Chapter) -> list[tuple[str, Markup]]:
    """Code and what it shows, in order; code that shows nothing goes with the next that does."""
    pieces: list[tuple[str, Markup]] = []
    code: list[str] = []
    for cell in chapter.cells:
        parts = [show_rest(part, cell.place) for part in cell.parts]
        shown = Markup("\n").join(part for part in parts if part)
        if not cell.code and code and shown:  # code before a paragraph belongs to what came before
            pieces.append(("\n\n".join(code), Markup("")))
            code = []
        if cell.code:
            code.append(cell.code)
        if shown:
            pieces.append(("\n\n".join(code), shown))
            code = []
    if code:
        pieces.append(("\n\n".join(code), Markup("")))
    return pieces


def _make_chapter(chapter: Chapter, pieces: list[tuple[str, Markup]]) -> Chapter:
    """The chapter with these pieces, code and HTML, as its cells."""
    levelled = close_levels(html for _, html in pieces)
    cells = [Cell("", code, [Part(html)]) for (code, _), html in zip(pieces, levelled, strict=True)]
    return replace(chapter, cells=cells)


def show_short(part: Part, *, appendix: str) -> Markup:
    """Give an output as the short report has it.

    A table is cut to its first SHORT_ROWS rows; one without rows becomes a line.

    Parameters
    ----------
    part : the output.
    appendix : the address of the page that holds whole tables.

    Returns
    -------
    HTML.

    Examples
    --------
    >>> show_short(Part(Markup("<p>An answer.</p>")), appendix="more.html")
    Markup('<p>An answer.</p>')
    """
    total = _count_rows(part) if _is_table(part) else None
    if total == 0:
        return Markup(NO_ROWS.format(CAPTION.search(part.html)[1]))
    if total is None or total <= SHORT_ROWS:
        return _link(part)
    more = MORE.format(appendix, part.name, total)
    return Markup(_cut_rows(part.html, total).replace(csv_slot(part.name), more, 1))


def show_rest(part: Part, place: str) -> Markup:
    """Give an output as the appendix has it.

    Parameters
    ----------
    part : the output.
    place : of its cell; '' for the appendix.

    Returns
    -------
    HTML; '' where the short report shows all of it.

    Examples
    --------
    >>> show_rest(Part(Markup("<p>An answer.</p>")), "short")
    Markup('')
    """
    return _link(part) if not place or _is_table(part) else Markup("")


def _is_table(part: Part) -> bool:
    """Whether it is a table of its own, and none beneath a figure."""
    return bool(part.name) and "<figure" not in part.html


def _count_rows(part: Part) -> int:
    return len(pd.read_csv(io.StringIO(part.csv), dtype="str", keep_default_na=False))


def _link(part: Part) -> Markup:
    return link_file(part.html, part.name, part.csv) if part.name else part.html


def _cut_rows(html: str, total: int) -> str:
    """A table's HTML with its first rows only; text holds no tag, so a row ends where one ends."""
    said = f" (the first {SHORT_ROWS} of {total:,} rows)</caption>"
    rows = BODY.search(html)
    kept = rows[2].split("</tr>")[:SHORT_ROWS]
    head = "".join(f"{row}</tr>" for row in kept)
    cut = f"{html[: rows.start()]}{rows[1]}{head}\n{rows[3]}{html[rows.end() :]}"
    return OF_ROWS.sub(lambda _: said, cut, count=1)
