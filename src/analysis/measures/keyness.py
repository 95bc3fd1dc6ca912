"""Compare how often two sides use each term: counts, rates, keyness, dispersion, overlap.

Sides are `a` and `b`; every signed value is a minus b. Log-likelihood and chi-squared put terms in
order and nothing more: both treat each word as an independent draw, so no p-value is made of them
here, and doubt comes from resampling whole paragraphs or articles elsewhere. There is no tf-idf:
between two texts its idf has two values only, so it can do no more than list the words that one
side never uses. Spelling, lemma and stop list are choices made on the terms before they come here.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.tables.sides import add_side

CONFIDENCE = 0.95  # of both intervals
PER = 1000  # words; rates are uses in so many


def count_terms(
    terms: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    size: int = 1,
    sides: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Count every term on both sides.

    Parameters
    ----------
    terms : article_id, paragraph, term, size, n; every row given counts, so select roles and voices
        first.
    articles : article_id, side.
    size : words in a term.
    sides : the labels of a and b; by default the first two in `articles`. Articles of any other
        side are left out.

    Returns
    -------
    One row a term, by falling total, then by term: term, size, a, b, total (occurrences),
    paragraphs_a, paragraphs_b (paragraphs that hold it), articles_a, articles_b (articles that hold
    it).

    Raises
    ------
    ValueError : for a missing column, a bad count, an unknown article or side.

    Examples
    --------
    >>> terms = pd.DataFrame({"article_id": ["x", "x", "y"], "paragraph": [1, 2, 1],
    ...                       "term": ["port", "port", "lease"], "size": 1, "n": [2, 1, 4]})
    >>> articles = pd.DataFrame({"article_id": ["x", "y"], "side": ["Harbour", "Town"]})
    >>> count_terms(terms, articles)[["term", "a", "b", "total", "paragraphs_a"]].values.tolist()
    [['lease', 0, 4, 4, 0], ['port', 3, 0, 3, 2]]
    """
    check(terms, "terms", ["article_id", "paragraph", "term", "size"], counts=["n"])
    check(articles, "articles", ["article_id", "side"])
    side_a, side_b = _choose_sides(articles, sides)
    counted = (terms["size"] == size) & (terms["n"] > 0)
    kept = add_side(terms, articles)[counted]
    # A term spoken in two voices has two rows in its paragraph: add them up before paragraphs are
    # counted.
    by_place = kept.groupby(["side", "article_id", "paragraph", "term"], dropna=False)["n"]
    places = by_place.sum().reset_index()
    columns = {}
    for letter, label in (("a", side_a), ("b", side_b)):
        groups = places[places["side"] == label].groupby("term")
        columns[letter] = groups["n"].sum()
        columns[f"paragraphs_{letter}"] = groups.size()
        columns[f"articles_{letter}"] = groups["article_id"].nunique()
    counts = pd.concat(columns, axis=1).fillna(0).astype(int)
    counts = counts.rename_axis("term").reset_index()
    counts["size"] = size
    counts["total"] = counts["a"] + counts["b"]
    order = ["term", "size", "a", "b", "total", "paragraphs_a", "paragraphs_b"]
    order += ["articles_a", "articles_b"]
    return counts[order].sort_values(["total", "term"], ascending=[False, True], ignore_index=True)


def _choose_sides(articles: pd.DataFrame, sides: Sequence[str] | None) -> list[str]:
    """The labels of a and b: the sides asked for, or the first two."""
    known = list(articles["side"].unique())
    chosen = known[:2] if sides is None else list(sides)
    different = set(chosen)
    if len(chosen) != 2 or len(different) != 2 or not different.issubset(known):
        raise ValueError(
            f"sides: {chosen} are not two of {known}; name two of these, or add articles."
        )
    return chosen


