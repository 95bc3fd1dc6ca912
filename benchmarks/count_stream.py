"""Counts of streams of articles of any length, of which only what they add to the sums is kept.

Sums of the parts of a stream add up to those of the whole, so parts may be counted apart and
anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csc_array

from analysis.stats.totals import SIZES
from analysis.text.typography import normalise
from analysis.text.words import list_lines, list_terms, term_of

# The sums of each side that come from counts alone (totals.SUMS has more).
SUMS = ["a", "b", "product_a", "product_b", "square_a", "square_b", "articles_a", "articles_b"]
BATCH = 1 << 22  # characters counted at a time: more take memory, fewer take time
REMEMBERED = 1 << 18  # different pieces of text whose terms are remembered
# No word holds one of these, and normalising neither removes one nor joins it with what stands
# beside it.
_BETWEEN = '\t\n !"#$%&()*+/:;<=>?@[\\]^{|}~'
_KIND = bytes(
    0 if chr(byte) in _BETWEEN else 2 if chr(byte) in ascii_lowercase else 1 for byte in range(256)
)
_KEEP = np.array([(1 << 8 * k) - 1 for k in range(9)], np.uint64)  # the first k of 8 bytes


def count_stream(
    articles: Iterable[tuple[str, str]], *, sides: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the one-word terms of two sides in one pass over articles of any number.

    The counts are those of `terms.count_words` on the plain text (`normalise`), every line of an
    article one segment in one voice: a line all in capitals, of more than two words, counts as if
    in lower case. Memory grows with the number of different terms, not with the text. articles:
    side and text (with LF line ends) of each, read once and lazily. sides: the labels of a and b;
    articles of other sides are passed over. Returns two tables; those of parts of a stream are put
    together by `add_counts`:
    - counts, by falling total, then by term: term, size (1), a, b, total (occurrences), articles_a,
      articles_b (that hold it), and for a test by articles the sums over them square_a, square_b
      (n²), product_a, product_b (n times its words);
    - sizes, one row a side (the index), a first: articles (that have words), words, square (sum of
      words²).
    Raises: ValueError for a side named twice, and for a text that is no string.

    >>> articles = [("A", "The port"), ("B", "the lease"), ("A", "PORT, PORT")]
    >>> counts, sizes = count_stream(articles, sides=("A", "B"))
    >>> counts[["term", "a", "b", "square_a", "articles_a"]].values.tolist()
    [['PORT', 2, 0, 4, 1], ['the', 1, 1, 1, 1], ['lease', 0, 1, 0, 0], ['port', 1, 0, 1, 1]]
    """
    if len(set(sides)) != 2 or len(sides) != 2:
        raise ValueError(f"sides: {list(sides)}; give the labels of two sides.")
    known: dict[str, int] = {}  # each term and its number
    # Each piece and the number of its only term, or -1 - k for those in several[k].
    pieces: dict[bytes, int] = {}
    several: list[list[int]] = []
    sums, sizes = np.zeros((0, len(SUMS)), np.int64), np.zeros((2, 3), np.int64)
    for side, texts in _batch(articles, list(sides)):
        if len(pieces) > REMEMBERED:
            pieces, several = {}, []
        numbers, held = _count_batch(texts, known, pieces, several)
        if len(known) > len(sums):
            sums = np.pad(sums, ((0, len(known) * 5 // 4 - len(sums)), (0, 0)))
        words, own = held.sum(axis=1), np.eye(2, dtype=np.int64)[side]
        found = [held.T @ own, held.T @ (own * words[:, None])]
        for values in (held.data**2, 1):
            held.data[:] = values
            found.append(held.T @ own)
        sums[numbers] += np.hstack(found)
        sizes += own.T @ np.column_stack([words > 0, words, words**2])
    counts = pd.DataFrame(sums[: len(known)], columns=SUMS)
    counts.insert(0, "term", pd.Series(list(known), dtype="str"))
    return _order(counts), pd.DataFrame(sizes, pd.Index(list(sides), name="side"), SIZES)


def add_counts(
    parts: Iterable[tuple[pd.DataFrame, pd.DataFrame]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up what `count_stream` found in parts of a stream; the result is as of one pass.

    Raises: ValueError for parts of other sides, or of the same the other way round.

    >>> parts = [count_stream([(side, "a port")], sides=("A", "B")) for side in "AB"]
    >>> add_counts(parts)[0][["term", "a", "b", "total"]].values.tolist()
    [['a', 1, 1, 2], ['port', 1, 1, 2]]
    """
    counts, sizes = zip(*parts, strict=True)
    if len(found := {tuple(part.index) for part in sizes}) > 1:
        raise ValueError(
            f"parts: they are of different sides, {sorted(found)}; count all with the same `sides`."
        )
    counts = pd.concat(counts)[["term", *SUMS]].groupby("term", as_index=False).sum()
    return _order(counts), pd.concat(sizes).groupby("side", sort=False).sum()


def _order(counts: pd.DataFrame) -> pd.DataFrame:
    counts = counts.assign(size=1, total=counts["a"] + counts["b"])
    counts = counts[["term", "size", "a", "b", "total", *SUMS[6:], *SUMS[4:6], *SUMS[2:4]]]
    return counts.sort_values(["total", "term"], ascending=[False, True], ignore_index=True)


def _batch(
    articles: Iterable[tuple[str, str]], sides: list[str]
) -> Iterator[tuple[list[int], list[str]]]:
    """The stream in batches: the place of each article's side, and their texts."""
    places, texts, size = [], [], 0
    for at, (side, text) in enumerate(articles):
        if side not in sides:
            continue
        if not isinstance(text, str):
            raise ValueError(
                f"articles: number {at} (from 0) has a text of type {type(text).__name__}; "
                "give str or leave it out."
            )
        places.append(sides.index(side))
        texts.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield places, texts
            places, texts, size = [], [], 0
    if texts:
        yield places, texts


def _count_batch(
    texts: list[str], known: dict[str, int], pieces: dict[bytes, int], several: list[list[int]]
) -> tuple[np.ndarray, csc_array]:
    """The numbers of the terms found, and how often each text holds each.

    What was not met yet is added to known, pieces and several.
    """

    def number(terms: Iterable[str]) -> list[int]:
        return [known.setdefault(term, len(known)) for term in terms]

    rows, more = [], []  # texts and terms of what is not one term in one piece
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    # No word runs over the end of its text, and 16 bytes can be read anywhere.
    data = bytearray(b"\n").join([b"", *parts, b"\0" * 16])
    last = np.cumsum([0, *(len(part) + 1 for part in parts)])  # where the texts end
    byte = np.frombuffer(data, np.uint8)[:-16]
    kind = np.frombuffer(data.translate(_KIND), np.uint8)[:-16]
    line = np.flatnonzero(byte == ord("\n"))
    # Only a line without small letters can be all in capitals when it is plain.
    for k in np.flatnonzero(np.maximum.reduceat(kind, line) == 1).tolist():
        i, j = line[k], line[k + 1]
        terms = number(list_terms(normalise(data[i + 1 : j].decode("utf-8", "surrogatepass"))[0]))
        rows += [np.searchsorted(last, i, side="right") - 1] * len(terms)
        more += terms
        kind[i:j] = 0
    # A comma before a space, and a point after two small letters too, belong to no word: fewer
    # different pieces.
    between = kind[1:] == 0
    kind[:-1] *= ~((byte[:-1] == ord(",")) & between)
    small = kind == 2
    kind[2:-1] *= ~((byte[2:-1] == ord(".")) & (kind[3:] == 0) & small[1:-2] & small[:-3])
    inside = kind > 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    code, first, distinct = _number_pieces(data, start, end - start)
    found = list(map(pieces.get, distinct))
    new = [k for k, term in enumerate(found) if term is None]
    for k in new:
        piece = distinct[k]
        # Most are so: nothing to make plain, one word, its small letters its term.
        if piece.isalpha() and piece[1:].islower():
            found[k] = pieces[piece] = known.setdefault(piece.lower().decode(), len(known))
    new = [k for k in new if found[k] is None]
    written = b"\n".join([distinct[k] for k in new]).decode("utf-8", "surrogatepass")
    for k, words in zip(new, list_lines(normalise(written)[0]), strict=bool(new)):
        terms = number(map(term_of, words))
        if len(terms) != 1:
            several.append(terms)
        found[k] = pieces[distinct[k]] = terms[0] if len(terms) == 1 else -len(several)
    first[first >= 0] = found
    # Columns only for what this batch holds, so that a batch late in a long stream costs little
    # more than an early one.
    single = first >= 0
    others = [term for piece in found if piece < 0 for term in several[-1 - piece]]
    present = np.zeros(len(known), bool)
    present[first[single]] = present[others + more] = True
    numbers, column = np.flatnonzero(present), np.cumsum(present) - 1
    first[single] = column[first[single]]
    place, shape = first.astype(np.int32)[code], (len(texts), len(numbers))
    row = np.repeat(np.arange(len(texts), dtype=np.int32), np.diff(np.searchsorted(start, last)))
    for at in np.flatnonzero(place < 0).tolist():
        terms = several[-1 - place[at]]
        rows += [row[at]] * len(terms)
        more += terms
    row, place = row[place >= 0], place[place >= 0]
    # Apart, since the many are in order and the few are not.
    held = coo_array((np.ones(len(row), np.int32), (row, place)), shape).tocsc()
    few = coo_array((np.ones(len(rows), np.int32), (rows, column[more])), shape).tocsc()
    return numbers, (held + few).astype(np.int64)


def _number_pieces(
    data: bytearray, start: np.ndarray, length: np.ndarray
) -> tuple[np.ndarray, np.ndarray, list[bytes]]:
    """Number pieces of data so that only the same bytes have the same number.

    Returns: for each piece its number; by number the first piece, or -1; and these pieces.

    Eight bytes are numbered as one integer, so nothing rests on a hash (NUL at an end is lost, and
    no term holds one).
    """
    eight = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))
    code, found = pd.factorize(eight[start] & _KEEP[np.minimum(length, 8)], size_hint=1 << 15)
    many, long, longer = len(found), np.flatnonzero(length > 8), np.flatnonzero(length > 16)
    second, found = pd.factorize(eight[start[long] + 8] & _KEEP[np.minimum(length[long] - 8, 8)])
    pair, found = pd.factorize(code[long] * len(found) + second)
    code[long], many = many + pair, many + len(found)
    whole = np.empty(len(longer), object)
    whole[:] = [
        bytes(data[i : i + n])
        for i, n in zip(start[longer].tolist(), length[longer].tolist(), strict=True)
    ]
    number, whole = pd.factorize(whole)
    code[longer] = many + number
    first = np.full(many + len(whole), -1)
    first[code[::-1]] = np.arange(len(code))[::-1]
    some = first[:many][first[:many] >= 0][:, None]
    halves = eight[start[some] + [0, 8]] & _KEEP[np.clip(length[some] - [0, 8], 0, 8)]
    return code, first, [*halves.view("S16").ravel().tolist(), *whole]
