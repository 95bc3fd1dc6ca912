"""Measure how fast Crossframe is, against others in the same run on this machine.

Usage: python benchmarks/run.py [key ...].

Every measurement is a function that gives value, n and what it was measured on; the table KEYS says
what is required. Writes benchmarks/latest.json with value, required, n and command of each key
measured.
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
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import stream
from equality import differences
from material import read_articles, recombine, write_stream

from analysis.articles.roles import list_sentences
from analysis.articles.segments import SEGMENTS, clean_text, list_segments
from analysis.event.build import build_corpus
from analysis.event.event import load_event
from analysis.event.gather import gather_articles
from analysis.instruments.scores import forget, score_texts
from analysis.judge.verdicts import judge_all
from analysis.measures.actions import list_actions
from analysis.measures.actors import list_names, mark_actors, suggest_actors
from analysis.measures.codebooks import read_codebook
from analysis.measures.labels import list_labels
from analysis.measures.markers import mark_markers
from analysis.measures.mentions import read_chunks
from analysis.measures.parallels import find_parallels
from analysis.measures.terms import count_words
from analysis.tables.corpus import Corpus
from analysis.text.columns import Words

HERE = Path(__file__).parent
TOLD = 420  # articles, about 2 MB, for the measures that are told
CODEBOOK = {"generic": read_codebook(HERE.parent / "data" / "codebooks" / "generic.csv")}


def clock(work: Callable, items: list) -> float:
    """Seconds of processor time for calling `work` on every item."""
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


def measure_textblob(
    peer: Callable, *, many: int = 100_000, block: int = 5_000
) -> tuple[float, str]:
    """TextBlob's score per sentence, ours against a call of the library.

    The sentences were never seen before; the two take turns in blocks.
    """
    sentences, source = recombine(many)
    if wrong := differences(sentences[:500]):
        raise SystemExit(f"scores differ from the library's: {wrong[0]}")
    forget()  # nothing is remembered from the comparison or an earlier measurement
    score_texts(["warm"], instruments=["textblob"]), peer("warm")  # both have read their lexicon
    ours = theirs = 0.0
    for k in range(0, many, block):
        ours += clock(
            lambda block: score_texts(block, instruments=["textblob"]), [sentences[k : k + block]]
        )
        theirs += clock(peer, sentences[k : k + block])
    return theirs / ours, f"{many:,} sentences recombined from {source}"


def textblob_api() -> tuple[float, str]:
    from textblob import TextBlob

    return measure_textblob(lambda sentence: TextBlob(sentence).sentiment)


def textblob_inner() -> tuple[float, str]:
    from textblob.en import sentiment

    return measure_textblob(sentiment)


def pipeline() -> tuple[float, str]:
    """All tables from raw text against sentences and tone alone, by nltk's punkt and TextBlob.

    The punkt is untrained, so that nothing is downloaded.

    Seconds on the clock, from the call to the tables: we work as `crossframe compare` does, on all
    processors, whose start counts. Beside it the processor time of both.
    """
    from nltk.tokenize.punkt import PunktSentenceTokenizer
    from textblob import TextBlob

    texts, source = read_articles()
    punkt, workers = PunktSentenceTokenizer(), os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        for k, text in enumerate(texts):
            (Path(folder) / f"{k:05d}.txt").write_text(text, encoding="utf-8")
        names = [{"id": f"t{k:05d}", "file": f"{k:05d}.txt"} for k in range(len(texts))]
        half = len(names) // 2
        sides = [{"label": "A", "articles": names[:half]}, {"label": "B", "articles": names[half:]}]
        forget()
        start, busy = time.perf_counter(), sum(os.times()[:4])
        raw = gather_articles({"sides": sides}, Path(folder))
        build_corpus(*raw, codebooks=CODEBOOK, workers=workers)
        ours, own = time.perf_counter() - start, sum(os.times()[:4]) - busy
    start, busy = time.perf_counter(), time.process_time()
    for text in texts:
        [TextBlob(sentence).sentiment for sentence in punkt.tokenize(text)]
    theirs, other = time.perf_counter() - start, time.process_time() - busy
    size = sum(len(text.encode()) for text in texts) / 1e6
    told = f"{size / ours:.2f} against {size / theirs:.2f} MB/s, on {workers} processors"
    return (
        theirs / ours,
        f"{size:.1f} MB, {source}; {told}; processor time {own:.1f} against {other:.1f} s",
    )


def pair_s() -> tuple[float, str]:
    """Processor seconds for all measures of two single articles in memory, 10,000 resamples.

    It is the first run after import.
    """
    event = load_event("harbour-lease")
    start = time.process_time()
    findings = judge_all(event.corpus, codebooks=event.settings["codebooks"])
    return time.process_time() - start, f"the teaching pair, {len(findings)} findings"


def measure_keyness(*peers: str, megabytes: int = 20, runs: int = 3) -> tuple[float, str]:
    """How many times as fast as the first peer we are from a file of articles to keyness.

    The other peers are named beside it.

    By turns in fresh processes; medians of the processor time after imports.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        what, found = write_stream(path, megabytes), {name: [] for name in ("crossframe", *peers)}
        try:
            for name in list(found) * runs:
                found[name].append(stream.measure(name, path)["seconds"])
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
        command = [sys.executable, "-W", "ignore", str(HERE / "archive.py"), str(path)]
        runs = [
            subprocess.run([*command, str(n)], capture_output=True, text=True, check=True)
            for n in workers
        ]
    return [json.loads(run.stdout.splitlines()[-1]) for run in runs], what


def stream_mb() -> tuple[float, str]:
    """Peak memory of the whole comparison of 1 GB, all processes together."""
    (found,), what = measure_archive(1000, 0)
    return found["peak_mb"], f"{what}; {found['seconds']:.0f} s"


def two_workers() -> tuple[float, str]:
    """How many times as fast two Dask workers are as one.

    This needs two processors that do nothing else.
    """
    (one, two), what = measure_archive(20, 1, 2)
    return one["seconds"] / two[
        "seconds"
    ], f"{what}; {one['seconds']:.0f} against {two['seconds']:.0f} s"


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
        1.5,
        True,
        "raw text to all tables, times as fast as punkt and TextBlob",
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
        800.0,
        False,
        "peak memory of the whole comparison of 1 GB of articles (MB)",
    ),
    "two_workers": (
        two_workers,
        1.6,
        True,
        "two Dask workers, times as fast as one, whole comparison",
    ),
}


def main(wanted: list[str]) -> int:
    """Measure the keys wanted, print and write the table, and count the keys that miss.

    Without any key all are measured.
    """
    if unknown := set(wanted) - set(KEYS):
        raise SystemExit(f"no such key: {', '.join(sorted(unknown))}; there are {', '.join(KEYS)}")
    path, missed = HERE / "latest.json", 0
    latest = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for key in wanted or KEYS:
        measure, required, more, what = KEYS[key]
        value, n = measure()
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
            "command": f"python benchmarks/run.py {key}",
        }
        path.write_text(json.dumps(latest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
