"""Tables that were computed for a corpus, kept as long as it lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from analysis.tables.corpus import Corpus

MOST = 24  # tables kept for each function and corpus; the oldest is dropped first
LONGEST = 50_000  # longer tables are not kept, to save memory


def remember(function: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Keep what a function of a corpus and of plain choices gives; each caller has a copy.

    The notebooks of a report ask for the same tables again and again.

    Parameters
    ----------
    function : takes a corpus and choices by name, and returns a table.

    Returns
    -------
    The function, which keeps at most MOST tables for a corpus and none of more than LONGEST rows.
    """
    kept: WeakKeyDictionary[Corpus, dict[tuple, pd.DataFrame]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(corpus: Corpus, **choices: object) -> pd.DataFrame:
        tables = kept.setdefault(corpus, {})
        key = tuple((name, _freeze(choice)) for name, choice in sorted(choices.items()))
        if key in tables:
            return tables[key].copy()
        made = function(corpus, **choices)
        if len(made) > LONGEST:
            return made
        if len(tables) >= MOST:
            tables.pop(next(iter(tables)))
        tables[key] = made
        return made.copy()

    return remembered


def keep(function: Callable[[Corpus], Any]) -> Callable[[Corpus], Any]:
    """Keep what a function makes of a corpus alone, as long as the corpus lives.

    Parameters
    ----------
    function : takes a corpus.

    Returns
    -------
    The function; all callers share what it gives, so none may change it.
    """
    kept: WeakKeyDictionary[Corpus, Any] = WeakKeyDictionary()

    @wraps(function)
    def keeping(corpus: Corpus) -> Any:
        if corpus not in kept:
            kept[corpus] = function(corpus)
        return kept[corpus]

    return keeping


def _freeze(choice: object) -> object:
    if isinstance(choice, Sequence) and not isinstance(choice, str):
        return tuple(choice)
    return choice
