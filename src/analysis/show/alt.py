"""A drawing in words, for readers who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

TOLD = 8  # rows that the words read out


def describe(
    data: pd.DataFrame,
    *,
    what: str,
    label: str,
    values: Sequence[str],
    rows: int = TOLD,
    spec: str | Mapping[str, str] = "+.2f",
) -> str:
    """The drawn numbers in words: what is shown, how many rows, and the first few of them.

    Parameters
    ----------
    data : the rows that were drawn.
    what : a noun phrase without full stop.
    label : the column that names a row.
    values : the columns of numbers to read out.
    rows : how many to read out.
    spec : the format of all values, or column -> format.

    Returns
    -------
    The words.

    Examples
    --------
    >>> ports = pd.DataFrame({"term": ["port"], "a": [1.5]})
    >>> describe(ports, what="Rates", label="term", values=["a"], spec=".1f")
    'Rates. 1 row. port: a 1.5.'
    """
    specs = dict.fromkeys(values, spec) if isinstance(spec, str) else spec
    read = []
    for row in data.head(rows).to_dict("records"):
        parts = [f"{value} {_write(row[value], specs[value])}" for value in values]
        read.append(f"{row[label]}: {', '.join(parts)}")
    many = len(data)
    count = "1 row" if many == 1 else f"{many} rows"
    if not read:
        return f"{what}. {count}."
    told = "; ".join(read)
    if many > rows:
        told += f" and {many - rows} more"
    return f"{what}. {count}. {told}."


def _write(value: float, spec: str) -> str:
    if pd.isna(value):
        return "not estimated"
    return format(value, spec)
