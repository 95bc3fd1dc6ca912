"""Crossframe's public functions in the form that a validation script asks for.

Each takes texts; none sees a label.
"""

import os
import re
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.articles.roles import list_sentences
from analysis.articles.segments import clean_text, list_segments, plain_text
from analysis.articles.voices import find_passages
from analysis.comparison import compare
from analysis.instruments.mentions import score_mention
from analysis.instruments.scores import score_texts
from analysis.judge.alone import decide_alone
from analysis.judge.verdicts import judge_terms
from analysis.measures.calling import find_labels
from analysis.measures.chunks import Chunks, find_phrase_words
from analysis.measures.clauses import find_acts
from analysis.measures.codebooks import mark_frames, read_codebook
from analysis.measures.frames import score_frames
from analysis.measures.markers import mark_markers
from analysis.measures.mentions import read_chunks
from analysis.measures.parallels import pair_passages
from analysis.measures.terms import count_words
from analysis.read.notes import tell_note
from analysis.read.sources import read_source
from analysis.show.headlines import list_headlines
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import SCHEMAS
from analysis.text.sentences import sentence_spans
from analysis.text.typography import normalise
from analysis.text.words import list_terms, word_spans

# Whose sentence scores are given; tone asked alone goes by the same ones.
INSTRUMENT = os.environ.get("CROSSFRAME_INSTRUMENT", "crossframe")
GENERIC = os.path.join(os.path.dirname(__file__), "..", "data", "codebooks", "generic.csv")
FRAMES = {
    "RE": "responsibility",
    "HI": "human interest",
    "CO": "conflict",
    "MO": "morality",
    "EC": "economic consequences",
}


def _corpus(articles: dict[str, list[str]]) -> Corpus:
    """A corpus in the author's voice from the sentences of each article, which is one paragraph.

    The side is the id's first letter.
    """
    rows = []
    for article_id, texts in articles.items():
        for k, text in enumerate((normalise(text)[0].strip() for text in texts), 1):
            if n_words := len(word_spans(text)):
                place = (
                    f"{article_id}-{k:04d}",
                    article_id,
                    1,
                    k,
                    0,
                    len(text),
                    "body",
                    "author",
                    "",
                    "",
                )
                rows.append((*place, n_words, text))
    segments = pd.DataFrame(rows, columns=[column.rstrip("?") for column in SCHEMAS["segments"]])
    listed = [
        (name, name[0], "", sha256("\n".join(texts).encode()).hexdigest(), len(texts))
        for name, texts in articles.items()
    ]
    listed = pd.DataFrame(listed, columns=["article_id", "side", "outlet", "sha256", "n_words"])
    return Corpus(listed, segments, pd.DataFrame(), pd.DataFrame(columns=list(SCHEMAS["marks"])))


def sentences(text: str) -> list[tuple[int, int]]:
    plain, places = normalise(text)
    spans = (
        (m.start() + i, m.start() + j)
        for m in re.finditer(r"[^\n]+", plain)
        for i, j in sentence_spans(m.group())
    )
    return [(int(places[i]), int(places[j - 1]) + 1) for i, j in spans]


def sentence_tone(sentences: list[str]) -> list[float]:
    return (
        score_texts([normalise(s)[0] for s in sentences], instruments=[INSTRUMENT])
        .iloc[:, 0]
        .fillna(0.0)
        .tolist()
    )


def tone_verdict(sentences_a: list[str], sentences_b: list[str]) -> int:
    return decide_alone(sentence_tone(sentences_a), sentence_tone(sentences_b))


def actor_tone(items: list[dict]) -> list[float]:
    return [score_mention(item["sentence"], item["start"], item["end"]) for item in items]


def voices(text: str) -> list[dict[str, list[tuple[int, int]]]]:
    plain, places = normalise(text)
    spans = {}
    for row in find_passages(plain).itertuples():
        found = spans.setdefault(row.passage, {"content": [], "source": []})
        found["content"].append((int(places[row.start]), int(places[row.end - 1]) + 1))
        if row.source_start >= 0:
            found["source"] = [(int(places[row.source_start]), int(places[row.source_end - 1]) + 1)]
    return list(spans.values())


