"""What told measures keep, lead with and write, on small tables worked by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.judge import actions, labels, naming, parallels, partners, speakers, style, telling
from analysis.judge.order import list_order, pick_first, sort_named, write_named
from analysis.judge.rows import Told
from analysis.measures.actions import ACTED_ON, ACTS
from analysis.measures.camps import AUTHOR, NO_CAMP, UNKNOWN
from helpers import complete, make_corpus

PAIR = ("Post", "Echo")
ARTICLES = pd.DataFrame({"article_id": ["x", "y"], "side": PAIR, "outlet": ["The Post", "Echo"]})


def make_table(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])


def make_many(n: int, kind: str, *, name: str = "s", a: int = 1, b: int = 0) -> pd.DataFrame:
    """A row for each of n subjects."""
    return make_table(*[(kind, f"{name}{k:03d}", a, b) for k in range(n)])


def list_subjects(table: pd.DataFrame) -> list[str]:
    return table["subject"].tolist()


# Who acts


def make_clauses() -> SimpleNamespace:
    columns = ["actor", "part", "verb", "other", "agent_named", "negated", "modal"]
    rows = [
        ("the crew", ACTS, "strike", "", False, False, False),
        ("the crew", ACTS, "have", "boats", True, False, False),
        ("the crew", ACTED_ON, "have", "", True, False, False),
        ("the crew", ACTED_ON, "call", "the port", True, False, False),
        ("the crew", ACTED_ON, "deprive", "", False, False, False),
        ("the crew", ACTED_ON, "pay", "the port", True, False, False),
        ("the crew", ACTED_ON, "tow", "", True, False, False),
        ("the crew", ACTS, "bring", "coal", True, False, True),
        ("the crew", ACTS, "sail", "", True, True, False),
        ("the crew", ACTS, "sing", "", True, True, True),
    ]
    table = pd.DataFrame(rows, columns=columns).assign(article_id="x", segment_id="x-1")
    return SimpleNamespace(actions=table, articles=ARTICLES, named=("the crew", "the port"))


CLAUSES = [
    "the crew: strike", "the crew: have boats", "the crew: deprive, by nobody named",
    "the crew: pay, by the port", "the crew: tow", "the crew: to bring coal", "the crew: not sail",
    "the crew: not to sing",
]  # fmt: skip


def test_clauses_are_written_with_who_did_it_and_whether_it_was_done():
    """Every clause counts once, but "was had" and "was called"; the order of event.toml follows."""
    counts = actions.count_actions(make_clauses())
    assert list_subjects(counts) == [*CLAUSES, "the crew", "the port", "the crew", "the port"]
    assert counts["n"].tolist() == [1] * 8 + [1, 2, 1, 2]
    assert counts["side"].tolist() == ["Post"] * 10 + ["Echo"] * 2
    assert counts["kind"].tolist()[2:5] == [ACTED_ON] * 3


def test_a_clause_gives_one_to_its_segment():
    found = actions.find_actions(make_clauses(), CLAUSES[:2])
    assert found.values.tolist() == [[ACTS, name, "x-1", 1] for name in CLAUSES[:2]]


def test_actors_need_three_clauses_on_each_side_and_come_in_the_order_of_the_event():
    table = make_table(
        ("order", "the port", 1, 0), ("order", "the crew", 1, 1),
        ("acts", "the crew: strike", 1, 2), ("acts", "the crew: march", 2, 1),
        ("acts", "the port: close", 3, 3), ("acts", "the bank: lend", 9, 2),
        ("acts", "the bank: pay", 9, 0),
    )  # fmt: skip
    assert list_subjects(actions.keep_actions(table)) == [
        "the port: close", "the crew: march", "the crew: strike",
    ]  # fmt: skip
    many = make_many(301, "acts", name="the crew: x", a=1, b=1)
    assert len(actions.keep_actions(many)) == 300


def test_three_actors_lead_with_two_clauses_a_side_and_part():
    rows = [(ACTS, f"{name}: build walls", 1, 1) for name in ("mill", "port", "town", "bank")]
    assert list_subjects(actions.lead_actions(make_table(*rows))) == [
        "mill: build walls", "port: build walls", "town: build walls",
    ]  # fmt: skip
    own = [(ACTS, "mill: act", 9, 0), (ACTS, "mill: not to act", 9, 0)]
    own += [(ACTS, f"mill: sell {what}", 2, 0) for what in ("land", "grain", "flour")]
    own += [(ACTED_ON, f"mill: see, by {whom}", 0, 1) for whom in ("a", "b", "c")]
    # Bare verbs come last, with "not" and "to" before them too.
    assert list_subjects(actions.lead_actions(make_table(*own))) == [
        "mill: sell land", "mill: sell grain", "mill: see, by a", "mill: see, by b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "said", "written"),
    [
        (ACTS, "not sail", "not sailing"),
        (ACTS, "to bring coal", "perhaps bringing coal"),
        (ACTS, "not to sing", "perhaps not singing"),
        (ACTED_ON, "deprive, by nobody named", "being deprived (by whom is not said)"),
        (ACTED_ON, "not pay, by the port", "not being paid by the port"),
        (ACTED_ON, "to impose on, by the bank", "perhaps being imposed on by the bank"),
        (ACTED_ON, "tow", "being towed"),
    ],
)
def test_a_clause_is_written_as_a_reader_says_it(kind, said, written):
    counts = make_table((kind, f"the crew: {said}", 1, 0))
    assert actions.write_actions(counts, PAIR) == (
        f"The crew: Post tells of {written}; Echo tells of nothing."
    )


def test_what_an_actor_does_is_written_side_by_side():
    rows = [(ACTS, f"the crew: {verb}", n, 0) for verb, n in (("strike", 2), ("rest", 1))]
    rows += [(ACTS, "the crew: sing", 1, 0), (ACTED_ON, "the crew: lock out", 1, 0)]
    assert actions.write_actions(make_table(*rows), PAIR) == (
        "The crew: Post tells of striking, resting and being locked out; Echo tells of nothing."
    )
    none = actions.write_actions(make_table(), PAIR)
    assert none == "No actor has 3 clauses on each side that the rule reads."


# What each calls whom


def make_labels() -> SimpleNamespace:
    rows = [
        ("the lease", "is_a", "bad", "bargain", "author"),
        ("the lease", "naming", "", "lifeline", "quoted"),
        ("the lease", "modifier", "cheap", "lease", "author"),
    ]
    table = pd.DataFrame(rows, columns=["target", "kind", "modifiers", "head", "voice"])
    table = table.assign(article_id="y", segment_id="y-1")
    return SimpleNamespace(labels=table, articles=ARTICLES, named=())


def test_labels_are_told_by_whose_words_they_are():
    counts = labels.count_labels(make_labels())
    assert counts.values.tolist() == [
        ["the author's words", "the lease: bad bargain", "Echo", 1],
        ["others' words", "the lease: lifeline", "Echo", 1],
    ]
    found = labels.find_labels(make_labels(), ["the lease: lifeline"])
    assert found.values.tolist() == [["others' words", "the lease: lifeline", "y-1", 1]]


def test_three_targets_lead_with_three_labels_a_side_and_voice():
    rows = [(labels.OWN, f"{name}: fair", 1, 1) for name in ("lease", "mill", "port", "quay")]
    assert list_subjects(labels.lead_labels(make_table(*rows))) == [
        "lease: fair", "mill: fair", "port: fair",
    ]  # fmt: skip
    own = [(kind, f"lease: {kind[0]}{k}", 1, 0) for kind in ("the author's words", "others' words")
           for k in range(4)]  # fmt: skip
    led = list_subjects(labels.lead_labels(make_table(*own)))
    assert led == [f"lease: {letter}{k}" for letter in "to" for k in range(3)]
    assert len(labels.keep_labels(make_many(201, labels.OWN, name="lease: x"))) == 200


def test_labels_are_written_side_by_side():
    rows = [(labels.OWN, "the lease: fair", 1, 0), (labels.OWN, "the lease: old", 1, 0)]
    rows += [(labels.OTHERS, "the lease: bad", 1, 0)]
    assert labels.write_labels(make_table(*rows), PAIR) == (
        "The lease: Post writes “fair”, “old” and has others say “bad”; "
        "Echo says nothing of the kind."
    )
    none = labels.write_labels(make_table(), PAIR)
    assert none == "Neither calls an actor or issue anything that the rule reads."


# The order of event.toml


def test_actors_have_the_place_that_the_event_gives_them_on_every_side():
    order = list_order(SimpleNamespace(articles=ARTICLES, named=("mill", "port")))
    assert order[["subject", "side", "n"]].values.tolist() == [
        ["mill", "Post", 1], ["port", "Post", 2], ["mill", "Echo", 1], ["port", "Echo", 2],
    ]  # fmt: skip


def test_rows_stand_by_place_then_by_their_count_then_by_name():
    table = make_table(
        ("order", "mill", 1, 1), ("order", "port", 1, 0), ("acts", "mill: b", 3, 0),
        ("acts", "mill: a", 1, 3), ("acts", "port: d", 1, 1), ("acts", "port: c", 1, 1),
        ("acts", "ship: e", 0, 1),
    )  # fmt: skip
    # The mill's places add up to 2 over the parts, the port's to 1; a ship has none.
    assert list_subjects(sort_named(table, ": ")) == [
        "ship: e", "port: c", "port: d", "mill: a", "mill: b",
    ]  # fmt: skip


def test_a_row_that_both_sides_have_is_picked_once():
    table = pd.DataFrame({"kind": "acts", "a": [1, 0, 2], "b": [1, 2, 0]})
    group = pd.Series(["mill", "mill", "mill"])
    assert pick_first(table, group, kinds=["acts"], most=2).index.tolist() == [0, 1, 2]
    assert pick_first(table, group, kinds=["acts"], most=1).index.tolist() == [0]
    assert pick_first(table, group, kinds=["is acted on"], most=1).empty


def test_what_is_said_may_hold_the_parting_itself():
    counts = make_table(("acts", "port: say: no", 1, 0), ("acts", "mill: wait", 0, 1))
    written = write_named(
        counts, PAIR, ": ", "{label} {said}", lambda rows, side: "/".join(rows["said"]) + side
    )
    assert written == "Port: Post say: noa; Echo say: nob. Mill: Post waita; Echo waitb."


# Who and what only one names


def fold(word: str) -> str:
    return {"boats": "boat", "marshes": "marsh"}.get(word, word)


def test_what_stands_anywhere_in_the_other_text_is_not_absent_from_it():
    named = make_table(
        ("actor", "mill", 1, 0), ("actor", "port", 2, 0), ("actor aside", "port", 0, 1),
        ("actor aside", "mill", 4, 0), ("place", "Oslo", 0, 1), ("place", "Lindmoor", 1, 1),
        ("place", "Abbey", 1, 0), ("place", "Brent", 2, 0), ("place", "Arne", 2, 0),
        ("number", "40", 0, 1), ("articles", "articles", 1, 1),
    )  # fmt: skip
    kept = naming.keep_absent(named, fold=fold)
    assert list_subjects(kept) == ["mill", "Arne", "Brent", "Abbey", "Oslo", "40", "articles"]


def test_a_speaker_whose_last_name_the_other_text_holds_is_not_absent():
    named = make_table(
        ("speaker", "Ada Vane Marsh", 9, 0), ("speaker", "Ira Poole", 5, 0),
        ("word", "marsh", 0, 1),
    )  # fmt: skip
    assert list_subjects(naming.keep_absent(named, fold=fold)) == ["Ira Poole"]


def test_words_need_two_uses_and_count_with_their_family():
    named = make_table(
        ("word", "boat", 1, 0), ("word", "boats", 2, 0), ("word", "weir", 1, 0),
        ("word", "lund", 3, 0), ("word of a name", "lund", 1, 0), ("word", "the", 0, 7),
        ("word", "wall", 0, 2), ("word", "mud", 2, 0), ("word aside", "mud", 0, 1),
        ("word", "sand", 2, 0), ("word aside", "sand", 5, 0),
    )  # fmt: skip
    kept = naming.keep_absent(named, fold=fold)
    assert kept.values.tolist() == [
        ["word", "boats", 3, 0], ["word", "sand", 2, 0], ["word", "wall", 0, 2],
    ]  # fmt: skip


def test_a_hundred_of_a_kind_are_listed_and_three_lead():
    many = pd.concat([make_many(101, "place"), make_many(101, "place", name="t", a=0, b=1)])
    kept = naming.keep_absent(many.reset_index(drop=True), fold=fold)
    assert len(kept) == 200
    table = pd.concat([kept, make_table(("articles", "articles", 2, 1))], ignore_index=True)
    led = naming.lead_names(table)
    assert list_subjects(led) == ["s000", "s001", "s002", "t000", "t001", "t002", "articles"]
    assert naming.write_size(table) == "100 and 100 named"


def test_what_only_one_names_is_written_a_sentence_a_side():
    rows = [("place", "Oslo", 0, 2), ("speaker", "Bea Lund", 0, 12), ("word", "wall", 0, 3)]
    rows += [("word", "mud", 0, 2), ("articles", "articles", 1, 1)]
    assert naming.write_names(make_table(*rows), PAIR) == (
        "Not found in the other text. "
        "Echo: places Oslo (2); speakers Bea Lund; words wall (3), mud (2)."
    )
    several = make_table(("actor", "mill", 1, 0), ("articles", "articles", 1, 2))
    told = naming.write_names(several, PAIR)
    assert told == "Not found in the other texts. Post: actors mill (1)."
    none = naming.write_names(make_table(("articles", "articles", 1, 1)), PAIR)
    assert none == "Nothing that is not found in the other text too, in either."


def make_named() -> SimpleNamespace:
    """Two articles of a larger corpus, whose headline names a number and a place too."""
    segments = pd.DataFrame(
        [
            ("x-0", "x", 0, 0, "headline", "author", "", 3),
            ("x-1", "x", 1, 1, "body", "author", "", 9),
            ("y-1", "y", 1, 1, "body", "quoted", "Bea Lund", 8),
            ("y-2", "y", 1, 2, "body", "reported", "the mill", 4),
            ("y-3", "y", 1, 3, "body", "reported", "Lund's aide", 4),
            ("y-4", "y", 1, 4, "body", "reported", "Ira Poole", 5),
            ("y-5", "y", 1, 5, "body", "reported", "Ada Marsh", 6),
        ],
        columns=[
            "segment_id", "article_id", "paragraph", "sentence", "role", "voice", "speaker",
            "n_words",
        ],
    )  # fmt: skip
    terms = pd.DataFrame(
        [
            ("x", "body", "1994", 1, 2), ("x", "headline", "1994", 1, 1),
            ("x", "body", "1994 ferry", 2, 1), ("x", "body", "ships", 1, 1),
            ("x", "headline", "boats", 1, 1), ("y", "body", "twelve", 1, 1),
            ("z", "body", "wrecks", 1, 5),
        ],
        columns=["article_id", "role", "term", "size", "n"],
    )  # fmt: skip
    marks = pd.DataFrame(
        [
            ("x-1", "x", "places", "Oslo", "Oslo"), ("x-0", "x", "places", "Oslo", "Oslo"),
            ("x-1", "x", "actors", "the mill", "Mill"), ("x-1", "x", "places", "Mill", "Mill"),
            ("x-1", "x", "vader", "bad", "bad"), ("z-1", "z", "places", "Bath", "Bath"),
            ("y-1", "y", "actors", "Ira Poole", "Poole"), ("y-1", "y", "actors", "mayor", "Mayor"),
            ("x-1", "x", "numbers", "1994", "1994"), ("x-1", "x", "numbers", "1994", "1994"),
            ("x-0", "x", "numbers", "1994", "1994"), ("y-1", "y", "numbers", "12", "twelve"),
            ("y-2", "y", "numbers", "3", "three"), ("z-1", "z", "numbers", "1994", "1994"),
        ],
        columns=["segment_id", "article_id", "instrument", "label", "term"],
    )  # fmt: skip
    marks["value"] = (marks["term"] != "three").astype(float)
    return SimpleNamespace(
        whole=None, articles=ARTICLES, segments=segments, terms=terms, marks=marks,
        families=(("ship", "ships"),),
        people=pd.DataFrame([("Ada Marsh", "Mayor", "")], columns=["name", "alias", "camp"]),
    )  # fmt: skip


def test_numbers_and_places_by_hand():
    counts = naming.count_numbers_and_places(make_named())
    assert counts.values.tolist() == [
        ["place", "Oslo", "Post", 1], ["place aside", "Oslo", "Post", 1],
        ["actor", "the mill", "Post", 1], ["actor", "Ira Poole", "Echo", 1],
        ["actor", "mayor", "Echo", 1], ["number", "1994", "Post", 1],
        ["number", "1994", "Post", 1], ["number aside", "1994", "Post", 1],
        ["number", "12", "Echo", 1], ["number aside", "3", "Echo", 1],
        # Oslo may stand for its government.
        ["place aside", "Norway", "Post", 1], ["place aside", "Norway", "Post", 1],
    ]  # fmt: skip
    shared = parallels.count_shared(make_named())
    assert set(shared["kind"]) == {"place", "place aside", "number", "number aside"}
    assert shared["subject"].unique().tolist() == ["Oslo", "1994", "12", "3", "Norway"]


def test_a_number_with_another_unit_or_in_words_is_not_told_by_one_side_only():
    table = make_table(
        ("number", "$45", 1, 0), ("number", "45%", 0, 1), ("number", "3", 1, 0),
        ("number aside", "3", 0, 2), ("number", "$9 billion", 1, 0), ("number", "4 May", 2, 0),
        ("number", "1994", 1, 0), ("number", "212p", 0, 1), ("number", "12", 1, 1),
    )  # fmt: skip
    alone = naming.keep_absent(table)
    assert list_subjects(alone) == ["4 May", "$9 billion", "1994", "212p"]


def test_everything_that_is_named_by_hand():
    counts = naming.count_names(make_named())
    own = counts.groupby(["kind", "subject", "side"])["n"].sum()
    assert own["word", "ship", "Post"] == 1 and own["word aside", "boats", "Post"] == 1
    # Ira Poole is an actor, and Ada Marsh is one under another name; an aide has no name.
    assert own["speaker"].to_dict() == {("Bea Lund", "Echo"): 8}
    assert own["articles"].to_dict() == {("articles", "Echo"): 1, ("articles", "Post"): 1}
    assert own["word of a name"].to_dict() == {
        ("mill", "Post"): 1, ("oslo", "Post"): 1, ("the", "Post"): 1, ("post", "Post"): 1,
        ("bea", "Echo"): 1, ("lund", "Echo"): 2, ("echo", "Echo"): 1, ("ira", "Echo"): 1,
        ("poole", "Echo"): 2, ("ada", "Echo"): 1, ("marsh", "Echo"): 1, ("mayor", "Echo"): 1,
    }  # fmt: skip
    # Two words of the whole corpus stand in an article that is not compared.
    assert own["number"].to_dict() == {("12", "Echo"): 1, ("1994", "Post"): 2}


def test_what_is_named_is_found_where_it_stands():
    """A word in every form of its family, a number as it is written, a speaker by his words."""
    told = [("author", "The ships left in 1994 with 40 boats."), ("quoted", "We sail on.")]
    corpus = complete(make_corpus([[[told], ["A ship sank."]]], [[["It rained."]]]),
                      speech={"We sail on.": ("Bea Lund", "said")})  # fmt: skip
    corpus = replace(corpus, families=(("ship", "ships"),))
    asked = ["ship", "1994", "boat", "Bea Lund", "the mill"]
    found = naming.find_names(corpus, asked, fold=fold).sort_values(["kind", "segment_id"])
    assert found.values.tolist() == [
        ["number", "1994", "a0-000", 1], ["speaker", "Bea Lund", "a0-001", 3],
        ["word", "boat", "a0-000", 1], ["word", "ship", "a0-000", 1], ["word", "ship", "a0-002", 1],
    ]  # fmt: skip


# What both tell


def test_what_both_tell_is_in_both_and_four_of_a_kind_lead():
    table = make_table(
        ("number", "40", 2, 1), ("place", "Oslo", 1, 1), ("number", "1994", 1, 1),
        ("number", "7", 2, 3), ("place", "Bath", 3, 0), ("place", "Brent", 0, 3),
        ("number", "12", 1, 1), ("number", "9", 1, 1),
    )  # fmt: skip
    kept = parallels.keep_shared(table)
    assert list_subjects(kept) == ["7", "40", "12", "9", "Oslo", "1994"]
    led = parallels.lead_shared(kept)
    assert list_subjects(led) == ["7", "40", "12", "9", "Oslo"]
    assert parallels.write_shared(led, PAIR) == "Numbers and years 7, 40, 12, 9; places Oslo."
    assert parallels.write_shared(led.head(0), PAIR) == "No number and no place."
    assert len(parallels.keep_shared(make_many(101, "place", a=1, b=1))) == 100


# Articles compared within events


@pytest.mark.parametrize(
    ("events", "begin", "end"),
    [
        (1, "within 1 event that", "flipping the signs of 1 can reach is 1."),
        (0, "within 0 events that", "flipping the signs of 0 can reach is 1."),
        (5, "within 5 events that", "flipping the signs of 5 can reach is 0.0625."),
        (6, "within 6 events that", "set aside: 1 and 2."),
    ],
)
def test_how_many_events_are_compared_is_written(events, begin, end):
    rows = [("", partners.EVENTS, events, events), ("", partners.PAIRED, 7, 8)]
    rows += [("", partners.ALONE, 1, 2)]
    told = partners.write_matched(make_table(*rows), PAIR)
    assert begin in told and told.endswith(end)
    assert "(7 articles of Post, 8 of Echo)" in told
    assert partners.write_size(make_table(*rows)) == "7 and 8 articles"


def test_partners_add_those_that_were_set_aside_before():
    articles = pd.DataFrame({"side": ["Post", "Post", "Echo"], "event": ["flood", "", "flood"]})
    corpus = SimpleNamespace(articles=articles, sides=[*PAIR], pair=PAIR, alone={"Post": 2})
    assert partners.list_partners(corpus).values.tolist() == [
        ["Post", 1, 1, 3], ["Echo", 1, 1, 0],
    ]  # fmt: skip
    corpus.sides.append("Herald")
    assert partners.list_partners(corpus).empty and partners.count_matched(corpus).empty


# Who speaks


def test_of_many_speakers_the_others_are_one_row():
    ours = [("speaker", f"a{k:03d}", k + 1, 0) for k in range(101)]
    theirs = [("speaker", f"b{k:03d}", 0, k + 2) for k in range(101)]
    table = make_table(("camp", "the crew", 9, 9), *ours, *theirs)
    kept = speakers.keep_speakers(table)
    assert kept.iloc[-1].tolist() == ["speaker", "other speakers", 1, 2] and len(kept) == 202
    assert not {"a000", "b000"} & set(kept["subject"])
    assert kept.index.is_unique  # rows of the first screen are picked by it
    few = table.head(101)
    assert speakers.keep_speakers(few) is few


def test_three_speakers_a_side_lead_with_camps_and_quotations():
    rows = [("camp", "the crew", 9, 0), ("quotation", "quotations", 1, 1)]
    rows += [("speaker", "other speakers", 99, 99), ("speaker", "Ada", 5, 4)]
    rows += [("speaker", name, n, 0) for name, n in (("Bea", 4), ("Cy", 6), ("Dan", 3))]
    rows += [("speaker", "Eva", 0, 1), ("speaker", "Flo", 2, 0)]
    led = speakers.lead_speech(make_table(*rows))
    assert list_subjects(led) == ["the crew", "quotations", "Cy", "Ada", "Bea", "Eva"]


def test_camps_stand_by_their_gap_and_those_that_are_none_last():
    rows = [(AUTHOR, 50, 60), (NO_CAMP, 9, 8), (UNKNOWN, 1, 2), ("crew", 3, 4), ("town", 1, 9)]
    camps = [("camp", *row) for row in rows]
    said = speakers.write_speech(make_table(*camps, ("camp", "bank", 4, 3)), PAIR)
    assert said.startswith(
        "Words given in Post and in Echo: town 1 and 9, bank 4 and 3, crew 3 and 4, "
        "speakers without a camp 9 and 8, no known speaker 1 and 2, the author 50 and 60. "
        "No speaker is known in Post. "
    )
    alone = speakers.write_speech(make_table(*camps[:3]), PAIR)
    assert alone.startswith(
        "Words given in Post and in Echo: speakers 9 and 8, no known speaker 1 and 2, "
    )


def test_the_words_of_the_author_are_no_speech_and_quotations_are_those_in_marks():
    body = make_named()
    body.segments = body.segments[body.segments["n_words"].isin([9, 8, 4])]
    found = speakers.find_speech(body, [NO_CAMP, "Bea Lund", "quotations", AUTHOR])
    assert found.values.tolist() == [
        ["camp", NO_CAMP, "y-1", 8], ["camp", NO_CAMP, "y-2", 4], ["camp", NO_CAMP, "y-3", 4],
        ["speaker", "Bea Lund", "y-1", 8], ["quotation", "quotations", "y-1", 8],
    ]  # fmt: skip


# House style


def test_words_of_house_style_are_those_of_one_side():
    rows = [("titles", "mr", 3, 1), ("titles", "mrs", 2, 0), ("titles", "dr", 5, 2)]
    rows += [("titles", "sir", 2, 6), ("titles", "lord", 8, 3), ("titles", "ms", 0, 3)]
    assert list_subjects(style.keep_style(make_table(*rows))) == ["mr", "sir", "ms"]
    assert style.write_style(make_table(), PAIR) == (
        "House style does not differ between Post and Echo."
    )


def test_only_the_outlet_of_an_article_is_house_style_in_it():
    rows = [("x", "post", 1, 2), ("y", "post", 1, 4), ("y", "don't", 1, 3), ("x", "don't be", 2, 1)]
    terms = pd.DataFrame(rows, columns=["article_id", "term", "size", "n"]).assign(role="body")
    aside = terms.assign(role="headline")
    corpus = SimpleNamespace(terms=pd.concat([terms, aside]), articles=ARTICLES, whole=None)
    counts = style.count_style(corpus)
    assert counts.values.tolist() == [
        ["names of outlets", "post", "Post", 2], ["contractions", "don't", "Echo", 3],
    ]  # fmt: skip


# Telling


def tell_one(monkeypatch, **fields) -> Told:
    """A told measure alone in the place of all of them."""
    given = {"measure": "toy", "csv": "toy", "counts": None, "sentence": None, "evidence": None}
    row = Told(**given | fields)
    monkeypatch.setattr(telling, "TOLD", [row])
    return row


def make_body(many: int) -> SimpleNamespace:
    body = SimpleNamespace(articles=pd.DataFrame(index=range(many)))
    body.select = lambda role: body
    return body


def test_a_count_links_to_its_segments_the_strongest_first(monkeypatch):
    rows = [("rent", "x-1", 1), ("rent", "x-2", -3), ("rent", "x-3", 0), ("rent", "x-2", 1)]
    found = pd.DataFrame(rows, columns=["subject", "segment_id", "part"])
    tell_one(monkeypatch, evidence=lambda body, subjects: found)
    told = make_table(("", "rent", 5, 0), ("", "quay", 1, 0)).assign(measure="toy")
    assert telling.link_told(told, make_body(2))["segments"].tolist() == ["x-2 x-1", ""]


@pytest.mark.parametrize(("articles", "linked"), [(6, 21), (7, 20)])
def test_of_more_than_six_articles_a_count_links_to_twenty_segments(monkeypatch, articles, linked):
    ids = [f"x-{k:02d}" for k in range(21)]
    found = pd.DataFrame({"subject": "rent", "segment_id": ids, "part": 1})
    tell_one(monkeypatch, evidence=lambda body, subjects: found)
    told = make_table(("", "rent", 21, 0)).assign(measure="toy")
    segments = telling.link_told(told, make_body(articles))["segments"].item()
    assert segments.split() == ids[:linked]


def test_counts_are_spread_over_the_sides_the_most_frequent_first(monkeypatch):
    row = tell_one(monkeypatch, keep=lambda table: table[table["a"] > 0])
    rows = [("toy", "", "rent", "Post", 2), ("toy", "", "rent", "Echo", 1)]
    rows += [("toy", "", "quay", "Post", 4), ("toy", "", "mud", "Echo", 9)]
    rows += [("other", "", "mud", "Post", 9)]
    counts = pd.DataFrame(rows, columns=["measure", "kind", "subject", "side", "n"])
    told = telling.tell_counts(counts, pair=PAIR)
    assert told[["subject", "side_a", "side_b", "a", "b"]].values.tolist() == [
        ["quay", "Post", "Echo", 4, 0], ["rent", "Post", "Echo", 2, 1],
    ]  # fmt: skip
    monkeypatch.setattr(telling, "TOLD", [row, replace(row, measure="other")])
    every = telling.tell_counts(counts, pair=PAIR)
    assert every["measure"].tolist() == ["toy", "toy", "other"]
    assert every.index.tolist() == [0, 1, 2]
    monkeypatch.setattr(telling, "TOLD", [])
    assert telling.tell_counts(counts, pair=PAIR).empty


def test_how_often_a_rule_is_right_is_told_where_it_was_measured(monkeypatch):
    table = pd.DataFrame(
        [("one", "odd_precision", 0.56, "9 pages"), ("two", "odd_precision", 0.44, "9 pages"),
         ("three", "odd_MAE", 0.056, "9 pages"), ("four", "odd_r", 0.5, "9 pages")],
        columns=["instrument", "metric", "value", "n"],
    )  # fmt: skip
    monkeypatch.setattr(telling, "load_lexicon", lambda name: table)
    assert telling.write_rule("two", "odd_precision", rule="x") == "x: 4 in 10 right on 9 pages"
    assert telling.write_rule("", "odd_precision", rule="x") == "x: 6 in 10 right on 9 pages"
    assert telling.write_rule("", "odd_MAE", rule="x").startswith("x: 6 words in 100 wrong")
    measured = tell_one(monkeypatch, accuracy="odd_r", rule="x")
    told = telling.find_accuracy(measured)
    assert told == "x: correlation with people's ratings 0.50 on 9 pages"
    assert telling.find_accuracy(tell_one(monkeypatch)) == "accuracy not measured"
    assert telling.find_accuracy(tell_one(monkeypatch, rule="")) == "as it is given"


def test_rows_of_listed_counts_are_numbered_from_0():
    """They are picked by their number on the first screen."""
    table = make_table(
        ("acts", "the crew: strike", 0, 0), ("acts", "mill: close", 3, 3), ("word", "sand", 2, 0),
        ("word", "wall", 0, 2), ("place", "Oslo", 1, 1), ("number", "40", 1, 1),
    )  # fmt: skip
    kept = [actions.keep_actions(table), naming.keep_absent(table, fold=fold)]
    kept += [parallels.keep_shared(table.iloc[1:]), sort_named(table.iloc[1:], ": ")]
    kept += [labels.keep_labels(table.iloc[1:])]
    assert all(own.index.equals(pd.RangeIndex(len(own))) and len(own) for own in kept)
    assert {tuple(own) for own in kept} == {("kind", "subject", "a", "b")}
