"""Scores and marks by the libraries alone, slowly: what `instruments` has to equal.

A token that remembers its place goes through TextBlob's own scoring; VADER is asked for the score
of each word as it scores. The project's own table is read word by word.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache

from analysis.instruments import table
from analysis.instruments.vader import weigh_vader
from analysis.text.typography import write_out_negation

_PUNCTUATION = "\"'().,;:!?[]-"


class _Placed(str):
    """A token that remembers where it stands, so that the library hands its place back."""

    start: int


def score(text: str, instrument: str) -> tuple[dict[str, float], list[tuple]]:
    """Scores, and marks (label, term, value, weight, place in text)."""
    if instrument == "vader":
        return _score_vader(text)
    if instrument == "textblob":
        return _score_textblob(text, range(len(text) + 1))
    if instrument == "textblob-expanded":
        return _score_textblob(*write_out_negation(text))
    if instrument == "crossframe":
        return _score_table(text)
    raise ValueError(instrument)


def _score_table(text: str) -> tuple[dict[str, float], list[tuple]]:
    values, left, found = table.load_table().values, 0, []
    for word, place in table.split_words(text):
        if word in values:
            found.append((word, values[word], table.NEGATED if left else 1.0, place))
        left = max(0, left - 1)
        if word in table.NEGATORS or word.endswith("n't"):
            left = table.REACH
        elif word in table.BREAKS:
            left = 0
    root = table.UNIT * math.sqrt(len(found) + table.EXTRA)
    marks = [("tone", word, value, sign / root, place) for word, value, sign, place in found]
    return {"tone": math.fsum(value * weight for _, _, value, weight, _ in marks)}, marks


def _score_textblob(text: str, places: Sequence[int]) -> tuple[dict[str, float], list[tuple]]:
    from textblob.en import sentiment

    # A letter that grows when lowered (İ) stays as it is, so that places in both forms are the
    # same.
    tokens, at, low = [], 0, "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    for word in " ".join(sentiment.tokenizer(text)).split():
        token = _Placed(word.lower())
        # The library takes the spaces out of a face: ": {" is one token.
        found = re.compile(r"\s*".join(map(re.escape, token))).search(low, at)
        token.start, at = found.span() if found else (at, at)
        tokens.append(token)
    score = sentiment(tokens)
    weight = 1 / (len(score.assessments) or 1)
    marks = []
    for words, polarity, subjectivity, _ in score.assessments:
        place = places[max(word.start for word in words if isinstance(word, _Placed))]
        term = " ".join(words)
        marks += [
            ("polarity", term, polarity, weight, place),
            ("subjectivity", term, subjectivity, weight, place),
        ]
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
    for sign_mark, amount in (
        ("!", analyzer._amplify_ep(scored)),
        ("?", analyzer._amplify_qm(scored)),
    ):
        if amount and sign:
            marks.append((sign_mark, sign * amount, places[scored.rfind(sign_mark)]))
    weight = weigh_vader(sum(value for _, value, _ in marks))
    return {"compound": compound}, [
        ("compound", term, value, weight, place) for term, value, place in marks
    ]


def _place_emoji(text: str, emojis: dict[str, str]) -> list[int]:
    """The place in the text of each character that VADER scores.

    VADER reads an emoji as its description, so places move.
    """
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
