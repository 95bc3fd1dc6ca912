"""Answers to questions about words, kept as long as there are not too many."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

MOST = 1 << 16  # different words of one kind: those of some ten thousand articles
Key = TypeVar("Key", bound=Hashable)
Answer = TypeVar("Answer")


class Known(dict[Key, Answer], Generic[Key, Answer]):
    """The answers to a question, each found once and looked up from then on.

    A cache that forgets what was asked least recently takes 80 bytes more for every word. Here all
    are forgotten when there are too many, and it begins anew.

    Parameters
    ----------
    question : takes a word; what it gives is kept, so nobody may change it.
    most : answers that are kept.

    Examples
    --------
    >>> lengths = Known(len)
    >>> lengths["quay"], dict(lengths)
    (4, {'quay': 4})
    """

    def __init__(self, question: Callable[[Key], Answer], most: int = MOST) -> None:
        super().__init__()
        self.question, self.most = question, most

    def __missing__(self, key: Key) -> Answer:
        answer = self.question(key)
        if len(self) >= self.most:
            self.clear()
        self[key] = answer
        return answer
