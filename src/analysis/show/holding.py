"""The last line of the first screen: what would hold beyond the texts that were compared."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.judge.families import find_family
from analysis.judge.telling import write_rule
from analysis.judge.thresholds import DECIDES
from analysis.show.sentences import order

TITLE = "Would it hold beyond these texts?"


def list_holding(findings: pd.DataFrame, *, own: str = "generic") -> list[dict]:
    """The line that sums up the verdicts; none where nothing was judged.

    What is not shown are differences beyond the texts, never what was counted in them.

    Parameters
    ----------
    findings : from verdicts.judge_all.
    own : the codebook written for the event, whose frames are expected and not counted here.

    Returns
    -------
    A row of headlines.list_headlines, in a list.
    """
    if own != "generic":
        findings = findings[findings["measure"] != f"frames: {own}"]
    if findings.empty:
        return []
    supported = findings[findings["verdict"] == "supported"]
    every = supported["kept"] == supported["tried"]
    parts = [f"Supported under all choices: {_name_all(supported[every])}."]
    if not every.all():
        parts.append(f"Supported, but not under all choices: {_name_all(supported[~every])}.")
    tested = len(findings)
    suggestive = int((findings["verdict"] == "suggestive").sum())
    verb = "is" if suggestive == 1 else "are"
    others = tested - len(supported) - suggestive
    parts.append(
        f"Of {tested:,} differences tested {suggestive:,} {verb} suggestive and {others:,} "
        f"not shown{_name_silent(findings)}."
    )
    segments = " ".join(supported["segments"]) if "segments" in supported else ""
    line = {
        "finding_id": "holds",
        "title": TITLE,
        "sentence": " ".join(parts),
        "verdict": "in sum",
        "difference": write_rule(DECIDES, "verdict_wrong", rule="differences in tone supported"),
        "count": f"{len(supported)} supported",
        "choices": f"{tested:,} tested",
        "segments": " ".join(dict.fromkeys(segments.split())),
    }
    return [line]


def _name_all(findings: pd.DataFrame) -> str:
    """What the findings are; those of one measure and side in one phrase."""
    leads = [order(row)[0] for _, row in findings.iterrows()]
    named = []
    side_of = pd.Series(leads, findings.index, dtype="str")
    for (measure, side), own in findings.groupby(["measure", side_of], sort=False):
        family = find_family(measure)
        rows = own.to_dict("records")
        if family.among:
            rows = [rows[0] | {"subject": _join(own["subject"])}]
        named += [f"{family.name(row)} in {side}" for row in rows]
    return "; ".join(named) or "none"


def _join(names: Iterable[str]) -> str:
    """Names as a list in words.

    >>> _join(["rent", "lease", "port"])
    'rent, lease and port'
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _name_silent(findings: pd.DataFrame) -> str:
    """The measures of which no finding is more than not shown; all codebooks are *frames*."""
    measures = findings["measure"].str.partition(":")[0]
    shown = set(measures[findings["verdict"] != "not shown"])
    silent = [name for name in measures.unique() if name not in shown]
    if not shown or not silent:
        return ""
    return f", among these all on {', '.join(silent)}"
