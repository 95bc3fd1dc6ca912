"""Nothing to find: articles of one paper, split at random, give the false alarms they may give."""

from __future__ import annotations

import os
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from battery import ROOT
from generated import build, list_of_publisher, make_articles
from scipy.stats import binomtest

from analysis.judge.families import TERMS, TONE, VOICES, find_family
from analysis.judge.rows import pick_voice
from analysis.judge.terms import admit, sum_forms
from analysis.measures.families import name_families
from analysis.stats.totals import compare_sums, sum_counts, sum_units
from analysis.tables.corpus import Corpus

# With 200 splits a family of one p a split lies outside the band one time in three by chance.
SPLITS, WORD_SPLITS, MANY = 1_000, 200, 40  # splits of as many articles, half on each side
PAIR = ("Post", "Herald")
BAND = (0.035, 0.065)  # of p below .05, where a family has enough of them
ENOUGH = 400
REFERENCE = ROOT / "data" / "reference" / "paragraphs.csv"


def split(articles: list, seed: int) -> pd.Series:
    """The side of each of MANY articles: half of them drawn for either."""
    drawn = np.random.default_rng(seed).permutation(articles)[:MANY]
    return pd.Series(np.repeat(PAIR, MANY // 2), index=drawn)


def list_splits(articles: list) -> pd.DataFrame:
    """All splits: split, article_id, side."""
    parts = [split(articles, seed).rename("side") for seed in range(SPLITS)]
    table = pd.concat(parts, keys=range(SPLITS), names=["split", "article_id"])
    return table.reset_index()


def check_alarms(found: dict[str, list[float]], record) -> None:
    """In each family 3.5 to 6.5 % of p are below .05; of few p the interval holds .05."""
    told = {}
    for family, values in found.items():
        p = np.array(values)
        p = p[~np.isnan(p)]
        assert len(p) >= WORD_SPLITS, family
        hits = int((p < 0.05).sum())
        told[family] = f"{hits}/{len(p)} = {hits / len(p):.1%}"
        if len(p) >= ENOUGH:
            held = BAND[0] <= hits / len(p) <= BAND[1]
        else:
            low, high = binomtest(hits, len(p)).proportion_ci(method="wilson")
            held = low <= 0.05 <= high
        if not held:
            told[family] += ", outside"
    record("cases", SPLITS)
    record("figure", ", ".join(f"{family} {text}" for family, text in told.items()))
    assert not any(text.endswith("outside") for text in told.values()), told


def list_units(corpus: Corpus) -> dict[str, tuple[str, pd.DataFrame]]:
    """Family -> scale and units under the main choices, of tone in each voice."""
    found = {}
    for row in (VOICES, find_family("frames: generic"), TONE):
        units = row.units(corpus, row.main)
        for voice in row.voices:
            own = pick_voice(units, voice)
            keys = ["subject", "article_id"]
            own = own.groupby(keys, as_index=False)[["num", "den"]].sum()
            found[f"{row.measure}/{voice}"] = row.scale, own
    return found


def compare_units(units: pd.DataFrame, splits: pd.DataFrame, scale: str) -> list[float]:
    """p of every subject in every split; a row depends on no other, so all are compared at once."""
    own = splits.merge(units, on="article_id")
    own["subject"] = own["subject"] + " " + own["split"].astype("str")
    return compare_sums(*sum_units(own, sides=PAIR), scale=scale)["p"].tolist()


def compare_words(corpus: Corpus, uses: pd.DataFrame, sides: pd.Series) -> list[float]:
    """p of the word families, of those that a report compares."""
    known = corpus.articles[corpus.articles["article_id"].isin(sides.index)]
    known = known.assign(side=known["article_id"].map(sides))
    own = uses[uses["article_id"].isin(sides.index)]
    words = own.groupby("article_id", as_index=False).agg(den=("num", "sum"))
    words = words.assign(side=words["article_id"].map(sides))
    counts, sizes = sum_counts(own, words, sides=PAIR)
    part = replace(
        corpus,
        articles=known,
        terms=corpus.terms[corpus.terms["article_id"].isin(sides.index)],
    )
    forms = sum_forms(part).set_index(["term", "family", "role", "side"])["n"]
    forms = forms.unstack(fill_value=0)[list(PAIR)].set_axis(["a", "b"], axis=1).reset_index()
    return compare_sums(admit(counts, forms), sizes, scale=TERMS.scale)["p"].tolist()


def judge_splits(corpus: Corpus) -> dict[str, list[float]]:
    units = list_units(corpus)
    body = corpus.terms[(corpus.terms["role"] == "body") & (corpus.terms["size"] == 1)]
    uses = body.assign(subject=name_families(body["term"]), num=body["n"])
    uses = uses[["subject", "article_id", "num"]]
    articles = corpus.articles["article_id"].tolist()
    splits = list_splits(articles)
    found = {name: compare_units(own, splits, scale) for name, (scale, own) in units.items()}
    words = [compare_words(corpus, uses, split(articles, seed)) for seed in range(WORD_SPLITS)]
    return found | {"terms": [p for some in words for p in some]}


@pytest.mark.hostile
@pytest.mark.row("R18")
def test_splits_of_the_articles_that_ship_give_few_alarms(record_property):
    """Of 836 real articles the counts are known: of frames, tone, markers and what others say."""
    table = pd.read_csv(REFERENCE).drop(columns="paragraph").groupby("article").sum()
    splits = list_splits(table.index.tolist())
    found: dict[str, list[float]] = {}
    for column in table.columns.difference(["words", "sentences"]):
        family = column.rpartition("/")[0]
        den = table["sentences" if family == "tone" else "words"]
        own = pd.DataFrame({"num": table[column], "den": den, "subject": column})
        own = own.rename_axis("article_id").reset_index()
        found.setdefault(family, []).extend(compare_units(own, splits, "difference"))
    assert len(found) == 4
    check_alarms(found, record_property)


@pytest.mark.hostile
@pytest.mark.row("R18")
def test_splits_of_made_up_articles_give_few_alarms(tmp_path, record_property):
    half = 45
    rows = make_articles(range(half), PAIR[0]) + make_articles(range(half, 2 * half), PAIR[1])
    check_alarms(judge_splits(build(rows, tmp_path, sides=PAIR)), record_property)


@pytest.mark.hostile
@pytest.mark.row("R18")
def test_splits_of_the_articles_of_one_publisher_give_few_alarms(tmp_path, record_property):
    texts = list_of_publisher("usa-today", os.environ.get("CROSSFRAME_REFERENCE", ""))
    if not texts:
        pytest.skip("CROSSFRAME_REFERENCE names no articles of a publisher")
    rows = [{"id": f"n{k}", "outlet": PAIR[k % 2], "text": text} for k, text in enumerate(texts)]
    check_alarms(judge_splits(build(rows, tmp_path, sides=PAIR)), record_property)
