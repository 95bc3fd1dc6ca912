"""Resampling of blocks: percentile intervals, permutation p-values and placebos."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.stats.variance import estimate_gap, linearised_variance

ENOUGH = 2_000  # resamples of so many articles that more would hardly move an interval
CELLS = 4_000_000  # most numbers in one matrix of resamples


def shared_blocks(present: np.ndarray, wanted: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows and columns of each set of wanted subjects with the same blocks, so with the same
    resamples.
    """
    columns = np.flatnonzero(wanted)
    patterns = pd.Series(
        [column.tobytes() for column in present[:, columns].T], index=columns, dtype=object
    )
    groups = (group.index.to_numpy() for _, group in patterns.groupby(patterns))
    return [(np.flatnonzero(present[:, group[0]]), group) for group in groups]


def resample(
    num, den, first, freedom, widening, scale: str, resamples: int, seed: int
) -> tuple[np.ndarray, ...]:
    """Low, high, permutation p and placebo of the first side minus the other, by column of num and
    den.
    """
    from scipy.stats import norm, t

    rank = np.rint(norm.cdf(widening * t.ppf(0.025, freedom)) * (resamples - 1)).astype(int)
    if (den == den[:, :1]).all():
        den = den[:, :1]
    parts, step = [], max(1, CELLS // resamples)
    for at in range(
        0, num.shape[1], step
    ):  # every step draws the same, so a column does not depend on the others
        some = num[:, at : at + step], den[:, at : at + step] if den.shape[1] > 1 else den
        drawn, labelled = (
            [],
            [[np.array([half], float) @ x for x in some for half in (first, ~first)]],
        )
        spreads = [
            sum(
                linearised_variance(np.array([half], float), *some, *labelled[0][i::2])
                for i, half in enumerate((first, ~first))
            )
        ]
        rng = np.random.default_rng(seed)
        for n in np.diff([*range(0, resamples, max(1, CELLS // len(first))), resamples]):
            draws = np.zeros((2, n, len(first)))
            for draw, half in zip(draws, (first, ~first), strict=True):
                draw[:, half] = rng.multinomial(
                    half.sum(), np.full(half.sum(), 1 / half.sum()), size=n
                )
            # A count of 0 never varies when resampled: one drawn from this has the rule of three's
            # bound, 3.0, at 95 %.
            unseen = rng.exponential(size=(2, n, 1))
            drawn.append(estimate_gap(*(draw @ x for x in some for draw in draws), scale, unseen))
            labels = rng.permuted(np.tile(first, (n, 1)), axis=1).astype(float)
            labels = labels, 1.0 - labels
            labelled.append([label @ x for x in some for label in labels])
            spreads.append(
                sum(
                    linearised_variance(label, *some, *labelled[-1][i::2])
                    for i, label in enumerate(labels)
                )
            )
        spread = np.sort(np.concatenate(drawn), axis=0)
        ranks = rank[None, at : at + step], resamples - 1 - rank[None, at : at + step]
        low, high = (np.take_along_axis(spread, k, 0)[0] for k in ranks)
        sums = [
            np.concatenate(column) for column in zip(*labelled, strict=True)
        ]  # row 0, as observed, is among the hits
        chance = np.abs(sums[0] / sums[2] - sums[1] / sums[3]) / np.sqrt(np.concatenate(spreads))
        p = (chance >= chance[0] * (1 - 1e-9) - 1e-8).mean(0)
        placebo = np.quantile(np.abs(estimate_gap(*sums, scale)[1:]), 0.95, axis=0)
        parts.append((low, high, p, placebo))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
