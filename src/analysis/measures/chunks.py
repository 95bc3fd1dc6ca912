"""Noun phrases, verb groups and what joins them: a sentence as a short string of parts.

Letters of parts: n noun phrase, u pronoun as a subject, w pronoun as an object, V active verb, S
passive verb, C form of be alone, I infinitive, J passive infinitive, G form in -ing, R participle
alone, B "to be" alone; and the word classes i (preposition), P (of), b (by), q, t, s, &, j, marks,
and the end of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from analysis.measures.tape import Tape

_NOUN_PHRASE = (
    rb"(?:[dp]r*){0,2}(?:[oO#jnc]|N(?!c)|(?<=[dpjoO#r])r(?=[rj#])|(?<=j)&(?=j)|(?<=j),(?=j))*[nNc#]"
)
_VERBS = rb"(?:Tr*)?(?:(?:[mheg][xr]*)+[kvEKG]?|[kvEKG])"
# The last alternative takes what is looked through, so that the parts cover the whole tape.
_PART = re.compile(_NOUN_PHRASE + rb"|" + _VERBS + rb"|.", re.DOTALL)
_NOUN_ENDS, _PASSED = b"nNc#", b'rx"'


@dataclass(frozen=True, eq=False)
class Chunks:
    """The parts of sentences.

    Attributes
    ----------
    letters : a letter for each part, as at the top of this file.
    start, end : by part, where it begins and ends on the tape.
    tape : what the parts were cut from.
    """

    letters: bytes
    start: list[int]
    end: list[int]
    tape: Tape

    @cached_property
    def heads(self) -> list[int]:
        """The number of the last word of every part."""
        return self.tape.word[np.array(self.end, int) - 1].tolist()

    @cached_property
    def forms(self) -> list[str]:
        """The last word of every part, in small letters."""
        words = self.tape.words
        low = [form.lower() for form in words.forms]
        return [low[form] for form in words.form[self.heads].tolist()]

    def read(self, k: int) -> bytes:
        """The word classes of a part.

        Parameters
        ----------
        k : the number of the part.

        Returns
        -------
        A letter for each word.
        """
        return self.tape.codes[self.start[k] : self.end[k]]

    def head(self, k: int) -> int:
        """The number of the last word of a part.

        Parameters
        ----------
        k : the number of the part.

        Returns
        -------
        The number of the word.
        """
        return self.heads[k]


def _name_verbs(group: bytes) -> int:
    """The letter of a verb group."""
    bare = group.translate(None, b"xr")
    infinitive = bare.startswith(b"T")
    verbs = bare[1:] if infinitive else bare
    if not verbs.endswith((b"k", b"v", b"E", b"K", b"G")):
        return _name_helpers(verbs, infinitive)
    helpers, main = verbs[:-1], verbs[-1:]
    if main in (b"E", b"K") and helpers.endswith(b"e"):
        return ord("J") if infinitive else ord("S")
    if infinitive:
        return ord("I")
    if not helpers and main == b"G":
        return ord("G")
    if not helpers and main == b"K":
        return ord("R")
    return ord("V")


def _name_helpers(verbs: bytes, infinitive: bool) -> int:
    """The letter of a group that has auxiliaries alone: "to be", "was", "had"."""
    if infinitive:
        return ord("B")
    return ord("C") if verbs.endswith(b"e") else ord("V")


@cache
def _name_part(codes: bytes) -> int:
    """The letter of a part, 0 for what is looked through; only noun phrases end in a noun."""
    if codes[-1] in _NOUN_ENDS:
        return ord("n")
    if codes in (b"u", b"y"):
        return ord("u")
    if len(codes) == 1 and codes in _PASSED:
        return 0
    return _name_verbs(codes) if codes[-1] in b"mhegkvEKGrx" else codes[0]


def cut_chunks(tape: Tape) -> Chunks:
    """Cut the sentences of a tape into parts.

    Parameters
    ----------
    tape : from tape.write_tape.

    Returns
    -------
    The parts of all sentences.
    """
    parts = _PART.findall(tape.codes)
    letters = np.array([*map(_name_part, parts)], np.uint8)
    end = np.cumsum([*map(len, parts)], dtype=int)
    start = np.append(0, end)[:-1]
    kept = letters > 0
    return Chunks(letters[kept].tobytes(), start[kept].tolist(), end[kept].tolist(), tape)


def find_phrase_words(chunks: Chunks, k: int) -> np.ndarray:
    """Find the words of a part.

    Parameters
    ----------
    chunks : the parts.
    k : the number of one.

    Returns
    -------
    The numbers of its words, in order.
    """
    own = chunks.tape.word[chunks.start[k] : chunks.end[k]]
    return own[own >= 0]
