"""Tone by TextBlob, VADER and the project's table: scores of texts, and the marks that made them.

Of the libraries their own numbers are the only truth here; chunks are asked no more often than they
must be.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.instruments.chunks import REMEMBERED, Chunks, number_chunks
from analysis.instruments.table import Table, load_table
from analysis.instruments.textblob import assess_chunks, load_textblob
from analysis.instruments.vader import load_vader, weigh_vader
from analysis.text.columns import Words
from analysis.text.typography import write_out_negation
from analysis.text.words import has_word

LABELS = {
    "vader": ("compound",),
    **dict.fromkeys(("textblob", "textblob-expanded"), ("polarity", "subjectivity")),
    "crossframe": ("tone",),
}
INSTRUMENTS = tuple(LABELS)
TABLE = "crossframe"  # the project's own; the others are witnesses
INSTRUMENT_NAMES = {
    "crossframe": "word table",
    "vader": "VADER",
    "textblob": "TextBlob",
    "textblob-expanded": "TextBlob, negation written out",
}
TOGETHER = 2_000_000  # characters that are read in one go


def score_texts(
    texts: Sequence[str], *, instruments: Sequence[str] = INSTRUMENTS[:2]
) -> pd.DataFrame:
    """Score texts; what the libraries give is theirs bit for bit.

    Parameters
    ----------
    texts : of any length.
    instruments : of INSTRUMENTS; the two TextBlob ones have columns of the same names, so ask for
        one of them.

    Returns
    -------
    A row a text, a column for each dimension of the instruments: compound (VADER), polarity and
    subjectivity (TextBlob), tone (crossframe); missing where the text holds no word.

    Raises
    ------
    ValueError : for an unknown instrument.

    Examples
    --------
    >>> scores = score_texts(["A splendid harbour.", "..."], instruments=["vader"])
    >>> scores["compound"].round(2).tolist()
    [0.59, nan]
    """
    _check(instruments)
    libraries = [name for name in instruments if name != TABLE]
    parts = []
    for chunks, _ in _cut(texts) if libraries else ():
        scores = {}
        for name in libraries:
            score = _score_vader if name == "vader" else _score_textblob
            own = score(chunks)
            changed, _ = _rewrite(chunks, name)
            if changed:
                rewritten = score(Chunks(list(changed.values())))
                for column, new in zip(own, rewritten, strict=True):
                    column[list(changed)] = new
            scores |= dict(zip(LABELS[name], own, strict=True))
        parts.append(pd.DataFrame(scores))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if TABLE in instruments:
        table[LABELS[TABLE][0]] = _load_table().score(*_cut_words(texts))
    worded = pd.Series([has_word(text) for text in texts], dtype=bool)
    return table.where(worded, axis=0)


def mark_texts(
    texts: Sequence[str], *, instruments: Sequence[str] = INSTRUMENTS, words: Words | None = None
) -> pd.DataFrame:
    """List the words of texts that scored, for each instrument in order.

    Parameters
    ----------
    texts : of any length.
    instruments : of INSTRUMENTS.
    words : those of the texts, as normalise gives these, where they were cut already.

    Returns
    -------
    One row a word: instrument, text (its number), label (the dimension), term, value, weight, place
    (of the word in the text). Σ value·weight of a text's label is its score.

    Raises
    ------
    ValueError : for an unknown instrument.

    Examples
    --------
    >>> marks = mark_texts(["A splendid, calm harbour."], instruments=["vader"])
    >>> marks[["term", "value", "place"]].values.tolist()
    [['splendid', 2.8, 2], ['calm', 1.3, 12]]
    """
    _check(instruments)
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in instruments}
    libraries = [name for name in instruments if name != TABLE]
    for chunks, first in _cut(texts) if libraries else ():
        for name in libraries:
            mark = _mark_vader if name == "vader" else _mark_textblob
            changed, places = _rewrite(chunks, name)
            marks = mark(chunks)
            if changed:
                others = mark(Chunks(list(changed.values())))
                number = list(changed)
                others["text"] = others["text"].map(number.__getitem__)
                rewritten = zip(others["text"], others["place"], strict=True)
                others["place"] = [places[k][place] for k, place in rewritten]
                unchanged = marks[~marks["text"].isin(number)]
                marks = pd.concat([unchanged, others]).sort_values("text", kind="stable")
            parts[name].append(marks.assign(instrument=name, text=marks["text"] + first))
    if TABLE in parts:
        own = (words, texts) if words else _cut_words(texts)
        marks = _load_table().mark(*own)
        parts[TABLE].append(marks.assign(instrument=TABLE, label=LABELS[TABLE][0]))
    return pd.concat([part for own in parts.values() for part in own], ignore_index=True)


def _check(instruments: Sequence[str]) -> None:
    """Refuse a name that is no instrument's."""
    for name in instruments:
        if name not in LABELS:
            raise ValueError(f"unknown instrument {name!r}; allowed: {', '.join(INSTRUMENTS)}")


def _cut(texts: Sequence[str]) -> Iterator[tuple[Chunks, int]]:
    """The chunks of some texts at a time, and the number of the first text."""
    before = np.cumsum([0, *map(len, texts)])[:-1]
    block = before // TOGETHER
    cuts = np.flatnonzero(np.diff(block)) + 1
    for some in np.split(np.arange(len(texts)), cuts):
        forget(more_than=REMEMBERED)
        first = int(some[0]) if len(some) else 0
        yield Chunks([texts[k] for k in some.tolist()]), first


