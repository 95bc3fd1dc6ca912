"""Groups compared by sums over their articles, which add up over parts of an archive."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.stats.student import p_of_t, quantile_t
from analysis.stats.units import MIN_BLOCKS, hedges_g
from analysis.stats.variance import adjust_p, estimate_gap, measure_variance

MIN_HELD = 5  # a subject that fewer articles of both sides hold (num not 0) is not tested
COMPARED = ["subject", "a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo"]
COMPARED += ["n_a", "n_b", "blocks_a", "blocks_b", "unit", "note"]
_ADDED = ["num", "product", "square", "held", "ratio", "ratio_square"]
# Of each subject and side: the sum of num, of num times den, of num squared, the number of articles
# that hold it, and the sums of num / den and of its square.
SUMS = ["a", "b", "product_a", "product_b", "square_a", "square_b", "articles_a", "articles_b"]
SUMS += ["ratio_a", "ratio_b", "ratio_square_a", "ratio_square_b"]
# Articles with words, and the sums of den and of den squared.
SIZES = ["articles", "words", "square"]
# 2.5 % and 97.5 % points of the exponential law: expected uses where none was seen.
UNSEEN = (0.0253, 3.689)
LEAST_SPREAD = 1e-9  # a smaller relative spread of ratios comes from rounding


def compare_counts(
    counts: pd.DataFrame, words: pd.DataFrame, *, sides: tuple[str, str]
) -> pd.DataFrame:
    """Compare how often articles of two groups use each of many terms, most counts being 0.

    Parameters
    ----------
    counts : a row an article and subject that it holds: subject, article_id, num.
    words : a row an article: article_id, side, den (its words).
    sides : labels of a and b.

    Returns
    -------
    What compare_sides returns for articles, on a log scale.

    Raises
    ------
    ValueError : for a side that has no article with words.

    Examples
    --------
    >>> words = pd.DataFrame({"article_id": range(8), "side": list("ab") * 4, "den": 100})
    >>> counts = pd.DataFrame({"subject": "port", "article_id": range(8), "num": [4, 1] * 4})
    >>> compare_counts(counts, words, sides=("a", "b"))[["a", "b", "estimate"]].values.tolist()
    [[0.04, 0.01, 2.0]]
    """
    words = words[words["side"].isin(sides)]
    sums, sizes = sum_counts(counts, words, sides=sides)
    return compare_sums(sums, sizes, scale="log_ratio")


def sum_units(units: pd.DataFrame, *, sides: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum a unit table over articles, where it has a row for every unit of every subject.

    Parameters
    ----------
    units : subject, side, article_id, num, den.
    sides : labels of a and b.

    Returns
    -------
    Two tables: counts as in sum_counts; and sizes, a row a subject and side: subject, side, and
    SIZES.

    Examples
    --------
    >>> units = pd.DataFrame({"subject": "ferry", "side": ["Post", "Echo"], "article_id": [1, 2],
    ...                       "num": [3, 1], "den": [100, 50]})
    >>> counts, sizes = sum_units(units, sides=["Post", "Echo"])
    >>> counts[["subject", "a", "b"]].values.tolist(), sizes["words"].tolist()
    ([['ferry', 3, 1]], [100, 50])
    """
    keys = ["subject", "article_id", "side"]
    cells = units.groupby(keys, as_index=False)[["num", "den"]].sum()
    cells = cells[cells["den"] > 0]
    sizes = _sum_sizes(cells, ["subject", "side"])
    subjects = cells["subject"].unique()
    every = pd.MultiIndex.from_product([subjects, sides], names=["subject", "side"])
    sizes = sizes.reindex(every, fill_value=0)
    return _sum_cells(cells, sides), sizes.reset_index()


