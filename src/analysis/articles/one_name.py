"""One name for a speaker whom a text calls by several: a given name, a part, initials of a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from analysis.articles.person_nouns import is_person_noun, load_given_names
from analysis.articles.reporting_words import letter_of, load_places, load_words
from analysis.articles.speaker_names import hide_possessive

_ADDRESSED = ("Mr", "Mr.", "Ms", "Ms.", "Mrs", "Mrs.", "Dr", "Dr.", "President", "Professor")
_TOLD = (", a ", ", an ", ", the ", ", who ", *(f", {digit}" for digit in range(1, 10)))
_LONGEST = 3  # words of a name that begins with the family name
_MENTIONS = 60  # of a name that are looked at
_NEXT = re.compile(r"(?: [A-Z][\w'-]+){1,2}")
_WORD_BEFORE = re.compile(r"([\w'.-]+) $")
_INITIALS = re.compile("[A-Z]{2,6}")
_CAPITALS = re.compile(r"(?:[A-Z][\w'-]* (?:(?:of|for|and|the|on) ){0,2})*[A-Z][\w'-]*$")
_LEAD = 100  # characters before initials in which the name of a body is looked for
_LONGEST_WORD = 30


def join_names_of_one(speakers: Iterable[tuple[str, str]], text: str) -> dict[str, str]:
    """Find speakers that a text itself tells to be another one of them or a person it names.

    Parameters
    ----------
    speakers : name and kind, as `speakers.resolve_speakers` gives them.
    text : in which they speak.

    Returns
    -------
    Name -> the fuller one, for those that have one.

    Examples
    --------
    >>> text = "Dame Edith Crowe left. Dame Edith wept."
    >>> join_names_of_one([("Edith Crowe", "named"), ("Edith", "named")], text)
    {'Edith': 'Edith Crowe'}
    """
    speakers = list(dict.fromkeys(speakers))
    kinds = dict(sorted(speakers, key=lambda speaker: speaker[1] == "named"))
    whole = [name for name, kind in kinds.items() if kind == "named" and " " in name]
    by_end: dict[str, list[str]] = {}
    for name in whole:
        by_end.setdefault(_find_last_word(name), []).append(name)
    joined = {}
    for name in kinds:
        bare = name.removeprefix("The ").removeprefix("the ")
        full = ""
        if _INITIALS.fullmatch(bare):
            full = _find_body(bare, kinds, text)
        elif kinds[name] != "named":
            continue
        elif " " in name:
            full = _find_other_end(name, by_end[_find_last_word(name)])
        else:
            full = _find_whole(name, whole, text)
        if full and full != name:
            joined[name] = full
    return joined


def _find_last_word(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _find_other_end(name: str, whole: list[str]) -> str:
    """The speaker whose name this one ends, or that ends this one.

    "Garcia Lorente" is Federico Garcia Lorente, and "Rival Ana Ruiz" is Ana Ruiz.
    """
    if len(whole) == 1:
        return ""
    ending = f" {name.lower()}"
    longer = [one for one in whole if one.lower().endswith(ending)]
    if len(longer) == 1 and _is_fuller(longer[0], name):
        return longer[0]
    shorter = [one for one in whole if name.lower().endswith(f" {one.lower()}")]
    return shorter[0] if len(shorter) == 1 and not _is_fuller(name, shorter[0]) else ""


def _is_fuller(longer: str, name: str) -> bool:
    """Whether what a longer name has in front belongs to it, and is nothing that somebody is."""
    first, *_ = name.split()
    front = longer[: -len(name)].split()
    if first.lower() in load_words("particle of a name"):
        return True
    return len(front) == 1 and not is_person_noun(front[0].lower())


def _find_whole(name: str, whole: list[str], text: str) -> str:
    """The one whose given name, or whose family name in front, a word is."""
    if name.lower() in load_places() or name.lower() in load_words("institution"):
        return ""
    speaking = {one for one in whole if one.startswith(f"{name} ") and _is_person(one, text)}
    found = speaking or set(_list_titled(name, text))
    return found.pop() if len(found) == 1 else ""


def _is_person(name: str, text: str) -> bool:
    """Whether a text tells that a name is a person's: with a title, or who that is."""
    words = name.lower().split()
    if len(words) > _LONGEST or any(_is_body(word) or is_person_noun(word) for word in words):
        return False
    first, _, _ = name.partition(" ")
    titled = any(f"{title} {first}" in text for title in _ADDRESSED)
    return titled or any(f"{name}{mark}" in text for mark in _TOLD)


def _is_body(word: str) -> bool:
    return word.lower() in load_words("institution")


def _list_titled(name: str, text: str) -> Iterator[str]:
    """The names that begin with a given name, or behind a title with any."""
    is_given = name.lower() in load_given_names()
    at = -1
    for _ in range(_MENTIONS):
        at = text.find(f"{name} ", at + 1)
        if at < 0:
            return
        end = at + len(name)
        if not text[end + 1 : end + 2].isupper():
            continue
        behind = _NEXT.match(hide_possessive(text[end : end + _LEAD]))
        before = _WORD_BEFORE.search(text, max(0, at - _LONGEST_WORD), at)
        title = before[1].rstrip(".").lower() if before else ""
        titled = title in _load_titles()
        capital = before is not None and before[1][0].isupper() and not titled
        if behind and (titled or is_given and not capital):
            words = behind[0].split()
            letters = {letter_of(word) for word in words}
            if letters == {"C"} and not _is_body(words[-1]):
                yield " ".join([name, *words])


@cache
def _load_titles() -> frozenset[str]:
    return load_words("title") | load_words("form of address") | load_words("rank or trade")


def _find_body(initials: str, kinds: dict[str, str], text: str) -> str:
    """The speaker behind whose name the text puts these initials in brackets."""
    at = text.find(f" ({initials})")
    if at < 0:
        return ""
    lead = _CAPITALS.search(hide_possessive(text[max(0, at - _LEAD) : at]))
    words = lead[0].split() if lead else []
    for first in range(len(words)):
        capitals = [word[0] for word in words[first:] if word[0].isupper()]
        if "".join(capitals) == initials:
            name = " ".join(words[first:])
            return next((one for one in (name, f"The {name}", f"the {name}") if one in kinds), "")
    return ""
