"""Tone along something: an article from its beginning to its end, or time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import NEUTRAL, SIDE_COLOURS, SIDE_MARKERS, name_sides, or_nothing
from analysis.tables.schemas import known_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

VOICE_MARKERS = {"author": "o", "quoted": "D", "reported": "^", "mean": "o"}
OPEN = ("quoted", "reported")  # voices whose marks are not filled
LABELS = 8  # names that fit on an axis of groups


@or_nothing
def plot_course(
    data: pd.DataFrame,
    *,
    sides: Sequence[str],
    side: str,
    ax: Axes,
    value: str = "num",
    unit: str = "tone",
    limit: float = 1.0,
) -> Axes:
    """Draw the tone along one side's articles, one stem a segment.

    Parameters
    ----------
    data : rows of measures.tone.list_course of that side, in order.
    sides : labels of a and b.
    side : the one that is drawn.
    ax : the axes to draw on.
    value : the column of tone.
    unit : the name of the vertical axis.
    limit : the largest tone that is drawn, so that sides can share a scale.

    Returns
    -------
    The axes.

    Raises
    ------
    ValueError : for a side that is none of the two.
    """
    known_values("side", side, sides)
    colour = SIDE_COLOURS[list(sides).index(side)]
    if "block" in data:
        _draw_blocks(ax, data, value, colour=colour)
    for voice, marker in VOICE_MARKERS.items():
        part = data[data["voice"] == voice]
        if part.empty:
            continue
        places = part["place"].to_numpy()
        ax.vlines(places, 0, part[value], color=colour, linewidth=1.2, alpha=0.6)
        look = {"color": colour, "markerfacecolor": "white" if voice in OPEN else colour}
        ax.plot(places, part[value], marker, markersize=5, label=voice, **look)
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    ax.set(
        xlabel="from the first sentence to the last",
        ylabel=unit,
        ylim=(-1.02 * limit, 1.02 * limit),
    )
    ax.set_title(side, loc="left", color=colour, fontsize=10, fontweight="bold")
    above = {"loc": "lower right", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
    ax.legend(ncols=4, handletextpad=0.3, fontsize=8, **above)
    return ax


def _draw_blocks(ax: Axes, data: pd.DataFrame, value: str, *, colour: str) -> None:
    """The mean of each paragraph as a broad line behind the marks."""
    blocks = data.groupby(["article_id", "block"], sort=False)
    places = blocks["place"].mean()
    sums = blocks[[value, "den"]].sum()
    means = sums[value] / sums["den"]
    ax.plot(places, means, color=colour, linewidth=5, alpha=0.25, label="paragraph")


@or_nothing
def plot_trace(data: pd.DataFrame, *, sides: Sequence[str], label: str, ax: Axes) -> Axes:
    """Draw the mean tone of each side by month, year or outlet, with 95 % intervals.

    Parameters
    ----------
    data : rows of measures.tone.trace_tone.
    sides : labels of a and b.
    label : its column of groups.
    ax : the axes to draw on.

    Returns
    -------
    The axes.
    """
    groups = sorted(data[label].unique())
    line = "-" if label == "published" else "none"
    for k, side in enumerate(sides[:2]):
        part = data[data["side"] == side]
        colour = SIDE_COLOURS[k]
        beside = (-0.12, 0.12)[k]
        places = [groups.index(group) + beside for group in part[label]]
        ax.vlines(places, part["low"], part["high"], color=colour, linewidth=1.2, alpha=0.7)
        ax.plot(places, part["tone"], SIDE_MARKERS[k], linestyle=line, color=colour, markersize=5)
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    step = max(1, len(groups) // LABELS)
    ax.set_xticks(range(0, len(groups), step), groups[::step])
    ax.set(xlabel="", ylabel="mean tone of an article")
    return name_sides(ax, sides)


@or_nothing
def plot_coverage(data: pd.DataFrame, *, ax: Axes) -> Axes:
    """Draw how many verdicts go against people's ratings, by how many are given.

    Parameters
    ----------
    data : one row a threshold: called (share of pairs with a verdict), wrong (share of these that
        goes against the raters), halves (share of pairs of halves of one article that are called
        different).
    ax : the axes to draw on.

    Returns
    -------
    The axes.
    """
    from matplotlib.ticker import PercentFormatter

    order = data.sort_values("called")
    lines = (
        ("wrong", "against the raters", "-", "o"),
        ("halves", "halves of one article", "--", "s"),
    )
    for (column, name, line, marker), colour in zip(lines, ("black", NEUTRAL), strict=True):
        ax.plot(order["called"], order[column], line, marker=marker, color=colour, label=name)
    percent = PercentFormatter(1, decimals=0)
    ax.xaxis.set_major_formatter(percent)
    ax.yaxis.set_major_formatter(percent)
    ax.set(xlabel="pairs of articles with a verdict", ylabel="share", ylim=(0, None))
    ax.legend(frameon=False, fontsize=8)
    return ax
