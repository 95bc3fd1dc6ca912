"""One camp under several names: what belongs together, worked by hand."""

import pandas as pd
import pytest

from analysis.event.people import read_camp, suggest_people
from analysis.measures.camps import list_people


def _suggest(*articles):
    """The camps of speakers in articles, each a list of segments: speaker and text."""
    rows = []
    for number, segments in enumerate(articles):
        for speaker, text in segments:
            rows.append((f"article {number}", speaker, text, len(text.split())))
    columns = ["article_id", "speaker", "text", "n_words"]
    people = suggest_people(pd.DataFrame(rows, columns=columns))
    return {row["name"]: row["camp"] for row in people}


NAMED = ("Miners' League", "The Miners' League, the union that called it, said pay was low.")
SECRETARY = ("Colin Rudd", "Colin Rudd, secretary of the union, said no.")


def test_a_description_beside_a_name_is_that_body():
    camps = _suggest([NAMED, SECRETARY])
    assert set(camps.values()) == {"Miners' League"}


def test_the_union_of_another_text_may_be_another_one():
    other = ("Bo Lind", "Bo Lind, secretary of the union, said yes.")
    camps = _suggest([NAMED, SECRETARY], [other])
    assert camps["Bo Lind"] == camps["Colin Rudd"] == "the union"


def test_two_bodies_with_one_description_stay_apart():
    second = ("Dockers' League", "The Dockers' League, the union that lost, said so.")
    assert _suggest([NAMED, second, SECRETARY])["Colin Rudd"] == "the union"


def test_capitals_and_articles_make_no_other_camp():
    camps = _suggest(
        [
            ("Ina Fell", "Ina Fell, a spokeswoman for the Miners' Federation, said no."),
            ("Bo Lind", "Bo Lind, a lawyer for Miners' Federation, said yes."),
            ("Ann Lowe", "Ann Lowe, head of the federation, said nothing."),
        ]
    )
    assert set(camps.values()) == {"the Miners' Federation"}


@pytest.mark.parametrize(
    "deputy",
    ["Sheila Marr, deputy to Mr Rudd, said yes.", "Colin Rudd's deputy, Sheila Marr, said yes."],
)
def test_a_deputy_speaks_for_the_camp_of_the_first(deputy):
    leader = ("Colin Rudd", "Mr Rudd, head of the Miners' Federation, said no.")
    camps = _suggest([leader, ("Sheila Marr", deputy)])
    assert camps == dict.fromkeys(["Colin Rudd", "Sheila Marr"], "the Miners' Federation")


def test_what_a_deputy_heads_is_not_the_camp_of_the_first():
    text = "Mr Rudd's deputy, Sheila Marr, chair of the ferry board, said no."
    camps = _suggest([("Sheila Marr", text), ("Colin Rudd", "Colin Rudd said yes.")])
    assert camps == {"Sheila Marr": "the ferry board"}


def test_a_body_speaks_for_itself():
    camps = _suggest(
        [
            ("Harrow Coal", "The pit's owner, Harrow Coal, said it would pay."),
            ("A spokesman for Harrow Coal", "A spokesman for Harrow Coal said it was safe."),
        ]
    )
    assert set(camps.values()) == {"Harrow Coal"}


def test_a_person_with_a_spokesman_has_the_same_camp():
    camps = _suggest(
        [
            ("A spokesman for Toby Hale", "A spokesman for Toby Hale said he was out."),
            ("Toby Hale", "Toby Hale said he was in."),
        ]
    )
    assert camps == dict.fromkeys(["A spokesman for Toby Hale", "Toby Hale"], "Toby Hale")


@pytest.mark.parametrize(
    ("called", "camp"),
    [
        ("leads the ferry board", ""),
        ("the ferry board", "the ferry board"),
        ("Federation of Growers", "the Federation of Growers"),
        ("the farmers' union chair", "the farmers' union"),
        ("the farmers' chairman", "the farmers"),
    ],
)
def test_the_camp_of_a_body(called, camp):
    assert read_camp(called) == camp


def test_names_of_one_actor_are_one_camp():
    settings = {
        "actors": [{"name": "Miners' League", "aliases": ["the union"]}, {"name": "Harrow Coal"}],
        "people": [
            {"name": "Colin Rudd", "camp": "the union"},
            {"name": "Sheila Marr", "camp": "Miners' League"},
        ],
    }
    camps = list_people(settings).set_index("alias")["camp"].to_dict()
    names = ["Miners' League", "the union", "Colin Rudd", "Sheila Marr"]
    assert camps == dict.fromkeys(names, "Miners' League") | {"Harrow Coal": ""}
