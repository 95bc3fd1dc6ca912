"""Who says it, where a participle or an infinitive reports: the subject of its clause."""

from __future__ import annotations

import re

from analysis.articles.reporting_words import Cue, Span, find_source, load_words

# A subject with a verb behind it, at the beginning of a clause or behind what opens one.
_NOUN = "[dDo]*[xC]*?C+|[dDo]+[xo]{1,3}(?=n*(?:,[^,]*,)?n*[abvEe])"
_ACTOR = re.compile(
    f"(?:^|(?<=[;:ckuhiTwQq]))n*(?:[pPyng][^,sabvE]*,)?n*(?P<who>s|D|{_NOUN})"
    "(?=n*(?:,[^,]*,)?n*(?:[abvEexr]|$))"
)
_RELATIVE = re.compile("r(?=n*[abvEex][^,]*$)")
# "Noting the price, Hale left."
_ACTOR_BEHIND = re.compile("[^,;:]*,n*(?P<who>s|[dD]?[xC]*C)(?=n*(?:,[^,]*,)?n*[abvEex])")
# What somebody gives out: "Hale sent a letter saying ..." has Hale say it.
_STATED = frozenset(
    ["statement", "letter", "email", "tweet", "message", "note", "video", "post", "memo"]
)


def find_actor(words: list[str], letters: str, cue: Cue, cues: list[Cue]) -> Span | None:
    """Find who says it where a participle or an infinitive reports.

    It is the subject of the clause that the participle or infinitive belongs to.

    Parameters
    ----------
    words, letters : of the sentence, a letter for each word (see reporting_words.list_letters).
    cue : a participle or an infinitive that reports.
    cues : all reporting words of the sentence.

    Returns
    -------
    First and last word of the subject; None where nobody is found.

    Examples
    --------
    >>> from analysis.articles.reporting_words import find_cues, list_letters
    >>> words = ["hale", "left", ",", "saying", "it", "sank"]
    >>> letters = list_letters(["Hale", *words[1:]])
    >>> cues = find_cues(words, letters)
    >>> find_actor(words, letters, cues[0], cues)
    (0, 0)
    """
    if _says_itself(words, letters, cue):
        return None
    relative = _RELATIVE.search(letters, 0, cue.at)
    if relative:
        pronoun = relative.start()
        return find_source(letters, pronoun) or (pronoun, pronoun)
    before = _find_cue_before(cue, cues)
    begin = before.after if before else 0
    found = list(_ACTOR.finditer(letters, begin, cue.at))
    if found:
        return _take_who(found[-1])
    if before:
        return before.source
    behind = None
    if cue.form == "ing" and cue.at < 3:
        behind = _ACTOR_BEHIND.match(letters, cue.after)
    return _take_who(behind) if behind else None


def _says_itself(words: list[str], letters: str, cue: Cue) -> bool:
    """Whether the noun right before a participle says it: "a man claiming that", no document."""
    if not cue.source or cue.form != "ing":
        return False
    first, last = cue.source
    if cue.at != last + 1 or letters[cue.left - 1 : cue.left] == ",":
        return False
    subject = words[first : last + 1]
    return load_words("document").isdisjoint(subject) and _STATED.isdisjoint(subject)


def _find_cue_before(cue: Cue, cues: list[Cue]) -> Cue | None:
    """The last reporting word before a cue that has a subject of its own."""
    for other in reversed(cues):
        has_subject = other.source and other.form in ("finite", "inverted")
        if has_subject and other.after <= cue.at:
            return other
    return None


def _take_who(match: re.Match[str]) -> Span:
    start, end = match.span("who")
    return start, end - 1
