"""How unusual a difference is: pairs worked by hand, laws, refusals, and the shipped reference."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measures.markers import list_categories
from analysis.measures.unusual import (
    POOL,
    check_reference,
    draw_pairs,
    list_subjects,
    load_reference,
    measure_unusual,
)
from reference import reference

ROOT = Path(__file__).parents[1]
FILE = ROOT / "data" / "reference" / "paragraphs.csv"


def table_of(*articles: list[tuple[int, int]]) -> pd.DataFrame:
    """An article is a list of paragraphs of (words, causes), each of one sentence."""
    rows = [
        (number, paragraph, words, 1, causes)
        for number, article in enumerate(articles, 1)
        for paragraph, (words, causes) in enumerate(article, 1)
    ]
    return pd.DataFrame(
        rows, columns=["article", "paragraph", "words", "sentences", "markers/cause"]
    )


# Two articles of one paragraph each: 2 and 6 causes in 100 words, a gap of 40 in 1,000.
TWO = table_of([(100, 2)], [(100, 6)])
SPEC = {"measure": "markers", "subject": "cause"}


@pytest.mark.parametrize(("estimate", "share"), [(0, 1.0), (39.9, 1.0), (40, 1.0), (40.1, 0.0)])
def test_two_articles_worked_by_hand(estimate, share):
    found = measure_unusual(estimate, **SPEC, lengths=(100, 100), draws=20, reference=TWO).iloc[0]
    assert found["share"] == share and (found["median"], found["wide"]) == (40, 40)
    assert (found["pairs"], found["articles"], found["long_enough"]) == (20, 2, 2)
    assert (found["words_a"], found["words_b"]) == (100, 100)


def test_three_articles_worked_by_hand():
    """Rates of 0, 10 and 30: two of three pairs differ by 20 or more."""
    three = table_of([(100, 0)], [(100, 1)], [(100, 3)])
    found = measure_unusual(20, **SPEC, lengths=(100, 100), draws=3000, reference=three).iloc[0]
    assert found["share"] == pytest.approx(2 / 3, abs=0.03) and found["median"] == 20


def test_runs_are_neighbouring_paragraphs_of_the_length_asked_for():
    paragraphs = [(words, 2**k) for k, words in enumerate([40, 30, 50, 20, 60, 10])]
    table = table_of(paragraphs, paragraphs)
    sums = {}
    for start in range(6):
        for end in range(start + 1, 7):
            words = sum(size for size, _ in paragraphs[start:end])
            sums[sum(causes for _, causes in paragraphs[start:end])] = words
    one, two = draw_pairs(table, lengths=(70, 100), draws=300, seed=3)
    assert (one["article"] != two["article"]).all()
    for run, length in ((one, 70), (two, 100)):
        assert run["markers/cause"].map(sums).eq(run["words"]).all()
        assert (run["words"] - length).abs().max() <= 30  # half of the longest paragraph
        assert run["markers/cause"].nunique() > 2  # starts differ


def test_short_texts_differ_more_by_chance():
    rng = np.random.default_rng(1)
    articles = [[(30, int(n)) for n in rng.poisson(0.3, 40)] for _ in range(60)]
    table = table_of(*articles)
    wide = [
        measure_unusual(5, **SPEC, lengths=(n, n), draws=500, reference=table).iloc[0]
        for n in (120, 1200)
    ]
    assert wide[0]["share"] > 2 * wide[1]["share"] and wide[0]["wide"] > 2 * wide[1]["wide"]


def test_when_few_are_long_enough_the_longest_stand_in():
    articles = [[(10 * size, 1)] for size in range(1, 2 * POOL + 1)]
    found = measure_unusual(
        1, **SPEC, lengths=(590, 5000), draws=600, reference=table_of(*articles)
    ).iloc[0]
    assert found["long_enough"] == 0 and found["articles"] == POOL
    assert found["words_b"] >= 310  # the shortest of the longest thirty


@settings(max_examples=25, deadline=None)
@given(
    st.floats(-30, 30),
    st.tuples(st.integers(1, 300), st.integers(1, 300)),
    st.integers(0, 5),
)
def test_swapping_the_articles_changes_nothing(estimate, lengths, seed):
    rng = np.random.default_rng(7)
    table = table_of(*[[(20, int(n)) for n in rng.poisson(0.4, 12)] for _ in range(12)])
    one = measure_unusual(
        estimate, **SPEC, lengths=lengths, draws=50, seed=seed, reference=table
    ).iloc[0]
    two = measure_unusual(
        -estimate, **SPEC, lengths=lengths[::-1], draws=50, seed=seed, reference=table
    ).iloc[0]
    same = ["share", "median", "wide", "pairs", "articles", "long_enough"]
    assert one[same].equals(two[same])
    assert (one["words_a"], one["words_b"]) == (two["words_b"], two["words_a"])
    smaller = measure_unusual(
        estimate / 2, **SPEC, lengths=lengths, draws=50, seed=seed, reference=table
    ).iloc[0]
    assert smaller["share"] >= one["share"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"measure": "terms"}, "measure 'terms', subject 'cause' is not counted there"),
        ({"subject": "humour"}, "subject 'humour' is not counted there"),
        ({"lengths": (0, 100)}, "each must be 1 or more"),
        ({"draws": 0}, "each must be 1 or more"),
        ({"estimate": float("nan")}, "must be a number"),
    ],
)
def test_refusals(changes, message):
    given_ = {"estimate": 1.0, **SPEC, "lengths": (100, 100), "draws": 5, "reference": TWO}
    given_ |= changes
    with pytest.raises(ValueError, match=message):
        measure_unusual(given_.pop("estimate"), **given_)


def test_one_article_makes_no_pair():
    with pytest.raises(ValueError, match="fewer than two articles"):
        measure_unusual(1, **SPEC, lengths=(9, 9), draws=5, reference=table_of([(100, 1)]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop(columns="words"), "lacks the columns words"),
        (lambda t: t.assign(mood=1), "column 'mood'"),
        (lambda t: t.assign(words=0), "no word"),
        (lambda t: t.assign(sentences=np.nan), "a cell is empty"),
        (lambda t: t.iloc[::-1], "not in order"),
    ],
)
def test_a_faulty_reference_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        check_reference(change(TWO))


def test_a_reference_that_is_not_there(tmp_path):
    with pytest.raises(ValueError, match=r"paragraphs\.csv: not there"):
        load_reference(tmp_path)


# The shipped reference


def test_the_shipped_reference_counts_what_the_measures_count():
    table = load_reference()
    subjects = list_subjects().groupby("measure")["subject"].agg(list)
    assert subjects["markers"] == sorted(list_categories())
    assert subjects["tone"] == ["crossframe", "textblob", "vader"]
    assert subjects["voices"] == ["words of others"]
    book = pd.read_csv(ROOT / "data" / "codebooks" / "generic.csv")
    assert subjects["frames: generic"] == sorted(set(book["frame"]))
    assert (table["voices/words of others"] <= table["words"]).all()
    # Sentences of one word at least; scores of the libraries lie between -1 and 1.
    assert (table["sentences"] <= table["words"]).all()
    for tone in ("tone/vader", "tone/textblob"):
        assert (table[tone].abs() <= table["sentences"] + 1e-4).all()


def test_the_shipped_file_is_small_and_says_how_many_articles():
    assert FILE.stat().st_size < 1.5e6 and b"\r" not in FILE.read_bytes()
    many = load_reference()["article"].nunique()
    for card in (FILE.with_name("README.md"), ROOT / "data" / "README.md"):
        assert f"{many} " in card.read_text(encoding="utf-8")


def test_written_again_it_has_the_same_bytes(tmp_path):
    builder = load_builder()
    builder.write_table(load_reference(), tmp_path / "paragraphs.csv")
    assert (tmp_path / "paragraphs.csv").read_bytes() == FILE.read_bytes()


def load_builder():
    path = ROOT / "benchmarks" / "reference.py"
    spec = importlib.util.spec_from_file_location("reference_builder", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_sample_counted_anew_gives_rows_of_the_file(tmp_path):
    source = reference("validation/dev/polnear_train.jsonl")
    lines = source.read_text(encoding="utf-8").splitlines()[::28]
    texts = [{key: json.loads(line)[key] for key in ("text", "publisher")} for line in lines]
    path = tmp_path / "sample.jsonl"
    path.write_text("\n".join(map(json.dumps, texts)), encoding="utf-8")
    builder = load_builder()
    builder.write_table(builder.count_paragraphs(builder.read_corpus(path)), tmp_path / "made.csv")
    made = pd.read_csv(tmp_path / "made.csv")
    known = {
        tuple(rows.iloc[:, 1:].to_numpy().ravel())
        for _, rows in load_reference().groupby("article")
    }
    own = [tuple(rows.iloc[:, 1:].to_numpy().ravel()) for _, rows in made.groupby("article")]
    assert len(own) == 30 and sum(rows in known for rows in own) >= 29  # one may be a copy
