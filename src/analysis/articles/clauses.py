"""Reported speech within one sentence: what is said, once the reporting word is found."""

from __future__ import annotations

import re

from analysis.articles.reporting_words import (
    INTERJECTED,
    PHRASE,
    QUOTE,
    Cue,
    Span,
    load_words,
)
from analysis.articles.subjects import find_actor

Content = tuple[list[Span], Span | None]
_HEARER = [
    *map(re.compile, ["[^TQq:,!]{0,12}([TQq]|:.)", "[^tiw!]{0,14}?([tiw])", ".[^sdD]{0,13}([sdD])"])
]
_CLAUSE_SUBJECT = re.compile("s|(?:^|(?<=[-,ckhuiTQq;P]))(?:[dD]|(?=C))C*")
_PREDICATE = re.compile("[bav]")  # the verb of the sentence, behind what a noun takes
_TO_BREAK = re.compile("[^,;:Qq!]*")
_BEFORE_COLON = re.compile("[^:;QqvaET]{0,20}:(?=[Qq])")  # "answered with a smile:"
_HAS_VERB, _SURE_VERB = re.compile("[abvEex]"), re.compile("[abvEes]")
_EXAMPLES = ("including", "such", "like", "especially", "particularly")
_GOES_ON = ("because", "as", "than", "unless")
_ASIDE = re.compile("-[^-,;:Qq]{1,40}-[pot]")  # "the cost - and the time - of it"
_DAY_AND_COMMA = re.compile("[pn]?[yndx]{1,3},")  # "as the Post said on Monday,"
_NOUN_ALONE = re.compile("T?[dDC]?[xCo]{0,3}(?:p[dDCoxy]{1,4})*")  # "said the lease, which"
_TAKES_ABOUT = ("ask", "tell", "warn", "brief", "inform", "remind")
# "While Hale vowed to stay, the council has left": the first clause ends at its comma.
_SUBORDINATE = re.compile("[nkc]*[uihP][^,]*$")
_MAIN_CLAUSE = re.compile(",n*(?=[sdDCo][^,]*[abvEe])")
_BEFORE_MAIN = re.compile("[nkc]*(?:p[^,]*)?$")  # and so does "Noting the price, Hale left"
_RESUMED = re.compile(",(?!.?$)[^rhukcig]")
_CLAUSE_END, _FIRST_COMMA = re.compile(";|,(?=r)"), re.compile("[;,-]|h|c(?=[eE])")
_OBJECT_END = re.compile(";|,(?=[rTckswiuhPabdgeE])|-|h|c(?=[eE])")


def find_content(
    words: list[str], letters: str, cue: Cue, cues: list[Cue], taken: bytearray
) -> Content:
    """What is said (stretches of words) and by whom (first and last word).

    taken marks words that were given before.
    """
    if cue.trailing:
        return _content_around(letters, cue, taken), cue.source
    both = "both" in cue.frames or cue.form == "passive"
    begin = cue.after if both else _content_start(words, letters, cue)
    if taken[cue.at] or begin is None or begin >= len(words) or taken[begin]:
        return [], None
    pieces, source = [(begin, _content_end(words, letters, begin, cue, cues, taken))], None
    if both:
        if words[begin] == "by" and cue.form == "passive":
            end = PHRASE.match(letters, begin + 1).end()
            source = (begin + 1, end - 1) if end > begin + 1 else None
            pieces = [(end, max(end, pieces[0][1]))]
        subject = [(cue.source[0], cue.source[1] + 1)] if cue.source else []
        return subject + pieces, source
    if cue.form == "asked":
        return pieces, None
    if cue.form in ("ing", "to") and (subject := find_actor(words, letters, cue, cues)):
        return pieces, subject
    if cue.source and cue.form != "to":
        return pieces, cue.source
    own = [
        c for c in cues if c.at < cue.at and c.source and c.form not in ("to", "noun", "passive")
    ]
    subjects = [
        (match.start(), match.end() - 1) for match in _CLAUSE_SUBJECT.finditer(letters, 0, cue.at)
    ]
    return pieces, own[-1].source if own else subjects[-1] if subjects else None


