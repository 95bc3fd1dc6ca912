"""A cell of a table as the text it stands for.

Exports write a missing value as a word, a line break as two letters, a quotation mark as an entity,
and paragraphs as HTML; some hold only the beginning of a text. What can be undone is undone; a text
that was cut off is refused, because its beginning would count as the whole.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_MISSING = frozenset(
    [
        "nan",
        "n/a",
        "na",
        "none",
        "null",
        "nil",
        "<na>",
        "#n/a",
        "#na",
        "nat",
        "undefined",
        "-",
        "--",
        "[removed]",
        "[deleted]",
        "(null)",
        "missing",
        "empty",
    ]
) | {"no content", "no text", "not available"}
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8}\d{0,2});")
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?=\\[rnt]|[\s\"'“‘(«•\d*-]|[A-Z]|$)")
_TAG = re.compile(
    r"</?(?:p|div|br|a|span|strong|em|b|i|u|ul|ol|li|h[1-6]|img|figure|figcaption|blockquote|table|"
    r"tr|td|th|tbody|thead|section|article|header|footer|aside|script|style|iframe|hr|sup|sub|"
    r"small|font|center|html|body|head|title|time|video|picture|source|button|form|input)"
    r"(?:\s[^<>]*)?/?>|<!--",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"\[\s*(?:\+\s*[\d,. ]+\s*(?:more )?(?:char(?:acter)?s?|words?)|truncated|cut|continued)"
    r"\s*\]\W*$"
    r"|(?:…|\.\.\.)\s*\(?(?:truncated|continue reading|read more|more)\)?\W*$",
    re.IGNORECASE,
)
EXCEL_CELL = 32_767  # characters, the most that a cell of a spreadsheet holds
_ASIDE = {"script", "style", "figcaption", "iframe", "noscript", "template", "button", "form"}
_KINDS = {"li": "item", "blockquote": "quote"} | {f"h{k}": "heading" for k in range(1, 7)}
_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "section", "article", "header", "footer", "hr"}


def clean_cell(cell: str) -> str:
    """Undo what exports put into a cell for a missing value, a mark or a line break.

    Parameters
    ----------
    cell : as it is read.

    Returns
    -------
    The text; '' for a missing value.

    Examples
    --------
    >>> clean_cell("N/A"), clean_cell("It isn&#8217;t &quot;so&quot;.")
    ('', 'It isn’t "so".')
    """
    cell = cell.strip()
    if cell.lower() in _MISSING:
        return ""
    for _ in range(2):  # some are written twice: &amp;quot;
        if "&" not in cell or not _ENTITY.search(cell):
            break
        cell = html.unescape(cell)
    if "\\" in cell and "\n" not in cell and _WRITTEN_BREAK.search(cell):
        cell = _WRITTEN_BREAK.sub("\n", cell).replace("\\t", " ").replace('\\"', '"')
    return cell.replace("\xa0", " ")


def find_cut(text: str) -> str:
    """Say how a text shows that only its beginning is there.

    Parameters
    ----------
    text : of an article.

    Returns
    -------
    What shows it; '' where nothing does.

    Examples
    --------
    >>> find_cut("The ferry was sold … [+950 chars]")
    '[+950 chars]'
    """
    if match := _CUT.search(text[-80:]):
        return match[0].strip()
    return f"{EXCEL_CELL:,} characters, the most of a spreadsheet's cell" * (
        len(text) == EXCEL_CELL
    )


def has_markup(text: str) -> bool:
    """Say whether a text holds tags of HTML.

    Parameters
    ----------
    text : of a cell.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> has_markup("<p>Sold.</p>"), has_markup("1 < 2")
    (True, False)
    """
    return "<" in text and _TAG.search(text) is not None


def list_html_lines(text: str) -> list[tuple[str, str]]:
    """List the lines of a text in HTML.

    Parameters
    ----------
    text : HTML.

    Returns
    -------
    Pairs of the kind of a line (see columns.with_kinds) and the line.

    Examples
    --------
    >>> list_html_lines("<h2>Why</h2><p>It was sold.</p>")
    [('heading', 'Why'), ('paragraph', 'It was sold.')]
    """
    reader = _Lines()
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.lines


class _Lines(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[str, str]] = []
        self.kinds, self.parts, self.aside = ["paragraph"], [], 0

    def flush(self) -> None:
        for line in "".join(self.parts).split("\n"):
            if line := " ".join(line.split()):
                self.lines.append((self.kinds[-1], line))
        self.parts = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in _ASIDE:
            self.aside += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _KINDS:
            self.flush()
            self.kinds.append(_KINDS[tag])
        elif tag in _BLOCKS:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _ASIDE:
            self.aside = max(0, self.aside - 1)
        elif tag in _KINDS:
            self.flush()
            if len(self.kinds) > 1:
                self.kinds.pop()
        elif tag in _BLOCKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if not self.aside:
            self.parts.append(data if "\n\n" in data else " ".join(data.split("\n")))
