"""The articles of one document: plain text, Markdown, a web page, Word, RTF or PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from analysis.read.columns import META, known_columns, with_title
from analysis.read.encoding import check_characters, decode
from analysis.read.exports import split_export
from analysis.read.mhtml import read_mhtml
from analysis.read.notes import Note
from analysis.read.pages import read_page
from analysis.read.pdf import read_pdf_text
from analysis.read.rows import TABLES
from analysis.read.rtf import read_rtf_text
from analysis.read.word import read_docx_text

_MARKDOWN_BLOCKS = ("paragraph", "block_text", "list_item", "list")


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
    meta = {}
    if head:
        meta = _read_head(head[1])
        text = text[head.end() :]
    tokens = mistune.create_markdown(renderer=None)(text)
    blocks = [block.strip() for block in _list_markdown(tokens)]
    return with_title(meta, "\n\n".join(filter(None, blocks)))


def _read_head(head: str) -> dict:
    """The fields of META that `key: value` lines name."""
    found = {}
    for line in head.split("\n"):
        key, _, value = line.partition(":")
        found[key.strip().lower()] = value.strip().strip("\"'")
    meta = {}
    for field, column in known_columns():
        if field in META and found.get(column):
            meta[field] = found[column]
    return meta


def _list_markdown(tokens: Iterable[dict]) -> Iterator[str]:
    """The words of every block that holds no other."""
    for token in tokens:
        inner = token.get("children", [])
        if any(child["type"] in _MARKDOWN_BLOCKS for child in inner):
            yield from _list_markdown(inner)
        else:
            yield _write_words(token)


def _write_words(token: dict) -> str:
    """The words of a Markdown token; a line break stays one."""
    if "children" in token:
        return "".join(map(_write_words, token["children"]))
    if "raw" in token:
        return token["raw"]
    return "\n" if token["type"].endswith("break") else ""


def _read_docx(name: str, data: bytes, note: Note) -> dict:
    meta, text = read_docx_text(name, data)
    return {**meta, "text": "\n\n".join(text.split("\n"))}


def _read_pdf(name: str, data: bytes, note: Note) -> dict:
    return {"text": "\n\n".join(read_pdf_text(name, data).split("\n"))}


def _read_rtf(name: str, data: bytes, note: Note) -> dict:
    text = read_rtf_text(data, name=name)
    check_characters(text, name=name)
    return {"text": text}


def read_documents(name: str, data: bytes, note: Note) -> list[dict]:
    """Read the articles of a file that is no table: one, or those of an archive's export.

    Parameters
    ----------
    name : whose ending tells the kind.
    data : its bytes.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    For each article text, kinds where tags tell them (see columns.with_kinds), and the fields of
    META that are known.

    Raises
    ------
    ValueError : when the file is of no kind that is read, broken or empty.
    """
    kind = PurePosixPath(name).suffix.lower()
    read = ARTICLES.get(_find_kind(kind, data))
    if read is None:
        known = " ".join([*ARTICLES, *TABLES, ".zip"]).strip()
        way = WAYS_OUT.get(kind, f"save it as one of them ({known})")
        raise ValueError(f"{name}: is no kind of file that is read here; {way}")
    exported = _list_blocks(data) if read is read_page and b"Document " in data else ""
    if found := split_export(exported):
        return found
    article = read(name, data, note)
    if not article["text"].strip():
        raise ValueError(
            f"{name}: the file is empty, or no text was found in it; "
            "paste the article's text into it"
        )
    if "kinds" in article:
        return [article]
    if found := split_export(article["text"]):
        return found
    if several := len(_RULE.findall("\n" + article["text"])):
        reason = (
            "lines of ---- or ==== part it {} times and it is read as one article; if it holds "
        )
        note("several", name, reason + "several, save each as a file of its own", several)
    return [article]


def _find_kind(kind: str, data: bytes) -> str:
    """The kind of a file by its name, but for one that begins as another kind does."""
    start = data[:400].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind in (".txt", ".text", "", ".doc"):
        if re.match(rb"<(?:!doctype html|html)\b", start):
            return ".html"
        if start.startswith(b"{\\rtf"):
            return ".rtf"
    return kind


def _list_blocks(data: bytes) -> str:
    """The text of a page block by block, for an export that was saved as HTML."""
    from analysis.read.pages import parse_html

    tree = parse_html(data.decode("utf-8", "replace"))
    for element in tree.iter("p", "div", "br", "tr", "h1", "h2", "h3", "span", "b", "td"):
        if element.tag in ("td", "span", "b"):
            element.tail = f" {element.tail or ''}" if element.tag == "td" else element.tail
        else:
            element.tail = f"\n{element.tail or ''}"
            if element.tag != "br":
                element.text = f"\n{element.text or ''}"
    for element in tree.iter("script", "style"):
        element.text = ""
    return "\n\n".join(
        " ".join(line.split()) for line in tree.text_content().split("\n") if line.strip()
    )


ARTICLES = {
    ".txt": _read_plain,
    ".text": _read_plain,
    "": _read_plain,
    ".md": _read_markdown,
    ".markdown": _read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".mhtml": read_mhtml,
    ".mht": read_mhtml,
    ".docx": _read_docx,
    ".rtf": _read_rtf,
    ".pdf": _read_pdf,
}
# What people have and is not read, and the way out.
WAYS_OUT = {
    ".doc": "open it in a word processor and save it as .docx",
    ".odt": "save it as .docx",
    ".pages": "export it as .docx",
    ".xls": "save the sheet as CSV UTF-8 (.csv)",
    ".xlsx": "save the sheet as CSV UTF-8 (.csv)",
    ".ods": "save the sheet as .csv",
    ".warc": "it is a crawl of many addresses: take the article's page out of it, as .html",
    ".wacz": "it is a crawl of many addresses: take the article's page out of it, as .html",
    ".webarchive": "open it in the browser and save the page as HTML",
    ".xml": "it is a feed or an export: save each article's page as .html, or a table as .csv",
    ".rss": "a feed holds summaries: save each article's page as .html",
    ".atom": "a feed holds summaries: save each article's page as .html",
    ".epub": "save the article's text as .txt",
    ".url": "it is a link, and nothing is fetched: save the page as HTML",
    ".webloc": "it is a link, and nothing is fetched: save the page as HTML",
    ".ris": "it holds references without texts: export the texts, as .txt or .rtf",
    ".bib": "it holds references without texts: export the texts, as .txt or .rtf",
}
_RULE = re.compile(r"(?m)\n[ \t]*[-=_*]{8,}[ \t]*$")
