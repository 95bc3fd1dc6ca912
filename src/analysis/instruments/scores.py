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
from analysis.instruments.table import load_table
from analysis.instruments.textblob import assess_chunks, load_textblob
from analysis.instruments.vader import load_vader, weigh_vader
from analysis.text.typography import write_out_negation
from analysis.text.words import has_word

LABELS = {
    "vader": ("compound",),
    **dict.fromkeys(("textblob", "textblob-expanded"), ("polarity", "subjectivity")),
    "crossframe": ("tone",),
}
INSTRUMENTS = tuple(LABELS)
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
    """The libraries' own scores of texts, bit for bit.

    Arguments: texts, of any length; instruments, of which each dimension is a column. Raises:
    ValueError for an unknown one.
    Returns: a row a text: compound (VADER), polarity and subjectivity (TextBlob), tone
    (crossframe); NaN where the text holds no word.

    >>> scores = score_texts(["A splendid harbour.", "..."], instruments=["vader"])
    >>> scores["compound"].round(2).tolist()
    [0.59, nan]
    """
    parts = []
    for chunks, _ in _cut(texts, instruments):
        scores = {}
        for name in instruments:
            score = _SCORES.get(name, _score_textblob)
            own, changed = score(chunks), _rewrite(chunks, name)[0]
            for column, new in zip(
                own, score(Chunks(list(changed.values()))) if changed else (), strict=bool(changed)
            ):
                column[list(changed)] = new
            scores |= dict(zip(LABELS[name], own, strict=True))
        parts.append(pd.DataFrame(scores))
    return pd.concat(parts, ignore_index=True).where(
        pd.Series([*map(has_word, texts)], dtype=bool), axis=0
    )


def mark_texts(texts: Sequence[str], *, instruments: Sequence[str] = INSTRUMENTS) -> pd.DataFrame:
    """The words of texts that scored, for each instrument in order.

    Arguments and errors: as score_texts.

    Returns: instrument, text (its number), label, term, value, weight, and the word's place in the
    text; Σ value·weight of a text's label is its score.

    >>> marks = mark_texts(["A splendid, calm harbour."], instruments=["vader"])
    >>> marks[["term", "value", "place"]].values.tolist()
    [['splendid', 2.8, 2], ['calm', 1.3, 12]]
    """
    parts = []
    for chunks, first in _cut(texts, instruments):
        for name in instruments:
            mark = _MARKS.get(name, _mark_textblob)
            changed, places = _rewrite(chunks, name)
            marks = mark(chunks)
            if changed:
                others, number = mark(Chunks(list(changed.values()))), list(changed)
                others["text"] = others["text"].map(number.__getitem__)
                others["place"] = [
                    places[k][place]
                    for k, place in zip(others["text"], others["place"], strict=True)
                ]
                marks = pd.concat([marks[~marks["text"].isin(number)], others]).sort_values(
                    "text", kind="stable"
                )
            parts.append(marks.assign(instrument=name, text=marks["text"] + first))
    return pd.concat(parts, ignore_index=True)


def _cut(texts: Sequence[str], instruments: Sequence[str]) -> Iterator[tuple[Chunks, int]]:
    """The chunks of some texts at a time, and the number of the first text."""
    for name in instruments:
        if name not in LABELS:
            raise ValueError(f"unknown instrument {name!r}; allowed: {', '.join(INSTRUMENTS)}")
    block = np.cumsum([0, *map(len, texts)])[:-1] // TOGETHER
    for some in np.split(np.arange(len(texts)), np.flatnonzero(np.diff(block)) + 1):
        forget(more_than=REMEMBERED)
        yield Chunks([texts[k] for k in some.tolist()]), int(some[0]) if len(some) else 0


def _rewrite(chunks: Chunks, instrument: str) -> tuple[dict[int, str], dict[int, list[int]]]:
    """The texts that an instrument is given otherwise, by number.

    And of each the places of its characters in the text.
    """
    new = {}
    for k, text in enumerate(chunks.texts):
        if (
            instrument == "vader"
            and not text.isascii()
            and not load_vader().rules.emojis.keys().isdisjoint(text)
        ):
            new[k] = _spell_emoji(text)
        elif instrument == "textblob-expanded" and "n't" in text.lower():
            new[k] = write_out_negation(text)
    return {k: text for k, (text, _) in new.items()}, {k: places for k, (_, places) in new.items()}


