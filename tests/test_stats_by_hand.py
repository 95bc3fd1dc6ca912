"""Groups, events, intervals and seeds, in numbers worked by hand."""

from __future__ import annotations

import warnings
from hashlib import sha256
from itertools import product
from math import hypot, log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

from analysis.stats import matched, resampling
from analysis.stats.compare import compare_sides, minimum_detectable
from analysis.stats.intervals import estimate_sides, spread_sides
from analysis.stats.matched import compare_matched
from analysis.stats.reach import adjust_reachable, find_chance_of_absence, find_smallest_p
from analysis.stats.resampling import draw_blocks, shared_blocks, split_resamples
from analysis.stats.seeds import hash_names, seed_units
from analysis.stats.student import p_of_t, quantile_t, share_below
from analysis.stats.totals import compare_counts, compare_sums, sum_counts, sum_units
from analysis.stats.units import arrange_blocks, check_units, choose_unit, hedges_g
from analysis.stats.variance import (
    adjust_p,
    divide_squares,
    estimate_gap,
    linearised_variance,
    measure_spread,
    measure_variance,
)

AB = ("a", "b")
A = [(2, 10), (6, 20), (4, 10)]  # .3 of 40: residuals −1, 0, 1
B = [(1, 10), (1, 10), (4, 20)]  # .15 of 40: residuals −.5, −.5, 1
VARIANCES = 2 / 40**2 * 3 / 2, 1.5 / 40**2 * 3 / 2


def make_articles(a, b, *, subject="x") -> pd.DataFrame:
    rows = [(side, f"{side}{k}", *value) for side, values in (("a", a), ("b", b))
            for k, value in enumerate(values)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["side", "article_id", "num", "den"])
    return table.assign(subject=subject)


def compare_groups(a, b, *, scale="difference") -> pd.Series:
    units = make_articles(a, b)
    return compare_sums(*sum_units(units, sides=AB), scale=scale).iloc[0]


# Groups


def test_a_difference_of_groups_by_hand():
    found = compare_groups(A, B)
    both = sum(VARIANCES)
    freedom = both**2 / sum(variance**2 / 2 for variance in VARIANCES)
    reach = t.ppf(0.975, freedom) * sqrt(both)
    assert found[["a", "b", "estimate"]].tolist() == pytest.approx([0.3, 0.15, 0.15])
    assert found[["low", "high"]].tolist() == pytest.approx([0.15 - reach, 0.15 + reach])
    assert found["placebo"] == pytest.approx(reach)
    assert found["p"] == pytest.approx(2 * t.sf(0.15 / sqrt(both), freedom))
    assert found["note"] == "" and found[["n_a", "blocks_b"]].tolist() == [3, 3]


def test_the_interval_of_a_ratio_of_groups_by_hand():
    """Each side's relative error stands on the log scale; the two add up as squares do."""
    found = compare_groups(A, B, scale="log_ratio")
    both = sum(VARIANCES)
    freedom = both**2 / sum(variance**2 / 2 for variance in VARIANCES)
    own = [t.ppf(0.975, freedom) * sqrt(variance) / rate / log(2)
           for variance, rate in zip(VARIANCES, (0.3, 0.15), strict=True)]  # fmt: skip
    assert found["estimate"] == pytest.approx(1)
    assert found[["low", "high"]].tolist() == pytest.approx([1 - hypot(*own), 1 + hypot(*own)])


def test_a_count_of_0_reaches_from_nearly_none_to_what_could_be_missed():
    """Of none seen 2.5 % lie below .0253 uses and 2.5 % above 3.689; the estimate takes .5."""
    none = [(0, 10), (0, 10), (0, 20)]
    own = t.ppf(0.975, 2) * sqrt(VARIANCES[0]) / 0.3 / log(2)
    most, least = log2(3.689 / 0.5), log2(0.5 / 0.0253)
    estimate = log2(0.3 / (0.5 / 40))
    ends = [estimate - hypot(own, most), estimate + hypot(own, least)]
    found = compare_groups(A, none, scale="log_ratio")
    assert found["estimate"] == pytest.approx(estimate)
    assert found[["low", "high"]].tolist() == pytest.approx(ends)
    swapped = compare_groups(none, A, scale="log_ratio")
    assert swapped[["low", "high"]].tolist() == pytest.approx([-ends[1], -ends[0]])
    assert found["note"] == "not tested (found in n = 3)" and np.isnan(found["p"])


