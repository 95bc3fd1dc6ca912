"""Who does what to whom, from the parts of sentences: light grammar, and no parse.

For each verb group the noun phrase that acts and the one that is acted on. Pronouns are not
resolved: a clause with one counts for nobody. What is wrong most is told in METHODS.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from analysis.articles.reporting_words import load_reporting_verbs
from analysis.measures.chunks import Chunks
from analysis.measures.word_classes import find_base, load_forms

Parts = dict[int, tuple[int, ...]]
_REACH = 12  # parts to the left among which a subject is looked for
_PREPOSITIONS = b"iPb"
# Behind one of these a noun phrase is an object, which nothing joins to a subject.
_BEFORE_OBJECT = (b"V", b"S", b"I", b"J", b"G", b"R", b"C", b"i", b"P", b"b")
_INSERT = re.compile(
    rb",(?:n(?:[iP]n)*(?:[qt][^,\n]*)?|[qt][^,\n]*|(?:[GR]|Vb)[^,\n]*|i[^,\n]*|s[^,\n]*);?$"
)
_ONE_OBJECT = re.compile(rb"[nj](?:[iP]n)*(?:[,b\n;VSC]|$)")
_CHARGE = re.compile(rb"n[VR][iP]G")
_SAYING = re.compile(rb",(?:n(?:[iP]n)*|u)?V[nwu]?(?:[iP]n?)*,")
_SPEECH_MARKS = b",\n?!"


class Clause(NamedTuple):
    """Who does what to whom.

    Attributes
    ----------
    verb : the number of the part that holds the verb.
    agents, patients : the numbers of the noun phrases that act, and that are acted on.
    passive : whether the verb is passive.
    possessor : whether the agent only owns the noun that the verb depends on, as in "Iran's threat
        to close the strait".
    """

    verb: int
    agents: tuple[int, ...]
    patients: tuple[int, ...]
    passive: bool
    possessor: bool = False


def find_clauses(chunks: Chunks) -> list[Clause]:
    """Find the clauses of all sentences.

    Parameters
    ----------
    chunks : the parts of the sentences.

    Returns
    -------
    A clause for each verb group, in order.
    """
    return _read_clauses(chunks)[0]


def find_acts(chunks: Chunks) -> list[Clause]:
    """Find the clauses that tell of an act.

    Left out are clauses without an object whose verb only says, thinks, is or moves; who speaks is
    counted elsewhere.

    Parameters
    ----------
    chunks : the parts of the sentences.

    Returns
    -------
    The clauses, in order.
    """
    acts = []
    for clause in find_clauses(chunks):
        alone = not clause.passive and not clause.patients
        if not (alone and _says_no_act(find_form(chunks, clause.verb))):
            acts.append(clause)
    return acts


@cache
def _says_no_act(form: str) -> bool:
    return form in _load_saying() or find_base(form) in load_forms("no act alone")


@cache
def _load_saying() -> frozenset[str]:
    """The forms of verbs that only tell what somebody says or thinks."""
    table = load_reporting_verbs()
    return frozenset(table.loc[table["stance"].isin(["neutral", "believing"]), "form"])


def find_subjects(chunks: Chunks) -> Parts:
    """Find the subjects of all verb groups.

    Parameters
    ----------
    chunks : the parts of the sentences.

    Returns
    -------
    Number of the verb's part -> numbers of the noun phrases that are its subject (of a passive, who
    is acted on).
    """
    return _read_clauses(chunks)[1]


def find_turned(chunks: Chunks) -> frozenset[int]:
    """Find the verbs that only what stands around them shows to be passive: "a man dubbed".

    Parameters
    ----------
    chunks : the parts of the sentences.

    Returns
    -------
    The numbers of their parts.
    """
    return _read_clauses(chunks)[2]


@lru_cache(maxsize=1)
def _read_clauses(chunks: Chunks) -> tuple[list[Clause], Parts, frozenset[int]]:
    letters = chunks.letters
    subjects: Parts = {}
    reduced: Parts = {}
    every: Parts = {}
    turned: list[int] = []
    clauses = []
    for match in re.finditer(rb"[VSIJGRCB]", letters):
        k = match.start()
        letter = letters[k : k + 1]
        if letter == b"B" or letter == b"C" and find_form(chunks, k) == "being":
            every[k] = _find_controller(chunks, k, subjects)[0]
            continue
        if letter == b"C":
            every[k] = _find_told(chunks, k) or _find_subject(letters, k, subjects, reduced)
            continue
        possessor = False
        if letter in b"IJGR":
            found, possessor = _find_controller(chunks, k, subjects)
        else:
            found = _find_told(chunks, k) or _find_subject(letters, k, subjects, reduced)
        if _is_asked(chunks, k):
            letter, found = b"R", (k - 1,)
        else:
            letter = _settle_letter(chunks, k, found, reduced)
        if letter == b"R" and letters[k : k + 1] == b"V":
            turned.append(k)
            found = _find_described(letters, k) or found
        every[k] = found
        if letter in b"VS":
            subjects[k] = found
        if letter == b"R":
            reduced[k] = found
        clauses.append(_make_clause(chunks, k, letter, found, possessor))
    return clauses, every, frozenset(turned)


def _make_clause(
    chunks: Chunks, k: int, letter: bytes, found: tuple[int, ...], possessor: bool
) -> Clause:
    """The clause of verb k, whose class is letter and whose subject was found."""
    if letter in b"SJR":
        agents = _find_agents(chunks, k)
        return Clause(k, agents, found, True)
    inverted = letter == b"V" and _is_inverted(chunks, k)
    if inverted and (not found or _is_told_by_name(chunks, k)):
        return Clause(k, (k + 1,), (), False)
    patients = _find_objects(chunks, k)
    return Clause(k, found, patients, False, possessor)


def _is_asked(chunks: Chunks, k: int) -> bool:
    """Whether a participle stands behind its subject, as in "Why is Iran punished"."""
    letters = chunks.letters
    if letters[k - 2 : k] != b"Cn" or chunks.read(k) not in (b"E", b"K"):
        return False
    return letters[k - 3 : k - 2] in (b"s", b"q", b"\n", b",", b"")


def _settle_letter(chunks: Chunks, k: int, found: tuple[int, ...], reduced: Parts) -> bytes:
    """The letter of a verb group; a bare form in -ed is passive before "by"."""
    letters = chunks.letters
    letter = letters[k : k + 1]
    if letter != b"V" or chunks.read(k) != b"E":
        return letter
    following = letters[k + 1 : k + 2]
    if following == b"b":
        by_none = letters[k + 2 : k + 3] == b"n" and tells_no_agent(chunks, k + 2)
        return b"V" if by_none else b"R"
    if _is_dubbed(chunks, k):
        return b"R"
    takes_none = following not in (b"n", b"w")
    if takes_none and letters[k - 1 : k] == b"&" and _joins_passive(chunks, k):
        return b"R"
    is_charge = _is_charge(letters, find_head(letters, k - 1))
    if takes_none and _is_object(chunks, k - 1) and not is_charge:
        return b"R"
    if takes_none and found and letters[k - 1 : k] == b"&" and _joins_reduced(letters, k, reduced):
        return b"R"
    # "the men killed in the raid said": a finite verb that follows has the same subject.
    rest = letters[k + 1 : k + 7].split(b"\n")[0]
    if found and re.match(rb"[iP]n(?:[iP]n)*[VSC]", rest):
        return b"R"
    return letter


def _is_dubbed(chunks: Chunks, k: int) -> bool:
    """Whether a verb of naming has one object and so is passive: "a man dubbed the Butcher"."""
    letters = chunks.letters
    form = chunks.forms[k]
    if form not in load_forms("calls somebody"):
        return False
    apart = letters[k - 1 : k] == b","
    named = k - 2 if apart else k - 1
    if letters[named : named + 1] != b"n":
        return False
    if form not in load_forms("names somebody") and (not apart or _is_object(chunks, named)):
        return False
    return _ONE_OBJECT.match(letters, k + 1, k + 9) is not None


def _is_object(chunks: Chunks, part: int) -> bool:
    """Whether the noun phrase before a participle is an object, no subject of its own clause.

    "releasing migrants caught at the border"; but "said the man died".
    """
    letters = chunks.letters
    if letters[part : part + 1] != b"n":
        return False
    head = find_head(letters, part)
    if head == 0 or letters[head - 1] not in b"VIG":
        return False
    return find_form(chunks, head - 1) not in _load_claiming()


def _joins_reduced(letters: bytes, k: int, reduced: Parts) -> bool:
    """Whether "and" joins a participle to another: "a plan made in private and announced"."""
    verbs = [letters.rfind(mark, 0, k) for mark in (b"V", b"S", b"C", b"R")]
    return max(verbs) in reduced


def _joins_passive(chunks: Chunks, k: int) -> bool:
    """Whether "and" joins a participle to a passive: "was stopped and searched"."""
    letters = chunks.letters
    before = max(letters.rfind(mark, 0, k) for mark in (b"V", b"S", b"C", b"G", b"\n"))
    is_passive = before >= 0 and letters[before : before + 1] == b"S"
    return is_passive and find_base(find_form(chunks, k)) not in load_forms("no object")


def find_head(letters: bytes, j: int) -> int:
    """Find the first noun phrase of a chain such as "talks with Iran on arms".

    Parameters
    ----------
    letters : of the parts.
    j : the number of the chain's last noun phrase.

    Returns
    -------
    The number of the first; j itself where there is no chain.

    Examples
    --------
    >>> find_head(b"nininV", 4)
    0
    """
    while j >= 2 and letters[j - 1] in _PREPOSITIONS and letters[j - 2 : j - 1] == b"n":
        j -= 2
    return j


def _join(letters: bytes, j: int) -> tuple[int, ...]:
    """A noun phrase with those that "and" and commas join to it on its left."""
    found = [j]
    joint = b"&"
    while letters[j - 1 : j] in (joint, b"&") and letters[j - 2 : j - 1] == b"n" and j >= 2:
        if letters[j - 3 : j - 2] in _BEFORE_OBJECT:
            break
        j -= 2
        found.append(j)
        joint = b","
    return tuple(found)


def _find_subject(letters: bytes, k: int, subjects: Parts, reduced: Parts) -> tuple[int, ...]:
    """The noun phrases that are the subject of the finite verb k."""
    j = k - 1
    if j < 0:
        return ()
    letter = letters[j : j + 1]
    if letter in b"uw":
        return ()
    if letter == b"n":
        head = find_head(letters, j)
        whole = _find_before_object(letters, head)
        if whole is not None:
            return _join(letters, find_head(letters, whole))
        if head > 0 and letters[head - 1] in _PREPOSITIONS:
            # The chain itself hangs on a preposition: "In talks with Iran, he".
            return _look_past(letters, head - 1, reduced)
        return _join(letters, head)
    if letter in b"qt":
        return _find_antecedent(letters, j)
    if letter == b"&":
        return _find_shared(letters, j, subjects, reduced)
    if letter == b",":
        found = _find_before_insert(letters, j)
        return found or _find_shared(letters, j, subjects, reduced)
    return ()


def _find_before_object(letters: bytes, head: int) -> int | None:
    """The noun phrase that a verb with an object at head belongs to; None where there is none.

    "the threat to close the dock angered", "the men guarding the dock fired" and "a man accused of
    robbing the mill left": dock and mill are what the threat, the guard and the charge are about.
    """
    if letters[head - 2 : head] in (b"nI", b"nG"):
        return head - 2
    return head - 4 if _is_charge(letters, head) else None


def _is_charge(letters: bytes, head: int) -> bool:
    if letters[head - 1 : head] != b"G":
        return False
    return _CHARGE.fullmatch(letters, max(0, head - 4), head) is not None


def _find_before_insert(letters: bytes, j: int) -> tuple[int, ...]:
    """The noun phrases before what stands between two commas, the second of them at j."""
    start = letters.rfind(b"\n", 0, j) + 1
    farthest = max(start, j - 2 * _REACH)
    comma = letters.rfind(b",", farthest, j)
    while comma > start:
        if _INSERT.fullmatch(letters[comma:j]) and letters[comma - 1 : comma] == b"n":
            found = _join(letters, find_head(letters, comma - 1))
            if letters[comma + 1 : j] == b"n":
                # "Its spokesman, Julian Strake, dismissed": both are the subject.
                return (*found, comma + 1)
            return found
        comma = letters.rfind(b",", farthest, comma)
    return ()


def _find_told(chunks: Chunks, k: int) -> tuple[int, ...]:
    """The subject of verb k behind who says so: "The deal, Hale said, failed"."""
    letters = chunks.letters
    if letters[k - 1 : k] != b",":
        return ()
    start = max(letters.rfind(b"\n", 0, k) + 1, k - _REACH)
    comma = letters.rfind(b",", start, k - 1)
    told = _SAYING.fullmatch(letters, comma, k) if comma > start else None
    if not told or letters[comma - 1 : comma] != b"n":
        return ()
    if find_form(chunks, letters.index(b"V", comma)) not in _load_quoting():
        return ()
    return _join(letters, find_head(letters, comma - 1))


def _look_past(letters: bytes, j: int, reduced: Parts) -> tuple[int, ...]:
    """The subject of a verb behind a phrase with a preposition at j."""
    before = letters[j - 1 : j]
    if before in (b"q", b"t"):
        return _find_antecedent(letters, j - 1)
    # "the men killed in the raid were buried"
    return reduced.get(j - 1, ())


def _find_antecedent(letters: bytes, j: int) -> tuple[int, ...]:
    """What the relative pronoun at j stands for: the noun phrase before it."""
    place = j - 1
    apart = letters[place : place + 1] in (b",", b"-")
    if apart or letters[place : place + 1] == b"i":
        place -= 1
    if letters[place : place + 1] != b"n":
        return ()
    if apart or letters[place - 1 : place] == b"P":
        place = find_head(letters, place)
    return (place,)


def _find_shared(letters: bytes, j: int, subjects: Parts, reduced: Parts) -> tuple[int, ...]:
    """The subject of the finite verb before a conjunction or comma at j."""
    for place in range(j - 1, max(-1, j - _REACH), -1):
        if letters[place] in b"\n;:":
            return ()
        if place in subjects:
            return subjects[place]
        if place in reduced:
            return reduced[place]
        if letters[place] in b"C":
            return _find_subject(letters, place, subjects, {})
    return ()


def _find_controller(chunks: Chunks, k: int, subjects: Parts) -> tuple[tuple[int, ...], bool]:
    """Who does what an infinitive, a form in -ing or a participle alone says."""
    letters = chunks.letters
    before = letters[k - 1 : k] if k else b""
    letter = letters[k : k + 1]
    if letter == b"R":
        return _find_described(letters, k), False
    if before in (b"n", b"w"):
        told = _find_controller_before(chunks, k)
        if told is not None:
            return told
    found: tuple[int, ...] = ()
    if before in (b"i", b"P"):
        found = _find_accused(chunks, k)
    elif before == b"," and letter == b"G":
        found = _find_main(letters, k, subjects)
    if found:
        return found, False
    if before == b"&":
        place = _find_coordinate(letters, k)
        if place is not None:
            return _find_controller(chunks, place, subjects)
    if letter in b"IJ" and before in (b"", b"&", b",", b"\n"):
        return (), False  # "To run the port, the city"
    return _find_nearest(letters, k, subjects), False


def _find_described(letters: bytes, k: int) -> tuple[int, ...]:
    """What participle k is said of: "of a plan made in private", "The mill, built by monks,"."""
    if letters[k - 1 : k] == b"n":
        return _join(letters, k - 1)
    if letters[k - 2 : k] != b"n,":
        return ()
    head = find_head(letters, k - 2)
    hangs = head > 0 and letters[head - 1] in _PREPOSITIONS
    return () if hangs else _join(letters, head)


def _find_controller_before(chunks: Chunks, k: int) -> tuple[tuple[int, ...], bool] | None:
    """Who acts, as what stands just before verb k tells it; None where that tells nothing."""
    letters = chunks.letters
    letter = letters[k : k + 1]
    if letters[k - 1 : k] == b"w":
        return (), False
    owner = _has_owner(chunks, k - 1)
    if letter in b"IJ" and letters[k - 2 : k - 1] in (b"V", b"G", b"I", b"S", b"R"):
        form = find_form(chunks, k - 2)
        # "forced Iran to leave": this is told as done to Iran, and Iran does nothing.
        if form in load_forms("makes somebody"):
            return (), False
        # "asked Iran to leave": whom somebody asks does it.
        if form in load_forms("asks somebody"):
            return (k - 1,), False
        owner = False
    if letter in b"IJ" and _is_asked_on(chunks, k - 2):
        return (k - 1,), False  # "called on Iran to leave"
    if letter == b"G":
        return (k - 1,), False
    return ((k - 1,), True) if owner else None


def _is_asked_on(chunks: Chunks, k: int) -> bool:
    """Whether the preposition at k belongs to a verb such as "called on"."""
    letters = chunks.letters
    if letters[k : k + 1] != b"i" or letters[k - 1 : k] not in (b"V", b"I", b"G"):
        return False
    return find_form(chunks, k - 1) in load_forms("asks on somebody")


def _find_accused(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Who acts in "accused Iran of hiding": whom somebody accuses did it."""
    letters = chunks.letters
    if letters[k : k + 1] not in (b"G", b"C") or letters[k - 2 : k - 1] != b"n":
        return ()
    verb = k - 3
    if letters[verb] in b"VIG" and find_form(chunks, verb) in load_forms("blames somebody"):
        return (k - 2,)
    return ()


