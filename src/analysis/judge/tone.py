"""Tone as a judged measure: its units, choices, evidence and verdicts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.judge.choices import ROLE_CHOICES, count_kept, divide_sums
from analysis.judge.rows import Choices, Judged, Picks
from analysis.judge.thresholds import (
    DECIDES,
    WITNESSES,
    decide_tone,
    find_instrument_error,
    find_shortness,
    relate,
)
from analysis.measures.scoring import Scorer, score_segments
from analysis.measures.tone import FORMULAS
from analysis.stats.variance import adjust_p
from analysis.tables.corpus import Corpus
from analysis.tables.numbers import signed
from analysis.tables.remember import remember

INSTRUMENTS = (DECIDES, *WITNESSES)
# The versions of an instrument that are among its choices.
VERSIONS = {
    "crossframe": ["crossframe"],
    "vader": ["vader"],
    "textblob": ["textblob", "textblob-expanded"],
}
MASKS = {"names": "mask_names", "reporting words": "mask_cues", "topic nouns": "mask_topics"}
CHOICES: Choices = {
    "roles": ROLE_CHOICES,
    "names": {"masked": True, "counted": False},
    "reporting words": {"masked": True, "counted": False},
    "topic nouns": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}
SPEECH = ("all", "author", "quoted", "reported")
TOO_SHORT = "too short"  # how the note begins on a text that says too little, and its case
UNTESTED = ["p", "q", "low", "high", "placebo", "effect"]


def list_units(corpus: Corpus, picks: Picks) -> pd.DataFrame:
    """The scores of every segment by every instrument: a unit table with voice."""
    masks = {mask: picks[choice] for choice, mask in MASKS.items()}
    parts = []
    for name in INSTRUMENTS:
        units = score_segments(corpus, instrument=name, role=picks["roles"], **masks)
        parts.append(units.assign(subject=name))
    return pd.concat(parts, ignore_index=True)


@remember
def sum_choices(
    corpus: Corpus, *, instrument: str = DECIDES, voices: Sequence[str] = ("all",)
) -> pd.DataFrame:
    """Sums of the scores of each side under every choice, and every version of the instrument.

    Returns: voice, subject (the instrument), instrument (its version), one column a choice, side,
    num, den, n (sentences), words.
    """
    rows = []
    masking = list(product(*(CHOICES[choice].items() for choice in MASKS)))
    rest = [CHOICES[choice].items() for choice in list(CHOICES)[1 + len(MASKS) :]]
    for version in VERSIONS[instrument]:
        scorer = Scorer(corpus, instrument=version)
        for picked in masking:
            masks = dict(zip(MASKS.values(), (mask for _, mask in picked), strict=True))
            units = scorer.score(**masks)
            for name, roles in ROLE_CHOICES.items():
                own = units[units["role"].isin(roles) & (units["den"] > 0)]
                summed = _sum_voices(own, voices)
                for others in product(*rest):
                    (_, zeros), (_, by_words) = others
                    names = [name, *(option for option, _ in (*picked, *others))]
                    weighed = [f"{part} by words" if by_words else part for part in ("num", "den")]
                    for voice in voices:
                        for side, sums in summed[zeros, voice].items():
                            of_side = [sums[key] for key in (*weighed, "n", "n_words")]
                            rows.append((voice, instrument, version, *names, side, *of_side))
    columns = ["voice", "subject", "instrument", *CHOICES, "side", "num", "den", "n", "words"]
    table = pd.DataFrame(rows, columns=columns).astype({"n": int, "words": int})
    return _sort_choices(table)


def _sort_choices(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by choice, each in the order in which its options are declared; versions stay apart."""
    ranks = [table[choice].map(list(CHOICES[choice]).index) for choice in reversed(CHOICES)]
    versions = pd.factorize(table["instrument"])[0]
    return table.iloc[np.lexsort([*ranks, versions])].reset_index(drop=True)


def _sum_voices(
    units: pd.DataFrame, voices: Sequence[str]
) -> dict[tuple[bool, str], dict[str, dict[str, float]]]:
    """Sums over the sentences of each side, by voice.

    Returns: whether sentences without a scored word count, and the voice -> side, in order -> num,
    den, both weighed by words as well, n (sentences: the parts of them that are in the voice),
    n_words.
    """
    sides, side = np.unique(units["side"].to_numpy(str), return_inverse=True)
    sentence = units.groupby(["article_id", "sentence"], sort=False).ngroup().to_numpy()
    spoken = units["voice"].to_numpy(str)
    num, den, words, marks = (
        units[column].to_numpy(float) for column in ("num", "den", "n_words", "n_marks")
    )
    first = np.zeros(len(units))
    values = {"num": num, "den": den, "num by words": num * words / den, "den by words": words}
    values |= {"n": first, "n_words": words}
    summed = {}
    for voice in voices:
        own = np.flatnonzero((spoken == voice) | (voice == "all"))
        part = sentence[own]
        first[own] = 0
        first[own[np.unique(part, return_index=True)[1]]] = 1
        marked = own[np.bincount(part, marks[own])[part] > 0] if len(own) else own
        for zeros, rows in ((True, own), (False, marked)):
            present = np.unique(side[rows])
            sums = {
                key: np.bincount(side[rows], value[rows], len(sides))
                for key, value in values.items()
            }
            summed[zeros, voice] = {
                str(sides[k]): {key: own_sums[k] for key, own_sums in sums.items()} for k in present
            }
    return summed


