"""How much of its words each side leaves to others, as a judged measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.judge.choices import ROLE_CHOICES
from analysis.judge.layers import Layer, make_layer
from analysis.judge.rows import Choices, Picks
from analysis.judge.settling import settle as settle_family
from analysis.judge.thresholds import SHARE_ERROR
from analysis.measures.voices import score_voices
from analysis.tables.corpus import Corpus
from analysis.tables.numbers import true_minus

SUBJECT = "words of others"
CHOICES: Choices = {
    "roles": ROLE_CHOICES,
    SUBJECT: {"quoted and reported": ("quoted", "reported"), "quoted only": ("quoted",)},
}


def list_units(corpus: Corpus, picks: Picks) -> pd.DataFrame:
    """Count how many of its words each segment leaves to others.

    Parameters and result: see `rows.Judged.units`.
    """
    units = score_voices(corpus, role=picks["roles"], given=picks[SUBJECT])
    return units.assign(subject=SUBJECT)


def find_layer(corpus: Corpus, picks: Picks) -> Layer:
    """Give what list_units gives, without a row for what is the author's own.

    Parameters and result: see `rows.Judged.layer`.
    """
    segments = (corpus.whole or corpus).segments
    given = segments[segments["voice"].isin(picks[SUBJECT])]
    found = pd.DataFrame({"segment_id": given["segment_id"], "subject": SUBJECT})
    found = found.assign(num=given["n_words"])
    return make_layer(corpus, [SUBJECT], found, segments["n_words"].to_numpy(float))


def find_evidence(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """List the words that each segment leaves to others.

    Parameters and result: see `rows.Judged.evidence`.
    """
    units = score_voices(body)
    rows = units[units["num"] > 0].rename(columns={"num": "part"})
    return rows.assign(subject=SUBJECT)


def find_formula(subject: str) -> str:
    """Name the formula of a share of words.

    Parameters
    ----------
    subject : a subject; all have the same formula.

    Returns
    -------
    Its id.

    Examples
    --------
    >>> find_formula("words of others")
    'SHARE_OF_WORDS'
    """
    return "SHARE_OF_WORDS"


def settle(row, found: pd.DataFrame, tried: pd.DataFrame, *, pair, articles) -> pd.DataFrame:
    """Give verdicts as settling.settle does, and add the error of the rules that find speech.

    Parameters and result: see `rows.Judged.settle`.

    Returns
    -------
    Rows of findings with error, as a share of words.
    """
    found = settle_family(row, found, tried, pair=pair, articles=articles)
    per_article = 1 / articles[list(pair)]
    error = SHARE_ERROR * np.sqrt(per_article.sum())
    return found.assign(error=error)


def write_difference(finding: dict) -> tuple[str, Callable[[float], str]]:
    """Say what stands before the difference of two shares, and how such a number is written.

    Parameters and result: see `rows.Judged.write_difference`.

    Examples
    --------
    >>> head, write = write_difference({})
    >>> head + write(-0.07)
    'points of difference −7'
    """
    return "points of difference ", _write_points


def _write_points(share: float) -> str:
    """A difference of shares in whole points of a hundred, with its sign."""
    return true_minus(f"{100 * share:+.0f}")
