"""Judgement of terms, frames and everything, what chance gives, sentences, instrument cards."""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import replace
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, t, ttest_ind
from textblob import TextBlob

from analysis.articles.voices import find_passages
from analysis.instruments.scores import score_texts
from analysis.judge import frames, terms
from analysis.judge.chance import list_detectable, list_ways, split_halves
from analysis.judge.choices import divide_sums
from analysis.judge.evidence import STRONGEST, add_evidence, evidence
from analysis.judge.families import find_family
from analysis.judge.rows import add_choices
from analysis.judge.terms import add_choices as add_words
from analysis.judge.terms import specify_words
from analysis.judge.thresholds import DECIDES, MIN_TERM, SURE_Q, WITNESSES
from analysis.judge.verdicts import judge_all, judge_frames, judge_terms, list_specifications
from analysis.measures.absence import list_absent
from analysis.measures.actions import list_actions
from analysis.measures.codebooks import mark_frames, read_codebook
from analysis.measures.context import list_places
from analysis.measures.families import fold_families
from analysis.measures.keyness import count_terms
from analysis.measures.labels import list_labels
from analysis.measures.markers import mark_markers
from analysis.measures.parallels import pair_passages
from analysis.measures.scoring import score_segments
from analysis.measures.spelling import fold_lemmas
from analysis.measures.terms import count_words, list_units
from analysis.show.sentences import (
    NAMED,
    write_accuracy,
    write_frames,
    write_scope,
    write_terms,
    write_verdicts,
    write_words,
)
from analysis.stats.variance import adjust_p
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import check_table
from analysis.text.sentences import sentence_spans
from helpers import (
    VADER,
    against_itself,
    complete,
    double,
    load,
    make_corpus,
    read_counts,
    swap,
    terms_of,
)

ROOT = Path(__file__).parents[1]
NAMES = ["harbour-lease", "us-pakistan-sanctions"]
GENERIC = read_codebook(ROOT / "data" / "codebooks" / "generic.csv")
STRIFE = pd.DataFrame(
    {"frame": ["strife", "strife"], "pattern": ["quarrel*", "row"], "weight": [1.0, 1.0]}
)


def judge(corpus, codebook):
    """Findings on terms and on one codebook."""
    found = [
        judge_terms(corpus, resamples=200),
        judge_frames(corpus, codebook=codebook, resamples=200),
    ]
    return pd.concat(found, ignore_index=True)


@cache
def judge_families(name, *, swapped=False):
    return judge(swap(load(name)) if swapped else load(name), name)


@cache
def judge_everything():
    return judge_all(
        load("us-pakistan-sanctions"), codebooks=["us-pakistan-sanctions", "generic"], resamples=200
    )


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", text)]


def add_line(corpus, text, role):
    """The corpus with one more segment of another role on side a, its terms and frame language."""
    row = {
        "segment_id": "z",
        "paragraph": 9,
        "sentence": 99,
        "role": role,
        "text": text,
        "n_words": len(text.split()),
    }
    segments = pd.concat(
        [corpus.segments, corpus.segments.head(1).assign(**row)], ignore_index=True
    )
    marks = check_table(
        pd.concat([corpus.marks, mark_frames(segments.tail(1), {"own": STRIFE})]), "marks"
    )
    return replace(corpus, segments=segments, terms=count_words(segments), marks=marks)


# Terms: by hand, then laws


def test_lemmas_by_hand():
    folded = fold_lemmas(terms_of(ports=2, port=1, said=3, says=1, US=4, AIDs=1))
    assert read_counts(folded) == {"port": 3, "say": 4, "US": 4, "AIDs": 1}


@pytest.mark.parametrize("name", NAMES)
def test_lemmas_places_and_units_keep_every_word(name):
    corpus = load(name)
    ones, places = corpus.terms.query("size == 1"), ["article_id", "paragraph", "role", "voice"]
    folded = fold_lemmas(ones)
    assert folded.groupby(places)["n"].sum().equals(ones.groupby(places)["n"].sum())
    assert 0 < folded["term"].nunique() < ones["term"].nunique()
    lease = "lease" if name == "harbour-lease" else "sanctions"
    assert (
        list_places(corpus.terms, lease)["n"].sum()
        == ones.loc[ones["term"].str.lower() == lease, "n"].sum()
        > 5
    )
    units = list_units(ones, corpus.articles, keep=[lease, "zeppelin"])
    sums = units.groupby(["subject", "side"], sort=False)[["num", "den"]].sum()
    counts = count_terms(ones, corpus.articles).set_index("term")
    assert sums.loc[lease, "num"][corpus.sides].tolist() == counts.loc[lease, ["a", "b"]].tolist()
    assert sums.loc["zeppelin", "num"].tolist() == [0, 0]
    assert sums.loc["zeppelin", "den"][corpus.sides].tolist() == counts[["a", "b"]].sum().tolist()


