"""Events: a folder with event.toml, and texts or features; from it the Corpus that all measures read.

Features are everything that is counted, without a sentence: they can be shared where the texts cannot, and each article
stays tied to its source by the SHA-256 of the file.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.actors import mark_actors, mark_places, suggest_actors
from analysis.articles import cut_segments, list_set_aside, read_article, split_article
from analysis.frames import mark_frames, read_codebook
from analysis.instruments import score_text
from analysis.language import word_spans
from analysis.sentiment import mark_sentiment
from analysis.tables import Corpus, write_atomic
from analysis.terms import count_words, find_spellings

FEATURES = ("articles", "segments", "terms", "marks", "audit")
NAIVE_CHARACTERS = 100_000  # a whole file of more is not scored by VADER: its time grows with the square
_WITHOUT_TEXT = ["title", "text"]


@dataclass(frozen=True)
class Event:
    """An event as loaded; settings is event.toml, audit lists what was set aside, folded or refused."""

    name: str
    folder: Path
    settings: dict
    corpus: Corpus
    audit: pd.DataFrame

    @property
    def title(self) -> str:
        """The title of the event for readers."""
        return self.settings["title"]


def data_folder() -> Path:
    """The folder of events: `data` beside or above the working folder, else the checkout's own.

    Raises: ValueError when there is none.
    """
    own = Path(__file__).resolve().parents[2]
    found = (folder for folder in (Path.cwd(), *Path.cwd().parents, own) if any(folder.glob("data/*/event.toml")))
    if folder := next(found, None):
        return folder / "data"
    raise ValueError("no folder data/ with an event found here or above; run the command inside the project")


def list_events() -> list[str]:
    """Names of the events in the data folder, in alphabetical order."""
    return sorted(path.parent.name for path in data_folder().glob("*/event.toml"))


def find_event(name: str) -> Path:
    """Folder of an event, by its name in data/ or by a path to a folder with event.toml.

    Raises: ValueError with the nearest known name.
    """
    if "\0" in name or not name.strip():
        raise ValueError(f"{name!r} is no name of an event; known: {', '.join(list_events())}")
    try:
        if (Path(name) / "event.toml").is_file():
            return Path(name).resolve()
    except OSError:
        pass  # no file system takes such a name, so no event has it
    if name not in (known := list_events()):
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no event named {name!r} in {data_folder().name}/{hint}")
    return data_folder() / name


def read_settings(folder: Path) -> dict:
    """event.toml of an event, checked against lexicons/event.schema.json.

    Returns: title, language, codebooks, sides (label, articles with id, file, outlet, published, url, sha256), actors.
    Raises: ValueError naming the file and the line or the key, and what is expected there.
    """
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    path = folder / "event.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        settings = json.loads(json.dumps(settings, default=str))  # a TOML date becomes the text a reader wrote
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror}); copy one from another event's folder") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not readable as TOML: {error}") from error
    schema = json.loads(files("analysis").joinpath("lexicons/event.schema.json").read_text(encoding="utf-8"))
    if fault := best_match(Draft202012Validator(schema).iter_errors(settings)):
        place = fault.json_path.removeprefix("$").lstrip(".") or "the top"
        found = f"{len(fault.instance)} found" if fault.validator in ("minItems", "maxItems") else fault.message[:120]
        wanted = fault.schema.get("description", "another value")
        raise ValueError(f"{path}: at {place}: {found}; expected is {wanted}, as in data/harbour-lease/event.toml")
    for what, names in (
        ("label", [side["label"] for side in settings["sides"]]),
        ("id", [article["id"] for side in settings["sides"] for article in side["articles"]]),
    ):
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"{path}: the {what} {twice[0]!r} is used twice; each needs one of its own")
    return {**settings, "codebooks": settings.get("codebooks") or ["generic"]}


def find_texts(folder: Path, settings: dict) -> Path | None:
    """The folder that holds all articles of an event: CROSSFRAME_TEXTS or its own; None when some are absent."""
    names = [article["file"] for side in settings["sides"] for article in side["articles"]]
    given = os.environ.get("CROSSFRAME_TEXTS")
    if given and not Path(given).is_dir():
        raise ValueError(f"CROSSFRAME_TEXTS names {given}, which is no folder; point it at the texts or unset it")
    for place in [Path(given), folder] if given else [folder]:
        for base in (place, place / "texts"):
            if all((base / n).is_file() or (base / Path(n).name).is_file() for n in names):
                return base
    return None


def load_event(name: str, *, texts: bool = False) -> Event:
    """An event with its corpus, from features where it has them, else from its texts.

    Arguments: name, as find_event takes it; texts, True to read the articles themselves although there are features.
    Returns: the Event; its audit lists what was set aside, folded or refused. Raises: ValueError naming what cannot be read.
    """
    folder, given = find_event(name), Path(os.environ.get("CROSSFRAME_TEXTS") or "/dev/null")
    read = [
        *folder.rglob("*"),
        *folder.parent.glob("codebooks/*.csv"),
        *data_folder().glob("codebooks/*.csv"),
        *given.glob("*"),
    ]
    return _load_event(folder, texts, given, tuple((path, path.stat().st_mtime_ns) for path in sorted(read)))


@lru_cache(maxsize=1)  # a kernel reads one event for many notebooks; what changes on disk is read again
def _load_event(folder: Path, texts: bool, *_: object) -> Event:
    settings = read_settings(folder)
    features = folder / "features"
    if features.is_dir() and not texts:
        corpus, audit = read_features(features)
        _check_fresh(corpus, settings, folder)
    else:
        base = find_texts(folder, settings)
        if base is None:
            files = [Path(a["file"]) for side in settings["sides"] for a in side["articles"]]
            missing = [str(f) for f in files if not ((folder / f).is_file() or (folder / "texts" / f.name).is_file())]
            raise ValueError(
                f"{folder.name}: the texts are not all there (missing: {', '.join(missing) or 'none of its own'}); put them "
                f"into {folder.parent.name}/{folder.name}/texts/ or point CROSSFRAME_TEXTS at their folder"
            )
        corpus, audit = build_corpus(settings, base, codebooks=find_codebooks(folder, settings))
    return Event(folder.name, folder, settings, corpus, audit)


def _check_fresh(corpus: Corpus, settings: dict, folder: Path) -> None:
    """Refuse features that were made from other articles or labels than event.toml names now."""
    made = {row.article_id: (row.side, row.sha256) for row in corpus.articles.itertuples(index=False)}
    for article, label in ((a, side["label"]) for side in settings["sides"] for a in side["articles"]):
        article_id, digest = article["id"], article.get("sha256", "").lower()
        side, sha256 = made.get(article_id, ("no side", ""))
        if side != label or (digest and digest != sha256):
            raise ValueError(
                f"{folder.name}: the features hold {article_id!r} on {side!r} with SHA-256 {sha256[:12]!r}, event.toml names "
                f"{label!r} and {digest[:12]!r}; write them again: crossframe features {folder.name}"
            )


def find_codebooks(folder: Path, settings: dict) -> dict[str, pd.DataFrame]:
    """The codebooks that event.toml names, from data/codebooks/ or the event's own folder, by name.

    Raises: ValueError naming one that is not there, with those that are.
    """
    books = {}
    for name in settings["codebooks"]:
        places = [folder / f"{name}.csv", data_folder() / f"codebooks/{name}.csv"]
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            known = ", ".join(sorted(p.stem for p in (data_folder() / "codebooks").glob("*.csv")))
            raise ValueError(f"{folder / 'event.toml'}: no codebook {name!r}; known: {known}")
        books[name] = read_codebook(path)
    return books


def build_corpus(settings: dict, base: Path, *, codebooks: dict[str, pd.DataFrame]) -> tuple[Corpus, pd.DataFrame]:
    """Read, cut, count and score the articles of an event.

    An article that cannot be read is left out and listed in the audit with the reason.
    Arguments: settings, from read_settings; base, the folder of the texts; codebooks, by name, for frame language.
    Returns: the corpus with text, and the audit table.
    Raises: ValueError when a side is left without an article, or a file is not the one its sha256 names.
    """
    rows, segments, marks, audits = [], [], [], []
    for side in settings["sides"]:
        reasons = []
        for article in side["articles"]:
            path = base / article["file"]
            path = path if path.is_file() else base / Path(article["file"]).name
            try:
                row, parts, scored, aside = _read_one(path, article["id"])
            except ValueError as error:
                reasons.append(str(error).replace(str(path), path.name))  # the audit is tracked: no place of a machine
                audits.append(_note(article["id"], "refused", reasons[-1]))
                continue
            digest = article.get("sha256", "").lower()
            if digest and digest != row["sha256"]:
                raise ValueError(
                    f"{path}: its SHA-256 is {row['sha256'][:12]}…, but event.toml names {digest[:12]}…; "
                    "this is another text, so its features would differ: use the original file or change the entry"
                )
            meta = {key: str(article.get(key, "")) for key in ("outlet", "published", "url")}
            rows.append({"article_id": article["id"], "side": side["label"], **meta, **row})
            segments.append(parts)
            marks.append(scored)
            audits.append(aside)
        if len(reasons) == len(side["articles"]):
            raise ValueError(f"side {side['label']!r} has no article that can be read: " + "; ".join(reasons))
    parts = tables.check_table(pd.concat(segments), "segments")
    terms = tables.check_table(count_words(parts), "terms")
    actors = settings.get("actors", [])
    marks += [mark_actors(parts, actors), mark_places(parts), mark_frames(parts, codebooks)]
    marks = tables.check_table(pd.concat(marks), "marks").sort_values(list(tables.SCHEMAS["marks"]), ignore_index=True)
    names = suggest_actors(parts[parts["role"] == "body"], actors)
    spelt = find_spellings(terms[terms["size"] == 1]).query("term != shown_as").itertuples()
    folded = [_note("", "spelling", f"{row.term} counted as {row.shown_as}", row.n) for row in spelt]
    listed = [_note("", "name not listed", row.name, row.n) for row in names.itertuples(index=False)]
    articles = tables.check_table(pd.DataFrame(rows), "articles")
    audit = tables.check_table(pd.concat([*audits, *folded, *listed]), "audit")
    return Corpus(articles, parts, terms, marks), audit


def _read_one(path: Path, article_id: str) -> tuple[dict, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    raw, text, offsets = read_article(path)
    sentences = split_article(text)
    parts = cut_segments(sentences, text, article_id=article_id, offsets=offsets)
    headline, blob = sentences[sentences["role"] == "headline"], score_text(raw, "textblob")
    vader = score_text(raw, "vader") if len(raw) <= NAIVE_CHARACTERS else {"compound": float("nan")}
    row = {
        "title": text[headline["start"].iloc[0] : headline["end"].iloc[0]] if len(headline) else "",
        "language": "en", "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "n_words": len(word_spans(text)),
        "naive_polarity": blob["polarity"], "naive_subjectivity": blob["subjectivity"], "naive_compound": vader["compound"],
        "text": text,
    }  # fmt: skip
    try:
        marks = mark_sentiment(parts)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return row, parts, marks, list_set_aside(sentences, text, article_id=article_id)


def _note(article_id: str, what: str, reason: str, n_words: int = 0) -> pd.DataFrame:
    row = dict.fromkeys(("line", "paragraph", "start", "end"), -1)
    return pd.DataFrame([{**row, "article_id": article_id, "what": what, "n_words": n_words, "reason": reason}])


def read_features(folder: Path) -> tuple[Corpus, pd.DataFrame]:
    """Corpus and audit from the CSV files of a features folder.

    Raises: ValueError naming the file that is missing or broken.
    """
    frames = {}
    for name in FEATURES:
        path = folder / f"{name}.csv"
        try:
            kinds = {c.rstrip("?"): kind for c, kind in tables.SCHEMAS[name].items()}
            # Text is read as text, so that an id such as 007 stays what it is; only numbers can be missing.
            frame = pd.read_csv(
                path, encoding="utf-8", keep_default_na=False, dtype={c: "str" for c, k in kinds.items() if k == "str"},
                na_values={c: [""] for c, k in kinds.items() if k == "float"},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: cannot be read as a table ({error}); make the features again") from error
        frames[name] = tables.check_table(frame, name)
    return Corpus(*(frames[name] for name in FEATURES[:4])), frames["audit"]


def write_features(event: Event) -> Path:
    """Write the tables of an event without any text into its folder features/; every file complete or untouched.

    Arguments: event, loaded from texts. Returns: the folder.
    """
    folder = event.folder / "features"
    for name in FEATURES:
        frame = event.audit if name == "audit" else getattr(event.corpus, name)
        frame = frame.drop(columns=[c for c in _WITHOUT_TEXT if c in frame])
        write_atomic(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    return folder
