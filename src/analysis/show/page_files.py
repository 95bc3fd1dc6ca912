"""The files beside a report: its tables as CSV, its findings as JSON."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from analysis.judge.families import TOLD, find_family
from analysis.show.display import FILE_NAME
from analysis.tables.escapes import read_cells, write_csv

FINDINGS = "findings.json"
MOST_LIST = 100_000_000  # bytes; a larger findings.json is not one of ours


def list_files(files: Mapping[str, str], *, about: Mapping[str, object]) -> dict[str, str]:
    """List the files that stand beside a report: its tables, and all findings as JSON.

    lexicons/findings.schema.json describes findings.json. Of the tables `findings` and `told` every
    measure has a file of its own too, named as its row says (judge.families).

    Parameters
    ----------
    files : name -> CSV text.
    about : what else stands in findings.json.

    Returns
    -------
    File name -> text.
    """
    findings = read_back(files.get("findings", "measure,segments\n"))
    told = read_back(files.get("told", "measure,segments\n"))
    files = {**files, **split_measures(findings), **split_measures(told)}
    digests = {name: hashlib.sha256(files[name].encode()).hexdigest() for name in sorted(files)}
    content = {**about, "tables": list(digests), "digests": digests}
    content |= {"findings": list_records(findings), "told": list_records(told)}
    written = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)
    listed = {f"{name}.csv": text for name, text in files.items()}
    listed[FINDINGS] = f"{written}\n"
    return listed


def list_former(folder: Path) -> dict[str, str]:
    """List the tables that a former report left in its folder.

    The list is that of findings.json there. What stands there may come from anybody, so only plain
    names of tables count.

    Parameters
    ----------
    folder : the folder beside the report.

    Returns
    -------
    File name -> SHA-256; empty where there is no such list, or one that cannot be read.
    """
    place = folder / FINDINGS
    try:
        if place.is_symlink() or not place.is_file() or place.stat().st_size > MOST_LIST:
            return {}
        digests = json.loads(place.read_text("utf-8"))["digests"].items()
        return {f"{name}.csv": digest for name, digest in digests if FILE_NAME.fullmatch(name)}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def drop_former(folder: Path, former: Mapping[str, str], *, keep: Collection[str]) -> None:
    """Remove the tables of a former report that this one does not have.

    A table that somebody has changed since stays.

    Parameters
    ----------
    folder : the folder beside the report.
    former : from list_former.
    keep : names of files that stay.
    """
    for name in former.keys() - {*keep}:
        path = folder / name
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == former[name]:
                path.unlink()


def read_back(table: str) -> pd.DataFrame:
    """Read a table from its CSV text; only an empty cell is missing.

    Parameters
    ----------
    table : from write_csv.

    Returns
    -------
    The table.

    Examples
    --------
    >>> read_back("term,n\\n'=x,\\n").values.tolist()
    [['=x', nan]]
    """
    read = pd.read_csv(io.StringIO(table), keep_default_na=False, na_values=[""])
    return read_cells(read)


def split_measures(table: pd.DataFrame) -> dict[str, str]:
    """Divide a table into the files of its measures.

    Parameters
    ----------
    table : findings or told counts, with measure.

    Returns
    -------
    Name of the file, as the measure's row says -> CSV text.
    """
    known = {row.measure: row.csv for row in TOLD}
    parts = {}
    for measure, rows in table.groupby("measure", sort=False):
        name = known.get(measure) or find_family(measure).csv
        parts[name] = write_csv(rows)
    return parts


def list_records(table: pd.DataFrame) -> list[dict]:
    """List the rows of a table for JSON.

    Parameters
    ----------
    table : with segments.

    Returns
    -------
    A dict a row: what is missing is None, segments are a list.

    Examples
    --------
    >>> list_records(pd.DataFrame({"p": [float("nan")], "segments": ["a-1 a-2"]}))
    [{'p': None, 'segments': ['a-1', 'a-2']}]
    """
    rows = []
    for row in table.to_dict("records"):
        plain = {key: None if pd.isna(value) else value for key, value in row.items()}
        segments = plain["segments"] or ""
        rows.append({**plain, "segments": segments.split()})
    return rows