def test_silence_has_the_chance_of_a_binomial_and_swaps_with_the_sides():
    table = pd.DataFrame({"term": ["pier", "gate", "quay"], "a": [6, 0, 2], "b": [0, 3, 2]})
    found = list_absent(table, n_a=1000, n_b=600, sides=("A", "B"))
    # Gate, then pier.
    assert found["chance"].tolist() == pytest.approx([(600 / 1600) ** 3, (1000 / 1600) ** 6])
    assert binom.pmf(0, [1000, 600], found["bound"] / 1000).tolist() == pytest.approx([0.05, 0.05])
    swapped = list_absent(
        table.rename(columns={"a": "b", "b": "a"}), n_a=600, n_b=1000, sides=("B", "A")
    )
    pd.testing.assert_frame_equal(found, swapped)


# Choices by hand


def test_term_choices_by_hand():
    # Body A: harbour ×2, harbor, pier (4 words). Body B: piers, gate (2 words). A heading on A:
    # harbor ×2.
    corpus = complete(make_corpus([[["harbour harbour harbor pier"]]], [[["piers gate"]]]))
    corpus = add_line(corpus, "harbor harbor", "heading")
    table = specify_words(add_words(corpus, corpus.pair), subjects=["harbour", "pier"]).set_index(
        ["subject", *terms.CHOICES]
    )
    assert len(table) == 2 * 12 and (table["note"] == "").all()
    body, wide = "body", "body and display"
    log = np.log2
    expected = {
        ("harbour", body, "folded", "as written"): (3, 0, log(3 / 4) - log(0.5 / 2)),
        ("harbour", body, "as written", "as written"): (2, 0, log(2 / 4) - log(0.5 / 2)),
        # now shown as harbor
        ("harbour", wide, "folded", "as written"): (5, 0, log(5 / 6) - log(0.5 / 2)),
        ("harbour", wide, "folded", "by lemma"): (5, 0, log(5 / 6) - log(0.5 / 2)),
        ("pier", body, "folded", "as written"): (1, 0, log(1 / 4) - log(0.5 / 2)),
        ("pier", body, "folded", "by lemma"): (1, 1, log(1 / 4) - log(1 / 2)),
        ("pier", wide, "as written", "by lemma"): (1, 1, log(1 / 6) - log(1 / 2)),
        ("pier", body, "folded", "by family"): (1, 1, log(1 / 4) - log(1 / 2)),
    }
    for key, row in expected.items():
        assert table.loc[key, ["a", "b", "estimate"]].tolist() == pytest.approx(row), key
    swapped = swap(corpus)
    other = specify_words(add_words(swapped, swapped.pair), subjects=["harbour", "pier"]).set_index(
        table.index.names
    )
    assert other["estimate"].tolist() == pytest.approx((-table["estimate"]).tolist())
    none = specify_words(add_words(corpus, corpus.pair), subjects=["zeppelin"])
    assert none["estimate"].isna().all() and (none["note"] != "").all()


def test_frame_choices_by_hand():
    # A: two of three sentences hold one use, one of them in a name, of 10 words. B: two uses in one
    # of 2, of 8 words.
    a = [["The quarrel went on."], ["They saw Quarrel Bay."], ["Rain fell."]]
    corpus = complete(
        make_corpus([a], [[["The row over a quarrel."], ["Rain fell again."]]]),
        books={"own": STRIFE},
    )
    corpus = add_line(corpus, "A row", "headline")
    table = divide_sums(
        add_choices(find_family("frames: own"), corpus).drop(columns="voice"), pair=corpus.pair
    ).set_index(list(frames.CHOICES))
    assert table["subject"].unique().tolist() == ["strife"] and len(table) == 8
    body = "body"
    wide = "body and display"
    words = "uses in 100 words"
    shares = "share of sentences"
    expected = {
        (body, "masked", words): (100 * 1 / 10, 100 * 2 / 8),
        (body, "counted", words): (100 * 2 / 10, 100 * 2 / 8),
        (body, "masked", shares): (1 / 3, 1 / 2),
        (body, "counted", shares): (2 / 3, 1 / 2),
        (wide, "masked", words): (100 * 2 / 12, 100 * 2 / 8),
        (wide, "counted", shares): (3 / 4, 1 / 2),
    }
    for key, (one, two) in expected.items():
        assert table.loc[key, ["a", "b", "estimate"]].tolist() == pytest.approx(
            [one, two, one - two]
        ), key
    kept = judge_frames(corpus, codebook="own", resamples=50).iloc[0]
    # B is ahead but where the name counts as a sentence: 2/3 and, with the headline, 3/4 against
    # 1/2; masked 2/4 against 1/2.
    assert (kept["kept"], kept["tried"]) == ((table["estimate"] < -1e-12).sum(), 8)
    assert kept["lost"] == "names: counted, unit: share of sentences"


