"""The layout of a figure with one pair of axes: its words inside its edges, measured once.

matplotlib's constrained layout and its tight box measure every word three times and draw the figure
twice; a report has two dozen figures. Figures are as wide as a phone's screen, so that their words
can be read there, and grow with a wider page.
"""

from __future__ import annotations

from math import ceil
from textwrap import fill
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import LayoutEngine

PAD = 3  # points between the words and the edge
LABEL = 0.7  # share of a figure's width that a line of an axis's name may take
LEAST = 0.4  # share of a figure that its axes keep; the figure grows if it must


def make_layout() -> LayoutEngine:
    """Make the mark of a figure that fit_figure lays out.

    It does nothing itself, since all words are measured once, before the figure is saved.

    Returns
    -------
    A layout engine.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    return PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True)


def fit_figure(figure: Figure) -> bool:
    """Place the axes so that all their words stand inside the figure, which grows if it must.

    Parameters
    ----------
    figure : of axes.new_axes; it is changed.

    Returns
    -------
    True where it was laid out; False for a figure without the mark of make_layout, or with several
    axes.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    marked = isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine)
    if not marked or len(figure.axes) != 1:
        return False
    ax = figure.axes[0]
    pad = PAD * figure.dpi / 72
    renderer = figure.canvas.get_renderer()
    figure.set_layout_engine(None)  # with an engine, matplotlib would draw twice
    width, height = figure.bbox.width, figure.bbox.height
    _wrap_label(ax, renderer, LABEL * width)
    edges = _measure_edges(ax, renderer, pad)
    wide = max(width - edges.left - edges.right, LEAST * width)
    high = max(height - edges.bottom - edges.top, LEAST * height)
    if ax.child_axes:
        high = ax.bbox.height  # the height of axes beneath is a share of these axes
    _place(ax, edges, wide, high)
    _shift_label(ax, renderer, pad)
    # Words that are placed relative to the axes may reach further now.
    needed = _measure_edges(ax, renderer, pad)
    larger = [max(pair) for pair in zip(edges, needed, strict=True)]
    _place(ax, _Edges(*larger), wide, high)
    return True


class _Edges(NamedTuple):
    """What a figure holds beside its axes, in pixels."""

    left: float
    bottom: float
    right: float
    top: float


def _measure_edges(ax: Axes, renderer: object, pad: float) -> _Edges:
    """How far words reach beyond the axes, and so much room behind them."""
    box, tight = ax.bbox, ax.get_tightbbox(renderer)
    left = box.x0 - tight.x0
    bottom = box.y0 - tight.y0
    right = tight.x1 - box.x1
    top = tight.y1 - box.y1
    return _Edges(left + pad, bottom + pad, right + pad, top + pad)


def _place(ax: Axes, edges: _Edges, wide: float, high: float) -> None:
    """A figure that holds axes of this size between edges of these."""
    figure = ax.get_figure()
    width = edges.left + wide + edges.right
    height = edges.bottom + high + edges.top
    figure.set_size_inches(width / figure.dpi, height / figure.dpi)
    ax.set_position([edges.left / width, edges.bottom / height, wide / width, high / height])


def _wrap_label(ax: Axes, renderer: object, most: float) -> None:
    """Break the name of the horizontal axis into lines that are no longer than this."""
    label = ax.xaxis.label
    text = label.get_text()
    if not text:
        return
    long = label.get_window_extent(renderer).width
    if long > most:
        letters = ceil(len(text) * most / long)
        label.set_text(fill(text, letters))


def _shift_label(ax: Axes, renderer: object, pad: float) -> None:
    """Move the name of the horizontal axis to the left where it would leave the figure."""
    label = ax.xaxis.label
    wide = label.get_window_extent(renderer).width if label.get_text() else 0.0
    end = ax.bbox.x0 + (ax.bbox.width + wide) / 2 + pad
    over = end - ax.get_figure().bbox.width
    if over > 0:
        label.set_x(0.5 - over / ax.bbox.width)
