"""What is disputed: nouns that both sides use most, as candidates for event.toml."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.articles.person_nouns import load_roles
from analysis.measures.families import family_of
from analysis.measures.word_classes import find_class, load_forms

SUGGESTED = 4
LEAST = 3  # uses a side


def suggest_issues(
    terms: pd.DataFrame, *, most: int = SUGGESTED, fold: Callable[[str], str] = family_of
) -> list[str]:
    """The nouns that both sides use most, each in the form used most.

    Parameters
    ----------
    terms : side, term and n.
    most : how many.
    fold : takes a word; gives what it is counted under, such as the base of its family.

    Returns
    -------
    Nouns by falling use on the side that uses them less, which is LEAST times or more; of texts too
    short for that, those that both use, LEAST times together. None for people, their roles, times
    and heads that say nothing.

    Examples
    --------
    >>> rows = [(side, "lease", 4) for side in "ab"] + [("a", "boat", 9), ("b", "boat", 1)]
    >>> suggest_issues(pd.DataFrame(rows, columns=["side", "term", "n"]))
    ['lease']
    >>> rows = [("a", "pier", 2), ("b", "pier", 1), ("a", "boat", 1), ("b", "boat", 1)]
    >>> suggest_issues(pd.DataFrame(rows, columns=["side", "term", "n"]))
    ['pier']
    """
    rows = _list_nouns(terms, fold)
    counts = rows.groupby(["key", "side"])["n"].sum().unstack(fill_value=0)
    if counts.shape[1] < 2:
        return []
    least = counts.min(axis=1)
    enough = least >= LEAST
    if not enough.any():  # short texts say nothing often
        together = counts.sum(axis=1)
        enough = (least > 0) & (together >= LEAST)
    ordered = least[enough].sort_values(ascending=False, kind="stable")
    shown = rows.groupby(["key", "term"])["n"].sum().sort_values(kind="stable")
    return [shown[key].index[-1] for key in ordered.index[:most]]


def _list_nouns(terms: pd.DataFrame, fold: Callable[[str], str]) -> pd.DataFrame:
    """The rows of nouns that can be an issue, with key, what each counts under."""
    nouns = {}
    for form in terms["term"].unique():
        if form.islower() and form.isalpha() and find_class(form) in ("n", "N", "a"):
            nouns[form] = fold(form)
    keys = terms["term"].map(nouns)
    rows = terms.assign(key=keys).dropna(subset="key")
    passed = _list_passed()
    passed |= {fold(word) for word in passed}
    is_passed = rows["key"].isin(passed) | rows["term"].isin(passed)
    return rows[~is_passed]


def _list_passed() -> set[str]:
    """Nouns that are never disputed: people, roles, times and heads that say nothing."""
    return {*load_roles(), *load_forms("no label"), *load_forms("no issue")}
