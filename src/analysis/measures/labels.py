"""What a text calls an actor or issue: labels by kind and voice, read with light grammar.

A label is words of the text, whatever they mean; no list of good and bad words is asked. Of the
kinds (see measures.calling) *is_a*, *naming* and *is* agree with what people mark as judging more
often than chance would; *apposition*, *role* and *possessed* do not, so these are kept in the table
and never stand on a page (SHOWN). What is denied, asked or supposed is no label, and pronouns are
left out but where "calls it" follows its noun in the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.measures.calling import Label, find_labels
from analysis.measures.chunks import Chunks
from analysis.measures.doubt import find_questions, load_denying
from analysis.measures.mentions import Mentions, read_chunks
from analysis.tables.schemas import SCHEMAS
from analysis.text.words import term_of

SHOWN = ("is_a", "naming", "is", "epithet")
MODIFIERS = 3  # words before the head that a label keeps


def list_labels(
    segments: pd.DataFrame, named: Sequence[dict], *, chunks: Chunks | None = None
) -> pd.DataFrame:
    """What texts call actors and issues.

    Parameters
    ----------
    segments : with text, in the order of their articles.
    named : dicts with name and aliases; issue True for what is no actor.
    chunks : the parts of their sentences, where they are known (mentions.read_chunks).

    Returns
    -------
    The labels table, a row a label in the order of the texts: segment_id (where the label stands),
    article_id, voice and speaker (of that segment), target (the name), kind (see measures.calling),
    head (one word), modifiers (at most MODIFIERS words before it).

    Raises
    ------
    ValueError : when the segments carry no text.

    Examples
    --------
    >>> rows = {"article_id": "x", "paragraph": 1, "sentence": 1, "voice": "author", "speaker": ""}
    >>> rows = pd.DataFrame([{"segment_id": "x-1", **rows, "text": "Oldport is a sleepy town."}])
    >>> table = list_labels(rows, [{"name": "Oldport"}])
    >>> table[["target", "kind", "head", "modifiers"]].values.tolist()
    [['Oldport', 'is_a', 'town', 'sleepy']]
    """
    chunks = chunks or read_chunks(segments)
    mentions = Mentions(chunks.tape.words, named)
    articles = segments["article_id"].tolist()
    rows = []
    if mentions:
        for label in find_labels(chunks):
            target = mentions.name_phrase(*label.target)
            if target and _fits(label, target, mentions, articles):
                rows.append(_write_row(label, target, mentions))
    at = segments.iloc[[row[0] for row in rows]]
    table = at[["segment_id", "article_id", "voice", "speaker"]].reset_index(drop=True)
    told = pd.DataFrame(
        [row[1:] for row in rows], columns=["target", "kind", "head", "modifiers"], dtype="str"
    )
    labels = pd.concat([table, told], axis=1)[list(SCHEMAS["labels"])]
    is_said = labels["kind"].isin(["is_a", "is"]).to_numpy()
    left_out = find_questions(at["text"]) & (is_said | (labels["kind"] == "naming").to_numpy())
    if "cue" in at:
        denied = at["cue"].isin(load_denying()) & (at["voice"] != "author")
        left_out |= denied.to_numpy() & is_said
    return labels[~left_out].reset_index(drop=True)


def _fits(label: Label, target: str, mentions: Mentions, articles: list[str]) -> bool:
    """Whether a label that stands in another sentence than its target may be the target's.

    Only of a person "he is" and "she is" are said, and in the same article.
    """
    if not label.resolved:
        return True
    named, said = (mentions.words.text.item(place) for place in (label.target[1], label.words[1]))
    return target in mentions.people and articles[named] == articles[said]


def _write_row(label: Label, target: str, mentions: Mentions) -> tuple:
    first, last = label.words
    words = [term_of(mentions.spell(k)) for k in range(first, last + 1)]
    text = int(mentions.words.text[last])
    return text, target, label.kind, words[-1], " ".join(words[:-1][-MODIFIERS:])
