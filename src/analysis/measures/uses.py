"""Where words are used: segment by segment, as evidence for what is said of them.

Features keep this for few words only (`list_uses`). A list of every word of a sentence would give
away most of the sentence, so neither function words nor words that are used once are in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pandas as pd

from analysis.measures.families import name_families
from analysis.measures.house_style import find_style
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import check_table
from analysis.text.english import load_stopwords
from analysis.text.words import list_terms

RECURS = 2  # uses of a word's family from which features say where the word stands
CELL = ["article_id", "paragraph", "role", "voice"]


def count_uses(segments: pd.DataFrame, words: Collection[str]) -> pd.DataFrame:
    """How often each segment uses each of some words.

    Parameters
    ----------
    segments : with text.
    words : as the terms table writes them.

    Returns
    -------
    One row a segment and word: segment_id, article_id, term, n (uses); words that a segment lacks
    have no row.

    Examples
    --------
    >>> text = "The pier is a pier."
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"], "text": [text]})
    >>> count_uses(rows, ["pier", "boat"]).values.tolist()
    [['x-1', 'x', 'pier', 2]]
    """
    wanted = set(words)
    rows = []
    for row in segments[["segment_id", "article_id", "text"]].itertuples(index=False):
        found = Counter([term for term in list_terms(row.text) if term in wanted])
        for term, n in sorted(found.items()):
            rows.append((row.segment_id, row.article_id, term, n))
    table = pd.DataFrame(rows, columns=["segment_id", "article_id", "term", "n"])
    return check_table(table, "uses")


def list_uses(corpus: Corpus) -> pd.DataFrame:
    """The uses that features keep: words of families that recur, and numbers, by segment.

    Families of function words are left out, but for those of house style (*it's, two*). Left out is
    also every voice of a paragraph that is one segment, since the terms table says already what
    stands there. The words of a segment are in the order of the alphabet.

    Parameters
    ----------
    corpus : with text.

    Returns
    -------
    As count_uses.
    """
    single = corpus.terms[corpus.terms["size"] == 1]
    totals = single.groupby("term", as_index=False)["n"].sum()
    words = _choose_words(totals, name_families(totals["term"], more=corpus.families))
    cell = corpus.segments.groupby(CELL)["segment_id"]
    several = cell.transform("size") > 1
    return count_uses(corpus.segments[several], words)


def _choose_words(totals: pd.DataFrame, family: pd.Series) -> pd.Series:
    """The words whose places are kept, of all with their uses and families."""
    term = totals["term"]
    uses = totals["n"].groupby(family).transform("sum")
    is_number = term.str[0].str.isdigit().astype(bool)
    told = is_number | (uses >= RECURS)
    # A family with one content word is compared, its function words included.
    is_stop = term.isin(load_stopwords())
    function = is_stop.groupby(family).transform("all")
    is_style = find_style(term) != ""
    shown = is_style | ~function
    return term[told & shown]


def place_uses(corpus: Corpus, words: Collection[str]) -> pd.DataFrame:
    """Which segments use some words, from what features keep.

    A word that features do not place is known by paragraph and voice, so all segments there stand
    for it.

    Parameters
    ----------
    corpus : any articles.
    words : as the terms table writes them.

    Returns
    -------
    One row a segment and word, in the order of the text: segment_id, term, n (uses; of a paragraph
    and voice where the place is not known).
    """
    cells = corpus.segments[["segment_id", *CELL]]
    used = corpus.terms[corpus.terms["term"].isin(words)]
    placed = corpus.uses.loc[corpus.uses["term"].isin(words), ["segment_id", "term", "n"]]
    placed = placed.merge(cells, on="segment_id", validate="many_to_one")
    known = placed[[*CELL, "term"]].drop_duplicates()
    loose = used.merge(known, on=[*CELL, "term"], how="left", indicator=True)
    is_loose = loose["_merge"] == "left_only"
    loose = loose.loc[is_loose, [*CELL, "term", "n"]]
    rows = pd.concat([placed, cells.merge(loose, on=CELL)])
    place = pd.Series(range(len(cells)), index=cells["segment_id"])
    order = rows["segment_id"].map(place)
    rows = rows.assign(order=order).sort_values(["order", "term"])
    return rows[["segment_id", "term", "n"]].reset_index(drop=True)
