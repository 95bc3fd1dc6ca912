"""The same comparison again by instrument, by voice, by actor: one table of several."""

from __future__ import annotations

import pandas as pd

from analysis.instruments.scores import INSTRUMENT_NAMES
from analysis.measures.actors import ACTORS, measure_actors
from analysis.measures.frames import compare_frames
from analysis.measures.scoring import score_segments
from analysis.measures.tone import compare_tone
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import VOICES
from analysis.tables.sides import share_words
from analysis.tables.stack import stack


def list_shared_voices(corpus: Corpus) -> list[str]:
    """The voices in which both sides say anything in the body.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    The voices, in the order of schemas.VOICES.
    """
    shares = share_words(corpus.select(role="body"), by="voice").set_index("side")
    shares = shares.loc[list(corpus.pair)]
    return [voice for voice in VOICES if shares[voice].min() > 0]


def compare_instruments(corpus: Corpus) -> pd.DataFrame:
    """The difference in tone by every instrument, and with nothing set aside.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    Rows of tone.compare_tone with way (the instrument, and whether every word counts).
    """
    rows = []
    for instrument, name in INSTRUMENT_NAMES.items():
        masked = compare_tone(corpus, instrument=instrument)
        every = compare_tone(corpus, instrument=instrument, mask_names=False, mask_cues=False)
        rows += [masked.assign(way=name), every.assign(way=f"{name}, every word")]
    return stack(rows)


def compare_tone_by_voice(corpus: Corpus, *, instrument: str = "crossframe") -> pd.DataFrame:
    """The difference in tone within each voice that both sides have.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : an instrument of tone, such as 'vader'.

    Returns
    -------
    Rows of tone.compare_tone, one a voice.

    Raises
    ------
    ValueError : when both sides share no voice, and for an unknown instrument.
    """
    voices = list_shared_voices(corpus)
    return stack(compare_tone(corpus, instrument=instrument, voice=voice) for voice in voices)


def compare_frames_by_voice(corpus: Corpus, *, codebook: str) -> pd.DataFrame:
    """The difference in a codebook's language within each voice that both sides have.

    Parameters
    ----------
    corpus : the articles, of two sides.
    codebook : name of a codebook that marked the corpus.

    Returns
    -------
    Rows of frames.compare_frames, a row a voice and frame.

    Raises
    ------
    ValueError : when both sides share no voice, and for a codebook whose words were not looked for.
    """
    voices = list_shared_voices(corpus)
    return stack(compare_frames(corpus, codebook=codebook, voice=voice) for voice in voices)


def compare_frames_by_actor(corpus: Corpus, *, codebook: str) -> pd.DataFrame:
    """The difference in a codebook's language in the sentences that name each actor.

    Parameters
    ----------
    corpus : the articles, of two sides.
    codebook : name of a codebook that marked the corpus.

    Returns
    -------
    Rows of frames.compare_frames with actor in front; only actors that both sides name.

    Raises
    ------
    ValueError : for a codebook whose words were not looked for.
    """
    marks = corpus.marks[corpus.marks["instrument"] == ACTORS]
    named = measure_actors(corpus, score_segments(corpus))
    least = named.groupby("actor", sort=False)["n_sentences"].min()
    rows = []
    for actor in least[least > 0].index:
        about = marks[marks["label"] == actor]
        rows.append(compare_frames(corpus, codebook=codebook, within=about).assign(actor=actor))
    table = stack(rows or [compare_frames(corpus, codebook=codebook).head(0).assign(actor="")])
    return table[["actor", *table.columns.drop("actor")]]


def measure_actors_by_voice(corpus: Corpus, *, instrument: str = "crossframe") -> pd.DataFrame:
    """How much each side names every actor in each voice, and in what tone.

    Parameters
    ----------
    corpus : the articles, of two sides.
    instrument : an instrument of tone, such as 'vader'.

    Returns
    -------
    Rows of actors.measure_actors with voice, by actor and side.
    """
    rows = []
    for voice in VOICES:
        scored = score_segments(corpus, instrument=instrument, voice=voice)
        rows.append(measure_actors(corpus, scored).assign(voice=voice))
    return stack(rows).sort_values(["actor", "side"], kind="stable", ignore_index=True)


def face_actors(named: pd.DataFrame, *, sides: tuple[str, str]) -> pd.DataFrame:
    """The share of sentences that name an actor, the sides beside each other.

    Parameters
    ----------
    named : from actors.measure_actors.
    sides : labels of a and b.

    Returns
    -------
    One row an actor: actor, and for each side a column of its name with the share; by falling share
    of a.

    Examples
    --------
    >>> named = pd.DataFrame({"actor": "Oldport", "side": ["Post", "Echo"], "share": [0.2, 0.1]})
    >>> face_actors(named, sides=("Post", "Echo")).values.tolist()
    [['Oldport', 0.2, 0.1]]
    """
    wide = named.pivot(index="actor", columns="side", values="share").reindex(columns=list(sides))
    return wide.sort_values(sides[0], ascending=False).reset_index().rename_axis(columns=None)
