"""Actors: who is named, who speaks, and in what tone the sentences about them are written.

An actor is a name with its other names, from event.toml; they are matched as they are written,
because *US* is not *us*, and with a capital at their beginning. A sentence about an actor is not a
judgement of it: the tone may be meant for something else in the sentence.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import pandas as pd

from analysis.stats.intervals import estimate_sides
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import SCHEMAS
from analysis.tables.sides import add_side
from analysis.text.columns import Words
from analysis.text.words import list_words

ACTORS, PLACES = "actors", "places"
MIN_SENTENCES = 6  # sentences about an actor on a side; with fewer its tone is not estimated
Aliases = dict[str, list[tuple[tuple[str, ...], str]]]


def _bare(word: str) -> str:
    word = word[:-2] if word.endswith("'s") else word
    return word.replace(".", "") if word.isupper() else word


def split_name(words: str) -> list[str]:
    """The words of a name without possessives, dots in capitals and hyphens.

    >>> split_name("The U.S.-led port's")
    ['The', 'US', 'led', 'port']
    """
    return [_bare(part) for word in list_words(words) for part in word.split("-")]


def _sort_aliases(aliases: dict[tuple[str, ...], str]) -> Aliases:
    firsts: Aliases = {}  # by first word, the longest first
    for alias in sorted(filter(None, aliases), key=len, reverse=True):
        firsts.setdefault(alias[0], []).append((alias, aliases[alias]))
    return firsts


def _find_aliases(words: list[str], aliases: Aliases) -> list[tuple[str, str]]:
    """(actor, alias) of every mention, the longest alias first, none inside another.

    Arguments: words, from split_name.
    """
    found, free = [], 0
    for k in [k for k, word in enumerate(words) if word in aliases]:
        for alias, actor in aliases[words[k]] if k >= free else ():
            if tuple(words[k : k + len(alias)]) == alias:
                found.append((actor, " ".join(alias)))
                free = k + len(alias)
                break
    return found


def list_aliases(actors: list[dict]) -> Aliases:
    """The names of actors by first word, the longest first; words as split_name gives them."""
    return _split_aliases(
        tuple(
            (alias, own["name"])
            for own in actors
            for alias in [own["name"], *own.get("aliases", [])]
        )
    )


@lru_cache(maxsize=8)  # every part of many articles asks for the same
def _split_aliases(pairs: tuple[tuple[str, str], ...]) -> Aliases:
    # An alias such as "the union" also opens sentences; one that is listed with its capital wins.
    opening = {tuple(split_name(alias[:1].upper() + alias[1:])): name for alias, name in pairs}
    return _sort_aliases(opening | {tuple(split_name(alias)): name for alias, name in pairs})


def mark_actors(
    segments: pd.DataFrame,
    actors: list[dict],
    *,
    instrument: str = ACTORS,
    words: Words | None = None,
) -> pd.DataFrame:
    """Mark every mention of an actor.

    Arguments: segments with text; actors, dicts with name and aliases; instrument; words, of the
    texts, where they are known.
    Returns: marks of the instrument, label the actor, term the alias as written, value and weight
    1.

    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> rows["text"] = "The U.S.-led talks helped us."
    >>> marks = mark_actors(rows, [{"name": "United States", "aliases": ["US"]}])
    >>> marks[["label", "term"]].values.tolist()
    [['United States', 'US']]
    """
    words, aliases = words or Words(segments["text"].tolist()), list_aliases(actors)
    # Only a segment that holds the longest word of an alias can hold the alias.
    keys = {max(alias, key=len) for some in aliases.values() for alias, _ in some}
    parts = [list(map(_bare, form.split("-"))) for form in words.forms]
    worth = np.array([not keys.isdisjoint(part) for part in parts], bool)[words.form]
    numbers, rows = np.unique(words.text[worth]), []
    ids = [segments[column].to_numpy()[numbers].tolist() for column in ("segment_id", "article_id")]
    begins, ends = (
        np.searchsorted(words.text, numbers, side=side).tolist() for side in ("left", "right")
    )
    for *place, i, j in zip(*ids, begins, ends, strict=True):
        found = _find_aliases(
            [part for form in words.form[i:j].tolist() for part in parts[form]], aliases
        )
        rows += [(*place, instrument, actor, alias, 1.0, 1.0, True) for actor, alias in found]
    return pd.DataFrame(sorted(rows), columns=list(SCHEMAS["marks"]))


def mark_places(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Mark every country, region, capital and city of a million that is named.

    They come from lexicons/places.csv; a person may be marked too, as Jordan.

    Arguments: segments and words, as in mark_actors. Returns: marks as it does, instrument
    'places'.

    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> mark_places(rows.assign(text="Peru's envoy left New Delhi."))["label"].tolist()
    ['New Delhi', 'Peru']
    """
    listed = [
        {"name": row.place, "aliases": row.aliases.split("; ")}
        for row in load_lexicon("places").itertuples()
    ]
    return mark_actors(segments, listed, instrument=PLACES, words=words)


