"""Words that a publisher's style book decides and no writer: titles, weekdays, numbers as words.

They differ between outlets on every event, so a difference in them says nothing about how the event
is told. They keep their place in the base of every rate, and are compared nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

import pandas as pd

from analysis.tables.resources import load_lexicon
from analysis.text.english import load_stopwords

CONTRACTIONS = "contractions"
OUTLETS = "names of outlets"


@cache
def load_house_style() -> MappingProxyType:
    """Load the kind of every word that a style book decides.

    Returns
    -------
    Word in small letters -> kind, of lexicons/house_style.csv.

    Examples
    --------
    >>> load_house_style()["mrs"], load_house_style()["friday"]
    ('titles', 'weekdays')
    """
    table = load_lexicon("house_style")
    return MappingProxyType(
        {word: row.kind for row in table.itertuples(index=False) for word in row.words.split()}
    )


def find_style(words: pd.Series, *, outlets: Iterable[str] = ()) -> pd.Series:
    """The kind of house style of every word.

    Parameters
    ----------
    words : single words as the terms table writes them.
    outlets : names of the outlets that are compared; their words are house style too.

    Returns
    -------
    A kind of lexicons/house_style.csv, 'contractions' or 'names of outlets'; '' for other words.

    Examples
    --------
    >>> find_style(pd.Series(["Mr.", "don't", "lease"])).tolist()
    ['titles', 'contractions', '']
    >>> find_style(pd.Series(["the", "echo"]), outlets=["The Echo"]).tolist()
    ['', 'names of outlets']
    """
    known = load_house_style()
    # "The" of The Post is no word of that name alone.
    own = {word for name in outlets for word in name.lower().split()} - load_stopwords()
    kinds = {word: _find_kind(word, known, own) for word in words.unique().tolist()}
    return words.map(kinds).astype("str")


def _find_kind(word: str, known: MappingProxyType, outlets: set[str]) -> str:
    low = word.lower().strip(".")
    if low in known:
        return known[low]
    if "'" in low:
        return CONTRACTIONS
    return OUTLETS if low in outlets else ""
