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
        a, b = (
            np.where(num > 0, num, zero) for num, zero in zip((num_a, num_b), zeros, strict=True)
        )
        return np.log2(a / den_a) - np.log2(b / den_b)


def measure_variance(squares, size, n, pooled) -> np.ndarray:
    """Variance of a ratio from the squared residuals of n blocks (Cochran 1977), with a floor far
    below any real one.
    """
    # Where nothing varies, rounding must not look like a difference.
    return np.maximum(squares, 0) / size**2 * n / (n - 1) + 1e-14 * pooled**2 + 1e-99


def linearised_variance(weights, num, den, total, size) -> np.ndarray:
    """Linearised variance of total / size, the sums over the blocks that a row of weights picks."""
    ratio, n = total / size, weights.sum(1, keepdims=True)
    squares = weights @ num**2 - 2 * ratio * (weights @ (num * den)) + ratio**2 * (weights @ den**2)
    return measure_variance(squares, size, n, np.abs(num).sum(0) / den.sum(0))


def measure_spread(num: np.ndarray, den: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, ...]:
    """Gap between the sides, its standard error, Welch's degrees of freedom, and the widening for
    few blocks.
    """
    weights = np.array([first, ~first], float)
    n, total, size = weights.sum(1, keepdims=True), weights @ num, weights @ den
    variance = linearised_variance(weights, num, den, total, size)
    error = np.sqrt(variance.sum(0))
    freedom = error**4 / (variance**2 / (n - 1)).sum(0)
    widening = error / np.sqrt((variance * (n - 1) / n).sum(0))
    return np.subtract(*(total / size)), error, freedom, widening
