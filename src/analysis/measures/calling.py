"""Where a text calls somebody or something something, from the parts of sentences.

Kinds: *is_a* (X is a former ally), *is* (X is dangerous), *naming* (called X a gift, describes X as
risky), *epithet* (the embattled X, disgraced financier X), *apposition* (X, a former ally,), *role*
(ally X) and *possessed* (X's right). What is denied, asked or supposed is no label, and pronouns
are not resolved.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import numpy as np

from analysis.articles.person_nouns import load_roles
from analysis.articles.reporting_words import load_words
from analysis.measures.chunks import Chunks, find_phrase_words
from analysis.measures.clauses import find_form, find_subjects, find_turned, load_naming
from analysis.measures.doubt import is_denied, is_none, is_unsure
from analysis.measures.tape import BREAK
from analysis.measures.word_classes import find_class, load_days, load_forms

KINDS = ("is_a", "naming", "is", "epithet", "apposition", "role", "possessed")


# With these modal verbs a text only supposes what somebody is: "may be cold", "could be a thief".
_PERHAPS = frozenset({"may", "might"})
_PERHAPS_A = _PERHAPS | {"could", "can", "should", "must", "ought"}
# "Once dismissed as a crank, Hale won": a verb that opens a sentence, and who stands behind it.
_OPENED_AS = re.compile(rb"(?:[ib]n)?s[nj][^\n,]*,(n)[VSC]")
_OPENED = re.compile(rb"[nj](?:Pn)*(?:bn)?,(n)[VSC]")
_MOST_BEFORE = 3  # words before the last one that an epithet or a role keeps
_FIELD = re.compile("(?:al|ic|ian|....ary)$")  # a medical officer, a military one; but weary
_PERSON_ENDS = ("er", "or", "ist", "eer", "ster", "man", "woman")  # a ruthless preacher
_PLAIN_ENDS = ("-old", "-based", "-born", "-owned", "-time")


class Label(NamedTuple):
    """A label that a text gives to somebody or something.

    Attributes
    ----------
    kind : one of KINDS.
    target : numbers of the first and last word of whom or what it is given to.
    words : numbers of the first and last word of the label, whose last word is its head.
    resolved : whether it is said of "he" or "she", and the target is named in the sentence before.
    """

    kind: str
    target: tuple[int, int]
    words: tuple[int, int]
    resolved: bool = False


@cache
def _load_before_names() -> frozenset[str]:
    """The nouns that say before a name what its bearer is."""
    return load_roles() | load_forms("stands before a name")


def find_labels(chunks: Chunks) -> list[Label]:
    """The labels of all sentences, by kind and place.

    Parameters
    ----------
    chunks : the parts of the sentences.

    Returns
    -------
    The labels, in the order of their words.
    """
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
    first, last = chunks.start[part], chunks.end[part] - 1
    return int(word[first]), int(word[last])


def _find_words(chunks: Chunks, part: int) -> tuple[int, int] | None:
    """First and last word of a part, without an owner and what only determines it."""
    start, end = chunks.start[part], chunks.end[part]
    start += max(chunks.read(part).rfind(b"O"), chunks.read(part).rfind(b"o")) + 1
    codes = chunks.tape.codes[start:end]
    told = codes.lstrip(b"dpr,&")
    if not told:
        return None
    word = chunks.tape.word
    return int(word[end - len(told)]), int(word[end - 1])


def _says_something(chunks: Chunks, part: int) -> bool:
    """Whether the head of a part is a common noun that says what somebody is, or an adjective."""
    code = chunks.tape.codes[chunks.end[part] - 1]
    if code not in b"nNj":
        return False
    return find_form(chunks, part) not in load_forms("no label")


def _is_followed(chunks: Chunks, part: int) -> bool:
    """Whether an adjective goes on with a noun phrase or an infinitive, as in "likely to"."""
    after = chunks.letters[part + 1 : part + 2]
    return after in b"IJB" or after == b"n"


def _is_bare(chunks: Chunks, part: int) -> bool:
    """Whether a part is a noun in the singular alone, as in "stayed firm"."""
    return chunks.read(part) == b"n"


def _find_predicates(chunks: Chunks, subjects: dict[int, tuple[int, ...]]) -> list[Label]:
    """X is a former ally; X is dangerous; X remains an ally."""
    found = []
    for match in re.finditer(rb"[CVB](?=[nj])", chunks.letters):
        k = match.start()
        before = () if subjects.get(k) else _find_named_before(chunks, k)
        targets = before or subjects.get(k)
        if not targets or not _links(chunks, k) or not _says_something(chunks, k + 1):
            continue
        if is_none(chunks, k + 1) or is_denied(chunks, k) or is_unsure(chunks, k):
            continue
        noun = chunks.letters.startswith(b"n", k + 1)
        if noun and chunks.read(k + 1).startswith(b"#"):
            continue  # "is two metres tall"
        if _is_perhaps(chunks, k, _PERHAPS_A if noun else _PERHAPS):
            continue
        if noun and (_is_subject(chunks, k + 1) or _is_bare(chunks, k + 1)):
            continue
        if not noun and _is_followed(chunks, k + 1):
            continue
        kind = "is_a" if noun else "is"
        for target in targets:
            if chunks.letters[target - 1 : target] != b"q":
                label = _make(chunks, kind, target, k + 1)
                found.append(label and label._replace(resolved=bool(before)))
    return [label for label in found if label]


def _find_named_before(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Whom "he" or "she" means at the beginning of a sentence, as subject of verb k.

    The subject of the sentence before, where it is a name and nobody else is told of there.
    """
    letters = chunks.letters
    if letters[k - 2 : k] != b"\nu" or find_form(chunks, k - 1) not in ("he", "she"):
        return ()
    end = k - 2
    first = letters.rfind(b"\n", 0, end) + 1
    if letters[first : first + 1] != b"n" or not _is_name(chunks, first):
        return ()
    others = range(first + 1, end)
    return () if any(_is_somebody(chunks, part) for part in others) else (first,)


