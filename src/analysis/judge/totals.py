"""What a comparison needs of articles, as sums over them: sums of parts add up to those of the
whole.

Counts add up to the last unit, scores to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.judge.choices import (
    FRAME_CHOICES,
    TERM_CHOICES,
    VOICE_CHOICES,
    count_kept,
    divide_sums,
    specify_terms,
    sum_frames,
    sum_tone,
    sum_voices,
)
from analysis.judge.thresholds import CLOSER, DECIDES, MIN_TERM_GROUPS, SURE_Q, WITNESS
from analysis.judge.verdicts import settle, settle_tone, settle_voices
from analysis.measures.frames import score_frames
from analysis.measures.spelling import american_form
from analysis.measures.tone import FORMULAS, score_segments
from analysis.measures.voices import score_voices
from analysis.stats.totals import SIZES, compare_sums, sum_counts
from analysis.stats.variance import adjust_p
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import VOICES
from analysis.tables.sides import add_side

Sums = dict[str, pd.DataFrame]


def sum_corpus(
    corpus: Corpus, *, pair: tuple[str, str], codebooks: dict[str, pd.DataFrame]
) -> Sums:
    """What a comparison needs of the articles of a corpus, as sums over them.

    Arguments: corpus, of one or both sides; pair, the labels of a and b; codebooks, by name.
    Returns: tables by name: units (measure, voice, subject and streams.SUMS: tone, words of others,
    uses of frames), sizes (measure, voice, side and streams.SIZES), terms and term-sizes (the same
    of words of the body, in American spelling), words (term, role, a, b: as they are written),
    articles (side, articles, words), and tone, voices and frames (the sums under every choice:
    evidence.sum_tone, sum_voices, sum_frames).
    """
    parts: dict[str, list[pd.DataFrame]] = {}

    def add(units: pd.DataFrame, measure: str, voice: str) -> None:
        words = units.groupby(["subject", "article_id", "side"], as_index=False)[
            ["num", "den"]
        ].sum()
        first = words[words["subject"] == words["subject"].min()].drop(
            columns=["subject", "num"]
        )  # of all subjects the same
        counts, sizes = sum_counts(words[["subject", "article_id", "num"]], first, sides=pair)
        parts.setdefault("units", []).append(counts.assign(measure=measure, voice=voice))
        parts.setdefault("sizes", []).append(
            sizes.reset_index().assign(measure=measure, voice=voice)
        )

    both, voices = (DECIDES, WITNESS), ("all", *VOICES)
    scored = pd.concat(
        [score_segments(corpus, instrument=name).assign(subject=name) for name in both]
    )
    for voice in voices:
        add(scored[scored["voice"].eq(voice) | (voice == "all")], "tone", voice)
    parts["tone"] = [sum_tone(corpus, instrument=name, voices=voices) for name in both]
    add(score_voices(corpus).assign(subject="words of others"), "voices", "all")
    parts["voices"] = [sum_voices(corpus)]
    for name, book in codebooks.items():
        known = sorted(set(book.loc[book["weight"] > 0, "frame"]))
        add(score_frames(corpus, codebook=name, frames=known), f"frames: {name}", "all")
        choices = sum_frames(corpus, codebook=name, known=known)
        parts.setdefault("frames", []).append(choices.assign(measure=f"frames: {name}"))
    words = add_side(corpus.terms[corpus.terms["size"] == 1], corpus.articles)
    counts = (
        words.groupby(["term", "role", "side"])["n"]
        .sum()
        .unstack(fill_value=0)
        .reindex(columns=list(pair), fill_value=0)
    )
    body = words[words["role"] == "body"]
    uses = body.assign(subject=body["term"].map(american_form), num=body["n"])
    sizes = body.groupby(["article_id", "side"], as_index=False).agg(den=("n", "sum"))
    terms, sizes = sum_counts(uses[["subject", "article_id", "num"]], sizes, sides=pair)
    read = corpus.articles.groupby("side", as_index=False).agg(
        articles=("side", "size"), words=("n_words", "sum")
    )
    alone = {
        "words": counts.set_axis(["a", "b"], axis=1).reset_index(),
        "terms": terms,
        "term-sizes": sizes.reset_index(),
    }
    joined = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return joined | alone | {"articles": read}


def add_sums(parts: Iterable[Sums]) -> Sums:
    """The sums of parts added up, in their order: those of the whole."""
    total: Sums = {}
    for part in parts:
        for name, frame in part.items():
            both = pd.concat([total[name], frame]) if name in total else frame
            keys = [column for column in both if not pd.api.types.is_numeric_dtype(both[column])]
            total[name] = both.groupby(keys, as_index=False, sort=False).sum()
    return total


def judge_sums(sums: Sums, *, pair: tuple[str, str]) -> pd.DataFrame:
    """All findings from the sums of an archive, as verdicts.judge_all gives them; intervals come
    from standard errors.

    Raises: ValueError for a side without articles.
    """
    read = sums.get(
        "articles", pd.DataFrame(columns=["side", "articles"])
    )  # there is none where nothing could be read
    read = read.set_index("side")["articles"].reindex(list(pair), fill_value=0)
    if not read.all():
        raise ValueError(
            f"side {read.idxmin()!r} has no article that can be read; check the value and its column"
        )

    def compare(measure: str, voice: str = "all") -> pd.DataFrame:
        units, sizes = (
            t[(t["measure"] == measure) & (t["voice"] == voice)]
            for t in (sums["units"], sums["sizes"])
        )
        sizes = sizes.set_index("side")[SIZES].reindex(list(pair), fill_value=0)
        units = units[(units["a"] != 0) | (units["b"] != 0)]
        return (
            compare_sums(units, sizes, scale="difference")
            if sizes["articles"].min()
            else units.head(0)
        )

    found, tone = [], []
    for voice in ("all", *VOICES):
        both = compare("tone", voice)
        if len(both) < 2:
            continue
        both = both.set_index("subject").loc[[DECIDES, WITNESS]].reset_index()
        ids = "tone-" + both["subject"] + ("" if voice == "all" else f"-{voice}")
        both = both.assign(
            finding_id=ids,
            measure="tone",
            voice=voice,
            formula=both["subject"].map(FORMULAS),
            side_a=pair[0],
            side_b=pair[1],
        )
        choices = sums["tone"][sums["tone"]["voice"] == voice].drop(columns="voice")
        settled = settle_tone(both, divide_sums(choices, pair=pair), articles=read)
        tone.append(settled if voice == "all" else settled.iloc[:1])
    found.append(pd.concat(tone, ignore_index=True))
    found[0]["q"] = adjust_p(found[0]["p"].where(found[0]["subject"] == DECIDES))
    kept = count_kept(divide_sums(sums["voices"], pair=pair), choices=VOICE_CHOICES)
    found += [settle_voices(compare("voices"), kept, articles=read), _judge_terms(sums, pair)]
    for measure, choices in sums["frames"].groupby("measure", sort=False):
        choices = divide_sums(choices.drop(columns="measure"), pair=pair)
        kept = count_kept(choices, choices=FRAME_CHOICES)
        prefix = measure.replace("frames: ", "frame-")
        found.append(
            settle(
                compare(measure),
                kept,
                pair=pair,
                measure=measure,
                prefix=prefix,
                formula="RATE_100",
            )
        )
    return pd.concat(found, ignore_index=True)


def _judge_terms(sums: Sums, pair: tuple[str, str]) -> pd.DataFrame:
    """As verdicts.judge_terms between groups; a term is shown in the spelling that the body uses
    most.
    """
    words = sums["words"].assign(key=sums["words"]["term"].map(american_form))
    body = words[words["role"] == "body"].assign(total=lambda rows: rows["a"] + rows["b"])
    shown = (
        body.sort_values(["total", "term"], ascending=[False, True])
        .drop_duplicates("key")
        .set_index("key")["term"]
    )
    enough = sums["terms"][sums["terms"]["a"] + sums["terms"]["b"] >= MIN_TERM_GROUPS]
    sizes = sums["term-sizes"].set_index("side").loc[list(pair)]
    tested = compare_sums(
        enough.assign(subject=enough["subject"].map(shown)), sizes, scale="log_ratio"
    )
    keep = tested.loc[tested["p"] < SURE_Q].nsmallest(CLOSER, "p")["subject"]
    close = tested["subject"].isin(keep)
    tested.loc[~close, ["low", "high", "placebo"]] = np.nan
    tested["note"] = tested["note"].mask(~close & (tested["note"] == ""), "no interval drawn")
    # Choices need no more than counts, so each side can stand as one article.
    sides = pd.DataFrame({"article_id": list(pair), "side": list(pair)})
    counts = words.rename(columns=dict(zip("ab", pair, strict=True))).melt(
        ["term", "role"], list(pair), "article_id", "n"
    )
    counts = counts[counts["n"] > 0].assign(paragraph=0, voice="author", size=1)
    choices = specify_terms(Corpus(sides, sides, counts, sides), subjects=list(keep))
    kept = count_kept(choices, choices=TERM_CHOICES)
    return settle(
        tested, kept, pair=pair, measure="terms", prefix="term", formula="LOG_RATIO_ZERO_HALF"
    )
