"""The sentences of a report: generated from numbers and verdicts, never typed, and plain enough to
be quoted.

Nothing is decided or computed here; a sentence says what a row of a table holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.judge.families import find_family
from analysis.judge.thresholds import DECIDES, WITNESSES
from analysis.tables.numbers import signed
from analysis.tables.sides import REST, name_rest

NAMED = 6  # findings that a sentence names; it counts the others
SHORT_WORDS = 100  # articles with fewer words are called too short to compare


def write_tone(findings: pd.DataFrame) -> str:
    """Write the verdict on tone.

    Parameters
    ----------
    findings : from verdicts.judge_tone, the instrument that decides first.

    Returns
    -------
    Sentences for a reader.
    """
    first = findings.iloc[0]
    more, less = order(first)
    said = {
        "author": " in the authors' own words",
        "quoted": " in quoted words",
        "reported": " in reported speech",
    }
    where = said.get(first["voice"], "")
    compared = f"more positive in tone than {less}{where}"
    sure = {
        "supported": f"{more} is {compared}: supported.",
        "suggestive": f"{more} may be {compared}: suggestive, no more.",
        "not shown": f"a difference in tone{where} is not shown.",
    }[first["verdict"]]
    measured = (
        "With everything but the body, names and reporting words set aside, the word table puts "
        f"the difference at {signed(first['estimate'])} standard deviations of a sentence "
        f"({_interval(first)}; {_write_unmasked(first)})."
    )
    sentences = [f"In these {scope(first)} {sure}", measured, _chance(first), _write_kept(first)]
    sentences += [_write_witness(row, first) for _, row in findings.iloc[1:].iterrows()]
    return " ".join(sentences)


def _write_kept(finding: pd.Series) -> str:
    """Under how many choices the sign holds, and that an interval holds zero all the same."""
    kept = f"{finding['kept']} of {finding['tried']} defensible combinations of choices"
    turns = f" (it turns with {finding['lost']})" if finding["lost"] else ""
    told = f"The sign holds under {kept}{turns}."
    holds_zero = finding["low"] <= 0 <= finding["high"]
    if holds_zero and finding["verdict"] == "supported":
        told += " Its interval holds zero: in texts this short the rule asks for less"
        told += " (appendix: Verdict)."
    return told


def _write_witness(finding: pd.Series, first: pd.Series) -> str:
    """What a witness says of the finding, with its own figures, and of how many articles it does
    where it scored a sample.
    """
    said = {
        "agrees": "agrees",
        "contradicts": "contradicts it",
        "is silent": "is silent: its difference is within what chance gives it",
        "was not tested": "could not be tested",
    }[finding["witness"]]
    name = INSTRUMENT_NAMES[finding["subject"]]
    figures = f"{signed(finding['estimate'])}, {_interval(finding)}; {_write_unmasked(finding)}"
    sampled = finding["unit"] == "article" and finding["n_a"] < first["n_a"]
    seen = f", on {finding['n_a']:,} and {finding['n_b']:,} articles" if sampled else ""
    return f"{name}{seen} {said} ({figures})."


def _write_unmasked(finding: pd.Series) -> str:
    return f"{signed(finding['unmasked'])} with every word counted"


def _chance(finding: pd.Series) -> str:
    if pd.isna(finding["p"]):
        return f"Chance could not be tested: {finding['note'] or 'too few units'}."
    if finding["unit"] == "event":
        return f"Exchanging the sides of events gives as much in {_share(finding['p'])} of cases."
    if finding["unit"] == "article":
        chance = f"a probability of {_share(finding['p'])} (Welch)"
        return f"A difference of this size or more has, were the sides alike, {chance}."
    return f"Shuffling the sides gives as much in {_share(finding['p'])} of cases."


def write_naive(articles: pd.DataFrame) -> str:
    """Write what scores of the whole files would say, and whether they contradict each other.

    Parameters
    ----------
    articles : side, naive_polarity and naive_compound of at least two sides.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> articles = pd.DataFrame({"side": ["Post", "Echo"], "naive_polarity": [0.1, 0.3],
    ...                          "naive_compound": [0.9, 0.2]})
    >>> print(write_naive(articles).replace(", ", ",\\n").replace(": ", ":\\n"))
    Scored as whole files,
    TextBlob calls Echo the more positive (+0.30 against +0.10),
    and VADER calls Post the more positive (+0.90 against +0.20):
    the two contradict each other.
    """
    means = _naive_means(articles)
    blob = _write_leader("TextBlob", means["naive_polarity"])
    vader = _write_leader("VADER", means["naive_compound"])
    missing = means.isna().any(axis=None)
    equal = means.round(2).nunique() == 1
    if missing or equal.any():
        close = ""
    elif naive_contradicts(articles):
        close = ": the two contradict each other"
    else:
        close = ": both point the same way"
    return f"Scored as whole files, {blob}, and {vader}{close}."


def _write_leader(name: str, means: pd.Series) -> str:
    """Which side an instrument's means of whole files call the more positive."""
    if means.isna().any():
        return f"{name} does not score files of this length"
    if means.round(2).nunique() == 1:
        return f"{name} gives both sides {signed(means.iloc[0])}"
    scores = f"{signed(means.max())} against {signed(means.min())}"
    return f"{name} calls {means.idxmax()} the more positive ({scores})"


