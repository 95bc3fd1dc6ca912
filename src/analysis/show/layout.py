"""The layout of a figure with one pair of axes: its words inside its edges, measured once.

matplotlib's constrained layout and its tight box measure every word three times and draw the figure
twice; a report has two dozen figures. Figures are as wide as a phone's screen, so that their words
can be read there, and grow with a wider page.
"""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import LayoutEngine

PAD = 3  # points between the words and the edge
LABEL = 0.7  # of a figure's width that a line of an axis's name takes at most
LEAST = 0.4  # of a figure's width and height that its axes keep; else the figure grows


def make_layout() -> LayoutEngine:
    """The mark of a figure that `fit_figure` lays out before it is saved; it does nothing itself,
    since all is measured once.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    return PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True)


def fit_figure(figure: Figure) -> bool:
    """Place the axes so that all their words stand inside the figure, which grows if it must.

    Parameters
    ----------
    figure : of new_axes.

    Returns
    -------
    False for a figure that is laid out otherwise, or has several axes.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    marked = isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine)
    if not marked or len(figure.axes) != 1:
        return False
    ax, pad = figure.axes[0], PAD * figure.dpi / 72
    renderer = figure.canvas.get_renderer()
    figure.set_layout_engine(None)  # any other than none is a reason to draw twice
    width, height = figure.bbox.width, figure.bbox.height
    _wrap_label(ax, renderer, LABEL * width)
    left, bottom, right, top = (edge + pad for edge in _measure_edges(ax, renderer))
    wide, high = (
        max(width - left - right, LEAST * width),
        max(height - bottom - top, LEAST * height),
    )
    if ax.child_axes:
        high = ax.bbox.height  # axes beneath these are as high as a share of them
    box = wide, high
    _place(ax, left, bottom, right, top, *box)
    _shift_label(ax, renderer, pad)
    # What was centred on the axes, or began at one end of them, may reach further now.
    edges = zip((left, bottom, right, top), _measure_edges(ax, renderer), strict=True)
    _place(ax, *(max(edge, needed + pad) for edge, needed in edges), *box)
    return True


def _measure_edges(ax: Axes, renderer: object) -> tuple[float, float, float, float]:
    """How far words reach beyond the axes: left, below, right and above, in pixels."""
    box, tight = ax.bbox, ax.get_tightbbox(renderer)
    return box.x0 - tight.x0, box.y0 - tight.y0, tight.x1 - box.x1, tight.y1 - box.y1


def _place(
    ax: Axes, left: float, bottom: float, right: float, top: float, wide: float, high: float
) -> None:
    """A figure that holds axes of this size between edges of these."""
    figure = ax.get_figure()
    width, height = left + wide + right, bottom + high + top
    figure.set_size_inches(width / figure.dpi, height / figure.dpi)
    ax.set_position([left / width, bottom / height, wide / width, high / height])


def _wrap_label(ax: Axes, renderer: object, most: float) -> None:
    """Break the name of the horizontal axis into lines that are no longer than this."""
    label = ax.xaxis.label
    text = label.get_text()
    if text and (long := label.get_window_extent(renderer).width) > most:
        label.set_text(fill(text, ceil(len(text) * most / long)))


def _shift_label(ax: Axes, renderer: object, pad: float) -> None:
    """Move the name of the horizontal axis to the left where it would leave the figure."""
    label = ax.xaxis.label
    wide = label.get_window_extent(renderer).width if label.get_text() else 0.0
    over = ax.bbox.x0 + (ax.bbox.width + wide) / 2 + pad - ax.get_figure().bbox.width
    if over > 0:
        label.set_x(0.5 - over / ax.bbox.width)
