"""From raw articles to tables: every article read, cut, counted and scored, in processes where that
pays.

One article that cannot be read never stops a run: it is listed with its reason.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import contextmanager, suppress
from itertools import starmap
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.articles.copies import find_copies, find_runs, set_aside_shared
from analysis.articles.roles import ASIDE, SENTENCES, list_aside, list_sentences
from analysis.articles.segments import SEGMENTS, clean_text, list_segments
from analysis.instruments.marks import LONGEST_SENTENCE, join_segments, mark_sentiment
from analysis.instruments.scores import score_texts
from analysis.measures.actions import list_actions
from analysis.measures.actors import list_names, mark_actors, mark_places, suggest_actors
from analysis.measures.codebooks import mark_frames
from analysis.measures.labels import list_labels
from analysis.measures.markers import mark_markers
from analysis.measures.mentions import read_chunks
from analysis.measures.spelling import find_spellings
from analysis.measures.terms import count_words
from analysis.read.notes import tell_note, tell_place
from analysis.tables.corpus import Corpus
from analysis.tables.processes import open_pool
from analysis.tables.schemas import SCHEMAS, check_table
from analysis.text.columns import Words
from analysis.text.english import doubt_english
from analysis.text.words import list_words

MANY = 100  # articles; with fewer, starting further processes takes longer than it saves
# a whole file of more is not scored by VADER: its rule for "but" takes time by the square
NAIVE_CHARACTERS = 100_000
READ_TOGETHER = 400  # articles that are read together: more take memory, and fewer time
Progress = Callable[[Iterable, int], Iterable]
ARTICLES = [column.rstrip("?") for column in SCHEMAS["articles"]]
KINDS = {
    "folded": "most of it stands in another article of its side, which is counted alone",
    "shared": "part of it stands on another side too",
}


@contextmanager
def without_collection() -> Iterator[None]:
    """Without the garbage collector, which would walk through millions of rows again and again;
    they hold no cycles.
    """
    often = gc.get_threshold()
    gc.set_threshold(0)
    try:
        yield
    finally:
        gc.set_threshold(*often)


@without_collection()
def build_corpus(
    raw: pd.DataFrame,
    notes: Iterable[dict] = (),
    *,
    codebooks: dict[str, pd.DataFrame],
    sides: Iterable[str] = (),
    actors: Sequence[dict] = (),
    issues: Sequence[dict] = (),
    without_shared: bool = False,
    progress: Progress | None = None,
    workers: int = 1,
) -> tuple[Corpus, pd.DataFrame]:
    """Read, cut, count and score raw articles.

    An article that cannot be read is left out and noted with the reason; of copies on a side the
    longest counts.

    Parameters
    ----------
    raw, notes : as from gather_articles.
    codebooks : by name, for frame language.
    sides : labels of which each must have an article.
    actors, issues : as event.toml names them.
    without_shared : True to set aside sentences that stand on two sides.
    progress : a function of results and their number that gives the results on.
    workers : processes at most (results are the same).

    Returns
    -------
    The corpus with text, and the notes: article_id, side, what, file, row, line, paragraph, start,
    end, n_words, reason, kind (see list_audit for what people read).

    Raises
    ------
    ValueError : when one of sides is left without an article, or without running text.
    """
    articles = [SimpleNamespace(**row) for row in raw.to_dict("records")]
    notes = list(notes)
    common = _find_common(articles) if without_shared else frozenset()
    workers = workers if len(articles) >= MANY else 1
    size = min(READ_TOGETHER, len(articles) // (6 * workers if workers > 1 else 1) + 1)
    groups = [
        (articles[k : k + size], codebooks, actors, issues, common)
        for k in range(0, len(articles), size)
    ]
    parts = _read_all(groups, workers, progress, len(articles))
    found = [one for read, *_ in parts for one in read]
    plain = pd.DataFrame([(a.article_id, a.side) for a in articles], columns=["article_id", "side"])
    known = [k for k, one in enumerate(found) if len(one.runs)]
    copies, _ = find_copies(plain.iloc[known], runs=[found[k].runs for k in known])
    folded = set(copies.loc[copies["what"] == "folded", "article_id"])
    read = [pair for pair in zip(articles, found, strict=True) if pair[0].article_id not in folded]
    notes += [
        {
            "article_id": article.article_id,
            "side": article.side,
            "what": "refused" if one.reason else "language",
            "file": article.file,
            "row": article.row,
            "reason": one.reason or one.doubt,
        }
        for article, one in read
        if one.reason or one.doubt
    ]
    with_events = any(getattr(article, "event", "") for article in articles)
    columns = [column for column in ARTICLES if column != "event" or with_events]
    given = ["article_id", "side", "outlet", "published", "url", *(["event"] * with_events)]
    rows = [
        {key: getattr(article, key) for key in given} | one.row
        for article, one in read
        if not one.reason
    ]
    audits = [row for _, one in read for row in one.aside]
    _check_sides(sides, {row["side"] for row in rows}, notes)
    _, lots, *frames = zip(*parts, strict=True)
    words, tables = Words.join(lots), [pd.concat(frame) for frame in frames]
    if folded:
        words = words.select(~tables[0]["article_id"].isin(folded).to_numpy())
        tables = [frame[~frame["article_id"].isin(folded)] for frame in tables]
    parts, marks, names, labels, actions = tables
    parts = check_table(parts.reset_index(drop=True), "segments")
    body = set(parts.loc[parts["role"] == "body", "article_id"])
    with_body = {row["side"] for row in rows if row["article_id"] in body}
    if bare := sorted(set(sides) - with_body):
        raise ValueError(
            f"side {bare[0]!r} has no running text, only headlines and page furniture; "
            "check what its files hold"
        )
    terms = check_table(count_words(parts, words=words), "terms")
    marks = check_table(marks, "marks").sort_values(list(SCHEMAS["marks"]), ignore_index=True)
    names = suggest_actors(names, actors)
    spellings = find_spellings(terms[terms["size"] == 1]).query("term != shown_as")
    notes += copies.assign(kind=copies["what"].map(KINDS)).to_dict("records")
    notes += [
        {"what": "spelling", "reason": f"{r.term} counted as {r.shown_as}", "n_words": r.n}
        for r in spellings.itertuples()
    ]
    notes += [
        {"what": "name not listed", "reason": r.name, "n_words": r.n}
        for r in names.itertuples(index=False)
    ]
    read_articles = check_table(pd.DataFrame(rows, columns=columns), "articles")
    corpus = Corpus(
        read_articles, parts, terms, marks,
        labels=check_table(labels, "labels"), actions=check_table(actions, "actions"),
    )  # fmt: skip
    return corpus, _join_notes(audits, notes)


def _check_sides(sides: Iterable[str], read: set[str], notes: list[dict]) -> None:
    """Refuse a side of which no article was read, with the first reasons why."""
    for label in sides:
        if label in read:
            continue
        reasons = [
            tell_note(note) for note in notes if note["side"] == label and note["what"] == "refused"
        ]
        more = f"; and {len(reasons) - 3} more" if len(reasons) > 3 else ""
        raise ValueError(
            f"side {label!r} has no article that can be read: "
            f"{'; '.join(reasons[:3]) or 'none found'}{more}"
        )


def _join_notes(aside: list[tuple], notes: list[dict]) -> pd.DataFrame:
    """The table of notes: what was set aside within articles, then everything else."""
    nowhere = {"article_id": "", "side": "", "file": "", "row": 0, "n_words": 0}
    nowhere |= dict.fromkeys(("line", "paragraph", "start", "end"), -1)
    listed = [dict(zip(ASIDE, row, strict=True)) for row in aside] + notes
    full = [nowhere | {"kind": note["reason"]} | note for note in listed]
    return check_table(pd.DataFrame(full, columns=list(SCHEMAS["notes"])), "notes")


def list_audit(notes: pd.DataFrame) -> pd.DataFrame:
    """The audit of an event, from its notes: each reason with file and row before it.

    Parameters
    ----------
    notes : as from build_corpus.

    Returns
    -------
    article_id, what, line (from 0; -1: none), paragraph, start, end, n_words, reason.
    """
    told = [tell_note(note) for note in notes[["file", "row", "reason"]].to_dict("records")]
    line = notes["line"].mask((notes["line"] < 0) & (notes["row"] > 0), notes["row"])
    return check_table(notes.assign(reason=pd.Series(told, notes.index, "str"), line=line), "audit")


def _place(article: SimpleNamespace) -> str:
    return tell_place(vars(article))


class _Read(NamedTuple):
    """What became of an article: its row, or the reason against it; its runs of words, and what was
    set aside.
    """

    row: dict = {}
    reason: str = ""
    runs: Sequence[int] = ()
    aside: Sequence[tuple] = ()
    doubt: str = ""


@without_collection()
def _read_part(
    articles: list[SimpleNamespace],
    codebooks: dict[str, pd.DataFrame],
    actors: Sequence[dict],
    issues: Sequence[dict],
    common: frozenset[int],
) -> tuple[list[_Read], Words, *tuple[pd.DataFrame, ...]]:
    """Every article as it was read, and of all that could be the words, the segments, the marks,
    the names, the labels and the actions.
    """
    read, segments = [], []
    for article in articles:
        runs: Sequence[int] = ()
        try:
            text, offsets = clean_text(article.text, name=_place(article))
            n_words, runs = len(list_words(text)), find_runs(text)
            row, parts, aside = _read_one(article, text, offsets, common)
        except Exception as error:  # whatever is wrong with one article, the others are read
            told = (
                str(error)
                if isinstance(error, ValueError)
                else f"{type(error).__name__}, {error}; please report it"
            )
            read.append(_Read(reason=told.removeprefix(f"{_place(article)}: "), runs=runs))
            continue
        read.append(_Read(row | {"n_words": n_words}, "", runs, aside, doubt_english(text)))
        segments += parts
    known = [article.text for article, one in zip(articles, read, strict=True) if one.row]
    scores = score_texts([text if len(text) <= NAIVE_CHARACTERS else "" for text in known])
    if long := [k for k, text in enumerate(known) if len(text) > NAIVE_CHARACTERS]:
        blob = score_texts([known[k] for k in long], instruments=["textblob"])
        scores.loc[long, blob.columns] = blob.to_numpy()
    for one, row in zip(
        [one for one in read if one.row],
        scores.add_prefix("naive_").to_dict("records"),
        strict=True,
    ):
        one.row.update(row)
    words = Words([segment[-1] for segment in segments])
    n_words = np.bincount(words.text, minlength=len(segments))
    parts = pd.DataFrame(segments, columns=SEGMENTS).assign(n_words=n_words)
    marks = [
        mark_sentiment(parts),
        mark_actors(parts, actors, words=words),
        mark_places(parts, words=words),
        mark_markers(parts, words=words),
    ]
    marks = pd.concat([*marks, mark_frames(parts, codebooks, words=words)])
    named = [*actors, *({**issue, "issue": True} for issue in issues)]
    chunks = read_chunks(parts, words=words)
    running = parts["role"] == "body"
    return (
        read,
        words,
        parts,
        marks,
        list_names(parts[running], words=words.select(running.to_numpy())),
        list_labels(parts, named, chunks=chunks),
        list_actions(parts, named, chunks=chunks),
    )


def _read_all(
    groups: list[tuple], workers: int, progress: Progress | None, total: int
) -> list[tuple]:
    """What _read_part makes of every group, in order; progress is told of every article."""
    parts: dict[int, tuple] = {}

    def tell() -> Iterator[_Read]:
        for k, part in _work(groups, workers):
            parts[k] = part
            yield from part[0]

    for _ in progress(tell(), total) if progress else tell():
        pass
    return [parts[k] for k in range(len(groups))]


def _work(groups: list[tuple], workers: int) -> Iterator[tuple[int, tuple]]:
    """Number and result of each group, in any order. This process works too, on what no other has
    begun.
    """
    if workers < 2:
        yield from enumerate(starmap(_read_part, groups))
        return
    with open_pool(workers - 1) as pool:
        waiting = {pool.submit(_read_part, *group): k for k, group in enumerate(groups)}
        for future in [*waiting][::-1]:
            if future.cancel():
                yield (k := waiting.pop(future)), _read_part(*groups[k])
            yield from [(waiting.pop(done), done.result()) for done in [*waiting] if done.done()]
        yield from ((waiting[done], done.result()) for done in as_completed(waiting))


def _find_common(articles: list[SimpleNamespace]) -> frozenset[int]:
    """The runs of words that stand on more than one side."""
    rows = []
    for article in articles:
        with suppress(ValueError):  # what cannot be read is told of later
            rows.append((article.article_id, article.side, clean_text(article.text, name="")[0]))
    return find_copies(pd.DataFrame(rows, columns=["article_id", "side", "text"]))[1]


def _read_one(
    article: SimpleNamespace, text: str, offsets: np.ndarray, common: frozenset[int]
) -> tuple:
    sentences = list_sentences(text, kinds=article.kinds)
    if common:
        frame = set_aside_shared(pd.DataFrame(sentences, columns=SENTENCES), text, common=common)
        sentences = list(frame.itertuples(index=False, name=None))
    parts = list_segments(sentences, text, article_id=article.article_id, offsets=offsets)
    if max(end - start for _, _, _, start, end, *_ in sentences) > LONGEST_SENTENCE:
        join_segments(
            [part[:6] + part[-1:] for part in parts]
        )  # raises for a sentence that cannot be scored
    headline = next(
        (text[start:end] for _, _, _, start, end, role, _ in sentences if role == "headline"), ""
    )
    row = {"title": headline, "language": "en", "sha256": article.sha256, "text": text}
    return row, parts, list_aside(sentences, text, article_id=article.article_id)
