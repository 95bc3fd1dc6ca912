"""The other defensible choices under which a finding was tried.

Each family declares its own. One that changes no number counts once; what cannot be estimated is
listed and not counted. Voices are findings of their own and no choices.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.judge.rows import Choices
from analysis.tables.schemas import ROLES

MAIN_CHOICE = "main choice"
COUNTED = ("n", "words")  # what sums may count beside num and den
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
    The columns before side, a, b, estimate (a − b), n_a, n_b, words_a, words_b (where they were
    summed), note (why there is no estimate); a choice that reads the same numbers as an earlier one
    of its subject is left out.
    """
    keys = list(sums.columns[: sums.columns.get_loc("side")])
    table = sums[keys].drop_duplicates(ignore_index=True)
    for letter, side in zip("ab", pair, strict=True):
        own = sums[sums["side"] == side].set_index(keys).reindex(pd.MultiIndex.from_frame(table))
        table[letter] = (own["num"] / own["den"]).to_numpy()
        for name in (name for name in COUNTED if name in own):
            table[f"{name}_{letter}"] = own[name].fillna(0).astype(int).to_numpy()
    named = [key for key in ("voice", "subject") if key in keys]
    table = table[~table[[*named, "a", "b"]].round(12).duplicated()]
    table = table.assign(estimate=table["a"] - table["b"]).reset_index(drop=True)
    table["note"] = np.where(table["estimate"].notna(), "", "a side has no such sentence")
    counted = [f"{name}_{letter}" for name in COUNTED for letter in "ab"]
    counted = [column for column in counted if column in table]
    return table[[*keys, "a", "b", "estimate", *counted, "note"]]


def count_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """How many choices keep the sign of the main one, by subject.

    Parameters
    ----------
    specifications, choices : as in mark_kept.

    Returns
    -------
    subject, kept, tried, lost (the first choice that turns the sign, as what it changes; '' when
    none does).
    """
    table = mark_kept(specifications, choices=choices)
    table = table[table["counts"]].assign(lost=table["choices"].mask(table["keeps"]))
    counted = table.groupby("subject", sort=False).agg(
        kept=("keeps", "sum"), tried=("keeps", "size"), lost=("lost", "first")
    )
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
    The rows with choices (what differs from the main choice, which is 'main choice'), counts
    (whether it is tried: it has an estimate, and is the first to read these numbers), keeps (the
    sign of the first that counts).
    """
    numbers = specifications[["a", "b", "estimate"]].astype(float).round(12)
    numbers = numbers.assign(subject=specifications["subject"])
    can = specifications["note"] == ""
    counts = can & ~numbers.where(can).duplicated()
    sign = np.sign(numbers["estimate"].where(counts))
    first = sign.groupby(numbers["subject"]).transform("first").fillna(0.0)
    keeps = np.sign(numbers["estimate"]) == first
    changed = [_name_choice(row, choices) for row in specifications.to_dict("records")]
    return specifications.assign(choices=changed, counts=counts, keeps=keeps)


def _name_choice(row: dict, choices: Choices) -> str:
    """What differs from the main choice."""
    changed = [
        f"{choice}: {row[choice]}"
        for choice, options in choices.items()
        if row[choice] != next(iter(options))
    ]
    if str(row.get("instrument")).endswith("expanded"):
        changed.append("negation written out")
    return ", ".join(changed) or MAIN_CHOICE
