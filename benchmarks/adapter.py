"""Crossframe's public functions in the form that a validation script asks for: each takes texts, none sees a label."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from analysis import frames, keyness, sentiment, stats, terms, verdicts
from analysis.language import normalise, sentence_spans, word_spans
from analysis.tables import Corpus
from analysis.voices import find_passages

INSTRUMENT = os.environ.get("CROSSFRAME_INSTRUMENT", verdicts.DECIDES)
GENERIC = Path(__file__).parents[1] / "data" / "codebooks" / "generic.csv"
FRAMES = {"RE": "responsibility", "HI": "human interest", "CO": "conflict", "MO": "morality", "EC": "economic consequences"}


def _segments(articles: dict[str, list[str]]) -> pd.DataFrame:
    """Segments in the author's voice from the sentences of each article, which are one paragraph."""
    rows = []
    for article_id, sentences in articles.items():
        for k, sentence in enumerate(map(lambda s: normalise(s)[0].strip(), sentences), 1):
            if word_spans(sentence):
                place = (f"{article_id}-{k:04d}", article_id, 1, k, 0, len(sentence), "body", "author", "", "")
                rows.append((*place, len(word_spans(sentence)), sentence))
    columns = "segment_id article_id paragraph sentence start end role voice speaker cue n_words text".split()
    return pd.DataFrame(rows, columns=columns)


def _split(text: str) -> list[str]:
    return [line[i:j] for line in normalise(text)[0].split("\n") for i, j in sentence_spans(line)]


def sentences(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for line in text.split("\n"):
        plain, places = normalise(line)
        found += [(at + int(places[i]), at + int(places[j - 1]) + 1) for i, j in sentence_spans(plain)]
        at += len(line) + 1
    return found


def sentence_tone(sentences: list[str]) -> list[float]:
    scores = [sentiment.score_text(normalise(s)[0], INSTRUMENT) for s in sentences]
    return [next(iter(score.values()), 0.0) for score in scores]


def tone_verdict(sentences_a: list[str], sentences_b: list[str]) -> int:
    segments = _segments({"a": sentences_a, "b": sentences_b})
    marks = sentiment.mark_sentiment(segments)
    articles = pd.DataFrame({"article_id": ["a", "b"], "side": ["a", "b"]})
    finding = verdicts.judge_tone(Corpus(articles, segments, pd.DataFrame(), marks)).iloc[0]
    return (1 if finding["estimate"] > 0 else -1) if finding["verdict"] == "supported" else 0


def voices(text: str) -> list[dict[str, list[tuple[int, int]]]]:
    plain, places = normalise(text)
    found = []
    for _, rows in find_passages(plain).groupby("passage", sort=False):
        content = [(int(places[i]), int(places[j - 1]) + 1) for i, j in zip(rows["start"], rows["end"], strict=True)]
        i, j = rows["source_start"].iloc[0], rows["source_end"].iloc[0]
        found.append({"content": content, "source": [(int(places[i]), int(places[j - 1]) + 1)] if i >= 0 else []})
    return found


def _compare_terms(texts_a: list[str], texts_b: list[str]) -> pd.DataFrame:
    sides = {f"{side}{k}": _split(text) for side, texts in (("a", texts_a), ("b", texts_b)) for k, text in enumerate(texts)}
    articles = pd.DataFrame({"article_id": list(sides), "side": [name[0] for name in sides]})
    counted = terms.fold_spelling(terms.count_words(_segments(sides)).query("size == 1"))
    counts = keyness.count_terms(counted, articles)
    units = terms.list_units(counted, articles, keep=counts.loc[counts["total"] >= 10, "term"])
    return stats.compare_sides(units, sides=("a", "b"), scale="log_ratio", resamples=0)


def term_alarms(texts_a: list[str], texts_b: list[str]) -> dict[str, float]:
    return _compare_terms(texts_a, texts_b).dropna(subset="p").set_index("subject")["p"].to_dict()


def term_findings(texts_a: list[str], texts_b: list[str]) -> list[str]:
    return _compare_terms(texts_a, texts_b).query("q < 0.05")["subject"].tolist()


def narrative(texts: list[str]) -> list[dict[str, float]]:
    segments = _segments({f"{k:05d}": _split(text) for k, text in enumerate(texts)})
    marks = frames.mark_frames(segments, {"generic": frames.read_codebook(GENERIC)})
    articles = pd.DataFrame({"article_id": segments["article_id"].unique(), "side": "all"})
    units = frames.score_frames(Corpus(articles, segments, pd.DataFrame(), marks), codebook="generic", frames=list(FRAMES.values()))
    sums = units.groupby(["article_id", "subject"])[["num", "den"]].sum()
    rates = (sums["num"] / sums["den"]).unstack()
    return [{key: float(rates.loc[f"{k:05d}", frame]) for key, frame in FRAMES.items()} for k in range(len(texts))]
