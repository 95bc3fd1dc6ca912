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
from analysis.stats.student import quantile_t, share_below
from analysis.stats.totals import COMPARED, compare_sums, sum_units
from analysis.stats.units import Blocks, arrange_blocks, check_units, choose_unit
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

    The row of a subject depends on no other subject, but for q.

    Parameters
    ----------
    units : unit table (see units): side, article_id, num, den, and where they apply subject, block,
        sentence. A unit in which a term does not occur is a row with num 0.
    sides : labels of a and b; rows of other sides are left out.
    scale : 'difference' (a - b, in the unit of num / den) or 'log_ratio' (log2(a / b), a count of 0
        taken as 0.5).
    resamples : how many are drawn where two single articles are compared.
    seed : a number, or the seed of each side (see seeds.seed_sides).

    Returns
    -------
    One row a subject:

    - subject : '' where the units have none.
    - a, b : the values of the sides, sum of num over sum of den.
    - estimate : their gap, on the scale.
    - low, high : 95 % interval. Two articles: percentiles over resampled blocks, widened for few
      blocks. Groups: see totals.compare_sums.
    - p : the share of labellings, permuted over blocks, whose gap over its linearised standard
      error is as large, (hits + 1) / (resamples + 1). It is no less than the chance that a side
      lacks the subject, where one does. Groups: Welch's t-test.
    - q : Benjamini-Hochberg over the subjects whose p could pass it (two articles: see reach;
      groups: found in enough articles).
    - placebo : 95th percentile of abs(estimate) when labels are permuted over blocks, sizes kept
      (groups: t standard errors).
    - effect : Hedges' g.
    - n_a, n_b : units of each side.
    - blocks_a, blocks_b : blocks of each side that are resampled.
    - unit : what the units are, as choose_unit names it.
    - note : why a value is missing, or ''.

    Raises
    ------
    ValueError : for a missing column, side or value, an unknown scale, negative counts in a log
        ratio, and less than one resample.

    References
    ----------
    Interval: Hesterberg 2015, doi 10.1080/00031305.2015.1089789, with Welch's degrees of freedom.
    Standard error: Cochran 1977, section 6.4. Permutation of studentised gaps: Janssen 1997.
    Effect: Hedges 1981.

    Examples
    --------
    >>> table = pd.DataFrame({"side": list("ab") * 5, "article_id": list("xy") * 5,
    ...                       "block": range(10), "num": [2, 1] * 5, "den": 1})
    >>> compare_sides(table, sides=("a", "b"), resamples=99)[["a", "b", "estimate"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    units = check_units(units, sides)
    _check_scale(scale, units)
    unit = choose_unit(units)
    if unit == "article":
        counts, sizes = sum_units(units, sides=sides)
        return compare_sums(counts, sizes, scale=scale)
    if resamples < 1:
        raise ValueError(
            f"resamples is {resamples}. Allowed: 1 or more, because the unit is {unit!r}. Set it."
        )
    return _compare_blocks(units, sides, scale, resamples, seed)


def _check_scale(scale: str, units: pd.DataFrame) -> None:
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}. Allowed: {', '.join(SCALES)}. Choose one of them.")
    negative = units["num"] < 0
    if scale == "log_ratio" and negative.any():
        raise ValueError("num is negative. Allowed in a log ratio: counts. Use scale='difference'.")


def _compare_blocks(
    units: pd.DataFrame, sides: tuple[str, str], scale: str, resamples: int, seed
) -> pd.DataFrame:
    """Two single articles, compared by their blocks."""
    keys = seed_units(units, sides, seed)
    # The side whose seed is smaller comes first, so swapping the sides swaps the result exactly.
    order = sorted(sides, key=lambda side: (keys[side], side))
    blocks = arrange_blocks(units, sides=sides, order=order)
    swapped = order[0] != sides[0]
    in_a = ~blocks.first if swapped else blocks.first
    table = _add_values(blocks, in_a, scale)
    both = tuple(keys[side] for side in order)
    seeds = Seeds(*both, both=both)
    _add_chance(table, blocks, scale, resamples, seeds)
    if swapped:
        table[["low", "high"]] = -table[["high", "low"]].to_numpy()
    holds = blocks.num != 0
    table["p"] = _keep_above_absence(table, holds, half=in_a)
    return _correct(table, holds)[COMPARED]


def _add_values(blocks: Blocks, in_a: np.ndarray, scale: str) -> pd.DataFrame:
    """The table of the blocks with a, b and their gap; in_a: which blocks are of side a."""
    table = blocks.table
    num_a = blocks.num[in_a].sum(0)
    num_b = blocks.num[~in_a].sum(0)
    den_a = blocks.den[in_a].sum(0)
    den_b = blocks.den[~in_a].sum(0)
    with np.errstate(invalid="ignore"):
        table["a"] = num_a / den_a
        table["b"] = num_b / den_b
    table["estimate"] = estimate_gap(num_a, num_b, den_a, den_b, scale)
    return table


def _add_chance(
    table: pd.DataFrame, blocks: Blocks, scale: str, resamples: int, seeds: Seeds
) -> None:
    """Put low, high, p and placebo into the table, of the first side minus the other."""
    table[["low", "high", "p", "placebo"]] = np.nan
    estimated = table["note"] == ""
    for rows, columns in shared_blocks(blocks.den > 0, estimated):
        cells = np.ix_(rows, columns)
        some = blocks.num[cells], blocks.den[cells], blocks.first[rows]
        _, _, freedom, widening = measure_spread(*some)
        reach = share_below(widening * quantile_t(0.025, freedom))
        found = resample(*some, reach=reach, scale=scale, resamples=resamples, seeds=seeds)
        table.loc[columns, list(found._fields)] = np.column_stack(found)


def _correct(table: pd.DataFrame, holds: np.ndarray) -> pd.DataFrame:
    """The table with q, and without the p of what could not have been shown.

    holds: which blocks hold which subject.
    """
    smallest = find_smallest_p(holds.sum(0), table["blocks_a"], table["blocks_b"])
    table["q"] = adjust_reachable(table["p"].to_numpy(), smallest)
    beyond_reach = table["p"].notna() & table["q"].isna()
    told = [f"could not have been shown (its smallest p is {p:.2g})" for p in smallest]
    table["note"] = table["note"].mask(beyond_reach, pd.Series(told))
    table.loc[smallest > LEVEL, "p"] = np.nan
    return table


def _keep_above_absence(table: pd.DataFrame, holds: np.ndarray, *, half: np.ndarray) -> pd.Series:
    """The p of every subject; of one that a side lacks, no less than the chance of that.

    holds: which blocks hold which subject; half: which blocks are of the first side named.
    """
    held_a = holds[half].sum(0)
    held_b = holds[~half].sum(0)
    in_a = held_b == 0
    present = np.where(in_a, table["blocks_a"], table["blocks_b"])
    absent = np.where(in_a, table["blocks_b"], table["blocks_a"])
    chance = find_chance_of_absence(held_a + held_b, present, absent)
    lacks = (held_a == 0) | in_a
    p = table["p"]
    raised = lacks & p.notna()
    return p.mask(raised, np.maximum(p, chance))


def minimum_detectable(
    units: pd.DataFrame, *, sides: tuple[str, str], power: float = 0.8
) -> pd.DataFrame:
    """Estimate the smallest true difference that would be found (p < .05) with this power.

    Parameters
    ----------
    units, sides : as in compare_sides; the spread over blocks is taken as it is.
    power : a share between 0 and 1.

    Returns
    -------
    One row a subject:

    - subject : '' where the units have none.
    - detectable : (t.975 + t.power) standard errors of a - b, in the unit of num / den; missing
      with too few blocks.
    - unit : what the units are, as choose_unit names it.

    Raises
    ------
    ValueError : for a missing column, side or value.

    Examples
    --------
    >>> table = pd.DataFrame({"side": list("ab") * 4, "article_id": range(8), "num": range(8),
    ...                       "den": 1})
    >>> minimum_detectable(table, sides=("a", "b")).round(2).values.tolist()
    [['', 6.12, 'article']]
    """
    units = check_units(units, sides)
    table, first, num, den = arrange_blocks(units, sides=sides, order=list(sides))
    table["detectable"] = np.nan
    estimated = table["note"] == ""
    for rows, columns in shared_blocks(den > 0, estimated):
        cells = np.ix_(rows, columns)
        _, error, freedom, _ = measure_spread(num[cells], den[cells], first[rows])
        reach = quantile_t(0.975, freedom) + quantile_t(power, freedom)
        table.loc[columns, "detectable"] = reach * error
    return table[["subject", "detectable", "unit"]]
