"""Plots: axes hold the numbers drawn, sides keep their colours, ugly labels and no rows pass."""

from __future__ import annotations

import warnings

import matplotlib

matplotlib.use("agg")

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from analysis.judge.tone import specify_tone
from analysis.show.alt import describe
from analysis.show.axes import (
    MEASURE,
    NEUTRAL,
    ROW,
    SIDE_COLOURS,
    SIDE_MARKERS,
    new_axes,
)
from analysis.show.bars import plot_shares, plot_shift, plot_sources
from analysis.show.curves import plot_course, plot_trace
from analysis.show.dots import plot_dumbbells, plot_intervals
from analysis.show.specifications import plot_specifications
from analysis.show.spreads import plot_articles
from helpers import load

SIDES = ("Left", "Right")
A, B = SIDE_COLOURS
DATA = pd.DataFrame(
    {
        "term": ["port", "quay", "boat"],
        "a": [0.2, 0.5, 0.7],
        "b": [0.8, 0.5, 0.3],
        "shift": [0.3, -0.2, -0.1],
        "estimate": [0.3, -0.2, -0.1],
        "low": [0.1, -0.4, -0.2],
        "high": [0.5, 0.1, -0.05],
        "placebo": [0.2, 0.2, 0.2],
        "num": [0.3, -0.2, -0.1],
        "voice": ["author", "quoted", "reported"],
        "place": [1, 2, 3],
        "side": ["Left", "Right", "Right"],
        "quoted": [5, 4, 0],
        "reported": [0, 2, 3],
        "tone": [0.3, -0.2, -0.1],
        "outlier": [False, False, True],
    }
)
PLOTS = {
    "dumbbells": lambda data, ax, sides=SIDES: plot_dumbbells(
        data, sides=sides, label="term", ax=ax, unit="rate"
    ),
    "intervals": lambda data, ax, sides=SIDES: plot_intervals(
        data, sides=sides, label="term", ax=ax, placebo="placebo"
    ),
    "shift": lambda data, ax, sides=SIDES: plot_shift(data, sides=sides, ax=ax),
    "course": lambda data, ax, sides=SIDES: plot_course(data, sides=sides, side=sides[1], ax=ax),
    "shares": lambda data, ax, sides=SIDES: plot_shares(
        data, label="term", columns=["a", "b"], ax=ax
    ),
    "sources": lambda data, ax, sides=SIDES: plot_sources(
        data.assign(side=data["side"].map(dict(zip(SIDES, sides, strict=True)))),
        sides=sides,
        label="term",
        ax=ax,
    ),
    "articles": lambda data, ax, sides=SIDES: plot_articles(
        data.assign(side=data["side"].map(dict(zip(SIDES, sides, strict=True)))), sides=sides, ax=ax
    ),
    "trace": lambda data, ax, sides=SIDES: plot_trace(
        data.assign(side=sides[0]), sides=sides, label="term", ax=ax
    ),
}
every_plot = pytest.mark.parametrize("name", PLOTS)


@pytest.fixture
def ax():
    axes = new_axes(rows=3)
    yield axes
    pyplot.close(axes.figure)


def rows_drawn(ax):
    """Row labels from top to bottom."""
    ax.figure.canvas.draw()
    labels = [(tick.get_position()[1], tick.get_text()) for tick in ax.get_yticklabels()]
    low, high = ax.get_ylim()
    return [text for _, text in sorted(labels, reverse=bool(low < high))]


def points(ax, colour):
    """(x, y) of every mark of a colour, whether drawn as a line or as a scatter."""
    lines = [
        line
        for line in ax.lines
        if to_hex(line.get_color()) == colour and line.get_marker() not in ("None", "")
    ]
    found = [
        place for line in lines for place in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]
    for marks in ax.collections:
        if (
            len(marks.get_offsets())
            and len(marks.get_facecolor())
            and to_hex(marks.get_facecolor()[0]) == colour
        ):
            found += [tuple(place) for place in marks.get_offsets()]
    return sorted((round(float(x), 6), round(float(y), 6)) for x, y in found)


def bars(ax):
    """(row, start, width, colour) of every bar with a width."""
    shapes = [(p, p.get_window_extent()) for p in ax.patches if p.get_width()]
    return [
        (p.get_y() + p.get_height() / 2, p.get_x(), p.get_width(), to_hex(p.get_facecolor()))
        for p, _ in shapes
    ]


