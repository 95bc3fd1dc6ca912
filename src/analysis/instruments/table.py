"""Tone by the project's own table: one value a word, turned by negation, summed over a sentence.

The table is trained on texts that people have rated (`benchmarks/train_tone.py`); what names a
person, a country, a people, a religion or any other identity has no value in it by construction.
"""

from __future__ import annotations

import csv
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.resources import PACKAGE
from analysis.text.columns import Words
from analysis.text.numbering import Numbers
from analysis.text.typography import lower_in_place

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[!?]")
MARKS = "!?"
_NEGATORS = (
    "not no never cannot neither nor without nobody nothing none nowhere hardly barely scarcely "
    "rarely lack lacks lacked lacking"
)
_BREAKS = "but however although though yet because ! ?"
NEGATORS = frozenset(_NEGATORS.split())
BREAKS = frozenset(_BREAKS.split())  # what ends the reach of a negation
REACH = 4  # words behind a negator whose values are turned
NEGATED = -0.5  # what a value counts there
EXTRA = 2  # added to the number of words with a value, so that a lone one makes no loud sentence
# Standard deviation of the scores of the sentences of the reference articles (data/reference/), so
# that a score counts in such deviations; benchmarks/reference.py prints it.
UNIT = 0.463
PLAIN, NEGATES, ENDS = range(3)


class Tokens(NamedTuple):
    """The words of texts in order, in columns.

    Attributes
    ----------
    text, word : numbers of its text and the word itself.
    place : where it begins in all texts, as in Words.
    sign : what its value counts: 1, or NEGATED behind a negation.
    """

    text: np.ndarray
    word: np.ndarray
    place: np.ndarray
    sign: np.ndarray


def split_words(text: str) -> list[tuple[str, int]]:
    """Split a text into words in lower case, without a possessive 's.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    Each word, or ! or ?, with its place.

    Examples
    --------
    >>> split_words("The mayor's pier isn't well-kept!")
    [('the', 0), ('mayor', 4), ('pier', 12), ("isn't", 17), ('well', 23), ('kept', 28), ('!', 32)]
    """
    if text.isascii() and text.isalpha():  # most chunks
        return [(text.lower(), 0)]
    low = lower_in_place(text).replace("’", "'")
    return [(match.group().removesuffix("'s"), match.start()) for match in TOKEN.finditer(low)]


