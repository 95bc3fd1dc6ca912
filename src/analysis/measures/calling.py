"""Where a text calls somebody or something something, from the parts of sentences.

Kinds: *is_a* (X is a former ally), *is* (X is dangerous), *naming* (called X a gift, describes X as
risky), *apposition* (X, a former ally,), *role* (ally X) and *possessed* (X's right). What is
denied is no label, and pronouns are not resolved.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.articles.reporting_words import load_words
from analysis.measures.chunks import Chunks
from analysis.measures.clauses import find_form, find_subjects
from analysis.measures.word_classes import load_days, load_forms
from analysis.tables.resources import load_lexicon

KINDS = ("is_a", "naming", "is", "apposition", "role", "possessed")


class Label(NamedTuple):
    """kind; first and last word of the target, and of the label with its head last."""

    kind: str
    target: tuple[int, int]
    words: tuple[int, int]


@cache
def load_roles() -> frozenset[str]:
    """Nouns that say what somebody is in a state, in a trade or to somebody else."""
    return frozenset(" ".join(load_lexicon("role_nouns")["words"]).split())


def find_labels(chunks: Chunks) -> list[Label]:
    """The labels of all sentences, by kind and place."""
    subjects = find_subjects(chunks)
    found = [
        *_find_predicates(chunks, subjects),
        *_find_namings(chunks, subjects),
        *_find_appositions(chunks),
        *_find_inside(chunks),
    ]
    return sorted(found, key=lambda label: (label.words, label.kind))


def _spell(chunks: Chunks, number: int) -> str:
    words = chunks.tape.words
    return words.forms[words.form[number]]


def _make(chunks: Chunks, kind: str, target: int, part: int) -> Label | None:
    """The label that one part gives to another; None where it says nothing or is a name."""
    words = _find_words(chunks, part)
    if words is None:
        return None
    return Label(kind, _find_place(chunks, target), words)


def _find_place(chunks: Chunks, part: int) -> tuple[int, int]:
    """First and last word of a part; a name may begin with "the"."""
    word = chunks.tape.word
    return int(word[chunks.start[part]]), int(word[chunks.end[part] - 1])


def _find_words(chunks: Chunks, part: int) -> tuple[int, int] | None:
    """First and last word of a part, without what only determines it."""
    start, end = chunks.start[part], chunks.end[part]
    codes = chunks.tape.codes[start:end]
    lead = len(codes) - len(codes.lstrip(b"dpr,&"))
    if lead == len(codes):
        return None
    word = chunks.tape.word
    return int(word[start + lead]), int(word[end - 1])


def _says_something(chunks: Chunks, part: int) -> bool:
    """Whether the head of a part is a common noun that says what somebody is, or an adjective."""
    code = chunks.tape.codes[chunks.end[part] - 1]
    if code not in b"nNj":
        return False
    return find_form(chunks, part) not in load_forms("no label")


def _is_bare(chunks: Chunks, part: int) -> bool:
    """Whether a part is a noun in the singular alone, as in "stayed firm"."""
    return chunks.read(part) == b"n"


def _find_predicates(chunks: Chunks, subjects: dict[int, tuple[int, ...]]) -> list[Label]:
    """X is a former ally; X is dangerous; X remains an ally."""
    letters, found = chunks.letters, []
    for match in re.finditer(rb"[CVB](?=[nj])", letters):
        k = match.start()
        group = chunks.read(k)
        if letters[k : k + 1] == b"B" and find_form(chunks, k - 1) not in load_forms("seems to be"):
            continue
        if letters[k : k + 1] == b"V" and find_form(chunks, k) not in load_forms("stays"):
            continue
        # "was "not enough"": what is denied may stand behind a quotation mark.
        group = chunks.tape.codes[chunks.start[k] : chunks.start[k + 1]]
        if b"x" in group or not subjects.get(k) or not _says_something(chunks, k + 1):
            continue
        noun = letters[k + 1 : k + 2] == b"n"
        after = letters[k + 2 : k + 3]
        if noun and after in b"VSC" or after == b"n" or not noun and after in b"IJB":
            continue
        if noun and _is_bare(chunks, k + 1):
            continue
        kind = "is_a" if noun else "is"
        targets = [target for target in subjects[k] if letters[target - 1 : target] != b"q"]
        found += [_make(chunks, kind, target, k + 1) for target in targets]
    return [label for label in found if label]


def _find_namings(chunks: Chunks, subjects: dict[int, tuple[int, ...]]) -> list[Label]:
    """Called X a gift; describes X as risky; X, known as a hawk; likened X to a gift."""
    letters, found = chunks.letters, []
    calls, describes = load_forms("calls somebody"), load_forms("describes somebody as")
    likens, serves = load_forms("likens somebody to"), load_forms("serves as")
    known = calls | describes | likens | serves
    for match in re.finditer(rb"[VGISJR]", letters):
        k = match.start()
        form = find_form(chunks, k)
        if form not in known or b"x" in chunks.read(k):
            continue
        kind = "naming"
        targets, at = subjects.get(k, ()), k + 1
        if letters[k] not in b"SJR":
            if form in serves and form not in describes:
                kind = "is_a"
            else:
                targets, at = _find_called(chunks, k, form)
        if letters[at : at + 1] == b",":
            at += 1
        link = find_form(chunks, at) if letters[at : at + 1] in (b"s", b"i") else ""
        likened = link == "to" and form in likens
        if likened or link == "as" and form in describes | serves:
            at += 1
        elif link or form not in calls:
            continue
        for target in targets:
            found.append(_take(chunks, kind, target, at))
        if link == "as":
            found.append(_find_second(chunks, kind, at))
    return [label for label in found if label]


def _find_second(chunks: Chunks, kind: str, at: int) -> Label | None:
    """The label of Y in "described X as a friend and Y as a rival"; the first one is at a part."""
    again = re.match(rb"n(?:[iP]n)*&n(s)n", chunks.letters[at : at + 12])
    if not again:
        return None
    at += again.start(1) + 1
    if find_form(chunks, at - 1) != "as":
        return None
    return _take(chunks, kind, at - 2, at)


def _take(chunks: Chunks, kind: str, target: int, at: int) -> Label | None:
    """A label of a part, where that part says something and is no subject itself."""
    letters = chunks.letters
    if letters[at : at + 1] not in (b"n", b"j") or not _says_something(chunks, at):
        return None
    made = chunks.read(at + 1) == b"E" and letters[at + 2 : at + 3] != b"n"  # "a door painted on"
    if letters[at + 1 : at + 2] in (b"V", b"S", b"C") and not made:
        return None
    return _make(chunks, kind, target, at)


def _find_called(chunks: Chunks, k: int, form: str) -> tuple[tuple[int, ...], int]:
    """Whom an active verb calls something, and the part where the label may begin."""
    letters = chunks.letters
    after = letters[k + 1 : k + 2]
    if after in (b"w", b"u"):
        return _find_meant(chunks, k), k + 2
    before = letters[k - 2 : k]
    behind = letters[k + 2 : k + 3]
    if before in (b"nu", b"nn", b"qu", b"qn") and behind not in (b"n", b"s"):
        # "a plan he calls a gift", "Renn, whom she described as a hero"
        place = k - 2
        if before[:1] != b"n":
            place = k - 4 if letters[k - 3 : k - 2] == b"," else k - 3
        if letters[place : place + 1] == b"n":
            return (place,), k + 1
    if after != b"n":
        return (), k + 1
    calls = form in load_forms("calls somebody")
    at = k + 2
    while at < k + 6 and letters[at] in b"iP":
        has_noun = letters[at + 1 : at + 2] == b"n"
        if not has_noun or calls or find_form(chunks, at) == "to":
            break
        at += 2
    return (k + 1,), at


def _find_meant(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Whom an object pronoun behind verb k means: the nearest fit in the sentence before it."""
    letters = chunks.letters
    start = letters.rfind(b"\n", 0, k) + 1
    person = find_form(chunks, k + 1) in ("him", "her")
    own = find_subjects(chunks).get(k, ())
    for place in range(k - 1, start - 1, -1):
        if letters[place - 1 : place + 1] not in (b"Vn", b"In", b"Gn") or place in own:
            continue
        if _is_name(chunks, place) or not person:
            return (place,)
    return ()