@every_plot
def test_the_axes_given_come_back_and_nothing_else_is_opened(name, ax, monkeypatch):
    monkeypatch.setattr(pyplot, "show", lambda *_, **__: pytest.fail("a plot was shown"))
    before, given = pyplot.get_fignums(), DATA.copy()
    assert not ax.has_data()
    assert PLOTS[name](DATA, ax) is ax
    assert ax.has_data()
    assert pyplot.get_fignums() == before
    pd.testing.assert_frame_equal(DATA, given)


ROWS = [name for name in PLOTS if name not in ("course", "articles", "trace")]


@pytest.mark.parametrize("name", ROWS)
def test_rows_are_drawn_from_top_to_bottom(name, ax):
    assert rows_drawn(PLOTS[name](DATA, ax)) == ["port", "quay", "boat"]


# The same side has the same colour everywhere: the first the first colour.


def test_dumbbells_draw_each_side_in_its_colour(ax):
    plot_dumbbells(DATA, sides=SIDES, label="term", ax=ax)
    assert points(ax, A) == [(0.2, 0), (0.5, 1), (0.7, 2)]
    assert points(ax, B) == [(0.3, 2), (0.5, 1), (0.8, 0)]
    assert {text.get_text(): to_hex(text.get_color()) for text in ax.texts} == {
        "● Left": A,
        "■ Right": B,
    }


def test_dumbbells_have_whiskers_where_there_are_intervals(ax):
    ends = {
        "low_a": DATA["a"] - 0.1,
        "high_a": DATA["a"] + 0.1,
        "low_b": DATA["b"] - 0.2,
        "high_b": DATA["b"] + 0.2,
    }
    plot_dumbbells(DATA.assign(**ends), sides=SIDES, label="term", ax=ax)
    drawn = {
        to_hex(lines.get_color()[0]): [tuple(s[:, 0].round(6)) for s in lines.get_segments()]
        for lines in ax.collections
        if hasattr(lines, "get_segments")
    }
    assert drawn[A] == [(0.1, 0.3), (0.4, 0.6), (0.6, 0.8)] and drawn[B] == [
        (0.6, 1.0),
        (0.3, 0.7),
        (0.1, 0.5),
    ]


def test_intervals_are_coloured_by_the_side_that_has_more(ax):
    plot_intervals(DATA, sides=SIDES, label="term", ax=ax, placebo="placebo")
    assert points(ax, A) == [(0.3, 0)]
    assert points(ax, B) == [(-0.2, 1), (-0.1, 2)]
    # Open where the interval holds zero.
    single = [line for line in ax.lines if len(line.get_xdata()) == 1]
    faces = {float(line.get_ydata()[0]): to_hex(line.get_markerfacecolor()) for line in single}
    assert faces == {0: A, 1: "#ffffff", 2: B}
    # The placebo.
    assert [(round(p.get_x(), 6), round(p.get_width(), 6)) for p in ax.patches] == [(-0.2, 0.4)] * 3
    spans = [tuple(segment[:, 0]) for lines in ax.collections for segment in lines.get_segments()]
    assert spans == [(0.1, 0.5), (-0.4, 0.1), (-0.2, -0.05)]


def test_shift_bars_have_the_colour_of_the_side_they_lift(ax):
    plot_shift(DATA, sides=SIDES, ax=ax)
    drawn = {round(y): (round(width, 6), colour) for y, _, width, colour in bars(ax)}
    assert drawn == {0: (0.3, A), 1: (-0.2, B), 2: (-0.1, B)}


@pytest.mark.parametrize("colour", [0, 1])
def test_the_course_is_drawn_in_the_colour_of_its_side(colour, ax):
    plot_course(DATA, sides=SIDES, side=SIDES[colour], ax=ax)
    assert points(ax, SIDE_COLOURS[colour]) == [(1, 0.3), (2, -0.2), (3, -0.1)]
    assert ax.get_title(loc="left") == SIDES[colour]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "author",
        "quoted",
        "reported",
    ]


