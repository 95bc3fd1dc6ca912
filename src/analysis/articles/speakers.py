"""Who speaks: names, descriptions and pronouns resolved to the fullest name in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from analysis.articles.bearers import find_bearer
from analysis.articles.one_name import join_names_of_one
from analysis.articles.person_nouns import is_person_noun
from analysis.articles.reporting_words import Span, is_pronoun, letter_of, load_places, load_words
from analysis.articles.speaker_names import (
    find_full_name,
    hide_possessive,
    join_names,
    list_full_names,
    opens_title,
    part_names,
    read_name,
)
from analysis.text.known import Known

_NEAR = 50_000  # characters to each side in which a full name is looked for
_LONGEST_RELATION = 20  # characters of "grandmother," before a name
_LONGEST_PERSON = 200  # characters of a name with its verb, which are read again
LONGEST_ATTRIBUTION = 400  # characters between two parts of what somebody says
_LONGEST_SENTENCE = 500  # characters before "it" in which its noun is looked for
_BEFORE_SENTENCE = 3  # characters that may end the one before
_SHORTEST_PRESENTED = 12  # characters of a sentence with a name and a verb
_REACH = 3  # paragraphs over which a pronoun is followed
# His statement on X: he says it.
_HIS_WORDS = re.compile(
    r"(his|her|their|its) (?:\w+ )?(?:statements?|letters?|e-?mails?|tweets?|messages?|notes?"
    r"|posts?|videos?|memos?|remarks|comments|speech|interview|testimony|report|verdict|answer"
    r"|reply|response|advice|conclusion|reaction|motto|summary)\b",
    re.IGNORECASE,
)
_CONTRACTED = re.compile("['\u2019](?:s|re|d|ll|ve)$")
_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
_PRONOUNS = {"he": "one", "she": "one", "who": "one", "it": "body", "they": "many", "which": "many"}
ATTRIBUTION = re.compile(
    r"(?:[\w.'-]+,? ){1,9}?"
    r"(?:said|asked|says|told|added|wrote|tweeted|shouted|replied|read|reads)\b"
)
_NAME = r"(?:[A-Z][\w.'-]* ){0,3}[A-Z][\w'-]*"
# Who said a quotation, by what stands right behind it: "she grumbled", "sighed Ana Ruiz", "papers
# quoted Ana Ruiz as saying", "- Ana Ruiz, harbour master".
BESIDE = re.compile(
    rf"\s(?:([Ss]?[Hh]e|{_NAME}) (?:\w+ly )?[a-z]+(?:ed|s)\b"
    rf"|(?:\w+ly )?[a-z]+(?:ed|t) ({_NAME})\b"
    rf"|[^.\"]{{0,60}}?\b(?:quoted|cited) ({_NAME}) as (?:saying|telling)\b)"
)
SIGNED = re.compile(rf"\s*-{{1,2}} ?({_NAME})(?=[,.;]|\s*\(|\s*$)", re.MULTILINE)
# Who says a quotation that follows: "And from the mayor, Ana Ruiz:", "Ana Ruiz shrugged:".
BEFORE = re.compile(
    rf"(?:\bfrom |\bby |^|[.;] |, |- |\b[Ss]aid )(?:the \w+(?: \w+)?,? )?({_NAME})"
    rf"(?:,[^.:\"]{{1,60}}| (?:\w+ly )?[a-z]+(?:ed|s))?: ?$"
)
# Whose words a colon opens: "Ana Ruiz's verdict on the pier:", "The advice of Dr Cole:".
_OWNER = rf"(?:(?:[Tt]he (?:[a-z-]+ ){{1,3}})?{_NAME}|[Tt]he (?:[a-z-]+ ){{0,2}}[a-z-]+)"
_ON_WHAT = r"(?: (?:to|on|about|for|in|at|after|of|was|is|were|came) [^.:\"]{1,60})?: ?$"
OWNERS_BEFORE = (
    re.compile(
        rf"(?:^|[.!?;,]['\")]? )(?:[Aa]nd |[Bb]ut )?"
        rf"(?P<owner>{_OWNER}(?='s? )|(?:[Hh]is|[Hh]er|[Tt]heir)\b)(?:'s?)? "
        rf"(?:[a-z-]+ ){{0,2}}?(?P<noun>[a-z-]+){_ON_WHAT}",
        re.MULTILINE,
    ),
    re.compile(
        rf"\b[Tt]he (?:[a-z-]+ )?(?P<noun>[a-z-]+) (?:of|from) (?P<owner>{_OWNER}): ?$",
    ),
)
_OWNED = re.compile("(?<=[A-Za-z])'s?$")  # the board's claim
_NOTE = re.compile(r"\(([A-Za-z]+)\.?\)\.? ")
_NICKNAME = re.compile(r"(?<=[a-z] )(?P<mark>[\"'])(?:the )?[A-Z][\w' -]{0,20}(?P=mark) (?=[A-Z])")
_STRAY = re.compile(r"(?<!\w)[\"']|\"|(?<!s)'(?!\w)|(?<=s)'$")
_NO_NAME = frozenset("dDT")  # letters (see reporting_words) of words that are no name
_NO_APPOSITION = frozenset("pPvbartTc")  # letters of what stands in no office before a name
_GOES_ON = re.compile(r"[.!?]? ?")
_SPEAKING = ("institution", "document", "plural speaker", "speaks in spite of its end")
# "Both Ana Ruiz and Mr. Cole", "Cole, Hale and Ruiz", "Cole and his aides".
_SEVERAL = re.compile(
    rf"(?:Both )?({_NAME}(?:, {_NAME})*)(?:,? and ({_NAME})"
    r"| and ((?:his|her|their|its|the|other|some|most) [^,]+|others))"
)
_RELATIVE = re.compile(r",? (?:who|which)\b")
_PARTED = frozenset(",(-–—w")  # of which what ends a part has one
_PARTS = re.compile(r",? (?:who|which)\b|, | \(| [-–—]{1,2}(?= |$)")
# When and where a name says it: "Ana Ruiz on Thursday evening", "Ana Ruiz when asked by the board".
_OCCASION = re.compile(
    r" (?:on [A-Z]|during |(?:in|at) (?:the (?:past|time)|an?|his|her|their)\b"
    r"|(?:last|this|when|after|before|while|early|late|earlier|later)\b"
    r"|(?:him|her|it)self\b|themselves\b).*"
)
_BEHIND_HEAD = re.compile(r",| (?:of|in|on|at|for|from|with|between|to|that|which)\b")
_OPENING = re.compile(r"(?:[A-Z][\w'.-]*,? ){1,4}(?=[a-z])")
# A person as the subject of a sentence, told by a title or by two names, with a verb behind.
_PERSON = re.compile(
    r"(?<![\w'-])(?:(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|President|Senator|Mayor|Judge|Pope)\.? "
    r"(?:[A-Z][\w'-]+ )?[A-Z][\w'-]+|[A-Z][a-z'-]+ [A-Z][\w'-]+)"
    r"(?= (?:was|is|had|has|[a-z]+ed|said)\b)"
)
_SENTENCE_START = re.compile(r"[.!?][\"')]? |\n")  # what a sentence begins behind
# Somebody whom a sentence is about: "Ana Ruiz frowned", "His mother, Ana Ruiz, spoke".
_PRESENTED = re.compile(
    r"(?:(?:At|In|On|For|After|Before|During|Outside) [^,.\n]{2,40}, )?(?:But |And |Then |Now )?"
    r"(?:(?:[A-Z][\w'-]*'s|His|Her|Their|Its|The|the|his|her|A|An)(?: [a-z][\w'-]*){1,4},? )?"
    r"(?P<name>(?:(?:Mr|Mrs|Ms|Miss|Sir|Dame|Lord|Lady|Dr|Prof)\.? )?"
    r"[A-Z][a-z][\w'-]*(?: [A-Z][\w'-]*\.?){0,3})(?=,| (?P<behind>[a-z]\w*))"
)
_GIVEN = {"he": "given name of a man", "she": "given name of a woman"}
_TITLES = {
    "he": ("Mr", "Mr.", "Sir", "Lord"),
    "she": ("Mrs", "Mrs.", "Ms", "Ms.", "Miss", "Dame", "Lady"),
}
_SHORTEST_TITLE = 3  # characters, with the space behind
_FAMILY = {"he": "man of a family", "she": "woman of a family"}
_PLACE_AND_NAME = re.compile(r"\bof [A-Z][\w-]+ ([A-Z][a-z'-]+ [A-Z][\w'-]+)$")
# What does something in a sentence, told by a capital with a verb behind.
_SUBJECT = re.compile(
    r"(?<![\w'-])((?:[Tt]he )?[A-Z][\w'.-]*(?: (?:of )?[A-Z][\w'.-]*){0,5})"
    r" (?:\w+ly |also |now |still |never |always |often )?"
    r"(?:has|had|is|was|will|would|could|may|[a-z]+(?:s|ed))\b"
)
_PLURAL = re.compile("[a-z-]+[^siu]s")
_LAST_NAME = re.compile(
    r"(?<![\w'])[A-Z][\w'.-]*"
    r"(?: (?:of |& |(?:(?:al|bin|de|den|der|del|van|von|la|dos|da|di) ){0,2})[A-Z][\w'.-]*)*$"
)


def continue_speakers(passages: list[dict], text: str) -> list[dict]:
    """Join quotations without a speaker to the passage they continue, or give them its speaker.

    Parameters
    ----------
    passages : in the order of the text; dicts with content (spans of characters), source (a span,
        None where nobody is named), cue ('' for none), paragraph (its number) and opens (whether it
        opens that). They are changed in place.
    text : in which the spans are.

    Returns
    -------
    The passages that are left; one that has the speaker of another names it in `follows`.
    """
    kept: list[dict] = []
    for passage in passages:
        alone = not passage["cue"] and not passage["source"]
        if not alone or not kept or not _continue(passage, kept, text):
            kept.append(passage)
    _look_onward(kept, text)
    return kept


def _continue(passage: dict, kept: list[dict], text: str) -> bool:
    """Whether a quotation without a speaker was joined to a passage before it.

    Else it gets the speaker of the last one, where that is near.
    """
    last = kept[-1]
    near = [one for one in kept[-9:] if one["paragraph"] == passage["paragraph"]]
    joined = _find_continued(near, text, _start_of(passage))
    if joined:
        joined["content"] += passage["content"]
        return True
    if near or passage["opens"] and _is_next(last, passage):
        passage["source"], passage["follows"] = last["source"], last
    return False


def _find_continued(near: list[dict], text: str, at: int) -> dict | None:
    """The last passage of a paragraph that ends in a quotation, or that a quotation goes on."""
    for one in reversed(near):
        if _ends_quoted(one, text):
            return one
    return near[-1] if near and _goes_on(near[-1], text, at) else None


def _look_onward(kept: list[dict], text: str) -> None:
    """Give quotations left open at the end of their paragraphs the speaker who is named later."""
    onward = len(kept)
    for k in range(len(kept) - 2, -1, -1):
        passage, after = kept[k], kept[k + 1]
        if passage["cue"] or _ends_quoted(passage, text):
            continue
        is_known = after["cue"] or onward == k + 1
        if is_known and after["opens"] and _is_next(passage, after):
            passage["source"], passage["follows"] = after["source"], after
            onward = k


def _start_of(passage: dict) -> int:
    return passage["content"][0][0]


def _ends_quoted(passage: dict, text: str) -> bool:
    """Whether what is said ends in a quotation mark."""
    end = passage["content"][-1][1]
    return text[end - 1] in "\"'"


def _is_next(passage: dict, following: dict) -> bool:
    """Whether a passage stands in the paragraph right behind that of another."""
    return following["paragraph"] - passage["paragraph"] == 1


def _goes_on(passage: dict, text: str, at: int) -> bool:
    """Whether a quotation goes on what was said: at most the attribution stands between."""
    end = passage["content"][-1][1]
    if _GOES_ON.fullmatch(text, end, at):
        return True
    if not passage["source"] or at - end > LONGEST_ATTRIBUTION:
        return False
    first, last = passage["source"]
    if not end <= first < at:
        return False
    stops = re.findall(r"[.?!] ", text[last:at])
    return len(stops) <= 1


def resolve_speakers(passages: list[dict], text: str, paragraphs: Sequence[Span]) -> None:
    """Name each passage's speaker by the fullest mention.

    Parameters
    ----------
    passages : from continue_speakers; in place they get speaker ('' where nobody is found) and kind
        ('named', 'described', 'collective' or 'unresolved').
    text : in which they stand.
    paragraphs : the spans of its paragraphs, by number.
    """
    known = _Speakers(text, paragraphs)
    for passage in passages:
        if "follows" not in passage:
            passage["speaker"], passage["kind"] = known.name(passage)
    for passage in passages:
        leader, led = passage, []
        while "follows" in leader:
            led.append(leader)
            leader = leader["follows"]
        for one in led:  # so that a long chain is walked once
            one["follows"] = leader
            one["speaker"], one["kind"] = leader["speaker"], leader["kind"]
    joined = join_names_of_one([(one["speaker"], one["kind"]) for one in passages], text)
    for passage in passages:
        passage["speaker"] = joined.get(passage["speaker"], passage["speaker"])


class _Speakers:
    """The speakers of a text so far, so that a surname or a pronoun is known again."""

    def __init__(self, text: str, paragraphs: Sequence[Span]) -> None:
        self.text, self.paragraphs = text, paragraphs
        self.full: dict[str, str] = {}  # full names by surname
        self.said_until = 0  # where the last passage ends
        # By number of a pronoun: the paragraph, speaker and kind named last.
        self.last = dict.fromkeys(("one", "body", "many"), (-9, "", "unresolved"))
        self.person = _LastPerson(text)

    def name(self, passage: dict) -> tuple[str, str]:
        """Speaker and kind of a passage; passages are asked for in order."""
        speaker = ("", "unresolved")
        if passage["source"]:
            first, last = passage["source"]
            source = self.text[first:last]
            at = _start_of(passage)
            near = self.text[max(0, at - _NEAR) : at + _NEAR]
            pronoun = _find_pronoun(source)
            if pronoun:
                number = _PRONOUNS[pronoun]
                speaker = self._follow(number, passage["paragraph"], first, near)
                if pronoun in ("he", "she"):
                    speaker = self._find_presented(first, pronoun, near) or speaker
            elif not is_pronoun(source):
                speaker = _describe(source, near, self.full)
                if speaker[1] != "named":
                    speaker = self._find_bearer(speaker, near, first - max(0, at - _NEAR))
        if speaker[0]:
            for number in _list_numbers(*speaker):
                self.last[number] = (passage["paragraph"], *speaker)
        ends = [end for _, end in passage["content"]]
        self.said_until = max(self.said_until, *ends)
        return speaker

    def _find_bearer(self, speaker: tuple[str, str], near: str, at: int) -> tuple[str, str]:
        """Whom a description means where a text tells it; else the description."""
        name = find_bearer(speaker[0], near, at, lambda given: self._complete_holder(given, near))
        return (name, "described") if name else speaker

    def _complete_holder(self, given: str, near: str) -> str:
        """The fullest name of somebody with an office; '' where it is a place's or nobody's."""
        if any(word[0].isupper() and letter_of(word) not in "Co" for word in given.split()):
            return ""  # "Still, the captain"
        bare = given.removesuffix(" Jr")
        if bare != given and find_full_name(bare.split()[-1], near) == bare:
            given = bare  # nobody else has the name without "Jr."
        name, kind = _describe(given, near, self.full)
        is_name = name and name.lower() not in load_places()
        return name if is_name and (kind == "named" or " " in name) else ""

    def _complete_person(self, given: str, near: str) -> str:
        """The full name that a text has for a name; '' where it is no person's."""
        name, kind = _describe(given, near, self.full)
        is_person = kind == "named" and " " in name and name.lower() not in load_places()
        return name if is_person else ""

    def _find_presented(self, at: int, pronoun: str, near: str) -> tuple[str, str] | None:
        """The last person who is the subject of a sentence between the words said last and a
        pronoun: "said Hale. Ana Ruiz frowned. She added".
        """
        begin = max(self.said_until, at - _LONGEST_SENTENCE)
        found = None
        if at - begin < _SHORTEST_PRESENTED:
            return found
        for match in self._list_presented(begin, at):
            name = self._complete_person(match["name"], near)
            if name and _may_be(match, pronoun, near):
                found = name, "named"
        return found

    def _list_presented(self, begin: int, at: int) -> Iterator[re.Match[str]]:
        """What _PRESENTED finds at the beginning of sentences between two places."""
        done = begin
        for before in _SENTENCE_START.finditer(self.text, max(0, begin - _BEFORE_SENTENCE), at):
            start = before.end()
            match = _PRESENTED.match(self.text, start, at) if start >= done else None
            if match:
                done = match.end()
                yield match

    def _follow(self, number: str, place: int, at: int, near: str) -> tuple[str, str]:
        """Who a pronoun at a place of a paragraph is, by number: who spoke last, or was named."""
        seen, *known = self.last[number]
        is_near = place - seen <= _REACH
        if number == "body":
            begin = max(self.paragraphs[place][0], at - _LONGEST_SENTENCE)
            body = _find_body(self.text[begin:at])
            if body:
                return _describe(body, near, self.full)
            is_near &= self.last["body"] == self.last["many"]  # else it may be either
        speaker = tuple(known) if is_near else ("", "unresolved")
        start, end = self.paragraphs[place]
        opening = _OPENING.match(self.text, start, end)
        if seen < place and opening and opening.end() < at:
            named = _describe(opening.group(), near, self.full)
            if named[1] == "named" and " " in named[0]:
                speaker = named
        if speaker[0] or number != "one":
            return speaker
        person = self.person.before(at, start=start)
        named = _describe(person, near, self.full) if person else ("", "")
        return named if named[1] == "named" else speaker


