"""Reported speech within one sentence: what is said, once the reporting word is found."""

from __future__ import annotations

import re

from analysis.articles.matters import holds_matter
from analysis.articles.reporting_words import (
    INTERJECTED,
    PHRASE,
    QUOTE,
    Cue,
    Span,
    load_words,
)
from analysis.articles.subjects import find_actor, find_main_clause, find_owner

# The letters of words are told in reporting_words.
Content = tuple[list[Span], Span | None]
# Behind whom something is told: a quotation or "that", an infinitive or a question, a clause alone.
_HEARER = [
    re.compile("[^TQq:,!]{0,12}([TQq]|:.)"),
    re.compile("(?:[^tiw!]|t(?=[dDopy])){0,14}?([iw]|t(?![dDopy]))"),
    re.compile(".[^sdD]{0,13}([sdD])"),
]
_SPEAKS = frozenset(["clause", "that", "quote"])
_GIVES = frozenset(["clause", "object", "evidence"])
# What a cue must take to be followed by "that" or "to"; by a question, where it is neither.
_NEEDS = {"T": frozenset(["clause", "that", "object"]), "t": frozenset(["infinitive"])}
_QUESTION = frozenset(["question"])
_BEFORE_COURTS = frozenset(["verdict", "heard"])
_AMOUNTS = ("least", "most", "times", "first")
_CLAUSE_SUBJECT = re.compile("s|(?:^|(?<=[-,ckhuiTQq;P]))(?:[dD]|(?=C))C*o?")
_PREDICATE = re.compile("[bav]")  # the verb of the sentence, behind what a noun takes
_TO_BREAK = re.compile("[^,;:Qq!]*")
_BEFORE_COLON = re.compile("[^:;QqvaET]{0,20}:(?=[Qq])")  # "answered with a smile:"
# A subject with a verb behind it; "the man who left" and "the house his father had" have none.
_CLAUSE = re.compile("[dDo]?[xCgoDyn]{1,5}(?:p[dDCoxyg]{1,4})*n*[abvE]")
_ASKS = re.compile("[wri]")
_HAS_VERB = re.compile("[abvEex]")
_SURE_VERB = re.compile("[abvEes]")
_OPENERS = frozenset("iuhP")  # behind them a comma opens the main clause, and no other speaker's
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
_PREDICATE_BEHIND = re.compile(",(?=n*[abveEx])")
_RESUMED = re.compile(",(?!.?$)[^rhukcig]")
_CLAUSE_END = re.compile(";|,(?=r)")
_FIRST_COMMA = re.compile("[;,-]|h|c(?=[eE])")
_OBJECT_END = re.compile(";|,(?=[rTckswiuhPabdgeE])|-|h|c(?=[eE])")


def find_content(
    words: list[str], letters: str, cue: Cue, cues: list[Cue], taken: bytearray
) -> Content:
    """Find what is said in a sentence, and by whom.

    Parameters
    ----------
    words, letters : of the sentence, in lower case, and a letter for each (see
        reporting_words.list_letters).
    cue : the reporting word.
    cues : all reporting words of the sentence.
    taken : a byte a word, 1 for words that were given to another cue before.

    Returns
    -------
    What is said, as stretches of words (the first, and the one behind the last); and first and last
    word of who says it, None where nobody is found.

    Examples
    --------
    >>> from analysis.articles.reporting_words import find_cues, list_letters
    >>> words = ["the", "mayor", "denied", "that", "it", "sank"]
    >>> cues = find_cues(words, list_letters(words))
    >>> find_content(words, list_letters(words), cues[0], cues, bytearray(7))
    ([(3, 6)], (0, 1))
    """
    if cue.trailing:
        return _content_around(letters, cue, taken), cue.source
    if "heard" in cue.frames and not _is_hearing(words, cue):
        return [], None
    includes_subject = "both" in cue.frames or cue.form == "passive"
    begin = cue.after if includes_subject else _content_start(words, letters, cue)
    if begin is None or begin >= len(words) or taken[cue.at] or taken[begin]:
        return [], None
    end = _content_end(words, letters, begin, cue, cues, taken)
    if "matter" in cue.frames and not _tells_matter(words, letters, cue, begin, end):
        return [], None
    if includes_subject:
        return _add_subject(words, letters, cue, begin, end)
    return [(begin, end)], _find_speaker(words, letters, cue, cues)


