"""The rows of an archive, read one after another, and the sample whose sentences a report shows."""

from __future__ import annotations

import csv
import heapq
import json
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from analysis.read.columns import map_columns
from analysis.read.files import MOST_BYTES, need_extra

PART_ARTICLES = 100  # articles of a part: more take memory, fewer take time
SAMPLE_ARTICLES = 100  # articles of each side whose sentences a report shows


def _read_rows(path: Path) -> Iterator[dict]:
    """The rows of a table one after another, however long it is; a broken line is an empty row."""
    kind = path.suffix.lower()
    if kind == ".parquet":
        for batch in (
            need_extra("pyarrow.parquet", "parquet", path.name)
            .ParquetFile(path)
            .iter_batches(PART_ARTICLES)
        ):
            yield from (
                {k: "" if v is None else str(v) for k, v in row.items()}
                for row in batch.to_pylist()
            )
    elif kind in (".jsonl", ".ndjson"):
        with path.open("rb") as lines:
            for line in lines:
                try:
                    row = json.loads(line)
                except ValueError:
                    row = None
                yield row if isinstance(row, dict) else {}
    elif kind in (".csv", ".tsv"):
        csv.field_size_limit(MOST_BYTES)
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            mark = "\t" if kind == ".tsv" else max(",;\t|", key=first.count)
            for row in csv.DictReader(lines, delimiter=mark):
                yield {} if None in row or None in row.values() else row
    else:
        raise ValueError(f"{path.name}: an archive is one table: csv, tsv, jsonl or parquet")


def read_once(
    path: Path, settings: dict, sample: dict[str, list], left_out: Counter
) -> Iterator[dict]:
    """The rows of both sides, of exact copies on a side the first; the sample gets those whose text
    has the smallest hashes.

    left_out counts the others by reason, but for rows of other sides.
    """
    if len(settings["sides"]) != 2:
        raise ValueError(
            "an archive is compared by two sides; name both: --by COLUMN --sides A --sides B"
        )
    source, seen, places = settings["sides"][0]["sources"][0], set(), {}
    labels = {side["sources"][0]["value"]: side["label"] for side in settings["sides"]}
    for row in _read_rows(path):
        if not row:
            left_out["the row is broken"] += 1
            continue
        places = places or map_columns(path.name, list(row), source["columns"], source["by"])
        label, text = (
            labels.get(str(row.get(places["side"]) or "").strip()),
            row.get(places["text"]),
        )
        if label is None:
            continue
        if not isinstance(text, str):
            left_out["the text is no text"] += 1
            continue
        mark = int.from_bytes(
            blake2b(f"{label}\0{text}".encode("utf-8", "replace"), digest_size=8).digest()
        )
        if mark in seen:
            left_out["an exact copy on its side"] += 1
            continue
        seen.add(mark)
        kept = sample.setdefault(label, [])
        (heapq.heappush if len(kept) < SAMPLE_ARTICLES else heapq.heappushpop)(kept, (-mark, row))
        yield row
    if not places:
        raise ValueError(
            f"{path.name}: no row that can be read; a table has a header and one row an article"
        )


def cut(rows: Iterator[dict], size: int) -> Iterator[list[dict]]:
    while part := list(islice(rows, size)):
        yield part
