"""What was refused, guessed or not understood while reading, in fields and in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Note = Callable[..., None]  # add_note without its first parameter


def add_note(
    notes: list[dict], what: str, file: str, reason: str, *values, row: int = 0, side: str = ""
) -> None:
    """Add a note to a list, its reason as a person reads it and as it is counted.

    A note has what, file, row, side, reason (without file and row) and kind: the reason with … for
    its values, so that it is the same for every article with that fault.

    Parameters
    ----------
    notes : the list; it is changed.
    what : such as 'refused', 'encoding' or 'date'.
    file : the name of the file.
    reason : a sentence, with {} for each of the values.
    values : what stands in these places.
    row : the row of a table, 0 for none.
    side : what this row of the table holds in the column that names the side, '' for none.

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
    """Name the file of a note, and the row in it.

    Parameters
    ----------
    note : from add_note.

    Returns
    -------
    The place; '' for a note on no file.

    Examples
    --------
    >>> tell_place({"file": "t.csv", "row": 9})
    't.csv, row 9'
    """
    return f"{note['file']}, row {note['row']}" if note["row"] else note["file"]


def tell_note(note: Mapping) -> str:
    """Write a note as a person reads it: where, and why.

    Parameters
    ----------
    note : from add_note.

    Returns
    -------
    The sentence.

    Examples
    --------
    >>> tell_note({"file": "t.csv", "row": 0, "reason": "no text"})
    't.csv: no text'
    """
    place = tell_place(note)
    return f"{place}: {note['reason']}" if place else note["reason"]


class _Gap:
    """Stands for any value in a reason."""

    def __repr__(self) -> str:
        return "…"

    def __format__(self, form: str) -> str:
        return "…"
