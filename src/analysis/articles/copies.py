"""Articles that are copies of another, and text that two sides share, by runs of eight words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import category

import numpy as np
import pandas as pd

from analysis.text.known import Known
from analysis.text.words import list_words

SHINGLE = 8  # words in a run
SAME = 0.8  # share of runs that makes a copy
SHARED = 0.2  # share of runs on another side that is worth a note
LETTERS = 1 << 16  # that are added up at once, in bytes
LONGEST_WORD = 1_000  # bytes; of a longer word, which nobody wrote, these are numbered
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_HALF, _SPACE = np.uint64(32), ord(" ")
# Bytes as they are compared: capitals as small letters, of ASCII what is neither letter nor digit
# as space.
_PLAIN = bytes(
    byte if byte > 127 else ord(chr(byte).lower()) if chr(byte).isalnum() else _SPACE
    for byte in range(256)
)
_BEYOND = re.compile(r"[^\x00-\x7f]")


def find_copies(
    articles: pd.DataFrame, *, runs: Sequence[Sequence[int] | np.ndarray] | None = None
) -> tuple[pd.DataFrame, frozenset[int]]:
    """Find copies of articles on one side, and text that two sides share, by runs of words.

    A run has SHINGLE words. Of copies the longest article is kept.

    Parameters
    ----------
    articles : with article_id, side and text.
    runs : by article, its runs from number_runs, where they are known.

    Returns
    -------
    Two things. A table, one row a finding: article_id, side, what ('folded': at least SAME of its
    runs stand in another article of its side; 'shared': at least SHARED of them stand on other
    sides), reason, n_words (runs of the article; of 'shared' those that are shared). And the runs
    that stand on more than one side.

    Examples
    --------
    >>> text = "The quay was sold to a bank before the town had heard of it."
    >>> articles = pd.DataFrame({"article_id": ["x", "y"], "side": "A", "text": [text, text]})
    >>> find_copies(articles)[0][["article_id", "what"]].values.tolist()
    [['y', 'folded']]
    """
    if runs is None:
        runs = [number_runs(text) for text in articles["text"]]
    listed = _list_runs(articles, runs)
    folded, stock = _fold_copies(listed)
    common = frozenset(run for run, on in stock.sides.items() if len(on) > 1)
    gone = {row[0] for row in folded}
    kept = [article for article in listed if article.article_id not in gone]
    rows = folded + _list_shared(kept, stock, common)
    return pd.DataFrame(rows, columns=["article_id", "side", "what", "reason", "n_words"]), common


class _Article(NamedTuple):
    """An article by its runs: how many, how many different ones, and those that come again.

    They come again in this article or in another.
    """

    article_id: str
    side: str
    length: int
    different: int
    again: list[int]


class _Stock(NamedTuple):
    """Of the articles kept so far: who first has a run on a side, and a run's sides."""

    owners: dict[tuple[str, int], str]
    sides: dict[int, set[str]]


def _list_runs(
    articles: pd.DataFrame, runs: Sequence[Sequence[int] | np.ndarray]
) -> list[_Article]:
    columns = [np.asarray(run, "uint64") for run in runs]
    # Most runs stand in one article alone, and once, where there is nothing to look up.
    recurs = _find_recurring(np.concatenate([np.zeros(0, "uint64"), *columns]))
    listed = []
    keys = zip(articles["article_id"], articles["side"], strict=True)
    at = 0
    for key, run in zip(keys, columns, strict=True):
        found = run[recurs[at : at + len(run)]]
        again = np.unique(found)
        different = len(run) - len(found) + len(again)
        listed.append(_Article(*key, len(run), different, again.tolist()))
        at += len(run)
    return listed


def _find_recurring(values: np.ndarray) -> np.ndarray:
    """Which values come more than once."""
    ordered = np.sort(values)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return pd.Index(values).isin(np.unique(again))


def _fold_copies(articles: list[_Article]) -> tuple[list[tuple], _Stock]:
    """The rows of the copies, and the runs of the articles that are kept."""
    rows = []
    stock = _Stock({}, {})
    for article in sorted(articles, key=_length_and_id):
        enough = SAME * article.different
        own_keys = [(article.side, run) for run in article.again]
        held: Counter[str] = Counter()
        if len(own_keys) >= enough:
            held.update(stock.owners[key] for key in own_keys if key in stock.owners)
        other, n = held.most_common(1)[0] if held else ("", 0)
        if n >= enough:
            share = n / article.different
            reason = f"{share:.0%} of it stands in {other}, which is counted alone"
            rows.append((article.article_id, article.side, "folded", reason, article.length))
            continue
        for key in own_keys:
            stock.owners.setdefault(key, article.article_id)
            stock.sides.setdefault(key[1], set()).add(article.side)
    return rows, stock


def _length_and_id(article: _Article) -> tuple[int, str]:
    return -article.length, article.article_id


