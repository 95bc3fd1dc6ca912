"""The rows of a table, one after another, whatever its format and however long it is.

One row stands in memory at a time, but for JSON, of which a list of objects is read whole, and
Parquet, which is read in batches.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import PurePosixPath
from typing import BinaryIO

from analysis.read.columns import names_text
from analysis.read.encoding import read_lines
from analysis.read.files import MOST_BYTES, need_extra
from analysis.read.notes import Note

MOST_ROW = 10_000_000  # characters of a cell, or of a line in a jsonl file
BATCH_ROWS, MOST_BATCH = 100, 50_000_000  # rows of a Parquet file at a time, and their bytes
HEAD_LINES = 200  # of a csv, which tell its form
MOST_PREAMBLE = 20  # lines before a header
PIECE_WORDS = 4  # more words begin no row: they are the rest of a text
NAME_LENGTH = 60  # characters of a name in a list; longer ones are paragraphs
_ESCAPED = re.compile(r'(?<!\\)((?:\\\\)*)\\"')


def read_rows(
    name: str, stream: BinaryIO, note: Note, *, columns: Iterable[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Read the rows of a table in csv, tsv, json, jsonl or parquet.

    Parameters
    ----------
    name : of the file; its ending tells the format.
    stream : bytes; it can seek.
    note : called as notes.add_note without its first parameter, for an encoding that was guessed
        and for a row that is broken.
    columns : names that tell the header from notes before it.

    Returns
    -------
    For each row its number and its cells as text, by column. Of a csv the header is row 1; of a
    jsonl file the number is that of the line; else rows count from 1.

    Raises
    ------
    ValueError : when the whole file is broken.
    KeyError : for another ending.
    """
    return TABLES[PurePosixPath(name).suffix.lower()](name, stream, note, tuple(columns))


def _read_csv(
    name: str, stream: BinaryIO, note: Note, columns: Iterable[str]
) -> Iterator[tuple[int, dict]]:
    lines = _read_lines(name, stream, note)
    head = list(islice(lines, HEAD_LINES))
    mark, skipped = _find_form(name, head, columns)
    lines = chain(head[skipped:], lines)
    if _escapes(head[skipped:], mark):
        lines = (_ESCAPED.sub(r'\1""', line) for line in lines)
    csv.field_size_limit(MOST_ROW)
    header: list[str] = []
    named = False  # whether the first column holds the texts
    number = 0
    for row, after in _look_ahead(_parse_csv(lines, mark)):
        if isinstance(row, csv.Error):
            number += 1
            reason = "no row of a table ({}); close every quotation mark that opens a cell"
            note("refused", name, reason, row, row=number)
            continue
        if not number:
            header = _number_again([cell.strip() for cell in row])
            named = names_text(header[:1], columns)
            number = 1
            continue
        if not row:
            continue
        number += 1
        wanted = len(header)
        cells = _complete(row, after, wanted, first_is_text=named)
        if cells:
            yield number, dict(zip(header, cells, strict=True))
        else:
            reason = (
                "{} cells, but the header has {}; quote cells that hold {!r} or a line break, and "
                "double a quotation mark inside a cell"
            )
            note("refused", name, reason, len(row), wanted, mark, row=number)


def _find_form(name: str, head: list[str], columns: Iterable[str]) -> tuple[str, int]:
    """The mark between the cells of a table, and how many lines stand before its header."""
    told = re.match(r'"?sep=(.)"?\s*$', head[0]) if head else None
    if told:
        return told[1], 1
    skipped = _count_preamble(head, columns)
    if name.lower().endswith(".tsv"):
        return "\t", skipped
    first = head[skipped] if len(head) > skipped else ""
    return _guess_mark(first), skipped


def _guess_mark(line: str) -> str:
    """The mark that most likely stands between the cells of a line."""
    return max(",;\t|", key=line.count)


