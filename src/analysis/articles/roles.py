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
from itertools import chain, compress, pairwise
from typing import NamedTuple

from analysis.tables.resources import load_lexicon
from analysis.text.known import Known
from analysis.text.sentences import list_sentence_spans, sentence_spans
from analysis.text.words import list_lines, list_words

FEW_PARAGRAPHS = 200  # of a text in which each is simply looked for
HEADLINE_WORDS, HEADING_WORDS, DISPLAY_WORDS, PROMOTION_WORDS, ECHO_WORDS = 30, 12, 45, 40, 5
LONGEST_PROMOTION = 500  # characters; a longer text has more than PROMOTION_WORDS
PULLED_WORDS = 24  # of one sentence without a full stop, which is set apart; a longer one is body
OPENING = 3  # characters by which patterns are chosen
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


def list_blocks(text: str, *, kinds: str = "", words: list[list[str]] | None = None) -> list[tuple]:
    """List the paragraphs of a text with their roles.

    Lines are paragraphs, whether blank lines stand between them or not. Only where most lines break
    off in mid-sentence (hard-wrapped text) neighbouring lines are joined.

    Parameters
    ----------
    text : normalised (see text.typography.normalise).
    kinds : of each line in order, with spaces between, where the page's own tags tell them; '' for
        rules of length and position.
    words : of each line, as list_lines gives them, where they were listed already.

    Returns
    -------
    One tuple a paragraph in order: paragraph (from 1), line (from 0), start, end (characters),
    role, reason ('' for body).

    Examples
    --------
    >>> lines = ["Quay sold", "The quay was sold.", "What next", "Nobody knows.", "Share"]
    >>> [role for *_, role, _ in list_blocks("\\n\\n".join(lines))]
    ['headline', 'body', 'heading', 'body', 'boilerplate']
    """
    lines = _find_lines(text)
    given = kinds.split()
    told = len(given) == len(lines)
    blocks = lines if told else _join_wrapped(text, lines)
    texts = [text[start:end] for start, end, _ in blocks]
    if len(blocks) == len(lines):
        by_line = list_lines(text) if words is None else words
        lists = [by_line[line] for _, _, line in blocks]
    else:
        lists = [list_words(block) for block in texts]
    judged = []
    if texts:
        judged = _judge_given(texts, lists, given) if told else _judge_blocks(texts, lists)
    rows = []
    for number, (block, judgement) in enumerate(zip(blocks, judged, strict=True), 1):
        start, end, line = block
        rows.append((number, line, start, end, *judgement))
    return rows


def _find_lines(text: str) -> list[tuple[int, int, int]]:
    """Start, end and number of every line that is not blank, without space around it."""
    lines = []
    start = 0
    for number, line in enumerate(text.split("\n")):
        bare = line.strip()
        if bare:
            first = start + line.index(bare)
            lines.append((first, first + len(bare), number))
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
        body = list(compress(keys, running))
        self.body = "\n".join([f" {key} " for key in body])
        self.same = Counter(body)
        self.first: dict[str, int] = {}  # where a paragraph comes first
        for place, key in enumerate(keys):
            self.first.setdefault(key, place)
        self.found: dict[str, int] = {}  # how often the body has what was looked for
        # Of a long text how often any ECHO_WORDS words stand in a row: a paragraph is looked for in
        # all of the body only where its first ones come more often than itself.
        self.runs: Counter[int] | None = None
        if len(keys) > FEW_PARAGRAPHS:
            self.runs = Counter()
            for key in body:
                runs = _list_runs(key.split(" "))
                self.runs.update(map(hash, runs))

    def holds(self, place: int) -> bool:
        """Whether the paragraph at a place of the list repeats the body."""
        key = self.keys[place]
        words, running = self.words[place], self.running[place]
        if not ECHO_WORDS <= words <= DISPLAY_WORDS:
            return False
        same = self.same[key]
        if self._count(key) > same or (same > 0 and not running):
            return True
        said_again = running and words <= HEADING_WORDS
        return self.first[key] < place and not said_again

    def _count(self, key: str) -> int:
        """How often the body has the words of a paragraph, or that they come as paragraphs only."""
        same = self.same[key]
        if self.runs is not None:
            first = tuple(key.split(" ")[:ECHO_WORDS])
            if self.runs[hash(first)] <= same:
                return same
        if key not in self.found:
            self.found[key] = self.body.count(f" {key} ")
        return self.found[key]


