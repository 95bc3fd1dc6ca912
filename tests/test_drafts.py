"""What a drafted event.toml suggests: actors, people with their camps, and no paper."""

import pandas as pd
import pytest

from analysis.comparison import compare
from analysis.event.people import read_camp, suggest_people
from analysis.event.suggest import suggest_named
from analysis.measures.camps import list_people

HARBOUR = (
    """Tug crews walk out

The tug crews of Sallow Bay walked out on Monday. Rana al Noor, the port's director, told the
Sallow Bay Echo that the strike was a surprise. "We pay well," al Noor said. The Echo had asked the
Tugmen's union first. Noor said the port would wait.

"Nobody asked us," said Piet Holm, a spokesman for the Tugmen's union. Holm told the Echo that the
crews would stay out. The Echo and the Daily News have seen the offer. Al Noor signed it. Holm
did not.
""",
    """Port cut off by strike

Sallow Bay lost its tugs on Monday, the Coast Gazette reported. A spokeswoman for the ferry company
said the strike would cost it a week. Former mayor Tomas Reil called it foolish.

Piet Holm said the port had lied. Rana al Noor denied it, the Gazette said. The Gazette quoted a
shipping analyst. Al Noor told the Gazette that Holm was wrong. "Holm is wrong," the analyst said.
""",
)
BORDER = (
    """Talks begin on the strait

Oslo opened talks with Tunis on Tuesday. Norwegian officials said the strait was safe. Norway would
pay, the officials told Reuters. Reuters said Tunis had agreed. Reuters was told so by Oslo twice.

Tunisia's foreign minister, Slim Barka, said the price was fair. Barka went to Oslo in May.
""",
    """A strait is sold

Tunisia sold its strait to Norway, according to Agence France-Presse. AFP said the Norwegian
minister was pleased. AFP has the text. AFP asked Slim Barka, who was silent. "We
were not asked," said Lene Moe, head of the Fishers' Council. Moe spoke in Tunis. The Tunisian
press wrote nothing.
""",
)
MILL = (
    """Mill town breathes again

Ferrolite reopened its mill in Garrow. "It is a good day," said Ida Stokes, chairwoman of Ferrolite.
Stokes told the Garrow Star that Ferrolite would hire. The council's chairman welcomed it. The Star
praised Ferrolite. The Garrow Star wrote that Stokes had saved the town.

Police said the road was full.
""",
    """Old smoke over Garrow

Residents of Garrow woke to smoke. Professor Uli Brandt, a chemist at the University of Dray, said
the smoke was harmful. "Ferrolite knew," he said. The council's chairman said nothing. Ferrolite
denied it to Dray Post-Tribune. The Dray Herald, and the Herald alone, asked Ida Stokes. The Herald
printed her answer. Her lawyers wrote to the Herald.
""",
)


def _draft(pair):
    # A line is a paragraph; these are broken for the page only.
    pair = ["\n\n".join(part.replace("\n", " ") for part in text.split("\n\n")) for text in pair]
    settings = compare(*pair, sides=["One", "Two"]).event.settings
    people = {own["name"]: own["camp"] for own in settings.get("people", [])}
    actors = {own["name"]: set(own["aliases"]) for own in settings.get("actors", [])}
    return actors, people


def test_of_a_strike_crews_and_people_are_suggested_and_no_paper():
    actors, people = _draft(HARBOUR)
    assert actors["Piet Holm"] == {"Holm"}
    assert not {"Al", "Echo", "Gazette", "Daily News", "Coast Gazette", "Monday"} & set(actors)
    assert people["Rana al Noor"] == "the port"
    assert people["Piet Holm"] == "the Tugmen's union"
    assert people["A spokeswoman for the ferry company"] == "the ferry company"
    assert "Tomas Reil" not in people  # he was mayor


def test_capitals_and_peoples_are_their_countries_and_agencies_are_nobody():
    actors, people = _draft(BORDER)
    assert {"Oslo", "Norwegian"} <= actors["Norway"]
    assert {"Tunis", "Tunisian"} <= actors["Tunisia"]
    assert not {"Reuters", "AFP", "Agence France-Presse", "Oslo", "Tunis"} & set(actors)
    assert people["Norwegian officials"] == "Norway's government"
    assert people["Slim Barka"] == "Tunisia's government"
    assert people["Lene Moe"] == "the Fishers' Council"


def test_a_company_a_council_and_an_observer_have_camps_and_a_paper_has_none():
    actors, people = _draft(MILL)
    assert "Ferrolite" in actors
    assert actors["Ida Stokes"] == {"Stokes"}
    assert not [name for name in actors if name.split()[-1] in ("Star", "Herald", "Tribune")]
    assert people["Ida Stokes"] == "Ferrolite"
    assert people["council's chairman"] == "the council"
    assert people["Uli Brandt"] == "independent"


@pytest.mark.parametrize(
    ("called", "camp"),
    [
        ("the council's chairman", "the council"),
        ("a spokesman for the ferry company", "the ferry company"),
        ("head of the harbour board", "the harbour board"),
        ("director of research at the Dray Institute", "the Dray Institute"),
        ("US officials", "US government"),
        ("Mrs. Pell's campaign", "the Pell campaign"),
        ("president of the University of Dray", "the University of Dray"),
        ("a retired judge", ""),  # speaks for nobody any more
        ("his lawyer", ""),  # whose, the words do not say
        ("a rival of the mayor", ""),  # speaks for himself
        ("a tall woman", ""),
        ("", ""),
    ],
)
def test_a_camp_is_read_from_what_somebody_is_called(called, camp):
    assert read_camp(called) == camp


def _suggest(*rows):
    names = pd.DataFrame([(*row, 1) for row in rows], columns=["name", "n", "n_articles"])
    return {own["name"]: own["aliases"] for own in suggest_named(names)}


@pytest.mark.parametrize("paper", ["Oldport Times", "Evening Post", "The Hill", "Fox News", "AP"])
def test_a_paper_is_no_actor_whether_it_is_known_or_called_so(paper):
    assert _suggest((paper, 9), ("Pell", 3)) == {"Pell": []}


def test_a_part_of_a_papers_name_is_that_paper():
    found = _suggest(("Oldport Echo", 1), ("Echo", 9), ("Fox News", 1), ("Fox", 4), ("Pell", 3))
    assert found == {"Pell": []}
    assert _suggest(("Echo", 9)) == {"Echo": []}  # without a paper of that name it may be anybody


def test_a_surname_that_two_people_share_is_the_one_named_more_often():
    rows = [("Ada Marsh", 4), ("Otto Marsh", 3), ("Marsh", 9), ("Ada", 3)]
    assert _suggest(*rows) == {"Ada Marsh": ["Marsh", "Ada"], "Otto Marsh": []}
    rows = [("Ada Marsh", 3), ("Otto Marsh", 3), ("Marsh", 9)]
    assert "Marsh" in _suggest(*rows)  # named equally often: whose it is, a person says


def test_titles_days_and_single_letters_name_nobody():
    assert _suggest(("Mr", 9), ("Friday", 9), ("President", 9), ("J", 9), ("US-led", 9)) == {}


def test_two_spellings_of_one_speaker_are_suggested_once():
    """The council's campaign and council campaign have one key; two people may not share it."""
    speakers = ["Marsh's campaign", "Marsh campaign", "the Marsh campaign"]
    rows = pd.DataFrame({"text": "", "speaker": speakers, "n_words": [9, 8, 7]})
    people = suggest_people(rows)
    assert [row["name"] for row in people] == ["Marsh's campaign"]
    assert len(list_people({"people": people})) == 1
