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

import numpy as np
import pandas as pd

from analysis.language import find_ordinary, name_spans, word_spans, write_out_negation
from analysis.stats import compare_sides
from analysis.tables import Corpus, add_side, known_values

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
        columns = ["segment_id", "article_id", "paragraph", "sentence", "text", "start", "end"]
        sentences: dict[int, list[tuple]] = {}  # plain tuples: slicing a frame for each sentence takes longer than scoring it
        for part in article[columns].itertuples(index=False):
            sentences.setdefault(part.sentence, []).append(part)
        joined = [(parts, *_join_parts(parts)) for parts in sentences.values()]
        ordinary = find_ordinary(sentence for _, sentence, _ in joined)
        for parts, sentence, ends in joined:
            if len(sentence) > LONGEST_SENTENCE:
                raise ValueError(
                    f"{parts[0].article_id}, paragraph {parts[0].paragraph}: a sentence of "
                    f"{len(sentence):,} characters; at most {LONGEST_SENTENCE:,} can be scored, so break it up"
                )
            names = name_spans(sentence, ordinary=ordinary)
            for instrument in instruments:
                for label, term, value, weight, place in _score(sentence, instrument)[1]:
                    k = next((k for k, end in enumerate(ends) if place < end), len(ends) - 1)
                    in_name = any(i <= place < j for i, j in names)
                    rows.append((parts[k].segment_id, parts[k].article_id, instrument, label, term, value, weight, in_name))
    columns = ["segment_id", "article_id", "instrument", "label", "term", "value", "weight", "in_name"]
    return pd.DataFrame(rows, columns=columns).sort_values(columns, ignore_index=True)


def _join_parts(parts: list[tuple]) -> tuple[str, list[int]]:
    """The sentence as it stands in the article, and where each of its segments ends in it."""
    sentence, ends, last = "", [], None
    for *_, text, start, end in parts:
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


