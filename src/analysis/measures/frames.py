"""Frame language counted and compared: by sentence, side, voice and actor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.measures.codebooks import FRAMES_PREFIX
from analysis.stats.compare import compare_sides
from analysis.stats.seeds import SEED
from analysis.tables.corpus import Corpus
from analysis.tables.places import number_places
from analysis.tables.schemas import known_values
from analysis.tables.sides import add_side

UNIT_COLUMNS = ["subject", "segment_id", "side", "article_id", "block", "sentence"]
UNIT_COLUMNS += ["role", "voice", "num", "den"]


def score_frames(
    corpus: Corpus,
    *,
    codebook: str,
    per: str = "words",
    role: str | None = "body",
    voice: str | None = None,
    mask_names: bool = True,
    frames: Sequence[str] | None = None,
    within: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How much each segment uses each frame's language: a unit table for stats.compare_sides.

    Voices sum to all.

    Parameters
    ----------
    corpus : with marks of the codebook.
    codebook : its name.
    per : 'words' for uses (summed weights) in 100 words, which agrees better with readers;
        'sentences' for the share of sentences with a use (weights summed, at most 1, split over
        voices as they use it).
    role, voice : one, several, or None for all.
    mask_names : leave out marks in names, which no writer chose.
    frames : those to report; by default those marked.
    within : a marks table, say an actor's; only sentences with one of its marks count.

    Returns
    -------
    One row a frame and segment: subject (the frame), segment_id, side, article_id, block
    (paragraph), sentence, role, voice, num (uses), den (hundreds of words, or share of the
    sentence).

    Raises
    ------
    ValueError : for a codebook whose words were not looked for, an unknown `per`, role or voice.
    """
    _check_choices(corpus, codebook=codebook, per=per, frames=frames)
    # A sentence keeps its words where only one of its voices is selected.
    source = corpus.whole or corpus
    own = source.marks["instrument"] == FRAMES_PREFIX + codebook
    marks = source.marks[own]
    if mask_names:
        marks = marks[~marks["in_name"].astype(bool)]
    rows = _list_bases(source, per=per)
    if within is not None:
        rows = _keep_sentences(rows, within)
    names = sorted(set(marks["label"])) if frames is None else list(frames)
    rows = rows.merge(pd.DataFrame({"subject": names}), how="cross")
    values = marks.groupby(["segment_id", "label"])["value"].sum()
    keys = pd.MultiIndex.from_frame(rows[["segment_id", "subject"]])
    rows["num"] = values.reindex(keys, fill_value=0.0).to_numpy()
    if per == "sentences":
        sums = rows.groupby(["article_id", "sentence", "subject"])["num"].transform("sum")
        rows["num"] /= sums.clip(lower=1.0)
    rows = rows[rows["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        if wanted is not None:
            chosen = known_values(column, wanted)
            rows = rows[rows[column].isin(chosen)]
    return rows[UNIT_COLUMNS].reset_index(drop=True)


def _check_choices(
    corpus: Corpus, *, codebook: str, per: str, frames: Sequence[str] | None
) -> None:
    """Raise ValueError for a codebook that is not the corpus's, and for an unknown `per`."""
    marked = set(corpus.marks["instrument"])
    books = [name for name in marked if name.startswith(FRAMES_PREFIX)]
    known = sorted({name.removeprefix(FRAMES_PREFIX) for name in books} | set(corpus.codebooks))
    unknown = frames is None and codebook not in known
    if unknown or per not in ("words", "sentences"):
        found = ", ".join(known) or "none"
        raise ValueError(
            f"codebook {codebook!r}, per {per!r}: looked for here are {found}; "
            "per is 'words' or 'sentences'"
        )


def _list_bases(corpus: Corpus, *, per: str) -> pd.DataFrame:
    """The segments with side, block and den: hundreds of words, or the share of their sentence."""
    rows = add_side(corpus.segments, corpus.articles)
    den = rows["n_words"] / 100
    if per == "sentences":
        of_sentence = rows.groupby(["article_id", "sentence"])["n_words"].transform("sum")
        den = rows["n_words"] / of_sentence
    return rows.assign(block=rows["paragraph"], den=den)


def _keep_sentences(rows: pd.DataFrame, within: pd.DataFrame) -> pd.DataFrame:
    """The segments of sentences in which one of some marks stands."""
    marked = rows["segment_id"].isin(within["segment_id"])
    sentence = marked.groupby([rows["article_id"], rows["sentence"]])
    return rows[sentence.transform("any")]


def _select_role(corpus: Corpus, role: str | None) -> pd.DataFrame:
    """The segments of a role, all of them for None."""
    rows = corpus.segments
    return rows if role is None else rows[rows["role"] == role]


def find_frames(
    corpus: Corpus, *, codebook: str, per: str = "words", mask_names: bool = True
) -> tuple[pd.DataFrame, np.ndarray]:
    """What score_frames finds, without a row for what it does not find.

    It is of whole sentences, of all roles and voices.

    Parameters
    ----------
    corpus : with marks of the codebook.
    codebook, per, mask_names : as in score_frames.

    Returns
    -------
    A table of what was found: segment_id, subject (the frame), num; and den of every segment of the
    corpus or, where it is a selection, of its whole.
    """
    source = corpus.whole or corpus
    places = number_places(source)
    marks = source.marks[source.marks["instrument"] == FRAMES_PREFIX + codebook]
    marks = marks[~(marks["in_name"] & mask_names)]
    found = marks.groupby(["segment_id", "label"], as_index=False)["value"].sum()
    found = found.set_axis(["segment_id", "subject", "num"], axis=1)
    if per == "words":
        return found, places.words / 100
    sentence = places.sentence[places.find(found["segment_id"])]
    of_sentence = found.groupby([sentence, "subject"])["num"].transform("sum")
    found["num"] /= of_sentence.clip(lower=1.0)
    return found, places.share_sentences()


def compare_frames(
    corpus: Corpus,
    *,
    codebook: str,
    voice: str | None = None,
    resamples: int = 10_000,
    seed: int = SEED,
    **choices,
) -> pd.DataFrame:
    """How much each side uses each frame's language, a against b.

    Parameters
    ----------
    corpus : of two sides, with marks of the codebook.
    codebook : its name.
    voice : author, quoted or reported; None for all.
    resamples : how many are drawn for the interval, and as many labellings for p.
    seed : where the draws start from.
    choices : per, role, mask_names, frames, within, as in score_frames.

    Returns
    -------
    One row a frame, none where no word of the codebook was found: measure, voice ('all' for None),
    side_a, side_b, and the columns of stats.compare.compare_sides, of which subject is the frame.

    Raises
    ------
    ValueError : when a side has no such sentence, and as score_frames and compare_sides do.
    """
    units = score_frames(corpus, codebook=codebook, voice=voice, **choices)
    if units.empty and choices.get("frames") is None:
        # A frame without words has all that is asked of both sides, and the columns.
        choices = choices | {"frames": [""]}
        return compare_frames(corpus, codebook=codebook, voice=voice, resamples=1, **choices).head(
            0
        )
    a, b = corpus.pair
    silent = sorted({a, b} - set(units["side"]))
    if silent:
        raise ValueError(
            f"side {silent[0]!r} has no sentence (voice: {voice or 'all'}); "
            "choose another voice or role"
        )
    table = compare_sides(units, sides=(a, b), resamples=resamples, seed=seed)
    head = {
        "measure": f"frame language: {codebook}",
        "voice": voice or "all",
        "side_a": a,
        "side_b": b,
    }
    return pd.concat([pd.DataFrame(head, index=table.index), table], axis=1)


def measure_frame_overlap(corpus: Corpus, *, role: str | None = "body") -> pd.DataFrame:
    """How far two frames, of one codebook or of two, rest on the same sentences and the same words.

    Parameters
    ----------
    corpus : with marks of codebooks.
    role : one, or None for all.

    Returns
    -------
    One row a pair of frames: codebook_1, frame_1, codebook_2, frame_2; sentences_1, sentences_2,
    both (sentences that use the one, the other, and both); by_chance (what both would be, were they
    independent); jaccard (both, as a share of those that use either); same_words (share of the
    marks of frame_1 whose words are marked for frame_2 in the same segment).
    """
    rows = _select_role(corpus, role)
    keys = zip(rows["article_id"], rows["sentence"], strict=True)
    places = dict(zip(rows["segment_id"], keys, strict=True))
    sentences = len(set(places.values()))
    is_frame = corpus.marks["instrument"].str.startswith(FRAMES_PREFIX)
    marks = corpus.marks[is_frame & corpus.marks["segment_id"].isin(places)]
    codebook = marks["instrument"].str.removeprefix(FRAMES_PREFIX)
    marks = marks.assign(place=marks["segment_id"].map(places))
    frames = list(marks.groupby([codebook, "label"]))
    pairs = []
    for (one, first), (two, second) in combinations(frames, 2):
        used, other = set(first["place"]), set(second["place"])
        both = len(used & other)
        chance = len(used) * len(other) / sentences
        jaccard = both / len(used | other)
        same = _share_words(first, second)
        pairs.append((*one, *two, len(used), len(other), both, chance, jaccard, same))
    names = ["codebook_1", "frame_1", "codebook_2", "frame_2"]
    counts = ["sentences_1", "sentences_2", "both", "by_chance", "jaccard", "same_words"]
    return pd.DataFrame(pairs, columns=names + counts)


def _share_words(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """The share of marks whose words are marked again, in the same segment, by others."""
    words = set(zip(second["segment_id"], second["term"], strict=True))
    own_words = list(zip(first["segment_id"], first["term"], strict=True))
    same = [word in words for word in own_words]
    return sum(same) / len(own_words)


def measure_frame_coverage(corpus: Corpus, *, role: str | None = "body") -> pd.DataFrame:
    """How many sentences of each side hold a word of each frame at all.

    In the others its language is simply not seen.

    Parameters
    ----------
    corpus : of two sides, with marks of codebooks.
    role : one, or None for all.

    Returns
    -------
    One row a codebook, frame and side: codebook, frame, side, n_sentences (of the side),
    sentences_covered (share of them with a use), uses.
    """
    rows = _select_role(corpus, role)
    rows = add_side(rows[["segment_id", "article_id", "sentence"]], corpus.articles)
    total = rows.drop_duplicates(["article_id", "sentence"]).groupby("side").size()
    is_frame = corpus.marks["instrument"].str.startswith(FRAMES_PREFIX)
    marks = corpus.marks[is_frame].merge(rows.drop(columns="article_id"), on="segment_id")
    place = marks["article_id"] + marks["sentence"].map(" {}".format)
    codebook = marks["instrument"].str.removeprefix(FRAMES_PREFIX)
    placed = marks.assign(codebook=codebook, place=place)
    groups = placed.groupby(["codebook", "label", "side"])["place"]
    found = groups.agg(covered="nunique", uses="size").unstack("side", fill_value=0)
    both = pd.MultiIndex.from_product([["covered", "uses"], corpus.pair], names=[None, "side"])
    found = found.reindex(columns=both, fill_value=0)
    found = found.stack("side", future_stack=True)
    found = found.rename_axis(index={"label": "frame"}).reset_index()
    found["n_sentences"] = found["side"].map(total)
    found["sentences_covered"] = found["covered"] / found["n_sentences"]
    return found[["codebook", "frame", "side", "n_sentences", "sentences_covered", "uses"]]


def list_frame_words(corpus: Corpus, *, codebook: str, role: str | None = "body") -> pd.DataFrame:
    """The words and phrases found for each frame of a codebook, most frequent first.

    Parameters
    ----------
    corpus : of two sides, with marks of the codebook.
    codebook : its name.
    role : one, or None for all.

    Returns
    -------
    One row a frame and words: frame, words, a, b (uses on each side), segments (ids).
    """
    own = corpus.marks["instrument"] == FRAMES_PREFIX + codebook
    marks = add_side(corpus.marks[own], corpus.articles)
    rows = _select_role(corpus, role)
    marks = marks[marks["segment_id"].isin(rows["segment_id"])]
    side_a, side_b = corpus.pair
    marks = marks.assign(a=marks["side"] == side_a, b=marks["side"] == side_b)
    groups = marks.sort_values("segment_id", kind="stable").groupby(["label", "term"])
    table = groups.agg(a=("a", "sum"), b=("b", "sum"), segments=("segment_id", _join))
    table = table.reset_index().rename(columns={"label": "frame", "term": "words"})
    table["uses"] = table["a"] + table["b"]
    table = table.sort_values(
        ["frame", "uses", "words"], ascending=[True, False, True], ignore_index=True
    )
    return table[["frame", "words", "a", "b", "segments"]]


def _join(ids: pd.Series) -> str:
    return " ".join(dict.fromkeys(ids))