def compare_terms(
    counts: pd.DataFrame, *, n_a: int, n_b: int, prior: float = 0.01, vocabulary: int | None = None
) -> pd.DataFrame:
    """Measure how much more often one side uses each term.

    Parameters
    ----------
    counts : term, a, b (as from `count_terms`; other columns are carried along).
    n_a, n_b : all words of each side, also when a stop list shortened `counts` or the terms have
        several words.
    prior : added to a term's pooled count to make its prior in the log-odds.
    vocabulary : number of different terms compared, by default the rows of `counts`; give the full
        number when `counts` is an extract.

    Returns
    -------
    The rows of `counts`, in their order, with
    - rate_a, rate_b: RATE_1000, per 1,000 words;
    - more_in: 'a', 'b' or 'neither', by the rates;
    - log_ratio: LOG_RATIO_ZERO_HALF, 1 for every doubling of the rate;
    - low, high: LOG_RATIO_KATZ, its 95 % interval if words were independent. They are not: use it
      to rank and to see how thin the counts are; what a report shows is the interval from resampled
      paragraphs;
    - lrc: LRC, the end nearest 0 of a stricter interval, 0 where that holds 0; a rank that holds
      rare terms down;
    - pct_diff: PCT_DIFF, missing where b is 0;
    - g2_2cell, g2_4cell, chi2: G2_2CELL, G2_4CELL, CHI2_4CELL_YATES_COND, each with the sign of a
      minus b;
    - log_odds, log_odds_z: LOGODDS_DIRICHLET with the pooled prior, and the same over its standard
      error; missing where a single term is the whole vocabulary.

    Raises
    ------
    ValueError : for a missing column, a bad count or one above its side's words, a term on neither
        side, and for n_a, n_b, prior or vocabulary out of range.

    References
    ----------
    The formulas of these ids are in load_formulas, with their sources.

    Examples
    --------
    >>> counts = pd.DataFrame({"term": ["port", "lease"], "a": [8, 0], "b": [2, 3]})
    >>> table = compare_terms(counts, n_a=400, n_b=200)
    >>> table[["term", "rate_a", "log_ratio", "g2_2cell", "more_in"]].round(2)
        term  rate_a  log_ratio  g2_2cell more_in
    0   port    20.0       1.00      0.87       a
    1  lease     0.0      -3.58     -6.59       b
    """
    least = max(len(counts), 1)
    vocabulary = least if vocabulary is None else vocabulary
    _check_comparison(counts, n_a=n_a, n_b=n_b, prior=prior, vocabulary=vocabulary)
    a = counts["a"].to_numpy(dtype=float)
    b = counts["b"].to_numpy(dtype=float)
    sign = np.sign(a * n_b - b * n_a)  # whole numbers: equal rates give exactly 0
    rate_a, rate_b = a / n_a, b / n_b
    log_ratio, margin = _log_ratio(a, b, n_a, n_b)
    two_cells = _log_likelihood(a, b, n_a, n_b)
    other_cells = _log_likelihood(n_a - a, n_b - b, n_a, n_b)
    chi_squared = _chi_squared(a, b, n_a, n_b)
    missing = np.full_like(a, np.nan)
    relative = np.divide(rate_a - rate_b, rate_b, out=missing, where=b > 0)
    log_odds, log_odds_z = _log_odds(a, b, n_a, n_b, prior, vocabulary)
    table = counts.reset_index(drop=True)
    table["rate_a"] = PER * rate_a
    table["rate_b"] = PER * rate_b
    table["more_in"] = np.select([sign > 0, sign < 0], ["a", "b"], "neither")
    table["log_ratio"] = log_ratio
    table["low"] = log_ratio - margin
    table["high"] = log_ratio + margin
    table["lrc"] = _conservative_ratio(a, b, n_a, n_b, vocabulary)
    table["pct_diff"] = 100 * relative
    table["g2_2cell"] = sign * two_cells
    table["g2_4cell"] = sign * (two_cells + other_cells)
    # Yates can leave 0, which must not print as -0.
    table["chi2"] = sign * chi_squared + 0.0
    table["log_odds"] = log_odds
    table["log_odds_z"] = log_odds_z
    return table


def _check_comparison(
    counts: pd.DataFrame, *, n_a: int, n_b: int, prior: float, vocabulary: int
) -> None:
    """Raise ValueError for what compare_terms cannot compare."""
    check(counts, "counts", ["term"], counts=["a", "b"])
    for column, n in (("a", n_a), ("b", n_b)):
        if not 0 < n < np.inf:
            raise ValueError(
                f"n_{column}: {n}; it must be above 0; give the number of words of side {column}."
            )
        too_many = counts[column] > n
        why = f"more than n_{column} = {n}; give all its words"
        refuse(counts, f"counts.{column}", too_many, why)
    unused = counts["a"] + counts["b"] == 0
    refuse(counts, "counts.a", unused, "0 as b is; drop terms that neither side uses")
    if not prior > 0:
        raise ValueError(f"prior: {prior}; it must be above 0; 0.01 is usual.")
    if vocabulary < max(len(counts), 1):
        raise ValueError(
            f"vocabulary: {vocabulary}; it must be {len(counts)} (the rows) or more, or left out."
        )