@lru_cache(maxsize=2)
def _terms(texts_a: tuple[str, ...], texts_b: tuple[str, ...]) -> pd.DataFrame:
    both = [*(("a", text) for text in texts_a), *(("b", text) for text in texts_b)]
    corpus = _corpus(
        {
            f"{side}{k}": [text[i:j] for i, j in sentences(text)]
            for k, (side, text) in enumerate(both)
        }
    )
    return judge_terms(replace(corpus, terms=count_words(corpus.segments)))


def term_alarms(texts_a: list[str], texts_b: list[str]) -> dict[str, float]:
    return (
        _terms(tuple(texts_a), tuple(texts_b))
        .dropna(subset="p")
        .set_index("subject")["p"]
        .to_dict()
    )


def term_findings(texts_a: list[str], texts_b: list[str]) -> list[str]:
    return (
        _terms(tuple(texts_a), tuple(texts_b)).query("verdict == 'supported'")["subject"].tolist()
    )


def narrative(texts: list[str]) -> list[dict[str, float]]:
    corpus = _corpus(
        {f"t{k:05d}": [text[i:j] for i, j in sentences(text)] for k, text in enumerate(texts)}
    )
    corpus = replace(
        corpus, marks=mark_frames(corpus.segments, {"generic": read_codebook(GENERIC)})
    )
    units = score_frames(corpus, codebook="generic")
    rates = (
        units.groupby(["article_id", "subject"])[["num", "den"]]
        .sum()
        .eval("num / den")
        .unstack("subject")
    )
    return [
        {key: float(row[frame]) for key, frame in FRAMES.items()}
        for _, row in rates.sort_index().iterrows()
    ]


def markers(sentences: list[str]) -> list[list[str]]:
    texts = [normalise(sentence)[0] for sentence in sentences]
    ids = [f"s{k:06d}" for k in range(len(texts))]
    found = mark_markers(pd.DataFrame({"segment_id": ids, "article_id": ids, "text": texts}))
    kinds = found.groupby("segment_id")["label"].unique()
    return [sorted(kinds.get(one, [])) for one in ids]


class _Read:
    """One text with the parts of its sentences, and the way back from words to its characters."""

    def __init__(self, text: str):
        self.places = normalise(text)[1]
        self.plain = normalise(text)[0]
        spans = [
            (m.start() + i, m.start() + j)
            for m in re.finditer(r"[^\n]+", self.plain)
            for i, j in sentence_spans(m.group())
        ]
        texts = [self.plain[i:j] for i, j in spans]
        rows = pd.DataFrame({"article_id": "x", "paragraph": 1, "text": texts})
        self.chunks: Chunks = read_chunks(rows.assign(sentence=range(len(rows))))
        words = self.words = self.chunks.tape.words
        moved = [start - base for (start, _), base in zip(spans, words.base.tolist(), strict=True)]
        self.moved = moved

    def span(self, first: int, last: int) -> tuple[int, int]:
        words = self.words
        start = int(words.start[first]) + self.moved[words.text[first]]
        end = int(words.end[last]) + self.moved[words.text[last]]
        return int(self.places[start]), int(self.places[end - 1]) + 1

    def spell(self, number: int) -> str:
        return self.words.forms[self.words.form[number]]


def clauses(text: str) -> list[dict]:
    read, found = _Read(text), []
    chunks = read.chunks
    for clause in find_acts(chunks):
        group, verb = chunks.read(clause.verb), chunks.head(clause.verb)
        told = {
            "verb": read.spell(verb).lower(),
            "verb_at": read.span(verb, verb),
            "negated": b"x" in group,
            "modal": b"m" in group or group[:1] == b"T",
        }
        for role, parts in (("agent", clause.agents), ("patient", clause.patients)):
            for part in parts:
                words = find_phrase_words(chunks, part)
                actor = read.span(int(words[0]), int(words[-1]))
                found.append({"actor": actor, "role": role, **told})
    return found


