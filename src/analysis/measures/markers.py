"""Markers of argument: words that concede, hold possible, demand, insist or give a cause.

Others say that something goes on or changes.

The lists (lexicons/markers.csv) are closed and were written from grammars and published lists. A
marker is a form, not a claim understood: who concedes what, or whether the cause is true, is not
seen. A use that the list cannot tell from another is left out, and a row of the list says so.

A *pattern* is one or more words, each with its alternatives between bars; * stands for any letters
before an ending. The column `when` says in which place the words count (see CONDITIONS); rows with
`blocks` hold other uses of the same words back, and rows with `left out` count nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.places import number_places
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import SCHEMAS, VOICES, known_values
from analysis.tables.sides import add_side
from analysis.text.columns import OPENING, SPACES, Words, stand_in

INSTRUMENT = "markers"
PER = 1000  # words; rates are uses in so many
LEXICON_COLUMNS = ["category", "pattern", "when", "source", "note"]
BLOCKS, LEFT_OUT = "blocks", "left out"
REACH = 6  # words after "while" among which a progressive tells that it is of time
_WORD = re.compile(r"\*?[a-z0-9']+(?:-[a-z0-9']+)*")
# What stands before a noun: after one of these "might" is power and "must" a thing.
_NOUN_LEADS = frozenset(
    ["a", "an", "the", "his", "her", "its", "their", "our", "my", "your", "this", "these", "those"]
)
_BE = frozenset(["am", "is", "are", "was", "were", "be", "being", "been"])


class _Text:
    """The words of all texts, as the conditions ask for them."""

    def __init__(self, words: Words):
        self.words, self.many = words, len(words.form)
        self.small = [form.lower() for form in words.forms]
        self.linked = (words.gap <= SPACES).tolist() + [False]  # to the word before

    def form(self, k: int) -> str:
        return self.words.forms[self.words.form.item(k)]

    def low(self, k: int) -> str:
        return self.small[self.words.form.item(k)]


def _is_small(text: _Text, start: int, end: int) -> bool:
    return text.form(start).islower()


def _is_no_noun(text: _Text, start: int, end: int) -> bool:
    if not text.linked[start]:
        return True
    before = text.low(start - 1)
    return before not in _NOUN_LEADS and not before.endswith("'s")


def _opens(text: _Text, start: int, end: int) -> bool:
    at_head = text.words.first.item(start) or text.words.gap.item(start) == OPENING
    return at_head and text.form(start)[0].isupper()


def _is_set_off(text: _Text, start: int, end: int) -> bool:
    return not text.linked[end]


def _goes_on(text: _Text, start: int, end: int) -> bool:
    return text.linked[end]


def _is_no_progress(text: _Text, start: int, end: int) -> bool:
    """No 'was waiting' follows soon."""
    last = end
    while last < min(end + REACH, text.many) and text.linked[last]:
        last += 1
    following = [text.low(k) for k in range(end, last)]
    return not any(one in _BE and two.endswith("ing") for one, two in pairwise(following))


# What `when` may say; several are parted by semicolons, and all must hold.
CONDITIONS: dict[str, Callable[[_Text, int, int], bool]] = {
    "small": _is_small,  # written in small letters
    "no noun": _is_no_noun,  # no article or possessive stands before it
    "opens": _opens,  # heads a sentence or a quotation, with a capital
    "set off": _is_set_off,  # a comma or another mark follows, or nothing
    "not set off": _goes_on,  # a word follows
    "no progress": _is_no_progress,  # "is", "was" + -ing is not among the next words
}


def check_markers(table: pd.DataFrame) -> pd.DataFrame:
    """Check a table of markers.

    Parameters
    ----------
    table : category, pattern, when, source, note; see the top of this file.

    Returns
    -------
    These columns.

    Raises
    ------
    ValueError : naming the row (the header is row 1) and column.

    Examples
    --------
    >>> row = {"category": "cause", "pattern": "due to", "when": "often", "source": "", "note": ""}
    >>> check_markers(pd.DataFrame([row]))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: markers, row 2, column when: 'often' is not known; allowed: nothing, left out, ...
    """
    missing = [column for column in LEXICON_COLUMNS if column not in table]
    if missing:
        raise ValueError(
            f"markers: lacks the columns {', '.join(missing)}; "
            f"it needs {', '.join(LEXICON_COLUMNS)}"
        )
    for number, row in enumerate(table.itertuples(index=False), start=2):
        where = f"markers, row {number}, column"
        if not row.category.strip():
            raise ValueError(f"{where} category: is empty; name the category of the pattern")
        _check_pattern(row.pattern, where)
        if row.when != LEFT_OUT:
            _check_conditions(row.when, where)
    return table[LEXICON_COLUMNS]


def _check_pattern(pattern: str, where: str) -> None:
    for word in re.split(r"[ |]", pattern):
        if not _WORD.fullmatch(word):
            raise ValueError(
                f"{where} pattern: {word!r} in {pattern!r} is no word; allowed: small "
                "letters, digits, ' and -, after a * or not; words parted by one space, "
                "alternatives by a bar"
            )


def _check_conditions(when: str, where: str) -> None:
    for condition in _split(when):
        if condition not in (BLOCKS, *CONDITIONS):
            raise ValueError(
                f"{where} when: {condition!r} is not known; allowed: nothing, {LEFT_OUT}, or "
                f"of {BLOCKS}, {', '.join(CONDITIONS)} some, parted by semicolons"
            )


def _split(when: str) -> list[str]:
    return [part.strip() for part in when.split(";")] if when else []


def load_markers() -> pd.DataFrame:
    """The shipped lists of markers (lexicons/markers.csv).

    Returns
    -------
    One row a pattern: category, pattern, when (it counts), source, note.

    Examples
    --------
    >>> load_markers()["category"].unique().tolist()  # doctest: +NORMALIZE_WHITESPACE
    ['concession', 'possibility', 'obligation', 'booster', 'cause', 'continuity', 'change']
    """
    return check_markers(load_lexicon("markers"))


class _Tree:
    """The patterns as a tree of words.

    The numbers of the rows that end at a node stand under its key None.
    """

    def __init__(self, rows: Sequence[tuple[str, str, str]]):
        self.rows = []  # category, conditions, whether it holds other uses back, whether it has a *
        self.root: dict = {}
        for number, (category, pattern, when) in enumerate(rows):
            names = _split(when)
            conditions = [CONDITIONS[name] for name in names if name in CONDITIONS]
            self.rows.append((category, conditions, BLOCKS in names, "*" in pattern))
            if when != LEFT_OUT:
                self.add(pattern, number)
        self.inner: set[str] = set()  # words that stand second in a pattern
        for node in self.root.values():
            self.inner.update(filter(None, node))
        self.known = self.list_words(self.root)
        endings = [key[1:] for key in self.known if key.startswith("*")]
        self.endings = tuple(sorted(endings))

    def add(self, pattern: str, number: int) -> None:
        nodes = [self.root]
        for word in pattern.split(" "):
            nodes = [node.setdefault(key, {}) for node in nodes for key in word.split("|")]
        for node in nodes:
            node.setdefault(None, []).append(number)

    def list_words(self, node: dict) -> set[str]:
        found = {key for key in node if key}
        for key in tuple(found):
            found |= self.list_words(node[key])
        return found

    def keys_of(self, form: str) -> list[str]:
        """What a word in small letters is looked up as."""
        keys = [form] if form in self.known else []
        if not form.endswith(self.endings):
            return keys
        for ending in self.endings:
            if form.endswith(ending) and form != ending:
                keys.append(f"*{ending}")
        return keys


@lru_cache(maxsize=4)  # every part of many articles asks for the same list
def _grow(rows: tuple[tuple[str, str, str], ...]) -> _Tree:
    return _Tree(rows)


def _match(text: _Text, tree: _Tree) -> list[tuple[int, int, int]]:
    """Row, first word and word after the last of every place where a pattern stands."""
    if not text.many:
        return []
    form, linked = text.words.form, text.linked
    keys = [tree.keys_of(small) for small in text.small]
    nodes_of = [[tree.root[key] for key in own if key in tree.root] for own in keys]
    found = []
    for start in _find_starts(text, tree, keys, nodes_of).tolist():
        nodes = nodes_of[form.item(start)]
        word = start + 1
        while nodes:
            for node in nodes:
                for row in node.get(None, ()):
                    found.append((row, start, word))
            if not linked[word]:
                break
            own = keys[form.item(word)]
            nodes = [node[key] for node in nodes for key in own if key in node]
            word += 1
    return found


def _find_starts(
    text: _Text, tree: _Tree, keys: list[list[str]], nodes_of: list[list[dict]]
) -> np.ndarray:
    """The words at which a pattern of one word stands, or of which the next may go on."""
    form = text.words.form
    alone = np.array([_has_end(nodes) for nodes in nodes_of])
    leads = np.array([_has_more(nodes) for nodes in nodes_of])
    inner = np.array([not tree.inner.isdisjoint(own) for own in keys])
    linked = np.array(text.linked[1:])
    next_inner = np.append(inner[form[1:]], False)
    starts = alone[form]
    starts |= leads[form] & next_inner & linked
    return np.flatnonzero(starts)


def _has_end(nodes: list[dict]) -> bool:
    return any(None in node for node in nodes)


def _has_more(nodes: list[dict]) -> bool:
    """Whether a pattern goes on behind one of some nodes."""
    return any(len(node) > (None in node) for node in nodes)


def _settle(text: _Text, tree: _Tree, found: list[tuple]) -> list[tuple[str, int, int]]:
    """Category, first word and word after the last of what counts.

    Of each category the first and longest, none inside another, none that touches what is held
    back.
    """
    loose: dict[str, set] = defaultdict(set)  # spans held back by a pattern with *
    held: dict[str, set] = defaultdict(set)  # words held back
    uses = []
    for row, start, end in found:
        category, conditions, blocks, has_star = tree.rows[row]
        if not all(condition(text, start, end) for condition in conditions):
            continue
        if not blocks:
            uses.append((start, -end, category, has_star))
            continue
        held[category].update(range(start, end))
        if has_star:
            loose[category].add((start, end))
    settled, free = [], defaultdict(int)
    for start, end, category, has_star in sorted(uses):
        end = -end
        # A phrase written out ("while admitting") counts where "while *ing" would hold it back.
        spared = not has_star and (start, end) in loose[category]
        if start >= free[category] and (spared or held[category].isdisjoint(range(start, end))):
            settled.append((category, start, end))
            free[category] = end
    return settled


def mark_markers(
    segments: pd.DataFrame, *, words: Words | None = None, lexicon: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Mark the markers of every segment; no phrase runs from one voice into another.

    Parameters
    ----------
    segments : the segments table, with text as normalise gives it.
    words : those of the texts, where they were cut already.
    lexicon : a table as load_markers gives it (default: the shipped lists).

    Returns
    -------
    The marks table, a row a use: segment_id, article_id, instrument 'markers', label (the
    category), term (the words found), value 1, weight 1, in_name (whether they begin in a proper
    name). Words may count in several categories.

    Raises
    ------
    ValueError : when the segments carry no text, and as check_markers does.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"],
    ...                      "text": ["Although it may rain in May, they must go."]})
    >>> mark_markers(rows)[["label", "term"]].values.tolist()
    [['concession', 'although'], ['obligation', 'must'], ['possibility', 'may']]
    """
    if "text" not in segments:
        raise ValueError(
            "these segments carry no text; put the articles into the event's texts folder"
        )
    table = load_markers() if lexicon is None else check_markers(lexicon)
    rows = zip(table["category"], table["pattern"], table["when"], strict=True)
    tree = _grow(tuple(rows))
    texts = segments["text"].tolist()
    words = words or Words(texts)
    text = _Text(words)
    uses = _settle(text, tree, _match(text, tree))
    first = np.array([start for _, start, _ in uses], int)
    last = np.array([end - 1 for *_, end in uses], int)
    starts, at = words.start[first], words.text[first]
    base = words.base[at]
    begins, ends = (starts - base).tolist(), (words.end[last] - base).tolist()
    terms = []
    for k, begin, end in zip(at.tolist(), begins, ends, strict=True):
        terms.append(texts[k][begin:end].lower())
    columns = {
        "segment_id": segments["segment_id"].to_numpy()[at],
        "article_id": segments["article_id"].to_numpy()[at],
        "instrument": INSTRUMENT,
        "label": [category for category, *_ in uses],
        "term": terms,
        "value": 1.0,
        "weight": 1.0,
        "in_name": _find_in_names(words, segments["article_id"], starts),
    }
    order = list(SCHEMAS["marks"])
    marks = pd.DataFrame(columns, columns=order)
    return marks.sort_values(order, ignore_index=True)


