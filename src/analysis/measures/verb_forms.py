"""Forms of a verb from its base: "selling" and "sold" of sell.

Irregular participles come from lexicons/word_classes.csv; which verbs double their last letter is
told by their syllables, then by TextBlob's table of tags.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.measures.word_classes import find_base, is_common, load_classes, load_pairs

_STRESSED = ("cur", "mit", "gin", "bid", "get")  # ends of longer verbs that are stressed
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_KEEPS_E = ("ee", "oe", "ye")


@cache
def write_ing(base: str) -> str:
    """Write the form in -ing of a verb.

    Parameters
    ----------
    base : its base form.

    Returns
    -------
    The form.

    Examples
    --------
    >>> [write_ing(base) for base in ["sell", "stop", "visit", "fine", "die", "see"]]
    ['selling', 'stopping', 'visiting', 'fining', 'dying', 'seeing']
    """
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and len(base) > 2 and not base.endswith(_KEEPS_E):
        return base[:-1] + "ing"
    return _double(base, "ing")


@cache
def write_participle(base: str) -> str:
    """Write the past participle of a verb.

    Parameters
    ----------
    base : its base form.

    Returns
    -------
    The participle.

    Examples
    --------
    >>> [write_participle(base) for base in ["sell", "stop", "visit", "fine", "deny", "take"]]
    ['sold', 'stopped', 'visited', 'fined', 'denied', 'taken']
    """
    irregular = _load_participles()
    if base in irregular:
        return irregular[base]
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return base[:-1] + "ied"
    return _double(base, "ed")


@cache
def _load_participles() -> dict[str, str]:
    """Base -> irregular participle; one that is a participle alone wins."""
    participles = dict(load_pairs("irregular participle"))
    for code in ("K", "E"):
        for form, own in load_classes().items():
            if own == code:
                participles.setdefault(find_base(form), form)
    return participles


def _double(base: str, ending: str) -> str:
    """A base with an ending, and with its last letter twice where it is written so."""
    plain, doubled = base + ending, base + base[-1:] + ending
    if base.endswith("ic"):
        return f"{base}k{ending}"
    if _DOUBLES.fullmatch(base) or base.endswith(_STRESSED):
        return doubled
    return doubled if is_common(doubled) and not is_common(plain) else plain
