"""Events, texts and corpora that several test files use, and what changes a corpus."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.event.event import Event, load_event, write_features
from analysis.instruments.marks import mark_sentiment
from analysis.measures.actors import mark_actors
from analysis.measures.codebooks import mark_frames
from analysis.measures.numbers import mark_numbers
from analysis.measures.scoring import score_segments
from analysis.measures.terms import KEYS, count_words
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import SCHEMAS, check_table
from analysis.tables.storage import read_features
from analysis.text.words import word_spans

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "analysis"
MODULES = {
    ".".join(p.relative_to(PACKAGE.parent).with_suffix("").parts): p
    for p in sorted(PACKAGE.rglob("*.py"))
    if not p.stem.startswith("__")
}

PLAIN = (
    "Ferry stopped at Lowmoor\n\n"
    "The ferry won't sail again until May, the harbour board said on Monday. "
    '"It isn\'t safe," said Ida Brandt, its clerk.\n\n'
    "\"We're sorry, but it's over. Nobody's boat was hurt - or so they tell 'the good people' "
    'of Fair Haven."\n\n'
    'Owners of the boats called the sale "a bad joke". '
    "Mr. Brandt's U.S. bank has 1,200 shares...\n"
)

OTHER = (
    "Ferry sold\n\n"
    "A bank that nobody had heard of bought the ferry, and most people in the town were happy "
    "to see it go. Prices fell.\n"
)

TABLES = ("articles", "segments", "terms", "marks")

ARTICLE = """Ferry sold

The ferry to Lowmoor was sold on Friday to a bank that nobody in the town had ever heard of before.

"We did not know," said Maud Ferris, who has run the small shop on the quay for over twenty years.

Share this story
"""

HARBOUR = ROOT / "data" / "harbour-lease"

GOLD = json.loads((HARBOUR / "gold.json").read_text(encoding="utf-8"))

PAIR = ["measured_terms", "sold_shore"]

VADER = SentimentIntensityAnalyzer()

ALPHA = 15

# A sentence as VADER itself scores it.
LIBRARY = {"instrument": "vader", "mask_names": False, "mask_cues": False}

LISTED = [
    {"name": "United States", "aliases": ["US", "America", "White House"]},
    {"name": "Bright Water", "aliases": []},
    {"name": "Bright Water Council", "aliases": ["the council", "AID", "Rowers' Club"]},
]

PLACE = {"article_id": "x", "paragraph": 1, "role": "body", "voice": "author"}


def write_event(folder: Path, *texts: str | bytes, more: str = "") -> Path:
    """An event of two sides, one article each; further texts are articles of the second side."""
    (folder / "texts").mkdir(parents=True)
    lines = ['title = "Ferry"']
    for k, text in enumerate(texts):
        content = text if isinstance(text, bytes) else text.encode()
        (folder / "texts" / f"{k}.txt").write_bytes(content)
        lines += [f'[[sides]]\nlabel = "Side {k}"'] if k < 2 else []
        lines += [f'[[sides.articles]]\nid = "article_{k}"\nfile = "texts/{k}.txt"', more]
    (folder / "event.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@cache
def load_harbour() -> Event:
    """The shipped full-text pair, read once for all tests (nobody changes a frame)."""
    return load_event(str(ROOT / "data" / "harbour-lease"))


def features_of(folder: Path) -> dict[str, pd.DataFrame]:
    """What is counted in an event's texts, as it is read back from its features."""
    corpus, audit = read_features(write_features(load_event(str(folder), texts=True)))
    return {name: getattr(corpus, name) for name in TABLES} | {"audit": audit}


@cache
def load(name):
    return load_event(name).corpus


def make_corpus(*sides):
    """A corpus by hand, with sides A, B, C.

    A side is a list of articles, an article of paragraphs, a paragraph of sentences, a sentence a
    text or a list of (voice, text).
    """
    segments, articles = [], []
    for label, texts in zip("ABC", sides, strict=False):
        for number, paragraphs in enumerate(texts):
            name, at, sentence = f"{label.lower()}{number}", 0, 0
            for paragraph, sentences in enumerate(paragraphs):
                for parts in sentences:
                    sentence += 1
                    for voice, text in [("author", parts)] if isinstance(parts, str) else parts:
                        place = (
                            f"{name}-{len(segments):03d}",
                            name,
                            paragraph,
                            sentence,
                            at,
                            at + len(text),
                        )
                        segments.append(
                            (*place, "body", voice, "", "", len(word_spans(text)), text)
                        )
                        at += len(text) + 1
            own = " ".join(row[-1] for row in segments if row[1] == name)
            digest = sha256(own.encode()).hexdigest()
            articles.append((name, label, "", digest, len(word_spans(own))))
    segments = pd.DataFrame(
        segments, columns=[column.rstrip("?") for column in SCHEMAS["segments"]]
    )
    columns = ["article_id", "side", "outlet", "sha256", "n_words"]
    articles = pd.DataFrame(articles, columns=columns)
    return Corpus(
        articles, segments, pd.DataFrame(columns=list(SCHEMAS["terms"])), mark_sentiment(segments)
    )


def tone(corpus, **choices):
    """The tone of the sides; unless something else is said, as VADER scores their sentences."""
    units = score_segments(corpus, **LIBRARY | choices).groupby("side")[["num", "den"]].sum()
    return (units["num"] / units["den"]).to_dict()


def double(corpus):
    names = {"segment_id", "article_id"}
    twice = [
        pd.concat(
            [frame, frame.assign(**{c: frame[c] + "-again" for c in names & set(frame)})],
            ignore_index=True,
        )
        for frame in (corpus.articles, corpus.segments, corpus.marks)
    ]
    return replace(corpus, articles=twice[0], segments=twice[1], marks=twice[2])


def swap(corpus):
    return replace(corpus, articles=corpus.articles.iloc[::-1].reset_index(drop=True))


def against_itself(corpus):
    """An article on both sides."""
    twice = double(corpus.select(side=corpus.sides[0]))
    return replace(twice, articles=twice.articles.assign(side=["A", "B"]))


def complete(corpus, *, listed=LISTED, books=None, speech=None):
    """The corpus of a test with terms, marks of actors, frames and numbers, and {text: (speaker,
    cue)}.
    """
    said = corpus.segments["text"].map(speech or {})
    segments = corpus.segments.assign(
        speaker=[who[0] if isinstance(who, tuple) else "" for who in said],
        cue=[who[1] if isinstance(who, tuple) else "" for who in said],
    )
    marks = [corpus.marks, mark_actors(segments, listed), mark_frames(segments, books or {})]
    marks.append(mark_numbers(segments))
    marks = check_table(pd.concat(marks), "marks")
    articles = corpus.articles.assign(
        n_words=segments.groupby("article_id")["n_words"].sum().to_numpy()
    )
    return replace(
        corpus, articles=articles, segments=segments, terms=count_words(segments), marks=marks
    )


def terms_of(**counts: int) -> pd.DataFrame:
    return pd.DataFrame([{**PLACE, "term": t, "size": 1, "n": n} for t, n in counts.items()])[
        [*KEYS, "n"]
    ]


def read_counts(terms: pd.DataFrame) -> dict[str, int]:
    return terms.groupby("term")["n"].sum().to_dict()


def refuses(result, *parts: str) -> None:
    code, out, error = result
    assert code == 2 and out == ""
    assert error.startswith(("crossframe: ", "Usage: ", "Error: ")) and "Traceback" not in error
    for part in parts:
        assert part in error
