"""Resampling of the blocks of two single articles: intervals, permutation p-values and placebos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.variance import estimate_gap, linearised_variance

CELLS = 4_000_000  # most numbers in one matrix of resamples


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
    """Rows and columns of each set of wanted subjects that stand in the same blocks.

    They share their resamples.
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
    """Draw blocks again, and permute the sides over blocks, for every column of num and den.

    num, den: blocks by subjects; first: which blocks are of the first side; reach: the share of
    resamples below the interval, by subject; scale: as in compare_sides; resamples; seeds.
    """
    if (den == den[:, :1]).all():
        den = den[:, :1]
    parts = []
    step = max(1, CELLS // resamples)
    for at in range(0, num.shape[1], step):
        # Every step draws the same, so a column does not depend on the others.
        columns = slice(at, at + step)
        some = num[:, columns], den[:, columns] if den.shape[1] > 1 else den
        low, high = _bootstrap(*some, first, reach[columns], scale, resamples, seeds)
        p, placebo = _permute(*some, first, scale, resamples, seeds)
        parts.append((low, high, p, placebo))
    return Drawn(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _pieces(resamples: int, blocks: int) -> Iterator[int]:
    """So many resamples at a time that a matrix of them holds at most CELLS numbers."""
    size = max(1, CELLS // blocks)
    yield from np.diff([*range(0, resamples, size), resamples])


def _bootstrap(num, den, first, reach, scale: str, resamples: int, seeds: Seeds):
    """The ends of the percentile interval; each side's blocks are drawn by its own seed."""
    halves = first, ~first
    keys = seeds.first, seeds.other
    blocks = [np.random.default_rng([key, 0]) for key in keys]
    unseen = [np.random.default_rng([key, 1]) for key in keys]
    gaps = []
    for n in _pieces(resamples, len(first)):
        sums = []
        for half, rng in zip(halves, blocks, strict=True):
            size = half.sum()
            draws = rng.multinomial(size, np.full(size, 1 / size), size=n).astype(float)
            sums.append((draws @ num[half], draws @ den[half]))
        # A count of 0 never varies when resampled: one drawn from the exponential law has the rule
        # of three's bound, 3.0, at 95 %.
        zeros = [rng.exponential(size=(n, 1)) for rng in unseen]
        (num_a, den_a), (num_b, den_b) = sums
        gaps.append(estimate_gap(num_a, num_b, den_a, den_b, scale, zeros))
    spread = np.sort(np.concatenate(gaps), axis=0)
    last = resamples - 1
    rank = np.rint(reach * last).astype(int)[None, :]
    low = np.take_along_axis(spread, rank, 0)[0]
    high = np.take_along_axis(spread, last - rank, 0)[0]
    return low, high


def _permute(num, den, first, scale: str, resamples: int, seeds: Seeds):
    """The share of labellings with as large a studentised gap, and the placebo."""
    rng = np.random.default_rng(seeds.both)
    observed = np.array([first], float)
    sums, spreads = [], []
    for n in (0, *_pieces(resamples, len(first))):
        drawn = observed
        if n:
            rows = np.tile(first, (n, 1))
            drawn = rng.permuted(rows, axis=1).astype(float)
        labels = drawn, 1.0 - drawn
        totals = [label @ x for x in (num, den) for label in labels]
        sums.append(totals)
        variances = [
            linearised_variance(label, num, den, *totals[k::2]) for k, label in enumerate(labels)
        ]
        spreads.append(sum(variances))
    # Row 0, the labels as they are, is among the hits.
    num_a, num_b, den_a, den_b = (np.concatenate(column) for column in zip(*sums, strict=True))
    error = np.sqrt(np.concatenate(spreads))
    chance = np.abs(num_a / den_a - num_b / den_b) / error
    # Labellings that give the same gap differ by rounding alone.
    as_large = chance[0] * (1 - 1e-9) - 1e-8
    p = (chance >= as_large).mean(0)
    gaps = estimate_gap(num_a, num_b, den_a, den_b, scale)
    placebo = np.quantile(np.abs(gaps[1:]), 0.95, axis=0)
    return p, placebo