def _is_hearing(words: list[str], cue: Cue) -> bool:
    """Whether a court hears it: "the jury heard that"; what a person hears nobody has said."""
    if not cue.source or cue.form != "finite":
        return False
    first, last = cue.source
    return not load_words("who hears").isdisjoint(words[first : last + 1])


def _tells_matter(words: list[str], letters: str, cue: Cue, begin: int, end: int) -> bool:
    """Whether a verb of deeds too has a matter for its object: "offered an apology", no chair."""
    if cue.form == "passive" and cue.source:
        first, last = cue.source
        if holds_matter(words, letters, first, last + 1):
            return True
    if "question" in cue.frames and _ASKS.search(letters, begin, end):
        return True
    return holds_matter(words, letters, begin, end)


def _add_subject(words: list[str], letters: str, cue: Cue, begin: int, end: int) -> Content:
    """What is said where the subject belongs to it: "Hale was accused by Ruiz of lying"."""
    pieces: list[Span] = []
    if cue.source and not _is_told(letters, cue, begin):
        first, last = cue.source
        pieces.append((first, last + 1))
    if cue.form != "passive" or words[begin] != "by":
        return [*pieces, (begin, end)], None
    name_end = PHRASE.match(letters, begin + 1).end()
    pieces.append((name_end, max(name_end, end)))
    is_named = name_end > begin + 1
    return pieces, (begin + 1, name_end - 1) if is_named else None


def _is_told(letters: str, cue: Cue, begin: int) -> bool:
    """Whether the subject of a passive is whom it is told: "the jury was told that he left"."""
    if cue.form != "passive":
        return False
    if cue.verb.partition(" ")[0] in _TAKES_ABOUT:
        return letters[begin] != "t"
    return "hearer" in cue.frames and letters[begin] in "TQqw"


def _find_speaker(words: list[str], letters: str, cue: Cue, cues: list[Cue]) -> Span | None:
    """Who says it, as the cue, another cue before it or the nearest subject tells."""
    if cue.form == "asked":
        return None
    if cue.form in ("ing", "to"):
        actor = find_actor(words, letters, cue, cues)
        if actor:
            return actor
    if cue.form == "noun" and cue.source:
        return find_owner(words, letters, cue.source[0]) or cue.source
    if cue.source and cue.form != "to":
        return cue.source
    main = find_main_clause(words, letters[: cue.at])
    for other in reversed(cues):
        tells_who = other.source and other.form not in ("to", "noun", "passive")
        if tells_who and main <= other.at < cue.at:
            return other.source
    actor = find_actor(words, letters, cue, cues) if cue.form == "finite" else None
    if actor:
        return actor
    subjects = list(_CLAUSE_SUBJECT.finditer(letters, 0, cue.at))
    if not subjects:
        return None
    start, end = subjects[-1].span()
    return start, end - 1


def _content_start(words: list[str], letters: str, cue: Cue) -> int | None:
    """Where what is said begins, to the right of the cue; None when the cue takes nothing there."""
    rest = letters[cue.end :].lstrip("n")
    at = len(letters) - len(rest)
    speaks = not cue.frames.isdisjoint(_SPEAKS)
    set_apart = _start_apart(words, letters, cue, at, speaks=speaks)
    if set_apart:
        return set_apart
    letter = rest[:1] or "!"
    if letter == "!":
        return None
    if letter in "Qq":
        return at
    if letter == ":" or letter == "," and rest[1:2] in ("Q", "q"):
        # "They were not convinced: one left" tells what happened.
        is_told = speaks and (rest[1:2] in ("Q", "q") or "adjective" not in cue.frames)
        return at + 1 if is_told else None
    if cue.form == "noun":
        return at if letter in "Tt" or " " in cue.verb else None
    if letter in "Ttwir":
        needed = _NEEDS.get(letter, _QUESTION)
        return None if cue.frames.isdisjoint(needed) else at
    if letter in "ypP,":
        return _start_behind_phrase(words, letters, cue, at) if speaks else None
    if "hearer" in cue.frames:
        return _start_behind_hearer(words, letters, cue, at)
    return _start_at_once(words, letters, cue, at)