def test_every_choice_of_every_finding_is_listed_and_counts_agree():
    corpus = load("harbour-lease")
    found = judge_all(corpus, codebooks=["harbour-lease"], resamples=50).groupby("measure").head(8)
    table = list_specifications(corpus, found)
    assert set(table["finding_id"]) == set(found["finding_id"])
    by = table[table["counts"]].groupby("finding_id")["keeps"].agg(["sum", "size"])
    assert by.loc[found["finding_id"], "sum"].tolist() == found["kept"].tolist()
    assert by.loc[found["finding_id"], "size"].tolist() == found["tried"].tolist()
    first = table.groupby("finding_id").first()
    assert (first["choices"] == "main choice").all()
    chosen = found.set_index("finding_id")
    assert first.loc[chosen.index, "estimate"].astype(float).tolist() == pytest.approx(
        chosen["estimate"].tolist()
    )
    turned = table[table["counts"] & ~table["keeps"]].groupby("finding_id")["choices"].first()
    lost = chosen.loc[chosen["lost"] != "", "lost"]
    assert len(lost) and turned.to_dict() == lost.to_dict()


@pytest.mark.parametrize("name", NAMES)
def test_the_evidence_of_a_finding_adds_up_to_it(name):
    """What stands behind a finding, divided by what its side is divided by, gives a and b.

    U.S. stands behind US.
    """
    corpus = load(name)
    found = judge_all(corpus, codebooks=[name, "generic"], resamples=50)
    body = corpus.select(role="body")
    side = corpus.segments.set_index("segment_id")["article_id"].map(
        corpus.articles.set_index("article_id")["side"]
    )
    words = body.segments["n_words"].groupby(body.segments["segment_id"].map(side)).sum()
    checked = 0
    for row in found.to_dict("records"):
        size = words / 100 if row["measure"].startswith("frames") else words
        size = words / 1000 if row["measure"] == "markers" else size
        if row["measure"] == "tone":
            voice = None if row["voice"] == "all" else row["voice"]
            size = (
                score_segments(corpus, instrument=row["subject"], voice=voice)
                .groupby("side")["den"]
                .sum()
            )
        parts = evidence(pd.Series(row), corpus)
        sums = (
            parts["part"]
            .groupby(parts["segment_id"].map(side))
            .sum()
            .reindex(corpus.sides, fill_value=0)
        )
        assert (sums / size[corpus.sides]).tolist() == pytest.approx(
            [row["a"], row["b"]], abs=1e-9
        ), row["finding_id"]
        checked += 1
    assert checked > 10


# Groups


@cache
def groups():
    """Two groups of 12 articles: the pier stands three times as often in A, all else by chance."""
    rng = np.random.default_rng(7)
    words = ["harbour", "crane", "rope", "tide", "gull", "net", "boat", "salt", "quay", "mast"]

    def article(side):
        odds = np.array([1.0] * 10 + [3.0 if side else 1.0])
        return [[" ".join(rng.choice([*words, "pier"], 60, p=odds / odds.sum())) + "."]]

    return complete(
        make_corpus([article(True) for _ in range(12)], [article(False) for _ in range(12)])
    )


def test_groups_are_judged_by_article_and_only_findings_have_choices():
    corpus = groups()
    found = judge_terms(corpus, resamples=300).set_index("subject")
    assert set(found["unit"]) == {"article"} and len(found) == 11
    assert found.loc["pier", "verdict"] == "supported" and found.loc["pier", "low"] > 0
    rates = {
        side: [
            text.split().count("pier") / 60
            for text in corpus.segments["text"].str.rstrip(".")[rows]
        ]
        for side, rows in corpus.segments.groupby(
            corpus.segments["article_id"].str[0]
        ).groups.items()
    }
    welch = ttest_ind(rates["a"], rates["b"], equal_var=False).pvalue
    # Rates weigh their articles: near, not the same.
    assert found.loc["pier", "p"] == pytest.approx(welch, rel=0.05)
    close = found["p"] < SURE_Q
    assert found["low"].notna().all() and (~close).any()
    assert set(found.loc[~close, "verdict"]) == {"not shown"}
    assert set(found.loc[~close, "tried"]) == {0}
    # Over all terms, not those with an interval.
    assert found["q"].tolist() == pytest.approx(adjust_p(found["p"]).tolist())
    other = judge_terms(swap(corpus), resamples=300).set_index("subject")
    assert other.loc[found.index, "estimate"].tolist() == pytest.approx(
        (-found["estimate"]).tolist()
    )
    assert (other.loc[found.index, "verdict"] == found["verdict"]).all()