def _content_start(words: list[str], letters: str, cue: Cue) -> int | None:
    """Where what is said begins, to the right of the cue; None when the cue takes nothing there."""
    at, frames = len(letters) - len(letters[cue.end :].lstrip("n")), cue.frames
    if frames & {"clause", "that", "quote"} and (match := _BEFORE_COLON.match(letters, at)):
        return match.end()
    letter, next_letter = letters[at : at + 1] or "!", letters[at + 1 : at + 2] or "!"
    if letter == "," and (cue.form == "according" or cue.left and words[cue.left - 1] == "as"):
        return at + 1
    if cue.left and words[cue.left - 1] == "as" and (day := _DAY_AND_COMMA.match(letters, at)):
        return day.end()
    if letter == "!":
        return None
    speaks = frames & {"clause", "that", "quote"}
    if letter in ":Qq" or letter == "," and next_letter in ("Q", "q"):
        return at + (letter in ":,") if speaks or letter in "Qq" else None
    if cue.form == "noun":
        return at if letter in "Tt" or " " in cue.verb else None
    if letter in "Ttwir":
        needed = {"T": {"clause", "that", "object"}, "t": {"infinitive"}}.get(letter, {"question"})
        return at if frames & needed else None
    if letter in "ypP,":
        if not speaks:
            return None
        if letter in "pP" and at + 1 < len(words):
            about = next_letter == "D" or words[at + 1][0].isdigit()
            if about or words[at + 1] in ("least", "most", "times", "first"):
                return at
        if letter == "," and next_letter != "T":
            return at + 1 if cue.verb == "say" and cue.left == 0 else None
        if match := INTERJECTED.match(letters, at):
            return match.start(1)
        return (
            at + 1 if letter == "y" and "clause" in frames and next_letter not in ",pP!" else None
        )
    if "hearer" in frames:
        if cue.verb in _TAKES_ABOUT:
            for k in range(at + 1, min(at + 6, len(words))):
                if words[k] == "about":
                    return k
                if letters[k] not in "dDCox":
                    break
        for pattern in _HEARER[: 2 + ("clause" in frames)]:
            if match := pattern.match(letters, at):
                return match.start(1) + (match[1][0] == ":")
        return at if "object" in frames else at + 1
    subject = words[cue.source[0] : cue.source[1] + 1] if cue.source else []
    if letter == "s" and "that" in frames:
        return at
    shows = load_words("document") | load_words("paper")
    if "evidence" in frames and subject and shows.isdisjoint(subject):
        return None
    return at if frames & {"clause", "object", "evidence"} else None


def _content_end(
    words: list[str], letters: str, begin: int, cue: Cue, cues: list[Cue], taken: bytearray
) -> int:
    """Word after the last one of what is said."""
    ends = [len(letters)]
    for other in cues:
        if other.at <= begin:
            continue
        before = letters[other.left - 1] if other.left else ""
        if other.form == "according" or other.form == "ing" and letters[other.at - 1] in "Qq":
            ends.append(other.at)
        elif letters[other.at - 1] in (
            "," if other.form == "ing" else "ck" if not other.source else ""
        ):
            if other.form != "finite" or _told_together(words, letters, begin, cue, other):
                ends.append(other.at - 1)
        elif other.source and other.form == "finite":
            plain = set("iuhP").isdisjoint(letters[begin : other.left])
            if (
                other.left > begin + 2
                and before in "hkcu"
                and (before != "c" or _HAS_VERB.search(letters, begin, other.left))
                and words[other.left - 1] not in _GOES_ON
                or other.left > begin
                and before == ","
                and plain
            ):
                ends.append(other.left - 1)
            if other.source[0] <= cue.at <= other.source[1]:
                ends.append(other.at)
    pattern = _CLAUSE_END
    if cue.form == "asked":
        pattern = _FIRST_COMMA
    elif "object" in cue.frames and letters[begin] != "T" or cue.form in ("passive", "noun"):
        pattern = _OBJECT_END if cue.form in ("finite", "noun") else _FIRST_COMMA
    ends += [at for at in [_find_end(words, letters, begin + 1, pattern)] if at]
    if (
        _SUBORDINATE.match(letters[: cue.left])
        or cue.form == "ing"
        and _BEFORE_MAIN.match(letters[: cue.at])
    ):
        ends += [match.start() for match in [_MAIN_CLAUSE.search(letters, begin + 1)] if match]
    if "object" in cue.frames and letters[begin] not in "TQq":
        ends += _find_occasion(words, letters, begin + 1)
    if cue.form == "noun" and letters[begin] not in "TtwiQq:":
        ends += [match.start() for match in [_PREDICATE.search(letters, begin + 1)] if match]
        ends += _find_adjunct(words, letters, begin + 1)
    return min(end for end in [*ends, taken.find(1, begin + 1)] if end > 0)


