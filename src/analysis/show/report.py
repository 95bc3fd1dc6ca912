"""Run the notebooks and bind them into one HTML report; to notebooks, the helpers that show things.

Text was escaped where it was written (`display`); here it is sanitised again and locked in by the
page's Content-Security-Policy. What the page looks like is in templates/report/.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import sys
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote, unquote

import pandas as pd
from markupsafe import Markup

from analysis.event.event import Event, load_event
from analysis.judge.evidence import SEVERAL, list_segments
from analysis.show.display import HEAD, MOST, TEMPLATES, anchor, highlight_marks, table
from analysis.show.html import PLAIN, convert_markdown, sanitise
from analysis.show.notebooks import run_notebooks
from analysis.show.page_files import write_files
from analysis.stats.seeds import seed_event
from analysis.tables.numbers import format_value
from analysis.tables.resources import load_lexicon
from analysis.tables.storage import write_atomic

if TYPE_CHECKING:
    from nbformat import NotebookNode


ABOUT = ["article_id", "side", "outlet", "published", "url", "n_words", "sha256"]
PACKAGES = "crossframe pandas numpy scipy matplotlib seaborn textblob vaderSentiment nupunkt breame nbclient nbconvert"
LINK = re.compile('data-evidence="([^"]*)"')
CSV = re.compile(r'download="([^"]+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"')
ANCHOR = re.compile(r'(?<=data-evidence=")[^"]*|(?<=href="#)s-[^"]*')


def write_report(
    event: str, *, out: Path, texts: bool = False, progress: TextIO | None = sys.stderr, **run: Any
) -> Path:
    """Run the notebooks on an event and write its report; texts: show the articles. Raises:
    ValueError, out as it was.
    """
    loaded = load_event(event, texts=texts)  # first, since a fault here needs no kernel to show
    return bind_report(
        loaded, run_notebooks(event, texts=texts, progress=progress, **run), out=out, private=texts
    )


def bind_report(
    event: Event, notebooks: Mapping[str, NotebookNode], *, out: Path, private: bool = False
) -> Path:
    """Bind executed notebooks into one self-contained HTML page with evidence, glossary and
    provenance.

    event: its corpus fills the evidence; notebooks: as `run_notebooks` returns them; private: the
    page says so.
    Returns: out. Raises: ValueError for a name used twice, a link to no segment, a full disk.
    """
    from nbconvert.exporters import HTMLExporter, TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbformat.v4 import new_notebook

    cells = [cell for name, book in notebooks.items() for cell in _make_chapter(name, book)]
    style, script = (
        TEMPLATES.joinpath("report", f"report.{kind}").read_text("utf-8") for kind in ("css", "js")
    )
    digests = [
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        for part in (style, script)
    ]
    page = {
        "event": event,
        "private": private,
        "style": style,
        "script": script,
        "digests": digests,
    }
    shown = [(cell, html) for cell in cells for _, html in cell.metadata.get("shown", [])]
    parts = [
        *(html for _, html in shown),
        *(cell.source for cell in cells if cell.cell_type == "markdown"),
    ]
    linked = {i for part in parts for found in LINK.findall(part) for i in found.split()}
    page["lead"] = [html for cell, html in shown if cell.metadata["lead"]]
    few, ids = len(event.corpus.articles) <= SEVERAL, event.corpus.segments["segment_id"]
    keep = None if few else [i for i in ids if anchor(i) in linked]
    page |= {"few": few, "evidence": list_segments(event.corpus, keep=keep), "show": format_value}
    short = {anchor(row["segment_id"]): f"s-{k}" for k, row in enumerate(page["evidence"], start=1)}
    for row, key in zip(page["evidence"], short.values(), strict=True):
        row |= {"id": key, "shown": highlight_marks(row.get("text", ""), row["marks"])}
    if lost := sorted(linked - {*short}):
        raise ValueError(
            f"a notebook links to the segment {lost[0]!r}, which the event does not have"
        )
    options = {"template_name": "report", "extra_template_basedirs": [str(TEMPLATES)]}
    highlight = Highlight2HTML("ipython3")
    exporter = HTMLExporter(
        **options, filters={"highlight_code": lambda code: PLAIN.sub(r"\1", highlight(code))}
    )
    resources = {
        "page": page | _list_provenance(event, notebooks)
    }  # HTMLExporter's own method would parse the page again
    html, _ = TemplateExporter.from_notebook_node(exporter, new_notebook(cells=cells), resources)
    names = Counter(re.findall(r'<(?:table|figure|tr|section) id="([^"]+)"', html))
    if twice := [name for name, n in names.items() if n > 1]:
        raise ValueError(
            f"two tables or figures share the name {twice[0]!r}; give each a name of its own"
        )
    html = ANCHOR.sub(lambda found: " ".join(short.get(i, i) for i in found[0].split(" ")), html)
    files: dict[str, str] = {}

    def keep_file(found: re.Match[str]) -> str:
        if (whole := files.setdefault(found[1], unquote(found[2]))).count("\n") <= MOST:
            return found[0]
        rows = pd.read_csv(io.StringIO(whole), dtype="str", keep_default_na=False).head(HEAD)
        return found[0].replace(found[2], quote(rows.to_csv(index=False, lineterminator="\n")))

    write_atomic(Path(out), CSV.sub(keep_file, html))
    about = {"event": event.name, "title": event.title, "sides": event.corpus.sides}
    about["seed"] = seed_event(event.corpus.articles)
    about["articles"] = event.corpus.articles[ABOUT].to_dict("records")
    folder = out.with_suffix("") if out.suffix else out.with_name(f"{out.name}-files")
    write_files(folder, files, about=about)
    return Path(out)


def _make_chapter(name: str, book: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook with HTML for Markdown and outputs; the first carries the chapter's
    title.
    """
    from nbformat.v4 import new_code_cell, new_markdown_cell

    cells, title, level = [new_markdown_cell()], "", 2
    for cell in book.cells:
        if cell.cell_type == "code" and "injected" not in cell.metadata.get("tags", []):
            shown = [pair for output in cell.outputs if (pair := _convert_output(output, level))[1]]
            cells.append(
                new_code_cell(
                    cell.source,
                    metadata={"shown": shown, "lead": "lead" in cell.metadata.get("tags", "")},
                )
            )
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
    data = output.get("data", {})
    if 'class="dataframe"' not in data.get(
        "text/html", 'class="dataframe"'
    ):  # a bare frame has no caption: as text
        return "html", sanitise(data["text/html"])
    if "text/markdown" in data:
        return "markdown", convert_markdown(data["text/markdown"], level)
    text = data.get("text/plain") or output.get("text", "") * (output.get("name") == "stdout")
    return "plain", Markup('<pre tabindex="0">{}</pre>').format(text) if text else Markup("")


