"""Texts and tables given in memory, kept as files, so that they are read like any other source."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.tables.writing import write_atomic

LONGEST_PATH = 260  # characters; a longer string cannot be a path, so it is a text


def place_sources(sources: Sequence[str | os.PathLike | pd.DataFrame], folder: Path) -> list[str]:
    """Give each source a path; a text or a frame is first written into a folder.

    Parameters
    ----------
    sources : each a path, an article's text, or a frame with a row an article. A string is a text
        when it names nothing that is there and has several lines or more than LONGEST_PATH
        characters.
    folder : made when something is written.

    Returns
    -------
    Paths, in the order of the sources. The files are called Text 1, Table 2 and so on, by this
    order.

    Raises
    ------
    ValueError : for what is neither, an empty string, a path that is not there, and a frame with
        two columns of one name or with a value that no file can hold.
    """
    paths = []
    for number, source in enumerate(sources, start=1):
        paths.append(_place(source, number, folder))
    return paths


def _place(source: str | os.PathLike | pd.DataFrame, number: int, folder: Path) -> str:
    if isinstance(source, pd.DataFrame):
        path = folder / f"Table {number}.jsonl"
        write_atomic(path, _write_rows(source, number))
        return str(path)
    if isinstance(source, os.PathLike):
        source = str(Path(source))
    elif not isinstance(source, str):
        raise ValueError(
            f"source {number} is of type {type(source).__name__}; allowed are a path, a text as a "
            "string, and a pandas DataFrame with a row an article"
        )
    elif not os.path.exists(source) and _is_text(source):
        path = folder / f"Text {number}.txt"
        write_atomic(path, _check_text(source, number))
        return str(path)
    if not os.path.exists(source):
        raise ValueError(
            f"{source or f'source {number} is an empty string'}: no such file or folder; check the "
            f"name (a text has several lines or more than {LONGEST_PATH} characters)"
        )
    return source


def _is_text(source: str) -> bool:
    return "\n" in source.strip() or len(source) > LONGEST_PATH


def _check_text(source: str, number: int) -> str:
    try:
        source.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"source {number}: its character {error.start + 1} is half of a surrogate pair, which "
            "no file can hold; decode the text again"
        ) from error
    return source


def _write_rows(frame: pd.DataFrame, number: int) -> str:
    try:
        rows = frame.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
        return _check_text(rows, number)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"source {number}: the frame cannot be kept as a file ({error}); each column needs a "
            "name of its own, and its cells texts, numbers or dates"
        ) from error
