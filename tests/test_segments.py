"""Segments: quotations and speakers of the labelled and the real pair, and laws of cutting."""

from __future__ import annotations

import json
from functools import cache

import pandas as pd
import pytest

from analysis.articles.roles import list_sentences
from analysis.articles.segments import clean_text, list_segments
from analysis.event.event import load_event
from analysis.measures.voices import list_quotations
from analysis.text.typography import normalise
from analysis.text.words import word_spans
from article_tables import cut_segments, read_article, split_article
from helpers import GOLD, HARBOUR, PAIR, load_harbour
from reference import reference

LABELLED = [(article, quote) for article in PAIR for quote in GOLD[article]["quotes"]]
# Scare quotes quote nobody: whether they are marked is a matter of taste, but nobody may be their
# speaker.
SPOKEN = [(article, quote) for article, quote in LABELLED if quote["speaker"]]
ALIASES = {
    actor["name"]: [a.lower() for a in actor["aliases"]]
    for actor in load_harbour().settings["actors"]
}


@cache
def read_harbour(article: str):
    raw, text, offsets = read_article(HARBOUR / "texts" / f"{article}.txt")
    sentences = split_article(text)
    return (
        raw,
        text,
        offsets,
        sentences,
        cut_segments(sentences, text, article_id=article, offsets=offsets),
    )


def place_quotations(segments: pd.DataFrame) -> pd.DataFrame:
    """Quotations with the places of their first and last character."""
    place, found = segments.set_index("segment_id"), list_quotations(segments)
    ids = found["segments"].str.split(" ")
    return found.assign(
        start=place.loc[ids.str[0], "start"].to_numpy(),
        end=place.loc[ids.str[-1], "end"].to_numpy(),
    ).set_index("start")


def is_found(quote: dict, quotations: pd.DataFrame, raw: str) -> bool:
    """Same first character, and nearly the same last one.

    After the closing mark stands at most the full stop or comma that no other segment can hold.
    """
    if quote["start"] not in quotations.index:
        return False
    end = quotations.loc[quote["start"], "end"]
    return end >= quote["end"] and not raw[quote["end"] : end].strip(".,;")


def is_right(wanted: str, speaker: str) -> bool:
    """The name as labelled or an alias of the event, whatever the article before it."""
    plain = speaker.lower().removeprefix("the ").removeprefix("a ")
    return plain == wanted.lower().removeprefix("the ").removeprefix(
        "a "
    ) or speaker.lower() in ALIASES.get(wanted, [])


@pytest.mark.parametrize(("article", "quote"), SPOKEN, ids=[f"{a}-{q['start']}" for a, q in SPOKEN])
def test_every_quotation_is_found(article, quote):
    raw, *_, segments = read_harbour(article)
    assert is_found(quote, place_quotations(segments), raw)


@pytest.mark.parametrize("article", PAIR)
def test_nothing_else_is_a_quotation(article):
    starts = {quote["start"] for quote in GOLD[article]["quotes"]}
    assert set(place_quotations(read_harbour(article)[-1]).index) <= starts


def test_scare_quotes_have_no_speaker():
    for article, quote in LABELLED:
        segments = read_harbour(article)[-1]
        inside = segments[(segments["start"] < quote["end"]) & (segments["end"] > quote["start"])]
        if not quote["speaker"]:
            assert inside.loc[inside["voice"] == "quoted", "speaker"].eq("").all()


def test_the_speakers_of_the_harbour_pair():
    right = []
    for article, quote in SPOKEN:
        quotations = place_quotations(read_harbour(article)[-1])
        found = quotations["speaker"].get(quote["start"], "")
        right.append(is_right(quote["speaker"], found))
    assert len(right) == 21
    assert sum(right) / len(right) >= 0.95


def test_reported_speech_is_recalled():
    found = []
    for article in PAIR:
        _, text, _, sentences, segments = read_harbour(article)
        reported = set(segments.loc[segments["voice"] == "reported", "sentence"])
        for entry in GOLD[article]["reported_speech_sentences"]:
            begins = [
                row.sentence
                for row in sentences.itertuples()
                if text.startswith(entry["begins"], row.start)
            ]
            assert len(begins) == 1, entry
            found.append(begins[0] in reported)
    assert sum(found) / len(found) >= 0.8


