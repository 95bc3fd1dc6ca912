"""Who speaks: names, descriptions and pronouns resolved to the fullest name in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.articles.reporting_words import Span, letter_of, load_words

_NEAR = 50_000  # characters to each side in which a full name is looked for
_LONGEST_PERSON = 200  # characters of a name with its verb, which are read again
LONGEST_ATTRIBUTION = 400  # characters between two parts of what somebody says
_REACH = 3  # paragraphs over which a pronoun is followed
# His statement on X: he says it.
_HIS_WORDS = re.compile(
    r"(his|her|their|its) (?:\w+ )?(?:statements?|letters?|e-?mails?|tweets?|messages?|notes?"
    r"|posts?|videos?|memos?|remarks|comments|speech|interview|testimony|report)\b",
    re.IGNORECASE,
)
_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
_PRONOUNS = {"he": "one", "she": "one", "who": "one", "it": "many", "they": "many", "which": "many"}
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
    rf"(?:\bfrom |\bby |^|[.;] |, |\b[Ss]aid )(?:the \w+(?: \w+)?,? )?({_NAME})"
    rf"(?:,[^.:\"]{{1,60}}| (?:\w+ly )?[a-z]+(?:ed|s))?: ?$"
)
_GOES_ON = re.compile(r"[.!?]? ?")
_SPEAKING = ("institution", "document", "plural speaker", "speaks in spite of its end")
_PARTS = re.compile(r",? (?:who|which)\b|, | \(")
_BEHIND_HEAD = re.compile(r",| (?:of|in|on|at|for|from|with|between|to|that|which)\b")
_OPENING = re.compile(r"(?:[A-Z][\w'.-]*,? ){1,4}(?=[a-z])")
_GIVEN = re.compile(r"(?<![\w'-])(?:[A-Z][\w'-]* (?:[A-Z]\. )?){1,4}$")
# A person as the subject of a sentence, told by a title or by two names, with a verb behind.
_PERSON = re.compile(
    r"(?<![\w'-])(?:(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|President|Senator|Mayor|Judge|Pope)\.? "
    r"(?:[A-Z][\w'-]+ )?[A-Z][\w'-]+|[A-Z][a-z'-]+ [A-Z][\w'-]+)"
    r"(?= (?:was|is|had|has|[a-z]+ed|said)\b)"
)
_PLACE_AND_NAME = re.compile(r"\bof [A-Z][\w-]+ ([A-Z][a-z'-]+ [A-Z][\w'-]+)$")
_LAST_NAME = re.compile(
    r"(?<![\w'])[A-Z][\w'.-]*(?: (?:of |al |bin |de |van |von )?[A-Z][\w'.-]*)*$"
)


def continue_speakers(passages: list[dict], text: str) -> list[dict]:
    """Join unattributed quotations to the passage they continue, or give them its speaker."""
    kept: list[dict] = []
    for passage in passages:
        if not passage["cue"] and not passage["source"] and kept:
            near = [p for p in kept[-9:] if p["paragraph"] == passage["paragraph"]]
            same = [p for p in near if text[p["content"][-1][1] - 1] in "\"'"]
            at = passage["content"][0][0]
            if not same and near and _goes_on(near[-1], text, at):
                same = near[-1:]
            if same:
                same[-1]["content"] += passage["content"]
                continue
            if near or passage["opens"] and passage["paragraph"] - kept[-1]["paragraph"] == 1:
                passage["source"], passage["follows"] = kept[-1]["source"], kept[-1]
        kept.append(passage)
    # A quotation left open at a paragraph's end goes on to where its speaker is named.
    onward = len(kept)
    for k in range(len(kept) - 2, -1, -1):
        passage, after = kept[k], kept[k + 1]
        left_open = not passage["cue"] and text[passage["content"][-1][1] - 1] not in "\"'"
        next_one = after["opens"] and after["paragraph"] - passage["paragraph"] == 1
        if left_open and next_one and (after["cue"] or onward == k + 1):
            passage["source"], passage["follows"], onward = after["source"], after, k
    return kept


def _goes_on(passage: dict, text: str, at: int) -> bool:
    """Whether a quotation goes on what was said: at most the attribution stands between."""
    end, source = passage["content"][-1][1], passage["source"]
    if _GOES_ON.fullmatch(text, end, at):
        return True
    if not source or at - end > LONGEST_ATTRIBUTION or not end <= source[0] < at:
        return False
    return len(re.findall(r"[.?!] ", text[source[1] : at])) <= 1


def resolve_speakers(passages: list[dict], text: str, paragraphs: Sequence[Span]) -> None:
    """Name each passage's speaker by the fullest mention."""
    full: dict[str, str] = {}
    # By number: the paragraph, speaker and kind named last.
    last = dict.fromkeys(("one", "many"), (-9, "", "unresolved"))
    told = _LastPerson(text)
    for passage in passages:
        source = text[slice(*passage["source"])] if passage["source"] else ""
        place, at = passage["paragraph"], passage["content"][0][0]
        near = text[max(0, at - _NEAR) : at + _NEAR]
        speaker = ("", "unresolved")
        if "follows" in passage:
            continue
        pronoun = _find_pronoun(source)
        if pronoun:
            seen, *known = last[_PRONOUNS[pronoun]]
            speaker = tuple(known) if place - seen <= _REACH else speaker
            opening = _OPENING.match(text, *paragraphs[place])
            if seen < place and opening and opening.end() < passage["source"][0]:
                named = _describe(opening.group(), near, full)
                speaker = named if named[1] == "named" and " " in named[0] else speaker
            if not speaker[0] and _PRONOUNS[pronoun] == "one":
                person = told.before(passage["source"][0], start=paragraphs[place][0])
                named = _describe(person, near, full) if person else ("", "")
                speaker = named if named[1] == "named" else speaker
        elif source and letter_of(source) not in "sr":
            speaker = _describe(source, near, full)
        passage["speaker"], passage["kind"] = speaker
        if speaker[0]:
            last["many" if speaker[1] == "collective" else "one"] = (place, *speaker)
    for passage in passages:
        speaker, led = passage, []
        while "follows" in speaker:
            led.append(speaker)
            speaker = speaker["follows"]
        for one in led:  # so that a long chain is walked once
            one |= {"follows": speaker, "speaker": speaker["speaker"], "kind": speaker["kind"]}


