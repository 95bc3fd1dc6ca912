"""Sentences cut into segments, each spoken in one voice."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from analysis.articles.speakers import is_nobody
from analysis.articles.voices import list_passages
from analysis.stats.units import MIN_BLOCKS, RUN
from analysis.tables.schemas import SCHEMAS
from analysis.text.english import check_english
from analysis.text.typography import normalise
from analysis.text.words import has_word

_AUTHOR = ("author", "", "")  # voice, speaker and cue of what nobody else says
SPEAKER_WORDS = 6
SEGMENTS = [column.rstrip("?") for column in SCHEMAS["segments"]]
_NO_NAME_START = re.compile(r"^(?:for|to|with|while|especially|even|but|and|the)\s+", re.IGNORECASE)
_NO_NAME_END = re.compile(
    r"\s+(?:no longer|also|now|still|never|not|has|have|had|is|are|was|were|remains?|seems?)\b.*$"
)


def plain_text(raw: str, *, name: str) -> tuple[str, np.ndarray]:
    """Make the text of an article plain, in any language.

    Parameters
    ----------
    raw : the text as it was read.
    name : of the article, for the error.

    Returns
    -------
    The plain text and the offsets into the raw one, as text.typography.normalise gives them.

    Raises
    ------
    ValueError : with the name, when no word is left.
    """
    text, offsets = normalise(raw)
    if not has_word(text):
        raise ValueError(f"{name}: holds no word; paste the article's text into it")
    return text, offsets


def clean_text(raw: str, *, name: str) -> tuple[str, np.ndarray]:
    """Make the text of an article plain, and refuse one that cannot be compared.

    Parameters
    ----------
    raw, name : as in plain_text.

    Returns
    -------
    As plain_text gives.

    Raises
    ------
    ValueError : when no word is left, or the text is not English (text.english.check_english).
    """
    text, offsets = plain_text(raw, name=name)
    check_english(text, name=name)
    return text, offsets


def name_without_spaces(article_id: str) -> str:
    """Write the id of an article as ids of segments hold it.

    Ids of segments are listed with spaces between, so they hold none.

    Parameters
    ----------
    article_id : of the article.

    Returns
    -------
    The id with % and white space as % and their number, so that different ids stay different.

    Examples
    --------
    >>> name_without_spaces("my text"), name_without_spaces("my%20text"), name_without_spaces("a-b")
    ('my%20text', 'my%2520text', 'a-b')
    """
    return re.sub(r"[%\s]", lambda found: f"%{ord(found[0]):02x}", article_id)


def list_pieces(sentences: list[tuple], text: str) -> list[tuple]:
    """List the pieces of one article that are each spoken in one voice.

    Body paragraphs are read for voices together, because a quotation can run on over paragraphs. A
    standfirst or a pull quote is read alone, so that it never breaks into one. A headline or a
    heading reports nobody.

    Parameters
    ----------
    sentences : from roles.list_sentences.
    text : the one they were cut from.

    Returns
    -------
    For each piece in order: paragraph, sentence, role, start, end (places in the text), and as a
    tuple voice, speaker and cue.

    Examples
    --------
    >>> sentences = [(1, 1, 0, 0, 25, "body", "")]
    >>> [piece[3:] for piece in list_pieces(sentences, 'Ana Ruiz said: "It sank."')][1]
    (15, 25, ('quoted', 'Ana Ruiz', 'said'))
    """
    listed = [
        (paragraph, sentence, start, end, role)
        for sentence, paragraph, _, start, end, role, _ in sentences
    ]
    passages = _read_voices(listed, text)
    pieces = []
    at = 0
    for paragraph, sentence, first, last, role in listed:
        while at < len(passages) and passages[at][1] <= first:
            at += 1
        inside = []
        if role != "boilerplate":
            inside = _find_inside(passages, at, first, last)
        for start, end, voice in _cut_sentence(text, first, last, inside):
            pieces.append((paragraph, sentence, role, start, end, voice))
    return pieces


def list_segments(
    sentences: list[tuple],
    text: str,
    *,
    article_id: str,
    offsets: np.ndarray,
    pieces: list[tuple] | None = None,
) -> list[tuple]:
    """List the segments of one article: its pieces as they stand in the table.

    Of a body with too few paragraphs every RUN sentences count as one.

    Parameters
    ----------
    sentences : from roles.list_sentences.
    text : the one they were cut from.
    article_id : of the article.
    offsets : from normalise, which lead back to the original text.
    pieces : from list_pieces, where they were listed already.

    Returns
    -------
    A tuple of SEGMENTS for each segment, the columns of the segments table with text. start and end
    are places in the original. n_words is -1, since the caller counts the words of many articles at
    once.

    Examples
    --------
    >>> text, offsets = normalise('Ana Ruiz said: "The quay was sold." Nobody was asked.')
    >>> sentences = [(1, 1, 0, 0, 53, "body", "")]
    >>> rows = list_segments(sentences, text, article_id="x", offsets=offsets)
    >>> [(row[0], row[7], row[-1]) for row in rows[:2]]
    [('x-001', 'author', 'Ana Ruiz said:'), ('x-002', 'quoted', '"The quay was sold."')]
    """
    name = name_without_spaces(article_id)
    runs = _number_runs(sentences)
    if pieces is None:
        pieces = list_pieces(sentences, text)
    starts = np.array([piece[3] for piece in pieces], int)
    ends = np.array([piece[4] for piece in pieces], int)
    # A combining mark was composed with the letter before it, a dash took space along: neither is
    # cut off.
    old_ends = np.maximum(offsets[ends], offsets[ends - 1] + 1)
    places = zip(offsets[starts].tolist(), old_ends.tolist(), strict=True)
    segments = []
    for number, (piece, place) in enumerate(zip(pieces, places, strict=True), 1):
        paragraph, sentence, role, start, end, (voice, speaker, cue) = piece
        segment_id = f"{name}-{number:03d}"
        block = runs.get(sentence, paragraph)
        head = (segment_id, article_id, block, sentence, *place, role, voice)
        segments.append((*head, _shorten(speaker), cue, -1, text[start:end]))
    return segments


def _read_voices(listed: list[tuple[int, int, int, int, str]], text: str) -> list[tuple]:
    """Start, end, voice, speaker and cue of every passage, in order.

    listed: paragraph, number, start, end and role of every sentence.
    """
    body: dict[int, tuple[int, int]] = {}
    alone = []
    for paragraph, _, start, end, role in listed:
        if role == "body":
            first, _ = body.get(paragraph, (start, end))
            body[paragraph] = (first, end)
        elif role in ("standfirst", "pull quote"):
            alone.append([(start, end)])
    found = []
    for paragraphs in [list(body.values()), *alone]:
        for passage in list_passages(text, paragraphs=paragraphs):
            found.append((*passage[1:5], passage[-1]))
    return sorted(found)


def _find_inside(passages: list[tuple], at: int, first: int, last: int) -> list[tuple]:
    """The passages, from one on and in order, that reach into a sentence."""
    inside = []
    while at < len(passages) and passages[at][0] < last:
        if passages[at][1] > first:
            inside.append(passages[at])
        at += 1
    return inside


def _number_runs(sentences: list[tuple]) -> dict[int, int]:
    """Numbers of paragraphs by sentence, where the body has too few of them to compare by.

    Every RUN sentences of the body count as a paragraph then; the others stay apart from them.

    Examples
    --------
    >>> rows = [(k, 1, 0, 0, 9, "body", "") for k in range(1, 8)]
    >>> _number_runs(rows)
    {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3}
    """
    body = [row for row in sentences if row[5] == "body"]
    if len({paragraph for _, paragraph, *_ in body}) >= MIN_BLOCKS:
        return {}
    run_of = {sentence: k // RUN for k, (sentence, *_) in enumerate(body)}
    numbers: dict[int, int] = {}
    last, number = None, 0
    for sentence, paragraph, *_ in sentences:
        place = (paragraph, run_of.get(sentence))
        number += place != last
        numbers[sentence], last = number, place
    return numbers


@lru_cache(maxsize=1000)
def _shorten(speaker: str) -> str:
    """A speaker in a few words ('' where they name nobody).

    Features name who speaks and never carry prose.
    """
    if not speaker:
        return ""
    speaker = _NO_NAME_END.sub("", _NO_NAME_START.sub("", speaker)).strip(" ,")
    if is_nobody(speaker):
        return ""
    words = speaker.removesuffix("'s").split()
    shown = " ".join(words[:SPEAKER_WORDS])
    return shown if len(words) <= SPEAKER_WORDS else f"{shown} …"


def _cut_sentence(text: str, start: int, end: int, passages: list[tuple]) -> list[tuple]:
    """Pieces (start, end, and as a tuple voice, speaker, cue) that tile the sentence.

    A piece without a word joins its neighbour.
    """
    if not passages:
        return [(start, end, _AUTHOR)]
    pieces = []
    at = start
    for passage in passages:
        left, right = passage[:2]
        if left > at:
            pieces.append((at, left, _AUTHOR))
        pieces.append((max(left, start), min(right, end), passage[2:]))
        at = right
    if at < end:
        pieces.append((at, end, _AUTHOR))
    if len(pieces) == 1:
        return pieces
    trimmed = []
    for left, right, voice in _join_wordless(text, pieces):
        piece = text[left:right]
        spaces = len(piece) - len(piece.lstrip())
        trimmed.append((left + spaces, left + len(piece.rstrip()), voice))
    return trimmed


def _join_wordless(text: str, pieces: list[tuple]) -> list[tuple]:
    """The pieces; those without a word, and those in the same voice, are joined.

    Every word is a segment's alone; marks and space between two pieces go to the one before.
    """
    kept = pieces[:1]
    for left, right, voice in pieces[1:]:
        first, last, voice_before = kept[-1]
        if not has_word(text[left:right]):
            kept[-1] = (first, right, voice_before)
        elif voice == voice_before or not has_word(text[first:last]):
            kept[-1] = (first, right, voice)
        else:
            kept.append((left, right, voice))
    return kept
