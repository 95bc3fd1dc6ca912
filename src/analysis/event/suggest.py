"""Actors that a drafted event.toml suggests, for a person to correct.

A capital and a people speak for their country in news, so all are one actor (lexicons/capitals.csv,
an own list of those often in the news). Somebody's full name, surname and given name are one actor
too. No paper is an actor, whether the event names it or not (lexicons/outlets.csv, and the last
words of names of papers); *al*, a title, a day and a word that only opens a sentence are no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from analysis.articles.reporting_words import load_words
from analysis.measures.calling import load_roles
from analysis.measures.word_classes import (
    find_class,
    is_known,
    load_days,
    load_forms,
    load_function_words,
)
from analysis.tables.resources import load_lexicon
from analysis.text.english import load_stopwords

LEAST = 3  # times that an actor is named, by all its names
_BARE = ("The ", "A ", "An ")


def suggest_named(
    names: pd.DataFrame, *, outlets: Iterable[str] = (), least: int = LEAST
) -> list[dict]:
    """Actors from names that recur, each with its other names.

    Parameters
    ----------
    names : with name, n and n_articles, all that the texts hold.
    outlets : of the articles.
    least : times that all names of an actor stand in the texts.

    Returns
    -------
    Dicts with name, aliases, n, n_articles and person (True for somebody with a given and a family
    name), most frequent first.

    Examples
    --------
    >>> rows = [("Oslo", 5, 2), ("Norway", 4, 2), ("Al", 4, 1), ("Oldport Herald", 3, 1)]
    >>> rows += [("Ada Marsh", 1, 1), ("Marsh", 4, 2)]
    >>> names = pd.DataFrame(rows, columns=["name", "n", "n_articles"])
    >>> [(own["name"], own["aliases"], own["n"]) for own in suggest_named(names)]
    [('Norway', ['Oslo'], 9), ('Ada Marsh', ['Marsh'], 5)]
    """
    rows = [*zip(names["name"], names["n"], names["n_articles"], strict=True)]
    papers = _find_papers({name for name, *_ in rows}, outlets)
    given = [(_clean(name), *counted) for name, *counted in rows if name not in papers]
    given = [row for row in given if row[0] not in papers and not _is_no_name(row[0])]
    counts = pd.DataFrame(given, columns=["name", "n", "n_articles"]).groupby("name")["n"].sum()
    owner = _find_owners(counts.to_dict())
    made: dict[str, dict] = {}
    for name, n, n_articles in given:
        key = owner.get(name, name)
        start = {"name": key, "aliases": [], "n": 0, "n_articles": 0, "person": False}
        own = made.setdefault(key, start)
        own["n"] += n
        own["n_articles"] = max(own["n_articles"], n_articles)
        if name != key and name not in own["aliases"]:
            own["aliases"].append(name)
    persons = _find_persons(counts.to_dict())
    for own in made.values():
        own["person"] = own["name"] in persons
    often = [own for own in made.values() if own["n"] >= least]
    return sorted(often, key=lambda own: (-own["n"], own["name"]))


def list_person_names(actors: Iterable[Mapping]) -> dict[str, str]:
    """Every name of the people among suggested actors -> the full one."""
    return {
        alias: own["name"]
        for own in actors
        if own["person"]
        for alias in (own["name"], *own["aliases"])
    }


def _strip_lead(name: str) -> str:
    return next((name[len(lead) :] for lead in _BARE if name.startswith(lead)), name)


def _clean(name: str) -> str:
    """A name without what only stands before it: "On Friday Ada Marsh", "Iowa Ada Marsh"."""
    words = _strip_lead(name).split()
    opening = load_function_words() | load_stopwords() | load_days()
    while len(words) > 1 and words[0].lower() in opening:
        words = words[1:]
    rest = {word.lower() for word in words[1:]}
    apart = words[0] in _load_places() or words[0].lower() in ("republican", "democrat", "gop")
    if len(words) > 2 and apart and rest.isdisjoint(_load_no_person()):
        words = words[1:]
    return " ".join(words)


@cache
def _load_no_person() -> frozenset[str]:
    """Words of names that are no person's."""
    bodies = load_words("institution") | load_words("plural speaker") | load_forms("no issue")
    return bodies | load_forms("no person") | load_forms("newspaper")


