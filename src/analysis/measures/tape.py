"""Sentences as strings of word classes, so that patterns over letters find their parts.

Texts of one sentence stand side by side, whoever's voice they are in. Which of its classes a word
has is settled by the words beside it, for all texts at once; adverbs are looked through.
"""

from __future__ import annotations

from collections.abc import Callable
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
    quoted = np.array([text[:1] in ('"', "'", "(") for text in texts], bool)
    opens_quoted = words.first & quoted[words.text]
    opens = begins | (words.gap == OPENING) | opens_quoted
    first, second = _find_codes(words, begins, opens)
    whole = "\n".join(texts)
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
    codes[place] = first
    word[place] = np.arange(many)
    two = second > 0
    behind = place[two] + 1
    codes[behind] = second[two]
    word[behind] = np.flatnonzero(two)
    codes[-1] = BREAK
    _settle(codes)
    return Tape(codes.tobytes(), word, words)


@cache
def _classify(form: str) -> tuple[int, int, int]:
    """Codes of a word inside a sentence: the class of its first and second part, and of the word
    in small letters.
    """
    low = find_class(form.lower())
    plain = ord(low[0])
    second = ord(low[1]) if len(low) > 1 else 0
    if not form[0].isupper() or form == "I" or form.startswith("I'"):
        return plain, second, plain
    if form.lower() in load_days():
        return ord("r"), 0, ord("r")
    if second:
        return plain, second, plain
    if form.endswith(("'s", "'S")):
        return ord("O"), 0, ord("o")
    return ord("c"), 0, plain


