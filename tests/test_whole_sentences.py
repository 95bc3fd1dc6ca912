"""Sentences put together again from their segments, and their words."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.instruments.marks import mark_sentiment
from analysis.text.columns import Words
from analysis.text.whole_sentences import LONGEST_SENTENCE, join_segments, join_words

ROWS = [
    ("x-1", "x", 1, 1, 0, 6, "A fine"),
    ("x-2", "x", 1, 1, 7, 14, '"quay,"'),
    ("x-3", "x", 1, 1, 14, 22, "she said"),  # nothing stands between the two
    ("x-4", "x", 2, 2, 30, 40, "It is bad."),
    ("y-1", "y", 1, 1, 0, 10, "They said:"),
    ("y-2", "y", 1, 1, 11, 25, '"A good boat!"'),
]
COLUMNS = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "text"]


def make_segments(rows=ROWS):
    return pd.DataFrame(rows, columns=COLUMNS)


def test_sentences_by_hand():
    found = join_segments(make_segments())
    assert found.texts == ['A fine "quay,"she said', "It is bad.", 'They said: "A good boat!"']
    assert found.number.tolist() == [0, 0, 0, 1, 2, 2]
    assert found.end.tolist() == [7, 15, 23, 11, 11, 26]
    assert found.spaced.tolist() == [False, True, False, False, False, True]
    assert found.first.tolist() == [True, False, False, True, True, False]
    assert found.article.tolist() == [0, 0, 1]


def test_no_segments_have_no_sentences():
    found = join_segments(make_segments().head(0))
    assert found.texts == [] and len(found.order) == 0


def test_words_of_sentences_are_those_of_their_texts():
    segments = make_segments()
    sentences = join_segments(segments)
    joined = join_words(sentences, Words(segments["text"].tolist()))
    anew = Words(sentences.texts)
    for name in ("start", "end", "text", "gap", "first", "base", "shout"):
        assert np.array_equal(getattr(joined, name), getattr(anew, name)), name
    assert [joined.forms[k] for k in joined.form] == [anew.forms[k] for k in anew.form]


@given(st.lists(st.tuples(st.text("aB1 .,'-\"!_U", min_size=1, max_size=9), st.booleans())))
def test_words_of_any_sentence_are_those_of_its_text(pieces):
    """Segments with a space between them, or with nothing, in the midst of words too."""
    rows = []
    end = -1
    for text, spaced in pieces:
        start = end + spaced
        end = start + len(text)
        rows.append(("x", "x", 1, 1, start, end, text))
    segments = make_segments(rows)
    sentences = join_segments(segments)
    joined = join_words(sentences, Words(segments["text"].tolist()))
    anew = Words(sentences.texts)
    assert [joined.forms[k] for k in joined.form] == [anew.forms[k] for k in anew.form]
    for name in ("start", "end", "text", "gap", "first", "shout"):
        assert np.array_equal(getattr(joined, name), getattr(anew, name)), name


@pytest.mark.parametrize("order", [[4, 0, 1, 5, 2, 3], [3, 4, 5, 0, 1, 2]])
def test_segments_in_another_order_have_the_same_marks(order):
    """Other segments may stand between those of a sentence, which keep their own order."""
    segments = make_segments([ROWS[k] for k in order])
    instruments = ("crossframe", "vader")
    words = Words(segments["text"].tolist())
    own = mark_sentiment(segments, words=words, instruments=instruments)
    marks = mark_sentiment(make_segments(), instruments=instruments)
    key = ["segment_id", "instrument", "term"]
    assert len(marks) > 3
    assert own.sort_values(key).values.tolist() == marks.sort_values(key).values.tolist()


def test_a_sentence_of_several_segments_that_is_too_long_is_named():
    half = "x" * (LONGEST_SENTENCE // 2)
    rows = [
        ("x-1", "x", 7, 1, 0, 3, "Yes"),
        ("y-1", "y", 8, 1, 0, len(half), half),
        ("y-2", "y", 8, 1, len(half), 2 * len(half), half),
    ]
    assert len(join_segments(make_segments(rows)).texts[1]) == LONGEST_SENTENCE
    rows.append(("y-3", "y", 8, 1, 2 * len(half) + 1, 2 * len(half) + 2, "x"))
    with pytest.raises(ValueError, match="^y, paragraph 8: a sentence of 20,002 characters; at"):
        join_segments(make_segments(rows))
