"""Scores of segments by an instrument of tone: sums over its marks, some of them set aside."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.instruments.scores import LABELS, TABLE
from analysis.instruments.table import weigh_anew
from analysis.instruments.vader import weigh_vader
from analysis.tables.corpus import Corpus
from analysis.tables.places import number_places
from analysis.tables.remember import keep, remember
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
    corpus : any articles.
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
    ValueError : for an unknown instrument, label, role or voice.
    """
    masks = {"mask_names": mask_names, "mask_cues": mask_cues, "mask_topics": mask_topics}
    out = _score_whole(corpus.whole or corpus, instrument=instrument, label=label, **masks)
    out = out[out["segment_id"].isin(corpus.segments["segment_id"])]
    for column, wanted in (("role", role), ("voice", voice)):
        if wanted is not None:
            chosen = known_values(column, wanted)
            out = out[out[column].isin(chosen)]
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
    """Select the marks of one instrument and dimension that are not set aside.

    Parameters
    ----------
    corpus, instrument, label : as in score_segments.
    mask_names : drop marks in names.
    mask_cues : drop the word that introduces what another says (*denied*), which is no mood of the
        author.
    mask_topics : drop nouns that name a topic (lexicons/topic_nouns.csv).

    Returns
    -------
    The marks table; values and weights are what the instrument would give if the sentence held the
    remaining marks alone.

    Raises
    ------
    ValueError : for an unknown instrument or label, naming those that are known.
    """
    scorer = Scorer(corpus, instrument=instrument, label=label)
    kept, value, weight = scorer.weigh(
        mask_names=mask_names, mask_cues=mask_cues, mask_topics=mask_topics
    )
    marks = scorer.marks[kept].assign(value=value, weight=weight)
    is_asked = marks["segment_id"].isin(corpus.segments["segment_id"])
    return marks[is_asked].reset_index(drop=True)


def draw_articles(digests: pd.Series, *, one_in: int) -> np.ndarray:
    """Draw one article in so many by the hash of its text, the same ones in every run.

    Parameters
    ----------
    digests : sha256 of the texts, in hexadecimal digits.
    one_in : 1 for all.

    Returns
    -------
    By article, whether it is drawn.

    Examples
    --------
    >>> draw_articles(pd.Series(["0a", "03", "10"]), one_in=2).tolist()
    [True, False, True]
    """
    if one_in == 1:
        return np.ones(len(digests), bool)
    return np.array([int(digest, 16) % one_in == 0 for digest in digests], bool)


