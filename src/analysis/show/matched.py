"""One line an event: both sides of every event, from where the first is farthest above to below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import (
    NEUTRAL,
    SIDE_COLOURS,
    SIDE_MARKERS,
    colour_signs,
    name_rows,
    name_sides,
    or_nothing,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAMED = 30  # events whose names stand beside their lines; more are too many to read
LONGEST = 36  # characters of such a name
INCHES, LEAST, MOST = 0.26, 2.2, 9.0  # height of an event, of the lowest and of the highest figure


def sort_events(table: pd.DataFrame) -> pd.DataFrame:
    """Sort events by their difference, those with most on side a first.

    Parameters
    ----------
    table : with estimate.

    Returns
    -------
    The rows, numbered anew.

    Examples
    --------
    >>> table = pd.DataFrame({"event": ["flood", "strike"], "estimate": [-1.0, 2.0]})
    >>> sort_events(table)["event"].tolist()
    ['strike', 'flood']
    """
    ranked = table.assign(rank=-table["estimate"].round(12))
    ranked = ranked.sort_values("rank", kind="stable", ignore_index=True)
    return ranked.drop(columns="rank")


def measure_height(rows: int) -> float:
    """Measure the height of a figure of events.

    Parameters
    ----------
    rows : how many events.

    Returns
    -------
    Inches, from LEAST to MOST.

    Examples
    --------
    >>> measure_height(1), measure_height(1000)
    (2.2, 9.0)
    """
    height = 0.9 + INCHES * (rows + 1)
    return min(MOST, max(LEAST, height))


@or_nothing
def plot_matched(
    data: pd.DataFrame, *, sides: Sequence[str], label: str, ax: Axes, unit: str = ""
) -> Axes:
    """Draw one row an event, a mark a side, joined in the colour of the side that has more.

    The last row is the mean over events.

    Parameters
    ----------
    data : rows of judge.verdicts.list_matched of one finding.
    sides : labels of a and b.
    label : the column of events.
    ax : the axes to draw on.
    unit : what the axis counts.

    Returns
    -------
    The axes.
    """
    data = sort_events(data)
    places = range(len(data))
    small = len(data) > NAMED
    colours = colour_signs(data["estimate"])
    ax.hlines(places, data["a"], data["b"], color=colours, linewidth=1.4, alpha=0.7, zorder=1)
    below = len(data) + 0.4
    means = data[["a", "b"]].mean()
    for k, letter in enumerate("ab"):
        look = {"color": SIDE_COLOURS[k], "marker": SIDE_MARKERS[k], "linestyle": "none"}
        ax.plot(data[letter], places, markersize=3 if small else 5.5, zorder=2, **look)
        ax.plot(means[letter], below, markersize=8, zorder=3, **look)
    gap = means["a"] - means["b"]
    (mean,) = colour_signs(pd.Series([gap]))
    ax.hlines(below, means["a"], means["b"], color=mean, linewidth=3, zorder=2)
    ax.axhline(len(data) - 0.3, color=NEUTRAL, linewidth=0.6)
    names = [""] * len(data) if small else [_shorten(str(name)) for name in data[label]]
    name_rows(ax, names)
    ax.set_yticks([*places, below], [*names, "mean over events"])
    ax.set_ylim(below + 0.7, -0.7)
    above = f"{len(data)} events, the largest difference on top" if small else ""
    ax.set(xlabel=unit, ylabel=above)
    return name_sides(ax, sides)


def _shorten(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    kept = name[: LONGEST - 1]
    return f"{kept.rstrip()}…"
