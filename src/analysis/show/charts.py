"""Draw the project's tables: data first, axes in, axes out; the same side always has the same
colour.

Nothing is computed here but where to draw. `describe` puts the drawn numbers into words, for
readers who cannot see them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING

import pandas as pd

from analysis.tables.numbers import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


# Blue and vermilion keep their difference under the common colour-vision deficiencies; shapes
# differ as well.
SIDE_COLOURS = ("#1b6ca8", "#b5460f")
SIDE_MARKERS = ("o", "s")
NEUTRAL = "#6b7280"
VOICE_COLOURS = {"author": "#4b5563", "quoted": "#7b3294", "reported": "#a6861b"}
ROLE_COLOURS = ("#5b4b8a", "#9a6fb0", "#b58db6", NEUTRAL, "#c7a252", "#8a8f98")
MEASURE, ROW = 6.6, 0.34  # inches: width of the page's column, height of a row


def or_nothing(draw: Callable[..., Axes]) -> Callable[..., Axes]:
    """Axes that say so where a table has no row, because a report goes on."""

    @wraps(draw)
    def drawn(data: pd.DataFrame, *, ax: Axes, **choices: object) -> Axes:
        if len(data):
            return draw(data, ax=ax, **choices)
        ax.text(
            0.5,
            0.5,
            "nothing to show",
            transform=ax.transAxes,
            ha="center",
            va="center",
            color=NEUTRAL,
        )
        ax.set_axis_off()
        return ax

    return drawn


def new_axes(*, rows: int = 8, width: float = MEASURE, height: float | None = None) -> Axes:
    """Empty axes in the project's style, high enough for so many rows.

    Arguments: rows, horizontal rows to fit; width, height in inches (height overrides rows).
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
    }
    sns.set_theme(
        style="ticks",
        context="paper",
        rc={**style, "axes.spines.top": False, "axes.spines.right": False},
    )
    return pyplot.subplots(
        figsize=(width, height or 0.8 + ROW * max(rows, 2)), layout="constrained"
    )[1]


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
    """One row a label, one mark a side, joined by a line; with whiskers where there are 95 %
    intervals.

    Arguments: data, drawn from top to bottom, with low_a, high_a, low_b, high_b where there are
    intervals; sides, their names; label, a, b, columns; unit, what the axis counts.
    """
    import seaborn as sns

    rows = list(data[label].astype(str))
    ax.hlines(range(len(rows)), data[a], data[b], color=NEUTRAL, linewidth=1, alpha=0.6, zorder=1)
    for k, (column, colour, marker) in enumerate(
        zip((a, b), SIDE_COLOURS, SIDE_MARKERS, strict=True)
    ):
        low, high = f"low_{'ab'[k]}", f"high_{'ab'[k]}"
        if low in data:
            ax.hlines(
                [y + 0.18 * (2 * k - 1) for y in range(len(rows))],
                data[low],
                data[high],
                color=colour,
                linewidth=1.2,
            )
        values = data[column].to_numpy()
        sns.scatterplot(
            x=values, y=range(len(rows)), color=colour, marker=marker, s=46, ax=ax, zorder=2
        )
    name_rows(ax, rows)
    ax.set(xlabel=unit, ylabel="")
    return name_sides(ax, sides)


