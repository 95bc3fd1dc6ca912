"""The roles of an article's lines and sentences: headline, standfirst, heading, body and the rest.

Where a page's own tags say what a line is, they decide. Else roles are told by general rules about
length, final punctuation, position and repetition; in both cases a table of phrases
(lexicons/boilerplate.csv) tells page furniture, and no rule knows a particular article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise

from analysis.tables.resources import load_lexicon
from analysis.text.sentences import sentence_spans
from analysis.text.words import list_lines, list_words

FEW_PARAGRAPHS = 200  # of a text in which each is simply looked for
HEADLINE_WORDS, HEADING_WORDS, DISPLAY_WORDS, PROMOTION_WORDS, ECHO_WORDS = 30, 12, 45, 40, 5
LONGEST_PROMOTION = 500  # characters; a longer text has more than PROMOTION_WORDS
PULLED_WORDS = 24  # of one sentence without a full stop, which is set apart; a longer one is body
END_BLOCKS = 3  # the last ones, among which a line about the writer stands
SENTENCES = ["sentence", "paragraph", "line", "start", "end", "role", "reason"]
ASIDE = [*SENTENCES, "article_id", "what", "n_words"]
BODY = ("body", "")
# What the kinds that a page's own tags give (see read.columns.with_kinds) mean for lines that are
# no running text.
GIVEN = {
    "headline": ("headline", "the page's headline"),
    "standfirst": ("standfirst", "what the page describes itself with"),
    "heading": ("heading", "a heading by its tag"),
    "caption": ("boilerplate", "picture caption"),
    "byline": ("boilerplate", "byline"),
    "date": ("boilerplate", "dateline"),
    "field": ("boilerplate", "field of an archive"),
}
_CLOSING, _QUOTES, _STOPS = "'\")]", ("'", '"'), (".", "!", "?", ":", ";", ",")
_BULLET = re.compile(r"(?:[-*•·▪‣◦–]|\(?\d{1,2}[.)])\s+(?=\S)")
_SIGNED = re.compile(r"\"[^\"]+[.!?]\" ?- [A-Z]")  # a quotation, and who said it
_NAMED = re.compile(r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*)+")


def list_blocks(text: str, *, kinds: str = "") -> list[tuple]:
    """Paragraphs of a text with their roles.

    Lines are paragraphs, whether blank lines stand between them or not; only where most lines break
    off in mid-sentence (hard-wrapped text) are neighbouring lines joined.
    Arguments: text, normalised (see text.typography.normalise); kinds, of each line in order, where
    the page's own tags tell them ('' for rules of length and position).
    Returns: one tuple a paragraph in order: paragraph (from 1), line (from 0), start, end, role,
    reason ('' for body).

    >>> lines = ["Quay sold", "The quay was sold.", "What next", "Nobody knows.", "Share"]
    >>> [role for *_, role, _ in list_blocks("\\n\\n".join(lines))]
    ['headline', 'body', 'heading', 'body', 'boilerplate']
    """
    lines, given = _find_lines(text), kinds.split()
    told = len(given) == len(lines)
    blocks = lines if told else _join_wrapped(text, lines)
    texts = [text[start:end] for start, end, _ in blocks]
    if len(blocks) == len(lines):
        by_line = list_lines(text)
        lists = [by_line[line] for _, _, line in blocks]
    else:
        lists = [list_words(block) for block in texts]
    judged = []
    if texts:
        judged = _judge_given(texts, lists, given) if told else _judge_blocks(texts, lists)
    return [
        (k, line, start, end, role, reason)
        for k, ((start, end, line), (role, reason)) in enumerate(
            zip(blocks, judged, strict=True), 1
        )
    ]


def _find_lines(text: str) -> list[tuple[int, int, int]]:
    lines, start = [], 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            lines.append((start + lead, start + len(line.rstrip()), number))
        start += len(line) + 1
    return lines


def _join_wrapped(text: str, lines: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    broken = 0
    for (start, end, number), (_, _, following) in pairwise(lines):
        goes_on = following == number + 1 and end - start > 40
        if goes_on and not _is_final(text[start:end]):
            broken += 1
    if broken < 0.4 * len(lines):
        return lines
    joined = lines[:1]
    for (start, end, number), line in pairwise(lines):
        _, line_end, following = line
        # A short line that ends in mid-sentence is a heading; a short one that ends a sentence, a
        # paragraph.
        if following == number + 1 and end - start > 40:
            first, _, first_number = joined[-1]
            joined[-1] = (first, line_end, first_number)
        else:
            joined.append(line)
    return joined


def _is_final(text: str) -> bool:
    """Whether a line ends as a sentence or a part of one does."""
    ended = text.endswith(_QUOTES) or text.rstrip(_CLOSING).endswith(_STOPS)
    return ended or _SIGNED.match(text) is not None


class _Echo:
    """Whether a paragraph repeats the body: it stands inside another, or comes again.

    A word or two of a heading come back in any body, so only a longer run of whole words counts. A
    line of dialogue or a refrain that comes again as a paragraph of its own is said twice.
    """

    def __init__(self, keys: list[str], words: list[int], running: list[bool]):
        self.keys, self.words, self.running = keys, words, running
        self.body = "\n".join(f" {key} " for key, r in zip(keys, running, strict=True) if r)
        self.same = Counter(key for key, r in zip(keys, running, strict=True) if r)
        self.first = {key: k for k, key in reversed([*enumerate(keys)])}
        self.found: dict[str, int] = {}  # how often the body has what was looked for
        # Of a long text how often any ECHO_WORDS words stand in a row: a paragraph is looked for in
        # all of the body only where its first ones come more often than itself.
        self.runs: Counter[int] | None = Counter() if len(keys) > FEW_PARAGRAPHS else None
        if self.runs is not None:
            for key, r in zip(keys, running, strict=True):
                self.runs.update(map(hash, _list_runs(key.split(" "))) if r else ())

    def holds(self, k: int) -> bool:
        key, same = self.keys[k], self.same[self.keys[k]]
        if not ECHO_WORDS <= self.words[k] <= DISPLAY_WORDS:
            return False
        if self._count(key) > same or (same > 0 and not self.running[k]):
            return True
        said_again = self.running[k] and self.words[k] <= HEADING_WORDS
        return self.first[key] < k and not said_again

    def _count(self, key: str) -> int:
        """How often the body has the words of a paragraph, or that they come as paragraphs only."""
        if self.runs is not None:
            first = tuple(key.split(" ")[:ECHO_WORDS])
            if self.runs[hash(first)] <= self.same[key]:
                return self.same[key]
        if key not in self.found:
            self.found[key] = self.body.count(f" {key} ")
        return self.found[key]


def _list_runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    """Every ECHO_WORDS words in a row."""
    return zip(*(words[k:] for k in range(ECHO_WORDS)), strict=False)


def _judge_given(
    texts: list[str], lists: list[list[str]], kinds: list[str]
) -> list[tuple[str, str]]:
    """Roles of lines whose kinds are told: nothing is guessed from their length."""
    keys, words = [" ".join(one).lower() for one in lists], list(map(len, lists))
    running = [kind not in GIVEN for kind in kinds]
    last_body = max((k for k, r in enumerate(running) if r and words[k] > 3), default=-1)
    first_body = next((k for k, r in enumerate(running) if r), len(texts))
    echo = _Echo(keys, words, running)
    judged = []
    for k, text in enumerate(texts):
        role = GIVEN.get(kinds[k], BODY)
        if role[0] not in ("headline", "standfirst") and (note := _matches(text, "line")):
            role = ("boilerplate", note)
        elif role[0] == "heading" and k < first_body and words[k] > HEADING_WORDS:
            role = ("standfirst", "stands between the headline and the first paragraph")
        elif role[0] == "heading" and k > last_body:
            role = ("boilerplate", "a heading that heads nothing")
        elif role == BODY and echo.holds(k):
            role = ("pull quote", "repeats the body")
        judged.append(role)
    return _judge_end(texts, judged)


def _judge_blocks(texts: list[str], lists: list[list[str]]) -> list[tuple[str, str]]:
    keys, words = [" ".join(one).lower() for one in lists], list(map(len, lists))
    final, stopped = list(map(_is_final, texts)), [t.rstrip(_CLOSING).endswith(".") for t in texts]
    listed = _find_items(texts, words, stopped)
    running = [
        f and w > HEADING_WORDS or s or item
        for f, s, w, item in zip(final, stopped, words, listed, strict=True)
    ]
    first_body = next((k for k, r in enumerate(running) if r), len(texts))
    last_body = max((k for k, r in enumerate(running) if r), default=-1)
    headline = next((k for k, t in enumerate(texts) if words[k] and not _matches(t, "line")), 0)
    has_headline = (
        words[headline] <= HEADLINE_WORDS and not stopped[headline] and not listed[headline]
    )
    repeats = (
        [k for k, key in enumerate(keys) if key == keys[headline] and k > headline]
        if has_headline
        else []
    )
    before_body = max([first_body, *repeats[:1]])
    echo = _Echo(keys, words, running)
    judged = []
    for k, text in enumerate(texts):
        short = words[k] <= DISPLAY_WORDS
        one = short and not final[k] and len(sentence_spans(text)) == 1
        between = has_headline and headline < k < before_body and short
        introduces = k < max(repeats[:1], default=0) or one and words[k] > HEADING_WORDS
        trails = not running[k] and words[k] <= HEADING_WORDS and k > last_body and not final[k]
        inside = echo.holds(k)
        if has_headline and k == headline:
            role = ("headline", "first line, no full stop")
        elif has_headline and k > headline and keys[k] == keys[headline]:
            role = ("headline", "repeats the headline")
        elif note := _matches(text, "line"):
            role = ("boilerplate", note)
        elif listed[k]:
            role = BODY
        elif between and introduces:
            role = ("standfirst", "stands between the headline and the first paragraph")
        elif trails:
            role = ("boilerplate", "short last line that heads nothing and ends no sentence")
        else:
            role = _judge_line(words[k], one=one, inside=inside)
        judged.append(role)
    return _judge_end(texts, judged)


def _judge_line(n_words: int, *, one: bool, inside: bool) -> tuple[str, str]:
    """The role of a block that its place does not tell.

    one: a single sentence that does not end as one. inside: the body says the same.
    """
    if one and n_words <= HEADING_WORDS and not inside:
        return ("heading", "short line that ends no sentence")
    if inside and n_words <= DISPLAY_WORDS:
        return ("pull quote", "repeats the body")
    if one and n_words <= PULLED_WORDS:
        return ("pull quote", "one sentence set as a paragraph, no full stop")
    return BODY


def _find_items(texts: list[str], words: list[int], stopped: list[bool]) -> list[bool]:
    """Which lines are items of a list that stands in running text.

    They begin with a mark of lists, or follow a line that ends in a colon, two or more of them.
    """
    marked = [bool(_BULLET.match(text)) and n > 2 for text, n in zip(texts, words, strict=True)]
    for k, text in enumerate(texts):
        if not text.endswith(":") or words[k] < 2:
            continue
        end = k + 1
        while end < len(texts) and words[end] > 3 and not _is_final(texts[end]):
            end += 1
        if end - k > 2 and end < len(texts):
            marked[k + 1 : end] = [True] * (end - k - 1)
    return marked


def _judge_end(texts: list[str], judged: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The roles, lines about the writer at the end set aside.

    Somebody whom the body names by the same name is written about and does not write.
    """
    bodies = [k for k, role in enumerate(judged) if role == BODY]
    for k in reversed(bodies[1:][-END_BLOCKS:]):
        text = texts[k]
        if _matches(text, "sentence"):
            continue
        note = _matches(text, "end")
        named = _NAMED.match(text)
        before = [texts[body] for body in bodies if body < k]
        if not note or named and any(named[0] in body for body in before):
            break
        judged[k] = ("boilerplate", note)
    return judged


