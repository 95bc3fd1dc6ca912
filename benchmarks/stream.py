"""Keyness of the two sides of a jsonl file of articles, by Crossframe or a peer.

Usage: python benchmarks/stream.py NAME FILE.

Prints how many terms it compared, the processor seconds from reading the file to the table, and the
peak of memory in MB, as JSON. Imports are not counted, nor what a first call loads: two short texts
are compared before. Each peer lives in an environment of its own (see peers.py), so this file
imports nothing else of the project before it knows which.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from peers import FIRST_ROUND, PEERS, ask


def crossframe() -> Callable[[Iterator[dict]], object]:
    from count_stream import count_stream

    from analysis.measures.keyness import compare_terms

    def compare(rows: Iterator[dict]) -> object:
        counts, sizes = count_stream(((row["side"], row["text"]) for row in rows), sides=("A", "B"))
        return compare_terms(counts, n_a=sizes.loc["A", "words"], n_b=sizes.loc["B", "words"])

    return compare


def first_round() -> Callable[[Iterator[dict]], object]:
    """The same by the package that the first round left."""
    from analysis import keyness, streams

    def compare(rows: Iterator[dict]) -> object:
        articles = ((row["side"], row["text"]) for row in rows)
        counts, sizes = streams.count_stream(articles, sides=("A", "B"))
        return keyness.compare_terms(
            counts, n_a=sizes.loc["A", "words"], n_b=sizes.loc["B", "words"]
        )

    return compare


def pycorpdiff() -> Callable[[Iterator[dict]], object]:
    """Its default tokenizer and keyness table, of all terms as ours is (min_count 1)."""
    import pandas as pd
    import pycorpdiff as pcd

    def compare(rows: Iterator[dict]) -> object:
        corpus = pcd.from_dataframe(pd.DataFrame(rows))
        return (
            pcd.compare(corpus.slice(side="A"), corpus.slice(side="B")).keyness(min_count=1).table
        )

    return compare


def scattertext(tokenizer: str = "spacy") -> Callable[[Iterator[dict]], object]:
    """The tokenizer its classes use by default, spaCy's, or that of its README.

    The tokenizer runs alone: no tagger, no parser.

    Single words alone, as ours are: with pairs of words too, its default, it takes half as long
    again.
    """
    import pandas as pd
    import scattertext as st
    import spacy

    nlp = st.whitespace_nlp_with_sentences
    if tokenizer == "spacy":
        nlp = spacy.blank("en")
        nlp.add_pipe("sentencizer")

    def compare(rows: Iterator[dict]) -> object:
        choices = {"nlp": nlp, "feats_from_spacy_doc": st.UnigramsFromSpacyDoc()}
        corpus = st.CorpusFromPandas(
            pd.DataFrame(rows), category_col="side", text_col="text", **choices
        ).build()
        return corpus.get_term_freq_df().assign(score=corpus.get_scaled_f_scores("A"))

    return compare


def read(path: str) -> Iterator[dict]:
    with open(path, encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak() -> float:
    """Megabytes this program held at most.

    Linux counts in ru_maxrss what held the process before it, so that is not asked there.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            1e6 if sys.platform == "darwin" else 1e3
        )
    return next(
        int(line.split()[1]) * 1024 / 1e6
        for line in status.read_text().splitlines()
        if line.startswith("VmHWM")
    )


def measure(name: str, path: Path) -> dict[str, float]:
    """Run one of them on a file in a fresh process, in its environment.

    Raises: RuntimeError when it cannot be had or fails.
    """
    peer = name if name == FIRST_ROUND else name.partition("-")[0]
    return ask(Path(__file__), name, path, peer=peer if peer in (FIRST_ROUND, *PEERS) else "")


COMPARE = {
    "crossframe": crossframe,
    FIRST_ROUND: first_round,
    "pycorpdiff": pycorpdiff,
    "scattertext": scattertext,
    "scattertext-whitespace": partial(scattertext, "whitespace"),
}

if __name__ == "__main__":
    compare = COMPARE[sys.argv[1]]()
    short = ["A port and a town.", "A lease and a town."]
    compare(iter([{"side": side, "text": text} for side, text in zip("AB", short, strict=True)]))
    start = seconds()
    terms = len(compare(read(sys.argv[2])))
    print(json.dumps({"terms": terms, "seconds": seconds() - start, "peak_mb": peak()}))
