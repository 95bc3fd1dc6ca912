"""One error rate for a page: what may be called supported is corrected over all its measures."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from analysis.judge.thresholds import PAGE_LEVEL
from analysis.stats.variance import adjust_p


def correct_page(findings: pd.DataFrame, *, counted: Collection[str] = ()) -> pd.DataFrame:
    """The findings with verdicts that hold for the page as a whole.

    A measure counts as a family with the smallest q among its findings (Simes 1986). Families are
    picked by Benjamini and Hochberg at PAGE_LEVEL, and in a picked family a finding stays supported
    with q up to PAGE_LEVEL times the share of families that were picked (Benjamini and Bogomolov
    2014). What was supported and is not under this rule is suggestive; a witness, which has no q,
    can be no more than that.

    Parameters
    ----------
    findings : measure, q and verdict, after each measure has settled its own.
    counted : measures that are counted and rest on no test here; they are suggestive at most.

    Returns
    -------
    The rows with verdict.

    Examples
    --------
    >>> rows = [("tone", 0.04, "supported"), ("voices", 0.5, "not shown")]
    >>> page = pd.DataFrame(rows, columns=["measure", "q", "verdict"])
    >>> correct_page(page)["verdict"].tolist()
    ['supported', 'not shown']
    """
    q = findings["q"].mask(findings["measure"].isin(counted))
    families = q.groupby(findings["measure"]).min().dropna()
    picked = families[adjust_p(families) <= PAGE_LEVEL]
    level = 0.0
    if len(picked):
        level = PAGE_LEVEL * len(picked) / len(families)
    stays = findings["measure"].isin(picked.index) & (q <= level)
    falls = (findings["verdict"] == "supported") & ~stays
    verdict = findings["verdict"].mask(falls, "suggestive")
    return findings.assign(verdict=verdict)