def test_the_course_has_the_means_of_its_paragraphs(ax):
    data = DATA.assign(article_id="x", block=[1, 1, 2], den=[1.0, 0.5, 1.0])
    plot_course(data, sides=SIDES, side="Left", ax=ax)
    line = next(line for line in ax.lines if line.get_label() == "paragraph")
    assert line.get_xdata().tolist() == [1.5, 3.0] and line.get_ydata().tolist() == pytest.approx(
        [0.1 / 1.5, -0.1]
    )


def test_the_specification_curve_orders_estimates_and_ticks_the_choices_behind_each(ax):
    data = pd.concat(
        [specify_tone(load("harbour-lease"), instrument=i) for i in ("vader", "textblob")],
        ignore_index=True,
    )
    plot_specifications(data, sides=SIDES, ax=ax)
    marks = max(ax.collections, key=lambda c: len(c.get_offsets()))
    drawn = sorted((round(x), y) for x, y in marks.get_offsets())
    n = (data["instrument"] == "vader").sum()
    assert [y for _, y in drawn[:n]] == pytest.approx(
        sorted(data.loc[data["instrument"] == "vader", "estimate"])
    )
    assert len(drawn) == len(data)
    lower = ax.child_axes[0]
    ticks = {
        label.get_text(): line.get_xdata()
        for label, line in zip(lower.get_yticklabels(), lower.lines, strict=True)
    }
    assert not [name for name in ticks if name.startswith(("subject", "words_"))]
    assert len(ticks["names: masked"]) == (data["names"] == "masked").sum()
    assert len(ticks["names: masked"]) + len(ticks["names: counted"]) == len(data)
    first = data.iloc[0]
    at = {round(y, 9): x for x, y in drawn[:n]}[round(first["estimate"], 9)]
    assert at in list(ticks["names: masked"]) and at not in list(ticks["names: counted"])


def test_articles_are_dots_in_the_colour_of_their_side_with_the_mean_and_rings_for_outliers(ax):
    plot_articles(DATA, sides=SIDES, ax=ax)
    assert [x for x, _ in points(ax, A)] == [0.3]
    # Two dots, and the ring of the outlier.
    assert [x for x, _ in points(ax, B)] == [-0.2, -0.1, -0.1]
    means = {
        round(float(line.get_xdata()[0]), 6)
        for line in ax.lines
        if to_hex(line.get_color()) == "#000000"
    }
    assert means == {0.3, -0.15}
    many = pd.DataFrame(
        {"side": ["Left"] * 500, "tone": [k / 500 for k in range(500)], "outlier": False}
    )
    ax.clear()
    plot_articles(many, sides=SIDES, ax=ax)
    assert len(points(ax, A)) == 100


def test_sources_have_the_colours_of_the_sides(ax):
    plot_sources(DATA, sides=SIDES, label="term", ax=ax)
    drawn = {(round(y), width): colour for y, _, width, colour in bars(ax)}
    assert drawn == {(0, 5): A, (1, 4): B, (1, 2): B, (2, 3): B}


def test_the_ends_of_an_axis_name_the_side_in_its_colour(ax):
    plot_intervals(DATA, sides=SIDES, label="term", ax=ax)
    ends = {
        text.get_text(): (to_hex(text.get_color()), text.xy[0])
        for text in ax.texts
        if "higher" in text.get_text()
    }
    assert ends == {"← higher in Right": (B, 0), "higher in Left →": (A, 1)}
    assert {text.get_text() for text in ax.texts} >= {"+0.30", "−0.20", "−0.10"}


@pytest.mark.parametrize(
    "sides", [SIDES, ("A side with quite a long name", "Another side whose name is as long")]
)
@pytest.mark.parametrize("name", ["intervals", "shift", "dumbbells"])
def test_names_of_sides_never_overlap(name, sides, ax):
    PLOTS[name](DATA, ax, sides)
    ax.figure.canvas.draw()
    one, two = (
        t.get_window_extent() for t in ax.texts if any(side in t.get_text() for side in sides)
    )
    assert not one.overlaps(two)