def _list_provenance(event: Event, notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    glossary = load_lexicon("glossary").set_axis(
        ["Term", "What it means here", "What it does not mean"], axis=1
    )
    used = [
        (k, repr(v), n)
        for n, b in notebooks.items()
        for k, v in b.metadata.get("parameters", {}).items()
    ]
    used = pd.DataFrame(used, columns=["Parameter", "Value", "Notebooks"]).query(
        "Parameter != 'EVENT'"
    )
    used = (
        used.groupby(["Parameter", "Value"], sort=False)["Notebooks"].agg(", ".join).reset_index()
    )
    version = {found.name.lower(): found.version for found in distributions()}
    versions = [(n, version[n.lower()]) for n in PACKAGES.split() if n.lower() in version]
    formulas = load_lexicon("formulas")[["formula", "source", "published", "peer"]]
    tables = {
        "glossary": (glossary, "The measures in plain words"),
        "inputs": (event.corpus.articles[ABOUT], "Input files and their SHA-256"),
        "parameters": (used, "Choices made in the notebooks"),
        "formulas": (
            formulas,
            "Formulas, with how many published numbers and numbers of other software each reproduces",
        ),
        "versions": (
            pd.DataFrame(versions, columns=["Package", "Version"]),
            "Versions of the packages",
        ),
    }
    html = {
        key: Markup(table(frame, caption=c, name=f"report-{key}").rich)
        for key, (frame, c) in tables.items()
    }
    return html | {
        "python": "{}.{}".format(*sys.version_info),
        "seed": seed_event(event.corpus.articles),
        "version": version.get("crossframe", ""),
    }
