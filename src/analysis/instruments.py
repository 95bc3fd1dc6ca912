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
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from itertools import chain, pairwise
from operator import itemgetter
from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis.language import has_word, lower_in_place, write_out_negation

_PIECE = re.compile(r"[^\s'\"“”‘’]+|['\"“”‘’]")
_PUNCTUATION = "\"'().,;:!?[]-"
LABELS = {"vader": ("compound",), **dict.fromkeys(("textblob", "textblob-expanded"), ("polarity", "subjectivity"))}
INSTRUMENTS = tuple(LABELS)
VADER_ALPHA = 15
KEPT_CHUNKS = 100_000  # different chunks an instrument remembers, about 20 MB; then it forgets them and begins anew
TOGETHER = 2_000_000  # characters that are read in one go


def score_texts(texts: Sequence[str], instrument: str) -> pd.DataFrame:
    """The library's own scores of texts, bit for bit.

    Arguments: texts, of any length; instrument, one of INSTRUMENTS. Raises: ValueError for another one.
    Returns: a row a text: polarity and subjectivity for TextBlob, compound for VADER; NaN where the text holds no word.

    >>> score_texts(["A splendid harbour.", "..."], "vader")["compound"].round(2).tolist()
    [0.6, nan]
    """
    score, labels = _score_vader if instrument == "vader" else _score_textblob, LABELS.get(instrument, ())
    parts = [score(chunks) for chunks, *_ in _prepare(texts, instrument)]
    scores = pd.DataFrame({label: np.concatenate([part[k] for part in parts]) for k, label in enumerate(labels)})
    return scores.where(pd.Series([*map(has_word, texts)], dtype=bool), axis=0)


def mark_texts(texts: Sequence[str], instrument: str) -> pd.DataFrame:
    """The words of texts that scored, in order. Arguments and errors: as score_texts.

    Returns: text (its number), label, term, value, weight, and the word's place in the text; Σ value·weight of a text's label
    is its score.

    >>> mark_texts(["A splendid, calm harbour."], "vader")[["term", "value", "place"]].values.tolist()
    [['splendid', 2.8, 2], ['calm', 1.3, 12]]
    """
    parts = []
    for chunks, first, places in _prepare(texts, instrument):
        marks = _mark_vader(chunks) if instrument == "vader" else _mark_textblob(chunks)
        moved = zip(marks["text"].tolist(), marks["place"].tolist(), strict=True) if places else ()
        marks["place"] = [places[k][at] if k in places else at for k, at in moved] if places else marks["place"]
        parts.append(pd.DataFrame(marks | {"text": marks["text"] + first}))
    return pd.concat(parts, ignore_index=True)


def _prepare(texts: Sequence[str], instrument: str) -> Iterator[tuple[_Chunks, int, dict[int, list[int]]]]:
    """Some texts at a time as an instrument is given them, the number of the first, and places in the text where they differ."""
    if instrument not in LABELS:
        raise ValueError(f"unknown instrument {instrument!r}; allowed: {', '.join(INSTRUMENTS)}")
    block = np.cumsum([0, *map(len, texts)]) // TOGETHER
    for some in np.split(np.arange(len(texts)), np.flatnonzero(np.diff(block[:-1])) + 1):
        given, places = [texts[k] for k in some.tolist()], {}
        for k, text in enumerate(given):
            if instrument == "vader" and not text.isascii() and not _vader().rules.emojis.keys().isdisjoint(text):
                given[k], places[k] = _spell_emoji(text)
            elif instrument == "textblob-expanded" and "n't" in text.lower():
                given[k], places[k] = write_out_negation(text)
        yield _Chunks(given), int(some[0]) if len(some) else 0, places