@or_nothing
def plot_intervals(
    data: pd.DataFrame, *, sides: Sequence[str], label: str, ax: Axes, estimate: str = "estimate", unit: str = "",
    placebo: str | None = None,
) -> Axes:  # fmt: skip
    """One row an estimate with its 95 % interval; the colour tells which side has more, an open
    mark that the interval holds zero or that nothing was tested, and a grey band what chance alone
    produces.

    Arguments: data with the columns label, estimate, low, high, and placebo where its name is
    given.
    """
    rows = list(data[label].astype(str))
    for k, row in enumerate(data.itertuples(index=False)):
        value, low, high = getattr(row, estimate), row.low, row.high
        colour = SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1]
        if placebo and pd.notna(chance := getattr(row, placebo)):
            ax.barh(
                k, 2 * chance, left=-chance, height=0.72, color=NEUTRAL, alpha=0.18, linewidth=0
            )
        ax.hlines(k, low, high, color=colour, linewidth=2)
        untested = "p" in data and pd.isna(row.p)
        holds_zero = untested or not (low > 0 or high < 0)
        marker = SIDE_MARKERS[0] if value >= 0 else SIDE_MARKERS[1]
        ax.plot(
            value,
            k,
            marker,
            color=colour,
            markerfacecolor="white" if holds_zero else colour,
            markersize=7,
        )
        ax.annotate(
            signed(value), (value, k), (0, 6), textcoords="offset points", ha="center", fontsize=8
        )
    if placebo and data[placebo].notna().any():
        first = int(data[placebo].notna().to_numpy().argmax())
        left = -data[placebo].iloc[first]
        ax.text(
            left,
            first + 0.35,
            " what chance gives",
            ha="left",
            va="bottom",
            fontsize=7.5,
            color=NEUTRAL,
        )
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    name_rows(ax, rows)
    label_ends(ax, unit, f"← higher in {sides[1]}", f"higher in {sides[0]} →")
    return ax


@or_nothing
def plot_shift(
    data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "term", shift: str = "shift"
) -> Axes:
    """Word shift: bars to the right raise the first side over the second, bars to the left the
    reverse.

    Arguments: data, one row a word as from sentiment.shift_words, drawn from top to bottom.
    """
    rows = list(data[label].astype(str))
    colours = [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in data[shift]]
    bars = ax.barh(range(len(rows)), data[shift], color=colours, height=0.75)
    ax.bar_label(
        bars, [f"{value:+.3f}".replace("-", "−") for value in data[shift]], fontsize=8, padding=3
    )
    ax.margins(x=0.14)
    name_rows(ax, rows)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    label_ends(ax, "part of the mean tone", f"← lifts {sides[1]}", f"lifts {sides[0]} →")
    return ax


@or_nothing
def plot_shares(
    data: pd.DataFrame, *, label: str, columns: Sequence[str], ax: Axes, colours: Sequence[str] = ()
) -> Axes:
    """Stacked bars, one row a label, that add up to the row's total; shares are written into the
    bars.

    Arguments: data, one row a bar; columns, the parts from left to right; colours, one a part. The
    parts are named above the first bar where all are wide enough there, else in a legend.
    """
    rows, left = list(data[label].astype(str)), pd.Series(0.0, index=data.index)
    colours, direct = (
        list(colours) or [NEUTRAL, *VOICE_COLOURS.values()],
        data.iloc[0][list(columns)].min() > 0.12,
    )
    for column, colour in zip(columns, colours, strict=False):
        ax.barh(
            range(len(rows)), data[column], left=left, color=colour, label=column, edgecolor="white"
        )
        if direct:
            ax.text(
                left.iloc[0] + data[column].iloc[0] / 2,
                -0.5,
                column,
                ha="center",
                va="bottom",
                color=colour,
                fontsize=9,
            )
        for k, (start, part) in enumerate(zip(left, data[column], strict=True)):
            if part > 0.06:
                ax.text(
                    start + part / 2,
                    k,
                    f"{part:.0%}",
                    ha="center",
                    va="center",
                    color="white",
                    fontsize=8,
                )
        left = left + data[column]
    name_rows(ax, rows)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set(xlabel="", ylabel="", xlim=(0, 1))
    if not direct:
        ax.legend(
            loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, handletextpad=0.3
        )
    return ax


@or_nothing
def plot_sources(
    data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "speaker"
) -> Axes:
    """One bar a source, in the colour of its side: dark what is quoted, light what is reported.

    Arguments: data, rows of actors.list_sources, drawn from top to bottom.
    """
    rows = [name or "not resolved" for name in data[label]]
    for k, row in enumerate(data.itertuples(index=False)):
        colour = SIDE_COLOURS[list(sides).index(row.side)]
        ax.barh(k, row.quoted, color=colour, height=0.7)
        ax.barh(k, row.reported, left=row.quoted, color=colour, alpha=0.45, height=0.7)
    name_rows(ax, rows)
    label_ends(ax, "words (dark: quoted, light: reported)", f"■ {sides[1]}", f"■ {sides[0]}")
    return ax


