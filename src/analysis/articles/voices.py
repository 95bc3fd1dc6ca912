"""Whose voice it is: quoted and reported speech in English news text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

import pandas as pd

from analysis.articles.clauses import find_content
from analysis.articles.reporting_words import (
    Cue,
    find_cues,
    find_places,
    letter_of,
    list_letters,
    load_triggers,
    load_words,
)
from analysis.articles.speakers import (
    ATTRIBUTION,
    BEFORE,
    BESIDE,
    OWNERS_BEFORE,
    SIGNED,
    Span,
    can_speak,
    continue_speakers,
    resolve_speakers,
)
from analysis.articles.subjects import find_subject
from analysis.text.sentences import list_sentence_spans

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
# Words read as one sentence: keeps the work linear where a text has no sentence ends.
_LONGEST = 150
_DOUBLE, _SINGLE, _DASHES = "“”„‟«»", "‘’‚‛", "–—"
_PLAIN = str.maketrans(
    {**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DASHES, "-")}
    | {"\x01": " "}
)
_TYPOGRAPHY = re.compile(f"[{_DOUBLE}{_SINGLE}{_DASHES}\x01]")
_LINE = re.compile(r"[^\n]+")
# A set of characters at the beginning is found fast.
_MARK = re.compile(r"[\"'](?:(?<=\")|'|(?<![\w'].)(?=[A-Z\"])|(?<=[.,?!].)(?![\w']))")
# Where single marks open quotations: also behind a word, or before one that goes on.
_SINGLE_MARK = re.compile(
    r"[\"'](?:(?<=\")|'|(?<![\w'].)(?=[A-Z\"])|(?<=[.,?!\w].)(?![\w'])"
    r"|(?<=[,:] ')(?=[a-z][^\"\n]{1,400}?[.,?!]'(?!\w)))"
)
_LONGEST_SAID = 1_000  # characters between single marks, behind a possessive
# What ends a quotation between single marks for sure, and what opens another.
_SURE_CLOSING = re.compile(r"[.,?!]'(?!\w)|\w'(?=[,.;:?!)])|(?<![\w'])'(?=[A-Z])")
# Most words are plain letters before a space, which only saves time.
_TOKEN = re.compile(
    r"[a-zA-Z][a-z]*(?= )|[,;:()?!-]|[^\W_][\w'-]*(?:[.,]\w[\w'-]*)*"
    r"|\x01++(?:[^\x01]?(?:''|[\"']))?"
)
_MASK = re.compile("\x01+")
_INNER = re.compile(r"[^\W_][\w'-]*")
_SO_SAID = re.compile(
    r"(?:So|Thus) (?P<cue>said|says|wrote|argued|claimed|declared) "
    r"(?P<who>[^,.;:]{2,60}?)(?=[,.;:]|$| (?:who|in|at|on|after|when|before|during)\b)"
)
_FAR = 2_000  # characters before a quotation in which its source is looked for
TITLE_WORDS = 9  # of a work, at most
HEADLINE = 150  # characters of one that begins with a name, at most
_WHOLE = 200_000  # characters in which a label is looked for
_LABEL = re.compile(r"[\"']?([QA]|[A-Z][\w.'-]+(?: [A-Z(][\w.'()-]*){0,3}): +(?=\S)")
_OPENING_MARKS = (":", "(", "-", "!", "?")  # what follows may begin a sentence
_WORDLESS = re.compile("[^a-z]*$")
_SPACED = re.compile(r'"(?:(?<=\s.)(?=[\s,]|$)|(?<![^\n])(?=\s))', re.MULTILINE)
_CLOSING = re.compile(r"[.,?!]?\"(?!\w)")
_SENTENCE_END = re.compile(r"[.?!][\"')]*\s+|\n")
_SEVERAL = re.compile(r"[.?!][\"')]*\s+[\"'(\x01A-Z\d]")


def find_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> pd.DataFrame:
    """Find the passages of a news text that are quoted or reported speech, and who speaks.

    Parameters
    ----------
    text : English news text, best with plain quotation marks (see
        `analysis.text.typography.normalise`).
    paragraphs : character spans of those to read, in order; by default every line that is not
        blank.

    Returns
    -------
    One row a stretch of text, sorted, none overlapping: passage (a number that the stretches of one
    passage share), start, end (characters), voice ('quoted', with its marks, or 'reported'),
    speaker (the fullest name or description in the text, '' where none was found), kind (of the
    speaker: 'named', 'described', 'collective', 'unresolved'), source_start, source_end (characters
    that name the speaker, -1 where none do), cue (the reporting word, '' for none).

    Examples
    --------
    >>> found = find_passages('Ana Ruiz said the pier is safe. "We tested it twice," she added.')
    >>> found[["voice", "speaker", "cue"]].values.tolist()
    [['reported', 'Ana Ruiz', 'said'], ['quoted', 'Ana Ruiz', 'added']]
    """
    return pd.DataFrame(list_passages(text, paragraphs=paragraphs), columns=PASSAGE_COLUMNS)


def list_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> list[tuple]:
    """List the rows of `find_passages` as tuples, for a caller that reads many texts.

    Parameters
    ----------
    text, paragraphs : as in find_passages.

    Returns
    -------
    A tuple for each stretch, of PASSAGE_COLUMNS.

    Examples
    --------
    >>> [row[1:5] for row in list_passages('"It sank," Ana Ruiz said.')]
    [(0, 10, 'quoted', 'Ana Ruiz')]
    """
    plain = _make_plain(text)
    if paragraphs is None:
        lines = _LINE.finditer(plain)
        paragraphs = [line.span() for line in lines if not line.group().isspace()]
    parted = [_part_titles(plain, start, end) for start, end in paragraphs]
    shown = [
        _hide_quotations(plain, start, end, speech)
        for (start, end), (speech, _) in zip(paragraphs, parted, strict=True)
    ]
    sentences = _list_sentences(shown)
    passages, marked = [], []
    for number, (start, end) in enumerate(paragraphs):
        speech, titles = parted[number]
        marked += speech
        found = _read_label(plain, shown[number], number)
        if not found:
            found = _read_sentences(shown[number], sentences[number])
        _place_in_text(found, plain, start)
        if titles:  # "a feast called ...": who holds it says nothing.
            found = _drop_inside(found, titles)
        passages += _add_unclaimed(plain, start, end, speech, found, number)
    passages = continue_speakers(passages, plain)
    resolve_speakers(passages, plain, paragraphs)
    spoken = [passage for passage in passages if can_speak(passage, plain)]
    return _list_pieces(spoken, marked)


@lru_cache(maxsize=2)  # an article with many pull quotes is asked about once for each
def _make_plain(text: str) -> str:
    """The text with one kind of quotation marks and dashes."""
    if text.isascii() and "\x01" not in text:
        return text
    return text.translate(_PLAIN) if _TYPOGRAPHY.search(text) else text


def _part_titles(text: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """The quotations of a paragraph: what somebody says, and titles of works."""
    speech: list[Span] = []
    titles: list[Span] = []
    for span in _find_quotations(text, start, end):
        kind = titles if _is_title(text, span, start) else speech
        kind.append(span)
    return speech, titles


def _find_quotations(text: str, start: int, end: int) -> list[Span]:
    """Pair the quotation marks of one paragraph.

    One that opens the paragraph, or goes on in the next, may stay open.
    """
    if text.find('"', start, end) < 0 and text.find("'", start, end) < 0:
        return []
    if _is_spaced(text, start, end):
        places = [k for k in range(start, end) if text[k] == '"']
        closings = [place + 1 for place in places[1::2]]
        return list(zip(places[::2], closings, strict=True))
    spans, opened, mark = [], -1, ""
    is_single = text.startswith("'", start) or text.find(" '", start, end) >= 0
    marks = _SINGLE_MARK if is_single else _MARK
    for match in marks.finditer(text, start, end):
        at, stop = match.span()
        may_open = _may_open(text, start, end, match)
        if opened < 0:
            if may_open:
                opened, mark = at, match.group()
        elif match.group() != mark or mark == "'" and _is_possessive(text, at, end):
            continue
        elif not may_open or not text[at - 1].isspace():
            spans.append((opened, stop))
            opened = -1
        elif mark == '"' and _last_before(text, start, opened):
            opened = at
    if opened >= 0 and _stays_open(text, start, end, opened, mark):
        spans.append((opened, end))
    return spans


def _is_possessive(text: str, at: int, end: int) -> bool:
    """Whether a single mark belongs to "the players' lounge", not to the end of a quotation.

    It does where the quotation it stands in ends for sure behind it.
    """
    if text[at - 1] != "s" or text[at + 1 : at + 2] != " ":
        return False
    closing = _SURE_CLOSING.search(text, at + 1, min(end, at + _LONGEST_SAID))
    return closing is not None and closing.group() != "'"


def _is_spaced(text: str, start: int, end: int) -> bool:
    """Whether spaces stand inside the quotation marks of a paragraph, which are paired in order."""
    if text.find(' "', start, end) < 0 and not text.startswith('" ', start):
        return False
    return bool(_SPACED.search(text, start, end)) and text.count('"', start, end) % 2 == 0


def _may_open(text: str, start: int, end: int, mark: re.Match[str]) -> bool:
    """Whether a quotation mark can open a quotation, by what stands around it."""
    at, stop = mark.span()
    if stop >= end or text[stop].isspace():
        return False
    if at == start:
        return True
    before = text[at - 1]
    if before in " \t([-\"'/":
        return True
    # No space between them: said,"The pier
    return before in ",:" and text[at - 2].isalpha() and text[stop].isupper()


def _stays_open(text: str, start: int, end: int, opened: int, mark: str) -> bool:
    """Whether a quotation that its paragraph does not close goes to the end of it."""
    if mark == "'" or end - opened <= 2:
        return False
    if not _last_before(text, start, opened):
        return True
    following = text[end : end + 9].lstrip()
    return following.startswith(mark)


def _is_title(text: str, quotation: Span, start: int) -> bool:
    """Whether a quotation is the title of a work or a nickname: nobody says it.

    Every long word has a capital, and a word that names or places it stands before, no speech.
    """
    opening, end = quotation
    if text[end - 2] in "?!":
        return False
    if text[opening] == "'" and text[end - 2].isalnum() and _names_work(text, opening, end):
        return True
    before = text[max(start, opening - 40) : opening].split(" ")
    # A space stands right before it, and a word before that.
    if len(before) < 2 or before[-1]:
        return False
    if before[-2].lower() not in load_words("names a work"):
        return False
    words = _INNER.findall(text, opening, end)
    if not 0 < len(words) <= TITLE_WORDS or not words[0][0].isupper():
        return False
    return not any(len(word) > 3 and word[0].islower() for word in words)


def _names_work(text: str, opening: int, end: int) -> bool:
    """Whether single marks stand around capitals and words of grammar, as around titles."""
    words = _INNER.findall(text, opening, end)
    if not 1 < len(words) <= TITLE_WORDS:
        return False
    return all(word[0].isupper() or letter_of(word) in "pdtc" for word in words)


def _place_in_text(passages: list[dict], text: str, start: int) -> None:
    """Move the places of passages from those of the paragraph that starts at start to the text's.

    A quotation mark that closes what is said belongs to it.
    """
    for passage in passages:
        passage["content"] = [(start + a, _close(text, start + b)) for a, b in passage["content"]]
        if passage["source"]:
            first, last = passage["source"]
            passage["source"] = (start + first, start + last)


def _hide_quotations(text: str, start: int, end: int, quotes: list[Span]) -> str:
    """The paragraph, in which what stands between quotation marks is \x01."""
    if not quotes:
        return text[start:end]
    pieces, at = [], start
    for opening, closing in quotes:
        if not _is_speech(text, opening, closing):
            continue
        # What ends it is shown, since it tells whether the sentence goes on behind it.
        shown = 0
        if text.endswith("''", opening, closing):
            shown = 3
        elif text[closing - 1] in "\"'":
            shown = 2
        hidden = closing - shown
        pieces += [text[at:opening], "\x01" * (hidden - opening), text[hidden:closing]]
        at = closing
    pieces.append(text[at:end])
    return "".join(pieces)


def _is_speech(text: str, opening: int, closing: int) -> bool:
    """Whether a quotation has more than two words, or ends as a sentence does."""
    return text.count(" ", opening, closing) >= 2 or text[closing - 2] in ",.?!'"


def _drop_inside(passages: list[dict], titles: list[Span]) -> list[dict]:
    """The passages that do not begin in the title of a work."""
    works = _Spans(titles)
    kept = []
    for passage in passages:
        begin = _start_of(passage)
        if not works.meet(begin, begin + 1):
            kept.append(passage)
    return kept


def _add_unclaimed(
    text: str, start: int, end: int, quotes: list[Span], passages: list[dict], number: int
) -> list[dict]:
    """The passages in order, with the quotations of the paragraph that no reporting word takes."""
    if not quotes and not passages:  # most paragraphs
        return []
    alone = [span for span in quotes if _stands_alone(text, start, end, *span)]
    if alone:
        covered = _Spans([span for passage in passages for span in passage["content"]])
        for opening, closing in alone:
            if not covered.meet(opening, closing):
                source = _find_beside(text, opening, closing, start, end)
                passages.append({"content": [(opening, closing)], "source": source, "cue": ""})
    for passage in passages:
        passage["paragraph"] = number
        passage["opens"] = not _last_before(text, start, _start_of(passage))
    return sorted(passages, key=_place_of)


def _stands_alone(text: str, start: int, end: int, opening: int, closing: int) -> bool:
    """Whether a quotation is a sentence of its own, or long, or ends its paragraph."""
    if not _is_speech(text, opening, closing):
        return False
    if closing == end or text.count(" ", opening, closing) >= 4:
        return True
    if text[closing - 2] not in ",.?!":
        return False
    return _last_before(text, start, opening) in ("", ".", "!", "?", '"', "'")


def _start_of(passage: dict) -> int:
    return passage["content"][0][0]


def _place_of(passage: dict) -> Span:
    return passage["content"][0]


def _read_label(text: str, paragraph: str, number: int) -> list[dict]:
    """What a name and a colon say: a headline, or a transcript, where the label comes again.

    "LAHORE: ..." is a place, "Hale: 41." a count.
    """
    label = _LABEL.match(paragraph) if ": " in paragraph else None
    if not label or _WORDLESS.match(paragraph, label.end()):
        return []
    name = label[1]
    headline = number == 0 and len(paragraph) < HEADLINE
    is_headline = headline and not name.isupper() and _is_named(text, name)
    if not is_headline and _count_labels(text, name) < 2:
        return []
    content = [(label.end(), len(paragraph.rstrip()))]
    return [{"content": content, "source": label.span(1), "cue": ""}]


def _read_sentences(paragraph: str, sentences: list[Span]) -> list[dict]:
    """The passages of the sentences of a paragraph, by their reporting words.

    A quotation counts as one word in it.
    """
    passages: list[dict] = []
    triggers = load_triggers()
    for number, (start, end) in enumerate(sentences):
        said = _SO_SAID.match(paragraph, start, end)
        if said:
            passages += _take_before(said, sentences[:number], passages)
            continue
        shown = _TOKEN.findall(paragraph, start, end)
        words = list(map(str.lower, shown))
        if triggers.isdisjoint(words):
            continue
        found = []
        for first in range(0, len(shown), _LONGEST):
            part = slice(first, first + _LONGEST)
            found += _read_sentence(shown[part], words[part], first)
        if found:
            ends = _list_ends(paragraph, start, shown)
            passages += [_place_passage(one, shown, ends) for one in found]
    return passages


def _take_before(said: re.Match[str], before: list[Span], passages: list[dict]) -> list[dict]:
    """The sentence before "So said Ana Ruiz", where nobody else has said a part of it."""
    if not before:
        return []
    start, end = before[-1]
    if any(_start_of(passage) >= start for passage in passages):
        return []
    return [{"content": [(start, end)], "source": said.span("who"), "cue": said["cue"]}]


def _list_ends(paragraph: str, start: int, words: list[str]) -> list[int]:
    """Where each word of a sentence that starts at a place ends.

    Nothing that a word could begin with stands between two words, so that the next place of one is
    its own.
    """
    find, end = paragraph.find, start
    return [end := find(word, end) + len(word) for word in words]


def _place_passage(
    found: tuple[list[Span], Span | None, str], words: list[str], ends: list[int]
) -> dict:
    """A passage by characters, from one by words."""
    content, source, cue = found
    spans = [_place_words(span, words, ends) for span in content]
    who = _place_words(source, words, ends) if source else None
    return {"content": spans, "source": who, "cue": cue}


def _place_words(span: Span, words: list[str], ends: list[int]) -> Span:
    first, last = span
    return ends[first] - len(words[first]), ends[last]


@lru_cache(maxsize=16)  # asked again for every paragraph of a transcript
def _count_labels(text: str, label: str) -> int:
    """How many paragraphs begin with a label; LAHORE: ... is a place, and comes once."""
    return len(re.findall(rf"(?m)^[\"']?{re.escape(label)}: ", text[:_WHOLE]))


def _is_named(text: str, label: str) -> bool:
    """Whether the label before a headline is somebody's name, which the text has again."""
    words = label.split()
    if letter_of(words[0]) in "dD":
        return False
    return text[:_WHOLE].count(words[-1]) > 1


