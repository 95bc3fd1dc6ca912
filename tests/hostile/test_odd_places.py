"""Devices, pipes, links in circles and names that are no text: for a file, or among files."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from battery import GOOD_A, ROOT

from analysis.read.sources import read_source
from analysis.tables.publish import stage
from analysis.tables.writing import write_together

POSIX = pytest.mark.skipif(os.name == "nt", reason="devices and pipes are those of POSIX")
pytestmark = POSIX


def make_device(path: Path) -> None:
    """A null device of the test's own: never the machine's, which others use."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        os.mkfifo(path)


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)  # in the working folder, since the name may not be long


ODD = {
    "a device": make_device,
    "a pipe": os.mkfifo,
    "a socket": make_socket,
    "a link to a device": lambda path: (
        make_device(path.with_name("null")),
        path.symlink_to("null"),
    ),
}


@pytest.mark.row("R7", "R11")
@pytest.mark.parametrize("case", ODD)
def test_no_file_takes_the_place_of_a_device(case, place):
    """`--out /dev/null` replaced the device by a file, for everybody on the machine."""
    ODD[case](place / "r.html")
    before = os.lstat("r.html").st_mode
    with pytest.raises(ValueError, match="is a device or a pipe"):
        write_together(place, {"r/a.csv": "x", "r.html": "page"})
    with pytest.raises(ValueError, match="is a device or a pipe"), stage(place) as made:
        (made / "r.html").write_text("page")
    assert os.lstat("r.html").st_mode == before and not (place / "r").exists()


@pytest.mark.row("R7", "R11")
def test_the_command_writes_over_no_device(project, command, small):
    make_device(project / "null")
    before = sorted(project.rglob("*"))
    code, _, error = command("compare", "a.txt", "b.txt", "-q", "--out", "null")
    assert code == 2 and "is a device or a pipe" in error
    assert not stat.S_ISREG(os.lstat("null").st_mode) and sorted(project.rglob("*")) == before


@pytest.mark.row("R7")
@pytest.mark.parametrize("out", [".", "/", "", "..", "data"])
def test_a_folder_is_no_name_of_a_report(out, project, command, small):
    code, _, error = command("compare", "a.txt", "b.txt", "-q", "--out", out)
    assert code == 2 and ("folder" in error or "directory" in error) and "PosixPath" not in error


def fill(folder: Path) -> None:
    """A folder of one good article and of what is none."""
    (folder / "a.txt").write_text(GOOD_A)
    (folder / "self").symlink_to(".")
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "device.txt").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.txt")
    (folder / "named.txt").mkdir()
    (folder / "table.csv").mkdir()
    (folder / "named.txt" / "b.txt").write_text(GOOD_A.replace("ferry", "boat"))


@pytest.mark.row("R5", "R16")
def test_links_in_a_circle_cost_no_article(place):
    """A link to itself ended the reading of its folder in a RuntimeError."""
    fill(place)
    found, notes = read_source(place)
    assert found["article_id"].tolist() == ["a", "b"]
    told = {note["file"] for note in notes if note["what"] == "refused"}
    assert told == {"circle.txt", "nowhere.txt", "device.txt", "pipe.txt"}


@pytest.mark.row("R7")
def test_a_name_that_is_no_text_costs_no_other_article(project, command, small):
    """A file name in another encoding ended in a message that named no file."""
    folder = project / "ours"
    folder.mkdir()
    (folder / "a.txt").write_text(GOOD_A)
    odd = os.fsdecode(b"caf\xe9.txt")
    (folder / odd).write_text(GOOD_A)
    found, (note,) = read_source(folder)
    assert found["article_id"].tolist() == ["a"] and "not UTF-8" in note["reason"]
    assert note["file"].isascii() and "caf" in note["file"]
    shutil.copy(folder / "a.txt", project / odd)
    for words in (["a.txt", odd], ["a.txt", "b.txt", "--out", odd]):
        code, _, error = command("compare", *words, "-q")
        assert code == 2 and "caf" in error and "not UTF-8" in error, error


@pytest.mark.row("R12")
@pytest.mark.skipif(not shutil.which("setpriv") or os.getuid(), reason="needs root and setpriv")
def test_a_folder_that_may_not_be_looked_into_is_told(place):
    """Its articles were left out without a word."""
    (place / "a.txt").write_text(GOOD_A)
    (place / "closed").mkdir(mode=0o700)
    (place / "closed" / "b.txt").write_text(GOOD_A)
    for folder in (place, place.parent, place.parents[1], place.parents[2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    line = (
        "from analysis.read.sources import read_source as r; print([n['file'] for n in r('.')[1]])"
    )
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run(
        [*drop, sys.executable, "-c", line], cwd=place, env=env, capture_output=True, text=True
    )
    if "Permission denied" in run.stderr or "Errno 13" in run.stderr:
        pytest.skip("another user cannot start Python here")
    assert run.stdout.strip() == "['closed']", run.stderr


TOML = {
    "brackets": "title = " + "[" * 50_000,
    "tables": "title = " + "{a=" * 50_000,
    "a number of digits": "title = " + "9" * 20_000,
    "bytes": "title = \ud83d",
    "no number": "title = nan\nsides = []",
    "a NUL": 'title = "\0"',
    "a list of nothing": "sides = []",
}


@pytest.mark.row("R5", "R16")
@pytest.mark.parametrize("case", TOML)
def test_a_broken_event_is_named(case, place, command):
    """Brackets 50,000 deep ended in a RecursionError."""
    (place / "odd").mkdir()
    (place / "odd" / "event.toml").write_bytes(TOML[case].encode("utf-8", "surrogatepass"))
    for words in (["check", "odd"], ["report", "odd"]):
        code, _, error = command(*words)
        assert code == 2 and "event.toml" in error and error.count("\n") <= 3, error
