"""Two sides compared within events: differences paired by event, signs flipped, events redrawn.

Every event counts once, however many articles tell it. Where nothing differs, each event could as
well have come out with the sides exchanged, so the signs of its difference are flipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.resampling import CELLS, shared_blocks
from analysis.stats.totals import COMPARED
from analysis.stats.units import MIN_BLOCKS
from analysis.stats.variance import adjust_p, estimate_gap

MIN_EVENTS = 6  # with five, sign flips cannot reach p = .05: the least is 2 / 2**5
EXACT = 16  # events up to which all flips are tried
FLIPS = 10_000  # drawn with more events, and drawn resamples
SMALL_P, MORE_FLIPS = 0.01, 200_000  # so many are drawn where the first gave at most this p
NOTHING = 1e-12  # a difference that is no more is rounding
UNIT = "event"


class _Rates(NamedTuple):
    """The values of both sides by event and subject, and the words that a side has in an event."""

    a: np.ndarray
    b: np.ndarray
    size_a: np.ndarray
    size_b: np.ndarray


def compare_matched(
    counts: pd.DataFrame,
    sizes: pd.DataFrame,
    *,
    sides: Sequence[str],
    scale: str = "difference",
    seed: int = 0,
) -> pd.DataFrame:
    """Compare two sides by the differences within events.

    Parameters
    ----------
    counts : subject, event, side, num; what is not there is 0.
    sizes : event, side, den; with subject where they differ by subject. An event counts where both
        sides have a den above 0.
    sides : labels of a and b.
    scale : 'difference' or 'log_ratio', as in compare_sides; tested are differences in either case.
    seed : for what is drawn.

    Returns
    -------
    What compare_sides returns, one row a subject, sorted: a and b are the means over events of
    num / den; estimate, their gap; low and high, percentiles over redrawn events, widened for few
    (Hesterberg 2015); p, the share of flips of the signs of events with as large a mean difference
    (all flips up to EXACT events, else (hits + 1) / (flips + 1)); placebo, the 95th percentile of
    |estimate| under flips; effect, the mean difference in its own standard deviations, corrected
    for few (Hedges 1981); n_a, n_b, blocks_a, blocks_b, events; unit; note, why a value is missing.

    >>> rows = [(f"e{k}", side, k + (side == "a")) for k in range(6) for side in "ab"]
    >>> table = pd.DataFrame(rows, columns=["event", "side", "num"]).assign(subject="x", den=1)
    >>> found = compare_matched(table, table, sides=("a", "b"))
    >>> found[["a", "b", "estimate", "low", "high", "p"]].round(5).values.tolist()
    [[3.5, 2.5, 1.0, 1.0, 1.0, 0.03125]]
    """
    subjects, num, den = _arrange(counts, sizes, sides)
    present = (den > 0).all(axis=0)
    n = present.sum(0)
    table = pd.DataFrame({"subject": subjects}).astype({"subject": "str"})
    table[["a", "b", "estimate", "effect", "low", "high", "p", "placebo"]] = np.nan
    differs = np.zeros(len(subjects), int)
    for rows, columns in shared_blocks(present, n > 0):
        step = max(1, CELLS // FLIPS)
        for at in range(0, len(columns), step):
            some = columns[at : at + step]
            cells = np.ix_([0, 1], rows, some)
            with np.errstate(invalid="ignore"):
                a, b = num[cells] / den[cells]
            rates = _Rates(a, b, *den[cells].mean(axis=1))
            for name, values in _compare(rates, scale, seed).items():
                table.loc[some, name] = values
            differs[some] = (np.abs(a - b) > NOTHING).sum(0)
    few, seldom = n < MIN_BLOCKS, differs < MIN_EVENTS
    table.loc[few, ["low", "high", "placebo", "effect"]] = np.nan
    table.loc[few | seldom, "p"] = np.nan
    table["q"] = adjust_p(table["p"])
    table["note"] = [_note(*row) for row in zip(n, differs, strict=True)]
    table["note"] = table["note"].astype("str")
    for column in ("n_a", "n_b", "blocks_a", "blocks_b"):
        table[column] = n
    return table.assign(unit=UNIT)[COMPARED]


def _note(n: int, differs: int) -> str:
    if n < MIN_BLOCKS:
        return f"not estimated (n = {n} events)"
    if differs >= MIN_EVENTS:
        return ""
    least = f"the least p that flips of {differs} can reach is {2 / 2**differs:.2g}"
    return f"not tested (differs in n = {differs} events: {least if differs else 'none to flip'})"


def _arrange(
    counts: pd.DataFrame, sizes: pd.DataFrame, sides: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Subjects; num and den by side, event and subject."""
    subjects = np.unique(counts["subject"].to_numpy(dtype=object))
    events = np.unique(sizes["event"].to_numpy(dtype=object))
    shape = 2, len(events), len(subjects)
    sides = list(sides)

    def spread(rows: pd.DataFrame, column: str) -> np.ndarray:
        rows = rows[rows["side"].isin(sides) & rows["event"].isin(events)]
        at = [rows["side"].map(sides.index), np.searchsorted(events, rows["event"])]
        if "subject" not in rows:
            flat = np.ravel_multi_index(at, shape[:2])
            shared = np.bincount(flat, rows[column], 2 * len(events)).reshape(shape[:2])
            return np.repeat(shared[:, :, None], len(subjects), axis=2)
        known = rows["subject"].isin(subjects).to_numpy()
        rows, at = rows[known], [np.asarray(values)[known] for values in at]
        at.append(np.searchsorted(subjects, rows["subject"].to_numpy(dtype=object)))
        flat = np.ravel_multi_index(at, shape)
        return np.bincount(flat, rows[column], int(np.prod(shape))).reshape(shape)

    return subjects, spread(counts, "num"), spread(sizes, "den")


