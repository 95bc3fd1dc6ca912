"""One article from one document: plain text, Markdown, a web page, Word or PDF."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator

from analysis.read.columns import META, known_columns, with_title
from analysis.read.encoding import decode
from analysis.read.files import MOST_BYTES, need_extra
from analysis.read.notes import Note
from analysis.read.pages import read_page
from analysis.text.words import word_spans


def _read_plain(name: str, data: bytes, note: Note) -> dict:
    text, guessed = decode(data, name=name)
    if guessed:
        note("encoding", name, guessed)
    return {"text": text}


def _read_markdown(name: str, data: bytes, note: Note) -> dict:
    """The words of a Markdown file, a block a paragraph; `key: value` lines between --- at its top
    are metadata.
    """
    import mistune

    text = _read_plain(name, data, note)["text"]
    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    pairs = [line.partition(":")[::2] for line in head[1].split("\n")] if head else []
    found = {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}
    meta = {field: found[c] for field, c in known_columns() if field in META and found.get(c)}

    def words(tokens: Iterable[dict]) -> str:
        parts = (
            words(t["children"])
            if "children" in t
            else t.get("raw", "\n" * t["type"].endswith("break"))
            for t in tokens
        )
        return "".join(parts)

    def blocks(tokens: Iterable[dict]) -> Iterator[str]:
        for token in tokens:
            inner = token.get("children", [])
            nested = any(
                t["type"] in ("paragraph", "block_text", "list_item", "list") for t in inner
            )
            yield from blocks(inner) if nested else [words([token])]

    tokens = mistune.create_markdown(renderer=None)(text[head.end() :] if head else text)
    return with_title(meta, "\n\n".join(b.strip() for b in blocks(tokens) if b.strip()))


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
        raise ValueError(
            f"{name}: broken or locked PDF ({error}); save its text as .txt"
        ) from error
    if not word_spans(text):
        raise ValueError(
            f"{name}: has no text layer (a scan?); run text recognition on it, "
            "or paste its text into a .txt file"
        )
    return {"text": re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text)}


ARTICLES = {
    ".txt": _read_plain,
    ".text": _read_plain,
    "": _read_plain,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
