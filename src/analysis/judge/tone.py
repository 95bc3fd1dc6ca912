"""Tone as a judged measure: its units, choices, evidence and verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.judge.choices import ROLE_CHOICES, count_kept, divide_sums, rank_choices
from analysis.judge.layers import Layer, add_groups, find_asked, make_layer, number_groups
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
from analysis.tables.places import number_places
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
TOO_SHORT = "too short"  # begins the note on a text that is too short, and names its case
UNTESTED = ["p", "q", "low", "high", "placebo", "effect"]


def list_units(corpus: Corpus, picks: Picks) -> pd.DataFrame:
    """Score every segment by every instrument.

    Parameters and result: see `rows.Judged.units`.
    """
    masks = {mask: picks[choice] for choice, mask in MASKS.items()}
    parts = []
    for name in INSTRUMENTS:
        units = score_segments(corpus, instrument=name, role=picks["roles"], **masks)
        parts.append(units.assign(subject=name))
    return pd.concat(parts, ignore_index=True)


def find_layer(corpus: Corpus, picks: Picks) -> Layer | None:
    """Give the scores that list_units gives, as a layer.

    It is None where the witnesses scored a sample of the articles only, since one layer is of the
    same segments for all subjects. Parameters and result: see `rows.Judged.layer`.
    """
    source = corpus.whole or corpus
    if source.witness_sample > 1:
        return None
    masks = {mask: picks[choice] for choice, mask in MASKS.items()}
    parts = []
    for name in INSTRUMENTS:
        num, _ = Scorer(source, instrument=name).add_up(**masks)
        ids = source.segments["segment_id"].array
        parts.append(pd.DataFrame({"segment_id": ids, "subject": name, "num": num}))
    den = number_places(source).share_sentences()
    return make_layer(corpus, INSTRUMENTS, pd.concat(parts, ignore_index=True), den)


@remember
def sum_choices(
    corpus: Corpus, *, instrument: str = DECIDES, voices: Sequence[str] = ("all",)
) -> pd.DataFrame:
    """Sums of the scores of each side under every choice, and every version of the instrument.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : its name.
    voices : those to sum; 'all' takes every sentence.

    Returns
    -------
    voice, subject (the instrument), instrument (its version), one column a choice, side, num, den,
    n (sentences), words.
    """
    rows = []
    masking = list(product(*(CHOICES[choice] for choice in MASKS)))
    for version in VERSIONS[instrument]:
        scorer = Scorer(corpus, instrument=version)
        asked = _Asked(scorer, find_asked(corpus) & scorer.find_drawn())
        for options in masking:
            masks = {}
            for (choice, mask), option in zip(MASKS.items(), options, strict=True):
                masks[mask] = CHOICES[choice][option]
            num, n_marks = scorer.add_up(**masks)
            sums = _SideSums(asked, num, n_marks)
            for name, voice in product(ROLE_CHOICES, voices):
                head = (voice, instrument, version, name, *options)
                rows += _list_weighed(sums, head)
    columns = ["voice", "subject", "instrument", *CHOICES, "side", "num", "den", "n", "words"]
    table = pd.DataFrame(rows, columns=columns).astype({"n": int, "words": int})
    return _sort_choices(table)


def _list_weighed(sums: _SideSums, head: tuple[str, ...]) -> list[tuple]:
    """The rows of sum_choices that differ in sentences without a scored word and in weight.

    head: what stands before these choices.
    """
    voice, _, _, roles, *_ = head
    rows = []
    for (without, zeros), (weight, by_words) in product(
        CHOICES["sentences without a scored word"].items(), CHOICES["weight"].items()
    ):
        added = sums.add_up(ROLE_CHOICES[roles], voice, zeros=zeros, by_words=by_words)
        rows += [(*head, without, weight, *of_side) for of_side in added]
    return rows


def _sort_choices(table: pd.DataFrame) -> pd.DataFrame:
    """Rows by choice, each in the order in which its options are declared; versions stay apart."""
    ranks = rank_choices(table, CHOICES)
    versions, _ = pd.factorize(table["instrument"])
    rows = np.lexsort([*ranks, versions])
    return table.iloc[rows].reset_index(drop=True)


class _Asked:
    """The segments that count, whatever is masked in them.

    Parameters
    ----------
    scorer : whose places of segments count.
    asked : which segments count.
    """

    def __init__(self, scorer: Scorer, asked: np.ndarray):
        self.places = scorer.places
        self.ours = np.flatnonzero(asked & (scorer.den > 0))
        self.group = number_groups(self.places)[self.ours]
        self.den, self.words = scorer.den[self.ours], self.places.words[self.ours]
        # What counts as one sentence: it, or all parts of it that are in the same voice.
        sentence = self.places.sentence[self.ours]
        in_voice = sentence * len(self.places.voices) + self.places.voice[self.ours]
        self.parts = {"all": sentence, "one": in_voice}
        self.first = {name: _find_first(part) for name, part in self.parts.items()}


def _find_first(part: np.ndarray) -> np.ndarray:
    """1 for the first segment of every part, 0 for the others."""
    _, begins = np.unique(part, return_index=True)
    first = np.zeros(len(part))
    first[begins] = 1
    return first


class _SideSums:
    """Sums over the sentences of each side by role and voice, under one choice of masks.

    Parameters
    ----------
    asked : the segments that count.
    num, n_marks : of every segment, from Scorer.add_up.
    """

    MEASURED = ("num", "den", "num by words", "den by words", "n", "present")

    def __init__(self, asked: _Asked, num: np.ndarray, n_marks: np.ndarray):
        self._places, self._group = asked.places, asked.group
        self._size = len(self._places.roles), len(self._places.voices), len(self._places.sides)
        num, n_marks = num[asked.ours], n_marks[asked.ours]
        by_words = num * asked.words / asked.den
        values = {"num": num, "den": asked.den, "num by words": by_words}
        values |= {"den by words": asked.words, "present": np.ones(len(num))}
        every = np.ones(len(num), bool)
        self._sums = {}
        for name, part in asked.parts.items():
            marked = np.bincount(part, n_marks)[part] > 0
            values["n"] = asked.first[name]
            # With and without the sentences that have no scored word.
            self._sums[name] = {True: self._add(every, values), False: self._add(marked, values)}

    def _add(self, rows: np.ndarray, values: dict[str, np.ndarray]) -> np.ndarray:
        """The sums of some segments of all MEASURED by role, voice and side."""
        group = self._group[rows]
        size = int(np.prod(self._size))
        sums = [np.bincount(group, values[name][rows], size) for name in self.MEASURED]
        return np.reshape(sums, (len(sums), *self._size))

    def add_up(
        self, roles: Sequence[str], voice: str, *, zeros: bool, by_words: bool
    ) -> Iterator[tuple]:
        """Side, num, den, n (sentences, or the parts of them in the voice) and words, of each side
        that has such sentences.

        zeros: whether sentences without a scored word count; by_words: whether a sentence counts by
        its words.
        """
        sums = self._sums["all" if voice == "all" else "one"][zeros]
        added = add_groups(sums, self._places, roles=roles, voice=voice)
        own = dict(zip(self.MEASURED, added, strict=True))
        num, den = ("num by words", "den by words") if by_words else ("num", "den")
        for side in np.argsort(self._places.sides).tolist():
            if own["present"][side]:
                measured = [own[name][side] for name in (num, den, "n", "den by words")]
                yield self._places.sides[side], *measured


def add_choices(corpus: Corpus, pair: tuple[str, str]) -> pd.DataFrame:
    """Sum the scores of all instruments and voices under every choice.

    Parameters and result: see `rows.Judged.add_choices`.
    """
    parts = [sum_choices(corpus, instrument=name, voices=SPEECH) for name in INSTRUMENTS]
    return pd.concat(parts, ignore_index=True)


def specify_tone(
    corpus: Corpus, *, instrument: str = DECIDES, voice: str | None = None
) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices, the main one first.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : its name.
    voice : one voice, or None for all.

    Returns
    -------
    A row a combination: subject (the instrument), instrument (its version), one column a choice, a,
    b, estimate (a - b), n_a, n_b (sentences), words_a, words_b, note (why there is no estimate, or
    ''). A choice that changes no number is left out.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> tried = specify_tone(cf.load_event("harbour-lease").corpus)
    >>> tried.loc[0, "roles"], tried.loc[0, "names"]
    ('body', 'masked')
    """
    wanted = voice or "all"
    voices = SPEECH if wanted in SPEECH else [wanted]
    sums = sum_choices(corpus, instrument=instrument, voices=voices)
    sums = sums[sums["voice"] == wanted].reset_index(drop=True)
    return divide_sums(sums, pair=corpus.pair).drop(columns="voice")


