"""Where the judge gets comparisons and choices from: two articles in memory, or sums of groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.judge.choices import divide_sums
from analysis.judge.rows import Judged, Pair, pick_voice
from analysis.judge.totals import Sums, name_choices, sum_choices
from analysis.stats.compare import compare_sides
from analysis.stats.seeds import seed_sides
from analysis.stats.totals import compare_sums
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side


@dataclass(frozen=True)
class Supply:
    """What the judge asks for.

    Attributes
    ----------
    pair : the labels of a and b.
    articles : their number by side.
    compare : takes a row and a voice; gives what stats.compare.compare_sides gives, with voice, and
        no row where a side lacks the voice.
    choices : takes a row; gives the sums under its choices.
    lengths : words of the body of two single articles; None for groups, or where a body is empty.
    """

    pair: Pair
    articles: pd.Series
    compare: Callable[[Judged, str], pd.DataFrame]
    choices: Callable[[Judged], pd.DataFrame]
    lengths: tuple[int, int] | None = None


def is_grouped(corpus: Corpus) -> bool:
    """Whether a side has more than one article.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    True or False.
    """
    return bool(corpus.articles["side"].duplicated().any())


def supply_articles(corpus: Corpus, *, resamples: int) -> Supply:
    """Supply the judge with two single articles, whose blocks are resampled.

    Parameters
    ----------
    corpus : the articles, of two sides.
    resamples : how many are drawn where two single articles are compared.

    Returns
    -------
    The supply, with lengths.

    Raises
    ------
    ValueError : for a corpus of fewer than two sides.
    """
    pair = corpus.pair
    seeds = seed_sides(corpus.articles)
    made: dict[str, pd.DataFrame] = {}

    def compare(row: Judged, voice: str) -> pd.DataFrame:
        if row.measure not in made:
            made[row.measure] = row.units(corpus, row.main)
        units = pick_voice(made[row.measure], voice)
        held = set(units.loc[units["den"] > 0, "side"])
        if not held.issuperset(pair):
            return pd.DataFrame()
        found = compare_sides(units, sides=pair, scale=row.scale, resamples=resamples, seed=seeds)
        return found.assign(voice=voice)

    def choices(row: Judged) -> pd.DataFrame:
        return sum_choices(row, corpus, pair)

    articles = corpus.articles["side"].value_counts()[list(pair)]
    return Supply(pair, articles, compare, choices, _count_body(corpus))


def _count_body(corpus: Corpus) -> tuple[int, int] | None:
    """The words of the body of each side; None where one has none."""
    body = corpus.segments[corpus.segments["role"] == "body"]
    by_side = add_side(body, corpus.articles).groupby("side")
    words = by_side["n_words"].sum().reindex(list(corpus.pair), fill_value=0)
    if not words.all():
        return None
    a, b = words.astype(int)
    return a, b


def supply_sums(sums: Sums, *, pair: Pair) -> Supply:
    """Supply the judge with two groups of articles, by their sums.

    Parameters
    ----------
    sums : of totals.sum_corpus, of a corpus in memory or added up over parts of an archive.
    pair : the labels of a and b.

    Returns
    -------
    The supply.

    Raises
    ------
    ValueError : for a side without articles that can be read.
    """
    # The table is missing where no article could be read.
    read = sums.get("articles", pd.DataFrame(columns=["side", "articles"]))
    articles = read.set_index("side")["articles"].reindex(list(pair), fill_value=0)
    if not articles.all():
        empty = articles.idxmin()
        raise ValueError(
            f"side {empty!r} has no article that can be read; check the value and its column"
        )

    def compare(row: Judged, voice: str) -> pd.DataFrame:
        units = _select(sums["units"], row.measure, voice)
        sizes = _select(sums["sizes"], row.measure, voice)
        if row.admit:
            units = row.admit(units, choices(row))
        # The parts may have been added up in any order, so sort.
        units = units.sort_values("subject", ignore_index=True)
        held = set(sizes.loc[sizes["articles"] > 0, "side"])
        if units.empty or not held.issuperset(pair):
            return pd.DataFrame()
        if (sizes["subject"] == "").all():
            sizes = sizes.drop(columns="subject")
        order = sizes["side"].map(list(pair).index)
        sizes = sizes.iloc[order.argsort(kind="stable")]
        return compare_sums(units, sizes, scale=row.scale).assign(voice=voice)

    def choices(row: Judged) -> pd.DataFrame:
        return sums[name_choices(row)]

    return Supply(pair, articles, compare, choices)


def _select(table: pd.DataFrame, measure: str, voice: str) -> pd.DataFrame:
    """The rows of one measure in one voice."""
    return table[(table["measure"] == measure) & (table["voice"] == voice)]


def specify(row: Judged, supply: Supply, found: pd.DataFrame) -> pd.DataFrame:
    """Give the values of both sides under every choice, for the subjects that were found.

    Parameters
    ----------
    row : the row of the measure.
    supply : what the choices come from.
    found : the comparison.

    Returns
    -------
    A row a choice and subject: subject (and voice), one column a choice, a, b, estimate, note; as
    choices.divide_sums gives, or the measure's own specify.
    """
    return specify_row(row, supply.choices(row), found, pair=supply.pair)


def specify_row(
    row: Judged, sums: pd.DataFrame, found: pd.DataFrame, *, pair: Pair
) -> pd.DataFrame:
    """Give the values of both sides under every choice, from the sums under these choices.

    Parameters
    ----------
    row : the row of the measure.
    sums : those of the measure under its choices.
    found : the comparison, with subject.
    pair : the labels of a and b.

    Returns
    -------
    As specify gives.
    """
    if row.specify:
        return row.specify(row, sums, found, pair=pair)
    asked = sums["subject"].isin(found["subject"])
    return divide_sums(sums[asked], pair=pair)
