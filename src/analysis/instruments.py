"""Tone by TextBlob and VADER, opened up into marks: the words that scored, each with what it gave to its sentence.

The libraries' own numbers are the only truth here. Their rules are local, so what a library makes of a chunk of text (from
space to space) or a run of chunks is asked once and kept; what cannot be told by parts goes to the library as a whole.
`benchmarks/equality.py` compares scores and marks with the libraries' own on 100,000 sentences.
TextBlob's sentence score is the mean of its marks, VADER's is S/√(S²+15) with S their sum, so Σ value·weight over a
sentence is its score (Loria, textblob 0.20; Hutto and Gilbert 2014).
"""

from __future__ import annotations

import math
import re
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from types import SimpleNamespace

from analysis.language import has_word, lower_in_place, write_out_negation

_PIECE = re.compile(r"[^\s'\"“”‘’]+|['\"“”‘’]")
_PUNCTUATION = "\"'().,;:!?[]-"
LABELS = {"vader": ("compound",), **dict.fromkeys(("textblob", "textblob-expanded"), ("polarity", "subjectivity"))}
INSTRUMENTS = tuple(LABELS)
VADER_ALPHA = 15
KEPT_CHUNKS = 100_000  # different chunks an instrument remembers, about 20 MB; then it forgets them and begins anew


def score_text(text: str, instrument: str) -> dict[str, float]:
    """The library's own score of a text, bit for bit.

    Arguments: text, any length; instrument, one of INSTRUMENTS. Raises: ValueError for another one.
    Returns: {"polarity", "subjectivity"} for TextBlob, {"compound"} for VADER. A text without a word is not scored.

    >>> score_text("A splendid harbour.", "vader")["compound"] > 0
    True
    """
    given, score = _prepare(text, instrument)[0], _score_vader if instrument == "vader" else _score_textblob
    return score(given) if has_word(text) else {}


def mark_text(text: str, instrument: str) -> list[tuple[str, str, float, float, int]]:
    """The words of a text that scored. Raises: ValueError for an unknown instrument.

    Returns: (label, term, value, weight, place in the text) of each; Σ value·weight of a label is the text's score.

    >>> [(term, value) for _, term, value, _, _ in mark_text("A splendid, calm harbour.", "vader")]
    [('splendid', 2.8), ('calm', 1.3)]
    """
    text, places = _prepare(text, instrument)
    marks = _mark_vader(text) if instrument == "vader" else _mark_textblob(text)
    return [(*mark, places[place]) for *mark, place in marks] if places else list(marks)


def _prepare(text: str, instrument: str) -> tuple[str, list[int] | None]:
    """The text that an instrument is given, and the place of each of its characters in the text where these differ."""
    if instrument not in LABELS:
        raise ValueError(f"unknown instrument {instrument!r}; allowed: {', '.join(INSTRUMENTS)}")
    if instrument == "vader" and not text.isascii() and not _vader().rules.emojis.keys().isdisjoint(text):
        return _spell_emoji(text)
    return write_out_negation(text) if instrument == "textblob-expanded" and "n't" in text.lower() else (text, None)


def weigh_vader(total: float) -> float:
    """The weight that turns a sum of VADER's word scores into its compound score (Hutto and Gilbert 2014).

    >>> round(3 * weigh_vader(3), 4)
    0.6124
    """
    return 1 / math.sqrt(total * total + VADER_ALPHA)


class _Placed(str):
    """A token that remembers where it stands, so that the library hands its place back with the assessment."""


