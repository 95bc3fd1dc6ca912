"""The raw articles of all sides of an event."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.event.settings import check_inside, find_file
from analysis.read.files import suggest
from analysis.read.notes import add_note
from analysis.read.sources import ARTICLE_COLUMNS, list_articles


def gather_articles(settings: dict, base: Path) -> tuple[pd.DataFrame, list[dict]]:
    """Gather the raw articles of all sides of an event.

    Parameters
    ----------
    settings : of the event, as from settings.read_settings.
    base : the folder that files and sources are named in.

    Returns
    -------
    Two things. The table of read_source, in which side is the label, ids are unique, and what
    event.toml says of an article stands before what its page says. And notes on what was refused or
    guessed: article_id, side, what, file, row, reason, kind (see notes.add_note), without those on
    rows of other sides.

    Raises
    ------
    ValueError : when a file is not the one its sha256 names, a source has no article of that side,
        or events are to be matched and no article has one.
    """
    rows: list[dict] = []
    notes: list[dict] = []
    read: dict[str, list[dict]] = {}
    labels = _list_values(settings)
    for side in settings["sides"]:
        for entry in side.get("articles", []):
            own_rows, own_notes = _read_entry(entry, side["label"], base)
            rows += own_rows
            notes += own_notes
        for entry in side.get("sources", []):
            key = _name_source(entry)
            if key not in read:
                # Several sides may take their articles from one source, which is read once.
                read[key], own = _read_source(entry, settings, base)
                compared = labels[key] if entry.get("by") else {}
                notes += choose_notes(own, compared, side["label"])
            rows += _choose_rows(read[key], entry, side["label"])
    _number_ids(rows)
    _check_events(rows, settings)
    return pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)), notes


def _read_entry(entry: Mapping, label: str, base: Path) -> tuple[list[dict], list[dict]]:
    """The article that a side names as a file, if it can be read, and the notes on it."""
    found, notes = _try_source(base, entry["file"])
    if len(found) > 1:
        reason = "holds {} articles; name it as a source of the side"
        add_note(notes, "refused", entry["file"], reason, len(found))
    own = {"article_id": entry["id"], "side": label}
    notes = [{**note, **own} for note in notes]
    if len(found) != 1:
        return [], notes
    article = found[0]
    _check_digest(entry, article["sha256"])
    told = ("outlet", "published", "url", "event")
    given = {key: str(entry[key]) for key in told if entry.get(key)}
    return [{**article, **given, **own}], notes


def _check_digest(entry: Mapping, made: str) -> None:
    """Refuse a file that is not the one its entry names."""
    digest = entry.get("sha256", "").lower()
    if digest and digest != made:
        raise ValueError(
            f"{entry['file']}: its SHA-256 is {made[:12]}…, but event.toml names "
            f"{digest[:12]}…; this is another text, so its features would differ: "
            "use the original file or change the entry"
        )


def _read_source(entry: Mapping, settings: Mapping, base: Path) -> tuple[list[dict], list[dict]]:
    columns = map_events(entry.get("columns", {}), settings)
    return _try_source(base, entry["path"], columns=columns, by=entry.get("by", ""))


def _choose_rows(found: list[dict], entry: Mapping, label: str) -> list[dict]:
    """The articles of a source that belong to a side."""
    by = entry.get("by", "")
    if by:
        value = entry.get("value", label)
        known = sorted({row["side"] for row in found})
        if value not in known and known:
            name = Path(entry["path"]).name
            raise ValueError(f"{name}: no {by} {value!r}; {suggest(value, known)}")
        found = [row for row in found if row["side"] == value]
    return [{**row, "side": label} for row in found]


def _number_ids(rows: list[dict]) -> None:
    """Number the articles that have the id of one before them."""
    seen: dict[str, int] = {}
    for row in rows:
        article_id = row["article_id"]
        seen[article_id] = seen.get(article_id, 0) + 1
        if seen[article_id] > 1:
            row["article_id"] = f"{article_id}-{seen[article_id]}"


def map_events(columns: Mapping[str, str], settings: Mapping) -> dict[str, str]:
    """Add the column of events to those of a source, where the settings name one (match).

    Parameters
    ----------
    columns : field -> column, of the source.
    settings : of the event.

    Returns
    -------
    Field -> column.

    Examples
    --------
    >>> map_events({"text": "body"}, {"match": "story"})
    {'text': 'body', 'event': 'story'}
    """
    match = settings.get("match", "")
    mapped = dict(columns)
    if match:
        mapped["event"] = match
    return mapped


def _check_events(rows: list[dict], settings: Mapping) -> None:
    """Refuse a match by events of which no article has one."""
    match = settings.get("match", "")
    if match and rows and not any(row["event"] for row in rows):
        raise ValueError(
            f"match = {match!r}: no article has an event; name a column of the tables that says on "
            "which event an article is, or 'folder' where each event is a folder"
        )


def _name_source(entry: dict) -> str:
    """The same for all entries that take their sides from one source."""
    return str({key: value for key, value in entry.items() if key != "value"})


def _list_values(settings: dict) -> dict[str, dict[str, str]]:
    """Of each source the values that are compared, and the labels of their sides."""
    labels: dict[str, dict[str, str]] = {}
    for side in settings["sides"]:
        for entry in side.get("sources", []):
            value = entry.get("value", side["label"])
            labels.setdefault(_name_source(entry), {})[value] = side["label"]
    return labels


def choose_notes(notes: list[dict], labels: Mapping[str, str], label: str) -> list[dict]:
    """Choose the notes of a source that concern the sides compared, and label them.

    Parameters
    ----------
    notes : from read_source. Their side is what the row holds in the column that names the side, ''
        for a note on the whole file.
    labels : by value of that column, the label of its side; empty where no column names the side.
    label : for notes on the whole file, and on rows whose side cannot be told.

    Returns
    -------
    The notes with side, the label, and article_id ''.

    Examples
    --------
    >>> notes = [{"side": "post"}, {"side": "herald"}, {"side": ""}]
    >>> [note["side"] for note in choose_notes(notes, {"post": "The Post"}, "The Echo")]
    ['The Post', 'The Echo']
    """
    chosen = []
    for note in notes:
        value = note["side"]
        of_other_side = bool(value) and bool(labels) and value not in labels
        if of_other_side:
            continue
        own = labels.get(value, label)
        chosen.append({**note, "article_id": "", "side": own})
    return chosen


def _try_source(
    base: Path, name: str, columns: Mapping[str, str] | None = None, by: str = ""
) -> tuple[list[dict], list[dict]]:
    try:
        return list_articles(check_inside(base, name), columns or {}, by)
    except ValueError as error:
        # The audit is tracked, so it names no place of a machine.
        path = str(find_file(base, name))
        short = PurePosixPath(name).name
        told = str(error).replace(path, short)
        notes: list[dict] = []
        add_note(notes, "refused", short, told.removeprefix(f"{short}: "))
        return [], notes
