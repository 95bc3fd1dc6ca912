"""Notebooks run with parameters: in this process, in one of their own, or in kernels."""

from __future__ import annotations

import ast
import asyncio
import difflib
import os
import re
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from analysis.event.places import (
    NOTEBOOKS,
    data_folder,
    find_left_notebooks,
    find_project,
    notebooks_folder,
)
from analysis.event.settings import find_event
from analysis.show.apart import run_apart
from analysis.show.cells import CellError, Node, is_plain, new_cell, read_notebook, run_books
from analysis.tables.escapes import for_terminal
from analysis.tables.progress import Progress

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode

NO_CHAPTER = "00-"  # begins the names of notebooks that take no event
JUDGES = re.compile(r"\bjudge(_all)?\(")  # the call in a cell that judges a whole corpus


def run_notebooks(
    event: str | None, *, notebooks_dir: Path | None = None, texts: bool = False,
    parameters: Mapping[str, object] | None = None, progress: TextIO | None = None,
    in_process: bool = False,
) -> dict[str, NotebookNode]:  # fmt: skip
    """Execute copies of all notebooks of a folder; the files stay as they are.

    Each starts without the names that another has set.

    Parameters
    ----------
    event : given to the notebooks as EVENT; those that are no chapter of a report are left out.
        With None all are run, each on the event it names.
    notebooks_dir : their folder (default: the project's).
    texts : True to show sentences; it sets TEXTS.
    parameters : name -> value of further choices.
    progress : a stream for one moving line on a terminal, or None.
    in_process : True to run them in this process where all are plain Python (see cells), as the
        command does, which has no shell of its own; False in another (see apart). What is not plain
        Python runs in kernels.

    Returns
    -------
    Name -> executed notebook, in the order of names; its metadata holds the parameters it ran with.

    Raises
    ------
    ValueError : naming the notebook, cell and message that failed, a folder without notebooks, or a
        parameter that no notebook has.
    """
    folder = Path(notebooks_dir or notebooks_folder()).resolve()
    if progress and not notebooks_dir:
        _tell_left(progress)
    books = _read_books(folder, chapters=bool(event))
    wanted: dict[str, object] = {"TEXTS": True} if texts else {}
    if event:
        wanted["EVENT"] = _name_event(event)
    _set_parameters(books, wanted | dict(parameters or {}))
    told = _Progress(progress, {name: len(book.cells) for name, book in books.items()})
    if all(is_plain(book) for book in books.values()):
        books = _run_plain(books, folder, told, in_process)
    else:
        import nbformat

        books = {name: nbformat.from_dict(book) for name, book in books.items()}
        _wait_for(_execute(books, folder, told))
    _count_cells(books)
    return books


def _tell_left(progress: TextIO) -> None:
    """Say that notebooks of the project are not run, where nobody has named them."""
    left = find_left_notebooks()
    if left:
        named = for_terminal(str(left))
        progress.write(f"{named}: is not run; {NOTEBOOKS}={named} names it as yours\n")


def _read_books(folder: Path, *, chapters: bool) -> dict[str, Node]:
    """The notebooks of a folder without outputs, by name; chapters: those of a report alone."""
    books = {}
    for path in sorted(folder.glob("*.ipynb")):
        if chapters and path.stem.startswith(NO_CHAPTER):
            continue
        book = read_notebook(path)
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        books[path.stem] = book
    if not books:
        raise ValueError(f"{folder}: no notebook (*.ipynb) there; name the folder that holds them")
    return books


def _name_event(event: str) -> str:
    """The event as notebooks name it, which work elsewhere: one outside data/ by its full path."""
    place = find_event(event)
    if place.parent == data_folder():
        return place.name
    return str(place.resolve())


