"""Whether the object of a verb is a matter, such as a plan or an apology, or a plain thing.

Somebody who offers an apology says something, and somebody who offers a chair does not.
"""

from __future__ import annotations

from analysis.articles.reporting_words import load_words

# Letters of words (see reporting_words) that end a noun phrase, that open a clause or a quotation,
# and behind a pronoun those of a verb.
_ENDS = frozenset("pPtTwuihrabvE,;:()!-sk")
_GOES_ON = ("x", "C")  # in "a trade fair" the fair is the head
_CLAUSE = frozenset("TtwiQq:")
_VERB = frozenset("abvEexn")


def holds_matter(words: list[str], letters: str, begin: int, end: int) -> bool:
    """Say whether what stands behind a verb can be said: a clause, a quotation or a matter.

    Parameters
    ----------
    words, letters : of the sentence, in lower case, and a letter for each (see
        reporting_words.list_letters).
    begin, end : the first word behind the verb, and the word behind its last.

    Returns
    -------
    True or False; a number of things or persons, a person and a concrete thing are no matter.

    Examples
    --------
    >>> from analysis.articles.reporting_words import list_letters
    >>> told = [words.split() for words in ("a full apology", "me a chair", "300 guests")]
    >>> [holds_matter(words, list_letters(words), 0, len(words)) for words in told]
    [True, False, False]
    """
    if letters[begin] in _CLAUSE or '"' in letters[begin:end]:
        return True
    if letters[begin] == "s" and letters[begin + 1 : begin + 2] in _VERB:
        return True
    for at in range(begin, end):
        letter = letters[at]
        if letter in "Qq":
            return True
        ends = letter in _ENDS and words[at] != "of" and at > begin
        if ends or words[at] == "as":
            return words[at] in ("as", "about")
        is_deed = letter == "g" and words[at] not in load_words("name in -ing")
        is_head = letters[at + 1 : at + 2] not in _GOES_ON
        if is_deed or is_head and _is_matter(words[at]):
            return True
    return False


def _is_matter(word: str) -> bool:
    """Whether a word names something that can be said, by a list or by its end."""
    if word in load_words("matter") or word in load_words("abstract noun"):
        return True
    if word in load_words("thing in spite of its end"):
        return False
    return word.endswith(tuple(load_words("end of an abstract noun")))
