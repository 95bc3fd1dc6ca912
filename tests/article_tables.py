"""What the package keeps as rows while it reads an article, as tables that tests can look at."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.articles.roles import SENTENCES, list_aside, list_blocks, list_sentences
from analysis.articles.segments import SEGMENTS, clean_text, list_segments
from analysis.read.sources import read_text
from analysis.text.words import list_words

BLOCKS = ["paragraph", "line", "start", "end", "role", "reason"]


def find_blocks(text: str) -> pd.DataFrame:
    """Paragraphs of a normalised text with their roles, one row each."""
    return pd.DataFrame(list_blocks(text), columns=BLOCKS)


def split_article(text: str) -> pd.DataFrame:
    """Sentences of a normalised text with their roles, one row each."""
    return pd.DataFrame(list_sentences(text), columns=SENTENCES)


def list_set_aside(sentences: pd.DataFrame, text: str, *, article_id: str) -> pd.DataFrame:
    """The audit rows of the sentences that are not body, with their places in `sentences`."""
    aside = sentences[sentences["role"] != "body"]
    rows = list_aside(_rows_of(aside), text, article_id=article_id)
    words = [row[-1] for row in rows]
    return aside.assign(article_id=article_id, what=aside["role"], n_words=words)


def cut_segments(
    sentences: pd.DataFrame, text: str, *, article_id: str, offsets: np.ndarray
) -> pd.DataFrame:
    """Segments of one article with their numbers of words: the segments table with text."""
    rows = list_segments(_rows_of(sentences), text, article_id=article_id, offsets=offsets)
    table = pd.DataFrame(rows, columns=SEGMENTS)
    return table.assign(n_words=[len(list_words(piece)) for piece in table["text"]])


def _rows_of(sentences: pd.DataFrame) -> list[tuple]:
    return list(sentences[SENTENCES].itertuples(index=False, name=None))


def read_article(path):
    """Raw text, normalised text and the offsets between them of one file."""
    raw = read_text(path)
    return raw, *clean_text(raw, name=str(path))
