"""Who and what only one side names, as a told measure: a count, after aliases and spelling.

That something was *not found in the other text* is said of the whole text, headlines and what was
set aside included; how often it is named, of the body. A word counts with its family.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis.judge.rows import Pair
from analysis.judge.terms import find_uses
from analysis.measures.actors import ACTORS, PEOPLES, PLACES, split_name
from analysis.measures.camps import find_camps
from analysis.measures.families import family_of
from analysis.measures.numbers import INSTRUMENT as NUMBERS
from analysis.measures.numbers import bare_number, weigh_number
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon
from analysis.tables.sides import add_side, letter_sides
from analysis.text.english import load_stopwords

# Kind of what is named -> the word a reader sees for it, in the order of the first screen.
NOUNS = {
    "actor": "actors",
    "place": "places",
    "speaker": "speakers",
    "number": "numbers",
    "word": "words",
}
ASIDE = " aside"  # is added to the kind of what stands outside the body
NAME_WORD, ARTICLES = "word of a name", "articles"
MOST = 3  # of each kind and side on the first screen
KEPT = 100  # of each kind and side in the table
LEAST_WORD = 2  # uses: most words of a short text occur in it only once
# By instrument. A people does not name its place, but says that the place is in the text.
_KIND_OF = {ACTORS: "actor", PLACES: "place", NUMBERS: "number", PEOPLES: "place"}
PERSON = re.compile(r"[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)+")


def count_names(corpus: Corpus) -> pd.DataFrame:
    """Everything that a side names: actors, places, speakers, numbers and words.

    Parameters
    ----------
    corpus : of the body; what it was selected from is looked through too.

    Returns
    -------
    kind (a key of NOUNS, with ASIDE for what stands outside the body; NAME_WORD for words of names,
    and ARTICLES for the articles, which are counted for keep_absent), subject (words as they are
    written), side, n (uses; of speakers their words).
    """
    roles, marks = _select_names(corpus)
    parts = [
        _count_marks(marks, roles),
        _count_speakers(corpus, marks),
        _count_name_words(corpus, marks),
        corpus.articles.assign(kind=ARTICLES, subject=ARTICLES, n=1),
    ]
    return pd.concat([_join_counts(parts, corpus), _count_words(corpus)])


def _join_counts(parts: list[pd.DataFrame], corpus: Corpus) -> pd.DataFrame:
    """Counts of several kinds by side: kind, subject, side, n."""
    rows = pd.concat([part[["kind", "subject", "article_id", "n"]] for part in parts])
    return add_side(rows, corpus.articles)[["kind", "subject", "side", "n"]]


def _select_names(corpus: Corpus) -> tuple[pd.Series, pd.DataFrame]:
    """The role of every segment by its id, and the marks that name something."""
    whole = corpus.whole or corpus
    marks = _take_names(whole.marks)
    marks = marks[marks["article_id"].isin(corpus.articles["article_id"])]
    roles = whole.segments.set_index("segment_id")["role"]
    return roles, marks


def _take_names(marks: pd.DataFrame) -> pd.DataFrame:
    """The marks of instruments that name something."""
    return marks[marks["instrument"].isin(_KIND_OF)]


def count_numbers_and_places(corpus: Corpus) -> pd.DataFrame:
    """Count the numbers and places alone of what count_names counts.

    Parameters
    ----------
    corpus : of the body; what it was selected from is looked through too.

    Returns
    -------
    kind, subject, side, n, as in count_names. Names of actors are among them.
    """
    roles, marks = _select_names(corpus)
    return _join_counts([_count_marks(marks, roles)], corpus)


def _drop_actors(marks: pd.DataFrame) -> pd.DataFrame:
    """Marks without those of places that are a name of an actor in the same segment."""
    is_actor = marks["instrument"] == ACTORS
    places = pd.MultiIndex.from_frame(marks[["segment_id", "term"]])
    same = places.isin(places[is_actor])
    return marks[is_actor | ~same]


def _name_kinds(marks: pd.DataFrame) -> pd.Series:
    """Whether a mark is of an actor, a place or a number, as kinds of what is named."""
    return marks["instrument"].map(_KIND_OF)


def _count_marks(marks: pd.DataFrame, roles: pd.Series) -> pd.DataFrame:
    marks = _drop_actors(marks)
    kind = _name_kinds(marks)
    aside = (marks["segment_id"].map(roles) != "body") | ~_may_be_listed(marks)
    kind = kind.mask(aside, kind + ASIDE)
    counts = marks.assign(kind=kind, subject=marks["label"], n=1)
    country = counts["subject"].map(_load_countries())
    by_capital = counts.assign(kind="place" + ASIDE, subject=country)
    return pd.concat([counts, by_capital[country.notna() & (marks["instrument"] == PLACES)]])


def _may_be_listed(marks: pd.DataFrame) -> pd.Series:
    """Which marks are listed as what is named; the others are only looked for on the other side.

    A small number in words says too little, and a people is no place.
    """
    return (marks["value"] > 0) & (marks["instrument"] != PEOPLES)


@cache
def _load_countries() -> dict[str, str]:
    """Capital -> its country, for whose government it often stands."""
    table = load_lexicon("capitals")
    return dict(zip(table["other"], table["country"], strict=True))


def _count_speakers(corpus: Corpus, marks: pd.DataFrame) -> pd.DataFrame:
    """The words of speakers who are told by a name of their own, and are no actor."""
    rows = find_camps(corpus)
    actors = marks[marks["instrument"] == ACTORS]
    known = {*actors["label"], *actors["term"]}
    people = corpus.people.groupby("name")["alias"].agg(set)
    own = []
    for name in rows["name"].unique():
        names = {name, *people.get(name, [])}
        is_person = PERSON.fullmatch(name) is not None and "'s " not in name
        if is_person and known.isdisjoint(names):
            own.append(name)
    rows = rows[rows["name"].isin(own)]
    return rows.assign(kind="speaker", subject=rows["name"], n=rows["n_words"])


def _list_first(corpus: Corpus) -> dict[str, str]:
    """Word -> the first word of its family, of the families that the event adds."""
    first_of: dict[str, str] = {}
    for family in corpus.families:
        first_of |= dict.fromkeys(family, family[0])
    return first_of


def _count_words(corpus: Corpus) -> pd.DataFrame:
    """Words of the whole texts, added up by side: kind, subject, side, n.

    A word of a family that the event adds counts as the first of it. What begins with a digit is
    told as a number.
    """
    table = (corpus.whole or corpus).terms
    article = pd.Index(corpus.articles["article_id"]).get_indexer(table["article_id"])
    kept = np.flatnonzero((article >= 0) & (table["size"] == 1).to_numpy())
    number, terms = pd.factorize(table["term"].to_numpy()[kept])
    is_word = ~np.array([term[:1].isdigit() for term in terms], bool)[number]
    kept, number = kept[is_word], number[is_word]
    side, sides = pd.factorize(corpus.articles["side"])
    kinds = ["word", f"word{ASIDE}"]
    kind = (table["role"] != "body").to_numpy()[kept].astype(int)
    # One number for a kind, side and term: sums by it need no table of all uses.
    shape = len(kinds), len(sides), len(terms)
    cell = np.ravel_multi_index((kind, side[article[kept]], number), shape)
    own, cells = pd.factorize(cell, sort=True)
    sums = np.bincount(own, table["n"].to_numpy()[kept], minlength=len(cells))
    kind, side, number = np.unravel_index(cells, shape)
    first_of = _list_first(corpus)
    subjects = np.array([first_of.get(term, term) for term in terms], object)
    columns = {
        "kind": np.array(kinds, object)[kind],
        "subject": subjects[number],
        "side": np.array(sides, object)[side],
    }
    return pd.DataFrame(columns, dtype="str").assign(n=sums.astype(int))


def _count_name_words(corpus: Corpus, marks: pd.DataFrame) -> pd.DataFrame:
    """The words of names, which are told as names and not once more as words."""
    names = []
    for table, column in (
        (marks[marks["instrument"].isin([ACTORS, PLACES])], "term"),
        (corpus.segments, "speaker"),
        (corpus.articles, "outlet"),
    ):
        own = table[["article_id", column]]
        names.append(own.set_axis(["article_id", "name"], axis=1))
    rows = pd.concat(names).drop_duplicates()
    capitals = [_list_capitals(name) for name in rows["name"].tolist()]
    rows = rows.assign(subject=capitals).explode("subject").dropna(subset="subject")
    return rows.assign(kind=NAME_WORD, n=1).astype({"subject": "str"})


def _list_capitals(name: str) -> list[str]:
    """The words of a name with a capital, as the terms table writes them."""
    words: list[str] = []
    for word in split_name(name):
        if not word[:1].isupper():
            continue
        term = word if word.isupper() else word.lower()
        if term not in words:
            words.append(term)
    return words


def keep_absent(table: pd.DataFrame, *, fold: Callable[[str], str] = family_of) -> pd.DataFrame:
    """What only one side names.

    Parameters and result: see `rows.Told.keep`.

    Parameters
    ----------
    table : kind, subject, a, b of everything that is named, from count_names.
    fold : takes a word; gives what it is counted under, such as the base of its word family.

    Returns
    -------
    kind, subject (of a word the form used most), a, b; each kind by falling count, at most KEPT a
    side; last the number of articles.

    Examples
    --------
    >>> rows = [("place", "Oldport", 2, 0), ("place", "Lindmoor", 1, 1)]
    >>> named = pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])
    >>> keep_absent(named)["subject"].tolist()
    ['Oldport']
    """
    words = table[table["kind"].isin(["word", "word" + ASIDE])]
    names = set(table.loc[table["kind"] == NAME_WORD, "subject"])
    inside = {kind: table[table["kind"] == kind] for kind in NOUNS}
    outside = {kind: _sum_aside(table, kind) for kind in NOUNS}
    outside["speaker"] = _sum_surnames(inside["speaker"]["subject"], words)
    outside["number"] = _sum_bare_numbers(table)
    inside["word"], outside["word"] = _fold_words(words, names, fold)
    parts = []
    for kind in NOUNS:
        least = LEAST_WORD if kind == "word" else 1
        for side, other in (("a", "b"), ("b", "a")):
            own = inside[kind]
            elsewhere = own["subject"].map(outside[kind][other]).fillna(0)
            of_other = own[other] + elsewhere
            alone = own[(own[side] >= least) & (of_other == 0)]
            parts.append(order_named(alone, alone[side]).head(KEPT))
    parts.append(table[table["kind"] == ARTICLES])
    return pd.concat(parts, ignore_index=True)[["kind", "subject", "a", "b"]]


def order_named(rows: pd.DataFrame, n: pd.Series) -> pd.DataFrame:
    """Order what is named: what is named most comes first, of numbers those that tell most.

    Parameters
    ----------
    rows : of any kinds, with kind and subject.
    n : by row, how often it is named.

    Returns
    -------
    The rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"kind": "number", "subject": ["4 May", "40", "$9 billion"]})
    >>> order_named(rows, pd.Series([1, 1, 1]))["subject"].tolist()
    ['$9 billion', '40', '4 May']
    """
    weights = [
        weigh_number(subject) if kind == "number" else (0, 0.0)
        for kind, subject in zip(rows["kind"], rows["subject"], strict=True)
    ]
    rank = [rank for rank, _ in weights]
    weight = [weight for _, weight in weights]
    keyed = rows.assign(less=-n, rank=rank, weight=weight)
    ordered = keyed.sort_values(["less", "rank", "weight", "subject"])
    return ordered[rows.columns]


def _sum_bare_numbers(table: pd.DataFrame) -> pd.DataFrame:
    """How often each number is named anywhere, with whatever unit: a and b by number."""
    rows = table[table["kind"].isin(["number", "number" + ASIDE])]
    bare = rows["subject"].map(bare_number)
    sums = rows.groupby(bare)[["a", "b"]].sum()
    known = rows["subject"].unique()
    return sums.reindex([bare_number(subject) for subject in known]).set_axis(known)


def _sum_aside(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """How often each subject is named outside the body: a and b by subject."""
    aside = table[table["kind"] == kind + ASIDE]
    return aside.groupby("subject")[["a", "b"]].sum()


def _sum_surnames(names: pd.Series, words: pd.DataFrame) -> pd.DataFrame:
    """How often the last word of each name is used: a and b by name."""
    known = names.unique()
    surnames = [name.split()[-1].lower() for name in known]
    by_word = words.groupby(words["subject"].str.lower())
    used = by_word[["a", "b"]].sum()
    return used.reindex(surnames, fill_value=0).set_axis(known)


def _fold_words(
    words: pd.DataFrame, names: set[str], fold: Callable[[str], str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The words of the body by what they count under, as it writes them most; and those elsewhere.

    A word that stands in a name is told as that name, and a word of the stop list tells nothing, so
    their whole families are left out.
    """
    rows = words.assign(key=words["subject"].map(fold))
    passed_over = rows["subject"].isin(names | load_stopwords())
    left_out = rows.loc[passed_over, "key"].unique()
    rows = rows[~rows["key"].isin(left_out)]
    in_body = rows["kind"] == "word"
    body = rows[in_body]
    less = -body["a"] - body["b"]
    grouped = body.assign(less=less).sort_values(["key", "less", "subject"]).groupby("key")
    # The rows are sorted, so the first form of a family is the one used most.
    folded = grouped.agg(
        kind=("kind", "first"), subject=("subject", "first"), a=("a", "sum"), b=("b", "sum")
    )
    aside = rows[~in_body].groupby("key")[["a", "b"]].sum()
    aside = aside[aside.index.isin(folded.index)]
    shown = folded.loc[aside.index, "subject"]
    return folded.reset_index(drop=True), aside.set_axis(shown.tolist())


