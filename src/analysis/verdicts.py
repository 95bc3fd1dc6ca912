"""How sure we are: the other defensible choices, what survives them, what chance gives, and the verdict.

Thresholds stand at the head, in one place; METHODS says how they were chosen on rated news. VADER decides about tone,
because of the two instruments it agrees better with people; TextBlob is a witness: it agrees, is silent or contradicts.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis import evidence, frames, keyness, terms
from analysis.sentiment import compare_tone, score_segments
from analysis.stats import SEED, adjust_p, compare_sides, minimum_detectable
from analysis.streams import compare_counts
from analysis.tables import Corpus, add_side, face_rest

CHANCE, SURE = 0.10, 0.06  # tone: p up to which a difference is suggestive, and up to which it may be supported
STEADY = 6  # tone: blocks a side from which the interval must leave out zero; under it, it is too unsteady to ask
ERRORS = 1.0  # tone: differences smaller than this many instrument errors are not believed
SPEECH_ERRORS = 1.8  # voices: the same for the rules that find speech
LEVEL, POSSIBLE = 0.05, 0.20  # other families: q (supported); p, and the q above which a finding is not even suggestive
KEPT = 0.90  # share of the combinations of choices, the main one included, that must keep the sign
DECIDES, WITNESS = "vader", "textblob"
# What separates VADER from people: the spread of its residual given 20 raters, between articles and between sentences.
RESIDUAL = {"vader": (0.067, 0.338)}
# Mean error of an article's share of words left to others, measured against annotators, as a standard deviation.
SHARE_ERROR = 0.056 * np.sqrt(np.pi / 2)
MIN_TERM, MIN_TERM_GROUPS = 3, 10  # occurrences on both sides together for a term to be compared
CLOSER = 200  # terms of groups with the smallest p for which an interval is drawn and the choices are tried

COLUMNS = ["finding_id", "measure", "subject", "voice", "a", "b", "estimate", "effect", "low", "high", "p", "q", "placebo"]
NOTHING_FOUND = pd.DataFrame(columns=[*COLUMNS, "n_a", "n_b", "kept", "tried", "lost", "verdict", "unit", "note", "formula"])


def judge_tone(corpus: Corpus, *, voice: str | None = None, resamples: int = 10_000) -> pd.DataFrame:
    """The two instruments' findings on tone with robustness and verdict: first the one that decides, then its witness.

    Arguments: corpus of two sides; voice, one voice or None for all; resamples as in stats.compare_sides.
    Returns: rows of findings with masked (the estimate with names masked), error (instrument error of the difference;
    NaN where it was not measured), kept, tried, lost, witness and verdict.
    """
    both = (DECIDES, WITNESS)
    found = [compare_tone(corpus, instrument=name, voice=voice, resamples=resamples) for name in both]
    choices = pd.concat([evidence.specify_tone(corpus, instrument=name, voice=voice) for name in both])
    return settle_tone(pd.concat(found), choices, articles=corpus.articles["side"].value_counts())


def settle_tone(found: pd.DataFrame, choices: pd.DataFrame, *, articles: pd.Series) -> pd.DataFrame:
    """What judge_tone returns, from the comparison of both instruments, their choices, and the number of articles by side."""
    rows = []
    for name in found["subject"]:
        finding, own = found[found["subject"] == name], choices[choices["subject"] == name]
        # Masking that changes nothing is not among the choices: then it gives the estimate itself.
        masked = own.loc[(own["names"] == "masked") & (own["roles"] == "body"), "estimate"].head(1)
        sentences = own.iloc[0][["n_a", "n_b"]]  # of groups a finding's n is that of articles
        error = find_instrument_error(pd.concat([finding.iloc[0].drop(["n_a", "n_b"]), sentences]), articles)
        finding = finding.assign(masked=masked.iloc[0] if len(masked) else finding["estimate"].iloc[0], error=error)
        rows.append(finding.merge(evidence.count_kept(own, choices=evidence.TONE_CHOICES), on="subject", validate="one_to_one"))
    table = pd.concat(rows, ignore_index=True)
    first, second = (table.loc[k] for k in (0, 1))
    words = [relate(second, first), relate(first, second)]
    verdicts = [decide_tone(row, witness=word) for row, word in zip((first, second), words, strict=True)]
    return table.assign(witness=words, verdict=verdicts)


def find_instrument_error(finding: pd.Series, articles: pd.Series) -> float:
    """Standard error of a tone difference that comes from the instrument alone, were it measured against people.

    √(τ²(1/articles_a + 1/articles_b) + σ²(1/n_a + 1/n_b)), with τ and σ the spread of the instrument's residual given
    the raters, between articles and between sentences (RESIDUAL). NaN for an instrument that was not measured so.
    articles: their number by side.
    """
    if finding["subject"] not in RESIDUAL or not min(finding["n_a"], finding["n_b"]):
        return np.nan
    between, within = RESIDUAL[finding["subject"]]
    by_article = sum(1 / articles[finding[side]] for side in ("side_a", "side_b"))
    return float(np.sqrt(between**2 * by_article + within**2 * (1 / finding["n_a"] + 1 / finding["n_b"])))


def judge_voices(corpus: Corpus, *, resamples: int = 10_000) -> pd.DataFrame:
    """The finding on how much of its body each side leaves to others (share of words), with robustness and verdict.

    Supported needs SPEECH_ERRORS times the error of the rules that find speech, too.
    Returns: one row of findings with error, kept, tried, lost and verdict.
    """
    found = compare_sides(evidence.score_voices(corpus), sides=corpus.pair, resamples=resamples).assign(
        subject="words of others"
    )
    kept = evidence.count_kept(
        evidence.divide_sums(evidence.sum_voices(corpus), pair=corpus.pair), choices=evidence.VOICE_CHOICES
    )
    return settle_voices(found, kept, articles=corpus.articles["side"].value_counts()[list(corpus.pair)])


def settle_voices(found: pd.DataFrame, kept: pd.DataFrame, *, articles: pd.Series) -> pd.DataFrame:
    """What judge_voices returns, from the comparison, what its choices keep, and the number of articles by side (a first)."""
    found = settle(found, kept, pair=tuple(articles.index), measure="voices", prefix="voices", formula="SHARE_OF_WORDS")
    found["error"] = SHARE_ERROR * np.sqrt((1 / articles).sum())
    unsure = (found["verdict"] == "supported") & (found["estimate"].abs() < SPEECH_ERRORS * found["error"])
    return found.assign(verdict=found["verdict"].mask(unsure, "suggestive"))


def judge_terms(corpus: Corpus, *, minimum: int | None = None, resamples: int = 10_000) -> pd.DataFrame:
    """Findings on terms (log ratio, body, spelling folded) with robustness and verdict, the most certain first.

    Arguments: minimum, occurrences on both sides together (default MIN_TERM). Between groups every term, function words
    too (*we* and *they* tell), has Welch's test of its rates by article, and the CLOSER terms with p under LEVEL an
    interval and the choices: no other can be a finding.
    Returns: rows of findings with kept, tried, lost and verdict.
    """
    table = corpus.terms[(corpus.terms["role"] == "body") & (corpus.terms["size"] == 1)]
    grouped = bool(corpus.articles["side"].duplicated().any())
    if grouped:  # the article is the unit: its paragraphs and voices together
        table = table.groupby(["article_id", "role", "term", "size"], as_index=False)["n"].sum()
        table = table.assign(paragraph=0, voice="author")
    table = terms.fold_spelling(table)
    counts = keyness.count_terms(table, corpus.articles)
    counts = counts if grouped else terms.drop_stopwords(counts)
    keep = counts.loc[counts["total"] >= (minimum or (MIN_TERM_GROUPS if grouped else MIN_TERM)), "term"]
    if keep.empty:
        return NOTHING_FOUND
    if grouped:
        words = table.groupby("article_id", as_index=False)["n"].sum().rename(columns={"n": "den"})
        uses = table[table["term"].isin(keep)].rename(columns={"term": "subject", "n": "num"})
        tested = compare_counts(uses, add_side(words, corpus.articles), sides=corpus.pair)
        keep = tested[tested["p"] < LEVEL].nsmallest(CLOSER, "p")["subject"]
    units = terms.list_units(table, corpus.articles, keep=keep)
    found = compare_sides(units, sides=corpus.pair, scale="log_ratio", resamples=resamples) if len(units) else tested.head(0)
    if grouped:
        rest = tested[~tested["subject"].isin(keep)].assign(note=lambda t: t["note"].replace("", "no interval drawn"))
        found = pd.concat([found.drop(columns="q").merge(tested[["subject", "q"]], on="subject"), rest], ignore_index=True)
    kept = evidence.count_kept(evidence.specify_terms(corpus, subjects=list(keep)), choices=evidence.TERM_CHOICES)
    return settle(found, kept, pair=corpus.pair, measure="terms", prefix="term", formula="LOG_RATIO_ZERO_HALF")


def judge_frames(corpus: Corpus, *, codebook: str, resamples: int = 10_000) -> pd.DataFrame:
    """Findings on one codebook's frame language: rows of findings with kept, tried, lost and verdict."""
    if frames.PREFIX + codebook not in set(corpus.marks["instrument"]):
        return NOTHING_FOUND
    found = frames.compare_frames(corpus, codebook=codebook, resamples=resamples)
    kept = evidence.count_kept(
        evidence.divide_sums(evidence.sum_frames(corpus, codebook=codebook), pair=corpus.pair), choices=evidence.FRAME_CHOICES
    )
    found = found.drop(columns=["measure", "voice", "side_a", "side_b"])
    measure, prefix = f"frames: {codebook}", f"frame-{codebook}"
    return settle(found, kept, pair=corpus.pair, measure=measure, prefix=prefix, formula="RATE_100")