def test_not_everything_is_reported():
    for article in PAIR:
        segments = read_harbour(article)[-1].query("role == 'body'")
        words = segments.groupby("voice")["n_words"].sum() / segments["n_words"].sum()
        assert 0.25 < words["author"] < 0.9


@pytest.mark.xfail(
    strict=True,
    reason="a name that opens a sentence, with a word that is ordinary elsewhere, is not told",
)
def test_names_that_hold_sentiment_words_are_marked():
    corpus = load_harbour().corpus.select(role="body")
    for article in PAIR:
        segments = corpus.segments[corpus.segments["article_id"] == article]
        for entry in GOLD[article]["names_with_sentiment"]:
            holding = segments[segments["text"].str.contains(entry["name"], regex=False)]
            assert len(holding) > 0
            for lexicon in entry["lexicons"]:
                marks = corpus.marks[corpus.marks["segment_id"].isin(holding["segment_id"])].query(
                    "in_name"
                )
                marks = marks[
                    (marks["instrument"] == lexicon)
                    & (marks["term"].str.lower() == entry["word"].lower())
                ]
                assert set(marks["segment_id"]) == set(holding["segment_id"]), (
                    entry["name"],
                    lexicon,
                )


def test_words_outside_names_are_not_marked_as_names():
    corpus = load_harbour().corpus.select(role="body")
    named = {
        entry["word"].lower() for article in PAIR for entry in GOLD[article]["names_with_sentiment"]
    }
    marked = corpus.marks[
        corpus.marks["in_name"] & corpus.marks["instrument"].isin(["textblob", "vader"])
    ]
    named.add("sole")  # Martin Sole; TextBlob knows the word, the labels do not list it
    assert set(marked["term"].str.lower()) <= named


# The real pair


@cache
def read_real(article: str) -> pd.DataFrame:
    raw, text, offsets = read_article(reference(f"articles/{article}.txt"))
    return raw, cut_segments(split_article(text), text, article_id=article, offsets=offsets)


def test_the_quotations_of_the_real_pair():
    gold = json.loads(reference("articles/gold.json").read_text(encoding="utf-8"))[
        "alliance_diversification"
    ]["quotes"]
    raw, segments = read_real("alliance_diversification")
    quotations = place_quotations(segments)
    assert [quote["start"] for quote in gold if not is_found(quote, quotations, raw)] == []
    assert len(quotations) == len(gold) == 13
    right = sum(
        is_right(quote["speaker"], quotations.loc[quote["start"], "speaker"]) for quote in gold
    )
    assert right >= 11
    assert (read_real("partnership_balance")[1]["voice"] == "quoted").sum() == 0


def test_the_reported_speech_of_the_real_pair():
    gold = json.loads(reference("articles/gold.json").read_text(encoding="utf-8"))
    found = []
    for article in ("alliance_diversification", "partnership_balance"):
        segments = read_real(article)[1]
        whole = segments.groupby("sentence")["text"].agg(" ".join)
        reported = set(segments.loc[segments["voice"] == "reported", "sentence"])
        for entry in gold[article]["reported_speech_sentences"]:
            found.append(
                any(t.startswith(entry["begins"]) for n, t in whole.items() if n in reported)
            )
    assert sum(found) / len(found) >= 0.8


# Laws


@pytest.mark.parametrize("article", PAIR)
def test_segments_tile_the_sentences(article):
    raw, text, offsets, sentences, segments = read_harbour(article)
    assert segments["sentence"].unique().tolist() == sentences["sentence"].tolist()
    for sentence, (_, parts) in zip(
        sentences.itertuples(), segments.groupby("sentence"), strict=True
    ):
        assert parts["start"].iloc[0] == offsets[sentence.start]
        assert parts["end"].iloc[-1] == max(offsets[sentence.end], offsets[sentence.end - 1] + 1)
        gaps = zip(parts["end"].iloc[:-1], parts["start"].iloc[1:], strict=True)
        assert all(a <= b and not raw[a:b].strip() for a, b in gaps)
        assert set(parts["role"]) == {sentence.role}
        assert len(parts) == 1 or (parts["n_words"] > 0).all()


