"""How sure we are: the other defensible choices, what survives them, and the words that say so.

Every sentence a report writes about certainty is made here from numbers. VADER decides about tone, because of the two
instruments it agrees better with human raters (METHODS, Instruments); TextBlob is a witness that agrees, is silent or contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.sentiment import compare_tone, score_segments
from analysis.tables import ROLES, Corpus

# The thresholds of all verdicts, in one place.
LEVEL = 0.05  # permutation p at which chance is no longer a good explanation
HINT = 0.10  # up to here a finding may be called suggestive
KEPT = 0.90  # share of the other choices that must keep the sign
DECIDES, WITNESS = "vader", "textblob"

TONE_CHOICES: dict[str, dict[str, object]] = {
    "roles": {
        "body": ("body",),
        "body and display": tuple(role for role in ROLES if role != "boilerplate"),
        "everything": ROLES,
    },
    "names": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}
NEGATION = {"vader": ["vader"], "textblob": ["textblob", "textblob-expanded"]}


def specify_tone(corpus: Corpus, *, instrument: str = DECIDES, voice: str | None = None) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices (TONE_CHOICES; for TextBlob also negation).

    A combination that reads the same numbers as an earlier one is not counted again.
    Returns: one row a combination: instrument, one column a choice, a, b, estimate (a − b), n_a, n_b (scored segments),
    note (why there is no estimate, else ''). The first row is the main choice.
    """
    rows, seen = [], set()
    for version, picks in product(NEGATION[instrument], product(*TONE_CHOICES.values())):
        values = [options[pick] for options, pick in zip(TONE_CHOICES.values(), picks, strict=True)]
        roles, masked, zeros, by_words = values
        units = score_segments(corpus, instrument=version, role=roles, voice=voice, mask_names=masked)
        sentence = units.groupby(["article_id", "sentence"])
        if not zeros:
            units = units[sentence["n_marks"].transform("sum") > 0]
        if by_words:
            units = units.assign(num=units["num"] * units["n_words"] / units["den"], den=units["n_words"])
        key = (tuple(units["segment_id"]), tuple(units["num"].round(12)), tuple(units["den"].round(12)))
        if key in seen:
            continue
        seen.add(key)
        sums = units.groupby("side")[["num", "den"]].sum().reindex(corpus.sides[:2])
        a, b = sums["num"] / sums["den"]
        n_a, n_b = units["side"].value_counts().reindex(corpus.sides[:2]).fillna(0).astype(int)
        note = "" if np.isfinite(a - b) else "a side has no such sentence"
        rows.append((version, *picks, a, b, a - b, n_a, n_b, note))
    return pd.DataFrame(rows, columns=["instrument", *TONE_CHOICES, "a", "b", "estimate", "n_a", "n_b", "note"])


def judge_tone(corpus: Corpus, *, voice: str | None = None, resamples: int = 10_000) -> pd.DataFrame:
    """The two instruments' findings on tone with robustness and verdict; the first row decides, the second is its witness.

    Arguments: corpus of two sides; voice, one voice or None for all; resamples as in stats.compare_sides.
    Returns: rows of findings with masked (the estimate with names masked), kept and tried (choices that keep the sign, choices that could be estimated),
    lost (the first choice that flips it, or ''), witness (agrees, is silent or contradicts) and verdict.
    """
    rows = []
    for instrument in (DECIDES, WITNESS):
        finding = compare_tone(corpus, instrument=instrument, voice=voice, resamples=resamples)
        choices = specify_tone(corpus, instrument=instrument, voice=voice)
        estimated = choices[choices["note"] == ""]
        same = np.sign(estimated["estimate"]) == np.sign(finding["estimate"].iloc[0])
        flips = estimated[~same].iloc[:1]
        masked = choices.loc[choices["names"] == "masked", "estimate"].head(1).squeeze()
        rows.append(finding.assign(masked=masked, kept=int(same.sum()), tried=len(estimated), lost=_name_choice(flips)))
    first, second = rows[0].iloc[0], rows[1].iloc[0]
    table = pd.concat(rows, ignore_index=True)
    words = [relate(second, first), relate(first, second)]
    verdicts = [decide(first, witness=words[0]), decide(second, witness=words[1])]
    return table.assign(witness=words, verdict=verdicts)