def _asker(pattern: str, flags: int) -> Callable[[str], object]:
    """What asks a text for a pattern; one that begins with ^ is tried at the first place only."""
    compiled = re.compile(pattern, flags)
    return compiled.match if pattern.startswith("^") else compiled.search


@cache
def _patterns(scope: str) -> tuple[Callable[[str], object], list[tuple], list[tuple]]:
    """What asks for all patterns that name no words; each pattern; and those that name some.

    A pattern is what asks for it, its words and its note. One with words is tried only on a text
    that holds one of them.
    """
    table = load_lexicon("boilerplate").query("scope == @scope")
    plain = table.loc[table["holds"] == "", "pattern"].tolist()
    most = re.compile("|".join(plain), re.IGNORECASE)
    patterns = []
    for pattern, note, holds in table[["pattern", "note", "holds"]].itertuples(index=False):
        # By-lines and their writers are told by their capitals; everything else whatever the case.
        flags = 0 if note in ("byline", "about the writer") else re.IGNORECASE
        # ~ before a part of a word, which may stand anywhere
        words = tuple(word[1:] if word[0] == "~" else f" {word} " for word in holds.split())
        patterns.append((_asker(pattern, flags), words, note))
    anchored = all(pattern.startswith("^") for pattern in plain)
    worded = [pattern for pattern in patterns if pattern[1]]
    return most.match if anchored else most.search, patterns, worded