@cache
def _load_titles() -> frozenset[str]:
    ranks = frozenset(word.lower() for word in load_lexicon("ranks")["abbreviation"])
    return ranks | load_roles()


def _is_no_name(name: str) -> bool:
    """Whether this names nobody: a title, a day, the head of a sentence, "US-led"."""
    words = [word.lower().rstrip(".") for word in name.split()]
    if any(part.islower() for word in name.split() for part in word.split("-")[1:]):
        return True
    nothing = load_forms("no name") | load_function_words() | load_stopwords() | load_days()
    if len(words) == 1 and (words[0] in nothing or len(words[0]) < 2 or _is_adjective(words[0])):
        return name not in _load_places()
    return all(word in nothing or word in _load_titles() for word in words)


def _is_adjective(form: str) -> bool:
    """Whether a word tells whose something is, as in "Democratic"."""
    return form.endswith(("ic", "an", "ish", "ese")) and find_class(form) == "j" and is_known(form)


@cache
def _load_outlets() -> frozenset[str]:
    table = load_lexicon("outlets")
    names = [name for row in table.itertuples() for name in (row.outlet, *row.aliases.split("; "))]
    return frozenset(name.casefold() for name in names if name)


def _find_papers(names: Iterable[str], outlets: Iterable[str]) -> set[str]:
    """The names that are those of papers, agencies and channels."""
    passed = {_strip_lead(outlet).casefold() for outlet in outlets if outlet}
    passed |= {one.removeprefix("al ").removeprefix("al-") for one in passed}
    passed |= _load_outlets()
    sure, longer = load_forms("newspaper"), load_forms("newspaper of two words")
    found = set()
    for name in names:
        *before, last = _strip_lead(name).casefold().split()
        known = {name.casefold(), _strip_lead(name).casefold()}
        if not known.isdisjoint(passed) or last in sure or before and last in longer:
            found.add(name)
    # "the Echo" and "Fox", where the texts name the Lindmoor Echo and Fox News too
    parts = {name.split()[-1] for name in found}
    parts |= {" ".join(name.split()[:-1]) for name in found if name.casefold() in _load_outlets()}
    return found | {name for name in names if name in parts - _load_places()}


def _find_owners(counts: Mapping[str, int]) -> dict[str, str]:
    """Name -> the name of the actor that it counts for."""
    owner = {row.other: row.country for row in load_lexicon("capitals").itertuples()}
    persons = _find_persons(counts)
    for position in (-1, 0):  # a family name, then a given name
        full: dict[str, list[str]] = {}
        for person in persons:
            full.setdefault(person.split()[position], []).append(person)
        for part, several in full.items():
            most = sorted(several, key=lambda one: -counts[one])
            clear = len(most) == 1 or position and counts[most[0]] > counts[most[1]]
            if part in counts and part not in owner and clear:
                owner[part] = most[0]
    for name in counts:
        # "Secretary Marsh" is Marsh, and so Ada Marsh.
        *titles, last = name.split()
        if titles and last in owner and all(word.lower() in _load_titles() for word in titles):
            owner[name] = owner[last]
        single = name.removesuffix("s")
        if " " in name or single == name or single not in counts or name in owner:
            continue
        if single in owner or single.isupper():
            owner[name] = owner.get(single, single)  # the Marshes are named after her
        else:
            owner[single] = name  # a Republican is one of the Republicans
    return owner


def _find_persons(counts: Mapping[str, int]) -> list[str]:
    """The full names of people: two to four words, the last of which stands alone elsewhere."""
    passed = _load_no_person() | _load_titles() | load_stopwords() | load_days()
    places = _load_places()
    found = []
    for name in counts:
        words = name.split()
        if not 1 < len(words) < 5 or words[-1] not in counts or name in places:
            continue
        low = {word.lower() for word in words}
        ends = {words[0], words[-1]}
        odd = any(word.isupper() or not word[0].isupper() for word in (words[0], words[-1]))
        if passed.isdisjoint(low) and not odd and ends.isdisjoint(places):
            found.append(name)
    return found


@cache
def _load_places() -> frozenset[str]:
    countries = load_lexicon("capitals")
    listed = load_lexicon("places")["place"]
    return frozenset(listed) | frozenset(countries["country"]) | frozenset(countries["other"])
