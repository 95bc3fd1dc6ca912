"""What was counted in a segment, in few words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd

from analysis.tables.numbers import format_value
from analysis.tables.sides import add_side

NAMES = ("actors", "places")
# The word table knows almost every word, so only the strongest are listed, from this value on.
STRONGEST, STRONG = 2, 0.4
OTHER_SCORES = ("polarity", "subjectivity", "compound")  # dimensions of instruments not listed here


def summarise_marks(
    marks: Iterable[Mapping[str, object]], *, names: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """List the words that counted in a segment by what they counted for, each word once.

    Of the scores only those of the word table are listed, which decides on tone. A word that scores
    little is left out; of the others the STRONGEST are listed.

    Parameters
    ----------
    marks : rows of the table of marks.
    names : labels of the names to list (default: all).

    Returns
    -------
    Pairs of what the words counted for and the words; scores come first, with '' in front.

    Examples
    --------
    >>> grim = {"instrument": "crossframe", "label": "tone", "term": "grim", "value": -1.5}
    >>> port = {"instrument": "places", "label": "port", "term": "Port", "value": 1.0}
    >>> summarise_marks([port, grim])
    [('', 'grim −1.50'), ('names', 'Port')]
    >>> summarise_marks([port, grim], names=[])
    [('', 'grim −1.50')]
    """
    scores: dict[str, float] = {}
    found: dict[str, dict[str, None]] = {}
    for mark in marks:
        label, term = str(mark["label"]), str(mark["term"])
        value = float(mark["value"])
        is_name = mark["instrument"] in NAMES
        if value == 0 or label in OTHER_SCORES:
            continue
        if is_name and names is not None and label not in names:
            continue
        if label != "tone":
            head = "names" if is_name else label
            found.setdefault(head, {})[term] = None
        elif abs(value) >= STRONG:
            written = f"{term} {format_value(value, '+.2f')}"
            scores[written] = abs(value)
    strongest = sorted(scores, key=scores.__getitem__, reverse=True)[:STRONGEST]
    lists: list[tuple[str, str]] = []
    if strongest:
        in_order = [word for word in scores if word in strongest]
        lists.append(("", ", ".join(in_order)))
    lists += [(head, ", ".join(words)) for head, words in found.items()]
    return lists


def find_one_sided(marks: pd.DataFrame, articles: pd.DataFrame) -> set[str]:
    """Find the names that only one side uses.

    Parameters
    ----------
    marks : the marks table.
    articles : the articles table.

    Returns
    -------
    Their labels.

    Examples
    --------
    >>> rows = [("x", "places", "Oldport"), ("x", "places", "Peru"), ("y", "places", "Peru")]
    >>> marks = pd.DataFrame(rows, columns=["article_id", "instrument", "label"])
    >>> find_one_sided(marks, pd.DataFrame({"article_id": ["x", "y"], "side": ["Post", "Echo"]}))
    {'Oldport'}
    """
    named = marks[marks["instrument"].isin(NAMES)]
    sides = add_side(named, articles)
    counts = sides.groupby("label")["side"].nunique()
    return set(counts.index[counts == 1])
