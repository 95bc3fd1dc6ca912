"""The articles of an archive, one after another, and the sample that a report shows."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path

from analysis.articles.near_copies import NearCopies
from analysis.articles.register import Register
from analysis.event.build import KINDS
from analysis.event.gather import choose_notes, map_events
from analysis.read.notes import add_note
from analysis.read.rows import TABLES
from analysis.read.sources import read_table

PART_ARTICLES = 125  # articles of a part: more take memory, fewer take time
UNTOLD_ARTICLES = 400  # the same where nothing is told but what is tested, which takes less memory
MOST_VALUES = 1_000
SAMPLE_ARTICLES = 100  # articles of each side whose sentences a report shows
COPY = ("folded", "an exact copy on its side")
NEAR = ("folded", KINDS["folded"])


@dataclass
class Found:
    """What is kept of an archive while its articles go by.

    Attributes
    ----------
    sample : by side, the articles whose text has the smallest hash; where events are matched, those
        on the events whose names have the smallest hash.
    left_out : how many rows were left out, and guesses of the encoding, by (what, reason); without
        rows of other sides.
    copies, near : by row of an article, how often it was met again as it is, and nearly so.
    values : what the column of sides holds, at most MOST_VALUES of it, for messages.
    """

    sample: dict[str, list] = field(default_factory=dict)
    left_out: Counter = field(default_factory=Counter)
    copies: Counter = field(default_factory=Counter)
    near: Counter = field(default_factory=Counter)
    values: set[str] = field(default_factory=set)


def check_archive(path: Path, settings: dict) -> None:
    """Refuse what cannot be compared as an archive.

    Parameters
    ----------
    path : the table.
    settings : of the event.

    Raises
    ------
    ValueError : when there are not two sides, each a value of one column of one table.
    """
    sources = [side["sources"][0] for side in settings["sides"] if side["sources"]]
    if len(sources) != 2 or not all(source.get("by") for source in sources):
        raise ValueError(
            "an archive is compared by two sides; name both: --by COLUMN --sides A --sides B"
        )
    if sources[0]["value"] == sources[1]["value"]:
        raise ValueError(f"two sides are {sources[0]['value']!r}; give each a value of its own")
    if path.suffix.lower() not in TABLES:
        raise ValueError(f"{path.name}: an archive is one table: {' '.join(TABLES)}")


def read_once(
    path: Path, settings: dict, found: Found, *, folder: Path | None = None
) -> Iterator[dict]:
    """Read the raw articles of both sides, of copies on a side the first.

    Copies may have other headlines; near copies are told as articles.near_copies does.

    Parameters
    ----------
    path : a table of any length.
    settings : as from settings.read_settings.
    found : is filled on the way.
    folder : for temporary files; None for the system's own.

    Yields
    ------
    Articles as dicts, as gather_articles gives their rows.

    Raises
    ------
    ValueError : when the table cannot be read, or there are not two sides.
    """
    check_archive(path, settings)
    source = settings["sides"][0]["sources"][0]
    labels = {side["sources"][0]["value"]: side["label"] for side in settings["sides"]}
    match = settings.get("match", "")
    first = Register("Q")  # the row of every text
    known = {label: NearCopies(folder) for label in labels.values()}

    def note(what: str, *told, row: int = 0, side: str = "") -> None:
        if what in ("refused", "encoding"):
            notes: list[dict] = []
            add_note(notes, what, *told, row=row, side=side)
            found.left_out.update((what, one["kind"]) for one in choose_notes(notes, labels, ""))

    with path.open("rb") as stream:
        columns = map_events(source["columns"], settings)
        for article in read_table(path.name, stream, columns, source["by"], note):
            label = labels.get(article["side"])
            if len(found.values) < MOST_VALUES:
                found.values.add(article["side"])
            if label is None:
                continue
            own_text = _drop_headline(article)
            mark = _hash(f"{label}\0{own_text}")
            copied = first.find(mark)
            if copied >= 0:
                found.copies[copied] += 1
                continue
            first.add(mark, article["row"])
            near = known[label].meet(own_text, article["row"])
            if near is not None:
                found.near[near] += 1
                continue
            article["side"] = label
            # The same events are drawn on both sides, so that partners stand together.
            rank = _rank(article["event"]) if match else 0
            kept = found.sample.setdefault(label, [])
            keep = heapq.heappush if len(kept) < SAMPLE_ARTICLES else heapq.heappushpop
            keep(kept, (-rank, -mark, article))
            yield article


def _rank(event: str) -> int:
    """The place of an event in the draw; an article without one comes last."""
    return _hash(event) if event else 2**64


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _drop_headline(article: dict) -> str:
    """The text without the headline that stands before it."""
    headline, _, rest = article["text"].partition("\n\n")
    title = " ".join(article["title"].split())
    return rest if rest and title and headline.rstrip(".") == title.rstrip(".") else article["text"]


def cut(rows: Iterator, size: int) -> Iterator[list]:
    """Cut rows, or lists of them, into lists of at most some length.

    Parameters
    ----------
    rows : any.
    size : of a list at most.

    Yields
    ------
    The lists.

    Examples
    --------
    >>> list(cut(iter(range(5)), 2))
    [[0, 1], [2, 3], [4]]
    """
    while part := list(islice(rows, size)):
        yield part
