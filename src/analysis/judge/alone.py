"""Tone asked alone: which of two articles is more positive, from their sentences' scores.

On a page many questions are asked together, and the page's error rate applies instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from analysis.judge.thresholds import LEAST, SURE_T, WITHIN

WORTH = 4  # WITHIN counts as much as this many sentences of the article itself


def measure_gap(scores_a: Sequence[float], scores_b: Sequence[float]) -> float:
    """The difference of two means in standard errors, variances shrunk towards WITHIN.

    The variance of an article's sentences is pulled towards WITHIN, since a few sentences tell
    little of how much they vary.

    Parameters
    ----------
    scores_a, scores_b : the scores of the sentences of each article.

    Returns
    -------
    The mean of a minus that of b, in standard errors; NaN where a side has fewer than LEAST
    sentences.

    Examples
    --------
    >>> round(measure_gap([1.0, 0.0] * 4, [0.0, -1.0] * 4), 2)
    2.87
    """
    a = np.asarray(scores_a, float)
    b = np.asarray(scores_b, float)
    if len(a) < LEAST or len(b) < LEAST:
        return math.nan
    variance = _shrink(a) / len(a) + _shrink(b) / len(b)
    gap = float(a.mean() - b.mean())
    return gap / math.sqrt(variance)


def _shrink(scores: np.ndarray) -> float:
    """The variance of an article's sentences, as if WORTH more of them varied by WITHIN."""
    free = len(scores) - 1
    squares = free * scores.var(ddof=1)
    return (squares + WORTH * WITHIN) / (free + WORTH)


def decide_alone(scores_a: Sequence[float], scores_b: Sequence[float]) -> int:
    """1 where the first is more positive, -1 where the second is, 0 where it cannot be told.

    Parameters
    ----------
    scores_a, scores_b : the scores of the sentences of each article.

    Returns
    -------
    1, -1 or 0; 0 too where a side has fewer than LEAST sentences.

    Examples
    --------
    >>> decide_alone([1.0, 0.5] * 4, [-1.0, -0.5] * 4), decide_alone([1.0] * 5, [-1.0] * 9)
    (1, 0)
    """
    gap = measure_gap(scores_a, scores_b)
    if abs(gap) >= SURE_T:
        return int(np.sign(gap))
    return 0