class Reader:
    """The words of texts, each different one read once."""

    def __init__(self):
        self.words = Numbers()
        self.kind = array("b")  # of every word in the order of its number
        self.forms = Numbers()  # words as they are written, each of which holds some words
        self.bounds, self.word, self.offset = array("q", [0]), array("i"), array("i")

    def _learn(self, form: str) -> None:
        """Keep the words in the next form."""
        if form.isascii() and form.isalpha():  # most of them, which split_words need not cut
            self.word.append(self.words[form.lower()])
            self.offset.append(0)
        else:
            for word, place in split_words(form):
                self.word.append(self.words[word])
                self.offset.append(place)
        self.bounds.append(len(self.word))

    def read(self, words: Words, texts: Sequence[str]) -> Tokens:
        """Read the words of texts, with the reach of negations.

        Parameters
        ----------
        words : of the texts.
        texts : as normalise gives them.

        Returns
        -------
        The words; what ends the reach of a negation behind the last word of a text is one too.
        """
        number = self.forms.list_numbers(words.forms)
        for form in self.forms.list_new(len(self.bounds) - 1):
            self._learn(form)
        bounds = np.array(self.bounds)
        size = np.diff(bounds)[number][words.form]  # words in each form
        own = np.repeat(np.arange(len(size)), size)
        shift = bounds[number][words.form] - np.cumsum(size) + size
        at = np.arange(len(own)) + shift[own]
        columns = (
            words.text[own],
            np.array(self.word, int)[at],
            words.start[own] + np.array(self.offset, int)[at],
        )
        text, word, place = self._put_marks(*columns, words, texts)
        new = self.words.list_new(len(self.kind))
        self.kind.extend(map(_kind_of, new))
        kind = np.array(self.kind)[word]
        order = np.arange(len(word))
        negator = _find_last(kind == NEGATES)
        end = _find_last(kind == ENDS)
        near = (order - negator <= REACH) & (negator > end)
        near &= text[np.maximum(negator, 0)] == text
        return Tokens(text, word, place, np.where(near, NEGATED, 1.0))

    def _put_marks(
        self,
        text: np.ndarray,
        word: np.ndarray,
        place: np.ndarray,
        words: Words,
        texts: Sequence[str],
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Put ! and ? in between, which count as words."""
        whole = "\n".join(texts)  # in which the places are those of Words
        found = sorted((at, mark) for mark in MARKS for at in _find_all(whole, mark))
        if not found:
            return text, word, place
        places = np.array([at for at, _ in found])
        numbers = [self.words[mark] for _, mark in found]
        texts_of = np.searchsorted(words.base, places, side="right") - 1
        at = np.searchsorted(place, places)
        put = zip((text, word, place), (texts_of, numbers, places), strict=True)
        text, word, place = (np.insert(column, at, own) for column, own in put)
        return text, word, place


def _find_all(text: str, mark: str) -> Iterator[int]:
    """The places of a mark in a text."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _kind_of(word: str) -> int:
    if word in BREAKS:
        return ENDS
    return NEGATES if word in NEGATORS or word.endswith("n't") else PLAIN


def _find_last(which: np.ndarray) -> np.ndarray:
    """The place of the last one before each place; far away where there is none."""
    many = len(which)
    far = -many - REACH - 1
    places = np.where(which, np.arange(many), far)
    last = np.maximum.accumulate(places)
    return np.append(far, last)[:many]


class Table(Reader):
    """The words of texts with their values."""

    def __init__(self):
        super().__init__()
        with (PACKAGE / "lexicons" / "tone-table.csv").open(encoding="utf-8", newline="") as file:
            self.values = {row["word"]: float(row["value"]) for row in csv.DictReader(file)}
        self.value = array("d")  # of every word in the order of its number

    def mark(self, words: Words, texts: Sequence[str]) -> pd.DataFrame:
        """List the words of texts that have a value.

        Parameters
        ----------
        words, texts : as read takes them.

        Returns
        -------
        One row a word, in order: text, term, value, weight, place. Σ value·weight of a text, summed
        exactly (math.fsum), is its score.
        """
        found = self.find_marks(words, texts)
        terms = np.array(list(self.words), object)
        return pd.DataFrame(
            {
                "text": found.text,
                "term": terms[found.word],
                "value": np.array(self.value)[found.word],
                "weight": weigh_table(found.text, found.sign),
                "place": found.place - words.base[found.text],
            }
        )

    def find_marks(self, words: Words, texts: Sequence[str]) -> Tokens:
        """Find the words that have a value; the others only carry a negation or end one.

        Parameters
        ----------
        words, texts : as read takes them.

        Returns
        -------
        The words.
        """
        tokens = self.read(words, texts)
        new = self.words.list_new(len(self.value))
        self.value.extend(self.values.get(word, 0.0) for word in new)
        kept = np.flatnonzero(np.array(self.value)[tokens.word])
        return Tokens(*(column[kept] for column in tokens))

    def score(self, words: Words, texts: Sequence[str]) -> np.ndarray:
        """Score every text.

        Parameters
        ----------
        words, texts : as read takes them.

        Returns
        -------
        By text, its score; 0 where no word has a value.
        """
        found = self.find_marks(words, texts)
        parts = np.array(self.value)[found.word] * weigh_table(found.text, found.sign)
        bounds = np.searchsorted(found.text, np.arange(len(texts) + 1)).tolist()
        parts = parts.tolist()
        return np.array([math.fsum(parts[i:j]) for i, j in pairwise(bounds)], float)


def weigh_table(text: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Weigh the marks of the table.

    The weight is the sign of a mark over the root of the number of marks of its text and EXTRA, in
    UNIT.

    Parameters
    ----------
    text : by mark, the number of its text.
    sign : by mark, 1 or NEGATED.

    Returns
    -------
    By mark, its weight.

    Examples
    --------
    >>> (UNIT * weigh_table(np.array([0, 0, 3]), np.array([1.0, -0.5, 1.0]))).round(3).tolist()
    [0.5, -0.25, 0.577]
    """
    many = np.bincount(text, minlength=1)[text]
    return sign / (UNIT * np.sqrt(many + EXTRA))


def weigh_anew(weight: pd.Series, many: pd.Series) -> pd.Series:
    """Weigh marks of the table where only some of their sentence remain.

    A negation stays with its word.

    Parameters
    ----------
    weight : by mark, as weigh_table gave it.
    many : by mark, how many of its sentence remain.

    Returns
    -------
    By mark, its new weight.

    Examples
    --------
    >>> old = pd.Series(weigh_table(np.array([0, 0]), np.array([1.0, -0.5])))
    >>> (UNIT * weigh_anew(old, pd.Series([1, 2]))).round(3).tolist()
    [0.577, -0.25]
    """
    return np.where(weight < 0, NEGATED, 1.0) / (UNIT * np.sqrt(many + EXTRA))


load_table = cache(Table)
