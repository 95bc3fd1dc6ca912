"""News text to measure on: of CROSSFRAME_REFERENCE where that is set, else the teaching pair."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

from analysis.text.sentences import sentence_spans
from analysis.text.typography import normalise

TEACHING = Path(__file__).parents[1] / "data" / "harbour-lease" / "texts"


def read_articles() -> tuple[list[str], str]:
    """Texts of news articles, and in a few words where they are from."""
    if root := os.environ.get("CROSSFRAME_REFERENCE"):
        lines = (
            (Path(root) / "validation" / "dev" / "polnear_train.jsonl")
            .read_text(encoding="utf-8")
            .splitlines()
        )
        texts = [json.loads(line)["text"] for line in lines]
        return texts, f"{len(texts)} news articles"
    texts = [path.read_text(encoding="utf-8") for path in sorted(TEACHING.glob("*.txt"))]
    return texts, "the two teaching articles (CROSSFRAME_REFERENCE is not set)"


def recombine(many: int, *, seed: int = 0) -> tuple[list[str], str]:
    """Sentences that nobody wrote: the first half of one and the second half of another.

    So none was seen before.
    """
    articles, source = _read_words()
    words = [sentence for article in articles for line in article for sentence in line]
    rng = random.Random(seed)
    return [_join(rng.choice(words), rng.choice(words)) for _ in range(many)], source


def write_stream(path: Path, megabytes: float, *, seed: int = 0) -> str:
    """Write articles of such sentences as jsonl (side, A and B by turns; text) and describe them.

    Each has as many lines, and as many sentences in each, as an article drawn at random.
    """
    articles, source = _read_words()
    words = [sentence for article in articles for line in article for sentence in line]
    rng, size, many = random.Random(seed), 0, 0
    with path.open("w", encoding="utf-8") as file:
        while size < megabytes * 1e6:
            text = _recombine(rng.choice(articles), words, rng)
            file.write(
                json.dumps({"side": "AB"[many % 2], "text": text}, ensure_ascii=False) + "\n"
            )
            size, many = size + len(text.encode()), many + 1
    return f"{size / 1e6:.0f} MB of text, {many:,} articles recombined from {source}"


def write_archive(path: Path, many: int = 0, *, seed: int = 0) -> tuple[str, float]:
    """Write so many articles as jsonl (side, text), and what they are and their megabytes.

    Each news article comes once; what is more is recombined as by write_stream, so that words
    recur as in a real archive, and no sentence does.
    """
    texts, source = read_articles()
    articles, _ = _read_words()
    words = [sentence for article in articles for line in article for sentence in line]
    rng = random.Random(seed)
    many, size = many or len(texts), 0
    with path.open("w", encoding="utf-8") as file:
        for k in range(many):
            text = texts[k] if k < len(texts) else _recombine(rng.choice(articles), words, rng)
            row = {"side": "AB"[k % 2], "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            size += len(text.encode())
    more = f", then {many - len(texts):,} recombined" if many > len(texts) else ""
    return f"{size / 1e6:.1f} MB, {source} each once{more}", size / 1e6


def _recombine(shape: list, words: list[list[str]], rng: random.Random) -> str:
    """An article of sentences that nobody wrote, with the lines and sentences of another."""
    return "\n".join(
        " ".join(_join(rng.choice(words), rng.choice(words)) for _ in line) for line in shape
    )


def _read_words() -> tuple[list[list[list[list[str]]]], str]:
    texts, source = read_articles()
    lines = [[line for line in normalise(text)[0].split("\n") if line.strip()] for text in texts]
    return [
        [[line[i:j].split() for i, j in sentence_spans(line)] for line in article]
        for article in lines
    ], source


def _join(one: list[str], other: list[str]) -> str:
    return " ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])
