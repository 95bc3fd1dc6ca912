"""Measure how fast Crossframe is, against others in the same run on this machine.

Usage: python benchmarks/run.py [key ...]; some keys take how much is measured: archive=4000
articles, two_workers=60 megabytes.

Every measurement is a function that gives value and what it was measured on; the table KEYS says
what is required. Writes benchmarks/latest.json with value, required, n (what it was measured on)
and command of each key measured.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import stream
from clocks import clock
from equality import differences
from material import read_articles, recombine, write_archive, write_stream
from peers import FIRST_ROUND, ask

from analysis.__main__ import SURROUNDINGS
from analysis.articles.roles import list_sentences
from analysis.articles.segments import SEGMENTS, clean_text, list_segments
from analysis.event.event import load_event
from analysis.judge.verdicts import judge_all
from analysis.measures.actions import list_actions
from analysis.measures.actors import list_names, mark_actors, suggest_actors
from analysis.measures.labels import list_labels
from analysis.measures.markers import mark_markers
from analysis.measures.mentions import read_chunks
from analysis.measures.parallels import find_parallels
from analysis.measures.terms import count_words
from analysis.tables.corpus import Corpus
from analysis.text.columns import Words

HERE = Path(__file__).parent
SENTENCES = 100_000  # never seen before, for TextBlob's score
TOLD = 420  # articles, about 2 MB, for the measures that are told


def measure_textblob(peer: str) -> tuple[float, str]:
    """TextBlob's score per sentence, ours against a call of the library, in a fresh process.

    And in another, by turns, what the first round's package took for the same.
    """
    sentences, source = recombine(SENTENCES)
    if wrong := differences(sentences[:500]):
        raise SystemExit(f"scores differ from the library's: {wrong[0]}")
    took: dict[str, Counter] = {"": Counter(), FIRST_ROUND: Counter()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentences.json"
        path.write_text(json.dumps(sentences), encoding="utf-8")
        for package in ["", FIRST_ROUND, FIRST_ROUND, ""]:
            took[package].update(ask(HERE / "sentences.py", peer, path, peer=package))
    ours, first = took[""], took[FIRST_ROUND]
    told = (
        f"{ours['ours']:.2f} against {ours['theirs']:.2f} s of processor time, twice, by turns "
        f"with the first round: {first['theirs'] / first['ours']:.2f}, {first['ours']:.2f} against "
        f"{first['theirs']:.2f} s"
    )
    what = f"{len(sentences):,} sentences recombined from {source}; {told}"
    return ours["theirs"] / ours["ours"], what


def textblob_api() -> tuple[float, str]:
    return measure_textblob("api")


def textblob_inner() -> tuple[float, str]:
    return measure_textblob("inner")


def take_turns(names: list[str], path: Path, *, peers: dict[str, str], runs: int = 2) -> dict:
    """What each of the jobs took of a file (see jobs.py), added up over the runs.

    They take turns, the second time backwards, so that whatever else the machine does meets all.
    """
    took: dict[str, Counter] = {name: Counter() for name in names}
    for k in range(runs):
        for name in names[:: (-1) ** k]:
            took[name].update(ask(HERE / "jobs.py", name, path, peer=peers.get(name, "")))
    return took


def measure_jobs(
    ours: str, other: str, articles: int, *, by: str = "clock", peers: dict[str, str] | None = None
) -> tuple[float, str]:
    """How many times as fast one job of jobs.py is as the other, each in fresh processes.

    Parameters: ours, other; articles, so many news articles, 0: all; by, clock or processor: the
    seconds that count (both are told); peers, the environments of jobs.
    """
    texts, source = read_articles()
    texts = texts[: articles or None]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        lines = [json.dumps({"side": "AB"[k % 2], "text": text}) for k, text in enumerate(texts)]
        path.write_text("\n".join(lines), encoding="utf-8")
        try:
            took = take_turns([other, ours], path, peers=peers or {})
        except RuntimeError as failed:
            return math.nan, f"not measured: {failed}"
    size = sum(len(text.encode()) for text in texts) / 1e6
    told = f"{size:.1f} MB, {len(texts)} of {source}, twice, by turns"
    return _compare(took, ours, other, by=by, megabytes=2 * size, what=told)


def _compare(
    took: dict[str, Counter], ours: str, other: str, *, by: str, megabytes: float, what: str
) -> tuple[float, str]:
    """Their seconds over ours, and both by clock and processor with all that was found."""
    told = [what]
    for kind, name in (("clock", "the clock"), ("processor", "processor time")):
        own, theirs = took[ours][kind], took[other][kind]
        told.append(
            f"on {name} {theirs / own:.2f}: {own:.1f} against {theirs:.1f} s, "
            f"{megabytes / own:.2f} against {megabytes / theirs:.2f} MB/s"
        )
    for name in (ours, other):
        found = {key: n for key, n in took[name].items() if key not in ("clock", "processor")}
        told.append(f"{name}: " + ", ".join(f"{n:,} {key}" for key, n in found.items()))
    return took[other][by] / took[ours][by], "; ".join(told)


def pipeline(articles: int = 0) -> tuple[float, str]:
    """The tables of the first round from raw text, against sentences and tone alone.

    Seconds on the clock, from the call to the tables: we work as `crossframe compare` does, on all
    processors, and the start of further processes counts; punkt and TextBlob have one process.
    Beside it the same in processor time.
    """
    return measure_jobs("first-tables", "punkt", articles)


def pipeline_table(articles: int = 0) -> tuple[float, str]:
    """The same with the table of words as the only instrument."""
    return measure_jobs("word-table", "punkt", articles)


def pipeline_answer(articles: int = 0) -> tuple[float, str]:
    """With labels, actions and markers, as a share of the speed of `pipeline`, on the clock."""
    return measure_jobs("answer", "first-tables", articles)


def voices_spacy(articles: int = 200) -> tuple[float, str]:
    """Everything that is read of articles, against spaCy, textacy and VADER, by processor time.

    Both in one process.
    """
    peers = {"voices-spacy": "voices"}
    return measure_jobs("voices", "voices-spacy", articles, by="processor", peers=peers)


def archive(articles: int = 20_000) -> tuple[float, str]:
    """Processor time of the whole comparison of an archive, against what the first round left.

    In halves of the archive, by turns; all processes and their start count. Ours scores by the
    table of words too, which the first round had not.
    """
    names = ["first-archive", "archive"]
    took: dict[str, Counter] = {name: Counter() for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what, megabytes = write_archive(path, articles)
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        half = len(lines) // 2
        try:
            for k, rows in enumerate((lines[:half], lines[half:])):
                own = path.with_name(f"half-{k}.jsonl")
                own.write_text("".join(rows), encoding="utf-8")
                peers = {"first-archive": FIRST_ROUND}
                found = take_turns(names[:: (-1) ** k], own, peers=peers, runs=1)
                for name in names:
                    took[name].update(found[name])
        except RuntimeError as failed:
            return math.nan, f"not measured: {failed}"
    what = f"{what}; {len(lines):,} articles in halves, by turns"
    return _compare(took, *names[::-1], by="processor", megabytes=megabytes, what=what)


def pair_s() -> tuple[float, str]:
    """Processor seconds for all measures of two single articles in memory, 10,000 resamples.

    It is the first run after import.
    """
    event = load_event("harbour-lease")
    start = time.process_time()
    findings = judge_all(event.corpus, codebooks=event.settings["codebooks"])
    return time.process_time() - start, f"the teaching pair, {len(findings)} findings"


def measure_keyness(*peers: str, megabytes: int = 20, runs: int = 5) -> tuple[float, str]:
    """How many times as fast as the first peer we are from a file of articles to keyness.

    The other peers and the first round are named beside it.

    By turns in fresh processes; medians of the processor time after imports.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what, found = write_stream(path, megabytes), {}
        try:
            for name in ["crossframe", FIRST_ROUND, *peers] * runs:
                found.setdefault(name, []).append(stream.measure(name, path)["seconds"])
        except RuntimeError as failed:
            return math.nan, f"not measured: {failed}"
    took = {name: statistics.median(times) for name, times in found.items()}
    listed = ", ".join(f"{name} {time:.2f}" for name, time in took.items())
    return took[peers[0]] / took["crossframe"], f"{what}; seconds of processor time: {listed}"