def settle(
    found: pd.DataFrame, kept: pd.DataFrame, *, pair: tuple[str, str], measure: str, prefix: str, formula: str
) -> pd.DataFrame:
    """The findings of a family from a comparison (stats.compare_sides) and what its choices keep (evidence.count_kept)."""
    found = found.merge(kept, on="subject", how="left", validate="one_to_one").assign(
        measure=measure, voice="all", side_a=pair[0], side_b=pair[1], formula=formula
    )
    found = found.fillna({"kept": 0, "tried": 0, "lost": ""}).astype({"kept": int, "tried": int})
    found.insert(0, "finding_id", [f"{prefix}-{subject}".replace(" ", "-") for subject in found["subject"]])
    found["verdict"] = [decide_family(row) for _, row in found.iterrows()]
    beyond = found[["low", "high"]].abs().min(axis=1).where(found["p"] == 0, 0.0)  # too small to tell apart: the surer first
    return found.assign(beyond=-beyond).sort_values(["p", "beyond", "subject"], ignore_index=True).drop(columns="beyond")


def judge_all(corpus: Corpus, *, codebooks: list[str], resamples: int = 10_000) -> pd.DataFrame:
    """All findings of an event: tone (all voices, then each that both sides have), voices, terms, and each codebook.

    Returns: the findings table, families one after another.
    """
    return _judge_all(corpus, tuple(codebooks), resamples).copy()


