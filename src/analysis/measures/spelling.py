"""Spellings and forms that count as one term; both are choices made on the counts."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd
from breame.data.spelling_constants import BRITISH_ENGLISH_SPELLINGS as AMERICAN_OF

from analysis.measures.terms import KEYS, fold_terms, sort_terms

_WORD = re.compile(r"[^ -]+")


def fold_spelling(terms: pd.DataFrame) -> pd.DataFrame:
    """Count British and American spellings as one term, shown in the form that the table uses most.

    The pairs are those of the breame list.

    Parameters
    ----------
    terms : the terms table.

    Returns
    -------
    The columns of the terms table; the counts of every paragraph and voice keep their sum.

    Examples
    --------
    >>> rows = [("x", 1, "body", "author", t, 1, n) for t, n in [("harbour", 2), ("harbor", 1)]]
    >>> fold_spelling(pd.DataFrame(rows, columns=[*KEYS, "n"]))[["term", "n"]].values.tolist()
    [['harbour', 3]]
    """
    shown = find_spellings(terms).set_index("term")["shown_as"]
    return fold_terms(terms, shown)


def find_spellings(terms: pd.DataFrame) -> pd.DataFrame:
    """The terms that occur in more than one spelling.

    Parameters
    ----------
    terms : the terms table.

    Returns
    -------
    One row a spelling: term, shown_as (the form used most; of equals the first in the alphabet), n
    (uses). Terms of one spelling have no row.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["harbour", "harbor", "port"], "n": [2, 1, 5]})
    >>> find_spellings(terms).values.tolist()
    [['harbour', 'harbour', 2], ['harbor', 'harbour', 1]]
    """
    number, names = pd.factorize(terms["term"].to_numpy())
    uses = np.bincount(number, terms["n"], minlength=len(names)).astype(int)
    # Only a word of the list can change, or one in several parts.
    asked = [name for name in names if name in AMERICAN_OF or not name.isalpha()]
    forms = {name: american_form(name) for name in asked}
    changed = {name: form for name, form in forms.items() if form != name}
    # All others, nearly every term, have one spelling.
    respelt = changed.keys() | changed.values()
    kept = np.array([name in respelt for name in names], bool)
    keys = [changed.get(name, name) for name in names[kept]]
    totals = pd.DataFrame({"term": names[kept], "n": uses[kept], "key": keys})
    totals = totals.astype({"term": "str", "key": "str"})
    spellings = totals.groupby("key")["term"].transform("size")
    totals = totals[spellings > 1]
    totals = totals.sort_values(["key", "n", "term"], ascending=[True, False, True])
    totals["shown_as"] = totals.groupby("key")["term"].transform("first")
    return totals[["term", "shown_as", "n"]].reset_index(drop=True)


def american_form(term: str) -> str:
    """Write a term with each of its words in American spelling.

    The pairs are those of the breame list.

    Parameters
    ----------
    term : words with spaces or hyphens between.

    Returns
    -------
    The term.

    Examples
    --------
    >>> american_form("harbour dues"), american_form("pier")
    ('harbor dues', 'pier')
    """
    if term.isalpha():
        return AMERICAN_OF.get(term, term)
    return _WORD.sub(_spell_american, term)


def _spell_american(found: re.Match[str]) -> str:
    word = found.group()
    return AMERICAN_OF.get(word, word)


@lru_cache(maxsize=1 << 13)  # simplemma keeps more of its own
def lemma_of(term: str) -> str:
    """The dictionary form of a term, word by word; words with capitals and numbers stay.

    Forms come from simplemma's English table.

    Parameters
    ----------
    term : a term, in any case.

    Returns
    -------
    The term with each word in its dictionary form.

    Examples
    --------
    >>> lemma_of("sanctions"), lemma_of("US")
    ('sanction', 'US')
    """
    from simplemma import lemmatize

    words = []
    for word in term.split(" "):
        words.append(lemmatize(word, lang="en") if word.islower() else word)
    return " ".join(words)


def fold_lemmas(terms: pd.DataFrame) -> pd.DataFrame:
    """Count the forms of a word as one term, shown as its dictionary form.

    Parameters
    ----------
    terms : the terms table.

    Returns
    -------
    The columns KEYS and n; the counts of every paragraph and voice keep their sum.

    Examples
    --------
    >>> rows = [("x", 1, "body", "author", t, 1, n) for t, n in [("port", 2), ("ports", 1)]]
    >>> fold_lemmas(pd.DataFrame(rows, columns=[*KEYS, "n"]))[["term", "n"]].values.tolist()
    [['port', 3]]
    """
    lemmas = terms["term"].map(lemma_of)
    folded = terms.assign(term=lemmas).groupby(KEYS, as_index=False)["n"].sum()
    return sort_terms(folded[[*KEYS, "n"]])
