"""Scores of segments by an instrument of tone: sums over its marks, some of them set aside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.instruments.scores import LABELS
from analysis.instruments.table import weigh_anew
from analysis.instruments.vader import weigh_vader
from analysis.tables.corpus import Corpus
from analysis.tables.remember import remember
from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import known_values
from analysis.tables.sides import add_side

# Lowest and highest tone of a part of a sentence, by the dimension of an instrument. The table's
# scores have no bounds; three standard deviations keep one word of a short part from being
# taken for the tone of many.
BOUNDS = {
    "compound": (-1.0, 1.0),
    "polarity": (-1.0, 1.0),
    "subjectivity": (0.0, 1.0),
    "tone": (-3.0, 3.0),
}
UNIT_COLUMNS = ["segment_id", "side", "article_id", "block", "sentence", "role", "voice"]
UNIT_COLUMNS += ["speaker", "n_words", "num", "den", "n_marks"]


def score_segments(
    corpus: Corpus,
    *,
    instrument: str = "crossframe",
    label: str | None = None,
    role: str | Sequence[str] | None = "body",
    voice: str | None = None,
    mask_names: bool = True,
    mask_cues: bool = True,
    mask_topics: bool = False,
) -> pd.DataFrame:
    """Score of every segment: what it gives to the score of its sentence.

    With nothing masked a sentence scores what the library gives it.

    Parameters
    ----------
    corpus : with all voices of its sentences.
    instrument : of INSTRUMENTS.
    label : the dimension (default: polarity, compound or tone).
    role : one, several, or None for all.
    voice : keeps segments of one voice, after scoring.
    mask_names, mask_cues, mask_topics : what is set aside (see select_marks).

    Returns
    -------
    One row a segment: segment_id, side, article_id, block (paragraph), sentence, role, voice,
    speaker, n_words, num (Σ value·weight), den (share of the sentence's words, so that the dens of
    a sentence add up to 1), n_marks. The mean tone of any group of segments is Σ num / Σ den; over
    voices, share times tone adds up to the whole. A part of a sentence stays within the bounds of
    the instrument for its share of the words (see keep_within).

    Raises
    ------
    ValueError for an unknown instrument or label.
    """
    masks = {"mask_names": mask_names, "mask_cues": mask_cues, "mask_topics": mask_topics}
    out = _score_whole(corpus.whole or corpus, instrument=instrument, label=label, **masks)
    out = out[out["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        out = out if wanted is None else out[out[column].isin(known_values(column, wanted))]
    return out.reset_index(drop=True)


@remember
def _score_whole(
    source: Corpus, *, instrument: str, label: str | None, **masks: bool
) -> pd.DataFrame:
    """All segments of a corpus, as score_segments gives them."""
    return Scorer(source, instrument=instrument, label=label).score(**masks)


def select_marks(
    corpus: Corpus,
    *,
    instrument: str,
    label: str | None = None,
    mask_names: bool = True,
    mask_cues: bool = True,
    mask_topics: bool = False,
) -> pd.DataFrame:
    """Marks of one instrument and dimension; weights are those of the marks that remain.

    Parameters
    ----------
    corpus, instrument, label : as score_segments.
    mask_names : drop marks in names.
    mask_cues : drop the word that introduces what another says (*denied*), which is no mood of the
        author.
    mask_topics : drop nouns that name a topic (lexicons/topic_nouns.csv).

    Returns
    -------
    The table of marks.

    Raises
    ------
    ValueError naming what is known.
    """
    scorer = Scorer(corpus, instrument=instrument, label=label)
    kept, value, weight = scorer.weigh(
        mask_names=mask_names, mask_cues=mask_cues, mask_topics=mask_topics
    )
    marks = scorer.marks[kept].assign(value=value, weight=weight)
    return marks[marks["segment_id"].isin(corpus.segments["segment_id"])].reset_index(drop=True)


class Scorer:
    """The marks of one instrument, read once, and scored with some of them set aside.

    Parameters
    ----------
    corpus, instrument, label : as score_segments.

    Raises
    ------
    ValueError for an unknown instrument or label.
    """

    def __init__(self, corpus: Corpus, *, instrument: str, label: str | None = None):
        self.instrument = instrument
        self.label = label or LABELS.get(instrument, ("none",))[0]
        if self.label not in LABELS.get(instrument, ()):
            pairs = ", ".join(f"{name}/{known}" for name, some in LABELS.items() for known in some)
            raise ValueError(f"no instrument {instrument}/{self.label}; allowed: {pairs}")
        # Whole sentences, since the parts of one bear each other's words.
        source = corpus.whole or corpus
        marks = source.marks
        own = (marks["instrument"] == instrument) & (marks["label"] == self.label)
        self.marks = marks[own]
        self.segments = add_side(source.segments, source.articles).reset_index(drop=True)
        self.asked = self.segments["segment_id"].isin(corpus.segments["segment_id"]).to_numpy()
        place = [self.segments["article_id"], self.segments["sentence"]]
        self.sentence = self.segments.groupby(place, sort=False).ngroup().to_numpy()
        words = self.segments["n_words"].to_numpy(float)
        of_sentence = np.bincount(self.sentence, words)[self.sentence] if len(words) else words
        self.den = np.divide(words, of_sentence, out=np.zeros_like(words), where=of_sentence > 0)
        rows = pd.Index(self.segments["segment_id"])
        self.row = rows.get_indexer(self.marks["segment_id"])
        self.in_name = self.marks["in_name"].to_numpy(bool)
        self.cue = self._find_cues()
        self.topic = self.marks["term"].isin(load_lexicon("topic_nouns")["word"]).to_numpy()

    def score(self, *, mask_names: bool, mask_cues: bool, mask_topics: bool) -> pd.DataFrame:
        """One row a segment of the corpus, as score_segments gives it."""
        kept, value, weight = self.weigh(
            mask_names=mask_names, mask_cues=mask_cues, mask_topics=mask_topics
        )
        many = len(self.segments)
        num = np.bincount(self.row[kept], value * weight, many)
        n_marks = np.bincount(self.row[kept], minlength=many)
        num = keep_within(num, self.den, self.sentence, BOUNDS[self.label])
        out = self.segments.assign(
            block=self.segments["paragraph"], num=num, den=self.den, n_marks=n_marks
        )
        return out.loc[self.asked, UNIT_COLUMNS]

    def weigh(
        self, *, mask_names: bool, mask_cues: bool, mask_topics: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which marks remain, and their values and weights where only these remain."""
        dropped = np.zeros(len(self.marks), bool)
        for asked, which in (
            (mask_names, self.in_name),
            (mask_cues, self.cue),
            (mask_topics, self.topic),
        ):
            if asked:
                dropped |= which
        kept = ~dropped
        value = self.marks["value"].to_numpy(float)[kept]
        weight = self.marks["weight"].to_numpy(float)[kept]
        if not dropped.any():
            return kept, value, weight
        sentence = self.sentence[self.row[kept]]
        changed = np.zeros(self.sentence.max() + 1, bool)
        changed[self.sentence[self.row[dropped]]] = True
        anew = changed[sentence]
        new_value, new_weight = self._weigh_anew(kept, value, weight, sentence)
        return kept, np.where(anew, new_value, value), np.where(anew, new_weight, weight)

    def _weigh_anew(
        self, kept: np.ndarray, value: np.ndarray, weight: np.ndarray, sentence: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Values and weights of marks as if their sentences held no others."""
        if self.instrument == "vader":
            # The emphasis of ! and ? goes with the words that remain, as the library would have it.
            emphasis = self.marks["term"].isin(["!", "?"]).to_numpy()[kept]
            words = np.sign(np.bincount(sentence, np.where(emphasis, 0.0, value))[sentence])
            value = np.where(emphasis, np.abs(value) * words, value)
            return value, weigh_vader(np.bincount(sentence, value)[sentence])
        many = np.bincount(sentence)[sentence]
        return value, weigh_anew(weight, many) if self.instrument == "crossframe" else 1 / many

    def _find_cues(self) -> np.ndarray:
        """Which marks are a reporting word of their sentence, outside what it introduces."""
        cue = self.segments["cue"].fillna("").astype(str)
        said = np.flatnonzero((cue != "").to_numpy())
        words = cue.iloc[said].str.lower().str.split()
        cues = {
            (sentence, word)
            for sentence, some in zip(self.sentence[said].tolist(), words, strict=True)
            for word in some
        }
        outside = (cue == "").to_numpy()
        sentences = self.sentence[self.row].tolist()
        pairs = zip(sentences, self.marks["term"], strict=True)
        found = np.fromiter((pair in cues for pair in pairs), bool, len(sentences))
        return found & outside[self.row]


def keep_within(
    num: np.ndarray, den: np.ndarray, sentence: np.ndarray, bounds: tuple[float, float]
) -> np.ndarray:
    """Parts of sentence scores, each within the bounds of its share; a sentence keeps its sum.

    What goes beyond is borne by the other parts of the sentence, so that the mean of a voice is
    within the bounds too. A sentence whose own score is beyond them widens them for its parts.

    Parameters
    ----------
    num, den : score and share of the words of every part.
    sentence : number of its sentence, from 0.
    bounds : lowest and highest tone of a part.

    >>> parts = np.array([0.9, 0.0]), np.array([0.25, 0.75]), np.array([0, 0])
    >>> keep_within(*parts, (-1.0, 1.0)).round(2).tolist()
    [0.25, 0.65]
    """
    num, sentence = np.asarray(num, float), np.asarray(sentence, int)
    if not len(num):
        return num
    whole = np.bincount(sentence, num)[sentence]
    low = np.minimum(bounds[0], whole) * den
    high = np.maximum(bounds[1], whole) * den
    within = np.clip(num, low, high)
    over = np.bincount(sentence, num - within)[sentence]
    room = np.where(over > 0, high - within, low - within)
    every = np.bincount(sentence, room)[sentence]
    moved = np.divide(over * room, every, out=np.zeros_like(num), where=every != 0)
    return np.where(over != 0, within + moved, within)