def _compare(rates: _Rates, scale: str, seed: int) -> dict[str, np.ndarray]:
    n = len(rates.a)
    gaps = rates.a - rates.b
    gaps = np.where(np.abs(gaps) > NOTHING, gaps, 0.0)
    p, placebo = _flip(rates, gaps, scale, seed)
    low, high = _redraw(rates, scale, seed)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = gaps.std(0, ddof=1) if n > 1 else np.full(gaps.shape[1], np.nan)
        effect = gaps.mean(0) / np.where(spread > NOTHING, spread, np.nan)
    # With one degree of freedom Hedges' correction has no meaning; such rows show no effect.
    effect = effect * (1 - 3 / (4 * n - 5)) if n > 2 else effect
    one = np.ones((1, n))
    return {
        "a": rates.a.mean(0),
        "b": rates.b.mean(0),
        "estimate": _gap(rates, one @ rates.a, one @ rates.b, scale)[0],
        "effect": effect,
        "low": low,
        "high": high,
        "p": p,
        "placebo": placebo,
    }


def _gap(rates: _Rates, sum_a: np.ndarray, sum_b: np.ndarray, scale: str, zeros=(0.5, 0.5)):
    """The gap of sums of rates over events; on a log scale a count of 0 is taken as so many uses
    in all words of its side.
    """
    n = len(rates.a)
    num = rates.size_a * sum_a, rates.size_b * sum_b
    return estimate_gap(*num, n * rates.size_a, n * rates.size_b, scale, zeros)


def _flip(rates: _Rates, gaps: np.ndarray, scale: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The share of flips with as large a mean difference, and the placebo."""
    n, many = gaps.shape
    observed = np.abs(gaps.sum(0)) * (1 - 1e-9) - NOTHING
    hits, tried, chance = np.zeros(many), 0, []
    for kept in _list_flips(n, FLIPS, seed):
        hits += (np.abs((2 * kept - 1) @ gaps) >= observed).sum(0)
        tried += len(kept)
        swapped = 1 - kept
        sums = kept @ rates.a + swapped @ rates.b, kept @ rates.b + swapped @ rates.a
        chance.append(np.abs(_gap(rates, *sums, scale)))
    placebo = np.quantile(np.concatenate(chance), 0.95, axis=0)
    if n <= EXACT:
        return hits / tried, placebo
    p = (hits + 1) / (tried + 1)
    small = np.flatnonzero(p <= SMALL_P)
    if len(small):
        hits = np.zeros(len(small))
        for kept in _list_flips(n, MORE_FLIPS, seed):
            hits += (np.abs((2 * kept - 1) @ gaps[:, small]) >= observed[small]).sum(0)
        p[small] = (hits + 1) / (MORE_FLIPS + 1)
    return p, placebo


def _list_flips(n: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Which events keep their sign, some rows at a time: all ways up to EXACT events, else drawn.

    All ways are tried with the last event as it is, since the others give the same sizes.
    """
    size = max(1, CELLS // n)
    if n <= EXACT:
        numbers = np.arange(2 ** (n - 1))
        for at in range(0, len(numbers), size):
            some = numbers[at : at + size, None]
            yield 1.0 - ((some >> np.arange(n)) & 1)
        return
    rng = np.random.default_rng([seed, 0])
    for at in range(0, draws, size):
        yield (rng.random((min(size, draws - at), n)) < 0.5).astype(float)


def _redraw(rates: _Rates, scale: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the percentile interval when events are drawn anew."""
    from scipy.stats import norm, t

    n = len(rates.a)
    if n < MIN_BLOCKS:
        return np.full(rates.a.shape[1], np.nan), np.full(rates.a.shape[1], np.nan)
    rng, unseen = (np.random.default_rng([seed, key]) for key in (1, 2))
    found = []
    size = max(1, CELLS // n)
    for at in range(0, FLIPS, size):
        many = min(size, FLIPS - at)
        draws = rng.multinomial(n, np.full(n, 1 / n), size=many).astype(float)
        # The same for both sides, so that swapping them swaps the interval.
        zero = unseen.exponential(size=(many, 1))
        found.append(_gap(rates, draws @ rates.a, draws @ rates.b, scale, (zero, zero)))
    spread = np.sort(np.concatenate(found), axis=0)
    reach = norm.cdf(np.sqrt(n / (n - 1)) * t.ppf(0.025, n - 1))
    rank = int(np.rint(reach * (FLIPS - 1)))
    return spread[rank], spread[FLIPS - 1 - rank]
