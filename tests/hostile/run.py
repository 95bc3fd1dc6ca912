"""`make hostile`: the whole battery in two processes, and its lines, a row of the battery each.

One process takes the tests that start commands and wait for them, the other all the rest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from battery import BATTERY, ROOT, tell_rows

WAITING = ["test_faults.py", "test_running.py", "test_pages.py", "test_written_files.py"]
WAITING += ["test_foreign_code.py", "test_archives.py"]
HERE = Path(__file__).parent
PYTEST = ["-p", "no:nbval", "-p", "no:cacheprovider", "-m", "hostile or not hostile"]
PYTEST += ["-o", "addopts=--strict-markers -q", "--durations=12"]


def start(names: list[str], place: Path) -> subprocess.Popen:
    """A process that runs some files of tests and leaves its rows in a file."""
    words = [sys.executable, "-m", "pytest", *PYTEST, *(str(HERE / name) for name in names)]
    return subprocess.Popen(words, cwd=ROOT, env=os.environ | {BATTERY: str(place)})


def main() -> int:
    """Run both shares; the exit code is not 0 where a test failed."""
    begin = time.monotonic()
    every = sorted(path.name for path in HERE.glob("test_*.py"))
    shares = [WAITING, [name for name in every if name not in WAITING]]
    with TemporaryDirectory() as folder:
        places = [Path(folder) / f"{number}.json" for number, _ in enumerate(shares)]
        runs = [start(*pair) for pair in zip(shares, places, strict=True)]
        codes = [run.wait() for run in runs]
        found = [json.loads(place.read_text("utf-8")) for place in places if place.exists()]
    rows: dict[str, dict] = {}
    for part in found:
        for name, row in part.items():
            whole = rows.setdefault(name, {key: type(value)() for key, value in row.items()})
            for key, value in row.items():
                whole[key] += value
    print("\n".join(tell_rows(rows)))
    print(f"{time.monotonic() - begin:.0f} s on the clock")
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
