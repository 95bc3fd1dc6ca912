"""Whose voice it is: quoted and reported speech in English news text, and who speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd

from analysis.language import load_lexicon, sentence_spans

Span = tuple[int, int]
COLUMNS = ["passage", "start", "end", "voice", "speaker", "kind", "source_start", "source_end", "cue"]

_LONGEST = 150  # tokens read as one sentence: keeps the work linear where a text has no sentence ends
_STRAIGHT = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'"), "—": "-", "–": "-"})
_MARK = re.compile(r"\"|''|``|(?<![\w'])'(?=[A-Z\"])|(?<=[.,?!])'(?![\w'])")
_TOKEN = re.compile(
    r"\x01+[^\x01]{0,2}"
    r"|(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|St|Jr|Sr|[A-Z])\.(?:[A-Z]\.)*"
    r"|[$\d][\d.,]*\d[\w%-]*|[^\W_][\w'-]*|[,;:()\[\]?!.-]"
)
_NAME = re.compile(r"(?<![\w'-])[A-Z][\w'-]+(?: [A-Z]\.)?(?: [A-Z][\w'-]+)+")
_LAST_NAME = re.compile(r"(?<![\w'])[A-Z][\w'.-]*(?: (?:of |al |bin |de |van |von )?[A-Z][\w'.-]*)*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BE = _words("is are was were be been being 's 're get got gets")
_AUX = _BE | _words(
    "has have had having do does did don't doesn't didn't will would won't wouldn't can could can't couldn't may"
    " might must should shall cannot isn't aren't wasn't weren't hasn't haven't hadn't not never to n't"
)
_ADVERB = _words(
    "also later then now once again first still even ever often always already just long further once soon so"
    " yesterday today instead thus meanwhile previously both all each"
)
_NOT_ADVERB = _words("family reply ally assembly italy july rally supply monopoly anomaly bully")
_SUBJECT_PRONOUNS = _words("i we you he she they it who")
_PREPOSITION = _words(
    "of in on at for from with to by about against over under during after before since between among through"
    " into onto upon toward towards within without despite amid like near via per than as until around behind"
)
_BREAK = _words(
    "and but or nor yet that which who whom whose what when where why how whether if because although though while"
    " unless so as than then there by after before since until during despite about against"
) | _AUX | _SUBJECT_PRONOUNS
_DETERMINER = _words("a an the this these those his her its their my our your no any some every each such another")
_DAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later recently"
    " january february march april may june july august september october november december"
)
_QUESTION = _words("what whether how why who when where if which")
_CLAUSE_START = _SUBJECT_PRONOUNS | _words("there this these those his her its their my our your that")
_STOP = _words("; ? ! .")
_PLURAL_SPEAKERS = _words(
    "officials critics people experts analysts observers leaders voters democrats republicans many some several most"
    " others they we both lawmakers sources aides allies supporters opponents members police authorities"
)
_BODIES = _words(
    "ministry department house party committee court times post campaign government council congress senate"
    " administration agency commission association union group team company university institute bank office"
    " parliament army police news network journal poll survey study report magazine embassy center centre"
)
_TITLES = _words(
    "mr mrs ms dr sen rep gov gen lt col sgt president minister prime foreign defence defense secretary senator"
    " governor spokesman spokeswoman spokesperson chairman chairwoman mayor judge justice chief director state"
    " department general attorney vice former deputy professor prof congressman congresswoman representative king"
    " queen prince princess pope democratic republican speaker sir lord lady ambassador colonel captain"
    " officer rev reverend candidate nominee leader adviser advisor national security house"
)


@cache
def load_reporting_verbs() -> pd.DataFrame:
    """The codebook of reporting verbs: which forms they have, which stance they show and what they take.

    Returns: a table with the columns verb (its base form, with a particle where it needs one), form (one inflected
    form, lower case), stance (neutral, asking, claiming, asserting, admitting, denying, attacking, supporting,
    believing or wanting) and frame (constructions it enters, separated by spaces: clause, that, question, quote,
    infinitive, hearer, object, noun).

    >>> verbs = load_reporting_verbs()
    >>> verbs.loc[verbs["form"] == "denied", ["verb", "stance"]].values.tolist()
    [['deny', 'denying']]
    """
    rows = []
    for verb, irregular, stance, frame in load_lexicon("reporting_verbs").itertuples(index=False):
        head, _, particle = verb.partition(" ")
        forms = {form: None for form in (head, *_inflect(head, irregular.split()))}
        rows += [(verb, f"{form} {particle}".strip(), stance, frame) for form in forms]
    return pd.DataFrame(rows, columns=["verb", "form", "stance", "frame"])


def _inflect(verb: str, irregular: list[str]) -> list[str]:
    """Third person, -ing form and past forms; irregular forms replace the past (or the doubled stem)."""
    third = re.sub(r"([^aeiou])y$", r"\1ie", verb)
    third += "es" if re.search(r"(?:s|x|z|ch|sh)$", verb) else "s"
    doubled = next((form[:-2] for form in irregular if re.fullmatch(rf"{verb}(.)\1ed", form) or
                    (form.endswith("ed") and form[:-3] == verb)), verb)
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else doubled
    past = re.sub(r"([^aeiou])y$", r"\1i", verb)
    past += "d" if past.endswith("e") else "ed"
    return [third, stem + "ing", *(irregular or [past])]


@cache
def _cue_forms() -> dict[str, list[tuple[tuple[str, ...], str, frozenset[str]]]]:
    """First word of each form -> (further words, verb, frames), longest first."""
    forms: dict[str, list] = {}
    for verb, form, _, frame in load_reporting_verbs().itertuples(index=False):
        first, *rest = form.split()
        forms.setdefault(first, []).append((tuple(rest), verb, frozenset(frame.split())))
    for entries in forms.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return forms


def find_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> pd.DataFrame:
    """Find the passages of a news text that are somebody's quoted or reported speech, and who speaks.

    Arguments: text, English news text, best with plain quotation marks (see `analysis.language.normalise`);
    paragraphs, character spans of the paragraphs to read, in order (default: every line that is not blank).
    Returns: one row per stretch of text, sorted, none overlapping: passage (number; the rows of one attributed
    passage share it), start, end (characters), voice (quoted, with its marks, or reported), speaker (fullest name or
    description in the text, empty where unresolved), kind (named, described, collective or unresolved),
    source_start, source_end (the words nearby that name the source, -1 where none), cue (the reporting word).

    >>> found = find_passages('Ana Ruiz said the pier is safe. "We tested it twice," she added.')
    >>> found[["voice", "speaker", "cue"]].values.tolist()
    [['reported', 'Ana Ruiz', 'said'], ['quoted', 'Ana Ruiz', 'added']]
    """
    plain = text.translate(_STRAIGHT)
    if paragraphs is None:
        paragraphs = [match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", plain)]
    passages: list[dict] = []
    marked: list[Span] = []
    open_mark = False
    for number, (start, end) in enumerate(paragraphs):
        quotes, open_mark = _find_quotations(plain, start, end, open_mark)
        marked += quotes
        passages += _read_paragraph(plain, start, end, quotes, number)
    _continue_speakers(passages, plain, paragraphs)
    _resolve_speakers(passages, plain)
    return _table(passages, marked)


def _find_quotations(text: str, start: int, end: int, was_open: bool) -> tuple[list[Span], bool]:
    """Pair the quotation marks of one paragraph; an opening mark at its start may stay open to its end."""
    spans: list[Span] = []
    opened: tuple[int, str] | None = None
    for match in _MARK.finditer(text, start, end):
        mark, at, stop = match.group(), match.start(), match.end()
        may_open = (at == start or text[at - 1] in " \t([-\"'/") and stop < end and not text[stop].isspace()
        may_close = at > start and not text[at - 1].isspace()
        if opened is None:
            if may_open:
                opened = (at, mark)
        elif (mark == opened[1] or mark == "''" and opened[1] == "``") and (may_close or not may_open):
            spans.append((opened[0], stop))
            opened = None
        elif mark == opened[1] == '"' and may_open and text[start:opened[0]].strip():
            opened = (at, mark)
    if opened and not text[start : opened[0]].strip() and end - opened[0] > 2:
        spans.append((opened[0], end))
        return spans, True
    return spans, False


def _read_paragraph(text: str, start: int, end: int, quotes: list[Span], number: int) -> list[dict]:
    """The passages of one paragraph, in order."""
    masked, at, speech = [], start, []
    for a, b in quotes:
        if text.count(" ", a, b) >= 2 or text[b - 2] in ",.?!":
            masked += [text[at:a], "\x01" * (b - a - 2), text[b - 2 : b]]
            at = b
            speech.append((a, b))
    masked.append(text[at:end])
    paragraph = "".join(masked)
    passages: list[dict] = []
    for s, e in _join_sentences(paragraph, sentence_spans(paragraph)):
        tokens = [match.span() for match in _TOKEN.finditer(paragraph, s, e)]
        for first in range(0, len(tokens), _LONGEST):
            found = _read_sentence(text, paragraph, start, tokens[first : first + _LONGEST])
            for passage in found:
                passage["paragraph"] = number
            passages += found
    covered = [span for passage in passages for span in passage["content"]]
    for a, b in speech:
        if not any(s < b and a < e for s, e in covered):
            if text.count(" ", a, b) >= 4:
                passages.append({"content": [(a, b)], "source": None, "cue": "", "paragraph": number})
    passages.sort(key=lambda passage: passage["content"][0])
    return passages


def _join_sentences(paragraph: str, spans: list[Span]) -> list[Span]:
    """Sentences, a quotation that ends in ? or ! kept together with the attribution after it."""
    joined: list[Span] = []
    for s, e in spans:
        if joined and re.match(r"(?:[a-z]|[A-Z][\w.'-]* (?:[A-Z][\w.'-]* )?(?:said|asked|says)\b)", paragraph[s:e]) \
                and paragraph[joined[-1][1] - 2 : joined[-1][1]] in ('?"', '!"', "?'", "!'"):
            joined[-1] = (joined[-1][0], e)
        else:
            joined.append((s, e))
    return joined


def _read_sentence(text: str, paragraph: str, offset: int, tokens: list[Span]) -> list[dict]:
    """The passages of one sentence (positions are relative to the paragraph; results are absolute)."""
    shown = [paragraph[s:e] for s, e in tokens]
    words = ['"' if word[0] == "\x01" else word.lower() for word in shown]
    cues = _find_cues(words, shown)
    if not cues:
        return []
    found: list[dict] = []
    taken = [False] * (len(words) + 1)

    def put(pieces: list[Span], source: Span | None, first: int, last: int) -> None:
        content = []
        for a, b in pieces:
            while a < b and words[a] in (",", ";", ":", "-", ".", ")"):
                a += 1
            while b > a and words[b - 1] in (",", ";", ":", "-", ".", "("):
                b -= 1
            if b > a:
                content.append((offset + tokens[a][0], _close(text, offset + tokens[b - 1][1])))
                taken[a:b] = [True] * (b - a)
        if content:
            span = (offset + tokens[source[0]][0], offset + tokens[source[1]][1]) if source else None
            cue = " ".join(words[first:last])
            found.append({"content": content, "source": span, "cue": cue})

    for cue in cues:
        if cue["trailing"]:
            _take_trailing(words, cue, cues, taken, put)
    last_source = None
    for place, cue in enumerate(cues):
        source = cue["source"] or last_source
        if cue["source"]:
            last_source = cue["source"]
        if cue["trailing"] or taken[cue["at"]]:
            continue
        begin = _content_start(words, shown, cue)
        if begin is None:
            continue
        stop = _content_end(words, shown, begin, cue, cues[place + 1 :], taken)
        put([(begin, stop)], source, cue["at"], cue["after"])
    return found


def _close(text: str, at: int) -> int:
    """Take in a closing quotation mark that follows."""
    while at < len(text) and text[at] in ".,\"'" and '"' in text[at : at + 2] and text[at : at + 2].strip(".,") != "":
        if text[at] == '"' and text[at - 1].isspace():
            break
        at += 1
    return at


def _find_cues(words: list[str], shown: list[str]) -> list[dict]:
    """Reporting words of a sentence that stand where a reporting verb can stand, with their subjects."""
    forms, cues = _cue_forms(), []
    for at, word in enumerate(words):
        if word == "according" and words[at + 1 : at + 2] == ["to"]:
            cue = _according(words, shown, at)
            cues += [cue] if cue["source"][1] >= at + 2 else []
            continue
        for rest, verb, frames in forms.get(word, ()):
            after = at + 1 + len(rest)
            if not rest or tuple(words[at + 1 : after]) == rest:
                cue = _read_cue(words, shown, at, after, verb, frames)
                if cue:
                    cues.append(cue)
                break
    return cues


def _according(words: list[str], shown: list[str], at: int) -> dict:
    last = at + 2
    while last < len(words) and words[last] not in _STOP and words[last] not in (",", '"', "-", "that", "who"):
        last += 1
    return {"at": at, "after": at + 2, "verb": "according", "frames": frozenset(), "source": (at + 2, last - 1),
            "left": at, "trailing": True, "end": last, "form": "according"}


def _read_cue(words, shown, at, after, verb, frames) -> dict | None:
    """Check that the word at `at` is used as a reporting verb (or noun) and find its subject."""
    word, left = words[at], at - 1
    while left >= 0 and (words[left] in _AUX or words[left] in _ADVERB
                         or (words[left].endswith("ly") and words[left] not in _NOT_ADVERB)):
        left -= 1
    group = words[left + 1 : at]
    before = words[left] if left >= 0 else ""
    following = words[after] if after < len(words) else "."
    passive = any(w in _BE for w in group) and not word.endswith("ing")
    if before in _DETERMINER or before.endswith("'s") and not group:
        if "noun" in frames and following == "that":
            return _cue(at, after, verb, frozenset({"that"}), None, left, False, "noun")
        return None
    if passive and not ("infinitive" in frames and following == "to" or "that" in (following,)):
        return None
    source = _find_source(words, shown, left)
    form = "ing" if word.endswith("ing") else "to" if "to" in group else "finite"
    if not source and form == "finite" and not group:
        inverted = before in ('"', ",", "") or before in _STOP
        if inverted and frames & {"quote", "clause"} and left >= 0 and '"' in words[:at] or \
                before == "," and verb == "say":
            last = after
            while last < len(words) and words[last] not in (",", '"', ":") and words[last] not in _STOP:
                last += 1
            if last > after and words[after] not in _PREPOSITION | {"that"}:
                return _cue(at, after, verb, frames, (after, last - 1), at, True, form, last)
            return _cue(at, after, verb, frames, None, at, before == '"', form, after)
        if before not in ("and", "but", "or", "then", ","):
            return None
    begin = source[0] if source else left + 1
    trailing = False
    if frames & {"clause", "quote"} and begin > 0 and words[begin - 1] in (",", '"') and not passive:
        trailing = following in _STOP or following in (",", '"', ":") or _only_adverbial(words, after)
        if words[begin - 1] == "," and form != "finite":
            trailing = False
        if following in (",", ":") and '"' not in words[:begin] and words[begin - 1] != ",":
            trailing = False
    return _cue(at, after, verb, frames, source, begin, trailing, form, after)


def _cue(at, after, verb, frames, source, left, trailing, form, end=None) -> dict:
    return {"at": at, "after": after, "verb": verb, "frames": frames, "source": source, "left": left,
            "trailing": trailing, "form": form, "end": end or after}


def _only_adverbial(words: list[str], at: int) -> bool:
    """Only a phrase of time, place or hearer follows, up to the end of the sentence or a comma."""
    if words[at] not in _PREPOSITION and words[at] not in _DAYS and words[at] not in ("reporters", "me", "him", "her"):
        return False
    for k in range(at, len(words)):
        if words[k] in ("that", '"'):
            return words[k] == '"' and words[k - 1] in (",", ".")
        if words[k] in _STOP:
            return True
    return True


def _find_source(words: list[str], shown: list[str], last: int) -> Span | None:
    """Token span (inclusive) of the noun phrase that ends at token `last`, as the subject of a verb."""
    if last < 0:
        return None
    word = words[last]
    if word in (",", ")", "-"):
        opening = {",": ",", ")": "(", "-": "-"}[word]
        first = last - 1
        while first >= 0 and words[first] != opening and words[first] not in _STOP and words[first] != '"':
            first -= 1
        if first < 1 or words[first] != opening or last - first < 2:
            return None
        if words[first + 1] not in _BREAK and first + 2 == last and words[first + 1].endswith("ly"):
            return None
        head = _find_source(words, shown, first - 1)
        while word == "," and head and head[0] > 1 and words[head[0] - 1] == "," and words[head[0]] in _DETERMINER:
            wider = _find_source(words, shown, head[0] - 2)
            if not wider:
                break
            head = wider
        if head and words[head[0]].endswith("ly"):
            return None
        return (head[0], last - 1 if word != ")" else last) if head else None
    if word in ("who", "which"):
        head = _find_source(words, shown, last - 2 if words[last - 1] == "," else last - 1)
        return (head[0], last) if head else (last, last)
    if word in _SUBJECT_PRONOUNS:
        return (last, last)
    if word in _BREAK or word in _PREPOSITION or word in _DETERMINER and word not in ("this", "some", "these", "those") \
            or not word[0].isalnum():
        return None
    first = last
    while first > 0:
        previous = words[first - 1]
        if previous == "and" and first > 1 and shown[first - 2][0].isupper() == shown[first][0].isupper() \
                and words[first - 2][0].isalnum() and words[first - 2] not in _BREAK:
            first -= 2
        elif previous in _BREAK or not (previous[0].isalnum() or previous[0] == "$") \
                or previous in _cue_forms() and previous.endswith("ed"):
            break
        else:
            first -= 1
    while first < last and (words[first] in _PREPOSITION or words[first] in _ADVERB):
        first += 1
    return (first, last)


def _content_start(words: list[str], shown: list[str], cue: dict) -> int | None:
    """Token where what is said begins, to the right of the cue; None when the cue takes nothing there."""
    at, frames, size = cue["after"], cue["frames"], len(words)
    while at < size and (words[at] in _ADVERB or words[at].endswith("ly")):
        at += 1
    if at >= size or words[at] in _STOP:
        return None
    word = words[at]
    speaks = bool(frames & {"clause", "that", "quote"})
    if word in (":", '"') or word == "," and words[at + 1 : at + 2] == ['"']:
        return at + (word != '"') if speaks or word == '"' else None
    if word == "that":
        return at if frames & {"clause", "that", "noun"} else None
    if cue["form"] == "noun":
        return None
    if word in _QUESTION:
        return at if "question" in frames else None
    if word == "to":
        return at if "infinitive" in frames else None
    if word in _DAYS or word in _PREPOSITION or word == ",":
        if not speaks:
            return None
        for k in range(at, min(at + 25, size)):
            if words[k] == "that" or words[k] == '"':
                return k
        if word in _DAYS and at + 1 < size and "clause" in frames and words[at + 1] not in _PREPOSITION | _STOP:
            return at + 1
        return None
    if "hearer" in frames:
        for k in range(at, min(at + 15, size)):
            if words[k] in ("that", '"', "to", "of") or words[k] in _QUESTION:
                return k
            if k > at and (words[k] in _SUBJECT_PRONOUNS or words[k] in _DETERMINER) and "clause" in frames:
                return k
        return at + 1 if "object" not in frames else at
    if "clause" in frames or "object" in frames:
        return at
    return None


def _content_end(words, shown, begin, cue, later, taken) -> int:
    """Token after the last one of what is said."""
    size = len(words)
    limit = size
    for other in later:
        if other["at"] <= begin:
            continue
        if other["trailing"] and other["verb"] == "according" and not taken[other["at"]]:
            limit = min(limit, other["at"])
        if other["form"] == "ing" and words[other["at"] - 1] == ",":
            limit = min(limit, other["at"] - 1)
        if not other["source"] and words[other["at"] - 1] in ("and", "but"):
            limit = min(limit, other["at"] - 1)
        if other["source"] and other["left"] > 0 and words[other["left"] - 1] in ("while", "but", "as", "and") \
                and words[other["left"] - 2] == ",":
            limit = min(limit, other["left"] - 2)
    for k in range(begin, limit):
        if taken[k] or words[k] == ";":
            return k
        if "object" in cue["frames"] and not cue["frames"] & {"clause"} and words[k] in (",", "while", "but", "-"):
            return k
    return limit


def _take_trailing(words, cue, cues, taken, put) -> None:
    """An attribution after or inside what is said: content before it, and after it when the clause goes on."""
    begin, stop = 0, cue["left"]
    for k in range(stop - 1, -1, -1):
        if taken[k] or words[k] == ";":
            begin = k + 1
            break
    pieces = [(begin, stop)]
    end = cue["end"]
    quoted = '"' in words[begin:stop]
    while end < len(words) and words[end] not in (",", '"', ":") and words[end] not in _STOP:
        end += 1
    rest = words[end:]
    if quoted:
        pieces += [(k, k + 1) for k in range(end, len(words)) if words[k] == '"']
    elif rest and rest[0] == "," and len(rest) > 2 and not rest[1].endswith("ing") and cue["verb"] != "according" \
            and rest[1] not in _BREAK:
        pieces.append((end, len(words)))
    elif rest and rest[0] == "," and cue["verb"] == "according" and begin == 0 and stop < 2:
        pieces.append((end, len(words)))
    put(pieces, cue["source"], cue["at"], cue["after"])


def _continue_speakers(passages: list[dict], text: str, paragraphs: Sequence[Span]) -> None:
    """Give quotations without attribution the speaker of the passage they continue."""
    before: dict | None = None
    for passage in passages:
        first = passage["content"][0][0]
        if not passage["cue"] and before:
            gap = passage["paragraph"] - before["paragraph"]
            opening = not text[paragraphs[passage["paragraph"]][0] : first].strip()
            if gap == 0 or gap == 1 and opening:
                passage["source"], passage["follows"] = before["source"], before
                if gap == 0:
                    passage["cue"] = before["cue"]
        before = passage


def _resolve_speakers(passages: list[dict], text: str) -> None:
    """Name each passage's speaker by the fullest mention."""
    full: dict[str, str] = {}
    for match in _NAME.finditer(_without_possessive(text)):
        name = _strip_titles(match.group())
        if " " in name:
            surname = name.split()[-1]
            if len(full.get(surname, "")) < len(name) and surname not in full:
                full[surname] = name
    last: tuple[str, str] = ("", "unresolved")
    for passage in passages:
        if "follows" in passage:
            passage["speaker"], passage["kind"] = passage["follows"]["speaker"], passage["follows"]["kind"]
            continue
        speaker = ("", "unresolved")
        if passage["source"]:
            words = text[slice(*passage["source"])]
            if words.lower() in _SUBJECT_PRONOUNS:
                speaker = last if words.lower() not in ("i", "we", "you") else speaker
            else:
                speaker = _describe(words, full)
        passage["speaker"], passage["kind"] = speaker
        if speaker[0]:
            last = speaker


