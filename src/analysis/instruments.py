"""Tone by TextBlob and VADER, opened up into marks: the words that scored, each with what it gave to its sentence.

The libraries' own numbers are the only truth here. Their rules are local, so what a library makes of one chunk of text (from
space to space) is looked up in its own tables once and kept; a construct whose parts cannot be told chunk by chunk goes to
the library as a whole. `benchmarks/equality.py` compares scores and marks with the libraries' own on 100,000 sentences.
TextBlob's sentence score is the mean of its marks, VADER's is S/√(S²+15) with S their sum, so Σ value·weight over a
sentence is its score (Loria, textblob 0.20; Hutto and Gilbert 2014).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from types import SimpleNamespace

import pandas as pd

from analysis.language import find_ordinary, name_spans, word_spans, write_out_negation

_CHUNK = re.compile(r"\S+")
_PUNCTUATION = "\"'().,;:!?[]-"
LABELS = {
    "vader": ("compound",), "textblob": ("polarity", "subjectivity"), "textblob-expanded": ("polarity", "subjectivity"),
}  # fmt: skip
INSTRUMENTS = tuple(LABELS)
VADER_ALPHA = 15
LONGEST_SENTENCE = 20_000  # characters; one sentence of more is no sentence, and a mark must point at one
KEPT_CHUNKS = 100_000  # different chunks remembered by an instrument, about 20 MB; then it forgets them and begins anew


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
    articles: dict[str, dict[int, list[tuple]]] = {}
    columns = ["segment_id", "article_id", "paragraph", "sentence", "start", "end", "text"]
    for part in zip(*(segments[column].tolist() for column in columns), strict=True):
        articles.setdefault(part[1], {}).setdefault(part[3], []).append(part)
    rows = []
    for article_id, sentences in articles.items():
        joined = [(parts, *_join_parts(parts)) for _, parts in sorted(sentences.items())]
        ordinary = find_ordinary(sentence for _, sentence, _ in joined)
        for parts, sentence, ends in joined:
            if len(sentence) > LONGEST_SENTENCE:
                raise ValueError(
                    f"{article_id}, paragraph {parts[0][2]}: a sentence of "
                    f"{len(sentence):,} characters; at most {LONGEST_SENTENCE:,} can be scored, so break it up"
                )
            marks = [(instrument, *mark) for instrument in instruments for mark in _score(sentence, instrument)[1]]
            names = name_spans(sentence, ordinary=ordinary) if marks else []
            for instrument, label, term, value, weight, place in marks:
                segment = parts[next((k for k, end in enumerate(ends) if place < end), len(ends) - 1)][0]
                in_name = any(i <= place < j for i, j in names)
                rows.append((segment, article_id, instrument, label, term, value, weight, in_name))
    columns = ["segment_id", "article_id", "instrument", "label", "term", "value", "weight", "in_name"]
    return pd.DataFrame(sorted(rows), columns=columns)


def _join_parts(parts: list[tuple]) -> tuple[str, list[int]]:
    """The sentence as it stands in the article, and where each of its segments ends in it."""
    sentence, ends, last = "", [], None
    for *_, start, end, text in parts:
        sentence += ("" if last in (None, start) else " ") + text
        ends.append(len(sentence) + 1)
        last = end
    return sentence, ends


def _score(text: str, instrument: str) -> tuple[dict[str, float], list[tuple]]:
    """Scores, and marks (label, term, value, weight, place in text)."""
    if instrument == "vader":
        return _score_vader(text)
    if instrument == "textblob" or (instrument == "textblob-expanded" and "n't" not in text.lower()):
        return _score_textblob(text)
    if instrument == "textblob-expanded":
        return _score_textblob(*write_out_negation(text))
    raise ValueError(f"unknown instrument {instrument!r}; allowed: {', '.join(INSTRUMENTS)}")


def weigh_vader(total: float) -> float:
    """The weight that turns a sum of VADER's word scores into its compound score (Hutto and Gilbert 2014).

    >>> round(3 * weigh_vader(3), 4)
    0.6124
    """
    return 1 / math.sqrt(total * total + VADER_ALPHA)


class _Placed(str):
    """A token that remembers where it stands, so that the library hands its place back with the assessment."""

    start: int | tuple[int, int]


class _TextBlob:
    """What TextBlob makes of chunks of text, and of runs of chunks, asked of the library once and kept.

    A scored word or a negation may wait for the next scored word (*very good*, *not a good*), and any other word of three
    letters ends the wait (*not been good*). A run goes from a word that scores to the last one that was waited for; nothing
    outside a run acts on it but an exclamation mark, which raises the last score before it however far that is.
    """

    ENDS, SMALL, SCORES, WAITS, EDGE, ODD, NEW = range(7)  # kinds of chunks; the first two hold nothing that scores

    def __init__(self):
        from textblob import _text
        from textblob.en import sentiment

        len(sentiment)  # subtle: the lexicon is empty until something asks for its length
        self.sentiment, self.marks, self.short = sentiment, {*_text.PUNCTUATION} - {"."}, _text.ABBREVIATIONS
        self.shapes = [_text.RE_ABBR1, _text.RE_ABBR2, _text.RE_ABBR3]
        # The library closes up "8 )" and ": )" to smileys, over spaces too, so that "(2018)" ends in a smile. Where what may
        # end such a face follows on what may begin it, the whole text is left to the library.
        faces = [face for faces in _text.EMOTICONS.values() for face in faces]
        self.smileys = {face.lower() for face in faces}
        self.joins = {(face[i - 1], face[i:]) for face in faces for i in range(1, len(face))}
        self.ends = {end for _, end in self.joins}
        self.kinds: dict[str, int] = {}
        self.edges: dict[str, tuple[str, int]] = {}
        self.runs: dict[tuple[str, ...], list[tuple]] = {}

    def split(self, chunk: str) -> list[str]:
        """The library's tokens of a chunk; letters with at most a mark behind them are told without calling it."""
        if chunk.isalpha():
            return [chunk]
        stem, last = chunk[:-1], chunk[-1]
        if stem.isalpha() and (last in ",;:?" or last == "." and not self.is_short(chunk)):
            return [stem, last]
        return " ".join(self.sentiment.tokenizer(chunk)).split()

    def is_short(self, chunk: str) -> bool:
        return chunk in self.short or any(shape.match(chunk) for shape in self.shapes)

    def read(self, chunk: str) -> int:
        """The kind of a chunk, kept for the next time."""
        tokens, kind = self.split(chunk), self.SMALL
        for word in map(str.lower, tokens):
            if entry := self.sentiment.get(word):
                kind = self.WAITS if any(tag in entry for tag in self.sentiment.modifiers) else self.SCORES
            elif word in self.sentiment.negations:
                kind = self.WAITS
            elif len(word) > 2 and len(word.strip("'")) > 1:
                kind = self.SCORES if kind > self.SMALL else self.ENDS
        if (
            "".join(tokens).lower() != _lower(chunk)  # END-OF-SENTENCE is dropped; İ and a final Σ move the places behind them
            or any(len(token) > 1 and (token[0] in self.marks or token[-1] in self.marks) for token in tokens)  # closed up
            or any((a[-1], b) in self.joins for a, b in pairwise(tokens))
            or any(token.lower() in self.smileys for token in tokens)
        ):
            kind = self.ODD
        elif tokens[0] in self.ends:
            self.edges[chunk], kind = (tokens[0], kind), self.EDGE
        self.kinds[chunk] = kind
        return kind

    def find_runs(self, chunks: list[str]) -> list[tuple[int, int]] | None:
        """First and last chunk of every run, or None where only the library can tell."""
        kinds = [self.kinds.get(chunk, self.NEW) for chunk in chunks]
        runs, waits = [], False
        for k in [k for k, kind in enumerate(kinds) if kind > self.SMALL]:
            kind = kinds[k] if kinds[k] != self.NEW else self.read(chunks[k])
            if kind == self.EDGE:
                end, kind = self.edges[chunks[k]]
                if k and (chunks[k - 1][-1], end) in self.joins:
                    return None
            if kind == self.ODD:
                return None
            kinds[k] = kind
            if kind > self.SMALL:
                if waits and self.ENDS not in kinds[runs[-1][1] : k]:
                    runs[-1] = (runs[-1][0], k)
                else:
                    runs.append((k, k))
                waits = kind == self.WAITS
        return runs

    def assess_run(self, run: tuple[str, ...]) -> list[tuple]:
        """Assessments (words, polarity, subjectivity, place as chunk and offset) of a run by the library, kept."""
        tokens = []
        for k, chunk in enumerate(run):
            at = 0
            for part in self.split(chunk):
                tokens.append(_Placed(part.lower()))
                tokens[-1].start = k, at
                at += len(part)
        self.runs[run] = self.ask(tokens)
        return self.runs[run]

    def ask(self, tokens: list[_Placed]) -> list[tuple]:
        """The library's assessments of tokens; the place is that of the last word, not of a mark of exclamation."""
        return [
            (" ".join(words), polarity, subjectivity, max(word.start for word in words if isinstance(word, _Placed)))
            for words, polarity, subjectivity, _ in self.sentiment(tokens).assessments
        ]

    def assess(self, text: str) -> list[tuple]:
        """Assessments (words, polarity, subjectivity, place in the text)."""
        if len(self.kinds) + len(self.runs) > KEPT_CHUNKS:
            self.kinds.clear(), self.edges.clear(), self.runs.clear()
        chunks = text.split()
        runs = self.find_runs(chunks) if "!" not in text else None
        if runs is None:
            tokens, at, low = [], 0, _lower(text)
            for word in " ".join(self.sentiment.tokenizer(text)).split():
                token = _Placed(word.lower())
                found = low.find(token, at)
                token.start = at if found < 0 else found
                at = token.start + (0 if found < 0 else len(token))
                tokens.append(token)
            return self.ask(tokens)
        starts = [match.start() for match in _CHUNK.finditer(text)] if runs else []
        found = []
        for first, last in runs:
            run = tuple(chunks[first : last + 1])
            kept = self.runs.get(run)
            for words, polarity, subjectivity, (k, at) in self.assess_run(run) if kept is None else kept:
                found.append((words, polarity, subjectivity, starts[first + k] + at))
        return found


