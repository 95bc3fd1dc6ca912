"""The told rows of the first screen: camps, what only one names, and the line that sums up."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.comparison import compare
from analysis.event.event import load_event, write_features
from analysis.event.settings import read_settings
from analysis.judge.actions import lead_actions
from analysis.judge.evidence import add_evidence, list_segments
from analysis.judge.families import TOLD
from analysis.judge.markers import pick_line as pick_markers
from analysis.judge.naming import NOUNS, keep_absent
from analysis.judge.telling import UNMEASURED, tell_all, tell_counts, write_rule
from analysis.judge.totals import add_sums, count_told
from analysis.judge.verdicts import judge_all
from analysis.measures.actors import measure_actors
from analysis.measures.camps import (
    APART,
    AUTHOR,
    NO_CAMP,
    UNKNOWN,
    list_people,
    measure_camps,
    name_speakers,
)
from analysis.measures.families import family_of
from analysis.measures.numbers import bare_number, find_numbers
from analysis.measures.presence import list_presence
from analysis.measures.scoring import score_segments
from analysis.show.chapters import _fill_parameters
from analysis.show.headlines import list_headlines
from analysis.show.holding import list_holding
from analysis.tables.corpus import Corpus
from analysis.tables.sides import face_rest, share_words
from analysis.text.words import list_terms
from helpers import load

EVENTS = ("harbour-lease", "us-pakistan-sanctions")
PEOPLE = {
    "actors": [{"name": "the mill", "aliases": ["Marsh Mill"], "camp": "owners"}],
    "people": [
        {"name": "Ada Marsh", "aliases": ["Marsh", "the mayor"], "camp": "town hall"},
        {"name": "Ira Poole", "camp": "independent"},
        {"name": "Bea Lund"},
    ],
}
PLAIN = """The weir

Mayor Ada Marsh said the weir must close by June. "We have no money left," Marsh said.
Ira Poole, an engineer, said the wall may hold. The bridge stays open, and the bridge is safe.
"""
OTHER = """The flood

