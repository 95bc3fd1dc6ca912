"""The words of many texts in columns, for measures that read them all at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from itertools import count

import numpy as np
import pandas as pd

from analysis.text.english import load_stopwords
from analysis.text.words import WORD

_PARTED = re.compile(f"({WORD.pattern})")  # splits a text into gap, word, gap, word, ..., gap
_CONNECTORS = frozenset(["of", "the", "for", "de", "al", "bin", "van", "von"])


# Before a word stands one space; spaces or nothing; white space; a hyphen; something else;
# something that ends in a quote.
SPACE, SPACES, WHITE, HYPHEN, OTHER, OPENING = range(6)


def _kind_of_gap(gap: str) -> int:
    if not gap.strip(" "):
        return SPACE if gap == " " else SPACES
    return (
        WHITE
        if not gap.strip()
        else HYPHEN
        if gap == "-"
        else OPENING
        if gap[-1] in "\"'("
        else OTHER
    )


class Words:
    """The words of many texts in columns, so that each different word is asked about once.

    forms: the different words, as `word_spans` finds them; of every word in order form (its
    number), text (the number of its text), start, end (places in all texts, each of which begins at
    its base), gap (see SPACE) and first (in its text); shout: which texts are all in capitals, so
    that these say nothing.
    """

    def __init__(self, texts: Sequence[str]):
        forms, gaps, found = defaultdict(count().__next__), defaultdict(count().__next__), []
        self.base, (self.size,) = np.split(np.cumsum([0, *(len(text) + 1 for text in texts)]), [-1])
        # Only so many texts at a time are in memory word by word.
        for k in range(0, max(1, len(texts)), 1000):
            pieces = _PARTED.split("\n".join(texts[k : k + 1000]))  # gap, word, gap, word, ..., gap
            form = np.fromiter(map(forms.__getitem__, pieces[1::2]), int, len(pieces) // 2)
            found.append(
                (
                    form,
                    np.fromiter(map(gaps.__getitem__, pieces[:-1:2]), int, len(form)),
                    self.base[k : k + 1],
                )
            )
        long, wide = (np.fromiter(map(len, some), int, len(some)) for some in (forms, gaps))
        self.end = np.concatenate(
            [np.cumsum(long[form] + wide[gap]) + base for form, gap, base in found]
        )
        self.form, gap, _ = map(np.concatenate, zip(*found, strict=True))
        self.forms, self.start = list(forms), self.end - long[self.form]
        begins = np.searchsorted(self.start, self.base)
        self.text = np.repeat(
            np.arange(len(texts)), sizes := np.diff(begins, append=len(self.form))
        )
        self.first = np.zeros(len(self.form), bool)
        self.first[begins[sizes > 0]] = True
        self.gap = np.where(self.first, OTHER, np.array([*map(_kind_of_gap, gaps)], int)[gap])
        self.shout = (sizes > 2) & np.array([t.isupper() for t in texts], bool)

    @classmethod
    def join(cls, lots: Sequence[Words]) -> Words:
        """The words of several lots of texts, as if these had been read in one."""
        joined, forms = cls([]), defaultdict(count().__next__)
        joined.form = np.concatenate(
            [np.array([*map(forms.__getitem__, one.forms)], int)[one.form] for one in lots]
        )
        joined.forms = list(forms)
        sizes = [one.size for one in lots]
        many = [len(one.base) for one in lots]
        before, texts = np.cumsum([0, *sizes]).tolist(), np.cumsum([0, *many]).tolist()
        for name, moved in (("base", before), ("start", before), ("end", before), ("text", texts)):
            setattr(
                joined,
                name,
                np.concatenate(
                    [getattr(one, name) + by for one, by in zip(lots, moved, strict=False)]
                ),
            )
        for name in ("gap", "first", "shout"):
            setattr(joined, name, np.concatenate([getattr(one, name) for one in lots]))
        joined.size = before[-1]
        return joined

    def tell(self, question: Callable[[str], object]) -> np.ndarray:
        """What a question says of every word, asked once of each form."""
        return (
            np.array([question(form) for form in self.forms])[self.form]
            if self.forms
            else np.zeros(0, bool)
        )

    def select(self, texts: np.ndarray) -> Words:
        """The words of some texts (True or False for each), which are numbered anew."""
        some, kept = copy(self), texts[self.text]
        for name in ("form", "gap", "start", "end", "first"):
            setattr(some, name, getattr(self, name)[kept])
        some.text = (np.cumsum(texts) - 1)[self.text[kept]]
        some.base = self.base[texts]
        some.shout = self.shout[texts]
        return some

    def find_names(self, ordinary: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Texts, starts and ends of the proper names in these sentences, told by capitals alone.

        A capitalised word inside a sentence is (part of) a name. The first word, or the first after
        a quotation mark, is one only when the next word is capitalised too and it is no ordinary
        one. A sentence in title case or in capitals holds no names that could be told. Arguments:
        ordinary, True or False for every word.
        """
        capital, many = self.tell(lambda w: w[0].isupper()), len(self.base)
        long, stop = self.tell(lambda w: len(w) > 3 and w[0].isalpha()), load_stopwords()
        titled = np.bincount(self.text[long], minlength=many) > 3
        titled[self.text[long & ~capital]] = False
        named = capital & ~titled[self.text]
        named &= ~self.tell(lambda w: len(w) > 4 and w.isupper() or w == "I" or w.startswith("I'"))
        followed = np.append((self.gap[1:] == SPACE) & capital[1:], False)[: len(named)]
        named &= ~(self.first | (self.gap == OPENING)) | followed & ~ordinary & ~self.tell(
            lambda w: w.lower() in stop
        )
        # A name goes on after spaces, or after one or two words such as "of the".
        at, links = np.flatnonzero(named), self.tell(_CONNECTORS.__contains__) & (self.gap <= WHITE)
        links, step, gap = np.append(links, [False, False]), np.diff(at, prepend=-9), self.gap[at]
        goes_on = (gap <= WHITE) & links[at - 1] & ((step == 2) | (step == 3) & links[at - 2])
        begins = ~(goes_on | (step == 1) & (gap <= SPACES))
        return self.text[at[begins]], self.start[at[begins]], self.end[at[np.roll(begins, -1)]]

    def find_ordinary(self, group: np.ndarray) -> np.ndarray:
        """Which words are no names: those in lower case that never have a capital in a sentence.

        A capital at the beginning of a sentence says nothing.

        Arguments: group, a number for each text; texts of the same group, say of an article, are
        looked at together.
        """
        numbers, small = defaultdict(count().__next__), self.tell(str.islower).astype(bool)
        low = self.tell(lambda w: numbers[w.lower()])
        # One number for a word in any case, in one group.
        case, _ = pd.factorize(group[self.text] * len(numbers) + low)
        ordinary = np.bincount(case[small], minlength=len(self.form)) > 0
        ordinary[case[~(self.first | small | (self.gap == OPENING))]] = False
        return ordinary[case]


def stand_in(places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which places stand in one of the spans; these are sorted, and none touches another."""
    return places < np.append(-1, ends)[np.searchsorted(starts, places, side="right")]
