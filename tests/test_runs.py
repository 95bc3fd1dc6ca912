"""Runs of words by number: what copies and near copies are told by."""

import gc
import random
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.articles import copies
from analysis.articles.copies import SHINGLE, number_runs
from analysis.event.build import _pass_over_new
from analysis.measures.terms import count_words, list_totals, number_terms
from analysis.read.files import _load
from analysis.text.columns import Words
from analysis.text.typography import normalise

WORDS = "One quay, two boats (and 3 ferries): nobody's port is O'Neill's -- not yet! Ask the U.S."
MOST = 1 << 64


def add_by_hand(run: str) -> int:
    """The number of a run by its definition, in whole numbers of any size."""
    letters = run.encode()
    number = sum(letter * copies._BASE ** (k + 1) for k, letter in enumerate(letters)) % MOST
    # The sums begin at a run and are weighted from 1 there, so one weight is taken out again.
    number = number * pow(copies._BASE, -1, MOST) % MOST
    return (number ^ number >> 32) * copies._BASE % MOST


def test_numbers_are_those_of_the_definition():
    words = re.findall("[a-z0-9]+", WORDS.lower())
    runs = [" ".join(words[k : k + SHINGLE]) for k in range(len(words) - SHINGLE + 1)]
    assert len(runs) == 13
    assert number_runs(WORDS).tolist() == [add_by_hand(run) for run in runs]


def test_the_same_words_have_the_same_numbers_wherever_they_stand():
    plain = number_runs("the quay is sold it is nobody s port now")
    assert len(plain) == 3 and len(set(plain.tolist())) == 3
    for other in (
        "THE QUAY IS SOLD: IT IS NOBODY'S PORT. NOW",
        "“The quay is sold”\n\nIt is nobody’s… port — now!",
        "the\xa0quay is   sold, it is nobody's (port) now",
    ):
        assert number_runs(other).tolist() == plain.tolist()
        assert number_runs(normalise(other)[0]).tolist() == plain.tolist()
        behind = number_runs(f"Ana Ruiz said: {other} And then some")
        assert np.isin(plain, behind).all() and len(behind) == 9


def test_letters_beyond_ascii_belong_to_their_words():
    one = number_runs("Élan vital à la mode de Caen toujours")
    assert one.tolist() == number_runs("ÉLAN VITAL À LA MODE DE CAEN TOUJOURS").tolist()
    assert one.tolist() != number_runs("Elan vital a la mode de Caen toujours").tolist()
    assert number_runs("Москва слезам не верит").tolist() != number_runs("Киев").tolist()


@pytest.mark.parametrize("text", ["", " ", "?!", "Quay", "one two three four five six seven"])
def test_a_short_text_has_one_number(text):
    assert len(number_runs(text)) == 1


def test_a_text_of_any_length_has_the_numbers_of_its_parts(monkeypatch):
    """Runs are added up some at a time, and words may be longer than most texts."""
    rng = random.Random(4)
    words = [f"w{rng.randrange(10**9)}" for _ in range(3 * copies.TOGETHER)]
    words[5000] = "x" * (3 * copies.LETTERS)
    whole = number_runs(" ".join(words))
    assert len(whole) == len(words) - SHINGLE + 1 == len(set(whole.tolist()))
    part = number_runs(" ".join(words[4990 : 4990 + 99]))
    assert part.tolist() == whole[4990 : 4990 + 92].tolist()
    monkeypatch.setattr(copies, "TOGETHER", 50)
    assert number_runs(" ".join(words[:300])).tolist() == whole[:293].tolist()


def test_uses_of_terms_are_those_of_their_table():
    texts = [WORDS, "THE PORT OF THE QUAY", "Ports, ports and the port's quay"]
    words = Words([normalise(text)[0] for text in texts])
    rows = {"article_id": "x", "paragraph": [1, 2, 2], "role": "body", "voice": "author"}
    segments = pd.DataFrame({**rows, "text": texts})
    uses = list_totals(number_terms(words))
    terms = count_words(segments, words=words)
    counted = terms[terms["size"] == 1].groupby("term")["n"].sum()
    assert uses.set_index("term")["n"].to_dict() == counted.to_dict()
    assert uses["term"].is_monotonic_increasing and uses["n"].min() == 1
    given = count_words(segments, words=words, numbered=number_terms(words))
    assert given.equals(terms)


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


def test_a_file_that_is_said_to_be_empty_is_read_to_its_end(tmp_path, monkeypatch):
    """A size is what a file system says of a file, which may grow or be made as it is read."""
    if sys.platform == "linux":
        assert _load(Path("/proc/self/status")).startswith(b"Name:")
    monkeypatch.setattr("analysis.read.files.MOST_BYTES", 5)
    path = tmp_path / "a.txt"
    for size in (0, 4, 5):
        path.write_bytes(b"x" * size)
        assert _load(path) == b"x" * size
    path.write_bytes(b"x" * 6)
    with pytest.raises(ValueError, match="at most 5 are read"):
        _load(path)
