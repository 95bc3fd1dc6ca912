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
    settings : as event.toml holds them.

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
    settings : of the event, as from settings.read_settings.

    Returns
    -------
    The corpus with people (who speaks for whom), families, named (actors and issues in order),
    codebooks and witness_sample.

    Raises
    ------
    ValueError : as check_declared does.
    """
    families = check_families(settings.get("families", []))
    return replace(
        corpus,
        people=list_people(settings),
        families=families,
        named=list_named(settings),
        codebooks=tuple(settings.get("codebooks", [])),
        witness_sample=settings.get("witness_sample", 1),
    )
