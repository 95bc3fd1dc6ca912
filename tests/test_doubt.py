"""What is denied, asked, supposed or alleged is not told as done, and is no label."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.measures.actions import list_actions
from analysis.measures.labels import list_labels

NAMED = [
    {"name": "Martin Rudd", "aliases": ["Rudd"]},
    {"name": "Helen Carrow", "aliases": ["Carrow"]},
    {"name": "Corvane", "aliases": []},
    {"name": "Iran", "aliases": []},
]


def make_segments(text, **given):
    row = {"segment_id": "x-1", "article_id": "x", "paragraph": 1, "sentence": 1}
    row |= {"voice": "author", "speaker": "", "cue": "", "text": text}
    return pd.DataFrame([row | given])


def list_acts(text):
    """Actor, verb, and how it is told, of those who act."""
    table = list_actions(make_segments(text), NAMED)
    acts = table[table["part"] == "acts"]
    told = acts["modal"].map({True: "perhaps", False: ""}).mask(acts["negated"], "not")
    return list(zip(acts["actor"], acts["verb"], told, strict=True))


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Rudd beat Carrow.", [("Martin Rudd", "beat", "")]),
        ("Rudd was accused of beating Carrow.", [("Martin Rudd", "beat", "perhaps")]),
        ("The union accused Carrow of stealing it.", [("Helen Carrow", "steal", "perhaps")]),
        ("Did Rudd beat Carrow?", [("Martin Rudd", "beat", "perhaps")]),
        ("Why did Rudd beat Carrow?", [("Martin Rudd", "beat", "")]),
        ("If Rudd attacked Carrow, he lost.", [("Martin Rudd", "attack", "perhaps")]),
        ("Rudd was allegedly beaten by Carrow.", [("Helen Carrow", "beat", "perhaps")]),
        ("Rudd never attacked Carrow.", [("Martin Rudd", "attack", "not")]),
        ("Corvane failed to warn Carrow.", [("Corvane", "fail", ""), ("Corvane", "warn", "not")]),
        ("Corvane stopped paying Rudd.", [("Corvane", "stop", ""), ("Corvane", "pay", "not")]),
        # What somebody of a person does is not done by the person.
        ("Rudd's deputy, Lena Osgood, is plotting a coup.", []),
        ("Carrow supporters attacked the mill.", []),
        ("Rudd's men beat a boy.", []),
        ("Iran's army attacked the mill.", [("Iran", "attack", "")]),
        ("Corvane officials closed the mill.", [("Corvane", "close", "")]),
        # Two participles share their passive, and an object does nothing.
        ("Carrow was stopped and searched.", []),
        ("Police guarding Rudd fired shots.", []),
    ],
)
def test_who_is_told_to_act(text, acts):
    assert list_acts(text) == acts


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("Nobody beat Rudd.", True),
        ("Nobody has forgiven Rudd.", True),
        ("Hardly anyone attacked Rudd.", True),
        ("She left without thanking Rudd.", True),
        ("Some people attacked Rudd.", False),
    ],
)
def test_what_nobody_does_is_told_as_not_done(text, negated):
    table = list_actions(make_segments(text), NAMED)
    own = table[table["actor"] == "Martin Rudd"]
    assert own["negated"].tolist() == [negated]


def test_a_participle_with_and_is_passive_too():
    table = list_actions(make_segments("Carrow was stopped and searched."), NAMED)
    assert table[["part", "verb"]].values.tolist() == [
        ["is acted on", "stop"],
        ["is acted on", "search"],
    ]
    table = list_actions(make_segments("Rudd was shot and died."), NAMED)
    assert "die" not in set(table.loc[table["part"] == "is acted on", "verb"])


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Rudd is a thief.", ["thief"]),
        ("Rudd is no hero.", []),
        ("Rudd is hardly a hero.", []),
        ("Rudd is not a thief.", []),
        ("If Rudd is a thief, he must go.", []),
        ("Critics ask whether Rudd is a thief.", []),
        ("Is it true that Rudd is a thief?", []),
        ("He knows why Rudd is a hero.", ["hero"]),
    ],
)
def test_what_is_denied_or_supposed_is_no_label(text, heads):
    assert list_labels(make_segments(text), NAMED)["head"].tolist() == heads


def test_what_somebody_denies_is_no_label():
    denied = make_segments("that Rudd is a thief", voice="reported", cue="denied")
    assert list_labels(denied, NAMED).empty
    said = make_segments("that Rudd is a thief", voice="reported", cue="said")
    assert list_labels(said, NAMED)["head"].tolist() == ["thief"]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Corvane called on Carrow to resign.", [("Helen Carrow", "resign", "perhaps")]),
        ("Workers pleaded with Corvane to pay.", [("Corvane", "pay", "perhaps")]),
        ("Corvane called on Carrow.", []),
        ("Corvane, Rudd said, had misled Carrow.", [("Corvane", "mislead", "")]),
        ("Corvane, says the union, cheated Carrow.", [("Corvane", "cheat", "")]),
        ("Corvane sold the mill, Rudd said.", [("Corvane", "sell", "")]),
        ("According to court records, Rudd burned it.", [("Martin Rudd", "burn", "")]),
        ("A Corvane managing partner left it.", []),
        ("On Monday Rudd sued it.", [("Martin Rudd", "sue", "")]),
        ("Rudd left Corvane.", [("Martin Rudd", "leave", "")]),
        # Another with the surname is another person, and one with a title is not.
        ("Clara Rudd sold it.", []),
        ("Clara J. Rudd sold it.", []),
        ("Sergeant Rudd sold it.", [("Martin Rudd", "sell", "")]),
        ("Martin J. Rudd sold it.", [("Martin Rudd", "sell", "")]),
    ],
)
def test_who_acts_where_others_are_told_of_too(text, acts):
    assert list_acts(text) == acts


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("Rudd was hit by a lorry.", "lorry"),
        ("Rudd was hit by mistake by a guard.", "guard"),
        ("Rudd was fined a fortune by the council.", "council"),
        ("Rudd, dubbed the Fox by Carrow, left.", "Helen Carrow"),
        ("Rudd was hired by a rival.", "rival"),
        ("Rudd was found by the river.", ""),
        ("Rudd was sent by lorry.", ""),
        ("Rudd was elected by a landslide.", ""),
        ("Rudd was beaten by two seconds.", ""),
        ("Rudd was freed by Friday.", ""),
    ],
)
def test_who_does_it_stands_behind_by_and_how_and_when_do_not(text, agent):
    table = list_actions(make_segments(text), NAMED)
    row = table[table["part"] == "is acted on"].iloc[0]
    assert (row["other"], row["agent_named"]) == (agent, agent != "")


def test_whom_somebody_fires_on_is_not_fired():
    table = list_actions(make_segments("Guards fired on Rudd."), NAMED)
    assert table[["part", "verb"]].values.tolist() == [["is acted on", "fire on"]]
