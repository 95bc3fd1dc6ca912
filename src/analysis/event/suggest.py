"""Actors that a drafted event.toml suggests, for a person to correct.

A capital and a people speak for their country in news, so all are one actor (lexicons/capitals.csv,
an own list of those often in the news). Somebody's full name, surname and given name are one actor
too. No paper is an actor, whether the event names it or not (lexicons/outlets.csv, and the last
words of names of papers); *al*, a title, a day and a word that only opens a sentence are no name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pandas as pd

from analysis.articles.person_nouns import load_roles
from analysis.articles.reporting_words import load_words
from analysis.measures.word_classes import (
    find_class,
    is_known,
    load_days,
    load_forms,
    load_function_words,
)
from analysis.tables.resources import load_lexicon
from analysis.text.english import load_stopwords

LEAST = 3  # an actor is suggested when all its names together occur so often
_BARE = ("The ", "A ", "An ")


def suggest_named(
    names: pd.DataFrame, *, outlets: Iterable[str] = (), least: int = LEAST
) -> list[dict]:
    """Suggest actors from names that recur, each with its other names.

    Parameters
    ----------
    names : name, n (mentions) and n_articles, of all names that the texts hold.
    outlets : of the articles.
    least : how often all names of an actor together must stand in the texts.

    Returns
    -------
    Dicts with name, aliases, n, n_articles and person (True for somebody with a given and a family
    name), the most frequent first.

    Examples
    --------
    >>> rows = [("Oslo", 5, 2), ("Norway", 4, 2), ("Al", 4, 1), ("Oldport Herald", 3, 1)]
    >>> rows += [("Ada Marsh", 1, 1), ("Marsh", 4, 2)]
    >>> names = pd.DataFrame(rows, columns=["name", "n", "n_articles"])
    >>> [(own["name"], own["aliases"], own["n"]) for own in suggest_named(names)]
    [('Norway', ['Oslo'], 9), ('Ada Marsh', ['Marsh'], 5)]
    """
    given = _clean_names(names, outlets)
    counts = given.groupby("name")["n"].sum().to_dict()
    owner = _find_owners(counts)
    persons = _find_persons(counts)
    made: dict[str, dict] = {}
    for name, n, n_articles in given.itertuples(index=False, name=None):
        key = owner.get(name, name)
        person = key in persons
        start = {"name": key, "aliases": [], "n": 0, "n_articles": 0, "person": person}
        own = made.setdefault(key, start)
        own["n"] += n
        own["n_articles"] = max(own["n_articles"], n_articles)
        if name != key and name not in own["aliases"]:
            own["aliases"].append(name)
    often = [own for own in made.values() if own["n"] >= least]
    return sorted(often, key=lambda own: (-own["n"], own["name"]))


def _clean_names(names: pd.DataFrame, outlets: Iterable[str]) -> pd.DataFrame:
    """The names that may be those of actors, without what only stands before them."""
    papers = _find_papers(set(names["name"]), outlets)
    rows = []
    for name, n, n_articles in zip(names["name"], names["n"], names["n_articles"], strict=True):
        if name in papers:
            continue
        clean = _clean(name)
        if clean not in papers and not is_no_name(clean):
            rows.append((clean, n, n_articles))
    return pd.DataFrame(rows, columns=["name", "n", "n_articles"])


def list_person_names(actors: Iterable[Mapping]) -> dict[str, str]:
    """List every name of the people among suggested actors.

    Parameters
    ----------
    actors : from suggest_named.

    Returns
    -------
    Name -> the full one.

    Examples
    --------
    >>> list_person_names([{"name": "Ada Marsh", "aliases": ["Marsh"], "person": True}])
    {'Ada Marsh': 'Ada Marsh', 'Marsh': 'Ada Marsh'}
    """
    full: dict[str, str] = {}
    for own in actors:
        if own["person"]:
            full |= dict.fromkeys([own["name"], *own["aliases"]], own["name"])
    return full


def _strip_lead(name: str) -> str:
    for lead in _BARE:
        if name.startswith(lead):
            return name.removeprefix(lead)
    return name


def _clean(name: str) -> str:
    """A name without what only stands before it: "On Friday Ada Marsh", "Iowa Ada Marsh"."""
    words = _strip_lead(name).split()
    opening = load_function_words() | load_stopwords() | load_days()
    while len(words) > 1 and words[0].lower() in opening:
        # A function word before one other is a part of the name: The Last Warning.
        if len(words) == 2 and words[0].lower() not in load_days():
            break
        words = words[1:]
    first, *rest = words
    low = {word.lower() for word in rest}
    apart = first in _load_places() or first.lower() in ("republican", "democrat", "gop")
    if apart and len(rest) > 1 and low.isdisjoint(_load_no_person()):
        words = rest
    return " ".join(words)


@cache
def _load_no_person() -> frozenset[str]:
    """Words of names that are no person's."""
    bodies = load_words("institution") | load_words("plural speaker")
    others = load_forms("no issue") | load_forms("no person")
    return bodies | others | load_forms("newspaper")


