"""Two sides back to back: the first to the left of a middle line, the second to its right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import NEUTRAL, SIDE_COLOURS, name_rows, name_sides, or_nothing

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@or_nothing
def plot_mirror(
    data: pd.DataFrame,
    *,
    sides: Sequence[str],
    ax: Axes,
    label: str = "subject",
    group: str = "what",
    unit: str = "",
) -> Axes:
    """Draw shares of both sides back to back, each with its number.

    A line parts groups of rows.

    Parameters
    ----------
    data : one row a subject, drawn from top to bottom: label, group, a and b (shares from 0 to 1).
    sides : labels of a and b.
    ax : the axes to draw on.
    label : the column that names the rows.
    group : the column whose change a line marks.
    unit : what is counted, below the axis.

    Returns
    -------
    The axes.
    """
    rows = range(len(data))
    first, second = SIDE_COLOURS
    _draw_half(ax, data["a"], colour=first, sign=-1)
    _draw_half(ax, data["b"], colour=second, sign=1)
    named = name_groups(data, label=label, group=group)
    name_rows(ax, list(named[label]))
    starts = data[group].ne(data[group].shift()).to_numpy()
    for row in rows[1:]:
        if starts[row]:
            ax.axhline(row - 0.5, color=NEUTRAL, linewidth=0.8)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    widest = max(data[["a", "b"]].max().max(), 0.01)
    ax.set_xlim(-1.35 * widest, 1.35 * widest)  # room for the numbers behind the bars
    ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0%}")
    ax.set(xlabel=unit, ylabel="")
    return name_sides(ax, sides)


def _draw_half(ax: Axes, shares: pd.Series, *, colour: str, sign: int) -> None:
    """The bars of one side with their numbers: to the left for the sign -1, to the right for 1."""
    rows = range(len(shares))
    ax.barh(rows, sign * shares.fillna(0), color=colour, height=0.7)
    look = {"ha": "right" if sign < 0 else "left", "va": "center", "fontsize": 8}
    look |= {"xytext": (3 * sign, 0), "textcoords": "offset points"}
    for row, share in zip(rows, shares, strict=True):
        if pd.notna(share):
            ax.annotate(f"{share:.0%}", (sign * share, row), **look)


def name_groups(data: pd.DataFrame, *, label: str = "subject", group: str = "what") -> pd.DataFrame:
    """Put the group before each label, so that a row says what it counts.

    Parameters
    ----------
    data : the rows.
    label : the column that names them.
    group : the column of groups.

    Returns
    -------
    The table with other labels.

    Examples
    --------
    >>> row = pd.DataFrame({"what": ["speaks:"], "subject": ["the town"]})
    >>> name_groups(row)["subject"].tolist()
    ['speaks: the town']
    """
    return data.assign(**{label: data[group] + " " + data[label].astype(str)})