def _find_end(words: list[str], letters: str, begin: int, pattern: re.Pattern[str]) -> int:
    """Where a pattern ends what is said; examples belong to it."""
    for match in pattern.finditer(letters, begin):
        at = match.start()
        if letters[at] == "," and words[at + 1] in _EXAMPLES or _ASIDE.match(letters, at):
            continue
        if (
            pattern is _CLAUSE_END
            and letters[at] == ","
            and _NOUN_ALONE.fullmatch(letters, begin - 1, at)
        ):
            continue
        return at
    return 0


def _goes_on_behind(letters: str, begin: int, left: int, end: int) -> bool:
    """Whether "The plan, according to Hale, is dead" goes on: no verb stands before."""
    return letters[end : end + 1] == "," and not _SURE_VERB.search(letters, begin, left)


def _find_occasion(words: list[str], letters: str, begin: int) -> list[int]:
    """Where "in an interview" or "during the debate" begins, which tells when it was said."""
    found = load_words("occasion")
    for at in range(begin, len(words) - 1):
        if words[at] not in ("in", "at", "on", "during"):
            continue
        for k in range(at + 1, min(at + 6, len(words))):
            if words[k] in found:
                return [at]
            if letters[k] not in "dDCoxyn":
                break
    return []


def _told_together(words: list[str], letters: str, begin: int, cue: Cue, other: Cue) -> bool:
    """Whether "said it works and accused them" has two things told, not one said of both."""
    if cue.form != "finite":
        return True
    if not _HAS_VERB.search(letters, begin, other.at):
        return False
    return _is_past(words[cue.at], cue.verb) == _is_past(words[other.at], other.verb)


def _is_past(word: str, verb: str) -> bool:
    first = verb.partition(" ")[0]
    return word not in (first, first + "s", first + "es", first[:-1] + "ies")


def _find_adjunct(words: list[str], letters: str, begin: int) -> list[int]:
    """Where a phrase tells when or why it was said, which is no part of what was."""
    found = load_words("adjunct")
    for at in range(begin, len(words)):
        following = letters[at + 1 : at + 2]
        if words[at] in found or letters[at] == "p" and following == "y":
            return [at]
    return []


def _content_around(letters: str, cue: Cue, taken: bytearray) -> list[Span]:
    """What is said before an attribution, and after it when the clause or the quotation goes on."""
    begin = 1 + max(
        taken.rfind(1, 0, cue.left), *(letters.rfind(mark, 0, cue.left) for mark in (";", ":Q"))
    )
    quoted = letters[begin : cue.left].rstrip(",")[-1:] in ("Q", "q")
    end = _TO_BREAK.match(letters, cue.end).end()
    pieces = [(begin, cue.left)]
    if quote := QUOTE.search(letters, end, end + 2):
        rest = [match.span() for match in QUOTE.finditer(letters, end)]
        pieces += rest if quoted else [(quote.start(), len(letters))]
    elif not quoted and (
        cue.form not in ("inverted", "according")
        and _RESUMED.match(letters, end)
        or cue.form == "according"
        and _goes_on_behind(letters, begin, cue.left, end)
    ):
        pieces.append((end, len(letters)))
    return pieces
