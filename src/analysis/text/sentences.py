"""Where sentences begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

_MAY_END = re.compile(r"[.!?…]\W")
# A quotation that the reader of voices hides is one \x01.
_MISSED_END = re.compile(
    r"[.!?](?=['\")]{0,2} [\"'(]?[A-Z\x01])"
    r"(?:(?<=[a-z]{4}.)['\")]{0,2}|(?<=\w{3}.)['\")]{0,2}(?= [\"'(\x01])"
    r"|(?<=[ '][a-z]{2}.)(?= \x01)|(?<=[A-Za-z]\.)(?P<doubted>['\")]{0,2}))"
)
_NEXT_WORD = re.compile(r"['\")]{0,2} [\"'(]?([A-Z][a-z]*)\b")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_LONGEST_ABBREVIATION = 12  # characters


Span = tuple[int, int]
MOST_PARAGRAPHS = 1000  # whose sentences are kept
# To the model the point of it goes on an ellipsis, so that a full stop before it is no end to
# judge, nor is it one itself before a character that is no space; what follows begins a line.
_BETWEEN = " .\x03\n"
_WITHIN = " .\x03 "  # between parts of one paragraph
# A paragraph that ends otherwise could be judged in another way before _BETWEEN than at the end.
_JOINED = re.compile(r"[^\s.!?…][^\n]*[\w\x01]\.?[\"')\]}\u201d\u2019\u00bb*]*")
_TIME = re.compile(r"\b\d{1,2}(?::\d\d)? ?[ap]\.m\.$")
_DAY_OR_ZONE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|"
    r"August|(?:Septem|Octo|Novem|Decem)ber|[A-Z]{2,4})\b"
)
_AFTER_HOUR = re.compile(r"\d ?[ap]\.m\.(?= [\"'(]?[A-Z][a-z]* [a-z])")
_GO_ON = ("stands before a name", "stands before a number", "day or month")
_SAINT = re.compile(r"(?:^|\s[a-z]+,? )St\.$")  # "near St. Anne", but not "in Mill St."
_ABBREVIATED = re.compile(r"(?:^|[\s(\"'])([A-Z][a-z]{1,5})\.$")


@cache
def _load_abbreviations() -> dict[str, frozenset[str]]:
    """Words of lexicons/abbreviations.csv by kind, as they are written."""
    table = load_lexicon("abbreviations")
    words = map(frozenset, table["words"].str.split())
    return dict(zip(table["kind"], words, strict=True))


@cache
def _load_titles() -> frozenset[str]:
    return _load_abbreviations()["title"].union(load_lexicon("ranks")["abbreviation"])


@cache
def _load_unfinished() -> frozenset[str]:
    """Abbreviations behind which the sentence goes on before a capital."""
    return _load_titles().union(*map(_load_abbreviations().get, _GO_ON))


def _list_missed(text: str) -> list[re.Match[str]]:
    """The ends of sentences that the model may miss."""
    found = _MISSED_END.finditer(text)
    return [stop for stop in found if stop["doubted"] is None or _ends_sentence(text, stop)]


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    """Whether a full stop behind a short word ends a sentence: behind "bus", "Hall" or "Cole".

    Behind "Inc." or "U.S." one ends where what follows can only begin a sentence.
    """
    at = stop.start()
    last = text[max(0, at - _LONGEST_ABBREVIATION) : at].rpartition(" ")[2]
    ends = _endings[last.lstrip("\"'(")]
    if ends is not None:
        return ends
    following = _NEXT_WORD.match(text, at + 1)
    return following is not None and following[1] in _load_abbreviations()["begins a sentence"]


def _find_ending(word: str) -> bool | None:
    """Whether a full stop behind a word ends a sentence; None where what follows tells it."""
    if word in _load_abbreviations()["ends too"]:
        return None
    is_word = len(word) > 1 and word[1:].islower() and word.isalpha()
    return is_word and word not in _load_unfinished() and _VOWEL.search(word) is not None


_endings = Known(_find_ending)  # of words that were asked for


def _is_rank(text: str, before: tuple[int, int], sentence: str) -> bool:
    """Whether a name, a day or a zone belongs to the rank or the hour before it."""
    start, end = before
    if text[end - 1] != "." or not sentence[0].isupper():
        return False
    ending = text[max(start, end - _LONGEST_ABBREVIATION) : end]
    if ending.islower() and not ending.endswith("m."):  # most endings
        return False
    rank = _ABBREVIATED.search(ending)
    if rank and rank[1] in _load_titles() or _SAINT.search(ending):
        return True
    return bool(_TIME.search(ending) and _DAY_OR_ZONE.match(sentence))


@cache
def _sentence_model():
    import nupunkt

    return nupunkt.load("default")


def sentence_spans(text: str) -> list[Span]:
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
    return list(_known[text])


def list_sentence_spans(paragraphs: list[str]) -> list[list[Span]]:
    """Find the sentences of the paragraphs of a text, about which the model is asked at once.

    Parameters
    ----------
    paragraphs : in any order.

    Returns
    -------
    What sentence_spans gives for each; nobody may change the lists.

    Examples
    --------
    >>> list_sentence_spans(["Mr. Hale left. He said so.", "Nobody asked."])
    [[(0, 14), (15, 26)], [(0, 13)]]
    """
    found = {}
    several = {}  # in which something may be an end
    for text in paragraphs:
        if text not in _known and text not in found and _JOINED.fullmatch(text):
            found[text] = [(0, len(text))]
            if _MAY_END.search(text):
                several[text] = _list_missed(text)
    cut = {text: _list_parts(text, missed) for text, missed in several.items()}
    unsure = [part for parts in cut.values() for part in parts if part.may_hold_an_end]
    asked = dict(zip(unsure, _ask_together(unsure), strict=True))
    for text, parts in cut.items():
        spans: list[Span] = []
        for part in parts:
            spans += asked.get(part) or [part.span]
        found[text] = _correct(text, spans, several[text])
    listed = [found.get(text) or _known[text] for text in paragraphs]
    if len(_known) + len(found) > MOST_PARAGRAPHS:
        _known.clear()
    if len(found) <= MOST_PARAGRAPHS:
        _known.update(found)
    return listed


def _find_sentences(text: str) -> list[Span]:
    return _correct(text, _ask_model(text), _list_missed(text))


# Of the paragraphs of an article, which are read for roles, for sentences and for voices.
_known = Known(_find_sentences, MOST_PARAGRAPHS)


def _correct(text: str, asked: Iterable[Span], missed: list[re.Match[str]]) -> list[Span]:
    """Sentences as the model finds them, cut where it missed an end and joined where it found none.

    They begin and end without space.
    """
    spans: list[Span] = []
    for left, right in _cut(text, asked, missed):
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
    return spans


def _cut(text: str, asked: Iterable[Span], missed: list[re.Match[str]]) -> list[Span]:
    """What the model takes for sentences, cut once more where it missed an end."""
    # The model takes some ordinary words for abbreviations; a long lower-case word never is one
    # before a capital, and of short words only those of a list.
    ends = [stop.end() for stop in missed]
    if "p.m." in text or "a.m." in text:
        ends += [hour.end() for hour in _AFTER_HOUR.finditer(text)]
        ends = sorted(set(ends))
    parts: list[Span] = []
    for start, end in asked:
        cuts = ends[bisect_right(ends, start) : bisect_left(ends, end)] if ends else ()
        if cuts:
            parts += pairwise([start, *cuts, end])
        else:  # as nearly always
            parts.append((start, end))
    return parts


def _ask_model(text: str) -> Iterable[Span]:
    model = _sentence_model()
    if "\n" in text:
        return model.iter_spans(text)
    # In a single sentence the model sees no end to judge.
    if not _MAY_END.search(text.rstrip()):
        return [(0, len(text))]
    return model.span_tokenize(text)


class _Part(NamedTuple):
    """A stretch of a paragraph between two ends that need no judgement."""

    text: str  # the paragraph
    begin: int
    end: int

    @property
    def span(self) -> Span:
        return self.begin, self.end

    @property
    def may_hold_an_end(self) -> bool:
        return _MAY_END.search(self.text, self.begin, self.end - 1) is not None


def _list_parts(text: str, missed: list[re.Match[str]]) -> list[_Part]:
    """The parts of a paragraph, cut at each full stop among the ends that were missed."""
    parts = []
    begin = 0
    for found in missed:
        if text[found.start()] == ".":
            parts.append(_Part(text, begin, found.end()))
            begin = found.end() + 1  # behind the space
    return [*parts, _Part(text, begin, len(text))]


def _ask_together(parts: list[_Part]) -> list[list[Span]]:
    """What the model takes for sentences of parts of paragraphs that _JOINED fits, in one question.

    It judges an end by the words on both sides, so that what stands between two parts has to be
    neither an end nor the word behind one.

    Returns
    -------
    For each part the places of its sentences in the paragraph.
    """
    if not parts:
        return []
    pieces = []
    for part in parts:
        pieces += [_WITHIN if part.begin else _BETWEEN, part.text[part.begin : part.end]]
    spans = list(_sentence_model().span_tokenize("".join(pieces)))
    found = []
    at = stop = 0
    for part in parts:
        start = stop + len(_BETWEEN)
        stop = start + part.end - part.begin
        moved = start - part.begin
        own = []
        while at < len(spans) and spans[at][0] < stop:
            first, last = spans[at]
            if last > start:
                own.append((max(first, start) - moved, min(last, stop) - moved))
            if last > stop:
                break
            at += 1
        found.append(own)
    return found