def test_of_many_articles_a_finding_shows_its_strongest_segments():
    corpus = groups()
    found = judge_terms(corpus, resamples=50)
    shown = add_evidence(found, corpus)["segments"].str.split()
    assert (shown.map(len) == STRONGEST).any()
    for (_, finding), ids in zip(found.iterrows(), shown, strict=True):
        assert ids == evidence(finding, corpus)["segment_id"].head(STRONGEST).tolist()


def test_a_group_against_itself_shows_nothing():
    texts = groups().select(side="A").segments["text"]
    same = [[[text]] for text in texts]
    found = judge_terms(complete(make_corpus(same, same)), resamples=100)
    assert len(found) == 11
    assert (found["estimate"] == 0).all() and (found["verdict"] == "not shown").all()


# Families on the shipped events


@pytest.mark.parametrize("name", NAMES)
def test_terms_are_judged_on_the_words_of_the_body(name):
    corpus = load(name)
    found = judge_families(name).query("measure == 'terms'")
    body = fold_families(corpus.select(role="body").terms.query("size == 1"))
    body = body.assign(side=body["article_id"].map(corpus.articles.set_index("article_id")["side"]))
    size = body.groupby("side")["n"].sum()
    counts = body.groupby(["term", "side"])["n"].sum().unstack(fill_value=0)
    assert (counts.loc[found["subject"]].sum(axis=1) >= MIN_TERM).all() and len(found) > 20
    rates = counts.loc[found["subject"]] / size
    for letter, side in zip("ab", corpus.sides, strict=True):
        assert found[letter].tolist() == pytest.approx(rates[side].tolist())
    both = found[(found["a"] > 0) & (found["b"] > 0)]
    assert (
        both["estimate"].tolist() == pytest.approx(np.log2(both["a"] / both["b"]).tolist())
        and len(both) > 3
    )
    order = found[["p", "subject"]].sort_values(["p", "subject"])
    assert found["subject"].tolist() == order["subject"].tolist()
    few = judge_terms(corpus, minimum=8, resamples=50)["subject"]
    assert sorted(few) == sorted(s for s in found["subject"] if counts.loc[s].sum() >= 8)


@pytest.mark.parametrize("name", NAMES)
def test_swapping_the_sides_flips_the_estimates_and_keeps_verdicts_and_sentences(name):
    one, other = judge_families(name), judge_families(name, swapped=True)
    for column in ("finding_id", "verdict", "kept", "tried", "lost", "p", "q", "unit", "note"):
        pd.testing.assert_series_equal(one[column], other[column])
    for column, mirror in (
        ("estimate", "estimate"),
        ("low", "high"),
        ("a", "b"),
        ("side_a", "side_b"),
    ):
        sign = -1 if column in ("estimate", "low") else 1
        if sign < 0:
            np.testing.assert_array_equal(one[column], -other[mirror])
        else:
            assert one[column].tolist() == other[mirror].tolist()
    assert write_verdicts(one) == write_verdicts(other)
    assert set(one["verdict"]) > {"not shown"}


def test_an_article_against_itself_shows_nothing():
    corpus = load("us-pakistan-sanctions")
    own = corpus.terms[corpus.terms["article_id"] == corpus.articles["article_id"].iloc[0]]
    again = own.assign(article_id=own["article_id"] + "-again")
    corpus = replace(against_itself(corpus), terms=pd.concat([own, again], ignore_index=True))
    found = judge(corpus, "us-pakistan-sanctions")
    assert (found["verdict"] == "not shown").all() and len(found) > 10
    assert found["estimate"].abs().max() < 1e-12
    assert write_verdicts(found).count("0 are") == 2
    own_frames = found[found["measure"].str.startswith("frames")].assign(
        codebook="us-pakistan-sanctions"
    )
    assert "none differs" in write_frames(own_frames, own="us-pakistan-sanctions")


