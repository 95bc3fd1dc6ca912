"""Notebooks run in kernels, with parameters."""

from __future__ import annotations

import ast
import asyncio
import difflib
import os
import re
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from analysis.event.places import data_folder, find_project, notebooks_folder
from analysis.event.settings import find_event

if TYPE_CHECKING:
    from nbformat import NotebookNode

JUDGES = re.compile(r"\bjudge(_all)?\(")  # the call in a cell that judges a whole corpus


def run_notebooks(
    event: str | None, *, notebooks_dir: Path | None = None, texts: bool = False,
    parameters: Mapping[str, object] | None = None, progress: TextIO | None = None,
) -> dict[str, NotebookNode]:  # fmt: skip
    """Execute copies of all notebooks of a folder, none with a name of another; the files stay as
    they are.

    event: given to them as EVENT (None: the one they name); notebooks_dir: default the
    project's. texts: True sets TEXTS; parameters: further choices; progress: a stream, for one
    moving line on a terminal.
    Returns: name -> executed notebook, by name; its metadata holds the parameters it ran with.
    Raises: ValueError naming notebook, cell and message that failed, or a parameter that no
    notebook has.
    """
    import nbformat

    folder = Path(notebooks_dir or notebooks_folder()).resolve()
    books = {
        path.stem: nbformat.read(path, as_version=4) for path in sorted(folder.glob("*.ipynb"))
    }
    if not books:
        raise ValueError(f"{folder}: no notebook (*.ipynb) there; name the folder that holds them")
    wanted: dict[str, object] = {"TEXTS": True} if texts else {}
    if event:
        place = find_event(event)
        # Kernels work elsewhere, so an event outside data/ needs its full path.
        wanted["EVENT"] = place.name if place.parent == data_folder() else str(place.resolve())
    _set_parameters(books, {**wanted, **(parameters or {})})
    _wait_for(_execute(books, folder, progress))
    return books


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
    from nbformat.v4 import new_code_cell

    for name, book in books.items():
        lines = [
            line
            for c in book.cells
            if "parameters" in c.metadata.get("tags", [])
            for line in ast.parse(c.source).body
        ]
        try:
            book.metadata["parameters"] = {
                line.targets[0].id: ast.literal_eval(line.value) for line in lines
            }
        except (AttributeError, ValueError):
            raise ValueError(
                f"{name}.ipynb: its parameters cell may only hold lines such as NAME = 3"
            ) from None
    known = sorted({name for book in books.values() for name in book.metadata["parameters"]})
    for name in wanted:
        if name not in known:
            near = difflib.get_close_matches(name.upper(), known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"allowed: {', '.join(known) or 'none'}"
            raise ValueError(f"no notebook has a parameter {name!r}; {hint}")
    for book in books.values():
        used = book.metadata["parameters"]
        new = {
            name: value for name, value in wanted.items() if name in used and value != used[name]
        }
        if new:
            used.update(new)
            lines = [
                f"{k} = float('{v}')" if isinstance(v, float) else f"{k} = {v!r}"
                for k, v in new.items()
            ]
            cell = new_code_cell("\n".join(lines), id="injected", metadata={"tags": ["injected"]})
            book.cells.insert(
                1 + ["parameters" in c.metadata.get("tags", []) for c in book.cells].index(True),
                cell,
            )


async def _execute(books: dict[str, NotebookNode], folder: Path, progress: TextIO | None) -> None:
    """Run all notebooks in two kernels; a kernel that takes another notebook forgets every name of
    the one before.
    """
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    running, failed, start = {}, [], time.monotonic()
    # Notebooks that judge everything share a kernel, so that its cached result is reused; a kernel
    # without work takes the others'.
    same = [
        name
        for name, book in books.items()
        if any(JUDGES.search(cell.source) for cell in book.cells)
    ]
    waiting = [same, [name for name in books if name not in same]]
    # A kernel works in the notebooks' folder and finds texts and codebooks where this process does.
    texts, project = os.environ.get("CROSSFRAME_TEXTS"), find_project()
    places = {"CROSSFRAME_TEXTS": texts, "CROSSFRAME_PROJECT": project}
    surroundings = os.environ | {k: str(Path(v).resolve()) for k, v in places.items() if v}
    live = progress and progress.isatty()

    def tell(name: str, at: int, done: str = "") -> None:
        running.pop(name, None) if done else running.update({name: at})
        moving = "   ".join(
            f"{name} cell {at} of {len(books[name].cells)}" for name, at in running.items()
        )
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
        except (
            CellExecutionError,
            DeadKernelError,
        ) as error:  # a kernel beside it ends in good order
            at, evalue = running.get(name, 1), getattr(error, "evalue", error)
            line = book.cells[at - 1].source.strip().partition("\n")[0]
            where = f"{name}.ipynb, cell {at} of {len(book.cells)} ({line})"
            ename = getattr(error, "ename", "DeadKernel")
            failed.append(f"{where} stopped with {ename}: {evalue}")
        else:
            tell(
                name,
                0,
                f"{name}: {len(book.cells)} cells, done after {time.monotonic() - start:.1f} s\n",
            )
        finally:
            client.kc.stop_channels()

    async def work(own: list[str], others: list[str]) -> None:
        kernel, quiet = (
            AsyncKernelManager(kernel_name="python3"),
            ["--log-level=ERROR", "--HistoryManager.enabled=False"],
        )
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
