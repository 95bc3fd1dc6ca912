"""Figures that run along something: an article, the choices behind a finding, what chance gives,
articles, time.

The same rules as in `plots`: data first, axes in, axes out; the same side always has the same
colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.charts import (
    NEUTRAL,
    SIDE_COLOURS,
    SIDE_MARKERS,
    label_ends,
    name_rows,
    name_sides,
    or_nothing,
)
from analysis.tables.numbers import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


INSTRUMENT_NAMES = {"vader": "VADER", "textblob": "TextBlob"}


@or_nothing
def plot_course(
    data: pd.DataFrame, *, side: str, colour: int, ax: Axes, value: str = "num", unit: str = "tone"
) -> Axes:
    """Tone along one side's articles: one stem a segment in reading order; quoted and reported
    speech by the mark.

    Arguments: data, rows of sentiment.score_segments of that side in order; colour, 0 or 1, the
    place of the side.
    """
    if "block" in data:
        means = data.groupby(["article_id", "block"], sort=False).agg(
            place=("place", "mean"), num=(value, "sum"), den=("den", "sum")
        )
        ax.plot(
            means["place"],
            means["num"] / means["den"],
            color=SIDE_COLOURS[colour],
            linewidth=5,
            alpha=0.25,
            label="paragraph",
        )
    for voice, marker in (("author", "o"), ("quoted", "D"), ("reported", "^"), ("mean", "o")):
        part = data[data["voice"] == voice]
        if part.empty:
            continue
        places = part["place"].to_numpy()
        ax.vlines(places, 0, part[value], color=SIDE_COLOURS[colour], linewidth=1.2, alpha=0.6)
        face = "white" if voice in ("quoted", "reported") else SIDE_COLOURS[colour]
        ax.plot(
            places,
            part[value],
            marker,
            color=SIDE_COLOURS[colour],
            markerfacecolor=face,
            markersize=5,
            label=voice,
        )
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    ax.set(xlabel="from the first sentence to the last", ylabel=unit, ylim=(-1.02, 1.02))
    ax.set_title(side, loc="left", color=SIDE_COLOURS[colour], fontsize=10, fontweight="bold")
    ax.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=4,
        frameon=False,
        handletextpad=0.3,
        fontsize=8,
    )
    return ax


@or_nothing
def plot_specifications(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes) -> Axes:
    """Specification curve (Simonsohn, Simmons and Nelson 2020): estimates in order above, the
    choices behind each below.

    Arguments: data, rows of evidence.specify_tone for one or more instruments; the first of an
    instrument, its main choice, is ringed.
    """
    data = data[data["note"] == ""]
    ends = ["instrument", "a", "b", "estimate", "n_a", "n_b", "note", "place"]
    data, at = data.assign(place=0), 0
    for instrument, part in data.groupby(
        data["instrument"].str.removesuffix("-expanded"), sort=False
    ):
        order = part["estimate"].sort_values(kind="stable").index
        data.loc[order, "place"] = range(at, at + len(order))
        main, most = part.iloc[0], max((part["estimate"] > 0).sum(), (part["estimate"] < 0).sum())
        text = f"{INSTRUMENT_NAMES.get(instrument, instrument)}: {most} of {len(part)} on one side of 0"
        ax.text(
            at,
            1.02 + 0.07 * bool(at),
            text,
            transform=ax.get_xaxis_transform(),
            ha="left",
            va="bottom",
            fontsize=8,
        )
        ax.plot(
            data.loc[part.index[0], "place"],
            main["estimate"],
            "o",
            color="black",
            markerfacecolor="none",
            markersize=11,
        )
        at += len(order) + 2
    colours = [SIDE_COLOURS[0] if value >= 0 else SIDE_COLOURS[1] for value in data["estimate"]]
    ax.scatter(data["place"], data["estimate"], c=colours, s=20, zorder=3)
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    ax.set(xlabel="", ylabel="difference in mean tone", xticks=[], xlim=(-1, at - 1))
    ax.margins(y=0.15)
    for y, side, colour in ((1, sides[0], SIDE_COLOURS[0]), (0, sides[1], SIDE_COLOURS[1])):
        sign, place = ("↑", "bottom") if y else ("↓", "top")
        ax.annotate(f"{sign} higher in {side}", (0, 0), (-30, 4 if y else -4), xycoords=("axes fraction", "data"), ha="right",
                    va=place, textcoords="offset points", color=colour, fontsize=8)  # fmt: skip
    written = (
        data["instrument"]
        .str.endswith("expanded")
        .map({True: "written out", False: "as it stands"})
    )
    table = data.drop(columns=ends).assign(**{"contracted negation": written})
    options = [(c, option) for c in table for option in table[c].unique() if table[c].nunique() > 1]
    lower = ax.inset_axes(
        [0, -0.12 - 0.085 * len(options), 1, 0.085 * len(options) + 0.06], sharex=ax
    )
    for k, (choice, option) in enumerate(options):
        places = data.loc[table[choice] == option, "place"]
        lower.plot(places, [k] * len(places), "|", color="black", markersize=7)
    name_rows(lower, [f"{choice.split()[0]}: {option}" for choice, option in options])
    lower.tick_params(axis="x", bottom=False, labelbottom=False)
    return ax


@or_nothing
def plot_halves(data: pd.DataFrame, *, observed: float, sides: Sequence[str], ax: Axes) -> Axes:
    """Histograms of rows of verdicts.split_halves, one a side, and the observed difference between
    the sides as a line.
    """
    import seaborn as sns

    sns.histplot(
        data, x="estimate", hue="side", hue_order=list(sides[:2]), palette=list(SIDE_COLOURS), element="step",
        alpha=0.25, bins=30, ax=ax, legend=False,
    )  # fmt: skip
    ax.axvline(observed, color="black", linewidth=1.5)
    ax.annotate(f"between the sides {signed(observed)}", (observed, 0.94), (4, 0), ha="left", va="top",
                xycoords=("data", "axes fraction"), textcoords="offset points", fontsize=8)  # fmt: skip
    label_ends(ax, "difference in mean tone", f"halves of {sides[1]}", f"halves of {sides[0]}")
    ax.set(ylabel="draws")
    return ax


@or_nothing
def plot_articles(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, dots: int = 100) -> Axes:
    """Tone of the articles of each side: one dot an article (of more than `dots`, one a quantile),
    outliers ringed, the mean with its 95 % interval (Student's t) as a bar beneath.

    Arguments: data, rows of sentiment.score_articles.
    """
    import seaborn as sns

    for k, side in enumerate(sides[:2]):
        tone = data.loc[data["side"] == side, "tone"]
        shown = (
            tone if len(tone) <= dots else tone.quantile([(i + 0.5) / dots for i in range(dots)])
        )
        sns.swarmplot(
            x=shown.to_numpy(),
            y=[side] * len(shown),
            order=list(sides[:2]),
            color=SIDE_COLOURS[k],
            size=4,
            ax=ax,
        )
        far = data.loc[(data["side"] == side) & data["outlier"], "tone"]
        ax.plot(
            far, [k] * len(far), "o", color=SIDE_COLOURS[k], markerfacecolor="none", markersize=9
        )
        reach = 1.96 * tone.sem() if len(tone) > 1 else 0
        ax.hlines(k + 0.38, tone.mean() - reach, tone.mean() + reach, color="black", linewidth=2)
        ax.plot(tone.mean(), k + 0.38, SIDE_MARKERS[k], color="black", markersize=6)
    name_rows(ax, list(sides[:2]))
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    ax.set(
        xlabel="mean tone of an article (black: mean of the side with its 95 % interval)", ylabel=""
    )
    return ax


@or_nothing
def plot_trace(data: pd.DataFrame, *, sides: Sequence[str], by: str, ax: Axes) -> Axes:
    """Mean tone of each side by month, year or outlet, with 95 % intervals.

    Arguments: data, rows of sentiment.trace_tone; by, its column of groups.
    """
    groups = sorted(data[by].unique())
    for k, side in enumerate(sides[:2]):
        part = data[data["side"] == side]
        places = [groups.index(group) + 0.12 * (2 * k - 1) for group in part[by]]
        ax.vlines(
            places, part["low"], part["high"], color=SIDE_COLOURS[k], linewidth=1.2, alpha=0.7
        )
        line = "-" if by == "published" else "none"
        ax.plot(
            places,
            part["tone"],
            SIDE_MARKERS[k],
            linestyle=line,
            color=SIDE_COLOURS[k],
            markersize=5,
        )
    ax.axhline(0, color=NEUTRAL, linewidth=1)
    step = max(1, len(groups) // 8)
    ax.set_xticks(range(0, len(groups), step), groups[::step])
    ax.set(xlabel="", ylabel="mean tone of an article")
    return name_sides(ax, sides)
