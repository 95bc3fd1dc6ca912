"""Events: a folder with event.toml, and texts or features; from it the Corpus that all measures read.

Features are everything that is counted, without a sentence: they can be shared where the texts cannot, and each article
stays tied to its source by the SHA-256 of the file.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.articles import list_set_aside, read_article, split_article
from analysis.language import word_spans
from analysis.segments import cut_segments
from analysis.sentiment import mark_sentiment, score_text
from analysis.tables import Corpus
from analysis.terms import count_words, find_spellings

FEATURES = ("articles", "segments", "terms", "marks", "audit")
NAIVE_CHARACTERS = 100_000  # a whole file of more is not scored by VADER: its time grows with the square
_WITHOUT_TEXT = ["title", "text"]


@dataclass(frozen=True)
class Event:
    """An event as loaded: its name and folder, event.toml as a dict, the corpus, and the audit table."""

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
    for folder in (Path.cwd(), *Path.cwd().parents, own):
        if any(folder.glob("data/*/event.toml")):
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
    if (Path(name) / "event.toml").is_file():
        return Path(name).resolve()
    known = list_events()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        hint = f"; did you mean {near[0]}?" if near else f"; known: {', '.join(known)}"
        raise ValueError(f"no event named {name!r} in {data_folder().name}/{hint}")
    return data_folder() / name


def read_settings(folder: Path) -> dict:
    """event.toml of an event, checked.

    Returns: title, language, codebooks, sides (label, articles with id, file, outlet, published, url, sha256), actors.
    Raises: ValueError naming the file and the line or the key, and what is expected there.
    """
    path = folder / "event.toml"
    if not path.is_file():
        raise ValueError(f"{path}: no such file; copy one from another event's folder")
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not readable as TOML: {error}") from error
    sides = settings.get("sides")
    if not isinstance(settings.get("title"), str):
        raise ValueError(f"{path}: 'title' is missing or no text; write title = \"…\" at the top")
    if not isinstance(sides, list) or len(sides) < 2:
        found = len(sides) if isinstance(sides, list) else 0
        raise ValueError(f"{path}: {found} [[sides]] found; a comparison needs two, each with a label and articles")
    labels = [side.get("label") for side in sides]
    if not all(isinstance(label, str) and label.strip() for label in labels) or len(set(labels)) < len(labels):
        raise ValueError(f"{path}: every [[sides]] needs a label of its own; found {labels}")
    ids = set()
    for side in sides:
        if not side.get("articles"):
            raise ValueError(f"{path}: side {side['label']!r} has no [[sides.articles]]; give it at least one")
        for article in side["articles"]:
            for key in ("id", "file"):
                if not isinstance(article.get(key), str) or not article[key].strip():
                    raise ValueError(f"{path}: an article of side {side['label']!r} has no {key!r}")
            if article["id"] in ids:
                raise ValueError(f"{path}: the id {article['id']!r} is used twice; ids name one article each")
            ids.add(article["id"])
    return settings


def find_texts(folder: Path, settings: dict) -> Path | None:
    """The folder that holds all articles of an event: CROSSFRAME_TEXTS or its own; None when some are absent."""
    names = [article["file"] for side in settings["sides"] for article in side["articles"]]
    given = os.environ.get("CROSSFRAME_TEXTS")
    for place in ([Path(given), folder] if given else [folder]):
        for base in (place, place / "texts"):
            if all((base / name).is_file() for name in names):
                return base
            if all((base / Path(name).name).is_file() for name in names):
                return base
    return None


def load_event(name: str, *, texts: bool = False) -> Event:
    """An event with its corpus, from features where it has them, else from its texts.

    Arguments: name, as find_event takes it; texts, True to read the articles themselves although there are features.
    Returns: the Event; its audit lists what was set aside, folded or refused.
    Raises: ValueError for anything that cannot be read, naming file, row or column.
    """
    folder = find_event(name)
    settings = read_settings(folder)
    features = folder / "features"
    if features.is_dir() and not texts:
        corpus, audit = read_features(features)
    else:
        base = find_texts(folder, settings)
        if base is None:
            wanted = ", ".join(a["file"] for side in settings["sides"] for a in side["articles"])
            raise ValueError(
                f"{folder.name}: the texts are not all there ({wanted}); put them into {folder.name}/texts/ "
                "or point CROSSFRAME_TEXTS at their folder"
            )
        corpus, audit = build_corpus(settings, base)
    return Event(folder.name, folder, settings, corpus, audit)


def build_corpus(settings: dict, base: Path) -> tuple[Corpus, pd.DataFrame]:
    """Read, cut, count and score the articles of an event.

    An article that cannot be read is left out and listed in the audit with the reason.
    Returns: the corpus with text, and the audit table.
    Raises: ValueError when a side is left without an article, or a file is not the one its sha256 names.
    """
    rows, segments, audits = [], [], []
    for side in settings["sides"]:
        reasons = []
        for article in side["articles"]:
            path = base / article["file"]
            path = path if path.is_file() else base / Path(article["file"]).name
            try:
                row, parts, aside = _read_one(path, article["id"])
            except ValueError as error:
                reasons.append(str(error))
                audits.append(_note(article["id"], "refused", str(error)))
                continue
            digest = article.get("sha256", "")
            if digest and digest != row["sha256"]:
                raise ValueError(
                    f"{path}: its SHA-256 is {row['sha256'][:12]}…, but event.toml names {digest[:12]}…; "
                    "this is another text, so its features would differ: use the original file or change the entry"
                )
            meta = {key: str(article.get(key, "")) for key in ("outlet", "published", "url")}
            rows.append({"article_id": article["id"], "side": side["label"], **meta, **row})
            segments.append(parts)
            audits.append(aside)
        if len(reasons) == len(side["articles"]):
            raise ValueError(f"side {side['label']!r} has no article that can be read: " + "; ".join(reasons))
    parts = tables.check_table(pd.concat(segments), "segments")
    terms = tables.check_table(count_words(parts), "terms")
    marks = tables.check_table(mark_sentiment(parts), "marks")
    folded = [
        _note("", "spelling", f"{row.term} counted as {row.shown_as}", row.n)
        for row in find_spellings(terms[terms["size"] == 1]).itertuples()
        if row.term != row.shown_as
    ]
    articles = tables.check_table(pd.DataFrame(rows), "articles")
    audit = tables.check_table(pd.concat([*audits, *folded]), "audit")
    return Corpus(articles, parts, terms, marks), audit


def _read_one(path: Path, article_id: str) -> tuple[dict, pd.DataFrame, pd.DataFrame]:
    raw, text, offsets = read_article(path)
    sentences = split_article(text)
    parts = cut_segments(sentences, text, article_id=article_id, offsets=offsets)
    headline = sentences[sentences["role"] == "headline"]
    blob = score_text(raw, "textblob")
    vader = score_text(raw, "vader") if len(raw) <= NAIVE_CHARACTERS else {"compound": float("nan")}
    row = {
        "title": text[headline["start"].iloc[0] : headline["end"].iloc[0]] if len(headline) else "",
        "language": "en",
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "n_words": len(word_spans(text)),
        "naive_polarity": blob["polarity"],
        "naive_subjectivity": blob["subjectivity"],
        "naive_compound": vader["compound"],
        "text": text,
    }
    return row, parts, list_set_aside(sentences, text, article_id=article_id)


def _note(article_id: str, what: str, reason: str, n_words: int = 0) -> pd.DataFrame:
    place = {"line": -1, "paragraph": -1, "start": -1, "end": -1}
    return pd.DataFrame([{"article_id": article_id, "what": what, **place, "n_words": n_words, "reason": reason}])


def read_features(folder: Path) -> tuple[Corpus, pd.DataFrame]:
    """Corpus and audit from the CSV files of a features folder.

    Raises: ValueError naming the file that is missing or broken.
    """
    frames = {}
    for name in FEATURES:
        path = folder / f"{name}.csv"
        try:
            frame = pd.read_csv(path, keep_default_na=False, float_precision="round_trip", encoding="utf-8")
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: cannot be read as a table ({error}); make the features again") from error
        frames[name] = tables.check_table(frame, name)
    return Corpus(*(frames[name] for name in FEATURES[:4])), frames["audit"]


def write_features(event: Event) -> Path:
    """Write the tables of an event without any text into its folder features/; every file complete or untouched.

    Arguments: event, loaded from texts. Returns: the folder.
    """
    folder = event.folder / "features"
    folder.mkdir(exist_ok=True)
    for name in FEATURES:
        frame = event.audit if name == "audit" else getattr(event.corpus, name)
        frame = frame.drop(columns=[c for c in _WITHOUT_TEXT if c in frame])
        write_atomic(folder / f"{name}.csv", frame.to_csv(index=False, lineterminator="\n"))
    return folder


def write_atomic(path: Path, content: str) -> None:
    """Write a text file beside its place and rename it there, so that no reader ever sees half of it.

    Raises: ValueError naming the file when it cannot be written; nothing is left behind then.
    """
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
            temporary = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise ValueError(f"{path}: cannot be written ({error.strerror}); the file there is unchanged") from error
