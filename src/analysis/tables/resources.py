"""The word lists and tables that ship inside the package (lexicons/)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

PACKAGE = Path(__file__).resolve().parents[1]  # holds lexicons/ and templates/


@cache
def load_lexicon(name: str) -> pd.DataFrame:
    """Load a word list or table that ships with the package.

    Parameters
    ----------
    name : its file name without .csv.

    Returns
    -------
    The columns of the file; the same frame at every call, which nobody may change.

    Examples
    --------
    >>> "metric" in load_lexicon("accuracy")
    True
    """
    return pd.read_csv(
        PACKAGE / "lexicons" / f"{name}.csv", encoding="utf-8", keep_default_na=False
    )


def load_formulas() -> pd.DataFrame:
    """List the formulas of this package's term measures and what each was checked against.

    Returns
    -------
    One row a formula: formula (its id, the index), column (where its values stand), in_words,
    source, published (how many numbers printed by others it reproduces), peer (how many outputs of
    other packages), blocks (names of the golden blocks with those numbers; a block of rank orders
    adds no number).

    Examples
    --------
    >>> int(load_formulas().loc["G2_2CELL", "published"])
    17
    """
    return load_lexicon("formulas").set_index("formula")
