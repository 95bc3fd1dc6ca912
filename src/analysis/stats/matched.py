"""Two sides compared within events: differences paired by event, signs flipped, events redrawn.

Every event counts once, however many articles tell it. Where nothing differs, each event could as
well have come out with the sides exchanged, so the signs of its difference are flipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.resampling import CELLS, draw_blocks, shared_blocks, split_resamples
from analysis.stats.student import quantile_t, share_below
from analysis.stats.totals import COMPARED
from analysis.stats.units import MIN_BLOCKS
from analysis.stats.variance import adjust_p, estimate_gap

MIN_EVENTS = 6  # with five, sign flips cannot reach p = .05: the least is 2 / 2**5
EXACT = 16  # events up to which all flips are tried
FLIPS = 10_000  # flips drawn with more events than EXACT; also the number of resamples
SMALL_P, MORE_FLIPS = 0.01, 200_000  # so small a p is estimated again with so many flips
NOTHING = 1e-12  # a difference that is no larger comes from rounding
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
    counts : a row a subject, event and side: subject, event, side, num; a subject has 0 in an event
        and side without a row.
    sizes : event, side, den; with subject where they differ by subject. An event counts where both
        sides have a den above 0.
    sides : labels of a and b.
    scale : 'difference' or 'log_ratio', as in compare_sides; what is tested is the difference on
        either scale.
    seed : where random draws start from.

    Returns
    -------
    The columns of compare_sides, one row a subject, sorted by it:

    - subject
    - a, b : means over events of num / den.
    - estimate : their gap, on the scale.
    - effect : the mean difference in its own standard deviations, corrected for few events.
    - low, high : percentiles over redrawn events, widened for few events.
    - p : the share of flips of the signs of events with as large a mean difference (all flips up to
      EXACT events, else (hits + 1) / (flips + 1)).
    - q : Benjamini-Hochberg over the subjects.
    - placebo : 95th percentile of abs(estimate) under flips.
    - n_a, n_b, blocks_a, blocks_b : events, the same number four times.
    - unit : 'event'.
    - note : why a value is missing, or ''.

    References
    ----------
    Interval: Hesterberg 2015, doi 10.1080/00031305.2015.1089789. Effect: Hedges 1981.

    Examples
    --------
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
    for rows, some in _list_cells(present, n > 0):
        rates = _divide(num, den, rows, some)
        for name, values in _compare(rates, scale, seed).items():
            table.loc[some, name] = values
        gaps = np.abs(rates.a - rates.b)
        differs[some] = (gaps > NOTHING).sum(0)
    few = n < MIN_BLOCKS
    seldom = differs < MIN_EVENTS
    table.loc[few, "placebo"] = np.nan
    table.loc[few | seldom, "p"] = np.nan
    table["q"] = adjust_p(table["p"])
    notes = [_note(*row) for row in zip(n, differs, strict=True)]
    table["note"] = pd.Series(notes, table.index, dtype="str")
    for column in ("n_a", "n_b", "blocks_a", "blocks_b"):
        table[column] = n
    return table.assign(unit=UNIT)[COMPARED]


def _list_cells(present: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Events and subjects that are compared together, as few subjects as CELLS allows."""
    step = max(1, CELLS // FLIPS)
    for rows, columns in shared_blocks(present, wanted):
        for at in range(0, len(columns), step):
            yield rows, columns[at : at + step]


def _divide(num: np.ndarray, den: np.ndarray, rows: np.ndarray, some: np.ndarray) -> _Rates:
    """The rates of some subjects in the events that have them."""
    cells = np.ix_([0, 1], rows, some)
    with np.errstate(invalid="ignore"):
        a, b = num[cells] / den[cells]
    size_a, size_b = den[cells].mean(axis=1)
    return _Rates(a, b, size_a, size_b)


def _note(n: int, differs: int) -> str:
    """Why a subject has no estimate or no p, or ''; n: its events, differs: those with a gap."""
    if n < MIN_BLOCKS:
        return f"not estimated (n = {n} events)"
    if differs >= MIN_EVENTS:
        return ""
    least = "none to flip"
    if differs:
        least = f"the least p that flips of {differs} can reach is {2 / 2**differs:.2g}"
    return f"not tested (differs in n = {differs} events: {least})"


def _arrange(
    counts: pd.DataFrame, sizes: pd.DataFrame, sides: Sequence[str]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Subjects; num and den by side, event and subject."""
    axes = _Axes(
        list(sides),
        np.unique(sizes["event"].to_numpy(dtype=object)),
        np.unique(counts["subject"].to_numpy(dtype=object)),
    )
    num = _spread(counts, "num", axes)
    den = _spread(sizes, "den", axes)
    return axes.subjects, num, den


class _Axes(NamedTuple):
    """What the rows of a table are spread over."""

    sides: list[str]
    events: np.ndarray
    subjects: np.ndarray


def _spread(rows: pd.DataFrame, column: str, axes: _Axes) -> np.ndarray:
    """Sums of a column by side, event and subject; the same for all subjects where it has none."""
    sides, events, subjects = axes
    shape = len(sides), len(events), len(subjects)
    wanted = rows["side"].isin(sides) & rows["event"].isin(events)
    if "subject" in rows:
        wanted &= rows["subject"].isin(subjects)
    rows = rows[wanted]
    side = rows["side"].map(sides.index).to_numpy()
    at = [side, np.searchsorted(events, rows["event"])]
    if "subject" not in rows:
        shared = _sum_cells(at, rows[column], shape[:2])
        return np.repeat(shared[:, :, None], len(subjects), axis=2)
    subject = np.searchsorted(subjects, rows["subject"].to_numpy(dtype=object))
    return _sum_cells([*at, subject], rows[column], shape)


def _sum_cells(at: list[np.ndarray], values: pd.Series, shape: tuple[int, ...]) -> np.ndarray:
    """Sums of values as an array of a shape; at: the place of each value on every axis."""
    flat = np.ravel_multi_index(at, shape)
    sums = np.bincount(flat, values, int(np.prod(shape)))
    return sums.reshape(shape)


def _compare(rates: _Rates, scale: str, seed: int) -> dict[str, np.ndarray]:
    """The columns of the result, by subject."""
    gaps = rates.a - rates.b
    gaps = np.where(np.abs(gaps) > NOTHING, gaps, 0.0)
    p, placebo = _flip(rates, gaps, scale, seed)
    low, high = _redraw(rates, scale, seed)
    every_event_once = np.ones((1, len(gaps)))
    sum_a = every_event_once @ rates.a
    sum_b = every_event_once @ rates.b
    return {
        "a": rates.a.mean(0),
        "b": rates.b.mean(0),
        "estimate": _gap(rates, sum_a, sum_b, scale)[0],
        "effect": _measure_effect(gaps),
        "low": low,
        "high": high,
        "p": p,
        "placebo": placebo,
    }


def _measure_effect(gaps: np.ndarray) -> np.ndarray:
    """The mean gap in standard deviations of the gaps; NaN where they do not vary or are few."""
    n, many = gaps.shape
    if n < MIN_BLOCKS:
        return np.full(many, np.nan)
    spread = gaps.std(0, ddof=1)
    spread = np.where(spread > NOTHING, spread, np.nan)
    small_sample = 1 - 3 / (4 * n - 5)
    return gaps.mean(0) / spread * small_sample


def _gap(rates: _Rates, sum_a: np.ndarray, sum_b: np.ndarray, scale: str, zeros=(0.5, 0.5)):
    """The gap of sums of rates over events; on a log scale a count of 0 is taken as so many uses
    in all words of its side.
    """
    n = len(rates.a)
    num_a = rates.size_a * sum_a
    num_b = rates.size_b * sum_b
    den_a = n * rates.size_a
    den_b = n * rates.size_b
    return estimate_gap(num_a, num_b, den_a, den_b, scale, zeros)


def _flip(rates: _Rates, gaps: np.ndarray, scale: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The share of flips with as large a mean difference, and the placebo."""
    n, many = gaps.shape
    observed = np.abs(gaps.sum(0)) * (1 - 1e-9) - NOTHING
    hits = np.zeros(many)
    tried = 0
    chance = []
    for kept in _list_flips(n, FLIPS, seed):
        hits += _count_hits(kept, gaps, observed)
        tried += len(kept)
        swapped = 1 - kept
        sum_a = kept @ rates.a + swapped @ rates.b
        sum_b = kept @ rates.b + swapped @ rates.a
        gap = _gap(rates, sum_a, sum_b, scale)
        chance.append(np.abs(gap))
    placebo = np.quantile(np.concatenate(chance), 0.95, axis=0)
    if n <= EXACT:
        return hits / tried, placebo
    p = (hits + 1) / (tried + 1)
    small = np.flatnonzero(p <= SMALL_P)
    if len(small):
        p[small] = _flip_more(gaps[:, small], observed[small], seed)
    return p, placebo


def _count_hits(kept: np.ndarray, gaps: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """How many flips give as large a sum of gaps as observed; kept: 1 where an event keeps its
    sign, 0 where it is flipped.
    """
    signs = 2 * kept - 1
    sums = signs @ gaps
    return (np.abs(sums) >= observed).sum(0)


def _flip_more(gaps: np.ndarray, observed: np.ndarray, seed: int) -> np.ndarray:
    """The p of subjects for which more flips are drawn."""
    hits = np.zeros(len(observed))
    for kept in _list_flips(len(gaps), MORE_FLIPS, seed):
        hits += _count_hits(kept, gaps, observed)
    return (hits + 1) / (MORE_FLIPS + 1)


def _list_flips(n: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Which events keep their sign, some rows at a time: all ways up to EXACT events, else drawn.

    All ways are tried with the last event as it is, since the others give the same sizes.
    """
    size = max(1, CELLS // n)
    if n <= EXACT:
        numbers = np.arange(2 ** (n - 1))
        for at in range(0, len(numbers), size):
            some = numbers[at : at + size, None]
            # The digits of a number in base two say which events are flipped.
            digits = (some >> np.arange(n)) & 1
            yield 1.0 - digits
        return
    rng = np.random.default_rng([seed, 0])
    for at in range(0, draws, size):
        many = min(size, draws - at)
        drawn = rng.random((many, n))
        yield (drawn < 0.5).astype(float)


def _redraw(rates: _Rates, scale: str, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the percentile interval when events are drawn anew."""
    n, many = rates.a.shape
    if n < MIN_BLOCKS:
        missing = np.full(many, np.nan)
        return missing, missing
    rng, unseen = (np.random.default_rng([seed, key]) for key in (1, 2))
    found = []
    for drawn in split_resamples(FLIPS, n):
        draws = draw_blocks(rng, n, drawn)
        # Both sides share this draw, so that swapping the sides swaps the interval.
        zero = unseen.exponential(size=(drawn, 1))
        gap = _gap(rates, draws @ rates.a, draws @ rates.b, scale, (zero, zero))
        found.append(gap)
    spread = np.sort(np.concatenate(found), axis=0)
    # A percentile interval divides by n instead of n - 1, which makes it too narrow by this factor.
    widening = np.sqrt(n / (n - 1))
    reach = share_below(widening * quantile_t(0.025, n - 1))
    last = FLIPS - 1
    rank = int(np.rint(reach * last))
    return spread[rank], spread[last - rank]