@lru_cache(maxsize=1)  # two notebooks of a report ask for the same
def _judge_all(corpus: Corpus, codebooks: tuple[str, ...], resamples: int) -> pd.DataFrame:
    tone = [judge_tone(corpus, resamples=resamples)]
    body = corpus.select(role="body").segments.merge(corpus.articles[["article_id", "side"]], on="article_id")
    for voice in ("author", "quoted", "reported"):
        if set(body.loc[body["voice"] == voice, "side"]) >= set(corpus.pair):
            tone.append(judge_tone(corpus, voice=voice, resamples=resamples).iloc[:1])
    first = pd.concat(tone, ignore_index=True)
    deciding = first["subject"] == DECIDES
    first["q"] = adjust_p(first["p"].where(deciding))  # one family: the deciding instrument, by voice
    parts = [first, judge_voices(corpus, resamples=resamples), judge_terms(corpus, resamples=resamples)]
    parts += [judge_frames(corpus, codebook=name, resamples=resamples) for name in codebooks]
    return pd.concat(parts, ignore_index=True)


def relate(other: pd.Series, finding: pd.Series) -> str:
    """What another instrument says of a finding: agrees, is silent (inside its own placebo), contradicts, or was not tested.

    >>> relate(pd.Series({"estimate": 0.1, "placebo": 0.2}), pd.Series({"estimate": -0.3}))
    'is silent'
    """
    if pd.isna(other["placebo"]):
        return "was not tested"
    if abs(other["estimate"]) <= other["placebo"]:
        return "is silent"
    return "agrees" if np.sign(other["estimate"]) == np.sign(finding["estimate"]) else "contradicts"


def decide_tone(finding: pd.Series, *, witness: str = "is silent") -> str:
    """The verdict on a difference in tone: 'supported', 'suggestive' or 'not shown'.

    Suggestive: p at most CHANCE and KEPT of the choices. Supported: p at most SURE, at least ERRORS instrument errors
    (never where the error was not measured), no contradiction by the witness, an interval without zero from STEADY blocks on.
    """
    if pd.isna(finding["p"]) or finding["p"] > CHANCE or finding["kept"] < KEPT * finding["tried"]:
        return "not shown"
    short = min(finding["blocks_a"], finding["blocks_b"]) < STEADY
    clear = short or finding["low"] > 0 or finding["high"] < 0
    believed = finding["p"] <= SURE and abs(finding["estimate"]) >= ERRORS * finding["error"]
    return "supported" if clear and believed and witness != "contradicts" else "suggestive"


