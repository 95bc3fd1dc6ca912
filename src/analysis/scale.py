"""Counts of streams of articles of any length: of an article nothing is kept but what it adds to the sums.

Sums of the parts of a stream add up to those of the whole, so parts may be counted apart and anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_lowercase

import numpy as np
import pandas as pd

from analysis.language import list_words, normalise, term_of
from analysis.terms import list_terms

BATCH = 1 << 21  # characters counted at a time: few enough for the processor's caches, many enough for numpy
REMEMBERED = 1 << 17  # different pieces of text whose terms are remembered
SUMS = ["n", "square", "product", "articles"]  # of each term on each side
# No word holds one of these, and normalising neither removes one nor joins it with what stands beside it.
_BETWEEN = '\t\n !"#$%&()*+/:;<=>?@[\\]^{|}~'
_KIND = bytes(0 if chr(byte) in _BETWEEN else 2 if chr(byte) in ascii_lowercase else 1 for byte in range(256))
_KEEP = np.array([(1 << 8 * k) - 1 for k in range(9)], np.uint64)  # the first k of 8 bytes


def count_stream(articles: Iterable[tuple[str, str]], *, sides: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count the one-word terms of two sides in one pass over articles of any number.

    The counts are those of `terms.count_words` on the plain text (`normalise`), every line of an article one segment in one
    voice: a line all in capitals, of more than two words, counts as if in lower case. Memory grows with the number of
    different terms, not with the text.
    articles: side and text (with LF line ends) of each, read once and lazily. sides: the labels of a and b; articles of
    other sides are passed over.
    Returns two tables; those of parts of a stream are put together by `add_counts`:
    - counts, by falling total, then by term: term, size (1), a, b, total (occurrences), articles_a, articles_b (that hold
      it), and for a test by articles the sums over them square_a, square_b (n²), product_a, product_b (n times its words);
    - sizes, one row a side (the index), a first: articles (that have words), words, square (sum of words²).
    Raises: ValueError for a side named twice, and for a text that is no string.

    >>> counts, sizes = count_stream([("A", "The port"), ("B", "the lease"), ("A", "PORT, PORT")], sides=("A", "B"))
    >>> counts[["term", "a", "b", "square_a", "articles_a"]].values.tolist()
    [['PORT', 2, 0, 4, 1], ['the', 1, 1, 1, 1], ['lease', 0, 1, 0, 0], ['port', 1, 0, 1, 1]]
    """
    if len(set(sides)) != 2 or len(sides) != 2:
        raise ValueError(f"sides: {list(sides)}; give the labels of two sides.")
    known: dict[str, int] = {}  # each term and its number
    pieces: dict[bytes, int] = {}  # each piece and the number of its only term, or -1 - k for those in several[k]
    several: list[list[int]] = []
    sums, sizes = np.zeros((len(SUMS), 0), np.int64), np.zeros((2, 3), np.int64)
    for side, texts in _batch(articles, list(sides)):
        if len(pieces) > REMEMBERED:
            pieces, several = {}, []
        article, number = _number_terms(texts, known, pieces, several)
        if (missing := 2 * len(known) - sums.shape[1]) > 0:
            sums = np.pad(sums, ((0, 0), (0, missing + len(known))))
        shift = len(known).bit_length()
        cell = article << shift | number
        small = len(texts) << shift <= 1 << 32  # half the size sorts in half the time
        cell, n = np.unique(cell.astype(np.uint32) if small else cell, return_counts=True)
        words = np.bincount(article, minlength=len(texts))
        article = (cell >> shift).astype(int)
        column = 2 * (cell & (1 << shift) - 1).astype(int) + side[article]
        for row, values in zip(sums, (n, n * n, n * words[article], np.ones_like(n)), strict=True):
            np.add.at(row, column, values)
        np.add.at(sizes, side, np.column_stack([words > 0, words, words**2]))
    table = {
        f"{name}_{letter}": row[k : 2 * len(known) : 2]
        for name, row in zip(SUMS, sums, strict=True)
        for k, letter in enumerate("ab")
    }
    counts = pd.DataFrame({"term": pd.Series(list(known), dtype="str"), **table})
    sizes = pd.DataFrame(sizes, pd.Index(list(sides), name="side"), ["articles", "words", "square"])
    return _order(counts.rename(columns={"n_a": "a", "n_b": "b"})), sizes