def test_every_finding_says_what_it_is():
    corpus, found = load("us-pakistan-sanctions"), judge_everything()
    assert found["finding_id"].is_unique and not found["finding_id"].str.contains(r"\s").any()
    for column in ("finding_id", "measure", "subject", "voice", "unit", "formula", "verdict"):
        assert found[column].str.len().gt(0).all(), column
    assert (found[["n_a", "n_b", "blocks_a", "blocks_b"]] > 0).all(axis=None)
    assert set(found["verdict"]) == {"supported", "suggestive", "not shown"}
    assert found["side_a"].eq(corpus.sides[0]).all() and found["side_b"].eq(corpus.sides[1]).all()
    measured = ["tone", "voices", "terms", "markers"]
    measured += ["frames: us-pakistan-sanctions", "frames: generic"]
    assert found["measure"].drop_duplicates().tolist() == measured
    assert found.query("measure == 'tone'")["finding_id"].tolist() == [
        # one side quotes nobody
        "tone-crossframe",
        "tone-vader",
        "tone-textblob",
        "tone-crossframe-author",
        "tone-crossframe-reported",
    ]
    assert (found["kept"] <= found["tried"]).all() and (found["kept"] > 0).all()
    assert (found.loc[found["p"].isna(), "note"] != "").all()
    told = found["note"].str.startswith("could not have been shown")
    assert found.loc[told, "q"].isna().all()
    one = found.query("measure == 'terms'").reset_index(drop=True)
    assert one["finding_id"].tolist() == ("term-" + one["subject"]).tolist()
    mine = judge_families("us-pakistan-sanctions").query("measure == 'terms'")
    pd.testing.assert_frame_equal(one[mine.columns], mine)  # a family does not depend on the others


# Chance


def test_halves_by_hand():
    # Four paragraphs of one sentence. Any two against the other two.
    sentences = ["The pier is good.", "The rent is good.", "The crane is bad.", "The gate is shut."]
    corpus = make_corpus([[[sentence] for sentence in sentences]])
    values = score_texts(sentences, instruments=[DECIDES])["tone"].tolist()
    every = {
        round(sum(values[k] for k in half) - sum(values) / 2, 9)
        for half in combinations(range(4), 2)
    }
    table = split_halves(corpus, side="A", draws=60)
    assert {round(value, 9) for value in table["estimate"]} == every
    assert table["draw"].tolist() == list(range(60)) and set(table["side"]) == {"A"}
    pd.testing.assert_frame_equal(table, split_halves(corpus, side="A", draws=60))
    other = replace(corpus, articles=corpus.articles.assign(sha256="other"))
    assert not table.equals(split_halves(other, side="A", draws=60))
    one = split_halves(make_corpus([[["The pier is good."]]]), side="A", draws=3)
    assert one["estimate"].isna().all()  # one paragraph has no halves


@pytest.mark.parametrize("name", NAMES)
def test_halves_of_one_side_differ_by_chance_only(name):
    corpus = load(name)
    for side in corpus.sides:
        draws = split_halves(corpus, side=side)["estimate"]
        assert abs(draws.mean()) < 4 * draws.std() / len(draws) ** 0.5 and draws.std() > 0.01
        pd.testing.assert_series_equal(draws, split_halves(swap(corpus), side=side)["estimate"])


def test_detectable_by_hand():
    # Paragraphs of one sentence each; then Student's t of the sentence scores, with Welch's degrees
    # of freedom.
    words = [["good", "bad", "shut", "good"], ["bad", "shut", "bad", "bad", "good"]]
    nouns = ["pier", "rent", "gate", "quay", "shed"]
    texts = [
        [[f"The {noun} is {word}."] for noun, word in zip(nouns, side, strict=False)]
        for side in words
    ]
    corpus = make_corpus(*([side] for side in texts))
    scores = [
        score_texts([one for (one,) in side], instruments=[DECIDES])["tone"].tolist()
        for side in texts
    ]
    welch, gap = ttest_ind(*scores, equal_var=False), np.mean(scores[0]) - np.mean(scores[1])
    row = list_detectable(corpus).iloc[0]
    reach = t.ppf(0.975, welch.df) + t.ppf(0.8, welch.df)
    assert row[["estimate", "detectable"]].tolist() == pytest.approx(
        [gap, reach * gap / welch.statistic]
    )
    assert row["instrument"] == DECIDES


@pytest.mark.parametrize("name", NAMES)
def test_detectable_and_ways_swap_with_the_sides(name):
    corpus = load(name)
    one, other = list_detectable(corpus), list_detectable(swap(corpus))
    assert one["instrument"].tolist() == [DECIDES, *WITNESSES]
    assert one["estimate"].tolist() == (-other["estimate"]).tolist()
    assert (
        one["detectable"].tolist() == pytest.approx(other["detectable"].tolist())
        and (one["detectable"] > 0).all()
    )
    judged = judge_everything() if name == "us-pakistan-sanctions" else None
    assert judged is None or one["estimate"].tolist() == pytest.approx(
        judged["estimate"].head(3).tolist()
    )
    ways, mirrored = list_ways(corpus), list_ways(swap(corpus))
    pd.testing.assert_frame_equal(
        ways, mirrored.rename(columns={"a": "b", "b": "a"})[["way", "a", "b"]]
    )
    twice = double(corpus)
    pd.testing.assert_frame_equal(list_ways(twice), ways)
    assert list_detectable(twice)["estimate"].tolist() == pytest.approx(one["estimate"].tolist())