def telling() -> tuple[float, str]:
    """Megabytes a second of labels, actions, markers and parallels together, on one core.

    Processor time from the segments: words and parts of sentences count. Each article once, two at
    a time for parallels. The lists are loaded before; words are met for the first time.
    """
    texts, source = read_articles()
    texts = texts[:TOLD]
    parts, marks, named = _cut_articles(texts)
    pairs = _pair_articles(parts, marks)
    _tell(parts.head(1), named), find_parallels(pairs[0])
    first, again = (
        clock(lambda own: _tell(own, named), [parts]) + clock(find_parallels, pairs)
        for _ in range(2)
    )
    size = sum(len(text.encode()) for text in texts) / 1e6
    told = f"{size:.1f} MB, {len(texts)} of {source}; {size / again:.2f} MB/s when met again"
    return size / first, told


def _tell(parts: pd.DataFrame, named: list[dict]) -> None:
    words = Words(parts["text"].tolist())
    chunks = read_chunks(parts, words=words)
    list_labels(parts, named, chunks=chunks)
    list_actions(parts, named, chunks=chunks)
    mark_markers(parts, words=words)


def _cut_articles(texts: list[str]) -> tuple[pd.DataFrame, pd.DataFrame, list[dict]]:
    """Segments, marks of actors, and actors and issues as `crossframe new` suggests them."""
    rows = []
    for k, text in enumerate(texts):
        name = f"t{k:05d}"
        clean, offsets = clean_text(text, name=name)
        rows += list_segments(list_sentences(clean), clean, article_id=name, offsets=offsets)
    parts = pd.DataFrame(rows, columns=SEGMENTS)
    found = suggest_actors(list_names(parts), []).head(12)
    named = [{"name": name} for name in found["name"]]
    return parts, mark_actors(parts, named), [*named, {"name": "campaign", "issue": True}]


