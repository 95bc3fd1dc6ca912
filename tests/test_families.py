"""A measure is one row: a toy row of each kind is found wherever findings and counts go."""

from __future__ import annotations

import json
from functools import partial

import pandas as pd
import pytest

from analysis.judge.evidence import add_evidence, evidence
from analysis.judge.families import find_family, list_families, register
from analysis.judge.rows import PLACES, Judged, Told, name_subject
from analysis.judge.telling import tell_all
from analysis.judge.totals import add_sums, sum_corpus
from analysis.judge.verdicts import judge_all, judge_sums, list_specifications
from analysis.show.headlines import list_headlines
from analysis.show.page_files import list_files
from analysis.tables.sides import add_side
from analysis.tables.writing import write_together
from archive_tables import BOOKS, PAIR, build_rows, make_rows
from helpers import load


def count_long_words(corpus, picks):
    """Share of the words of a segment that are long, with a made-up choice of what long is."""
    rows = add_side(corpus.segments, corpus.articles).rename(columns={"paragraph": "block"})
    rows = rows[rows["role"].isin(picks["roles"])]
    long = rows["text"].str.findall(rf"\b\w{{{picks['long']},}}\b").str.len()
    return rows.assign(subject="long words", num=long.astype(float), den=rows["n_words"])


def find_long_words(body, subjects):
    long = body.segments["text"].str.findall(r"\b\w{7,}\b").str.len()
    return body.segments.assign(subject="long words", part=long)


def count_questions(corpus):
    asked = corpus.segments.assign(n=corpus.segments["text"].str.count(r"\?|harbour"))
    counts = add_side(asked, corpus.articles).assign(subject="harbours")
    return counts[["side", "subject", "n"]]


def find_questions(body, subjects):
    asked = body.segments["text"].str.count(r"\?|harbour")
    return body.segments.assign(subject="harbours", part=asked)


LENGTH = Judged(
    measure="toy length",
    prefix="toy-length",
    csv="family-toy-length",
    units=count_long_words,
    choices={"roles": {"body": ("body",), "all": ("body", "headline")}, "long": {"7": 7, "9": 9}},
    evidence=find_long_words,
    formula=lambda subject: "SHARE_OF_WORDS",
    sentences=lambda: dict.fromkeys(
        ("supported", "suggestive", "not shown"), "{more} has {high} long words, {less} {low}."
    ),
    name=partial(name_subject, "more {subject}"),
    numbers=".0%",
    place="argues",
    bounds=(0, 1),
)
QUESTIONS = Told(
    measure="toy harbours",
    csv="told-toy-harbours",
    counts=count_questions,
    sentence=lambda counts, pair: f"{pair[0]} says harbour {counts['a'].sum()} times.",
    evidence=find_questions,
    place="named",
)


@pytest.fixture
def toys():
    with register(LENGTH), register(QUESTIONS):
        yield
    assert [row.measure for row in list_families()] == ["tone", "voices", "terms", "markers"]


def test_a_row_of_each_kind_is_found_everywhere(toys, tmp_path):
    corpus = load("harbour-lease")
    findings = add_evidence(judge_all(corpus, codebooks=["generic"], resamples=200), corpus)
    finding = findings.set_index("finding_id").loc["toy-length-long-words"]
    words = count_long_words(corpus.select(role="body"), LENGTH.main)
    sums = words.groupby("side")[["num", "den"]].sum().loc[list(corpus.pair)]
    assert finding[["a", "b"]].tolist() == pytest.approx((sums["num"] / sums["den"]).tolist())
    assert 0 < finding["placebo"] < 1 and finding["low"] < finding["estimate"] < finding["high"]
    # Robustness: two choices of roles and two of what is long.
    tried = list_specifications(corpus, findings).query("finding_id == 'toy-length-long-words'")
    assert tried["choices"].iloc[[0, 1]].tolist() == ["main choice", "long: 9"]
    assert finding["tried"] == tried["counts"].sum() and finding["kept"] == tried["keeps"].sum()
    # Evidence, strongest first.
    rows = evidence(finding, corpus)
    assert rows["part"].is_monotonic_decreasing and len(rows) == len(finding["segments"].split())
    told = tell_all(corpus)
    harbours = told[told["measure"] == "toy harbours"].iloc[0]
    body = corpus.select(role="body").segments["text"].str.count(r"\?|harbour")
    assert harbours["a"] + harbours["b"] == body.sum() > 0
    assert len(harbours["segments"].split()) == (body > 0).sum()
    # The first screen: each in the place that it names.
    lines = list_headlines(findings, told=told).set_index("finding_id")
    assert lines.loc["toy-length-long-words", "sentence"].endswith("%.")
    assert lines.loc["toy harbours", "verdict"] == "counted"
    assert "not measured" in lines.loc["toy harbours", "difference"]
    order = [lines.index.get_loc(name) for name in ("toy harbours", "toy-length-long-words")]
    assert order == sorted(order) and PLACES.index("named") < PLACES.index("argues")
    # Files: a table for each, and both in findings.json.
    tables = {"findings": findings.to_csv(index=False), "told": told.to_csv(index=False)}
    write_together(tmp_path, list_files(tables, about={"event": "x"}))
    toy = pd.read_csv(tmp_path / "family-toy-length.csv")
    assert toy["finding_id"].tolist() == ["toy-length-long-words"]
    assert pd.read_csv(tmp_path / "told-toy-harbours.csv")["a"].tolist() == [harbours["a"]]
    content = json.loads((tmp_path / "findings.json").read_text("utf-8"))
    assert "toy length" in {row["measure"] for row in content["findings"]}
    assert "toy harbours" in {row["measure"] for row in content["told"]}


def test_sums_of_an_archive_hold_both_rows(toys, tmp_path):
    whole = build_rows(make_rows(), tmp_path)
    ids = whole.articles["article_id"].tolist()
    parts = [whole.select(article_id=some) for some in (ids[::2], ids[1::2])]
    sums = add_sums([sum_corpus(part, pair=PAIR, codebooks=BOOKS) for part in parts])
    finding = judge_sums(sums, pair=PAIR).set_index("finding_id").loc["toy-length-long-words"]
    memory = judge_all(whole, codebooks=["generic"]).set_index("finding_id")
    assert finding["estimate"] == pytest.approx(memory.loc["toy-length-long-words", "estimate"])
    assert finding["verdict"] == memory.loc["toy-length-long-words", "verdict"]
    told = sums["told"].set_index(["measure", "side"])["n"]
    expected = count_questions(whole).groupby("side")["n"].sum()
    assert told["toy harbours"].to_dict() == expected.to_dict()


def test_a_measure_that_is_not_known_is_named():
    with pytest.raises(ValueError, match="no measure 'tome'; known: tone, voices, terms, markers"):
        find_family("tome")