def _naive_means(articles: pd.DataFrame) -> pd.DataFrame:
    """The means of both sides, a column an instrument."""
    by_side = articles.groupby("side", sort=False)
    means = by_side[["naive_polarity", "naive_compound"]].mean()
    return means.iloc[:2]


def name_naive_leader(articles: pd.DataFrame) -> str:
    """The side that TextBlob's whole-file score calls the more positive.

    Parameters
    ----------
    articles : side, naive_polarity and naive_compound of at least two sides.

    Returns
    -------
    The label of the side.

    Examples
    --------
    >>> name_naive_leader(pd.DataFrame({"side": ["Post", "Echo"], "naive_polarity": [0.1, 0.3],
    ...                                 "naive_compound": [0.9, 0.2]}))
    'Echo'
    """
    return _naive_means(articles)["naive_polarity"].idxmax()


def naive_contradicts(articles: pd.DataFrame) -> bool:
    """Whether the two instruments' whole-file scores name different sides as the more positive.

    Differences that print as 0.00 name no side.

    Parameters
    ----------
    articles : side, naive_polarity and naive_compound of at least two sides.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> means = {"naive_polarity": [0.1, 0.3], "naive_compound": [0.9, 0.2]}
    >>> bool(naive_contradicts(pd.DataFrame({"side": ["Post", "Echo"], **means})))
    True
    """
    means = _naive_means(articles)
    gaps = means.iloc[0] - means.iloc[1]
    opposed = bool(np.sign(gaps).product() == -1)
    return opposed and gaps.abs().min() >= 0.005  # Ignore gaps that round to 0.00.


def write_scope(articles: pd.DataFrame, *, every: pd.DataFrame | None = None) -> str:
    """Write what the results are about, and what they are not about.

    Parameters
    ----------
    articles : article_id, side, n_words, and sha256 where it is known.
    every : the articles with the sides they had before one of several was set against all others;
        these sides are named.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> articles = pd.DataFrame({"article_id": ["x", "y"], "side": ["Post", "Echo"],
    ...                          "n_words": [400, 1200], "sha256": ["ab", "cd"]})
    >>> print(write_scope(articles).replace(". ", ".\\n"))
    Post is 1 article of 400 words, Echo is 1 article of 1,200 words.
    Nothing here is about outlets, countries or intentions.
    """
    counts = articles.groupby("side", sort=False)["n_words"].agg(["size", "sum"])
    own, names = articles, ""
    if every is not None:
        own = every[every["article_id"].isin(articles["article_id"])]
        names = ", ".join(name_rest(articles, own))
    parts = []
    for side, row in counts.iterrows():
        many, words = row["size"], row["sum"]
        noun = "article" if many == 1 else "articles"
        verb = "are" if side == REST else "is"
        rest = f" ({names})" if side == REST and names else ""
        parts.append(f"{side} {verb} {many} {noun} of {words:,} words{rest}")
    sentences = [f"{', '.join(parts)}."]
    if "sha256" in articles and articles["sha256"].duplicated().any():
        sentences.append("Both files are the same text.")
    few = own.loc[own["n_words"] < SHORT_WORDS, "side"]
    sentences += [f"{side} is too short to compare." for side in few]
    sentences.append("Nothing here is about outlets, countries or intentions.")
    return " ".join(sentences)


