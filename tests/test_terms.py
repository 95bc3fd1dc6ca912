"""Terms: the hand counts of the shipped pair, then what must hold for any text."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.absence import list_absent
from analysis.measures.context import list_places, show_in_context
from analysis.measures.spelling import find_spellings, fold_spelling
from analysis.measures.terms import (
    KEYS,
    count_words,
    drop_stopwords,
    list_totals,
    list_units,
    number_terms,
    sort_terms,
)
from analysis.text.columns import Words
from analysis.text.typography import normalise
from analysis.text.words import term_of, word_spans
from helpers import GOLD, PAIR, PLACE, load_harbour, read_counts, terms_of

COUNTS = [
    (row["term"], row["spelling"], article, row[article])
    for row in GOLD["term_counts"]
    for article in PAIR
]


def segments_of(*texts: str, **more) -> pd.DataFrame:
    return pd.DataFrame(
        [{**PLACE, "segment_id": f"x-{k}", "text": t} for k, t in enumerate(texts)]
    ).assign(**more)


# By hand


@pytest.mark.parametrize(("term", "spelling", "article", "n"), COUNTS)
def test_hand_counts_of_the_harbour_pair(term, spelling, article, n):
    terms = load_harbour().corpus.select(role="body").terms
    if spelling == "folded":
        # The form shown is the one used most; the gold names its own, so count what both forms
        # became.
        terms = fold_spelling(terms)
        spellings = find_spellings(load_harbour().corpus.select(role="body").terms).set_index(
            "term"
        )["shown_as"]
        term = spellings.get(term, term)
    assert terms.query("term == @term and article_id == @article")["n"].sum() == n


def test_counts_by_hand():
    found = count_words(
        segments_of("The quay's lease. US lease, us lease!", "The lease ends; the lease.")
    )
    assert read_counts(found[found["size"] == 1]) == {
        "US": 1,
        "ends": 1,
        "lease": 5,
        "quay": 1,
        "the": 3,
        "us": 1,
    }
    # Commas and segments part longer terms.
    assert read_counts(found[found["size"] > 1]) == {"the lease": 2}


def test_shouting_is_no_acronym():
    assert read_counts(count_words(segments_of("US BANKS TAKE THE PIER"))) == dict.fromkeys(
        ["banks", "pier", "take", "the", "us"], 1
    )


def test_folding_by_hand():
    terms = terms_of(harbour=1, harbor=3, labour=2, lease=4, US=1, us=2)
    assert read_counts(fold_spelling(terms)) == {
        "harbor": 4,
        "labour": 2,
        "lease": 4,
        "US": 1,
        "us": 2,
    }
    assert find_spellings(terms).values.tolist() == [
        ["harbor", "harbor", 3],
        ["harbour", "harbor", 1],
    ]
    assert read_counts(fold_spelling(terms_of(harbour=2, harbor=2))) == {"harbor": 4}


def test_stop_words_go_from_the_ends_only():
    terms = pd.DataFrame({"term": ["The", "the", "port of call", "of call", "US", "us", "port"]})
    assert drop_stopwords(terms)["term"].tolist() == ["The", "port of call", "US", "port"]


def test_units_by_hand():
    articles = pd.DataFrame({"article_id": ["x", "y"], "side": ["A", "B"]})
    terms = pd.concat([terms_of(port=2, sale=1), terms_of(port=3).assign(article_id="y")])
    units = list_units(terms, articles, keep=["port", "sale"]).sort_values(
        ["subject", "article_id"]
    )
    assert units.values.tolist() == [
        ["port", "A", "x", 1, 2, 3],
        ["port", "B", "y", 1, 3, 3],
        ["sale", "A", "x", 1, 1, 3],
        ["sale", "B", "y", 1, 0, 3],
    ]


def test_silence_by_hand():
    table = pd.DataFrame({"term": ["port", "sale", "rare"], "a": [6, 0, 2], "b": [0, 3, 0]})
    found = list_absent(table, n_a=1000, n_b=600, sides=("A", "B"))
    said = found[["term", "said_by", "absent_from", "n", "rate"]].values.tolist()
    assert said == [["sale", "B", "A", 3, 5.0], ["port", "A", "B", 6, 6.0]]
    # All on the side with 600, with 1,000 of 1,600.
    assert found["chance"].tolist() == pytest.approx([0.375**3, 0.625**6])
    # Rule of three.
    assert found["bound"].tolist() == pytest.approx([3 / 1000 * 1000, 3 / 600 * 1000], rel=0.01)


def test_context_by_hand():
    found = show_in_context(segments_of("Our Quay's edge, then the QUAY."), "quay", width=8)
    assert found[["left", "keyword", "right"]].values.tolist() == [
        ["Our", "Quay's", "edge, t"],
        ["hen the", "QUAY", "."],
    ]
    assert len(show_in_context(segments_of("the old quay"), "Old quay")) == 1
    assert len(show_in_context(segments_of("a U.S. bank"), "US bank")) == 1
    assert len(show_in_context(segments_of("the old quay"), "")) == 0
    with pytest.raises(ValueError, match="carry no text"):
        show_in_context(segments_of("x").drop(columns="text"), "quay")


# Laws on the shipped pair


def test_words_of_segments_are_the_terms_of_one_word():
    corpus = load_harbour().corpus
    places = ["article_id", "paragraph", "role", "voice"]
    words = corpus.segments.groupby(places)["n_words"].sum()
    assert words[words > 0].equals(
        corpus.terms.query("size == 1").groupby(places)["n"].sum().rename("n_words")
    )


def test_terms_over_voices_are_those_of_the_whole_text():
    corpus = load_harbour().corpus
    for article in corpus.articles.itertuples():
        whole = Counter(term_of(article.text[i:j]) for i, j in word_spans(article.text))
        ones = corpus.terms.query("size == 1 and article_id == @article.article_id")
        assert read_counts(ones) == whole
        assert sum(whole.values()) == article.n_words


def test_folding_keeps_every_total():
    terms = load_harbour().corpus.terms
    places = ["article_id", "paragraph", "role", "voice", "size"]
    folded = fold_spelling(terms)
    assert folded.groupby(places)["n"].sum().equals(terms.groupby(places)["n"].sum())
    assert len(folded["term"].unique()) < len(terms["term"].unique())
    pd.testing.assert_frame_equal(fold_spelling(folded), folded)


def test_places_of_a_term_sum_to_its_count():
    terms = load_harbour().corpus.terms
    assert list_places(terms, "Lease")["n"].sum() == terms.query("term == 'lease'")["n"].sum() > 0
    assert len(list_places(terms, "zeppelin")) == 0


def test_concordance_and_counts_agree():
    corpus = load_harbour().corpus
    for term in ("harbour", "it's", "inner basin", "long-term"):
        n = corpus.terms[corpus.terms["term"].str.lower() == term]["n"].sum()
        assert len(show_in_context(corpus.segments, term)) == n > 0


@pytest.mark.parametrize("change", [fold_spelling, find_spellings, sort_terms])
def test_the_order_of_rows_is_irrelevant(change):
    terms = load_harbour().corpus.terms
    shuffled = terms.sample(frac=1, random_state=3)
    before = shuffled.copy()
    pd.testing.assert_frame_equal(change(shuffled), change(terms))
    pd.testing.assert_frame_equal(shuffled, before)


def test_the_order_of_segments_is_irrelevant():
    corpus = load_harbour().corpus
    shuffled = corpus.segments.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(count_words(shuffled), count_words(corpus.segments))
    keep = ["lease", "harbour", "fair haven"]
    units = [
        list_units(t, corpus.articles, keep=keep).sort_values(
            ["subject", "article_id", "block"], ignore_index=True
        )
        for t in (corpus.terms, corpus.terms.sample(frac=1, random_state=3))
    ]
    pd.testing.assert_frame_equal(*units)


def test_uses_of_terms_are_those_of_their_table():
    texts = [
        "The port's quay, one boat (and the port)",
        "THE PORT OF THE QUAY",
        "Ports, ports and the port's quay",
    ]
    words = Words([normalise(text)[0] for text in texts])
    rows = {"article_id": "x", "paragraph": [1, 2, 2], "role": "body", "voice": "author"}
    segments = pd.DataFrame({**rows, "text": texts})
    uses = list_totals(number_terms(words))
    terms = count_words(segments, words=words)
    counted = terms[terms["size"] == 1].groupby("term")["n"].sum()
    assert uses.set_index("term")["n"].to_dict() == counted.to_dict()
    assert uses["term"].is_monotonic_increasing and uses["n"].min() == 1
    given = count_words(segments, words=words, numbered=number_terms(words))
    assert given.equals(terms)


# Laws on anything


TEXT = st.text(st.sampled_from("ab US.'-\",1 é\t"), max_size=40)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(TEXT, min_size=1, max_size=4))
def test_terms_of_anything(texts):
    found = count_words(segments_of(*texts))
    assert found["n"].gt(0).all() if len(found) else True
    assert found.query("size == 1")["n"].sum() == sum(len(word_spans(t)) for t in texts)
    assert (found["term"].str.count(" ") + 1 == found["size"]).all()
    assert not found.duplicated(KEYS).any()
