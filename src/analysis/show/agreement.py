"""How well the instruments agree with people, as tables for notebooks (lexicons/accuracy.csv)."""

from __future__ import annotations

import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.tables.resources import load_lexicon

FRAMES = "frames: "  # before the name of a frame, where a codebook was measured


def list_cards() -> pd.DataFrame:
    """What each instrument is and gets wrong (lexicons/instruments.csv), its words in quotes.

    Examples
    --------
    >>> "known_fault" in list_cards()
    True
    """
    return load_lexicon("instruments").replace(r"\*([^*]+)\*", r"“\1”", regex=True)


def find_accuracy(metric: str) -> float:
    """One measured figure.

    Parameters
    ----------
    metric : its name in lexicons/accuracy.csv.

    Raises
    ------
    ValueError : naming the metrics that were measured.

    Examples
    --------
    >>> 0 < find_accuracy("voices_share_MAE") < 1
    True
    """
    values = load_lexicon("accuracy").set_index("metric")["value"]
    if metric not in values:
        raise ValueError(f"no measured accuracy {metric!r}; there are: {', '.join(values.index)}")
    return float(values[metric])


def list_agreement(measured: pd.DataFrame) -> pd.DataFrame:
    """The measured figures that a picture holds, named by instrument and measure.

    Parameters
    ----------
    measured : lexicons/accuracy.csv.

    Returns
    -------
    Its rows that are in the picture, and label (frames count as one instrument, and so do markers).

    Examples
    --------
    >>> rows = {"chart": [True], "instrument": ["vader"], "measure": ["tone, sentences"]}
    >>> list_agreement(pd.DataFrame(rows))["label"].tolist()
    ['VADER: tone']
    """
    rows = measured[measured["chart"]]
    instrument = rows["instrument"].str.partition(":")[0]
    name = instrument.replace(INSTRUMENT_NAMES)
    measure = rows["measure"].str.partition(",")[0]
    return rows.assign(label=name + ": " + measure)


def add_agreement(coverage: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    """The coverage of frames with the agreement with readers, where it was measured.

    Parameters
    ----------
    coverage : from frames.measure_frame_coverage.
    measured : lexicons/accuracy.csv.

    Returns
    -------
    The rows of coverage with auc, low, high.
    """
    rated = measured[measured["instrument"].str.startswith(FRAMES)]
    rated = rated.assign(frame=rated["instrument"].str.removeprefix(FRAMES), codebook="generic")
    rated = rated[["codebook", "frame", "value", "low", "high"]]
    keys = ["codebook", "frame"]
    found = coverage.merge(rated, on=keys, how="left", validate="many_to_one")
    return found.rename(columns={"value": "auc"})
