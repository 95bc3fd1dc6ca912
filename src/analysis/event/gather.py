"""The raw articles of all sides of an event."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.event.settings import find_file
from analysis.read.files import suggest
from analysis.read.sources import ARTICLE_COLUMNS, list_articles


def gather_articles(settings: dict, base: Path) -> tuple[pd.DataFrame, list[dict]]:
    """The raw articles of all sides of an event, and notes on what was refused.

    Arguments: settings, from events.read_settings; base, the folder that files and sources are
    named in.
    Returns: the frame of read_source with side the label, ids unique, and what event.toml says of
    an article before what its page says; notes with article_id, side, what, line, reason.
    Raises: ValueError when a file is not the one its sha256 names, or a source has no article of
    that side.
    """
    rows, notes, read = [], [], {}
    for side in settings["sides"]:
        for entry in side.get("articles", []):
            found, own = _try_source(base, entry["file"])
            if len(found) > 1:
                reason = (
                    f"{entry['file']}: holds {len(found)} articles; name it as a source of the side"
                )
                own.append({"what": "refused", "line": -1, "reason": reason})
            notes += [{**note, "article_id": entry["id"], "side": side["label"]} for note in own]
            if len(found) == 1:
                given = {
                    key: str(entry[key]) for key in ("outlet", "published", "url") if entry.get(key)
                }
                rows.append({**found[0], **given, "article_id": entry["id"], "side": side["label"]})
                digest, made = entry.get("sha256", "").lower(), rows[-1]["sha256"]
                if digest and digest != made:
                    raise ValueError(
                        f"{entry['file']}: its SHA-256 is {made[:12]}…, but event.toml names {digest[:12]}…; this is another "
                        "text, so its features would differ: use the original file or change the entry"
                    )
        for entry in side.get("sources", []):
            by = entry.get("by", "")
            key = str({k: v for k, v in entry.items() if k != "value"})
            if key not in read:
                read[key], own = _try_source(
                    base, entry["path"], columns=entry.get("columns"), by=by
                )
                notes += [{**note, "article_id": "", "side": side["label"]} for note in own]
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
    return pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)), notes


def _try_source(
    base: Path, name: str, columns: Mapping[str, str] | None = None, by: str = ""
) -> tuple[list[dict], list[dict]]:
    try:
        return list_articles(find_file(base, name), columns or {}, by)
    except ValueError as error:
        path, short = (
            str(find_file(base, name)),
            PurePosixPath(name).name,
        )  # the audit is tracked: no place of a machine
        return [], [{"what": "refused", "line": -1, "reason": str(error).replace(path, short)}]