def _complete(
    row: list[str], after: list[str] | csv.Error | None, wanted: int, *, first_is_text: bool
) -> list[str]:
    """As many cells as are wanted; none where a row has others or is the piece of one.

    A short row may lack its last, empty cells; where a piece of text follows, an unquoted line
    break has cut it in two.
    """
    cells = _fit(row, wanted)
    missing = wanted - len(cells)
    if not missing:
        return cells
    piece = _is_piece(row, wanted) and not first_is_text
    if piece or len(cells) < 2 or _is_piece(after, wanted):
        return []
    return cells + [""] * missing


def _number_again(header: list[str]) -> list[str]:
    """The names of columns, of which one that comes again gets a number, so that none is lost.

    >>> _number_again(["id", "text", "text"])
    ['id', 'text', 'text (2)']
    """
    seen: Counter[str] = Counter()
    numbered = []
    for name in header:
        seen[name] += 1
        numbered.append(f"{name} ({seen[name]})" if seen[name] > 1 else name)
    return numbered


def _parse_csv(lines: Iterator[str], mark: str) -> Iterator[list[str] | csv.Error]:
    """Rows, and in place of one that is broken the error."""
    rows = csv.reader(lines, delimiter=mark)
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield error


def _look_ahead(rows: Iterator) -> Iterator[tuple]:
    """Each row with the one after it, or None."""
    before = next(rows, None)
    if before is None:
        return
    for row in rows:
        yield before, row
        before = row
    yield before, None


def _fit(row: list[str], wanted: int) -> list[str]:
    """The cells of a row without empty ones beyond the header; none where others are beyond it."""
    if len(row) <= wanted:
        return row
    return [] if any(cell.strip() for cell in row[wanted:]) else row[:wanted]


def _is_piece(row: list[str] | csv.Error | None, wanted: int) -> bool:
    """Whether a row is the rest of a text that a line break has cut off."""
    if not isinstance(row, list) or not 0 < len(row) < wanted:
        return False
    return len(row[0].split()) > PIECE_WORDS


def _count_preamble(head: list[str], columns: Iterable[str]) -> int:
    """Lines before the header: those before the first line that names a column of texts."""
    for number, line in enumerate(head[:MOST_PREAMBLE]):
        rows = csv.reader([line], delimiter=_guess_mark(line))
        cells = next(rows, [])
        if len(cells) > 1 and names_text(cells, columns):
            return number
    return 0


def _escapes(lines: list[str], mark: str) -> bool:
    """Whether quotation marks inside cells are escaped by a backslash and not doubled."""
    certain = re.compile(rf'\\"(?!["\r\n{re.escape(mark)}])')
    return any(certain.search(line) for line in lines if '\\"' in line)


def _read_jsonl(
    name: str, stream: BinaryIO, note: Note, columns: Iterable[str]
) -> Iterator[tuple[int, dict]]:
    for number, line in enumerate(_read_lines(name, stream, note), start=1):
        if len(line) > MOST_ROW:
            reason = "more than {:,} characters; write one JSON object a line"
            note("refused", name, reason, MOST_ROW, row=number)
        elif line.strip():
            yield from _read_object(name, number, line, note)


def _read_json(
    name: str, stream: BinaryIO, note: Note, columns: Iterable[str]
) -> Iterator[tuple[int, dict]]:
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
    for number, item in enumerate(_find_items(found, columns), start=1):
        yield from _read_object(name, number, item, note)


def _find_items(found: object, columns: Iterable[str]) -> list:
    """The articles of a JSON file, however deep the source has wrapped them.

    An object that has a text is an article and no wrapper; a frame may be written by columns.
    """
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return [found]
    rows = found.get("data")
    if "columns" in found and isinstance(rows, list):
        return [dict(zip(found["columns"], row, strict=False)) for row in rows]
    by_column = _turn_columns(found, columns)
    if by_column:
        return by_column
    if names_text(_flatten(found), columns):
        return [found]
    lists = list(_list_lists(found, 3))
    for items in lists:
        if any(_is_article(item, columns) for item in items):
            return items
    return lists[0] if lists else [found]


