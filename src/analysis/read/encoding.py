"""Bytes as text: encodings are told or guessed, garbled characters repaired, none lost silently."""

from __future__ import annotations

import re
from codecs import getincrementaldecoder, lookup
from collections.abc import Callable, Iterator
from io import StringIO, TextIOWrapper
from itertools import chain
from typing import BinaryIO

WESTERN = ["cp1252", "mac_roman"]
BYTE_ORDER_MARKS = [
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]
JAPANESE = (b"\x1b$B", b"\x1b$@")  # begin such letters in text that is ASCII otherwise
# UTF-8 that was read as Windows-1252: a character that begins a sequence and those that go on.
_GOES_ON = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122"
_SEQUENCE = re.compile(
    f"[\u00c2-\u00df][{_GOES_ON}]|[\u00e0-\u00ef][{_GOES_ON}]{{2}}|[\u00f0-\u00f4][{_GOES_ON}]{{3}}"
)
# Sequences that no writer puts down: signs and accents after Â or Ã, and what typographic marks,
# the mark of byte order and emoji become. Ã and a quotation mark are none, since a name can end so.
_CERTAIN = re.compile("[ÂÃ][\u0080-\u00bf]|â€|â‚¬|â„¢|ï»¿|ï¿½|ðŸ")
_BEGINNINGS = "ÂÃâïð"  # of what _CERTAIN finds
# What is left of a garbled line where a byte was lost on the way.
_REMNANT = re.compile("â€|Â(?=\\s|$)")
# What a repair may give: Latin letters and signs, punctuation, currencies, letters for emoji.
_PLAUSIBLE = re.compile(
    "[\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f"
    "\u20a0-\u20cf\u2100-\u27bf\ufe0f\ufeff\ufffd]"
    "|[\U0001f000-\U0001faff]"
)
_NOT_IN_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_OUT_OF_PLACE = re.compile("[a-z][\u00c0-\u00deŠŽŒŸ¢-¬¶-º]|[\x80-\x9f]")

# The character sets that pages are written in. Python knows others, which rewrite what they read:
# unicode_escape makes letters of backslashes, and utf-7 of plus signs.
_CHARSETS = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-sig|-le|-be)?|cp\d+|iso8859-\d+|koi8-[rtu]|mac-\w+|big5(?:hkscs)?"
    r"|gb(?:2312|k|18030)|hz|euc_\w+|shift_jis\w*|iso2022_\w+|johab|tis-620|ptcp154|kz1048"
)

LOST = "characters that another program has lost (U+FFFD)"
NUL = "NUL bytes, so it is no plain text, or UTF-16 without its mark"
REPAIRED = "UTF-8 that had been saved as Windows-1252; repaired"
BLOCK_BYTES = 1 << 20  # read at a time where the encoding is looked for
BLOCK_CHARACTERS = 1 << 17  # of lines at a time: more stand in memory six times as they are cut
SAMPLE_BYTES = 200_000  # of lines that tell one encoding from another
FEW_ODD_BYTES = 20  # beyond ASCII
STRAY = 0.01  # share of a table's bytes beyond ASCII that may be out of place in its encoding