def _is_name(chunks: Chunks, part: int) -> bool:
    return chunks.tape.codes[chunks.end[part] - 1 : chunks.end[part]] == b"c"


def _find_appositions(chunks: Chunks) -> list[Label]:
    """X, a former ally, and a former ally, X."""
    letters, found = chunks.letters, []
    for match in re.finditer(rb"(?=n,n(?:[iP]n)*(?:[,;q\n-]))", letters):
        k = match.start()
        if letters[k - 1 : k] in (b",", b"&"):
            continue
        rest = letters[k + 3 : k + 14].split(b"\n")[0]
        if re.match(rb"(?:[iP]n)*(?:,[n&]|,?&)", rest):
            continue  # a list
        first, second = chunks.read(k), chunks.read(k + 2)
        opens = [part[:1] in b"dpO" for part in (first, second)]
        if _is_name(chunks, k) and opens[1] and _says_something(chunks, k + 2):
            found.append(_make(chunks, "apposition", k, k + 2))
            continue
        is_role = find_form(chunks, k) in load_roles() and opens[0]
        if second[:1] in b"dp" or not is_role:
            continue
        if _is_name(chunks, k + 2) and _says_something(chunks, k):
            found.append(_make(chunks, "apposition", k + 2, k))
    return [label for label in found if label]


