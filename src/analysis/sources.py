"""Anything a user has -> raw articles: text, Markdown, web pages, Word, PDF, tables, folders and zip archives.

Nothing is unpacked to disk and nothing is fetched. What cannot be read is refused by file and row and stops nothing else; no
character is lost silently. What an article's lines mean is the business of `articles`.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

import pandas as pd

from analysis.files import MOST_BYTES, TABLES, Note, decode, list_files, need_extra, read_rows, suggest
from analysis.language import load_lexicon, word_spans

META = ("title", "outlet", "published", "author", "url", "language")
COLUMNS = ("article_id", "side", *META, "text", "file", "row", "sha256")
MOST_PAGE = 10_000_000  # bytes of one page, document or text
_MARKUP = re.compile(r"</(?:p|div|a|span|strong|em|b|i|li)>|<br ?/?>", re.IGNORECASE)
_DATES = ("%Y/%m/%d", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%d %b %Y", "%b %d, %Y", "%a, %d %b %Y %H:%M:%S %z")


def read_text(path: Path | str) -> str:
    """The text of one article's file, of any kind. Raises: ValueError naming the file and what is wrong with it."""
    if not os.path.isfile(path):
        raise ValueError(f"{path}: no such file; name the file of one article")
    found, notes = read_source(path)
    if len(found) == 1:
        return found["text"].iloc[0]
    refused = [note["reason"] for note in notes if note["what"] == "refused"]
    raise ValueError(refused[0] if refused and found.empty else f"{path}: holds {len(found)} articles; one is needed here")


def read_source(path: Path | str, *, columns: Mapping[str, str] | None = None, by: str = "") -> tuple[pd.DataFrame, list[dict]]:
    """Read all articles of a file, a table, a folder or a zip archive.

    Arguments: path; columns, for tables: field (text, id, title, outlet, published, author, url, language) -> the table's own
    column, where lexicons/columns.csv does not know it; by, the column whose values are sides ('folder' in folders and zips).
    Returns: articles with COLUMNS (row: of a table, its header being row 1, else 0; sha256: of the file, or of a row's text),
    and notes (what, line, reason) of what was refused, read in a guessed encoding or not understood.
    Raises: ValueError when there is nothing of that name.
    """
    rows, notes = _list_articles(Path(path), columns or {}, by)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({c: "int64" if c == "row" else "str" for c in COLUMNS}), notes


def _list_articles(path: Path, columns: Mapping[str, str], by: str) -> tuple[list[dict], list[dict]]:
    rows, notes = [], []

    def note(what: str, reason: str, row: int = -1) -> None:
        notes.append({"what": what, "line": row, "reason": reason})

    for name, load in list_files(path, note):
        try:
            data = load()
            for article in _read_file(name, data, columns, by, note):
                folder = PurePosixPath(name).parent.name if by == "folder" else ""
                whole = dict.fromkeys(COLUMNS, "") | {"side": folder, "row": 0, "file": name}
                digest = hashlib.sha256(article["text"].encode() if article.get("row") else data).hexdigest()
                rows.append({**whole, "article_id": PurePosixPath(name).stem, **article, "sha256": digest})
        except (ValueError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            reason = str(error).replace(str(path), name)
            note("refused", reason if reason.startswith(name) else f"{name}: cannot be read: {reason}")
    for row in rows:
        row["published"] = _read_date(row["published"], row["file"], note)
    return [{c: row[c] if c == "row" else str(row[c]) for c in COLUMNS} for row in rows], notes


def _read_file(name: str, data: bytes, columns: Mapping[str, str], by: str, note: Note) -> Iterable[dict]:
    kind = PurePosixPath(name).suffix.lower()
    if kind in TABLES:
        return _read_articles(name, read_rows(name, data, note), columns, by, note)
    if kind not in _ARTICLES:
        known = " ".join([*_ARTICLES, *TABLES, ".zip"]).strip()
        raise ValueError(f"{name}: is no kind of file that is read here ({known}); save it as one of them")
    if len(data) > MOST_PAGE:
        raise ValueError(f"{name}: {len(data):,} bytes; an article of at most {MOST_PAGE:,} is read")
    is_page = kind in (".txt", "") and re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)\b", data, re.IGNORECASE)
    article = _ARTICLES[".html" if is_page else kind](name, data, note)
    if not article["text"].strip():
        raise ValueError(f"{name}: the file is empty, or no text was found in it; paste the article's text into it")
    return [article]


def _read_plain(name: str, data: bytes, note: Note) -> dict:
    text, guessed = decode(data, name=name)
    if guessed:
        note("encoding", guessed)
    return {"text": text}


