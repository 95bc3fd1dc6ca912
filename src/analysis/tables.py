"""The tables that flow through Crossframe: their columns, their checks, and the Corpus that holds them.

Everything is a plain pandas DataFrame. This module knows nothing about language.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

pd.options.mode.string_storage = "python"  # text columns are of one kind, whether or not pyarrow is installed
ROLES = ("headline", "standfirst", "heading", "body", "pull quote", "boilerplate")
VOICES = ("author", "quoted", "reported")
REST = "All others"  # the label of several sides taken as one

# Column -> kind; a name that ends in "?" may be missing (features carry no text).
SCHEMAS: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": "str", "side": "str", "title?": "str", "outlet": "str", "published": "str", "url": "str",
        "language": "str", "sha256": "str", "n_words": "int", "naive_polarity": "float",
        "naive_subjectivity": "float", "naive_compound": "float", "text?": "str",
    },
    "segments": {
        "segment_id": "str", "article_id": "str", "paragraph": "int", "sentence": "int", "start": "int",
        "end": "int", "role": "str", "voice": "str", "speaker": "str", "cue": "str", "n_words": "int", "text?": "str",
    },
    "terms": {
        "article_id": "str", "paragraph": "int", "role": "str", "voice": "str", "term": "str", "size": "int",
        "n": "int",
    },
    "marks": {
        "segment_id": "str", "article_id": "str", "instrument": "str", "label": "str", "term": "str",
        "value": "float", "weight": "float", "in_name": "bool",
    },
    "audit": {
        "article_id": "str", "what": "str", "line": "int", "paragraph": "int", "start": "int", "end": "int",
        "n_words": "int", "reason": "str",
    },
}  # fmt: skip
FEATURES = ("articles", "segments", "terms", "marks", "audit")
SEVERAL, STRONGEST = 6, 20  # from more articles than SEVERAL, a number links to its STRONGEST segments only
DTYPES = {"str": "str", "int": "int64", "float": "float64", "bool": "bool"}


def check_table(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the frame with the table's columns in order and their types, or say what is wrong.

    Arguments: frame, any rows; name, a key of SCHEMAS.
    Returns: a new frame with the columns of SCHEMAS[name] (optional ones only where present).
    Raises: ValueError naming the table and the column that is missing or holds other values.

    >>> check_table(pd.DataFrame({"article_id": ["a"]}), "terms")
    Traceback (most recent call last):
    ...
    ValueError: table 'terms' lacks the columns paragraph, role, voice, term, size, n; it has article_id
    """
    schema = SCHEMAS[name]
    wanted = {column.rstrip("?"): kind for column, kind in schema.items()}
    missing = [c for c in schema if not c.endswith("?") and c not in frame.columns]
    if missing:
        found = ", ".join(map(str, frame.columns)) or "no column"
        raise ValueError(f"table '{name}' lacks the columns {', '.join(missing)}; it has {found}")
    columns = [c for c in wanted if c in frame.columns]
    out = frame[columns]
    for column in columns:
        out[column] = _convert(out[column], wanted[column], f"table '{name}', column '{column}'")
    for column, allowed in (("role", ROLES), ("voice", VOICES)):
        if column in out and not out[column].isin(allowed).all():
            odd = out.loc[~out[column].isin(allowed), column].iloc[0]
            raise ValueError(f"table '{name}', column '{column}': {odd!r} is none of {', '.join(allowed)}")
    return out.reset_index(drop=True)


def _convert(values: pd.Series, kind: str, where: str) -> pd.Series:
    """The column in its type; nothing is rounded, guessed or filled on the way."""
    if kind != "float" and values.isna().any():
        raise ValueError(f"{where}: row {int(values.isna().argmax())} is empty; expected {kind}")
    if kind == "bool" and len(values) and not values.isin([True, False]).all():
        raise ValueError(f"{where}: row {int((~values.isin([True, False])).argmax())} is neither True nor False")
    try:
        converted = values if values.dtype == DTYPES[kind] else values.astype(DTYPES[kind])
    except (ValueError, TypeError) as error:
        raise ValueError(f"{where}: {error}; expected {kind}") from error
    if kind == "int" and converted is not values and not (converted == values.astype(float)).all():
        raise ValueError(f"{where}: row {int((converted != values).argmax())} is no whole number; expected int")
    return converted