def _start_apart(words: list[str], letters: str, cue: Cue, at: int, *, speaks: bool) -> int:
    """Where it begins behind a colon, or behind "as Hale said on Monday,"; 0 for neither."""
    colon = _BEFORE_COLON.match(letters, at) if speaks else None
    if colon:
        return colon.end()
    behind_as = cue.left > 0 and words[cue.left - 1] == "as"
    if letters.startswith(",", at):
        return at + 1 if behind_as or cue.form == "according" else 0
    day = _DAY_AND_COMMA.match(letters, at) if behind_as else None
    return day.end() if day else 0


def _start_behind_phrase(words: list[str], letters: str, cue: Cue, at: int) -> int | None:
    """Where it begins behind a comma, a day or a preposition, of a cue that takes a clause."""
    letter = letters[at]
    next_letter = letters[at + 1 : at + 2] or "!"
    if letter in "pP" and _tells_amount(words, letters, at + 1):
        return at
    if letter == "," and next_letter != "T":
        # "Said Hale, the pier is safe"
        return at + 1 if cue.verb == "say" and cue.left == 0 else None
    match = INTERJECTED.match(letters, at)
    if match:
        return match.start(1)
    opens = letter == "y" and next_letter not in ",pP!"
    return at + 1 if opens and "clause" in cue.frames else None


def _tells_amount(words: list[str], letters: str, at: int) -> bool:
    """Whether a preposition belongs to what is said, as in "said about 40 boats sank"."""
    if at >= len(words):
        return False
    if letters[at] == "D" or words[at][0].isdigit():
        return True
    return words[at] in _AMOUNTS


def _start_behind_hearer(words: list[str], letters: str, cue: Cue, at: int) -> int:
    """Where it begins behind whom it is told to, as in "told the board that"."""
    if cue.verb in _TAKES_ABOUT:
        about = _find_about(words, letters, at + 1)
        if about:
            return about
    patterns = _HEARER if "clause" in cue.frames else _HEARER[:2]
    for pattern in patterns:
        match = pattern.match(letters, at)
        if match:
            start = match.start(1)
            return start + 1 if letters[start] == ":" else start
    return at if "object" in cue.frames else at + 1


def _find_about(words: list[str], letters: str, begin: int) -> int:
    """Where "about" stands behind a noun phrase of at most five words; 0 for nowhere."""
    for at in range(begin, min(begin + 5, len(words))):
        if words[at] == "about":
            return at
        if letters[at] not in "dDCox":
            break
    return 0


def _start_at_once(words: list[str], letters: str, cue: Cue, at: int) -> int | None:
    """Where it begins right behind the cue, of a cue that takes a clause or a thing."""
    letter = letters[at]
    if letter == "s" and "that" in cue.frames:
        return at
    if not cue.frames.isdisjoint(_BEFORE_COURTS) and _tells_court(words, letters, cue, at):
        return at
    if cue.source and "evidence" in cue.frames:
        first, last = cue.source
        subject = words[first : last + 1]
        if not _is_document(subject):
            return None
    return None if cue.frames.isdisjoint(_GIVES) else at


def _tells_court(words: list[str], letters: str, cue: Cue, at: int) -> bool:
    """Whether "the judge ruled | the letter proved nothing" has a court and a whole clause."""
    if not cue.source or not _CLAUSE.match(letters, at):
        return False
    first, last = cue.source
    courts = load_words("who hears" if "heard" in cue.frames else "who rules")
    return not courts.isdisjoint(words[first : last + 1])