def _find_body(text: str) -> str:
    """The last country or institution that is a subject in a sentence so far; '' for none."""
    sentence = re.split(r"[.!?]['\"]? ", text)[-1]
    for name in reversed(_SUBJECT.findall(sentence)):
        bare = name.removeprefix("The ").removeprefix("the ")
        if bare.lower() in load_places() or _names_body(bare):
            return name
    return ""


@lru_cache(maxsize=1 << 12)
def _list_numbers(speaker: str, kind: str) -> tuple[str, ...]:
    """The numbers of pronouns that may stand for a speaker: it is no "members of the council"."""
    if kind != "collective":
        return ("one",)
    head = _BEHIND_HEAD.split(speaker)[0].split()[-1:]
    is_plural = any(_PLURAL.fullmatch(word) for word in head) or _names_many(" ".join(head))
    return ("many",) if is_plural else ("body", "many")


def _find_pronoun(source: str) -> str:
    """The pronoun that a source is, or whose words it names; '' for any other.

    Examples
    --------
    >>> [_find_pronoun(source) for source in ["He's", "Her statement on the lease", "The board"]]
    ['he', 'she', '']
    """
    bare = _CONTRACTED.sub("", source)
    lower = bare.lower()
    if lower in _PRONOUNS and is_pronoun(bare):
        return lower
    own = _HIS_WORDS.match(source)
    return _OWNERS[own[1].lower()] if own else ""


