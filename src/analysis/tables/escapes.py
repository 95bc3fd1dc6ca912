"""What text may not do where it is shown: no formula in a spreadsheet, no command in a terminal.

HTML is escaped where it is made (`show`), by markupsafe.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

# A spreadsheet reads a cell that begins like this as a formula, even in full-width characters; an
# apostrophe before it marks the cell as text.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_ESCAPED = re.compile("'+[=+\\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?(\d[\d,]*)?\.?\d+(e[+-]?\d+)?%?")
# Control characters (C0, C1) and marks of writing direction, which a terminal obeys.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def write_csv(table: pd.DataFrame, **how) -> str:
    """A table as CSV text in which no cell and no heading is a formula to a spreadsheet.

    A text that begins with =, +, -, @, a tab or a line break gets an apostrophe before it; plain
    numbers stay as they are. read_cells takes the apostrophe away again.

    Parameters
    ----------
    table : any table.
    how : further options of pandas.DataFrame.to_csv.

    Returns
    -------
    The text; each row ends with a line feed.

    Examples
    --------
    >>> write_csv(pd.DataFrame({"term": ["=1+1", "port", "-3"]}))
    "term\\n'=1+1\\nport\\n-3\\n"
    """
    safe = _change_texts(table, _FORMULA, _guard)
    return safe.to_csv(index=False, lineterminator="\n", **how)


def read_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Undo in a table what write_csv did to its cells and headings.

    Parameters
    ----------
    table : what pandas read of that text.

    Returns
    -------
    The table as it was.

    Examples
    --------
    >>> read_cells(pd.DataFrame({"term": ["'=1+1", "'tis"]}))["term"].tolist()
    ['=1+1', "'tis"]
    """
    return _change_texts(table, _ESCAPED, _free)


def _change_texts(
    table: pd.DataFrame, pattern: re.Pattern, change: Callable[[str], str]
) -> pd.DataFrame:
    """The table with every cell and heading changed that begins with the pattern."""

    def change_text(cell: object) -> object:
        return change(cell) if isinstance(cell, str) else cell

    out = table.rename(columns=change_text)
    for place, kind in enumerate(table.dtypes):
        if not pd.api.types.is_string_dtype(kind) and not pd.api.types.is_object_dtype(kind):
            continue
        cells = table.iloc[:, place]
        if any(isinstance(cell, str) and pattern.match(cell) for cell in cells):
            changed = [change_text(cell) for cell in cells]
            out.isetitem(place, pd.Series(changed, index=table.index, dtype=kind))
    return out


def _guard(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _free(cell: str) -> str:
    return cell[1:] if _ESCAPED.match(cell) else cell


def for_terminal(text: str) -> str:
    r"""Text in which a terminal finds no command: controls are written as they are in Python.

    Parameters
    ----------
    text : any text.

    Returns
    -------
    The text with control characters and marks of writing direction as backslash, x or u, and their
    number.

    Examples
    --------
    >>> print(for_terminal("Ferry \x1b[31msold"))
    Ferry \x1b[31msold
    """
    return _CONTROL.sub(lambda found: _name(found[0], r"\x{:02x}"), text)


def for_terminal_json(text: str) -> str:
    r"""Write JSON text so that a terminal finds no command in it.

    Parameters
    ----------
    text : JSON.

    Returns
    -------
    JSON of the same value: a control that JSON leaves as it is becomes, say, \u009b.

    Examples
    --------
    >>> print(for_terminal_json('"Ferry \x9b31msold"'))
    "Ferry \u009b31msold"
    """
    return _CONTROL.sub(lambda found: _name(found[0], r"\u{:04x}"), text)


def _name(character: str, form: str) -> str:
    code = ord(character)
    if code > 255:
        form = r"\u{:04x}"
    return form.format(code)
