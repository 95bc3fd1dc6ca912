"""Tone of articles and sides, from the scores of their segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENTS
from analysis.measures.scoring import score_segments, select_marks
from analysis.stats.compare import compare_sides
from analysis.stats.seeds import seed_sides
from analysis.stats.student import quantile_t
from analysis.tables.corpus import Corpus
from analysis.tables.numbers import true_minus

LISTED = 6  # scored words that are listed of a segment
MOST_YEARS = 4  # that are traced by months
FORMULAS = {
    "vader": "VADER_COMPOUND",
    "textblob": "TEXTBLOB",
    "textblob-expanded": "TEXTBLOB_EXPANDED",
    "crossframe": "TONE_TABLE",
}


def list_course(scored: pd.DataFrame) -> pd.DataFrame:
    """List the tone along the text.

    Of single articles it is that of every segment, in order; of groups the mean of each tenth of an
    article, by its segments.

    Parameters
    ----------
    scored : from score_segments.

    Returns
    -------
    Of single articles the rows with place (the number of the segment on its side, from 1). Of
    groups one row a side and tenth: side, place (the tenth, from 1), num (the mean), den (1), voice
    ('mean').
    """
    articles = scored.groupby("side")["article_id"].nunique()
    if articles.max() == 1:
        before = scored.groupby("side").cumcount()
        return scored.assign(place=before + 1)
    article = scored.groupby("article_id")["num"]
    size = article.transform("size")
    tenth = 10 * article.cumcount() // size + 1
    placed = scored.assign(place=tenth.astype(int))
    sums = placed.groupby(["side", "place"])[["num", "den"]].sum().reset_index()
    mean = sums["num"] / sums["den"]
    return sums.assign(num=mean, den=1.0, voice="mean")


def score_articles(
    corpus: Corpus,
    *,
    instrument: str = "crossframe",
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
) -> pd.DataFrame:
    """Tone of every article, and whether it lies far from the others of its side.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : an instrument of tone, such as 'vader'.
    role : one, several, or None for all.
    voice : one, or None for all.

    Returns
    -------
    One row an article with such a sentence, by side and tone: article_id, side, outlet, published,
    n_sentences, tone (mean over its sentences), outlier (whether the tone lies beyond Tukey's
    fences: more than 1.5 interquartile ranges outside the quartiles of its side).

    Raises
    ------
    ValueError : for an unknown instrument, role or voice.
    """
    units = score_segments(corpus, instrument=instrument, role=role, voice=voice)
    by_article = units.groupby("article_id")
    sums = by_article[["num", "den"]].sum()
    tone = sums["num"] / sums["den"]
    known = [c for c in ("article_id", "side", "outlet", "published") if c in corpus.articles]
    table = corpus.articles[known].merge(
        tone.rename("tone"), on="article_id", validate="one_to_one"
    )
    n_sentences = by_article["sentence"].nunique()
    table["n_sentences"] = table["article_id"].map(n_sentences)
    table["outlier"] = _find_outliers(table)
    side = table["side"].map(corpus.sides.index)
    order = np.lexsort([table["article_id"], table["tone"], side])
    columns = [*known, "n_sentences", "tone", "outlier"]
    return table.iloc[order][columns].reset_index(drop=True)


def _find_outliers(table: pd.DataFrame) -> pd.Series:
    """Which articles lie beyond Tukey's fences of their side."""
    side, tone = table["side"], table["tone"]
    quartiles = tone.groupby(side).quantile([0.25, 0.75]).unstack()
    first, third = quartiles[0.25], quartiles[0.75]
    reach = 1.5 * (third - first)
    low, high = first - reach, third + reach
    below = tone < side.map(low)
    above = tone > side.map(high)
    return below | above


def trace_tone(articles: pd.DataFrame, *, by: str = "published") -> pd.DataFrame:
    """Mean tone of each side by outlet or over time, the article being the unit.

    Parameters
    ----------
    articles : from score_articles.
    by : 'outlet', or 'published' for months (years where they span more than four).

    Returns
    -------
    One row a side and group: side, the group (a column named as `by`), n (articles), tone (their
    mean), low, high (95 %, Student's t; missing for one article). Articles without an outlet or
    date are left out.
    """
    group = articles[by].astype(str).str.strip()
    known = articles[group != ""]
    if by == "published":
        known = _name_periods(known)
    groups = known.groupby(["side", by], sort=True)["tone"]
    table = groups.agg(n="size", tone="mean", spread="sem").reset_index()
    freedom = table["n"].clip(lower=2) - 1
    reach = table["spread"] * quantile_t(0.975, freedom)
    low, high = table["tone"] - reach, table["tone"] + reach
    return table.assign(low=low, high=high).drop(columns="spread")


def _name_periods(articles: pd.DataFrame) -> pd.DataFrame:
    """The articles with a date, with its month as published; its year, of a longer time."""
    dates = pd.to_datetime(articles["published"], errors="coerce", format="ISO8601").dropna()
    years = dates.dt.year
    long = len(dates) > 0 and years.max() - years.min() > MOST_YEARS
    period = dates.dt.strftime("%Y" if long else "%Y-%m")
    return articles.loc[dates.index].assign(published=period)


