"""What VADER makes of chunks of text; what cannot be told by parts goes to the library whole."""

from __future__ import annotations

import math
from array import array
from functools import cache, lru_cache
from types import SimpleNamespace

import numpy as np

from analysis.instruments.chunks import PUNCTUATION, REMEMBERED, Chunks


class _Vader:
    """What VADER makes of chunks of text.

    A chunk is a number: 0 does nothing, 1 is in capitals, any other is that of an entry.

    The score of a word depends on three words before it and two behind it. Where none of them acts,
    it is the lexicon's; where one does, the library's own method scores these six words, and does
    not go over all words of the text again.
    """

    def __init__(self):
        from vaderSentiment import vaderSentiment as library

        self.library, self.rules = library, library.SentimentIntensityAnalyzer()
        self.strip = lru_cache(REMEMBERED)(library.SentiText._strip_punc_if_word)
        # Bounded, because word combinations are unlimited.
        self.ask = lru_cache(REMEMBERED // 4)(self.ask_valence)
        self.known = array("i")
        self.entries = [(math.nan, 0, 0, False, upper, "", 0) for upper in (0, 1)]
        phrases = [
            phrase
            for table in (library.SPECIAL_CASES, library.BOOSTER_DICT)
            for phrase in table
            if " " in phrase
        ]
        # How far a word may change scores; a phrase acts only when all its words are near, so its
        # longest will do.
        self.acting = dict.fromkeys(["this", "least", "but"], range(2))
        self.acting |= dict.fromkeys(["no", "so", *library.BOOSTER_DICT, *library.NEGATE], range(4))
        self.acting |= dict.fromkeys(
            [max(phrase.split(), key=len) for phrase in phrases], range(-2, 4)
        )

    def read(self, chunk: str) -> int:
        """The number of a chunk's entry.

        An entry: its score, from where to where it may change one, "but", capitals, term and place.
        """
        word, upper = self.strip(chunk).lower(), chunk.isupper()
        score = (
            math.nan
            if word in self.library.BOOSTER_DICT
            else self.rules.lexicon.get(word, math.nan)
        )
        # A word in capitals changes its own score.
        reach = self.acting.get(word) or range(4 if "n't" in word else upper)
        if math.isnan(score) and len(reach) < 2:
            return int(upper)
        term = chunk.strip(PUNCTUATION) or chunk
        self.entries.append(
            (score, reach.start, reach.stop, word == "but", upper, term.lower(), chunk.index(term))
        )
        return len(self.entries) - 1

    def ask_valence(self, words: tuple[str, ...], here: int, mixed: bool) -> float:
        """The library's score of one of six words."""
        kind_of = [word.lower() for word in words[here : here + 2]] == ["kind", "of"]
        sentence = SimpleNamespace(words_and_emoticons=list(words), is_cap_diff=mixed)
        return 0 if kind_of else self.rules.sentiment_valence(0, sentence, words[here], here, [])[0]

    def score_words(self, chunks: Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The numbers of the chunks that have a score, these, and the chunks' entries."""
        entry, text, many = chunks.ask(self.known, self.read), chunks.text, len(chunks.texts)
        score, low, high, but, upper = (
            np.array([*column]) for column in list(zip(*self.entries, strict=True))[:5]
        )
        loud = np.flatnonzero(entry > 1)
        scored, near = loud[~np.isnan(score[entry[loud]])], np.zeros(len(entry), bool)
        for step in range(-2, 4):
            acts = loud[(low[entry[loud]] <= step) & (step < high[entry[loud]])]
            acts = acts[(acts + step >= 0) & (acts + step < len(entry))]
            near[acts[text[acts] == text[acts + step]] + step] = True
        capitals = np.bincount(text, upper[entry], minlength=many)
        mixed = ((capitals > 0) & (capitals < chunks.end - chunks.first)).tolist()
        values, words = score[entry[scored]], chunks.words
        for n in np.flatnonzero(near[scored]).tolist():
            k = int(scored[n])
            left = max(int(chunks.first[text[k]]), k - 3)
            right = min(int(chunks.end[text[k]]), k + 3)
            asked = tuple(map(self.strip, words[left:right]))
            values[n] = self.ask(asked, k - left, mixed[text[k]] and any(map(str.isupper, asked)))
        bounds, buts = chunks.find_bounds(scored), np.flatnonzero(but[entry])
        for k in buts[np.diff(text[buts], prepend=-1) > 0].tolist():  # the first of each text
            # This rule finds a word by its score, so it needs all scores at once, but no zeros.
            own = slice(*bounds[text[k] : text[k] + 2])
            places = scored[own].tolist()
            every = dict(
                sorted(({k: 0.0} | dict(zip(places, values[own].tolist(), strict=True))).items())
            )
            changed = self.rules._but_check(["but" * (j == k) for j in every], [*every.values()])
            every = dict(zip(every, changed, strict=True))
            values[own] = [every[j] for j in places]
        return scored[values != 0], values[values != 0], entry[scored[values != 0]]


load_vader = cache(_Vader)
VADER_ALPHA = 15


def weigh_vader(total: float | np.ndarray) -> float | np.ndarray:
    """The weight that turns a sum of VADER's word scores into its compound score.

    Source: Hutto and Gilbert 2014.

    >>> float(round(3 * weigh_vader(3), 4))
    0.6124
    """
    return 1 / np.sqrt(total * total + VADER_ALPHA)
