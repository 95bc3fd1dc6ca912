"""The thresholds of all verdicts, in one place, and the rules that use them.

METHODS says how they were chosen on rated news. VADER decides about tone, because of the two
instruments it agrees better with people; TextBlob is a witness: it agrees, is silent or
contradicts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

POSSIBLE_P = 0.10  # tone: p up to which a difference is suggestive
SURE_P = 0.06  # tone: p up to which it may be supported
# tone: blocks a side from which the interval must leave out zero; under it, it is too unsteady to
# ask
STEADY = 6
ERRORS = 1.0  # tone: differences smaller than this many instrument errors are not believed
SPEECH_ERRORS = 1.8  # voices: the same for the rules that find speech
SURE_Q = (
    0.05  # other families: the q, and the p, under which a finding may be supported, or suggestive
)
POSSIBLE_Q = 0.20  # other families: the q from which a finding is not even suggestive
SHARE_KEPT = (
    0.90  # share of the combinations of choices, the main one included, that must keep the sign
)
# All families of a page together: chosen so that of pairs in which nothing differs few have any
# supported finding.
PAGE_LEVEL = 0.10
DECIDES = "vader"
WITNESS = "textblob"
VERDICTS = ["supported", "suggestive", "not shown"]  # the best first
# What separates VADER from people: the spread of its residual given 20 raters, between articles and
# between sentences.
RESIDUAL = {"vader": (0.067, 0.338)}
# Mean error of an article's share of words left to others, measured against annotators, as a
# standard deviation.
SHARE_ERROR = 0.056 * np.sqrt(np.pi / 2)
MIN_TERM = 3  # occurrences on both sides together for a term to be compared
MIN_TERM_GROUPS = 10  # the same between groups
# terms of groups with the smallest p for which an interval is drawn and the choices are tried
CLOSER = 200


def find_instrument_error(finding: pd.Series, articles: pd.Series) -> float:
    """Standard error of a tone difference that comes from the instrument alone, were it measured
    against people.

    √(τ²(1/articles_a + 1/articles_b) + σ²(1/n_a + 1/n_b)), with τ and σ the spread of the
    instrument's residual given the raters, between articles and between sentences (RESIDUAL). NaN
    for an instrument that was not measured so. articles: their number by side.
    """
    if finding["subject"] not in RESIDUAL or not min(finding["n_a"], finding["n_b"]):
        return np.nan
    between, within = RESIDUAL[finding["subject"]]
    by_article = sum(1 / articles[finding[side]] for side in ("side_a", "side_b"))
    return float(
        np.sqrt(between**2 * by_article + within**2 * (1 / finding["n_a"] + 1 / finding["n_b"]))
    )


def relate(other: pd.Series, finding: pd.Series) -> str:
    """What another instrument says of a finding: agrees, is silent (inside its own placebo),
    contradicts, or was not tested.

    >>> relate(pd.Series({"estimate": 0.1, "placebo": 0.2}), pd.Series({"estimate": -0.3}))
    'is silent'
    """
    if pd.isna(other["placebo"]):
        return "was not tested"
    if abs(other["estimate"]) <= other["placebo"]:
        return "is silent"
    return "agrees" if np.sign(other["estimate"]) == np.sign(finding["estimate"]) else "contradicts"


def decide_tone(finding: pd.Series, *, witness: str = "is silent") -> str:
    """The verdict on a difference in tone: 'supported', 'suggestive' or 'not shown'.

    Suggestive: p at most CHANCE and KEPT of the choices. Supported: p at most SURE, at least ERRORS
    instrument errors (never where the error was not measured), no contradiction by the witness, an
    interval without zero from STEADY blocks on.
    """
    if (
        pd.isna(finding["p"])
        or finding["p"] > POSSIBLE_P
        or finding["kept"] < SHARE_KEPT * finding["tried"]
    ):
        return "not shown"
    short = min(finding["blocks_a"], finding["blocks_b"]) < STEADY
    clear = short or finding["low"] > 0 or finding["high"] < 0
    believed = finding["p"] <= SURE_P and abs(finding["estimate"]) >= ERRORS * finding["error"]
    return "supported" if clear and believed and witness != "contradicts" else "suggestive"


def decide_family(finding: pd.Series) -> str:
    """The verdict on one finding of a family of terms or frames: 'supported', 'suggestive' or 'not
    shown'.

    Supported: q under LEVEL; suggestive: p under LEVEL and q under POSSIBLE, because among
    thousands of words p alone finds some by chance. Both need an interval without zero and KEPT of
    the choices.
    """
    holds_zero = not (finding["low"] > 0 or finding["high"] < 0)
    if pd.isna(finding["p"]) or holds_zero or finding["kept"] < SHARE_KEPT * finding["tried"]:
        return "not shown"
    if finding["q"] < SURE_Q:
        return "supported"
    return "suggestive" if finding["p"] < SURE_Q and finding["q"] < POSSIBLE_Q else "not shown"
