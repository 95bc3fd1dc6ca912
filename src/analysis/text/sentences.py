"""Where sentences begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import pairwise

from analysis.tables.resources import load_lexicon

_MAY_END = re.compile(r"[.!?…]\W")
# A quotation that the reader of voices hides is one \x01.
_MISSED_END = re.compile(
    r"[.!?](?=['\")]{0,2} [\"'(]?[A-Z\x01])"
    r"(?:(?<=[a-z]{4}.)['\")]{0,2}|(?<=\w{3}.)['\")]{0,2}(?= [\"'(\x01])"
    r"|(?<=[ '][a-z]{2}.)(?= \x01))"
)


_TIME = re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.m\.$")
_DAY_OR_ZONE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|"
    r"August|(?:Septem|Octo|Novem|Decem)ber|[A-Z]{2,4})\b"
)
_AFTER_HOUR = re.compile(r"\d ?[ap]\.m\.(?= [\"'(]?[A-Z][a-z]* [a-z])")
_ABBREVIATED = re.compile(r"(?:^|[\s(\"'])([A-Z][a-z]{1,5})\.$")


@cache
def _load_ranks() -> frozenset[str]:
    return frozenset(load_lexicon("ranks")["abbreviation"])


def _is_rank(text: str, before: tuple[int, int], sentence: str) -> bool:
    """Whether a name, a day or a zone belongs to the rank or the hour before it."""
    start, end = before
    if text[end - 1] != "." or not sentence[0].isupper():
        return False
    ending = text[max(start, end - 12) : end]
    rank = _ABBREVIATED.search(ending)
    if rank and rank[1] in _load_ranks():
        return True
    return bool(_TIME.search(ending) and _DAY_OR_ZONE.match(sentence))


@cache
def _sentence_model():
    import nupunkt

    return nupunkt.load("default")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Find the sentences of one paragraph.

    Sentences come from nupunkt's own model, which ships with the package.

    Parameters
    ----------
    text : one paragraph of English.

    Returns
    -------
    Pairs of the first character of a sentence and the one behind its last, in order.

    Examples
    --------
    >>> sentence_spans("Mr. Hale left. He said so.")
    [(0, 14), (15, 26)]
    """
    return list(_find_sentences(text))


# About the paragraphs of an article, which are read for roles, for sentences and for voices.
@lru_cache(maxsize=1000)
def _find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for left, right in _cut(text):
        sentence = text[left:right].lstrip()
        if not sentence:
            continue
        first = right - len(sentence)
        last = first + len(sentence.rstrip())
        # No sentence begins in lower case: Yahoo! said
        goes_on = sentence[0].islower() or spans and _is_rank(text, spans[-1], sentence)
        if spans and goes_on:
            first, _ = spans.pop()
        spans.append((first, last))
    return tuple(spans)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """What the model takes for sentences, cut once more where it missed an end."""
    tells_hour = "p.m." in text or "a.m." in text
    for start, end in _ask_model(text):
        # The model takes some ordinary words for abbreviations; a long lower-case word never is one
        # before a capital.
        cuts = [missed.end() for missed in _MISSED_END.finditer(text, start, end)]
        if tells_hour:
            hours = [hour.end() for hour in _AFTER_HOUR.finditer(text, start, end)]
            cuts = sorted({*cuts, *hours})
        yield from pairwise([start, *cuts, end])


def _ask_model(text: str) -> Iterable[tuple[int, int]]:
    model = _sentence_model()
    if "\n" in text:
        return model.iter_spans(text)
    # In a single sentence the model sees no end to judge.
    if not _MAY_END.search(text.rstrip()):
        return [(0, len(text))]
    return model.span_tokenize(text)
