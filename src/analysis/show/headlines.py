"""The first screen: one sentence a finding, from lexicons/headlines.csv."""

from __future__ import annotations

import pandas as pd

from analysis.show.sentences import order, scope
from analysis.show.verdicts import VERDICTS
from analysis.tables.numbers import signed
from analysis.tables.resources import load_lexicon

MANY = {"terms": "words", "frames": "frames"}  # families of which only the surest is named


def list_headlines(findings: pd.DataFrame, *, own: str = "generic") -> pd.DataFrame:
    """The first screen, a sentence a row.

    Tone by both instruments, who is given the word, the surest word and the surest frame.
    Arguments: findings, from verdicts.judge_all; own, the codebook written for the event, whose
    frames are expected.
    Returns: finding_id, sentence (lexicons/headlines.csv), verdict, difference (with its interval,
    seen from the side that has more), count (units of side a and of side b), choices (how many keep
    the sign; among how many it is the surest), segments where the findings have them.
    """
    findings = findings[(findings["measure"] != f"frames: {own}") | (own == "generic")]
    rank = findings["verdict"].map(VERDICTS.index)
    findings = findings.assign(kind=findings["measure"].str.partition(":")[0], rank=rank)
    tone = findings[(findings["kind"] == "tone") & (findings["voice"] == "all")]
    cases = [tone["verdict"].iloc[0], tone["witness"].iloc[0]]
    tone = tone.assign(case=cases, kind=["tone", "witness"])
    others = findings[findings["kind"] != "tone"].sort_values(["rank", "p"], kind="stable")
    first = others.assign(case=others["verdict"]).drop_duplicates("kind")
    first = first.set_index("kind", drop=False)
    families = [kind for kind in ("voices", "terms", "frames") if kind in first.index]
    sizes = findings["kind"].value_counts()
    rows = pd.concat([tone, first.loc[families]]).to_dict("records")
    return pd.DataFrame([_write_row(row, sizes) for row in rows])


def _write_row(row: dict, sizes: pd.Series) -> dict:
    unit = row["unit"].split()[0]
    choices = f"sign kept in {row['kept']} of {row['tried']} choices"
    if row["kind"] in MANY:
        choices += f", surest of {sizes[row['kind']]} {MANY[row['kind']]}"
    written = {
        "finding_id": row["finding_id"],
        "sentence": _write_headline(row),
        "verdict": row["verdict"],
        "difference": _write_difference(row),
        "count": f"{row['n_a']} and {row['n_b']} {unit}s",
        "choices": choices,
    }
    return {**written, "segments": row["segments"]} if "segments" in row else written


def _write_headline(row: dict) -> str:
    said = load_lexicon("headlines").set_index(["measure", "case"]).loc[(row["kind"], row["case"])]
    more, less = order(pd.Series(row))
    letters = "ab" if more == row["side_a"] else "ba"
    high, low = (_write_number(row[letter] * said["per"], said["numbers"]) for letter in letters)
    values = {"high": high, "low": low, "subject": row["subject"], "scope": scope(row)}
    return said["sentence"].format(more=more, less=less, **values)


def _write_number(value: float, spec: str) -> str:
    return format(value, spec).replace("-", "−").replace("%", "\u00a0%")


def _write_difference(row: dict) -> str:
    """'difference +0.27, 95 % interval +0.06 to +0.49', seen from the side that has more; a ratio
    of rates for terms.
    """
    ends = (row["low"], row["high"]) if row["estimate"] >= 0 else (-row["high"], -row["low"])
    head, number = "difference ", signed
    if row["kind"] == "terms":
        zero = "" if min(row["a"], row["b"]) else ", with its count of 0 taken as one half"
        head, number = f"ratio of rates{zero} ", _write_ratio
    elif row["kind"] == "voices":
        head, number = "points of difference ", _write_points
    interval = row["note"]
    if pd.notna(ends[0]):
        interval = f"95\u00a0% interval {number(ends[0])} to {number(ends[1])}"
    return f"{head}{number(abs(row['estimate']))}, {interval or 'no interval'}"


def _write_ratio(log_ratio: float) -> str:
    return f"{2**log_ratio:.1f}"


def _write_points(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")
