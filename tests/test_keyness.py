"""Term comparison: a table worked by hand, published numbers, other software, laws, refusals."""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.event.event import load_event
from analysis.measures.absence import list_absent
from analysis.measures.dispersion import measure_dispersion, measure_overlap
from analysis.measures.keyness import compare_terms, count_terms
from analysis.measures.shift import decompose_voices, shift_words
from analysis.measures.tone import compare_tone
from analysis.tables.resources import load_formulas
from reference import reference

SIGNED = ["log_ratio", "lrc", "g2_2cell", "g2_4cell", "chi2", "log_odds", "log_odds_z"]
ARTICLES = pd.DataFrame(
    {"article_id": ["h1", "t1", "h2", "w1"], "side": ["Harbour", "Town", "Harbour", "World"]}
)
PORT = [
    ("h1", 1, "author", 3),
    ("h1", 1, "quoted", 2),
    ("h1", 2, "author", 1),
    ("h2", 1, "author", 2),
]
PORT += [("t1", 3, "author", 2), ("w1", 1, "author", 9)]
LEASE = [("h2", 1, "author", 1), ("t1", 1, "author", 4)]
TERMS = pd.concat(
    pd.DataFrame(rows, columns=["article_id", "paragraph", "voice", "n"]).assign(
        term=term, size=size
    )
    for term, size, rows in [
        ("port", 1, PORT),
        ("lease", 1, LEASE),
        ("port lease", 2, [("t1", 1, "author", 2)]),
    ]
)


def counts_of(rows, **more):
    return pd.DataFrame(rows, columns=["term", "a", "b"]).assign(**more)


def compare_one(a, n_a, b, n_b, **more):
    return compare_terms(counts_of([("war", a, b)]), n_a=n_a, n_b=n_b, **more).iloc[0]


def terms_in_parts(subfreq):
    return pd.DataFrame(
        {
            "article_id": "x",
            "paragraph": range(len(subfreq)),
            "term": "port",
            "size": 1,
            "n": subfreq,
        }
    )


def spread(*, subfreq, partsize):
    parts = pd.DataFrame(
        {"article_id": "x", "paragraph": range(len(partsize)), "n_words": partsize}
    )
    return measure_dispersion(terms_in_parts(subfreq), parts=parts).iloc[0]


COUNTS = counts_of([("port", 8, 2), ("lease", 1, 4)])


# By hand


def test_counts_by_hand():
    # Harbour: port 3+2 (one paragraph, two voices) + 1 + 2 = 8 in 3 paragraphs of 2 articles.
    # World is on neither side.
    assert count_terms(TERMS, ARTICLES).values.tolist() == [
        ["port", 1, 8, 2, 10, 3, 1, 2, 1],
        ["lease", 1, 1, 4, 5, 1, 1, 1, 1],
    ]
    assert count_terms(TERMS, ARTICLES, size=2)[["term", "a", "b"]].values.tolist() == [
        ["port lease", 0, 2]
    ]
    world = count_terms(TERMS, ARTICLES, sides=("World", "Town"))
    assert world[["term", "a", "b"]].values.tolist() == [["port", 9, 2], ["lease", 0, 4]]
    assert (
        count_terms(TERMS.head(0), ARTICLES).columns.tolist()
        == count_terms(TERMS, ARTICLES).columns.tolist()
    )


