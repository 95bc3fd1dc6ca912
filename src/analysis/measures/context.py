"""Terms in their places: concordances with text, paragraphs without."""

from __future__ import annotations

import pandas as pd

from analysis.measures.terms import KEYS
from analysis.tables.corpus import Corpus
from analysis.text.words import term_of, word_spans


def list_places(terms: pd.DataFrame, term: str) -> pd.DataFrame:
    """Where a term stands, for corpora without text: the paragraphs and voices that hold it.

    Returns: article_id, paragraph, role, voice, n.
    """
    return terms.loc[terms["term"].str.lower() == term.lower(), [*KEYS[:4], "n"]].reset_index(
        drop=True
    )


def show_in_context(segments: pd.DataFrame, term: str, *, width: int = 40) -> pd.DataFrame:
    """Concordance: every occurrence of a term with the text on either side (keyword in context).

    Arguments: segments with text; term, in any case and of any number of words; width, characters
    on either side.
    Returns: segment_id, left, keyword, right. Raises: ValueError when the segments carry no text.

    >>> text = "Grain ships left the harbour at dawn."
    >>> rows = pd.DataFrame({"segment_id": ["x-001"], "text": [text]})
    >>> show_in_context(rows, "harbour", width=10).values.tolist()
    [['x-001', 'left the', 'harbour', 'at dawn.']]
    """
    if "text" not in segments:
        raise ValueError(
            "these segments carry no text; put the articles into the event's texts folder"
        )
    wanted = [term_of(w).lower() for w in term.split()]
    rows = []
    for row in segments.itertuples(index=False) if wanted else ():
        spans = word_spans(row.text)
        words = [term_of(row.text[i:j]).lower() for i, j in spans]
        for k in range(len(words) - len(wanted) + 1):
            if words[k : k + len(wanted)] == wanted:
                start, end = spans[k][0], spans[k + len(wanted) - 1][1]
                left, right = row.text[max(0, start - width) : start], row.text[end : end + width]
                rows.append((row.segment_id, left.strip(), row.text[start:end], right.strip()))
    return pd.DataFrame(rows, columns=["segment_id", "left", "keyword", "right"])


def list_occurrences(corpus: Corpus, term: str) -> pd.DataFrame:
    """Every occurrence of a term: in its context where the corpus has text, else by paragraph.

    Returns: as show_in_context, or as list_places.
    """
    if corpus.has_text:
        return show_in_context(corpus.segments, term)
    return list_places(corpus.terms, term)