def lead_names(table: pd.DataFrame) -> pd.DataFrame:
    """What the first screen tells: MOST of each kind a side.

    Parameters and result: see `rows.Told.lead`.
    """
    parts = []
    for kind in NOUNS:
        for side in ("a", "b"):
            own = table[(table["kind"] == kind) & (table[side] > 0)]
            parts.append(own.head(MOST))
    parts.append(table[table["kind"] == ARTICLES])
    return pd.concat(parts)


def write_names(counts: pd.DataFrame, pair: Pair) -> str:
    """Write what only one side names, a sentence a side.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> rows = [("place", "Oldport", 2, 0), ("articles", "articles", 1, 1)]
    >>> counts = pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])
    >>> write_names(counts, ("Post", "Echo"))
    'Not found in the other text. Post: places Oldport (2).'
    """
    is_articles = counts["kind"] == ARTICLES
    articles = counts.loc[is_articles, ["a", "b"]].max(axis=None)
    other = "text" if articles == 1 else "texts"
    named = counts[~is_articles]
    parts = []
    for side, label in letter_sides(pair):
        own = named[named[side] > 0]
        kinds = [_list_kind(own[own["kind"] == kind], kind, side) for kind in NOUNS]
        told = [text for text in kinds if text]
        if told:
            parts.append(f"{label}: {'; '.join(told)}.")
    if not parts:
        return f"Nothing that is not found in the other {other} too, in either."
    return " ".join([f"Not found in the other {other}.", *parts])


