"""Figures hold their words, whatever their length, and are drawn once."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from matplotlib import pyplot

from analysis.show.axes import new_axes
from analysis.show.charts import chart
from analysis.show.layout import LEAST, PAD, fit_figure

SIDES = ("The Harbour Courier and Evening Advertiser", "A")


def measure_overlap(ax) -> float:
    """How far the words reach over the edge of the figure, in points."""
    figure = ax.get_figure()
    tight = ax.get_tightbbox(figure.canvas.get_renderer())
    over = -tight.x0, -tight.y0, tight.x1 - figure.bbox.width, tight.y1 - figure.bbox.height
    return max(over) * 72 / figure.dpi


@pytest.mark.parametrize("label", ["a", "a row with a name of many words " * 3, "x" * 160])
def test_the_words_stand_inside_the_figure(label):
    ax = new_axes(rows=3)
    ax.set_yticks([0, 1, 2], [label, "b", "c"])
    ax.set(xlabel="an axis", title="above")
    before = ax.get_figure().get_size_inches()[0]
    assert fit_figure(ax.get_figure())
    assert measure_overlap(ax) <= PAD
    assert ax.get_position().width >= LEAST * before / ax.get_figure().get_size_inches()[0] - 1e-9
    pyplot.close(ax.get_figure())


def test_what_is_laid_out_otherwise_is_left_alone():
    figure, axes = pyplot.subplots(1, 2)
    places = [ax.get_position().bounds for ax in axes]
    assert not fit_figure(figure)
    assert [ax.get_position().bounds for ax in axes] == places
    pyplot.close(figure)


def test_a_chart_is_drawn_once(monkeypatch):
    drawn = []
    draw = pyplot.Figure.draw
    monkeypatch.setattr(
        pyplot.Figure, "draw", lambda self, renderer: (drawn.append(1), draw(self, renderer))[1]
    )
    rates = pd.DataFrame({"term": ["port"], "a": [1.5], "b": [0.25]})
    shown = chart("dumbbells", rates, sides=SIDES, caption="Uses", name="uses", label="term")
    assert len(drawn) == 1
    box = re.search(r'viewBox="([^"]*)"', shown.rich)[1].split()
    assert all(float(number) >= 0 for number in box)