def _find_coordinate(letters: bytes, k: int) -> int | None:
    """The verb of the same kind that "and" joins to verb k."""
    for place in range(k - 2, max(-1, k - _REACH), -1):
        if letters[place] in b"\n;":
            return None
        if letters[place] == letters[k]:
            return place
    return None


def _find_nearest(letters: bytes, k: int, subjects: Parts) -> tuple[int, ...]:
    """The subject of the nearest verb before k in its sentence."""
    for place in range(k - 1, max(-1, k - _REACH), -1):
        if letters[place] in b"\n;:":
            break
        if place in subjects:
            return subjects[place]
        if letters[place : place + 1] == b"C":
            return _find_subject(letters, place, subjects, {})
    return ()


def _find_main(letters: bytes, k: int, subjects: Parts) -> tuple[int, ...]:
    """The subject of the first clause of the sentence that depends on nothing."""
    start = letters.rfind(b"\n", 0, k) + 1
    for match in re.finditer(rb"[VS]", letters[start:k]):
        found = subjects.get(start + match.start(), ())
        if found and (min(found) == start or letters[min(found) - 1] not in b"sqti"):
            return found
    return ()


def _has_owner(chunks: Chunks, k: int) -> bool:
    return b"O" in chunks.read(k) or b"o" in chunks.read(k)


