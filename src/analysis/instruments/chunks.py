"""Texts cut into chunks, from space to space, each numbered once.

The rules of TextBlob and VADER are local, so what a library makes of a chunk or a run of chunks is
asked of it once and kept. `benchmarks/equality.py` compares with the libraries' own scores.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from functools import cache, cached_property

import numpy as np
import pandas as pd

from analysis.text.numbering import Numbers

PIECE = re.compile(r"[^\s'\"“”‘’]+|['\"“”‘’]")
PUNCTUATION = "\"'().,;:!?[]-"
# different chunks that are remembered, about 20 MB; then they are forgotten and it begins anew
REMEMBERED = 100_000


class Chunks:
    """The chunks of texts (from space to space) in columns.

    Parameters
    ----------
    texts : any.

    Attributes
    ----------
    texts : as they were given.
    words : the chunks, as they are written.
    number : by chunk, its number among all that are known (number_chunks).
    text : by chunk, the number of its text.
    first, end : by text, its first chunk and the one behind its last.
    answers : what instruments have found, by their names.
    """

    def __init__(self, texts: list[str]):
        self.texts = texts
        self.answers: dict[str, pd.DataFrame] = {}  # by instrument, asked once
        self.words: list[str] = []
        ends = []
        for text in texts:  # no list of lists, which the garbage collector would walk through
            self.words += text.split()
            ends.append(len(self.words))
        self.number = number_chunks().list_numbers(self.words)
        self.end = np.array(ends, int)
        self.first = np.array([0, *ends[:-1]], int)[: len(texts)]
        size = self.end - self.first
        self.text = np.repeat(np.arange(len(texts)), size)

    def ask(self, known: array, question: Callable[[str], int]) -> np.ndarray:
        """Ask a question about every chunk, once for each that was not known before.

        Parameters
        ----------
        known : the answers for chunks numbered before; it grows.
        question : takes a chunk; gives a number.

        Returns
        -------
        The answer by chunk.
        """
        known.extend(map(question, number_chunks().list_new(len(known))))
        return np.array(known)[self.number]

    def find_bounds(self, places: np.ndarray) -> list[int]:
        """Find where the chunks of each text begin among some chunks.

        Parameters
        ----------
        places : numbers of chunks, in order.

        Returns
        -------
        A place for each text, and where the last ones end.
        """
        return np.searchsorted(places, [0, *self.end]).tolist()

    @cached_property
    def starts(self) -> np.ndarray:
        """The place of every chunk in its text."""
        lengths = np.fromiter(map(len, self.words), int, len(self.words))
        ends = np.append(0, np.cumsum(lengths + 1))
        begins = ends[self.first]
        starts = ends[:-1] - begins[self.text]
        spaced_once = ends[self.end] - begins
        written = [len(text) + 1 for text in self.texts]
        odd = (spaced_once != written) & (self.end > self.first)
        for k in np.flatnonzero(odd).tolist():  # not just one space between two
            own = slice(self.first[k], self.end[k])
            starts[own] = [match.start() for match in re.finditer(r"\S+", self.texts[k])]
        return starts


number_chunks = cache(Numbers)
