"""Fast scoring against the libraries: the same scores and marks, to the last bit and place."""

from __future__ import annotations

import time

import equality  # noqa: E402
import material  # noqa: E402
import pandas as pd
import pytest
import recorders  # noqa: E402
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.instruments.chunks import number_chunks
from analysis.instruments.scores import INSTRUMENTS, forget, mark_texts, score_texts
from analysis.instruments.textblob import load_textblob
from analysis.instruments.vader import load_vader
from reference import reference

PARTS = [
    *equality.SCORED,
    *equality.FACES,
    *equality.MARKS,
    "the",
    "U.S.",
    "Mr.",
    "2018",
    "😁",
    "won't",
    "END-OF-SENTENCE",
]
HEAPS = st.lists(
    st.tuples(st.sampled_from(PARTS), st.sampled_from([" ", " ", "", "\n"])), max_size=25
)
# Texts that are compared in one go, since a call costs as much as many texts.
TOGETHER = 10


def test_by_hand():
    # TextBlob: good 0.7, halved and turned by not; very carries 1.3 on. VADER: good 1.9, not takes
    # it times -0.74.
    marks = mark_texts(
        ["The pier is not good, the crane very good.", "No port.", "Good!"],
        instruments=["textblob"],
    )
    marks = marks[marks["label"] == "polarity"]
    assert marks["text"].tolist() == [0, 0, 2] and marks["place"].tolist() == [16, 37, 0]
    assert marks["term"].tolist() == ["not good", "very good", "good !"]
    assert marks["value"].tolist() == pytest.approx([-0.35, 0.91, 0.875])
    assert marks["weight"].tolist() == [0.5, 0.5, 1.0]
    marks = mark_texts(["The pier is not good.", "Good."], instruments=["vader"])
    assert marks[["text", "term", "place"]].values.tolist() == [[0, "good", 16], [1, "good", 0]]
    assert marks["value"].tolist() == pytest.approx([1.9 * -0.74, 1.9])


def test_neighbouring_texts_do_not_act_on_each_other():
    texts = [
        "The pier is not",
        "good",
        "but bad",
        "very",
        "GOOD",
        "!",
        "(8",
        ") fine",
        "kind",
        "of great",
    ] * 3
    for instrument in INSTRUMENTS:
        together = mark_texts(texts, instruments=[instrument])
        apart = [
            mark_texts([text], instruments=[instrument]).assign(text=k)
            for k, text in enumerate(texts)
        ]
        pd.testing.assert_frame_equal(
            together, pd.concat(apart, ignore_index=True), check_dtype=False
        )


@pytest.mark.parametrize("text", equality.ODD)
def test_odd_constructs_are_the_librarys(text):
    assert equality.differences([text]) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(HEAPS, min_size=TOGETHER, max_size=TOGETHER))
def test_heaps_of_odd_parts_are_the_librarys(heaps):
    texts = ["".join(part + space for part, space in heap) for heap in heaps]
    assert equality.differences(texts) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=TOGETHER, max_size=TOGETHER))
def test_any_text_is_the_librarys(texts):
    assert equality.differences(texts) == []


def test_news_is_the_librarys():
    reference("validation/dev/polnear_train.jsonl")
    assert equality.differences(material.recombine(400, seed=1)[0]) == []


def test_the_comparison_can_fail(monkeypatch):
    monkeypatch.setattr(recorders, "score", lambda text, instrument: ({"compound": 1.0}, []))
    assert equality.differences(["The pier is good."]) == [
        (name, "The pier is good.") for name in INSTRUMENTS
    ]


def test_forgetting_changes_nothing(monkeypatch):
    sentences = material.recombine(30, seed=2)[0] + equality.ODD
    before = [mark_texts(sentences, instruments=[name]) for name in INSTRUMENTS]
    forget()
    monkeypatch.setattr("analysis.instruments.scores.REMEMBERED", 20)
    # So few characters are read in one go that there are many blocks.
    monkeypatch.setattr("analysis.instruments.scores.TOGETHER", 200)
    for name, marks in zip(INSTRUMENTS, before, strict=True):
        pd.testing.assert_frame_equal(
            mark_texts(sentences, instruments=[name]), marks, check_dtype=False
        )
    assert len(number_chunks()) < 200 and len(load_vader().entries) < 200
    assert len(load_textblob().kept[0]) < 200


@pytest.mark.parametrize("unit", ["😁", "good ", "not good or bad ", "! ", "word "])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_time_grows_with_the_length_and_not_with_its_square(unit, instrument):
    def seconds(times):
        start = time.process_time()
        score_texts(["a " + unit * times], instruments=[instrument])
        return time.process_time() - start

    seconds(200)  # both libraries have read their lexicons
    # The least of several: the garbage of other tests may be collected meanwhile.
    short, long = (min(seconds(n) for _ in range(6)) for n in (2_000, 20_000))
    assert long < 40 * short + 0.1  # a hundred times, if it grew with the square
