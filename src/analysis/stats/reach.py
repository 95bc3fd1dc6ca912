"""What a permutation test could have shown at all, and the correction that asks for no more."""

from __future__ import annotations

import numpy as np

from analysis.stats.variance import adjust_p

LEVEL = 0.05  # p under which something is shown


def find_smallest_p(held: np.ndarray, first: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The smallest p that permuting the labels of two sides over blocks can give.

    It is the chance of the rarest way to deal out the blocks that hold anything: all of them, or as
    many as fit, on one side. It depends on the sums of both sides together and on no label.

    Parameters
    ----------
    held : blocks in which a subject occurs, both sides together.
    first, other : blocks of the two sides.

    Source: Tarone 1990, Biometrics 46.

    >>> find_smallest_p(np.array([3, 3]), np.array([9, 3]), np.array([21, 3])).round(4).tolist()
    [0.0207, 0.1]
    """
    held, first, other = (np.asarray(x, float) for x in (held, first, other))
    every = first + other
    most = np.minimum(held, first)
    least = np.maximum(held - other, 0)
    all_ways = _count_log(every, first)
    one = np.exp(_count_log(every - held, first - least) - all_ways)
    two = np.exp(_count_log(every - held, first - most) - all_ways)
    smallest = np.minimum(one, two)
    # Both ends are as rare where the sides are equally long: a two-sided test counts both.
    equal = np.isclose(one, two) & (least != most)
    return np.where(equal, one + two, smallest)


def find_chance_of_absence(held: np.ndarray, present: np.ndarray, absent: np.ndarray) -> np.ndarray:
    """The chance that a side lacks what a number of blocks hold, were these dealt out at random.

    A statistic that is divided by its error can put the labels as they are above others that deal
    out the same blocks, only because paragraphs are long or short; no p may be smaller than this.

    Parameters
    ----------
    held : blocks in which a subject occurs, all of them on one side.
    present, absent : blocks of that side and of the other.

    >>> find_chance_of_absence(np.array([4, 4]), np.array([21, 9]), np.array([9, 21])).round(4)
    array([0.223 , 0.0046])
    """
    held, present, absent = (np.asarray(x, float) for x in (held, present, absent))
    every = _count_log(present + absent, held)
    here = np.exp(_deal(present, held) - every)
    there = np.exp(_deal(absent, held) - every)
    # Two-sided: the other side could lack it as well, where that is no likelier.
    return here + np.where(there <= here * (1 + 1e-9), there, 0.0)


def _deal(blocks: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Logarithm of the ways to put all that is held into so many blocks; none where too few."""
    fits = held <= blocks
    return np.where(fits, _count_log(blocks, np.where(fits, held, 0)), -np.inf)


def _count_log(many: np.ndarray, picked: np.ndarray) -> np.ndarray:
    """Logarithm of the number of ways to pick so many of so many."""
    from scipy.special import gammaln

    return gammaln(many + 1) - gammaln(picked + 1) - gammaln(many - picked + 1)


def adjust_reachable(p: np.ndarray, smallest: np.ndarray) -> np.ndarray:
    """Benjamini-Hochberg q of those p that could pass the correction; NaN for the others.

    Of the smallest p that each test can reach the least number K is found for which no more than K
    tests reach LEVEL / K; only these are corrected for, since no other could be found.
    Source: Gilbert 2005, Applied Statistics 54, after Tarone 1990, Biometrics 46.

    >>> adjust_reachable(np.array([0.01, 0.04, 0.2]), np.array([0.001, 0.04, 0.03])).tolist()
    [0.01, nan, nan]
    """
    p = np.asarray(p, float)
    known = ~np.isnan(p)
    smallest_known = np.asarray(smallest, float)[known]
    ordered = np.sort(smallest_known)
    asked = np.arange(1, len(ordered) + 1)
    reach = np.searchsorted(ordered, LEVEL / asked, side="right")
    enough = asked[reach <= asked]
    level = LEVEL / enough[0] if len(enough) else LEVEL
    reachable = np.where(smallest <= level, p, np.nan)
    return adjust_p(reachable)