def _read_markdown(name: str, data: bytes, note: Note) -> dict:
    """The words of a Markdown file, a block a paragraph; `key: value` lines between --- at its top are metadata."""
    import mistune

    text = _read_plain(name, data, note)["text"]
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    pairs = [line.partition(":")[::2] for line in head[1].split("\n")] if head else []
    found = {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}
    meta = {field: found[c] for field, c in _known_columns() if field in META and found.get(c)}

    def words(tokens: Iterable[dict]) -> str:
        parts = (words(t["children"]) if "children" in t else t.get("raw", "\n" * t["type"].endswith("break")) for t in tokens)
        return "".join(parts)

    def blocks(tokens: Iterable[dict]) -> Iterator[str]:
        for token in tokens:
            inner = token.get("children", [])
            nested = any(t["type"] in ("paragraph", "block_text", "list_item", "list") for t in inner)
            yield from blocks(inner) if nested else [words([token])]

    tokens = mistune.create_markdown(renderer=None)(text[head.end() :] if head else text)
    return _with_title(meta, "\n\n".join(b.strip() for b in blocks(tokens) if b.strip()))


def _read_page(name: str, data: bytes, note: Note) -> dict:
    """The main text of a saved web page, by trafilatura, under its headline and its standfirst."""
    need_extra("lxml_html_clean", "html", name)
    extract = need_extra("trafilatura", "html", name).bare_extraction
    from lxml import html

    declared = re.search(rb"<meta[^>]{1,200}charset=[\"']?([\w-]+)", data[:5000], re.IGNORECASE)
    text, guessed = decode(data, name=name, declared=declared[1].decode() if declared else "")
    if guessed and not declared:
        note("encoding", guessed)
    tree = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text) or "<p>", parser=html.HTMLParser(huge_tree=False))
    dates = {"extensive_search": False, "original_date": True}  # else a year in a footer becomes a day
    page = extract(tree, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dates)
    if page is None or not (page.text or "").strip():
        raise ValueError(f"{name}: no article found in this web page; save one article's page, or its text as .txt")
    shown = {" ".join(e.text_content().split()) for e in tree.iter("p", "h2", "h3", "div", "span")}
    paragraphs = [line.strip() for line in page.text.split("\n") if line.strip()]
    lead = " ".join((page.description or "").split())
    if lead in shown and lead not in paragraphs:  # the standfirst: what the page shows and describes itself with
        paragraphs.insert(paragraphs[0] == page.title, lead)
    meta = {"title": page.title, "outlet": page.sitename, "published": page.date, "author": page.author, "url": page.url}
    language = (tree.get("lang") or "").lower()
    return _with_title({k: v for k, v in {**meta, "language": language}.items() if v}, "\n\n".join(paragraphs))


def _read_docx(name: str, data: bytes, note: Note) -> dict:
    docx = need_extra("docx", "docx", name)
    entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise ValueError(f"{name}: unpacks to more than {MOST_BYTES:,} bytes")
    document = docx.Document(io.BytesIO(data))
    known = document.core_properties
    meta = {"title": known.title, "author": known.author}
    paragraphs = [p.text.strip() for p in document.paragraphs if p.text.strip()]
    return {**{k: v for k, v in meta.items() if v}, "text": "\n\n".join(paragraphs)}


def _read_pdf(name: str, data: bytes, note: Note) -> dict:
    pypdf = need_extra("pypdf", "pdf", name)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it would print names no file
    try:
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
    except (pypdf.errors.PyPdfError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"{name}: broken or locked PDF ({error}); save its text as .txt") from error
    if not word_spans(text):
        raise ValueError(f"{name}: has no text layer (a scan?); run text recognition on it, or paste its text into a .txt file")
    return {"text": re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)}


def _with_title(meta: dict, text: str) -> dict:
    """The article with its headline as first line, where the text does not begin with it."""
    title = " ".join(meta.get("title", "").split())
    headed = not title or " ".join(text.split()).startswith(title)
    return {**meta, "text": text if headed else f"{re.sub(r'(?<![.A-Z])[.]$', '', title)}\n\n{text}"}


def _known_columns() -> list[tuple[str, str]]:
    return list(load_lexicon("columns")[["field", "column"]].itertuples(index=False, name=None))[::-1]


def _read_articles(
    name: str, rows: Iterator[tuple[int, dict]], columns: Mapping[str, str], by: str, note: Note
) -> Iterator[dict]:
    places: dict[str, str] = {}
    seen: dict[str, int] = {}
    for number, row in rows:
        places = places or map_columns(name, list(row), columns, by)
        article = {field: str(row.get(column, "")).strip() for field, column in places.items()}
        article_id, where = article.pop("id", "") or f"{PurePosixPath(name).stem}-{number}", f"{name}, row {number}"
        language = article.get("language", "").lower()
        fault = (
            "the text is empty" if not article["text"]
            else f"its id {article_id!r} stands in row {seen[article_id]} already" if article_id in seen
            else f"holds HTML ({found[0]}); strip it from the texts" if (found := _MARKUP.search(article["text"]))
            else f"its language is {language!r}; only English is read" if language and not language.startswith("en")
            else ""
        )  # fmt: skip
        if fault:
            note("refused", f"{where}: {fault}", number)
        else:
            seen[article_id] = number
            text = article["text"].replace("\r\n", "\n").replace("\r", "\n")
            yield {**_with_title(article, text), "article_id": article_id, "row": number}
    if not places:
        raise ValueError(f"{name}: no row that can be read; a table has a header and one row an article")