class _TextBlob:
    """What TextBlob makes of chunks of text and of runs of chunks; the runs are scored by the library, once.

    A scored word or a negation may wait for the next scored word (*very good*, *not a good*), and any other word of three
    letters ends the wait (*not been good*). A run goes from a word that scores to the last one that was waited for; nothing
    outside it acts on it but an exclamation mark, which raises the last score before it, be that in another run.
    """

    ENDS, SMALL, SCORES, WAITS, ODD, EDGE = range(6)  # kinds of chunks; in the first two nothing scores; EDGE is added

    def __init__(self):
        from textblob import _text
        from textblob.en import sentiment

        len(sentiment)  # subtle: the lexicon is empty until something asks for its length
        self.sentiment, self.marks = sentiment, {*_text.PUNCTUATION} - {"."}
        short = [shape.pattern for shape in (_text.RE_ABBR1, _text.RE_ABBR2, _text.RE_ABBR3)]
        self.shapes = re.compile("|".join([*short, *(f"{re.escape(word)}\\Z" for word in _text.ABBREVIATIONS)]))
        # The library closes up "8 )" and ": )" to smileys, and "( ! )", over spaces too, so that "(2018)" ends in a smile.
        # Where what may end such a face follows on what may begin it, the whole text is left to the library.
        faces = ["!)", *(face for faces in _text.EMOTICONS.values() for face in faces)]
        self.joins = {(face[i - 1], face[i:]) for face in faces for i in range(1, len(face))}
        self.ends = {end for _, end in self.joins}
        waits = [word for word, entry in dict.items(sentiment) if not entry.keys().isdisjoint(sentiment.modifiers)]
        self.words = dict.fromkeys(sentiment, self.SCORES) | dict.fromkeys([*waits, *sentiment.negations], self.WAITS)
        self.words |= dict.fromkeys(map(str.lower, [*faces, _text.EOS]), self.ODD)  # it drops EOS, a sign of its own
        self.words["!"] = self.WAITS  # it ends no wait
        self.quiet, self.loud, self.runs = {}, {}, {}

    def split(self, chunk: str) -> list[str]:
        """The tokens of a chunk as the library's `find_tokens` makes them, before it closes up smileys."""
        tokens = []
        for piece in _PIECE.findall(chunk.replace("n't", " n't")):  # it cuts before "n't" and around every quotation mark
            tail: list[str] = []
            while piece and piece[0] in self.marks:
                tokens.append(piece[0])
                piece = piece[1:]
            while piece and (piece[-1] in self.marks or piece[-1] == "." and not self.shapes.match(piece)):
                tail.append("..." if piece.endswith("...") else piece[-1])
                piece = piece[:-3].rstrip(".") if tail[-1] == "..." else piece[:-1]
            tokens += [piece, *reversed(tail)] if piece else reversed(tail)
        return tokens

    def read(self, chunk: str) -> int:
        """The kind of a chunk, kept for the next time."""
        core = chunk if chunk.isalpha() else chunk.strip('",;:?').removesuffix("'s")  # such marks have no say beside a word
        core = core[:-1] if core[-1:] == "." and not self.shapes.match(core) else core
        if len(core) > 2 and core.isascii() and core.replace("-", "a").isalnum() and core[0] != "-" != core[-1]:
            kind = self.words.get(core.lower(), self.ENDS)
        else:
            tokens, kind = self.split(chunk), self.SMALL
            words = [token.lower() for token in tokens]
            for word in words:
                if word in self.words:
                    kind = self.words[word]
                elif len(word) > 2 and len(word.strip("'")) > 1:
                    kind = self.SCORES if kind > self.SMALL else self.ENDS
            # İ and a final Σ move the places of what follows them.
            odd = "".join(words) != lower_in_place(chunk) or self.ODD in map(self.words.get, words)
            kind = self.ODD if odd or any((a[-1], b) in self.joins for a, b in pairwise(tokens)) else kind
            kind += self.EDGE * (tokens[0] in self.ends)
        (self.loud if kind > self.SMALL else self.quiet)[chunk] = kind
        return kind

    def find_runs(self, chunks: list[str]) -> list[tuple[int, str]] | None:
        """Every run, with the number of its first chunk, or None where only the library can tell."""
        runs, waits, end, quiet, loud = [], False, 0, self.quiet, self.loud
        for k in [k for k, chunk in enumerate(chunks) if chunk not in quiet]:
            chunk = chunks[k]
            edge, kind = divmod(loud.get(chunk) or self.read(chunk), self.EDGE)
            if kind == self.ODD or edge and k and (chunks[k - 1][-1], self.split(chunk)[0]) in self.joins:
                return None
            if kind > self.SMALL:
                if waits and self.ENDS not in map(quiet.get, chunks[end:k]):
                    runs[-1] = (runs[-1][0], k + 1)
                else:
                    runs.append((k, k + 1))
                waits, end = kind == self.WAITS, k + 1
            elif kind == self.ENDS:
                waits = False
        return [(first, " ".join(chunks[first:end])) for first, end in runs]

    def ask(self, tokens: list[str], starts: list) -> list[tuple]:
        """The library's own assessments (words, polarity, subjectivity, start of the last word, "!" apart) of tokens."""
        placed = [_Placed(token.lower()) for token in tokens]
        for token, start in zip(placed, starts, strict=True):
            token.start = start
        return [
            (" ".join(words), polarity, subjectivity, max(word.start for word in words if isinstance(word, _Placed)))
            for words, polarity, subjectivity, _ in self.sentiment.assessments([(word, None) for word in placed])
        ]

    def ask_runs(self, runs: list[tuple[int, str]]) -> list[tuple]:
        """Assessments of runs, with chunk and offset as place; a word between two keeps them apart."""
        parts = [(k, self.split(c)) for first, run in runs for k, c in enumerate([*run.split(), "between"], first)]
        starts = [(k, sum(map(len, part[:n]))) for k, part in parts for n in range(len(part))]
        return self.ask([token for _, part in parts for token in part], starts)

    def ask_whole(self, text: str) -> list[tuple]:
        """Assessments of a text by the library, from the tokens on, with places as if it were one chunk."""
        tokens, starts, at, low = " ".join(self.sentiment.tokenizer(text)).split(), [], 0, lower_in_place(text)
        for token in map(str.lower, tokens):
            found = low.find(token, at)
            starts.append((0, at if found < 0 else found))
            at = starts[-1][1] + (0 if found < 0 else len(token))
        return self.ask(tokens, starts)

    def assess(self, text: str) -> list[tuple[int, list[tuple]]]:
        """Assessments of every run, with the number of its first chunk."""
        if len(self.quiet) + len(self.loud) + len(self.runs) > KEPT_CHUNKS:
            self.quiet.clear(), self.loud.clear(), self.runs.clear()
        runs = self.find_runs(_split(text))
        if runs is None or "!" in text:
            return [(0, self.ask_whole(text.lstrip()) if runs is None else self.ask_runs(runs))]
        for _, run in runs:
            if run not in self.runs:
                self.runs[run] = self.ask_runs([(0, run)])
        return [(first, self.runs[run]) for first, run in runs]