@dataclass(frozen=True, eq=False)  # compared by identity, so that what was computed for one can be kept
class Corpus:
    """The base tables of one event: articles, segments, terms and marks (columns: SCHEMAS)."""

    articles: pd.DataFrame
    segments: pd.DataFrame
    terms: pd.DataFrame
    marks: pd.DataFrame
    whole: Corpus | None = None  # what this was selected from: instruments score whole sentences, not their parts

    @property
    def sides(self) -> list[str]:
        """Side labels in the order of the event; the first is side a."""
        return self.articles["side"].unique().tolist()

    @property
    def pair(self) -> tuple[str, str]:
        """The labels of sides a and b. Raises: ValueError when there are not two."""
        if len(self.sides) < 2:
            raise ValueError(f"a comparison needs two sides; this corpus has {', '.join(self.sides) or 'none'}")
        return self.sides[0], self.sides[1]

    @property
    def has_text(self) -> bool:
        """Whether sentences can be shown; everything that is counted works without."""
        return "text" in self.segments

    def select(
        self,
        *,
        side: str | Sequence[str] | None = None,
        role: str | Sequence[str] | None = None,
        voice: str | Sequence[str] | None = None,
        article_id: str | Sequence[str] | None = None,
    ) -> Corpus:
        """Return a corpus with only the rows that match; None selects everything.

        A voice selects segments with their marks and terms; scores stay those of the whole sentences.
        Raises: ValueError when a value does not occur in the event or is not a known role or voice.
        """
        articles, segments, terms = self.articles, self.segments, self.terms
        for column, wanted, known in (
            ("side", side, self.sides),
            ("article_id", article_id, list(self.articles["article_id"])),
            ("role", role, ROLES),
            ("voice", voice, VOICES),
        ):
            if wanted is None:
                continue
            values = known_values(column, wanted, known)
            if column in ("side", "article_id"):
                articles = articles[articles[column].isin(values)]
            else:
                segments, terms = segments[segments[column].isin(values)], terms[terms[column].isin(values)]
        segments = segments[segments["article_id"].isin(articles["article_id"])]
        terms = terms[terms["article_id"].isin(articles["article_id"])]
        marks = self.marks[self.marks["segment_id"].isin(segments["segment_id"])]
        parts = role is not None or voice is not None
        return Corpus(articles, segments, terms, marks, whole=(self.whole or self) if parts else self.whole)


def face_rest(corpus: Corpus, *, side: str | None = None) -> Corpus:
    """One side of several against all the others as one; a corpus of two sides stays as it is.

    Arguments: side, the label of side a (default: the first). Returns: a corpus with the sides `side` and REST.
    Raises: ValueError naming a side that is not there.
    """
    chosen = known_values("side", side or corpus.pair[0], corpus.sides)[0]
    if len(corpus.sides) == 2 and chosen == corpus.sides[0]:
        return corpus

    def relabel(articles: pd.DataFrame) -> pd.DataFrame:
        rest = next(s for s in corpus.sides if s != chosen) if len(corpus.sides) == 2 else REST
        articles = articles.assign(side=articles["side"].where(articles["side"] == chosen, rest))
        return articles.iloc[(articles["side"] != chosen).argsort(kind="stable")]

    whole = corpus.whole and replace(corpus.whole, articles=relabel(corpus.whole.articles))
    return replace(corpus, articles=relabel(corpus.articles), whole=whole)


