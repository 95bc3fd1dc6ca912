"""Several tables of the same columns as one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def stack(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of several tables, one table after another, numbered anew.

    Parameters
    ----------
    tables : at least one.

    Returns
    -------
    The columns of all, those of the first in front.

    Raises
    ------
    ValueError : when there is none.

    Examples
    --------
    >>> stack(pd.DataFrame({"side": [side]}) for side in ("North", "South"))["side"].tolist()
    ['North', 'South']
    """
    parts = list(tables)
    if not parts:
        raise ValueError("stack: no table was given; give at least one")
    return pd.concat(parts, ignore_index=True)