def test_comparison_by_hand():
    # 8 in 400 words against 2 in 200: rates 20 and 10 per 1,000, one doubling, 100 % more. 600
    # words in all.
    row = compare_one(8, 400, 2, 200, vocabulary=11)
    assert (row["rate_a"], row["rate_b"], row["more_in"], row["pct_diff"]) == (20, 10, "a", 100)
    assert row["log_ratio"] == pytest.approx(1)
    # Expected 10 * 400/600 = 20/3 and 10/3.
    two = 2 * (8 * np.log(8 / (20 / 3)) + 2 * np.log(2 / (10 / 3)))
    assert row["g2_2cell"] == pytest.approx(two)
    # Other words: 392 and 198, expected 590 * 2/3 and 590/3.
    assert row["g2_4cell"] == pytest.approx(
        two + 2 * (392 * np.log(392 * 3 / 1180) + 198 * np.log(198 * 3 / 590))
    )
    # Cross products 8*198 - 2*392 = 800 >= 300 and expected 10/3 < 5: Yates takes 300 off.
    assert row["chi2"] == pytest.approx(600 * 500**2 / (10 * 590 * 400 * 200))
    # Katz: variance 1/8 - 1/400 + 1/2 - 1/200 of the natural log.
    error = 1.959964 * np.sqrt(0.125 - 0.0025 + 0.5 - 0.005) / np.log(2)
    assert (row["low"], row["high"]) == pytest.approx((1 - error, 1 + error))
    # Prior 10.01; all priors together 600 + 11 * 0.01 = 600.11.
    assert row["log_odds"] == pytest.approx(
        np.log(18.01 / (1000.11 - 18.01)) - np.log(12.01 / (800.11 - 12.01))
    )
    assert row["log_odds_z"] == pytest.approx(row["log_odds"] / np.sqrt(1 / 18.01 + 1 / 12.01))


def test_correction_needs_both_of_its_conditions():
    # Expected about 3 < 5, yet the cross products 3*107 - 3*97 = 30 differ by less than 105:
    # nothing comes off.
    assert compare_one(3, 100, 3, 110)["chi2"] == pytest.approx(210 * 30**2 / (6 * 204 * 100 * 110))
    assert not np.signbit(compare_one(0, 1, 1, 1)["chi2"])  # all comes off: 0, not -0
    # 10 uses expect 5 a side, which is not under 5: nothing comes off. Of 9, half of 200 does.
    assert compare_one(10, 100, 0, 100)["chi2"] == pytest.approx(
        200 * 1000**2 / (10 * 190 * 100**2)
    )
    assert compare_one(9, 100, 0, 100)["chi2"] == pytest.approx(200 * 800**2 / (9 * 191 * 100**2))
    # Cross products that differ by 100, no less than half of 200: all comes off.
    assert compare_one(1, 100, 0, 100)["chi2"] == 0


def test_a_term_one_side_never_uses():
    row = compare_one(0, 100, 3, 100)
    assert row["log_ratio"] == pytest.approx(np.log2(0.5 / 3))  # one half stands in for none
    assert (row["rate_a"], row["pct_diff"], row["more_in"]) == (0, -100, "b")
    assert np.isnan(compare_one(3, 100, 0, 100)["pct_diff"])


def test_dispersion_by_hand():
    # Parts of 10, 10, 20 words; 2, 0, 2 occurrences: rates .2, 0, .1, mean .1, deviation
    # sqrt(.02/3).
    row = spread(subfreq=[2, 0, 2], partsize=[10, 10, 20])
    assert (row["n"], row["parts"], row["range"]) == (4, 2, 2 / 3)
    assert row["juilland_d"] == pytest.approx(1 - np.sqrt(0.02 / 3) / 0.1 / np.sqrt(2))
    # Shares .5 0 .5 of the term, .25 .25 .5 of the words: half of .25 + .25 + 0; at most 1 - .25.
    assert (row["dp"], row["dp_norm"]) == pytest.approx((0.25, 1 / 3))


def test_parts_are_paragraphs_with_all_voices_or_articles():
    by_paragraph = measure_dispersion(TERMS).set_index("term")
    assert by_paragraph.loc["port", ["n", "parts"]].tolist() == [19, 5]  # t1 paragraph 1 lacks it
    assert by_paragraph.loc["port", "range"] == 5 / 6
    assert measure_dispersion(TERMS.assign(paragraph=1)).set_index("term").loc["port", "range"] == 1
    assert measure_dispersion(TERMS, size=2)["parts"].tolist() == [1]