def _find_pronoun(source: str) -> str:
    """The pronoun that a source is, or whose words it names; '' for any other.

    >>> _find_pronoun("He"), _find_pronoun("Her statement on the lease"), _find_pronoun("The board")
    ('he', 'she', '')
    """
    if source.lower() in _PRONOUNS:
        return source.lower()
    own = _HIS_WORDS.match(source)
    return _OWNERS[own[1].lower()] if own else ""


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


def _strip_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in load_words("title"):
        words = words[1:]
    return " ".join(words)


def _find_full_name(surname: str, text: str) -> str:
    """The first mention of a surname with a given name before it, else the surname.

    Its first hundred mentions are looked at.
    """
    at = -1
    for _ in range(100):
        at = text.find(surname, at + 1)
        if at < 0:
            break
        given = _GIVEN.search(_hide_possessive(text[max(0, at - 60) : at]))
        name = _strip_titles(given.group() + surname) if given else ""
        whole = not text[at + len(surname) : at + len(surname) + 1].isalpha()
        if (
            " " in name
            and whole
            and not any(letter_of(word) in "pPdDhuikcs" for word in name.split())
        ):
            return name
    return surname


def _hide_possessive(text: str) -> str:
    return text.replace("'s ", "\x01\x01 ")


def _describe(source: str, text: str, full: dict[str, str]) -> tuple[str, str]:
    """Speaker and kind from the words of a source; full collects full names by surname."""
    parts = _PARTS.split(source.strip(" ,"))
    many, bodies = load_words("plural speaker"), load_words("institution")
    for place, part in enumerate(parts[:2]):
        run = _LAST_NAME.search(_hide_possessive(part).rstrip())
        lead = part[: run.start()].split() if run else []
        # "clerk of Lindmoor Maud Ferris": the name of the place ends before hers.
        parted = _PLACE_AND_NAME.search(part) if lead and lead[-1] == "of" else None
        if parted:
            return parted[1], "named"
        if not run or lead and letter_of(lead[-1]) in "pP" or place and " " not in run.group():
            continue
        name = _strip_titles(run.group())
        lowered = frozenset(name.lower().split())
        if any(letter_of(word) in "dD" for word in (*lead, name.split()[0])) or lowered & (
            bodies | many
        ):
            return parts[0], "collective" if len(lead) < 2 or lowered & bodies else "described"
        surname = name.split()[-1]
        if surname not in full:
            full[surname] = name if " " in name else _find_full_name(surname, text)
        other = " " in name and name.split()[0] != full[surname].split()[0]
        return (name if other else full[surname]), "named"
    lowered = frozenset(parts[0].lower().replace(".", " ").split())
    return parts[0], "collective" if lowered & (many | bodies) else "described"


def can_speak(passage: dict, text: str) -> bool:
    """Whether the source can have said it: an approach or a decision shows, and does not speak.

    Quotations stay.
    """
    quoted = any('"' in text[start:end] for start, end in passage["content"])
    if passage["kind"] != "described" or not passage["source"] or quoted:
        return True
    source = text[slice(*passage["source"])]
    words = _BEHIND_HEAD.split(source.lower())[0].split()
    head = words[-1] if words else ""
    if any(head in load_words(kind) for kind in _SPEAKING):
        return True
    return head not in load_words("abstract noun") and not head.endswith(
        tuple(load_words("end of an abstract noun"))
    )
