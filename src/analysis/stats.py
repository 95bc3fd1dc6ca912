"""How sure a difference between two sides is: intervals, chance, corrections, and what could have been found.

A *unit table* has one row for each unit (a sentence, a paragraph, an article) of each subject (a term, a measure): `side`,
`article_id`, `num`, `den`, and where they apply `subject`, `block` (the paragraph) and `sentence` (its number). A side's
value is Σ num / Σ den: a mean when den is 1, a rate when den is a number of words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MIN_BLOCKS = 3  # with fewer blocks on a side nothing is estimated
MIN_HELD = 5  # what is found (num not 0) in fewer blocks of both sides together is not tested
RUN = 3  # sentences in a run, where a text has no paragraphs
SEED, ENOUGH = 20_250_101, 2_000  # ENOUGH: resamples of so many articles that more would hardly move an interval
_CELLS = 4_000_000  # most numbers in one matrix of resamples
SHOWN = ["subject", "a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo"]
SHOWN += ["n_a", "n_b", "blocks_a", "blocks_b", "unit", "note"]


def choose_unit(units: pd.DataFrame) -> str:
    """Name what a unit table is resampled by.

    units: unit table. Returns 'article' when a side has more than one; else 'paragraph', or 'sentence in paragraph
    blocks' when rows have sentence numbers; else (one block on a side) 'sentence in runs of three'.

    >>> choose_unit(pd.DataFrame({"side": ["a", "a", "b"], "article_id": [1, 2, 3]}))
    'article'
    """
    if units.groupby("side")["article_id"].nunique().max() > 1:
        return "article"
    if "sentence" not in units:
        return "paragraph"
    blocks = units.groupby("side")["block"].nunique().min() if "block" in units else 0
    return "sentence in paragraph blocks" if blocks > 1 else "sentence in runs of three"


def compare_sides(
    units: pd.DataFrame, *, sides: tuple[str, str], scale: str = "difference", resamples: int = 10_000, seed: int = SEED
) -> pd.DataFrame:
    """Compare two sides, one row a subject, with interval, p-value and placebo.

    units: unit table; a unit without the term is a row with num 0. sides: labels of a and b; other rows are left out.
    scale: 'difference' (a - b) or 'log_ratio' (log2(a / b), a count of 0 taken as 0.5). resamples: 0 leaves out interval
    and placebo (articles only); over 400 articles draw fewer, down to ENOUGH. A row depends on no other subject (but q).
    Returns, by subject:
    - subject; a, b (values of the sides); estimate, on the scale;
    - low, high: 95 % percentile interval over resampled blocks, widened for few blocks (Hesterberg 2015, doi
      10.1080/00031305.2015.1089789, with Welch's degrees of freedom);
    - p: of a - b over its linearised standard error (Cochran 1977, section 6.4). Articles: Welch's t-test. Else:
      labels permuted over blocks, (hits + 1) / (resamples + 1) (Janssen 1997);
    - q: Benjamini-Hochberg over the subjects that have a p; placebo: 95th percentile of |estimate| when labels are
      permuted over blocks, sizes kept;
    - effect: Hedges' g (1981); n_a, n_b (units); blocks_a, blocks_b (resampled); unit; note: why a value is missing, or ''.
    Raises ValueError for a missing column, side or value, an unknown scale, negative counts in a log ratio.

    >>> table = pd.DataFrame({"side": list("ab") * 5, "article_id": list("xy") * 5, "block": range(10),
    ...                       "num": [2, 1] * 5, "den": 1})
    >>> compare_sides(table, sides=("a", "b"), resamples=99)[["a", "b", "estimate"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    from scipy.stats import t

    table, unit, first, num, den = _prepare(units, sides)
    if scale not in ("difference", "log_ratio"):
        raise ValueError(f"scale is {scale!r}. Allowed: 'difference', 'log_ratio'. Choose one of them.")
    if scale == "log_ratio" and (num < 0).any():
        raise ValueError("num is negative. Allowed in a log ratio: counts. Use scale='difference'.")
    if resamples < (unit != "article"):
        raise ValueError(f"resamples is {resamples}. Allowed: 1 or more, because the unit is {unit!r}. Set it.")
    resamples = min(resamples, max(ENOUGH, _CELLS // len(first))) if unit == "article" else resamples
    # Randomness goes by label and not by order, so swapping the sides swaps the result exactly.
    swapped = sides[0] != min(sides)
    totals = [x[half].sum(0) for x in (num, den) for half in ((~first, first) if swapped else (first, ~first))]
    with np.errstate(invalid="ignore"):
        table["a"], table["b"] = totals[0] / totals[2], totals[1] / totals[3]
    table["estimate"] = estimate_gap(*totals, scale)
    table[["low", "high", "p", "q", "placebo"]] = np.nan
    for rows, columns in _shared_blocks(den > 0, table["note"] == ""):
        some = num[np.ix_(rows, columns)], den[np.ix_(rows, columns)], first[rows]
        gap, error, freedom, widening = _measure_spread(*some)
        if resamples:
            found = _resample(*some, freedom, widening, scale, resamples, seed)
            table.loc[columns, ["low", "high", "p", "placebo"]] = np.column_stack(found)
        if unit == "article":
            table.loc[columns, "p"] = 2 * t.sf(np.abs(gap) / error, freedom)
    if swapped:
        table[["low", "high"]] = -table[["high", "low"]].to_numpy()
    held = pd.Series((num != 0).sum(0))
    untested = (held < MIN_HELD) & (table["note"] == "")
    table.loc[untested, "p"] = np.nan
    table["note"] = table["note"].mask(untested, "not tested (found in n = " + held.astype(str) + ")")
    table["q"] = adjust_p(table["p"])
    return table[SHOWN]


def minimum_detectable(units: pd.DataFrame, *, sides: tuple[str, str], power: float = 0.8) -> pd.DataFrame:
    """Smallest true difference that would be found (p < .05) with this power, given the spread over blocks.

    units, sides: as for `compare_sides`. power: a share between 0 and 1.
    Returns subject; detectable: (t.975 + t.power) standard errors of a - b (missing with too few blocks); unit.

    >>> table = pd.DataFrame({"side": list("ab") * 4, "article_id": range(8), "num": range(8), "den": 1})
    >>> minimum_detectable(table, sides=("a", "b")).round(2).values.tolist()
    [['', 6.12, 'article']]
    """
    from scipy.stats import t

    table, _, first, num, den = _prepare(units, sides)
    table["detectable"] = np.nan
    for rows, columns in _shared_blocks(den > 0, table["note"] == ""):
        _, error, freedom, _ = _measure_spread(num[np.ix_(rows, columns)], den[np.ix_(rows, columns)], first[rows])
        table.loc[columns, "detectable"] = (t.ppf(0.975, freedom) + t.ppf(power, freedom)) * error
    return table[["subject", "detectable", "unit"]]


def adjust_p(p: np.ndarray | pd.Series) -> np.ndarray:
    """Benjamini-Hochberg q-values of the p-values of one family; a missing p stays missing and does not count.

    >>> adjust_p([0.01, float("nan"), 0.04]).round(3).tolist()
    [0.02, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    q = np.array(p, float)
    known = ~np.isnan(q)
    q[known] = false_discovery_control(q[known])
    return q


def _prepare(units: pd.DataFrame, sides: tuple[str, str]) -> tuple[pd.DataFrame, str, np.ndarray, ...]:
    """Result with n, blocks, unit and note; unit; blocks of the side first by name; num, den (blocks by subjects)."""
    if missing := [name for name in ("side", "article_id", "num", "den") if name not in units]:
        raise ValueError(f"The unit table has no column {missing}. Needed: side, article_id, num, den. Add it.")
    if len(set(sides)) != 2 or not set(sides) <= set(units["side"]):
        found = sorted(map(str, units["side"].unique()))
        raise ValueError(f"sides is {sides!r}. Allowed: two different ones of {found}. Name two of them.")
    if bad := (~np.isfinite(units[["num", "den"]].astype(float)).all(axis=1) | (units["den"] < 0)).sum():
        raise ValueError(f"num or den is missing or infinite, or den negative, in {bad} rows. Leave them out.")
    units = units[units["side"].isin(sides) & (units["den"] > 0)]
    unit = choose_unit(units)
    units = units.assign(subject=units.get("subject", ""))
    # Sums of floats depend on the order of rows; this one depends on their content alone.
    place = [name for name in ("side", "article_id", "block", "sentence") if name in units]
    keys = [*place, "subject", "num", "den"]
    order = np.lexsort([pd.factorize(units[key], sort=True)[0] for key in reversed(keys)])
    units = units.iloc[order].reset_index(drop=True)
    keys = place[:2] if unit == "article" else place[:3]
    if unit == "sentence in runs of three":
        number = units.groupby(place, dropna=False).ngroup()
        units["run"] = (number - number.groupby(units["side"]).transform("min")) // RUN
        keys = ["side", "run"]
    block = units.groupby(keys, dropna=False).ngroup().to_numpy()
    first = (units["side"] == min(sides)).to_numpy()[np.unique(block, return_index=True)[1]]
    subjects, subject = np.unique(units["subject"], return_inverse=True)
    counted = ~units.duplicated(["subject", *(keys if unit == "article" else place)])
    shape, cell = (len(first), len(subjects)), block * len(subjects) + subject
    num, den, n = (np.bincount(cell, x, shape[0] * shape[1]).reshape(shape) for x in (units["num"], units["den"], counted))
    table = pd.DataFrame({"subject": subjects, "unit": unit, "note": ""})
    for letter, side in zip("ab", sides, strict=True):
        half = first if side == min(sides) else ~first
        table[f"n_{letter}"], table[f"blocks_{letter}"] = n[half].sum(0).astype(int), (den[half] > 0).sum(0)
    table["effect"] = _measure_effect(units, keys if unit == "article" else place, sides).reindex(subjects).to_numpy()
    fewest = table[["blocks_a", "blocks_b"]].min(axis=1)
    table["note"] = np.where(fewest < MIN_BLOCKS, "not estimated (n = " + fewest.astype(str) + ")", "")
    return table, unit, first, num, den


def _measure_effect(units: pd.DataFrame, keys: list[str], sides: tuple[str, str]) -> pd.Series:
    """Hedges' g of each subject: the gap between the mean units over their pooled standard deviation (Hedges 1981)."""
    sums = units.groupby(["subject", *keys], dropna=False)[["num", "den"]].sum()
    by = (sums["num"] / sums["den"]).groupby(["subject", "side"]).agg(["mean", "var", "count"]).unstack("side")
    (mean_a, var_a, n_a), (mean_b, var_b, n_b) = (by.xs(side, axis=1, level="side").to_numpy().T for side in sides)
    n, pooled = n_a + n_b, np.sqrt(((n_a - 1) * var_a + (n_b - 1) * var_b) / (n_a + n_b - 2))
    effect = (mean_a - mean_b) / np.where(pooled > 1e-12, pooled, np.nan) * (1 - 3 / (4 * n - 9))
    return pd.Series(effect, by.index)


def _shared_blocks(present: np.ndarray, wanted: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Rows and columns of each set of wanted subjects with the same blocks, so with the same resamples."""
    columns = np.flatnonzero(wanted)
    patterns = pd.Series([column.tobytes() for column in present[:, columns].T], index=columns, dtype=object)
    groups = (group.index.to_numpy() for _, group in patterns.groupby(patterns))
    return [(np.flatnonzero(present[:, group[0]]), group) for group in groups]


def estimate_gap(num_a, num_b, den_a, den_b, scale: str, zeros=(0.5, 0.5)) -> np.ndarray:
    """Difference of two ratios, or log2 of their ratio with counts of 0 replaced (LOG_RATIO_ZERO_HALF)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if scale == "difference":
            return num_a / den_a - num_b / den_b
        a, b = (np.where(num > 0, num, zero) for num, zero in zip((num_a, num_b), zeros, strict=True))
        return np.log2(a / den_a) - np.log2(b / den_b)


def measure_variance(squares, size, n, pooled) -> np.ndarray:
    """Variance of a ratio from the squared residuals of n blocks (Cochran 1977), with a floor far below any real one."""
    # Where nothing varies, rounding must not look like a difference.
    return np.maximum(squares, 0) / size**2 * n / (n - 1) + 1e-14 * pooled**2 + 1e-99


def _variance(weights, num, den, total, size) -> np.ndarray:
    """Linearised variance of total / size, the sums over the blocks that a row of weights picks."""
    ratio, n = total / size, weights.sum(1, keepdims=True)
    squares = weights @ num**2 - 2 * ratio * (weights @ (num * den)) + ratio**2 * (weights @ den**2)
    return measure_variance(squares, size, n, np.abs(num).sum(0) / den.sum(0))


def _measure_spread(num: np.ndarray, den: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, ...]:
    """Gap between the sides, its standard error, Welch's degrees of freedom, and the widening for few blocks."""
    weights = np.array([first, ~first], float)
    n, total, size = weights.sum(1, keepdims=True), weights @ num, weights @ den
    variance = _variance(weights, num, den, total, size)
    error = np.sqrt(variance.sum(0))
    freedom = error**4 / (variance**2 / (n - 1)).sum(0)
    widening = error / np.sqrt((variance * (n - 1) / n).sum(0))
    return np.subtract(*(total / size)), error, freedom, widening


def _resample(num, den, first, freedom, widening, scale: str, resamples: int, seed: int) -> tuple[np.ndarray, ...]:
    """Low, high, permutation p and placebo of the first side minus the other, by column of num and den."""
    from scipy.stats import norm, t

    rank = np.rint(norm.cdf(widening * t.ppf(0.025, freedom)) * (resamples - 1)).astype(int)
    if (den == den[:, :1]).all():
        den = den[:, :1]
    parts, step = [], max(1, _CELLS // resamples)
    for at in range(0, num.shape[1], step):  # every step draws the same, so a column does not depend on the others
        some = num[:, at : at + step], den[:, at : at + step] if den.shape[1] > 1 else den
        drawn, labelled = [], [[np.array([half], float) @ x for x in some for half in (first, ~first)]]
        spreads = [sum(_variance(np.array([half], float), *some, *labelled[0][i::2]) for i, half in enumerate((first, ~first)))]
        rng = np.random.default_rng(seed)
        for n in np.diff([*range(0, resamples, max(1, _CELLS // len(first))), resamples]):
            draws = np.zeros((2, n, len(first)))
            for draw, half in zip(draws, (first, ~first), strict=True):
                draw[:, half] = rng.multinomial(half.sum(), np.full(half.sum(), 1 / half.sum()), size=n)
            # A count of 0 never varies when resampled: one drawn from this has the rule of three's bound, 3.0, at 95 %.
            unseen = rng.exponential(size=(2, n, 1))
            drawn.append(estimate_gap(*(draw @ x for x in some for draw in draws), scale, unseen))
            labels = rng.permuted(np.tile(first, (n, 1)), axis=1).astype(float)
            labels = labels, 1.0 - labels
            labelled.append([label @ x for x in some for label in labels])
            spreads.append(sum(_variance(label, *some, *labelled[-1][i::2]) for i, label in enumerate(labels)))
        spread = np.sort(np.concatenate(drawn), axis=0)
        ranks = rank[None, at : at + step], resamples - 1 - rank[None, at : at + step]
        low, high = (np.take_along_axis(spread, k, 0)[0] for k in ranks)
        sums = [np.concatenate(column) for column in zip(*labelled, strict=True)]  # row 0, as observed, is among the hits
        chance = np.abs(sums[0] / sums[2] - sums[1] / sums[3]) / np.sqrt(np.concatenate(spreads))
        p = (chance >= chance[0] * (1 - 1e-9) - 1e-8).mean(0)
        placebo = np.quantile(np.abs(estimate_gap(*sums, scale)[1:]), 0.95, axis=0)
        parts.append((low, high, p, placebo))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
