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
    """Character spans of the words: letters and digits with inner apostrophes and hyphens.

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


@lru_cache(maxsize=1)  # language, copies and length of an article ask for its words in turn
def list_words(text: str) -> list[str]:
    """The words that `word_spans` finds, as they are written; do not change the list."""
    if "\n" not in text:
        return WORD.findall(text)
    return list(chain.from_iterable(list_lines(text)))


@lru_cache(maxsize=1)  # language and roles of an article ask for them in turn
def list_lines(text: str) -> list[list[str]]:
    """The words of every line of a text; do not change the lists.

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
    """Whether a text holds a word, without looking for all of them."""
    return text[:1].isalpha() or WORD.search(text) is not None


@lru_cache(maxsize=1 << 16)
def term_of(word: str) -> str:
    """The term a word counts as: lower case except all-capital parts.

    A possessive 's is stripped, and the points of U.S. are dropped.

    Examples
    --------
    >>> [term_of(w) for w in ["Harbour's", "US", "us", "U.S.", "US-led", "It's", "A"]]
    ['harbour', 'US', 'us', 'US', 'US-led', "it's", 'a']
    """
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
    """The one-word terms of a text in one voice, in order.

    Examples
    --------
    >>> list_terms("The US won, twice.")
    ['the', 'US', 'won', 'twice']
    """
    words = list_words(text)
    if len(words) > 2 and text.isupper():
        words = [word.lower() for word in words]
    return [term_of(word) for word in words]
