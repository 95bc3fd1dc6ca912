"""Resampling of the blocks of two single articles: intervals, permutation p-values and placebos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.variance import estimate_gap, linearised_variance

CELLS = 4_000_000  # a matrix of resamples holds at most so many numbers


class Seeds(NamedTuple):
    """What the draws of the first side, of the other side, and of both together start from."""

    first: int
    other: int
    both: tuple[int, int]


class Drawn(NamedTuple):
    """What resampling gives for each subject, of the first side minus the other."""

    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    placebo: np.ndarray


def shared_blocks(present: np.ndarray, wanted: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Group the subjects that stand in the same blocks, so that they share their resamples.

    Parameters
    ----------
    present : blocks by subjects, whether a subject has words in a block.
    wanted : by subject, whether it is resampled at all.

    Returns
    -------
    For each group, the numbers of its blocks (rows) and of its subjects (columns).

    Examples
    --------
    >>> present = np.array([[True, True], [True, False]])
    >>> [(rows.tolist(), columns.tolist())
    ...  for rows, columns in shared_blocks(present, np.array([True, True]))]
    [([0], [1]), ([0, 1], [0])]
    """
    columns = np.flatnonzero(wanted)
    keys = [column.tobytes() for column in present[:, columns].T]
    patterns = pd.Series(keys, index=columns, dtype=object)
    shared = []
    for _, alike in patterns.groupby(patterns):
        group = alike.index.to_numpy()
        rows = np.flatnonzero(present[:, group[0]])
        shared.append((rows, group))
    return shared


