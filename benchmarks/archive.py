"""What an archive takes as it grows, and what ten million articles or a billion words would take.

Usage: python benchmarks/archive.py [ARTICLES ...] [--memory GB].

Measures the whole comparison (see whole.py) at each number of articles (2,000, 10,000 and 50,000),
draws lines through time and memory by least squares, and says where the main process becomes the
limit: more workers than it can feed, or more articles than it can hold in so much memory (16 GB).
The articles are recombined from known ones, so no new words come: in a real archive every word not
met before adds to the memory of the main process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from material import write_archive

from analysis.__main__ import SURROUNDINGS

SIZES = (2_000, 10_000, 50_000)
TEN_MILLION, BILLION = 10_000_000, 1_000_000_000
LINES = ["seconds", "main_s", "workers_s", "main_mb", "parts_mb"]  # what grows with the archive
HERE = Path(__file__).parent


def measure(many: int) -> dict[str, float]:
    """The whole comparison of so many articles, in a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        write_archive(path, many)
        command = [sys.executable, "-W", "ignore", str(HERE / "whole.py"), str(path)]
        surroundings = os.environ | SURROUNDINGS
        run = subprocess.run(command, capture_output=True, text=True, env=surroundings)
    if run.returncode:
        raise SystemExit(f"{many:,} articles: {run.stderr.strip()[-300:]}")
    return json.loads(run.stdout.splitlines()[-1])


def fit(found: pd.DataFrame) -> pd.DataFrame:
    """Of each of LINES slope (an article) and start, by least squares over the sizes."""
    slopes = {name: np.polyfit(found["articles"], found[name], 1) for name in LINES}
    return pd.DataFrame(slopes, index=["slope", "start"])


def tell_measured(found: pd.DataFrame) -> str:
    a_part = {f"{name} a part": found[name] / found["parts"] for name in ("main_s", "workers_s")}
    shown = ["articles", "words", "parts", *LINES, "worker_mb"]
    table = found[shown].assign(**a_part)
    return table.to_string(index=False, float_format="{:,.2f}".format)


def tell_scale(lines: pd.DataFrame, found: pd.DataFrame) -> str:
    """A row of what ten million articles take, and one of a billion words."""
    words = found["words"].sum() / found["articles"].sum()
    rows = []
    for name, many in (("ten million articles", TEN_MILLION), ("a billion words", BILLION / words)):
        taken = lines.loc["start"] + lines.loc["slope"] * many
        row = {
            "": name,
            "articles": f"{many:,.0f}",
            "hours here": taken["seconds"] / 3600,
            "hours of workers": taken["workers_s"] / 3600,
            "hours of main": taken["main_s"] / 3600,
            "main GB": taken["main_mb"] / 1000,
            "worker GB": found["worker_mb"].max() / 1000,
            "parts GB": taken["parts_mb"] / 1000,
        }
        rows.append(row)
    return pd.DataFrame(rows).to_string(index=False, float_format="{:,.2f}".format)


def tell_limits(lines: pd.DataFrame, memory: float) -> str:
    """From how many workers, and from how many articles, the main process is the limit."""
    slope, start = lines.loc["slope"], lines.loc["start"]
    fed = slope["workers_s"] / slope["main_s"]
    told = [f"The main process has work for {fed:.0f} workers; with more of them they wait for it."]
    if slope["main_mb"] <= 0:
        told.append("Its memory did not grow between these sizes.")
        return "\n".join(told)
    many = (memory * 1000 - start["main_mb"]) / slope["main_mb"]
    told.append(
        f"Its memory grows by {1000 * slope['main_mb']:.2f} MB a thousand articles, "
        f"and reaches {memory:g} GB at {many / 1e6:,.1f} million."
    )
    return "\n".join(told)


def main(sizes: list[int], memory: float) -> None:
    found = pd.DataFrame([measure(many) for many in sorted(sizes)])
    lines = fit(found)
    print(f"Measured on {os.cpu_count()} processors:\n{tell_measured(found)}\n")
    per_thousand = (lines.loc["slope"] * 1000).to_dict()
    told = ", ".join(f"{name} {value:.3f}" for name, value in per_thousand.items())
    print(f"A thousand articles more: {told}.\n")
    print(f"{tell_scale(lines, found)}\n\n{tell_limits(lines, memory)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), metavar="ARTICLES")
    parser.add_argument("--memory", type=float, default=16.0, metavar="GB")
    given = parser.parse_args()
    if len(set(given.sizes)) < 2:
        parser.error("give two numbers of articles at least: a line goes through them")
    main(given.sizes, given.memory)
