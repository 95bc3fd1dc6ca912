"""Same words, both sides: pairs of passages, one a side, that share rare words or a number.

Two passages are paired when each is the other's nearest by tf-idf and they share three rare words,
or a number and another. That they tell the same fact is not said: they share words. With the
sentences of two articles passages are sentences; on features alone they are paragraphs, whose
words the terms table holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.measures.actors import ACTORS
from analysis.measures.families import family_of
from analysis.measures.numbers import read_number
from analysis.tables.corpus import Corpus
from analysis.text.columns import Words
from analysis.text.english import load_stopwords
from analysis.text.words import list_terms, term_of

LEAST = 0.18  # cosine of two sentences that are paired
# Of two paragraphs, where what both say is diluted by what only one says: below it pairs of
# unrelated articles gain more pairs than those of one event (see METHODS).
LEAST_OF_PARAGRAPHS = 0.12
RARE = 0.15  # of all passages of both sides; a word in more is not rare
RARE_WORDS = 3  # that a pair shares; a number counts as two
MOST_ARTICLES = (
    20  # of both sides together; passages of more are not paired, as pairs grow by the square
)
_PARAGRAPH = ["article_id", "paragraph"]
PAIRED = ["place_a", "place_b", "similarity", "shared", "only_a", "only_b"]


def pair_passages(
    passages: pd.DataFrame, *, least: float = LEAST, fold: Callable[[str], str] = family_of
) -> pd.DataFrame:
    """Passages of two sides that are each other's nearest, and share what is rare.

    Parameters
    ----------
    passages : one row a word in a passage: side ('a' or 'b'), place (names the passage), term.
    least : the cosine that a pair needs.
    fold : takes a word; gives what it is counted under, such as the base of its family.

    Returns
    -------
    One row a pair, the most similar first: place_a, place_b, similarity (cosine of tf-idf), shared
    (rare words of both, with spaces between), only_a, only_b (rare words of one alone).

    Examples
    --------
    >>> words = {"a": "ferries burned 86 boats", "b": "a ferry with 86 boats"}
    >>> rows = [("a", 1, word) for word in words["a"].split()]
    >>> rows += [("b", 1, word) for word in words["b"].split()]
    >>> rows += [(side, 2, f"{side}{k}") for side in "ab" for k in range(9)]
    >>> rows += [(side, place, "x") for side in "ab" for place in range(3, 16)]
    >>> table = pd.DataFrame(rows, columns=["side", "place", "term"])
    >>> pair_passages(table)[["place_a", "place_b", "shared"]].values.tolist()
    [[1, 1, '86 boats ferries']]
    """
    place, places = pd.factorize(passages["place"])
    form, forms = pd.factorize(passages["term"])
    is_b = (passages["side"] == "b").to_numpy()
    found = _pair(_Passages(is_b, place, list(places), form, list(forms)), least, fold)
    return pd.DataFrame(found, columns=PAIRED)


class _Passages(NamedTuple):
    """A word in a passage a row: is_b (its side), place and form (numbers), and of the different
    ones places and forms, in the order in which they come first.
    """

    is_b: np.ndarray
    place: np.ndarray
    places: list
    form: np.ndarray
    forms: list[str]


class _Weighed(NamedTuple):
    """The different words of each passage, passages of side a first.

    Of the passages places and starts (where each one's words begin, and the end); ours, how many
    are of side a. Of every word in order its number and its weight by tf-idf, of length 1 in a
    passage. Of the different words names, the form that comes first, and whether they are rare.
    """

    places: list
    starts: np.ndarray
    ours: int
    word: np.ndarray
    value: np.ndarray
    names: list[str]
    first_form: dict[str, str]
    rare: np.ndarray

    def list_rare(self, passage: int) -> set[int]:
        own = self.word[self.starts[passage] : self.starts[passage + 1]]
        return {k for k in own.tolist() if self.rare[k]}


def _weigh(passages: _Passages, fold: Callable[[str], str]) -> _Weighed | None:
    """The words of passages by weight; None where a side has no passage with any."""
    many = len(passages.places)
    names, first_form, number = _fold_forms(passages.forms, fold)
    key = number[passages.form]
    passage = passages.is_b * many + passages.place
    pair = np.unique(passage * len(names) + key)
    unit_of, word = np.divmod(pair, max(1, len(names)))
    if names[:1] == [""]:
        told = word > 0
        unit_of, word = unit_of[told], word[told]
    order, unit = np.unique(unit_of, return_inverse=True)
    ours = int(np.searchsorted(order, many))
    if not 0 < ours < len(order):
        return None
    held = np.bincount(word, minlength=len(names))
    weight = np.log(len(order) / np.maximum(held, 1))
    value = weight[word]
    squares = np.bincount(unit, value**2, len(order))
    length = np.maximum(np.sqrt(squares), 1e-9)
    value = value / length[unit]
    starts = np.searchsorted(unit, np.arange(len(order) + 1))
    places = [passages.places[k % many] for k in order.tolist()]
    rare = held <= max(2, RARE * len(order))
    return _Weighed(places, starts, ours, word, value, names, first_form, rare)


def _fold_forms(
    forms: list[str], fold: Callable[[str], str]
) -> tuple[list[str], dict[str, str], np.ndarray]:
    """The words that forms count as, in order; the form of each that comes first; and of every
    form the number of its word. Words of the stop list count as '', numbers as they are told.
    """
    stop = load_stopwords()
    keys = ["" if form in stop else read_number(form) or fold(form) for form in forms]
    first_form: dict[str, str] = {}
    for key, form in zip(keys, forms, strict=True):
        first_form.setdefault(key, form)
    names = sorted(first_form)
    place = {name: k for k, name in enumerate(names)}
    number = np.array([place[key] for key in keys], int)
    return names, first_form, number


def _pair(passages: _Passages, least: float, fold: Callable[[str], str]) -> list[tuple]:
    """The rows of PAIRED, the most similar first."""
    weighed = _weigh(passages, fold)
    if weighed is None:
        return []
    ours = weighed.ours
    shape = (len(weighed.places), len(weighed.names))
    table = sparse.csr_array((weighed.value, weighed.word, weighed.starts), shape=shape)
    near = (table[:ours] @ table[ours:].T).toarray()
    best_b = near.argmax(axis=1)
    best_a = near.argmax(axis=0)
    mutual = best_a[best_b] == np.arange(ours)
    alike = near.max(axis=1) >= least
    found = []
    for i in np.flatnonzero(mutual & alike).tolist():
        j = int(best_b[i])
        texts = _compare_rare(weighed, i, ours + j)
        if texts:
            similarity = round(float(near[i, j]), 4)
            found.append((weighed.places[i], weighed.places[ours + j], similarity, *texts))
    return sorted(found, key=_similar_first)


def _similar_first(row: tuple) -> tuple:
    place_a, _, similarity, *_ = row
    return -similarity, place_a


def _compare_rare(weighed: _Weighed, one: int, other: int) -> list[str]:
    """The rare words that two passages share, and those of each alone; none where they share few.

    A number counts as two words.
    """
    here, there = weighed.list_rare(one), weighed.list_rare(other)
    common = [weighed.names[k] for k in here & there]
    numbers = [name for name in common if name[0].isdigit()]
    if len(common) + len(numbers) < RARE_WORDS:
        return []
    texts = []
    for some in (here & there, here - there, there - here):
        names = [weighed.names[k] for k in some]
        shown = sorted([weighed.first_form[name] for name in names])
        texts.append(" ".join(shown))
    return texts


def find_parallels(corpus: Corpus) -> pd.DataFrame:
    """Passages of the body that share rare words, one of each side, and what only one says.

    Parameters
    ----------
    corpus : of two sides. With text a passage is a sentence, without a paragraph. Names of actors
        are left out, since both sides name them.

    Returns
    -------
    As pair_passages, where place_a and place_b are the first segment of the passage, with
    paragraph_a and paragraph_b; no row for more than MOST_ARTICLES articles.
    """
    columns = [*PAIRED, "paragraph_a", "paragraph_b"]
    if len(corpus.articles) > MOST_ARTICLES:
        return pd.DataFrame(columns=columns)
    side_a, side_b = corpus.pair
    in_b = {}
    for article, side in zip(corpus.articles["article_id"], corpus.articles["side"], strict=True):
        if side in (side_a, side_b):
            in_b[article] = side == side_b
    body = _list_body(corpus.segments, in_b)
    names = _list_name_words(corpus)
    if corpus.has_text:
        least = LEAST
        passages = _list_sentences(body, in_b, names)
    else:
        least = LEAST_OF_PARAGRAPHS
        passages = _list_paragraphs(corpus.terms, body, in_b, names)
    paragraph = {segment.segment_id: segment.paragraph for segment in body}
    rows = []
    for row in _pair(passages, least, family_of):
        place_a, place_b, *_ = row
        rows.append((*row, paragraph[place_a], paragraph[place_b]))
    return pd.DataFrame(rows, columns=columns)


class _Segment(NamedTuple):
    segment_id: str
    article_id: str
    paragraph: int
    sentence: int
    text: str


def _list_body(segments: pd.DataFrame, articles: Collection[str]) -> list[_Segment]:
    """The segments of the body of some articles; text is '' where it is not known."""
    given = [column for column in ("role", *_Segment._fields) if column in segments]
    # Rows as tuples: a frame of a pair is so short that selecting from it costs more than reading.
    columns = [segments[column].to_numpy().tolist() for column in given]
    without = ("",) if "text" not in given else ()
    body = []
    for role, *rest in zip(*columns, strict=True):
        segment = _Segment(*rest, *without)
        if role == "body" and segment.article_id in articles:
            body.append(segment)
    return body


def _list_sentences(
    body: list[_Segment], in_b: Mapping[str, bool], names: Collection[str]
) -> _Passages:
    """The words of every sentence, which goes by its first segment."""
    words = Words([segment.text for segment in body])
    places: dict[tuple, int] = {}
    firsts: list[str] = []  # the first segment of each sentence
    numbers = []  # of every segment its sentence
    for one in body:
        key = (one.article_id, one.paragraph, one.sentence)
        if key not in places:
            places[key] = len(firsts)
            firsts.append(one.segment_id)
        numbers.append(places[key])
    number = np.array(numbers, int)
    is_b = np.array([in_b[one.article_id] for one in body], bool)
    term, forms = _number_words(words, names)
    kept = term >= 0
    text = words.text[kept]
    return _Passages(is_b[text], number[text], firsts, term[kept], forms)


def _number_words(words: Words, names: Collection[str]) -> tuple[np.ndarray, list[str]]:
    """Of every word the number of its term, -1 for words of names; and the terms by number."""
    # A text all in capitals says nothing by them.
    many = len(words.forms)
    form, seen = pd.factorize(words.form + many * words.shout[words.text])
    terms: dict[str, int] = {}
    numbers = []
    for k in seen.tolist():
        spelt = words.forms[k] if k < many else words.forms[k - many].lower()
        term = term_of(spelt)
        numbers.append(-1 if term in names else terms.setdefault(term, len(terms)))
    return np.array(numbers, int)[form], list(terms)


def _list_paragraphs(
    terms: pd.DataFrame, body: list[_Segment], in_b: Mapping[str, bool], names: Collection[str]
) -> _Passages:
    """The words of every paragraph of these segments, from the terms table."""
    firsts: dict[tuple, str] = {}
    for one in body:
        firsts.setdefault((one.article_id, one.paragraph), one.segment_id)
    number = {key: k for k, key in enumerate(firsts)}
    single = (terms["role"] == "body") & (terms["size"] == 1)
    is_name = terms["term"].isin(names)
    rows = terms[single & ~is_name]
    articles, paragraphs = rows["article_id"].tolist(), rows["paragraph"].tolist()
    numbers = [number.get(key, -1) for key in zip(articles, paragraphs, strict=True)]
    sides = [in_b.get(article, False) for article in articles]
    place, is_b = np.array(numbers, int), np.array(sides, bool)
    form, forms = pd.factorize(rows["term"])
    known = place >= 0
    places = list(firsts.values())
    return _Passages(is_b[known], place[known], places, form[known], list(forms))


def _list_name_words(corpus: Corpus) -> set[str]:
    """The words of the names of actors, as the terms table writes them."""
    is_actor = corpus.marks["instrument"] == ACTORS
    words = set()
    for name in corpus.marks.loc[is_actor, "term"].unique():
        words.update(list_terms(name))
    return words
