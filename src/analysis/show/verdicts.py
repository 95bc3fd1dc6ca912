"""Tables of findings by their verdict."""

from __future__ import annotations

import pandas as pd

from analysis.judge.thresholds import VERDICTS


def sort_verdicts(findings: pd.DataFrame) -> pd.DataFrame:
    """Sort findings by verdict, the supported first, else in their own order.

    Parameters
    ----------
    findings : rows of the findings table.

    Returns
    -------
    The rows, numbered anew.

    Examples
    --------
    >>> sort_verdicts(pd.DataFrame({"verdict": ["not shown", "supported"]}))["verdict"].tolist()
    ['supported', 'not shown']
    """
    rank = findings["verdict"].map(VERDICTS.index).sort_values(kind="stable")
    return findings.loc[rank.index].reset_index(drop=True)


def count_verdicts(findings: pd.DataFrame) -> pd.DataFrame:
    """How many findings of each measure have each verdict.

    Parameters
    ----------
    findings : rows of the findings table.

    Returns
    -------
    One row a measure: measure, and a column for each verdict that occurs.

    Examples
    --------
    >>> verdicts = ["supported", "not shown"]
    >>> findings = pd.DataFrame({"measure": ["tone", "tone"], "verdict": verdicts})
    >>> count_verdicts(findings).values.tolist()
    [['tone', 1, 1]]
    """
    counts = findings.groupby(["measure", "verdict"], sort=False).size()
    return counts.unstack(fill_value=0).reset_index()
