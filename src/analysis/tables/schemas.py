"""The columns of every table that flows through Crossframe, and the check that a frame has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

# Text columns have the same type whether or not pyarrow is installed.
pd.options.mode.string_storage = "python"
ROLES = ("headline", "standfirst", "heading", "body", "pull quote", "boilerplate")
VOICES = ("author", "quoted", "reported")

# Column -> kind; a name that ends in "?" may be missing (features carry no text).
SCHEMAS: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": "str",
        "side": "str",
        "title?": "str",
        "outlet": "str",
        "published": "str",
        "url": "str",
        "event?": "str",
        "language": "str",
        "sha256": "str",
        "n_words": "int",
        "naive_polarity": "float",
        "naive_subjectivity": "float",
        "naive_compound": "float",
        "text?": "str",
    },
    "segments": {
        "segment_id": "str",
        "article_id": "str",
        "paragraph": "int",
        "sentence": "int",
        "start": "int",
        "end": "int",
        "role": "str",
        "voice": "str",
        "speaker": "str",
        "cue": "str",
        "n_words": "int",
        "text?": "str",
    },
    "terms": {
        "article_id": "str",
        "paragraph": "int",
        "role": "str",
        "voice": "str",
        "term": "str",
        "size": "int",
        "n": "int",
    },
    # Where words stand, for corpora without text; a corpus with text has no rows here.
    "uses": {
        "segment_id": "str",
        "article_id": "str",
        "term": "str",
        "n": "int",
    },
    "marks": {
        "segment_id": "str",
        "article_id": "str",
        "instrument": "str",
        "label": "str",
        "term": "str",
        "value": "float",
        "weight": "float",
        "in_name": "bool",
    },
    "labels": {
        "segment_id": "str",
        "article_id": "str",
        "voice": "str",
        "speaker": "str",
        "target": "str",
        "kind": "str",
        "head": "str",
        "modifiers": "str",
    },
    "actions": {
        "segment_id": "str",
        "article_id": "str",
        "voice": "str",
        "speaker": "str",
        "actor": "str",
        "part": "str",
        "verb": "str",
        "other": "str",
        "passive": "bool",
        "agent_named": "bool",
        "negated": "bool",
        "modal": "bool",
    },
    # A finding of groups that were compared within events, event by event.
    "matched": {
        "finding_id": "str",
        "measure": "str",
        "subject": "str",
        "voice": "str",
        "event": "str",
        "articles_a": "int",
        "articles_b": "int",
        "a": "float",
        "b": "float",
        "estimate": "float",
    },
    "audit": {
        "article_id": "str",
        "what": "str",
        "line": "int",
        "paragraph": "int",
        "start": "int",
        "end": "int",
        "n_words": "int",
        "reason": "str",
    },
    "notes": {
        "article_id": "str",
        "side": "str",
        "what": "str",
        "file": "str",
        "row": "int",
        "line": "int",
        "paragraph": "int",
        "start": "int",
        "end": "int",
        "n_words": "int",
        "reason": "str",
        "kind": "str",
    },
}
FEATURES = ("articles", "segments", "terms", "uses", "marks", "labels", "actions", "audit")
DTYPES = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}


def check_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame with the table's columns in order and their types, or say what is wrong.

    Parameters
    ----------
    frame : any rows.
    name : a key of SCHEMAS.

    Returns
    -------
    A new frame with the columns of SCHEMAS[name] (optional ones only where present).

    Raises
    ------
    ValueError : naming the table and the column that is missing or holds other values.

    Examples
    --------
    >>> check_table(pd.DataFrame({"article_id": ["a"]}), "terms")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ...
    ValueError: table 'terms' lacks the columns paragraph, role, voice, term, size, n;
    it has article_id
    """
    schema = SCHEMAS[name]
    wanted = {column.rstrip("?"): kind for column, kind in schema.items()}
    needed = [column for column in schema if not column.endswith("?")]
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        found = ", ".join(map(str, frame.columns)) or "no column"
        raise ValueError(f"table '{name}' lacks the columns {', '.join(missing)}; it has {found}")
    columns = [column for column in wanted if column in frame.columns]
    out = frame[columns]
    for column in columns:
        values = out[column]
        converted = convert_column(values, wanted[column], f"table '{name}', column '{column}'")
        if converted is not values:
            out[column] = converted
    voices = ("all", *VOICES) if name == "matched" else VOICES
    for column, allowed in (("role", ROLES), ("voice", voices)):
        if column not in out:
            continue
        odd = out.loc[~out[column].isin(allowed), column]
        if len(odd):
            raise ValueError(
                f"table '{name}', column '{column}': {odd.iloc[0]!r} is none of "
                f"{', '.join(allowed)}"
            )
    return out.reset_index(drop=True)