def test_overlap_by_hand():
    # port and lease shared; quay only a, council only b.
    row = measure_overlap(
        counts_of([("port", 3, 1), ("lease", 1, 2), ("quay", 4, 0), ("council", 0, 1)])
    ).iloc[0]
    assert row[["types_a", "types_b", "types_shared"]].tolist() == [3, 3, 2]
    assert row[["jaccard", "tokens_shared_a", "tokens_shared_b"]].tolist() == [0.5, 0.5, 0.75]
    assert row["cosine"] == pytest.approx(5 / np.sqrt(26 * 6))


# Published numbers that need no file


@pytest.mark.parametrize(
    ("a", "n_a", "b", "n_b", "column", "printed", "within"),
    [
        (52, 50_000, 57, 75_000, "g2_2cell", 2.65, 0.005),  # UCREL log-likelihood page
        # the same, told apart from four cells
        (52, 50_000, 57, 75_000, "g2_2cell", 2.6517101639, 1e-9),
        (52, 50_000, 57, 75_000, "g2_4cell", 2.6540642606, 1e-9),
        (620, 1_017_879, 267, 1_007_532, "g2_2cell", 140.87, 0.005),  # Brezina 2018, "war"
        (620, 1_017_879, 267, 1_007_532, "log_ratio", 1.2, 0.005),
        (620, 1_017_879, 267, 1_007_532, "pct_diff", 129.85, 0.005),
        (620, 1_017_879, 267, 1_007_532, "chi2", 136.96, 0.005),
        (620, 1_017_879, 267, 1_007_532, "lrc", 0.99138665, 1e-6),
        (392, 10**6, 170, 10**6, "g2_2cell", 90, 0.5),  # Rayson 2002
        (348, 10**6, 99, 10**6, "g2_2cell", 147, 0.5),
        (9, 10**6, 32, 10**6, "g2_2cell", -14, 0.5),
        (10, 100, 5, 200, "g2_4cell", 7.329812, 1e-6),  # quanteda.extras
        (389, 160_952, 0, 563_674, "log_ratio", 11.411857, 1e-6),  # KeynessMeasures, a zero count
        (3, 1660, 0, 41_342, "chi2", 51.05861, 1e-5),  # quanteda, corrected
        (40, 1660, 332, 41_342, "chi2", 48.03251, 1e-5),  # quanteda, not corrected
    ],
)
def test_published(a, n_a, b, n_b, column, printed, within):
    assert compare_one(a, n_a, b, n_b)[column] == pytest.approx(printed, abs=within)


def test_published_dispersion():
    row = spread(
        subfreq=[2, 0, 1, 1, 3, 0, 3, 0, 0, 0],
        partsize=[8143, 8058, 8271, 8125, 7959, 7941, 8146, 8001, 8003, 7930],
    )
    assert row["juilland_d"] == pytest.approx(0.6038797, abs=1e-6)  # Lyne 1985
    assert 1 - row["dp"] == pytest.approx(0.5009295, abs=1e-6)  # printed the other way round


# The golden blocks: block, formula, kind, where the printed values stand, ours, tolerance, terms
# compared

