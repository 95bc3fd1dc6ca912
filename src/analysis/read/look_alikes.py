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
_LATIN = "A-Za-z\u00c0-\u024f"
_MIXED = re.compile(f"[{_LATIN}][{_OTHER}]|[{_OTHER}][{_LATIN}]")
_AROUND = 30  # letters to each side that are shown of a word


def find_mixed(text: str) -> list[str]:
    """The words with letters of two alphabets, each once, in the order of the text.

    Examples
    --------
    >>> find_mixed("A t\u0435rrible day, 5 k\u03a9")
    ['t\u0435rrible']
    """
    if text.isascii():
        return []
    found: dict[str, None] = {}
    for match in _MIXED.finditer(text):
        before = re.search(
            rf"\w{{0,{_AROUND}}}$", text[max(0, match.start() - _AROUND) : match.start()]
        )
        after = re.match(rf"\w{{0,{_AROUND}}}", text[match.start() : match.end() + _AROUND])
        found[before[0] + after[0]] = None
    return [*found]
