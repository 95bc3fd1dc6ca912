"""What the verdict on tone of a page calls, on pairs and on halves of rated articles.

For every p and every number of errors that a difference must reach: the share of pairs called, the
share of these that go against the raters, on all pairs and on two halves of them, and the share of
halves of one article called. The page's own error rate, which comes on top, is left out.

Usage: python benchmarks/thresholds.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/score.py
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from dataclasses import replace
from itertools import product
from pathlib import Path

import adapter
import numpy as np
import pandas as pd

from analysis.instruments.marks import mark_sentiment
from analysis.judge import thresholds
from analysis.judge.thresholds import decide_tone
from analysis.judge.verdicts import judge_tone

CHANCES, FLOORS = (0.05, 0.06, 0.08), (0.0, 1.0, 1.5, 2.0, 2.5)
SEED, HALVINGS = 2, 2


def load_score(path: Path):
    """The scoring script as a module, so that its own function draws the same pairs."""
    spec = importlib.util.spec_from_file_location("score", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def judge(texts_a: list[str], texts_b: list[str]) -> pd.Series:
    """The finding on tone with everything that a threshold looks at."""
    corpus = adapter._corpus({"a": texts_a, "b": texts_b})
    return judge_tone(replace(corpus, marks=mark_sentiment(corpus.segments))).iloc[0]


def call(finding: pd.Series, chance: float, errors: float) -> int:
    """What decide_tone would call with other thresholds: 1, -1, or 0."""
    thresholds.SURE_P, thresholds.SURE_T = chance, errors
    supported = decide_tone(finding, witness=finding["witness"]) == "supported"
    return int(np.sign(finding["estimate"])) * supported


def main() -> None:
    """Print the table of thresholds."""
    folder = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation"
    score = load_score(folder / "score.py")
    lines = (folder / "dev" / "nyt.jsonl").read_text(encoding="utf-8").splitlines()
    data = pd.DataFrame([json.loads(line) for line in lines]).astype({"rating": float})
    articles = [
        rows for _, rows in data.groupby("doc", sort=False) if len(rows) >= score.MIN_SENTENCES
    ]
    rating = [rows["rating"].mean() for rows in articles]
    pairs = [
        p
        for p in score._article_pairs(len(articles), score.VERDICT_PAIRS)
        if rating[p[0]] != rating[p[1]]
    ]
    found = [judge(list(articles[a]["text"]), list(articles[b]["text"])) for a, b in pairs]
    truth = np.array([np.sign(rating[a] - rating[b]) for a, b in pairs])
    rng, halves = np.random.default_rng(SEED), []
    for texts in (list(rows["text"]) for rows in articles for _ in range(HALVINGS)):
        order, half = rng.permutation(len(texts)), len(texts) // 2
        halves.append(
            judge([texts[i] for i in order[:half]], [texts[i] for i in order[half : 2 * half]])
        )
    part = np.arange(len(pairs)) % 2
    rows = []
    for chance, errors in product(CHANCES, FLOORS):
        called = np.array([call(finding, chance, errors) for finding in found])
        wrong = (called != 0) & (called != truth)
        row = {"p at most": chance, "errors": errors, "called": (called != 0).mean()}
        row["against the raters"] = wrong.sum() / max((called != 0).sum(), 1)
        for k in (0, 1):
            row[f"half {k + 1}"] = f"{wrong[part == k].sum()} of {(called[part == k] != 0).sum()}"
        rows.append(
            {
                **row,
                "halves called": np.mean(
                    [call(finding, chance, errors) != 0 for finding in halves]
                ),
            }
        )
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit("CROSSFRAME_REFERENCE is not set: name the folder that holds validation/score.py")
    main()
