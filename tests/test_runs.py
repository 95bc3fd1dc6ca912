"""Runs of words by number: what copies and near copies are told by."""

import random
import re

import numpy as np
import pytest

from analysis.articles import copies
from analysis.articles.copies import SHINGLE, number_runs
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
        "• The quay → is\u2009sold. ★ It is no\u00adbody\u2019s\u202fport\u2026 €now£",
    ):
        assert number_runs(other).tolist() == plain.tolist()
        assert number_runs(normalise(other)[0]).tolist() == plain.tolist()
        behind = number_runs(f"Ana Ruiz said: {other} And then some")
        assert np.isin(plain, behind).all() and len(behind) == 9


def test_letters_beyond_ascii_belong_to_their_words():
    one = number_runs("Élan vital à la mode de Caen toujours")
    assert one.tolist() == number_runs("ÉLAN VITAL À LA MODE DE CAEN TOUJOURS").tolist()
    assert one.tolist() != number_runs("Elan vital a la mode de Caen toujours").tolist()
    assert len(number_runs("E\u0301lan vital a\u0300 la mode de Caen toujours")) == 1
    assert number_runs("Москва слезам не верит").tolist() != number_runs("Киев").tolist()


@pytest.mark.parametrize("text", ["", " ", "?!", "Quay", "one two three four five six seven"])
def test_a_short_text_has_one_number(text):
    assert len(number_runs(text)) == 1


def test_a_text_of_any_length_has_the_numbers_of_its_parts(monkeypatch):
    """Runs are added up some at a time, and words may be longer than most texts."""
    rng = random.Random(4)
    words = [f"w{rng.randrange(10**9)}" for _ in range(3 * (copies.LETTERS >> 3))]
    words[5000] = "x" * (3 * copies.LETTERS)
    whole = number_runs(" ".join(words))
    assert len(whole) == len(words) - SHINGLE + 1 == len(set(whole.tolist()))
    part = number_runs(" ".join(words[4990 : 4990 + 99]))
    assert part.tolist() == whole[4990 : 4990 + 92].tolist()
    monkeypatch.setattr(copies, "LETTERS", SHINGLE * (copies.LONGEST_WORD + 1))
    assert number_runs(" ".join(words[:9000])).tolist() == whole[: 9000 - SHINGLE + 1].tolist()


def test_of_a_word_that_nobody_wrote_only_the_beginning_counts():
    """So no text, whatever it holds, takes more memory than its own letters."""
    begin = "x" * copies.LONGEST_WORD
    one = number_runs(f"a {begin} c d e f g h i")
    assert one.tolist() == number_runs(f"a {begin}{'y' * 200_000} c d e f g h i").tolist()
    assert one.tolist() != number_runs(f"a {begin[1:]} c d e f g h i").tolist()
    assert len(copies._list_weights()[0]) == copies.LETTERS + 1
