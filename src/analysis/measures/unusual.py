"""How unusual a difference between two articles is among pairs of unrelated news articles.

The reference articles (data/reference/, one row a paragraph, counts only) are cut to the lengths of
the two compared, since short texts differ more by chance than long ones: a run of neighbouring
paragraphs of one article is set against such a run of another. The share of these pairs that differ
at least as much says whether a difference is much. It is no test and makes nothing *supported*: the
pairs are of one kind of news (see the card), and two articles on one event may be more alike than
any two.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.stats.compare import SEED
from analysis.tables.resources import PACKAGE

DRAWS = 4000
POOL = 30  # articles at least that a run is drawn from; if fewer are as long, the longest
ROUNDING = 1e-9  # what is smaller is no difference
# Measure -> the column that divides its sums, and units of it: the rates that findings give.
DENOMINATORS = {
    "tone": ("sentences", 1),
    "voices": ("words", 1),
    "frames: generic": ("words", 100),
    "markers": ("words", 1000),
}
PARAGRAPH_COLUMNS = ["article", "paragraph", "words", "sentences"]
UNUSUAL_COLUMNS = ["measure", "subject", "estimate", "share", "median", "wide", "pairs", "articles"]
UNUSUAL_COLUMNS += ["long_enough", "words_a", "words_b"]


def check_reference(table: pd.DataFrame) -> pd.DataFrame:
    """Check a table of reference paragraphs.

    Parameters
    ----------
    table : with article, paragraph, words, sentences, and columns MEASURE/SUBJECT.

    Returns
    -------
    The same.

    Raises
    ------
    ValueError : naming the column, or the row where articles or paragraphs are not in order.
    """
    if missing := [column for column in PARAGRAPH_COLUMNS if column not in table]:
        raise ValueError(f"reference: lacks the columns {', '.join(missing)}")
    for column in table:
        measure = column.split("/")[0]
        if column not in PARAGRAPH_COLUMNS and measure not in DENOMINATORS:
            raise ValueError(
                f"reference, column {column!r}: {measure!r} is no measure of it; allowed: "
                f"{', '.join(DENOMINATORS)}, each as MEASURE/SUBJECT"
            )
    has_empty = table.isna().to_numpy().any()
    too_few = table[["words", "sentences"]] < 1
    if has_empty or too_few.to_numpy().any():
        raise ValueError("reference: a cell is empty, or a paragraph holds no word or sentence")
    same = table["article"].diff() == 0
    steps = table["paragraph"].diff()[same]
    if not table["article"].is_monotonic_increasing or not (steps == 1).all():
        raise ValueError("reference: articles and paragraphs are not in order; build it again")
    return table


@lru_cache(maxsize=2)
def load_reference(folder: Path | None = None) -> pd.DataFrame:
    """The reference paragraphs (paragraphs.csv).

    Parameters
    ----------
    folder : where they are (default: the shipped ones, data/reference/).

    Returns
    -------
    One row a paragraph: article, paragraph, words, sentences, and the sums MEASURE/SUBJECT. The
    same frame at every call, which nobody may change.

    Raises
    ------
    ValueError : when the file is not there, and as check_reference does.
    """
    places = [PACKAGE.parents[1] / "data", PACKAGE / "shipped" / "data"]  # clone, installed
    paths = [(folder or place / "reference") / "paragraphs.csv" for place in places]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise ValueError(
            f"{paths[0]}: not there; take it from the project, or build it with "
            "benchmarks/reference.py"
        )
    return check_reference(pd.read_csv(path))


def list_subjects(reference: pd.DataFrame | None = None) -> pd.DataFrame:
    """What the reference can say something of.

    Parameters
    ----------
    reference : a table as from load_reference; by default the shipped one.

    Returns
    -------
    measure, subject, a row each.

    Examples
    --------
    >>> list_subjects().query("measure == 'tone'")["subject"].tolist()
    ['crossframe', 'textblob', 'vader']
    """
    table = load_reference() if reference is None else reference
    pairs = [column.split("/", 1) for column in table if column not in PARAGRAPH_COLUMNS]
    return pd.DataFrame(pairs, columns=["measure", "subject"], dtype="str")


class _Runs:
    """The paragraphs of all articles in one row, and sums up to each of them."""

    def __init__(self, table: pd.DataFrame):
        counted = [column for column in table if column not in PARAGRAPH_COLUMNS[:2]]
        self.columns = {column: k for k, column in enumerate(counted)}
        values = table[counted].to_numpy(float)
        before = np.zeros((1, len(counted)))
        sums = np.cumsum(values, axis=0)
        self.sums = np.concatenate([before, sums])
        words = table["words"].to_numpy()
        self.words = np.append(0, np.cumsum(words))
        article = table["article"].to_numpy()
        changes = np.append(True, article[1:] != article[:-1])
        self.first = np.flatnonzero(changes)
        self.last = np.append(self.first[1:], len(article))  # after the article's last paragraph
        self.long = self.words[self.last] - self.words[self.first]

    def list_pool(self, length: int) -> tuple[np.ndarray, int]:
        """Articles of at least so many words, or else the longest; and how many are as long."""
        enough = np.flatnonzero(self.long >= length)
        if len(enough) >= POOL:
            return enough, len(enough)
        return np.sort(np.argsort(-self.long, kind="stable")[:POOL]), len(enough)

    def draw_run(self, article: int, length: int, rng: np.random.Generator) -> tuple[int, int]:
        """The first paragraph of a run, and the one after its last.

        The run begins at a drawn start, and its words come nearest to the length.
        """
        first, last = self.first.item(article), self.last.item(article)
        if self.long[article] <= length:
            return first, last
        ends = self.words[first + 1 : last + 1]
        starts = np.searchsorted(self.words[first:last], ends[-1] - length, side="right")
        start = first + int(rng.integers(starts))
        wanted = self.words[start] + length
        gaps = np.abs(self.words[start + 1 : last + 1] - wanted)
        nearest = int(np.argmin(gaps))
        return start, start + 1 + nearest


def draw_pairs(
    reference: pd.DataFrame, *, lengths: tuple[int, int], draws: int = DRAWS, seed: int = SEED
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Runs of paragraphs of two different reference articles, as long as the two lengths.

    Parameters
    ----------
    reference : as from load_reference.
    lengths : words of the two texts that are compared.
    draws : how many pairs.
    seed : where the draws start from.

    Returns
    -------
    Two tables, one row a pair: article (its number), and of its run words, sentences and the sums
    MEASURE/SUBJECT.

    Raises
    ------
    ValueError : for a length or a number of draws under 1, or fewer than two articles.

    Examples
    --------
    >>> columns = {"words": 100, "sentences": 5, "tone/vader": 0.5}
    >>> table = pd.DataFrame({"article": [1, 1, 2, 2], "paragraph": [1, 2, 1, 2], **columns})
    >>> one, two = draw_pairs(table, lengths=(100, 200), draws=3)
    >>> one["words"].tolist(), two["words"].tolist()
    ([100.0, 100.0, 100.0], [200.0, 200.0, 200.0])
    """
    if min(lengths) < 1 or draws < 1:
        raise ValueError(f"lengths are {lengths} words and draws {draws}; each must be 1 or more")
    runs, rng = _Runs(reference), np.random.default_rng(seed)
    if len(runs.first) < 2:
        raise ValueError("reference: holds fewer than two articles, which make no pair")
    pools = [runs.list_pool(length)[0] for length in lengths]
    drawn: tuple[list, list] = [], []
    for _ in range(draws):
        one = int(rng.choice(pools[0]))
        two = int(rng.choice(pools[1][pools[1] != one]))
        for side, article, length in zip(drawn, (one, two), lengths, strict=True):
            side.append((article, *runs.draw_run(article, length, rng)))
    number = reference["article"].to_numpy()[runs.first]
    tables = []
    for side in drawn:
        article, start, end = np.array(side).T
        table = pd.DataFrame(runs.sums[end] - runs.sums[start], columns=list(runs.columns))
        table.insert(0, "article", number[article])
        tables.append(table)
    return tables[0], tables[1]


