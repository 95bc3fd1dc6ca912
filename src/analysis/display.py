"""What notebooks show: tables, figures, sentences and links to evidence, as HTML that no text can break.

Values are escaped where they are written; `sanitise` is the second lock, for the report. The HTML itself is in
templates/report/. Nothing here computes a statistic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.plots import SIDE_COLOURS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MISSING = "–"
TEMPLATES = Path(__file__).parent / "templates"
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "circle", "clipPath", "code", "defs", "del", "details", "div",
    "em", "figcaption", "figure", "g", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "li", "line", "mark", "ol", "p",
    "path", "polygon", "polyline", "pre", "rect", "span", "strong", "sub", "summary", "sup", "svg", "table", "tbody",
    "td", "text", "th", "thead", "tr", "tspan", "ul", "use",
}  # fmt: skip
ATTRIBUTES = {
    "aria-label", "class", "clip-path", "colspan", "cx", "cy", "d", "data-evidence", "download", "fill", "font-size",
    "fill-opacity", "font-style", "font-weight", "height", "id", "opacity", "points", "r", "role", "rowspan", "scope",
    "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
    "stroke-opacity", "stroke-width", "tabindex", "text-anchor", "transform", "viewBox", "width", "x", "x1", "x2",
    "xml:space", "y", "y1", "y2",
}  # fmt: skip
SAFE_LINK = re.compile("#|https?://|data:text/csv[;,]")


@dataclass(frozen=True)
class Shown:
    """What a notebook displays: one rich form and the plain text that nbval compares."""

    kind: str
    rich: str
    plain: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {self.kind: self.rich, "text/plain": self.plain}


def format_value(value: object, spec: str | None = None) -> str:
    """A value as readers should see it: true minus sign, no negative zero, a dash for what is missing.

    spec: a format specification for numbers (default: `,` for whole numbers, `,.2f` for others).

    >>> format_value(-0.271, "+.2f"), format_value(-0.001), format_value(1234), format_value(None)
    ('−0.27', '0.00', '1,234', '–')
    """
    if isinstance(value, Markup):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return MISSING
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if isinstance(value, Real):
        text = format(value, spec or ("," if isinstance(value, Integral) else ",.2f"))
        return text.replace("-", "−") if re.search("[1-9]|inf", text) else text.lstrip("+-")
    return str(value)


def anchor(segment_id: object) -> str:
    """The id of a segment's row in the report's evidence appendix.

    >>> anchor("a-3"), anchor("my file-3")
    ('s-a-3', 's-my.20.file-3')
    """
    return "s-" + re.sub(r"[^\w-]", lambda m: f".{ord(m[0]):x}.", str(segment_id))


def evidence_link(segment_ids: str | Iterable[str], label: object) -> Markup:
    """A link from a number or a phrase to the segments that made it; the bare label where there is none.

    segment_ids: a list, or one string with spaces; label: what the reader clicks.
    Returns: HTML that `say` passes through unchanged.

    >>> str(evidence_link(["a-1", "b-2"], "2 of 31 <sentences>"))
    '<span data-evidence="s-a-1 s-b-2"><a href="#s-a-1">2 of 31 &lt;sentences&gt;</a></span>'
    """
    ids = [anchor(i) for i in (segment_ids.split() if isinstance(segment_ids, str) else segment_ids)]
    link = Markup('<span data-evidence="{}"><a href="#{}">{}</a></span>')
    return link.format(" ".join(ids), ids[0], format_value(label)) if ids else escape(format_value(label))


def say(text: str, **values: object) -> Shown:
    """A sentence in Markdown with its values filled in.

    text: Markdown with `{name}` or `{name:spec}`; values: numbers (formatted), links of `evidence_link`
    (kept), and anything else, such as words of an article, which appears literally whatever it holds.
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
        # An entity is never Markdown; the span keeps dollars apart, which MathJax in a notebook would pair.
        coded = re.sub(r"[!-/:-@\[-`{-~]", lambda m: f"&#{ord(m[0])};", " ".join(shown.split()))
        return coded.replace("&#36;", "<span>&#36;</span>")


