"""Sides: looking them up, facing one with all others, and dividing their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.schemas import ROLES, VOICES, known_values

REST = "All others"  # the label of several sides taken as one


def letter_sides(sides: Sequence[str]) -> list[tuple[str, str]]:
    """Name the columns of two sides: the letters a and b, each with the label of its side.

    Parameters
    ----------
    sides : labels of a and b.

    Returns
    -------
    Two pairs: 'a' and 'b', each with its label.

    Raises
    ------
    ValueError : when there are not two labels.

    Examples
    --------
    >>> letter_sides(["Post", "Echo"])
    [('a', 'Post'), ('b', 'Echo')]
    """
    return list(zip("ab", sides, strict=True))


def face_rest(corpus: Corpus, *, side: str | None = None) -> Corpus:
    """Set one side of several against all the others taken as one.

    Parameters
    ----------
    corpus : of two sides or more.
    side : the label of side a (default: the first).

    Returns
    -------
    A corpus with the sides `side` and REST; of two sides the other keeps its label.

    Raises
    ------
    ValueError : naming a side that is not there; for a corpus of fewer than two sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> face_rest(cf.load_event("harbour-lease").corpus, side="Sold shore").sides
    ['Sold shore', 'Measured terms']
    """
    first, second = corpus.pair
    chosen = side or first
    known_values("side", chosen, corpus.sides)
    rest = REST
    if len(corpus.sides) == 2:
        if chosen == first:
            return corpus
        rest = first

    def relabel(articles: pd.DataFrame) -> pd.DataFrame:
        is_chosen = articles["side"] == chosen
        label = articles["side"].where(is_chosen, rest)
        order = (~is_chosen).argsort(kind="stable")
        return articles.assign(side=label).iloc[order]

    whole = corpus.whole
    if whole:
        whole = replace(whole, articles=relabel(whole.articles))
    return replace(corpus, articles=relabel(corpus.articles), whole=whole)


def name_rest(articles: pd.DataFrame, every: pd.DataFrame) -> list[str]:
    """The labels of the sides that REST stands for; none where two sides face each other.

    Parameters
    ----------
    articles : as face_rest labels them, with article_id and side.
    every : the same articles with the sides they had before.

    Returns
    -------
    The labels, in the order in which they occur.

    Examples
    --------
    >>> every = pd.DataFrame({"article_id": ["x", "y", "z"], "side": ["Post", "Echo", "Herald"]})
    >>> name_rest(every.assign(side=["Post", REST, REST]), every)
    ['Echo', 'Herald']
    """
    rest = articles.loc[articles["side"] == REST, "article_id"]
    in_rest = every["article_id"].isin(rest)
    return every.loc[in_rest, "side"].unique().tolist()


def add_side(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a column `side` looked up by article_id.

    Parameters
    ----------
    frame : any rows with article_id.
    articles : the articles table, with article_id and side.

    Returns
    -------
    The rows with side.

    Raises
    ------
    ValueError : for an article that is not there.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x"], "side": ["A"]})
    >>> add_side(pd.DataFrame({"article_id": ["x", "x"]}), articles)["side"].tolist()
    ['A', 'A']
    """
    side_of = articles.set_index("article_id")["side"]
    side = frame["article_id"].map(side_of)
    unknown = frame.loc[side.isna(), "article_id"]
    if len(unknown):
        raise ValueError(f"article {unknown.iloc[0]!r} is not in the articles table")
    return frame.assign(side=side)


def share_words(corpus: Corpus, *, by: str) -> pd.DataFrame:
    """How the words of each side divide by role, voice or another column of the segments.

    Parameters
    ----------
    corpus : the articles, of two sides.
    by : a column of the segments, such as 'role' or 'voice'.

    Returns
    -------
    One row a side: side, then one column a value with its share of the words (0 where a side has
    none). Roles and voices keep their own order, everything else the order of the alphabet.

    Examples
    --------
    >>> import crossframe as cf
    >>> share_words(cf.load_event("harbour-lease").corpus, by="voice").columns.tolist()
    ['side', 'author', 'quoted', 'reported']
    """
    segments = add_side(corpus.segments, corpus.articles)
    words = segments.pivot_table(
        index="side", columns=by, values="n_words", aggfunc="sum", fill_value=0, observed=True
    )
    if by == "voice":
        order = list(VOICES)
    elif by == "role":
        order = [role for role in ROLES if role in words]
    else:
        order = sorted(words)
    shares = words.div(words.sum(axis=1), axis=0)
    shares = shares.reindex(index=corpus.sides, columns=order, fill_value=0.0)
    return shares.reset_index().rename_axis(columns=None)
