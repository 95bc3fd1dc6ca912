"""The rows of a table, one after another, whatever its format and however long it is.

One row stands in memory at a time, but for JSON, of which a list of objects is read whole, and
Parquet, which is read in batches.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import BinaryIO

from analysis.read.encoding import read_lines
from analysis.read.files import MOST_BYTES, need_extra
from analysis.read.notes import Note

MOST_ROW = 10_000_000  # characters of a cell, or of a line in a jsonl file
BATCH_ROWS = 100  # of a Parquet file


def read_rows(name: str, stream: BinaryIO, note: Note) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table in csv, tsv, json, jsonl or parquet, told by the name's ending.

    Parameters: name; stream, which can seek; note, called as add_note for an encoding that was
    guessed and for a row that is broken.
    Returns: the row's number (header of a csv: 1; of a jsonl file its line; else from 1) and its
    cells as text, by column.
    Raises: ValueError when the whole file is broken.
    """
    return TABLES[PurePosixPath(name).suffix.lower()](name, stream, note)


def _read_csv(name: str, stream: BinaryIO, note: Note) -> Iterator[tuple[int, dict]]:
    lines = _read_lines(name, stream, note)
    first = next(lines, "")
    mark = "\t" if name.lower().endswith(".tsv") else max(",;\t|", key=first.count)
    csv.field_size_limit(MOST_ROW)
    rows = csv.reader(chain([first], lines), delimiter=mark)
    header: list[str] = []
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            reason = "no row of a table ({}); close every quotation mark that opens a cell"
            note("refused", name, reason, error, row=number)
            continue
        if not number:
            header = [cell.strip() for cell in row]
            number = 1
            continue
        if not row:
            continue
        number += 1
        if len(row) == len(header):
            yield number, dict(zip(header, row, strict=True))
        else:
            reason = "{} cells, but the header has {}; quote cells that hold {!r}"
            note("refused", name, reason, len(row), len(header), mark, row=number)


def _read_jsonl(name: str, stream: BinaryIO, note: Note) -> Iterator[tuple[int, dict]]:
    for number, line in enumerate(_read_lines(name, stream, note), start=1):
        if len(line) > MOST_ROW:
            reason = "more than {:,} characters; write one JSON object a line"
            note("refused", name, reason, MOST_ROW, row=number)
        elif line.strip():
            yield from _read_object(name, number, line, note)


def _read_json(name: str, stream: BinaryIO, note: Note) -> Iterator[tuple[int, dict]]:
    if stream.seek(0, 2) > MOST_BYTES:
        raise ValueError(
            f"{name}: more than {MOST_BYTES:,} bytes, and JSON is read whole; "
            "write one object a line, as a .jsonl file"
        )
    stream.seek(0)
    try:
        found = json.loads("".join(_read_lines(name, stream, note, longest=MOST_BYTES)))
    except RecursionError as error:
        raise ValueError(f"{name}: no JSON (nested too deeply); write a list of objects") from error
    except json.JSONDecodeError as error:
        raise ValueError(
            f"{name}: no JSON ({error}); one JSON object a line is a .jsonl file"
        ) from error
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), [found])
    items = found if isinstance(found, list) else [found]
    for number, item in enumerate(items, start=1):
        yield from _read_object(name, number, item, note)


def _read_object(name: str, number: int, item: object, note: Note) -> Iterator[tuple[int, dict]]:
    """One row from a JSON object, or from the line that holds it."""
    try:
        item = json.loads(item) if isinstance(item, str) else item
        if not isinstance(item, dict):
            raise ValueError(f"a {type(item).__name__}")
        cells = {key: _write_cell(value) for key, value in item.items()}
    except (ValueError, RecursionError) as error:
        note("refused", name, "no JSON object ({})", error, row=number)
    else:
        yield number, cells


def _write_cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _read_parquet(name: str, stream: BinaryIO, note: Note) -> Iterator[tuple[int, dict]]:
    parquet = need_extra("pyarrow.parquet", "parquet", name)
    number = 0
    try:
        for batch in parquet.ParquetFile(stream).iter_batches(BATCH_ROWS):
            for row in batch.to_pylist():
                number += 1
                # A number that is missing is no text "nan".
                yield (
                    number,
                    {k: "" if v is None or v != v else str(v) for k, v in row.items()},
                )
    except Exception as error:  # pyarrow has many kinds, none of which says more than "broken"
        place = f" after row {number}" if number else ""
        told = f"cannot be read as Parquet{place} ({str(error)[:100]})"
        raise ValueError(f"{name}: {told}") from error


def _read_lines(
    name: str, stream: BinaryIO, note: Note, *, longest: int | None = None
) -> Iterator[str]:
    """The lines of a text, none longer than MOST_ROW unless told; see read_lines."""

    def tell(reason: str) -> None:
        note("encoding", name, reason)

    return read_lines(stream, name=name, longest=longest or MOST_ROW, tell=tell)


TABLES = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".json": _read_json,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".parquet": _read_parquet,
}
