"""Word families: the forms of a word and what is derived from it, counted as one term.

*Alliance, alliances, ally* and *allied* are one family. A form is brought to its lemma (simplemma's
English table) and the lemma to the base of its family (lexicons/derivations.csv). The table is
short and written by hand, because rules on endings join what only looks alike: *organ* and
*organisation*, *state* and *statement*. A word that is in no family keeps its lemma; so what is
joined is right far more often than complete. Opposites (*stable*, *unstable*) are never joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache, partial
from types import MappingProxyType

import pandas as pd

from analysis.measures.spelling import american_form, lemma_of
from analysis.measures.terms import fold_terms
from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

Families = Sequence[Sequence[str]]


@cache
def load_derivations() -> MappingProxyType:
    """The base of every word of the shipped families, in American spelling.

    Families come from lexicons/derivations.csv.

    Returns
    -------
    Word -> base. A word that stays as it is, because its lemma would mislead, is its own.

    Examples
    --------
    >>> load_derivations()["alliance"], load_derivations()["goods"]
    ('ally', 'goods')
    """
    base_of = {}
    for row in load_lexicon("derivations").itertuples(index=False):
        for word in (row.base, *row.words.split()):
            base_of[word] = row.base
    return MappingProxyType(base_of)


def check_families(more: Families) -> tuple[tuple[str, ...], ...]:
    """Check families that an event adds.

    Parameters
    ----------
    more : lists of words; each counts under its first.

    Returns
    -------
    The same as tuples.

    Raises
    ------
    ValueError : naming what is no list of two words or more, or a word that is no single word in
        small letters or stands twice.

    Examples
    --------
    >>> check_families([["missile", "rocket"], ["pier", "rocket"]])
    Traceback (most recent call last):
    ...
    ValueError: families: 'rocket' stands in the families of 'missile' and of 'pier'; keep one
    """
    first_of: dict[str, str] = {}
    for words in more:
        if isinstance(words, str) or len(words) < 2:
            raise ValueError(
                f"families: {words!r} is no family; write a list of two or more words, such as "
                '["missile", "rocket"]'
            )
        for word in words:
            if word.lower().split() != [word]:
                raise ValueError(
                    f"families: {word!r} is not one word in small letters; write each word alone"
                )
            if word in first_of:
                raise ValueError(
                    f"families: {word!r} stands in the families of {first_of[word]!r} and of "
                    f"{words[0]!r}; keep one"
                )
            first_of[word] = words[0]
    return tuple([tuple(words) for words in more])


def family_of(term: str, *, more: Families = ()) -> str:
    """The base of a term's family, word by word; words with capitals and numbers stay.

    Parameters
    ----------
    term : a term, in any case.
    more : families that an event adds, each a list of words that count under its first; they go
        before the shipped ones.

    Returns
    -------
    The base, in American spelling.

    Raises
    ------
    ValueError : as check_families does.

    Examples
    --------
    >>> [family_of(term) for term in ["alliances", "threatens", "continuity", "US allies"]]
    ['ally', 'threat', 'continue', 'US ally']
    """
    return _find_base(term, check_families(more) if more else ())


def _find_base(term: str, more: tuple[tuple[str, ...], ...]) -> str:
    bases = _load_bases(more)
    if " " not in term:
        return bases[term]
    return " ".join([bases[word] for word in term.split(" ")])


@lru_cache(maxsize=8)
def _load_bases(more: tuple[tuple[str, ...], ...]) -> Known[str, str]:
    """The bases of words that were asked for."""
    return Known(partial(_base_of_word, more=more))


def _base_of_word(word: str, more: tuple[tuple[str, ...], ...]) -> str:
    if not word.islower() or "'" in word:  # a contraction is two words, of which none is the base
        return word
    form = american_form(word)
    shipped = load_derivations()
    lemma = form if form in shipped else american_form(lemma_of(form))
    added = _list_added(more)
    for known in (form, lemma):
        if known in added:
            return _base_of_word(added[known], ())
    return shipped.get(lemma, lemma)


@lru_cache(maxsize=8)
def _list_added(more: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """Word in American spelling -> the first word of its family, of families that an event adds."""
    added = {}
    for words in more:
        for word in words:
            added[american_form(word)] = words[0]
    return added


def name_families(words: pd.Series, *, more: Families = ()) -> pd.Series:
    """The base of the family of every word.

    Parameters
    ----------
    words : one a row.
    more : as in family_of.

    Returns
    -------
    The bases, in the order of the words.

    Raises
    ------
    ValueError : as check_families does.

    Examples
    --------
    >>> name_families(pd.Series(["ally", "alliances"])).tolist()
    ['ally', 'ally']
    """
    more = check_families(more)
    bases = {word: _find_base(word, more) for word in words.unique().tolist()}
    return words.map(bases).astype(words.dtype)


def find_families(terms: pd.DataFrame, *, more: Families = ()) -> pd.DataFrame:
    """The terms that fold with others into one family.

    Parameters
    ----------
    terms : the terms table.
    more : as in family_of.

    Returns
    -------
    One row a form: term, family (its base), shown_as (the form of the family used most; of equals
    the first in the alphabet), n (uses). Terms that fold with no other have no row.

    Raises
    ------
    ValueError : as check_families does.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["ally", "alliances", "port"], "n": [1, 2, 5]})
    >>> find_families(terms).values.tolist()
    [['alliances', 'ally', 'alliances', 2], ['ally', 'ally', 'alliances', 1]]
    """
    totals = terms.groupby("term", as_index=False, sort=False)["n"].sum()
    totals["family"] = name_families(totals["term"], more=more)
    totals = totals[totals.groupby("family")["term"].transform("size") > 1]
    totals = totals.sort_values(["family", "n", "term"], ascending=[True, False, True])
    totals["shown_as"] = totals.groupby("family")["term"].transform("first")
    return totals[["term", "family", "shown_as", "n"]].reset_index(drop=True)


def fold_families(terms: pd.DataFrame, *, more: Families = ()) -> pd.DataFrame:
    """Count the words of a family as one term, shown in the form that the table uses most.

    Spellings fold too, since a family has one spelling.

    Parameters
    ----------
    terms : the terms table.
    more : as in family_of.

    Returns
    -------
    The same columns; the counts of every paragraph and voice keep their sum.

    Raises
    ------
    ValueError : as check_families does.

    Examples
    --------
    >>> from analysis.measures.terms import KEYS
    >>> rows = [("x", 1, "body", "author", t, 1, n) for t, n in [("ally", 1), ("alliances", 2)]]
    >>> fold_families(pd.DataFrame(rows, columns=[*KEYS, "n"]))[["term", "n"]].values.tolist()
    [['alliances', 3]]
    """
    shown = find_families(terms, more=more).set_index("term")["shown_as"]
    return fold_terms(terms, shown)
