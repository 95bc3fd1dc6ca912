"""The generic codebook on words in another sense; signs in patterns, and which are refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.measures.codebooks import mark_frames, read_codebook

GENERIC = read_codebook(Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv")
FRAMES = {
    "conflict": "conflict",
    "economy": "economic consequences",
    "people": "human interest",
    "morals": "morality",
    "remedy": "responsibility",
}


def find(text: str, book: pd.DataFrame, frame: str) -> list[str]:
    """The terms of a frame in a text."""
    segments = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"], "text": [text]})
    marks = mark_frames(segments, {"book": book})
    return marks.loc[marks["label"] == frame, "term"].tolist()


def find_patterns(text: str, *patterns: str) -> list[str]:
    book = pd.DataFrame({"frame": "f", "pattern": patterns, "weight": 1.0})
    return find(text, book, "f")


# Each word in two senses: where it belongs to the frame, and where it does not.
@pytest.mark.parametrize(
    ("frame", "word", "meant", "other"),
    [
        (
            "economy",
            "capital",
            "Small breweries lack the working capital for new vats.",
            "Thousands marched through the capital on Saturday.",
        ),
        (
            "economy",
            "capital",
            "The bank raised new capital.",
            "Prosecutors will not seek capital punishment in the ferry case.",
        ),
        (
            "economy",
            "paid",
            "The parish paid for the new bells.",
            "The minister paid tribute to the firefighters.",
        ),
        (
            "economy",
            "cost",
            "The cost of bread rose again.",
            "The error cost the pilot her life.",
        ),
        (
            "economy",
            "cost",
            "The repair cost him a thousand crowns.",
            "A late red card cost them the match.",
        ),
        (
            "economy",
            "spent",
            "The museum spent nine million on a roof.",
            "The biologist spent eleven months on the ice.",
        ),
        (
            "economy",
            "bank",
            "The bank closed four branches.",
            "The otter slid down the muddy bank.",
        ),
        (
            "economy",
            "market",
            "The market for used cars is weak.",
            "Traders at the flower market shut early.",
        ),
        (
            "economy",
            "company",
            "The company cut its forecast.",
            "Two dancers have left the ballet company.",
        ),
        (
            "economy",
            "trade",
            "Trade between the two islands fell.",
            "A plumber by trade, he taught himself the cello.",
        ),
        (
            "economy",
            "growth",
            "Growth slowed to one per cent.",
            "Algal growth has turned the lake green.",
        ),
        (
            "remedy",
            "address",
            "Farmers say the plan fails to address drought.",
            "In a televised address the president spoke of the dead.",
        ),
        (
            "remedy",
            "address",
            "Neither side would address the leak.",
            "Officers went to an address in Mill Lane shortly after two.",
        ),
        (
            "remedy",
            "effort",
            "The council leads an effort to clean the river.",
            "A rescue effort was under way on the north face by dawn.",
        ),
        (
            "remedy",
            "goal",
            "The goal is to halve drownings within a decade.",
            "Okafor scored the winning goal in the last minute.",
        ),
        (
            "remedy",
            "target",
            "The agency missed its target for clean beaches.",
            "The museum was the target of an arson attack.",
        ),
        (
            "remedy",
            "target",
            "The town missed the target of 40 new homes.",
            "The gunmen's target was a convoy.",
        ),
        (
            "remedy",
            "cut",
            "Ministers want to cut waiting times by a third.",
            "A cyclist was treated for a deep cut to the knee.",
        ),
        (
            "remedy",
            "bill",
            "The senate passed the bill on dog licences.",
            "The couple left without paying the restaurant bill.",
        ),
        (
            "remedy",
            "summit",
            "Leaders at the summit signed a fishing accord.",
            "The team reached the summit at noon.",
        ),
        (
            "remedy",
            "solution",
            "Trams are one solution to the jams.",
            "Nurses rinsed the wound with saline solution.",
        ),
        (
            "remedy",
            "tackle",
            "The mayor vowed to tackle damp in council homes.",
            "The full back made a flying tackle.",
        ),
        (
            "remedy",
            "immediately",
            "The leak must be fixed immediately.",
            "The airline did not immediately comment.",
        ),
        (
            "conflict",
            "the right",
            "The right opposes the tax.",
            "Every tenant has the right to a written lease.",
        ),
        (
            "conflict",
            "the left",
            "The left is split over the treaty.",
            "He wore the ring on the left hand.",
        ),
        (
            "conflict",
            "battle",
            "The brothers are in a bitter battle over the estate.",
            "The actor died after a long battle with cancer.",
        ),
        (
            "conflict",
            "fight",
            "Unions will fight the closure.",
            "Neighbours helped fight the blaze.",
        ),
        (
            "conflict",
            "lying",
            "His lawyer accused the witness of lying.",
            "A hiker found the statue lying in a ditch.",
        ),
        (
            "conflict",
            "claim",
            "The rival claims the vote was rigged.",
            "The flood claimed forty lives.",
        ),
        (
            "conflict",
            "court",
            "The court ruled against the dam.",
            "The pair first met on the squash court.",
        ),
        (
            "conflict",
            "division",
            "Division over the ring road runs deep.",
            "They were promoted from the third division.",
        ),
        (
            "conflict",
            "question",
            "Critics question the figures.",
            "The next question stumped the panel.",
        ),
        (
            "conflict",
            "overturned",
            "The ruling was overturned on appeal.",
            "A lorry overturned on the bypass.",
        ),
        (
            "people",
            "dead",
            "Two hikers were found dead.",
            "The race ended in a dead heat.",
        ),
        (
            "people",
            "poor",
            "Poor families queued for rice.",
            "Poor visibility closed the airport.",
        ),
        (
            "people",
            "suffer",
            "Many suffered burns.",
            "The champions suffered a shock defeat.",
        ),
        (
            "people",
            "hunger",
            "Hunger stalks the valley.",
            "Prisoners began a hunger strike.",
        ),
        (
            "morals",
            "justice",
            "They marched for justice.",
            "The justice minister quit.",
        ),
        (
            "morals",
            "duty",
            "We have a duty to the old, she said.",
            "Off-duty nurses helped at the scene.",
        ),
        (
            "morals",
            "faith",
            "Her faith guided her.",
            "The seller acted in good faith.",
        ),
        (
            "morals",
            "values",
            "The bishop spoke of family values.",
            "Property values sank.",
        ),
    ],
)
def test_a_word_counts_in_the_sense_of_its_frame_only(frame, word, meant, other):
    assert any(word in term for term in find(meant, GENERIC, FRAMES[frame]))
    assert not any(word in term for term in find(other, GENERIC, FRAMES[frame]))


@pytest.mark.parametrize(
    ("text", "patterns", "expected"),
    [
        ("It cost her job and costs his time.", ["cost|costs her|his"], ["cost her", "costs his"]),
        ("Two goals, 3 goals, many goals.", ["# goals"], ["3 goals", "two goals"]),
        ("The 66th minute, the third minute.", ["# minute"], ["66th minute", "third minute"]),
        ("the right lane, the right of way", ["the right _"], ["the right lane"]),
        # a word itself goes before a sign that stands for it
        ("the right wing", ["the right _", "the right wing"], ["the right wing"]),
        ("a spent force spent 2 years", ["spent # year*"], ["spent 2 years"]),
        ("THE PROGRAMME COST 3 LIVES", ["cost|costs # lives"], ["cost 3 lives"]),
        ("a two-goal lead", ["# goal lead"], ["two-goal lead"]),
        ("labour costs", ["labor|coal cost|costs"], ["labour costs"]),
    ],
)
def test_signs_stand_for_words(text, patterns, expected):
    assert sorted(find_patterns(text, *patterns)) == expected


def test_the_longer_phrase_holds_its_words_back_in_its_own_frame_only():
    rows = [("f", "goal", 1.0), ("f", "# goal|goals", 0.0), ("g", "goal", 1.0)]
    book = pd.DataFrame(rows, columns=["frame", "pattern", "weight"])
    text = "Her second goal is the goal of the season."
    assert find(text, book, "f") == ["goal"]
    assert find(text, book, "g") == ["goal", "goal"]


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("#", "'#' has no word"),
        ("# # _", "'# # _' has no word"),
        ("_ goal", "_ in '_ goal' comes before the third place"),
        ("the _ goal", "_ in 'the _ goal' comes before the third place"),
        ("cost|", "'' in 'cost|' is no word"),
        ("free|fair trade", "'fair trade' is in row 2 already"),
        ("fair|fair deal", "'fair deal' is in row 3 already"),
        (" ".join(["a|b|c|d"] * 6), "stands for more than 1000 phrases"),
    ],
)
def test_signs_that_say_nothing_are_refused(tmp_path, pattern, said):
    path = tmp_path / "own.csv"
    path.write_text(
        f"frame,pattern,weight,source,note\nf,fair trade,1,s,\nf,{pattern},1,s,\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="own.csv, row 3, column pattern") as error:
        read_codebook(path)
    assert said in str(error.value)