def _may_be(presented: re.Match[str], pronoun: str, near: str) -> bool:
    """Whether a pronoun may stand for somebody whom _PRESENTED found, by title and by what follows.

    The sentence may be about what belongs to a name: "Ruiz supporters left".
    """
    name, behind = presented["name"], presented["behind"] or ""
    first, *_, surname = name.split() if " " in name else [name, name]
    if "' " in name or letter_of(first) != "C" or _names_many(behind) or _names_body(behind):
        return False
    other = "she" if pronoun == "he" else "he"
    if first in _TITLES[other] or first.lower() in load_words(_GIVEN[other]):
        return False
    return _is_titled(surname, pronoun, near) or not _is_titled(surname, other, near)


@lru_cache(maxsize=256)  # a text tells of the same people again and again
def _is_titled(surname: str, pronoun: str, text: str) -> bool:
    """Whether a text has a surname with a title that fits a pronoun."""
    return any(f"{title} {surname}" in text for title in _TITLES[pronoun])


class _LastPerson:
    """The person whom the sentence before a pronoun tells about, where nobody has spoken.

    Places are asked for in the order of the text, and no stretch of it is read twice.
    """

    def __init__(self, text: str) -> None:
        self.text, self.start, self.read, self.last = text, -1, 0, ""

    def before(self, at: int, *, start: int) -> str:
        """The last person named before a place in the paragraph that starts there, '' for none."""
        if start != self.start or at < self.read:
            self.start, self.read, self.last = start, start, ""
        for match in _PERSON.finditer(self.text, self.read, at):
            self.last, self.read = match.group(), match.end()
        # Nearer to the end a name may have been cut off.
        self.read = max(self.read, at - _LONGEST_PERSON)
        return self.last


