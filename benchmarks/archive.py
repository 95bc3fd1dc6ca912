"""The whole comparison of a jsonl file of articles (side A or B, text), part by part.

Usage: python benchmarks/archive.py FILE [WORKERS].

Prints articles, findings, seconds and the peak memory of all its processes together in MB, as JSON;
without WORKERS on processes of its own, else on a local Dask cluster of so many workers, whose
start is not counted.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.archive.archive import sum_archive
from analysis.archive.part import sum_part
from analysis.judge.verdicts import judge_sums
from analysis.measures.codebooks import read_codebook
from analysis.read.sources import ARTICLE_COLUMNS

CODEBOOK = {
    "generic": read_codebook(Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv")
}


def settings_of(path: Path) -> dict:
    source = {"path": str(path), "by": "side", "columns": {}}
    sides = [
        {"label": side, "articles": [], "sources": [{**source, "value": side}]} for side in "AB"
    ]
    return {"title": "Archive", "codebooks": ["generic"], "without_shared": False, "sides": sides}


def memory() -> float:
    """Megabytes that this process and those it started hold now, shared pages counted once.

    NaN elsewhere than on Linux.
    """
    import psutil

    held = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        try:
            held += getattr(process.memory_full_info(), "pss", float("nan"))
        except psutil.NoSuchProcess:
            continue
    return held / 1e6


@contextmanager
def watch(peak: list[float]):
    """Keep the largest value of memory() in peak[0], looked at twice a second."""
    done = threading.Event()

    def look() -> None:
        while not done.wait(0.5):
            peak[0] = max(peak[0], memory())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def compare(path: Path, workers: int) -> dict[str, float]:
    peak = [0.0]
    how = {"workers": os.cpu_count() or 1}
    with TemporaryDirectory() as folder, open_cluster(workers) as address, watch(peak):
        start = time.monotonic()
        total, _ = sum_archive(
            path,
            settings_of(path),
            folder=Path(folder),
            codebooks=CODEBOOK,
            scheduler=address,
            **how,
        )
        found = judge_sums(total, pair=("A", "B"))
        seconds = time.monotonic() - start
    articles = int(total["articles"]["articles"].sum())
    return {"articles": articles, "findings": len(found), "seconds": seconds, "peak_mb": peak[0]}


@contextmanager
def open_cluster(workers: int):
    """The address of a local cluster whose workers have read all they need; '' for none."""
    if not workers:
        yield ""
        return
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