def _is_document(subject: list[str]) -> bool:
    known = load_words("document"), load_words("paper")
    return not all(kind.isdisjoint(subject) for kind in known)


def _content_end(
    words: list[str], letters: str, begin: int, cue: Cue, cues: list[Cue], taken: bytearray
) -> int:
    """Word after the last one of what is said: the nearest of all places where it may end."""
    behind = begin + 1
    ends = [len(letters), taken.find(1, behind)]
    for other in cues:
        if other.at > begin:
            ends.append(_find_end_before(words, letters, begin, cue, other))
    pattern = _choose_end(letters, begin, cue)
    ends.append(_find_end(words, letters, behind, pattern))
    if _depends(letters, cue):
        ends.append(_find_first(_MAIN_CLAUSE, letters, behind))
    if _stands_aside(letters, cue):
        ends.append(_find_first(_PREDICATE_BEHIND, letters, behind))
    if "object" in cue.frames and letters[begin] not in "TQq":
        ends.append(_find_occasion(words, letters, behind))
    if cue.form == "noun" and letters[begin] not in "TtwiQq:":
        ends.append(_find_first(_PREDICATE, letters, behind))
        ends.append(_find_adjunct(words, letters, behind))
    return min([end for end in ends if end > 0])


def _find_end_before(words: list[str], letters: str, begin: int, cue: Cue, other: Cue) -> int:
    """Where what is said ends because another cue begins; 0 where it goes on."""
    mark = letters[other.at - 1]
    if other.form == "according":
        return other.at
    if other.form == "ing" and mark in "Qq":
        return other.at
    if _is_joined(other, mark):
        apart = other.form != "finite" or _told_together(words, letters, begin, cue, other)
        return other.at - 1 if apart else 0
    if not other.source or other.form != "finite":
        return 0
    if other.left > begin and _opens_another(words, letters, begin, other):
        return other.left - 1
    if not cue.frames.isdisjoint(_BEFORE_COURTS):
        return 0
    first, last = other.source
    return other.at if first <= cue.at <= last else 0


def _is_joined(other: Cue, mark: str) -> bool:
    """Whether a cue goes with the subject of the one before: ", adding", "and accused"."""
    if other.form == "ing":
        return mark == ","
    return not other.source and mark in "ck"


def _opens_another(words: list[str], letters: str, begin: int, other: Cue) -> bool:
    """Whether another speaker's clause begins at a cue, behind a comma or a conjunction."""
    before = letters[other.left - 1]
    inside = letters[begin : other.left]
    if before == ",":
        return _OPENERS.isdisjoint(inside)
    if before not in "hkcu" or other.left <= begin + 2:
        return False
    if before == "c" and not _HAS_VERB.search(inside):
        return False
    return words[other.left - 1] not in _GOES_ON


def _choose_end(letters: str, begin: int, cue: Cue) -> re.Pattern[str]:
    """Which marks end what is said: a clause goes on over a comma, a thing does not."""
    if cue.form == "asked":
        return _FIRST_COMMA
    is_thing = "object" in cue.frames and letters[begin] != "T"
    if not is_thing and cue.form not in ("passive", "noun"):
        return _CLAUSE_END
    return _OBJECT_END if cue.form in ("finite", "noun") else _FIRST_COMMA


def _depends(letters: str, cue: Cue) -> bool:
    """Whether the cue stands in a clause that a main clause follows."""
    if _SUBORDINATE.match(letters[: cue.left]):
        return True
    return cue.form == "ing" and _BEFORE_MAIN.match(letters[: cue.at]) is not None


def _stands_aside(letters: str, cue: Cue) -> bool:
    """Whether the cue is that of "Ana Ruiz, who said it sank, left", told between commas."""
    if cue.form != "finite" or not cue.source:
        return False
    first, last = cue.source
    return first == 0 and letters[last] == "r" and letters[last - 1 : last] == ","


