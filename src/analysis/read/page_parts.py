"""What on a web page is no running text of its article, told by structure before its text is read.

Names of classes differ from site to site, so the shape of a part decides where it can: a run of
blocks that each head a summary with a link is a list of other stories; blocks that each hold a
picture and its number are a gallery; the words in a picture's frame are its caption.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from analysis.text.words import list_words

OUT = "data-no-running-text"  # the attribute that marks a part
STORIES, PICTURES = 3, 3  # blocks of one shape that make a list of other stories, a gallery
MOST_SUMMARY, MOST_CAPTION = 60, 80  # words of a summary under its link, of a caption
_SHARE = 0.8  # of the blocks that have that shape
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:img|image|images|photo|photos|picture|pic|figure|media|thumb|caption\w*|"
    r"wp-caption|cutline|credit)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"caption|cutline|(?:image|img|photo|picture|media)[_-]?(?:text|credit|desc)", re.IGNORECASE
)
_GALLERY = re.compile(r"gallery|slide-?show|carousel|slider|photo-?list", re.IGNORECASE)
_COUNTER = re.compile(r"^\W*\d{1,3}\s*(?:/|of)\s*\d{1,3}\b")
_DESCRIPTIONS = ("description", "og:description", "twitter:description")
_HEADS = ("h2", "h3", "h4", "h5", "h6")
_LISTED = {"ul", "ol", "div", "section", "aside", "article", "main", "td", "tbody", "body"}


def mark_parts(tree) -> None:
    """Mark captions, galleries and lists of other stories of a page in its tree.

    Parameters
    ----------
    tree : of lxml, whose elements get the attribute OUT; no element is taken out.
    """
    for element in [*_find_captions(tree), *_find_runs(tree)]:
        element.set(OUT, "")


def _find_captions(tree) -> Iterator:
    for element in tree.iter("figcaption"):
        if _is_short(element, MOST_CAPTION):
            yield element
    for picture in tree.iter("img", "picture"):
        frame = picture.getparent()
        for _ in range(3):
            if frame is None or frame.tag not in ("div", "figure", "span", "a", "p", "picture"):
                break
            if _FRAME.search(_name(frame)) and _is_short(frame, MOST_CAPTION):
                yield from (child for child in frame if not _holds_picture(child))
            frame = frame.getparent()
    for element in tree.iter("div", "p", "span", "cite", "small"):
        if _CAPTION.search(element.get("class") or "") and _is_short(element, MOST_CAPTION):
            yield element


def _find_runs(tree) -> Iterator:
    """The blocks of lists of other stories, and of galleries."""
    for parent in tree.iter(*_LISTED):
        if len(parent) < STORIES:
            continue
        shapes = defaultdict(list)
        for child in parent:
            shapes[child.tag, child.get("class")].append(child)
        for alike in shapes.values():
            if len(alike) < STORIES or alike[0].tag not in ("li", "div", "article", "section"):
                continue
            shown = _holds_picture(parent) and _is_most(_is_slide, alike)
            if shown or _is_most(_is_story, alike):
                yield from alike
    for element in tree.iter("div", "ul", "ol", "section"):
        if _GALLERY.search(_name(element)) and _is_most(_is_framed, list(_slides(element))):
            yield element


def _slides(element) -> Iterator:
    """The blocks of a gallery, which may stand a few elements deep."""
    while len(element) == 1:
        element = element[0]
    yield from (child for child in element if isinstance(child.tag, str))


def _is_most(question, elements: list) -> bool:
    fitting = sum(map(question, elements))
    return fitting >= PICTURES and fitting >= _SHARE * len(elements)


def _is_story(element) -> bool:
    """Whether a block is another story: a linked headline, with a short summary or none."""
    heads = list(element.iter(*_HEADS))
    if len(heads) > 2:
        return False
    linked = [head for head in heads if _is_linked(head)]
    if len(linked) != 1:
        return False
    return _count(element) - _count(linked[0]) <= MOST_SUMMARY


def _is_linked(head) -> bool:
    """Whether a headline is, nearly all of it, a link."""
    words = _count(head)
    return _linked_words(head) >= 0.8 * words > 0


def _is_slide(element) -> bool:
    return _is_framed(element) and bool(_COUNTER.match(element.text_content()))


def _is_framed(element) -> bool:
    return _holds_picture(element) and _is_short(element, MOST_CAPTION)


def _linked_words(head) -> int:
    parent = head.getparent()
    links = [parent] if parent.tag == "a" else head.iter("a")
    return sum([_count(link) for link in links if link.get("href")])


def _holds_picture(element) -> bool:
    if element.tag in ("img", "picture"):
        return True
    return next(element.iter("img", "picture"), None) is not None


def _is_short(element, most: int) -> bool:
    return _count(element) <= most


def _count(element) -> int:
    return len(list_words(element.text_content()))


def _name(element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def find_lead(tree) -> str:
    """Find the standfirst: what a page describes itself with and sets apart from its paragraphs.

    Most pages repeat their first paragraph as the description; that one is set like the others, in
    the same element of the same class, and stays body.

    Parameters
    ----------
    tree : of lxml.

    Returns
    -------
    The text; '' for none.
    """
    wanted = _list_descriptions(tree)
    if wanted:
        whole = " ".join(tree.text_content().split())
        wanted = {text for text in wanted if text in whole}
    if not wanted:
        return ""
    for element in tree.iter("p", "h2", "h3", "h4", "div", "span", "strong", "em"):
        text = " ".join(element.text_content().split())
        if text in wanted and _is_apart(element):
            return text
    return ""


def _list_descriptions(tree) -> set[str]:
    """What a page describes itself with, where that is more than a name."""
    found = set()
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or ""
        if name.lower() in _DESCRIPTIONS:
            text = " ".join((meta.get("content") or "").split())
            if len(list_words(text)) > 3:
                found.add(text)
    return found


def _is_apart(element) -> bool:
    block = _find_block(element)
    shape = (block.tag, block.get("class"))
    alike = []
    for other in block.getparent():
        own_shape = (other.tag, other.get("class"))
        if other is not block and own_shape == shape and _count(other) > 10:
            alike.append(other)
    if not alike:
        return True
    own = _count(block)
    emphasis = [one for one in block.iter("b", "strong", "em", "i") if one is not block]
    return any(_count(one) == own for one in emphasis)


def _find_block(element):
    """The largest element that holds nothing but an element."""
    parent = element.getparent()
    while parent is not None and len(parent) == 1:
        if parent.tag in ("body", "article") or (parent.text or "").strip():
            break
        element, parent = parent, parent.getparent()
    return element
