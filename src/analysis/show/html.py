"""HTML and Markdown made safe: nothing in it can run, load or restyle."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from markupsafe import Markup

from analysis.show.display import TEMPLATES

# Spans of code that the style sheet does not colour.
PLAIN = re.compile(r'<span class="[^cks]\w?">([^<]*)</span>')
ALLOWED = json.loads((TEMPLATES / "report/allowed.json").read_text("utf-8"))
HEADING = re.compile(r"(?s)<h([1-6])(?: [^>]*)?>(.*?)</h\1>")
TAGS, ATTRIBUTES = frozenset(ALLOWED["tags"]), frozenset(ALLOWED["attributes"])
VOID = ("br", "hr")
# Elements of a drawing, which alone may end with "/>".
ALONE = (
    *VOID,
    "circle",
    "defs",
    "g",
    "image",
    "line",
    "path",
    "polygon",
    "polyline",
    "rect",
    "text",
    "use",
)
PIECE = re.compile(
    r"(?P<end>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)"
    r'(?P<attributes>(?:\s+[A-Za-z][\w:-]*="[^"<>]*")*)\s*(?P<alone>/?)>[^<]*'
)
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SAFE_LINK = re.compile("#|https?://|data:text/csv[;,]|data:image/png;base64,")


def sanitise(html: str) -> Markup:
    """Make HTML safe: nothing in it can run, load or restyle.

    What is not allowed is shown as text.

    Parameters
    ----------
    html : from anywhere.

    Returns
    -------
    The HTML.

    Examples
    --------
    >>> sanitise('<b onclick="x()">fine</b><script>x()</script>')
    Markup('<b>fine</b>&lt;script&gt;x()&lt;/script&gt;')
    """
    if _is_plain(html):
        return Markup(html)
    import bleach

    def allow(tag: str, name: str, value: str) -> bool:
        return _is_allowed(name, value)

    protocols = ["http", "https", "data"]
    safe = bleach.clean(html, tags=TAGS, attributes=allow, protocols=protocols)
    return Markup(safe)


def _is_allowed(name: str, value: str) -> bool:
    """Whether an element may have an attribute of this name and value."""
    if name == "href":
        return SAFE_LINK.match(value) is not None
    return name in ATTRIBUTES


def _is_plain(html: str) -> bool:
    """Whether HTML holds allowed tags only, closed in order, and could be written by bleach.

    bleach builds a tree of everything, which takes a tenth of a report's time; nearly all of it
    was written by templates. A tag can begin only at "<", and no allowed element changes how its
    content is read, so that looking at each "<" sees every tag that a browser sees.
    """
    pieces = html.split("<")[1:]
    if UNSEEN.search(html):
        return False
    opened: list[str] = []
    for piece in pieces:
        found = PIECE.fullmatch(piece)
        if not found or found["tag"] not in TAGS:
            return False
        tag = found["tag"]
        if found["end"]:
            if not opened or opened.pop() != tag or found["attributes"]:
                return False
            continue
        attributes = ATTRIBUTE.findall(found["attributes"])
        if not all(_is_allowed(name, value) for name, value in attributes):
            return False
        if found["alone"] and tag not in ALONE:
            return False
        if not found["alone"] and tag not in VOID:
            opened.append(tag)
    return not opened


def convert_markdown(markdown: str, level: int = 2) -> Markup:
    """Make safe HTML of Markdown.

    Headings stand below `level`, and none is skipped. A dollar sign stays one.

    Parameters
    ----------
    markdown : from anywhere.
    level : of the heading above.

    Returns
    -------
    The HTML.

    Examples
    --------
    >>> convert_markdown("# Why\\n### How\\n$5, *then* $6")
    Markup('<h3>Why</h3>\\n<h4>How</h4>\\n<p>$5, <em>then</em> $6</p>\\n')
    """
    import mistune

    def shift(found: re.Match[str]) -> str:
        nonlocal level
        level = max(3, min(int(found[1]) + 1, level + 1, 6))
        return f"<h{level}>{found[2]}</h{level}>"

    convert = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
    html = sanitise(convert(markdown))
    return Markup(HEADING.sub(shift, html))


def close_levels(parts: Iterable[str], level: int = 2) -> list[Markup]:
    """Lower the headings of pieces of HTML so that none is skipped.

    A piece that was taken out of its chapter may have lost the heading above its own.

    Parameters
    ----------
    parts : the pieces, in order.
    level : of the heading above them.

    Returns
    -------
    The pieces.

    Examples
    --------
    >>> close_levels(["<h5>How</h5>", "<p>So.</p>"])
    [Markup('<h3>How</h3>'), Markup('<p>So.</p>')]
    """

    def shift(found: re.Match[str]) -> str:
        nonlocal level
        level = min(int(found[1]), level + 1)
        return f"<h{level}>{found[2]}</h{level}>"

    return [Markup(HEADING.sub(shift, part)) for part in parts]