@or_nothing
def plot_accuracy(data: pd.DataFrame, *, ax: Axes, label: str = "label") -> Axes:
    """One row a measured figure (value) with its 95 % interval (low, high), from 0 to 1, a line
    between instruments.
    """
    ax.hlines(range(len(data)), data["low"], data["high"], color=NEUTRAL, linewidth=2)
    ax.plot(data["value"], range(len(data)), "o", color="black", markersize=5)
    for k, value in enumerate(data["value"]):
        ax.annotate(
            f"{value:.2f}", (value, k), (0, 5), textcoords="offset points", ha="center", fontsize=8
        )
    name_rows(ax, list(data[label]))
    if "instrument" in data:
        starts = data["instrument"].ne(data["instrument"].shift()).to_numpy().nonzero()[0]
        ax.hlines([k - 0.5 for k in starts[1:]], 0, 1, color=NEUTRAL, linewidth=0.5, linestyle=":")
    ax.set(
        xlim=(0, 1.02),
        xlabel="0 is chance or nothing found, 1 is full agreement; lines are 95 % intervals",
        ylabel="",
    )
    return ax


def describe(
    data: pd.DataFrame,
    *,
    what: str,
    label: str,
    values: Sequence[str],
    rows: int = 4,
    spec: str = "+.2f",
) -> str:
    """The drawn numbers in words: what is shown, how many rows, and the first few with their
    values.

    Arguments: what, a noun phrase without full stop; label and values, columns; rows, how many to
    read out; spec, format.

    >>> describe(pd.DataFrame({"term": ["port"], "a": [1.5]}), what="Rates", label="term", values=["a"], spec=".1f")
    'Rates. 1 row. port: a 1.5.'
    """
    read = []
    for row in data.head(rows).to_dict("records"):
        parts = ", ".join(
            f"{v} {format(row[v], spec)}" if pd.notna(row[v]) else f"{v} not estimated"
            for v in values
        )
        read.append(f"{row[label]}: {parts}")
    left = f" and {len(data) - rows} more." if len(data) > rows else "." * bool(read)
    return f"{what}. {len(data)} row{'s' * (len(data) != 1)}. {'; '.join(read)}{left}".rstrip()


def label_ends(ax: Axes, unit: str, left: str, right: str) -> None:
    """What lies to either side, above the axes; on two lines where one would not hold both."""
    ax.set(xlabel=unit, ylabel="")
    both = len(left) + len(right) > 8 * ax.get_figure().get_figwidth()
    for x, side, text, colour, up in (
        (0, "left", left, SIDE_COLOURS[1], 2),
        (1, "right", right, SIDE_COLOURS[0], 14 * both + 2),
    ):
        ax.annotate(text, (x, 1), (0, up), xycoords="axes fraction", textcoords="offset points", ha=side, va="bottom",
                    color=colour, fontsize=9)  # fmt: skip


def name_sides(ax: Axes, sides: Sequence[str]) -> Axes:
    """The sides with their marks and colours above the axes, in the place of a legend; a line each
    where they are long.
    """
    both = len(sides[0]) + len(sides[1]) > 8 * ax.get_figure().get_figwidth()
    for k, (side, sign) in enumerate(zip(sides[:2], "●■", strict=True)):
        place, align = (0 if both or not k else 1), ("left" if both or not k else "right")
        ax.annotate(f"{sign} {side}", (place, 1), (0, 14 * (both and not k) + 2), xycoords="axes fraction",
                    textcoords="offset points", ha=align, va="bottom", color=SIDE_COLOURS[k], fontsize=9)  # fmt: skip
    return ax


def name_rows(ax: Axes, rows: Sequence[str]) -> None:
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=NEUTRAL, alpha=0.2, linewidth=0.6)