def _name_choice(row: pd.DataFrame) -> str:
    if row.empty:
        return ""
    main = {choice: next(iter(options)) for choice, options in TONE_CHOICES.items()}
    changed = [f"{choice}: {row[choice].iloc[0]}" for choice in main if row[choice].iloc[0] != main[choice]]
    expanded = ["negation: written out"] if row["instrument"].iloc[0].endswith("expanded") else []
    return ", ".join(changed + expanded)


def relate(other: pd.Series, finding: pd.Series) -> str:
    """What another instrument's finding says of a finding: agrees, is silent (inside its own placebo) or contradicts.

    >>> relate(pd.Series({"estimate": 0.1, "placebo": 0.2}), pd.Series({"estimate": -0.3}))
    'is silent'
    """
    if pd.isna(other["placebo"]) or abs(other["estimate"]) <= other["placebo"]:
        return "is silent"
    return "agrees" if np.sign(other["estimate"]) == np.sign(finding["estimate"]) else "contradicts"


def decide(finding: pd.Series, *, witness: str = "is silent") -> str:
    """The verdict on one finding: 'supported', 'suggestive' or 'not shown', from the thresholds of this module.

    Supported needs p under LEVEL, an interval without zero, KEPT of the choices, and no contradiction.
    """
    if pd.isna(finding["p"]) or not finding["tried"]:
        return "not shown"
    robust = finding["kept"] >= KEPT * finding["tried"]
    clear = finding["low"] > 0 or finding["high"] < 0
    if finding["p"] < LEVEL and clear and robust and witness != "contradicts":
        return "supported"
    return "suggestive" if finding["p"] < HINT and robust else "not shown"


def write_tone(findings: pd.DataFrame) -> str:
    """The verdict on tone in plain words, from judge_tone's two rows."""
    first, second = findings.iloc[0], findings.iloc[1]
    more, less = _order(first)
    scope = "In these texts" if first["unit"] == "article" else "In these two texts"
    counted = f"{first['kept']} of {first['tried']} defensible choices"
    keep = f"The sign holds under {counted}" + (f" (it turns with {first['lost']})." if first["lost"] else ".")
    sure = {
        "supported": f"{scope} {more} is more positive in tone than {less}: supported.",
        "suggestive": f"{scope} {more} may be more positive in tone than {less}: suggestive, no more.",
        "not shown": f"{scope} a difference in tone is not shown.",
    }[first["verdict"]]
    chance = f"Shuffling the sides gives as much in {_share(first['p'])} of cases."
    witness = {
        "agrees": "TextBlob agrees",
        "contradicts": "TextBlob contradicts it",
        "is silent": "TextBlob is silent: its difference is within what chance gives it",
    }[first["witness"]]
    return (
        f"{sure} With everything but the body set aside, VADER puts the difference at {_number(first['estimate'])} "
        f"({_interval(first)}; {_number(first['masked'])} with names masked). {chance} {keep} {witness} "
        f"({_number(second['estimate'])}, {_interval(second)}; {_number(second['masked'])} with names masked)."
    )


def write_naive(articles: pd.DataFrame) -> str:
    """What scores of the whole files would say, and whether they contradict each other."""
    means = articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean().iloc[:2]
    parts, leaders = [], []
    for column, name in (("naive_polarity", "TextBlob"), ("naive_compound", "VADER")):
        leader, other = means[column].idxmax(), means[column].idxmin()
        leaders.append(leader)
        parts.append(
            f"{name} calls {leader} the more positive ({_number(means.loc[leader, column])} against "
            f"{_number(means.loc[other, column])})"
        )
    close = (
        "the two contradict each other" if len(set(leaders)) > 1 else "both point the same way, which proves nothing"
    )
    return f"Scored as whole files, {parts[0]}, and {parts[1]}: {close}."


