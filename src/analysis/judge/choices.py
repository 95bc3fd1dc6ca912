"""The other defensible choices under which a finding was tried.

Each family declares its own. One that changes no number counts once; what cannot be estimated is
listed and not counted. Voices are findings of their own and no choices.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.judge.rows import Choices
from analysis.tables.schemas import ROLES
from analysis.tables.sides import letter_sides

MAIN_CHOICE = "main choice"
COUNTED = ("n", "words")  # further columns that sums may have beside num and den
DISPLAYED = tuple(role for role in ROLES if role != "boilerplate")
ROLE_CHOICES = {"body": ("body",), "body and display": DISPLAYED}


def divide_sums(sums: pd.DataFrame, *, pair: tuple[str, str]) -> pd.DataFrame:
    """The value of both sides under every choice, from sums of each side.

    Parameters
    ----------
    sums : the columns that name a choice, then side, num, den, and n (units) and words where these
        are counted.
    pair : the labels of a and b.

    Returns
    -------
    The columns before side; a and b (num / den of each side), estimate (a - b), n_a, n_b, words_a,
    words_b (where they were summed), note (why there is no estimate, or ''). A choice that reads
    the same numbers as an earlier one of its subject is left out.

    Examples
    --------
    >>> rows = [("tone", "body", "Post", 2, 4), ("tone", "body", "Echo", 1, 4)]
    >>> sums = pd.DataFrame(rows, columns=["subject", "roles", "side", "num", "den"])
    >>> divide_sums(sums, pair=("Post", "Echo")).values.tolist()
    [['tone', 'body', 0.5, 0.25, 0.25, '']]
    """
    before_side = sums.columns.get_loc("side")
    keys = list(sums.columns[:before_side])
    counted = [name for name in COUNTED if name in sums]
    table = sums[keys].drop_duplicates(ignore_index=True)
    every = pd.MultiIndex.from_frame(table)
    for letter, side in letter_sides(pair):
        of_side = sums[sums["side"] == side]
        own = of_side.set_index(keys).reindex(every)
        value = own["num"] / own["den"]
        table[letter] = value.to_numpy()
        for name in counted:
            n = own[name].fillna(0).astype(int)
            table[f"{name}_{letter}"] = n.to_numpy()
    named = [key for key in ("voice", "subject") if key in keys]
    numbers = table[[*named, "a", "b"]].round(12)
    table = table[~numbers.duplicated()].reset_index(drop=True)
    table["estimate"] = table["a"] - table["b"]
    known = table["estimate"].notna()
    table["note"] = np.where(known, "", "a side has no such sentence")
    of_sides = [f"{name}_{letter}" for name in counted for letter in ("a", "b")]
    return table[[*keys, "a", "b", "estimate", *of_sides, "note"]]


def rank_choices(table: pd.DataFrame, choices: Choices) -> list[pd.Series]:
    """Rank the rows of a table by their options, as numpy.lexsort takes ranks: the first last.

    Parameters
    ----------
    table : one column a choice.
    choices : the declared ones; an option ranks by its place among them.

    Returns
    -------
    A series of ranks for each choice, the last choice first.

    Examples
    --------
    >>> table = pd.DataFrame({"names": ["counted", "masked"]})
    >>> rank_choices(table, {"names": {"masked": True, "counted": False}})[0].tolist()
    [1, 0]
    """
    ranks = []
    for choice, options in choices.items():
        names = list(options)
        ranks.append(table[choice].map(names.index))
    return ranks[::-1]


def count_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """How many choices keep the sign of the main one, by subject.

    Parameters
    ----------
    specifications, choices : as in mark_kept.

    Returns
    -------
    A row a subject: subject, tried (choices that count), kept (those of them with the sign of the
    main one), lost (the first that turns the sign, such as 'names: counted'; '' when none does).

    Examples
    --------
    >>> rows = [("rent", "masked", 2, 1, 1.0, ""), ("rent", "counted", 1, 2, -1.0, "")]
    >>> tried = pd.DataFrame(rows, columns=["subject", "names", "a", "b", "estimate", "note"])
    >>> count_kept(tried, choices={"names": {"masked": True, "counted": False}}).values.tolist()
    [['rent', 1, 2, 'names: counted']]
    """
    table = mark_kept(specifications, choices=choices)
    table = table.assign(lost=table["choices"].mask(table["keeps"]))
    by_subject = table[table["counts"]].groupby("subject", sort=False)
    counted = by_subject.agg(kept=("keeps", "sum"), tried=("keeps", "size"), lost=("lost", "first"))
    counted = counted.reindex(specifications["subject"].unique()).astype({"lost": object})
    counted = counted.fillna({"kept": 0, "tried": 0, "lost": ""})
    counted = counted.astype({"kept": int, "tried": int, "lost": "str"})
    return counted.rename_axis("subject").reset_index()


def mark_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """Say of every choice what it changes and whether it keeps the sign of its subject's first.

    Parameters
    ----------
    specifications : a row a choice and subject: subject, one column a choice, a, b, estimate, note.
    choices : the declared ones, the main option of each first.

    Returns
    -------
    The rows with choices (what differs from the main choice, which is itself called 'main choice'),
    counts (whether it is tried: it has an estimate, and is the first to read these numbers), keeps
    (whether its sign is that of the first choice that counts).

    Examples
    --------
    >>> rows = [("rent", "masked", 2, 1, 1.0, ""), ("rent", "counted", 1, 2, -1.0, "")]
    >>> tried = pd.DataFrame(rows, columns=["subject", "names", "a", "b", "estimate", "note"])
    >>> marked = mark_kept(tried, choices={"names": {"masked": True, "counted": False}})
    >>> marked[["choices", "counts", "keeps"]].values.tolist()
    [['main choice', True, True], ['names: counted', True, False]]
    """
    numbers = specifications[["a", "b", "estimate"]].astype(float).round(12)
    numbers = numbers.assign(subject=specifications["subject"])
    can = specifications["note"] == ""
    repeated = numbers.where(can).duplicated()
    counts = can & ~repeated
    sign = np.sign(numbers["estimate"])
    of_subject = sign.where(counts).groupby(numbers["subject"])
    first = of_subject.transform("first").fillna(0.0)
    keeps = sign == first
    changed = [_name_choice(row, choices) for row in specifications.to_dict("records")]
    return specifications.assign(choices=changed, counts=counts, keeps=keeps)


def _name_choice(row: dict, choices: Choices) -> str:
    """What differs from the main choice."""
    changed = []
    for choice, options in choices.items():
        main = next(iter(options))
        if row[choice] != main:
            changed.append(f"{choice}: {row[choice]}")
    if str(row.get("instrument")).endswith("expanded"):
        changed.append("negation written out")
    return ", ".join(changed) or MAIN_CHOICE
