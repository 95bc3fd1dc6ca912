"""How often the 95 % interval of a difference in tone holds the true one, in two short texts.

Two sides of a few paragraphs are drawn, many times, from the paragraphs (runs of three sentences,
scored by VADER) of rated news; what they are drawn from is known, so the true difference is. The
interval of stats.compare_sides stands beside a plain percentile bootstrap by scipy.

Usage: python benchmarks/coverage.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/dev/nyt.jsonl
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import adapter
import numpy as np
import pandas as pd
from scipy.stats import bootstrap

from analysis.stats.compare import compare_sides
from analysis.stats.units import RUN

DRAWS, RESAMPLES, SEED = 400, 2000, 7
SIZES = ((3, 4), (8, 20), (20, 20))  # paragraphs of two articles
GROUPS = (3, 5, 20, 60)  # articles a side
TRUE = 0.1  # a difference is put in, so that 0 is not what is looked for


def load_paragraphs() -> np.ndarray:
    """Mean tone of every run of three sentences of an article."""
    path = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev" / "nyt.jsonl"
    data = pd.DataFrame(
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    )
    data["score"] = adapter.sentence_tone(list(data["text"]))
    runs = data.groupby(["doc", data.groupby("doc").cumcount() // RUN])["score"]
    return runs.mean()[runs.size() == RUN].to_numpy()


def load_articles() -> np.ndarray:
    """The sum of tone and the number of sentences of every rated article."""
    path = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev" / "nyt.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    data = pd.DataFrame([json.loads(line) for line in lines])
    data["score"] = adapter.sentence_tone(list(data["text"]))
    return data.groupby("doc")["score"].agg(["sum", "size"]).to_numpy()


def cover_paragraphs() -> pd.DataFrame:
    """Two articles: how often the interval holds the truth, by number of paragraphs."""
    paragraphs, rng, rows = load_paragraphs(), np.random.default_rng(SEED), []
    for size_a, size_b in SIZES:
        own = plain = 0
        for _ in range(DRAWS):
            a, b = rng.choice(paragraphs + TRUE, size_a), rng.choice(paragraphs, size_b)
            units = pd.DataFrame(
                {"side": ["a"] * size_a + ["b"] * size_b, "num": [*a, *b], "den": 1}
            )
            units = units.assign(article_id=units["side"], block=range(len(units)))
            row = compare_sides(units, sides=("a", "b"), resamples=RESAMPLES).iloc[0]
            own += row["low"] <= TRUE <= row["high"]
            found = bootstrap(
                (a, b),
                lambda x, y, axis: x.mean(axis) - y.mean(axis),
                n_resamples=RESAMPLES,
                method="percentile",
                rng=rng,
            ).confidence_interval
            plain += found.low <= TRUE <= found.high
        rows.append((f"{size_a} against {size_b} paragraphs", own / DRAWS, plain / DRAWS))
    return pd.DataFrame(rows, columns=["units", "compare_sides", "plain percentile"])


def cover_articles() -> pd.DataFrame:
    """Groups: the t interval from sums beside a percentile bootstrap of whole articles."""
    articles, rng, rows = load_articles(), np.random.default_rng(SEED), []
    for size in GROUPS:
        own = plain = 0
        for _ in range(DRAWS):
            a, b = (articles[rng.integers(0, len(articles), size)] for _ in "ab")
            a = a + [[TRUE, 0]] * a[:, 1:]
            units = pd.DataFrame([*a, *b], columns=["num", "den"])
            units = units.assign(side=["a"] * size + ["b"] * size, article_id=range(2 * size))
            row = compare_sides(units, sides=("a", "b")).iloc[0]
            own += row["low"] <= TRUE <= row["high"]
            gaps = 0
            for sign, group in ((1, a), (-1, b)):
                drawn = group[rng.integers(0, size, (RESAMPLES, size))].sum(1)
                gaps = gaps + sign * drawn[:, 0] / drawn[:, 1]
            low, high = np.quantile(gaps, [0.025, 0.975])
            plain += low <= TRUE <= high
        rows.append((f"{size} articles a side", own / DRAWS, plain / DRAWS))
    return pd.DataFrame(rows, columns=["units", "compare_sides", "plain percentile"])


def main() -> None:
    """Print the share of draws whose interval holds the truth."""
    table = pd.concat([cover_paragraphs(), cover_articles()])
    print(f"{DRAWS} draws, true difference {TRUE}")
    print(table.to_string(index=False))


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit(
            "CROSSFRAME_REFERENCE is not set: name the folder that holds validation/dev/nyt.jsonl"
        )
    main()
