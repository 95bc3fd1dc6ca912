"""What every test may import: the helpers beside this file, and the modules in benchmarks/."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.cli import main
from bad_inputs import GOOD, TABLE

ROOT = Path(__file__).parents[1]

# Appended, because benchmarks/coverage.py must not stand before the package of that name.
sys.path.append(str(ROOT / "benchmarks"))


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process: (exit code, what it prints, what it prints as an error)."""
    monkeypatch.delenv("CROSSFRAME_TEXTS", raising=False)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["crossframe", *map(str, arguments)])
        # Click always ends this way; anything else would be a traceback.
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, *capsys.readouterr()

    return call


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder like the checkout, so that nothing is written to the real one.

    It holds the codebooks and one small notebook.
    """
    root = tmp_path / "project"
    for name in ("harbour-lease", "codebooks"):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    cells = [
        new_code_cell('EVENT = "harbour-lease"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell("import crossframe as cf\nevent = cf.load_event(EVENT, texts=TEXTS)"),
        new_code_cell(
            'rows = event.corpus.articles[["side", "n_words"]]\n'
            'cf.table(rows, caption="Articles", name="articles")'
        ),
    ]
    (root / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / "01-small.ipynb")
    (root / "good.txt").write_text(GOOD, encoding="utf-8")
    (root / "table.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.setenv("CROSSFRAME_NOTEBOOKS", str(root / "notebooks"))
    return root
