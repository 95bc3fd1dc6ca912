"""How unusual a finding of two articles is among pairs of unrelated news articles."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.measures.unusual import list_subjects, measure_unusual


def add_unusual(findings: pd.DataFrame, *, lengths: tuple[int, int] | None) -> pd.DataFrame:
    """Add to findings how unusual each is.

    Parameters
    ----------
    findings : rows of the findings table.
    lengths : words of the body of the two articles, or None for groups.

    Returns
    -------
    The rows with unusual: the share of pairs of unrelated reference articles, cut to these lengths,
    that differ at least as much. NaN for groups, for single voices, and for measures that the
    reference has not counted.

    Examples
    --------
    >>> add_unusual(pd.DataFrame({"measure": ["tone"]}), lengths=None)["unusual"].tolist()
    [nan]
    """
    if lengths is None:
        return findings.assign(unusual=np.nan)
    known = set(list_subjects().itertuples(index=False, name=None))
    shares = []
    for row in findings.itertuples(index=False):
        is_counted = (row.measure, row.subject) in known and row.voice == "all"
        if not is_counted or pd.isna(row.estimate):
            shares.append(np.nan)
            continue
        found = measure_unusual(
            row.estimate, measure=row.measure, subject=row.subject, lengths=lengths
        )
        share = found["share"].iloc[0]
        shares.append(float(share))
    return findings.assign(unusual=shares)
