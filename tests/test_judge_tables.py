"""The judge's thresholds, choices, pages, evidence and sums, on small tables worked by hand."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from inspect import signature
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.judge import (
    alone,
    evidence,
    frames,
    markers,
    matched,
    rows,
    settling,
    speech,
    supply,
    terms,
    tone,
    totals,
    unusual,
    verdicts,
)
from analysis.judge.chance import list_ways, split_halves
from analysis.judge.choices import ROLE_CHOICES, count_kept, divide_sums, mark_kept
from analysis.judge.families import JUDGED, find_family, list_families
from analysis.judge.page import correct_page
from analysis.judge.rows import Judged, Told, add_choices, pick_voice
from analysis.judge.thresholds import decide_family, decide_tone, find_shortness
from analysis.measures.families import family_of
from analysis.measures.spelling import lemma_of
from analysis.tables.schemas import ROLES
from helpers import complete, make_corpus

PAIR = ("Post", "Echo")
SURE = {"p": 0.06, "estimate": 0.2, "error": 0.1, "low": 0.1, "high": 0.3, "kept": 18, "tried": 20}
SURE |= {"blocks_a": 6, "blocks_b": 6}
TERM = {"p": 0.049, "q": 0.049, "low": 0.1, "high": 0.5, "kept": 18, "tried": 20}


def make_row(**fields) -> Judged:
    """A judged measure with what every one must say."""
    given = {"measure": "toy", "prefix": "toy", "csv": "toy", "units": None, "choices": {}}
    given |= {"evidence": None, "formula": lambda subject: "SUM", "sentences": dict, "name": str}
    return Judged(**given | fields)


# Thresholds, in the numbers that METHODS names


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "supported"),
        ({"p": 0.061}, "suggestive"),
        ({"p": 0.1}, "suggestive"),
        ({"p": 0.101}, "not shown"),
        ({"kept": 17}, "not shown"),
        ({"estimate": 0.199}, "suggestive"),
        ({"low": -0.1}, "suggestive"),
        ({"low": -0.1, "blocks_a": 5}, "supported"),  # an interval of five blocks is not asked
        ({"low": -0.1, "blocks_b": 5}, "supported"),
    ],
)
def test_tone_is_decided_at_these_numbers(changes, verdict):
    assert decide_tone(pd.Series(SURE | changes), witness="agrees") == verdict
    if verdict == "supported":
        assert decide_tone(pd.Series(SURE | changes)) == "suggestive"


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "supported"),
        ({"q": 0.05}, "suggestive"),
        ({"q": 0.051}, "suggestive"),
        ({"q": 0.199}, "suggestive"),
        ({"q": 0.2}, "not shown"),
        ({"q": 0.1, "p": 0.05}, "not shown"),
        ({"kept": 17}, "not shown"),
    ],
)
def test_families_are_decided_at_these_numbers(changes, verdict):
    assert decide_family(pd.Series(TERM | changes)) == verdict


@pytest.mark.parametrize(("sentences", "words", "short"), [(6, 60, 0), (5, 60, 1), (6, 59, 1)])
def test_six_sentences_and_sixty_words_are_enough(sentences, words, short):
    side = {"n_a": 30, "n_b": sentences, "words_a": 600, "words_b": words}
    assert bool(find_shortness(pd.Series(side))) == short


@pytest.mark.parametrize(("gap", "sign"), [(2.0, 1), (-2.0, -1), (1.99, 0), (math.nan, 0)])
def test_asked_alone_two_standard_errors_are_sure(monkeypatch, gap, sign):
    monkeypatch.setattr(alone, "measure_gap", lambda a, b: gap)
    assert alone.decide_alone([], []) == sign


def test_asked_alone_both_sides_need_six_sentences():
    # Squares about the mean 1.5, shrunk to (1.5 + 4 · .832) / (5 + 4), on both sides.
    six = [1.0, 0.0] * 3
    variance = 2 * (1.5 + 4 * 0.832) / 9 / 6
    assert alone.measure_gap(six, [0.0, -1.0] * 3) == pytest.approx(1 / math.sqrt(variance))
    assert math.isnan(alone.measure_gap(six, six[:5]))
    assert math.isnan(alone.measure_gap(six[:5], six))


# The page


def judge_page(*rows, counted=()) -> list[str]:
    page = pd.DataFrame(rows, columns=["measure", "q", "verdict"])
    return correct_page(page, counted=counted)["verdict"].tolist()


def test_a_page_allows_each_picked_measure_its_share_of_a_tenth():
    sure, weak = "supported", "suggestive"
    # Of two measures one has q .05, so .05 · 2 / 1 = .1: it is picked, and allows .1 · 1 / 2.
    own = [("tone", 0.05, sure), ("tone", 0.051, sure), ("voices", 0.9, "not shown")]
    assert judge_page(*own) == [sure, weak, "not shown"]
    assert judge_page(("tone", 0.051, sure), ("voices", 0.9, sure)) == [weak, weak]
    # Both are picked, so all of .1 is allowed.
    both = [("tone", 0.05, sure), ("tone", 0.1, sure), ("voices", 0.1, sure)]
    assert judge_page(*both, ("voices", 0.101, sure)) == [sure, sure, sure, weak]
    # A measure that is counted, and a witness without q, are suggestive at most.
    counted = [("markers", 0.001, sure), ("tone", 0.04, sure), ("tone", math.nan, sure)]
    assert judge_page(*counted, counted=["markers"]) == [weak, sure, weak]


# Choices


def make_tried(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["subject", "names", "a", "b", "estimate", "note"])


NAMES = {"names": {"masked": True, "counted": False, "left": None}}


def test_sums_are_divided_and_what_a_side_lacks_is_said():
    rows = [
        ("all", "rent", "masked", "Post", 2, 4, 3, 30),
        ("all", "rent", "masked", "Echo", 1, 4, 2, 20),
        ("all", "rent", "counted", "Post", 2 + 1e-12, 4, 9, 9),
        ("all", "rent", "counted", "Echo", 1, 4, 9, 9),
        ("all", "quay", "masked", "Post", 2, 4, 1, 10),
        ("all", "quay", "masked", "Echo", 1, 4, 1, 10),
        ("quoted", "rent", "masked", "Post", 2, 4, 1, 10),
        ("all", "mud", "masked", "Post", 1, 4, 1, 10),
        ("all", "mud", "masked", "Echo", 2, 4, 1, 10),
    ]  # fmt: skip
    columns = ["voice", "subject", "names", "side", "num", "den", "n", "words"]
    found = divide_sums(pd.DataFrame(rows, columns=columns), pair=PAIR)
    # The second choice differs by rounding alone, and is no choice of its own.
    told = found.drop(columns=["names"]).astype(object)
    assert told.where(found.notna(), "-").values.tolist() == [
        ["all", "rent", 0.5, 0.25, 0.25, 3, 2, 30, 20, ""],
        ["all", "quay", 0.5, 0.25, 0.25, 1, 1, 10, 10, ""],
        ["quoted", "rent", 0.5, "-", "-", 1, 0, 10, 0, "a side has no such sentence"],
        ["all", "mud", 0.25, 0.5, -0.25, 1, 1, 10, 10, ""],
    ]


def test_a_choice_keeps_the_sign_of_the_first_that_counts():
    tried = make_tried(
        ("rent", "masked", 2, 1, 1.0, ""), ("rent", "counted", 1, 2, -1.0, ""),
        ("rent", "left", 2 + 1e-13, 1, 1.0, ""), ("quay", "masked", 2, 1, 1.0, "absent"),
        ("quay", "counted", 1, 2, -1.0, ""), ("mud", "masked", 1, 1, 1.0, "absent"),
    )  # fmt: skip
    marked = mark_kept(tried, choices=NAMES)
    assert marked["counts"].tolist() == [True, True, False, False, True, False]
    assert marked["keeps"].tolist() == [True, False, True, False, True, False]
    assert marked["choices"].tolist()[:3] == ["main choice", "names: counted", "names: left"]
    kept = count_kept(tried, choices=NAMES)
    assert kept.values.tolist() == [
        ["rent", 1, 2, "names: counted"], ["quay", 1, 1, ""], ["mud", 0, 0, ""],
    ]  # fmt: skip


def test_what_a_version_of_an_instrument_changes_is_named():
    tried = make_tried(("rent", "counted", 2, 1, 1.0, "")).assign(instrument="textblob-expanded")
    named = mark_kept(tried, choices=NAMES)["choices"].item()
    assert named == "names: counted, negation written out"


# Settling


def test_findings_stand_by_p_and_those_of_p_0_by_their_distance_from_zero():
    found = pd.DataFrame(
        [("new rent", 0.0, 1.0, 2.0), ("quay", 0.0, -4.0, -3.0), ("mud", 0.3, 8.0, 9.0)],
        columns=["subject", "p", "low", "high"],
    ).assign(voice="quoted", q=0.01)
    tried = make_tried(("new rent", "masked", 2, 1, 1.0, "")).assign(voice="quoted")
    settled = settling.settle(
        make_row(choices=NAMES), found, tried, pair=PAIR, articles=pd.Series(1, PAIR)
    )
    assert settled["finding_id"].tolist() == [
        "toy-quay-quoted",
        "toy-new-rent-quoted",
        "toy-mud-quoted",
    ]
    assert settled[["kept", "tried"]].values.tolist() == [[0, 0], [1, 1], [0, 0]]
    assert settled["lost"].tolist() == ["", "", ""]
    assert settled.loc[0, ["measure", "side_a", "side_b", "formula"]].tolist() == [
        "toy", "Post", "Echo", "SUM",
    ]  # fmt: skip
    without = settling.settle(
        make_row(choices=NAMES), found.assign(voice="all"), tried.drop(columns="voice"), pair=PAIR,
        articles=pd.Series(1, PAIR),
    )  # fmt: skip
    assert without["finding_id"].tolist()[1] == "toy-new-rent"
    assert without["kept"].tolist() == [0, 1, 0]


# Evidence


def make_found(monkeypatch, *rows, articles=2):
    """A corpus of three segments, and a measure whose evidence are these rows."""
    given = pd.DataFrame(rows, columns=["subject", "segment_id", "part"])
    asked = []

    def find(body, subjects):
        return given[given["subject"].isin(subjects)]

    monkeypatch.setattr(evidence, "find_family", lambda measure: SimpleNamespace(evidence=find))
    ids = pd.DataFrame({"segment_id": [f"x-{k:02d}" for k in range(25)]})
    corpus = SimpleNamespace(articles=pd.DataFrame(index=range(articles)), segments=ids)

    def select(**how):
        asked.append(how["voice"])
        return corpus

    corpus.select = select
    return corpus, asked


def test_the_strongest_segment_stands_first_and_equals_stand_as_in_the_text(monkeypatch):
    rows = [("rent", "x-03", 0.3), ("rent", "x-02", 0.1), ("rent", "x-02", 0.2)]
    rows += [("rent", "x-01", -0.5), ("rent", "x-00", 0.25), ("rent", "x-00", -0.25)]
    rows += [("rent", "x-04", 0.3 + 3e-13), ("quay", "x-00", 1.0)]
    corpus, asked = make_found(monkeypatch, *rows)
    found = evidence.find_parts(corpus, "toy", ["rent"], voice="all")
    assert found["segment_id"].tolist() == ["x-01", "x-02", "x-03", "x-04"]
    assert found["part"].tolist() == pytest.approx([-0.5, 0.3, 0.3, 0.3])
    evidence.find_parts(corpus, "toy", ["rent"], voice="quoted")
    evidence.find_parts(corpus, "toy", ["rent"])
    assert asked == [None, "quoted", None]


@pytest.mark.parametrize(("articles", "linked"), [(6, 21), (7, 20)])
def test_of_more_than_six_articles_twenty_segments_are_linked(monkeypatch, articles, linked):
    ids = [f"x-{k:02d}" for k in range(21)]
    corpus, _ = make_found(monkeypatch, *[("rent", name, 1.0) for name in ids], articles=articles)
    findings = pd.DataFrame({"measure": "toy", "voice": "all", "subject": ["mud", "rent"]})
    segments = evidence.add_evidence(findings, corpus)["segments"]
    assert segments.tolist() == ["", " ".join(ids[:linked])]


def test_segments_are_listed_with_the_marks_that_count():
    corpus = make_corpus([[["The pier is good."], ["It rained."]]], [[["The rent is bad."]]])
    listed = evidence.list_segments(corpus)
    assert [row["segment_id"] for row in listed] == ["a0-000", "a0-001", "b0-002"]
    assert [row["side"] for row in listed] == ["A", "A", "B"]
    assert listed[0]["tone"] > 0 > listed[2]["tone"]
    assert {*tone.INSTRUMENTS} <= {mark["instrument"] for mark in listed[0]["marks"]}
    # A word of a name is no mark of the instrument that decides; witnesses show what they scored.
    named = replace(corpus, marks=corpus.marks.assign(in_name=corpus.marks["term"] == "good"))
    (only,) = evidence.list_segments(named, keep=["a0-000"])
    shown = {mark["instrument"] for mark in only["marks"] if mark["term"] == "good"}
    assert "crossframe" not in shown and {"vader", "textblob"} <= shown
    assert only["tone"] < listed[0]["tone"]
    assert evidence.list_segments(named, keep=[]) == []


# Rows


def test_what_a_measure_is_unless_it_says_so():
    row = make_row()
    assert (row.tested, row.scored_whole, row.per, row.bounds) == (
        True,
        False,
        1,
        (-np.inf, np.inf),
    )
    assert row.accuracy("rent") is None and row.voices == ("all",)
    bounds = {row.measure: row.bounds for row in JUDGED}
    assert bounds == {
        "tone": (-np.inf, np.inf), "voices": (0, 1), "terms": (0, 1), "markers": (0, 1000),
    }  # fmt: skip
    assert {row.measure: (row.per, row.tested, row.scored_whole) for row in JUDGED} == {
        "tone": (1, True, True), "voices": (1, True, False), "terms": (1000, True, False),
        "markers": (1, False, False),
    }  # fmt: skip
    assert find_family("frames: own").bounds == (0, np.inf)


def test_the_main_choices_by_hand_and_every_option_is_another():
    named = {row.measure: row for row in list_families(["own"])}
    body, masked = {"roles": ("body",)}, {"names": True}
    assert {name: row.main for name, row in named.items()} == {
        "tone": body | masked | {
            "reporting words": True, "topic nouns": False, "sentences without a scored word": True,
            "weight": False,
        },
        "voices": body | {"words of others": ("quoted", "reported")},
        "terms": body | {"spelling": True, "forms": family_of},
        "markers": body | masked,
        "frames: own": body | masked | {"unit": "words"},
    }  # fmt: skip
    for judged in (tone, speech, terms, markers):
        assert judged.CHOICES in [row.choices for row in JUDGED]
    assert named["frames: own"].choices is frames.CHOICES
    for row in named.values():
        for options in row.choices.values():
            assert len(set(options.values())) == len(options) > 1


def test_the_codebook_of_an_event_is_expected_and_the_generic_one_never():
    rows = list_families({"own": None, "generic": None}, own="own")[-2:]
    assert [row.title for row in rows] == ["Frame language of this event", "Frame language"]
    assert rows[0].lines is None and rows[1].lines is frames.pick_lines
    other = list_families(["generic", "own"], own="generic")[-2:]
    assert [row.title for row in other] == ["Frame language"] * 2
    book = pd.DataFrame({"frame": ["strife", "peace", "rest", "peace"], "weight": [1, 1, 0, 2]})
    known = list_families({"own": book})[-1].units.keywords["known"]
    assert known == ["peace", "strife"]
    with pytest.raises(ValueError, match="known: tone, voices, terms, markers, frames: CODEBOOK"):
        find_family("odd")


def test_rows_without_a_voice_are_in_every_voice():
    units = pd.DataFrame({"num": [1, 2]})
    assert pick_voice(units, "quoted") is units
    spoken = units.assign(voice=["author", "quoted"])
    assert pick_voice(spoken, "all") is spoken and pick_voice(spoken, "author")["num"].tolist() == [
        1
    ]


def test_units_are_made_once_for_all_roles_where_they_say_their_role():
    asked = []

    def list_units(corpus, picks):
        asked.append((picks["roles"], picks["names"]))
        table = pd.DataFrame({"subject": "x", "side": PAIR * 2, "num": [1, 2, 4, 8], "den": 1})
        return table.assign(role=["body", "body", "headline", "headline"])

    choices = {"roles": {"body": ("body",), "all": ("body", "headline")}}
    choices |= {"names": {"masked": True, "counted": False}}
    row = make_row(units=list_units, choices=choices)
    sums = add_choices(row, None)
    assert asked == [(("body", "headline"), True), (("body", "headline"), False)]
    assert sums[["roles", "names", "side", "num", "den"]].values.tolist()[:4] == [
        ["body", "masked", "Echo", 2, 1], ["body", "masked", "Post", 1, 1],
        ["body", "counted", "Echo", 2, 1], ["body", "counted", "Post", 1, 1],
    ]  # fmt: skip
    assert sums["num"].tolist()[4:6] == [10, 5]
    # Without a role they are made for each choice of roles.
    asked.clear()
    plain = replace(row, units=lambda *given: list_units(*given).drop(columns="role"))
    assert add_choices(plain, None)["num"].tolist() == [10, 5] * 4
    assert (("body",), True) in asked and (("body", "headline"), False) in asked


# Groups by their sums


def make_sums(**changes) -> dict[str, pd.DataFrame]:
    """Four articles a side of 100 words; rent in all of them."""
    rows = []
    for subject, a, b in (("rent", 8, 4), ("mud", 0, 5)):
        row = {"measure": "toy", "voice": "all", "subject": subject, "a": a, "b": b}
        row |= {"product_a": 100 * a, "product_b": 100 * b, "square_a": a * a / 4 + 2}
        row |= {"square_b": b * b / 4 + 2, "articles_a": 4 if a else 0, "articles_b": 4}
        rows.append(row)
    units = pd.DataFrame(rows).assign(ratio_a=0.08, ratio_b=0.04)
    units = units.assign(ratio_square_a=0.01, ratio_square_b=0.01)
    size = {"articles": 4, "words": 400, "square": 40_000}
    sizes = [
        {"measure": "toy", "voice": "all", "subject": "", "side": side, **size} for side in PAIR
    ]
    articles = pd.DataFrame({"side": PAIR[::-1], "articles": [4, 5], "words": [400, 500]})
    sums = {"units": units, "sizes": pd.DataFrame(sizes[::-1]), "articles": articles}
    return sums | {"choices-toy": pd.DataFrame()} | changes


def test_sums_are_compared_in_the_order_of_the_sides_and_of_the_alphabet():
    given = supply.supply_sums(make_sums(), pair=PAIR)
    assert given.articles.tolist() == [5, 4] and given.lengths is None
    found = given.compare(make_row(), "all")
    assert found["subject"].tolist() == ["mud", "rent"] and set(found["voice"]) == {"all"}
    assert found.loc[1, ["a", "b"]].tolist() == [8 / 400, 4 / 400]
    assert given.compare(make_row(), "quoted").empty
    assert given.compare(make_row(measure="other"), "all").empty
    chosen = make_row(admit=lambda counts, words: counts[counts["a"] > 0])
    assert given.compare(chosen, "all")["subject"].tolist() == ["rent"]


def test_a_side_without_words_is_not_compared_and_one_without_articles_is_named():
    sums = make_sums()
    sums["sizes"]["articles"] = 1
    few = supply.supply_sums(sums, pair=PAIR).compare(make_row(), "all")
    assert few["note"].tolist() == ["not estimated (n = 1)"] * 2
    sums["sizes"].loc[sums["sizes"]["side"] == "Echo", "articles"] = 0
    assert supply.supply_sums(sums, pair=PAIR).compare(make_row(), "all").empty
    articles = pd.DataFrame({"side": ["Post"], "articles": [4]})
    with pytest.raises(ValueError, match="side 'Echo' has no article"):
        supply.supply_sums(make_sums(articles=articles), pair=PAIR)
    with pytest.raises(ValueError, match="side 'Post' has no article"):
        supply.supply_sums({}, pair=PAIR)


def test_two_articles_are_compared_where_both_have_the_voice():
    one = [[["The pier is good."], ["The gate is shut."]]]
    corpus = make_corpus(one, [[["The rent is bad."]]])
    units = pd.DataFrame({"subject": "x", "side": list("AB" * 4), "article_id": ["a0", "b0"] * 4,
                          "block": range(8), "num": [4, 1] * 4, "den": 1})  # fmt: skip
    units["voice"] = ["author"] * 6 + ["quoted"] * 2
    units.loc[7, "den"] = 0
    made = []

    def list_units(corpus, picks):
        made.append(picks)
        return units

    given = supply.supply_articles(corpus, resamples=20)
    assert given.lengths == (8, 4) and given.articles.tolist() == [1, 1]
    row = make_row(units=list_units)
    assert given.compare(row, "author")[["a", "b", "voice"]].values.tolist() == [[4, 1, "author"]]
    assert given.compare(row, "quoted").empty and len(made) == 1  # B has no words in this voice
    empty = make_corpus(one, [[["* * *"]]])
    assert supply.supply_articles(empty, resamples=20).lengths is None
    assert not supply.is_grouped(corpus) and supply.is_grouped(make_corpus(one * 2, one))


def test_nothing_that_is_compared_gives_no_findings():
    nothing = SimpleNamespace(compare=lambda row, voice: pd.DataFrame())
    assert verdicts.judge_rows([make_row()], nothing).empty


# Sums of parts


def test_told_counts_have_a_kind_and_add_up_within_it():
    rows = [("x", "Post", 1), ("x", "Post", 2), ("y", "Echo", 4)]
    counts = pd.DataFrame(rows, columns=["subject", "side", "n"])
    row = Told(measure="toy", csv="toy", counts=lambda body: counts, sentence=None, evidence=None)
    kinds = replace(row, counts=lambda body: counts.assign(kind=["s", "t", "t"]))
    corpus = make_corpus([[["The pier is good."]]], [[["Rain."]]])
    assert totals.count_told(corpus, rows=[row]).values.tolist() == [
        ["toy", "", "x", "Post", 3], ["toy", "", "y", "Echo", 4],
    ]  # fmt: skip
    found = totals.count_told(corpus, rows=[kinds])
    assert found["kind"].tolist() == ["s", "t", "t"] and found["n"].tolist() == [1, 2, 4]
    assert totals.count_told(corpus, rows=[]).empty


@pytest.mark.parametrize("sizes", [(1, 1, 1), (3, 1, 1, 1), (1, 5, 1), (0, 2)])
def test_parts_of_any_size_add_up(sizes):
    parts = [
        {"told": pd.DataFrame({"subject": [f"s{k}" for k in range(n)], "n": 2}, dtype=object)}
        for n in sizes
    ]
    for part in parts:
        part["told"] = part["told"].astype({"subject": "str", "n": "int"})
    added = totals.add_sums(parts)["told"].set_index("subject")["n"].to_dict()
    assert added == {f"s{k}": 2 * sum(n > k for n in sizes) for k in range(max(sizes))}


# Lines of the first screen


def make_lines(*rows, columns=("subject", "verdict", "p", "q")) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(columns))


def test_three_words_are_told_and_behind_the_first_only_those_at_least_suggestive():
    sure, weak, none = "supported", "suggestive", "not shown"
    lines = terms.pick_lines(make_lines(
        ("a", none, 0.5, 0.9), ("b", weak, 0.03, 0.1), ("c", sure, 0.01, 0.02),
        ("d", weak, 0.04, 0.15), ("e", weak, 0.01, 0.1), ("f", weak, 0.001, np.nan),
    ))  # fmt: skip
    assert lines[["subject", "case", "joins"]].values.tolist() == [
        ["c", sure, False], ["e", "next", True], ["b", "then", True],
    ]  # fmt: skip
    few = terms.pick_lines(make_lines(("a", none, 0.5, 0.9), ("b", none, 0.4, 0.9)))
    assert few[["subject", "case", "joins"]].values.tolist() == [["b", none, False]]
    # Where nothing was tested the first row stands.
    untested = terms.pick_lines(
        make_lines(("a", none, np.nan, np.nan), ("b", none, np.nan, np.nan))
    )
    assert untested["subject"].tolist() == ["a"]


def test_the_surest_frame_is_told_with_what_else_is_supported():
    lines = frames.pick_lines(make_lines(
        ("a", "suggestive", 0.01, 0.1), ("b", "supported", 0.03, 0.04),
        ("c", "supported", 0.02, 0.04), ("d", "suggestive", 0.001, 0.1),
    ))  # fmt: skip
    assert lines[["subject", "case", "joins"]].values.tolist() == [
        ["c", "supported", False], ["b", "also", True],
    ]  # fmt: skip


def test_frames_that_one_group_holds_are_judged():
    rows = [("a", 1, 0), ("b", 0, 1), ("c", 0, 0)]
    counts = pd.DataFrame(rows, columns=["subject", "articles_a", "articles_b"])
    assert frames.admit(counts, None)["subject"].tolist() == ["a", "b"]
    assert frames.find_accuracy("generic", "no such frame") == ("frames", "frames_narrative_AUC")


@pytest.mark.parametrize(
    ("rows", "subject", "case"),
    [
        ([("a", 0.2, 0.5), ("b", 0.1, 0.9)], "b", "rarest"),
        ([("a", 0.2, 0.5), ("b", 0.101, 0.9)], "b", "ordinary"),
        ([("a", np.nan, 0.5), ("b", np.nan, 0.1)], "b", "surest"),
    ],
)
def test_the_rarest_marker_is_told_at_one_pair_in_ten(rows, subject, case):
    table = make_lines(*rows, columns=("subject", "unusual", "p")).assign(a=2.0, b=4.0)
    line = markers.pick_line(table)
    assert line[["subject", "case", "verdict"]].values.tolist() == [[subject, case, "counted"]]


# Words of groups


def test_words_of_groups_need_ten_uses_and_show_the_form_used_most():
    counts = pd.DataFrame({"subject": ["port", "quay", "the", "mr", "mill"],
                           "a": [4, 4, 9, 9, 10], "b": [6, 5, 9, 9, 0]})  # fmt: skip
    forms = [("ports", "port", "body", 3, 3), ("port", "port", "body", 1, 3)]
    forms += [("harbour", "port", "headline", 9, 9), ("quay", "quay", "body", 4, 5)]
    forms += [("the", "the", "body", 9, 9), ("mr", "mr", "body", 9, 9)]
    forms += [("mills", "mill", "body", 5, 0), ("mill", "mill", "body", 5, 0)]
    words = pd.DataFrame(forms, columns=["term", "family", "role", "a", "b"])
    assert terms.admit(counts, words)["subject"].tolist() == ["ports", "mill"]


@pytest.mark.parametrize(
    ("changes", "minimum", "subjects"),
    [
        ({}, 3, ["gate", "harbour"]),
        ({"spelling": False}, 3, ["gate"]),
        ({}, 2, ["gate", "harbour"]),
        ({"forms": lemma_of}, 2, ["gate", "harbour", "pier"]),
        ({"forms": family_of}, 2, ["gate", "harbour", "pier"]),
        ({"roles": ("headline",)}, 1, []),
    ],
)
def test_words_of_two_articles_need_three_uses_in_the_form_that_is_picked(
    changes, minimum, subjects
):
    pages = [[["harbour harbour harbor pier mill"]]], [[["piers gate gate gate mr mr mr the the"]]]
    picks = {"roles": ("body",), "spelling": True, "forms": str} | changes
    units = terms.list_units(complete(make_corpus(*pages)), picks, minimum=minimum)
    assert sorted(units["subject"].unique()) == subjects
    if minimum == 3:
        usual = terms.list_units(complete(make_corpus(*pages)), picks)
        assert sorted(usual["subject"].unique()) == subjects


def test_uses_of_a_word_are_those_of_its_family_and_of_one_word():
    corpus = complete(make_corpus([[["Ships and ships left."], ["A ship sank."]]], [[["Rain."]]]))
    found = terms.find_evidence(corpus, ["ships"])
    assert found.values.tolist() == [["ships", "a0-000", 2], ["ships", "a0-001", 1]]
    words = terms.sum_forms(corpus)
    own = words[words["family"] == "ship"]
    assert own[["term", "role", "side", "n"]].values.tolist() == [
        ["ship", "body", "A", 1], ["ships", "body", "A", 2],
    ]  # fmt: skip
    both = terms.add_choices(corpus, corpus.pair)
    assert both.loc[both["term"] == "ships", ["a", "b"]].values.tolist() == [[2, 0]]
    counts, sizes = terms.add_units(None, corpus, corpus.pair)
    ship = counts[counts["subject"] == "ship"]
    assert ship[["a", "b", "articles_a"]].values.tolist() == [[3, 0, 1]]
    assert sizes[["side", "articles", "words"]].values.tolist() == [["A", 1, 7], ["B", 1, 1]]


def test_words_that_an_event_puts_into_one_family_are_one_term_by_family_alone():
    forms = [("lorry", "truck", "body", 1, 0), ("trucks", "truck", "body", 2, 1)]
    forms += [("mill", "mill", "body", 3, 3), ("mill", "mill", "headline", 4, 0)]
    words = pd.DataFrame(forms, columns=["term", "family", "role", "a", "b"])
    tried = terms.specify_words(words, subjects=["trucks"])
    own = tried[(tried["roles"] == "body") & (tried["spelling"] == "folded")].set_index("forms")
    assert own.loc["by family", ["a", "b"]].tolist() == [3, 1]
    assert own.loc["as written", ["a", "b"]].tolist() == [2, 1]
    # Of six and four words.
    assert own.loc["by family", "estimate"] == pytest.approx(math.log2(3 / 6 * 4 / 1))


def test_forms_of_one_side_have_no_use_on_the_other():
    forms = pd.DataFrame(
        {"term": ["pier"], "family": "pier", "role": "body", "side": "Post", "n": 3}
    )
    assert matched.spread_forms(forms, pair=PAIR)[["a", "b"]].values.tolist() == [[3, 0]]
    assert matched.spread_forms(forms, pair=PAIR[::-1])[["a", "b"]].values.tolist() == [[0, 3]]
    assert matched.weigh_forms(forms.assign(event="e1"), pair=PAIR).empty
    # Three words against one: each event weighs as one of mean length, even of one word.
    both = pd.concat([forms, forms.assign(side="Echo", n=1)]).assign(event="e1")
    assert matched.weigh_forms(both, pair=PAIR)[["a", "b"]].values.tolist() == [[3, 1]]


@pytest.mark.parametrize("unit", ["article", "event", "paragraph"])
def test_of_groups_the_two_hundred_surest_words_are_tried(monkeypatch, unit):
    found = pd.DataFrame({"subject": [f"s{k}" for k in range(202)], "unit": unit})
    found["p"] = [0.05, *np.linspace(0.049, 0.001, 201)]
    monkeypatch.setattr(terms, "specify_words", lambda words, subjects: subjects)
    tried = terms.specify(None, None, found, pair=PAIR)
    # s0 is no finding at .05, and s1 has the largest p of the others.
    expected = found["subject"] if unit == "paragraph" else found["subject"][2:]
    assert set(tried) == set(expected)
    few = terms.specify(None, None, found.head(3), pair=PAIR)
    assert few == (["s0", "s1", "s2"] if unit == "paragraph" else ["s2", "s1"])


def test_a_ratio_says_when_a_count_of_zero_stands_in_it():
    said = [terms.write_difference({"a": a, "b": b})[0] for a, b in ((0, 1), (1, 0), (1, 1))]
    _, write = terms.write_difference({"a": 1, "b": 1})
    assert [write(logarithm) for logarithm in (3.0, -1.0)] == ["8.0", "0.5"]
    zero = "ratio of rates, with its count of 0 taken as one half "
    assert said == [zero, zero, "ratio of rates "]


# Unusual


def test_only_what_the_reference_counts_is_set_against_it(monkeypatch):
    known = pd.DataFrame([("tone", "crossframe")], columns=["measure", "subject"])
    monkeypatch.setattr(unusual, "list_subjects", lambda: known)
    asked = []

    def measure(estimate, **how):
        asked.append((estimate, how["lengths"]))
        return pd.DataFrame({"share": [0.25, 0.5]})

    monkeypatch.setattr(unusual, "measure_unusual", measure)
    rows = [("tone", "crossframe", "all", 0.3), ("tone", "crossframe", "quoted", 0.3)]
    rows += [("tone", "vader", "all", 0.3), ("tone", "crossframe", "all", np.nan)]
    findings = pd.DataFrame(rows, columns=["measure", "subject", "voice", "estimate"])
    found = unusual.add_unusual(findings, lengths=(90, 80))["unusual"]
    assert found.fillna(-1).tolist() == [0.25, -1, -1, -1]
    assert asked == [(0.3, (90, 80))]


# Chance


def test_halves_without_words_have_no_difference_and_cause_no_warning():
    corpus = make_corpus([[["The pier is good."], ["* * *"]]], [[["The rent is bad."]]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        halves = split_halves(corpus, side="A")
    assert len(halves) == 500 and halves["estimate"].isna().all()
    assert halves["draw"].tolist() == list(range(500)) and set(halves["side"]) == {"A"}


def test_of_three_paragraphs_one_is_set_against_two():
    corpus = make_corpus([[["The pier is good."], ["It rained."], ["It rained."]]], [[["Rain."]]])
    good = split_halves(corpus, side="A", draws=40)["estimate"].round(9)
    one = good.max()
    # The good one alone has all of its score; beside another it has half of it, with the sign of
    # the second half.
    assert one > 0 and set(good) == {one, round(-one / 2, 9)}


def test_ways_of_scoring_leave_out_names_and_reporting_words_where_they_say_so():
    corpus = make_corpus([[["The pier is good."]]], [[["The rent is bad."]]])
    marks = corpus.marks.assign(in_name=corpus.marks["term"] == "good")
    articles = corpus.articles.assign(naive_polarity=[0.1, 0.2], naive_compound=[0.3, 0.4])
    ways = list_ways(replace(corpus, marks=marks, articles=articles)).set_index("way")
    assert ways.loc["VADER, whole file"].tolist() == [0.3, 0.4]
    assert ways.loc["VADER, body sentences", "a"] == pytest.approx(1.9 / math.sqrt(1.9**2 + 15))
    assert ways.loc["VADER, body sentences, masked", "a"] == 0
    assert ways.loc["VADER, body sentences, masked", "b"] < 0


# Tone


def make_tone(voice: str, subject: str, estimate: float, p: float) -> dict:
    row = {"voice": voice, "subject": subject, "a": estimate, "b": 0.0, "estimate": estimate}
    row |= {"low": 0.1, "high": 0.9, "p": p, "q": p, "placebo": 0.2, "effect": 1.0, "n_a": 9}
    return row | {"n_b": 9, "blocks_a": 9, "blocks_b": 9, "unit": "paragraph", "note": ""}


def make_tone_choices(voice: str, subject: str, estimate: float) -> list[dict]:
    """The main choice; what is masked counted one by one; and what else may be chosen."""
    main = {choice: next(iter(options)) for choice, options in tone.CHOICES.items()}
    names, cues = {"names": "counted"}, {"reporting words": "counted"}
    both = names | cues
    changed = [({}, 1), (names, 0.9), (cues, 0.8), (both | {"topic nouns": "masked"}, 0.4)]
    changed += [
        (both | {"weight": "by its words"}, -0.2),
        (both, 0.5),
        (names | {"roles": "all"}, 0.3),
    ]
    rows = []
    for change, share in changed:
        row = {"voice": voice, "subject": subject, "instrument": subject, **main, **change}
        row |= {"a": share, "b": 0.0, "estimate": share * estimate, "n_a": 40, "n_b": 50}
        rows.append(row | {"words_a": 400, "words_b": 500, "note": ""})
    return rows


def settle_tone(*found, **changes) -> pd.DataFrame:
    """Findings from (voice, instrument, estimate, p)."""
    tried = [row for voice, name, estimate, _ in found
             for row in make_tone_choices(voice, name, estimate)]  # fmt: skip
    row = replace(find_family("tone"), voices=changes.pop("voices", tone.SPEECH))
    compared = pd.DataFrame([make_tone(*one) for one in found])
    choices = pd.DataFrame(tried).assign(**changes)
    return tone.settle(row, compared, choices, pair=PAIR, articles=pd.Series(1, PAIR))


def test_findings_on_tone_by_hand():
    every = [("all", name, gap, 0.02) for name, gap in (("vader", 0.5), ("textblob", 0.1))]
    every += [("all", "crossframe", 0.6, 0.02), ("quoted", "vader", -0.5, 0.9)]
    table = settle_tone(*every, ("quoted", "crossframe", 0.5, 0.05))
    assert table["finding_id"].tolist() == [
        "tone-crossframe", "tone-vader", "tone-textblob", "tone-crossframe-quoted",
    ]  # fmt: skip
    # One of seven choices turns the sign, so none is shown; with every word counted it is half.
    assert (
        table[["kept", "tried", "lost"]].values.tolist()
        == [[6, 7, "names: counted, reporting words: counted, weight: by its words"]] * 4
    )
    assert table["unmasked"].tolist() == pytest.approx([0.3, 0.25, 0.05, 0.25])
    assert table["witness"].tolist() == ["agrees", "agrees", "is silent", "contradicts"]
    assert table["q"].fillna(-1).tolist() == pytest.approx([0.04, -1, -1, 0.05])
    # Forty sentences against fifty, by the variance of rated articles; nobody measured witnesses.
    error = math.sqrt(0.832 * (1 / 40 + 1 / 50))
    assert table["error"].fillna(-1).tolist() == pytest.approx([error, -1, -1, error])
    assert table[["measure", "side_a", "side_b"]].values.tolist() == [["tone", *PAIR]] * 4
    alone = settle_tone(("quoted", "crossframe", 0.5, 0.05), ("quoted", "vader", -0.5, 0.9),
                        voices=("quoted",))  # fmt: skip
    assert alone["subject"].tolist() == ["crossframe", "vader"]


def test_what_is_too_short_is_not_tested_and_is_the_only_line():
    found = [("all", name, 0.5, 0.02) for name in ("crossframe", "vader")]
    short = settle_tone(*found, n_b=5)
    assert short["note"].str.startswith("too short to judge (5 sentences, 400 words").all()
    untested = ["p", "q", "low", "high", "placebo", "effect"]
    assert short[untested].isna().all(axis=None) and short["estimate"].tolist() == [0.5, 0.5]
    assert short["witness"].tolist() == ["was not tested"] * 2
    lines = tone.pick_lines(short)
    assert lines[["subject", "case", "joins"]].values.tolist() == [
        ["crossframe", "too short", False],
    ]  # fmt: skip
    long = pd.concat([settle_tone(*found), short.assign(voice="quoted")])
    lines = tone.pick_lines(long)
    assert lines[["subject", "case", "joins"]].values.tolist() == [
        ["crossframe", "not shown", False], ["vader", "witness agrees", True],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "together"),
    [
        (["agrees", "contradicts"], "contradicts"), (["is silent", "agrees"], "agrees"),
        (["was not tested", "is silent"], "is silent"), (["was not tested"], "was not tested"),
        ([], "was not tested"),
    ],
)  # fmt: skip
def test_one_witness_that_contradicts_is_enough(said, together):
    assert tone._sum_up(said) == together


def test_a_sentence_in_two_voices_is_one_sentence_and_a_part_in_each():
    parts = [("author", "The pier is good,"), ("quoted", "he said so.")]
    corpus = make_corpus([[[parts]]], [[["The rent is bad."]]])
    sums = tone.sum_choices(corpus, instrument="vader", voices=("all", "author", "quoted"))
    once = sums[(sums["side"] == "A") & (sums["weight"] == "each sentence once")]
    once = once[(once["names"] == "masked") & (once["reporting words"] == "masked")]
    once = once[(once["roles"] == "body") & (once["topic nouns"] == "counted")]
    every = "count as 0", "left out"
    listed = once[["voice", "sentences without a scored word", "den", "n", "words"]]
    assert listed.round(9).values.tolist() == [
        ["all", every[0], 1, 1, 7], ["author", every[0], round(4 / 7, 9), 1, 4],
        ["quoted", every[0], round(3 / 7, 9), 1, 3], ["all", every[1], 1, 1, 7],
        ["author", every[1], round(4 / 7, 9), 1, 4],
    ]  # fmt: skip


def test_tone_is_named_with_its_voice_and_a_witness_with_its_instrument():
    named = [tone.name_finding({"subject": subject, "voice": voice}) for subject, voice in (
        ("crossframe", "all"), ("crossframe", "author"), ("textblob", "reported"))]  # fmt: skip
    assert named == [
        "the more positive tone", "the more positive tone of the author's own words",
        "the more positive tone of reports by TextBlob",
    ]  # fmt: skip
    head, _ = tone.write_difference({"subject": "crossframe"})
    assert head == "difference in standard deviations of a sentence "


# Verdicts


def test_ten_thousand_resamples_are_drawn_unless_something_else_is_said():
    for judge in (verdicts.judge_all, verdicts.judge_tone, verdicts.judge_voices,
                  verdicts.judge_terms, verdicts.judge_frames, verdicts.judge_sides):  # fmt: skip
        assert signature(judge).parameters["resamples"].default == 10_000


@pytest.mark.parametrize(("p", "verdict"), [(0.05, "suggestive"), (0.2, "not shown")])
def test_a_q_at_a_threshold_is_not_under_it(monkeypatch, p, verdict):
    found = pd.DataFrame({"measure": "m", "subject": ["x"], "p": p, "verdict": "supported"})
    monkeypatch.setattr(verdicts, "_judge_side", lambda *given: found)
    corpus = make_corpus(*[[[[f"The pier of {side} is good."]]] for side in "ABC"])
    judged = verdicts.judge_sides(corpus, codebooks=[])
    assert judged["q"].tolist() == [p] * 3 and judged["verdict"].tolist() == [verdict] * 3
    assert judged["side"].tolist() == ["A", "B", "C"]


# Words left to others


def test_the_error_of_a_share_is_that_of_its_articles():
    """The mean error of one, .056, is that of a normal law of √(π/2) times as much."""
    found = pd.DataFrame({"subject": ["words of others"], "p": 0.5, "low": 0.1, "high": 0.2})
    tried = make_tried(("words of others", "masked", 2, 1, 1.0, "")).assign(voice="all")
    settled = speech.settle(
        make_row(choices=NAMES), found.assign(voice="all", q=0.5), tried, pair=PAIR,
        articles=pd.Series([4, 3, 9], ["Echo", "Post", "Herald"]),
    )  # fmt: skip
    error = 0.056 * math.sqrt(math.pi / 2) * math.sqrt(1 / 3 + 1 / 4)
    assert settled["error"].tolist() == pytest.approx([error])


def test_words_of_others_are_quoted_and_reported_ones():
    parts = [("author", "The pier is good,"), ("quoted", "he said so."), ("reported", "it is.")]
    corpus = make_corpus([[[parts]]], [[["The rent is bad."]]])
    both, only = ({"roles": ("body",), "words of others": given}
                  for given in speech.CHOICES["words of others"].values())  # fmt: skip
    assert speech.list_units(corpus, both).groupby("side")["num"].sum().tolist() == [5, 0]
    assert speech.list_units(corpus, only).groupby("side")["num"].sum().tolist() == [3, 0]
    for picks, words in ((both, [3, 2]), (only, [3])):
        layer = speech.find_layer(corpus, picks)
        assert layer.num.tolist() == words and layer.den.tolist() == [4, 3, 2, 4]
    assert speech.find_evidence(corpus, [])["part"].tolist() == [3, 2]
    one = make_corpus([[[[("author", "The pier is good,"), ("quoted", "yes.")]]]], [[["No."]]])
    counts, sizes = rows.add_units(find_family("voices"), one, ("A", "B"))
    assert counts[["a", "b", "articles_a", "articles_b"]].values.tolist() == [[1, 0, 1, 0]]
    assert sizes[["side", "articles", "words"]].values.tolist() == [["A", 1, 5], ["B", 1, 1]]
    assert [speech._write_points(share) for share in (0.9, -0.126)] == ["+90", "−13"]


def test_what_is_displayed_counts_as_a_choice_and_boilerplate_never():
    assert ROLE_CHOICES["body"] == ("body",)
    assert set(ROLE_CHOICES["body and display"]) == set(ROLES) - {"boilerplate"}


# Compared within events


def make_event_sums() -> dict[str, pd.DataFrame]:
    """Three events of both papers and one of Post alone; in the third Echo has no words."""
    articles = [("e1", "Post", 2, 90), ("e1", "Echo", 1, 40), ("e2", "Post", 1, 50)]
    articles += [("e2", "Echo", 3, 60), ("e3", "Post", 1, 10), ("e3", "Echo", 1, 0)]
    articles += [("e4", "Post", 5, 99), ("", "Post", 1, 9)]
    units = [("rent", "e1", "Post", 4, 90), ("rent", "e1", "Echo", 0, 1)]
    units += [("rent", "e2", "Post", 5, 50), ("rent", "e2", "Echo", 6, 60)]
    units += [("rent", "e3", "Post", 1, 10), ("rent", "e3", "Echo", 0, 0)]
    units += [("rent", "e4", "Post", 9, 99), ("rent", "e1", "Herald", 9, 9)]
    columns = ["subject", "event", "side", "num", "den"]
    table = pd.DataFrame(units, columns=columns).assign(measure="toy", voice="all")
    of_pair = table[table["side"].isin(PAIR)]
    choices = pd.concat([of_pair.assign(names=name) for name in ("counted", "masked")])
    choices = choices[["voice", "subject", "names", "event", "side", "num", "den"]]
    return {
        "event-articles": pd.DataFrame(articles, columns=["event", "side", "n", "words"]),
        "event-units": table,
        "event-choices-toy": choices,
    }


def test_events_of_both_sides_are_compared_by_hand():
    row = make_row(choices=NAMES)
    given = matched.supply_events(make_event_sums(), pair=PAIR)
    assert given.articles.to_dict() == {"Post": 4, "Echo": 5}
    found = given.compare(row, "all").iloc[0]
    assert found[["a", "b", "n_a"]].tolist() == pytest.approx([(4 / 90 + 0.1) / 2, 0.05, 2])
    assert given.compare(row, "quoted").empty
    tried = given.choices(row)
    assert tried["names"].tolist() == ["masked"] * 2 + ["counted"] * 2
    own = tried[tried["side"] == "Post"]
    assert (own["num"] / own["den"]).tolist() == pytest.approx([(4 / 90 + 0.1) / 2] * 2)
    alone = make_event_sums()
    articles = alone["event-articles"]
    alone["event-articles"] = articles[articles["side"] == "Post"]
    with pytest.raises(ValueError, match="no event has articles of Post and of Echo"):
        matched.supply_events(alone, pair=PAIR)


def test_what_groups_admit_holds_within_events_too():
    seen = []

    def admit(counts, words):
        seen.append(counts[["subject", "a", "b", "articles_a", "articles_b"]].values.tolist())
        return counts[counts["a"] < 10]

    given = matched.supply_events(make_event_sums(), pair=PAIR)
    found = given.compare(make_row(choices=NAMES, admit=admit), "all")
    # Events that hold it: three of Post, one of Echo.
    assert seen == [[["rent", 10, 6, 3, 1]]] and found.empty
    sums = make_event_sums()
    sums["event-units"] = sums["event-units"][sums["event-units"]["side"] == "Post"]
    matched.supply_events(sums, pair=PAIR).compare(make_row(choices=NAMES, admit=admit), "all")
    assert seen[1:] == [[["rent", 10, 0, 3, 0]]]


def test_a_finding_event_by_event_by_hand():
    findings = pd.DataFrame(
        [("toy-rent", "toy", "rent", "all"), ("other", "other", "rent", "all")],
        columns=["finding_id", "measure", "subject", "voice"],
    )
    listed = matched.list_by_event(make_event_sums(), [make_row()], findings, pair=PAIR)
    columns = ["finding_id", "event", "articles_a", "articles_b", "a", "b", "estimate"]
    assert listed[columns].values.tolist() == [
        ["toy-rent", "e1", 2, 1, pytest.approx(4 / 90), 0, pytest.approx(4 / 90)],
        ["toy-rent", "e2", 1, 3, pytest.approx(0.1), pytest.approx(0.1), 0],
    ]
    assert matched.list_by_event(make_event_sums(), [], findings, pair=PAIR).empty


def test_told_counts_are_those_of_matched_events():
    rows = [("e1", "Post", 1), ("e2", "Post", 2), ("e4", "Post", 4), ("e1", "Echo", 8)]
    told = pd.DataFrame(rows, columns=["event", "side", "n"])
    told = told.assign(measure="toy", kind="", subject="rent")
    told = pd.concat([told, told.head(1).assign(measure="matched")])
    sums = matched.set_aside(make_event_sums() | {"event-told": told}, pair=PAIR)
    own = sums["told"][sums["told"]["measure"] == "toy"]
    assert own[["side", "n"]].values.tolist() == [["Post", 3], ["Echo", 8]]
    partners = sums["told"][sums["told"]["measure"] == "matched"].set_index(["subject", "side"])
    assert partners["n"].tolist() == [3, 3, 4, 5, 6, 0]  # events, articles on them, alone
    assert sums["articles"].values.tolist() == [["Echo", 5, 100], ["Post", 4, 150]]


def test_words_are_shown_event_by_event_where_they_are_at_least_suggestive():
    rows = [("terms", "not shown"), ("terms", "suggestive"), ("tone", "not shown")]
    findings = pd.DataFrame(rows, columns=["measure", "verdict"])
    assert matched.choose_charted(findings).index.tolist() == [1, 2]


def test_articles_without_events_give_their_number_alone():
    corpus = make_corpus([[["The pier is good."]]] * 2, [[["The rent is bad."]]])
    sums = matched.sum_events(corpus, [make_row()], pair=("A", "B"))
    assert sums["event-articles"].values.tolist() == [["", "A", 2, 8], ["", "B", 1, 4]]
    assert set(sums) == {"event-articles"} and matched.list_summed(sums) == []
    events = replace(corpus, articles=corpus.articles.assign(event=["e", "", "e"]))
    own = matched.sum_events(events, [find_family("voices")], pair=("A", "B"))
    columns = ["measure", "voice", "event", "side", "num", "den"]
    assert own["event-units"][columns].values.tolist() == [
        ["voices", "all", "e", "A", 0, 4], ["voices", "all", "e", "B", 0, 4],
    ]  # fmt: skip
    assert [row.measure for row in matched.list_summed(own)] == ["voices"]
    assert "event-told" not in own


# Every table


def is_numbered(table: pd.DataFrame) -> bool:
    return table.index.equals(pd.RangeIndex(len(table))) and "index" not in table


def test_rows_of_tables_are_numbered_from_0():
    """So that a caller who puts columns beside them meets no row twice."""
    told = [("author", "The pier is good and"), ("quoted", "the gates are bad.")]
    corpus = complete(
        make_corpus([[[told], ["It rained in war."]]], [[["The rent is bad."], ["No."]]])
    )
    every, voices = find_family("tone"), find_family("voices")
    without = replace(voices, layer=None, voices=("all", "quoted"))
    tables = [*rows.add_units(every, corpus, PAIR), *rows.add_units(without, corpus, ("A", "B"))]
    tables += [add_choices(voices, corpus), add_choices(without, corpus)]
    tables += [tone.list_units(corpus, every.main), tone.find_evidence(corpus, tone.INSTRUMENTS)]
    tables += [tone.add_choices(corpus, ("A", "B")), tone.specify_tone(corpus, voice="quoted")]
    tables += [terms.sum_forms(corpus), terms.specify_words(
        terms.add_choices(corpus, ("A", "B")), subjects=["gates", "pier"])]  # fmt: skip
    tables += totals.sum_rows(corpus, [every, without], pair=("A", "B"), told=False).values()
    found = verdicts.judge_rows([every, without], supply.supply_articles(corpus, resamples=9))
    tables += [found, verdicts.list_specifications(corpus, found[found["measure"] == "tone"])]
    tables += [evidence.find_parts(corpus, "tone", ["vader"]), evidence.add_evidence(found, corpus)]
    tables += [verdicts.judge_sides(corpus, codebooks=[])]
    assert [number for number, table in enumerate(tables) if not is_numbered(table)] == []
    turned = found[found["measure"] == "tone"][::-1]
    tried = verdicts.list_specifications(corpus, turned)
    assert tried["finding_id"].unique().tolist() == turned["finding_id"].tolist()


def test_events_and_choices_are_numbered_from_0():
    sums = make_event_sums()
    units = sums["event-units"]
    sums["event-units"] = pd.concat([units, units.assign(voice="quoted")])
    told = pd.DataFrame([("toy", "", "rent", "e1", "Post", 1)],
                        columns=["measure", "kind", "subject", "event", "side", "n"])  # fmt: skip
    findings = pd.DataFrame({"finding_id": ["x", "y"], "measure": "toy", "subject": "rent",
                             "voice": ["quoted", "all"]})  # fmt: skip
    listed = matched.list_by_event(sums, [make_row()], findings, pair=PAIR)
    assert listed["finding_id"].tolist() == ["x", "x", "y", "y"]
    every = matched.set_aside(sums | {"event-told": told}, pair=PAIR)["told"]
    tried = matched.supply_events(sums, pair=PAIR).choices(make_row(choices=NAMES))
    assert is_numbered(listed) and is_numbered(every) and is_numbered(tried)


@pytest.mark.parametrize("many", [1, 2, 2 * totals.TOGETHER + 1])
def test_sums_have_the_same_columns_of_one_part_and_of_many(many):
    """And no frame of the caller's is among them."""
    part = pd.DataFrame({"side": ["Post", "Mail"], "n": [1, 2], "voice": ["author", "quoted"]})
    before = part.copy()
    added = totals.add_sums([{"sizes": part}] * many)["sizes"]
    expected = [["Post", "author", many], ["Mail", "quoted", 2 * many]]
    assert list(added) == ["side", "voice", "n"] and added.values.tolist() == expected
    added["n"] = 0
    assert part.equals(before) and list(added.index) == [0, 1]
