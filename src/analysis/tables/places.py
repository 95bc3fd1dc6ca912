"""Where the segments of a corpus stand, as numbers, for sums that are made again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.remember import keep
from analysis.tables.sides import add_side


@dataclass(frozen=True, eq=False)
class Places:
    """Where every segment stands, by numbers; the lists say what the numbers stand for.

    Attributes
    ----------
    row : finds the number of a segment by its id.
    article : by segment, its article, in the order of the articles table.
    side, role, voice : by segment, its place in sides, roles and voices.
    sentence : by segment, the number of its sentence, from 0 over the whole corpus.
    words : by segment, how many words it has.
    article_side : by article, its place in sides.
    sides, roles, voices : the labels.
    """

    row: pd.Index
    article: np.ndarray
    side: np.ndarray
    role: np.ndarray
    voice: np.ndarray
    sentence: np.ndarray
    words: np.ndarray
    article_side: np.ndarray
    sides: list[str]
    roles: list[str]
    voices: list[str]

    def share_sentences(self) -> np.ndarray:
        """Measure the share of each segment in the words of its sentence.

        Returns
        -------
        By segment, its share; 0 in a sentence without words.
        """
        if not len(self.words):
            return self.words
        of_sentence = np.bincount(self.sentence, self.words)[self.sentence]
        share = np.zeros_like(self.words)
        return np.divide(self.words, of_sentence, out=share, where=of_sentence > 0)

    def find(self, segment_id: pd.Series) -> np.ndarray:
        """The numbers of segments that are named by their ids; -1 for one that is not there.

        Parameters
        ----------
        segment_id : ids.

        Returns
        -------
        A number for each id.
        """
        return self.row.get_indexer(segment_id)


@keep
def number_places(corpus: Corpus) -> Places:
    """Number where every segment of a corpus stands.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    The places; the same object at every call with the same corpus.

    Raises
    ------
    ValueError : for a segment of an article that is not there.
    """
    segments = corpus.segments
    ids = pd.Index(corpus.articles["article_id"])
    article_side, sides = pd.factorize(corpus.articles["side"])
    article = ids.get_indexer(segments["article_id"])
    if (article < 0).any():
        add_side(segments, corpus.articles)  # raises, naming it
    role, roles = pd.factorize(segments["role"])
    voice, voices = pd.factorize(segments["voice"])
    number = segments["sentence"].to_numpy()
    many = number.max() + 1 if len(number) else 1
    sentence, _ = pd.factorize(article * many + number)
    return Places(
        row=pd.Index(segments["segment_id"]),
        article=article,
        side=article_side[article],
        role=role,
        voice=voice,
        sentence=sentence,
        words=segments["n_words"].to_numpy(float),
        article_side=article_side,
        sides=list(sides),
        roles=list(roles),
        voices=list(voices),
    )
