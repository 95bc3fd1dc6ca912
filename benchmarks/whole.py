"""The whole comparison of a jsonl file of articles (side A or B, text), part by part.

Usage: python benchmarks/whole.py FILE [WORKERS].

Prints as JSON articles, words, parts, findings, seconds on the clock, seconds of processor time of
the main process and of the workers, the peak memory in MB of all processes together, of the main
one and of the largest worker, and the megabytes of the finished parts. Without WORKERS on processes
of its own, else on a local Dask cluster of so many workers, whose start is not counted; there no
memory is told, because a look at it takes time from processors that are all busy. The cluster has
the settings that the README recommends, or those that DASK_CONFIG names.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from watch import watch

from analysis.archive.archive import sum_archive
from analysis.archive.part import sum_part
from analysis.archive.rows import PART_ARTICLES
from analysis.judge.verdicts import judge_sums
from analysis.measures.codebooks import read_codebook
from analysis.read.sources import ARTICLE_COLUMNS

ROOT = Path(__file__).parents[1]
CODEBOOK = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}


def settings_of(path: Path) -> dict:
    source = {"path": str(path), "by": "side", "columns": {}}
    sides = [
        {"label": side, "articles": [], "sources": [{**source, "value": side}]} for side in "AB"
    ]
    return {"title": "Archive", "codebooks": ["generic"], "without_shared": False, "sides": sides}


def compare(path: Path, workers: int) -> dict[str, float]:
    how = {"workers": os.cpu_count() or 1, "codebooks": CODEBOOK}
    watching = nullcontext({}) if workers else watch()
    with TemporaryDirectory() as name, open_cluster(workers) as address, watching as watched:
        folder = Path(name)
        start, before = time.monotonic(), os.times()
        total, _ = sum_archive(
            path, settings_of(path), folder=folder, scheduler=address, size=PART_ARTICLES, **how
        )
        found = judge_sums(total, pair=("A", "B"))
        seconds, after = time.monotonic() - start, os.times()
        files = [file.stat().st_size for file in folder.rglob("*") if file.is_file()]
    articles = int(total["articles"]["articles"].sum())
    # A cluster's workers have not ended, so their time is not known yet.
    return {
        "articles": articles,
        "words": int(total["articles"]["words"].sum()),
        "parts": math.ceil(articles / PART_ARTICLES),
        "findings": len(found),
        "seconds": seconds,
        "main_s": sum(after[:2]) - sum(before[:2]),
        "workers_s": sum(after[2:4]) - sum(before[2:4]),
        "parts_mb": sum(files) / 1e6,
        **watched,
    }


@contextmanager
def open_cluster(workers: int):
    """The address of a local cluster whose workers have read all they need; '' for none."""
    if not workers:
        yield ""
        return
    # Dask reads its settings when it is loaded, and so do its workers.
    os.environ.setdefault("DASK_CONFIG", str(ROOT / "docs" / "dask.yaml"))
    from distributed import Client, LocalCluster

    options = {
        "n_workers": workers,
        "threads_per_worker": 1,
        "dashboard_address": None,
        "host": "127.0.0.1",
    }
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        blank = dict.fromkeys(ARTICLE_COLUMNS, "") | {"row": 1}
        text = "The port is good, she said."
        rows = [{**blank, "article_id": side, "side": side, "text": text} for side in "AB"]
        client.run(sum_part, rows, settings_of(Path("part.jsonl")), CODEBOOK)
        yield cluster.scheduler_address


if __name__ == "__main__":
    print(json.dumps(compare(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
