"""How well the instruments agree with people, as tables for notebooks (lexicons/accuracy.csv)."""

from __future__ import annotations

import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.tables.resources import load_lexicon

FRAMES = "frames: "  # before the name of a frame, where a codebook was measured


def list_cards() -> pd.DataFrame:
    """List what each instrument is and gets wrong.

    Words between asterisks are put in quotation marks.

    Returns
    -------
    The columns of lexicons/instruments.csv.

    Examples
    --------
    >>> "known_fault" in list_cards()
    True
    """
    return load_lexicon("instruments").replace(r"\*([^*]+)\*", r"“\1”", regex=True)


def find_accuracy(metric: str) -> float:
    """Find one figure of how well an instrument agrees with people.

    Parameters
    ----------
    metric : its name in lexicons/accuracy.csv.

    Returns
    -------
    Its value.

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
    The rows that are in the picture, with label (instrument and measure; all frames count as one
    instrument, and so do all markers).

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
    The rows of coverage with auc (agreement with readers, AUC), low, high (its 95 % interval);
    missing where a frame was not measured.

    Examples
    --------
    >>> coverage = pd.DataFrame({"codebook": ["generic"], "frame": ["conflict"]})
    >>> row = {"instrument": "frames: conflict", "value": 0.7, "low": 0.6, "high": 0.8}
    >>> add_agreement(coverage, pd.DataFrame([row])).values.tolist()
    [['generic', 'conflict', 0.7, 0.6, 0.8]]
    """
    rated = measured[measured["instrument"].str.startswith(FRAMES)]
    rated = rated.assign(frame=rated["instrument"].str.removeprefix(FRAMES), codebook="generic")
    rated = rated[["codebook", "frame", "value", "low", "high"]]
    keys = ["codebook", "frame"]
    found = coverage.merge(rated, on=keys, how="left", validate="many_to_one")
    return found.rename(columns={"value": "auc"})
