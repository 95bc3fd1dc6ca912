"""Tone as a judged measure: its units, choices, evidence and verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd

from analysis.judge.choices import DISPLAYED, ROLE_CHOICES, count_kept, divide_sums
from analysis.judge.rows import Choices, Judged, Picks
from analysis.judge.thresholds import DECIDES, WITNESS, decide_tone, find_instrument_error, relate
from analysis.measures.tone import FORMULAS, score_segments
from analysis.stats.variance import adjust_p
from analysis.tables.corpus import Corpus

INSTRUMENTS = (DECIDES, WITNESS)
NEGATION = {"vader": ["vader"], "textblob": ["textblob", "textblob-expanded"]}
CHOICES: Choices = {
    "roles": ROLE_CHOICES,
    "names": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}


def list_units(corpus: Corpus, picks: Picks) -> pd.DataFrame:
    """The scores of every segment by both instruments: a unit table with voice."""
    roles, masked = picks["roles"], picks["names"]
    parts = []
    for name in INSTRUMENTS:
        units = score_segments(corpus, instrument=name, role=roles, mask_names=masked)
        parts.append(units.assign(subject=name))
    return pd.concat(parts, ignore_index=True)


def sum_choices(
    corpus: Corpus, *, instrument: str = DECIDES, voices: Sequence[str] = ("all",)
) -> pd.DataFrame:
    """Sums of the scores of each side under every choice (for TextBlob also negation).

    Returns: voice, subject (the instrument), instrument (its version), one column a choice, side,
    num, den, n (sentences).
    """
    rows, scored, summed = [], {}, {}
    for version, names in product(NEGATION[instrument], product(*CHOICES.values())):
        options = zip(CHOICES.values(), names, strict=True)
        roles, masked, zeros, by_words = (known[name] for known, name in options)
        if (version, masked) not in scored:
            scored[version, masked] = score_segments(
                corpus, instrument=version, role=DISPLAYED, mask_names=masked
            )
        if (version, masked, roles) not in summed:
            units = scored[version, masked]
            units = units[units["role"].isin(roles) & (units["den"] > 0)]
            summed[version, masked, roles] = _sum_voices(units, voices)
        sums = summed[version, masked, roles][zeros]
        picked = [f"{name} by words" if by_words else name for name in ("num", "den")]
        for voice in voices:
            for side, *of_side in sums[voice][[*picked, "n"]].itertuples(name=None):
                rows.append((voice, instrument, version, *names, side, *of_side))
    columns = ["voice", "subject", "instrument", *CHOICES, "side", "num", "den", "n"]
    return pd.DataFrame(rows, columns=columns)


def _sum_voices(units: pd.DataFrame, voices: Sequence[str]) -> dict[bool, dict[str, pd.DataFrame]]:
    """Sums over the sentences of each side, by voice.

    Returns: whether sentences without a scored word count -> voice -> side: num, den, both weighed
    by words as well, n (sentences).
    """
    parts = [_mark_sentences(units.assign(voice="all")), _mark_sentences(units)]
    marked = pd.concat([part[part["voice"].isin(voices)] for part in parts])
    words = marked["n_words"]
    weighed = {"num by words": marked["num"] * words / marked["den"], "den by words": words}
    marked = marked.assign(**weighed)
    summed: dict[bool, dict[str, pd.DataFrame]] = {}
    for zeros in (True, False):
        counted = marked if zeros else marked[marked["marked"]]
        sums = counted.groupby(["voice", "side"])[["num", "den", *weighed, "n"]].sum()
        found = {voice: own.droplevel("voice") for voice, own in sums.groupby(level="voice")}
        summed[zeros] = {voice: found.get(voice, sums.head(0)) for voice in voices}
    return summed


def _mark_sentences(units: pd.DataFrame) -> pd.DataFrame:
    """The scores with what is said of the part of a sentence that is in one voice.

    marked: it has a scored word; n: True once for the part.
    """
    part = units.groupby(["article_id", "sentence", "voice"], sort=False)
    return units.assign(marked=part["n_marks"].transform("sum") > 0, n=part.cumcount() == 0)


def add_choices(corpus: Corpus, pair: tuple[str, str]) -> pd.DataFrame:
    """The sums of both instruments and all voices under every choice."""
    voices = ("all", "author", "quoted", "reported")
    parts = [sum_choices(corpus, instrument=name, voices=voices) for name in INSTRUMENTS]
    return pd.concat(parts, ignore_index=True)


def specify_tone(
    corpus: Corpus, *, instrument: str = DECIDES, voice: str | None = None
) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices, the main one first.

    Returns: as choices.divide_sums of sum_choices.
    """
    sums = sum_choices(corpus, instrument=instrument, voices=[voice or "all"])
    return divide_sums(sums, pair=corpus.pair).drop(columns="voice")