def score_segments(
    corpus: Corpus, *, instrument: str = "vader", label: str | None = None, role: str | Sequence[str] | None = "body",
    voice: str | None = None, mask_names: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Score of every segment: what it gives to the score of its sentence.

    Arguments: corpus with all voices of its sentences; label, the dimension (default: polarity or compound); role, one,
    several, or None for all; voice, keeps segments of one voice after scoring; mask_names, drop marks that stand in a name.
    Returns: one row a segment: segment_id, side, article_id, block (paragraph), sentence, role, voice, speaker,
    n_words, num (Σ value·weight), den (share of the sentence's words, so that the dens of a sentence add up to 1),
    n_marks. The mean tone of any group of segments is Σ num / Σ den; over voices, share times tone adds up to the whole.
    Raises: ValueError for an unknown instrument or label.
    """
    marks = select_marks(corpus, instrument=instrument, label=label, mask_names=mask_names)
    source = corpus.whole or corpus
    segments = add_side(source.segments, source.articles)
    sums = marks.assign(num=marks["value"] * marks["weight"]).groupby("segment_id")["num"].agg(["sum", "size"])
    words = segments.groupby(["article_id", "sentence"])["n_words"].transform("sum")
    out = segments.assign(
        block=segments["paragraph"],
        num=segments["segment_id"].map(sums["sum"]).fillna(0.0),
        den=(segments["n_words"] / words).fillna(0.0),
        n_marks=segments["segment_id"].map(sums["size"]).fillna(0).astype(int),
    )
    out = out[out["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        out = out if wanted is None else out[out[column].isin(known_values(column, wanted))]
    columns = ["segment_id", "side", "article_id", "block", "sentence", "role", "voice", "speaker", "n_words"]
    return out[[*columns, "num", "den", "n_marks"]].reset_index(drop=True)


def select_marks(corpus: Corpus, *, instrument: str, label: str | None = None, mask_names: bool = False) -> pd.DataFrame:
    """Marks of one instrument and dimension; with names masked, weights are those of the marks that remain.

    Returns: the marks table. Raises: ValueError naming what is known.
    """
    label = label or LABELS.get(instrument, ("none",))[0]
    if label not in LABELS.get(instrument, ()):
        pairs = ", ".join(f"{name}/{known}" for name, labels in LABELS.items() for known in labels)
        raise ValueError(f"no instrument {instrument}/{label}; allowed: {pairs}")
    source = corpus.whole or corpus
    marks = source.marks[(source.marks["instrument"] == instrument) & (source.marks["label"] == label)]
    if mask_names:
        marks = marks[~marks["in_name"]]
        sentence = marks["segment_id"].map(source.segments.set_index("segment_id")["sentence"])
        keys = [marks["article_id"], sentence]
        if instrument == "vader":
            # The emphasis of ! and ? goes with the words that remain, as the library would have it.
            emphasis = marks["term"].isin(["!", "?"])
            words = np.sign(marks["value"].mask(emphasis, 0.0).groupby(keys).transform("sum"))
            marks = marks.assign(value=marks["value"].mask(emphasis, marks["value"].abs() * words))
            marks = marks.assign(weight=marks["value"].groupby(keys).transform("sum").map(weigh_vader))
        else:
            marks = marks.assign(weight=1 / marks.groupby(keys)["value"].transform("size"))
    return marks[marks["segment_id"].isin(corpus.segments["segment_id"])].reset_index(drop=True)


def list_scored_words(corpus: Corpus, *, instrument: str, label: str | None = None) -> pd.DataFrame:
    """The scored words of every segment that has any, with what each gave before weighting.

    Returns: segment_id, scored_words (as "word +1.50, other −0.30", strongest first).
    """
    marks = select_marks(corpus, instrument=instrument, label=label)
    marks = marks[marks["value"] != 0].sort_values("value", key=abs, ascending=False, kind="stable")
    shown = marks["term"] + marks["value"].map(" {:+.2f}".format).str.replace("-", "−")
    return shown.groupby(marks["segment_id"]).agg(", ".join).rename("scored_words").reset_index()


def measure_coverage(corpus: Corpus, *, role: str | Sequence[str] | None = "body") -> pd.DataFrame:
    """How much of each side every lexicon sees at all: a sentence without a mark scores 0 because nothing was known.

    Returns: one row an instrument and side: instrument, side, n_sentences, sentences_covered (share with a mark),
    n_words, words_covered (marks other than ! and ? per word).
    """
    rows = []
    for instrument in INSTRUMENTS:
        scored = score_segments(corpus, instrument=instrument, role=role)
        words = select_marks(corpus, instrument=instrument).query("term not in ['!', '?']")
        scored["n_marked"] = scored["segment_id"].map(words.groupby("segment_id").size()).fillna(0)
        for side, part in scored.groupby("side", sort=False):
            covered = part.groupby(["article_id", "sentence"])["n_marks"].sum() > 0
            n_words = part["n_words"].sum()
            rows.append((instrument, side, len(covered), covered.mean(), n_words, part["n_marked"].sum() / n_words))
    columns = ["instrument", "side", "n_sentences", "sentences_covered", "n_words", "words_covered"]
    return pd.DataFrame(rows, columns=columns)


def compare_tone(
    corpus: Corpus, *, instrument: str = "vader", label: str | None = None, role: str | Sequence[str] | None = "body",
    voice: str | None = None, mask_names: bool = False, resamples: int = 10_000,
) -> pd.DataFrame:  # fmt: skip
    """Compare the mean tone of two sides: one finding.

    Arguments: as score_segments; resamples, of the interval and the permutation (see stats.compare_sides).
    Returns: one row of findings: finding_id, measure, subject (instrument/label), voice, side_a, side_b, and the columns
    of stats.compare_sides (a, b, estimate = a − b, low, high, p, placebo, n_a, n_b, unit, note …), formula.
    Raises: ValueError as score_segments, and when a side has no sentence of the role or voice.
    """
    units = score_segments(corpus, instrument=instrument, label=label, role=role, voice=voice, mask_names=mask_names)
    side_a, side_b = corpus.pair
    result = compare_sides(units, sides=(side_a, side_b), resamples=resamples)
    choices = [instrument, label, voice, "names-masked" if mask_names else None]
    identity = {
        "finding_id": "-".join(["tone", *filter(None, choices)]),
        "measure": "tone",
        "subject": instrument,
        "voice": voice or "all",
        "side_a": side_a,
        "side_b": side_b,
    }
    formula = {"vader": "VADER_COMPOUND", "textblob": "TEXTBLOB", "textblob-expanded": "TEXTBLOB_EXPANDED"}[instrument]
    return result.drop(columns="subject").assign(**identity, formula=formula)[
        [*identity, *result.columns.drop("subject"), "formula"]
    ]
