"""What was counted in a segment, in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from analysis.tables.numbers import format_value

SCORES = ("compound", "polarity")  # labels of marks whose value is part of a tone
NAMES = ("actors", "places")


def summarise_marks(
    marks: Iterable[Mapping[str, object]], *, names: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """The words that counted in a segment by what they counted for, each word once.

    A word that scores nothing is left out, and so is an instrument that only repeats another, such
    as one that differs in how it reads short forms.
    Arguments: marks, rows of the table of marks; names, labels of the names to list (default: all).

    >>> grim = {"instrument": "vader", "label": "compound", "term": "grim", "value": -1.5}
    >>> port = {"instrument": "places", "label": "port", "term": "Port", "value": 1.0}
    >>> summarise_marks([grim, port])
    [('vader', 'grim −1.50'), ('names', 'Port')]
    >>> summarise_marks([grim, port], names=[])
    [('vader', 'grim −1.50')]
    """
    found: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark["value"] == 0 or mark["label"] == "subjectivity":
            continue
        if mark["instrument"] in NAMES and names is not None and mark["label"] not in names:
            continue
        head, word = _name_mark(mark)
        found.setdefault(head, {})[word] = None
    lines: dict[str, str] = {}
    for head, words in found.items():
        line = ", ".join(words)
        if line not in lines.values():
            lines[head] = line
    return list(lines.items())


def _name_mark(mark: Mapping[str, object]) -> tuple[str, str]:
    term = str(mark["term"])
    if mark["label"] in SCORES:
        return str(mark["instrument"]), f"{term} {format_value(mark['value'], '+.2f')}"
    return ("names" if mark["instrument"] in NAMES else str(mark["label"])), term


def find_one_sided(marks: pd.DataFrame, articles: pd.DataFrame) -> set[str]:
    """The labels of names that only one side uses: those whose places say something."""
    named = marks[marks["instrument"].isin(NAMES)]
    sides = named["article_id"].map(articles.set_index("article_id")["side"])
    counts = sides.groupby(named["label"]).nunique()
    return set(counts.index[counts == 1])