_AGENTS = re.compile(rb"(?:n(?:Pn)?)?(?:in?){0,2}b(n)(?:&(n)(?![VSC]))?")


def _find_agents(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Those whom a passive names behind "by": the car in "hit by mistake by a car"."""
    at = _find_label_end(chunks, k)
    match = _AGENTS.match(chunks.letters, at, at + 10)
    while match and tells_no_agent(chunks, match.start(1)):
        at = match.end(1)
        match = _AGENTS.match(chunks.letters, at, at + 10)
    if not match:
        return ()
    return tuple(match.start(group) for group in (1, 2) if match.start(group) >= 0)


def _find_label_end(chunks: Chunks, k: int) -> int:
    """The part behind passive verb k and the label it gives: "dubbed a thief by"."""
    form = find_form(chunks, k)
    label = _LABEL.match(chunks.letters, k + 1, k + 8) if form in load_naming() else None
    if not label:
        return k + 1
    has_as = label[0][:1] == b"s"
    listed = load_forms("describes somebody as") if has_as else load_forms("calls somebody")
    return label.end() if form in listed else k + 1


_LABEL = re.compile(rb"s?[nj](?:[iP]n)*(?=b)")


def tells_no_agent(chunks: Chunks, part: int) -> bool:
    """Say whether a noun phrase behind "by" tells how, how much, when or where.

    Parameters
    ----------
    chunks : the parts of the sentences.
    part : the number of the noun phrase.

    Returns
    -------
    True or False: a car with an article acts ("hit by a car"), and one without does not.
    """
    codes = chunks.read(part)
    form = find_form(chunks, part)
    if codes.endswith(b"#"):
        return True
    is_how = codes == b"n" and form in load_forms("how alone")
    return is_how or form in load_forms("no agent")


_OBJECT = re.compile(rb"(?:w(?=n))?(n)((?:[iP]n)*)(?:&(n))?(.?)", re.DOTALL)
_ON = re.compile(rb"(?:n(?:Pn)*|r)?(i)(n)")


def _find_objects(chunks: Chunks, k: int) -> tuple[int, ...]:
    """The objects of an active verb: what follows at once, unless it is a subject itself, and
    whom something is done on or against.
    """
    letters = chunks.letters
    match = _OBJECT.match(letters, k + 1, k + 12)
    against = _find_target(chunks, k)
    if not match:
        return against
    joined = match[3] and not match[2]
    if match[4] in (b"V", b"S", b"C") and letters[k : k + 1] not in (b"I", b"G"):
        # "said the deal failed", "struck Iran and Iraq fell"
        return (match.start(1), *against) if match[3] else ()
    found = (match.start(1),)
    return (*found, match.start(3), *against) if joined else (*found, *against)


def _find_target(chunks: Chunks, k: int) -> tuple[int, ...]:
    """Whom something is done on or against, as in "imposed sanctions on Iran"."""
    match = _ON.match(chunks.letters, k + 1, k + 8)
    if match and match.start(1) == k + 1 and _is_asked_on(chunks, k + 1):
        return ()
    if match and find_form(chunks, match.start(1)) in load_forms("on somebody"):
        return (match.start(2),)
    return ()


def _is_inverted(chunks: Chunks, k: int) -> bool:
    """Whether the subject follows, as in '..., said Mr. Hale'."""
    letters = chunks.letters
    if letters[k + 1 : k + 2] != b"n" or not k:
        return False
    if letters[k - 1] not in _SPEECH_MARKS:
        return False
    return find_form(chunks, k) in _load_quoting()


def _is_told_by_name(chunks: Chunks, k: int) -> bool:
    """Whether a name follows and ends the clause: what stood before was what he said."""
    ends = chunks.letters[k + 2 : k + 3] in (b"", b",", b"\n", b";", b"-", b"i", b"q")
    is_name = chunks.tape.codes[chunks.end[k + 1] - 1] == ord("c")
    return ends and is_name and chunks.letters[k - 1 : k] != b"\n"


def find_form(chunks: Chunks, k: int) -> str:
    """The last word of a part, in small letters.

    Parameters
    ----------
    chunks : the parts.
    k : the number of one.

    Returns
    -------
    The word.
    """
    return chunks.forms[k]


@cache
def _load_claiming() -> frozenset[str]:
    """The forms of verbs that a clause without "that" may follow."""
    table = load_reporting_verbs()
    return frozenset(table.loc[table["frame"].str.contains("clause"), "form"])


@cache
def load_naming() -> frozenset[str]:
    """Load the forms of all verbs that give a label to their object or subject.

    Returns
    -------
    The forms.

    Examples
    --------
    >>> "dubbed" in load_naming()
    True
    """
    lists = ("calls somebody", "describes somebody as", "likens somebody to", "serves as")
    return frozenset().union(*map(load_forms, lists))


@cache
def _load_quoting() -> frozenset[str]:
    table = load_reporting_verbs()
    return frozenset(table.loc[table["frame"].str.contains("quote"), "form"])
