"""Where words are used: the same with text and from features, which hold few of a sentence."""

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.event.event import load_event, write_features
from analysis.judge.evidence import add_evidence
from analysis.judge.telling import tell_all
from analysis.judge.terms import find_evidence
from analysis.judge.verdicts import judge_terms
from analysis.measures.families import family_of
from analysis.measures.house_style import find_style
from analysis.measures.terms import count_words
from analysis.measures.uses import CELL, count_uses, list_uses, place_uses
from analysis.tables.corpus import Corpus
from analysis.text.english import load_stopwords

ROWS = [  # paragraph, voice, text
    (1, "author", "The council sold the pier."),
    (1, "author", "Nobody asked the pilots about piers in 1998."),
    (1, "quoted", "A pier is a pier"),
    (2, "author", "Pilots left."),
]


def make_small() -> Corpus:
    """One article of four segments, of which two share a paragraph and a voice."""
    rows = [
        (f"x-{k}", "x", paragraph, k, 0, 0, "body", voice, "", "", len(text.split()), text)
        for k, (paragraph, voice, text) in enumerate(ROWS, start=1)
    ]
    names = "segment_id article_id paragraph sentence start end role voice speaker cue n_words text"
    segments = pd.DataFrame(rows, columns=names.split())
    articles = pd.DataFrame({"article_id": ["x"], "side": ["A"], "outlet": [""]})
    return Corpus(articles, segments, count_words(segments), pd.DataFrame())


def hide_text(corpus: Corpus) -> Corpus:
    """The corpus as features give it back."""
    bare = corpus.segments.drop(columns="text")
    return replace(corpus, segments=bare, uses=list_uses(corpus))


def test_uses_are_counted_by_segment():
    found = count_uses(make_small().segments, ["pier", "piers"])
    assert found.values.tolist() == [
        ["x-1", "x", "pier", 1],
        ["x-2", "x", "piers", 1],
        ["x-3", "x", "pier", 2],
    ]


def test_features_keep_words_that_recur_and_numbers_where_segments_share_a_voice():
    kept = list_uses(make_small())
    assert kept[["segment_id", "term", "n"]].values.tolist() == [
        ["x-1", "pier", 1],
        ["x-2", "1998", 1],
        ["x-2", "piers", 1],
        ["x-2", "pilots", 1],
    ]


def test_what_features_do_not_place_stands_for_its_paragraph_and_voice():
    bare = hide_text(make_small())
    assert place_uses(bare, ["council"])["segment_id"].tolist() == ["x-1", "x-2"]
    assert place_uses(bare, ["pilots"]).values.tolist() == [
        ["x-2", "pilots", 1],
        ["x-4", "pilots", 1],
    ]
    assert place_uses(bare, ["pier"])["segment_id"].tolist() == ["x-1", "x-3"]
    assert place_uses(bare, ["boat"]).empty


@pytest.fixture(
    params=[
        "harbour-lease",
        pytest.param(
            "us-pakistan-sanctions",
            marks=pytest.mark.skipif(
                "CROSSFRAME_REFERENCE" not in os.environ, reason="needs CROSSFRAME_REFERENCE"
            ),
        ),
    ]
)
def both(request, tmp_path, monkeypatch):
    """A shipped event read from its texts, and from the features that it writes."""
    if request.param == "us-pakistan-sanctions":
        texts = Path(os.environ["CROSSFRAME_REFERENCE"]) / "articles"
        monkeypatch.setenv("CROSSFRAME_TEXTS", str(texts))
    event = load_event(request.param, texts=True)
    folder = tmp_path / "event"
    folder.mkdir()
    settings = (event.folder / "event.toml").read_text("utf-8")
    (folder / "event.toml").write_text(settings, "utf-8")
    write_features(replace(event, name="event", folder=folder))
    bare = load_event(str(folder)).corpus
    assert event.corpus.has_text and not bare.has_text
    return event.corpus, bare


def test_words_have_the_same_evidence_with_text_and_from_features(both):
    with_text, bare = both
    found = judge_terms(with_text, resamples=50)
    shown = [add_evidence(found, corpus)["segments"] for corpus in both]
    assert (shown[0] != "").all()
    pd.testing.assert_series_equal(*shown)
    told = [tell_all(corpus) for corpus in both]
    assert told[0]["segments"].str.split().map(len).gt(1).any()
    pd.testing.assert_frame_equal(*told)
    parts = [
        find_evidence(corpus.select(role="body"), found["subject"].tolist())
        .groupby(["subject", "segment_id"])["part"]
        .sum()
        for corpus in both
    ]
    pd.testing.assert_series_equal(*parts)


def test_features_hold_too_little_of_a_sentence_to_rebuild_it(both):
    with_text, bare = both
    uses = bare.uses
    assert len(uses)
    stop = load_stopwords()
    content = {family_of(term) for term in with_text.terms["term"] if term not in stop}
    function = uses.loc[uses["term"].isin(stop) & (find_style(uses["term"]) == ""), "term"]
    assert {family_of(term) for term in function} <= content
    assert {"the", "of", "and", "to", "in", "a", "is", "by"}.isdisjoint(uses["term"])
    segments = with_text.segments.set_index("segment_id")
    several = with_text.segments.groupby(CELL)["segment_id"].transform("size") > 1
    shared = set(with_text.segments.loc[several, "segment_id"])
    assert set(uses["segment_id"]) <= shared
    for _, own in uses.groupby("segment_id"):
        assert own["term"].tolist() == sorted(own["term"])
    kept = uses.groupby("segment_id")["n"].sum() / segments["n_words"]
    assert kept[segments["n_words"] >= 12].max() < 0.75