def _is_somebody(chunks: Chunks, part: int) -> bool:
    """Whether a part may name or mean a person; a name behind "in" is one of a place."""
    letter = chunks.letters[part : part + 1]
    form = find_form(chunks, part)
    if letter in b"uw":
        return form not in ("it", "this", "there", "itself", "himself", "herself")
    if letter != b"n":
        return False
    if _is_name(chunks, part):
        return find_form(chunks, part - 1) not in load_forms("locative")
    return form in load_forms("person") or form in _load_before_names()


def _links(chunks: Chunks, k: int) -> bool:
    """Whether verb k says that its subject is or stays something, and does not deny it."""
    letter = chunks.letters[k : k + 1]
    if letter == b"B" and find_form(chunks, k - 1) not in load_forms("seems to be"):
        return False
    if letter == b"V" and find_form(chunks, k) not in load_forms("stays"):
        return False
    # "was "not enough"": what is denied may stand behind a quotation mark.
    start, end = chunks.start[k], chunks.start[k + 1]
    return b"x" not in chunks.tape.codes[start:end]


def _is_perhaps(chunks: Chunks, k: int, modals: frozenset[str]) -> bool:
    """Whether verb k stands with one of some modal verbs."""
    if b"m" not in chunks.read(k):
        return False
    words = [_spell(chunks, number).lower() for number in find_phrase_words(chunks, k).tolist()]
    return not modals.isdisjoint(words)


def _is_subject(chunks: Chunks, part: int) -> bool:
    """Whether a noun phrase is the subject of what follows, or only opens another one."""
    after = chunks.letters[part + 1 : part + 2]
    return after in b"VSC" or after == b"n"


def _find_namings(chunks: Chunks, subjects: dict[int, tuple[int, ...]]) -> list[Label]:
    """Called X a gift; describes X as risky; X, known as a hawk; likened X to a gift."""
    found = []
    known = load_naming() | load_forms("refers to somebody as")
    for match in re.finditer(rb"[VGISJR]", chunks.letters):
        k = match.start()
        form = find_form(chunks, k)
        if form in known:
            labels = _read_naming(chunks, subjects, k, form)
            told = [label for label in labels if label]
            if told and not _is_untold(chunks, subjects, k):
                found += told
    return found


def _is_untold(chunks: Chunks, subjects: dict[int, tuple[int, ...]], k: int) -> bool:
    """Whether nobody calls somebody what verb k says: "no critic called", "never called"."""
    return is_denied(chunks, k) or any(is_none(chunks, part) for part in subjects.get(k, ()))


