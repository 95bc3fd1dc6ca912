"""The sentences of a report: generated from numbers and verdicts, never typed, and plain enough to be quoted.

Nothing is decided or computed here; a sentence says what a row of a table holds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.verdicts import LEVEL, WITNESS


def write_tone(findings: pd.DataFrame) -> str:
    """The verdict on tone in plain words, from judge_tone's two rows."""
    first, second = findings.iloc[0], findings.iloc[1]
    more, less = _order(first)
    scope = "In these texts" if first["unit"] == "article" else "In these two texts"
    words = {
        "all": "",
        "author": " in the authors' own words",
        "quoted": " in quoted words",
        "reported": " in reported speech",
    }
    where = words[first["voice"]]
    sure = {
        "supported": f"{scope} {more} is more positive in tone than {less}{where}: supported.",
        "suggestive": f"{scope} {more} may be more positive in tone than {less}{where}: suggestive, no more.",
        "not shown": f"{scope} a difference in tone{where} is not shown.",
    }[first["verdict"]]
    turns = f" (it turns with {first['lost']})" if first["lost"] else ""
    keep = f"The sign holds under {first['kept']} of {first['tried']} defensible combinations of choices{turns}."
    witness = {
        "agrees": "TextBlob agrees",
        "contradicts": "TextBlob contradicts it",
        "is silent": "TextBlob is silent: its difference is within what chance gives it",
        "was not tested": "TextBlob could not be tested",
    }[first["witness"]]
    return (
        f"{sure} With everything but the body set aside, VADER puts the difference at {_number(first['estimate'])} "
        f"({_interval(first)}; {_number(first['masked'])} with names masked). {_chance(first)} {keep} {witness} "
        f"({_number(second['estimate'])}, {_interval(second)}; {_number(second['masked'])} with names masked)."
    )


def _chance(finding: pd.Series) -> str:
    if pd.isna(finding["p"]):
        return f"Chance could not be tested: {finding['note'] or 'too few units'}."
    if finding["unit"] == "article":
        return f"A difference of this size between like articles has a probability of {_share(finding['p'])} (Welch)."
    return f"Shuffling the sides gives as much in {_share(finding['p'])} of cases."


def write_naive(articles: pd.DataFrame) -> str:
    """What scores of the whole files would say, and whether they contradict each other."""
    means = _naive_means(articles)
    parts = []
    for column, name in (("naive_polarity", "TextBlob"), ("naive_compound", "VADER")):
        if means[column].isna().any():
            parts.append(f"{name} does not score files of this length")
        elif means[column].nunique() == 1:
            parts.append(f"{name} gives both sides {_number(means[column].iloc[0])}")
        else:
            leader, other = means[column].idxmax(), means[column].idxmin()
            scores = f"{_number(means.loc[leader, column])} against {_number(means.loc[other, column])}"
            parts.append(f"{name} calls {leader} the more positive ({scores})")
    close = ": the two contradict each other" if naive_contradicts(articles) else ": both point the same way"
    if means.isna().any(axis=None) or (means.nunique() == 1).any():
        close = ""
    return f"Scored as whole files, {parts[0]}, and {parts[1]}{close}."


def _naive_means(articles: pd.DataFrame) -> pd.DataFrame:
    return articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean().iloc[:2]


def name_naive_leader(articles: pd.DataFrame) -> str:
    """The side that TextBlob's whole-file score calls the more positive."""
    return articles.groupby("side", sort=False)["naive_polarity"].mean().idxmax()


def naive_contradicts(articles: pd.DataFrame) -> bool:
    """Whether the two instruments' whole-file scores name different sides as the more positive."""
    means = _naive_means(articles)
    gaps = np.sign(means.iloc[0] - means.iloc[1])
    return bool(gaps.product() == -1)


def write_scope(articles: pd.DataFrame) -> str:
    """What the results are about, and what they are not about."""
    counts = articles.groupby("side", sort=False)["n_words"].agg(["size", "sum"])
    parts = [
        f"{side} is {row['size']} article{'s' * int(row['size'] != 1)} of {row['sum']:,} words"
        for side, row in counts.iterrows()
    ]
    return f"{', '.join(parts)}. Nothing here is about outlets, countries or intentions."


def write_causes(shift: pd.DataFrame, sides: Sequence[str], *, side: str, instrument: str, rows: int = 5) -> str:
    """Which words lift one side above the other in an instrument's score of the whole files.

    Arguments: shift, from shifts.shift_words over all roles with whole_files; sides, (a, b); side, the one lifted;
    instrument, its name.
    """
    own, sign = ("a", 1) if side == sides[0] else ("b", -1)
    lifted = shift[shift[own] > 0].assign(lift=sign * shift["shift"])
    lifted = lifted[lifted["lift"] > 0].sort_values(["lift", "term"], ascending=[False, True]).head(rows)
    words = [f"{row.term} ({_number(row.lift, 3)})" for row in lifted.itertuples()]
    if not words:
        return f"No word of {side} lifts it in {instrument}'s whole-file score."
    return f"What lifts {side} in {instrument}'s whole-file score are words such as {', '.join(words)}."


