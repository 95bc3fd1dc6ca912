"""Cut the sentences of an article where the voice changes: one row a sentence, or the part of one in one voice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.language import word_spans
from analysis.tables import ROLES, VOICES, Corpus, add_side
from analysis.voices import find_passages

SPEAKER_WORDS = 6


def cut_segments(sentences: pd.DataFrame, text: str, *, article_id: str, offsets: np.ndarray) -> pd.DataFrame:
    """Segments of one article.

    Body paragraphs are read for voices together, because a quotation can run on over paragraphs; a headline or a
    pull quote is read alone, so that it never breaks into one.
    Arguments: sentences, as from articles.split_article; text, normalised; offsets, from normalise.
    Returns: the segments table with text; start and end are places in the original file.
    """
    body = sentences[sentences["role"] == "body"].groupby("paragraph").agg(start=("start", "min"), end=("end", "max"))
    groups = [list(body.itertuples(index=False, name=None))]
    display = sentences[~sentences["role"].isin(["body", "boilerplate"])]
    groups += [[span] for span in display[["start", "end"]].itertuples(index=False, name=None)]
    passages = pd.concat([find_passages(text, paragraphs=group) for group in groups if group], ignore_index=True)
    rows = []
    for sentence in sentences.itertuples(index=False):
        inside = passages[(passages["start"] < sentence.end) & (passages["end"] > sentence.start)]
        if sentence.role == "boilerplate":
            inside = inside.iloc[:0]
        for start, end, voice, speaker, cue in _cut_sentence(text, sentence.start, sentence.end, inside):
            rows.append((
                f"{article_id}-{len(rows) + 1:03d}", article_id, sentence.paragraph, sentence.sentence,
                int(offsets[start]), int(offsets[end - 1]) + 1, sentence.role, voice, _shorten(speaker), cue,
                len(word_spans(text[start:end])), text[start:end],
            ))  # fmt: skip
    columns = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "role", "voice", "speaker", "cue"]
    return pd.DataFrame(rows, columns=[*columns, "n_words", "text"])


def _shorten(speaker: str) -> str:
    """A speaker's name or description in a few words: features name who speaks, they never carry the article's prose."""
    words = speaker.split()
    return speaker if len(words) <= SPEAKER_WORDS else " ".join(words[:SPEAKER_WORDS]) + " …"


def _cut_sentence(text: str, start: int, end: int, passages: pd.DataFrame) -> list[tuple]:
    """Pieces (start, end, voice, speaker, cue) that tile the sentence; a piece without a word joins its neighbour."""
    pieces, at = [], start
    for row in passages.sort_values("start").itertuples(index=False):
        left, right = max(row.start, start), min(row.end, end)
        pieces += [(at, left, "author", "", ""), (left, right, row.voice, row.speaker, row.cue)]
        at = right
    pieces.append((at, end, "author", "", ""))
    kept: list[tuple] = []
    for piece in (p for p in pieces if p[1] > p[0]):
        # Every word is a segment's alone; marks and space between two pieces go to the one before.
        if kept and not word_spans(text[piece[0] : piece[1]]):
            kept[-1] = (kept[-1][0], piece[1], *kept[-1][2:])
        elif kept and not word_spans(text[kept[-1][0] : kept[-1][1]]):
            kept[-1] = (kept[-1][0], piece[1], *piece[2:])
        elif kept and kept[-1][2:] == piece[2:]:
            kept[-1] = (kept[-1][0], piece[1], *piece[2:])
        else:
            kept.append(piece)
    trimmed = []
    for left, right, *rest in kept:
        piece = text[left:right]
        trimmed.append((left + len(piece) - len(piece.lstrip()), left + len(piece.rstrip()), *rest))
    return trimmed


def list_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """The quotations in order: neighbouring quoted segments of one paragraph are one quotation.

    Arguments: segments, with or without text. Returns: one row a quotation: article_id, paragraph, role, speaker ('' when not
    resolved), cue, n_sentences, n_words, segments (ids in order), and text where the segments have it.
    """
    place = segments[["article_id", "paragraph", "voice"]]
    run = place.ne(place.shift()).any(axis=1).cumsum()
    quoted = segments.assign(run=run)[segments["voice"] == "quoted"]
    grouped = quoted.groupby("run", sort=False)
    table = grouped[["article_id", "paragraph", "role", "speaker", "cue"]].first()
    table["n_sentences"], table["n_words"] = grouped["sentence"].nunique(), grouped["n_words"].sum()
    table["segments"] = grouped["segment_id"].agg(" ".join)
    if "text" in segments:
        table["text"] = grouped["text"].agg(" ".join)
    return table.reset_index(drop=True)


def share_words(corpus: Corpus, *, by: str) -> pd.DataFrame:
    """How the words of each side divide by role, voice or another column of the segments.

    Returns: one row a side: side, then one column a value with its share of the words (0 where a side has none).
    Roles and voices keep their own order, everything else the order of the alphabet.
    """
    words = add_side(corpus.segments, corpus.articles).pivot_table(
        index="side", columns=by, values="n_words", aggfunc="sum", fill_value=0, observed=True
    )
    order = [v for v in {"role": ROLES, "voice": VOICES}.get(by, sorted(words.columns)) if by == "voice" or v in words]
    shares = words.div(words.sum(axis=1), axis=0).reindex(index=corpus.sides, columns=order, fill_value=0.0)
    return shares.reset_index().rename_axis(columns=None)
