"""The words of many texts in columns, for measures that read them all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.text.english import load_stopwords
from analysis.text.known import Known
from analysis.text.numbering import Numbers
from analysis.text.words import WORD

_PARTED = re.compile(f"({WORD.pattern})")  # splits a text into gap, word, gap, word, ..., gap
AT_ONCE = 100_000  # characters of texts that are cut into words together
CONNECTORS = frozenset(["of", "the", "for", "de", "al", "bin", "van", "von"])


# Before a word stands one space; spaces or nothing; white space; a hyphen; something else;
# something that ends in a quote; an ampersand between spaces, as in the name of a firm.
SPACE, SPACES, WHITE, HYPHEN, OTHER, OPENING, AMPERSAND = range(7)


# What the letters of a word alone tell; see _read_letters.
CAPITALISED, NO_NAME, STOPWORD, CONNECTOR, LONG, SMALL = (1 << place for place in range(6))
SHORT = 1 << 31  # letters
MOST_FORMS = 1 << 17  # of which this is kept


def _kind_of_gap(gap: str) -> int:
    if gap == " ":
        return SPACE
    if not gap.strip(" "):
        return SPACES
    if not gap.strip():
        return WHITE
    if gap == "-":
        return HYPHEN
    if gap == " & ":
        return AMPERSAND
    if gap[-1] in "\"'(":
        return OPENING
    return OTHER


def _type_of_places(size: int) -> type:
    """Places in so many letters; half the memory for most texts."""
    return np.int32 if size < SHORT else np.int64


def _find_shout(texts: Sequence[str], many: np.ndarray) -> np.ndarray:
    """Which texts are all in capitals; many: the words of each."""
    in_capitals = np.array([text.isupper() for text in texts], bool)
    return (many > 2) & in_capitals


def _measure_lengths(forms: Collection[str]) -> np.ndarray:
    return np.fromiter(map(len, forms), int, len(forms))


class Forms(list[str]):
    """Different words, and what is told of each by itself: once for all texts that share them."""

    def __reduce__(self) -> tuple:
        return Forms, (list(self),)

    @cached_property
    def letters(self) -> np.ndarray:
        """What its letters tell of each: the sum of what is true of it."""
        return np.fromiter(map(_LETTERS.__getitem__, self), np.uint8, len(self))

    @cached_property
    def lowered(self) -> np.ndarray:
        """A number of each, the same for those that differ in case alone."""
        return Numbers().list_numbers([form.lower() for form in self])


class Words:
    """The words of many texts in columns, so that each different word is asked about once.

    Numbers of words count from 0 over all texts; each text begins one place behind the end of the
    one before.

    Parameters
    ----------
    texts : as normalise gives them.

    Attributes
    ----------
    forms : the different words, as `word_spans` finds them.
    form, text : by word, the number of its form and of its text.
    start, end : by word, its places in all texts.
    gap : by word, what stands before it (see SPACE).
    first : by word, whether it is the first of its text.
    base : by text, where it begins.
    size : where the next text would begin.
    shout : by text, whether it is all in capitals, so that these say nothing.

    Examples
    --------
    >>> words = Words(["The quay", "was sold"])
    >>> [words.forms[k] for k in words.form], words.text.tolist()
    (['The', 'quay', 'was', 'sold'], [0, 0, 1, 1])
    """

    def __init__(self, texts: Sequence[str]):
        forms, gaps = Numbers(), Numbers()
        lengths = [len(text) + 1 for text in texts]
        places = np.cumsum([0, *lengths])
        self.base, self.size = places[:-1], places[-1]
        form_parts, gap_parts, bases = [], [], []
        # Only so many characters at a time are in memory word by word.
        cuts = np.flatnonzero(np.diff(self.base // AT_ONCE)) + 1
        for first, last in pairwise([0, *cuts.tolist(), len(texts)]):
            some = "\n".join(texts[first:last])
            pieces = _PARTED.split(some)  # gap, word, gap, word, ..., gap
            form_parts.append(forms.list_numbers(pieces[1::2]))
            gap_parts.append(gaps.list_numbers(pieces[:-1:2]))
            bases.append(self.base[first : first + 1])
        word_length, gap_length = _measure_lengths(forms), _measure_lengths(gaps)
        ends = []
        for form, gap, base in zip(form_parts, gap_parts, bases, strict=True):
            length = word_length[form] + gap_length[gap]
            end = np.cumsum(length) + base
            ends.append(end.astype(_type_of_places(self.size)))
        self.end = np.concatenate(ends)
        self.form = np.concatenate(form_parts)
        self.forms = Forms(forms)
        self.start = self.end - word_length[self.form].astype(self.end.dtype)
        self._find_texts(texts)
        kinds = np.array([_kind_of_gap(gap) for gap in gaps], np.int8)
        self.gap = kinds[np.concatenate(gap_parts)]
        self.gap[self.first] = OTHER

    def _find_texts(self, texts: Sequence[str]) -> None:
        """Find the text of every word, the first of each text, and texts all in capitals."""
        begins = np.searchsorted(self.start, self.base)
        many = np.diff(begins, append=len(self.form))  # words of each text
        self.text = np.repeat(np.arange(len(texts), dtype=np.int32), many)
        self.first = np.zeros(len(self.form), bool)
        self.first[begins[many > 0]] = True
        self.shout = _find_shout(texts, many)

    @classmethod
    def join(cls, lots: Sequence[Words]) -> Words:
        """Join the words of several lots of texts, as if these had been read in one.

        Parameters
        ----------
        lots : at least one.

        Returns
        -------
        The words of all.
        """
        joined = cls([])
        forms = Numbers()
        joined.form = np.concatenate([forms.list_numbers(one.forms)[one.form] for one in lots])
        joined.forms = Forms(forms)
        sizes = [one.size for one in lots]
        many = [len(one.base) for one in lots]
        *before, joined.size = np.cumsum([0, *sizes]).tolist()
        *texts, _ = np.cumsum([0, *many]).tolist()
        joined.base = np.concatenate([one.base + by for one, by in zip(lots, before, strict=True)])
        joined.text = np.concatenate([one.text + by for one, by in zip(lots, texts, strict=True)])
        places = _type_of_places(joined.size)
        for name in ("start", "end"):
            columns = [
                getattr(one, name).astype(places) + by for one, by in zip(lots, before, strict=True)
            ]
            setattr(joined, name, np.concatenate(columns))
        for name in ("gap", "first", "shout"):
            columns = [getattr(one, name) for one in lots]
            setattr(joined, name, np.concatenate(columns))
        return joined

    def tell(self, question: Callable[[str], object]) -> np.ndarray:
        """Ask a question about every word, once for each form.

        Parameters
        ----------
        question : takes a form.

        Returns
        -------
        The answer by word.

        Examples
        --------
        >>> Words(["Quay sold"]).tell(str.istitle).tolist()
        [True, False]
        """
        if not self.forms:
            return np.zeros(0, bool)
        answers = np.array([question(form) for form in self.forms])
        return answers[self.form]

    def _has(self, trait: int) -> np.ndarray:
        """Whether the letters of every word tell this."""
        return (self.forms.letters & trait).astype(bool)[self.form]

    def select(self, texts: np.ndarray) -> Words:
        """Select the words of some texts.

        Parameters
        ----------
        texts : by text, True or False.

        Returns
        -------
        Their words; the texts are numbered anew, places stay those of all texts.
        """
        some = copy(self)
        kept = texts[self.text]
        for name in ("form", "gap", "start", "end", "first"):
            column = getattr(self, name)
            setattr(some, name, column[kept])
        numbers = np.cumsum(texts, dtype=np.int32) - 1
        some.text = numbers[self.text[kept]]
        some.base = self.base[texts]
        some.shout = self.shout[texts]
        return some

    def cut(
        self, numbers: np.ndarray, starts: np.ndarray, ends: np.ndarray, parts: Sequence[str]
    ) -> Words:
        """Cut the texts into parts.

        Parameters
        ----------
        numbers : by part, the number of its text, in order.
        starts, ends : by part, its places in that, in order; none overlaps another.
        parts : their texts.

        Returns
        -------
        The words of the parts. One that a part begins or ends within is cut too.

        Examples
        --------
        >>> words = Words(['He said "no"then.'])
        >>> numbers, starts, ends = np.array([[0, 0], [0, 8], [7, 17]])
        >>> cut = words.cut(numbers, starts, ends, ["He said", '"no"then.'])
        >>> [cut.forms[k] for k in cut.form], cut.start.tolist()
        (['He', 'said', 'no', 'then'], [0, 3, 9, 12])
        """
        begins, stops = self.base[numbers] + starts, self.base[numbers] + ends
        first, last = np.searchsorted(self.start, begins), np.searchsorted(self.start, stops)
        ended = np.append(0, self.end)  # behind each word, where that ends
        broken = (ended[first] > begins) | (ended[last] > stops)
        last[broken] = first[broken]
        known = self._take(first, last, begins, parts)
        return known.cut_anew(np.flatnonzero(broken), parts)

    def cut_anew(self, numbers: np.ndarray, texts: Sequence[str]) -> Words:
        """Cut some texts into words.

        Parameters
        ----------
        numbers : those of the texts to cut, of which no word is here.
        texts : all of them.

        Returns
        -------
        The words, with theirs.

        Examples
        --------
        >>> texts = ["The quay", "was sold"]
        >>> words = Words(texts[:1]).put_into(np.array([0]), np.array([0]), texts)
        >>> anew = words.cut_anew(np.array([1]), texts)
        >>> [anew.forms[k] for k in anew.form], anew.start.tolist()
        (['The', 'quay', 'was', 'sold'], [0, 4, 9, 13])
        """
        if not len(numbers):
            return self
        words = Words([texts[k] for k in numbers.tolist()])
        forms = Numbers()
        forms.list_numbers(self.forms)
        text = numbers[words.text]
        by = self.base[text] - words.base[words.text]
        columns = {
            "text": text,
            "form": forms.list_numbers(words.forms)[words.form],
            "start": words.start + by,
            "end": words.end + by,
            "gap": words.gap,
            "first": words.first,
        }
        filled = copy(self)
        filled.forms = Forms(forms)
        at = np.searchsorted(self.text, text)
        for name, column in columns.items():
            setattr(filled, name, np.insert(getattr(self, name), at, column))
        filled.shout = self.shout.copy()
        filled.shout[numbers] = words.shout
        return filled

    def _take(
        self, first: np.ndarray, last: np.ndarray, begins: np.ndarray, parts: Sequence[str]
    ) -> Words:
        """The words of parts: first and behind the last of each, and where it begins."""
        taken = copy(self)
        lengths = [len(part) + 1 for part in parts]
        places = np.cumsum([0, *lengths])
        taken.base, taken.size = places[:-1], places[-1]
        many = last - first
        shift = first - np.cumsum(many) + many
        taken.text = np.repeat(np.arange(len(parts), dtype=np.int32), many)
        at = np.arange(len(taken.text)) + shift[taken.text]
        taken.form, taken.gap = self.form[at], self.gap[at]
        by = (taken.base - begins)[taken.text]
        kind = _type_of_places(taken.size)
        taken.start = (self.start[at] + by).astype(kind)
        taken.end = (self.end[at] + by).astype(kind)
        taken.first = np.diff(taken.text, prepend=-1) > 0
        taken.gap[taken.first] = OTHER
        taken.shout = _find_shout(parts, many)
        return taken

    def list_lines(self, texts: Sequence[str]) -> Iterator[list[list[str]]]:
        """List the words of each line of the texts, as text.words.list_lines does.

        Parameters
        ----------
        texts : those of which these are the words.

        Yields
        ------
        For each text a list a line.

        Examples
        --------
        >>> texts = ["Quay sold\\n\\nHale left.", "No."]
        >>> list(Words(texts).list_lines(texts))
        [[['Quay', 'sold'], [], ['Hale', 'left']], [['No']]]
        """
        lengths = [len(line) + 1 for text in texts for line in text.split("\n")]
        bounds = np.searchsorted(self.start, np.cumsum(lengths)).tolist()
        begin = at = 0
        for text in texts:
            behind = at + text.count("\n") + 1
            form = self.form[begin : bounds[behind - 1]].tolist()
            words = list(map(self.forms.__getitem__, form))
            ends = [bound - begin for bound in bounds[at:behind]]
            yield [words[i:j] for i, j in pairwise([0, *ends])]
            begin, at = bounds[behind - 1], behind

    def put_into(self, numbers: np.ndarray, places: np.ndarray, texts: Sequence[str]) -> Words:
        """Put the words of texts into longer ones, in which space stands between them.

        Parameters
        ----------
        numbers : by text, the number of the longer one that holds it, in order.
        places : by text, where it begins in that.
        texts : the longer ones; all that they hold but space is in the short ones.

        Returns
        -------
        The words of the longer texts.

        Examples
        --------
        >>> words = Words(["The quay,", "he said."])
        >>> longer = words.put_into(np.array([0, 0]), np.array([0, 10]), ["The quay, he said."])
        >>> longer.start.tolist(), longer.first.tolist()
        ([0, 4, 10, 13], [True, False, False, False])
        """
        longer = copy(self)
        lengths = [len(text) + 1 for text in texts]
        bounds = np.cumsum([0, *lengths])
        longer.base, longer.size = bounds[:-1], bounds[-1]
        longer.text = numbers.astype(np.int32)[self.text]
        by = (longer.base[numbers] + places - self.base)[self.text]
        kind = _type_of_places(longer.size)
        longer.start, longer.end = (self.start + by).astype(kind), (self.end + by).astype(kind)
        longer.first = np.diff(longer.text, prepend=-1) > 0
        longer.gap = self.gap.copy()
        inner = np.flatnonzero(self.first & ~longer.first)
        gaps = zip(
            longer.text[inner].tolist(),
            (longer.end[inner - 1] - longer.base[longer.text[inner]]).tolist(),
            (longer.start[inner] - longer.base[longer.text[inner]]).tolist(),
            strict=True,
        )
        longer.gap[inner] = [_kind_of_gap(texts[k][last:start]) for k, last, start in gaps]
        many = np.bincount(longer.text, minlength=len(texts))
        longer.shout = _find_shout(texts, many)
        return longer

    def find_names(
        self, group: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Find the proper names in texts of one sentence each, told by capitals alone.

        A capitalised word inside a sentence is (part of) a name. The first word, or the first after
        a quotation mark, is one only when the next word is capitalised too and it is no ordinary
        one. A sentence in title case or in capitals holds no names that could be told.

        Parameters
        ----------
        group : by text, a number, as find_ordinary takes it; None where no word is known to be an
            ordinary one.

        Returns
        -------
        By name, the number of its text and its first and last place in all texts (the last is the
        one behind it).

        Examples
        --------
        >>> words = Words(["They met Ada Marsh."])
        >>> [column.tolist() for column in words.find_names(np.zeros(1, int))]
        [[0], [9], [18]]
        """
        capital = self._has(CAPITALISED)
        named = capital & ~self._find_titled(capital)[self.text]
        named &= ~self._has(NO_NAME)
        joined = (self.gap == SPACE) | (self.gap == AMPERSAND)
        next_capital = joined[1:] & capital[1:]
        followed = np.append(next_capital, False)[: len(named)]
        common = self._has(STOPWORD)
        opens = self._find_opens()
        named &= ~opens | followed & ~common
        if group is not None:
            named &= ~self.find_ordinary(group, asked=named & opens)
        at = np.flatnonzero(named)
        begins = self._find_begins(at)
        ends = np.roll(begins, -1)
        opening, closing = at[begins], at[ends]
        return self.text[opening], self.start[opening], self.end[closing]

    def _find_begins(self, at: np.ndarray) -> np.ndarray:
        """Which words of names begin one; at: the numbers of all such words.

        A name goes on after spaces or an ampersand, or after one or two words such as "of the".
        """
        links = self._has(CONNECTOR) & (self.gap <= WHITE)
        links = np.append(links, [False, False])
        step = np.diff(at, prepend=-9)
        gap = self.gap[at]
        beside = (step == 1) & ((gap <= SPACES) | (gap == AMPERSAND))
        linked_once = step == 2
        linked_twice = (step == 3) & links[at - 2]
        after_link = (gap <= WHITE) & links[at - 1]
        return ~(beside | after_link & (linked_once | linked_twice))

    def _find_titled(self, capital: np.ndarray) -> np.ndarray:
        """Which texts give every long word a capital, so that these tell no name."""
        long = self._has(LONG)
        titled = np.bincount(self.text[long], minlength=len(self.base)) > 3
        titled[self.text[long & ~capital]] = False
        return titled

    def _find_opens(self) -> np.ndarray:
        """Which words open a sentence or what is quoted."""
        return self.first | (self.gap == OPENING)

    def find_ordinary(self, group: np.ndarray, *, asked: np.ndarray | None = None) -> np.ndarray:
        """Find words that are no names: written small, and never with a capital inside a sentence.

        A capital at the beginning of a sentence says nothing.

        Parameters
        ----------
        group : by text, a number; texts of one number, such as those of an article, are looked at
            together.
        asked : by word, whether it is looked at; None for all.

        Returns
        -------
        True or False for each word; False where it is not asked.
        """
        if asked is None:
            asked = np.ones(len(self.form), bool)
        low = self.forms.lowered
        of_asked = np.zeros(len(low), bool)
        of_asked[low[self.form[asked]]] = True
        at = np.flatnonzero(of_asked[low][self.form])
        # One number for a word in any case, in one group.
        key = group[self.text[at]] * len(low) + low[self.form[at]]
        case, _ = pd.factorize(key)
        small = self._has(SMALL)[at]
        ordinary = np.bincount(case[small], minlength=len(at)) > 0
        named = ~(small | self._find_opens()[at])
        ordinary[case[named]] = False
        found = np.zeros(len(self.form), bool)
        found[at] = ordinary[case]
        return found & asked


