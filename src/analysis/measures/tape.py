"""Sentences as strings of word classes, so that patterns over letters find their parts.

Texts of one sentence stand side by side, whoever's voice they are in. Which of its classes a word
has is settled by the words beside it, for all texts at once; adverbs are looked through.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.measures.word_classes import (
    find_class,
    is_known,
    load_days,
    load_forms,
    load_function_words,
)
from analysis.text.columns import AMPERSAND, OPENING, OTHER, Words
from analysis.text.known import Known

BREAK = ord("\n")
_MARKS = (";", ":", "(", ")", " - ", ",", "?", "!")
_CODES = (";", ":", "(", ")", "-", ",", "?", "!")


@dataclass(frozen=True, eq=False)
class Tape:
    """Sentences as a string of word classes.

    Attributes
    ----------
    codes : a letter for each word, mark and end of a sentence, as bytes.
    word : for each letter the number of its word, -1 for what is no word.
    words : those of the texts.
    """

    codes: bytes
    word: np.ndarray
    words: Words


def write_tape(texts: list[str], sentence: np.ndarray, *, words: Words) -> Tape:
    """Write texts as a string of word classes.

    Parameters
    ----------
    texts : in order.
    sentence : a number for each text, the same for parts of one sentence, which follow each other.
    words : those of the texts.

    Returns
    -------
    The tape.

    Examples
    --------
    >>> write_tape(["Ships left."], np.array([1]), words=Words(["Ships left."])).codes
    b'\\nNE\\n'
    """
    many = len(words.form)
    if not many:
        return Tape(b"", np.zeros(0, int), words)
    own = sentence[words.text]
    begins = np.append(True, own[1:] != own[:-1])
    opens = begins | _find_opening(texts, words)
    first, second = _find_codes(words, begins, opens)
    whole = "\n".join(texts)
    mark = _find_marks(whole, words, begins, first)
    # Before each word stands its mark or the end of the sentence before; behind it, its second
    # class.
    has = mark > 0
    two = second > 0
    ends = np.cumsum(1 + has + two)
    at = np.append(0, ends[:-1])
    codes = np.zeros(ends[-1] + 1, np.uint8)
    word = np.full(len(codes), -1)
    codes[at[has]] = mark[has]
    place = at + has
    codes[place] = first
    word[place] = np.arange(many)
    behind = place[two] + 1
    codes[behind] = second[two]
    word[behind] = np.flatnonzero(two)
    codes[-1] = BREAK
    _settle(codes)
    return Tape(codes.tobytes(), word, words)


def _find_opening(texts: list[str], words: Words) -> np.ndarray:
    """Which words stand behind an opening mark, also one that opens their text."""
    quoted = np.array([text[:1] in ('"', "'", "(") for text in texts], bool)
    opens_quoted = words.first & quoted[words.text]
    return opens_quoted | (words.gap == OPENING)


def _classify(form: str) -> tuple[int, int, int]:
    """Codes of a word inside a sentence: the class of its first and second part, and of the word
    in small letters.
    """
    small = form.lower()
    low = find_class(small)
    plain = ord(low[0])
    second = ord(low[1]) if len(low) > 1 else 0
    if not form[0].isupper() or form == "I" or form.startswith("I'"):
        return plain, second, plain
    if small in load_days():
        return ord("r"), 0, ord("r")
    if second:
        return plain, second, plain
    if small.endswith("'s"):
        return ord("O"), 0, ord("o")
    return ord("c"), 0, plain


_classes = Known(_classify)


def _find_codes(
    words: Words, begins: np.ndarray, opens: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The two classes of every word; a capital at the beginning of a sentence tells little."""
    classes = [_classes[form] for form in words.forms]
    table = np.array(classes, np.uint8).reshape(-1, 3)
    first, second, plain = table[words.form].T.copy()
    is_closed = _ask(words, _is_closed)
    capital = _ask(words, _has_capital)
    single = _ask(words, _is_single)
    low = _find_low(words, begins, opens, is_closed=is_closed, capital=capital, single=single)
    opens_ing = opens & capital & (plain == ord("G"))
    low |= opens_ing
    low &= first != ord("r")
    first[low] = plain[low]
    # "The" inside a sentence opens a name, and a new noun phrase all the same.
    article = (first == ord("c")) & (plain == ord("d"))
    first[article & capital & is_closed & ~single] = ord("d")
    leads = _find_time_phrases(words, begins, first)
    first[leads] = ord("r")
    first[1:][leads[:-1]] = ord("r")
    # "On Monday Hale left": nobody hangs on the preposition before a day.
    joins = _in(first[:-1], "ib") & _ask(words, _is_day)[1:] & ~begins[1:]
    first[:-1][joins] = ord("r")
    return first, second


def _find_low(
    words: Words,
    begins: np.ndarray,
    opens: np.ndarray,
    *,
    is_closed: np.ndarray,
    capital: np.ndarray,
    single: np.ndarray,
) -> np.ndarray:
    """Which words are read as in small letters, since their capital says nothing.

    At the beginning a capital tells nothing of a word that is no name; in a title, nowhere.
    """
    known = _ask(words, _is_known)
    next_capital = capital[1:] & ~begins[1:]
    followed = np.append(next_capital, False)
    common = is_closed | known & ~followed
    symbol = single & ~is_closed
    opens_low = opens & common & ~symbol
    titled = _find_titled(capital, is_closed, begins)
    title_low = titled & (is_closed | known)
    return opens_low | title_low


