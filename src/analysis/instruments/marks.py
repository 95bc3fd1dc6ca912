"""The scored words of segments: whole sentences are scored, and each mark goes to its segment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.instruments.scores import INSTRUMENTS, mark_texts
from analysis.text.columns import Words, stand_in
from analysis.text.whole_sentences import join_segments, join_words


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
    sentences = join_segments(segments)
    words = join_words(sentences, words)
    marks = mark_texts(sentences.texts, instruments=instruments, words=words)
    places = words.base[marks["text"].to_numpy()] + marks["place"].to_numpy()
    ends = words.base[sentences.number] + sentences.end
    segment = sentences.order[np.searchsorted(ends, places, side="right")]
    segment_ids = segments["segment_id"].to_numpy(object)
    article_ids = segments["article_id"].to_numpy(object)
    _, name_starts, name_ends = words.find_names(sentences.article)
    columns = {
        "segment_id": segment_ids[segment],
        "article_id": article_ids[segment],
        **marks[["instrument", "label", "term", "value", "weight"]],
        "in_name": stand_in(places, name_starts, name_ends),
    }
    return pd.DataFrame(columns)
