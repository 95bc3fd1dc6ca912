"""Articles made plain, many at a time: their words, and what their language leaves to doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.articles.segments import plain_text
from analysis.text.columns import Words
from analysis.text.english import ENGLISH_SHARE, check_english, doubt_english, load_written


class Plain(NamedTuple):
    """An article as it is read on.

    Attributes
    ----------
    text, offsets : as plain_text gives them; no text where there is an error.
    lines : the words of each line of the text.
    n_words : how many these are.
    doubt : why it is not sure that the text is English, '' where it is.
    error : why the article cannot be read, None where it can.
    """

    text: str
    offsets: np.ndarray
    lines: list[list[str]]
    n_words: int
    doubt: str = ""
    error: Exception | None = None


def make_plain(raw: Sequence[str], *, names: Sequence[str]) -> tuple[list[Plain], Words]:
    """Make the texts of articles plain, and find those that cannot be compared.

    An article that cannot is one without a word, or not in English (text.english.check_english).

    Parameters
    ----------
    raw : the texts as they were read.
    names : of the articles, for their errors.

    Returns
    -------
    Two things: each article, and the words of all their texts.

    Examples
    --------
    >>> articles, words = make_plain(["The quay\\nwas sold.", "..."], names=["x.txt", "y.txt"])
    >>> articles[0].lines, articles[0].n_words
    ([['The', 'quay'], ['was', 'sold']], 4)
    >>> print(articles[1].error)
    y.txt: holds no word; paste the article's text into it
    """
    texts, offsets, errors = [], [], []
    for text, name in zip(raw, names, strict=True):
        error, plain, own = None, "", np.zeros(1, int)
        try:
            plain, own = plain_text(text, name=name)
        except Exception as found:  # one broken article must not stop the run
            error = found
        texts.append(plain)
        offsets.append(own)
        errors.append(error)
    words = Words(texts)
    many = np.bincount(words.text, minlength=len(texts))
    english = np.bincount(words.text[words.tell(load_written().__contains__)], minlength=len(texts))
    few = (english < ENGLISH_SHARE * many).tolist()
    articles = []
    columns = zip(texts, offsets, words.list_lines(texts), many.tolist(), strict=True)
    for k, (text, own, lines, n_words) in enumerate(columns):
        doubt, error = "", errors[k]
        if few[k]:
            doubt, error = _doubt(text, names[k])
        if error:
            text = ""
        articles.append(Plain(text, own, lines, n_words, doubt, error))
    return articles, words


def _doubt(text: str, name: str) -> tuple[str, Exception | None]:
    """Why it is not sure that a text is English, and the error where it is sure not to be."""
    try:
        check_english(text, name=name)
    except ValueError as error:
        return "", error
    return doubt_english(text), None