def map_columns(name: str, own: list[str], columns: Mapping[str, str], by: str) -> dict[str, str]:
    """Field -> column of this table: as told, else as lexicons/columns.csv knows it."""
    lower = {column.lower().strip(): column for column in own}
    found = {field: lower[column] for field, column in _known_columns() if column in lower}
    for field, column in {**columns, **({"side": by} if by else {})}.items():
        if column not in own:
            raise ValueError(f"{name}: no column {column!r}; {suggest(column, own)}")
        found[field] = column
    if "text" not in found:
        raise ValueError(f"{name}: no column holds the texts; name it (--text-column); it has: {', '.join(own)[:300]}")
    return found


def _read_date(day: str, file: str, note: Note) -> str:
    """The day as YYYY-MM-DD where it can be told without guessing, else as it was written."""
    if match := re.match(r"\d{4}-\d{2}(?:-\d{2})?(?=$|[T ])", day):
        return match[0]
    for form in _DATES if day else ():
        try:
            return datetime.strptime(day, form).date().isoformat()
        except ValueError:
            continue
    if day:
        note("date", f"{file}: the date {day[:40]!r} is kept as written; YYYY-MM-DD would be understood")
    return day


_ARTICLES = {
    ".txt": _read_plain, ".text": _read_plain, "": _read_plain, ".md": _read_markdown, ".markdown": _read_markdown,
    ".html": _read_page, ".htm": _read_page, ".xhtml": _read_page, ".docx": _read_docx, ".pdf": _read_pdf,
}  # fmt: skip


def gather_articles(settings: dict, base: Path) -> tuple[pd.DataFrame, list[dict]]:
    """The raw articles of all sides of an event, and notes on what was refused.

    Arguments: settings, from events.read_settings; base, the folder that files and sources are named in.
    Returns: the frame of read_source with side the label, ids unique, and what event.toml says of an article before what its
    page says; notes with article_id, side, what, line, reason.
    Raises: ValueError when a file is not the one its sha256 names, or a source has no article of that side.
    """
    rows, notes, read = [], [], {}
    for side in settings["sides"]:
        for entry in side.get("articles", []):
            found, own = _try_source(base, entry["file"])
            if len(found) > 1:
                reason = f"{entry['file']}: holds {len(found)} articles; name it as a source of the side"
                own.append({"what": "refused", "line": -1, "reason": reason})
            notes += [{**note, "article_id": entry["id"], "side": side["label"]} for note in own]
            if len(found) == 1:
                given = {key: str(entry[key]) for key in ("outlet", "published", "url") if entry.get(key)}
                rows.append({**found[0], **given, "article_id": entry["id"], "side": side["label"]})
                digest, made = entry.get("sha256", "").lower(), rows[-1]["sha256"]
                if digest and digest != made:
                    raise ValueError(
                        f"{entry['file']}: its SHA-256 is {made[:12]}…, but event.toml names {digest[:12]}…; this is another "
                        "text, so its features would differ: use the original file or change the entry"
                    )
        for entry in side.get("sources", []):
            by = entry.get("by", "")
            key = str({k: v for k, v in entry.items() if k != "value"})
            if key not in read:
                read[key], own = _try_source(base, entry["path"], columns=entry.get("columns"), by=by)
                notes += [{**note, "article_id": "", "side": side["label"]} for note in own]
            found, value = read[key], entry.get("value", side["label"])
            if by:
                known = sorted({row["side"] for row in found})
                if value not in known and known:
                    raise ValueError(f"{Path(entry['path']).name}: no {by} {value!r}; {suggest(value, known)}")
                found = [row for row in found if row["side"] == value]
            rows += [{**row, "side": side["label"]} for row in found]
    seen: dict[str, int] = {}
    for row in rows:
        seen[row["article_id"]] = seen.get(row["article_id"], 0) + 1
        row["article_id"] += f"-{seen[row['article_id']]}" * (seen[row["article_id"]] > 1)
    return pd.DataFrame(rows, columns=list(COLUMNS)), notes


def _try_source(base: Path, name: str, columns: Mapping[str, str] | None = None, by: str = "") -> tuple[list[dict], list[dict]]:
    try:
        return _list_articles(find_file(base, name), columns or {}, by)
    except ValueError as error:
        path, short = str(find_file(base, name)), PurePosixPath(name).name  # the audit is tracked: no place of a machine
        return [], [{"what": "refused", "line": -1, "reason": str(error).replace(path, short)}]


def find_file(base: Path, name: str) -> Path:
    """A file or folder of an event: as named, or by its last part alone, in base."""
    own = base / Path(name).name
    return own if os.path.exists(own) and not os.path.exists(base / name) else base / name
