"""Actors: mentions, speech, tone and silence by hand, counted anew, and laws on the events."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from analysis.event.build import build_corpus
from analysis.event.settings import find_event, read_settings
from analysis.measures.absence import list_absent, list_absent_actors
from analysis.measures.actors import (
    ACTORS,
    MIN_SENTENCES,
    count_marks,
    list_names,
    mark_actors,
    mark_places,
    measure_actors,
    suggest_actors,
)
from analysis.measures.scoring import score_segments
from analysis.measures.voices import (
    list_quotations,
    list_sources,
    measure_voice_coverage,
    share_stances,
)
from analysis.read.sources import ARTICLE_COLUMNS
from analysis.stats.intervals import estimate_sides
from analysis.tables.resources import load_lexicon
from analysis.tables.sides import share_words
from helpers import ALPHA, LIBRARY, LISTED, VADER, complete, double, load, make_corpus, swap

NAMES = ["harbour-lease", "us-pakistan-sanctions"]


def measure(corpus, **choices):
    return measure_actors(corpus, score_segments(corpus, **choices))


def mentions(text, listed=LISTED):
    marks = mark_actors(
        pd.DataFrame({"segment_id": ["x"], "article_id": ["x"], "text": [text]}), listed
    )
    return list(marks[["label", "term"]].itertuples(index=False, name=None))


def find_by_eye(text, name):
    """Mentions by one pattern an event: all names, the longest first.

    They are found as they stand or with a capital; none stands beside a hyphen there.
    """
    owner = {}
    for actor in read_settings(find_event(name))["actors"]:
        for alias in [actor["name"], *actor.get("aliases", [])]:
            owner |= {alias: actor["name"], alias[0].upper() + alias[1:]: actor["name"]}
    pattern = "|".join(map(re.escape, sorted(owner, key=len, reverse=True)))
    return Counter(owner[found] for found in re.findall(rf"(?<!\w)(?:{pattern})(?!\w)", text))


# Mentions


US, TOWN, COUNCIL = (actor["name"] for actor in LISTED)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The US sent a ship.", [(US, "US")]),
        ("The US-led fleet", [(US, "US")]),
        ("The U.S.-led fleet", [(US, "US")]),
        ("An anti-US song", [(US, "US")]),
        ("The U.S. sent U.S. ships.", [(US, "US")] * 2),
        (
            "The U.S.'s ship, the US's crew and America's flag",
            [(US, "America"), (US, "US"), (US, "US")],
        ),
        ("They told us that all of us, and us alone, pay.", []),
        ("The white house by the sea in the Americas", []),
        ("White House staff left the White Housewares shop.", [(US, "White House")]),
        (
            "Bright Water Council met at Bright Water.",
            [(COUNCIL, "Bright Water Council"), (TOWN, "Bright Water")],
        ),
        ("Bright-Water rents", [(TOWN, "Bright Water")]),
        (
            "The council met. Nobody told the council.",
            [(COUNCIL, "The council"), (COUNCIL, "the council")],
        ),
        ("Council rules bind a council.", []),
        ("Foreign aid fell as AID grew.", [(COUNCIL, "AID")]),
        ("The Rowers' Club rows.", [(COUNCIL, "Rowers Club")]),
    ],
)
def test_mentions_by_hand(text, expected):
    assert sorted(mentions(text)) == sorted(expected)


def test_a_name_listed_with_its_capital_wins():
    listed = [{"name": "Martin", "aliases": ["Sole"]}, {"name": "Fish", "aliases": ["sole"]}]
    for order in (listed, listed[::-1]):
        assert mentions("Sole sold sole.", order) == [("Fish", "sole"), ("Martin", "Sole")]


def test_mentions_are_those_of_one_pattern():
    corpus = load("harbour-lease")
    counts = corpus.marks[corpus.marks["instrument"] == ACTORS]["label"].value_counts()
    texts = corpus.segments["text"]
    assert (
        sum((find_by_eye(text, "harbour-lease") for text in texts), Counter()) == counts.to_dict()
    )
    assert len(counts) == 6


def test_suggestions_by_hand():
    # Ann Hale: 3 mentions in two articles. Cape Rock: 2. Bright Water and U.S. are listed. Rain
    # only opens sentences.
    first = [
        "Rain hit Ann Hale near Cape Rock.",
        "Rain fell, and Ann Hale left Bright Water.",
        "So the U.S. left Bright Water.",
    ]
    corpus = make_corpus(
        [[first], [["At noon Ann Hale saw Bright Water near Cape Rock.", "Rain fell."]]]
    )
    found = suggest_actors(list_names(corpus.segments), LISTED, minimum=2)
    assert found.values.tolist() == [["Ann Hale", 3, 2], ["Cape Rock", 2, 2]]
    assert suggest_actors(list_names(corpus.segments), LISTED)["name"].tolist() == ["Ann Hale"]
    assert "Bright Water" in suggest_actors(list_names(corpus.segments), [])["name"].tolist()


def test_a_note_on_names_that_are_not_listed_has_no_title_and_no_day():
    text = "On Tuesday they saw Mr. Cole near Cape Rock, and Mr. Cole left on Tuesday. "
    row = dict.fromkeys(ARTICLE_COLUMNS, "") | {"article_id": "x", "side": "A", "row": 1}
    _, notes = build_corpus(pd.DataFrame([{**row, "text": 2 * text}]), codebooks={})
    named = notes.loc[notes["what"] == "name not listed", "reason"]
    assert named.tolist() == ["Cole"]


def test_no_suggestion_is_listed_and_what_is_taken_off_the_list_comes_back():
    segments = load("harbour-lease").segments
    listed = read_settings(find_event("harbour-lease"))["actors"]
    known = suggest_actors(list_names(segments), listed, minimum=1)
    assert len(known) > 3 and not [
        name for name in known["name"] if find_by_eye(name, "harbour-lease")
    ]
    assert "Corvane" in suggest_actors(list_names(segments), listed[1:])["name"].tolist()
    twice = suggest_actors(list_names(double(load("harbour-lease")).segments), listed, minimum=2)
    assert (
        twice["n"].tolist() == (2 * known["n"]).tolist()
        and twice["name"].tolist() == known["name"].tolist()
    )


# Measures


TALK = complete(
    make_corpus(
        [
            [
                ["US ships left."],
                [[("author", "The council said"), ("quoted", '"US rent is good."')]],
                ["The US and US men know.", [("quoted", '"The council decides."')]],
            ]
        ],
        [[["Rain fell."], ["AID met."]]],
    ),
    speech={
        '"US rent is good."': ("The council", "said"),
        '"The council decides."': ("a voice from AID", ""),
    },
)


def test_measures_by_hand():
    table = measure(TALK).set_index(["actor", "side"])
    columns = ["mentions", "n_sentences", "share", "speaks", "spoken_about"]
    # A has 4 sentences; the US stands in three, twice in the third; all of them hold words that are
    # not its own.
    assert table.loc[(US, "A"), columns].tolist() == [4, 3, 3 / 4, 0, 3]
    # The council is named in two: the second is its own words. It speaks 4 + 3 words, under two of
    # its names.
    assert table.loc[(COUNCIL, "A"), columns].tolist() == [2, 2, 2 / 4, 7, 1]
    assert table.loc[(COUNCIL, "B"), columns].tolist() == [1, 1, 1 / 2, 0, 1]
    assert table.loc[(US, "B"), columns].tolist() == [0, 0, 0, 0, 0]
    assert table["note"].tolist() == [f"not estimated (n = {n})" for n in table["n_sentences"]]
    assert table.loc[(COUNCIL, "A"), "segments"].split() == ["a0-001", "a0-004"]
    assert TOWN not in table.index.get_level_values("actor")  # nobody names it
    author = measure(TALK, voice="author").set_index(["actor", "side"])
    # There are 3 sentences with an author's word.
    assert author.loc[(COUNCIL, "A"), columns].tolist() == [1, 1, 1 / 3, 0, 1]


GOOD, BAD = (score / (score**2 + ALPHA) ** 0.5 for score in (1.9, -2.5))


def about(*words):
    """Two sentences about the US a paragraph; the words are scored +1.9 or −2.5."""
    return [
        [f"The US {noun} is {word}." for noun, word in zip(("pier", "gate"), pair, strict=True)]
        for pair in words
    ]


def test_tone_by_hand():
    pairs = [("good", "good"), ("good", "bad"), ("bad", "bad")]
    corpus = complete(make_corpus([about(*pairs)], [about(*pairs[:2])]))
    row, short = (row for _, row in measure(corpus, **LIBRARY).iterrows())
    assert row["n_sentences"] == MIN_SENTENCES and short["n_sentences"] < MIN_SENTENCES
    middle, spread = (GOOD + BAD) / 2, (GOOD - BAD) / 2
    # Paragraph means: middle + spread, middle, middle − spread; their standard error is spread/√3;
    # t(2) is 4.3027.
    assert row[["tone", "low", "high"]].tolist() == pytest.approx(
        [middle, middle - 4.302653 * spread / 3**0.5, middle + 4.302653 * spread / 3**0.5]
    )
    interval = ttest_1samp([GOOD, middle, BAD], 0).confidence_interval()
    assert row[["low", "high"]].tolist() == pytest.approx([interval.low, interval.high])
    assert short[["tone", "low", "high"]].isna().all() and short["note"] == "not estimated (n = 4)"


def test_ratio_by_hand():
    # 6 over 6; residuals num − 1·den are 0, 1, −1: error √(3/2 · 2)/6, t(2) = 4.3027.
    units = pd.DataFrame(
        {
            "subject": "x",
            "side": "A",
            "article_id": "a",
            "block": [1, 2, 3],
            "sentence": [1, 2, 3],
            "num": [1.0, 3.0, 2.0],
            "den": [1.0, 2.0, 3.0],
        }
    )
    reach = 4.302653 * 3**0.5 / 6
    table = estimate_sides(units, minimum=3)
    assert table.loc[0, ["value", "low", "high", "n"]].tolist() == pytest.approx(
        [1, 1 - reach, 1 + reach, 3]
    )
    assert estimate_sides(units, minimum=4)["note"].tolist() == ["not estimated (n = 3)"]
    # One paragraph has no spread.
    assert estimate_sides(units.assign(block=1), minimum=3)["value"].isna().all()


def test_tone_of_an_actor_is_the_mean_score_of_the_sentences_that_name_it():
    corpus = load("harbour-lease")
    body = corpus.segments[corpus.segments["role"] == "body"]
    text = body.groupby(["article_id", "sentence"])["text"].agg(" ".join)
    named = text[
        text.map(lambda sentence: find_by_eye(sentence, "harbour-lease")["Corvane Terminals"] > 0)
    ]
    scores = (
        named.map(lambda sentence: VADER.polarity_scores(sentence)["compound"])
        .groupby("article_id")
        .agg(["mean", "size"])
    )
    table = measure(corpus, **LIBRARY).set_index(["actor", "side"]).loc["Corvane Terminals"]
    table.index = table.index.map(corpus.articles.set_index("side")["article_id"])
    assert table["n_sentences"].to_dict() == scores["size"].to_dict()
    assert table["tone"].count() > 0
    for article_id, tone in table["tone"].dropna().items():
        # VADER rounds to four places.
        assert tone == pytest.approx(scores.loc[article_id, "mean"], abs=5e-5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("voice", [None, "author", "quoted", "reported"])
def test_few_sentences_are_a_note_and_never_a_number(name, voice):
    corpus = load(name)
    table = measure(corpus, voice=voice)
    few = table["n_sentences"] < MIN_SENTENCES
    assert few.any() and table.loc[few, ["tone", "low", "high"]].isna().all(axis=None)
    assert table.loc[few, "note"].tolist() == [
        f"not estimated (n = {n})" for n in table.loc[few, "n_sentences"]
    ]
    assert (table.loc[~few, "tone"].notna() == (table.loc[~few, "note"] == "")).all()
    assert (table["spoken_about"] <= table["n_sentences"]).all() and (
        table["n_sentences"] <= table["mentions"]
    ).all()


@pytest.mark.parametrize("name", NAMES)
def test_actors_keep_their_numbers_when_sides_swap_voices_add_up_and_texts_double(name):
    corpus = load(name)
    table, keys = measure(corpus).set_index(["actor", "side"]).sort_index(), ["mentions", "speaks"]
    swapped = measure(swap(corpus)).set_index(["actor", "side"]).sort_index()
    pd.testing.assert_frame_equal(table, swapped)
    voices = [measure(corpus, voice=voice) for voice in ("author", "quoted", "reported")]
    pd.testing.assert_frame_equal(
        pd.concat(voices).groupby(["actor", "side"])[keys].sum(), table[keys]
    )
    twice = measure(double(corpus)).set_index(["actor", "side"]).sort_index()
    pd.testing.assert_frame_equal(twice[["share"]], table[["share"]])
    pd.testing.assert_frame_equal(twice[[*keys, "n_sentences"]], 2 * table[[*keys, "n_sentences"]])
    known = table["tone"].notna()
    assert known.any() and twice.loc[known, "tone"].tolist() == pytest.approx(
        table.loc[known, "tone"].tolist()
    )


def test_silence_by_hand():
    # A has 30 sentences, B 10. The pier is named by A alone, the quay by B alone, the gate by both.
    rows = [
        ("pier", "A", 3, 30),
        ("pier", "B", 0, 10),
        ("quay", "A", 0, 30),
        ("quay", "B", 2, 10),
        ("gate", "A", 6, 30),
        ("gate", "B", 4, 10),
    ]
    named = pd.DataFrame(rows, columns=["actor", "side", "n_sentences", "n_total"])
    found = list_absent_actors(named.assign(share=named["n_sentences"] / named["n_total"]))
    assert found.drop(columns="chance").values.tolist() == [
        ["pier", "A", "B", 3, 0.1],
        ["quay", "B", "A", 2, 0.2],
    ]
    # All three, both, on the one side.
    assert found["chance"].tolist() == pytest.approx([0.75**3, 0.25**2])


@pytest.mark.parametrize("name", NAMES)
def test_an_absent_actor_is_named_on_one_side_only(name):
    corpus = load(name)
    named = measure(corpus).pivot(index="actor", columns="side", values="n_sentences")
    found = list_absent_actors(measure(corpus))
    assert sorted(found["actor"]) == sorted(named.index[(named > 0).sum(axis=1) == 1]) and len(
        found
    )
    for row in found.itertuples():
        assert (named.loc[row.actor, row.named_by], named.loc[row.actor, row.absent_from]) == (
            row.n_sentences,
            0,
        )
    assert found["chance"].between(0, 1).all()


# Speech


SPEECH = complete(
    make_corpus(
        [
            [
                [[("quoted", '"We pay,"'), ("author", "said Ana,"), ("quoted", '"and more."')]],
                [
                    "Rain fell on the pier.",
                    [("quoted", '"It is ours."')],
                    [("quoted", '"All of it."')],
                ],
                [
                    [("quoted", '"Go."')],
                    [("author", "The owner denied"), ("reported", "that it was his.")],
                ],
            ]
        ],
        [[["Rain fell."]]],
    ),
    speech={
        '"We pay,"': ("Ana", "said"),
        '"and more."': ("Ana", "said"),
        '"It is ours."': ("Ana", ""),
        "that it was his.": ("the owner", "denied"),
        '"Go."': ("", "frobbed"),
    },
)


def test_quotations_by_hand():
    table = list_quotations(SPEECH.segments)
    columns = ["paragraph", "speaker", "cue", "n_sentences", "n_words", "segments"]
    assert table[columns].values.tolist() == [
        [0, "Ana", "said", 1, 2, "a0-000"],  # the author's words part the two
        [0, "Ana", "said", 1, 2, "a0-002"],
        [1, "Ana", "", 2, 6, "a0-004 a0-005"],  # two sentences on end are one
        [2, "", "frobbed", 1, 1, "a0-006"],  # a new paragraph is a new one
    ]
    assert table["text"].tolist()[2] == '"It is ours." "All of it."'
    features = list_quotations(SPEECH.segments.drop(columns="text"))
    pd.testing.assert_frame_equal(features, table.drop(columns="text"))


def test_sources_and_stances_by_hand():
    # A: quoted 2 + 2 + 3 + 3 + 1, reported 4, author 2 + 5 + 3: 25 words. "All of it." has no
    # speaker.
    table = list_sources(SPEECH).drop(columns=["side", "segments"])
    assert table.values.tolist() == [
        # one verb, though its quotation stands in two pieces
        ["Ana", 7, 7 / 25, 7, 0, 3, 0, 1, "said 1", "neutral 1"],
        ["", 4, 4 / 25, 4, 0, 2, 1, 2, "frobbed 1", "other 1"],
        ["the owner", 4, 4 / 25, 0, 4, 1, 2, 2, "denied 1", "denying 1"],
    ]
    stances = share_stances(SPEECH)[["side", "stance", "n", "share", "verbs"]]
    assert stances.values.tolist() == [
        ["A", "denying", 1, 1 / 3, "denied 1"],
        ["A", "neutral", 1, 1 / 3, "said 1"],
        ["A", "other", 1, 1 / 3, "frobbed 1"],
    ]


@pytest.mark.parametrize("name", NAMES)
def test_words_verbs_and_shares_of_speech_add_up(name):
    corpus = load(name)
    sources, stances = list_sources(corpus), share_stances(corpus)
    assert (sources["n_words"] == sources["quoted"] + sources["reported"]).all()
    voices = share_words(corpus, by="voice").set_index("side")
    assert sources.groupby("side")["share"].sum().to_dict() == pytest.approx(
        (1 - voices["author"]).to_dict()
    )
    assert sources["side"].drop_duplicates().tolist() == corpus.sides
    verbs = sources["verbs"].map(
        lambda cell: sum(int(n) for n in re.findall(r" (\d+)(?:,|$)", cell))
    )
    assert (
        verbs.groupby(sources["side"]).sum().to_dict()
        == stances.groupby("side")["n"].sum().to_dict()
    )
    assert stances.groupby("side")["share"].sum().tolist() == pytest.approx([1, 1])
    quotations = list_quotations(corpus.segments)
    quoted = corpus.segments[corpus.segments["voice"] == "quoted"]
    assert " ".join(quotations["segments"]).split() == quoted["segment_id"].tolist()
    assert quotations["n_words"].sum() == quoted["n_words"].sum() == sources["quoted"].sum()


# Short events, and what is given


def test_nobody_named_and_nobody_speaking_are_empty_tables():
    corpus = complete(make_corpus([[["The pier is good."]]], [[["The rent is bad."]]]), listed=[])
    named = measure(corpus)
    tables = [named, list_absent_actors(named), suggest_actors(list_names(corpus.segments), [])]
    tables += [list_sources(corpus), share_stances(corpus), list_quotations(corpus.segments)]
    for table, full in zip(
        tables, [measure(TALK), None, None, list_sources(SPEECH), None, None], strict=True
    ):
        assert table.empty and len(table.columns) > 2
        assert full is None or table.columns.tolist() == full.columns.tolist()


def test_the_frames_given_are_left_alone():
    corpus = load("harbour-lease")
    scored, settings = score_segments(corpus), read_settings(find_event("harbour-lease"))
    given = [corpus.articles, corpus.segments, corpus.marks, scored]
    before = [frame.copy() for frame in given]
    named = measure_actors(corpus, scored)
    kept = named.copy()
    list_absent_actors(named)
    mark_actors(corpus.segments, settings["actors"])
    suggest_actors(list_names(corpus.segments), settings["actors"])
    list_quotations(corpus.segments)
    list_sources(corpus)
    share_stances(corpus)
    for old, new in zip([*before, kept], [*given, named], strict=True):
        pd.testing.assert_frame_equal(old, new)


# Places and coverage


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru's envoy left New Delhi for the Delhi road.", ["Delhi", "New Delhi", "Peru"]),
        ("A Karachi-based firm, a peru of words, chad and mali.", ["Karachi"]),
        (
            "The U.S. and the US and us; Britain, the UK.",
            ["United Kingdom"] * 2 + ["United States"] * 2,
        ),
        ("Jordan Smith spoke.", ["Jordan"]),  # a known fault, named in the docstring and in METHODS
        ("Nobody spoke.", []),
    ],
)
def test_places_by_hand(text, expected):
    marks = mark_places(pd.DataFrame({"segment_id": ["x"], "article_id": ["x"], "text": [text]}))
    assert sorted(marks["label"]) == expected and set(marks["instrument"]) <= {"places"}


def test_places_are_listed_once_and_written_as_in_a_sentence():
    listed = load_lexicon("places")
    names = [
        *listed["place"],
        *(a for aliases in listed["aliases"] for a in aliases.split("; ") if a),
    ]
    assert len(names) == len(set(names)) > 900 and all(
        name[0].isupper() or not name[0].isascii() for name in names
    )


def test_places_count_by_side_and_keep_their_segments():
    corpus = make_corpus([[["Peru paid. Peru left.", "Cuba paid."]]], [[["Cuba left Cuba."]]])
    corpus = replace(corpus, marks=pd.concat([corpus.marks, mark_places(corpus.segments)]))
    found = count_marks(corpus, instrument="places")
    assert found[["term", "a", "b"]].values.tolist() == [["Cuba", 1, 2], ["Peru", 2, 0]]
    assert found["segments"].tolist() == ["a0-001 b0-002", "a0-000"]
    other = count_marks(swap(corpus), instrument="places")
    assert other[["term", "b", "a"]].values.tolist() == found[["term", "a", "b"]].values.tolist()
    absent = list_absent(found, n_a=6, n_b=3, sides=("A", "B"), minimum=1)
    assert absent[["term", "said_by", "n", "segments"]].values.tolist() == [
        ["Peru", "A", 2, "a0-000"]
    ]
    assert count_marks(corpus, instrument="actors").empty


def test_voice_coverage_by_hand():
    found = measure_voice_coverage(SPEECH).set_index("side")
    segments = SPEECH.segments[SPEECH.segments["article_id"] == "a0"]
    spoken = segments[segments["voice"] != "author"]
    assert found.loc["A", "n_words"] == segments["n_words"].sum()
    assert found.loc["A", "attributed"] == pytest.approx(
        spoken["n_words"].sum() / segments["n_words"].sum()
    )
    named = sum(row.n_words for row in spoken.itertuples() if row.speaker)
    assert found.loc["A", "named"] == pytest.approx(named / spoken["n_words"].sum())
    assert found.loc["B", "attributed"] == 0 and pd.isna(found.loc["B", "named"])


def test_a_firm_of_two_names_is_one_name():
    text = "Brant & Pike closed. They saw Brant & Pike and A. Marks & Holt; Pike wept."
    segments = pd.DataFrame({"segment_id": ["x-1"], "article_id": "x", "text": text})
    names = list_names(segments)
    assert {"Brant & Pike", "Pike"} <= set(names["name"]) and "Brant" not in set(names["name"])
    listed = [{"name": "Tom Pike", "aliases": ["Pike"]}, {"name": "Holt"}]
    marks = mark_actors(segments, listed)
    assert marks["term"].tolist() == ["Pike"]  # who wept
    firm = mark_actors(segments, [*listed, {"name": "Brant & Pike"}])
    assert firm["label"].tolist() == ["Brant & Pike", "Brant & Pike", "Tom Pike"]


def test_surnames_that_open_a_sentence_are_counted_as_names():
    texts = ["We met Ada Marsh.", "Marsh slept.", "Marsh Mill shut.", "Nobody slept.", "Marsh."]
    segments = pd.DataFrame({"article_id": "x", "text": texts})
    other = pd.DataFrame({"article_id": "y", "text": ["Marsh slept."]})
    names = list_names(pd.concat([segments, other], ignore_index=True))
    found = {(row.article_id, row.name): row.n for row in names.itertuples(index=False)}
    assert found == {("x", "Ada Marsh"): 1, ("x", "Marsh"): 1, ("x", "Marsh Mill"): 1}