@lru_cache(maxsize=32)
def _draw_shipped(lengths: tuple[int, int], draws: int, seed: int) -> tuple:
    """Every finding of two articles is set against the same pairs."""
    return draw_pairs(load_reference(), lengths=lengths, draws=draws, seed=seed)


def measure_unusual(
    estimate: float,
    *,
    measure: str,
    subject: str,
    lengths: tuple[int, int],
    draws: int = DRAWS,
    seed: int = SEED,
    reference: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many pairs of unrelated reference articles, cut to these lengths, differ as much.

    Parameters
    ----------
    estimate : the difference of two articles in the measure, as a finding has it.
    measure, subject : as list_subjects names them.
    lengths : words of the body of articles a and b.
    draws : how many pairs are drawn.
    seed : where the draws start from.
    reference : a table as from load_reference (default: the shipped one).

    Returns
    -------
    One row: measure, subject, estimate; share (of the pairs, those whose |difference| is at least
    |estimate|); median and wide (|difference| of the middle pair, and the 95th percentile of all);
    pairs (how many); articles (that the pairs are made of); long_enough (how many reference
    articles are as long as the longer text: when few are, the longest stand in, and being shorter
    they differ more, so the share is rather too large); words_a, words_b (median words of the
    runs). Swapping the two articles changes nothing but the sign of estimate.

    Raises
    ------
    ValueError : for an unknown measure or subject, an estimate that is no number, and as draw_pairs
        does.

    Examples
    --------
    >>> found = measure_unusual(0.0, measure="tone", subject="vader", lengths=(300, 400), draws=50)
    >>> found[["share", "pairs"]].values.tolist()
    [[1.0, 50.0]]
    """
    table = load_reference() if reference is None else reference
    column = f"{measure}/{subject}"
    if column in PARAGRAPH_COLUMNS or column not in table:
        known = ", ".join(list_subjects(table).agg(": ".join, axis=1))
        raise ValueError(
            f"measure {measure!r}, subject {subject!r} is not counted there; {known} are"
        )
    if not np.isfinite(estimate):
        raise ValueError(f"estimate is {estimate}; it must be a number")
    # subtle: the shorter text is drawn first, so that swapped sides have the same pairs.
    short, long = sorted(int(length) for length in lengths)
    if reference is None:
        runs = _draw_shipped((short, long), draws, seed)
    else:
        runs = draw_pairs(table, lengths=(short, long), draws=draws, seed=seed)
    one, other = (_rate_runs(run, measure, column) for run in runs)
    gaps = np.abs(one - other)
    as_large = gaps >= abs(estimate) - ROUNDING
    articles = {*runs[0]["article"], *runs[1]["article"]}
    article_words = table.groupby("article")["words"].sum()
    words = [float(run["words"].median()) for run in runs]
    if lengths[0] > lengths[1]:
        words.reverse()
    row = {"measure": measure, "subject": subject, "estimate": float(estimate)}
    row["share"] = float(as_large.mean())
    row["median"] = float(np.median(gaps))
    row["wide"] = float(np.quantile(gaps, 0.95))
    row["pairs"] = len(gaps)
    row["articles"] = len(articles)
    as_long = article_words >= long
    row["long_enough"] = int(as_long.sum())
    row["words_a"], row["words_b"] = words
    return pd.DataFrame([row], columns=UNUSUAL_COLUMNS)


def _rate_runs(runs: pd.DataFrame, measure: str, column: str) -> np.ndarray:
    """The rate of every run in a measure, as findings give it."""
    divisor, unit = DENOMINATORS[measure]
    base = runs[divisor].to_numpy() / unit
    return runs[column].to_numpy() / base
