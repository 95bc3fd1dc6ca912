"""What a permutation test could have shown at all, and the correction that asks for no more."""

from __future__ import annotations

import numpy as np

from analysis.stats.variance import adjust_p

LEVEL = 0.05  # a difference with a smaller p counts as shown


def find_smallest_p(held: np.ndarray, first: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The smallest p that permuting the labels of two sides over blocks can give.

    It is the chance of the rarest way to deal out the blocks that hold anything: all of them, or as
    many as fit, on one side. It depends on the sums of both sides together and on no label.

    Parameters
    ----------
    held : by subject, blocks in which it occurs, both sides together.
    first, other : by subject, blocks of the two sides.

    Returns
    -------
    By subject, the smallest p.

    References
    ----------
    Tarone 1990, Biometrics 46.

    Examples
    --------
    >>> find_smallest_p(np.array([3, 3]), np.array([9, 3]), np.array([21, 3])).round(4).tolist()
    [0.0207, 0.1]
    """
    held, first, other = (np.asarray(x, float) for x in (held, first, other))
    every = first + other
    most = np.minimum(held, first)
    least = np.maximum(held - other, 0)
    all_ways = _count_log(every, first)
    # The blocks that do not hold the subject fill up what the first side has left.
    with_least = _count_log(every - held, first - least)
    with_most = _count_log(every - held, first - most)
    one = np.exp(with_least - all_ways)
    two = np.exp(with_most - all_ways)
    smallest = np.minimum(one, two)
    # Where the sides are equally long both ends are equally rare, and a two-sided test counts both.
    equal = np.isclose(one, two) & (least != most)
    return np.where(equal, one + two, smallest)


def find_chance_of_absence(held: np.ndarray, present: np.ndarray, absent: np.ndarray) -> np.ndarray:
    """The chance that a side lacks what a number of blocks hold, were these dealt out at random.

    A statistic that is divided by its error can put the labels as they are above others that deal
    out the same blocks, only because paragraphs are long or short; no p may be smaller than this.

    Parameters
    ----------
    held : by subject, blocks in which it occurs, all of them on one side.
    present, absent : by subject, blocks of that side and of the other.

    Returns
    -------
    By subject, the two-sided chance.

    Examples
    --------
    >>> find_chance_of_absence(np.array([4, 4]), np.array([21, 9]), np.array([9, 21])).round(4)
    array([0.223 , 0.0046])
    """
    held, present, absent = (np.asarray(x, float) for x in (held, present, absent))
    every = _count_log(present + absent, held)
    here = np.exp(_deal(present, held) - every)
    there = np.exp(_deal(absent, held) - every)
    # The test is two-sided: that the other side lacks it counts too, if that is no likelier.
    no_likelier = there <= here * (1 + 1e-9)
    return here + np.where(no_likelier, there, 0.0)


def _deal(blocks: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Logarithm of the ways to put all that is held into so many blocks; none where too few."""
    fits = held <= blocks
    picked = np.where(fits, held, 0)
    ways = _count_log(blocks, picked)
    return np.where(fits, ways, -np.inf)


def _count_log(many: np.ndarray, picked: np.ndarray) -> np.ndarray:
    """Logarithm of the number of ways to pick so many of so many: n! / (k! (n - k)!)."""
    from scipy.special import gammaln

    all_orders = gammaln(many + 1)
    of_picked = gammaln(picked + 1)
    of_others = gammaln(many - picked + 1)
    return all_orders - of_picked - of_others


def adjust_reachable(p: np.ndarray, smallest: np.ndarray) -> np.ndarray:
    """Correct for many tests, but only for those whose p could pass the correction.

    Of the smallest p that each test can reach the least number K is found for which no more than K
    tests reach LEVEL / K; only these are corrected for, since no other could be found.

    Parameters
    ----------
    p : p-values, one a test; a missing one does not count.
    smallest : the smallest p that each test can reach, as from find_smallest_p.

    Returns
    -------
    The q-values after Benjamini and Hochberg; NaN where the test could pass nothing.

    References
    ----------
    Gilbert 2005, Applied Statistics 54, after Tarone 1990, Biometrics 46.

    Examples
    --------
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
