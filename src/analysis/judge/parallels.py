"""Numbers, years and places that both sides tell, as a told measure, with the sentences of each.

That both tell a number does not say that they mean the same by it. Pairs of sentences with the same
rare words are listed by measures.parallels, since pairs do not add up over parts of an archive.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.naming import count_names, find_names
from analysis.judge.rows import Pair
from analysis.tables.corpus import Corpus

KINDS = {"number": "numbers and years", "place": "places"}
KEPT = 100  # of a kind, in the table


def count_shared(corpus: Corpus) -> pd.DataFrame:
    """How often each side tells a number or names a place, in the body.

    Returns: kind (a key of KINDS), subject, side, n.
    """
    rows = count_names(corpus)
    return rows[rows["kind"].isin(KINDS)]


def keep_shared(table: pd.DataFrame) -> pd.DataFrame:
    """What both sides tell, at most KEPT of a kind."""
    both = table[(table["a"] > 0) & (table["b"] > 0)]
    return both.groupby("kind", sort=False).head(KEPT).reset_index(drop=True)


def write_shared(counts: pd.DataFrame, pair: Pair) -> str:
    """What both sides tell, by kind."""
    said = []
    for kind, noun in KINDS.items():
        own = counts[counts["kind"] == kind]
        if len(own):
            named = [f"{row.subject} ({row.a} and {row.b})" for row in own.itertuples()]
            said.append(f"{noun} {', '.join(named)}")
    return f"In both: {'; '.join(said)}." if said else "No number and no place is in both."


def find_shared(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The segments that tell a number or name a place."""
    rows = find_names(body, subjects)
    return rows[rows["kind"].isin(KINDS)]
