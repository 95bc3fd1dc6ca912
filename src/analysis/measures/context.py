"""Terms in their places: concordances with text, paragraphs without."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.measures.terms import KEYS
from analysis.tables.corpus import Corpus
from analysis.text.words import term_of, word_spans


def list_places(terms: pd.DataFrame, term: str) -> pd.DataFrame:
    """List the paragraphs and voices that hold a term, for corpora without text.

    Parameters
    ----------
    terms : the terms table.
    term : a term, in any case.

    Returns
    -------
    One row a place: article_id, paragraph, role, voice, n (uses).

    Examples
    --------
    >>> terms = pd.DataFrame([("x", 2, "body", "author", "port", 1, 3)], columns=[*KEYS, "n"])
    >>> list_places(terms, "Port").values.tolist()
    [['x', 2, 'body', 'author', 3]]
    """
    same = terms["term"].str.lower() == term.lower()
    places = terms.loc[same, [*KEYS[:4], "n"]]
    return places.reset_index(drop=True)


def show_in_context(segments: pd.DataFrame, term: str, *, width: int = 40) -> pd.DataFrame:
    """Concordance: every occurrence of a term with the text on either side (keyword in context).

    Parameters
    ----------
    segments : with text.
    term : in any case and of any number of words.
    width : characters on either side.

    Returns
    -------
    One row an occurrence: segment_id, left (the text before), keyword (the term as written), right
    (the text behind).

    Raises
    ------
    ValueError : when the segments carry no text.

    Examples
    --------
    >>> text = "Grain ships left the harbour at dawn."
    >>> rows = pd.DataFrame({"segment_id": ["x-001"], "text": [text]})
    >>> show_in_context(rows, "harbour", width=10).values.tolist()
    [['x-001', 'left the', 'harbour', 'at dawn.']]
    """
    if "text" not in segments:
        raise ValueError(
            "these segments carry no text; put the articles into the event's texts folder"
        )
    wanted = [term_of(word).lower() for word in term.split()]
    rows = []
    if wanted:
        for segment_id, text in zip(segments["segment_id"], segments["text"], strict=True):
            for start, end in _find_spans(text, wanted):
                left = text[max(0, start - width) : start]
                right = text[end : end + width]
                rows.append((segment_id, left.strip(), text[start:end], right.strip()))
    return pd.DataFrame(rows, columns=["segment_id", "left", "keyword", "right"])


def _find_spans(text: str, wanted: list[str]) -> Iterator[tuple[int, int]]:
    """The characters of every place where some words stand in a row, in small letters as terms."""
    spans = word_spans(text)
    words = [term_of(text[start:end]).lower() for start, end in spans]
    many = len(wanted)
    for first in range(len(words) - many + 1):
        if words[first : first + many] == wanted:
            start, _ = spans[first]
            _, end = spans[first + many - 1]
            yield start, end


def list_occurrences(corpus: Corpus, term: str) -> pd.DataFrame:
    """Every occurrence of a term: in its context where the corpus has text, else by paragraph.

    Parameters
    ----------
    corpus : any articles.
    term : a term, in any case.

    Returns
    -------
    As show_in_context where the corpus has text, else as list_places.
    """
    if corpus.has_text:
        return show_in_context(corpus.segments, term)
    return list_places(corpus.terms, term)
