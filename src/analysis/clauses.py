"""Reported speech within one sentence: what is said, by whom, and which word says so.

A sentence becomes a string with one letter per word (lexicons/speech_words.csv). What stands left and right
of a reporting word (lexicons/reporting_verbs.csv) is then read with short patterns over those letters.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import pandas as pd

from analysis.language import load_lexicon

Span = tuple[int, int]
Content = tuple[list[Span], Span | None]
_PASSIVE = {"object", "infinitive", "question"}  # frames that make a passive: "is said to", "was criticised"
_OWNERS = ("his", "her", "their", "its", "my", "our")

# Patterns over the letters. The first reads the sentence backwards, from the verb to its subject.
_NP = "(?>[CxgeoDy](?:[CxgodDypn]|e(?![sC])|(?<=C)c(?=C)|(?<=[xge])c(?=[xge]))*)"
_HEAD = rf"(?:\)[^()]*\()?{_NP}"
_INSERT = "(?:[^,Qq!;:TvE]+|[^,Qq!;:]*r),"
_SOURCE = re.compile(
    rf"(?:,n,)?s|r,?{_HEAD}|r|(?:,n,)?{_HEAD}(?:r{_HEAD})?|,(?:{_INSERT}){{1,3}}?{_HEAD}(?:(?<!d)|(?!,))"
    rf"|,{_INSERT}{_HEAD}|-[^-Qq]*-{_HEAD}"
)
_QUOTE = re.compile("[Qq]")
_PHRASE = re.compile("[^-,;:Qq!()Tsrabv]*")
_INVERTED = re.compile("[dDCoxge][^-,;:Qq!()Tsrabv]*(?=$|[,Qq:!(;r])")
# What may follow an attribution right behind a quotation (Q) or a clause (,): with a hearer named, or not.
_TRAIL = {
    ("Q", False): re.compile("n*(?:[pPytuih][^T!,;:Qq]*)?(?:$|[!,;:Qq])"),
    ("Q", True): re.compile("[^T!,;:Qq]*(?:$|[!,;:Qq])"),
    (",", False): re.compile("n*(?:[pPytuih][^Ts!,;:Qq]*)?(?:$|[!;,])"),
    (",", True): re.compile("[^Ts!,;:Qq]*(?:$|[!;,])"),
}
_ASIDE = re.compile("[^,TQqs]{0,25}(?:,(?=[TQq]))?([TQqs])")
_HEARER = [*map(re.compile, ["[^TQq:,!]{0,12}([TQq]|:.)", "[^tiw!]{0,14}?([tiw])", ".[^sdD]{0,13}([sdD])"])]
_CLAUSE_SUBJECT = re.compile("s|(?:^|(?<=[-,ckhuiTQq;P]))(?:[dD]|(?=C))C*")
_TO_BREAK = re.compile("[^,;:Qq!]*")
_RESUMED = re.compile(",(?!.?$)[^rhukcig]")
_CLAUSE_END, _FIRST_COMMA = re.compile(";|,(?=r)"), re.compile("[;,-]|h|c(?=[eE])")
_OBJECT_END = re.compile(";|,(?=[rTckswiuhPabdgeE])|-|h|c(?=[eE])")


class Cue(NamedTuple):
    """A reporting word of a sentence; numbers are places of words."""

    at: int
    after: int
    verb: str
    frames: frozenset[str]
    form: str  # finite, ing, to, passive, noun, inverted or according
    source: Span | None
    left: int  # where the attribution begins ...
    end: int  # ... and ends
    trailing: bool = False  # what is said stands to its left


@cache
def load_reporting_verbs() -> pd.DataFrame:
    """The codebook of reporting words: their forms, the stance they show and the constructions they take.

    Returns: verb (base form, with the words that belong to it); form (one inflected form); stance (neutral,
    asking, claiming, asserting, admitting, denying, attacking, supporting, believing, wanting); frame (what
    it takes; evidence, a clause if its subject is a document; both, what is said includes the subject).

    >>> verbs = load_reporting_verbs()
    >>> verbs.loc[verbs["form"] == "denied", ["verb", "stance"]].values.tolist()
    [['deny', 'denying']]
    """
    table = load_lexicon("reporting_verbs")
    table = table.assign(form=table["form"].str.split()).explode("form", ignore_index=True)
    return table.assign(form=(table["form"] + " " + table["verb"].str.partition(" ")[2]).str.strip())


@cache
def load_words(kind: str) -> frozenset[str]:
    """The words of one kind (see lexicons/speech_words.csv)."""
    lists = load_lexicon("speech_words")
    return frozenset(" ".join(lists.loc[lists["kind"] == kind, "words"]).split())


@cache
def load_cues() -> dict[str, list[tuple[list[str], str, frozenset[str]]]]:
    """First word of each form -> (further words, verb, frames), longest first."""
    forms: dict[str, list] = {}
    rows = load_reporting_verbs()[["form", "verb", "frame"]].itertuples(index=False, name=None)
    for form, verb, frame in sorted(rows, key=lambda row: -row[0].count(" ")):
        first, *rest = form.split()
        forms.setdefault(first, []).append((rest, verb, frozenset(frame.split())))
    return forms


@cache
def _load_letters() -> dict[str, str]:
    lists, letters = load_lexicon("speech_words"), {}
    for word, entries in load_cues().items():
        if any(not rest and "clause" in frames and "noun" not in frames for rest, _, frames in entries):
            letters[word] = "v"
        elif word.endswith("ed"):
            letters[word] = "E"
    for letter, words in lists.loc[lists["tag"] != "", ["tag", "words"]].itertuples(index=False):
        letters |= dict.fromkeys(words.split(), letter)
    return letters


@lru_cache(maxsize=1 << 16)
def letter_of(word: str) -> str:
    """The letter of one word: its class, or else its shape."""
    lower = word.lower()
    if word[0] == "\x01":
        return "Q" if word.strip("\x01\"'") or "'" in word[:-1] else "q"
    if letter := _load_letters().get(lower):
        return letter
    if lower.endswith("ly") and lower not in load_words("no adverb"):
        return "n"
    if lower.endswith(("'s", "s'")):
        return "o"
    if word[0].isupper():
        return "C"
    return "e" if lower.endswith("ed") else "g" if lower.endswith("ing") else "x"


def find_cues(words: list[str], letters: str) -> list[Cue]:
    """The reporting words of a sentence that stand where a reporting word can stand."""
    cues, forms = [], load_cues()
    for at in [at for at, word in enumerate(words) if word in forms]:
        for rest, verb, frames in forms[words[at]]:
            after = at + 1 + len(rest)
            if words[at + 1 : after] == rest and (cue := _read_cue(words, letters, at, after, verb, frames)):
                cues.append(cue)
                break
    return cues


def _find_source(letters: str, last: int) -> Span | None:
    """First and last word of the noun phrase that ends at word `last`, as the subject of a verb."""
    if last < 0 or not (match := _SOURCE.match(letters[last::-1])):
        return None
    phrase = match.group().rstrip("pn")
    return last - len(phrase) + 1, last - (len(phrase) - len(phrase.lstrip(",n")))


def _read_cue(words, letters, at, after, verb, frames) -> Cue | None:
    """Check that the word at `at` is used as a reporting word here, and find its subject."""
    word, following = words[at], letters[after : after + 1]
    fronted = verb in ("according to", "in the words of")
    if fronted or at and words[at - 1] == "as" and words[after : after + 1] == ["by"]:
        begin = after + (not fronted)
        end = _PHRASE.match(letters, begin).end()
        kind = "according" if fronted else "finite"
        return Cue(at, after, verb, frames, kind, (begin, end - 1), at, end, at > 0) if end > begin else None
    left = len(letters[:at].rstrip("bant")) - 1
    group, before = letters[left + 1 : at], letters[left : left + 1] if left >= 0 else ""
    owned = before in ("d", "o")
    if "noun" in frames and (owned or frames <= {"noun", "infinitive"}):
        if " " not in verb and following != "T" and not (following == "t" and "infinitive" in frames):
            return None
        source = (left, left) if words[left] in _OWNERS else _find_source(letters, left)
        return Cue(at, after, verb, frames, "noun", source if owned else None, at, after)
    placed = "both" in frames and following in ("p", "P") and words[after] != "like"  # "appeared in court"
    if owned and not group or frames == {"noun"} or placed:
        return None
    if "b" in group and "adjective" not in frames and any("adjective" in other for _, _, other in load_cues()[word]):
        return None  # "is convinced", "was worried"
    form = "ing" if word.endswith("ing") else "to" if "t" in group else "finite"
    source = _find_source(letters, left)
    if form == "finite" and "b" in group and "adjective" not in frames:
        passive = frames & _PASSIVE or following in ("T", "t") or "by" in words[after : after + 1]
        return Cue(at, after, verb, frames, "passive", source, left + 1, after) if passive else None
    if form == "finite" and not group:
        if before in ("Q", "q") or before == "," and (verb == "say" or "Q" in letters[:at]):
            phrase = _INVERTED.match(letters, after) if frames & {"quote", "clause"} else None
            if phrase and (end := phrase.end()) and (not source or before != "," or following in "CdD"):
                return Cue(at, after, verb, frames, "inverted", (after, end - 1), at, end, True)
        if not source and before not in ("c", "k", ",", "Q", "q"):
            return None
        if source and not _agrees(words, letters, source, verb, frames, word, following):
            return None
    begin = source[0] if source else left + 1
    before, trailing = letters[begin - 1] if begin else "", False
    if form == "finite" and before in ("Q", ",") and frames & {"clause", "quote", "that", "hearer"}:
        trailing = bool(_TRAIL[before, "hearer" in frames].match(letters, after))
        trailing &= not (source and letters[source[1]] == "r" or following == "t" and "infinitive" in frames)
    return Cue(at, after, verb, frames, form, source, begin, after, trailing)


def _agrees(words, letters, source, verb, frames, word, following) -> bool:
    """Whether a form without auxiliary can go with its subject: "aides claim it", but not "the aid claim"."""
    if word not in (verb, verb + "s"):
        return True
    first, head, letter = words[source[0]], words[source[1]], letters[source[1]]
    if "clause" not in frames and letter not in "Csr" and (not following or following in "pPab!,c"):
        return False
    if word != verb:
        return head not in ("i", "we", "you", "they")
    plural = head in ("i", "you") or not load_words("plural speaker").isdisjoint((first, head))
    plural = plural or letter == "r" or head[-1:] == "s" and head[-2:] != "ss"
    return plural or not set("cp").isdisjoint(letters[source[0] : source[1]])


def find_content(words: list[str], letters: str, cue: Cue, cues: list[Cue], taken: bytearray) -> Content:
    """What is said (stretches of words) and by whom (first and last word); taken marks words given before."""
    if cue.trailing:
        return _content_around(letters, cue, taken), cue.source
    both = "both" in cue.frames or cue.form == "passive"
    begin = cue.after if both else _content_start(words, letters, cue)
    if taken[cue.at] or begin is None or begin >= len(words):
        return [], None
    pieces, source = [(begin, _content_end(letters, begin, cue, cues, taken))], None
    if both:
        if words[begin] == "by" and cue.form == "passive":
            end = _PHRASE.match(letters, begin + 1).end()
            source, pieces = (begin + 1, end - 1) if end > begin + 1 else None, [(end, max(end, pieces[0][1]))]
        subject = [(cue.source[0], cue.source[1] + 1)] if cue.source else []
        return subject + pieces, source
    if cue.source and cue.form != "to":
        return pieces, cue.source
    own = [c for c in cues if c.at < cue.at and c.source and c.form not in ("to", "noun", "passive")]
    subjects = [(match.start(), match.end() - 1) for match in _CLAUSE_SUBJECT.finditer(letters, 0, cue.at)]
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
        if match := _ASIDE.match(letters, at):
            return match.start(1)
        return at + 1 if letter == "y" and "clause" in frames and next_letter not in ",pP!" else None
    if "hearer" in frames:
        for pattern in _HEARER[: 2 + ("clause" in frames)]:
            if match := pattern.match(letters, at):
                return match.start(1) + (match[1][0] == ":")
        return at if "object" in frames else at + 1
    subject = words[cue.source[0] : cue.source[1] + 1] if cue.source else []
    if "evidence" in frames and subject and load_words("document").isdisjoint(subject):
        return None
    return at if frames & {"clause", "object", "evidence"} else None


def _content_end(letters: str, begin: int, cue: Cue, cues: list[Cue], taken: bytearray) -> int:
    """Word after the last one of what is said."""
    ends = [len(letters)]
    for other in cues:
        if other.at <= begin:
            continue
        before = letters[other.left - 1] if other.left else ""
        if other.form == "according":
            ends.append(other.at)
        elif letters[other.at - 1] in ("," if other.form == "ing" else "ck" if not other.source else ""):
            ends.append(other.at - 1)
        elif other.source and other.form == "finite":
            plain = set("iuhP").isdisjoint(letters[begin : other.left])
            if other.left > begin + 2 and before in "hkcu" or other.left > begin and before == "," and plain:
                ends.append(other.left - 1)
            if other.source[0] <= cue.at <= other.source[1]:
                ends.append(other.at)
    pattern = _CLAUSE_END
    if "object" in cue.frames and letters[begin] != "T" or cue.form in ("passive", "noun"):
        pattern = _OBJECT_END if cue.form in ("finite", "noun") else _FIRST_COMMA
    ends += [match.start() for match in [pattern.search(letters, begin + 1)] if match]
    return min(end for end in [*ends, taken.find(1, begin + 1)] if end > 0)


def _content_around(letters: str, cue: Cue, taken: bytearray) -> list[Span]:
    """What is said before an attribution, and after it when the clause or the quotation goes on."""
    begin = 1 + max(taken.rfind(1, 0, cue.left), *(letters.rfind(mark, 0, cue.left) for mark in (";", ":Q")))
    quoted = letters[begin : cue.left].rstrip(",")[-1:] in ("Q", "q")
    end = _TO_BREAK.match(letters, cue.end).end()
    pieces = [(begin, cue.left)]
    if quote := _QUOTE.search(letters, end, end + 2):
        rest = [match.span() for match in _QUOTE.finditer(letters, end)]
        pieces += rest if quoted else [(quote.start(), len(letters))]
    elif not quoted and cue.form not in ("inverted", "according") and _RESUMED.match(letters, end):
        pieces.append((end, len(letters)))
    return pieces
