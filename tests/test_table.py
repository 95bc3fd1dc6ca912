"""The table of word values: sentences by hand, marks that add up, and no value for an identity."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import tone_material as material
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.instruments.mentions import mark_mention, score_mention
from analysis.instruments.scores import mark_texts, score_texts
from analysis.instruments.table import EXTRA, UNIT, load_table
from analysis.measures.scoring import select_marks
from analysis.tables.resources import PACKAGE, load_lexicon
from analysis.text.words import has_word
from helpers import make_corpus

# What stands in a slot may be any of its words.
PEOPLES = ["Russian", "American", "Pakistani", "Indian", "Israeli", "Palestinian", "Nigerian"]
NAMES = ["Trump", "Obama", "Putin", "Modi", "Khan", "Smith", "Zelensky", "Garcia", "Nguyen"]
COUNTRIES = ["Russia", "the United States", "Saudi Arabia", "India", "New Zealand", "Ukraine"]
FAITHS = ["Christian", "Muslim", "Jewish", "Hindu", "Buddhist", "atheist", "Catholic", "Shia"]
PARTIES = ["Republican", "Democratic", "Labour", "Conservative", "socialist", "Hamas", "Likud"]
OUTLETS = ["the Guardian", "Fox News", "the New York Times", "Breitbart", "the BBC", "Sputnik"]
PERSONS = ["man", "woman", "boy", "girl", "lady", "gentleman", "mother", "father", "child"]
KINDS = ["gay", "straight", "lesbian", "transgender", "heterosexual", "bisexual", "queer"]
AGES = ["old", "young", "elderly", "teenage", "middle-aged", "adult"]
SKINS = ["black", "white", "brown", "Asian", "Hispanic", "African American", "Latino"]
OFFICES = ["president", "prime minister", "senator", "ambassador", "mayor", "secretary"]
DAYS = ["Monday", "Sunday", "January", "May", "two", "thousands"]
TEMPLATES = [
    (PEOPLES, "The {} delegation praised the new harbour."),
    (PEOPLES, "Critics called the {} plan a shameful failure."),
    (PEOPLES, "A {} company built the broken crane."),
    (PEOPLES, "The {}s were welcome guests at the fair."),
    (PEOPLES, "No {} answer is good enough."),
    (NAMES, "{} lied about the cost of the pier."),
    (NAMES, "{}'s brilliant speech delighted the crowd."),
    (NAMES, "Nobody trusts {} with the keys."),
    (NAMES, "The judge thanked {} warmly."),
    (NAMES, "Friends of {} fear a brutal campaign."),
    (COUNTRIES, "The storm killed nine people in {}."),
    (COUNTRIES, "{} signed a splendid agreement."),
    (COUNTRIES, "The threat came from {}, said the report."),
    (COUNTRIES, "{}'s economy is growing fast."),
    (COUNTRIES, "Hope for peace with {} faded."),
    (FAITHS, "A {} family lost its home."),
    (FAITHS, "The {} school won a prize."),
    (FAITHS, "{} leaders condemned the attack."),
    (FAITHS, "Angry {} voters left the hall."),
    (FAITHS, "The {} choir sang beautifully."),
    (PARTIES, "The {} proposal is a disaster."),
    (PARTIES, "{} members cheered the honest report."),
    (PARTIES, "Few admire the {} budget."),
    (PARTIES, "The {} office was robbed."),
    (PARTIES, "A {} win would be a great relief."),
    (OUTLETS, "{} printed a false story."),
    (OUTLETS, "Readers love {} for its humour."),
    (OUTLETS, "According to {} the dam is safe."),
    (OUTLETS, "{} apologised for the ugly headline."),
    (OUTLETS, "The award went to {}."),
    (PERSONS, "The {} was arrested for theft."),
    (PERSONS, "A brave {} saved the dog."),
    (PERSONS, "Every {} here is happy."),
    (PERSONS, "The {} wept over the ruined boat."),
    (PERSONS, "That {} is a liar."),
    (KINDS, "The {} couple opened a wonderful bakery."),
    (KINDS, "A {} teacher was insulted."),
    (KINDS, "{} sailors have every right to be proud."),
    (KINDS, "They mocked the {} singer."),
    (KINDS, "The {} club is not dangerous."),
    (AGES, "The {} driver caused the crash."),
    (AGES, "{} fans enjoyed the show."),
    (AGES, "A generous {} neighbour helped."),
    (AGES, "The {} ferry guard hates noise."),
    (AGES, "He never harmed an {} swimmer."),
    (SKINS, "A {} suspect was shot."),
    (SKINS, "The {} doctor is superb."),
    (SKINS, "{} workers face unfair rules."),
    (SKINS, "Police beat a {} cyclist."),
    (SKINS, "The {} pilot landed safely."),
    (OFFICES, "The {} betrayed the town."),
    (OFFICES, "A popular {} opened the bridge."),
    (OFFICES, "The {}s quarrelled bitterly."),
    (OFFICES, "The {} deserves respect."),
    (OFFICES, "Corrupt {} jailed."),
    (DAYS, "On {} the rescue succeeded."),
    (DAYS, "{} boats sank in the terrible storm."),
    (DAYS, "The {} talks failed."),
    (DAYS, "Since {} the river is clean."),
    (DAYS, "A gift of {} cheered them."),
]
WORDS = ["good", "not", "bad,", "but", "terrible", "never", "a", "hope", "isn't", "love!", "?", "İ"]


def score(texts):
    return score_texts(texts, instruments=["crossframe"])["tone"]


def test_by_hand():
    values = load_table().values
    good, bad = values["good"], values["bad"]
    found = score(["Good.", "It is not good.", "It isn't at all very good.", "Good but bad."])
    one, two = UNIT * math.sqrt(1 + EXTRA), UNIT * math.sqrt(2 + EXTRA)
    assert found.iloc[:2].tolist() == pytest.approx([good / one, -good / 2 / one])
    assert found.iloc[2] == pytest.approx(-good / 2 / one)  # four words behind is near enough
    assert found.iloc[3] == pytest.approx((good + bad) / two)
    far = score(["It is not in the pier that was good."])[0]
    assert far == pytest.approx(good / one)


def test_but_ends_a_negation():
    values = load_table().values
    expected = (values["bad"] * -0.5 + values["good"]) / (UNIT * math.sqrt(2 + EXTRA))
    assert score(["Not bad but good."])[0] == pytest.approx(expected)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(WORDS), max_size=15).map(" ".join))
def test_marks_sum_to_the_score_to_the_last_bit(text):
    marks = mark_texts([text], instruments=["crossframe"])
    total = math.fsum(marks["value"] * marks["weight"])
    assert score([text])[0] == total or not has_word(text)
    for place, term in marks[["place", "term"]].itertuples(index=False):
        assert text[place:].lower().startswith(term)


def test_words_of_a_kind_are_read_alike():
    assert score(["The pier's splendour."]).equals(score(["the pier splendour"]))
    assert score(["GOOD"]).equals(score(["good"]))


@pytest.mark.parametrize(("words", "template"), TEMPLATES)
def test_exchanging_who_is_meant_changes_nothing(words, template):
    texts = [template.format(word) for word in words]
    assert len(set(score(texts))) == 1, dict(zip(words, score(texts), strict=True))


def test_templates_are_many_and_say_something():
    scores = score([template.format(words[0]) for words, template in TEMPLATES])
    assert len(TEMPLATES) == 60
    assert (scores != 0).mean() > 0.8


def test_no_place_has_a_tone():
    places = load_lexicon("places")
    names = [*places["place"], *(n for some in places["aliases"] for n in some.split("; ") if n)]
    texts = [form for name in names for form in (name, f"{name}'s", name.upper())]
    assert len(texts) > 2_500
    marks = mark_texts(texts, instruments=["crossframe"])
    assert marks["term"].unique().tolist() == []


def test_no_identity_has_a_value():
    neutral = material.list_neutral()
    assert len(neutral) > 5_000
    assert sorted(neutral & load_table().values.keys()) == []


def test_every_identity_term_names_its_group_and_source():
    terms = load_lexicon("identity_terms")
    assert terms["term"].is_unique and terms["term"].is_monotonic_increasing
    assert (terms[["group", "source"]] != "").all().all()
    groups = {"people", "religion", "party", "outlet", "gender", "orientation", "age", "office"}
    assert groups <= {word for group in terms["group"].unique() for word in group.split()}


def test_the_table_is_small_sorted_and_without_zeros():
    path = PACKAGE / "lexicons" / "tone-table.csv"
    assert path.stat().st_size <= 700_000
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "word,value"
    words = [line.partition(",")[0] for line in lines[1:]]
    assert words == sorted(words) and len(set(words)) == len(words)
    assert all(float(line.partition(",")[2]) for line in lines[1:])


def test_topics_are_words_of_the_table():
    topics = load_lexicon("topic_nouns")["word"]
    assert len(topics) > 500 and set(topics) <= load_table().values.keys()


def test_values_point_the_way_people_say():
    assert load_table().values["superb"] > 0 > load_table().values["awful"]


def test_tone_about_a_mention_by_hand():
    values = load_table().values
    text = "The splendid Smith did not betray us."
    assert [(w, k) for w, _, k in mark_mention(text, 13, 18)] == [
        ("splendid", 1.0),
        ("betray", pytest.approx(-0.5 / math.sqrt(3))),
    ]
    expected = values["splendid"] - values["betray"] / 2 / math.sqrt(3)
    assert score_mention(text, 13, 18) == pytest.approx(expected)


@pytest.mark.parametrize("name", [*NAMES, *PEOPLES, *OFFICES])
def test_who_is_mentioned_does_not_change_the_tone_about_them(name):
    text = f"The generous {name} was mocked."
    assert score_mention(text, 13, 13 + len(name)) == score_mention(
        "The generous X was mocked.", 13, 14
    )


@pytest.mark.parametrize("instrument", ["crossframe", "vader", "textblob"])
def test_a_reporting_word_is_masked_as_if_it_were_not_there(instrument):
    said = [("author", "The sad mayor rejected"), ("reported", "the awful rejected plan.")]
    corpus = make_corpus([[[said]]])
    segments = corpus.segments.assign(cue=["", "rejected"])
    corpus = replace(corpus, segments=segments)
    masked = select_marks(corpus, instrument=instrument, mask_cues=True)
    text = "The sad mayor the awful rejected plan."
    marks = mark_texts([text], instruments=[instrument])
    marks = marks[marks["label"] == masked["label"].iloc[0]]
    assert masked["term"].tolist() == marks["term"].tolist()
    parts = math.fsum(masked["value"] * masked["weight"])
    assert parts == pytest.approx(math.fsum(marks["value"] * marks["weight"]))
    plain = select_marks(corpus, instrument=instrument, mask_cues=False)
    assert len(plain) == len(masked) + (instrument != "textblob")


def test_topics_can_be_masked():
    corpus = make_corpus([[["The awful storm brought death."]]])
    masked = select_marks(corpus, instrument="crossframe", mask_topics=True)
    assert "death" not in masked["term"].tolist() and "awful" in masked["term"].tolist()
