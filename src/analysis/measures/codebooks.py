"""Frame language: words and phrases of a codebook, found in sentences.

What is found is the language that a frame tends to use, which is less than the frame: no sentence
is understood, and irony, denial and quotation count like everything else. A codebook is a CSV
table: frame, pattern, weight, source, note.

A *pattern* is one or more words; * at a word's end stands for any more letters. Words are compared
as terms: case and possessive 's do not matter, but AID is not *aid*. British and American spelling
are one, and a hyphen is a space. `weight`, from 0 to 1, says how much one use tells; at 0 a pattern
keeps its words from the frame's shorter patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

from analysis.tables.schemas import SCHEMAS
from analysis.text.columns import HYPHEN, SPACES, Words, stand_in
from analysis.text.known import Known
from analysis.text.typography import normalise
from analysis.text.words import term_of, word_spans

CODEBOOK_COLUMNS = ["frame", "pattern", "weight", "source", "note"]
MARK_COLUMNS = list(SCHEMAS["marks"])
# Two dictionaries: a word in the one spelling -> the word in the other.
SPELLINGS = (BRITISH_ENGLISH_SPELLINGS, AMERICAN_ENGLISH_SPELLINGS)
RESPELT = frozenset().union(*SPELLINGS)  # words that have another spelling
FRAMES_PREFIX = "frames:"  # of the instrument in the marks table, before the codebook's name
SHORTEST_STEM = 3  # letters before a *; fewer would find nearly anything


def read_codebook(path: Path | str) -> pd.DataFrame:
    """Read and check a codebook.

    It is a CSV file in UTF-8 with the columns frame, pattern, weight, source, note.

    Parameters
    ----------
    path : of the file.

    Returns
    -------
    These columns, weight as float.

    Raises
    ------
    ValueError : naming file, row (the header is row 1) and column.
    """
    try:
        table = pd.read_csv(
            path, dtype="str", keep_default_na=False, skip_blank_lines=False, encoding="utf-8-sig"
        )
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{path}: cannot be read as a table ({error}); needed: a CSV file in UTF-8"
        ) from error
    if table.empty or not set(CODEBOOK_COLUMNS) <= set(table):
        found = f"{len(table)} rows and the columns {', '.join(table)}"
        raise ValueError(
            f"{path}: found {found}; a codebook has one row a pattern and "
            f"{', '.join(CODEBOOK_COLUMNS)}"
        )
    table = table[CODEBOOK_COLUMNS].assign(weight=pd.to_numeric(table["weight"], errors="coerce"))
    seen: dict[tuple, int] = {}
    for number, row in enumerate(table.itertuples(index=False), start=2):
        try:
            key = row.frame.strip(), _parse(row.pattern)
            if not key[0]:
                raise ValueError("frame: is empty; name the frame that the pattern belongs to")
            if not 0 <= row.weight <= 1:
                raise ValueError(
                    "weight: is no number from 0 to 1; write 1 for a word that leaves no doubt"
                )
            if key in seen:
                raise ValueError(
                    f"pattern: {row.pattern!r} is in row {seen[key]} already; keep one of the two"
                )
        except ValueError as error:
            raise ValueError(f"{path}, row {number}, column {error}") from None
        seen[key] = number
    return table


def _parse(pattern: str) -> tuple[str, ...]:
    """The words of a pattern as terms, each with its * if it has one."""
    words = []
    for word in normalise(pattern)[0].replace("-", " ").split():
        stem = word.removesuffix("*")
        if word_spans(stem) != [(0, len(stem))] or (stem != word and len(stem) < SHORTEST_STEM):
            allowed = (
                f"letters and digits, and one * at the end after {SHORTEST_STEM} or more of them"
            )
            raise ValueError(f"pattern: {word!r} in {pattern!r} is no word; allowed: {allowed}")
        words.append(term_of(stem) + word[len(stem) :])
    if not words:
        raise ValueError("pattern: is empty; write one or more words")
    return tuple(words)


def _spell(word: str) -> tuple[str, ...]:
    others = [spellings[word] for spellings in SPELLINGS if word in spellings]
    return tuple(dict.fromkeys((word, *others))) if others else (word,)


class _Plant:
    """The patterns of a codebook as a tree of words.

    Where a pattern ends, {frame: weight} stands under the key None.
    """

    def __init__(self, rows: Iterable[tuple[str, str, float]]):
        self.tree: dict = {}
        patterns = [_parse(pattern) for pattern, *_ in rows]
        for words, (_, frame, weight) in zip(patterns, rows, strict=True):
            nodes = [self.tree]
            for keys in ([word] if word[-1] == "*" else _spell(word) for word in words):
                nodes = [node.setdefault(key, {}) for node in nodes for key in keys]
            for node in nodes:
                node.setdefault(None, {})[frame] = float(weight)
        self.stems: dict[str, set[str]] = {}  # by their first letters
        for words in patterns:
            for word in words:
                if word[-1] == "*":
                    self.stems.setdefault(word[:SHORTEST_STEM], set()).add(word[:-1])
        self.parts_of = Known(self.list_parts)

    def list_parts(self, form: str) -> list[_Part]:
        """The parts of a word between hyphens."""
        return [_Part(len(part), *self.list_keys(part)) for part in form.split("-")]

    def list_keys(self, word: str) -> tuple[Sequence[str], bool]:
        """What a word is looked up as, and whether a pattern begins so.

        Spellings come first, then stems from the longest.
        """
        term = term_of(word)
        if term not in RESPELT and term[:SHORTEST_STEM] not in self.stems:  # most words
            return (term,), term in self.tree
        keys = _spell(term)
        begun = set()
        for form in keys:
            near = self.stems.get(form[:SHORTEST_STEM], ())
            begun.update(stem for stem in near if form.startswith(stem))
        stems = sorted(begun, key=lambda stem: (-len(stem), stem))
        keys += tuple(f"{stem}*" for stem in stems)
        return keys, not self.tree.keys().isdisjoint(keys)


_grow = lru_cache(maxsize=8)(_Plant)  # every part of many articles asks for the same codebooks


def _find(words: Words, plant: _Plant) -> list[tuple[int, str, int, int, float]]:
    """Text, frame, start, end and weight of each use, none inside another of its frame.

    Per frame the first use is taken, then the longest.

    A word is looked up a bounded number of times, so the time grows with the length of the text and
    not faster.
    """
    forms = _Forms(words, plant)
    on, worth = _find_worth(forms)
    found: list[tuple[int, str, int, int, float]] = []
    free: dict[str, int] = {}  # frame -> where its last use ends
    at = np.flatnonzero(worth)
    columns = (at, on[at], words.text[at], words.start[at])
    for word, far, text, place in zip(*(column.tolist() for column in columns), strict=True):
        code = forms.code.item(word)
        for nth, part in enumerate(forms.split(code)):
            if not far:
                end = place + part.length
                best = {frame: (end, weight) for frame, weight in forms.alone[code].items()}
            elif part.opens:
                best = _follow_phrase(forms, word, nth, place)
            else:
                best = {}
            for frame, (end, weight) in best.items():
                if place < free.get(frame, 0):
                    continue
                free[frame] = end
                if weight > 0:
                    found.append((text, frame, place, end, weight))
            place += part.length + 1
    return found


class _Part(NamedTuple):
    """A part of a word: what it is looked up as, and whether a pattern begins so."""

    length: int
    keys: Sequence[str]
    opens: bool


class _Forms:
    """The words of texts as they are looked up among the patterns of a codebook.

    code: of every word the number of its form; in texts all in capitals forms have numbers of their
    own, from `many` on. tied: whether only space or a hyphen is between a word and the one before
    it, so that a phrase may run through both; alone: of codes that may open a pattern, the
    frames of the word by itself, with weights.
    """

    def __init__(self, words: Words, plant: _Plant):
        self.words, self.plant = words, plant
        self.many = len(words.forms)
        self.code = words.form + self.many * words.shout[words.text]
        tied = (words.gap <= SPACES) | (words.gap == HYPHEN)
        self.tied = np.append(tied, False)
        self.alone: dict[int, dict[str, float]] = {}
        self.split = cache(self._split)

    def _split(self, code: int) -> list[_Part]:
        """The parts of a word; in a text all in capitals they are looked up in small letters."""
        form = self.words.forms[code % self.many]
        if code < self.many:
            return self.plant.parts_of[form]
        return [_Part(len(part), *self.plant.list_keys(part.lower())) for part in form.split("-")]

    def list_codes(self) -> list[int]:
        used = np.bincount(self.code, minlength=2 * self.many)
        return np.flatnonzero(used).tolist()


def _find_worth(forms: _Forms) -> tuple[np.ndarray, np.ndarray]:
    """Which words have to be followed, and which are worth a look; fills forms.alone.

    A single word's matches depend only on its spelling. It is followed only where the next may go
    on with a phrase, or a hyphen is in it.
    """
    tree = forms.plant.tree
    ends, leads, goes_on, parted = np.zeros((4, 2 * forms.many), bool)
    inner = {key for node in tree.values() for key in node}
    for code in forms.list_codes():
        parts = forms.split(code)
        keys = parts[0].keys
        parted[code] = len(parts) > 1
        goes_on[code] = not inner.isdisjoint(keys)
        if not any(part.opens for part in parts):
            continue
        nodes = [tree[key] for key in reversed(keys) if key in tree]
        alone: dict[str, float] = {}
        for node in nodes:
            alone |= node.get(None, {})
            if len(node) > (None in node):
                leads[code] = True
        forms.alone[code] = alone
        ends[code] = bool(alone) or parted[code]
    code = forms.code
    next_goes_on = np.append(goes_on[code[1:]], False)[: len(code)]
    on = leads[code] & forms.tied[1:] & next_goes_on
    worth = on | ends[code]
    return on | parted[code], worth


def _follow_phrase(forms: _Forms, word: int, nth: int, place: int) -> dict[str, tuple[int, float]]:
    """End and weight of the longest pattern of each frame that begins with a part of a word.

    nth: the part; place: where it begins.
    """
    longest: dict[str, tuple[int, float]] = {}
    nodes = [forms.plant.tree]
    end = place
    while nodes:
        parts = forms.split(forms.code.item(word))
        part = parts[nth]
        nodes = [node[key] for node in nodes for key in part.keys if key in node]
        end += part.length
        # What is written last stays: the whole word, then the longest stem.
        for node in reversed(nodes):
            for frame, weight in node.get(None, {}).items():
                longest[frame] = (end, weight)
        nth += 1
        if nth < len(parts):
            end += 1
        elif forms.tied[word + 1]:
            word += 1
            nth = 0
            end = forms.words.start.item(word)
        else:
            break
    return longest


def mark_frames(
    segments: pd.DataFrame, codebooks: dict[str, pd.DataFrame], *, words: Words | None = None
) -> pd.DataFrame:
    """Mark the frame language of every segment; no phrase runs from one voice into another.

    Parameters
    ----------
    segments : the segments table, with text as normalise gives it.
    codebooks : tables as from read_codebook, by name.
    words : those of the texts, where they were cut already.

    Returns
    -------
    The marks table, a row a use: segment_id, article_id, instrument ('frames:' and the codebook's
    name), label (the frame), term (the words found), value (the pattern's weight), weight 1,
    in_name (whether they begin in a proper name, told by capitals inside the segment). Words may
    count for several frames.

    Raises
    ------
    ValueError : when the segments carry no text.

    Examples
    --------
    >>> codebook = pd.DataFrame({"frame": ["conflict"], "pattern": ["accus*"], "weight": [1.0]})
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> marks = mark_frames(rows.assign(text="The union accused the owner."), {"generic": codebook})
    >>> marks[["instrument", "label", "term", "value"]].values.tolist()
    [['frames:generic', 'conflict', 'accused', 1.0]]
    """
    if "text" not in segments:
        raise ValueError(
            "these segments carry no text; put the articles into the event's texts folder"
        )
    texts, segment_ids, article_ids = (
        segments[column].to_numpy().tolist() for column in ("text", "segment_id", "article_id")
    )
    words = words or Words(texts)
    uses = []
    for name, book in codebooks.items():
        patterns = zip(book["pattern"], book["frame"], book["weight"], strict=True)
        plant = _grow(tuple(patterns))
        uses += [(FRAMES_PREFIX + name, *use) for use in _find(words, plant)]
    ordinary = words.find_ordinary(pd.factorize(segments["article_id"])[0])
    _, name_starts, name_ends = words.find_names(ordinary)
    starts = np.array([start for _, _, _, start, _, _ in uses], int)
    in_name = stand_in(starts, name_starts, name_ends).tolist()
    base = words.base.tolist()
    rows = []
    for (instrument, k, frame, start, end, value), named in zip(uses, in_name, strict=True):
        term = texts[k][start - base[k] : end - base[k]].lower()
        ids = segment_ids[k], article_ids[k]
        rows.append((*ids, instrument, frame, term, value, 1.0, named))
    return pd.DataFrame(sorted(rows), columns=MARK_COLUMNS)
