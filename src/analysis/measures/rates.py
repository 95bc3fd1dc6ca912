"""How often each side uses a word, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.measures.terms import list_units
from analysis.stats.intervals import spread_sides

PER = 1000  # words


def rate_terms(
    terms: pd.DataFrame, articles: pd.DataFrame, *, keep: Sequence[str], sides: tuple[str, str]
) -> pd.DataFrame:
    """Uses of words in 1,000 words of each side, with 95 % intervals, in the order asked for.

    Parameters
    ----------
    terms : the terms table, complete with stop words so that rates have their base.
    articles : article_id, side.
    keep : the words.
    sides : labels of a and b.

    Returns
    -------
    One row a word: term, a, low_a, high_a, b, low_b, high_b (uses in 1,000 words with their
    intervals).

    Raises
    ------
    KeyError : for a side without articles.
    """
    units = list_units(terms, articles, keep=keep)
    rates = spread_sides(units, sides=sides, per=PER).set_index("subject")
    return rates.loc[list(keep)].reset_index(names="term")
