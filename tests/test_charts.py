"""`chart`: figure, words, table twin and file in one call; faults say what is allowed."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot

from analysis.show.axes import new_axes
from analysis.show.charts import KINDS, Kind, chart
from analysis.show.display import CSV_KIND

SIDES = ("Left", "Right")
TERMS = pd.DataFrame(
    {
        "term": ["port", "quay", "boat"],
        "subject": ["port", "quay", "boat"],
        "n_a": [1, 2, 3],
        "n_b": [3, 2, 1],
        "a": [0.25, 0.5, 0.75],
        "b": [0.875, 0.5, 0.25],
        "shift": [0.3, -0.2, -0.1],
        "what": ["speaks:", "speaks:", "named:"],
        "estimate": [0.3, -0.2, -0.1],
        "low": [0.1, -0.4, -0.2],
        "high": [0.5, 0.1, -0.05],
        "p": [0.01, 0.5, 0.02],
        "placebo": [0.2, 0.2, 0.2],
        "side": ["Left", "Right", "Right"],
        "speaker": ["Ana", "", "Bo"],
        "n_words": [5, 6, 3],
        "quoted": [5, 4, 0],
        "reported": [0, 2, 3],
        "tone": [0.3, -0.2, -0.1],
        "outlier": [False, False, True],
        "published": ["2024-01", "2024-02", "2024-02"],
        "segments": ["x-1 y-2", "y-3", ""],
        "label": ["one", "two", "three"],
        "value": [0.5, 0.6, 0.7],
        "instrument": ["vader", "vader", "textblob"],
        "n": [10, 10, 10],
    }
)
COURSE = pd.DataFrame(
    {
        "segment_id": ["x-1", "x-2"],
        "article_id": "x",
        "block": 1,
        "sentence": [1, 2],
        "voice": ["author", "quoted"],
        "place": [1, 2],
        "num": [0.25, -0.5],
        "den": 1.0,
    }
)
PARTS = pd.DataFrame({"voice": ["author", "quoted"], "who": [0.1, 0.0], "how": [-0.2, 0.3]})
SHARES = pd.DataFrame({"side": SIDES, "author": [0.75, 0.5], "quoted": [0.25, 0.5]})
HALVES = pd.DataFrame({"side": ["Left"] * 5 + ["Right"] * 5, "estimate": [0.1, 0.2] * 5})
CHOICES = pd.DataFrame(
    {
        "instrument": ["vader", "vader"],
        "names": ["counted", "masked"],
        "a": [0.2, 0.1],
        "b": [0.1, 0.2],
        "estimate": [0.1, -0.1],
        "n_a": 9,
        "n_b": 9,
        "note": "",
    }
)
TABLES = {"course": COURSE, "parts": PARTS, "shares": SHARES, "halves": HALVES}
VERDICTS = pd.DataFrame(
    {"errors": [1.0, 2.0], "called": [0.5, 0.2], "wrong": [0.1, 0.05], "halves": [0.2, 0.02]}
)
TABLES |= {"specifications": CHOICES, "coverage": VERDICTS}
TABLES["matched"] = TERMS.assign(event=["flood", "strike", "vote"])
OPTIONS = {"course": {"side": "Left"}, "halves": {"observed": 0.3}}
every_kind = pytest.mark.parametrize("kind", KINDS)


def make(kind, table=None, **options):
    table = TABLES.get(kind, TERMS) if table is None else table
    options = {"caption": "Ships of both sides; more below", "name": "ships", **options}
    return chart(kind, table, sides=SIDES, **OPTIONS.get(kind, {}), **options)


def read_file(shown):
    return pd.read_csv(io.StringIO(shown.csv), keep_default_na=False)


@every_kind
def test_a_chart_has_drawing_words_table_and_file(kind):
    table = TABLES.get(kind, TERMS)
    before = table.copy()
    shown = make(kind)
    page = BeautifulSoup(shown.rich, "html.parser")
    assert page.svg["aria-label"] == shown.plain
    assert page.figcaption.get_text() == "Ships of both sides; more below"
    assert shown.plain.startswith("Ships of both sides") and "more below" not in shown.plain
    heads = [cell.get_text() for cell in page.select("details thead th")]
    assert heads == [column.replace("_", " ") for column in read_file(shown).columns]
    assert shown._repr_mimebundle_()[CSV_KIND] == {"name": "ships", "csv": shown.csv}
    assert not pyplot.get_fignums()
    pd.testing.assert_frame_equal(table, before)


@every_kind
def test_a_table_without_rows_makes_a_chart_that_says_so(kind):
    shown = make(kind, TABLES.get(kind, TERMS).head(0))
    assert "nothing to show" in shown.rich and "0 rows." in shown.plain


@every_kind
def test_a_column_that_a_kind_needs_is_named(kind):
    for column in KINDS[kind].needs:
        table = TABLES.get(kind, TERMS).drop(columns=column)
        with pytest.raises(ValueError, match=f"'ships' of kind '{kind}' needs a column '{column}'"):
            make(kind, table)
    assert not pyplot.get_fignums()


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("interval", {}, "did you mean 'intervals'.*allowed: accuracy, articles"),
        ("pie", {}, "no chart of kind 'pie'; allowed: accuracy"),
        ("dumbbells", {"label": "word"}, "needs a column 'word', which is not there; it has term"),
        ("intervals", {"columns": ["subject", "rate"]}, "needs a column 'rate'"),
        ("dumbbells", {"a": "left"}, "needs a column 'left'"),
        ("shift", {"units": "tone"}, "no option 'units'; allowed: ax, shift"),
        ("intervals", {"formats": {"rate": ".1f"}}, "needs a column 'rate'"),
        ("intervals", {"evidence": "ids"}, "no column 'ids'"),
        ("course", {"side": "Middle"}, "'Middle'.*Left, Right"),
    ],
)
def test_a_fault_says_what_is_allowed(kind, options, message):
    kept = {**OPTIONS.get(kind, {}), **options}
    with pytest.raises(ValueError, match=message):
        chart(kind, TABLES.get(kind, TERMS), sides=SIDES, caption="Ships", name="ships", **kept)
    assert not pyplot.get_fignums()


def test_a_kind_of_two_sides_needs_them():
    with pytest.raises(ValueError, match=r"needs sides=\(first, second\)"):
        chart("intervals", TERMS, caption="Ships", name="ships")
    assert "Left" in chart("shares", SHARES, caption="Ships", name="ships").plain


def test_the_words_hold_the_numbers_drawn_as_the_table_writes_them():
    shown = make("intervals", TERMS.head(2), unit="uses; thin lines are intervals")
    assert shown.plain == (
        "Ships of both sides (uses): above zero is higher in Left, below it in Right. 2 rows. "
        "port: estimate +0.30, low +0.10, high +0.50; quay: estimate -0.20, low -0.40, high +0.10."
    )
    assert "port: a 0.250, b 0.875;" in make("dumbbells", formats=".3f").plain
    assert "port  1 : 3: shift +0.300" in make("shift").plain
    assert ": not resolved: n_words 6" not in make("sources").plain
    assert "; not resolved: n_words 6; Bo" in make("sources").plain


def test_columns_of_the_sides_own_names_say_who_they_are():
    table = pd.DataFrame({"subject": ["port"], "Left": [0.5], "Right": [0.25]})
    shown = make("dumbbells", table, a="Left", b="Right", formats=".0%")
    assert shown.plain == "Ships of both sides. 1 row. port: Left 50%, Right 25%."


def test_the_columns_shown_are_the_kinds_own_or_those_asked_for():
    assert list(read_file(make("intervals"))) == [
        *("subject", "a", "b", "estimate", "low", "high", "p", "placebo", "n_a", "n_b", "segments")
    ]
    asked = read_file(make("intervals", columns=["subject", "estimate"]))
    assert list(asked) == ["subject", "estimate"] and len(asked) == 3


def test_segments_are_linked_without_being_asked_for():
    page = BeautifulSoup(make("intervals").rich, "html.parser")
    assert page.select_one("[data-evidence]")["data-evidence"] == "s-x-1 s-y-2"
    assert "data-evidence" not in make("intervals", columns=["subject", "low"]).rich
    assert "data-evidence" in make("course").rich


def test_a_figure_is_as_high_as_its_rows_need():
    def height(table):
        box = BeautifulSoup(make("shift", table).rich, "html.parser").svg["viewbox"]
        return float(box.split()[3])

    assert height(pd.concat([TERMS] * 5)) > 2 * height(TERMS)


def test_axes_of_ones_own_are_drawn_into():
    ax = new_axes(width=3, height=2)
    make("shift", ax=ax)
    assert ax.has_data()


def test_a_kind_is_one_row(monkeypatch):
    def plot_dots(data, *, label, ax):
        ax.plot(data["a"], range(len(data)), "o")
        return ax

    monkeypatch.setitem(KINDS, "dots", Kind(plot_dots, labels=["term"], needs=["a"], told=["a"]))
    shown = chart("dots", TERMS, caption="Dots of a", name="dots", columns=["term", "a"])
    assert shown.plain.startswith("Dots of a. 3 rows. port: a +0.25")
