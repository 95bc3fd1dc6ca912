"""Crossframe's public functions in the form that a validation script asks for: each takes texts, none sees a label."""

import os
import re
from pathlib import Path

import pandas as pd

from analysis import frames, instruments, keyness, sentiment, stats, terms, verdicts
from analysis.language import normalise, sentence_spans, word_spans
from analysis.tables import SCHEMAS, Corpus
from analysis.voices import find_passages

INSTRUMENT = os.environ.get("CROSSFRAME_INSTRUMENT", verdicts.DECIDES)
GENERIC = Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv"
FRAMES = {"RE": "responsibility", "HI": "human interest", "CO": "conflict", "MO": "morality", "EC": "economic consequences"}


def _corpus(articles: dict[str, list[str]]) -> Corpus:
    """A corpus in the author's voice from the sentences of each article, one paragraph; the side is the id's first letter."""
    rows = []
    for article_id, texts in articles.items():
        for k, text in enumerate((normalise(text)[0].strip() for text in texts), 1):
            if n_words := len(word_spans(text)):
                place = (f"{article_id}-{k:04d}", article_id, 1, k, 0, len(text), "body", "author", "", "")
                rows.append((*place, n_words, text))
    segments = pd.DataFrame(rows, columns=[column.rstrip("?") for column in SCHEMAS["segments"]])
    listed = pd.DataFrame({"article_id": list(articles), "side": [name[0] for name in articles]})
    return Corpus(listed, segments, pd.DataFrame(), pd.DataFrame())


def sentences(text: str) -> list[tuple[int, int]]:
    plain, places = normalise(text)
    spans = [(m.start() + i, m.start() + j) for m in re.finditer(r"[^\n]+", plain) for i, j in sentence_spans(m.group())]
    return [(int(places[i]), int(places[j - 1]) + 1) for i, j in spans]


def sentence_tone(sentences: list[str]) -> list[float]:
    return [next(iter(instruments.score_text(normalise(s)[0], INSTRUMENT).values()), 0.0) for s in sentences]


def tone_verdict(sentences_a: list[str], sentences_b: list[str]) -> int:
    corpus = _corpus({"a": sentences_a, "b": sentences_b})
    marked = Corpus(corpus.articles, corpus.segments, corpus.terms, sentiment.mark_sentiment(corpus.segments))
    finding = verdicts.judge_tone(marked).iloc[0]
    return (1 if finding["estimate"] > 0 else -1) if finding["verdict"] == "supported" else 0


def voices(text: str) -> list[dict[str, list[tuple[int, int]]]]:
    plain, places = normalise(text)
    spans = {}
    for row in find_passages(plain).itertuples():
        found = spans.setdefault(row.passage, {"content": [], "source": []})
        found["content"].append((int(places[row.start]), int(places[row.end - 1]) + 1))
        if row.source_start >= 0:
            found["source"] = [(int(places[row.source_start]), int(places[row.source_end - 1]) + 1)]
    return list(spans.values())


def term_alarms(texts_a: list[str], texts_b: list[str], *, finding: bool = False) -> dict[str, float]:
    both = [*(("a", text) for text in texts_a), *(("b", text) for text in texts_b)]
    corpus = _corpus({f"{side}{k}": [text[i:j] for i, j in sentences(text)] for k, (side, text) in enumerate(both)})
    counted = terms.fold_spelling(terms.count_words(corpus.segments).query("size == 1"))
    counts = keyness.count_terms(counted, corpus.articles)
    units = terms.list_units(counted, corpus.articles, keep=counts.loc[counts["total"] >= 10, "term"])
    table = stats.compare_sides(units, sides=("a", "b"), scale="log_ratio", resamples=0).dropna(subset="p")
    return table[table["q"] < verdicts.LEVEL if finding else table["p"] >= 0].set_index("subject")["p"].to_dict()


def term_findings(texts_a: list[str], texts_b: list[str]) -> list[str]:
    return list(term_alarms(texts_a, texts_b, finding=True))


def narrative(texts: list[str]) -> list[dict[str, float]]:
    corpus = _corpus({f"t{k:05d}": [text[i:j] for i, j in sentences(text)] for k, text in enumerate(texts)})
    marks = frames.mark_frames(corpus.segments, {"generic": frames.read_codebook(GENERIC)})
    units = frames.score_frames(Corpus(corpus.articles, corpus.segments, corpus.terms, marks), codebook="generic")
    sums = units.groupby(["article_id", "subject"])[["num", "den"]].sum().reset_index()
    rates = sums.assign(rate=sums["num"] / sums["den"]).pivot(index="article_id", columns="subject", values="rate")
    return [{key: float(row[frame]) for key, frame in FRAMES.items()} for _, row in rates.sort_index().iterrows()]
