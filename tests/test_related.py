"""Which words may count as a finding's word: never fewer than all their forms tell."""

import random

import pandas as pd
import pytest

from analysis.judge.terms import _find_related, _list_forms
from analysis.measures.families import load_derivations, name_families
from analysis.measures.spelling import AMERICAN_OF
from analysis.tables.resources import load_lexicon

IRREGULAR = "went gone better best was were mice men's isn't won't US U.S Port's feet goods data"
MORE = [["good", "help", "aid"], ["missile", "rocket"], ["be", "stay"], ["harbor", "port"]]


def make_words(more):
    rng = random.Random(2)
    listed = [*load_derivations(), *AMERICAN_OF, *AMERICAN_OF.values()]
    listed += [f"{word}{end}" for word in rng.sample(listed, 800) for end in ("s", "ed", "ing")]
    words = {*listed, *IRREGULAR.split(), *load_lexicon("stopwords")["word"], "rockets", "aids"}
    table = pd.DataFrame({"term": sorted(words)})
    table["family"] = name_families(table["term"], more=more)
    return table


@pytest.mark.parametrize("more", [(), MORE])
def test_related_words_are_those_whose_forms_meet(more):
    """Few words are asked for their dictionary form; that leaves out none."""
    words = make_words(more)
    families = dict(zip(words["term"], words["family"], strict=True))
    forms = {word: _list_forms(word, families) for word in families}
    rng = random.Random(3)
    met = 0
    for many in (1, 2, 5, 40) * 5:
        subjects = [*rng.sample(list(families), many), *rng.sample(IRREGULAR.split(), 2)]
        wanted = set().union(*[forms[subject] for subject in subjects])
        expected = [not wanted.isdisjoint(forms[word]) for word in words["term"]]
        assert _find_related(words, subjects).tolist() == expected
        met += sum(expected)
    assert met > 800
