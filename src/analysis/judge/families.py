"""All measures that a report judges or tells, a row each.

A new measure is one more row here. Judging, robustness, placebo, sums of archives, evidence, the
first screen, tables and files work from the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

import pandas as pd

from analysis.judge import (
    actions,
    frames,
    labels,
    markers,
    naming,
    parallels,
    partners,
    speakers,
    speech,
    style,
    terms,
    tone,
)
from analysis.judge.rows import Judged, Told, name_subject
from analysis.judge.templates import load_sentences

TONE = Judged(
    measure="tone",
    prefix="tone",
    csv="family-tone",
    units=tone.list_units,
    layer=tone.find_layer,
    choices=tone.CHOICES,
    evidence=tone.find_evidence,
    formula=tone.find_formula,
    sentences=partial(load_sentences, "tone"),
    name=tone.name_finding,
    numbers="+.2f",
    place="language",
    title="Tone",
    accuracy=lambda instrument: (instrument, "tone_nyt_r"),
    voices=tone.SPEECH,
    add_choices=tone.add_choices,
    settle=tone.settle,
    lines=tone.pick_lines,
    write_difference=tone.write_difference,
    scored_whole=True,
)
VOICES = Judged(
    measure="voices",
    prefix="voices",
    csv="family-voices",
    units=speech.list_units,
    layer=speech.find_layer,
    choices=speech.CHOICES,
    evidence=speech.find_evidence,
    formula=speech.find_formula,
    sentences=partial(load_sentences, "voices"),
    name=partial(name_subject, "more words left to others"),
    numbers=".0%",
    place="speaks",
    title="How much is left to others",
    accuracy=lambda subject: ("voices", "voices_share_MAE"),
    bounds=(0, 1),
    settle=speech.settle,
    write_difference=speech.write_difference,
)
TERMS = Judged(
    measure="terms",
    prefix="term",
    csv="family-terms",
    units=terms.list_units,
    choices=terms.CHOICES,
    evidence=terms.find_evidence,
    formula=terms.find_formula,
    sentences=partial(load_sentences, "terms"),
    name=partial(name_subject, "more use of {subject}"),
    numbers=".1f",
    per=1000,
    among="word families",
    place="words",
    title="Which words",
    scale="log_ratio",
    bounds=(0, 1),
    add_units=terms.add_units,
    add_choices=terms.add_choices,
    admit=terms.admit,
    specify=terms.specify,
    sum_forms=terms.sum_forms,
    lines=terms.pick_lines,
    write_difference=terms.write_difference,
)
MARKERS = Judged(
    measure="markers",
    prefix="marker",
    csv="family-markers",
    units=markers.list_units,
    layer=markers.find_layer,
    choices=markers.CHOICES,
    evidence=markers.find_evidence,
    formula=markers.find_formula,
    sentences=partial(load_sentences, "markers"),
    name=partial(name_subject, "more markers of {subject}"),
    numbers=".1f",
    among="markers",
    place="argues",
    title="How it argues",
    accuracy=markers.find_accuracy,
    tested=False,
    bounds=(0, 1000),
    lines=markers.pick_line,
)
JUDGED: list[Judged] = [TONE, VOICES, TERMS, MARKERS]
SPEAKERS = Told(
    measure="speakers",
    csv="told-speakers",
    counts=speakers.count_speech,
    sentence=speakers.write_speech,
    evidence=speakers.find_speech,
    accuracy="voices_who_said_what_F",
    rule="speakers",
    place="speaks",
    title="Who speaks",
    keep=speakers.keep_speakers,
    lead=speakers.lead_speech,
    size=speakers.write_size,
)
NAMED = Told(
    measure="only one names",
    csv="told-only-one-names",
    counts=naming.count_names,
    sentence=naming.write_names,
    evidence=naming.find_names,
    place="named",
    title="Who and what only one names",
    keep=naming.keep_absent,
    lead=naming.lead_names,
    size=naming.write_size,
)
CALLED = Told(
    measure="labels",
    csv="told-labels",
    counts=labels.count_labels,
    sentence=labels.write_labels,
    evidence=labels.find_labels,
    accuracy="labels_close_gain",
    rule="labels",
    place="called",
    title="What each calls whom",
    keep=labels.keep_labels,
    lead=labels.lead_labels,
    size=labels.write_size,
)
ACTING = Told(
    measure="actions",
    csv="told-actions",
    counts=actions.count_actions,
    sentence=actions.write_actions,
    evidence=actions.find_actions,
    accuracy="roles_AUC_where_found",
    rule="clauses",
    place="acts",
    title="Who acts, who is acted on",
    keep=actions.keep_actions,
    lead=actions.lead_actions,
    size=actions.write_size,
)
SHARED = Told(
    measure="both tell",
    csv="told-both",
    counts=parallels.count_shared,
    sentence=parallels.write_shared,
    evidence=parallels.find_shared,
    place="named",
    title="What both tell",
    keep=parallels.keep_shared,
    lead=parallels.lead_shared,
    size=parallels.write_size,
)
STYLE = Told(
    measure="house style",
    csv="told-house-style",
    counts=style.count_style,
    sentence=style.write_style,
    evidence=style.find_style_words,
    keep=style.keep_style,
)
MATCHED = Told(
    measure="matched",
    csv="told-matched",
    counts=partners.count_matched,
    sentence=partners.write_matched,
    evidence=partners.find_matched,
    rule="",
    place="holds",
    title="Compared event by event",
    size=partners.write_size,
)
TOLD: list[Told] = [SPEAKERS, NAMED, CALLED, ACTING, SHARED, STYLE, MATCHED]


def list_families(
    codebooks: Iterable[str] | Mapping[str, pd.DataFrame] = (), *, own: str = ""
) -> list[Judged]:
    """The judged rows: those of this file, then one for each codebook.

    Parameters
    ----------
    codebooks : names, or name -> codebook, whose frames are then known where no article holds one.
    own : the codebook that was written for the event.

    Returns
    -------
    The rows, in the order in which they are judged.

    Examples
    --------
    >>> [row.measure for row in list_families(["generic"])]
    ['tone', 'voices', 'terms', 'markers', 'frames: generic']
    """
    books = codebooks if isinstance(codebooks, Mapping) else dict.fromkeys(codebooks)
    rows = list(JUDGED)
    for name, book in books.items():
        known = None
        if book is not None:
            listed = book.loc[book["weight"] > 0, "frame"]
            known = sorted(set(listed))
        is_own = name == own and own != "generic"
        rows.append(frames.make_row(name, known=known, own=is_own))
    return rows


def find_family(measure: str) -> Judged:
    """The row of a measure.

    Parameters
    ----------
    measure : its name in the findings table.

    Returns
    -------
    Its row; of 'frames: NAME' one made for that codebook.

    Raises
    ------
    ValueError : naming those that are known.

    Examples
    --------
    >>> find_family("frames: generic").prefix
    'frame-generic'
    """
    for row in JUDGED:
        if row.measure == measure:
            return row
    if measure.startswith(frames.MEASURE):
        return frames.make_row(measure.removeprefix(frames.MEASURE))
    known = [row.measure for row in JUDGED]
    known.append(f"{frames.MEASURE}CODEBOOK")
    raise ValueError(f"no measure {measure!r}; known: {', '.join(known)}")


@contextmanager
def register(row: Judged | Told) -> Iterator[None]:
    """Judge or tell one more measure for as long as the block runs.

    Parameters
    ----------
    row : is put behind those of its kind, and taken out again.

    Yields
    ------
    Nothing.
    """
    rows = JUDGED if isinstance(row, Judged) else TOLD
    rows.append(row)
    try:
        yield
    finally:
        rows.remove(row)
