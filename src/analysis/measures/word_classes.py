"""The class of a word as one letter, told by closed lists, TextBlob's table of tags and endings.

A word has one class by its form alone; what its neighbours tell is settled in measures.tape. No
sentence is parsed and no probability is asked for, so a word costs one look-up.
"""

from __future__ import annotations

import re
from functools import cache

from analysis.instruments.textblob import PARTS
from analysis.measures.spelling import lemma_of
from analysis.tables.packages import load_modules
from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

# Letters beyond those of lexicons/word_classes.csv: n, N noun in singular and plural, c name, o, O
# a noun and a name with 's (P is "of"), j adjective, f adjective or verb, a, z noun or verb (base,
# with -s), v finite verb, k base form, E past tense or participle, K participle, G form in -ing,
# M noun in -ing, # number.
OF = "P"
TAGS = {
    "NN": "n",
    "NNS": "N",
    "JJ": "j",
    "JJR": "j",
    "JJS": "j",
    "RB": "r",
    "RBR": "r",
    "RBS": "r",
    "RP": "r",
    "IN": "i",
    "DT": "d",
    "PDT": "d",
    "CD": "#",
    "MD": "m",
    "VB": "k",
    "VBP": "k",
    "VBZ": "z",
    "VBD": "E",
    "VBN": "E",
    "VBG": "G",
    "NNP": "c",
    "NNPS": "c",
    "UH": "r",
    "WRB": "s",
    "CC": "&",
}
_CONTRACTED = {"s": "e", "re": "e", "m": "e", "ve": "h", "d": "m", "ll": "m"}
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_NEGATED = {"can": "m", "ca": "m", "wo": "m", "sha": "m"}
_PRONOUNS = frozenset(["u", "y", "q", "t", "d"])
_ADJECTIVE_ENDS = ("ous", "ful", "ive", "ible", "able", "less", "ical", "ish", "ian", "like")


@cache
def load_classes() -> dict[str, str]:
    """Load the class of every word of the closed lists.

    Returns
    -------
    Word in small letters -> letter of its class.

    Examples
    --------
    >>> load_classes()["the"]
    'd'
    """
    classes: dict[str, str] = {}
    for row in load_lexicon("word_classes").itertuples():
        if row.code in ("D", ""):
            continue
        code = OF if row.code == "O" else row.code
        for word in row.words.split():
            plural = code == "n" and word.endswith("s")
            classes.setdefault(word, "N" if plural else code)
    return classes


@cache
def load_function_words() -> frozenset[str]:
    """Load the words of the closed lists that are no noun, verb or adjective.

    Returns
    -------
    The words, in small letters.

    Examples
    --------
    >>> "the" in load_function_words()
    True
    """
    return frozenset(word for word, code in load_classes().items() if code not in "nNkKEvjAY")


@cache
def load_forms(name: str) -> frozenset[str]:
    """Load one list of lexicons/word_classes.csv that is no class of its own.

    Parameters
    ----------
    name : of the list.

    Returns
    -------
    Its words.

    Raises
    ------
    IndexError : for a list that is not there.

    Examples
    --------
    >>> "week" in load_forms("time")
    True
    """
    table = load_lexicon("word_classes")
    return frozenset(table.loc[table["class"] == name, "words"].iloc[0].split())


@cache
def load_days() -> frozenset[str]:
    """Load the names of days and months.

    Returns
    -------
    The names, in small letters.

    Examples
    --------
    >>> "monday" in load_days()
    True
    """
    table = load_lexicon("word_classes")
    return frozenset(table.loc[table["code"] == "D", "words"].iloc[0].split())


@cache
def _load_tags() -> dict[str, str]:
    """Form -> the tag it has most often (Brill 1992), from TextBlob's own table."""
    _, english = load_modules(*PARTS)
    lexicon = english.lexicon
    len(lexicon)  # subtle: the table is empty until something asks for its length
    return dict(lexicon)


@cache
def load_verbs() -> frozenset[str]:
    """Load the base forms of verbs: those whose form in -ed stands in the table of tags.

    Returns
    -------
    The verbs.

    Examples
    --------
    >>> "plan" in load_verbs()
    True
    """
    past = [form for form, code in load_classes().items() if code in ("v", "K", "E")]
    verbs = {lemma_of(form) for form in past}
    tags = _load_tags()
    for form, tag in tags.items():
        if tag in ("VB", "VBP"):
            verbs.add(form)
        elif tag in ("VBD", "VBN") and form.endswith("ed"):
            verbs.update([base for base in _list_bases(form) if base in tags])
    return frozenset(verbs)


def _list_bases(form: str) -> list[str]:
    """What a form in -ed may be of: "planned" of plann, planne and plan."""
    stem = form[:-2]
    bases = [stem, form[:-1]]
    if stem.endswith("i"):
        bases.append(stem[:-1] + "y")
    if _doubles(stem):
        bases.append(stem[:-1])
    return bases


def _doubles(stem: str) -> bool:
    """Whether a stem ends in the same letter twice."""
    return stem[-2:-1] == stem[-1:]


def find_class(form: str) -> str:
    """The class of a word in small letters; a contraction has two.

    Parameters
    ----------
    form : the word.

    Returns
    -------
    A letter, or two.

    Examples
    --------
    >>> [find_class(word) for word in ["the", "harbour", "isn't", "plans", "they've", "sold"]]
    ['d', 'n', 'ex', 'z', 'uh', 'E']
    """
    return _classes[form]


