"""Noun phrases, verb groups and what joins them: a sentence as a short string of parts.

Letters of parts: n noun phrase, u pronoun as a subject, w pronoun as an object, V active verb, S
passive verb, C form of be alone, I infinitive, J passive infinitive, G form in -ing, R participle
alone, B "to be" alone; and the word classes i (preposition), P (of), b (by), q, t, s, &, j, marks,
and the end of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis.measures.tape import Tape

_NOUN_PHRASE = (
    rb"(?:[dp]r*)?(?:[oO#jnc]|N(?!c)|(?<=[dpjoO#r])r(?=[rj#])|(?<=j)&(?=j)|(?<=j),(?=j))*[nNc#]"
)
_VERBS = rb"(?:Tr*)?(?:(?:[mheg][xr]*)+[kvEKG]?|[kvEKG])"
_PART = re.compile(rb"(" + _NOUN_PHRASE + rb")|(" + _VERBS + rb")|([uy])|(w)|([^rx\"])")
_LETTERS = (0, ord("n"), 0, ord("u"), ord("w"), 0)


@dataclass(frozen=True, eq=False)
class Chunks:
    """letters: a letter a part; start, end: its places on the tape; tape."""

    letters: bytes
    start: list[int]
    end: list[int]
    tape: Tape

    def read(self, k: int) -> bytes:
        """The word classes of a part."""
        return self.tape.codes[self.start[k] : self.end[k]]

    def head(self, k: int) -> int:
        """The number of the last word of a part."""
        return int(self.tape.word[self.end[k] - 1])


@cache
def _name_verbs(group: bytes) -> int:
    """The letter of a verb group."""
    bare = group.translate(None, b"xr")
    infinitive, main = bare[:1] == b"T", bare[-1:]
    helpers = (
        bare[infinitive:] if main not in (b"k", b"v", b"E", b"K", b"G") else bare[infinitive:-1]
    )
    if helpers == bare[infinitive:]:
        if infinitive:
            return ord("B")
        return ord("C") if bare[-1:] == b"e" else ord("V")
    if main in (b"E", b"K") and helpers[-1:] == b"e":
        return ord("J") if infinitive else ord("S")
    if infinitive:
        return ord("I")
    if not helpers and main == b"G":
        return ord("G")
    if not helpers and main == b"K":
        return ord("R")
    return ord("V")


def cut_chunks(tape: Tape) -> Chunks:
    """The parts of all sentences of a tape."""
    letters, start, end = bytearray(), [], []
    codes = tape.codes
    for match in _PART.finditer(codes):
        kind = match.lastindex
        first, last = match.span()
        letter = _LETTERS[kind] or (_name_verbs(match[0]) if kind == 2 else codes[first])
        letters.append(letter)
        start.append(first)
        end.append(last)
    return Chunks(bytes(letters), start, end, tape)


def find_phrase_words(chunks: Chunks, k: int) -> np.ndarray:
    """The numbers of the words of a part."""
    own = chunks.tape.word[chunks.start[k] : chunks.end[k]]
    return own[own >= 0]
