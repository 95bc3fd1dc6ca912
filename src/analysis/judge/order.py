"""Told counts in the order in which event.toml names actors and issues."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analysis.judge.rows import Pair
from analysis.tables.corpus import Corpus
from analysis.tables.sides import letter_sides

ORDER = "order"  # kind of the rows that say at which place event.toml names an actor


def list_order(corpus: Corpus) -> pd.DataFrame:
    """List the place of every actor and issue in event.toml, as counts.

    Every part of an archive adds the same places, so their order stays when parts are added up.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind (ORDER), subject (the name), side, n (its place, from 1).
    """
    rows = []
    for side in corpus.articles["side"].unique():
        for place, name in enumerate(corpus.named, start=1):
            rows.append((ORDER, name, side, place))
    table = pd.DataFrame(rows, columns=["kind", "subject", "side", "n"])
    return table.astype({"kind": "str", "subject": "str", "side": "str", "n": "int64"})


def sort_named(table: pd.DataFrame, parting: str) -> pd.DataFrame:
    """Counts without the rows of ORDER, sorted by the actor that their subject begins with.

    Parameters
    ----------
    table : kind, subject, a, b.
    parting : what stands between the name and the rest of a subject.

    Returns
    -------
    kind, subject, a, b: actors in the order of event.toml, of each the most frequent first.

    Examples
    --------
    >>> rows = [("acts", "the crew: strike", 2, 0), ("order", "the crew", 1, 0)]
    >>> sort_named(pd.DataFrame(rows, columns=["kind", "subject", "a", "b"]), ": ").values.tolist()
    [['acts', 'the crew: strike', 2, 0]]
    """
    is_order = table["kind"] == ORDER
    order = table[is_order].set_index("subject")
    places = order["a"] + order["b"]
    rows = table[~is_order]
    name = name_actor(rows["subject"], parting)
    place = name.map(places.to_dict()).fillna(0)
    less = -rows["a"] - rows["b"]
    rows = rows.assign(place=place, name=name, less=less)
    rows = rows.sort_values(["place", "name", "less", "kind", "subject"], kind="stable")
    return rows[["kind", "subject", "a", "b"]].reset_index(drop=True)


def pick_first(
    table: pd.DataFrame, group: pd.Series, *, kinds: Sequence[str], most: int
) -> pd.DataFrame:
    """The first rows of every group that a side has of a kind, each row once, in their order.

    Parameters
    ----------
    table : kind, a, b.
    group : the group of each row.
    kinds : the kinds that are looked for.
    most : rows of each group, side and kind.

    Returns
    -------
    The rows that were picked, each once.

    Examples
    --------
    >>> table = pd.DataFrame({"kind": "acts", "a": [3, 2, 0], "b": [0, 0, 1]})
    >>> group = pd.Series(["the crew", "the crew", "the crew"])
    >>> pick_first(table, group, kinds=["acts"], most=1).index.tolist()
    [0, 2]
    """
    parts = []
    for side in ("a", "b"):
        for kind in kinds:
            own = table[(table[side] > 0) & (table["kind"] == kind)]
            first = own.groupby(group, sort=False).head(most)
            parts.append(first)
    rows = pd.concat(parts)
    repeated = rows.index.duplicated()
    return rows.loc[~repeated].sort_index()


def write_named(
    counts: pd.DataFrame,
    pair: Pair,
    parting: str,
    form: str,
    list_side: Callable[[pd.DataFrame, str], str],
) -> str:
    """Write what each side says of actors, a sentence for one actor after another.

    Parameters
    ----------
    counts : kind, subject (an actor, the parting, and what is said), a, b.
    pair : the labels of a and b.
    parting : what stands between the actor and what is said.
    form : how a side is written, with the fields label and said.
    list_side : from the rows of an actor, with the column said, and 'a' or 'b', what is said there.

    Returns
    -------
    The sentences, with spaces between.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": ["acts"], "subject": ["the crew: strike"], "a": 2, "b": 0})
    >>> write_named(counts, ("Post", "Echo"), ": ", "{label} {said}",
    ...             lambda rows, side: f"says it {rows[side].sum()} times")
    'The crew: Post says it 2 times; Echo says it 0 times.'
    """
    subject = counts["subject"]
    rows = counts.assign(actor=name_actor(subject, parting), said=name_rest(subject, parting))
    sentences = []
    for name, own in rows.groupby("actor", sort=False):
        sides = [
            form.format(label=label, said=list_side(own, letter))
            for letter, label in letter_sides(pair)
        ]
        capital = name[:1].upper()
        sentences.append(f"{capital}{name[1:]}: {'; '.join(sides)}.")
    return " ".join(sentences)


def name_actor(subjects: pd.Series, parting: str) -> pd.Series:
    """Name whom subjects are about: what stands before the parting.

    Parameters
    ----------
    subjects : texts such as "the crew: strike".
    parting : what stands between the name and what is said.

    Returns
    -------
    A text a row.

    Examples
    --------
    >>> name_actor(pd.Series(["the crew: strike"]), ": ").tolist()
    ['the crew']
    """
    return subjects.str.split(parting, n=1).str[0].astype("str")


def name_rest(subjects: pd.Series, parting: str) -> pd.Series:
    """Name what is said of those whom subjects are about: what stands behind the parting.

    Parameters
    ----------
    subjects : texts such as "the crew: strike".
    parting : what stands between the name and what is said.

    Returns
    -------
    A text a row.

    Examples
    --------
    >>> name_rest(pd.Series(["the crew: strike"]), ": ").tolist()
    ['strike']
    """
    return subjects.str.split(parting, n=1).str[1].astype("str")