def decode(data: bytes, *, name: str, declared: str = "", lost: bool = False) -> tuple[str, str]:
    """Decode bytes: by their mark, as UTF-8, as declared, or in a likely Western encoding.

    Parameters
    ----------
    data : the bytes of the file.
    name : of the file, for messages.
    declared : the encoding that a web page names.
    lost : True where the caller itself looks for characters that are lost, in the part that is text
        (check_characters).

    Returns
    -------
    The text, with LF line ends; and a note where the encoding was guessed or garbled characters
    were repaired, else ''.

    Raises
    ------
    ValueError : naming the file, where its encoding cannot be told or characters would be lost.

    Examples
    --------
    >>> decode("The café’s end.".encode("cp1252"), name="x.txt")
    ('The café’s end.', 'not UTF-8; read as cp1252')
    """
    note, encoding = "", _find_mark(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        cut = encoding != "utf-8-sig" or "unexpected end" in error.reason
        guess = "" if cut else _guess_encoding(data, declared)
        if not guess:
            raise ValueError(
                f"{name}: byte {error.start} is not {encoding.removesuffix('-sig').upper()}, "
                "and the file is in no other encoding that could be told with certainty; "
                "save it as UTF-8 text"
            ) from error
        text, note = data.decode(guess), f"not UTF-8; read as {guess}"
    repaired = repair(text)
    note = note if repaired == text else REPAIRED
    if not lost:
        check_characters(text, name=name)
    elif 4 * text.count("\0") > len(text):
        raise ValueError(f"{name}: holds {NUL}; save it again from the original, as UTF-8 text")
    return repaired.replace("\r\n", "\n").replace("\r", "\n"), note


def check_characters(text: str, *, name: str) -> None:
    """Refuse a text that has lost characters, or holds NUL.

    Parameters
    ----------
    text : as it was decoded.
    name : of the file, for the error.

    Raises
    ------
    ValueError : naming the file and what it holds.

    Examples
    --------
    >>> check_characters("A café.", name="x.txt")
    """
    for character, what in (("\0", NUL), ("\ufffd", LOST)):
        if character in text:
            raise ValueError(
                f"{name}: holds {what}; save it again from the original, as UTF-8 text"
            )


def read_lines(
    stream: BinaryIO, *, name: str, longest: int, tell: Callable[[str], None]
) -> Iterator[str]:
    """Read the lines of a text of any size, decoded as decode does, in bounded memory.

    A byte that is not in the encoding of the others, or out of place in the one that was guessed,
    becomes U+FFFD, so that one row is refused for it and not the file (see find_fault).

    Parameters
    ----------
    stream : bytes; it can seek.
    name : of the file, for messages.
    longest : characters of a line. A longer one comes as longest + 1 dots, so that no part is taken
        for the whole.
    tell : called once with a reason where the encoding was guessed, and once where garbled
        characters were repaired.

    Returns
    -------
    The lines, each with its LF.

    Raises
    ------
    ValueError : when the file is no text, or its encoding cannot be told.
    """
    encoding = find_encoding(stream, name=name)
    stream.seek(0)
    if encoding in WESTERN:
        tell(f"not UTF-8; read as {encoding}")
    return chain.from_iterable(map(StringIO, _read_blocks(stream, encoding, longest, tell)))


def _read_blocks(
    stream: BinaryIO, encoding: str, longest: int, tell: Callable[[str], None]
) -> Iterator[str]:
    """The text in blocks of whole lines, which are faster than lines one by one."""
    told = False
    text = TextIOWrapper(stream, encoding=encoding, errors="replace")
    size = min(BLOCK_CHARACTERS, longest)  # so that only the last line of a block can be too long
    while block := text.read(size):
        if not block.endswith("\n"):
            block += text.readline(longest + 1)
        start = block.rfind("\n", 0, -1) + 1
        if len(block) - start > longest + 1:
            rest = block
            while rest and not rest.endswith("\n"):
                rest = text.readline(longest)
            block = block[:start] + "." * (longest + 1) + "\n"
        if not block.isascii():
            repaired = repair(block)
            if not told and repaired != block:
                tell(REPAIRED)
                told = True
            block = repaired
            if encoding in WESTERN:
                block = _OUT_OF_PLACE.sub("\ufffd", block)
        yield block
    text.detach()  # else the stream would be closed


def find_encoding(stream: BinaryIO, *, name: str) -> str:
    """Find the encoding of a text of any size, by its mark or from all its bytes.

    A file is UTF-8 when most of its characters beyond ASCII are; else lines with such characters
    tell whether it is Windows-1252 or Mac Roman.

    Parameters
    ----------
    stream : bytes; it can seek.
    name : of the file, for the error.

    Returns
    -------
    A name that Python knows.

    Raises
    ------
    ValueError : naming the file (and line) when the encoding cannot be told, or the file is no
        text.

    Examples
    --------
    >>> from io import BytesIO
    >>> find_encoding(BytesIO("a café\\n".encode("cp1252")), name="t.csv")
    'cp1252'
    """
    stream.seek(0)
    block = stream.read(BLOCK_BYTES)
    encoding = _find_mark(block)
    if encoding != "utf-8-sig":
        return encoding
    if 4 * block.count(0) > len(block):
        raise ValueError(f"{name}: holds {NUL}; save it again from the original, as UTF-8 text")
    decoder = getincrementaldecoder("utf-8")("replace")
    whole, broken, lines, first = 0, 0, 1, 0
    sample = bytearray()
    while block:
        text = decoder.decode(block)
        if not text.isascii():
            odd = text.count("\ufffd") - block.count("\ufffd".encode())
            if odd > 0:
                whole += len(text) - len(text.encode("ascii", "ignore")) - odd
                broken += odd
                first = first or lines + text[: text.index("\ufffd")].count("\n")
                sample += _pick_lines(block, SAMPLE_BYTES - len(sample))
            else:
                whole += len(block) - len(text)  # at least one byte for each such character
        lines += block.count(b"\n")
        block = stream.read(BLOCK_BYTES)
    if broken <= whole:  # also where only the last character was cut off
        return encoding
    guess = _guess_encoding(bytes(sample), "", stray=STRAY) or _guess_western(bytes(sample))
    if not guess:
        raise ValueError(
            f"{name}: line {first} is not UTF-8, and the file is in no other encoding "
            "that could be told with certainty; save it as UTF-8 text"
        )
    return guess


def _guess_western(sample: bytes) -> str:
    """The encoding of most lines, where a broken one rules Windows-1252 out for all of them."""
    lines = sample.split(b"\n")
    whole = [line for line in lines if len(line.translate(None, _NOT_IN_CP1252)) == len(line)]
    most = 2 * len(whole) > len(lines)
    return _guess_encoding(b"\n".join(whole), "", stray=STRAY) if most else ""


def _pick_lines(block: bytes, most: int) -> bytes:
    """Lines of a block that hold more than ASCII, the same for the same block."""
    picked = bytearray()
    for line in block.split(b"\n"):
        if len(picked) >= most:
            break
        if not line.isascii():
            picked += line + b"\n"
    return bytes(picked[:most])


def find_fault(text: str) -> str:
    """Say what is wrong with the characters of a text that came from a table.

    Parameters
    ----------
    text : of a cell.

    Returns
    -------
    What is wrong, and what to do; '' for nothing.

    Examples
    --------
    >>> find_fault("caf\ufffd")[:38]
    'holds characters that another program '
    """
    if "\0" in text:
        return f"holds {NUL}; save the table again from the original, as UTF-8 text"
    if text.isascii():
        return ""
    if "\ufffd" in text:
        more = "or bytes in another encoding than the rest of the file"
        return f"holds {LOST}, {more}; save the table again from the original, as UTF-8 text"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "holds half a character (a lone surrogate); save the table again from the original"
    return ""


def _find_mark(data: bytes) -> str:
    """The encoding that the bytes of a text name, by a mark at their beginning or by the sequences
    with which some Japanese files change alphabets; else UTF-8.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding
    if data.isascii() and any(mark in data for mark in JAPANESE):
        return "iso2022_jp"
    return "utf-8-sig"


def _guess_encoding(data: bytes, declared: str, *, stray: float = 0.0) -> str:
    """The encoding as declared, or the likeliest in which no more is out of place than a share of
    the bytes beyond ASCII; '' for none.
    """
    from charset_normalizer import from_bytes

    if declared:
        declared = {"iso-8859-1": "cp1252", "latin-1": "cp1252"}.get(declared.lower(), declared)
        try:
            if not _CHARSETS.fullmatch(lookup(declared).name):
                return ""
            data.decode(declared)
        except (LookupError, UnicodeDecodeError, ValueError):
            return ""
        return declared
    matches = list(from_bytes(data, cp_isolation=WESTERN))
    beyond = len(data) - len(data.decode("ascii", "ignore"))
    if beyond < FEW_ODD_BYTES:
        matches = matches[:1]  # too few to say that the second best is meant
    # A capital with an accent, or a sign, inside a small-letter word comes from the wrong table: no
    # guess is better then.
    for match in matches:
        if len(_OUT_OF_PLACE.findall(str(match))) <= stray * beyond:
            return match.encoding
    return ""


def repair(text: str) -> str:
    """Make lines whole that were UTF-8 and were read as Windows-1252.

    Only a line is changed that is garbled as a whole: every character beyond ASCII in it belongs to
    such a sequence, gives a plausible character, and one of them cannot be meant as it stands. A
    capital with an accent before a quotation mark or a dash is correct text.

    Parameters
    ----------
    text : as it was decoded.

    Returns
    -------
    The text, with such lines repaired.

    Examples
    --------
    >>> repair("It isnâ€™t in the cafÃ©."), repair("BEYONCÉ’S tour")
    ('It isn’t in the café.', 'BEYONCÉ’S tour')
    """
    if not _is_garbled(text):
        return text
    return "".join(map(_repair_line, text.splitlines(keepends=True)))


def _is_garbled(text: str) -> bool:
    """Whether a text holds characters that cannot be meant as they stand."""
    # Most have hardly any of those with which such a sequence begins, which are found fast.
    for mark in _BEGINNINGS:
        at = text.find(mark)
        while at >= 0:
            if _CERTAIN.match(text, at):
                return True
            at = text.find(mark, at + 1)
    return False


def _repair_line(line: str) -> str:
    if not _is_garbled(line):
        return line
    pieces, last = [], 0
    for match in _SEQUENCE.finditer(line):
        data = b"".join(
            c.encode("latin-1") if ord(c) < 256 else c.encode("cp1252", "replace") for c in match[0]
        )
        try:
            new = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if not _PLAUSIBLE.fullmatch(new):
            return line
        pieces += [line[last : match.start()], new]
        last = match.end()
    rest = [*pieces[::2], line[last:]]
    if not all(_REMNANT.sub("", piece).isascii() for piece in rest):
        return line
    return "".join([*pieces, line[last:]])
