"""Near copies over a whole archive, found while its articles go by.

Of the runs of eight words of an article the ones with the smallest numbers are a fair sample, and
the same ones for the same text (bottom-k min-hash, Broder 1997; Cohen and Kaplan 2007). So an
article is told by a few dozen numbers, and only these are kept.
"""

from __future__ import annotations

from os import SEEK_END
from pathlib import Path
from tempfile import TemporaryFile
from weakref import finalize

import numpy as np

from analysis.articles.copies import number_runs
from analysis.articles.register import Register

# Share of an article's sample that stands in another's. Of articles of which four fifths are the
# same (articles.copies.SAME) one in a hundred has so large a share by chance.
SAME_SAMPLE = 0.92
KEPT = 48  # numbers kept of an article
ENOUGH = 2 * KEPT  # the smallest numbers, which may be the same, among which these are looked for
LISTED = 4  # of these, the ones under which it is looked up
ASKED = 8  # numbers of a new article that are looked up
FEWEST = 8  # numbers from which a share is told, unless these are all there are
_HALF = np.uint64(32)
# What is kept of an article; whole says whether its sample is all there is.
_RECORD = np.dtype([("row", "i8"), ("many", "i4"), ("whole", "i4"), ("sample", "u4", (KEPT,))])
_WAITING = 1 << 18  # bytes that are written together


class NearCopies:
    """The articles of one side that were met, by samples of their runs.

    The samples stand in a temporary file, because most are never looked at again: 208 bytes an
    article, and a hundred in memory.

    Parameters
    ----------
    folder : for that file; None for the system's own.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._owners = Register("I")
        self._many = 0
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - it lives as long as this does
        finalize(self, self._file.close)
        self._waiting = bytearray()  # records that are not in the file yet

    def meet(self, text: str, row: int) -> int | None:
        """Look for an earlier article in which a text stands nearly whole.

        Where there is none, the text is kept for those to come, under its own row.

        Parameters
        ----------
        text : of an article of this side.
        row : its row in the table.

        Returns
        -------
        The row of the earlier article; None where there is none.

        Examples
        --------
        >>> known = NearCopies()
        >>> text = " ".join(f"word{k}" for k in range(200))
        >>> [known.meet(text, 1), known.meet(f"{text} and more", 2), known.meet("Other", 3)]
        [None, 1, None]
        """
        sample, whole = sample_runs(text)
        asked = sample[:ASKED].tolist()
        owners = [self._owners.find(run) for run in asked]
        for other in dict.fromkeys(owners):
            if other >= 0:
                record = self._read(other)
                if _share(sample, whole, record) >= SAME_SAMPLE:
                    return int(record["row"])
        self._keep(sample, whole, row)
        return None

    def _keep(self, sample: np.ndarray, whole: bool, row: int) -> None:
        for run in sample[:LISTED].tolist():
            self._owners.add(run, self._many)
        record = np.zeros((), _RECORD)
        record["row"], record["many"], record["whole"] = row, len(sample), whole
        record["sample"][: len(sample)] = sample
        self._waiting += record.tobytes()
        self._many += 1
        if len(self._waiting) >= _WAITING:
            self._file.seek(0, SEEK_END)
            self._file.write(self._waiting)
            self._waiting.clear()

    def _read(self, number: int) -> np.void:
        """What is kept of an article."""
        size = _RECORD.itemsize
        at = number * size
        written = self._many * size - len(self._waiting)
        if at >= written:
            data = self._waiting[at - written : at - written + size]
        else:
            self._file.seek(at)
            data = self._file.read(size)
        return np.frombuffer(bytes(data), _RECORD)[0]


def _share(sample: np.ndarray, whole: bool, other: np.void) -> float:
    """The share of an article's runs that stand in another, as far as both samples tell."""
    known = other["sample"][: other["many"]]
    told = sample
    if not other["whole"]:
        # Beyond the last number of the other's sample nothing is known of it.
        told = sample[sample <= known[-1]]
    if len(told) < FEWEST and not (whole and len(told) == len(sample)):
        return 0.0
    shared = set(told.tolist()).intersection(known.tolist())
    return len(shared) / len(told)


def sample_runs(text: str) -> tuple[np.ndarray, bool]:
    """Take a sample of the runs of a text: those with the smallest numbers.

    Parameters
    ----------
    text : of an article.

    Returns
    -------
    At most KEPT numbers in order; and whether these are all runs of the text.

    Examples
    --------
    >>> sample, whole = sample_runs("The quay was sold.")
    >>> len(sample), whole
    (1, True)
    """
    numbers = (number_runs(text) >> _HALF).astype("uint32")
    if len(numbers) > ENOUGH:
        smallest = _sort_different(np.partition(numbers, ENOUGH)[:ENOUGH])
        if len(smallest) > KEPT:
            return smallest[:KEPT], False
    numbers = _sort_different(numbers)
    return numbers[:KEPT], len(numbers) <= KEPT


def _sort_different(numbers: np.ndarray) -> np.ndarray:
    """The different numbers in order, at least one; numpy's own way takes longer for so few."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])]
