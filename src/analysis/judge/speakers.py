"""Who speaks, as a told measure: words by camp, by speaker, and quotations.

The words of all camps, with those of the author and those without a known speaker, add up to the
words of the body.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.rows import Pair
from analysis.measures.camps import APART, AUTHOR, NO_CAMP, find_camps
from analysis.measures.voices import list_quotations
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side, letter_sides

CAMP, SPEAKER, QUOTATION = "camp", "speaker", "quotation"
MOST = 3  # speakers that the first screen names on each side
KEPT = 100  # speakers listed on each side; all others are one row
OTHERS = "other speakers"


def count_speech(corpus: Corpus) -> pd.DataFrame:
    """The words of every camp and speaker, and the quotations.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind (camp, speaker or quotation), subject (the camp, the name, or 'quotations'), side, n
    (words; of quotations their number).
    """
    rows = find_camps(corpus)
    rows = rows.assign(n=rows["n_words"])
    camps = rows.assign(kind=CAMP, subject=rows["camp"])
    named = rows[rows["name"] != ""]
    speakers = named.assign(kind=SPEAKER, subject=named["name"])
    quotations = add_side(list_quotations(corpus.segments), corpus.articles)
    quoted = quotations.assign(kind=QUOTATION, subject="quotations", n=1)
    parts = [camps, speakers, quoted]
    return pd.concat([part[["kind", "subject", "side", "n"]] for part in parts])


def keep_speakers(table: pd.DataFrame) -> pd.DataFrame:
    """The counts as they are; of more than KEPT speakers of a side the others are one row.

    Parameters and result: see `rows.Told.keep`.
    """
    speakers = table[table["kind"] == SPEAKER]
    most_a = speakers.nlargest(KEPT, "a").index
    most_b = speakers.nlargest(KEPT, "b").index
    rest = speakers.drop(most_a.union(most_b))
    if rest.empty:
        return table
    sums = {"kind": SPEAKER, "subject": OTHERS, "a": rest["a"].sum(), "b": rest["b"].sum()}
    kept = table.drop(rest.index)
    return pd.concat([kept, pd.DataFrame([sums])], ignore_index=True)


def lead_speech(table: pd.DataFrame) -> pd.DataFrame:
    """The counts that the first screen tells: every camp, quotations, and MOST speakers a side.

    Parameters and result: see `rows.Told.lead`.
    """
    is_speaker = table["kind"] == SPEAKER
    named = table[table["subject"] != OTHERS]
    chosen = [table[~is_speaker], _pick_most(named, "a"), _pick_most(named, "b")]
    lead = pd.concat(chosen)
    repeated = lead.index.duplicated()
    return lead.loc[~repeated]


def _pick_most(counts: pd.DataFrame, side: str) -> pd.DataFrame:
    """The speakers with most words on a side, at most MOST."""
    speakers = counts[(counts["kind"] == SPEAKER) & (counts[side] > 0)]
    return speakers.nlargest(MOST, side)


def write_speech(counts: pd.DataFrame, pair: Pair) -> str:
    """Write words by camp, the speakers with most words, and quotations, side by side.

    Where event.toml names no camp, all speakers together are one. What has no camp, or no known
    speaker, is told as well, so that the parts add up. Parameters and result: see
    `rows.Told.sentence`.

    Examples
    --------
    >>> rows = [("camp", "the crew", 9000, 10), ("speaker", "Ada Marsh", 9000, 0)]
    >>> rows.append(("quotation", "quotations", 4, 1))
    >>> counts = pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])
    >>> print(write_speech(counts, ("Post", "Echo")).replace(". ", ".\\n"))
    Words given in Post and in Echo: the crew 9,000 and 10.
    Most in Post: Ada Marsh (9,000).
    No speaker is known in Echo.
    Quotations: 4 and 1.
    """
    camps = _sort_camps(counts[counts["kind"] == CAMP])
    only_apart = camps["subject"].isin(APART).all()
    words = []
    for camp in camps.itertuples():
        name = "speakers" if only_apart and camp.subject == NO_CAMP else camp.subject
        words.append(f"{name} {camp.a:,} and {camp.b:,}")
    parts = [f"Words given in {pair[0]} and in {pair[1]}: {', '.join(words)}"]
    parts += [_list_speakers(counts, side, label) for side, label in letter_sides(pair)]
    quoted = counts[counts["kind"] == QUOTATION][["a", "b"]].sum()
    parts.append(f"Quotations: {quoted['a']:,} and {quoted['b']:,}")
    return f"{'. '.join(parts)}."


def _sort_camps(camps: pd.DataFrame) -> pd.DataFrame:
    """Camps by how much the sides differ, those that are APART last, in their order."""
    is_apart = camps["subject"].isin(APART)
    known, apart = camps[~is_apart], camps[is_apart]
    gap = (known["a"] - known["b"]).abs()
    known = known.assign(nearness=-gap).sort_values(["nearness", "subject"])
    places = apart["subject"].map(list(APART).index)
    return pd.concat([known, apart.loc[places.sort_values().index]])


def _list_speakers(counts: pd.DataFrame, side: str, label: str) -> str:
    """The speakers with most words on a side."""
    speakers = _pick_most(counts, side)
    if speakers.empty:
        return f"No speaker is known in {label}"
    pairs = zip(speakers["subject"], speakers[side], strict=True)
    named = [f"{name} ({n:,})" for name, n in pairs]
    return f"Most in {label}: {', '.join(named)}"


def write_size(table: pd.DataFrame) -> str:
    """The words that the camps of each side add up to: those of the body.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> write_size(pd.DataFrame({"kind": ["camp", "speaker"], "a": [1200, 5], "b": [90, 5]}))
    '1,200 and 90 words of the body'
    """
    words = table[table["kind"] == CAMP][["a", "b"]].sum()
    return f"{words['a']:,} and {words['b']:,} words of the body"


def find_speech(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The words of camps, speakers and quotations by segment; those of the author are no speech.

    Parameters and result: see `rows.Told.evidence`.
    """
    rows = find_camps(body)
    rows = rows[rows["camp"] != AUTHOR].assign(part=rows["n_words"])
    camps = rows.assign(kind=CAMP, subject=rows["camp"])
    speakers = rows.assign(kind=SPEAKER, subject=rows["name"])
    quoted = rows[rows["voice"] == "quoted"]
    quotations = quoted.assign(kind=QUOTATION, subject="quotations")
    found = pd.concat([camps, speakers, quotations])
    found = found[["kind", "subject", "segment_id", "part"]]
    return found[found["subject"].isin(subjects)]
