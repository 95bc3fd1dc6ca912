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

import numpy as np
import pandas as pd
from breame.data.spelling_constants import AMERICAN_ENGLISH_SPELLINGS, BRITISH_ENGLISH_SPELLINGS

from analysis.tables.schemas import SCHEMAS
from analysis.text.columns import HYPHEN, SPACES, Words, stand_in
from analysis.text.typography import normalise
from analysis.text.words import term_of, word_spans

CODEBOOK_COLUMNS = ["frame", "pattern", "weight", "source", "note"]
MARK_COLUMNS = list(SCHEMAS["marks"])
# Two dictionaries: a word in the one spelling -> the word in the other.
SPELLINGS = (BRITISH_ENGLISH_SPELLINGS, AMERICAN_ENGLISH_SPELLINGS)
FRAMES_PREFIX = "frames:"  # of the instrument in the marks table, before the codebook's name
SHORTEST_STEM = 3  # letters before a *; fewer would find nearly anything


def read_codebook(path: Path | str) -> pd.DataFrame:
    """Read and check a codebook.

    It is a CSV file in UTF-8 with the columns frame, pattern, weight, source, note.

    Returns: these columns, weight as float. Raises: ValueError naming file, row (the header is row
    1) and column.
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
    return tuple(
        dict.fromkeys((word, *(spellings[word] for spellings in SPELLINGS if word in spellings)))
    )


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
        self.stems = frozenset(word[:-1] for words in patterns for word in words if word[-1] == "*")
        self.begun = {stem[:SHORTEST_STEM] for stem in self.stems}
        self.longest = max(map(len, self.stems), default=0)
        self.keys_of = lru_cache(maxsize=100_000)(self.list_keys)

    def list_keys(self, word: str) -> tuple[Sequence[str], bool]:
        """What a word is looked up as, and whether a pattern begins so.

        Spellings come first, then stems from the longest.
        """
        keys = _spell(term_of(word))
        # For most words that is all there is to see.
        if some := [form for form in keys if form[:SHORTEST_STEM] in self.begun]:
            heads = {
                form[:k]
                for form in some
                for k in range(SHORTEST_STEM, min(len(form), self.longest) + 1)
            } & self.stems
            keys += tuple(f"{stem}*" for stem in sorted(heads, key=lambda stem: (-len(stem), stem)))
        return keys, not self.tree.keys().isdisjoint(keys)


_grow = lru_cache(maxsize=8)(_Plant)  # every part of many articles asks for the same codebooks


def _find(words: Words, plant: _Plant) -> list[tuple[int, str, int, int, float]]:
    """Text, frame, start, end and weight of each use, none inside another of its frame.

    Per frame the first use is taken, then the longest.

    A word is looked up a bounded number of times, so the time grows with the length of the text and
    not faster.
    """
    many = len(words.forms)
    # What is in a text all in capitals is looked up in small letters.
    form = words.form + many * words.shout[words.text]
    parts = cache(
        lambda k: [
            (len(p), *plant.keys_of(p if k < many else p.lower()))
            for p in words.forms[k % many].split("-")
        ]
    )
    tied = np.append((words.gap <= SPACES) | (words.gap == HYPHEN), False)
    # What a word is alone, its form tells; it is followed only where the next may go on with a
    # phrase, or a hyphen is in it.
    ends, leads, goes_on, parted = np.zeros((4, 2 * many), bool)
    alone, inner = {}, {key for node in plant.tree.values() for key in node}
    for k in np.flatnonzero(np.bincount(form, minlength=2 * many)).tolist():
        keys, parted[k] = (own := parts(k))[0][1], len(own) > 1
        goes_on[k] = not inner.isdisjoint(keys)
        if any(opens for *_, opens in own):
            nodes = [plant.tree[key] for key in reversed(keys) if key in plant.tree]
            alone[k] = {
                frame: weight for node in nodes for frame, weight in node.get(None, {}).items()
            }
            leads[k] = any(len(node) > (None in node) for node in nodes)
            ends[k] = alone[k] or parted[k]
    on = leads[form] & tied[1:] & np.append(goes_on[form[1:]], False)[: len(form)]
    at = np.flatnonzero(on | ends[form])
    found, free, columns = [], {}, (at, on[at] | parted[form[at]], words.text[at], words.start[at])
    for k, far, text, place in zip(*(column.tolist() for column in columns), strict=True):
        for nth, (size, _, opens) in enumerate(parts(code := form.item(k))):
            best = (
                {}
                if far
                else {frame: (place + size, weight) for frame, weight in alone[code].items()}
            )
            nodes, word, end = [plant.tree] * (opens and far), k, place
            while nodes:
                length, keys, _ = parts(form.item(word))[nth]
                nodes = [node[key] for node in nodes for key in keys if key in node]
                end += length
                # What is written last stays: the whole word, then the longest stem.
                for node in reversed(nodes):
                    best |= {frame: (end, weight) for frame, weight in node.get(None, {}).items()}
                nth += 1
                if nth < len(parts(form.item(word))):
                    end += 1
                elif tied[word + 1]:
                    word, nth, end = word + 1, 0, words.start.item(word + 1)
                else:
                    break
            for frame, (end, weight) in best.items():
                if place >= free.get(frame, 0):
                    free[frame] = end
                    found += [(text, frame, place, end, weight)] * (weight > 0)
            place += size + 1
    return found


def mark_frames(
    segments: pd.DataFrame, codebooks: dict[str, pd.DataFrame], *, words: Words | None = None
) -> pd.DataFrame:
    """Mark the frame language of every segment; no phrase runs from one voice into another.

    segments: with text, normalised. codebooks: tables as from read_codebook, by name. words: of the
    texts, where known.
    Returns: the marks table: instrument 'frames:' and the codebook's name, label the frame, term
    the words found, value the pattern's weight, weight 1, in_name whether they begin in a proper
    name (told by capitals inside the segment). A word may count for several frames. Raises:
    ValueError when the segments carry no text.

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
    texts, *ids = (
        segments[column].to_numpy().tolist() for column in ("text", "segment_id", "article_id")
    )
    words, ids = words or Words(texts), list(zip(*ids, strict=True))
    rows = {
        name: zip(book["pattern"], book["frame"], book["weight"], strict=True)
        for name, book in codebooks.items()
    }
    uses = [
        (FRAMES_PREFIX + name, *use)
        for name, own in rows.items()
        for use in _find(words, _grow(tuple(own)))
    ]
    _, starts, ends = words.find_names(words.find_ordinary(pd.factorize(segments["article_id"])[0]))
    in_name = stand_in(np.array([use[3] for use in uses], int), starts, ends).tolist()
    base = words.base.tolist()
    rows = [
        (*ids[k], instrument, frame, texts[k][i - base[k] : j - base[k]].lower(), value, 1.0, named)
        for (instrument, k, frame, i, j, value), named in zip(uses, in_name, strict=True)
    ]
    return pd.DataFrame(sorted(rows), columns=MARK_COLUMNS)
