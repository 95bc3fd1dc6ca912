"""From raw articles to tables: every article is read, cut, counted and scored.

This is done in several processes where that pays. One article that cannot be read never stops a
run: it is listed with its reason.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
from contextlib import contextmanager, suppress
from functools import cache
from threading import Lock
from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.articles.copies import find_copies, number_runs, set_aside_shared
from analysis.articles.plain import Plain, make_plain
from analysis.articles.roles import ASIDE, SENTENCES, list_aside, list_sentences
from analysis.articles.segments import SEGMENTS, clean_text, list_pieces, list_segments
from analysis.event.suggest import is_no_name
from analysis.instruments.marks import mark_sentiment
from analysis.instruments.scores import INSTRUMENTS, TABLE, score_texts
from analysis.measures.actions import list_actions
from analysis.measures.actors import (
    list_names,
    mark_actors,
    mark_peoples,
    mark_places,
    suggest_actors,
)
from analysis.measures.codebooks import mark_frames
from analysis.measures.labels import list_labels
from analysis.measures.markers import mark_markers
from analysis.measures.mentions import read_chunks
from analysis.measures.numbers import mark_numbers
from analysis.measures.scoring import draw_articles
from analysis.measures.spelling import find_spellings
from analysis.measures.terms import LONGEST, count_words, list_totals, number_terms
from analysis.read.notes import tell_note, tell_place
from analysis.tables.coded import Coded
from analysis.tables.corpus import Corpus
from analysis.tables.processes import open_pool
from analysis.tables.schemas import SCHEMAS, check_table, make_table
from analysis.text.columns import Words
from analysis.text.whole_sentences import LONGEST_SENTENCE, join_segments

MANY = 100  # with fewer articles, starting further processes takes longer than it saves
# Longer files are not scored whole by VADER, whose rule for "but" takes time by the square.
NAIVE_CHARACTERS = 100_000
LIBRARIES = ("vader", "textblob")  # what scripts score whole files with
NAIVE = ("naive_polarity", "naive_subjectivity", "naive_compound")
READ_TOGETHER = 400  # articles that are read together: more take memory, and fewer time
LAST = 2  # groups for each process that are left when none is given to wait any more
READ_FIRST = 0.7  # of what is left to read that all processes together take next
READ_LAST = 15  # groups at least that each of several processes would take, were all like the last
Progress = Callable[[Iterable, int], Iterable]
ARTICLES = [column.rstrip("?") for column in SCHEMAS["articles"]]
KINDS = {
    "folded": "most of it stands in another article of its side, which is counted alone",
    "shared": "part of it stands on another side too",
}


@contextmanager
def without_collection() -> Iterator[None]:
    """Turn the garbage collector off for a while.

    It would walk through millions of rows again and again, which hold no cycles.

    Yields
    ------
    Nothing; afterwards the collector works as before.
    """
    often = gc.get_threshold()
    gc.set_threshold(0)
    try:
        yield
    finally:
        gc.set_threshold(*often)


def _pass_over_new() -> None:
    """Have the collector take all objects for old ones, which it seldom walks through.

    It would begin with the millions that were just made.
    """
    if not gc.get_freeze_count():
        gc.freeze()
        gc.unfreeze()


@without_collection()
def build_corpus(  # noqa: PLR0913 - one call for all that shapes a corpus; most have a default
    raw: pd.DataFrame,
    notes: Iterable[dict] = (),
    *,
    codebooks: dict[str, pd.DataFrame],
    sides: Iterable[str] = (),
    actors: Sequence[dict] = (),
    issues: Sequence[dict] = (),
    without_shared: bool = False,
    instruments: Sequence[str] = INSTRUMENTS,
    witness_sample: int = 1,
    told: bool = True,
    for_sums: bool = False,
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
    instruments : of tone, by which sentences are scored.
    witness_sample : of so many articles the witnesses of tone score one.
    told : False to leave out what is told and never tested, for archives of which only verdicts are
        wanted: markers, numbers, labels, actions and names that are not listed.
    for_sums : True to leave out what sums over many articles do not need: scores of whole files,
        terms of several words, notes on spellings and names, the order of the marks, and copies,
        which are told over the whole archive.
    progress : takes results, one for each article, and their number; gives the results on.
    workers : processes at most; the results are the same.

    Returns
    -------
    The corpus with text, and the notes: article_id, side, what, file, row, line, paragraph, start,
    end, n_words, reason, kind (see list_audit for what people read).

    Raises
    ------
    ValueError : when one of sides is left without an article, or without running text.
    """
    sides = list(sides)
    notes = list(notes)
    articles = [SimpleNamespace(**row) for row in raw.to_dict("records")]
    common = _find_common(articles) if without_shared else frozenset()
    lists = _Lists(
        codebooks, actors, issues, common, tuple(instruments), witness_sample, told, for_sums
    )
    if len(articles) < MANY:
        workers = 1
    groups = _group(articles, workers)
    parts = _read_all(groups, lists, workers, progress)
    found = [one for part in parts for one in part.read]
    copies = _find_copies(articles, found)
    folded = set(copies.loc[copies["what"] == "folded", "article_id"])
    pairs = zip(articles, found, strict=True)
    read = [(article, one) for article, one in pairs if article.article_id not in folded]
    notes += _note_refused(read)
    read_articles = _list_articles(articles, read)
    _check_sides(sides, set(read_articles["side"]), notes)
    words, tables = _join_parts(parts, folded)
    segments = tables["segments"]
    _check_bodies(sides, read_articles, segments)
    numbered = number_terms(words)
    longest = 1 if for_sums else LONGEST
    terms = count_words(segments, words=words, numbered=numbered, longest=longest)
    marks = _join_marks(parts, folded)
    if not for_sums:
        marks = marks.take(np.argsort(marks.rank("segment_id"), kind="stable"))
    corpus = Corpus(
        check_table(read_articles, "articles"),
        segments,
        terms,
        marks.decode(),
        labels=tables["labels"],
        actions=tables["actions"],
    )
    copies = copies.assign(kind=copies["what"].map(KINDS))
    notes += copies.to_dict("records")
    if not for_sums:
        notes += _note_spellings(list_totals(numbered))
        notes += _note_unlisted(tables["names"], actors)
        _pass_over_new()
    aside = [row for _, one in read for row in one.aside]
    return corpus, _join_notes(aside, notes)


