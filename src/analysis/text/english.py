"""The stop list, and whether a text is English at all."""

from __future__ import annotations

from functools import cache

from analysis.tables.resources import load_lexicon
from analysis.text.words import list_words

ENGLISH_SHARE, ENGLISH_WORDS = 0.2, 30


@cache
def load_stopwords() -> frozenset[str]:
    """The project's stop list: function words of English, in lower case."""
    return frozenset(load_lexicon("stopwords")["word"])


def english_share(text: str) -> float:
    """Share of words that are English function words.

    It is about .4 to .5 in English prose, under .1 elsewhere.

    >>> english_share("the cat is on the mat") > 0.5 > english_share("le chat est sur la table")
    True
    """
    words = list(map(str.lower, list_words(text)))
    return sum(map(load_stopwords().__contains__, words)) / len(words) if words else float("nan")


def check_english(text: str, *, name: str) -> None:
    """Refuse a text that is not English with a ValueError.

    The instruments would score it without a warning.
    """
    share = english_share(text)
    if share < ENGLISH_SHARE and len(list_words(text)) >= ENGLISH_WORDS:
        raise ValueError(
            f"{name}: only {share:.0%} of its words are English function words "
            "(English prose has 40 to 50 %); the instruments read English only, "
            "so leave this article out or translate it"
        )
