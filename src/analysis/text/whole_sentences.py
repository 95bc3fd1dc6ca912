"""Sentences put together again from the segments that they were cut into, and their words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.text.columns import Words

_APART = frozenset(',;:()"?! ')  # part words, but for a comma in a number
LONGEST_SENTENCE = 20_000  # characters; a mark must point at a sentence, and one of more is none


class Sentences(NamedTuple):
    """The sentences of segments.

    Attributes
    ----------
    texts : by sentence, its text as in the article.
    article : by sentence, the number of its article.
    order : the segments, by their places, sentence by sentence; what follows is in this order.
    number : by segment, the number of its sentence.
    end : by segment, where it ends in its sentence, with one space behind it.
    spaced : by segment, whether a space stands before it; not before the first of a sentence.
    """

    texts: list[str]
    article: np.ndarray
    order: np.ndarray
    number: np.ndarray
    end: np.ndarray
    spaced: np.ndarray

    @property
    def first(self) -> np.ndarray:
        """By segment, whether its sentence begins with it."""
        return np.diff(self.number, prepend=-1) > 0


def join_segments(segments: pd.DataFrame) -> Sentences:
    """Join the segments of each sentence.

    Parameters
    ----------
    segments : with article_id, paragraph, sentence, start, end and text.

    Returns
    -------
    The sentences, in the order of their first segments.

    Raises
    ------
    ValueError : naming article and paragraph of a sentence that is longer than LONGEST_SENTENCE.

    Examples
    --------
    >>> rows = [("x", 1, 1, 0, 9, "She said:"), ("x", 1, 1, 10, 15, '"No."')]
    >>> columns = ["article_id", "paragraph", "sentence", "start", "end", "text"]
    >>> sentences = join_segments(pd.DataFrame(rows, columns=columns))
    >>> sentences.texts, sentences.end.tolist()
    (['She said: "No."'], [10, 16])
    """
    article, _ = pd.factorize(segments["article_id"].to_numpy(object))
    sentence = segments["sentence"].to_numpy()
    number, _ = pd.factorize(article * (sentence.max(initial=0) + 1) + sentence)
    order = np.argsort(number, kind="stable")
    number = number[order]
    pieces = segments["text"].to_numpy(object)[order].tolist()
    apart = segments["start"].to_numpy()[order][1:] != segments["end"].to_numpy()[order][:-1]
    inside = number[1:] == number[:-1]
    spaced = np.append(False, apart & inside)[: len(pieces)]
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    upto = np.cumsum(np.fromiter(map(len, pieces), int, len(pieces)) + spaced)
    before = np.append(0, upto)[begins]
    end = upto - before[number] + 1
    if end.max(initial=0) > LONGEST_SENTENCE + 1:
        _refuse_long(segments.take(order), number, end)
    texts = [pieces[k] for k in begins.tolist()]
    for k in np.flatnonzero(np.append(False, inside)).tolist():
        texts[number[k]] += (" " if spaced[k] else "") + pieces[k]
    return Sentences(texts, article[order][begins], order, number, end, spaced)


def _refuse_long(segments: pd.DataFrame, number: np.ndarray, end: np.ndarray) -> None:
    """Refuse the first sentence that is too long."""
    sentence = number[np.argmax(end > LONGEST_SENTENCE + 1)]
    own = segments.iloc[np.searchsorted(number, sentence)]
    characters = end[number == sentence].max() - 1
    raise ValueError(
        f"{own['article_id']}, paragraph {own['paragraph']}: a sentence of {characters:,} "
        f"characters; at most {LONGEST_SENTENCE:,} can be scored, so break it up"
    )


def join_words(sentences: Sentences, words: Words | None) -> Words:
    """Join the words of segments; those of sentences in which one may run over two are cut anew.

    Parameters
    ----------
    sentences : from join_segments.
    words : those of the segments in the order they were given, or None.

    Returns
    -------
    The words of the sentences.

    Examples
    --------
    >>> rows = [("x", 1, 1, 0, 9, "She said:"), ("x", 1, 1, 10, 15, '"No."')]
    >>> columns = ["article_id", "paragraph", "sentence", "start", "end", "text"]
    >>> segments = pd.DataFrame(rows, columns=columns)
    >>> words = Words(segments["text"].tolist())
    >>> join_words(join_segments(segments), words).start.tolist()
    [0, 4, 11]
    """
    texts, number, first = sentences.texts, sentences.number, sentences.first
    moved = (np.diff(sentences.order) < 0).any()
    if words is None or moved:
        return Words(texts)
    begin = np.append(0, sentences.end)[: len(number)] - ~sentences.spaced
    begin[first] = 0
    whole = np.ones(len(texts), bool)  # sentences of which no word runs over two segments
    for k in np.flatnonzero(~first & ~sentences.spaced).tolist():
        sentence = number.item(k)
        whole[sentence] &= not _may_join(texts[sentence], begin.item(k))
    kept = whole[number]
    known = words.select(kept).put_into(number[kept], begin[kept], texts)
    return known.cut_anew(np.flatnonzero(~whole), texts)


def _may_join(text: str, at: int) -> bool:
    """Whether the words around a place may be others where the text is cut there.

    Examples
    --------
    >>> _may_join("He said, she left", 7), _may_join("about 1,000", 7), _may_join("He left", 4)
    (False, True, True)
    """
    if text[at] in _APART:
        return text[at + 1 : at + 2].isdigit()
    return text[at - 1] not in _APART or text[at].isdigit()
