"""People that a drafted event.toml suggests: who speaks, and for whom as the texts themselves say.

A camp is read from what a speaker is called: *the council's chairman*, *a spokesman for the ferry
company*, *Ada Marsh, head of the harbour board*. Whoever observes (an analyst, a journalist) is
independent; who was somebody (*a former minister*), or is somebody's friend or rival, has no camp
here. A government is named after its country. Nothing is known but the words of the texts, so a
person corrects what is suggested.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from analysis.articles.reporting_words import load_words
from analysis.event.camp_names import join_camps
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
_RANKS = ("senior", "top", "deputy", "acting", "chief", "vice", "assistant", "local", "new")
_RANKS += ("press",)
_PAST = frozenset({"former", "ex", "late", "retired", "ousted", "then"})  # is no more


@cache
def _load_kinds() -> dict[str, str]:
    """Role noun -> its kind."""
    kinds = {}
    for row in load_lexicon("role_nouns").itertuples():
        kinds |= dict.fromkeys(row.words.split(), row.kind)
    return kinds


@cache
def _load_bodies() -> frozenset[str]:
    """Nouns for bodies that have people who speak for them."""
    bodies = load_words("institution") - load_words("document") - load_forms("newspaper")
    return bodies | load_forms("body")


@cache
def _load_countries() -> dict[str, str]:
    """Country, capital or people -> the country."""
    table = load_lexicon("capitals")
    countries = dict(zip(table["country"], table["country"], strict=True))
    others = dict(zip(table["other"], table["country"], strict=True))
    return countries | others


@cache
def _load_titles() -> frozenset[str]:
    """Words before a name that say what somebody is, in lower case."""
    ranks = load_lexicon("ranks")["abbreviation"]
    return frozenset({*ranks.str.lower(), *_load_kinds()})


def _is_body(word: str) -> bool:
    return word.lower() in _load_bodies()


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _has_genitive(word: str) -> bool:
    return word.endswith(("'s", "s'"))


def suggest_people(segments: pd.DataFrame, *, known: Mapping[str, str] | None = None) -> list[dict]:
    """Suggest people: speakers whose camp the texts name, and others whose office they name.

    Parameters
    ----------
    segments : with text, speaker and n_words; speaker is '' for what nobody else says.
    known : alias -> name of people among the actors, whose camps go by their names.

    Returns
    -------
    Dicts with name and camp, those who speak most first; at most MOST_PEOPLE.

    Examples
    --------
    >>> text = "Ada Marsh, the council's chairman, said no."
    >>> rows = {"text": [text], "speaker": ["Ada Marsh"], "n_words": [6]}
    >>> suggest_people(pd.DataFrame(rows))
    [{'name': 'Ada Marsh', 'camp': 'the council'}]
    """
    texts = _join_texts(segments)
    offices = _find_offices(segments["text"])
    with_speaker = segments[segments["speaker"] != ""]
    spoken = with_speaker.groupby("speaker", sort=False)["n_words"].sum()
    order = spoken.sort_values(ascending=False, kind="stable").index
    offices = _complete_names(offices, order)
    found = {}
    for name in (*order, *offices):
        camp = offices.get(name) or read_camp(name)
        if camp:
            found[name] = camp
    camps = join_camps(found, known=known or {}, speakers=list(order), texts=texts)
    rows = []
    seen: set[tuple[str, ...]] = set()
    for name, camp in camps.items():
        # event.toml refuses two names with the same key.
        keys = {make_key(name), make_key(_strip_lead(name))}
        if seen.isdisjoint(keys) and not name.endswith("…"):
            rows.append({"name": name, "camp": camp})
        seen |= keys
    return rows[:MOST_PEOPLE]


def _join_texts(segments: pd.DataFrame) -> list[str]:
    """The texts of the articles, a segment a line."""
    if "article_id" not in segments:
        return ["\n".join(segments["text"])]
    return segments.groupby("article_id", sort=False)["text"].agg("\n".join).tolist()


def _complete_names(offices: Mapping[str, str], speakers: Iterable[str]) -> dict[str, str]:
    """The offices by full names: "Mr. Rudd" is the only speaker with that family name."""
    full: dict[str, list[str]] = {}
    for speaker in speakers:
        full.setdefault(speaker.split()[-1], []).append(speaker)
    completed: dict[str, str] = {}
    for name, camp in offices.items():
        several = full.get(name, [name])
        if len(several) == 1:
            completed.setdefault(several[0], camp)
    return completed


def _find_offices(texts: Iterable[str]) -> dict[str, str]:
    """Name -> the camp that texts name beside it; the first counts."""
    offices: dict[str, str] = {}
    for text in texts:
        for name, called in _find_called(text):
            camp = read_camp(called)
            if camp:
                offices.setdefault(name, camp)
    return offices


def _find_called(text: str) -> list[tuple[str, str]]:
    """Names with what they are called beside them."""
    roles = _load_kinds()
    found = [(match[1], match[2]) for match in _AFTER.finditer(text)]
    for match in _BEFORE.finditer(text):
        called, name = match.groups()
        _, _, role = called.rpartition(" ")
        if role in roles:
            found.append((name, called))
    # In "Professor Ada Marsh" the title stands within what was taken for her name.
    for name, _ in list(found):
        title, *_ = name.split()
        found.append((name, title.lower()))
    bodies = _load_bodies() | load_words("plural speaker")
    people = []
    for name, called in found:
        words = name.lower().split()
        if bodies.isdisjoint(words):
            people.append((_strip_title(name), called))
    return people


def _strip_title(name: str) -> str:
    words = name.replace("’", "'").split()
    titles = _load_titles() | load_function_words()
    while len(words) > 1:
        first = words[0].lower()
        if first.rstrip(".") not in titles:
            break
        words = words[1:]
    return " ".join(words)


def read_camp(called: str) -> str:
    """Read for whom somebody speaks from what he or she is called.

    Parameters
    ----------
    called : such as "the council's chairman".

    Returns
    -------
    The camp; '' where that is not said.

    Examples
    --------
    >>> read_camp("a spokeswoman for the ferry company"), read_camp("the former mayor")
    ('the ferry company', '')
    >>> read_camp("Norwegian officials"), read_camp("a maritime historian")
    ("Norway's government", 'independent')
    """
    words = _split_called(called)
    roles = _load_kinds()
    end = _find_link(words, (*_LINKS, "in", "on", "who", "which", "and", "by", "about"))
    low = [word.lower() for word in words]
    if not words or low[0] in _OWN:
        return ""
    if not _PAST.isdisjoint(low[:end]):
        return ""
    head = low[end - 1]
    role = head if head in roles else head.removesuffix("s")
    if role not in roles:
        in_name = _is_capital(words[end - 1]) and _names_body_of(words[end - 1 :])
        speaks_itself = (end == len(words) or in_name) and _is_body(head)
        return _read_body(words) if speaks_itself else ""
    if roles[role] == NOT_OF_IT:
        return ""
    if role in ("candidate", "nominee") and "party" not in low:
        return ""  # the council's candidate is not of the council yet
    if roles[role] == "observer":
        return INDEPENDENT
    return _read_owner(words[: end - 1]) or _read_link(words[end:])


def _split_called(called: str) -> list[str]:
    """The words of what somebody is called, without the capital that only opens a sentence."""
    words = [word.replace(".", "") for word in _WORD.findall(called.replace("’", "'"))]
    if not words:
        return []
    first = words[0].lower()
    is_noun = first in _load_bodies() or first in _load_kinds()
    in_name = len(words) > 1 and _is_capital(words[1])
    in_name |= first in _load_bodies() and _names_body_of(words)
    if is_noun and not in_name:
        words[0] = first
    return words


def _names_body_of(words: list[str]) -> bool:
    """Whether words begin as in "Federation of Growers"."""
    return len(words) > 2 and words[1] == "of" and _is_capital(words[2])


def _find_link(words: list[str], links: tuple[str, ...]) -> int:
    """The place of the first word that links, but not of one that opens; else the end."""
    for k, word in enumerate(words):
        if k and word.lower() in links:
            return k
    return len(words)


def _read_body(words: list[str]) -> str:
    """The camp of a body that speaks itself; "a group" is one of many."""
    is_one_of_many = words[0].lower() in ("a", "an")
    is_clause = any(word.lower() in ("the", "a", "an") for word in words[1:])  # "leads the board"
    if is_one_of_many or is_clause or len(words) > 4:
        return ""
    return _name_camp(words)


def _read_owner(words: list[str]) -> str:
    """Whose chairman, or of which council: what stands before the role."""
    owners = [k for k, word in enumerate(words) if _has_genitive(word)]
    if owners:
        last = owners[-1]
        behind = words[last + 1 : last + 2]
        if words[last].endswith("s'") and behind and _is_body(behind[0]):
            return _name_camp([*_cut_owner(words, last), *behind])  # "the miners' union chair"
        return _name_camp(_cut_owner(words, last))
    rest = [word for word in words if word.lower() not in (*_LEADS, *_RANKS)]
    if not rest:
        return ""
    if any(word in _load_countries() for word in rest):
        return _name_camp(rest)
    # "A council chairman" speaks for the council, "a tall chairman" for nobody.
    if _is_body(rest[-1]):
        return _name_camp(_keep_nouns(rest))
    return ""


def _cut_owner(words: list[str], last: int) -> list[str]:
    """The words of an owner that ends there; of "defeat the council's" those from "the" on."""
    first = 0
    for k, word in enumerate(words[:last]):
        low = word.lower()
        if low in _LINKS:
            first = k + 1
        elif low in ("the", "a", "an"):
            first = k
    return words[first : last + 1]


def _keep_nouns(words: list[str]) -> list[str]:
    """The nouns and names that end these words."""
    first = len(words) - 1
    while first:
        before = words[first - 1]
        if not _is_capital(before) and find_class(before) not in ("n", "a"):
            break
        first -= 1
    return words[first:]


def _read_link(words: list[str]) -> str:
    """Of, for or at whom: what stands behind the role."""
    while len(words) > 1 and words[0].lower() in _LINKS:
        phrase = _cut_phrase(words[1:])
        opens, closes = phrase[0], phrase[-1]
        is_name = _is_capital(opens)
        is_name |= opens.lower() == "the" and _is_capital(closes)
        is_body = any(_is_body(word) for word in phrase)
        is_body &= len(phrase) > 1 or is_name  # no "secretary of state"
        if len(phrase) <= 5 and (is_body or is_name):
            return _name_camp(phrase)
        words = words[1 + len(phrase) :]
    return ""


def _cut_phrase(words: list[str]) -> list[str]:
    """The words up to the next link, which is of the name in "the University of Oldport"."""
    end = _find_link(words, (*_LINKS, "in", "on", "who", "which", "and", "by", "since"))
    behind = words[end + 1 :]
    if behind and words[end] == "of" and _is_capital(words[end - 1]) and _is_capital(behind[0]):
        end += 2
    return words[:end]


def _name_camp(words: list[str]) -> str:
    """A camp by the words that name it; a government by its country."""
    last = words[-1]
    last = last[:-1] if last.endswith("s'") else last.removesuffix("'s")
    bare = _strip_lead(" ".join([*words[:-1], last]))
    parts = bare.split()
    owner = parts[0].removesuffix("'s")
    country = _load_countries().get(owner)
    if country and owner != parts[0]:
        return bare if len(parts) > 2 else _name_government(country)
    owned = any(_has_genitive(part) for part in parts)
    if owned and parts[-1] not in _STAFF:
        return f"the {bare}" if words[0].lower() == "the" else bare
    if owned:
        # "Mrs. Pell's campaign" and "the Pell campaign" are one.
        named = [part for part in parts if part not in ("Mr", "Mrs", "Ms", "Dr")]
        parts = [part.removesuffix("'s") for part in named]
        bare = " ".join(parts)
    if not last or _is_nobody(bare, parts):
        return ""
    country = _find_country(bare, parts)
    if country:
        return _name_government(country)
    is_body = any(_is_body(part) for part in parts)
    is_name = _is_capital(bare) and not is_body
    return bare if is_name else f"the {bare}"


def _is_nobody(bare: str, parts: list[str]) -> bool:
    """Whether a camp of these words would be nobody's: a pronoun, a number, a title."""
    if bare.lower() in load_words("nobody") or parts[0].lower() in _OWN:
        return True
    is_number = re.fullmatch(r"[\d,.]+", bare) is not None
    return is_number or parts[-1].lower() in _load_titles()


def _find_country(bare: str, parts: list[str]) -> str:
    """The country whose government is meant, or ''."""
    countries = _load_countries()
    country = countries.get(bare) or countries.get(parts[0])
    if not country:
        return ""
    if len(parts) == 1 or country == bare or bare in countries:
        return country
    last = parts[-1].lower()
    if last in ("government", "administration", "ministry"):
        return country
    is_ministry = len(parts) == 2 and last in ("foreign", "defense", "defence")
    return country if is_ministry else ""


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
