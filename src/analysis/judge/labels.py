"""What each side calls actors and issues, as a told measure: labels by whose words they are.

Only kinds of labels that agree with people's marks above chance are told (measures.labels.SHOWN).
Labels are listed side by side; their counts are never tested.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.order import list_order, name_actor, pick_first, sort_named, write_named
from analysis.judge.rows import Pair
from analysis.measures.labels import SHOWN
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side

OWN, OTHERS = "the author's words", "others' words"
MOST_TARGETS, MOST = 3, 3  # actors and issues on the first screen, and labels of each by side
KEPT = 200  # most labels in the table
PARTS = ": "  # separates who is labelled from the label


def name_label(labels: pd.DataFrame) -> pd.Series:
    """Name each label with whom it is given to, as "the lease: bad bargain".

    Parameters
    ----------
    labels : target, modifiers, head.

    Returns
    -------
    A text a row.

    Examples
    --------
    >>> labels = pd.DataFrame({"target": ["the lease"], "modifiers": ["bad"], "head": ["bargain"]})
    >>> name_label(labels).tolist()
    ['the lease: bad bargain']
    """
    words = (labels["modifiers"] + " " + labels["head"]).str.strip()
    return labels["target"] + PARTS + words


def _list_shown(corpus: Corpus) -> pd.DataFrame:
    labels = corpus.labels[corpus.labels["kind"].isin(SHOWN)]
    is_own = labels["voice"] == "author"
    kind = is_own.map({True: OWN, False: OTHERS}).astype("str")
    subject = name_label(labels).astype("str")
    return labels.assign(kind=kind, subject=subject)


def count_labels(corpus: Corpus) -> pd.DataFrame:
    """The labels of the kinds that are told.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind (whose words they are; 'order' for a row that holds the place of an actor in event.toml),
    subject (whom and what it is called, or the actor alone), side, n (labels, or the place).
    """
    rows = add_side(_list_shown(corpus), corpus.articles).assign(n=1)
    return pd.concat([rows[["kind", "subject", "side", "n"]], list_order(corpus)])


def keep_labels(table: pd.DataFrame) -> pd.DataFrame:
    """The labels in the order of event.toml, at most KEPT.

    Parameters and result: see `rows.Told.keep`.
    """
    return sort_named(table, PARTS).head(KEPT)


def lead_labels(table: pd.DataFrame) -> pd.DataFrame:
    """The labels that the first screen tells: of MOST_TARGETS, MOST a side and voice.

    Parameters and result: see `rows.Told.lead`.
    """
    target = name_actor(table["subject"], PARTS)
    first = target.drop_duplicates().head(MOST_TARGETS)
    chosen = table[target.isin(first)]
    return pick_first(chosen, target, kinds=(OWN, OTHERS), most=MOST)


def write_labels(counts: pd.DataFrame, pair: Pair) -> str:
    """Write what each side calls actors and issues, one after another.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> rows = [(OWN, "the lease: bad bargain", 1, 0), (OTHERS, "the lease: lifeline", 0, 1)]
    >>> counts = pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])
    >>> write_labels(counts, ("Post", "Echo"))
    'The lease: Post writes “bad bargain”; Echo has others say “lifeline”.'
    """
    if counts.empty:
        return "Neither calls an actor or issue anything that the rule reads."
    return write_named(counts, pair, PARTS, "{label} {said}", _list_side)


def _list_side(rows: pd.DataFrame, side: str) -> str:
    """What one actor or issue is called on one side."""
    parts = []
    for kind, lead in ((OWN, "writes"), (OTHERS, "has others say")):
        own = rows[(rows["kind"] == kind) & (rows[side] > 0)]
        if len(own):
            quoted = [f"“{words}”" for words in own["said"]]
            parts.append(f"{lead} {', '.join(quoted)}")
    return " and ".join(parts) or "says nothing of the kind"


def write_size(table: pd.DataFrame) -> str:
    """How many labels each side gives.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> write_size(pd.DataFrame({"a": [2, 1], "b": [0, 4]}))
    '3 and 4 labels'
    """
    return f"{table['a'].sum()} and {table['b'].sum()} labels"


def find_labels(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The segments in which a label stands.

    Parameters and result: see `rows.Told.evidence`.
    """
    rows = _list_shown(body).assign(part=1)
    return rows.loc[rows["subject"].isin(subjects), ["kind", "subject", "segment_id", "part"]]
