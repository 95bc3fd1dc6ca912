"""The same files give the same bytes, whatever the process; and many runs in one cost no more."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from itertools import product
from pathlib import Path
from subprocess import PIPE, Popen

import pandas as pd
import pytest
from battery import ROOT, read_status
from generated import make_articles

PAIR = ("Post", "Herald")
DRAWS = (1, 2, 3)
REPORTED = 3  # the draw whose whole report is made
SIZES = {1: 1, 2: 3, 3: 12}  # articles of a side, by draw
# PYTHONHASHSEED, threads of the numerical libraries and workers, and which run it is.
WAYS = [*product(("0", "1"), ("1", "2"), (1, 2))]
RUNS, ARTICLES = 200, 30
GROWTH = 1024  # kilobytes in 50 runs
THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def draw(seed: int, each: int) -> pd.DataFrame:
    first = 1000 * seed
    rows = make_articles(range(first, first + each), PAIR[0])
    return pd.DataFrame(rows + make_articles(range(first + each, first + 2 * each), PAIR[1]))


def compare(rows: pd.DataFrame, **more):
    import crossframe as cf

    return cf.compare(rows, by="outlet", sides=PAIR, **more)


def digest(seed: int, folder: Path, workers: int) -> str:
    """Of the tables that a comparison gives, and of all files of one draw's report."""
    made = compare(draw(seed, SIZES[seed]), workers=workers)
    if seed == REPORTED:
        made.report(folder / "r.html", in_process=True)
    whole = hashlib.sha256()
    for table in (made.findings, made.told, made.corpus.segments, made.corpus.terms):
        whole.update(table.to_csv(index=False).encode())
    for path in sorted(folder.rglob("*")):
        whole.update(path.name.encode() + (path.read_bytes() if path.is_file() else b""))
    return whole.hexdigest()


def start(folder: Path, way: tuple[str, str, int], draws: tuple[int, ...]) -> Popen:
    """This file as a program of its own, which prints a digest a draw."""
    seed, threads, number = way
    place = folder / f"{seed}-{threads}-{number}"
    place.mkdir()
    env = os.environ | {"PYTHONHASHSEED": seed, **dict.fromkeys(THREADS, threads)}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(Path(__file__).parent)])
    words = [sys.executable, __file__, str(place), threads, *map(str, draws)]
    return Popen(words, env=env, cwd=place, stdout=PIPE, text=True)


def list_digests(processes: list[Popen]) -> set[str]:
    found = {process.communicate()[0] for process in processes}
    assert not any(process.returncode for process in processes)
    return found


@pytest.mark.hostile
@pytest.mark.row("R14")
def test_every_process_gives_the_same_bytes(place, record_property):
    """Three draws, and a whole report, by hash seed and number of threads, each twice."""
    record_property("cases", len(WAYS) * len(DRAWS))
    found: set[str] = set()
    for first, second in zip(WAYS[::2], WAYS[1::2], strict=True):
        found |= list_digests([start(place, way, DRAWS) for way in (first, second)])
    (only,) = found
    assert len({*only.split()}) == len(DRAWS)


def run_once(number: int) -> None:
    """Articles are read, compared, told of and drawn; ten draws, so that what is kept is full."""
    import crossframe as cf

    made = compare(draw(number % 10, ARTICLES // 2))
    assert len(made.told)
    if not number % 10:
        assert len(made.findings) > 20
        cf.chart(
            "intervals", made.findings.head(12), sides=PAIR, caption="Findings", name="findings"
        )


def count_files() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.hostile
@pytest.mark.row("R15")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
def test_two_hundred_runs_keep_no_memory_files_or_figures(place, record_property):
    from matplotlib import pyplot

    record_property("cases", RUNS)
    memory, files = [], []
    for number in range(RUNS + 1):
        run_once(number)
        if number % 50 == 0:
            gc.collect()
            memory.append(read_status("VmRSS"))
            files.append(count_files())
    told = f"{', '.join(f'{kb / 1024:.1f}' for kb in memory)} MB"
    record_property("figure", told)
    assert {*files[1:]} == {files[1]}, files
    assert not pyplot.get_fignums()
    # The first fifty fill what is kept on purpose; after them nothing grows.
    assert memory[-1] - memory[1] < GROWTH * (len(memory) - 2), told


if __name__ == "__main__":
    folder, workers, *draws = sys.argv[1:]
    print(*(digest(int(seed), Path(folder), int(workers)) for seed in draws))
