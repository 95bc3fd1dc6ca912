"""How the threshold of tone asked alone was chosen: share of pairs called, and called wrongly.

All pairs of rated articles with eight sentences or more, by the table of words. What is chosen on
pairs inside one half of the articles is measured inside the other; halves of single articles, in
which nothing differs, stand beside it.

The curve is kept in src/analysis/lexicons/tone_verdicts.csv; the chapter on instruments draws it.

Usage: python benchmarks/tone_alone.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/score.py
"""

from __future__ import annotations

import json
import os
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.instruments.scores import score_texts
from analysis.judge.alone import measure_gap
from analysis.text.typography import normalise

TARGET = Path(__file__).resolve().parents[1] / "src/analysis/lexicons/tone_verdicts.csv"
LONG, SEED, HALVINGS, AIM = 8, 2, 4, 0.03
THRESHOLDS = (1.0, 1.2, 1.4, 1.6, 1.7, 1.8, 1.9, 2.0, 2.1, 2.2, 2.4, 2.7)


def read_articles(folder: Path) -> list[pd.DataFrame]:
    """Rated sentences of each long article with their scores."""
    lines = (folder / "nyt.jsonl").read_text(encoding="utf-8").splitlines()
    data = pd.DataFrame([json.loads(line) for line in lines]).astype({"rating": float})
    texts = [normalise(text)[0] for text in data["text"]]
    data["score"] = score_texts(texts, instruments=["crossframe"])["tone"].fillna(0.0)
    return [rows for _, rows in data.groupby("doc", sort=False) if len(rows) >= LONG]


def list_pairs(articles: list[pd.DataFrame]) -> pd.DataFrame:
    """Of every pair with different ratings: gap, whether it has the raters' sign, and its half."""
    rows = []
    for i, j in combinations(range(len(articles)), 2):
        a, b = articles[i], articles[j]
        truth = a["rating"].mean() - b["rating"].mean()
        half = i % 2 if i % 2 == j % 2 else -1
        if truth:
            gap = measure_gap(a["score"], b["score"])
            rows.append((abs(gap), np.sign(gap) == np.sign(truth), half))
    return pd.DataFrame(rows, columns=["gap", "right", "half"])


def halve(articles: list[pd.DataFrame]) -> np.ndarray:
    """The gaps between random halves of single articles."""
    rng, gaps = np.random.default_rng(SEED), []
    for scores in (rows["score"].to_numpy() for rows in articles for _ in range(HALVINGS)):
        order, half = rng.permutation(len(scores)), len(scores) // 2
        gaps.append(measure_gap(scores[order[:half]], scores[order[half : 2 * half]]))
    return np.abs(gaps)


def choose(pairs: pd.DataFrame) -> float:
    """The smallest gap from which at most AIM of the pairs called are wrong."""
    ordered = pairs.sort_values("gap", ascending=False)
    wrong = (~ordered["right"]).cumsum() / np.arange(1, len(ordered) + 1)
    kept = np.flatnonzero((wrong <= AIM).to_numpy())
    return float(ordered["gap"].iloc[kept[-1]])


def describe(pairs: pd.DataFrame, least: float) -> tuple[float, float]:
    """Share called, and share of these that go against the raters."""
    called = pairs["gap"] >= least
    return float(called.mean()), float((~pairs.loc[called, "right"]).mean())


def main(folder: Path) -> None:
    """Print the spread within articles, the curve, and what halves choose."""
    articles = read_articles(folder)
    free = sum(len(rows) - 1 for rows in articles)
    within = sum(rows["score"].var() * (len(rows) - 1) for rows in articles) / free
    print(f"{len(articles)} articles; variance within articles {within:.3f}")
    pairs, gaps = list_pairs(articles), halve(articles)
    rows = [(t, *describe(pairs, t), (gaps >= t).mean()) for t in THRESHOLDS]
    table = pd.DataFrame(rows, columns=["errors", "called", "wrong", "halves"]).round(4)
    print(table.to_string(index=False))
    table.to_csv(TARGET, index=False, lineterminator="\n")
    halves = [pairs[pairs["half"] == k] for k in (0, 1)]
    for own, other in (halves, halves[::-1]):
        least = choose(own)
        called, wrong = describe(other, least)
        print(f"chosen for {AIM} wrong: t {least:.2f}; other half: {called:.3f}, {wrong:.3f} wrong")


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit("CROSSFRAME_REFERENCE is not set: name the folder that holds validation/score.py")
    main(Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev")
