"""Actors and people that a drafted event.toml suggests, for a person to correct.

A capital speaks for its country in news, so both are one actor (lexicons/capitals.csv, an own list
of those often in the news, with short names of two countries). A person is suggested with a camp
where the text says whose office he or she holds: *Ada Marsh, the council's chairman*. No paper is
an actor, and *al* is no name.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.measures.calling import find_labels, load_roles
from analysis.measures.mentions import read_chunks
from analysis.measures.word_classes import load_forms
from analysis.tables.resources import load_lexicon
from analysis.text.columns import Words

MOST_PEOPLE = 12
NO_NAMES = ("al", "el", "bin")


def suggest_named(names: pd.DataFrame, *, outlets: Iterable[str] = ()) -> list[dict]:
    """Actors from names that recur, each with its other names.

    Parameters: names, from suggest_actors, most frequent first; outlets, of the articles.
    Returns: dicts with name, aliases, n and n_articles.

    >>> rows = [("Oslo", 5, 2), ("Norway", 4, 2), ("Al", 4, 1), ("Oldport Herald", 3, 1)]
    >>> names = pd.DataFrame(rows, columns=["name", "n", "n_articles"])
    >>> [(own["name"], own["aliases"], own["n"]) for own in suggest_named(names)]
    [('Norway', ['Oslo'], 9)]
    """
    papers = load_forms("newspaper")
    passed = {outlet.removeprefix("The ") for outlet in outlets}
    country = {row.other: row.country for row in load_lexicon("capitals").itertuples()}
    made: dict[str, dict] = {}
    for row in names.to_dict("records"):
        name = row["name"]
        bare = name.removeprefix("The ")
        if (
            "-" in name
            or name.lower() in NO_NAMES
            or bare in passed
            or name.split()[-1].lower() in papers
        ):
            continue
        key = country.get(name, name)
        own = made.setdefault(key, {"name": key, "aliases": [], "n": 0, "n_articles": 0})
        own["n"] += row["n"]
        own["n_articles"] = max(own["n_articles"], row["n_articles"])
        if name != key:
            own["aliases"].append(name)
    return sorted(made.values(), key=lambda own: (-own["n"], own["name"]))


def suggest_people(sentences: pd.DataFrame) -> list[dict]:
    """People whose office the texts name with whom they hold it for, as camps.

    Parameters: sentences, with article_id and text, in their order.
    Returns: dicts with name and camp, in the order of the texts.

    >>> text = "Ada Marsh, the council's chairman, said no."
    >>> suggest_people(pd.DataFrame({"article_id": ["x"], "text": [text]}))
    [{'name': 'Ada Marsh', 'camp': 'the council'}]
    """
    rows = sentences.assign(paragraph=1, sentence=range(len(sentences)))
    chunks = read_chunks(rows)
    words = chunks.tape.words
    found: dict[str, str] = {}
    for label in find_labels(chunks):
        first, last = label.words
        head = words.forms[words.form[last]].lower()
        if label.kind != "apposition" or head not in load_roles():
            continue
        name = _spell(words, *label.target)
        owner = next((k for k in range(first, last) if _is_owner(words, k)), None)
        if owner is None or " " not in name:
            continue
        begin = (
            first - 1 if first and _spell(words, first - 1, first - 1) in ("the", "The") else first
        )
        camp = _spell(words, begin, owner)
        found.setdefault(name, camp.removesuffix("'s").removesuffix("'"))
    return [{"name": name, "camp": camp} for name, camp in found.items()][:MOST_PEOPLE]


def _is_owner(words: Words, k: int) -> bool:
    return words.forms[words.form[k]].endswith("'s")


def _spell(words: Words, first: int, last: int) -> str:
    text = " ".join(words.forms[words.form[k]] for k in range(first, last + 1))
    return text[:1].lower() + text[1:] if text.startswith("The ") else text