# Sentences


def test_scope_says_how_much_was_read():
    articles = pd.DataFrame({"side": ["Left", "Right", "Left"], "n_words": [1000, 603, 234]})
    text = write_scope(articles)
    assert text.startswith("Left is 2 articles of 1,234 words, Right is 1 article of 603 words.")
    for name in NAMES:
        read = load(name).articles
        assert numbers(write_scope(read)) == [n for words in read["n_words"] for n in (1, words)]


def test_verdicts_name_what_is_supported_and_where():
    columns = ["measure", "subject", "voice", "estimate", "verdict"]
    rows = [
        ("tone", "crossframe", "all", 0.2, "supported"),
        ("tone", "textblob", "all", -0.1, "suggestive"),
        ("tone", "crossframe", "quoted", -0.3, "suggestive"),
        ("terms", "pier", "all", -2.0, "supported"),
        ("terms", "gate", "all", 1.0, "not shown"),
        ("frames: own", "strife", "all", 3.0, "suggestive"),
    ]
    table = pd.DataFrame(rows, columns=columns).assign(side_a="Left", side_b="Right")
    text = write_verdicts(table)
    assert text == (
        "Of 6 findings 2 are supported (the more positive tone in Left; more use of pier "
        "in Right) and 3 are suggestive (the more positive tone by TextBlob in Right; "
        "the more positive tone of quotations in Right; more language of strife in Left); "
        "the others are not shown."
    )
    own = write_verdicts(table.assign(verdict="supported"), own="own")
    assert own.startswith("Of 5 findings 5 are supported") and own.endswith(
        "there is more language of strife in Left."
    )
    flipped = table.assign(estimate=-table["estimate"])
    exchanged = re.sub("Left|Right", lambda side: {"Left": "Right", "Right": "Left"}[side[0]], text)
    assert write_verdicts(flipped) == exchanged
    assert write_verdicts(flipped.assign(side_a="Right", side_b="Left")) == text
    assert "1 is supported (the more positive tone in Left)" in write_verdicts(table.drop(index=3))


def test_verdicts_of_the_shipped_pair_are_those_of_its_rows():
    found = judge_everything()
    text = write_verdicts(found)
    assert numbers(text)[0] == len(found)
    sure, likely = map(
        int,
        re.search(
            r"findings (\d+) (?:is|are) supported .*? and (\d+) (?:is|are) suggestive", text
        ).groups(),
    )
    assert [sure, likely] == [
        (found["verdict"] == verdict).sum() for verdict in ("supported", "suggestive")
    ]
    sure, likely = (found[found["verdict"] == v] for v in ("supported", "suggestive"))
    for row in pd.concat([sure.head(NAMED), likely.head(NAMED)]).itertuples():
        assert {"tone": "the more positive tone", "voices": "more words left to others"}.get(
            row.measure, row.subject
        ) in text


@pytest.mark.parametrize("name", NAMES)
def test_frame_sentences_hold_the_numbers_of_their_rows(name):
    found = judge_families(name).query("measure != 'terms'")
    text = write_frames(found, own=name)
    shown = found[found["verdict"] != "not shown"]
    expected = {
        (
            row["subject"],
            row["side_a"] if row["estimate"] > 0 else row["side_b"],
            f"{max(row['a'], row['b']):.1f}",
            f"{min(row['a'], row['b']):.1f}",
        )
        for row in shown.to_dict("records")
    }
    sides = "|".join(load(name).sides)
    named = re.findall(
        rf"(?:: |, |; )([^:;,()]*?) \(more in ({sides}), ([\d.]+) against ([\d.]+)\)", text
    )
    assert set(named) == expected and len(expected) > 0
    swapped = judge_families(name, swapped=True).query("measure != 'terms'")
    assert write_frames(swapped, own=name).count("more in") == len(expected)
    assert "to be expected" in text and "to be expected" not in write_frames(found, own="generic")


def test_accuracy_sentence_holds_the_stored_figures():
    measured = load_lexicon("accuracy")
    text = write_accuracy(measured)
    rows = (
        measured[measured["metric"] == "tone_nyt_r"]
        .set_index("instrument")
        .loc[[DECIDES, *WITNESSES]]
    )
    assert float(re.match(r"On (\d+) sentences", text)[1]) == int(rows["n"].iloc[0].split()[0])
    figures = [round(value, 2) for value in rows[["value", "low", "high"]].to_numpy().ravel()]
    assert [float(n) for n in re.findall(r"\d\.\d\d", text)] == figures
    # It says that the word table decides because of this.
    assert rows.loc[DECIDES, "low"] > rows.loc["vader", "high"]


