"""Sentences as strings of word classes, so that patterns over letters find their parts.

Texts of one sentence stand side by side, whoever's voice they are in. Which of its classes a word
has is settled by the words beside it, for all texts at once; adverbs are looked through.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.measures.word_classes import (
    find_class,
    is_known,
    load_days,
    load_forms,
    load_function_words,
)
from analysis.text.columns import OPENING, OTHER, Words

BREAK = ord("\n")
_MARKS = (";", ":", "(", ")", " - ", ",", "?", "!")
_CODES = (";", ":", "(", ")", "-", ",", "?", "!")


@dataclass(frozen=True, eq=False)
class Tape:
    """codes: a letter a word, mark or end of a sentence, as bytes; word: the number of its word in
    words, -1 for what is none; words: of the texts.
    """

    codes: bytes
    word: np.ndarray
    words: Words


def write_tape(texts: list[str], sentence: np.ndarray, *, words: Words) -> Tape:
    """The tape of texts.

    Parameters: texts; sentence, a number for each text, the same for parts of one sentence, which
    follow each other; words, of the texts.
    """
    many = len(words.form)
    if not many:
        return Tape(b"", np.zeros(0, int), words)
    own = sentence[words.text]
    begins = np.append(True, own[1:] != own[:-1])
    whole = "\n".join(texts)
    quoted = np.array([text[:1] in ('"', "'", "(") for text in texts], bool)
    opens = begins | (words.gap == OPENING) | words.first & quoted[words.text]
    first, second = _find_codes(words, begins, opens)
    mark = _find_marks(whole, words, begins, first)
    # Before each word stands its mark or the end of the sentence before; behind it, its second
    # class.
    size = 1 + (mark > 0) + (second > 0)
    at = np.cumsum(size) - size
    codes = np.zeros(int(size.sum()) + 1, np.uint8)
    word = np.full(len(codes), -1)
    has = mark > 0
    codes[at[has]] = mark[has]
    place = at + has
    codes[place], word[place] = first, np.arange(many)
    two = second > 0
    codes[place[two] + 1], word[place[two] + 1] = second[two], np.flatnonzero(two)
    codes[-1] = BREAK
    _settle(codes)
    return Tape(codes.tobytes(), word, words)


@cache
def _classify(form: str) -> tuple[int, int, int]:
    """Codes of a word inside a sentence: the class of its first and second part, and of the word
    in small letters.
    """
    low = find_class(form.lower())
    plain = low[0]
    if not form[0].isupper() or form == "I" or form.startswith("I'"):
        return ord(low[0]), ord(low[1]) if len(low) > 1 else 0, ord(plain)
    if form.lower() in load_days():
        return ord("r"), 0, ord("r")
    if form.endswith(("'s", "'S")) and len(low) < 2:
        return ord("O"), 0, ord("o")
    if len(low) > 1:
        return ord(low[0]), ord(low[1]), ord(plain)
    return ord("c"), 0, ord(plain)


def _find_codes(
    words: Words, begins: np.ndarray, opens: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The two classes of every word; a capital at the beginning of a sentence tells little."""
    table = np.array([_classify(form) for form in words.forms], np.uint8).reshape(-1, 3)
    first, second, plain = (table[words.form, k].copy() for k in range(3))
    closed = load_function_words()
    is_closed = words.tell(lambda form: form.lower() in closed).astype(bool)
    capital = words.tell(lambda form: form[0].isupper()).astype(bool)
    single = words.tell(lambda form: len(form) == 1 or form.isupper()).astype(bool)
    known = words.tell(lambda form: is_known(form.lower())).astype(bool)
    follows = np.append(capital[1:] & ~begins[1:], False)
    titled = _find_titled(capital, is_closed, begins)
    low = (opens & (is_closed | known & ~follows) & ~(single & ~is_closed)) | (
        titled & (is_closed | known)
    )
    low |= opens & (plain == ord("G")) & capital
    low &= first != ord("r")
    first[low] = plain[low]
    inner = capital & is_closed & (first == ord("c")) & ~single
    # "The" inside a sentence opens a name, and a new noun phrase all the same.
    first[inner & (plain == ord("d"))] = ord("d")
    # "last week" says when and is nobody.
    leads = words.tell(load_forms("before a time").__contains__).astype(bool)
    times = words.tell(load_forms("time").__contains__).astype(bool)
    leads[:-1] &= times[1:] & ~begins[1:]
    leads[-1:] = False
    leads[1:] &= begins[1:] | ~np.isin(first[:-1], list(b"dpi"))
    first[leads] = ord("r")
    first[1:][leads[:-1]] = ord("r")
    return first, second


