"""How much memory a process and those that it starts hold, seen from outside.

Usage: python benchmarks/watch.py PID, until its input ends. Prints as JSON the largest megabytes of
all together, of the process itself (main) and of one that it started (worker); pages that several
share are counted by parts, and NaN elsewhere than on Linux. A thread inside the process would keep
it from doubling itself for its workers, as the command does.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY = 0.5  # seconds between two looks
PATIENCE = 50  # times as long as a look takes, so that looking takes no time from who is watched


@contextmanager
def watch() -> Iterator[dict[str, float]]:
    """Watch this process in a with block; what was seen is in the dict behind it."""
    found: dict[str, float] = {}
    command = [sys.executable, str(Path(__file__)), str(os.getpid())]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    watcher = subprocess.Popen(command, text=True, **pipes)
    try:
        yield found
    finally:
        told, _ = watcher.communicate()
        found.update(json.loads(told))


def hold(process) -> float:
    """Megabytes that a process holds now."""
    import psutil

    try:
        return getattr(process.memory_full_info(), "pss", float("nan")) / 1e6
    except psutil.Error:  # it has ended
        return 0.0


def look(pid: int) -> dict[str, float]:
    """Megabytes now."""
    import psutil

    process = psutil.Process(pid)
    started = [one for one in process.children(recursive=True) if one.pid != os.getpid()]
    main, workers = hold(process), [hold(one) for one in started]
    return {"peak_mb": main + sum(workers), "main_mb": main, "worker_mb": max(workers, default=0.0)}


def follow(pid: int) -> dict[str, float]:
    """The largest of each until the input ends."""
    found = look(pid)
    wait = EVERY
    while not select.select([sys.stdin], [], [], wait)[0]:
        begun = time.process_time()
        found = {name: max(found[name], now) for name, now in look(pid).items()}
        wait = max(EVERY, PATIENCE * (time.process_time() - begun))
    return found


if __name__ == "__main__":
    print(json.dumps(follow(int(sys.argv[1]))))