class _Progress(Progress):
    """One moving line on a terminal, a line a notebook elsewhere, nothing without a stream."""

    def __init__(self, stream: TextIO | None, cells: Mapping[str, int]) -> None:
        super().__init__(stream)
        self._cells = cells
        self.running: dict[str, int] = {}

    def start(self, name: str, at: int) -> None:
        self.running[name] = at
        self._tell_cells("")

    def end(self, name: str) -> None:
        self.running.pop(name, None)
        self._tell_cells(f"{name}: {self._cells[name]} cells, done after {self.seconds:.1f} s\n")

    def _tell_cells(self, done: str) -> None:
        moving = [f"{name} cell {at} of {self._cells[name]}" for name, at in self.running.items()]
        line = "   ".join([*moving, f"{self.seconds:.0f} s"]) if moving else ""
        self.move(f"{done}{line}", apart=done)


def _find_surroundings() -> dict[str, str]:
    """What cells find texts and codebooks by, where this process does: they work elsewhere."""
    places = {"CROSSFRAME_TEXTS": os.environ.get("CROSSFRAME_TEXTS")}
    places["CROSSFRAME_PROJECT"] = find_project()
    return {name: str(Path(place).resolve()) for name, place in places.items() if place}


def _run_plain(
    books: dict[str, Node], folder: Path, told: _Progress, in_process: bool
) -> dict[str, Node]:
    """Run all notebooks one after another, in this process or in one of their own."""
    surroundings = _find_surroundings()
    how = {"start": told.start, "end": told.end}
    try:
        if not in_process:
            return run_apart(books, folder, surroundings, **how)
        run_books(books, folder, surroundings, **how)
        return books
    except CellError as error:
        book = books[error.notebook]
        raise ValueError(
            _tell_failure(error.notebook, book, error.at, error.ename, error.evalue)
        ) from None


def _count_cells(books: Mapping[str, Node]) -> None:
    """Number the code cells of each notebook from 1; a kernel counts on over notebooks."""
    for book in books.values():
        codes = [cell for cell in book.cells if cell.cell_type == "code"]
        for number, cell in enumerate(codes, start=1):
            cell.execution_count = number
            for output in cell.outputs:
                output.update({"execution_count": number} if "execution_count" in output else {})


def _tell_failure(name: str, book: Node, at: int, ename: str, evalue: object) -> str:
    line = book.cells[at - 1].source.strip().partition("\n")[0]
    return f"{name}.ipynb, cell {at} of {len(book.cells)} ({line}) stopped with {ename}: {evalue}"


