"""Run the notebooks and bind them into one HTML report; to notebooks, the helpers that show things.

Text was escaped where it was written (`display`); here it is sanitised again and locked in by the page's
Content-Security-Policy. What the page looks like is in templates/report/.
"""

from __future__ import annotations

import ast
import asyncio
import base64
import difflib
import hashlib
import io
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote, unquote

import pandas as pd
from markupsafe import Markup

from analysis import display
from analysis.display import evidence_link, figure, headlines, say, table  # noqa: F401 (notebooks call them here)
from analysis.events import Event, data_folder, find_event, load_event
from analysis.evidence import list_segments
from analysis.language import load_lexicon
from analysis.stats import SEED
from analysis.tables import SEVERAL, write_atomic, write_files

if TYPE_CHECKING:
    from nbformat import NotebookNode

ABOUT = ["article_id", "side", "outlet", "published", "url", "n_words", "sha256"]
PACKAGES = "crossframe pandas numpy scipy matplotlib seaborn textblob vaderSentiment nupunkt breame nbclient nbconvert"
PLAIN = re.compile(r'<span class="[^cks]\w?">([^<]*)</span>')  # code that the style sheet leaves as it is
LINK = re.compile('data-evidence="([^"]*)"')
CSV = re.compile(r'download="([^"]+)\.csv" href="data:text/csv;charset=utf-8,([^"]*)"')
ANCHOR = re.compile(r'(?<=data-evidence=")[^"]*|(?<=href="#)s-[^"]*')
ALLOWED = json.loads((display.TEMPLATES / "report/allowed.json").read_text("utf-8"))
SAFE_LINK = re.compile("#|https?://|data:text/csv[;,]|data:image/png;base64,")


def write_report(event: str, *, out: Path, texts: bool = False, progress: TextIO | None = sys.stderr, **run: Any) -> Path:
    """Run the notebooks on an event and write its report; texts: show the articles. Raises: ValueError, out as it was."""
    loaded = load_event(event, texts=texts)  # first, since a fault here needs no kernel to show
    return bind_report(loaded, run_notebooks(event, texts=texts, progress=progress, **run), out=out, private=texts)


def run_notebooks(
    event: str | None, *, notebooks_dir: Path | None = None, texts: bool = False,
    parameters: Mapping[str, object] | None = None, progress: TextIO | None = None,
) -> dict[str, NotebookNode]:  # fmt: skip
    """Execute copies of all notebooks of a folder, none with a name of another; the files stay as they are.

    event: given to them as EVENT (None: the one they name); notebooks_dir: default notebooks/ beside data/.
    texts: True sets TEXTS; parameters: further choices; progress: a stream, for one moving line on a terminal.
    Returns: name -> executed notebook, by name; its metadata holds the parameters it ran with.
    Raises: ValueError naming notebook, cell and message that failed, or a parameter that no notebook has.
    """
    import nbformat

    folder = Path(notebooks_dir or data_folder().parent / "notebooks")
    books = {path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))}
    if not books:
        raise ValueError(f"{folder}: no notebook (*.ipynb) there; name the folder that holds them")
    wanted: dict[str, object] = {"TEXTS": True} if texts else {}
    if event:
        place = find_event(event)  # kernels work elsewhere, so an event outside data/ needs its full path
        wanted["EVENT"] = place.name if place.parent == data_folder() else str(place.resolve())
    _set_parameters(books, {**wanted, **(parameters or {})})
    asyncio.run(_execute(books, folder, progress))
    return books


def _set_parameters(books: dict[str, NotebookNode], wanted: dict[str, Any]) -> None:
    """Put a cell with the values that differ behind the cell tagged `parameters`; note all in the metadata."""
    from nbformat.v4 import new_code_cell

    for name, book in books.items():
        lines = [line for c in book.cells if "parameters" in c.metadata.get("tags", []) for line in ast.parse(c.source).body]
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
            lines = [f"{k} = float('{v}')" if isinstance(v, float) else f"{k} = {v!r}" for k, v in new.items()]
            cell = new_code_cell("\n".join(lines), id="injected", metadata={"tags": ["injected"]})
            book.cells.insert(1 + ["parameters" in c.metadata.get("tags", []) for c in book.cells].index(True), cell)


