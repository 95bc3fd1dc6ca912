"""Articles of one made-up paper, for the laws and for what chance alone brings.

No sentence is anybody's. Each article keeps to words and to a mood of its own, as real ones do, so
that its sentences are more alike than those of two articles.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd
from battery import ROOT

from analysis.event.build import build_corpus
from analysis.event.from_paths import make_settings
from analysis.event.gather import gather_articles
from analysis.measures.codebooks import read_codebook
from analysis.tables.corpus import Corpus

THINGS = [
    "ferry",
    "harbour",
    "pier",
    "school",
    "bridge",
    "clinic",
    "market",
    "orchard",
    "library",
    "tram",
    "depot",
    "mill",
    "canal",
    "archive",
    "museum",
    "bakery",
    "quarry",
    "theatre",
    "reservoir",
    "stadium",
    "nursery",
    "lighthouse",
    "warehouse",
    "chapel",
    "station",
    "vineyard",
    "laboratory",
    "foundry",
    "garden",
    "hospital",
]
PEOPLE = [
    "mayor",
    "clerk",
    "council",
    "owners",
    "tenants",
    "fishermen",
    "teachers",
    "nurses",
    "drivers",
    "farmers",
    "engineers",
    "committee",
    "residents",
    "pupils",
    "traders",
    "inspectors",
]
GOOD = [
    "good",
    "happy",
    "safe",
    "splendid",
    "fair",
    "successful",
    "hopeful",
    "generous",
    "proud",
    "peaceful",
]
BAD = [
    "bad",
    "sad",
    "dangerous",
    "awful",
    "unfair",
    "corrupt",
    "angry",
    "terrible",
    "poor",
    "violent",
]
DEEDS = [
    "opened",
    "closed",
    "repaired",
    "sold",
    "praised",
    "blamed",
    "visited",
    "funded",
    "measured",
    "defended",
]
TOPICS = [
    "jobs",
    "taxes",
    "rents",
    "wages",
    "laws",
    "votes",
    "costs",
    "debts",
    "profits",
    "families",
    "children",
    "rights",
    "duties",
    "conflict",
    "protest",
    "reform",
    "safety",
    "weather",
    "traffic",
    "housing",
]
NAMES = ["Ida Brandt", "Tom Reid", "Olga Falk", "Peter Marsh", "Nina Castell", "Sam Orlow"]
PLAIN = [
    "The {people} {deed} the {thing} after a long debate about {topic}.",
    "It was a {mood} day for the {thing}, and many of the {people} had waited for it.",
    "In the {thing} the {people} talked about {topic} and {other} until the evening.",
    "Nobody knew whether the {thing} would stay {mood} for the {people}.",
    "The {people} must decide on {topic} before the {thing} can be used again.",
    "Because of {topic}, the {people} {deed} a {mood} part of the {thing}.",
    "Perhaps the {thing} costs more than {topic} and {other} together.",
]
SPOKEN = [
    '"The {thing} is {mood} for the {people}," said {name}, who speaks for the {people}.',
    "{name} said that the {people} were {mood} about {topic}.",
    '"We have {deed} the {thing}, and {topic} is what we talk about," {name} told the {people}.',
    "According to {name}, the {thing} was {mood} and the {people} had {deed} it.",
]
BOOKS = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}


def make_text(seed: int) -> str:
    """An article of 4 to 9 paragraphs."""
    rng = random.Random(f"article {seed}")
    mood = GOOD * rng.randint(1, 5) + BAD * rng.randint(1, 5)
    own = {
        "thing": rng.sample(THINGS, 6),
        "people": rng.sample(PEOPLE, 4),
        "topic": rng.sample(TOPICS, 5),
        "other": TOPICS,
        "deed": DEEDS,
        "mood": mood,
        "name": rng.sample(NAMES, 3),
    }
    spoken = rng.uniform(0.2, 0.6)
    paragraphs = []
    for _ in range(rng.randint(4, 9)):
        kinds = [SPOKEN if rng.random() < spoken else PLAIN for _ in range(rng.randint(2, 4))]
        paragraphs.append(
            " ".join(
                rng.choice(kind).format(**{key: rng.choice(words) for key, words in own.items()})
                for kind in kinds
            )
        )
    return f"Notes of day {seed}\n\n" + "\n\n".join(paragraphs)


def make_articles(seeds: Sequence[int], side: str) -> list[dict]:
    """Rows of a table, articles of one side."""
    return [{"id": f"n{seed}", "outlet": side, "text": make_text(seed)} for seed in seeds]


def build(rows: Sequence[dict], folder: Path, *, sides: tuple[str, str]) -> Corpus:
    """The corpus of some rows, read and built as from any table."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    settings = make_settings([str(path)], by="outlet", sides=sides)
    return build_corpus(*gather_articles(settings, folder), codebooks=BOOKS)[0]


@cache
def list_of_publisher(name: str, place: str) -> tuple[str, ...]:
    """The texts of one publisher in the material of CROSSFRAME_REFERENCE, where that is set."""
    path = Path(place) / "validation" / "dev" / "polnear_train.jsonl"
    if not place or not path.is_file():
        return ()
    rows = pd.read_json(path, lines=True)
    return tuple(rows.loc[rows["publisher"] == name, "text"])