def table(
    frame: pd.DataFrame,
    *,
    caption: str,
    name: str,
    formats: Mapping[str, str] | None = None,
    evidence: str | None = None,
) -> Shown:
    """A frame as an accessible table with a CSV download, which holds every column unrounded.

    frame: any rows; an index with a name or of text becomes the first column; the first column heads the rows.
    caption: what the table shows; name: id and file name of the CSV, in lower case with hyphens.
    formats: column -> format specification; evidence: the column that holds segment ids (lists, or strings
    with spaces), shown as links.
    Raises: ValueError for a name that is no file name, or a column that is not there.

    >>> print(table(pd.DataFrame({"word": ["<b>"], "n": [1200]}), caption="Counts", name="counts").plain)
    Counts
    word     n
     <b> 1,200
    """
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise ValueError(f"name {name!r} cannot be a file name; allowed: lower-case letters, digits, hyphens")
    is_numbering = not any(frame.index.names) and pd.api.types.is_integer_dtype(frame.index)
    frame = frame.reset_index(drop=is_numbering)
    frame = frame.set_axis([" ".join(map(str, c)) if isinstance(c, tuple) else str(c) for c in frame], axis=1)
    for column in (*(formats or {}), *([evidence] if evidence else [])):
        if column not in frame.columns:
            raise ValueError(f"table '{name}' has no column {column!r}; it has {', '.join(frame.columns)}")
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    specs = [(formats or {}).get(column) for column in frame.columns]
    raw = frame
    if evidence:
        lists = [v.split() if isinstance(v, str) else v for v in frame[evidence]]
        lists = [list(v) if isinstance(v, list | tuple) else [] for v in lists]
        links = [evidence_link(i, f"{len(i)} segment{'s' * (len(i) != 1)}") if i else MISSING for i in lists]
        raw = frame.assign(**{evidence: [" ".join(map(str, ids)) for ids in lists]})
        frame = frame.assign(**{evidence: pd.Series(links, frame.index, object)})
    values = frame.itertuples(index=False, name=None)
    rows = [[format_value(value, spec) for value, spec in zip(row, specs, strict=True)] for row in values]
    plain = [[cell.striptags() if isinstance(cell, Markup) else cell for cell in row] for row in rows]
    text = pd.DataFrame(plain, columns=frame.columns).to_string(index=False)
    columns = list(zip(frame.columns, numeric, strict=True))
    html = _render("table", columns=columns, rows=rows, csv=raw.to_csv(index=False), caption=caption, name=name)
    return Shown("text/html", html, f"{caption}\n{text}")


def _render(template: str, **values: object) -> str:
    from jinja2 import Environment, FileSystemLoader

    pages = Environment(loader=FileSystemLoader(TEMPLATES / "report"), autoescape=True, trim_blocks=True)
    return pages.get_template(f"{template}.html.j2").render(values)


