"""Words in which a letter of another alphabet stands for one that looks the same.

An instrument does not know such a word, and a reader does not see why. Nothing is changed: which
letter was meant is not known, and a note says where to look.
"""

from __future__ import annotations

import re

# Of Greek only what looks Latin: kΩ and μm are units.
_OTHER = "\u0400-\u052f\u0531-\u0587\u13a0-\u13ff\ua640-\ua69f\u1c80-\u1c8f"
_OTHER += "\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
_OTHER += "\u03b9\u03bd\u03bf\u03c1\u03c5"
_OTHER += "\u2c80-\u2cff\ua4d0-\ua4ff"
_LATIN = "A-Za-z\u00c0-\u024f"
_ODD = re.compile(f"[{_OTHER}]")
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
# A whole word of Cyrillic or Greek letters that have a Latin look-alike each, among Latin words.
_TWINS = "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0455\u0456\u0458\u04bb\u0501\u051b\u051d"
_TWINS += "\u0410\u0412\u0415\u041a\u041c-\u041e\u0420-\u0423\u0425\u0405\u0406\u0408"
_TWINS += "\u03bf\u03bd\u03c1\u0391\u0392\u0395-\u0397\u0399\u039a\u039c\u039d\u039f\u03a1"
_TWINS += "\u03a4\u03a5\u03a7"
_DISGUISED = re.compile(rf"(?<![\w])[{_TWINS}]{{3,}}(?![\w])")
# A word that looks like no Latin one: then others beside it are words of that alphabet too.
_FOREIGN = re.compile(
    "[\u0431\u0433\u0434\u0436-\u0439\u043a\u043b\u043f\u0442\u0444-\u044f"
    "\u03b1-\u03b8\u03ba-\u03bc\u03be\u03c0\u03c3-\u03c9]"
)
_AROUND = 30  # letters to each side that are shown of a word


def find_mixed(text: str) -> list[str]:
    """Find words in which letters of another alphabet look like Latin ones.

    A word counts when it has letters of both alphabets. One without a Latin letter counts when all
    its letters look Latin and no other word of the text is of its alphabet.

    Parameters
    ----------
    text : of an article.

    Returns
    -------
    The words, each once: first those of two alphabets, in the order of the text, then the others.

    Examples
    --------
    >>> find_mixed("A t\u0435rrible day, 5 k\u03a9")
    ['t\u0435rrible']
    """
    if text.isascii() or not _ODD.search(text):
        return []
    found: dict[str, None] = {}
    for match in _MIXED.finditer(text):
        before = re.search(
            rf"\w{{0,{_AROUND}}}$", text[max(0, match.start() - _AROUND) : match.start()]
        )
        after = re.match(rf"\w{{0,{_AROUND}}}", text[match.start() : match.end() + _AROUND])
        found[before[0] + after[0]] = None
    if not _FOREIGN.search(text):
        found |= dict.fromkeys(_DISGUISED.findall(text))
    return [*found]
