"""Tone of segments, articles and sides: sums over the marks of an instrument."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENTS, LABELS
from analysis.instruments.table import weigh_anew
from analysis.instruments.vader import weigh_vader
from analysis.stats.compare import compare_sides
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import known_values
from analysis.tables.sides import add_side

FORMULAS = {
    "vader": "VADER_COMPOUND",
    "textblob": "TEXTBLOB",
    "textblob-expanded": "TEXTBLOB_EXPANDED",
    "crossframe": "TONE_TABLE",
}
# Lowest and highest score of a sentence, by the dimension of an instrument.
BOUNDS = {"compound": (-1.0, 1.0), "polarity": (-1.0, 1.0), "subjectivity": (0.0, 1.0)}


def score_segments(
    corpus: Corpus,
    *,
    instrument: str = "vader",
    label: str | None = None,
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
    mask_names: bool = False,
    mask_cues: bool = False,
    mask_topics: bool = False,
) -> pd.DataFrame:
    """Score of every segment: what it gives to the score of its sentence.

    What a part of a sentence gives stays within the bounds of the instrument for its share of the
    words; what goes beyond is borne by the other parts of the sentence, so that the mean of a voice
    is within the bounds too.
    Arguments: corpus with all voices of its sentences; label, the dimension (default: polarity,
    compound or tone); role, one, several, or None for all; voice, keeps segments of one voice after
    scoring; mask_names, mask_cues, mask_topics, drop marks (see select_marks).
    Returns: one row a segment: segment_id, side, article_id, block (paragraph), sentence, role,
    voice, speaker, n_words, num (Σ value·weight), den (share of the sentence's words, so that the
    dens of a sentence add up to 1), n_marks. The mean tone of any group of segments is Σ num / Σ
    den; over voices, share times tone adds up to the whole.
    Raises: ValueError for an unknown instrument or label.
    """
    # Whole sentences, since the parts of one bear each other's words.
    masks = {"mask_names": mask_names, "mask_cues": mask_cues, "mask_topics": mask_topics}
    source = corpus.whole or corpus
    marks = select_marks(source, instrument=instrument, label=label, **masks)
    segments = add_side(source.segments, source.articles)
    sums = (
        marks.assign(num=marks["value"] * marks["weight"])
        .groupby("segment_id")["num"]
        .agg(["sum", "size"])
    )
    words = segments.groupby(["article_id", "sentence"])["n_words"].transform("sum")
    out = segments.assign(
        block=segments["paragraph"],
        num=segments["segment_id"].map(sums["sum"]).fillna(0.0),
        den=(segments["n_words"] / words).fillna(0.0),
        n_marks=segments["segment_id"].map(sums["size"]).fillna(0).astype(int),
    )
    label = label or LABELS[instrument][0]
    if label in BOUNDS:
        sentence = [out["article_id"], out["sentence"]]
        out["num"] = keep_within(out["num"], out["den"], sentence, BOUNDS[label])
    out = out[out["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        out = out if wanted is None else out[out[column].isin(known_values(column, wanted))]
    columns = [
        "segment_id",
        "side",
        "article_id",
        "block",
        "sentence",
        "role",
        "voice",
        "speaker",
        "n_words",
    ]
    return out[[*columns, "num", "den", "n_marks"]].reset_index(drop=True)


def keep_within(
    num: pd.Series, den: pd.Series, sentence: list[pd.Series], bounds: tuple[float, float]
) -> pd.Series:
    """Parts of sentence scores, each within the bounds of its share; a sentence keeps its sum."""
    low, high = bounds[0] * den, bounds[1] * den
    within = num.clip(low, high)
    over = (num - within).groupby(sentence).transform("sum")
    room = (high - within).where(over > 0, low - within)
    every = room.groupby(sentence).transform("sum")
    moved = (over * room / every.where(every != 0)).fillna(0.0)
    return within + moved.where(over != 0, 0.0)


def list_course(scored: pd.DataFrame) -> pd.DataFrame:
    """The tone along the text.

    Of single articles it is every segment in order, of groups the mean of each tenth of an article.

    Arguments: scored, from score_segments. Returns: its rows with place (from 1); for groups side,
    place, num, den, voice.
    """
    if scored.groupby("side")["article_id"].nunique().max() == 1:
        return scored.assign(place=scored.groupby("side").cumcount() + 1)
    article = scored.groupby("article_id")["num"]
    tenth = (10 * article.cumcount() // article.transform("size") + 1).astype(int)
    sums = scored.assign(place=tenth).groupby(["side", "place"])[["num", "den"]].sum().reset_index()
    return sums.assign(num=sums["num"] / sums["den"], den=1.0, voice="mean")


def score_articles(
    corpus: Corpus,
    *,
    instrument: str = "vader",
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
) -> pd.DataFrame:
    """Tone of every article, and whether it lies far from the others of its side.

    Returns: one row an article with such a sentence, by side and tone: article_id, side, outlet,
    published, n_sentences, tone (mean over its sentences), outlier (beyond Tukey's fences: 1.5
    interquartile ranges from its side's quartiles; 1977).
    """
    units = score_segments(corpus, instrument=instrument, role=role, voice=voice)
    sums = units.groupby("article_id")[["num", "den"]].sum()
    known = [c for c in ("article_id", "side", "outlet", "published") if c in corpus.articles]
    table = corpus.articles[known].merge(
        sums.eval("num / den").rename("tone"), on="article_id", validate="one_to_one"
    )
    table["n_sentences"] = table["article_id"].map(
        units.groupby("article_id")["sentence"].nunique()
    )
    quartiles = table.groupby("side")["tone"].quantile([0.25, 0.75]).unstack()
    reach = 1.5 * (quartiles[0.75] - quartiles[0.25])
    low = table["side"].map(quartiles[0.25] - reach)
    high = table["side"].map(quartiles[0.75] + reach)
    table["outlier"] = (table["tone"] < low) | (table["tone"] > high)
    order = table["side"].map(corpus.sides.index)
    table = table.iloc[np.lexsort([table["article_id"], table["tone"], order])]
    return table[[*known, "n_sentences", "tone", "outlier"]].reset_index(drop=True)


def trace_tone(articles: pd.DataFrame, *, by: str = "published") -> pd.DataFrame:
    """Mean tone of each side by outlet or over time, the article being the unit.

    Arguments: articles, from score_articles; by, 'outlet', or 'published' for months (years where
    they span more than four).
    Returns: side, the group (by), n (articles), tone, low, high (95 %, Student's t). What has no
    outlet or date is left out.
    """
    from scipy.stats import t

    known = articles[articles[by].astype(str).str.strip() != ""]
    if by == "published":
        dates = pd.to_datetime(known["published"], errors="coerce", format="ISO8601").dropna()
        long = len(dates) and dates.max().year - dates.min().year > 4
        known = known.loc[dates.index].assign(
            published=dates.dt.strftime("%Y" if long else "%Y-%m")
        )
    table = (
        known.groupby(["side", by], sort=True)["tone"]
        .agg(n="size", tone="mean", spread="sem")
        .reset_index()
    )
    reach = table["spread"] * t.ppf(0.975, table["n"].clip(lower=2) - 1)
    return table.assign(low=table["tone"] - reach, high=table["tone"] + reach).drop(
        columns="spread"
    )


def select_marks(
    corpus: Corpus,
    *,
    instrument: str,
    label: str | None = None,
    mask_names: bool = False,
    mask_cues: bool = False,
    mask_topics: bool = False,
) -> pd.DataFrame:
    """Marks of one instrument and dimension.

    Arguments: mask_names, drop marks in names; mask_cues, drop the word that introduces what
    another says (*denied*), which is no mood of the author; mask_topics, drop nouns that name a
    topic (lexicons/topic_nouns.csv). Weights are those of the marks that remain.

    Returns: the marks table. Raises: ValueError naming what is known.
    """
    label = label or LABELS.get(instrument, ("none",))[0]
    if label not in LABELS.get(instrument, ()):
        pairs = ", ".join(f"{name}/{known}" for name, labels in LABELS.items() for known in labels)
        raise ValueError(f"no instrument {instrument}/{label}; allowed: {pairs}")
    source = corpus.whole or corpus
    marks = source.marks[
        (source.marks["instrument"] == instrument) & (source.marks["label"] == label)
    ]
    if mask_cues:
        marks = marks[~_find_cues(source, marks)]
    if mask_topics:
        marks = marks[~marks["term"].isin(load_lexicon("topic_nouns")["word"])]
    if mask_names:
        marks = marks[~marks["in_name"]]
    if mask_names or mask_cues or mask_topics:
        sentence = marks["segment_id"].map(source.segments.set_index("segment_id")["sentence"])
        keys = [marks["article_id"], sentence]
        if instrument == "vader":
            # The emphasis of ! and ? goes with the words that remain, as the library would have it.
            emphasis = marks["term"].isin(["!", "?"])
            words = np.sign(marks["value"].mask(emphasis, 0.0).groupby(keys).transform("sum"))
            marks = marks.assign(value=marks["value"].mask(emphasis, marks["value"].abs() * words))
            marks = marks.assign(
                weight=marks["value"].groupby(keys).transform("sum").map(weigh_vader)
            )
        else:
            many = marks.groupby(keys)["value"].transform("size")
            table = instrument == "crossframe"
            weight = weigh_anew(marks["weight"], many) if table else 1 / many
            marks = marks.assign(weight=weight)
    return marks[marks["segment_id"].isin(corpus.segments["segment_id"])].reset_index(drop=True)


def _find_cues(source: Corpus, marks: pd.DataFrame) -> np.ndarray:
    """Which marks are a reporting word of their sentence, outside what it introduces."""
    segments = source.segments.set_index("segment_id")
    place = ["article_id", "sentence"]
    said = source.segments[source.segments["cue"].astype(str) != ""]
    words = said["cue"].str.lower().str.split()
    cues = said[place].assign(term=words).explode("term").drop_duplicates()
    own = pd.DataFrame(
        {
            "article_id": marks["article_id"].to_numpy(),
            "sentence": marks["segment_id"].map(segments["sentence"]).to_numpy(),
            "term": marks["term"].to_numpy(),
        }
    )
    found = own.merge(cues, how="left", on=[*place, "term"], indicator=True)["_merge"] == "both"
    return found.to_numpy() & marks["segment_id"].map(segments["cue"] == "").to_numpy(bool)


def list_scored_words(corpus: Corpus, *, instrument: str, label: str | None = None) -> pd.DataFrame:
    """The scored words of every segment that has any, with what each gave before weighting.

    Returns: segment_id, scored_words (as "word +1.50, other −0.30", strongest first).
    """
    marks = select_marks(corpus, instrument=instrument, label=label)
    marks = marks[marks["value"] != 0].sort_values("value", key=abs, ascending=False, kind="stable")
    shown = marks["term"] + marks["value"].map(" {:+.2f}".format).astype("str").str.replace(
        "-", "−"
    )
    return shown.groupby(marks["segment_id"]).agg(", ".join).rename("scored_words").reset_index()


def list_extremes(
    corpus: Corpus, scored: pd.DataFrame, *, instrument: str, rows: int
) -> pd.DataFrame:
    """The segments with the lowest and the highest score, and the words that made it.

    Arguments: scored, from score_segments by the same instrument; rows, of either kind.
    Returns: rows of scored with scored_words, the lowest first; no segment twice.
    """
    ends = [scored.nsmallest(rows, "num"), scored.nlargest(rows, "num")]
    found = pd.concat(ends).drop_duplicates("segment_id")
    words = list_scored_words(corpus, instrument=instrument)
    return found.merge(words, on="segment_id", how="left", validate="one_to_one")


def measure_coverage(corpus: Corpus, *, role: str | Sequence[str] | None = "body") -> pd.DataFrame:
    """How much of each side every lexicon sees at all.

    A sentence without a mark scores 0 because nothing was known.

    Returns: one row an instrument and side: instrument, side, n_sentences, sentences_covered (share
    with a mark), n_words, words_covered (marks other than ! and ? per word).
    """
    rows = []
    for instrument in INSTRUMENTS:
        scored = score_segments(corpus, instrument=instrument, role=role)
        words = select_marks(corpus, instrument=instrument).query("term not in ['!', '?']")
        scored["n_marked"] = scored["segment_id"].map(words.groupby("segment_id").size()).fillna(0)
        for side, part in scored.groupby("side", sort=False):
            covered = part.groupby(["article_id", "sentence"])["n_marks"].sum() > 0
            n_words = part["n_words"].sum()
            rows.append(
                (
                    instrument,
                    side,
                    len(covered),
                    covered.mean(),
                    n_words,
                    part["n_marked"].sum() / n_words,
                )
            )
    columns = ["instrument", "side", "n_sentences", "sentences_covered", "n_words", "words_covered"]
    return pd.DataFrame(rows, columns=columns)


def compare_tone(
    corpus: Corpus,
    *,
    instrument: str = "vader",
    label: str | None = None,
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
    mask_names: bool = False,
    resamples: int = 10_000,
) -> pd.DataFrame:
    """Compare the mean tone of two sides: one finding.

    Arguments: as score_segments; resamples, of the interval and the permutation (see
    stats.compare_sides).
    Returns: one row of findings: finding_id, measure, subject (instrument/label), voice, side_a,
    side_b, and the columns of stats.compare_sides (a, b, estimate = a − b, low, high, p, placebo,
    n_a, n_b, unit, note …), formula.
    Raises: ValueError as score_segments, and when a side has no sentence of the role or voice.
    """
    units = score_segments(
        corpus, instrument=instrument, label=label, role=role, voice=voice, mask_names=mask_names
    )
    side_a, side_b = corpus.pair
    result = compare_sides(units, sides=(side_a, side_b), resamples=resamples)
    choices = [instrument, label, voice, "names-masked" if mask_names else None]
    identity = {
        "finding_id": "-".join(["tone", *filter(None, choices)]),
        "measure": "tone",
        "subject": instrument,
    }
    identity |= {"voice": voice or "all", "side_a": side_a, "side_b": side_b}
    columns = [*identity, *result.columns.drop("subject"), "formula"]
    return result.drop(columns="subject").assign(**identity, formula=FORMULAS[instrument])[columns]
