"""The scored words of segments: whole sentences are scored, and each mark goes to its segment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENTS, mark_texts
from analysis.text.columns import Words, stand_in
from analysis.text.whole_sentences import SENTENCE_PARTS, join_segments, join_words


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
    words = join_words(joined, columns[0], words)
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
    _, name_starts, name_ends = words.find_names(pd.factorize(articles)[0])
    columns = {
        "segment_id": segment_ids[segment],
        "article_id": article_ids[segment],
        **marks[["instrument", "label", "term", "value", "weight"]],
        "in_name": stand_in(places, name_starts, name_ends),
    }
    return pd.DataFrame(columns)
