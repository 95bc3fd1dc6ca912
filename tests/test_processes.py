"""Other processes here: doubled where that is safe, started anew elsewhere."""

import os
import platform
import subprocess
import sys

import pytest

from analysis.__main__ import SURROUNDINGS
from analysis.tables import processes
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


class Library:
    """Stands for GNU's C library, and keeps what it is asked."""

    def __init__(self):
        self.asked = []

    def mallopt(self, what, size):
        self.asked.append((what, size))

    def malloc_trim(self, keep):
        self.asked.append(("trim", keep))


@pytest.mark.parametrize(
    "given, behind",
    [
        ({"MALLOC_TRIM_THRESHOLD_": "65536"}, [(-1, 65536), (-3, 1 << 17)]),
        ({"MALLOC_MMAP_THRESHOLD_": "4096"}, [(-1, 1 << 17), (-3, 4096)]),
        ({"MALLOC_TRIM_THRESHOLD_": str(1 << 32)}, [(-1, (1 << 31) - 1), (-3, 1 << 17)]),
    ],
)
def test_what_was_told_of_freed_memory_holds_again_behind_a_block(monkeypatch, given, behind):
    library = Library()
    monkeypatch.setattr(processes.sys, "platform", "linux")
    monkeypatch.setattr(processes.ctypes, "CDLL", lambda name: library)
    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"):
        monkeypatch.delenv(name, raising=False)
    for name, size in given.items():
        monkeypatch.setenv(name, size)
    with pytest.raises(KeyError), processes.hold_freed():
        assert library.asked == [(-1, 1 << 26), (-3, 1 << 25)]
        raise KeyError
    assert library.asked[2:] == [*behind, ("trim", 0)]


@pytest.mark.parametrize("given", [None, "", "much"])
def test_nothing_is_told_of_freed_memory_where_nothing_was(monkeypatch, given):
    library = Library()
    monkeypatch.setattr(processes.sys, "platform", "linux")
    monkeypatch.setattr(processes.ctypes, "CDLL", lambda name: library)
    for name in ("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"):
        monkeypatch.delenv(name, raising=False)
    if given is not None:
        monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", given)
    with processes.hold_freed():
        pass
    assert library.asked == []


FAULTS = """
import resource
from contextlib import nullcontext
import numpy as np
from analysis.tables.processes import hold_freed

def count(block):
    with block:
        np.ones(1 << 17)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(20):
            np.ones(1 << 17)
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

print(count(nullcontext()), count(hold_freed()), count(nullcontext()))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or platform.libc_ver()[0] != "glibc", reason="GNU's C library alone"
)
def test_memory_that_is_held_is_not_asked_of_the_system_again():
    """Twenty times 1 MB are 5,120 pages; held, they are the same 256."""
    how = {"capture_output": True, "text": True, "check": True}
    environment = os.environ | {"MALLOC_TRIM_THRESHOLD_": "65536"}
    run = subprocess.run([sys.executable, "-c", FAULTS], env=environment, **how)
    before, held, after = map(int, run.stdout.split())
    assert held < 1_000 < min(before, after)
