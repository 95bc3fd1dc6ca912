"""What chance and other ways of scoring give, and what could have been found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measures.tone import score_segments
from analysis.stats.compare import minimum_detectable
from analysis.stats.seeds import seed_sides
from analysis.tables.corpus import Corpus


def list_ways(corpus: Corpus) -> pd.DataFrame:
    """The scores of both sides under the ways of scoring that readers meet: naive, by sentence,
    with names masked.

    Returns: way, a, b.
    """
    naive = corpus.articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean()
    rows = [
        (f"{name}, whole file", *naive[column].reindex(list(corpus.pair)))
        for name, column in (("TextBlob", "naive_polarity"), ("VADER", "naive_compound"))
    ]
    for name, instrument in (("TextBlob", "textblob"), ("VADER", "vader")):
        for masked in (False, True):
            units = (
                score_segments(corpus, instrument=instrument, mask_names=masked)
                .groupby("side")[["num", "den"]]
                .sum()
            )
            means = (units["num"] / units["den"]).reindex(list(corpus.pair))
            rows.append((f"{name}, body sentences" + (", names masked" if masked else ""), *means))
    return pd.DataFrame(rows, columns=["way", "a", "b"])


def split_halves(corpus: Corpus, *, side: str, draws: int = 500) -> pd.DataFrame:
    """Difference in tone between random halves of one side's paragraphs.

    It is what chance gives where nothing differs; the halves are drawn by the side's own seed.
    Arguments: draws, halvings. Returns: one row a draw: side, draw, estimate (first half
    minus second).
    """
    units = score_segments(corpus, instrument="vader").query("side == @side")
    blocks = units.groupby(["article_id", "block"])[["num", "den"]].sum().to_numpy()
    rng, rows = np.random.default_rng(seed_sides(corpus.articles)[side]), []
    for draw in range(draws):
        first = rng.permutation(len(blocks)) < len(blocks) // 2
        (one, n_one), (two, n_two) = blocks[first].sum(0), blocks[~first].sum(0)
        rows.append((side, draw, one / n_one - two / n_two if n_one and n_two else np.nan))
    return pd.DataFrame(rows, columns=["side", "draw", "estimate"])


def list_detectable(corpus: Corpus) -> pd.DataFrame:
    """The smallest difference in tone that would be found (power .8) beside the one that was, by
    instrument.

    Returns: instrument, estimate, detectable, unit.
    """
    rows = []
    for instrument in ("vader", "textblob"):
        units = score_segments(corpus, instrument=instrument)
        values = units.groupby("side")[["num", "den"]].sum().reindex(list(corpus.pair))
        a, b = values["num"] / values["den"]
        row = minimum_detectable(units, sides=corpus.pair).iloc[0]
        rows.append((instrument, a - b, row["detectable"], row["unit"]))
    return pd.DataFrame(rows, columns=["instrument", "estimate", "detectable", "unit"])
