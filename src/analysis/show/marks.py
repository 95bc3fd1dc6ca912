"""What was counted in a segment, in few words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analysis.tables.numbers import format_value

SCORES = ("compound", "polarity")  # labels of marks whose value is part of a tone
NAMES = ("actors", "places")


def summarise_marks(marks: Iterable[Mapping[str, object]]) -> list[tuple[str, str]]:
    """The words that counted in a segment by what they counted for, each word once.

    A word that scores nothing is left out, and so is an instrument that only repeats another, such
    as one that differs in how it reads short forms.
    Arguments: marks, rows of the table of marks.

    >>> grim = {"instrument": "vader", "label": "compound", "term": "grim", "value": -1.5}
    >>> port = {"instrument": "places", "label": "port", "term": "Port", "value": 1.0}
    >>> summarise_marks([grim, port])
    [('vader', 'grim −1.50'), ('names', 'Port')]
    """
    found: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark["value"] == 0 or mark["label"] == "subjectivity":
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