def count_marks(corpus: Corpus, *, instrument: str) -> pd.DataFrame:
    """How often each side names what an instrument marks: rows for list_absent.

    Arguments: corpus, of the roles and voices wanted; instrument, such as 'actors' or 'places'.
    Returns: term (the label), a, b (mentions), segments (ids), most frequent first.
    """
    marks = add_side(corpus.marks[corpus.marks["instrument"] == instrument], corpus.articles)
    counts = pd.crosstab(marks["label"], marks["side"]).reindex(
        columns=list(corpus.pair), fill_value=0
    )
    table = counts.set_axis(["a", "b"], axis=1).rename_axis("term").reset_index()
    table["segments"] = [
        " ".join(sorted(set(ids))) for _, ids in marks.groupby("label")["segment_id"]
    ]
    return table.iloc[(-table["a"] - table["b"]).argsort(kind="stable")].reset_index(drop=True)


def list_names(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Names in segments, told by capital letters. Returns: article_id, name, n (mentions)."""
    texts, (group, ids) = segments["text"].tolist(), pd.factorize(segments["article_id"])
    words, bare = words or Words(texts), cache(lambda name: " ".join(map(_bare, name.split())))
    text, *ends = words.find_names(words.find_ordinary(group))
    spans = zip(
        text.tolist(), *((place - words.base[text]).tolist() for place in ends), strict=True
    )
    pairs = pd.DataFrame(
        {"article_id": ids[group[text]], "name": [bare(texts[k][i:j]) for k, i, j in spans]}
    )
    return (
        pairs.groupby(["article_id", "name"], as_index=False).size().rename(columns={"size": "n"})
    )


def suggest_actors(names: pd.DataFrame, actors: list[dict], *, minimum: int = 3) -> pd.DataFrame:
    """Names that recur and that no actor lists: candidates for event.toml, for a person to judge.

    Arguments: names, from list_names; actors; minimum, mentions it needs. Returns: name, n,
    n_articles, most frequent first.
    """
    table = names.groupby("name")["n"].agg(n="sum", n_articles="size").reset_index()
    aliases = list_aliases(actors)
    table = table[table["n"] >= minimum]
    table = table[
        np.array([not _find_aliases(split_name(name), aliases) for name in table["name"]], bool)
    ]
    return table.sort_values(["n", "name"], ascending=[False, True], ignore_index=True)


def measure_actors(corpus: Corpus, scored: pd.DataFrame) -> pd.DataFrame:
    """How much each side names each actor, lets it speak, and the tone of sentences about it.

    Arguments: corpus with marks of actors; scored, from tone.score_segments, already of the
    role and voice wanted.
    Returns: one row an actor and side: actor, side, mentions, n_sentences (that name it), n_total,
    share (n_sentences of n_total), speaks (words in its name), spoken_about (sentences that name it
    in another's voice), tone, low, high (95 %), note ('not estimated (n = …)' under MIN_SENTENCES),
    segments (ids).
    """
    marks = corpus.marks[corpus.marks["instrument"] == ACTORS]
    listed = marks.drop_duplicates(["label", "term"])
    aliases = _sort_aliases({tuple(row.term.split()): row.label for row in listed.itertuples()})
    mentioned = marks[marks["segment_id"].isin(scored["segment_id"])]
    # A sentence is about an actor when any part of it names the actor; its tone is then that of all
    # its parts.
    place = (
        scored.set_index("segment_id")["article_id"]
        + " "
        + scored.set_index("segment_id")["sentence"].astype(str)
    )
    about = mentioned.assign(place=mentioned["segment_id"].map(place))[
        ["label", "place"]
    ].drop_duplicates()
    units = (
        scored.assign(place=place.to_numpy())
        .merge(about, on="place")
        .rename(columns={"label": "subject"})
    )
    speakers = {
        s: {actor for actor, _ in _find_aliases(split_name(s), aliases)}
        for s in scored["speaker"].unique()
    }
    rows = []
    for actor in sorted(marks["label"].unique(), key=lambda a: (-(marks["label"] == a).sum(), a)):
        for side in corpus.pair:
            own = scored[scored["side"] == side]
            part = units[(units["side"] == side) & (units["subject"] == actor)]
            voiced = [speaker for speaker, named in speakers.items() if actor in named]
            in_name, outside = own["speaker"].isin(voiced), part[~part["speaker"].isin(voiced)]
            here = mentioned[
                (mentioned["label"] == actor) & mentioned["segment_id"].isin(own["segment_id"])
            ]
            total = own[["article_id", "sentence"]].drop_duplicates().shape[0]
            rows.append(
                {
                    "actor": actor,
                    "side": side,
                    "mentions": len(here),
                    "n_sentences": part["place"].nunique(),
                    "n_total": total,
                    "share": part["place"].nunique() / total if total else float("nan"),
                    "speaks": int(own.loc[in_name, "n_words"].sum()),
                    "spoken_about": outside["place"].nunique(),
                    "segments": " ".join(here["segment_id"].drop_duplicates()),
                }
            )
    counts = ["mentions", "n_sentences", "n_total", "share", "speaks", "spoken_about"]
    columns = ["actor", "side", *counts, "segments"]
    table = pd.DataFrame(rows, columns=columns).astype({"actor": "str", "side": "str"})
    tones = estimate_sides(units, minimum=MIN_SENTENCES).rename(
        columns={"subject": "actor", "value": "tone"}
    )
    table = table.merge(
        tones[["actor", "side", "tone", "low", "high", "note"]], on=["actor", "side"], how="left"
    )
    return table.assign(note=table["note"].fillna("not estimated (n = 0)"))
