"""Rich Text Format as plain text: what a word processor or an archive saves as .rtf."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])"
    rb"|[\r\n]+|([^\\{}\r\n]+)"
)
# Groups that hold no text of the document.
_ASIDE = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "objdata",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "xmlnstbl",
        "header",
        "headerl",
        "headerr",
        "headerf",
        "footer",
        "footerl",
        "footerr",
        "footerf",
        "ftnsep",
        "ftnsepc",
        "fldinst",
        "bkmkstart",
        "bkmkend",
        "nonshppict",
        "filetbl",
        "revtbl",
        "pgptbl",
        "annotation",
        "atnid",
        "atnauthor",
        "deleted",
        "mmathPr",
        "wgrffmtfilter",
    ]
)
_SIGNS = {
    "par": "\n",
    "sect": "\n",
    "page": "\n",
    "row": "\n",
    "cell": "\n",
    "nestcell": "\n",
    "line": "\n",
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
_PLAIN = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


def read_rtf_text(data: bytes, *, name: str) -> str:
    r"""The text of an RTF file, a line a paragraph; headers, notes of fonts and pictures left out.

    Raises: ValueError when the file is no RTF, or names a code page that is not known.

    >>> read_rtf_text(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}The caf\'e9\par shut.}", name="x.rtf")
    'The café\nshut.'
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ValueError(f"{name}: is no RTF, though its name says so; save it again as .rtf")
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    encoding = f"cp{page[1].decode()}" if page and page[1] != b"0" else "cp1252"
    try:
        b"".decode(encoding)
    except LookupError as error:
        raise ValueError(
            f"{name}: its code page {encoding} is not known; save its text as .txt"
        ) from error
    parts: list[str] = []
    raw = bytearray()  # bytes of the code page, which may make a character together
    stack: list[tuple[bool, int]] = []
    aside, skipped, waiting, opened = False, 1, 0, False

    def flush() -> None:
        parts.append(raw.decode(encoding, "replace"))
        raw.clear()

    for match in _TOKEN.finditer(data):
        word, number, code, sign, brace, text = match.groups()
        starts, opened = opened, False
        if brace == b"{":
            stack.append((aside, skipped))
            opened = True
        elif brace:
            aside, skipped = stack.pop() if stack else (False, 1)
        elif sign == b"*":
            aside = aside or starts
        elif word:
            own = word.decode()
            if starts and own in _ASIDE:
                aside = True
            elif own == "uc":
                skipped = int(number or 1)
            elif own == "v":  # hidden text
                aside = number != b"0"
            elif own == "bin":
                continue
            elif not aside and own == "u" and number:
                flush()
                parts.append(chr(int(number) % 65536))
                waiting = skipped
            elif not aside and own in _SIGNS:
                flush()
                parts.append(_SIGNS[own])
        elif aside:
            continue
        elif code:
            if waiting:
                waiting -= 1
            else:
                raw.append(int(code, 16))
        elif sign:
            flush()
            parts.append(_PLAIN.get(sign, ""))
        elif text:
            raw += text[waiting:]
            waiting = 0
    flush()
    whole = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return "\n".join(line.strip() for line in whole.split("\n")).strip()