def _find_class(form: str) -> str:
    known = load_classes()
    if form in known:
        return known[form]
    head, mark, tail = form.rpartition("'")
    if mark:
        return _find_contracted(head, tail)
    if form[0].isdigit():
        return "r" if _YEAR.fullmatch(form) else "#"
    return _find_open(form)


_classes = Known(_find_class)


def _find_contracted(head: str, tail: str) -> str:
    classes = load_classes()
    if tail == "t" and head.endswith("n"):
        verb = head[:-1]
        known = classes.get(verb, "g")
        return _NEGATED.get(verb, known) + "x"
    own = classes.get(head, "")
    verb = _CONTRACTED.get(tail, "")
    if own in _PRONOUNS and verb:
        return own + verb
    if head == "let":
        return "vw"
    if tail == "s":
        return "ye" if head in ("there", "here", "what", "how") else "o"
    return own + verb if own and verb else find_class(head)


def _find_open(form: str) -> str:
    """The class of a noun, verb, adjective or adverb."""
    tags, verbs = _load_tags(), load_verbs()
    tag = tags.get(form, "")
    code = TAGS.get(tag, "")
    if code == "n" and form.endswith("ing") and _strip_ing(form) in verbs:
        return "M"
    if code == "n" and form in verbs:
        return "a"
    if code == "z" and tags.get(_strip_s(form)) in ("VB", "VBP"):
        return "v"
    if code in ("N", "z", "") and _has_s(form):
        is_verb = code == "z" or _strip_s(form) in verbs
        return "z" if is_verb else "N"
    if code == "j" and form in verbs:
        return "f"
    if code and code in "nNjrid#mkEGs&":
        return code
    return _guess(form, verbs)


def _has_s(form: str) -> bool:
    return form.endswith("s") and not form.endswith("ss")


def _strip_ing(form: str) -> str:
    stem = form[:-3]
    bases = [stem, f"{stem}e"]
    if _doubles(stem):
        bases.append(stem[:-1])
    return _choose_base(bases)


def _choose_base(bases: list[str]) -> str:
    """The first of some forms that is a verb, '' for none; "used" is not of us."""
    verbs = load_verbs()
    for base in bases:
        if base in verbs and len(base) > 2:
            return base
    return ""


def _strip_s(form: str) -> str:
    verbs = load_verbs()
    if form.endswith("ies"):
        return form[:-3] + "y"
    if form.endswith("es") and form[:-1] not in verbs:
        return form[:-2]
    return form[:-1]


def _guess(form: str, verbs: frozenset[str]) -> str:
    """The class that the ending of an unknown word tells; one with a hyphen goes by its last."""
    if "-" in form:
        last_word = form.rpartition("-")[2]
        last = find_class(last_word)[-1]
        if last in "jEGKr#if":
            return "j"
        return "n" if last in "nakc" else last
    if form.endswith("ly"):
        return "r"
    if form.endswith("ing"):
        return "G"
    if form.endswith("ed"):
        return "E"
    if form.endswith(_ADJECTIVE_ENDS):
        return "j"
    return "a" if form in verbs else "n"


@cache
def load_pairs(name: str) -> dict[str, str]:
    """Load one list of lexicons/word_classes.csv that holds pairs of words.

    Parameters
    ----------
    name : of the list.

    Returns
    -------
    First word -> second word of every pair.

    Examples
    --------
    >>> load_pairs("irregular past")["left"]
    'leave'
    """
    table = load_lexicon("word_classes")
    words = table.loc[table["class"] == name, "words"].iloc[0].split()
    return dict(zip(words[::2], words[1::2], strict=True))


@cache
def find_base(form: str) -> str:
    """The base form of a verb in small letters, the form itself where none is known.

    Parameters
    ----------
    form : the word.

    Returns
    -------
    The base form.

    Examples
    --------
    >>> [find_base(form) for form in ["cutting", "growing", "sold", "remains", "imposed"]]
    ['cut', 'grow', 'sell', 'remain', 'impose']
    """
    irregular = load_pairs("irregular past")
    if form in irregular:
        return irregular[form]
    if form.endswith("ing"):
        return _strip_ing(form) or lemma_of(form)
    if form.endswith("ed"):
        return _strip_ed(form) or lemma_of(form)
    if form.endswith("s"):
        base = _strip_s(form)
        if base in load_verbs():
            return base
    return lemma_of(form)


def _strip_ed(form: str) -> str:
    """The base of a verb in -ed, '' where none is known.

    "imposed" is of impose, not of impos; "planned" of plan.
    """
    stem = form[:-2]
    bases = [stem, form[:-1]]
    if stem.endswith("i"):
        bases[0] = stem[:-1] + "y"
    if _doubles(stem):
        bases.insert(1, stem[:-1])
    # A short base doubles its consonant: "fined" is of fine, "finned" would be of fin.
    if _SHORT.fullmatch(stem):
        bases.reverse()
    return _choose_base(bases)


def is_known(form: str) -> bool:
    """Whether a word of small letters is known, as far as the table of tags tells.

    Parameters
    ----------
    form : the word.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_known("river"), is_known("qzarb")
    (True, False)
    """
    return form in _load_tags() or find_class(form) in ("r", "G", "E", "N", "z")


def is_common(form: str) -> bool:
    """Say whether a word of small letters stands in the table of tags as a common word.

    Parameters
    ----------
    form : the word.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_common("river"), is_common("clara")
    (True, False)
    """
    return form in _load_tags()