@lru_cache(maxsize=2)
def _find_starts(text: str) -> list[int]:
    if " ".join(chunks := _split(text)) == text:
        return [*accumulate([len(chunk) + 1 for chunk in chunks], initial=0)]
    return [match.start() for match in re.finditer(r"\S+", text)]


def _score_textblob(text: str) -> dict[str, float]:
    polarity, subjectivity, n = 0.0, 0.0, 0
    for _, p, s, _ in [one for _, run in _textblob().assess(text) for one in run]:
        polarity, subjectivity, n = polarity + p, subjectivity + s, n + 1  # not sum(), which rounds otherwise since Python 3.12
    return {"polarity": polarity / float(n or 1), "subjectivity": subjectivity / float(n or 1)}


@lru_cache(maxsize=2)  # with and without negation written out, most sentences are the same
def _mark_textblob(text: str) -> list[tuple]:
    found = [(first + k, at, *rest) for first, run in _textblob().assess(text) for *rest, (k, at) in run]
    starts, marks, weight = _find_starts(text) if found else [], [], 1 / (len(found) or 1)
    for k, at, term, p, s in found:
        marks += [("polarity", term, p, weight, starts[k] + at), ("subjectivity", term, s, weight, starts[k] + at)]
    return marks


class _Vader:
    """What VADER makes of chunks of text: in `quiet` what does nothing, in `loud` what does.

    The score of a word depends on three words before it and two behind it. Where none of them acts, it is the lexicon's;
    where one does, the library's own method scores these six words, and does not go over all words of the text again.
    """

    def __init__(self):
        from vaderSentiment import vaderSentiment as library

        self.library, self.strip, self.quiet, self.loud = library, library.SentiText._strip_punc_if_word, set(), {}
        self.rules = library.SentimentIntensityAnalyzer()
        phrases = [phrase for table in (library.SPECIAL_CASES, library.BOOSTER_DICT) for phrase in table if " " in phrase]
        # How far a word may change scores; a phrase acts only when all its words are near, so its longest will do.
        self.acting = dict.fromkeys(["this", "least", "but"], range(2))
        self.acting |= dict.fromkeys(["no", "so", *library.BOOSTER_DICT, *library.NEGATE], range(4))
        self.acting |= dict.fromkeys([max(phrase.split(), key=len) for phrase in phrases], range(-2, 4))

    def read(self, chunk: str) -> tuple | None:
        """The score of a chunk, how far from it a score may change by it, its word, and that as shown with its place; kept."""
        word = self.strip(chunk).lower()
        score = None if word in self.library.BOOSTER_DICT else self.rules.lexicon.get(word)
        reach = self.acting.get(word) or range(4 if "n't" in word else chunk.isupper())  # capitals change their own
        if score is None and len(reach) < 2:
            return self.quiet.add(chunk)
        term = chunk.strip(_PUNCTUATION) or chunk
        return self.loud.setdefault(chunk, (score, reach, word, term.lower(), chunk.index(term)))

    def score_words(self, text: str) -> dict[int, float]:
        """The scores of words that have one, by the number of their chunk."""
        if len(self.quiet) + len(self.loud) > KEPT_CHUNKS:
            self.quiet.clear(), self.loud.clear()
        chunks, quiet, near, scores, buts = _split(text), self.quiet, set(), {}, []
        for k in [k for k, chunk in enumerate(chunks) if chunk not in quiet]:
            if kind := self.loud.get(chunks[k]) or self.read(chunks[k]):
                near.update([k + step for step in kind[1]])
                buts += [k] * (kind[2] == "but")
                if kind[0] is not None:
                    scores[k] = kind[0]
        unsure = near.intersection(scores)
        capitals = bool(unsure) and 0 < sum(map(str.isupper, chunks)) < len(chunks)
        for k in unsure:
            words, here = list(map(self.strip, chunks[max(0, k - 3) : k + 3])), min(k, 3)
            sentence = SimpleNamespace(words_and_emoticons=words, is_cap_diff=capitals)
            kind_of = [word.lower() for word in words[here : here + 2]] == ["kind", "of"]
            scores[k] = 0 if kind_of else self.rules.sentiment_valence(0, sentence, words[here], here, [])[0]
        if scores and buts:
            # This rule finds a word by its score, so it needs all scores at once, but no zeros.
            every = {k: scores.get(k, 0) for k in sorted({*scores, buts[0]})}
            changed = self.rules._but_check(["but" * (k == buts[0]) for k in every], [*every.values()])
            scores = dict(zip(every, changed, strict=True))
        return {k: score for k, score in scores.items() if score}


