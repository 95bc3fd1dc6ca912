"""No code that came with the articles is run: notebooks, modules, pickles, parameters."""

from __future__ import annotations

import json
import os
import pickle
import sys
from concurrent.futures import Future
from pathlib import Path

import nbformat
import pytest
from battery import ROOT, make_row, start
from nbformat.v4 import new_code_cell, new_notebook

from analysis.event.places import local_folder, notebooks_folder
from analysis.show.notebooks import run_notebooks
from analysis.tables.processes import open_pool

RAN = "open({!r}, 'w').write('ran')\n"


def poison(folder: Path, name: str) -> Path:
    """A module beside the articles that leaves a file when it is run; the path of that file."""
    mark = folder / "RAN"
    (folder / name).write_text(RAN.format(str(mark)) + "raise ImportError('poisoned')\n")
    return mark


@pytest.mark.row("F4", "R16")
def test_notebooks_of_a_foreign_folder_are_not_run(project):
    """F4: in a downloaded folder with data/x/event.toml its notebooks were run."""
    (project / "notebooks").mkdir()
    mark = project / "RAN"
    cells = [
        new_code_cell('EVENT = "x"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell(RAN.format(str(mark))),
    ]
    nbformat.write(new_notebook(cells=cells), project / "notebooks" / "evil.ipynb")
    assert notebooks_folder() == ROOT / "notebooks"
    (project / "deep").mkdir()
    os.chdir(project / "deep")
    assert notebooks_folder() == ROOT / "notebooks"


@pytest.mark.hostile
@pytest.mark.row("F4", "R16")
def test_foreign_notebooks_are_told_of(project, command, small, capsys):
    (project / "notebooks").mkdir()
    nbformat.write(new_notebook(), project / "notebooks" / "evil.ipynb")
    code, _, error = command("report", "small", "--no-private")
    assert code == 0 and "evil" not in error and "notebooks: is not run" in error


def import_all(names: list[str]) -> list[str]:
    from importlib import import_module

    return [import_module(name).__name__ for name in names]


MODULES = ["pickle", "struct", "signal", "multiprocessing", "json", "re", "pandas", "numpy"]


@pytest.mark.row("F5", "R16")
def test_workers_import_nothing_from_the_working_folder(place, monkeypatch):
    """F5: pickle.py and others beside the articles were run by every worker."""
    for name in MODULES:
        mark = poison(place, f"{name}.py")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if path not in ("", str(place))])
    with open_pool(1) as pool:
        future: Future = pool.submit(sorted, [2, 1])
        assert future.result(timeout=60) == [1, 2]
    assert not mark.exists() and "PYTHONSAFEPATH" not in os.environ


@pytest.mark.row("F5", "R16")
@pytest.mark.parametrize(
    "module",
    [pytest.param(True, marks=pytest.mark.hostile), False],
    ids=["python -m", "crossframe"],
)
def test_the_command_imports_nothing_from_the_working_folder(module, pair):
    for name in ("json", "click", "pandas", "numpy", "trafilatura", "sitecustomize", "jinja2"):
        mark = poison(pair, f"{name}.py")
    process = start("check", "a.txt", cwd=pair, module=module)
    out, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert "Ferry stopped" in out and not mark.exists()


