"""Terms and their counts: surface forms by paragraph and voice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.schemas import SCHEMAS
from analysis.tables.sides import add_side
from analysis.text.columns import SPACES, Words
from analysis.text.english import load_stopwords
from analysis.text.words import term_of

RECURS = 2  # occurrences from which a longer term is kept
RECURS_GROUPS = 10  # the same in more than FEW_ARTICLES articles
FEW_ARTICLES = 6
LONGEST = 3  # words in a term
KEYS = ["article_id", "paragraph", "role", "voice", "term", "size"]


class Numbered(NamedTuple):
    """The terms of one word of texts: `names`, '' and then all in order; by word, its `number`.

    A number is a place in names.
    """

    names: list[str]
    number: np.ndarray


def count_words(
    segments: pd.DataFrame,
    *,
    words: Words | None = None,
    numbered: Numbered | None = None,
    longest: int = LONGEST,
) -> pd.DataFrame:
    """Count the terms of segments, by paragraph and voice.

    Terms of two and three words stand in one segment with nothing but space between them, and are
    kept when they occur at least RECURS times in what is passed in; of more than FEW_ARTICLES
    articles, at least RECURS_GROUPS times.

    Parameters
    ----------
    segments : the segments table, with text.
    words : those of the texts, where they were cut already.
    numbered : their terms, where number_terms was asked already.
    longest : words in a term at most.

    Returns
    -------
    The terms table: article_id, paragraph, role, voice, term, size (words in the term), n (uses).

    Examples
    --------
    >>> place = {"article_id": "x", "paragraph": 1, "role": "body", "voice": "author"}
    >>> table = count_words(pd.DataFrame([place | {"text": "A port is a port."}]))
    >>> table[["term", "size", "n"]].values.tolist()
    [['a', 1, 2], ['a port', 2, 2], ['is', 1, 1], ['port', 1, 2]]
    """
    words = words or Words(segments["text"].to_numpy())
    names, number = numbered or number_terms(words)
    few = segments["article_id"].nunique() <= FEW_ARTICLES
    least = RECURS if few else RECURS_GROUPS
    found = _find_longer(words, number, len(names), least, longest)
    terms = _spell(found.parts, names)
    sizes = (found.parts > 0).sum(axis=1)
    place_of_text, places = _number_places(segments)
    kind = np.int32 if len(places) * len(terms) < 1 << 31 else np.int64  # sorted in half the time
    cells = place_of_text.astype(kind)[found.text] * kind(len(terms)) + found.term.astype(kind)
    pairs, n = np.unique(cells, return_counts=True)
    at, term = np.divmod(pairs, len(terms) or 1)
    columns = {name: places[name].array.take(at) for name in KEYS[:4]}
    columns |= {"term": terms.array.take(term), "size": sizes[term], "n": n}
    frame = pd.DataFrame(columns, copy=False)
    if segments.empty:  # rows tell their types, no rows need not
        frame = frame.astype({name: SCHEMAS["terms"][name] for name in KEYS[:4]})
    return frame


def _spell(parts: np.ndarray, names: list[str]) -> pd.Series:
    """The terms whose words have these numbers, a row a term."""
    spelt = np.array(names, object)[parts[:, 0]]
    for k in np.flatnonzero(parts[:, 1]).tolist():  # most terms are one word
        spelt[k] = " ".join([names[number] for number in parts[k] if number])
    return pd.Series(spelt, dtype="str")


def number_terms(words: Words) -> Numbered:
    """Number the terms of one word.

    Parameters
    ----------
    words : of any texts.

    Returns
    -------
    The terms, and the number of every word's.

    Examples
    --------
    >>> names, number = number_terms(Words(["The port", "THE QUAY OF THE PORT"]))
    >>> [names[k] for k in number]
    ['the', 'port', 'the', 'quay', 'of', 'the', 'port']
    """
    many = len(words.forms) or 1
    # A text all in capitals counts as in small letters: its forms are numbered from `many` on.
    form = words.form + many * words.shout[words.text]
    asked = np.flatnonzero(np.bincount(form, minlength=2 * many))
    forms = words.forms
    spelt = [forms[k] if k < many else forms[k - many].lower() for k in asked.tolist()]
    # Most words are plain, which term_of need not read.
    terms = [one if one.isalpha() and one.islower() else term_of(one) for one in spelt]
    names = ["", *sorted(set(terms))]
    number_of = {name: k for k, name in enumerate(names)}
    number = np.zeros(2 * many, np.int32)
    number[asked] = [number_of[term] for term in terms]
    return Numbered(names, number[form])


def list_totals(numbered: Numbered) -> pd.DataFrame:
    """List how often the terms of one word are used in all texts.

    Parameters
    ----------
    numbered : as number_terms gives them.

    Returns
    -------
    A row a term, in order: term, n (uses).

    Examples
    --------
    >>> list_totals(number_terms(Words(["A port is a port."]))).values.tolist()
    [['a', 2], ['is', 1], ['port', 2]]
    """
    n = np.bincount(numbered.number, minlength=len(numbered.names))
    return pd.DataFrame({"term": pd.Series(numbered.names[1:], dtype="str"), "n": n[1:]})


class _Terms(NamedTuple):
    """Terms of one to three words: text and term of every use, and of each term its words."""

    text: np.ndarray
    term: np.ndarray
    parts: np.ndarray  # a row a term, in order: the numbers of its words, 0 for none


def _find_longer(words: Words, number: np.ndarray, many: int, least: int, longest: int) -> _Terms:
    """All words, and the runs of two to `longest` that recur at least so many times.

    number: of every word its term; many: how many numbers there are.
    """
    # subtle: a space sorts before every character of a word, so such numbers sort as the terms do.
    # They hold two million words.
    weights = many ** np.array([2, 1, 0])
    linked = words.gap <= SPACES
    texts, codes = [words.text], [number - 1]  # all words, whose numbers begin at 1
    every = np.arange(1, many) * weights[0]
    recurs = np.append(False, (np.bincount(number, minlength=many) >= least)[number])
    for size in range(2, longest + 1):
        # A longer term can only recur where both its ends do.
        ends = np.flatnonzero(linked & recurs[1:] & recurs[:-1])
        runs = np.zeros(len(ends), int)
        for back in range(size):
            runs += number[ends - back] * weights[size - 1 - back]
        code, values = pd.factorize(runs)
        kept = np.bincount(code, minlength=len(values)) >= least
        uses = kept[code]
        recurs = np.zeros(len(number) + 1, bool)
        recurs[1 + ends[uses]] = True
        new_codes = len(every) + np.cumsum(kept) - 1
        codes.append(new_codes[code[uses]])
        texts.append(words.text[ends[uses]])
        every = np.append(every, values[kept])
    every, rank = np.unique(every, return_inverse=True)
    term = rank[np.concatenate(codes)]
    parts = every[:, None] // weights % many
    return _Terms(np.concatenate(texts), term, parts)


def _number_places(segments: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """The number of each segment's place (KEYS without the term), and the places in order."""
    key = np.zeros(len(segments), int)
    for column in KEYS[:4]:
        code, values = pd.factorize(segments[column], sort=True)
        key = key * len(values) + code
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    return number, segments[KEYS[:4]].take(first)


