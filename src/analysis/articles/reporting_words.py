"""Words that report speech: their forms, their letters in the grammar of clauses, their sources.

A sentence becomes a string with one letter per word (lexicons/speech_words.csv), so that patterns
over letters find the reporting word, its subject and its object.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import compress, pairwise
from typing import NamedTuple

import pandas as pd

from analysis.tables.resources import load_lexicon
from analysis.text.known import Known

Span = tuple[int, int]
# Frames that make a passive: "is said to", "was criticised".
_PASSIVE = {"object", "infinitive", "question"}
_OF_PASSIVES = ("by", "as", "for", "of", "about", "against", "from")
_TELLS_WHEN = frozenset("pPyc")  # letters of words that tell when and where, or go on
_OWNERS = ("his", "her", "their", "its", "my", "our")

# The letters (those of closed lists stand in lexicons/speech_words.csv):
#   s subject pronoun, r relative pronoun, o possessive, d determiner, D quantity, C word with a
#   capital, g and e form in -ing and in -ed, x any other word;
#   v reporting verb that takes a clause, E form in -ed of another reporting verb, b form of "be",
#   a other auxiliary, t "to", n adverb or negation;
#   p preposition, P preposition before a clause, y day or month, c conjunction, k "but";
#   T "that", w question word, i condition, h "while", u other subordinator;
#   Q quotation that ends in a mark, q another; , ; : ( ) - as they are, ! also for ?.

# Patterns over the letters. The first reads the sentence backwards, from the verb to its subject.
_NP = "(?>[CxgeoDy](?:[CxgodDypn]|e(?![sC])|(?<=C)c(?=C)|(?<=[xge])c(?=[xge]))*)"
_HEAD = rf"(?:\)[^()]*\()?{_NP}"
_INSERT = "(?:[^,Qq!;:TvE]+(?<![ab])|[^,Qq!;:]*r),"
_SOURCE = re.compile(
    rf"(?:,n,)?s|r,?{_HEAD}|r|(?:,n,)?{_HEAD}(?:r{_HEAD})?"
    rf"|,(?:{_INSERT}){{1,3}}?{_HEAD}(?:(?<![dg])|(?!,))"
    rf"|,{_INSERT}{_HEAD}|-[^-Qq]*-{_HEAD}"
)
# "has become | a landmark", "they push | the board", "who activated | the law": a verb is no part
# of a noun phrase, but its object may be one.
_PREDICATE = re.compile("(?:[ast]n*[xe]|rn*e)[xpn]{0,3}(?=[dDCo])")
# "Ana Ruiz" in "But Ana Ruiz, 63, a clerk raised in Lindmoor whose sister left, said"; and what may
# stand between the commas: an apposition or a relative clause, in which any verb may stand, and
# behind the first of them whatever has no verb of the sentence.
_OPENING_NAME = re.compile("[knc]*(?P<who>(?:[dDo]x{0,3})?C[Co]*)(?=,)")
_OPENED = re.compile(
    "[nkc]*[gpPveE][^,Qq;:]*,(?:C{1,2},)?"
    "(?P<who>[dDo][xCgeo]{1,5}(?:p[dDxCgo]{1,4})?,n*C{1,5}|C{1,5},[dDo][^,Qq;:TabvE]*),"
)
_TOLD = re.compile("n*[rw].*|n*(?:[dDop]|x(?=[dDp]|$)|y)(?:[^abvrT]*|[^abv]*?[rT].*)")
_TOLD_OF_IT = re.compile("[^abvsT]*|[^abv]*?[rT].*")
_GIVEN_TO = re.compile("(?:^|(?<=[,;:ckTuihQq]))n*(?P<who>(?:[dDo][xCgo]{1,4}|[xC]{1,2})e?y?)$")
_MAY_STAND_BEFORE = frozenset("astrnc,")
_JOINED = re.compile("(?:^|[TuihQq;:k])n*(?P<who>[dDo]x|C+)$")
_LISTED = re.compile("(?:^|[TuihQq;:k])n*(?P<who>(?:C+,)+)$")
_OWNER = re.compile("(?:[dDo][xgeCD]*|[xC]*)o$")
QUOTE = re.compile("[Qq]")
PHRASE = re.compile("[^-,;:Qq!()Tsrabv]*")
# "Ana Ruiz, who runs the harbour, said": no verb of the sentence stands between.
_APPOSED = re.compile(r"[^,]+,(?:(?:[^,Qq!;:TvEabsr]+,)+|r[^,Qq!;:]*,)")
_SAID_FIRST = re.compile("([dDCox]*[Cx])(?:,[^Qq:;]*)?[,:](?=[Qq])")
_A_THING = re.compile("[dD][exCgo]{1,4},?$")
_NAMED_AFTER = re.compile("(?:[v](?=x))?[^-,;:Qq!()Tsrabv]*")
_OPENS = re.compile(r"\(?$")
_INVERTED = re.compile("[dDCoxge](?:[^-,;:Qq!()Tsrabv]|(?<=[dDoCy])v)*(?=$|[,Qq:!(;ruiT])")
# "In the end | the mayor", "After talks in Bonn | the mayor", "On Monday | Ana Ruiz": what begins a
# clause, and behind its noun the next phrase.
_OPENS_WITH_PREPOSITION = re.compile("(?:^|[,;:(!Qq])[pP](?:[dDoxCgy]+[pt])*$")
_UNBROKEN = re.compile("[^-,;:()r]*")
_BEFORE_DETERMINER = re.compile("[xCgy](?=d)")
_BEFORE_NAME = re.compile("[xy](?=C+$)")
# What may follow an attribution right behind a quotation (Q) or a clause (,): with a hearer named,
# or not.
_TRAIL = {
    ("Q", False): re.compile("n*(?:[pPytuih][^!,;:Qq]*)?(?:$|[!,;:Qq])"),
    ("Q", True): re.compile("[^T!,;:Qq]*(?:(?<=.)[iu][^!,;:Qq]*)?(?:$|[!,;:Qq])"),
    (",", False): re.compile(
        "n*(?:[iu][^!,;:Qq]*|[pPyth](?:[^Ts!,;:Qq]|(?<=[podCx])[Qq])*)?(?:$|[!;,])"
    ),
    (",", True): re.compile("[^Tstiw!,;:Qq]*(?:[pPyiu][^Ts!,;:Qq]*)?(?:$|[!;,])"),
}
INTERJECTED = re.compile("[^,TQqs]{0,25}(?:,(?=[TQq]))?([TQqs])")


_IN_BRACKETS = re.compile(r"(?<=C)\([^()]\)(?=C)")
_OPENS_IN_ING = tuple(f"C{letter}" for letter in "pPdDotnx")
_HEALTH = "WHO"  # in capitals the World Health Organization, which often speaks
_NAME_IN_LY = re.compile("^[A-Z].*[eio]lly$")  # Kelly and Connolly, but not Finally
_FRONTED = frozenset(["according to", "in the words of"])
_GIVES_NAME = frozenset(["called", "titled", "dubbed", "named"])
_TRAILS = frozenset(["clause", "quote", "that", "hearer"])  # one of them can stand behind a clause
_SPEAKS = frozenset(["clause", "quote"])
_NOUN = frozenset(["noun"])
_CLAUSE_OPENERS = frozenset(",;:ckTuih")
# Letters of what stands behind "the club say".
_SAID_IN_NUMBER = frozenset("sdDoCTQqx,")
_PLURAL_HEADS = ("data", "media")


class Cue(NamedTuple):
    """A reporting word of a sentence; numbers are places of words.

    Attributes
    ----------
    at : the word itself.
    after : the first word behind it and the words that belong to it.
    verb : its base form, with these words.
    frames : what it may take (see load_reporting_verbs).
    form : 'finite', 'ing', 'to', 'passive', 'noun', 'inverted', 'asked' or 'according'.
    source : first and last word of its subject; None where it has none.
    left, end : where the attribution begins, and the word behind its last.
    trailing : whether what is said stands to its left.
    """

    at: int
    after: int
    verb: str
    frames: frozenset[str]
    form: str  # finite, ing, to, passive, noun, inverted or according
    source: Span | None
    left: int  # where the attribution begins ...
    end: int  # ... and ends
    trailing: bool = False  # what is said stands to its left


@cache
def load_reporting_verbs() -> pd.DataFrame:
    """The codebook of reporting words: their forms, stance and constructions.

    Returns
    -------
    One row a form and use: verb (base form, with the words that belong to it), form (one inflected
    form), stance (neutral, asking, claiming, asserting, admitting, denying, attacking, supporting,
    believing, wanting), frame (names of what it takes, with spaces between; 'evidence' is a clause
    if its subject is a document, 'verdict' one if it is a court, 'heard' what a court hears;
    'matter' means that its object reports only if it can be said, and 'both' that what is said
    includes the subject), and what else the codebook has. The same frame at every call, which
    nobody may change.

    Examples
    --------
    >>> verbs = load_reporting_verbs()
    >>> verbs.loc[verbs["form"] == "denied", ["verb", "stance"]].values.tolist()
    [['deny', 'denying']]
    """
    table = load_lexicon("reporting_verbs")
    forms = table["form"].str.split()
    table = table.assign(form=forms).explode("form", ignore_index=True)
    particle = table["verb"].str.partition(" ")[2]
    whole = table["form"] + " " + particle
    return table.assign(form=whole.str.strip())


@cache
def load_words(kind: str) -> frozenset[str]:
    """Load the words of one kind.

    Parameters
    ----------
    kind : of lexicons/speech_words.csv.

    Returns
    -------
    The words; none for a kind that is not there.

    Examples
    --------
    >>> "mr" in load_words("title"), "mr" in load_words("institution")
    (True, False)
    """
    lists = load_lexicon("speech_words")
    own = lists.loc[lists["kind"] == kind, "words"]
    return frozenset(" ".join(own).split())


@cache
def load_cues() -> dict[str, list[tuple[list[str], str, frozenset[str]]]]:
    """Load the forms of reporting words by their first word.

    Returns
    -------
    First word -> a list of further words, verb and frames, those with most words first.

    Examples
    --------
    >>> [verb for _, verb, _ in load_cues()["denied"]]
    ['deny']
    """
    forms: dict[str, list] = {}
    table = load_reporting_verbs()[["form", "verb", "frame"]]
    rows = list(table.itertuples(index=False, name=None))
    rows.sort(key=_count_spaces, reverse=True)
    for form, verb, frame in rows:
        first, *rest = form.split()
        known = forms.setdefault(first, [])
        known.append((rest, verb, frozenset(frame.split())))
    return forms


def _count_spaces(row: tuple[str, str, str]) -> int:
    return row[0].count(" ")


@cache
def load_triggers() -> frozenset[str]:
    """Load the longest word of each form of reporting words.

    A sentence without any of them reports nothing.

    Returns
    -------
    The words.

    Examples
    --------
    >>> "denied" in load_triggers()
    True
    """
    triggers = set()
    for first, entries in load_cues().items():
        for rest, _, _ in entries:
            triggers.add(max([first, *rest], key=len))
    return frozenset(triggers)


@cache
def _load_letters() -> dict[str, str]:
    """The letters of reporting verbs and of the closed lists, by word in small letters."""
    letters = {}
    for word, entries in load_cues().items():
        if _takes_clause(entries):
            letters[word] = "v"
        elif word.endswith("ed"):
            letters[word] = "E"
    lists = load_lexicon("speech_words")
    tagged = lists[lists["tag"] != ""]
    for letter, words in zip(tagged["tag"], tagged["words"], strict=True):
        letters.update(dict.fromkeys(words.split(), letter))
    return letters


def _takes_clause(entries: list[tuple[list[str], str, frozenset[str]]]) -> bool:
    """Whether one of the entries of load_cues is a verb of one word that takes a clause."""
    for rest, _, frames in entries:
        if not rest and "clause" in frames and "noun" not in frames:
            return True
    return False


def list_letters(words: list[str]) -> str:
    """Give each word of a sentence its letter in the grammar of clauses.

    What the letters stand for is said at the top of this file.

    Parameters
    ----------
    words : as they are written.

    Returns
    -------
    A string of one letter a word.

    Examples
    --------
    >>> list_letters(["The", "mayor", "said", "that", "Ruiz", "left"])
    'dxvTCx'
    """
    letters = "".join(map(_letters.__getitem__, words))
    if "Cn" in letters:
        letters = _mark_names(words, letters)
    if "C(" in letters:
        letters = _join_retired(words, letters)
    if letters.startswith(_OPENS_IN_ING) and words[0].endswith("ing"):
        letters = _mark_participle(words, letters)
    return _mark_idioms(words, letters) if "no" in words or "No" in words else letters


def _mark_names(words: list[str], letters: str) -> str:
    """The letters, in which Mrs Schlafly is a name although it ends as adverbs do."""
    marked = list(letters)
    for at in range(1, len(words)):
        is_capital = letters[at] == "n" and words[at][0].isupper()
        if is_capital and words[at - 1].lower() in load_words("title"):
            marked[at] = "C"
    return "".join(marked)


def _join_retired(words: list[str], letters: str) -> str:
    """The letters, in which "(ret)" goes with the name of who has left the service."""
    for match in _IN_BRACKETS.finditer(letters):
        start, end = match.span()
        if words[start + 1].lower() in load_words("note on a rank"):
            letters = f"{letters[:start]}CCC{letters[end:]}"
    return letters


def _mark_participle(words: list[str], letters: str) -> str:
    """The letters, in which "Speaking in court, her lawyer said" opens with a participle."""
    is_name = words[0].lower() in load_words("name in -ing")
    return letters if is_name or "," not in letters else f"g{letters[1:]}"


def _mark_idioms(words: list[str], letters: str) -> str:
    """The letters, in which "no longer" and "no wonder" are adverbs."""
    marked = list(letters)
    for at, (first, second) in enumerate(pairwise(words)):
        if first.lower() == "no" and second in load_words("after no"):
            marked[at : at + 2] = "nn"
    return "".join(marked)


def letter_of(word: str) -> str:
    """Give one word its letter, by its class or else by its shape.

    Parameters
    ----------
    word : as it is written.

    Returns
    -------
    The letter.

    Examples
    --------
    >>> letter_of("that"), letter_of("Ruiz")
    ('T', 'C')
    """
    return _letters[word]


def is_pronoun(word: str) -> bool:
    """Say whether a word is a pronoun that stands for a subject.

    Parameters
    ----------
    word : as it is written; of several words none is.

    Returns
    -------
    True or False.

    Examples
    --------
    >>> is_pronoun("Who"), is_pronoun("Ruiz")
    (True, False)
    """
    return bool(word) and letter_of(word) in ("s", "r")


def _find_letter(word: str) -> str:
    lower = word.lower()
    if word[0] == "\x01":
        return _find_quotation_letter(word)
    listed = _load_letters().get(lower)
    if listed and word != _HEALTH:
        return listed
    if lower.endswith("ly") and _is_adverb(word, lower):
        return "n"
    if lower.endswith(("'s", "s'")):
        return "o"
    if word[0].isupper():
        return "C"
    if lower.endswith("ed"):
        return "e"
    return "g" if lower.endswith("ing") else "x"


def _find_quotation_letter(hidden: str) -> str:
    """Q where a stop or another mark stands before the closing mark of a hidden quotation."""
    has_stop = hidden.strip("\x01\"'")
    return "Q" if has_stop or "'" in hidden[:-1] else "q"


def _is_adverb(word: str, lower: str) -> bool:
    """Whether a word in -ly is an adverb."""
    return lower not in load_words("no adverb") and not _NAME_IN_LY.search(word)


_letters = Known(_find_letter)  # of words that were asked for


def find_places(words: list[str]) -> list[int]:
    """Find the words of a sentence with which a reporting word begins.

    Parameters
    ----------
    words : of the sentence, in lower case.

    Returns
    -------
    Their places, in order.

    Examples
    --------
    >>> find_places(["the", "mayor", "denied", "that", "it", "sank"])
    [2]
    """
    return list(compress(range(len(words)), map(load_cues().__contains__, words)))


def find_cues(words: list[str], letters: str, places: list[int] | None = None) -> list[Cue]:
    """The reporting words of a sentence that stand where a reporting word can stand.

    Parameters
    ----------
    words : of the sentence, in lower case, each quotation being one word.
    letters : one for each word, as from list_letters.
    places : as from find_places; by default all of these.

    Returns
    -------
    The cues in the order of the sentence.

    Examples
    --------
    >>> words = ["the", "mayor", "denied", "that", "it", "sank"]
    >>> [(cue.verb, cue.form, cue.source) for cue in find_cues(words, list_letters(words))]
    [('deny', 'finite', (0, 1))]
    """
    forms, homographs = load_cues(), _load_homographs()
    cues = []
    for at in find_places(words) if places is None else places:
        for rest, verb, frames in forms[words[at]]:
            after = at + 1 + len(rest)
            if rest and words[at + 1 : after] != rest:
                continue
            cue = _read_cue(words, letters, at, after, verb, frames)
            doubtful = cue and verb in homographs
            if cue and not (doubtful and _reports_nothing(words, cue)):
                cues.append(_drop_fronted(words, letters, cue))
                break
    return _join_quoted_as(words, cues) if len(cues) > 1 else cues


def _drop_fronted(words: list[str], letters: str, cue: Cue) -> Cue:
    """The cue without what a preposition puts before its subject.

    "In the end Ana Ruiz said" and "On Monday the mayor said" have no comma between the two.
    """
    if not cue.source or cue.form not in ("finite", "passive"):
        return cue
    first, last = cue.source
    if not _OPENS_WITH_PREPOSITION.search(letters, 0, first):
        return cue
    if words[first - 1] in ("with", "without"):  # "with the clause on rent highlighted"
        return cue
    phrase = letters[first : last + 1]
    if not _UNBROKEN.fullmatch(phrase):
        return cue
    starts = _find_ends(_BEFORE_DETERMINER, phrase)
    # "After Board chair Ana Ruiz said" may begin a clause, in which all of it is the subject.
    if not starts and letters[first - 1] != "P":
        starts = _find_ends(_BEFORE_NAME, phrase) or _find_end_of_place(words, first, phrase)
    if len(starts) != 1:  # in "On Friday a firm the union sued said" nothing tells which one speaks
        return cue
    return cue._replace(source=(first + starts[0], last))


def _find_ends(pattern: re.Pattern[str], phrase: str) -> list[int]:
    return [match.end() for match in pattern.finditer(phrase)]


def _find_end_of_place(words: list[str], first: int, phrase: str) -> list[int]:
    """Where a full name begins behind a place: "In London | Ana Ruiz"; nowhere without a place."""
    if phrase.strip("C"):
        return []
    ends = range(len(phrase) - 2, 0, -1)
    found = [end for end in ends if " ".join(words[first : first + end]) in load_places()]
    return found[:1]


@cache
def load_places() -> frozenset[str]:
    """Load the names of places that are known.

    Returns
    -------
    The names of lexicons/places.csv in small letters, with those that a place has beside its own.

    Examples
    --------
    >>> "new york" in load_places(), "lindmoor" in load_places()
    (True, False)
    """
    table = load_lexicon("places")
    aliases = table["aliases"].str.split("; ").explode()
    names = pd.concat([table["place"], aliases]).str.lower()
    return frozenset(names) - {""}


def _join_quoted_as(words: list[str], cues: list[Cue]) -> list[Cue]:
    """The cues, in which a paper that quoted somebody as saying it is not who says it."""
    joined: list[Cue] = []
    for cue in cues:
        if joined and _is_quoted_as(words, joined[-1], cue):
            quoted = joined[-1]
            source = (quoted.after, cue.at - 2)
            joined[-1] = cue._replace(source=source, left=quoted.left, form="finite")
        else:
            joined.append(cue)
    return joined


def _is_quoted_as(words: list[str], quoted: Cue, cue: Cue) -> bool:
    """Whether two cues are those of "quoted Ana Ruiz as saying"."""
    if quoted.verb not in ("quote", "cite") or cue.form != "ing":
        return False
    as_at = cue.at - 1
    return words[as_at] == "as" and quoted.after < as_at


@cache
def _load_homographs() -> dict[str, tuple[re.Pattern[str] | None, ...]]:
    """Of words that report only sometimes: what before, after or as subject says they do not."""
    table = load_lexicon("homographs")
    homographs = {}
    columns = (table[column] for column in ("verb", "before", "after", "subject"))
    for verb, *cells in zip(*columns, strict=True):
        homographs[verb] = tuple(re.compile(cell) if cell else None for cell in cells)
    return homographs


def _reports_nothing(words: list[str], cue: Cue) -> bool:
    """Whether a word that also reports stands in a construction in which it does not."""
    if cue.trailing and _ends_quotation(words, cue):
        return False
    before, after, subject = _load_homographs()[cue.verb]
    named = words[cue.source[0] : cue.source[1] + 1] if cue.source else []
    if "evidence" in cue.frames and not load_words("paper").isdisjoint(named):
        return False
    first = max(0, cue.at - 2)
    if before and before.search(" ".join(words[first : cue.at])):
        return True
    last = cue.after + 14
    if after and after.search(" ".join(words[cue.after : last])):
        return True
    if not subject or cue.form != "passive":
        return False
    return subject.search(" ".join(named)) is not None


def _ends_quotation(words: list[str], cue: Cue) -> bool:
    """Whether a trailing cue follows a quotation, or ends the sentence."""
    said_last = words[cue.left - 1]
    return said_last[0] == "\x01" or cue.after == len(words)


def find_source(letters: str, last: int) -> Span | None:
    """Find the noun phrase that ends at a word, as the subject of a verb.

    Parameters
    ----------
    letters : of the sentence.
    last : the word.

    Returns
    -------
    First and last word of the noun phrase; None where there is none.

    Examples
    --------
    >>> find_source("T,dCCv", 4)  # "that, the Harbour Board said"
    (2, 4)
    """
    match = _SOURCE.match(letters[last::-1]) if last >= 0 else None
    if not match:
        return None
    phrase = match.group().rstrip("pn")
    first = last - len(phrase) + 1
    without_adverbs = phrase.lstrip(",n")
    end = first + len(without_adverbs) - 1
    if letters[first - 1 : first] not in _MAY_STAND_BEFORE:  # told apart first, to save time
        return first, end
    if letters[first - 1] == "t":
        given = _GIVEN_TO.search(letters, 0, first - 1)
        if given:  # "A memo leaked to | this paper said": it is the memo that said it
            return given.start("who"), end
    predicate = _PREDICATE.match(letters, _skip_back(letters, first), end + 1)
    if not predicate:
        return _find_first_of_several(letters, first, end), end
    if letters[end] != "r":
        whole = _find_whole(letters, *predicate.span())
        if whole:
            return whole
    return predicate.end(), end


def _find_whole(letters: str, opener: int, end: int) -> Span | None:
    """The noun phrase to which an infinitive or a relative clause belongs that ends with a noun.

    "Plans | to sell the pier angered"; "Aides | who have seen the lease say". The verb with what
    belongs to it stands between opener and end; "to guests in the hall" has no verb.
    """
    if letters[opener] == "t":
        if "p" in letters[opener:end]:
            return None
        before = letters[:opener].rstrip("gn")
        whole = find_source(before, len(before) - 1) if before[-1:] in ("x", "C") else None
        return whole if whole and letters[whole[0]] in "dDoC" else None
    before = letters[: opener + 1].rstrip("an")
    return find_source(before, len(before) - 1) if before.endswith("r") else None


def _find_first_of_several(letters: str, first: int, end: int) -> int:
    """Where a subject of several begins: "the mayor and | the clerk", "Hale, | Cole and Ruiz".

    Told of a subject alone that opens its clause, because a verb may stand before any other.
    """
    if letters.endswith("c", 0, first):
        before = _JOINED.search(letters, 0, first - 1)
    elif "c" in letters[first:end] and letters.endswith("C,", 0, first):
        before = _LISTED.search(letters, 0, first)
    else:
        return first
    return before.start("who") if before else first


def _skip_back(letters: str, first: int) -> int:
    """Where the adverbs before a word begin, and one word before them."""
    return max(0, len(letters[:first].rstrip("n")) - 1)


class _Found(NamedTuple):
    """A word that may report, and what stands around it; numbers are places of words."""

    words: list[str]
    letters: str
    at: int
    after: int  # the first word behind it
    verb: str
    frames: frozenset[str]
    left: int  # the last word before its auxiliaries and adverbs, -1 for none
    group: str  # the letters of these
    before: str  # the letter at left, '' for none
    following: str  # the letter at after, '' for none


def _look_around(
    words: list[str], letters: str, at: int, after: int, verb: str, frames: frozenset[str]
) -> _Found:
    lead = letters[:at].rstrip("bant")
    if len(lead) > 1 and lead[-1] == "y":  # "Ruiz on Sunday said"
        lead = lead.rstrip("yp").rstrip("bant")
    if lead.endswith("x"):
        lead = _drop_time(words, lead)
    if lead.endswith(("aD", "bD")) and words[len(lead) - 1] in ("both", "all", "each"):
        lead = lead[:-1].rstrip("bant")  # "Hale and Ruiz have both said"
    left = len(lead) - 1
    group = letters[left + 1 : at]
    following = letters[after : after + 1]
    return _Found(words, letters, at, after, verb, frames, left, group, lead[-1:], following)


def _drop_time(words: list[str], lead: str) -> str:
    """The letters without "this past week", "the next day" or "on Sunday night" at their end."""
    if words[len(lead) - 1] not in load_words("time"):
        return lead
    rest = lead[:-1]
    if rest and words[len(rest) - 1] in ("past", "coming", "following"):
        rest = rest[:-1]
    days = rest.rstrip("y")
    if days != rest and days.endswith("p") or days.endswith(("d", "D")):
        rest = days[:-1]
    elif days == rest:
        return lead
    else:
        rest = days
    return rest.rstrip("bant") or lead


def _read_cue(
    words: list[str], letters: str, at: int, after: int, verb: str, frames: frozenset[str]
) -> Cue | None:
    """The reporting word at `at` with its subject; None where it does not report here."""
    told_by = at > 0 and words[at - 1] == "as" and words[after : after + 1] == ["by"]
    if told_by or verb in _FRONTED:
        return _read_according(letters, at, after, verb, frames)
    found = _look_around(words, letters, at, after, verb, frames)
    if "noun" in frames and _is_noun(found):
        return _read_noun(found)
    if _takes_nothing(found) or "b" in found.group and _is_adjective(found):
        return None
    if words[at] in _GIVES_NAME and _gives_a_name(found):
        return None
    apart = _find_apart(found) if found.before == "," else None
    source = apart or find_source(letters, found.left)
    if words[at].endswith("ing"):
        return _make_cue(found, "ing", source)
    if "t" in found.group:
        is_base = words[at] == verb.partition(" ")[0] or "b" in found.group or "a" in found.group
        return _make_cue(found, "to", source) if is_base else None  # "to repeated requests"
    if "b" in found.group and "adjective" not in frames:
        return _read_passive(found, source)
    opening = _SAID_FIRST.match(letters, after) if at == 0 else None
    if opening:
        return Cue(at, after, verb, frames, "finite", opening.span(1), 0, opening.end())
    if found.group:
        return _read_finite(found, source)
    return _read_bare(found, source)


def _read_according(
    letters: str, at: int, after: int, verb: str, frames: frozenset[str]
) -> Cue | None:
    """An attribution that names the speaker behind it; None where no name follows."""
    fronted = verb in _FRONTED
    begin = after if fronted else after + 1
    end = _NAMED_AFTER.match(letters, begin).end()
    if end <= begin:
        return None
    form = "according" if fronted else "finite"
    trailing = _OPENS.match(letters, 0, at) is None
    return Cue(at, after, verb, frames, form, (begin, end - 1), at, end, trailing)


def _find_apart(found: _Found) -> Span | None:
    """The name that opens a sentence with what is told of it, where that is all before a comma.

    "Ana Ruiz, 63, a clerk who has met the board, said": what stands between commas may have verbs
    of its own.
    """
    if found.words[found.at].endswith("ing"):
        return None
    name = _OPENING_NAME.match(found.letters, 0, found.left)
    if not name:
        return _find_behind_opening(found)
    told = found.letters[name.end() + 1 : found.left].split(",")
    if not all(_TOLD_OF_IT.fullmatch(part) for part in told[1:]) or not _TOLD.fullmatch(told[0]):
        return None
    return name.start("who"), found.left - 1


def _find_behind_opening(found: _Found) -> Span | None:
    """The subject with its apposition, behind a phrase that opens the sentence.

    "Speaking in court, | her lawyer, Gwen Hale, | said".
    """
    opened = _OPENED.fullmatch(found.letters, 0, found.left + 1)
    return (opened.start("who"), found.left - 1) if opened else None


def _is_owned(found: _Found) -> bool:
    return found.before in ("d", "o")


def _is_noun(found: _Found) -> bool:
    """Whether the word is a noun here, as in "their claim that"."""
    if _may_be_verb(found):
        return False
    return _is_owned(found) or found.frames <= {"noun", "infinitive"}


def _may_be_verb(found: _Found) -> bool:
    """Whether a noun of several words is a verb too, behind one who opens a clause.

    "The mayor calls for calm", but not "Repeated calls for calm".
    """
    word = found.words[found.at]
    if " " not in found.verb or not word.endswith("s") or found.group:
        return False
    others = [frames for _, verb, frames in load_cues()[word] if verb == found.verb]
    source = find_source(found.letters, found.left) if len(others) > 1 else None
    if not source or _is_plural(found, source):
        return False
    first, last = source
    opens = not first or found.letters[first - 1] in _CLAUSE_OPENERS
    begins = "ds" if last == first or found.letters[first] != "C" else "C"
    return opens and found.letters[first] in begins and found.letters[last] in "xCsr"


def _read_noun(found: _Found) -> Cue | None:
    """The cue of a noun; None where it takes no "that" and no infinitive."""
    infinitive = found.following == "t" and "infinitive" in found.frames
    takes_one = found.following == "T" or infinitive
    if " " not in found.verb and not takes_one:
        return None
    source = None
    if _is_owned(found):
        left = found.left
        pronoun = found.words[left] in _OWNERS
        source = (left, left) if pronoun else _find_owner(found.letters, left)
    at, after = found.at, found.after
    return Cue(at, after, found.verb, found.frames, "noun", source, at, after)


def _find_owner(letters: str, left: int) -> Span | None:
    """Whose it is, without what the owner belongs to: "a list of | the board's | promises"."""
    owner = _OWNER.search(letters, 0, left + 1)
    return (owner.start(), left) if owner else find_source(letters, left)


def _takes_nothing(found: _Found) -> bool:
    """Whether the word is a noun without a clause, or says where, as in "appeared in court"."""
    if found.frames == _NOUN or _is_owned(found) and not found.group:
        return True
    placed = "both" in found.frames and found.following in ("p", "P")
    return placed and found.words[found.after] != "like"


def _is_adjective(found: _Found) -> bool:
    """Whether a participle behind "be" tells how somebody is: "is convinced", "was worried"."""
    if "adjective" in found.frames:
        return False
    word = found.words[found.at]
    return any("adjective" in frames for _, _, frames in load_cues()[word])


def _gives_a_name(found: _Found) -> bool:
    """Whether it is "a group called Friends of Marlow", a name that nobody gives it here."""
    if found.group or found.following not in ("C", "Q", "q"):
        return False
    thing = _A_THING.search(found.letters, 0, found.at)
    return thing is not None and found.words[thing.start()] in ("a", "an", "another")


def _read_passive(found: _Found, source: Span | None) -> Cue | None:
    """The cue of "is said to", "was criticised by"; None for any other use behind "be"."""
    is_passive = found.frames & _PASSIVE or found.following in ("T", "t")
    behind = found.words[found.after] if found.following else ""
    if not is_passive and behind != "by":
        return None
    if found.following in _TELLS_WHEN and behind not in _OF_PASSIVES:
        return None  # "was described in 1888"
    begin, after = found.left + 1, found.after
    return Cue(found.at, after, found.verb, found.frames, "passive", source, begin, after)


def _read_bare(found: _Found, source: Span | None) -> Cue | None:
    """The cue of a finite verb without auxiliaries."""
    inverted = _read_inverted(found, source)
    if inverted:
        return inverted
    if not source and _may_be_asked(found):
        return _read_asked(found)
    if not source:
        joined = found.before in ("c", "k", ",", "Q", "q")
        return _read_finite(found, source) if joined else None
    if not _agrees(found, source) or found.words[found.at] in load_words("participle only"):
        return None
    verb_follows = found.following and found.following in "bav"
    if verb_follows and found.words[found.at] in load_words("noun too"):
        return None
    return _read_finite(found, source)


def _read_inverted(found: _Found, source: Span | None) -> Cue | None:
    """The cue of "..., said Ana Ruiz", whose subject stands behind it; None for any other."""
    if not _stands_behind(found) or not found.frames & _SPEAKS:
        return None
    letters, after = found.letters, found.after
    phrase = _INVERTED.match(letters, after)
    if not phrase or source and not _may_be_inverted(found, source):
        return None
    end = phrase.end()
    if load_words("answer").issuperset(found.words[after:end]):
        return None
    end = _trim_source(found.words, letters, after, end)
    who = (after, end - 1)
    return Cue(found.at, after, found.verb, found.frames, "inverted", who, found.at, end, True)


def _stands_behind(found: _Found) -> bool:
    """Whether a quotation, or what may be said, ends just before the word."""
    if found.before in ("Q", "q"):
        return True
    if found.before != ",":
        return False
    return found.verb == "say" or "Q" in found.letters[: found.at]


def _may_be_inverted(found: _Found, source: Span) -> bool:
    """Whether the subject may follow although a noun phrase stands before the word too."""
    if found.before == "," and found.following not in "CdD":
        return False
    first = source[0]
    behind_quotation = found.letters[first - 1 : first] in "Qq"
    between = found.letters[first : found.at]
    return not (behind_quotation and _APPOSED.fullmatch(between))


def _may_be_asked(found: _Found) -> bool:
    """Whether it is "Asked whether": somebody is asked, and nobody is named who asks."""
    if found.verb not in ("ask", "ask about") or found.words[found.at] != "asked":
        return False
    return found.before in ("", "i", ",", "n")


def _read_asked(found: _Found) -> Cue | None:
    """The cue of "Asked by a reporter whether"; None where no question follows."""
    at, after, begin = found.at, found.after, found.left + 1
    end = after
    if " " not in found.verb:
        end = _find_question(found.words, found.letters, after)
    return Cue(at, after, found.verb, found.frames, "asked", None, begin, end) if end else None


def _make_cue(found: _Found, form: str, source: Span | None, *, trailing: bool = False) -> Cue:
    """A cue whose attribution runs from its subject to its last word."""
    begin = source[0] if source else found.left + 1
    after = found.after
    return Cue(found.at, after, found.verb, found.frames, form, source, begin, after, trailing)


def _read_finite(found: _Found, source: Span | None) -> Cue:
    """The cue of a finite verb behind its subject, which may follow what is said."""
    begin = source[0] if source else found.left + 1
    before = found.letters[begin - 1] if begin else ""
    trailing = False
    if (before == "Q" or before == "," and source) and found.frames & _TRAILS:
        trailing = _trails(found, source, before)
    return _make_cue(found, "finite", source, trailing=trailing)


def _trails(found: _Found, source: Span | None, before: str) -> bool:
    """Whether an attribution right behind a quotation (Q) or a clause (,) ends what is said."""
    pattern = _TRAIL[before, "hearer" in found.frames]
    if not pattern.match(found.letters, found.after):
        return False
    if source and found.letters[source[1]] == "r":
        return False
    return not (found.following == "t" and "infinitive" in found.frames)


def _find_question(words: list[str], letters: str, after: int) -> int:
    """Where the question begins in "asked by a reporter on Tuesday whether"; 0 where none does."""
    for at in range(after, min(after + 8, len(words))):
        if words[at] == "about":
            return at + 1
        if letters[at] in "wir":
            return at
        if letters[at] not in "ypdCxn":
            break
    return 0


def _trim_source(words: list[str], letters: str, begin: int, end: int) -> int:
    """Where the name ends: in "said Hale of the contract" what it is about follows."""
    for at in range(begin + 1, end - 1):
        topic = words[at] in ("of", "about", "after", "in", "on") and letters[at + 1] == "d"
        if topic and letters[at - 1] == "C" and _is_own_name(words[at - 1]):
            return at
    return end


def _is_own_name(word: str) -> bool:
    """Whether a word with a capital is neither a title nor an institution."""
    return word not in load_words("title") and word not in load_words("institution")


def _agrees(found: _Found, source: Span) -> bool:
    """Whether a form without auxiliary can go with its subject.

    "Aides claim it" can, "the aid claim" cannot.
    """
    word, verb = found.words[found.at], found.verb
    if word not in (verb, verb + "s"):
        return True
    if _is_loose_noun(found, source) or _is_counted(found, source):
        return False
    if word == verb:
        return _is_plural(found, source) and not _ends_in_one(found, source)
    head = found.words[source[1]]
    return head not in ("i", "we", "you", "they")


def _is_loose_noun(found: _Found, source: Span) -> bool:
    """Whether a word that takes no clause goes on as a noun would, behind who cannot say it."""
    first, last = source
    if "clause" in found.frames or found.following and found.following not in "pPab!,c":
        return False
    if found.letters[last] in "Csr" or found.letters[first - 1 : first] in ("Q", "q"):
        return False
    return found.words[last] not in load_words("document")


def _is_counted(found: _Found, source: Span) -> bool:
    """Whether it is a noun behind its number: "answered to | 14 calls"."""
    first, last = source
    is_number = first == last and found.words[first][0].isdigit()
    behind_preposition = found.letters[first - 1 : first] in ("t", "p")
    return is_number and behind_preposition and found.words[found.at] in load_words("noun too")


def _ends_in_one(found: _Found, source: Span) -> bool:
    """Whether a noun goes with an article before it: "the law and a lighter | show"."""
    if found.words[found.at] not in load_words("noun too"):
        return False
    last = source[1]
    nearest = found.words[max(source[0], last - 2) : last + 1]
    return "a" in nearest or "an" in nearest


def _is_plural(found: _Found, source: Span) -> bool:
    """Whether a subject takes a verb without -s."""
    first, last = source
    head = found.words[last]
    if head in ("i", "you") or head in _PLURAL_HEADS:
        return True
    if not load_words("plural speaker").isdisjoint((found.words[first], head)):
        return True
    if found.letters[last] == "r" or head[0].isdigit():
        return True
    if head.endswith("s") and not head.endswith("ss"):
        return True
    own = found.letters[first:last]
    if "c" in own or "p" in own:
        return True
    return found.words[found.at] in load_words("plural verb") and _says_in_number(found, source)


def _says_in_number(found: _Found, source: Span) -> bool:
    """Whether a body says it in the plural, with a clause behind: "the club say he will"."""
    first, last = source
    opens = not first or found.letters[first - 1] in _CLAUSE_OPENERS
    bodies = load_words("institution") | load_words("body in the plural")
    is_body = found.words[last] in bodies or found.letters[first : last + 1].strip("C") == ""
    return opens and is_body and found.following in _SAID_IN_NUMBER
