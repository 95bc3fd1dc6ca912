"""Run the notebooks and bind them into one HTML report; to notebooks, the helpers that show things.

Text was escaped where it was written (`display`); here it is sanitised again and locked in by the page's
Content-Security-Policy. What the page looks like is in templates/report/.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pandas as pd
from markupsafe import Markup, escape

from analysis.display import TEMPLATES, anchor, convert_markdown, format_value, sanitise
from analysis.display import evidence_link as evidence_link
from analysis.display import figure as figure
from analysis.display import say as say
from analysis.display import table as table
from analysis.events import Event, data_folder, find_event, load_event, write_atomic
from analysis.stats import SEED

if TYPE_CHECKING:
    from nbformat import NotebookNode

GLOSSARY = Path(__file__).parent / "lexicons" / "glossary.csv"
PACKAGES = "crossframe pandas numpy scipy matplotlib seaborn textblob vaderSentiment nupunkt breame nbclient nbconvert"
AT_ONCE = 2  # kernels side by side; each is a process of its own, so nothing is shared


def write_report(
    event: str,
    *,
    out: Path,
    texts: bool = False,
    notebooks_dir: Path | None = None,
    parameters: Mapping[str, object] | None = None,
    progress: TextIO | None = sys.stderr,
) -> Path:
    """Run the notebooks on an event and write its report, one self-contained HTML file.

    event: as `find_event` takes it; out: the file; texts: True to read and show the articles themselves.
    notebooks_dir (default: notebooks/ beside data/), parameters, progress: as in `run_notebooks`.
    Returns: out, complete or as it was before.
    Raises: ValueError as `load_event`, `run_notebooks` and `bind_report` do.
    """
    loaded = load_event(event, texts=texts)
    books = run_notebooks(event, notebooks_dir=notebooks_dir, texts=texts, parameters=parameters, progress=progress)
    return bind_report(loaded, books, out=out)


def store_notebooks(*, notebooks_dir: Path | None = None, progress: TextIO | None = sys.stderr) -> list[Path]:
    """Run the notebooks on the event they name and store them with outputs, in the form of `canonical_notebook`.

    Returns: the files written, by name. Raises: ValueError as `run_notebooks`; no file is written then.
    """
    folder = notebooks_dir or data_folder().parent / "notebooks"
    books = run_notebooks(None, notebooks_dir=folder, progress=progress)
    for name, book in books.items():
        write_atomic(folder / f"{name}.ipynb", canonical_notebook(book))
    return [folder / f"{name}.ipynb" for name in books]


def run_notebooks(
    event: str | None,
    *,
    notebooks_dir: Path | None = None,
    texts: bool = False,
    parameters: Mapping[str, object] | None = None,
    progress: TextIO | None = None,
) -> dict[str, NotebookNode]:
    """Execute copies of all notebooks of a folder, each in a fresh kernel; the files stay as they are.

    event: given to them as EVENT (None: the one they name); texts: True sets TEXTS; parameters: further choices.
    progress: a stream for a progress line (a terminal) or for a line a notebook (anything else).
    Returns: name -> executed notebook, by name; its metadata holds the parameters it ran with.
    Raises: ValueError naming notebook, cell and message that failed, or a parameter that no notebook has.
    """
    import asyncio

    import nbformat

    folder = notebooks_dir or data_folder().parent / "notebooks"
    books = {path.stem: nbformat.read(path, as_version=4) for path in sorted(Path(folder).glob("*.ipynb"))}
    if not books:
        raise ValueError(f"{folder}: no notebook (*.ipynb) there; name the folder that holds them")
    wanted = {"TEXTS": True} if texts else {}
    if event is not None:
        # Kernels work in the notebooks' folder, so an event outside data/ needs its full path.
        place = find_event(event)
        wanted["EVENT"] = place.name if place.parent == data_folder() else str(place.resolve())
    _set_parameters(books, {**wanted, **(parameters or {})})
    asyncio.run(_execute(books, Path(folder), progress))
    return books


def _is_tagged(cell: NotebookNode, tag: str) -> bool:
    return tag in cell.metadata.get("tags", [])


def _set_parameters(books: dict[str, NotebookNode], wanted: dict[str, Any]) -> None:
    """Put a cell with the values that differ behind the cell tagged `parameters`; note all in the metadata."""
    import ast
    import difflib

    from nbformat.v4 import new_code_cell

    for name, book in books.items():
        lines = [line for c in book.cells if _is_tagged(c, "parameters") for line in ast.parse(c.source).body]
        try:
            book.metadata["parameters"] = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
        except (AttributeError, ValueError):
            raise ValueError(f"{name}.ipynb: its parameters cell may only hold lines such as NAME = 3") from None
    known = sorted({name for book in books.values() for name in book.metadata["parameters"]})
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(known) or 'none'}"
            raise ValueError(f"no notebook has a parameter {name!r}; {hint}")
    for book in books.values():
        used = book.metadata["parameters"]
        new = {name: value for name, value in wanted.items() if name in used and value != used[name]}
        if new:
            used.update(new)
            place = next(i for i, cell in enumerate(book.cells) if _is_tagged(cell, "parameters"))
            source = "\n".join(f"{name} = {_literal(name, value)}" for name, value in new.items())
            cell = new_code_cell(source, id="injected-parameters", metadata={"tags": ["injected-parameters"]})
            book.cells.insert(place + 1, cell)


def _literal(name: str, value: object) -> str:
    import ast

    if isinstance(value, float):
        return f"float({str(value)!r})"  # also right for nan and infinity
    try:
        ast.literal_eval(repr(value))
    except (ValueError, SyntaxError):
        raise ValueError(f"parameter {name}: {value!r} is no text, number, yes/no or list of these") from None
    return repr(value)


async def _execute(books: dict[str, NotebookNode], folder: Path, progress: TextIO | None) -> None:
    import asyncio
    import time

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    gate, running, start = asyncio.Semaphore(AT_ONCE), {}, time.monotonic()
    texts = os.environ.get("CROSSFRAME_TEXTS")
    surroundings = {**os.environ, **({"CROSSFRAME_TEXTS": str(Path(texts).resolve())} if texts else {})}
    live = progress is not None and progress.isatty()

    def tell(name: str, line: str = "") -> None:
        seconds = f"{time.monotonic() - start:.1f} s"
        if live:
            line = f"{name}: {line}, {seconds}\n" if line else ""
            progress.write(f"\r\033[K{line}{'   '.join(running.values())}   {seconds}")
        elif progress and line:
            progress.write(f"{name}: {line}, {seconds}\n")
        if progress:
            progress.flush()

    async def run(name: str, book: NotebookNode) -> None:
        place = 1

        def begin(cell: NotebookNode, cell_index: int) -> None:
            nonlocal place
            place, running[name] = cell_index + 1, f"{name} cell {cell_index + 1} of {len(book.cells)}"
            tell(name)

        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        client = NotebookClient(
            book,
            kernel_name="python3",
            timeout=None,
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR", "--HistoryManager.enabled=False"],
            resources={"metadata": {"path": str(folder)}},
            on_cell_execute=begin,
        )
        async with gate:
            try:
                await client.async_execute(env=surroundings)
            except (CellExecutionError, DeadKernelError) as error:
                what = f"{getattr(error, 'ename', 'DeadKernel')}: {getattr(error, 'evalue', error)}"
                first = book.cells[place - 1].source.strip().partition("\n")[0]
                where = f"{name}.ipynb, cell {place} of {len(book.cells)} ({first})"
                raise ValueError(f"{where} stopped with {what}; nothing was written") from None
        running.pop(name, None)
        tell(name, f"{len(book.cells)} cells")

    try:
        await asyncio.gather(*(run(name, book) for name, book in books.items()))
    finally:
        if live:
            progress.write("\r\033[K")


def canonical_notebook(book: NotebookNode) -> str:
    """The one form in which a notebook is committed: with outputs, without timing, widgets or versions.

    Returns: the text of the file, ending in a newline; the same for the same cells and outputs.
    """
    import copy

    import nbformat

    book = copy.deepcopy(book)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book.nbformat, book.nbformat_minor = 4, 5
    book.cells = [cell for cell in book.cells if not _is_tagged(cell, "injected-parameters")]
    for number, cell in enumerate(book.cells, start=1):
        cell.id = cell.get("id") or f"cell-{number}"
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output.metadata = {}
    return nbformat.writes(nbformat.from_dict(book)).rstrip("\n") + "\n"


def bind_report(event: Event, notebooks: Mapping[str, NotebookNode], *, out: Path) -> Path:
    """Bind executed notebooks into one self-contained HTML page with evidence, glossary and provenance.

    event: its corpus fills the evidence; notebooks: as `run_notebooks` returns them; out: the file to write.
    Returns: out. The same input gives the same bytes.
    Raises: ValueError when two outputs share a name, a link has no segment, or the file cannot be written.
    """
    import base64
    import hashlib
    from collections import Counter

    from nbconvert import HTMLExporter
    from nbformat.v4 import new_notebook

    cells = [cell for name, book in notebooks.items() for cell in _make_chapter(name, book)]
    style, script = ((TEMPLATES / "report" / name).read_text("utf-8") for name in ("report.css", "report.js"))
    digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    allowed = "style-src 'sha256-{}'; script-src 'sha256-{}'".format(*digests)
    page = {
        "event": event,
        "style": style,
        "script": script,
        "policy": f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'",
        "lead": _take_lead(cells),
        "evidence": _list_evidence(event),
        **_list_provenance(event, notebooks),
    }
    templates = {"template_name": "report", "extra_template_basedirs": [str(TEMPLATES)]}
    book = new_notebook(cells=cells)
    html, _ = HTMLExporter(**templates, default_preprocessors=[]).from_notebook_node(book, {"page": page})
    ids = Counter(re.findall(r'<(?:table|figure|tr|section) id="([^"]+)"', html))
    linked = {i for found in re.findall(r'<span data-evidence="([^"]*)"', html) for i in found.split()}
    if twice := [i for i, n in ids.items() if n > 1]:
        raise ValueError(f"two tables or figures share the name {twice[0]!r}; give each a name of its own")
    if lost := sorted(linked - set(ids)):
        raise ValueError(f"a notebook links to the segment {lost[0]!r}, which the event does not have")
    write_atomic(Path(out), html)
    return Path(out)


def _make_chapter(name: str, book: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook with HTML for Markdown and outputs; the first carries the chapter's title."""
    from nbformat.v4 import new_code_cell, new_markdown_cell

    cells, title, level = [], "", 2
    for cell in book.cells:
        if cell.cell_type == "code" and not _is_tagged(cell, "injected-parameters"):
            shown = [pair for output in cell.outputs if (pair := _convert_output(output, level))[1]]
            cells.append(new_code_cell(cell.source, metadata={"shown": shown}))
        elif cell.cell_type == "markdown":
            source = cell.source
            if not title and (heading := re.match(r"\s*#\s+(.+)", source)):
                title, source = convert_markdown(heading[1]).striptags(), source[heading.end() :]
            html = convert_markdown(source, level)
            level = int(([str(level), *re.findall("<h([3-6])>", html)])[-1])
            cells.append(new_markdown_cell(html))
    cells[0].metadata["chapter"] = {"id": f"chapter-{name}", "title": title or name}
    return cells


