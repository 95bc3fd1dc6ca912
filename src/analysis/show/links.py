"""Links from a number to the segments that made it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from analysis.judge.evidence import SEVERAL, STRONGEST
from analysis.tables.numbers import MISSING, format_value


def anchor(segment_id: object) -> str:
    """Write the id of a segment's row in the evidence of a report.

    Parameters
    ----------
    segment_id : of the segment.

    Returns
    -------
    An id that HTML allows, a different one for each segment.

    Examples
    --------
    >>> anchor("a-3"), anchor("my file-3")
    ('s-a-3', 's-my.20.file-3')
    """
    plain = re.sub(r"[^\w-]", lambda found: f".{ord(found[0]):x}.", str(segment_id))
    return f"s-{plain}"


def evidence_link(segment_ids: str | Iterable[str], label: object) -> Markup:
    """Link a number or a phrase to the segments that made it.

    Parameters
    ----------
    segment_ids : a list, or one string with spaces.
    label : what the reader clicks.

    Returns
    -------
    HTML that `say` passes through unchanged; the bare label where there is no segment.

    Examples
    --------
    >>> str(evidence_link(["a-1", "b-2"], "2 of 31 <sentences>"))
    '<span data-evidence="s-a-1 s-b-2"><a href="#s-a-1">2 of 31 &lt;sentences&gt;</a></span>'
    """
    ids = [anchor(segment_id) for segment_id in pick_strongest(segment_ids)]
    text = format_value(label)
    if not ids:
        return escape(text)
    link = Markup('<span data-evidence="{}"><a href="#{}">{}</a></span>')
    return link.format(" ".join(ids), ids[0], text)


def pick_strongest(segment_ids: str | Iterable[str], most: int = STRONGEST) -> list[str]:
    """List ids of segments; of many articles only the first ones.

    Parameters
    ----------
    segment_ids : a list, or one string with spaces; the strongest first.
    most : how many are listed where they are of more than SEVERAL articles.

    Returns
    -------
    The ids.

    Examples
    --------
    >>> pick_strongest("a-1 a-2")
    ['a-1', 'a-2']
    """
    listed = segment_ids.split() if isinstance(segment_ids, str) else segment_ids
    ids = [str(segment_id) for segment_id in listed]
    if count_articles(ids) > SEVERAL:
        return ids[:most]
    return ids


def count_articles(segment_ids: Iterable[str]) -> int:
    """How many articles segments are of.

    Parameters
    ----------
    segment_ids : each the id of its article, a hyphen, and a number.

    Returns
    -------
    The number.

    Examples
    --------
    >>> count_articles(["a-1", "a-2", "b-1"])
    2
    """
    articles = {segment_id.rpartition("-")[0] for segment_id in segment_ids}
    return len(articles)


def link_segments(ids: object, most: int = STRONGEST) -> tuple[str, Markup | str]:
    """Write the ids of segments for a file, and a link to them for a page.

    The link says how many segments there are.

    Parameters
    ----------
    ids : a list, or one string with spaces; the strongest first.
    most : how many the link leads to where they are of more than SEVERAL articles.

    Returns
    -------
    The ids, of many articles the STRONGEST; and the link. '' and a dash where there is no id.

    Examples
    --------
    >>> link_segments("a-1 a-2")[0], link_segments(float("nan"))
    ('a-1 a-2', ('', '–'))
    """
    known = ids.split() if isinstance(ids, str) else ids
    if not isinstance(known, list | tuple) or not known:
        return "", MISSING
    linked = pick_strongest(known, most)
    many = len(known)
    noun = "segment" if many == 1 else "segments"
    told = f"{many} {noun}"
    if len(linked) < many:
        told = f"{len(linked)} of {many:,} {noun}"
    return " ".join(pick_strongest(known)), evidence_link(linked, told)
