"""Where a difference in tone comes from, in parts that add up: words, and voices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.instruments.table import weigh_anew
from analysis.instruments.vader import weigh_vader
from analysis.measures.families import Families, name_families
from analysis.measures.scoring import score_segments, select_marks
from analysis.tables.corpus import Corpus
from analysis.tables.resources import load_lexicon
from analysis.tables.sides import add_side, letter_sides

BESIDE = "(words beside, in the same sentences)"
ROUNDING = 1e-12


def shift_words(  # noqa: PLR0913 - what score_segments takes, and two choices of its own
    corpus: Corpus,
    *,
    instrument: str = "crossframe",
    label: str | None = None,
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
    mask_names: bool = True,
    mask_cues: bool = True,
    whole_files: bool = False,
    fold_families: bool = False,
) -> pd.DataFrame:
    """Word shift: what each scored word adds to the tone of each side, and to their gap.

    Parameters
    ----------
    corpus : of two sides with all voices.
    instrument, label, role, voice, mask_names, mask_cues : as in score_segments.
    whole_files : take each side as one text instead of sentence by sentence, as a script does that
        scores whole files (then a and b are the parts of TextBlob's score, to within what a mark
        across two sentences changes, and roughly of VADER's, whose rules reach over sentences).
    fold_families : take the words of a family as one term, shown in the form that scored most often
        (each form still scores what the instrument gives it).

    Returns
    -------
    One row a term (BESIDE for what is borne of words beside the voice), largest |shift| first:
    term, n_a, n_b (marks), a, b (its part of each side's mean tone), shift (a − b), use (part of
    the shift from how often it stands there), score (part from what it scored in its sentences),
    unsure (whether the word has senses that a list cannot tell apart:
    lexicons/ambiguous_words.csv), segments (ids, in order). Σ a, Σ b and Σ shift are the two tones
    and their gap; use + score = shift.

    Raises
    ------
    ValueError : when a side has no such sentence, and as in score_segments.

    References
    ----------
    The additive shift of Gallagher et al. 2021 (doi 10.1140/epjds/s13688-021-00260-3) on sentence
    scores, split in two parts as in Kitagawa 1955 (doi 10.1080/01621459.1955.10501299).
    """
    pair = list(corpus.pair)
    masks = {"mask_names": mask_names, "mask_cues": mask_cues}
    units = score_segments(
        corpus, instrument=instrument, label=label, role=role, voice=voice, **masks
    )
    sentences = units.groupby("side")["den"].sum().reindex(pair, fill_value=0.0)
    if not sentences.all():
        raise ValueError(
            f"side {sentences.idxmin()!r} has no sentence of role {role!r} and voice {voice!r}; "
            "choose others"
        )
    marks = select_marks(corpus, instrument=instrument, label=label, **masks)
    marks = marks[marks["segment_id"].isin(units["segment_id"])]
    marks = add_side(marks, corpus.articles)
    if fold_families:
        marks = marks.assign(term=_name_families(marks["term"], corpus.families))
    weight = marks["weight"]
    if whole_files:
        weight = _weigh_wholes(marks, instrument)
        sentences = sentences * 0 + 1.0
    marks = marks.assign(given=marks["value"] * weight)
    table = _sum_terms(marks, sentences)
    if not whole_files:
        means = units.groupby("side")["num"].sum() / sentences
        table = _add_rest(table, means, pair)
    order = np.lexsort([table.index, -table["shift"].abs()])
    table["unsure"] = table.index.isin(load_lexicon("ambiguous_words")["word"])
    columns = ["term", "n_a", "n_b", "a", "b", "shift", "use", "score", "unsure", "segments"]
    return table.iloc[order].reset_index()[columns]


def _sum_terms(marks: pd.DataFrame, sentences: pd.Series) -> pd.DataFrame:
    """What each term gives to the mean of each side, and the parts of their gap.

    marks: with side and given, the part of a sentence's score. sentences: of sides a and b, which
    these sums are divided by.
    """
    terms = sorted(marks["term"].unique())
    table = pd.DataFrame(index=pd.Index(terms, name="term"))
    rates, means = [], []
    for letter, side in letter_sides(sentences.index):
        of_side = marks[marks["side"] == side]
        own = of_side.groupby("term")["given"].agg(["size", "sum"]).reindex(terms)
        n = own["size"].fillna(0).astype(int)
        given = own["sum"].fillna(0.0)
        table[f"n_{letter}"] = n
        table[letter] = given / sentences[side]
        rates.append(n / sentences[side])
        means.append(own["sum"] / own["size"])
    table["shift"] = table["a"] - table["b"]
    # A term that one side lacks has no score there: all of its shift is use.
    table["use"], table["score"] = _divide_gap(rates, means)
    table["segments"] = marks.groupby("term")["segment_id"].agg(_join_sorted)
    return table


def _join_sorted(ids: pd.Series) -> str:
    ordered = sorted(set(ids))
    return " ".join(ordered)


def _divide_gap(
    shares: Sequence[pd.Series], means: Sequence[pd.Series]
) -> tuple[pd.Series, pd.Series]:
    """The parts of a gap between sides a and b that come from their shares and from their means.

    A mean that one side lacks is taken from the other.

    References
    ----------
    Kitagawa 1955.
    """
    share_a, share_b = shares
    mean_a, mean_b = means
    mean_a, mean_b = mean_a.fillna(mean_b), mean_b.fillna(mean_a)
    by_share = (share_a - share_b) * (mean_a + mean_b) / 2
    by_mean = (mean_a - mean_b) * (share_a + share_b) / 2
    return by_share, by_mean


def _add_rest(table: pd.DataFrame, means: pd.Series, pair: Sequence[str]) -> pd.DataFrame:
    """The table with what a voice bears of words that stand in another part of its sentences.

    See score_segments: what one part gives beyond the bounds the others bear. No row where nothing
    was borne.
    """
    rest = {
        letter: float(means.get(side, 0.0)) - table[letter].sum()
        for letter, side in letter_sides(pair)
    }
    if max(map(abs, rest.values())) < ROUNDING:
        return table
    shift = rest["a"] - rest["b"]
    row = {**rest, "n_a": 0, "n_b": 0, "shift": shift, "use": shift, "score": 0.0, "segments": ""}
    return pd.concat([table, pd.DataFrame(row, index=pd.Index([BESIDE], name="term"))])


def _name_families(terms: pd.Series, more: Families) -> pd.Series:
    """Every term in the form of its family that stands most often; the first of equals."""
    rows = pd.DataFrame({"term": terms, "family": name_families(terms, more=more)})
    counts = rows.groupby(["family", "term"]).size().reset_index(name="n")
    counts = counts.sort_values(["n", "term"], ascending=[False, True])
    most = counts.drop_duplicates("family").set_index("family")["term"]
    return rows["family"].map(most).astype(terms.dtype)


def _weigh_wholes(marks: pd.DataFrame, instrument: str) -> pd.Series:
    """The weight of every mark were its side one text."""
    own = marks.groupby("side")["value"]
    if instrument == "vader":
        return own.transform("sum").map(weigh_vader)
    many = own.transform("size")
    return weigh_anew(marks["weight"], many) if instrument == "crossframe" else 1 / many


def decompose_voices(
    corpus: Corpus,
    *,
    instrument: str = "crossframe",
    role: str | Sequence[str] | None = "body",
    mask_names: bool = True,
    mask_cues: bool = True,
) -> pd.DataFrame:
    """Divide the tone gap into who speaks and how they speak.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : an instrument of tone, such as 'vader'.
    role : one, several, or None for all.
    mask_names : leave out marks in names.
    mask_cues : leave out the word that introduces what another says.

    Returns
    -------
    One row a voice that occurs: voice, share_a, share_b (of sentences, a part counting by its
    words), tone_a, tone_b (missing where a side lacks the voice), who (part of the gap from the
    shares), how (part of it from the tone within the voice), total (both). Σ share × tone is each
    side's tone, and Σ total is the gap.

    Raises
    ------
    ValueError : for an unknown instrument or role.

    References
    ----------
    Kitagawa 1955 (doi 10.1080/01621459.1955.10501299).
    """
    pair = corpus.pair
    masks = {"mask_names": mask_names, "mask_cues": mask_cues}
    units = score_segments(corpus, instrument=instrument, role=role, **masks)
    sums = units.groupby(["voice", "side"])[["num", "den"]].sum().unstack("side")
    table = pd.DataFrame(index=sums.index)
    for letter, side in letter_sides(pair):
        num, den = sums[("num", side)], sums[("den", side)].fillna(0.0)
        table[f"share_{letter}"] = den / den.sum()
        table[f"tone_{letter}"] = num / den.where(den > 0)
    shares = table["share_a"], table["share_b"]
    tones = table["tone_a"], table["tone_b"]
    table["who"], table["how"] = _divide_gap(shares, tones)
    table["total"] = table["who"] + table["how"]
    columns = ["voice", "share_a", "share_b", "tone_a", "tone_b", "who", "how", "total"]
    return table.reset_index()[columns]
