"""What notebooks show: tables, figures, sentences and links to evidence, as HTML that no text can
break.

Values are escaped where they are written; `report.sanitise` is the second lock. The HTML itself is
in templates/report/. Nothing here computes a statistic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.judge.evidence import SEVERAL, STRONGEST
from analysis.show.svg import theme_svg
from analysis.tables.numbers import MISSING, format_value
from analysis.tables.resources import PACKAGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEMPLATES = PACKAGE / "templates"
MOST, HEAD = 125, 30  # a page shows the HEAD of a table of more than MOST rows; its file holds all
# segments that each of at most HEAD rows of a table links to, where there are more than SEVERAL
# articles
LINKED_SEGMENTS = 2
HEAVY = 300_000  # characters of a drawing from which its marks become a picture; words stay text


@dataclass(frozen=True)
class Shown:
    """What a notebook displays: one rich form and the plain text that nbval compares."""

    kind: str
    rich: str
    plain: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {self.kind: self.rich, "text/plain": self.plain}


def anchor(segment_id: object) -> str:
    """The id of a segment's row in the report's evidence appendix.

    >>> anchor("a-3"), anchor("my file-3")
    ('s-a-3', 's-my.20.file-3')
    """
    return "s-" + re.sub(r"[^\w-]", lambda m: f".{ord(m[0]):x}.", str(segment_id))


def evidence_link(segment_ids: str | Iterable[str], label: object) -> Markup:
    """A link from a number or a phrase to the segments that made it; the bare label where there is
    none.

    segment_ids: a list, or one string with spaces; label: what the reader clicks.
    Returns: HTML that `say` passes through unchanged.

    >>> str(evidence_link(["a-1", "b-2"], "2 of 31 <sentences>"))
    '<span data-evidence="s-a-1 s-b-2"><a href="#s-a-1">2 of 31 &lt;sentences&gt;</a></span>'
    """
    ids = [anchor(i) for i in pick_strongest(segment_ids)]
    link = Markup('<span data-evidence="{}"><a href="#{}">{}</a></span>')
    return (
        link.format(" ".join(ids), ids[0], format_value(label))
        if ids
        else escape(format_value(label))
    )


def pick_strongest(segment_ids: str | Iterable[str], most: int = STRONGEST) -> list[str]:
    """The ids as a list; of more than SEVERAL articles the first `most`."""
    ids = segment_ids.split() if isinstance(segment_ids, str) else [str(i) for i in segment_ids]
    return ids if len({i.rpartition("-")[0] for i in ids}) <= SEVERAL else ids[:most]


def _link_segments(ids: object, most: int = STRONGEST) -> tuple[str, Markup | str]:
    """The ids, of many articles the strongest, and a link to at most so many of them, which says
    how many there are.
    """
    ids = (
        ids.split() if isinstance(ids, str) else list(ids) if isinstance(ids, list | tuple) else []
    )
    known, linked = pick_strongest(ids), pick_strongest(ids, most)
    label = f"{len(linked)} of {len(ids):,}" if len(linked) < len(ids) else f"{len(ids)}"
    label = f"{label} segment{'s' * (len(ids) != 1)}"
    return " ".join(known), evidence_link(linked, label) if ids else MISSING


def headlines(frame: pd.DataFrame) -> Shown:
    """The findings of the first screen as a list: verdict, sentence, what makes it doubtful, and a
    link to its segments.

    frame: rows of wording.list_headlines with the column segments (ids).
    """
    rows = [{**row, "link": _link_segments(row["segments"])[1]} for row in frame.to_dict("records")]
    plain = [
        f"{row['verdict']}: {row['sentence']} {row['difference']}; {row['count']}; {row['choices']}"
        for row in rows
    ]
    return Shown("text/html", _render("headlines", rows=rows), "\n".join(plain))


def say(text: str, **values: object) -> Shown:
    """A sentence in Markdown with its values filled in.

    text: Markdown with `{name}` or `{name:spec}`; values: numbers (formatted), links of
    `evidence_link` (kept), and anything else, such as words of an article, which appears literally
    whatever it holds.
    Raises: ValueError naming a value that the text asks for and was not given.

    >>> say("**{who}** is {gap:+.2f} lower.", who="*A* <b>", gap=-0.271).rich
    '**&#42;A&#42; &#60;b&#62;** is −0.27 lower.'
    """
    try:
        rich = text.format(**{name: _Field(value, coded=True) for name, value in values.items()})
        plain = text.format(**{name: _Field(value, coded=False) for name, value in values.items()})
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
        # An entity is never Markdown; the span keeps dollars apart, which MathJax in a notebook
        # would pair.
        coded = re.sub(r"[!-/:-@\[-`{-~]", lambda m: f"&#{ord(m[0])};", " ".join(shown.split()))
        return coded.replace("&#36;", "<span>&#36;</span>")


def table(
    frame: pd.DataFrame, *, caption: str, name: str, formats: Mapping[str, str] | None = None, evidence: str | None = None,
    columns: Sequence[str] | None = None,
) -> Shown:  # fmt: skip
    """A frame as an accessible table with a CSV download, which holds every column to 12 digits.

    frame: any rows; an index with a name or of text becomes the first column; the first column
    heads the rows. caption: what the table shows; name: id and file name of the CSV, in lower case
    with hyphens. formats: column -> format specification; evidence: the column that holds segment
    ids (lists, or strings with spaces), shown as links; columns: those to show (default: all).
    Raises: ValueError for a name that is no file name, or a column that is not there.

    >>> print(table(pd.DataFrame({"word": ["<b>"], "n": [1200]}), caption="Counts", name="counts").plain)
    Counts
    word     n
     <b> 1,200
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(
            f"name {name!r} cannot be a file name; allowed: lower-case letters, digits, hyphens"
        )
    is_numbering = not any(frame.index.names) and pd.api.types.is_integer_dtype(frame.index)
    frame = frame.reset_index(drop=is_numbering)
    frame = frame.set_axis(
        [" ".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in frame], axis=1
    )
    for column in (*(formats or {}), *([evidence] if evidence else []), *(columns or [])):
        if column not in frame.columns:
            raise ValueError(
                f"table '{name}' has no column {column!r}; it has {', '.join(frame.columns)}"
            )
    raw, most = frame, MOST
    if evidence:
        many = (
            len({i.rpartition("-")[0] for ids in frame[evidence].astype(str) for i in ids.split()})
            > SEVERAL
        )
        most = HEAD if many else MOST
        pairs = [_link_segments(ids, LINKED_SEGMENTS) for ids in frame[evidence]]
        links = pd.DataFrame(pairs, frame.index, ["ids", "link"], dtype=object)
        raw, frame = (
            frame.assign(**{evidence: links["ids"]}),
            frame.assign(**{evidence: links["link"]}),
        )
    frame = frame[list(columns)] if columns else frame
    heads = [(column, pd.api.types.is_numeric_dtype(kind)) for column, kind in frame.dtypes.items()]
    specs = [(formats or {}).get(column) for column in frame.columns]
    values = frame.head(most if len(frame) <= most else HEAD).itertuples(index=False, name=None)
    rows = [
        [format_value(value, spec) for value, spec in zip(row, specs, strict=True)]
        for row in values
    ]
    plain = [
        [cell.striptags() if isinstance(cell, Markup) else cell for cell in row] for row in rows
    ]
    text = pd.DataFrame(plain, columns=frame.columns).to_string(index=False)
    csv = raw.to_csv(index=False, lineterminator="\n", float_format="%.12g")
    html = _render(
        "table", columns=heads, rows=rows, csv=csv, caption=caption, name=name, total=len(frame)
    )
    return Shown("text/html", html, f"{caption}\n{text}")