def _list_runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    """Every ECHO_WORDS words in a row."""
    shifted = [words[k:] for k in range(ECHO_WORDS)]
    return zip(*shifted, strict=False)


class _Blocks(NamedTuple):
    """The paragraphs of a text beside each other, for rules that look at several of them."""

    texts: list[str]
    keys: list[str]  # their words in small letters, with spaces between
    words: list[int]  # how many
    running: list[bool]  # whether they are running text
    echo: _Echo


def _compare_blocks(texts: list[str], lists: list[list[str]], running: list[bool]) -> _Blocks:
    keys = [" ".join(words).lower() for words in lists]
    many = [len(words) for words in lists]
    return _Blocks(texts, keys, many, running, _Echo(keys, many, running))


def _judge_given(
    texts: list[str], lists: list[list[str]], kinds: list[str]
) -> list[tuple[str, str]]:
    """Roles of lines whose kinds are told: nothing is guessed from their length."""
    running = [kind not in GIVEN for kind in kinds]
    blocks = _compare_blocks(texts, lists, running)
    first_body = running.index(True) if any(running) else len(texts)
    long_body = [k for k, runs in enumerate(running) if runs and blocks.words[k] > 3]
    last_body = long_body[-1] if long_body else -1
    judged = []
    for k, text in enumerate(texts):
        role = GIVEN.get(kinds[k], BODY)
        note = ""
        if role[0] not in ("headline", "standfirst"):
            note = _matches(text, "line")
        if note:
            role = ("boilerplate", note)
        elif role[0] == "heading" and k < first_body and blocks.words[k] > HEADING_WORDS:
            role = ("standfirst", "stands between the headline and the first paragraph")
        elif role[0] == "heading" and k > last_body:
            role = ("boilerplate", "a heading that heads nothing")
        elif role == BODY and blocks.echo.holds(k):
            role = ("pull quote", "repeats the body")
        judged.append(role)
    return _judge_end(texts, judged)


def _judge_blocks(texts: list[str], lists: list[list[str]]) -> list[tuple[str, str]]:
    """Roles of paragraphs by length, final punctuation, position and repetition."""
    final = [_is_final(text) for text in texts]
    stopped = [text.rstrip(_CLOSING).endswith(".") for text in texts]
    words = [len(own) for own in lists]
    listed = _find_items(texts, words)
    running = []
    for k, n_words in enumerate(words):
        ended = final[k] and n_words > HEADING_WORDS
        running.append(ended or stopped[k] or listed[k])
    blocks = _compare_blocks(texts, lists, running)
    headline = _find_headline(blocks, stopped, listed)
    begin = _find_begin(blocks, headline)
    last_body = _find_last(running)
    judged = []
    for k, text in enumerate(texts):
        note = _matches(text, "line") if words[k] <= PROMOTION_WORDS else ""
        if headline >= 0 and k >= headline and blocks.keys[k] == blocks.keys[headline]:
            again = k > headline
            role = ("headline", "repeats the headline" if again else "first line, no full stop")
        elif note:
            role = ("boilerplate", note)
        elif listed[k]:
            role = BODY
        elif 0 <= headline < k < begin.body and _introduces(blocks, k, begin, final=final[k]):
            role = ("standfirst", "stands between the headline and the first paragraph")
        elif k > last_body and not final[k] and words[k] <= HEADING_WORDS:
            role = ("boilerplate", "short last line that heads nothing and ends no sentence")
        else:
            one = _is_one_line(blocks, k, final=final[k])
            role = _judge_line(words[k], one=one, inside=blocks.echo.holds(k))
        judged.append(role)
    return _judge_end(texts, judged)


