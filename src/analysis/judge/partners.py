"""That articles are compared within events, as a told measure: how many, and who has no partner."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.rows import Pair
from analysis.stats.matched import MIN_EVENTS
from analysis.tables.corpus import Corpus
from analysis.tables.matched import count_partners, is_matched

EVENTS, PAIRED, ALONE = "events", "articles compared", "articles without a partner"
COLUMNS = ["kind", "subject", "side", "n"]


def list_partners(corpus: Corpus) -> pd.DataFrame:
    """How many events both sides tell, and how many articles of each are on them or stand alone.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    side, events, articles, alone (set aside already, or not to be compared); no row where articles
    are not compared within events.
    """
    if not is_matched(corpus) or len(corpus.sides) != 2:
        return pd.DataFrame(columns=["side", "events", "articles", "alone"])
    partners = count_partners(corpus.articles, sides=corpus.pair)
    before = [corpus.alone.get(side, 0) for side in partners["side"]]
    return partners.assign(alone=partners["alone"] + before)


def count_matched(corpus: Corpus) -> pd.DataFrame:
    """Count the events and articles of a comparison within events.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    Told counts: kind, subject, side, n; no row where articles are not compared within events.
    """
    return tell_partners(list_partners(corpus))


def tell_partners(partners: pd.DataFrame) -> pd.DataFrame:
    """Write rows of tables.matched.count_partners as told counts.

    Parameters
    ----------
    partners : side, events, articles, alone.

    Returns
    -------
    kind (''), subject (EVENTS, PAIRED or ALONE), side, n.

    Examples
    --------
    >>> columns = ["side", "events", "articles", "alone"]
    >>> told = tell_partners(pd.DataFrame([("Post", 6, 7, 1)], columns=columns))
    >>> told["subject"].tolist(), told["n"].tolist()
    (['events', 'articles compared', 'articles without a partner'], [6, 7, 1])
    """
    named = partners.rename(columns={"events": EVENTS, "articles": PAIRED, "alone": ALONE})
    rows = named.melt("side", [EVENTS, PAIRED, ALONE], "subject", "n").assign(kind="")
    return rows[COLUMNS].astype({"kind": "str", "subject": "str", "side": "str", "n": "int64"})


def write_matched(counts: pd.DataFrame, pair: Pair) -> str:
    """Write within how many events the sides are compared, and how many articles were set aside.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> rows = [("events", 6, 6), ("articles compared", 7, 8), ("articles without a partner", 1, 0)]
    >>> counts = pd.DataFrame(rows, columns=["subject", "a", "b"])
    >>> print(write_matched(counts, ("Post", "Echo")).split(". ")[1])
    Articles without a partner on their event, set aside: 1 and 0.
    """
    n = counts.set_index("subject")[["a", "b"]]
    events = int(n.loc[EVENTS, "a"])
    noun = "event" if events == 1 else "events"
    paired, alone = n.loc[PAIRED], n.loc[ALONE]
    told = (
        f"Differences are taken within {events} {noun} that both sides "
        f"tell ({paired['a']} articles of {pair[0]}, {paired['b']} of {pair[1]}); "
        "every event counts once. Articles without a partner on their event, set aside: "
        f"{alone['a']} and {alone['b']}."
    )
    if events >= MIN_EVENTS:
        return told
    least = min(1, 2 / 2**events)
    return (
        f"{told} With fewer than {MIN_EVENTS} events nothing is tested: the least p that flipping "
        f"the signs of {events} can reach is {least:.3g}."
    )


def write_size(counts: pd.DataFrame) -> str:
    """How many articles of each side are compared.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> counts = pd.DataFrame({"subject": ["articles compared"], "a": [7], "b": [8]})
    >>> write_size(counts)
    '7 and 8 articles'
    """
    n = counts.set_index("subject")[["a", "b"]].loc[PAIRED]
    return f"{n['a']:,} and {n['b']:,} articles"


def find_matched(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """Give no segments, since articles are counted here.

    Parameters and result: see `rows.Told.evidence`.
    """
    none = pd.DataFrame(columns=["subject", "segment_id", "part"])
    return none.astype({"subject": "str", "segment_id": "str", "part": "float64"})
