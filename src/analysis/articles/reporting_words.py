"""Words that report speech: their forms, their letters in the grammar of clauses, their sources.

A sentence becomes a string with one letter per word (lexicons/speech_words.csv), so that patterns
over letters find the reporting word, its subject and its object.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pandas as pd

from analysis.tables.resources import load_lexicon

Span = tuple[int, int]
MOST_WORDS = 1 << 16  # whose letters are kept
# Frames that make a passive: "is said to", "was criticised".
_PASSIVE = {"object", "infinitive", "question"}
_OWNERS = ("his", "her", "their", "its", "my", "our")

# Patterns over the letters. The first reads the sentence backwards, from the verb to its subject.
_NP = "(?>[CxgeoDy](?:[CxgodDypn]|e(?![sC])|(?<=C)c(?=C)|(?<=[xge])c(?=[xge]))*)"
_HEAD = rf"(?:\)[^()]*\()?{_NP}"
_INSERT = "(?:[^,Qq!;:TvE]+|[^,Qq!;:]*r),"
_SOURCE = re.compile(
    rf"(?:,n,)?s|r,?{_HEAD}|r|(?:,n,)?{_HEAD}(?:r{_HEAD})?|,(?:{_INSERT}){{1,3}}?{_HEAD}(?:(?<![dg])|(?!,))"
    rf"|,{_INSERT}{_HEAD}|-[^-Qq]*-{_HEAD}"
)
QUOTE = re.compile("[Qq]")
PHRASE = re.compile("[^-,;:Qq!()Tsrabv]*")
# "Ana Ruiz, who runs the harbour, said": no verb of the sentence stands between.
_APPOSED = re.compile(r"[^,]+,(?:(?:[^,Qq!;:TvEabsr]+,)+|r[^,Qq!;:]*,)")
_SAID_FIRST = re.compile("([dDCox]*[Cx])(?:,[^Qq:;]*)?[,:](?=[Qq])")
_A_THING = re.compile("[dD][exCgo]{1,4},?$")
_NAMED_AFTER = re.compile("(?:[v](?=x))?[^-,;:Qq!()Tsrabv]*")
_OPENS = re.compile(r"\(?$")
_INVERTED = re.compile("[dDCoxge](?:[^-,;:Qq!()Tsrabv]|(?<=[dDoCy])v)*(?=$|[,Qq:!(;ruiT])")
# What may follow an attribution right behind a quotation (Q) or a clause (,): with a hearer named,
# or not.
_TRAIL = {
    ("Q", False): re.compile("n*(?:[pPytuih][^!,;:Qq]*)?(?:$|[!,;:Qq])"),
    ("Q", True): re.compile("[^T!,;:Qq]*(?:(?<=.)[iu][^!,;:Qq]*)?(?:$|[!,;:Qq])"),
    (",", False): re.compile(
        "n*(?:[iu][^!,;:Qq]*|[pPyth](?:[^Ts!,;:Qq]|(?<=[podCx])[Qq])*)?(?:$|[!;,])"
    ),
    (",", True): re.compile("[^Tstiw!,;:Qq]*(?:[pPyiu][^Ts!,;:Qq]*)?(?:$|[!;,])"),
}
INTERJECTED = re.compile("[^,TQqs]{0,25}(?:,(?=[TQq]))?([TQqs])")


_NAME_IN_LY = re.compile("^[A-Z].*[eio]lly$")  # Kelly and Connolly, but not Finally


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
    """The codebook of reporting words: their forms, stance and constructions.

    Returns: verb (base form, with the words that belong to it); form (one inflected form); stance
    (neutral, asking, claiming, asserting, admitting, denying, attacking, supporting, believing,
    wanting); frame (what it takes; evidence, a clause if its subject is a document; both, what is
    said includes the subject).

    >>> verbs = load_reporting_verbs()
    >>> verbs.loc[verbs["form"] == "denied", ["verb", "stance"]].values.tolist()
    [['deny', 'denying']]
    """
    table = load_lexicon("reporting_verbs")
    table = table.assign(form=table["form"].str.split()).explode("form", ignore_index=True)
    return table.assign(
        form=(table["form"] + " " + table["verb"].str.partition(" ")[2]).str.strip()
    )


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
def load_triggers() -> frozenset[str]:
    """The longest word of each form: a sentence without any of them reports nothing."""
    forms = ([first, *rest] for first, entries in load_cues().items() for rest, _, _ in entries)
    return frozenset(max(form, key=len) for form in forms)


@cache
def _load_letters() -> dict[str, str]:
    lists, letters = load_lexicon("speech_words"), {}
    for word, entries in load_cues().items():
        if any(
            not rest and "clause" in frames and "noun" not in frames for rest, _, frames in entries
        ):
            letters[word] = "v"
        elif word.endswith("ed"):
            letters[word] = "E"
    for letter, words in lists.loc[lists["tag"] != "", ["tag", "words"]].itertuples(index=False):
        letters |= dict.fromkeys(words.split(), letter)
    return letters


_known: dict[str, str] = {}  # letters of words that were asked for


def list_letters(words: list[str]) -> str:
    """The letters of the words of a sentence."""
    known = _known
    try:
        return "".join([known[word] for word in words])
    except KeyError:
        if len(known) > MOST_WORDS:
            known.clear()
        known |= {word: _find_letter(word) for word in words if word not in known}
        return "".join([known[word] for word in words])


def letter_of(word: str) -> str:
    """The letter of one word: its class, or else its shape."""
    return list_letters([word])


def _find_letter(word: str) -> str:
    lower = word.lower()
    if word[0] == "\x01":
        return "Q" if word.strip("\x01\"'") or "'" in word[:-1] else "q"
    if letter := _load_letters().get(lower):
        return letter
    if (
        lower.endswith("ly")
        and not _NAME_IN_LY.search(word)
        and lower not in load_words("no adverb")
    ):
        return "n"
    if lower.endswith(("'s", "s'")):
        return "o"
    if word[0].isupper():
        return "C"
    return "e" if lower.endswith("ed") else "g" if lower.endswith("ing") else "x"


def find_cues(words: list[str], letters: str) -> list[Cue]:
    """The reporting words of a sentence that stand where a reporting word can stand."""
    cues, forms, homographs = [], load_cues(), _load_homographs()
    for at in [at for at, word in enumerate(words) if word in forms]:
        for rest, verb, frames in forms[words[at]]:
            after = at + 1 + len(rest)
            if (
                words[at + 1 : after] == rest
                and (cue := _read_cue(words, letters, at, after, verb, frames))
                and not (verb in homographs and _reports_nothing(words, cue))
            ):
                cues.append(cue)
                break
    return _join_quoted_as(words, cues) if len(cues) > 1 else cues


def _join_quoted_as(words: list[str], cues: list[Cue]) -> list[Cue]:
    """The cues, in which a paper that quoted somebody as saying it is not who says it."""
    joined: list[Cue] = []
    for cue in cues:
        quoted = joined[-1] if joined and joined[-1].verb in ("quote", "cite") else None
        if quoted and cue.form == "ing" and words[cue.at - 1] == "as" and quoted.after < cue.at - 1:
            source = (quoted.after, cue.at - 2)
            joined[-1] = cue._replace(source=source, left=quoted.left, form="finite")
        else:
            joined.append(cue)
    return joined


@cache
def _load_homographs() -> dict[str, tuple[re.Pattern[str] | None, ...]]:
    """Of words that report only sometimes: what before, after or as subject says they do not."""
    table = load_lexicon("homographs")
    patterns = (
        tuple(re.compile(cell) if cell else None for cell in row)
        for row in table[["before", "after", "subject"]].itertuples(index=False, name=None)
    )
    return dict(zip(table["verb"], patterns, strict=True))


def _reports_nothing(words: list[str], cue: Cue) -> bool:
    """Whether a word that also reports stands in a construction in which it does not."""
    if cue.trailing and (words[cue.left - 1][0] == "\x01" or cue.after == len(words)):
        return False
    before, after, subject = _load_homographs()[cue.verb]
    named = words[cue.source[0] : cue.source[1] + 1] if cue.source else []
    if "evidence" in cue.frames and not load_words("paper").isdisjoint(named):
        return False
    if before and before.search(" ".join(words[max(0, cue.at - 2) : cue.at])):
        return True
    if after and after.search(" ".join(words[cue.after : cue.after + 14])):
        return True
    return bool(subject and cue.form == "passive" and subject.search(" ".join(named)))


def find_source(letters: str, last: int) -> Span | None:
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
        end = _NAMED_AFTER.match(letters, begin).end()
        kind = "according" if fronted else "finite"
        return (
            Cue(
                at,
                after,
                verb,
                frames,
                kind,
                (begin, end - 1),
                at,
                end,
                not _OPENS.match(letters, 0, at),
            )
            if end > begin
            else None
        )
    left = len(letters[:at].rstrip("bant")) - 1
    if left > 0 and letters[left] == "y":  # "Ruiz on Sunday said"
        left = len(letters[:left].rstrip("yp").rstrip("bant")) - 1
    group, before = letters[left + 1 : at], letters[left : left + 1] if left >= 0 else ""
    owned = before in ("d", "o")
    if "noun" in frames and (owned or frames <= {"noun", "infinitive"}):
        if (
            " " not in verb
            and following != "T"
            and not (following == "t" and "infinitive" in frames)
        ):
            return None
        source = (left, left) if words[left] in _OWNERS else find_source(letters, left)
        return Cue(at, after, verb, frames, "noun", source if owned else None, at, after)
    # As in "appeared in court".
    placed = "both" in frames and following in ("p", "P") and words[after] != "like"
    if owned and not group or frames == {"noun"} or placed:
        return None
    if (
        "b" in group
        and "adjective" not in frames
        and any("adjective" in other for _, _, other in load_cues()[word])
    ):
        return None  # "is convinced", "was worried"
    if (
        word in ("called", "titled", "dubbed", "named")
        and not group
        and following in ("C", "Q", "q")
    ):
        # "a group called Friends of Marlow": its name, which nobody gives it here
        thing = _A_THING.search(letters, 0, at)
        if thing and words[thing.start()] in ("a", "an", "another"):
            return None
    form = "ing" if word.endswith("ing") else "to" if "t" in group else "finite"
    source = find_source(letters, left)
    if form == "finite" and "b" in group and "adjective" not in frames:
        passive = frames & _PASSIVE or following in ("T", "t") or "by" in words[after : after + 1]
        return Cue(at, after, verb, frames, "passive", source, left + 1, after) if passive else None
    if at == 0 and form == "finite" and (opening := _SAID_FIRST.match(letters, after)):
        return Cue(at, after, verb, frames, form, opening.span(1), 0, opening.end())
    if form == "finite" and not group:
        if before in ("Q", "q") or before == "," and (verb == "say" or "Q" in letters[:at]):
            phrase = _INVERTED.match(letters, after) if frames & {"quote", "clause"} else None
            if (
                phrase
                and (end := phrase.end())
                and (not source or before != "," or following in "CdD")
                and not (
                    source
                    and letters[source[0] - 1 : source[0]] in "Qq"
                    and _APPOSED.fullmatch(letters[source[0] : at])
                )
                and not load_words("answer").issuperset(words[after:end])
            ):
                end = _trim_source(words, letters, after, end)
                return Cue(at, after, verb, frames, "inverted", (after, end - 1), at, end, True)
        asked = verb in ("ask", "ask about") and word == "asked" and not source
        if asked and before in ("", "i", ",", "n"):
            end = after if " " in verb else _find_question(words, letters, after)
            return Cue(at, after, verb, frames, "asked", None, left + 1, end) if end else None
        if not source and before not in ("c", "k", ",", "Q", "q"):
            return None
        if source and not _agrees(words, letters, source, verb, frames, word, following):
            return None
        if following and following in "bav" and word in load_words("noun too") and source:
            return None
    begin = source[0] if source else left + 1
    before, trailing = letters[begin - 1] if begin else "", False
    if form == "finite" and before in ("Q", ",") and frames & {"clause", "quote", "that", "hearer"}:
        trailing = bool(_TRAIL[before, "hearer" in frames].match(letters, after))
        trailing &= not (
            source and letters[source[1]] == "r" or following == "t" and "infinitive" in frames
        )
    return Cue(at, after, verb, frames, form, source, begin, after, trailing)


def _find_question(words: list[str], letters: str, after: int) -> int:
    """Where the question begins in "asked by a reporter on Tuesday whether"; 0 where none does."""
    for at in range(after, min(after + 8, len(words))):
        if letters[at] in "wir" or words[at] == "about":
            return at + (words[at] == "about")
        if letters[at] not in "ypdCxn":
            break
    return 0


def _trim_source(words: list[str], letters: str, begin: int, end: int) -> int:
    """Where the name ends: in "said Hale of the contract" what it is about follows."""
    for at in range(begin + 1, end - 1):
        topic = words[at] in ("of", "about", "after", "in", "on") and letters[at + 1] == "d"
        named = letters[at - 1] == "C" and words[at - 1] not in load_words("title")
        if topic and named and words[at - 1] not in load_words("institution"):
            return at
    return end


def _agrees(words, letters, source, verb, frames, word, following) -> bool:
    """Whether a form without auxiliary can go with its subject.

    "Aides claim it" can, "the aid claim" cannot.
    """
    if word not in (verb, verb + "s"):
        return True
    first, head, letter = words[source[0]], words[source[1]], letters[source[1]]
    quoted = letters[source[0] - 1 : source[0]] in ("Q", "q")
    if (
        "clause" not in frames
        and not quoted
        and head not in load_words("document")
        and letter not in "Csr"
        and (not following or following in "pPab!,c")
    ):
        return False
    if word != verb:
        return head not in ("i", "we", "you", "they")
    plural = head in ("i", "you") or not load_words("plural speaker").isdisjoint((first, head))
    plural = (
        plural
        or letter == "r"
        or head in ("data", "media")
        or head[0].isdigit()
        or head[-1:] == "s"
        and head[-2:] != "ss"
    )
    return plural or not set("cp").isdisjoint(letters[source[0] : source[1]])