class _Chunks:
    """The chunks of texts (from space to space) in columns: words, and the text of each; of every text first and end."""

    def __init__(self, texts: list[str]):
        lists = list(map(str.split, texts))
        self.texts, self.words = texts, list(chain.from_iterable(lists))
        sizes = np.fromiter(map(len, lists), int, len(lists))
        self.end, self.text = np.cumsum(sizes), np.repeat(np.arange(len(lists)), sizes)
        self.first = self.end - sizes

    @cached_property
    def starts(self) -> np.ndarray:
        """The place of every chunk in its text."""
        ends = np.cumsum([0, *map(len, self.words)]) + np.arange(len(self.words) + 1)
        starts = (ends[:-1] - ends[self.first][self.text])
        odd = (ends[self.end] - ends[self.first] != [len(text) + 1 for text in self.texts]) & (self.end > self.first)
        for k in np.flatnonzero(odd).tolist():  # not just one space between two
            starts[self.first[k] : self.end[k]] = [match.start() for match in re.finditer(r"\S+", self.texts[k])]
        return starts

    def find_bounds(self, numbers: np.ndarray) -> list[int]:
        """Where the chunks of each text begin in sorted numbers of chunks, and where the last ones end."""
        return np.searchsorted(numbers, [0, *self.end]).tolist()

    def ask(self, known: _Known) -> np.ndarray:
        """What a table knows of every chunk, a small number."""
        return np.fromiter(map(known.__getitem__, self.words), np.int32, len(self.words))


class _Known(dict):
    """What a question says of a chunk or a run, asked once of each."""

    def __init__(self, question: Callable[[str], object]):
        self.question = question

    def __missing__(self, key: str) -> object:
        self[key] = found = self.question(key)
        return found


