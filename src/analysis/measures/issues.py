"""What is disputed: nouns that both sides use most, as candidates for event.toml."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.measures.families import family_of
from analysis.measures.word_classes import find_class, load_forms
from analysis.tables.resources import load_lexicon

SUGGESTED = 4
LEAST = 3  # uses a side


def suggest_issues(
    terms: pd.DataFrame, *, most: int = SUGGESTED, fold: Callable[[str], str] = family_of
) -> list[str]:
    """The nouns that both sides use most, each in the form used most.

    Parameters: terms, with side, term and n; most, how many; fold, which brings a word to what it
    counts under.
    Returns: nouns by falling use on the side that uses them less, which is LEAST times or more; of
    texts too short for that, those that both use, LEAST times together. None for people, their
    roles, times and heads that say nothing.

    >>> rows = [(side, "lease", 4) for side in "ab"] + [("a", "boat", 9), ("b", "boat", 1)]
    >>> suggest_issues(pd.DataFrame(rows, columns=["side", "term", "n"]))
    ['lease']
    >>> rows = [("a", "pier", 2), ("b", "pier", 1), ("a", "boat", 1), ("b", "boat", 1)]
    >>> suggest_issues(pd.DataFrame(rows, columns=["side", "term", "n"]))
    ['pier']
    """
    roles = " ".join(load_lexicon("role_nouns")["words"]).split()
    passed = {*roles, *load_forms("no label"), *load_forms("no issue")}
    forms = [term for term in terms["term"].unique() if term.islower() and term.isalpha()]
    nouns = {form: fold(form) for form in forms if find_class(form) in ("n", "N", "a")}
    passed |= {fold(word) for word in passed}
    rows = terms.assign(key=terms["term"].map(nouns)).dropna(subset="key")
    rows = rows[~rows["key"].isin(passed) & ~rows["term"].isin(passed)]
    counts = rows.groupby(["key", "side"])["n"].sum().unstack(fill_value=0)
    if counts.shape[1] < 2:
        return []
    least = counts.min(axis=1)
    if not (least >= LEAST).any():  # short texts say nothing often
        least = least[(least > 0) & (counts.sum(axis=1) >= LEAST)]
    else:
        least = least[least >= LEAST]
    least = least.sort_values(ascending=False, kind="stable")
    shown = rows.groupby(["key", "term"])["n"].sum().sort_values(kind="stable")
    return [shown[key].index[-1] for key in least.index[:most]]
