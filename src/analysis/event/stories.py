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

DAYS = 2  # between two articles on one event, at most
LEAST_SCORE, LEAST_NAMES = 0.25, 2  # cosine of rare names, and words of names in common
SHOWN = 3  # names in the label of an event
READ = ["body", "headline", "standfirst"]
COLUMNS = ["article_id", "side", "event", "published", "score", "names"]


def suggest_events(corpus: Corpus, *, days: int | None = DAYS) -> pd.DataFrame:
    """Pairs of articles, one of each side, that are likely to tell the same event.

    Two articles are a pair when each is the other's nearest by the words of its names, weighed by
    how few articles have them, among the articles at most so many days away.

    Parameters
    ----------
    corpus : of two sides, with text.
    days : between their days; None asks for no day, else articles without one have no pair.

    Returns
    -------
    Two rows a pair, the nearest first: article_id, side, event (a label of the day and the rarest
    names in common), published, score (cosine, 0 to 1), names (in common, the rarest first).

    Raises
    ------
    ValueError : for a corpus without text.

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
    is_a, is_b = ((articles["side"] == side).to_numpy() for side in corpus.pair)
    scores = weights.to_numpy()[is_a] @ weights.to_numpy()[is_b].T
    if days is not None:
        day = pd.to_datetime(articles["published"], errors="coerce", format="ISO8601", utc=True)
        number = (day - day.min()).dt.days.to_numpy(float)
        gap = np.abs(number[is_a][:, None] - number[is_b][None, :])
        scores = np.where(gap <= days, scores, 0.0)
    parts = []
    for i, j in _list_mutual(scores):
        pair = [articles.index[is_a][i], articles.index[is_b][j]]
        both = weights.loc[pair[0]] * weights.loc[pair[1]]
        common = both[both > 0].sort_values(ascending=False, kind="stable").index.tolist()
        if scores[i, j] >= LEAST_SCORE and len(common) >= LEAST_NAMES:
            day = str(articles.loc[pair[0], "published"])[:10]
            label = " ".join([day, *sorted(common[:SHOWN])]).strip()
            told = {"event": label, "score": scores[i, j], "names": ", ".join(common)}
            parts.append(articles.loc[pair, ["side", "published"]].reset_index().assign(**told))
    table = pd.concat(parts or [pd.DataFrame(columns=COLUMNS)], ignore_index=True)[COLUMNS]
    return table.sort_values("score", ascending=False, kind="stable", ignore_index=True)


def _weigh_names(corpus: Corpus) -> pd.DataFrame:
    """The words of names of every article, each article of length 1: article_id by word."""
    names = list_names(corpus.segments[corpus.segments["role"].isin(READ)])
    words = names.assign(word=names["name"].map(list_terms)).explode("word").dropna(subset="word")
    words = words.assign(word=words["word"].str.lower())
    n = words.groupby(["article_id", "word"])["n"].sum().unstack(fill_value=0)
    rarity = np.log((1 + len(n)) / (n > 0).sum())
    weights = np.log1p(n) * rarity
    size = np.sqrt((weights**2).sum(axis=1))
    return weights.div(size.where(size > 0, 1.0), axis=0)


def _list_mutual(scores: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns that are each other's highest."""
    if not scores.size:
        return []
    best_b, best_a = scores.argmax(axis=1), scores.argmax(axis=0)
    return [(i, j) for i, j in enumerate(best_b.tolist()) if best_a[j] == i and scores[i, j] > 0]
