"""Where actors and issues are named, word by word, and which of them a noun phrase is.

A noun phrase is an actor when its name heads it, or when only people or a body of the actor follow
the name: *Pakistani officials* are Pakistan, *the Iran deal* is not Iran.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis.articles.reporting_words import load_places, load_words
from analysis.articles.speaker_names import read_name
from analysis.measures.actors import list_aliases, split_name
from analysis.measures.chunks import Chunks, cut_chunks
from analysis.measures.tape import write_tape
from analysis.measures.word_classes import is_common, load_days, load_forms
from analysis.tables.resources import load_lexicon
from analysis.text.columns import SPACE, Words
from analysis.text.known import Known

NOT_OF_IT = "relation"  # kind of role nouns: a rival of somebody is not that somebody


def read_chunks(segments: pd.DataFrame, *, words: Words | None = None) -> Chunks:
    """Read the parts of the sentences of segments.

    Segments of one sentence are read together.

    Parameters
    ----------
    segments : with text, in the order of their articles.
    words : those of the texts, where they were cut already.

    Returns
    -------
    The parts of all sentences, in order.

    Raises
    ------
    ValueError : when the segments carry no text.
    """
    if "text" not in segments:
        raise ValueError(
            "these segments carry no text; put the articles into the event's texts folder"
        )
    texts = segments["text"].tolist()
    keys = [segments[column].to_numpy() for column in ("article_id", "paragraph", "sentence")]
    changes = np.zeros(len(segments), bool)
    for key in keys:
        changes[1:] |= key[1:] != key[:-1]
    return cut_chunks(write_tape(texts, np.cumsum(changes), words=words or Words(texts)))


def list_named(settings: Mapping) -> tuple[str, ...]:
    """The names of actors and issues, in the order of event.toml.

    Parameters
    ----------
    settings : as event.toml holds them.

    Returns
    -------
    The names, actors first.

    Examples
    --------
    >>> list_named({"actors": [{"name": "Oldport"}], "issues": [{"name": "lease"}]})
    ('Oldport', 'lease')
    """
    return tuple(own["name"] for key in ("actors", "issues") for own in settings.get(key, []))


def _split(form: str) -> tuple[str, ...]:
    return tuple(split_name(form))


_parts = Known(_split)


def find_mentions(words: Words, named: Sequence[dict]) -> dict[int, tuple[int, str]]:
    """Find where actors and issues are named.

    Parameters
    ----------
    words : those of the texts.
    named : dicts with name and aliases.

    Returns
    -------
    Number of the first word of a mention -> number of its last word, and the name.

    Examples
    --------
    >>> words = Words(["The old port of Oldport."])
    >>> find_mentions(words, [{"name": "Oldport"}])
    {4: (4, 'Oldport')}
    """
    aliases = list_aliases(list(named))
    parts = [_parts[form] for form in words.forms]
    starts = np.array([part[0] in aliases for part in parts], bool)[words.form]
    found: dict[int, tuple[int, str]] = {}
    forms, texts, free = words.form, words.text, 0
    for first in np.flatnonzero(starts).tolist():
        if first < free:
            continue
        for alias, name in aliases[parts[forms.item(first)][0]]:
            last = _match(parts, forms, texts, first, alias)
            if last >= 0:
                found[first] = (last, name)
                free = last + 1
                break
    return found


def _match(
    parts: list[tuple[str, ...]],
    forms: np.ndarray,
    texts: np.ndarray,
    first: int,
    alias: tuple[str, ...],
) -> int:
    """The last of the words that are an alias, -1 where they are not."""
    at, place = first, 0
    while place < len(alias):
        if at >= len(forms) or texts.item(at) != texts.item(first):
            return -1
        own = parts[forms.item(at)]
        if own != alias[place : place + len(own)]:
            return -1
        place += len(own)
        at += 1
    return at - 1


@cache
def load_own_people() -> frozenset[str]:
    """Load nouns for people and bodies that act for those they belong to.

    Returns
    -------
    The nouns, in small letters.

    Examples
    --------
    >>> "officials" in load_own_people(), "rival" in load_own_people()
    (True, False)
    """
    table = load_lexicon("role_nouns")
    roles = " ".join(table.loc[table["kind"] != NOT_OF_IT, "words"]).split()
    return frozenset(roles) | load_words("institution") | load_words("plural speaker")


def _list_surnames(named: Mapping) -> set[str]:
    """The last words of full names that stand for somebody alone, too: of people.

    A last word of a place or a body is none: the Pier Authority, New York.
    """
    aliases = {named["name"], *named.get("aliases", [])}
    bodies = load_own_people() | {"authority"}
    found = set()
    for alias in aliases:
        first, _, last = alias.rpartition(" ")
        is_other = alias.lower() in load_places() or last.lower() in bodies
        if first and last in aliases and not is_other:
            found.add(last)
    return found


@cache
def _is_given(form: str) -> bool:
    """Whether a word before a surname is a given name, and no title, place or common word."""
    low = form.lower()
    if not form[:1].isupper() or form.isupper() or not form.isalpha() or low in load_days():
        return False
    if low in load_forms("given name"):
        return True
    is_title = " " not in read_name(f"{form} X")
    is_other = low in load_places() or low in load_forms("no given name")
    return not is_title and not is_other and not is_common(low)


def _drop_namesakes(
    words: Words, found: dict[int, tuple[int, str]], named: Sequence[dict]
) -> dict[int, tuple[int, str]]:
    """Mentions without a surname behind another's given name: Clara Vane is not Peter Vane."""
    surnames = {(own["name"], last) for own in named for last in _list_surnames(own)}
    names = {own["name"]: [own["name"], *own.get("aliases", [])] for own in named}
    single = {alias for aliases in names.values() for alias in aliases if " " not in alias}
    kept = {}
    for first, (last, name) in found.items():
        before = first - 1
        known = first == last and (name, _bare(words.forms[words.form[first]])) in surnames
        initial = known and before > 0 and len(words.forms[words.form[before]]) == 1
        if initial:
            before -= 1  # Clara J. Vane
        joined = initial or words.gap[first] == SPACE
        if known and joined and before >= 0 and words.text[before] == words.text[first]:
            given = words.forms[words.form[before]]
            is_own = given in single or any(given in alias.split() for alias in names[name])
            if not is_own and _is_given(given):
                continue
        kept[first] = (last, name)
    return kept


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("'")


