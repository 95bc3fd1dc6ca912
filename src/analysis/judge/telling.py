"""What is told without a test: counts by side, with how often the rule that counted is right."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.evidence import SEVERAL, STRONGEST
from analysis.judge.families import TOLD
from analysis.judge.rows import Pair, Told
from analysis.judge.totals import count_told
from analysis.tables.corpus import Corpus
from analysis.tables.remember import remember
from analysis.tables.resources import load_lexicon

COUNTS = ["measure", "kind", "subject", "side_a", "side_b", "a", "b"]
UNMEASURED = "accuracy not measured"
# End of a metric's name in lexicons/accuracy.csv -> what its value means, in words.
ACCURACY = {
    "_F": "{rule}: {tenth} in 10 right on {n}",
    "precision": "{rule}: {tenth} in 10 right on {n}",
    "_r": "{rule}: correlation with people's ratings {value:.2f} on {n}",
    "roles_AUC": "{rule}: of 10 pairs of phrases, {tenth} told apart as people do, on {n}",
    "_gain": "{rule}: {percent} in 100 more agree with people's marks than by chance, on {n}",
    "share_concept": "{rule}: {tenth} in 10 share a subject by people's codes, on {n}",
    "AUC": "{rule}: people order {tenth} in 10 pairs of texts so too, on {n}",
    "_MAE": "{rule}: {percent} words in 100 wrong on average, on {n}",
    "_wrong": "{rule}: {percent} in 100 go against people's ratings, of {n}",
}


def tell_all(corpus: Corpus) -> pd.DataFrame:
    """The counts of every told measure with their evidence.

    Parameters
    ----------
    corpus : of two sides; its people say who speaks for whom.

    Returns
    -------
    A row a count: measure, kind ('' where a measure has one kind of subjects), subject, side_a,
    side_b, a, b (counts of each side), segments (the ids of those behind it, the strongest first,
    with spaces between; with more than SEVERAL articles only the STRONGEST).

    Examples
    --------
    >>> import crossframe as cf
    >>> tell_all(cf.load_event("harbour-lease").corpus)["measure"].unique().tolist()
    ['speakers', 'only one names', 'labels', 'actions', 'both tell', 'house style']
    """
    return _tell_all(corpus, measures=[row.measure for row in TOLD])


@remember
def _tell_all(corpus: Corpus, *, measures: Sequence[str]) -> pd.DataFrame:
    """The same; measures are those of TOLD, so that nothing kept outlives a row of it."""
    counts = count_told(corpus)
    told = tell_counts(counts[counts["measure"].isin(measures)], pair=corpus.pair)
    return link_told(told, corpus)


def tell_counts(counts: pd.DataFrame, *, pair: Pair) -> pd.DataFrame:
    """What is listed of the counts of every told measure.

    Parameters
    ----------
    counts : measure, kind, subject, side, n.
    pair : the labels of a and b.

    Returns
    -------
    As tell_all, without segments.
    """
    parts = [pd.DataFrame(columns=COUNTS)]
    for row in TOLD:
        own = counts[counts["measure"] == row.measure]
        table = spread_counts(own, pair=pair)
        if row.keep:
            table = row.keep(table)
        table = table.assign(measure=row.measure, side_a=pair[0], side_b=pair[1])
        parts.append(table[COUNTS])
    return pd.concat(parts[1:] or parts, ignore_index=True)


def link_told(told: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Add to counts the ids of the segments behind each, the strongest first.

    Parameters
    ----------
    told : from tell_counts.
    corpus : of all roles and voices, or a sample of it.

    Returns
    -------
    The rows with segments, as in tell_all.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> told = link_told(cf.tell_all(corpus).drop(columns="segments"), corpus)
    >>> told["segments"].equals(cf.tell_all(corpus)["segments"])
    True
    """
    body = corpus.select(role="body")
    most = STRONGEST if len(corpus.articles) > SEVERAL else None
    ids: dict[tuple, str] = {}
    for row in TOLD:
        own = told[told["measure"] == row.measure]
        found = row.evidence(body, own["subject"].tolist())
        if "kind" not in found:
            found = found.assign(kind="")
        found = found[found["part"] != 0]
        weakness = -found["part"].abs()
        found = found.assign(weakness=weakness).sort_values("weakness", kind="stable")
        for (kind, subject), some in found.groupby(["kind", "subject"], sort=False)["segment_id"]:
            strongest = some.drop_duplicates().head(most)
            ids[row.measure, kind, subject] = " ".join(strongest)
    keys = zip(told["measure"], told["kind"], told["subject"], strict=True)
    segments = [ids.get(key, "") for key in keys]
    return told.assign(segments=pd.Series(segments, told.index, dtype="str"))


def spread_counts(counts: pd.DataFrame, *, pair: Pair) -> pd.DataFrame:
    """Counts of sides, a column a side.

    Parameters
    ----------
    counts : kind, subject, side, n.
    pair : the labels of a and b.

    Returns
    -------
    kind, subject, a, b, the most frequent first.

    Examples
    --------
    >>> rows = [("", "rent", "Post", 2), ("", "rent", "Echo", 1), ("", "quay", "Echo", 5)]
    >>> counts = pd.DataFrame(rows, columns=["kind", "subject", "side", "n"])
    >>> spread_counts(counts, pair=("Post", "Echo")).values.tolist()
    [['', 'quay', 0, 5], ['', 'rent', 2, 1]]
    """
    groups = counts.groupby(["kind", "subject", "side"])
    sums = groups["n"].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=list(pair), fill_value=0).set_axis(["a", "b"], axis=1)
    less = -sums.sum(axis=1)
    rows = sums.assign(less=less).reset_index().sort_values(["less", "kind", "subject"])
    return rows[["kind", "subject", "a", "b"]].reset_index(drop=True)


def find_accuracy(row: Told) -> str:
    """Say how often the rule that counts is right, or that it was not measured.

    Parameters
    ----------
    row : the told measure.

    Returns
    -------
    Words for a reader.

    Examples
    --------
    >>> from analysis.judge.families import SPEAKERS, STYLE
    >>> find_accuracy(SPEAKERS), find_accuracy(STYLE)
    ('speakers: 6 in 10 right on 84 articles', 'accuracy not measured')
    """
    if not row.rule:
        return "as it is given"
    if not row.accuracy:
        return UNMEASURED
    return write_rule("", row.accuracy, rule=row.rule)


def write_rule(instrument: str, metric: str, *, rule: str) -> str:
    """What a metric of lexicons/accuracy.csv says of a rule, in words.

    Parameters
    ----------
    instrument : '' where the metric has one only.
    metric : its name in lexicons/accuracy.csv.
    rule : what it finds.

    Returns
    -------
    Words for a reader.

    Examples
    --------
    >>> write_rule("", "voices_who_said_what_F", rule="speakers")
    'speakers: 6 in 10 right on 84 articles'
    """
    table = load_lexicon("accuracy")
    asked = table["metric"] == metric
    if instrument:
        asked &= table["instrument"] == instrument
    measured = table[asked].iloc[0]
    value = measured["value"]
    end = next(end for end in ACCURACY if metric.endswith(end) or f"{end}_" in metric)
    return ACCURACY[end].format(
        rule=rule,
        n=measured["n"],
        value=value,
        tenth=round(10 * value),
        percent=round(100 * value),
    )
