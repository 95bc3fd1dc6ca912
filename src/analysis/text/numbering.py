"""Numbers for strings, because columns of numbers are sorted and compared many times as fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count, islice

import numpy as np


class Numbers(defaultdict[str, int]):
    """A number for each different string, counting up.

    Examples
    --------
    >>> numbers = Numbers()
    >>> numbers["quay"], numbers["port"], numbers["quay"], list(numbers)
    (0, 1, 0, ['quay', 'port'])
    """

    def __init__(self) -> None:
        super().__init__(count().__next__)

    def list_numbers(self, strings: Sequence[str]) -> np.ndarray:
        """List the numbers of strings.

        Parameters
        ----------
        strings : any.

        Returns
        -------
        A column of numbers.
        """
        return np.fromiter(map(self.__getitem__, strings), np.int32, len(strings))

    def list_new(self, known: int) -> list[str]:
        """List the strings that were numbered last.

        Parameters
        ----------
        known : how many came before them.

        Returns
        -------
        The strings, in the order of their numbers.

        Examples
        --------
        >>> numbers = Numbers()
        >>> numbers.list_numbers(["quay", "port", "ferry"]).tolist(), numbers.list_new(1)
        ([0, 1, 2], ['port', 'ferry'])
        """
        last = islice(reversed(self), len(self) - known)
        return [*last][::-1]
