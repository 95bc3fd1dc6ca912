"""The sums of one part of an archive."""

from __future__ import annotations

import pandas as pd

from analysis.event.build import build_corpus, without_collection
from analysis.event.declare import add_declared
from analysis.judge.families import list_families
from analysis.judge.matched import sum_events
from analysis.judge.totals import Sums, add_sums, sum_corpus
from analysis.read.sources import ARTICLE_COLUMNS
from analysis.tables.processes import give_back, hold_freed


def sum_part(
    rows: list[dict], settings: dict, codebooks: dict[str, pd.DataFrame]
) -> tuple[Sums, pd.DataFrame]:
    """Sum a part of an archive; an article that cannot be read stops nothing.

    Where something goes wrong that is told of no article, the part is halved until the one article
    is found; it alone is refused.

    Parameters
    ----------
    rows : raw articles as from rows.read_once.
    settings : as from settings.read_settings, with told, where it is there: False to leave out what
        is never tested.
    codebooks : tables as from measures.codebooks.read_codebook, by name.

    Returns
    -------
    The sums, none where no article could be read; and a table of the articles that were refused or
    folded: what, reason, row.
    """
    try:
        with hold_freed():
            return _sum_rows(rows, settings, codebooks)
    except Exception as error:  # whatever it is, the other articles are read
        if len(rows) == 1:
            reason = f"{type(error).__name__}, {error}; please report it"
            gone = {"what": "refused", "reason": reason, "row": rows[0]["row"]}
            return {}, pd.DataFrame([gone])
    middle = len(rows) // 2
    halves = [sum_part(half, settings, codebooks) for half in (rows[:middle], rows[middle:])]
    return add_sums(sums for sums, _ in halves), pd.concat([gone for _, gone in halves])


@without_collection()
def _sum_rows(
    rows: list[dict], settings: dict, codebooks: dict[str, pd.DataFrame]
) -> tuple[Sums, pd.DataFrame]:
    told = settings.get("told", True)
    corpus, notes = build_corpus(
        pd.DataFrame(rows, columns=list(ARTICLE_COLUMNS)),
        codebooks=codebooks,
        actors=settings.get("actors", []),
        issues=settings.get("issues", []),
        without_shared=settings.get("without_shared", False),
        witness_sample=settings.get("witness_sample", 1),
        told=told,
        for_sums=True,
    )
    give_back()
    gone = notes[notes["what"].isin(["refused", "folded"])]
    left_out = gone[["what", "kind", "row"]].rename(columns={"kind": "reason"})
    if corpus.articles.empty:
        return {}, left_out
    pair = tuple(side["label"] for side in settings["sides"])
    corpus = add_declared(corpus, settings)
    if settings.get("match"):
        rows = list_families(codebooks)
        return sum_events(corpus, rows, pair=pair, told=told), left_out
    return sum_corpus(corpus, pair=pair, codebooks=codebooks, told=told), left_out