def _find_first(pattern: re.Pattern[str], letters: str, begin: int) -> int:
    """Where a pattern is found first; 0 for nowhere."""
    match = pattern.search(letters, begin)
    return match.start() if match else 0


def _find_end(words: list[str], letters: str, begin: int, pattern: re.Pattern[str]) -> int:
    """Where a pattern ends what is said; examples belong to it."""
    for match in pattern.finditer(letters, begin):
        at = match.start()
        if _ASIDE.match(letters, at):
            continue
        if letters[at] != ",":
            return at
        following = words[at + 1 : at + 2]  # nothing where a text breaks off behind a comma
        if following and following[0] in _EXAMPLES:
            continue
        if pattern is _CLAUSE_END and _NOUN_ALONE.fullmatch(letters, begin - 1, at):
            continue
        return at
    return 0


def _goes_on_behind(letters: str, begin: int, left: int, end: int) -> bool:
    """Whether "The plan, according to Hale, is dead" goes on: no verb stands before."""
    return letters[end : end + 1] == "," and not _SURE_VERB.search(letters, begin, left)


def _find_occasion(words: list[str], letters: str, begin: int) -> int:
    """Where "in an interview" or "during the debate" begins, which tells when it was said.

    0 for nowhere.
    """
    for at in range(begin, len(words) - 1):
        if words[at] in ("in", "at", "on", "during") and _names_occasion(words, letters, at + 1):
            return at
    return 0


def _names_occasion(words: list[str], letters: str, begin: int) -> bool:
    """Whether a noun phrase of at most five words has a word for an occasion."""
    occasions = load_words("occasion")
    for at in range(begin, min(begin + 5, len(words))):
        if words[at] in occasions:
            return True
        if letters[at] not in "dDCoxyn":
            break
    return False


def _told_together(words: list[str], letters: str, begin: int, cue: Cue, other: Cue) -> bool:
    """Whether "said it works and accused them" has two things told, not one said of both."""
    if cue.form != "finite":
        return True
    if not _HAS_VERB.search(letters, begin, other.at):
        return False
    return _is_past(words[cue.at], cue.verb) == _is_past(words[other.at], other.verb)


def _is_past(word: str, verb: str) -> bool:
    first = verb.partition(" ")[0]
    stem = first[:-1]
    return word not in (first, f"{first}s", f"{first}es", f"{stem}ies")


def _find_adjunct(words: list[str], letters: str, begin: int) -> int:
    """Where a phrase tells when or why it was said, which is no part of what was; 0 for nowhere."""
    adjuncts = load_words("adjunct")
    for at in range(begin, len(words)):
        if words[at] in adjuncts or letters.startswith("py", at):
            return at
    return 0


def _content_around(letters: str, cue: Cue, taken: bytearray) -> list[Span]:
    """What is said before an attribution, and after it when the clause or the quotation goes on."""
    left = cue.left
    stops = (taken.rfind(1, 0, left), letters.rfind(";", 0, left), letters.rfind(":Q", 0, left))
    begin = 1 + max(stops)
    said = letters[begin:left].rstrip(",")
    quoted = said.endswith(("Q", "q"))
    pieces = [(begin, left)]
    end = _TO_BREAK.match(letters, cue.end).end()
    quote = QUOTE.search(letters, end, end + 2)
    if quote and quoted:
        pieces += [match.span() for match in QUOTE.finditer(letters, end)]
    elif quote:
        pieces.append((quote.start(), len(letters)))
    elif not quoted and _resumes(letters, cue, begin, end):
        pieces.append((end, len(letters)))
    return pieces


def _resumes(letters: str, cue: Cue, begin: int, end: int) -> bool:
    """Whether a clause goes on behind its attribution, which ends at end."""
    if cue.form == "according":
        return _goes_on_behind(letters, begin, cue.left, end)
    return cue.form != "inverted" and _RESUMED.match(letters, end) is not None