def _find_inside(chunks: Chunks) -> list[Label]:
    """Inside a noun phrase: ally X, and X's right."""
    tape, found = chunks.tape, []
    roles, places = load_roles(), _find_owners_and_names(chunks)
    for k in places:
        start, end = chunks.start[k], chunks.end[k]
        codes = tape.codes[start:end]
        if b"O" in codes or b"o" in codes:
            found += _find_owned(chunks, start, end, codes)
        if codes[-1:] != b"c" or len(codes) < 2:
            continue
        last = None
        for place in range(len(codes) - 1):
            if codes[place] not in b"cnj":
                continue
            number = int(tape.word[start + place])
            if _spell(chunks, number).lower() in roles:
                last = place
        if last is None or any(code not in b"c" for code in codes[last + 1 :]):
            continue
        if chunks.forms[k] in load_words("institution"):
            continue  # the General Bureau
        first = last
        while first and codes[first - 1] in b"jnc" and first > last - 3:
            first -= 1
        own = [int(number) for number in tape.word[start:end]]
        target = (own[last + 1], own[-1])
        found.append(Label("role", target, (own[first], own[last])))
    return found


def _find_owners_and_names(chunks: Chunks) -> list[int]:
    """The noun phrases that hold an owner, or a role and more behind it: few of all."""
    codes = np.frombuffer(chunks.tape.codes, np.uint8)
    roles, word = load_roles(), chunks.tape.word
    is_role = chunks.tape.words.tell(lambda form: form.lower() in roles).astype(bool)
    worth = (codes == ord("O")) | (codes == ord("o"))
    worth[word >= 0] |= is_role[word[word >= 0]]
    before = np.append(0, np.cumsum(worth))
    start, end = np.array(chunks.start, int), np.array(chunks.end, int)
    nouns = np.frombuffer(chunks.letters, np.uint8) == ord("n")
    return np.flatnonzero(nouns & (before[end] > before[start])).tolist()


def _find_owned(chunks: Chunks, start: int, end: int, codes: bytes) -> list[Label]:
    """X's right: what the last owner of a noun phrase owns."""
    at = max(codes.rfind(b"O"), codes.rfind(b"o"))
    if codes[-1:] not in (b"n", b"N") or at == len(codes) - 1:
        return []
    own = [int(number) for number in chunks.tape.word[start:end]]
    owner = _spell(chunks, own[at]).lower()
    if owner[:-2] in load_days():
        return []  # Friday's vote belongs to nobody
    first = at
    while first and codes[first - 1] in b"cdnNj":
        first -= 1
    head = _spell(chunks, own[-1]).lower()
    if head in load_forms("no label"):
        return []
    begin = at + 1
    while codes[begin] in b"r,&#" and begin < len(codes) - 1:
        begin += 1
    return [Label("possessed", (own[first], own[at]), (own[begin], own[-1]))]
