"""Variances of ratios, the gap between two sides, and the correction for many tests."""

from __future__ import annotations

import numpy as np
import pandas as pd


def adjust_p(p: np.ndarray | pd.Series) -> np.ndarray:
    """Correct the p-values of one family for their number, after Benjamini and Hochberg.

    Parameters
    ----------
    p : p-values, one a test; a missing one stays missing and does not count.

    Returns
    -------
    The q-values, in the order of p.

    Raises
    ------
    ValueError : for a value below 0 or above 1.

    References
    ----------
    Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57.

    Examples
    --------
    >>> adjust_p([0.01, float("nan"), 0.04]).round(3).tolist()
    [0.02, nan, 0.04]
    """
    q = np.array(p, float)
    if ((q < 0) | (q > 1)).any():
        raise ValueError("p: a value lies outside 0 to 1; give p-values, or NaN for none")
    known = np.flatnonzero(~np.isnan(q))
    ascending = known[np.argsort(q[known])]
    many = len(ascending)
    each = q[ascending] * (many / np.arange(1, many + 1))
    # A test is no worse than one with a larger p.
    least = np.minimum.accumulate(each[::-1])[::-1]
    q[ascending] = np.clip(least, 0, 1)
    return q


def estimate_gap(num_a, num_b, den_a, den_b, scale: str, zeros=(0.5, 0.5)) -> np.ndarray:
    """Measure the gap between two ratios: their difference, or the log2 of one over the other.

    Parameters
    ----------
    num_a, num_b, den_a, den_b : sums of num and den of each side, of any shape.
    scale : 'difference' or 'log_ratio'.
    zeros : on a log scale, what a count of 0 is taken as on each side (formula
        LOG_RATIO_ZERO_HALF).

    Returns
    -------
    The gap, of the shape of the sums.

    Examples
    --------
    >>> float(estimate_gap(4, 0, 100, 100, "log_ratio"))
    3.0
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        if scale == "difference":
            return num_a / den_a - num_b / den_b
        zero_a, zero_b = zeros
        a = np.where(num_a > 0, num_a, zero_a)
        b = np.where(num_b > 0, num_b, zero_b)
        return np.log2(a / den_a) - np.log2(b / den_b)


def divide_squares(squares, size, n) -> np.ndarray:
    """Variance of a ratio from its squared residuals over blocks.

    Parameters
    ----------
    squares : sum over blocks of (num - ratio * den) squared.
    size : sum of den over blocks.
    n : number of blocks.

    Returns
    -------
    The variance, of the shape of the sums.

    References
    ----------
    Cochran 1977, section 6.4, with the blocks as the sample.

    Examples
    --------
    >>> divide_squares(6.0, 4.0, 4)
    0.5
    """
    return squares / size**2 * n / (n - 1)


def measure_variance(squares, size, n, pooled) -> np.ndarray:
    """Variance of a ratio as in divide_squares, with a floor far below any real one.

    Parameters
    ----------
    squares, size, n : as in divide_squares; squares may be below 0 by rounding.
    pooled : the ratio of both sides together, by which the floor is measured.

    Returns
    -------
    The variance, of the shape of squares.

    Examples
    --------
    >>> measure_variance(np.array([6.0, -1e-20]), 4.0, 4, 1.0).round(6).tolist()
    [0.5, 0.0]
    """
    variance = divide_squares(squares, size, n)
    # Changed in place, since a matrix of resamples is large.
    np.maximum(variance, 0, out=variance)
    # Where nothing varies, rounding must not look like a difference.
    variance += 1e-14 * pooled**2
    variance += 1e-99
    return variance


def linearised_variance(weights, num, den, total, size) -> np.ndarray:
    """Variance of total / size, the sums over the blocks that a row of weights picks.

    Parameters
    ----------
    weights : rows of 1 for a block that is picked and 0 for one that is not.
    num, den : blocks by subjects.
    total, size : weights @ num and weights @ den.

    Returns
    -------
    Rows of weights by subjects, as in measure_variance.

    Examples
    --------
    >>> num = np.array([[1.0], [3.0], [0.0]])
    >>> den, both = num * 0 + 1, np.array([[1.0, 1.0, 0.0]])
    >>> linearised_variance(both, num, den, both @ num, both @ den).round(3).tolist()
    [[1.0]]
    """
    n = weights.sum(1, keepdims=True)
    ratio = total / size
    # The squared residuals Σ (num - ratio · den)², written out so that each sum is one product.
    of_num = weights @ num**2
    mixed = 2 * ratio * (weights @ (num * den))
    of_den = ratio**2 * (weights @ den**2)
    squares = of_num - mixed + of_den
    pooled = np.abs(num).sum(0) / den.sum(0)
    return measure_variance(squares, size, n, pooled)


def measure_spread(num: np.ndarray, den: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, ...]:
    """Measure the gap between two sides and how sure it is, for every subject.

    Parameters
    ----------
    num, den : blocks by subjects.
    first : which blocks are of the first side.

    Returns
    -------
    Four arrays by subject: the gap between the ratios; its standard error; Welch's degrees of
    freedom; and the factor that widens a percentile interval for few blocks.

    Examples
    --------
    >>> num = np.array([[1.0], [3.0], [0.0], [2.0]])
    >>> gap, error, freedom, widening = measure_spread(num, num * 0 + 1, np.array([1, 1, 0, 0]) > 0)
    >>> [float(x[0].round(2)) for x in (gap, error, freedom, widening)]
    [1.0, 1.41, 2.0, 1.41]
    """
    weights = np.array([first, ~first], float)
    n = weights.sum(1, keepdims=True)
    total = weights @ num
    size = weights @ den
    variance = linearised_variance(weights, num, den, total, size)
    error = np.sqrt(variance.sum(0))
    by_freedom = variance**2 / (n - 1)
    freedom = error**4 / by_freedom.sum(0)
    # A percentile interval divides by n instead of n - 1, which makes it too narrow by this factor.
    uncorrected = variance * (n - 1) / n
    widening = error / np.sqrt(uncorrected.sum(0))
    own, other = total / size
    return own - other, error, freedom, widening
