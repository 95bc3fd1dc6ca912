"""The files beside a report: its tables as CSV, its findings as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from analysis.judge.families import TOLD, find_family
from analysis.tables.storage import write_atomic

FINDINGS = "findings.json"


def write_files(
    folder: Path, files: Mapping[str, str], *, about: Mapping[str, object]
) -> list[str]:
    """Write the tables of a report as CSV files, and all findings as findings.json.

    lexicons/findings.schema.json describes that file. Of the tables `findings` and `told` every
    measure has a file of its own too, by the name in its row (judge.families).
    Arguments: files, name -> CSV text; about, what else stands there. Returns: the names of the
    tables. Raises: ValueError naming a file that cannot be written.
    """
    findings = read_back(files.get("findings", "measure,segments\n"))
    told = read_back(files.get("told", "measure,segments\n"))
    files = {**files, **split_measures(findings), **split_measures(told)}
    for name, data in files.items():
        write_atomic(folder / f"{name}.csv", data)
    content = {**about, "tables": sorted(files)}
    content |= {"findings": list_records(findings), "told": list_records(told)}
    text = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    write_atomic(folder / FINDINGS, f"{text}\n")
    return content["tables"]


def list_stale(folder: Path, tables: Iterable[str]) -> list[Path]:
    """The tables that a former report left in a folder and that are no more."""
    place = folder / FINDINGS
    try:
        old = json.loads(place.read_text("utf-8"))["tables"] if place.is_file() else []
    except (ValueError, KeyError, TypeError):  # not ours, so nothing beside it is
        return []
    return [folder / f"{name}.csv" for name in sorted({*old} - {*tables})]


def read_back(table: str) -> pd.DataFrame:
    """A table from its CSV text; only an empty cell is missing."""
    return pd.read_csv(io.StringIO(table), keep_default_na=False, na_values=[""])


def split_measures(table: pd.DataFrame) -> dict[str, str]:
    """The rows of each measure as CSV text, by the name that its row gives the file."""
    known = {row.measure: row.csv for row in TOLD}
    parts = {}
    for measure, rows in table.groupby("measure", sort=False):
        name = known.get(measure) or find_family(measure).csv
        parts[name] = rows.to_csv(index=False, lineterminator="\n")
    return parts


def list_records(table: pd.DataFrame) -> list[dict]:
    """The rows for JSON: what is missing is null, segments are a list."""
    rows = []
    for row in table.to_dict("records"):
        plain = {key: None if pd.isna(value) else value for key, value in row.items()}
        rows.append({**plain, "segments": (plain["segments"] or "").split()})
    return rows