def _pair_articles(parts: pd.DataFrame, marks: pd.DataFrame) -> list[Corpus]:
    ids = parts["article_id"].unique().tolist()
    pairs, none = [], count_words(parts.head(0))
    for two in zip(ids[::2], ids[1::2], strict=False):
        articles = pd.DataFrame({"article_id": two, "side": ["A", "B"]})
        own = [table[table["article_id"].isin(two)] for table in (parts, marks)]
        pairs.append(Corpus(articles, own[0], none, own[1]))
    return pairs


def keyness_pycorpdiff() -> tuple[float, str]:
    return measure_keyness("pycorpdiff")


def keyness_scattertext() -> tuple[float, str]:
    return measure_keyness("scattertext", "scattertext-whitespace")


def peak_mb() -> tuple[float, str]:
    """Peak memory of the same in its own process, at five times the text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what = write_stream(path, 100)
        found = stream.measure("crossframe", path)
    return found[
        "peak_mb"
    ], f"{what}; {found['terms']:,} terms, {found['seconds']:.1f} s of processor time"


def measure_archive(megabytes: float, *workers: int) -> tuple[list[dict], str]:
    """The whole comparison of a stream in a process of its own, on so many cluster workers.

    With 0 it uses processes of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what = write_stream(path, megabytes)
        command = [sys.executable, "-W", "ignore", str(HERE / "whole.py"), str(path)]
        how = {"capture_output": True, "text": True, "env": os.environ | SURROUNDINGS}
        runs = [subprocess.run([*command, str(n)], check=True, **how) for n in workers]
    return [json.loads(run.stdout.splitlines()[-1]) for run in runs], what


def stream_mb() -> tuple[float, str]:
    """Peak memory of the whole comparison of 1 GB, all processes together."""
    (found,), what = measure_archive(1000, 0)
    return found["peak_mb"], f"{what}; {found['seconds']:.0f} s"


