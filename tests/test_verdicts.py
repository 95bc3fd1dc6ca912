"""Verdicts: thresholds at their edges, witnesses, choices that count once, true sentences."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.judge import tone as judged_tone
from analysis.judge import verdicts
from analysis.judge.chance import list_ways
from analysis.judge.choices import count_kept
from analysis.judge.thresholds import (
    DECIDES,
    LEAST,
    LEAST_WORDS,
    POSSIBLE_P,
    POSSIBLE_Q,
    SHARE_KEPT,
    STEADY,
    SURE_P,
    SURE_Q,
    SURE_T,
    WITHIN,
    decide_family,
    decide_tone,
    find_instrument_error,
    find_shortness,
    relate,
)
from analysis.judge.tone import specify_tone
from analysis.judge.verdicts import judge_sides, judge_tone, judge_voices
from analysis.measures.shift import decompose_voices, shift_words
from analysis.show.sentences import (
    naive_contradicts,
    name_naive_leader,
    write_causes,
    write_decomposition,
    write_naive,
    write_shares,
    write_terms,
    write_tone,
)
from analysis.tables.numbers import signed
from analysis.tables.sides import share_words
from helpers import against_itself, load, make_corpus, swap, tone

EDGE = 1e-9
# A difference that is just believed: p at SURE_P, SURE_T errors, SHARE_KEPT of 20 choices.
SURE = {
    "estimate": SURE_T * 0.1 + EDGE,
    "error": 0.1,
    "low": EDGE,
    "high": 0.5,
    "p": SURE_P,
    "tried": 20,
    "blocks_a": STEADY,
    "blocks_b": STEADY,
}
SURE["kept"] = int(np.ceil(SHARE_KEPT * 20))
TERM = {
    "low": 0.1,
    "high": 0.5,
    "p": SURE_Q - EDGE,
    "q": SURE_Q - EDGE,
    "kept": SURE["kept"],
    "tried": 20,
}
NAMES = ["harbour-lease", "us-pakistan-sanctions"]


def finding(**changes):
    return pd.Series({**SURE, **changes})


@cache
def judge(name, *, swapped=False):
    return judge_tone(swap(load(name)) if swapped else load(name), resamples=400)


def numbers(text):
    """Every signed number of a sentence, as a float."""
    return [float(n.replace("−", "-")) for n in re.findall(r"[+−]\d+\.\d+", text)]


# Thresholds


@pytest.mark.parametrize(
    ("changes", "witness", "verdict"),
    [
        ({}, "agrees", "supported"),
        ({}, "is silent", "suggestive"),  # one word list alone is not enough
        ({}, "contradicts", "suggestive"),  # a contradiction caps
        ({"p": SURE_P + EDGE}, "agrees", "suggestive"),
        ({"p": POSSIBLE_P}, "agrees", "suggestive"),
        ({"p": POSSIBLE_P + EDGE}, "agrees", "not shown"),
        ({"p": np.nan}, "agrees", "not shown"),
        ({"estimate": SURE_T * 0.1 - EDGE}, "agrees", "suggestive"),
        ({"estimate": -SURE_T * 0.1 - EDGE, "low": -0.5, "high": -EDGE}, "agrees", "supported"),
        ({"low": 0.0}, "agrees", "suggestive"),  # an interval that touches zero
        ({"low": np.nan, "high": np.nan}, "agrees", "suggestive"),
        ({"error": np.nan}, "agrees", "suggestive"),  # an instrument whose error nobody measured
        ({"kept": SURE["kept"] - 1}, "agrees", "not shown"),
        ({"p": POSSIBLE_P + EDGE, "kept": 0}, "contradicts", "not shown"),
    ],
)
def test_thresholds_of_tone_at_their_edges(changes, witness, verdict):
    assert decide_tone(finding(**changes), witness=witness) == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "supported"),
        ({"q": SURE_Q}, "suggestive"),
        ({"q": POSSIBLE_Q - EDGE}, "suggestive"),
        ({"q": POSSIBLE_Q}, "not shown"),
        ({"q": np.nan}, "not shown"),
        ({"q": SURE_Q, "p": SURE_Q}, "not shown"),
        ({"p": np.nan, "q": np.nan}, "not shown"),
        ({"low": 0.0}, "not shown"),  # an interval that touches zero
        ({"low": -0.5, "high": -EDGE}, "supported"),
        ({"low": np.nan, "high": np.nan}, "not shown"),
        ({"kept": SURE["kept"] - 1}, "not shown"),
    ],
)
def test_thresholds_of_families_at_their_edges(changes, verdict):
    assert decide_family(pd.Series({**TERM, **changes})) == verdict


def test_doubt_never_raises_a_verdict():
    order = ["not shown", "suggestive", "supported"]
    steps = {
        "p": [0.001, 0.04, 0.06, 0.11, 1.0],
        "kept": [20, 19, 18, 17, 10, 0],
        "error": [0.01, 0.1, 1.0, np.nan],
    }
    for column, values in steps.items():
        for witness in ("agrees", "is silent", "contradicts"):
            ranks = [
                order.index(decide_tone(finding(**{column: v}), witness=witness)) for v in values
            ]
            assert ranks == sorted(ranks, reverse=True)
    assert 0 < SURE_Q <= SURE_P <= POSSIBLE_P < 0.5 < SHARE_KEPT <= 1


def test_instrument_error_by_hand():
    # 4 sentences against 16: √(variance (1/4 + 1/16)).
    row = pd.Series({"subject": DECIDES, "n_a": 4, "n_b": 16})
    assert find_instrument_error(row) == pytest.approx((0.3125 * WITHIN) ** 0.5)
    assert np.isnan(find_instrument_error(row.replace(DECIDES, "textblob")))
    assert np.isnan(find_instrument_error(row.replace(4, 0)))


@pytest.mark.parametrize(
    ("sentences", "words", "short"),
    [
        (LEAST, LEAST_WORDS, False),
        (LEAST - 1, LEAST_WORDS, True),
        (LEAST, LEAST_WORDS - 1, True),
    ],
)
def test_a_side_that_says_too_little_is_said_to_be_too_short(sentences, words, short):
    side = {"n_a": sentences, "n_b": 99, "words_a": words, "words_b": 999}
    mirrored = {"n_b": sentences, "n_a": 99, "words_b": words, "words_a": 999}
    for row in (side, mirrored):
        assert find_shortness(pd.Series(row)).startswith("too short to judge" if short else "")
        assert bool(find_shortness(pd.Series(row))) == short


def test_a_text_that_is_too_short_is_not_tested():
    bad = [[f"The {place} is bad and grim."] for place in ("pier", "quay", "gate", "mill", "shed")]
    good = [[f"The {place} is good and safe, as it was in all the years before."] for place in
            ("pier", "quay", "gate", "mill", "shed", "yard", "dock")]  # fmt: skip
    judged = judge_tone(make_corpus([bad], [good]), resamples=50)
    assert judged["p"].isna().all() and judged["low"].isna().all()
    assert set(judged["verdict"]) == {"not shown"}
    assert judged["note"].str.startswith("too short to judge (5 sentences, 30 words").all()
    assert judged.loc[0, "estimate"] < 0


def test_choices_kept_by_hand():
    # Three choices keep the sign of the first and one turns it; the copy and the one without an
    # estimate do not count.
    rows = [(1, 0, 1), (2, 1, 1), (1, 0, 1), (0, 1, -1), (np.nan, 0, np.nan), (3, 1, 2)]
    table = pd.DataFrame(rows, columns=["a", "b", "estimate"], dtype=float)
    table = table.assign(
        subject="port", note=["", "", "", "", "absent", ""], way=["as is", "x", "y", "z", "v", "w"]
    )
    kept = count_kept(table, choices={"way": {"as is": 0, "x": 1}})
    assert kept.values.tolist() == [["port", 3, 4, "way: z"]]


@pytest.mark.parametrize(
    ("other", "placebo", "expected"),
    [
        (0.3, 0.2, "agrees"),
        (0.1, 0.2, "is silent"),
        (0.2, 0.2, "is silent"),
        (-0.1, 0.2, "is silent"),
        (-0.2 - EDGE, 0.2, "contradicts"),
        (-0.3, np.nan, "was not tested"),
    ],
)
def test_witness(other, placebo, expected):
    witness = pd.Series({"estimate": other, "placebo": placebo})
    assert relate(witness, finding()) == expected
    mirror = {"agrees": "contradicts", "contradicts": "agrees"}
    assert relate(witness, finding(estimate=-0.3)) == mirror.get(expected, expected)


# Choices


def test_a_choice_that_changes_nothing_counts_once():
    # Only body, no names, every sentence of four words with one scored word: all choices read the
    # same.
    same = make_corpus([[["The pier is good."], ["The crane is bad."]]], [[["The rent is bad."]]])
    table = specify_tone(same, instrument="vader")
    assert len(table) == 1
    # A sentence without a scored word makes "left out" differ; a longer one then makes weights
    # matter.
    more = make_corpus(
        [[["The pier is good."], ["The gate of the town is shut."]]], [[["The rent is bad."]]]
    )
    table = specify_tone(more, instrument="vader")
    # One sentence is left then, so its words make no difference.
    assert table[["sentences without a scored word", "weight"]].agg(", ".join, axis=1).tolist() == [
        "count as 0, each sentence once",
        "count as 0, by its words",
        "left out, each sentence once",
    ]
    good, bad = 1.9 / np.sqrt(1.9**2 + 15), -2.5 / np.sqrt(2.5**2 + 15)
    assert table["a"].tolist() == pytest.approx([good / 2, good * 4 / 11, good])
    assert table["b"].tolist() == pytest.approx([bad] * 3)


def test_the_first_choice_is_the_finding_and_lost_names_the_first_flip():
    # By sentence A is ahead; weighted by words B is, because A's one bad sentence is long.
    long = "The old crane that stood for many years at the far end of the long quay is bad."
    corpus = make_corpus(
        [[["The pier is good."], ["The gate is good."], [long]]], [[["The road is shut."]] * 3]
    )
    judged = judge_tone(corpus, resamples=50)
    own = judged.set_index("subject").loc["vader"]
    choices = specify_tone(corpus, instrument="vader")
    assert choices.loc[0, "estimate"] == own["estimate"] > 0
    assert (choices["estimate"] < 0).any()
    assert own["kept"] == (choices["estimate"] > 0).sum()
    assert own["tried"] == choices["note"].eq("").sum()
    assert own["lost"] == "weight: by its words"
    turned = judged.assign(lost=own["lost"])
    assert "weight: by its words" in write_tone(turned)


def test_what_cannot_be_estimated_is_listed_and_not_counted():
    corpus = make_corpus([[["The pier is good."]]], [[["The gate is shut."]]])
    choices = specify_tone(corpus, instrument="vader")
    assert (
        choices.loc[choices["sentences without a scored word"] == "left out", "note"]
        .str.len()
        .all()
    )
    judged = judge_tone(corpus, resamples=50)
    tried = judged.set_index("subject").loc["vader", "tried"]
    assert tried == choices["estimate"].round(12).nunique() < len(choices)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("instrument", judged_tone.INSTRUMENTS)
def test_choices_are_distinct_and_flip_with_the_sides(name, instrument):
    corpus = load(name)
    table = specify_tone(corpus, instrument=instrument)
    picks = ["instrument", *judged_tone.CHOICES]
    assert not table.duplicated(picks).any()
    assert table.loc[0, picks[1:]].tolist() == [
        next(iter(options)) for options in judged_tone.CHOICES.values()
    ]
    means = tone(corpus, instrument=instrument, mask_names=True, mask_cues=True)
    assert table.loc[0, ["a", "b"]].tolist() == pytest.approx(
        [means[side] for side in corpus.sides], abs=1e-12
    )
    other = specify_tone(swap(corpus), instrument=instrument)
    pd.testing.assert_series_equal(table["estimate"], -other["estimate"])


# Verdicts on texts


@pytest.mark.parametrize("name", NAMES)
def test_swapping_the_sides_swaps_everything_but_the_verdict(name):
    one, other = judge(name), judge(name, swapped=True)
    for column in ("verdict", "witness", "kept", "tried", "lost", "p", "placebo"):
        assert one[column].tolist() == other[column].tolist()
    for column, mirror in (("estimate", "estimate"), ("unmasked", "unmasked"), ("low", "high")):
        assert one[column].tolist() == [-value for value in other[mirror]]
    first, mirrored = (write_tone(table).split(". ")[0] for table in (one, other))
    assert first == mirrored  # the same side is called the more positive


@pytest.mark.parametrize("name", NAMES)
def test_a_text_against_itself_is_not_shown(name):
    judged = judge_tone(against_itself(load(name)), resamples=100)
    assert judged["estimate"].tolist() == [0, 0, 0]
    assert judged["verdict"].tolist() == ["not shown"] * 3
    assert "is not shown" in write_tone(judged)


def test_a_witness_that_contradicts_caps_the_verdict():
    # TextBlob alone scores cold (down), many and own (up); the others score peace, trust (up),
    # theft and war (down).
    places = ["pier", "quay", "mill", "gate", "shed", "yard", "dock", "hall"]
    a = [[f"The cold {place} brought peace and trust to us all."] for place in places]
    b = [[f"Many saw theft and war at their own {place}."] for place in places]
    corpus = make_corpus([a], [b])
    judged = judge_tone(corpus, resamples=200)
    assert np.sign(judged["estimate"]).tolist() == [1, 1, -1]
    assert judged["p"].max() < POSSIBLE_P
    assert abs(judged.loc[0, "estimate"]) > SURE_T * judged.loc[0, "error"]
    assert judged["witness"].tolist() == ["contradicts", "agrees", "contradicts"]
    assert judged["verdict"].tolist() == ["suggestive"] * 3
    assert "contradicts" in write_tone(judged)


# Sentences: their numbers are those of the rows


def test_a_small_difference_does_not_read_as_none():
    shown = [signed(value) for value in (0.271, -0.0032, 0.00049, -0.00001, 0.0, 0.005)]
    assert shown == ["+0.27", "−0.003", "+0.0005", "−0.00", "+0.00", "+0.01"]


@pytest.mark.parametrize("name", NAMES)
def test_tone_sentences_hold_the_numbers_of_their_rows(name):
    judged = judge(name)
    text = write_tone(judged)
    exact = judged[["estimate", "low", "high", "unmasked"]].to_numpy().ravel().tolist()
    assert numbers(text) == pytest.approx(exact, abs=0.0051)
    assert all(
        shown for shown, value in zip(numbers(text), exact, strict=True) if abs(value) >= 0.0001
    )
    first = judged.iloc[0]
    assert float(re.search(r"in (\d+\.\d)\s% of cases", text)[1]) == pytest.approx(
        100 * first["p"], abs=0.05
    )
    assert f"{first['kept']} of {first['tried']} defensible combinations of choices" in text
    assert re.search(rf"\b{first['verdict']}\b", text) and all(
        w.split()[-1] in text for w in judged["witness"]
    )


@pytest.mark.parametrize("verdict", ["supported", "suggestive", "not shown"])
@pytest.mark.parametrize("witness", ["agrees", "is silent", "contradicts"])
@pytest.mark.parametrize("unit", ["article", "sentence in paragraph blocks"])
@pytest.mark.parametrize("sign", [1, -1])
def test_every_verdict_has_its_sentence(verdict, witness, unit, sign):
    shown = {
        "estimate": sign * 0.3,
        "low": -0.1,
        "high": 0.2,
        "p": 0.04,
        "unmasked": sign * 0.25,
        "subject": "crossframe",
        "kept": 7,
        "tried": 9,
        "n_a": 4,
        "n_b": 5,
    }
    said = {
        "side_a": "Left",
        "side_b": "Right",
        "unit": unit,
        "lost": "",
        "note": "",
        "witness": witness,
        "voice": "all",
    }
    row = {**shown, **said, "verdict": verdict}
    text = write_tone(pd.DataFrame([row, {**row, "estimate": 0.01, "subject": "vader"}]))
    ahead, behind = ("Left", "Right") if sign > 0 else ("Right", "Left")
    assert (f"{ahead} is more positive in tone than {behind}: supported" in text) == (
        verdict == "supported"
    )
    assert (f"{ahead} may be more positive in tone than {behind}: suggestive" in text) == (
        verdict == "suggestive"
    )
    assert ("is not shown" in text) == (verdict == "not shown")
    assert ("In these two texts" in text) == (unit != "article")
    assert {word for word in ("agrees", "is silent", "contradicts") if word in text} == {witness}
    assert "7 of 9" in text and numbers(text)[0] == sign * 0.3


ARTICLES = pd.DataFrame({"side": ["Left", "Left", "Right"], "naive_polarity": [0.1, 0.3, 0.1]})


@pytest.mark.parametrize(
    ("compound", "says"),
    [
        ([0.2, 0.4, -0.9], "both point the same way"),
        ([-0.5, -0.7, 0.9], "the two contradict each other"),
    ],
)
def test_naive_sentence(compound, says):
    articles = ARTICLES.assign(naive_compound=compound)
    text = write_naive(articles)
    means = sorted([np.mean(compound[:2]), compound[2]], reverse=True)
    assert says in text
    # TextBlob: Left (0.1 + 0.3)/2 against Right 0.1.
    assert numbers(text) == pytest.approx([0.2, 0.1, *means])
    assert re.findall(r"calls (\w+)", text) == ["Left", "Left" if compound[0] > 0 else "Right"]
    assert name_naive_leader(articles) == "Left"
    assert naive_contradicts(articles) == ("contradict" in says)


def test_naive_sentence_of_the_real_pair():
    text = write_naive(load("us-pakistan-sanctions").articles)
    assert numbers(text) == [0.05, 0.02, 0.99, -0.99] and "contradict" in text


def test_causes_are_the_words_that_lift():
    rows = [
        ("best", 0.0, 0.4, -0.4),
        ("bad", -0.2, -0.1, -0.1),
        ("fine", 0.1, 0.1, 0.0),
        ("new", 0.3, 0.1, 0.2),
    ]
    table = pd.DataFrame(rows, columns=["term", "a", "b", "shift"])
    lifted = [
        write_causes(table, ["Left", "Right"], side=side, instrument="TextBlob")
        for side in ("Left", "Right")
    ]
    assert re.findall(r"(\w+) \(([+−.\d]+)\)", lifted[0]) == [("new", "+0.200")]
    # "bad" is no praise of Right.
    assert re.findall(r"(\w+) \(([+−.\d]+)\)", lifted[1]) == [("best", "+0.400")]
    none = write_causes(table.iloc[1:2], ["Left", "Right"], side="Left", instrument="TextBlob")
    assert none.startswith("No word of Left")
    corpus = load("us-pakistan-sanctions")
    shift = shift_words(corpus, instrument="textblob", role=None, whole_files=True)
    words = write_causes(
        shift, corpus.sides, side="Alliance diversification", instrument="TextBlob"
    )
    lifts = -shift.set_index("term")["shift"]
    named = re.findall(r"(\w[\w ]*) \(([+−.\d]+)\)", words.partition("such as ")[2])
    assert len(named) == 5
    assert [float(n) for _, n in named] == pytest.approx(
        [round(lifts[term], 3) for term, _ in named]
    )


def test_ways_hold_the_scores_they_name():
    corpus = load("us-pakistan-sanctions")
    table = list_ways(corpus).set_index("way")
    assert table.loc["TextBlob, whole file"].tolist() == corpus.articles["naive_polarity"].tolist()
    assert table.loc["VADER, whole file"].tolist() == corpus.articles["naive_compound"].tolist()
    for (name, instrument), masked in product(
        [("TextBlob", "textblob"), ("VADER", "vader")], [False, True]
    ):
        means = tone(corpus, instrument=instrument, mask_names=masked, mask_cues=masked)
        way = f"{name}, body sentences" + ", masked" * masked
        assert table.loc[way].tolist() == pytest.approx([means[side] for side in corpus.sides])


TERMS = pd.DataFrame(
    [("port", 2.0, 0.004, 0.001), ("lease", -1.0, 0.001, 0.002), ("boat", -3.0, 0.0, 0.0081)],
    columns=["subject", "estimate", "a", "b"],
).assign(side_a="Left", side_b="Right", unit="paragraph")


def test_term_sentence_with_none_and_with_some_found():
    none = write_terms(TERMS.assign(verdict="not shown"))
    assert "3 terms" in none and "none differs" in none and "two texts" in none
    some = write_terms(TERMS.assign(verdict=["supported", "not shown", "suggestive"]))
    assert (
        "supported: port (more in Left, 4.0 against 1.0); "
        "suggestive: boat (more in Right, 8.1 against 0.0)"
    ) in some
    assert "lease" not in some
    assert write_terms(TERMS.assign(verdict="supported", unit="article")) == (
        "In these texts 3 terms are frequent enough to compare, in uses per 1,000 words: "
        "supported: port (more in Left, 4.0 against 1.0), lease (more in Right, 2.0 against 1.0), "
        "boat (more in Right, 8.1 against 0.0). Read the others as leads at most."
    )


def test_voice_sentences_hold_the_numbers_of_their_rows():
    corpus = load("harbour-lease")
    shares = share_words(corpus, by="voice")
    text = write_shares(shares)
    expected = [
        (round(100 * (row.quoted + row.reported)), round(100 * row.quoted))
        for row in shares.itertuples()
    ]
    assert [
        tuple(map(int, pair))
        for pair in re.findall(r"(\d+)\s% of its words .*?(\d+)\s% quoted", text)
    ] == expected
    parts = decompose_voices(corpus)
    who, how = parts["who"].sum(), parts["how"].sum()
    author = parts.set_index("voice").loc["author", "how"]
    text = write_decomposition(parts, *corpus.sides)
    assert numbers(text) == [round(value, 2) for value in (who + how, who, how, author)]
    against = who * how < 0 and min(abs(who), abs(how)) > max(abs(who), abs(how)) / 2
    assert ("pull against each other" in text) == against
    assert ("most of it comes from how" in text) == (abs(how) >= abs(who) and not against)


def test_nothing_written_says_significant():
    written = []
    for name in NAMES:
        corpus = load(name)
        written += [
            write_tone(judge(name).assign(verdict=v, witness=w))
            for v, w in product(
                ["supported", "suggestive", "not shown"], ["agrees", "is silent", "contradicts"]
            )
        ]
        shift = shift_words(corpus, role=None, whole_files=True)
        written += [write_naive(corpus.articles), *list_ways(corpus)["way"]]
        written += [
            write_causes(shift, corpus.sides, side=s, instrument="VADER") for s in corpus.sides
        ]
    written += [write_terms(TERMS.assign(verdict=v)) for v in ("supported", "not shown")]
    assert len(written) > 20 and not [text for text in written if "signific" in text.lower()]
    assert not [text for text in written if re.search(r"\bnan\b|None|  | ,|\(\)", text)]


# Faults of generated text


def tiny(*, voices=False):
    quoted = [[("author", "He said"), ("quoted", '"It is awful here."')]]
    a, b = (
        [[[f"The pier is {w}."]] for w in words] for words in (["good", "safe"], ["bad", "awful"])
    )
    return make_corpus(
        [[p for (p,) in a] + [quoted] * voices], [[p for (p,) in b] + [quoted] * voices]
    )


def test_a_missing_p_is_not_written_as_a_small_one():
    judged = judge_tone(tiny(), resamples=9)
    assert judged["p"].isna().all()
    said = write_tone(judged)
    assert (
        "Chance could not be tested: too short to judge "
        "(2 sentences, 8 words; 6 and 60 are needed). The sign holds"
    ) in said
    assert "fewer than" not in said


def test_masking_that_changes_nothing_shows_the_same_number():
    judged = judge_tone(tiny(), resamples=9)
    assert judged["unmasked"].tolist() == judged["estimate"].tolist()
    said = write_tone(judged)
    assert "+3.33 standard deviations" in said and "; +3.33 with every word counted)" in said
    assert "nan" not in said


def test_a_witness_that_was_not_tested_is_not_said_to_be_within_chance():
    judged = judge_tone(tiny(), resamples=9)
    assert judged["placebo"].isna().all() and judged["estimate"].min() > 0.5
    said = write_tone(judged)
    assert "VADER could not be tested (+0.94, " in said
    assert "TextBlob could not be tested (+1.45, " in said
    assert "within what chance" not in said


def test_the_sentence_names_the_voice():
    said = write_tone(judge_tone(tiny(voices=True), voice="quoted", resamples=50))
    assert said.startswith("In these two texts a difference in tone in quoted words is not shown.")


def test_articles_are_not_said_to_be_shuffled():
    # Three sentences an article, 15 a side and more than 60 words: enough to be tested.
    places = ("pier", "quay", "gate", "mill", "shed")
    good, bad = (
        [[[f"The {p} on the shore is {w}.", "It opened.", f"It shut on day {k}."]]
         for k, p in enumerate(places)]
        for w in ("good", "bad")
    )  # fmt: skip
    judged = judge_tone(make_corpus(good, bad), resamples=50)
    assert judged["unit"].tolist() == ["article"] * 3 and judged["p"].notna().all()
    said = write_tone(judged)
    assert said.startswith("In these texts A is more positive in tone than B: supported.")
    assert "a probability of fewer than 0.1 % (Welch)" in said.replace("\u00a0", " ")
    assert "huffling" not in said


def test_a_line_without_words_adds_no_choice():
    corpus = make_corpus([[["The pier is good."]]], [[["The rent is bad."]]])
    stars = corpus.segments.tail(1).assign(
        segment_id="stars", sentence=2, role="heading", n_words=0
    )
    longer = replace(corpus, segments=pd.concat([corpus.segments, stars], ignore_index=True))
    assert len(specify_tone(longer)) == len(specify_tone(corpus)) == 1


def test_equal_naive_scores_have_no_leader():
    assert write_naive(ARTICLES.assign(naive_polarity=0.1, naive_compound=0.2)) == (
        "Scored as whole files, TextBlob gives both sides +0.10, and VADER gives both sides +0.20."
    )


def test_naive_sentence_without_a_vader_score():
    assert write_naive(ARTICLES.assign(naive_compound=np.nan)) == (
        "Scored as whole files, TextBlob calls Left the more positive (+0.20 against +0.10), "
        "and VADER does not score files of this length."
    )


@pytest.mark.parametrize(
    ("who", "how", "expected"),
    [
        (
            -0.3,
            0.5,
            "The difference in tone of +0.20 (Left minus Right) divides into −0.30 from who is "
            "given the word and +0.50 from how they speak: the two pull against each other "
            "(no interval; a voice that one side lacks counts as who). How the authors write "
            "gives +0.50 of it.",
        ),
        (0.0, 0.0, "Both sides have the same tone, so there is no difference to divide."),
    ],
)
def test_parts_that_cancel_have_no_most(who, how, expected):
    parts = pd.DataFrame({"voice": ["author"], "who": [who], "how": [how]})
    assert write_decomposition(parts, "Left", "Right") == expected


def test_term_sentence_without_terms():
    assert write_terms(TERMS.iloc[:0]).startswith("No term is frequent enough")


def test_shares_of_words_carry_the_error_of_the_rules_that_find_speech():
    # The mean error of an article, .056, is that of a normal law of √(π/2) times as much; articles
    # of a side halve it by their root.
    per_article = 0.056 * math.sqrt(math.pi / 2)
    pair = judge_voices(load("harbour-lease"), resamples=50).loc[0]
    assert pair["error"] == pytest.approx(per_article * math.sqrt(1 + 1))
    own = [[["Ana Ruiz said the pier is safe.", f"It was day {k}."]] * 3 for k in range(3)]
    other = [[[f"The gate is shut on day {k}.", "Rain fell."]] * 3 for k in range(4)]
    group = judge_voices(make_corpus(own, other)).loc[0]
    assert group["error"] == pytest.approx(per_article * math.sqrt(1 / 3 + 1 / 4))


def test_findings_of_three_sides_are_corrected_over_the_sides(monkeypatch):
    # p of each subject on the three sides; q is p times 3 over its rank, and no more than the next.
    p = {
        "kept": [0.016, 0.9, 0.9],  # q .048: stays supported
        "falls": [0.017, 0.9, 0.9],  # q .051: suggestive
        "possible": [0.065, 0.9, 0.9],  # q .195: suggestive
        "lost": [0.2 / 3, 0.9, 0.9],  # q .2: not shown
        "untested": [float("nan")] * 3,
    }
    handed = iter(range(3))

    def judge_side(corpus, codebooks, resamples):
        number = next(handed)
        rows = [
            {"measure": "m", "subject": subject, "p": values[number], "verdict": verdict}
            for subject, values in p.items()
            for verdict in ["suggestive" if subject == "possible" else "supported"]
        ]
        return pd.DataFrame(rows)

    monkeypatch.setattr(verdicts, "_judge_side", judge_side)
    corpus = make_corpus(*[[[[f"The pier of {side} is good."]]] for side in "ABC"])
    found = judge_sides(corpus, codebooks=[])
    first = found[found["side"] == "A"].set_index("subject")
    q = first["q"].drop("untested").tolist()
    assert q == pytest.approx([0.048, 0.051, 0.195, 0.2])
    assert first["verdict"].to_dict() == {
        "kept": "supported",
        "falls": "suggestive",
        "possible": "suggestive",
        "lost": "not shown",
        "untested": "not shown",
    }
    assert set(found.loc[found["side"] != "A", "verdict"]) == {"not shown"}
