"""The public face: names, one call from articles to findings, and what a wheel holds."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_notebook

import analysis
import crossframe as cf
from analysis.event.places import (
    codebook_folders,
    data_folder,
    find_left_notebooks,
    find_own,
    notebooks_folder,
    output_folder,
)
from analysis.show.notebooks import run_notebooks
from bad_inputs import TABLE
from helpers import MODULES, OTHER, PLAIN, ROOT

# Names


@pytest.mark.parametrize("name", cf.__all__)
def test_every_public_name_stands_for_one_documented_thing(name):
    found = getattr(cf, name)
    assert found is getattr(analysis, name)
    assert found.__doc__ and found.__module__.startswith("analysis.")


def test_names_are_listed_once():
    assert dir(cf) == dir(analysis) == sorted(set(cf.__all__))
    space: dict = {}
    exec("from crossframe import *", space)
    assert set(cf.__all__) <= set(space)


def test_an_unknown_name_gets_a_hint():
    with pytest.raises(AttributeError, match="no public name 'jugde'; did you mean 'judge'"):
        _ = cf.jugde
    with pytest.raises(ImportError):
        exec("from crossframe import nothing")


def ask(code: str, **environment: str) -> str:
    """What a new Python prints."""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), **environment},
        cwd=environment.get("PWD"),
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_a_name_stays_a_function_when_the_room_of_that_name_is_imported():
    code = f"import analysis, {', '.join(MODULES)}; print(analysis.judge.__name__)"
    assert ask(code) == "judge_all"
    assert ask("import analysis; analysis.list_ways; print(analysis.judge)").startswith("<function")


def test_importing_reads_nothing():
    loaded = "import sys, crossframe; print([m for m in ('pandas', 'numpy') if m in sys.modules])"
    assert ask(loaded) == "[]"


# Compare


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """An empty working folder, and an empty folder for temporary files."""
    monkeypatch.delenv("CROSSFRAME_TEXTS", raising=False)
    for name in ("work", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


@pytest.fixture(scope="module")
def ferry():
    return cf.compare(PLAIN, OTHER, sides=["Post", "Herald"], title="The <ferry>")


def test_nothing_is_left_on_the_disk(empty):
    made = cf.compare(PLAIN, OTHER)
    assert len(made.findings) and made._repr_mimebundle_()
    assert sorted(path.name for path in empty.rglob("*")) == ["temporary", "work"]


def counted(comparison: cf.Comparison) -> pd.DataFrame:
    """What was counted, without the ids that come from names of files."""
    articles = comparison.corpus.articles.reset_index(names="number")
    terms = comparison.corpus.terms.merge(articles[["article_id", "number"]], on="article_id")
    return terms.drop(columns="article_id").sort_values([*terms.columns.drop("article_id")])


def test_paths_texts_and_frames_are_one(empty):
    for name, text in {"post.txt": PLAIN, "herald.txt": OTHER}.items():
        Path(name).write_text(text, encoding="utf-8")
    frame = pd.DataFrame({"body": [PLAIN, OTHER], "paper": ["Post", "Herald"], "year": [1, 2]})
    expected = counted(cf.compare("post.txt", Path("herald.txt"))).to_numpy().tolist()
    assert len(expected) > 50
    for made in (
        cf.compare(PLAIN, OTHER),
        cf.compare(PLAIN, frame[1:]),
        cf.compare(frame, by="paper", sides=["Post", "Herald"]),
        cf.compare(frame, by="year", sides=[1, 2], columns={"text": "body"}),
    ):
        assert counted(made).to_numpy().tolist() == expected


def test_sides_are_named_by_files_positions_and_values(empty):
    Path("the_post.txt").write_text(PLAIN, encoding="utf-8")
    assert cf.compare("the_post.txt", OTHER).corpus.sides == ["the post", "Text 2"]
    assert cf.compare(PLAIN, OTHER, sides=["B", "A"]).corpus.sides == ["B", "A"]
    Path("table.csv").write_text(TABLE, encoding="utf-8")
    made = cf.compare("table.csv", by="outlet")
    assert sorted(made.corpus.sides) == ["Herald", "Post"]
    assert repr(made) in (
        "<Comparison of 'Herald' (3), 'Post' (3)>",
        "<Comparison of 'Post' (3), 'Herald' (3)>",
    )


def test_of_three_sources_the_first_stands_against_all_others(empty):
    made = cf.compare(PLAIN, OTHER, OTHER.replace("ferry", "boat"))
    assert made.event.every.sides == ["Text 1", "Text 2", "Text 3"]
    assert made.corpus.sides == ["Text 1", "All others"]
    shown = made._repr_mimebundle_()["text/plain"]
    assert shown.count(" words (Text 2, Text 3).") == 1
    assert "All others is" not in shown
    assert "Text 3 is too short to compare." in shown
    assert "All others" not in cf.compare(PLAIN, OTHER)._repr_mimebundle_()["text/plain"]


def test_the_frame_that_was_given_is_not_changed(empty):
    frame = pd.DataFrame({"text": [PLAIN], "date": [pd.Timestamp("2024-05-01")]}, index=[7])
    before = frame.copy()
    made = cf.compare(frame, OTHER)
    pd.testing.assert_frame_equal(frame, before)
    assert made.corpus.articles["published"].tolist() == ["2024-05-01", ""]


def test_findings_are_those_of_the_event(ferry, tmp_path):
    ferry.write(tmp_path / "ferry")
    event = cf.load_event(str(tmp_path / "ferry"), texts=True)
    judged = cf.judge(event.corpus, codebooks=event.settings["codebooks"])
    found = ferry.findings.drop(columns="segments")
    pd.testing.assert_frame_equal(found, judged)
    assert ferry.findings is ferry.findings and found["finding_id"].is_unique


def test_evidence_holds_the_sentences_of_a_finding(ferry):
    row = ferry.findings.iloc[0]
    found = ferry.evidence("tone-crossframe")
    assert found["text"].map(lambda text: text in PLAIN + OTHER or len(text) > 9).all()
    assert " ".join(found["segment_id"]) == row["segments"]
    assert found["part"].abs().is_monotonic_decreasing
    assert dict(zip(found["article_id"], found["side"], strict=True)) == {
        "Text 1": "Post",
        "Text 2": "Herald",
    }
    pd.testing.assert_frame_equal(ferry.evidence(row), found)
    with pytest.raises(ValueError, match="'tone-vadr'; did you mean 'tone-vader'"):
        ferry.evidence("tone-vadr")


def test_a_notebook_shows_the_first_screen(ferry):
    shown = ferry._repr_mimebundle_()
    lines = cf.list_headlines(ferry.findings, told=ferry.told, articles=ferry.corpus.articles)
    assert {"speakers", "only one names"} < set(lines["finding_id"])
    assert shown["text/plain"].startswith("The <ferry>\n")
    assert all(sentence in shown["text/plain"] for sentence in lines["sentence"])
    assert "<h3>The &lt;ferry&gt;</h3>" in shown["text/html"]
    assert shown["text/html"].count("<li>") == len(lines)
    assert "Refused" not in shown["text/plain"]


def test_a_notebook_is_told_what_was_refused(empty):
    frame = pd.DataFrame({"text": [OTHER, ""]})
    shown = cf.compare(PLAIN, frame)._repr_mimebundle_()
    assert "Refused: 1;" in shown["text/plain"] and "Refused: 1;" in shown["text/html"]


FRAME = pd.DataFrame({"text": [PLAIN, OTHER], "paper": ["Post", "Herald"]})
# Name -> sources, choices, words of the message
WRONG = {
    "no source": ([], {}, "one side only"),
    "one source": ([PLAIN], {}, "one side only"),
    "no such file": (["post.txt", OTHER], {}, "post.txt: no such file"),
    "no such path": ([Path("post.txt"), OTHER], {}, "post.txt: no such file"),
    "an empty string": (["", OTHER], {}, "source 1 is an empty string"),
    "a number": ([PLAIN, 5], {}, "source 2 is of type int; allowed are"),
    "half a character": ([PLAIN, "x\ud800\n" + OTHER], {}, "source 2: its character 2 is half"),
    "half a character in a frame": (
        [PLAIN, pd.DataFrame({"text": ["\ud800" + OTHER]})],
        {},
        "source 2: the frame cannot be kept",
    ),
    "two columns of one name": (
        [PLAIN, FRAME.set_axis(["text", "text"], axis=1)],
        {},
        "source 2: the frame cannot be kept .* name of its own",
    ),
    "no text column": ([PLAIN, FRAME[["paper"]]], {}, "no column holds the texts"),
    "no row": ([PLAIN, FRAME[:0]], {}, "no row that can be read"),
    "no such column": ([FRAME], {"by": "papr"}, "did you mean 'paper'"),
    "no such side": ([FRAME], {"by": "paper", "sides": ["Post", "Herold"]}, "mean 'Herald'"),
    "a column of two sources": ([PLAIN, OTHER], {"by": "paper"}, "but 2 sources are given"),
    "a name too few": ([PLAIN, OTHER], {"sides": "Post"}, "sides named: 1, sources given: 2"),
    "a name twice": ([PLAIN, OTHER], {"sides": ["Post", "Post"]}, "two sides are named 'Post'"),
    "a blank name": ([PLAIN, OTHER], {"sides": ["Post", " "]}, "name is blank"),
    "no such codebook": ([PLAIN, OTHER], {"codebooks": "generik"}, "'generik'; known: generic"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_compared_is_a_message(case, empty):
    sources, choices, message = WRONG[case]
    with pytest.raises(ValueError, match=message) as told:
        cf.compare(*sources, **choices)
    assert str(empty) not in str(told.value)
    assert list((empty / "temporary").iterdir()) == []


def test_too_many_values_of_a_column_must_be_named(empty):
    frame = pd.DataFrame({"text": PLAIN, "day": [str(k) for k in range(13)]})
    with pytest.raises(ValueError, match="13 values in 'day'; name those to compare"):
        cf.compare(frame, by="day")


# Reports


@pytest.fixture
def project(empty, monkeypatch):
    """A working folder with an event, a codebook of its own and one small notebook."""
    root = empty / "work"
    shutil.copytree(ROOT / "data" / "harbour-lease", root / "data" / "harbour-lease")
    (root / "data" / "codebooks").mkdir()
    shutil.copy(ROOT / "data" / "codebooks" / "generic.csv", root / "data" / "codebooks" / "x.csv")
    choices = new_code_cell('EVENT = "harbour-lease"\nTEXTS = False')
    choices.metadata["tags"] = ["parameters"]
    cells = [
        choices,
        new_code_cell("import crossframe as cf\nevent = cf.load_event(EVENT, texts=TEXTS)"),
        new_code_cell('cf.say("{n} articles.", n=len(event.corpus.articles))'),
    ]
    (root / "notebooks").mkdir()
    nbformat.write(new_notebook(cells=cells), root / "notebooks" / "01-small.ipynb")
    return root


@pytest.mark.usefixtures("few_notebooks")
def test_a_report_holds_the_sentences_and_leaves_nothing_else(project, empty):
    made = cf.compare(PLAIN, OTHER, codebooks="x")  # a codebook that only this project has
    before = set(project.rglob("*"))
    assert made.report("mine.html") == Path("mine.html")
    assert "harbour board" in Path("mine.html").read_text(encoding="utf-8")
    added = {path.relative_to(project).parts[0] for path in set(project.rglob("*")) - before}
    assert added == {"mine.html", "mine"}
    assert list((empty / "temporary").iterdir()) == []


@pytest.mark.parametrize("last", ["1", "%pwd"], ids=["process", "kernel"])
def test_a_notebook_may_ask_for_a_report(last, project, monkeypatch):
    """There a loop runs already, in which no other can be run."""
    path = project / "notebooks" / "01-small.ipynb"
    book = nbformat.read(path, as_version=4)
    book.cells.append(new_code_cell(last))
    nbformat.write(book, path)
    monkeypatch.setenv("CROSSFRAME_NOTEBOOKS", str(project / "notebooks"))

    async def cell() -> Path:
        return cf.compare(PLAIN, OTHER).report("mine.html")

    assert asyncio.run(cell()).is_file()


def test_notebooks_that_came_with_the_package_find_the_codebooks_of_the_project(project, empty):
    book = project / "notebooks" / "01-small.ipynb"
    elsewhere = empty / "elsewhere"
    elsewhere.mkdir()
    book.rename(elsewhere / book.name)
    made = cf.compare(PLAIN, OTHER, codebooks="x")
    made.write(empty / "event")
    books = run_notebooks(str(empty / "event"), notebooks_dir=elsewhere, texts=True)
    assert "2 articles." in str(books["01-small"].cells[-1].outputs)


# Where things are found


def test_the_clone_is_found_from_anywhere(empty):
    assert find_own() == ROOT
    assert data_folder() == ROOT / "data" and notebooks_folder() == ROOT / "notebooks"
    assert output_folder() == Path.cwd() != ROOT


def test_the_project_comes_first(project, monkeypatch):
    (project / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(project / "deep" / "er")
    assert data_folder() == project / "data" and output_folder() == project
    # Notebooks are code, so those of a working folder are run only when they are named.
    assert notebooks_folder() == ROOT / "notebooks"
    assert find_left_notebooks() == project / "notebooks"
    monkeypatch.setenv("CROSSFRAME_NOTEBOOKS", str(project / "notebooks"))
    assert notebooks_folder() == project / "notebooks" and find_left_notebooks() is None
    event = project / "data" / "harbour-lease"
    places = [event, project / "data" / "codebooks", ROOT / "data" / "codebooks"]
    assert codebook_folders(event) == places


def test_a_kernel_can_be_told_where_the_project_is(project, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("CROSSFRAME_PROJECT", str(project))
    assert data_folder() == project / "data" and output_folder() == project


# The wheel


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """What a wheel is built from, with articles under copyright where they are used."""
    if find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed: pip install hatchling")
    root = tmp_path_factory.mktemp("build") / "clone"
    unwanted = shutil.ignore_patterns("__pycache__", "local")
    for name in ("src", "notebooks", "data"):
        shutil.copytree(ROOT / name, root / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, root)
    for folder in ("us-pakistan-sanctions/texts", "harbour-lease/local"):
        (root / "data" / folder).mkdir(exist_ok=True)
        (root / "data" / folder / "secret.txt").write_text("secret", encoding="utf-8")
    return root


def build(clone: Path, target: str) -> Path:
    """The wheel that pip makes with --no-build-isolation."""
    out = clone.parent / target.replace(":", "-")
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    ended = subprocess.run(command, cwd=clone, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def wheel(clone):
    return build(clone, "wheel")


def files_of(folder: Path) -> set[str]:
    """Files below a folder that are not only of this machine, as paths in it."""
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    odd = {"__pycache__", "local", ".ipynb_checkpoints"}
    return {path.as_posix() for path in paths if not odd & {*path.parts}}


def test_a_wheel_holds_both_packages_notebooks_and_data(wheel):
    names = {n for n in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in n}
    wanted = {f"analysis/{name}" for name in files_of(ROOT / "src" / "analysis")}
    wanted |= {f"crossframe/{name}" for name in files_of(ROOT / "src" / "crossframe")}
    books = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    wanted |= {f"analysis/shipped/notebooks/{name}" for name in books}
    own = {n for n in files_of(ROOT / "data") if not n.startswith("us-pakistan-sanctions/texts/")}
    wanted |= {f"analysis/shipped/data/{name}" for name in own}
    assert names == wanted
    assert {
        "analysis/lexicons/headlines.csv",
        "analysis/templates/report/report.css",
        "analysis/shipped/data/README.md",
        "analysis/shipped/data/codebooks/generic.csv",
        "analysis/shipped/data/harbour-lease/texts/sold_shore.txt",
        "analysis/shipped/data/us-pakistan-sanctions/features/terms.csv",
        "analysis/shipped/notebooks/01-overview.ipynb",
    } <= names


def test_an_editable_wheel_reads_the_clone(clone):
    names = zipfile.ZipFile(build(clone, "wheel:editable")).namelist()
    assert [name for name in names if ".dist-info/" not in name] == ["_crossframe.pth"]


def test_an_installed_package_finds_what_it_ships_and_writes_elsewhere(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    (tmp_path / "work").mkdir()
    code = """
import crossframe as cf
from analysis.event.event import write_features
from analysis.event.places import data_folder, notebooks_folder, output_folder
print(data_folder()); print(notebooks_folder()); print(output_folder())
event = cf.load_event("us-pakistan-sanctions")
print(*event.corpus.articles["article_id"])
try:
    write_features(event)
except ValueError as error:
    print(error)
"""
    shipped = tmp_path / "site" / "analysis" / "shipped"
    place = {"PYTHONPATH": str(tmp_path / "site"), "PWD": str(tmp_path / "work")}
    found = ask(code, **place).splitlines()
    assert found == [
        str(shipped / "data"),
        str(shipped / "notebooks"),
        str(tmp_path / "work"),
        "partnership_balance alliance_diversification",
        "us-pakistan-sanctions: came with the installed package, where nothing is written; "
        "copy its folder to data/us-pakistan-sanctions of your own project",
    ]
    assert {path.name for path in (tmp_path / "work").iterdir()} == set()
