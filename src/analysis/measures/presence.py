"""Who speaks and who is named on each side, as shares that one picture shows."""

from __future__ import annotations

import pandas as pd

from analysis.measures.camps import APART, AUTHOR, UNKNOWN, find_camps
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side, letter_sides

SPEAKS, NAMED = "speaks:", "named:"
COLUMNS = ["what", "subject", "a", "b", "n_a", "n_b", "segments"]
MOST = 3  # speakers of a side, where no speaker has a camp
MENTIONED = 6  # actors, those with most sentences


def list_presence(corpus: Corpus) -> pd.DataFrame:
    """The words that each camp speaks, and the sentences that name each actor, as shares.

    Where no speaker has a camp, the speakers with most words of each side stand in their place.
    Words without a known speaker have a row of their own; those of the author have none.

    Parameters
    ----------
    corpus : of any roles; only the body counts.

    Returns
    -------
    Camps or speakers first, then actors, each by falling share: what ('speaks:' or 'named:'),
    subject, a, b (share of the words, or of the sentences, of the body of each side), n_a, n_b (the
    words, or the sentences), segments (ids).

    Examples
    --------
    >>> from analysis.event.event import load_event
    >>> rows = list_presence(load_event("harbour-lease").corpus)
    >>> rows["what"].unique().tolist()
    ['speaks:', 'named:']
    """
    body = corpus.select(role="body")
    return pd.concat([_list_words(body), _list_named(body)], ignore_index=True)


def _list_words(body: Corpus) -> pd.DataFrame:
    """The words of camps, or of single speakers where there is no camp."""
    sides = body.sides[:2]
    rows = find_camps(body)
    total = rows.groupby("side")["n_words"].sum()
    spoken = rows[rows["camp"] != AUTHOR]
    has_camps = not spoken["camp"].isin(APART).all()
    subject = spoken["camp"] if has_camps else _name_speakers(spoken, sides)
    counted = spoken.assign(subject=subject, n=spoken["n_words"])
    named = counted[counted["subject"] != ""]
    return _face(named, total, sides, what=SPEAKS)


def _name_speakers(spoken: pd.DataFrame, sides: tuple[str, ...]) -> pd.Series:
    """The names of the speakers with most words of each side; all others are one row."""
    known = spoken[spoken["name"] != ""]
    words = known.groupby(["side", "name"])["n_words"].sum()
    most: set[str] = set()
    for side in sides:
        most.update(_find_most(words, side))
    is_known = spoken["name"].isin(most)
    named = spoken["name"].where(is_known, "other speakers")
    return named.mask(spoken["camp"] == UNKNOWN, UNKNOWN)


def _find_most(words: pd.Series, side: str) -> list[str]:
    own = words[words.index.get_level_values("side") == side]
    return list(own.nlargest(MOST).index.get_level_values("name"))


def _list_named(body: Corpus) -> pd.DataFrame:
    """The actors in most sentences."""
    segments = add_side(body.segments, body.articles)
    keys = ["article_id", "paragraph", "sentence"]
    total = segments.drop_duplicates(keys).groupby("side").size()
    marks = body.marks[body.marks["instrument"] == "actors"]
    named = marks[["segment_id", "label"]].drop_duplicates().merge(segments, on="segment_id")
    once = ~named.duplicated([*keys, "label"])
    counted = named.assign(subject=named["label"], n=once.astype("int64"))
    return _face(counted, total, body.sides[:2], what=NAMED).head(MENTIONED)


def _face(
    counted: pd.DataFrame, total: pd.Series, sides: tuple[str, ...], *, what: str
) -> pd.DataFrame:
    """The counts of both sides beside each other, with their shares of each side's total."""
    counts = counted.pivot_table(
        index="subject", columns="side", values="n", aggfunc="sum", fill_value=0
    )
    counts = counts.reindex(columns=list(sides), fill_value=0)
    segments = counted.groupby("subject")["segment_id"].agg(_join)
    totals = total.reindex(list(sides)).replace(0, float("nan"))
    shares = counts / totals
    columns = {"what": what, "subject": counts.index}
    for letter, side in letter_sides(sides):
        columns[letter] = shares[side].to_numpy()
        columns[f"n_{letter}"] = counts[side].to_numpy()
    columns["segments"] = segments.reindex(counts.index).to_numpy()
    table = pd.DataFrame(columns, columns=COLUMNS)
    order = -table[["a", "b"]].max(axis="columns")
    return table.assign(order=order).sort_values(["order", "subject"])[COLUMNS]


def _join(ids: pd.Series) -> str:
    return " ".join(dict.fromkeys(ids))
