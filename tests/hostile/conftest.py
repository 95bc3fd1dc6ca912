"""The battery: what all its tests share, and its last lines, a row of the battery each.

`make test` runs the short form of every row. `make hostile` runs the full one too, whose tests are
marked `hostile`, in two processes (run.py), and prints how many cases of each row passed, in which
processor time. A test that is more than one case says how many by the property `cases`, and what it
measured by `figure`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from battery import BATTERY, GOOD_A, GOOD_B, tell_rows
from nbformat.v4 import new_code_cell, new_notebook

ROWS: dict[str, dict] = {}  # row -> passed, run, seconds, figures


def used() -> float:
    """Processor time of this process and of those it has waited for."""
    return sum(os.times()[:4])


def pytest_collection_modifyitems(items):
    """A test belongs to the rows that its mark `row` names."""
    for item in items:
        for mark in item.iter_markers("row"):
            item.user_properties.append(("row", mark.args))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    start = used()
    item.user_properties.append(("start", start))
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    end = used()  # here, because the report may be read by another process
    item.user_properties.append(("end", end))
    return (yield)


def pytest_runtest_logreport(report):
    if report.when != "call" and not report.failed:
        return
    told = dict(report.user_properties)
    for key, rows in report.user_properties:
        for name in rows if key == "row" else ():
            row = ROWS.setdefault(name, {"passed": 0, "run": 0, "seconds": 0.0, "figures": []})
            if report.skipped:
                continue
            row["run"] += told.get("cases", 1)
            row["passed"] += told.get("cases", 1) if report.passed else 0
            row["seconds"] += told["end"] - told["start"]
            row["figures"] += [told["figure"]] if "figure" in told else []


def pytest_terminal_summary(terminalreporter):
    if terminalreporter.config.option.markexpr == "not hostile":
        return
    if place := os.environ.get(BATTERY):
        Path(place).write_text(json.dumps(ROWS), encoding="utf-8")
        return
    for line in tell_rows(ROWS):
        terminalreporter.write_line(line)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty working folder below one that holds nothing of the project."""
    for name in ("CROSSFRAME_TEXTS", "CROSSFRAME_PROJECT", "CROSSFRAME_NOTEBOOKS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def pair(place):
    """The working folder with two articles."""
    (place / "a.txt").write_text(GOOD_A, encoding="utf-8")
    (place / "b.txt").write_text(GOOD_B, encoding="utf-8")
    return place


@pytest.fixture
def project(pair):
    """The working folder as a project of its own, so that nothing is written elsewhere."""
    folder = pair / "data" / "small"
    folder.mkdir(parents=True)
    sides = "".join(
        f'[[sides]]\nlabel = "{side}"\n[[sides.articles]]\nid = "{name}"\nfile = "{name}.txt"\n'
        for side, name in (("Post", "a"), ("Herald", "b"))
    )
    (folder / "event.toml").write_text(f'title = "Ferry"\nlanguage = "en"\n{sides}')
    for name in ("a", "b"):
        (folder / f"{name}.txt").write_bytes((pair / f"{name}.txt").read_bytes())
    return pair


@pytest.fixture
def small(tmp_path, monkeypatch):
    """One small notebook in place of all, named by the user."""
    cells = [
        new_code_cell('EVENT = "harbour-lease"\nTEXTS = False', metadata={"tags": ["parameters"]}),
        new_code_cell("import crossframe as cf\nevent = cf.load_event(EVENT, texts=TEXTS)"),
        new_code_cell(
            'rows = event.corpus.articles[["article_id", "side", "outlet", "url"]]\n'
            'cf.table(rows, caption="Articles", name="articles")'
        ),
    ]
    folder = tmp_path / "own-notebooks"
    folder.mkdir()
    nbformat.write(new_notebook(cells=cells), folder / "01-small.ipynb")
    monkeypatch.setenv("CROSSFRAME_NOTEBOOKS", str(folder))
    return folder


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command in this process: exit code, what it prints, what it prints as an error."""
    from analysis.cli import main

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["crossframe", *map(str, words)])
        with pytest.raises(SystemExit) as end:  # anything else would be a traceback
            main()
        return end.value.code or 0, *capsys.readouterr()

    return call
