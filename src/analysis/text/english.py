"""The stop list, and whether a text is English at all."""

from __future__ import annotations

from functools import cache, lru_cache

from analysis.tables.resources import load_lexicon
from analysis.text.words import list_words

ENGLISH_SHARE, ENGLISH_WORDS = 0.2, 30


@cache
def load_stopwords() -> frozenset[str]:
    """Load the project's stop list: function words of English, in lower case.

    Returns
    -------
    The words.

    Examples
    --------
    >>> "the" in load_stopwords()
    True
    """
    return frozenset(load_lexicon("stopwords")["word"])


@lru_cache(maxsize=1)  # the check of an article and its doubt ask for it in turn
def english_share(text: str) -> float:
    """Measure the share of words that are English function words.

    It is about .4 to .5 in English prose, under .1 elsewhere.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    A share from 0 to 1; NaN for a text without words.

    Examples
    --------
    >>> english_share("the cat is on the mat") > 0.5 > english_share("le chat est sur la table")
    True
    """
    return _share(list_words(text))


def _share(words: list[str]) -> float:
    many = sum(map(load_written().__contains__, words))
    return many / len(words) if words else float("nan")


@cache
def load_written() -> frozenset[str]:
    """Load the stop list as its words are written: also with a capital, and in capitals.

    Returns
    -------
    The words.

    Examples
    --------
    >>> "The" in load_written()
    True
    """
    stop = load_stopwords()
    return stop.union(map(str.capitalize, stop), map(str.upper, stop))


def doubt_english(text: str) -> str:
    """Say why it is not sure that a text is English.

    A list of names and numbers has few function words in any language.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    The reason; '' where the text is English, or too short to tell.

    Examples
    --------
    >>> doubt_english("The harbour was sold. " * 10), doubt_english("Ana Ruiz, Marlow, 1984; " * 10)
    ('', '0% of its words are English function words, as in a list of names: is it English?')
    """
    share = english_share(text)
    if not share < ENGLISH_SHARE or len(list_words(text)) < ENGLISH_WORDS:
        return ""
    told = f"{share:.0%} of its words are English function words"
    return f"{told}, as in a list of names: is it English?"


def check_english(text: str, *, name: str) -> None:
    """Refuse a text that is not English.

    The instruments would score it without a warning. Names and numbers, which stand in lists of any
    language, have no say: the other words must be English where there are enough of them to tell.

    Parameters
    ----------
    text : of an article.
    name : of the article, for the error.

    Raises
    ------
    ValueError : naming the article. Texts that are too short to tell pass.

    Examples
    --------
    >>> check_english("The quay was sold.", name="x.txt")
    """
    share = english_share(text)
    if not share < ENGLISH_SHARE:
        return
    words = list_words(text)
    telling = [word for word in words if word[0].isalpha() and not word[0].isupper()]
    if len(words) < ENGLISH_WORDS or len(telling) < ENGLISH_WORDS // 2:
        return
    if _share(telling) < ENGLISH_SHARE:
        raise ValueError(
            f"{name}: only {share:.0%} of its words are English function words "
            "(English prose has 40 to 50 %); the instruments read English only, "
            "so leave this article out or translate it"
        )
