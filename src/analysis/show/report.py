"""Run the notebooks and bind them into one HTML report.

Text was escaped where it was written (`display`); here it is sanitised again and locked in by the
page's Content-Security-Policy. What the page looks like is in templates/report/.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from markupsafe import Markup

from analysis.event.event import Event, load_event
from analysis.judge.evidence import SEVERAL, list_segments
from analysis.show.display import TEMPLATES
from analysis.show.downloads import find_file, link_file
from analysis.show.highlight import highlight_marks
from analysis.show.html import PLAIN, convert_markdown, sanitise
from analysis.show.links import anchor
from analysis.show.notebooks import run_notebooks
from analysis.show.page_files import write_files
from analysis.show.provenance import ABOUT, list_provenance
from analysis.stats.seeds import seed_event
from analysis.tables.numbers import format_value
from analysis.tables.storage import write_atomic

if TYPE_CHECKING:
    from nbformat import NotebookNode

LINK = re.compile('data-evidence="([^"]*)"')
ANCHOR = re.compile(r'(?<=data-evidence=")[^"]*|(?<=href="#)s-[^"]*')
NAME = re.compile(r'<(?:table|figure|tr|section) id="([^"]+)"')


def write_report(
    event: str, *, out: Path, texts: bool = False, progress: TextIO | None = sys.stderr, **run: Any
) -> Path:
    """Run the notebooks on an event and write its report; texts: show the articles.

    Raises: ValueError, out as it was.
    """
    loaded = load_event(event, texts=texts)  # first, since a fault here needs no kernel to show
    books = run_notebooks(event, texts=texts, progress=progress, **run)
    return bind_report(loaded, books, out=out, private=texts)


def bind_report(
    event: Event, notebooks: Mapping[str, NotebookNode], *, out: Path, private: bool = False
) -> Path:
    """Bind executed notebooks into one self-contained HTML page, its files beside it.

    event: its corpus fills the evidence; notebooks: as `run_notebooks` returns them; private: the
    page says so.
    Returns: out. Raises: ValueError for a name used twice, a link to no segment, a full disk.
    """
    cells = [cell for name, book in notebooks.items() for cell in _make_chapter(name, book)]
    provenance, files = list_provenance(event, notebooks)
    for cell in cells:
        files |= cell.metadata.get("files", {})
    page = {"event": event, "private": private, "show": format_value}
    page |= _load_looks() | _list_evidence(event, _list_linked(cells)) | provenance
    page["lead"] = [
        html for cell in cells if cell.metadata.get("lead") for _, html in cell.metadata["shown"]
    ]
    html = _fill_page(cells, page)
    names = Counter(NAME.findall(html))
    if twice := [name for name, n in names.items() if n > 1]:
        raise ValueError(
            f"two tables or figures share the name {twice[0]!r}; give each a name of its own"
        )
    short = page["short"]
    html = ANCHOR.sub(lambda found: " ".join(short.get(i, i) for i in found[0].split(" ")), html)
    write_atomic(Path(out), html)
    about = {"event": event.name, "title": event.title, "sides": event.corpus.sides}
    about["seed"] = seed_event(event.corpus.articles)
    about["articles"] = event.corpus.articles[ABOUT].to_dict("records")
    folder = out.with_suffix("") if out.suffix else out.with_name(f"{out.name}-files")
    write_files(folder, files, about=about)
    return Path(out)


def _load_looks() -> dict[str, Any]:
    """Style and script of the page, with the hashes by which its policy lets them in."""
    folder = TEMPLATES / "report"
    style, script = (folder.joinpath(f"report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    hashes = [hashlib.sha256(part.encode()).digest() for part in (style, script)]
    digests = [base64.b64encode(digest).decode() for digest in hashes]
    return {"style": style, "script": script, "digests": digests}


def _list_linked(cells: Iterable[NotebookNode]) -> set[str]:
    """The anchors of the segments that anything on the page links to."""
    parts = []
    for cell in cells:
        parts += [html for _, html in cell.metadata.get("shown", [])]
        parts += [cell.source] if cell.cell_type == "markdown" else []
    return {i for part in parts for found in LINK.findall(part) for i in found.split()}


def _list_evidence(event: Event, linked: set[str]) -> dict[str, Any]:
    """The rows of evidence, of many articles those that are linked, and their short anchors."""
    few, ids = len(event.corpus.articles) <= SEVERAL, event.corpus.segments["segment_id"]
    keep = None if few else [i for i in ids if anchor(i) in linked]
    rows = list_segments(event.corpus, keep=keep)
    short = {anchor(row["segment_id"]): f"s-{k}" for k, row in enumerate(rows, start=1)}
    for row, key in zip(rows, short.values(), strict=True):
        row |= {"id": key, "shown": highlight_marks(row.get("text", ""), row["marks"])}
    if lost := sorted(linked - {*short}):
        raise ValueError(
            f"a notebook links to the segment {lost[0]!r}, which the event does not have"
        )
    return {"few": few, "evidence": rows, "short": short}


def _fill_page(cells: list[NotebookNode], page: Mapping[str, Any]) -> str:
    from nbconvert.exporters import HTMLExporter, TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbformat.v4 import new_notebook

    highlight = Highlight2HTML("ipython3")
    exporter = HTMLExporter(
        template_name="report",
        extra_template_basedirs=[str(TEMPLATES)],
        filters={"highlight_code": lambda code: PLAIN.sub(r"\1", highlight(code))},
    )
    # HTMLExporter's own method would parse the page again.
    resources = {"page": page}
    return TemplateExporter.from_notebook_node(exporter, new_notebook(cells=cells), resources)[0]


def _make_chapter(name: str, book: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook with HTML for Markdown and outputs; the first carries the title."""
    from nbformat.v4 import new_code_cell, new_markdown_cell

    cells, title, level = [new_markdown_cell()], "", 2
    for cell in book.cells:
        if cell.cell_type == "code" and "injected" not in cell.metadata.get("tags", []):
            shown = [pair for output in cell.outputs if (pair := _convert_output(output, level))[1]]
            found = [find_file(output.get("data", {})) for output in cell.outputs]
            about = {"shown": shown, "files": dict(filter(None, found))}
            about["lead"] = "lead" in cell.metadata.get("tags", "")
            cells.append(new_code_cell(cell.source, metadata=about))
        elif cell.cell_type == "markdown":
            source = cell.source
            if not title and (heading := re.match(r"\s*#\s+(.+)", source)):
                title, source = convert_markdown(heading[1]).striptags(), source[heading.end() :]
            html = convert_markdown(source, level)
            level = int([str(level), *re.findall("<h([3-6])>", html)][-1])
            cells.append(new_markdown_cell(html))
    cells[0].metadata["chapter"] = {"id": f"chapter-{name}", "title": title or name}
    return cells


def _convert_output(output: NotebookNode, level: int) -> tuple[str, Markup]:
    """Kind and HTML of an output, with the link to its file."""
    data = output.get("data", {})
    html = data.get("text/html", "")
    if html and 'class="dataframe"' not in html:  # a bare frame has no caption: as text
        file = find_file(data)
        safe = sanitise(html)
        return "html", link_file(safe, *file) if file else safe
    if "text/markdown" in data:
        return "markdown", convert_markdown(data["text/markdown"], level)
    text = data.get("text/plain") or output.get("text", "") * (output.get("name") == "stdout")
    return "plain", Markup('<pre tabindex="0">{}</pre>').format(text) if text else Markup("")
