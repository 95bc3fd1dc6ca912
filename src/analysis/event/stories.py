"""Which articles of two sides may be on one event: a suggestion for a person to check.

It rests on the day and on names that few articles have, and on nothing that is compared. It is
never applied: a comparison within events asks for events that somebody has named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measures.actors import list_names
from analysis.tables.corpus import Corpus
from analysis.text.words import list_terms

DAYS = 2  # at most between two articles on the same event
LEAST_SCORE, LEAST_NAMES = 0.25, 2  # of two articles: cosine, and words of names in common
SHOWN = 3  # names in the label of an event
READ = ["body", "headline", "standfirst"]
COLUMNS = ["article_id", "side", "event", "published", "score", "names"]


def suggest_events(corpus: Corpus, *, days: int | None = DAYS) -> pd.DataFrame:
    """Suggest pairs of articles, one of each side, that are likely to tell the same event.

    Two articles are a pair when each is the other's nearest by the words of its names, weighed by
    how few articles have them, among the articles at most so many days away.

    Parameters
    ----------
    corpus : of two sides, with text.
    days : at most between their days; None asks for no day. Else articles without a day have no
        pair.

    Returns
    -------
    Two rows a pair, the nearest first: article_id, side, event (a label of the day and the rarest
    names in common), published, score (cosine, 0 to 1), names (words of names in common, the rarest
    first).

    Raises
    ------
    ValueError : for a corpus without text, or of fewer than two sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> ours = "Ferry stopped\\n\\nAda Marsh of Lindmoor Ferries said on Monday it will not sail."
    >>> theirs = "No boats\\n\\nAll the boats of Lindmoor Ferries are sold, as Ada Marsh has said."
    >>> pair = cf.compare(ours, theirs, sides=["Post", "Herald"])
    >>> cf.suggest_events(pair.corpus, days=None)["event"].unique().tolist()
    ['ada ferries lindmoor']
    """
    if not corpus.has_text:
        raise ValueError("events are suggested from names, which features do not hold; load texts")
    articles = corpus.articles.set_index("article_id")
    weights = _weigh_names(corpus).reindex(articles.index, fill_value=0.0)
    side_a, side_b = corpus.pair
    in_a = articles[articles["side"] == side_a]
    in_b = articles[articles["side"] == side_b]
    scores = weights.loc[in_a.index].to_numpy() @ weights.loc[in_b.index].to_numpy().T
    if days is not None:
        gap = _count_days(articles, in_a.index, in_b.index)
        scores = np.where(gap <= days, scores, 0.0)
    parts = [pd.DataFrame(columns=COLUMNS)]
    for i, j in _list_mutual(scores):
        pair = [in_a.index[i], in_b.index[j]]
        common = _list_common(weights.loc[pair])
        if scores[i, j] < LEAST_SCORE or len(common) < LEAST_NAMES:
            continue
        day = str(articles.loc[pair[0], "published"])[:10]
        label = " ".join([day, *sorted(common[:SHOWN])])
        rows = articles.loc[pair, ["side", "published"]].reset_index()
        part = rows.assign(event=label.strip(), score=scores[i, j], names=", ".join(common))
        parts.append(part)
    found = parts[1:] or parts
    table = pd.concat(found, ignore_index=True)[COLUMNS]
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _count_days(articles: pd.DataFrame, in_a: pd.Index, in_b: pd.Index) -> np.ndarray:
    """Days between every article of one side and every one of the other; NaN without a day."""
    published = articles["published"]
    day = pd.to_datetime(published, errors="coerce", format="ISO8601", utc=True)
    since_first = day - day.min()
    number = since_first.dt.days.astype(float)
    days_a = number[in_a].to_numpy()
    days_b = number[in_b].to_numpy()
    return np.abs(days_a[:, None] - days_b[None, :])


def _list_common(weights: pd.DataFrame) -> list[str]:
    """The words of names that two articles have in common, the rarest first."""
    first, second = weights.iloc[0], weights.iloc[1]
    both = first * second
    shared = both[both > 0].sort_values(ascending=False, kind="stable")
    return shared.index.tolist()


def _weigh_names(corpus: Corpus) -> pd.DataFrame:
    """The words of names of every article, each article of length 1: article_id by word."""
    read = corpus.segments["role"].isin(READ)
    names = list_names(corpus.segments[read])
    names = names.assign(word=names["name"].map(list_terms))
    words = names.explode("word").dropna(subset="word")
    word = words["word"].str.lower()
    n = words.groupby([words["article_id"], word])["n"].sum().unstack(fill_value=0)
    articles_with = (n > 0).sum()
    rarity = np.log((1 + len(n)) / articles_with)
    weights = np.log1p(n) * rarity
    squares = (weights**2).sum(axis=1)
    length = np.sqrt(squares)
    return weights.div(length.where(length > 0, 1.0), axis=0)


def _list_mutual(scores: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns that are each other's highest."""
    if not scores.size:
        return []
    best_b = scores.argmax(axis=1)
    best_a = scores.argmax(axis=0)
    pairs = []
    for i, j in enumerate(best_b.tolist()):
        if best_a[j] == i and scores[i, j] > 0:
            pairs.append((i, j))
    return pairs