def _convert_output(output: NotebookNode, level: int) -> tuple[str, Markup]:
    data = output.get("data", {})
    if "text/html" in data and 'class="dataframe"' not in data["text/html"]:  # no caption: shown as text
        return "html", sanitise(data["text/html"])
    if "text/markdown" in data:
        return "markdown", convert_markdown(data["text/markdown"], level)
    text = data.get("text/plain") or (output.get("text") if output.get("name") == "stdout" else "")
    return "plain", Markup('<pre tabindex="0">{}</pre>').format(text) if text else Markup("")


def _take_lead(cells: list[NotebookNode]) -> list[Markup]:
    """Move the opening sentences of the first chapter, and one figure among them, out of their cells."""
    lead: list[Markup] = []
    for cell in cells:
        if cell.cell_type != "code" and lead:
            break
        while shown := cell.metadata.get("shown"):
            kind, html = shown[0]
            is_first_figure = "<figure" in html and lead and not any("<figure" in part for part in lead)
            if kind != "markdown" and not is_first_figure:
                return lead
            lead.append(shown.pop(0)[1])
    return lead


def _list_evidence(event: Event) -> list[dict[str, Any]]:
    """One row a segment: where it stands, who speaks, its words that scored, its text where there is one."""
    marks = dict(list(event.corpus.marks.groupby("segment_id", sort=False)))
    side = event.corpus.articles.set_index("article_id")["side"]
    rows = event.corpus.segments.to_dict("records")
    for row in rows:
        own = marks.get(row["segment_id"], event.corpus.marks.iloc[:0])
        scored: dict[str, list[str]] = {}
        for mark in own.sort_values("instrument", kind="stable").itertuples():
            value = format_value(mark.value, "+.2f") if mark.value else mark.label
            scored.setdefault(mark.instrument, []).append(f"{mark.term} {value}")
        row |= {"id": anchor(row["segment_id"]), "side": side[row["article_id"]], "scored": scored}
        row["shown"] = _highlight(row["text"], own) if "text" in row else None
    return rows