def is_nobody(source: str) -> bool:
    """Say whether a source is nobody who speaks: "his", "the", "no one", "none of the owners".

    Parameters
    ----------
    source : who says it, in the words of the text.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_nobody("Neither side"), is_nobody("The board")
    (True, False)
    """
    lower = source.lower()
    if lower in load_words("nobody"):
        return True
    first, _, rest = lower.partition(" ")
    return first in load_words("no speaker") and not rest[:1].isdigit()  # No 10 speaks


def _describe(source: str, text: str, full: dict[str, str]) -> tuple[str, str]:
    """Speaker and kind from the words of a source; full collects full names by surname."""
    name, kind, may_be_short = _sources[source]
    if not may_be_short:
        return name, kind
    if kind == "named":
        return _complete(name, text, full, _read_title(name, source)), kind
    names = part_names(name)
    names = [_complete(one, text, full) if one[0].isupper() else one for one in names]
    return join_names(names), kind


def _read_source(source: str) -> tuple[str, str, bool]:
    """Speaker and kind by the words alone, and whether the text may have a fuller name."""
    source = _clean_name(source)
    if is_nobody(source):
        return "", "unresolved", False
    several = _SEVERAL.fullmatch(source) if " and " in source else None
    if several:
        names = part_names(several[1]) + [several[2]] * bool(several[2])
        read = [read_name(name) for name in names] + [several[3]] * bool(several[3])
        return join_names(read), "collective", True
    # Whom "a man who met Ana Ruiz" met says nothing.
    parts = [source]
    if not _PARTED.isdisjoint(source):  # told apart first, to save time
        parts = _PARTS.split(_RELATIVE.split(source)[0] or source)
    for place, part in enumerate(parts[:2]):
        read = _read_part(part, is_second=place == 1, first=parts[0])
        if read:
            return read
    plain = parts[0].replace(".", " ")
    collective = _names_many(plain) or _names_body(plain)
    return parts[0], "collective" if collective else "described", False


