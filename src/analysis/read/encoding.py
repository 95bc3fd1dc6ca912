"""Bytes as text: encodings are told or guessed, garbled characters repaired, none lost silently."""

from __future__ import annotations

import re

BYTE_ORDER_MARKS = [
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
# UTF-8 that was read as Windows-1252: each run of such characters gives UTF-8 again.
_GARBLED = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]+"
)
_OUT_OF_PLACE = re.compile("[a-z][\u00c0-\u00deŠŽŒŸ¢-¬¶-º]|[\x80-\x9f]")


def decode(data: bytes, *, name: str, declared: str = "") -> tuple[str, str]:
    """Bytes as text with LF line ends: by their mark, as UTF-8, as declared, or in the Western
    encoding they must be in.

    Arguments: data; name, of the file, for messages; declared, the encoding that a web page names.
    Returns: the text, and a note where the encoding was guessed or garbled characters were
    repaired, else ''.
    Raises: ValueError naming file and encoding where characters would be lost.

    >>> decode("The café’s end.".encode("cp1252"), name="x.txt")
    ('The café’s end.', 'x.txt: not UTF-8; read as cp1252')
    """
    note, encoding = (
        "",
        next(
            (encoding for mark, encoding in BYTE_ORDER_MARKS if data.startswith(mark)), "utf-8-sig"
        ),
    )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = encoding != "utf-8-sig" or "unexpected end" in error.reason
        guess = "" if cut else _guess_encoding(data, declared)
        if not guess:
            raise ValueError(
                f"{name}: byte {error.start} is not {encoding.removesuffix('-sig').upper()}, and the file is in no other "
                "encoding that could be told with certainty; save it as UTF-8 text"
            ) from error
        text, note = data.decode(guess), f"{name}: not UTF-8; read as {guess}"
    repaired = _GARBLED.sub(_repair, text)
    note = (
        note if repaired == text else f"{name}: UTF-8 that had been saved as Windows-1252; repaired"
    )
    nul = "NUL bytes, so it is no plain text, or UTF-16 without its mark"
    for character, what in (
        ("\0", nul),
        ("\ufffd", "characters that another program has lost (U+FFFD)"),
    ):
        if character in text:
            raise ValueError(
                f"{name}: holds {what}; save it again from the original, as UTF-8 text"
            )
    return repaired.replace("\r\n", "\n").replace("\r", "\n"), note


def _guess_encoding(data: bytes, declared: str) -> str:
    from charset_normalizer import from_bytes

    if declared:
        declared = {"iso-8859-1": "cp1252", "latin-1": "cp1252"}.get(declared.lower(), declared)
        try:
            data.decode(declared)
        except (LookupError, UnicodeDecodeError):
            return ""
        return declared
    best = from_bytes(data, cp_isolation=["cp1252", "mac_roman"]).best()
    # A capital with an accent, or a sign, inside a small-letter word comes from the wrong table: no
    # guess is better then.
    return best.encoding if best and not _OUT_OF_PLACE.search(str(best)) else ""


def _repair(match: re.Match[str]) -> str:
    data = b"".join(
        c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252", "replace") for c in match[0]
    )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]
