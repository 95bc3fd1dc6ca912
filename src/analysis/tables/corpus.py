"""The Corpus: the base tables of one event, and the selection of sides, roles and voices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pandas as pd

from analysis.tables.schemas import DTYPES, ROLES, SCHEMAS, VOICES, known_values


def make_no_people() -> pd.DataFrame:
    """The table of people of an event that names none.

    Returns
    -------
    name, alias, camp, without rows.

    Examples
    --------
    >>> make_no_people().columns.tolist()
    ['name', 'alias', 'camp']
    """
    return pd.DataFrame(columns=["name", "alias", "camp"], dtype="str")


def make_empty(name: str) -> pd.DataFrame:
    """A table of SCHEMAS without rows.

    Parameters
    ----------
    name : a key of SCHEMAS.

    Returns
    -------
    Its columns, those that may be missing too, with their types.

    Examples
    --------
    >>> len(make_empty("terms"))
    0
    """
    types = {column.rstrip("?"): DTYPES[kind] for column, kind in SCHEMAS[name].items()}
    empty = pd.DataFrame(columns=list(types))
    return empty.astype(types)


# Compared by identity, so that results can be cached for each corpus.
@dataclass(frozen=True, eq=False)
class Corpus:
    """The base tables of one event.

    The columns of the tables are those of schemas.SCHEMAS. What comes from event.toml (people,
    families, named) changes with that file, and is not stored with the features.

    Attributes
    ----------
    articles, segments, terms, marks, labels, actions : the tables.
    whole : the corpus that this one was selected from by role or voice, or None. Instruments score
        whole sentences, so they need all their parts.
    people : who speaks for whom, as measures.camps.list_people makes it of event.toml.
    families : the word families that event.toml adds (see measures.families).
    codebooks : the names of those whose words were looked for, found or not.
    named : the actors and issues of event.toml, in their order.
    uses : where words stand; without rows where segments have text.
    witness_sample : of so many articles the witnesses of tone score one.
    alone : side -> how many of its articles were set aside for want of a partner on their event.
    """

    articles: pd.DataFrame
    segments: pd.DataFrame
    terms: pd.DataFrame
    marks: pd.DataFrame
    # What this was selected from: instruments score whole sentences, not their parts.
    whole: Corpus | None = None
    people: pd.DataFrame = field(default_factory=make_no_people)
    families: tuple[tuple[str, ...], ...] = ()
    codebooks: tuple[str, ...] = ()
    labels: pd.DataFrame = field(default_factory=partial(make_empty, "labels"))
    actions: pd.DataFrame = field(default_factory=partial(make_empty, "actions"))
    named: tuple[str, ...] = ()
    # Where words stand, from measures.uses.list_uses; only features need it, which hold no text.
    uses: pd.DataFrame = field(default_factory=partial(make_empty, "uses"))
    # Of so many articles the witnesses of tone score one (see measures.scoring.draw_articles).
    witness_sample: int = 1
    # Articles without a partner that were set aside, by side (see tables.matched).
    alone: Mapping[str, int] = field(default_factory=dict)

    @property
    def sides(self) -> list[str]:
        """Side labels in the order of the event; the first is side a."""
        return self.articles["side"].unique().tolist()

    @property
    def pair(self) -> tuple[str, str]:
        """The labels of sides a and b.

        Raises
        ------
        ValueError : when there are fewer than two.
        """
        sides = self.sides
        if len(sides) < 2:
            has = ", ".join(sides) or "none"
            raise ValueError(f"a comparison needs two sides; this corpus has {has}")
        return sides[0], sides[1]

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

        A voice selects segments with their marks, terms, labels and actions; scores stay those of
        the whole sentences.

        Parameters
        ----------
        side, role, voice, article_id : the values to keep, one or several; None keeps all.

        Returns
        -------
        The corpus; where a role or voice was asked for, its `whole` is what it was selected from.

        Raises
        ------
        ValueError : for a side or article that does not occur in the event, and for what is no role
            or voice.
        """
        articles, segments, terms = self.articles, self.segments, self.terms
        ids = list(articles["article_id"])
        for column, wanted, known in (("side", side, self.sides), ("article_id", article_id, ids)):
            if wanted is not None:
                values = known_values(column, wanted, known)
                articles = articles[articles[column].isin(values)]
        for column, wanted, known in (("role", role, ROLES), ("voice", voice, VOICES)):
            if wanted is not None:
                values = known_values(column, wanted, known)
                segments = segments[segments[column].isin(values)]
                terms = terms[terms[column].isin(values)]
        segments = segments[segments["article_id"].isin(articles["article_id"])]
        terms = terms[terms["article_id"].isin(articles["article_id"])]
        tables = {"articles": articles, "segments": segments, "terms": terms}
        for name in ("marks", "labels", "actions", "uses"):
            table = getattr(self, name)
            kept = table["segment_id"].isin(segments["segment_id"])
            tables[name] = table[kept]
        whole = self.whole
        if role is not None or voice is not None:
            whole = self.whole or self
        return replace(self, **tables, whole=whole)
