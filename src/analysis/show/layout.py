"""The layout of a figure with one pair of axes: its words inside its edges, measured once.

matplotlib's constrained layout and its tight box measure every word three times and draw the figure
twice; a report has two dozen figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import LayoutEngine

PAD = 3  # points between the words and the edge
LEAST = 0.4  # of a figure's width and height that its axes keep; else the figure grows


def make_layout() -> LayoutEngine:
    """The mark of a figure that `fit_figure` lays out before it is saved; it does nothing itself,
    since all is measured once.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    return PlaceHolderLayoutEngine(adjust_compatible=True, colorbar_gridspec=True)


def fit_figure(figure: Figure) -> bool:
    """Place the axes so that all their words stand inside the figure, which grows if it must.

    Returns: False for a figure that is laid out otherwise, or has several axes.
    """
    from matplotlib.layout_engine import PlaceHolderLayoutEngine

    marked = isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine)
    if not marked or len(figure.axes) != 1:
        return False
    ax = figure.axes[0]
    box, tight = ax.bbox, ax.get_tightbbox(figure.canvas.get_renderer())
    pad = PAD * figure.dpi / 72
    left, bottom = box.x0 - tight.x0 + pad, box.y0 - tight.y0 + pad
    right, top = tight.x1 - box.x1 + pad, tight.y1 - box.y1 + pad
    width, height = figure.bbox.width, figure.bbox.height
    wide = max(width, left + right + LEAST * width)
    high = max(height, bottom + top + LEAST * height)
    figure.set_layout_engine(None)  # any other than none is a reason to draw twice
    figure.set_size_inches(wide / figure.dpi, high / figure.dpi)
    ax.set_position(
        [left / wide, bottom / high, (wide - left - right) / wide, (high - bottom - top) / high]
    )
    return True
