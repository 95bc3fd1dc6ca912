"""Compare how often two sides use each term: counts, rates, keyness, dispersion, overlap.

Sides are `a` and `b`; every signed value is a minus b. Log-likelihood and chi-squared put terms in order and
nothing more: both treat each word as an independent draw, so no p-value is made of them here, and doubt
comes from resampling whole paragraphs or articles elsewhere. There is no tf-idf: between two texts its idf
has two values only, so it can do no more than list the words that one side never uses. Spelling, lemma and
stop list are choices made on the terms before they come here.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtri, rel_entr

from analysis.tables import add_side

LEVEL = 0.95  # of both intervals


def load_formulas() -> pd.DataFrame:
    """List the formulas of this package's term measures and what each was checked against.

    Returns one row a formula: formula (its id, the index), column (where its values stand), in_words, source,
    published (how many numbers printed by others it reproduces), peer (how many outputs of other packages),
    blocks (names of the golden blocks with those numbers; a block of rank orders adds no number).

    >>> int(load_formulas().loc["G2_2CELL", "published"])
    17
    """
    file = resources.files(__package__) / "lexicons" / "formulas.csv"
    with file.open(encoding="utf-8") as lines:
        return pd.read_csv(lines, index_col="formula", keep_default_na=False)


def count_terms(
    terms: pd.DataFrame, articles: pd.DataFrame, *, size: int = 1, sides: Sequence[str] | None = None
) -> pd.DataFrame:
    """Count every term on both sides.

    terms: article_id, paragraph, term, size, n; every row given counts, so select roles and voices first.
    articles: article_id, side. size: words in a term. sides: the labels of a and b; by default the first two
    in `articles`. Articles of any other side are left out.

    Returns one row a term, by falling total, then by term: term, size, a, b, total (occurrences),
    paragraphs_a, paragraphs_b (paragraphs that hold it), articles_a, articles_b (articles that hold it).
    Raises ValueError for a missing column, a bad count, an unknown article or side.

    >>> terms = pd.DataFrame({"article_id": ["x", "x", "y"], "paragraph": [1, 2, 1],
    ...                       "term": ["port", "port", "lease"], "size": 1, "n": [2, 1, 4]})
    >>> articles = pd.DataFrame({"article_id": ["x", "y"], "side": ["Harbour", "Town"]})
    >>> count_terms(terms, articles)[["term", "a", "b", "total", "paragraphs_a"]].values.tolist()
    [['lease', 0, 4, 4, 0], ['port', 3, 0, 3, 2]]
    """
    _check(terms, "terms", ["article_id", "paragraph", "term", "size"], counts=["n"])
    _check(articles, "articles", ["article_id", "side"])
    known = list(articles["side"].unique())
    chosen = known[:2] if sides is None else list(sides)
    if len(chosen) != 2 or chosen[0] == chosen[1] or not set(chosen) <= set(known):
        raise ValueError(f"sides: {chosen} are not two of {known}; name two of these, or add articles.")
    kept = add_side(terms, articles)[(terms["size"] == size) & (terms["n"] > 0)]
    # A term spoken in two voices has two rows in its paragraph: add them up before paragraphs are counted.
    places = kept.groupby(["side", "article_id", "paragraph", "term"], dropna=False)["n"].sum().reset_index()
    columns = {}
    for letter, label in zip("ab", chosen, strict=True):
        groups = places[places["side"] == label].groupby("term")
        columns[letter] = groups["n"].sum()
        columns[f"paragraphs_{letter}"] = groups.size()
        columns[f"articles_{letter}"] = groups["article_id"].nunique()
    counts = pd.concat(columns, axis=1).fillna(0).astype(int).rename_axis("term").reset_index()
    counts = counts.assign(size=size, total=counts["a"] + counts["b"])
    order = ["term", "size", "a", "b", "total", "paragraphs_a", "paragraphs_b", "articles_a", "articles_b"]
    return counts[order].sort_values(["total", "term"], ascending=[False, True], ignore_index=True)


def compare_terms(
    counts: pd.DataFrame, *, n_a: int, n_b: int, prior: float = 0.01, vocabulary: int | None = None
) -> pd.DataFrame:
    """Measure how much more often one side uses each term; formula ids as in `load_formulas`.

    counts: term, a, b (as from `count_terms`; other columns are carried along). n_a, n_b: all words of each
    side, also when a stop list shortened `counts` or the terms have several words. prior: added to a term's
    pooled count to make its prior in the log-odds. vocabulary: number of different terms compared, by
    default the rows of `counts`; give the full number when `counts` is an extract.

    Returns the rows of `counts`, in their order, with
    - rate_a, rate_b: RATE_1000, per 1,000 words;
    - more_in: 'a', 'b' or 'neither', by the rates;
    - log_ratio: LOG_RATIO_ZERO_HALF, 1 for every doubling of the rate;
    - low, high: LOG_RATIO_KATZ, its 95 % interval if words were independent. They are not: use it to rank
      and to see how thin the counts are; what a report shows is the interval from resampled paragraphs;
    - lrc: LRC, the end nearest 0 of a stricter interval, 0 where that holds 0; a rank that holds rare terms
      down;
    - pct_diff: PCT_DIFF, missing where b is 0;
    - g2_2cell, g2_4cell, chi2: G2_2CELL, G2_4CELL, CHI2_4CELL_YATES_COND, each with the sign of a minus b;
    - log_odds, log_odds_z: LOGODDS_DIRICHLET with the pooled prior, and the same over its standard error;
      missing where a single term is the whole vocabulary.
    Raises ValueError for a missing column, a bad count or one above its side's words, a term on neither side, and
    for n_a, n_b, prior or vocabulary out of range.

    >>> counts = pd.DataFrame({"term": ["port", "lease"], "a": [8, 0], "b": [2, 3]})
    >>> table = compare_terms(counts, n_a=400, n_b=200)
    >>> table[["term", "rate_a", "log_ratio", "g2_2cell", "more_in"]].round(2)
        term  rate_a  log_ratio  g2_2cell more_in
    0   port    20.0       1.00      0.87       a
    1  lease     0.0      -3.58     -6.59       b
    """
    _check(counts, "counts", ["term"], counts=["a", "b"])
    for column, n in (("a", n_a), ("b", n_b)):
        if not 0 < n < np.inf:
            raise ValueError(f"n_{column}: {n}; it must be above 0; give the number of words of side {column}.")
        _refuse(counts, f"counts.{column}", counts[column] > n, f"more than n_{column} = {n}; give all its words")
    _refuse(counts, "counts.a", counts["a"] + counts["b"] == 0, "0 as b is; drop terms that neither side uses")
    vocabulary = max(len(counts), 1) if vocabulary is None else vocabulary
    if not prior > 0:
        raise ValueError(f"prior: {prior}; it must be above 0; 0.01 is usual.")
    if vocabulary < max(len(counts), 1):
        raise ValueError(f"vocabulary: {vocabulary}; it must be {len(counts)} (the rows) or more, or left out.")
    a, b = (counts[column].to_numpy(dtype=float) for column in "ab")
    sign = np.sign(a * n_b - b * n_a)  # whole numbers: equal rates give exactly 0
    rate_a, rate_b = a / n_a, b / n_b
    log_ratio, margin = _log_ratio(a, b, n_a, n_b)
    log_odds, log_odds_z = _log_odds(a, b, n_a, n_b, prior, vocabulary)
    two_cells = _log_likelihood(a, b, n_a, n_b)
    return counts.reset_index(drop=True).assign(
        rate_a=1000 * rate_a,
        rate_b=1000 * rate_b,
        more_in=np.select([sign > 0, sign < 0], ["a", "b"], "neither"),
        log_ratio=log_ratio,
        low=log_ratio - margin,
        high=log_ratio + margin,
        lrc=_conservative_ratio(a, b, n_a, n_b, vocabulary),
        pct_diff=100 * np.divide(rate_a - rate_b, rate_b, out=np.full_like(a, np.nan), where=b > 0),
        g2_2cell=sign * two_cells,
        g2_4cell=sign * (two_cells + _log_likelihood(n_a - a, n_b - b, n_a, n_b)),
        chi2=sign * _chi_squared(a, b, n_a, n_b) + 0.0,  # Yates can leave 0, which must not print as -0
        log_odds=log_odds,
        log_odds_z=log_odds_z,
    )


def measure_dispersion(terms: pd.DataFrame, *, parts: pd.DataFrame | None = None, size: int = 1) -> pd.DataFrame:
    """Measure how evenly each term is spread over the parts of the texts.

    A part is one paragraph of one article, all its voices together (to make articles the parts of a group,
    give every row the same paragraph). terms: article_id, paragraph, term, size, n; give one side's terms to
    measure inside that side. parts: article_id, paragraph, n_words, rows of a part being added up, so segments
    will do; it gives the size of every part, also of those whose terms were all dropped. Without it a part is
    as long as its one-word terms, which is right only while no stop list has been applied. Parts without
    words are left out. size: words in a term.

    Returns one row a term, by falling n, then by term: term, size, n (occurrences), parts (how many hold it),
    range (RANGE, their share), juilland_d (JUILLAND_D, 1 = even), dp (DP_GRIES2008, 0 = even), dp_norm
    (DP_NORM_LG2012, 0 = even, at most 1); juilland_d and dp_norm are missing where there is a single part.
    No value means much below about five occurrences: a word used once is always spread as badly as can be.
    Raises ValueError for a missing column, a bad count, or a term in a part that has no words.

    >>> terms = pd.DataFrame({"article_id": "x", "paragraph": [1, 1, 2, 2], "size": 1,
    ...                       "term": ["port", "lease", "port", "town"], "n": [3, 1, 3, 1]})
    >>> measure_dispersion(terms)[["term", "parts", "range", "dp"]].values.tolist()
    [['port', 2, 1.0, 0.0], ['lease', 1, 0.5, 0.5], ['town', 1, 0.5, 0.5]]
    """
    part = ["article_id", "paragraph"]
    _check(terms, "terms", [*part, "term", "size"], counts=["n"])
    if parts is None:
        words = terms[terms["size"] == 1].groupby(part, dropna=False)["n"].sum()
    else:
        _check(parts, "parts", part, counts=["n_words"])
        words = parts.groupby(part, dropna=False)["n_words"].sum()
    words = words[words > 0].astype(float).rename("words")
    kept = terms[(terms["size"] == size) & (terms["n"] > 0)]
    cells = kept.groupby([*part, "term"], dropna=False)["n"].sum().reset_index().merge(words, "left", on=part)
    _refuse(cells, "terms.n", cells["words"].isna(), "in a part that has no words; add the part to `parts`")
    cells = cells.assign(rate=cells["n"] / cells["words"], share=cells["words"] / words.sum())
    by_term = cells.groupby("term")
    cells["squares"] = (cells["rate"] - by_term["rate"].transform("sum") / len(words)) ** 2
    cells["gap"] = (cells["n"] / by_term["n"].transform("sum") - cells["share"]).abs()
    by_term = cells.groupby("term")
    table = by_term[["n", "rate", "squares", "share", "gap"]].sum()
    table = table.assign(size=size, parts=by_term.size()).reset_index()
    table = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    mean = table["rate"] / len(words)
    # Parts without the term never become rows: each adds mean² to the squares and its share to the gap.
    variance = (table["squares"] + (len(words) - table["parts"]) * mean**2) / len(words)
    dp = (table["gap"] + 1 - table["share"]).clip(lower=0) / 2
    others = max(len(words) - 1, 0) or np.nan
    return table.assign(
        range=table["parts"] / len(words),
        juilland_d=1 - np.sqrt(variance) / mean / np.sqrt(others),
        dp=dp,
        dp_norm=dp / (1 - words.min() / words.sum()),
    )[["term", "size", "n", "parts", "range", "juilland_d", "dp", "dp_norm"]]


def measure_overlap(counts: pd.DataFrame) -> pd.DataFrame:
    """Measure how much of their vocabulary two sides share.

    counts: a, b, one row a term. Returns one row: types_a, types_b, types_shared (different terms), jaccard
    (JACCARD, shared terms among all), tokens_shared_a, tokens_shared_b (TOKENS_SHARED, share of a side's
    occurrences that are of shared terms), cosine (COSINE, of the rates, hence of the counts). Longer texts
    share more: compare values of texts of equal length only. Raises ValueError for a missing column, a bad
    count, or a side without terms.

    >>> measure_overlap(pd.DataFrame({"a": [3, 1, 0], "b": [4, 0, 4]})).round(3).values.tolist()
    [[2.0, 2.0, 1.0, 0.333, 0.75, 0.5, 0.671]]
    """
    _check(counts, "counts", [], counts=["a", "b"])
    a, b = (counts[column].to_numpy(dtype=float) for column in "ab")
    for column, values in (("a", a), ("b", b)):
        if not values.any():
            raise ValueError(f"counts.{column}: all 0; a side needs a term; check which roles and voices count.")
    shared = (a > 0) & (b > 0)
    row = {
        "types_a": (a > 0).sum(),
        "types_b": (b > 0).sum(),
        "types_shared": shared.sum(),
        "jaccard": shared.sum() / ((a > 0) | (b > 0)).sum(),
        "tokens_shared_a": a[shared].sum() / a.sum(),
        "tokens_shared_b": b[shared].sum() / b.sum(),
        "cosine": a @ b / (np.linalg.norm(a) * np.linalg.norm(b)),
    }
    return pd.DataFrame([row])


def _log_ratio(a, b, n_a, n_b):
    half_a, half_b = np.where(a == 0, 0.5, a), np.where(b == 0, 0.5, b)
    error = np.sqrt(1 / half_a - 1 / n_a + 1 / half_b - 1 / n_b) / np.log(2)
    return np.log2(half_a / n_a) - np.log2(half_b / n_b), ndtri((1 + LEVEL) / 2) * error


def _conservative_ratio(a, b, n_a, n_b, tested):
    tail = (1 - LEVEL) / tested / 2
    pairs, back = np.unique(a + 1j * b, return_inverse=True)  # most terms are rare, so most have the counts of others
    a, b = pairs.real, pairs.imag
    share_low = np.where(a > 0, betaincinv(np.maximum(a, 1), b + 1, tail), 0)
    share_high = np.where(b > 0, betaincinv(a + 1, np.maximum(b, 1), 1 - tail), 1)
    with np.errstate(divide="ignore"):  # a share of 0 or 1 is an infinite ratio, never the end nearest 0
        low, high = (np.log2(n_b / n_a * p / (1 - p)) for p in (share_low, share_high))
    return (np.maximum(low, 0) + np.minimum(high, 0))[back]


def _log_likelihood(a, b, n_a, n_b):
    pooled = (a + b) / (n_a + n_b)
    return 2 * (rel_entr(a, pooled * n_a) + rel_entr(b, pooled * n_b))


def _chi_squared(a, b, n_a, n_b):
    n, total = n_a + n_b, a + b
    lowest = np.minimum(total, n - total) * min(n_a, n_b) / n  # smallest expected cell
    gap = np.abs(a * (n_b - b) - b * (n_a - a))
    gap = gap - np.where((gap >= n / 2) & (lowest < 5), n / 2, 0)
    margins = total * (n - total) * n_a * n_b
    return np.divide(n * gap**2, margins, out=np.zeros_like(a), where=margins > 0)


def _log_odds(a, b, n_a, n_b, prior, vocabulary):
    alpha = a + b + prior
    rest = (n_a + n_b - a - b) + prior * (vocabulary - 1)  # prior of all other terms; the order keeps 0 exact
    with np.errstate(divide="ignore", invalid="ignore"):
        log_odds = np.log((a + alpha) / (n_a - a + rest)) - np.log((b + alpha) / (n_b - b + rest))
    return log_odds, log_odds / np.sqrt(1 / (a + alpha) + 1 / (b + alpha))


def _check(table: pd.DataFrame, name: str, columns: list[str], *, counts: Sequence[str] = ()) -> None:
    missing = [column for column in [*columns, *counts] if column not in table.columns]
    if missing:
        found = ", ".join(map(str, table.columns))
        raise ValueError(f"{name}: no column {', '.join(missing)}; add or rename it; there are {found}.")
    for column in counts:
        number = pd.to_numeric(table[column], errors="coerce")
        why = "not a whole number of 0 or more; count again or drop the row"
        _refuse(table, f"{name}.{column}", ~((number >= 0) & (number % 1 == 0)), why)


def _refuse(table: pd.DataFrame, place: str, bad: pd.Series, why: str) -> None:
    if bad.any():
        row = table[bad].iloc[0]
        term = f" (term {row['term']!r})" if "term" in row else ""
        raise ValueError(f"{place}: {row[place.split('.')[1]]}{term} is {why}.")
