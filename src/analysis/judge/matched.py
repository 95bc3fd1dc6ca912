"""Groups compared within events: sums by event, and what the judge asks for, made from them.

An event counts once: a side's value is the mean of its values over events. Under every choice it
is the same, so each choice is tried on paired differences too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from analysis.judge.choices import COUNTED, rank_choices
from analysis.judge.families import JUDGED, find_family
from analysis.judge.partners import tell_partners
from analysis.judge.rows import Judged, Pair, pick_voice
from analysis.judge.supply import Supply
from analysis.judge.totals import Sums, count_told, sum_choices
from analysis.stats.matched import compare_matched
from analysis.stats.seeds import hash_names
from analysis.tables.corpus import Corpus
from analysis.tables.matched import count_partners, cut_events, has_events, list_events
from analysis.tables.schemas import check_table

UNITS, ARTICLES, TOLD = "event-units", "event-articles", "event-told"
MEASURE = "matched"  # the told measure of judge.partners


def name_event_choices(row: Judged) -> str:
    """Name the table of a measure's sums by event under its choices.

    Parameters
    ----------
    row : the row of the measure.

    Returns
    -------
    Its key in what sum_events gives.
    """
    return f"event-choices-{row.prefix}"


def sum_events(corpus: Corpus, rows: Iterable[Judged], *, pair: Pair, told: bool = False) -> Sums:
    """What a comparison within events needs of the articles of a corpus, as sums by event.

    Sums of parts add up to those of the whole.

    Parameters
    ----------
    corpus : of one or both sides, whose articles have events.
    rows : the judged measures.
    pair : the labels of a and b.
    told : whether the counts of told measures are wanted too.

    Returns
    -------
    Tables by name: event-units (measure, voice, subject, event, side, num, den); event-articles
    (event, '' where an article has none, side, n, words); of every measure its sums under its
    choices, with event before side, named as name_event_choices says; and event-told (measure,
    kind, subject, event, side, n) where it is wanted. Without any event only event-articles.
    """
    articles = corpus.articles
    if "event" not in articles:
        articles = articles.assign(event="").astype({"event": "str"})
    keys = articles.groupby(["event", "side"], as_index=False)
    sums: Sums = {ARTICLES: keys.agg(n=("article_id", "size"), words=("n_words", "sum"))}
    if not has_events(articles):
        return sums
    relabelled, places = cut_events(corpus)
    units = []
    for row in rows:
        if row.sum_forms:
            tried = row.sum_forms(relabelled)
        else:
            units += _sum_voices(row, relabelled)
            tried = sum_choices(row, relabelled, pair)
        sums[name_event_choices(row)] = _name_places(tried, places)
    if units:
        sums[UNITS] = _name_places(pd.concat(units, ignore_index=True), places)
    if told:
        sums[TOLD] = _name_places(count_told(relabelled), places)
    return sums


def _sum_voices(row: Judged, corpus: Corpus) -> list[pd.DataFrame]:
    """The sums of a measure under its main choices, a table a voice."""
    units = row.units(corpus, row.main)
    sums = []
    for voice in row.voices:
        groups = pick_voice(units, voice).groupby(["subject", "side"], as_index=False)
        own = groups[["num", "den"]].sum()
        own = own.assign(measure=row.measure, voice=voice)
        sums.append(own[["measure", "voice", "subject", "side", "num", "den"]])
    return sums


def list_summed(sums: Sums) -> list[Judged]:
    """List the judged rows of which sums by event hold something, in the order of the families.

    Parameters
    ----------
    sums : of sum_events.

    Returns
    -------
    The rows; measures that are no longer among the families stand last.
    """
    measures = sums[UNITS]["measure"].unique() if UNITS in sums else []
    known = [find_family(measure) for measure in measures]
    rows = [row for row in JUDGED if row in known or name_event_choices(row) in sums]
    rows += [row for row in known if row not in rows]
    return rows


def _name_places(table: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """A table whose sides are labels of places, with event and side in their stead."""
    known = places.set_index("label")
    found = known.loc[table["side"]]
    at = table.columns.get_loc("side")
    table = table.assign(side=found["side"].to_numpy())
    table.insert(at, "event", found["event"].to_numpy())
    return table.astype({"event": "str", "side": "str"})


def supply_events(sums: Sums, *, pair: Pair) -> Supply:
    """Supply the judge with two groups compared within events, by their sums.

    Parameters
    ----------
    sums : of sum_events.
    pair : the labels of a and b.

    Returns
    -------
    The supply; a corpus in memory and an archive give the same.

    Raises
    ------
    ValueError : when no event has articles of both sides.
    """
    matched = _find_matched(sums, pair)
    if not matched:
        raise ValueError(
            f"no event has articles of {pair[0]} and of {pair[1]}; check the column of events, and "
            "write an event alike on both sides"
        )
    seed = hash_names(matched)
    partners = count_partners(sums[ARTICLES], sides=pair)
    articles = partners.set_index("side")["articles"]

    def compare(row: Judged, voice: str) -> pd.DataFrame:
        counts = _admit(row, sums, voice, matched=matched, pair=pair)
        sizes = _list_sizes(row, sums, voice, matched=matched, pair=pair)
        if counts.empty or sizes.empty:
            return pd.DataFrame()
        found = compare_matched(counts, sizes, sides=pair, scale=row.scale, seed=seed)
        return found.assign(voice=voice)

    def choices(row: Judged) -> pd.DataFrame:
        table = sums[name_event_choices(row)]
        table = table[table["event"].isin(matched)]
        if row.sum_forms:
            return weigh_forms(table, pair=pair)
        return _sort_choices(average_choices(table), row)

    return Supply(pair, articles, compare, choices)


def _find_matched(sums: Sums, pair: Pair) -> list[str]:
    events = list_events(sums[ARTICLES], sides=pair)
    return events.loc[events["matched"], "event"].tolist()


def _list_units(row: Judged, sums: Sums, voice: str) -> pd.DataFrame:
    """Sums by event of a measure and a voice: subject, event, side, num, den."""
    if row.sum_forms:
        groups = _take_body(row, sums).groupby(["family", "event", "side"], as_index=False)
        return groups["n"].sum().set_axis(["subject", "event", "side", "num"], axis=1)
    units = sums[UNITS]
    return units[(units["measure"] == row.measure) & (units["voice"] == voice)]


def _take_body(row: Judged, sums: Sums) -> pd.DataFrame:
    """The uses of forms in the body, of a measure that has them by form."""
    forms = sums[name_event_choices(row)]
    return forms[forms["role"] == "body"]


def _list_sizes(
    row: Judged, sums: Sums, voice: str, *, matched: Collection[str], pair: Pair
) -> pd.DataFrame:
    """The words (or sentences) of events whose both sides have some, for every subject or shared.

    Returns: event, side, den, and subject unless it is the same for all subjects.
    """
    if row.sum_forms:
        groups = _take_body(row, sums).groupby(["event", "side"], as_index=False)
        sizes = groups["n"].sum().rename(columns={"n": "den"})
        keys = ["event"]
    else:
        sizes = _list_units(row, sums, voice)[["subject", "event", "side", "den"]]
        keys = ["subject", "event"]
    compared = sizes["event"].isin(matched) & sizes["side"].isin(pair)
    sizes = sizes[compared & (sizes["den"] > 0)]
    has_sides = sizes.groupby(keys)["side"].transform("nunique")
    return sizes[has_sides == 2]


def _admit(
    row: Judged, sums: Sums, voice: str, *, matched: Collection[str], pair: Pair
) -> pd.DataFrame:
    """The sums by event of the subjects that are compared, each as it is shown: with key, what it
    is in the sums.
    """
    units = _list_units(row, sums, voice)
    units = units[units["event"].isin(matched) & units["side"].isin(pair)]
    if not row.admit or units.empty:
        return units.assign(key=units["subject"])
    counts = _spread_units(units, pair)
    tried = sums[name_event_choices(row)]
    if row.sum_forms:
        tried = spread_forms(tried[tried["event"].isin(matched)], pair=pair)
    admitted = row.admit(counts.assign(key=counts["subject"]), tried)
    keyed = units.rename(columns={"subject": "key"})
    return keyed.merge(admitted[["key", "subject"]], on="key")


def _spread_units(units: pd.DataFrame, pair: Pair) -> pd.DataFrame:
    """Sums over events, a row a subject: subject, a, b, articles_a, articles_b.

    An event that holds the subject counts as an article.
    """
    held = (units["num"] != 0).astype(int)
    groups = units.assign(articles=held).groupby(["subject", "side"])
    wide = groups[["num", "articles"]].sum().unstack(fill_value=0)
    columns = pd.MultiIndex.from_product([["num", "articles"], pair])
    wide = wide.reindex(columns=columns).fillna(0)
    return wide.set_axis(["a", "b", "articles_a", "articles_b"], axis=1).reset_index()


def spread_forms(forms: pd.DataFrame, *, pair: Pair, n: str = "n") -> pd.DataFrame:
    """Add the uses of forms up over events.

    Parameters
    ----------
    forms : term, family, role, side and the column n.
    pair : the labels of a and b.
    n : the name of the column of uses.

    Returns
    -------
    A row a form and role: term, family, role, a, b (uses), as terms.add_choices gives.

    Examples
    --------
    >>> forms = pd.DataFrame({"term": "ports", "family": "port", "role": "body",
    ...                       "side": ["Post", "Echo", "Post"], "n": [1, 2, 3]})
    >>> spread_forms(forms, pair=("Post", "Echo"))[["term", "a", "b"]].values.tolist()
    [['ports', 4, 2]]
    """
    groups = forms.groupby(["term", "family", "role", "side"])
    sums = groups[n].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=list(pair), fill_value=0)
    return sums.set_axis(["a", "b"], axis=1).reset_index()


def weigh_forms(forms: pd.DataFrame, *, pair: Pair) -> pd.DataFrame:
    """Add the uses of forms up so that each event weighs the same.

    A use counts by the words of its event and side, in units of an event of mean length. Events
    with words of one side only are left out.

    Parameters
    ----------
    forms : term, family, role, event, side, n.
    pair : the labels of a and b.

    Returns
    -------
    A row a form and role: term, family, role, a, b; rates of these sums are means over events.
    """
    body = forms[forms["role"] == "body"]
    words = body.groupby(["event", "side"])["n"].sum().unstack(fill_value=0)
    words = words.reindex(columns=list(pair), fill_value=0)
    words = words[words.min(axis=1) > 0]
    weights = words.mean() / words
    listed = weights.stack().rename("weight").rename_axis(["event", "side"])
    rows = forms.merge(listed.reset_index(), on=["event", "side"])
    uses = rows["n"] * rows["weight"]
    return spread_forms(rows.assign(uses=uses), pair=pair, n="uses")


def average_choices(choices: pd.DataFrame) -> pd.DataFrame:
    """Average sums under choices over events.

    The ratio of the num and den that are given is the mean over events of their ratios.

    Parameters
    ----------
    choices : the columns that name a choice, then event, side, num, den, and what else is counted
        (choices.COUNTED).

    Returns
    -------
    The same columns without event; den is the number of events, num the sum of their ratios. An
    event that lacks a side under a choice is left out of it.
    """
    before_event = choices.columns.get_loc("event")
    keys = list(choices.columns[:before_event])
    rows = choices[choices["den"] > 0]
    has_sides = rows.groupby([*keys, "event"])["side"].transform("nunique")
    rows = rows[has_sides == 2]
    rows = rows.assign(num=rows["num"] / rows["den"], den=1.0)
    counted = [column for column in ("num", "den", *COUNTED) if column in rows]
    groups = rows.groupby([*keys, "side"], as_index=False, sort=False)
    return groups[counted].sum()


def _sort_choices(table: pd.DataFrame, row: Judged) -> pd.DataFrame:
    """Rows in the order in which options are declared, which parts may have brought in another."""
    ranks = rank_choices(table, row.choices)
    if "instrument" in table:  # keep the versions of an instrument together
        version, _ = pd.factorize(table["instrument"])
        ranks.append(version)
    rows = np.lexsort(ranks)
    return table.iloc[rows].reset_index(drop=True)


def list_by_event(
    sums: Sums, rows: Iterable[Judged], findings: pd.DataFrame, *, pair: Pair
) -> pd.DataFrame:
    """The values of findings event by event.

    Parameters
    ----------
    sums : of sum_events.
    rows : the judged measures of the findings.
    findings : finding_id, measure, subject, voice.
    pair : the labels of a and b.

    Returns
    -------
    The table `matched` of tables.schemas.SCHEMAS: a finding's events in the order of the alphabet,
    with articles_a and articles_b, a, b (num / den of the event) and estimate (a - b).
    """
    matched = _find_matched(sums, pair)
    articles = list_events(sums[ARTICLES], sides=pair).set_index("event")[["a", "b"]]
    parts = []
    for row in rows:
        own = findings[findings["measure"] == row.measure]
        for voice, some in own.groupby("voice", sort=False):
            counts = _admit(row, sums, voice, matched=matched, pair=pair)
            sizes = _list_sizes(row, sums, voice, matched=matched, pair=pair)
            chosen = counts[counts["subject"].isin(some["subject"])]
            parts.append(_divide(some, chosen, sizes, pair=pair))
    columns = ["finding_id", "measure", "subject", "voice", "event", "a", "b", "estimate"]
    if not parts:
        parts.append(pd.DataFrame(columns=columns))
    table = pd.concat(parts, ignore_index=True)
    counted = articles.reindex(table["event"]).astype(int)
    table["articles_a"] = counted["a"].to_numpy()
    table["articles_b"] = counted["b"].to_numpy()
    return check_table(table, "matched")


def _divide(
    findings: pd.DataFrame, counts: pd.DataFrame, sizes: pd.DataFrame, *, pair: Pair
) -> pd.DataFrame:
    """The ratios of both sides of the findings in every event that has both."""
    asked = findings[["finding_id", "measure", "subject", "voice"]]
    if "subject" in sizes:
        every = asked.merge(sizes, on="subject")
    else:
        every = asked.merge(sizes, how="cross")
    keys = ["subject", "event", "side"]
    num = counts.groupby(keys, as_index=False)["num"].sum()
    cells = every.merge(num, on=keys, how="left", validate="many_to_one")
    cells["value"] = cells["num"].fillna(0.0) / cells["den"]
    index = [*asked.columns, "event"]
    wide = cells.pivot(index=index, columns="side", values="value")[list(pair)]
    wide = wide.set_axis(["a", "b"], axis=1).reset_index()
    ids = list(asked["finding_id"])
    wide["order"] = wide["finding_id"].map(ids.index)
    wide = wide.sort_values(["order", "event"]).drop(columns="order")
    return wide.assign(estimate=wide["a"] - wide["b"])


def choose_charted(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that are shown event by event: all but words that are not at least suggestive.

    Parameters
    ----------
    findings : of the whole judgement.

    Returns
    -------
    Their rows.

    Examples
    --------
    >>> rows = [("tone", "not shown"), ("terms", "not shown"), ("terms", "suggestive")]
    >>> findings = pd.DataFrame(rows, columns=["measure", "verdict"])
    >>> choose_charted(findings).index.tolist()
    [0, 2]
    """
    told = findings["verdict"] != "not shown"
    return findings[told | (findings["measure"] != "terms")]


def set_aside(sums: Sums, *, pair: Pair) -> Sums:
    """Add to sums by event what is counted over matched events alone, as of two groups.

    Parameters
    ----------
    sums : of sum_events.
    pair : the labels of a and b.

    Returns
    -------
    The tables, with told (measure, kind, subject, side, n) and articles (side, articles, words).
    told counts also how many articles have no partner on their event.
    """
    matched = _find_matched(sums, pair)
    told = sums[TOLD]
    told = told[told["event"].isin(matched)]
    keys = ["measure", "kind", "subject", "side"]
    told = told.groupby(keys, as_index=False, sort=False)["n"].sum()
    told = told[told["measure"] != MEASURE]
    read = sums[ARTICLES]
    partners = tell_partners(count_partners(read, sides=pair)).assign(measure=MEASURE)
    by_side = read[read["event"].isin(matched)].groupby("side", as_index=False)
    articles = by_side.agg(articles=("n", "sum"), words=("words", "sum"))
    every = pd.concat([told, partners], ignore_index=True)
    return {**sums, "told": every, "articles": articles}
