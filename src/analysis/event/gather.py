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
    """The raw articles of all sides of an event, and notes on what was refused.

    Parameters
    ----------
    settings : from events.read_settings.
    base : the folder that files and sources are named in.

    Returns
    -------
    The frame of read_source with side the label, ids unique, and what event.toml says of an article
    before what its page says; notes with article_id, side, what, file, row, reason, kind (see
    add_note), those of rows of other sides left out.

    Raises
    ------
    ValueError : when a file is not the one its sha256 names, a source has no article of that side,
        or events are to be matched and no article has one.
    """
    rows, notes, read = [], [], {}
    labels = _list_values(settings)
    for side in settings["sides"]:
        for entry in side.get("articles", []):
            found, own = _try_source(base, entry["file"])
            if len(found) > 1:
                reason = "holds {} articles; name it as a source of the side"
                add_note(own, "refused", entry["file"], reason, len(found))
            notes += [{**note, "article_id": entry["id"], "side": side["label"]} for note in own]
            if len(found) == 1:
                given = {
                    key: str(entry[key])
                    for key in ("outlet", "published", "url", "event")
                    if entry.get(key)
                }
                rows.append({**found[0], **given, "article_id": entry["id"], "side": side["label"]})
                digest, made = entry.get("sha256", "").lower(), rows[-1]["sha256"]
                if digest and digest != made:
                    raise ValueError(
                        f"{entry['file']}: its SHA-256 is {made[:12]}…, but event.toml names "
                        f"{digest[:12]}…; this is another text, so its features would differ: "
                        "use the original file or change the entry"
                    )
        for entry in side.get("sources", []):
            by = entry.get("by", "")
            key = _name_source(entry)
            if key not in read:
                columns = map_events(entry.get("columns", {}), settings)
                read[key], own = _try_source(base, entry["path"], columns=columns, by=by)
                notes += choose_notes(own, labels[key] if by else {}, side["label"])
            found, value = read[key], entry.get("value", side["label"])
            if by:
                known = sorted({row["side"] for row in found})
                if value not in known and known:
                    raise ValueError(
                        f"{Path(entry['path']).name}: no {by} {value!r}; {suggest(value, known)}"
                    )
                found = [row for row in found if row["side"] == value]
            rows += [{**row, "side": side["label"]} for row in found]
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["article_id"]] = seen.get(row["article_id"], 0) + 1
        row["article_id"] += f"-{seen[row['article_id']]}" * (seen[row["article_id"]] > 1)
    _check_events(rows, settings)
    return pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)), notes


def map_events(columns: Mapping[str, str], settings: Mapping) -> dict[str, str]:
    """The columns of a source, with that of events where the settings name one (match)."""
    match = settings.get("match", "")
    return {**columns, "event": match} if match else dict(columns)


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
    """The notes of a source that concern the sides compared, with the label of the side.

    Parameters
    ----------
    notes : with what the row holds in the column of sides.
    labels : of the values compared.
    label : for notes of the whole file, and of rows whose side cannot be told.
    """
    return [
        {**note, "article_id": "", "side": labels.get(note["side"], label)}
        for note in notes
        if not note["side"] or not labels or note["side"] in labels
    ]


def _try_source(
    base: Path, name: str, columns: Mapping[str, str] | None = None, by: str = ""
) -> tuple[list[dict], list[dict]]:
    try:
        return list_articles(check_inside(base, name), columns or {}, by)
    except ValueError as error:
        path, short = (
            str(find_file(base, name)),
            PurePosixPath(name).name,
        )  # the audit is tracked: no place of a machine
        notes: list[dict] = []
        told = str(error).replace(path, short).removeprefix(f"{short}: ")
        add_note(notes, "refused", short, told)
        return [], notes
