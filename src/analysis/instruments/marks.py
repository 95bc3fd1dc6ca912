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
    segments: pd.DataFrame, *, instruments: tuple[str, ...] = INSTRUMENTS
) -> pd.DataFrame:
    """Score every sentence and give each scored word to its segment.

    Raises: ValueError for an unknown instrument.

    Arguments: segments with text (normalised). Returns: the marks table; label is the dimension
    (compound, polarity or subjectivity), value the word's contribution after modifiers, weight such
    that Σ value·weight is the sentence's score.
    """
    joined = join_segments(
        zip(*(segments[column].to_numpy().tolist() for column in SENTENCE_PARTS), strict=True)
    )
    texts = [text for _, text, _ in joined]
    marks = mark_texts(texts, instruments=instruments)
    sentence = marks["text"].to_numpy()
    words, parts = Words(texts), [part for own, _, _ in joined for part in own]
    ordinary = words.find_ordinary(
        pd.factorize(np.array([own[0][1] for own, _, _ in joined], object))[0]
    )
    places = words.base[sentence] + marks["place"].to_numpy()
    ends = np.repeat(words.base, [len(own) for own, _, _ in joined]) + [
        end for *_, own in joined for end in own
    ]
    segment = np.searchsorted(ends, places, side="right")
    columns = {
        "segment_id": np.array([part[0] for part in parts], object)[segment],
        "article_id": np.array([part[1] for part in parts], object)[segment],
        **marks[["instrument", "label", "term", "value", "weight"]],
        "in_name": stand_in(places, *words.find_names(ordinary)[1:]),
    }
    return pd.DataFrame(columns)


def join_segments(segments: Iterable[tuple]) -> list[tuple[list[tuple], str, list[int]]]:
    """Of each sentence its segments, its text as in the article, and each segment's end in that.

    Arguments: segments, tuples of SENTENCE_PARTS. Raises: ValueError naming article and paragraph
    of a sentence that is too long.
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
