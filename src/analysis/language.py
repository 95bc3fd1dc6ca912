"""Typography, sentences, words and names of English text: the only module that knows how text is written.

It does not know what an article is, and it measures nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from copy import copy
from functools import cache, lru_cache
from importlib.resources import files
from itertools import count

import numpy as np
import pandas as pd

_MARKS = {**dict.fromkeys("‘’‚‛′ʼ´`", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒−", "-")}
# subtle: letter + combining marks are composed together, so the cluster is one match.
# Bounded repeats keep the time linear: a run of spaces, and marks out of order, which NFKC sorts in quadratic time.
_ODD_ALONE = re.compile(r" {0,9}(?:-{2,}|—|―) *|–|[^\x00-\x7f]|[\x00-\x08\x0b-\x1f\x7f´`]")
_COMBINING, _ODD = re.compile("[̀-ͯ]"), re.compile(rf"\w?[̀-ͯ]{{1,30}}|{_ODD_ALONE.pattern}")
_DASHES, _ODD_MARK = ("--", "—", "―"), re.compile(r"[^\t\n -_a-~]")  # what _ODD_ALONE finds, and fast, where there is no dash

# U.S., aid or F16; 1,000, 3.5 or 1990s; and with more behind ' or -: don't, long-term, U.S.-led, 16-year-old
# subtle: most letters are plain and small, which only saves time. Possessive groups would too; Python 3.11.2 gets them wrong.
_WORD = re.compile(r"[^\W_](?:(?<=\d)\d*(?:[.,]\d+)*[^\W\d_]*|\.(?:[^\W\d_]\.)+|[a-z]*[^\W_]*)(?:['-][^\W_]+)*")
_PARTED = re.compile(f"({_WORD.pattern})")  # splits a text into gap, word, gap, word, ..., gap
_MAY_END = re.compile(r"[.!?…]\W")
_MISSED_END = re.compile(r"[.!?](?=['\")]{0,2} [\"'(]?[A-Z])(?:(?<=[a-z]{4}.)['\")]{0,2}|(?<=\w{3}.)['\")]{0,2}(?= [\"'(]))")
_CONTRACTED_IS = {*["it", "he", "she", "that", "there", "here", "what", "who", "where", "when", "how", "why", "let", "one"]}
_CONTRACTED = re.compile(r"\b\w+n't\b", re.IGNORECASE)
_FULL_FORM = {"ca": "can", "wo": "will", "sha": "shall"}
ENGLISH_SHARE, ENGLISH_WORDS = 0.2, 30
_CONNECTORS = frozenset(["of", "the", "for", "de", "al", "bin", "van", "von"])


def normalise(text: str) -> tuple[str, np.ndarray]:
    """Make typography plain and keep, for each character of the result, its place in the original.

    Quotation marks, apostrophes and hyphens become ASCII, a dash between words stands between spaces, other
    characters take their NFKC form, invisible format and control characters go. The instruments need this:
    VADER reads a contraction with a curly apostrophe as if it were not negated. Arguments: text, a str with LF line ends.
    Returns: the plain text, and an int array one longer than it (the last entry is the length of the original).

    >>> plain, offsets = normalise("It isn’t “so”…")
    >>> plain, int(offsets[plain.index("...")])
    ('It isn\\'t "so"...', 13)
    """
    alone = _ODD_ALONE if any(dash in text for dash in _DASHES) else _ODD_MARK
    return _rewrite(text, _ODD if _COMBINING.search(text) else alone, _plain)


def _rewrite(text: str, pattern: re.Pattern[str], renew: Callable[[str], str]) -> tuple[str, np.ndarray]:
    """The text with matches of a pattern renewed, and the place of each of its characters in the original."""
    pieces, places, last, moved = [], [], 0, 0
    for match in pattern.finditer(text):
        if (new := renew(old := match.group())) != old:
            start, end = match.span()
            pieces += [text[last:start], new]
            last = end
            if len(new) != len(old):
                # A dash keeps its own place, not that of the spaces it took along.
                places += [np.arange(moved, start), [start + len(old) - len(old.lstrip(" "))] * len(new)]
                moved = end
    return "".join([*pieces, text[last:]]), np.concatenate([*places, np.arange(moved, len(text) + 1)]).astype(int)


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
    return list(_find_sentences(text))


@lru_cache(maxsize=1000)  # about the paragraphs of an article, which are read for roles, for sentences and for voices
def _find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    spans, model = [], _sentence_model()
    single = "\n" not in text and not _MAY_END.search(text.rstrip())  # then the model sees no end to judge
    for start, end in [(0, len(text))] if single else model.iter_spans(text) if "\n" in text else model.span_tokenize(text):
        # The model takes some ordinary words for abbreviations; a long lower-case word never is one before a capital.
        cuts = [m.end() for m in _MISSED_END.finditer(text, start, end)]
        for left, right in zip([start, *cuts], [*cuts, end], strict=True):
            if sentence := text[left:right].lstrip():
                first, last = right - len(sentence), right - len(sentence) + len(sentence.rstrip())
                # No sentence begins in lower case: Yahoo! said
                spans.append((spans.pop()[0] if spans and sentence[0].islower() else first, last))
    return tuple(spans)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of the words: letters and digits with inner apostrophes and hyphens; U.S. is one word.

    >>> text = "The U.S. won't pay $1,500 for long-term aid."
    >>> [text[i:j] for i, j in word_spans(text)]
    ['The', 'U.S.', "won't", 'pay', '1,500', 'for', 'long-term', 'aid']
    """
    return [match.span() for match in _WORD.finditer(text)]


@lru_cache(maxsize=1)  # language, copies and length of an article ask for its words in turn
def list_words(text: str) -> list[str]:
    """The words that `word_spans` finds, as they are written, in a list that is not to be changed."""
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


# Before a word stands one space; spaces or nothing; white space; a hyphen; something else; something that ends in a quote.
SPACE, SPACES, WHITE, HYPHEN, OTHER, OPENING = range(6)


def _kind_of_gap(gap: str) -> int:
    if not gap.strip(" "):
        return SPACE if gap == " " else SPACES
    return WHITE if not gap.strip() else HYPHEN if gap == "-" else OPENING if gap[-1] in "\"'(" else OTHER


class Words:
    """The words of many texts in columns, so that what is asked of a word is asked once of each different one.

    forms: the different words, as `word_spans` finds them; of every word in order form (its number), text (the number of its
    text), start, end (places in all texts, each of which begins at its base), gap (see SPACE) and first (in its text); shout:
    which texts are all in capitals, so that these say nothing.
    """

    def __init__(self, texts: Sequence[str]):
        forms, gaps, found = defaultdict(count().__next__), defaultdict(count().__next__), []
        self.base, (self.size,) = np.split(np.cumsum([0, *(len(text) + 1 for text in texts)]), [-1])
        for k in range(0, max(1, len(texts)), 1000):  # so many texts at a time are in memory word by word
            pieces = _PARTED.split("\n".join(texts[k : k + 1000]))  # gap, word, gap, word, ..., gap
            form = np.fromiter(map(forms.__getitem__, pieces[1::2]), int, len(pieces) // 2)
            found.append((form, np.fromiter(map(gaps.__getitem__, pieces[:-1:2]), int, len(form)), self.base[k : k + 1]))
        long, wide = (np.fromiter(map(len, some), int, len(some)) for some in (forms, gaps))
        self.end = np.concatenate([np.cumsum(long[form] + wide[gap]) + base for form, gap, base in found])
        self.form, gap, _ = map(np.concatenate, zip(*found, strict=True))
        self.forms, self.start = list(forms), self.end - long[self.form]
        begins = np.searchsorted(self.start, self.base)
        self.text = np.repeat(np.arange(len(texts)), sizes := np.diff(begins, append=len(self.form)))
        self.first = np.zeros(len(self.form), bool)
        self.first[begins[sizes > 0]] = True
        self.gap = np.where(self.first, OTHER, np.array([*map(_kind_of_gap, gaps)], int)[gap])
        self.shout = (sizes > 2) & np.array([t.isupper() for t in texts], bool)

    @classmethod
    def join(cls, lots: Sequence[Words]) -> Words:
        """The words of several lots of texts, as if these had been read in one."""
        joined, forms = cls([]), defaultdict(count().__next__)
        joined.form = np.concatenate([np.array([*map(forms.__getitem__, one.forms)], int)[one.form] for one in lots])
        joined.forms, sizes, many = list(forms), [one.size for one in lots], [len(one.base) for one in lots]
        before, texts = np.cumsum([0, *sizes]).tolist(), np.cumsum([0, *many]).tolist()
        for name, moved in (("base", before), ("start", before), ("end", before), ("text", texts)):
            setattr(joined, name, np.concatenate([getattr(one, name) + by for one, by in zip(lots, moved, strict=False)]))
        for name in ("gap", "first", "shout"):
            setattr(joined, name, np.concatenate([getattr(one, name) for one in lots]))
        joined.size = before[-1]
        return joined

    def tell(self, question: Callable[[str], object]) -> np.ndarray:
        """What a question says of every word, asked once of each form."""
        return np.array([question(form) for form in self.forms])[self.form] if self.forms else np.zeros(0, bool)

    def select(self, texts: np.ndarray) -> Words:
        """The words of some texts (True or False for each), which are numbered anew."""
        some, kept = copy(self), texts[self.text]
        for name in ("form", "gap", "start", "end", "first"):
            setattr(some, name, getattr(self, name)[kept])
        some.text, some.base, some.shout = (np.cumsum(texts) - 1)[self.text[kept]], self.base[texts], self.shout[texts]
        return some

    def find_names(self, ordinary: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Texts, starts and ends of the proper names in these sentences, told by capital letters alone.

        A capitalised word inside a sentence is (part of) a name. The first word, or the first after a quotation mark, is one
        only when the next word is capitalised too and it is no ordinary one. A sentence in title case or in capitals holds no
        names that could be told. Arguments: ordinary, True or False for every word.
        """
        capital, many = self.tell(lambda w: w[0].isupper()), len(self.base)
        long, stop = self.tell(lambda w: len(w) > 3 and w[0].isalpha()), load_stopwords()
        titled = np.bincount(self.text[long], minlength=many) > 3
        titled[self.text[long & ~capital]] = False
        named = capital & ~titled[self.text]
        named &= ~self.tell(lambda w: len(w) > 4 and w.isupper() or w == "I" or w.startswith("I'"))
        followed = np.append((self.gap[1:] == SPACE) & capital[1:], False)[: len(named)]
        named &= ~(self.first | (self.gap == OPENING)) | followed & ~ordinary & ~self.tell(lambda w: w.lower() in stop)
        # A name goes on after spaces, or after one or two words such as "of the".
        at, links = np.flatnonzero(named), self.tell(_CONNECTORS.__contains__) & (self.gap <= WHITE)
        links, step, gap = np.append(links, [False, False]), np.diff(at, prepend=-9), self.gap[at]
        goes_on = (gap <= WHITE) & links[at - 1] & ((step == 2) | (step == 3) & links[at - 2])
        begins = ~(goes_on | (step == 1) & (gap <= SPACES))
        return self.text[at[begins]], self.start[at[begins]], self.end[at[np.roll(begins, -1)]]

    def find_ordinary(self, group: np.ndarray) -> np.ndarray:
        """Which words stand in lower case and never with a capital inside a sentence, so that they are no names.

        Arguments: group, a number for each text; texts of the same group, say of an article, are looked at together.
        """
        numbers, small = defaultdict(count().__next__), self.tell(str.islower).astype(bool)
        low = self.tell(lambda w: numbers[w.lower()])
        case, _ = pd.factorize(group[self.text] * len(numbers) + low)  # a word in any case, in one group
        ordinary = np.bincount(case[small], minlength=len(self.form)) > 0
        ordinary[case[~(self.first | small | (self.gap == OPENING))]] = False
        return ordinary[case]


def stand_in(places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which places stand in one of the spans; these are sorted, and none touches another."""
    return places < np.append(-1, ends)[np.searchsorted(starts, places, side="right")]


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
    """The text with contracted negation written out, as TextBlob knows *not* but not *n't*, and its characters' old places.

    >>> write_out_negation("It isn't good, we can't stay and won't pay.")[0]
    'It is not good, we can not stay and will not pay.'
    """
    new, places = _rewrite(text, _CONTRACTED, lambda word: _FULL_FORM.get(word[:-3].lower(), word[:-3]) + " not")
    return new, places.tolist()


def lower_in_place(text: str) -> str:
    """Lower case with every character in its place: a letter that grows when lowered (İ) stays as it is."""
    # Σ is lowered by what stands around it.
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text) if "İ" in text or "Σ" in text else text.lower()


def english_share(text: str) -> float:
    """Share of words that are English function words: about .4 to .5 in English prose, under .1 elsewhere.

    >>> english_share("the cat is on the mat") > 0.5 > english_share("le chat est sur la table")
    True
    """
    words = list(map(str.lower, list_words(text)))
    return sum(map(load_stopwords().__contains__, words)) / len(words) if words else float("nan")


def check_english(text: str, *, name: str) -> None:
    """Refuse a text that is not English with a ValueError, because the instruments would score it without a warning."""
    share = english_share(text)
    if share < ENGLISH_SHARE and len(list_words(text)) >= ENGLISH_WORDS:
        raise ValueError(
            f"{name}: only {share:.0%} of its words are English function words (English prose has 40 to 50 %); "
            "the instruments read English only, so leave this article out or translate it"
        )