def make_table(rows: Sequence[tuple], name: str) -> pd.DataFrame:
    """Make a table of rows with the types of its columns, which pandas would take long to guess.

    Parameters
    ----------
    rows : tuples of all columns of SCHEMAS[name], in order.
    name : a key of SCHEMAS.

    Returns
    -------
    The table; no cell is checked (see check_table).

    Examples
    --------
    >>> make_table([("x", 1, "body", "author", "port", 1, 2)], "terms")["n"].tolist()
    [2]
    """
    schema = SCHEMAS[name]
    lists = list(zip(*rows, strict=True)) or [()] * len(schema)
    columns: dict[str, object] = {}
    for (column, kind), values in zip(schema.items(), lists, strict=True):
        is_text = kind == "str"
        cells = np.array(values, object if is_text else DTYPES[kind])
        columns[column.rstrip("?")] = pd.array(cells, dtype="str") if is_text else cells
    return pd.DataFrame(columns, copy=False)


def convert_column(values: pd.Series, kind: str, where: str) -> pd.Series:
    """Give a column its type; nothing is rounded, guessed or filled on the way.

    Parameters
    ----------
    values : the column.
    kind : a key of DTYPES.
    where : what the column is called in an error.

    Returns
    -------
    The column.

    Raises
    ------
    ValueError : naming the first row that is empty (but for float) or holds another value.

    Examples
    --------
    >>> convert_column(pd.Series([1.0, 2.0]), "int", "column 'n'").tolist()
    [1, 2]
    """
    same = values.dtype == DTYPES[kind]
    if same and kind != "str":  # of which a cell may be empty
        return values
    if kind != "float":
        _refuse(values.isna(), f"is empty; expected {kind}", where)
    if kind == "bool":
        _refuse(~values.isin([True, False]), "is neither True nor False", where)
    if same:
        return values
    try:
        converted = values.astype(DTYPES[kind])
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where}: {error}; expected {kind}") from error
    if kind == "int":
        not_whole = converted != values.astype(float)
        _refuse(not_whole, "is no whole number; expected int", where)
    return converted


def _refuse(odd: pd.Series, why: str, where: str) -> None:
    """Raise for the first row that is odd."""
    rows = np.flatnonzero(odd)
    if len(rows):
        raise ValueError(f"{where}: row {rows[0]} {why}")


def known_values(
    column: str, wanted: str | Sequence[str], known: Sequence[str] | None = None
) -> list[str]:
    """Check that wanted roles, voices or other values are known.

    Parameters
    ----------
    column : what the values are of, as a message names it.
    wanted : one value or several.
    known : the values that are allowed (default: all roles, or all voices).

    Returns
    -------
    The values as a list.

    Raises
    ------
    ValueError : naming one that is not known and those that are.

    Examples
    --------
    >>> known_values("voice", "quoted")
    ['quoted']
    """
    if not known:
        known = {"role": ROLES, "voice": VOICES}[column]
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    for value in values:
        if value not in known:
            raise ValueError(f"{column} {value!r} is not known; allowed: {', '.join(known)}")
    return values