CHECKS = [
    (
        "quanteda_chi2_prepost1945",
        "CHI2_4CELL_YATES_COND",
        "published",
        "expected.signed_chi2",
        "chi2",
        1e-4,
        1,
    ),
    (
        "quanteda_chi2_trump2017",
        "CHI2_4CELL_YATES_COND",
        "published",
        "expected.signed_chi2",
        "chi2",
        1e-5,
        1,
    ),
    ("keynessmeasures_emma", "G2_2CELL", "published", "expected.g2", "g2_2cell", 1e-4, 1),
    (
        "keynessmeasures_emma",
        "LOG_RATIO_ZERO_HALF",
        "published",
        "expected.log_ratio",
        "log_ratio",
        1e-6,
        1,
    ),
    ("brezina_war", "G2_2CELL", "published", "expected.g2_2cell", "g2_2cell", 0.005, 1),
    (
        "brezina_war",
        "LOG_RATIO_ZERO_HALF",
        "published",
        "expected.log_ratio",
        "log_ratio",
        0.005,
        1,
    ),
    ("brezina_war", "PCT_DIFF", "published", "expected.pct_diff", "pct_diff", 0.005, 1),
    ("brezina_war", "CHI2_4CELL_YATES_COND", "published", "expected.chi2", "chi2", 0.005, 1),
    ("brezina_war", "G2_2CELL", "computed", "computed.g2_2cell", "g2_2cell", 1e-6, 1),
    ("brezina_war", "G2_4CELL", "computed", "computed.g2_4cell", "g2_4cell", 1e-6, 1),
    ("brezina_war", "LRC", "computed", "computed.lrc_m1", "lrc", 1e-6, 1),
    ("brezina_war", "LRC", "computed", "computed.lrc_m10000", "lrc", 1e-6, 10_000),
    (
        "rayson_list_2002",
        "G2_2CELL",
        "published",
        "expected.g2_2cell",
        lambda t: t["g2_2cell"].abs(),
        0.5,
        1,
    ),
    ("ucrel_52_57", "G2_2CELL", "published", "expected.g2_printed", "g2_2cell", 0.005, 1),
    ("ucrel_52_57", "G2_2CELL", "computed", "computed.g2_2cell", "g2_2cell", 1e-6, 1),
    ("ucrel_52_57", "G2_4CELL", "computed", "computed.g2_4cell", "g2_4cell", 1e-6, 1),
    ("ucrel_52_57", "LOG_RATIO_ZERO_HALF", "computed", "computed.log_ratio", "log_ratio", 1e-6, 1),
    (
        "quanteda_extras_loglike",
        "G2_4CELL",
        "published",
        "expected.signed_g2_4cell",
        "g2_4cell",
        1e-6,
        1,
    ),
    (
        "quanteda_extras_loglike",
        "G2_2CELL",
        "computed",
        "computed.signed_g2_2cell",
        "g2_2cell",
        1e-6,
        1,
    ),
    ("conv2012_g2", "G2_2CELL", "peer", "expected.signed_g2_2cell", "g2_2cell", 1e-4, 8854),
    ("conv2012_g2", "G2_4CELL", "peer", "expected.signed_g2_4cell", "g2_4cell", 1e-4, 8854),
    ("conv2012_g2", "LRC", "peer", "expected.lrc", "lrc", 1e-4, 8854),
    (
        "conv2012_logodds",
        "LOGODDS_DIRICHLET",
        "peer",
        "expected.pooled_prior.0",
        "log_odds",
        1e-6,
        8854,
    ),
    (
        "conv2012_logodds",
        "LOGODDS_DIRICHLET",
        "peer",
        "expected.pooled_prior.1",
        "log_odds_z",
        1e-6,
        8854,
    ),
    ("dispersion_lyne_allemand", "RANGE", "published", "expected.range", "range", 1e-6, None),
    (
        "dispersion_lyne_allemand",
        "JUILLAND_D",
        "published",
        "expected.juilland_d",
        "juilland_d",
        1e-6,
        None,
    ),
    # Printed as 1 minus the measure, whatever the name it is printed under.
    (
        "dispersion_lyne_allemand",
        "DP_GRIES2008",
        "published",
        "expected.dp_printed",
        lambda t: 1 - t["dp"],
        1e-6,
        None,
    ),
    (
        "dispersion_lyne_allemand",
        "DP_GRIES2008",
        "computed",
        "computed.dp_gries2008",
        "dp",
        1e-6,
        None,
    ),
    ("dispersion_small", "DP_GRIES2008", "computed", "expected.dp_gries2008", "dp", 1e-6, None),
    ("dispersion_small", "DP_NORM_LG2012", "computed", "expected.dp_norm", "dp_norm", 1e-6, None),
]


def load_blocks():
    return json.loads(reference("golden/golden.json").read_text(encoding="utf-8"))["blocks"]


