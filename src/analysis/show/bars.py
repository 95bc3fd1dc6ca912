"""Bars: words that shift a mean, shares of a whole, words given to sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import (
    NEUTRAL,
    ROLE_COLOURS,
    SIDE_COLOURS,
    VOICE_COLOURS,
    colour_signs,
    label_ends,
    name_rows,
    or_nothing,
)
from analysis.tables.numbers import true_minus

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WRITTEN, NAMED = 0.06, 0.12  # smallest shares with room for their number, and for their name


@or_nothing
def plot_shift(
    data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "term", shift: str = "shift"
) -> Axes:
    """Draw a word shift: how much each word lifts one side above the other.

    Bars to the right lift side a, those to the left side b.

    Parameters
    ----------
    data : one row a word as from measures.shift.shift_words, drawn from top to bottom; where it has
        n_a and n_b, the uses on each side stand behind the word.
    sides : labels of a and b.
    ax : the axes to draw on.
    label : the column of words.
    shift : the column of differences, on the instrument's scale.

    Returns
    -------
    The axes.
    """
    shifts = data[shift]
    bars = ax.barh(range(len(data)), shifts, color=colour_signs(shifts), height=0.75)
    written = [true_minus(f"{value:+.3f}") for value in shifts]
    ax.bar_label(bars, written, fontsize=8, padding=3)
    ax.margins(x=0.2)
    named = add_uses(data, label=label)
    name_rows(ax, list(named[label]))
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    label_ends(ax, "part of the mean tone", f"← lifts {sides[1]}", f"lifts {sides[0]} →")
    return ax


def add_uses(data: pd.DataFrame, *, label: str = "term") -> pd.DataFrame:
    """Add the uses on each side to the labels of words.

    A word that is unsure gets a question mark.

    Parameters
    ----------
    data : the words; n_a, n_b and unsure are used where they are there.
    label : the column of words.

    Returns
    -------
    The table with other labels.

    Examples
    --------
    >>> row = pd.DataFrame({"term": ["grim"], "n_a": [3], "n_b": [1]})
    >>> add_uses(row)["term"].tolist()
    ['grim  3 : 1']
    """
    words = data[label].astype(str)
    if "unsure" in data:
        words = words + data["unsure"].map({True: " ?", False: ""})
    if {"n_a", "n_b"} <= set(data.columns):
        uses = data["n_a"].astype(str) + " : " + data["n_b"].astype(str)
        words = words + "  " + uses
    return data.assign(**{label: words})


def plot_parts(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes) -> Axes:
    """The parts of a difference in tone by voice, as bars: who is given the word, how they speak.

    Parameters
    ----------
    data : from measures.shift.decompose_voices.
    sides : labels of a and b.
    ax : the axes to draw on.

    Returns
    -------
    The axes.
    """
    return plot_shift(list_parts(data), sides=sides, ax=ax, label="part")


def list_parts(data: pd.DataFrame) -> pd.DataFrame:
    """One row a voice and part of decompose_voices.

    Parameters
    ----------
    data : of measures.shift.decompose_voices.

    Returns
    -------
    One row a voice and part: voice, part (in words), shift (the part of the difference).

    Examples
    --------
    >>> parts = pd.DataFrame({"voice": ["quoted"], "who": [0.1], "how": [-0.2]})
    >>> list_parts(parts)[["part", "shift"]].values.tolist()
    [['quoted: who is given the word', 0.1], ['quoted: how they speak', -0.2]]
    """
    meaning = {"who": "who is given the word", "how": "how they speak"}
    rows = data.melt("voice", list(meaning), var_name="part", value_name="shift")
    rows = rows.sort_values("voice", kind="stable", ignore_index=True)
    told = rows["part"].map(meaning)
    return rows.assign(part=rows["voice"] + ": " + told)


@or_nothing
def plot_shares(
    data: pd.DataFrame,
    *,
    label: str,
    ax: Axes,
    columns: Sequence[str] | None = None,
    colours: Sequence[str] = (),
) -> Axes:
    """Draw stacked bars of shares, one bar a row.

    Shares are written into the bars where these are wide enough. The parts are named above the
    first bar where all are wide enough there, else in a legend.

    Parameters
    ----------
    data : one row a bar.
    label : the column that names a bar.
    ax : the axes to draw on.
    columns : the parts from left to right (default: all but the label).
    colours : one a part (default: those of the voices, or of the roles).

    Returns
    -------
    The axes.
    """
    columns = list(columns or data.columns.drop(label))
    colours = colours or _pick_colours(columns)
    narrowest = data.iloc[0][columns].min()
    direct = narrowest > NAMED
    left = pd.Series(0.0, index=data.index)
    for column, colour in zip(columns, colours, strict=False):
        parts = data[column]
        look = {"color": colour, "label": column, "edgecolor": "white"}
        ax.barh(range(len(data)), parts, left=left, **look)
        middles = left + parts / 2
        if direct:
            above = {"ha": "center", "va": "bottom", "color": colour, "fontsize": 9}
            ax.text(middles.iloc[0], -0.5, column, **above)
        _write_shares(ax, parts, middles)
        left = left + parts
    name_rows(ax, list(data[label].astype(str)))
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set(xlabel="", ylabel="", xlim=(0, 1))
    if not direct:
        above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "frameon": False}
        ax.legend(ncols=4, handletextpad=0.3, **above)
    return ax


def _write_shares(ax: Axes, parts: pd.Series, middles: pd.Series) -> None:
    """The shares in the middle of their bars, where these are wide enough."""
    middle = {"ha": "center", "va": "center", "color": "white", "fontsize": 8}
    for k, (part, x) in enumerate(zip(parts, middles, strict=True)):
        if part > WRITTEN:
            ax.text(x, k, f"{part:.0%}", **middle)


def _pick_colours(columns: Sequence[str]) -> list[str]:
    if set(columns) <= set(VOICE_COLOURS):
        return [VOICE_COLOURS[column] for column in columns]
    return [*ROLE_COLOURS, *VOICE_COLOURS.values()]


@or_nothing
def plot_sources(
    data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "speaker"
) -> Axes:
    """Draw one bar a source, in the colour of its side.

    What is quoted is dark, what is reported light.

    Parameters
    ----------
    data : rows of measures.voices.list_sources, drawn from top to bottom.
    sides : labels of a and b.
    ax : the axes to draw on.
    label : the column of sources.

    Returns
    -------
    The axes.
    """
    order = list(sides)
    for k, row in enumerate(data.itertuples(index=False)):
        colour = SIDE_COLOURS[order.index(row.side)]
        ax.barh(k, row.quoted, color=colour, height=0.7)
        ax.barh(k, row.reported, left=row.quoted, color=colour, alpha=0.45, height=0.7)
    named = name_unresolved(data, label=label)
    name_rows(ax, list(named[label]))
    label_ends(ax, "words (dark: quoted, light: reported)", f"■ {sides[1]}", f"■ {sides[0]}")
    return ax


def name_unresolved(data: pd.DataFrame, *, label: str = "speaker") -> pd.DataFrame:
    """Write "not resolved" in place of an empty speaker.

    Parameters
    ----------
    data : rows with speakers.
    label : the column of speakers.

    Returns
    -------
    The table with other labels.

    Examples
    --------
    >>> name_unresolved(pd.DataFrame({"speaker": ["", "Ada Marsh"]}))["speaker"].tolist()
    ['not resolved', 'Ada Marsh']
    """
    return data.assign(**{label: data[label].replace("", "not resolved")})