def write_causes(
    shift: pd.DataFrame, sides: Sequence[str], *, side: str, instrument: str, rows: int = 5
) -> str:
    """Write which words lift one side above the other in an instrument's score of whole files.

    Parameters
    ----------
    shift : from measures.shift.shift_words over all roles with whole_files.
    sides : labels of a and b.
    side : the one lifted.
    instrument : its name.
    rows : words to name at most.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> shift = pd.DataFrame({"term": ["grim"], "a": [-0.1], "b": [0.2], "shift": [-0.3]})
    >>> write_causes(shift, ("Post", "Echo"), side="Echo", instrument="VADER")
    "What lifts Echo in VADER's whole-file score are words such as grim (+0.300)."
    """
    own, sign = ("a", 1) if side == sides[0] else ("b", -1)
    lifted = shift[shift[own] > 0].assign(lift=sign * shift["shift"])
    lifted = lifted[lifted["lift"] > 0]
    lifted = lifted.sort_values(["lift", "term"], ascending=[False, True]).head(rows)
    words = [f"{row.term} ({signed(row.lift, 3)})" for row in lifted.itertuples()]
    if not words:
        return f"No word of {side} lifts it in {instrument}'s whole-file score."
    score = f"{instrument}'s whole-file score"
    return f"What lifts {side} in {score} are words such as {', '.join(words)}."


def write_terms(findings: pd.DataFrame) -> str:
    """Write what the comparison of terms shows.

    Parameters
    ----------
    findings : from verdicts.judge_terms.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> write_terms(pd.DataFrame())
    'No term is frequent enough on both sides together to be compared.'
    """
    if findings.empty:
        return "No term is frequent enough on both sides together to be compared."
    found = _list_found(findings.to_dict("records"), per=1000)
    return (
        f"In these {scope(findings.iloc[0])} {len(findings):,} terms are frequent enough to "
        f"compare, in uses per 1,000 words: {found}. Read the others as leads at most."
    )


def _list_found(rows: list[dict], *, per: int = 1) -> str:
    """'supported: x (more in A, 3.0 against 1.0); suggestive: …' of findings that are so, or that
    there is none.
    """
    parts = []
    for verdict in ("supported", "suggestive"):
        named = [_name_rates(row, per) for row in rows if row["verdict"] == verdict]
        if named:
            parts.append(f"{verdict}: {_cap(named)}")
    return "; ".join(parts) or "none differs beyond chance and choice"


def _name_rates(row: dict, per: int) -> str:
    """A finding with the side that has more, and the rates of both."""
    more, _ = order(pd.Series(row))
    low, high = sorted((row["a"] * per, row["b"] * per))
    return f"{row['subject']} (more in {more}, {high:.1f} against {low:.1f})"


def _cap(named: Sequence[str], *, mark: str = ", ") -> str:
    """The first of a list in words, and how many more there are."""
    listed = list(named[:NAMED])
    more = len(named) - NAMED
    if more > 0:
        listed.append(f"and {more} more")
    return mark.join(listed)


def write_words(shift: pd.DataFrame, *, rows: int = 4) -> str:
    """Write which words carry a difference in tone, and what is left without them.

    Parameters
    ----------
    shift : from measures.shift.shift_words.
    rows : words to name at most.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> shift = pd.DataFrame({"term": ["grim"], "n_a": [3], "n_b": [1], "shift": [-0.3]})
    >>> print(write_words(shift).replace(". ", ".\\n").replace("; ", ";\\n"))
    The words that carry it most, with their uses on each side: grim (3 : 1).
    Without these 1 the difference would be +0.00;
    a word list does not know how they are meant, so read them in the evidence.
    """
    gap = shift["shift"].sum()
    same_way = np.sign(shift["shift"]) == np.sign(gap)
    top = shift[same_way].head(rows)
    if top.empty or round(gap, 12) == 0:
        return "No scored word makes a difference."
    named = [f"{row.term} ({row.n_a} : {row.n_b})" for row in top.itertuples()]
    rest = gap - top["shift"].sum()
    return (
        f"The words that carry it most, with their uses on each side: {', '.join(named)}. Without "
        f"these {len(top)} the difference would be {signed(rest)}; a word list does "
        f"not know how they are meant, so read them in the evidence.{_write_unsure(shift)}"
    )


