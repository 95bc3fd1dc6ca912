"""Frame language: words and phrases of a codebook, found in sentences.

What is found is the language that a frame tends to use, which is less than the frame: no sentence
is understood, and irony, denial and quotation count like everything else. A codebook is a CSV
table: frame, pattern, weight, source, note.

A *pattern* is one or more words; * at a word's end stands for any more letters. Words are compared
as terms: case and possessive 's do not matter, but AID is not *aid*. British and American spelling
are one, and a hyphen is a space. `weight`, from 0 to 1, says how much one use tells; at 0 a pattern
keeps its words from the frame's shorter patterns.

Three signs keep the patterns that part the senses of a word short. Bars are between words of which
any may stand in a place (cost|costs), # stands for a number in figures or words (spent # years),
and from the third place on _ stands for any word that is no function word (the right _).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product
from math import prod
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

from analysis.measures.word_classes import load_forms, load_function_words
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import make_table
from analysis.text.columns import HYPHEN, SPACES, Words, stand_in
from analysis.text.known import Known
from analysis.text.typography import normalise
from analysis.text.words import term_of, word_spans

CODEBOOK_COLUMNS = ["frame", "pattern", "weight", "source", "note"]
# Two dictionaries: a word in the one spelling -> the word in the other.
SPELLINGS = (BRITISH_ENGLISH_SPELLINGS, AMERICAN_ENGLISH_SPELLINGS)
RESPELT = frozenset().union(*SPELLINGS)  # words that have another spelling
FRAMES_PREFIX = "frames:"  # of the instrument in the marks table, before the codebook's name
NUMBER, CONTENT = "#", "_"  # stand for a number, and for any word that is no function word
# Nearly every word is one, so earlier in a pattern it would have to be followed from nearly all.
EARLIEST_CONTENT = 2
MOST_READINGS = 1000  # phrases that one pattern with bars may stand for
SHORTEST_STEM = 3  # letters before a *; fewer would find nearly anything
# What a word is to the patterns of a codebook: one ends with it, a longer one begins with it, one
# goes on with it as its second word, a hyphen is in it.
ENDS, LEADS, GOES_ON, PARTED = (1 << place for place in range(4))


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
            readings = list(product(*_parse(row.pattern)))
            frame = row.frame.strip()
            if not frame:
                raise ValueError("frame: is empty; name the frame that the pattern belongs to")
            if not 0 <= row.weight <= 1:
                raise ValueError(
                    "weight: is no number from 0 to 1; write 1 for a word that leaves no doubt"
                )
            for words in readings:
                key = frame, words
                if key in seen:
                    told = row.pattern if len(readings) == 1 else " ".join(words)
                    raise ValueError(
                        f"pattern: {told!r} is in row {seen[key]} already; keep one of the two"
                    )
                seen[key] = number
        except ValueError as error:
            raise ValueError(f"{path}, row {number}, column {error}") from None
    return table


@lru_cache(maxsize=1 << 13)  # patterns; each is read to be checked, and again to be looked for
def _parse(pattern: str) -> tuple[tuple[str, ...], ...]:
    """The words that may stand in each place of a pattern, as terms, each with its * if any."""
    places = tuple(
        tuple(_parse_word(word, pattern) for word in place.split("|"))
        for place in normalise(pattern)[0].replace("-", " ").split()
    )
    if not places:
        raise ValueError("pattern: is empty; write one or more words")
    if prod(map(len, places)) > MOST_READINGS:
        raise ValueError(
            f"pattern: {pattern!r} stands for more than {MOST_READINGS} phrases; write several rows"
        )
    if all(word in (NUMBER, CONTENT) for place in places for word in place):
        raise ValueError(f"pattern: {pattern!r} has no word; write one beside {NUMBER}, {CONTENT}")
    if any(CONTENT in place for place in places[:EARLIEST_CONTENT]):
        raise ValueError(f"pattern: {CONTENT} in {pattern!r} comes before the third place")
    return places


def _parse_word(word: str, pattern: str) -> str:
    """A word of a pattern as a term, with its * if it has one; a sign that stands for words."""
    if word in (NUMBER, CONTENT):
        return word
    stem = word.removesuffix("*")
    if word_spans(stem) != [(0, len(stem))] or (stem != word and len(stem) < SHORTEST_STEM):
        allowed = f"letters and digits, and one * at the end after {SHORTEST_STEM} or more of them"
        raise ValueError(f"pattern: {word!r} in {pattern!r} is no word; allowed: {allowed}")
    return term_of(stem) + word[len(stem) :]


@cache
def _load_numbers() -> frozenset[str]:
    table = load_lexicon("number_words")
    alone = ~table["kind"].str.startswith("behind")
    return load_forms("number").union(table.loc[alone, "word"])


def _spell(word: str) -> tuple[str, ...]:
    others = [spellings[word] for spellings in SPELLINGS if word in spellings]
    return tuple(dict.fromkeys((word, *others))) if others else (word,)


class _Plant:
    """The patterns of a codebook as a tree of words.

    Where a pattern ends, {frame: weight} stands under the key None.
    """

    def __init__(self, rows: Iterable[tuple[str, str, float]]):
        self.tree: dict = {}
        used: set[str] = set()
        for pattern, frame, weight in rows:
            nodes = [self.tree]
            for place in _parse(pattern):
                used.update(place)
                keys = {key for word in place for key in _spell(word)}
                nodes = [node.setdefault(key, {}) for node in nodes for key in keys]
            for node in nodes:
                node.setdefault(None, {})[frame] = float(weight)
        self.stems: dict[str, tuple[str, ...]] = {}  # by their first letters
        self.words: set[str] = set()  # of all patterns, in all spellings
        self.has_content = CONTENT in used
        self.numbers = _load_numbers() if NUMBER in used else frozenset()
        for word in used - {NUMBER, CONTENT}:
            if word[-1] == "*":
                begins = word[:SHORTEST_STEM]
                self.stems[begins] = (*self.stems.get(begins, ()), word[:-1])
            else:
                self.words.update(_spell(word))
        self.listed = self.words | RESPELT | self.numbers
        self.second = {key for node in self.tree.values() for key in node}
        self.parts_of = Known(self.list_parts)
        self.following = Known(self._list_following)  # by words without a hyphen
        self.told = Known(self._tell_word)

    def list_parts(self, form: str) -> list[_Part]:
        """The parts of a word between hyphens."""
        return [_Part(len(part), *self.list_keys(part)) for part in form.split("-")]

    def _tell_word(self, form: str) -> int:
        """What a word is to the patterns: the sum of what is true of it."""
        if "-" not in form:
            is_plain = form.islower() and form.isalpha()  # most words, which term_of need not read
            term = form if is_plain else term_of(form)
            if term not in self.listed and not self._is_begun(term) and not self.is_number(term):
                return 0
        return self.tell(self.parts_of[form])

    def _is_begun(self, term: str) -> bool:
        """Whether a pattern with a * begins a word."""
        stems = self.stems.get(term[:SHORTEST_STEM])
        return stems is not None and term.startswith(stems)

    def tell(self, parts: list[_Part]) -> int:
        """What a word of these parts is to the patterns: the sum of what is true of it."""
        keys = parts[0].keys
        told = 0 if self.second.isdisjoint(keys) else GOES_ON
        if len(parts) > 1:
            told |= PARTED
            if any(part.opens for part in parts):
                told |= ENDS
        if not told & ENDS and not parts[0].opens:
            return told
        for key in keys:
            node = self.tree.get(key)
            if node is None:
                continue
            if None in node:
                told |= ENDS
            if len(node) > (None in node):
                told |= LEADS
        return told

    def _list_following(self, form: str) -> set[str]:
        (part,) = self.parts_of[form]
        return self.list_following(part)

    def list_following(self, part: _Part) -> set[str]:
        """What a word may be looked up as, so that a phrase goes on with it behind a part."""
        nodes = [self.tree[key] for key in part.keys if key in self.tree]
        return set().union(*nodes)

    def find_alone(self, parts: list[_Part]) -> dict[str, float]:
        """The frames of a word by itself, with weights."""
        alone: dict[str, float] = {}
        for key in reversed(parts[0].keys):
            alone |= self.tree.get(key, {}).get(None, {})
        return alone

    def list_keys(self, word: str) -> tuple[Sequence[str], bool]:
        """What a word is looked up as, and whether a pattern begins so.

        Spellings come first, then stems from the longest, then the signs that stand for it.
        """
        term = term_of(word)
        signs = self._list_signs(term)
        if term not in RESPELT and term[:SHORTEST_STEM] not in self.stems:  # most words
            return (term, *signs), term in self.tree or (NUMBER in signs and NUMBER in self.tree)
        keys = _spell(term)
        stems = {stem for form in keys for stem in self._list_stems(form)}
        if stems:
            ordered = sorted(stems, key=lambda stem: (-len(stem), stem))
            keys += tuple([f"{stem}*" for stem in ordered])
        keys += signs
        return keys, not self.tree.keys().isdisjoint(keys)

    def _list_stems(self, term: str) -> list[str]:
        """The beginnings of patterns with a * that a word has."""
        near = self.stems.get(term[:SHORTEST_STEM], ())
        return [stem for stem in near if term.startswith(stem)]

    def _list_signs(self, term: str) -> tuple[str, ...]:
        """The signs of patterns that stand for a word."""
        if self.is_number(term):
            return (NUMBER, CONTENT)
        if self.has_content and term not in load_function_words():
            return (CONTENT,)
        return ()

    def is_number(self, term: str) -> bool:
        """Whether a word is a number, and a pattern asks for one."""
        return term in self.numbers or (term[:1].isdigit() and bool(self.numbers))


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
    columns = (at, on[at], forms.code[at], words.text[at], words.start[at], words.end[at])
    lists = [column.tolist() for column in columns]
    for word, far, code, text, place, end in zip(*lists, strict=True):
        if far:
            uses = _list_longest(forms, word, code, place)
        else:
            uses = [(frame, place, end, weight) for frame, weight in forms.alone(code)]
        for frame, begin, stop, weight in uses:
            if begin < free.get(frame, 0):
                continue
            free[frame] = stop
            if weight > 0:
                found.append((text, frame, begin, stop, weight))
    return found


def _list_longest(
    forms: _Forms, word: int, code: int, place: int
) -> Iterator[tuple[str, int, int, float]]:
    """Frame, start, end and weight of what begins with each part of a word, the longest ones."""
    for nth, part in enumerate(forms.split(code)):
        if part.opens:
            for frame, (end, weight) in _follow_phrase(forms, word, nth, place).items():
                yield frame, place, end, weight
        place += part.length + 1


class _Part(NamedTuple):
    """A part of a word: what it is looked up as, and whether a pattern begins so."""

    length: int
    keys: Sequence[str]
    opens: bool


class _Forms:
    """The words of texts as they are looked up among the patterns of a codebook.

    code: of every word the number of its form; in texts all in capitals forms have numbers of their
    own, from `many` on. tied: whether only space or a hyphen is between a word and the one before
    it, so that a phrase may run through both; told: by code, what the word is to the patterns.
    """

    def __init__(self, words: Words, plant: _Plant):
        self.words, self.plant = words, plant
        self.many = len(words.forms)
        self.code = words.form + self.many * words.shout[words.text]
        tied = (words.gap <= SPACES) | (words.gap == HYPHEN)
        self.tied = np.append(tied, False)
        self.split = cache(self._split)
        self.alone = cache(self._find_alone)
        plain = np.fromiter(map(plant.told.__getitem__, words.forms), np.uint8, self.many)
        self.told = np.append(plain, np.zeros_like(plain))
        shouted = self.code[self.code >= self.many]
        for code in np.unique(shouted).tolist():
            self.told[code] = plant.tell(self.split(code))

    def _split(self, code: int) -> list[_Part]:
        """The parts of a word; in a text all in capitals they are looked up in small letters."""
        form = self.words.forms[code % self.many]
        if code < self.many:
            return self.plant.parts_of[form]
        return [_Part(len(part), *self.plant.list_keys(part.lower())) for part in form.split("-")]

    def list_following(self, code: int) -> set[str]:
        """What the word behind one without a hyphen is looked up as, if a phrase goes on."""
        if code < self.many:
            return self.plant.following[self.words.forms[code]]
        (part,) = self.split(code)
        return self.plant.list_following(part)

    def _find_alone(self, code: int) -> list[tuple[str, float]]:
        return list(self.plant.find_alone(self.split(code)).items())


def _find_worth(forms: _Forms) -> tuple[np.ndarray, np.ndarray]:
    """Which words have to be followed, and which are worth a look.

    A single word's matches depend only on its spelling. It is followed only where the next may go
    on with a phrase, or a hyphen is in it.
    """
    told = forms.told[forms.code]
    next_goes_on = np.append(told[1:] & GOES_ON > 0, False)[: len(told)]
    parted = told & PARTED > 0
    on = (told & LEADS > 0) & forms.tied[1:] & next_goes_on
    # The same two words come again and again, and most of them begin no phrase.
    at = np.flatnonzero(on & ~parted)
    pairs, number = np.unique(
        forms.code[at] * (2 * forms.many) + forms.code[at + 1], return_inverse=True
    )
    codes, following = np.divmod(pairs, 2 * forms.many or 1)
    keys_behind = {code: forms.list_following(code) for code in np.unique(codes).tolist()}
    keys_of = {code: forms.split(code)[0].keys for code in np.unique(following).tolist()}
    leads = [
        not keys_behind[code].isdisjoint(keys_of[behind])
        for code, behind in zip(codes.tolist(), following.tolist(), strict=True)
    ]
    on[at] = np.array(leads, bool)[number]
    worth = on | (told & ENDS > 0)
    return on | parted, worth


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
        columns = (book[column].tolist() for column in ("pattern", "frame", "weight"))
        plant = _grow(tuple(zip(*columns, strict=True)))
        uses += [(FRAMES_PREFIX + name, *use) for use in _find(words, plant)]
    _, name_starts, name_ends = words.find_names(pd.factorize(segments["article_id"])[0])
    starts = np.array([start for _, _, _, start, _, _ in uses], int)
    in_name = stand_in(starts, name_starts, name_ends).tolist()
    base = words.base.tolist()
    rows = []
    for (instrument, k, frame, start, end, value), named in zip(uses, in_name, strict=True):
        term = texts[k][start - base[k] : end - base[k]].lower()
        ids = segment_ids[k], article_ids[k]
        rows.append((*ids, instrument, frame, term, value, 1.0, named))
    return make_table(sorted(rows), "marks")