@pytest.mark.parametrize(("held", "note"), [(4, "not tested (found in n = 4)"), (5, "")])
def test_what_five_articles_hold_is_tested(held, note):
    values = [(k < held, 10 + k) for k in range(8)]
    found = compare_groups(values[:4], values[4:])
    assert found["note"] == note and np.isnan(found["p"]) == (held < 5)


def test_the_effect_of_groups_is_that_of_their_articles_values():
    # Values .1, .2, .3 and .3, .4, .5, spread .1: −2 standard deviations times 1 − 3 / 15.
    values = [0.1, 0.2, 0.3], [0.3, 0.4, 0.5]
    a, b = ([(value * den, den) for value, den in zip(own, (10, 20, 40), strict=True)]
            for own in values)  # fmt: skip
    assert compare_groups(a, b)["effect"] == pytest.approx(-1.6)
    assert np.isnan(compare_groups([(0.1 * n, n) for n in (3, 7, 9)], b[:1] * 3)["effect"])
    # It has no unit, so rates a thousand times as small have the same.
    rare = ([(num / 1000, den) for num, den in own] for own in (a, b))
    assert compare_groups(*rare)["effect"] == pytest.approx(-1.6)
    alone = hedges_g(*[(np.array([m]), np.array([1.0]), np.array([3])) for m in (2.0, 4.0)])
    assert alone.tolist() == pytest.approx([-1.6])


def test_sums_over_articles_by_hand():
    units = make_articles([*A, (5, 0)], B)
    units = pd.concat([units, units.head(1).assign(subject="y", num=-1, den=1)])
    counts, sizes = sum_units(units, sides=AB)
    own = counts.set_index("subject")
    assert own.loc["x", ["a", "b", "product_a", "square_a"]].tolist() == [12, 6, 180, 56]
    assert own.loc["x", ["articles_a", "articles_b"]].tolist() == [3, 3]
    assert own.loc["x", ["ratio_a", "ratio_square_a"]].tolist() == pytest.approx([0.9, 0.29])
    assert own.loc["y", ["a", "b", "articles_a", "articles_b"]].tolist() == [-1, 0, 1, 0]
    assert sizes[["subject", "side", "articles", "words", "square"]].values.tolist() == [
        ["x", "a", 3, 40, 600], ["x", "b", 3, 40, 600], ["y", "a", 1, 1, 1], ["y", "b", 0, 0, 0],
    ]  # fmt: skip


def test_counts_of_a_part_without_a_side_are_zeros():
    words = pd.DataFrame({"article_id": [1, 2, 3], "side": ["a", "a", "c"], "den": [10, 0, 10]})
    held = pd.DataFrame({"subject": "x", "article_id": [1, 1, 2, 3], "num": [2, 1, 9, 5]})
    sums, sizes = sum_counts(held, words[words["side"] != "c"], sides=AB)
    assert sums[["a", "b", "square_a", "articles_a"]].values.tolist() == [[3, 0, 9, 1]]
    assert sizes.values.tolist() == [["a", 1, 10, 100], ["b", 0, 0, 0]]
    both = words.assign(side=["a", "b", "c"], den=[10, 1, 10])
    found = compare_counts(held, both, sides=AB)
    assert found[["a", "b", "n_a", "n_b"]].values.tolist() == [[0.3, 9, 1, 1]]


# Two articles


def make_blocks(a, b, *, den=1) -> pd.DataFrame:
    table = pd.DataFrame({"side": ["a"] * len(a) + ["b"] * len(b), "num": [*a, *b], "den": den})
    return table.assign(article_id=table["side"], block=range(len(table)), subject="x")