def name_naive_leader(articles: pd.DataFrame) -> str:
    """The side that TextBlob's whole-file score calls the more positive."""
    return articles.groupby("side", sort=False)["naive_polarity"].mean().idxmax()


def write_causes(shift: pd.DataFrame, sides: Sequence[str], *, side: str, instrument: str, rows: int = 5) -> str:
    """Which words lift one side above the other in an instrument's score of the whole files.

    Arguments: shift, from shifts.shift_words over all roles with whole_files; sides, (a, b); side, the one lifted; instrument, its name.
    """
    own, sign = ("a", 1) if side == sides[0] else ("b", -1)
    lifted = shift[shift[own] > 0].assign(lift=sign * shift["shift"])
    lifted = lifted[lifted["lift"] > 0].sort_values(["lift", "term"], ascending=[False, True]).head(rows)
    words = [f"{row.term} ({_number(row.lift, 3)})" for row in lifted.itertuples()]
    if not words:
        return f"No word of {side} lifts it in {instrument}'s whole-file score."
    return f"What lifts {side} in {instrument}'s whole-file score are words such as {', '.join(words)}."


def list_ways(corpus: Corpus) -> pd.DataFrame:
    """The scores of both sides under the ways of scoring that readers meet: naive, by sentence, with names masked.

    Returns: way, a, b.
    """
    naive = corpus.articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean()
    rows = [
        (f"{name}, whole file", *naive[column].reindex(corpus.sides[:2]))
        for name, column in (("TextBlob", "naive_polarity"), ("VADER", "naive_compound"))
    ]
    for name, instrument in (("TextBlob", WITNESS), ("VADER", DECIDES)):
        for masked in (False, True):
            units = (
                score_segments(corpus, instrument=instrument, mask_names=masked).groupby("side")[["num", "den"]].sum()
            )
            means = (units["num"] / units["den"]).reindex(corpus.sides[:2])
            rows.append((f"{name}, body sentences" + (", names masked" if masked else ""), *means))
    return pd.DataFrame(rows, columns=["way", "a", "b"])


def write_terms(tested: pd.DataFrame, side_a: str, side_b: str, *, rows: int = 3) -> str:
    """What the comparison of terms shows, in plain words, from stats.compare_sides on terms.

    Arguments: tested, one row a term with estimate, p and q; side_a, side_b, labels; rows, terms named a side.
    """
    found = tested[tested["q"] < LEVEL]
    parts = []
    for side, sign in ((side_a, 1), (side_b, -1)):
        named = tested[np.sign(tested["estimate"]) == sign].sort_values(["p", "subject"]).head(rows)["subject"]
        if len(named):
            parts.append(f"to {side} belong most clearly {', '.join(named)}")
    count = f"{len(tested)} terms are frequent enough to compare"
    sure = (
        f"{len(found)} of them differ beyond what shuffling the sides gives, after correction for the number of terms"
        if len(found)
        else "none of them differs beyond what shuffling the sides gives, once the number of terms is corrected for, "
        "so read single words as leads, not as proof"
    )
    if len(found):
        sure += f" ({', '.join(found.sort_values(['p', 'subject'])['subject'].head(10))})"
    scope = "texts" if tested["unit"].eq("article").any() else "two texts"
    return f"In these {scope} {' and '.join(parts)}. {count}; {sure}."


def _order(finding: pd.Series) -> tuple[str, str]:
    sides = (finding["side_a"], finding["side_b"])
    return sides if finding["estimate"] >= 0 else sides[::-1]


def _number(value: float, places: int = 2) -> str:
    return f"{value:+.{places}f}".replace("-", "−")


def _interval(finding: pd.Series) -> str:
    if pd.isna(finding["low"]):
        return finding["note"] or "no interval"
    return f"95 % interval {_number(finding['low'])} to {_number(finding['high'])}"


def _share(p: float) -> str:
    return f"{p:.1%}".replace("%", " %") if p >= 0.001 else "fewer than 0.1 %"
