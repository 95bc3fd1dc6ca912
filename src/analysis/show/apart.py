"""Notebooks run in a process of their own, for callers that have a shell already, as notebooks do.

It takes half the time of two kernels, each of which imports everything that notebooks use.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.show.cells import CellError, Node, run_books
from analysis.tables.processes import end_with_input, open_program

CODE = "from analysis.show.apart import main; main()"
ASKED, ANSWER, ERRORS = "asked.json", "answer.json", "errors.txt"  # files both processes know


def run_apart(
    books: Mapping[str, Node],
    folder: Path,
    surroundings: Mapping[str, str],
    *,
    start: Callable[[str, int], None],
    end: Callable[[str], None],
) -> dict[str, Node]:
    """Run notebooks one after another in a new process, which ends with them.

    Parameters
    ----------
    books : name -> notebook of plain Python.
    folder : where they work.
    surroundings : further environment variables.
    start : called with the name and the number of each cell before it runs.
    end : called with the name of each notebook that is done.

    Returns
    -------
    Name -> executed notebook.

    Raises
    ------
    CellError : for the first cell that fails, or that ends the process.
    """
    with TemporaryDirectory() as place:
        asked = json.dumps({"folder": str(folder), "books": books})
        Path(place, ASKED).write_text(asked, encoding="ascii")
        at = _follow(place, os.environ | surroundings, (next(iter(books)), 1), start, end)
        answer = Path(place, ANSWER)
        if not answer.exists():
            said = Path(place, ERRORS).read_text(encoding="utf-8", errors="replace").split("\n")
            last = [line for line in said if line.strip()][-1:]
            raise CellError(*at, "DeadProcess", " ".join(["its process ended", *last]))
        found = json.loads(answer.read_text(encoding="ascii"), object_hook=Node)
    if "failed" in found:
        raise CellError(*found["failed"])
    return found["books"]


def _follow(
    place: str,
    environment: Mapping[str, str],
    at: tuple[str, int],
    start: Callable[[str, int], None],
    end: Callable[[str], None],
) -> tuple[str, int]:
    """Tell what the process says of cells until it ends; the name and cell it was at last.

    at: those it begins with.
    """
    with (
        Path(place, ERRORS).open("w") as errors,
        open_program(CODE, place, environment=environment, errors=errors) as lines,
    ):
        for line in lines:
            name, cell = json.loads(line)
            if cell:
                at = name, cell
                start(name, cell)
            else:
                end(name)
    return at


def main() -> None:
    """Do in this process what run_apart asks for."""
    end_with_input()
    place = Path(sys.argv[1])
    asked = json.loads((place / ASKED).read_text(encoding="ascii"), object_hook=Node)
    # What code writes beside its cells would be taken for what this process tells of them.
    told = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def tell(name: str, cell: int) -> None:
        print(json.dumps([name, cell]), file=told, flush=True)

    books = asked["books"]
    try:
        run_books(books, Path(asked["folder"]), {}, start=tell, end=partial(tell, cell=0))
        answer = {"books": books}
    except CellError as error:
        answer = {"failed": [error.notebook, error.at, error.ename, error.evalue]}
    made = place / f"{ANSWER}.part"
    made.write_text(json.dumps(answer), encoding="ascii")
    made.rename(place / ANSWER)