def _write_unsure(shift: pd.DataFrame) -> str:
    """What is left without the words that may mean something else, where there are any."""
    if "unsure" not in shift or not shift["unsure"].any():
        return ""
    unsure = shift[shift["unsure"]]
    rest = shift["shift"].sum() - unsure["shift"].sum()
    many = f"{len(unsure)} scored words" if len(unsure) > 1 else "1 scored word"
    return (
        f" Without the {many} marked “?”, whose sense a list cannot know (such as "
        f"“{unsure['term'].iloc[0]}”), it would be {signed(rest)}."
    )


def write_shares(shares: pd.DataFrame, *, error: float | None = None) -> str:
    """Write who does the talking on each side.

    Parameters
    ----------
    shares : from tables.sides.share_words by voice.
    error : the mean error of such a share by the rules that find speech, or None.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> write_shares(pd.DataFrame({"side": ["Post"], "quoted": [0.3], "reported": [0.1]}))
    'Post leaves 40\xa0% of its words to others (30\xa0% quoted).'
    """
    parts = []
    for row in shares.iloc[:2].to_dict("records"):
        others = row["quoted"] + row["reported"]
        parts.append(
            f"{row['side']} leaves {others:.0%} of its words to others ({row['quoted']:.0%} quoted)"
        )
    told = "; ".join(parts)
    if error:
        told += f" (the rules that find speech err by {error:.0%} of an article's words on average)"
    told = told.replace("%", "\u00a0%")
    return f"{told}."


def write_decomposition(parts: pd.DataFrame, side_a: str, side_b: str) -> str:
    """Write how much of the tone gap comes from who speaks and how much from how they speak.

    Parameters
    ----------
    parts : from measures.shift.decompose_voices.
    side_a, side_b : their labels.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> parts = pd.DataFrame({"voice": ["author", "quoted"], "who": [0.1, 0.0], "how": [0.3, 0.0]})
    >>> write_decomposition(parts, "Post", "Echo")[:68]
    'The difference in tone of +0.40 (Post minus Echo) divides into +0.10'
    """
    who, how = parts["who"].sum(), parts["how"].sum()
    if abs(who + how) < 0.005:
        return "Both sides have the same tone, so there is no difference to divide."
    author = parts.loc[parts["voice"] == "author", "how"].sum()
    return (
        f"The difference in tone of {signed(who + how)} ({side_a} minus {side_b}) divides into "
        f"{signed(who)} from who is given the word and {signed(how)} from how they speak: "
        f"{_weigh_parts(who, how)} (no interval; a voice that one side lacks counts as who). How "
        f"the authors write gives {signed(author)} of it."
    )


def _weigh_parts(who: float, how: float) -> str:
    """Which part of a difference weighs more."""
    smaller, larger = sorted([abs(who), abs(how)])
    if who * how < 0 and smaller > larger / 2:
        return "the two pull against each other"
    if who == how:
        return "neither weighs more"
    if abs(how) > abs(who):
        return "most of it comes from how they speak"
    return "most of it comes from who is given the word"


def write_frames(findings: pd.DataFrame, *, own: str) -> str:
    """Write what the comparison of frame language shows.

    Parameters
    ----------
    findings : from verdicts.judge_frames, of one or more codebooks.
    own : the codebook that was written for the event ('generic' where there is none).

    Returns
    -------
    Sentences for a reader.
    """
    is_own = _is_expected(findings, own)
    others = _list_found(findings[~is_own].to_dict("records"))
    if not is_own.any():
        return f"Frame language, uses in 100 words: {others}."
    mine = _list_found(findings[is_own].to_dict("records"))
    return (
        "The frames written for this event from the titles of its sides, as is to be expected of "
        f"them: {mine}. Generic frames: {others}."
    )


def _is_expected(findings: pd.DataFrame, own: str) -> pd.Series:
    """Which findings are of the codebook that was written for the event."""
    is_own = findings["measure"] == f"frames: {own}"
    return is_own & (own != "generic")