def sum_counts(
    counts: pd.DataFrame, words: pd.DataFrame, *, sides: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sum counts that are mostly 0 over articles, as compare_sums needs them.

    The sums of the parts of a corpus add up to those of the whole.

    Parameters
    ----------
    counts : a row an article and subject that it holds: subject, article_id, num.
    words : a row an article: article_id, side, den (its words).
    sides : labels of a and b.

    Returns
    -------
    Two tables: counts, a row a subject: subject and the SUMS of each side; and sizes, a row a side:
    side and SIZES, the same for all subjects.

    Examples
    --------
    >>> words = pd.DataFrame({"article_id": [1, 2], "side": ["Post", "Echo"], "den": [100, 50]})
    >>> counts = pd.DataFrame({"subject": ["ferry"], "article_id": [1], "num": [3]})
    >>> sums, sizes = sum_counts(counts, words, sides=["Post", "Echo"])
    >>> sums[["a", "b", "articles_a", "articles_b"]].values.tolist()
    [[3, 0, 1, 0]]
    """
    words = words[words["den"] > 0]
    cells = counts.groupby(["article_id", "subject"], as_index=False)["num"].sum()
    cells = cells.merge(words, on="article_id")
    both = pd.Index(list(sides), name="side")
    sizes = _sum_sizes(words, ["side"]).reindex(both, fill_value=0)
    return _sum_cells(cells, sides), sizes.reset_index()


def _sum_sizes(words: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    den = words["den"]
    rows = words.assign(articles=1, words=den, square=den**2)
    return rows.groupby(keys)[SIZES].sum()


def _sum_cells(cells: pd.DataFrame, sides: Sequence[str]) -> pd.DataFrame:
    """cells: a row an article and subject: subject, side, num, den."""
    num, den = cells["num"], cells["den"]
    ratio = num / den
    held = num != 0
    cells = cells.assign(
        product=num * den,
        square=num**2,
        held=held.astype(int),
        ratio=ratio,
        ratio_square=ratio**2,
    )
    groups = cells.groupby(["subject", "side"])[_ADDED]
    sums = groups.sum().unstack(fill_value=0)
    every = pd.MultiIndex.from_product([_ADDED, sides])
    sums = sums.reindex(columns=every, fill_value=0)
    return sums.set_axis(SUMS, axis=1).reset_index()


def compare_sums(counts: pd.DataFrame, sizes: pd.DataFrame, *, scale: str) -> pd.DataFrame:
    """Compare two groups of articles, however many, by sums over them alone.

    Parameters
    ----------
    counts : a row a subject: subject and SUMS (there is no effect without the ratios).
    sizes : side (a first) and SIZES; with subject where they differ by subject.
    scale : 'difference' or 'log_ratio', as in compare_sides.

    Returns
    -------
    The columns of compare_sides, one row a subject. Of these, for groups:

    - low, high : the estimate ± t standard errors; of a log ratio, those of its logarithm, and
      where a count is 0, between the 2.5 % and the 97.5 % point of what Poisson's law leaves
      unseen.
    - p : Welch's t-test of the difference.
    - q : Benjamini-Hochberg over the subjects that enough articles hold.
    - placebo : t standard errors of the difference.

    Raises
    ------
    ValueError : for a side that has no article with words.

    References
    ----------
    Variance of a ratio: Cochran 1977, section 6.4. Degrees of freedom: Welch 1947.

    Examples
    --------
    >>> words = pd.DataFrame({"article_id": range(8), "side": list("ab") * 4, "den": 100})
    >>> counts = pd.DataFrame({"subject": "port", "article_id": range(8), "num": [4, 1, 3, 1] * 2})
    >>> sums, sizes = sum_counts(counts, words, sides=("a", "b"))
    >>> found = compare_sums(sums, sizes, scale="difference")
    >>> found[["a", "b", "estimate", "low", "high"]].round(3).values.tolist()
    [[0.035, 0.01, 0.025, 0.016, 0.034]]
    """
    sums = counts.reindex(columns=SUMS).to_numpy(float).T
    by_side = sums.reshape(len(_ADDED), 2, -1)
    held, ratio, ratio_square = by_side[3:]
    n, size, squares = _spread_sizes(counts, sizes)
    with np.errstate(divide="ignore", invalid="ignore"):  # a side of one article has no spread
        gap = _test_gap(by_side[:3], n, size, squares, scale)
        effect = _measure_effect(n, ratio, ratio_square)
    fewest = n.min(0)
    found_in = held.sum(0)
    few = fewest < MIN_BLOCKS
    rare = found_in < MIN_HELD
    note = _write_notes(fewest, found_in)
    p = np.where(few | rare, np.nan, gap.p)
    n_a, n_b = n.astype(int)
    found = counts[["subject"]].assign(
        a=gap.a,
        b=gap.b,
        estimate=gap.estimate,
        effect=effect,
        low=np.where(few, np.nan, gap.low),
        high=np.where(few, np.nan, gap.high),
        p=p,
        q=adjust_p(p),
        placebo=np.where(few, np.nan, gap.placebo),
        n_a=n_a,
        n_b=n_b,
        blocks_a=n_a,
        blocks_b=n_b,
        unit="article",
        note=pd.Series(note, counts.index, dtype="str"),
    )
    return found.reindex(columns=COMPARED).reset_index(drop=True)


class _Gap(NamedTuple):
    """The gap between two groups, by subject, whether or not there is enough to show it."""

    a: np.ndarray
    b: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    placebo: np.ndarray


def _test_gap(
    sums: np.ndarray, n: np.ndarray, size: np.ndarray, squares: np.ndarray, scale: str
) -> _Gap:
    """Welch's t-test of the gap between two ratios.

    sums: of num, of num times den and of num squared; n, size, squares: articles, sum of den and of
    den squared; all by side and subject.
    """
    num, product, square = sums
    rate = num / size
    pooled = np.abs(num).sum(0) / size.sum(0)
    # The squared residuals Σ (num - rate · den)², written out in sums that add up over articles.
    residual = square - 2 * rate * product + rate**2 * squares
    variance = measure_variance(residual, size, n, pooled)
    both = variance.sum(0)
    by_freedom = variance**2 / (n - 1)
    freedom = both**2 / by_freedom.sum(0)
    error = np.sqrt(both)
    reach = -quantile_t(0.025, freedom)
    estimate = estimate_gap(*num, *size, scale)
    placebo = error * reach
    below = above = placebo
    if scale == "log_ratio":
        relative = np.sqrt(variance) * reach / rate
        below, above = _log_margins(relative, num)
    rate_a, rate_b = rate
    studentised = np.abs(rate_a - rate_b) / error
    p = p_of_t(studentised, freedom)
    return _Gap(rate_a, rate_b, estimate, estimate - below, estimate + above, p, placebo)


def _write_notes(fewest: np.ndarray, found_in: np.ndarray) -> list[str]:
    """Why a subject has no estimate or no p, or ''.

    fewest: articles of the smaller side. found_in: articles of both that hold the subject.
    """
    notes = []
    for articles, holding in zip(fewest, found_in, strict=True):
        if articles < MIN_BLOCKS:
            notes.append(f"not estimated (n = {articles:.0f})")
        elif holding < MIN_HELD:
            notes.append(f"not tested (found in n = {holding:.0f})")
        else:
            notes.append("")
    return notes


def _spread_sizes(counts: pd.DataFrame, sizes: pd.DataFrame) -> np.ndarray:
    """SIZES by side and subject. Raises: ValueError for a side that has no article."""
    sides = sizes["side"].unique()
    read = sizes.groupby("side")["articles"].max()
    for side in sides:
        if read[side] < 1:
            raise ValueError(f"{side!r} has no article with words. Name two sides that have.")
    if "subject" not in sizes:
        shared = sizes.set_index("side").loc[sides, SIZES].to_numpy(float)
        return np.repeat(shared.T[:, :, None], len(counts), axis=2)
    by_side = sizes.set_index(["subject", "side"])[SIZES]
    of_sides = []
    for side in sides:
        own = by_side.xs(side, level="side").reindex(counts["subject"])
        of_sides.append(own.to_numpy(float).T)
    return np.stack(of_sides, axis=1)


def _log_margins(own: np.ndarray, num: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far the interval of a log ratio reaches below and above, from relative errors."""
    own = own / np.log(2)
    seen = num > 0
    least, most = UNSEEN
    below = np.where(seen, own, np.log2(0.5 / least))
    above = np.where(seen, own, np.log2(most / 0.5))
    margin_below = np.hypot(below[0], above[1])
    margin_above = np.hypot(above[0], below[1])
    return margin_below, margin_above


def _measure_effect(n: np.ndarray, ratio: np.ndarray, ratio_square: np.ndarray) -> np.ndarray:
    """Hedges' g from the sums of the articles' values and of their squares."""
    mean = ratio / n
    spread = ratio_square - n * mean**2
    spread = np.where(spread > LEAST_SPREAD * ratio_square, spread, 0.0)
    variance = spread / (n - 1)
    side_a, side_b = zip(mean, variance, n, strict=True)
    return hedges_g(side_a, side_b)
