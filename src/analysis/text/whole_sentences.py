"""Sentences put together again from the segments that they were cut into, and their words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from analysis.text.columns import Words

SENTENCE_PARTS = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "text"]
LONGEST_SENTENCE = 20_000  # characters; a mark must point at a sentence, and one of more is none
Joined = list[tuple[list[tuple], str, list[int]]]


def join_segments(segments: Iterable[tuple]) -> Joined:
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


def join_words(joined: Joined, segment_ids: Sequence[str], words: Words | None) -> Words:
    """Join the words of segments, where only space stands between them; others are cut anew.

    Parameters
    ----------
    joined : the sentences, from join_segments.
    segment_ids : of the segments, in their order.
    words : those of the segments, or None.

    Returns
    -------
    The words of the sentences.

    Examples
    --------
    >>> parts = [("x-1", "x", 1, 1, 0, 9, "She said:"), ("x-2", "x", 1, 1, 10, 15, '"No."')]
    >>> words = Words([text for *_, text in parts])
    >>> join_words(join_segments(parts), ["x-1", "x-2"], words).start.tolist()
    [0, 4, 11]
    """
    texts = [text for _, text, _ in joined]
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
