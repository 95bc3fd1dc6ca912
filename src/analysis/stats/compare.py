"""The comparison of two sides by a unit table: estimate, interval, chance and placebo.

Two single articles are resampled by their paragraphs. Groups of articles are compared by sums over
their articles (`totals`), so that a comparison in memory and one of an archive are the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.stats.reach import (
    LEVEL,
    adjust_reachable,
    find_chance_of_absence,
    find_smallest_p,
)
from analysis.stats.resampling import Seeds, resample, shared_blocks
from analysis.stats.seeds import SEED, seed_units
from analysis.stats.totals import COMPARED, compare_sums, sum_units
from analysis.stats.units import arrange_blocks, check_units, choose_unit
from analysis.stats.variance import estimate_gap, measure_spread

SCALES = ("difference", "log_ratio")


def compare_sides(
    units: pd.DataFrame,
    *,
    sides: tuple[str, str],
    scale: str = "difference",
    resamples: int = 10_000,
    seed: int | Mapping[str, int] = SEED,
) -> pd.DataFrame:
    """Compare two sides, one row a subject, with interval, p-value and placebo.

    units: unit table; a unit without the term is a row with num 0. sides: labels of a and b; other
    rows are left out. scale: 'difference' (a - b) or 'log_ratio' (log2(a / b), a count of 0 taken
    as 0.5). resamples: of two single articles. seed: a number, or each side's own
    (seeds.seed_sides). A row depends on no other subject (but q). Returns, by subject:

    - subject; a, b (values of the sides); estimate, on the scale;
    - low, high: 95 % interval. Two articles: percentiles over resampled blocks, widened for few
      blocks (Hesterberg 2015, doi 10.1080/00031305.2015.1089789, with Welch's degrees of freedom).
      Groups: as in totals.compare_sums;
    - p: of a - b over its linearised standard error (Cochran 1977, section 6.4). Groups: Welch's
      t-test. Else: labels permuted over blocks, (hits + 1) / (resamples + 1) (Janssen 1997), and no
      less than the chance that a side lacks the subject, where it does;
    - q: Benjamini-Hochberg over the subjects whose p could pass it (two articles: see reach;
      groups: found in enough articles); placebo: 95th percentile of |estimate|
      when labels are permuted over blocks, sizes kept (groups: t standard errors);
    - effect: Hedges' g (1981); n_a, n_b (units); blocks_a, blocks_b (resampled); unit; note: why a
      value is missing, or ''.

    Raises ValueError for a missing column, side or value, an unknown scale, negative counts in a
    log ratio.

    >>> table = pd.DataFrame({"side": list("ab") * 5, "article_id": list("xy") * 5,
    ...                       "block": range(10), "num": [2, 1] * 5, "den": 1})
    >>> compare_sides(table, sides=("a", "b"), resamples=99)[["a", "b", "estimate"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    units = check_units(units, sides)
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}. Allowed: {', '.join(SCALES)}. Choose one of them.")
    if scale == "log_ratio" and (units["num"] < 0).any():
        raise ValueError("num is negative. Allowed in a log ratio: counts. Use scale='difference'.")
    unit = choose_unit(units)
    if unit == "article":
        return compare_sums(*sum_units(units, sides=sides), scale=scale)
    if resamples < 1:
        raise ValueError(
            f"resamples is {resamples}. Allowed: 1 or more, because the unit is {unit!r}. Set it."
        )
    return _compare_blocks(units, sides, scale, resamples, seed)


def _compare_blocks(
    units: pd.DataFrame, sides: tuple[str, str], scale: str, resamples: int, seed
) -> pd.DataFrame:
    """Two single articles, compared by their blocks."""
    from scipy.stats import norm, t

    keys = seed_units(units, sides, seed)
    # The side whose seed is smaller comes first, so swapping the sides swaps the result exactly.
    order = sorted(sides, key=lambda side: (keys[side], side))
    table, first, num, den = arrange_blocks(units, sides=sides, order=order)
    both = tuple(keys[side] for side in order)
    seeds = Seeds(*both, both=both)
    swapped = order[0] != sides[0]
    in_a = ~first if swapped else first
    num_a, num_b = num[in_a].sum(0), num[~in_a].sum(0)
    den_a, den_b = den[in_a].sum(0), den[~in_a].sum(0)
    with np.errstate(invalid="ignore"):
        table["a"] = num_a / den_a
        table["b"] = num_b / den_b
    table["estimate"] = estimate_gap(num_a, num_b, den_a, den_b, scale)
    table[["low", "high", "p", "placebo"]] = np.nan
    for rows, columns in shared_blocks(den > 0, table["note"] == ""):
        cells = np.ix_(rows, columns)
        some = num[cells], den[cells], first[rows]
        _, _, freedom, widening = measure_spread(*some)
        reach = norm.cdf(widening * t.ppf(0.025, freedom))
        found = resample(*some, reach=reach, scale=scale, resamples=resamples, seeds=seeds)
        table.loc[columns, list(found._fields)] = np.column_stack(found)
    if swapped:
        table[["low", "high"]] = -table[["high", "low"]].to_numpy()
    table["p"] = _keep_above_absence(table, num != 0, half=in_a)
    held = (num != 0).sum(0)
    smallest = find_smallest_p(held, table["blocks_a"], table["blocks_b"])
    table["q"] = adjust_reachable(table["p"].to_numpy(), smallest)
    beyond_reach = table["p"].notna() & table["q"].isna()
    told = [f"could not have been shown (its smallest p is {p:.2g})" for p in smallest]
    table["note"] = table["note"].mask(beyond_reach, pd.Series(told))
    table.loc[smallest > LEVEL, "p"] = np.nan
    return table[COMPARED]


def _keep_above_absence(table: pd.DataFrame, holds: np.ndarray, *, half: np.ndarray) -> pd.Series:
    """The p of every subject; of one that a side lacks, no less than the chance of that.

    holds: which blocks hold which subject; half: which blocks are of the first side named.
    """
    held_a, held_b = holds[half].sum(0), holds[~half].sum(0)
    in_a = held_b == 0
    present = np.where(in_a, table["blocks_a"], table["blocks_b"])
    absent = np.where(in_a, table["blocks_b"], table["blocks_a"])
    chance = find_chance_of_absence(held_a + held_b, present, absent)
    lacks = (held_a == 0) | (held_b == 0)
    return table["p"].where(table["p"].isna() | ~lacks, np.maximum(table["p"], chance))


def minimum_detectable(
    units: pd.DataFrame, *, sides: tuple[str, str], power: float = 0.8
) -> pd.DataFrame:
    """Smallest true difference that would be found (p < .05) with this power.

    units, sides: as for `compare_sides`; what is taken as given is the spread over blocks. power: a
    share between 0 and 1. Returns subject; detectable: (t.975 + t.power) standard errors of a - b
    (missing with too few blocks); unit.

    >>> table = pd.DataFrame({"side": list("ab") * 4, "article_id": range(8), "num": range(8),
    ...                       "den": 1})
    >>> minimum_detectable(table, sides=("a", "b")).round(2).values.tolist()
    [['', 6.12, 'article']]
    """
    from scipy.stats import t

    units = check_units(units, sides)
    table, first, num, den = arrange_blocks(units, sides=sides, order=list(sides))
    table["detectable"] = np.nan
    for rows, columns in shared_blocks(den > 0, table["note"] == ""):
        cells = np.ix_(rows, columns)
        _, error, freedom, _ = measure_spread(num[cells], den[cells], first[rows])
        reach = t.ppf(0.975, freedom) + t.ppf(power, freedom)
        table.loc[columns, "detectable"] = reach * error
    return table[["subject", "detectable", "unit"]]