def _read_letters(word: str) -> int:
    """What the letters of a word tell: the sum of what is true of it."""
    told = CONNECTOR if word in CONNECTORS else 0
    if word.islower() and word.isalpha():  # most words, told apart to save time
        told |= SMALL
        if len(word) > 3:
            told |= LONG
        return told | STOPWORD if word in load_stopwords() else told
    if word.islower():
        told |= SMALL
    elif _is_no_name(word):
        told |= NO_NAME
    if word[0].isupper():
        told |= CAPITALISED
    if word.lower() in load_stopwords():
        told |= STOPWORD
    if len(word) > 3 and word[0].isalpha():
        told |= LONG
    return told


def _is_no_name(word: str) -> bool:
    """Whether a word has capitals for another reason: for stress, or as the pronoun I."""
    stressed = len(word) > 4 and word.isupper()
    return stressed or word == "I" or word.startswith("I'")


_LETTERS = Known(_read_letters, MOST_FORMS)


def stand_in(places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Say which places stand in one of several spans.

    Parameters
    ----------
    places : numbers.
    starts, ends : of the spans, sorted; none touches another.

    Returns
    -------
    True or False for each place.

    Examples
    --------
    >>> stand_in(np.array([1, 4]), np.array([0]), np.array([3])).tolist()
    [True, False]
    """
    begun = np.searchsorted(starts, places, side="right")
    last_end = np.append(-1, ends)[begun]
    return places < last_end
