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
    many, total = len(words), words.sum()
    kept = terms[(terms["size"] == size) & (terms["n"] > 0)]
    sums = kept.groupby([*part, "term"], dropna=False)["n"].sum()
    cells = sums.reset_index().merge(words, "left", on=part)
    why = "in a part that has no words; add the part to `parts`"
    refuse(cells, "terms.n", cells["words"].isna(), why)
    cells["rate"] = cells["n"] / cells["words"]
    cells["share"] = cells["words"] / total
    by_term = cells.groupby("term")
    mean_rate = by_term["rate"].transform("sum") / many
    cells["squares"] = (cells["rate"] - mean_rate) ** 2
    share_of_uses = cells["n"] / by_term["n"].transform("sum")
    cells["gap"] = (share_of_uses - cells["share"]).abs()
    by_term = cells.groupby("term")
    table = by_term[["n", "rate", "squares", "share", "gap"]].sum()
    table = table.assign(size=size, parts=by_term.size()).reset_index()
    table = table.sort_values(["n", "term"], ascending=[False, True], ignore_index=True)
    mean = table["rate"] / many
    # Parts without the term never become rows: each adds mean² to the squares and its share to the
    # gap.
    absent = (many - table["parts"]) * mean**2
    variance = (table["squares"] + absent) / many
    gap = table["gap"] + 1 - table["share"]
    dp = gap.clip(lower=0) / 2
    others = max(many - 1, 0) or np.nan
    variation = np.sqrt(variance) / mean
    most = 1 - words.min() / total
    table["range"] = table["parts"] / many
    table["juilland_d"] = 1 - variation / np.sqrt(others)
    table["dp"] = dp
    table["dp_norm"] = dp / most
    return table[["term", "size", "n", "parts", "range", "juilland_d", "dp", "dp_norm"]]


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
    in_a, in_b = a > 0, b > 0
    shared = in_a & in_b
    either = in_a | in_b
    types_shared = shared.sum()
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    row = {
        "types_a": in_a.sum(),
        "types_b": in_b.sum(),
        "types_shared": types_shared,
        "jaccard": types_shared / either.sum(),
    }
    row["tokens_shared_a"] = a[shared].sum() / a.sum()
    row["tokens_shared_b"] = b[shared].sum() / b.sum()
    row["cosine"] = a @ b / lengths
    return pd.DataFrame([row])
