"""Tables on disk: features are read, and files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from analysis.tables.corpus import Corpus
from analysis.tables.schemas import FEATURES, SCHEMAS, check_table


def read_features(folder: Path) -> tuple[Corpus, pd.DataFrame]:
    """Corpus and audit from the CSV files of a features folder.

    Raises: ValueError naming the file that is missing or broken.
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
        frames[name] = check_table(frame, name)
    audit = frames.pop("audit")
    return Corpus(**frames), audit


def read_counts(folder: Path, name: str) -> pd.DataFrame:
    """A table of counts that an archive left in the folder of its event: articles, or refused.

    Raises: ValueError naming the file that is missing or broken.
    """
    path = folder / "archive" / f"{name}.csv"
    try:
        return pd.read_csv(path, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise ValueError(
            f"{path}: cannot be read as a table ({error}); read the archive again"
        ) from error


def write_atomic(path: Path, content: str) -> None:
    """Write a text file so that no reader ever sees half of it.

    It is written beside its place and renamed there.

    Raises: ValueError naming the file when it cannot be written; nothing is left behind then.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, delete=False
        ) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ValueError(
                f"{path}: cannot be written ({error.strerror}); the file there is unchanged"
            ) from error
        raise
