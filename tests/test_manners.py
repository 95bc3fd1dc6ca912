"""Manners of the command: it changes all or nothing, ends when told to, and says what it saw."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

import crossframe as cf
from analysis.event.remarks import list_remarks
from helpers import OTHER, PLAIN, ROOT, refuses

QUOTING = 'Ferry sold\n\n"Nobody asked us before it was sold," said Maud Ferris of the quay shop.\n'


def look(folder) -> dict[str, tuple[int, bytes]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def write_pair(folder, ours=PLAIN, theirs=OTHER):
    (folder / "ours.txt").write_text(ours, encoding="utf-8")
    (folder / "theirs.txt").write_text(theirs, encoding="utf-8")
    return ["compare", "ours.txt", "theirs.txt", "-q"]


def test_a_failing_notebook_leaves_the_report_before_it(project, run):
    """What fails at the very end, or while files are made, changes nothing either."""
    command = write_pair(project)
    assert run(*command)[0] == 0
    before = look(project / "reports")
    book = project / "notebooks" / "01-small.ipynb"
    book.write_text(book.read_text("utf-8").replace('name=\\"articles\\"', 'name=\\"no file!\\"'))
    refuses(run(*command), "cannot be a file name")
    refuses(run("report", "harbour-lease", "-q"), "cannot be a file name")
    assert look(project / "reports") == before
    refuses(run(*command, "--out", "new/place/mine.html"), "cannot be a file name")
    assert not (project / "new").exists()


def test_a_new_event_that_fails_leaves_no_folder(project, run):
    write_pair(project, theirs="\n")
    before = sorted(project.rglob("*"))
    refuses(run("new", "port-strike", "ours.txt", "theirs.txt"), "theirs")
    assert sorted(project.rglob("*")) == before


def test_another_event_is_not_written_over(project, run):
    write_pair(project)
    assert run("new", "./mine", "ours.txt", "theirs.txt", "-q")[0] == 0
    kept = (project / "mine" / "event.toml").read_bytes()
    (project / "third.txt").write_text(OTHER, encoding="utf-8")
    words = ["compare", "ours.txt", "third.txt", "-q", "--out", "mine.html"]
    refuses(run(*words), "event of another comparison")
    assert (project / "mine" / "event.toml").read_bytes() == kept


def test_names_that_look_alike_keep_folders_of_their_own(project, run):
    """They differ in marks, case or script only, and give one name of a folder."""
    write_pair(project)
    pairs = [("Żar", "Post"), ("Zar", "Post"), ("zar", "post"), ("Жар", "Post")]
    folders = set()
    for labels in [*pairs, pairs[0]]:
        sides = [word for label in labels for word in ("--sides", label)]
        table = project / "pair.csv"
        pd.DataFrame({"outlet": labels, "text": [PLAIN, OTHER]}).to_csv(table, index=False)
        code, out, error = run("compare", "pair.csv", "--by", "outlet", *sides, "-q", "--json")
        assert code == 0, error
        folders.add(json.loads(out)["event"])
    assert len(folders) == len(pairs)
    assert all(name.isascii() for name in folders)


def test_json_holds_the_findings(project, run):
    code, out, _ = run(*write_pair(project), "--json")
    found = json.loads(out)
    beside = json.loads((project / "reports/local/ours-vs-theirs/findings.json").read_text())
    assert code == 0 and found["findings"] == beside["findings"]
    assert found["told"] == beside["told"] and found["remarks"]


def test_what_a_reader_should_know_first_is_a_line_each():
    def tell(*texts, **options):
        return list_remarks(cf.compare(*texts, **options).corpus)

    long = QUOTING + "\n" + "\n\n".join(f"The ferry made trip {k} to the quay." for k in range(15))
    assert tell(long, long.replace("Maud", "Ada"), sides=["A", "B"]) == []
    assert tell(long, long, sides=["A", "B"]) == [
        "A and B: the same article stands on both sides; between identical texts every difference "
        "is zero"
    ]
    few = tell(QUOTING, long, sides=["A", "B"])
    assert len(few) == 1 and few[0].startswith("A: only 14 words of body; under 100 words")
    mute = tell(long.replace('"', ""), long, sides=["A", "B"])
    assert mute == ["A: no quotation; nobody's own words stand in it"]


def test_three_sides_are_named_once_each(project, run):
    write_pair(project)
    (project / "third.txt").write_text(OTHER + "\nAnd nothing more.", encoding="utf-8")
    code, out, _ = run("compare", "ours.txt", "theirs.txt", "third.txt")
    assert code == 0 and "Articles: ours 1, theirs 1, third 1;" in out
    lines = [line.partition(":")[0] for line in out.splitlines() if "only" in line]
    assert len(lines) == len(set(lines)) == 3


def test_drafts_name_the_command_for_their_place(project, run, monkeypatch):
    write_pair(project)
    for name, command in {
        "port-strike": "crossframe report port-strike",
        "./else where": "crossframe report 'else where'",
    }.items():
        code, out, _ = run("new", name, "ours.txt", "theirs.txt")
        assert code == 0 and f"Next: {command}\n" in out
        folder = project / (name if "/" in name else f"data/{name}")
        assert (folder / "event.toml").read_text().splitlines()[0].endswith(f"then:  {command}")
    monkeypatch.chdir(project)
    assert run("report", "else where", "-q")[0] == 0


STOPS = [signal.SIGINT, signal.SIGTERM]
STOPS += [signal.SIGHUP] if hasattr(signal, "SIGHUP") else []


def wait_until_it_listens(process: subprocess.Popen) -> None:
    """Wait until a process catches SIGTERM: on a busy machine Python itself takes long to start."""
    status = Path(f"/proc/{process.pid}/status")
    caught = 0
    while status.exists() and process.poll() is None and not caught >> (signal.SIGTERM - 1) & 1:
        time.sleep(0.01)
        caught = int(re.search(r"SigCgt:\s*(\w+)", status.read_text())[1], 16)


LOST = """
import os, signal, sys
import analysis.cli
from analysis.__main__ import main

