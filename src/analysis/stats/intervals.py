"""The value of one side with its interval, for figures and tables about a single side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.student import quantile_t
from analysis.stats.variance import divide_squares
from analysis.tables.sides import letter_sides

MISSING = float("nan")


def estimate_sides(units: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Estimate the value of each subject on each side, with a 95 % interval.

    Parameters
    ----------
    units : unit table (see units) with subject, block and, where it applies, sentence.
    minimum : with fewer sentences than this, or with one block only, nothing is estimated.

    Returns
    -------
    One row a subject and side:

    - subject, side
    - value : sum of num over sum of den.
    - low, high : the value ± Student's t times its linearised standard error over blocks.
    - n : sentences (blocks, where units have no sentence numbers).
    - note : why the value is missing, or ''.

    References
    ----------
    Ratio estimator over blocks: Cochran 1977, chapter 6.

    Examples
    --------
    >>> units = pd.DataFrame({"subject": "ferry", "side": "Post", "article_id": "x",
    ...                       "block": range(4), "num": [1, 2, 2, 3], "den": 1})
    >>> found = estimate_sides(units, minimum=3)
    >>> found[["value", "low", "high", "n"]].round(2).values.tolist()
    [[2.0, 0.7, 3.3, 4.0]]
    """
    rows = []
    for key, part in units.groupby(["subject", "side"], sort=False):
        estimate = _estimate_side(part, minimum)
        rows.append((*key, *estimate))
    return pd.DataFrame(rows, columns=["subject", "side", *_Estimate._fields])


class _Estimate(NamedTuple):
    """The value of one subject on one side, and why it is missing, or ''."""

    value: float
    low: float
    high: float
    n: int
    note: str


def _estimate_side(units: pd.DataFrame, minimum: int) -> _Estimate:
    place = [name for name in ("article_id", "block", "sentence") if name in units]
    n = len(units[place].drop_duplicates())
    blocks = units.groupby(["article_id", "block"])[["num", "den"]].sum()
    k = len(blocks)
    if n < minimum or k < 2:
        return _Estimate(MISSING, MISSING, MISSING, n, f"not estimated (n = {n})")
    num, den = blocks["num"], blocks["den"]
    size = den.sum()
    value = num.sum() / size
    residual = num - value * den
    squares = (residual**2).sum()
    error = np.sqrt(divide_squares(squares, size, k))
    reach = quantile_t(0.975, k - 1) * error
    return _Estimate(value, value - reach, value + reach, n, "")


def spread_sides(units: pd.DataFrame, *, sides: Sequence[str], per: float = 1.0) -> pd.DataFrame:
    """Put the values of both sides with their intervals into one row a subject, for a chart.

    Parameters
    ----------
    units : unit table, as in estimate_sides.
    sides : labels of a and b.
    per : what all values are multiplied by.

    Returns
    -------
    One row a subject:

    - subject
    - a, b : the values of the sides, as in estimate_sides.
    - low_a, high_a, low_b, high_b : their intervals; none goes below 0 where nothing that was
      counted is negative.

    Examples
    --------
    >>> units = pd.DataFrame({"subject": "ferry", "side": ["Post", "Echo"] * 3, "article_id": "x",
    ...                       "block": [0, 0, 1, 1, 2, 2], "num": [1, 2, 1, 2, 1, 2], "den": 1})
    >>> spread_sides(units, sides=["Post", "Echo"])[["subject", "a", "b"]].values.tolist()
    [['ferry', 1.0, 2.0]]
    """
    estimates = estimate_sides(units, minimum=1).set_index(["subject", "side"])
    found = estimates[["value", "low", "high"]] * per
    only_positive = (units["num"] >= 0).all()
    if only_positive:
        found["low"] = found["low"].clip(lower=0)
    subjects = units["subject"].drop_duplicates()
    table = pd.DataFrame({"subject": subjects})
    for letter, side in letter_sides(sides):
        of_side = found.index.get_level_values("side") == side  # of no unit there is no side
        own = found[of_side].droplevel("side").reindex(subjects)
        table[[letter, f"low_{letter}", f"high_{letter}"]] = own.to_numpy()
    return table.reset_index(drop=True)
