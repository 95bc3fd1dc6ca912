"""What one side has and the other never does, with how little the silence may mean."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def absence_bound(n: float, *, confidence: float = 0.95) -> float:
    """Largest rate that still leaves n places without one occurrence, at this confidence.

    It is about 3 / n at .95.

    n: places (words, paragraphs), 1 or more. Exact form of the rule of three (Hanley and
    Lippman-Hand 1983).

    >>> round(absence_bound(300), 4), 3 / 300
    (0.0099, 0.01)
    """
    return 1 - (1 - confidence) ** (1 / n)


def list_absent(
    compared: pd.DataFrame, *, n_a: int, n_b: int, sides: Sequence[str], minimum: int = 3
) -> pd.DataFrame:
    """Terms that one side uses and the other never does, with how little the silence may mean.

    Arguments: compared, with the columns term, a and b (and segments, which are kept); n_a, n_b,
    words of each side; minimum, fewest occurrences.
    Returns: term, said_by, absent_from, n, rate (per 1,000 words), bound (the highest rate per
    1,000 words that leaves a 5 % chance of not one occurrence, absence_bound), chance (that all n
    fall on the one side when words fall independently, (own words / all words) ** n), the smallest
    chance first. Words come in bunches, so it is too small.

    >>> found = pd.DataFrame({"term": ["lease", "shore"], "a": [4, 0], "b": [0, 9]})
    >>> absent = list_absent(found, n_a=1000, n_b=500, sides=("A", "B"))
    >>> absent[["term", "rate", "bound", "chance"]].round(4).values.tolist()
    [['shore', 18.0, 2.9912, 0.0001], ['lease', 4.0, 5.9736, 0.1975]]
    """
    parts = []
    for own, other, n_own, n_other, said, silent in (
        ("a", "b", n_a, n_b, *sides),
        ("b", "a", n_b, n_a, *sides[::-1]),
    ):
        part = compared[(compared[other] == 0) & (compared[own] >= minimum)]
        found = {
            "n": part[own],
            "rate": part[own] / n_own * 1000,
            "bound": absence_bound(n_other) * 1000,
        }
        chance = (n_own / (n_own + n_other)) ** part[own]
        kept = part[["term"]].assign(said_by=said, absent_from=silent, **found, chance=chance)
        parts.append(kept.join(part[part.columns.intersection(["segments"])]))
    return pd.concat(parts).sort_values(["chance", "term"], ignore_index=True)


def list_absent_actors(named: pd.DataFrame) -> pd.DataFrame:
    """Actors that one side names and the other never does, with how little the silence may mean.

    Arguments: named, from measure_actors. Returns: actor, named_by, absent_from, n_sentences, share
    (of the sentences of the side that names it), chance (that all these sentences fall on that side
    when they fall independently; too small, because an actor is named in runs).
    """
    rows = []
    for _, pair in named.groupby("actor", sort=False):
        other, row = (pair.sort_values("n_sentences").iloc[k] for k in (0, -1))
        if other["n_sentences"] == 0 < row["n_sentences"]:
            chance = (row["n_total"] / (row["n_total"] + other["n_total"])) ** row["n_sentences"]
            rows.append(
                (row["actor"], row["side"], other["side"], row["n_sentences"], row["share"], chance)
            )
    return pd.DataFrame(
        rows, columns=["actor", "named_by", "absent_from", "n_sentences", "share", "chance"]
    )
