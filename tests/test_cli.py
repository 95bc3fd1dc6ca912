"""The command: what it prints, and that bad input is a message and exit code 2, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from analysis import __main__ as cli
from test_articles import BAD
from test_events import OTHER, PLAIN, ROOT, SETTINGS, write_event


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process: (exit code, what it prints, what it prints as an error)."""
    monkeypatch.delenv("CROSSFRAME_TEXTS", raising=False)

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["crossframe", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:  # click always ends this way; anything else would be a traceback
            cli.main()
        return end.value.code or 0, *capsys.readouterr()

    return call


def refuses(result, *parts: str) -> None:
    code, out, error = result
    assert code == 2 and out == ""
    assert error.startswith(("crossframe: ", "Usage: ", "Error: ")) and "Traceback" not in error
    for part in parts:
        assert part in error


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
    assert run("check", "ferry")[1] == out  # the same from features


def test_check_lists_what_was_refused(run, tmp_path):
    code, out, _ = run("check", write_event(tmp_path / "ferry", PLAIN, OTHER, b"\x00"))
    assert code == 0 and "refused" in out and "NUL bytes" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["fetures", "x"],
        ["check"],
        ["check", "a", "b"],
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
    (tmp_path / "event.toml").write_bytes(content if isinstance(content, bytes) else content.encode())
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


@pytest.mark.parametrize("arguments", [["check", "zzz"], ["check"], ["check", "harbour-lease\udcff"]], ids=ascii)
def test_as_a_process(arguments, tmp_path):
    environment = {k: v for k, v in os.environ.items() if k != "HOME"} | {"PYTHONPATH": str(ROOT / "src"), "LANG": "C"}
    run = subprocess.run([sys.executable, "-m", "analysis", *arguments], cwd=tmp_path, env=environment, capture_output=True)
    assert run.returncode == 2 and run.stdout == b""
    assert b"Traceback" not in run.stderr and run.stderr.count(b"\n") <= 4
