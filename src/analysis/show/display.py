"""What notebooks show: tables, figures and sentences, as HTML that no text can break.

Values are escaped where they are written; `html.sanitise` is the second lock. The HTML itself is
in templates/report/. Nothing here computes a statistic.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from analysis.judge.evidence import SEVERAL
from analysis.show.layout import fit_figure
from analysis.show.links import count_articles, link_segments
from analysis.show.svg import theme_svg
from analysis.tables.escapes import write_csv
from analysis.tables.numbers import format_value
from analysis.tables.resources import PACKAGE

if TYPE_CHECKING:
    from jinja2 import Environment
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEMPLATES = PACKAGE / "templates"
MOST, HEAD = 125, 30  # a page shows the HEAD of a table of more than MOST rows; its file holds all
# Segments that each row of a table links to, where there are more than SEVERAL articles.
LINKED_SEGMENTS = 2
HEAVY = 300_000  # characters; the marks of a larger drawing become a picture, its words stay text
LEAST_ALT = 20  # characters that an alternative text needs
FILE_NAME = re.compile("[a-z][a-z0-9-]*")
CSV_KIND = "application/vnd.crossframe.csv+json"  # an output's file: its name and its text


@dataclass(frozen=True)
class Shown:
    """What a notebook displays: one rich form, plain text, and where there is one a file.

    The text of the file goes into an entry of its own, so that nothing has to be read back from
    HTML.

    Attributes
    ----------
    kind : MIME type of rich.
    rich : what readers see.
    plain : the same in plain text, which nbval compares.
    name, csv : name, without ".csv", and text of the file of a table or figure.
    """

    kind: str
    rich: str
    plain: str
    name: str = ""
    csv: str = ""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {self.kind: self.rich, "text/plain": self.plain}
        if self.name:
            bundle[CSV_KIND] = {"name": self.name, "csv": self.csv}
        return bundle


def headlines(frame: pd.DataFrame) -> Shown:
    """Show the findings of the first screen as a list.

    Parameters
    ----------
    frame : rows of headlines.list_headlines, with segments (ids).

    Returns
    -------
    What a notebook shows: an item a finding, each with a verdict, a sentence, what makes it
    doubtful, and a link to its segments.

    Examples
    --------
    >>> row = {"verdict": "counted", "title": "Who speaks:", "sentence": "Nobody.", "segments": ""}
    >>> row |= {"difference": "as it is given", "count": "0 and 0", "choices": "1 row"}
    >>> headlines(pd.DataFrame([row])).plain
    'counted: Who speaks: Nobody. as it is given; 0 and 0; 1 row'
    """
    rows, plain = [], []
    for row in frame.to_dict("records"):
        _, link = link_segments(row["segments"])
        rows.append({**row, "link": link})
        line = "{verdict}: {title} {sentence} {difference}; {count}; {choices}".format(**row)
        plain.append(line.replace(":  ", ": "))  # where a row has no title
    return Shown("text/html", render("headlines", rows=rows), "\n".join(plain))


def say(text: str, **values: object) -> Shown:
    """Show a sentence in Markdown with its values filled in.

    Parameters
    ----------
    text : Markdown with `{name}` or `{name:spec}`.
    values : numbers (formatted), links of `evidence_link` (kept), and anything else, such as words
        of an article, which appears literally whatever it holds.

    Returns
    -------
    What a notebook shows.

    Raises
    ------
    ValueError : naming a value that the text asks for and was not given.

    Examples
    --------
    >>> say("**{who}** is {gap:+.2f} lower.", who="*A* <b>", gap=-0.271).rich
    '**&#42;A&#42; &#60;b&#62;** is −0.27 lower.'
    """
    coded = {name: _Field(value, coded=True) for name, value in values.items()}
    bare = {name: _Field(value, coded=False) for name, value in values.items()}
    try:
        rich = text.format(**coded)
        plain = text.format(**bare)
    except (KeyError, IndexError) as error:
        given = ", ".join(values) or "none"
        raise ValueError(f"say: {text[:50]!r} asks for {error}; given were: {given}") from None
    return Shown("text/markdown", rich, plain)


@dataclass(frozen=True)
class _Field:
    value: object
    coded: bool

    def __format__(self, spec: str) -> str:
        shown = format_value(self.value, spec or None)
        if isinstance(shown, Markup):
            return str(shown) if self.coded else shown.striptags()
        if not self.coded or isinstance(self.value, Real):
            return shown
        # An entity is never read as Markdown. The span separates dollar signs, which MathJax would
        # otherwise pair in a notebook.
        line = " ".join(shown.split())
        coded = re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"&#{ord(found[0])};", line)
        return coded.replace("&#36;", "<span>&#36;</span>")


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    name: str,
    formats: str | Mapping[str, str] | None = None,
    evidence: str | None = None,
    columns: Sequence[str] | None = None,
) -> Shown:
    """Show a table that screen readers can read, with a CSV file.

    The file holds every column; numbers have 12 digits. A page shows the first rows of a long
    table.

    Parameters
    ----------
    frame : any rows; an index with a name or of text becomes the first column. The first column
        heads the rows.
    caption : what the table shows.
    name : id and file name of the CSV, in lower case with hyphens.
    formats : column -> format specification, or one for all decimal numbers.
    evidence : the column that holds segment ids (lists, or strings with spaces), shown as links.
    columns : those to show (default: all).

    Returns
    -------
    What a notebook shows: table, plain text, and the CSV in an entry of its own.

    Raises
    ------
    ValueError : for a name that is no file name, or a column that is not there.

    Examples
    --------
    >>> words = pd.DataFrame({"word": ["<b>"], "n": [1200]})
    >>> print(table(words, caption="Counts", name="counts").plain)
    Counts
    word     n
     <b> 1,200
    """
    if not FILE_NAME.fullmatch(name):
        raise ValueError(
            f"name {name!r} cannot be a file name; allowed: lower-case letters, digits, hyphens"
        )
    raw = _name_columns(frame)
    specs = spread_formats(formats or {}, raw)
    named = [*specs, *(columns or [])]
    if evidence:
        named.append(evidence)
    _check_columns(raw, named, name)
    shown, most = raw, MOST
    if evidence:
        most = _count_rows(raw[evidence])
        raw, shown = _link_evidence(raw, evidence)
    if columns:
        shown = shown[list(columns)]
    first = shown if len(shown) <= most else shown.head(HEAD)
    rows = _write_rows(first, specs)
    plain = [[_strip(cell) for cell in row] for row in rows]
    text = pd.DataFrame(plain, columns=shown.columns).to_string(index=False)
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in shown.dtypes]
    heads = list(zip(shown.columns, numeric, strict=True))
    about = {"caption": caption, "total": len(shown), "slot": Markup(csv_slot(name))}
    html = render("table", columns=heads, rows=rows, name=name, **about)
    csv = write_csv(raw, float_format="%.12g")
    return Shown("text/html", html, f"{caption}\n{text}", name, csv)


def _check_columns(frame: pd.DataFrame, wanted: Sequence[str], name: str) -> None:
    for column in wanted:
        if column not in frame.columns:
            has = ", ".join(frame.columns)
            raise ValueError(f"table '{name}' has no column {column!r}; it has {has}")


def _count_rows(segments: pd.Series) -> int:
    """How many rows a page shows at most of a table with this evidence."""
    ids: list[str] = []
    for some in segments.astype(str):
        ids += some.split()
    return HEAD if count_articles(ids) > SEVERAL else MOST


def _link_evidence(frame: pd.DataFrame, evidence: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frame with the ids of segments as its file has them, and with links as the page does."""
    pairs = [link_segments(ids, LINKED_SEGMENTS) for ids in frame[evidence]]
    links = pd.DataFrame(pairs, frame.index, ["ids", "link"], dtype=object)
    filed = frame.assign(**{evidence: links["ids"]})
    shown = frame.assign(**{evidence: links["link"]})
    return filed, shown


