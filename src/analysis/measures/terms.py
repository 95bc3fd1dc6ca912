"""Terms and their counts: surface forms by paragraph and voice."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.tables.sides import add_side
from analysis.text.columns import SPACES, Words
from analysis.text.english import load_stopwords
from analysis.text.words import term_of

RECURS = 2  # occurrences from which a longer term is kept
RECURS_GROUPS = 10  # the same in more than FEW_ARTICLES articles
FEW_ARTICLES = 6
KEYS = ["article_id", "paragraph", "role", "voice", "term", "size"]


def count_words(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """The terms table of segments with text.

    Terms of two and three words stand in one segment with nothing but space between them, and are
    kept when they occur at least RECURS times in what is passed in; of more than FEW_ARTICLES
    articles, at least RECURS_GROUPS times.
    Arguments: segments; words, of their texts, where they are known.
    Returns: article_id, paragraph, role, voice, term, size (words in the term), n (occurrences).
    """
    words = words or Words(segments["text"].to_numpy())
    many = len(words.forms) or 1
    # A text all in capitals counts as in small letters.
    form = words.form + many * words.shout[words.text]
    asked = np.flatnonzero(np.bincount(form, minlength=2 * many))
    terms = [
        term_of(words.forms[k] if k < many else words.forms[k - many].lower())
        for k in asked.tolist()
    ]
    names, number = ["", *sorted(set(terms))], np.zeros(2 * many, int)
    number[asked] = [*map({name: k for k, name in enumerate(names)}.get, terms)]
    # subtle: a space sorts before every character of a word, so such numbers sort as the terms do.
    # They hold two million words.
    weights = len(names) ** np.array([[2], [1], [0]])
    least = RECURS if segments["article_id"].nunique() <= FEW_ARTICLES else RECURS_GROUPS
    number, linked = number[form], words.gap <= SPACES
    again, text, codes, every = np.ones(len(number), bool), [], [], np.zeros(0, int)
    for size in (1, 2, 3):
        ends = np.flatnonzero(again)
        code, values = pd.factorize(
            sum(number[ends - k] * weights[size - 1 - k] for k in range(size))
        )
        kept = np.bincount(code, minlength=len(values)) >= least
        recurs = np.zeros(len(number) + 1, bool)
        recurs[1 + ends[kept[code]]] = True
        # A longer term can only recur where both its ends do.
        again = linked & recurs[1:] & recurs[:-1]
        kept |= size == 1
        codes.append((len(every) + np.cumsum(kept) - 1)[code[kept[code]]])
        text.append(words.text[ends[kept[code]]])
        every = np.append(every, values[kept])
    every, rank = np.unique(every, return_inverse=True)
    code, digits = rank[np.concatenate(codes)], every // weights % len(names)
    terms = [
        f"{one} {two} {three}".rstrip()
        for one, two, three in np.array(names, object)[digits].T.tolist()
    ]
    keys = list(zip(*(segments[column].to_numpy().tolist() for column in KEYS[:4]), strict=True))
    order = {key: k for k, key in enumerate(sorted(set(keys)))}
    place = np.array([order[key] for key in keys], int)[np.concatenate(text)]
    pairs, n = np.unique(place * len(terms) + code, return_counts=True)
    at, code = np.divmod(pairs, len(terms) or 1)
    frame = pd.DataFrame([*order], columns=KEYS[:4]).take(at).reset_index(drop=True)
    return frame.assign(
        term=pd.Series(terms, dtype="str").take(code).array,
        size=(digits > 0).sum(axis=0)[code],
        n=n,
    )


def sort_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """The table in its one canonical order, whatever the order of counting."""
    # Numbers that stand for the strings sort many times as fast.
    codes = [
        terms[key].to_numpy()
        if key in ("paragraph", "size")
        else pd.factorize(terms[key], sort=True)[0]
        for key in KEYS
    ]
    return terms.iloc[np.lexsort(codes[::-1])].reset_index(drop=True)


def drop_stopwords(terms: pd.DataFrame) -> pd.DataFrame:
    """Leave out terms that begin or end with a word of the stop list (lexicons/stopwords.csv).

    Returns: the remaining rows; rates keep their base, because sizes are counted before.

    >>> frame = pd.DataFrame({"term": ["the", "sale of", "sale", "house of cards"]})
    >>> drop_stopwords(frame)["term"].tolist()
    ['sale', 'house of cards']
    """
    stop, ends = load_stopwords(), terms["term"].str.split(" ")
    return terms[~(ends.str[0].isin(stop) | ends.str[-1].isin(stop))].reset_index(drop=True)


def list_units(terms: pd.DataFrame, articles: pd.DataFrame, *, keep: Iterable[str]) -> pd.DataFrame:
    """The unit table of terms for stats.compare: every paragraph of every term.

    Where a paragraph lacks a term, num is 0.

    Arguments: terms, of the roles and voices to compare, complete with stop words so that rates
    have their base; articles; keep, the terms to compare.
    Returns: subject (term), side, article_id, block (paragraph), num (occurrences), den (words of
    the paragraph).
    """
    places = ["article_id", "paragraph"]
    words = terms[terms["size"] == 1].groupby(places)["n"].sum().rename("den")
    kept = list(dict.fromkeys(keep))
    found = terms[terms["term"].isin(kept)].groupby(["term", *places])["n"].sum().rename("num")
    every = words.reset_index().merge(pd.DataFrame({"term": kept}, dtype="str"), how="cross")
    units = every.merge(
        found.reset_index(), on=["term", *places], how="left", validate="one_to_one"
    )
    units = add_side(units.fillna({"num": 0}), articles).rename(
        columns={"term": "subject", "paragraph": "block"}
    )
    return units[["subject", "side", "article_id", "block", "num", "den"]]
