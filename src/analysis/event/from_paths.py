"""The settings of an event from files, folders, archives and tables, without an event.toml.

The command's options are made from FIELDS, so pandas is imported only where something is read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.tables.writing import check_name

MOST_SIDES = 12  # values of a column that become sides without being named
FIELDS = ("text", "id", "title", "outlet", "published", "author", "url", "language")
PAGES = (".html", ".htm", ".md")  # files that may name their outlet


def make_settings(  # noqa: PLR0913 - one call for all that an event is made of
    paths: Sequence[str],
    *,
    by: str = "",
    sides: Sequence[str] = (),
    title: str = "",
    codebooks: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    without_shared: bool = False,
    match: str = "",
    witness_sample: int = 1,
) -> dict:
    """Make the settings of an event of two or more sides.

    Parameters
    ----------
    paths : one a side, or with `by` one table, folder or archive.
    by : the column whose values are the sides ('folder': the folders are).
    sides : the values to compare (default: all), without `by` the names of the sides (default:
        label_paths).
    title : for readers.
    codebooks : names (default: generic).
    columns : field (FIELDS) -> the table's own column.
    without_shared : True to set aside sentences that stand on two sides.
    match : the column that says on which event an article is ('folder': its folder), to compare
        within events.
    witness_sample : of so many articles the witnesses of tone score one.

    Returns
    -------
    title, codebooks, without_shared, sides, and match and witness_sample where they are asked for,
    as read_settings gives them; paths are absolute.

    Raises
    ------
    ValueError : for a path that is not there, for one side only, for sides whose names are blank,
        equal or not one for each source, and for more than MOST_SIDES values of a column of which
        none is named.
    """
    given = columns or {}
    mapping = {field: column for field, column in given.items() if column}
    check_paths(paths)
    made = (
        _divide_table(paths, sides, mapping, by=by) if by else _name_sources(paths, sides, mapping)
    )
    labels = [side["label"] for side in made]
    if len(made) < 2:
        only = labels[0] if made else "none"
        raise ValueError(
            f"one side only ({only}): give two sources, or a table and the column that holds the "
            "sides (--by, in Python by=)"
        )
    _check_labels(labels)
    settings = {
        "title": title or " and ".join(labels),
        "codebooks": list(codebooks) or ["generic"],
        "without_shared": without_shared,
    }
    if match:
        settings["match"] = match
    if witness_sample > 1:
        settings["witness_sample"] = witness_sample
    settings["sides"] = made
    return settings


def check_paths(paths: Sequence[str]) -> None:
    """Refuse paths that are not there.

    Parameters
    ----------
    paths : files or folders.

    Raises
    ------
    ValueError : naming the first that is not there, or whose name no table can hold.
    """
    for path in paths:
        check_name(path)
        if not os.path.exists(path):
            raise ValueError(f"{path}: no such file or folder; check the name")


def _check_labels(labels: list[str]) -> None:
    for label in labels:
        if not label.strip():
            raise ValueError("a side's name is blank; give each side a name that can be read")
        if labels.count(label) > 1:
            raise ValueError(f"two sides are named {label!r}; give each a name of its own")


def _divide_table(
    paths: Sequence[str], sides: Sequence[str], mapping: dict[str, str], *, by: str
) -> list[dict]:
    """A side for each value of a column."""
    if len(paths) != 1:
        raise ValueError(f"{by!r} names a column of one table, but {len(paths)} sources are given")
    path = paths[0]
    wanted = list(sides) or _list_values(path, by, mapping)
    place = str(Path(path).absolute())
    made = []
    for value in wanted:
        source = {"path": place, "by": by, "value": value, "columns": mapping}
        made.append({"label": value or "(empty)", "sources": [source]})
    return made


def _list_values(path: str, by: str, mapping: dict[str, str]) -> list[str]:
    """The values of a column, those of most rows first."""
    from analysis.read.notes import tell_note
    from analysis.read.sources import read_source

    found, notes = read_source(path, columns=mapping, by=by)
    values = list(found["side"].value_counts().index)
    if not values:
        reasons = "; ".join(map(tell_note, notes[:3]))
        raise ValueError(reasons or f"{path}: no article in it")
    if len(values) > MOST_SIDES:
        most = ", ".join(map(repr, values[:5]))
        raise ValueError(
            f"{path}: {len(values)} values in {by!r}; name those to compare (--sides, in Python "
            f"sides=); most rows have {most}"
        )
    return values


def _name_sources(
    paths: Sequence[str], sides: Sequence[str], mapping: dict[str, str]
) -> list[dict]:
    """A side for each path."""
    labels = list(sides) or label_paths(paths)
    if len(labels) != len(paths):
        raise ValueError(
            f"sides named: {len(labels)}, sources given: {len(paths)}; name each source once, "
            "or say which column of a table holds the sides (--by, in Python by=)"
        )
    made = []
    for label, path in zip(labels, paths, strict=True):
        source = {"path": str(Path(path).absolute()), "columns": mapping}
        made.append({"label": label, "sources": [source]})
    return made


def label_paths(paths: Sequence[str]) -> list[str]:
    """Name each side: by the outlet that its page names, else by its file; never two alike.

    Parameters
    ----------
    paths : one a side.

    Returns
    -------
    The names.

    Examples
    --------
    >>> label_paths(["data/our_paper.csv", "old/our-paper.csv"])
    ['our paper', 'our paper (2)']
    """
    labels: list[str] = []
    for path in paths:
        name = _find_outlet(path) or _name_file(path)
        if name in labels:
            before = sum(label.startswith(name) for label in labels)
            name = f"{name} ({1 + before})"
        labels.append(name)
    return labels


def _find_outlet(path: str) -> str:
    if Path(path).suffix.lower() not in PAGES:
        return ""
    from analysis.read.sources import read_source

    found, _ = read_source(path)
    return found["outlet"].iloc[0] if len(found) else ""


def _name_file(path: str) -> str:
    stem = Path(path).absolute().stem
    words = re.sub(r"[_-]+", " ", stem)
    return words.strip() or path


def name_event(settings: dict) -> str:
    """Make a name for the event's folder, from the labels of its sides.

    Parameters
    ----------
    settings : with sides.

    Returns
    -------
    Small letters, digits and hyphens, at most 80.

    Examples
    --------
    >>> name_event({"sides": [{"label": "The Post"}, {"label": "Lindmoor Ünion"}]})
    'the-post-vs-lindmoor-nion'
    """
    labels = "-vs-".join(side["label"] for side in settings["sides"])
    plain = re.sub(r"[^a-z0-9]+", "-", labels.lower())
    name = plain.strip("-")
    return name[:80] or "comparison"
