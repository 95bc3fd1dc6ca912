"""The first screen: one sentence a finding, from lexicons/headlines.csv."""

from __future__ import annotations

import pandas as pd

from analysis.show.sentences import order, scope
from analysis.tables.numbers import signed
from analysis.tables.resources import load_lexicon


def list_headlines(findings: pd.DataFrame, *, own: str = "generic") -> pd.DataFrame:
    """The first screen, a sentence a row: tone by both instruments, who is given the word, the
    surest word and frame.

    Arguments: findings, from verdicts.judge_all; own, the codebook written for the event, whose
    frames are expected.
    Returns: finding_id, sentence (lexicons/headlines.csv), verdict, difference (with its interval,
    seen from the side that has more), count (units of side a and of side b), choices (how many keep
    the sign; among how many it is the surest).
    """
    findings = findings[(findings["measure"] != f"frames: {own}") | (own == "generic")]
    rank = findings["verdict"].map(["supported", "suggestive", "not shown"].index)
    findings = findings.assign(kind=findings["measure"].str.partition(":")[0], rank=rank)
    order = findings.sort_values(["rank", "p"], kind="stable")
    tone = findings[(findings["kind"] == "tone") & (findings["voice"] == "all")]
    tone = tone.assign(
        case=[tone["verdict"].iloc[0], tone["witness"].iloc[0]], kind=["tone", "witness"]
    )
    firsts = (
        order[order["kind"] != "tone"]
        .assign(case=order["verdict"])
        .drop_duplicates("kind")
        .set_index("kind", drop=False)
    )
    rows = [
        tone,
        firsts.reindex([name for name in ("voices", "terms", "frames") if name in firsts.index]),
    ]
    lines, of = [], findings["kind"].value_counts()
    for row in pd.concat(rows).to_dict("records"):
        surest = {
            "terms": f", surest of {of.get('terms')} words",
            "frames": f", surest of {of.get('frames')} frames",
        }
        choices = (
            f"sign kept in {row['kept']} of {row['tried']} choices{surest.get(row['kind'], '')}"
        )
        unit = row["unit"].split()[0]
        shown = {
            "sentence": _write_headline(row),
            "verdict": row["verdict"],
            "difference": _write_difference(row),
        }
        count = f"{row['n_a']} and {row['n_b']} {unit}s"
        lines.append({"finding_id": row["finding_id"], **shown, "count": count, "choices": choices})
    return pd.DataFrame(lines)


def _write_headline(row: dict) -> str:
    said = load_lexicon("headlines").set_index(["measure", "case"]).loc[(row["kind"], row["case"])]
    more, less = order(pd.Series(row))
    values = [row[letter] * said["per"] for letter in ("ab" if more == row["side_a"] else "ba")]
    high, low = (
        format(value, said["numbers"]).replace("-", "−").replace("%", "\u00a0%") for value in values
    )
    return said["sentence"].format(
        more=more, less=less, high=high, low=low, subject=row["subject"], scope=scope(row)
    )


def _write_difference(row: dict) -> str:
    """'difference +0.27, 95 % interval +0.06 to +0.49', seen from the side that has more; a ratio
    of rates for terms.
    """
    ends = (row["low"], row["high"]) if row["estimate"] >= 0 else (-row["high"], -row["low"])
    head, number = "difference ", signed
    if row["kind"] == "terms":
        zero = "" if min(row["a"], row["b"]) else ", with its count of 0 taken as one half"
        head, number = f"ratio of rates{zero} ", lambda value: f"{2**value:.1f}"
    elif row["kind"] == "voices":
        head, number = (
            "points of difference ",
            lambda value: f"{100 * value:+.0f}".replace("-", "−"),
        )
    interval = (
        f"95\u00a0% interval {number(ends[0])} to {number(ends[1])}"
        if pd.notna(ends[0])
        else row["note"]
    )
    return f"{head}{number(abs(row['estimate']))}, {interval or 'no interval'}"