def write_verdicts(findings: pd.DataFrame, *, own: str = "") -> str:
    """Write how many findings were tried, and which are supported or suggestive.

    Parameters
    ----------
    findings : from verdicts.judge_all.
    own : the codebook that was written for the event: its findings are expected, and said apart.

    Returns
    -------
    Sentences for a reader.
    """
    is_own = _is_expected(findings, own)
    others = findings[~is_own]
    supported = _write_many(others, "supported")
    suggestive = _write_many(others, "suggestive")
    text = f"Of {len(others)} findings {supported} and {suggestive}; the others are not shown."
    shown = findings[is_own & (findings["verdict"] == "supported")]
    if len(shown):
        named = []
        for _, row in shown.iterrows():
            more, _ = order(row)
            named.append(f"{row['subject']} in {more}")
        text += (
            " As is to be expected of word lists written from the two titles, there is more "
            f"language of {' and '.join(named)}."
        )
    return text


def _write_many(findings: pd.DataFrame, verdict: str) -> str:
    """How many findings have a verdict, and what the first of them are."""
    rows = findings[findings["verdict"] == verdict].to_dict("records")
    verb = "is" if len(rows) == 1 else "are"
    told = f"{len(rows)} {verb} {verdict}"
    if not rows:
        return told
    named = [_name_finding(row) for row in rows]
    return f"{told} ({_cap(named, mark='; ')})"


def _name_finding(row: dict) -> str:
    """What a finding is, and on which side there is more of it."""
    family = find_family(row["measure"])
    more, _ = order(pd.Series(row))
    return f"{family.name(row)} in {more}"


def write_accuracy(measured: pd.DataFrame) -> str:
    """Write how well the instruments agree with people.

    Parameters
    ----------
    measured : lexicons/accuracy.csv.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> from analysis.tables.resources import load_lexicon
    >>> write_accuracy(load_lexicon("accuracy")).split(" of news")[0]
    'On 2622 sentences'
    """
    found = measured.set_index(["instrument", "metric"])[["value", "low", "high", "n"]]
    parts = []
    for instrument in (DECIDES, *WITNESSES):
        value, low, high, n = found.loc[(instrument, "tone_nyt_r")]
        name = INSTRUMENT_NAMES[instrument]
        parts.append(f"{name} {value:.2f} (95 % interval {low:.2f} to {high:.2f})")
    return (
        f"On {n} of news that 20 people rated each, the correlation of sentence tone with their "
        f"mean is {', '.join(parts[:-1])} and {parts[-1]}. That is why the {name_decider()} "
        "decides here, and why none is believed on a single sentence."
    )


def name_decider() -> str:
    """Name the instrument that decides on tone.

    Returns
    -------
    The name.

    Examples
    --------
    >>> name_decider()
    'word table'
    """
    return INSTRUMENT_NAMES[DECIDES]


def order(finding: pd.Series) -> tuple[str, str]:
    """Name the side that has more, and the one that has less.

    Parameters
    ----------
    finding : side_a, side_b, estimate.

    Returns
    -------
    Their labels.

    Examples
    --------
    >>> order(pd.Series({"side_a": "Post", "side_b": "Echo", "estimate": -0.1}))
    ('Echo', 'Post')
    """
    if finding["estimate"] >= 0:
        return finding["side_a"], finding["side_b"]
    return finding["side_b"], finding["side_a"]


def scope(finding: Mapping) -> str:
    """Say what a finding is about: two texts, or the texts of groups.

    Parameters
    ----------
    finding : with unit.

    Returns
    -------
    'two texts' or 'texts'.

    Examples
    --------
    >>> scope({"unit": "article"})
    'texts'
    """
    return "texts" if finding["unit"] in ("article", "event") else "two texts"


def _interval(finding: pd.Series) -> str:
    if pd.isna(finding["low"]):
        return finding["note"] or "no interval"
    return f"95\u00a0% interval {signed(finding['low'])} to {signed(finding['high'])}"


def _share(p: float) -> str:
    if p < 0.001:
        return "fewer than 0.1\u00a0%"
    return f"{p:.1%}".replace("%", "\u00a0%")