class Mentions:
    """Names of actors and issues (named with issue True), looked up by words.

    Parameters
    ----------
    words : those of the texts.
    named : dicts with name and aliases; issue True for what is no actor.
    """

    def __init__(self, words: Words, named: Sequence[dict]):
        self.words = words
        self.issues = {own["name"] for own in named if own.get("issue")}
        self.surnames = {(own["name"], last) for own in named for last in _list_surnames(own)}
        self.people = {name for name, _ in self.surnames}
        self.found = _drop_namesakes(words, find_mentions(words, named), named)
        self.starts = np.array(sorted(self.found), int)

    def __bool__(self) -> bool:
        return bool(self.found)

    def name_phrase(self, first: int, last: int) -> str:
        """Say who or what a noun phrase is.

        Parameters
        ----------
        first, last : the numbers of its first and last word.

        Returns
        -------
        A name; '' for nobody named.
        """
        place, name = self._find_last(first, last)
        if not name:
            return ""
        if name in self.issues:
            return name if place == last else ""
        rest = range(place + 1, last + 1)
        if rest and (name, _bare(self.spell(place))) in self.surnames:
            return ""  # the aide of a person is another
        own = load_own_people()
        return name if all(self.spell(k).lower() in own for k in rest) else ""

    def name_owner(self, first: int, last: int) -> str:
        """Who owns what a noun phrase names, as in "Pakistan's threat".

        Parameters
        ----------
        first, last : the numbers of its first and last word.

        Returns
        -------
        A name; '' for nobody named.
        """
        low, high = np.searchsorted(self.starts, [first, last + 1]).tolist()
        for start in self.starts[low:high].tolist():
            end, name = self.found[start]
            if self.spell(end).endswith(("'s", "s")) and end < last:
                return name
        return ""

    def _find_last(self, first: int, last: int) -> tuple[int, str]:
        low, high = np.searchsorted(self.starts, [first, last + 1]).tolist()
        for start in self.starts[low:high][::-1].tolist():
            end, name = self.found[start]
            # A name may go on behind the phrase: the Agency for Island Development.
            return min(end, last), name
        return -1, ""

    def spell(self, number: int) -> str:
        """A word as it is written.

        Parameters
        ----------
        number : of the word.

        Returns
        -------
        The word.
        """
        return self.words.forms[self.words.form.item(number)]
