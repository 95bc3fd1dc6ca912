"""Where a difference comes from: the segments behind a finding, and a tone gap in parts that add up (words, voices, ways
of scoring); and what chance gives."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from analysis.sentiment import score_segments, select_marks, weigh_vader
from analysis.stats import SEED, minimum_detectable
from analysis.tables import Corpus, add_side, known_values
from analysis.terms import count_words, find_spellings


def shift_words(
    corpus: Corpus, *, instrument: str = "vader", label: str | None = None, role: str | Sequence[str] | None = "body",
    voice: str | None = None, mask_names: bool = False, whole_files: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Word shift: what every scored word adds to the tone of each side, and to the gap between them.

    Arguments: corpus of two sides with all voices; instrument, label, role, voice, mask_names as in sentiment.score_segments;
    whole_files, take each side as one text instead of sentence by sentence, as a script does that scores whole files
    (then a and b are the parts of TextBlob's score, to within what a mark across two sentences changes, and roughly of
    VADER's, whose rules reach over sentences).
    Returns: one row a term, largest |shift| first: term, n_a, n_b (marks), a, b (its part of each side's mean tone),
    shift (a − b), use (part of the shift from how often it stands there), score (part from what it scored in its
    sentences), segments (ids, in order). Σ a, Σ b and Σ shift are the two tones and their gap; use + score = shift.
    Source: the additive shift of Gallagher et al. 2021 (doi 10.1140/epjds/s13688-021-00260-3) on sentence scores,
    split in two parts as in Kitagawa 1955 (doi 10.1080/01621459.1955.10501299).
    Raises: ValueError when a side has no such sentence, and as score_segments.
    """
    pair = list(corpus.pair)
    units = score_segments(corpus, instrument=instrument, label=label, role=role, voice=voice, mask_names=mask_names)
    marks = select_marks(corpus, instrument=instrument, label=label, mask_names=mask_names)
    marks = add_side(marks[marks["segment_id"].isin(units["segment_id"])], corpus.articles)
    marks = marks.assign(given=marks["value"] * marks["weight"])
    sentences = units.groupby("side")["den"].sum().reindex(pair, fill_value=0.0)
    if not sentences.all():
        raise ValueError(f"side {sentences.idxmin()!r} has no sentence of role {role!r} and voice {voice!r}; choose others")
    if whole_files:
        total = marks.groupby("side")["value"].agg(["sum", "size"])
        weight = total["sum"].map(weigh_vader) if instrument == "vader" else 1 / total["size"]
        marks = marks.assign(given=marks["value"] * marks["side"].map(weight))
        sentences = sentences * 0 + 1.0
    table = pd.DataFrame(index=pd.Index(sorted(marks["term"].unique()), name="term"))
    for letter, side in zip("ab", pair, strict=True):
        own = marks[marks["side"] == side].groupby("term")["given"].agg(["size", "sum"]).reindex(table.index)
        table[f"n_{letter}"] = own["size"].fillna(0).astype(int)
        table[letter] = own["sum"].fillna(0.0) / sentences[side]
        table[f"rate_{letter}"] = table[f"n_{letter}"] / sentences[side]
        table[f"mean_{letter}"] = own["sum"] / own["size"]
    table["shift"] = table["a"] - table["b"]
    # A term that one side lacks has no score there: all of its shift is use.
    mean_a, mean_b = table["mean_a"].fillna(table["mean_b"]), table["mean_b"].fillna(table["mean_a"])
    table["use"] = (table["rate_a"] - table["rate_b"]) * (mean_a + mean_b) / 2
    table["score"] = (mean_a - mean_b) * (table["rate_a"] + table["rate_b"]) / 2
    table["segments"] = marks.groupby("term")["segment_id"].agg(lambda ids: " ".join(dict.fromkeys(sorted(ids))))
    order = np.lexsort([table.index, -table["shift"].abs()])
    columns = ["term", "n_a", "n_b", "a", "b", "shift", "use", "score", "segments"]
    return table.iloc[order].reset_index()[columns]