def known_values(column: str, wanted: str | Sequence[str], known: Sequence[str] | None = None) -> list[str]:
    """The wanted roles, voices or other values as a list.

    Raises: ValueError naming one that is not known and those that are.

    >>> known_values("voice", "quoted")
    ['quoted']
    """
    known = known or {"role": ROLES, "voice": VOICES}[column]
    values = [wanted] if isinstance(wanted, str) else list(wanted)
    for value in values:
        if value not in known:
            raise ValueError(f"{column} {value!r} is not known; allowed: {', '.join(known)}")
    return values


def add_side(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a column `side` looked up by article_id. Raises: ValueError for one that is not there.

    >>> articles = pd.DataFrame({"article_id": ["x"], "side": ["A"]})
    >>> add_side(pd.DataFrame({"article_id": ["x", "x"]}), articles)["side"].tolist()
    ['A', 'A']
    """
    side = frame["article_id"].map(articles.set_index("article_id")["side"])
    if side.isna().any():
        raise ValueError(f"article {frame.loc[side.isna(), 'article_id'].iloc[0]!r} is not in the articles table")
    return frame.assign(side=side)


def share_words(corpus: Corpus, *, by: str) -> pd.DataFrame:
    """How the words of each side divide by role, voice or another column of the segments.

    Returns: one row a side: side, then one column a value with its share of the words (0 where a side has none).
    Roles and voices keep their own order, everything else the order of the alphabet.
    """
    words = add_side(corpus.segments, corpus.articles).pivot_table(
        index="side", columns=by, values="n_words", aggfunc="sum", fill_value=0, observed=True
    )
    order = [v for v in {"role": ROLES, "voice": VOICES}.get(by, sorted(words)) if by == "voice" or v in words]
    shares = words.div(words.sum(axis=1), axis=0).reindex(index=corpus.sides, columns=order, fill_value=0.0)
    return shares.reset_index().rename_axis(columns=None)


def read_features(folder: Path) -> tuple[Corpus, pd.DataFrame]:
    """Corpus and audit from the CSV files of a features folder.

    Raises: ValueError naming the file that is missing or broken.
    """
    frames = {}
    for name in FEATURES:
        path = folder / f"{name}.csv"
        try:
            kinds = {c.rstrip("?"): kind for c, kind in SCHEMAS[name].items()}
            # Text is read as text, so that an id such as 007 stays what it is; only numbers can be missing.
            frame = pd.read_csv(
                path, encoding="utf-8", keep_default_na=False, dtype={c: "str" for c, k in kinds.items() if k == "str"},
                na_values={c: [""] for c, k in kinds.items() if k == "float"},
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise ValueError(f"{path}: cannot be read as a table ({error}); make the features again") from error
        frames[name] = check_table(frame, name)
    return Corpus(*(frames[name] for name in FEATURES[:4])), frames["audit"]


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
    except BaseException as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise ValueError(f"{path}: cannot be written ({error.strerror}); the file there is unchanged") from error
        raise


def write_files(folder: Path, files: Mapping[str, str], *, about: Mapping[str, object]) -> Path:
    """Write the tables of a report as CSV files, and findings.json, which lexicons/findings.schema.json describes.

    Arguments: files, name -> CSV text, of which the table `findings` goes into findings.json; about, what else stands there.
    A table of a former run that is no more goes. Returns: folder. Raises: ValueError naming a file that cannot be written.
    """
    place = folder / "findings.json"
    old = json.loads(place.read_text("utf-8"))["tables"] if place.is_file() else []
    for name in {*old} - {*files}:
        (folder / f"{name}.csv").unlink(missing_ok=True)
    for name, data in files.items():
        write_atomic(folder / f"{name}.csv", data)
    found = pd.read_csv(io.StringIO(files.get("findings", "segments\n")), keep_default_na=False, na_values=[""])
    rows = [{k: None if pd.isna(v) else v for k, v in row.items()} for row in found.to_dict("records")]
    rows = [{**row, "segments": (row["segments"] or "").split()} for row in rows]
    content = {**about, "tables": sorted(files), "findings": rows}
    write_atomic(place, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return folder