def _cut_words(texts: Sequence[str]) -> tuple[Words, list[str]]:
    """The words of texts that need not be plain, and the texts as they are looked at."""
    plain = [text.replace("’", "'") for text in texts]
    return Words(plain), plain


def _load_table() -> Table:
    """The table, new where it knows too many words."""
    forget(more_than=REMEMBERED)
    return load_table()


def _rewrite(chunks: Chunks, instrument: str) -> tuple[dict[int, str], dict[int, list[int]]]:
    """The texts that an instrument is given otherwise, by number.

    And of each the places of its characters in the text.
    """
    texts: dict[int, str] = {}
    places: dict[int, list[int]] = {}
    for k, text in enumerate(chunks.texts):
        if instrument == "vader" and _has_emoji(text):
            texts[k], places[k] = _spell_emoji(text)
        elif instrument == "textblob-expanded" and "n't" in text.lower():
            texts[k], places[k] = write_out_negation(text)
    return texts, places


def _has_emoji(text: str) -> bool:
    if text.isascii():  # most texts are, which is seen at once
        return False
    emojis = load_vader().rules.emojis
    return not emojis.keys().isdisjoint(text)


def _score_textblob(chunks: Chunks) -> list[np.ndarray]:
    found = assess_chunks(chunks)
    many = len(chunks.texts)
    text = found["text"]
    n = np.maximum(np.bincount(text, minlength=many), 1)
    sums = [np.bincount(text, found[label], minlength=many) for label in LABELS["textblob"]]
    return [total / n for total in sums]


def _mark_textblob(chunks: Chunks) -> pd.DataFrame:
    found = assess_chunks(chunks)
    text = found["text"].to_numpy()
    place = chunks.starts[found["chunk"]] + found["offset"].to_numpy()
    many = np.bincount(text, minlength=1)[text]
    columns = {"text": text, "term": found["term"], "weight": 1 / many, "place": place}
    marks = pd.DataFrame(columns)
    marks = marks.loc[marks.index.repeat(2)].reset_index(drop=True)
    labels = np.array(LABELS["textblob"], object)
    both = found[list(labels)].to_numpy().ravel()
    return marks.assign(label=np.tile(labels, len(found)), value=both)


def _score_vader(chunks: Chunks) -> list[np.ndarray]:
    vader = load_vader()
    scored, values, _ = vader.score_words(chunks)
    values = values.tolist()
    bounds = pairwise(chunks.find_bounds(scored))
    compound = []
    for text, (first, end) in zip(chunks.texts, bounds, strict=True):
        total = float(sum(values[first:end]))
        if total:
            emphasis = vader.rules._punctuation_emphasis(text)
            total += math.copysign(emphasis, total)
        compound.append(round(vader.library.normalize(total), 4))
    return [np.array(compound, float)]


def _mark_vader(chunks: Chunks) -> pd.DataFrame:
    vader = load_vader()
    scored, values, numbers = vader.score_words(chunks)
    entries = [vader.entries[k] for k in numbers.tolist()]
    places = chunks.starts[scored] + np.array([entry.place for entry in entries], int)
    terms = [entry.term for entry in entries]
    columns = {"text": chunks.text[scored], "term": terms, "value": values, "place": places}
    marks = pd.DataFrame(columns)
    signs = _mark_signs(chunks.texts, values, chunks.find_bounds(scored))
    if signs:
        marks = pd.concat([marks, pd.DataFrame(signs, columns=marks.columns)])
        marks = marks.sort_values("text", kind="stable", ignore_index=True)
    totals = np.bincount(marks["text"], marks["value"], minlength=1)
    weights = weigh_vader(totals)
    return marks.assign(label=LABELS["vader"][0], weight=weights[marks["text"]])


def _mark_signs(texts: Sequence[str], values: np.ndarray, bounds: list[int]) -> list[tuple]:
    """What "!" and "?" add to a text's sum: text, sign, value and the last sign's place."""
    rules = load_vader().rules
    rows = []
    for k, text in enumerate(texts):
        if "!" not in text and "?" not in text:
            continue
        tone = math.fsum(values[bounds[k] : bounds[k + 1]])
        if not tone:
            continue
        amounts = {"!": rules._amplify_ep(text), "?": rules._amplify_qm(text)}
        for sign, amount in amounts.items():
            if amount:
                rows.append((k, sign, math.copysign(amount, tone), text.rfind(sign)))
    return rows


def _spell_emoji(text: str) -> tuple[str, list[int]]:
    """The text as VADER reads it, an emoji as its description.

    And the place of each of its characters in the text.
    """
    emojis = load_vader().rules.emojis
    spelt: list[str] = []
    places: list[int] = []
    after_space = True
    for place, character in enumerate(text):
        spelling = emojis.get(character, character)
        if character in emojis and not after_space:
            spelling = " " + spelling
        spelt.append(spelling)
        places += [place] * len(spelling)
        after_space = character == " "
    return "".join(spelt), places


def forget(*, more_than: int = 0) -> None:
    """Forget what was asked of the libraries and of the table.

    Parameters
    ----------
    more_than : nothing is forgotten where no more different chunks or words are known than this.
    """
    if len(number_chunks()) > more_than:
        for kept in (number_chunks, load_textblob, load_vader):
            kept.cache_clear()
    if load_table.cache_info().currsize and len(load_table().forms) > more_than:
        load_table.cache_clear()
