"""What long work tells of how far it is."""

from __future__ import annotations

import time
from typing import TextIO


class Progress:
    """A line that moves on a terminal, a new one each time elsewhere, nothing without a stream.

    Parameters
    ----------
    stream : for the lines, or None.
    size : how much there is to do, in any unit; 0 where that is not known.

    Attributes
    ----------
    moves : whether the line moves.
    done : how much is done, counted by whoever does it.
    known : how much of that took no time, because an earlier run has left it.

    Examples
    --------
    >>> import sys
    >>> Progress(sys.stdout, size=1000).show("12 articles read")
    12 articles read, 0 s
    """

    def __init__(self, stream: TextIO | None, size: int = 0) -> None:
        self._stream, self._size, self._start = stream, size, time.monotonic()
        self.moves = stream is not None and stream.isatty()
        self.done = self.known = 0

    @property
    def seconds(self) -> float:
        """The seconds since it began."""
        return time.monotonic() - self._start

    def show(self, far: str) -> None:
        """Say how far it is, how long that took, and how long what is left takes at that speed.

        Parameters
        ----------
        far : what is done, in words.
        """
        took = self.seconds
        told = f"{far}, {took:.0f} s{self._tell_left(took)}"
        self.move(told, apart=f"{told}\n")

    def tell(self, words: str) -> None:
        """Say something on a line of its own.

        Parameters
        ----------
        words : what is said.
        """
        self._write(f"\n{words}\n")

    def move(self, line: str, *, apart: str) -> None:
        """Write a line in place of the one before.

        Parameters
        ----------
        line : where it moves.
        apart : what is written where none moves.
        """
        self._write(f"\r\033[K{line}" if self.moves else apart)

    def _tell_left(self, took: float) -> str:
        left, read = self._size - self.done, self.done - self.known
        if left <= 0 or read <= 0:
            return ""
        return f", about {took * left / read / 60:.0f} min left"

    def _write(self, text: str) -> None:
        if text and self._stream is not None:
            self._stream.write(text)
            self._stream.flush()
