"""Groups compared within events: sums by event, and what the judge asks for, made from them.

An event counts once: a side's value is the mean of its values over events. Under every choice it
is the same, so each choice is tried on paired differences too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from analysis.judge.choices import COUNTED
from analysis.judge.families import JUDGED, find_family
from analysis.judge.partners import tell_partners
from analysis.judge.rows import Judged, Pair, add_choices, pick_voice
from analysis.judge.supply import Supply
from analysis.judge.totals import Sums, count_told
from analysis.stats.matched import compare_matched
from analysis.stats.seeds import hash_names
from analysis.tables.corpus import Corpus
from analysis.tables.matched import count_partners, cut_events, list_events
from analysis.tables.schemas import check_table

UNITS, ARTICLES, TOLD = "event-units", "event-articles", "event-told"
MEASURE = "matched"  # the told measure of judge.partners


def name_event_choices(row: Judged) -> str:
    """The name of the table of a measure's sums by event under its choices."""
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
    Tables by name: event-units (measure, voice, subject, event, side, num, den), event-articles
    (event, '' where an article has none, side, n, words), of every measure its sums under its
    choices with event before side, and event-told (measure, kind, subject, event, side, n).
    """
    articles = corpus.articles
    event = articles["event"] if "event" in articles else pd.Series("", articles.index, dtype="str")
    keys = articles.assign(event=event).groupby(["event", "side"], as_index=False)
    sums: Sums = {ARTICLES: keys.agg(n=("article_id", "size"), words=("n_words", "sum"))}
    if (event == "").all():
        return sums
    relabelled, places = cut_events(corpus)
    units = []
    for row in rows:
        if row.sum_forms:
            sums[name_event_choices(row)] = _name_places(row.sum_forms(relabelled), places)
            continue
        found = row.units(relabelled, row.main)
        for voice in row.voices:
            own = pick_voice(found, voice).groupby(["subject", "side"], as_index=False)
            own = own[["num", "den"]].sum().assign(measure=row.measure, voice=voice)
            units.append(own[["measure", "voice", "subject", "side", "num", "den"]])
        tried = row.add_choices(relabelled, pair) if row.add_choices else None
        tried = add_choices(row, relabelled) if tried is None else tried
        sums[name_event_choices(row)] = _name_places(tried, places)
    if units:
        sums[UNITS] = _name_places(pd.concat(units, ignore_index=True), places)
    if told:
        sums[TOLD] = _name_places(count_told(relabelled), places)
    return sums


def list_summed(sums: Sums) -> list[Judged]:
    """The judged rows of which sums by event hold something, in the order of the families."""
    units = sums.get(UNITS, pd.DataFrame({"measure": []}))
    known = [find_family(measure) for measure in dict.fromkeys(units["measure"])]
    names = {row.measure for row in known}
    rows = [row for row in JUDGED if row.measure in names or name_event_choices(row) in sums]
    return [*rows, *(row for row in known if row not in rows)]


def _name_places(table: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """A table whose sides are labels of places, with event and side in their stead."""
    known = places.set_index("label")
    found = known.loc[table["side"]]
    at = table.columns.get_loc("side")
    table = table.assign(side=found["side"].to_numpy())
    table.insert(at, "event", found["event"].to_numpy())
    return table.astype({"event": "str", "side": "str"})


def supply_events(sums: Sums, *, pair: Pair) -> Supply:
    """Two groups compared within events, by their sums, of a corpus in memory or of an archive.

    Parameters
    ----------
    sums : of sum_events.
    pair : the labels of a and b.

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
        how = {"sides": pair, "scale": row.scale, "seed": seed}
        return compare_matched(counts, sizes, **how).assign(voice=voice)

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
        forms = sums[name_event_choices(row)]
        body = forms[forms["role"] == "body"]
        found = body.groupby(["family", "event", "side"], as_index=False)["n"].sum()
        return found.set_axis(["subject", "event", "side", "num"], axis=1)
    units = sums[UNITS]
    return units[(units["measure"] == row.measure) & (units["voice"] == voice)]


def _list_sizes(
    row: Judged, sums: Sums, voice: str, *, matched: Collection[str], pair: Pair
) -> pd.DataFrame:
    """The words (or sentences) of events whose both sides have some, for every subject or shared.

    Returns: event, side, den, and subject unless it is the same for all subjects.
    """
    if row.sum_forms:
        forms = sums[name_event_choices(row)]
        body = forms[forms["role"] == "body"]
        sizes = body.groupby(["event", "side"], as_index=False)["n"].sum()
        sizes = sizes.rename(columns={"n": "den"})
    else:
        sizes = _list_units(row, sums, voice)[["subject", "event", "side", "den"]]
    sizes = sizes[sizes["event"].isin(matched) & sizes["side"].isin(pair) & (sizes["den"] > 0)]
    keys = [column for column in ("subject", "event") if column in sizes]
    return sizes[sizes.groupby(keys)["side"].transform("nunique") == 2]


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
    held = units.assign(articles=(units["num"] != 0).astype(int))
    wide = held.groupby(["subject", "side"])[["num", "articles"]].sum().unstack(fill_value=0)
    wide = wide.reindex(columns=pd.MultiIndex.from_product([["num", "articles"], pair]))
    wide = wide.fillna(0).set_axis(["a", "b", "articles_a", "articles_b"], axis=1).reset_index()
    forms = sums[name_event_choices(row)]
    forms = spread_forms(forms[forms["event"].isin(matched)], pair=pair) if row.sum_forms else forms
    admitted = row.admit(wide.assign(key=wide["subject"]), forms)[["key", "subject"]]
    return units.rename(columns={"subject": "key"}).merge(admitted, on="key")


