"""The command: what it prints; bad input is a message and exit code 2, never a traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.event.settings import read_settings
from bad_events import BAD, SETTINGS
from bad_inputs import BAD as BAD_FILES
from bad_inputs import LINES, write_bad
from helpers import ARTICLE, OTHER, PLAIN, ROOT, refuses, write_event


def test_help_names_the_commands(run):
    code, out, error = run("--help")
    assert code == 0 and error == ""
    for command in ("report", "compare", "new", "features", "check"):
        assert command in out
        assert run(command, "--help")[0] == 0


def test_features_and_check(run, tmp_path, monkeypatch):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    code, out, _ = run("check", folder)
    assert code == 0 and "article_0" in out and "headline" in out
    assert not (folder / "features").exists()  # looking changes nothing
    monkeypatch.chdir(tmp_path)
    assert run("features", "ferry") == (0, "Features: ferry/features\n", "")
    shutil.rmtree(folder / "texts")
    from_features = run("check", "ferry")[1]
    assert out.startswith(from_features.rstrip("\n"))  # texts add what each article is


def test_check_says_whether_it_is_the_article(run, tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Ferry sold\n\nNobody paid for it", encoding="utf-8")
    code, out, _ = run("check", tmp_path / "a.txt", tmp_path / "b.txt")
    assert code == 0 and "body: 41 words in 2 paragraphs" in out
    assert "first: The ferry to Lowmoor was sold on Friday" in out
    assert 'last:  "We did not know," said Maud Ferris' in out and "Maud Ferris 4 words" in out
    assert "set aside: boilerplate, widget label" in out and "look: only" in out
    found = json.loads(run("check", tmp_path / "a.txt", "--json")[1])["articles"][0]
    assert (found["words"], found["paragraphs"], found["quotations"]) == (41, 2, 1)
    assert found["speakers"] == [{"speaker": "Maud Ferris", "words": 4}]
    assert {row["role"] for row in found["aside"]} == {"headline", "boilerplate"}


def test_check_lists_what_was_refused(run, tmp_path):
    code, out, _ = run("check", write_event(tmp_path / "ferry", PLAIN, OTHER, b"\x00"))
    assert code == 0 and "refused" in out and "NUL bytes" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["fetures", "x"],
        ["check"],
        ["--quick"],
        ["check", "--quick", "harbour-lease"],
        ["report", "--out"],
    ],
    ids=" ".join,
)
def test_usage_errors(arguments, run):
    refuses(run(*arguments), "Error: ")


@pytest.mark.parametrize("command", ["report", "features", "check"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("harbor-lease", "did you mean harbour-lease?"),
        ("zzz", "known: "),
        ("", "known: "),
        ("x" * 300, "no event named"),
    ],
)
def test_unknown_events(command, name, hint, run):
    refuses(run(command, name), hint)


@pytest.mark.parametrize("case", SETTINGS)
def test_bad_settings(case, run, tmp_path):
    content = SETTINGS[case][0]
    (tmp_path / "event.toml").write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )
    refuses(run("features", tmp_path), "event.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["event.toml"]


@pytest.mark.parametrize("case", BAD)
def test_bad_texts(case, run, tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, BAD[case][0])
    refuses(run("features", folder), "Side 1", "1.txt")
    assert not (folder / "features").exists()


def test_wrong_hash_and_missing_text(run, tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER, more=f'sha256 = "{"0" * 64}"')
    refuses(run("features", folder), "0.txt", "SHA-256", "000000000000")
    (folder / "texts" / "1.txt").unlink()
    refuses(run("features", folder), "texts/1.txt")


def test_features_in_the_way(run, tmp_path):
    folder = write_event(tmp_path / "ferry", PLAIN, OTHER)
    (folder / "features").write_text("in the way")
    refuses(run("features", folder), "features")


@pytest.mark.parametrize("package", ["crossframe", "analysis"])
def test_either_package_runs_as_a_module(package, tmp_path):
    command = [sys.executable, "-m", package, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.startswith(f"Usage: python -m {package} [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    "arguments", [["check", "zzz"], ["check"], ["check", "harbour-lease\udcff"]], ids=ascii
)
def test_as_a_process(arguments, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "HOME"} | {
        "PYTHONPATH": str(ROOT / "src"),
        "LANG": "C",
    }
    run = subprocess.run(
        [sys.executable, "-m", "analysis", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
    )
    assert run.returncode == 2 and run.stdout == b""
    assert b"Traceback" not in run.stderr and run.stderr.count(b"\n") <= 4


# Own articles


PAGES = [ROOT / "tests" / "data" / f"{name}.html" for name in ("valley-chronicle", "lindmoor-post")]


def test_two_pages_become_a_report(project, run, monkeypatch):
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    code, out, error = run("compare", *PAGES, "--open")
    name = "the-valley-chronicle-vs-lindmoor-post"
    assert code == 0 and f"Report: reports/local/{name}.html" in out and "01-small" in error
    assert opened == [(project / "reports" / "local" / f"{name}.html").as_uri()]
    page = (project / "reports" / "local" / f"{name}.html").read_text(encoding="utf-8")
    page = re.sub(r"</?mark[^>]*>", "", page)
    assert (
        "Lindmoor Post" in page
        and "drowning our valley" in page
        and "personalised advertising" not in page
    )
    assert (
        run("compare", *PAGES, "-q", "--out", "mine.html") == (0, "", "")
        and (project / "mine.html").is_file()
    )
    settings = read_settings(project / "reports" / "local" / name)
    assert [side["label"] for side in settings["sides"]] == [
        "The Valley Chronicle",
        "Lindmoor Post",
    ]
    assert "Oxley" in [actor["name"] for actor in settings["actors"]]


def test_a_comparison_that_fails_leaves_the_one_before(project, run):
    for name, text in {"ours.txt": PLAIN, "theirs.txt": OTHER}.items():
        (project / name).write_text(text, encoding="utf-8")
    assert run("compare", "ours.txt", "theirs.txt", "-q")[0] == 0
    folder = project / "reports" / "local" / "ours-vs-theirs"
    before = (folder / "event.toml").read_bytes()
    assert len(read_settings(folder)["sides"]) == 2
    (project / "theirs.txt").write_bytes(b"")
    refuses(run("compare", "ours.txt", "theirs.txt", "-q"), "is empty")
    assert (folder / "event.toml").read_bytes() == before
    assert folder.with_suffix(".html").is_file()


def test_a_table_a_folder_and_a_zip_become_a_report(project, run):
    (project / "a").mkdir()
    shutil.copy(PAGES[0], project / "a")
    shutil.make_archive(str(project / "both"), "zip", project, "a")
    for arguments, articles in (
        (["table.csv", "--by", "outlet", "--sides", "Post", "Herald"], {"Post": 3, "Herald": 3}),
        (["a", PAGES[1]], {"a": 1, "Lindmoor Post": 1}),
        (["both.zip", PAGES[1]], {"both": 1, "Lindmoor Post": 1}),
    ):
        code, out, _ = run("compare", *arguments, "--json", "-q")
        found = json.loads(out)
        assert code == 0 and found["articles"] == articles and Path(found["report"]).is_file()


def test_a_new_event_can_be_reported(project, run):
    code, out, _ = run("new", "reservoir", *PAGES, "--title", 'The "Tarn" reservoir')
    assert code == 0 and "Event: data/reservoir/event.toml" in out
    assert read_settings(project / "data" / "reservoir")["title"] == 'The "Tarn" reservoir'
    assert (
        run("report", "reservoir", "-q")[0] == 0
        and (project / "reports" / "reservoir.html").is_file()
    )
    refuses(run("new", "reservoir", *PAGES), "is there already")
    code, out, _ = run("check", "reservoir", "--json")
    assert code == 0 and {row["side"] for row in json.loads(out)["articles"]} == {
        "The Valley Chronicle",
        "Lindmoor Post",
    }


def test_check_reads_files_too(project, run):
    code, out, _ = run("check", "table.csv")
    assert code == 0 and "table.csv" in out and "Post" in out
    code, _, error = run("check", write_bad(project / "x", "a scan"))
    assert code == 2 and "no article in it can be read" in error


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_input_is_a_message(case, project, run):
    refuses(run("compare", "good.txt", write_bad(project / "x", case)), BAD_FILES[case][2])
    assert not list((project / "reports").rglob("*.toml"))


@pytest.mark.parametrize("case", LINES)
def test_bad_command_lines_are_a_message(case, project, run):
    words, message = LINES[case]
    refuses(run(*(word.format(project) for word in words)), message)
    assert not list(project.rglob("reports/**/*.html"))


def test_progress_is_plain_lines_where_there_is_no_terminal(project, run):
    ports = [
        f"The ferry number {k} will sail to {k * k} ports, and nobody knows why." for k in range(40)
    ]
    (project / "many.csv").write_text(
        "outlet,text\n" + "".join(f'{"AB"[k % 2]},"{text}"\n' for k, text in enumerate(ports))
    )
    code, out, error = run("new", "many", "many.csv", "--by", "outlet")
    assert (
        code == 0 and "Reading 40 articles" in error and "\r" not in error and "\x1b" not in error
    )
