"""From a comparison and the choices that were tried to findings with verdicts."""

from __future__ import annotations

import pandas as pd

from analysis.judge.choices import count_kept
from analysis.judge.rows import Judged
from analysis.judge.thresholds import decide_family


def settle(
    row: Judged, found: pd.DataFrame, tried: pd.DataFrame, *, pair: tuple[str, str],
    articles: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    """The findings of a family, the most certain first.

    Parameters
    ----------
    row : the row of the measure.
    found : from stats.compare.compare_sides, with voice.
    tried : the values under every choice, from supply.specify.
    pair : the labels of a and b.
    articles : their number by side; not needed here.

    Returns
    -------
    The columns of found with finding_id, measure, side_a, side_b, formula, kept, tried, lost (as in
    choices.count_kept) and verdict; sorted by p, then by how far the interval stays from zero.
    """
    keys = ["voice", "subject"] if "voice" in tried else ["subject"]
    kept = _count_by_voice(row, tried)
    found = found.merge(kept, on=keys, how="left", validate="one_to_one")
    found = found.assign(measure=row.measure, side_a=pair[0], side_b=pair[1])
    found["formula"] = found["subject"].map(row.formula).astype("str")
    found = found.fillna({"kept": 0, "tried": 0, "lost": ""})
    found = found.astype({"kept": int, "tried": int})
    ids = [_name(row, *key) for key in zip(found["subject"], found["voice"], strict=True)]
    found.insert(0, "finding_id", ids)
    decided = found[["p", "q", "low", "high", "kept", "tried"]].to_dict("records")
    found["verdict"] = [decide_family(finding) for finding in decided]
    # Findings whose p is 0 are sorted by how far their intervals stay from zero.
    distance = found[["low", "high"]].abs().min(axis=1)
    found["nearness"] = -distance.where(found["p"] == 0, 0.0)
    found = found.sort_values(["p", "nearness", "subject"], ignore_index=True)
    return found.drop(columns="nearness")


def _count_by_voice(row: Judged, tried: pd.DataFrame) -> pd.DataFrame:
    if "voice" not in tried:
        return count_kept(tried, choices=row.choices)
    parts = []
    for voice, own in tried.groupby("voice", sort=False):
        kept = count_kept(own, choices=row.choices)
        parts.append(kept.assign(voice=voice))
    if not parts:
        return pd.DataFrame(columns=["subject", "kept", "tried", "lost", "voice"])
    return pd.concat(parts, ignore_index=True)


def _name(row: Judged, subject: str, voice: str) -> str:
    """The id of a finding."""
    parts = [row.prefix, subject]
    if voice != "all":
        parts.append(voice)
    return "-".join(parts).replace(" ", "-")
