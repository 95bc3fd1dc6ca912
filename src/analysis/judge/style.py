"""House style, as a told measure: what differs between the sides because of style books."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.judge.rows import Pair
from analysis.judge.terms import find_uses
from analysis.measures.house_style import find_style
from analysis.tables.corpus import Corpus

LEAST_USES = 3  # uses that a word needs on one side
TIMES_AS_MANY = 3  # and so many times the uses on the other side


def count_style(corpus: Corpus) -> pd.DataFrame:
    """Count the uses of words of house style.

    Parameters
    ----------
    corpus : of the body of articles of two sides; terms are taken from what it was selected from.

    Returns
    -------
    kind, subject (the word), side, n.
    """
    table = (corpus.whole or corpus).terms
    groups = corpus.articles.groupby(["outlet", "side"])
    article = pd.Index(corpus.articles["article_id"]).get_indexer(table["article_id"])
    number, words = pd.factorize(table["term"])
    single = ((table["size"] == 1) & (table["role"] == "body")).to_numpy() & (article >= 0)
    group = groups.ngroup().to_numpy()[article[single]]
    cell, cells = pd.factorize(group * len(words) + number[single])
    sums = np.bincount(cell, table["n"].to_numpy()[single], minlength=len(cells)).astype(int)
    group, number = np.divmod(cells, len(words) or 1)
    own = groups.size().reset_index().take(group)
    outlet, side = own["outlet"].to_numpy(object), own["side"].to_numpy(object)
    words = pd.Series(words, dtype="str")
    kind = find_style(words).to_numpy(object)[number]
    # Only the outlet of the article itself counts, so that the parts of an archive add up.
    for name in filter(None, corpus.articles["outlet"].unique()):
        named = find_style(words, outlets=[name]).to_numpy(object)[number]
        kind = np.where(outlet == name, named, kind)
    columns = {"kind": kind, "subject": words.to_numpy(object)[number], "side": side}
    rows = pd.DataFrame(columns, dtype="str").assign(n=sums)
    return rows[rows["kind"] != ""]


def keep_style(table: pd.DataFrame) -> pd.DataFrame:
    """The words of LEAST_USES or more on one side, TIMES_AS_MANY or more as on the other.

    Parameters and result: see `rows.Told.keep`.

    Examples
    --------
    >>> rows = [("speech", "mr", 4, 1), ("speech", "mrs", 4, 2)]
    >>> keep_style(pd.DataFrame(rows, columns=["kind", "subject", "a", "b"]))["subject"].tolist()
    ['mr']
    """
    most = table[["a", "b"]].max(axis=1)
    fewest = table[["a", "b"]].min(axis=1)
    far_apart = most >= TIMES_AS_MANY * fewest
    return table[far_apart & (most >= LEAST_USES)]


def write_style(counts: pd.DataFrame, pair: Pair) -> str:
    """Write what differs in house style, word by word.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> counts = pd.DataFrame({"kind": ["speech"], "subject": ["mr"], "a": [4], "b": [0]})
    >>> write_style(counts, ("Post", "Echo"))
    'House style differs between Post and Echo: mr (4 and 0).'
    """
    if counts.empty:
        return f"House style does not differ between {pair[0]} and {pair[1]}."
    rows = counts.itertuples(index=False)
    words = [f"{row.subject} ({row.a} and {row.b})" for row in rows]
    return f"House style differs between {pair[0]} and {pair[1]}: {', '.join(words)}."


def find_style_words(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The uses of words of house style by segment, with kind.

    Parameters and result: see `rows.Told.evidence`.
    """
    rows = find_uses(body, dict(zip(subjects, subjects, strict=True)))
    outlets = body.articles["outlet"].unique()
    return rows.assign(kind=find_style(rows["subject"], outlets=outlets))
