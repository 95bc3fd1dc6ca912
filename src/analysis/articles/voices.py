"""Whose voice it is: quoted and reported speech in English news text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

import pandas as pd

from analysis.articles.clauses import find_content
from analysis.articles.reporting_words import (
    Cue,
    find_cues,
    letter_of,
    list_letters,
    load_triggers,
    load_words,
)
from analysis.articles.speakers import (
    ATTRIBUTION,
    BEFORE,
    BESIDE,
    SIGNED,
    Span,
    can_speak,
    continue_speakers,
    resolve_speakers,
)
from analysis.text.sentences import sentence_spans

PASSAGE_COLUMNS = [
    "passage",
    "start",
    "end",
    "voice",
    "speaker",
    "kind",
    "source_start",
    "source_end",
    "cue",
]
_LONGEST = (
    150  # words read as one sentence: keeps the work linear where a text has no sentence ends
)
_PLAIN = str.maketrans(dict(zip("“”„‟«»‘’‚‛–—\x01", '""""""' + "''''" + "-- ", strict=True)))
# A set of characters at the beginning is found fast.
_MARK = re.compile(r"[\"'](?:(?<=\")|'|(?<![\w'].)(?=[A-Z\"])|(?<=[.,?!].)(?![\w']))")
_TOKEN = re.compile(r"[^\W_][\w'-]*(?:[.,]\w[\w'-]*)*|[,;:()?!-]|\x01++(?:[^\x01]?(?:''|[\"']))?")
_MASK = re.compile("\x01+")
_INNER = re.compile(r"[^\W_][\w'-]*")
_FAR = 2_000  # characters before a quotation in which its source is looked for
TITLE_WORDS = 9  # of a work, at most
HEADLINE = 150  # characters of one that begins with a name, at most
_WHOLE = 200_000  # characters in which a label is looked for
_LABEL = re.compile(r"[\"']?([QA]|[A-Z][\w.'-]+(?: [A-Z(][\w.'()-]*){0,3}): +(?=\S)")
_VERB_NEAR_NAME = re.compile("[vE](?=C)|(?<=C)[vE]")
_WORDLESS = re.compile("[^a-z]*$")
_SPACED = re.compile(r'"(?:(?<=\s.)(?=[\s,]|$)|(?<![^\n])(?=\s))', re.MULTILINE)
_CLOSING = re.compile(r"[.,?!]?\"(?!\w)")
_SEVERAL = re.compile(r"[.?!][\"')]*\s+[\"'(\x01A-Z\d]")


def find_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> pd.DataFrame:
    """Find the passages of a news text that are quoted or reported speech, and who speaks.

    Arguments: text, English news text, best with plain quotation marks (see
    `analysis.text.typography.normalise`); paragraphs, character spans of those to read, in order
    (default: every line that is not blank).
    Returns: rows are stretches of text, sorted, none overlapping: passage (a number that the
    stretches of one passage share), start, end (characters), voice (quoted, with its marks, or
    reported), speaker (fullest name or description in the text, empty where unresolved), kind
    (named, described, collective, unresolved), source_start, source_end (the words that name the
    source, -1 where none), cue (the reporting word).

    >>> found = find_passages('Ana Ruiz said the pier is safe. "We tested it twice," she added.')
    >>> found[["voice", "speaker", "cue"]].values.tolist()
    [['reported', 'Ana Ruiz', 'said'], ['quoted', 'Ana Ruiz', 'added']]
    """
    return pd.DataFrame(list_passages(text, paragraphs=paragraphs), columns=PASSAGE_COLUMNS)


def list_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> list[tuple]:
    """The rows of `find_passages` as tuples, for a caller that reads many texts."""
    plain = text.translate(_PLAIN) if any(chr(mark) in text for mark in _PLAIN) else text
    if paragraphs is None:
        paragraphs = [m.span() for m in re.finditer(r"[^\n]+", plain) if not m.group().isspace()]
    passages, marked = [], []
    for number, (start, end) in enumerate(paragraphs):
        quotes = _find_quotations(plain, start, end)
        titles = [(a, b) for a, b in quotes if _is_title(plain, a, b, start)]
        works = {*titles}
        speech = [span for span in quotes if span not in works] if works else quotes
        marked += speech
        passages += _read_paragraph(plain, start, end, speech, titles, number)
    passages = continue_speakers(passages, plain)
    resolve_speakers(passages, plain, paragraphs)
    return _list_pieces([p for p in passages if can_speak(p, plain)], marked)


def _find_quotations(text: str, start: int, end: int) -> list[Span]:
    """Pair the quotation marks of one paragraph.

    One that opens the paragraph, or goes on in the next, may stay open.
    """
    if text.find('"', start, end) < 0 and text.find("'", start, end) < 0:
        return []
    spaced = text.find(' "', start, end) >= 0 or text.startswith('" ', start)
    if spaced and _SPACED.search(text, start, end) and text.count('"', start, end) % 2 == 0:
        places = [k for k in range(start, end) if text[k] == '"']
        return [(a, b + 1) for a, b in zip(places[::2], places[1::2], strict=True)]
    spans, opened, mark = [], -1, ""
    for match in _MARK.finditer(text, start, end):
        at, stop = match.span()
        may_open = (
            (
                at == start
                or text[at - 1] in " \t([-\"'/"
                or text[at - 1] in ",:"
                and text[at - 2].isalpha()
                and text[stop : stop + 1].isupper()
            )
            and stop < end
            and not text[stop].isspace()
        )
        if opened < 0:
            opened, mark = (at, match.group()) if may_open else (-1, "")
        elif match.group() == mark and (not may_open or not text[at - 1].isspace()):
            spans.append((opened, stop))
            opened = -1
        elif match.group() == mark == '"' and _last_before(text, start, opened):
            opened = at
    stays = opened >= 0 and (
        not _last_before(text, start, opened) or text[end : end + 9].lstrip().startswith(mark)
    )
    if stays and end - opened > 2 and mark != "'":
        spans.append((opened, end))
    return spans


def _is_title(text: str, a: int, b: int, start: int) -> bool:
    """Whether a quotation is the title of a work or a nickname: nobody says it.

    Every long word has a capital, and a word that names or places it stands before, no speech.
    """
    if text[b - 2] in "?!":
        return False
    before = text[max(start, a - 40) : a].split(" ")
    if len(before) < 2 or before[-1] or before[-2].lower() not in load_words("names a work"):
        return False
    words = _INNER.findall(text, a, b)
    if not 0 < len(words) <= TITLE_WORDS or not words[0][0].isupper():
        return False
    return not any(len(word) > 3 and word[0].islower() for word in words)


def _read_paragraph(
    text: str, start: int, end: int, quotes: list[Span], titles: list[Span], number: int
) -> list[dict]:
    """The passages of one paragraph, in order; in it, a quotation counts as one word."""
    masked, at, speech = [], start, []
    for a, b in quotes:
        if text.count(" ", a, b) >= 2 or text[b - 2] in ",.?!'":
            keep = 3 if text.endswith("''", a, b) else 2 if text[b - 1] in "\"'" else 0
            masked += [text[at:a], "\x01" * (b - a - keep), text[b - keep : b]]
            at = b
            speech.append((a, b))
    paragraph = "".join([*masked, text[at:end]]) if masked else text[start:end]
    passages = _read_label(text, paragraph, number) or _read_sentences(paragraph)
    for passage in passages:
        passage["content"] = [(start + a, _close(text, start + b)) for a, b in passage["content"]]
        if passage["source"]:
            passage["source"] = (start + passage["source"][0], start + passage["source"][1])
    if titles:  # "a feast called ...": who holds it says nothing.
        works = _Spans(titles)
        passages = [
            passage
            for passage in passages
            if not works.meet(passage["content"][0][0], passage["content"][0][0] + 1)
        ]
    covered = _Spans(span for passage in passages for span in passage["content"])
    for a, b in speech:
        before = _last_before(text, start, a)
        alone = before in ("", ".", "!", "?", '"', "'") and text[b - 2] in ",.?!"
        if (alone or text.count(" ", a, b) >= 4 or b == end) and not covered.meet(a, b):
            passages.append(
                {"content": [(a, b)], "source": _find_beside(text, a, b, start, end), "cue": ""}
            )
    for passage in passages:
        passage["paragraph"] = number
        passage["opens"] = not _last_before(text, start, passage["content"][0][0])
    return sorted(passages, key=_place_of)


def _place_of(passage: dict) -> Span:
    return passage["content"][0]


def _read_label(text: str, paragraph: str, number: int) -> list[dict]:
    """What a name and a colon say: a headline, or a transcript, where the label comes again.

    "LAHORE: ..." is a place, "Hale: 41." a count.
    """
    label = _LABEL.match(paragraph)
    if not label or _WORDLESS.match(paragraph, label.end()):
        return []
    headline = number == 0 and len(paragraph) < HEADLINE
    if _count_labels(text, label[1]) < 2 and (
        not headline or label[1].isupper() or not _is_named(text, label[1])
    ):
        return []
    content = [(label.end(), len(paragraph.rstrip()))]
    return [{"content": content, "source": label.span(1), "cue": ""}]


def _read_sentences(paragraph: str) -> list[dict]:
    """The passages of all sentences of a paragraph, by their reporting words."""
    passages: list[dict] = []
    triggers = load_triggers()
    for s, e in _find_sentences(paragraph):
        shown = _TOKEN.findall(paragraph, s, e)
        words = list(map(str.lower, shown))
        if triggers.isdisjoint(words):
            continue
        found = []
        for first in range(0, len(shown), _LONGEST):
            part = slice(first, first + _LONGEST)
            found += [(first, *one) for one in _read_sentence(shown[part], words[part])]
        if not found:
            continue
        # Nothing that a word could begin with stands between two words, so that the next place
        # of one is its own.
        ends = [s := paragraph.find(word, s) + len(word) for word in shown]
        for first, content, source, cue in found:
            spans = [
                (ends[first + a] - len(shown[first + a]), ends[first + b])
                for a, b in [*content, *([source] if source else [])]
            ]
            who = spans.pop() if source else None
            passages.append({"content": spans, "source": who, "cue": cue})
    return passages


@lru_cache(maxsize=16)  # asked again for every paragraph of a transcript
def _count_labels(text: str, label: str) -> int:
    """How many paragraphs begin with a label; LAHORE: ... is a place, and comes once."""
    return len(re.findall(rf"(?m)^[\"']?{re.escape(label)}: ", text[:_WHOLE]))


def _is_named(text: str, label: str) -> bool:
    """Whether the label before a headline is somebody's name, which the text has again."""
    last = label.split()[-1]
    return letter_of(label.split()[0]) not in "dD" and text[:_WHOLE].count(last) > 1


