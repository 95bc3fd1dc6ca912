"""The scored words of segments: whole sentences are scored, and each mark goes to its segment."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENTS, mark_texts
from analysis.text.columns import Words, stand_in

SENTENCE_PARTS = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "text"]
LONGEST_SENTENCE = 20_000  # characters; a mark must point at a sentence, and one of more is none


def mark_sentiment(
    segments: pd.DataFrame,
    *,
    instruments: tuple[str, ...] = INSTRUMENTS,
    words: Words | None = None,
) -> pd.DataFrame:
    """Score every sentence and give each scored word to its segment.

    Parameters
    ----------
    segments : the segments table, with text as normalise gives it.
    instruments : of scores.INSTRUMENTS.
    words : those of the texts, where they were cut already.

    Returns
    -------
    The marks table, a row a scored word: segment_id, article_id, instrument, label (the dimension:
    compound, polarity, subjectivity or tone), term (the word), value (what the word adds after
    modifiers), weight (such that Σ value·weight is the sentence's score), in_name (whether it
    stands in a proper name).

    Raises
    ------
    ValueError : for an unknown instrument, and for a sentence that is too long.
    """
    columns = [segments[column].to_numpy().tolist() for column in SENTENCE_PARTS]
    joined = join_segments(zip(*columns, strict=True))
    texts = [text for _, text, _ in joined]
    marks = mark_texts(texts, instruments=instruments)
    words = _read_words(joined, texts, columns[0], words)
    sentence = marks["text"].to_numpy()
    places = words.base[sentence] + marks["place"].to_numpy()
    sizes = [len(parts) for parts, _, _ in joined]
    own_ends = [end for _, _, ends in joined for end in ends]
    ends = np.repeat(words.base, sizes) + own_ends
    segment = np.searchsorted(ends, places, side="right")
    ids = [part[:2] for parts, _, _ in joined for part in parts]
    segment_ids = np.array([segment_id for segment_id, _ in ids], object)
    article_ids = np.array([article_id for _, article_id in ids], object)
    articles = np.array([parts[0][1] for parts, _, _ in joined], object)
    ordinary = words.find_ordinary(pd.factorize(articles)[0])
    _, name_starts, name_ends = words.find_names(ordinary)
    columns = {
        "segment_id": segment_ids[segment],
        "article_id": article_ids[segment],
        **marks[["instrument", "label", "term", "value", "weight"]],
        "in_name": stand_in(places, name_starts, name_ends),
    }
    return pd.DataFrame(columns)


def _read_words(
    joined: list[tuple], texts: list[str], segment_ids: list[str], words: Words | None
) -> Words:
    """The words of sentences, which are known from their segments where space stands between."""
    ids = [part[0] for parts, _, _ in joined for part in parts]
    if words is None or ids != segment_ids:
        return Words(texts)
    sizes = np.array([len(parts) for parts, _, _ in joined], int)
    spaced = np.array([ends[-1] == _span(parts) for parts, _, ends in joined], bool)
    starts = [place for _, _, ends in joined for place in (0, *ends[:-1])]
    kept = np.repeat(spaced, sizes)
    whole, others = np.flatnonzero(spaced), np.flatnonzero(~spaced)
    numbers = np.repeat(np.arange(len(whole)), sizes[spaced])
    places = np.array(starts, int)[kept]
    known = words.select(kept).put_into(numbers, places, [texts[k] for k in whole.tolist()])
    if not len(others):
        return known
    anew = Words([texts[k] for k in others.tolist()])
    return Words.join([known, anew]).number_texts(np.append(whole, others), texts)


def _span(parts: list[tuple]) -> int:
    """Where the next sentence would begin, if one space stood behind each part."""
    return sum(len(part[-1]) + 1 for part in parts)


def join_segments(segments: Iterable[tuple]) -> list[tuple[list[tuple], str, list[int]]]:
    """Join the segments of each sentence.

    Parameters
    ----------
    segments : tuples of SENTENCE_PARTS.

    Returns
    -------
    For each sentence its segments, its text as in the article, and where each segment ends in that.

    Raises
    ------
    ValueError : naming article and paragraph of a sentence that is longer than LONGEST_SENTENCE.

    Examples
    --------
    >>> parts = [("x-1", "x", 1, 1, 0, 9, "She said:"), ("x-2", "x", 1, 1, 10, 15, '"No."')]
    >>> [(text, ends) for _, text, ends in join_segments(parts)]
    [('She said: "No."', [10, 16])]
    """
    sentences, joined = {}, []
    for part in segments:
        sentences.setdefault((part[1], part[3]), []).append(part)
    for parts in sentences.values():
        text, ends, last = "", [], None
        for *_, start, end, piece in parts:
            text += ("" if last in (None, start) else " ") + piece
            ends.append(len(text) + 1)
            last = end
        if len(text) > LONGEST_SENTENCE:
            raise ValueError(
                f"{parts[0][1]}, paragraph {parts[0][2]}: a sentence of {len(text):,} characters; "
                f"at most {LONGEST_SENTENCE:,} can be scored, so break it up"
            )
        joined.append((parts, text, ends))
    return joined