def _find_beside(text: str, opening: int, closing: int, start: int, end: int) -> Span | None:
    """Who said a quotation that no reporting word goes with, by what stands beside it.

    opening and closing are places of the quotation, start and end those of its paragraph.
    """
    last = text[closing - 2]
    if last in ",?!":
        beside = BESIDE.match(text, closing, min(end, closing + 80))
        if beside:
            return beside.span(beside.lastindex)
    if last in ",.?!":
        signed = SIGNED.match(text, closing, min(end, closing + 60))
        if signed:
            return signed.span(1)
    return _find_before(text, start, opening)


def _find_before(text: str, start: int, opening: int) -> Span | None:
    """Who said a quotation, by a colon before it: "Ana Ruiz shrugged:".

    The quotation may be a paragraph of its own; then the one before may end in the colon.
    """
    stop = _end_before(text, start, opening) or _end_before(text, 0, start)
    if not text.endswith(":", 0, stop):
        return None
    first = start if stop > start else text.rfind("\n", 0, stop) + 1
    # Nothing that BEFORE finds is longer; a line break is no beginning to it.
    before = text[first:stop]
    if stop - first > _FAR:
        before = "\n" + text[stop - _FAR : stop]
    moved = stop - len(before)
    for pattern in OWNERS_BEFORE:
        owner = pattern.search(before)
        if owner and owner["noun"] in load_words("words of somebody"):
            last = "noun" if letter_of(owner["owner"]) == "d" else "owner"
            return moved + owner.start("owner"), moved + owner.end(last)
    named = BEFORE.search(before)
    if named and letter_of(named[1]) != "n":  # "Still, Ana Ruiz had a word for the board:"
        return moved + named.start(1), moved + named.end(1)
    return _find_subject_before(text, moved, stop)


