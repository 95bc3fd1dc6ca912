"""Unit tables: what is resampled, and the blocks they form.

A *unit table* has one row for each unit (a sentence, a paragraph, an article) of each subject (a
term, a measure): `side`, `article_id`, `num`, `den`, and where they apply `subject`, `block` (the
paragraph) and `sentence` (its number). A side's value is the sum of num over the sum of den: a mean
when den is 1, a rate when den is a number of words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MIN_BLOCKS = 3  # with fewer blocks on a side nothing is estimated
RUN = 3  # sentences in a run, where a text has no paragraphs


def choose_unit(units: pd.DataFrame) -> str:
    """Name what a unit table is resampled by.

    units: unit table. Returns 'article' when a side has more than one; else 'paragraph', or
    'sentence in paragraph blocks' when rows have sentence numbers; else (one block on a side)
    'sentence in runs of three'.

    >>> choose_unit(pd.DataFrame({"side": ["a", "a", "b"], "article_id": [1, 2, 3]}))
    'article'
    """
    if units.groupby("side")["article_id"].nunique().max() > 1:
        return "article"
    if "sentence" not in units:
        return "paragraph"
    blocks = units.groupby("side")["block"].nunique().min() if "block" in units else 0
    return "sentence in paragraph blocks" if blocks > 1 else "sentence in runs of three"


def prepare(
    units: pd.DataFrame, sides: tuple[str, str]
) -> tuple[pd.DataFrame, str, np.ndarray, ...]:
    """Result with n, blocks, unit and note; unit; blocks of the side first by name; num, den
    (blocks by subjects).
    """
    if missing := [name for name in ("side", "article_id", "num", "den") if name not in units]:
        raise ValueError(
            f"The unit table has no column {missing}. Needed: side, article_id, num, den. Add it."
        )
    if len(set(sides)) != 2 or not set(sides) <= set(units["side"]):
        found = sorted(map(str, units["side"].unique()))
        raise ValueError(
            f"sides is {sides!r}. Allowed: two different ones of {found}. Name two of them."
        )
    if bad := (
        ~np.isfinite(units[["num", "den"]].astype(float)).all(axis=1) | (units["den"] < 0)
    ).sum():
        raise ValueError(
            f"num or den is missing or infinite, or den negative, in {bad} rows. Leave them out."
        )
    units = units[units["side"].isin(sides) & (units["den"] > 0)]
    unit = choose_unit(units)
    units = units.assign(subject=units.get("subject", ""))
    # Sums of floats depend on the order of rows; this one depends on their content alone.
    place = [name for name in ("side", "article_id", "block", "sentence") if name in units]
    keys = [*place, "subject", "num", "den"]
    order = np.lexsort([pd.factorize(units[key], sort=True)[0] for key in reversed(keys)])
    units = units.iloc[order].reset_index(drop=True)
    keys = place[:2] if unit == "article" else place[:3]
    if unit == "sentence in runs of three":
        number = units.groupby(place, dropna=False).ngroup()
        units["run"] = (number - number.groupby(units["side"]).transform("min")) // RUN
        keys = ["side", "run"]
    block = units.groupby(keys, dropna=False).ngroup().to_numpy()
    first = (units["side"] == min(sides)).to_numpy()[np.unique(block, return_index=True)[1]]
    subjects, subject = np.unique(units["subject"], return_inverse=True)
    counted = ~units.duplicated(["subject", *(keys if unit == "article" else place)])
    shape, cell = (len(first), len(subjects)), block * len(subjects) + subject
    num, den, n = (
        np.bincount(cell, x, shape[0] * shape[1]).reshape(shape)
        for x in (units["num"], units["den"], counted)
    )
    table = pd.DataFrame({"subject": subjects, "unit": unit, "note": ""})
    for letter, side in zip("ab", sides, strict=True):
        half = first if side == min(sides) else ~first
        table[f"n_{letter}"], table[f"blocks_{letter}"] = (
            n[half].sum(0).astype(int),
            (den[half] > 0).sum(0),
        )
    table["effect"] = (
        _measure_effect(units, keys if unit == "article" else place, sides)
        .reindex(subjects)
        .to_numpy()
    )
    fewest = table[["blocks_a", "blocks_b"]].min(axis=1)
    table["note"] = np.where(
        fewest < MIN_BLOCKS, "not estimated (n = " + fewest.astype(str) + ")", ""
    )
    return table, unit, first, num, den


def _measure_effect(units: pd.DataFrame, keys: list[str], sides: tuple[str, str]) -> pd.Series:
    """Hedges' g of each subject: the gap between the mean units over their pooled standard
    deviation (Hedges 1981).
    """
    sums = units.groupby(["subject", *keys], dropna=False)[["num", "den"]].sum()
    by = (
        (sums["num"] / sums["den"])
        .groupby(["subject", "side"])
        .agg(["mean", "var", "count"])
        .unstack("side")
    )
    (mean_a, var_a, n_a), (mean_b, var_b, n_b) = (
        by.xs(side, axis=1, level="side").to_numpy().T for side in sides
    )
    n, pooled = n_a + n_b, np.sqrt(((n_a - 1) * var_a + (n_b - 1) * var_b) / (n_a + n_b - 2))
    effect = (mean_a - mean_b) / np.where(pooled > 1e-12, pooled, np.nan) * (1 - 3 / (4 * n - 9))
    return pd.Series(effect, by.index)
