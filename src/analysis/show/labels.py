"""Names of rows as figures write them."""

from __future__ import annotations

import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES

SPOKEN = {
    "all": "",
    "author": ", author alone",
    "quoted": ", quotations",
    "reported": ", reported speech",
}
TONE_COLUMNS = [
    *("row", "a", "b", "estimate", "low", "high", "p", "placebo", "n_a", "n_b"),
    *("kept", "tried", "verdict", "segments"),
]


def list_tone_rows(findings: pd.DataFrame) -> pd.DataFrame:
    """List the findings on tone that have an interval, as a figure names them.

    Parameters
    ----------
    findings : rows of the findings table.

    Returns
    -------
    row (such as 'word table, author alone'), and a, b, estimate, low, high, p, placebo, n_a, n_b,
    kept, tried, verdict, segments, as far as the findings have them.

    Examples
    --------
    >>> one = {"measure": "tone", "subject": "crossframe", "voice": "quoted", "low": -0.1}
    >>> list_tone_rows(pd.DataFrame([one, {**one, "measure": "terms"}]))["row"].tolist()
    ['word table, quotations']
    """
    has_interval = findings["low"].notna()
    tone = findings[has_interval & (findings["measure"] == "tone")]
    instrument = tone["subject"].map(INSTRUMENT_NAMES)
    voice = tone["voice"].map(SPOKEN)
    rows = tone.assign(row=instrument + voice).reset_index(drop=True)
    return rows[[column for column in TONE_COLUMNS if column in rows]]
