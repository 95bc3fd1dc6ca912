"""What was refused, guessed or not understood while reading, in fields and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Note = Callable[..., None]  # add_note without its first parameter


def add_note(
    notes: list[dict], what: str, file: str, reason: str, *values, row: int = 0, side: str = ""
) -> None:
    """Add a note to a list, its reason as it is told and as it is counted.

    Parameters
    ----------
    notes
    what : such as refused, encoding or date.
    file : its name.
    reason : with a `{}` for each of values.
    row : of a table, else 0.
    side : what the row has in the column of sides. The note gets: what, file, row, side, reason
        (without file and row), and kind: the reason without its values, the same for every article
        of that fault.

    Examples
    --------
    >>> notes = []
    >>> add_note(notes, "refused", "t.csv", "{} cells, but the header has {}", 3, 2, row=9)
    >>> notes[0]["kind"], tell_note(notes[0])
    ('… cells, but the header has …', 't.csv, row 9: 3 cells, but the header has 2')
    """
    told = reason.format(*values) if values else reason
    kind = reason.format(*[_Gap()] * len(values)) if values else reason
    notes.append(
        {"what": what, "file": file, "row": row, "side": side, "reason": told, "kind": kind}
    )


def tell_place(note: Mapping) -> str:
    """The file of a note, and the row in it."""
    return f"{note['file']}, row {note['row']}" if note["row"] else note["file"]


def tell_note(note: Mapping) -> str:
    """A note as a person reads it: where, and why."""
    place = tell_place(note)
    return f"{place}: {note['reason']}" if place else note["reason"]


class _Gap:
    """Stands for any value in a reason."""

    def __repr__(self) -> str:
        return "…"

    def __format__(self, form: str) -> str:
        return "…"