def _wait_for(work: Coroutine) -> None:
    """Wait for the work, in a thread of its own where a loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(work)
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, work).result()


def _set_parameters(books: dict[str, NotebookNode], wanted: dict[str, Any]) -> None:
    """Put a cell with the values that differ behind the cell tagged `parameters`; note all in the
    metadata.
    """
    known: set[str] = set()
    for name, book in books.items():
        book.metadata["parameters"] = _read_parameters(name, book)
        known.update(book.metadata["parameters"])
    for name, value in wanted.items():
        if not _is_plain(value):
            raise ValueError(
                f"parameter {name[:40]!r}: a {type(value).__name__} cannot be given to a notebook; "
                "allowed are text, numbers, True, False, None, and lists and dicts of them"
            )
    _check_known(wanted, sorted(known))
    for book in books.values():
        used = book.metadata["parameters"]
        new = {}
        for name, value in wanted.items():
            if name in used and value != used[name]:
                new[name] = value
        if new:
            used.update(new)
            _inject(book, new)


def _has_parameters(cell: Node) -> bool:
    return "parameters" in cell.metadata.get("tags", [])


def _read_parameters(name: str, book: Node) -> dict[str, object]:
    """Name -> value of what the cells of parameters set."""
    lines = []
    for cell in book.cells:
        if _has_parameters(cell):
            lines += _parse(name, cell.source)
    try:
        return {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    except (AttributeError, ValueError):
        raise ValueError(
            f"{name}.ipynb: its parameters cell may only hold lines such as NAME = 3"
        ) from None


def _check_known(wanted: Mapping[str, object], known: list[str]) -> None:
    """Refuse a parameter that no notebook has."""
    for name in wanted:
        if name not in known:
            hint = f"allowed: {', '.join(known) or 'none'}"
            near = difflib.get_close_matches(name.upper(), known, n=1)
            if near:
                hint = f"did you mean {near[0]}?"
            raise ValueError(f"no notebook has a parameter {name!r}; {hint}")


def _inject(book: Node, values: Mapping[str, object]) -> None:
    """Put a cell that sets these values behind the first cell of parameters."""
    lines = []
    for name, value in values.items():
        written = f"float('{value}')" if isinstance(value, float) else repr(value)
        lines.append(f"{name} = {written}")
    cell = new_cell("\n".join(lines), id="injected", metadata=Node(tags=["injected"]))
    tagged = [_has_parameters(cell) for cell in book.cells]
    book.cells.insert(tagged.index(True) + 1, cell)


def _parse(name: str, source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError):
        raise ValueError(
            f"{name}.ipynb: its parameters cell is no Python; it may only hold lines such as "
            "NAME = 3"
        ) from None


def _is_plain(value: object) -> bool:
    """Whether what Python writes of a value gives the value again.

    A subclass writes what it likes, so the type itself is asked for.
    """
    if type(value) in (list, tuple):
        return all(map(_is_plain, value))
    if type(value) is dict:
        return all(_is_plain(part) for pair in value.items() for part in pair)
    return value is None or type(value) in (str, int, float, bool)


def _judges_all(book: NotebookNode) -> bool:
    """Whether a cell of a notebook judges a whole corpus."""
    return any(JUDGES.search(cell.source) for cell in book.cells)


async def _execute(books: dict[str, NotebookNode], folder: Path, told: _Progress) -> None:
    """Run all notebooks in two kernels, each in the folder.

    Raises ValueError for the first cell that fails; the other kernel ends in good order.
    """
    from jupyter_client.manager import AsyncKernelManager

    failed: list[str] = []
    # Notebooks that judge everything share a kernel, so that its cached result is reused; a kernel
    # without work takes the others'.
    same = [name for name, book in books.items() if _judges_all(book)]
    other = [name for name in books if name not in same]
    surroundings = os.environ | _find_surroundings()

    async def work(own: list[str], others: list[str]) -> None:
        kernel = AsyncKernelManager(kernel_name="python3")
        quiet = ["--log-level=ERROR", "--HistoryManager.enabled=False"]
        await kernel.start_kernel(env=surroundings, cwd=str(folder), extra_arguments=quiet)
        try:
            while (own or others) and not failed:
                waiting = own or others
                name = waiting.pop(0)
                failure = await _run_in_kernel(name, books[name], kernel, told)
                if failure:
                    failed.append(failure)
        finally:
            await kernel.shutdown_kernel(now=True)

    works = []
    if same:
        works.append(work(same, other))
    if other:
        works.append(work(other, same))
    await asyncio.gather(*works)
    if failed:
        raise ValueError(failed[0])


async def _run_in_kernel(
    name: str, book: NotebookNode, kernel: AsyncKernelManager, told: _Progress
) -> str:
    """Run a notebook in a kernel, which forgets every name then; what failed, or ''."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    client = NotebookClient(
        book, km=kernel, timeout=None, record_timing=False, coalesce_streams=True,
        on_cell_execute=lambda cell, cell_index: told.start(name, cell_index + 1),
    )  # fmt: skip
    try:
        await client.async_execute()
        await client.kc.execute_interactive("%reset -f", silent=True, store_history=False)
    except (CellExecutionError, DeadKernelError) as error:
        at = told.running.get(name, 1)
        evalue = getattr(error, "evalue", error)
        ename = getattr(error, "ename", "DeadKernel")
        return _tell_failure(name, book, at, ename, evalue)
    finally:
        if client.kc is not None:  # None where the kernel did not start
            client.kc.stop_channels()
    told.end(name)
    return ""
