"""How evenly terms are spread over the parts of texts, and how much vocabulary two sides share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measures.keyness import check, refuse

PART = ["article_id", "paragraph"]


def measure_dispersion(
    terms: pd.DataFrame, *, parts: pd.DataFrame | None = None, size: int = 1
) -> pd.DataFrame:
    """Measure how evenly each term is spread over the parts of the texts.

    A part is one paragraph of one article, all its voices together (to make articles the parts of a
    group, give every row the same paragraph). No value means much below about five occurrences: a
    word used once is always spread as badly as can be.

    Parameters
    ----------
    terms : article_id, paragraph, term, size, n; give one side's terms to measure inside that side.
    parts : article_id, paragraph, n_words, rows of a part being added up, so segments will do; it
        gives the size of every part, also of those whose terms were all dropped. Without it a part
        is as long as its one-word terms, which is right only while no stop list has been applied.
        Parts without words are left out.
    size : words in a term.

    Returns
    -------
    One row a term, by falling n, then by term: term, size, n (occurrences), parts (how many hold
    it), range (their share), juilland_d (1 = even), dp (0 = even), dp_norm (0 = even, at most 1);
    juilland_d and dp_norm are missing where there is a single part.

    Raises
    ------
    ValueError : for a missing column, a bad count, or a term in a part that has no words.

    References
    ----------
    RANGE, JUILLAND_D, DP_GRIES2008 and DP_NORM_LG2012 of load_formulas.

    Examples
    --------
    >>> terms = pd.DataFrame({"article_id": "x", "paragraph": [1, 1, 2, 2], "size": 1,
    ...                       "term": ["port", "lease", "port", "town"], "n": [3, 1, 3, 1]})
    >>> measure_dispersion(terms)[["term", "parts", "range", "dp"]].values.tolist()
    [['port', 2, 1.0, 0.0], ['lease', 1, 0.5, 0.5], ['town', 1, 0.5, 0.5]]
    """
    check(terms, "terms", [*PART, "term", "size"], counts=["n"])
    words = _measure_parts(terms, parts)
    many = len(words)
    cells = _list_cells(terms, words, size)
    by_term = cells.groupby("term")
    table = by_term[["n", "rate", "squares", "share", "gap"]].sum()
    table = table.assign(size=size, parts=by_term.size()).reset_index()
    table = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    # Parts without the term never become rows: each adds mean² to the squares and its share to the
    # gap.
    mean = table["rate"] / many
    absent = many - table["parts"]
    squares = table["squares"] + absent * mean**2
    deviation = np.sqrt(squares / many)
    others = max(many - 1, 0) or np.nan
    gap = table["gap"] + 1 - table["share"]
    dp = gap.clip(lower=0) / 2
    most = 1 - words.min() / words.sum()
    table["range"] = table["parts"] / many
    variation = deviation / mean
    table["juilland_d"] = 1 - variation / np.sqrt(others)
    table["dp"] = dp
    table["dp_norm"] = dp / most
    return table[["term", "size", "n", "parts", "range", "juilland_d", "dp", "dp_norm"]]


def _measure_parts(terms: pd.DataFrame, parts: pd.DataFrame | None) -> pd.Series:
    """The words of every part that has any."""
    if parts is None:
        single = terms[terms["size"] == 1]
        words = single.groupby(PART, dropna=False)["n"].sum()
    else:
        check(parts, "parts", PART, counts=["n_words"])
        words = parts.groupby(PART, dropna=False)["n_words"].sum()
    return words[words > 0].astype(float).rename("words")


def _list_cells(terms: pd.DataFrame, words: pd.Series, size: int) -> pd.DataFrame:
    """One row a term and part that holds it.

    rate and share: uses in a word of the part, and its share of all words; squares and gap: what it
    adds to the variance of the rates, and to the deviation of uses from words.
    """
    is_kept = (terms["size"] == size) & (terms["n"] > 0)
    sums = terms[is_kept].groupby([*PART, "term"], dropna=False)["n"].sum()
    cells = sums.reset_index().merge(words, "left", on=PART)
    n, part_words = cells["n"], cells["words"]
    why = "in a part that has no words; add the part to `parts`"
    refuse(cells, "terms.n", part_words.isna(), why)
    rate = n / part_words
    share = part_words / words.sum()
    mean_rate = rate.groupby(cells["term"]).transform("sum") / len(words)
    deviation = rate - mean_rate
    uses = n.groupby(cells["term"]).transform("sum")
    gap = n / uses - share
    return cells.assign(rate=rate, share=share, squares=deviation**2, gap=gap.abs())


def measure_overlap(counts: pd.DataFrame) -> pd.DataFrame:
    """Measure how much of their vocabulary two sides share.

    Longer texts share more: compare values of texts of equal length only.

    Parameters
    ----------
    counts : a, b (occurrences on each side), one row a term.

    Returns
    -------
    One row: types_a, types_b, types_shared (different terms), jaccard (shared terms among all),
    tokens_shared_a, tokens_shared_b (share of a side's occurrences that are of shared terms),
    cosine (of the rates, hence of the counts).

    Raises
    ------
    ValueError : for a missing column, a bad count, or a side without terms.

    References
    ----------
    JACCARD, TOKENS_SHARED and COSINE of load_formulas.

    Examples
    --------
    >>> measure_overlap(pd.DataFrame({"a": [3, 1, 0], "b": [4, 0, 4]})).round(3).values.tolist()
    [[2.0, 2.0, 1.0, 0.333, 0.75, 0.5, 0.671]]
    """
    check(counts, "counts", [], counts=["a", "b"])
    for column in ("a", "b"):
        if not counts[column].any():
            raise ValueError(
                f"counts.{column}: all 0; a side needs a term; check which roles and voices count."
            )
    a = counts["a"].to_numpy(dtype=float)
    b = counts["b"].to_numpy(dtype=float)
    in_a, in_b = a > 0, b > 0
    shared = in_a & in_b
    either = in_a | in_b
    types_shared = shared.sum()
    length_a = np.linalg.norm(a)
    length_b = np.linalg.norm(b)
    row = {
        "types_a": in_a.sum(),
        "types_b": in_b.sum(),
        "types_shared": types_shared,
        "jaccard": types_shared / either.sum(),
    }
    row["tokens_shared_a"] = a[shared].sum() / a.sum()
    row["tokens_shared_b"] = b[shared].sum() / b.sum()
    row["cosine"] = a @ b / (length_a * length_b)
    return pd.DataFrame([row])
