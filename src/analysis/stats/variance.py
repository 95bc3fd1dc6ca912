"""Variances of ratios, the gap between two sides, and the correction for many tests."""

from __future__ import annotations

import numpy as np
import pandas as pd


def adjust_p(p: np.ndarray | pd.Series) -> np.ndarray:
    """Benjamini-Hochberg q-values of the p-values of one family; a missing p stays missing and does
    not count.

    >>> adjust_p([0.01, float("nan"), 0.04]).round(3).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    q = np.array(p, float)
    known = ~np.isnan(q)
    q[known] = false_discovery_control(q[known])
    return q


def estimate_gap(num_a, num_b, den_a, den_b, scale: str, zeros=(0.5, 0.5)) -> np.ndarray:
    """Difference of two ratios, or log2 of their ratio with counts of 0 replaced
    (LOG_RATIO_ZERO_HALF).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        if scale == "difference":
            return num_a / den_a - num_b / den_b
        zero_a, zero_b = zeros
        a = np.where(num_a > 0, num_a, zero_a)
        b = np.where(num_b > 0, num_b, zero_b)
        return np.log2(a / den_a) - np.log2(b / den_b)


def measure_variance(squares, size, n, pooled) -> np.ndarray:
    """Variance of a ratio from the squared residuals of n blocks (Cochran 1977), with a floor far
    below any real one.
    """
    variance = np.maximum(squares, 0) / size**2 * n / (n - 1)
    # Where nothing varies, rounding must not look like a difference.
    floor = 1e-14 * pooled**2
    return variance + floor + 1e-99


def linearised_variance(weights, num, den, total, size) -> np.ndarray:
    """Linearised variance of total / size, the sums over the blocks that a row of weights picks."""
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
    """Gap between the sides, its standard error, Welch's degrees of freedom, and the widening for
    few blocks.
    """
    weights = np.array([first, ~first], float)
    n = weights.sum(1, keepdims=True)
    total = weights @ num
    size = weights @ den
    variance = linearised_variance(weights, num, den, total, size)
    error = np.sqrt(variance.sum(0))
    by_freedom = variance**2 / (n - 1)
    freedom = error**4 / by_freedom.sum(0)
    # A percentile interval has the variance with n, not n - 1, below: it is too narrow by this.
    uncorrected = variance * (n - 1) / n
    widening = error / np.sqrt(uncorrected.sum(0))
    own, other = total / size
    return own - other, error, freedom, widening
