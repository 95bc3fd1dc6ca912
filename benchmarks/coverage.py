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

DRAWS, RESAMPLES, SIZES, SEED = 400, 2000, ((3, 4), (8, 20), (20, 20)), 7


def load_paragraphs() -> np.ndarray:
    """Mean tone of every run of three sentences of an article."""
    path = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev" / "nyt.jsonl"
    data = pd.DataFrame(
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    )
    data["score"] = adapter.sentence_tone(list(data["text"]))
    runs = data.groupby(["doc", data.groupby("doc").cumcount() // RUN])["score"]
    return runs.mean()[runs.size() == RUN].to_numpy()


def main() -> None:
    """Print the share of draws whose interval holds the truth, by number of paragraphs."""
    paragraphs, rng, rows = load_paragraphs(), np.random.default_rng(SEED), []
    # A difference is put in, so that 0 is not what is looked for.
    true = 0.1
    lower, higher = paragraphs, paragraphs + true
    for size_a, size_b in SIZES:
        own = plain = 0
        for _ in range(DRAWS):
            a, b = rng.choice(higher, size_a), rng.choice(lower, size_b)
            units = pd.DataFrame(
                {"side": ["a"] * size_a + ["b"] * size_b, "num": [*a, *b], "den": 1}
            )
            units = units.assign(article_id=units["side"], block=range(len(units)))
            row = compare_sides(units, sides=("a", "b"), resamples=RESAMPLES).iloc[0]
            own += row["low"] <= true <= row["high"]
            found = bootstrap(
                (a, b),
                lambda x, y, axis: x.mean(axis) - y.mean(axis),
                n_resamples=RESAMPLES,
                method="percentile",
                rng=rng,
            ).confidence_interval
            plain += found.low <= true <= found.high
        rows.append((f"{size_a} against {size_b}", own / DRAWS, plain / DRAWS))
    print(f"{len(paragraphs)} paragraphs, {DRAWS} draws")
    print(
        pd.DataFrame(rows, columns=["paragraphs", "compare_sides", "plain percentile"]).to_string(
            index=False
        )
    )


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit(
            "CROSSFRAME_REFERENCE is not set: name the folder that holds validation/dev/nyt.jsonl"
        )
    main()
