"""stats.py: by hand, against scipy, and by the laws any comparison of two sides must keep."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from analysis.measures.absence import absence_bound
from analysis.stats.compare import compare_sides, minimum_detectable
from analysis.stats.intervals import estimate_sides
from analysis.stats.reach import (
    LEVEL,
    adjust_reachable,
    find_chance_of_absence,
    find_smallest_p,
)
from analysis.stats.totals import compare_counts
from analysis.stats.units import MIN_BLOCKS, choose_unit
from analysis.stats.variance import adjust_p

SIDES = ("a", "b")


def make_units(a, b, *, den_a=1, den_b=1, subject="x", unit="block") -> pd.DataFrame:
    """One row a value; a block each, an article each, or sentences of one block."""
    parts = []
    for side, num, den in (("a", a, den_a), ("b", b, den_b)):
        place = pd.DataFrame(
            {"subject": subject, "side": side, "article_id": side, "block": 0},
            index=range(len(num)),
        )
        place["article_id" if unit == "article" else unit] = range(len(num))
        if unit == "article":
            place["article_id"] = side + place["article_id"].astype(str)
        parts.append(place.assign(num=np.asarray(num, float), den=den))
    return pd.concat(parts, ignore_index=True)


def one(units, **choices) -> pd.Series:
    table = compare_sides(units, **{"sides": SIDES, "resamples": 999} | choices)
    assert len(table) == 1
    return table.loc[0]


# --- by hand


def test_value_is_sum_over_sum():
    row = one(make_units([1, 0, 2, 1], [3, 1, 1, 1], den_a=[10, 10, 30, 50], den_b=[5, 5, 5, 15]))
    assert (row.a, row.b) == (4 / 100, 6 / 30)
    assert row.estimate == pytest.approx(0.04 - 0.2)
    assert (row.n_a, row.n_b, row.blocks_a, row.blocks_b) == (4, 4, 4, 4)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ([4, 4, 4, 4], [1, 1, 1, 1], 2.0),
        ([1, 1, 1, 1], [0, 0, 0, 0], 3.0),
        ([0, 0, 0, 0], [2, 2, 2, 2], -4.0),
    ],
)
def test_log_ratio_counts_zero_as_half(a, b, expected):
    assert one(make_units(a, b, den_a=10, den_b=10), scale="log_ratio").estimate == pytest.approx(
        expected
    )


def test_constant_sides_leave_no_doubt():
    # Each of the 70 ways to label 4 + 4 blocks is equally likely; 2 of them are as extreme.
    row = one(make_units([1] * 4, [0.5] * 4), resamples=20_000)
    assert (row.low, row.high) == (0.5, 0.5)
    assert row.p == pytest.approx(2 / 70, abs=0.004)
    # Labels split 3 + 1: |estimate| 0.25; only 2 of 70 reach 0.5.
    assert row.placebo == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (make_units([1, 2], [1], unit="article"), "article"),
        (make_units([1, 2], [1, 2]), "paragraph"),
        (make_units([1, 2], [1, 2]).assign(sentence=1), "sentence in paragraph blocks"),
        (make_units([1, 2], [1, 2], unit="sentence"), "sentence in runs of three"),
    ],
)
def test_unit_comes_from_the_data(units, expected):
    assert choose_unit(units) == expected


def test_sentences_run_by_threes_and_blocks_hold_sentences():
    runs = one(make_units(range(10), range(12), unit="sentence"))
    assert (runs.n_a, runs.n_b, runs.blocks_a, runs.blocks_b) == (10, 12, 4, 4)
    whole = make_units(range(10), range(12), unit="sentence").assign(
        block=lambda t: t["sentence"] // 2
    )
    blocks = one(whole)
    assert (blocks.n_a, blocks.n_b, blocks.blocks_a, blocks.blocks_b) == (10, 12, 5, 6)
    # A sentence split between two voices stays one sentence.
    split = pd.concat([whole.assign(den=0.4), whole.assign(den=0.6, num=0)])
    assert tuple(one(split)[["n_a", "a"]]) == (10, pytest.approx(blocks.a))


def test_too_few_says_so_and_is_never_zero():
    row = one(make_units([1] * (MIN_BLOCKS - 1), [2] * 9))
    assert row[["low", "high", "p", "q", "placebo"]].isna().all()
    assert (row.estimate, row.note) == (-1, f"not estimated (n = {MIN_BLOCKS - 1})")
    rare = one(make_units([1, 1, 0, 0, 0, 0], [0] * 6, den_a=50, den_b=50), scale="log_ratio")
    assert np.isnan(rare.p) and rare.low < 0 < rare.high
    # Two of twelve blocks, six a side: both on one side in 2 · 15 of 66 labellings.
    assert rare.note == "could not have been shown (its smallest p is 0.45)"
    assert one(make_units([1] * 5, [0] * 5)).note == ""
    assert one(make_units([1, 2, 3], [1, 2], unit="article")).note == "not estimated (n = 2)"


@pytest.mark.parametrize("unit", ["block", "article"])
def test_three_blocks_a_side_are_estimated_and_two_are_not(unit):
    enough = one(make_units([1, 2, 3], [4, 6, 8], unit=unit))
    assert enough.note != "not estimated (n = 3)" and np.isfinite([enough.low, enough.high]).all()
    for a, b in (([1, 2], [4, 6, 8]), ([1, 2, 3], [4, 6])):
        few = one(make_units(a, b, unit=unit))
        assert few.note == "not estimated (n = 2)" and np.isnan([few.low, few.high, few.p]).all()


def test_a_side_of_two_blocks_has_an_interval_and_of_one_none():
    # .2 of the words; residuals −1 and 1, so their squares come to 2 and, of two blocks, to 4.
    units = pd.DataFrame(
        {"subject": "x", "side": "a", "article_id": "a", "block": [1, 2], "num": [1, 3], "den": 10}
    )
    row = estimate_sides(units, minimum=1).loc[0]
    reach = 12.7062 * np.sqrt(4) / 20
    assert tuple(row[["value", "low", "high", "n", "note"]]) == (
        pytest.approx(0.2), pytest.approx(0.2 - reach), pytest.approx(0.2 + reach, 1e-5), 2, "",
    )  # fmt: skip
    alone = estimate_sides(units.head(1), minimum=1).loc[0]
    assert np.isnan(alone["value"]) and alone["note"] == "not estimated (n = 1)"


def test_small_helpers():
    assert absence_bound(59) == pytest.approx(0.0495, abs=1e-4)  # 0.95 ** 59 is 0.0485
    assert [round(n * absence_bound(n), 1) for n in (100, 1000)] == [3.0, 3.0]


def test_effect_by_hand():
    # Means 2 and 4, variances 1 and 1, three units each: -2 standard deviations, times 1 - 3/(4*6 -
    # 9) = 0.8.
    assert one(make_units([1, 2, 3], [3, 4, 5])).effect == pytest.approx(-1.6)
    assert np.isnan(one(make_units([2, 2, 2], [4, 4, 4])).effect)


def test_effect_takes_the_sentence_and_not_its_voices():
    # A sentence of two voices is one unit: its parts' num and den add up.
    whole = make_units([1.0, 2.0, 3.0], [3.0, 4.0, 5.0], unit="sentence").assign(block=range(6))
    parts = pd.concat(
        [
            whole.assign(num=whole["num"] * 0.25, den=0.25),
            whole.assign(num=whole["num"] * 0.75, den=0.75),
        ]
    )
    assert one(parts).effect == pytest.approx(one(whole).effect) == pytest.approx(-1.6)


@pytest.mark.parametrize("few", [0, 1])
def test_counts_that_are_mostly_zero_compare_as_all_units_do(few):
    rng = np.random.default_rng(4)
    words = pd.DataFrame(
        {"article_id": range(30), "side": ["b", "a"] * 15, "den": rng.integers(50, 400, 30)}
    )
    every = words.merge(
        pd.DataFrame({"subject": list("vwxyz"), "mean": [0.1, 0.5, 1, 2, 5]}), how="cross"
    )
    every = every.assign(num=rng.poisson(every["mean"] * every["den"] / 100))
    every.loc[(every["subject"] == "z") & (every["side"] == "a"), "num"] = 0
    every.loc[every["subject"] == "v", "num"] = (every["article_id"] < 3).astype(int)
    if few:
        every, words = (
            table[(table["side"] == "a") | (table["article_id"] < 4)] for table in (every, words)
        )
    full = compare_sides(every, sides=SIDES, scale="log_ratio", resamples=0).drop(columns="effect")
    found = compare_counts(every[every["num"] > 0], words, sides=SIDES).drop(columns="effect")
    assert found["p"].notna().any() != bool(few)
    pd.testing.assert_frame_equal(
        found, full[full["subject"].isin(found["subject"])], check_dtype=False, rtol=1e-9
    )


def test_a_side_without_articles_is_named():
    words = pd.DataFrame({"article_id": [1], "side": ["a"], "den": [9]})
    with pytest.raises(ValueError, match="'b' has no article with words"):
        compare_counts(
            pd.DataFrame({"subject": ["x"], "article_id": [1], "num": [2]}), words, sides=SIDES
        )


def test_resamples_in_pieces_are_as_many(monkeypatch):
    units = make_units(np.arange(9.0), np.arange(9.0) + 3)
    whole = one(units)
    monkeypatch.setattr("analysis.stats.resampling.CELLS", 18 * 50)  # 50 resamples at a time
    pieces = one(units)
    assert [pieces.estimate, pieces.a] == [whole.estimate, whole.a]
    assert pieces[["low", "high", "p"]].tolist() == pytest.approx(
        whole[["low", "high", "p"]].tolist(), abs=0.4
    )
    assert pieces.p * 1000 == pytest.approx(round(pieces.p * 1000))  # (hits + 1) / (999 + 1)


# --- against scipy


@pytest.mark.parametrize("size", [5, 20])
def test_articles_of_equal_length_are_welchs_t_test(size):
    rng = np.random.default_rng(size)
    a, b = rng.normal(1, 1, size), rng.normal(1.5, 3, size + 4)
    units = make_units(a, b, unit="article")
    assert one(units).p == pytest.approx(
        scipy.stats.ttest_ind(a, b, equal_var=False).pvalue, rel=1e-9
    )
    assert one(units, resamples=0).p == one(units).p


def test_permutation_matches_scipy():
    rng = np.random.default_rng(1)
    a, b = rng.normal(0, 1, 8), rng.normal(1, 2, 11)

    def studentise(x, y):
        return abs(x.mean() - y.mean()) / np.sqrt(x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y))

    theirs = scipy.stats.permutation_test(
        (a, b), studentise, n_resamples=4_000, vectorized=False, alternative="greater", rng=2
    )
    assert one(make_units(a, b), resamples=20_000).p == pytest.approx(theirs.pvalue, abs=0.02)


def test_placebo_is_the_95th_percentile_over_all_relabellings():
    a, b = np.array([0.0, 1, 4, 2]), np.array([3.0, 5, 1, 9, 6])
    theirs = scipy.stats.permutation_test(
        (a, b), lambda x, y: x.mean() - y.mean(), n_resamples=np.inf, vectorized=False
    )
    exact = np.quantile(np.abs(theirs.null_distribution), 0.95)
    assert one(make_units(a, b), resamples=30_000).placebo == pytest.approx(exact, abs=0.15)


def test_interval_is_scipys_percentile_interval_when_blocks_are_many():
    rng = np.random.default_rng(3)
    a, b = rng.normal(0, 1, 300), rng.normal(1, 2, 400)
    theirs = scipy.stats.bootstrap(
        (a, b),
        lambda x, y, axis: x.mean(axis) - y.mean(axis),
        method="percentile",
        n_resamples=10_000,
        rng=4,
    ).confidence_interval
    ours = one(make_units(a, b), resamples=10_000)
    assert [ours.low, ours.high] == pytest.approx([theirs.low, theirs.high], abs=0.02)


def test_interval_of_few_blocks_is_widened_to_the_t_interval():
    # Hesterberg's point: for a mean the widened percentile interval is about the t interval, the
    # plain one shorter.
    a = scipy.stats.norm.ppf((np.arange(8) + 0.5) / 8)
    b = scipy.stats.norm.ppf((np.arange(9) + 0.5) / 9)
    theirs = scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    ours = one(make_units(a, b), resamples=20_000)
    assert [ours.low, ours.high] == pytest.approx([theirs.low, theirs.high], rel=0.05)


def test_q_is_scipys_and_skips_what_has_no_p():
    p = np.array([0.001, np.nan, 0.2, 0.03, 0.04])
    q = adjust_p(p)
    assert np.isnan(q[1])
    np.testing.assert_array_equal(
        q[[0, 2, 3, 4]], scipy.stats.false_discovery_control(p[[0, 2, 3, 4]])
    )
    assert np.isnan(adjust_p([np.nan])).all()


def test_minimum_detectable_has_the_power_it_names():
    a, b = np.linspace(-1, 1, 12), np.linspace(-2, 2, 12)
    detectable = minimum_detectable(make_units(a, b, unit="article"), sides=SIDES).loc[
        0, "detectable"
    ]
    rng, hits = np.random.default_rng(5), 0
    for _ in range(1000):
        x = rng.normal(detectable, a.std(ddof=1), 12)
        hits += (
            scipy.stats.ttest_ind(x, rng.normal(0, b.std(ddof=1), 12), equal_var=False).pvalue
            < 0.05
        )
    assert hits / 1000 == pytest.approx(0.8, abs=0.05)
    assert np.isnan(
        minimum_detectable(make_units([1, 2], [1, 2]), sides=SIDES).loc[0, "detectable"]
    )


# --- laws


@pytest.fixture(scope="module")
def family() -> pd.DataFrame:
    """Six terms of uneven paragraphs, the last one found in a few of them."""
    rng = np.random.default_rng(6)
    dens = rng.integers(20, 90, 9), rng.integers(20, 90, 14)
    draws = (
        [rng.poisson(rate * den) for den in dens] for rate in (0.01, 0.02, 0.03, 0.05, 0.1, 0.003)
    )
    return pd.concat(
        [
            make_units(*nums, den_a=dens[0], den_b=dens[1], subject=f"term{i}")
            for i, nums in enumerate(draws)
        ],
        ignore_index=True,
    )


@pytest.mark.parametrize("scale", ["difference", "log_ratio"])
def test_swapping_sides_flips_every_sign(family, scale):
    ab = compare_sides(family, sides=SIDES, scale=scale, resamples=500)
    ba = compare_sides(family, sides=SIDES[::-1], scale=scale, resamples=500)
    for ours, theirs in (("estimate", "estimate"), ("low", "high"), ("high", "low")):
        np.testing.assert_allclose(ab[ours], -ba[theirs], rtol=1e-12)
    for name in ("p", "q", "placebo"):
        np.testing.assert_array_equal(ab[name], ba[name])
    assert ab["a"].equals(ba["b"].rename("a")) and ab["n_a"].equals(ba["n_b"].rename("n_a"))


def test_rows_do_not_depend_on_order_or_on_other_subjects(family):
    # Four sentences a block with scores that do not add up exactly; one subject has other dens, one
    # lacks a block.
    units = pd.concat(
        [family.assign(num=family["num"] / 7 + i / 3, sentence=i) for i in range(4)],
        ignore_index=True,
    )
    units.loc[units["subject"] == "term1", "den"] += units["block"]
    units = units[(units["subject"] != "term0") | (units["block"] != 3)]
    table = compare_sides(units, sides=SIDES, resamples=500)
    shuffled = compare_sides(units.sample(frac=1, random_state=7), sides=SIDES, resamples=500)
    pd.testing.assert_frame_equal(table, shuffled, check_exact=True)
    assert tuple(table.loc[:1, "blocks_a"]) == (8, 9)
    for place, term in enumerate(table["subject"]):
        alone = one(units[units["subject"] == term], resamples=500)
        pd.testing.assert_series_equal(
            alone.drop("q"), table.loc[place].drop("q"), check_names=False, rtol=1e-9
        )


@pytest.mark.parametrize("unit", ["block", "article", "sentence"])
def test_a_side_against_itself_is_nothing(unit):
    values = np.random.default_rng(8).normal(size=18)
    row = one(make_units(values, values, unit=unit))
    assert (row.estimate, row.p) == (0, 1)
    assert row.low < 0 < row.high


def test_doubling_a_side_leaves_its_value(family):
    first = family["side"] == "a"
    doubled = pd.concat([family, family[first].assign(block=family["block"] + 100)])
    before, after = (
        compare_sides(units, sides=SIDES, resamples=300) for units in (family, doubled)
    )
    np.testing.assert_allclose(
        after[["a", "b", "estimate"]], before[["a", "b", "estimate"]], rtol=1e-12
    )
    assert (after["blocks_a"] == 2 * before["blocks_a"]).all()


def test_the_callers_table_stays_as_it_was_and_chance_is_seeded(family):
    copy = family.copy(deep=True)
    state = np.random.get_state()[1].copy()
    first, second = (compare_sides(family, sides=SIDES, resamples=300) for _ in range(2))
    pd.testing.assert_frame_equal(family, copy)
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    np.testing.assert_array_equal(state, np.random.get_state()[1])
    other = compare_sides(family, sides=SIDES, resamples=300, seed=1)
    assert not other["p"].equals(first["p"])


@pytest.mark.parametrize("unit", ["block", "article"])
def test_shuffled_labels_give_uniform_p(unit):
    rng = np.random.default_rng(9)
    draws = [
        make_units(rng.normal(size=10), rng.normal(size=14), unit=unit, subject=f"{i:03}")
        for i in range(500)
    ]
    p = compare_sides(pd.concat(draws), sides=SIDES, resamples=999)["p"]
    assert scipy.stats.kstest(p, "uniform").pvalue > 0.01
    assert 0.025 < (p < 0.05).mean() < 0.075


def test_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(10)
    draws = []
    for i in range(600):  # skewed values in blocks of uneven size: true difference 0
        den = rng.integers(1, 5, 28)
        num = np.array([rng.exponential(size=n).sum() for n in den])
        draws.append(make_units(num[:8], num[8:], den_a=den[:8], den_b=den[8:], subject=f"{i:03}"))
    table = compare_sides(pd.concat(draws), sides=SIDES, resamples=999)
    assert 0.92 < ((table["low"] <= 0) & (table["high"] >= 0)).mean() < 0.98


def test_long_blocks_on_one_side_are_no_finding():
    # Equal rates; b's blocks are three times as long, so raw relabelling would mix unlike with
    # unlike.
    rng, draws = np.random.default_rng(11), []
    for i in range(400):
        den = np.r_[np.full(8, 40), np.full(20, 120)]
        num = rng.poisson(0.05 * den * rng.gamma(4, 1 / 4, 28))
        draws.append(make_units(num[:8], num[8:], den_a=den[:8], den_b=den[8:], subject=f"{i:03}"))
    p = compare_sides(pd.concat(draws), sides=SIDES, resamples=999)["p"]
    assert (p < 0.05).mean() < 0.09


# --- speed and errors


def test_ten_thousand_resamples_of_a_report_take_seconds():
    rng = np.random.default_rng(12)
    den = rng.integers(20, 90, 40)
    draws = [
        make_units(
            *np.split(rng.poisson(0.02 * den), [16]),
            den_a=den[:16],
            den_b=den[16:],
            subject=f"{i:03}",
        )
        for i in range(300)
    ]
    units = pd.concat(draws)
    start = time.process_time()
    compare_sides(units, sides=SIDES, resamples=10_000)
    assert time.process_time() - start < 6  # seconds of processor time, about 1.5 on one idle core


@pytest.mark.parametrize(
    ("change", "choices", "message"),
    [
        (lambda t: t.drop(columns="den"), {}, "no column"),
        (lambda t: t, {"sides": ("a", "c")}, "two different ones of"),
        (lambda t: t, {"sides": ("a", "a")}, "two different ones of"),
        (lambda t: t, {"scale": "ratio"}, "Allowed: difference, log_ratio"),
        (lambda t: t.assign(num=-1.0), {"scale": "log_ratio"}, "negative"),
        (lambda t: t.assign(num=np.nan), {}, "missing"),
        (lambda t: t.assign(den=-1), {}, "den negative"),
        (lambda t: t, {"resamples": 0}, "resamples is 0"),
    ],
)
def test_errors_say_what_is_wrong(change, choices, message):
    with pytest.raises(ValueError, match=message):
        one(change(make_units([1, 2, 3, 4], [1, 2, 3, 4])), **choices)


def test_one_paragraph_without_sentence_numbers_is_too_few_and_no_error():
    table = pd.DataFrame(
        {"side": ["a", "b"], "article_id": ["x", "y"], "block": 1, "num": 1.0, "den": 10.0}
    )
    result = compare_sides(table, sides=("a", "b"), resamples=99).iloc[0]
    assert (result["unit"], result["note"]) == ("paragraph", "not estimated (n = 1)") and np.isnan(
        result["p"]
    )


def test_the_interval_of_groups_is_welchs():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=15), rng.normal(1, 3, size=9)
    row = one(make_units(a, b, unit="article"))
    known = scipy.stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    assert [row.low, row.high] == pytest.approx([known.low, known.high], rel=1e-9)


# What could have been shown at all


def test_the_smallest_p_by_hand():
    # 3 of 10 blocks hold it, 4 of the first side: all there in 4 of 120 ways to pick three of ten,
    # all on the other in 20 of 120.
    assert find_smallest_p([3], [4], [6]) == pytest.approx([4 / 120])
    # Equal sides: both ends are as rare.
    assert find_smallest_p([3], [5], [5]) == pytest.approx([2 * 10 / 120])
    # All blocks hold something: every labelling is another value.
    assert find_smallest_p([10], [4], [6]) == pytest.approx([1 / 210])


@pytest.mark.parametrize(("held", "first", "other"), [(2, 3, 4), (3, 3, 5), (4, 4, 4), (6, 2, 5)])
def test_no_labelling_gives_a_smaller_p(held, first, other):
    """All labellings tried: the largest gap is as rare as the smallest p says, or commoner."""
    blocks = range(first + other)
    values = np.array([1.0] * held + [0.0] * (first + other - held))
    means = [
        values[list(some)].mean() - values[[k for k in blocks if k not in some]].mean()
        for some in combinations(blocks, first)
    ]
    sizes = np.abs(means)
    exact = min(np.mean(sizes >= gap - 1e-12) for gap in sizes)
    assert find_smallest_p([held], [first], [other])[0] <= exact + 1e-12


def test_only_what_could_be_found_is_corrected_for_by_hand():
    # LEVEL / 1 is reached by four, LEVEL / 2 by two: K is 2, so two are corrected for.
    smallest = np.array([0.001, 0.02, 0.04, 0.045, 0.3])
    p = np.array([0.01, 0.03, 0.04, 0.05, 0.5])
    assert adjust_reachable(p, smallest)[:2].tolist() == pytest.approx([0.02, 0.03])
    assert np.isnan(adjust_reachable(p, smallest)[2:]).all()
    assert adjust_reachable(p, np.zeros(5)).tolist() == pytest.approx(adjust_p(p).tolist())


def test_what_could_not_be_found_keeps_the_null():
    """Rare counts dealt out at random: p under the level in no more than its share."""
    rng = np.random.default_rng(11)
    small = []
    for _ in range(150):
        held = rng.integers(2, 9)
        values = rng.permutation([1] * held + [0] * (20 - held))
        found = one(make_units(values[:8], values[8:], den_a=50, den_b=50), scale="log_ratio")
        small.append(found.p < LEVEL if not np.isnan(found.p) else False)
    assert np.mean(small) <= 0.09


def test_what_a_side_lacks_is_no_surer_than_the_deal_of_its_blocks_by_hand():
    # Four of 30 blocks hold it, all of them among the 21 of b: C(21, 4) / C(30, 4) = 5985 / 27405;
    # all among the 9 of a in 126 / 27405, which is rarer and counts too.
    paragraphs = [0] * 9, [1] * 4 + [0] * 17
    row = one(make_units(*paragraphs, den_a=67, den_b=47), scale="log_ratio")
    assert row.p >= (5985 + 126) / 27405
    # Long and short paragraphs put these labels above most others that deal out the same four.
    sizes = np.r_[np.full(4, 20), np.linspace(20, 90, 17)]
    odd = one(make_units(*paragraphs, den_a=120, den_b=sizes), scale="log_ratio")
    assert odd.p >= (5985 + 126) / 27405
    # What both sides hold keeps the p of the permutation.
    both = make_units([1, 0, 0, 0], [1, 1, 1, 1], den_a=50, den_b=50)
    assert one(both).p < 0.2


@pytest.mark.parametrize(
    ("held", "present", "absent"), [(2, 4, 3), (3, 5, 3), (4, 4, 4), (5, 6, 2)]
)
def test_the_chance_of_absence_is_that_of_all_deals(held, present, absent):
    deals = [sum(k < present for k in some) for some in combinations(range(present + absent), held)]
    here, there = np.mean([n == held for n in deals]), np.mean([n == 0 for n in deals])
    expected = here + there * (there <= here * (1 + 1e-9))
    found = find_chance_of_absence([held], [present], [absent])
    assert found == pytest.approx([expected])
