"""The frame language of a codebook as a judged measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pandas as pd

from analysis.judge.choices import ROLE_CHOICES
from analysis.judge.layers import Layer, make_layer
from analysis.judge.rows import Choices, Judged, Picks, name_subject
from analysis.judge.templates import load_sentences
from analysis.judge.thresholds import VERDICTS
from analysis.measures.codebooks import FRAMES_PREFIX
from analysis.measures.frames import find_frames, score_frames
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon

CHOICES: Choices = {
    "roles": ROLE_CHOICES,
    "names": {"masked": True, "counted": False},
    "unit": {"uses in 100 words": "words", "share of sentences": "sentences"},
}
MEASURE = "frames: "  # precedes the codebook's name


def list_units(
    corpus: Corpus, picks: Picks, *, codebook: str, known: Sequence[str] | None = None
) -> pd.DataFrame:
    """The uses of each frame's language by segment: a unit table.

    Parameters and result: see `rows.Judged.units`.

    Parameters
    ----------
    codebook : its name.
    known : the frames to list, also where none is marked (default: those that are marked).
    """
    units = score_frames(
        corpus,
        codebook=codebook,
        per=picks["unit"],
        mask_names=picks["names"],
        role=None,
        frames=known,
    )
    return units[units["role"].isin(picks["roles"])]


def find_layer(
    corpus: Corpus, picks: Picks, *, codebook: str, known: Sequence[str] | None = None
) -> Layer:
    """Give what list_units gives, without a row for frames that a segment does not hold.

    Parameters and result: see `rows.Judged.layer`; codebook and known are as in list_units.
    """
    found, den = find_frames(
        corpus, codebook=codebook, per=picks["unit"], mask_names=picks["names"]
    )
    names = found["subject"].unique() if known is None else known
    return make_layer(corpus, names, found, den)


def find_evidence(body: Corpus, subjects: Sequence[str], *, codebook: str) -> pd.DataFrame:
    """List the uses of frames' language by segment, names left out.

    Parameters and result: see `rows.Judged.evidence`.

    Parameters
    ----------
    codebook : its name.
    """
    marks = body.marks[body.marks["instrument"] == FRAMES_PREFIX + codebook]
    marks = marks[marks["label"].isin(subjects) & ~marks["in_name"]]
    return marks.rename(columns={"value": "part", "label": "subject"})


def admit(counts: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Choose the frames of which groups hold any language.

    Parameters and result: see `rows.Judged.admit`.
    """
    in_either = (counts["articles_a"] > 0) | (counts["articles_b"] > 0)
    return counts[in_either]


def pick_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """The frames of the first screen, in one line: the surest, and what else is supported.

    Parameters and result: see `rows.Judged.lines`.

    Returns
    -------
    Their rows with case (the verdict, then 'also') and joins.
    """
    rank = findings["verdict"].map(VERDICTS.index)
    ranked = findings.assign(rank=rank).sort_values(["rank", "p"], kind="stable")
    first, others = ranked.head(1), ranked.iloc[1:]
    supported = others[others["verdict"] == "supported"]
    first = first.assign(case=first["verdict"], joins=False)
    return pd.concat([first, supported.assign(case="also", joins=True)])


def find_formula(subject: str) -> str:
    """Name the formula of a rate in 100 words.

    Parameters
    ----------
    subject : a frame; all have the same formula.

    Returns
    -------
    Its id in lexicons/formulas.csv.

    Examples
    --------
    >>> find_formula("conflict")
    'RATE_100'
    """
    return "RATE_100"


def find_accuracy(codebook: str, frame: str) -> tuple[str, str] | None:
    """Find what says how well the generic codebook agrees with people on a frame.

    A frame that was not measured has that of all; another codebook has none.

    Parameters
    ----------
    codebook : its name.
    frame : a frame of it.

    Returns
    -------
    Instrument and metric in lexicons/accuracy.csv; None for a codebook that was not measured.

    Examples
    --------
    >>> find_accuracy("my own", "conflict") is None
    True
    """
    if codebook != "generic":
        return None
    table = load_lexicon("accuracy")
    own = table[table["instrument"] == f"{MEASURE}{frame}"]
    if own.empty:
        return "frames", "frames_narrative_AUC"
    first = own.iloc[0]
    return first["instrument"], first["metric"]


def make_row(codebook: str, *, known: Sequence[str] | None = None, own: bool = False) -> Judged:
    """Make the row of one codebook.

    Parameters
    ----------
    codebook : its name.
    known : its frames (default: those that are marked in a corpus).
    own : whether it was written for the event, so that its findings are expected.

    Returns
    -------
    The row; of a codebook of the event it stands on the first screen under a title of its own.

    Examples
    --------
    >>> make_row("generic").measure
    'frames: generic'
    """
    row = Judged(
        measure=MEASURE + codebook,
        prefix=f"frame-{codebook}",
        csv=f"family-frames-{codebook}",
        units=partial(list_units, codebook=codebook, known=known),
        layer=partial(find_layer, codebook=codebook, known=known),
        choices=CHOICES,
        evidence=partial(find_evidence, codebook=codebook),
        formula=find_formula,
        sentences=partial(load_sentences, "frames"),
        name=partial(name_subject, "more language of {subject}"),
        numbers=".1f",
        among="frames",
        place="language",
        title="Frame language",
        accuracy=partial(find_accuracy, codebook),
        bounds=(0, float("inf")),
        lines=pick_lines,
        admit=admit,
    )
    if not own:
        return row
    return replace(
        row,
        sentences=partial(load_sentences, "frames of the event"),
        title="Frame language of this event",
        accuracy=lambda subject: None,
        lines=None,
    )
