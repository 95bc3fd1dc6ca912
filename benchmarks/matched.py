"""Groups compared within events against the same articles unpaired, on news of known events.

Events are those of BASIL and NewsWCL50 in CROSSFRAME_REFERENCE (validation/dev): outlets that tell
the same. PolNeAR names no events; there articles of one day are matched, which says how much a
mere date gives. Then the level where nothing differs (sides drawn anew within every event) and the
power where a difference was put in.

Usage: python benchmarks/matched.py [events] [suggested] [days] [level] [power]
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.event.build import build_corpus
from analysis.event.stories import suggest_events
from analysis.judge.families import TONE, VOICES, find_family
from analysis.judge.matched import sum_events, supply_events
from analysis.judge.rows import pick_voice
from analysis.judge.supply import supply_sums
from analysis.judge.thresholds import DECIDES
from analysis.judge.totals import sum_rows
from analysis.measures.codebooks import read_codebook
from analysis.read.sources import ARTICLE_COLUMNS
from analysis.stats.matched import compare_matched
from analysis.stats.totals import compare_sums, sum_units
from analysis.tables.corpus import Corpus
from analysis.tables.matched import keep_matched

BOOKS = {"generic": read_codebook(Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv")}
ASKED = [
    ("words left to others", VOICES, "all", "words of others"),
    ("author's tone", TONE, "author", DECIDES),
    ("tone of all voices", TONE, "all", DECIDES),
]
# Outlets of both sources under one name.
SAME = {"huffpost": "hpo"}
DAYS = [("nyt", "politico"), ("huff-post", "wash-post"), ("breitbart", "usa-today")]
LEVEL_DRAWS, POWER_DRAWS = 600, 200
EVENTS = (8, 20, 60)  # numbers of events of which the level and the power are measured


def read_lines(name: str) -> list[dict]:
    """The rows of a file of validation/dev."""
    path = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def list_event_articles() -> list[dict]:
    """Articles of BASIL and NewsWCL50: outlet, event, text."""
    rows = [
        {
            "outlet": row["source"],
            "event": f"basil {row['triplet'][:8]}",
            "text": "\n\n".join(" ".join(map(str.strip, p)) for p in row["paragraphs"]),
        }
        for row in read_lines("basil")
    ]
    return rows + [
        {
            "outlet": SAME.get(row["outlet"], row["outlet"]),
            "event": f"wcl50 {row['event']}",
            "text": row["text"],
        }
        for row in read_lines("wcl50")
    ]


def list_day_articles() -> list[dict]:
    """Articles of PolNeAR, the day in the place of the event."""
    return [
        {"outlet": row["publisher"], "event": row["file"].split("_")[1], "text": row["text"]}
        for name in ("polnear_train", "polnear_dev")
        for row in read_lines(name)
    ]


def make_corpus(rows: list[dict], pair: tuple[str, str]) -> Corpus:
    """The matched articles of two outlets."""
    frame = pd.DataFrame([row for row in rows if row["outlet"] in pair])
    order = frame["outlet"].map(pair.index).argsort(kind="stable")
    frame = frame.iloc[order].reset_index(drop=True)
    frame = frame.assign(article_id=[f"x{k:04d}" for k in frame.index], side=frame["outlet"], row=0)
    return keep_matched(build_corpus(_complete(frame), codebooks=BOOKS)[0])


def _complete(frame: pd.DataFrame) -> pd.DataFrame:
    """Articles with every column of raw ones."""
    lacking = dict.fromkeys((name for name in ARTICLE_COLUMNS if name not in frame), "")
    return frame.assign(**lacking)


def compare_both(corpus: Corpus, row, voice: str, subject: str) -> tuple[pd.Series, pd.Series]:
    """The finding on a subject within events, and of the same articles unpaired."""
    pair = corpus.pair
    paired = supply_events(sum_events(corpus, [row], pair=pair), pair=pair).compare(row, voice)
    plain = supply_sums(sum_rows(corpus, [row], pair=pair), pair=pair).compare(row, voice)
    return tuple(table[table["subject"] == subject].iloc[0] for table in (paired, plain))


def print_pairs(rows: list[dict], pairs) -> None:
    """Paired and unpaired estimates of every pair of outlets."""
    for pair in pairs:
        corpus = make_corpus(rows, pair)
        counts = corpus.articles["side"].value_counts()
        events = corpus.articles["event"].nunique()
        print(f"{pair[0]} - {pair[1]}: {events} events, {counts[pair[0]]} and {counts[pair[1]]}")
        for name, row, voice, subject in ASKED:
            paired, plain = compare_both(corpus, row, voice, subject)
            told = [f"{x['estimate']:+.3f} p {x['p']:.5f}" for x in (paired, plain)]
            print(f"  {name}: paired {told[0]} (n {paired['n_a']}), unpaired {told[1]}")
        words = find_family("terms")
        one = supply_events(sum_events(corpus, [words], pair=corpus.pair), pair=corpus.pair)
        two = supply_sums(sum_rows(corpus, [words], pair=corpus.pair), pair=corpus.pair)
        found = [supply.compare(words, "all") for supply in (one, two)]
        told = [f"{(t['q'] < 0.05).sum()} of {t['p'].notna().sum()} tested" for t in found]
        print(f"  word families with q < .05: paired {told[0]}, unpaired {told[1]}")


def print_suggestions(rows: list[dict], pairs) -> None:
    """How often two articles that are suggested as one event are one, by names alone."""
    right = made = known = 0
    for pair in pairs:
        corpus = make_corpus(rows, pair)
        found = suggest_events(corpus, days=None)
        event = found["article_id"].map(corpus.articles.set_index("article_id")["event"])
        same = event.groupby(found["event"]).nunique() == 1
        right, made = right + int(same.sum()), made + len(same)
        known += corpus.articles["event"].nunique()
    print(f"  {made} pairs suggested on {known} events of pairs of outlets, {right} right")


def list_values(rows: list[dict]) -> dict[str, pd.DataFrame]:
    """Of each measure num and den of every article of all outlets, with its event."""
    outlets = sorted({row["outlet"] for row in rows})
    frame = pd.DataFrame(rows).assign(row=0)
    frame["article_id"] = [f"x{k:04d}" for k in frame.index]
    frame["side"] = frame["outlet"]
    corpus = build_corpus(_complete(frame), codebooks=BOOKS, sides=outlets)[0]
    event = corpus.articles.set_index("article_id")["event"]
    found = {}
    for name, row, voice, subject in ASKED:
        units = pick_voice(row.units(corpus, row.main), voice)
        units = units[units["subject"] == subject]
        sums = units.groupby(["article_id", "side"], as_index=False)[["num", "den"]].sum()
        sums = sums[sums["den"] > 0]
        found[name] = sums.assign(event=sums["article_id"].map(event), outlet=sums["side"])
    return found


def measure_events(values: pd.DataFrame) -> float:
    """The intraclass correlation of articles on one event (one-way analysis of variance)."""
    rates = (values["num"] / values["den"]).groupby(values["event"])
    n, within = rates.size(), rates.var()
    k = len(n)
    inner = (within * (n - 1)).sum() / (n.sum() - k)
    grand = (rates.mean() * n).sum() / n.sum()
    outer = (n * (rates.mean() - grand) ** 2).sum() / (k - 1)
    size = (n.sum() - (n**2).sum() / n.sum()) / (k - 1)
    return float((outer - inner) / (outer + (size - 1) * inner))


def draw_pairs(values: pd.DataFrame, events: int, rng: np.random.Generator) -> pd.DataFrame:
    """Two articles of each of so many events, drawn with their events, their sides by chance."""
    groups = [own for _, own in values.groupby("event") if len(own) > 1]
    parts = []
    for number, k in enumerate(rng.integers(len(groups), size=events)):
        two = groups[k].iloc[rng.permutation(len(groups[k]))[:2]]
        parts.append(two.assign(side=["a", "b"], event=f"e{number:03d}"))
    drawn = pd.concat(parts, ignore_index=True)
    return drawn.assign(article_id=drawn.index.astype(str), subject="x")


def judge_drawn(drawn: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """What a drawn set gives within events and unpaired."""
    paired = compare_matched(drawn, drawn, sides=("a", "b"), seed=1)
    plain = compare_sums(*sum_units(drawn, sides=("a", "b")), scale="difference")
    return paired.iloc[0], plain.iloc[0]


def print_draws(values: dict[str, pd.DataFrame], *, draws: int, gap: float) -> None:
    """The share of draws with p < .05, where gap standard deviations are added to side a."""
    for name, table in values.items():
        rng = np.random.default_rng(7)
        spread = (table["num"] / table["den"]).std()
        print(f"  {name}: intraclass correlation of events {measure_events(table):.2f}")
        for events in EVENTS:
            hits = defaultdict(int)
            held = 0
            for _ in range(draws):
                drawn = draw_pairs(table, events, rng)
                added = gap * spread * drawn["den"]
                drawn = drawn.assign(num=drawn["num"] + added.where(drawn["side"] == "a", 0.0))
                found = judge_drawn(drawn)
                for way, one in zip(("paired", "unpaired"), found, strict=True):
                    hits[way] += one["p"] < 0.05
                held += found[0]["low"] <= gap * spread <= found[0]["high"]
            told = ", ".join(f"{way} {hit / draws:.3f}" for way, hit in hits.items())
            print(f"  {name}, {events} events: {told}; interval holds it {held / draws:.3f}")


def main(tasks: list[str]) -> None:
    """Print what is asked for, or everything."""
    tasks = tasks or ["events", "suggested", "days", "level", "power"]
    rows = list_event_articles()
    if "events" in tasks:
        print("Outlets on one event (BASIL, NewsWCL50)")
        print_pairs(rows, combinations(("nyt", "fox", "hpo"), 2))
    if "suggested" in tasks:
        print("Suggested by names, no day being known (BASIL, NewsWCL50)")
        print_suggestions(rows, combinations(("nyt", "fox", "hpo"), 2))
    if "days" in tasks:
        print("Articles of one day (PolNeAR, which names no events)")
        print_pairs(list_day_articles(), DAYS)
    values = list_values(rows) if {"level", "power"} & {*tasks} else {}
    if "level" in tasks:
        print(f"Share with p < .05 where sides are chance, of {LEVEL_DRAWS}")
        print_draws(values, draws=LEVEL_DRAWS, gap=0.0)
    if "power" in tasks:
        print(f"Share with p < .05 where half a standard deviation was added, of {POWER_DRAWS}")
        print_draws(values, draws=POWER_DRAWS, gap=0.5)


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit("CROSSFRAME_REFERENCE is not set: name the folder that holds validation/dev")
    main(sys.argv[1:])
