"""Draw the project's tables: data first, axes in, axes out; the same side always has the same colour.

Nothing is computed here but where to draw. `describe` puts the drawn numbers into words, for readers who cannot see them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Blue and vermilion keep their difference under the common colour-vision deficiencies; shapes differ as well.
SIDE_COLOURS = ("#1b6ca8", "#b5460f")
SIDE_MARKERS = ("o", "s")
NEUTRAL = "#6b7280"
VOICE_COLOURS = {"author": "#4b5563", "quoted": "#7b3294", "reported": "#a6861b"}
ROLE_COLOURS = ("#5b4b8a", "#9a6fb0", "#b58db6", NEUTRAL, "#c7a252", "#8a8f98")
MEASURE, ROW = 6.6, 0.34  # inches: width of the page's column, height of a row


def new_axes(*, rows: int = 8, width: float = MEASURE, height: float | None = None) -> Axes:
    """Empty axes in the project's style, high enough for so many rows.

    Arguments: rows, horizontal rows to fit; width, height in inches (height overrides rows).
    """
    import matplotlib
    import seaborn as sns

    matplotlib.use("agg")
    from matplotlib import pyplot

    style = {"font.size": 9, "axes.labelsize": 9, "font.family": "sans-serif", "text.parse_math": False}
    sns.set_theme(style="ticks", context="paper", rc={**style, "axes.spines.top": False, "axes.spines.right": False})
    return pyplot.subplots(figsize=(width, height or 0.8 + ROW * max(rows, 2)), layout="constrained")[1]


def plot_dumbbells(
    data: pd.DataFrame, *, sides: Sequence[str], label: str, ax: Axes, unit: str = "", a: str = "a", b: str = "b"
) -> Axes:
    """One row a label, one mark a side, joined by a line.

    Arguments: data, drawn from top to bottom; sides, their names; label, a, b, columns; unit, what the axis counts.
    """
    if data.empty:
        return _draw_nothing(ax)
    import seaborn as sns

    rows = list(data[label].astype(str))
    ax.hlines(range(len(rows)), data[a], data[b], color=NEUTRAL, linewidth=1, alpha=0.6, zorder=1)
    for column, side, colour, marker in zip((a, b), sides, SIDE_COLOURS, SIDE_MARKERS, strict=False):
        sns.scatterplot(
            x=data[column].to_numpy(),
            y=range(len(rows)),
            color=colour,
            marker=marker,
            s=46,
            label=side,
            ax=ax,
            zorder=2,
        )
    _name_rows(ax, rows)
    ax.set(xlabel=unit, ylabel="")
    return _legend(ax, labels=sides)


def plot_intervals(
    data: pd.DataFrame, *, sides: Sequence[str], label: str, ax: Axes, estimate: str = "estimate", unit: str = "",
    placebo: str | None = None,
) -> Axes:  # fmt: skip
    """One row an estimate with its 95 % interval; the colour tells which side has more, an open mark that the interval
    holds zero or that nothing was tested, and a grey band what chance alone produces.

    Arguments: data with the columns label, estimate, low, high, and placebo where its name is given.
    """
    if data.empty:
        return _draw_nothing(ax)
    rows = list(data[label].astype(str))
    for k, row in enumerate(data.itertuples(index=False)):
        value, low, high = getattr(row, estimate), row.low, row.high
        colour = SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1]
        if placebo and pd.notna(chance := getattr(row, placebo)):
            ax.barh(k, 2 * chance, left=-chance, height=0.72, color=NEUTRAL, alpha=0.18, linewidth=0)
        ax.hlines(k, low, high, color=colour, linewidth=2)
        untested = "p" in data and pd.isna(row.p)
        holds_zero = untested or not (low > 0 or high < 0)
        marker = SIDE_MARKERS[0] if value >= 0 else SIDE_MARKERS[1]
        ax.plot(value, k, marker, color=colour, markerfacecolor="white" if holds_zero else colour, markersize=7)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    _name_rows(ax, rows)
    _label_ends(ax, unit, f"← higher in {sides[1]}", f"higher in {sides[0]} →")
    return ax


def plot_shift(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "term", shift: str = "shift") -> Axes:
    """Word shift: bars to the right raise the first side over the second, bars to the left the reverse.

    Arguments: data, one row a word as from sentiment.shift_words, drawn from top to bottom.
    """
    if data.empty:
        return _draw_nothing(ax)
    rows = list(data[label].astype(str))
    colours = [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in data[shift]]
    ax.barh(range(len(rows)), data[shift], color=colours, height=0.75)
    _name_rows(ax, rows)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=NEUTRAL, alpha=0.2, linewidth=0.6)
    _label_ends(ax, "part of the mean tone", f"← lifts {sides[1]}", f"lifts {sides[0]} →")
    return ax


def plot_course(data: pd.DataFrame, *, side: str, colour: int, ax: Axes, value: str = "num", unit: str = "tone") -> Axes:
    """Tone along one side's articles: one stem a segment in reading order; quoted and reported speech by the mark.

    Arguments: data, rows of sentiment.score_segments of that side in order; colour, 0 or 1, the place of the side.
    """
    if data.empty:
        return _draw_nothing(ax)
    for voice, marker in (("author", "o"), ("quoted", "D"), ("reported", "^")):
        part = data[data["voice"] == voice]
        if part.empty:
            continue
        places = part["place"].to_numpy()
        ax.vlines(places, 0, part[value], color=SIDE_COLOURS[colour], linewidth=1.4, alpha=0.8)
        face = SIDE_COLOURS[colour] if voice == "author" else "white"
        ax.plot(places, part[value], marker, color=SIDE_COLOURS[colour], markerfacecolor=face, markersize=5, label=voice)
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    ax.set(xlabel="place in the article (sentences, or parts in one voice)", ylabel=unit, ylim=(-1.02, 1.02))
    ax.set_title(side, loc="left", color=SIDE_COLOURS[colour], fontsize=9)
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False, handletextpad=0.1)
    return ax


def plot_shares(data: pd.DataFrame, *, label: str, columns: Sequence[str], ax: Axes, colours: Sequence[str] = ()) -> Axes:
    """Stacked bars, one row a label, that add up to the row's total; shares are written into the bars.

    Arguments: data, one row a bar; columns, the parts from left to right; colours, one a part.
    """
    if data.empty:
        return _draw_nothing(ax)
    rows, left = list(data[label].astype(str)), pd.Series(0.0, index=data.index)
    colours = list(colours) or [NEUTRAL, *VOICE_COLOURS.values()]
    for column, colour in zip(columns, colours, strict=False):
        ax.barh(range(len(rows)), data[column], left=left, color=colour, label=column, edgecolor="white")
        for k, (start, part) in enumerate(zip(left, data[column], strict=True)):
            if part > 0.06:
                ax.text(start + part / 2, k, f"{part:.0%}", ha="center", va="center", color="white", fontsize=8)
        left = left + data[column]
    _name_rows(ax, rows)
    ax.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    ax.set(xlabel="", ylabel="", xlim=(0, 1))
    return _legend(ax)


def plot_sources(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "speaker") -> Axes:
    """One bar a source, in the colour of its side: dark what is quoted, light what is reported.

    Arguments: data, rows of actors.list_sources, drawn from top to bottom.
    """
    if data.empty:
        return _draw_nothing(ax)
    rows = [name or "not resolved" for name in data[label]]
    for k, row in enumerate(data.itertuples(index=False)):
        colour = SIDE_COLOURS[list(sides).index(row.side)]
        ax.barh(k, row.quoted, color=colour, height=0.7)
        ax.barh(k, row.reported, left=row.quoted, color=colour, alpha=0.45, height=0.7)
    _name_rows(ax, rows)
    _label_ends(ax, "words (dark: quoted, light: reported)", f"■ {sides[1]}", f"■ {sides[0]}")
    return ax


def plot_parts(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, label: str = "voice") -> Axes:
    """Two bars a row, the parts of a difference: from who speaks (hatched) and from how they speak (plain).

    Arguments: data, rows of sentiment.decompose_voices with who and how.
    """
    if data.empty:
        return _draw_nothing(ax)
    for offset, column, hatch in ((-0.2, "who", "////"), (0.2, "how", "")):
        places = [k + offset for k in range(len(data))]
        colours = [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in data[column]]
        ax.barh(places, data[column], height=0.36, color=colours, hatch=hatch, edgecolor="white")
        for place, value in zip(places, data[column], strict=True):
            ax.annotate(f"{column} {value:+.3f}".replace("-", "−"), (value, place), (4 if value >= 0 else -4, 0),
                        textcoords="offset points", ha="left" if value >= 0 else "right", va="center", fontsize=8)  # fmt: skip
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    ax.margins(x=0.25)
    _name_rows(ax, list(data[label].astype(str)))
    _label_ends(ax, "part of the difference in mean tone", f"← lifts {sides[1]}", f"lifts {sides[0]} →")
    return ax


def plot_specifications(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes) -> Axes:
    """Specification curve: every combination of choices as a dot in order of size, one row of dots an instrument.

    Arguments: data, rows of evidence.specify_tone for one or more instruments.
    """
    if data.empty:
        return _draw_nothing(ax)
    rows = list(dict.fromkeys(data["instrument"]))
    for k, instrument in enumerate(rows):
        part = data[data["instrument"] == instrument].sort_values("estimate")["estimate"].to_numpy()
        places = k + (pd.Series(range(len(part))) / max(len(part) - 1, 1) - 0.5) * 0.7
        colours = [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in part]
        ax.scatter(part, places, c=colours, s=18)
        text = f"{(part > 0).sum()} of {len(part)} higher in {sides[0]}"
        ax.annotate(text, (1.0, k + 0.44), xycoords=("axes fraction", "data"), ha="right", va="center", fontsize=8)
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    ax.margins(x=0.45)
    _name_rows(ax, rows)
    _label_ends(ax, "difference in mean tone", f"← higher in {sides[1]}", f"higher in {sides[0]} →")
    return ax


def plot_halves(data: pd.DataFrame, *, observed: float, sides: Sequence[str], ax: Axes) -> Axes:
    """Histograms of rows of verdicts.split_halves, one a side, and the observed difference between the sides as a line."""
    if data.empty:
        return _draw_nothing(ax)
    import seaborn as sns

    sns.histplot(
        data, x="estimate", hue="side", hue_order=list(sides[:2]), palette=list(SIDE_COLOURS), element="step",
        alpha=0.25, bins=30, ax=ax, legend=False,
    )  # fmt: skip
    ax.axvline(observed, color="black", linewidth=1.5)
    ax.annotate(f"between the sides {observed:+.2f}".replace("-", "−"), (observed, 0.94), (4, 0), ha="left", va="top",
                xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=8)  # fmt: skip
    _label_ends(ax, "difference in mean tone", f"halves of {sides[1]}", f"halves of {sides[0]}")
    ax.set(ylabel="draws")
    return ax


def plot_accuracy(data: pd.DataFrame, *, ax: Axes, label: str = "label") -> Axes:
    """One row a measured figure (value) with its 95 % interval (low, high), from 0 to 1."""
    if data.empty:
        return _draw_nothing(ax)
    ax.hlines(range(len(data)), data["low"], data["high"], color=NEUTRAL, linewidth=2)
    ax.plot(data["value"], range(len(data)), "o", color="black", markersize=5)
    _name_rows(ax, list(data[label]))
    ax.set(xlim=(0, 1), xlabel="value with 95 % interval", ylabel="")
    return ax


def describe(data: pd.DataFrame, *, what: str, label: str, values: Sequence[str], rows: int = 4, spec: str = "+.2f") -> str:
    """The drawn numbers in words: what is shown, how many rows, and the first few with their values.

    Arguments: what, a noun phrase without full stop; label and values, columns; rows, how many to read out; spec, format.

    >>> describe(pd.DataFrame({"term": ["port"], "a": [1.5]}), what="Rates", label="term", values=["a"], spec=".1f")
    'Rates. 1 row. port: a 1.5.'
    """
    read = []
    for row in data.head(rows).to_dict("records"):
        parts = ", ".join(f"{v} {format(row[v], spec)}" if pd.notna(row[v]) else f"{v} not estimated" for v in values)
        read.append(f"{row[label]}: {parts}")
    left = f" and {len(data) - rows} more." if len(data) > rows else "." * bool(read)
    return f"{what}. {len(data)} row{'s' * (len(data) != 1)}. {'; '.join(read)}{left}".rstrip()


def _label_ends(ax: Axes, unit: str, left: str, right: str) -> None:
    ax.set(xlabel=unit, ylabel="")
    for x, side, text, colour in ((0, "left", left, SIDE_COLOURS[1]), (1, "right", right, SIDE_COLOURS[0])):
        ax.text(x, 1.01, text, transform=ax.transAxes, ha=side, va="bottom", color=colour, fontsize=9)


def _name_rows(ax: Axes, rows: Sequence[str]) -> None:
    ax.set_yticks(range(len(rows)), rows)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color=NEUTRAL, alpha=0.2, linewidth=0.6)


def _legend(ax: Axes, labels: Sequence[str] | None = None) -> Axes:
    """Legend above the axes; labels given explicitly, because a name with a leading underscore would vanish."""
    handles, found = ax.get_legend_handles_labels()
    if labels is not None:
        handles, found = ax.collections[-len(labels) :], list(labels)
    ax.legend(handles, found, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, handletextpad=0.3)
    return ax


def _draw_nothing(ax: Axes) -> Axes:
    """Axes that say so, because a report goes on where a table has no row."""
    ax.text(0.5, 0.5, "nothing to show", transform=ax.transAxes, ha="center", va="center", color=NEUTRAL)
    ax.set_axis_off()
    return ax
