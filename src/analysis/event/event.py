"""Events: settings with their corpus, loaded from features or built from texts.

Features are everything that is counted, without a sentence; each article stays tied to its source
by its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.event.build import Progress, build_corpus, list_audit
from analysis.event.declare import add_declared
from analysis.event.gather import gather_articles
from analysis.event.outside import check_meant, is_inside
from analysis.event.places import codebook_folders, is_installed
from analysis.event.settings import (
    find_codebooks,
    find_event,
    find_file,
    find_texts,
    list_names,
    read_settings,
)
from analysis.measures.uses import list_uses
from analysis.tables.corpus import Corpus
from analysis.tables.escapes import write_csv
from analysis.tables.matched import is_matched, keep_matched
from analysis.tables.resources import PACKAGE
from analysis.tables.schemas import FEATURES
from analysis.tables.sides import face_rest
from analysis.tables.storage import read_features
from analysis.tables.writing import write_together


@dataclass(frozen=True)
class Event:
    """An event.

    Attributes
    ----------
    name : of its folder.
    folder : with event.toml.
    settings : as from settings.read_settings.
    corpus : of two sides: of more, the first against all others; where articles carry an event,
        only those whose event both sides tell.
    audit : what was set aside, folded or refused (see build.list_audit).
    every : the corpus of all sides.
    """

    name: str
    folder: Path
    settings: dict
    corpus: Corpus
    audit: pd.DataFrame
    every: Corpus

    @property
    def title(self) -> str:
        """The title for readers."""
        return self.settings["title"]

    @property
    def own_codebook(self) -> str:
        """The codebook written for this event, which has its name; 'generic' where it has none.

        Only of such a codebook is it known that whoever wrote it had read the articles.
        """
        return self.name if self.name in self.settings["codebooks"] else "generic"


def load_event(
    name: str, *, texts: bool = False, progress: Progress | None = None, workers: int = 1
) -> Event:
    """Load an event with its corpus, from features where it has them, else from its texts.

    Parameters
    ----------
    name : of an event in data/, or a path to a folder with event.toml.
    texts : True to read the articles themselves although there are features.
    progress, workers : as in build.build_corpus.

    Returns
    -------
    The event.

    Raises
    ------
    ValueError : naming what cannot be read.

    Examples
    --------
    >>> load_event("harbour-lease").corpus.sides
    ['Measured terms', 'Sold shore']
    """
    folder = find_event(name)
    stamp = tuple((path, path.stat().st_mtime_ns) for path in sorted(_list_read(folder)))
    return _load_event(folder, texts, progress, workers, stamp)


def _list_read(folder: Path) -> list[Path]:
    """Every file and folder that may be read of an event, as far as it is there."""
    read = list(folder.rglob("*"))
    for place in codebook_folders(folder)[1:]:
        read += place.glob("*.csv")
    given = os.environ.get("CROSSFRAME_TEXTS")
    if given:
        read += Path(given).glob("*")
    named = [Path(name) for name in list_names(read_settings(folder))]
    read += [path for path in named if path.is_absolute()]
    return [path for path in read if path.exists()]


# A kernel reads one event for many notebooks; what has changed on disk is read again.
@lru_cache(maxsize=1)
def _load_event(
    folder: Path, texts: bool, progress: Progress | None, workers: int, _stamp: tuple
) -> Event:
    settings = read_settings(folder)
    features = folder / "features"
    for place in (features, folder / "local"):
        if not is_inside(place, folder):
            raise ValueError(
                f"{place}: is a link out of the event's folder; put the tables themselves there"
            )
    if features.is_dir() and not texts:
        corpus, audit = read_features(features)
        _check_fresh(corpus, settings, folder)
        return _make_event(folder, settings, corpus, audit)
    base = find_texts(folder, settings)
    if base is None:
        check_meant(list_names(settings), settings, folder)
        raise ValueError(_tell_missing(folder, settings))
    if _is_stored(folder, settings, base):
        corpus, audit = read_features(folder / "local")
        return _make_event(folder, settings, corpus, audit)
    raw, notes = gather_articles(settings, base)
    corpus, notes = build_corpus(
        raw,
        notes,
        codebooks=find_codebooks(folder, settings),
        sides=[side["label"] for side in settings["sides"]],
        actors=settings.get("actors", []),
        issues=settings.get("issues", []),
        without_shared=settings.get("without_shared", False),
        witness_sample=settings.get("witness_sample", 1),
        progress=progress,
        workers=workers,
    )
    return _make_event(folder, settings, corpus, list_audit(notes))


def _tell_missing(folder: Path, settings: dict) -> str:
    """Which texts are not there, and what to do."""
    missing = []
    for name in list_names(settings):
        own = find_file(folder, name), find_file(folder / "texts", name)
        if not any(path.exists() for path in own):
            missing.append(name)
    absent = ", ".join(missing) or "none of its own"
    return (
        f"{folder.name}: the texts are not all there (missing: {absent}); put them into "
        f"{folder.parent.name}/{folder.name}/texts/ or point CROSSFRAME_TEXTS at their folder"
    )


def _is_stored(folder: Path, settings: dict, base: Path) -> bool:
    """Whether local/ holds what these texts, settings and this package give."""
    key = folder / "local" / "key.txt"
    return key.is_file() and key.read_text("utf-8") == _make_key(settings, base, folder)


def _make_event(folder: Path, settings: dict, corpus: Corpus, audit: pd.DataFrame) -> Event:
    """The event of what was read; who speaks for whom is not read but said in event.toml."""
    every = add_declared(corpus, settings)
    if every.witness_sample > 1 and not every.articles["side"].duplicated().any():
        raise ValueError(
            f"{folder.name}: witness_sample = {every.witness_sample} draws articles of groups, and "
            "here each side is one article; leave it out"
        )
    faced = face_rest(every)
    corpus = keep_matched(faced) if is_matched(faced) else faced
    return Event(folder.name, folder, settings, corpus, audit, every)


def _make_key(settings: dict, base: Path, folder: Path) -> str:
    """What a corpus was built from, in one line: settings, texts, codebooks and this package
    itself.
    """
    names = [find_file(base, name) for name in list_names(settings)]
    codebooks = find_codebooks(folder, settings, paths=True)
    return digest_files([*names, *codebooks.values()], settings)


def digest_files(paths: Iterable[Path], settings: dict) -> str:
    """Make a digest of settings, of files and folders, and of this package itself.

    Parameters
    ----------
    paths : files and folders.
    settings : what JSON can hold.

    Returns
    -------
    SHA-256, in hexadecimal digits.
    """
    written = json.dumps(settings, sort_keys=True)
    digest = hashlib.sha256(written.encode())
    own = sorted(path for path in PACKAGE.rglob("*") if path.suffix in (".py", ".csv"))
    for path in [*own, *paths]:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            digest.update(file.name.encode())
            digest.update(b"\0")
            if file.is_file():
                digest.update(file.read_bytes())
    return digest.hexdigest()


def _check_fresh(corpus: Corpus, settings: dict, folder: Path) -> None:
    """Refuse features that were made from other articles or labels than event.toml names now."""
    rows = corpus.articles.itertuples(index=False)
    made = {row.article_id: (row.side, row.sha256) for row in rows}
    labels = {side["label"] for side in settings["sides"]}
    odd = set(corpus.sides) - labels
    if odd:
        raise ValueError(
            f"{folder.name}: event.toml has no side {min(odd)!r} any more; write the features again"
        )
    for side in settings["sides"]:
        for article in side["articles"]:
            label, article_id = side["label"], article["id"]
            digest = article.get("sha256", "").lower()
            held, sha256 = made.get(article_id, ("no side", ""))
            is_other = bool(digest) and digest != sha256
            if is_other or held != label:
                raise ValueError(
                    f"{folder.name}: the features hold {article_id!r} on {held!r} with SHA-256 "
                    f"{sha256[:12]!r}, event.toml names {label!r} and {digest[:12]!r}; write them "
                    f"again: crossframe features {folder.name}"
                )


def write_features(event: Event, *, texts: bool = False) -> Path:
    """Write the tables of an event into its folder; every file complete or untouched.

    Parameters
    ----------
    event : loaded from texts.
    texts : True to write them into local/, with the sentences, where load_event looks too.

    Returns
    -------
    The folder of the tables: features/ or local/.

    Raises
    ------
    ValueError : for an event that came with an installed package, and for a file that cannot be
        written.
    """
    if is_installed(event.folder):
        raise ValueError(
            f"{event.name}: came with the installed package, where nothing is written; copy its "
            f"folder to data/{event.name} of your own project"
        )
    place = "local" if texts else "features"
    files = {}
    every = event.every
    if every.has_text and not texts:
        every = replace(every, uses=list_uses(every))
    for name in FEATURES:
        frame = event.audit if name == "audit" else getattr(every, name)
        if not texts:
            frame = frame.drop(columns=["title", "text"], errors="ignore")
        files[f"{place}/{name}.csv"] = write_csv(frame)
    if texts:
        base = find_texts(event.folder, event.settings) or event.folder
        files[f"{place}/key.txt"] = _make_key(event.settings, base, event.folder)
    write_together(event.folder, files)
    return event.folder / place