def _turn_columns(found: dict, columns: Iterable[str]) -> list[dict]:
    """The rows of a frame that is written by columns; none where an object is no such frame."""
    if not found or not all(isinstance(value, dict) for value in found.values()):
        return []
    keys = {tuple(value) for value in found.values()}
    if len(keys) != 1 or not names_text(found, columns):
        return []
    return [{name: found[name][key] for name in found} for key in keys.pop()]


def _is_article(item: object, columns: Iterable[str]) -> bool:
    return isinstance(item, dict) and names_text(_flatten(item), columns)


def _list_lists(found: dict, depth: int) -> Iterator[list]:
    """The lists of objects in an object, the outer ones first."""
    inner = []
    for value in found.values():
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield value
        elif isinstance(value, dict) and depth:
            inner.append(value)
    for value in inner:
        yield from _list_lists(value, depth - 1)


def _flatten(item: dict) -> dict:
    """An object whose inner objects hand their fields up; what has a name is called by it."""
    flat = {key: value for key, value in item.items() if not isinstance(value, dict)}
    for key, value in item.items():
        if isinstance(value, dict):
            named = next((value[k] for k in ("name", "title", "label") if value.get(k)), None)
            if named is not None and not names_text(value):
                flat.setdefault(key, named)
            else:
                for inner, cell in _flatten(value).items():
                    flat.setdefault(inner, cell)
    return flat


def _read_object(name: str, number: int, item: object, note: Note) -> Iterator[tuple[int, dict]]:
    """One row from a JSON object, or from the line that holds it."""
    try:
        item = json.loads(item) if isinstance(item, str) else item
        if not isinstance(item, dict):
            raise ValueError(f"a {type(item).__name__}")
        cells = {key: _write_cell(value) for key, value in _flatten(item).items()}
    except (ValueError, RecursionError) as error:
        note("refused", name, "no JSON object ({})", error, row=number)
    else:
        yield number, cells


def _write_cell(value: object) -> str:
    """A value as text: a list of paragraphs as lines, one of names with commas between them."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        cells = [_write_cell(_name_of(one)) for one in value]
        long = any(len(cell) > NAME_LENGTH for cell in cells)
        return ("\n\n" if long else ", ").join(cell for cell in cells if cell)
    return value if isinstance(value, str) else json.dumps(value)


def _name_of(value: object) -> object:
    return value.get("name", value) if isinstance(value, dict) else value


def _read_parquet(
    name: str, stream: BinaryIO, note: Note, columns: Iterable[str]
) -> Iterator[tuple[int, dict]]:
    parquet = need_extra("pyarrow.parquet", "parquet", name)
    try:
        file = parquet.ParquetFile(stream)
        sizes = [file.metadata.row_group(k) for k in range(file.num_row_groups)]
    except Exception as error:  # pyarrow has many kinds, none of which says more than "broken"
        raise ValueError(f"{name}: cannot be read as Parquet ({str(error)[:100]})") from error
    before = 0
    for group, about in enumerate(sizes):
        number = before
        # Few rows at a time where they are large, since a batch stands in memory whole.
        each = max(about.total_byte_size // max(about.num_rows, 1), 1)
        batch = max(1, min(BATCH_ROWS, MOST_BATCH // each))
        try:
            for rows in file.iter_batches(batch, row_groups=[group]):
                for row in rows.to_pylist():
                    number += 1
                    # A number that is missing is no text "nan".
                    yield number, {k: _write_value(v) for k, v in row.items()}
        except Exception as error:  # its other groups are read
            before += about.num_rows
            reason = "rows {} to {} cannot be read as Parquet ({}); write the table again"
            told = " ".join(str(error).split())[:100]
            note("refused", name, reason, number + 1, before, told, row=number + 1)
        else:
            before = number


def _write_value(value: object) -> str:
    if isinstance(value, float | list | None):
        return "" if value != value else _write_cell(value)
    return str(value)


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