def test_nothing_written_says_significant():
    measured, everything = load_lexicon("accuracy"), judge_everything()
    written = [
        write_accuracy(measured),
        *measured["measure"],
        *load_lexicon("instruments").astype(str).agg(" ".join, axis=1),
    ]
    written += [write_scope(load(name).articles) for name in NAMES]
    written += [
        write_verdicts(everything.assign(verdict=v)) for v in everything["verdict"].unique()
    ]
    for name in NAMES:
        found = judge_families(name).query("measure != 'terms'").assign(codebook=name)
        written += [
            write_frames(found.assign(q=q), own=own)
            for q in (0.01, 0.5)
            for own in (name, "generic")
        ]
    assert len(written) > 30 and not [text for text in written if "signific" in text.lower()]
    assert not [text for text in written if re.search(r"\bnan\b|None|  | ,|\(\)", text)]


# Short events, and what is given


def test_an_event_of_one_paragraph_a_side_and_no_actor_is_judged_and_nothing_is_shown():
    sides = (
        [[["A row over a row: the dispute, a good dispute, is a dispute."]]],
        [[["The rent is bad."]]],
    )
    corpus = complete(make_corpus(*sides), listed=[], books={"generic": GENERIC})
    found = judge_all(corpus, codebooks=["generic"], resamples=20)
    assert (found["verdict"] == "not shown").all() and found["finding_id"].is_unique
    assert {"tone", "voices", "terms", "markers", "frames: generic"} == set(found["measure"])
    assert found["p"].isna().all() and found["note"].str.len().gt(0).all()
    assert write_verdicts(found).startswith(f"Of {len(found)} findings")
    for side in corpus.sides:
        assert len(split_halves(corpus, side=side, draws=3)) == 3
    assert list_detectable(corpus)["detectable"].isna().all()
    assert len(
        write_frames(
            found[found["measure"] == "frames: generic"].assign(codebook="generic"), own="generic"
        )
    )


def test_the_frames_given_are_left_alone():
    corpus = load("harbour-lease")
    given = [corpus.articles, corpus.segments, corpus.terms, corpus.marks]
    before = [frame.copy() for frame in given]
    judged = judge_families("harbour-lease")
    rows = judged.copy()
    ones = corpus.terms.query("size == 1")
    list_units(fold_lemmas(ones), corpus.articles, keep=["lease"])
    split_halves(corpus, side=corpus.sides[0], draws=5)
    list_detectable(corpus)
    list_ways(corpus)
    write_verdicts(judged)
    write_scope(corpus.articles)
    for old, new in zip([*before, rows], [*given, judged], strict=True):
        pd.testing.assert_frame_equal(old, new)


# Cards and figures of the instruments


CARDS = load_lexicon("instruments").set_index("instrument")


def polarity(text):
    return TextBlob(text).sentiment.polarity


def frame_of(text):
    segment = pd.DataFrame({"segment_id": ["x"], "article_id": ["x"], "text": [text]})
    return set(mark_frames(segment, {"generic": GENERIC})["label"])


def count_bank(*texts):
    segments = pd.DataFrame({"text": texts}).assign(
        article_id="x", paragraph=1, role="body", voice="author"
    )
    return read_counts(count_words(segments).query("size == 1"))["bank"]


def markers_of(text):
    rows = pd.DataFrame([{"segment_id": "x", "article_id": "x", "text": text}])
    return set(mark_markers(rows)["label"])


def segment_of(text):
    row = {"segment_id": "x", "article_id": "x", "paragraph": 1, "sentence": 1, "cue": ""}
    return pd.DataFrame([{**row, "voice": "author", "speaker": "", "text": text}])


def pair_among_others(*said):
    rows = [(side, 0, word) for side, text in zip("ab", said, strict=True) for word in text.split()]
    rows += [(side, place, f"{side}{place}") for side in "ab" for place in range(1, 20)]
    return pair_passages(pd.DataFrame(rows, columns=["side", "place", "term"]))