def _score_textblob(chunks: Chunks) -> list[np.ndarray]:
    found, many = assess_chunks(chunks), len(chunks.texts)
    n = np.maximum(np.bincount(found["text"], minlength=many), 1)
    # In the order of LABELS.
    return [
        np.bincount(found["text"], found[label], minlength=many) / n for label in LABELS["textblob"]
    ]


def _mark_textblob(chunks: Chunks) -> pd.DataFrame:
    found = assess_chunks(chunks)
    text = found["text"].to_numpy()
    place = chunks.starts[found["chunk"]] + found["offset"].to_numpy()
    marks = pd.DataFrame(
        {
            "text": text,
            "term": found["term"],
            "weight": 1 / np.bincount(text, minlength=1)[text],
            "place": place,
        }
    )
    marks = marks.loc[marks.index.repeat(2)].reset_index(drop=True)
    both = found[list(LABELS["textblob"])].to_numpy().ravel()
    return marks.assign(label=np.tile(np.array(LABELS["textblob"], object), len(found)), value=both)


def _score_vader(chunks: Chunks) -> list[np.ndarray]:
    vader, (scored, values, _) = load_vader(), load_vader().score_words(chunks)
    values, bounds, compound = values.tolist(), chunks.find_bounds(scored), []
    for text, (i, j) in zip(chunks.texts, pairwise(bounds), strict=True):
        total = float(sum(values[i:j]))
        total += math.copysign(vader.rules._punctuation_emphasis(text), total) if total else 0.0
        compound.append(round(vader.library.normalize(total), 4))
    return [np.array(compound, float)]


def _mark_vader(chunks: Chunks) -> pd.DataFrame:
    vader, (scored, values, entry) = load_vader(), load_vader().score_words(chunks)
    found = [vader.entries[k][-2:] for k in entry.tolist()]
    bounds = chunks.find_bounds(scored)
    signs = []
    for k, text in enumerate(chunks.texts):
        if ("!" in text or "?" in text) and (tone := math.fsum(values[bounds[k] : bounds[k + 1]])):
            amounts = (("!", vader.rules._amplify_ep(text)), ("?", vader.rules._amplify_qm(text)))
            signs += [
                (k, sign, math.copysign(amount, tone), text.rfind(sign))
                for sign, amount in amounts
                if amount
            ]
    places = chunks.starts[scored] + np.array([at for _, at in found], int)
    marks = pd.DataFrame(
        {
            "text": chunks.text[scored],
            "term": [t for t, _ in found],
            "value": values,
            "place": places,
        }
    )
    if signs:
        marks = pd.concat([marks, pd.DataFrame(signs, columns=marks.columns)])
        marks = marks.sort_values("text", kind="stable", ignore_index=True)
    weights = weigh_vader(np.bincount(marks["text"], marks["value"], minlength=1))
    return marks.assign(label=LABELS["vader"][0], weight=weights[marks["text"]])


def _score_table(chunks: Chunks) -> list[np.ndarray]:
    return [load_table().score(chunks)]


def _mark_table(chunks: Chunks) -> pd.DataFrame:
    return load_table().mark(chunks).assign(label=LABELS["crossframe"][0])


_SCORES = {"vader": _score_vader, "crossframe": _score_table}
_MARKS = {"vader": _mark_vader, "crossframe": _mark_table}


def _spell_emoji(text: str) -> tuple[str, list[int]]:
    """The text as VADER reads it, an emoji as its description.

    And the place of each of its characters in the text.
    """
    emojis, spelt, places, after_space = load_vader().rules.emojis, [], [], True
    for place, character in enumerate(text):
        spelt.append(
            " " * (character in emojis and not after_space) + emojis.get(character, character)
        )
        places += [place] * len(spelt[-1])
        after_space = character == " "
    return "".join(spelt), places


def forget(*, more_than: int = 0) -> None:
    """Forget what was asked of the libraries about chunks, where these are more."""
    if len(number_chunks()) > more_than:
        for kept in (number_chunks, load_textblob, load_vader, load_table):
            kept.cache_clear()