def _find_last(running: list[bool]) -> int:
    """The last paragraph of running text, -1 for none."""
    places = [k for k, runs in enumerate(running) if runs]
    return places[-1] if places else -1


def _find_headline(blocks: _Blocks, stopped: list[bool], listed: list[bool]) -> int:
    """The place of the headline: the first paragraph with words, where that can be one; else -1."""
    place = 0
    for k, text in enumerate(blocks.texts):
        if blocks.words[k] and not _matches(text, "line"):
            place = k
            break
    too_long = blocks.words[place] > HEADLINE_WORDS
    return -1 if too_long or stopped[place] or listed[place] else place


class _Begin(NamedTuple):
    """Where an article begins: the first paragraph of its body, and where its headline repeats."""

    body: int
    repeat: int


def _find_begin(blocks: _Blocks, headline: int) -> _Begin:
    many = len(blocks.texts)
    first_body = blocks.running.index(True) if any(blocks.running) else many
    repeat = 0
    if headline >= 0 and blocks.keys[headline] in blocks.keys[headline + 1 :]:
        repeat = blocks.keys.index(blocks.keys[headline], headline + 1)
    return _Begin(max(first_body, repeat), repeat)


def _introduces(blocks: _Blocks, k: int, begin: _Begin, *, final: bool) -> bool:
    """Whether a paragraph between headline and body is a standfirst, and no heading."""
    if blocks.words[k] > DISPLAY_WORDS:
        return False
    if k < begin.repeat:
        return True
    return blocks.words[k] > HEADING_WORDS and _is_one_line(blocks, k, final=final)


def _is_one_line(blocks: _Blocks, k: int, *, final: bool) -> bool:
    """Whether a paragraph is a short sentence that does not end as one."""
    if final or blocks.words[k] > DISPLAY_WORDS:
        return False
    return len(sentence_spans(blocks.texts[k])) == 1


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


def _find_items(texts: list[str], words: list[int]) -> list[bool]:
    """Which lines are items of a list that stands in running text.

    They begin with a mark of lists, or follow a line that ends in a colon, two or more of them.
    """
    items = []
    for text, n_words in zip(texts, words, strict=True):
        items.append(n_words > 2 and _BULLET.match(text) is not None)
    for k, text in enumerate(texts):
        if not text.endswith(":") or words[k] < 2:
            continue
        end = k + 1
        while end < len(texts) and words[end] > 3 and not _is_final(texts[end]):
            end += 1
        many = end - k - 1
        if many > 1 and end < len(texts):
            items[k + 1 : end] = [True] * many
    return items


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
        if not note:
            break
        named = _NAMED.match(text)
        before = [texts[body] for body in bodies if body < k]
        if named and any(named[0] in body for body in before):
            break
        judged[k] = ("boilerplate", note)
    return judged


def _asker(pattern: str, flags: int) -> Callable[[str], object]:
    """What asks a text for a pattern; one that begins with ^ is tried at the first place only."""
    compiled = re.compile(pattern, flags)
    return compiled.match if pattern.startswith("^") else compiled.search


@cache
def _load_patterns(scope: str) -> Known[str, tuple[list[tuple], tuple[str, ...]]]:
    """The patterns of boilerplate of a scope that can fit a text, by how it begins.

    Each is what asks for it, its words and its note; one with words is tried only on a text that
    holds one of them. With them the words of all, none where a pattern has none.
    """
    table = load_lexicon("boilerplate")
    table = table[table["scope"] == scope]
    columns = ["pattern", "note", "holds", "begins"]
    patterns, beginnings = [], []
    for pattern, note, holds, begins in table[columns].itertuples(index=False):
        # By-lines and their writers are told by their capitals; everything else whatever the case.
        flags = 0 if note in ("byline", "about the writer") else re.IGNORECASE
        words = tuple(_write_word(word) for word in holds.split())
        patterns.append((_asker(pattern, flags), words, note))
        beginnings.append({word[:OPENING] for word in begins.split()})

    def choose(opening: str) -> tuple[list[tuple], tuple[str, ...]]:
        fits = [True] * len(patterns)
        if opening.isascii() and len(opening) >= OPENING:
            kinds = _list_beginnings(opening.lower())
            fits = [not words or not words.isdisjoint(kinds) for words in beginnings]
        chosen = list(compress(patterns, fits))
        lists = [words for _, words, _ in chosen]
        return chosen, tuple(dict.fromkeys(chain(*lists))) if all(lists) else ()

    return Known(choose)


