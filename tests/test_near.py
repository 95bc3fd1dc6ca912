"""Near copies over a whole archive: found while articles go by, wherever the parts are cut."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from analysis.archive.archive import sum_archive
from analysis.articles.copies import number_runs
from analysis.articles.near_copies import ENOUGH, KEPT, NearCopies, _share, sample_runs
from analysis.articles.register import Register
from analysis.measures.codebooks import read_codebook

ROOT = Path(__file__).parents[1]
THINGS = ["ferry", "quay", "town", "council", "bank", "boat", "lease", "price", "mayor", "vote"]
LINKS = ["of the", "and the", "with a", "to the", "for this", "in that", "was by the", "is not a"]


def write_text(seed: int, many: int = 300) -> str:
    """Sentences in an order of their own."""
    rng = random.Random(seed)
    lines = []
    for _ in range(many // 15):
        words = [f"{rng.choice(LINKS)} {rng.choice(THINGS)}" for _ in range(5)]
        lines.append(f"The {' '.join(words)}.")
    return "\n\n".join(lines)


def change(text: str, *, share: float) -> str:
    """The text with so large a share of its end written anew, each time otherwise."""
    words = text.split(" ")
    kept = round(len(words) * (1 - share))
    rng = random.Random(text)
    return " ".join([*words[:kept], *(f"{rng.choice(THINGS)}s" for _ in words[kept:])])


def test_a_sample_holds_the_smallest_numbers_of_runs():
    text = write_text(1)
    sample, whole = sample_runs(text)
    runs = sorted({run >> 32 for run in number_runs(text).tolist()})
    assert sample.tolist() == runs[:KEPT] and not whole
    assert sample_runs("A short note.")[1]


@pytest.mark.parametrize("again", [1, 3, 60])
def test_a_sample_of_a_text_that_repeats_itself(again):
    """Of the smallest numbers many are the same then, and others have to be looked for."""
    text = " ".join([write_text(2, 105)] * again)
    sample, whole = sample_runs(text)
    runs = sorted({run >> 32 for run in number_runs(text).tolist()})
    assert len(runs) > KEPT and (again < 60 or len(number_runs(text)) > 40 * ENOUGH)
    assert sample.tolist() == runs[:KEPT] and not whole


def test_owners_are_those_of_a_dict():
    """Numbers that want the same place, and many more than there is room for at first."""
    rng = random.Random(1)
    runs = [rng.randrange(1 << 20) for _ in range(3000)] + [k << 12 for k in range(2000)]
    owners, known = Register("I"), {}
    for article, run in enumerate(runs):
        known.setdefault(run, article)
        owners.add(run, article)
    assert len(known) < len(runs)
    assert [owners.find(run) for run in runs] == [known[run] for run in runs]
    missing = [run for run in range(1 << 20, (1 << 20) + 999) if run not in known]
    assert missing and {owners.find(run) for run in missing} == {-1}


@pytest.mark.parametrize("waiting", [1 << 18, 1, 3000])
def test_near_copies_are_found_and_others_are_not(waiting, monkeypatch):
    """Whether what is kept of an article is in the file or waits to be written to it."""
    monkeypatch.setattr("analysis.articles.near_copies._WAITING", waiting)
    known = NearCopies()
    texts = [write_text(seed) for seed in range(50)]
    assert [known.meet(text, row) for row, text in enumerate(texts)] == [None] * 50
    found = [known.meet(change(text, share=0.01), 99) for text in texts]
    assert found == list(range(50))
    others = [NearCopies() for _ in texts]
    for one, text in zip(others, texts, strict=True):
        one.meet(text, 1)
    far = [one.meet(change(text, share=0.6), 2) for one, text in zip(others, texts, strict=True)]
    assert far == [None] * 50


def test_the_estimate_is_the_share_of_runs():
    """Over many pairs the mean share told by samples is that of all runs."""
    told, true = [], []
    for seed in range(120):
        text = write_text(seed, 600)
        other = change(text, share=0.3)
        known = NearCopies()
        known.meet(text, 1)
        sample, whole = sample_runs(other)
        told.append(_share(sample, whole, known._read(0)))
        own = set(number_runs(other).tolist())
        true.append(len(own & set(number_runs(text).tolist())) / len(own))
    error = np.std(told) / np.sqrt(len(told))
    assert abs(np.mean(told) - np.mean(true)) < 4 * error


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.usefixtures("here")
def test_near_copies_count_once_wherever_parts_are_cut(size, tmp_path):
    texts = [write_text(seed) for seed in range(4)]
    rows = [{"side": "AB"[k % 2], "text": text} for k, text in enumerate(texts)]
    rows += [{"side": "AB"[k % 2], "text": change(texts[k], share=0.01)} for k in (0, 1)]
    rows.append({"side": "B", "text": texts[0]})  # another side is no copy
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    source = {"path": str(path), "by": "side", "columns": {}}
    sides = [
        {"label": side, "articles": [], "sources": [{**source, "value": side}]} for side in "AB"
    ]
    settings = {"title": "Archive", "codebooks": ["generic"], "sides": sides}
    sums, _ = sum_archive(
        path,
        settings,
        folder=tmp_path / "out",
        codebooks={"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")},
        size=size,
    )
    assert sums["articles"].set_index("side")["articles"].to_dict() == {"A": 2, "B": 3}
    gone = sums["refused"]
    assert gone.loc[gone["reason"].str.contains("stands in another article"), "n"].tolist() == [2]
