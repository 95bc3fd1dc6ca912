"""Who is given the word: quotations, sources, reporting verbs and words left to others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.articles.reporting_words import load_reporting_verbs
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import known_values
from analysis.tables.sides import add_side


def list_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """The quotations in order: neighbouring quoted segments of one paragraph are one quotation.

    Arguments: segments, with or without text. Returns: one row a quotation: article_id, paragraph,
    role, speaker ('' when not resolved), cue, n_sentences, n_words, segments (ids in order), and
    text where the segments have it.
    """
    run = (
        (place := segments[["article_id", "paragraph", "voice"]])
        .ne(place.shift())
        .any(axis=1)
        .cumsum()
    )
    grouped = segments.assign(run=run)[segments["voice"] == "quoted"].groupby("run", sort=False)
    table = grouped[["article_id", "paragraph", "role", "speaker", "cue"]].first()
    table["n_sentences"], table["n_words"] = grouped["sentence"].nunique(), grouped["n_words"].sum()
    table["segments"] = grouped["segment_id"].agg(" ".join)
    table = table.assign(text=grouped["text"].agg(" ".join)) if "text" in segments else table
    return table.reset_index(drop=True)


def list_sources(corpus: Corpus) -> pd.DataFrame:
    """Who speaks on each side, how much, where, and with which verbs.

    Returns: one row a side and speaker, most words first: side, speaker ('' when not resolved),
    n_words, share (of the side's words), quoted, reported (words), n_segments, first, last
    (paragraph), verbs, stances (each with its count), segments.
    """
    segments = add_side(corpus.segments, corpus.articles)
    spoken = segments[segments["voice"] != "author"]
    words = segments.groupby("side")["n_words"].sum()
    table = spoken.groupby(["side", "speaker"], sort=False).agg(
        n_words=("n_words", "sum"),
        n_segments=("segment_id", "size"),
        first=("paragraph", "min"),
        last=("paragraph", "max"),
        segments=("segment_id", " ".join),
    )
    by_voice = spoken.pivot_table(
        index=["side", "speaker"], columns="voice", values="n_words", aggfunc="sum", fill_value=0
    )
    table = table.join(by_voice.reindex(columns=["quoted", "reported"], fill_value=0))
    cues = spoken.drop_duplicates(["article_id", "sentence", "speaker", "cue"]).groupby(
        ["side", "speaker"]
    )["cue"]
    stance = load_reporting_verbs().drop_duplicates("form").set_index("form")["stance"]
    table["stances"] = cues.agg(
        lambda cues: _count_words(cues[cues != ""].map(stance).fillna("other"))
    )
    table["verbs"] = cues.agg(lambda cues: _count_words(cues[cues != ""]))
    table = table.reset_index().assign(
        share=lambda t: t["n_words"] / t["side"].map(words).astype(float)
    )
    table["side"] = pd.Categorical(table["side"], corpus.sides)
    columns = [
        "side",
        "speaker",
        "n_words",
        "share",
        "quoted",
        "reported",
        "n_segments",
        "first",
        "last",
    ]
    table = table.sort_values(
        ["side", "n_words", "speaker"], ascending=[True, False, True], ignore_index=True
    )
    return table[[*columns, "verbs", "stances", "segments"]].astype({"side": "str"})


def measure_voice_coverage(corpus: Corpus) -> pd.DataFrame:
    """How much of each side's words is somebody else's, and how much of that has a speaker.

    Arguments: corpus, of the roles wanted. Returns: side, n_words, attributed (share of the words),
    named, cued (shares of the attributed words with a speaker, and with a reporting word; missing
    where there are none).
    """
    spoken = (segments := add_side(corpus.segments, corpus.articles)).query("voice != 'author'")
    words = {"n_words": segments, "attributed": spoken}
    words |= {"named": spoken.query("speaker != ''"), "cued": spoken.query("cue != ''")}
    sums = {
        name: rows.groupby("side")["n_words"].sum().reindex(corpus.sides, fill_value=0)
        for name, rows in words.items()
    }
    table = pd.DataFrame(sums).rename_axis("side").reset_index()
    spoken = table["attributed"].where(table["attributed"] > 0)
    return table.assign(
        attributed=table["attributed"] / table["n_words"],
        **table[["named", "cued"]].div(spoken, axis=0),
    )


def _count_words(words: pd.Series) -> str:
    return ", ".join(f"{word} {n}" for word, n in words.value_counts().items())


def share_stances(corpus: Corpus) -> pd.DataFrame:
    """How each side reports speech: the stance of its reporting verbs.

    Stances come from lexicons/reporting_verbs.csv.

    Returns: one row a side and stance: side, stance, n (reporting verbs), share (of the side's),
    verbs.
    """
    codebook = load_reporting_verbs().drop_duplicates("form").set_index("form")["stance"]
    cues = (
        add_side(corpus.segments, corpus.articles)
        .query("cue != ''")
        .drop_duplicates(["article_id", "sentence", "speaker", "cue"])
    )
    cues = cues.assign(stance=cues["cue"].map(codebook).fillna("other"))
    table = cues.groupby(["side", "stance"])["cue"].agg(n="size", verbs=_count_words)
    table["share"] = table["n"] / table.groupby("side")["n"].transform("sum")
    return table.reset_index().sort_values(
        ["side", "n", "stance"], ascending=[True, False, True], ignore_index=True
    )


def score_voices(
    corpus: Corpus,
    *,
    role: str | Sequence[str] = "body",
    given: Sequence[str] = ("quoted", "reported"),
) -> pd.DataFrame:
    """How many of its words each segment leaves to others: a unit table for stats.compare_sides.

    Arguments: role, one or several; given, the voices that count as others.
    Returns: segment_id, side, article_id, block (paragraph), sentence, role, num (words left to
    others), den (words).
    """
    rows = add_side(corpus.segments, corpus.articles)
    rows = rows[rows["role"].isin(known_values("role", role))].rename(
        columns={"paragraph": "block", "n_words": "den"}
    )
    rows["num"] = rows["den"].where(rows["voice"].isin(known_values("voice", given)), 0)
    columns = ["segment_id", "side", "article_id", "block", "sentence", "role", "num", "den"]
    return rows[columns].reset_index(drop=True)