def labels(text: str) -> list[dict]:
    read, found = _Read(text), []
    for label in find_labels(read.chunks):
        words = [read.spell(k) for k in range(label.words[0], label.words[1] + 1)]
        found.append(
            {
                "target": read.span(*label.target),
                "kind": label.kind,
                "head": words[-1],
                "modifiers": words[:-1][-3:],
                "span": read.span(*label.words),
            }
        )
    return found


def parallels(text_a: str, text_b: str) -> list[dict]:
    spans = {"a": sentences(text_a), "b": sentences(text_b)}
    rows = [
        (side, place, term)
        for side, text in (("a", text_a), ("b", text_b))
        for place, (start, end) in enumerate(spans[side])
        for term in list_terms(normalise(text[start:end])[0])
    ]
    pairs = pair_passages(pd.DataFrame(rows, columns=["side", "place", "term"]))
    return [
        {"a": spans["a"][row.place_a], "b": spans["b"][row.place_b]} for row in pairs.itertuples()
    ]


def read_page(data: bytes, name: str) -> dict[str, str]:
    """The text that counts, and all that was kept, of one saved page; ValueError where refused.

    As `crossframe check` reads it, in any language; a comparison asks for English.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found, notes = read_source(path)
    if len(found) != 1:
        raise ValueError("; ".join(map(tell_note, notes)) or f"{len(found)} articles")
    text, _ = plain_text(found["text"].iloc[0], name=name)
    sentences = list_sentences(text, kinds=found["kinds"].iloc[0])
    kept = [row for row in sentences if row[5] != "boilerplate"]
    return {
        "body": "\n".join(text[row[3] : row[4]] for row in kept if row[5] == "body"),
        "text": "\n".join(text[row[3] : row[4]] for row in kept),
    }


def read_cases(path: str) -> tuple[list[dict], list[str]]:
    """The articles of a file, cut into sentences and segments; and the reasons of those refused."""
    found, notes = read_source(path)
    refused = [tell_note(note) for note in notes if note["what"] in ("refused", "cut off")]
    articles = []
    for article in found.itertuples(index=False):
        try:
            segments, title, sentences, text = _cut(article)
        except ValueError as error:
            refused.append(str(error))
            continue
        given = {key: getattr(article, key) for key in ("article_id", "outlet", "published")}
        articles.append(
            given
            | {
                "title": title,
                "sentences": [(row[5], text[row[3] : row[4]]) for row in sentences],
                "segments": [(row[6], row[7], row[8], row[11]) for row in segments],
            }
        )
    return articles, refused


def _cut(article) -> tuple[list[tuple], str, list[tuple], str]:
    """Segments, headline, sentences and text of a raw article, as an event cuts it."""
    text, offsets = clean_text(article.text, name=article.file)
    sentences = list_sentences(text, kinds=article.kinds)
    segments = list_segments(sentences, text, article_id=article.article_id, offsets=offsets)
    title = next((text[row[3] : row[4]] for row in sentences if row[5] == "headline"), "")
    return segments, title, sentences, text


def report_findings(text_a: str, text_b: str) -> list[dict]:
    """What the report of two articles says of every difference that was judged."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("one.txt", "other.txt")]
        for path, text in zip(paths, (text_a, text_b), strict=True):
            path.write_text(text, encoding="utf-8")
        compared = compare(*paths, sides=["one", "other"])
    findings = compared.findings
    lines = list_headlines(findings, told=compared.told, articles=compared.corpus.articles)
    on_screen = set(lines["finding_id"])
    return [
        {
            "measure": row.measure,
            "subject": row.subject,
            "verdict": row.verdict,
            "p": float(row.p),
            "first_screen": row.finding_id in on_screen,
        }
        for row in findings.itertuples()
    ]