async def _execute(books: dict[str, NotebookNode], folder: Path, progress: TextIO | None) -> None:
    """Run all notebooks in two kernels; a kernel that takes another notebook forgets every name of the one before."""
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    running, failed, start = {}, [], time.monotonic()
    # Those that judge everything share a kernel, which then keeps what it has judged; a kernel without work takes the others'.
    same = [name for name, book in books.items() if any("judge_all(" in cell.source for cell in book.cells)]
    waiting = [same, [name for name in books if name not in same]]
    texts = os.environ.get("CROSSFRAME_TEXTS")
    surroundings = {**os.environ, **({"CROSSFRAME_TEXTS": str(Path(texts).resolve())} if texts else {})}
    live = progress and progress.isatty()

    def tell(name: str, at: int, done: str = "") -> None:
        running.pop(name, None) if done else running.update({name: at})
        moving = "   ".join(f"{name} cell {at} of {len(books[name].cells)}" for name, at in running.items())
        if progress:
            line = f"{moving}   {time.monotonic() - start:.0f} s" if running else ""
            progress.write(f"\r\033[K{done}{line}" if live else done)
            progress.flush()

    async def run(name: str, kernel: AsyncKernelManager) -> None:
        book = books[name]
        client = NotebookClient(
            book, km=kernel, timeout=None, record_timing=False, coalesce_streams=True,
            on_cell_execute=lambda cell, cell_index: tell(name, cell_index + 1),
        )  # fmt: skip
        try:
            await client.async_execute()
            await client.kc.execute_interactive("%reset -f", silent=True, store_history=False)
        except (CellExecutionError, DeadKernelError) as error:  # a kernel beside it ends in good order
            at, evalue = running.get(name, 1), getattr(error, "evalue", error)
            where = f"cell {at} of {len(book.cells)} ({book.cells[at - 1].source.strip().split(chr(10))[0]})"
            failed.append(f"{name}.ipynb, {where} stopped with {getattr(error, 'ename', 'DeadKernel')}: {evalue}")
        else:
            tell(name, 0, f"{name}: {len(book.cells)} cells, done after {time.monotonic() - start:.1f} s\n")
        finally:
            client.kc.stop_channels()

    async def work(own: list[str], others: list[str]) -> None:
        kernel, quiet = AsyncKernelManager(kernel_name="python3"), ["--log-level=ERROR", "--HistoryManager.enabled=False"]
        await kernel.start_kernel(env=surroundings, cwd=str(folder), extra_arguments=quiet)
        try:
            while (own or others) and not failed:
                await run((own or others).pop(0), kernel)
        finally:
            await kernel.shutdown_kernel(now=True)

    codes = [[cell for cell in book.cells if cell.cell_type == "code"] for book in books.values()]
    for cell in (cell for cells in codes for cell in cells):
        cell.outputs, cell.execution_count = [], None
    await asyncio.gather(*(work(*pair) for pair in (waiting, waiting[::-1]) if pair[0]))
    for number, cell in (pair for cells in codes for pair in enumerate(cells, start=1)):
        cell.execution_count = number  # a kernel counts on over notebooks
        for output in cell.outputs:
            output.update({"execution_count": number} if "execution_count" in output else {})
    if failed:
        raise ValueError(failed[0])


