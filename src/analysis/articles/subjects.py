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
    """Who is told to be saying or to say it: the subject of the clause that the verb belongs to."""
    own = cue.source
    if (
        own
        and cue.form == "ing"
        and letters[cue.left - 1 : cue.left] != ","
        and cue.at == own[1] + 1
    ):
        issued = not load_words("document").isdisjoint(words[own[0] : own[1] + 1])
        issued = issued or not _STATED.isdisjoint(words[own[0] : own[1] + 1])
        if not issued:
            return None
    if relative := _RELATIVE.search(letters, 0, cue.at):
        return find_source(letters, relative.start()) or (relative.start(), relative.start())
    before = [
        c for c in cues if c.after <= cue.at and c.source and c.form in ("finite", "inverted")
    ]
    begin = before[-1].after if before else 0
    found = [match.span("who") for match in _ACTOR.finditer(letters, begin, cue.at)]
    if before and not found:
        return before[-1].source
    if not found and cue.form == "ing" and cue.at < 3:
        found = [m.span("who") for m in [_ACTOR_BEHIND.match(letters, cue.after)] if m]
    return (found[-1][0], found[-1][1] - 1) if found else None