def _score_vader(text: str) -> dict[str, float]:
    total = float(sum(_vader().score_words(text).values()))
    total += math.copysign(_vader().rules._punctuation_emphasis(text), total) if total else 0.0
    return {"compound": round(_vader().library.normalize(total), 4)}


def _mark_vader(text: str) -> list[tuple]:
    vader, chunks, scores = _vader(), _split(text), _vader().score_words(text)
    words, starts = [(k, vader.loud[chunks[k]], value) for k, value in scores.items()], _find_starts(text) if scores else []
    marks, tone = [(term, value, starts[k] + at) for k, (*_, term, at), value in words], math.fsum(scores.values())
    signs = (("!", vader.rules._amplify_ep(text)), ("?", vader.rules._amplify_qm(text)))
    marks += [(sign, math.copysign(amount, tone), text.rfind(sign)) for sign, amount in signs if amount and tone]
    weight = weigh_vader(sum(value for _, value, _ in marks))
    return [("compound", *mark[:2], weight, mark[2]) for mark in marks]


def _spell_emoji(text: str) -> tuple[str, list[int]]:
    """The text as VADER reads it, an emoji as its description, and the place of each of its characters in the text."""
    emojis, spelt, places, after_space = _vader().rules.emojis, [], [], True
    for place, character in enumerate(text):
        spelt.append(" " * (character in emojis and not after_space) + emojis.get(character, character))
        places += [place] * len(spelt[-1])
        after_space = character == " "
    return "".join(spelt), places


_textblob, _vader = cache(_TextBlob), cache(_Vader)
_split = lru_cache(maxsize=2)(str.split)  # every instrument asks for the chunks of a text; none changes them