def decide_family(finding: pd.Series) -> str:
    """The verdict on one finding of a family of terms or frames: 'supported', 'suggestive' or 'not shown'.

    Supported: q under LEVEL; suggestive: p under LEVEL and q under POSSIBLE, because among thousands of words p alone finds
    some by chance. Both need an interval without zero and KEPT of the choices.
    """
    holds_zero = not (finding["low"] > 0 or finding["high"] < 0)
    if pd.isna(finding["p"]) or holds_zero or finding["kept"] < KEPT * finding["tried"]:
        return "not shown"
    if finding["q"] < LEVEL:
        return "supported"
    return "suggestive" if finding["p"] < LEVEL and finding["q"] < POSSIBLE else "not shown"


def judge_sides(corpus: Corpus, *, codebooks: Sequence[str], resamples: int = 10_000) -> pd.DataFrame:
    """Each side against all the others, where there are more than two: tone, words left to others, frame language.

    Arguments: corpus of all sides; codebooks, by name. Returns: no row for two sides; else rows of findings with side; a is
    its value, b that of the others, and q is corrected over the sides that were tried: a finding needs it under LEVEL to
    stay supported, and under POSSIBLE to stay suggestive.
    """
    parts = [NOTHING_FOUND.assign(side="")]
    for side in corpus.sides if len(corpus.sides) > 2 else []:
        faced = face_rest(corpus, side=side)
        found = [judge_tone(faced, resamples=resamples).iloc[:1], judge_voices(faced, resamples=resamples)]
        found += [judge_frames(faced, codebook=name, resamples=resamples) for name in codebooks]
        parts.append(pd.concat(found).assign(side=side))
    table = pd.concat(parts, ignore_index=True)
    table["q"] = table.groupby(["measure", "subject"])["p"].transform(adjust_p).astype(float)
    verdict = table["verdict"].mask((table["verdict"] == "supported") & ~(table["q"] < LEVEL), "suggestive")
    return table.assign(verdict=verdict.mask(~(table["q"] < POSSIBLE), "not shown"))


def list_ways(corpus: Corpus) -> pd.DataFrame:
    """The scores of both sides under the ways of scoring that readers meet: naive, by sentence, with names masked.

    Returns: way, a, b.
    """
    naive = corpus.articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean()
    rows = [
        (f"{name}, whole file", *naive[column].reindex(list(corpus.pair)))
        for name, column in (("TextBlob", "naive_polarity"), ("VADER", "naive_compound"))
    ]
    for name, instrument in (("TextBlob", "textblob"), ("VADER", "vader")):
        for masked in (False, True):
            units = score_segments(corpus, instrument=instrument, mask_names=masked).groupby("side")[["num", "den"]].sum()
            means = (units["num"] / units["den"]).reindex(list(corpus.pair))
            rows.append((f"{name}, body sentences" + (", names masked" if masked else ""), *means))
    return pd.DataFrame(rows, columns=["way", "a", "b"])


def split_halves(corpus: Corpus, *, side: str, draws: int = 500, seed: int = SEED) -> pd.DataFrame:
    """Difference in tone between random halves of one side's paragraphs: what chance gives where nothing differs.

    Arguments: draws, halvings; seed. Returns: one row a draw: side, draw, estimate (first half minus second).
    """
    units = score_segments(corpus, instrument="vader").query("side == @side")
    blocks = units.groupby(["article_id", "block"])[["num", "den"]].sum().to_numpy()
    rng, rows = np.random.default_rng(seed), []
    for draw in range(draws):
        first = rng.permutation(len(blocks)) < len(blocks) // 2
        (one, n_one), (two, n_two) = blocks[first].sum(0), blocks[~first].sum(0)
        rows.append((side, draw, one / n_one - two / n_two if n_one and n_two else np.nan))
    return pd.DataFrame(rows, columns=["side", "draw", "estimate"])


def list_detectable(corpus: Corpus) -> pd.DataFrame:
    """The smallest difference in tone that would be found (power .8) beside the one that was, by instrument.

    Returns: instrument, estimate, detectable, unit.
    """
    rows = []
    for instrument in ("vader", "textblob"):
        units = score_segments(corpus, instrument=instrument)
        values = units.groupby("side")[["num", "den"]].sum().reindex(list(corpus.pair))
        a, b = values["num"] / values["den"]
        row = minimum_detectable(units, sides=corpus.pair).iloc[0]
        rows.append((instrument, a - b, row["detectable"], row["unit"]))
    return pd.DataFrame(rows, columns=["instrument", "estimate", "detectable", "unit"])
