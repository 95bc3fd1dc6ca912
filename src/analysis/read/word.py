"""A Word file as Word shows it: tables, insertions, controls and text boxes in their place."""

from __future__ import annotations

import io
from collections.abc import Iterator

from analysis.read.files import MOST_XML, is_bomb, need_extra, open_zip

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What Word does not show: deleted text, the older twin of a drawing, codes of fields.
_HIDDEN = {
    f"{_W}del",
    f"{_W}moveFrom",
    f"{_W}instrText",
    f"{_W}rPr",
    f"{_W}pPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


def read_docx_text(name: str, data: bytes) -> tuple[dict, str]:
    """Read a Word file.

    Parameters
    ----------
    name : of the file, for errors.
    data : its bytes.

    Returns
    -------
    What the file says of itself (title and author, where they are named); and its text, a line a
    paragraph.

    Raises
    ------
    ValueError : when it unpacks to too much, or is no Word file; and where the package that reads
        it is not installed.
    """
    docx = need_extra("docx", "docx", name)
    _, entries = open_zip(name, data)
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if xml > MOST_XML or any(map(is_bomb, entries)):
        raise ValueError(
            f"{name}: unpacks to more than an article has ({xml:,} bytes of text and its form, "
            f"at most {MOST_XML:,}); save its text as .txt"
        )
    try:
        document = docx.Document(io.BytesIO(data))
        known = document.core_properties
        meta = {"title": known.title, "author": known.author}
        lines = [line.strip() for line in _list_paragraphs(document.element.body)]
    except Exception as error:  # of many libraries, none of which says more than "broken"
        told = " ".join(str(error).split())[:100]
        raise ValueError(
            f"{name}: is no Word file, or a broken one ({type(error).__name__}: {told}); "
            "save it again, or its text as .txt"
        ) from error
    return {k: v for k, v in meta.items() if v}, "\n".join(line for line in lines if line)


def _list_paragraphs(element) -> Iterator[str]:
    """The paragraphs in an element, those of a text box after the one that holds it."""
    for child in element:
        if child.tag == f"{_W}p":
            boxes: list = []
            yield "".join(_list_texts(child, boxes))
            for box in boxes:
                yield from _list_paragraphs(box)
        elif isinstance(child.tag, str) and child.tag not in _HIDDEN:
            yield from _list_paragraphs(child)


def _list_texts(element, boxes: list) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif isinstance(child.tag, str) and child.tag not in _HIDDEN:
            yield from _list_texts(child, boxes)
