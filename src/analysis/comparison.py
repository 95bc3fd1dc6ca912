"""Compare articles in one call: from paths, texts or tables to findings and a report.

Like the command, this stands above the rooms; it holds no analysis.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

import pandas as pd
from markupsafe import Markup

from analysis.event.build import Progress
from analysis.event.draft import draft_event, head_draft
from analysis.event.event import Event, load_event, write_features
from analysis.event.from_memory import place_sources
from analysis.event.from_paths import make_settings, name_event
from analysis.event.remarks import list_remarks
from analysis.event.settings import list_names
from analysis.judge.evidence import add_evidence, evidence
from analysis.judge.telling import tell_all
from analysis.judge.verdicts import judge_all
from analysis.measures.parallels import find_parallels
from analysis.read.files import suggest
from analysis.show.display import headlines
from analysis.show.headlines import list_headlines
from analysis.show.sentences import write_scope
from analysis.tables.corpus import Corpus
from analysis.tables.publish import stage
from analysis.tables.sides import add_side
from analysis.tables.writing import check_outputs, write_together

EVIDENCE = ["segment_id", "article_id", "side", "voice", "speaker", "part", "text"]


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What `compare` found: in a notebook it shows its first screen.

    Attributes
    ----------
    event : the event that was made of the sources; its folder was a temporary one.
    files : what a folder of it holds, name -> text: event.toml, and the texts and tables that were
        given in memory.

    Examples
    --------
    >>> import crossframe as cf
    >>> cf.Comparison.__name__
    'Comparison'
    """

    event: Event
    files: Mapping[str, str]

    @property
    def corpus(self) -> Corpus:
        """The tables of the two sides; of more sides, the first and all others."""
        return self.event.corpus

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings table, families one after another; judged when first asked for.

        It has the column segments: the ids of the segments behind each finding, the strongest
        first.
        """
        books = self.event.settings["codebooks"]
        return add_evidence(judge_all(self.corpus, codebooks=books), self.corpus)

    @cached_property
    def told(self) -> pd.DataFrame:
        """What is counted and never tested, as from tell_all: who speaks, what only one names."""
        return tell_all(self.corpus)

    @property
    def labels(self) -> pd.DataFrame:
        """What each side calls actors and issues, in the body: told counts, side by side."""
        return self.told[self.told["measure"] == "labels"].reset_index(drop=True)

    @property
    def actions(self) -> pd.DataFrame:
        """The clauses in which actors and issues act or are acted on: told counts, side by side."""
        return self.told[self.told["measure"] == "actions"].reset_index(drop=True)

    @cached_property
    def parallels(self) -> pd.DataFrame:
        """Pairs of sentences with the same rare words, one of each side, as find_parallels."""
        return find_parallels(self.corpus)

    def evidence(self, finding: str | Mapping) -> pd.DataFrame:
        """The segments behind a finding, the strongest first.

        Parameters
        ----------
        finding : its finding_id or its row.

        Returns
        -------
        One row a segment: segment_id, article_id, side, voice, speaker, part (what the segment
        gives to the finding) and text.

        Raises
        ------
        ValueError : for an id that no finding has, with the nearest.
        """
        key = finding if isinstance(finding, str) else finding["finding_id"]
        rows = self.findings[self.findings["finding_id"] == key]
        if rows.empty:
            known = self.findings["finding_id"]
            raise ValueError(f"no finding has the id {key!r}; {suggest(key, known)}")
        parts = evidence(rows.iloc[0], self.corpus)
        segments = add_side(self.corpus.segments, self.corpus.articles)
        found = parts.merge(segments, on="segment_id", how="left", validate="one_to_one")
        return found[EVIDENCE]

    def write(self, folder: Path) -> Event:
        """Write an event folder, event.toml and what was counted, that a report can be made of.

        Parameters
        ----------
        folder : the folder of the event.

        Returns
        -------
        The event in that folder.

        Raises
        ------
        ValueError : for a file that cannot be written.
        """
        folder = Path(folder)
        with stage(folder.parent) as made:
            event = self._write_into(made / folder.name, folder)
        return replace(event, folder=folder)

    def _write_into(self, made: Path, folder: Path) -> Event:
        """Write the event folder, to be moved to another place."""
        files = dict(self.files)
        files["event.toml"] = head_draft(files["event.toml"], folder)
        write_together(made, files)
        event = replace(self.event, name=made.name, folder=made)
        write_features(event, texts=True)
        return event

    def report(
        self,
        path: str | os.PathLike,
        *,
        folder: Path | None = None,
        progress: TextIO | None = None,
        **run: Any,
    ) -> Path:
        """Run the notebooks on the comparison and write its report, with its sentences.

        Parameters
        ----------
        path : of the HTML file; a folder beside it takes the tables as CSV.
        folder : where the event is kept too (default: nowhere).
        progress : a stream for one moving line, or None.
        run : how the notebooks are run (see show.notebooks.run_notebooks).

        Returns
        -------
        The path.

        Raises
        ------
        ValueError : for what cannot be run or written; the files that were there stay as they were.
        """
        from analysis.show.report import files_folder, write_report

        read = [Path(name) for name in list_names(self.event.settings)]
        check_outputs([Path(path), files_folder(path)], filter(Path.is_absolute, read))
        with _lend_folder(folder, self.event.name) as place:
            self._write_into(place, folder or place)
            return write_report(str(place), out=Path(path), texts=True, progress=progress, **run)

    def __repr__(self) -> str:
        counts = self.event.every.articles["side"].value_counts(sort=False)
        sides = ", ".join(f"{side!r} ({n})" for side, n in counts.items())
        return f"<Comparison of {sides}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        own = self.event.own_codebook
        articles = self.corpus.articles
        lines = list_headlines(self.findings, told=self.told, articles=articles, own=own)
        screen = headlines(lines)
        notes = self._list_notes()
        head = Markup("<h3>{}</h3>").format(self.event.title)
        foot = [Markup("<p>{}</p>").format(note) for note in notes]
        rich = Markup("").join([head, Markup(screen.rich), *foot])
        plain = "\n".join([self.event.title, screen.plain, *notes])
        return {"text/html": str(rich), "text/plain": plain}

    def _list_notes(self) -> list[str]:
        """What stands beneath the first screen: its scope, and what a reader should know first."""
        scope = write_scope(self.corpus.articles, every=self.event.every.articles)
        notes = [f"Scope: {scope}", *list_remarks(self.corpus)]
        is_refused = self.event.audit["what"] == "refused"
        if is_refused.any():
            notes.append(f"Refused: {is_refused.sum()}; event.audit says what and why.")
        return notes


def compare(  # noqa: PLR0913 - one call for all that a comparison needs; all have a default
    *sources: str | os.PathLike | pd.DataFrame,
    by: str = "",
    sides: Sequence[str] = (),
    title: str = "",
    codebooks: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    without_shared: bool = False,
    match: str = "",
    witness_sample: int = 1,
    progress: Progress | None = None,
    workers: int = 1,
) -> Comparison:
    """Compare two articles or groups; nothing is left on the disk unless a report is asked for.

    Parameters
    ----------
    sources : one a side: paths (txt, md, html, docx, rtf, pdf, tables, folders, zip archives),
        texts (strings of several lines) or pandas DataFrames with a row an article; or with `by`
        one table, folder or archive.
    by : the column whose values are the sides ('folder' in folders and archives).
    sides : the values to compare (default: all); without by, the names of the sides.
    title : for readers.
    codebooks : names of codebooks (default: generic).
    columns : field (text, id, title, outlet, published, author, url, language) -> the table's own
        column.
    without_shared : True to set aside sentences that stand on two sides.
    match : the column that says on which event an article is ('folder': the folder it lies in):
        groups are then compared within events.
    witness_sample : of so many articles of groups the witnesses of tone, VADER and TextBlob, score
        one, drawn by the hash of its text.
    progress, workers : as load_event takes them; with workers, a script must guard its main part by
        `if __name__ == "__main__":`.

    Returns
    -------
    The comparison; of more than two sides the first stands against all others.

    Raises
    ------
    ValueError : for a source that is not there or cannot be read, for one side only, and for an
        unknown column, side or codebook, with the nearest.

    Examples
    --------
    >>> import crossframe as cf
    >>> ours = "Ferry stopped\\n\\nThe ferry will not sail again, and most people are angry."
    >>> theirs = "Ferry sold\\n\\nThe bank bought the ferry, and the town is happy to see it go."
    >>> cf.compare(ours, theirs, sides=["Post", "Herald"])
    <Comparison of 'Post' (1), 'Herald' (1)>
    """
    with TemporaryDirectory() as place:
        kept = Path(place) / "texts"
        settings = make_settings(
            place_sources(sources, kept),
            by=by,
            sides=[str(side) for side in _as_list(sides)],
            title=title,
            codebooks=_as_list(codebooks),
            columns=columns,
            without_shared=without_shared,
            match=match,
            witness_sample=witness_sample,
        )
        folder = Path(place) / name_event(settings)
        folder.mkdir()
        if kept.exists():
            kept = kept.rename(folder / "texts")
        _name_inside(settings, Path(place) / "texts")
        draft_event(folder, settings)
        event = load_event(str(folder), texts=True, progress=progress, workers=workers)
        files = {}
        for path in folder.rglob("*"):
            if path.is_file():
                name = path.relative_to(folder).as_posix()
                files[name] = path.read_bytes().decode()
    return Comparison(event, files)


def _name_inside(settings: dict, kept: Path) -> None:
    """Name the sources that were given in memory as they lie in the event's folder."""
    for side in settings["sides"]:
        for source in side["sources"]:
            path = Path(source["path"])
            if path.parent == kept:
                source["path"] = f"texts/{path.name}"


def _as_list(values: str | Sequence[str]) -> list[str]:
    return [values] if isinstance(values, str) else list(values)


@contextmanager
def _lend_folder(folder: Path | None, name: str) -> Iterator[Path]:
    """A temporary folder of that name, or one whose files move into the folder at the end."""
    if folder:
        with stage(Path(folder).parent) as made:
            yield made / Path(folder).name
        return
    with TemporaryDirectory() as place:
        yield Path(place) / name
