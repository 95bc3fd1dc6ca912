"""Tone by TextBlob and VADER, opened up into marks: the words that scored, each with what it gave to its sentence.

The instruments score whole sentences, and their own numbers are the only truth here: marks are what the libraries report while
they score, never a second implementation. TextBlob's sentence score is the mean of its marks, VADER's is S/√(S²+15) with
S their sum, so Σ value·weight over a sentence is its score (Loria, textblob 0.20; Hutto and Gilbert 2014).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache

import pandas as pd

from analysis.language import find_ordinary, name_spans, word_spans, write_out_negation

_PUNCTUATION = "\"'().,;:!?[]-"
LABELS = {
    "vader": ("compound",), "textblob": ("polarity", "subjectivity"), "textblob-expanded": ("polarity", "subjectivity"),
}  # fmt: skip
INSTRUMENTS = tuple(LABELS)
VADER_ALPHA = 15
LONGEST_SENTENCE = 20_000  # characters; VADER's time grows with the square of the length


class _Placed(str):
    """A token that remembers where it stands, so that the library hands its place back with the assessment."""

    start: int


def score_text(text: str, instrument: str) -> dict[str, float]:
    """The library's own score of a text, bit for bit.

    Arguments: text, any length; instrument, one of INSTRUMENTS.
    Returns: {"polarity", "subjectivity"} for TextBlob, {"compound"} for VADER. A text without a word is not scored.

    >>> score_text("A splendid harbour.", "vader")["compound"] > 0
    True
    """
    return _score(text, instrument)[0] if word_spans(text) else {}


def mark_sentiment(segments: pd.DataFrame, *, instruments: tuple[str, ...] = INSTRUMENTS) -> pd.DataFrame:
    """Score every sentence and give each scored word to the segment it stands in.

    Arguments: segments with text (normalised). Returns: the marks table; label is the dimension (compound, polarity or
    subjectivity), value the word's contribution after modifiers, weight such that Σ value·weight is the sentence's score.
    Raises: ValueError for an unknown instrument.
    """
    rows = []
    for _, article in segments.groupby("article_id", sort=False):
        joined = [(parts, *_join_parts(parts)) for _, parts in article.groupby("sentence", sort=False)]
        ordinary = find_ordinary(sentence for _, sentence, _ in joined)
        for parts, sentence, ends in joined:
            if len(sentence) > LONGEST_SENTENCE:
                raise ValueError(
                    f"{parts['article_id'].iloc[0]}, paragraph {parts['paragraph'].iloc[0]}: a sentence of "
                    f"{len(sentence):,} characters; at most {LONGEST_SENTENCE:,} can be scored, so break it up"
                )
            names = name_spans(sentence, ordinary=ordinary)
            for instrument in instruments:
                for label, term, value, weight, place in _score(sentence, instrument)[1]:
                    k = next((k for k, end in enumerate(ends) if place < end), len(ends) - 1)
                    in_name = any(i <= place < j for i, j in names)
                    part = parts.iloc[k]
                    rows.append((part["segment_id"], part["article_id"], instrument, label, term, value, weight, in_name))
    columns = ["segment_id", "article_id", "instrument", "label", "term", "value", "weight", "in_name"]
    return pd.DataFrame(rows, columns=columns).sort_values(columns, ignore_index=True)


def _join_parts(parts: pd.DataFrame) -> tuple[str, list[int]]:
    """The sentence as it stands in the article, and where each of its segments ends in it."""
    sentence, ends, last = "", [], None
    for text, start, end in parts[["text", "start", "end"]].itertuples(index=False, name=None):
        sentence += ("" if last in (None, start) else " ") + text
        ends.append(len(sentence) + 1)
        last = end
    return sentence, ends


def _score(text: str, instrument: str) -> tuple[dict[str, float], list[tuple]]:
    """Scores, and marks (label, term, value, weight, place in text)."""
    if instrument == "vader":
        return _score_vader(text)
    if instrument == "textblob":
        return _score_textblob(text, range(len(text) + 1))
    if instrument == "textblob-expanded":
        return _score_textblob(*write_out_negation(text))
    raise ValueError(f"unknown instrument {instrument!r}; allowed: {', '.join(INSTRUMENTS)}")


def _score_textblob(text: str, places: Sequence[int]) -> tuple[dict[str, float], list[tuple]]:
    from textblob.en import sentiment

    # A letter that grows when lowered (İ) stays as it is, so that places in both forms are the same.
    tokens, at, low = [], 0, "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for word in " ".join(sentiment.tokenizer(text)).split():
        token = _Placed(word.lower())
        found = low.find(token, at)
        token.start = at if found < 0 else found
        at = token.start + (0 if found < 0 else len(token))
        tokens.append(token)
    score = sentiment(tokens)
    weight = 1 / (len(score.assessments) or 1)
    marks = []
    for words, polarity, subjectivity, _ in score.assessments:
        place = places[max(word.start for word in words if isinstance(word, _Placed))]
        term = " ".join(words)
        marks += [("polarity", term, polarity, weight, place), ("subjectivity", term, subjectivity, weight, place)]
    return {"polarity": score[0], "subjectivity": score[1]}, marks


@cache
def _vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    class Recorder(SentimentIntensityAnalyzer):
        """VADER that keeps the text as it was scored and the contribution of each of its words."""

        def score_valence(self, sentiments, text):
            self.scored = list(sentiments), text
            return super().score_valence(sentiments, text)

    return Recorder()


def _score_vader(text: str) -> tuple[dict[str, float], list[tuple]]:
    analyzer = _vader()
    compound = analyzer.polarity_scores(text)["compound"]
    values, scored = analyzer.scored
    places = _place_emoji(text, analyzer.emojis)
    marks, total = [], math.fsum(values)
    for match, value in zip(re.finditer(r"\S+", scored), values, strict=True):
        if value:
            word = match.group().strip(_PUNCTUATION) or match.group()
            marks.append((word.lower(), value, places[match.start() + match.group().index(word)]))
    sign = (total > 0) - (total < 0)
    for sign_mark, amount in (("!", analyzer._amplify_ep(scored)), ("?", analyzer._amplify_qm(scored))):
        if amount and sign:
            marks.append((sign_mark, sign * amount, places[scored.rfind(sign_mark)]))
    weight = weigh_vader(sum(value for _, value, _ in marks))
    return {"compound": compound}, [("compound", term, value, weight, place) for term, value, place in marks]


def _place_emoji(text: str, emojis: dict[str, str]) -> list[int]:
    """The place in the text of each character that VADER scores; it reads an emoji as its description."""
    places, after_space = [], True
    for place, character in enumerate(text):
        described = emojis.get(character)
        if described is None:
            places.append(place)
            after_space = character == " "
        else:
            places += [place] * (len(described) + (not after_space))
            after_space = False
    return places[len(text) - len(text.lstrip()) :]


def weigh_vader(total: float) -> float:
    """The weight that turns a sum of VADER's word scores into its compound score (Hutto and Gilbert 2014).

    >>> round(3 * weigh_vader(3), 4)
    0.6124
    """
    return 1 / math.sqrt(total * total + VADER_ALPHA)