def _highlight(text: str, marks: pd.DataFrame) -> Markup:
    values = {str(term).lower(): value for term, value in zip(marks["term"], marks["value"], strict=True)}
    words = "|".join(re.escape(term) for term in sorted(values, key=len, reverse=True) if term.strip())
    parts = re.split(rf"(?i)(?<!\w)({words})(?!\w)", text) if words else [text]
    tags = [
        Markup('<mark class="{}">{}</mark>').format("minus" if values.get(part.lower(), 0) < 0 else "plus", part)
        for part in parts[1::2]
    ]
    return Markup("").join(tags[i // 2] if i % 2 else escape(part) for i, part in enumerate(parts))


def _list_provenance(event: Event, notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    import platform
    from importlib.metadata import distributions

    glossary = pd.read_csv(GLOSSARY, keep_default_na=False)
    glossary.columns = ["Term", "What it means here", "What it does not mean"]
    inputs = event.corpus.articles[["article_id", "side", "outlet", "n_words", "sha256"]]
    inputs = inputs.set_axis(["Article", "Side", "Outlet", "Words", "SHA-256"], axis=1)
    used = [(k, repr(v), n) for n, b in notebooks.items() for k, v in b.metadata.get("parameters", {}).items()]
    used = pd.DataFrame(used, columns=["Parameter", "Value", "Notebooks"]).query("Parameter != 'EVENT'")
    used = used.groupby(["Parameter", "Value"], sort=False)["Notebooks"].agg(", ".join).reset_index()
    version = {found.name.lower(): found.version for found in distributions()}
    versions = [(name, version[name.lower()]) for name in PACKAGES.split() if name.lower() in version]
    tables = {
        "glossary": (glossary, "The measures in plain words"),
        "inputs": (inputs, "Input files and their SHA-256"),
        "parameters": (used, "Choices made in the notebooks"),
        "versions": (pd.DataFrame(versions, columns=["Package", "Version"]), "Versions of the packages"),
    }
    html = {key: Markup(table(frame, caption=c, name=f"report-{key}").rich) for key, (frame, c) in tables.items()}
    return html | {"python": ".".join(platform.python_version_tuple()[:2]), "seed": str(SEED)}
