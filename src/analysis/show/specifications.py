"""Specification curve: an estimate under every combination of choices, the choices beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import NEUTRAL, SIDE_COLOURS, colour_signs, name_rows, or_nothing
from analysis.show.labels import INSTRUMENT_NAMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Columns of a specification that are not choices.
OUTCOMES = ["instrument", "a", "b", "estimate", "n_a", "n_b", "note", "place"]
OUTCOMES += ["subject", "voice", "words_a", "words_b"]
GAP = 2  # places between instruments


@or_nothing
def plot_specifications(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes) -> Axes:
    """Draw estimates in order above, and the choices behind each below.

    The form is that of Simonsohn and others (2020).

    Parameters
    ----------
    data : rows of judge.tone.specify_tone for one or more instruments; the first of each, its main
        choice, is ringed.
    sides : labels of a and b.
    ax : the axes to draw on.

    Returns
    -------
    The axes.
    """
    data = data[data["note"] == ""].assign(place=0)
    at = 0
    family = data["instrument"].str.removesuffix("-expanded")
    for number, (instrument, part) in enumerate(data.groupby(family, sort=False)):
        order = part["estimate"].sort_values(kind="stable").index
        data.loc[order, "place"] = range(at, at + len(order))
        main = data.loc[part.index[0]]
        ring = {"color": "black", "markerfacecolor": "none", "markersize": 11}
        ax.plot(main["place"], main["estimate"], "o", **ring)
        _name_instrument(ax, instrument, part["estimate"], at, number)
        at += len(order) + GAP
    ax.scatter(data["place"], data["estimate"], c=colour_signs(data["estimate"]), s=20, zorder=3)
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    ax.set(xlabel="", ylabel="difference in mean tone", xticks=[], xlim=(-1, at - 1))
    ax.margins(y=0.15)
    _name_halves(ax, sides)
    _draw_choices(ax, data)
    return ax


def _name_instrument(ax: Axes, instrument: str, estimates: pd.Series, at: int, number: int) -> None:
    """The name above its estimates, a line each; all but the first end where these end."""
    above_zero = (estimates > 0).sum()
    below_zero = (estimates < 0).sum()
    most = max(above_zero, below_zero)
    name = INSTRUMENT_NAMES.get(instrument, instrument)
    text = f"{name}: {most} of {len(estimates)} on one side of 0"
    above = {"va": "bottom", "fontsize": 8, "transform": ax.get_xaxis_transform()}
    x, align = (at + len(estimates) - 1, "right") if number else (at, "left")
    ax.text(x, 1.02 + 0.08 * number, text, ha=align, **above)


def _name_halves(ax: Axes, sides: Sequence[str]) -> None:
    """Which side is higher above the line of zero, and which below it."""
    beside = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "ha": "right"}
    above, below = f"↑ higher in {sides[0]}", f"↓ higher in {sides[1]}"
    first, second = ({"color": colour, "fontsize": 8} for colour in SIDE_COLOURS)
    ax.annotate(above, (0, 0), (-48, 4), va="bottom", **beside, **first)
    ax.annotate(below, (0, 0), (-48, -4), va="top", **beside, **second)


def _draw_choices(ax: Axes, data: pd.DataFrame) -> None:
    """A row an option beneath the axes, a tick where an estimate rests on it."""
    expanded = data["instrument"].str.endswith("expanded")
    written = expanded.map({True: "written out", False: "as it stands"})
    table = data.drop(columns=OUTCOMES, errors="ignore")
    table["contracted negation"] = written
    options = []
    for choice in table:
        known = table[choice].unique()
        if len(known) > 1:
            options += [(choice, option) for option in known]
    height = 0.085 * len(options)
    lower = ax.inset_axes([0, -0.12 - height, 1, height + 0.06], sharex=ax)
    for k, (choice, option) in enumerate(options):
        places = data.loc[table[choice] == option, "place"]
        lower.plot(places, [k] * len(places), "|", color="black", markersize=7)
    names = []
    for choice, option in options:
        short, _, _ = choice.partition(" without")
        names.append(f"{short}: {option}")
    name_rows(lower, names)
    lower.tick_params(axis="x", bottom=False, labelbottom=False)


def sort_estimates(data: pd.DataFrame) -> pd.DataFrame:
    """Sort specifications from the lowest estimate to the highest.

    Parameters
    ----------
    data : with estimate.

    Returns
    -------
    The rows; those without an estimate stand last.
    """
    return data.sort_values("estimate")