def measure_block(given, vocabulary):
    if vocabulary is None:
        return pd.DataFrame([spread(**case) for case in given.get("cases", [given])]).reset_index(
            drop=True
        )
    rows = given["rows"] if "rows" in given else [[given["a"], given["b"]]]
    labelled = [row if isinstance(row[0], str) else [place, *row] for place, row in enumerate(rows)]
    full = [(term, a, b, *(n or (given["n1"], given["n2"]))) for term, a, b, *n in labelled]
    ours = [compare_one(a, n_a, b, n_b, vocabulary=vocabulary) for _, a, b, n_a, n_b in full]
    return pd.DataFrame(ours, index=[term for term, *_ in full])


def printed_and_ours(blocks, check):
    name, _, _, where, column, _, vocabulary = check
    printed = blocks[name]
    for key in where.split("."):
        printed = (
            {term: row[int(key)] for term, row in printed.items()}
            if key.isdigit()
            else printed[key]
        )
    table = measure_block(blocks[name]["inputs"], vocabulary)
    ours = column(table) if callable(column) else table[column]
    printed = (
        pd.Series(printed) if isinstance(printed, dict) else pd.Series(printed, index=ours.index)
    )
    return printed.astype(float), ours[printed.index].astype(float)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: f"{check[0]}-{check[3]}")
def test_golden_block(check):
    printed, ours = printed_and_ours(load_blocks(), check)
    assert len(printed) >= 1
    np.testing.assert_allclose(ours, printed, rtol=0, atol=check[5])


@pytest.mark.parametrize("formula", load_formulas().index)
def test_formulas_claim_what_is_reproduced(formula):
    blocks, hits, names = load_blocks(), Counter(), set()
    for check in CHECKS:
        if check[1] == formula and check[2] != "computed":
            printed, ours = printed_and_ours(blocks, check)
            hits[check[2]] += int(((ours - printed).abs() <= check[5]).sum())
            names.add(check[0])
    claim = load_formulas().loc[formula]
    assert (claim["published"], claim["peer"]) == (hits["published"], hits["peer"])
    assert set(claim["blocks"].split()) - {"quanteda_d1_d2_order"} == names


def test_formulas_name_the_columns_that_exist():
    frames = [
        compare_terms(COUNTS, n_a=9, n_b=6),
        measure_dispersion(TERMS),
        measure_overlap(COUNTS),
    ]
    corpus = load_event("harbour-lease").corpus
    frames += [shift_words(corpus), decompose_voices(corpus), compare_tone(corpus, resamples=9)]
    frames.append(list_absent(COUNTS, n_a=9, n_b=6, sides=("A", "B")))
    columns = {column for frame in frames for column in frame}
    assert set(" ".join(load_formulas()["column"]).split()) <= columns


@pytest.mark.parametrize(("column", "key"), [("chi2", "order_chi2"), ("g2_4cell", "order_g2")])
def test_golden_order(column, key):
    block = load_blocks()["quanteda_d1_d2_order"]
    d1, d2 = (Counter(block["inputs"][side]) for side in ("d1", "d2"))
    for target, other, name in ((d1, d2, "d1"), (d2, d1, "d2")):
        counts = counts_of([(term, target[term], other[term]) for term in sorted(d1 | d2)])
        table = compare_terms(counts, n_a=target.total(), n_b=other.total())
        ours = table.sort_values(column, ascending=False, kind="stable")["term"].tolist()
        assert ours == block["expected"][f"{key}_target_{name}"]


# Other software


