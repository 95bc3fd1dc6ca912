"""Sentences cut into segments, each spoken in one voice."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from analysis.articles.reporting_words import load_words
from analysis.articles.voices import list_passages
from analysis.stats.units import MIN_BLOCKS, RUN
from analysis.tables.schemas import SCHEMAS
from analysis.text.english import check_english
from analysis.text.typography import normalise
from analysis.text.words import has_word

SPEAKER_WORDS = 6
SEGMENTS = [column.rstrip("?") for column in SCHEMAS["segments"]]
_NO_NAME_START = re.compile(r"^(?:for|to|with|while|especially|even|but|and|the)\s+", re.IGNORECASE)
_NO_NAME_END = re.compile(
    r"\s+(?:no longer|also|now|still|never|not|has|have|had|is|are|was|were|remains?|seems?)\b.*$"
)


def plain_text(raw: str, *, name: str) -> tuple[str, np.ndarray]:
    """The normalised text of an article in any language, and the offsets into the raw one.

    Raises: ValueError with the name when no word is left.
    """
    text, offsets = normalise(raw)
    if not has_word(text):
        raise ValueError(f"{name}: holds no word; paste the article's text into it")
    return text, offsets


def clean_text(raw: str, *, name: str) -> tuple[str, np.ndarray]:
    """The normalised text of an article that can be compared, and the offsets into the raw one.

    Raises: ValueError as plain_text does, or as check_english does.
    """
    text, offsets = plain_text(raw, name=name)
    check_english(text, name=name)
    return text, offsets


def name_without_spaces(article_id: str) -> str:
    """The id of an article as it stands in ids of segments, which are listed with spaces between.

    >>> name_without_spaces("my text"), name_without_spaces("my%20text"), name_without_spaces("a-b")
    ('my%20text', 'my%2520text', 'a-b')
    """
    return re.sub(r"[%\s]", lambda found: f"%{ord(found[0]):02x}", article_id)


def list_segments(
    sentences: list[tuple], text: str, *, article_id: str, offsets: np.ndarray
) -> list[tuple]:
    """Segments of one article.

    Body paragraphs are read for voices together, because a quotation can run on over paragraphs; a
    standfirst or a pull quote is read alone, so that it never breaks into one; a headline or a
    heading reports nobody.
    Arguments: sentences, from roles.list_sentences; text, normalised; offsets, from normalise.
    Returns: tuples of SEGMENTS, the columns of the segments table with text; start and end are
    places in the original file; n_words is -1, for the caller who counts many articles at once. Of
    a body without paragraphs every RUN sentences count as one.
    """
    name = name_without_spaces(article_id)
    listed = [
        (paragraph, sentence, start, end, role)
        for sentence, paragraph, _, start, end, role, _ in sentences
    ]
    runs = _number_runs(sentences)
    body: dict[int, tuple[int, int]] = {}
    for paragraph, _, start, end, role in listed:
        if role == "body":
            body[paragraph] = (body.get(paragraph, (start,))[0], end)
    groups = [list(body.values())]
    groups += [
        [(start, end)] for _, _, start, end, role in listed if role in ("standfirst", "pull quote")
    ]
    passages = sorted(
        row[1:5] + row[-1:] for group in groups for row in list_passages(text, paragraphs=group)
    )
    pieces, at = [], 0
    for paragraph, sentence, first, last, role in listed:
        while at < len(passages) and passages[at][1] <= first:
            at += 1
        inside, k = [], at
        while role != "boilerplate" and k < len(passages) and passages[k][0] < last:
            inside += [passages[k]] * (passages[k][1] > first)
            k += 1
        pieces += [
            (paragraph, sentence, role, *piece)
            for piece in _cut_sentence(text, first, last, inside)
        ]
    starts, ends = (np.array([piece[k] for piece in pieces], int) for k in (3, 4))
    # A combining mark was composed with the letter before it, a dash took space along: neither is
    # cut off.
    places = zip(
        offsets[starts].tolist(),
        np.maximum(offsets[ends], offsets[ends - 1] + 1).tolist(),
        strict=True,
    )
    return [
        (
            f"{name}-{k:03d}",
            article_id,
            runs.get(sentence, paragraph),
            sentence,
            *place,
            role,
            voice,
            _shorten(speaker),
            cue,
            -1,
            text[i:j],
        )
        for k, ((paragraph, sentence, role, i, j, voice, speaker, cue), place) in enumerate(
            zip(pieces, places, strict=True), 1
        )
    ]


def _number_runs(sentences: list[tuple]) -> dict[int, int]:
    """Numbers of paragraphs by sentence, where the body has too few of them to compare by.

    Every RUN sentences of the body count as a paragraph then; the others stay apart from them.

    >>> rows = [(k, 1, 0, 0, 9, "body", "") for k in range(1, 8)]
    >>> _number_runs(rows)
    {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3}
    """
    body = [row[0] for row in sentences if row[5] == "body"]
    if len({row[1] for row in sentences if row[5] == "body"}) >= MIN_BLOCKS:
        return {}
    run_of = {sentence: k // RUN for k, sentence in enumerate(body)}
    numbers: dict[int, int] = {}
    last, number = None, 0
    for sentence, paragraph, *_ in sentences:
        place = (paragraph, run_of.get(sentence))
        number += place != last
        numbers[sentence], last = number, place
    return numbers


_NONE = ("neither ", "nor ", "nobody", "no one ", "none of ")


@lru_cache(maxsize=1000)
def _shorten(speaker: str) -> str:
    """A speaker in a few words ('' where they name nobody).

    Features name who speaks and never carry prose.
    """
    if not speaker:
        return ""
    speaker = _NO_NAME_END.sub("", _NO_NAME_START.sub("", speaker)).strip(" ,")
    if speaker.lower() in load_words("nobody") or speaker.lower().startswith(_NONE):
        return ""
    words = speaker.removesuffix("'s").split()
    return (
        " ".join(words) if len(words) <= SPEAKER_WORDS else " ".join(words[:SPEAKER_WORDS]) + " …"
    )


def _cut_sentence(text: str, start: int, end: int, passages: list[tuple]) -> list[tuple]:
    """Pieces (start, end, voice, speaker, cue) that tile the sentence.

    A piece without a word joins its neighbour.
    """
    if not passages:
        return [(start, end, "author", "", "")]
    if len(passages) == 1 and passages[0][0] <= start and passages[0][1] >= end:
        return [(start, end, *passages[0][2:])]
    pieces, at = [], start
    for first, last, *voice in passages:
        left, right = max(first, start), min(last, end)
        pieces += [(at, left, "author", "", ""), (left, right, *voice)]
        at = right
    pieces.append((at, end, "author", "", ""))
    kept: list[tuple] = []
    for piece in (p for p in pieces if p[1] > p[0]):
        # Every word is a segment's alone; marks and space between two pieces go to the one before.
        if kept and not has_word(text[piece[0] : piece[1]]):
            kept[-1] = (kept[-1][0], piece[1], *kept[-1][2:])
        elif (
            kept
            and not has_word(text[kept[-1][0] : kept[-1][1]])
            or kept
            and kept[-1][2:] == piece[2:]
        ):
            kept[-1] = (kept[-1][0], piece[1], *piece[2:])
        else:
            kept.append(piece)
    trimmed = []
    for left, right, *rest in kept:
        piece = text[left:right]
        trimmed.append((left + len(piece) - len(piece.lstrip()), left + len(piece.rstrip()), *rest))
    return trimmed
