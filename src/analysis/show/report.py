"""Run the notebooks and bind them into a short report and its appendix, one HTML file each.

The tags of the notebooks' cells say what stands where (`pages`). Text was escaped where it was
written (`display`); here it is sanitised again and locked in by each page's
Content-Security-Policy. What the pages look like is in templates/report/.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from analysis.event.event import Event, load_event
from analysis.event.settings import list_inputs
from analysis.judge.evidence import SEVERAL, list_segments
from analysis.show.chapters import Chapter, make_chapter
from analysis.show.display import TEMPLATES, render
from analysis.show.highlight import highlight_marks
from analysis.show.html import PLAIN
from analysis.show.links import anchor
from analysis.show.marks import find_one_sided, summarise_marks
from analysis.show.notebooks import run_notebooks
from analysis.show.page_files import drop_former, list_files, list_former
from analysis.show.pages import pick_code, pick_lead, pick_rest, pick_short
from analysis.show.provenance import ABOUT, list_provenance
from analysis.stats.seeds import seed_event
from analysis.tables.numbers import format_value
from analysis.tables.sides import name_rest
from analysis.tables.writing import check_outputs, lock_folder, write_together

if TYPE_CHECKING:
    from nbformat import NotebookNode

LINK = re.compile('data-evidence="([^"]*)"')
ANCHOR = re.compile(r'(?<=data-evidence=")[^"]*|(?<=href="#)s-[^"]*')
APPENDIX = "appendix.html"


def write_report(
    event: str, *, out: Path, texts: bool = False, progress: TextIO | None = sys.stderr, **run: Any
) -> Path:
    """Run the notebooks on an event and write its report.

    Parameters
    ----------
    event : the name of an event, or a folder with event.toml.
    out : the HTML file.
    texts : True to show the sentences.
    progress : a stream for one moving line, or None.
    run : how the notebooks are run (see notebooks.run_notebooks).

    Returns
    -------
    The path of the HTML file.

    Raises
    ------
    ValueError : for what cannot be read, run or written; the files that were there stay as they
        were.
    """
    loaded = load_event(event, texts=texts)  # first, because errors here need no notebook to be run
    inputs = list_inputs(loaded.folder, loaded.settings)
    check_outputs([out, files_folder(out)], inputs)
    books = run_notebooks(event, texts=texts, progress=progress, **run)
    return bind_report(loaded, books, out=out, inputs=inputs)


def bind_report(
    event: Event,
    notebooks: Mapping[str, NotebookNode],
    *,
    out: Path,
    inputs: Iterable[Path] = (),
) -> Path:
    """Bind executed notebooks into a short report; its appendix and files stand in a folder beside.

    Parameters
    ----------
    event : its corpus fills the evidence, and where event.toml says not_for_sharing, pages with
        sentences say so.
    notebooks : as `run_notebooks` returns them.
    out : the HTML file.
    inputs : files that are read and that nothing replaces.

    Returns
    -------
    The path of the HTML file.

    Raises
    ------
    ValueError : for a name that two tables have, a link to a segment that is not there, and for
        what cannot be written, as on a full disk; the files that were there stay as they were.
    """
    out, folder = Path(out), files_folder(out)
    chapters = [make_chapter(name, book) for name, book in notebooks.items()]
    provenance, own_files = list_provenance(event, notebooks)
    files = _collect_files(chapters, own_files)
    page = _describe_event(event) | provenance | _load_looks()
    page["appendix"] = f"{quote(folder.name)}/{APPENDIX}"
    page["report"] = f"../{quote(out.name)}"
    page |= _divide_chapters(chapters, appendix=page["appendix"])
    on_short = _list_linked([*page["lead"], *_list_html(page["short"])])
    linked = on_short | _list_linked(_list_html(page["rest"]))
    page |= _list_evidence(event, on_short, linked)
    short = _fill_page("short", page)
    written = {APPENDIX: _fill_page("appendix", page)}
    written |= list_files(files, about=_tell_about(event))
    # The page refers to the files, so it is the last that is put into place.
    placed = {f"{folder.name}/{name}": content for name, content in written.items()}
    placed[out.name] = short
    with lock_folder(out.parent, wait=True):
        former = list_former(folder)
        write_together(out.parent, placed, inputs=inputs)
        drop_former(folder, former, keep=written)
    return out


def _describe_event(event: Event) -> dict[str, Any]:
    """What both pages ask for of the event itself."""
    articles = event.corpus.articles
    return {
        "event": event,
        "private": event.corpus.has_text and event.settings.get("not_for_sharing", False),
        "show": format_value,
        "few": len(articles) <= SEVERAL,
        "rest_names": name_rest(articles, event.every.articles),
    }


def _divide_chapters(chapters: list[Chapter], *, appendix: str) -> dict[str, Any]:
    """What stands on which page; appendix: the address of the page that holds whole tables."""
    return {
        "lead": pick_lead(chapters, appendix=appendix),
        "code": pick_code(chapters),
        "short": pick_short(chapters, appendix=appendix),
        "rest": pick_rest(chapters),
    }


def _tell_about(event: Event) -> dict[str, Any]:
    """What findings.json says beside the findings."""
    articles = event.corpus.articles
    return {
        "event": event.name,
        "title": event.title,
        "sides": event.corpus.sides,
        "seed": seed_event(articles),
        "articles": articles[ABOUT].to_dict("records"),
    }


def files_folder(out: Path | str) -> Path:
    """Name the folder beside a report that holds its appendix and files.

    Parameters
    ----------
    out : the HTML file of the report.

    Returns
    -------
    The folder.

    Raises
    ------
    ValueError : for a path that names no file.

    Examples
    --------
    >>> files_folder(Path("mine.html")).name, files_folder(Path("mine")).name
    ('mine', 'mine-files')
    """
    out = Path(out)
    if out.name in ("", ".."):
        raise ValueError(f"{str(out)!r}: is a folder; name the file of the report, such as r.html")
    if out.suffix:
        return out.with_suffix("")
    return out.with_name(f"{out.name}-files")


def _collect_files(chapters: Iterable[Chapter], files: Mapping[str, str]) -> dict[str, str]:
    """Name -> text of the files of all outputs, and those given; each name is used once."""
    cells = [cell for chapter in chapters for cell in chapter.cells]
    parts = [part for cell in cells for part in cell.parts if part.name]
    collected = dict(files)
    for part in parts:
        if part.name in collected:
            raise ValueError(
                f"two tables or figures share the name {part.name!r}; give each a name of its own"
            )
        collected[part.name] = part.csv
    return collected


def _load_looks() -> dict[str, Any]:
    """Style and script of the pages, with the hashes by which their policy lets them in."""
    folder = TEMPLATES / "report"
    style = (folder / "report.css").read_text("utf-8")
    script = (folder / "report.js").read_text("utf-8")
    hashes = [hashlib.sha256(part.encode()).digest() for part in (style, script)]
    digests = [base64.b64encode(digest).decode() for digest in hashes]
    return {"style": style, "script": script, "digests": digests}


def _list_html(chapters: Iterable[Chapter]) -> list[str]:
    return [part.html for chapter in chapters for cell in chapter.cells for part in cell.parts]


def _list_linked(parts: Iterable[str]) -> set[str]:
    """The anchors of the segments that HTML links to."""
    linked: set[str] = set()
    for part in parts:
        for anchors in LINK.findall(part):
            linked.update(anchors.split())
    return linked


def _list_evidence(event: Event, on_short: set[str], linked: set[str]) -> dict[str, Any]:
    """The rows of evidence, of many articles those that are linked, and their short anchors.

    A segment has the same anchor on both pages. on_short: anchors that the short report links to.
    """
    corpus = event.corpus
    keep = None
    if len(corpus.articles) > SEVERAL:
        keep = [one for one in corpus.segments["segment_id"] if anchor(one) in linked]
    rows = list_segments(corpus, keep=keep)
    names = find_one_sided(corpus.marks, corpus.articles)
    short: dict[str, str] = {}
    for number, row in enumerate(rows, start=1):
        long = anchor(row["segment_id"])
        short[long] = f"s-{number}"
        row["id"] = short[long]
        row["on_short"] = long in on_short
        row["found"] = summarise_marks(row["marks"], names=names)
        row["shown"] = highlight_marks(row.get("text", ""), row["marks"])
    lost = sorted(linked - short.keys())
    if lost:
        raise ValueError(
            f"a notebook links to the segment {lost[0]!r}, which the event does not have"
        )
    return {"evidence": rows, "anchors": short}


def _fill_page(body: str, page: Mapping[str, Any]) -> str:
    """The page with this body, a template, and its links to segments shortened."""
    html = render("index", page={**page, "body": body}, highlight_code=_highlight)
    short = page["anchors"]

    def shorten(found: re.Match[str]) -> str:
        anchors = found[0].split(" ")
        return " ".join(short.get(anchor, anchor) for anchor in anchors)

    return ANCHOR.sub(shorten, html)


def _highlight(code: str) -> str:
    """Code with the spans that the style sheet colours, in the markup of nbconvert."""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers.python import PythonLexer

    shown = highlight(code, PythonLexer(), HtmlFormatter(cssclass=" highlight hl-ipython3"))
    return PLAIN.sub(r"\1", shown)
