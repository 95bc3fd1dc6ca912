"""The whole comparison over archives of any size: part by part, in other processes or on other
machines.

Every part is read, cut, counted and scored by the functions that read a pair of articles, and
leaves sums. Those of a finished part are files in a folder of their own, so a broken run goes on
from there.
"""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TextIO

import pandas as pd

from analysis.archive.part import sum_part
from analysis.archive.rows import COPY, PART_ARTICLES, Found, cut, read_once
from analysis.event.draft import draft_event
from analysis.event.event import digest_files
from analysis.judge.matched import (
    ARTICLES,
    choose_charted,
    list_by_event,
    list_summed,
    set_aside,
)
from analysis.judge.telling import tell_counts
from analysis.judge.totals import Sums, add_sums
from analysis.judge.verdicts import judge_sums
from analysis.read.files import need_extra
from analysis.tables.corpus import make_empty
from analysis.tables.matched import list_events
from analysis.tables.resources import PACKAGE
from analysis.tables.storage import write_atomic

TEXT = dict.fromkeys(
    [
        "term",
        "measure",
        "kind",
        "subject",
        "side",
        "side_a",
        "side_b",
        "what",
        "reason",
        "event",
        "family",
    ],
    "str",
)  # 007 and a side called 2019 are no numbers
AHEAD = 2  # parts for each worker that wait to be worked on


def sum_archive(
    path: Path, settings: dict, *, folder: Path, codebooks: dict[str, pd.DataFrame],
    workers: int = 1, scheduler: str = "",
    size: int = PART_ARTICLES, progress: TextIO | None = None,
) -> tuple[Sums, pd.DataFrame]:  # fmt: skip
    """Add up an archive part by part, and choose articles at random whose sentences a report can
    show.

    Of exact copies on a side one counts. A part that is finished is not worked on again while
    table, settings and package are the same; an interrupted run so goes on.
    Arguments: path, a csv, tsv, json, jsonl or parquet table; settings, as in sum_part; folder, for
    finished parts; workers, processes here; scheduler, the address of a Dask scheduler, whose
    workers are used instead; size, articles in a part; progress, a stream for lines that say how
    far it is.
    Returns: the sums, with one more table, refused (what: refused, folded or encoding,
    reason, n); and the raw articles of the sample, at most SAMPLE_ARTICLES of each side.
    Raises: ValueError for a table that cannot be read, or when the extra `cluster` is not
    installed.
    """
    place = folder / "parts"
    stamp = [size, path.name, path.stat().st_size, path.stat().st_mtime_ns]
    key = digest_files(
        [], {**settings, "stamp": stamp, "books": [book.to_csv() for book in codebooks.values()]}
    )
    old = place / "key.txt"
    if place.is_dir() and not (old.is_file() and old.read_text("utf-8") == key):
        shutil.rmtree(place)
    write_atomic(place / "key.txt", key)
    read = Found()
    running: dict[Future, int] = {}
    start = time.monotonic()
    many = 0
    number = -1  # of the last part
    seen, known = 0, 0  # characters read, and of those known before

    def finish(futures: Iterable[Future]) -> None:
        for future in futures:
            number = running.pop(future)
            _save(place / f"{number:06d}", *future.result())

    with _open_pool(workers, scheduler) as (pool, workers):
        parts = cut(read_once(path, settings, read), size)
        for number, rows in enumerate(parts):
            many += len(rows)
            seen += (
                size_of := sum(
                    len(value) for row in rows for value in row.values() if isinstance(value, str)
                )
            )
            if (place / f"{number:06d}" / "refused.csv").is_file():
                known += size_of
            else:
                running[pool.submit(sum_part, rows, settings, codebooks)] = number
            if len(running) >= AHEAD * workers:
                finish(wait(running, return_when=FIRST_COMPLETED).done)
            if progress and (
                progress.isatty() or number % 10 == 0
            ):  # one moving line on a terminal
                took, share = time.monotonic() - start, (stamp[2] - seen) / max(seen - known, 1)
                left = (
                    f", about {took * share / 60:.0f} min left"
                    if seen > known and share > 0
                    else ""
                )
                told = f"{many:,} articles read, {len(running)} parts at work, {took:.0f} s{left}"
                progress.write(f"\r\033[K{told}" if progress.isatty() else f"{told}\n")
                progress.flush()
        finish(wait(running).done)
    if progress:
        progress.write(f"\n{many:,} articles read, {time.monotonic() - start:.0f} s\n")
    done = [file.parent for file in sorted(place.glob("*/refused.csv"))[: number + 1]]
    total = add_sums(_take_left_out(map(_load, done), read))
    total["refused"] = _count_left_out(read)
    chosen = [
        row
        for side in settings["sides"]
        for *_, row in sorted(read.sample.get(side["label"], []), reverse=True)
    ]
    # The headline stands in the text by now, and would be put there again.
    return total, pd.DataFrame(chosen).assign(title="")


def _take_left_out(parts: Iterable[Sums], read: Found) -> Iterator[Sums]:
    """The sums of parts without their table `refused`, whose rows are counted in read.left_out.

    A copy of an article that was refused is refused as well: no other stands for it.
    """
    for part in parts:
        for gone in part.pop("refused").itertuples(index=False):
            again = read.copies.pop(gone.row, 0) if gone.what == "refused" else 0
            read.left_out[gone.what, gone.reason] += 1 + again
        yield part


