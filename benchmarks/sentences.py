"""TextBlob's score of sentences, ours against a call of the library.

Usage: python benchmarks/sentences.py api|inner FILE, in our environment or the first round's.

FILE holds a JSON list of sentences, which were never seen before; the two take turns in blocks.
Prints as JSON the processor seconds of both. It is a program of its own, because what an earlier
measurement leaves in memory slows ours by a sixth.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from clocks import clock

try:
    from analysis.instruments.scores import score_texts
except ImportError:  # the package that the first round left
    from analysis.instruments import score_texts

BLOCK = 5_000


def compare(name: str, sentences: list[str]) -> dict:
    """Seconds of both."""
    peer = load_peer(name)
    score_texts(["warm"], instruments=["textblob"]), peer("warm")  # both have read their lexicon
    ours = theirs = 0.0
    for k in range(0, len(sentences), BLOCK):
        block = sentences[k : k + BLOCK]
        ours += clock(lambda texts: score_texts(texts, instruments=["textblob"]), [block])
        theirs += clock(peer, block)
    return {"ours": ours, "theirs": theirs}


def load_peer(name: str) -> Callable[[str], object]:
    """TextBlob as its documentation has it (api), or the function that it calls (inner)."""
    if name == "api":
        from textblob import TextBlob

        return lambda sentence: TextBlob(sentence).sentiment
    from textblob.en import sentiment

    return sentiment


if __name__ == "__main__":
    texts = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(compare(sys.argv[1], texts)))
