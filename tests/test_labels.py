"""What people are called before their names, by verbs of naming and in the sentence behind."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.measures.calling import KINDS
from analysis.measures.labels import SHOWN, list_labels

NAMED = [
    {"name": "Edda Wirth", "aliases": ["Wirth"]},
    {"name": "Tomas Kell", "aliases": ["Kell"]},
    {"name": "Brannet", "aliases": []},
    {"name": "the walkers", "aliases": ["walkers"]},
    {"name": "tunnel", "aliases": [], "issue": True},
]


def make_segments(*texts, articles=None):
    articles = articles or ["x"] * len(texts)
    rows = [
        {"segment_id": f"{article}-{k}", "article_id": article, "paragraph": 1, "sentence": k}
        | {"voice": "author", "speaker": "", "cue": "", "text": text}
        for k, (article, text) in enumerate(zip(articles, texts, strict=True))
    ]
    return pd.DataFrame(rows)


def list_called(*texts, **given):
    """Whom, by which kind, and what; what somebody owns aside."""
    table = list_labels(make_segments(*texts, **given), NAMED)
    table = table[table["kind"] != "possessed"]
    words = (table["modifiers"] + " " + table["head"]).str.strip()
    return list(zip(table["target"], table["kind"], words, strict=True))


@pytest.mark.parametrize(
    ("text", "target", "kind", "words"),
    [
        ("The weary Kell left the rink.", "Tomas Kell", "epithet", "weary"),
        ("Guards searched a tearful Wirth.", "Edda Wirth", "epithet", "tearful"),
        ("The ailing brewer Brannet shut a mill.", "Brannet", "epithet", "ailing brewer"),
        ("Jailed trader Tomas Kell lost his appeal.", "Tomas Kell", "epithet", "jailed trader"),
        ("The spiteful potter Edda Wirth sued.", "Edda Wirth", "epithet", "spiteful potter"),
        ("Debt-ridden Brannet shut a mill.", "Brannet", "epithet", "debt-ridden"),
        ("Kell, a crooked trader, fled.", "Tomas Kell", "epithet", "crooked trader"),
        ("Kell, the town's crooked mayor, fled.", "Tomas Kell", "epithet", "crooked mayor"),
        # Rank, field and trade alone judge nobody.
        ("A crowd cheered striker Edda Wirth.", "Edda Wirth", "role", "striker"),
        ("Legal adviser Tomas Kell left.", "Tomas Kell", "role", "legal adviser"),
        ("The former pilot Tomas Kell left.", "Tomas Kell", "role", "former pilot"),
        ("Rights campaigner Edda Wirth left.", "Edda Wirth", "role", "rights campaigner"),
    ],
)
def test_what_stands_before_a_name_says_what_its_bearer_is(text, target, kind, words):
    assert list_called(text) == [(target, kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "The choir Wirth founded sang.",
        "The painter Kell hired left.",
        "It is clear Brannet will close.",
        "The 40-year-old Kell won.",
        "The late Edda Wirth loved dogs.",
        "The new Brannet plant opened.",
    ],
)
def test_what_only_stands_before_a_name_is_no_label(text):
    assert list_called(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kell, dubbed the Weasel by the press, sued.", [("Tomas Kell", "weasel")]),
        ("Kell is known as the Weasel.", [("Tomas Kell", "weasel")]),
        ("Kell, known to neighbours as a miser, died.", [("Tomas Kell", "miser")]),
        ("A skater nicknamed the Goose beat Kell.", []),
        ('A mayor called the walkers "louts".', [("the walkers", "louts")]),
        ("Wirth was dismissed as a lightweight by her rivals.", [("Edda Wirth", "lightweight")]),
        ("Wirth was described by guards as a menace.", [("Edda Wirth", "menace")]),
        ("Locals speak of Wirth as a saint.", [("Edda Wirth", "saint")]),
        ("He called Kell a cheat and Wirth a fraud.",
         [("Tomas Kell", "cheat"), ("Edda Wirth", "fraud")]),
        ("The film casts Kell as a clown.", [("Tomas Kell", "clown")]),
        ("Papers labelled Kell the meanest man in town.", [("Tomas Kell", "meanest man")]),
        ("Once mocked as a crank, Wirth won.", [("Edda Wirth", "crank")]),
        ("Dubbed the Weasel by the press, Kell fled.", [("Tomas Kell", "weasel")]),
        ("Called by Kell at noon, Wirth left.", []),
        ("She voted for Kell, whom she saw as a pest.", [("Tomas Kell", "pest")]),
        ("He sued Brannet, which it described as a bully.", [("Brannet", "bully")]),
        ("The paper wrote to Kell after calling him a fraud.", [("Tomas Kell", "fraud")]),
        ('The man who called Kell "a weasel" left.', [("Tomas Kell", "weasel")]),
        # A name is no label, and a verb with two objects is active.
        ("The road known as the Old Salt Way is shut.", []),
        ("The press dubbed Kell the Weasel.", [("Tomas Kell", "weasel")]),
        ("Brannet sold a mill, called a meeting and left.", []),
        # Nor is what nobody says.
        ("Nobody called Kell a cheat.", []),
        ("She refused to call Kell a cheat.", []),
        ("Did she call Kell a cheat?", []),
    ],
)  # fmt: skip
def test_verbs_of_naming_give_a_label(text, found):
    assert [(target, words) for target, _, words in list_called(text)] == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kell is a rival.", ["rival"]),
        ("Kell is our general.", ["general"]),
        ("Kell is a populist.", ["populist"]),
        ("Kell is a liberal economist.", ["liberal economist"]),
        ("Kell turned out to be a cheat.", ["cheat"]),
        ("Kell is said to be a cheat.", []),
        ("Kell may be a cheat.", []),
        ("Kell could be a cheat.", []),
        ("Kell is my age.", []),
        ("Brannet is the subject of a film.", []),
        ("Kell is two metres tall.", []),
    ],
)
def test_what_somebody_is_said_to_be_or_may_be_is_no_label(text, words):
    assert [row[2] for row in list_called(text)] == words


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["Wirth won.", "She is a fighter."], ["fighter"]),
        (["Wirth?", "She is our general."], ["general"]),
        (["Wirth lives in Oxley.", "She is brave."], ["brave"]),
        # Somebody else may be meant, or she is no person.
        (["Wirth met Kell.", "He is a fool."], []),
        (["Wirth met her lawyer.", "He is a fool."], []),
        (["Brannet won.", "She is a fighter."], []),
        (["Wirth won.", "Rain fell.", "She is a fighter."], []),
    ],
)
def test_she_is_whom_alone_the_sentence_before_names(texts, words):
    assert [row[2] for row in list_called(*texts)] == words


def test_nobody_is_meant_in_another_article():
    texts = ["Wirth won.", "She is a fighter."]
    assert list_called(*texts, articles=["x", "y"]) == []


def test_epithets_stand_on_a_page_and_roles_do_not():
    assert "epithet" in SHOWN and "role" not in SHOWN and set(SHOWN) < set(KINDS)