def decompose_voices(
    corpus: Corpus, *, instrument: str = "vader", role: str | Sequence[str] | None = "body", mask_names: bool = False
) -> pd.DataFrame:
    """The tone gap as who speaks (shares of voices) and how they speak (tone within a voice).

    Returns: one row a voice that occurs: voice, share_a, share_b (of sentence words), tone_a, tone_b (NaN where a side
    lacks the voice), who, how, total. Σ share × tone is each side's tone, and Σ who + Σ how is the gap.
    Source: Kitagawa 1955 (doi 10.1080/01621459.1955.10501299).
    """
    pair = corpus.pair
    units = score_segments(corpus, instrument=instrument, role=role, mask_names=mask_names)
    sums = units.groupby(["voice", "side"])[["num", "den"]].sum().unstack("side")
    table = pd.DataFrame(index=sums.index)
    for letter, side in zip("ab", pair, strict=True):
        num, den = sums[("num", side)], sums[("den", side)].fillna(0.0)
        table[f"share_{letter}"] = den / den.sum()
        table[f"tone_{letter}"] = num / den.where(den > 0)
    tone_a, tone_b = table["tone_a"].fillna(table["tone_b"]), table["tone_b"].fillna(table["tone_a"])
    table["who"] = (table["share_a"] - table["share_b"]) * (tone_a + tone_b) / 2
    table["how"] = (tone_a - tone_b) * (table["share_a"] + table["share_b"]) / 2
    table["total"] = table["who"] + table["how"]
    columns = ["voice", "share_a", "share_b", "tone_a", "tone_b", "who", "how", "total"]
    return table.reset_index()[columns]


def list_ways(corpus: Corpus) -> pd.DataFrame:
    """The scores of both sides under the ways of scoring that readers meet: naive, by sentence, with names masked.

    Returns: way, a, b.
    """
    naive = corpus.articles.groupby("side", sort=False)[["naive_polarity", "naive_compound"]].mean()
    rows = [
        (f"{name}, whole file", *naive[column].reindex(list(corpus.pair)))
        for name, column in (("TextBlob", "naive_polarity"), ("VADER", "naive_compound"))
    ]
    for name, instrument in (("TextBlob", "textblob"), ("VADER", "vader")):
        for masked in (False, True):
            units = score_segments(corpus, instrument=instrument, mask_names=masked).groupby("side")[["num", "den"]].sum()
            means = (units["num"] / units["den"]).reindex(list(corpus.pair))
            rows.append((f"{name}, body sentences" + (", names masked" if masked else ""), *means))
    return pd.DataFrame(rows, columns=["way", "a", "b"])


def split_halves(corpus: Corpus, *, side: str, draws: int = 500, seed: int = SEED) -> pd.DataFrame:
    """Difference in tone between random halves of one side's paragraphs: what chance gives where nothing differs.

    Arguments: draws, halvings; seed. Returns: one row a draw: side, draw, estimate (first half minus second).
    """
    units = score_segments(corpus, instrument="vader").query("side == @side")
    blocks = units.groupby(["article_id", "block"])[["num", "den"]].sum().to_numpy()
    rng, rows = np.random.default_rng(seed), []
    for draw in range(draws):
        first = rng.permutation(len(blocks)) < len(blocks) // 2
        (one, n_one), (two, n_two) = blocks[first].sum(0), blocks[~first].sum(0)
        rows.append((side, draw, one / n_one - two / n_two if n_one and n_two else np.nan))
    return pd.DataFrame(rows, columns=["side", "draw", "estimate"])


def list_detectable(corpus: Corpus) -> pd.DataFrame:
    """The smallest difference in tone that would be found (power .8) beside the one that was, by instrument.

    Returns: instrument, estimate, detectable, unit.
    """
    rows = []
    for instrument in ("vader", "textblob"):
        units = score_segments(corpus, instrument=instrument)
        values = units.groupby("side")[["num", "den"]].sum().reindex(list(corpus.pair))
        a, b = values["num"] / values["den"]
        row = minimum_detectable(units, sides=corpus.pair).iloc[0]
        rows.append((instrument, a - b, row["detectable"], row["unit"]))
    return pd.DataFrame(rows, columns=["instrument", "estimate", "detectable", "unit"])