def _without_possessive(text: str) -> str:
    return text.replace("'s ", "\x01\x01 ")


def _strip_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in _TITLES:
        words = words[1:]
    return " ".join(words)


def _describe(source: str, full: dict[str, str]) -> tuple[str, str]:
    """Speaker and kind from the words of a source."""
    source = re.sub(r",? (?:who|which)$", "", source.strip(" ,"))
    parts = re.split(r", | \(", source)
    for place, part in enumerate(parts[:2]):
        run = _LAST_NAME.search(_without_possessive(part).rstrip())
        lead = part[: run.start()].split() if run else []
        if not run or lead and lead[-1].lower() in _PREPOSITION or place and " " not in run.group():
            continue
        name = _strip_titles(run.group())
        lowered = _words(name.lower())
        if {word.lower() for word in (*lead, name.split()[0])} & _DETERMINER or lowered & (_BODIES | _PLURAL_SPEAKERS):
            return parts[0], "collective" if len(lead) < 2 or lowered & _BODIES else "described"
        return full.get(name.split()[-1], name), "named"
    lowered = {word.strip(",.").lower() for word in parts[0].split()}
    return parts[0], "collective" if lowered & (_PLURAL_SPEAKERS | _BODIES) else "described"


def _table(passages: list[dict], quotes: list[Span]) -> pd.DataFrame:
    """Rows of all passages, cut where a quotation begins or ends."""
    rows, at, done = [], 0, 0
    pieces = sorted((span, number) for number, passage in enumerate(passages) for span in passage["content"])
    for (start, end), number in pieces:
        start = max(start, done)
        passage = passages[number]
        rest = (passage["speaker"], passage["kind"], *(passage["source"] or (-1, -1)), passage["cue"])
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        for a, b in quotes[at:]:
            if a >= end:
                break
            a, b = max(a, start), min(b, end)
            if a > start:
                rows.append((number, start, a, "reported", *rest))
            rows.append((number, a, b, "quoted", *rest))
            start = b
        if end > start:
            rows.append((number, start, end, "reported", *rest))
        done = max(done, end)
    return pd.DataFrame(rows, columns=COLUMNS)
