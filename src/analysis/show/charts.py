"""`chart`: a table drawn, told in words and given as a table, in one call; and the kinds it draws.

A kind is one row of KINDS. What it draws is in the files beside this one; nothing is computed here
but which columns a figure shows.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from inspect import signature
from typing import TYPE_CHECKING

import pandas as pd

from analysis.show.alt import describe
from analysis.show.axes import close_axes, new_axes
from analysis.show.bars import (
    add_uses,
    list_parts,
    name_unresolved,
    plot_parts,
    plot_shares,
    plot_shift,
    plot_sources,
)
from analysis.show.curves import plot_course, plot_coverage, plot_trace
from analysis.show.display import Shown, figure, list_decimals, spread_formats
from analysis.show.dots import (
    measure_named_height,
    plot_accuracy,
    plot_dumbbells,
    plot_intervals,
)
from analysis.show.matched import measure_height, plot_matched, sort_events
from analysis.show.mirror import name_groups, plot_mirror
from analysis.show.specifications import plot_specifications, sort_estimates
from analysis.show.spreads import (
    describe_articles,
    keep_first,
    measure_halves,
    plot_articles,
    plot_halves,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Change = Callable[[pd.DataFrame], pd.DataFrame]


def _same(table: pd.DataFrame) -> pd.DataFrame:
    return table


@dataclass(frozen=True)
class Kind:
    """How a kind of chart is drawn, told in words and given as a table.

    Attributes
    ----------
    draw : takes data and, by name, ax and choices; returns the axes.
    labels : columns that may name the rows; the first that is there does.
    needs : further columns.
    told : columns that the words read out; empty: all decimal numbers.
    tell, twin : make the table of the words, and that beneath the figure, from the one drawn.
    told_by : the column that names the rows of the words, where it is another.
    columns : what the table beneath shows, as far as it is there; empty: all.
    spec : format of numbers in the words.
    formats : formats in the table.
    about : what the words say of the sides; {0} and {1} stand for their labels.
    height : in inches; 0 for what the number of rows needs.
    high : takes the number of rows and gives the height, where rows are narrower than usual.
    """

    draw: Callable[..., Axes]
    labels: Sequence[str]
    needs: Sequence[str] = ()
    told: Sequence[str] = ()
    tell: Change = _same
    told_by: str = ""
    twin: Change = _same
    columns: Sequence[str] = ()
    spec: str = "+.2f"
    formats: str | Mapping[str, str] = field(default_factory=dict)
    about: str = ""
    height: float = 0.0
    high: Callable[[int], float] | None = None


TESTED = {"p": ".4f", "q": ".4f"}
SIGNED = "+.3f"
ENDS = "above zero is higher in {0}, below it in {1}"
LIFTS = "above zero lifts {0}, below it lifts {1}"
KINDS: dict[str, Kind] = {
    "accuracy": Kind(
        plot_accuracy,
        labels=["label"],
        needs=["value", "low", "high"],
        told=["value", "low", "high"],
        columns=["instrument", "label", "value", "low", "high", "n"],
        spec=".2f",
        formats=dict.fromkeys(["value", "low", "high"], ".3f"),
        high=measure_named_height,
    ),
    "articles": Kind(
        plot_articles,
        labels=["side"],
        needs=["tone", "outlier"],
        told=["count", "mean", "min", "max"],
        tell=describe_articles,
        twin=keep_first,
        height=2.5,
    ),
    "course": Kind(
        plot_course,
        labels=["segment_id", "place"],
        needs=["place", "voice", "num"],
        told=["num"],
        columns=["segment_id", "block", "sentence", "voice", "speaker", "place", "num", "n_marks"],
        formats={"num": SIGNED},
        height=2.6,
    ),
    "coverage": Kind(
        plot_coverage,
        labels=["errors"],
        needs=["called", "wrong", "halves"],
        told=["called", "wrong", "halves"],
        spec=".0%",
        formats=dict.fromkeys(["called", "wrong", "halves"], ".1%"),
        height=2.8,
    ),
    "dumbbells": Kind(
        plot_dumbbells,
        labels=["subject"],
        told=["a", "b"],
        spec=".1f",
        about="a is {0}, b is {1}",
    ),
    "halves": Kind(
        plot_halves,
        labels=["side"],
        needs=["estimate"],
        told=["estimate"],
        tell=measure_halves,
        twin=measure_halves,
        formats={"estimate": SIGNED},
        about="what 95 of 100 halvings of a side stay under",
        height=2.6,
    ),
    "intervals": Kind(
        plot_intervals,
        labels=["subject"],
        needs=["estimate", "low", "high"],
        told=["estimate", "low", "high"],
        columns=[
            *("a", "b", "estimate", "low", "high", "p", "q", "placebo", "n_a", "n_b"),
            *("kept", "tried", "verdict", "segments"),
        ],
        formats=TESTED,
        about=ENDS,
    ),
    "matched": Kind(
        plot_matched,
        labels=["event"],
        needs=["a", "b", "estimate"],
        told=["a", "b"],
        tell=sort_events,
        twin=sort_events,
        columns=["articles_a", "articles_b", "a", "b", "estimate"],
        spec=".2f",
        formats=dict.fromkeys(["a", "b"], ".3f") | {"estimate": SIGNED},
        about="a is {0}, b is {1}, the event with most of a on top",
        high=measure_height,
    ),
    "mirror": Kind(
        plot_mirror,
        labels=["subject"],
        needs=["what", "a", "b"],
        told=["a", "b"],
        tell=name_groups,
        columns=["what", "subject", "a", "b", "n_a", "n_b", "segments"],
        spec=".0%",
        formats={"a": ".1%", "b": ".1%"},
        about="a is {0}, b is {1}",
    ),
    "parts": Kind(
        plot_parts,
        labels=["voice"],
        needs=["who", "how"],
        told=["shift"],
        tell=list_parts,
        told_by="part",
        spec=SIGNED,
        formats=SIGNED,
        about=LIFTS,
    ),
    "shares": Kind(plot_shares, labels=["side"], spec=".0%", formats=".0%"),
    "shift": Kind(
        plot_shift,
        labels=["term"],
        needs=["shift"],
        told=["shift"],
        tell=add_uses,
        columns=["n_a", "n_b", "a", "b", "shift", "use", "score", "segments"],
        spec=SIGNED,
        formats=dict.fromkeys(["a", "b", "shift", "use", "score"], SIGNED),
        about=LIFTS,
    ),
    "sources": Kind(
        plot_sources,
        labels=["speaker"],
        needs=["side", "quoted", "reported"],
        told=["n_words"],
        tell=name_unresolved,
        columns=["side", "speaker", "n_words", "quoted", "reported"],
        spec=".0f",
    ),
    "specifications": Kind(
        plot_specifications,
        labels=["instrument"],
        needs=["a", "b", "estimate", "n_a", "n_b", "note"],
        told=["estimate"],
        tell=sort_estimates,
        spec=SIGNED,
        formats=dict.fromkeys(["a", "b", "estimate"], SIGNED),
        about=f"{ENDS}, from the lowest",
        height=3.0,
    ),
    "trace": Kind(
        plot_trace,
        labels=["published", "outlet"],
        needs=["side", "low", "high", "tone"],
        told=["tone"],
        height=2.6,
    ),
}


def chart(  # noqa: PLR0913 - one call for all that a figure shows; all but two have a default
    kind: str,
    table: pd.DataFrame,
    *,
    caption: str,
    name: str,
    sides: Sequence[str] = (),
    label: str | None = None,
    columns: Sequence[str] | None = None,
    formats: str | Mapping[str, str] | None = None,
    evidence: str | None = None,
    **options: object,
) -> Shown:
    """Show a table as a figure with words, table, CSV and evidence.

    Parameters
    ----------
    kind : what is drawn, a key of KINDS.
    table : the rows, drawn from top to bottom.
    caption : what the figure shows; the words begin with it, up to a semicolon.
    name : id and file name of the CSV, in lower case with hyphens.
    sides : the labels of both sides, where the kind tells them apart.
    label : the column that names the rows (default: the kind's own).
    columns : those of the table beneath (default: the kind's own, as far as they are there).
    formats : one specification for all decimal numbers, or column -> specification.
    evidence : the column of segment ids, shown as links (default: segments or segment_id).
    options : what else the kind's plot function takes, such as unit, or ax to draw into.

    Returns
    -------
    What a notebook shows: figure, words, and CSV in an entry of its own.

    Raises
    ------
    ValueError : for a kind, a column or an option that is not known, with those that are; for a
        missing side; and as in display.figure.

    Examples
    --------
    >>> rates = pd.DataFrame({"term": ["port"], "a": [1.5], "b": [0.25]})
    >>> shown = chart(
    ...     "dumbbells", rates, sides=("North", "South"), label="term", caption="Uses", name="uses"
    ... )
    >>> shown.plain
    'Uses: a is North, b is South. 1 row. port: a 1.5, b 0.2.'
    """
    made = _find_kind(kind)
    where = f"chart '{name}' of kind '{kind}'"
    given = _check_options(made, options, sides=sides, where=where)
    label = label or _find_first(made.labels, table) or made.labels[0]
    _check_columns(table, [label, *made.needs], where=where)
    if "label" in signature(made.draw).parameters:
        given["label"] = label
    twin = made.twin(table)
    shown = _pick_columns(made, twin, label=label, columns=columns, where=where)
    evidence = evidence or _find_first(("segments", "segment_id"), shown)
    told = made.tell(table)
    words = _tell(
        made, told, caption=caption, label=label, options=given, formats=formats, where=where
    )
    own = spread_formats(formats or {}, twin)
    known = pd.concat([twin.head(0), told.head(0)])
    _check_columns(known, list(own), where=where)
    specs = spread_formats(made.formats, twin) | own
    specs = {column: spec for column, spec in specs.items() if column in shown}
    ax = given.pop("ax", None) or _open_axes(made, len(told))
    try:
        drawn = made.draw(table, ax=ax, **given)
        return figure(
            drawn,
            data=twin[shown],
            caption=caption,
            name=name,
            alt=words,
            formats=specs,
            evidence=evidence,
        )
    except Exception:
        close_axes(ax)
        raise


def _find_first(names: Sequence[str], known: Container[str]) -> str | None:
    for name in names:
        if name in known:
            return name
    return None


def _open_axes(made: Kind, rows: int) -> Axes:
    """Axes as high as the kind asks for with so many rows."""
    height = made.high(rows) if made.high else made.height
    return new_axes(rows=rows, height=height or None)


def _find_kind(kind: str) -> Kind:
    if kind in KINDS:
        return KINDS[kind]
    near = difflib.get_close_matches(str(kind), KINDS, n=1)
    hint = ""
    if near:
        hint = f"did you mean '{near[0]}'? "
    raise ValueError(f"no chart of kind {kind!r}; {hint}allowed: {', '.join(KINDS)}")


def _check_options(
    made: Kind, options: Mapping[str, object], *, sides: Sequence[str], where: str
) -> dict[str, object]:
    """What the plot function is given besides the table; its own defaults stand in for the rest."""
    parameters = signature(made.draw).parameters
    allowed = [name for name in parameters if name not in ("data", "sides", "label")]
    for name in options:
        if name not in allowed:
            raise ValueError(f"{where} has no option {name!r}; allowed: {', '.join(allowed)}")
    if "sides" not in parameters:
        return dict(options)
    if len(sides) < 2:
        raise ValueError(f"{where} needs sides=(first, second), the names of the two sides")
    return {"sides": tuple(sides[:2]), **options}


def _check_columns(table: pd.DataFrame, wanted: Sequence[str], *, where: str) -> None:
    for column in wanted:
        if column not in table:
            has = ", ".join(map(str, table.columns))
            raise ValueError(f"{where} needs a column {column!r}, which is not there; it has {has}")


def _pick_columns(
    made: Kind,
    twin: pd.DataFrame,
    *,
    label: str,
    columns: Sequence[str] | None,
    where: str,
) -> list[str]:
    if columns:
        _check_columns(twin, columns, where=where)
        return list(columns)
    if not made.columns:
        return list(twin.columns)
    known = [column for column in made.columns if column in twin]
    return known if label in known else [label, *known]


def _tell(
    made: Kind,
    told: pd.DataFrame,
    *,
    caption: str,
    label: str,
    options: Mapping[str, object],
    formats: str | Mapping[str, str] | None,
    where: str,
) -> str:
    values = [str(options.get(value, value)) for value in made.told]
    if not values:
        values = list_decimals(told)
    _check_columns(told, values, where=where)
    what, _, _ = caption.partition(";")
    unit, _, _ = str(options.get("unit", "")).partition(";")
    if unit:
        what = f"{what} ({unit})"
    # Columns that the caller named explain themselves.
    if made.about and values == list(made.told):
        about = made.about.format(*options["sides"])
        what = f"{what}: {about}"
    specs = dict.fromkeys(values, made.spec)
    specs |= spread_formats(formats or {}, told, of=values)
    return describe(told, what=what, label=made.told_by or label, values=values, spec=specs)
