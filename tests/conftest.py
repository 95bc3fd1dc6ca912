"""What every test may import: the helpers beside this file, and the modules in benchmarks/."""

from __future__ import annotations

import gc
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.cli import main
from archive_tables import open_here
from bad_inputs import GOOD, TABLE
from lent_kernel import lend_kernels, stop_kernels

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


@pytest.fixture
def here(monkeypatch):
    """Parts of an archive are worked on in this process, for tests that are not about processes.

    To start a process takes longer than to read a small archive.
    """
    monkeypatch.setattr("analysis.archive.workers.open_pool", open_here)


@pytest.fixture
def few_notebooks(tmp_path, monkeypatch):
    """Reports are made of the overview and the reader, for tests that are not about the others."""
    folder = tmp_path / "few-notebooks"
    folder.mkdir()
    for name in ("01-overview", "02-reader"):
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder)
    monkeypatch.setenv("CROSSFRAME_NOTEBOOKS", str(folder))
    return folder


# Files that take longest, longest first: `make test` hands out whole files, and one that is begun
# last would be waited for alone.
LONG = (
    "test_scale.py", "test_wheel.py", "00-your-own-pair.ipynb", "test_matched.py",
    "test_published.py", "test_face.py", "test_sources.py", "test_instruments.py",
    "test_events.py", "test_told.py", "test_judges.py", "test_stats.py", "test_cli.py",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    lend_kernels()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the garbage collector pass over what is imported and collected, which stays to the end.

    It walks through all that again and again otherwise, which takes a sixth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session) -> None:
    stop_kernels()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Whole files are handed out, and all notebooks together, which share a kernel."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class HandOut(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            scope = super()._split_scope(nodeid)
            return "notebooks" if scope.endswith(".ipynb") else scope

    return HandOut(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))