def _name_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text for column names, and with its index as a column if that says more than
    where a row stands.
    """
    has_name = any(frame.index.names)
    is_numbering = not has_name and pd.api.types.is_integer_dtype(frame.index)
    frame = frame.reset_index(drop=is_numbering)
    names = []
    for column in frame:
        parts = column if isinstance(column, tuple) else (column,)
        names.append(" ".join(map(str, parts)))
    return frame.set_axis(names, axis=1)


def spread_formats(
    formats: str | Mapping[str, str], table: pd.DataFrame, *, of: Sequence[str] | None = None
) -> dict[str, str]:
    """Give each column its format specification.

    Parameters
    ----------
    formats : column -> specification, or one for all decimal numbers.
    table : whose columns are asked about.
    of : the columns that a single specification is for (default: those of decimal numbers).

    Returns
    -------
    Column -> specification.

    Examples
    --------
    >>> spread_formats(".1f", pd.DataFrame({"word": ["quay"], "n": [1], "rate": [0.5]}))
    {'rate': '.1f'}
    """
    if isinstance(formats, str):
        return dict.fromkeys(of or list_decimals(table), formats)
    return dict(formats)


def list_decimals(table: pd.DataFrame) -> list[str]:
    """List the columns of decimal numbers.

    Parameters
    ----------
    table : any table.

    Returns
    -------
    Their names.
    """
    return [c for c, kind in table.dtypes.items() if pd.api.types.is_float_dtype(kind)]


def _write_rows(frame: pd.DataFrame, specs: Mapping[str, str]) -> list[list[str]]:
    in_order = [specs.get(column) for column in frame.columns]
    rows = frame.itertuples(index=False, name=None)
    return [[format_value(*cell) for cell in zip(row, in_order, strict=True)] for row in rows]


def _strip(cell: str) -> str:
    return cell.striptags() if isinstance(cell, Markup) else cell


def csv_slot(name: str) -> str:
    """Write the place where the page puts the link to a file.

    In a notebook it stays empty, since the output holds the file.

    Parameters
    ----------
    name : of the file, without ".csv".

    Returns
    -------
    HTML.
    """
    return f'<p class="csv" id="csv-{name}"></p>'


def render(template: str, **values: object) -> str:
    """Fill in a template of templates/report/.

    Everything is escaped that is not Markup.

    Parameters
    ----------
    template : its name, without ".html.j2".
    values : what it asks for.

    Returns
    -------
    The text.
    """
    return _load_templates().get_template(f"{template}.html.j2").render(values)


@cache
def _load_templates() -> Environment:
    from jinja2 import Environment, FileSystemLoader

    folder = FileSystemLoader(TEMPLATES / "report")
    return Environment(loader=folder, autoescape=True, trim_blocks=True, auto_reload=False)


def figure(
    ax_or_fig: Axes | Figure,
    *,
    data: pd.DataFrame,
    caption: str,
    name: str,
    alt: str,
    formats: str | Mapping[str, str] | None = None,
    evidence: str | None = None,
) -> Shown:
    """Show a drawing in the colours of the page, with its table and CSV.

    The drawing is closed.

    Parameters
    ----------
    ax_or_fig : what was drawn.
    data : the numbers in it.
    caption : what the figure shows.
    name : id and file name of the CSV; each table or figure of a report has its own.
    alt : the drawing in words, built from the data.
    formats, evidence : as in `table`.

    Returns
    -------
    What a notebook shows: figure, words, and the CSV in an entry of its own.

    Raises
    ------
    ValueError : for an alternative text under LEAST_ALT characters, and as in `table`.
    """
    from matplotlib import pyplot

    if len(alt.strip()) < LEAST_ALT:
        raise ValueError(
            f"figure '{name}': alt {alt!r} says too little; write {LEAST_ALT} characters or more"
        )
    twin = table(data, caption=f"Data: {caption}", name=name, formats=formats, evidence=evidence)
    drawing = ax_or_fig if hasattr(ax_or_fig, "savefig") else ax_or_fig.get_figure()
    source = _draw_svg(drawing, name)
    svg = Markup(theme_svg(source, name, alt))
    pyplot.close(drawing)
    html = render("figure", svg=svg, caption=caption, name=name, twin=Markup(twin.rich))
    return Shown("text/html", html, alt, name, twin.csv)


def _draw_svg(drawing: Figure, name: str) -> str:
    """matplotlib's SVG with text as text; where it is heavy, its marks are a picture."""
    from matplotlib import rc_context
    from matplotlib.text import Text

    for text in drawing.findobj(Text):
        text.set_parse_math("\\mathdefault" in text.get_text())
    fixed = {"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}
    with rc_context(fixed), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # browsers have these glyphs
        fitted = fit_figure(drawing)
        source = _save_svg(drawing, fitted=fitted)
        if len(source) <= HEAVY:
            return source
        for ax in drawing.axes:
            for mark in [*ax.collections, *ax.lines, *ax.patches]:
                mark.set_rasterized(True)
        return _save_svg(drawing, fitted=fitted)


def _save_svg(drawing: Figure, *, fitted: bool) -> str:
    buffer = io.StringIO()
    look = {"bbox_inches": None if fitted else "tight", "transparent": True, "dpi": 150}
    drawing.savefig(buffer, format="svg", metadata={"Date": None}, **look)
    return buffer.getvalue()
