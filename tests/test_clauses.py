"""Labels, actions and parallels: sentences by hand, the gold of the harbour lease, and laws."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis.comparison import compare
from analysis.event.event import load_event
from analysis.judge.telling import spread_counts, tell_all, tell_counts
from analysis.judge.totals import add_sums, count_told
from analysis.measures.actions import ACTED_ON, ACTS, list_actions
from analysis.measures.actors import mark_actors
from analysis.measures.issues import suggest_issues
from analysis.measures.labels import MODIFIERS, SHOWN, list_labels
from analysis.measures.mentions import read_chunks
from analysis.measures.parallels import find_parallels, pair_passages
from analysis.measures.terms import count_words
from analysis.measures.word_classes import load_forms
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import SCHEMAS
from analysis.tables.sides import face_rest
from helpers import load, make_corpus

GOLD = json.loads(
    (Path(__file__).parents[1] / "data" / "harbour-lease" / "gold.json").read_text("utf-8")
)
NAMED = [
    {"name": "Oldport", "aliases": ["the city"]},
    {"name": "Ada Marsh", "aliases": ["Marsh", "the mayor"]},
    {"name": "lease", "aliases": ["deal", "plan"], "issue": True},
]


def segments_of(*texts, cue="", voice="author"):
    rows = {"article_id": "x", "paragraph": 1, "voice": voice, "speaker": "", "cue": cue}
    numbered = [{**rows, "segment_id": f"x-{k}", "sentence": k} for k in range(len(texts))]
    return pd.DataFrame(numbered).assign(text=texts)


def label(text):
    table = list_labels(segments_of(text), NAMED)
    return [(r.target, r.kind, f"{r.modifiers} {r.head}".strip()) for r in table.itertuples()]


def act(text, **given):
    table = list_actions(segments_of(text, **given), NAMED)
    return [
        (r.actor, "acts" if r.part == ACTS else "on", r.verb, r.other) for r in table.itertuples()
    ]


# By hand


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oldport is a sleepy harbour town.", [("Oldport", "is_a", "sleepy harbour town")]),
        ("The deal is dangerous.", [("lease", "is", "dangerous")]),
        ("Critics called the plan a bad joke.", [("lease", "naming", "bad joke")]),
        ('Renn called the plan an "open wound".', [("lease", "naming", "open wound")]),
        ("She described Oldport as a failed port.", [("Oldport", "naming", "failed port")]),
        ("Oldport was branded a failure.", [("Oldport", "naming", "failure")]),
        ("Workers likened the deal to a sale.", [("lease", "naming", "sale")]),
        ("Oldport remains an ally.", [("Oldport", "is_a", "ally")]),
        ("Ada Marsh, a tired lawyer, left.", [("Ada Marsh", "epithet", "tired lawyer")]),
        ("Ada Marsh, a harbour lawyer, left.", [("Ada Marsh", "apposition", "harbour lawyer")]),
        ("Former harbour chief Ada Marsh left.", [("Ada Marsh", "role", "former harbour chief")]),
        ("Oldport's old quay burned.", [("Oldport", "possessed", "old quay")]),
        ("They signed the deal and called it a gift.", [("lease", "naming", "gift")]),
        # What is denied is no label, nor what only says where, when or whether.
        ("Oldport is not a sleepy town.", []),
        ('The deal is "not enough".', []),
        ("The deal is likely to fail.", []),
        ("The deal is in Oldport.", []),
        ("Oldport is one of the ports.", []),
        ("The friend of Oldport is a liar.", []),
        ("The lease chief is a liar.", []),
        ("Oldport, Marsh and the union left.", []),
    ],
)
def test_labels_by_hand(text, found):
    assert label(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Oldport sold the pier.", [("Oldport", "acts", "sell", "pier")]),
        ("The bank deprived Oldport of aid.", [("Oldport", "on", "deprive", "bank")]),
        ("Oldport was sold by the bank.", [("Oldport", "on", "sell", "bank")]),
        ("Oldport was sold.", [("Oldport", "on", "sell", "")]),
        ("Why is Oldport punished?", [("Oldport", "on", "punish", "")]),
        (
            "Ada Marsh attacked Oldport.",
            [("Ada Marsh", "acts", "attack", "Oldport"), ("Oldport", "on", "attack", "Ada Marsh")],
        ),
        ("Marsh, who hates boats, sank one ship.", [("Ada Marsh", "acts", "hate", "boats"),
                                                 ("Ada Marsh", "acts", "sink", "ship")]),
        ("The bank imposed fines on Oldport.", [("Oldport", "on", "impose on", "bank")]),
        ("Oldport's threat to close the dock failed.", [("Oldport", "acts", "close", "dock")]),
        ("The bank accused Oldport of hiding boats.", [("Oldport", "on", "accuse", "bank"),
                                                  ("Oldport", "acts", "hide", "boats")]),
        ("The bank forced Oldport to sell boats.", [("Oldport", "on", "force", "bank")]),
        ("Oldport officials burned the boats.", [("Oldport", "acts", "burn", "boats")]),
        ("Rivals of Oldport burned the boats.", []),
        ("The Oldport plan burned the boats.", [("lease", "acts", "burn", "boats")]),
        ("Oldport said so.", []),
        ("It sold the pier to Oldport.", []),
        ("They left.", []),
    ],
)  # fmt: skip
def test_actions_by_hand(text, found):
    assert act(text) == found


def test_marks_of_a_clause_by_hand():
    texts = ["Oldport did not sell the pier.", "Oldport may sell the pier.", "Oldport was robbed."]
    table = list_actions(segments_of(*texts), NAMED)
    assert table["negated"].tolist() == [True, False, False]
    assert table["modal"].tolist() == [False, True, False]
    assert table["passive"].tolist() == [False, False, True]
    assert table["agent_named"].tolist() == [True, True, False]
    denied = list_actions(segments_of("Oldport sold it.", cue="deny", voice="reported"), NAMED)
    assert denied["negated"].tolist() == [True]
    assert list_actions(segments_of("Oldport sold it.", cue="deny"), NAMED)["negated"].sum() == 0


def test_a_label_stands_in_the_voice_that_speaks_it():
    rows = segments_of("Critics have called the deal", '"a door painted on a wall"')
    rows = rows.assign(sentence=1, voice=["author", "quoted"], speaker=["", "Critics"])
    table = list_labels(rows, NAMED)
    assert table[["segment_id", "voice", "speaker", "head"]].values.tolist() == [
        ["x-1", "quoted", "Critics", "door"]
    ]


# The harbour lease


def count_rows(corpus, what, columns):
    table = getattr(corpus.select(role="body"), what)
    return Counter(zip(*(table[c] for c in ("article_id", *columns)), strict=True))


def count_gold(what, keys):
    return Counter(
        (article, *(row[key] for key in keys)) for article, own in GOLD[what].items() for row in own
    )


@pytest.mark.parametrize(
    ("what", "columns", "precision", "recall"),
    [
        ("labels", ["target", "kind", "head"], 1, 0.5),
        ("actions", ["actor", "part", "verb"], 0.9, 0.85),
    ],
)
def test_most_of_what_a_reader_finds_is_found(what, columns, precision, recall):
    found = count_rows(load("harbour-lease"), what, columns)
    gold = count_gold(what, columns)
    right = (found & gold).total()
    assert right / found.total() >= precision
    assert right / gold.total() >= recall
    assert right < gold.total()  # what is missed is told in METHODS


def test_pairs_of_the_two_texts_are_those_a_reader_makes():
    corpus = load("harbour-lease")
    keys = ["article_id", "paragraph", "sentence"]
    whole = corpus.segments.groupby(keys)["text"].transform(" ".join)
    text = pd.Series(whole.tolist(), corpus.segments["segment_id"])
    gold = {(row["measured_terms"], row["sold_shore"]) for row in GOLD["parallels"]}
    pairs = find_parallels(corpus)
    found = [
        any(text[r.place_a].startswith(a) and text[r.place_b].startswith(b) for a, b in gold)
        for r in pairs.itertuples()
    ]
    assert found[0] and sum(found) >= 2
    assert "billion" in pairs["shared"][0].split() and "lease" not in pairs["shared"][0]


def test_the_same_number_written_otherwise_is_shared():
    ours = [[["Fire took 4,200 crates.", "Gulls cried.", "Rain fell.", "Some fled."]]]
    theirs = [[["Flames ate 4200 boxes of 23.", "Nobody slept.", "The weir held.", "It was dry."]]]
    pairs = find_parallels(make_corpus(ours, theirs))
    assert pairs.empty  # one number is too little
    ours[0][0][0] = "Fire took 4,200 crates of twenty-three."
    pairs = find_parallels(make_corpus(ours, theirs))
    assert pairs["shared"].tolist() == ["4,200 twenty-three"]


def test_without_text_passages_are_paragraphs():
    corpus = load("harbour-lease")
    bare = replace(corpus, segments=corpus.segments.drop(columns="text"))
    pairs = find_parallels(bare)
    assert len(pairs) and pairs.columns.tolist() == find_parallels(corpus).columns.tolist()
    paragraphs = bare.segments.drop_duplicates(["article_id", "paragraph"])["segment_id"]
    assert set(pairs["place_a"]) | set(pairs["place_b"]) <= set(paragraphs)


# Laws


@pytest.mark.parametrize("name", ["harbour-lease", "us-pakistan-sanctions"])
def test_the_tables_hold_single_words_and_names_alone(name):
    event = load_event(name)
    corpus = event.corpus
    names = {own["name"] for key in ("actors", "issues") for own in event.settings[key]}
    assert corpus.named and set(corpus.named) == names
    assert set(corpus.labels["target"]) | set(corpus.actions["actor"]) <= names
    verbs = corpus.actions["verb"].str.replace(" (?:on|upon|against)$", "", regex=True)
    singles = [corpus.labels["head"], verbs]
    singles.append(corpus.actions.loc[~corpus.actions["other"].isin(names), "other"])
    assert not pd.concat(singles).str.contains(r"\s").any()
    assert corpus.labels["modifiers"].str.split().str.len().max() <= MODIFIERS
    assert set(corpus.actions["part"]) == {ACTS, ACTED_ON}
    for what in ("labels", "actions"):
        table = getattr(corpus, what)
        assert table.columns.tolist() == list(SCHEMAS[what])
        places = corpus.segments.set_index("segment_id").loc[table["segment_id"]]
        for column in ("article_id", "voice", "speaker"):
            assert table[column].tolist() == places[column].tolist()


def test_a_voice_is_selected_with_its_labels_and_actions():
    corpus = load("us-pakistan-sanctions")
    parts = [corpus.select(voice=voice) for voice in ("author", "quoted", "reported")]
    for what in ("labels", "actions"):
        assert sum(len(getattr(part, what)) for part in parts) == len(getattr(corpus, what)) > 0
        assert set(getattr(parts[1], what)["voice"]) <= {"quoted"}
        assert getattr(face_rest(corpus), what).equals(getattr(corpus, what))


def test_sentences_are_read_alike_alone_and_among_others():
    texts = ["Marsh sold Oldport.", "", "Oldport is a town,", "and Marsh, the mayor, wept."]
    together = list_actions(segments_of(*texts), NAMED)
    alone = [list_actions(segments_of(text), NAMED) for text in texts]
    assert together["verb"].tolist() == pd.concat(alone)["verb"].tolist()
    assert read_chunks(segments_of("")).letters == b""


def test_no_name_and_no_text_give_empty_tables_or_a_reason():
    assert list_labels(segments_of("Oldport is a town."), []).empty
    assert list_actions(segments_of(""), NAMED).empty
    with pytest.raises(ValueError, match="carry no text"):
        list_actions(segments_of("Oldport left.").drop(columns="text"), NAMED)


def test_a_speaker_behind_the_verb_is_who_speaks():
    """What is said before the comma does not say it."""
    rows = list_actions(segments_of("Oldport was a tip, said Ada Marsh, the chair."), NAMED)
    assert "say" not in rows["verb"].tolist()


def test_paragraphs_are_paired_from_a_lower_cosine_than_sentences():
    """Three of 13 words are shared: 3 ln² 6 / (3 ln² 6 + 10 ln² 12) = .135."""
    own = {side: " ".join(f"{side}{k}z" for k in range(10)) for side in "ab"}
    texts = [(side, f"quay weir spar {own[side]}") for side in "ab"]
    texts += [(side, f"{side}{k}q") for side in "ab" for k in range(5)]
    rows = [(f"{s}-{k:03d}", s, k, text) for k, (s, text) in enumerate(texts)]
    segments = pd.DataFrame(rows, columns=["segment_id", "article_id", "paragraph", "text"])
    segments = segments.assign(sentence=segments["paragraph"], role="body", voice="author")
    articles = pd.DataFrame({"article_id": ["a", "b"], "side": ["A", "B"]})
    marks = mark_actors(segments, NAMED)
    corpus = Corpus(articles, segments, count_words(segments), marks)
    assert find_parallels(corpus).empty
    pairs = find_parallels(replace(corpus, segments=segments.drop(columns="text")))
    assert pairs[["place_a", "place_b", "shared"]].values.tolist() == [
        ["a-000", "b-001", "quay spar weir"]
    ]
    assert pairs["similarity"].tolist() == [pytest.approx(0.135, abs=0.0005)]


def test_passages_of_one_side_are_no_pair():
    rows = [("a", k, word) for k in range(30) for word in ("86", "boats", f"w{k}")]
    assert pair_passages(pd.DataFrame(rows, columns=["side", "place", "term"])).empty


@pytest.mark.parametrize("name", ["harbour-lease", "us-pakistan-sanctions"])
def test_what_is_told_is_counted_in_the_tables(name):
    corpus = load(name)
    told = tell_all(corpus)
    body = corpus.select(role="body")
    shown = body.labels[body.labels["kind"].isin(SHOWN)]
    called = told[told["measure"] == "labels"]
    assert called["a"].sum() + called["b"].sum() == len(shown)
    acting = told[told["measure"] == "actions"]
    actors = acting["subject"].str.partition(": ")[0]
    order = [corpus.named.index(actor) for actor in actors]
    assert order == sorted(order)
    for actor in set(actors):
        own = acting[actors == actor]
        assert min(own["a"].sum(), own["b"].sum()) >= 3
        had = (body.actions["part"] == "is acted on") & (body.actions["verb"] == "have")
        done = (body.actions["actor"] == actor) & ~had
        done &= ~body.actions["verb"].isin(load_forms("only names"))
        assert own["a"].sum() + own["b"].sum() == done.sum()
    assert (told.loc[told["measure"].isin(["labels", "actions"]), "segments"] != "").all()


def test_parts_of_an_archive_tell_what_the_whole_tells():
    corpus = load("us-pakistan-sanctions")
    ids = corpus.articles["article_id"].tolist()
    parts = [{"told": count_told(corpus.select(article_id=one))} for one in ids]
    told = tell_counts(add_sums(parts)["told"], pair=corpus.pair)
    whole = tell_all(corpus).drop(columns="segments")
    pd.testing.assert_frame_equal(told, whole)
    assert spread_counts(count_told(corpus), pair=corpus.pair)["a"].sum() > 0


def test_issues_are_nouns_of_both_sides():
    rows = [(side, "lease", 5) for side in "ab"] + [(side, "sold", 9) for side in "ab"]
    rows += [(side, "people", 9) for side in "ab"] + [("a", "quay", 9)]
    rows += [("a", "boat", 4), ("b", "boats", 4)]
    table = pd.DataFrame(rows, columns=["side", "term", "n"])
    assert suggest_issues(table) == ["lease", "boats"]


def test_a_drafted_event_suggests_whom_and_what_it_is_about():
    ours = "Ferry stopped\n\nNorway ended the ferry. Norway and Oslo paid. The ferry was Oslo's. "
    ours += "Ada Marsh, the council's chairman, said the ferry cost Norway and Oslo a lot."
    theirs = "Ferry sold\n\nThe ferry was sold. The ferry is gone, and nobody asked the ferry."
    settings = compare(ours, theirs, sides=["Post", "Herald"]).event.settings
    assert [(own["name"], own["aliases"]) for own in settings["actors"]] == [("Norway", ["Oslo"])]
    assert [own["name"] for own in settings["issues"]] == ["ferry"]
    people = [(own["name"], own["camp"]) for own in settings["people"]]
    assert people == [("Ada Marsh", "the council")]
