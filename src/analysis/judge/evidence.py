"""The segments that a finding rests on."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from analysis.measures.spelling import find_spellings
from analysis.measures.tone import score_segments, select_marks
from analysis.measures.voices import score_voices
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side
from analysis.text.words import list_terms

SEVERAL = 6  # from more articles than this, a number links to its STRONGEST segments only
STRONGEST = 20


def evidence(finding: pd.Series, corpus: Corpus) -> pd.DataFrame:
    """The segments of the body behind a finding, the strongest first.

    Arguments: finding, a row of findings; corpus, of all roles and voices.
    Returns: segment_id, part (what the segment gives: to the sum of its side's tone, in uses of the
    term or the frame's language, or in words left to others). Without text a term is known by
    paragraph and voice, so all their segments stand for it. Raises: ValueError for a measure that
    is not known.
    """
    measure, _, codebook = finding["measure"].partition(": ")
    body = corpus.select(role="body", voice=None if finding["voice"] == "all" else finding["voice"])
    if measure == "tone":
        marks = select_marks(body, instrument=finding["subject"])
        rows = marks.assign(part=marks["value"] * marks["weight"])
    elif measure == "voices":
        units = score_voices(body)
        rows = units[units["num"] > 0].rename(columns={"num": "part"})
    elif measure == "terms":
        rows = _find_terms(body, [finding["subject"]])
    elif codebook:
        marks = body.marks[
            (body.marks["instrument"] == f"frames:{codebook}")
            & (body.marks["label"] == finding["subject"])
        ]
        rows = marks[~marks["in_name"]].rename(columns={"value": "part"})
    else:
        raise ValueError(
            f"no evidence is known for the measure {measure!r}; known: tone, voices, terms, frames"
        )
    return _order_parts(rows.assign(subject=finding["subject"]), body)[["segment_id", "part"]]


def add_evidence(findings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Findings with the column segments: the ids of the segments behind each, the strongest first,
    with spaces.

    With more than SEVERAL articles these are the STRONGEST of each finding only.
    """
    most = STRONGEST if len(corpus.articles) > SEVERAL else None
    terms_too = findings["measure"] == "terms"
    ids = {
        key: evidence(row, corpus)["segment_id"].head(most)
        for key, row in findings[~terms_too].iterrows()
    }
    body = corpus.select(role="body")
    found = _order_parts(_find_terms(body, findings.loc[terms_too, "subject"].tolist()), body)
    by_subject = {
        subject: rows.head(most)
        for subject, rows in found.groupby("subject", sort=False)["segment_id"]
    }
    ids |= {
        key: by_subject.get(subject, [])
        for key, subject in findings.loc[terms_too, "subject"].items()
    }
    return findings.assign(segments=[" ".join(ids[key]) for key in findings.index])


def _order_parts(rows: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """What each segment gives to each subject, the strongest first; equals in the order of the
    text.
    """
    sums = rows.groupby(["subject", "segment_id"], as_index=False, sort=False)["part"].sum()
    order = pd.Series(range(len(corpus.segments)), index=corpus.segments["segment_id"])
    sums = sums[sums["part"].abs() > 1e-12]
    return sums.iloc[
        np.lexsort([sums["segment_id"].map(order), -sums["part"].abs().round(12)])
    ].reset_index(drop=True)


def _find_terms(corpus: Corpus, subjects: Collection[str]) -> pd.DataFrame:
    """subject, segment_id and part (uses) of the segments that use each of some single words in any
    of its spellings.
    """
    spellings = find_spellings(corpus.terms[corpus.terms["size"] == 1])
    spellings = spellings[spellings["shown_as"].isin(subjects)]
    shown = {s: s for s in subjects} | dict(
        zip(spellings["term"], spellings["shown_as"], strict=True)
    )
    if corpus.has_text:
        rows = [
            (shown[term], segment_id, 1)
            for segment_id, text in zip(
                corpus.segments["segment_id"], corpus.segments["text"], strict=True
            )
            for term in list_terms(text)
            if term in shown
        ]
        return pd.DataFrame(rows, columns=["subject", "segment_id", "part"])
    keys = ["article_id", "paragraph", "role", "voice"]
    used = corpus.terms[corpus.terms["term"].isin(shown)]
    used = used.assign(subject=used["term"].map(shown)).rename(columns={"n": "part"})
    return corpus.segments.merge(
        used.groupby(["subject", *keys], as_index=False)["part"].sum(), on=keys
    )


def list_segments(corpus: Corpus, *, keep: Collection[str] | None = None) -> list[dict]:
    """What a report shows of each segment (keep: those of these ids): its columns, side, tone by
    VADER, and marks (rows).
    """
    rows = score_segments(corpus, role=None)[["segment_id", "num"]].rename(columns={"num": "tone"})
    rows = add_side(
        rows.merge(corpus.segments, on="segment_id", validate="one_to_one"), corpus.articles
    )
    rows = rows if keep is None else rows[rows["segment_id"].isin(keep)]
    marks = corpus.marks[corpus.marks["segment_id"].isin(rows["segment_id"])]
    found = {key: own.to_dict("records") for key, own in marks.groupby("segment_id", sort=False)}
    return [{**row, "marks": found.get(row["segment_id"], [])} for row in rows.to_dict("records")]
