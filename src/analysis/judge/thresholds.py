"""The thresholds of all verdicts, in one place, and the rules that use them.

METHODS says how they were chosen on rated news. The project's word table decides about tone,
because of the three instruments it agrees best with people; VADER and TextBlob are witnesses: each
agrees, is silent or contradicts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.stats.reach import LEVEL

Finding = Mapping[str, float] | pd.Series
POSSIBLE_P = 0.10  # tone: p up to which a difference is suggestive
SURE_P = 0.06  # tone: p up to which it may be supported
# Tone: blocks on each side from which the interval must exclude zero. With fewer blocks the
# interval is too unsteady to be asked.
STEADY = 6
LEAST = 6  # tone: sentences that each side needs to be judged
LEAST_WORDS = 60  # tone: words that each side needs, in every voice that is judged
# Tone: variance of sentence scores within rated articles (benchmarks/tone_alone.py).
WITHIN = 0.832
# Tone: a supported difference has at least so many standard errors by WITHIN. Of rated pairs called
# under this rule, .03 go against the raters.
SURE_T = 2.0
# Other families: a supported finding has a q under this, a suggestive one a p under it. The same
# level decides what could have been shown at all.
SURE_Q = LEVEL
POSSIBLE_Q = 0.20  # other families: with a q from here on, a finding is not shown
# Share of the combinations of choices, the main one included, that must keep the sign.
SHARE_KEPT = 0.90
# Error rate of a page over all its families, chosen so that few pairs in which nothing differs get
# a supported finding.
PAGE_LEVEL = 0.10
DECIDES = "crossframe"
WITNESSES = ("vader", "textblob")
VERDICTS = ["supported", "suggestive", "not shown"]  # from the surest
# Mean error of an article's share of words left to others, measured against annotators, as a
# standard deviation.
SHARE_ERROR = 0.056 * np.sqrt(np.pi / 2)
MIN_TERM = 3  # occurrences on both sides together for a term to be compared
MIN_TERM_GROUPS = 10  # the same between groups
# Of groups, only so many terms with the smallest p are tried under every choice.
CLOSER = 200


def find_instrument_error(finding: pd.Series) -> float:
    """Estimate the standard error of a difference in tone.

    It supposes that sentences vary as in articles that people rated: √(WITHIN (1/n_a + 1/n_b)).

    Parameters
    ----------
    finding : subject (the instrument), n_a and n_b (sentences).

    Returns
    -------
    The error; NaN for a witness, and where a side has no sentence.

    Examples
    --------
    >>> round(find_instrument_error(pd.Series({"subject": DECIDES, "n_a": 20, "n_b": 30})), 3)
    0.263
    """
    n_a, n_b = finding["n_a"], finding["n_b"]
    if finding["subject"] != DECIDES or n_a == 0 or n_b == 0:
        return np.nan
    variance = WITHIN * (1 / n_a + 1 / n_b)
    return float(np.sqrt(variance))


def find_shortness(finding: pd.Series) -> str:
    """Why a side says too little to judge its tone: a note, or ''.

    Parameters
    ----------
    finding : n_a, n_b (sentences), words_a, words_b.

    Returns
    -------
    The note; '' where both sides say enough.

    Examples
    --------
    >>> short = {"n_a": 4, "n_b": 30, "words_a": 90, "words_b": 600}
    >>> find_shortness(pd.Series(short))
    'too short to judge (4 sentences, 90 words; 6 and 60 are needed)'
    """
    sentences = min(finding["n_a"], finding["n_b"])
    words = min(finding["words_a"], finding["words_b"])
    if sentences >= LEAST and words >= LEAST_WORDS:
        return ""
    return (
        f"too short to judge ({sentences:.0f} sentences, {words:.0f} words; {LEAST} and "
        f"{LEAST_WORDS} are needed)"
    )


def relate(other: pd.Series, finding: pd.Series) -> str:
    """Say how the finding of another instrument stands to this one.

    Parameters
    ----------
    other : estimate and placebo (the size that 95 in 100 estimates stay under when the labels of
        the sides are dealt out at random) of the other instrument.
    finding : estimate of the one that is asked about.

    Returns
    -------
    'was not tested' (no placebo), 'is silent' (the estimate is no larger than the placebo), else
    'agrees' or 'contradicts', by the sign.

    Examples
    --------
    >>> relate(pd.Series({"estimate": 0.1, "placebo": 0.2}), pd.Series({"estimate": -0.3}))
    'is silent'
    """
    if pd.isna(other["placebo"]):
        return "was not tested"
    if abs(other["estimate"]) <= other["placebo"]:
        return "is silent"
    same_sign = np.sign(other["estimate"]) == np.sign(finding["estimate"])
    return "agrees" if same_sign else "contradicts"


def decide_tone(finding: pd.Series, *, witness: str = "is silent") -> str:
    """Decide on a difference in tone.

    Suggestive: p at most POSSIBLE_P, and at least SHARE_KEPT of the choices keep the sign.
    Supported: besides, p at most SURE_P, an estimate of at least SURE_T errors (never so for a
    witness, which has no error), a witness that agrees and none that contradicts, and, where both
    sides have STEADY blocks or more, an interval without zero.

    Parameters
    ----------
    finding : p, estimate, error, low, high, kept, tried, blocks_a, blocks_b.
    witness : what the witnesses say of it together, in the words of relate.

    Returns
    -------
    'supported', 'suggestive' or 'not shown'.

    Examples
    --------
    >>> finding = {"p": 0.01, "estimate": 0.5, "error": 0.2, "low": 0.2, "high": 0.8}
    >>> finding |= {"kept": 10, "tried": 10, "blocks_a": 9, "blocks_b": 9}
    >>> decide_tone(pd.Series(finding), witness="agrees"), decide_tone(pd.Series(finding))
    ('supported', 'suggestive')
    """
    p = finding["p"]
    if pd.isna(p) or p > POSSIBLE_P or _is_fragile(finding):
        return "not shown"
    short = min(finding["blocks_a"], finding["blocks_b"]) < STEADY
    clear = short or not _holds_zero(finding)
    large = abs(finding["estimate"]) >= SURE_T * finding["error"]
    believed = p <= SURE_P and large
    return "supported" if clear and believed and witness == "agrees" else "suggestive"


def _is_fragile(finding: Finding) -> bool:
    """Whether too few of the choices keep the sign."""
    return finding["kept"] < SHARE_KEPT * finding["tried"]


def _holds_zero(finding: Finding) -> bool:
    """Whether the interval holds 0, or is missing."""
    return not (finding["low"] > 0 or finding["high"] < 0)


def decide_family(finding: Finding) -> str:
    """Decide on one finding of any measure but tone.

    Supported: q under SURE_Q. Suggestive: p under SURE_Q and q under POSSIBLE_Q, because among
    thousands of words p alone finds some by chance. For both the interval must not hold zero, and
    at least SHARE_KEPT of the choices must keep the sign.

    Parameters
    ----------
    finding : p, q, low, high, kept, tried.

    Returns
    -------
    'supported', 'suggestive' or 'not shown'.

    Examples
    --------
    >>> finding = {"p": 0.01, "q": 0.1, "low": 0.2, "high": 1.0, "kept": 10, "tried": 10}
    >>> decide_family(finding)
    'suggestive'
    """
    p, q = finding["p"], finding["q"]
    if pd.isna(p) or _holds_zero(finding) or _is_fragile(finding):
        return "not shown"
    if q < SURE_Q:
        return "supported"
    possible = p < SURE_Q and q < POSSIBLE_Q
    return "suggestive" if possible else "not shown"
