"""What TextBlob makes of chunks of text; what cannot be told by parts goes to the library whole."""

from __future__ import annotations

import re
from array import array
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.instruments.chunks import PIECE, REMEMBERED, Chunks, Numbers
from analysis.text.typography import lower_in_place

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
        from textblob import _text
        from textblob.en import sentiment

        len(sentiment)  # subtle: the lexicon is empty until something asks for its length
        self.sentiment, self.marks = sentiment, {*_text.PUNCTUATION} - {"."}
        short = [shape.pattern for shape in (_text.RE_ABBR1, _text.RE_ABBR2, _text.RE_ABBR3)]
        self.shapes = re.compile(
            "|".join([*short, *(f"{re.escape(word)}\\Z" for word in _text.ABBREVIATIONS)])
        )
        # The library closes up "8 )" and ": )" to smileys, and "( ! )", over spaces too, so that
        # "(2018)" ends in a smile.
        # Where what may end such a face follows on what may begin it, the whole text is left to the
        # library.
        faces = ["!)", *(face for faces in _text.EMOTICONS.values() for face in faces)]
        self.joins = {(face[i - 1], face[i:]) for face in faces for i in range(1, len(face))}
        self.ends = {end for _, end in self.joins}
        waits = [
            word
            for word, entry in dict.items(sentiment)
            if not entry.keys().isdisjoint(sentiment.modifiers)
        ]
        self.words = dict.fromkeys(sentiment, self.SCORES) | dict.fromkeys(
            [*waits, *sentiment.negations], self.WAITS
        )
        # It drops EOS, a sign of its own.
        self.words |= dict.fromkeys(map(str.lower, [*faces, _text.EOS]), self.ODD)
        self.words["!"] = self.WAITS  # it ends no wait
        self.kinds, self.runs, self.bounds, self.kept = array("b"), Numbers(), [0], _columns()

    def split(self, chunk: str) -> list[str]:
        """The tokens of a chunk as the library's `find_tokens` makes them.

        They are those before it closes up smileys.
        """
        tokens = []
        # It cuts before "n't" and around every quotation mark.
        for piece in PIECE.findall(chunk.replace("n't", " n't")):
            tail: list[str] = []
            while piece and piece[0] in self.marks:
                tokens.append(piece[0])
                piece = piece[1:]
            while piece and (
                piece[-1] in self.marks or piece[-1] == "." and not self.shapes.match(piece)
            ):
                tail.append("..." if piece.endswith("...") else piece[-1])
                piece = piece[:-3].rstrip(".") if tail[-1] == "..." else piece[:-1]
            tokens += [piece, *reversed(tail)] if piece else reversed(tail)
        return tokens

    def joins_with(self, token: str, following: str) -> bool:
        """Whether two tokens may be closed up to a face.

        A longer token as in "2018 )" becomes another word that scores no more than 2018 did.
        """
        if (token[-1], following) not in self.joins:
            return False
        return len(token) < 4 or {token.lower(), (token + following).lower()} & self.words.keys()

    def read(self, chunk: str) -> int:
        """The kind of a chunk."""
        # Such marks have no say beside a word.
        core = chunk if chunk.isalpha() else chunk.strip('",;:?').removesuffix("'s")
        core = core[:-1] if core[-1:] == "." and not self.shapes.match(core) else core
        if (
            len(core) > 2
            and core.isascii()
            and core.replace("-", "a").isalnum()
            and core[0] != "-" != core[-1]
        ):
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
            kind = (
                self.ODD if odd or any(self.joins_with(a, b) for a, b in pairwise(tokens)) else kind
            )
            kind += self.EDGE * (tokens[0] in self.ends)
        return kind

    def find_runs(self, chunks: Chunks) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """First chunk and end of every run; and which texts only the library can tell.

        In these no run is looked for.
        """
        edge, kind = np.divmod(chunks.ask(self.kinds, self.read), self.EDGE)
        words = chunks.words
        odd = np.zeros(len(chunks.texts), bool)
        stops = np.cumsum(kind == self.ENDS)
        odd[chunks.text[kind == self.ODD]] = True
        for k in np.flatnonzero(edge & (np.diff(chunks.text, prepend=-1) == 0)).tolist():
            odd[chunks.text[k]] |= bool(
                self.joins_with(self.split(words[k - 1])[-1], self.split(words[k])[0])
            )
        loud = np.flatnonzero((kind > self.SMALL) & ~odd[chunks.text])
        waits = (
            (kind[loud[:-1]] == self.WAITS)
            & (np.diff(stops[loud]) == 0)
            & (np.diff(chunks.text[loud]) == 0)
        )
        return (
            loud[np.append(True, ~waits)[: len(loud)]],
            loud[np.append(~waits, True)[: len(loud)]] + 1,
            odd,
        )

    def ask(self, tokens: list[str], starts: list) -> list[tuple]:
        """The library's own assessments of tokens: words, polarity, subjectivity, start.

        The start is that of the last word but "!".
        """
        placed = [_Placed(token.lower()) for token in tokens]
        for token, start in zip(placed, starts, strict=True):
            token.start = start
        return [
            (
                " ".join(words),
                polarity,
                subjectivity,
                *max(word.start for word in words if isinstance(word, _Placed)),
            )
            for words, polarity, subjectivity, _ in self.sentiment.assessments(
                [(word, None) for word in placed]
            )
        ]

    def ask_runs(self, runs: list[tuple[int, str]]) -> list[tuple]:
        """Assessments of runs, with chunk and offset as place, none acting on another."""
        # The word between two runs scores nothing and keeps them apart.
        parts = [
            (k, self.split(c))
            for first, run in runs
            for k, c in enumerate([*run.split(), "between"], first)
        ]
        starts = [(k, sum(map(len, part[:n]))) for k, part in parts for n in range(len(part))]
        return self.ask([token for _, part in parts for token in part], starts)

    def ask_whole(self, text: str) -> list[tuple]:
        """Assessments of a text by the library, from the tokens on.

        Places are as if the text were one chunk.
        """
        tokens = " ".join(self.sentiment.tokenizer(text)).split()
        low = lower_in_place(text)
        starts, at = [], 0
        for token in map(str.lower, tokens):
            # The library takes the spaces out of a face: ": {" is one token.
            spaced = re.compile(r"\s*".join(map(re.escape, token)))
            found = spaced.search(low, at)
            start, at = found.span() if found else (at, at)
            starts.append((0, start))
        return self.ask(tokens, starts)

    def assess(self, chunks: Chunks) -> pd.DataFrame:
        """Assessments of texts, in order, in the columns ASSESSED.

        chunk and offset are those of the last word that is no "!".
        """
        if len(self.runs) > REMEMBERED:
            self.runs, self.bounds, self.kept = Numbers(), [0], _columns()
        first, end, odd = self.find_runs(chunks)
        words, text = chunks.words, chunks.text[first]
        loud = np.array(["!" in whole for whole in chunks.texts], bool)
        runs = [
            words[i] if j == i + 1 else " ".join(words[i:j])
            for i, j in zip(first.tolist(), end.tolist(), strict=True)
        ]
        number = self.runs.list_numbers(runs)
        for run in self.runs.strings[len(self.bounds) - 1 :]:
            for one in (asked := self.ask_runs([(0, run)])):
                for column, value in zip(self.kept, one, strict=True):
                    column.append(value)
            self.bounds.append(self.bounds[-1] + len(asked))
        size = np.diff(self.bounds)[number]
        once = np.where(loud[text], 0, size)
        run = np.repeat(np.arange(len(runs)), once)
        at = np.arange(len(run)) + (np.array(self.bounds)[number] - np.cumsum(once) + once)[run]
        term, *numbers = (
            np.array(self.kept[0], object)[at],
            *(np.array(column)[at] for column in self.kept[1:]),
        )
        found = pd.DataFrame(dict(zip(ASSESSED, (text[run], term, *numbers), strict=True)))
        apart = []
        found["chunk"] += first[run]
        for k in np.flatnonzero(odd).tolist():
            whole = self.ask_whole(chunks.texts[k].lstrip())
            apart += [(k, *one, int(chunks.first[k]), offset) for *one, _, offset in whole]
        # An exclamation mark raises the last score before it, so it is read with the runs from
        # there on.
        rest = np.flatnonzero(loud[text])
        begins = np.array(["!" not in runs[i] for i in rest.tolist()], bool) & (size[rest] > 0)
        for group in np.split(
            rest, np.flatnonzero(begins | (np.diff(text[rest], prepend=-1) > 0))[1:]
        ):
            asked = self.ask_runs([(int(first[i]), runs[i]) for i in group.tolist()])
            apart += [(int(text[group[0]]), *one) for one in asked]
        found = pd.concat([found, pd.DataFrame(apart, columns=ASSESSED)]) if apart else found
        return found.sort_values("text", kind="stable", ignore_index=True) if apart else found


load_textblob = cache(_TextBlob)


def assess_chunks(chunks: Chunks) -> pd.DataFrame:
    """What TextBlob makes of chunks, asked once and kept with them."""
    if "textblob" not in chunks.answers:
        chunks.answers["textblob"] = load_textblob().assess(chunks)
    return chunks.answers["textblob"]