def bind_report(event: Event, notebooks: Mapping[str, NotebookNode], *, out: Path, private: bool = False) -> Path:
    """Bind executed notebooks into one self-contained HTML page with evidence, glossary and provenance.

    event: its corpus fills the evidence; notebooks: as `run_notebooks` returns them; private: the page says so.
    Returns: out. Raises: ValueError for a name used twice, a link to no segment, a full disk.
    """
    from nbconvert.exporters import HTMLExporter, TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbformat.v4 import new_notebook

    cells = [cell for name, book in notebooks.items() for cell in _make_chapter(name, book)]
    style, script = (display.TEMPLATES.joinpath("report", f"report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in (style, script)]
    page = {"event": event, "private": private, "style": style, "script": script, "digests": digests}
    shown = [(cell, html) for cell in cells for _, html in cell.metadata.get("shown", [])]
    parts = [*(html for _, html in shown), *(cell.source for cell in cells if cell.cell_type == "markdown")]
    linked = {i for part in parts for found in LINK.findall(part) for i in found.split()}
    page["lead"] = [html for cell, html in shown if cell.metadata["lead"]]
    few, ids = len(event.corpus.articles) <= SEVERAL, event.corpus.segments["segment_id"]
    keep = None if few else [i for i in ids if display.anchor(i) in linked]
    page |= {"few": few, "evidence": list_segments(event.corpus, keep=keep), "show": display.format_value}
    short = {display.anchor(row["segment_id"]): f"s-{k}" for k, row in enumerate(page["evidence"], start=1)}
    for row, key in zip(page["evidence"], short.values(), strict=True):
        row |= {"id": key, "shown": display.highlight(row.get("text", ""), row["marks"])}
    if lost := sorted(linked - {*short}):
        raise ValueError(f"a notebook links to the segment {lost[0]!r}, which the event does not have")
    options = {"template_name": "report", "extra_template_basedirs": [str(display.TEMPLATES)]}
    highlight = Highlight2HTML("ipython3")
    exporter = HTMLExporter(**options, filters={"highlight_code": lambda code: PLAIN.sub(r"\1", highlight(code))})
    resources = {"page": page | _list_provenance(event, notebooks)}  # HTMLExporter's own method would parse the page again
    html, _ = TemplateExporter.from_notebook_node(exporter, new_notebook(cells=cells), resources)
    names = Counter(re.findall(r'<(?:table|figure|tr|section) id="([^"]+)"', html))
    if twice := [name for name, n in names.items() if n > 1]:
        raise ValueError(f"two tables or figures share the name {twice[0]!r}; give each a name of its own")
    html = ANCHOR.sub(lambda found: " ".join(short.get(i, i) for i in found[0].split(" ")), html)
    files: dict[str, str] = {}

    def keep_file(found: re.Match[str]) -> str:
        if (whole := files.setdefault(found[1], unquote(found[2]))).count("\n") <= display.MOST:
            return found[0]
        rows = pd.read_csv(io.StringIO(whole), dtype="str", keep_default_na=False).head(display.HEAD)
        return found[0].replace(found[2], quote(rows.to_csv(index=False, lineterminator="\n")))

    write_atomic(Path(out), CSV.sub(keep_file, html))
    about = {"event": event.name, "title": event.title, "sides": event.corpus.sides, "seed": SEED}
    about["articles"] = event.corpus.articles[ABOUT].to_dict("records")
    folder = out.with_suffix("") if out.suffix else out.with_name(f"{out.name}-files")
    write_files(folder, files, about=about)
    return Path(out)


def _make_chapter(name: str, book: NotebookNode) -> list[NotebookNode]:
    """The cells of a notebook with HTML for Markdown and outputs; the first carries the chapter's title."""
    from nbformat.v4 import new_code_cell, new_markdown_cell

    cells, title, level = [new_markdown_cell()], "", 2
    for cell in book.cells:
        if cell.cell_type == "code" and "injected" not in cell.metadata.get("tags", []):
            shown = [pair for output in cell.outputs if (pair := _convert_output(output, level))[1]]
            cells.append(new_code_cell(cell.source, metadata={"shown": shown, "lead": "lead" in cell.metadata.get("tags", "")}))
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
    if 'class="dataframe"' not in data.get("text/html", 'class="dataframe"'):  # a bare frame has no caption: as text
        return "html", sanitise(data["text/html"])
    if "text/markdown" in data:
        return "markdown", convert_markdown(data["text/markdown"], level)
    text = data.get("text/plain") or output.get("text", "") * (output.get("name") == "stdout")
    return "plain", Markup('<pre tabindex="0">{}</pre>').format(text) if text else Markup("")


def _list_provenance(event: Event, notebooks: Mapping[str, NotebookNode]) -> dict[str, str]:
    glossary = load_lexicon("glossary").set_axis(["Term", "What it means here", "What it does not mean"], axis=1)
    used = [(k, repr(v), n) for n, b in notebooks.items() for k, v in b.metadata.get("parameters", {}).items()]
    used = pd.DataFrame(used, columns=["Parameter", "Value", "Notebooks"]).query("Parameter != 'EVENT'")
    used = used.groupby(["Parameter", "Value"], sort=False)["Notebooks"].agg(", ".join).reset_index()
    version = {found.name.lower(): found.version for found in distributions()}
    versions = [(n, version[n.lower()]) for n in PACKAGES.split() if n.lower() in version]
    formulas = load_lexicon("formulas")[["formula", "source", "published", "peer"]]
    tables = {
        "glossary": (glossary, "The measures in plain words"),
        "inputs": (event.corpus.articles[ABOUT], "Input files and their SHA-256"),
        "parameters": (used, "Choices made in the notebooks"),
        "formulas": (formulas, "Formulas, with how many published numbers and numbers of other software each reproduces"),
        "versions": (pd.DataFrame(versions, columns=["Package", "Version"]), "Versions of the packages"),
    }
    html = {key: Markup(table(frame, caption=c, name=f"report-{key}").rich) for key, (frame, c) in tables.items()}
    return html | {"python": "{}.{}".format(*sys.version_info), "seed": SEED, "version": version.get("crossframe", "")}


def sanitise(html: str) -> Markup:
    """HTML with nothing in it that could run, load or restyle; what is not allowed is shown as text.

    >>> sanitise('<b onclick="x()">fine</b><script>x()</script>')
    Markup('<b>fine</b>&lt;script&gt;x()&lt;/script&gt;')
    """
    import bleach

    def allow(tag: str, name: str, value: str) -> bool:
        return name in ALLOWED["attributes"] or (name == "href" and bool(SAFE_LINK.match(value)))

    return Markup(bleach.clean(html, tags=frozenset(ALLOWED["tags"]), attributes=allow, protocols=["http", "https", "data"]))


def convert_markdown(markdown: str, level: int = 2) -> Markup:
    """Markdown as sanitised HTML, its headings below `level` and none skipped; a dollar is a dollar.

    >>> convert_markdown("# Why\\n### How\\n$5, *then* $6")
    Markup('<h3>Why</h3>\\n<h4>How</h4>\\n<p>$5, <em>then</em> $6</p>\\n')
    """
    import mistune

    def shift(found: re.Match[str]) -> str:
        nonlocal level
        level = max(3, min(int(found[1]) + 1, level + 1, 6))
        return f"<h{level}>{found[2]}</h{level}>"

    html = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])(markdown)
    return Markup(re.sub(r"(?s)<h([1-6])(?: [^>]*)?>(.*?)</h\1>", shift, sanitise(html)))