def _find_beside(text: str, a: int, b: int, start: int, end: int) -> Span | None:
    """Who said a quotation that no reporting word goes with, by what stands beside it."""
    if text[b - 2] in ",?!" and (match := BESIDE.match(text, b, min(end, b + 80))):
        return next(match.span(k) for k in (1, 2, 3) if match[k])
    if text[b - 2] in ",.?!" and (match := SIGNED.match(text, b, min(end, b + 60))):
        return match.span(1)
    # The quotation is a paragraph: the one before may end in a colon.
    stop = _end_before(text, start, a) or _end_before(text, 0, start)
    if not text.endswith(":", 0, stop):
        return None
    first = start if stop > start else text.rfind("\n", 0, stop) + 1
    # Nothing that BEFORE finds is longer; a line break is no beginning to it.
    cut = stop - first > _FAR
    before = "\n" + text[stop - _FAR : stop] if cut else text[first:stop]
    if match := BEFORE.search(before):
        first = stop - len(before)
        return first + match.start(1), first + match.end(1)
    return None


def _end_before(text: str, start: int, at: int) -> int:
    """The place behind the last character that is no space, between two places; 0 for none."""
    while at > start and text[at - 1].isspace():
        at -= 1
    return at if at > start else 0


def _last_before(text: str, start: int, at: int) -> str:
    """The last character that is no space between two places, '' for none."""
    end = _end_before(text, start, at)
    return text[end - 1] if end else ""


