"""One speaker under several names: joined where the text itself gives the link, worked by hand."""

import pytest

from analysis.articles.bearers import find_bearer, list_bodies
from analysis.articles.one_name import join_names_of_one
from analysis.articles.person_nouns import is_person_noun, load_nations
from analysis.articles.voices import find_passages


def _list_speakers(text):
    passages = find_passages(text).drop_duplicates("passage")
    return passages["speaker"].tolist()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # A title or a trade before the name.
        (
            "Police Chief Walter Brandt said the road was shut. Chief Constable Brandt said two "
            "men were held. The chief constable said nobody was hurt.",
            "Walter Brandt",
        ),
        ("Goalkeeper Ana Ruiz said it was wet. Ruiz said she slipped.", "Ana Ruiz"),
        ("Inspector Mary Quill said it was blue. Det Insp Quill said it was new.", "Mary Quill"),
        ("Passenger Tess Roe said it was dark. The passenger said a child cried.", "Tess Roe"),
        ("Frenchman Remy Aubert said it was rough. The Frenchman said it broke.", "Remy Aubert"),
        ("The novelist Ivo Marr said it was true. Marr said it was old.", "Ivo Marr"),
        ("Vice-president Ola Finch said it sank. The vice-president said so too.", "Ola Finch"),
        # The office, beside the name.
        (
            "The company's chief executive, Grant Colb, said sales fell. Colb said the shops would "
            "stay. The chief executive said he was calm.",
            "Grant Colb",
        ),
        ("Health Minister Ida Lund said it was safe. The minister said it was new.", "Ida Lund"),
        (
            "Dana Hurst, a geologist at the school, said it moved. The geologist said it rained.",
            "Dana Hurst",
        ),
        (
            "Tom Abel, the club's captain, said they lost. The club's captain said it rained.",
            "Tom Abel",
        ),
        (
            "Omar Dale, chairman and head of Fennel, said it rose. The chairman said it fell.",
            "Omar Dale",
        ),
        (
            "Moira Plant, who is head of the line, said it fell. The head said it rose.",
            "Moira Plant",
        ),
        (
            "The Archbishop of Lindmoor, Amos Teller, said it sank. The archbishop said it rained.",
            "Amos Teller",
        ),
        ("Senator Hal Wicks said it was dead. Sen. Wicks said votes were missing.", "Hal Wicks"),
        # An age, and a nation.
        ("Luc Morel, 31, said he would retire. The 31-year-old said it hurt.", "Luc Morel"),
        ("Danish swimmer Mette Holm said it was cold. The Dane said she swam well.", "Mette Holm"),
        ("Spain's Pablo Rey said the clay was wet. The Spaniard said he slid.", "Pablo Rey"),
        # Parts of a name.
        (
            "Pieter van den Berg said it would hold. Van den Berg said it was old.",
            "Pieter van den Berg",
        ),
        (
            "Hugo Garcia Lorente said it was banned. Garcia Lorente said it was not.",
            "Hugo Garcia Lorente",
        ),
        ("Dame Edith Crowe said it must close. Dame Edith said the roof leaked.", "Edith Crowe"),
        ("Sarah Pike, 9, said it bit her. Sarah said she cried.", "Sarah Pike"),
        ("Chairman Kwon Min-ho said it was safe. Chairman Kwon said it was old.", "Kwon Min-ho"),
        # A body.
        ("Fennel Foods, the bakery, said it rose. The bakery said it would close.", "Fennel Foods"),
    ],
)
def test_one_speaker_has_one_name(text, name):
    speakers = _list_speakers(text)
    assert len(speakers) > 1
    assert set(speakers) == {name}


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        # Two people with one surname.
        ("Ana Ruiz said it was fair. Tomas Ruiz said it was not.", ["Ana Ruiz", "Tomas Ruiz"]),
        (
            "Peter Rowan said it was sold. Helen Rowan said it was not. Mrs Rowan said it was "
            "false. Mr Rowan said it was true.",
            ["Peter Rowan", "Helen Rowan", "Helen Rowan", "Peter Rowan"],
        ),
        # Two with one office, one of them perhaps without a name.
        (
            "Health Minister Ida Lund said it was safe. Finance Minister Olaf Berg said it cost "
            "much. The minister said it was late. The finance minister said it was early.",
            ["Ida Lund", "Olaf Berg", "The minister", "Olaf Berg"],
        ),
        (
            "Ecologist Bram Olde said bees died. A second ecologist said it was wrong. The "
            "ecologist said it was the spray.",
            ["Bram Olde", "A second ecologist", "The ecologist"],
        ),
        (
            "Health Minister Ida Lund said it was safe. The French minister said he doubted it. "
            "The minister said it was late.",
            ["Ida Lund", "The French minister", "The minister"],
        ),
        (
            "Luc Morel, 31, said he would go. Tom Abel, 31, said he would stay. The 31-year-old "
            "said it hurt.",
            ["Luc Morel", "Tom Abel", "The 31-year-old"],
        ),
        # Another office.
        (
            "Ida Lund, a former minister, said no. The minister said yes.",
            ["Ida Lund", "The minister"],
        ),
        ("Assistant coach Liv Dahl said no. The coach said yes.", ["Liv Dahl", "The coach"]),
        (
            "Ted Cray, a spokesman for the mayor, said no. The mayor said yes.",
            ["Ted Cray", "The mayor"],
        ),
        (
            "The mayor's spokesman, Ted Cray, said no. The mayor said yes.",
            ["Ted Cray", "The mayor"],
        ),
        # No apposition.
        (
            "In Lindmoor, the mayor said rents rose. The mayor said it again.",
            ["the mayor", "The mayor"],
        ),
        ("Ana Ruiz is meeting the captain. The captain said it sank.", ["The captain"]),
        ("Ana Ruiz, her lawyer, and a clerk met. The lawyer said it was fair.", ["The lawyer"]),
        # Nobody has been named yet.
        ("The actor said it was old. They cast actor Jo Vance.", ["The actor"]),
        # What the town said, no one of that name did.
        ("Oxford said it rang. Oxford Bell said it did not.", ["Oxford", "Oxford Bell"]),
    ],
)
def test_two_speakers_have_two_names(text, speakers):
    assert _list_speakers(text) == speakers


def test_a_description_before_any_name_means_nobody():
    text = "The chief executive said no. Grant Cole, chief executive of the line, left."
    assert find_bearer("The chief executive", text, 0, str) == ""
    assert find_bearer("The chief executive", text, len(text), str) == "Grant Cole"
    assert find_bearer("A chief executive", text, len(text), str) == ""


def test_a_body_stands_beside_its_description():
    text = "The club, Marlow United, lost. At the club, Ana Ruiz, a nurse, wept."
    assert list_bodies("the club", text) == ["Marlow United"]
    assert list_bodies("the captain", text) == []


def test_initials_in_brackets_are_the_body_before_them():
    text = "The National Grain Board (NGB) said it fell. The NGB said it rose."
    assert _list_speakers(text) == ["The National Grain Board"] * 2
    # The name in full is no description of the initials.
    text = "AID, the Agency for Island Work, lent it. The Agency for Island Work said it fell."
    assert _list_speakers(text) == ["The Agency for Island Work"]
    speakers = [("NGB", "collective"), ("National Oil Board", "collective")]
    assert join_names_of_one(speakers, "National Oil Board (NGB)") == {}


def test_nouns_for_people():
    assert is_person_noun("midwife")
    assert is_person_noun("vice-president")
    assert not is_person_noun("letter")
    assert load_nations()["frenchman"] == ("French", "France")
