"""What a comparison needs of articles, as sums over them.

Sums of parts add up to those of the whole: counts exactly, scores up to rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from analysis.judge.families import TOLD, list_families
from analysis.judge.rows import Judged, Told, add_choices, add_units
from analysis.tables.corpus import Corpus

Sums = dict[str, pd.DataFrame]
TOGETHER = 8  # parts that are added up in one step, at least


def sum_corpus(
    corpus: Corpus,
    *,
    pair: tuple[str, str],
    codebooks: Iterable[str] | Mapping[str, pd.DataFrame],
    told: bool = True,
) -> Sums:
    """What a comparison needs of the articles of a corpus, as sums over them.

    Parameters
    ----------
    corpus : of one or both sides.
    pair : the labels of a and b.
    codebooks : names, or the codebooks themselves by name, whose frames then need not occur in this
        corpus.
    told : False to leave out what is never tested: counts of told measures, and markers.

    Returns
    -------
    Tables by name: units (measure, voice, subject and stats.totals.SUMS), sizes (measure, voice,
    subject, side and stats.totals.SIZES), told (measure, kind, subject, side, n), articles (side,
    articles, words), and for every judged measure its sums under its choices, named as name_choices
    says.

    Examples
    --------
    >>> import crossframe as cf
    >>> corpus = cf.load_event("harbour-lease").corpus
    >>> sorted(sum_corpus(corpus, pair=corpus.pair, codebooks=[]))[:3]
    ['articles', 'choices-marker', 'choices-term']
    """
    rows = list_families(codebooks)
    if not told:
        rows = [row for row in rows if row.tested]
    return sum_rows(corpus, rows, pair=pair, told=told)


def sum_rows(
    corpus: Corpus, rows: Iterable[Judged], *, pair: tuple[str, str], told: bool = True
) -> Sums:
    """Sum what some judged measures, and all told ones, need of a corpus.

    Parameters
    ----------
    corpus : the articles, of two sides.
    rows : the judged measures.
    pair : the labels of a and b.
    told : as sum_corpus.

    Returns
    -------
    Tables by name, as sum_corpus gives.
    """
    # First, while no table is kept for the others: it copies the body.
    counts = count_told(corpus, rows=TOLD if told else ())
    sums: Sums = {}
    units, sizes = [], []
    for row in rows:
        add = row.add_units or add_units
        found, size = add(row, corpus, pair)
        units.append(found.assign(measure=row.measure))
        sizes.append(size.assign(measure=row.measure))
        sums[name_choices(row)] = sum_choices(row, corpus, pair)
    sums["units"] = pd.concat(units, ignore_index=True)
    sums["sizes"] = pd.concat(sizes, ignore_index=True)
    sums["told"] = counts
    read = corpus.articles.groupby("side", as_index=False)
    sums["articles"] = read.agg(articles=("side", "size"), words=("n_words", "sum"))
    return sums


def name_choices(row: Judged) -> str:
    """Name the table of sums under a measure's choices.

    Parameters
    ----------
    row : the row of the measure.

    Returns
    -------
    Its key in what sum_rows gives.

    Examples
    --------
    >>> from analysis.judge.families import TONE
    >>> name_choices(TONE)
    'choices-tone'
    """
    return f"choices-{row.prefix}"


def sum_choices(row: Judged, corpus: Corpus, pair: tuple[str, str]) -> pd.DataFrame:
    """Sum a corpus under every declared choice of a measure.

    Parameters
    ----------
    row : the row of the measure.
    corpus : the articles, of two sides.
    pair : the labels of a and b.

    Returns
    -------
    voice, subject, one column a choice, side, num, den, as rows.add_choices gives; or what the
    measure's own add_choices gives.
    """
    if row.add_choices:
        return row.add_choices(corpus, pair)
    return add_choices(row, corpus)


def count_told(corpus: Corpus, *, rows: Iterable[Told] | None = None) -> pd.DataFrame:
    """Count told measures in the body.

    Parameters
    ----------
    corpus : the articles, of two sides.
    rows : the told measures; None for all.

    Returns
    -------
    measure, kind ('' where there is one only), subject, side, n.
    """
    # No measure takes terms from the selection, so that theirs are not copied.
    whole = corpus.whole or corpus
    bare = replace(corpus, terms=corpus.terms.head(0))
    body = replace(bare.select(role="body"), whole=whole)
    keys = ["measure", "kind", "subject", "side"]
    types = dict.fromkeys(keys, "str") | {"n": "int"}
    parts = [pd.DataFrame(columns=list(types)).astype(types)]
    for row in TOLD if rows is None else rows:
        counts = row.counts(body).assign(measure=row.measure)
        if "kind" not in counts:
            counts = counts.assign(kind="")
        groups = counts.groupby(keys, as_index=False)
        parts.append(groups["n"].sum())
    return pd.concat(parts, ignore_index=True)


def add_sums(parts: Iterable[Sums]) -> Sums:
    """Add the sums of parts up, in their order: those of the whole.

    Parameters
    ----------
    parts : of sum_corpus, each of a part of the articles.

    Returns
    -------
    Tables by name.

    Examples
    --------
    >>> part = {"articles": pd.DataFrame({"side": ["Post"], "articles": [2]})}
    >>> add_sums([part, part])["articles"].values.tolist()
    [['Post', 4]]
    """
    total: Sums = {}
    # Frames wait until they are together as long as the total, because adding each at once would
    # take time by the square of the parts; and of a few parts all are added up together.
    waiting: dict[str, list[pd.DataFrame]] = {}
    for part in parts:
        for name, frame in part.items():
            frames = waiting.setdefault(name, [])
            frames.append(frame)
            waiting_rows = sum(len(frame) for frame in frames)
            if len(frames) >= TOGETHER and waiting_rows >= len(total.get(name, ())):
                total[name] = _add_frames(total.get(name), frames)
                frames.clear()
    for name, frames in waiting.items():
        if frames:
            total[name] = _add_frames(total.get(name), frames)
    return total


def _add_frames(total: pd.DataFrame | None, frames: list[pd.DataFrame]) -> pd.DataFrame:
    known = [] if total is None else [total]
    every = pd.concat([*known, *frames], ignore_index=True)
    keys = [column for column in every if not pd.api.types.is_numeric_dtype(every[column])]
    if total is None and len(frames) == 1:  # its rows are added up already
        return every[[*keys, *every.columns.drop(keys)]]
    return every.groupby(keys, as_index=False, sort=False).sum()