def test_scipy_agrees():
    from scipy.spatial.distance import cosine, jaccard
    from scipy.stats import binomtest, chi2_contingency
    from scipy.stats.contingency import relative_risk

    counts = counts_of([("port", 31, 12), ("lease", 9, 20), ("ferry", 7, 8)])
    table = compare_terms(counts, n_a=600, n_b=450)
    for _, row in table.iterrows():
        cells = [[row["a"], row["b"]], [600 - row["a"], 450 - row["b"]]]
        assert abs(row["chi2"]) == pytest.approx(chi2_contingency(cells, correction=False)[0])
        g2 = chi2_contingency(cells, correction=False, lambda_="log-likelihood")[0]
        assert abs(row["g2_4cell"]) == pytest.approx(g2)
        katz = relative_risk(row["a"], 600, row["b"], 450).confidence_interval(0.95)
        assert (row["low"], row["high"]) == pytest.approx(tuple(np.log2(katz)))
        exact = binomtest(row["a"], row["a"] + row["b"]).proportion_ci(1 - 0.05 / 3)
        ends = [np.log2(450 / 600 * p / (1 - p)) for p in exact]
        assert row["lrc"] == pytest.approx(min(ends, key=abs) if np.prod(ends) > 0 else 0)
    overlap = measure_overlap(counts_of([("port", 3, 1), ("lease", 1, 2), ("quay", 4, 0)])).iloc[0]
    assert overlap["cosine"] == pytest.approx(1 - cosine([3, 1, 4], [1, 2, 0]))
    assert overlap["jaccard"] == pytest.approx(1 - jaccard([True, True, True], [True, True, False]))


# Laws

pairs = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(any), min_size=1, max_size=6
)
extra = st.integers(1, 500)


def table_of(rows, more_a, more_b):
    counts = counts_of([(f"t{i}", a, b) for i, (a, b) in enumerate(rows)])
    n = {"n_a": int(counts["a"].sum()) + more_a, "n_b": int(counts["b"].sum()) + more_b}
    return counts, n


@settings(max_examples=60, deadline=None)
@given(pairs, extra, extra)
def test_swapping_sides_flips_every_sign(rows, more_a, more_b):
    counts, n = table_of(rows, more_a, more_b)
    there = compare_terms(counts, **n)
    back = compare_terms(counts.rename(columns={"a": "b", "b": "a"}), n_a=n["n_b"], n_b=n["n_a"])
    np.testing.assert_allclose(there[SIGNED], -back[SIGNED], atol=1e-9)
    np.testing.assert_allclose(
        there[["low", "rate_a"]], np.c_[-back["high"], back["rate_b"]], atol=1e-9
    )
    assert (there["more_in"] == back["more_in"].replace({"a": "b", "b": "a"})).all()
    assert np.isfinite(there[SIGNED].to_numpy()).all()


@settings(max_examples=30, deadline=None)
@given(pairs, extra)
def test_a_side_against_itself_gives_nothing(rows, more):
    counts, n = table_of([(a + 1, a + 1) for a, _ in rows], more, more)
    table = compare_terms(counts, **n)
    assert (table[[*SIGNED, "pct_diff"]] == 0).all(axis=None)
    assert (table["more_in"] == "neither").all()
    assert (table["low"] == -table["high"]).all()
    assert measure_overlap(counts).iloc[0, 3:].tolist() == pytest.approx([1, 1, 1, 1])


@settings(max_examples=30, deadline=None)
@given(pairs, extra, extra)
def test_doubling_both_sides_keeps_rates_and_doubles_evidence(rows, more_a, more_b):
    counts, n = table_of(rows, more_a, more_b)
    once = compare_terms(counts, **n)
    twice = compare_terms(
        counts.assign(a=2 * counts["a"], b=2 * counts["b"]), n_a=2 * n["n_a"], n_b=2 * n["n_b"]
    )
    same = ["rate_a", "rate_b", "pct_diff"]
    np.testing.assert_allclose(twice[same], once[same])
    np.testing.assert_allclose(
        twice[["g2_2cell", "g2_4cell"]], 2 * once[["g2_2cell", "g2_4cell"]], atol=1e-9
    )


def test_counts_sum_to_the_table_and_an_extract_keeps_its_values():
    counts = count_terms(TERMS, ARTICLES)
    ours = TERMS[(TERMS["size"] == 1) & (TERMS["article_id"] != "w1")]
    assert counts["total"].sum() == ours["n"].sum() == counts["a"].sum() + counts["b"].sum()
    whole = compare_terms(counts, n_a=9, n_b=6)
    extract = compare_terms(counts.tail(1), n_a=9, n_b=6, vocabulary=2)
    pd.testing.assert_frame_equal(extract, whole.tail(1).reset_index(drop=True))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=8).filter(any), st.integers(10, 40))
