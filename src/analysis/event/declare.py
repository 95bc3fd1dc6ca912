"""What event.toml declares about the words of an event, which no text says: people and families."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.measures.camps import list_people
from analysis.measures.families import check_families
from analysis.measures.mentions import list_named
from analysis.tables.corpus import Corpus


def check_declared(settings: Mapping) -> None:
    """Refuse people or word families that contradict each other.

    Parameters
    ----------
    settings : of an event.

    Raises
    ------
    ValueError : naming the person or the word.
    """
    list_people(settings)
    check_families(settings.get("families", []))


def add_declared(corpus: Corpus, settings: Mapping) -> Corpus:
    """Add what event.toml declares to a corpus.

    Parameters
    ----------
    corpus : as it was read.
    settings : of the event.

    Returns
    -------
    The corpus with who speaks for whom, added word families, and actors and issues in order.
    """
    families = check_families(settings.get("families", []))
    named = list_named(settings)
    return replace(corpus, people=list_people(settings), families=families, named=named)
