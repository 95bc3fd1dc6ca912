"""What is kept for a corpus is given as a copy and goes with it."""

from __future__ import annotations

import gc
import weakref

import crossframe as cf
from analysis.event.build import _pass_over_new
from analysis.tables.corpus import Corpus
from analysis.tables.remember import MOST, remember
from helpers import OTHER, PLAIN


def make_corpus() -> Corpus:
    return cf.compare(PLAIN, OTHER).corpus


def test_a_table_is_made_once_and_copied():
    calls = []

    @remember
    def count(corpus, *, by, more=()):
        calls.append(by)
        return corpus.articles[["side"]].assign(by=by, more=len(more))

    corpus = make_corpus()
    first = count(corpus, by="x", more=["a"])
    first["by"] = "changed by the caller"
    assert count(corpus, by="x", more=["a"])["by"].tolist() == ["x", "x"] and calls == ["x"]
    assert count(corpus, by="x", more=["a", "b"])["more"].tolist() == [2, 2]
    count(corpus.select(role="body"), by="x", more=["a"])
    assert len(calls) == 3
    for k in range(MOST + 1):
        count(corpus, by=str(k))
    count(corpus, by="x", more=["a"])
    assert len(calls) == MOST + 5  # the oldest went


def test_nothing_keeps_a_corpus_alive():
    corpus = make_corpus().select(article_id=["Text 1", "Text 2"])
    cf.tell_all(corpus)
    cf.score_segments(corpus)
    gone = weakref.ref(corpus)
    del corpus
    gc.collect()
    assert gone() is None


def test_what_was_built_is_old_for_the_collector():
    frozen = gc.get_freeze_count()
    made = [[]]
    _pass_over_new()
    assert not frozen or gc.get_freeze_count() == frozen  # what others froze stays so
    gc.unfreeze()
    try:
        _pass_over_new()
        old = gc.get_objects(generation=2)
        assert any(one is made for one in old) and not gc.get_freeze_count()
    finally:
        if frozen:
            gc.freeze()
