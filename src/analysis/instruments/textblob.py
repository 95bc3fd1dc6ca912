"""What TextBlob makes of chunks of text; what cannot be told by parts goes to the library whole."""

from __future__ import annotations

import re
from array import array
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.instruments.chunks import PIECE, REMEMBERED, Chunks
from analysis.tables.packages import load_modules
from analysis.text.numbering import Numbers
from analysis.text.typography import lower_in_place

# The modules that score and tag words. The whole package brings in NLTK and SciPy's statistics,
# which they do not need: 75 MB in every process, and a second.
PARTS = ("textblob._text", "textblob.en")
ASSESSED = ["text", "term", "polarity", "subjectivity", "chunk", "offset"]


def _columns() -> tuple:
    """Empty columns of what is in ASSESSED behind the text."""
    return [], array("d"), array("d"), array("q"), array("q")


class _Placed(str):
    """A token that remembers where it stands, so that the library hands its place back."""


class _TextBlob:
    """What TextBlob makes of chunks of text and of runs of chunks.

    Each different run is scored by the library once.

    A scored word or a negation may wait for the next scored word (*very good*, *not a good*), and
    any other word of three letters ends the wait (*not been good*). A run goes from a word that
    scores to the last one that was waited for; nothing outside it acts on it but an exclamation
    mark, which raises the last score before it, be that in another run.
    """

    # Kinds of chunks; in the first two nothing scores; EDGE is added.
    ENDS, SMALL, SCORES, WAITS, ODD, EDGE = range(6)

    def __init__(self):
        _text, english = load_modules(*PARTS)
        sentiment = english.sentiment
        len(sentiment)  # subtle: the lexicon is empty until something asks for its length
        self.sentiment = sentiment
        self.marks = {*_text.PUNCTUATION} - {"."}
        short = [shape.pattern for shape in (_text.RE_ABBR1, _text.RE_ABBR2, _text.RE_ABBR3)]
        listed = [f"{re.escape(word)}\\Z" for word in _text.ABBREVIATIONS]
        self.shapes = re.compile("|".join([*short, *listed]))
        # The library closes up "8 )" and ": )" to smileys, and "( ! )", over spaces too, so that
        # "(2018)" ends in a smile.
        # Where what may end such a face follows on what may begin it, the whole text is left to the
        # library.
        faces = ["!)", *(face for faces in _text.EMOTICONS.values() for face in faces)]
        self.joins = {(face[i - 1], face[i:]) for face in faces for i in range(1, len(face))}
        self.ends = {end for _, end in self.joins}
        self.lettered = tuple(face.lower() for face in faces if face.isalnum())  # xD
        modifiers = set(sentiment.modifiers)
        waits = [
            word for word, entry in dict.items(sentiment) if not modifiers.isdisjoint(entry.keys())
        ]
        self.words = dict.fromkeys(sentiment, self.SCORES)
        self.words |= dict.fromkeys([*waits, *sentiment.negations], self.WAITS)
        # It drops EOS, a sign of its own.
        odd = [sign.lower() for sign in (*faces, _text.EOS)]
        self.words |= dict.fromkeys(odd, self.ODD)
        self.words["!"] = self.WAITS  # it ends no wait
        self.kinds = array("b")
        self.forget_runs()

    def forget_runs(self) -> None:
        """Begin anew: the runs asked about, the bounds of their assessments, and these."""
        self.runs = Numbers()
        self.bounds = [0]
        self.kept = _columns()

    def split(self, chunk: str) -> list[str]:
        """The tokens of a chunk as the library's `find_tokens` makes them.

        They are those before it closes up smileys.
        """
        tokens = []
        # It cuts before "n't" and around every quotation mark.
        for piece in PIECE.findall(chunk.replace("n't", " n't")):
            # Places and no slices, which of a million dashes would be half a million.
            start = 0
            while start < len(piece) and piece[start] in self.marks:
                start += 1
            tokens += piece[:start]
            piece = piece[start:]
            end = len(piece)
            tail: list[str] = []
            while end and self.ends_in_mark(piece, end):
                if piece.endswith("...", 0, end):
                    tail.append("...")
                    end -= 3
                    while end and piece[end - 1] == ".":
                        end -= 1
                else:
                    end -= 1
                    tail.append(piece[end])
            if end:
                tokens.append(piece[:end])
            tokens += reversed(tail)
        return tokens

    def ends_in_mark(self, piece: str, end: int) -> bool:
        """Whether the library cuts off the last character of what a piece is up to a place."""
        if piece[end - 1] == ".":
            return not self.shapes.match(piece, 0, end)
        return piece[end - 1] in self.marks

    def joins_with(self, token: str, following: str) -> bool:
        """Whether two tokens may be closed up to a face.

        A longer token as in "2018 )" becomes another word that scores no more than 2018 did.
        """
        if (token[-1], following) not in self.joins:
            return False
        if len(token) < 4:
            return True
        joined = token + following
        return token.lower() in self.words or joined.lower() in self.words

    def read(self, chunk: str) -> int:
        """The kind of a chunk."""
        core = chunk
        if not core.isalpha():
            # Such marks have no say beside a word.
            core = core.strip('",;:?').removesuffix("'s")
        if core.endswith(".") and not self.shapes.match(core):
            core = core[:-1]
        if _is_plain(core):
            return self.words.get(core.lower(), self.ENDS)
        return self.read_tokens(chunk)

    def read_tokens(self, chunk: str) -> int:
        """The kind of a chunk that is more than a word, from its tokens."""
        tokens = self.split(chunk)
        words = [token.lower() for token in tokens]
        kind = self.SMALL
        for word in words:
            if word in self.words:
                kind = self.words[word]
            elif len(word) > 2 and len(word.strip("'")) > 1:
                kind = self.SCORES if kind > self.SMALL else self.ENDS
        # İ and a final Σ move the places of what follows them.
        moved = "".join(words) != lower_in_place(chunk)
        if moved or self.is_odd(tokens, words):
            kind = self.ODD
        if tokens[0] in self.ends:
            kind += self.EDGE
        return kind

    def is_odd(self, tokens: list[str], words: list[str]) -> bool:
        """Whether tokens hold a face, or two that may become one."""
        if any(self.words.get(word) == self.ODD for word in words):
            return True
        return any(self.joins_with(one, following) for one, following in pairwise(tokens))

    def find_runs(self, chunks: Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """First chunk and end of every run; and which texts only the library can tell.

        In these no run is looked for.
        """
        edge, kind = np.divmod(chunks.ask(self.kinds, self.read), self.EDGE)
        text = chunks.text
        odd = np.zeros(len(chunks.texts), bool)
        odd[text[kind == self.ODD]] = True
        inside = np.diff(text, prepend=-1) == 0
        for k in np.flatnonzero(edge & inside).tolist():
            before = self.split(chunks.words[k - 1])
            here = self.split(chunks.words[k])
            if self.joins_with(before[-1], here[0]):
                odd[text[k]] = True
        loud = np.flatnonzero((kind > self.SMALL) & ~odd[text])
        stops = np.cumsum(kind == self.ENDS)
        waiting = kind[loud[:-1]] == self.WAITS
        unbroken = np.diff(stops[loud]) == 0
        same_text = np.diff(text[loud]) == 0
        parted = ~(waiting & unbroken & same_text)
        begins = np.append(True, parted)[: len(loud)]
        closes = np.append(parted, True)[: len(loud)]
        return loud[begins], loud[closes] + 1, odd

    def ask(self, tokens: list[str], starts: list) -> list[tuple]:
        """The library's own assessments of tokens: words, polarity, subjectivity, start.

        The start is that of the last word but "!".
        """
        placed = [_Placed(token.lower()) for token in tokens]
        for token, start in zip(placed, starts, strict=True):
            token.start = start
        tagged = [(word, None) for word in placed]
        assessed = []
        for words, polarity, subjectivity, _ in self.sentiment.assessments(tagged):
            last = max(word.start for word in words if isinstance(word, _Placed))
            assessed.append((" ".join(words), polarity, subjectivity, *last))
        return assessed

    def ask_runs(self, runs: list[tuple[int, str]]) -> list[tuple]:
        """Assessments of runs, with chunk and offset as place, none acting on another."""
        tokens: list[str] = []
        starts: list[tuple[int, int]] = []
        for first, run in runs:
            # The word between two runs scores nothing and keeps them apart.
            chunks = [*run.split(), "between"]
            for k, chunk in enumerate(chunks, first):
                offset = 0
                for token in self.split(chunk):
                    tokens.append(token)
                    starts.append((k, offset))
                    offset += len(token)
        return self.ask(tokens, starts)

    def ask_whole(self, text: str) -> list[tuple]:
        """Assessments of a text by the library, from the tokens on.

        Places are as if the text were one chunk.
        """
        tokens = " ".join(self.sentiment.tokenizer(text)).split()
        low = lower_in_place(text)
        starts = []
        at = 0
        for token in tokens:
            start, at = self.find_token(token.lower(), low, at)
            starts.append((0, start))
        return self.ask(tokens, starts)

    def find_token(self, token: str, text: str, at: int) -> tuple[int, int]:
        """Where a token stands in a text from a place on; that place where it does not."""
        if token.isalnum() and not token.endswith(self.lettered):
            start = text.find(token, at)
            return (start, start + len(token)) if start >= 0 else (at, at)
        found = _spread_token(token).search(text, at)
        return found.span() if found else (at, at)

    def assess(self, chunks: Chunks) -> pd.DataFrame:
        """Assessments of texts, in order, in the columns ASSESSED.

        chunk and offset are those of the last word that is no "!".
        """
        if len(self.runs) > REMEMBERED:
            self.forget_runs()
        first, end, odd = self.find_runs(chunks)
        runs = _join_runs(chunks.words, first.tolist(), end.tolist())
        number = self.runs.list_numbers(runs)
        self.learn_runs()
        bounds = np.array(self.bounds)
        size = np.diff(bounds)[number]  # assessments of each run
        text = chunks.text[first]
        loud = np.array(["!" in whole for whole in chunks.texts], bool)[text]
        quiet_size = np.where(loud, 0, size)
        run = np.repeat(np.arange(len(runs)), quiet_size)
        shift = bounds[number] - np.cumsum(quiet_size) + quiet_size
        at = np.arange(len(run)) + shift[run]
        found = self.list_kept(at)
        found.insert(0, "text", text[run])
        found["chunk"] += first[run]
        apart = self.list_whole(chunks, odd)
        # An exclamation mark raises the last score before it, so it is read with the runs from
        # there on.
        rest = np.flatnonzero(loud)
        silent = np.array(["!" not in runs[i] for i in rest.tolist()], bool)
        new_text = np.diff(text[rest], prepend=-1) > 0
        begins = np.flatnonzero(silent & (size[rest] > 0) | new_text)
        for group in np.split(rest, begins[1:]):
            together = [(int(first[i]), runs[i]) for i in group.tolist()]
            for one in self.ask_runs(together):
                apart.append((int(text[group[0]]), *one))
        if not apart:
            return found
        found = pd.concat([found, pd.DataFrame(apart, columns=ASSESSED)])
        return found.sort_values("text", kind="stable", ignore_index=True)

    def learn_runs(self) -> None:
        """Keep the library's assessments of the runs that it was not asked about before."""
        known = len(self.bounds) - 1
        for run in self.runs.list_new(known):
            asked = self.ask_runs([(0, run)])
            for assessment in asked:
                for column, value in zip(self.kept, assessment, strict=True):
                    column.append(value)
            self.bounds.append(self.bounds[-1] + len(asked))

    def list_kept(self, at: np.ndarray) -> pd.DataFrame:
        """Some of the assessments that are kept, in the columns ASSESSED behind the text."""
        terms, *numbers = self.kept
        columns = [np.array(terms, object), *map(np.array, numbers)]
        chosen = [column[at] for column in columns]
        return pd.DataFrame(dict(zip(ASSESSED[1:], chosen, strict=True)))

    def list_whole(self, chunks: Chunks, odd: np.ndarray) -> list[tuple]:
        """The rows of the texts that only the library can tell."""
        rows = []
        for k in np.flatnonzero(odd).tolist():
            first = int(chunks.first[k])
            for *one, _, offset in self.ask_whole(chunks.texts[k].lstrip()):
                rows.append((k, *one, first, offset))
        return rows


@lru_cache(maxsize=10_000)
def _spread_token(token: str) -> re.Pattern:
    """The library takes the spaces out of a face: ": {" is one token."""
    letters = [re.escape(letter) for letter in token]
    return re.compile(r"\s*".join(letters))


def _is_plain(word: str) -> bool:
    """Whether it is letters and digits, with hyphens inside, of which the library makes a token."""
    if len(word) < 3 or not word.isascii():
        return False
    if word[0] == "-" or word[-1] == "-":
        return False
    return word.replace("-", "a").isalnum()


def _join_runs(words: list[str], first: list[int], end: list[int]) -> list[str]:
    """The text of every run; most are a word, which is not copied."""
    return [
        words[i] if j == i + 1 else " ".join(words[i:j]) for i, j in zip(first, end, strict=True)
    ]


load_textblob = cache(_TextBlob)


def assess_chunks(chunks: Chunks) -> pd.DataFrame:
    """Ask TextBlob what it makes of chunks, once, and keep it with them.

    Parameters
    ----------
    chunks : of texts.

    Returns
    -------
    One row an assessment, in the order of the texts: text (its number), term, polarity,
    subjectivity, chunk and offset (of its last word).

    Examples
    --------
    >>> from analysis.instruments.chunks import Chunks
    >>> assess_chunks(Chunks(["A splendid quay."]))[["term", "polarity"]].round(2).values.tolist()
    [['splendid', 0.83]]
    """
    if "textblob" not in chunks.answers:
        chunks.answers["textblob"] = load_textblob().assess(chunks)
    return chunks.answers["textblob"]
