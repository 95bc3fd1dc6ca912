"""Groups compared within events: worked by hand, against SciPy, and laws."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import permutation_test, wilcoxon

import crossframe as cf
from analysis.archive.archive import sum_archive, write_archive
from analysis.event.build import build_corpus
from analysis.event.gather import gather_articles
from analysis.event.settings import read_settings
from analysis.judge.families import VOICES, list_families
from analysis.judge.matched import average_choices, sum_events, weigh_forms
from analysis.judge.totals import add_sums
from analysis.judge.verdicts import judge_all, judge_sums, list_matched
from analysis.read.sources import read_source
from analysis.show.headlines import list_headlines
from analysis.stats.matched import EXACT, MORE_FLIPS, compare_matched
from analysis.stats.totals import compare_sums, sum_units
from analysis.tables.matched import cut_events, is_matched, keep_matched, list_events
from analysis.tables.schemas import SCHEMAS
from analysis.tables.storage import read_findings
from archive_tables import BOOKS, PAIR, judged_the_same, make_rows, open_here, settings_of, write

AB = ("a", "b")


def make_units(a, b, *, subject="x", den=1.0):
    """Values of both sides in as many events as there are numbers."""
    rows = [
        (subject, f"e{k:03d}", side, value * den, den)
        for k, pair in enumerate(zip(a, b, strict=True))
        for side, value in zip(AB, pair, strict=True)
    ]
    return pd.DataFrame(rows, columns=["subject", "event", "side", "num", "den"])


def compare(a, b, **how):
    units = make_units(a, b)
    return compare_matched(units, units, sides=AB, **how).iloc[0]


# Worked by hand


def test_six_events_by_hand():
    # Differences 1, 2, 3, 4, 5 and -1: mean 14 / 6. Of 64 ways to give 1, 1, 2, 3, 4, 5 their signs
    # three have a sum of 14 or more (16, and 14 with either 1 negative), and three of -14 or less.
    found = compare([3, 4, 5, 6, 7, 1], [2, 2, 2, 2, 2, 2])
    assert found["estimate"] == pytest.approx(14 / 6)
    assert found[["a", "b"]].tolist() == pytest.approx([26 / 6, 2])
    assert found["p"] == pytest.approx(6 / 64)
    # d / its standard deviation: squares about 7/3 are 16/9 + 1/9 + 4/9 + 25/9 + 64/9 + 100/9.
    spread = (210 / 9 / 5) ** 0.5
    assert found["effect"] == pytest.approx(14 / 6 / spread * (1 - 3 / 19))
    assert found["note"] == "" and found["n_a"] == found["blocks_b"] == 6
    assert found["unit"] == "event"


def test_events_of_any_size_count_once_and_articles_add_up_within_them():
    # Event 1: 6 of 12 against 2 of 8; event 2: 90 of 100 against 1 of 2; event 3: 0 of 1, 1 of 4.
    rows = [("1", "a", 2, 4), ("1", "a", 4, 8), ("1", "b", 2, 8), ("2", "a", 90, 100)]
    rows += [("2", "b", 1, 2), ("3", "a", 0, 1), ("3", "b", 1, 4), ("4", "a", 5, 5)]
    units = pd.DataFrame(rows, columns=["event", "side", "num", "den"]).assign(subject="x")
    found = compare_matched(units, units, sides=AB).iloc[0]
    assert found["a"] == pytest.approx((0.5 + 0.9 + 0) / 3)
    assert found["b"] == pytest.approx((0.25 + 0.5 + 0.25) / 3)
    assert found["estimate"] == pytest.approx(0.4 / 3)
    assert np.isnan(found["p"]) and found["n_a"] == 3
    assert found["note"].startswith("not tested (differs in n = 3 events: the least p that flips")
    assert found["note"].endswith("is 0.25)")


@pytest.mark.parametrize(("n", "note"), [(2, "not estimated (n = 2 events)"), (5, "is 0.062)")])
def test_few_events_are_not_tested(n, note):
    found = compare([1] * n, [0] * n)
    assert found["note"].endswith(note) and np.isnan(found["p"])
    assert np.isnan(found["low"]) == (n < 3)


def test_what_differs_in_few_events_is_not_tested():
    found = compare([1] * 5 + [0] * 20, [0] * 25)
    assert "differs in n = 5 events" in found["note"] and np.isnan(found["p"])
    assert compare([1] * 6 + [0] * 20, [0] * 26)["p"] < 0.05


def test_a_log_ratio_by_hand():
    # Rates 2 and 4 in 100 against 1 in 100 each: means 3 and 1, so log2(3).
    found = compare([0.02, 0.04] * 4, [0.01] * 8, scale="log_ratio")
    assert found["estimate"] == pytest.approx(np.log2(3)) and found["p"] == 2 / 2**8
    # A side without a use counts as half a use in all its words, here 8 events of 100.
    units = make_units([0.02] * 8, [0.0] * 8, den=100)
    zero = compare_matched(units, units, sides=AB, scale="log_ratio").iloc[0]
    assert zero["estimate"] == pytest.approx(np.log2(0.02 / (0.5 / 800)))
    assert zero["low"] < zero["estimate"] < zero["high"]


def test_forms_weigh_by_their_event():
    # 1 of 10 and 30 of 100 words on side a: mean rate .2; 1 of 5 and 0 of 20 on side b: .1.
    rows = [("x", "1", "a", 1), ("o", "1", "a", 9), ("x", "2", "a", 30), ("o", "2", "a", 70)]
    rows += [("x", "1", "b", 1), ("o", "1", "b", 4), ("o", "2", "b", 20), ("x", "3", "a", 9)]
    forms = pd.DataFrame(rows, columns=["term", "event", "side", "n"])
    wide = weigh_forms(forms.assign(family=forms["term"], role="body"), pair=AB)
    rates = wide.set_index("term")[["a", "b"]] / wide[["a", "b"]].sum()
    assert rates.loc["x"].tolist() == pytest.approx([0.2, 0.1])
    assert wide[["a", "b"]].sum().tolist() == pytest.approx([110, 25])


def test_choices_are_means_over_events_too():
    rows = [("main", "1", "a", 1, 2, 1), ("main", "1", "b", 1, 4, 2), ("main", "2", "a", 3, 3, 3)]
    rows += [("main", "2", "b", 0, 5, 4), ("main", "3", "a", 9, 9, 9), ("other", "1", "a", 1, 1, 1)]
    table = pd.DataFrame(rows, columns=["choice", "event", "side", "num", "den", "n"])
    found = average_choices(table)
    assert found["choice"].tolist() == ["main", "main"]
    assert (found["num"] / found["den"]).tolist() == pytest.approx([0.75, 0.125])
    assert found["n"].tolist() == [4, 6]


# Other software


@pytest.mark.parametrize("seed", range(6))
def test_p_is_that_of_scipy(seed):
    rng = np.random.default_rng(seed)
    n = 6 + seed
    a, b = rng.normal(0.4, 1, n), rng.normal(0, 1, n)

    def gap(x, y, axis):
        return np.mean(x - y, axis=axis)

    how = {"permutation_type": "samples", "vectorized": True, "n_resamples": np.inf}
    theirs = permutation_test((a, b), gap, alternative="two-sided", **how)
    assert compare(a, b)["p"] == pytest.approx(theirs.pvalue)
    # On ranks of differences the same flips are Wilcoxon's signed-rank test.
    signed = np.sign(a - b) * pd.Series(np.abs(a - b)).rank().to_numpy()
    own = compare(signed, np.zeros(n))["p"]
    assert own == pytest.approx(wilcoxon(a, b, method="exact").pvalue)


def test_drawn_flips_come_near_to_all_of_them():
    rng = np.random.default_rng(3)
    n = EXACT + 4
    gaps = rng.normal(0.35, 1, n)
    signs = np.array([*product([-1, 1], repeat=n // 2)])
    sums = (signs @ gaps[: n // 2])[:, None] + (signs @ gaps[n // 2 :])[None, :]
    exact = (np.abs(sums) >= abs(gaps.sum()) - 1e-9).mean()
    assert compare(gaps, np.zeros(n))["p"] == pytest.approx(exact, abs=0.015)
    sure = compare(np.ones(40), np.zeros(40))["p"]
    assert sure == 1 / (MORE_FLIPS + 1)


# Laws


@pytest.mark.parametrize("scale", ["difference", "log_ratio"])
@pytest.mark.parametrize("n", [8, 30])
def test_swapping_the_sides_flips_the_signs(scale, n):
    rng = np.random.default_rng(n)
    a, b = rng.random(n), rng.random(n)
    one, other = compare(a, b, scale=scale, seed=5), compare(b, a, scale=scale, seed=5)
    for column in ("estimate", "effect"):
        assert other[column] == pytest.approx(-one[column])
    assert [other["low"], other["high"]] == pytest.approx([-one["high"], -one["low"]])
    assert [other["p"], other["placebo"]] == pytest.approx([one["p"], one["placebo"]])


def test_a_side_against_itself_gives_nothing():
    values = np.random.default_rng(0).random(20)
    found = compare(values, values)
    assert found["estimate"] == found["low"] == found["high"] == 0
    assert np.isnan(found["p"]) and "differs in n = 0" in found["note"]


def test_a_row_depends_on_no_other_subject_and_on_no_order():
    rng = np.random.default_rng(1)
    units = pd.concat(
        [make_units(rng.random(25), rng.random(25), subject=f"s{k}", den=50) for k in range(30)]
    )
    # One subject lacks some events of a side.
    units.loc[(units["subject"] == "s4") & (units["event"] < "e003"), "den"] = 0
    every = compare_matched(units, units, sides=AB, seed=2).set_index("subject")
    mixed = units.sample(frac=1, random_state=1)
    again = compare_matched(mixed, mixed, sides=AB, seed=2).set_index("subject")
    pd.testing.assert_frame_equal(every, again)
    for name in ("s0", "s4"):
        own = units[units["subject"] == name]
        alone = compare_matched(own, own, sides=AB, seed=2).set_index("subject").drop(columns="q")
        pd.testing.assert_frame_equal(alone, every.loc[[name]].drop(columns="q"))
    assert every.loc["s4", "n_a"] == 22


def draw_events(rng, n, *, gap=0.0, between=1.0, within=0.5):
    """Values of both sides that share what their event brings."""
    shared = rng.normal(0, between, n)
    return shared + gap + rng.normal(0, within, n), shared + rng.normal(0, within, n)


@pytest.mark.parametrize("n", [8, 20])
def test_where_nothing_differs_one_in_twenty_has_a_small_p(n):
    rng = np.random.default_rng(n)
    drawn = [make_units(*draw_events(rng, n), subject=f"{k:04d}") for k in range(800)]
    units = pd.concat(drawn, ignore_index=True)
    p = compare_matched(units, units, sides=AB)["p"]
    assert 0.03 <= (p < 0.05).mean() <= 0.07
    assert 0.45 <= p.mean() <= 0.55


def test_a_true_difference_is_found_more_often_than_unpaired():
    rng = np.random.default_rng(4)
    drawn = [make_units(*draw_events(rng, 20, gap=0.4), subject=f"{k:03d}") for k in range(200)]
    units = pd.concat(drawn, ignore_index=True)
    paired = compare_matched(units, units, sides=AB)
    articles = units.assign(article_id=units["event"] + units["side"])
    unpaired = compare_sums(*sum_units(articles, sides=AB), scale="difference")
    assert paired["estimate"].tolist() == pytest.approx(unpaired["estimate"].tolist())
    found, before = (paired["p"] < 0.05).mean(), (unpaired["p"] < 0.05).mean()
    assert found > 0.55 and before < 0.3
    held = (paired["low"] <= 0.4) & (paired["high"] >= 0.4)
    assert 0.9 <= held.mean() <= 0.99


def test_what_a_side_tells_more_often_is_no_difference_within_events():
    # Values belong to events alone; side a has five articles on those of high values, b on others.
    rng = np.random.default_rng(6)
    parts = []
    for draw in range(150):
        shared = rng.normal(0, 1, 12)
        for k, level in enumerate(shared):
            often = "a" if level > 0 else "b"
            for side in AB:
                values = level + rng.normal(0, 0.5, 5 if side == often else 1)
                row = {"subject": f"{draw:03d}", "event": f"e{k:02d}", "side": side, "den": 1.0}
                parts += [{**row, "num": value} for value in values]
    units = pd.DataFrame(parts)
    paired = compare_matched(units, units, sides=AB)
    articles = units.assign(article_id=units.index.astype(str))
    unpaired = compare_sums(*sum_units(articles, sides=AB), scale="difference")
    assert 0.01 <= (paired["p"] < 0.05).mean() <= 0.1
    assert (unpaired["p"] < 0.05).mean() > 0.8


# Articles


def make_stories(many=20, *, alone=2, seed=7):
    """Articles of both papers on the same stories, some without a partner or a story.

    With this seed no two are near copies, which an archive would count once.
    """
    rows = make_rows(2 * many, seed=seed)
    for k, row in enumerate(rows):
        row["story"] = f"story {k // 2:02d}"
    for k, row in enumerate(make_rows(2 * alone, seed=seed + 1)):
        text = f"{row['text']} It was a story of {row['paper']} alone."
        rows.append({**row, "id": f"alone{k}", "text": text, "story": f"alone {k}" if k else ""})
    return rows


def settings_with(path):
    return {**settings_of(path), "match": "story"}


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    return write(tmp_path_factory.mktemp("stories") / "stories.jsonl", make_stories())


@pytest.fixture(scope="module")
def compared(table):
    return cf.compare(table, by="paper", sides=list(PAIR), match="story")


@pytest.fixture(scope="module")
def streamed(table, tmp_path_factory):
    """The folder of the table as an archive, and how many articles of each side it has."""
    folder = tmp_path_factory.mktemp("streamed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.archive.workers.open_pool", open_here)
        settings = settings_with(table)
        counts = write_archive(table, settings, folder=folder, codebooks=BOOKS, size=15)
    return folder, counts


@pytest.fixture(scope="module")
def corpus(table):
    raw = gather_articles(settings_with(table), table.parent)
    return build_corpus(*raw, codebooks=BOOKS)[0]


@pytest.fixture(scope="module")
def findings(corpus):
    return judge_all(keep_matched(corpus), codebooks=["generic"])


def test_articles_without_a_partner_are_set_aside(corpus):
    kept = keep_matched(corpus)
    assert is_matched(corpus) and len(kept.articles) == 40
    assert kept.alone == {"Post": 2, "Herald": 2}
    assert set(kept.segments["article_id"]) == set(kept.articles["article_id"])
    events = list_events(corpus.articles, sides=PAIR)
    assert events["matched"].sum() == 20 and len(events) == 23


def test_sides_without_a_common_event_are_refused(corpus):
    own = corpus.articles["side"] == "Post"
    articles = corpus.articles.assign(event=corpus.articles["event"].where(own, "elsewhere"))
    with pytest.raises(ValueError, match="Post has 'alone 2', 'story 00'.* Herald has 'elsewhere'"):
        keep_matched(cf.Corpus(articles, corpus.segments, corpus.terms, corpus.marks))


def test_what_the_judge_finds_are_means_over_events(corpus, findings):
    kept = keep_matched(corpus)
    assert set(findings["unit"]) == {"event"}
    units = VOICES.units(kept, VOICES.main)
    sums = units.merge(kept.articles[["article_id", "event"]], on="article_id")
    sums = sums.groupby(["event", "side"])[["num", "den"]].sum()
    rates = (sums["num"] / sums["den"]).unstack()[list(PAIR)]
    found = findings[findings["measure"] == "voices"].iloc[0]
    assert found[["a", "b"]].tolist() == pytest.approx(rates.mean().tolist())
    assert found["n_a"] == found["blocks_b"] == 20
    shown = list_matched(kept, findings[findings["measure"] == "voices"])
    assert list(shown) == list(SCHEMAS["matched"])
    assert shown["a"].tolist() == pytest.approx(rates["Post"].tolist())
    assert shown["estimate"].mean() == pytest.approx(found["estimate"])
    assert shown["articles_a"].tolist() == [1] * 20


def test_words_are_compared_within_events_too(corpus, findings):
    kept = keep_matched(corpus)
    words = findings[(findings["measure"] == "terms") & (findings["verdict"] == "supported")]
    shown = list_matched(kept, words)
    means = shown.groupby("finding_id")[["a", "b"]].mean()
    found = words.set_index("finding_id").loc[means.index]
    assert means["a"].tolist() == pytest.approx(found["a"].tolist())
    assert means["b"].tolist() == pytest.approx(found["b"].tolist())
    # Under the main choice the rates are those of the finding.
    tried = cf.list_specifications(kept, words)
    main = tried[tried["choices"] == "main choice"].set_index("finding_id")["estimate"]
    assert main.loc[found.index].tolist() == pytest.approx(found["estimate"].tolist())
    assert (found["tried"] >= 2).all()


def test_every_choice_of_a_dense_measure_starts_at_the_finding(corpus, findings):
    kept = keep_matched(corpus)
    some = findings[findings["measure"].isin(["tone", "voices", "markers", "frames: generic"])]
    tried = cf.list_specifications(kept, some)
    main = tried[tried["choices"] == "main choice"].set_index("finding_id")["estimate"]
    expected = some.set_index("finding_id")["estimate"].loc[main.index]
    assert len(main) >= 10 and main.tolist() == pytest.approx(expected.tolist(), abs=1e-12)


def test_articles_in_other_order_and_sides_swapped_give_the_same(corpus, findings):
    kept = keep_matched(corpus)
    turned = kept.articles.iloc[::-1]
    other = judge_all(
        cf.Corpus(turned, kept.segments, kept.terms, kept.marks), codebooks=["generic"]
    )
    one, other = (table.set_index("finding_id") for table in (findings, other))
    assert set(one.index) == set(other.index)
    other = other.loc[one.index]
    assert other["side_a"].iloc[0] == one["side_b"].iloc[0]
    assert other["estimate"].tolist() == pytest.approx((-one["estimate"]).tolist())
    for column, as_column in (("p", "p"), ("placebo", "placebo")):
        assert other[column].tolist() == pytest.approx(one[as_column].tolist(), nan_ok=True)
    low, high = one["low"].tolist(), (-other["high"]).tolist()
    assert low == pytest.approx(high, nan_ok=True)
    assert other["verdict"].tolist() == one["verdict"].tolist()


def test_copies_of_one_side_on_the_other_support_nothing(corpus):
    kept = keep_matched(corpus)
    own = kept.select(side="Post")
    parts = []
    for side in PAIR:
        frames = []
        for table in (own.articles, own.segments, own.terms, own.marks):
            table = table.assign(article_id=side + table["article_id"])
            if "segment_id" in table:
                table = table.assign(segment_id=side + table["segment_id"])
            frames.append(table.assign(side=side) if "side" in table else table)
        parts.append(frames)
    both = cf.Corpus(*(pd.concat(tables, ignore_index=True) for tables in zip(*parts, strict=True)))
    found = judge_all(both, codebooks=["generic"])
    assert len(found) > 20 and (found["estimate"].abs() < 1e-12).all()
    assert set(found["verdict"]) == {"not shown"}


def test_labels_of_events_change_nothing_else(corpus):
    relabelled, places = cut_events(corpus)
    assert len(relabelled.articles) == 43 and places["label"].is_unique
    back = relabelled.articles.merge(places, left_on="side", right_on="label")
    mine = corpus.articles.set_index("article_id")
    assert back["side_y"].tolist() == mine.loc[back["article_id"], "side"].tolist()
    # Of a selection too, whose sentences are scored whole.
    body = corpus.select(role="body")
    one, other = (cf.score_segments(c) for c in (body, cut_events(body)[0]))
    one = one[one["article_id"].isin(other["article_id"])]
    assert one["num"].tolist() == other["num"].tolist() and len(one) < len(body.segments)


@pytest.mark.parametrize("seed", range(2))
def test_parts_are_judged_as_the_whole(corpus, seed):
    rng = random.Random(seed)
    stories = rng.sample(sorted(set(corpus.articles["event"])), rng.randint(4, 16))
    chosen = corpus.articles.loc[corpus.articles["event"].isin(stories), "article_id"].tolist()
    rng.shuffle(chosen)
    size = rng.randint(3, 9)
    parts = [chosen[k : k + size] for k in range(0, len(chosen), size)]
    rows = list_families(BOOKS)
    sums = add_sums(
        sum_events(corpus.select(article_id=part), rows, pair=PAIR, told=True) for part in parts
    )
    memory = judge_all(keep_matched(corpus.select(article_id=chosen)), codebooks=["generic"])
    judged_the_same(memory, judge_sums(sums, pair=PAIR))


def test_a_stream_gives_what_memory_gives(streamed, findings):
    folder, counts = streamed
    assert counts == {"Post": 20, "Herald": 20}
    stream = read_findings(folder)
    same = findings.fillna({"witness": "", "lost": "", "note": ""})
    judged_the_same(same, stream[list(same)])
    told = cf.read_counts(folder, "told")
    own = told[told["measure"] == "matched"].set_index("subject")[["a", "b"]]
    assert own.loc["events"].tolist() == [20, 20]
    assert own.loc["articles without a partner"].tolist() == [2, 2]
    shown = cf.read_counts(folder, "matched")
    assert set(shown["measure"]) >= {"voices", "tone", "markers"}
    assert cf.read_counts(folder, "events")["matched"].sum() == 20
    sample = [json.loads(line) for line in (folder / "sample.jsonl").read_text().splitlines()]
    assert {row["event"] for row in sample} == {f"story {k:02d}" for k in range(20)}
    # The counts of the first screen are those of the matched articles in memory.
    event = cf.load_event(str(folder), texts=True)
    assert len(event.corpus.articles) == 40


@pytest.mark.usefixtures("here")
def test_told_counts_of_a_stream_are_those_of_memory(table, corpus, streamed):
    from analysis.judge.matched import set_aside
    from analysis.judge.telling import tell_counts

    # The parts are there already.
    folder = streamed[0]
    sums, _ = sum_archive(table, settings_with(table), folder=folder, codebooks=BOOKS, size=15)
    stream = tell_counts(set_aside(sums, pair=PAIR)["told"], pair=PAIR)
    memory = cf.tell_all(keep_matched(corpus)).drop(columns="segments")
    keys = ["measure", "kind", "subject"]
    one, other = (
        table.sort_values(keys, ignore_index=True).astype({"a": int, "b": int})
        for table in (memory, stream)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False)


def test_the_first_screen_says_that_events_were_compared(compared):
    lines = list_headlines(compared.findings, told=compared.told).set_index("finding_id")
    said = lines.loc["matched", "sentence"]
    assert "within 20 events that both sides tell (20 articles of Post, 20 of Herald)" in said
    assert said.endswith("Articles without a partner on their event, set aside: 2 and 2.")
    assert lines.loc["voices-words-of-others", "count"] == "20 events"
    assert "nothing is tested" not in said
    shown = cf.list_matched(compared.corpus, compared.findings.query("measure == 'voices'"))
    drawn = cf.chart(
        "matched", shown, sides=PAIR, name="by-event", caption="Words left to others by event"
    )
    assert drawn.csv.count("\n") == 21 and drawn.plain.count(";") == 7
    first = drawn.csv.splitlines()[1].split(",")[0]
    assert first == shown.loc[shown["estimate"].idxmax(), "event"]


def test_few_events_say_why_nothing_is_tested(corpus):
    ids = corpus.articles.loc[corpus.articles["event"].isin([f"story 0{k}" for k in range(5)])]
    few = keep_matched(corpus.select(article_id=ids["article_id"].tolist()))
    found = judge_all(few, codebooks=["generic"])
    assert found["p"].isna().all() and set(found["verdict"]) == {"not shown"}
    told = cf.tell_all(few)
    said = list_headlines(found, told=told).set_index("finding_id").loc["matched", "sentence"]
    assert "the least p that flipping the signs of 5 can reach is 0.0625" in said


def test_each_of_three_sides_is_matched_against_the_others(tmp_path):
    rows = make_stories(10, alone=0)
    third = [
        {**row, "id": f"third{k}", "paper": "Third", "text": f"{row['text']} Third said so."}
        for k, row in enumerate(make_rows(10, seed=9))
    ]
    for k, row in enumerate(third):
        row["story"] = f"story {k:02d}"
    path = write(tmp_path / "t.jsonl", [*rows, *third])
    compared = cf.compare(path, by="paper", sides=["Post", "Herald", "Third"], match="story")
    assert compared.corpus.sides == ["Post", "All others"]
    faced = cf.judge_sides(compared.event.every, codebooks=["generic"])
    assert set(faced["unit"]) == {"event"} and faced["side"].nunique() == 3
    own = compared.event.every.articles
    apart = own["event"].where(own["side"] != "Third", "elsewhere")
    lonely = replace(compared.event.every, articles=own.assign(event=apart))
    assert set(cf.judge_sides(lonely, codebooks=[])["side"]) == {"Post", "Herald"}


# Reading


def test_a_column_a_folder_or_an_entry_says_the_event(tmp_path):
    rows = make_stories(2, alone=0)
    found, _ = read_source(write(tmp_path / "t.csv", rows), columns={"event": "story"})
    assert found["event"].tolist() == [row["story"] for row in rows]
    # No column is taken for events unasked, not even one of that name.
    renamed = [{**row, "event": row["story"]} for row in rows]
    assert set(read_source(write(tmp_path / "u.csv", renamed))[0]["event"]) == {""}
    for row in rows:
        place = tmp_path / "both" / row["paper"] / row["story"] / f"{row['id']}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(row["text"], encoding="utf-8")
    found, _ = read_source(tmp_path / "both", columns={"event": "folder"}, by="folder")
    told = found.set_index("article_id")[["side", "event"]].to_dict("index")
    assert told == {row["id"]: {"side": row["paper"], "event": row["story"]} for row in rows}
    compared = cf.compare(tmp_path / "both" / "Post", tmp_path / "both" / "Herald", match="folder")
    assert compared.corpus.articles["event"].nunique() == 2


EVENT = """
title = "Stories"
[[sides]]
label = "Post"
{post}
[[sides]]
label = "Herald"
{herald}
"""


def test_event_toml_names_events(tmp_path):
    parts = {"Post": [], "Herald": []}
    for row in make_stories(3, alone=0):
        (tmp_path / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
        entry = f'[[sides.articles]]\nid = "{row["id"]}"\nfile = "{row["id"]}.txt"\n'
        parts[row["paper"]].append(f'{entry}event = "{row["story"]}"\n')
    text = EVENT.format(post="\n".join(parts["Post"]), herald="\n".join(parts["Herald"]))
    (tmp_path / "event.toml").write_text(text, encoding="utf-8")
    event = cf.load_event(str(tmp_path), texts=True)
    assert event.corpus.articles["event"].nunique() == 3 and is_matched(event.corpus)
    (tmp_path / "event.toml").write_text(text.replace("event = ", "evnt = "), encoding="utf-8")
    with pytest.raises(ValueError, match="no key 'evnt' there; did you mean 'event'"):
        read_settings(tmp_path)


def test_features_keep_the_events(compared, tmp_path):
    event = compared.write(tmp_path / "kept")
    again = cf.load_event(str(event.folder), texts=True)
    assert again.corpus.articles["event"].tolist() == compared.corpus.articles["event"].tolist()
    assert len(again.every.articles) == 44 and again.settings["match"] == "story"


def test_a_wrong_column_of_events_is_refused(table, tmp_path):
    with pytest.raises(ValueError, match="no column 'stroy'; did you mean 'story'"):
        cf.compare(table, by="paper", sides=list(PAIR), match="stroy")
    rows = [{**row, "story": ""} for row in make_stories(3)]
    path = write(tmp_path / "t.jsonl", rows)
    with pytest.raises(ValueError, match="match = 'story': no article has an event"):
        cf.compare(path, by="paper", sides=list(PAIR), match="story")


# What is suggested


def test_events_are_suggested_by_day_and_names_and_never_applied(tmp_path):
    people = ["Ada Marsh", "Hugo Brandt", "Ines Tallow", "Otto Wren", "Pia Lund", "Rolf Ekdal"]
    rows = []
    for k, name in enumerate(people):
        for paper, text in (
            ("Post", f"On the pier {name} of Quarry{k} Works said that no boat will sail."),
            ("Herald", f"A boat was sold by {name}, who leads Quarry{k} Works in the north."),
        ):
            late = k == 5 and paper == "Herald"
            day = "2024-03-20" if late else f"2024-03-0{k + 1}"
            rows.append({"id": f"{paper}{k}", "paper": paper, "text": text, "published": day})
    path = write(tmp_path / "t.jsonl", rows)
    compared = cf.compare(path, by="paper", sides=list(PAIR))
    found = cf.suggest_events(compared.corpus)
    pairs = found.groupby("event")["article_id"].apply(sorted).tolist()
    assert sorted(pairs) == [[f"Herald{k}", f"Post{k}"] for k in range(5)]
    assert found["score"].between(0.25, 1).all() and found["side"].value_counts().min() == 5
    assert found.loc[found["article_id"] == "Post0", "event"].item().startswith("2024-03-01 ")
    # The sixth pair is too far apart, and found where no day is asked for.
    assert len(cf.suggest_events(compared.corpus, days=None)) == 12
    assert "event" not in compared.corpus.articles and set(compared.findings["unit"]) == {"article"}


def test_suggestions_need_names_and_texts(corpus):
    without = cf.Corpus(
        corpus.articles, corpus.segments.drop(columns="text"), corpus.terms, corpus.marks
    )
    with pytest.raises(ValueError, match="names, which features do not hold"):
        cf.suggest_events(without)
