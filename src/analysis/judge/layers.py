"""Sums of what a measure finds, over articles and under choices, from its finds alone.

Of twenty frames a segment holds one or two, so a table with a row for each frame of each segment is
twenty times as long as what was found. These sums equal those of that table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.totals import SIZES, SUMS
from analysis.tables.corpus import Corpus
from analysis.tables.places import Places, number_places


@dataclass(frozen=True, eq=False)
class Layer:
    """What a measure finds in the segments of a corpus.

    Attributes
    ----------
    places : where the segments stand.
    asked : by segment, whether it counts.
    subjects : their names, in the order of the alphabet.
    subject, segment, num : of everything that was found, the number of its subject, the number of
        its segment, and how much it is.
    den : by segment, what the sums of num are divided by.
    """

    places: Places
    asked: np.ndarray
    subjects: list[str]
    subject: np.ndarray
    segment: np.ndarray
    num: np.ndarray
    den: np.ndarray


def make_layer(
    corpus: Corpus, subjects: Iterable[str], found: pd.DataFrame, den: np.ndarray
) -> Layer:
    """Make a layer of what was found, segment by segment.

    Parameters
    ----------
    corpus : whose segments count; what was found may be of all segments that it was selected from.
    subjects : their names; what is found of others is left out.
    found : a row a find: segment_id, subject, num (how much it is).
    den : a number for each segment of the corpus or, where it is a selection, of its whole.

    Returns
    -------
    The layer.

    Raises
    ------
    ValueError : for a segment of an article that is not there.
    """
    source = corpus.whole or corpus
    places = number_places(source)
    names = pd.Index(sorted(subjects))
    subject = names.get_indexer(found["subject"])
    known = subject >= 0
    return Layer(
        places=places,
        asked=find_asked(corpus),
        subjects=list(names),
        subject=subject[known],
        segment=places.find(found["segment_id"])[known],
        num=found["num"].to_numpy(float)[known],
        den=den,
    )


def find_asked(corpus: Corpus) -> np.ndarray:
    """Find which segments of what a corpus was selected from are in the corpus.

    Parameters
    ----------
    corpus : one that was selected from another, or a whole one.

    Returns
    -------
    True or False for each segment of the whole.
    """
    if corpus.whole is None:
        return np.ones(len(corpus.segments), bool)
    return corpus.whole.segments["segment_id"].isin(corpus.segments["segment_id"]).to_numpy()


def sum_articles(
    layer: Layer, *, roles: Sequence[str], voices: Sequence[str], sides: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sums over articles of what a layer holds in some roles, voice by voice.

    Parameters
    ----------
    layer : as make_layer gives it.
    roles : those whose segments count.
    voices : those to sum; 'all' takes every voice.
    sides : labels of a and b.

    Returns
    -------
    counts (voice, subject, stats.totals.SUMS) and sizes (voice, subject, side, stats.totals.SIZES);
    sizes are the same for all subjects, so their subject is ''.
    """
    counts, sizes = [], []
    for voice in voices:
        held = _select(layer, roles, voice)
        found, size = _sum_cells(layer, held, sides)
        counts.append(found.assign(voice=voice))
        sizes.append(size.assign(voice=voice, subject=""))
    return pd.concat(counts, ignore_index=True), pd.concat(sizes, ignore_index=True)


def _select(layer: Layer, roles: Sequence[str], voice: str) -> np.ndarray:
    """Which segments are in one of the roles, and in the voice; 'all' takes every voice."""
    places = layer.places
    is_role = np.isin(places.roles, roles)
    held = layer.asked & is_role[places.role]
    if voice != "all":
        is_voice = np.isin(places.voices, [voice])
        held &= is_voice[places.voice]
    return held


