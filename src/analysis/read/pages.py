"""A saved web page as lines of text, each with the role that the page's own tags give it.

trafilatura finds where the article stands. What this file adds: the tree is handed over without
comments, which part a paragraph in two and lose its second half; captions, galleries and lists of
other stories are taken out by their structure; headline, standfirst, headings, list items and
quotations keep their kind, so that no rule about the length of a line has to guess it.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from analysis.read.columns import drop_stop, with_kinds
from analysis.read.encoding import check_characters, decode
from analysis.read.files import MOST_ATTRIBUTES, MOST_ELEMENTS, need_extra
from analysis.read.notes import Note
from analysis.read.page_parts import OUT, find_lead, mark_parts
from analysis.text.words import has_word, list_words

_BLOCKS = {"p", "item", "head", "quote", "row", "cell", "code", "div", "list", "table", "body"}
_KINDS = {"head": "heading", "item": "item", "quote": "quote", "code": "code"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ENDS = (".", "!", "?", ":", ";", '"', "'", "”", "’", "»", ")", "…")
# A tag, or what only looks like tags. Each piece goes to its end or the end of the text, so that
# the time is linear; a quotation mark counts only after =.
_TAG = re.compile(
    r"(?is)<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</|\Z)"
    r"|(?P<start><[a-z])(?:[^>=]++|=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?+)*+"
)
_ATTRIBUTE = re.compile(r"[^\s=>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+")
_KIND_OF_TAG = {"li": "item", "blockquote": "quote"} | dict.fromkeys(_HEADINGS, "heading")
TOP_LINES = 5  # among which headline and standfirst come again
DATES = {"extensive_search": False, "original_date": True}  # else a year in a footer becomes a day


def read_page(name: str, data: bytes, note: Note) -> dict:
    """Read the article of a saved web page.

    Parameters
    ----------
    name : of the file.
    data : its bytes.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    text (lines under its headline), kinds (see columns.with_kinds), and the fields of META that the
    page names.

    Raises
    ------
    ValueError : when no article is found in the page, it is too large, its encoding cannot be told,
        or its text has lost characters; and where a package that reads pages is not installed.
    """
    return read_html(name, _decode_page(name, data, note))


def read_html(name: str, text: str) -> dict:
    """Read the article of a web page that is decoded already.

    Parameters
    ----------
    name : of the file, for errors.
    text : the page.

    Returns
    -------
    As read_page gives.

    Raises
    ------
    ValueError : as read_page does.
    """
    need_extra("lxml_html_clean", "html", name)
    extract = need_extra("trafilatura", "html", name).bare_extraction
    tree = parse_html(text)
    language = (tree.get("lang") or "").lower()
    heads = [_flatten(e) for e in tree.iter("h1")]
    tags = _list_tags(tree)
    lead = find_lead(tree)
    mark_parts(tree)
    with warnings.catch_warnings():  # about time zones of dates, which name no file
        warnings.simplefilter("ignore")
        page = extract(
            tree,
            include_comments=False,
            include_tables=False,
            with_metadata=True,
            date_extraction_params=DATES,
            prune_xpath=f".//*[@{OUT}]",
        )
    lines = [] if page is None else list(_list_lines(page.body, tags))
    if not any(has_word(line) for _, line in lines):
        raise ValueError(
            f"{name}: no article found in this web page; "
            "save one article's page, or its text as .txt"
        )
    title = _choose_title(tree, heads, page.title or "")
    lines = _add_top(lines, title, lead)
    check_characters("\n".join(line for _, line in lines), name=name)
    meta = {
        "title": title,
        "outlet": page.sitename,
        "published": page.date,
        "author": page.author,
        "url": page.url,
        "language": language,
    }
    return with_kinds({k: v for k, v in meta.items() if v}, lines)


def _decode_page(name: str, data: bytes, note: Note) -> str:
    """The page as text. A character lost in a script or a style is no reason to refuse the page."""
    declared = re.search(rb"<meta[^>]{1,200}charset=[\"']?([\w-]+)", data[:5000], re.IGNORECASE)
    told = declared[1].decode() if declared else ""
    text, guessed = decode(data, name=name, declared=told, lost=True)
    if guessed and not declared:
        note("encoding", name, guessed)
    return text


def parse_html(text: str):
    """Parse a page, without comments, processing instructions and NUL characters.

    Parameters
    ----------
    text : the page.

    Returns
    -------
    The tree, of lxml.

    Raises
    ------
    ValueError : where it has more elements or attributes than a page of an article, for which its
        parsers would need minutes.
    """
    from lxml import html

    _check_attributes(text)
    plain = re.sub(r"^\s*<\?xml[^>]*>", "", text.replace("\0", ""))
    parser = html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(plain if plain.strip() else "<p>", parser=parser)
    many = int(tree.xpath("count(descendant-or-self::*)"))
    if many > MOST_ELEMENTS:
        raise ValueError(
            f"{many:,} elements; a page of at most {MOST_ELEMENTS:,} is read: save its text as .txt"
        )
    return tree


def _check_attributes(text: str) -> None:
    """

    Raises
    ------
    ValueError : for a tag of more attributes than MOST_ATTRIBUTES. This is asked of the text,
        because the parser itself takes time by the square of them.
    """
    for tag in _TAG.finditer(text):
        long = tag.end() - tag.start() > 4 * MOST_ATTRIBUTES and tag["start"]
        if long and len(_ATTRIBUTE.findall(tag[0])) > MOST_ATTRIBUTES:
            raise ValueError(
                f"an element of more than {MOST_ATTRIBUTES:,} attributes; save its text as .txt"
            )


def _flatten(element) -> str:
    return _squeeze(element.text_content())


def _list_tags(tree) -> dict[str, str]:
    """Of each text that stands alone in an element: the tag that says most, and how it is set.

    An element is known by its text, because the tree that trafilatura gives back is another one.
    """
    tags: dict[str, str] = {}
    for element in tree.iter("li", "blockquote", "time", *_HEADINGS):
        tags.setdefault(_flatten(element)[:500], str(element.tag))
    return tags


def _list_lines(body, tags: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The lines of the tree that trafilatura gives back, each after its kind.

    A sentence that is broken over lines or elements is joined again.
    """
    kept: list[tuple[str, str]] = []
    for kind, parts in _walk(body, "paragraph"):
        for place, line in enumerate(_join_parts(parts)):
            own = _kind_of(kind, line, tags)
            if _continues(kept, own, line):
                _, before = kept[-1]
                kept[-1] = (own, f"{before} {line}")
            else:
                second = own == "heading" and place > 0
                kept.append(("paragraph" if second else own, line))
    return iter(kept)


