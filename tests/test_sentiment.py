"""Tone: sentences by hand, the libraries' numbers bit for bit, places of marks, laws, refusals."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from analysis.event.build import build_corpus
from analysis.event.event import load_event, write_features
from analysis.event.gather import gather_articles
from analysis.event.settings import find_event, read_settings
from analysis.instruments.marks import mark_sentiment
from analysis.instruments.scores import INSTRUMENTS, score_texts
from analysis.measures.scoring import keep_within, score_segments, select_marks
from analysis.measures.tone import (
    compare_tone,
    list_course,
    list_scored_words,
    measure_coverage,
    score_articles,
    trace_tone,
)
from analysis.tables.storage import read_features
from analysis.text.columns import Words
from analysis.text.sentences import sentence_spans
from analysis.text.typography import normalise, write_out_negation
from analysis.text.words import word_spans
from helpers import ALPHA, LIBRARY, VADER, double, load, make_corpus, tone
from reference import reference

FLOAT = 1e-12


def marks_of(sentence, instrument, label):
    marks = make_corpus([[[sentence]]]).marks
    return marks[(marks["instrument"] == instrument) & (marks["label"] == label)]


def sum_marks(marks):
    return math.fsum(marks["value"] * marks["weight"])


@pytest.fixture
def harbour():
    return load("harbour-lease")


@pytest.fixture
def sanctions():
    return load("us-pakistan-sanctions")


CUT = [  # sentence, text of a segment
    (1, "Ann Lee of the Harbour Board said"),
    (1, '"the Good Hope is a terrible, terrible boat"'),
    (1, "and left for St. Mary's."),
    (2, "GREAT NEWS FOR ALL"),
    (3, "The Good Hope sailed well;"),
    (3, "nobody was unhappy."),
    (4, "..."),
    (5, "Hope is no name here."),
]


@pytest.mark.parametrize("short", [0, 1 << 31], ids=["long places", "short places"])
def test_words_that_are_known_give_the_marks_of_words_that_are_not(short, monkeypatch):
    """Sentences of one segment take its words, others are read; places of any size."""
    monkeypatch.setattr("analysis.text.columns.SHORT", short)
    rows = []
    for number, (sentence, text) in enumerate(CUT):
        start = 100 * number
        rows.append((f"x-{number}", "x", 1, sentence, start, start + len(text), text))
    columns = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "text"]
    segments = pd.DataFrame(rows, columns=columns)
    words = Words(segments["text"].tolist())
    known = mark_sentiment(segments, words=words)
    pd.testing.assert_frame_equal(known, mark_sentiment(segments))
    in_name = known[known["term"].eq("good") & known["in_name"]]
    assert set(in_name["segment_id"]) == {"x-1", "x-4"}
    # In another order than their sentences' the words of segments are of no use.
    mixed = segments.iloc[[0, 3, 1, 2, 4, 5, 6, 7]]
    again = mark_sentiment(mixed, words=Words(mixed["text"].tolist()))
    pd.testing.assert_frame_equal(again, mark_sentiment(mixed))


# By hand. VADER's lexicon has good +1.9, bad −2.5, terrible −2.1, happy +2.7, bright +1.9, smiling
# +2.0.


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The lease is good.", {"good": 1.9}),
        ("The lease is not good.", {"good": 1.9 * -0.74}),  # negation
        ("The lease isn't good.", {"good": 1.9 * -0.74}),
        ("The lease is not a very good one.", {"good": (1.9 + 0.293) * -0.74}),
        # "no" counts as negation here, not as a word of its own
        ("There is no good pier.", {"good": 1.9 * -0.74}),
        # the library applies 1.25 twice
        ("It was never so good.", {"good": (1.9 + 0.293) * 1.25**2}),
        ("The lease is very good.", {"good": 1.9 + 0.293}),  # booster
        ("The lease is very bad.", {"bad": -2.5 - 0.293}),
        ("A really big good pier.", {"good": 1.9 + 0.95 * 0.293}),  # booster two words before: 95 %
        ("A really big old good pier.", {"good": 1.9 + 0.9 * 0.293}),  # three words before: 90 %
        ("The lease is barely good.", {"good": 1.9 - 0.293}),
        ("The pier is kind of good.", {"good": 1.9 - 0.293}),
        ("The least good pier.", {"good": 1.9 * -0.74}),
        # before and after "but"
        ("The rent is good, but the pier is bad.", {"good": 0.5 * 1.9, "bad": 1.5 * -2.5}),
        ("The lease is GOOD for us.", {"good": 1.9 + 0.733}),  # capitals among other words
        ("The lease is BAD for us.", {"bad": -2.5 - 0.733}),
        ("THE LEASE IS GOOD.", {"good": 1.9}),  # capitals everywhere are no emphasis
        ("The lease is good!", {"good": 1.9, "!": 0.292}),
        ("The lease is bad!!", {"bad": -2.5, "!": -2 * 0.292}),  # in the direction of the words
        ("The lease is good!!!!!!", {"good": 1.9, "!": 4 * 0.292}),  # four at most
        ("Is the lease good?", {"good": 1.9}),
        ("Is the lease good??", {"good": 1.9, "?": 2 * 0.18}),
        ("Is the lease good?????", {"good": 1.9, "?": 0.96}),
        ("Is the lease bad??!", {"bad": -2.5, "?": -2 * 0.18, "!": -0.292}),
        ("The lease runs on!", {}),  # nothing to emphasise
        # the idiom, on both its words
        ("The plan was the kiss of death for trade.", {"kiss": -1.5, "death": -1.5}),
        ("The rent 😁 went up.", {"smiling": 2.0}),  # scored as its description
        ("The rent rises in May.", {}),
    ],
)
def test_vader_by_hand(sentence, expected):
    marks = marks_of(sentence, "vader", "compound")
    assert dict(zip(marks["term"], marks["value"], strict=True)) == pytest.approx(expected)
    total = sum(expected.values())
    assert marks["weight"].tolist() == pytest.approx(
        [1 / math.sqrt(total**2 + ALPHA)] * len(expected)
    )
    assert score_text(sentence, "vader")["compound"] == round(
        total / math.sqrt(total**2 + ALPHA), 4
    )


@pytest.mark.parametrize(
    # TextBlob's lexicon has good .7/.6, bad −.7/.667
    ("sentence", "polarity", "subjectivity", "expanded"),
    [
        ("The lease is good.", {"good": 0.7}, 0.6, None),
        ("The lease is not good.", {"not good": 0.7 * -0.5}, 0.6, None),
        # n't goes unseen unless written out
        ("The lease isn't good.", {"good": 0.7}, 0.6, {"not good": 0.7 * -0.5}),
        ("They can't have a good pier.", {"good": 0.7}, 0.6, {"good": 0.7}),  # "have" comes between
        ("The lease is really good.", {"really good": 0.7}, 0.6, None),  # really has intensity 1.0
        ("The lease is very good.", {"very good": 0.7 * 1.3}, 0.6 * 1.3, None),
        ("The lease is good!", {"good !": 0.7 * 1.25}, 0.6, None),
        (
            "The rent is bad and the pier is good.",
            {"bad": -0.7, "good": 0.7},
            (2 / 3 + 0.6) / 2,
            None,
        ),
        ("The rent rises :)", {":)": 0.5}, 1.0, None),
        ("The rent rises in May.", {}, 0.0, None),
    ],
)
def test_textblob_by_hand(sentence, polarity, subjectivity, expanded):
    for instrument, expected in (
        ("textblob", polarity),
        ("textblob-expanded", expanded or polarity),
    ):
        marks = marks_of(sentence, instrument, "polarity")
        assert dict(zip(marks["term"], marks["value"], strict=True)) == pytest.approx(
            expected, abs=1e-6
        )
        # A mean over the marks.
        assert set(marks["weight"]) == ({1 / len(expected)} if expected else set())
        assert sum_marks(marks_of(sentence, instrument, "subjectivity")) == pytest.approx(
            subjectivity, abs=1e-6
        )
        mean = sum(expected.values()) / max(len(expected), 1)
        assert score_text(sentence, instrument)["polarity"] == pytest.approx(mean, abs=1e-6)


def test_names_masked_by_hand():
    corpus = make_corpus([[["Some say the Bright Water pier is bad."]]])
    # VADER: bright +1.9 in a name, bad −2.5. Counted: S = −0.6. Masked: S = −2.5, so bad weighs
    # 1/√(2.5² + 15).
    assert tone(corpus)["A"] == pytest.approx(-0.6 / math.sqrt(0.6**2 + ALPHA))
    assert tone(corpus, mask_names=True)["A"] == pytest.approx(-2.5 / math.sqrt(2.5**2 + ALPHA))
    # TextBlob: bright +0.7 and bad −0.7 have weight 1/2 each; bad alone has weight 1.
    assert tone(corpus, instrument="textblob")["A"] == pytest.approx(0, abs=1e-6)
    masked = select_marks(corpus, instrument="textblob", mask_names=True)
    assert masked[["term", "weight"]].values.tolist() == [["bad", 1.0]]
    assert tone(corpus, instrument="textblob", mask_names=True)["A"] == pytest.approx(
        -0.7, abs=1e-6
    )
    subjective = select_marks(corpus, instrument="textblob", label="subjectivity", mask_names=True)
    assert sum_marks(subjective) == pytest.approx(2 / 3, abs=1e-6)


VOICES = make_corpus(
    [[[[("author", "The good mayor said the"), ("reported", "pier was bad.")], "The rent rose."]]]
)


def test_shares_and_means_by_voice_by_hand():
    # Sentence 1 has 5 + 3 words: den .625 and .375. Sentence 2 is the author's: den 1, tone 0.
    # VADER: S = 1.9 − 2.5 = −0.6, weight 1/√15.36 = .2551552.
    units = score_segments(VOICES, **LIBRARY)
    weight = 1 / math.sqrt(15.36)
    assert units["den"].tolist() == [0.625, 0.375, 1.0]
    # The quoted part holds 3 of 8 words and gives no more than −3/8; the author bears the rest.
    assert units["num"].tolist() == pytest.approx([0.375 - 0.6 * weight, -0.375, 0.0])
    assert units["n_marks"].tolist() == [1, 1, 0]
    # Author: (.375 − .6·weight) / 1.625 at a share of 1.625/2; reported: −1 at .375/2.
    sums = units.groupby("voice")[["num", "den"]].sum()
    assert (sums["num"] / sums["den"]).to_dict() == pytest.approx(
        {"author": (0.375 - 0.6 * weight) / 1.625, "reported": -1.0}
    )
    assert tone(VOICES)["A"] == pytest.approx(-0.6 * weight / 2)
    assert score_segments(VOICES, voice="reported", **LIBRARY)["num"].tolist() == pytest.approx(
        [-0.375]
    )


def test_coverage_and_scored_words_by_hand():
    cover = measure_coverage(VOICES).set_index("instrument").loc["vader"]
    # 2 scored words of 11, in 1 of 2 sentences.
    assert (cover["n_sentences"], cover["sentences_covered"], cover["n_words"]) == (2, 0.5, 11)
    assert cover["words_covered"] == pytest.approx(2 / 11)
    assert list_scored_words(VOICES, instrument="vader")["scored_words"].tolist() == [
        "good +1.90",
        "bad −2.50",
    ]


def test_coverage_counts_words_and_no_marks_of_emphasis():
    corpus = make_corpus(
        [[["Who asked??? Why???", "Is the pier good!", "Did it rain?"]]], [[["It is shut."]]]
    )
    cover = measure_coverage(corpus).set_index(["instrument", "side"])["words_covered"]
    emphasis = corpus.marks["term"].isin(["!", "?"])
    assert corpus.marks[emphasis].groupby("instrument").size().to_dict() == {
        "crossframe": 8,
        "vader": 1,
    }
    # Ten words: VADER knows good, the project's table asked, good and rain.
    assert cover["vader", "A"] == pytest.approx(1 / 10)
    assert cover["crossframe", "A"] == pytest.approx(3 / 10)


def test_coverage_counts_sentences_of_each_article_with_any_mark_and_every_use_of_a_word():
    corpus = make_corpus([[["Good, good pier."]], [["The pier."]]], [[["It???"]]])
    cover = measure_coverage(corpus).set_index(["instrument", "side"])
    assert cover.loc[("vader", "A"), "n_sentences"] == 2
    assert cover.loc[("vader", "A"), "sentences_covered"] == 0.5
    assert cover.loc[("vader", "A"), "words_covered"] == pytest.approx(2 / 5)
    # The project's table sees the marks of a question: the sentence is covered, and none of its
    # words.
    assert cover.loc[("crossframe", "B"), ["sentences_covered", "words_covered"]].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It isn't so.", "It is not so."),
        ("They CAN'T; we won't; I shan't.", "They can not; we will not; I shall not."),
        ("DON'T", "DO not"),
        ("nothing here to write out, not even 'not'", "nothing here to write out, not even 'not'"),
    ],
)
def test_negation_written_out(text, expected):
    assert write_out_negation(text)[0] == expected


# Bit for bit

INVENTED = [
    "",
    "   ",
    "\tThe good\n\n\npier",
    'He called it ("terrible" by far) today.',
    "The mayor was NOT amused!!! Was he?? Great :-) or :( or (!)",
    "U.S. lenders, e.g. Mr. Bright, can't've won't isn't ain't cannot.",
    "A 😁🔥 pier, not bad, not very bad; never so good -- but least of all safe...",
    "C'est un très bon quai. Das ist schlecht. 很好",
    "very very very really not not good good GOOD bad but but bad good",
    "kind of good, sort of bad, no good or bad, nor good, at least good, least bad",
]


def library_scores(text):
    if not word_spans(text):
        return {"vader": {}, "textblob": {}}
    polarity, subjectivity = TextBlob(text).sentiment
    return {
        "vader": {"compound": VADER.polarity_scores(text)["compound"]},
        "textblob": {"polarity": polarity, "subjectivity": subjectivity},
    }


def score_text(text, instrument):
    return score_texts([text], instruments=[instrument]).iloc[0].dropna().to_dict()


def assert_same_as_library(*texts):
    expected = [library_scores(text) for text in texts]
    for instrument in ("vader", "textblob"):
        found = score_texts(list(texts), instruments=[instrument])
        scores = [row.dropna().to_dict() for _, row in found.iterrows()]
        assert scores == [known[instrument] for known in expected]  # equal, not close
    # The marks of each text, which is a paragraph of its own.
    worded = [k for k, text in enumerate(texts) if text.strip()]
    if not worded:
        return
    corpus = make_corpus([[[texts[k]] for k in worded]])
    of_text = dict(zip(corpus.segments["segment_id"], worded, strict=True))
    marks = corpus.marks.assign(text=corpus.marks["segment_id"].map(of_text))
    for k in worded:
        assert_marks_add_up(marks[marks["text"] == k], expected[k], texts[k])


def assert_marks_add_up(marks, expected, text):
    for instrument, scores in expected.items():
        for label, score in scores.items():
            own = sum_marks(marks[(marks["instrument"] == instrument) & (marks["label"] == label)])
            if instrument == "vader":
                assert round(own, 4) == pytest.approx(score, abs=1e-9), text
            else:
                assert own == pytest.approx(score, abs=FLOAT), text


@pytest.mark.parametrize("text", INVENTED)
def test_invented_sentences_score_as_the_library(text):
    assert_same_as_library(text)


def test_shipped_sentences_score_as_the_library(harbour):
    sentences = harbour.segments.groupby(["article_id", "sentence"])["text"].agg(" ".join)
    assert_same_as_library(*sentences)
    for text in harbour.articles["text"]:  # and whole files
        assert score_text(text, "vader") == library_scores(text)["vader"]
        assert score_text(text, "textblob") == library_scores(text)["textblob"]


SALAD = (
    "good bad GOOD BAD terrible not isn't never no but very kind of least at so without doubt "
    "really hardly the pier U.S. Mr. great! awful?? hope 'fine' (best) :) :( (!) 😁 … -"
)


def several(texts):
    """Ten texts at a time: a call costs as much as many texts."""
    return st.lists(texts, min_size=10, max_size=10)


SALADS = st.lists(st.sampled_from(SALAD.split()), min_size=1, max_size=14).map(" ".join)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(several(SALADS))
def test_word_salad_scores_as_the_library(texts):
    assert_same_as_library(*texts)


# İ grows when lowered; see the test of it below.
@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    several(st.text(st.characters(exclude_characters="İ", exclude_categories=["Cs"]), max_size=60))
)
def test_any_text_scores_as_the_library(texts):
    assert_same_as_library(*texts)


def test_letters_that_grow_when_lowered_can_be_scored():
    assert_same_as_library("The towns of İstanbul, İzmir, İznik, İnegöl, İskenderun are bad")


def test_rated_news_sentences_score_as_the_library():
    lines = reference("validation/dev/nyt.jsonl").read_text(encoding="utf-8").splitlines()
    sentences = [json.loads(line)["text"] for line in lines]
    picked = sentences[:: max(1, len(sentences) // 300)]
    assert len(picked) >= 300
    assert_same_as_library(*(normalise(sentence)[0] for sentence in picked))


def test_real_articles_score_as_the_library(sanctions):
    settings = read_settings(find_event("us-pakistan-sanctions"))
    for side in settings["sides"]:
        (article,) = side["articles"]
        text = reference(f"articles/{article['file'].split('/')[-1]}").read_text(encoding="utf-8")
        scores = library_scores(text)
        assert {i: score_text(text, i) for i in scores} == scores
        row = sanctions.articles.set_index("article_id").loc[article["id"]]
        assert row["naive_polarity"] == scores["textblob"]["polarity"]
        assert row["naive_subjectivity"] == scores["textblob"]["subjectivity"]
        assert row["naive_compound"] == scores["vader"]["compound"]
        for paragraph in filter(str.strip, normalise(text)[0].splitlines()):
            for start, end in sentence_spans(paragraph):
                assert_same_as_library(paragraph[start:end])


def test_textblob_behaves_as_observed():
    block = json.loads(reference("golden/golden.json").read_text(encoding="utf-8"))["blocks"][
        "textblob_behaviour"
    ]
    assert len(block["expected"]["rows"]) > 10
    for text, expected in block["expected"]["rows"].items():
        scores = score_text(text, "textblob")
        assert [scores["polarity"], scores["subjectivity"]] == pytest.approx(
            expected, abs=block["tolerance"]
        ), text


# The real pair, from its features


def test_naive_scores_are_the_published_ones(sanctions):
    naive = sanctions.articles.set_index("side")
    naive = naive.round({"naive_polarity": 4, "naive_compound": 4, "naive_subjectivity": 3})
    columns = ["naive_polarity", "naive_compound", "naive_subjectivity"]
    assert naive.loc["Partnership balance", columns].tolist() == [0.0230, 0.9935, 0.393]
    assert naive.loc["Alliance diversification", columns].tolist() == [0.0538, -0.9945, 0.348]


@pytest.mark.parametrize(
    ("instrument", "places", "expected"), [("vader", 2, 0.27), ("textblob", 3, 0.002)]
)
def test_body_only_differences_are_those_of_the_design(sanctions, instrument, places, expected):
    means = tone(sanctions, instrument=instrument)
    assert sanctions.sides == ["Partnership balance", "Alliance diversification"]
    assert (
        round(means["Partnership balance"] - means["Alliance diversification"], places) == expected
    )


# Places: every mark stands in the segment that has its word


def assert_marks_in_place(corpus):
    texts = corpus.segments.set_index("segment_id")["text"].str.lower()
    own = corpus.marks[corpus.marks["instrument"].isin(INSTRUMENTS)]
    for (segment, instrument, label), marks in own.groupby(["segment_id", "instrument", "label"]):
        # The word a mark rests on; '' is a mark for ! or a negation alone.
        last = [re.sub(r"\bnot ?|[! ]+$", "", term).split(" ")[-1] for term in marks["term"]]
        for word in set(last) - {""}:
            assert texts[segment].count(word) >= last.count(word), (
                segment,
                instrument,
                label,
                word,
            )


def test_marks_stand_in_their_segments(harbour):
    assert len(harbour.marks) > 300
    assert_marks_in_place(harbour)


SPLIT = [
    [("author", "The bad mayor said"), ("quoted", '"the good pier is terrible"')],
    [("quoted", '"Good!"'), ("author", "said the bad mayor."), ("quoted", '"Isn\'t it terrible?"')],
    [("author", "It isn't bad, as they say:"), ("reported", "it isn't good, can't be good.")],
]


@pytest.mark.parametrize("sentence", SPLIT)
def test_marks_of_split_sentences_stand_in_their_part(sentence):
    corpus = make_corpus([[[sentence]]])
    assert_marks_in_place(corpus)
    for part in corpus.segments.itertuples():
        vader = corpus.marks.query(
            "segment_id == @part.segment_id and instrument == 'vader' and value.abs() > 1"
        )
        assert sorted(vader["term"]) == sorted(
            re.findall(r"\b(?:good|bad|terrible)\b", part.text.lower())
        )


def test_marks_after_an_emoji_stand_in_their_part():
    corpus = make_corpus(
        [[[[("author", "Fury 😁 😁 and a good deal, said he:"), ("quoted", '"It is terrible."')]]]]
    )
    marks = corpus.marks.query("instrument == 'vader' and term == 'good'")
    assert marks["segment_id"].tolist() == corpus.segments["segment_id"].tolist()[:1]


def test_a_word_behind_a_bracket_and_a_quotation_mark_stands_in_the_quotation():
    parts = pd.DataFrame(
        [("author", "He called it (", 0), ("quoted", '"terrible"', 14), ("author", "by far).", 25)]
    )
    columns = {
        "voice": parts[0],
        "text": parts[1],
        "start": parts[2],
        "end": parts[2] + parts[1].str.len(),
    }
    base = {"article_id": "x", "paragraph": 1, "sentence": 1, "segment_id": ["x-1", "x-2", "x-3"]}
    marks = mark_sentiment(pd.DataFrame({**base, **columns}), instruments=("vader",))
    assert marks["segment_id"].tolist() == ["x-2"]


def test_an_exclamation_mark_goes_with_the_words_that_remain():
    # Bright is a name and outweighs stopped (−0.9): unmasked "!" is +0.292. Masked, VADER reads
    # −0.9 − 0.292.
    corpus = make_corpus([[["Yesterday the Bright Water pier stopped!"]]])
    assert tone(corpus, mask_names=True)["A"] == pytest.approx(-1.192 / math.sqrt(1.192**2 + ALPHA))


# Laws


@pytest.mark.parametrize("name", ["harbour-lease", "us-pakistan-sanctions"])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("masked", [False, True])
def test_tone_is_the_sum_over_voices_of_share_times_tone(name, instrument, masked):
    corpus = load(name)
    units = score_segments(corpus, instrument=instrument, mask_names=masked)
    voices = units.groupby(["side", "voice"])[["num", "den"]].sum()
    shares = voices["den"] / voices.groupby("side")["den"].sum()
    total = (shares * voices["num"] / voices["den"]).groupby("side").sum()
    sentences = units.groupby(["side", "article_id", "sentence"])[["num", "den"]].sum()
    # A sentence counts once, whoever speaks in it.
    assert sentences["den"].to_numpy() == pytest.approx(1.0)
    assert total.to_dict() == pytest.approx(
        sentences["num"].groupby("side").mean().to_dict(), abs=FLOAT
    )
    by_voice = pd.concat(
        [
            score_segments(corpus, instrument=instrument, mask_names=masked, voice=v)
            for v in ("author", "quoted", "reported")
        ]
    )
    assert len(by_voice) == len(units) and by_voice["num"].sum() == pytest.approx(
        units["num"].sum(), abs=FLOAT
    )


def test_doubling_an_article_leaves_its_mean(harbour):
    for masked in (False, True):
        assert tone(double(harbour), mask_names=masked) == pytest.approx(
            tone(harbour, mask_names=masked), abs=FLOAT
        )


def test_features_give_the_numbers_of_the_text(harbour, tmp_path):
    event = load_event("harbour-lease")
    features, _ = read_features(write_features(replace(event, folder=tmp_path)))
    assert not features.has_text
    for instrument in INSTRUMENTS:
        for masked in (False, True):
            choices = {"instrument": instrument, "mask_names": masked}
            pd.testing.assert_frame_equal(
                score_segments(features, **choices), score_segments(harbour, **choices)
            )


def test_expanded_is_textblob_where_nothing_is_contracted(harbour):
    contracted = harbour.segments["text"].str.contains("n't", case=False)
    place = harbour.segments[["article_id", "sentence"]]
    sentences = (
        place.merge(place[contracted].drop_duplicates(), how="left", indicator=True)["_merge"]
        == "both"
    )
    assert 0 < sentences.sum() < len(sentences)
    scores = [score_segments(harbour, role=None, instrument=i)["num"] for i in INSTRUMENTS[1:3]]
    pd.testing.assert_series_equal(*(s[~sentences] for s in scores))
    assert not scores[0][sentences].equals(scores[1][sentences])


PLAIN = (
    'It isn\'t good, he said: "the pier\'s bad" and "can\'t last". '
    "The mayor isn't happy; the rent won't fall."
)
CURLY = PLAIN.replace(' "', " “").replace('"', "”").replace("'", "’")


def test_curly_typography_scores_as_straight(tmp_path):
    tables = []
    for text in (PLAIN, CURLY):
        (tmp_path / "text.txt").write_text("\n\n".join([text] * 3), encoding="utf-8")
        sides = [
            {"label": label, "articles": [{"id": label, "file": "text.txt"}]} for label in "AB"
        ]
        tables.append(
            build_corpus(*gather_articles({"sides": sides}, tmp_path), codebooks={})[0].marks
        )
    assert PLAIN != CURLY and len(tables[0])
    pd.testing.assert_frame_equal(*tables)


def test_a_finding_has_the_tones_and_flips_with_the_sides(harbour):
    finding = compare_tone(harbour, resamples=99, **LIBRARY).iloc[0]
    swapped = compare_tone(
        replace(harbour, articles=harbour.articles.iloc[::-1]), resamples=99, **LIBRARY
    ).iloc[0]
    assert tone(harbour) == pytest.approx(
        {finding["side_a"]: finding["a"], finding["side_b"]: finding["b"]}
    )
    assert finding["estimate"] == pytest.approx(finding["a"] - finding["b"])
    assert (swapped["side_a"], swapped["a"], swapped["b"]) == (
        finding["side_b"],
        finding["b"],
        finding["a"],
    )
    assert (swapped["estimate"], swapped["low"], swapped["high"]) == (
        -finding["estimate"],
        -finding["high"],
        -finding["low"],
    )


# Refusals


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda c: score_texts(["A good pier."], instruments=["vadre"]),
            "vadre.*allowed: vader, textblob",
        ),
        (lambda c: mark_sentiment(c.segments, instruments=("blob",)), "blob.*allowed"),
        (lambda c: score_segments(c, instrument="blob"), "blob.*allowed: .*vader/compound"),
        (lambda c: score_segments(c, label="joy"), "crossframe/joy.*allowed"),
        (
            lambda c: make_corpus([[["good " * 4001]]]),
            r"a0, paragraph 0: a sentence of 20,005 .*break it up",
        ),
    ],
)
def test_refusals_say_what_is_allowed(call, message):
    with pytest.raises(ValueError, match=message):
        call(VOICES)


def test_texts_without_a_scored_word_have_tone_zero():
    assert tone(make_corpus([[["The rent rises in May."]]])) == {"A": 0.0}


@pytest.mark.parametrize("choice", [{"voice": "qouted"}, {"role": "bdoy"}])
def test_unknown_roles_and_voices_are_named(choice):
    with pytest.raises(ValueError, match="qouted|bdoy"):
        score_segments(VOICES, **choice)


@pytest.mark.parametrize("text", ["", "  ", "!!!", "— …", "😁"])
def test_no_word_is_no_score(text):
    assert [score_text(text, i) for i in INSTRUMENTS] == [{} for _ in INSTRUMENTS]


def test_the_frames_given_are_left_alone(harbour):
    before = [frame.copy() for frame in (harbour.articles, harbour.segments, harbour.marks)]
    mark_sentiment(harbour.segments[harbour.segments["paragraph"] < 3])
    measure_coverage(harbour)
    compare_tone(harbour, mask_names=True, resamples=9)
    for old, new in zip(before, (harbour.articles, harbour.segments, harbour.marks), strict=True):
        pd.testing.assert_frame_equal(old, new)


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("voice", ["author", "quoted", "reported"])
def test_a_selected_voice_scores_as_the_voice_of_the_whole(voice, mask):
    corpus = load("harbour-lease")
    whole = score_segments(corpus, voice=voice, mask_names=mask)
    part = score_segments(corpus.select(voice=voice), mask_names=mask)
    pd.testing.assert_frame_equal(whole, part)
    pd.testing.assert_frame_equal(
        whole, score_segments(corpus.select(role="body").select(voice=voice), mask_names=mask)
    )


# Articles of a group


def test_articles_of_a_group_by_hand():
    # Side A: tones of four articles, the last far off; side B one article of two sentences.
    texts = [
        "The pier is good.",
        "The rent is good.",
        "The gate is good.",
        "The road is good.",
        "The crane is bad.",
    ]
    corpus = make_corpus(
        [[[text]] for text in texts], [[["The pier is good.", "The gate is shut."]]]
    )
    found = score_articles(corpus, instrument="vader")
    good, bad = (s / math.sqrt(s * s + ALPHA) for s in (1.9, -2.5))
    assert found["tone"].tolist() == pytest.approx([bad, good, good, good, good, good / 2])
    assert found["side"].tolist() == ["A"] * 5 + ["B"] and found["n_sentences"].tolist() == [
        1
    ] * 5 + [2]
    assert found["outlier"].tolist() == [True] + [False] * 5
    pair = tone(corpus)
    assert found.groupby("side")["tone"].mean().to_dict() == pytest.approx(
        {"A": pair["A"], "B": pair["B"]}
    )


def test_an_outlier_is_beyond_one_and_a_half_interquartile_ranges():
    # Of 40 sentences so many are good. Side A: quartiles 20 and 24, so 14 and 30 are the fences.
    # Side B has one article beyond the upper fence; of side C (16 and 20) one is below 10.
    counts = {"A": [16, 20, 20, 24, 29], "B": [16, 20, 20, 24, 31], "C": [9, 16, 20, 20, 25]}
    sides = [
        [[["The pier is good."] * many + ["The gate is."] * (40 - many)] for many in of_side]
        for of_side in counts.values()
    ]
    found = score_articles(make_corpus(*sides), instrument="vader")
    good = 1.9 / math.sqrt(1.9**2 + ALPHA)
    expected = [many / 40 * good for of_side in counts.values() for many in of_side]
    assert found["tone"].tolist() == pytest.approx(expected)
    assert found["outlier"].tolist() == [False] * 9 + [True] + [True] + [False] * 4


def test_the_course_of_a_group_is_the_mean_of_each_tenth_of_an_article():
    lengths = {"long": ("A", 20), "short": ("A", 5), "other": ("B", 3)}
    rows = [
        {"side": side, "article_id": name, "num": 10.0 * k, "den": 2.0, "voice": "author"}
        for name, (side, many) in lengths.items()
        for k in range(many)
    ]
    course = list_course(pd.DataFrame(rows))
    assert (set(course["den"]), set(course["voice"])) == ({1.0}, {"mean"})
    found = course.set_index(["side", "place"])["num"]
    # Two sentences of the long article are in each tenth; those of the short one open the first,
    # third, fifth, seventh and ninth. The sums are over dens of 2.
    both = {1: (0 + 10 + 0) / 6, 2: (20 + 30) / 4, 3: (40 + 50 + 10) / 6, 4: (60 + 70) / 4}
    both |= {5: (80 + 90 + 20) / 6, 6: (100 + 110) / 4, 7: (120 + 130 + 30) / 6}
    both |= {8: (140 + 150) / 4, 9: (160 + 170 + 40) / 6, 10: (180 + 190) / 4}
    assert found["A"].to_dict() == pytest.approx(both)
    assert found["B"].to_dict() == pytest.approx({1: 0.0, 4: 5.0, 7: 10.0})
    single = list_course(pd.DataFrame(rows).query("article_id != 'short'"))
    assert single["place"].tolist() == [*range(1, 21), 1, 2, 3]


def test_tone_over_time_leaves_out_what_has_no_date_and_never_bounds_a_single_article():
    rows = [
        ("A", "2024-01-05", 0.1),
        ("A", "2024-01-20", 0.3),
        ("A", "2024-03-01", -0.5),
        ("A", "", 0.9),
        ("B", "soon", 0.9),
    ]
    articles = pd.DataFrame(rows, columns=["side", "published", "tone"])
    found = trace_tone(articles)
    assert found[["side", "published", "n"]].values.tolist() == [
        ["A", "2024-01", 2],
        ["A", "2024-03", 1],
    ]
    assert found["tone"].tolist() == pytest.approx([0.2, -0.5])
    # This is t at .975 with one degree of freedom, times the standard error of 0.1 and 0.3.
    half = 12.7062 * 0.1
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx(
        [0.2 - half, 0.2 + half], abs=1e-4
    )
    assert found.loc[1, ["low", "high"]].isna().all()
    long = trace_tone(articles.assign(published=["2019", "2019-02", "2024-05-01", "2024", ""]))
    assert long["published"].tolist() == ["2019", "2024"] and long["n"].tolist() == [2, 2]
    outlets = trace_tone(articles.assign(outlet=["x", "x", "y", "", "z"]), by="outlet")
    assert outlets[["side", "outlet", "n"]].values.tolist() == [
        ["A", "x", 2],
        ["A", "y", 1],
        ["B", "z", 1],
    ]


# Bounds


@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.lists(st.integers(1, 9), min_size=1, max_size=4)),
        min_size=1,
        max_size=5,
    ),
    st.data(),
)
def test_parts_of_sentences_stay_within_bounds_and_keep_their_sum(sentences, data):
    """However a score is spread over the voices of its sentence, none leaves the scale of both."""
    rows = []
    for number, (score, words) in enumerate(sentences):
        spread = data.draw(st.lists(st.floats(-5, 5), min_size=len(words), max_size=len(words)))
        extra = (score - sum(spread)) / len(words)
        total = sum(words)
        rows += [(number, part + extra, n / total) for part, n in zip(spread, words, strict=True)]
    table = pd.DataFrame(rows, columns=["sentence", "num", "den"])
    kept = pd.Series(keep_within(*table[["num", "den", "sentence"]].to_numpy().T, (-1.0, 1.0)))
    whole = table.groupby("sentence")["num"].transform("sum").abs().clip(lower=1)
    assert (kept.abs() <= whole * table["den"] + 1e-9).all()
    sums = [part.groupby(table["sentence"]).sum() for part in (kept, table["num"])]
    assert sums[0].tolist() == pytest.approx(sums[1].tolist(), abs=1e-9)
