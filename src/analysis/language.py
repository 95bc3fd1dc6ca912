"""Typography, sentences, words and names of English text: the only module that knows how text is written.

It does not know what an article is, and it measures nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

_MARKS = {
    **dict.fromkeys("‘’‚‛′ʼ´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒−", "-"),
}
# subtle: letter + combining marks are composed together, so the cluster is one match.
# Bounded repeats keep the time linear: a run of spaces, and marks out of order, which NFKC sorts in quadratic time.
_ODD = re.compile(r"\w?[̀-ͯ]{1,30}| {0,9}(?:-{2,}|—|―) *|–|[^\x00-\x7f]|[\x00-\x08\x0b-\x1f\x7f´`]")

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:['-][^\W_]+)*"  # U.S.  U.S.-led
    r"|\d+(?:[.,]\d+)*[^\W\d_]*(?:['-][^\W_]+)*"  # 1,000  3.5  1990s  16-year-old
    r"|[^\W\d_][^\W_]*(?:['-][^\W_]+)*"  # don't  long-term  F-16
)
_MISSED_END = re.compile(r"(?:[a-z]{4}[.!?]['\")]{0,2}|\w{3}[.!?]['\")]{0,2}(?= [\"'(]))(?= [\"'(]?[A-Z])")
_CONTRACTED_IS = frozenset(
    ["it", "he", "she", "that", "there", "here", "what", "who", "where", "when", "how", "why", "let", "one"]
)
_CONTRACTED = re.compile(r"\b\w+n't\b", re.IGNORECASE)
_FULL_FORM = {"ca": "can", "wo": "will", "sha": "shall"}
ENGLISH_SHARE, ENGLISH_WORDS = 0.2, 30
_CONNECTORS = frozenset(["of", "the", "for", "and", "de", "al", "bin", "van", "von"])


def normalise(text: str) -> tuple[str, np.ndarray]:
    """Make typography plain and keep, for each character of the result, its place in the original.

    Quotation marks, apostrophes and hyphens become ASCII, a dash between words stands between spaces, other
    characters take their NFKC form, invisible format and control characters go. The instruments need this:
    VADER reads a contraction with a curly apostrophe as if it were not negated.
    Arguments: text, a str with LF line ends.
    Returns: the plain text, and an int array one longer than it (the last entry is the length of the original).

    >>> plain, offsets = normalise("It isn’t “so”…")
    >>> plain, int(offsets[plain.index("...")])
    ('It isn\\'t "so"...', 13)
    """
    pieces: list[str] = []
    places: list[np.ndarray] = []
    last = 0
    for match in _ODD.finditer(text):
        new = _plain(match.group())
        if new == match.group():
            continue
        start, end = match.span()
        pieces += [text[last:start], new]
        places.append(np.arange(last, start))
        # A dash keeps its own place, not that of the spaces it took along.
        own = start + len(match.group()) - len(match.group().lstrip(" "))
        places.append(np.full(len(new), own) if len(new) != end - start else np.arange(start, end))
        last = end
    pieces.append(text[last:])
    places.append(np.arange(last, len(text) + 1))
    return "".join(pieces), np.concatenate(places)


@cache
def _plain(piece: str) -> str:
    if piece.strip(" -—―") == "" and piece.strip(" "):
        return " - "
    if piece == "–":
        return "-"
    if piece in _MARKS:
        return _MARKS[piece]
    plain = "".join(_MARKS.get(c, c) for c in unicodedata.normalize("NFKC", piece))
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Cc", "Cs"))


@cache
def _sentence_model():
    import nupunkt

    return nupunkt.load("default")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Character spans (end exclusive) of the sentences of one paragraph, without the space around them.

    Sentences come from nupunkt's own model, which ships with the package.

    >>> [slice_ for slice_ in sentence_spans("Mr. Hale left. He said so.")]
    [(0, 14), (15, 26)]
    """
    spans: list[tuple[int, int]] = []
    for start, end in _sentence_model().iter_spans(text):
        # The model takes some ordinary words for abbreviations; a long lower-case word never is one before a capital.
        cuts = [m.end() for m in _MISSED_END.finditer(text, start, end)]
        for left, right in zip([start, *cuts], [*cuts, end], strict=True):
            sentence = text[left:right]
            first, last = left + len(sentence) - len(sentence.lstrip()), left + len(sentence.rstrip())
            if sentence.strip() and spans and text[first].islower():
                spans[-1] = (spans[-1][0], last)  # no sentence begins in lower case: Yahoo! said
            elif sentence.strip():
                spans.append((first, last))
    return spans


def word_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of the words: letters and digits with inner apostrophes and hyphens; U.S. is one word.

    >>> text = "The U.S. won't pay $1,500 for long-term aid."
    >>> [text[i:j] for i, j in word_spans(text)]
    ['The', 'U.S.', "won't", 'pay', '1,500', 'for', 'long-term', 'aid']
    """
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=1000)  # about the sentences of a few articles: several measures ask for the same ones
def _read_words(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    spans = [match.span() for match in _WORD.finditer(text)]
    return spans, [text[i:j] for i, j in spans]


def list_words(text: str) -> list[str]:
    """The words that `word_spans` finds, as they are written."""
    return _WORD.findall(text)


def has_word(text: str) -> bool:
    """Whether a text holds a word, without looking for all of them."""
    return text[:1].isalpha() or _WORD.search(text) is not None


@lru_cache(maxsize=1 << 16)
def term_of(word: str) -> str:
    """The term a word counts as: lower case except all-capital parts, possessive 's stripped, points of U.S. dropped.

    >>> [term_of(w) for w in ["Harbour's", "US", "us", "U.S.", "US-led", "It's", "A"]]
    ['harbour', 'US', 'us', 'US', 'US-led', "it's", 'a']
    """
    if word[-2:] in ("'s", "'S") and word[:-2].lower() not in _CONTRACTED_IS:
        word = word[:-2]
    parts = [part.replace(".", "") if part[0].isalpha() and part.isupper() else part for part in word.split("-")]
    return "-".join(part if len(part) > 1 and part.isupper() else part.lower() for part in parts)


def name_spans(text: str, *, ordinary: frozenset[str] = frozenset()) -> list[tuple[int, int]]:
    """Character spans of proper names in one sentence, told by capital letters alone.

    A capitalised word inside the sentence is (part of) a name. The first word, or the first after a quotation mark,
    is one only when the next word is capitalised too and the word is not an ordinary one. A sentence set in title
    case or in capitals holds no names that could be told.
    Arguments: text, one sentence; ordinary, words that are no names, from find_ordinary.

    >>> text = "Fair Haven signed, and the Bright Water Council cheered."
    >>> [text[i:j] for i, j in name_spans(text)]
    ['Fair Haven', 'Bright Water Council']
    """
    spans, words = _read_words(text)
    long = [w for w in words if len(w) > 3 and w[0].isalpha()]
    if len(long) > 3 and all(w[0].isupper() for w in long):
        return []
    stop = load_stopwords()
    found: list[tuple[int, int]] = []
    for k, word in enumerate(words):
        if not word[0].isupper() or len(word) > 4 and word.isupper() or word == "I" or word.startswith("I'"):
            continue
        i, j = spans[k]
        if k == 0 or text[i - 1] in "\"'(":
            beside = text[j : spans[k + 1][0]] if k + 1 < len(words) else "."
            key = word.lower()
            if key in ordinary or key in stop or beside != " " or not words[k + 1][0].isupper():
                continue
        between = text[found[-1][1] : i] if found else "."
        if found and (between.strip(" ") == "" or _joined(between)):
            found[-1] = (found[-1][0], j)
        else:
            found.append((i, j))
    return found


def find_ordinary(sentences: Iterable[str]) -> frozenset[str]:
    """Lower-case words of an article that are never capitalised inside a sentence, so that they are no names.

    >>> sorted(find_ordinary(["Hope left.", "They hope that Ann Hope stays."]))
    ['left', 'stays', 'that']
    """
    lower, inside = set(), set()
    for sentence in sentences:
        spans, words = _read_words(sentence)
        lower.update(filter(str.islower, words))
        for (i, _), word in zip(spans[1:], words[1:], strict=True):
            if not word.islower() and sentence[i - 1] not in "\"'(":
                inside.add(word.lower())
    return frozenset(lower - inside)


def _joined(between: str) -> bool:
    words = between.split()
    return bool(words) and len(words) < 3 and all(w in _CONNECTORS for w in words) and "and" not in words


@cache
def load_lexicon(name: str) -> pd.DataFrame:
    """A word list or table that ships with the package, by file name without .csv (columns are the file's own)."""
    source = files("analysis").joinpath(f"lexicons/{name}.csv")
    return pd.read_csv(source.open(encoding="utf-8"), keep_default_na=False)


@cache
def load_stopwords() -> frozenset[str]:
    """The project's stop list: function words of English, in lower case."""
    return frozenset(load_lexicon("stopwords")["word"])


def write_out_negation(text: str) -> tuple[str, list[int]]:
    """Write contracted negation out, because TextBlob knows *not* but not *n't*.

    Returns: the text, and for each of its characters its place in the original.

    >>> write_out_negation("It isn't good, we can't stay and won't pay.")[0]
    'It is not good, we can not stay and will not pay.'
    """
    pieces, places, last = [], [], 0
    for match in _CONTRACTED.finditer(text):
        stem = match.group()[:-3]
        new = _FULL_FORM.get(stem.lower(), stem) + " not"
        pieces += [text[last : match.start()], new]
        places += [*range(last, match.start()), *[match.start()] * len(new)]
        last = match.end()
    return "".join([*pieces, text[last:]]), [*places, *range(last, len(text) + 1)]


def lower_in_place(text: str) -> str:
    """Lower case with every character in its place: a letter that grows when lowered (İ) stays as it is.

    >>> lower_in_place("İSTANBUL")
    'İstanbul'
    """
    return text.lower() if text.isascii() else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def english_share(text: str) -> float:
    """Share of words that are English function words: about .4 to .5 in English prose, under .1 elsewhere.

    >>> english_share("the cat is on the mat") > 0.5 > english_share("le chat est sur la table")
    True
    """
    words = list(map(str.lower, list_words(text)))
    return sum(map(load_stopwords().__contains__, words)) / len(words) if words else float("nan")


def check_english(text: str, *, name: str) -> None:
    """Refuse a text that is not English, because the instruments would score it without a warning.

    Raises: ValueError when under a fifth of at least thirty words are English function words.
    """
    share = english_share(text)
    if share < ENGLISH_SHARE and len(list_words(text)) >= ENGLISH_WORDS:
        raise ValueError(
            f"{name}: only {share:.0%} of its words are English function words (English prose has 40 to 50 %); "
            "the instruments read English only, so leave this article out or translate it"
        )
