"""The whole comparison of a jsonl file of articles (side A or B, text), part by part.

Usage: python benchmarks/whole.py FILE [WORKERS].

Prints as JSON articles, words, parts, findings, seconds on the clock, seconds of processor time of
the main process and of the workers, the peak memory in MB of all processes together, of the main
one and of the largest worker, and the megabytes of the finished parts. Without WORKERS on processes
of its own, else on a local Dask cluster of so many workers, whose start is not counted.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.archive.archive import sum_archive
from analysis.archive.part import sum_part
from analysis.archive.rows import PART_ARTICLES
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


def memory() -> tuple[float, list[float]]:
    """Megabytes that this process holds now, and each of those it started; shared pages by parts.

    NaN elsewhere than on Linux.
    """
    import psutil

    own = psutil.Process()
    held = [_held(process) for process in [own, *own.children(recursive=True)]]
    return held[0], held[1:]


def _held(process) -> float:
    import psutil

    try:
        return getattr(process.memory_full_info(), "pss", float("nan")) / 1e6
    except psutil.Error:  # it has ended
        return 0.0


@dataclass
class Watched:
    """The largest memory seen, in MB, and what looking took of the main process."""

    together: float = 0.0
    main: float = 0.0
    worker: float = 0.0
    looking: float = 0.0

    def look(self) -> None:
        main, workers = memory()
        self.together = max(self.together, main + sum(workers))
        self.main = max(self.main, main)
        self.worker = max(self.worker, *workers, 0.0)
        self.looking = time.thread_time()


@contextmanager
def watch() -> Iterator[Watched]:
    """Look at the memory twice a second, in a thread."""
    done, watched = threading.Event(), Watched()

    def look() -> None:
        while not done.wait(0.5):
            watched.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watched
    finally:
        done.set()
        thread.join()


def compare(path: Path, workers: int) -> dict[str, float]:
    how = {"workers": os.cpu_count() or 1, "codebooks": CODEBOOK}
    with TemporaryDirectory() as name, open_cluster(workers) as address, watch() as watched:
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
        "main_s": sum(after[:2]) - sum(before[:2]) - watched.looking,
        "workers_s": sum(after[2:4]) - sum(before[2:4]),
        "peak_mb": watched.together,
        "main_mb": watched.main,
        "worker_mb": watched.worker,
        "parts_mb": sum(files) / 1e6,
    }


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
