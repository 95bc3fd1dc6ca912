"""Tables: what a table must look like, and the laws of selecting rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.measures.voices import list_quotations
from analysis.tables.coded import Coded
from analysis.tables.corpus import Corpus, make_empty
from analysis.tables.schemas import ROLES, SCHEMAS, VOICES, check_table, make_table
from analysis.tables.sides import REST, add_side, face_rest, share_words
from helpers import load_harbour

TERM = {
    "article_id": ["x"],
    "paragraph": [1],
    "role": ["body"],
    "voice": ["author"],
    "term": ["quay"],
    "size": [1],
}
FRAME = pd.DataFrame({**TERM, "n": [2]})


def test_a_right_table_stays_as_it_is():
    pd.testing.assert_frame_equal(check_table(FRAME, "terms"), FRAME)


def test_columns_come_in_order_and_extra_ones_go():
    mixed = FRAME[FRAME.columns[::-1]].assign(note="mine")
    before = mixed.copy()
    assert list(check_table(mixed, "terms")) == list(SCHEMAS["terms"])
    pd.testing.assert_frame_equal(mixed, before)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": ["many"]}, "'terms', column 'n'.*expected int"),
        ({"n": [None]}, "'terms', column 'n'"),
        ({"n": [2.5]}, "'terms', column 'n'.*expected int"),
        ({"role": ["footer"]}, "'role': 'footer' is none of headline, standfirst"),
        ({"voice": [None]}, "'voice'"),
        ({"term": [None]}, "'term'"),
    ],
)
def test_wrong_values_are_named(change, message):
    with pytest.raises(ValueError, match=message):
        check_table(FRAME.assign(**change), "terms")


def test_a_word_is_no_truth_value():
    marks = dict.fromkeys(SCHEMAS["marks"], ["a"]) | {
        "value": [1.0],
        "weight": [1.0],
        "in_name": ["False"],
    }
    # bool("False") is True, so a cast would turn it round.
    with pytest.raises(ValueError, match="in_name"):
        check_table(pd.DataFrame(marks), "marks")


@pytest.mark.parametrize("name", SCHEMAS)
def test_missing_columns_are_named(name):
    with pytest.raises(ValueError, match=f"table '{name}' lacks the columns"):
        check_table(pd.DataFrame(), name)


@pytest.mark.parametrize(
    ("by", "values"), [("role", ROLES), ("voice", VOICES), ("side", None), ("article_id", None)]
)
def test_parts_sum_to_the_whole(by, values):
    corpus = load_harbour().corpus
    values = values or list(corpus.articles[by])
    parts = [corpus.select(**{by: value}) for value in values]
    for table in ("segments", "terms", "marks"):
        rows = pd.concat([getattr(part, table) for part in parts])
        pd.testing.assert_frame_equal(rows.sort_index(), getattr(corpus, table))
    assert len(parts[0].segments) > 0 and len(parts[1].segments) < len(corpus.segments)


def test_selecting_everything_changes_nothing():
    corpus = load_harbour().corpus
    every = corpus.select(side=corpus.sides, role=ROLES, voice=VOICES)
    for table in ("articles", "segments", "terms", "marks"):
        pd.testing.assert_frame_equal(getattr(every, table), getattr(corpus, table))
    assert (
        corpus.select(role="body")
        .select(voice="quoted")
        .marks.equals(corpus.select(role="body", voice="quoted").marks)
    )


@pytest.mark.parametrize(
    "wanted", [{"side": "Sold"}, {"role": "footer"}, {"voice": "narrator"}, {"article_id": "z"}]
)
def test_unknown_selections_are_named(wanted):
    with pytest.raises(
        ValueError,
        match=f"{next(iter(wanted))} '{next(iter(wanted.values()))}' is not known; allowed",
    ):
        load_harbour().corpus.select(**wanted)


def test_add_side_keeps_every_row_and_refuses_strangers():
    corpus = load_harbour().corpus
    sided = add_side(corpus.terms, corpus.articles)
    pd.testing.assert_frame_equal(sided.drop(columns="side"), corpus.terms)
    assert set(sided["side"]) == set(corpus.sides)
    with pytest.raises(ValueError, match="'stranger' is not in the articles table"):
        add_side(pd.DataFrame({"article_id": ["stranger"]}), corpus.articles)


def test_shares_of_words_sum_to_one():
    corpus = load_harbour().corpus
    for by, values in (("role", ROLES), ("voice", VOICES)):
        shares = share_words(corpus, by=by)
        assert list(shares["side"]) == corpus.sides
        assert [c for c in shares if c != "side"] == [
            v for v in values if v in set(corpus.segments[by])
        ]
        assert shares.drop(columns="side").sum(axis=1).tolist() == pytest.approx([1, 1])


def test_a_corpus_without_text_says_so():
    corpus = load_harbour().corpus
    bare = Corpus(corpus.articles, corpus.segments.drop(columns="text"), corpus.terms, corpus.marks)
    assert corpus.has_text and not bare.has_text
    quotations = list_quotations(corpus.segments)
    pd.testing.assert_frame_equal(list_quotations(bare.segments), quotations.drop(columns="text"))


def test_one_side_against_the_rest():
    articles = pd.DataFrame({"article_id": list("wxyz"), "side": ["A", "B", "C", "B"]})
    empty = pd.DataFrame()
    corpus = Corpus(articles, empty, empty, empty, whole=Corpus(articles, empty, empty, empty))
    found = face_rest(corpus, side="B")
    assert found.articles.values.tolist() == [["x", "B"], ["z", "B"], ["w", REST], ["y", REST]]
    assert found.sides == found.whole.sides == ["B", REST] and corpus.sides == ["A", "B", "C"]
    two = Corpus(articles[articles["side"] != "C"], empty, empty, empty)
    assert face_rest(two) is two and face_rest(two, side="B").sides == ["B", "A"]
    with pytest.raises(ValueError, match="side 'D' is not known; allowed: A, B, C"):
        face_rest(corpus, side="D")


USES = [
    ("y", 2, "body", "author", "quay", 1, 3),
    ("x", 1, "body", "quoted", "port", 1, 1),
    ("x", 1, "body", "author", "quay", 1, 2),
]


def test_made_tables_have_the_types_of_their_columns():
    made = make_table(USES, "terms")
    pd.testing.assert_frame_equal(made, pd.DataFrame(USES, columns=list(SCHEMAS["terms"])))
    pd.testing.assert_frame_equal(make_table([], "marks"), make_empty("marks"))


def test_coded_by_hand():
    coded = Coded.encode(make_table(USES, "terms"), "terms")
    assert coded.texts["term"].tolist() == ["quay", "port"]
    assert coded.columns["term"].tolist() == [0, 1, 0] and coded.columns["n"].tolist() == [3, 1, 2]
    assert coded.rank("term").tolist() == [1, 0, 1] and coded.rank("voice").tolist() == [0, 1, 0]


@pytest.mark.parametrize("cuts", [[0], [1], [1, 2], [3]])
def test_coded_in_parts_is_the_whole(cuts):
    whole = make_table(USES, "terms")
    spans = zip([0, *cuts], [*cuts, len(whole)], strict=True)
    parts = [Coded.encode(whole.iloc[i:j], "terms") for i, j in spans]
    pd.testing.assert_frame_equal(Coded.join(parts).decode(), whole)
    order = np.array([2, 0])
    taken = Coded.join(parts).take(order).decode()
    pd.testing.assert_frame_equal(taken, whole.take(order).reset_index(drop=True))


@pytest.mark.parametrize("column", ["voice", "n"])
def test_a_table_with_an_empty_cell_is_not_coded(column):
    rows = pd.DataFrame(USES, columns=list(SCHEMAS["terms"]))
    rows.loc[1, column] = None
    with pytest.raises(ValueError, match=f"table 'terms', column '{column}': row 1 is empty"):
        Coded.encode(rows, "terms")
