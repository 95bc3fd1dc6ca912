"""One name for a camp that texts call by several.

"The Federation", "the federation" and "the union" are the Miners' Federation where the texts say
so: a shorter name ends one other only, and a description stands beside one name only. Somebody who
speaks for a person speaks for the person's own camp, and a body speaks for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from analysis.articles.bearers import list_bodies
from analysis.articles.reporting_words import load_words
from analysis.measures.camps import make_key


def join_camps(
    camps: Mapping[str, str],
    *,
    known: Mapping[str, str],
    speakers: Collection[str],
    texts: Iterable[str],
) -> dict[str, str]:
    """Give camps that are one the same name.

    Parameters
    ----------
    camps : name of a speaker -> camp, as a text has it.
    known : alias -> name of people among the actors.
    speakers : all that speak, in full names.
    texts : of the articles, in which the camps are named.

    Returns
    -------
    Name of a speaker -> camp.

    Examples
    --------
    >>> camps = {"Ana Ruiz": "the Dockers' League", "Mo Cole": "the union"}
    >>> texts = ["The Dockers' League, the union that called it, lost."]
    >>> join_camps(camps, known={}, speakers=[], texts=texts)["Mo Cole"]
    "the Dockers' League"
    """
    texts = list(texts)
    spelled = _spell_alike(camps.values())
    full = dict.fromkeys(spelled.values(), "")
    named = _name_described(full, texts)
    for camp in full:
        full[camp] = _find_longer(camp, full) or named.get(camp) or known.get(_bare(camp), camp)
    own = {make_key(camp): camp for camp in full.values()}
    joined = {}
    for name, camp in camps.items():
        whole = full[spelled[camp]]
        if make_key(name) in own and not _is_person(name, texts):
            whole = own[make_key(name)]
        joined[name] = _shorten(whole, known)
    people = {*joined, *speakers, *known.values()}
    final = {name: _speak_for(camp, joined, people) for name, camp in joined.items()}
    # A person who has a spokesman speaks for the same camp.
    return final | {camp: camp for camp in final.values() if camp in speakers}


def _is_person(name: str, texts: list[str]) -> bool:
    """Whether a name begins with a given name, or a text has its last word without the others."""
    first, _, rest = name.partition(" ")
    given = load_words("given name of a man") | load_words("given name of a woman")
    if not rest or first.lower() in given:
        return bool(rest)
    last = name.split()[-1]
    return any(text.count(last) > text.count(name) for text in texts)


def _bare(camp: str) -> str:
    return camp.removeprefix("the ")


def _spell_alike(camps: Iterable[str]) -> dict[str, str]:
    """Camp -> how it is written: with an article and capitals where some text has them."""
    forms: dict[str, list[str]] = {}
    for camp in dict.fromkeys(camps):
        forms.setdefault(_bare(camp).casefold(), []).append(camp)
    spelled = {}
    for several in forms.values():
        best = max(several, key=lambda camp: (_count_capitals(camp), camp.startswith("the ")))
        spelled |= dict.fromkeys(several, best)
    return spelled


def _count_capitals(camp: str) -> int:
    return sum(word[0].isupper() for word in camp.split())


def _find_longer(camp: str, camps: Iterable[str]) -> str:
    """The only other camp whose name ends in this one: "the council", the Lindmoor council."""
    ending = f" {_bare(camp).casefold()}"
    opening = f"{ending.strip()} of "  # the Federation of Growers
    longer = []
    for one in camps:
        low = _bare(one).casefold()
        if one != camp and (f" {low}".endswith(ending) or low.startswith(opening)):
            longer.append(one)
    longer = [one for one in longer if _bare(one).casefold() != ending.strip()]
    return longer[0] if len(longer) == 1 else ""


def _name_described(camps: Collection[str], texts: list[str]) -> dict[str, str]:
    """Described camp -> the only name that texts put beside the description.

    Every text with the description must have the name too, since "the company" may be another one
    there.
    """
    by_name = {_bare(camp).casefold(): camp for camp in camps}
    named = {}
    for camp in camps:
        if not camp.startswith("the ") or not camp.islower():
            continue
        using = [text for text in texts if _bare(camp) in text]
        found = [name for text in using for name in list_bodies(camp, text)]
        names = {_bare(name).casefold(): name for name in found}
        if len(names) != 1:
            continue
        ((key, name),) = names.items()
        if all(name in text for text in using):
            named[camp] = by_name.get(key, name)
    return named


def _shorten(camp: str, known: Mapping[str, str]) -> str:
    """The camp with a family name: "the Ada Marsh campaign" is the Marsh campaign."""
    for full in set(known.values()):
        if camp.startswith(f"the {full} "):
            return camp.replace(full, full.split()[-1], 1)
    return camp


def _speak_for(camp: str, camps: Mapping[str, str], people: Collection[str]) -> str:
    """The camp of the person that a camp names: who speaks for Mr. Rudd speaks for his union."""
    first, _, rest = camp.partition(" ")
    if rest and first.rstrip(".").lower() in load_words("form of address"):
        full = [one for one in people if one == rest or one.endswith(f" {rest}")]
        person = full[0] if len(full) == 1 else ""
    else:
        person = camp if camp in people else ""
    return camps.get(person, person) or camp
