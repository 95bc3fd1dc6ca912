"""Same words, both sides: pairs of passages, one a side, that share rare words or a number.

Two passages are paired when each is the other's nearest by tf-idf and they share three rare words,
or a number and another. That they tell the same fact is not said: they share words. With the
sentences of two articles passages are sentences; on features alone they are paragraphs, whose
words the terms table holds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.measures.actors import ACTORS
from analysis.measures.families import family_of
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side
from analysis.text.english import load_stopwords
from analysis.text.words import list_terms

LEAST = 0.18  # cosine of two passages that are paired
RARE = 0.15  # of all passages of both sides; a word in more is not rare
RARE_WORDS = 3  # that a pair shares; a number counts as two
MOST_ARTICLES = (
    20  # of both sides together; passages of more are not paired, as pairs grow by the square
)
PAIRED = ["place_a", "place_b", "similarity", "shared", "only_a", "only_b"]


def pair_passages(
    passages: pd.DataFrame, *, least: float = LEAST, fold: Callable[[str], str] = family_of
) -> pd.DataFrame:
    """Passages of two sides that are each other's nearest, and share what is rare.

    Parameters: passages, one row a word in a passage: side ('a' or 'b'), place (names the passage),
    term; least, the cosine that a pair needs; fold, which brings a word to what it counts under.
    Returns: place_a, place_b, similarity (cosine of tf-idf), shared (rare words of both, with
    spaces), only_a, only_b (rare words of one), the most similar first.

    >>> words = {"a": "ferries burned 86 boats", "b": "a ferry with 86 boats"}
    >>> rows = [("a", 1, word) for word in words["a"].split()]
    >>> rows += [("b", 1, word) for word in words["b"].split()]
    >>> rows += [(side, 2, f"{side}{k}") for side in "ab" for k in range(9)]
    >>> rows += [(side, place, "x") for side in "ab" for place in range(3, 16)]
    >>> table = pd.DataFrame(rows, columns=["side", "place", "term"])
    >>> pair_passages(table)[["place_a", "place_b", "shared"]].values.tolist()
    [[1, 1, '86 boats ferries']]
    """
    stop = load_stopwords()
    form, forms = pd.factorize(passages["term"])
    keys = ["" if term in stop else fold(term) for term in forms]
    key, names = pd.factorize(np.array(keys, object), sort=True)
    first_form = dict(zip(keys[::-1], forms[::-1], strict=True))
    side = (passages["side"] == "b").to_numpy().astype(int)
    place, places = pd.factorize(passages["place"])
    pair = np.unique((side * len(places) + place) * len(names) + key[form])
    unit_of, word = np.divmod(pair, max(1, len(names)))
    counted = names[word] != ""
    unit_of, word = unit_of[counted], word[counted]
    order, unit = np.unique(unit_of, return_inverse=True)
    first = order < len(places)
    if first.all() or not first.any():
        return pd.DataFrame(columns=PAIRED)
    listed = [places[order[first]], places[order[~first] - len(places)]]
    held = np.bincount(word, minlength=len(names))
    weight = np.log(len(order) / np.maximum(held, 1))
    value = weight[word]
    length = np.sqrt(np.bincount(unit, value**2, len(order)))
    value = value / np.maximum(length, 1e-9)[unit]
    table = sparse.csr_array((value, (unit, word)), shape=(len(order), len(names)))
    ours, theirs = table[first], table[~first]
    near = (ours @ theirs.T).toarray()
    best_b, best_a = near.argmax(axis=1), near.argmax(axis=0)
    rare = held <= max(2, RARE * len(order))
    found = []
    for i in np.flatnonzero(near.max(axis=1) >= least).tolist():
        j = int(best_b[i])
        if best_a[j] != i:
            continue
        here, there = set(ours[[i]].indices), set(theirs[[j]].indices)
        common = [names[k] for k in here & there if rare[k]]
        if sum(1 + name[0].isdigit() for name in common) < RARE_WORDS:
            continue
        lists = [common]
        lists += [[names[k] for k in some if rare[k]] for some in (here - there, there - here)]
        texts = [" ".join(sorted(first_form[key] for key in some)) for some in lists]
        found.append((listed[0][i], listed[1][j], round(float(near[i, j]), 4), *texts))
    table = pd.DataFrame(found, columns=PAIRED)
    return table.sort_values(["similarity", "place_a"], ascending=[False, True], ignore_index=True)


def find_parallels(corpus: Corpus) -> pd.DataFrame:
    """Passages of the body that share rare words, one of each side, and what only one says.

    Parameters: corpus of two sides. With text a passage is a sentence, without a paragraph. Names
    of actors are left out, since both sides name them.
    Returns: as pair_passages, place_a and place_b being the first segment of the passage, with
    paragraph_a, paragraph_b; none of more than MOST_ARTICLES articles.
    """
    columns = [*PAIRED, "paragraph_a", "paragraph_b"]
    body = corpus.select(role="body")
    if len(body.articles) > MOST_ARTICLES:
        return pd.DataFrame(columns=columns)
    rows = _list_sentences(body) if body.has_text else _list_paragraphs(body)
    names = _list_name_words(corpus)
    rows = add_side(rows[~rows["term"].isin(names)], body.articles)
    sides = dict(zip(corpus.pair, "ab", strict=True))
    pairs = pair_passages(rows.assign(side=rows["side"].map(sides)))
    paragraph = body.segments.set_index("segment_id")["paragraph"]
    for side in "ab":
        pairs[f"paragraph_{side}"] = pairs[f"place_{side}"].map(paragraph)
    return pairs[columns]


def _list_sentences(body: Corpus) -> pd.DataFrame:
    """The words of every sentence: article_id, place (its first segment), term."""
    segments = body.segments
    keys = ["article_id", "paragraph", "sentence"]
    place = segments.groupby(keys, sort=False)["segment_id"].transform("first")
    rows = segments.assign(place=place, term=segments["text"].map(list_terms))
    return rows[["article_id", "place", "term"]].explode("term").dropna()


def _list_paragraphs(body: Corpus) -> pd.DataFrame:
    """The words of every paragraph, from the terms table."""
    keys = ["article_id", "paragraph"]
    first = body.segments.groupby(keys, sort=False)["segment_id"].first().rename("place")
    rows = body.terms[body.terms["size"] == 1].merge(first.reset_index(), on=keys)
    return rows[["article_id", "place", "term"]]


def _list_name_words(corpus: Corpus) -> set[str]:
    """The words of the names of actors, as the terms table writes them."""
    marks = corpus.marks[corpus.marks["instrument"] == ACTORS]
    return {term for name in marks["term"].unique() for term in list_terms(name)}
