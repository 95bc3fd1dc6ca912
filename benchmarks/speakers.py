"""How often who speaks has the right name, against people (PolNeAR).

Usage: python benchmarks/speakers.py [PART ...]   with CROSSFRAME_REFERENCE naming the folder that
holds validation/; a part is dev (the default) or train.

Counted are the passages that overlap by half with one that people marked, and whose source, as they
marked it, holds a name. The name is right when its last word stands in that source. Sources of many
words hold several names, so this is somewhat kind.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scipy.stats import binomtest

from analysis.articles.voices import find_passages

SHARED = 0.5  # of the characters that either passage has
_NAME = re.compile(r"^[A-Z][\w.'’-]+ |[ (][A-Z]")
_OPENERS = ("He", "She", "They", "It", "We", "I", "The", "A", "An", "His", "Her", "Their", "But")
Span = tuple[int, int]


def read_part(part: str) -> Iterator[dict]:
    """The annotated articles of a part."""
    folder = Path(os.environ["CROSSFRAME_REFERENCE"]) / "validation" / "dev"
    with (folder / f"polnear_{part}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def list_passages(text: str) -> Iterator[tuple[list[Span], str]]:
    """What is said, in spans of characters, and the speaker of every passage found."""
    for _, rows in find_passages(text).groupby("passage", sort=False):
        spans = list(zip(rows["start"], rows["end"], strict=True))
        yield spans, rows["speaker"].iloc[0]


def share_of(found: list[Span], gold: list[Span]) -> float:
    """Characters that two passages share, as a share of those that either has."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in found for c, d in gold)
    return shared / (sum(end - start for start, end in (*found, *gold)) - shared)


def holds_name(source: str) -> bool:
    first, _, rest = source.partition(" ")
    return bool(_NAME.search(f"{rest} " if first in _OPENERS else f"{source} "))


def count_names(part: str) -> Counter:
    """Passages by what their speaker is: right, another, nobody."""
    counts: Counter = Counter()
    for article in read_part(part):
        text = article["text"]
        free = [one for one in article["attributions"] if one["content"]]
        for spans, speaker in list_passages(text):
            best = max(free, key=lambda one: share_of(spans, one["content"]), default=None)
            if best is None or share_of(spans, best["content"]) < SHARED:
                continue
            free.remove(best)
            source = " ".join(text[start:end] for start, end in best["source"])
            if holds_name(source):
                counts[judge(speaker, source)] += 1
    return counts


def judge(speaker: str, source: str) -> str:
    if not speaker:
        return "nobody"
    return "right" if speaker.split()[-1].lower() in source.lower() else "another"


def main(parts: list[str]) -> None:
    for part in parts:
        counts = count_names(part)
        n = counts.total()
        found = binomtest(counts["right"], n).proportion_ci(method="wilson")
        told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
        share = f"{counts['right'] / n:.3f} [{found.low:.3f}, {found.high:.3f}]"
        print(f"{part}: {share} of {n} ({told})")


if __name__ == "__main__":
    main(sys.argv[1:] or ["dev"])