def _count_left_out(read: Found) -> pd.DataFrame:
    """What, reason and n of all that was left out."""
    counts = read.left_out + Counter({COPY: read.copies.total()})
    rows = [(what, reason, n) for (what, reason), n in counts.items()]
    table = pd.DataFrame(rows, columns=["what", "reason", "n"])
    return table.astype({"what": "str", "reason": "str", "n": int})


def write_archive(
    path: Path, settings: dict, *, folder: Path, codebooks: dict[str, pd.DataFrame], **how
) -> dict[str, int]:
    """Compare the two sides of an archive, and write what a report of it needs into a folder.

    That is event.toml and sample.jsonl (an event of the sampled articles), archive/ with findings
    (see read_findings), told (as tell_counts), articles (side, articles, words), refused (what,
    reason, n), and of articles with events matched (as list_matched, of those charted) and events
    (as list_events), and notebooks/archive.ipynb.
    Arguments: as sum_archive. Returns: the number of articles of each side.
    """
    sums, sample = sum_archive(path, settings, folder=folder, codebooks=codebooks, **how)
    pair = tuple(side["label"] for side in settings["sides"])
    findings = judge_sums(sums, pair=pair)
    matched, events = make_empty("matched"), pd.DataFrame(columns=["event", "a", "b", "matched"])
    if ARTICLES in sums:
        rows = list_summed(sums)
        matched = list_by_event(sums, rows, choose_charted(findings), pair=pair)
        events = list_events(sums[ARTICLES], sides=pair)
        sample = _keep_events(sample, events.loc[events["matched"], "event"])
        sums = set_aside(sums, pair=pair)
    sample.to_json(folder / "sample.jsonl", orient="records", lines=True, force_ascii=False)
    source = {"path": "sample.jsonl", "by": "side", "columns": {}}
    sides = [{**s, "sources": [{**source, "value": s["label"]}]} for s in settings["sides"]]
    # Of a sample some partners may be missing, so its articles are matched no more.
    draft_event(folder, {**settings, "match": "", "sides": sides})
    for name, table in {
        "findings": findings,
        "told": tell_counts(sums["told"], pair=pair),
        "articles": sums["articles"],
        "refused": sums["refused"],
        "matched": matched,
        "events": events,
    }.items():
        write_atomic(
            folder / "archive" / f"{name}.csv", table.to_csv(index=False, lineterminator="\n")
        )
    write_atomic(folder / "notebooks" / "archive.ipynb", _make_notebook())
    return sums["articles"].set_index("side").loc[list(pair), "articles"].to_dict()


def _keep_events(sample: pd.DataFrame, events: pd.Series) -> pd.DataFrame:
    """The articles of a sample that are on these events; a side that has none keeps its own."""
    known = sample["event"].isin(events)
    return sample[known | ~known.groupby(sample["side"]).transform("any")]


def _make_notebook() -> str:
    """The notebook of an archive, from a script with a line `# %%` and its tag, or [markdown],
    before each cell.
    """
    from nbformat import v4, writes

    source = (PACKAGE / "templates" / "archive.txt").read_text(encoding="utf-8")
    cells = []
    for number, part in enumerate(source.removeprefix("# %%").split("\n# %%")):
        head, _, text = part.partition("\n")
        if head.strip() == "[markdown]":
            cells.append(
                v4.new_markdown_cell(
                    re.sub("^# ?", "", text.strip(), flags=re.M), id=f"cell-{number}"
                )
            )
        else:
            cells.append(
                v4.new_code_cell(text.strip(), id=f"cell-{number}", metadata={"tags": head.split()})
            )
    return writes(v4.new_notebook(cells=cells))


def read_findings(folder: Path) -> pd.DataFrame:
    """The findings of an archive, as write_archive left them in the folder of its event."""
    table = pd.read_csv(
        folder / "archive" / "findings.csv", keep_default_na=False, na_values=[""], dtype=TEXT
    )
    return table.fillna({"note": "", "lost": "", "witness": ""})


@contextmanager
def _open_pool(workers: int, scheduler: str) -> Iterator[tuple[Executor, int]]:
    """Processes here, or the workers of a Dask scheduler; and how many."""
    if scheduler:
        distributed = need_extra("distributed", "cluster", scheduler)
        with distributed.Client(scheduler, set_as_default=False) as client:
            yield (
                client.get_executor(pure=False),
                len(client.scheduler_info(n_workers=-1)["workers"]),
            )
    else:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            yield pool, workers


def _save(folder: Path, sums: Sums, left_out: pd.DataFrame) -> None:
    """The sums of a part as CSV files; `refused` is written last and says that all are there."""
    for name, table in {**sums, "refused": left_out}.items():
        write_atomic(folder / f"{name}.csv", table.to_csv(index=False, lineterminator="\n"))


def _load(folder: Path) -> Sums:
    return {
        path.stem: pd.read_csv(path, keep_default_na=False, dtype=TEXT)
        for path in folder.glob("*.csv")
    }
