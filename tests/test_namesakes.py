"""People who are called after a place are no mention of it."""

import pandas as pd
import pytest

from analysis.measures.actors import mark_peoples, mark_places


def list_places(text, *, speakers=()):
    """The places of a text of one sentence a line, each with who says it."""
    lines = text.split("\n")
    segments = pd.DataFrame({"text": lines, "article_id": "x"})
    segments["segment_id"] = [f"x-{k}" for k in range(len(lines))]
    segments["speaker"] = [*speakers, *[""] * (len(lines) - len(speakers))]
    return sorted(mark_places(segments)["label"])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("We met Paris Hale.\nHale waved.", []),
        ("We met Paris Hale.\nHale's dog slept, and Paris sang.", []),
        ("We met Paris Hale.\nHale lives in Paris.", ["Paris"]),
        ("We met Paris Hale.", ["Paris"]),  # which nothing else says
        ("Jordan's Pell sank.\nPell was a ship of Jordan.", ["Jordan", "Jordan"]),
        ("Paris Airport shut.\nAirport staff left, for Airport is shut.", ["Paris"]),
        ("Georgia Republicans met.\nThen Republicans voted.", ["Georgia"]),
        ("The Chad Army marched.\nThe Army stopped.", ["Chad"]),
        ("London Bridge fell.\nBridge it was.", ["London"]),  # hardly anybody's given name
        ("New York City slept.\nCity lights shone.", ["New York City"]),
        ("Troops left Jordan.\nJordan Pell saw them.\nPell wept.", ["Jordan"]),
    ],
)
def test_people_by_what_their_article_says(text, places):
    assert list_places(text) == places


def test_people_who_speak():
    assert list_places("Sofia Hart spoke.\nSofia wept.", speakers=["Sofia Hart"]) == []
    assert list_places("Jordan Pell spoke.", speakers=["Jordan Pell"]) == []
    assert list_places("Michael Jordan spoke.\nJordan won.", speakers=["Michael Jordan"]) == []
    assert list_places("Amman Grey spoke.\nGrey wept.", speakers=["Amman Grey"]) == []
    # A body is known by neither a given name nor a surname that stands alone.
    assert list_places("Kabul Water spoke.", speakers=["Kabul Water"]) == ["Kabul"]


def test_people_of_one_article_say_nothing_of_another():
    segments = pd.DataFrame(
        [("x", "We met Paris Hale."), ("x", "Hale sang."), ("y", "Paris slept.")],
        columns=["article_id", "text"],
    )
    segments["segment_id"] = ["x-1", "x-2", "y-1"]
    assert mark_places(segments)["segment_id"].tolist() == ["y-1"]


def test_peoples_tell_their_place():
    segments = pd.DataFrame({"segment_id": ["x-1"], "article_id": "x"})
    text = "A Swiss diver, two Sri Lankans, Dutch ships and French-led talks; it was swiss."
    labels = mark_peoples(segments.assign(text=text))["label"].tolist()
    assert labels == ["France", "Netherlands", "Sri Lanka", "Switzerland"]
