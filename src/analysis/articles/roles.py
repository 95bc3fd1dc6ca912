"""The roles of an article's lines and sentences: headline, standfirst, heading, body and the rest.

Roles are told by general rules about length, final punctuation, position and repetition, and by a
table of phrases (lexicons/boilerplate.csv); no rule knows a particular article.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from analysis.tables.resources import load_lexicon
from analysis.text.sentences import sentence_spans
from analysis.text.words import list_words

HEADLINE_WORDS, HEADING_WORDS, DISPLAY_WORDS, PROMOTION_WORDS, ECHO_WORDS = 30, 12, 45, 30, 5
SENTENCES = ["sentence", "paragraph", "line", "start", "end", "role", "reason"]
ASIDE = [*SENTENCES, "article_id", "what", "n_words"]
_CLOSING, _QUOTES, _STOPS = "'\")]", ("'", '"'), (".", "!", "?", ":", ";", ",")


def list_blocks(text: str) -> list[tuple]:
    """Paragraphs of a text with their roles.

    Lines are paragraphs, whether blank lines stand between them or not; only where most lines break
    off in mid-sentence (hard-wrapped text) are neighbouring lines joined.
    Arguments: text, normalised (see text.typography.normalise).
    Returns: one tuple a paragraph in order: paragraph (from 1), line (from 0), start, end, role,
    reason ('' for body).

    >>> lines = ["Quay sold", "The quay was sold.", "What next", "Nobody knows.", "Share"]
    >>> [role for *_, role, _ in list_blocks("\\n\\n".join(lines))]
    ['headline', 'body', 'heading', 'body', 'boilerplate']
    """
    blocks = _join_wrapped(text, _find_lines(text))
    texts = [text[start:end] for start, end, _ in blocks]
    judged = _judge_blocks(texts) if texts else []
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
    touching = [b[2] == a[2] + 1 for a, b in zip(lines, lines[1:], strict=False)]
    broken = [
        a
        for a, t in zip(lines, touching, strict=False)
        if t and a[1] - a[0] > 40 and not _is_final(text[a[0] : a[1]])
    ]
    if len(broken) < 0.4 * len(lines):
        return lines
    joined = lines[:1]
    for previous, line, near in zip(lines, lines[1:], touching, strict=False):
        # A short line that ends in mid-sentence is a heading; a short one that ends a sentence, a
        # paragraph.
        if near and previous[1] - previous[0] > 40:
            joined[-1] = (joined[-1][0], line[1], joined[-1][2])
        else:
            joined.append(line)
    return joined


def _is_final(text: str) -> bool:
    """Whether a line ends as a sentence or a part of one does."""
    return text.endswith(_QUOTES) or text.rstrip(_CLOSING).endswith(_STOPS)


def _judge_blocks(texts: list[str]) -> list[tuple[str, str]]:
    lists = [list_words(t) for t in texts]
    keys, words = [" ".join(one).lower() for one in lists], list(map(len, lists))
    final, stopped = list(map(_is_final, texts)), [t.rstrip(_CLOSING).endswith(".") for t in texts]
    running = [f and w > HEADING_WORDS or s for f, s, w in zip(final, stopped, words, strict=True)]
    first_body = next((k for k, r in enumerate(running) if r), len(texts))
    last_body = max((k for k, r in enumerate(running) if r), default=-1)
    headline = next((k for k, t in enumerate(texts) if words[k] and not _matches(t, "line")), 0)
    has_headline = words[headline] <= HEADLINE_WORDS and not stopped[headline]
    repeats = (
        [k for k, key in enumerate(keys) if key == keys[headline] and k > headline]
        if has_headline
        else []
    )
    before_body = max([first_body, *repeats[:1]])
    body = "\n".join(f" {key} " for key, r in zip(keys, running, strict=True) if r)
    same = Counter(key for key, r in zip(keys, running, strict=True) if r)
    judged = []
    for k, text in enumerate(texts):
        one = words[k] <= DISPLAY_WORDS and not final[k] and len(sentence_spans(text)) == 1
        # A word or two of a heading come back in any body: only a longer run of whole words is a
        # repetition.
        inside = ECHO_WORDS <= words[k] <= DISPLAY_WORDS and (
            body.count(f" {keys[k]} ") > same[keys[k]]
            or keys[k] in keys[:k]
            or (same[keys[k]] > 0 and not running[k])
        )
        if has_headline and k == headline:
            role = ("headline", "first line, no full stop")
        elif has_headline and k > headline and keys[k] == keys[headline]:
            role = ("headline", "repeats the headline")
        elif note := _matches(text, "line"):
            role = ("boilerplate", note)
        elif (
            has_headline
            and headline < k < before_body
            and words[k] <= DISPLAY_WORDS
            and (k < max(repeats[:1], default=0) or (one and words[k] > HEADING_WORDS))
        ):
            role = ("standfirst", "stands between the headline and the first paragraph")
        elif not running[k] and words[k] <= HEADING_WORDS and k > last_body:
            role = ("boilerplate", "short last line that heads nothing and ends no sentence")
        elif one and words[k] <= HEADING_WORDS and not inside:
            role = ("heading", "short line that ends no sentence")
        elif one or (words[k] <= DISPLAY_WORDS and inside):
            role = (
                "pull quote",
                "repeats the body" if inside else "one sentence set as a paragraph, no full stop",
            )
        else:
            role = ("body", "")
        judged.append(role)
    return judged


@cache
def _patterns(
    scope: str,
) -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], tuple[str, ...], str]]]:
    """One pattern of all that name no words, and each pattern with its words and its note.

    A pattern with words is tried only on a text that holds one of them.
    """
    table = load_lexicon("boilerplate").query("scope == @scope")
    return re.compile("|".join(table.loc[table["holds"] == "", "pattern"]), re.IGNORECASE), [
        # By-lines are told by their capitals; everything else whatever the case.
        (
            re.compile(pattern, 0 if note == "byline" else re.IGNORECASE),
            tuple(f" {word} " for word in holds.split()),
            note,
        )
        for pattern, note, holds in table[["pattern", "note", "holds"]].itertuples(index=False)
    ]


def _matches(text: str, scope: str) -> str:
    """The note of the first boilerplate pattern that fits, or ''."""
    most, patterns = _patterns(scope)
    # Hardly any line fits a pattern, so one search first asks for all of them.
    fits = most.search(text)
    lowered = text.lower()
    for pattern, words, note in patterns:
        if (any(word in lowered for word in words) if words else fits) and pattern.search(text):
            return note if len(list_words(text)) <= PROMOTION_WORDS else ""
    return ""


def list_sentences(text: str) -> list[tuple]:
    """Sentences of an article with their roles, paragraph by paragraph.

    Arguments: text, normalised.
    Returns: one tuple a sentence in order, of SENTENCES: sentence (from 1), paragraph, line, start,
    end, role, reason.

    >>> text = "Quay sold\\nThe quay was sold. Read more on this in our guide."
    >>> [role for *_, role, _ in list_sentences(text)]
    ['headline', 'body', 'boilerplate']
    """
    rows = []
    for paragraph, line, first, last, role, reason in list_blocks(text):
        whole = text[first:last]
        for start, end in sentence_spans(whole):
            note = _matches(whole[start:end], "sentence") if role == "body" else ""
            judged = ("boilerplate", note) if note else (role, reason)
            rows.append((len(rows) + 1, paragraph, line, first + start, first + end, *judged))
    return rows


def list_aside(sentences: list[tuple], text: str, *, article_id: str) -> list[tuple]:
    """The audit rows of what is not body.

    Arguments: sentences, from list_sentences; text, the same text.
    Returns: tuples of ASIDE, the columns of the audit table; what is the role, n_words the words of
    the sentence.
    """
    return [
        (*sentence, article_id, sentence[5], len(list_words(text[sentence[3] : sentence[4]])))
        for sentence in sentences
        if sentence[5] != "body"
    ]
