"""Findings with their verdicts, family by family."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.judge.choices import (
    FRAME_CHOICES,
    TERM_CHOICES,
    TONE_CHOICES,
    VOICE_CHOICES,
    count_kept,
    divide_sums,
    specify_terms,
    specify_tone,
    sum_frames,
    sum_voices,
)
from analysis.judge.thresholds import (
    CLOSER,
    DECIDES,
    MIN_TERM,
    MIN_TERM_GROUPS,
    POSSIBLE_Q,
    SHARE_ERROR,
    SPEECH_ERRORS,
    SURE_Q,
    WITNESS,
    decide_family,
    decide_tone,
    find_instrument_error,
    relate,
)
from analysis.measures.codebooks import FRAMES_PREFIX
from analysis.measures.frames import compare_frames
from analysis.measures.keyness import count_terms
from analysis.measures.spelling import fold_spelling
from analysis.measures.terms import drop_stopwords, list_units
from analysis.measures.tone import compare_tone
from analysis.measures.voices import score_voices
from analysis.stats.compare import compare_sides
from analysis.stats.totals import compare_counts
from analysis.stats.variance import adjust_p
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side, face_rest

FINDING_COLUMNS = [
    "finding_id",
    "measure",
    "subject",
    "voice",
    "a",
    "b",
    "estimate",
    "effect",
    "low",
    "high",
    "p",
    "q",
    "placebo",
]
NOTHING_FOUND = pd.DataFrame(
    columns=[
        *FINDING_COLUMNS,
        "n_a",
        "n_b",
        "kept",
        "tried",
        "lost",
        "verdict",
        "unit",
        "note",
        "formula",
    ]
)


def judge_tone(
    corpus: Corpus, *, voice: str | None = None, resamples: int = 10_000
) -> pd.DataFrame:
    """The two instruments' findings on tone with robustness and verdict: first the one that
    decides, then its witness.

    Arguments: corpus of two sides; voice, one voice or None for all; resamples as in
    stats.compare_sides.
    Returns: rows of findings with masked (the estimate with names masked), error (instrument error
    of the difference; NaN where it was not measured), kept, tried, lost, witness and verdict.
    """
    both = (DECIDES, WITNESS)
    found = [
        compare_tone(corpus, instrument=name, voice=voice, resamples=resamples) for name in both
    ]
    choices = pd.concat([specify_tone(corpus, instrument=name, voice=voice) for name in both])
    return settle_tone(pd.concat(found), choices, articles=corpus.articles["side"].value_counts())


def settle_tone(found: pd.DataFrame, choices: pd.DataFrame, *, articles: pd.Series) -> pd.DataFrame:
    """What judge_tone returns, from the comparison of both instruments, their choices, and the
    number of articles by side.
    """
    rows = []
    for name in found["subject"]:
        finding, own = found[found["subject"] == name], choices[choices["subject"] == name]
        # Masking that changes nothing is not among the choices: then it gives the estimate itself.
        masked = own.loc[(own["names"] == "masked") & (own["roles"] == "body"), "estimate"].head(1)
        sentences = own.iloc[0][["n_a", "n_b"]]  # of groups a finding's n is that of articles
        error = find_instrument_error(
            pd.concat([finding.iloc[0].drop(["n_a", "n_b"]), sentences]), articles
        )
        finding = finding.assign(
            masked=masked.iloc[0] if len(masked) else finding["estimate"].iloc[0], error=error
        )
        rows.append(
            finding.merge(
                count_kept(own, choices=TONE_CHOICES), on="subject", validate="one_to_one"
            )
        )
    table = pd.concat(rows, ignore_index=True)
    first, second = (table.loc[k] for k in (0, 1))
    words = [relate(second, first), relate(first, second)]
    verdicts = [
        decide_tone(row, witness=word) for row, word in zip((first, second), words, strict=True)
    ]
    return table.assign(witness=words, verdict=verdicts)


def judge_voices(corpus: Corpus, *, resamples: int = 10_000) -> pd.DataFrame:
    """The finding on how much of its body each side leaves to others (share of words), with
    robustness and verdict.

    Supported needs SPEECH_ERRORS times the error of the rules that find speech, too.
    Returns: one row of findings with error, kept, tried, lost and verdict.
    """
    found = compare_sides(score_voices(corpus), sides=corpus.pair, resamples=resamples).assign(
        subject="words of others"
    )
    kept = count_kept(divide_sums(sum_voices(corpus), pair=corpus.pair), choices=VOICE_CHOICES)
    return settle_voices(
        found, kept, articles=corpus.articles["side"].value_counts()[list(corpus.pair)]
    )


def settle_voices(found: pd.DataFrame, kept: pd.DataFrame, *, articles: pd.Series) -> pd.DataFrame:
    """What judge_voices returns, from the comparison, what its choices keep, and the number of
    articles by side (a first).
    """
    found = settle(
        found,
        kept,
        pair=tuple(articles.index),
        measure="voices",
        prefix="voices",
        formula="SHARE_OF_WORDS",
    )
    found["error"] = SHARE_ERROR * np.sqrt((1 / articles).sum())
    unsure = (found["verdict"] == "supported") & (
        found["estimate"].abs() < SPEECH_ERRORS * found["error"]
    )
    return found.assign(verdict=found["verdict"].mask(unsure, "suggestive"))


def judge_terms(
    corpus: Corpus, *, minimum: int | None = None, resamples: int = 10_000
) -> pd.DataFrame:
    """Findings on terms (log ratio, body, spelling folded) with robustness and verdict, the most
    certain first.

    Arguments: minimum, occurrences on both sides together (default MIN_TERM). Between groups every
    term, function words too (*we* and *they* tell), has Welch's test of its rates by article, and
    the CLOSER terms with p under LEVEL an interval and the choices: no other can be a finding.
    Returns: rows of findings with kept, tried, lost and verdict.
    """
    table = corpus.terms[(corpus.terms["role"] == "body") & (corpus.terms["size"] == 1)]
    grouped = bool(corpus.articles["side"].duplicated().any())
    if grouped:  # the article is the unit: its paragraphs and voices together
        table = table.groupby(["article_id", "role", "term", "size"], as_index=False)["n"].sum()
        table = table.assign(paragraph=0, voice="author")
    table = fold_spelling(table)
    counts = count_terms(table, corpus.articles)
    counts = counts if grouped else drop_stopwords(counts)
    keep = counts.loc[
        counts["total"] >= (minimum or (MIN_TERM_GROUPS if grouped else MIN_TERM)), "term"
    ]
    if keep.empty:
        return NOTHING_FOUND
    if grouped:
        words = table.groupby("article_id", as_index=False)["n"].sum().rename(columns={"n": "den"})
        uses = table[table["term"].isin(keep)].rename(columns={"term": "subject", "n": "num"})
        tested = compare_counts(uses, add_side(words, corpus.articles), sides=corpus.pair)
        keep = tested[tested["p"] < SURE_Q].nsmallest(CLOSER, "p")["subject"]
    units = list_units(table, corpus.articles, keep=keep)
    found = (
        compare_sides(units, sides=corpus.pair, scale="log_ratio", resamples=resamples)
        if len(units)
        else tested.head(0)
    )
    if grouped:
        rest = tested[~tested["subject"].isin(keep)].assign(
            note=lambda t: t["note"].replace("", "no interval drawn")
        )
        found = pd.concat(
            [found.drop(columns="q").merge(tested[["subject", "q"]], on="subject"), rest],
            ignore_index=True,
        )
    kept = count_kept(specify_terms(corpus, subjects=list(keep)), choices=TERM_CHOICES)
    return settle(
        found, kept, pair=corpus.pair, measure="terms", prefix="term", formula="LOG_RATIO_ZERO_HALF"
    )


def judge_frames(corpus: Corpus, *, codebook: str, resamples: int = 10_000) -> pd.DataFrame:
    """Findings on one codebook's frame language: rows of findings with kept, tried, lost and
    verdict.
    """
    if FRAMES_PREFIX + codebook not in set(corpus.marks["instrument"]):
        return NOTHING_FOUND
    found = compare_frames(corpus, codebook=codebook, resamples=resamples)
    kept = count_kept(
        divide_sums(sum_frames(corpus, codebook=codebook), pair=corpus.pair), choices=FRAME_CHOICES
    )
    found = found.drop(columns=["measure", "voice", "side_a", "side_b"])
    measure, prefix = f"frames: {codebook}", f"frame-{codebook}"
    return settle(found, kept, pair=corpus.pair, measure=measure, prefix=prefix, formula="RATE_100")


def settle(
    found: pd.DataFrame,
    kept: pd.DataFrame,
    *,
    pair: tuple[str, str],
    measure: str,
    prefix: str,
    formula: str,
) -> pd.DataFrame:
    """The findings of a family from a comparison (stats.compare_sides) and what its choices keep
    (evidence.count_kept).
    """
    found = found.merge(kept, on="subject", how="left", validate="one_to_one").assign(
        measure=measure, voice="all", side_a=pair[0], side_b=pair[1], formula=formula
    )
    found = found.fillna({"kept": 0, "tried": 0, "lost": ""}).astype({"kept": int, "tried": int})
    found.insert(
        0, "finding_id", [f"{prefix}-{subject}".replace(" ", "-") for subject in found["subject"]]
    )
    found["verdict"] = [decide_family(row) for _, row in found.iterrows()]
    beyond = (
        found[["low", "high"]].abs().min(axis=1).where(found["p"] == 0, 0.0)
    )  # too small to tell apart: the surer first
    return (
        found.assign(beyond=-beyond)
        .sort_values(["p", "beyond", "subject"], ignore_index=True)
        .drop(columns="beyond")
    )


def judge_all(corpus: Corpus, *, codebooks: list[str], resamples: int = 10_000) -> pd.DataFrame:
    """All findings of an event: tone (all voices, then each that both sides have), voices, terms,
    and each codebook.

    Returns: the findings table, families one after another.
    """
    return _judge_all(corpus, tuple(codebooks), resamples).copy()


@lru_cache(maxsize=1)  # two notebooks of a report ask for the same
def _judge_all(corpus: Corpus, codebooks: tuple[str, ...], resamples: int) -> pd.DataFrame:
    tone = [judge_tone(corpus, resamples=resamples)]
    body = corpus.select(role="body").segments.merge(
        corpus.articles[["article_id", "side"]], on="article_id"
    )
    for voice in ("author", "quoted", "reported"):
        if set(body.loc[body["voice"] == voice, "side"]) >= set(corpus.pair):
            tone.append(judge_tone(corpus, voice=voice, resamples=resamples).iloc[:1])
    first = pd.concat(tone, ignore_index=True)
    deciding = first["subject"] == DECIDES
    first["q"] = adjust_p(
        first["p"].where(deciding)
    )  # one family: the deciding instrument, by voice
    parts = [
        first,
        judge_voices(corpus, resamples=resamples),
        judge_terms(corpus, resamples=resamples),
    ]
    parts += [judge_frames(corpus, codebook=name, resamples=resamples) for name in codebooks]
    return pd.concat(parts, ignore_index=True)


def judge_sides(
    corpus: Corpus, *, codebooks: Sequence[str], resamples: int = 10_000
) -> pd.DataFrame:
    """Each side against all the others, where there are more than two: tone, words left to others,
    frame language.

    Arguments: corpus of all sides; codebooks, by name. Returns: no row for two sides; else rows of
    findings with side; a is its value, b that of the others, and q is corrected over the sides that
    were tried: a finding needs it under LEVEL to stay supported, and under POSSIBLE to stay
    suggestive.
    """
    parts = [NOTHING_FOUND.assign(side="")]
    for side in corpus.sides if len(corpus.sides) > 2 else []:
        faced = face_rest(corpus, side=side)
        found = [
            judge_tone(faced, resamples=resamples).iloc[:1],
            judge_voices(faced, resamples=resamples),
        ]
        found += [judge_frames(faced, codebook=name, resamples=resamples) for name in codebooks]
        parts.append(pd.concat(found).assign(side=side))
    table = pd.concat(parts, ignore_index=True)
    table["q"] = table.groupby(["measure", "subject"])["p"].transform(adjust_p).astype(float)
    verdict = table["verdict"].mask(
        (table["verdict"] == "supported") & ~(table["q"] < SURE_Q), "suggestive"
    )
    return table.assign(verdict=verdict.mask(~(table["q"] < POSSIBLE_Q), "not shown"))
