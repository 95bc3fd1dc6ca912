"""For whom speakers speak: an office, a government, a party; and how many words each camp has.

A camp is what event.toml says of an actor or a person. It is never a nationality: an analyst or a
journalist speaks for nobody and is *independent*. Nothing is guessed: a speaker whom event.toml
does not list has no camp, and words whose speaker was not found stand apart, so that the words of
all camps add up to those of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.articles.speaker_names import part_names
from analysis.measures.actors import split_name
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side

COLUMNS = ["name", "alias", "camp"]
AUTHOR, NO_CAMP, UNKNOWN = "the author", "speakers without a camp", "no known speaker"
APART = (NO_CAMP, UNKNOWN, AUTHOR)  # what is no camp, in the order of a report
ARTICLES = ("a", "an", "the")
# What follows one of these says something about a speaker and is not the speaker: "many in Oslo",
# "critics of the council", "former officials".
NOT_SPEAKING = frozenset(
    ("about", "against", "at", "beside", "by", "ex", "for", "former", "formerly", "from", "in")
    + ("near", "of", "on", "outside", "to", "with")
)
_ITS = ("his", "her", "their", "its")
Key = tuple[str, ...]


def list_people(settings: Mapping) -> pd.DataFrame:
    """The names that speakers go by, with their camps.

    Parameters
    ----------
    settings : as event.toml holds them: people and actors, each with name, aliases and camp. Where
        an actor and a person have the same alias, the person counts. A camp that is a name or an
        alias of an actor is the camp of that actor, named after the actor where it has none.

    Returns
    -------
    One row an alias: name, alias, camp ('' where none is given).

    Raises
    ------
    ValueError : for an alias that would stand for two people.

    Examples
    --------
    >>> people = [{"name": "Ada Marsh", "aliases": ["the mayor"], "camp": "the town"}]
    >>> list_people({"people": people}).values.tolist()
    [['Ada Marsh', 'Ada Marsh', 'the town'], ['Ada Marsh', 'the mayor', 'the town']]
    """
    rows: dict[Key, tuple[str, str, str]] = {}
    for kind in ("people", "actors"):
        own: dict[Key, tuple[str, str, str]] = {}
        for entry in settings.get(kind, []):
            for alias in [entry["name"], *entry.get("aliases", [])]:
                row = (entry["name"], alias, entry.get("camp", ""))
                known = own.setdefault(make_key(alias), row)
                if known[0] != row[0] and (known[2] or row[2]):
                    raise ValueError(
                        f"{kind}: {alias!r} stands for {known[0]!r} and for {row[0]!r}, so it is "
                        "not clear whose camp counts; leave it out of one of them"
                    )
        rows = own | rows
    rows = _join_named(rows, settings.get("actors", []))
    return pd.DataFrame(list(rows.values()), columns=COLUMNS, dtype="str")


def _join_named(
    rows: dict[Key, tuple[str, str, str]], actors: Iterable[Mapping]
) -> dict[Key, tuple[str, str, str]]:
    """The rows, in which a camp called by a name of an actor is one with that actor's."""
    owner = {}
    for actor in actors:
        for alias in [actor["name"], *actor.get("aliases", [])]:
            owner[make_key(alias)] = (actor["name"], actor.get("camp") or actor["name"])
    meant = {key: owner.get(make_key(camp)) for key, (_, _, camp) in rows.items() if camp}
    speaking = {actor for actor in meant.values() if actor}
    joined = {}
    for key, (name, alias, camp) in rows.items():
        if meant.get(key):
            _, camp = meant[key]
        elif not camp and owner.get(key) in speaking:
            _, camp = owner[key]
        joined[key] = (name, alias, camp)
    return joined


def name_speakers(speakers: Iterable[str], people: pd.DataFrame) -> pd.DataFrame:
    """Who each speaker is, and for whom he or she speaks.

    A speaker is a person when the words end in one of the person's aliases, as in "Mayor Ada
    Marsh"; not where the alias only says something about the speaker, as in "critics of Ada Marsh".
    Several who speak together have a camp where it is the same for all.

    Parameters
    ----------
    speakers : as segments name them.
    people : from list_people.

    Returns
    -------
    One row a speaker: speaker, name (the speaker itself where event.toml has no such person), camp
    ('' where none is known).

    Examples
    --------
    >>> people = list_people({"people": [{"name": "Ada Marsh", "camp": "the town"}]})
    >>> name_speakers(["Mayor Ada Marsh", "Critics of Ada Marsh"], people)["camp"].tolist()
    ['the town', '']
    """
    known = {}
    for row in people.itertuples(index=False):
        known[make_key(row.alias)] = (row.name, row.camp)
    rows = []
    for speaker in dict.fromkeys(speakers):
        rows.append((speaker, *_find_person(speaker, known)))
    return pd.DataFrame(rows, columns=["speaker", "name", "camp"], dtype="str")


