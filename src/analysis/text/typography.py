"""Plain quotation marks, dashes and letters, with the place of every character in the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import numpy as np

_MARKS = {
    **dict.fromkeys("‘’‚‛′ʼ´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒−", "-"),
}
# subtle: letter + combining marks are composed together, so the cluster is one match.
# Bounded repeats keep the time linear: a run of spaces, and marks out of order, which NFKC sorts in
# quadratic time.
_ODD_ALONE = re.compile(r" {0,9}(?:-{2,}|—|―) *|–|[^\x00-\x7f]|[\x00-\x08\x0b-\x1f\x7f´`]")
_COMBINING, _ODD = re.compile("[̀-ͯ]"), re.compile(rf"\w?[̀-ͯ]{{1,30}}|{_ODD_ALONE.pattern}")
MANY_PLACES = 10_000
_DASHES = "—―"
# What _ODD_ALONE finds, but for spaces before a dash: these would be looked for everywhere.
_ODD_OR_DASH = re.compile(r"[^\t\n -,.-_a-~](?:(?<=-)-+ *|(?<=[—―]) *|(?<![-—―]))")
SPACES_TAKEN = 9  # before a dash, at most
# The same where there is no dash.
_ODD_MARK = re.compile(r"[^\t\n -_a-~]")
CONTRACTED_IS = {
    "it",
    "he",
    "she",
    "that",
    "there",
    "here",
    "what",
    "who",
    "where",
    "when",
    "how",
    "why",
    "let",
    "one",
}
_INVISIBLE = ("Cf", "Cc", "Cs")  # Unicode's categories: format, control, surrogate
_CONTRACTED = re.compile(r"\b\w+n't\b", re.IGNORECASE)
_FULL_FORM = {"ca": "can", "wo": "will", "sha": "shall"}


def normalise(text: str) -> tuple[str, np.ndarray]:
    """Make typography plain and keep, for each character of the result, its place in the original.

    Quotation marks, apostrophes and hyphens become ASCII, a dash between words stands between
    spaces, other characters take their NFKC form, invisible format and control characters go. The
    instruments need this: VADER reads a contraction with a curly apostrophe as if it were not
    negated.

    Parameters
    ----------
    text : a str with LF line ends.

    Returns
    -------
    The plain text, and an int array one longer than it (the last entry is the length of the
    original).

    Examples
    --------
    >>> plain, offsets = normalise("It isn’t “so”…")
    >>> plain, int(offsets[plain.index("...")])
    ('It isn\\'t "so"...', 13)
    """
    marks = set(_ODD_MARK.findall(text))
    if any(_COMBINING.match(mark) for mark in marks):
        return _rewrite(text, _list_spans(_ODD, text), _plain)
    if "--" in text or not marks.isdisjoint(_DASHES):
        return _rewrite(text, _find_odd(text), _plain)
    changed = {mark: _plain(mark) for mark in marks}
    if any(len(new) != 1 for new in changed.values()):
        return _rewrite(text, _list_spans(_ODD_MARK, text), _plain)
    plain = _ODD_MARK.sub(lambda mark: changed[mark.group()], text)
    return plain, np.arange(len(text) + 1)  # every character stays in its place


def _list_spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    return map(re.Match.span, pattern.finditer(text))


def _find_odd(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of what _ODD_ALONE finds in a text."""
    last = 0
    for start, end in _list_spans(_ODD_OR_DASH, text):
        if text[start] in "-—―":
            first = max(last, start - SPACES_TAKEN)
            before = text[first:start]
            start -= len(before) - len(before.rstrip(" "))
        yield start, end
        last = end


def _rewrite(
    text: str, spans: Iterable[tuple[int, int]], renew: Callable[[str], str]
) -> tuple[str, np.ndarray]:
    """The text with what stands at some places renewed.

    And the place of each of its characters in the original.
    """
    pieces, places = [], []
    whole: list[np.ndarray] = []  # places in few arrays, since a million of them take much memory
    last = moved = 0
    for start, end in spans:
        old = text[start:end]
        new = renew(old)
        if new == old:
            continue
        pieces += [text[last:start], new]
        last = end
        if len(new) == len(old):
            continue
        # A dash keeps its own place, not that of the spaces it took along.
        own = end - len(old.lstrip(" "))
        places += [np.arange(moved, start), [own] * len(new)]
        moved = end
        if len(places) >= MANY_PLACES:
            whole.append(np.concatenate(places).astype(np.int64))
            places = []
    pieces.append(text[last:])
    places.append(np.arange(moved, len(text) + 1))
    offsets = np.concatenate([*whole, *places])
    return "".join(pieces), offsets.astype(int)


@cache
def _plain(piece: str) -> str:
    is_dash = not piece.strip(" -—―")
    if is_dash and piece.strip(" "):
        return " - "
    if piece == "–":
        return "-"
    if piece in _MARKS:
        return _MARKS[piece]
    composed = unicodedata.normalize("NFKC", piece)
    plain = [_MARKS.get(character, character) for character in composed]
    shown = [character for character in plain if not _is_invisible(character)]
    return "".join(shown)


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE


def write_out_negation(text: str) -> tuple[str, list[int]]:
    """Write contracted negation out, since TextBlob knows *not* but not *n't*.

    Parameters
    ----------
    text : with plain apostrophes.

    Returns
    -------
    The text; and for each of its characters its place in the old one, with the old length at the
    end.

    Examples
    --------
    >>> write_out_negation("It isn't good, we can't stay and won't pay.")[0]
    'It is not good, we can not stay and will not pay.'
    """
    new, places = _rewrite(text, _list_spans(_CONTRACTED, text), _write_out)
    return new, places.tolist()


def _write_out(contracted: str) -> str:
    verb = contracted[:-3]
    full = _FULL_FORM.get(verb.lower(), verb)
    return f"{full} not"


def lower_in_place(text: str) -> str:
    """Lower a text with every character in its place.

    A letter that grows when lowered (İ) stays as it is.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    A text of the same length.

    Examples
    --------
    >>> lower_in_place("The İ")
    'the İ'
    """
    # Σ is lowered by what stands around it.
    if "İ" not in text and "Σ" not in text:
        return text.lower()
    lowered = [(c, c.lower()) for c in text]
    return "".join(low if len(low) == 1 else c for c, low in lowered)