def test_dispersion_bounds_and_even_spread(subfreq, length):
    row = spread(subfreq=subfreq, partsize=[length] * len(subfreq))
    assert -1e-9 <= row["dp"] <= row["dp_norm"] <= 1 + 1e-9
    assert -1e-9 <= row["juilland_d"] <= 1
    even = spread(subfreq=[2] * len(subfreq), partsize=[length] * len(subfreq))
    assert even[["range", "juilland_d", "dp", "dp_norm"]].tolist() == pytest.approx([1, 1, 0, 0])


def test_the_smallest_texts():
    row = compare_one(5, 5, 3, 3)
    assert (row[["log_ratio", "g2_2cell", "g2_4cell", "chi2"]] == 0).all()
    assert np.isnan(row["log_odds"])
    assert compare_terms(COUNTS.head(0), n_a=5, n_b=3).empty
    alone = spread(subfreq=[4], partsize=[9])
    assert (alone["range"], alone["dp"]) == (1, 0)
    assert np.isnan([alone["juilland_d"], alone["dp_norm"]]).all()


def test_the_callers_tables_stay_as_they_are():
    counts, terms = count_terms(TERMS, ARTICLES), TERMS.copy()
    before = counts.copy()
    compare_terms(counts, n_a=9, n_b=6), measure_overlap(counts), measure_dispersion(terms)
    pd.testing.assert_frame_equal(counts, before)
    pd.testing.assert_frame_equal(terms, TERMS)


# Refusals: what was wrong, where, what is allowed, what to do


def compare(n_a=9, n_b=6, prior=0.01, vocabulary=None, **columns):
    return compare_terms(
        COUNTS.assign(**columns), n_a=n_a, n_b=n_b, prior=prior, vocabulary=vocabulary
    )


REFUSALS = [
    (
        lambda: compare_terms(COUNTS.drop(columns="b"), n_a=9, n_b=6),
        "counts: no column b; add or rename",
    ),
    (
        lambda: compare(a=[-1, 2]),
        r"counts\.a: -1 \(term 'port'\) is not a whole number of 0 or more; .*drop",
    ),
    (lambda: compare(b=[2, np.nan]), r"counts\.b: nan \(term 'lease'\) is not a whole number"),
    (lambda: compare(a=0, b=[0, 1]), r"counts\.a: 0 \(term 'port'\) is 0 as b is; drop"),
    (lambda: compare(n_a=0), "n_a: 0; it must be above 0; give the number of words of side a"),
    (lambda: compare(n_b=3), r"counts\.b: 4 \(term 'lease'\) is more than n_b = 3; give all"),
    (lambda: compare(prior=0), "prior: 0; it must be above 0; 0.01"),
    (
        lambda: compare(vocabulary=1),
        r"vocabulary: 1; it must be 2 \(the rows\) or more, or left out",
    ),
    (lambda: count_terms(TERMS.drop(columns="n"), ARTICLES), "terms: no column n; add or rename"),
    (
        lambda: count_terms(TERMS, ARTICLES.head(1)),
        r"sides: \['Harbour'\] are not two .* or add articles",
    ),
    (
        lambda: count_terms(TERMS, ARTICLES, sides=("Town", "Hall")),
        r"'Hall'\] are not two of \['Harbour', 'Town'",
    ),
    (lambda: count_terms(TERMS, ARTICLES.head(3)), "'w1' is not in the articles table"),
    (lambda: measure_dispersion(TERMS.assign(n=0.5)), r"terms\.n: 0\.5 .* is not a whole number"),
    (
        lambda: spread(subfreq=[1, 2], partsize=[10, 0]),
        r"terms\.n: 2 .* is in a part that has no words; add",
    ),
    (lambda: measure_overlap(COUNTS.assign(b=0)), r"counts\.b: all 0; .* check which roles"),
]


@pytest.mark.parametrize(("call", "says"), REFUSALS, ids=[says for _, says in REFUSALS])
def test_refusals_name_place_and_remedy(call, says):
    with pytest.raises(ValueError, match=says):
        call()
