"""Cells run in this process, or in one of their own, show what a kernel shows, to the byte."""

from __future__ import annotations

import io
import os
import sys
import time
import warnings
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.show.cells import is_plain, read_notebook
from analysis.show.notebooks import run_notebooks

CELLS = [
    "EVENT = 'none'\nN = 3",
    "print('one')\nimport sys\nprint('two', file=sys.stderr)\nprint('three')\nN",
    "print('a moving line\\rand its end', end='')",
    "from IPython.display import display, Markdown, HTML\ndisplay(Markdown('*a*'), HTML('<b>b'))",
    "N + 1;",
    "None",
    "import pandas as pd\npd.DataFrame({'n': [N]})",
    "from matplotlib import pyplot\npyplot.plot([1, 2])[0].get_color()",  # drawn at its end
    "pyplot.close()\n_",
    "import own_module\nown_module.NAME",
    "import os\nos.path.basename(os.getcwd()), os.environ['CROSSFRAME_TEXTS'].split('/')[-1]",
    "__name__, [name for name in dir() if name[0] != '_' and name.isupper()]",
    "class Odd:\n    __repr__ = lambda self: 'odd'\n    _repr_html_ = __repr__\nOdd()",
]
FORGETS = ["EVENT = 'none'", "'N' in dir(), 'pyplot' in dir()", "_, list(Out.values()), In[-1]"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("cells") / "notebooks"
    place.mkdir()
    (place / "own_module.py").write_text("NAME = 'found beside the notebook'\n")
    for name, sources in {"01-shows": CELLS, "02-forgets": FORGETS}.items():
        cells = [new_code_cell(source) for source in sources]
        cells[0].metadata["tags"] = ["parameters"]
        cells.insert(0, new_markdown_cell("# Title"))
        nbformat.write(new_notebook(cells=cells), place / f"{name}.ipynb")
    return place


@pytest.fixture(scope="module")
def books(folder):
    """The notebooks as a kernel runs them, as this process does, and as one of their own."""
    run = partial(run_notebooks, None, notebooks_dir=folder, parameters={"N": 5})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSFRAME_TEXTS", str(folder))
        here, apart = run(in_process=True), run()
        patch.setattr("analysis.show.notebooks.is_plain", lambda book: False)
        return {"kernel": run(), "here": here, "apart": apart}


@pytest.mark.parametrize("way", ["here", "apart"])
@pytest.mark.parametrize("name", ["01-shows", "02-forgets"])
def test_outputs_are_those_of_a_kernel(name, way, books):
    kernel, here = (books[made][name] for made in ("kernel", way))
    assert kernel.metadata["parameters"] == here.metadata["parameters"]
    for ours, theirs in zip(here.cells, kernel.cells, strict=True):
        assert ours.source == theirs.source
        if ours.cell_type == "code":
            assert ours.execution_count == theirs.execution_count
            assert list(map(dict, ours.outputs)) == list(map(dict, theirs.outputs))


def test_this_process_is_as_before(folder, monkeypatch):
    monkeypatch.setenv("CROSSFRAME_TEXTS", str(folder))

    def look():
        kept = (os.getcwd(), dict(os.environ), list(sys.path), sys.modules["__main__"])
        return *kept, sys.stdout, sys.excepthook, sys.displayhook, list(warnings.filters)

    before = look()
    run_notebooks(None, notebooks_dir=folder, in_process=True)
    assert look() == before
    with pytest.raises(ValueError, match=r"NameError: name 'tide'"):
        broken = folder.parent / "broken"
        broken.mkdir()
        cells = [new_code_cell("print(tide)  # low")]
        nbformat.write(new_notebook(cells=cells), broken / "01-x.ipynb")
        run_notebooks(None, notebooks_dir=broken, in_process=True)
    assert look() == before


def test_a_second_run_shows_what_the_first_one_did(folder, books, monkeypatch):
    monkeypatch.setenv("CROSSFRAME_TEXTS", str(folder))
    again = run_notebooks(None, notebooks_dir=folder, parameters={"N": 5}, in_process=True)
    first = books["here"]["01-shows"]
    for ours, before in zip(again["01-shows"].cells, first.cells, strict=True):
        if "os.environ" not in ours.source:
            assert ours.get("outputs") == before.get("outputs")


ENDINGS = {
    "import os\nos._exit(3)": "DeadProcess: its process ended",
    "import sys\nsys.exit('no tide')": "DeadProcess: its process ended no tide",
    "import os\nos.write(1, b'loose')\n1 / 0": "ZeroDivisionError: division by zero",
}


@pytest.mark.parametrize("source", ENDINGS)
def test_a_cell_that_ends_its_own_process_is_named(source, tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), tmp_path / "01-x.ipynb")
    with pytest.raises(ValueError, match=r"01-x.ipynb, cell 1 of 1 \(import") as told:
        run_notebooks(None, notebooks_dir=tmp_path)
    assert str(told.value).endswith(ENDINGS[source])


def test_whoever_is_interrupted_waits_for_no_notebook(tmp_path):
    cells = [new_code_cell("import time\ntime.sleep(60)")]
    nbformat.write(new_notebook(cells=cells), tmp_path / "01-x.ipynb")

    class Interrupted(io.StringIO):
        def isatty(self):
            return True

        def write(self, text):
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run_notebooks(None, notebooks_dir=tmp_path, progress=Interrupted())
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("%time 1", False),
        ("!ls", False),
        ("await work()", False),
        ("input('?')", False),
        ("inputs = 1", True),
    ],
)
def test_what_needs_a_kernel_is_left_to_one(source, plain, tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell(source)]), tmp_path / "01-x.ipynb")
    assert is_plain(read_notebook(tmp_path / "01-x.ipynb")) is plain


def test_our_own_notebooks_need_none():
    for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb"):
        assert is_plain(read_notebook(path)), path.name


def test_an_older_notebook_and_a_broken_one(tmp_path):
    old = nbformat.v3.new_notebook(
        worksheets=[nbformat.v3.new_worksheet(cells=[nbformat.v3.new_code_cell("1 + 1")])]
    )
    (tmp_path / "01-old.ipynb").write_text(nbformat.v3.writes_json(old))
    assert read_notebook(tmp_path / "01-old.ipynb").cells[0].source == "1 + 1"
    (tmp_path / "01-old.ipynb").write_text('{"cells": 3}')
    with pytest.raises(ValueError, match="01-old.ipynb: is no notebook"):
        read_notebook(tmp_path / "01-old.ipynb")