def _read_part(part: str, *, is_second: bool, first: str) -> tuple[str, str, bool] | None:
    """What _read_source reads in the part of a source before or behind its first comma."""
    shown = hide_possessive(part)
    run = _LAST_NAME.search(shown.rstrip()) or _LAST_NAME.search(_OCCASION.sub("", shown))
    if not run:
        return None
    lead = part[: run.start()].split()
    # "clerk of Lindmoor Maud Ferris": the name of the place ends before hers.
    parted = _PLACE_AND_NAME.search(part) if lead[-1:] == ["of"] else None
    if parted:
        return parted[1], "named", False
    if lead and letter_of(lead[-1]) in "pPt" or is_second and " " not in run.group():
        return None
    name = read_name(run.group())
    if " " in name and _leads_to_person(lead) and not _names_body(name):
        return name, "named", True
    if _names_nobody(name, lead):
        collective = len(lead) < 2 or _names_body(name)
        return first, "collective" if collective else "described", False
    return name, "named", True


def _clean_name(source: str) -> str:
    """A source without nickname, "(ret)", the end of a possessive and a mark that stands alone.

    Examples
    --------
    >>> [_clean_name(name) for name in ["Kay 'Kit' Moran", "Col (ret) Cole", "Ana Ruiz'"]]
    ['Kay Moran', 'Col Cole', 'Ana Ruiz']
    """
    source = _OWNED.sub("", " ".join(source.split()).strip(" ,"))
    if "(" not in source and '"' not in source and "'" not in source:
        return source
    for note in _NOTE.finditer(source):
        if note[1].lower() in load_words("note on a rank"):
            source = source.replace(note.group(), "")
    source = _NICKNAME.sub("", source)
    return _STRAY.sub("", source).strip()