def _find_in_names(words: Words, articles: pd.Series, starts: np.ndarray) -> np.ndarray:
    """Which of some places stand in a proper name; articles, of every text."""
    group, _ = pd.factorize(articles)
    _, name_starts, name_ends = words.find_names(group)
    return stand_in(starts, name_starts, name_ends).astype(bool)


def list_categories() -> list[str]:
    """The categories of markers, in the order of the lists.

    Returns
    -------
    Their names.
    """
    return load_markers()["category"].unique().tolist()


def _select_marks(corpus: Corpus, *, mask_names: bool) -> pd.DataFrame:
    marks = corpus.marks[corpus.marks["instrument"] == INSTRUMENT]
    if not mask_names:
        return marks
    in_name = marks["in_name"].astype(bool)
    return marks[~in_name]


def score_markers(
    corpus: Corpus,
    *,
    role: str | Sequence[str] | None = "body",
    voice: str | Sequence[str] | None = None,
    mask_names: bool = True,
) -> pd.DataFrame:
    """How many markers of each category every segment holds: a unit table for stats.compare_sides.

    Parameters
    ----------
    corpus : with marks of markers.
    role, voice : one, several, or None for all.
    mask_names : leave out marks in names.

    Returns
    -------
    One row a category and segment: subject (category), segment_id, side, article_id, block
    (paragraph), sentence, role, voice, num (markers), den (words / 1,000). Voices sum to all.

    Raises
    ------
    ValueError : for a role or voice that is not known.
    """
    rows = add_side(corpus.segments, corpus.articles)
    for column, wanted in (("role", role), ("voice", voice)):
        if wanted is not None:
            chosen = known_values(column, wanted)
            rows = rows[rows[column].isin(chosen)]
    rows = rows.assign(block=rows["paragraph"], den=rows["n_words"] / PER)
    categories = pd.DataFrame({"subject": list_categories()}, dtype="str")
    rows = rows.merge(categories, how="cross")
    marks = _select_marks(corpus, mask_names=mask_names)
    counts = marks.groupby(["segment_id", "label"]).size()
    keys = pd.MultiIndex.from_frame(rows[["segment_id", "subject"]])
    rows["num"] = counts.reindex(keys, fill_value=0).to_numpy().astype(float)
    places = ["segment_id", "side", "article_id", "block", "sentence", "role", "voice"]
    return rows[["subject", *places, "num", "den"]].reset_index(drop=True)


