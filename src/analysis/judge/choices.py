"""The other defensible choices under which a finding was tried.

One that changes no number counts once; what cannot be estimated is listed and not counted. Voices
are findings of their own and no choices.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.measures.frames import score_frames
from analysis.measures.keyness import count_terms
from analysis.measures.spelling import (
    american_form,
    find_spellings,
    fold_lemmas,
    fold_spelling,
    lemma_of,
)
from analysis.measures.tone import score_segments
from analysis.measures.voices import score_voices
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import ROLES
from analysis.tables.sides import add_side

_ROLES = {
    "body": ("body",),
    "body and display": tuple(role for role in ROLES if role != "boilerplate"),
}
Choices = dict[str, dict[str, object]]
TONE_CHOICES: Choices = {
    "roles": _ROLES,
    "names": {"counted": False, "masked": True},
    "sentences without a scored word": {"count as 0": True, "left out": False},
    "weight": {"each sentence once": False, "by its words": True},
}
TERM_CHOICES: Choices = {
    "roles": _ROLES,
    "spelling": {"folded": True, "as written": False},
    "forms": {"as written": False, "by lemma": True},
}
FRAME_CHOICES: Choices = {
    "roles": _ROLES,
    "names": {"masked": True, "counted": False},
    "unit": {"uses in 100 words": "words", "share of sentences": "sentences"},
}
VOICE_CHOICES: Choices = {
    "roles": _ROLES,
    "words of others": {"quoted and reported": ("quoted", "reported"), "quoted only": ("quoted",)},
}
NEGATION = {"vader": ["vader"], "textblob": ["textblob", "textblob-expanded"]}


def sum_tone(
    corpus: Corpus, *, instrument: str = "vader", voices: Sequence[str] = ("all",)
) -> pd.DataFrame:
    """Sums of the scores of each side under every combination of TONE_CHOICES (for TextBlob also
    negation).

    Returns: voice, subject (the instrument), instrument (its version), one column a choice, side,
    num, den, n (sentences).
    """
    rows, scored = [], {}
    for version, picks in product(NEGATION[instrument], product(*TONE_CHOICES.values())):
        roles, masked, zeros, by_words = (
            options[p] for options, p in zip(TONE_CHOICES.values(), picks, strict=True)
        )
        if (version, roles, masked) not in scored:
            units = score_segments(corpus, instrument=version, role=roles, mask_names=masked)
            scored[version, roles, masked] = {
                voice: _mark_sentences(units, voice) for voice in voices
            }
        for voice, units in scored[version, roles, masked].items():
            units = units if zeros else units[units["marked"]]
            if by_words:
                units = units.assign(
                    num=units["num"] * units["n_words"] / units["den"], den=units["n_words"]
                )
            sums = units.groupby("side")[["num", "den", "n"]].sum()
            rows += [
                (voice, instrument, version, *picks, *of_side)
                for of_side in sums.itertuples(name=None)
            ]
    return pd.DataFrame(
        rows, columns=["voice", "subject", "instrument", *TONE_CHOICES, "side", "num", "den", "n"]
    )


def _mark_sentences(units: pd.DataFrame, voice: str) -> pd.DataFrame:
    """The scores of a voice; marked: its part of the sentence has a scored word; n: True once a
    sentence.
    """
    units = units[(units["den"] > 0) & (units["voice"].eq(voice) | (voice == "all"))]
    sentence = units.groupby(["article_id", "sentence"], sort=False)
    return units.assign(marked=sentence["n_marks"].transform("sum") > 0, n=sentence.cumcount() == 0)


def sum_frames(
    corpus: Corpus, *, codebook: str, known: Sequence[str] | None = None
) -> pd.DataFrame:
    """Sums of the uses of each frame's language (known: of these) under all FRAME_CHOICES: subject,
    choices, side, num, den.
    """
    parts = []
    for picks in product(*FRAME_CHOICES.values()):
        roles, masked, per = (
            options[p] for options, p in zip(FRAME_CHOICES.values(), picks, strict=True)
        )
        units = score_frames(
            corpus, codebook=codebook, per=per, mask_names=masked, role=None, frames=known
        )
        sums = (
            units[units["role"].isin(roles)]
            .groupby(["subject", "side"], as_index=False)[["num", "den"]]
            .sum()
        )
        parts.append(sums.assign(**dict(zip(FRAME_CHOICES, picks, strict=True))))
    return pd.concat(parts, ignore_index=True)[["subject", *FRAME_CHOICES, "side", "num", "den"]]


def sum_voices(corpus: Corpus) -> pd.DataFrame:
    """Words left to others, and all words, under every combination of VOICE_CHOICES: subject,
    choices, side, num, den.
    """
    parts = []
    for picks in product(*VOICE_CHOICES.values()):
        roles, given = (
            options[p] for options, p in zip(VOICE_CHOICES.values(), picks, strict=True)
        )
        sums = (
            score_voices(corpus, role=roles, given=given)
            .groupby("side", as_index=False)[["num", "den"]]
            .sum()
        )
        parts.append(
            sums.assign(subject="words of others", **dict(zip(VOICE_CHOICES, picks, strict=True)))
        )
    return pd.concat(parts, ignore_index=True)[["subject", *VOICE_CHOICES, "side", "num", "den"]]


def divide_sums(sums: pd.DataFrame, *, pair: tuple[str, str]) -> pd.DataFrame:
    """The value of both sides under every choice, from the sums of a function above, or those of
    parts of a corpus added up.

    Returns: the columns before side, a, b, estimate (a − b), n_a, n_b (where n was summed), note
    (why there is no estimate); a choice that reads the same numbers as an earlier one of its
    subject is left out.
    """
    keys = list(sums.columns[: sums.columns.get_loc("side")])
    table = sums[keys].drop_duplicates(ignore_index=True)
    for letter, side in zip("ab", pair, strict=True):
        own = sums[sums["side"] == side].set_index(keys).reindex(pd.MultiIndex.from_frame(table))
        table[letter] = (own["num"] / own["den"]).to_numpy()
        if "n" in own:
            table[f"n_{letter}"] = own["n"].fillna(0).astype(int).to_numpy()
    table = table[~table[["subject", "a", "b"]].round(12).duplicated()]
    table = table.assign(estimate=table["a"] - table["b"]).reset_index(drop=True)
    table["note"] = np.where(table["estimate"].notna(), "", "a side has no such sentence")
    return table[[*keys, "a", "b", "estimate", *(c for c in ("n_a", "n_b") if c in table), "note"]]


def specify_tone(
    corpus: Corpus, *, instrument: str = "vader", voice: str | None = None
) -> pd.DataFrame:
    """The tone gap under every combination of the declared choices, the main one first: divide_sums
    of sum_tone.
    """
    return divide_sums(
        sum_tone(corpus, instrument=instrument, voices=[voice or "all"]), pair=corpus.pair
    ).drop(columns="voice")


def specify_terms(corpus: Corpus, *, subjects: list[str]) -> pd.DataFrame:
    """The log ratio of terms under every combination of TERM_CHOICES.

    Arguments: subjects, terms as the main choice shows them.
    Returns: subject, one column a choice, a, b (counts), estimate, note.
    """
    words = corpus.terms[corpus.terms["size"] == 1]
    totals = add_side(words, corpus.articles).groupby(["side", "role"])["n"].sum()
    words = words[
        _find_related(words["term"], subjects)
    ]  # no other word can count as one of the subjects
    parts = []
    for picks in product(*TERM_CHOICES.values()):
        roles, spelling, lemma = (
            options[p] for options, p in zip(TERM_CHOICES.values(), picks, strict=True)
        )
        table = words[words["role"].isin(roles)]
        # Another choice of roles may show another spelling of the same term.
        shown = find_spellings(table).set_index("term")["shown_as"] if spelling else {}
        table = fold_spelling(table) if spelling else table
        table = fold_lemmas(table) if lemma else table
        counts = count_terms(table, corpus.articles, sides=corpus.pair).set_index("term")[
            ["a", "b"]
        ]
        keys = [shown.get(subject, subject) for subject in subjects]
        part = counts.reindex([lemma_of(key) for key in keys] if lemma else keys, fill_value=0)
        size = [totals.loc[side].reindex(roles).sum() for side in corpus.pair]
        rates = part.clip(lower=0.5) / size
        part["estimate"] = np.log2(rates["a"] / rates["b"]).where(part["a"] + part["b"] > 0)
        part["note"] = np.where(part["estimate"].isna(), "the term does not occur so", "")
        parts.append(part.assign(subject=subjects, **dict(zip(TERM_CHOICES, picks, strict=True))))
    table = pd.concat(parts, ignore_index=True)
    return table[["subject", *TERM_CHOICES, "a", "b", "estimate", "note"]]


def _find_related(words: pd.Series, subjects: Iterable[str]) -> pd.Series:
    """Which words may count as one of the subjects under some choice of spelling and lemma; True at
    least for those.
    """

    def forms(word: str) -> set[str]:
        spelt, lemma = american_form(word), lemma_of(word)
        return {word, spelt, lemma, lemma_of(spelt), american_form(lemma)}

    wanted = {form for subject in subjects for form in forms(subject)}
    return words.map({word: not wanted.isdisjoint(forms(word)) for word in words.unique()}).astype(
        bool
    )


def count_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """How many choices keep the sign of the main one, by subject.

    Returns: subject, kept, tried, lost (the first choice that turns the sign, as what it changes;
    '' when none does).
    """
    table = mark_kept(specifications, choices=choices)
    table = table[table["counts"]].assign(lost=table["choices"].mask(table["keeps"]))
    counted = table.groupby("subject", sort=False).agg(
        kept=("keeps", "sum"), tried=("keeps", "size"), lost=("lost", "first")
    )
    counted = counted.reindex(specifications["subject"].unique()).astype({"lost": object})
    counted = counted.fillna({"kept": 0, "tried": 0, "lost": ""})
    return (
        counted.astype({"kept": int, "tried": int, "lost": "str"})
        .rename_axis("subject")
        .reset_index()
    )


def mark_kept(specifications: pd.DataFrame, *, choices: Choices) -> pd.DataFrame:
    """Say of every row of a specify function what it changes and whether it keeps the sign of its
    subject's first.

    Returns: the rows with choices (what differs from the main choice, which is 'main choice'),
    counts (whether it is tried: it has an estimate, and is the first to read these numbers), keeps
    (the sign of the first that counts).
    """
    numbers = (
        specifications[["a", "b", "estimate"]]
        .astype(float)
        .round(12)
        .assign(subject=specifications["subject"])
    )
    can = specifications["note"] == ""
    counts = can & ~numbers.where(can).duplicated()
    sign = np.sign(numbers["estimate"].where(counts))
    first = sign.groupby(numbers["subject"]).transform("first").fillna(0.0)
    changed = [
        _name_choice(row, choices) or "main choice" for row in specifications.to_dict("records")
    ]
    return specifications.assign(
        choices=changed, counts=counts, keeps=np.sign(numbers["estimate"]) == first
    )


def _name_choice(row: dict, choices: Choices) -> str:
    changed = [
        f"{choice}: {row[choice]}"
        for choice, options in choices.items()
        if row[choice] != next(iter(options))
    ]
    return ", ".join(
        [
            *changed,
            *(["negation written out"] if str(row.get("instrument")).endswith("expanded") else []),
        ]
    )


def list_specifications(corpus: Corpus, findings: pd.DataFrame) -> pd.DataFrame:
    """Every finding under every declared choice of its family.

    Arguments: findings, rows of judge_all. Returns: finding_id, choices, a, b, estimate, counts,
    keeps (see mark_kept), note; the first row of a finding is its main choice.
    """
    parts = []
    for (measure, voice), some in findings.groupby(["measure", "voice"], sort=False):
        if measure == "tone":
            own = None if voice == "all" else voice
            tables = [specify_tone(corpus, instrument=name, voice=own) for name in some["subject"]]
            part = mark_kept(pd.concat(tables, ignore_index=True), choices=TONE_CHOICES)
        elif measure == "voices":
            part = mark_kept(
                divide_sums(sum_voices(corpus), pair=corpus.pair), choices=VOICE_CHOICES
            )
        elif measure == "terms":
            part = mark_kept(
                specify_terms(corpus, subjects=list(some["subject"])), choices=TERM_CHOICES
            )
        else:
            part = mark_kept(
                divide_sums(sum_frames(corpus, codebook=measure[8:]), pair=corpus.pair),
                choices=FRAME_CHOICES,
            )
        parts.append(
            some[["finding_id", "subject"]].merge(part, on="subject", validate="one_to_many")
        )
    return pd.concat(parts, ignore_index=True)[
        ["finding_id", "choices", "a", "b", "estimate", "counts", "keeps", "note"]
    ]