def _log_ratio(a, b, n_a, n_b):
    from scipy.special import ndtri

    half_a = np.where(a == 0, 0.5, a)
    half_b = np.where(b == 0, 0.5, b)
    variance = 1 / half_a - 1 / n_a + 1 / half_b - 1 / n_b
    error = np.sqrt(variance) / np.log(2)
    log_ratio = np.log2(half_a / n_a) - np.log2(half_b / n_b)
    reach = ndtri((1 + CONFIDENCE) / 2)
    return log_ratio, reach * error


def _conservative_ratio(a, b, n_a, n_b, tested):
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / tested / 2
    # Most terms are rare, so most have the counts of others.
    pairs, back = np.unique(a + 1j * b, return_inverse=True)
    a, b = pairs.real, pairs.imag
    lowest = betaincinv(np.maximum(a, 1), b + 1, tail)
    highest = betaincinv(a + 1, np.maximum(b, 1), 1 - tail)
    share_low = np.where(a > 0, lowest, 0)
    share_high = np.where(b > 0, highest, 1)
    sizes = n_b / n_a
    # A share of 0 or 1 is an infinite ratio, never the end nearest 0.
    with np.errstate(divide="ignore"):
        low = np.log2(sizes * share_low / (1 - share_low))
        high = np.log2(sizes * share_high / (1 - share_high))
    nearest = np.maximum(low, 0) + np.minimum(high, 0)
    return nearest[back]


def _log_likelihood(a, b, n_a, n_b):
    from scipy.special import rel_entr

    pooled = (a + b) / (n_a + n_b)
    from_a = rel_entr(a, pooled * n_a)
    from_b = rel_entr(b, pooled * n_b)
    return 2 * (from_a + from_b)


def _chi_squared(a, b, n_a, n_b):
    n = n_a + n_b
    total = a + b
    others = n - total
    rarer = np.minimum(total, others)
    smallest_expected = rarer * min(n_a, n_b) / n
    crossed_a = a * (n_b - b)
    crossed_b = b * (n_a - a)
    gap = np.abs(crossed_a - crossed_b)
    half = n / 2
    corrected = (gap >= half) & (smallest_expected < 5)
    gap = gap - np.where(corrected, half, 0)
    margins = total * others * n_a * n_b
    return np.divide(n * gap**2, margins, out=np.zeros_like(a), where=margins > 0)


def _log_odds(a, b, n_a, n_b, prior, vocabulary):
    alpha = a + b + prior
    # Prior of all other terms; the order keeps 0 exact.
    rest = (n_a + n_b - a - b) + prior * (vocabulary - 1)
    uses_a, uses_b = a + alpha, b + alpha
    with np.errstate(divide="ignore", invalid="ignore"):
        odds_a = uses_a / (n_a - a + rest)
        odds_b = uses_b / (n_b - b + rest)
        log_odds = np.log(odds_a) - np.log(odds_b)
    error = np.sqrt(1 / uses_a + 1 / uses_b)
    return log_odds, log_odds / error


def check(
    table: pd.DataFrame, name: str, columns: list[str], *, counts: Sequence[str] = ()
) -> None:
    """Check that a table has some columns, and that those of counts hold counts.

    Parameters
    ----------
    table : any table.
    name : what an error calls it.
    columns : columns it needs.
    counts : further columns it needs, which hold counts.

    Raises
    ------
    ValueError : naming a column that is missing, or the first row whose count is no whole number
        of 0 or more.
    """
    missing = [column for column in [*columns, *counts] if column not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns))
        raise ValueError(
            f"{name}: no column {', '.join(missing)}; add or rename it; there are {found}."
        )
    for column in counts:
        number = pd.to_numeric(table[column], errors="coerce")
        whole = number % 1 == 0
        is_count = whole & (number >= 0)
        why = "not a whole number of 0 or more; count again or drop the row"
        refuse(table, f"{name}.{column}", ~is_count, why)


def refuse(table: pd.DataFrame, place: str, bad: pd.Series, why: str) -> None:
    """Raise an error for the first bad row of a table.

    Parameters
    ----------
    table : any table; its term is named where it has one.
    place : TABLE.COLUMN, as the error names it.
    bad : by row, whether it is refused; nothing happens where none is.
    why : the end of the sentence, with what to do.

    Raises
    ------
    ValueError : naming the place, the value, its term and why.
    """
    if not bad.any():
        return
    row = table[bad].iloc[0]
    term = f" (term {row['term']!r})" if "term" in row else ""
    column = place.split(".")[1]
    raise ValueError(f"{place}: {row[column]}{term} is {why}.")
