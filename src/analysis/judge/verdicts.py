"""Findings with their verdicts: the one judge of all measures.

Units come from two articles or from sums of groups (`supply`); everything after is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial

import pandas as pd

from analysis.judge import settling, terms
from analysis.judge.choices import mark_kept
from analysis.judge.families import TERMS, TONE, VOICES, find_family, list_families
from analysis.judge.frames import make_row
from analysis.judge.matched import ARTICLES, list_by_event, list_summed, sum_events, supply_events
from analysis.judge.page import correct_page
from analysis.judge.rows import Judged
from analysis.judge.supply import (
    Supply,
    is_grouped,
    specify,
    specify_row,
    supply_articles,
    supply_sums,
)
from analysis.judge.thresholds import POSSIBLE_Q, SURE_Q
from analysis.judge.totals import Sums, sum_choices, sum_rows
from analysis.judge.unusual import add_unusual
from analysis.measures.codebooks import FRAMES_PREFIX
from analysis.stats.variance import adjust_p
from analysis.tables.corpus import Corpus, make_empty
from analysis.tables.matched import is_matched, list_events
from analysis.tables.sides import face_rest

FINDING_COLUMNS = ["finding_id", "measure", "subject", "voice", "side_a", "side_b"]
FINDING_COLUMNS += ["a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo"]
FINDING_COLUMNS += ["n_a", "n_b", "blocks_a", "blocks_b", "kept", "tried", "lost", "verdict"]
FINDING_COLUMNS += ["unusual"]
FINDING_COLUMNS += ["unit", "note", "formula"]
NOTHING_FOUND = pd.DataFrame(columns=FINDING_COLUMNS)


def judge_rows(rows: Iterable[Judged], supply: Supply) -> pd.DataFrame:
    """The findings of some measures, one after another.

    Verdicts are corrected over all of these measures together (page.correct_page).

    Parameters
    ----------
    rows : the judged measures.
    supply : what comparisons and choices come from.

    Returns
    -------
    The findings table: FINDING_COLUMNS, and what a measure's own settle adds.
    """
    rows = list(rows)
    parts = [_judge_row(row, supply) for row in rows]
    parts = [part for part in parts if len(part)]
    if not parts:
        return NOTHING_FOUND
    counted = [row.measure for row in rows if not row.tested]
    page = correct_page(pd.concat(parts, ignore_index=True), counted=counted)
    return add_unusual(page, lengths=supply.lengths)


def _judge_row(row: Judged, supply: Supply) -> pd.DataFrame:
    found = [supply.compare(row, voice) for voice in row.voices]
    found = [part for part in found if len(part)]
    if not found:
        return NOTHING_FOUND
    table = pd.concat(found, ignore_index=True)
    tried = specify(row, supply, table)
    settle = row.settle or settling.settle
    return settle(row, table, tried, pair=supply.pair, articles=supply.articles)


def judge_corpus(rows: Sequence[Judged], corpus: Corpus, *, resamples: int) -> pd.DataFrame:
    """Judge some measures on a corpus of two sides.

    Parameters
    ----------
    rows : the judged measures.
    corpus : the articles, of two sides.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    The findings table: FINDING_COLUMNS, and what a measure's own settle adds.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.
    """
    if is_matched(corpus):
        return judge_rows(rows, supply_corpus(corpus, rows))
    if is_grouped(corpus):
        sums = sum_rows(corpus, rows, pair=corpus.pair, told=False)
        return judge_rows(rows, supply_sums(sums, pair=corpus.pair))
    return judge_rows(rows, supply_articles(corpus, resamples=resamples))


def supply_corpus(corpus: Corpus, rows: Sequence[Judged]) -> Supply:
    """Supply the judge with articles in memory that carry an event.

    Parameters
    ----------
    corpus : the articles, of two sides.
    rows : the judged measures.

    Returns
    -------
    The supply, which compares within events.

    Raises
    ------
    ValueError : when no event has articles of both sides.
    """
    sums = sum_events(corpus, rows, pair=corpus.pair)
    return supply_events(sums, pair=corpus.pair)


def judge_sums(sums: Sums, *, pair: tuple[str, str]) -> pd.DataFrame:
    """Judge all measures from the sums of groups, however many articles they hold.

    Parameters
    ----------
    sums : of totals.sum_corpus, or of matched.sum_events.
    pair : the labels of a and b.

    Returns
    -------
    The findings table: FINDING_COLUMNS, and what a measure's own settle adds.

    Raises
    ------
    ValueError : for a side without articles, and where no event has articles of both sides.
    """
    if ARTICLES in sums:
        rows = list_summed(sums)
        return judge_rows(rows, supply_events(sums, pair=pair))
    supply = supply_sums(sums, pair=pair)
    measures = sums["units"]["measure"].unique()
    rows = [find_family(measure) for measure in measures]
    return judge_rows(rows, supply)


def judge_all(corpus: Corpus, *, codebooks: Sequence[str], resamples: int = 10_000) -> pd.DataFrame:
    """All findings of an event, measure after measure.

    Parameters
    ----------
    corpus : the articles, of two sides.
    codebooks : their names; those by which nothing was marked are passed over.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    The findings table: FINDING_COLUMNS, and what a measure's own settle adds.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> judge_all(corpus, codebooks=["generic"], resamples=99)["measure"].unique().tolist()
    ['tone', 'voices', 'terms', 'markers', 'frames: generic']
    """
    marked = set(corpus.marks["instrument"])
    books = [name for name in codebooks if FRAMES_PREFIX + name in marked]
    measures = tuple(row.measure for row in list_families(books))
    return _judge_measures(corpus, measures, resamples).copy()


@lru_cache(maxsize=1)  # several notebooks of a report ask for the same
def _judge_measures(corpus: Corpus, measures: tuple[str, ...], resamples: int) -> pd.DataFrame:
    rows = [find_family(measure) for measure in measures]
    return judge_corpus(rows, corpus, resamples=resamples)


def judge_tone(
    corpus: Corpus, *, voice: str | None = None, resamples: int = 10_000
) -> pd.DataFrame:
    """All instruments' findings on tone: first the one that decides, then its witnesses.

    Parameters
    ----------
    corpus : the articles, of two sides.
    voice : one voice, or None for all.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    Rows of findings with unmasked, error and witness (see tone.settle).

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> judge_tone(corpus, resamples=99)["subject"].tolist()
    ['crossframe', 'vader', 'textblob']
    """
    row = replace(TONE, voices=(voice or "all",))
    return judge_corpus([row], corpus, resamples=resamples)


def judge_voices(corpus: Corpus, *, resamples: int = 10_000) -> pd.DataFrame:
    """Judge how much of its body each side leaves to others.

    Parameters
    ----------
    corpus : the articles, of two sides.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    One row of findings, with error (how far the rules that find speech are wrong; see
    speech.settle).

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> judge_voices(corpus, resamples=99)["subject"].tolist()
    ['words of others']
    """
    return judge_corpus([VOICES], corpus, resamples=resamples)


def judge_terms(
    corpus: Corpus, *, minimum: int | None = None, resamples: int = 10_000
) -> pd.DataFrame:
    """Findings on words of the body, each counted with its word family, the most certain first.

    Parameters
    ----------
    corpus : the articles, of two sides.
    minimum : uses on both sides together (default: MIN_TERM, of groups MIN_TERM_GROUPS).
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    Rows of findings.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> "rent" in judge_terms(corpus, resamples=99)["subject"].tolist()
    True
    """
    row = TERMS
    if minimum is not None:
        row = replace(
            TERMS,
            units=partial(terms.list_units, minimum=minimum),
            admit=partial(terms.admit, minimum=minimum),
        )
    return judge_corpus([row], corpus, resamples=resamples)


def judge_frames(corpus: Corpus, *, codebook: str, resamples: int = 10_000) -> pd.DataFrame:
    """Judge one codebook's frame language.

    Parameters
    ----------
    corpus : the articles, of two sides.
    codebook : its name.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    Rows of findings, the most certain first; none where no article was marked by that codebook.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides, and where articles have events of which none
        has articles of both sides.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> judge_frames(corpus, codebook="generic", resamples=99)["measure"].unique().tolist()
    ['frames: generic']
    """
    if FRAMES_PREFIX + codebook not in set(corpus.marks["instrument"]):
        return NOTHING_FOUND
    return judge_corpus([make_row(codebook)], corpus, resamples=resamples)


def judge_sides(
    corpus: Corpus, *, codebooks: Sequence[str], resamples: int = 10_000
) -> pd.DataFrame:
    """Each side against all the others, where there are more than two.

    Judged are tone, by the instrument that decides, the words left to others, and the frames.

    Parameters
    ----------
    corpus : of all sides.
    codebooks : their names.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    No row for two sides; else rows of findings with side; a is its value, b that of the others, and
    q is corrected over the sides that were tried: a finding needs it under SURE_Q to stay
    supported, and under POSSIBLE_Q to stay suggestive.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> len(judge_sides(corpus, codebooks=["generic"]))  # there are only two sides
    0
    """
    parts = [NOTHING_FOUND.assign(side="")]
    several = corpus.sides if len(corpus.sides) > 2 else []
    for side in several:
        faced = face_rest(corpus, side=side)
        if _has_partners(faced):
            found = _judge_side(faced, codebooks, resamples)
            parts.append(found.assign(side=side))
    table = pd.concat(parts, ignore_index=True)
    by_subject = table.groupby(["measure", "subject"])
    q = by_subject["p"].transform(adjust_p).astype(float)
    sure, possible = q < SURE_Q, q < POSSIBLE_Q  # False without a q
    unsure = (table["verdict"] == "supported") & ~sure
    verdict = table["verdict"].mask(unsure, "suggestive")
    return table.assign(q=q, verdict=verdict.mask(~possible, "not shown"))


def _has_partners(corpus: Corpus) -> bool:
    """Whether both sides tell some event, where they are compared within events."""
    if not is_matched(corpus):
        return True
    events = list_events(corpus.articles, sides=corpus.pair)
    return bool(events["matched"].any())


def _judge_side(corpus: Corpus, codebooks: Sequence[str], resamples: int) -> pd.DataFrame:
    """The findings of judge_sides on one side against all others."""
    found = [
        judge_tone(corpus, resamples=resamples).head(1),
        judge_voices(corpus, resamples=resamples),
    ]
    for name in codebooks:
        frames = judge_frames(corpus, codebook=name, resamples=resamples)
        found.append(frames)
    return pd.concat(found)


def list_specifications(corpus: Corpus, findings: pd.DataFrame) -> pd.DataFrame:
    """Every finding under every declared choice of its measure.

    Parameters
    ----------
    corpus : of two sides.
    findings : rows of judge_all.

    Returns
    -------
    finding_id, choices (what differs from the main choice), a, b, estimate, counts, keeps (see
    choices.mark_kept), note; the first row of a finding is its main choice.

    Raises
    ------
    ValueError : for a measure that is not known.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> tone = cf.judge_tone(corpus, resamples=99).head(1)
    >>> list_specifications(corpus, tone)["choices"].iloc[0]
    'main choice'
    """
    columns = ["finding_id", "choices", "a", "b", "estimate", "counts", "keeps", "note"]
    parts = [pd.DataFrame(columns=columns)]
    for measure, some in findings.groupby("measure", sort=False):
        row = find_family(measure)
        sums = _sum_choices(row, corpus)
        tried = specify_row(row, sums, some, pair=corpus.pair)
        keys, groups = ["subject"], [tried]
        if "voice" in tried:
            keys = ["voice", "subject"]
            groups = [own for _, own in tried.groupby("voice", sort=False)]
        marked = [mark_kept(own.reset_index(drop=True), choices=row.choices) for own in groups]
        part = pd.concat(marked, ignore_index=True)
        named = some[["finding_id", *keys]]
        parts.append(named.merge(part, on=keys, validate="one_to_many"))
    return pd.concat(parts[1:] or parts, ignore_index=True)[columns]


def _sum_choices(row: Judged, corpus: Corpus) -> pd.DataFrame:
    if is_matched(corpus):
        return supply_corpus(corpus, [row]).choices(row)
    return sum_choices(row, corpus, corpus.pair)


def list_matched(corpus: Corpus, findings: pd.DataFrame) -> pd.DataFrame:
    """Findings event by event, of groups that were compared within events.

    Parameters
    ----------
    corpus : of two sides, whose articles have an event.
    findings : rows of judge_all.

    Returns
    -------
    The table `matched` (tables/schemas.py): finding_id, measure, subject, voice, event, articles_a,
    articles_b, a, b, estimate (a - b); no row where articles are not compared within events.

    Raises
    ------
    ValueError : when no event has articles of both sides.

    Examples
    --------
    >>> import analysis
    >>> corpus = analysis.load_event("harbour-lease").corpus
    >>> len(list_matched(corpus, analysis.judge_tone(corpus, resamples=99)))
    0
    """
    if not is_matched(corpus):
        return make_empty("matched")
    rows = [find_family(measure) for measure in findings["measure"].unique()]
    sums = sum_events(corpus, rows, pair=corpus.pair)
    return list_by_event(sums, rows, findings, pair=corpus.pair)
