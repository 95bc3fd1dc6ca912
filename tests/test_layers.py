"""What is found, summed without a row for what is not found, equals the sums of the whole table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.event.event import load_event
from analysis.judge.families import list_families
from analysis.judge.layers import Cube, Layer, sum_articles
from analysis.judge.rows import add_choices, add_units
from analysis.tables.corpus import Corpus, make_empty
from analysis.tables.places import number_places


def make_corpus() -> Corpus:
    """Two articles: a sentence of the author's with a quotation inside it, and a headline."""
    segments = pd.DataFrame(
        [
            ("x-1", "x", 1, 1, "body", "author", 3),
            ("x-2", "x", 1, 1, "body", "quoted", 1),
            ("x-3", "x", 0, 0, "headline", "author", 2),
            ("y-1", "y", 1, 1, "body", "author", 10),
        ],
        columns=["segment_id", "article_id", "paragraph", "sentence", "role", "voice", "n_words"],
    )
    articles = pd.DataFrame({"article_id": ["x", "y"], "side": ["Post", "Echo"]})
    return Corpus(articles, segments, make_empty("terms"), make_empty("marks"))


def make_layer(corpus: Corpus) -> Layer:
    """Two finds of one frame in x-1, one in x-3, half a one in y-1; of another frame none."""
    places = number_places(corpus)
    return Layer(
        places=places,
        asked=np.ones(4, bool),
        subjects=["peace", "strife"],
        subject=np.array([1, 1, 1]),
        segment=places.find(pd.Series(["x-1", "x-3", "y-1"])),
        num=np.array([2.0, 1.0, 0.5]),
        den=places.words,
    )


def test_places_and_shares_by_hand():
    places = number_places(make_corpus())
    assert places.share_sentences().tolist() == [0.75, 0.25, 1.0, 1.0]
    assert [places.sides[k] for k in places.side] == ["Post", "Post", "Post", "Echo"]
    assert places.find(pd.Series(["y-1", "z-9"])).tolist() == [3, -1]
    corpus = make_corpus()
    with pytest.raises(ValueError, match="'y' is not in the articles table"):
        number_places(replace(corpus, articles=corpus.articles.head(1)))


def test_sums_over_articles_by_hand():
    layer = make_layer(make_corpus())
    counts, sizes = sum_articles(
        layer, roles=("body",), voices=("all", "quoted"), sides=("Post", "Echo")
    )
    row = counts.set_index(["voice", "subject"]).loc["all", "strife"]
    assert (row["a"], row["b"]) == (2, 0.5)
    assert (row["product_a"], row["square_a"], row["articles_a"]) == (8, 4, 1)
    assert (row["ratio_a"], row["ratio_b"]) == (0.5, 0.05)
    assert counts.set_index(["voice", "subject"]).loc["all", "peace"].sum() == 0
    listed = sizes[["voice", "side", "articles", "words", "square"]].values.tolist()
    assert listed == [
        ["all", "Post", 1, 4, 16],
        ["all", "Echo", 1, 10, 100],
        ["quoted", "Post", 1, 1, 1],
        ["quoted", "Echo", 0, 0, 0],
    ]


def test_sums_of_a_choice_by_hand():
    cube = Cube(make_layer(make_corpus()))
    both = cube.add_up(roles=("body", "headline"), voice="all")
    assert both.values.tolist() == [
        ["peace", "Post", 0.0, 6.0],
        ["peace", "Echo", 0.0, 10.0],
        ["strife", "Post", 3.0, 6.0],
        ["strife", "Echo", 0.5, 10.0],
    ]
    # Echo quotes nobody, so it has no row there.
    quoted = cube.add_up(roles=("body",), voice="quoted")
    assert quoted["side"].tolist() == ["Post", "Post"]


def sort_rows(table: pd.DataFrame) -> pd.DataFrame:
    keys = [column for column in table if not pd.api.types.is_numeric_dtype(table[column])]
    sums = table.groupby(keys).sum().sort_index().astype(float)
    return sums.reset_index()[[*keys, *sums.columns]]


@pytest.fixture(scope="module")
def harbour() -> Corpus:
    return load_event("harbour-lease").corpus


LAYERED = [row for row in list_families(["generic", "harbour-lease"]) if row.layer]


@pytest.mark.parametrize("row", LAYERED, ids=lambda row: row.measure)
def test_layers_sum_to_what_tables_sum_to(row, harbour):
    table = replace(row, layer=None)
    for corpus in (harbour, harbour.select(role="body"), harbour.select(voice="quoted")):
        pair = corpus.pair
        counts, sizes = add_units(row, corpus, pair)
        long, own_sizes = add_units(table, corpus, pair)
        # A voice that nobody has is no row of a table, and a row of zeros here.
        silent = ~counts["voice"].isin(long["voice"])
        assert (counts.loc[silent, ["a", "b", "articles_a", "articles_b"]] == 0).all(axis=None)
        pd.testing.assert_frame_equal(sort_rows(counts[~silent]), sort_rows(long), check_like=True)
        spread = own_sizes.merge(sizes, on=["voice", "side"], suffixes=("", "_of_all"))
        for name in ("articles", "words", "square"):
            assert np.allclose(spread[name], spread[f"{name}_of_all"])
        if row.measure != "tone":  # which has sums of its own under its choices
            sums = sort_rows(add_choices(row, corpus))
            own_sums = sort_rows(add_choices(table, corpus))
            pd.testing.assert_frame_equal(sums, own_sums, check_like=True)
