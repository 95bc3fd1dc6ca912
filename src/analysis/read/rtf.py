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
    r"""Read the text of an RTF file, a line a paragraph.

    Headers, footers, lists of fonts and pictures are left out.

    Parameters
    ----------
    data : the bytes of the file.
    name : of the file, for errors.

    Returns
    -------
    The text.

    Raises
    ------
    ValueError : when the file is no RTF, or names a code page that is not known.

    Examples
    --------
    >>> read_rtf_text(rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}The caf\'e9\par shut.}", name="x.rtf")
    'The café\nshut.'
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ValueError(f"{name}: is no RTF, though its name says so; save it again as .rtf")
    text = _Text(_find_encoding(data, name))
    for match in _TOKEN.finditer(data):
        word, number, code, sign, brace, plain = match.groups()
        if brace:
            text.turn(opens=brace == b"{")
        elif word:
            text.obey(word.decode(), number)
        elif sign == b"*":
            text.skip_unknown()
        else:
            text.write(code, sign, plain)
        text.at_start = brace == b"{"
    lines = [line.strip() for line in text.read().split("\n")]
    return "\n".join(lines).strip()


def _find_encoding(data: bytes, name: str) -> str:
    """The code page that a file names, Western for none."""
    page = re.search(rb"\\ansicpg(\d{3,5})", data[:2000])
    encoding = "cp1252"
    if page and page[1] != b"0":
        encoding = f"cp{page[1].decode()}"
    try:
        b"".decode(encoding)
    except LookupError as error:
        raise ValueError(
            f"{name}: its code page {encoding} is not known; save its text as .txt"
        ) from error
    return encoding


class _Text:
    """The text of an RTF file so far, and the state of the group that is read.

    aside: whether the group holds no text; skipped: how many characters stand for a Unicode one in
    old programs, waiting: how many of them are still to come; at_start: whether the group has just
    begun.
    """

    def __init__(self, encoding: str):
        self.encoding = encoding
        self.parts: list[str] = []
        self.raw = bytearray()  # bytes of the code page, which may make a character together
        self.stack: list[tuple[bool, int]] = []
        self.aside, self.skipped = False, 1
        self.waiting = 0
        self.at_start = False

    def turn(self, *, opens: bool) -> None:
        """Begin a group, or go back to the one around it."""
        if opens:
            self.stack.append((self.aside, self.skipped))
        else:
            self.aside, self.skipped = self.stack.pop() if self.stack else (False, 1)

    def skip_unknown(self) -> None:
        r"""A group that begins with \* may be left out by who does not know it."""
        self.aside = self.aside or self.at_start

    def obey(self, word: str, number: bytes | None) -> None:
        """Follow a control word."""
        if word in _ASIDE and self.at_start:
            self.aside = True
        elif word == "uc":
            self.skipped = int(number or 1)
        elif word == "v":  # hidden text
            self.aside = number != b"0"
        elif self.aside:
            return
        elif word == "u" and number:
            self.add(chr(int(number) % 65536))
            self.waiting = self.skipped
        elif word in _SIGNS:
            self.add(_SIGNS[word])

    def write(self, code: bytes | None, sign: bytes | None, plain: bytes | None) -> None:
        """Take in a character by its code, a sign behind a backslash, or plain text."""
        if self.aside:
            return
        if code and self.waiting:
            self.waiting -= 1
        elif code:
            self.raw.append(int(code, 16))
        elif sign:
            self.add(_PLAIN.get(sign, ""))
        elif plain:
            self.raw += plain[self.waiting :]
            self.waiting = 0

    def add(self, text: str) -> None:
        """Add text behind what stands in the code page."""
        self.parts.append(self.raw.decode(self.encoding, "replace"))
        self.parts.append(text)
        self.raw.clear()

    def read(self) -> str:
        """The whole text; two halves of a character that UTF-16 parts are joined."""
        self.add("")
        whole = "".join(self.parts)
        return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
