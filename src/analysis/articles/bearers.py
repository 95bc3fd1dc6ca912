"""Whom a description means: the one person to whom the text itself gives it beside a name.

"The chief executive" is Ana Ruiz where the text has "the company's chief executive, Ana Ruiz", "Ana
Ruiz, chief executive of" or "Chief Executive Ana Ruiz", and nobody else with that office. The same
holds for an age ("the 43-year-old") and for a nation ("the Frenchman"). Where two people fit, or
somebody without a name may be meant, nobody is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.articles.person_nouns import is_person_noun, load_nations
from analysis.articles.reporting_words import letter_of, load_words
from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

_LEFT, _RIGHT = 120, 90  # characters around a word in which its name is looked for
# Characters before "the club", and before "the agency" of which a text has many, in which the body
# must be named.
_NEAR, _NEXT_TO = 1_500, 250
_MENTIONS = 60  # of a word that are looked at
_LONGEST = 7  # words of a description
_LONGEST_PHRASE = 60  # characters of a description up to its noun
_PARTICLE = r"(?:(?:al|bin|ibn|de|der|den|del|della|di|da|dos|du|la|van|von|ter) ){0,2}"
# A point ends a part of a name only behind one letter and behind a title.
_NAME = (
    r"(?:(?:[A-Z]\.|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Prof|Rev|St)\.|[A-Z][\w'-]*) "
    rf"{_PARTICLE}){{0,3}}[A-Z][\w'-]+"
)
_LINK = re.compile(r" (?:of|for|to|at|in|from|with|on)\b")
_AGE = re.compile(r"(\d{1,3})-year-old$")
_WORD = re.compile(r"[\w'-]+")
_LEAD = re.compile(r"(?:[\w'.-]+ )*")  # the words right before a noun, in one phrase
_NO_LEAD = re.compile(r"[^\w'. -]+")
# "Ana Ruiz, 43, the" before "captain", and "Ana Ruiz, who is the".
_NAME_BEFORE = re.compile(
    rf"(?<![\w'-])(?P<name>{_NAME})"
    r"(?:,(?: (?:aged )?\d{1,3},)?(?: who is)?| \(\d{1,3}\),|(?P<is> is| became)) "
    r"(?:(?:the|a|an|(?P<own>his|her|their|its)) )?(?P<lead>(?:[\w'-]+ ){0,6})$"
)
# What ends the phrase behind its noun: of whom, then a mark.
_TAIL = re.compile(
    r"(?P<tail>(?: (?:of|for|to|at|in|from|with|on|behind|who|that|which|since)\b"
    r"| and (?!(?:the|a|an|his|her|their|its) )(?=[a-z]))[^.;()\n]*?)?(?:[,.;:)\n]|$| -)"
)
_NAME_BEHIND = re.compile(
    rf"(?:(?P<tail> (?:of|for|to|at) [^,.;()\n]{{1,50}})?, (?:the )?(?P<apart>{_NAME})"
    rf"(?=[,.;:)\n]|$)|\.? (?P<name>{_NAME}))"
)
_BODY = re.compile(r"(?:[A-Z][\w'-]* (?:(?:of|for|and|the) ){0,2})*[A-Z][\w'-]*$")
_INDEFINITE = ("a", "an", "another", "one", "second", "third", "other", "some", "any")
# Words before "Oldport, the club," that make it a place or a time.
_PLACES = ("in", "at", "near", "outside", "across", "from", "inside", "around", "on", "since")
_PLACES += ("until", "before", "after", "during")
_OWNED_BY = ("of", "for", "to", "than")  # "a spokesman for the mayor, Ana Ruiz, said"
_NO_PART = frozenset("dDpPvcabtr")  # letters (see reporting_words) that end a phrase


class Description(NamedTuple):
    """What a speaker is called in place of a name.

    Attributes
    ----------
    forms : the noun as a text may have it: "captain", "Captain", "Capt".
    needed : other words that tell who is meant, in small letters: "team" in "the team captain".
    age : in years; '' where none is told.
    nation : adjective and country; empty where none is told.
    is_person : whether the noun can stand before a name as a title does.
    """

    forms: tuple[str, ...]
    needed: frozenset[str]
    age: str
    nation: tuple[str, ...]
    is_person: bool


class Mention(NamedTuple):
    """A place at which a text has the noun of a description.

    Attributes
    ----------
    at : the place.
    name : who is called so there; '' for nobody with a name.
    words : those that stand with it, in small letters.
    indefinite : whether it brings in somebody: "a captain".
    apposed : whether the name stands behind a comma: "the captain, Ana Ruiz,".
    """

    at: int
    name: str
    words: frozenset[str]
    indefinite: bool
    apposed: bool = False


@cache
def _load_shared() -> frozenset[str]:
    """Nouns that several people of a text share, named or not."""
    return load_words("held by several") | load_words("plural speaker")


@cache
def _load_bodies() -> frozenset[str]:
    classes = load_lexicon("word_classes")
    words = " ".join(classes.loc[classes["class"] == "body", "words"]).split()
    listed = load_words("institution") | load_words("body beside its name") | frozenset(words)
    return listed - load_words("document") - load_words("paper")


@cache
def _load_ranks() -> dict[str, tuple[str, ...]]:
    """Noun -> the abbreviations that stand for it before a name."""
    ranks: dict[str, tuple[str, ...]] = {}
    for short, full in load_lexicon("ranks").itertuples(index=False, name=None):
        if full:
            ranks[full] = (*ranks.get(full, ()), short)
    return ranks


def find_bearer(phrase: str, text: str, at: int, complete: Callable[[str], str]) -> str:
    """Find the one person whom a description can mean in a text.

    Parameters
    ----------
    phrase : the words of a speaker, such as "The chief constable".
    text : in which they stand.
    at : the place at which they stand there.
    complete : gives the fullest name for a name that the text has; '' where that is no person's.

    Returns
    -------
    The name; '' where the phrase describes nobody, or the text leaves open who is meant.

    Examples
    --------
    >>> text = "Grant Cole, chief executive of the line, left. The chief executive said no."
    >>> find_bearer("The chief executive", text, 47, str)
    'Grant Cole'
    """
    described = _descriptions[phrase]
    if not described:
        return ""
    if described.age:
        return _find_only(_list_of_age(described.age, text), complete)
    if described.nation:
        return _find_only(_list_of_nation(described, text), complete)
    return _find_holder(described, text, at, complete)


def _describe(phrase: str) -> Description | None:
    """A description that means one person; None for other phrases."""
    words = phrase.split()
    if len(words) < 2 or len(words) > _LONGEST or words[0].lower() != "the" or "," in phrase:
        return None
    front, *_ = _LINK.split(" ".join(words[1:]), maxsplit=1)
    *lead, noun = front.split()
    noun = noun.removesuffix("'s")
    low = noun.lower()
    tail = words[1 + len(lead) + 1 :]
    needed = frozenset(_read_words([*lead, *tail]))
    for word in (*lead, noun):
        aged = _AGE.match(word)
        if aged:
            return Description((noun,), frozenset(), aged[1], (), False)
    nation = load_nations().get(low, ()) if noun[0].isupper() and not lead else ()
    if nation:
        return Description((noun,), frozenset(), "", nation, False)
    is_body = noun == low and low in _load_bodies()  # "the Harbour Agency" is a name
    is_person = is_person_noun(low)
    if not is_person and not is_body or low in _load_shared():
        return None
    forms = (low, low.capitalize(), low.title()) if "-" in low else (low, low.capitalize())
    if is_person:
        forms += _load_ranks().get(low, ())
    return Description(forms, needed, "", (), is_person)


_descriptions = Known(_describe, 1 << 12)


def _read_words(words: list[str]) -> Iterator[str]:
    """The words that tell who is meant, in small letters and without an ending of the genitive."""
    for word in words:
        low = word.strip(",.").lower().removesuffix("'s").rstrip("'")
        if low and letter_of(low) not in "dpotc":
            yield low


def _find_only(names: Iterator[str], complete: Callable[[str], str]) -> str:
    """The one person among names; '' where there are two, or somebody without a name."""
    found = ""
    for name in names:
        full = complete(name)
        if not name:
            return ""
        if not full:
            continue
        if found and found != full:
            return ""
        found = full
    return found


def _list_of_age(age: str, text: str) -> Iterator[str]:
    """The people of an age in years, '' for one without a name."""
    told = re.compile(
        rf"(?<![\w'-])({_NAME})"
        rf"(?:, (?:aged |who is )?{age}(?=[,.;)\n])| \({age}\)|, an? {age}-year-old)"
        rf"|\b{age}-year-old (?:[a-z][\w'-]* ){{0,3}}({_NAME})"
    )
    for match in told.finditer(text):
        yield match[1] or match[2]
    unnamed = re.compile(
        rf"(?<!, )\b[Aa]n? {age}-year-old (?!(?:[a-z][\w'-]* ){{0,3}}(?:, )?[A-Z])"
    )
    if unnamed.search(text):
        yield ""


def _list_of_nation(described: Description, text: str) -> Iterator[str]:
    """The people of a nation, '' for one without a name."""
    adjective, country = described.nation
    noun = described.forms[0]
    if adjective not in text and country not in text:
        return
    told = re.compile(
        rf"(?<![\w'-])({_NAME}), (?:who is |\d{{1,3}}, )?(?:an?|the) (?:[a-z][\w'-]* ){{0,2}}"
        rf"(?:{adjective}|{noun})\b"
        rf"|\b(?:{adjective}|{noun})(?: [a-z][\w'-]*){{0,4}},? ({_NAME})"
        rf"|\b{country}'s ({_NAME})|(?<![\w'-])({_NAME}) of {country}\b"
    )
    for match in told.finditer(text):
        yield match[1] or match[2] or match[3] or match[4]
    if re.search(rf"\b(?:[Aa]n?|[Aa]nother|[Aa] second) {noun}\b(?! [A-Z])", text):
        yield ""


def _find_holder(described: Description, text: str, at: int, complete: Callable[[str], str]) -> str:
    """The one person with an office or a trade."""
    found: dict[str, Mention] = {}
    others = []
    for mention in _find_mentions(described, text):
        if mention.name and load_words("changes an office") & mention.words - described.needed:
            continue
        name = complete(mention.name) if mention.name else ""
        if name and 0 < mention.at - at < _LONGEST_PHRASE and mention.apposed:
            return name
        if name and described.needed <= mention.words:
            known = found.get(name, mention)
            found[name] = mention._replace(words=mention.words | known.words)
        elif mention.at < at and not name and described.needed <= mention.words:
            others.append(mention)
    if len(found) != 1 or any(other.indefinite for other in others):
        return ""
    (name,) = found
    words = found[name].words | described.needed
    # Since the last captain of another team, and since other agencies may have been told about.
    since = max((other.at for other in others if not other.words <= words), default=0)
    if not described.is_person:
        among_others = described.forms[0] in load_words("body among others")
        since = max(since, at - (_NEXT_TO if among_others else _NEAR))
    return name if text.rfind(name.split()[-1], since, at) >= 0 else ""


def list_bodies(phrase: str, text: str) -> list[str]:
    """List the bodies to which a text gives a description beside their names.

    Parameters
    ----------
    phrase : such as "the union".
    text : any.

    Returns
    -------
    The names, each once, without an article.

    Examples
    --------
    >>> list_bodies("the union", "The Dockers' League, the union that called it, lost.")
    ["Dockers' League"]
    """
    described = _descriptions[phrase]
    if not described or described.is_person:
        return []
    named = [mention for mention in _list_mentions(described, text) if mention.name]
    fitting = [mention.name for mention in named if described.needed <= mention.words]
    return list(dict.fromkeys(fitting))


@lru_cache(maxsize=64)  # a text calls somebody the same again and again
def _find_mentions(described: Description, text: str) -> tuple[Mention, ...]:
    return tuple(_list_mentions(described, text))


def _list_mentions(described: Description, text: str) -> Iterator[Mention]:
    """The places at which a text has the noun, as a word of its own."""
    for form in described.forms:
        place = -1
        for _ in range(_MENTIONS):
            place = text.find(form, place + 1)
            if place < 0:
                break
            end = place + len(form)
            before, after = text[place - 1 : place], text[end : end + 1]
            parted = before.isalnum() or before == "-" or after.isalnum() or after in ("-", "'")
            if not parted:
                yield _read_mention(described, text, place, end)


def _read_mention(described: Description, text: str, at: int, end: int) -> Mention:
    """Who is called by a noun at a place, and what stands with it."""
    begin = max(text.rfind("\n", 0, at) + 1, at - _LEFT)
    left, right = text[begin:at], text[end : end + _RIGHT]
    is_short = text[at:end].lower() != described.forms[0]  # "The Echo, Sen. Ana Ruiz"
    apposed = None if is_short else _read_apposition(left, right)
    if apposed:
        name, words = apposed
        if not described.is_person:
            name = _BODY.search(left[: left.rindex(name) + len(name)])[0].removeprefix("The ")
        return Mention(at, name, words, False)
    lead = _find_lead(left)
    first = len(lead)
    while first and letter_of(lead[first - 1].lower()) not in _NO_PART:
        first -= 1
    opening, words = lead[:first], lead[first:]
    name, behind, is_apart = _read_behind(described, opening, right)
    indefinite = not name and bool(opening) and opening[-1].lower() in _INDEFINITE
    return Mention(at, name, frozenset(_read_words(words + behind)), indefinite, is_apart)


def _find_lead(left: str) -> list[str]:
    """The words right before a noun, with one space behind each."""
    if not left.endswith(" "):
        return []
    unbroken = _NO_LEAD.split(left)[-1].rpartition("  ")[2].lstrip(" ")
    return unbroken.split(" ")[:-1]


def _read_behind(
    described: Description, opening: list[str], right: str
) -> tuple[str, list[str], bool]:
    """The name behind a noun, words that say whose it is, and whether a comma stands between.

    opening : the words before the phrase, the last of which is its article.
    """
    behind = _NAME_BEHIND.match(right)
    if behind and behind["name"] and described.is_person:
        return behind["name"], [], False
    before = opening[-2] if len(opening) > 1 else ""
    if behind and behind["apart"] and described.is_person and before.lower() not in _OWNED_BY:
        return behind["apart"], (behind["tail"] or "").split(), True
    # "The club, Marlow United, said", but not "At the club, Ana Ruiz, a nurse, said".
    opens = not before or before.endswith(".")
    if behind and behind["apart"] and not described.is_person and opens:
        return behind["apart"], (behind["tail"] or "").split(), True
    words = _WORD.findall(right)[:_LONGEST] if _LINK.match(right) else []
    return "", words, False


def _is_clause(tail: str) -> bool:
    """Whether a verb of the sentence stands there: "Still, the mayor of Oldport has left"."""
    for word in tail.split():
        letter = letter_of(word)
        if letter in "rT":
            return False
        if letter in "vba":
            return True
    return False


def _read_apposition(left: str, right: str) -> tuple[str, frozenset[str]] | None:
    """Name and words of "Ana Ruiz, the captain of the team," around the noun."""
    apart = max(left.rfind(", "), left.rfind(" is "), left.rfind(" became "))
    if apart < 0 or not _LEAD.fullmatch(left, apart + 2):
        return None
    before = _NAME_BEFORE.search(left, left.rfind(". ", 0, apart) + 1)
    if not before:
        return None
    name, opening = _part_opening(before["name"])
    near = opening or left[: before.start()].split()[-1:]
    if not name or near and near[-1].lower() in _PLACES:
        return None
    tail = _TAIL.match(right)
    if not tail or _is_clause(tail["tail"] or "") or before["own"] and right.startswith(", and "):
        return None  # "Ana Ruiz, her lawyer, and the captain left"
    letters = {letter_of(word) for word in before["lead"].split()}
    if not letters.isdisjoint(_NO_PART - {"c"}):
        return None
    if before["is"] and not letters.isdisjoint("gen"):
        return None  # "is meeting the captain"
    words = f"{before['lead']}{tail['tail'] or ''}".split()
    return name, frozenset(_read_words(words))


def _part_opening(name: str) -> tuple[str, list[str]]:
    """A name, and the words that only open its sentence: "But Ana Ruiz", "In Oldport"."""
    words = name.split()
    first = 0
    while first < len(words) and letter_of(words[first]) not in "Co":
        first += 1
    return " ".join(words[first:]), words[:first]
