"""Whose voice it is: quoted and reported speech in English news text, and who speaks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import pandas as pd

from analysis.clauses import find_content, find_cues, letter_of, load_cues, load_reporting_verbs, load_words
from analysis.language import sentence_spans

__all__ = ["find_passages", "load_reporting_verbs"]

COLUMNS = ["passage", "start", "end", "voice", "speaker", "kind", "source_start", "source_end", "cue"]
Span = tuple[int, int]
_LONGEST = 150  # words read as one sentence: keeps the work linear where a text has no sentence ends
_NEAR = 50_000  # characters to each side in which a full name is looked for
_REACH = 3  # paragraphs over which a pronoun is followed
_PRONOUNS = {"he": "one", "she": "one", "who": "one", "it": "many", "they": "many", "which": "many"}
_PLAIN = str.maketrans(dict(zip("“”„‟«»‘’‚‛–—\x01", '""""""' + "''''" + "-- ", strict=True)))
_MARK = re.compile(r"[\"'](?:(?<=\")|'|(?<![\w'].)(?=[A-Z\"])|(?<=[.,?!].)(?![\w']))")  # a set first is found fast
_TOKEN = re.compile(r"[^\W_][\w'-]*(?:[.,]\w[\w'-]*)*|[,;:()?!-]|\x01++(?:[^\x01]?(?:''|[\"']))?")
_MASK = re.compile("\x01+")
_LABEL = re.compile(r"[\"']?([A-Z][\w.'-]+(?: [A-Z(][\w.'()-]*){0,3}): +(?=\S)")
_ATTRIBUTION = re.compile(r"(?:[A-Z][\w.'-]* ){1,2}(?:said|asked|says)\b")
_BESIDE = re.compile(r"\s([Ss]?[Hh]e|(?:[A-Z][\w.'-]* ){0,3}[A-Z][\w'-]*) (?:\w+ly )?[a-z]+(?:ed|s)\b")
_OPENING = re.compile(r"(?:[A-Z][\w'.-]*,? ){1,4}(?=[a-z])")
_CLOSING = re.compile(r"[.,?!]?\"(?!\w)")
_GIVEN = re.compile(r"(?<![\w'-])(?:[A-Z][\w'-]* (?:[A-Z]\. )?){1,4}$")
_SEVERAL = re.compile(r"[.?!][\"')]*\s+[\"'(\x01A-Z\d]")
_LAST_NAME = re.compile(r"(?<![\w'])[A-Z][\w'.-]*(?: (?:of |al |bin |de |van |von )?[A-Z][\w'.-]*)*$")


def find_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> pd.DataFrame:
    """Find the passages of a news text that are somebody's quoted or reported speech, and who speaks.

    Arguments: text, English news text, best with plain quotation marks (see `analysis.language.normalise`);
    paragraphs, character spans of those to read, in order (default: every line that is not blank).
    Returns: rows are stretches of text, sorted, none overlapping: passage (a number that the stretches of one
    passage share), start, end (characters), voice (quoted, with its marks, or reported), speaker (fullest
    name or description in the text, empty where unresolved), kind (named, described, collective, unresolved),
    source_start, source_end (the words that name the source, -1 where none), cue (the reporting word).

    >>> found = find_passages('Ana Ruiz said the pier is safe. "We tested it twice," she added.')
    >>> found[["voice", "speaker", "cue"]].values.tolist()
    [['reported', 'Ana Ruiz', 'said'], ['quoted', 'Ana Ruiz', 'added']]
    """
    return pd.DataFrame(list_passages(text, paragraphs=paragraphs), columns=COLUMNS)


def list_passages(text: str, *, paragraphs: Sequence[Span] | None = None) -> list[tuple]:
    """The rows of `find_passages` as tuples, for a caller that reads many texts."""
    plain = text.translate(_PLAIN) if any(chr(mark) in text for mark in _PLAIN) else text
    if paragraphs is None:
        paragraphs = [m.span() for m in re.finditer(r"[^\n]+", plain) if not m.group().isspace()]
    passages, marked = [], []
    for number, (start, end) in enumerate(paragraphs):
        quotes = _find_quotations(plain, start, end)
        marked += quotes
        passages += _read_paragraph(plain, start, end, quotes, number)
    passages = _continue_speakers(passages, plain)
    _resolve_speakers(passages, plain, paragraphs)
    return _list_pieces([p for p in passages if _can_speak(p, plain)], marked)


def _find_quotations(text: str, start: int, end: int) -> list[Span]:
    """Pair the quotation marks of one paragraph; one that opens it, or goes on in the next, may stay open."""
    spans, opened, mark = [], -1, ""
    for match in _MARK.finditer(text, start, end):
        at, stop = match.span()
        may_open = (at == start or text[at - 1] in " \t([-\"'/") and stop < end and not text[stop].isspace()
        if opened < 0:
            opened, mark = (at, match.group()) if may_open else (-1, "")
        elif match.group() == mark and (not may_open or not text[at - 1].isspace()):
            spans.append((opened, stop))
            opened = -1
        elif match.group() == mark == '"' and text[start:opened].strip():
            opened = at
    stays = opened >= 0 and (not text[start:opened].strip() or text[end : end + 9].lstrip().startswith(mark))
    if stays and end - opened > 2 and mark != "'":
        spans.append((opened, end))
    return spans


def _read_paragraph(text: str, start: int, end: int, quotes: list[Span], number: int) -> list[dict]:
    """The passages of one paragraph, in order; in it, a quotation counts as one word."""
    masked, at, speech = [], start, []
    for a, b in quotes:
        if text.count(" ", a, b) >= 2 or text[b - 2] in ",.?!'":
            keep = 3 if text.endswith("''", a, b) else 2 if text[b - 1] in "\"'" else 0
            masked += [text[at:a], "\x01" * (b - a - keep), text[b - keep : b]]
            at = b
            speech.append((a, b))
    paragraph = "".join([*masked, text[at:end]])
    label = _LABEL.match(paragraph)
    # A name and a colon: a headline, or a transcript, where the label comes again. "LAHORE: ..." is a place.
    headline = number == 0 and len(paragraph) < 150
    if label and (text.count(f"{label[1]}: ") > 1 if label[1].isupper() else headline):
        passages = [{"content": [(label.end(), len(paragraph.rstrip()))], "source": label.span(1), "cue": ""}]
    else:
        passages = []
        for s, e in _find_sentences(paragraph):
            shown = _TOKEN.findall(paragraph, s, e)
            words = list(map(str.lower, shown))
            if load_cues().keys().isdisjoint(words):
                continue
            # Nothing that a word could begin with stands between two words, so that the next place of one is its own.
            ends = [s := paragraph.find(word, s) + len(word) for word in shown]
            for part in (slice(first, first + _LONGEST) for first in range(0, len(shown), _LONGEST)):
                passages += _read_sentence(shown[part], words[part], ends[part])
    for passage in passages:
        passage["content"] = [(start + a, _close(text, start + b)) for a, b in passage["content"]]
        if passage["source"]:
            passage["source"] = (start + passage["source"][0], start + passage["source"][1])
    covered = [span for passage in passages for span in passage["content"]]
    for a, b in speech:
        alone = text[start:a].rstrip()[-1:] in ("", ".", "!", "?", '"', "'") and text[b - 2] in ",.?!"
        if (alone or text.count(" ", a, b) >= 4 or b == end) and not any(s < b and a < e for s, e in covered):
            beside = _BESIDE.match(text, b, min(end, b + 80)) if text[b - 2] in ",?!" else None
            passages.append({"content": [(a, b)], "source": beside.span(1) if beside else None, "cue": ""})
    for passage in passages:
        passage["paragraph"], passage["opens"] = number, not text[start : passage["content"][0][0]].strip()
    return sorted(passages, key=lambda passage: passage["content"][0])


def _read_sentence(shown: list[str], words: list[str], ends: list[int]) -> list[dict]:
    """The passages of one sentence, given its words, the same in lower case, and where each ends."""
    letters, taken, found = "".join(map(letter_of, shown)), bytearray(len(words) + 1), []
    cues = find_cues(words, letters)
    for cue in sorted(cues, key=lambda cue: not cue.trailing):
        pieces, source = find_content(words, letters, cue, cues, taken)
        content = []
        for a, b in pieces:
            a += len(letters[a:b]) - len(letters[a:b].lstrip(",;:-)"))
            b = a + len(letters[a:b].rstrip(",;:-("))
            if b > a:
                content.append((ends[a] - len(shown[a]), ends[b - 1]))
                taken[a:b] = b"\x01" * (b - a)
        if content:
            span = (ends[source[0]] - len(shown[source[0]]), ends[source[1]]) if source else None
            found.append({"content": content, "source": span, "cue": " ".join(words[cue.at : cue.after])})
    return found


def _find_sentences(paragraph: str) -> list[Span]:
    """Sentences; what goes on in lower case, or attributes a quotation that ends in ? or !, is no new one."""
    if not _SEVERAL.search(paragraph):
        return [(0, len(paragraph))]
    joined, masks, lost = [], [], [0]  # a quotation is one character to the model, which reads a long word letter by letter
    for mask in _MASK.finditer(paragraph):
        masks.append(mask.start() - lost[-1])
        lost.append(lost[-1] + len(mask.group()) - 1)
    for s, e in sentence_spans(_MASK.sub("\x01", paragraph)):
        s, e = s + lost[bisect_left(masks, s)], e + lost[bisect_left(masks, e)]
        goes_on = paragraph[s] in ",;)" or paragraph[s].islower()
        asked = joined and paragraph[joined[-1][1] - 2] in "?!" and _ATTRIBUTION.match(paragraph, s, e)
        joined.append((joined.pop()[0] if joined and (goes_on or asked) else s, e))
    return joined


def _close(text: str, at: int) -> int:
    """Take in a closing quotation mark that follows, with a stop before it."""
    match = _CLOSING.match(text, at)
    return match.end() if match and not text[at - 1].isspace() else at


def _continue_speakers(passages: list[dict], text: str) -> list[dict]:
    """Join quotations without attribution to the passage they continue, or give them its speaker."""
    kept: list[dict] = []
    for passage in passages:
        if not passage["cue"] and not passage["source"] and kept:
            near = [p for p in kept[-9:] if p["paragraph"] == passage["paragraph"]]
            same = [p for p in near if text[p["content"][-1][1] - 1] in "\"'"]
            if same:
                same[-1]["content"] += passage["content"]
                continue
            if near or passage["opens"] and passage["paragraph"] - kept[-1]["paragraph"] == 1:
                passage["source"], passage["follows"] = kept[-1]["source"], kept[-1]
        kept.append(passage)
    onward = len(kept)  # a quotation left open at a paragraph's end goes on to where its speaker is named
    for k in range(len(kept) - 2, -1, -1):
        passage, after = kept[k], kept[k + 1]
        left_open = not passage["cue"] and text[passage["content"][-1][1] - 1] not in "\"'"
        next_one = after["opens"] and after["paragraph"] - passage["paragraph"] == 1
        if left_open and next_one and (after["cue"] or onward == k + 1):
            passage["source"], passage["follows"], onward = after["source"], after, k
    return kept


def _resolve_speakers(passages: list[dict], text: str, paragraphs: Sequence[Span]) -> None:
    """Name each passage's speaker by the fullest mention."""
    full: dict[str, str] = {}
    last = {"one": (-9, "", "unresolved"), "many": (-9, "", "unresolved")}  # paragraph, speaker, kind
    for passage in passages:
        source = text[slice(*passage["source"])] if passage["source"] else ""
        place, at = passage["paragraph"], passage["content"][0][0]
        near = text[max(0, at - _NEAR) : at + _NEAR]
        speaker = ("", "unresolved")
        if "follows" in passage:
            continue
        if source.lower() in _PRONOUNS:
            seen, *known = last[_PRONOUNS[source.lower()]]
            speaker = tuple(known) if place - seen <= _REACH else speaker
            opening = _OPENING.match(text, *paragraphs[place])
            if seen < place and opening and opening.end() < passage["source"][0]:
                named = _describe(opening.group(), near, full)
                speaker = named if named[1] == "named" and " " in named[0] else speaker
        elif source and letter_of(source) not in "sr":
            speaker = _describe(source, near, full)
        passage["speaker"], passage["kind"] = speaker
        if speaker[0]:
            last["many" if speaker[1] == "collective" else "one"] = (place, *speaker)
    for passage in passages:
        speaker = passage
        while "follows" in speaker:
            speaker = speaker["follows"]
        passage |= {"speaker": speaker["speaker"], "kind": speaker["kind"]}


