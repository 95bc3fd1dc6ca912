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
    """One side of several against all the others as one; a corpus of two sides stays as it is.

    Parameters
    ----------
    corpus : the articles, of two sides.
    side : the label of side a (default: the first).

    Returns
    -------
    A corpus with the sides `side` and REST.

    Raises
    ------
    ValueError : naming a side that is not there.
    """
    chosen = known_values("side", side or corpus.pair[0], corpus.sides)[0]
    if len(corpus.sides) == 2 and chosen == corpus.sides[0]:
        return corpus

    def relabel(articles: pd.DataFrame) -> pd.DataFrame:
        rest = next(s for s in corpus.sides if s != chosen) if len(corpus.sides) == 2 else REST
        articles = articles.assign(side=articles["side"].where(articles["side"] == chosen, rest))
        return articles.iloc[(articles["side"] != chosen).argsort(kind="stable")]

    whole = corpus.whole and replace(corpus.whole, articles=relabel(corpus.whole.articles))
    return replace(corpus, articles=relabel(corpus.articles), whole=whole)


def name_rest(articles: pd.DataFrame, every: pd.DataFrame) -> list[str]:
    """The labels of the sides that REST stands for; none where two sides face each other.

    Parameters
    ----------
    articles : as face_rest labels them.
    every : the same and more with sides of their own.

    Examples
    --------
    >>> every = pd.DataFrame({"article_id": ["x", "y", "z"], "side": ["Post", "Echo", "Herald"]})
    >>> name_rest(every.assign(side=["Post", REST, REST]), every)
    ['Echo', 'Herald']
    """
    rest = articles.loc[articles["side"] == REST, "article_id"]
    return every.loc[every["article_id"].isin(rest), "side"].unique().tolist()


def add_side(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a column `side` looked up by article_id.

    Parameters
    ----------
    frame : any rows with article_id.
    articles : the articles table.

    Raises
    ------
    ValueError : for an article that is not there.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x"], "side": ["A"]})
    >>> add_side(pd.DataFrame({"article_id": ["x", "x"]}), articles)["side"].tolist()
    ['A', 'A']
    """
    side = frame["article_id"].map(articles.set_index("article_id")["side"])
    if side.isna().any():
        raise ValueError(
            f"article {frame.loc[side.isna(), 'article_id'].iloc[0]!r} is not in the articles table"
        )
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
    """
    words = add_side(corpus.segments, corpus.articles).pivot_table(
        index="side", columns=by, values="n_words", aggfunc="sum", fill_value=0, observed=True
    )
    order = [
        v
        for v in {"role": ROLES, "voice": VOICES}.get(by, sorted(words))
        if by == "voice" or v in words
    ]
    shares = words.div(words.sum(axis=1), axis=0).reindex(
        index=corpus.sides, columns=order, fill_value=0.0
    )
    return shares.reset_index().rename_axis(columns=None)
