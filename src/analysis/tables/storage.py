"""Tables on disk: features are read, and what an archive leaves: sums, counts and findings."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.escapes import read_cells
from analysis.tables.schemas import FEATURES, SCHEMAS, check_table

TEXT = dict.fromkeys(
    [
        *("term", "measure", "kind", "subject", "side", "side_a", "side_b", "what", "reason"),
        *("event", "family"),
    ],
    "str",
)  # 007 and a side called 2019 are no numbers
SAID = ("note", "lost", "witness")  # columns of words that may be empty


def read_features(folder: Path) -> tuple[Corpus, pd.DataFrame]:
    """Read a corpus and its audit from the CSV files of a features folder.

    Parameters
    ----------
    folder : the folder that holds the files, one for each table of schemas.FEATURES.

    Returns
    -------
    The corpus, without people, families and names of event.toml; and the table audit of
    schemas.SCHEMAS (what was set aside).

    Raises
    ------
    ValueError : naming the file that is missing or broken.
    """
    frames = {}
    for name in FEATURES:
        path = folder / f"{name}.csv"
        try:
            kinds = {c.rstrip("?"): kind for c, kind in SCHEMAS[name].items()}
            # Text is read as text, so that an id such as 007 stays what it is; only numbers can be
            # missing.
            frame = pd.read_csv(
                path,
                encoding="utf-8",
                keep_default_na=False,
                dtype={c: "str" for c, k in kinds.items() if k == "str"},
                na_values={c: [""] for c, k in kinds.items() if k == "float"},
            )
        except (OSError, ValueError) as error:
            raise ValueError(
                f"{path}: cannot be read as a table ({error}); make the features again"
            ) from error
        frames[name] = check_table(read_cells(frame), name)
    audit = frames.pop("audit")
    return Corpus(**frames), audit


def read_counts(folder: Path, name: str) -> pd.DataFrame:
    """Read a table of counts that an archive left in the folder of its event.

    Parameters
    ----------
    folder : the folder of the event.
    name : 'articles' or 'refused'.

    Returns
    -------
    The columns of the file.

    Raises
    ------
    ValueError : naming the file that is missing or broken.
    """
    path = folder / "archive" / f"{name}.csv"
    try:
        return read_cells(pd.read_csv(path, keep_default_na=False))
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{path}: cannot be read as a table ({error}); read the archive again"
        ) from error


def read_findings(folder: Path) -> pd.DataFrame:
    """Read the findings of an archive.

    Parameters
    ----------
    folder : the folder of the event.

    Returns
    -------
    The findings table.

    Raises
    ------
    OSError : where it is not there.
    """
    table = pd.read_csv(
        folder / "archive" / "findings.csv",
        keep_default_na=False,
        na_values=[""],
        dtype={**TEXT, **dict.fromkeys(SAID, "str")},
    )
    return read_cells(table).fillna(dict.fromkeys(SAID, ""))


def write_plain(table: pd.DataFrame) -> str:
    """Write a table of sums as CSV, for this package alone: no cell is guarded.

    Parameters
    ----------
    table : any.

    Returns
    -------
    What DataFrame.to_csv gives, in two thirds of the time.

    Examples
    --------
    >>> write_plain(pd.DataFrame({"side": ["Post"], "num": [0.5]}))
    'side,num\\nPost,0.5\\n'
    """
    if table.isna().any(axis=None):
        return table.to_csv(index=False, lineterminator="\n")
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(table.columns)
    rows.writerows(zip(*[table[name].tolist() for name in table], strict=True))
    return text.getvalue()


def read_plain(data: bytes) -> pd.DataFrame:
    """Read a table of sums that write_plain wrote.

    Parameters
    ----------
    data : the bytes of the file.

    Returns
    -------
    The table; its columns of TEXT are text.

    Examples
    --------
    >>> read_plain(b"side,num\\n2019,0.5\\n").values.tolist()
    [['2019', 0.5]]
    """
    return pd.read_csv(io.BytesIO(data), keep_default_na=False, dtype=TEXT)
