"""Reported speech within one sentence: what is said, once the reporting word is found."""

from __future__ import annotations

import re

from analysis.articles.reporting_words import INTERJECTED, PHRASE, QUOTE, Cue, Span, load_words

Content = tuple[list[Span], Span | None]
_HEARER = [
    *map(re.compile, ["[^TQq:,!]{0,12}([TQq]|:.)", "[^tiw!]{0,14}?([tiw])", ".[^sdD]{0,13}([sdD])"])
]
_CLAUSE_SUBJECT = re.compile("s|(?:^|(?<=[-,ckhuiTQq;P]))(?:[dD]|(?=C))C*")
_PREDICATE = re.compile("[bav]")  # the verb of the sentence, behind what a noun takes
_TO_BREAK = re.compile("[^,;:Qq!]*")
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
    if taken[cue.at] or begin is None or begin >= len(words):
        return [], None
    pieces, source = [(begin, _content_end(words, letters, begin, cue, cues, taken))], None
    if both:
        if words[begin] == "by" and cue.form == "passive":
            end = PHRASE.match(letters, begin + 1).end()
            source = (begin + 1, end - 1) if end > begin + 1 else None
            pieces = [(end, max(end, pieces[0][1]))]
        subject = [(cue.source[0], cue.source[1] + 1)] if cue.source else []
        return subject + pieces, source
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
    letter, next_letter = letters[at : at + 1] or "!", letters[at + 1 : at + 2] or "!"
    if letter == "," and (cue.form == "according" or cue.left and words[cue.left - 1] == "as"):
        return at + 1
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
        if letter == "," and next_letter != "T":
            return at + 1 if cue.verb == "say" and cue.left == 0 else None
        if match := INTERJECTED.match(letters, at):
            return match.start(1)
        return (
            at + 1 if letter == "y" and "clause" in frames and next_letter not in ",pP!" else None
        )
    if "hearer" in frames:
        for pattern in _HEARER[: 2 + ("clause" in frames)]:
            if match := pattern.match(letters, at):
                return match.start(1) + (match[1][0] == ":")
        return at if "object" in frames else at + 1
    subject = words[cue.source[0] : cue.source[1] + 1] if cue.source else []
    if "evidence" in frames and subject and load_words("document").isdisjoint(subject):
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
            ends.append(other.at - 1)
        elif other.source and other.form == "finite":
            plain = set("iuhP").isdisjoint(letters[begin : other.left])
            if (
                other.left > begin + 2
                and before in "hkcu"
                or other.left > begin
                and before == ","
                and plain
            ):
                ends.append(other.left - 1)
            if other.source[0] <= cue.at <= other.source[1]:
                ends.append(other.at)
    pattern = _CLAUSE_END
    if "object" in cue.frames and letters[begin] != "T" or cue.form in ("passive", "noun"):
        pattern = _OBJECT_END if cue.form in ("finite", "noun") else _FIRST_COMMA
    ends += [match.start() for match in [pattern.search(letters, begin + 1)] if match]
    if cue.form == "noun" and letters[begin] not in "TtwiQq:":
        ends += [match.start() for match in [_PREDICATE.search(letters, begin + 1)] if match]
        ends += _find_adjunct(words, letters, begin + 1)
    return min(end for end in [*ends, taken.find(1, begin + 1)] if end > 0)


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
    elif not quoted and cue.form not in ("inverted", "according") and _RESUMED.match(letters, end):
        pieces.append((end, len(letters)))
    return pieces