def _matches(text: str, scope: str) -> str:
    """The note of the first boilerplate pattern that fits, or ''."""
    if len(text) > LONGEST_PROMOTION:
        return ""
    most, patterns, worded = _patterns(scope)
    # Hardly any line fits a pattern, so one question first asks for all of them.
    lowered = text.lower()
    for asks, words, note in patterns if most(text) else worded:
        if (not words or any(word in lowered for word in words)) and asks(text):
            return note if len(list_words(text)) <= PROMOTION_WORDS else ""
    return ""


def list_sentences(text: str, *, kinds: str = "") -> list[tuple]:
    """Sentences of an article with their roles, paragraph by paragraph.

    What a speaker says inside quotation marks is never a promotion by the paper.
    Arguments: text, normalised; kinds, of its lines, as in list_blocks.
    Returns: one tuple a sentence in order, of SENTENCES: sentence (from 1), paragraph, line, start,
    end, role, reason.

    >>> text = "Quay sold\\nThe quay was sold. Read more on this in our guide."
    >>> [role for *_, role, _ in list_sentences(text)]
    ['headline', 'body', 'boilerplate']
    """
    rows = []
    for paragraph, line, first, last, role, reason in list_blocks(text, kinds=kinds):
        whole = text[first:last]
        marks = at = 0
        for start, end in sentence_spans(whole):
            marks += whole.count('"', at, start + 1)
            at = start + 1
            asked = role == "body" and marks % 2 == 0
            note = _matches(whole[start:end], "sentence") if asked else ""
            judged = ("boilerplate", note) if note else (role, reason)
            rows.append((len(rows) + 1, paragraph, line, first + start, first + end, *judged))
    return rows


def list_aside(sentences: list[tuple], text: str, *, article_id: str) -> list[tuple]:
    """The audit rows of what is not body.

    Arguments: sentences, from list_sentences; text, the same text.
    Returns: tuples of ASIDE, the columns of the audit table; what is the role, n_words the words of
    the sentence.
    """
    rows = []
    for sentence in sentences:
        _, _, _, start, end, role, _ = sentence
        if role != "body":
            n_words = len(list_words(text[start:end]))
            rows.append((*sentence, article_id, role, n_words))
    return rows