def _find_person(speaker: str, known: Mapping[Key, tuple[str, str]]) -> tuple[str, str]:
    words = split_name(speaker)
    for k in range(len(words)):
        found = known.get(make_key(" ".join(words[k:])))
        if found and words[k - 1 : k] == ["and"]:
            return speaker, _share_camp(speaker, known)
        if found:
            return found
        if words[k].lower() in NOT_SPEAKING:
            return speaker, ""
    return speaker, _share_camp(speaker, known)


def _share_camp(speaker: str, known: Mapping[Key, tuple[str, str]]) -> str:
    """The camp of several who speak together, '' where they have not the same one.

    "Ada Marsh and her aides" speak for her camp.
    """
    parts = part_names(speaker)
    if len(parts) < 2:
        return ""
    own = [part for part in parts if part.split(" ")[0] not in _ITS]
    camps = {_find_person(part, known)[1] for part in own}
    return camps.pop() if len(camps) == 1 else ""


def make_key(name: str) -> Key:
    """Make what names are compared by.

    An article in front does not count, nor whether the first letter is a capital.

    Parameters
    ----------
    name : a name, or the words of a speaker.

    Returns
    -------
    The words that are left.

    Examples
    --------
    >>> make_key("The mayor"), make_key("mayor")
    (('mayor',), ('mayor',))
    """
    words = split_name(name)
    if len(words) > 1 and words[0].lower() in ARTICLES:
        words = words[1:]
    return tuple(_lower_first(word) for word in words)


def _lower_first(word: str) -> str:
    return word[:1].lower() + word[1:]


def find_camps(corpus: Corpus) -> pd.DataFrame:
    """The segments with the side, name and camp of their speakers.

    Parameters
    ----------
    corpus : of the roles wanted; its people say who speaks for whom.

    Returns
    -------
    The columns of segments, with side, name (of the speaker; '' where none is known) and camp (one
    of event.toml, or of APART).
    """
    rows = add_side(corpus.segments, corpus.articles)
    named = name_speakers(rows["speaker"].unique(), corpus.people).set_index("speaker")
    is_author = rows["voice"] == "author"
    camp = rows["speaker"].map(named["camp"])
    camp = camp.mask(camp == "", NO_CAMP)
    camp = camp.mask(rows["speaker"] == "", UNKNOWN)
    camp = camp.mask(is_author, AUTHOR)
    name = rows["speaker"].map(named["name"]).mask(is_author, "")
    return rows.assign(name=name.astype("str"), camp=camp.astype("str"))


def measure_camps(corpus: Corpus) -> pd.DataFrame:
    """How many words each camp has on each side, and who speaks for it.

    Parameters
    ----------
    corpus : of the roles wanted; its people say who speaks for whom.

    Returns
    -------
    One row a side and camp, most words first: side, camp (of event.toml, or 'speakers without a
    camp', 'no known speaker', 'the author'), n_words, quoted, reported (the words of these voices),
    speakers (each with its words), segments (ids). The words of a side add up to those of its text.
    """
    rows = find_camps(corpus)
    keys = ["side", "camp"]
    grouped = rows.groupby(keys, sort=False)
    table = grouped.agg(n_words=("n_words", "sum"), segments=("segment_id", " ".join))
    voices = rows.pivot_table(
        index=keys, columns="voice", values="n_words", aggfunc="sum", fill_value=0
    )
    table = table.join(voices.reindex(columns=["quoted", "reported"], fill_value=0))
    said = rows[rows["name"] != ""].groupby([*keys, "name"])["n_words"].sum()
    table["speakers"] = said.groupby(keys).agg(_list_words).astype("str")
    table = table.reset_index().fillna({"speakers": ""})
    order = table["side"].map({side: k for k, side in enumerate(corpus.sides)})
    table = table.assign(order=order, less=-table["n_words"])
    table = table.sort_values(["order", "less", "camp"], ignore_index=True)
    return table[[*keys, "n_words", "quoted", "reported", "speakers", "segments"]]


def _list_words(words: pd.Series) -> str:
    most = words.sort_values(ascending=False, kind="stable")
    names = most.index.get_level_values("name")
    return ", ".join(f"{name} {n}" for name, n in zip(names, most, strict=True))