def _strip_titles(name: str) -> str:
    words = name.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in load_words("title"):
        words = words[1:]
    return " ".join(words)


def _find_full_name(surname: str, text: str) -> str:
    """The first mention of a surname with a given name before it (of its first hundred), else the surname."""
    at = -1
    for _ in range(100):
        at = text.find(surname, at + 1)
        if at < 0:
            break
        given = _GIVEN.search(_hide_possessive(text[max(0, at - 60) : at]))
        name = _strip_titles(given.group() + surname) if given else ""
        whole = not text[at + len(surname) : at + len(surname) + 1].isalpha()
        if " " in name and whole and not any(letter_of(word) in "pPdDhuikcs" for word in name.split()):
            return name
    return surname


def _hide_possessive(text: str) -> str:
    return text.replace("'s ", "\x01\x01 ")


def _describe(source: str, text: str, full: dict[str, str]) -> tuple[str, str]:
    """Speaker and kind from the words of a source; full collects the full names found in the text."""
    parts = re.split(r",? (?:who|which)\b|, | \(", source.strip(" ,"))
    many, bodies = load_words("plural speaker"), load_words("institution")
    for place, part in enumerate(parts[:2]):
        run = _LAST_NAME.search(_hide_possessive(part).rstrip())
        lead = part[: run.start()].split() if run else []
        if not run or lead and letter_of(lead[-1]) in "pP" or place and " " not in run.group():
            continue
        name = _strip_titles(run.group())
        lowered = frozenset(name.lower().split())
        if any(letter_of(word) in "dD" for word in (*lead, name.split()[0])) or lowered & (bodies | many):
            return parts[0], "collective" if len(lead) < 2 or lowered & bodies else "described"
        surname = name.split()[-1]
        if surname not in full:
            full[surname] = name if " " in name else _find_full_name(surname, text)
        other = " " in name and name.split()[0] != full[surname].split()[0]
        return (name if other else full[surname]), "named"
    lowered = frozenset(parts[0].lower().replace(".", " ").split())
    return parts[0], "collective" if lowered & (many | bodies) else "described"