@pytest.mark.parametrize("article", PAIR)
def test_places_lead_to_the_text_in_the_file(article):
    raw, *_, segments = read_harbour(article)
    for row in segments.itertuples():
        assert normalise(raw[row.start : row.end])[0].strip() == row.text.strip()


@pytest.mark.parametrize("article", PAIR)
def test_every_word_is_in_exactly_one_segment(article):
    _, text, _, _, segments = read_harbour(article)
    parts = [part[i:j] for part in segments["text"] for i, j in word_spans(part)]
    assert parts == [text[i:j] for i, j in word_spans(text)]
    assert segments["n_words"].sum() == len(parts)
    assert segments["segment_id"].is_unique


UGLY = [
    "Advertisement.",
    "Pier sold",
    '"',
    '"We lost." "We won." "We',
    'He said. He said that. Said he. That he said: "',
    "'It's 'over',' he said, 'isn't it?''",
    'Ferry sold\n\n"A," said B, "c," said D, "e\n\nF," said G.',
    "No final stop “here",
    "Cafe\u0301\n\nThe cafe\u0301 was sold\u200b.",
    "* * *\n\n—\n\nThe end.",
    "According to",
    "— “We lost,” he said. … “We won.”",
    "1. 2. 3.\n4",
    "漢字。漢字。\n\nSaid “漢字” he.",
]


@pytest.mark.parametrize("raw", UGLY, ids=range(len(UGLY)))
def test_ugly_texts_keep_their_words_and_places(raw):
    text, offsets = normalise(raw)
    segments = cut_segments(split_article(text), text, article_id="x", offsets=offsets)
    parts = [part[i:j] for part in segments["text"] for i, j in word_spans(part)]
    assert parts == [text[i:j] for i, j in word_spans(text)]
    for row in segments.itertuples():
        assert normalise(raw[row.start : row.end])[0].strip() == row.text.strip()
    parts = segments.groupby("sentence")["n_words"].agg(["size", "min"])
    # A remnant without a word joins its neighbour.
    assert not ((parts["size"] > 1) & (parts["min"] == 0)).any()


def test_promotions_are_nobodys_speech():
    text = (
        'Ferry sold\n\nThe ferry is gone. Read more on "the sale nobody saw" in our guide. '
        '"Shame," said Ida Brandt.'
    )
    sentences = split_article(text)
    segments = cut_segments(sentences, text, article_id="x", offsets=normalise(text)[1])
    assert segments.query("role == 'boilerplate'")["voice"].tolist() == ["author"]
    assert "quoted" in set(segments["voice"])


def test_features_hold_no_prose():
    corpus = load_event("us-pakistan-sanctions").corpus
    # Six words and a mark that it was cut.
    assert corpus.segments["speaker"].str.split().str.len().max() <= 7
    assert (
        corpus.terms["size"].max() <= 3
        and "text" not in corpus.segments
        and "title" not in corpus.articles
    )


def test_a_body_without_paragraphs_is_cut_into_runs_of_three(tmp_path):
    """By hand: nine sentences in one paragraph are three runs; in three paragraphs they stay."""
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    sentences = [f"The ferry left pier {word} at noon." for word in words]
    numbers = []
    for parts in ([sentences], [sentences[:2], sentences[2:5], sentences[5:]]):
        text, offsets = clean_text("\n\n".join(map(" ".join, parts)), name="ferry.txt")
        rows = list_segments(list_sentences(text), text, article_id="ferry", offsets=offsets)
        numbers.append([row[2] for row in rows if row[6] == "body"])
    assert numbers == [[1] * 3 + [2] * 3 + [3] * 3, [1] * 2 + [2] * 3 + [3] * 4]
