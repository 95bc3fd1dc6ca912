"""The whole comparison over archives of any size, part by part.

Parts are worked on in other processes or on other machines. Every part is read, cut, counted and
scored by the functions that read a pair of articles, and leaves sums. Those of a finished part are
files in a folder of their own, so a broken run goes on from there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

import pandas as pd

from analysis.archive.parts import digest_rows, find_done, load_part, open_parts, save_part
from analysis.archive.rows import (
    COPY,
    NEAR,
    PART_ARTICLES,
    UNTOLD_ARTICLES,
    Found,
    check_archive,
    cut,
    read_once,
)
from analysis.archive.workers import open_workers
from analysis.event.draft import draft_event
from analysis.event.notebook import make_notebook
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
from analysis.read.files import suggest
from analysis.tables.corpus import make_empty
from analysis.tables.escapes import write_csv
from analysis.tables.matched import list_events
from analysis.tables.processes import give_back
from analysis.tables.progress import Progress
from analysis.tables.writing import check_outputs, find_place, lock_folder, write_together

SAMPLE = "sample.jsonl"


def sum_archive(
    path: Path, settings: dict, *, folder: Path, codebooks: dict[str, pd.DataFrame],
    workers: int = 1, scheduler: str = "",
    size: int = 0, progress: TextIO | None = None,
) -> tuple[Sums, pd.DataFrame]:  # fmt: skip
    """Add up an archive part by part, and choose articles whose sentences a report can show.

    Of copies on a side, near ones too, the first counts. The articles are chosen at random, by the
    hash of their text. A part that is finished is not worked on again while table, settings and
    package are the same, so an interrupted run goes on.

    Parameters
    ----------
    path : a csv, tsv, json, jsonl or parquet table.
    settings : as in part.sum_part.
    folder : for finished parts.
    codebooks : tables as from measures.codebooks.read_codebook, by name.
    workers : processes here.
    scheduler : the address of a Dask scheduler, whose workers are used instead; '' for none.
    size : articles in a part; 0 for PART_ARTICLES, or UNTOLD_ARTICLES where nothing is told.
    progress : a stream for lines that say how far it is, or None.

    Returns
    -------
    The sums, with one more table, refused (what: refused, folded or encoding; reason; n); and the
    raw articles of the sample, at most SAMPLE_ARTICLES of each side.

    Raises
    ------
    ValueError : for a table that cannot be read, has no article of one side or changes on the way,
        for a folder in which another run is at work, and when the extra `cluster` is not installed.
    OSError : when workers end; what is finished stays.
    """
    check_archive(path, settings)
    size = size or (PART_ARTICLES if settings.get("told", True) else UNTOLD_ARTICLES)
    with lock_folder(find_place(folder, "parts/x").parent):
        place = open_parts(folder / "parts", path, settings, codebooks, size)
        read = Found()
        parts = _read_parts(
            path, settings, read,
            codebooks=codebooks, place=place, workers=workers, scheduler=scheduler, size=size,
            progress=progress,
        )  # fmt: skip
        loaded = (load_part(place, number) for number in range(parts))
        total = add_sums(_take_left_out(loaded, read))
    _check_sides(total, settings, read)
    total["refused"] = _count_left_out(read)
    chosen = [
        row
        for side in settings["sides"]
        for *_, row in sorted(read.sample.get(side["label"], []), reverse=True)
    ]
    # The headline stands in the text by now, and would be put there again.
    return total, pd.DataFrame(chosen).assign(title="")


def _read_parts(
    path: Path, settings: dict, read: Found, *, codebooks: dict[str, pd.DataFrame], place: Path,
    workers: int, scheduler: str, size: int, progress: TextIO | None,
) -> int:  # fmt: skip
    """Read an archive and have all sums made that are not there; the number of groups of parts."""
    running: dict[Future, _Group] = {}
    before = path.stat()
    told = Progress(progress, before.st_size)

    def finish_some() -> None:
        for future in at_work.wait_for_one(running, told.tell):
            group = running.pop(future)
            save_part(place, group.number, group.digests, at_work.take(future, group.told_rows))
        give_back()  # results of many sizes leave gaps that no other fits

    articles = groups = 0
    with open_workers(workers, scheduler) as at_work:
        begin = partial(at_work.begin_part, settings=settings, codebooks=codebooks)
        parts = cut(read_once(path, settings, read, folder=place), size)
        while True:
            group = _Group(groups, find_done(place, groups))
            before_group = told.done
            for part in islice(parts, at_work.group):
                group.add(part, begin)
                articles += len(part)
                told.done += sum(map(_count_characters, part))
            if not group.digests:
                break
            groups += 1
            if group.begun or group.digests != group.known:
                group.begin_all(begin)
                running[at_work.join_parts(group.begun)] = group
                group.begun = []  # what is held here stays in the memory of a scheduler's workers
            else:
                told.known += told.done - before_group
            if at_work.have_enough(len(running)):
                finish_some()
            if told.moves or at_work.group > 1 or groups % 10 == 1:
                busy = sum(len(one.digests) for one in running.values())
                told.show(f"{articles:,} articles read, {busy} parts at work")
        while running:
            finish_some()
    after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise ValueError(f"{path.name}: was changed while it was read; start again")
    told.tell(f"{articles:,} articles read, {told.seconds:.0f} s")
    return groups


@dataclass
class _Group:
    """Parts whose sums are added up and kept together, while their rows are read.

    Each is begun as soon as it is known that no earlier run has left these sums.
    """

    number: int
    known: list[str]  # the digests of the rows of which there are sums
    digests: list[str] = field(default_factory=list)
    begun: list[Future] = field(default_factory=list)
    waiting: list[list[dict]] = field(default_factory=list)  # parts of which there may be sums
    rows: list[int] = field(default_factory=list)  # the first and the last of every part

    def add(self, part: list[dict], begin: Callable[[list[dict]], Future]) -> None:
        self.digests.append(digest_rows(part))
        self.rows += [part[0]["row"], part[-1]["row"]]
        self.waiting.append(part)
        if self.digests != self.known[: len(self.digests)]:
            self.begin_all(begin)

    def begin_all(self, begin: Callable[[list[dict]], Future]) -> None:
        """Have the parts added up that wait."""
        self.begun += map(begin, self.waiting)
        self.waiting.clear()

    @property
    def told_rows(self) -> str:
        return f"{self.rows[0]} to {self.rows[-1]}"


def _count_characters(row: dict) -> int:
    return sum(len(cell) for cell in row.values() if isinstance(cell, str))


def _check_sides(total: Sums, settings: dict, read: Found) -> None:
    """Raises: ValueError for a side of which no article was read, with the reasons or the nearest
    value that its column holds.
    """
    found = {
        side for name in ("articles", ARTICLES) if name in total for side in total[name]["side"]
    }
    for side in settings["sides"]:
        if side["label"] in found:
            continue
        source = side["sources"][0]
        reasons = [
            reason for (what, reason), _ in read.left_out.most_common(3) if what == "refused"
        ]
        if source["value"] not in read.values:
            reasons.insert(0, suggest(source["value"], sorted(read.values)))
        raise ValueError(
            f"{Path(source['path']).name}: side {side['label']!r} has no article that can be read "
            f"({source['by']} {source['value']!r}); {'; '.join(reasons)}"
        )


def _take_left_out(parts: Iterable[Sums], read: Found) -> Iterator[Sums]:
    """The sums of parts without their table `refused`, whose rows are counted in read.left_out.

    A copy of an article that was refused is refused as well: no other stands for it.
    """
    for part in parts:
        for gone in part.pop("refused").itertuples(index=False):
            again = 0
            if gone.what == "refused":
                again = read.copies.pop(gone.row, 0) + read.near.pop(gone.row, 0)
            read.left_out[gone.what, gone.reason] += 1 + again
        yield part


def _count_left_out(read: Found) -> pd.DataFrame:
    """What, reason and n of all that was left out."""
    again = {COPY: read.copies.total(), NEAR: read.near.total()}
    counts = read.left_out + Counter(again)
    rows = [(what, reason, n) for (what, reason), n in counts.items()]
    table = pd.DataFrame(rows, columns=["what", "reason", "n"])
    return table.astype({"what": "str", "reason": "str", "n": int})


def write_archive(
    path: Path, settings: dict, *, folder: Path, codebooks: dict[str, pd.DataFrame], **how
) -> dict[str, int]:
    """Compare the two sides of an archive, and write what a report of it needs into a folder.

    That is event.toml and sample.jsonl (an event of the sampled articles), notebooks/archive.ipynb,
    and in archive/ the tables findings (see read_findings), told (as tell_counts), articles (side,
    articles, words), refused (what, reason, n), and of articles with events matched (as
    list_matched, of the findings that are charted) and events (as list_events).

    Parameters
    ----------
    path : the table.
    settings : as in part.sum_part.
    folder : the folder of the event.
    codebooks : tables as from measures.codebooks.read_codebook, by name.
    how : workers, scheduler, size and progress, as in sum_archive.

    Returns
    -------
    Side -> number of its articles.

    Raises
    ------
    ValueError, OSError : as sum_archive does; and for a file that cannot be written.
    """
    check_outputs([folder / name for name in ("event.toml", SAMPLE)], [path])
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
    tables = {
        "findings": findings,
        "told": tell_counts(sums["told"], pair=pair),
        "articles": sums["articles"],
        "refused": sums["refused"],
        "matched": matched,
        "events": events,
    }
    kept = sample.to_json(orient="records", lines=True, force_ascii=False)
    write_together(folder, {SAMPLE: kept})
    source = {"path": SAMPLE, "by": "side", "columns": {}}
    sides = [{**s, "sources": [{**source, "value": s["label"]}]} for s in settings["sides"]]
    # Of a sample some partners may be missing, so its articles are matched no more.
    draft_event(folder, {**settings, "match": "", "witness_sample": 1, "sides": sides})
    files = {f"archive/{name}.csv": write_csv(table) for name, table in tables.items()}
    write_together(folder, {**files, "notebooks/archive.ipynb": make_notebook("archive")})
    return sums["articles"].set_index("side").loc[list(pair), "articles"].to_dict()


def _keep_events(sample: pd.DataFrame, events: pd.Series) -> pd.DataFrame:
    """The articles of a sample that are on these events; a side that has none keeps its own."""
    known = sample["event"].isin(events)
    return sample[known | ~known.groupby(sample["side"]).transform("any")]
