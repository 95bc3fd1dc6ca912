"""An executed notebook as a chapter: its title, and its cells as safe HTML.

A cell tagged `lead` makes the first screen of a report, one tagged `short` stands in its chapter of
the short report, and every other cell in the appendix.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from markupsafe import Markup

from analysis.show.downloads import find_file
from analysis.show.html import convert_markdown, sanitise

if TYPE_CHECKING:
    from nbformat import NotebookNode

LEAD, SHORT = PLACES = ("lead", "short")


@dataclass(frozen=True)
class Part:
    """One output of a cell.

    Attributes
    ----------
    html : what it shows.
    name, csv : name and text of its file; '' where it has none.
    """

    html: Markup
    name: str = ""
    csv: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a chapter.

    Attributes
    ----------
    place : where it goes: 'lead', 'short' or '' for the appendix.
    code : its code; '' for Markdown.
    parts : what it shows.
    """

    place: str
    code: str
    parts: list[Part]


@dataclass(frozen=True)
class Chapter:
    """A notebook as a chapter of a report.

    Attributes
    ----------
    key : its id on a page.
    title : its first heading.
    cells : in order.
    """

    key: str
    title: str
    cells: list[Cell]


def find_place(tags: Iterable[str]) -> str:
    """Say where a cell with some tags goes.

    Parameters
    ----------
    tags : those of the cell.

    Returns
    -------
    'lead', 'short', or '' for the appendix.

    Examples
    --------
    >>> find_place(["lead"]), find_place(["short"]), find_place(["parameters"])
    ('lead', 'short', '')
    """
    return next((tag for tag in tags if tag in PLACES), "")


def make_chapter(name: str, book: NotebookNode) -> Chapter:
    """Make a chapter of an executed notebook.

    Markdown and outputs become HTML; the first heading is the title.

    Parameters
    ----------
    name : of the notebook.
    book : the notebook, executed.

    Returns
    -------
    The chapter.
    """
    used = book.metadata.get("parameters", {})
    cells, title, level = [], "", 2
    for cell in book.cells:
        tags = cell.metadata.get("tags", [])
        place = find_place(tags)
        if cell.cell_type == "code" and "injected" not in tags:
            parts = [_convert_output(output, level) for output in cell.outputs]
            shown = [part for part in parts if part.html]
            code = _fill_parameters(cell.source, used) if "parameters" in tags else cell.source
            cells.append(Cell(place, code, shown))
        elif cell.cell_type == "markdown":
            source = cell.source
            heading = None if title else re.match(r"\s*#\s+(.+)", source)
            if heading:
                title = convert_markdown(heading[1]).striptags()
                source = source[heading.end() :]
            html = convert_markdown(source, level)
            levels = re.findall("<h([3-6])>", html)
            if levels:
                level = int(levels[-1])
            if html:
                cells.append(Cell(place, "", [Part(html)]))
    return Chapter(f"chapter-{name}", title or name, cells)


def _fill_parameters(source: str, used: Mapping[str, object]) -> str:
    """The lines of a cell of parameters with the values that the notebook ran with.

    Of an event that lies elsewhere only the folder is named: the path is that of one machine.
    """
    lines = []
    for line in source.split("\n"):
        name, _, rest = line.partition(" = ")
        if name not in used or ast.literal_eval(rest) == used[name]:
            lines.append(line)
            continue
        value = used[name]
        if name == "EVENT":
            value = PurePath(str(value)).name
        written = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
        line = f"{name} = {written}"
        _, mark, comment = rest.partition("  # ")
        if comment:
            line += mark + comment
        lines.append(line)
    return "\n".join(lines)


def _convert_output(output: NotebookNode, level: int) -> Part:
    """The HTML of an output, none of what is not for readers."""
    data = output.get("data", {})
    html = data.get("text/html", "")
    if html and 'class="dataframe"' not in html:  # a bare frame has no caption
        name, csv = find_file(data) or ("", "")
        return Part(sanitise(html), name, csv)
    if "text/markdown" in data:
        return Part(convert_markdown(data["text/markdown"], level))
    printed = output.get("text", "") if output.get("name") == "stdout" else ""
    text = data.get("text/plain") or printed
    if not text:
        return Part(Markup(""))
    return Part(Markup('<pre tabindex="0">{}</pre>').format(text))