def _lower(text: str) -> str:
    """Lower case with every character in its place: a letter that grows when lowered (İ) stays as it is."""
    return text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _score_textblob(text: str, places: Sequence[int] | None = None) -> tuple[dict[str, float], list[tuple]]:
    found = _textblob().assess(text)
    polarity, subjectivity, weight, marks = 0.0, 0.0, 1 / (len(found) or 1), []
    for term, p, s, place in found:
        polarity, subjectivity = polarity + p, subjectivity + s  # not sum(), which rounds otherwise from Python 3.12 on
        place = place if places is None else places[place]
        marks += [("polarity", term, p, weight, place), ("subjectivity", term, s, weight, place)]
    n = float(len(found) or 1)
    return {"polarity": polarity / n, "subjectivity": subjectivity / n}, marks


class _Vader:
    """What VADER makes of chunks of text: 0 nothing, 1 a word that acts on others, 2 *but*, else
    (score, acts, in capitals, term, offset).

    The score of a word depends on three words before it and two behind it. Where none of them acts it is the lexicon's;
    where one does, the library's own method scores these six words, not all words of the text again for each.
    """

    def __init__(self):
        from vaderSentiment import vaderSentiment as library

        self.library, self.rules = library, library.SentimentIntensityAnalyzer()
        phrases = [phrase for table in (library.SPECIAL_CASES, library.BOOSTER_DICT) for phrase in table if " " in phrase]
        # A phrase acts only when all its words are near, so its longest will do. The last row is named in the code alone.
        self.acting = {max(phrase.split(), key=len) for phrase in phrases} | {*library.BOOSTER_DICT, *library.NEGATE}
        self.acting |= {"no", "so", "this", "least"}
        self.kinds: dict[str, int | tuple] = {}

    def read(self, chunk: str) -> int | tuple:
        """What one chunk does, kept for the next time."""
        word = self.library.SentiText._strip_punc_if_word(chunk).lower()
        acts = word in self.acting or "n't" in word
        kind: int | tuple = 2 if word == "but" else int(acts)
        if word in self.rules.lexicon and word not in self.library.BOOSTER_DICT:
            term = chunk.strip(_PUNCTUATION) or chunk
            kind = (self.rules.lexicon[word], acts, chunk.isupper(), term.lower(), chunk.index(term))
        self.kinds[chunk] = kind
        return kind

    def score_words(self, chunks: list[str]) -> dict[int, float]:
        """The scores of words that have one, by the number of their chunk."""
        if len(self.kinds) > KEPT_CHUNKS:
            self.kinds.clear()
        kinds = [self.kinds.get(chunk, -1) for chunk in chunks]
        near, scores, capitals, but = set(), {}, None, False
        for k in [k for k, kind in enumerate(kinds) if kind != 0]:
            kind = kinds[k] = self.read(chunks[k]) if kinds[k] == -1 else kinds[k]
            if type(kind) is tuple:
                scores[k] = kind[0]
            but |= kind == 2
            if kind == 1 or type(kind) is tuple and kind[1]:
                near.update(range(k - 2, k + 4))
        strip = self.library.SentiText._strip_punc_if_word
        for k in scores:
            if k in near or kinds[k][2]:
                if capitals is None:  # punctuation does not change whether a word is in capitals
                    capitals = self.library.allcap_differential(chunks)
                words, here = [strip(chunk) for chunk in chunks[max(0, k - 3) : k + 3]], min(k, 3)
                sentence = SimpleNamespace(words_and_emoticons=words, is_cap_diff=capitals)
                kind_of = [word.lower() for word in words[here : here + 2]] == ["kind", "of"]
                scores[k] = 0 if kind_of else self.rules.sentiment_valence(0, sentence, words[here], here, [])[0]
        if but:  # subtle: this rule finds words by equal scores, so it needs them all
            every = self.rules._but_check([strip(chunk) for chunk in chunks], [scores.get(k, 0) for k in range(len(chunks))])
            scores = {k: every[k] for k in scores}
        return {k: score for k, score in scores.items() if score}


