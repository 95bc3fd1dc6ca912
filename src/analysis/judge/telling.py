"""What is told without a test: counts by side, with how often the rule that counted is right."""

from __future__ import annotations

import pandas as pd

from analysis.judge.evidence import SEVERAL, STRONGEST
from analysis.judge.families import TOLD
from analysis.judge.rows import Pair, Told
from analysis.judge.totals import count_told
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon

COLUMNS = ["measure", "subject", "side_a", "side_b", "a", "b", "segments"]


def tell_all(corpus: Corpus) -> pd.DataFrame:
    """The counts of every told measure with their evidence.

    Arguments: corpus of two sides. Returns: measure, subject, side_a, side_b, a, b (counts of each
    side), segments (ids, the strongest first, with spaces; of many articles the STRONGEST).
    """
    body = corpus.select(role="body")
    most = STRONGEST if len(corpus.articles) > SEVERAL else None
    parts = [pd.DataFrame(columns=COLUMNS)]
    counted = count_told(body)
    for row in TOLD:
        own = counted[counted["measure"] == row.measure]
        table = spread_counts(own, pair=corpus.pair)
        found = row.evidence(body, table["subject"].tolist())
        found = found[found["part"] != 0]
        found = found.sort_values("part", key=lambda part: -part.abs(), kind="stable")
        ids = found.groupby("subject", sort=False)["segment_id"].agg(
            lambda some: " ".join(dict.fromkeys(some.head(most)))
        )
        segments = table["subject"].map(ids).fillna("").astype("str")
        sides = {"side_a": corpus.pair[0], "side_b": corpus.pair[1]}
        parts.append(table.assign(measure=row.measure, segments=segments, **sides)[COLUMNS])
    return pd.concat(parts[1:] or parts, ignore_index=True)


def spread_counts(counts: pd.DataFrame, *, pair: Pair) -> pd.DataFrame:
    """Counts of sides, a column a side.

    Arguments: counts: subject, side, n; pair, the labels of a and b. Returns: subject, a, b, the
    most frequent first.
    """
    sums = counts.groupby(["subject", "side"])["n"].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=list(pair), fill_value=0).set_axis(["a", "b"], axis=1)
    order = sums.assign(total=-sums.sum(axis=1)).reset_index().sort_values(["total", "subject"])
    return order[["subject", "a", "b"]].reset_index(drop=True)


def find_accuracy(row: Told) -> str:
    """How often the rule that counts is right, in words; says so where it was not measured."""
    if not row.accuracy:
        return "how often this rule is right was not measured"
    table = load_lexicon("accuracy").set_index("metric")
    value = table.loc[row.accuracy]
    return f"this rule was right {value['value']:.2f} of the time on {value['n']}"
