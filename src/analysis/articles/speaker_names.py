"""Names in runs of capitals: without titles, offices and what only begins a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from analysis.articles.person_nouns import is_person_noun, load_nations
from analysis.articles.reporting_words import letter_of, load_words
from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

# Letters (see reporting_words) of words that are no part of a name, that can stand before one at
# the beginning of a sentence, and that in a run of capitals show a headline.
_GRAMMAR = frozenset("pPdDhuikcs")
_OPENERS = frozenset("pPhuikcwbaT")
_HEADLINE = frozenset("ptTiwbshkr")
_OWNED = re.compile("'s?$")  # "Ruiz's claim that"
_BEFORE_TITLE = ("police", "fire")
_SUFFIXES = ("Jr", "Sr", "II", "III", "IV")
_BEHIND_OFFICE = re.compile(r"of [A-Z].* ([A-Z][\w'-]+ (?:[A-Z]\. )*[A-Z][\w'-]+)$")
_GIVEN = re.compile(r"(?<![\w'-])(?:[A-Z][\w'-]* (?:[A-Z]\. )?){1,4}$")
_BETWEEN_NAMES = re.compile(",? and |, ")
_GOES_ON = re.compile(" [A-Z][a-z]")
_LEAD = 60  # characters before a surname in which a given name is looked for
_MENTIONS = 100  # of a surname that are looked at


def read_name(run: str) -> str:
    """Read the name in a run of capitals.

    Parameters
    ----------
    run : as it stands in a text, such as "But Senator Ana Ruiz's".

    Returns
    -------
    The name without what opens a sentence, without title and office; of a headline what stands
    before its first word of grammar.

    Examples
    --------
    >>> [read_name(run) for run in ["When Ms. Ruiz", "Lindmoor Mayor Ana Ruiz", "General Motors"]]
    ['Ruiz', 'Ana Ruiz', 'General Motors']
    """
    return _names[run]


def _read_run(run: str) -> str:
    return _strip_titles(_cut_name(_OWNED.sub("", run)))


_names = Known(_read_run, 1 << 12)  # of runs that were asked for


def _strip_titles(name: str) -> str:
    """A name without the titles before it; "General Motors" has none."""
    words = name.split()
    first = 0
    if words[0].lower() in _BEFORE_TITLE and len(words) > 2 and _is_office(words[1]):
        first = 1  # "Police Chief Ana Ruiz"
    while first < len(words) - 1 and _is_office(words[first]):
        first += 1
    if not first and len(words) > 2 and words[1][0].isupper() and _tells_person(words[0]):
        first = 1  # "Baker Ana Ruiz", while Baker Ruiz may be a name
    if first and first == len(words) - 1 and opens_title(words[first - 1]):
        first -= 1
    rest = " ".join(words[first:])
    named = _BEHIND_OFFICE.match(rest)  # "Secretary of State Ana Ruiz"
    return named[1] if named else rest


def _is_title(word: str) -> bool:
    plain = word.lower().rstrip(".")
    return plain in load_words("title") or plain in load_words("occupation")


def _is_office(word: str) -> bool:
    """Whether a word before a name is a title, or tells a rank or a trade: "Goalkeeper"."""
    plain = word.lower().rstrip(".")
    return _is_title(word) or plain in load_words("rank or trade") or plain in _load_ranks()


def _tells_person(word: str) -> bool:
    low = word.lower()
    return is_person_noun(low) or low in load_nations()


@cache
def _load_ranks() -> frozenset[str]:
    return frozenset(load_lexicon("ranks")["abbreviation"].str.lower()) | {"dame"}


def opens_title(word: str) -> bool:
    """Say whether a word is a title only before another: "National Security Adviser".

    Parameters
    ----------
    word : in any case.

    Returns
    -------
    True or False; "National Grid" and "General Motors" begin with such a word and have no title.

    Examples
    --------
    >>> opens_title("General"), opens_title("Senator")
    (True, False)
    """
    return word.lower() in load_words("opening title")


def _cut_name(run: str) -> str:
    """The name in a run of capitals: without what opens a sentence and without an office.

    "When Ms. Ruiz", "Lindmoor Mayor Ana Ruiz"; and of a headline only what stands before its first
    word of grammar: "Ruiz Answers To Cole".
    """
    words = run.split()
    first = 0
    while first < len(words) - 1 and _opens_sentence(words[first]):
        first += 1
    words = words[first:]
    for at in range(len(words) - 2, 0, -1):
        if words[at - 1] == "of" and words[at].rstrip(".").lower() in load_words("form of address"):
            return " ".join(words)  # "Friends of Ms. Ruiz" are not Ms. Ruiz
        if _ends_office(words, at):
            words = words[at + 1 :]
            break
    for at, word in enumerate(words[1:], start=1):
        if at == len(words) - 1 and letter_of(word) != "r":
            break  # Al From is a name
        if word[0].isupper() and letter_of(word) in _HEADLINE:
            return " ".join(words[:at])
    return " ".join(words)


def _opens_sentence(word: str) -> bool:
    """Whether a word with a capital can only be the first of a sentence: "But", "When", "Is"."""
    plain = word.lower()
    if plain in load_words("name too"):
        return False
    letter = letter_of(word)
    is_adverb = letter == "n" and plain.endswith("ly")
    return is_adverb or letter in _OPENERS or plain in load_words("opener")


def _ends_office(words: list[str], at: int) -> bool:
    """Whether the office that stands before a name ends with a word of a run of capitals."""
    word, after = words[at], words[at + 1]
    is_name = after[0].isupper() and letter_of(after) not in _HEADLINE
    if not is_name or after.rstrip(".") in _SUFFIXES:
        return False
    plain = word.lower().rstrip(".")
    if not _is_title(word) or plain in load_words("name too"):
        return False
    return not opens_title(word) or plain in ("general", "chief")


def find_full_name(surname: str, text: str) -> str:
    """Find the first mention of a surname with a given name before it.

    What a headline puts before the name is left out where the text has the name alone too: "Sale
    Upsets Ana Ruiz".

    Parameters
    ----------
    surname : one word.
    text : of the article.

    Returns
    -------
    The full name; the surname where there is none.

    Examples
    --------
    >>> find_full_name("Ruiz", "Sale Upsets Ana Ruiz. Ms. Ruiz wept. Mayor Ana Ruiz left.")
    'Ana Ruiz'
    """
    # "Internal Trump University Papers" has no first name of his.
    names = (name for name, goes_on in _list_full_names(surname, text) if not goes_on)
    full = next(names, "") or next(_list_full_names(surname, text), (surname,))[0]
    if full.count(" ") < 2:
        return full
    for name in names:
        if full.endswith(f" {name}") and "." not in name.split()[0]:
            full = name
    return full


def list_full_names(surname: str, text: str) -> list[str]:
    """List the full names with a surname, each once, in the order of a text.

    Parameters
    ----------
    surname : one word.
    text : of the article.

    Returns
    -------
    The names.

    Examples
    --------
    >>> list_full_names("Ruiz", "Ana Ruiz left. Ruiz and Carlos Ruiz wept.")
    ['Ana Ruiz', 'Carlos Ruiz']
    """
    return list(dict.fromkeys(name for name, _ in _list_full_names(surname, text)))


def _list_full_names(surname: str, text: str) -> Iterator[tuple[str, bool]]:
    """A surname with what stands before it as a name, and whether another capital follows.

    Its first mentions are looked at.
    """
    at = -1
    for _ in range(_MENTIONS):
        at = text.find(surname, at + 1)
        if at < 0:
            return
        end = at + len(surname)
        if text[end : end + 1].isalpha():
            continue
        lead = text[max(0, at - _LEAD) : at]
        _, _, word = lead[:-1].rpartition(" ")
        if word.islower():  # no name ends so, told apart first to save time
            continue
        given = _GIVEN.search(hide_possessive(lead))
        name = read_name(given.group() + surname) if given else ""
        is_full = " " in name and name.endswith(surname)
        if is_full and not opens_title(name.split()[0]) and _is_made_of_names(name):
            yield name, _GOES_ON.match(text, end) is not None


def _is_made_of_names(name: str) -> bool:
    """Whether no word of a name belongs to the grammar of its sentence."""
    letters = [letter_of(word) for word in name.split()]
    return _GRAMMAR.isdisjoint(letters)


def join_names(names: Sequence[str]) -> str:
    """Write several speakers in one line.

    Parameters
    ----------
    names : at least one.

    Returns
    -------
    The line; one name as it is.

    Examples
    --------
    >>> join_names(["Ana Ruiz", "Cole", "his aides"])
    'Ana Ruiz, Cole and his aides'
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def part_names(speaker: str) -> list[str]:
    """Part what join_names wrote, or what a text writes so.

    Parameters
    ----------
    speaker : one or several.

    Returns
    -------
    The names.

    Examples
    --------
    >>> part_names("Ana Ruiz, Cole and his aides")
    ['Ana Ruiz', 'Cole', 'his aides']
    """
    return _BETWEEN_NAMES.split(speaker)


def hide_possessive(text: str) -> str:
    """Hide the endings of possessives, so that no name runs over one.

    Parameters
    ----------
    text : any.

    Returns
    -------
    The text, each ending as two marks that are no letters.

    Examples
    --------
    >>> hide_possessive("Ruiz's Ana").isprintable()
    False
    """
    return text.replace("'s ", "\x01\x01 ")
