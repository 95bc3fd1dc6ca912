"""Where the time of an archive goes, by stage.

Usage: python benchmarks/stages.py [ARTICLES [SIZE]].

Parts of SIZE articles (200) are read, cut, counted, scored and summed in this process; each stage's
share is the processor time spent in it and in no stage below it. The articles are news articles,
each once, and after these articles recombined from them, ARTICLES in all (those there are).
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from inspect import isgenerator
from pathlib import Path
from tempfile import TemporaryDirectory

from material import write_archive
from whole import CODEBOOK, settings_of

from analysis.archive.part import sum_part
from analysis.archive.parts import load_part, open_parts, save_part, write_sums
from analysis.archive.rows import PART_ARTICLES, Found, cut, read_once
from analysis.judge.totals import add_sums

# stage: the functions in whose time it counts, as module:name
STAGES = {
    "rows read": ["analysis.archive.rows:read_table"],
    "text cleaned, words, language": ["analysis.event.build:make_plain"],
    "copies": [
        "analysis.event.build:number_runs",
        "analysis.event.build:find_copies",
    ],
    "sentences and roles": ["analysis.event.build:list_sentences"],
    "voices": ["analysis.event.build:list_pieces", "analysis.event.build:list_segments"],
    "whole files scored": ["analysis.event.build:score_texts"],
    "marks of tone": ["analysis.event.build:mark_sentiment"],
    "marks of actors and places": [
        "analysis.event.build:mark_actors",
        "analysis.event.build:mark_places",
    ],
    "marks of frames": ["analysis.event.build:mark_frames"],
    "markers": ["analysis.event.build:mark_markers"],
    "names": ["analysis.event.build:list_names", "analysis.event.build:suggest_actors"],
    "clauses": ["analysis.event.build:read_chunks"],
    "labels": ["analysis.event.build:list_labels"],
    "actions": ["analysis.event.build:list_actions"],
    "terms": ["analysis.event.build:count_words", "analysis.event.build:find_spellings"],
    "tables checked": ["analysis.event.build:check_table"],
    "sums of told counts": ["analysis.judge.totals:count_told"],
    "sums of choices": ["analysis.judge.totals:sum_choices"],
}


class Clock:
    """Seconds of processor time by stage; a stage inside another stops the other's clock."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self._open = ["everything else"]
        self._since = time.process_time()

    def _turn(self) -> None:
        now = time.process_time()
        self.spent[self._open[-1]] += now - self._since
        self._since = now

    @contextmanager
    def _at(self, stage: str) -> Iterator[None]:
        self._turn()
        self._open.append(stage)
        try:
            yield
        finally:
            self._turn()
            self._open.pop()

    def _follow(self, stage: str, rows: Iterator) -> Iterator:
        none = object()
        while True:
            with self._at(stage):
                row = next(rows, none)
            if row is none:
                return
            yield row

    def watch(self, stage: str, place: str) -> None:
        """Count the time of one function, wherever its module calls it."""
        module, name = place.split(":")
        inner = getattr(import_module(module), name)

        @wraps(inner, updated=())
        def outer(*args, **kwargs):
            with self._at(stage):
                found = inner(*args, **kwargs)
            # What yields its rows one by one works only when it is asked for them.
            return self._follow(stage, found) if isgenerator(found) else found

        for attribute in ("join",):
            if hasattr(inner, attribute):
                setattr(outer, attribute, getattr(inner, attribute))
        setattr(import_module(module), name, outer)

    def tell(self, megabytes: float) -> str:
        total = self.spent.total()
        lines = [f"{'stage':28} {'s':>7} {'share':>6} {'s/MB':>7}"]
        for stage, seconds in self.spent.most_common():
            lines.append(
                f"{stage:28} {seconds:7.2f} {seconds / total:6.1%} {seconds / megabytes:7.3f}"
            )
        lines.append(f"{'all':28} {total:7.2f} {'':6} {total / megabytes:7.3f}")
        return "\n".join(lines)


def main(many: int, size: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what, megabytes = write_archive(path, many)
        settings = settings_of(path)
        rows = list(cut(read_once(path, settings, Found()), size))
        sum_part(rows[0][:20], settings, CODEBOOK)  # the lists are loaded
        clock = Clock()
        for stage, places in STAGES.items():
            for place in places:
                clock.watch(stage, place)
        (Path(folder) / "parts").mkdir()
        place = open_parts(Path(folder) / "parts", path, settings, CODEBOOK, size)
        clock.watch("parts saved", f"{__name__}:save_part")
        clock.watch("parts saved", f"{__name__}:write_sums")
        clock.watch("parts loaded and added", f"{__name__}:add_sums")
        for number, part in enumerate(cut(read_once(path, settings, Found()), size)):
            save_part(place, number, [""], write_sums([sum_part(part, settings, CODEBOOK)]))
        loaded = (load_part(place, number) for number in range(len(rows)))
        add_sums({k: v for k, v in part.items() if k != "refused"} for part in loaded)
        clock._turn()
    print(f"{what}, parts of {size}\n{clock.tell(megabytes)}")


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    main(*(numbers + [0, PART_ARTICLES][len(numbers) :]))
