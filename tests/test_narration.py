"""What narrates and what reports: deeds, names and single marks that look like speech."""

from __future__ import annotations

import pytest

from analysis.articles.voices import find_passages


def read(text: str) -> list[tuple[str, str]]:
    """What is said and by whom, passage by passage."""
    found = []
    for _, rows in find_passages(text).groupby("passage", sort=False):
        pieces = [text[start:end] for start, end in zip(rows["start"], rows["end"], strict=True)]
        found.append((" ... ".join(pieces), rows["speaker"].iloc[0]))
    return found


@pytest.mark.parametrize(
    "text",
    [
        # A verb of deeds with a thing, a person or a number.
        "The caretaker offered me a chair by the stove.",
        "The hotel offered guests a free breakfast.",
        "The hikers were offered soup and dry socks.",
        "The gallery welcomed 12,000 visitors in May.",
        "A brass band welcomed the sailors home.",
        "She is looking for a new flat near the canal.",
        "Police are looking for a man in a green hat.",
        "A passer-by asked for directions to the quay.",
        "The goalkeeper challenged Tom Reddish for the ball.",
        "She challenged the harbour boys to a race and won.",
        "The crowd cheered the runners along the quay.",
        "The waiter recommended the trout.",
        "He ignored his phone all day.",
        "The foundation supports 30 orphans in the valley.",
        "Mr. Orr backed his van into the gate.",
        "The governor ordered flags lowered to half mast.",
        # A plan, a recipe and a forecast say nothing.
        "The blueprint calls for 60 parking bays and a playground.",
        "The recipe calls for two eggs.",
        "The forecast calls for heavy rain.",
        # Requests for comment, and those who want no name.
        "The company did not respond to repeated requests for comment.",
        "The trader, who asked not to be named, sells figs.",
        "A porter who asked to remain anonymous showed us the cellar.",
        "The dealer requested anonymity.",
        "A nurse who did not want to be named described nights alone.",
        "The owners were not convinced: the roof fell in.",
        "Fire crews responded to 14 calls overnight.",
        # Passives that only tell when or where.
        "The worm was described in 1888.",
        "The patient was referred to a specialist in Bonn.",
        "A locksmith was called to the flat.",
        # Names that hold a reporting word.
        "Members of Mount Hope Baptist Church sang.",
        "He was born in Good Hope Township.",
        "They went to the Promise Keepers Hall on Friday.",
        "She sang at the Praise Tabernacle in Dover.",
        # A court that rules a land, and people who hear.
        "The king ruled the island for ten years.",
        "She heard that the ferry was full.",
    ],
)
def test_narration_is_nobodys_speech(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        # The same verbs with a matter, an infinitive or a clause.
        ("The minister offered an apology to the pupils.", "an apology to the pupils", "minister"),
        ("Ruth Salter offered to resign.", "to resign", "Ruth Salter"),
        ("Unions welcomed the pay deal.", "the pay deal", "Unions"),
        ("The bank is looking for ways to cut costs.", "ways to cut costs", "The bank"),
        ("The islanders asked for an inquiry.", "an inquiry", "The islanders"),
        ("The council ignored the warnings.", "the warnings", "The council"),
        ("The judge ordered a retrial.", "a retrial", "The judge"),
        ("Ines Vale remembers him as a kind man.", "him as a kind man", "Ines Vale"),
        ("Doctors called for a ban on the drug.", "a ban on the drug", "Doctors"),
        ("The mayor calls for calm.", "calm", "The mayor"),
        ("Promise Keepers said it would appeal.", "it would appeal", "Promise Keepers"),
        ("Hope said the shed was dry.", "the shed was dry", "Hope"),
        ("The heir to the mill said it was late.", "it was late", "The heir to the mill"),
        # What is told of a name between commas ends there.
        ("Ida Wren, who claimed the road was icy, left.", "the road was icy", "Ida Wren"),
        # Bodies in the plural.
        ("The club say he will miss the final.", "he will miss the final", "The club"),
        ("Rovers say the pitch is fit.", "the pitch is fit", "Rovers"),
        ("The family ask that nobody writes.", "that nobody writes", "The family"),
        # Courts that rule and hear.
        ("The judge ruled the note proved nothing.", "the note proved nothing", "The judge"),
        ("The panel found the pilot had left.", "the pilot had left", "The panel"),
        ("The inquest heard that the brakes failed.", "that the brakes failed", "The inquest"),
        ("The tribunal heard she was paid less.", "she was paid less", "The tribunal"),
        ("Parents were told the school would shut.", "the school would shut", ""),
        # Whose words a colon opens, and who said so.
        ('Tilda Krog\'s verdict: "It leaks."', '"It leaks."', "Tilda Krog"),
        ('Ruiz\'s reply was short: "Enough."', '"Enough."', "Ruiz"),
        ('The chef\'s advice to beginners: "Salt early."', '"Salt early."', "The chef"),
        ('The advice of Dr Emeka Obi: "Drink water."', '"Drink water."', "Emeka Obi"),
        ('"The pass is shut." So says Bo Lund, a guide.', '"The pass is shut."', "Bo Lund"),
        ("The rents will rise. So says Una Berg.", "The rents will rise.", "Una Berg"),
        ('"The ice is thin," one said.', '"The ice is thin,"', "one"),
    ],
)
def test_what_is_said_is_found(text, said, speaker):
    ((found, who),) = read(text)
    assert found == said
    assert who.removeprefix("The ") == speaker.removeprefix("The ")


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("'The players' lounge is shut,' said Ines Vale.", "'The players' lounge is shut,'", None),
        ("'We sold the boats', said Ines Vale.", "'We sold the boats'", None),
        ("'I saw the boys' father', Ines Vale said.", "'I saw the boys' father'", None),
        ("'No way back', said Ines Vale.", "'No way back'", None),
        (
            "'It is the fans' club,' said Ines Vale, 'and the fans' bar.'",
            "'It is the fans' club,' ... 'and the fans' bar.'",
            None,
        ),
        ("The boys' team won. Ines Vale said: 'It rained.'", "'It rained.'", None),
        ("'We will march', the farmers' leader said.", "'We will march'", "the farmers' leader"),
    ],
)
def test_single_marks_beside_possessives(text, said, speaker):
    assert read(text) == [(said, speaker or "Ines Vale")]


def test_a_title_between_single_marks_is_nobodys_speech():
    assert read("She read 'The Last Days of Old Peru' twice.") == []


def test_what_stands_before_so_said_is_not_taken_twice():
    text = '"It sank," Ana Ruiz said. So said two clerks.'
    assert read(text) == [('"It sank,"', "Ana Ruiz")]
    assert read("So said Ana Ruiz, a clerk.") == []