def spread_forms(forms: pd.DataFrame, *, pair: Pair, n: str = "n") -> pd.DataFrame:
    """Uses of forms added up over events: term, family, role, a, b, as terms.add_choices gives."""
    sums = forms.groupby(["term", "family", "role", "side"])[n].sum().unstack(fill_value=0)
    sums = sums.reindex(columns=list(pair), fill_value=0)
    return sums.set_axis(["a", "b"], axis=1).reset_index()


def weigh_forms(forms: pd.DataFrame, *, pair: Pair) -> pd.DataFrame:
    """The same with each event weighing the same: rates of these sums are means over events.

    A use counts by the words of its event and side, in units of an event of mean length. Events
    with words of one side only are left out.
    """
    body = forms[forms["role"] == "body"]
    words = body.groupby(["event", "side"])["n"].sum().unstack(fill_value=0)
    words = words.reindex(columns=list(pair), fill_value=0)
    words = words[words.min(axis=1) > 0]
    weights = (words.mean() / words).stack().rename("weight").rename_axis(["event", "side"])
    rows = forms.merge(weights.reset_index(), on=["event", "side"])
    return spread_forms(rows.assign(uses=rows["n"] * rows["weight"]), pair=pair, n="uses")


def average_choices(choices: pd.DataFrame) -> pd.DataFrame:
    """Sums under choices whose ratio of num and den is the mean over events of their ratios.

    Parameters
    ----------
    choices : the columns that name a choice, then event, side, num, den, and what else is counted
        (choices.COUNTED).

    Returns
    -------
    The same columns without event; an event that lacks a side under a choice is left out of it.
    """
    keys = list(choices.columns[: choices.columns.get_loc("event")])
    rows = choices[choices["den"] > 0]
    both = rows.groupby([*keys, "event"])["side"].transform("nunique") == 2
    rows = rows[both].assign(num=rows["num"] / rows["den"], den=1.0)
    counted = [column for column in ("num", "den", *COUNTED) if column in rows]
    return rows.groupby([*keys, "side"], as_index=False, sort=False)[counted].sum()


def _sort_choices(table: pd.DataFrame, row: Judged) -> pd.DataFrame:
    """Rows in the order in which options are declared, which parts may have brought in another."""
    ranks = [table[choice].map(list(row.choices[choice]).index) for choice in reversed(row.choices)]
    if "instrument" in table:  # versions of an instrument stay apart
        ranks.append(pd.Series(pd.factorize(table["instrument"])[0], table.index))
    return table.iloc[np.lexsort(ranks)].reset_index(drop=True)


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
    table = pd.concat(parts or [pd.DataFrame(columns=columns)], ignore_index=True)
    counted = articles.reindex(table["event"]).astype(int)
    table = table.assign(articles_a=counted["a"].to_numpy(), articles_b=counted["b"].to_numpy())
    return check_table(table, "matched")


def _divide(
    findings: pd.DataFrame, counts: pd.DataFrame, sizes: pd.DataFrame, *, pair: Pair
) -> pd.DataFrame:
    """The ratios of both sides of the findings in every event that has both."""
    asked = findings[["finding_id", "measure", "subject", "voice"]]
    shared = "subject" not in sizes
    every = asked.merge(sizes, how="cross") if shared else asked.merge(sizes, on="subject")
    keys = ["subject", "event", "side"]
    num = counts.groupby(keys, as_index=False)["num"].sum()
    cells = every.merge(num, on=keys, how="left", validate="many_to_one").fillna({"num": 0.0})
    cells = cells.assign(value=cells["num"] / cells["den"])
    index = [*asked.columns, "event"]
    wide = cells.pivot(index=index, columns="side", values="value")[list(pair)]
    wide = wide.set_axis(["a", "b"], axis=1).reset_index()
    order = wide["finding_id"].map(list(asked["finding_id"]).index)
    wide = wide.assign(order=order).sort_values(["order", "event"]).drop(columns="order")
    return wide.assign(estimate=wide["a"] - wide["b"])


def choose_charted(findings: pd.DataFrame) -> pd.DataFrame:
    """The findings that are shown event by event: all but words that are not at least suggestive.

    Parameters
    ----------
    findings : of the whole judgement.
    """
    told = findings["verdict"] != "not shown"
    return findings[told | (findings["measure"] != "terms")]


def set_aside(sums: Sums, *, pair: Pair) -> Sums:
    """Sums by event with told counts and articles of matched events alone, as of two groups.

    Parameters
    ----------
    sums : of sum_events.
    pair : the labels of a and b.

    Returns
    -------
    The tables, with told (measure, kind, subject, side, n) and articles (side, articles, words), in
    which the articles without a partner are counted as well.
    """
    matched = _find_matched(sums, pair)
    told = sums.get(TOLD, pd.DataFrame(columns=["event"]))
    told = told[told["event"].isin(matched)].drop(columns="event")
    keys = ["measure", "kind", "subject", "side"]
    told = told.groupby(keys, as_index=False, sort=False)["n"].sum()
    told = told[told["measure"] != MEASURE]
    partners = tell_partners(count_partners(sums[ARTICLES], sides=pair)).assign(measure=MEASURE)
    read = sums[ARTICLES]
    read = read[read["event"].isin(matched)].groupby("side", as_index=False)
    articles = read.agg(articles=("n", "sum"), words=("words", "sum"))
    return {**sums, "told": pd.concat([told, partners], ignore_index=True), "articles": articles}