def _read_naming(
    chunks: Chunks, subjects: dict[int, tuple[int, ...]], k: int, form: str
) -> list[Label | None]:
    """The labels that verb k gives, whose form is one of _load_naming."""
    letters = chunks.letters
    describes, serves = load_forms("describes somebody as"), load_forms("serves as")
    kind = "naming"
    targets, at = subjects.get(k, ()), k + 1
    if letters[k] not in b"SJR" and k not in find_turned(chunks):
        if form in serves and form not in describes:
            kind = "is_a"
        else:
            targets, at = _find_called(chunks, k, form)
    behind = _find_behind(chunks, k, form)
    if behind:
        targets, at = behind, k + 1
    if letters[at : at + 1] == b",":
        at += 1
    if letters[at : at + 3] in (b"ins", b"bns"):
        at += 2  # "described by neighbours as a loner", "known to fans as the Fox"
    link = find_form(chunks, at) if letters[at : at + 1] in (b"s", b"i") else ""
    likened = link == "to" and form in load_forms("likens somebody to")
    refers = form in load_forms("refers to somebody as")
    described = link == "as" and (refers or form in describes | serves)
    if likened or described:
        at += 1
    elif link or form not in load_forms("calls somebody"):
        return []
    gives_name = _gives_name(chunks, form, at)
    found = [_take(chunks, kind, target, at, gives_name=gives_name) for target in targets]
    found.append(_find_second(chunks, kind, at, link))
    return found


def _find_behind(chunks: Chunks, k: int, form: str) -> tuple[int, ...]:
    """Who is called something where participle k opens the sentence; nobody else's verb does."""
    letters = chunks.letters
    opens = letters[k - 1 : k] == b"\n" or letters[k - 2 : k] == b"\ns"
    if not opens or chunks.read(k) not in (b"E", b"K"):
        return ()
    match = _OPENED_AS.match(letters, k + 1, k + 40)
    if not match and form in load_forms("names somebody"):
        match = _OPENED.match(letters, k + 1, k + 40)
    return (match.start(1),) if match else ()


def _gives_name(chunks: Chunks, form: str, at: int) -> bool:
    """Whether the label at a part is a nickname: "dubbed the Iron Lady", "known as the Butcher".

    What is known as the Joint Plan of Action has a name, and no label.
    """
    codes = chunks.read(at)
    if form in load_forms("names somebody"):
        return codes.endswith(b"c")
    return form in load_forms("knows somebody as") and codes == b"dc"


def _find_second(chunks: Chunks, kind: str, at: int, link: str) -> Label | None:
    """The label of Y in "described X as a friend and Y as a rival", "called X a liar and Y a fool";
    the first one is at a part.
    """
    pattern = rb"n(?:[iP]n)*&n(s)n" if link == "as" else rb"n(?:Pn)*&n()n"
    again = re.match(pattern, chunks.letters[at : at + 12])
    if not again or link not in ("as", ""):
        return None
    if link and find_form(chunks, at + again.start(1)) != "as":
        return None
    second = at + again.end(1)
    target = second - 2 if link else second - 1
    if not link and not _is_determined(chunks, second):
        return None
    return _take(chunks, kind, target, second)


def _take(
    chunks: Chunks, kind: str, target: int, at: int, *, gives_name: bool = False
) -> Label | None:
    """A label of a part, where that part says something and is no subject itself."""
    letters = chunks.letters
    says = gives_name or _says_something(chunks, at)
    if letters[at : at + 1] not in (b"n", b"j") or not says:
        return None
    made = chunks.read(at + 1) == b"E" and letters[at + 2 : at + 3] != b"n"  # "a door painted on"
    # In "the man who called it "a gift" left", the quotation marks part the label from the verb.
    quoted = chunks.tape.codes[chunks.start[at] - 1 : chunks.start[at]] == b'"'
    if letters[at + 1 : at + 2] in (b"V", b"S", b"C") and not made and not quoted:
        return None
    return _make(chunks, kind, target, at)


def _find_called(chunks: Chunks, k: int, form: str) -> tuple[tuple[int, ...], int]:
    """Whom an active verb calls something, and the part where the label may begin."""
    letters = chunks.letters
    after = letters[k + 1 : k + 2]
    if after in (b"w", b"u"):
        return _find_meant(chunks, k), k + 2
    if form in load_forms("refers to somebody as"):
        link = find_form(chunks, k + 1)
        about = letters[k + 1 : k + 3] in (b"in", b"Pn") and link in ("to", "of")
        return ((k + 2,) if about else ()), k + 3
    named_before = letters[k - 2 : k] in (b"nu", b"nn", b"qu", b"qn")
    if named_before and (after == b"s" or letters[k + 2 : k + 3] not in (b"n", b"s")):
        place = _find_head_of_relative(letters, k)
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


