"""Count the reference articles: one row a paragraph, counts only, no text (data/reference/).

Usage: python benchmarks/reference.py   with CROSSFRAME_REFERENCE naming the folder that holds
validation/dev/polnear_train.jsonl

Articles are numbered by the hashes of their texts, so that a number names no file. The same
articles, lock file and Python minor version give the same bytes.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from analysis.event.build import build_corpus
from analysis.event.gather import gather_articles
from analysis.instruments.table import UNIT
from analysis.judge.tone import INSTRUMENTS
from analysis.measures.codebooks import read_codebook
from analysis.measures.frames import score_frames
from analysis.measures.markers import score_markers
from analysis.measures.scoring import score_segments
from analysis.measures.unusual import check_reference
from analysis.measures.voices import score_voices
from analysis.tables.corpus import Corpus

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "data" / "reference" / "paragraphs.csv"
GENERIC = ROOT / "data" / "codebooks" / "generic.csv"
SOURCE = Path("validation") / "dev" / "polnear_train.jsonl"
DECIMALS = 4  # of sums of scores
PLACE = ["article_id", "block"]


def read_corpus(path: Path) -> Corpus:
    """The articles of a table with a column text, read and counted as any event's."""
    source = {"path": path.name, "columns": {"text": "text", "outlet": "publisher"}}
    side = {"label": "reference", "articles": [], "sources": [source]}
    corpus, notes = build_corpus(
        *gather_articles({"sides": [side]}, path.parent),
        codebooks={"generic": read_codebook(GENERIC)},
        workers=os.cpu_count() or 1,
    )
    left_out = notes[notes["what"].isin(["refused", "folded"])]
    print(f"{len(corpus.articles)} articles, {len(left_out)} refused or copies of others")
    every = score_segments(corpus, instrument="crossframe", mask_names=False, mask_cues=False)
    scores = every.groupby(["article_id", "sentence"])["num"].sum()
    print(f"spread of the table's sentence scores: {UNIT * scores.std():.4f} (table.UNIT)")
    return corpus


def count_paragraphs(corpus: Corpus) -> pd.DataFrame:
    """One row a paragraph of the body, with what every measure counts there.

    Returns: article, paragraph (both from 1), words, sentences, and a column for each measure and
    subject, named MEASURE/SUBJECT: the sum that its denominator divides (see measures.unusual).
    """
    units = {"voices": score_voices(corpus).assign(subject="words of others")}
    units["frames: generic"] = score_frames(corpus, codebook="generic")
    units["markers"] = score_markers(corpus)
    tones = [score_segments(corpus, instrument=one).assign(subject=one) for one in INSTRUMENTS]
    units["tone"] = pd.concat(tones)
    words = units["voices"].groupby(PLACE)["den"].sum().rename("words")
    # A sentence in two paragraphs does not occur, so the shares of sentences add up to whole ones.
    sentences = tones[0].groupby(PLACE)["den"].sum().round().rename("sentences")
    columns = [words.astype(int), sentences.astype(int)]
    for measure in sorted(units):
        sums = units[measure].groupby([*PLACE, "subject"])["num"].sum().unstack("subject")
        columns += [sums[subject].rename(f"{measure}/{subject}") for subject in sorted(sums)]
    table = pd.concat(columns, axis=1).round(DECIMALS) + 0  # -0.0 becomes 0.0
    table = table[table["words"] > 0].reset_index()  # a line of asterisks is no paragraph
    order = corpus.articles.sort_values("sha256")["article_id"].tolist()
    number = {name: k for k, name in enumerate(order, 1)}
    table.insert(0, "article", table["article_id"].map(number))
    table = table.sort_values(["article", "block"], ignore_index=True)
    table.insert(1, "paragraph", table.groupby("article").cumcount() + 1)
    return table.drop(columns=PLACE)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write every number as short as it can be read back."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, lineterminator="\n", encoding="utf-8", float_format="%.10g")


def main() -> None:
    root = os.environ.get("CROSSFRAME_REFERENCE")
    if not root:
        raise SystemExit(
            f"CROSSFRAME_REFERENCE is not set; it names the folder that holds {SOURCE}"
        )
    table = count_paragraphs(read_corpus(Path(root) / SOURCE))
    write_table(check_reference(table), TARGET)
    print(f"{len(table)} paragraphs, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
