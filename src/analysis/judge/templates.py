"""The sentences of the first screen (lexicons/headlines.csv)."""

from __future__ import annotations

from analysis.tables.resources import load_lexicon


def load_sentences(kind: str) -> dict[str, str]:
    """Load the sentences of one measure by their case.

    Parameters
    ----------
    kind : the measure, as lexicons/headlines.csv names it.

    Returns
    -------
    Case (such as a verdict) -> sentence with fields in braces; empty for a measure without any.

    Examples
    --------
    >>> sorted(load_sentences("voices"))
    ['not shown', 'suggestive', 'supported']
    """
    table = load_lexicon("headlines")
    own = table[table["measure"] == kind]
    return dict(zip(own["case"], own["sentence"], strict=True))
