"""Unit tables: what is resampled, and the blocks they form.

A *unit table* has one row for each unit (a sentence, a paragraph, an article) of each subject (a
term, a measure): `side`, `article_id`, `num`, `den`, and where they apply `subject`, `block` (the
paragraph) and `sentence` (its number). A side's value is the sum of num over the sum of den: a mean
when den is 1, a rate when den is a number of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

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


class Blocks(NamedTuple):
    """A unit table as matrices, blocks by subjects."""

    table: pd.DataFrame  # by subject: n_a, n_b, blocks_a, blocks_b, effect, unit, note
    first: np.ndarray  # which blocks are of the side whose seed comes first
    num: np.ndarray
    den: np.ndarray


def check_units(units: pd.DataFrame, sides: tuple[str, str]) -> pd.DataFrame:
    """The rows of a unit table that can be compared, with a subject.

    Raises: ValueError for a missing column or side, and for values that are no numbers.
    """
    needed = ("side", "article_id", "num", "den")
    if missing := [name for name in needed if name not in units]:
        raise ValueError(
            f"The unit table has no column {missing}. Needed: {', '.join(needed)}. Add it."
        )
    two_sides = len(set(sides)) == 2
    known = set(units["side"].unique())
    if not two_sides or not known.issuperset(sides):
        found = sorted(map(str, known))
        raise ValueError(
            f"sides is {sides!r}. Allowed: two different ones of {found}. Name two of them."
        )
    values = units[["num", "den"]].astype(float)
    finite = np.isfinite(values).all(axis=1)
    refused = ~finite | (units["den"] < 0)
    bad = refused.sum()
    if bad:
        raise ValueError(
            f"num or den is missing or infinite, or den negative, in {bad} rows. Leave them out."
        )
    compared = units["side"].isin(sides) & (units["den"] > 0)
    units = units[compared]
    return units.assign(subject=units.get("subject", ""))


def arrange_blocks(units: pd.DataFrame, *, sides: tuple[str, str], order: list[str]) -> Blocks:
    """Unit tables of two single articles, or of blocks, as matrices.

    units: from check_units; sides: labels of a and b; order: the same labels, the one whose blocks
    come first. Blocks are in the order of their content, so rows may come in any order.
    """
    unit = choose_unit(units)
    units = units.assign(half=units["side"].map(order.index))
    # Sums of floats depend on the order of rows; this one depends on their content alone.
    given = [name for name in ("article_id", "block", "sentence") if name in units]
    place = ["half", *given]
    content = [*place, "subject", "num", "den"]
    ranks = [pd.factorize(units[key], sort=True)[0] for key in reversed(content)]
    units = units.iloc[np.lexsort(ranks)].reset_index(drop=True)
    keys = place[:2] if unit == "article" else place[:3]
    if unit == "sentence in runs of three":
        number = units.groupby(place, dropna=False).ngroup()
        begin = number.groupby(units["half"]).transform("min")
        units["run"] = (number - begin) // RUN
        keys = ["half", "run"]
    block = units.groupby(keys, dropna=False).ngroup().to_numpy()
    begins = np.unique(block, return_index=True)[1]
    first = (units["half"] == 0).to_numpy()[begins]
    subjects, subject = np.unique(units["subject"], return_inverse=True)
    unit_keys = keys if unit == "article" else place
    counted = ~units.duplicated(["subject", *unit_keys])
    shape = len(first), len(subjects)
    cell = block * len(subjects) + subject
    num, den, n = (
        _sum_cells(cell, values, shape) for values in (units["num"], units["den"], counted)
    )
    table = pd.DataFrame({"subject": subjects, "unit": unit, "note": ""})
    for letter, side in zip("ab", sides, strict=True):
        half = first if side == order[0] else ~first
        table[f"n_{letter}"] = n[half].sum(0).astype(int)
        table[f"blocks_{letter}"] = (den[half] > 0).sum(0)
    effect = _measure_effect(units, unit_keys, sides)
    table["effect"] = effect.reindex(subjects).to_numpy()
    fewest = table[["blocks_a", "blocks_b"]].min(axis=1)
    few = "not estimated (n = " + fewest.astype(str) + ")"
    table["note"] = np.where(fewest < MIN_BLOCKS, few, "")
    return Blocks(table, first, num, den)


def _sum_cells(cell: np.ndarray, values: pd.Series, shape: tuple[int, int]) -> np.ndarray:
    """Sums of values as a matrix of a shape; cell: the number of each value's cell, by rows."""
    rows, columns = shape
    return np.bincount(cell, values, rows * columns).reshape(shape)


def _measure_effect(units: pd.DataFrame, keys: list[str], sides: tuple[str, str]) -> pd.Series:
    """Hedges' g of each subject, by its units."""
    sums = units.groupby(["subject", "side", *keys], dropna=False)[["num", "den"]].sum()
    ratio = (sums["num"] / sums["den"]).groupby(["subject", "side"])
    by = ratio.agg(["mean", "var", "count"]).unstack("side")
    of_sides = [by.xs(side, axis=1, level="side").to_numpy().T for side in sides]
    return pd.Series(hedges_g(*of_sides), by.index)


def hedges_g(side_a: Sequence[np.ndarray], side_b: Sequence[np.ndarray]) -> np.ndarray:
    """The gap between the mean units over their pooled standard deviation (Hedges 1981).

    side_a, side_b: mean, variance and number of the units. NaN where nothing varies.

    >>> float(hedges_g([np.array([2.0]), np.array([1.0]), np.array([5])],
    ...                [np.array([1.0]), np.array([1.0]), np.array([5])])[0].round(3))
    0.903
    """
    (mean_a, var_a, n_a), (mean_b, var_b, n_b) = side_a, side_b
    n = n_a + n_b
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (n_a - 1) * var_a + (n_b - 1) * var_b
        pooled = np.sqrt(squares / (n - 2))
        pooled = np.where(pooled > 1e-12, pooled, np.nan)
        small_sample = 1 - 3 / (4 * n - 9)
        return (mean_a - mean_b) / pooled * small_sample
