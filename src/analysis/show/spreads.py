"""How values spread: the articles of each side, random halves of one side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.axes import (
    NEUTRAL,
    SIDE_COLOURS,
    SIDE_MARKERS,
    label_ends,
    name_rows,
    or_nothing,
)
from analysis.stats.student import quantile_t
from analysis.tables.numbers import signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@or_nothing
def plot_halves(data: pd.DataFrame, *, observed: float, sides: Sequence[str], ax: Axes) -> Axes:
    """Draw how the differences between random halves spread, with the observed one as a line.

    Parameters
    ----------
    data : rows of judge.chance.split_halves for both sides.
    observed : the difference between the sides.
    sides : labels of a and b.
    ax : the axes to draw on.

    Returns
    -------
    The axes.
    """
    import seaborn as sns

    look = {"palette": list(SIDE_COLOURS), "element": "step", "alpha": 0.25, "legend": False}
    sns.histplot(data, x="estimate", hue="side", hue_order=list(sides[:2]), bins=30, ax=ax, **look)
    ax.axvline(observed, color="black", linewidth=1.5)
    beside = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "ha": "left"}
    text = f"between the sides {signed(observed)}"
    ax.annotate(text, (observed, 0.94), (4, 0), va="top", fontsize=8, **beside)
    label_ends(ax, "difference in mean tone", f"halves of {sides[1]}", f"halves of {sides[0]}")
    ax.set(ylabel="draws")
    return ax


def measure_halves(data: pd.DataFrame) -> pd.DataFrame:
    """Measure the difference that nineteen of twenty halvings stay under.

    Parameters
    ----------
    data : of judge.chance.split_halves.

    Returns
    -------
    One row a side: side, estimate (the 95th percentile).

    Examples
    --------
    >>> measure_halves(pd.DataFrame({"side": "Post", "estimate": [0.0, 1.0]})).values.tolist()
    [['Post', 0.95]]
    """
    return data.groupby("side", sort=False)["estimate"].quantile(0.95).reset_index()


@or_nothing
def plot_articles(data: pd.DataFrame, *, sides: Sequence[str], ax: Axes, dots: int = 100) -> Axes:
    """Draw the tone of the articles of each side, outliers ringed, with the mean beneath.

    The interval of the mean holds 95 % by Student's t.

    Parameters
    ----------
    data : rows of measures.tone.score_articles.
    sides : labels of a and b.
    ax : the axes to draw on.
    dots : the most of a side: one an article, or one a quantile where there are more articles.

    Returns
    -------
    The axes.
    """
    import seaborn as sns

    for k, side in enumerate(sides[:2]):
        own = data[data["side"] == side]
        shown = _thin(own["tone"], dots).to_numpy()
        look = {"color": SIDE_COLOURS[k], "size": 4, "order": list(sides[:2])}
        sns.swarmplot(x=shown, y=[side] * len(shown), ax=ax, **look)
        far = own.loc[own["outlier"], "tone"]
        ring = {"color": SIDE_COLOURS[k], "markerfacecolor": "none", "markersize": 9}
        ax.plot(far, [k] * len(far), "o", **ring)
        mean, reach = own["tone"].mean(), _reach(own["tone"])
        ax.hlines(k + 0.38, mean - reach, mean + reach, color="black", linewidth=2)
        ax.plot(mean, k + 0.38, SIDE_MARKERS[k], color="black", markersize=6)
    name_rows(ax, list(sides[:2]))
    ax.axvline(0, color=NEUTRAL, linewidth=1)
    meaning = "mean tone of an article (black: mean of the side with its 95 % interval)"
    ax.set(xlabel=meaning, ylabel="")
    return ax


def _thin(values: pd.Series, most: int) -> pd.Series:
    if len(values) <= most:
        return values
    shares = [(k + 0.5) / most for k in range(most)]
    return values.quantile(shares)


def _reach(values: pd.Series) -> float:
    """Half the width of the 95 % interval of a mean; nothing of one value."""
    n = len(values)
    if n < 2:
        return 0.0
    return quantile_t(0.975, n - 1) * values.sem()


def describe_articles(data: pd.DataFrame) -> pd.DataFrame:
    """Describe the tone of the articles of each side.

    Parameters
    ----------
    data : of measures.tone.score_articles.

    Returns
    -------
    One row a side: side, count, mean, std, min, 25%, 50%, 75%, max.

    Examples
    --------
    >>> table = describe_articles(pd.DataFrame({"side": "Post", "tone": [0.1, 0.3]}))
    >>> table[["side", "count", "mean"]].values.tolist()
    [['Post', 2.0, 0.2]]
    """
    return data.groupby("side", sort=False)["tone"].describe().reset_index()


def keep_first(data: pd.DataFrame, most: int = 200) -> pd.DataFrame:
    """Keep the first articles of each side, as many as a page holds.

    Parameters
    ----------
    data : with side.
    most : of each side.

    Returns
    -------
    The rows.
    """
    return data.groupby("side", sort=False).head(most)