def _list_beginnings(opening: str) -> list[str]:
    """What the table of boilerplate may call the beginning of a text: its letters, or its kind."""
    if opening[0].isalpha():
        return [opening, opening[:2], opening[:1]]
    return ["#" if opening[0].isdigit() else "."]


def _write_word(word: str) -> str:
    """What is looked for in a text: a whole word, or with ~ a part of one, anywhere."""
    return word[1:] if word.startswith("~") else f" {word} "


def _matches(text: str, scope: str) -> str:
    """The note of the first boilerplate pattern that fits, or ''."""
    if len(text) > LONGEST_PROMOTION:
        return ""
    patterns, every = _load_patterns(scope)[text[:OPENING]]
    lowered = text.lower()
    if every and not _holds_one(lowered, every):  # as most texts do not
        return ""
    for asks, words, note in patterns:
        if words and not _holds_one(lowered, words):
            continue
        if asks(text):
            return note if len(list_words(text)) <= PROMOTION_WORDS else ""
    return ""


def _holds_one(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - any() takes several times as long
        if word in text:
            return True
    return False


def list_sentences(
    text: str, *, kinds: str = "", words: list[list[str]] | None = None
) -> list[tuple]:
    """List the sentences of an article with their roles, paragraph by paragraph.

    What a speaker says inside quotation marks is never a promotion by the paper.

    Parameters
    ----------
    text : normalised.
    kinds, words : of its lines, as in list_blocks.

    Returns
    -------
    One tuple a sentence in order, of SENTENCES: sentence (from 1), paragraph, line, start, end
    (characters), role, reason ('' for body).

    Examples
    --------
    >>> text = "Quay sold\\nThe quay was sold. Read more on this in our guide."
    >>> [role for *_, role, _ in list_sentences(text)]
    ['headline', 'body', 'boilerplate']
    """
    rows: list[tuple] = []
    blocks = list_blocks(text, kinds=kinds, words=words)
    texts = [text[first:last] for _, _, first, last, _, _ in blocks]
    spans = list_sentence_spans(texts)
    for block, whole, sentences in zip(blocks, texts, spans, strict=True):
        paragraph, line, first, _, role, reason = block
        marks = at = 0
        for start, end in sentences:
            marks += whole.count('"', at, start + 1)
            at = start + 1
            asked = role == "body" and marks % 2 == 0
            note = _matches(whole[start:end], "sentence") if asked else ""
            place = (len(rows) + 1, paragraph, line, first + start, first + end)
            judged = ("boilerplate", note) if note else (role, reason)
            rows.append(place + judged)
    return rows


def list_aside(sentences: list[tuple], text: str, *, article_id: str) -> list[tuple]:
    """List what is not body, for the audit table.

    Parameters
    ----------
    sentences : from list_sentences.
    text : the one they were cut from.
    article_id : of the article.

    Returns
    -------
    A tuple of ASIDE for each such sentence: the columns of SENTENCES, article_id, what (its role),
    n_words.

    Examples
    --------
    >>> text = "Quay sold\\nThe quay was sold. The town was not asked."
    >>> [(row[5], row[-1]) for row in list_aside(list_sentences(text), text, article_id="x")]
    [('headline', 2)]
    """
    rows = []
    for sentence in sentences:
        _, _, _, start, end, role, _ = sentence
        if role != "body":
            n_words = len(list_words(text[start:end]))
            rows.append((*sentence, article_id, role, n_words))
    return rows
