"""Nouns that tell what a person is: a trade, an office, a nation, a part in an event."""

from __future__ import annotations

from functools import cache

from analysis.articles.reporting_words import load_words
from analysis.tables.resources import load_lexicon
from analysis.text.known import Known


def is_person_noun(word: str) -> bool:
    """Say whether a noun tells what a person is: a trade, an office, a part in an event.

    Parameters
    ----------
    word : in small letters, one person.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_person_noun("goalkeeper"), is_person_noun("geologist"), is_person_noun("letter")
    (True, True, False)
    """
    return _nouns[word]


def _is_person_noun(word: str) -> bool:
    last = word.rpartition("-")[2]  # "vice-president"
    return last in _load_person_nouns() or last.endswith(_load_endings())


_nouns = Known(_is_person_noun)


@cache
def load_roles() -> frozenset[str]:
    """Load nouns that say what somebody is in a state, in a trade or to somebody else.

    Returns
    -------
    The nouns, in small letters.

    Examples
    --------
    >>> "ally" in load_roles()
    True
    """
    return frozenset(" ".join(load_lexicon("role_nouns")["words"]).split())


@cache
def load_given_names() -> frozenset[str]:
    """Load common given names.

    Returns
    -------
    The names, in small letters.

    Examples
    --------
    >>> "alice" in load_given_names(), "quay" in load_given_names()
    (True, False)
    """
    return load_words("given name of a man") | load_words("given name of a woman")


@cache
def _load_person_nouns() -> frozenset[str]:
    listed = load_words("rank or trade") | load_words("describes a person")
    return listed | load_words("occupation") | load_roles()


@cache
def _load_endings() -> tuple[str, ...]:
    return tuple(load_words("end of a word for a person"))


@cache
def load_nations() -> dict[str, tuple[str, str]]:
    """Load the nouns for people of a nation.

    Returns
    -------
    Noun, in small letters -> adjective, and country as most call it, of lexicons/peoples.csv.

    Examples
    --------
    >>> load_nations()["dane"]
    ('Danish', 'Denmark')
    """
    places = load_lexicon("places")
    short = dict(zip(places["place"], places["aliases"].str.split("; ").str[-1], strict=True))
    nations = {}
    for row in load_lexicon("peoples").itertuples():
        country = short[row.place] or row.place
        for noun in filter(None, row.person.split("; ")):
            nations[noun.lower()] = (row.adjective, country)
    return nations
