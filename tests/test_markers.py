"""Markers: sentences by hand with each word's other uses, laws, refusals, readers' agreement."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.event.event import load_event
from analysis.measures.markers import (
    INSTRUMENT,
    check_markers,
    count_markers,
    list_categories,
    list_marker_words,
    load_markers,
    mark_markers,
    score_markers,
)
from analysis.stats.compare import compare_sides
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import SCHEMAS, VOICES, check_table
from analysis.tables.sides import add_side
from analysis.text.typography import normalise
from helpers import make_corpus
from reference import reference

ROOT = Path(__file__).parents[1]


def found(text: str, lexicon: pd.DataFrame | None = None) -> list[tuple[str, str]]:
    rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"], "text": [text]})
    marks = mark_markers(rows, lexicon=lexicon)
    return list(marks[["label", "term"]].itertuples(index=False, name=None))


def corpus_of(*sides) -> Corpus:
    corpus = make_corpus(*sides)
    return replace(corpus, marks=mark_markers(corpus.segments))


# What is a marker, and the same word in a use that is none.
USES = {
    "concession": {
        "Although it rained, they sailed.": "although",
        "They sailed, though it rained.": "though",
        "She walked as though asleep.": None,
        "Even as he spoke, the roof fell.": "even as",
        "Despite the rain they sailed.": "despite",
        "In spite of the rain they sailed.": "in spite of",
        "However, the pier held.": "however",
        "The pier, however, held.": "however",
        "However long it takes, they will wait.": None,
        "While the council welcomes the plan, it has no money.": "while",
        "They slept while the council met.": None,
        "While the council was meeting, they slept.": None,
        "While waiting, they slept.": None,
        "While in office he slept.": None,
        "While admitting the fault, she kept the job.": "while admitting",
        "Yet the pier held.": "yet",
        "The pier has not opened yet.": None,
        "Still, the pier held.": "still",
        "He signed a report that said little.": None,
        "That said, the pier held.": "that said",
    },
    "possibility": {
        "The pier could close.": "could",
        "She could not swim.": None,
        "It may rain.": "may",
        "It rained in May.": None,
        "May 5 was wet.": None,
        "Theresa May spoke.": None,
        "The pier might close.": "might",
        "Its might was broken.": None,
        "The empire's might was broken.": None,
        "They feared military might.": None,
        "Perhaps it will rain.": "perhaps",
        "Come as soon as possible.": None,
        "A strike is possible.": "possible",
        "A strike is not possible.": None,
        "Polls of likely voters differ.": None,
        "It appears to rain.": "appears to",
        "The band appears on Friday.": None,
    },
    "obligation": {
        "They must pay.": "must",
        "The pier is a must for visitors.": None,
        "It must have been the wind.": None,
        "They should pay.": "should",
        "Should the talks fail, they leave.": None,
        "They have to pay.": "have to",
        "It has to do with money.": None,
        "They don't have to pay.": None,
        "He heard what they had to say.": None,
        "The town needs to act.": "needs to",
        "There is no need to act.": None,
        "It was necessary.": "necessary",
        "They will act if necessary.": None,
        "They are required to pay.": "are required to",
        "It is their duty.": "duty",
        "The guard on duty slept.": None,
    },
    "booster": {
        "They never paid.": "never",
        "It was almost never paid.": None,
        "Clearly the plan failed.": "clearly",
        "It is not entirely safe.": None,
        "It isn't really safe.": None,
        "It is entirely safe.": "entirely",
        "It is certain that they pay.": "certain that",
        "Certain members paid.": None,
        "They condemned it unequivocally.": "unequivocally",
        "In fact, they paid.": "in fact",
    },
    "cause": {
        "It closed because of the storm.": "because",
        "It closed due to the storm.": "due to",
        "The ferry is due to arrive at noon.": None,
        "They struck in response to the cuts.": "in response to",
        "It closed as a result of the storm.": "as a result",
        "She has slept since Monday.": None,
        "Thus far it is dry.": None,
        "Thus it closed.": "thus",
        "Two years hence it will close.": None,
        "The cause of peace is noble.": None,
        "The cause of the fire is known.": "cause of",
        "The storm caused floods.": "caused",
        "The results in the north were close.": None,
        "The storm resulted in floods.": "resulted in",
    },
    "continuity": {
        "The talks continue.": "continue",
        "The pier remains shut.": "remains",
        "They found the remains on Monday.": None,
        "They found human remains.": None,
        "It is still raining.": "still",
        "He painted a still life.": None,
        "The crowd stood still.": None,
        "Still, it rained.": None,
        "They keep paying.": "keep paying",
        "They keep spending low.": None,
        "They maintain the pier.": "maintain",
        "They maintain that it is safe.": None,
        "Nothing happened; there is no change.": "no change",
    },
    "change": {
        "The plan will change.": "change",
        "They spoke of climate change.": None,
        "He had small change.": None,
        "There is no change.": None,
        "Policy shifted.": "shifted",
        "She works the night shift.": None,
        "It opens a new era.": "new era",
        "They flew to New York.": None,
        "They no longer pay.": "no longer",
        "It took no longer than an hour.": None,
    },
}
CASES = [(kind, *case) for kind, cases in USES.items() for case in cases.items()]


@pytest.mark.parametrize(("category", "text", "expected"), CASES)
def test_a_marker_and_the_other_uses_of_its_words(category, text, expected):
    terms = [term for kind, term in found(text) if kind == category]
    assert terms == ([expected] if expected else [])


def test_every_category_is_worked_by_hand_both_ways():
    assert set(USES) == set(list_categories())
    for cases in USES.values():
        assert len(set(map(bool, cases.values()))) == 2


def test_still_concedes_with_a_comma_and_goes_on_without():
    assert found("Still, it is dry.") == [("concession", "still")]
    assert found("It is still dry.") == [("continuity", "still")]


@pytest.mark.parametrize(
    "text",
    ["", "Nothing here.", "Although", "may", "in response", "due", "-", "As", "keep", "'"],
)
def test_short_texts(text):
    expected = {"Although": ["although"], "may": ["may"]}
    assert [term for _, term in found(text)] == expected.get(text, [])


def test_case_curly_quotes_and_commas():
    assert found(normalise("ALTHOUGH IT RAINED, THEY SAILED.")[0]) == [("concession", "although")]
    assert found(normalise("They don’t have to pay.")[0]) == []
    assert found("It closed in response, to the cuts.") == []  # a comma parts a phrase


def test_the_table_of_marks():
    rows = pd.DataFrame(
        {
            "segment_id": ["x-1", "x-2"],
            "article_id": "x",
            "text": ["They must", "pay because of the Never Again march."],
        }
    )
    marks = mark_markers(rows)
    assert check_table(marks, "marks").equals(marks)
    assert list(marks) == list(SCHEMAS["marks"])
    assert marks[["segment_id", "label", "term", "in_name"]].values.tolist() == [
        ["x-1", "obligation", "must", False],
        ["x-2", "booster", "never", True],
        ["x-2", "cause", "because", False],
    ]
    assert set(marks["instrument"]) == {"markers"}
    assert (marks["value"] * marks["weight"] == 1).all()


def test_no_marks_are_a_table_too():
    marks = mark_markers(pd.DataFrame({"segment_id": [], "article_id": [], "text": []}, dtype=str))
    assert list(marks) == list(SCHEMAS["marks"]) and marks.empty


# Two sides: A has 8 words of the author and 4 quoted, B 6 of the author.
PAIR = corpus_of(
    [[["The pier may close because of storms now."], [[("quoted", "It must never close.")]]]],
    [[["Although it may close, it stands."]]],
)


def test_counts_worked_by_hand():
    table = count_markers(PAIR).set_index(["category", "voice", "side"])
    assert len(table) == 7 * 3 * 2 and int(table["n"].sum()) == 6
    assert table.loc[("possibility", "author", "A"), ["n", "words"]].tolist() == [1, 8]
    assert table.loc[("possibility", "author", "A"), "rate"] == 125.0
    assert table.loc[("obligation", "quoted", "A"), ["n", "words"]].tolist() == [1, 4]
    assert table.loc[("booster", "quoted", "A"), "rate"] == 250.0
    assert table.loc[("concession", "author", "B"), "rate"] == pytest.approx(1000 / 6)
    silent = table.loc[("cause", "reported", "B")]
    assert (silent["n"], silent["words"]) == (0, 0) and pd.isna(silent["rate"])


def test_words_of_both_sides():
    table = list_marker_words(PAIR)
    assert table.iloc[0].tolist() == ["concession", "although", 0, 1, "b0-002"]
    may = table[table["words"] == "may"].iloc[0]
    assert (may["a"], may["b"], may["segments"]) == (1, 1, "a0-000 b0-002")


def test_a_name_is_no_marker_unless_asked():
    corpus = corpus_of([[["She joined the Always Ready club."]]], [[["It is always dry."]]])
    masked, whole = (
        count_markers(corpus, mask_names=mask).query("category == 'booster'")["n"].sum()
        for mask in (True, False)
    )
    assert (masked, whole) == (1, 2)


def test_headlines_do_not_count_in_the_body():
    segments = PAIR.segments.assign(role="headline")
    corpus = replace(PAIR, segments=segments)
    assert count_markers(corpus)["n"].sum() == 0
    assert count_markers(corpus, role=None)["n"].sum() == 6


WORDS = ["although", "may", "May", "must", "never", "because", "still", "change", "as", "the"]
WORDS += ["though", "in", "response", "to", "due", "while", "While", "was", "raining", ","]
sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
parts = st.lists(st.tuples(st.sampled_from(VOICES), sentences), min_size=1, max_size=3)
side = st.lists(st.lists(parts, min_size=1, max_size=3), min_size=1, max_size=2)


@settings(max_examples=40, deadline=None)
@given(side, side)
def test_counts_sum_over_voices(a, b):
    corpus = corpus_of([a], [b])
    table = count_markers(corpus, mask_names=False)
    by_category = table.groupby("category")["n"].sum()
    marked = corpus.marks.groupby("label").size()
    assert by_category[by_category > 0].to_dict() == marked.to_dict()
    words = table[table["category"] == "cause"].groupby("side")["words"].sum()
    own = add_side(corpus.segments, corpus.articles).groupby("side")["n_words"].sum()
    assert words.to_dict() == own.to_dict()
    units = score_markers(corpus, mask_names=False)
    assert units["num"].sum() == table["n"].sum()


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=5))
def test_texts_are_marked_alone_as_together(texts):
    rows = pd.DataFrame(
        {
            "segment_id": [f"x-{k}" for k in range(len(texts))],
            "article_id": [f"x{k}" for k in range(len(texts))],
            "text": texts,
        }
    )
    alone = pd.concat([mark_markers(rows.iloc[[k]]) for k in range(len(rows))], ignore_index=True)
    together = mark_markers(rows)
    pd.testing.assert_frame_equal(
        alone.sort_values(list(alone), ignore_index=True), together, check_dtype=False
    )
    for row in together.itertuples():
        assert row.term in rows.set_index("segment_id").loc[row.segment_id, "text"].lower()


def test_sides_compare_as_every_measure_does():
    table = compare_sides(score_markers(PAIR), sides=("A", "B"), resamples=99).set_index("subject")
    assert table.loc["concession", "estimate"] == pytest.approx(-1000 / 6)
    swapped = compare_sides(score_markers(PAIR), sides=("B", "A"), resamples=99)
    assert (swapped.set_index("subject")["estimate"] == -table["estimate"]).all()


# The lists


def test_every_row_has_a_source_and_no_pattern_stands_twice():
    table = load_markers()
    counted = table[table["when"] != "left out"]
    assert (counted["source"] != "").all()
    assert not table.duplicated(["category", "pattern", "when"]).any()
    held = table[table["when"].isin(["blocks", "left out"])]
    assert (held["note"] != "").all()


def test_every_pattern_is_found_where_it_stands_alone():
    """A row that could never count, being held back by another, is a fault of the list."""
    table = load_markers()
    plain = table[table["when"] == ""]
    for row in plain.itertuples():
        words = [word.split("|")[0].replace("*", "walk") for word in row.pattern.split(" ")]
        text = "they " + " ".join(words) + " here"
        assert row.category in [kind for kind, _ in found(text)], row.pattern


def row_of(**changes) -> pd.DataFrame:
    row = {"category": "cause", "pattern": "due to", "when": "", "source": "x", "note": ""}
    return pd.DataFrame([row | changes])


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"category": " "}, "category"),
        ({"pattern": ""}, "pattern"),
        ({"pattern": "Due to"}, "pattern"),
        ({"pattern": "due  to"}, "pattern"),
        ({"pattern": "due|"}, "pattern"),
        ({"pattern": "caus*"}, "pattern"),
        ({"when": "sometimes"}, "when"),
        ({"when": "small; sometimes"}, "when"),
    ],
)
def test_a_faulty_list_is_refused_by_row_and_column(changes, column):
    with pytest.raises(ValueError, match=f"row 2, column {column}: "):
        check_markers(row_of(**changes))


def test_a_list_without_a_column_is_refused():
    with pytest.raises(ValueError, match="lacks the columns source"):
        check_markers(row_of().drop(columns="source"))


def test_segments_without_text_are_refused():
    with pytest.raises(ValueError, match="carry no text"):
        mark_markers(pd.DataFrame({"segment_id": ["x"], "article_id": ["x"]}))


def test_an_own_list():
    own = pd.concat([row_of(), row_of(pattern="due to arrive", when="blocks")])
    assert found("It is due to rain because it is May.", own) == [("cause", "due to")]
    assert found("It is due to arrive.", own) == []


# What readers labelled, and speed


def load_adapter():
    spec = importlib.util.spec_from_file_location("adapter", ROOT / "benchmarks" / "adapter.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_marked_causes_are_causes_to_readers():
    path = reference("validation/dev/causes.jsonl")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = load_adapter().markers([row["text"] for row in rows])
    hits = [row["causal"] for row, own in zip(rows, kinds, strict=True) if "cause" in own]
    assert len(hits) >= 100 and sum(hits) / len(hits) >= 0.80


def test_markers_of_the_gold_are_found_and_no_others():
    """What the rule marks is in the gold; what it misses of the gold is said there."""
    event = load_event("harbour-lease")
    gold = json.loads((event.folder / "gold.json").read_text(encoding="utf-8"))["markers"]
    body = event.corpus.select(role="body")
    marks = body.marks[body.marks["instrument"] == INSTRUMENT]
    for article, expected in gold.items():
        own = marks[marks["article_id"] == article]
        found = Counter(zip(own["label"], own["term"], strict=True))
        listed = [row for row in expected if not row.get("not_listed")]
        assert found == Counter((row["category"], row["words"]) for row in listed)
        assert len(listed) >= len(expected) / 3