def score_voices(
    corpus: Corpus, *, role: str | Sequence[str] = "body", given: Sequence[str] = ("quoted", "reported")
) -> pd.DataFrame:
    """How many of its words each segment leaves to others: a unit table for stats.compare_sides.

    Arguments: role, one or several; given, the voices that count as others.
    Returns: segment_id, side, article_id, block (paragraph), sentence, num (words left to others), den (words).
    """
    rows = add_side(corpus.segments, corpus.articles)
    rows = rows[rows["role"].isin(known_values("role", role))].rename(columns={"paragraph": "block", "n_words": "den"})
    rows["num"] = rows["den"].where(rows["voice"].isin(known_values("voice", given)), 0)
    return rows[["segment_id", "side", "article_id", "block", "sentence", "num", "den"]].reset_index(drop=True)


def evidence(finding: pd.Series, corpus: Corpus) -> pd.DataFrame:
    """The segments of the body behind a finding, the strongest first.

    Arguments: finding, a row of findings; corpus, of all roles and voices.
    Returns: segment_id, part (what the segment gives: to the sum of its side's tone, in uses of the term or the frame's
    language, or in words left to others). Without text a term is known by paragraph and voice, so all their segments
    stand for it. Raises: ValueError for a measure that is not known.
    """
    measure, _, codebook = finding["measure"].partition(": ")
    body = corpus.select(role="body", voice=None if finding["voice"] == "all" else finding["voice"])
    if measure == "tone":
        marks = select_marks(body, instrument=finding["subject"])
        rows = marks.assign(part=marks["value"] * marks["weight"])
    elif measure == "voices":
        units = score_voices(body)
        rows = units[units["num"] > 0].rename(columns={"num": "part"})
    elif measure == "terms":
        rows = _find_term(body, finding["subject"]).rename(columns={"n": "part"})
    elif codebook:
        marks = body.marks[(body.marks["instrument"] == f"frames:{codebook}") & (body.marks["label"] == finding["subject"])]
        rows = marks[~marks["in_name"]].rename(columns={"value": "part"})
    else:
        raise ValueError(f"no evidence is known for the measure {measure!r}; known: tone, voices, terms, frames")
    sums = rows.groupby("segment_id", sort=False)["part"].sum().reset_index()
    order = pd.Series(range(len(body.segments)), index=body.segments["segment_id"])
    sums = sums.assign(size=sums["part"].abs().round(12), place=sums["segment_id"].map(order))
    sums = sums.sort_values(["size", "place"], ascending=[False, True], ignore_index=True)
    return sums.loc[sums["size"] > 0, ["segment_id", "part"]].reset_index(drop=True)


def add_evidence(findings: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Findings with the column segments: the ids of the segments behind each, the strongest first, with spaces."""
    return findings.assign(segments=[" ".join(evidence(row, corpus)["segment_id"]) for _, row in findings.iterrows()])


def _find_term(corpus: Corpus, term: str) -> pd.DataFrame:
    """segment_id and n of the segments that use a term in any of its spellings."""
    spellings = find_spellings(corpus.terms).query("shown_as == @term")["term"].tolist() or [term]
    segments = corpus.segments
    if corpus.has_text:
        near = segments["text"].str.lower().map(lambda text: any(word.lower() in text for word in spellings))
        segments = segments[near].reset_index(drop=True)
        counts = count_words(segments.assign(paragraph=segments.index))
        counts = counts[counts["term"].isin(spellings)]
        return counts.assign(segment_id=counts["paragraph"].map(segments["segment_id"]))
    keys = ["article_id", "paragraph", "role", "voice"]
    return segments.merge(corpus.terms[corpus.terms["term"].isin(spellings)].groupby(keys, as_index=False)["n"].sum(), on=keys)


def list_segments(corpus: Corpus, *, keep: Collection[str] | None = None) -> list[dict]:
    """What a report shows of each segment: the columns of segments, side, tone (VADER: its part of its sentence's score)
    and marks (a list of rows).

    Arguments: keep, the segment ids to list (default: all).
    """
    rows = score_segments(corpus, role=None)[["segment_id", "num"]].rename(columns={"num": "tone"})
    rows = add_side(rows.merge(corpus.segments, on="segment_id", validate="one_to_one"), corpus.articles)
    rows = rows if keep is None else rows[rows["segment_id"].isin(keep)]
    marks = corpus.marks[corpus.marks["segment_id"].isin(rows["segment_id"])]
    found = {key: own.to_dict("records") for key, own in marks.groupby("segment_id", sort=False)}
    return [{**row, "marks": found.get(row["segment_id"], [])} for row in rows.to_dict("records")]