_sources = Known(_read_source, 1 << 12)


def _leads_to_person(lead: list[str]) -> bool:
    """Whether words before a name say what somebody is, and no more: "the novelist"."""
    if not lead or not is_person_noun(lead[-1]):
        return False
    return _NO_APPOSITION.isdisjoint(letter_of(word) for word in lead)


def _names_body(words: str) -> bool:
    return not load_words("institution").isdisjoint(words.lower().split())


def _names_many(words: str) -> bool:
    return not load_words("plural speaker").isdisjoint(words.lower().split())


def _names_nobody(name: str, lead: list[str]) -> bool:
    """Whether a run of capitals names no person: "the Harbour Board", "two Democrats"."""
    if _names_body(name) or _names_many(name):
        return True
    first = name.split()[0]
    if first.lower() in load_words("indefinite pronoun"):
        return True
    letters = [letter_of(word) for word in (*lead, first)]
    return not _NO_NAME.isdisjoint(letters)


def _read_title(name: str, source: str) -> str:
    """The pronoun for a surname with a title before it; '' for others."""
    if " " in name or source.find(name) < _SHORTEST_TITLE:
        return ""
    for who, titles in _TITLES.items():
        if any(f"{title} {name}" in source for title in titles):
            return who
    return ""


def _complete(name: str, text: str, full: dict[str, str], who: str = "") -> str:
    """The fullest form of a person's name in a text; full knows those that were asked for.

    who : the pronoun for a person whose title tells it.
    """
    first, *_, surname = name.split() if " " in name else ["", name]
    if opens_title(first):  # "General Ruiz" may be a person, and "General Motors" is none
        known = find_full_name(surname, text)
        return known if " " in known else name
    if who:
        return _complete_titled(surname, text, full, who)
    if surname not in full:
        full[surname] = name if first else find_full_name(surname, text)
    known = full[surname]
    is_another = first and first != known.split()[0]
    return name if is_another else known