@pytest.mark.row("F5", "R16")
@pytest.mark.parametrize("way", ["here", "apart", "kernel"])
def test_notebooks_import_nothing_from_the_working_folder(way, project, small, monkeypatch):
    """They work in their own folder, which is the package's, or one that the user has named."""
    mark = poison(project, "colorsys.py")
    (small / "01-small.ipynb").unlink()
    cells = [
        new_code_cell('EVENT = "harbour-lease"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell("import colorsys\ncolorsys.rgb_to_hsv(0, 0, 2)[2]"),
    ]
    nbformat.write(new_notebook(cells=cells), small / "01-other.ipynb")
    if way == "kernel":
        monkeypatch.setattr("analysis.show.notebooks.is_plain", lambda book: False)
    books = run_notebooks(None, in_process=way == "here")
    assert books["01-other"].cells[-1].outputs[0]["data"]["text/plain"] == "2"
    assert not mark.exists()


class Evil:
    def __init__(self, mark: Path):
        self.mark = mark

    def __reduce__(self):
        return exec, (RAN.format(str(self.mark)),)


@pytest.mark.row("R16")
@pytest.mark.parametrize("name", ["local/articles.csv", "local/key.txt", "features/terms.csv"])
def test_a_pickle_in_place_of_a_table_is_not_loaded(name, project, command):
    mark = project / "RAN"
    place = project / "data" / "small" / name
    place.parent.mkdir()
    place.write_bytes(pickle.dumps(Evil(mark)))
    code, _, error = command("check", "small")
    assert code in (0, 2) and "Traceback" not in error and not mark.exists()


@pytest.mark.hostile
@pytest.mark.row("R16")
def test_stored_outputs_of_a_notebook_are_not_shown(project, small):
    path = small / "01-small.ipynb"
    book = nbformat.read(path, as_version=4)
    evil = nbformat.v4.new_output(
        "display_data", data={"text/html": "<script>evil()</script>", "text/plain": "evil"}
    )
    book.cells[-1].outputs = [evil]
    nbformat.write(book, path)
    assert "evil" not in json.dumps(run_notebooks("small")["01-small"])


EVIL_NAMES = ["x; import os", "x = 1\ny", "__import__('os')", "", "1x", "a b", "EVENT.__class__"]
EVIL_NAMES += ["lambda: 0", "EVENT, TEXTS", "EVENT\n", "ЕVENT", "ＥVENT", "x" * 10_000]


@pytest.mark.row("R8")
@pytest.mark.parametrize("name", EVIL_NAMES, ids=lambda name: ascii(name)[:20])
def test_names_of_parameters_that_no_notebook_has_are_refused(name, project, small):
    with pytest.raises(ValueError, match="no notebook has a parameter"):
        run_notebooks("small", parameters={name: 1})


VALUES = ['"; import os; os.abort()', "'''", "\\", "{x}", "\n", "\0", "a\u2028b", "é😀", "%s", "$x"]
VALUES += [float("nan"), float("inf"), -float("inf"), -0.0, 1e308, 10**30, True, None, [1, "'"]]
VALUES += [{"a": '"'}, "x" * 1_000_000, "\u202e", "`id`", "${x}"]


@pytest.mark.row("R8")
@pytest.mark.parametrize(
    "way", ["here", *(pytest.param(way, marks=pytest.mark.hostile) for way in ("apart", "kernel"))]
)
def test_values_of_parameters_arrive_equal(way, project, small, record_property, monkeypatch):
    record_property("cases", len(VALUES))
    (small / "01-small.ipynb").unlink()
    names = [f"VALUE_{k}" for k in range(len(VALUES))]
    lines = "\n".join(f"{name} = 3" for name in names)
    asked = f"import sys\nprint(repr([{', '.join(names)}]) == {repr(VALUES)!r})"
    cells = [
        new_code_cell(f'EVENT = "x"\n{lines}', metadata={"tags": ["parameters"]}),
        new_code_cell(asked),
    ]
    given = dict(zip(names, VALUES, strict=True))
    nbformat.write(new_notebook(cells=cells), small / "01-values.ipynb")
    if way == "kernel":
        monkeypatch.setattr("analysis.show.notebooks.is_plain", lambda book: False)
    books = run_notebooks("small", parameters=given, in_process=way == "here")
    assert books["01-values"].cells[-1].outputs[0]["text"].strip() == "True"


class Strange(float):
    def __repr__(self):
        return "__import__('os').abort()"


@pytest.mark.row("R8")
@pytest.mark.parametrize("value", [Strange(1), object(), {1, 2}, 1j, b"x", ..., (lambda: 0)])
def test_values_that_no_notebook_can_hold_are_refused(value, project, small):
    with pytest.raises(ValueError, match="parameter 'TEXTS'"):
        run_notebooks("small", parameters={"TEXTS": value})


@pytest.mark.row("R8")
def test_a_parameters_cell_that_is_no_python_is_named(project, small):
    cells = [new_code_cell("EVENT = = 3", metadata={"tags": ["parameters"]})]
    nbformat.write(new_notebook(cells=cells), small / "02-broken.ipynb")
    with pytest.raises(ValueError, match="02-broken.ipynb: its parameters cell"):
        run_notebooks("small")


@pytest.mark.hostile
@pytest.mark.row("R16")
def test_only_the_notebook_of_an_archive_itself_is_run(project, command):
    rows = "\n".join(json.dumps(make_row(k)) for k in range(8))
    (project / "t.jsonl").write_text(rows)
    folder = local_folder() / "post-vs-herald" / "notebooks"  # where that archive is kept
    assert folder.is_relative_to(project)
    folder.mkdir(parents=True)
    mark = project / "RAN"
    cells = [
        new_code_cell('EVENT = "x"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell(RAN.format(str(mark))),
    ]
    nbformat.write(new_notebook(cells=cells), folder / "evil.ipynb")
    poison(folder, "textwrap.py")
    sides = ["--sides", "Post", "Herald"]
    code, _, error = command("compare", "t.jsonl", "--by", "outlet", *sides, "--stream", "-q")
    assert code == 0, error
    assert not mark.exists() and (folder / "archive.ipynb").is_file()


SETTINGS = {
    "matplotlibrc": "font.size: 40\nbackend: module://evil\n",
    "ipython_config.py": "",
    "ipython_kernel_config.py": "",
    "evil.py": "",
    "dask.yaml": "distributed: 1\n",
}


@pytest.mark.hostile
@pytest.mark.row("F5", "R16")
def test_settings_of_libraries_beside_the_articles_change_nothing(project, command):
    """With all notebooks, whose figures would show it."""
    words = ["compare", "a.txt", "b.txt", "-q", "--out"]
    pages = []
    for name in ("one", "two"):
        (project / name).mkdir()
        process = start(*words, f"{name}/r.html", cwd=project)
        assert process.communicate()[1] == "" and process.returncode == 0
        pages.append((project / name / "r.html").read_bytes())
        for file, text in SETTINGS.items():
            (project / file).write_text(text or RAN.format(str(project / "RAN")))
    assert pages[0] == pages[1] and not (project / "RAN").exists()