Bea Lund told the meeting that 40 cellars in Oslo are wet. Nobody answered her.
The wall fell at night, and the boats were lost; more boats will be lost.
"""


def tell(corpus):
    """The told counts as rows that can be compared: measure, kind, subject -> a, b."""
    return tell_all(corpus).set_index(["measure", "kind", "subject"])[["a", "b"]]


def show(corpus, **given):
    """The counted lines of the first screen, with the sum."""
    findings = judge_all(corpus, codebooks=["generic"], resamples=50)
    return list_headlines(findings, told=tell_all(corpus), **given).set_index("finding_id")


@pytest.fixture(scope="module")
def weir():
    corpus = compare(PLAIN, OTHER, sides=["Post", "Herald"]).corpus
    return replace(corpus, people=list_people(PEOPLE))


# By hand


def test_camps_by_hand(weir):
    """Counted in the two texts above: words in quotation marks and of reported speech."""
    table = measure_camps(weir.select(role="body")).set_index(["side", "camp"])
    post = table.loc["Post"]
    assert post.loc["town hall", "quoted"] == 5  # We have no money left
    assert set(post.index) == {"town hall", "independent", AUTHOR}
    assert post.loc["town hall", "speakers"].startswith("Ada Marsh ")
    assert table.loc[("Herald", NO_CAMP), "speakers"].startswith("Bea Lund ")
    assert table["n_words"].groupby("side").sum().to_dict() == {"Post": 35, "Herald": 30}


@pytest.mark.parametrize(
    ("speaker", "camp"),
    [
        ("Ada Marsh", "town hall"),
        ("Mayor Ada Marsh", "town hall"),
        ("The mayor", "town hall"),
        ("Marsh's", "town hall"),
        ("Critics of Ada Marsh", ""),
        ("Many in Marsh", ""),
        ("Former mayor", ""),
        ("Ada Marsh's brother", ""),
        ("Marsh Mill", "owners"),
        ("Ira Poole", "independent"),
        ("Bea Lund", ""),
        ("", ""),
        # Several: the camp that all of them have.
        ("Ada Marsh and the mayor", "town hall"),
        ("Ada Marsh and her aides", "town hall"),
        ("Ada Marsh and Ira Poole", ""),
        ("Bea Lund and Ada Marsh", ""),
        ("Ira Poole, Bea Lund and Ada Marsh", ""),
    ],
)
def test_who_speaks_for_whom(speaker, camp):
    assert name_speakers([speaker], list_people(PEOPLE))["camp"].tolist() == [camp]


def test_who_and_what_only_one_names_by_hand(weir):
    told = tell(weir).loc["only one names"]
    assert told.loc["place"].index.tolist() == ["Oslo"]
    assert told.loc["number", ["a", "b"]].to_dict("index") == {"40": {"a": 0, "b": 1}}
    assert set(told.loc["speaker"].index) == {"Ada Marsh", "Ira Poole", "Bea Lund"}
    words = told.loc["word"]
    assert words.to_dict("index") == {
        "bridge": {"a": 2, "b": 0},
        "boats": {"a": 0, "b": 2},
        "lost": {"a": 0, "b": 2},
    }
    sentence = show(weir).loc["only one names", "sentence"]
    assert sentence.startswith("Not found in the other text. Post: ")
    assert "Herald: places Oslo (1); speakers Bea Lund" in sentence


def test_who_speaks_and_who_is_named_by_hand(weir):
    rows = list_presence(weir).set_index(["what", "subject"])
    camps = measure_camps(weir.select(role="body")).set_index(["side", "camp"])["n_words"]
    words = camps.groupby("side").sum()
    assert rows.loc[("speaks:", "town hall"), "n_a"] == camps["Post", "town hall"]
    assert rows.loc[("speaks:", "town hall"), "a"] == camps["Post", "town hall"] / words["Post"]
    # Bea Lund has no camp, so she stands with all who have none; the author speaks for nobody.
    assert rows.loc[("speaks:", NO_CAMP), "n_b"] == camps["Herald", NO_CAMP] > 0
    assert AUTHOR not in rows.loc["speaks:"].index and "named:" not in rows.index


def test_without_camps_the_speakers_are_shown_one_by_one(weir):
    rows = list_presence(replace(weir, people=list_people({})))
    assert {"Bea Lund", "Ira Poole"} <= set(rows["subject"])


@pytest.mark.parametrize("name", EVENTS)
def test_the_picture_says_what_the_tables_say(name):
    corpus = load(name)
    body = corpus.select(role="body")
    rows = list_presence(corpus)
    spoken = measure_camps(body)
    spoken = spoken[spoken["camp"] != AUTHOR].groupby("side")["n_words"].sum()
    told = rows[rows["what"] == "speaks:"]
    assert told[["n_a", "n_b"]].sum().tolist() == [spoken[side] for side in corpus.sides]
    named = measure_actors(corpus, score_segments(corpus)).set_index(["actor", "side"])["share"]
    for row in rows[rows["what"] == "named:"].itertuples():
        found = [named[row.subject, side] for side in corpus.sides]
        assert [row.a, row.b] == pytest.approx(found)
    swapped = list_presence(face_rest(corpus, side=corpus.sides[1]))
    exchanged = swapped.rename(columns={"a": "b", "b": "a", "n_a": "n_b", "n_b": "n_a"})
    pd.testing.assert_frame_equal(exchanged[rows.columns], rows)


def test_without_camps_the_speakers_with_most_words_are_named():
    corpus = compare(PLAIN, OTHER, sides=["Post", "Herald"]).corpus
    sentence = show(corpus).loc["speakers", "sentence"]
    assert sentence.startswith("Words given in Post and in Herald: speakers ")
    assert "Most in Post: " in sentence and "Bea Lund" in sentence
    assert "camp" not in sentence and sentence.endswith("Quotations: 1 and 0.")


def test_a_name_outside_the_body_is_not_absent():
    """The second text has Oslo and boats in its headline alone."""
    second = "Boats in Oslo: the boats are lost\n\n" + PLAIN.partition("\n\n")[2]
    told = tell(compare(OTHER, second, sides=["Herald", "Post"]).corpus).loc["only one names"]
    assert "place" not in told.index
    assert {"boats", "lost"}.isdisjoint(told.loc["word"].index)


def test_words_count_with_their_family_and_names_are_no_words():
    rows = [
        ("word", "alliances", 2, 0),
        ("word", "ally", 1, 0),
        ("word", "allied", 0, 1),
        ("word", "threat", 1, 0),
        ("word", "threats", 2, 0),
        ("word", "lund", 4, 0),
        ("word of a name", "lund", 1, 0),
        ("word", "quay", 3, 0),
        ("word aside", "quays", 0, 1),
        ("place", "Oslo", 0, 2),
        ("place aside", "Oslo", 1, 0),
    ]
    kept = keep_absent(pd.DataFrame(rows, columns=["kind", "subject", "a", "b"]))
    assert kept.values.tolist() == [["word", "threats", 3, 0]]
    plain = keep_absent(pd.DataFrame(rows, columns=["kind", "subject", "a", "b"]), fold=str)
    assert plain["subject"].tolist() == ["quay", "alliances", "threats"]


# Laws


@pytest.mark.parametrize("name", EVENTS)
def test_words_by_camp_and_by_voice_sum_to_the_words_of_the_body(name):
    corpus = load(name)
    body = corpus.select(role="body")
    told = tell(corpus).loc["speakers"]
    words = body.segments.groupby("article_id")["n_words"].sum()
    expected = words.groupby(body.articles.set_index("article_id")["side"]).sum()
    expected = expected.loc[list(corpus.pair)].tolist()
    assert told.loc["camp"].sum().tolist() == expected
    camps = measure_camps(body)
    assert camps.groupby("side")["n_words"].sum().loc[list(corpus.pair)].tolist() == expected
    # By voice: what the camps are quoted and reported with, and the author's words.
    voices = share_words(body, by="voice").set_index("side")
    for side, own in camps.groupby("side"):
        total = own["n_words"].sum()
        assert own[["quoted", "reported"]].sum().tolist() == pytest.approx(
            (voices.loc[side, ["quoted", "reported"]] * total).tolist()
        )
        spoken = own[own["camp"] != AUTHOR]
        assert (spoken["quoted"] + spoken["reported"]).tolist() == spoken["n_words"].tolist()
    speakers = told.loc["speaker"].sum()
    parts = told.loc["camp"].drop([AUTHOR, UNKNOWN], errors="ignore").sum()
    assert speakers.tolist() == parts.tolist()


@pytest.mark.parametrize("name", EVENTS)
def test_sides_swapped_swap_the_counts(name):
    corpus = load(name)
    swapped = face_rest(corpus, side=corpus.pair[1])
    pd.testing.assert_frame_equal(
        tell(corpus).sort_index(),
        tell(swapped).set_axis(["b", "a"], axis=1)[["a", "b"]].sort_index(),
    )


@pytest.mark.parametrize("name", EVENTS)
def test_a_text_against_itself_has_nothing_that_only_one_names(name):
    corpus = load(name)
    first = corpus.articles["article_id"].iloc[0]
    parts = []
    for side in ("A", "B"):
        one = corpus.select(article_id=first)
        tables = [
            table.assign(
                **{
                    c: side + table[c].astype(str)
                    for c in ("article_id", "segment_id")
                    if c in table
                }
            )
            for table in (one.articles.assign(side=side), one.segments, one.terms, one.marks)
        ]
        parts.append(tables)
    same = Corpus(
        *(pd.concat(some, ignore_index=True) for some in zip(*parts, strict=True)),
        people=corpus.people,
    )
    told = tell(same)
    assert told["a"].tolist() == told["b"].tolist()
    assert told.loc["only one names"].index.tolist() == [("articles", "articles")]
    assert "Nothing that is not found" in show(same).loc["only one names", "sentence"]


def test_texts_and_features_tell_the_same(tmp_path):
    event = load_event("harbour-lease", texts=True)
    folder = tmp_path / "lease"
    folder.mkdir()
    (folder / "event.toml").write_text((event.folder / "event.toml").read_text("utf-8"), "utf-8")
    copy = replace(event, name="lease", folder=folder)
    write_features(copy)
    books = event.folder.parent / "codebooks"
    assert books.is_dir()
    bare = load_event(str(folder)).corpus
    assert not bare.has_text and event.corpus.has_text
    pd.testing.assert_frame_equal(tell(bare), tell(event.corpus))
    lines, plain = show(event.corpus), show(bare)
    for row in (row for row in TOLD if row.place and row.measure != "matched"):
        columns = ["sentence", "count", "difference"]
        assert lines.loc[row.measure, columns].tolist() == plain.loc[row.measure, columns].tolist()


@pytest.mark.skipif("CROSSFRAME_REFERENCE" not in os.environ, reason="needs CROSSFRAME_REFERENCE")
def test_the_real_articles_tell_what_their_features_tell(monkeypatch):
    texts = Path(os.environ["CROSSFRAME_REFERENCE"]) / "articles"
    monkeypatch.setenv("CROSSFRAME_TEXTS", str(texts))
    name = "us-pakistan-sanctions"
    pd.testing.assert_frame_equal(tell(load(name)), tell(load_event(name, texts=True).corpus))


@pytest.mark.parametrize("name", EVENTS)
def test_counts_of_parts_add_up_to_those_of_the_whole(name):
    corpus = load(name)
    ids = corpus.articles["article_id"].tolist()
    parts = [{"told": count_told(corpus.select(article_id=one))} for one in ids]
    total = add_sums(parts)["told"]
    told = tell_counts(total, pair=corpus.pair)
    expected = tell_all(corpus).drop(columns="segments")
    pd.testing.assert_frame_equal(told, expected)


def test_what_only_one_names_stands_in_no_form_in_the_other_text():
    """Looked up in the texts themselves, without the tables."""
    corpus = load_event("harbour-lease", texts=True).corpus
    told = tell(corpus).loc["only one names"]
    texts = corpus.articles.set_index("side")["text"].loc[list(corpus.pair)]
    families = [{family_of(term) for term in list_terms(text)} for text in texts]
    assert len(told.loc["word"]) > 10
    for word, row in told.loc["word"].iterrows():
        own, other = families if row["a"] else families[::-1]
        assert family_of(word) in own and family_of(word) not in other
    numbers = [{bare_number(number.label) for number in find_numbers(text)} for text in texts]
    assert len(told.loc["number"]) > 5
    for number, row in told.loc["number"].iterrows():
        own, other = numbers if row["a"] else numbers[::-1]
        assert bare_number(number) in own and bare_number(number) not in other
    for speaker, row in told.loc["speaker"].iterrows():
        own, other = texts if row["a"] else texts[::-1]
        assert speaker in own and speaker.split()[-1] not in other


def test_every_count_has_segments_that_hold_it():
    corpus = load("harbour-lease")
    told = tell_all(corpus)
    known = set(corpus.select(role="body").segments["segment_id"])
    counted = told[~told["subject"].isin([AUTHOR, "articles"])]
    assert (counted["segments"] != "").all()
    assert {one for some in told["segments"] for one in some.split()} <= known
    texts = corpus.segments.set_index("segment_id")["text"]
    for row in counted[counted["kind"] == "word"].itertuples():
        found = [family_of(term) for one in row.segments.split() for term in list_terms(texts[one])]
        assert found.count(family_of(row.subject)) == row.a + row.b


# Gold and the shipped events


def test_the_speakers_of_the_gold_quotations_have_the_camps_of_the_gold():
    event = load_event("harbour-lease")
    gold = pd.read_json(event.folder / "gold.json", typ="series")
    camps = gold["camps"]
    quotes = [
        q["speaker"] for key in event.corpus.articles["article_id"] for q in gold[key]["quotes"]
    ]
    named = [speaker for speaker in dict.fromkeys(quotes) if speaker]
    assert len(named) > 5 and set(named) <= set(camps)
    found = name_speakers(camps, event.corpus.people).set_index("speaker")["camp"]
    assert found.to_dict() == dict(camps)


@pytest.mark.parametrize("name", EVENTS)
def test_most_words_of_known_speakers_have_a_camp(name):
    camps = measure_camps(load(name).select(role="body"))
    assert "independent" in set(camps["camp"])
    spoken = camps[~camps["camp"].isin([AUTHOR, UNKNOWN])]
    listed = spoken[~spoken["camp"].isin(APART)]["n_words"].sum()
    assert listed / spoken["n_words"].sum() > 0.8


# Settings


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('[[people]]\nname = "Ada"\nparty = "x"', "no key 'party'"),
        ('[[people]]\nname = "Ada"\ncamp = " "', "for whom it speaks"),
        # A key of the whole event would stand above its tables.
        ('families = [["rent"]]', "two or more words"),
        ('families = [["rent", "fee"], ["toll", "fee"]]', "'fee' stands in the families of"),
        (
            '[[people]]\nname = "Ada"\naliases = ["the mayor"]\ncamp = "x"\n'
            '[[people]]\nname = "Bea"\naliases = ["mayor"]\ncamp = "y"',
            "'mayor' stands for 'Ada' and for 'Bea'",
        ),
    ],
)
def test_a_wrong_camp_is_refused_by_name(tmp_path, lines, message):
    sides = "".join(
        f'[[sides]]\nlabel = "{x}"\n[[sides.articles]]\nid = "{x}"\nfile = "{x}.txt"\n'
        for x in "ab"
    )
    parts = [lines, sides] if lines.startswith("families") else [sides, lines]
    (tmp_path / "event.toml").write_text("\n".join(['title = "x"', *parts]) + "\n", "utf-8")
    with pytest.raises(ValueError, match=message):
        read_settings(tmp_path)


# The first screen


@pytest.mark.parametrize("name", EVENTS)
def test_the_first_screen_answers_in_order_and_never_denies_a_count(name):
    event = load_event(name)
    corpus, books = event.corpus, event.settings["codebooks"]
    findings = add_evidence(judge_all(corpus, codebooks=books), corpus)
    told = tell_all(corpus)
    lines = list_headlines(findings, told=told, articles=corpus.articles, own=books[0])
    titles = ["Who speaks", "How much", "Who and what", "What both", "What each calls", "Who acts"]
    titles += ["How it argues", "Which words", "Tone"]
    titles += ["Frame language of this event", "Frame language", "Would it hold"]
    for title, shown in zip(titles, lines["title"], strict=True):
        assert shown.startswith(title)
    counted = lines[lines["verdict"] == "counted"]
    # Two single articles are matched by no event.
    placed = {row.measure for row in TOLD if row.place} - {"matched"}
    assert placed < set(counted["finding_id"])
    assert not counted["sentence"].str.contains("not shown").any()
    by_id = lines.set_index("finding_id")
    assert by_id.loc["speakers", "difference"] == "speakers: 6 in 10 right on 84 articles"
    assert by_id.loc["only one names", "difference"] == UNMEASURED
    tone = by_id.loc["tone-crossframe"]
    assert "VADER" in tone["sentence"] and "TextBlob" in tone["sentence"]
    assert "contradict each other" in tone["sentence"]
    assert "0.61 on 2622 sentences" in tone["choices"]
    assert "contradict" not in list_headlines(findings, told=told)["sentence"].str.cat()
    own = lines[lines["title"] == "Frame language of this event:"].iloc[0]
    assert "written for this event, by someone who had read both articles" in own["sentence"]
    assert (lines["segments"] != "").all()
    # The words of the first line are those of the tables.
    camps = measure_camps(corpus.select(role="body")).set_index(["camp", "side"])["n_words"]
    for camp in camps.index.unique("camp"):
        a, b = (camps.get((camp, side), 0) for side in corpus.pair)
        assert f"{camp} {a} and {b}" in by_id.loc["speakers", "sentence"]


def test_the_last_line_sums_up_the_verdicts():
    common = {"side_a": "Post", "side_b": "Herald", "tried": 4, "voice": "all"}
    rows = [
        {"measure": "terms", "subject": "weir", "estimate": 1.0, "kept": 4, "verdict": "supported"},
        {"measure": "terms", "subject": "wall", "estimate": -1, "kept": 3, "verdict": "supported"},
        {"measure": "terms", "subject": "boat", "estimate": 1, "kept": 4, "verdict": "suggestive"},
        {
            "measure": "tone",
            "subject": "crossframe",
            "estimate": 1,
            "kept": 4,
            "verdict": "not shown",
        },
        {
            "measure": "frames: own",
            "subject": "x",
            "estimate": 1,
            "kept": 4,
            "verdict": "supported",
        },
    ]
    findings = pd.DataFrame([{**row, **common} for row in rows])
    line = list_holding(findings, own="own")[0]
    assert line["sentence"] == (
        "Supported under all choices: more use of weir in Post. Supported, but not under all "
        "choices: more use of wall in Herald. Of 4 "
        "differences tested 1 is suggestive and 1 not shown, among these all on tone."
    )
    assert list_holding(findings[findings["measure"] == "frames: own"], own="own") == []


@pytest.mark.parametrize(
    ("metric", "words"),
    [
        ("voices_who_said_what_F", "x: 6 in 10 right on 84 articles"),
        ("voices_share_MAE", "x: 5 words in 100 wrong on average, on 84 articles"),
        ("frames_narrative_AUC_CO", "x: people order 8 in 10 pairs of texts so too, on 203"),
        ("verdict_wrong", "x: 2 in 100 go against people's ratings, of 121 pairs called"),
    ],
)
def test_how_often_a_rule_is_right_is_said_in_words(metric, words):
    assert write_rule("", metric, rule="x").startswith(words)


def test_kinds_are_told_in_one_order():
    assert list(NOUNS) == ["actor", "place", "speaker", "number", "word"]


def test_clauses_with_another_party_come_before_bare_verbs():
    subjects = ["Weir: act", "Weir: not act", "Weir: build walls", "Weir: sell land"]
    table = pd.DataFrame({"kind": "acts", "subject": subjects, "a": 1, "b": 0})
    assert lead_actions(table)["subject"].tolist() == subjects[2:]


def test_kinds_of_markers_that_print_as_equal_are_not_said_to_differ():
    row = {"subject": "cause", "a": 5.99, "b": 5.95, "unusual": 0.6, "p": 0.9}
    assert pick_markers(pd.DataFrame([row]))["case"].tolist() == ["equal"]
    assert pick_markers(pd.DataFrame([{**row, "b": 4.0}]))["case"].tolist() == ["ordinary"]


def test_no_word_that_is_masked_is_marked_in_a_segment():
    corpus = load("harbour-lease")
    names = corpus.marks["in_name"] & (corpus.marks["instrument"] == "crossframe")
    assert names.any()
    shown = [mark for row in list_segments(corpus) for mark in row["marks"]]
    scored = [mark for mark in shown if mark["instrument"] == "crossframe"]
    assert scored and not any(mark["in_name"] for mark in scored)


def test_code_on_a_page_holds_the_choices_it_ran_with():
    source = 'EVENT = "tide"  # a folder\nTEXTS = False\nSEED = 3'
    used = {"EVENT": "/somewhere/weir", "TEXTS": True, "SEED": 3}
    filled = 'EVENT = "weir"  # a folder\nTEXTS = True\nSEED = 3'
    assert _fill_parameters(source, used) == filled
