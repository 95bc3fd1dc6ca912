"""Told counts in the order in which event.toml names actors and issues."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.tables.corpus import Corpus

ORDER = "order"  # kind of the rows that hold a place in event.toml


def list_order(corpus: Corpus) -> pd.DataFrame:
    """The place of every actor and issue in event.toml, as counts that add up over parts.

    Every part adds the same places, so their order stays.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind (ORDER), subject, side, n.
    """
    rows = [
        (ORDER, name, side, place)
        for side in corpus.articles["side"].unique()
        for place, name in enumerate(corpus.named, start=1)
    ]
    table = pd.DataFrame(rows, columns=["kind", "subject", "side", "n"])
    return table.astype({"kind": "str", "subject": "str", "side": "str", "n": "int64"})


def sort_named(table: pd.DataFrame, parting: str) -> pd.DataFrame:
    """Counts without the rows of ORDER, sorted by the actor that their subject begins with.

    Parameters
    ----------
    table : kind, subject, a, b.
    parting : what stands behind the name.
    """
    order = table[table["kind"] == ORDER]
    place = dict(zip(order["subject"], order["a"] + order["b"], strict=True))
    rows = table[table["kind"] != ORDER]
    name = name_actor(rows["subject"], parting)
    rows = rows.assign(place=name.map(place).fillna(0), name=name, less=-rows["a"] - rows["b"])
    rows = rows.sort_values(["place", "name", "less", "kind", "subject"], kind="stable")
    return rows[["kind", "subject", "a", "b"]].reset_index(drop=True)


def pick_first(
    table: pd.DataFrame, group: pd.Series, *, kinds: Sequence[str], most: int
) -> pd.DataFrame:
    """The first rows of every group that a side has of a kind, each row once, in their order.

    Parameters
    ----------
    table : kind, a, b.
    group : of each row.
    kinds : the kinds that are looked for.
    most : rows a group, side and kind.
    """
    parts = []
    for side in "ab":
        for kind in kinds:
            own = table[(table[side] > 0) & (table["kind"] == kind)]
            parts.append(own.groupby(group, sort=False).head(most))
    rows = pd.concat(parts)
    return rows.loc[~rows.index.duplicated()].sort_index()


def name_actor(subjects: pd.Series, parting: str) -> pd.Series:
    """Whom subjects are about: what stands before the parting."""
    return subjects.str.split(parting, n=1).str[0].astype("str")


def name_rest(subjects: pd.Series, parting: str) -> pd.Series:
    """What is said of them: what stands behind the parting."""
    return subjects.str.split(parting, n=1).str[1].astype("str")