OLDPORT = [{"name": "Oldport"}]
CLAIMS = {
    "labels": lambda said, text: (
        list_labels(segment_of(said[0]), OLDPORT)["head"].tolist() == [text.split()[-1]]
    ),
    "actions": lambda said, text: len(list_actions(segment_of(said[0]), OLDPORT)) == 1,
    "parallels": lambda said, text: len(pair_among_others(*said)) == 1,
    "vader": lambda said, text: (
        VADER.polarity_scores(said[0])["compound"] < 0 and text.endswith("negative")
    ),
    "textblob": lambda said, text: (
        [f"{polarity(s):+.2f}" for s in said] == ["+0.70", "+0.00"] and "+0.70" in text
    ),
    "textblob-expanded": lambda said, text: f"{polarity(said[0]):+.2f}" == text[-5:],
    "crossframe": lambda said, text: (
        score_texts(said[:1], instruments=["crossframe"])["tone"][0] < 0
        and text.endswith("negative")
    ),
    "voices": lambda said, text: (
        [len(find_passages(s)) for s in said] == [1, 0] and "is reported speech" in text
    ),
    "terms": lambda said, text: count_bank(*said[:2]) == 2 and said[2] == "bank",
    **{
        card: lambda said, text: frame_of(said[0]) == {re.search(r"of ([\w ]+)$", text)[1]}
        for card in ["frames", *(f"frames: {frame}" for frame in GENERIC["frame"].unique())]
    },
    "markers": lambda said, text: markers_of(said[0]) == set() and text.endswith("holds none"),
    **{
        f"markers: {kind}": lambda said, text: markers_of(said[0]) == {text.rsplit(" ", 1)[1]}
        for kind in ("cause", "possibility")
    },
    "sentences": lambda said, text: len(sentence_spans(said[0])) == 1 and said[0].count(". ") == 1,
}


@pytest.mark.parametrize("instrument", CARDS.index)
def test_each_example_of_a_fault_is_true(instrument):
    text = CARDS.loc[instrument, "example_of_fault"]
    assert CLAIMS[instrument](re.findall(r"\*(.+?)\*", text), text)


def test_cards_say_what_is_installed_and_what_textblob_praises():
    for version in CARDS["version"]:
        package, _, number = version.rpartition(" ")
        assert version == "this package" or importlib.metadata.version(package) == number
    praised = re.findall(r"\*(\w+)\*", CARDS.loc["textblob", "known_fault"].partition("counts")[2])
    assert len(praised) == 3 and min(map(polarity, praised)) > 0
    assert polarity("It is good.") == polarity("It isn't good.") > polarity("It is not good.")
    assert (CARDS != "").all(axis=None) and CARDS.index.is_unique


def test_stored_figures_are_complete_and_inside_their_intervals():
    spec = spec_from_file_location("validity", ROOT / "benchmarks" / "validity.py")
    validity = module_from_spec(spec)
    spec.loader.exec_module(validity)
    table = load_lexicon("accuracy")
    assert table.columns.tolist() == validity.ACCURACY_COLUMNS
    assert (
        table[["value", "low", "high"]].dtypes.eq("float64").all() and table["chart"].dtype == bool
    )
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    texts = table.drop(columns=["value", "low", "high", "chart"])
    assert texts.apply(lambda column: column.str.strip().str.len().gt(0)).all(axis=None)
    assert table["n"].str.fullmatch(r"\d+ [\w ]+").all()
    assert not table.duplicated(["instrument", "metric"]).any()
    assert set(table["instrument"]) <= set(CARDS.index)
    assert {name for name, _, _ in validity.SHOWN.values()} <= set(CARDS.index)
    for row in table.itertuples():
        assert (row.measure, row.chart) == validity.SHOWN[row.metric][1:], row.metric
        assert row.people == next(
            text for start, text in validity.PEOPLE.items() if row.metric.startswith(start)
        )
    correlations = table[table["metric"].str.endswith("_r")]
    assert correlations[["low", "high"]].abs().max(axis=None) <= 1 and len(correlations) == 12


def test_without_its_largest_words_a_difference_is_the_rest_by_hand():
    table = pd.DataFrame(
        {
            "term": ["war", "joy", "ill"],
            "n_a": [0, 1, 2],
            "n_b": [2, 0, 0],
            "shift": [0.3, 0.2, -0.1],
        }
    )
    text = write_words(table, rows=1)
    # 0.3 + 0.2 - 0.1 without 0.3
    assert "war (0 : 2)" in text and "joy" not in text and "would be +0.10" in text
    assert write_words(table.assign(shift=0.0)) == "No scored word makes a difference."


def test_a_long_list_is_cut_and_says_how_much_is_left():
    row = {
        "measure": "terms",
        "voice": "all",
        "verdict": "supported",
        "a": 0.002,
        "b": 0.001,
        "estimate": 1.0,
        "side_a": "Left",
        "side_b": "Right",
        "unit": "article",
    }
    found = pd.DataFrame([{**row, "subject": f"w{k}"} for k in range(NAMED + 3)])
    for text in (write_terms(found), write_verdicts(found, own="generic")):
        assert "and 3 more" in text and f"w{NAMED - 1}" in text and f"w{NAMED} " not in text
    assert "more" not in write_terms(found.head(NAMED)).replace("more in", "")
