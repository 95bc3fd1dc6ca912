"""Who says it, where a participle or an infinitive reports: the subject of its clause."""

from __future__ import annotations

import re

from analysis.articles.reporting_words import Cue, Span, find_source, load_places, load_words

# A subject with a verb behind it, at the beginning of a clause or behind what opens one.
_NOUN = (
    "[dDo]*C+x{1,3}C{1,4}(?=n*[abE])|[dDo][xC]*?C+x{1,2}(?=n*[abEe])"
    "|[dDo]*[xC]*?C+(?:x{1,2}(?=n*[ab]))?|[dDo]+[xo]{1,3}(?=n*(?:,[^,]*,)?n*[abvEe])"
)
# "Speaking in Marlow, Ohio, | Ana Ruiz": what may stand before the subject of a clause.
_BEFORE = "(?:(?:[pPyng]|v(?=p))[^,sabvE]*,n*(?:C{1,2},(?=n*[sCpPy]))?n*){0,2}"
_ACTOR = re.compile(
    f"(?:^|(?<=[;:ckuhiTwQq]))n*{_BEFORE}(?P<who>s|D(?!n*x)|{_NOUN})"
    "(?=n*(?:,[^,]*,)?n*(?:[abvEexr]|$))"
)
_OPENING_CLAUSE = re.compile("[nkc]*[uihP][^,Qq;:]*,n*(?=[sdDCox])")  # "While Hale left, the board"
_RELATIVE = re.compile("r(?=n*[abvEex][^,]*$)")
# "Noting the price, Hale left."
_ACTOR_BEHIND = re.compile("[^,;:]*,n*(?P<who>s|[dD]?[xC]*C)(?=n*(?:,[^,]*,)?n*[abvEex])")
_SAME = {"his": ("he",), "her": ("she",), "its": ("it",), "their": ("they",)}
# What somebody gives out: "Hale sent a letter saying ..." has Hale say it.
_STATED = frozenset(
    ["statement", "letter", "email", "tweet", "message", "note", "video", "post", "memo"]
    + ["lawsuit", "suit", "complaint", "motion", "brief", "petition", "ad", "ads", "spot", "op-ed"]
    + ["letters", "op-eds", "posts", "tweets", "column", "speech", "resolution"]
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
    main = find_main_clause(words, letters[: cue.at])
    before = _find_cue_before(cue, cues)
    if before and before.at < main:
        before = None
    begin = before.after if before else main
    found = _list_actors(letters, begin, cue.at, opens=not before)
    apart = letters[cue.at - 1 : cue.at] in (",", "c")
    embedded = ("T", "w") if apart else ()
    own = [one for one in found if letters[one[0] - 1 : one[0]] not in embedded]
    if own:
        return own[-1]
    if before:
        return before.source
    if found:
        return found[-1]
    behind = None
    if cue.form == "ing" and cue.at < 3:
        behind = _ACTOR_BEHIND.match(letters, cue.after)
    return _take_who(behind) if behind else None


def find_subject(words: list[str], letters: str) -> Span | None:
    """Find the subject of a sentence.

    Parameters
    ----------
    words, letters : of the sentence.

    Returns
    -------
    Its first and last word; None where it shows none.

    Examples
    --------
    >>> from analysis.articles.reporting_words import list_letters
    >>> words = ["Still", ",", "Ana", "Ruiz", "had", "a", "word", "for", "Hale"]
    >>> find_subject(words, list_letters(words))
    (2, 3)
    """
    begin = find_main_clause(words, letters)
    actors = _list_actors(letters, begin, len(letters), opens=True)
    if not actors:
        return None
    first, last = actors[0]
    is_one = first == last and letters[first] == "C"
    behind = letters[last + 1 :].lstrip("n")
    return None if is_one and behind.startswith("x") else (first, last)  # "Partial transcript:"


def find_owner(words: list[str], letters: str, at: int) -> Span | None:
    """Find whose words "his claim" or "their hope" are: the subject's of the clause, if it agrees.

    Parameters
    ----------
    words, letters : of the sentence, in lower case.
    at : the pronoun.

    Returns
    -------
    First and last word of the subject; None where it shows none that can be meant, and for a word
    that is no such pronoun.

    Examples
    --------
    >>> from analysis.articles.reporting_words import list_letters
    >>> words = ["Hale", "has", "repeated", "his", "claim", "that", "it", "sank"]
    >>> letters = list_letters(words)
    >>> find_owner(list(map(str.lower, words)), letters, 3)
    (0, 0)
    """
    if words[at] not in _SAME:
        return None
    relative = _RELATIVE.search(letters, 0, at)
    if relative:
        before = len(letters[: relative.start()].rstrip(",")) - 1
        subject = find_source(letters, before)
    else:
        begin = max(find_main_clause(words, letters[:at]), letters.rfind(";", 0, at) + 1)
        actors = _list_actors(letters, begin, at, opens=True)
        subject = actors[-1] if actors else None
    return subject if subject and _may_own(words, letters, words[at], *subject) else None


def _may_own(words: list[str], letters: str, pronoun: str, first: int, last: int) -> bool:
    """Whether a possessive pronoun may stand for a subject; "his" is a person's."""
    head = words[last]
    if letters[last] == "s":
        return head in _SAME[pronoun]
    is_named = letters[last] == "C"
    ends_in_s = head.endswith("s") and not is_named
    is_plural = "c" in letters[first:last] or ends_in_s or head in load_words("plural speaker")
    if pronoun == "their":
        return is_plural or letters[last] == "D"
    name = words[first : last + 1]
    is_body = not load_words("institution").isdisjoint(name) or " ".join(name) in load_places()
    return not is_plural and (pronoun == "its" or is_named and not is_body)


def find_main_clause(words: list[str], letters: str) -> int:
    """Find where the main clause begins behind the clause that opens a sentence.

    Parameters
    ----------
    words, letters : of the sentence, the letters as far as it is to be read.

    Returns
    -------
    The number of its first word, 0 for a sentence that opens with its main clause; and for one with
    "as Hale said", of which the rest is what she said.

    Examples
    --------
    >>> from analysis.articles.reporting_words import list_letters
    >>> words = "after hale resigned , the mayor left".split()
    >>> find_main_clause(words, list_letters(words))
    4
    """
    opening = _OPENING_CLAUSE.match(letters)
    return opening.end() if opening and words[0].lower() != "as" else 0


def _list_actors(letters: str, begin: int, end: int, *, opens: bool) -> list[Span]:
    """The subjects of clauses in a stretch, of the clause too that opens it, if one does."""
    offset = begin if opens else 0
    found = _ACTOR.finditer(letters[offset:end], begin - offset)
    return [(start + offset, stop + offset) for start, stop in map(_take_who, found)]


def _says_itself(words: list[str], letters: str, cue: Cue) -> bool:
    """Whether the noun right before a participle says it: "a man claiming that", no document."""
    if not cue.source or cue.form != "ing":
        return False
    first, last = cue.source
    if cue.at != last + 1 or letters[cue.left - 1 : cue.left] == ",":
        return False
    if letters[:first].rstrip("n").endswith(("a", "b")):  # "the board has kept saying"
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