def test_the_share_of_resamples_below_an_interval_by_hand(monkeypatch):
    """Variances of means 1/3 and 4/3, three blocks each, so a factor of the root of 3/2."""
    freedom = (5 / 3) ** 2 / ((1 / 3) ** 2 / 2 + (4 / 3) ** 2 / 2)
    asked = []

    def resample(num, den, first, *, reach, **how):
        asked.append((reach.tolist(), how["resamples"]))
        return resampling.Drawn(*[np.zeros(1)] * 4)

    monkeypatch.setattr("analysis.stats.compare.resample", resample)
    compare_sides(make_blocks([0, 1, 2], [0, 2, 4]), sides=AB)
    reach = norm.cdf(sqrt(3 / 2) * t.ppf(0.025, freedom))
    assert asked == [([pytest.approx(reach)], 10_000)]


@pytest.mark.parametrize("power", [0.8, 0.9])
def test_the_smallest_difference_that_would_be_found_by_hand(power):
    freedom = (5 / 3) ** 2 / ((1 / 3) ** 2 / 2 + (4 / 3) ** 2 / 2)
    reach = (t.ppf(0.975, freedom) + t.ppf(power, freedom)) * sqrt(5 / 3)
    units = make_blocks([0, 1, 2], [0, 2, 4])
    found = minimum_detectable(units, sides=AB, power=power)
    assert found.values.tolist() == [["x", pytest.approx(reach), "paragraph"]]
    if power == 0.8:
        assert minimum_detectable(units, sides=AB)["detectable"].item() == pytest.approx(reach)


def test_an_article_is_one_unit_however_many_paragraphs_it_has():
    whole = make_articles(A, B).assign(block=1)
    parts = pd.concat([whole.assign(num=whole["num"] / 2, den=whole["den"] / 2, block=block)
                       for block in (1, 2)])  # fmt: skip
    found, expected = (minimum_detectable(units, sides=AB) for units in (parts, whole))
    pd.testing.assert_frame_equal(found, expected)
    assert found["unit"].item() == "article"
    blocks = arrange_blocks(parts, sides=AB, order=["a", "b"]).table
    assert blocks[["n_a", "n_b", "blocks_a", "blocks_b"]].values.tolist() == [[3] * 4]


def test_labels_that_no_permutation_reaches_are_one_of_all():
    """The labels as they are count too, so none of 99 gives 1 in 100; the placebo is without."""
    units = make_blocks([1.0 + k / 100 for k in range(12)], [k / 100 for k in range(12)])
    found = compare_sides(units, sides=AB, resamples=99).iloc[0]
    assert found["p"] == 1 / 100 and 0 < found["placebo"] < found["estimate"]
    one = compare_sides(units, sides=AB, resamples=1).iloc[0]
    assert one["placebo"] < one["estimate"] and one["p"] == 1 / 2


def test_the_ends_of_an_interval_leave_the_same_share_on_both_sides():
    gaps = [np.arange(60.0)[:, None] * [1, -2], np.arange(60.0, 101)[:, None] * [1, -2]]
    low, high = resampling._take_ends(gaps, np.array([0.05, 0.1]), 101)
    assert low.tolist() == [5, -180] and high.tolist() == [95, -20]


def test_resamples_are_split_so_that_they_fit(monkeypatch):
    monkeypatch.setattr(resampling, "CELLS", 10)
    assert [*split_resamples(7, 5)] == [2, 2, 2, 1]
    assert [*split_resamples(3, 11)] == [1, 1, 1]
    drawn = draw_blocks(np.random.default_rng(0), 4, 4000)
    assert set(drawn.sum(axis=1)) == {4} and drawn.mean(axis=0) == pytest.approx([1] * 4, abs=0.06)


def test_subjects_in_pieces_are_as_in_one(monkeypatch):
    parts = [
        make_blocks([k, 1, 2, 9, 4, 5], [0, 2, k * k, 1, 1]).assign(subject=f"s{k}")
        for k in range(5)
    ]
    units = pd.concat(parts)
    whole = compare_sides(units, sides=AB, resamples=50)
    monkeypatch.setattr(resampling, "CELLS", 100)  # two subjects at a time, in fewer resamples
    pieces = compare_sides(units, sides=AB, resamples=50)
    same = ["subject", "a", "b", "estimate", "effect", "n_a", "blocks_b"]
    pd.testing.assert_frame_equal(whole[same], pieces[same])
    assert pieces[["low", "high", "p", "placebo"]].notna().all().all()
    # A subject alone gives what it gives among others.
    for name in ("s0", "s3", "s4"):
        alone = compare_sides(units[units["subject"] == name], sides=AB, resamples=50)
        own = pieces[pieces["subject"] == name].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            alone.drop(columns=["q", "note"]), own.drop(columns=["q", "note"])
        )


