"""How evenly terms are spread over the parts of texts, and how much vocabulary two sides share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measures.keyness import check, refuse


def measure_dispersion(
    terms: pd.DataFrame, *, parts: pd.DataFrame | None = None, size: int = 1
) -> pd.DataFrame:
    """Measure how evenly each term is spread over the parts of the texts.

    A part is one paragraph of one article, all its voices together (to make articles the parts of a
    group, give every row the same paragraph). terms: article_id, paragraph, term, size, n; give one
    side's terms to measure inside that side. parts: article_id, paragraph, n_words, rows of a part
    being added up, so segments will do; it gives the size of every part, also of those whose terms
    were all dropped. Without it a part is as long as its one-word terms, which is right only while
    no stop list has been applied. Parts without words are left out. size: words in a term.

    Returns one row a term, by falling n, then by term: term, size, n (occurrences), parts (how many
    hold it), range (RANGE, their share), juilland_d (JUILLAND_D, 1 = even), dp (DP_GRIES2008, 0 =
    even), dp_norm (DP_NORM_LG2012, 0 = even, at most 1); juilland_d and dp_norm are missing where
    there is a single part. No value means much below about five occurrences: a word used once is
    always spread as badly as can be. Raises ValueError for a missing column, a bad count, or a term
    in a part that has no words.

    >>> terms = pd.DataFrame({"article_id": "x", "paragraph": [1, 1, 2, 2], "size": 1,
    ...                       "term": ["port", "lease", "port", "town"], "n": [3, 1, 3, 1]})
    >>> measure_dispersion(terms)[["term", "parts", "range", "dp"]].values.tolist()
    [['port', 2, 1.0, 0.0], ['lease', 1, 0.5, 0.5], ['town', 1, 0.5, 0.5]]
    """
    part = ["article_id", "paragraph"]
    check(terms, "terms", [*part, "term", "size"], counts=["n"])
    if parts is None:
        words = terms[terms["size"] == 1].groupby(part, dropna=False)["n"].sum()
    else:
        check(parts, "parts", part, counts=["n_words"])
        words = parts.groupby(part, dropna=False)["n_words"].sum()
    words = words[words > 0].astype(float).rename("words")
    kept = terms[(terms["size"] == size) & (terms["n"] > 0)]
    cells = (
        kept.groupby([*part, "term"], dropna=False)["n"]
        .sum()
        .reset_index()
        .merge(words, "left", on=part)
    )
    refuse(
        cells,
        "terms.n",
        cells["words"].isna(),
        "in a part that has no words; add the part to `parts`",
    )
    cells = cells.assign(rate=cells["n"] / cells["words"], share=cells["words"] / words.sum())
    by_term = cells.groupby("term")
    cells["squares"] = (cells["rate"] - by_term["rate"].transform("sum") / len(words)) ** 2
    cells["gap"] = (cells["n"] / by_term["n"].transform("sum") - cells["share"]).abs()
    by_term = cells.groupby("term")
    table = by_term[["n", "rate", "squares", "share", "gap"]].sum()
    table = table.assign(size=size, parts=by_term.size()).reset_index()
    table = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    mean = table["rate"] / len(words)
    # Parts without the term never become rows: each adds mean² to the squares and its share to the
    # gap.
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

    counts: a, b, one row a term. Returns one row: types_a, types_b, types_shared (different terms),
    jaccard (JACCARD, shared terms among all), tokens_shared_a, tokens_shared_b (TOKENS_SHARED,
    share of a side's occurrences that are of shared terms), cosine (COSINE, of the rates, hence of
    the counts). Longer texts share more: compare values of texts of equal length only. Raises
    ValueError for a missing column, a bad count, or a side without terms.

    >>> measure_overlap(pd.DataFrame({"a": [3, 1, 0], "b": [4, 0, 4]})).round(3).values.tolist()
    [[2.0, 2.0, 1.0, 0.333, 0.75, 0.5, 0.671]]
    """
    check(counts, "counts", [], counts=["a", "b"])
    a, b = (counts[column].to_numpy(dtype=float) for column in "ab")
    for column, values in (("a", a), ("b", b)):
        if not values.any():
            raise ValueError(
                f"counts.{column}: all 0; a side needs a term; check which roles and voices count."
            )
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