def _is_closed(form: str) -> bool:
    return form.lower() in load_function_words()


def _has_capital(form: str) -> bool:
    return form[0].isupper()


def _is_single(form: str) -> bool:
    """Whether a word is a single letter or all in capitals, so that its capital is its own."""
    return len(form) == 1 or form.isupper()


def _is_day(form: str) -> bool:
    return form[0].isupper() and form.lower() in load_days()


def _is_known(form: str) -> bool:
    return is_known(form.lower())


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
    """The mark before each word: 0 for none, BREAK at the beginning of a sentence.

    A word behind which an apostrophe is a possessive gets its class in first.
    """
    marks = np.zeros(len(words.form), np.uint8)
    is_odd = np.isin(words.gap, (OTHER, OPENING, AMPERSAND))
    odd = np.flatnonzero(is_odd & ~begins)
    starts = words.start[odd].tolist()
    ends = words.end[odd - 1].tolist()
    known: dict[str, int] = {}
    for k, start, end in zip(odd.tolist(), starts, ends, strict=True):
        gap = text[end:start]
        if gap not in known:
            known[gap] = _read_mark(gap)
        mark = known[gap]
        before = first[k - 1]
        # an "emerging threat" is one noun phrase
        inside = mark == ord('"') and before in b"dpj"
        marks[k] = 0 if inside else mark
        # An apostrophe behind an s is a possessive.
        if gap == "' " and text[end - 1] == "s":
            first[k - 1] = ord("O") if before == ord("c") else ord("o")
    marks[begins] = BREAK
    return marks


def _read_mark(gap: str) -> int:
    """The code of the first mark of _MARKS that stands between two words; 0 for none."""
    bare = gap.replace("\n", " ")
    for mark, code in zip(_MARKS, _CODES, strict=True):
        has_dash = mark == " - " and "--" in bare
        if has_dash or mark in bare:
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

    def change(self, letters: str, code: str, *where: np.ndarray) -> None:
        """Give the codes that are one of some letters another one, where all conditions hold."""
        which = self.here(letters)
        for condition in where:
            which = which & condition
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
    row.change("M", "G", row.before("e"))
    opens = row.before("vEkibP,&\n")
    row.change("M", "G", opens, row.after("dpcOw"))
    row.change("M", "n")
    row.change("l", "e", row.after("EK"))
    row.change("l", "v")
    row.change("H", "p", row.after("nNazjcoOf#EG"))
    row.change("H", "w")
    infinitive = row.after("kaheglfv") & ~row.before("L")
    row.change("T", "i", ~infinitive)
    row.change("L", "r")
    noun_next = row.after("nNcjAaf#M")
    row.change("A", "n", row.before("dpoO#"), ~noun_next)
    row.change("A", "n", row.before("j"), row.before("dpoO", 2), ~noun_next)
    row.change("A", "j")
    row.change("Y", "j", row.before("\ndpoOjcnN&"), row.after("naj"))
    row.change("Y", "G")


def _settle_verbs(row: _Row) -> None:
    """What may be a noun (or an adjective) or a verb: a, f without an ending, z with an s."""
    row.change("af", "k", row.before("Tm"))
    row.change("af", "k", row.before("g"), ~row.after("nNc"))
    row.change("a", "k", row.before("uq"))
    row.change("a", "k", row.before("t"), row.before("N", 2), row.after("dpwOcnN"))
    opens_noun = "dpoOcnNjaz#uywHfGt"
    goes_on = row.after(opens_noun + "isPTbrx,\n&")
    row.change("z", "v", row.before("uyqt"), goes_on)
    row.change("az", "n", row.before("dpoOj#f"))
    object_next = row.after("dpwOuyc#t")
    row.change("a", "k", row.before("Nq"), object_next)
    listed = row.before("&", 2)
    row.change("z", "v", row.before("ncy"), object_next, ~listed)
    two_nouns_next = row.after("n") & row.after("nN", 2)
    phrase_next = row.after("iTs") | two_nouns_next
    row.change("z", "v", row.before("cy"), phrase_next)
    row.change("a", "k", row.before("N"), row.after("T"))
    row.change("z", "v", row.before("n"), row.after("T"))
    row.change("a", "k", row.before("&"), row.before("kvEK", 2), object_next)
    row.change("a", "n")
    row.change("z", "N")
    row.change("f", "j")


def _settle_participles(row: _Row) -> None:
    """Forms in -ed and -ing that stand before a noun, or as one; and verbs behind an article."""
    noun_next = row.after("nNcj")
    row.change("EK", "j", row.before("dpoO"), noun_next)
    row.change("E", "j", row.before("jP#"), noun_next)
    row.change("E", "j", row.before("i\n"), row.after("N"))
    row.change("E", "j", row.before("\n"), row.after("n"))
    row.change("EK", "j", row.before("d"), ~noun_next)
    row.change("G", "j", row.before("dpoOj"), row.after("nNc"))
    row.change("G", "n", row.before("dpoOj"))
    row.change("kv", "n", row.before("dpoO"))
