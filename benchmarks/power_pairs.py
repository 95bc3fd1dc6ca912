"""How often a word that one of two articles favours is found, by two rules on what is tested.

The words of two halves of a news article, in which nothing differs, and one word that is planted:
it stands in a share of the paragraphs of the one half and in one in twenty of the other. *Fixed*
tests what stands in five paragraphs and corrects for all of that; *reachable* is the rule of
stats.reach. The share of halves in which another word is found stands beside both.

Usage: python benchmarks/power_pairs.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/dev/polnear_train.jsonl
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.judge.thresholds import SURE_Q
from analysis.stats.compare import compare_sides
from analysis.stats.variance import adjust_p
from analysis.text.english import load_stopwords
from analysis.text.words import list_terms

SOURCE = Path("validation") / "dev" / "polnear_train.jsonl"
PAIRS, LEAST, SEED, FEWEST = 60, 16, 5, 3
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8)  # of paragraphs that hold the planted word
ELSEWHERE = 0.05
PLANTED = "(planted)"


def read_halves(path: Path, rng: np.random.Generator) -> list[pd.DataFrame]:
    """Unit tables of the words of random halves of articles: side, block, subject, num, den."""
    tables: list[pd.DataFrame] = []
    for line in path.read_text("utf-8").splitlines():
        paragraphs = [part for part in json.loads(line)["text"].split("\n") if part.strip()]
        if len(paragraphs) >= LEAST and len(tables) < PAIRS:
            tables.append(_count(paragraphs, rng.permutation(len(paragraphs))))
    return tables


def _count(paragraphs: list[str], order: np.ndarray) -> pd.DataFrame:
    stop = load_stopwords()
    counts = [pd.Series(list_terms(paragraphs[k]), dtype="str").value_counts() for k in order]
    size = [int(count.sum()) for count in counts]
    wide = pd.DataFrame(counts, index=range(len(counts))).fillna(0)
    wide = wide.loc[:, (wide.sum() >= FEWEST) & ~wide.columns.isin(stop)]
    units = wide.melt(var_name="subject", value_name="num", ignore_index=False)
    units = units.reset_index(names="block").assign(article_id="x")
    units["den"] = units["block"].map(dict(enumerate(size)))
    units["side"] = np.where(units["block"] < len(paragraphs) // 2, "a", "b")
    return units[units["den"] > 0]


def plant(units: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """The table with the planted word, once in each paragraph that is drawn."""
    blocks = units.drop_duplicates("block")
    chance = np.where(blocks["side"] == "a", share, ELSEWHERE)
    return pd.concat([units, blocks.assign(subject=PLANTED, num=rng.random(len(blocks)) < chance)])


def find(units: pd.DataFrame) -> tuple[set[str], set[str]]:
    """The words that are found by the fixed rule, and by the one of stats.reach."""
    table = compare_sides(units.astype({"num": float}), sides=("a", "b"), scale="log_ratio",
                          resamples=2000)  # fmt: skip
    held = units[units["num"] > 0].groupby("subject").size()
    often = table["subject"].map(held).fillna(0) >= 5
    q = adjust_p(table["p"].fillna(1.0).where(often))
    clear = (table["low"] > 0) | (table["high"] < 0)
    by_fixed = table.loc[clear & (q < SURE_Q), "subject"]
    by_reach = table.loc[clear & (table["q"] < SURE_Q), "subject"]
    return set(by_fixed), set(by_reach)


def main(root: Path) -> None:
    """Print the share of halves in which the planted word, and any other, is found."""
    rng = np.random.default_rng(SEED)
    tables = read_halves(root / SOURCE, rng)
    rows = []
    for share in SHARES:
        found = [find(plant(units, share, rng)) for units in tables]
        row = {"paragraphs with it": share}
        for name, k in (("fixed", 0), ("reachable", 1)):
            row[f"{name}: found"] = np.mean([PLANTED in both[k] for both in found])
            row[f"{name}: another"] = np.mean([bool(both[k] - {PLANTED}) for both in found])
        rows.append(row)
    print(f"{len(tables)} articles in halves")
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ:
        sys.exit(f"CROSSFRAME_REFERENCE is not set: name the folder that holds {SOURCE}")
    main(Path(os.environ["CROSSFRAME_REFERENCE"]))
