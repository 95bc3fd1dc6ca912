"""What a clause denies, asks or only supposes, from the words around its verb.

*Nobody beat Hale*, *Hale never left* and *Hale failed to pay* tell that something was not done; *if
Hale left*, *Hale allegedly left*, *accused of leaving* and questions do not tell it as done.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from analysis.articles.reporting_words import load_reporting_verbs
from analysis.measures.chunks import Chunks
from analysis.measures.word_classes import load_forms

_ASKS_MORE = (
    r"^[\"'(]*(?:But |And |So )?(?:[Ww]hy|[Hh]ow|[Ww]ho|[Ww]hat|[Ww]hen|[Ww]here|[Ww]hich)\b"
)
_ADVERBS = b'rx"'
_REACH = 5  # parts before a form in -ing among which an accusation is looked for


@cache
def load_denying() -> frozenset[str]:
    """Load what reports that somebody denies something.

    Returns
    -------
    The verbs, as the column cue of segments names them.

    Examples
    --------
    >>> "denied" in load_denying()
    True
    """
    table = load_reporting_verbs()
    denying = table[table["stance"] == "denying"]
    return frozenset(denying["verb"]).union(denying["form"])


def is_denied(chunks: Chunks, k: int) -> bool:
    """Say whether a text denies what a verb says.

    Parameters
    ----------
    chunks : the parts of the sentences.
    k : the number of the verb's part.

    Returns
    -------
    True or False.
    """
    codes, words = _read_adverbs(chunks, k)
    if b"x" in codes or not load_forms("denies").isdisjoint(words):
        return True
    letter, before = chunks.letters[k : k + 1], chunks.letters[k - 1 : k] if k else b""
    form = chunks.forms[k - 1] if k else ""
    if before == b"u" and (form in load_forms("nobody") or _is_scarce(chunks, k - 1)):
        return True
    if letter == b"G":
        return form in load_forms("not doing")
    return letter in b"IJ" and form in load_forms("not to do")


def is_none(chunks: Chunks, part: int) -> bool:
    """Say whether a noun phrase begins with a word for nobody: "no union", "neither side".

    Parameters
    ----------
    chunks : the parts of the sentences.
    part : the number of the noun phrase.

    Returns
    -------
    True or False.
    """
    return _spell(chunks, chunks.start[part]) in ("no", "neither", "nobody", "none")


def is_unsure(chunks: Chunks, k: int) -> bool:
    """Say whether a text only supposes or alleges what a verb says.

    Parameters
    ----------
    chunks : the parts of the sentences.
    k : the number of the verb's part.

    Returns
    -------
    True or False.
    """
    if not load_forms("not as done").isdisjoint(_read_adverbs(chunks, k)[1]):
        return True
    return _is_supposed(chunks, k) or _is_alleged(chunks, k)


def find_questions(texts: pd.Series) -> np.ndarray:
    """Find the texts that ask whether; who asks why tells it as done.

    Parameters
    ----------
    texts : of segments.

    Returns
    -------
    True or False for each.

    Examples
    --------
    >>> find_questions(pd.Series(["Did Hale leave?", "Why did Hale leave?"])).tolist()
    [True, False]
    """
    ends = texts.str.contains(r"\?[\"')]*\s*$").to_numpy(bool)
    return ends & ~texts.str.contains(_ASKS_MORE).to_numpy(bool)


def _read_adverbs(chunks: Chunks, k: int) -> tuple[bytes, set[str]]:
    """The word classes and words of a verb with the adverbs right before it."""
    codes = chunks.tape.codes
    first, end = chunks.start[k], chunks.end[k]
    while first and codes[first - 1] in _ADVERBS:
        first -= 1
    words = {_spell(chunks, place) for place in range(first, end) if codes[place] in _ADVERBS}
    return codes[first:end], words


def _is_scarce(chunks: Chunks, part: int) -> bool:
    """Whether an adverb such as "hardly" stands before a part: "hardly anyone"."""
    place = chunks.start[part] - 1
    return place >= 0 and _spell(chunks, place) in load_forms("denies")


def _spell(chunks: Chunks, place: int) -> str:
    number = chunks.tape.word[place]
    words = chunks.tape.words
    return words.forms[words.form[number]].lower() if number >= 0 else ""


def _is_supposed(chunks: Chunks, k: int) -> bool:
    """Whether "if" or "whether" opens the clause of a verb."""
    letters = chunks.letters
    for place in range(k - 1, max(-1, k - _REACH), -1):
        letter = letters[place : place + 1]
        if letter in b"\n,;:":
            return False
        if letter not in b"nuPi&jb":
            return chunks.forms[place] in load_forms("supposes")
    return False


def _is_alleged(chunks: Chunks, k: int) -> bool:
    """Whether it is "accused of beating", "suspects Hale of hiding it"."""
    letters = chunks.letters
    if letters[k : k + 1] not in b"GC" or letters[k - 1 : k] not in (b"P", b"i"):
        return False
    for place in range(k - 2, max(-1, k - _REACH), -1):
        if letters[place] in b"VSIGRJ":
            return chunks.forms[place] in load_forms("accuses")
    return False