def _find_titled(capital: np.ndarray, closed: np.ndarray, begins: np.ndarray) -> np.ndarray:
    """Words of sentences in which every word but closed ones has a capital, as in a headline."""
    number = np.cumsum(begins) - 1
    free = np.bincount(number, weights=~closed)
    small = np.bincount(number, weights=~closed & ~capital)
    return ((free >= 4) & (small == 0))[number]


def _find_marks(text: str, words: Words, begins: np.ndarray, first: np.ndarray) -> np.ndarray:
    """The mark before each word: 0 for none, BREAK at the beginning of a sentence."""
    marks = np.zeros(len(words.form), np.uint8)
    odd = np.flatnonzero((words.gap == OTHER) | (words.gap == OPENING))
    starts, ends = words.start[odd].tolist(), words.end[odd - 1].tolist()
    known: dict[str, int] = {}
    for k, start, end in zip(odd.tolist(), starts, ends, strict=True):
        if not k or begins[k]:
            continue
        gap = text[end:start]
        if gap not in known:
            known[gap] = _read_mark(gap)
        marks[k] = known[gap]
        if marks[k] == ord('"') and first[k - 1] in b"dpj":
            marks[k] = 0  # an "emerging threat" is one noun phrase
        # An apostrophe behind an s is a possessive.
        if gap == "' " and text[end - 1] == "s":
            before = first[k - 1]
            first[k - 1] = ord("O") if before == ord("c") else ord("o")
    marks[begins] = BREAK
    return marks


def _read_mark(gap: str) -> int:
    bare = gap.replace("\n", " ")
    for mark, code in zip(_MARKS, _CODES, strict=True):
        if mark in bare or mark == " - " and "--" in bare:
            return ord(code)
    return ord('"') if bare.endswith(' "') else 0


def _in(codes: np.ndarray, letters: str) -> np.ndarray:
    """Which codes are one of some letters."""
    table = np.zeros(256, bool)
    table[list(letters.encode())] = True
    return table[codes]


def _settle(codes: np.ndarray) -> None:
    """Give words of several classes the one that their neighbours tell, in place."""
    kept = np.flatnonzero(~_in(codes, 'rx"'))
    own = codes[kept]

    def change(which: np.ndarray, code: str) -> None:
        own[which] = ord(code)

    def before(letters: str, steps: int = 1) -> np.ndarray:
        out = np.zeros(len(own), bool)
        out[steps:] = _in(own, letters)[:-steps]
        return out

    def after(letters: str, steps: int = 1) -> np.ndarray:
        out = np.zeros(len(own), bool)
        out[:-steps] = _in(own, letters)[steps:]
        return out

    def here(letters: str) -> np.ndarray:
        return _in(own, letters)

    change(here("M") & before("e"), "G")
    change(here("M") & before("vEkibP,&\n") & after("dpcOw"), "G")
    change(here("M"), "n")
    opens_noun = "dpoOcnNjaz#uywHfGt"
    gets = here("l")
    change(gets & after("EK"), "e")
    change(here("l"), "v")
    her = here("H")
    change(her & after("nNazjcoOf#EG"), "p")
    change(here("H"), "w")
    infinitive = here("T") & after("kaheglfv")
    change(here("T") & ~infinitive, "i")
    change(here("af") & before("Tm"), "k")
    change(here("af") & before("g") & ~after("nNc"), "k")
    change(here("a") & before("uq"), "k")
    change(here("a") & before("t") & before("N", 2) & after("dpwOcnN"), "k")
    change(here("z") & before("uyqt") & after(opens_noun + "isPTbrx,\n&"), "v")
    change(here("az") & before("dpoOj#f"), "n")
    object_next = after("dpwOuyc#t")
    change(here("a") & before("Nq") & object_next, "k")
    change(here("z") & before("ncy") & object_next & ~before("&", 2), "v")
    change(here("z") & before("cy") & (after("iTs") | after("n") & after("nN", 2)), "v")
    change(here("a") & before("N") & after("T"), "k")
    change(here("z") & before("n") & after("T"), "v")
    change(here("a") & before("&") & before("kvEK", 2) & object_next, "k")
    change(here("a"), "n")
    change(here("z"), "N")
    change(here("f"), "j")
    noun_next = after("nNcj")
    change(here("EK") & before("dpoO") & noun_next, "j")
    change(here("E") & before("jP#") & noun_next, "j")
    change(here("E") & before("i\n") & after("N"), "j")
    change(here("EK") & before("d") & ~noun_next, "j")
    change(here("G") & before("dpoOj") & after("nNc"), "j")
    change(here("G") & before("dpoOj"), "n")
    change(here("kv") & before("dpoO"), "n")
    codes[kept] = own