def _find_subject_before(text: str, start: int, stop: int) -> Span | None:
    """The subject of the sentence that ends there: "Ruiz had a word for the board:"."""
    begin = start
    for end in _SENTENCE_END.finditer(text, start, stop):
        begin = end.end()
    words = _TOKEN.findall(text, begin, min(stop, begin + _FAR))[:_LONGEST]
    subject = find_subject(words, list_letters(words)) if words else None
    return _place_words(subject, words, _list_ends(text, begin, words)) if subject else None


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

    def __init__(self, spans: list[Span]) -> None:
        spans.sort()
        self.starts = [start for start, _ in spans]
        ends = [end for _, end in spans]
        self.ends = list(accumulate(ends, max))

    def meet(self, begin: int, end: int) -> bool:
        before = bisect_left(self.starts, end)
        return before > 0 and self.ends[before - 1] > begin


def _read_sentence(
    shown: list[str], words: list[str], first: int
) -> list[tuple[list[Span], Span | None, str]]:
    """The passages of one sentence, from its words and the same in lower case.

    first: the number of the first of these words, from which they are counted on.

    Returns
    -------
    Of each, what is said and by whom (first and last word) and the reporting word.
    """
    places = find_places(words)
    if not places:
        return []
    letters = list_letters(shown).replace("dv", "dx")  # "the note", "a tweet"
    for at in _find_capital_verbs(shown, letters, places):
        letters = f"{letters[:at]}C{letters[at + 1 :]}"
        words[at] = shown[at]
        places.remove(at)
    cues = find_cues(words, letters, places)
    ordered = sorted(cues, key=_is_led) if len(cues) > 1 else cues
    taken = bytearray(len(words) + 1)
    found = []
    for cue in ordered:
        pieces, source = find_content(words, letters, cue, cues, taken)
        content = _take_content(letters, pieces, taken, first)
        if content:
            who = (source[0] + first, source[1] + first) if source else None
            found.append((content, who, " ".join(words[cue.at : cue.after])))
    return found


