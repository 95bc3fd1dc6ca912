"""The sums of one part of an archive."""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from analysis.event.build import build_corpus
from analysis.judge.totals import Sums, add_sums, sum_corpus
from analysis.read.sources import read_source

PLACE = re.compile(r"(?:; )?part\.jsonl, row \d+: ")  # before the reason why a row was left out


def sum_part(
    rows: list[dict], settings: dict, codebooks: dict[str, pd.DataFrame]
) -> tuple[Sums, list[str]]:
    """The sums of a part of an archive, and why articles of it were refused; what cannot be read
    stops nothing.

    Arguments: rows, of the table, as dicts; settings, as from events.read_settings, each side with
    one source; codebooks.
    """
    built, pair = [], tuple(side["label"] for side in settings["sides"])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "part.jsonl"
        path.write_text(
            "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
        )
        source = settings["sides"][0]["sources"][0]
        found, notes = read_source(path, columns=source["columns"], by=source["by"])
        refused = [PLACE.split(note["reason"])[-1] for note in notes if note["what"] == "refused"]
        row_by_row = set(refused)

        def build(sides: list[dict]) -> None:
            try:
                corpus, audit = build_corpus(
                    {**settings, "sides": sides}, Path(folder), codebooks=codebooks
                )
            except ValueError as error:  # a side of which nothing can be read here
                for side in sides if len(sides) > 1 else []:
                    build([side])
                own = PLACE.split(str(error)) if len(sides) == 1 else []
                refused.extend(reason for reason in own[1:] or own if reason not in row_by_row)
            else:
                built.append(sum_corpus(corpus, pair=pair, codebooks=codebooks))
                left_out = audit[
                    audit["what"].isin(["refused", "folded"]) & (audit["article_id"] != "")
                ]
                refused.extend(PLACE.split(reason)[-1] for reason in left_out["reason"])

        known = set(found["side"])
        sides = [
            {**s, "sources": [{**s["sources"][0], "path": "part.jsonl"}]} for s in settings["sides"]
        ]
        if sides := [side for side in sides if side["sources"][0]["value"] in known]:
            build(sides)
    return add_sums(built), refused