def find_markers(corpus: Corpus, *, mask_names: bool = True) -> tuple[pd.DataFrame, np.ndarray]:
    """What score_markers finds, without a row for what it does not find.

    Parameters
    ----------
    corpus : with marks of markers.
    mask_names : leave out marks in names.

    Returns
    -------
    A table of what was found: segment_id, subject (category), num; and den (words / 1,000) of every
    segment of the corpus or, where it is a selection, of its whole.
    """
    source = corpus.whole or corpus
    marks = _select_marks(source, mask_names=mask_names)
    found = marks[["segment_id", "label"]].set_axis(["segment_id", "subject"], axis=1)
    return found.assign(num=1.0), number_places(source).words / PER


def count_markers(
    corpus: Corpus,
    *,
    role: str | Sequence[str] | None = "body",
    mask_names: bool = True,
) -> pd.DataFrame:
    """How many markers of each category each side uses, by whose words they stand in.

    Parameters
    ----------
    corpus : with marks of markers.
    role : one, several, or None for all.
    mask_names : leave out marks in names.

    Returns
    -------
    One row a category, voice and side, also where n is 0, so that counts sum to all: category,
    voice, side, n (markers), words (of the voice and side), rate (n in 1,000 words; missing without
    words).

    Raises
    ------
    ValueError : for a role that is not known.

    Examples
    --------
    >>> segments = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"], "paragraph": [1],
    ...     "sentence": [1], "role": ["body"], "voice": ["quoted"], "n_words": [4],
    ...     "text": ["It must end now."]})
    >>> articles = pd.DataFrame({"article_id": ["x"], "side": ["A"]})
    >>> corpus = Corpus(articles, segments, pd.DataFrame(), mark_markers(segments))
    >>> count_markers(corpus).query("n > 0").values.tolist()
    [['obligation', 'quoted', 'A', 1, 4, 250.0]]
    """
    units = score_markers(corpus, role=role, mask_names=mask_names)
    words = units["den"] * PER
    units["words"] = words.round().astype(int)
    units = units.rename(columns={"subject": "category", "num": "n"})
    keys = [list_categories(), list(VOICES), corpus.sides]
    every = pd.MultiIndex.from_product(keys, names=["category", "voice", "side"])
    sums = units.groupby(every.names)[["n", "words"]].sum()
    table = sums.reindex(every, fill_value=0).astype(int).reset_index()
    base = table["words"].where(table["words"] > 0)
    return table.assign(rate=PER * table["n"] / base)


