"""Marks on a line: one or two values a row, with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.show.axes import (
    NEUTRAL,
    SIDE_COLOURS,
    SIDE_MARKERS,
    colour_signs,
    label_ends,
    name_rows,
    name_sides,
    or_nothing,
)
from analysis.tables.numbers import signed
from analysis.tables.sides import letter_sides

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@or_nothing
def plot_dumbbells(
    data: pd.DataFrame,
    *,
    sides: Sequence[str],
    label: str,
    ax: Axes,
    unit: str = "",
    a: str = "a",
    b: str = "b",
) -> Axes:
    """Draw one row a label, one mark a side, joined by a line.

    Whiskers are drawn where there are 95 % intervals.

    Parameters
    ----------
    data : drawn from top to bottom, with low_a, high_a, low_b, high_b where there are intervals.
    sides : labels of a and b.
    label : the column that names a row.
    ax : the axes to draw on.
    unit : what the axis counts.
    a, b : the columns of values.

    Returns
    -------
    The axes.
    """
    import seaborn as sns

    places = range(len(data))
    ax.hlines(places, data[a], data[b], color=NEUTRAL, linewidth=1, alpha=0.6, zorder=1)
    for k, (letter, column) in enumerate(letter_sides([a, b])):
        colour = SIDE_COLOURS[k]
        if f"low_{letter}" in data:
            beside = (-0.18, 0.18)[k]
            heights = [y + beside for y in places]
            low, high = data[f"low_{letter}"], data[f"high_{letter}"]
            ax.hlines(heights, low, high, color=colour, linewidth=1.2)
        look = {"color": colour, "marker": SIDE_MARKERS[k], "s": 46, "zorder": 2}
        sns.scatterplot(x=data[column].to_numpy(), y=places, ax=ax, **look)
    name_rows(ax, list(data[label].astype(str)))
    ax.set(xlabel=unit, ylabel="")
    return name_sides(ax, sides)


@or_nothing
def plot_intervals(
    data: pd.DataFrame,
    *,
    sides: Sequence[str],
    label: str,
    ax: Axes,
    estimate: str = "estimate",
    unit: str = "",
    placebo: str | None = "placebo",
) -> Axes:
    """Draw one row an estimate with its 95 % interval.

    The colour tells which side has more. An open mark says that the interval holds zero or that
    nothing was tested. A grey band shows what chance alone produces.

    Parameters
    ----------
    data : a row an estimate, with the columns label, estimate, low, high.
    sides : labels of a and b.
    label : the column that names a row.
    ax : the axes to draw on.
    estimate : the column of estimates.
    unit : the name of the axis.
    placebo : the column of what chance gives, drawn where it is there (None: not drawn).

    Returns
    -------
    The axes.
    """
    rows = zip(data[estimate], data["low"], data["high"], _is_tested(data), strict=True)
    colours = colour_signs(data[estimate])
    if placebo in data:
        _draw_placebo(ax, data[placebo])
    for k, (value, low, high, tested) in enumerate(rows):
        ax.hlines(k, low, high, color=colours[k], linewidth=2)
        excludes_zero = tested and (low > 0 or high < 0)
        marker = SIDE_MARKERS[SIDE_COLOURS.index(colours[k])]
        face = colours[k] if excludes_zero else "white"
        ax.plot(value, k, marker, color=colours[k], markerfacecolor=face, markersize=7)
        _write_value(ax, signed(value), value, k, up=6)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    name_rows(ax, list(data[label].astype(str)))
    label_ends(ax, unit, f"← higher in {sides[1]}", f"higher in {sides[0]} →")
    return ax


def _is_tested(data: pd.DataFrame) -> pd.Series:
    if "p" in data:
        return data["p"].notna()
    return pd.Series(True, index=data.index)


def _draw_placebo(ax: Axes, placebo: pd.Series) -> None:
    """A band a row as wide as what chance gives; the first says what it is."""
    known = [(k, chance) for k, chance in enumerate(placebo) if pd.notna(chance)]
    for k, chance in known:
        ax.barh(k, 2 * chance, left=-chance, height=0.72, color=NEUTRAL, alpha=0.18, linewidth=0)
    for k, chance in known[:1]:
        words = {"ha": "left", "va": "bottom", "fontsize": 7.5, "color": NEUTRAL}
        ax.text(-chance, k + 0.35, " what chance gives", **words)


def _write_value(ax: Axes, text: str, x: float, y: float, *, up: float) -> None:
    ax.annotate(text, (x, y), (0, up), textcoords="offset points", ha="center", fontsize=8)


def measure_named_height(rows: int) -> float:
    """Measure the height of a figure whose rows have names of two lines.

    Parameters
    ----------
    rows : how many.

    Returns
    -------
    Inches.
    """
    return 0.8 + 0.36 * rows


@or_nothing
def plot_accuracy(data: pd.DataFrame, *, ax: Axes, label: str = "label") -> Axes:
    """Draw one row a measured figure with its 95 % interval, from 0 to 1.

    A dotted line parts the instruments.

    Parameters
    ----------
    data : value, low, high, and instrument where rows are of several.
    ax : the axes to draw on.
    label : the column that names a row.

    Returns
    -------
    The axes.
    """
    ax.hlines(range(len(data)), data["low"], data["high"], color=NEUTRAL, linewidth=2)
    ax.plot(data["value"], range(len(data)), "o", color="black", markersize=5)
    for k, value in enumerate(data["value"]):
        _write_value(ax, f"{value:.2f}", value, k, up=5)
    name_rows(ax, list(data[label]))
    if "instrument" in data:
        changes = data["instrument"].ne(data["instrument"].shift())
        _, *starts = np.flatnonzero(changes)
        between = [k - 0.5 for k in starts]
        ax.hlines(between, 0, 1, color=NEUTRAL, linewidth=0.5, linestyle=":")
    meaning = "0 is chance or nothing found, 1 is full agreement; lines are 95 % intervals"
    ax.set(xlim=(0, 1.02), xlabel=meaning, ylabel="")
    return ax
