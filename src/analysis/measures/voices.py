"""Who is given the word: quotations, sources, reporting verbs and words left to others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.articles.reporting_words import load_reporting_verbs
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import known_values
from analysis.tables.sides import add_side

SOURCE_COLUMNS = ["side", "speaker", "n_words", "share", "quoted", "reported", "n_segments"]
SOURCE_COLUMNS += ["first", "last", "verbs", "stances", "segments"]


def list_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """The quotations in order: neighbouring quoted segments of one paragraph are one quotation.

    Parameters
    ----------
    segments : with or without text.

    Returns
    -------
    One row a quotation: article_id, paragraph, role, speaker ('' where none was found), cue (the
    reporting word), n_sentences, n_words, segments (ids in order), and text where the segments have
    it.
    """
    place = segments[["article_id", "paragraph", "voice"]]
    changes = place.ne(place.shift()).any(axis=1)
    quoted = segments["voice"] == "quoted"
    runs = segments.assign(run=changes.cumsum())[quoted]
    grouped = runs.groupby("run", sort=False)
    table = grouped[["article_id", "paragraph", "role", "speaker", "cue"]].first()
    table["n_sentences"] = grouped["sentence"].nunique()
    table["n_words"] = grouped["n_words"].sum()
    table["segments"] = grouped["segment_id"].agg(" ".join)
    if "text" in segments:
        table["text"] = grouped["text"].agg(" ".join)
    return table.reset_index(drop=True)


def list_sources(corpus: Corpus) -> pd.DataFrame:
    """Who speaks on each side, how much, where, and with which verbs.

    Parameters
    ----------
    corpus : of the roles wanted.

    Returns
    -------
    One row a side and speaker, most words first: side, speaker ('' where none was found), n_words,
    share (of all words of the side), quoted, reported (words in these voices), n_segments, first,
    last (paragraph), verbs, stances (reporting words and their stances, each with its count),
    segments (ids).
    """
    segments = add_side(corpus.segments, corpus.articles)
    spoken = segments[segments["voice"] != "author"]
    keys = ["side", "speaker"]
    grouped = spoken.groupby(keys, sort=False)
    table = grouped.agg(
        n_words=("n_words", "sum"),
        n_segments=("segment_id", "size"),
        first=("paragraph", "min"),
        last=("paragraph", "max"),
        segments=("segment_id", " ".join),
    )
    by_voice = spoken.pivot_table(
        index=keys, columns="voice", values="n_words", aggfunc="sum", fill_value=0
    )
    table = table.join(by_voice.reindex(columns=["quoted", "reported"], fill_value=0))
    cues = _list_cues(spoken)
    table["verbs"] = cues.groupby(keys)["cue"].agg(_count_words)
    table["stances"] = cues.groupby(keys)["stance"].agg(_count_words)
    table = table.reset_index()
    table[["verbs", "stances"]] = table[["verbs", "stances"]].fillna("")
    words = segments.groupby("side")["n_words"].sum()
    table["share"] = table["n_words"] / table["side"].map(words).astype(float)
    table["side"] = pd.Categorical(table["side"], corpus.sides)
    table = table.sort_values(
        ["side", "n_words", "speaker"], ascending=[True, False, True], ignore_index=True
    )
    return table[SOURCE_COLUMNS].astype({"side": "str"})


def _list_cues(segments: pd.DataFrame) -> pd.DataFrame:
    """The reporting words, each once in a sentence and for a speaker, with their stance.

    One that the codebook does not have is 'other'.
    """
    cues = segments[segments["cue"] != ""]
    cues = cues.drop_duplicates(["article_id", "sentence", "speaker", "cue"])
    codebook = load_reporting_verbs().drop_duplicates("form").set_index("form")["stance"]
    stance = cues["cue"].map(codebook)
    return cues.assign(stance=stance.fillna("other"))


def measure_voice_coverage(corpus: Corpus) -> pd.DataFrame:
    """How much of each side's words is somebody else's, and how much of that has a speaker.

    Parameters
    ----------
    corpus : of the roles wanted.

    Returns
    -------
    One row a side: side, n_words, attributed (share of the words that is somebody else's), named,
    cued (shares of these words with a speaker, and with a reporting word; missing where there are
    none).
    """
    segments = add_side(corpus.segments, corpus.articles)
    spoken = segments[segments["voice"] != "author"]
    counted = {
        "n_words": segments,
        "attributed": spoken,
        "named": spoken[spoken["speaker"] != ""],
        "cued": spoken[spoken["cue"] != ""],
    }
    table = pd.DataFrame(index=pd.Index(corpus.sides, name="side"))
    for name, rows in counted.items():
        words = rows.groupby("side")["n_words"].sum()
        table[name] = words.reindex(corpus.sides, fill_value=0)
    attributed = table["attributed"]
    table["attributed"] = attributed / table["n_words"]
    some = attributed.where(attributed > 0)
    table["named"] /= some
    table["cued"] /= some
    return table.reset_index()


def _count_words(words: pd.Series) -> str:
    counts = words.value_counts()
    return ", ".join(f"{word} {n}" for word, n in counts.items())


def share_stances(corpus: Corpus) -> pd.DataFrame:
    """How each side reports speech: the stance of its reporting verbs.

    Stances come from lexicons/reporting_verbs.csv.

    Parameters
    ----------
    corpus : of the roles wanted.

    Returns
    -------
    One row a side and stance: side, stance, n (uses of reporting words), share (of the side's),
    verbs (each with its count).
    """
    cues = _list_cues(add_side(corpus.segments, corpus.articles))
    table = cues.groupby(["side", "stance"])["cue"].agg(n="size", verbs=_count_words)
    of_side = table.groupby("side")["n"].transform("sum")
    table["share"] = table["n"] / of_side
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

    Parameters
    ----------
    corpus : any articles.
    role : one or several.
    given : the voices that count as others.

    Returns
    -------
    One row a segment: segment_id, side, article_id, block (paragraph), sentence, role, num (words
    left to others), den (words).

    Raises
    ------
    ValueError : for a role or voice that is not known.
    """
    roles, others = known_values("role", role), known_values("voice", given)
    rows = add_side(corpus.segments, corpus.articles)
    rows = rows[rows["role"].isin(roles)]
    rows = rows.rename(columns={"paragraph": "block", "n_words": "den"})
    is_given = rows["voice"].isin(others)
    rows["num"] = rows["den"].where(is_given, 0)
    columns = ["segment_id", "side", "article_id", "block", "sentence", "role", "num", "den"]
    return rows[columns].reset_index(drop=True)
