"""Tables on disk: features, and the counts of an archive, are read."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.escapes import read_cells
from analysis.tables.schemas import FEATURES, SCHEMAS, check_table


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
