"""Near copies over a whole archive, found while its articles go by.

Of the runs of eight words of an article the ones with the smallest numbers are a fair sample, and
the same ones for the same text (bottom-k min-hash, Broder 1997; Cohen and Kaplan 2007). So an
article is told by a few dozen numbers, and only these are kept.
"""

from __future__ import annotations

from array import array

import numpy as np

from analysis.articles.copies import number_runs

# Share of an article's sample that stands in another's. Of articles of which four fifths are the
# same (articles.copies.SAME) one in a hundred has so large a share by chance.
SAME_SAMPLE = 0.92
KEPT = 48  # numbers kept of an article
ENOUGH = 2 * KEPT  # the smallest numbers, which may be the same, among which these are looked for
LISTED = 4  # of these, the ones under which it is looked up
ASKED = 8  # numbers of a new article that are looked up
FEWEST = 8  # numbers from which a share is told, unless these are all there are
_HALF = np.uint64(32)


class NearCopies:
    """The articles of one side that were met, by samples of their runs."""

    def __init__(self) -> None:
        self._owners = _Owners()
        self._rows = array("q")
        self._ends = array("q", [0])
        self._samples = array("I")
        self._whole = bytearray()  # whether a sample is all there is

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
            if other >= 0 and self._share(sample, whole, other) >= SAME_SAMPLE:
                return self._rows[other]
        self._keep(sample, whole, row)
        return None

    def _keep(self, sample: np.ndarray, whole: bool, row: int) -> None:
        number = len(self._rows)
        self._rows.append(row)
        self._samples.extend(sample.tolist())
        self._ends.append(len(self._samples))
        self._whole.append(whole)
        for run in sample[:LISTED].tolist():
            self._owners.add(run, number)

    def _share(self, sample: np.ndarray, whole: bool, other: int) -> float:
        """The share of an article's runs that stand in another, as far as both samples tell."""
        first, end = self._ends[other], self._ends[other + 1]
        known = np.array(self._samples[first:end], "uint32")
        told = sample
        if not self._whole[other]:
            # Beyond the last number of the other's sample nothing is known of it.
            told = sample[sample <= known[-1]]
        if len(told) < FEWEST and not (whole and len(told) == len(sample)):
            return 0.0
        return float(np.isin(told, known).mean())


class _Owners:
    """The article that is listed under the number of a run, the first of several.

    Two columns, in which a number stands at the place that its last bits name or at the next free
    one: a dict of ten million articles would take five times as much memory.
    """

    def __init__(self) -> None:
        self._many = 0
        self._clear(1 << 10)

    def _clear(self, size: int) -> None:
        self._runs = array("I", bytes(4 * size))
        self._articles = array("i", b"\xff" * (4 * size))  # -1: free
        self._last = size - 1

    def _place(self, run: int) -> int:
        """Where a number stands, or would."""
        place = run & self._last
        while self._articles[place] >= 0 and self._runs[place] != run:
            place = (place + 1) & self._last
        return place

    def find(self, run: int) -> int:
        """The article, -1 for none."""
        return self._articles[self._place(run)]

    def add(self, run: int, article: int) -> None:
        """List an article, unless another is there."""
        place = self._place(run)
        if self._articles[place] >= 0:
            return
        self._runs[place], self._articles[place] = run, article
        self._many += 1
        if 2 * self._many > self._last:
            self._grow()

    def _grow(self) -> None:
        known = zip(self._runs, self._articles, strict=True)
        self._clear(2 * len(self._runs))
        for run, article in known:
            if article >= 0:
                place = self._place(run)
                self._runs[place], self._articles[place] = run, article


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
        smallest = np.unique(np.partition(numbers, ENOUGH)[:ENOUGH])
        if len(smallest) > KEPT:
            return smallest[:KEPT], False
    numbers = np.unique(numbers)
    return numbers[:KEPT], len(numbers) <= KEPT
