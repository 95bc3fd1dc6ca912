"""Actors: who is named, who speaks, and in what tone the sentences about them are written.

An actor is a name with its other names, from event.toml; they are matched as they are written,
because *US* is not *us*, and with a capital at their beginning. A sentence about an actor is not a
judgement of it: the tone may be meant for something else in the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.measures.namesakes import Namesakes
from analysis.stats.intervals import estimate_sides
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import make_table
from analysis.tables.sides import add_side
from analysis.text.columns import AMPERSAND, Words
from analysis.text.known import Known
from analysis.text.words import list_words

ACTORS, PLACES, PEOPLES = "actors", "places", "peoples"
MIN_SENTENCES = 6  # sentences about an actor on a side; with fewer its tone is not estimated
COUNTS = ["mentions", "n_sentences", "n_total", "share", "speaks", "spoken_about"]
Aliases = dict[str, list[tuple[tuple[str, ...], str]]]


class _Sought(NamedTuple):
    """Names that are looked for, and of a word, whether it holds the longest word of one.

    Without such a word no name is there.
    """

    aliases: Aliases
    may_name: Known[str, bool]


def _bare(word: str) -> str:
    bare = word.removesuffix("'s")
    return bare.replace(".", "") if bare.isupper() else bare


def split_name(words: str) -> list[str]:
    """Split a name into words without possessives, dots in capitals and hyphens.

    Parameters
    ----------
    words : a name, or any text.

    Returns
    -------
    The words, in order.

    Examples
    --------
    >>> split_name("The U.S.-led port's")
    ['The', 'US', 'led', 'port']
    """
    return [_bare(part) for word in list_words(words) for part in word.split("-")]


def _sort_aliases(aliases: dict[tuple[str, ...], str]) -> Aliases:
    firsts: Aliases = {}  # by first word, the longest first
    for alias in sorted(filter(None, aliases), key=len, reverse=True):
        firsts.setdefault(alias[0], []).append((alias, aliases[alias]))
    return firsts


def _find_aliases(words: list[str], aliases: Aliases) -> list[tuple[int, str, str]]:
    """(number of its first word, actor, alias) of every mention, the longest alias first.

    None is inside another.

    Parameters
    ----------
    words : from split_name.
    """
    found = []
    free = 0
    for k, word in enumerate(words):
        if word not in aliases or k < free:
            continue
        for alias, actor in aliases[word]:
            end = k + len(alias)
            if tuple(words[k:end]) == alias:
                found.append((k, actor, " ".join(alias)))
                free = end
                break
    return found


def list_aliases(actors: list[dict]) -> Aliases:
    """List the names of actors by their first words.

    Parameters
    ----------
    actors : dicts with name and, where there are others, aliases.

    Returns
    -------
    First word -> pairs of a name (its words, as split_name gives them) and the actor it stands for,
    the longest name first.

    Examples
    --------
    >>> list_aliases([{"name": "Oldport", "aliases": ["the port"]}])["the"]
    [(('the', 'port'), 'Oldport')]
    """
    return _seek(actors).aliases


def _seek(actors: list[dict]) -> _Sought:
    pairs = []
    for actor in actors:
        name = actor["name"]
        pairs.append((name, name))
        pairs += [(alias, name) for alias in actor.get("aliases", [])]
    return _split_aliases(tuple(pairs))


@lru_cache(maxsize=8)  # every part of many articles asks for the same
def _split_aliases(pairs: tuple[tuple[str, str], ...]) -> _Sought:
    # An alias such as "the union" also opens sentences; one that is listed with its capital wins.
    aliases = {}
    for alias, name in pairs:
        opening = alias[:1].upper() + alias[1:]
        aliases[tuple(split_name(opening))] = name
    for alias, name in pairs:
        aliases[tuple(split_name(alias))] = name
    keys = {max(alias, key=len) for alias in aliases if alias}
    may_be_small = any(key.islower() for key in keys)

    def may_name(form: str) -> bool:
        if not may_be_small and form.islower():  # most words
            return False
        return not keys.isdisjoint(_parts[form])

    return _Sought(_sort_aliases(aliases), Known(may_name))


def mark_actors(
    segments: pd.DataFrame,
    actors: list[dict],
    *,
    instrument: str = ACTORS,
    words: Words | None = None,
) -> pd.DataFrame:
    """Mark every mention of an actor.

    Parameters
    ----------
    segments : the segments table, with text.
    actors : dicts with name and aliases.
    instrument : what the marks are called in the marks table.
    words : those of the texts, where they were cut already.

    Returns
    -------
    The marks table, a row a mention: segment_id, article_id, instrument, label (the actor), term
    (the alias as split_name gives it), value 1, weight 1, in_name True.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> rows["text"] = "The U.S.-led talks helped us."
    >>> marks = mark_actors(rows, [{"name": "United States", "aliases": ["US"]}])
    >>> marks[["label", "term"]].values.tolist()
    [['United States', 'US']]
    """
    return _mark(segments, _seek(actors), instrument, words)


def _mark(
    segments: pd.DataFrame,
    sought: _Sought,
    instrument: str,
    words: Words | None,
    *,
    but_people: bool = False,
) -> pd.DataFrame:
    """The marks of names; but_people: without those that are part of a person's name."""
    words = words or Words(segments["text"].tolist())
    if not sought.aliases:
        return make_table([], "marks")
    may_name = np.fromiter(map(sought.may_name.__getitem__, words.forms), bool, len(words.forms))
    numbers = np.unique(words.text[may_name[words.form]])  # of texts that may hold a name
    segment_ids = segments["segment_id"].to_numpy()[numbers].tolist()
    article_ids = segments["article_id"].to_numpy()[numbers].tolist()
    begins = np.searchsorted(words.text, numbers, side="left").tolist()
    ends = np.searchsorted(words.text, numbers, side="right").tolist()
    # One name of a firm's two is nobody's: Marks & Holt.
    behind = words.gap == AMPERSAND
    in_firm = behind | np.append(behind[1:], False)[: len(behind)]
    rows = []
    single = []  # by row, the number of the word that is the whole name; -1 for none
    for *place, begin, end in zip(segment_ids, article_ids, begins, ends, strict=True):
        parts = [_parts[words.forms[form]] for form in words.form[begin:end].tolist()]
        own = list(chain.from_iterable(parts))
        for k, actor, alias in _find_aliases(own, sought.aliases):
            number = _find_single(alias, parts, k, begin)
            if number < 0 or not in_firm[number]:
                rows.append((*place, instrument, actor, alias, 1.0, 1.0, True))
                single.append(number)
    if but_people:
        rows = _drop_people(rows, single, segments, words)
    return make_table(sorted(rows), "marks")