def read():
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        raise {error} from None

analysis.cli.cli = read
main()
"""


@pytest.mark.parametrize(
    "error", ["ValueError('no table')", "OSError('no file')", "TypeError()", "SystemExit(2)"]
)
def test_a_signal_that_a_library_took_for_its_own_failure_ends_the_command_too(error):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-c", LOST.format(error=error)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == "crossframe: stopped; what was there before is unchanged\n"


@pytest.mark.parametrize("after", [0.15, 0.6, 1.4, 2.5])
@pytest.mark.parametrize("number", STOPS, ids=lambda n: n.name)
def test_a_signal_ends_the_command_with_one_line(number, after, tmp_path):
    longer = "\n\n".join(f"Of {k} boats, one sank. {PLAIN}" for k in range(20))
    write_pair(tmp_path, ours=longer)  # which takes much longer than the last signal
    (tmp_path / "temporary").mkdir()
    place = {"TMPDIR": str(tmp_path / "temporary"), "PYTHONPATH": str(ROOT / "src")}
    process = subprocess.Popen(
        [sys.executable, "-m", "analysis", "compare", "ours.txt", "theirs.txt"],
        cwd=tmp_path,
        env=os.environ | place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(after)
    wait_until_it_listens(process)
    process.send_signal(number)
    out, error = process.communicate(timeout=60)
    told = [line for line in error.splitlines() if "done after" not in line]
    assert process.returncode == 128 + number and out == "", error
    assert told == ["crossframe: stopped; what was there before is unchanged"]
    assert {path.name for path in tmp_path.rglob("*")} == {"ours.txt", "theirs.txt", "temporary"}


DEAF = """
import io, os, signal, sys, time, types

def run(stopped):
    sys.stderr = io.StringIO()  # as while a cell of a notebook runs
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(20)
    except BaseException:
        time.sleep(20)

sys.modules["analysis.cli"] = types.SimpleNamespace(main=run)
from analysis.__main__ import main
main()
"""


def test_a_command_whose_library_drops_the_signal_ends_too():
    place = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", DEAF], env=place, capture_output=True, text=True, timeout=60
    )
    assert time.monotonic() - began < 15
    assert (done.returncode, done.stdout) == (128 + signal.SIGTERM, "")
    assert done.stderr == "crossframe: stopped; what was there before is unchanged\n"


CLOSED = """
import os, signal, sys, types

def run(stopped):
    os.kill(os.getpid(), signal.SIGHUP)
    print("done")

signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
sys.modules["analysis.cli"] = types.SimpleNamespace(main=run)
from analysis.__main__ import main
main()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no such signal")
def test_behind_nohup_a_closed_terminal_stops_nothing():
    place = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", CLOSED], env=place, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "done\n", "")


def test_two_spellings_of_one_name_are_two_events(project, run):
    """A composed and a decomposed letter look the same and are two names to a file system."""
    write_pair(project)
    names = [unicodedata.normalize(form, "café") for form in ("NFC", "NFD")]
    assert run("new", names[0], "ours.txt", "theirs.txt", "-q")[0] == 0
    code, _, error = run("new", names[1], "ours.txt", "theirs.txt", "-q")
    assert (code, "is there already" in error) in ((0, False), (2, True))