def _continues(kept: list[tuple[str, str]], kind: str, line: str) -> bool:
    """Whether a line goes on the paragraph before it."""
    if not kept or kind != "paragraph":
        return False
    last_kind, last = kept[-1]
    return last_kind == kind and _goes_on(last, line)


def _kind_of(kind: str, line: str, tags: dict[str, str]) -> str:
    """The kind by the page's own tag, where trafilatura kept the text and lost the tag."""
    tag = tags.get(line[:500], "")
    if tag == "time":
        return "date"
    if kind != "paragraph":
        return kind
    return _KIND_OF_TAG.get(tag, kind)


def _walk(element, kind: str) -> Iterator[tuple[str, list[str]]]:
    """Kind and parts of every run of text; a part ends where the page breaks the line."""
    kind = _KINDS.get(element.tag, kind)
    parts = [element.text or ""]
    for child in element:
        tail = child.tail or ""
        if child.tag in _BLOCKS:
            yield kind, parts
            yield from _walk(child, kind)
            parts = [tail]
        elif child.tag == "lb":
            parts.append(tail)
        else:
            for place, (own, more) in enumerate(list(_walk(child, kind))):
                if place:
                    yield own, parts
                    parts = list(more)
                else:
                    parts[-1] += more[0]
                    parts += more[1:]
            parts[-1] += tail
    yield kind, parts


def _join_parts(parts: list[str]) -> list[str]:
    """Lines from parts: one that breaks off in mid-sentence goes on in the next."""
    lines: list[str] = []
    for part in map(_squeeze, "\n".join(parts).split("\n")):
        if not part:
            continue
        broken_off = lines and not lines[-1].endswith(_ENDS)
        if broken_off:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return lines


def _goes_on(line: str, following: str) -> bool:
    """Whether the next line begins in mid-sentence."""
    return following[0].islower() and not line.endswith(_ENDS)


def _choose_title(tree, heads: list[str], known: str) -> str:
    """The headline: what the page shows as h1 and names itself by, else what its metadata say."""
    shown = [head for head in heads if len(head) <= 300 and len(list_words(head)) > 1]
    keys = [_pad(_key(one)) for one in _list_own_names(tree)]
    agreed = []
    for head in shown:
        key = _pad(_key(head))
        if any(key in own for own in keys):
            agreed.append(head)
    if agreed:
        return max(agreed, key=len)
    known = _squeeze(known)
    if len(set(shown)) == 1:
        whole = _key(tree.text_content())
        if _pad(_key(known)) not in _pad(whole):
            return shown[0]
    return known


def _list_own_names(tree) -> list[str]:
    """What a page calls itself: its title, and what it tells those who link to it."""
    names = [_flatten(element) for element in tree.iter("title")]
    for element in tree.iter("meta"):
        if element.get("property") == "og:title":
            names.append(_squeeze(element.get("content") or ""))
    return names


def _squeeze(text: str) -> str:
    """A text with one space for each run of white space."""
    return " ".join(text.split())


def _pad(words: str) -> str:
    """Words with a space at either end, so that only whole ones are found in them."""
    return f" {words} "


def _key(text: str) -> str:
    return " ".join(list_words(text.replace("’", "'"))).lower()


def _add_top(lines: list[tuple[str, str]], title: str, lead: str) -> list[tuple[str, str]]:
    """The lines under their headline and their standfirst."""
    key = _key(title)
    keys = [_key(line) for _, line in lines[:TOP_LINES]]
    if title and key in keys:
        lines.pop(keys.index(key))
    if lead:
        top = [pair for pair in lines[:TOP_LINES] if pair[1] != lead]
        lines = [("standfirst", lead), *top, *lines[TOP_LINES:]]
    if has_word(title):
        lines.insert(0, ("headline", drop_stop(title)))
    return lines
