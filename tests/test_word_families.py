"""Word families: worked by hand, words that only look alike, laws of folding, refusals."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.event.event import load_event
from analysis.measures.families import (
    check_families,
    family_of,
    find_families,
    fold_families,
    load_derivations,
)
from analysis.measures.spelling import american_form
from analysis.measures.terms import KEYS, sort_terms
from analysis.tables.resources import load_lexicon

JOINED = [
    "ally allies alliance alliances allied",
    "threat threats threaten threatens threatened threatening",
    "continue continues continued continuing continuity continuous continuously continuation",
    "organise organize organisations organization organisers",
    "protest protests protester protesters protested",
    "election elections elected elect electoral",
    "neighbour neighbors neighbouring",
    "defence defense defend defended defensive",
    "die died dying dies death deaths dead",
    "strong stronger strongest strength strengthen strengthened",
    "negotiate negotiations negotiators negotiating",
    "economy economies economic economically",
    "stability stable stabilise stabilising",
    "go goes went gone going",
    "woman women",
    "crisis crises",
]

# Words that look alike, or that a rule on endings would join.
APART = """
organ/organisation general/generation new/news state/statement state/station treat/treaty
police/policy policy/politics party/part minister/administer secret/secretary
depart/department import/important custom/customer custom/customs author/authority
execute/executive invest/investigate native/nation nation/nationalist major/majority
minor/minority social/society society/socialist human/humanitarian union/unite unite/united
object/objective act/actual press/pressure sign/signal sign/significant community/communist
capital/capitalism popular/population emerge/emergency detect/detective preside/president
reside/president arm/arms arm/army good/goods leave/left worse/wrong unit/unity
hospital/hospitality compete/competent critic/critical integrate/integrity office/officer
officer/official stable/unstable certain/uncertain able/unable agree/disagree equal/unequal
legal/illegal honest/dishonest protest/protestant conserve/conservative identity/identify
public/publish reaction/reactor missile/mission court/courtesy count/country mass/massacre
war/warn terror/terrific contain/content convention/convene defend/defendant destroy/destroyer
government/governor report/reporter international/nation race/racist economy/economical
lead/leader constitute/constitution oppose/opposite operate/cooperate regular/regulate
respond/responsible relation/relative success/succession suspend/suspense victim/victory
technical/technology commit/committee form/formal form/former add/address port/portion
sea/season ward/award bear/bare edit/edition medium/media include/including mean/means
robert/roberts late/latest construct/constructive exclude/exclusive design/designate
celebrate/celebrity assist/assistant danger/dangle numb/number
"""


@pytest.mark.parametrize("words", JOINED)
def test_one_family(words):
    assert len({family_of(word) for word in words.split()}) == 1


@pytest.mark.parametrize("pair", APART.split())
def test_words_of_different_meaning_stay_apart(pair):
    one, two = pair.split("/")
    assert family_of(one) != family_of(two)


def test_capitals_contractions_numbers_and_phrases():
    kept = ["US", "IT", "don't", "it's", "2016", "F16", "US-led"]
    assert [family_of(word) for word in kept] == kept
    assert family_of("threatened alliances") == "threat ally"


# The table


def test_every_word_has_one_family_in_american_spelling():
    table = load_lexicon("derivations")
    words = [w for row in table.itertuples() for w in [row.base, *row.words.split()]]
    assert len(words) == len(set(words)) >= 1000
    assert all(word.isalpha() and word.islower() for word in words)
    assert [word for word in words if american_form(word) != word] == []
    assert list(table["base"]) == sorted(table["base"])
    alone = table[table["words"] == ""]
    assert (alone["note"] != "").all()


def test_what_the_table_holds_is_what_is_found():
    for word, base in load_derivations().items():
        assert family_of(word) == base and family_of(base) == base


def terms_of(*rows: tuple[str, int, str, str, int]) -> pd.DataFrame:
    """Rows of article, paragraph, voice, term, n."""
    frame = pd.DataFrame(rows, columns=["article_id", "paragraph", "voice", "term", "n"])
    frame["role"], frame["size"] = "body", frame["term"].str.split(" ").str.len()
    return frame[[*KEYS, "n"]]


# Folding


def test_folding_worked_by_hand():
    terms = terms_of(
        ("x", 1, "author", "ally", 1),
        ("x", 1, "author", "alliance", 2),
        ("x", 1, "quoted", "allies", 1),
        ("x", 2, "author", "alliances", 4),
        ("x", 2, "author", "pier", 1),
        ("x", 2, "author", "new alliance", 1),
        ("x", 2, "author", "new allies", 1),
    )
    folded = fold_families(terms)
    assert folded[["paragraph", "voice", "term", "n"]].values.tolist() == [
        [1, "author", "alliances", 3],
        [1, "quoted", "alliances", 1],
        [2, "author", "alliances", 4],
        [2, "author", "new alliance", 2],
        [2, "author", "pier", 1],
    ]
    forms = find_families(terms)
    assert forms[forms["family"] == "ally"][["term", "shown_as", "n"]].values.tolist() == [
        ["alliances", "alliances", 4],
        ["alliance", "alliances", 2],
        ["allies", "alliances", 1],
        ["ally", "alliances", 1],
    ]
    assert list(forms) == ["term", "family", "shown_as", "n"] and "pier" not in set(forms["term"])


def test_of_equals_the_first_in_the_alphabet_is_shown():
    terms = terms_of(("x", 1, "author", "threats", 1), ("x", 1, "author", "threaten", 1))
    assert fold_families(terms)["term"].tolist() == ["threaten"]


def test_an_event_adds_families():
    more = [["missile", "rocket"], ["ally", "bloc"]]
    assert family_of("rockets", more=more) == "missile" and family_of("rocket") == "rocket"
    assert family_of("blocs", more=more) == family_of("alliance", more=more) == "ally"
    terms = terms_of(("x", 1, "author", "rockets", 1), ("x", 1, "author", "missile", 2))
    assert fold_families(terms, more=more)["term"].tolist() == ["missile"]
    assert len(fold_families(terms)) == 2


def test_an_event_may_part_what_the_package_joins():
    assert family_of("alliance", more=[["pact", "alliance"]]) == "pact"
    assert family_of("ally", more=[["pact", "alliance"]]) == "ally"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ([["missile"]], "is no family"),
        (["missile"], "is no family"),
        ([["missile", "Rocket"]], "'Rocket' is not one word"),
        ([["missile", "air strike"]], "'air strike' is not one word"),
        ([["missile", ""]], "'' is not one word"),
        ([["missile", "rocket"], ["pier", "rocket"]], "'rocket' stands in the families"),
        ([["missile", "missile"]], "'missile' stands in the families"),
    ],
)
def test_faulty_families_are_refused(more, message):
    for call in (check_families, lambda more: family_of("pier", more=more)):
        with pytest.raises(ValueError, match=message):
            call(more)


FORMS = ["ally", "allies", "alliance", "threat", "threaten", "pier", "piers", "US", "us"]
FORMS += ["new ally", "new allies", "harbour", "harbor", "goods", "good", "left", "leave"]
rows = st.tuples(
    st.sampled_from(["x", "y"]),
    st.integers(1, 2),
    st.sampled_from(["author", "quoted"]),
    st.sampled_from(FORMS),
    st.integers(1, 9),
)
tables = st.lists(rows, max_size=25, unique_by=lambda row: row[:4]).map(lambda r: terms_of(*r))


@settings(max_examples=50, deadline=None)
@given(tables)
def test_laws_of_folding(terms):
    before = terms.copy()
    folded = fold_families(terms)
    pd.testing.assert_frame_equal(terms, before)
    places = ["article_id", "paragraph", "role", "voice", "size"]
    pd.testing.assert_series_equal(
        folded.groupby(places)["n"].sum(), terms.groupby(places)["n"].sum()
    )
    assert not folded.duplicated(KEYS).any()
    assert set(folded["term"]) <= set(terms["term"])
    assert not folded["term"].drop_duplicates().map(family_of).duplicated().any()
    again = fold_families(folded)
    pd.testing.assert_frame_equal(again, folded, check_dtype=False)
    shuffled = fold_families(terms.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(shuffled, folded, check_dtype=False)
    pd.testing.assert_frame_equal(sort_terms(folded), folded, check_dtype=False)


def test_families_of_the_gold_are_counted_as_one():
    event = load_event("harbour-lease")
    gold = json.loads((event.folder / "gold.json").read_text(encoding="utf-8"))["families"]
    body = event.corpus.select(role="body").terms.query("size == 1")
    sides = event.corpus.articles["article_id"].tolist()
    joined = 0
    for family in gold:
        forms = body[body["term"].isin(family["forms"])]
        assert set(forms["term"]) == set(family["forms"])
        counts = forms.groupby("article_id")["n"].sum().reindex(sides, fill_value=0)
        assert counts.tolist() == [family[side] for side in sides]
        joined += len({family_of(form) for form in family["forms"]}) == 1
    # One is not joined: "objected" keeps the lemma of "object", which is a thing as well.
    assert joined == len(gold) - 1
