"""The value of one side with its interval, for figures and tables about a single side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

MISSING = float("nan")


def estimate_sides(units: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Value of each subject on each side with a 95 % interval.

    Arguments: unit table (see stats) with subject and sentence; minimum, sentences below which
    nothing is estimated.
    Returns: subject, side, value (Σ num / Σ den), low, high, n (sentences), note.
    Source: ratio estimator over blocks with linearised variance and Student's t (Cochran 1977,
    chapter 6).
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
    from scipy.stats import t

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
    error = (k / (k - 1) * squares) ** 0.5 / size
    reach = t.ppf(0.975, k - 1) * error
    return _Estimate(value, value - reach, value + reach, n, "")


def spread_sides(units: pd.DataFrame, *, sides: Sequence[str], per: float = 1.0) -> pd.DataFrame:
    """The values of both sides with their intervals, a row a subject, as plots.plot_dumbbells draws
    them.

    Arguments: unit table; sides, (a, b); per, what values are multiplied by. Returns: subject, a,
    low_a, high_a, b, low_b, high_b (from estimate_sides; no interval goes below 0 where nothing
    counted is negative).
    """
    estimates = estimate_sides(units, minimum=1).set_index(["subject", "side"])
    found = estimates[["value", "low", "high"]] * per
    if (units["num"] >= 0).all():
        found["low"] = found["low"].clip(lower=0)
    subjects = units["subject"].drop_duplicates()
    table = pd.DataFrame({"subject": subjects})
    for letter, side in zip("ab", sides, strict=True):
        own = found.xs(side, level="side").reindex(subjects)
        table[[letter, f"low_{letter}", f"high_{letter}"]] = own.to_numpy()
    return table.reset_index(drop=True)
