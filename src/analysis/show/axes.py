"""Axes in the project's style, and what all drawings of two sides share: colours, marks, names.

The same side always has the same colour and mark; rows run from top to bottom.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.layout import make_layout

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Blue and vermilion can be told apart with the common colour-vision deficiencies; the shapes differ
# as well.
SIDE_COLOURS = ("#1b6ca8", "#b5460f")
SIDE_MARKERS = ("o", "s")
NEUTRAL = "#6b7280"
VOICE_COLOURS = {"author": "#4b5563", "quoted": "#7b3294", "reported": "#a6861b"}
ROLE_COLOURS = ("#5b4b8a", "#9a6fb0", "#b58db6", NEUTRAL, "#c7a252", "#8a8f98")
MEASURE, ROW = 4.8, 0.3  # inches: width of a phone's screen, height of a row
LONG_ROW = 32  # a row's name with more letters is broken into two lines
LETTERS = 8  # letters of side names that fit on a line, for each inch of a figure


def or_nothing(draw: Callable[..., Axes]) -> Callable[..., Axes]:
    """Make a plot function write "nothing to show" for a table without rows.

    A report so goes on where there is nothing to draw.

    Parameters
    ----------
    draw : takes data and, by name, ax and choices; returns the axes.

    Returns
    -------
    The function.
    """

    @wraps(draw)
    def drawn(data: pd.DataFrame, *, ax: Axes, **choices: object) -> Axes:
        if len(data):
            return draw(data, ax=ax, **choices)
        middle = {"ha": "center", "va": "center", "transform": ax.transAxes}
        ax.text(0.5, 0.5, "nothing to show", color=NEUTRAL, **middle)
        ax.set_axis_off()
        return ax

    return drawn


def new_axes(*, rows: int = 8, width: float = MEASURE, height: float | None = None) -> Axes:
    """Empty axes in the project's style, high enough for so many rows.

    Parameters
    ----------
    rows : horizontal rows to fit.
    width : in inches.
    height : in inches (default: what the rows need).

    Returns
    -------
    The axes, on a figure of their own.
    """
    import matplotlib
    import seaborn as sns

    matplotlib.use("agg")
    from matplotlib import pyplot

    style = {
        "font.size": 9,
        "axes.labelsize": 9,
        "font.family": "sans-serif",
        "text.parse_math": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
    sns.set_theme(style="ticks", context="paper", rc=style)
    of_rows = 0.8 + ROW * max(rows, 2)
    _, ax = pyplot.subplots(figsize=(width, height or of_rows), layout=make_layout())
    return ax


def close_axes(ax: Axes) -> None:
    """Close the figure of axes, so that a drawing that failed does not stay open.

    Parameters
    ----------
    ax : the axes.
    """
    from matplotlib import pyplot

    pyplot.close(ax.get_figure())


def label_ends(ax: Axes, unit: str, left: str, right: str) -> None:
    """Write above the axes what lies to either side.

    It is on two lines where one would not hold both.

    Parameters
    ----------
    ax : the axes to draw on.
    unit : the name of the horizontal axis.
    left, right : what is written above its ends, in the colours of side b and of side a.
    """
    ax.set(xlabel=unit, ylabel="")
    first, second = SIDE_COLOURS
    up = 16 if _need_two_lines(ax, left, right) else 2
    _write_above(ax, left, 0, align="left", up=2, colour=second)
    _write_above(ax, right, 1, align="right", up=up, colour=first)


def name_sides(ax: Axes, sides: Sequence[str]) -> Axes:
    """Write the sides with their marks and colours above the axes, instead of a legend.

    They stand on a line each where they are long.

    Parameters
    ----------
    ax : the axes to draw on.
    sides : labels of a and b.

    Returns
    -------
    The axes.
    """
    first, second = f"● {sides[0]}", f"■ {sides[1]}"
    if _need_two_lines(ax, sides[0], sides[1]):
        _write_above(ax, first, 0, align="left", up=16, colour=SIDE_COLOURS[0])
        _write_above(ax, second, 0, align="left", up=2, colour=SIDE_COLOURS[1])
    else:
        _write_above(ax, first, 0, align="left", up=2, colour=SIDE_COLOURS[0])
        _write_above(ax, second, 1, align="right", up=2, colour=SIDE_COLOURS[1])
    return ax


def _need_two_lines(ax: Axes, left: str, right: str) -> bool:
    letters = len(left) + len(right)
    width = ax.get_figure().get_figwidth()
    return letters > LETTERS * width


def _write_above(ax: Axes, text: str, x: float, *, align: str, up: float, colour: str) -> None:
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "bottom"}
    ax.annotate(text, (x, 1), (0, up), ha=align, color=colour, fontsize=9, **place)


def name_rows(ax: Axes, rows: Sequence[str]) -> None:
    """Write the names of the rows on the left, the first on top, with a faint grid.

    Parameters
    ----------
    ax : the axes to draw on.
    rows : the names.
    """
    ax.set_yticks(range(len(rows)), [_break_name(row) for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=NEUTRAL, alpha=0.2, linewidth=0.6)


def _break_name(row: str) -> str:
    """A long name on two lines; a word that does not fit makes them longer, not three."""
    width = max(LONG_ROW, ceil(len(row) / 2))
    while row.count(" ") and fill(row, width).count("\n") > 1:
        width += 1
    return row if len(row) <= LONG_ROW else fill(row, width)


def colour_signs(values: pd.Series) -> list[str]:
    """The colour of the side that each difference speaks for: the first where it is not negative.

    Parameters
    ----------
    values : differences, a minus b.

    Returns
    -------
    A colour a value.

    Examples
    --------
    >>> colour_signs(pd.Series([0.2, -0.1])) == list(SIDE_COLOURS)
    True
    """
    return [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in values]
