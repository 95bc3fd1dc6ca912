"""The rows of a table file, whatever its format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePosixPath

import pandas as pd

from analysis.read.encoding import decode
from analysis.read.files import MOST_BYTES, Note, need_extra


def read_rows(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table in csv, tsv, json, jsonl or parquet, told by the name's ending.

    Arguments: name; data; note, called with ("refused", reason, row) for a row that is broken.
    Returns: the row's number (header of a csv: 1; of a jsonl file its line; else from 1) and its
    cells as text, by column.
    Raises: ValueError when the whole file is broken.
    """
    return TABLES[PurePosixPath(name).suffix.lower()](name, data, note)


def _read_csv(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    text = _decode(name, data, note)
    first = text.partition("\n")[0]
    mark = "\t" if name.lower().endswith(".tsv") else max(",;\t|", key=first.count)
    csv.field_size_limit(MOST_BYTES)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    header = [cell.strip() for cell in next(rows, [])]
    for number, row in enumerate((row for row in rows if row), start=2):
        if len(row) == len(header):
            yield number, dict(zip(header, row, strict=True))
        else:
            note(
                "refused",
                f"{name}, row {number}: {len(row)} cells, but the header has {len(header)}; quote cells that hold {mark!r}",
                number,
            )


def _read_json(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    text = _decode(name, data, note)
    if name.lower().endswith(".json"):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ValueError(
                f"{name}: no JSON ({error}); one JSON object a line is a .jsonl file"
            ) from error
        found = (
            next((v for v in found.values() if isinstance(v, list)), [found])
            if isinstance(found, dict)
            else found
        )
        items = enumerate(found if isinstance(found, list) else [found], start=1)
    else:
        items = ((k, line) for k, line in enumerate(text.split("\n"), start=1) if line.strip())
    for number, item in items:
        try:
            item = json.loads(item) if isinstance(item, str) else item
            yield (
                number,
                {
                    key: "" if v is None else v if isinstance(v, str) else json.dumps(v)
                    for key, v in item.items()
                },
            )
        except (ValueError, RecursionError, AttributeError) as error:
            note("refused", f"{name}, row {number}: no JSON object ({error})", number)


def _read_parquet(name: str, data: bytes, note: Note) -> Iterator[tuple[int, dict]]:
    need_extra("pyarrow", "parquet", name)
    try:
        table = pd.read_parquet(io.BytesIO(data))
    except (
        Exception
    ) as error:  # pyarrow has many kinds, none of which says more than that the file is broken
        raise ValueError(f"{name}: cannot be read as Parquet ({str(error)[:100]})") from error
    table = table.astype(object).where(table.notna(), "").map(str)
    yield from enumerate(table.to_dict("records"), start=1)


def _decode(name: str, data: bytes, note: Note) -> str:
    text, guessed = decode(data, name=name)
    if guessed:
        note("encoding", guessed)
    return text


TABLES = {
    ".csv": _read_csv, ".tsv": _read_csv, ".json": _read_json, ".jsonl": _read_json, ".ndjson": _read_json,
    ".parquet": _read_parquet,
}  # fmt: skip