def two_workers(megabytes: int = 20) -> tuple[float, str]:
    """How many times as fast two Dask workers are as one, in two runs of each, by turns.

    This needs two processors that do nothing else, which the process that reads shares with them.
    """
    runs, what = measure_archive(megabytes, 1, 2, 2, 1)
    first, second, third, last = (run["seconds"] for run in runs)
    one, two = first + last, second + third
    return one / two, f"{what}, twice, by turns; {one:.1f} against {two:.1f} s"


# key: (measurement, required, whether more is better, what it says)
KEYS = {
    "pair_s": (pair_s, 3.0, False, "two single articles, all measures (s)"),
    "textblob_api": (
        textblob_api,
        10.0,
        True,
        "TextBlob's score of a sentence, times as fast as TextBlob(s).sentiment",
    ),
    "textblob_inner": (
        textblob_inner,
        6.0,
        True,
        "the same, times as fast as textblob.en.sentiment(s)",
    ),
    "telling": (
        telling,
        1.0,
        True,
        "labels, actions, markers and parallels together, one core (MB/s)",
    ),
    "pipeline": (
        pipeline,
        1.2,
        True,
        "raw text to the tables of the first round, times as fast as punkt and TextBlob",
    ),
    "pipeline_table": (
        pipeline_table,
        2.0,
        True,
        "the same with the table of words as the only instrument",
    ),
    "pipeline_answer": (
        pipeline_answer,
        0.7,
        True,
        "with labels, actions and markers too, as a share of the speed of pipeline",
    ),
    "voices_spacy": (
        voices_spacy,
        6.0,
        True,
        "sentences, names, voices and tone, times as fast as spaCy, textacy and VADER",
    ),
    "archive": (
        archive,
        2.0,
        True,
        "processor time of an archive, first round over now, the tables of the first round",
    ),
    "keyness_pycorpdiff": (
        keyness_pycorpdiff,
        5.0,
        True,
        "raw text to keyness of two sides, times as fast as pycorpdiff",
    ),
    "keyness_scattertext": (
        keyness_scattertext,
        25.0,
        True,
        "the same, times as fast as scattertext",
    ),
    "peak_mb": (peak_mb, 400.0, False, "peak memory of that (MB)"),
    "stream_mb": (
        stream_mb,
        700.0,
        False,
        "peak memory of the whole comparison of 1 GB of articles (MB)",
    ),
    "two_workers": (
        two_workers,
        1.75,
        True,
        "two Dask workers, times as fast as one, whole comparison",
    ),
}


# Keys that take how much is measured, and of what.
SIZED = dict.fromkeys(
    ["pipeline", "pipeline_table", "pipeline_answer", "voices_spacy", "archive"], "articles"
) | {"two_workers": "megabytes"}


def _read_sizes(wanted: list[str]) -> dict[str, tuple[int, ...]]:
    """Each key wanted, and the number that was given with it; all keys without any."""
    sizes = {}
    for one in wanted or KEYS:
        key, given, size = one.partition("=")
        if key not in KEYS:
            raise SystemExit(f"no such key: {key}; there are {', '.join(KEYS)}")
        if given and (key not in SIZED or not size.isdecimal() or int(size) < 2):
            takes = ", ".join(f"{name} ({unit})" for name, unit in SIZED.items())
            raise SystemExit(f"{one}: a number, 2 or more, goes with {takes}")
        sizes[key] = (int(size),) if given else ()
    return sizes


def main(wanted: list[str]) -> int:
    """Measure the keys wanted, print and write the table, and count the keys that miss.

    Without any key all are measured.
    """
    path, missed = HERE / "latest.json", 0
    latest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for key, size in _read_sizes(wanted).items():
        measure, required, more, what = KEYS[key]
        value, n = measure(*size)
        good = math.isfinite(value) and (value >= required if more else value <= required)
        missed += not good
        limit = f"{'at least' if more else 'at most'} {required:g}"
        print(f"{key:20} {value:8.2f}  {limit}  {'' if good else 'MISSED '}{what} ({n})")
        # JSON has no number for what was not measured.
        known = value if math.isfinite(value) else None
        latest[key] = {
            "value": known,
            "required": required,
            "n": n,
            "command": f"python benchmarks/run.py {'='.join([key, *map(str, size)])}",
        }
        path.write_text(json.dumps(latest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