def find_evidence(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """What each segment gives to the sum of its side's tone, by instrument."""
    parts = []
    for name in subjects:
        scored = score_segments(body, instrument=name)
        held = scored[scored["num"] != 0]
        parts.append(held.assign(part=held["num"], subject=name))
    return pd.concat(parts, ignore_index=True)


def find_formula(subject: str) -> str:
    """The formula of an instrument's score."""
    return FORMULAS[subject]


def settle(
    row: Judged, found: pd.DataFrame, tried: pd.DataFrame, *, pair: tuple[str, str],
    articles: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    """Findings on tone, voice by voice; of several voices the witness is listed for all together.

    q is corrected over the voices of the instrument that decides.
    Returns: rows of findings with masked (the estimate with names masked), error (instrument error
    of the difference; NaN where it was not measured), witness and verdict.
    """
    parts = []
    for voice, own in found.groupby("voice", sort=False):
        settled = _settle_voice(row, own, tried[tried["voice"] == voice], pair, articles)
        both = voice == "all" or row.voices == (voice,)
        parts.append(settled if both else settled.head(1))
    table = pd.concat(parts, ignore_index=True)
    deciding = table["subject"] == DECIDES
    return table.assign(q=adjust_p(table["p"].where(deciding)))


def _settle_voice(
    row: Judged, found: pd.DataFrame, tried: pd.DataFrame, pair: tuple[str, str],
    articles: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    found = found.assign(measure=row.measure, side_a=pair[0], side_b=pair[1])
    rows = []
    for name in INSTRUMENTS:
        finding, own = found[found["subject"] == name], tried[tried["subject"] == name]
        # Masking that changes nothing is not among the choices: then it gives the estimate itself.
        masked = own.loc[(own["names"] == "masked") & (own["roles"] == "body"), "estimate"].head(1)
        sentences = own.iloc[0][["n_a", "n_b"]]  # of groups a finding's n is that of articles
        counted = pd.concat([finding.iloc[0].drop(["n_a", "n_b"]), sentences])
        finding = finding.assign(
            masked=masked.iloc[0] if len(masked) else finding["estimate"].iloc[0],
            error=find_instrument_error(counted, articles),
        )
        kept = count_kept(own, choices=row.choices)
        rows.append(finding.merge(kept, on="subject", validate="one_to_one"))
    table = pd.concat(rows, ignore_index=True)
    first, second = (table.loc[k] for k in (0, 1))
    words = [relate(second, first), relate(first, second)]
    pairs = zip((first, second), words, strict=True)
    verdicts = [decide_tone(finding, witness=word) for finding, word in pairs]
    ids = [f"{row.prefix}-{name}" for name in table["subject"]]
    voice = table["voice"].iloc[0]
    ids = ids if voice == "all" else [f"{name}-{voice}" for name in ids]
    table.insert(0, "finding_id", ids)
    formula = table["subject"].map(row.formula)
    return table.assign(formula=formula, witness=words, verdict=verdicts)


def pick_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings of the first screen: all voices by both instruments, in one line.

    Returns: their rows with case: the verdict, and what the witness says; joins: whether the
    sentence joins that of the row before.
    """
    both = findings[findings["voice"] == "all"]
    cases = [both["verdict"].iloc[0], f"witness {both['witness'].iloc[0]}"]
    return both.assign(case=cases, joins=[False, True])


def name_finding(finding: dict) -> str:
    """What a finding on tone is, with its voice, and its instrument where it is the witness."""
    voices = {
        "all": "",
        "author": " of the author's own words",
        "quoted": " of quotations",
        "reported": " of reports",
    }
    by = " by TextBlob" if finding["subject"] == WITNESS else ""
    return f"the more positive tone{voices[finding['voice']]}{by}"
