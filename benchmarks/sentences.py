"""TextBlob's score of sentences, ours against a call of the library.

Usage: python benchmarks/sentences.py api|inner.

Prints as JSON the processor seconds of both and on how many sentences from where. The sentences
were never seen before; the two take turns in blocks. It is a program of its own, because what an
earlier measurement leaves in memory slows ours by a sixth.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from clocks import clock
from equality import differences
from material import recombine

from analysis.instruments.scores import forget, score_texts

MANY, BLOCK = 100_000, 5_000


def compare(name: str) -> dict:
    """Seconds of both, how many sentences, and where they are from."""
    peer = load_peer(name)
    sentences, source = recombine(MANY)
    if wrong := differences(sentences[:500]):
        raise SystemExit(f"scores differ from the library's: {wrong[0]}")
    forget()  # nothing is remembered from the comparison
    score_texts(["warm"], instruments=["textblob"]), peer("warm")  # both have read their lexicon
    ours = theirs = 0.0
    for k in range(0, MANY, BLOCK):
        block = sentences[k : k + BLOCK]
        ours += clock(lambda texts: score_texts(texts, instruments=["textblob"]), [block])
        theirs += clock(peer, block)
    return {"ours": ours, "theirs": theirs, "many": MANY, "source": source}


def load_peer(name: str) -> Callable[[str], object]:
    """TextBlob as its documentation has it (api), or the function that it calls (inner)."""
    if name == "api":
        from textblob import TextBlob

        return lambda sentence: TextBlob(sentence).sentiment
    from textblob.en import sentiment

    return sentiment


if __name__ == "__main__":
    print(json.dumps(compare(sys.argv[1])))