def figure(
    ax_or_fig: Axes | Figure,
    *,
    data: pd.DataFrame,
    caption: str,
    name: str,
    alt: str,
    formats: Mapping[str, str] | None = None,
    evidence: str | None = None,
) -> Shown:
    """A drawing as inline SVG in the colours of the page, with its table twin and CSV; closes the drawing.

    ax_or_fig: what was drawn; data: the numbers in it; alt: the drawing in words, built from the data.
    caption, name, formats, evidence: as in `table`; a name serves one table or figure of a report.
    Raises: ValueError for an alternative text under 20 characters, and as `table`.
    """
    import io
    import warnings

    from matplotlib import pyplot, rc_context
    from matplotlib.text import Text

    if len(alt.strip()) < 20:
        raise ValueError(f"figure '{name}': alt {alt!r} says too little; write 20 characters or more")
    twin = table(data, caption=f"Data: {caption}", name=name, formats=formats, evidence=evidence)
    drawing = ax_or_fig if hasattr(ax_or_fig, "savefig") else ax_or_fig.get_figure()
    for text in drawing.findobj(Text):
        text.set_parse_math("\\mathdefault" in text.get_text())
    buffer = io.StringIO()
    fixed = {"svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False}
    with rc_context(fixed), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")  # the reader's browser has the letters
        drawing.savefig(buffer, format="svg", metadata={"Date": None}, bbox_inches="tight", transparent=True)
    pyplot.close(drawing)
    svg = Markup(_theme_svg(buffer.getvalue(), name, alt))
    html = _render("figure", svg=svg, caption=caption, name=name, twin=Markup(twin.rich))
    return Shown("text/html", html, alt)


def _theme_svg(source: str, name: str, alt: str) -> str:
    """matplotlib's SVG with attributes for styles, the page's colours, own ids, no metadata, no xlink."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", source))
    for parent in list(root.iter()):
        for child in [c for c in parent if c.tag.endswith(("}metadata", "}style"))]:
            parent.remove(child)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.tail, element.text = None, element.text if element.tag in ("text", "tspan") else None
        old = dict(element.attrib)
        styles = [part.partition(":")[::2] for part in old.pop("style", "").split(";") if part.strip()]
        element.attrib.clear()
        for key, value in [*old.items(), *styles]:
            key = key.strip().rpartition("}")[2]
            value = re.sub(r"(\.\d\d)\d+", r"\1", " ".join(value.split()))
            if key in ("fill", "stroke"):
                value = re.sub("^#([0-9a-f]{6})$", _theme_colour, value)
            if key in ("href", "clip-path") or value.startswith("url("):
                value = value.replace("#", f"#{name}-")
            if key != "font-family" and not value.startswith("rotate(-0 ") and (key, element.tag) != ("id", "g"):
                element.set(key, f"{name}-{value}" if key == "id" else value)
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.attrib |= {"role": "img", "aria-label": alt, "fill": "currentColor", "stroke-linejoin": "round"}
    return re.sub(r"<g>(<[^<>]*/>|<text[^<>]*>[^<]*</text>)</g>", r"\1", ElementTree.tostring(root, "unicode"))


def _theme_colour(found: re.Match[str]) -> str:
    """A colour of the page where it has one (sides, text, lines, paper); else itself, lighter on a dark page."""
    import colorsys

    colour, channels = found[0], [int(found[1][i : i + 2], 16) for i in (0, 2, 4)]
    if colour in SIDE_COLOURS:
        return f"var(--{'ab'[SIDE_COLOURS.index(colour)]}, {colour})"
    if max(channels) - min(channels) > 12:
        hue, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in channels))
        light = [round(255 * channel) for channel in colorsys.hls_to_rgb(hue, max(lightness, 0.65), saturation)]
        return f"light-dark({colour}, #{bytes(light).hex()})"
    grey = channels[0]
    if grey < 80:
        return "currentColor"
    return f"var(--{'muted' if grey < 170 else 'rule' if grey < 240 else 'bg'}, {colour})"


def sanitise(html: str) -> Markup:
    """HTML with nothing in it that could run, load or restyle; what is not allowed is shown as text.

    >>> sanitise('<b onclick="x()">fine</b><script>x()</script>')
    Markup('<b>fine</b>&lt;script&gt;x()&lt;/script&gt;')
    """
    import bleach

    def allow(tag: str, name: str, value: str) -> bool:
        return name in ATTRIBUTES or (name == "href" and bool(SAFE_LINK.match(value)))

    return Markup(bleach.clean(html, tags=TAGS, attributes=allow, protocols=["http", "https", "data"]))


def convert_markdown(markdown: str, level: int = 2) -> Markup:
    """Markdown as sanitised HTML, its headings below `level` and none skipped; a dollar is a dollar.

    >>> convert_markdown("# Why\\n### How\\n$5, *then* $6")
    Markup('<h3>Why</h3>\\n<h4>How</h4>\\n<p>$5, <em>then</em> $6</p>\\n')
    """
    import mistune

    def shift(found: re.Match[str]) -> str:
        nonlocal level
        level = max(3, min(int(found[1]) + 1, level + 1, 6))
        return f"<h{level}>{found[2]}</h{level}>"

    html = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])(markdown)
    return Markup(re.sub(r"(?s)<h([1-6])(?: [^>]*)?>(.*?)</h\1>", shift, sanitise(html)))