def add_choices(corpus: Corpus, pair: tuple[str, str]) -> pd.DataFrame:
    """The sums of all instruments and voices under every choice."""
    parts = [sum_choices(corpus, instrument=name, voices=SPEECH) for name in INSTRUMENTS]
    return pd.concat(parts, ignore_index=True)


def specify_tone(
    corpus: Corpus, *, instrument: str = DECIDES, voice: str | None = None
) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices, the main one first.

    Returns: as choices.divide_sums of sum_choices.
    """
    voices = SPEECH if (voice or "all") in SPEECH else [voice]
    sums = sum_choices(corpus, instrument=instrument, voices=voices)
    sums = sums[sums["voice"] == (voice or "all")].reset_index(drop=True)
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
    """Findings on tone, voice by voice; of single voices by the instrument that decides alone.

    q is corrected over the voices of that instrument. What says too little is not tested.
    Returns: rows of findings with unmasked (the estimate with every word counted), error (see
    thresholds.find_instrument_error), witness (what the witnesses say of the finding; of a
    witness what it says itself) and verdict.
    """
    parts = []
    for voice, own in found.groupby("voice", sort=False):
        settled = _settle_voice(row, own, tried[tried["voice"] == voice], pair)
        every = voice == "all" or row.voices == (voice,)
        parts.append(settled if every else settled.head(1))
    table = pd.concat(parts, ignore_index=True)
    deciding = table["subject"] == DECIDES
    return table.assign(q=adjust_p(table["p"].where(deciding)))


def _settle_voice(
    row: Judged, found: pd.DataFrame, tried: pd.DataFrame, pair: tuple[str, str]
) -> pd.DataFrame:
    """The findings on one voice by every instrument, the one that decides first."""
    found = found.assign(measure=row.measure, side_a=pair[0], side_b=pair[1])
    rows = []
    for name in INSTRUMENTS:
        own = tried[tried["subject"] == name]
        finding = _test_length(found[found["subject"] == name], own.iloc[0])
        finding = finding.assign(unmasked=_find_unmasked(own))
        kept = count_kept(own, choices=row.choices)
        rows.append(finding.merge(kept, on="subject", validate="one_to_one"))
    table = pd.concat(rows, ignore_index=True)
    first = table.iloc[0]
    said = [relate(witness, first) for _, witness in table.iloc[1:].iterrows()]
    words = [_sum_up(said), *said]
    verdicts = [
        decide_tone(finding, witness=word)
        for (_, finding), word in zip(table.iterrows(), words, strict=True)
    ]
    ids = [f"{row.prefix}-{name}" for name in table["subject"]]
    voice = table["voice"].iloc[0]
    ids = ids if voice == "all" else [f"{name}-{voice}" for name in ids]
    table.insert(0, "finding_id", ids)
    formula = table["subject"].map(row.formula)
    return table.assign(formula=formula, witness=words, verdict=verdicts)


def _test_length(finding: pd.DataFrame, main: pd.Series) -> pd.DataFrame:
    """A finding with its error; without what was tested where a side says too little.

    main: its main choice, with the sentences and words of the sides; of groups a finding's own n
    is that of articles.
    """
    counted = pd.concat([finding.iloc[0].drop(["n_a", "n_b"]), main.filter(regex="^(n|words)_")])
    finding = finding.assign(error=find_instrument_error(counted))
    note = find_shortness(counted)
    if not note:
        return finding
    return finding.assign(**dict.fromkeys(UNTESTED, np.nan), note=note)


def _find_unmasked(tried: pd.DataFrame) -> float:
    """The estimate with every word counted; a choice that changes nothing is not listed."""
    same = tried.iloc[0]
    others = [choice for choice in CHOICES if choice not in MASKS]
    own = tried[(tried[[*others, "instrument"]] == same[[*others, "instrument"]]).all(axis=1)]
    own = own[own["topic nouns"] == "counted"]
    counted = (own[["names", "reporting words"]] == "counted").sum(axis=1)
    return float(own.loc[counted.idxmax(), "estimate"])


def _sum_up(said: Sequence[str]) -> str:
    """What the witnesses say together: one that contradicts is enough."""
    for word in ("contradicts", "agrees", "is silent"):
        if word in said:
            return word
    return "was not tested"


def pick_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings of the first screen: all voices by all instruments, in one line.

    Returns: their rows with case: the verdict or that a text is too short, and what a witness
    says; joins: whether the sentence joins that of the row before.
    """
    every = findings[findings["voice"] == "all"]
    first = every.iloc[0]
    if first["note"].startswith(TOO_SHORT):
        return every.head(1).assign(case=TOO_SHORT, joins=False)
    cases = [first["verdict"], *(f"witness {word}" for word in every["witness"].iloc[1:])]
    return every.assign(case=cases, joins=[False] + [True] * (len(every) - 1))


def name_finding(finding: dict) -> str:
    """What a finding on tone is, with its voice, and its instrument where it is a witness."""
    voices = {
        "all": "",
        "author": " of the author's own words",
        "quoted": " of quotations",
        "reported": " of reports",
    }
    by = "" if finding["subject"] == DECIDES else f" by {INSTRUMENT_NAMES[finding['subject']]}"
    return f"the more positive tone{voices[finding['voice']]}{by}"


def write_difference(finding: dict) -> tuple[str, Callable[[float], str]]:
    """What stands before a difference: its unit, where that is not the instrument's own scale."""
    unit = "in standard deviations of a sentence " if finding["subject"] == DECIDES else ""
    return f"difference {unit}", signed
