"""Faults of the machine, injected for real: killed, full, without a network, eight at once."""

from __future__ import annotations

import json
import os
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from battery import ROOT, make_row, start

from analysis.tables.publish import STAGE

KILLS, ARCHIVE_KILLS = 20, 4
GONE = 10  # seconds after which nothing of a killed run is left
MARK = "CROSSFRAME_BATTERY_RUN"
OF_A_PLACE = ("event.toml", "key.txt")
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")


def list_files(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    # Its first line names the place, and its key the file.
    return {name: found[name] for name in found if name.rpartition("/")[2] not in OF_A_PLACE}


def report(folder: Path, out: str = "out/r.html", **more) -> subprocess.Popen:
    return start("compare", "a.txt", "b.txt", "--out", out, "-q", cwd=folder, **more)


@pytest.fixture
def clean(project, small):
    """The files of a run that nothing disturbs, and how long it took."""
    begin = time.monotonic()
    process = report(project)
    error = process.communicate(timeout=300)[1]
    assert process.returncode == 0, error
    took = time.monotonic() - begin
    return list_files(project / "out"), took


def connections(log: str) -> set[str]:
    """The addresses beyond this machine that a run connected to, as strace wrote them."""
    far = set()
    for line in log.splitlines():
        if "AF_INET" in line and not re.search(r'127\.0\.0\.1|"::1"|::ffff:127', line):
            far.add(line)
    return far


@pytest.mark.row("R12")
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(
    "words",
    [
        ["check", "a.txt", "p.html"],
        pytest.param(["compare", "a.txt", "p.html", "-q"], marks=pytest.mark.hostile),
    ],
    ids=lambda words: words[0],
)
def test_nothing_is_asked_of_the_network(words, project, small):
    page = '<html><head><link rel=stylesheet href="https://example.org/x.css"><title>Ferry</title>'
    page += '<script src="https://example.org/x.js"></script></head><body><article><p>{}</p>'
    text = (project / "b.txt").read_text().replace("\n\n", "</p><p>")
    (project / "p.html").write_text(page.format(text))
    log = project / "log"
    script = Path(sys.executable).with_name("crossframe")
    trace = ["strace", "-f", "-qq", "-e", "trace=connect,sendto", "-o", str(log)]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.run([*trace, str(script), *words], cwd=project, env=env, capture_output=True)
    if not log.exists() or b"Operation not permitted" in run.stderr:
        pytest.skip("strace may not look at processes here")
    assert run.returncode == 0, run.stderr
    assert not connections(log.read_text(errors="replace"))


def list_marked(mark: str) -> set[int]:
    """The processes that carry a mark in their surroundings, as whatever a run starts does."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark.encode() in path.read_bytes():
                found.add(int(path.parent.name))
    return found


def end_at_random(process: subprocess.Popen, after: float, mark: str) -> None:
    """kill -9 after some seconds; what it had started is gone ten seconds later."""
    time.sleep(after)
    process.kill()
    process.communicate()
    end = time.monotonic() + GONE
    while (left := list_marked(mark)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not left


@pytest.fixture
def marked(monkeypatch):
    """A mark in the surroundings of all processes that a test starts."""
    mark = f"{MARK}={secrets.token_hex(8)}"
    monkeypatch.setenv(*mark.split("="))
    before = os.getpid()  # whose own surroundings stand as they were when it began
    assert before not in list_marked(mark)
    return mark


@POSIX
@pytest.mark.hostile
@pytest.mark.row("R10")
@pytest.mark.parametrize("where", ["here", "kernel"])
def test_a_report_that_is_killed_leaves_nothing(where, project, small, marked, record_property):
    """Neither half a file nor a process; and the next run gives what a clean one does."""
    record_property("cases", KILLS // 2)
    if where == "kernel":  # a cell that is no plain Python needs one
        book = small / "01-small.ipynb"
        book.write_text(
            book.read_text().replace("import crossframe", "%precision 3\\nimport crossframe")
        )
    begin = time.monotonic()
    process = report(project)
    assert process.communicate(timeout=300)[1] == "" and process.returncode == 0
    took, whole = time.monotonic() - begin, list_files(project / "out")
    rng = random.Random(20)
    for _ in range(KILLS // 2):
        shutil.rmtree(project / "out")
        end_at_random(report(project), rng.uniform(0.1, 1.1) * took, marked)
        left = list_files(project / "out") if (project / "out").exists() else {}
        left = {name: data for name, data in left.items() if not name.startswith(STAGE)}
        assert {name: whole[name] for name in left} == left
        process = report(project)
        assert process.communicate()[1] == "" and list_files(project / "out") == whole
        assert not list(project.rglob(f"{STAGE}*"))


@POSIX
@pytest.mark.hostile
@pytest.mark.row("R10", "F9")
def test_an_archive_that_is_killed_goes_on_to_the_same_end(project, small, marked, record_property):
    record_property("cases", ARCHIVE_KILLS)
    rows = "\n".join(json.dumps(make_row(k)) for k in range(1500))
    (project / "t.jsonl").write_text(rows)
    words = ["compare", "t.jsonl", "--by", "outlet", "--sides", "Post", "Herald", "--stream", "-q"]
    begin = time.monotonic()
    process = start(*words, "--out", "out/r.html", cwd=project)
    assert process.communicate()[1] == "" and process.returncode == 0
    took = time.monotonic() - begin
    whole = list_files(project / "out")
    rng = random.Random(4)
    for _ in range(ARCHIVE_KILLS):
        for place in ("reports", "crossframe-reports", "out"):
            shutil.rmtree(project / place, ignore_errors=True)
        process = start(*words, "--out", "out/r.html", cwd=project)
        end_at_random(process, rng.uniform(0.2, 0.8) * took, marked)
        assert not (project / "out" / "r.html").exists()
        process = start(*words, "--out", "out/r.html", cwd=project)
        assert process.communicate()[1] == "" and list_files(project / "out") == whole


@pytest.mark.hostile
@pytest.mark.row("R11")
@pytest.mark.parametrize("size", [16, 48, 96, 160, 240, 320, 480, 640, 800, 1000])
def test_a_disk_of_any_size_holds_the_old_report_or_the_new(size, project, clean):
    disk = project / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root makes a small disk")
    try:
        (disk / "r.html").write_text("old")
        process = report(project, "disk/r.html")
        error = process.communicate()[1]
        left = list_files(disk)
        if process.returncode:
            # The file is named as it was asked for, or by its whole path.
            assert "disk/" in error and "cannot be written" in error
            assert left == {"r.html": b"old"}
        else:
            assert left == clean[0]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@POSIX
@pytest.mark.hostile
@pytest.mark.row("R13")
@pytest.mark.parametrize("number", range(5))
def test_eight_runs_at_once_leave_the_files_of_one(number, project, clean):
    """They write one report from one cache; in all rounds but the first, one is told to stop."""
    runs = [report(project) for _ in range(8)]
    stopped = runs[number] if number else None
    if stopped:
        time.sleep(random.Random(number).uniform(0.5, 1.0) * clean[1])
        stopped.terminate()
    errors = [run.communicate()[1] for run in runs]
    codes = [run.returncode for run in runs if run is not stopped]
    assert codes == [0] * len(codes), errors
    # On a busy machine Python itself may still be starting, and ends by the signal.
    assert stopped is None or stopped.returncode in (0, 143, -signal.SIGTERM)
    assert list_files(project / "out") == clean[0]
    assert not list(project.rglob(f"{STAGE}*"))


ROUND = [
    {"LANG": "C", "LC_ALL": "C"},
    {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    {"HOME": "/nowhere"},
    {"HOME": ""},
    {"HOME": "READONLY"},
    {"TZ": "Asia/Kathmandu"},
    {"TZ": "no such zone"},
    {"TMPDIR": "/nowhere"},
    {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia"},
    {"COLUMNS": "1", "TERM": "dumb", "NO_COLOR": "1"},
    {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "ignore"},
    {"PYTHONOPTIMIZE": "2"},
]


@pytest.mark.hostile
@pytest.mark.row("R12")
@pytest.mark.parametrize("more", ROUND, ids=lambda more: " ".join(f"{k}={more[k]}" for k in more))
def test_surroundings_change_nothing(more, project, clean, monkeypatch):
    """A whole report with other surroundings has the same bytes."""
    if more.get("HOME") == "READONLY":
        (project / "home").mkdir(mode=0o500)
        more = {"HOME": str(project / "home")}
    for key, value in more.items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    shutil.rmtree(project / "out")
    process = report(project)
    error = process.communicate()[1]
    assert process.returncode == 0 and "Traceback" not in error, error
    assert list_files(project / "out") == clean[0]


def run_as_nobody(project: Path, *words: str) -> subprocess.CompletedProcess:
    """The command as another user, who has no rights here but to look."""
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "HOME": "/nonexistent"}
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    script = str(Path(sys.executable).with_name("crossframe"))
    return subprocess.run(
        [*drop, script, *words], cwd=project, env=env, capture_output=True, text=True
    )


CLOSED = {
    "an output that cannot be written": (
        ["compare", "a.txt", "b.txt", "-q", "--out", "out/r.html"],
        0o755,
    ),
    "an input that cannot be read": (["check", "a.txt"], 0o700),
    "a folder that cannot be looked into": (["check", "closed"], 0o000),
}


@pytest.mark.hostile
@pytest.mark.row("R12")
@pytest.mark.skipif(not shutil.which("setpriv") or os.getuid(), reason="needs root and setpriv")
@pytest.mark.parametrize("case", CLOSED)
def test_what_is_closed_is_named(case, project, small):
    words, mode = CLOSED[case]
    for folder in [project, *list(project.parents)[:-1]]:  # the way there is open
        if folder.owner() == "root" and folder.is_relative_to("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o055)
    (project / "out").mkdir(mode=0o755)
    (project / "closed").mkdir()
    (project / "closed" / "c.txt").write_text("The ferry was good.")
    (project / "closed").chmod(mode if "closed" in words else 0o755)
    (project / "a.txt").chmod(0o600 if mode == 0o700 else 0o644)
    if "Permission denied" in run_as_nobody(project, "--version").stderr:
        pytest.skip("another user cannot start Python here")
    run = run_as_nobody(project, *words)
    assert run.returncode in (1, 2) and run.stderr.startswith("crossframe: "), run.stderr
    assert "Traceback" not in run.stderr and run.stderr.count("\n") <= 2
    named = {"compare": "out", "check": words[1]}[words[0]]
    assert named in run.stderr