class _Spans:
    """Spans in order, asked whether a stretch meets one, in time that hardly grows with them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self.starts = [start for start, _ in ordered]
        self.ends = list(accumulate((end for _, end in ordered), max))

    def meet(self, a: int, b: int) -> bool:
        before = bisect_left(self.starts, b)
        return before > 0 and self.ends[before - 1] > a


def _read_sentence(shown: list[str], words: list[str]) -> list[tuple[list[Span], Span | None, str]]:
    """The passages of one sentence, from its words and the same in lower case.

    Returns: of each, what is said and by whom (first and last word) and the reporting word.
    """
    letters = list_letters(shown).replace("dv", "dx")  # "the note", "a tweet"
    taken, found = bytearray(len(words) + 1), []
    for at in _find_capital_verbs(shown, letters):
        letters, words[at] = f"{letters[:at]}C{letters[at + 1 :]}", shown[at]
    cues = find_cues(words, letters)
    for cue in sorted(cues, key=_is_led) if len(cues) > 1 else cues:
        pieces, source = find_content(words, letters, cue, cues, taken)
        content = []
        for a, b in pieces:
            a += len(letters[a:b]) - len(letters[a:b].lstrip(",;:-)"))
            b = a + len(letters[a:b].rstrip(",;:-("))
            if b > a:
                content.append((a, b - 1))
                taken[a:b] = b"\x01" * (b - a)
        if content:
            found.append((content, source, " ".join(words[cue.at : cue.after])))
    return found


def _is_led(cue: Cue) -> bool:
    return not cue.trailing


def _find_capital_verbs(shown: list[str], letters: str) -> list[int]:
    """Places of words that would report but are names: Hope Orrin, in no title."""
    if "vC" not in letters and "Cv" not in letters and "EC" not in letters and "CE" not in letters:
        return []
    places = [
        m.start() for m in _VERB_NEAR_NAME.finditer(letters, 1) if shown[m.start()][0].isupper()
    ]
    small = sum(map(str.islower, shown)) if places else 0
    return places if small * 2 > len(shown) else []


def _find_sentences(paragraph: str) -> list[Span]:
    """Sentences, joined where the second one only goes on.

    It goes on in lower case, or attributes a quotation that ends in ? or !.
    """
    if not _SEVERAL.search(paragraph):
        return [(0, len(paragraph))]
    # A quotation is one character to the model, which reads a long word letter by letter.
    joined, masks, lost = [], [], [0]
    for mask in _MASK.finditer(paragraph):
        masks.append(mask.start() - lost[-1])
        lost.append(lost[-1] + len(mask.group()) - 1)
    for s, e in sentence_spans(_MASK.sub("\x01", paragraph)):
        s, e = s + lost[bisect_left(masks, s)], e + lost[bisect_left(masks, e)]
        goes_on = paragraph[s] in ",;)" or paragraph[s].islower()
        asked = (
            joined
            and paragraph[joined[-1][0] : joined[-1][1]].rstrip("\"'")[-1:] in ("?", "!")
            and paragraph[joined[-1][1] - 1] in "\"'"
            and ATTRIBUTION.match(paragraph, s, e)
        )
        joined.append((joined.pop()[0] if joined and (goes_on or asked) else s, e))
    return joined


def _close(text: str, at: int) -> int:
    """Take in a closing quotation mark that follows, with a stop before it."""
    match = _CLOSING.match(text, at)
    return match.end() if match and not text[at - 1].isspace() else at


def _list_pieces(passages: list[dict], quotes: list[Span]) -> list[tuple]:
    """Rows of all passages, cut where a quotation begins or ends."""
    rows, at, done = [], 0, 0
    pieces = [
        (span, number) for number, passage in enumerate(passages) for span in passage["content"]
    ]
    for (start, end), number in sorted(pieces):
        start, passage = max(start, done), passages[number]
        rest = (
            passage["speaker"],
            passage["kind"],
            *(passage["source"] or (-1, -1)),
            passage["cue"],
        )
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        k = at
        while k < len(quotes) and quotes[k][0] < end:
            a, b = max(quotes[k][0], start), min(quotes[k][1], end)
            rows += [(number, start, a, "reported", *rest)] if a > start else []
            rows.append((number, a, b, "quoted", *rest))
            start, k = b, k + 1
        rows += [(number, start, end, "reported", *rest)] if end > start else []
        done = max(done, end)
    return rows
