"""A sentence with the words marked that scored or were found in it."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from analysis.show.marks import STRONG


def highlight_marks(text: str, marks: list[dict[str, Any]]) -> Markup:
    """Mark the words of a text that scored or were found in it.

    Parameters
    ----------
    text : of a segment.
    marks : its marks, each with instrument, label, term and value.

    Returns
    -------
    HTML whose marks have the classes plus, minus or frame, or several of these.

    Examples
    --------
    >>> grim = {"instrument": "crossframe", "label": "tone", "term": "grim", "value": -1.5}
    >>> highlight_marks("A grim day.", [grim])
    Markup('A <mark class="minus">grim</mark> day.')
    """
    kinds: list[set[str]] = [set() for _ in text]
    for mark in marks:
        kind = _name_kind(mark)
        if not kind:
            continue
        for found in re.finditer(rf"(?i)(?<!\w){re.escape(mark['term'])}(?!\w)", text):
            for place in range(*found.span()):
                kinds[place].add(kind)
    classes = [" ".join(sorted(kind)) for kind in kinds]
    runs = []
    for name, places in groupby(range(len(text)), key=classes.__getitem__):
        words = "".join(text[place] for place in places)
        if name:
            runs.append(Markup('<mark class="{}">{}</mark>').format(name, words))
        else:
            runs.append(escape(words))
    return Markup("").join(runs)


def _name_kind(mark: dict[str, Any]) -> str:
    """The class of what a mark marks, '' where it marks nothing."""
    if mark["instrument"].startswith("frames:"):
        return "frame"
    if mark["label"] != "tone" or abs(mark["value"]) < STRONG:
        return ""
    return "plus" if mark["value"] > 0 else "minus"
