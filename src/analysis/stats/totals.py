"""Groups compared by sums over their articles, which add up over parts of an archive."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.stats.compare import COMPARED, MIN_HELD
from analysis.stats.units import MIN_BLOCKS
from analysis.stats.variance import adjust_p, estimate_gap, measure_variance

SUMS = ["a", "b", "product_a", "product_b", "square_a", "square_b", "articles_a", "articles_b"]
SIZES = ["articles", "words", "square"]
UNSEEN = (
    0.0253,
    3.689,
)  # 2.5 % and 97.5 % points of the exponential law: expected uses where none was seen


def compare_counts(
    counts: pd.DataFrame, words: pd.DataFrame, *, sides: tuple[str, str]
) -> pd.DataFrame:
    """Compare how often articles of two groups use each of many terms: `compare_sides` on counts
    that are mostly 0.

    counts: subject, article_id, num (where there are any). words: article_id, side, den (its
    words). Returns: what `compare_sides` returns for articles as a log ratio without resampling,
    effect missing too.

    >>> words = pd.DataFrame({"article_id": range(8), "side": list("ab") * 4, "den": 100})
    >>> counts = pd.DataFrame({"subject": "port", "article_id": range(8), "num": [4, 1] * 4})
    >>> compare_counts(counts, words, sides=("a", "b"))[["a", "b", "estimate"]].values.tolist()
    [[0.04, 0.01, 2.0]]
    """
    found = compare_sums(
        *sum_counts(counts, words[words["side"].isin(sides)], sides=sides), scale="log_ratio"
    )
    return found.assign(low=np.nan, high=np.nan, placebo=np.nan)


def sum_counts(
    counts: pd.DataFrame, words: pd.DataFrame, *, sides: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sums over articles that `compare_sums` needs; those of parts of a corpus add up to those
    of the whole.

    counts: subject, article_id, num (where there are any); words: article_id, side, den, one row an
    article.
    Returns: counts, a row a subject: subject and of each side the SUMS: a (of num), product_a (num
    · den), square_a (num²), articles_a (num not 0); and sizes, a row a side (the index): articles
    (with den), words (sum of den), square (of den²).
    """
    words = words[words["den"] > 0]
    cells = (
        counts.groupby(["article_id", "subject"], as_index=False)["num"]
        .sum()
        .merge(words, on="article_id")
    )
    cells = cells.assign(
        product=cells["num"] * cells["den"],
        square=cells["num"] ** 2,
        held=(cells["num"] != 0).astype(int),
    )
    sums = (
        cells.groupby(["subject", "side"])[["num", "product", "square", "held"]]
        .sum()
        .unstack(fill_value=0)
    )
    sums = sums.reindex(
        columns=pd.MultiIndex.from_product([["num", "product", "square", "held"], sides]),
        fill_value=0,
    )
    sizes = (
        words.assign(articles=1, words=words["den"], square=words["den"] ** 2)
        .groupby("side")[SIZES]
        .sum()
    )
    sizes = sizes.reindex(pd.Index(list(sides), name="side"), fill_value=0)
    return sums.set_axis(SUMS, axis=1).reset_index(), sizes


def compare_sums(counts: pd.DataFrame, sizes: pd.DataFrame, *, scale: str) -> pd.DataFrame:
    """Compare two groups of articles, however many, by the sums of `sum_counts` alone.

    scale: 'difference' or 'log_ratio', as in `compare_sides`. Returns: what that returns, effect
    missing; the interval is the estimate ± t standard errors (of a ratio, its logarithm's; where a
    count is 0, between the 2.5 % and the 97.5 % point of what Poisson's law leaves unseen), and the
    placebo t standard errors of the difference.
    Raises: ValueError for a side that has no article.
    """
    from scipy.stats import t

    if empty := sizes.index[sizes["articles"] < 1].tolist():
        raise ValueError(f"{empty[0]!r} has no article with words. Name two sides that have.")
    num, product, square, held = counts[SUMS].to_numpy(float).T.reshape(4, 2, -1)
    n, size, squares = sizes[SIZES].to_numpy(float).T[:, :, None]
    rate, (n_a, n_b) = num / size, n[:, 0].astype(int)
    with np.errstate(divide="ignore", invalid="ignore"):  # a side of one article has no spread
        pooled = np.abs(num).sum(0) / size.sum(0)
        variance = measure_variance(
            square - 2 * rate * product + rate**2 * squares, size, n, pooled
        )
        freedom = variance.sum(0) ** 2 / (variance**2 / (n - 1)).sum(0)
        error, reach = np.sqrt(variance.sum(0)), t.isf(0.025, freedom)
        estimate, margin = estimate_gap(*num, *size, scale), np.stack([error * reach] * 2)
        placebo = margin[0]
        if scale == "log_ratio":
            own = np.sqrt(variance) * reach / rate / np.log(2)  # of each side
            below = np.where(num > 0, own, np.log2(0.5 / UNSEEN[0]))
            above = np.where(num > 0, own, np.log2(UNSEEN[1] / 0.5))
            margin = np.hypot(below, above[::-1])
    note = np.array(
        [f"not tested (found in n = {k:.0f})" if k < MIN_HELD else "" for k in held.sum(0)], object
    )
    note = (
        note
        if min(n_a, n_b) >= MIN_BLOCKS
        else np.full(len(counts), f"not estimated (n = {min(n_a, n_b)})", object)
    )
    p = np.where(note == "", 2 * t.sf(np.abs(rate[0] - rate[1]) / error, freedom), np.nan)
    found = {
        "a": rate[0],
        "b": rate[1],
        "n_a": n_a,
        "n_b": n_b,
        "blocks_a": n_a,
        "blocks_b": n_b,
        "unit": "article",
    }
    found |= {
        "estimate": estimate,
        "low": estimate - margin[0],
        "high": estimate + margin[1],
        "placebo": placebo,
    }
    return (
        counts[["subject"]].assign(**found, p=p, q=adjust_p(p), note=note).reindex(columns=COMPARED)
    )
