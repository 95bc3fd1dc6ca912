"""How many of 30 terms doubled in one of two random groups are found, against Welch's t.

Usage: python benchmarks/power.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/dev/polnear_train.jsonl
"""

import json
import os
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind

from analysis.stats.totals import compare_counts
from analysis.stats.variance import adjust_p
from analysis.text.typography import normalise
from analysis.text.words import term_of, word_spans

SEEDS, GROUP, DOUBLED, LEAST = 20, 60, 30, 20


def main() -> None:
    """Print the terms recovered and the false ones, summed over the seeds."""
    path = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev" / "polnear_train.jsonl"
    texts = [
        normalise(json.loads(line)["text"])[0]
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    counts = pd.DataFrame(
        [Counter(term_of(text[i:j]) for i, j in word_spans(text)) for text in texts]
    ).fillna(0)
    found = Counter()
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        drawn = counts.iloc[rng.permutation(len(counts))[: 2 * GROUP]].reset_index(drop=True)
        drawn = drawn.loc[:, drawn.sum() >= LEAST]
        doubled = rng.choice(drawn.columns, DOUBLED, replace=False)
        drawn.loc[: GROUP - 1, doubled] *= 2
        words = drawn.sum(axis=1)
        rates = drawn.div(words, axis=0)
        welch = pd.Series(
            adjust_p(ttest_ind(rates[:GROUP], rates[GROUP:], equal_var=False).pvalue), drawn.columns
        )
        listed = pd.DataFrame(
            {"article_id": drawn.index, "side": np.repeat(["a", "b"], GROUP), "den": words}
        )
        uses = drawn.reset_index(names="article_id").melt(
            "article_id", var_name="subject", value_name="num"
        )
        own = compare_counts(uses, listed, sides=("a", "b")).set_index("subject")["q"]
        for name, q in (
            ("Welch with Benjamini-Hochberg", welch),
            ("compare_counts, as the report does", own),
        ):
            hits = set(q.index[q < 0.05])
            found[name, "recovered"] += len(hits & set(doubled))
            found[name, "false"] += len(hits - set(doubled))
    for (name, what), n in found.items():
        print(
            f"{name}: {n} {what}"
            + (f" of {SEEDS * DOUBLED} doubled terms" if what == "recovered" else "")
        )


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit(
            "CROSSFRAME_REFERENCE is not set: name the folder that holds "
            "validation/dev/polnear_train.jsonl"
        )
    main()