def sort_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """Sort a terms table into its one order, whatever the order of counting.

    Parameters
    ----------
    terms : with the columns KEYS.

    Returns
    -------
    The rows, numbered anew.
    """
    # Numbers that stand for the strings sort many times as fast.
    codes = []
    for key in KEYS:
        if key in ("paragraph", "size"):
            codes.append(terms[key].to_numpy())
            continue
        code, _ = pd.factorize(terms[key], sort=True)
        codes.append(code)
    order = np.lexsort(codes[::-1])
    return terms.iloc[order].reset_index(drop=True)


def fold_terms(terms: pd.DataFrame, shown: pd.Series) -> pd.DataFrame:
    """Count terms as others: the table with the counts of both together, in its order.

    Parameters
    ----------
    terms : the terms table.
    shown : by term, the term that it counts as; terms that it lacks stay as they are.

    Returns
    -------
    The columns KEYS and n; the counts of every paragraph and voice keep their sum.

    Examples
    --------
    >>> rows = [("x", 1, "body", "author", t, 1, n) for t, n in [("pier", 1), ("piers", 2)]]
    >>> terms = pd.DataFrame(rows, columns=[*KEYS, "n"])
    >>> fold_terms(terms, pd.Series({"piers": "pier"}))[["term", "n"]].values.tolist()
    [['pier', 3]]
    """
    columns = [*KEYS, "n"]
    several = terms["term"].isin({*shown.index, *shown})
    changed = terms[several]
    words = changed["term"].map(shown).fillna(changed["term"])
    changed = changed.assign(term=words.astype(terms["term"].dtype))
    folded = changed.groupby(KEYS, as_index=False)["n"].sum()
    same = terms.loc[~several, columns]
    return sort_terms(pd.concat([same, folded[columns]]))


def drop_stopwords(terms: pd.DataFrame) -> pd.DataFrame:
    """Leave out terms that begin or end with a word of the stop list (lexicons/stopwords.csv).

    Parameters
    ----------
    terms : the terms table.

    Returns
    -------
    The remaining rows; rates keep their base, because sizes are counted before.

    Examples
    --------
    >>> frame = pd.DataFrame({"term": ["the", "sale of", "sale", "house of cards"]})
    >>> drop_stopwords(frame)["term"].tolist()
    ['sale', 'house of cards']
    """
    stop = load_stopwords()
    words = terms["term"].str.split(" ")
    dropped = words.str[0].isin(stop) | words.str[-1].isin(stop)
    return terms[~dropped].reset_index(drop=True)


def list_units(terms: pd.DataFrame, articles: pd.DataFrame, *, keep: Iterable[str]) -> pd.DataFrame:
    """The unit table of terms for stats.compare: every paragraph of every term.

    Where a paragraph lacks a term, num is 0.

    Parameters
    ----------
    terms : of the roles and voices to compare, complete with stop words so that rates have their
        base.
    articles : the articles table, with article_id and side.
    keep : the terms to compare.

    Returns
    -------
    One row a term and paragraph: subject (the term), side, article_id, block (paragraph), num
    (uses), den (words of the paragraph).

    Raises
    ------
    ValueError : for an article that is not in the articles table.
    """
    places = ["article_id", "paragraph"]
    single = terms[terms["size"] == 1]
    words = single.groupby(places)["n"].sum().rename("den").reset_index()
    kept = list(dict.fromkeys(keep))
    uses = terms[terms["term"].isin(kept)]
    found = uses.groupby(["term", *places])["n"].sum().rename("num").reset_index()
    every = words.merge(pd.DataFrame({"term": kept}, dtype="str"), how="cross")
    units = every.merge(found, on=["term", *places], how="left", validate="one_to_one")
    units = add_side(units.fillna({"num": 0}), articles)
    units = units.rename(columns={"term": "subject", "paragraph": "block"})
    return units[["subject", "side", "article_id", "block", "num", "den"]]