def find_evidence(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """List what each segment gives to the sum of its side's tone, by instrument.

    Parameters and result: see `rows.Judged.evidence`.
    """
    parts = []
    for name in subjects:
        scored = score_segments(body, instrument=name)
        held = scored[scored["num"] != 0]
        parts.append(held.assign(part=held["num"], subject=name))
    return pd.concat(parts, ignore_index=True)


def find_formula(subject: str) -> str:
    """Name the formula of an instrument's score.

    Parameters
    ----------
    subject : an instrument of INSTRUMENTS.

    Returns
    -------
    Its id.
    """
    return FORMULAS[subject]


def settle(
    row: Judged, found: pd.DataFrame, tried: pd.DataFrame, *, pair: tuple[str, str],
    articles: pd.Series,
) -> pd.DataFrame:  # fmt: skip
    """Findings on tone, voice by voice; of single voices by the instrument that decides alone.

    q is corrected over the voices of that instrument. What says too little is not tested.
    Parameters and result: see `rows.Judged.settle`.

    Returns
    -------
    Rows of findings, as settling.settle gives, with unmasked (the estimate with every word
    counted), error (see thresholds.find_instrument_error), witness (what the witnesses say of the
    finding together; of a witness what it says itself) and verdict.
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
    scored = [name for name in INSTRUMENTS if name in set(found["subject"])]
    for name in scored:
        own = tried[tried["subject"] == name]
        finding = _test_length(found[found["subject"] == name], own.iloc[0])
        finding = finding.assign(unmasked=_find_unmasked(own))
        kept = count_kept(own, choices=row.choices)
        rows.append(finding.merge(kept, on="subject", validate="one_to_one"))
    table = pd.concat(rows, ignore_index=True)
    first, *witnesses = [finding for _, finding in table.iterrows()]
    said = [relate(witness, first) for witness in witnesses]
    words = [_sum_up(said), *said]
    verdicts = [decide_tone(first, witness=words[0])]
    verdicts += [
        decide_tone(witness, witness=word) for witness, word in zip(witnesses, said, strict=True)
    ]
    ids = f"{row.prefix}-" + table["subject"]
    if first["voice"] != "all":
        ids = ids + f"-{first['voice']}"
    table.insert(0, "finding_id", ids)
    formula = table["subject"].map(row.formula)
    return table.assign(formula=formula, witness=words, verdict=verdicts)


def _test_length(finding: pd.DataFrame, main: pd.Series) -> pd.DataFrame:
    """A finding with its error; without what was tested where a side says too little.

    main: its main choice, with the sentences and words of the sides; of groups a finding's own n
    is that of articles.
    """
    own = finding.iloc[0].drop(["n_a", "n_b"])
    counted = pd.concat([own, main.filter(regex="^(n|words)_")])
    finding = finding.assign(error=find_instrument_error(counted))
    note = find_shortness(counted)
    if not note:
        return finding
    return finding.assign(**dict.fromkeys(UNTESTED, np.nan), note=note)


def _find_unmasked(tried: pd.DataFrame) -> float:
    """The estimate with every word counted; a choice that changes nothing is not listed."""
    main = tried.iloc[0]
    others = [choice for choice in CHOICES if choice not in MASKS]
    others.append("instrument")
    same = (tried[others] == main[others]).all(axis=1)
    own = tried[same & (tried["topic nouns"] == "counted")]
    counted = own[["names", "reporting words"]] == "counted"
    most = counted.sum(axis=1).idxmax()
    return float(own.loc[most, "estimate"])


def _sum_up(said: Sequence[str]) -> str:
    """What the witnesses say together: one that contradicts is enough."""
    for word in ("contradicts", "agrees", "is silent"):
        if word in said:
            return word
    return "was not tested"


def pick_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings of the first screen: all voices by all instruments, in one line.

    Parameters and result: see `rows.Judged.lines`.

    Returns
    -------
    Their rows with case: the verdict or that a text is too short, and what a witness says; joins:
    whether the sentence joins that of the row before.
    """
    every = findings[findings["voice"] == "all"]
    first = every.iloc[0]
    if first["note"].startswith(TOO_SHORT):
        return every.head(1).assign(case=TOO_SHORT, joins=False)
    lead, witnesses = every.head(1), every.iloc[1:]
    lead = lead.assign(case=lead["verdict"], joins=False)
    witnesses = witnesses.assign(case="witness " + witnesses["witness"], joins=True)
    return pd.concat([lead, witnesses])


def name_finding(finding: dict) -> str:
    """What a finding on tone is, with its voice, and its instrument where it is a witness.

    Parameters
    ----------
    finding : a row of findings.

    Returns
    -------
    Words that a sentence of a report holds.

    Examples
    --------
    >>> name_finding({"subject": "vader", "voice": "quoted"})
    'the more positive tone of quotations by VADER'
    """
    voices = {
        "all": "",
        "author": " of the author's own words",
        "quoted": " of quotations",
        "reported": " of reports",
    }
    name = f"the more positive tone{voices[finding['voice']]}"
    if finding["subject"] != DECIDES:
        name += f" by {INSTRUMENT_NAMES[finding['subject']]}"
    return name


def write_difference(finding: dict) -> tuple[str, Callable[[float], str]]:
    """Say what stands before a difference: its unit, where that is not the instrument's own scale.

    Parameters and result: see `rows.Judged.write_difference`.

    Examples
    --------
    >>> head, write = write_difference({"subject": "vader"})
    >>> head + write(0.27)
    'difference +0.27'
    """
    unit = "in standard deviations of a sentence " if finding["subject"] == DECIDES else ""
    return f"difference {unit}", signed