def test_subjects_that_stand_in_other_blocks_are_resampled_apart():
    present = np.array([[True, True, False], [True, False, True], [True, True, True]])
    shared = shared_blocks(present, np.array([True, True, False]))
    assert sorted((rows.tolist(), columns.tolist()) for rows, columns in shared) == [
        ([0, 1, 2], [0]), ([0, 2], [1]),
    ]  # fmt: skip


def test_blocks_and_units_by_hand():
    """Sentences of two voices are one unit; a paragraph that both sides number is two blocks."""
    rows = [("a", 1, 1, 2, 4), ("a", 1, 1, 1, 2), ("a", 1, 2, 4, 4), ("a", 2, 3, 0, 5)]
    rows += [("b", 1, 1, 3, 3), ("b", 2, 2, 5, 5), ("c", 9, 9, 9, 9), ("b", 3, 3, 1, 0)]
    table = pd.DataFrame(rows, columns=["side", "block", "sentence", "num", "den"])
    units = check_units(table.assign(article_id=table["side"]), AB)
    assert choose_unit(units) == "sentence in paragraph blocks" and units["subject"].eq("").all()
    blocks = arrange_blocks(units, sides=AB, order=["b", "a"])
    assert blocks.first.tolist() == [True, True, False, False]
    assert blocks.num[:, 0].tolist() == [3, 5, 7, 0] and blocks.den[:, 0].tolist() == [3, 5, 10, 5]
    row = blocks.table.iloc[0]
    assert row[["n_a", "n_b", "blocks_a", "blocks_b"]].tolist() == [3, 2, 2, 2]
    assert row["note"] == "not estimated (n = 2)"


def test_what_has_no_paragraph_number_is_a_paragraph_of_its_own():
    units = make_blocks([1, 2, 3], [3, 4, 5]).assign(block=[1, 2, np.nan, 1, 2, 3])
    found = compare_sides(units, sides=AB, resamples=9).iloc[0]
    assert found[["blocks_a", "n_a", "effect"]].tolist() == [3, 3, pytest.approx(-1.6)]
    runs = units.assign(block=np.nan, sentence=[1, 2, 3, 1, 2, 3])
    assert arrange_blocks(runs, sides=AB, order=["a", "b"]).num[:, 0].tolist() == [6, 12]


# Variances


def test_the_variance_of_a_ratio_by_hand():
    assert divide_squares(2.0, 40.0, 3) == pytest.approx(VARIANCES[0])
    num, den = np.array([[2.0], [6], [4], [9]]), np.array([[10.0], [20], [10], [10]])
    weights = np.array([[1.0, 1, 1, 0]])
    found = linearised_variance(weights, num, den, weights @ num, weights @ den)
    assert found[0].tolist() == pytest.approx([VARIANCES[0]])


def test_where_nothing_varies_a_variance_is_far_below_the_ratio_and_above_0():
    floor = measure_variance(np.array([-1e-9, 0.0]), 1.0, 4, 10.0)
    assert floor.tolist() == pytest.approx([1e-12, 1e-12])
    assert 0 < measure_variance(np.array([0.0]), 1.0, 4, 0.0)[0] < 1e-90


def test_the_spread_of_sides_of_other_length_by_hand():
    """Variances of means: 2 / 2 / 2 · 2 = 1 of two blocks, 6 / 9 · 3 / 2 / ... of three."""
    num = np.array([[1.0], [3.0], [0.0], [3.0], [3.0]])
    first = np.array([True, True, False, False, False])
    gap, error, freedom, widening = measure_spread(num, np.ones((5, 1)), first)
    own, other = 2 / 4 * 2 / 1, 6 / 9 * 3 / 2
    assert gap.tolist() == [0] and error.tolist() == pytest.approx([sqrt(own + other)])
    assert freedom.tolist() == pytest.approx([(own + other) ** 2 / (own**2 + other**2 / 2)])
    assert widening.tolist() == pytest.approx([sqrt((own + other) / (own / 2 + other * 2 / 3))])