def _list_shared(articles: list[_Article], stock: _Stock, common: frozenset[int]) -> list[tuple]:
    """A row for each article of which enough stands on another side."""
    rows = []
    for article in articles:
        own = common.intersection(article.again)
        if len(own) < SHARED * article.different:
            continue
        held: Counter[str] = Counter()
        for run in own:
            for side in stock.sides[run] - {article.side}:
                held[stock.owners[side, run]] += 1
        other = max(sorted(held), key=held.get)
        share = len(own) / article.different
        reason = f"{share:.0%} of it stands on another side too, most of that in {other}"
        rows.append((article.article_id, article.side, "shared", reason, len(own)))
    return rows


def number_runs(text: str) -> np.ndarray:
    """Number each run of SHINGLE words of a text.

    The same words have the same number, whatever their case and what stands between them. A shorter
    text has one number. Words are letters and digits: U.S. is two of them; of one longer than
    LONGEST_WORD only the beginning counts. The numbers are the fingerprints of Karp and Rabin
    (1987): sums of letters, each with a weight for its place in the run.

    Parameters
    ----------
    text : of an article.

    Returns
    -------
    A column of whole numbers, one a run.

    Examples
    --------
    >>> len(number_runs("one two three four five six seven eight nine"))
    2
    """
    letters, ends = _cut_words(_plain_letters(text))
    many = max(1, len(ends) - SHINGLE + 1)
    starts = np.append(0, ends + 1)[:many]
    stops = ends[SHINGLE - 1 :] if len(ends) >= SHINGLE else np.array([len(letters)])
    numbers = []
    k = 0
    while k < many:
        end = np.searchsorted(stops, starts[k] + LETTERS, side="right")
        numbers.append(_add_letters(letters, starts[k:end], stops[k:end]))
        k = end
    return np.concatenate(numbers)


def _plain_letters(text: str) -> np.ndarray:
    """The words of a text in small letters, as bytes, with one space behind each."""
    if not text.isascii():
        for character in set(_BEYOND.findall(text)):
            plain = _other[character]
            if plain != character:
                text = text.replace(character, plain)
        text = text.lower()
    data = f" {text} ".encode("utf-8", "surrogatepass").translate(_PLAIN)
    letters = np.frombuffer(data, "uint8")
    inside = letters != _SPACE
    return letters[1:][inside[1:] | inside[:-1]]


def _find_plain(character: str) -> str:
    """What a character beyond ASCII counts as: itself as part of a word, else a space or nothing.

    Soft hyphens and the like stand inside words and are nothing.
    """
    kind = category(character)
    if kind[0] in "LNM" or kind == "Cs":
        return character
    return "" if kind == "Cf" else " "


_other = Known(_find_plain)


def _cut_words(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The letters without the ends of words that are too long, and where each word ends."""
    ends = np.flatnonzero(letters == _SPACE)
    lengths = np.diff(ends, prepend=-1) - 1
    long = np.flatnonzero(lengths > LONGEST_WORD)
    if not len(long):
        return letters, ends
    kept = np.ones(len(letters), bool)
    for end, length in zip(ends[long].tolist(), lengths[long].tolist(), strict=True):
        kept[end - length + LONGEST_WORD : end] = False
    letters = letters[kept]
    return letters, np.flatnonzero(letters == _SPACE)


def _add_letters(letters: np.ndarray, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """The numbers of runs that begin and end at these places, in order; no more than LETTERS."""
    first, last = starts[0], stops[-1]
    weights, inverse = _list_weights()
    upto = np.zeros(last - first + 1, "uint64")
    np.cumsum(letters[first:last] * weights[: last - first], out=upto[1:])
    # All runs are weighted by their places in the text, which the inverse takes out again.
    numbers = (upto[stops - first] - upto[starts - first]) * inverse[starts - first]
    # The last bits of such a sum tell little; the first ones, which are drawn from, get their part.
    return (numbers ^ (numbers >> _HALF)) * np.uint64(_BASE)


@cache
def _list_weights() -> list[np.ndarray]:
    """Powers of _BASE and of its inverse, one for each of LETTERS places."""
    bases = (_BASE, pow(_BASE, -1, 1 << 64))
    return [np.cumprod(np.full(LETTERS + 1, base, "uint64")) for base in bases]


def _stands_elsewhere(sentence: str, common: frozenset[int]) -> bool:
    if len(list_words(sentence)) < SHINGLE:
        return False
    return common.issuperset(number_runs(sentence).tolist())


def set_aside_shared(sentences: pd.DataFrame, text: str, *, common: frozenset[int]) -> pd.DataFrame:
    """Make sentences that stand on another side too boilerplate.

    They do when another side has every run of SHINGLE words of them. Shorter sentences stay.

    Parameters
    ----------
    sentences : those of roles.list_sentences as a table.
    text : the one they were cut from, as normalise gives it.
    common : the runs that stand on more than one side, from find_copies.

    Returns
    -------
    The same rows and columns, of which role and reason may change.
    """
    pieces = [text[i:j] for i, j in zip(sentences["start"], sentences["end"], strict=True)]
    shared = [_stands_elsewhere(piece, common) for piece in pieces]
    aside = pd.Series(shared, index=sentences.index) & (sentences["role"] == "body")
    role = sentences["role"].mask(aside, "boilerplate")
    reason = sentences["reason"].mask(aside, "stands on another side too")
    return sentences.assign(role=role, reason=reason)
