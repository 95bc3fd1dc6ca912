"""The segments that a finding rests on."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.judge.families import find_family
from analysis.judge.thresholds import DECIDES
from analysis.measures.scoring import score_segments, select_marks
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side
from analysis.tables.stack import stack

SEVERAL = 6  # with more articles, a number links only to its STRONGEST segments
STRONGEST = 20


def evidence(finding: pd.Series, corpus: Corpus) -> pd.DataFrame:
    """The segments of the body behind a finding, the strongest first.

    Parameters
    ----------
    finding : a row of findings.
    corpus : of all roles and voices.

    Returns
    -------
    segment_id, part (what the segment gives: to the sum of its side's tone, in uses of the term or
    the frame's language, or in words left to others).

    Raises
    ------
    ValueError : for a measure that is not known.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> tone = cf.judge_tone(corpus, resamples=99).iloc[0]
    >>> evidence(tone, corpus).columns.tolist()
    ['segment_id', 'part']
    """
    rows = find_parts(corpus, finding["measure"], [finding["subject"]], voice=finding["voice"])
    return rows[["segment_id", "part"]]


def find_parts(
    corpus: Corpus, measure: str, subjects: Collection[str], *, voice: str = "all"
) -> pd.DataFrame:
    """What each segment gives to findings of one measure.

    Parameters
    ----------
    corpus : of all roles and voices.
    measure : its name in the findings table.
    subjects : subjects of findings.
    voice : the voice of the findings, or 'all'.

    Returns
    -------
    subject, segment_id, part (as in evidence); the strongest first, equals in the order of the
    text.

    Raises
    ------
    ValueError : for a measure that is not known, naming those that are.
    """
    spoken = None if voice == "all" else voice
    body = corpus.select(role="body", voice=spoken)
    family = find_family(measure)
    rows = family.evidence(body, list(subjects))
    return _order_parts(rows, body)


def add_evidence(findings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add to findings the ids of the segments behind each, the strongest first.

    With more than SEVERAL articles they are the STRONGEST of each finding only.

    Parameters
    ----------
    findings : rows of judge_all.
    corpus : of all roles and voices.

    Returns
    -------
    The rows with segments: the ids, with spaces between them.

    Raises
    ------
    ValueError : for a measure that is not known, naming those that are.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> tone = add_evidence(cf.judge_tone(corpus, resamples=99), corpus)
    >>> set(tone["segments"].iloc[0].split()) <= set(corpus.segments["segment_id"])
    True
    """
    most = STRONGEST if len(corpus.articles) > SEVERAL else None
    ids: dict[object, str] = {}
    for (measure, voice), some in findings.groupby(["measure", "voice"], sort=False):
        rows = find_parts(corpus, measure, some["subject"].tolist(), voice=voice)
        own = rows.groupby("subject", sort=False)["segment_id"]
        listed = {subject: " ".join(found.head(most)) for subject, found in own}
        for key, subject in some["subject"].items():
            ids[key] = listed.get(subject, "")
    segments = [ids[key] for key in findings.index]
    return findings.assign(segments=segments)


def _order_parts(rows: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    sums = rows.groupby(["subject", "segment_id"], as_index=False, sort=False)["part"].sum()
    sums = sums[sums["part"].abs() > 1e-12]
    strength = sums["part"].abs().round(12)
    ids = corpus.segments["segment_id"]
    place = pd.Series(range(len(ids)), index=ids)
    rows = np.lexsort([sums["segment_id"].map(place), -strength])  # by its last key first
    return sums.iloc[rows].reset_index(drop=True)


def list_segments(corpus: Corpus, *, keep: Collection[str] | None = None) -> list[dict]:
    """List what a report shows of each segment.

    Parameters
    ----------
    corpus : of all roles and voices.
    keep : the ids of the segments to list; None lists all.

    Returns
    -------
    A dict a segment: its columns, side, tone (by the instrument that decides) and marks (a dict a
    mark; of the instrument that decides only those that count).
    """
    scored = score_segments(corpus, role=None)[["segment_id", "num"]]
    tones = scored.rename(columns={"num": "tone"})
    rows = tones.merge(corpus.segments, on="segment_id", validate="one_to_one")
    rows = add_side(rows, corpus.articles)
    if keep is not None:
        rows = rows[rows["segment_id"].isin(keep)]
    others = corpus.marks[corpus.marks["instrument"] != DECIDES]
    marks = stack([select_marks(corpus, instrument=DECIDES), others])
    marks = marks[marks["segment_id"].isin(rows["segment_id"])]
    by_segment = marks.groupby("segment_id", sort=False)
    found = {segment_id: own.to_dict("records") for segment_id, own in by_segment}
    listed = rows.to_dict("records")
    for row in listed:
        row["marks"] = found.get(row["segment_id"], [])
    return listed
