"""The files beside a report: its tables as CSV, its findings as JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.tables.storage import write_atomic


def write_files(folder: Path, files: Mapping[str, str], *, about: Mapping[str, object]) -> Path:
    """Write the tables of a report as CSV files, and findings.json, which
    lexicons/findings.schema.json describes.

    Arguments: files, name -> CSV text, of which the table `findings` goes into findings.json;
    about, what else stands there. A table of a former run that is no more goes. Returns: folder.
    Raises: ValueError naming a file that cannot be written.
    """
    place = folder / "findings.json"
    old = json.loads(place.read_text("utf-8"))["tables"] if place.is_file() else []
    for name in {*old} - {*files}:
        (folder / f"{name}.csv").unlink(missing_ok=True)
    for name, data in files.items():
        write_atomic(folder / f"{name}.csv", data)
    found = pd.read_csv(
        io.StringIO(files.get("findings", "segments\n")), keep_default_na=False, na_values=[""]
    )
    rows = [
        {k: None if pd.isna(v) else v for k, v in row.items()} for row in found.to_dict("records")
    ]
    rows = [{**row, "segments": (row["segments"] or "").split()} for row in rows]
    content = {**about, "tables": sorted(files), "findings": rows}
    write_atomic(place, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return folder