def _find_single(alias: str, parts: list[list[str]], k: int, begin: int) -> int:
    """The number of the word that is a name by itself; -1 for a name of several, or of a part.

    parts: of the words of a text; k: the number of a part; begin: that of the first word.
    """
    upto = 0
    for number, own in enumerate(parts, begin):
        if upto == k:
            return number if own == [alias] else -1
        upto += len(own)
    return -1


def _drop_people(
    rows: list[tuple], single: list[int], segments: pd.DataFrame, words: Words
) -> list[tuple]:
    """The rows of names without those whose word is part of a person's name."""
    at = np.array(single, int)
    asked = np.flatnonzero(at >= 0)
    is_person = np.zeros(len(rows), bool)
    is_person[asked] = Namesakes(segments, words).find(at[asked])
    return [row for row, dropped in zip(rows, is_person.tolist(), strict=True) if not dropped]


def _list_parts(form: str) -> list[str]:
    """The words that names are made of, of the parts of a word between hyphens."""
    if form.isalpha():  # most words
        return [form]
    return [_bare(part) for part in form.split("-")]


_parts = Known(_list_parts)


def mark_places(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Mark every country, region, capital and city of a million that is named.

    They come from lexicons/places.csv; a person of such a name is none (see namesakes).

    Parameters
    ----------
    segments, words : as in mark_actors.

    Returns
    -------
    The marks table as mark_actors gives it; instrument 'places', label the place.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> mark_places(rows.assign(text="Peru's envoy left New Delhi."))["label"].tolist()
    ['New Delhi', 'Peru']
    """
    return _mark(segments, _seek_places(), PLACES, words, but_people=True)


def mark_peoples(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Mark every word for the people of a country or region, as its place is not named by it.

    They come from lexicons/peoples.csv.

    Parameters
    ----------
    segments, words : as in mark_actors.

    Returns
    -------
    The marks table as mark_actors gives it; instrument 'peoples', label the place.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> mark_peoples(rows.assign(text="A Swiss envoy left."))["label"].tolist()
    ['Switzerland']
    """
    return _mark(segments, _seek_peoples(), PEOPLES, words)


@cache
def _seek_places() -> _Sought:
    listed = []
    for row in load_lexicon("places").itertuples():
        listed.append({"name": row.place, "aliases": row.aliases.split("; ")})
    return _seek(listed)


@cache
def _seek_peoples() -> _Sought:
    pairs = []
    for row in load_lexicon("peoples").itertuples():
        words = [row.adjective, *row.person.split("; "), *row.people.split("; ")]
        pairs += [(word, row.place) for word in words if word]
    return _split_aliases(tuple(pairs))


def count_marks(corpus: Corpus, *, instrument: str) -> pd.DataFrame:
    """Count how often each side names what an instrument marks, as list_absent asks for.

    Parameters
    ----------
    corpus : of the roles and voices wanted.
    instrument : such as 'actors' or 'places'.

    Returns
    -------
    One row a label, the most frequent first: term (the label), a, b (mentions), segments (ids, with
    spaces between).
    """
    own = corpus.marks["instrument"] == instrument
    marks = add_side(corpus.marks[own], corpus.articles)
    counts = pd.crosstab(marks["label"], marks["side"])
    counts = counts.reindex(columns=list(corpus.pair), fill_value=0)
    table = counts.set_axis(["a", "b"], axis=1).rename_axis("term").reset_index()
    by_label = marks.groupby("label")["segment_id"]
    table["segments"] = [" ".join(sorted(set(ids))) for _, ids in by_label]
    uses = table["a"] + table["b"]
    order = (-uses).argsort(kind="stable")
    return table.iloc[order].reset_index(drop=True)


def list_names(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Names in segments, told by capital letters.

    Parameters
    ----------
    segments : the segments table, with text.
    words : those of the texts, where they were cut already.

    Returns
    -------
    One row an article and name: article_id, name, n (mentions).

    Examples
    --------
    >>> rows = pd.DataFrame({"article_id": ["x"], "text": ["They met Ada Marsh in Oldport."]})
    >>> list_names(rows)["name"].tolist()
    ['Ada Marsh', 'Oldport']
    """
    texts = segments["text"].tolist()
    words = words or Words(texts)
    group, ids = pd.factorize(segments["article_id"])
    text, start, end = words.find_names(group)
    base = words.base[text]
    begins, ends = (start - base).tolist(), (end - base).tolist()
    bare = cache(_bare_name)
    names = []
    for k, i, j in zip(text.tolist(), begins, ends, strict=True):
        names.append(bare(texts[k][i:j]))
    number = group[text].tolist()
    opening = _find_surnames(segments, words, list(zip(number, names, strict=True)))
    number += [k for k, _ in opening]
    names += [name for _, name in opening]
    pairs = pd.DataFrame({"article_id": ids[number], "name": names})
    counts = pairs.groupby(["article_id", "name"], as_index=False).size()
    return counts.rename(columns={"size": "n"})


def _find_surnames(
    segments: pd.DataFrame, words: Words, named: list[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Surnames that open a segment, where their capital says nothing: article and name.

    named: the number of the article of each name, and the name. A surname is the last word of a
    name of several.
    """
    group, _ = pd.factorize(segments["article_id"])
    known = {(k, name.rsplit(" ", 1)[1]) for k, name in named if " " in name}
    first = np.flatnonzero(words.first[:-1] & (words.text[1:] == words.text[:-1]))
    found = []
    for at in first.tolist():
        own = group.item(words.text.item(at)), _bare(words.forms[words.form.item(at)])
        is_name = words.forms[words.form.item(at + 1)][0].isupper()
        if own in known and not is_name:
            found.append(own)
    return found


def _bare_name(name: str) -> str:
    return " ".join([_bare(word) for word in name.split()])


def suggest_actors(names: pd.DataFrame, actors: list[dict], *, minimum: int = 3) -> pd.DataFrame:
    """Names that recur and that no actor lists: candidates for event.toml, for a person to judge.

    Parameters
    ----------
    names : from list_names.
    actors : dicts with name and aliases.
    minimum : mentions it needs.

    Returns
    -------
    One row a name, the most frequent first: name, n (mentions), n_articles (articles that hold it).

    Examples
    --------
    >>> rows = [("x", "Ada Marsh", 2), ("y", "Ada Marsh", 2), ("x", "Oldport", 5)]
    >>> names = pd.DataFrame(rows, columns=["article_id", "name", "n"])
    >>> suggest_actors(names, [{"name": "Oldport"}]).values.tolist()
    [['Ada Marsh', 4, 2]]
    """
    table = names.groupby("name")["n"].agg(n="sum", n_articles="size").reset_index()
    aliases = list_aliases(actors)
    table = table[table["n"] >= minimum]
    words = [split_name(name) for name in table["name"]]
    unlisted = [not _find_aliases(own, aliases) for own in words]
    table = table[np.array(unlisted, bool)]
    return table.sort_values(["n", "name"], ascending=[False, True], ignore_index=True)


def measure_actors(corpus: Corpus, scored: pd.DataFrame) -> pd.DataFrame:
    """How much each side names each actor, lets it speak, and the tone of sentences about it.

    Parameters
    ----------
    corpus : with marks of actors.
    scored : from tone.score_segments, already of the role and voice wanted.

    Returns
    -------
    One row an actor and side, the actor named most first: actor, side, mentions, n_sentences (that
    name it), n_total (all sentences), share (n_sentences of n_total), speaks (words spoken in its
    name), spoken_about (sentences that name it and hold words of anybody else, the author too),
    tone, low, high (of the sentences that name it, with 95 % interval), note ('not estimated (n =
    …)' under MIN_SENTENCES, else ''), segments (ids).
    """
    marks = corpus.marks[corpus.marks["instrument"] == ACTORS]
    mentioned = marks[marks["segment_id"].isin(scored["segment_id"])]
    units = _list_units(scored, mentioned)
    named_by = _name_speakers(scored["speaker"].unique(), marks)
    uses = marks["label"].value_counts()
    rows = []
    for actor in sorted(uses.index, key=lambda name: (-uses[name], name)):
        voiced = [speaker for speaker, named in named_by.items() if actor in named]
        own_units = units[units["subject"] == actor]
        own_marks = mentioned[mentioned["label"] == actor]
        for side in corpus.pair:
            of_side = scored[scored["side"] == side]
            part = own_units[own_units["side"] == side]
            counts = _count_actor(of_side, part, own_marks, voiced)
            rows.append({"actor": actor, "side": side, **counts})
    table = pd.DataFrame(rows, columns=["actor", "side", *COUNTS, "segments"])
    table = table.astype({"actor": "str", "side": "str"})
    tones = estimate_sides(units, minimum=MIN_SENTENCES)
    tones = tones.rename(columns={"subject": "actor", "value": "tone"})
    tones = tones[["actor", "side", "tone", "low", "high", "note"]]
    table = table.merge(tones, on=["actor", "side"], how="left")
    note = table["note"].fillna("not estimated (n = 0)")
    return table.assign(note=note)


def _list_units(scored: pd.DataFrame, mentioned: pd.DataFrame) -> pd.DataFrame:
    """The segments of the sentences about each actor, which is their subject; place names them.

    A sentence is about an actor when any part of it names the actor; its tone is then that of all
    its parts.
    """
    by_segment = scored.set_index("segment_id")
    sentence = by_segment["sentence"].astype(str)
    place = by_segment["article_id"] + " " + sentence
    places = mentioned["segment_id"].map(place)
    about = mentioned.assign(place=places)[["label", "place"]].drop_duplicates()
    units = scored.assign(place=place.to_numpy()).merge(about, on="place")
    return units.rename(columns={"label": "subject"})


def _name_speakers(speakers: Iterable[str], marks: pd.DataFrame) -> dict[str, set[str]]:
    """The actors in each speaker's name, by the names that marks have of them."""
    own = {}
    for row in marks.drop_duplicates(["label", "term"]).itertuples():
        own[tuple(row.term.split())] = row.label
    aliases = _sort_aliases(own)
    named_by = {}
    for speaker in speakers:
        found = _find_aliases(split_name(speaker), aliases)
        named_by[speaker] = {actor for _, actor, _ in found}
    return named_by


def _count_actor(
    scored: pd.DataFrame, about: pd.DataFrame, marks: pd.DataFrame, voiced: list[str]
) -> dict:
    """COUNTS and segments of an actor on one side.

    scored: what is told on the side; about: the sentences of it that name the actor; marks: where
    any side names it; voiced: the speakers that are the actor.
    """
    told, naming = set(scored["segment_id"]), set(voiced)
    here = marks[marks["segment_id"].isin(told)]
    sentences = about["place"].nunique()
    total = len(scored[["article_id", "sentence"]].drop_duplicates())
    share = sentences / total if total else float("nan")
    own = scored["speaker"].isin(naming)
    speaks = scored.loc[own, "n_words"].sum()
    is_own = about["speaker"].isin(naming)
    outside = about.loc[~is_own, "place"]
    segments = here["segment_id"].drop_duplicates()
    return {
        "mentions": len(here),
        "n_sentences": sentences,
        "n_total": total,
        "share": share,
        "speaks": int(speaks),
        "spoken_about": outside.nunique(),
        "segments": " ".join(segments),
    }
