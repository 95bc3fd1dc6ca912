"""A web page saved as one file (.mhtml, .mht), as Chrome and Edge do."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from analysis.read.encoding import decode
from analysis.read.notes import Note
from analysis.read.pages import read_html


def read_mhtml(name: str, data: bytes, note: Note) -> dict:
    """Read the article of a web page that was saved as one file.

    Parameters
    ----------
    name : of the file.
    data : its bytes.
    note : called as notes.add_note without its first parameter.

    Returns
    -------
    As pages.read_page gives; url is the address that was saved.

    Raises
    ------
    ValueError : when no page is in the file, and as read_page does.
    """
    message = BytesParser(policy=policy.default).parsebytes(data)
    part = _find_page(message)
    if part is None:
        raise ValueError(
            f"{name}: holds no web page; save the page again, as one HTML file or as text"
        )
    declared = part.get_content_charset() or ""
    text, guessed = decode(
        part.get_payload(decode=True) or b"", name=name, declared=declared, lost=True
    )
    if guessed and not declared:
        note("encoding", name, guessed)
    found = read_html(name, text)
    address = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
    return {"url": address, **found} if re.match(r"https?://", address) else found


def _find_page(message: EmailMessage) -> EmailMessage | None:
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            return part
    return None