def _complete_titled(surname: str, text: str, full: dict[str, str], who: str) -> str:
    """The full name of a man or a woman: Mrs. Ruiz is not Carlos Ruiz.

    The surname alone where the text leaves open which of two people it is.
    """
    key = f"{who} {surname}"
    if key in full:
        return full[key]
    another = "she" if who == "he" else "he"
    known = _complete(surname, text, full)
    is_couple = _is_titled(surname, another, text)
    if not _is_told(known, who, text) and (is_couple or _is_told(known, another, text)):
        names = list_full_names(surname, text)
        fitting = [name for name in names if _is_told(name, who, text)]
        if not fitting:
            fitting = [name for name in names if not _is_told(name, another, text)]
        parted = len(fitting) < len(names)
        fitting.sort(key=lambda name: text.count(name) == 1)  # headlines put words before names
        is_clear = len(fitting) == 1 or fitting and parted
        known = fitting[0] if is_clear else surname
    full[key] = known
    return known


def _is_told(name: str, who: str, text: str) -> bool:
    """Whether a full name is a man's or a woman's, by the given name or by the family."""
    if name.split()[0].lower() in load_words(_GIVEN[who]):
        return True
    at = text.find(f" {name}")
    if at < 0:
        return False
    *_, before = text[max(0, at - _LONGEST_RELATION) : at].rstrip(",").split() or [""]
    return before.lower() in load_words(_FAMILY[who])


def can_speak(passage: dict, text: str) -> bool:
    """Say whether the source of a passage can have said it.

    A described source such as an approach or a decision shows something, and does not speak;
    quotations and named speakers stay.

    Parameters
    ----------
    passage : one of resolve_speakers.
    text : in which it stands.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> text = "The decision showed that rents fell."
    >>> passage = {"kind": "described", "source": (0, 12), "content": [(20, 35)]}
    >>> can_speak(passage, text), can_speak(passage | {"kind": "named"}, text)
    (False, True)
    """
    if passage["kind"] != "described" or not passage["source"]:
        return True
    if any('"' in text[start:end] for start, end in passage["content"]):
        return True
    first, last = passage["source"]
    phrase = text[first:last].lower()
    words = _BEHIND_HEAD.split(phrase)[0].split()
    head = words[-1] if words else ""
    if any(head in load_words(kind) for kind in _SPEAKING):
        return True
    if head in load_words("abstract noun"):
        return False
    endings = tuple(load_words("end of an abstract noun"))
    return not head.endswith(endings)
