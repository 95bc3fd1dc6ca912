"""Witnesses of tone on a sample of articles: the same in memory and part by part."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import crossframe as cf
from analysis.archive.archive import sum_archive
from analysis.event.build import build_corpus
from analysis.instruments.scores import INSTRUMENTS
from analysis.judge.verdicts import judge_sums
from analysis.measures.codebooks import read_codebook
from analysis.measures.scoring import draw_articles, score_segments
from analysis.read.sources import ARTICLE_COLUMNS

GENERIC = Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv"
TONES = {"Post": "happy and proud", "Herald": "angry and sad"}
PLACES = ["quay", "bridge", "market", "school", "harbour", "church", "museum", "library"]


def make_rows() -> list[dict]:
    """Eight articles a side about eight places, one side glad and the other not."""
    rows = []
    for side, tone in TONES.items():
        for k, place in enumerate(PLACES):
            sentences = [
                f"The people of the {place} are {tone} today.",
                f"They say that the {place} was good for them in year {k + 1}.",
                f"It is not clear who will pay for the {place} and what comes after it.",
            ]
            rows.append({"side": side, "text": "\n\n".join(sentences * (1 + k % 2))})
    return rows


def test_the_draw_is_by_hash():
    digests = [hashlib.sha256(str(k).encode()).hexdigest() for k in range(4000)]
    drawn = draw_articles(pd.Series(digests), one_in=4)
    by_hand = [int(digest, 16) % 4 == 0 for digest in digests]
    assert drawn.tolist() == by_hand
    assert abs(drawn.mean() - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 4000)
    assert draw_articles(pd.Series(digests), one_in=1).all()


@pytest.fixture(scope="module")
def memory():
    frame = pd.DataFrame(make_rows())
    return {n: cf.compare(frame, by="side", sides=list(TONES), witness_sample=n) for n in (1, 2)}


def test_witnesses_score_the_articles_drawn_and_the_table_all(memory):
    corpus = memory[2].corpus
    drawn = draw_articles(corpus.articles["sha256"], one_in=2)
    ids = set(corpus.articles.loc[drawn, "article_id"])
    assert 0 < len(ids) < len(drawn)
    assert set(score_segments(corpus, instrument="vader")["article_id"]) == ids
    assert score_segments(corpus, instrument="crossframe")["article_id"].nunique() == len(drawn)
    whole = score_segments(memory[1].corpus, instrument="vader")
    sample = score_segments(corpus, instrument="vader")
    kept = whole[whole["article_id"].isin(ids)].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, sample)


def test_what_the_table_decides_is_the_same_and_a_witness_says_its_articles(memory):
    one, two = (memory[n].findings.set_index("finding_id") for n in (1, 2))
    columns = ["a", "b", "estimate", "p", "low", "high", "n_a", "n_b"]
    assert one.loc["tone-crossframe", columns].equals(two.loc["tone-crossframe", columns])
    assert two.loc["tone-vader", "n_a"] < one.loc["tone-vader", "n_a"] == 8
    told = cf.write_tone(memory[2].findings.query("measure == 'tone' and voice == 'all'"))
    n_a, n_b = two.loc["tone-vader", ["n_a", "n_b"]]
    assert f"VADER, on {n_a} and {n_b} articles" in told
    lines = cf.list_headlines(memory[2].findings, told=memory[2].told)
    toned = lines.loc[lines["finding_id"] == "tone-crossframe", "sentence"].item()
    assert f"VADER (on {n_a} and {n_b} articles) " in toned
    whole = cf.list_headlines(memory[1].findings, told=memory[1].told)
    assert not whole["sentence"].str.contains("(on ", regex=False).any()


@pytest.mark.usefixtures("here")
def test_part_by_part_the_same_articles_are_drawn(memory, tmp_path):
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(map(json.dumps, make_rows())), encoding="utf-8")
    source = {"path": str(path), "by": "side", "columns": {}}
    sides = [
        {"label": side, "articles": [], "sources": [{**source, "value": side}]} for side in TONES
    ]
    settings = {"title": "x", "codebooks": ["generic"], "sides": sides, "witness_sample": 2}
    sums, _ = sum_archive(
        path,
        settings,
        folder=tmp_path / "out",
        codebooks={"generic": read_codebook(GENERIC)},
        size=6,
    )
    found = judge_sums(sums, pair=tuple(TONES)).set_index("finding_id")
    known = memory[2].findings.set_index("finding_id")
    for name in ("tone-crossframe", "tone-vader", "tone-textblob"):
        numbers = ["a", "b", "estimate", "p", "n_a", "n_b", "kept", "tried"]
        own, other = found.loc[name, numbers], known.loc[name, numbers]
        np.testing.assert_allclose(own.astype(float), other.astype(float), rtol=1e-9, atol=1e-12)
        assert found.loc[name, "verdict"] == known.loc[name, "verdict"]


@pytest.mark.parametrize("instruments", [("vader",), ("crossframe", "vader")])
def test_a_part_of_which_no_article_is_drawn_has_no_marks_of_witnesses(instruments):
    blank = dict.fromkeys(ARTICLE_COLUMNS, "")
    rows = []
    for number, row in enumerate(make_rows()[:2]):
        own = {"article_id": f"x{number}", "sha256": f"{number + 1:064x}", "row": number}
        rows.append({**blank, **row, **own})
    corpus, _ = build_corpus(
        pd.DataFrame(rows), codebooks={}, instruments=instruments, witness_sample=1000
    )
    found = set(corpus.marks["instrument"]) & set(INSTRUMENTS)
    assert len(corpus.articles) == 2 and found == set(instruments) - {"vader"}


def test_a_pair_of_articles_is_no_sample():
    texts = [row["text"] for row in make_rows()[::8]]
    with pytest.raises(ValueError, match="witness_sample = 3 draws articles of groups"):
        cf.compare(*texts, sides=list(TONES), witness_sample=3)