def list_scored_words(corpus: Corpus, *, instrument: str, label: str | None = None) -> pd.DataFrame:
    """The scored words of every segment that has any, with what each gave before weighting.

    Parameters
    ----------
    corpus : any articles.
    instrument : an instrument of tone, such as 'vader'.
    label : dimension of the instrument; by default its first.

    Returns
    -------
    segment_id, scored_words (as "word +1.50, other −0.30", the LISTED strongest first).

    Raises
    ------
    ValueError : for an unknown instrument or label.
    """
    marks = select_marks(corpus, instrument=instrument, label=label)
    marks = marks[marks["value"] != 0]
    marks = marks.sort_values("value", key=abs, ascending=False, kind="stable")
    rank = marks.groupby("segment_id").cumcount()
    marks = marks[rank < LISTED]
    values = [true_minus(f"{value:+.2f}") for value in marks["value"]]
    shown = marks["term"] + " " + pd.Series(values, marks.index, dtype="str")
    listed = shown.groupby(marks["segment_id"]).agg(", ".join)
    return listed.rename("scored_words").reset_index()


def list_extremes(
    corpus: Corpus, scored: pd.DataFrame, *, instrument: str, rows: int
) -> pd.DataFrame:
    """The segments with the lowest and the highest score, and the words that made it.

    Parameters
    ----------
    corpus : the articles that were scored.
    scored : from score_segments by the same instrument.
    instrument : an instrument of tone, such as 'vader'.
    rows : how many of either kind.

    Returns
    -------
    Rows of scored with scored_words, the lowest first; no segment twice.

    Raises
    ------
    ValueError : for an unknown instrument.
    """
    ends = [scored.nsmallest(rows, "num"), scored.nlargest(rows, "num")]
    found = pd.concat(ends).drop_duplicates("segment_id")
    words = list_scored_words(corpus, instrument=instrument)
    return found.merge(words, on="segment_id", how="left", validate="one_to_one")


def measure_coverage(corpus: Corpus, *, role: str | Sequence[str] | None = "body") -> pd.DataFrame:
    """Measure how much of each side every instrument of tone sees at all.

    A sentence without a mark scores 0 because nothing was known.

    Parameters
    ----------
    corpus : the articles, of two sides.
    role : one, several, or None for all.

    Returns
    -------
    One row an instrument and side: instrument, side, n_sentences, sentences_covered (share of them
    with a mark, ! and ? included), n_words, words_covered (marks of words, so without ! and ?, per
    word).
    """
    rows = []
    for instrument in INSTRUMENTS:
        scored = score_segments(corpus, instrument=instrument, role=role)
        marks = select_marks(corpus, instrument=instrument)
        words = marks[~marks["term"].isin(["!", "?"])]
        many = words.groupby("segment_id").size()
        scored["n_marked"] = scored["segment_id"].map(many).fillna(0)
        for side, part in scored.groupby("side", sort=False):
            covered = part.groupby(["article_id", "sentence"])["n_marks"].sum() > 0
            n_words = part["n_words"].sum()
            share = part["n_marked"].sum() / n_words
            rows.append((instrument, side, len(covered), covered.mean(), n_words, share))
    columns = ["instrument", "side", "n_sentences", "sentences_covered", "n_words", "words_covered"]
    return pd.DataFrame(rows, columns=columns)


def compare_tone(
    corpus: Corpus,
    *,
    instrument: str = "crossframe",
    label: str | None = None,
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
    mask_names: bool = True,
    mask_cues: bool = True,
    resamples: int = 10_000,
) -> pd.DataFrame:
    """Compare the mean tone of two sides: one finding.

    Parameters
    ----------
    corpus, instrument, label, role, voice, mask_names, mask_cues : as in score_segments.
    resamples : how many are drawn for the interval, and as many labellings for p (see
        stats.compare.compare_sides).

    Returns
    -------
    One row of findings: finding_id, measure, subject (the instrument), voice, side_a, side_b, then
    the columns of stats.compare.compare_sides but subject (a, b, estimate = a − b, effect, low,
    high, p, q, placebo, n_a, n_b, blocks_a, blocks_b, unit, note), formula.

    Raises
    ------
    ValueError : as score_segments, and when a side has no sentence of the role or voice.
    """
    masks = {"mask_names": mask_names, "mask_cues": mask_cues}
    units = score_segments(
        corpus, instrument=instrument, label=label, role=role, voice=voice, **masks
    )
    side_a, side_b = corpus.pair
    seed = seed_sides(corpus.articles)
    result = compare_sides(units, sides=(side_a, side_b), resamples=resamples, seed=seed)
    names = None if mask_names else "names-counted"
    cues = None if mask_cues else "cues-counted"
    choices = ["tone", *filter(None, [instrument, label, voice, names, cues])]
    identity = {
        "finding_id": "-".join(choices),
        "measure": "tone",
        "subject": instrument,
        "voice": voice or "all",
        "side_a": side_a,
        "side_b": side_b,
    }
    measured = result.drop(columns="subject")
    finding = measured.assign(**identity, formula=FORMULAS[instrument])
    return finding[[*identity, *measured.columns, "formula"]]