def _can_speak(passage: dict, text: str) -> bool:
    """Whether the source can have said it: an approach or a decision shows, and does not speak. Quotations stay."""
    quoted = any('"' in text[start:end] for start, end in passage["content"])
    if passage["kind"] != "described" or not passage["source"] or quoted:
        return True
    source = text[slice(*passage["source"])]
    words = re.split(r",| (?:of|in|on|at|for|from|with|between|to|that|which)\b", source.lower())[0].split()
    head = words[-1] if words else ""
    if head in load_words("institution") | load_words("document") | load_words("plural speaker"):
        return True
    return head not in load_words("abstract noun") and not head.endswith(tuple(load_words("end of an abstract noun")))


def _list_pieces(passages: list[dict], quotes: list[Span]) -> list[tuple]:
    """Rows of all passages, cut where a quotation begins or ends."""
    rows, at, done = [], 0, 0
    pieces = [(span, number) for number, passage in enumerate(passages) for span in passage["content"]]
    for (start, end), number in sorted(pieces):
        start, passage = max(start, done), passages[number]
        rest = (passage["speaker"], passage["kind"], *(passage["source"] or (-1, -1)), passage["cue"])
        while at < len(quotes) and quotes[at][1] <= start:
            at += 1
        k = at
        while k < len(quotes) and quotes[k][0] < end:
            a, b = max(quotes[k][0], start), min(quotes[k][1], end)
            rows += [(number, start, a, "reported", *rest)] if a > start else []
            rows.append((number, a, b, "quoted", *rest))
            start, k = b, k + 1
        rows += [(number, start, end, "reported", *rest)] if end > start else []
        done = max(done, end)
    return rows