def _group(articles: list[SimpleNamespace], workers: int) -> list[list[SimpleNamespace]]:
    """The articles that are read together, one group at least.

    Where several processes share them, each gets most of its part at once, since much of the work
    is done once for all articles of a group. Of what is left the same holds, and so on, so that
    none waits long for the last one.
    """
    lengths = [len(article.text) for article in articles]
    whole = rest = sum(lengths)
    groups = []
    at = 0
    wanted = whole + 1
    while at < len(articles) or not groups:
        if workers > 1 and len(groups) % workers == 0:
            wanted = max(int(READ_FIRST * rest / workers), whole // (READ_LAST * workers))
        end, taken = at, 0
        while end < min(len(articles), at + READ_TOGETHER) and (end == at or taken < wanted):
            taken += lengths[end]
            end += 1
        groups.append(articles[at:end])
        rest -= taken
        at = end
    return groups


def _find_copies(articles: list[SimpleNamespace], found: list[_Read]) -> pd.DataFrame:
    """The copies among the articles that could be read, as find_copies gives them."""
    known = [k for k, one in enumerate(found) if len(one.runs)]
    rows = [(articles[k].article_id, articles[k].side) for k in known]
    plain = pd.DataFrame(rows, columns=["article_id", "side"])
    copies, _ = find_copies(plain, runs=[found[k].runs for k in known])
    return copies


def _note_refused(read: list[tuple[SimpleNamespace, _Read]]) -> list[dict]:
    """A note on every article that cannot be read, or whose language is not sure."""
    notes = []
    for article, one in read:
        reason = one.reason or one.doubt
        if not reason:
            continue
        note = {
            "article_id": article.article_id,
            "side": article.side,
            "what": "refused" if one.reason else "language",
            "file": article.file,
            "row": article.row,
            "reason": reason,
        }
        notes.append(note)
    return notes


def _list_articles(
    articles: list[SimpleNamespace], read: list[tuple[SimpleNamespace, _Read]]
) -> pd.DataFrame:
    """The rows of the table of articles; event only where an article has one."""
    with_events = any(getattr(article, "event", "") for article in articles)
    columns = [column for column in ARTICLES if column != "event" or with_events]
    given = ["article_id", "side", "outlet", "published", "url"]
    if with_events:
        given.append("event")
    rows = []
    for article, one in read:
        if not one.reason:
            known = {key: getattr(article, key) for key in given}
            rows.append(known | one.row)
    return pd.DataFrame(rows, columns=columns)


def _join_parts(parts: list[_Part], folded: set[str]) -> tuple[Words, dict[str, pd.DataFrame]]:
    """The words and the tables of all parts as one, without those of articles that were folded."""
    parts = [_leave_out(part, folded) for part in parts]
    words = Words.join([part.words for part in parts])
    tables = {}
    for name in TABLES:
        lots = [getattr(part, name) for part in parts]
        tables[name] = pd.concat(lots, ignore_index=True)
    return words, tables


def _leave_out(part: _Part, folded: set[str]) -> _Part:
    """A part without the rows of articles that were folded."""
    if not part.segments["article_id"].isin(folded).any():
        return part
    kept = {name: ~getattr(part, name)["article_id"].isin(folded) for name in TABLES}
    tables = {name: getattr(part, name)[own] for name, own in kept.items()}
    return part._replace(words=part.words.select(kept["segments"].to_numpy()), **tables)


def _join_marks(parts: list[_Part], folded: set[str]) -> Coded:
    """The marks of all parts, without those of articles that were folded."""
    marks = Coded.join([part.marks for part in parts])
    if not folded:
        return marks
    dropped = np.array([one in folded for one in marks.texts["article_id"]], bool)
    return marks.take(~dropped[marks.columns["article_id"]])


def _note_spellings(uses: pd.DataFrame) -> list[dict]:
    """A note on every word that is counted under another spelling."""
    spellings = find_spellings(uses)
    changed = spellings[spellings["term"] != spellings["shown_as"]]
    notes = []
    for row in changed.itertuples():
        told = f"{row.term} counted as {row.shown_as}"
        notes.append({"what": "spelling", "reason": told, "n_words": row.n})
    return notes


def _note_unlisted(names: pd.DataFrame, actors: Sequence[dict]) -> list[dict]:
    """A note on every name that recurs and that event.toml does not list."""
    unlisted = suggest_actors(names, actors)
    return [
        {"what": "name not listed", "reason": row.name, "n_words": row.n}
        for row in unlisted.itertuples(index=False)
        if not is_no_name(row.name)
    ]


def _check_sides(sides: Iterable[str], read: set[str], notes: list[dict]) -> None:
    """Refuse a side of which no article was read, with the first reasons why."""
    for label in sides:
        if label in read:
            continue
        own = [note for note in notes if note["side"] == label and note["what"] == "refused"]
        reasons = [tell_note(note) for note in own]
        told = "; ".join(reasons[:3]) or "none found"
        if len(reasons) > 3:
            told += f"; and {len(reasons) - 3} more"
        raise ValueError(f"side {label!r} has no article that can be read: {told}")


def _check_bodies(sides: list[str], articles: pd.DataFrame, segments: pd.DataFrame) -> None:
    """Refuse a side whose articles have no running text."""
    with_body = segments.loc[segments["role"] == "body", "article_id"]
    known = articles.loc[articles["article_id"].isin(with_body), "side"]
    bare = sorted(set(sides) - set(known))
    if bare:
        raise ValueError(
            f"side {bare[0]!r} has no running text, only headlines and page furniture; "
            "check what its files hold"
        )


def _join_notes(aside: list[tuple], notes: list[dict]) -> pd.DataFrame:
    """The table of notes: what was set aside within articles, then everything else."""
    nowhere = {"article_id": "", "side": "", "file": "", "row": 0, "n_words": 0}
    nowhere |= dict.fromkeys(("line", "paragraph", "start", "end"), -1)
    listed = [dict(zip(ASIDE, row, strict=True)) for row in aside]
    listed += notes
    full = [nowhere | {"kind": note["reason"]} | note for note in listed]
    return check_table(pd.DataFrame(full, columns=list(SCHEMAS["notes"])), "notes")


def list_audit(notes: pd.DataFrame) -> pd.DataFrame:
    """Make the audit of an event from its notes: each reason with file and row before it.

    Parameters
    ----------
    notes : as from build_corpus.

    Returns
    -------
    A row a note: article_id, what, line (from 0; of a table its row; -1 for none), paragraph,
    start, end (-1 for none), n_words, reason.
    """
    places = notes[["file", "row", "reason"]].to_dict("records")
    told = [tell_note(place) for place in places]
    only_a_row = (notes["line"] < 0) & (notes["row"] > 0)
    line = notes["line"].mask(only_a_row, notes["row"])
    reason = pd.Series(told, notes.index, "str")
    return check_table(notes.assign(reason=reason, line=line), "audit")


def _place(article: SimpleNamespace) -> str:
    return tell_place(vars(article))


class _Lists(NamedTuple):
    """What words are looked for in every article, and the runs of words to set aside."""

    codebooks: dict[str, pd.DataFrame]
    actors: Sequence[dict]
    issues: Sequence[dict]
    common: frozenset[int]
    instruments: tuple[str, ...]
    witness_sample: int
    told: bool
    for_sums: bool


class _Read(NamedTuple):
    """What became of an article: its row, or the reason against it; its runs of words, and what was
    set aside.
    """

    row: dict = {}
    reason: str = ""
    runs: Sequence[int] | np.ndarray = ()
    aside: Sequence[tuple] = ()
    doubt: str = ""


class _Part(NamedTuple):
    """Articles that were read together: each as it was read, and the tables of those that could."""

    read: list[_Read]
    words: Words
    segments: pd.DataFrame
    marks: Coded
    names: pd.DataFrame
    labels: pd.DataFrame
    actions: pd.DataFrame


TABLES = ("segments", "names", "labels", "actions")  # of _Part


def _read_texts(
    articles: list[SimpleNamespace], lists: _Lists
) -> tuple[list[_Read], list[tuple], Words]:
    """Each article as it was read, the segments of all, and their words."""
    names = [_place(article) for article in articles]
    plain, words = make_plain([article.text for article in articles], names=names)
    read, rows, places = [], [], []
    for number, (article, own) in enumerate(zip(articles, plain, strict=True)):
        one, segments, pieces = _try_article(article, own, lists)
        read.append(one)
        rows += segments
        places += [(number, start, end) for _, _, _, start, end, _ in pieces]
    columns = np.array(places, int).reshape(-1, 3).T
    return read, rows, words.cut(*columns, [row[-1] for row in rows])


@without_collection()
def _read_part(articles: list[SimpleNamespace], lists: _Lists) -> _Part:
    read, rows, words = _read_texts(articles, lists)
    _add_naive_scores(articles, read, () if lists.for_sums else lists.instruments)
    n_words = np.bincount(words.text, minlength=len(rows))
    segments = make_table(rows, "segments").assign(n_words=n_words)
    marks = [
        _mark_tone(articles, segments, words, lists),
        mark_actors(segments, lists.actors, words=words),
        mark_places(segments, words=words),
        mark_frames(segments, lists.codebooks, words=words),
    ]
    if lists.told:
        marks.append(mark_markers(segments, words=words))
        marks.append(mark_numbers(segments, words=words))
        marks.append(mark_peoples(segments, words=words))
    names, labels, actions = _tell(segments, words, lists)
    # Columns of no rows have no types, and would take them from those of the others.
    marks = [table for table in marks if len(table)] or marks[:1]
    every = Coded.encode(pd.concat(marks, ignore_index=True), "marks")
    if not lists.for_sums:
        every = _sort_in_segments(every)
    segments = check_table(segments, "segments")
    return _Part(read, words, segments, every, names, labels, actions)


def _sort_in_segments(marks: Coded) -> Coded:
    """The marks of each segment together, in order of all their columns."""
    key = marks.columns["segment_id"]  # which are put into order when all parts are joined
    for name in ("instrument", "label", "term"):
        key = key * len(marks.texts[name]) + marks.rank(name)
    numbers = [marks.columns[name] for name in ("in_name", "weight", "value")]
    return marks.take(np.lexsort((*numbers, key)))


def _mark_tone(
    articles: list[SimpleNamespace], segments: pd.DataFrame, words: Words, lists: _Lists
) -> pd.DataFrame:
    """The marks of the instruments of tone; witnesses score the articles that are drawn."""
    if lists.witness_sample == 1:
        return mark_sentiment(segments, instruments=lists.instruments, words=words)
    digests = pd.Series([article.sha256 for article in articles], dtype="str")
    drawn = draw_articles(digests, one_in=lists.witness_sample)
    ids = [
        article.article_id for article, is_drawn in zip(articles, drawn, strict=True) if is_drawn
    ]
    witnesses = tuple(name for name in lists.instruments if name != TABLE)
    deciding = tuple(name for name in lists.instruments if name == TABLE)
    seen = segments[segments["article_id"].isin(ids)]
    marks = [mark_sentiment(segments, instruments=deciding, words=words)] if deciding else []
    if witnesses:
        marks.append(mark_sentiment(seen, instruments=witnesses))
    return pd.concat(marks)


def _tell(
    segments: pd.DataFrame, words: Words, lists: _Lists
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Names, labels and actions of segments; of none where nothing is told."""
    if not lists.told:
        return _tell_nothing()
    issues = [{**issue, "issue": True} for issue in lists.issues]
    named = [*lists.actors, *issues]
    chunks = read_chunks(segments, words=words)
    if lists.for_sums:  # which names are not listed is a note
        names, _, _ = _tell_nothing()
    else:
        running = segments["role"] == "body"
        names = list_names(segments[running], words=words.select(running.to_numpy()))
    labels = list_labels(segments, named, chunks=chunks)
    actions = list_actions(segments, named, chunks=chunks)
    return names, check_table(labels, "labels"), check_table(actions, "actions")


@cache
def _tell_nothing() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The tables of names, labels and actions without a row."""
    none = check_table(pd.DataFrame(columns=SEGMENTS), "segments")
    labels = list_labels(none, [], chunks=read_chunks(none))
    actions = list_actions(none, [], chunks=read_chunks(none))
    return list_names(none), check_table(labels, "labels"), check_table(actions, "actions")


def _try_article(
    article: SimpleNamespace, plain: Plain, lists: _Lists
) -> tuple[_Read, list[tuple], list[tuple]]:
    """An article as it was read, its segments, and its pieces; none where it cannot be read."""
    runs: Sequence[int] | np.ndarray = ()
    place = _place(article)
    try:
        if plain.error:
            raise plain.error
        if not lists.for_sums:
            runs = number_runs(plain.text)
        row, segments, pieces, aside = _read_one(article, plain, lists.common)
    except ValueError as error:
        reason = str(error)
        return _Read(reason=reason.removeprefix(f"{place}: "), runs=runs), [], []
    except Exception as error:  # one broken article must not stop the run
        reason = f"{type(error).__name__}, {error}; please report it"
        return _Read(reason=reason, runs=runs), [], []
    return _Read(row, "", runs, aside, plain.doubt), segments, pieces


def _add_naive_scores(
    articles: list[SimpleNamespace], read: list[_Read], instruments: Sequence[str]
) -> None:
    """Put what scripts get who score whole files into the row of every article that was read.

    The scores of a library that is not among the instruments are missing.
    """
    pairs = zip(articles, read, strict=True)
    known = [(article.text, one.row) for article, one in pairs if one.row]
    for _, row in known:
        row.update(dict.fromkeys(NAIVE, np.nan))
    libraries = [name for name in LIBRARIES if name in instruments]
    if not libraries:
        return
    short = [text if len(text) <= NAIVE_CHARACTERS else "" for text, _ in known]
    scores = score_texts(short, instruments=libraries)
    long = [k for k, (text, _) in enumerate(known) if len(text) > NAIVE_CHARACTERS]
    if long and "textblob" in libraries:
        blob = score_texts([known[k][0] for k in long], instruments=["textblob"])
        scores.loc[long, blob.columns] = blob.to_numpy()
    naive = scores.add_prefix("naive_").to_dict("records")
    for (_, row), own in zip(known, naive, strict=True):
        row.update(own)


def _read_all(
    groups: list[list[SimpleNamespace]], lists: _Lists, workers: int, progress: Progress | None
) -> list[_Part]:
    """What _read_part makes of every group, in order; progress is told of every article."""
    parts: dict[int, _Part] = {}

    def tell() -> Iterator[_Read]:
        for k, part in _work(groups, lists, workers):
            parts[k] = part
            yield from part.read

    told: Iterable[_Read] = tell()
    if progress:
        total = sum(len(group) for group in groups)
        told = progress(told, total)
    for _ in told:
        pass
    return [parts[k] for k in range(len(groups))]


def _work(
    groups: list[list[SimpleNamespace]], lists: _Lists, workers: int
) -> Iterator[tuple[int, _Part]]:
    """Number and result of each group, in any order."""
    if workers < 2:
        for k, group in enumerate(groups):
            yield k, _read_part(group, lists)
        return
    with open_pool(workers - 1, prepare=lambda: _load_lists(lists)) as pool:
        shared = _Shared(pool, groups, lists, workers - 1)
        for _ in range(workers - 1):
            shared.give()
        own = shared.take()  # this process works too
        for _ in range(workers - 1):  # one that waits for each
            shared.give()
        while not shared.broken and own is not None:
            yield own, _read_part(groups[own], lists)
            for future in [future for future in list(shared.given) if future.done()]:
                yield shared.given.pop(future), future.result()
            own = shared.take()
        for future in as_completed(shared.given):
            yield shared.given[future], future.result()
        if shared.broken:
            raise shared.broken


class _Shared:
    """Groups that this process and its workers take one after another.

    workers : how many there are besides this process.
    """

    def __init__(
        self, pool: Executor, groups: list[list[SimpleNamespace]], lists: _Lists, workers: int
    ):
        self.pool, self.groups, self.lists, self.workers = pool, groups, lists, workers
        self.given: dict[Future, int] = {}  # to workers
        self.broken: Exception | None = None  # why a group could not be given
        self._next = self._with_workers = 0
        self._taking = Lock()

    def take(self) -> int | None:
        """The number of the next group; None where all are taken."""
        with self._taking:
            return self._take()

    def _take(self) -> int | None:
        if self._next == len(self.groups):
            return None
        self._next += 1
        return self._next - 1

    def give(self, done: Future | None = None) -> None:
        """Give a worker the next group, when it has finished one."""
        if done is not None and (done.cancelled() or done.exception()):
            return
        with self._taking:
            self._with_workers -= done is not None
            # The last ones wait for nobody: whoever is free first takes them.
            few = len(self.groups) - self._next <= LAST * (self.workers + 1)
            if few and self._with_workers >= self.workers:
                return
            number = self._take()
            if number is None:
                return
            try:
                future = self.pool.submit(_read_part, self.groups[number], self.lists)
            except Exception as error:  # the pool has ended meanwhile, or cannot start a process
                self.broken = error
                return
            self.given[future] = number
            self._with_workers += 1
        future.add_done_callback(self.give)


def load_lists() -> None:
    """Read a short article, so that all lists and models are loaded.

    A process that is doubled afterwards hands them on.
    """
    _load_lists(_Lists({}, [], [], frozenset(), INSTRUMENTS, 1, True, False))


def _load_lists(lists: _Lists) -> None:
    # What only some texts ask for is loaded too: offices, people who are called after places.
    lines = [
        "The port is good, the mayor, Ann Lee, said to Paris Hale.",
        '"It is ours," the mayor said of the United States in May 2024. The Dane wept, Hale said.',
    ]
    row = {**dict.fromkeys(ARTICLES, ""), "text": "\n\n".join(lines), "kinds": "", "row": 0}
    article = SimpleNamespace(**row, file="")
    _read_part([article], lists)


def _find_common(articles: list[SimpleNamespace]) -> frozenset[int]:
    """The runs of words that stand on more than one side."""
    rows = []
    for article in articles:
        with suppress(ValueError):  # _try_article says later what is wrong
            text, _ = clean_text(article.text, name="")
            rows.append((article.article_id, article.side, text))
    _, common = find_copies(pd.DataFrame(rows, columns=["article_id", "side", "text"]))
    return common


def _read_one(
    article: SimpleNamespace, plain: Plain, common: frozenset[int]
) -> tuple[dict, list[tuple], list[tuple], list[tuple]]:
    """The row of an article, its segments, their pieces, and its sentences that were set aside."""
    text = plain.text
    sentences = list_sentences(text, kinds=article.kinds, words=plain.lines)
    if common:
        frame = pd.DataFrame(sentences, columns=SENTENCES)
        frame = set_aside_shared(frame, text, common=common)
        sentences = list(frame.itertuples(index=False, name=None))
    pieces = list_pieces(sentences, text)
    segments = list_segments(
        sentences,
        text,
        article_id=article.article_id,
        offsets=plain.offsets,
        pieces=pieces,
    )
    headlines = []
    longest = 0
    for _, _, _, start, end, role, _ in sentences:
        longest = max(longest, end - start)
        if role == "headline":
            headlines.append(text[start:end])
    if longest > LONGEST_SENTENCE:
        # Called for its error, which names the sentence that cannot be scored.
        join_segments(pd.DataFrame(segments, columns=SEGMENTS))
    headline = headlines[0] if headlines else ""
    row = {"title": headline, "language": "en", "sha256": article.sha256, "text": text}
    row["n_words"] = plain.n_words
    aside = list_aside(sentences, text, article_id=article.article_id)
    return row, segments, pieces, aside