def write_terms(tested: pd.DataFrame, side_a: str, side_b: str, *, rows: int = 3) -> str:
    """What the comparison of terms shows, in plain words, from stats.compare_sides on terms.

    Arguments: tested, one row a term with estimate, p, q and unit; side_a, side_b, labels; rows, terms named a side.
    """
    if tested.empty:
        return "No term is frequent enough on both sides together to be compared."
    found = tested[tested["q"] < LEVEL].sort_values(["p", "subject"])["subject"]
    parts = []
    for side, sign in ((side_a, 1), (side_b, -1)):
        named = tested[np.sign(tested["estimate"]) == sign].sort_values(["p", "subject"]).head(rows)["subject"]
        if len(named):
            parts.append(f"to {side} belong most clearly {', '.join(named)}")
    scope = "texts" if tested["unit"].eq("article").any() else "two texts"
    if len(found):
        verb = "differs" if len(found) == 1 else "differ"
        sure = f"{len(found)} of them {verb} beyond chance after correction for their number ({', '.join(found[:10])})"
    else:
        sure = "none of them differs beyond chance once their number is corrected for, so read single words as leads"
    return f"In these {scope} {' and '.join(parts)}. {len(tested)} terms are frequent enough to compare; {sure}."


def write_shares(shares: pd.DataFrame) -> str:
    """Who does the talking on each side, from segments.share_words by voice."""
    parts = [
        f"{row['side']} leaves {row['quoted'] + row['reported']:.0%} of its words to others ({row['quoted']:.0%} quoted)"
        for row in shares.iloc[:2].to_dict("records")
    ]
    return "; ".join(parts).replace("%", "\u00a0%") + "."


def write_decomposition(parts: pd.DataFrame, side_a: str, side_b: str) -> str:
    """How much of the tone gap comes from who speaks and how much from how they speak, from shifts.decompose_voices."""
    who, how = parts["who"].sum(), parts["how"].sum()
    author = parts.loc[parts["voice"] == "author", "how"].sum()
    if who * how < 0 and min(abs(who), abs(how)) > max(abs(who), abs(how)) / 2:
        larger = "the two pull against each other"
    elif who == how:
        larger = "neither weighs more"
    else:
        larger = "most of it comes " + ("from how they speak" if abs(how) > abs(who) else "from who is given the word")
    return (
        f"The difference in tone of {_number(who + how)} ({side_a} minus {side_b}) divides into {_number(who)} from who is "
        f"given the word and {_number(how)} from how they speak: {larger}. The authors' own words give {_number(author)}."
    )


def write_frames(found: pd.DataFrame, *, own: str) -> str:
    """What the comparison of frame language shows, from frames.compare_frames with a column codebook."""
    lines = []
    for row in found.to_dict("records"):
        if row["q"] < LEVEL and not row["low"] <= 0 <= row["high"]:
            more = row["side_a"] if row["estimate"] > 0 else row["side_b"]
            uses = sorted((row["a"], row["b"]), reverse=True)
            text = f"{row['subject']} more in {more} ({uses[0]:.1f} against {uses[1]:.1f})"
            lines.append((row["codebook"] == own, text))
    parts = ["; ".join(text for mine, text in lines if mine is kind) or "none differs beyond chance" for kind in (True, False)]
    if own == "generic":
        return f"Language of generic frames, uses in 100 words: {parts[0]}. {len(found)} frames were compared."
    return (
        f"Language of the frames written for this event, uses in 100 words: {parts[0]}. Generic frames: {parts[1]}. "
        f"{len(found)} frames were compared, each family corrected for its number."
    )


def write_verdicts(findings: pd.DataFrame) -> str:
    """How many findings were tried, and which are supported or suggestive, from verdicts.judge_all."""
    parts = []
    for verdict in ("supported", "suggestive"):
        rows = findings[findings["verdict"] == verdict].to_dict("records")
        named = [f"{_name_finding(row)} in {_order(pd.Series(row))[0]}" for row in rows]
        parts.append(f"{verdict} {'is' if len(rows) == 1 else 'are'} {'; '.join(named) or 'none'}")
    return f"Of {len(findings)} findings, {parts[0]}. Only {parts[1]}. The others are not shown."


def _name_finding(row: dict) -> str:
    if row["measure"] == "tone":
        voice = {"all": "", "author": " of the author's own words", "quoted": " of quotations", "reported": " of reports"}
        return f"the kinder tone{voice[row['voice']]}{' by TextBlob' * (row['subject'] == WITNESS)}"
    return f"more of the word {row['subject']}" if row["measure"] == "terms" else f"more language of {row['subject']}"


def write_accuracy(measured: pd.DataFrame) -> str:
    """How well the instruments agree with people, from lexicons/accuracy.csv."""
    found = measured.set_index(["instrument", "metric"])[["value", "low", "high", "n"]]
    parts = []
    for instrument, name in (("vader", "VADER"), ("textblob", "TextBlob")):
        value, low, high, n = found.loc[(instrument, "tone_nyt_r")]
        parts.append(f"{name} {value:.2f} (95 % interval {low:.2f} to {high:.2f})")
    return (
        f"On {n} of news that 20 people rated each, the correlation of sentence tone with their mean is {parts[0]} and "
        f"{parts[1]}. That is why VADER decides here, and why neither is believed on a single sentence."
    )


def _order(finding: pd.Series) -> tuple[str, str]:
    sides = (finding["side_a"], finding["side_b"])
    return sides if finding["estimate"] >= 0 else sides[::-1]


def _number(value: float, places: int = 2) -> str:
    return f"{value:+.{places}f}".replace("-", "−")


def _interval(finding: pd.Series) -> str:
    if pd.isna(finding["low"]):
        return finding["note"] or "no interval"
    return f"95\u00a0% interval {_number(finding['low'])} to {_number(finding['high'])}"


def _share(p: float) -> str:
    return f"{p:.1%}".replace("%", "\u00a0%") if p >= 0.001 else "fewer than 0.1\u00a0%"