class Scorer:
    """The marks of one instrument, read once, and scored with some of them set aside.

    Parameters
    ----------
    corpus, instrument, label : as in score_segments.

    Raises
    ------
    ValueError : for an unknown instrument or label.
    """

    def __init__(self, corpus: Corpus, *, instrument: str, label: str | None = None):
        self.instrument = instrument
        self.label = _choose_label(instrument, label)
        # Whole sentences, since the parts of one bear each other's words.
        self._source = corpus.whole or corpus
        self._corpus = corpus
        self.marks = select_instrument(self._source, instrument, self.label)
        self.places = number_places(self._source)
        self.sentence = self.places.sentence
        self.den = self.places.share_sentences()
        self.row = self.places.find(self.marks["segment_id"])
        self.in_name = self.marks["in_name"].to_numpy(bool)
        terms = self.marks["term"].tolist()
        self.cue = self._find_cues(terms)
        topics = load_topics()
        self.topic = np.array([term in topics for term in terms], bool)

    def score(self, *, mask_names: bool, mask_cues: bool, mask_topics: bool) -> pd.DataFrame:
        """Score every segment of the corpus.

        Parameters
        ----------
        mask_names, mask_cues, mask_topics : what is set aside (see select_marks).

        Returns
        -------
        The columns that score_segments gives.
        """
        num, n_marks = self.add_up(
            mask_names=mask_names, mask_cues=mask_cues, mask_topics=mask_topics
        )
        segments = add_side(self._source.segments, self._source.articles).reset_index(drop=True)
        out = segments.assign(block=segments["paragraph"], num=num, den=self.den, n_marks=n_marks)
        asked = segments["segment_id"].isin(self._corpus.segments["segment_id"])
        return out.loc[asked & self.find_drawn(), UNIT_COLUMNS]

    def find_drawn(self) -> np.ndarray:
        """Find which segments the instrument scored: those of the articles that were drawn.

        Returns
        -------
        True or False for each segment of whole sentences.
        """
        if self.instrument == TABLE:
            return np.ones(len(self.den), bool)
        articles = self._source.articles
        drawn = draw_articles(articles["sha256"], one_in=self._source.witness_sample)
        return drawn[self.places.article]

    def add_up(
        self, *, mask_names: bool, mask_cues: bool, mask_topics: bool
    ) -> tuple[np.ndarray, np.ndarray]:
        """Add up the marks of every segment.

        Parameters
        ----------
        mask_names, mask_cues, mask_topics : what is set aside (see select_marks).

        Returns
        -------
        num and n_marks, as in score_segments, for each segment of whole sentences.
        """
        kept, value, weight = self.weigh(
            mask_names=mask_names, mask_cues=mask_cues, mask_topics=mask_topics
        )
        many = len(self.den)
        num = np.bincount(self.row[kept], value * weight, many)
        n_marks = np.bincount(self.row[kept], minlength=many)
        return keep_within(num, self.den, self.sentence, BOUNDS[self.label]), n_marks

    def weigh(
        self, *, mask_names: bool, mask_cues: bool, mask_topics: bool
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weigh the marks that remain when some are set aside.

        Parameters
        ----------
        mask_names, mask_cues, mask_topics : what is set aside (see select_marks).

        Returns
        -------
        By mark, whether it remains; and of those that remain the values and the weights.
        """
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
        many = np.bincount(sentence)[sentence]
        if self.instrument == "crossframe":
            return value, weigh_anew(weight, many)
        if self.instrument != "vader":
            return value, 1 / many
        # The emphasis of ! and ? goes with the words that remain, as the library would have it.
        emphasis = self.marks["term"].isin(["!", "?"]).to_numpy()[kept]
        without = np.where(emphasis, 0.0, value)
        words = np.bincount(sentence, without)[sentence]
        value = np.where(emphasis, np.abs(value) * np.sign(words), value)
        total = np.bincount(sentence, value)[sentence]
        return value, weigh_vader(total)

    def _find_cues(self, terms: list[str]) -> np.ndarray:
        """Which marks are a reporting word of their sentence, outside what it introduces."""
        cues = _list_cues(self._source)
        found = np.zeros(len(terms), bool)
        possible = [k for k, term in enumerate(terms) if term in cues.words]
        sentences = self.sentence[self.row[possible]].tolist()
        for k, sentence in zip(possible, sentences, strict=True):
            found[k] = (sentence, terms[k]) in cues.pairs
        return found & cues.outside[self.row]


class _Cues(NamedTuple):
    """Reporting words of sentences, alone and each with its sentence, and which segments are in
    none.
    """

    words: set[str]
    pairs: set[tuple[int, str]]
    outside: np.ndarray


@keep
def _list_cues(source: Corpus) -> _Cues:
    cue = source.segments["cue"].fillna("").astype(str)
    outside = (cue == "").to_numpy()
    said = np.flatnonzero(~outside)
    sentences = number_places(source).sentence[said].tolist()
    pairs = set()
    for sentence, words in zip(sentences, cue.iloc[said].str.lower(), strict=True):
        pairs |= {(sentence, word) for word in words.split()}
    return _Cues({word for _, word in pairs}, pairs, outside)


@keep
def _number_instruments(source: Corpus) -> dict[tuple[str, str], np.ndarray]:
    """The rows of the marks of every instrument and dimension."""
    groups = source.marks.groupby(["instrument", "label"], sort=False)
    return groups.indices


def select_instrument(source: Corpus, instrument: str, label: str) -> pd.DataFrame:
    """Select the marks of one instrument and dimension.

    Parameters
    ----------
    source : a corpus.
    instrument, label : as in score_segments.

    Returns
    -------
    The marks table, in its order; no row where there is none.
    """
    rows = _number_instruments(source).get((instrument, label), np.zeros(0, int))
    return source.marks.iloc[rows]


@cache
def load_topics() -> frozenset[str]:
    """Load the nouns that name a topic.

    Returns
    -------
    The nouns of lexicons/topic_nouns.csv.
    """
    return frozenset(load_lexicon("topic_nouns")["word"])


def _choose_label(instrument: str, label: str | None) -> str:
    """The dimension of an instrument that is asked for, its first for None.

    Raises ValueError for an unknown instrument or dimension.
    """
    labels = LABELS.get(instrument, ())
    chosen = label or (labels[0] if labels else "none")
    if chosen not in labels:
        pairs = []
        for name, some in LABELS.items():
            pairs += [f"{name}/{known}" for known in some]
        raise ValueError(f"no instrument {instrument}/{chosen}; allowed: {', '.join(pairs)}")
    return chosen


def keep_within(
    num: np.ndarray, den: np.ndarray, sentence: np.ndarray, bounds: tuple[float, float]
) -> np.ndarray:
    """Keep the parts of sentence scores within the bounds of their share of the words.

    What goes beyond is borne by the other parts of the sentence, so that each sentence keeps its
    sum, and the mean of a voice is within the bounds too. A sentence whose own score is beyond them
    widens them for its parts.

    Parameters
    ----------
    num, den : score and share of the words of every part.
    sentence : number of its sentence, from 0.
    bounds : lowest and highest tone of a part.

    Returns
    -------
    The score of every part.

    Examples
    --------
    >>> parts = np.array([0.9, 0.0]), np.array([0.25, 0.75]), np.array([0, 0])
    >>> keep_within(*parts, (-1.0, 1.0)).round(2).tolist()
    [0.25, 0.65]
    """
    num, sentence = np.asarray(num, float), np.asarray(sentence, int)
    if not len(num):
        return num
    whole = np.bincount(sentence, num)[sentence]
    lowest, highest = bounds
    low = np.minimum(lowest, whole) * den
    high = np.maximum(highest, whole) * den
    within = np.clip(num, low, high)
    over = np.bincount(sentence, num - within)[sentence]
    room = np.where(over > 0, high - within, low - within)
    every = np.bincount(sentence, room)[sentence]
    moved = np.divide(over * room, every, out=np.zeros_like(num), where=every != 0)
    return np.where(over != 0, within + moved, within)
