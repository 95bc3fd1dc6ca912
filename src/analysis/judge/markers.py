"""How a side argues, as a judged measure: concession, possibility, obligation and the like."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.choices import ROLE_CHOICES
from analysis.judge.layers import Layer, make_layer
from analysis.judge.rows import Choices, Picks
from analysis.measures.markers import INSTRUMENT, find_markers, list_categories, score_markers
from analysis.tables.corpus import Corpus

ORDINARY = 0.10  # a difference that more unrelated pairs have is not called rare
# Category -> metric in lexicons/accuracy.csv; no labels were found for the others.
MEASURED = {"cause": "causes_precision", "possibility": "hedges_precision"}
CHOICES: Choices = {"roles": ROLE_CHOICES, "names": {"masked": True, "counted": False}}


def list_units(corpus: Corpus, picks: Picks) -> pd.DataFrame:
    """Count the markers of each category by segment.

    Parameters and result: see `rows.Judged.units`.
    """
    return score_markers(corpus, role=picks["roles"], mask_names=picks["names"])


def find_layer(corpus: Corpus, picks: Picks) -> Layer:
    """Give what list_units gives, without a row for categories that a segment lacks.

    Parameters and result: see `rows.Judged.layer`.
    """
    found, den = find_markers(corpus, mask_names=picks["names"])
    return make_layer(corpus, list_categories(), found, den)


def find_evidence(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """List the markers by segment, names left out.

    Parameters and result: see `rows.Judged.evidence`.
    """
    marks = body.marks[body.marks["instrument"] == INSTRUMENT]
    marks = marks[marks["label"].isin(subjects) & ~marks["in_name"]]
    return marks.rename(columns={"value": "part", "label": "subject"})


def find_formula(subject: str) -> str:
    """Name the formula of a rate in 1,000 words.

    Parameters
    ----------
    subject : a category; all have the same formula.

    Returns
    -------
    Its id in lexicons/formulas.csv.

    Examples
    --------
    >>> find_formula("cause")
    'RATE_1000'
    """
    return "RATE_1000"


def find_accuracy(category: str) -> tuple[str, str] | None:
    """Find what says how often the markers of a category are right.

    Parameters
    ----------
    category : such as 'cause'.

    Returns
    -------
    Instrument and metric in lexicons/accuracy.csv; None where the category was not measured.

    Examples
    --------
    >>> find_accuracy("cause"), find_accuracy("booster")
    (('markers: cause', 'causes_precision'), None)
    """
    metric = MEASURED.get(category)
    return (f"markers: {category}", metric) if metric else None


def pick_line(findings: pd.DataFrame) -> pd.DataFrame:
    """Pick the marker whose difference is the rarest among pairs of news articles, as a count.

    Of groups, which have no such share, the one with the smallest p. With many markers the rarest
    of them is rare by selection, so the line says among how many. Parameters and result: see
    `rows.Judged.lines`.

    Returns
    -------
    One row with case ('rarest', 'ordinary', 'equal', or 'surest' of groups) and verdict
    ('counted').
    """
    rare = findings.sort_values(["unusual", "p", "subject"], kind="stable").head(1)
    case = "surest"
    if rare["unusual"].notna().all():
        case = "ordinary" if (rare["unusual"] > ORDINARY).all() else "rarest"
    if (rare["a"].round(1) == rare["b"].round(1)).all():
        case = "equal"  # both values print alike
    return rare.assign(case=case, verdict="counted")
