"""News text to measure on: the reference material where CROSSFRAME_REFERENCE names it, else the teaching pair."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from analysis.language import normalise, sentence_spans

TEACHING = Path(__file__).parents[1] / "data" / "harbour-lease" / "texts"


def read_articles() -> tuple[list[str], str]:
    """Texts of news articles, and in a few words where they are from."""
    if root := os.environ.get("CROSSFRAME_REFERENCE"):
        lines = (Path(root) / "validation" / "dev" / "polnear_train.jsonl").read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        return texts, f"{len(texts)} news articles"
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEACHING.glob("*.txt"))]
    return texts, "the two teaching articles (CROSSFRAME_REFERENCE is not set)"


def recombine(many: int, *, seed: int = 0) -> tuple[list[str], str]:
    """Sentences that nobody wrote: the first half of one and the second half of another, so that none was seen before."""
    texts, source = read_articles()
    lines = [line for text in texts for line in normalise(text)[0].split("\n") if line.strip()]
    words = [line[i:j].split() for line in lines for i, j in sentence_spans(line)]
    rng = random.Random(seed)
    pairs = [(rng.choice(words), rng.choice(words)) for _ in range(many)]
    return [" ".join(a[: (len(a) + 1) // 2] + b[len(b) // 2 :]) for a, b in pairs], source
