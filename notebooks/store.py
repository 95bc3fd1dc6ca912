"""Run the notebooks on the event they name and store their outputs in the one committed form: make
notebooks.
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from analysis.show.notebooks import run_notebooks
from analysis.tables.writing import write_atomic

if TYPE_CHECKING:
    from nbformat import NotebookNode


def store_notebooks(folder: Path) -> list[Path]:
    """Run the notebooks of a folder and store them, all or none, as `canonical_notebook` writes
    them.
    """
    books = run_notebooks(None, notebooks_dir=folder, progress=sys.stderr)
    for name, book in books.items():
        write_atomic(folder / f"{name}.ipynb", canonical_notebook(book))
    return [folder / f"{name}.ipynb" for name in books]


def canonical_notebook(book: NotebookNode) -> str:
    """The text of a notebook as it is committed: with outputs, without timing, widgets or versions.
    """
    book = copy.deepcopy(book)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    book.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    book.nbformat, book.nbformat_minor = 4, 5
    book.cells = [cell for cell in book.cells if "injected" not in cell.metadata.get("tags", [])]
    for number, cell in enumerate(book.cells, start=1):
        cell.id = cell.get("id") or f"cell-{number}"
        cell.metadata = {key: value for key, value in cell.metadata.items() if key == "tags"}
        for output in cell.get("outputs", []):
            output.update({"metadata": {}} if "metadata" in output else {})
    return nbformat.writes(nbformat.from_dict(book)).rstrip("\n") + "\n"


if __name__ == "__main__":
    for stored in store_notebooks(Path(__file__).resolve().parent):
        print(f"Stored: {stored.name}")
