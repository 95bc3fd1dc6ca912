"""What one side has and the other never does, with how little the silence may mean."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

PER = 1000  # words; rates are uses in so many


def absence_bound(n: float, *, confidence: float = 0.95) -> float:
    """Largest rate that still leaves n places without one occurrence, at this confidence.

    It is about 3 / n at .95.

    Parameters
    ----------
    n : places (words, paragraphs), 1 or more.
    confidence : above 0 and below 1.

    Returns
    -------
    The rate, in occurrences a place.

    References
    ----------
    The exact form of the rule of three (Hanley and Lippman-Hand 1983).

    Examples
    --------
    >>> round(absence_bound(300), 4), 3 / 300
    (0.0099, 0.01)
    """
    return 1 - (1 - confidence) ** (1 / n)


def list_absent(
    compared: pd.DataFrame, *, n_a: int, n_b: int, sides: Sequence[str], minimum: int = 3
) -> pd.DataFrame:
    """Terms that one side uses and the other never does, with how little the silence may mean.

    Parameters
    ----------
    compared : term, a and b (and segments, which are kept), one row a term.
    n_a, n_b : words of each side.
    sides : the names of a and b.
    minimum : fewest occurrences of a term that is listed.

    Returns
    -------
    One row a term, the smallest chance first: term, said_by, absent_from (sides), n (uses), rate (n
    in 1,000 words of that side), bound (the highest rate of the silent side, per 1,000 words, that
    leaves a 5 % chance of not one use; see absence_bound), chance (that all n fall on the one side
    when words fall independently, (own words / all words) ** n; words come in bunches, so the true
    chance is larger), and segments where they are given.

    Examples
    --------
    >>> found = pd.DataFrame({"term": ["lease", "shore"], "a": [4, 0], "b": [0, 9]})
    >>> absent = list_absent(found, n_a=1000, n_b=500, sides=("A", "B"))
    >>> absent[["term", "rate", "bound", "chance"]].round(4).values.tolist()
    [['shore', 18.0, 2.9912, 0.0001], ['lease', 4.0, 5.9736, 0.1975]]
    """
    name_a, name_b = sides
    kept = ["term", *compared.columns.intersection(["segments"])]
    parts = []
    for own, other, said_by, absent_from in (
        ("a", "b", name_a, name_b),
        ("b", "a", name_b, name_a),
    ):
        n_own, n_other = (n_a, n_b) if own == "a" else (n_b, n_a)
        alone = (compared[other] == 0) & (compared[own] >= minimum)
        rows = compared[alone]
        n = rows[own]
        part = rows[kept].assign(said_by=said_by, absent_from=absent_from, n=n)
        part["rate"] = n / n_own * PER
        part["bound"] = absence_bound(n_other) * PER
        share = n_own / (n_own + n_other)
        part["chance"] = share**n
        parts.append(part)
    columns = ["term", "said_by", "absent_from", "n", "rate", "bound", "chance", *kept[1:]]
    return pd.concat(parts)[columns].sort_values(["chance", "term"], ignore_index=True)


def list_absent_actors(named: pd.DataFrame) -> pd.DataFrame:
    """Actors that one side names and the other never does, with how little the silence may mean.

    Parameters
    ----------
    named : from measure_actors: actor, side, n_sentences, n_total and share, two rows an actor.

    Returns
    -------
    One row an actor: actor, named_by, absent_from (sides), n_sentences (that name it), share (of
    the sentences of the side that names it), chance (that all these sentences fall on that side
    when they fall independently; an actor is named in runs, so the true chance is larger).

    Examples
    --------
    >>> named = pd.DataFrame({"actor": "Oldport", "side": ["A", "B"], "n_sentences": [2, 0],
    ...                       "n_total": [10, 10], "share": [0.2, 0.0]})
    >>> list_absent_actors(named)[["actor", "named_by", "chance"]].values.tolist()
    [['Oldport', 'A', 0.25]]
    """
    rows = []
    for actor, pair in named.groupby("actor", sort=False):
        ordered = pair.sort_values("n_sentences")
        silent, naming = ordered.iloc[0], ordered.iloc[-1]
        n = naming["n_sentences"]
        if silent["n_sentences"] > 0 or n == 0:
            continue
        own_share = naming["n_total"] / (naming["n_total"] + silent["n_total"])
        rows.append((actor, naming["side"], silent["side"], n, naming["share"], own_share**n))
    columns = ["actor", "named_by", "absent_from", "n_sentences", "share", "chance"]
    return pd.DataFrame(rows, columns=columns)