def _sum_cells(
    layer: Layer, held: np.ndarray, sides: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sums of the segments that are held, as stats.totals.sum_counts gives them, with a row of
    zeros for a subject that was not found.
    """
    places = layer.places
    articles, many = len(places.article_side), len(layer.subjects)
    den = np.bincount(places.article[held], layer.den[held], articles)
    has_words = den > 0
    ours = held[layer.segment]
    article = places.article[layer.segment[ours]]
    cell = layer.subject[ours] * articles + article
    num = np.bincount(cell, layer.num[ours], many * articles).astype(float)
    num = num.reshape(many, articles)
    ratio = np.divide(num, den, out=np.zeros_like(num), where=has_words)
    is_found = (num != 0).astype(int)
    added = [num, num * den, num**2, is_found, ratio, ratio**2]  # in the order of SUMS
    of_side = [_find_side(places, side) & has_words for side in sides]
    sums = [part[:, own].sum(axis=1) for part in added for own in of_side]
    counts = pd.DataFrame(dict(zip(SUMS, sums, strict=True)))
    counts.insert(0, "subject", pd.Series(layer.subjects, dtype="str"))
    rows = []
    for side, own in zip(sides, of_side, strict=True):
        words = den[own]
        squares = words**2
        rows.append((side, int(own.sum()), words.sum(), squares.sum()))
    return counts, pd.DataFrame(rows, columns=["side", *SIZES])


def _find_side(places: Places, side: str) -> np.ndarray:
    """Which articles are of a side."""
    number = places.sides.index(side) if side in places.sides else -1
    return places.article_side == number


class Cube:
    """The sums of a layer by role, voice and side, from which those of every choice are added up.

    Parameters
    ----------
    layer : as make_layer gives it.
    """

    def __init__(self, layer: Layer):
        self._layer = layer
        places = layer.places
        self._shape = len(places.roles), len(places.voices), len(places.sides)
        size = int(np.prod(self._shape))
        group = number_groups(places)
        asked = np.flatnonzero(layer.asked)
        self._many = self._count(group[asked], None, size)
        self._den = self._count(group[asked], layer.den[asked], size)
        ours = layer.asked[layer.segment]
        cell = layer.subject[ours] * size + group[layer.segment[ours]]
        self._num = self._count(cell, layer.num[ours], len(layer.subjects) * size)

    def _count(self, cell: np.ndarray, weights: np.ndarray | None, size: int) -> np.ndarray:
        return np.bincount(cell, weights, size).reshape(-1, *self._shape)

    def add_up(self, *, roles: Sequence[str], voice: str) -> pd.DataFrame:
        """The sums of some roles and a voice, of the sides that have such segments.

        Parameters
        ----------
        roles : those whose segments count.
        voice : one voice, or 'all'.

        Returns
        -------
        A row a subject and side: subject, side, num, den.
        """
        places = self._layer.places
        many, den, num = (
            add_groups(cube, places, roles=roles, voice=voice)
            for cube in (self._many, self._den, self._num)
        )
        present = np.flatnonzero(many[0])
        subjects = len(self._layer.subjects)
        sides = np.array(places.sides, object)[present]
        return pd.DataFrame(
            {
                "subject": np.repeat(np.array(self._layer.subjects, object), len(present)),
                "side": np.tile(sides, subjects),
                "num": num[:, present].ravel(),
                "den": np.tile(den[0, present], subjects),
            }
        )


def number_groups(places: Places) -> np.ndarray:
    """A number for the role, voice and side of every segment together.

    Parameters
    ----------
    places : where the segments stand.

    Returns
    -------
    By segment, a whole number from 0; equal for segments of one role, voice and side.
    """
    of_role = places.role * len(places.voices) + places.voice
    return of_role * len(places.sides) + places.side


def add_groups(cube: np.ndarray, places: Places, *, roles: Sequence[str], voice: str) -> np.ndarray:
    """Add sums by role, voice and side up to sums by side.

    Parameters
    ----------
    cube : its last three axes are role, voice and side.
    places : what the numbers on these axes stand for.
    roles : those whose sums count.
    voice : one voice, or 'all'.

    Returns
    -------
    The sums, whose last axis is the side.
    """
    chosen = [k for k, role in enumerate(places.roles) if role in roles]
    spoken = [k for k, known in enumerate(places.voices) if voice in ("all", known)]
    return cube[..., chosen, :, :][..., spoken, :].sum(axis=(-3, -2))
