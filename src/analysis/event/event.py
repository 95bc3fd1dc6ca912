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
    """An event; every: the corpus of all its sides; corpus: of two, of more sides the first against
    all others, and where articles carry an event, those whose event both sides tell.
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
    """An event with its corpus, from features where it has them, else from its texts.

    Parameters
    ----------
    name : as find_event takes it.
    texts : True to read the articles themselves although there are features.
    progress, workers : as in build_corpus.

    Returns
    -------
    The Event; its audit lists what was set aside, folded or refused.

    Raises
    ------
    ValueError : naming what cannot be read.
    """
    folder, given = find_event(name), Path(os.environ.get("CROSSFRAME_TEXTS") or os.devnull)
    outside = [Path(name) for name in list_names(read_settings(folder)) if Path(name).is_absolute()]
    books = [path for place in codebook_folders(folder)[1:] for path in place.glob("*.csv")]
    read = [*folder.rglob("*"), *books, *given.glob("*"), *outside]
    stamp = tuple((path, path.stat().st_mtime_ns) for path in sorted(read) if path.exists())
    return _load_event(folder, texts, progress, workers, stamp)


@lru_cache(
    maxsize=1
)  # a kernel reads one event for many notebooks; what has changed on disk is read again
def _load_event(
    folder: Path, texts: bool, progress: Progress | None, workers: int, _stamp: tuple
) -> Event:
    settings = read_settings(folder)
    features, stored = folder / "features", folder / "local"
    if features.is_dir() and not texts:
        corpus, audit = read_features(features)
        _check_fresh(corpus, settings, folder)
        return _make_event(folder, settings, corpus, audit)
    base = find_texts(folder, settings)
    if base is None:
        own = folder, folder / "texts"
        missing = [
            n
            for n in list_names(settings)
            if not any(find_file(place, n).exists() for place in own)
        ]
        absent = ", ".join(missing) or "none of its own"
        raise ValueError(
            f"{folder.name}: the texts are not all there (missing: {absent}); put them into "
            f"{folder.parent.name}/{folder.name}/texts/ or point CROSSFRAME_TEXTS at their folder"
        )
    if (stored / "key.txt").is_file() and (stored / "key.txt").read_text("utf-8") == _make_key(
        settings, base, folder
    ):
        corpus, audit = read_features(stored)
    else:
        raw, notes = gather_articles(settings, base)
        corpus, notes = build_corpus(
            raw,
            notes,
            codebooks=find_codebooks(folder, settings),
            sides=[side["label"] for side in settings["sides"]],
            actors=settings.get("actors", []),
            issues=settings.get("issues", []),
            without_shared=settings.get("without_shared", False),
            progress=progress,
            workers=workers,
        )
        audit = list_audit(notes)
    return _make_event(folder, settings, corpus, audit)


def _make_event(folder: Path, settings: dict, corpus: Corpus, audit: pd.DataFrame) -> Event:
    """The event of what was read; who speaks for whom is not read but said in event.toml."""
    every = add_declared(corpus, settings)
    faced = face_rest(every)
    corpus = keep_matched(faced) if is_matched(faced) else faced
    return Event(folder.name, folder, settings, corpus, audit, every)


def _make_key(settings: dict, base: Path, folder: Path) -> str:
    """What a corpus was built from, in one line: settings, texts, codebooks and this package
    itself.
    """
    names = [find_file(base, name) for name in list_names(settings)]
    return digest_files([*names, *find_codebooks(folder, settings, paths=True).values()], settings)


def digest_files(paths: Iterable[Path], settings: dict) -> str:
    """A digest of settings, of files and folders, and of this package itself."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    own = sorted(p for p in PACKAGE.rglob("*") if p.suffix in (".py", ".csv"))
    for path in [*own, *paths]:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            digest.update(
                file.name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b"")
            )
    return digest.hexdigest()


def _check_fresh(corpus: Corpus, settings: dict, folder: Path) -> None:
    """Refuse features that were made from other articles or labels than event.toml names now."""
    made = {
        row.article_id: (row.side, row.sha256) for row in corpus.articles.itertuples(index=False)
    }
    if odd := set(corpus.sides) - {side["label"] for side in settings["sides"]}:
        raise ValueError(
            f"{folder.name}: event.toml has no side {min(odd)!r} any more; write the features again"
        )
    for article, label in (
        (a, side["label"]) for side in settings["sides"] for a in side["articles"]
    ):
        article_id, digest = article["id"], article.get("sha256", "").lower()
        side, sha256 = made.get(article_id, ("no side", ""))
        if side != label or (digest and digest != sha256):
            raise ValueError(
                f"{folder.name}: the features hold {article_id!r} on {side!r} with SHA-256 "
                f"{sha256[:12]!r}, event.toml names {label!r} and {digest[:12]!r}; write them "
                f"again: crossframe features {folder.name}"
            )


def write_features(event: Event, *, texts: bool = False) -> Path:
    """Write the tables of an event into its folder; every file complete or untouched.

    Parameters
    ----------
    event : loaded from texts.
    texts : True for local/, with the sentences, where load_event looks first.

    Returns
    -------
    it.

    Raises
    ------
    ValueError : for an event that came with an installed package.
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
        frame = frame if texts else frame.drop(columns=["title", "text"], errors="ignore")
        files[f"{place}/{name}.csv"] = write_csv(frame)
    if texts:
        base = find_texts(event.folder, event.settings) or event.folder
        files[f"{place}/key.txt"] = _make_key(event.settings, base, event.folder)
    write_together(event.folder, files)
    return event.folder / place
