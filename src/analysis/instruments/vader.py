"""What VADER makes of chunks of text; what cannot be told by parts goes to the library whole."""

from __future__ import annotations

import math
from array import array
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from analysis.instruments.chunks import PUNCTUATION, REMEMBERED, Chunks


class _Entry(NamedTuple):
    """What is known of a chunk: its score, and from where to where it may change one."""

    score: float
    start: int
    stop: int
    but: bool
    upper: bool | int
    term: str
    place: int  # of the term in the chunk


class _Vader:
    """What VADER makes of chunks of text.

    A chunk is a number: 0 does nothing, 1 is in capitals, any other is that of an entry.

    The score of a word depends on three words before it and two behind it. Where none of them acts,
    it is the lexicon's; where one does, the library's own method scores these six words, and does
    not go over all words of the text again.
    """

    def __init__(self):
        from vaderSentiment import vaderSentiment as library

        self.library = library
        self.rules = library.SentimentIntensityAnalyzer()
        self.strip = lru_cache(REMEMBERED // 8)(library.SentiText._strip_punc_if_word)
        # Bounded, because word combinations are unlimited.
        self.ask = lru_cache(REMEMBERED // 4)(self.ask_valence)
        self.known = array("i")
        self.entries = [_Entry(math.nan, 0, 0, False, upper, "", 0) for upper in (0, 1)]
        # How far a word may change scores; a phrase acts only when all its words are near, so its
        # longest will do.
        phrases = [phrase for phrase in library.SPECIAL_CASES if " " in phrase]
        phrases += [phrase for phrase in library.BOOSTER_DICT if " " in phrase]
        longest = [max(phrase.split(), key=len) for phrase in phrases]
        self.acting = dict.fromkeys(["this", "least", "but"], range(2))
        self.acting |= dict.fromkeys(["no", "so", *library.BOOSTER_DICT, *library.NEGATE], range(4))
        self.acting |= dict.fromkeys(longest, range(-2, 4))

    def read(self, chunk: str) -> int:
        """The number of a chunk's entry."""
        word = self.strip(chunk).lower()
        upper = chunk.isupper()
        score = math.nan
        if word not in self.library.BOOSTER_DICT:
            score = self.rules.lexicon.get(word, math.nan)
        # A word in capitals changes its own score.
        reach = self.acting.get(word) or range(4 if "n't" in word else upper)
        if math.isnan(score) and len(reach) < 2:
            return int(upper)
        term = chunk.strip(PUNCTUATION) or chunk
        but = word == "but"
        place = chunk.index(term)
        entry = _Entry(score, reach.start, reach.stop, but, upper, term.lower(), place)
        self.entries.append(entry)
        return len(self.entries) - 1

    def ask_valence(self, words: tuple[str, ...], here: int, mixed: bool) -> float:
        """The library's score of one of six words."""
        two = [word.lower() for word in words[here : here + 2]]
        if two == ["kind", "of"]:
            return 0
        sentence = SimpleNamespace(words_and_emoticons=list(words), is_cap_diff=mixed)
        (valence,) = self.rules.sentiment_valence(0, sentence, words[here], here, [])
        return valence

    def score_words(self, chunks: Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The numbers of the chunks that have a score, these, and the chunks' entries."""
        entry = chunks.ask(self.known, self.read)
        columns = list(zip(*self.entries, strict=True))[:5]
        score, low, high, but, upper = (np.array(column) for column in columns)
        loud = np.flatnonzero(entry > 1)
        loud_entry = entry[loud]
        scored = loud[~np.isnan(score[loud_entry])]
        values = score[entry[scored]]
        reach = low[loud_entry], high[loud_entry]
        near = _find_near(chunks.text, loud, *reach)
        capitals = np.bincount(chunks.text, upper[entry], minlength=len(chunks.texts))
        mixed = (capitals > 0) & (capitals < chunks.end - chunks.first)
        asked = np.flatnonzero(near[scored])
        values[asked] = self.ask_near(chunks, scored[asked].tolist(), mixed.tolist())
        buts = np.flatnonzero(but[entry])
        first_buts = buts[np.diff(chunks.text[buts], prepend=-1) > 0]
        bounds = chunks.find_bounds(scored)
        for k in first_buts.tolist():
            number = chunks.text[k]
            own = slice(bounds[number], bounds[number + 1])
            values[own] = self.weigh_but(k, scored[own].tolist(), values[own].tolist())
        kept = values != 0
        return scored[kept], values[kept], entry[scored[kept]]

    def ask_near(self, chunks: Chunks, places: list[int], mixed: list[bool]) -> list[float]:
        """The scores of words near which another acts; mixed: by text, capitals are not all."""
        scores = []
        for k in places:
            number = chunks.text[k]
            left = max(int(chunks.first[number]), k - 3)
            right = min(int(chunks.end[number]), k + 3)
            words = tuple(map(self.strip, chunks.words[left:right]))
            differs = mixed[number] and any(map(str.isupper, words))
            scores.append(self.ask(words, k - left, differs))
        return scores

    def weigh_but(self, but: int, places: list[int], values: list[float]) -> list[float]:
        """The scores of a text, at these places, after the rule on the word at the place but.

        This rule finds a word by its score, so it needs all scores at once, but no zeros.
        """
        scores = {but: 0.0}
        scores.update(zip(places, values, strict=True))
        every = sorted(scores)
        words = ["but" if place == but else "" for place in every]
        weighed = self.rules._but_check(words, [scores[place] for place in every])
        changed = dict(zip(every, weighed, strict=True))
        return [changed[place] for place in places]


def _find_near(text: np.ndarray, loud: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Which chunks stand where another may change their score.

    text: of each chunk. loud: the chunks that may; low, high: from where to where each does.
    """
    near = np.zeros(len(text), bool)
    for step in range(-2, 4):
        acts = loud[(low <= step) & (step < high)]
        reached = acts + step
        inside = (reached >= 0) & (reached < len(text))
        acts, reached = acts[inside], reached[inside]
        same_text = text[acts] == text[reached]
        near[reached[same_text]] = True
    return near


load_vader = cache(_Vader)
VADER_ALPHA = 15


def weigh_vader(total: float | np.ndarray) -> float | np.ndarray:
    """Find the weight that turns a sum of VADER's word scores into its compound score.

    The formula is that of Hutto and Gilbert 2014.

    Parameters
    ----------
    total : the sum, or several.

    Returns
    -------
    The weight; total times weight is the score.

    Examples
    --------
    >>> float(round(3 * weigh_vader(3), 4))
    0.6124
    """
    return 1 / np.sqrt(total * total + VADER_ALPHA)
