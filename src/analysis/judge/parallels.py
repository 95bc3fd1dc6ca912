"""Numbers, years and places that both sides tell, as a told measure, with the sentences of each.

That both tell a number does not say that they mean the same by it. Pairs of sentences with the same
rare words are listed by measures.parallels, since pairs do not add up over parts of an archive.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.naming import ASIDE, count_numbers_and_places, find_names, order_named
from analysis.judge.rows import Pair
from analysis.tables.corpus import Corpus

KINDS = {"number": "numbers and years", "place": "places"}
KEPT = 100  # of each kind in the table
MOST = 4  # of each kind on the first screen


def count_shared(corpus: Corpus) -> pd.DataFrame:
    """How often each side tells a number or names a place, in the body.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind (a key of KINDS, with ASIDE for what stands outside the body), subject (the number or the
    place), side, n (uses).
    """
    rows = count_numbers_and_places(corpus)
    kinds = [kind + place for kind in KINDS for place in ("", ASIDE)]
    return rows[rows["kind"].isin(kinds)]


def keep_shared(table: pd.DataFrame) -> pd.DataFrame:
    """What both sides tell in the body, first what they tell most often, at most KEPT of a kind.

    For the order headlines count too, since they tell what matters most.

    Parameters and result: see `rows.Told.keep`.
    """
    is_body = table["kind"].isin(KINDS)
    in_both = table[is_body & (table["a"] > 0) & (table["b"] > 0)]
    kind = table["kind"].str.removesuffix(ASIDE)
    uses = (table["a"] + table["b"]).groupby([kind, table["subject"]]).sum()
    told = pd.MultiIndex.from_frame(in_both[["kind", "subject"]])
    n = pd.Series(uses.reindex(told).to_numpy(), in_both.index)
    ordered = order_named(in_both, n)
    by_kind = ordered.groupby("kind", sort=False)
    return by_kind.head(KEPT).reset_index(drop=True)


def lead_shared(table: pd.DataFrame) -> pd.DataFrame:
    """What the first screen names: MOST of a kind; the chapter on actors has all of them.

    Parameters and result: see `rows.Told.lead`.
    """
    return table.groupby("kind", sort=False).head(MOST)


def write_shared(counts: pd.DataFrame, pair: Pair) -> str:
    """Write what both sides tell, by kind.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": ["number"], "subject": ["1994"], "a": [1], "b": [2]})
    >>> write_shared(counts, ("Post", "Echo"))
    'Numbers and years 1994.'
    """
    said = []
    for kind, noun in KINDS.items():
        own = counts[counts["kind"] == kind]
        if len(own):
            said.append(f"{noun} {', '.join(own['subject'])}")
    told = "; ".join(said) or "no number and no place"
    return f"{told[0].upper()}{told[1:]}."


def write_size(table: pd.DataFrame) -> str:
    """How many numbers and places both tell.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> write_size(pd.DataFrame({"a": [2, 1], "b": [1, 4]}))
    '2 in both'
    """
    return f"{len(table)} in both"


def find_shared(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The segments that tell a number or name a place.

    Parameters and result: see `rows.Told.evidence`.
    """
    rows = find_names(body, subjects)
    return rows[rows["kind"].isin(KINDS)]