def resample(
    num: np.ndarray, den: np.ndarray, first: np.ndarray, *, reach: np.ndarray, scale: str,
    resamples: int, seeds: Seeds,
) -> Drawn:  # fmt: skip
    """Draw blocks again, and permute the sides over blocks, for every subject.

    Parameters
    ----------
    num, den : blocks by subjects.
    first : which blocks are of the first side.
    reach : by subject, the share of resamples below its interval.
    scale : as in compare_sides.
    resamples : how many resamples, and as many labellings.
    seeds : what the draws start from.

    Returns
    -------
    By subject, the ends of the interval, p and placebo of the first side minus the other.

    Examples
    --------
    >>> num = np.array([[3.0], [4.0], [3.0], [1.0], [1.0], [2.0]])
    >>> first = np.array([1, 1, 1, 0, 0, 0]) > 0
    >>> found = resample(num, num * 0 + 1, first, reach=np.array([0.025]), scale="difference",
    ...                  resamples=999, seeds=Seeds(1, 2, (1, 2)))
    >>> bool(found.low[0] > 1), bool(found.p[0] < 0.15)
    (True, True)
    """
    shared_size = den[:, :1]
    if (den == shared_size).all():
        den = shared_size
    parts = []
    step = max(1, CELLS // resamples)
    for at in range(0, num.shape[1], step):
        # Every step draws the same numbers, so a subject's result depends on no other.
        columns = slice(at, at + step)
        some_num = num[:, columns]
        some_den = den[:, columns] if den.shape[1] > 1 else den
        some_reach = reach[columns]
        low, high = _bootstrap(some_num, some_den, first, some_reach, scale, resamples, seeds)
        p, placebo = _permute(some_num, some_den, first, scale, resamples, seeds)
        parts.append((low, high, p, placebo))
    low, high, p, placebo = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Drawn(low, high, p, placebo)


def split_resamples(resamples: int, blocks: int) -> Iterator[int]:
    """Split resamples into numbers of which each fits into a matrix of at most CELLS numbers.

    Parameters
    ----------
    resamples : how many in all.
    blocks : numbers that each of them takes.

    Returns
    -------
    The numbers, whose sum is all of them.

    Examples
    --------
    >>> [int(n) for n in split_resamples(10_000, 1_000)]
    [4000, 4000, 2000]
    """
    size = max(1, CELLS // blocks)
    bounds = [*range(0, resamples, size), resamples]
    yield from np.diff(bounds)


def draw_blocks(rng: np.random.Generator, blocks: int, n: int) -> np.ndarray:
    """Draw resamples of blocks, each of as many blocks as there are.

    Parameters
    ----------
    rng : random numbers; it moves on.
    blocks : number of blocks.
    n : number of resamples.

    Returns
    -------
    Resamples by blocks, how often each block was drawn.

    Examples
    --------
    >>> draw_blocks(np.random.default_rng(1), 5, 2).sum(axis=1).tolist()
    [5.0, 5.0]
    """
    evenly = np.full(blocks, 1 / blocks)
    return rng.multinomial(blocks, evenly, size=n).astype(float)


def _bootstrap(num, den, first, reach, scale: str, resamples: int, seeds: Seeds):
    """The ends of the percentile interval; each side's blocks are drawn by its own seed."""
    half_a, half_b = first, ~first
    rng_a, rng_b = (np.random.default_rng([key, 0]) for key in (seeds.first, seeds.other))
    unseen = [np.random.default_rng([key, 1]) for key in (seeds.first, seeds.other)]
    blocks_a, blocks_b = half_a.sum(), half_b.sum()
    gaps = []
    for n in split_resamples(resamples, len(first)):
        draws_a = draw_blocks(rng_a, blocks_a, n)
        draws_b = draw_blocks(rng_b, blocks_b, n)
        num_a = draws_a @ num[half_a]
        num_b = draws_b @ num[half_b]
        den_a = draws_a @ den[half_a]
        den_b = draws_b @ den[half_b]
        # A count of 0 never varies when resampled: one drawn from the exponential law has the rule
        # of three's bound, 3.0, at 95 %.
        zeros = [rng.exponential(size=(n, 1)) for rng in unseen]
        gap = estimate_gap(num_a, num_b, den_a, den_b, scale, zeros)
        gaps.append(gap)
    return _take_ends(gaps, reach, resamples)


def _take_ends(gaps: list[np.ndarray], reach: np.ndarray, resamples: int):
    """The gaps below and above which a share of all of them lies, by subject."""
    spread = np.sort(np.concatenate(gaps), axis=0)
    last = resamples - 1
    rank = np.rint(reach * last).astype(int)[None, :]
    low = np.take_along_axis(spread, rank, 0)[0]
    high = np.take_along_axis(spread, last - rank, 0)[0]
    return low, high


def _draw_labels(first: np.ndarray, resamples: int, seeds: Seeds) -> Iterator[np.ndarray]:
    """Labellings of the blocks, 1 for the first side: the one that is, then permuted ones."""
    yield np.array([first], float)
    rng = np.random.default_rng(seeds.both)
    for n in split_resamples(resamples, len(first)):
        rows = np.tile(first, (n, 1))
        yield rng.permuted(rows, axis=1).astype(float)


def _permute(num, den, first, scale: str, resamples: int, seeds: Seeds):
    """The share of labellings with as large a studentised gap, and the placebo."""
    gaps, studentised = [], []
    for in_a in _draw_labels(first, resamples, seeds):
        in_b = 1.0 - in_a
        num_a = in_a @ num
        num_b = in_b @ num
        den_a = in_a @ den
        den_b = in_b @ den
        variance_a = linearised_variance(in_a, num, den, num_a, den_a)
        variance_b = linearised_variance(in_b, num, den, num_b, den_b)
        error = np.sqrt(variance_a + variance_b)
        difference = num_a / den_a - num_b / den_b
        studentised.append(np.abs(difference) / error)
        gaps.append(estimate_gap(num_a, num_b, den_a, den_b, scale))
    chance = np.concatenate(studentised)
    # Labellings with the same gap may differ by rounding; they count as equally large.
    as_large = chance[0] * (1 - 1e-9) - 1e-8
    # Row 0, the labels as they are, is among the hits.
    p = (chance >= as_large).mean(0)
    permuted = np.concatenate(gaps[1:])
    placebo = np.quantile(np.abs(permuted), 0.95, axis=0)
    return p, placebo
