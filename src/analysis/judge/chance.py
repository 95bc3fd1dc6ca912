"""What chance and other ways of scoring give, and what could have been found."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.judge.thresholds import DECIDES
from analysis.judge.tone import INSTRUMENTS
from analysis.measures.scoring import Scorer, score_segments
from analysis.stats.compare import minimum_detectable
from analysis.stats.seeds import seed_sides
from analysis.tables.corpus import Corpus


def list_ways(corpus: Corpus) -> pd.DataFrame:
    """The scores of both sides under the ways of scoring that readers meet.

    Of the two libraries whose scores run from −1 to +1: whole files, sentences of the body, and
    these without names and reporting words.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    A row a way of scoring: way (its name), a and b (the mean score of each side).

    Examples
    --------
    >>> import crossframe as cf
    >>> list_ways(cf.load_event("harbour-lease").corpus)["way"].head(2).tolist()
    ['TextBlob, whole file', 'VADER, whole file']
    """
    by_side = corpus.articles.groupby("side", sort=False)
    columns = {"TextBlob": "naive_polarity", "VADER": "naive_compound"}
    names = {"textblob": "TextBlob", "vader": "VADER"}
    sides = list(corpus.pair)
    rows = []
    for name, column in columns.items():
        means = by_side[column].mean().reindex(sides)
        rows.append((f"{name}, whole file", *means))
    for instrument, name in names.items():
        scorer = Scorer(corpus, instrument=instrument)
        for masked, what in ((False, ""), (True, ", masked")):
            units = scorer.score(mask_names=masked, mask_cues=masked, mask_topics=False)
            body = units[units["role"] == "body"]
            sums = body.groupby("side")[["num", "den"]].sum()
            means = sums["num"] / sums["den"]
            rows.append((f"{name}, body sentences{what}", *means.reindex(sides)))
    return pd.DataFrame(rows, columns=["way", "a", "b"])


def split_halves(corpus: Corpus, *, side: str, draws: int = 500) -> pd.DataFrame:
    """Difference in tone between random halves of one side's paragraphs.

    It is what chance gives where nothing differs; the halves are drawn by the side's own seed.

    Parameters
    ----------
    corpus : the articles, of two sides.
    side : the label of the side that is halved.
    draws : halvings.

    Returns
    -------
    One row a draw: side, draw (its number), estimate (first half minus second; missing where a half
    has no sentence).

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> len(split_halves(corpus, side=corpus.sides[0], draws=20))
    20
    """
    units = score_segments(corpus, instrument=DECIDES).query("side == @side")
    blocks = units.groupby(["article_id", "block"])[["num", "den"]].sum().to_numpy()
    rng = np.random.default_rng(seed_sides(corpus.articles)[side])
    half = len(blocks) // 2
    rows = []
    for draw in range(draws):
        first = rng.permutation(len(blocks)) < half
        one, n_one = blocks[first].sum(0)
        two, n_two = blocks[~first].sum(0)
        gap = np.nan
        if n_one and n_two:
            gap = one / n_one - two / n_two
        rows.append((side, draw, gap))
    return pd.DataFrame(rows, columns=["side", "draw", "estimate"])


def list_detectable(corpus: Corpus) -> pd.DataFrame:
    """Say by instrument which difference in tone would be found, beside the one that was.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    A row an instrument: instrument, estimate (a - b, as found), detectable (the smallest true
    difference that would be found with power .8), unit (what the units are, as
    stats.units.choose_unit names it).

    Examples
    --------
    >>> import crossframe as cf
    >>> list_detectable(cf.load_event("harbour-lease").corpus)["instrument"].tolist()
    ['crossframe', 'vader', 'textblob']
    """
    rows = []
    for instrument in INSTRUMENTS:
        units = score_segments(corpus, instrument=instrument)
        values = units.groupby("side")[["num", "den"]].sum().reindex(list(corpus.pair))
        a, b = values["num"] / values["den"]
        row = minimum_detectable(units, sides=corpus.pair).iloc[0]
        rows.append((instrument, a - b, row["detectable"], row["unit"]))
    return pd.DataFrame(rows, columns=["instrument", "estimate", "detectable", "unit"])