def add_counts(parts: Iterable[tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add up what `count_stream` found in parts of a stream, of the same sides; the result is as of one pass.

    >>> parts = [count_stream([(side, "a port")], sides=("A", "B")) for side in "AB"]
    >>> add_counts(parts)[0][["term", "a", "b", "total"]].values.tolist()
    [['a', 1, 1, 2], ['port', 1, 1, 2]]
    """
    counts, sizes = zip(*parts, strict=True)
    counts = pd.concat(counts).drop(columns=["size", "total"]).groupby("term", as_index=False).sum()
    return _order(counts), pd.concat(sizes).groupby("side", sort=False).sum()


def _order(counts: pd.DataFrame) -> pd.DataFrame:
    counts = counts.assign(size=1, total=counts["a"] + counts["b"])
    sums = [f"{name}_{letter}" for name in ("articles", "square", "product") for letter in "ab"]
    counts = counts[["term", "size", "a", "b", "total", *sums]]
    return counts.sort_values(["total", "term"], ascending=[False, True], ignore_index=True)


def _batch(articles: Iterable[tuple[str, str]], sides: list[str]) -> Iterator[tuple[np.ndarray, list[str]]]:
    """The stream in batches: the place of each article's side, and their texts."""
    places, texts, size = [], [], 0
    for at, (side, text) in enumerate(articles):
        if side not in sides:
            continue
        if not isinstance(text, str):
            raise ValueError(
                f"articles: the text of number {at} (from 0) is {type(text).__name__}; give a str or leave it out."
            )
        places.append(sides.index(side))
        texts.append(text)
        size += len(text) + 1
        if size >= BATCH:
            yield np.array(places), texts
            places, texts, size = [], [], 0
    if texts:
        yield np.array(places), texts


def _number_terms(
    texts: list[str], known: dict[str, int], pieces: dict[bytes, int], several: list[list[int]]
) -> tuple[np.ndarray, np.ndarray]:
    """For every occurrence of a term the place of its text and its number; what was not met yet is added to the three."""

    def number(terms: Iterable[str]) -> list[int]:
        return [known.setdefault(term, len(known)) for term in terms]

    articles, numbers = [], []
    parts = [text.encode("utf-8", "surrogatepass") for text in texts]
    data = b"\n".join([b"", *parts, b"\0" * 16])  # no word runs over the end of its text, and 16 bytes can be read anywhere
    kind = np.frombuffer(bytearray(data[:-16].translate(_KIND)), np.uint8)
    line = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    last = np.cumsum([0, *(len(part) + 1 for part in parts)])  # where the texts end
    # Only a line without small letters can be all in capitals when it is plain.
    for k in np.flatnonzero(np.maximum.reduceat(kind, line) == 1).tolist():
        i, j = line[k], line[k + 1]
        found = list_terms(normalise(data[i + 1 : j].decode("utf-8", "surrogatepass"))[0])
        found = number(term for term in found if " " not in term)
        articles += [np.searchsorted(last, i, side="right") - 1] * len(found)
        numbers += found
        kind[i:j] = 0
    inside = kind > 0
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    start, end = edges[::2], edges[1::2]
    code, at, distinct = _number_pieces(data, start, end - start)
    found = list(map(pieces.get, distinct))
    new = [k for k, term in enumerate(found) if term is None]
    plain = normalise(b"\n".join([distinct[k] for k in new]).decode("utf-8", "surrogatepass"))[0].split("\n")
    for k, words in zip(new, map(list_words, plain), strict=bool(new)):
        terms = number(map(term_of, words))
        if len(terms) != 1:
            several.append(terms)
        found[k] = pieces[distinct[k]] = terms[0] if len(terms) == 1 else -len(several)
    at[at >= 0] = found
    found = at[code]
    article = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(start, last)))
    one = found >= 0
    for k in np.flatnonzero(~one).tolist():
        terms = several[-1 - found[k]]
        articles += [article[k]] * len(terms)
        numbers += terms
    return tuple(np.concatenate([x[one], np.array(y, int)]) for x, y in ((article, articles), (found, numbers)))


def _number_pieces(data: bytes, start: np.ndarray, length: np.ndarray) -> tuple[np.ndarray, np.ndarray, list[bytes]]:
    """For each piece of data a number, the same only for the same bytes; by number the first piece, or -1; these pieces.

    Eight bytes are numbered as one integer, so nothing rests on a hash (NUL at an end is lost, and no term holds one).
    """
    eight = np.ndarray(len(data) - 7, "<u8", data, strides=(1,))
    code, found = pd.factorize(eight[start] & _KEEP[np.minimum(length, 8)])
    many, long, longer = len(found), np.flatnonzero(length > 8), np.flatnonzero(length > 16)
    second, found = pd.factorize(eight[start[long] + 8] & _KEEP[np.minimum(length[long] - 8, 8)])
    pair, found = pd.factorize(code[long] * len(found) + second)
    code[long], many = many + pair, many + len(found)
    whole = np.empty(len(longer), object)
    whole[:] = [data[i : i + n] for i, n in zip(start[longer].tolist(), length[longer].tolist(), strict=True)]
    number, whole = pd.factorize(whole)
    code[longer] = many + number
    first = np.full(many + len(whole), -1)
    first[code[::-1]] = np.arange(len(code))[::-1]
    some = first[:many][first[:many] >= 0][:, None]
    halves = eight[start[some] + [0, 8]] & _KEEP[np.clip(length[some] - [0, 8], 0, 8)]
    return code, first, [*halves.view("S16").ravel().tolist(), *whole]
