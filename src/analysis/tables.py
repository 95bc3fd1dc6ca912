"""The tables that flow through Crossframe: their columns, their checks, and the Corpus that holds them.

Everything is a plain pandas DataFrame. This module knows nothing about language; it only says what a
table must look like and selects rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

ROLES = ("headline", "standfirst", "heading", "body", "pull quote", "boilerplate")
VOICES = ("author", "quoted", "reported")

# Column -> kind; a name that ends in "?" may be missing (features carry no text).
SCHEMAS: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": "str", "side": "str", "title?": "str", "outlet": "str", "published": "str", "url": "str",
        "language": "str", "sha256": "str", "n_words": "int", "naive_polarity": "float",
        "naive_subjectivity": "float", "naive_compound": "float", "text?": "str",
    },
    "segments": {
        "segment_id": "str", "article_id": "str", "paragraph": "int", "sentence": "int", "start": "int",
        "end": "int", "role": "str", "voice": "str", "speaker": "str", "cue": "str", "n_words": "int", "text?": "str",
    },
    "terms": {
        "article_id": "str", "paragraph": "int", "role": "str", "voice": "str", "term": "str", "size": "int",
        "n": "int",
    },
    "marks": {
        "segment_id": "str", "article_id": "str", "instrument": "str", "label": "str", "term": "str",
        "value": "float", "weight": "float", "in_name": "bool",
    },
    "audit": {
        "article_id": "str", "what": "str", "line": "int", "paragraph": "int", "start": "int", "end": "int",
        "n_words": "int", "reason": "str",
    },
}  # fmt: skip
DTYPES = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}


def check_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame with the table's columns in order and their types, or say what is wrong.

    Arguments: frame, any rows; name, a key of SCHEMAS.
    Returns: a new frame with the columns of SCHEMAS[name] (optional ones only where present).
    Raises: ValueError naming the table and the column that is missing or holds other values.

    >>> check_table(pd.DataFrame({"article_id": ["a"]}), "terms")
    Traceback (most recent call last):
    ...
    ValueError: table 'terms' lacks the columns paragraph, role, voice, term, size, n; it has article_id
    """
    schema = SCHEMAS[name]
    wanted = {column.rstrip("?"): kind for column, kind in schema.items()}
    missing = [c for c in schema if not c.endswith("?") and c not in frame.columns]
    if missing:
        found = ", ".join(map(str, frame.columns)) or "no column"
        raise ValueError(f"table '{name}' lacks the columns {', '.join(missing)}; it has {found}")
    columns = [c for c in wanted if c in frame.columns]
    out = frame[columns].copy()
    for column in columns:
        try:
            out[column] = out[column].astype(DTYPES[wanted[column]])
        except (ValueError, TypeError) as error:
            raise ValueError(f"table '{name}', column '{column}': {error}; expected {wanted[column]}") from error
    for column, allowed in (("role", ROLES), ("voice", VOICES)):
        if column in out and not out[column].isin(allowed).all():
            odd = out.loc[~out[column].isin(allowed), column].iloc[0]
            raise ValueError(f"table '{name}', column '{column}': {odd!r} is none of {', '.join(allowed)}")
    return out.reset_index(drop=True)


@dataclass(frozen=True)
class Corpus:
    """The base tables of one event: articles, segments, terms and marks (columns: SCHEMAS)."""

    articles: pd.DataFrame
    segments: pd.DataFrame
    terms: pd.DataFrame
    marks: pd.DataFrame

    @property
    def sides(self) -> list[str]:
        """Side labels in the order of the event; the first is side a."""
        return list(dict.fromkeys(self.articles["side"]))

    @property
    def has_text(self) -> bool:
        """Whether sentences can be shown; everything that is counted works without."""
        return "text" in self.segments

    def select(
        self,
        *,
        side: str | Sequence[str] | None = None,
        role: str | Sequence[str] | None = None,
        voice: str | Sequence[str] | None = None,
        article_id: str | Sequence[str] | None = None,
    ) -> Corpus:
        """Return a corpus with only the rows that match; None selects everything.

        A voice selects segments and their marks and terms; the sentences' weights stay those of the whole
        sentence, because instruments score the sentence.
        Raises: ValueError when a value does not occur in the event or is not a known role or voice.
        """
        articles, segments, terms = self.articles, self.segments, self.terms
        for column, wanted, known in (
            ("side", side, self.sides),
            ("article_id", article_id, list(self.articles["article_id"])),
            ("role", role, ROLES),
            ("voice", voice, VOICES),
        ):
            if wanted is None:
                continue
            values = [wanted] if isinstance(wanted, str) else list(wanted)
            for value in values:
                if value not in known:
                    raise ValueError(f"{column} {value!r} is not known; allowed: {', '.join(known)}")
            if column in ("side", "article_id"):
                articles = articles[articles[column].isin(values)]
            else:
                segments, terms = segments[segments[column].isin(values)], terms[terms[column].isin(values)]
        segments = segments[segments["article_id"].isin(articles["article_id"])]
        terms = terms[terms["article_id"].isin(articles["article_id"])]
        marks = self.marks[self.marks["segment_id"].isin(segments["segment_id"])]
        return replace(self, articles=articles, segments=segments, terms=terms, marks=marks)


def add_side(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a column `side` looked up by article_id; the number of rows never changes.

    Raises: ValueError naming an article_id that the articles table does not hold.

    >>> articles = pd.DataFrame({"article_id": ["x"], "side": ["A"]})
    >>> add_side(pd.DataFrame({"article_id": ["x", "x"]}), articles)["side"].tolist()
    ['A', 'A']
    """
    side = frame["article_id"].map(articles.set_index("article_id")["side"])
    if side.isna().any():
        raise ValueError(f"article {frame.loc[side.isna(), 'article_id'].iloc[0]!r} is not in the articles table")
    return frame.assign(side=side)
