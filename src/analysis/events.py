"""Events: a folder with event.toml, and texts or features; from it the Corpus that all measures read.

Features are everything that is counted, without a sentence; each article stays tied to its source by its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from analysis.actors import list_names, suggest_actors
from analysis.articles import list_sentences
from analysis.files import data_folder, find_event, read_toml
from analysis.frames import read_codebook
from analysis.language import normalise
from analysis.reading import Progress, build_corpus
from analysis.sources import find_file, gather_articles
from analysis.tables import FEATURES, Corpus, face_rest, read_features, write_atomic

DRAFTED_FROM, SUGGESTED = 200, 12  # articles read for names, and actors put into a new event.toml


@dataclass(frozen=True)
class Event:
    """An event; every: the corpus of all its sides; corpus: of two, of more sides the first against all others."""

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


def read_settings(folder: Path) -> dict:
    """event.toml of an event, checked against lexicons/event.schema.json.

    Returns: title, language, codebooks, without_shared, actors, and sides: label, articles (id, file, outlet, published, url,
    sha256) and sources (path, by, value, columns).
    Raises: ValueError naming the file and the line or the key, and what is expected there.
    """
    path = folder / "event.toml"
    settings = read_toml(path, schema="event", model="data/harbour-lease/event.toml")
    ids = [article["id"] for side in settings["sides"] for article in side.get("articles", [])]
    for what, names in (("label", [side["label"] for side in settings["sides"]]), ("id", ids)):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{path}: the {what} {twice[0]!r} is used twice; each needs one of its own")
    sides = [{"articles": [], "sources": [], **side} for side in settings["sides"]]
    return {**settings, "sides": sides, "codebooks": settings.get("codebooks") or ["generic"]}


def find_texts(folder: Path, settings: dict) -> Path | None:
    """The folder that holds all texts of an event: CROSSFRAME_TEXTS or its own; None when some are absent."""
    given = os.environ.get("CROSSFRAME_TEXTS")
    if given and not Path(given).is_dir():
        raise ValueError(f"CROSSFRAME_TEXTS names {given}, which is no folder; point it at the texts or unset it")
    for base in [base for place in ([given] if given else []) + [folder] for base in (Path(place), Path(place) / "texts")]:
        if all(find_file(base, name).exists() for name in _list_names(settings)):
            return base
    return None


def _list_names(settings: dict) -> list[str]:
    return [a["file"] for s in settings["sides"] for a in s["articles"]] + [
        x["path"] for s in settings["sides"] for x in s["sources"]
    ]


def load_event(name: str, *, texts: bool = False, progress: Progress | None = None, workers: int = 1) -> Event:
    """An event with its corpus, from features where it has them, else from its texts.

    Arguments: name, as find_event takes it; texts, True to read the articles themselves although there are features;
    progress and workers, as in build_corpus.
    Returns: the Event; its audit lists what was set aside, folded or refused. Raises: ValueError naming what cannot be read.
    """
    folder, given = find_event(name), Path(os.environ.get("CROSSFRAME_TEXTS") or os.devnull)
    outside = [Path(name) for name in _list_names(read_settings(folder)) if Path(name).is_absolute()]
    read = [*folder.rglob("*"), *data_folder().glob("codebooks/*.csv"), *given.glob("*"), *outside]
    stamp = tuple((path, path.stat().st_mtime_ns) for path in sorted(read) if path.exists())
    return _load_event(folder, texts, progress, workers, stamp)


@lru_cache(maxsize=1)  # a kernel reads one event for many notebooks; what has changed on disk is read again
def _load_event(folder: Path, texts: bool, progress: Progress | None, workers: int, _stamp: tuple) -> Event:
    settings = read_settings(folder)
    features, stored = folder / "features", folder / "local"
    if features.is_dir() and not texts:
        corpus, audit = read_features(features)
        _check_fresh(corpus, settings, folder)
        return Event(folder.name, folder, settings, face_rest(corpus), audit, corpus)
    base = find_texts(folder, settings)
    if base is None:
        own = folder, folder / "texts"
        missing = [n for n in _list_names(settings) if not any(find_file(place, n).exists() for place in own)]
        raise ValueError(
            f"{folder.name}: the texts are not all there (missing: {', '.join(missing) or 'none of its own'}); put them "
            f"into {folder.parent.name}/{folder.name}/texts/ or point CROSSFRAME_TEXTS at their folder"
        )
    if (stored / "key.txt").is_file() and (stored / "key.txt").read_text("utf-8") == _make_key(settings, base, folder):
        corpus, audit = read_features(stored)
    else:
        books = find_codebooks(folder, settings)
        corpus, audit = build_corpus(settings, base, codebooks=books, progress=progress, workers=workers)
    return Event(folder.name, folder, settings, face_rest(corpus), audit, corpus)


def _make_key(settings: dict, base: Path, folder: Path) -> str:
    """What a corpus was built from, in one line: settings, texts, codebooks and this package itself."""
    names = [find_file(base, name) for name in _list_names(settings)]
    return digest_files([*names, *find_codebooks(folder, settings, paths=True).values()], settings)


def digest_files(paths: Iterable[Path], settings: dict) -> str:
    """A digest of settings, of files and folders, and of this package itself."""
    digest = hashlib.sha256(json.dumps(settings, sort_keys=True).encode())
    own = sorted(p for p in Path(__file__).parent.rglob("*") if p.suffix in (".py", ".csv"))
    for path in [*own, *paths]:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            digest.update(file.name.encode() + b"\0" + (file.read_bytes() if file.is_file() else b""))
    return digest.hexdigest()


def _check_fresh(corpus: Corpus, settings: dict, folder: Path) -> None:
    """Refuse features that were made from other articles or labels than event.toml names now."""
    made = {row.article_id: (row.side, row.sha256) for row in corpus.articles.itertuples(index=False)}
    if odd := set(corpus.sides) - {side["label"] for side in settings["sides"]}:
        raise ValueError(f"{folder.name}: event.toml has no side {min(odd)!r} any more; write the features again")
    for article, label in ((a, side["label"]) for side in settings["sides"] for a in side["articles"]):
        article_id, digest = article["id"], article.get("sha256", "").lower()
        side, sha256 = made.get(article_id, ("no side", ""))
        if side != label or (digest and digest != sha256):
            raise ValueError(
                f"{folder.name}: the features hold {article_id!r} on {side!r} with SHA-256 {sha256[:12]!r}, event.toml names "
                f"{label!r} and {digest[:12]!r}; write them again: crossframe features {folder.name}"
            )


def find_codebooks(folder: Path, settings: dict, *, paths: bool = False) -> dict[str, pd.DataFrame | Path]:
    """The codebooks that event.toml names, from data/codebooks/ or the event's own folder, by name; or their paths.

    Raises: ValueError naming one that is not there, with those that are.
    """
    books = {}
    for name in settings["codebooks"]:
        places = folder / f"{name}.csv", data_folder() / f"codebooks/{name}.csv"
        path = next(filter(Path.is_file, places), None)
        if path is None:
            known = ", ".join(sorted(p.stem for p in (data_folder() / "codebooks").glob("*.csv")))
            raise ValueError(f"{folder / 'event.toml'}: no codebook {name!r}; known: {known}")
        books[name] = path if paths else read_codebook(path)
    return books


def write_features(event: Event, *, texts: bool = False) -> Path:
    """Write the tables of an event into its folder; every file complete or untouched.

    Arguments: event, loaded from texts; texts, True for local/, with the sentences, where load_event looks first. Returns: it.
    """
    folder = event.folder / ("local" if texts else "features")
    for name in FEATURES:
        frame = event.audit if name == "audit" else getattr(event.every, name)
        frame = frame if texts else frame.drop(columns=["title", "text"], errors="ignore")
        write_atomic(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    if texts:
        base = find_texts(event.folder, event.settings)
        write_atomic(folder / "key.txt", _make_key(event.settings, base or event.folder, event.folder))
    return folder


def draft_event(folder: Path, settings: dict) -> Path:
    """Write event.toml with comments, and with names that recur in the texts as actors, for a person to correct.

    Arguments: folder; settings, as from read_settings, paths absolute.
    Returns: the file. Raises: ValueError as gather_articles does; the file that was there is unchanged then.
    """
    import jinja2

    full = {**settings, "sides": [{"articles": [], "sources": [], **side} for side in settings["sides"]]}
    rows = []
    for article in gather_articles(full, folder)[0].head(DRAFTED_FROM).itertuples(index=False):
        text = normalise(article.text)[0]
        rows += [(article.article_id, text[i:j]) for _, _, _, i, j, role, _ in list_sentences(text) if role == "body"]
    names = suggest_actors(list_names(pd.DataFrame(rows, columns=["article_id", "text"])), []).head(SUGGESTED)
    surroundings = jinja2.Environment(loader=jinja2.PackageLoader("analysis", "lexicons"), keep_trailing_newline=True)
    # JSON's strings, lists and truth values are TOML's, but for one control character.
    surroundings.filters["toml"] = lambda value: json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    template = surroundings.get_template("event.toml.jinja")
    write_atomic(folder / "event.toml", template.render(folder=folder.name, actors=names.to_dict("records"), **full))
    return folder / "event.toml"