def test_gaps_on_both_scales_by_hand():
    assert estimate_gap(3, 1, 10, 20, "difference") == pytest.approx(0.25)
    assert float(estimate_gap(4, 1, 10, 20, "log_ratio")) == pytest.approx(3)
    assert float(estimate_gap(0, 4, 10, 10, "log_ratio")) == pytest.approx(-3)
    zeros = float(estimate_gap(0, 0, 10, 10, "log_ratio", (2.0, 1.0)))
    assert zeros == pytest.approx(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(
            estimate_gap(np.zeros(1), np.ones(1), np.zeros(1), np.ones(1), "difference")
        )


# Intervals of one side


def make_side(side, *values) -> pd.DataFrame:
    table = pd.DataFrame({"num": values, "den": 10, "block": range(len(values))})
    return table.assign(subject="x", side=side, article_id=side)


def test_an_interval_goes_below_0_only_where_a_value_can():
    # .1 of 30: residuals −1, −1, 2, squares 6; of three blocks 6 / 900 · 3 / 2, a hundredth.
    reach = t.ppf(0.975, 2) * 0.1
    units = pd.concat([make_side("a", 0, 0, 3), make_side("b", 3, 3, 3)])
    found = spread_sides(units, sides=AB)
    assert found.values.tolist() == [
        ["x", *map(pytest.approx, (0.1, 0, 0.1 + reach, 0.3, 0.3, 0.3))]
    ]
    percent = spread_sides(units, sides=AB, per=100).iloc[0, 1:].tolist()
    assert percent == pytest.approx([10, 0, 10 + 100 * reach, 30, 30, 30])
    units.loc[units["side"] == "b", "num"] = -3
    assert spread_sides(units, sides=AB)["low_a"].item() == pytest.approx(0.1 - reach)


def test_subjects_and_sides_stand_in_their_order():
    units = pd.concat([make_side(side, 1, 2, 3).assign(subject=subject)
                       for subject in ("y", "x") for side in ("b", "a")])  # fmt: skip
    found = estimate_sides(units, minimum=1)
    assert found[["subject", "side"]].agg("".join, axis=1).tolist() == ["yb", "ya", "xb", "xa"]
    for table in (found, spread_sides(units, sides=AB), compare_groups_of(units)):
        assert table.index.equals(pd.RangeIndex(len(table))) and "index" not in table


def compare_groups_of(units: pd.DataFrame) -> pd.DataFrame:
    counts, sizes = sum_units(units, sides=AB)
    return compare_sums(counts[::-1], sizes, scale="difference")


def test_a_side_needs_its_minimum_of_sentences_and_two_blocks():
    units = make_side("a", 0, 0, 3)
    assert estimate_sides(units, minimum=3)["note"].item() == ""
    few = estimate_sides(units, minimum=4).iloc[0]
    assert few["note"] == "not estimated (n = 3)" and np.isnan(few["value"])
    one = estimate_sides(units.assign(block=1, sentence=[1, 2, 3]), minimum=3).iloc[0]
    assert one["note"] == "not estimated (n = 3)" and one["n"] == 3


# Within events


def make_events(a, b) -> pd.DataFrame:
    rows = [(f"e{k:02d}", side, value) for k, pair in enumerate(zip(a, b, strict=True))
            for side, value in zip(AB, pair, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["event", "side", "num"]).assign(subject="x", den=1.0)


def compare_events(a, b, **how) -> pd.Series:
    units = make_events(a, b)
    return compare_matched(units, units, sides=AB, **how).iloc[0]


def test_the_ends_of_the_interval_of_twenty_events_by_hand(monkeypatch):
    """Resample k draws the one event that differs k times, so its gap is k / 20."""

    def draw(rng, blocks, n):
        drawn = np.zeros((n, blocks))
        drawn[:, 0] = np.arange(n)
        return drawn

    monkeypatch.setattr(matched, "draw_blocks", draw)
    found = compare_events([1.0] + [0.0] * 19, [0.0] * 20)
    rank = round(norm.cdf(sqrt(20 / 19) * t.ppf(0.025, 19)) * 9_999)
    assert found[["low", "high"]].tolist() == pytest.approx([rank / 20, (9_999 - rank) / 20])


def test_drawn_flips_by_hand():
    """Of 40 signs drawn evenly, 14 or more too many come in 3.8 %, 12 or more in 8.1 %."""
    found = compare_events([1.0] * 40, [0.0] * 40)
    assert found["placebo"] == pytest.approx(12 / 40)
    some = compare_events([1.0, -1, 1, -1, 1] * 4, [0.0] * 20)
    assert some["p"] * 10_001 == pytest.approx(round(some["p"] * 10_001)) and some["p"] > 0.01
    # Four signs of 20 too many, or more: twice the chance of 8 heads or fewer.
    heads = sum(np.prod([(20 - k) / (k + 1) for k in range(n)]) for n in range(9)) / 2**20
    assert some["p"] == pytest.approx(2 * heads, abs=0.02)


def test_gaps_that_cancel_are_no_difference():
    assert compare_events([1.0, 0, 2, 0, 3, 0], [0.0, 1, 0, 2, 0, 3])["p"] == 1


def test_the_signs_as_they_are_count_among_those_drawn(monkeypatch):
    monkeypatch.setattr(matched, "SMALL_P", 0)  # else so small a p is drawn again
    assert compare_events([1.0] * 40, [0.0] * 40)["p"] == 1 / 10_001


def test_flips_in_pieces_are_as_many(monkeypatch):
    whole = compare_events(range(9), [3.0] * 9)
    monkeypatch.setattr(matched, "CELLS", 9 * 50)
    pieces = compare_events(range(9), [3.0] * 9)
    assert pieces["p"] == whole["p"] and pieces["placebo"] == pytest.approx(whole["placebo"])
    signs = np.array([*product([-1, 1], repeat=9)])
    sums = np.abs(signs @ (np.arange(9) - 3.0))
    assert whole["p"] == pytest.approx((sums >= 9).mean())
    assert whole["placebo"] == pytest.approx(np.quantile(sums / 9, 0.95))


@pytest.mark.parametrize(("n", "missing"), [(2, True), (3, False)])
def test_two_events_have_no_effect_and_three_have(n, missing):
    found = compare_events([2.0, 4.0, 6.0][:n], [0.0] * n)
    unknown = np.isnan(found[["effect", "low", "high", "placebo"]].astype(float))
    assert unknown.tolist() == [missing] * 4
    if not missing:
        # Mean 4, spread 2, times 1 − 3 / 7.
        assert found["effect"] == pytest.approx(2 * 4 / 7)


def test_an_event_is_compared_where_both_sides_have_words():
    units = make_events([1.0, 2.0, 3.0, 9.0], [0.0] * 4)
    units.loc[units["event"] == "e03", "den"] = [1.0, 0.0]
    none = units.assign(subject="y", den=0.0)
    table = pd.concat([units, none])
    found = compare_matched(table, table, sides=AB).set_index("subject")
    assert found.loc["x", ["a", "b", "n_a"]].tolist() == [2, 0, 3]
    assert found.loc["y", "n_a"] == 0 and np.isnan(found.loc["y", "a"])
    assert found.loc["y", "note"] == "not estimated (n = 0 events)"


def test_uses_of_a_side_without_words_are_half_a_use_of_its_mean_event():
    """Half a use in the words of all events, those of a side's own mean size."""
    units = make_events([2.0, 4.0, 6.0], [0.0] * 3)
    units["den"] = [10.0, 20.0] * 3
    found = compare_matched(units, units, sides=AB, scale="log_ratio").iloc[0]
    assert found["estimate"] == pytest.approx(log2(0.4 / (0.5 / 60)))


# What could have been shown


def test_both_ends_of_equal_sides_count_only_if_they_are_two():
    # All blocks hold something: both ends are the same labelling, one of 70.
    assert find_smallest_p([8], [4], [4]).tolist() == pytest.approx([1 / 70])
    assert find_smallest_p([1], [4], [4]).tolist() == pytest.approx([1.0])
    assert find_chance_of_absence([5], [6], [4]).tolist() == pytest.approx([6 / 252])


def test_a_test_that_reaches_its_share_of_the_level_exactly_is_corrected_for():
    p = np.array([0.01, 0.02])
    assert adjust_reachable(p, np.array([0.025, 0.025])).tolist() == pytest.approx([0.02, 0.02])
    alone = [adjust_reachable([0.01], [smallest])[0] for smallest in (0.05, 0.051)]
    assert alone[0] == pytest.approx(0.01) and np.isnan(alone[1])
    three = adjust_reachable(np.array([0.01, 0.04, 0.04]), np.array([0.001, 0.03, 0.03]))
    assert three[0] == pytest.approx(0.01) and np.isnan(three[1:]).all()
    assert adjust_p(np.array([0.01, 0.02])).tolist() == pytest.approx([0.02, 0.02])


# Seeds


def test_a_seed_is_the_first_52_bits_of_a_hash():
    expected = int(sha256(b"a\nb").hexdigest()[:13], 16)
    assert hash_names(["b", "a"]) == expected < 2**52
    units = pd.DataFrame({"side": ["a", "a", "b"], "article_id": [2, 2, 3]})
    seeds = seed_units(units, AB, 7)
    assert seeds == {"a": hash_names(["2", "7"]), "b": hash_names(["3", "7"])}


def test_a_seed_draws_what_it_drew():
    """A page can be made again to the last byte, so no version may draw other numbers."""
    columns = ["low", "high", "p", "placebo"]
    some, none = make_blocks([1, 1, 2, 1, 5, 3], [0] * 5, den=10), [0, 0, 0, 0, 1]
    few = compare_sides(
        make_blocks([0, 1, 2, 0, 5, 3], none, den=10), sides=AB, resamples=99, seed=7
    )
    assert few.loc[0, columns].tolist() == pytest.approx([-0.00667, 0.38333, 0.13, 0.2], abs=1e-5)
    log_ratio = compare_sides(some, sides=AB, resamples=99, seed=7, scale="log_ratio")
    assert log_ratio.loc[0, columns].tolist() == pytest.approx(
        [0.25832, 7.5268, 0.01, 2.72247], abs=1e-5
    )
    a, b = ([step * k % size / 10 for k in range(18)] for step, size in ((7, 11), (5, 7)))
    events = compare_events(a, b, seed=3)
    assert events[columns].tolist() == pytest.approx([0.01111, 0.44444, 0.0491, 0.21667], abs=1e-5)
    rare = compare_events([value + 0.12 for value in a], b, seed=3)["p"]
    assert rare == pytest.approx(0.0042399788, rel=1e-8)  # of 200,000 flips
    zero = compare_events([0.2] * 18, [0.0] * 18, seed=3, scale="log_ratio")
    assert zero[["low", "high"]].tolist() == pytest.approx([-0.23355, 7.8201], abs=1e-4)


def test_quantiles_and_p_are_those_of_scipys_statistics():
    """To the last bit: 7 stands for any freedom, and where there is none nothing is told."""
    freedom = np.array([0.5, 1, 1.5, 7, 30.25, 1e6, 0, -1, np.nan])
    for share in (0.025, 0.5, 0.8, 0.975):
        np.testing.assert_array_equal(quantile_t(share, freedom), t.ppf(share, freedom))
    np.testing.assert_array_equal(-quantile_t(0.025, freedom), t.isf(0.025, freedom))
    for value in (0.0, 0.3, 2.5, 40.0, np.nan):
        np.testing.assert_array_equal(p_of_t(value, freedom), 2 * t.sf(value, freedom))
    values = np.array([-40.0, -1.96, 0, 0.5, np.nan])
    np.testing.assert_array_equal(share_below(values), norm.cdf(values))


@pytest.mark.parametrize("odd", [-0.01, 1.01])
def test_what_is_no_p_is_refused(odd):
    with pytest.raises(ValueError, match="0 to 1"):
        adjust_p([0.2, odd, np.nan])