def _score_vader(text: str) -> tuple[dict[str, float], list[tuple]]:
    vader = _vader()
    scored, places = (text, None) if text.isascii() else _spell_emoji(text, vader.rules.emojis)
    chunks = scored.split()
    scores = vader.score_words(chunks)
    values = list(scores.values())
    if not values:
        return {"compound": 0.0}, []
    starts, marks = [match.start() for match in _CHUNK.finditer(scored)], []
    for k, value in scores.items():
        *_, term, at = vader.kinds[chunks[k]]
        marks.append((term, value, starts[k] + at))
    total, sign = float(sum(values)), math.copysign(math.fsum(values) != 0, math.fsum(values))
    for mark, amount in (("!", vader.rules._amplify_ep(scored)), ("?", vader.rules._amplify_qm(scored))):
        if amount and sign:
            marks.append((mark, sign * amount, scored.rfind(mark)))
    total += math.copysign(vader.rules._punctuation_emphasis(scored), total) if total else 0.0
    weight = weigh_vader(sum(value for _, value, _ in marks))
    places = places or range(len(scored))
    compound = round(vader.library.normalize(total), 4)
    return {"compound": compound}, [("compound", term, value, weight, places[place]) for term, value, place in marks]


_textblob, _vader = cache(_TextBlob), cache(_Vader)


def _spell_emoji(text: str, emojis: dict[str, str]) -> tuple[str, list[int] | None]:
    """The text as VADER reads it, an emoji as its description, and the place of each of its characters in the text."""
    if emojis.keys().isdisjoint(text):
        return text, None
    spelt, places, after_space = [], [], True
    for place, character in enumerate(text):
        described = emojis.get(character, character)
        if character in emojis and not after_space:
            described = " " + described
        spelt.append(described)
        places += [place] * len(described)
        after_space = character == " "
    return "".join(spelt), places
