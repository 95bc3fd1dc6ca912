"""The comparison of two sides by a unit table: estimate, interval, chance and placebo."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.stats.resampling import CELLS, ENOUGH, resample, shared_blocks
from analysis.stats.units import prepare
from analysis.stats.variance import adjust_p, estimate_gap, measure_spread

MIN_HELD = 5  # what is found (num not 0) in fewer blocks of both sides together is not tested
SEED = 20_250_101
COMPARED = ["subject", "a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo"]
COMPARED += ["n_a", "n_b", "blocks_a", "blocks_b", "unit", "note"]


def compare_sides(
    units: pd.DataFrame,
    *,
    sides: tuple[str, str],
    scale: str = "difference",
    resamples: int = 10_000,
    seed: int = SEED,
) -> pd.DataFrame:
    """Compare two sides, one row a subject, with interval, p-value and placebo.

    units: unit table; a unit without the term is a row with num 0. sides: labels of a and b; other
    rows are left out. scale: 'difference' (a - b) or 'log_ratio' (log2(a / b), a count of 0 taken
    as 0.5). resamples: 0 leaves out interval and placebo (articles only); over 400 articles draw
    fewer, down to ENOUGH. A row depends on no other subject (but q). Returns, by subject:
    - subject; a, b (values of the sides); estimate, on the scale;
    - low, high: 95 % percentile interval over resampled blocks, widened for few blocks (Hesterberg
      2015, doi 10.1080/00031305.2015.1089789, with Welch's degrees of freedom);
    - p: of a - b over its linearised standard error (Cochran 1977, section 6.4). Articles: Welch's
      t-test. Else: labels permuted over blocks, (hits + 1) / (resamples + 1) (Janssen 1997);
    - q: Benjamini-Hochberg over the subjects that have a p; placebo: 95th percentile of |estimate|
      when labels are permuted over blocks, sizes kept;
    - effect: Hedges' g (1981); n_a, n_b (units); blocks_a, blocks_b (resampled); unit; note: why a
      value is missing, or ''. Raises ValueError for a missing column, side or value, an unknown
      scale, negative counts in a log ratio.

    >>> table = pd.DataFrame({"side": list("ab") * 5, "article_id": list("xy") * 5, "block": range(10),
    ...                       "num": [2, 1] * 5, "den": 1})
    >>> compare_sides(table, sides=("a", "b"), resamples=99)[["a", "b", "estimate"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    from scipy.stats import t

    table, unit, first, num, den = prepare(units, sides)
    if scale not in ("difference", "log_ratio"):
        raise ValueError(
            f"scale is {scale!r}. Allowed: 'difference', 'log_ratio'. Choose one of them."
        )
    if scale == "log_ratio" and (num < 0).any():
        raise ValueError("num is negative. Allowed in a log ratio: counts. Use scale='difference'.")
    if resamples < (unit != "article"):
        raise ValueError(
            f"resamples is {resamples}. Allowed: 1 or more, because the unit is {unit!r}. Set it."
        )
    resamples = min(resamples, max(ENOUGH, CELLS // len(first))) if unit == "article" else resamples
    # Randomness goes by label and not by order, so swapping the sides swaps the result exactly.
    swapped = sides[0] != min(sides)
    totals = [
        x[half].sum(0)
        for x in (num, den)
        for half in ((~first, first) if swapped else (first, ~first))
    ]
    with np.errstate(invalid="ignore"):
        table["a"], table["b"] = totals[0] / totals[2], totals[1] / totals[3]
    table["estimate"] = estimate_gap(*totals, scale)
    table[["low", "high", "p", "q", "placebo"]] = np.nan
    for rows, columns in shared_blocks(den > 0, table["note"] == ""):
        some = num[np.ix_(rows, columns)], den[np.ix_(rows, columns)], first[rows]
        gap, error, freedom, widening = measure_spread(*some)
        if resamples:
            found = resample(*some, freedom, widening, scale, resamples, seed)
            table.loc[columns, ["low", "high", "p", "placebo"]] = np.column_stack(found)
        if unit == "article":
            table.loc[columns, "p"] = 2 * t.sf(np.abs(gap) / error, freedom)
    if swapped:
        table[["low", "high"]] = -table[["high", "low"]].to_numpy()
    held = pd.Series((num != 0).sum(0))
    untested = (held < MIN_HELD) & (table["note"] == "")
    table.loc[untested, "p"] = np.nan
    table["note"] = table["note"].mask(
        untested, "not tested (found in n = " + held.astype(str) + ")"
    )
    table["q"] = adjust_p(table["p"])
    return table[COMPARED]


def minimum_detectable(
    units: pd.DataFrame, *, sides: tuple[str, str], power: float = 0.8
) -> pd.DataFrame:
    """Smallest true difference that would be found (p < .05) with this power, given the spread over
    blocks.

    units, sides: as for `compare_sides`. power: a share between 0 and 1. Returns subject;
    detectable: (t.975 + t.power) standard errors of a - b (missing with too few blocks); unit.

    >>> table = pd.DataFrame({"side": list("ab") * 4, "article_id": range(8), "num": range(8), "den": 1})
    >>> minimum_detectable(table, sides=("a", "b")).round(2).values.tolist()
    [['', 6.12, 'article']]
    """
    from scipy.stats import t

    table, _, first, num, den = prepare(units, sides)
    table["detectable"] = np.nan
    for rows, columns in shared_blocks(den > 0, table["note"] == ""):
        _, error, freedom, _ = measure_spread(
            num[np.ix_(rows, columns)], den[np.ix_(rows, columns)], first[rows]
        )
        table.loc[columns, "detectable"] = (t.ppf(0.975, freedom) + t.ppf(power, freedom)) * error
    return table[["subject", "detectable", "unit"]]
