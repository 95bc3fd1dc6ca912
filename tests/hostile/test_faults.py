"""Faults of the machine, injected for real: killed, full, without a network, eight at once."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from battery import ROOT, make_row, start

from analysis.tables.publish import STAGE

KILLS = 20
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


@POSIX
@pytest.mark.hostile
@pytest.mark.row("R10")
def test_a_report_that_is_killed_leaves_no_half_file(project, clean, record_property):
    whole, took = clean
    record_property("cases", KILLS)
    rng = random.Random(20)
    for _ in range(KILLS):
        shutil.rmtree(project / "out", ignore_errors=True)
        process = report(project, start_new_session=True)
        time.sleep(rng.uniform(0.1, 1.1) * took)
        process.kill()
        process.communicate()
        left = list_files(project / "out") if (project / "out").exists() else {}
        left = {name: data for name, data in left.items() if not name.startswith(STAGE)}
        assert {name: whole[name] for name in left} == left
    process = report(project)
    assert process.communicate()[1] == "" and list_files(project / "out") == whole
    assert not list(project.rglob(f"{STAGE}*"))


@POSIX
@pytest.mark.hostile
@pytest.mark.row("R10")
def test_an_archive_that_is_killed_goes_on_to_the_same_end(project, small):
    rows = "\n".join(json.dumps(make_row(k)) for k in range(1500))
    (project / "t.jsonl").write_text(rows)
    words = ["compare", "t.jsonl", "--by", "outlet", "--sides", "Post", "Herald", "--stream", "-q"]
    begin = time.monotonic()
    process = start(*words, "--out", "out/r.html", cwd=project)
    assert process.communicate()[1] == "" and process.returncode == 0
    took = time.monotonic() - begin
    whole = list_files(project / "out")
    rng = random.Random(4)
    for _ in range(4):
        for place in ("reports", "crossframe-reports", "out"):
            shutil.rmtree(project / place, ignore_errors=True)
        process = start(*words, "--out", "out/r.html", cwd=project)
        time.sleep(rng.uniform(0.2, 0.8) * took)
        process.kill()
        process.communicate()
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


@pytest.mark.hostile
@pytest.mark.row("R13")
def test_eight_runs_at_once_leave_the_files_of_one(project, clean):
    runs = [report(project) for _ in range(8)]
    errors = [run.communicate()[1] for run in runs]
    assert [run.returncode for run in runs] == [0] * 8, errors
    assert list_files(project / "out") == clean[0]


@pytest.mark.hostile
@pytest.mark.row("R12")
@pytest.mark.parametrize(
    "more",
    [{"LANG": "C", "LC_ALL": "C"}, {"HOME": "/nowhere"}, {"TZ": "Asia/Kathmandu"}],
    ids=lambda more: next(iter(more)),
)
def test_surroundings_change_nothing(more, project, monkeypatch):
    for key, value in more.items():
        monkeypatch.setenv(key, value)
    process = start("check", "a.txt", cwd=project)
    out, error = process.communicate()
    assert process.returncode == 0 and error == "" and "Ferry stopped" in out
