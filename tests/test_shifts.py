"""Decompositions of the tone gap: by hand, parts that add up, sides that swap, equal texts."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from analysis.instruments.scores import INSTRUMENTS
from analysis.measures.scoring import score_segments
from analysis.measures.shift import BESIDE, decompose_voices, shift_words
from helpers import LIBRARY, against_itself, double, load, make_corpus, swap, tone

EXACT = 1e-12
NAMES = ["harbour-lease", "us-pakistan-sanctions"]


def gap(corpus, **choices):
    means = tone(corpus, **choices)
    return means[corpus.sides[0]] - means[corpus.sides[1]]


# By hand. VADER: good +1.9, bad −2.5; one scored word a sentence, so its part is its score.

GOOD, BAD = (s / math.sqrt(s * s + 15) for s in (1.9, -2.5))
# A: good, good, bad, nothing. B: bad, bad.
SMALL = make_corpus(
    [[["The pier is good."], ["The rent is good."], ["The crane is bad.", "The gate is shut."]]],
    [[["The pier is bad."], ["The rent is bad."]]],
)


def test_word_shift_by_hand():
    table = shift_words(SMALL, **LIBRARY).set_index("term")
    # good: 2 of 4 sentences in A, none in B. bad: 1 of 4 against 2 of 2.
    assert table[["n_a", "n_b"]].T.to_dict("list") == {"good": [2, 0], "bad": [1, 2]}
    expected = {
        # a, b, shift, use, score: bad scores the same on both sides, so all of it is use; so is all
        # of good
        "good": [2 * GOOD / 4, 0.0, GOOD / 2, GOOD / 2, 0.0],
        "bad": [BAD / 4, BAD, BAD / 4 - BAD, (1 / 4 - 1) * BAD, 0.0],
    }
    for term, row in expected.items():
        assert table.loc[term, ["a", "b", "shift", "use", "score"]].tolist() == pytest.approx(row)
    assert table.loc["good", "segments"].split() == SMALL.segments["segment_id"].tolist()[:2]
    assert table.index[0] == "bad"  # .75·.54 outweighs .5·.44


def test_use_and_score_by_hand():
    # A: "very bad" in 1 of 1 sentences, −2.793. B: "bad" in 1 of 2, −2.5.
    corpus = make_corpus(
        [[["The pier is very bad."]]], [[["The pier is bad."], ["The gate is shut."]]]
    )
    strong = -2.793 / math.sqrt(2.793**2 + 15)
    row = shift_words(corpus, **LIBRARY).iloc[0]
    # Change of rate at the mean score.
    assert row["use"] == pytest.approx((1 - 1 / 2) * (strong + BAD) / 2)
    # Change of score at the mean rate.
    assert row["score"] == pytest.approx((strong - BAD) * (1 + 1 / 2) / 2)
    assert row["use"] + row["score"] == pytest.approx(strong - BAD / 2) == row["shift"]


def test_voices_by_hand():
    # A: author "good" and reported nothing, half each. B: author "good" 3 words, quoted "bad" 1
    # word, of one sentence
    # with S = −0.6; then a sentence of the author without a mark.
    corpus = make_corpus(
        [[["The pier is good.", [("reported", "The gate is shut.")]]]],
        [[[[("author", "The good pier"), ("quoted", '"bad"')], "The gate is shut."]]],
    )
    weight = 1 / math.sqrt(0.6**2 + 15)
    table = decompose_voices(corpus, **LIBRARY).set_index("voice")
    # Shares of sentence words: A 1/2, 0, 1/2; B (3/4 + 1)/2, (1/4)/2, 0. Tones: num over den.
    assert table["share_a"].to_dict() == {"author": 0.5, "quoted": 0.0, "reported": 0.5}
    assert table["share_b"].to_dict() == {"author": 0.875, "quoted": 0.125, "reported": 0.0}
    # A quarter of a sentence cannot give more than −1/4: the author bears what goes beyond.
    tone_a, tone_b, quoted = GOOD, (0.25 - 0.6 * weight) / 1.75, -1.0
    assert table["tone_a"].tolist() == pytest.approx([tone_a, math.nan, 0.0], nan_ok=True)
    assert table["tone_b"].tolist() == pytest.approx([tone_b, quoted, math.nan], nan_ok=True)
    # Kitagawa: who = Δshare · mean tone, how = Δtone · mean share; a voice that one side lacks is
    # all "who".
    assert table["who"].tolist() == pytest.approx(
        [-0.375 * (tone_a + tone_b) / 2, -0.125 * quoted, 0.0]
    )
    assert table["how"].tolist() == pytest.approx([(tone_a - tone_b) * 0.6875, 0.0, 0.0])
    assert table["total"].sum() == pytest.approx(gap(corpus))


def test_the_words_of_a_family_shift_together():
    """Bad scores −2.5 and worse −2.1 (VADER's list): two forms, one line, two scores."""
    corpus = make_corpus([[["The pier is bad."], ["The rent is worse."]]], [[["It is bad."]]])
    worse = -2.1 / math.sqrt(2.1**2 + 15)
    corpus = replace(corpus, families=(("bad", "worse"),))
    table = shift_words(corpus, fold_families=True, **LIBRARY).set_index("term")
    assert table.index.tolist() == ["bad"] and table.loc["bad", ["n_a", "n_b"]].tolist() == [2, 1]
    assert table.loc["bad", ["a", "b"]].tolist() == pytest.approx([(BAD + worse) / 2, BAD])
    assert set(shift_words(corpus, **LIBRARY)["term"]) == {"bad", "worse"}


# Laws

CHOICES = [{}, {"mask_names": True, "mask_cues": True}, {"role": None}]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize(
    "more", [*CHOICES, {"voice": "author"}, {"voice": "reported", "mask_names": True}], ids=str
)
def test_words_add_up_to_the_gap(name, instrument, more):
    corpus = load(name)
    table = shift_words(corpus, **LIBRARY | {"instrument": instrument} | more)
    means = tone(corpus, instrument=instrument, **more)
    assert len(table) > 5 and table["term"].is_unique
    assert table[["a", "b"]].sum().tolist() == pytest.approx(
        [means[side] for side in corpus.sides], abs=EXACT
    )
    assert table["shift"].sum() == pytest.approx(
        gap(corpus, instrument=instrument, **more), abs=EXACT
    )
    assert (table["use"] + table["score"]).tolist() == pytest.approx(
        table["shift"].tolist(), abs=EXACT
    )
    assert table["shift"].abs().is_monotonic_decreasing
    linked = table.loc[table["term"] != BESIDE, "segments"].str.split().explode()
    assert linked.isin(corpus.segments["segment_id"]).all()
    assert "voice" in more or BESIDE not in set(table["term"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("more", CHOICES, ids=str)
def test_who_and_how_add_up_to_the_gap(name, instrument, more):
    corpus = load(name)
    table = decompose_voices(corpus, **LIBRARY | {"instrument": instrument} | more)
    parts = table[["who", "how"]].sum(axis=1)
    assert parts.tolist() == pytest.approx(table["total"].tolist(), abs=EXACT)
    assert parts.sum() == pytest.approx(gap(corpus, instrument=instrument, **more), abs=EXACT)
    assert table[["share_a", "share_b"]].sum().tolist() == pytest.approx([1, 1], abs=EXACT)
    for letter, side in zip("ab", corpus.sides, strict=True):
        whole = (table[f"share_{letter}"] * table[f"tone_{letter}"]).sum()
        assert whole == pytest.approx(tone(corpus, instrument=instrument, **more)[side], abs=EXACT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_families_add_up_to_the_same_gap(name, instrument):
    corpus = load(name)
    words, families = (
        shift_words(corpus, instrument=instrument, fold_families=fold) for fold in (False, True)
    )
    assert len(families) < len(words)
    sums = [table[["n_a", "n_b", "a", "b", "shift"]].sum() for table in (words, families)]
    assert sums[1].tolist() == pytest.approx(sums[0].tolist(), abs=EXACT)
    gaps = families["use"] + families["score"] - families["shift"]
    assert gaps.abs().max() < EXACT


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("whole_files", [False, True])
def test_words_flip_with_the_sides(name, whole_files):
    corpus = load(name)
    one, other = (
        shift_words(c, whole_files=whole_files).set_index("term").sort_index()
        for c in (corpus, swap(corpus))
    )
    for left, right in (("a", "b"), ("n_a", "n_b")):
        pd.testing.assert_series_equal(one[left], other[right], check_names=False)
    for column in ("shift", "use", "score"):
        pd.testing.assert_series_equal(one[column], -other[column])


@pytest.mark.parametrize("name", NAMES)
def test_voices_flip_with_the_sides(name):
    corpus = load(name)
    one, other = (decompose_voices(c).set_index("voice") for c in (corpus, swap(corpus)))
    for column in ("who", "how", "total"):
        pd.testing.assert_series_equal(one[column], -other[column])


@pytest.mark.parametrize("name", NAMES)
def test_a_text_against_itself_gives_nothing(name):
    corpus = against_itself(load(name))
    assert not shift_words(corpus)[["shift", "use", "score"]].to_numpy().any()
    assert not decompose_voices(corpus)[["who", "how", "total"]].to_numpy().any()


def test_doubling_the_articles_leaves_the_parts():
    corpus = load("harbour-lease")
    columns = ["term", "a", "b", "shift", "use", "score"]
    tables = [shift_words(c)[columns] for c in (corpus, double(corpus))]
    one, other = (table.sort_values("term", ignore_index=True) for table in tables)
    pd.testing.assert_frame_equal(one, other)


# Whole files, as a script scores them


def test_whole_files_give_textblobs_naive_scores():
    corpus = load("us-pakistan-sanctions")
    choices = LIBRARY | {"instrument": "textblob"}
    table = shift_words(corpus, role=None, whole_files=True, **choices)
    naive = corpus.articles["naive_polarity"]
    assert table[["a", "b"]].sum().tolist() == pytest.approx(naive.tolist(), abs=EXACT)
    assert table["shift"].sum() == pytest.approx(naive[0] - naive[1], abs=EXACT)


@pytest.mark.parametrize(
    ("name", "within"), [("us-pakistan-sanctions", 0.01), ("harbour-lease", 0.15)]
)
def test_whole_files_come_near_vaders_naive_scores(name, within):
    # One "but" or capital word reaches over a whole file, so only the sign and the neighbourhood
    # can hold.
    corpus = load(name)
    table = shift_words(corpus, role=None, whole_files=True, **LIBRARY)
    assert table[["a", "b"]].sum().tolist() == pytest.approx(
        corpus.articles["naive_compound"].tolist(), abs=within
    )


def test_a_side_of_one_sentence_is_its_own_whole_file():
    corpus = make_corpus([[["The good pier is not bad!"]]], [[["The rent is very bad."]]])
    whole, by_sentence = (shift_words(corpus, whole_files=w, **LIBRARY) for w in (True, False))
    pd.testing.assert_frame_equal(whole, by_sentence)


# Refusals


@pytest.mark.parametrize("measure", [shift_words, decompose_voices])
def test_unknown_instruments_are_named(measure):
    with pytest.raises(ValueError, match="blob.*allowed"):
        measure(SMALL, instrument="blob")


@pytest.mark.parametrize("measure", [shift_words, decompose_voices])
def test_one_side_is_refused_in_words(measure):
    with pytest.raises(ValueError, match="side"):
        measure(SMALL.select(side="A"))


@pytest.mark.parametrize("measure", [shift_words, decompose_voices])
def test_a_third_side_changes_nothing(measure):
    three = make_corpus(*([[[f"The {word} pier is shut."]]] for word in ("good", "bad", "great")))
    assert score_segments(three)["side"].nunique() == 3
    assert len(measure(three))


def test_a_voice_that_one_side_lacks_is_refused_in_words():
    corpus = make_corpus(
        [[["The pier is good."]]], [[[[("author", "He said"), ("quoted", '"bad"')]]]]
    )
    with pytest.raises(ValueError, match="quoted"):
        shift_words(corpus, voice="quoted")