def test_shares_add_up_and_are_written_in(ax):
    plot_shares(DATA, label="term", columns=["a", "b"], ax=ax, colours=[A, B])
    ends = {}
    for y, start, width, _ in bars(ax):
        ends[round(y)] = max(ends.get(round(y), 0), start + width)
    assert ends == pytest.approx({0: 1.0, 1: 1.0, 2: 1.0})
    written = [text.get_text() for text in ax.texts]
    assert (
        sorted(written) == ["20%", "30%", "50%", "50%", "70%", "80%", "a", "b"]
        and ax.get_legend() is None
    )
    ax.clear()
    plot_shares(
        DATA.assign(a=0.05, b=0.95), label="term", columns=["a", "b"], ax=ax, colours=[A, B]
    )
    # Too narrow to be named in place.
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert ax.get_xlim() == (0, 1)


# Ugly input

UGLY = [
    "$5 and $6 billion",
    "_under_score_",
    "债务",
    "😁",
    "100% {x} \\",
    "Ünïcödé",
    "<b>&amp;</b>",
    "a\nb",
]


@every_plot
def test_labels_are_text_and_never_code(name, ax):
    rows = pd.concat([DATA.head(1)] * len(UGLY), ignore_index=True).assign(term=UGLY)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's browser has the letters
        PLOTS[name](rows, ax, ("$5 債 _a", "😁 %_$ \\"))
        ax.figure.canvas.draw()
    if name in ROWS:
        assert [text.get_text() for text in ax.get_yticklabels()] == UGLY


@every_plot
def test_broken_mathematics_in_a_label_is_text(name, ax):
    broken = "$\\frac{1$"
    PLOTS[name](DATA.assign(term=[broken, "quay", "boat"]), ax, ("Left", broken))
    ax.figure.canvas.draw()


def test_a_side_with_a_leading_underscore_is_named(ax):
    plot_dumbbells(DATA, sides=("_Left", "Right"), label="term", ax=ax)
    assert [text.get_text() for text in ax.texts] == ["● _Left", "■ Right"]


@every_plot
def test_an_empty_table_gives_empty_axes(name, ax):
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert PLOTS[name](DATA.iloc[:0], ax) is ax
        ax.figure.canvas.draw()
    assert not [bar for bar in bars(ax) if bar[2]]


@every_plot
def test_missing_numbers_leave_a_gap(name, ax):
    columns = ["shift", "estimate", "low", "high", "a", "num", "tone", "quoted"]
    data = DATA.astype(dict.fromkeys(columns, float))
    data.loc[1, columns] = float("nan")
    PLOTS[name](data, ax)
    ax.figure.canvas.draw()


def test_two_rows_of_one_name_are_two_rows(ax):
    plot_intervals(DATA.assign(term="port"), sides=SIDES, label="term", ax=ax)
    assert rows_drawn(ax) == ["port"] * 3


@pytest.mark.parametrize("name", ["shift", "shares"])
def test_two_bars_of_one_name_are_two_bars(name, ax):
    assert len({round(y, 2) for y, *_ in bars(PLOTS[name](DATA.assign(term="port"), ax))}) == 3


# Style and words


def test_new_axes_grow_with_their_rows():
    few, many = new_axes(rows=2), new_axes(rows=20)
    sizes = [ax.figure.get_size_inches() for ax in (few, many)]
    assert sizes[0][0] == sizes[1][0] == MEASURE
    assert sizes[1][1] - sizes[0][1] == pytest.approx(18 * ROW)
    assert new_axes(width=3, height=2).figure.get_size_inches().tolist() == [3, 2]
    pyplot.close("all")


def test_sides_are_told_apart_without_colour():
    assert A != B and len(set(SIDE_MARKERS)) == 2
    assert NEUTRAL not in (A, B)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            4,
            "Rates. 3 rows. port: a +0.20, b +0.80; quay: a +0.50, b +0.50; "
            "boat: a +0.70, b +0.30.",
        ),
        (1, "Rates. 3 rows. port: a +0.20, b +0.80 and 2 more."),
    ],
)
def test_words_hold_the_numbers_drawn(rows, expected):
    assert describe(DATA, what="Rates", label="term", values=["a", "b"], rows=rows) == expected


def test_words_for_what_is_missing():
    data = DATA.assign(a=float("nan")).head(1)
    assert (
        describe(data, what="Rates", label="term", values=["a"])
        == "Rates. 1 row. port: a not estimated."
    )


def test_words_for_an_empty_table():
    assert describe(DATA.iloc[:0], what="Rates", label="term", values=["a"]) == "Rates. 0 rows."