def _take_content(letters: str, pieces: list[Span], taken: bytearray, first: int) -> list[Span]:
    """First and last word of each piece of what is said, without marks around it.

    These words are marked as taken, so that no other cue takes them.
    """
    content = []
    for begin, end in pieces:
        opened = letters[begin:end].lstrip(",;:-)")
        begin = end - len(opened)
        end = begin + len(opened.rstrip(",;:-("))
        if end > begin:
            content.append((first + begin, first + end - 1))
            taken[begin:end] = b"\x01" * (end - begin)
    return content


def _is_led(cue: Cue) -> bool:
    return not cue.trailing


def _find_capital_verbs(shown: list[str], letters: str, may_report: list[int]) -> list[int]:
    """Places of words that would report but are names: Hope Orrin, in no title."""
    # The first word of a sentence has its capital anyway, but "Hope said" has a name before a verb.
    opens = letters.startswith("vv")
    places = [at for at in may_report if (at or opens) and shown[at][0].isupper()]
    if not places or places[0] and shown[places[0] - 1] in _OPENING_MARKS:
        return []
    return places if _is_no_title(shown, letters) else []


def _is_no_title(shown: list[str], letters: str) -> bool:
    """Whether a sentence has small words that a title writes with a capital."""
    small = [at for at, word in enumerate(shown) if word.islower()]
    if len(small) * 2 > len(shown):
        return True
    return any(letters[at] in "xegvE" and len(shown[at]) > 3 for at in small)