def _find_codes(
    words: Words, begins: np.ndarray, opens: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The two classes of every word; a capital at the beginning of a sentence tells little."""
    classes = [_classify(form) for form in words.forms]
    table = np.array(classes, np.uint8).reshape(-1, 3)
    first, second, plain = (table[words.form, k].copy() for k in range(3))
    closed = load_function_words()
    is_closed = _ask(words, lambda form: form.lower() in closed)
    capital = _ask(words, lambda form: form[0].isupper())
    single = _ask(words, lambda form: len(form) == 1 or form.isupper())
    known = _ask(words, lambda form: is_known(form.lower()))
    next_capital = capital[1:] & ~begins[1:]
    followed = np.append(next_capital, False)
    # At the beginning a capital tells nothing of a word that is no name; in a title, nowhere.
    common = is_closed | known & ~followed
    opens_low = opens & common & ~(single & ~is_closed)
    titled = _find_titled(capital, is_closed, begins)
    title_low = titled & (is_closed | known)
    opens_ing = opens & (plain == ord("G")) & capital
    low = opens_low | title_low | opens_ing
    low &= first != ord("r")
    first[low] = plain[low]
    inner = capital & is_closed & (first == ord("c")) & ~single
    # "The" inside a sentence opens a name, and a new noun phrase all the same.
    first[inner & (plain == ord("d"))] = ord("d")
    leads = _find_time_phrases(words, begins, first)
    first[leads] = ord("r")
    first[1:][leads[:-1]] = ord("r")
    return first, second


def _ask(words: Words, question: Callable[[str], bool]) -> np.ndarray:
    return words.tell(question).astype(bool)


def _find_time_phrases(words: Words, begins: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Words that open a phrase such as "last week", which says when and is nobody."""
    leads = _ask(words, load_forms("before a time").__contains__)
    times = _ask(words, load_forms("time").__contains__)
    leads[:-1] &= times[1:] & ~begins[1:]
    leads[-1:] = False
    taken = np.isin(first[:-1], list(b"dpi"))
    leads[1:] &= begins[1:] | ~taken
    return leads


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
    starts = words.start[odd].tolist()
    ends = words.end[odd - 1].tolist()
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
    row = _Row(codes[kept])
    _settle_small_words(row)
    _settle_verbs(row)
    _settle_participles(row)
    codes[kept] = row.codes


class _Row:
    """Codes in a row, without what is looked through; each question is answered for all of them."""

    def __init__(self, codes: np.ndarray):
        self.codes = codes

    def change(self, which: np.ndarray, code: str) -> None:
        self.codes[which] = ord(code)

    def here(self, letters: str) -> np.ndarray:
        """Which codes are one of some letters."""
        return _in(self.codes, letters)

    def before(self, letters: str, steps: int = 1) -> np.ndarray:
        """Which codes have one of some letters so many steps before them."""
        out = np.zeros(len(self.codes), bool)
        out[steps:] = self.here(letters)[:-steps]
        return out

    def after(self, letters: str, steps: int = 1) -> np.ndarray:
        """Which codes have one of some letters so many steps behind them."""
        out = np.zeros(len(self.codes), bool)
        out[:-steps] = self.here(letters)[steps:]
        return out


def _settle_small_words(row: _Row) -> None:
    """Words such as *meeting* after *keep*, *got* before a participle, *her*, and *to*."""
    row.change(row.here("M") & row.before("e"), "G")
    opens = row.before("vEkibP,&\n")
    row.change(row.here("M") & opens & row.after("dpcOw"), "G")
    row.change(row.here("M"), "n")
    row.change(row.here("l") & row.after("EK"), "e")
    row.change(row.here("l"), "v")
    row.change(row.here("H") & row.after("nNazjcoOf#EG"), "p")
    row.change(row.here("H"), "w")
    infinitive = row.after("kaheglfv")
    row.change(row.here("T") & ~infinitive, "i")


def _settle_verbs(row: _Row) -> None:
    """What may be a noun (or an adjective) or a verb: a, f without an ending, z with an s."""
    opens_noun = "dpoOcnNjaz#uywHfGt"
    row.change(row.here("af") & row.before("Tm"), "k")
    row.change(row.here("af") & row.before("g") & ~row.after("nNc"), "k")
    row.change(row.here("a") & row.before("uq"), "k")
    that = row.before("t") & row.before("N", 2)
    row.change(row.here("a") & that & row.after("dpwOcnN"), "k")
    goes_on = row.after(opens_noun + "isPTbrx,\n&")
    row.change(row.here("z") & row.before("uyqt") & goes_on, "v")
    row.change(row.here("az") & row.before("dpoOj#f"), "n")
    object_next = row.after("dpwOuyc#t")
    row.change(row.here("a") & row.before("Nq") & object_next, "k")
    listed = row.before("&", 2)
    row.change(row.here("z") & row.before("ncy") & object_next & ~listed, "v")
    two_nouns_next = row.after("n") & row.after("nN", 2)
    goes_on = row.after("iTs") | two_nouns_next
    row.change(row.here("z") & row.before("cy") & goes_on, "v")
    row.change(row.here("a") & row.before("N") & row.after("T"), "k")
    row.change(row.here("z") & row.before("n") & row.after("T"), "v")
    second_verb = row.before("&") & row.before("kvEK", 2)
    row.change(row.here("a") & second_verb & object_next, "k")
    row.change(row.here("a"), "n")
    row.change(row.here("z"), "N")
    row.change(row.here("f"), "j")


def _settle_participles(row: _Row) -> None:
    """Forms in -ed and -ing that stand before a noun, or as one; and verbs behind an article."""
    noun_next = row.after("nNcj")
    row.change(row.here("EK") & row.before("dpoO") & noun_next, "j")
    row.change(row.here("E") & row.before("jP#") & noun_next, "j")
    row.change(row.here("E") & row.before("i\n") & row.after("N"), "j")
    row.change(row.here("EK") & row.before("d") & ~noun_next, "j")
    row.change(row.here("G") & row.before("dpoOj") & row.after("nNc"), "j")
    row.change(row.here("G") & row.before("dpoOj"), "n")
    row.change(row.here("kv") & row.before("dpoO"), "n")
