"""Articles that carry an event: the events that both sides tell, and who has no partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.sides import letter_sides

SHOWN = 3  # events that a message names for each side


def has_events(articles: pd.DataFrame) -> bool:
    """Whether articles say on which event they are.

    Parameters
    ----------
    articles : with event, where there is one.

    Returns
    -------
    True where at least one article has an event.

    Examples
    --------
    >>> has_events(pd.DataFrame({"article_id": ["x"], "event": ["flood"]}))
    True
    """
    return "event" in articles and bool((articles["event"] != "").any())


def is_matched(corpus: Corpus) -> bool:
    """Whether a corpus is compared within events: groups of articles that carry one.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    True or False.
    """
    return has_events(corpus.articles) and bool(corpus.articles["side"].duplicated().any())


def list_events(articles: pd.DataFrame, *, sides: Sequence[str]) -> pd.DataFrame:
    """How many articles each side has on every event.

    Parameters
    ----------
    articles : side, event ('' where an article has none), and n where a row is several articles.
    sides : labels of a and b.

    Returns
    -------
    One row an event, in the order of the alphabet: event, a, b (articles), matched (both have one);
    none where articles have no event.

    Examples
    --------
    >>> rows = [("Post", "flood"), ("Herald", "flood"), ("Post", "strike")]
    >>> articles = pd.DataFrame(rows, columns=["side", "event"])
    >>> list_events(articles, sides=["Post", "Herald"]).values.tolist()
    [['flood', 1, 1, True], ['strike', 1, 0, False]]
    """
    if "event" not in articles:
        return pd.DataFrame(columns=["event", "a", "b", "matched"])
    is_known = (articles["event"] != "") & articles["side"].isin(sides)
    known = _add_n(articles[is_known])
    counts = known.groupby(["event", "side"])["n"].sum().unstack(fill_value=0)
    counts = counts.reindex(columns=list(sides), fill_value=0).set_axis(["a", "b"], axis=1)
    fewest = counts.min(axis=1)
    return counts.assign(matched=fewest > 0).reset_index()


def _add_n(articles: pd.DataFrame) -> pd.DataFrame:
    """The rows with n, how many articles each is: one, unless they say so."""
    return articles if "n" in articles else articles.assign(n=1)


def count_partners(articles: pd.DataFrame, *, sides: Sequence[str]) -> pd.DataFrame:
    """How many articles of each side have a partner on their event, and how many stand alone.

    Parameters
    ----------
    articles, sides : as in list_events.

    Returns
    -------
    One row a side: side, events (that both sides tell), articles (on these), alone (all others).

    Examples
    --------
    >>> rows = [("Post", "flood"), ("Herald", "flood"), ("Post", "strike")]
    >>> articles = pd.DataFrame(rows, columns=["side", "event"])
    >>> count_partners(articles, sides=["Post", "Herald"]).values.tolist()
    [['Post', 1, 1, 1], ['Herald', 1, 1, 0]]
    """
    events = list_events(articles, sides=sides)
    matched = events[events["matched"]]
    every = _add_n(articles).groupby("side")["n"].sum()
    rows = []
    for letter, side in letter_sides(sides):
        paired = int(matched[letter].sum())
        alone = int(every.get(side, 0)) - paired
        rows.append((side, len(matched), paired, alone))
    return pd.DataFrame(rows, columns=["side", "events", "articles", "alone"])


def keep_matched(corpus: Corpus) -> Corpus:
    """Keep the articles whose event the other side tells too.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    The corpus of these articles; `alone` says how many of each side were set aside. A corpus
    without events is given back as it is.

    Raises
    ------
    ValueError : when no event has articles of both sides, naming some of each.
    """
    if not has_events(corpus.articles):
        return corpus
    pair = corpus.pair
    events = list_events(corpus.articles, sides=pair)
    if not events["matched"].any():
        raise ValueError(f"no event has articles of both sides; {_name_events(events, pair)}")
    kept = events.loc[events["matched"], "event"]
    chosen = corpus.articles["event"].isin(kept) & corpus.articles["side"].isin(pair)
    partners = count_partners(corpus.articles, sides=pair)
    alone = dict(zip(partners["side"], partners["alone"], strict=True))
    found = corpus.select(article_id=corpus.articles.loc[chosen, "article_id"].tolist())
    return replace(found, alone=alone)


def _name_events(events: pd.DataFrame, pair: Sequence[str]) -> str:
    """Some events of each side, as a message shows them."""
    parts = []
    for letter, side in letter_sides(pair):
        own = events.loc[events[letter] > 0, "event"]
        named = ", ".join(repr(event) for event in own.head(SHOWN))
        parts.append(f"{side} has {named or 'none'}")
    return f"{' and '.join(parts)}; write an event alike on both sides"


def cut_events(corpus: Corpus) -> tuple[Corpus, pd.DataFrame]:
    """Give each event and side a label of its own, which takes the place of the side.

    Functions that sum over sides so sum over events too, in one pass. Articles without an event are
    left out.

    Parameters
    ----------
    corpus : articles with the column event.

    Returns
    -------
    The corpus, whose sides are those labels; and a table of the labels: label, event, side.
    """
    articles = corpus.articles
    known = articles[articles["event"] != ""]
    if len(known) < len(articles):
        corpus = corpus.select(article_id=known["article_id"].tolist())
    places = known[["event", "side"]].drop_duplicates(ignore_index=True)
    places.insert(0, "label", [str(number) for number in places.index])
    labels = places.set_index(["event", "side"])["label"]

    def relabel(table: pd.DataFrame) -> pd.DataFrame:
        keys = pd.MultiIndex.from_frame(table[["event", "side"]])
        return table.assign(side=labels.reindex(keys).to_numpy())

    whole = corpus.whole
    if whole:
        whole = whole.select(article_id=known["article_id"].tolist())
        whole = replace(whole, articles=relabel(whole.articles))
    return replace(corpus, articles=relabel(corpus.articles), whole=whole), places
