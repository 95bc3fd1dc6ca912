"""Archives as tables of invented articles, and what two judgements of them must share."""

from __future__ import annotations

import csv
import json
import random
from concurrent.futures import Executor, Future
from pathlib import Path

import pandas as pd
import pytest

from analysis.event.build import build_corpus
from analysis.event.gather import gather_articles
from analysis.measures.codebooks import read_codebook

ROOT = Path(__file__).parents[1]

PAIR = ("Post", "Herald")

BOOKS = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}

SAME = ["a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo", "error", "unmasked"]


class Here(Executor):
    """Does at once, in this process, what a pool does in another."""

    def submit(self, work, /, *words, **more):
        done = Future()
        done.set_result(work(*words, **more))
        return done


def open_here(workers, **_):
    """In the place of open_pool."""
    return Here()


def make_rows(many=24, *, seed=4):
    """Articles of paragraphs of the teaching pair, one text for each paper."""
    pools = [
        [line for line in path.read_text(encoding="utf-8").split("\n") if line.count(" ") > 12]
        for path in sorted((ROOT / "data" / "harbour-lease" / "texts").glob("*.txt"))
    ]
    rng = random.Random(seed)
    return [
        {
            "id": f"r{k:03d}",
            "paper": PAIR[k % 2],
            "text": "\n\n".join(rng.sample(pools[k % 2], 4)) + f"\n\nIt was day {k}.",
        }
        for k in range(many)
    ]


def write(path, rows):
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader(), writer.writerows(rows)
    else:
        path.write_text(
            "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows),
            encoding="utf-8",
        )
    return path


def settings_of(path):
    sources = [{"path": str(path), "by": "paper", "columns": {}} for _ in PAIR]
    sides = [
        {"label": v, "articles": [], "sources": [{**s, "value": v}]}
        for v, s in zip(PAIR, sources, strict=True)
    ]
    return {"title": "Papers", "codebooks": ["generic"], "without_shared": False, "sides": sides}


def build_rows(rows, folder):
    """The corpus of rows, read in memory."""
    path = write(folder / "rows.jsonl", rows)
    return build_corpus(*gather_articles(settings_of(path), folder), codebooks=BOOKS)[0]


def judged_the_same(memory, stream):
    """Verdicts and texts equal, numbers to rounding."""
    memory, stream = (table.set_index("finding_id") for table in (memory, stream))
    assert set(memory.index) == set(stream.index)
    stream = stream.loc[memory.index]
    for column in memory:
        one, other = memory[column].tolist(), stream[column].tolist()
        if column in SAME:
            assert other == pytest.approx(one, rel=1e-9, abs=1e-12, nan_ok=True), column
        else:
            assert pd.Series(one).equals(pd.Series(other)), column