def list_marker_words(
    corpus: Corpus, *, role: str | Sequence[str] | None = "body", mask_names: bool = True
) -> pd.DataFrame:
    """The words found in each category on each side, most frequent first.

    Parameters
    ----------
    corpus : of two sides, with marks of markers.
    role : one, several, or None for all.
    mask_names : leave out marks in names.

    Returns
    -------
    One row a category and words: category, words, a, b (uses on each side), segments (ids).

    Raises
    ------
    ValueError : when the corpus has no two sides, or for a role that is not known.
    """
    marks = add_side(_select_marks(corpus, mask_names=mask_names), corpus.articles)
    if role is not None:
        roles = known_values("role", role)
        rows = corpus.segments[corpus.segments["role"].isin(roles)]
        marks = marks[marks["segment_id"].isin(rows["segment_id"])]
    side_a, side_b = corpus.pair
    marks = marks.assign(a=marks["side"] == side_a, b=marks["side"] == side_b)
    groups = marks.sort_values(["segment_id", "term"]).groupby(["label", "term"], as_index=False)
    table = groups.agg(a=("a", "sum"), b=("b", "sum"), segments=("segment_id", _join))
    table = table.rename(columns={"label": "category", "term": "words"})
    uses = table["a"] + table["b"]
    category = table["category"].map(list_categories().index)
    order = np.lexsort([table["words"], -uses, category])
    columns = ["category", "words", "a", "b", "segments"]
    return table.iloc[order][columns].reset_index(drop=True)


def _join(ids: pd.Series) -> str:
    return " ".join(dict.fromkeys(ids))
