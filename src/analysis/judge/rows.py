"""What a measure declares: judging, robustness, evidence, files and first screen follow from it.

A *judged* row says how units are made; a verdict is given on the difference between the sides. A
*told* row counts what the two texts hold; a count needs no test.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.judge.layers import Cube, Layer, sum_articles
from analysis.stats.totals import sum_units
from analysis.tables.corpus import Corpus

# Choice -> name of an option -> its value, the main one first.
Choices = dict[str, dict[str, object]]
Picks = dict[str, object]  # choice -> the value of the option that is picked
Pair = tuple[str, str]
# Where a row stands on the first screen, from the top.
PLACES = ("speaks", "named", "called", "acts", "argues", "words", "language", "holds")

ROLES = "roles"  # name of the choice which lines count; its options are tuples of roles


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """One measure on whose difference a verdict is given.

    The fields from add_units on are how a measure differs from the usual.

    Attributes
    ----------
    measure : its name in the findings table.
    prefix : how the ids of its findings begin.
    csv : name of its file.
    units : takes a corpus and what is picked of each choice; gives a unit table (see stats.units)
        with subject, and voice and role of every segment where there are several.
    choices : the declared ones, the main option of each first.
    evidence : takes a corpus of the body (and of the finding's voice) and subjects; gives subject,
        segment_id, part (what a segment gives to the finding).
    formula : takes a subject; gives the id of its formula.
    sentences : gives case (such as a verdict) -> sentence of the first screen, with the fields
        more, less, high, low, subject, scope, among, verdict, instrument, unusual.
    name : takes a finding; gives what it is when supported, as in 'more language of strife'.
    numbers, per : how values are written on the first screen, and what they are multiplied by.
    among : what its subjects are, where there are several.
    place : where it stands on the first screen (PLACES), or ''.
    title : what its line answers there.
    accuracy : takes a subject; gives instrument and metric in lexicons/accuracy.csv that say how
        often its rule is right, or None where none was measured.
    voices : in which it is judged, each a finding of its own.
    scale : 'difference' or 'log_ratio'.
    bounds : lowest and highest value of a side.
    add_units : takes the row, a corpus and the pair; gives sums that add up over parts of a corpus:
        counts (voice, subject, stats.totals.SUMS) and sizes (voice, subject, side, SIZES).
    add_choices : takes a corpus and the pair; gives sums under every choice that add up too.
    admit : takes counts, as of add_units, and the sums under the choices; gives the counts that are
        judged, their subjects as they are shown.
    specify : takes the row, the sums under the choices, the comparison and, by name, the pair;
        gives subject, one column a choice, a, b, estimate, note.
    settle : takes the row, the comparison, the table of choices and, by name, the pair and the
        number of articles by side; gives rows of findings with verdict.
    lines : takes the findings; gives those of the first screen with case (the sentence) and joins
        (whether it joins the line before).
    layer : takes a corpus and what is picked; gives the same as units, of all roles, without a row
        for what is not found.
    write_difference : takes a finding; gives what stands before its estimate on the first screen,
        and a function that writes such a number.
    sum_forms : takes a corpus; gives the uses of every form (term, family, role, side, n), where
        subjects are too many for a row of each in every unit.
    scored_whole : whether scripts score it on whole files, so that its line says what comes of it.
    tested : whether it may be supported on a page; else it is counted, and suggestive at most.
    """

    measure: str
    prefix: str
    csv: str
    units: Callable[[Corpus, Picks], pd.DataFrame]
    choices: Choices
    evidence: Callable[[Corpus, Sequence[str]], pd.DataFrame]
    formula: Callable[[str], str]
    sentences: Callable[[], dict[str, str]]
    name: Callable[[dict], str]
    numbers: str = ".2f"
    per: float = 1.0
    among: str = ""
    place: str = ""
    title: str = ""
    accuracy: Callable[[str], tuple[str, str] | None] = lambda subject: None
    voices: tuple[str, ...] = ("all",)
    scale: str = "difference"
    bounds: tuple[float, float] = (-np.inf, np.inf)
    layer: Callable[[Corpus, Picks], Layer | None] | None = None
    add_units: Callable[..., tuple[pd.DataFrame, pd.DataFrame]] | None = None
    add_choices: Callable[[Corpus, Pair], pd.DataFrame] | None = None
    admit: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame] | None = None
    specify: Callable[..., pd.DataFrame] | None = None
    settle: Callable[..., pd.DataFrame] | None = None
    lines: Callable[..., pd.DataFrame] | None = None
    write_difference: Callable[[dict], tuple[str, Callable[[float], str]]] | None = None
    sum_forms: Callable[[Corpus], pd.DataFrame] | None = None
    scored_whole: bool = False
    tested: bool = True

    @property
    def main(self) -> Picks:
        """What is picked of each choice unless something else is said."""
        return {choice: next(iter(options.values())) for choice, options in self.choices.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class Told:
    """One measure that is counted and told, and never tested.

    Attributes
    ----------
    measure : its name.
    csv : name of its file.
    counts : takes a corpus of the body; gives subject, side, n, and kind where there are several
        kinds of subjects; they add up over parts of a corpus.
    sentence : takes the counts that are told (kind, subject, a, b) and the pair; gives what a
        reader is told.
    evidence : takes a corpus of the body and subjects; gives subject, segment_id, part (what a
        segment gives to the count), and kind where counts have it.
    accuracy : metric in lexicons/accuracy.csv that says how often the rule that counts is right, or
        '' where none was measured.
    rule : what that rule finds; '' where nothing is guessed.
    place : where it stands on the first screen (PLACES), or ''.
    title : what its line answers there.
    keep : takes all counts (kind, subject, a, b), the most frequent first; gives those listed.
    lead : takes the counts that are listed; gives those that the first screen tells.
    size : takes the counts that are listed; gives in words how much was counted.
    """

    measure: str
    csv: str
    counts: Callable[[Corpus], pd.DataFrame]
    sentence: Callable[[pd.DataFrame, Pair], str]
    evidence: Callable[[Corpus, Sequence[str]], pd.DataFrame]
    accuracy: str = ""
    rule: str = "this rule"
    place: str = ""
    title: str = ""
    keep: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    lead: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    size: Callable[[pd.DataFrame], str] | None = None


def pick_voice(units: pd.DataFrame, voice: str) -> pd.DataFrame:
    """Pick the rows of a unit table that are in a voice.

    Parameters
    ----------
    units : unit table, with voice where there are several.
    voice : a voice, or 'all' for every row.

    Returns
    -------
    Those rows; all of them where the table has no column voice.

    Examples
    --------
    >>> units = pd.DataFrame({"voice": ["author", "quoted"], "num": [1, 2]})
    >>> pick_voice(units, "quoted")["num"].tolist()
    [2]
    """
    if voice == "all" or "voice" not in units:
        return units
    return units[units["voice"] == voice]


def add_units(row: Judged, corpus: Corpus, pair: Pair) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sums of a measure over the articles of a corpus, under the main choices.

    Parameters
    ----------
    row : the row of the measure.
    corpus : the articles, of two sides.
    pair : the labels of a and b.

    Returns
    -------
    counts (voice, subject, stats.totals.SUMS) and sizes (voice, subject, side, SIZES).
    """
    layer = row.layer(corpus, row.main) if row.layer else None
    if layer:
        return sum_articles(layer, roles=row.main[ROLES], voices=row.voices, sides=pair)
    units = row.units(corpus, row.main)
    counts, sizes = [], []
    for voice in row.voices:
        found, size = sum_units(pick_voice(units, voice), sides=pair)
        counts.append(found.assign(voice=voice))
        sizes.append(size.assign(voice=voice))
    return pd.concat(counts, ignore_index=True), pd.concat(sizes, ignore_index=True)


def add_choices(row: Judged, corpus: Corpus) -> pd.DataFrame:
    """Sums of num and den of each side under every combination of the declared choices.

    Where units say in which role they stand, they are made once for all choices of roles.

    Parameters
    ----------
    row : the row of the measure.
    corpus : the articles, of two sides.

    Returns
    -------
    voice, subject, one column a choice (the name of its option), side, num, den.
    """
    if row.layer:
        return _add_layers(row, corpus)
    parts = []
    made: dict[tuple[str, ...], pd.DataFrame] = {}
    all_roles = _pick_all_roles(row)
    for names in product(*row.choices.values()):
        named = dict(zip(row.choices, names, strict=True))
        picks = {choice: row.choices[choice][name] for choice, name in named.items()}
        other = tuple(name for choice, name in named.items() if choice != ROLES)
        if other not in made:
            made[other] = row.units(corpus, picks | all_roles)
        units = made[other]
        if "role" in units:
            units = units[units["role"].isin(picks[ROLES])]
        elif ROLES in picks:
            units = row.units(corpus, picks)
        for voice in row.voices:
            groups = pick_voice(units, voice).groupby(["subject", "side"], as_index=False)
            sums = groups[["num", "den"]].sum()
            parts.append(sums.assign(voice=voice, **named))
    columns = ["voice", "subject", *row.choices, "side", "num", "den"]
    return pd.concat(parts, ignore_index=True)[columns]


def _add_layers(row: Judged, corpus: Corpus) -> pd.DataFrame:
    """The same from layers; each is made once for all roles and voices."""
    parts = []
    made: dict[tuple[str, ...], Cube] = {}
    for names in product(*row.choices.values()):
        named = dict(zip(row.choices, names, strict=True))
        picks = {choice: row.choices[choice][name] for choice, name in named.items()}
        other = tuple(name for choice, name in named.items() if choice != ROLES)
        if other not in made:
            made[other] = Cube(row.layer(corpus, picks))
        for voice in row.voices:
            sums = made[other].add_up(roles=picks[ROLES], voice=voice)
            parts.append(sums.assign(voice=voice, **named))
    columns = ["voice", "subject", *row.choices, "side", "num", "den"]
    table = pd.concat(parts, ignore_index=True)[columns]
    return table.astype({"voice": "str", "subject": "str", "side": "str"})


def _pick_all_roles(row: Judged) -> Picks:
    """The roles of all choices together, where roles are a choice."""
    together: dict[str, None] = {}
    for roles in row.choices.get(ROLES, {}).values():
        together |= dict.fromkeys(roles)
    return {ROLES: tuple(together)} if together else {}


def name_subject(phrase: str, finding: dict) -> str:
    """Name what a finding is, by a phrase with the field subject.

    Parameters
    ----------
    phrase : such as 'more use of {subject}'.
    finding : has subject.

    Returns
    -------
    The phrase with the subject in it.

    Examples
    --------
    >>> name_subject("more use of {subject}", {"subject": "lease"})
    'more use of lease'
    """
    return phrase.format(subject=finding["subject"])
