"""Numbers and what is listed under each, in little memory."""

from __future__ import annotations

from array import array


class Register:
    """What is listed under a number, the first of several.

    Two columns, in which a number stands at the place that its last bits name or at the next free
    one: a dict of ten million articles would take five times as much memory.

    Parameters
    ----------
    kind : of the numbers, as a letter of the module array: "I" up to 32 bits, "Q" up to 64.

    Examples
    --------
    >>> register = Register("I")
    >>> register.add(500, 1)
    >>> register.add(500, 2)
    >>> register.find(500), register.find(501)
    (1, -1)
    """

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._many = 0
        self._clear(1 << 10)

    def _clear(self, size: int) -> None:
        self._numbers = array(self._kind, bytes(array(self._kind).itemsize * size))
        self._entries = array("i", b"\xff" * (4 * size))  # -1: free
        self._last = size - 1

    def _place(self, number: int) -> int:
        """Where a number stands, or would."""
        place = number & self._last
        while self._entries[place] >= 0 and self._numbers[place] != number:
            place = (place + 1) & self._last
        return place

    def find(self, number: int) -> int:
        """Find what is listed under a number.

        Parameters
        ----------
        number : any that fits the kind.

        Returns
        -------
        The entry, -1 for none.
        """
        return self._entries[self._place(number)]

    def add(self, number: int, entry: int) -> None:
        """List an entry under a number, unless another is there.

        Parameters
        ----------
        number : any that fits the kind.
        entry : from 0, below 2 to the power of 31.
        """
        place = self._place(number)
        if self._entries[place] >= 0:
            return
        self._numbers[place], self._entries[place] = number, entry
        self._many += 1
        if 2 * self._many > self._last:
            self._grow()

    def _grow(self) -> None:
        known = zip(self._numbers, self._entries, strict=True)
        self._clear(2 * len(self._numbers))
        for number, entry in known:
            if entry >= 0:
                place = self._place(number)
                self._numbers[place], self._entries[place] = number, entry