def _list_kind(rows: pd.DataFrame, kind: str, side: str) -> str:
    """One kind of what is named; the words of speakers are told where it is said who speaks."""
    if rows.empty:
        return ""
    names = list(rows["subject"])
    if kind != "speaker":
        names = [f"{name} ({n})" for name, n in zip(names, rows[side], strict=True)]
    return f"{NOUNS[kind]} {', '.join(names)}"


def write_size(table: pd.DataFrame) -> str:
    """How many things only one side names.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> write_size(pd.DataFrame({"kind": ["place", "actor"], "a": [2, 0], "b": [0, 1]}))
    '1 and 1 named'
    """
    named = table[table["kind"] != ARTICLES]
    return f"{(named['a'] > 0).sum()} and {(named['b'] > 0).sum()} named"


def find_names(
    body: Corpus, subjects: Sequence[str], *, fold: Callable[[str], str] = family_of
) -> pd.DataFrame:
    """List the segments that name something; words are found as terms are.

    Parameters and result: see `rows.Told.evidence`.

    Parameters
    ----------
    fold : takes a word; gives what it is counted under, such as the base of its word family.
    """
    marks = _drop_actors(_take_names(body.marks))
    marks = marks[_may_be_listed(marks)]
    named = marks.assign(kind=_name_kinds(marks), subject=marks["label"], part=1)
    spoken = find_camps(body)
    spoken = spoken.assign(kind="speaker", subject=spoken["name"], part=spoken["n_words"])
    columns = ["kind", "subject", "segment_id", "part"]
    found = pd.concat([named[columns], spoken[columns]])
    found = found[found["subject"].isin(subjects)]
    words = _find_words(body, subjects, fold)
    return pd.concat([found, words[columns]])


def _find_words(body: Corpus, subjects: Sequence[str], fold: Callable[[str], str]) -> pd.DataFrame:
    """The uses of words, in every form of their families."""
    first_of = _list_first(body)
    shown = {fold(subject): subject for subject in subjects}
    known = {}
    for form in body.terms.loc[body.terms["size"] == 1, "term"].unique():
        if not form[0].isdigit():
            base = fold(first_of.get(form, form))
            if base in shown:
                known[form] = shown[base]
    return find_uses(body, known).assign(kind="word")