@cache
def _load_nothing() -> frozenset[str]:
    """Words that name nobody by themselves, days and those of the stop list among them."""
    listed = load_forms("no name") | load_function_words()
    return listed | load_stopwords() | load_days()


@cache
def _load_titles() -> frozenset[str]:
    ranks = frozenset(word.lower() for word in load_lexicon("ranks")["abbreviation"])
    return ranks | load_roles()


def is_no_name(name: str) -> bool:
    """Say whether words with capitals name nobody: a title, a day, a sentence's head, "US-led".

    Parameters
    ----------
    name : as list_names gives it.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_no_name("Mr"), is_no_name("Thursday"), is_no_name("Ada Marsh")
    (True, True, False)
    """
    if any(_joins_small_words(word) for word in name.split()):
        return True
    words = [word.lower().rstrip(".") for word in name.split()]
    if len(words) == 1 and _names_little(words[0]):
        return name not in _load_places()
    empty = _load_nothing() | _load_titles()
    return empty.issuperset(words)


def _joins_small_words(word: str) -> bool:
    """Whether small letters follow a hyphen, as in "US-led"."""
    _, *parts = word.split("-")
    return any(part.islower() for part in parts)


def _names_little(word: str) -> bool:
    """Whether a word alone, in lower case, is no name."""
    return len(word) < 2 or word in _load_nothing() or _is_adjective(word)


def _is_adjective(form: str) -> bool:
    """Whether a word tells whose something is, as in "Democratic"."""
    if not form.endswith(("ic", "an", "ish", "ese")):
        return False
    return find_class(form) == "j" and is_known(form)


@cache
def _load_outlets() -> frozenset[str]:
    names: set[str] = set()
    for row in load_lexicon("outlets").itertuples():
        names |= {row.outlet, *row.aliases.split("; ")}
    return frozenset(name.casefold() for name in names if name)


def _find_papers(names: Iterable[str], outlets: Iterable[str]) -> set[str]:
    """The names that are those of papers, agencies and channels."""
    known = {_strip_lead(outlet).casefold() for outlet in outlets if outlet}
    known |= {name.removeprefix("al ").removeprefix("al-") for name in known}
    known |= _load_outlets()
    found = {name for name in names if _is_paper(name, known)}
    # "the Echo" and "Fox", where the texts name the Lindmoor Echo and Fox News too
    parts = set()
    for name in found:
        *before, last = name.split()
        parts.add(last)
        if name.casefold() in _load_outlets():
            parts.add(" ".join(before))
    parts -= _load_places()
    return found | parts.intersection(names)


def _is_paper(name: str, known: set[str]) -> bool:
    """Whether a name is a known paper's, or ends as those of papers do."""
    bare = _strip_lead(name).casefold()
    if bare in known or name.casefold() in known:
        return True
    *before, last = bare.split()
    if last in load_forms("newspaper"):
        return True
    return bool(before) and last in load_forms("newspaper of two words")


def _find_owners(counts: Mapping[str, int]) -> dict[str, str]:
    """Name -> the name of the actor that it counts for."""
    capitals = load_lexicon("capitals")
    owner = dict(zip(capitals["other"], capitals["country"], strict=True))
    persons = _find_persons(counts)
    for part, person in _find_parts_of_names(persons, counts):
        if part in counts and part not in owner:
            owner[part] = person
    for name in counts:
        # "Secretary Marsh" is Marsh, and so Ada Marsh.
        *titles, last = name.split()
        low = {word.lower() for word in titles}
        if titles and last in owner and low <= _load_titles():
            owner[name] = owner[last]
        single = name.removesuffix("s")
        is_plural = single != name and single in counts
        if titles or not is_plural or name in owner:
            continue
        if single in owner or single.isupper():
            owner[name] = owner.get(single, single)  # the Marshes are named after her
        else:
            owner[single] = name  # a Republican is one of the Republicans
    return owner


def _find_parts_of_names(
    persons: list[str], counts: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """Family names, then given names, each with the full name that it stands for.

    A family name of several people is that of the one named most; such a given name is nobody's.
    """
    for position in (-1, 0):
        full: dict[str, list[str]] = {}
        for person in persons:
            part = person.split()[position]
            full.setdefault(part, []).append(person)
        for part, several in full.items():
            most, *others = sorted(several, key=lambda one: -counts[one])
            is_family_name = position == -1
            if not others or (is_family_name and counts[most] > counts[others[0]]):
                yield part, most


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
        as_written = all(_is_written_as_name(word) for word in ends)
        if as_written and passed.isdisjoint(low) and ends.isdisjoint(places):
            found.append(name)
    return found


def _is_written_as_name(word: str) -> bool:
    """Whether a word begins with a capital, and has others than capitals too."""
    return word[0].isupper() and not word.isupper()


@cache
def _load_places() -> frozenset[str]:
    capitals = load_lexicon("capitals")
    listed = load_lexicon("places")["place"]
    return frozenset({*listed, *capitals["country"], *capitals["other"]})
