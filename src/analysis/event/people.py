"""People that a drafted event.toml suggests: who speaks, and for whom as the texts themselves say.

A camp is read from what a speaker is called: *the council's chairman*, *a spokesman for the ferry
company*, *Ada Marsh, head of the harbour board*. Whoever observes (an analyst, a journalist) is
independent; who was somebody (*a former minister*), or is somebody's friend or rival, has no camp
here. A government is named after its country. Nothing is known but the words of the texts, so a
person corrects what is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from analysis.articles.reporting_words import load_words
from analysis.measures.camps import make_key
from analysis.measures.mentions import NOT_OF_IT
from analysis.measures.word_classes import find_class, load_forms, load_function_words
from analysis.tables.resources import load_lexicon

MOST_PEOPLE = 20
INDEPENDENT = "independent"
_NAME = r"(?:[A-Z][\w'’-]*\.? ){1,3}(?:(?:al|el|bin|ibn|de|van|von|der|du|la) ){0,2}[A-Z][\w'’-]+"
_CALLED = r"[^,;:.()\"]{3,80}"
# Ada Marsh, the council's chairman, ...
_AFTER = re.compile(rf"(?<![\w'])({_NAME}), ({_CALLED})(?=[,;.)]|$)")
# council chairman Ada Marsh, and: the council's chairman, Ada Marsh
_BEFORE = re.compile(rf"(?:^|(?<=[\s\"(]))((?:[\w'’-]+ ){{0,4}}[a-z]+),? ({_NAME})(?![\w'])")
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[\w'-]+")
_LINKS = ("of", "for", "at", "with", "from", "to")
_LEADS = ("the", "a", "an", "its", "one", "another", "two", "several", "some", "many", "other")
_OWN = ("his", "her", "their", "our", "my", "your", "this", "that", "these", "those", "no", "any")
_OWN += ("who", "whose", "which", "where", "when")
_STAFF = ("campaign", "team", "administration", "camp", "office", "staff")
_RANKS = (
    "senior",
    "top",
    "deputy",
    "acting",
    "chief",
    "vice",
    "assistant",
    "local",
    "new",
    "press",
)


@cache
def _load_kinds() -> dict[str, str]:
    """Role noun -> its kind."""
    table = load_lexicon("role_nouns")
    return {word: row.kind for row in table.itertuples() for word in row.words.split()}


@cache
def _load_bodies() -> frozenset[str]:
    """Nouns for bodies that have people who speak for them."""
    bodies = load_words("institution") - load_words("document") - load_forms("newspaper")
    return bodies | load_forms("body")


@cache
def _load_countries() -> dict[str, str]:
    """Country, capital or people -> the country."""
    table = load_lexicon("capitals")
    own = {row.country: row.country for row in table.itertuples()}
    return own | {row.other: row.country for row in table.itertuples()}


def suggest_people(segments: pd.DataFrame, *, known: Mapping[str, str] | None = None) -> list[dict]:
    """Speakers whose camp the texts name, and others whose office they name.

    Parameters
    ----------
    segments : with text, speaker, voice and n_words or without voices.
    known : alias -> name of people among the actors, whose camps go by their names.

    Returns
    -------
    Dicts with name and camp, those who speak most first.

    Examples
    --------
    >>> text = "Ada Marsh, the council's chairman, said no."
    >>> rows = {"text": [text], "speaker": ["Ada Marsh"], "n_words": [6]}
    >>> suggest_people(pd.DataFrame(rows))
    [{'name': 'Ada Marsh', 'camp': 'the council'}]
    """
    offices: dict[str, str] = {}
    for text in segments["text"]:
        for name, called in _find_called(text):
            if camp := read_camp(called):
                offices.setdefault(name, camp)
    spoken = segments[segments["speaker"] != ""].groupby("speaker", sort=False)["n_words"].sum()
    order = spoken.sort_values(ascending=False, kind="stable").index
    found = {name: offices.get(name) or read_camp(name) for name in [*order, *offices]}
    known = known or {}
    camps = _join_camps({name: camp for name, camp in found.items() if camp}, known)
    rows = []
    seen: set[tuple[str, ...]] = set()
    for name, camp in camps.items():
        # Two names of one key would stand for two people, which event.toml may not say.
        keys = {make_key(name), make_key(_strip_lead(name))}
        if seen.isdisjoint(keys) and not name.endswith("…"):
            rows.append({"name": name, "camp": camp})
        seen |= keys
    return rows[:MOST_PEOPLE]


def _find_called(text: str) -> list[tuple[str, str]]:
    """Names with what they are called beside them."""
    roles = _load_kinds()
    found = [(match[1], match[2]) for match in _AFTER.finditer(text)]
    for match in _BEFORE.finditer(text):
        if match[1].rpartition(" ")[2] in roles:
            found.append((match[2], match[1]))
    # "Professor Ada Marsh" says it before her name.
    found += [(name, name.split()[0].lower()) for name, _ in found]
    bodies = _load_bodies() | load_words("plural speaker")
    return [
        (_strip_title(name), called)
        for name, called in found
        if bodies.isdisjoint(name.lower().split())
    ]


def _strip_title(name: str) -> str:
    words = name.replace("’", "'").split()
    titles = {word.lower() for word in load_lexicon("ranks")["abbreviation"]} | _load_kinds().keys()
    titles |= load_function_words()
    while len(words) > 1 and words[0].lower().rstrip(".") in titles:
        words = words[1:]
    return " ".join(words)


def read_camp(called: str) -> str:
    """For whom somebody speaks, from what he or she is called; '' where that is not said.

    Examples
    --------
    >>> read_camp("a spokeswoman for the ferry company"), read_camp("the former mayor")
    ('the ferry company', '')
    >>> read_camp("Norwegian officials"), read_camp("a maritime historian")
    ("Norway's government", 'independent')
    """
    words = [word.replace(".", "") for word in _WORD.findall(called.replace("’", "'"))]
    opens = bool(words) and words[0].lower() in _load_bodies() | _load_kinds().keys()
    if opens and not any(word[0].isupper() for word in words[1:2]):
        words[0] = words[0].lower()  # its capital only opens the sentence
    roles, end = _load_kinds(), len(words)
    for k, word in enumerate(words):
        if k and word.lower() in (*_LINKS, "in", "on", "who", "which", "and", "by", "about"):
            end = k
            break
    head = end - 1
    low = [word.lower() for word in words]
    if head < 0 or low[0] in _OWN:
        return ""
    if not {"former", "ex", "late", "retired", "ousted", "then"}.isdisjoint(low[:end]):
        return ""
    role = low[head] if low[head] in roles else low[head].removesuffix("s")
    if role not in roles:
        return _read_body(words) if end == len(words) and low[head] in _load_bodies() else ""
    if roles[role] == NOT_OF_IT:
        return ""
    if role in ("candidate", "nominee") and "party" not in low:
        return ""  # of what somebody wants to belong to
    if roles[role] == "observer":
        return INDEPENDENT
    return _read_owner(words[:head]) or _read_link(words[end:])


def _read_body(words: list[str]) -> str:
    """The camp of a body that speaks itself; "a group" is one of many."""
    return _name_camp(words) if len(words) <= 4 and words[0].lower() not in ("a", "an") else ""


def _read_owner(words: list[str]) -> str:
    """Whose chairman, or of which council: what stands before the role."""
    owners = [k for k, word in enumerate(words) if word.endswith(("'s", "s'"))]
    if owners:
        last = owners[-1]
        first = max([0, *(k + 1 for k, word in enumerate(words[:last]) if word.lower() in _LINKS)])
        # "defeat the council's chairman"
        articles = [k for k in range(first, last) if words[k].lower() in ("the", "a", "an")]
        first = articles[-1] if articles else first
        return _name_camp(words[first : last + 1])
    rest = [word for word in words if word.lower() not in (*_LEADS, *_RANKS)]
    if not rest:
        return ""
    if any(word in _load_countries() for word in rest):
        return _name_camp(rest)
    # "a tall chairman" is of nobody, "a council chairman" of the council.
    if rest[-1].lower() in _load_bodies():
        return _name_camp(_keep_nouns(rest))
    return ""


def _keep_nouns(words: list[str]) -> list[str]:
    """The nouns and names that end these words."""
    first = len(words) - 1
    while first and (words[first - 1][0].isupper() or find_class(words[first - 1]) in ("n", "a")):
        first -= 1
    return words[first:]


def _read_link(words: list[str]) -> str:
    """Of, for or at whom: what stands behind the role."""
    while len(words) > 1 and words[0].lower() in _LINKS:
        phrase = words[1:]
        for k, word in enumerate(phrase):
            if k and word.lower() in (*_LINKS, "in", "on", "who", "which", "and", "by", "since"):
                end = k
                # "the University of Oldport"
                if word == "of" and phrase[k - 1][0].isupper() and phrase[k + 1 :]:
                    end = k + 2 if phrase[k + 1][0].isupper() else k
                phrase = phrase[:end]
                break
        is_body = any(word.lower() in _load_bodies() for word in phrase)
        is_body &= len(phrase) > 1 or phrase[0][0].isupper()  # no "secretary of state"
        named = phrase[0][0].isupper() or phrase[0].lower() == "the" and phrase[-1][0].isupper()
        if (is_body or named) and len(phrase) <= 5:
            return _name_camp(phrase)
        words = words[1 + len(phrase) :]
    return ""


def _name_camp(words: list[str]) -> str:
    """A camp by the words that name it; a government by its country."""
    last = words[-1]
    last = last[:-1] if last.endswith("s'") else last.removesuffix("'s")
    bare = _strip_lead(" ".join([*words[:-1], last]))
    parts = bare.split()
    if parts[0].removesuffix("'s") in _load_countries() and parts[0].endswith("'s"):
        return bare if len(parts) > 2 else _name_government(_load_countries()[parts[0][:-2]])
    owned = any(part.endswith(("'s", "s'")) for part in parts)
    if owned and parts[-1] not in _STAFF:
        return f"the {bare}" if words[0].lower() == "the" else bare
    if owned:
        # "Mrs. Pell's campaign" and "the Pell campaign" are one.
        parts = [part.removesuffix("'s") for part in parts if part not in ("Mr", "Mrs", "Ms", "Dr")]
        bare = " ".join(parts)
    if not last or bare.lower() in load_words("nobody") or parts[0].lower() in _OWN:
        return ""
    titles = {word.lower() for word in load_lexicon("ranks")["abbreviation"]} | _load_kinds().keys()
    if re.fullmatch(r"[\d,.]+", bare) or parts[-1].lower() in titles:
        return ""
    country = _load_countries().get(bare) or _load_countries().get(parts[0])
    only = len(parts) == 1 or country == bare or bare in _load_countries()
    if country and (only or parts[-1].lower() in ("government", "administration", "ministry")):
        return _name_government(country)
    if country and len(parts) == 2 and parts[-1].lower() in ("foreign", "defense", "defence"):
        return _name_government(country)
    own = bare[0].isupper() and not any(part.lower() in _load_bodies() for part in parts)
    return bare if own else f"the {bare}"


def _name_government(country: str) -> str:
    short = {"United States": "US", "United Kingdom": "UK"}.get(country)
    if short:
        return f"{short} government"
    return f"{country}' government" if country.endswith("s") else f"{country}'s government"


def _strip_lead(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower() in _LEADS:
        words = words[1:]
    return " ".join(words)


def _join_camps(camps: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Camps of one name: "the council" is the Lindmoor council where no other is named."""
    named = set(camps.values())
    joined = {}
    for name, camp in camps.items():
        bare = camp.removeprefix("the ")
        longer = [one for one in named if one.endswith(f" {bare}") and one != camp]
        longer = [one for one in longer if one.removeprefix("the ") != bare]
        joined[name] = longer[0] if len(longer) == 1 else known.get(bare, camp)
    return {name: _shorten(camp, known) for name, camp in joined.items()}


def _shorten(camp: str, known: Mapping[str, str]) -> str:
    """The camp with a family name: "the Ada Marsh campaign" is the Marsh campaign."""
    for full in set(known.values()):
        if camp.startswith(f"the {full} "):
            return camp.replace(full, full.split()[-1], 1)
    return camp
