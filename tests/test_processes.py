"""Other processes here: doubled where that is safe, started anew elsewhere."""

import os
import subprocess
import sys

import pytest

from analysis.__main__ import SURROUNDINGS
from analysis.tables.processes import open_pool
from helpers import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes fork on Linux alone")
ASKED = """
import signal
import sys
import threading
from analysis.tables.processes import open_pool

known = ["started anew"]

def ask():
    return known[-1]

def ask_handler():
    return signal.getsignal(signal.SIGTERM) == signal.SIG_DFL

if __name__ == "__main__":
    import pandas
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("the parent's handler"))
    ended = threading.Event()
    if "thread" in sys.argv:
        threading.Thread(target=ended.wait, daemon=True).start()
    with open_pool(2, prepare=lambda: known.append("doubled")) as pool:
        print(pool.submit(ask).result(), pool.submit(ask_handler).result())
    ended.set()
"""


def ask(folder, *words, **surroundings) -> str:
    script = folder / "asked.py"
    script.write_text(ASKED, encoding="utf-8")
    place = os.environ | {"PYTHONPATH": str(ROOT / "src")} | SURROUNDINGS | surroundings
    command = [sys.executable, "-W", "error", str(script), *words]
    done = subprocess.run(command, env=place, capture_output=True, text=True, timeout=100)
    assert done.stderr == ""
    return done.stdout.strip()


@LINUX
def test_a_process_without_threads_is_doubled_with_what_it_loaded(tmp_path):
    """The command has none, by the surroundings that it gives itself; no warning is given."""
    assert ask(tmp_path) == "doubled True"


@LINUX
def test_a_process_with_a_thread_starts_others_anew(tmp_path):
    """A lock that the thread holds would stay locked in a double."""
    assert ask(tmp_path, "thread") == "started anew True"
    assert ask(tmp_path, JE_ARROW_MALLOC_CONF="background_thread:true") == "started anew True"


def test_where_others_start_anew_nothing_is_prepared(monkeypatch, tmp_path):
    monkeypatch.setattr("analysis.tables.processes.THREADS", tmp_path / "none")
    prepared = []
    before = dict(os.environ)
    with open_pool(1, prepare=lambda: prepared.append(1)) as pool:
        assert pool.submit(abs, -2).result() == 2
    assert prepared == [] and dict(os.environ) == before