def _list_sentences(paragraphs: list[str]) -> list[list[Span]]:
    """The sentences of each paragraph, joined where the second one only goes on.

    A quotation is one character to the model, which reads a long word letter by letter.
    """
    several = [paragraph for paragraph in paragraphs if _SEVERAL.search(paragraph)]
    asked = [_MASK.sub("\x01", paragraph) for paragraph in several]
    found = {}
    for paragraph, spans in zip(several, list_sentence_spans(asked), strict=True):
        found[paragraph] = _join_sentences(paragraph, _move_spans(paragraph, spans))
    return [found.get(paragraph) or [(0, len(paragraph))] for paragraph in paragraphs]


def _move_spans(paragraph: str, spans: list[Span]) -> list[Span]:
    """Places in a paragraph, from those where each hidden quotation is one character."""
    if "\x01" not in paragraph:
        return spans
    masks, lost = [], [0]
    for mask in _MASK.finditer(paragraph):
        masks.append(mask.start() - lost[-1])
        lost.append(lost[-1] + len(mask.group()) - 1)
    moved = []
    for left, right in spans:
        start = left + lost[bisect_left(masks, left)]
        end = right + lost[bisect_left(masks, right)]
        moved.append((start, end))
    return moved


def _join_sentences(paragraph: str, sentences: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sentences:
        if joined and _goes_on(paragraph, joined[-1], start, end):
            start, _ = joined.pop()
        joined.append((start, end))
    return joined


def _goes_on(paragraph: str, before: Span, start: int, end: int) -> bool:
    """Whether a sentence goes on the one before.

    It does in lower case, or where it attributes a quotation that ends in ? or !.
    """
    first = paragraph[start]
    if first.islower() or first in ",;)":
        return True
    begin, stop = before
    if paragraph[stop - 1] not in "\"'":
        return False
    asked = paragraph[begin:stop].rstrip("\"'").endswith(("?", "!"))
    return asked and ATTRIBUTION.match(paragraph, start, end) is not None


def _close(text: str, at: int) -> int:
    """Take in a closing quotation mark that follows, with a stop before it."""
    if text.find('"', at, at + 2) < 0:
        return at
    match = _CLOSING.match(text, at)
    return match.end() if match and not text[at - 1].isspace() else at


def _list_pieces(passages: list[dict], quotes: list[Span]) -> list[tuple]:
    """Rows of all passages, cut where a quotation begins or ends."""
    pieces = []
    for number, passage in enumerate(passages):
        for span in passage["content"]:
            pieces.append((span, number))
    rows: list[tuple] = []
    at = done = 0
    for (start, end), number in sorted(pieces):
        start = max(start, done)
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        tail = _describe(passages[number])
        for first, last, voice in _cut_at(quotes, at, start, end):
            rows.append((number, first, last, voice, *tail))
        done = max(done, end)
    return rows


def _describe(passage: dict) -> tuple:
    """Speaker, kind, source and cue of a passage, as its rows end."""
    source = passage["source"] or (-1, -1)
    return (passage["speaker"], passage["kind"], *source, passage["cue"])


def _cut_at(quotes: list[Span], at: int, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The parts of a stretch, quoted and reported; at is the first quotation that may meet it."""
    while at < len(quotes) and quotes[at][0] < end:
        opening, closing = quotes[at]
        at += 1
        if opening > start:
            yield start, opening, "reported"
        start = max(opening, start)
        stop = min(closing, end)
        yield start, stop, "quoted"
        start = stop
    if end > start:
        yield start, end, "reported"
