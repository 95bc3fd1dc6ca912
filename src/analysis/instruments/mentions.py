"""Tone about a mention: the table's words around it, the nearer the more.

Not the tone of the sentence, and not shown to order outlets as people do.
"""

from __future__ import annotations

import math

from analysis.instruments.table import BREAKS, NEGATED, NEGATORS, REACH, load_table, split_words


def mark_mention(text: str, start: int, end: int) -> list[tuple[str, float, float]]:
    """List the words with a value on both sides of a mention.

    The weight of a word is 1 over the root of its distance in words (1 for the next word), times
    NEGATED behind a negation; no negation reaches over the mention. Σ value·weight is the tone
    about the mention.

    Parameters
    ----------
    text : a sentence.
    start, end : of the mention, in characters.

    Returns
    -------
    Word, value and weight of each, in order.

    Examples
    --------
    >>> text = "A kind mayor, said Smith, who hates noise."
    >>> marks = mark_mention(text, 19, 24)
    >>> [(word, round(weight, 2)) for word, _, weight in marks]
    [('kind', 0.58), ('hates', 0.71), ('noise', 0.58)]
    """
    before, after = _weigh(text[:start]), _weigh(text[end:])
    marks = [(w, v, sign / math.sqrt(k)) for k, (w, v, sign) in enumerate(before[::-1], 1) if v]
    marks.reverse()
    marks += [(w, v, sign / math.sqrt(k)) for k, (w, v, sign) in enumerate(after, 1) if v]
    return marks


def score_mention(text: str, start: int, end: int) -> float:
    """Score the tone about a mention: Σ value·weight of its marks, summed exactly.

    Parameters
    ----------
    text, start, end : as in mark_mention.

    Returns
    -------
    The score; 0 where no word has a value.

    Examples
    --------
    >>> score_mention("Smith was splendid.", 0, 5) > 0 > score_mention("Smith was awful.", 0, 5)
    True
    """
    return math.fsum(value * weight for _, value, weight in mark_mention(text, start, end))


def _weigh(text: str) -> list[tuple[str, float, float]]:
    """Every word with its value (0 if it has none) and its sign."""
    values, left, words = load_table().values, 0, []
    for word, _ in split_words(text):
        words.append((word, values.get(word, 0.0), NEGATED if left else 1.0))
        left = max(0, left - 1)
        if word in NEGATORS or word.endswith("n't"):
            left = REACH
        elif word in BREAKS:
            left = 0
    return words
