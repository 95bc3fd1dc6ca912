"""What was counted in a segment, in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from analysis.tables.numbers import format_value

NAMES = ("actors", "places")
OTHER_SCORES = ("polarity", "subjectivity", "tone")  # dimensions of instruments not listed here


def summarise_marks(
    marks: Iterable[Mapping[str, object]], *, names: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """The words that counted in a segment by what they counted for, each word once.

    Of the scores only those of VADER are listed, which decides on tone (head ''); a word that
    scores nothing is left out.
    Arguments: marks, rows of the table of marks; names, labels of the names to list (default: all).

    >>> grim = {"instrument": "vader", "label": "compound", "term": "grim", "value": -1.5}
    >>> port = {"instrument": "places", "label": "port", "term": "Port", "value": 1.0}
    >>> summarise_marks([port, grim])
    [('', 'grim −1.50'), ('names', 'Port')]
    >>> summarise_marks([port, grim], names=[])
    [('', 'grim −1.50')]
    """
    scores: dict[str, None] = {}
    found: dict[str, dict[str, None]] = {}
    for mark in marks:
        label, term = str(mark["label"]), str(mark["term"])
        is_name = mark["instrument"] in NAMES
        if mark["value"] == 0 or label in OTHER_SCORES:
            continue
        if is_name and names is not None and label not in names:
            continue
        if label == "compound":
            scores[f"{term} {format_value(mark['value'], '+.2f')}"] = None
        else:
            found.setdefault("names" if is_name else label, {})[term] = None
    lists = {"": scores, **found} if scores else found
    return [(head, ", ".join(words)) for head, words in lists.items()]


def find_one_sided(marks: pd.DataFrame, articles: pd.DataFrame) -> set[str]:
    """The labels of names that only one side uses: those whose places say something."""
    named = marks[marks["instrument"].isin(NAMES)]
    sides = named["article_id"].map(articles.set_index("article_id")["side"])
    counts = sides.groupby(named["label"]).nunique()
    return set(counts.index[counts == 1])
