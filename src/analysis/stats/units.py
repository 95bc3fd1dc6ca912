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

from analysis.tables.sides import letter_sides

MIN_BLOCKS = 3  # with fewer blocks on a side nothing is estimated
RUN = 3  # sentences in a run, where a text has no paragraphs


def choose_unit(units: pd.DataFrame) -> str:
    """Name what a unit table is resampled by.

    Parameters
    ----------
    units : unit table.

    Returns
    -------
    'article' when a side has more than one; 'paragraph' when rows have no sentence numbers;
    'sentence in paragraph blocks' when they have; 'sentence in runs of three' when they have, and a
    side has one block only.

    Examples
    --------
    >>> choose_unit(pd.DataFrame({"side": ["a", "a", "b"], "article_id": [1, 2, 3]}))
    'article'
    """
    by_side = units.groupby("side")
    articles = by_side["article_id"].nunique()
    if articles.max() > 1:
        return "article"
    if "sentence" not in units:
        return "paragraph"
    if "block" in units and by_side["block"].nunique().min() > 1:
        return "sentence in paragraph blocks"
    return "sentence in runs of three"


class Blocks(NamedTuple):
    """A unit table as matrices, blocks by subjects."""

    table: pd.DataFrame  # by subject: n_a, n_b, blocks_a, blocks_b, effect, unit, note
    first: np.ndarray  # which blocks are of the side whose seed comes first
    num: np.ndarray
    den: np.ndarray


def check_units(units: pd.DataFrame, sides: tuple[str, str]) -> pd.DataFrame:
    """Keep the rows of a unit table that can be compared, and see that they can.

    Parameters
    ----------
    units : unit table.
    sides : labels of a and b.

    Returns
    -------
    The rows of these sides with a den above 0; subject is '' where there was none.

    Raises
    ------
    ValueError : for a missing column or side, and for values that are no numbers.

    Examples
    --------
    >>> units = pd.DataFrame({"side": ["a", "b", "b"], "article_id": [1, 2, 3], "num": 1,
    ...                       "den": [5, 5, 0]})
    >>> check_units(units, ("a", "b"))["article_id"].tolist()
    [1, 2]
    """
    needed = ("side", "article_id", "num", "den")
    missing = [name for name in needed if name not in units]
    if missing:
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
    """Arrange the units of two single articles, or of other blocks, as matrices.

    Blocks are in the order of their content, so rows may come in any order.

    Parameters
    ----------
    units : from check_units.
    sides : labels of a and b.
    order : the same labels, the one whose blocks come first.

    Returns
    -------
    Blocks: table, a row a subject with subject, unit, note, n_a, n_b, blocks_a, blocks_b and
    effect, as in compare_sides; first; and num and den, blocks by subjects.

    Examples
    --------
    >>> units = pd.DataFrame({"side": ["a", "b", "b"], "article_id": [1, 2, 2],
    ...                       "block": [1, 1, 2], "num": [4, 1, 2], "den": 10, "subject": ""})
    >>> blocks = arrange_blocks(units, sides=("a", "b"), order=["a", "b"])
    >>> blocks.num.tolist(), blocks.first.tolist(), blocks.table["note"].tolist()
    ([[4.0], [1.0], [2.0]], [True, False, False], ['not estimated (n = 1)'])
    """
    unit = choose_unit(units)
    units, place = _sort_units(units, order)
    units, keys = _find_blocks(units, place, unit)
    block = units.groupby(keys, dropna=False).ngroup().to_numpy()
    _, begins = np.unique(block, return_index=True)
    in_first = units["half"] == 0
    first = in_first.to_numpy()[begins]
    subjects, subject = np.unique(units["subject"], return_inverse=True)
    unit_keys = keys if unit == "article" else place
    counted = ~units.duplicated(["subject", *unit_keys])
    shape = len(first), len(subjects)
    cell = block * len(subjects) + subject
    num = _sum_cells(cell, units["num"], shape)
    den = _sum_cells(cell, units["den"], shape)
    n = _sum_cells(cell, counted, shape)
    table = pd.DataFrame({"subject": subjects, "unit": unit, "note": ""})
    for letter, side in letter_sides(sides):
        half = first if side == order[0] else ~first
        table[f"n_{letter}"] = n[half].sum(0).astype(int)
        table[f"blocks_{letter}"] = (den[half] > 0).sum(0)
    effect = _measure_effect(units, unit_keys, sides)
    table["effect"] = effect.reindex(subjects).to_numpy()
    fewest = table[["blocks_a", "blocks_b"]].min(axis=1)
    few = "not estimated (n = " + fewest.astype(str) + ")"
    table["note"] = np.where(fewest < MIN_BLOCKS, few, "")
    return Blocks(table, first, num, den)


def _sort_units(units: pd.DataFrame, order: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """The units with half, the number of their side, sorted; and the columns that tell their place.

    Sums of floats depend on the order of rows; this order depends on their content alone.
    """
    units = units.assign(half=units["side"].map(order.index))
    given = [name for name in ("article_id", "block", "sentence") if name in units]
    place = ["half", *given]
    ranks = []
    for key in (*place, "subject", "num", "den"):
        rank, _ = pd.factorize(units[key], sort=True)
        ranks.append(rank)
    rows = np.lexsort(ranks[::-1])  # by its last key first
    return units.iloc[rows].reset_index(drop=True), place


def _find_blocks(
    units: pd.DataFrame, place: list[str], unit: str
) -> tuple[pd.DataFrame, list[str]]:
    """The units, and the columns that tell their block; of a text without paragraphs, the run."""
    if unit == "article":
        return units, place[:2]
    if unit != "sentence in runs of three":
        return units, place[:3]
    number = units.groupby(place, dropna=False).ngroup()
    begin = number.groupby(units["half"]).transform("min")
    run = (number - begin) // RUN
    return units.assign(run=run), ["half", "run"]


def _sum_cells(cell: np.ndarray, values: pd.Series, shape: tuple[int, int]) -> np.ndarray:
    """Sums of values as a matrix of a shape; cell: the number of each value's cell, by rows."""
    rows, columns = shape
    return np.bincount(cell, values, rows * columns).reshape(shape)


def _measure_effect(units: pd.DataFrame, keys: list[str], sides: tuple[str, str]) -> pd.Series:
    """Hedges' g of each subject, by its units."""
    sums = units.groupby(["subject", "side", *keys], dropna=False)[["num", "den"]].sum()
    ratio = sums["num"] / sums["den"]
    groups = ratio.groupby(["subject", "side"])
    by = groups.agg(["mean", "var", "count"]).unstack("side")
    side_a, side_b = (by.xs(side, axis=1, level="side").to_numpy().T for side in sides)
    return pd.Series(hedges_g(side_a, side_b), by.index)


def hedges_g(side_a: Sequence[np.ndarray], side_b: Sequence[np.ndarray]) -> np.ndarray:
    """Measure the gap between the mean units in units of their pooled standard deviation.

    Parameters
    ----------
    side_a, side_b : mean, variance and number of the units of a side, each by subject.

    Returns
    -------
    Hedges' g by subject; NaN where nothing varies.

    References
    ----------
    Hedges 1981, Journal of Educational Statistics 6.

    Examples
    --------
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
        gap = mean_a - mean_b
        return gap / pooled * small_sample
