"""Articles, rows and the command as a process, for the tests beside this file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROSE = "The ferry was good for all of us in the town, the board said. "
GOOD_A = (
    "Ferry stopped at Lowmoor\n\n"
    "The ferry will not sail again until May, the harbour board said on Monday. "
    '"It is not safe," said Ida Brandt, its clerk.\n\n'
    "Owners of the boats called the sale a bad joke, and most people in the town agreed.\n"
)
GOOD_B = (
    "Lowmoor gets a new ferry\n\n"
    'The harbour board praised the splendid deal on Tuesday. "It is a great day," said Tom Reid, '
    "its chairman.\n\nMany people in the town hope for work from the bank.\n"
)


def make_row(k: int, **more) -> dict:
    """A row of a table, an article of its own."""
    text = (
        f"Report {k}\n\nThe ferry was {('good', 'bad', 'sad')[k % 3]} for all of us in the town, "
        f"the board said on day {k}. The bank was happy about the sale of pier {k}."
    )
    return {"id": f"r{k}", "outlet": ("Post", "Herald")[k % 2], "text": text, **more}


def start(*words, cwd: Path, module: bool = False, **more) -> subprocess.Popen:
    """The command as a process of its own; module: by `python -m`."""
    script = Path(sys.executable).with_name("crossframe")
    python = [sys.executable, "-m", "analysis"] if module or not script.exists() else [str(script)]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [*python, *map(str, words)],
        cwd=cwd, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
    )  # fmt: skip


def read_status(key: str, pid: int | str = "self") -> int:
    """A line of /proc/PID/status in kilobytes, such as VmRSS."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{key}:")).split()[1])


BATTERY = "CROSSFRAME_BATTERY"  # names the file to which a process of run.py writes its rows


def tell_rows(rows: dict[str, dict]) -> list[str]:
    """A line a row: how many cases passed of how many, in which processor time, and figures."""
    lines = []
    for name in sorted(rows, key=lambda name: (name[0] != "R", int(name[1:]))):
        row = rows[name]
        figures = "".join(f"; {figure}" for figure in row["figures"])
        lines.append(f"{name} {row['passed']}/{row['run']} in {row['seconds']:.0f} s{figures}")
    return lines