def highlight_marks(text: str, marks: list[dict[str, Any]]) -> Markup:
    """The text with what scored or was found in it marked: plus, minus, frame, or several of these."""
    kinds: list[set[str]] = [set() for _ in text]
    for mark in marks:
        tone = ("plus" if mark["value"] > 0 else "minus") * (
            mark["label"] == "compound" and mark["value"] != 0
        )
        if kind := "frame" if mark["instrument"].startswith("frames:") else tone:
            for at in re.finditer(rf"(?i)(?<!\w){re.escape(mark['term'])}(?!\w)", text):
                for k in range(*at.span()):
                    kinds[k].add(kind)
    pairs = groupby(zip(map(sorted, kinds), text, strict=True), key=lambda pair: " ".join(pair[0]))
    runs = [(kind, "".join(letter for _, letter in run)) for kind, run in pairs]
    return Markup("").join(
        Markup('<mark class="{}">{}</mark>').format(*run) if run[0] else escape(run[1])
        for run in runs
    )


def _render(template: str, **values: object) -> str:
    from jinja2 import Environment, FileSystemLoader

    pages = Environment(
        loader=FileSystemLoader(TEMPLATES / "report"), autoescape=True, trim_blocks=True
    )
    return pages.get_template(f"{template}.html.j2").render(values)


def figure(
    ax_or_fig: Axes | Figure, *, data: pd.DataFrame, caption: str, name: str, alt: str,
    formats: Mapping[str, str] | None = None, evidence: str | None = None,
) -> Shown:  # fmt: skip
    """A drawing as inline SVG in the colours of the page, with its table twin and CSV; closes the
    drawing.

    ax_or_fig: what was drawn; data: the numbers in it; alt: the drawing in words, built from the
    data. caption, name, formats, evidence: as in `table`; a name serves one table or figure of a
    report.
    Raises: ValueError for an alternative text under 20 characters, and as `table`.
    """
    import io
    import warnings

    from matplotlib import pyplot, rc_context
    from matplotlib.text import Text

    if len(alt.strip()) < 20:
        raise ValueError(
            f"figure '{name}': alt {alt!r} says too little; write 20 characters or more"
        )
    twin = table(data, caption=f"Data: {caption}", name=name, formats=formats, evidence=evidence)
    drawing = ax_or_fig if hasattr(ax_or_fig, "savefig") else ax_or_fig.get_figure()
    for text in drawing.findobj(Text):
        text.set_parse_math("\\mathdefault" in text.get_text())
    buffer = io.StringIO()
    fixed = {"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}
    with rc_context(fixed), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's browser has the letters
        options = {
            "format": "svg",
            "metadata": {"Date": None},
            "bbox_inches": "tight",
            "transparent": True,
            "dpi": 150,
        }
        drawing.savefig(buffer, **options)
        if buffer.tell() > HEAVY:
            for ax in drawing.axes:
                for mark in [*ax.collections, *ax.lines, *ax.patches]:
                    mark.set_rasterized(True)
            buffer = io.StringIO()
            drawing.savefig(buffer, **options)
    pyplot.close(drawing)
    svg = Markup(theme_svg(buffer.getvalue(), name, alt))
    html = _render("figure", svg=svg, caption=caption, name=name, twin=Markup(twin.rich))
    return Shown("text/html", html, alt)