def _find_head_of_relative(letters: bytes, k: int) -> int:
    """Where the noun stands in "a plan he calls a gift", "Renn, whom she described as a hero"."""
    if letters[k - 2 : k - 1] == b"n":
        return k - 2
    return k - 4 if letters[k - 3 : k - 2] == b"," else k - 3


def _find_meant(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Whom an object pronoun behind verb k means: the nearest fit in the sentence before it."""
    letters = chunks.letters
    start = letters.rfind(b"\n", 0, k) + 1
    person = find_form(chunks, k + 1) in ("him", "her")
    own = find_subjects(chunks).get(k, ())
    for place in range(k - 1, start - 1, -1):
        pair = letters[place - 1 : place + 1]
        if pair not in (b"Vn", b"In", b"Gn") or place in own:
            continue
        if not person or _is_name(chunks, place):
            return (place,)
    names = [at for at in range(start, k) if letters[at] in b"n" and _is_name(chunks, at)]
    return tuple(names) if person and len(names) == 1 and names[0] not in own else ()


def _is_name(chunks: Chunks, part: int) -> bool:
    end = chunks.end[part]
    return chunks.tape.codes[end - 1 : end] == b"c"


def _find_appositions(chunks: Chunks) -> list[Label]:
    """X, a former ally, and a former ally, X."""
    letters, found = chunks.letters, []
    for match in re.finditer(rb"(?=n,n(?:[iP]n)*(?:[,;q\n-]))", letters):
        k = match.start()
        if letters[k - 1 : k] in (b",", b"&") or _goes_on_as_list(letters, k + 3):
            continue
        if _is_name(chunks, k) and _describes(chunks, k + 2):
            kind = (
                "epithet"
                if _is_telling(chunks, chunks.start[k + 2], chunks.end[k + 2])
                else "apposition"
            )
            found.append(_make(chunks, kind, k, k + 2))
        elif _is_role(chunks, k) and _is_name(chunks, k + 2) and _says_something(chunks, k):
            kind = (
                "epithet" if _is_telling(chunks, chunks.start[k], chunks.end[k]) else "apposition"
            )
            found.append(_make(chunks, kind, k + 2, k))
    return [label for label in found if label]


def _goes_on_as_list(letters: bytes, at: int) -> bool:
    """Whether more noun phrases follow, as in "ferries, boats and trucks"."""
    rest = letters[at : at + 11].split(b"\n")[0]
    return re.match(rb"(?:[iP]n)*(?:,[n&]|,?&)", rest) is not None


def _is_determined(chunks: Chunks, part: int) -> bool:
    """Whether a noun phrase opens with an article or an owner."""
    return chunks.read(part)[:1] in b"dpO"


def _describes(chunks: Chunks, part: int) -> bool:
    return _is_determined(chunks, part) and _says_something(chunks, part)


def _is_role(chunks: Chunks, k: int) -> bool:
    """Whether part k is a role with an article, and what follows it none."""
    following = chunks.read(k + 2)[:1]
    if following in b"dp" or not _is_determined(chunks, k):
        return False
    return find_form(chunks, k) in _load_before_names()


def _find_inside(chunks: Chunks) -> list[Label]:
    """Inside a noun phrase: ally X, the embattled X, and X's right."""
    found = []
    codes = chunks.tape.codes
    for k in _find_owners_and_names(chunks):
        start, end = chunks.start[k], chunks.end[k]
        own = codes[start:end]
        if b"O" in own or b"o" in own:
            found += _find_owned(chunks, start, own)
        # the General Bureau is no general
        if own[-1:] == b"c" and chunks.forms[k] not in load_words("institution"):
            found += _find_before_name(chunks, k)
    return found


def _find_before_name(chunks: Chunks, k: int) -> list[Label]:
    """Ally X, disgraced financier X and the embattled X: what stands before the names at the end
    of noun phrase k.
    """
    start, codes = chunks.start[k], chunks.read(k)
    words = chunks.tape.word[start : start + len(codes)].tolist()
    last = _find_last_role(chunks, k, words, codes)
    if last < 0 or _is_relative(chunks, k):
        return []
    first = last
    while first and codes[first - 1] in b"jnNc&," and first > last - _MOST_BEFORE:
        first -= 1
    while codes[first] in b"&,":
        first += 1
    target = (words[last + 1], words[-1])
    form = _spell(chunks, words[last]).lower()
    opening = codes[last] in b"c" and last == 0 and form not in _load_before_names()
    if opening or _is_telling(chunks, start + first, start + last + 1):
        return [Label("epithet", target, (words[first], words[last]))]
    if codes[last] in b"j" and form not in _load_before_names():
        return []
    return [Label("role", target, (words[first], words[last]))]


def _find_last_role(chunks: Chunks, k: int, words: list[int], codes: bytes) -> int:
    """The place of the word that says what the names behind it are called; -1 for none."""
    last = len(codes.rstrip(b"c")) - 1
    # A title has a capital, as the name has, and so has any role that opens a sentence.
    for place in range(len(codes) - 2, last, -1):
        form = _spell(chunks, words[place]).lower()
        opens = place == 0 and chunks.letters[k - 1 : k] == b"\n"
        if form in (_load_before_names() if opens else load_roles()):
            return place
        acts = chunks.letters[k + 1 : k + 2] in (b"V", b"S", b"C")
        if opens and acts and find_class(form) in ("j", "E", "K") and _tells(form):
            return place
    if last < 0 or last == len(codes) - 1:
        return -1
    form = _spell(chunks, words[last]).lower()
    if codes[last] in b"nj" and form in _load_before_names():
        return last
    if codes[last] in b"n" and form.endswith(_PERSON_ENDS) and codes[last - 1 : last] == b"j":
        return last if _tells(_spell(chunks, words[last - 1]).lower()) else -1
    is_determined = codes[0] in b"dpO"
    return last if is_determined and codes[last] in b"j" else -1


def _is_relative(chunks: Chunks, k: int) -> bool:
    """Whether a clause begins with the name, as in "the singer Hale hired left"."""
    after = chunks.letters[k + 1 : k + 8]
    is_determined = chunks.read(k)[:1] in b"d"
    return is_determined and re.match(rb"V(?:[ibP]n?)*[VSC]", after) is not None


def _is_telling(chunks: Chunks, start: int, end: int) -> bool:
    """Whether one of some words in a row is an adjective that tells more than rank or field."""
    codes, words = chunks.tape.codes[start:end], chunks.tape.word[start:end].tolist()
    pairs = zip(codes, words, strict=True)
    return any(code in b"j" and _tells(_spell(chunks, word).lower()) for code, word in pairs)


@cache
def _tells(form: str) -> bool:
    """Whether an adjective before a name says more than when, where, which or what field."""
    if form in load_forms("says no epithet") or form in load_roles() or form.endswith(_PLAIN_ENDS):
        return False
    return form in load_forms("epithet for all that") or not _FIELD.search(form)


def _find_owners_and_names(chunks: Chunks) -> list[int]:
    """The noun phrases that hold an owner, or a role or an adjective before a name: few of all."""
    codes = np.frombuffer(chunks.tape.codes, np.uint8)
    worth = np.isin(codes, list(b"Oo"))
    is_name = codes == ord("c")
    is_adjective = codes == ord("j")
    worth[:-1] |= is_adjective[:-1] & is_name[1:]
    worth[:-2] |= is_adjective[:-2] & (codes[1:-1] == ord("n")) & is_name[2:]
    words, roles = chunks.tape.word, _load_before_names()
    # "Embattled Hale left": the adjective at the beginning has a capital, too.
    opens = np.append(False, codes[:-1] == BREAK)
    worth[:-1] |= opens[:-1] & is_name[:-1] & is_name[1:]
    is_role = chunks.tape.words.tell(lambda form: form.lower() in roles).astype(bool)
    is_word = words >= 0
    worth[is_word] |= is_role[words[is_word]]
    before = np.append(0, np.cumsum(worth))
    start, end = np.array(chunks.start, int), np.array(chunks.end, int)
    holds = before[end] > before[start]
    nouns = np.frombuffer(chunks.letters, np.uint8) == ord("n")
    return np.flatnonzero(nouns & holds).tolist()


def _find_owned(chunks: Chunks, start: int, codes: bytes) -> list[Label]:
    """X's right: what the last owner of a noun phrase owns."""
    at = max(codes.rfind(b"O"), codes.rfind(b"o"))
    last = len(codes) - 1
    if at == last or not codes.endswith((b"n", b"N")):
        return []
    words = chunks.tape.word[start : start + len(codes)].tolist()
    owner = _spell(chunks, words[at]).lower()
    if owner[:-2] in load_days():
        return []  # Friday's vote belongs to nobody
    head = _spell(chunks, words[last]).lower()
    if head in load_forms("no label"):
        return []
    first = at
    while first and codes[first - 1] in b"cdnNj":
        first -= 1
    begin = at + 1
    while codes[begin] in b"r,&#" and begin < last:
        begin += 1
    return [Label("possessed", (words[first], words[at]), (words[begin], words[last]))]