def weigh_vader(total: float | np.ndarray) -> float | np.ndarray:
    """The weight that turns a sum of VADER's word scores into its compound score (Hutto and Gilbert 2014).

    >>> float(round(3 * weigh_vader(3), 4))
    0.6124
    """
    return 1 / np.sqrt(total * total + VADER_ALPHA)


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
        self.joins = {(face[i - 1], face[i:]): face[:i] for face in faces for i in range(1, len(face))}
        self.ends = {end for _, end in self.joins}
        waits = [word for word, entry in dict.items(sentiment) if not entry.keys().isdisjoint(sentiment.modifiers)]
        self.words = dict.fromkeys(sentiment, self.SCORES) | dict.fromkeys([*waits, *sentiment.negations], self.WAITS)
        self.words |= dict.fromkeys(map(str.lower, [*faces, _text.EOS]), self.ODD)  # it drops EOS, a sign of its own
        self.words["!"] = self.WAITS  # it ends no wait
        self.kinds, self.runs, self.kept, self.bounds = _Known(self.read), _Known(self.keep), [], [0]

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

    def joins_with(self, token: str, following: str) -> bool:
        """Whether two tokens may be closed up to a face; "2018 )" becomes another word that scores no more than 2018 did."""
        if (token[-1], following) not in self.joins:
            return False
        return len(token) < 4 or {token.lower(), (token + following).lower()} & self.words.keys()

    def read(self, chunk: str) -> int:
        """The kind of a chunk."""
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
            kind = self.ODD if odd or any(self.joins_with(a, b) for a, b in pairwise(tokens)) else kind
            kind += self.EDGE * (tokens[0] in self.ends)
        return kind

    def find_runs(self, chunks: _Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """First chunk and end of every run; and which texts only the library can tell, in which none is looked for."""
        edge, kind = np.divmod(chunks.ask(self.kinds), self.EDGE)
        words, odd, stops = chunks.words, np.zeros(len(chunks.texts), bool), np.cumsum(kind == self.ENDS)
        odd[chunks.text[kind == self.ODD]] = True
        for k in np.flatnonzero(edge & (np.diff(chunks.text, prepend=-1) == 0)).tolist():
            odd[chunks.text[k]] |= bool(self.joins_with(self.split(words[k - 1])[-1], self.split(words[k])[0]))
        loud = np.flatnonzero((kind > self.SMALL) & ~odd[chunks.text])
        waits = (kind[loud[:-1]] == self.WAITS) & (np.diff(stops[loud]) == 0) & (np.diff(chunks.text[loud]) == 0)
        return loud[np.append(True, ~waits)[: len(loud)]], loud[np.append(~waits, True)[: len(loud)]] + 1, odd

    def ask(self, tokens: list[str], starts: list) -> list[tuple]:
        """The library's own assessments of tokens: words, polarity, subjectivity, and the start of the last word but "!"."""
        placed = [_Placed(token.lower()) for token in tokens]
        for token, start in zip(placed, starts, strict=True):
            token.start = start
        return [
            (" ".join(words), polarity, subjectivity, *max(word.start for word in words if isinstance(word, _Placed)))
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

    def keep(self, run: str) -> int:
        """The number of a run, whose assessments are kept."""
        self.kept += self.ask_runs([(0, run)])
        self.bounds.append(len(self.kept))
        return len(self.bounds) - 2

    def assess(self, chunks: _Chunks) -> list[np.ndarray]:
        """Assessments of texts, in order: number of the text, words, polarity, subjectivity, number of the chunk, offset in it."""
        if len(self.kinds) + len(self.runs) > KEPT_CHUNKS:
            self.kinds.clear(), self.runs.clear(), self.kept.clear(), self.bounds.__delitem__(slice(1, None))
        first, end, odd = self.find_runs(chunks)
        words, text, loud = chunks.words, chunks.text[first], np.array(["!" in text for text in chunks.texts], bool)
        runs = [words[i] if j == i + 1 else " ".join(words[i:j]) for i, j in zip(first.tolist(), end.tolist(), strict=True)]
        number = np.fromiter(map(self.runs.__getitem__, runs), int, len(runs))
        size = np.diff(self.bounds)[number]
        once = np.where(loud[text], 0, size)
        run = np.repeat(np.arange(len(runs)), once)
        at = np.arange(len(run)) + (np.array(self.bounds)[number] - np.cumsum(once) + once)[run]
        table = [np.array(column, kind)[at] for column, kind in zip(_unzip(self.kept, 5), _KINDS[1:], strict=True)]
        columns, apart = [text[run], *table[:3], first[run] + table[3], table[4]], []
        for k in np.flatnonzero(odd).tolist():
            whole = self.ask_whole(chunks.texts[k].lstrip())
            apart += [(k, *one, int(chunks.first[k]), offset) for *one, _, offset in whole]
        # An exclamation mark raises the last score before it, so it is read with the runs from there on.
        rest = np.flatnonzero(loud[text])
        begins = np.array(["!" not in runs[i] for i in rest.tolist()], bool) & (size[rest] > 0) | (np.diff(text[rest], prepend=-1) > 0)
        for group in np.split(rest, np.flatnonzero(begins)[1:]) if len(rest) else []:
            asked = self.ask_runs([(int(first[i]), runs[i]) for i in group.tolist()])
            apart += [(int(text[group[0]]), *one) for one in asked]
        added = zip(columns, _unzip(apart, 6), _KINDS, strict=True)
        columns = [np.append(own, np.array(more, kind)) for own, more, kind in added] if apart else columns
        order = np.argsort(columns[0], kind="stable")
        return [column[order] for column in columns] if apart else columns


_KINDS = (int, object, float, float, int, int)


def _unzip(rows: list[tuple], many: int) -> list[tuple]:
    return list(zip(*rows, strict=True)) or [()] * many


def _score_textblob(chunks: _Chunks) -> list[np.ndarray]:
    (text, _, *scores, _, _), many = _textblob().assess(chunks), len(chunks.texts)
    n = np.maximum(np.bincount(text, minlength=many), 1)
    return [np.bincount(text, score, minlength=many) / n for score in scores]  # summed up in order, as the library does


def _mark_textblob(chunks: _Chunks) -> dict[str, np.ndarray]:
    text, term, *scores, chunk, offset = _textblob().assess(chunks)
    weight = 1 / np.bincount(text, minlength=1)[text]
    columns = {"text": text, "term": term, "weight": weight, "place": chunks.starts[chunk] + offset}
    columns = {name: np.repeat(column, 2) for name, column in columns.items()}
    label = np.tile(np.array(LABELS["textblob"], object), len(text))
    return columns | {"label": label, "value": np.array(scores, float).T.ravel()}


class _Vader:
    """What VADER makes of chunks of text: 0 does nothing, 1 is in capitals, any other number is that of an entry.

    The score of a word depends on three words before it and two behind it. Where none of them acts, it is the lexicon's;
    where one does, the library's own method scores these six words, and does not go over all words of the text again.
    """

    def __init__(self):
        from vaderSentiment import vaderSentiment as library

        self.library, self.rules = library, library.SentimentIntensityAnalyzer()
        self.strip = _Known(library.SentiText._strip_punc_if_word)
        self.known, self.valences = _Known(self.read), _Known(self.ask_valence)
        self.entries = [(math.nan, 0, 0, False, 0, "", 0), (math.nan, 0, 0, False, 1, "", 0)]
        phrases = [phrase for table in (library.SPECIAL_CASES, library.BOOSTER_DICT) for phrase in table if " " in phrase]
        # How far a word may change scores; a phrase acts only when all its words are near, so its longest will do.
        self.acting = dict.fromkeys(["this", "least", "but"], range(2))
        self.acting |= dict.fromkeys(["no", "so", *library.BOOSTER_DICT, *library.NEGATE], range(4))
        self.acting |= dict.fromkeys([max(phrase.split(), key=len) for phrase in phrases], range(-2, 4))

    def read(self, chunk: str) -> int:
        """The number of a chunk's entry: its score, from where to where it may change one, "but", capitals, term and place."""
        word, upper = self.strip[chunk].lower(), chunk.isupper()
        score = None if word in self.library.BOOSTER_DICT else self.rules.lexicon.get(word)
        reach = self.acting.get(word) or range(4 if "n't" in word else upper)  # capitals change their own
        if score is None and len(reach) < 2:
            return int(upper)
        term = chunk.strip(_PUNCTUATION) or chunk
        score = math.nan if score is None else score
        self.entries.append((score, reach.start, reach.stop, word == "but", upper, term.lower(), chunk.index(term)))
        return len(self.entries) - 1

    def ask_valence(self, asked: tuple[tuple[str, ...], int, bool]) -> float:
        """The library's score of one of six words."""
        words, here, mixed = asked
        sentence = SimpleNamespace(words_and_emoticons=list(words), is_cap_diff=mixed)
        kind_of = [word.lower() for word in words[here : here + 2]] == ["kind", "of"]
        return 0 if kind_of else self.rules.sentiment_valence(0, sentence, words[here], here, [])[0]

    def score_words(self, chunks: _Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The numbers of the chunks that have a score, these, and the chunks' entries."""
        if len(self.known) + len(self.valences) > KEPT_CHUNKS:
            self.strip.clear(), self.known.clear(), self.valences.clear(), self.entries.__delitem__(slice(2, None))
        entry, text, many = chunks.ask(self.known), chunks.text, len(chunks.texts)
        score, low, high, but, upper = (np.array([*column]) for column in list(zip(*self.entries, strict=True))[:5])
        loud = np.flatnonzero(entry > 1)
        scored, near = loud[~np.isnan(score[entry[loud]])], np.zeros(len(entry), bool)
        for step in range(-2, 4):
            acts = loud[(low[entry[loud]] <= step) & (step < high[entry[loud]])]
            acts = acts[(acts + step >= 0) & (acts + step < len(entry))]
            near[acts[text[acts] == text[acts + step]] + step] = True
        capitals = np.bincount(text, upper[entry], minlength=many)
        mixed = ((capitals > 0) & (capitals < chunks.end - chunks.first)).tolist()
        values, words = score[entry[scored]], chunks.words
        for n in np.flatnonzero(near[scored]).tolist():
            k = int(scored[n])
            left, right = max(int(chunks.first[text[k]]), k - 3), min(int(chunks.end[text[k]]), k + 3)
            asked = tuple([self.strip[word] for word in words[left:right]])
            values[n] = self.valences[asked, k - left, mixed[text[k]] and any(map(str.isupper, asked))]
        bounds, buts = chunks.find_bounds(scored), np.flatnonzero(but[entry])
        for k in buts[np.diff(text[buts], prepend=-1) > 0].tolist():  # the first of each text
            # This rule finds a word by its score, so it needs all scores at once, but no zeros.
            own = slice(*bounds[text[k] : text[k] + 2])
            places, scores = scored[own].tolist(), values[own].tolist()
            every = dict(sorted(({k: 0.0} | dict(zip(places, scores, strict=True))).items()))
            changed = self.rules._but_check(["but" * (j == k) for j in every], [*every.values()])
            every = dict(zip(every, changed, strict=True))
            values[own] = [every[j] for j in places]
        return scored[values != 0], values[values != 0], entry[scored[values != 0]]


def _score_vader(chunks: _Chunks) -> list[np.ndarray]:
    vader, (scored, values, _) = _vader(), _vader().score_words(chunks)
    values, bounds, compound = values.tolist(), chunks.find_bounds(scored), []
    for text, (i, j) in zip(chunks.texts, pairwise(bounds), strict=True):
        total = float(sum(values[i:j]))
        total += math.copysign(vader.rules._punctuation_emphasis(text), total) if total else 0.0
        compound.append(round(vader.library.normalize(total), 4))
    return [np.array(compound, float)]


def _mark_vader(chunks: _Chunks) -> dict[str, np.ndarray]:
    vader, (scored, values, entry) = _vader(), _vader().score_words(chunks)
    found, bounds, signs = [vader.entries[k][-2:] for k in entry.tolist()], chunks.find_bounds(scored), []
    for k, text in enumerate(chunks.texts):
        if ("!" in text or "?" in text) and (tone := math.fsum(values[bounds[k] : bounds[k + 1]])):
            amounts = (("!", vader.rules._amplify_ep(text)), ("?", vader.rules._amplify_qm(text)))
            signs += [(k, sign, math.copysign(amount, tone), text.rfind(sign)) for sign, amount in amounts if amount]
    more = dict(zip(("text", "term", "value", "place"), zip(*signs, strict=True), strict=True)) if signs else {}
    place = chunks.starts[scored] + np.array([at for _, at in found], int)
    columns = {"text": chunks.text[scored], "term": [term for term, _ in found], "value": values, "place": place}
    columns = {name: np.append(np.array(own, object if name == "term" else None), more.get(name, own[:0])) for name, own in columns.items()}
    order = np.argsort(columns["text"], kind="stable")
    columns = {name: column[order] for name, column in columns.items()}
    total = np.bincount(columns["text"], columns["value"], minlength=1)
    return columns | {"label": LABELS["vader"] * len(order), "weight": weigh_vader(total)[columns["text"]]}


def _spell_emoji(text: str) -> tuple[str, list[int]]:
    """The text as VADER reads it, an emoji as its description, and the place of each of its characters in the text."""
    emojis, spelt, places, after_space = _vader().rules.emojis, [], [], True
    for place, character in enumerate(text):
        spelt.append(" " * (character in emojis and not after_space) + emojis.get(character, character))
        places += [place] * len(spelt[-1])
        after_space = character == " "
    return "".join(spelt), places


_textblob, _vader = cache(_TextBlob), cache(_Vader)
