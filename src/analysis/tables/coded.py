"""Tables whose text stands as numbers, to be sorted, handed over and joined in less time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.schemas import SCHEMAS, convert_column


class Coded(NamedTuple):
    """A table of SCHEMAS, column by column.

    Attributes
    ----------
    columns : by name; a column of text holds places in its texts.
    texts : by name of a column of text, the different strings in it.

    Examples
    --------
    >>> uses = pd.DataFrame([("x", 1, "body", "author", "port", 1, 2)], columns=SCHEMAS["terms"])
    >>> both = Coded.join([Coded.encode(uses, "terms"), Coded.encode(uses, "terms")])
    >>> both.columns["term"].tolist(), both.decode()["term"].tolist()
    ([0, 0], ['port', 'port'])
    """

    columns: dict[str, np.ndarray]
    texts: dict[str, np.ndarray]

    @classmethod
    def encode(cls, frame: pd.DataFrame, name: str) -> Coded:
        """Encode a table.

        Parameters
        ----------
        frame : with the columns of the schema.
        name : a key of SCHEMAS, all of whose columns the table has.

        Returns
        -------
        The same rows.

        Raises
        ------
        ValueError : naming table, column and row of a cell that schemas.check_table would refuse.
        """
        columns, texts = {}, {}
        for column, kind in SCHEMAS[name].items():
            values = convert_column(frame[column], kind, f"table '{name}', column '{column}'")
            columns[column] = values.to_numpy()
            if kind == "str":
                columns[column], texts[column] = pd.factorize(values.to_numpy(object))
        return cls(columns, texts)

    @classmethod
    def join(cls, lots: Sequence[Coded]) -> Coded:
        """Join several of one schema, one after another.

        Parameters
        ----------
        lots : at least one.

        Returns
        -------
        The rows of all.
        """
        columns, texts = {}, {}
        for name in lots[0].columns:
            parts = [one.columns[name] for one in lots]
            if name in lots[0].texts:
                own = [one.texts[name] for one in lots]
                numbers, texts[name] = pd.factorize(np.concatenate(own))
                ends = np.cumsum([len(strings) for strings in own])
                known = np.split(numbers, ends[:-1])
                parts = [new[part] for new, part in zip(known, parts, strict=True)]
            columns[name] = np.concatenate(parts)
        return cls(columns, texts)

    def take(self, rows: np.ndarray) -> Coded:
        """Take some rows, or all in another order.

        Parameters
        ----------
        rows : their places, or True or False for each.

        Returns
        -------
        The rows.
        """
        return Coded({name: column[rows] for name, column in self.columns.items()}, self.texts)

    def rank(self, name: str) -> np.ndarray:
        """Number the rows so that the numbers sort as a column of text does.

        Parameters
        ----------
        name : of the column.

        Returns
        -------
        A number a row, below the number of different strings.
        """
        # A stable sort takes less time where many are in order already.
        order = self.texts[name].argsort(kind="stable")
        rank = np.empty(len(order), int)
        rank[order] = np.arange(len(order))
        return rank[self.columns[name]]

    def decode(self) -> pd.DataFrame:
        """Write the text out.

        Returns
        -------
        The table.
        """
        columns: dict[str, object] = dict(self.columns)
        for name, texts in self.texts.items():
            columns[name] = pd.array(texts, dtype="str").take(self.columns[name])
        return pd.DataFrame(columns, copy=False)
