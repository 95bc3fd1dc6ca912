"""Words, and the terms they count as."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from analysis.text.typography import CONTRACTED_IS

# U.S., aid or F16; 1,000, 3.5 or 1990s; and with more behind ' or -: don't, long-term, U.S.-led,
# 16-year-old
# subtle: most letters are plain and small, which only saves time. Possessive groups would too;
# Python 3.11.2 gets them wrong.
WORD = re.compile(
    r"[^\W_](?:(?<=\d)\d*(?:[.,]\d+)*[^\W\d_]*|\.(?:[^\W\d_]\.)+|[a-z]*[^\W_]*)(?:['-][^\W_]+)*"
)


_WORD_OR_END = re.compile(f"{WORD.pattern}|\n")


def word_spans(text: str) -> list[tuple[int, int]]:
    """Find the words of a text: letters and digits with inner apostrophes and hyphens.

    U.S. is one word.

    Parameters
    ----------
    text : English, with plain apostrophes.

    Returns
    -------
    Pairs of the first character of a word and the one behind its last, in order.

    Examples
    --------
    >>> text = "The U.S. won't pay $1,500 for long-term aid."
    >>> [text[i:j] for i, j in word_spans(text)]
    ['The', 'U.S.', "won't", 'pay', '1,500', 'for', 'long-term', 'aid']
    """
    return [match.span() for match in WORD.finditer(text)]


@lru_cache(maxsize=1)  # several questions about an article ask for its words in turn
def list_words(text: str) -> list[str]:
    """List the words of a text as they are written.

    Parameters
    ----------
    text : English, with plain apostrophes.

    Returns
    -------
    The words; nobody may change the list.

    Examples
    --------
    >>> list_words("The U.S. won't pay.")
    ['The', 'U.S.', "won't", 'pay']
    """
    if "\n" not in text:
        return WORD.findall(text)
    return list(chain.from_iterable(list_lines(text)))


@lru_cache(maxsize=1)  # language and roles of an article ask for them in turn
def list_lines(text: str) -> list[list[str]]:
    """List the words of every line of a text.

    Parameters
    ----------
    text : English, with plain apostrophes.

    Returns
    -------
    A list a line; nobody may change the lists.

    Examples
    --------
    >>> list_lines("Quay sold\\n\\nThe quay was sold.")
    [['Quay', 'sold'], [], ['The', 'quay', 'was', 'sold']]
    """
    words = _WORD_OR_END.findall(text)
    words.append("\n")
    lines = []
    at = 0
    for _ in range(text.count("\n") + 1):
        end = words.index("\n", at)
        lines.append(words[at:end])
        at = end + 1
    return lines


def has_word(text: str) -> bool:
    """Say whether a text holds a word, without looking for all of them.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> has_word("Quay."), has_word("- ?")
    (True, False)
    """
    return text[:1].isalpha() or WORD.search(text) is not None


@lru_cache(maxsize=1 << 16)
def term_of(word: str) -> str:
    """Give the term that a word counts as.

    It is in lower case, but for parts all in capitals. A possessive 's is taken off, and so are the
    points of U.S.

    Parameters
    ----------
    word : as it is written.

    Returns
    -------
    The term.

    Examples
    --------
    >>> [term_of(w) for w in ["Harbour's", "US", "us", "U.S.", "US-led", "It's", "A"]]
    ['harbour', 'US', 'us', 'US', 'US-led', "it's", 'a']
    """
    if word.islower() and word.isalpha():  # most words
        return word
    owner, ending = word[:-2], word[-2:]
    if ending in ("'s", "'S") and owner.lower() not in CONTRACTED_IS:
        word = owner
    parts = [_term_of_part(part) for part in word.split("-")]
    return "-".join(parts)


def _term_of_part(part: str) -> str:
    """The term of what stands between two hyphens."""
    if not part.isupper():
        return part.lower()
    if part[0].isalpha():
        part = part.replace(".", "")
    return part if len(part) > 1 else part.lower()


def list_terms(text: str) -> list[str]:
    """List the one-word terms of a text in one voice, in order.

    Parameters
    ----------
    text : English, with plain apostrophes.

    Returns
    -------
    The terms; of a text all in capitals in lower case.

    Examples
    --------
    >>> list_terms("The US won, twice.")
    ['the', 'US', 'won', 'twice']
    """
    words = list_words(text)
    if len(words) > 2 and text.isupper():
        words = [word.lower() for word in words]
    return [term_of(word) for word in words]
