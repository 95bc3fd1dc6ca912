"""Who acts and who is acted on: clauses in which an actor or issue is an agent or a patient.

Light grammar, no parse (see measures.clauses). A clause tells what a text says is done, not what
was done, and an agent is no culprit: shares of clauses were measured not to order outlets, so they
are listed and never compared. Pronouns are not resolved, and a clause with one counts for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measures.chunks import Chunks, find_phrase_words
from analysis.measures.clauses import Clause, find_acts
from analysis.measures.doubt import find_questions, is_denied, is_none, is_unsure, load_denying
from analysis.measures.mentions import Mentions, read_chunks
from analysis.measures.word_classes import find_base
from analysis.tables.schemas import SCHEMAS
from analysis.text.words import term_of

ACTS, ACTED_ON = "acts", "is acted on"
_COLUMNS = ["actor", "part", "verb", "other", "passive", "agent_named", "negated", "modal"]


def list_actions(
    segments: pd.DataFrame, named: Sequence[dict], *, chunks: Chunks | None = None
) -> pd.DataFrame:
    """Clauses in which actors or issues act or are acted on.

    Parameters
    ----------
    segments : with text, in the order of their articles.
    named : dicts with name and aliases; issue True for what is no actor.
    chunks : the parts of their sentences, where they are known (mentions.read_chunks).

    Returns
    -------
    The actions table, a row a clause and actor in the order of the texts: segment_id (where the
    verb stands), article_id, voice and speaker (of that segment), actor (the name), part ('acts' or
    'is acted on'), verb (lemma; with the preposition of "imposed fines on" somebody), other (the
    other party: a name, or one word, '' for none), passive, agent_named (False where a passive
    hides who acts), negated (or reported as denied), modal (with a modal verb, an infinitive, a
    question, "if" or an accusation: not told as done).

    Raises
    ------
    ValueError : when the segments carry no text.

    Examples
    --------
    >>> rows = {"article_id": "x", "paragraph": 1, "sentence": 1, "voice": "author", "speaker": ""}
    >>> text = "Oldport was sold by the bank."
    >>> rows = pd.DataFrame([{"segment_id": "x-1", **rows, "cue": "", "text": text}])
    >>> table = list_actions(rows, [{"name": "Oldport"}])
    >>> table[["actor", "part", "verb", "other", "passive"]].values.tolist()
    [['Oldport', 'is acted on', 'sell', 'bank', True]]
    """
    chunks = chunks or read_chunks(segments)
    mentions = Mentions(chunks.tape.words, named)
    rows: list[tuple] = []
    if mentions:
        names = _Names(chunks, mentions)
        for clause in find_acts(chunks):
            rows += _write_rows(clause, names)
    at = segments.iloc[[row[0] for row in rows]]
    places = ["segment_id", "article_id", "voice", "speaker"]
    table = at[places].reset_index(drop=True)
    told = pd.DataFrame([row[1:] for row in rows], columns=_COLUMNS)
    kinds = {c: "bool" if SCHEMAS["actions"][c] == "bool" else "str" for c in _COLUMNS}
    told = told.astype(kinds)
    if "cue" in at:
        denied = at["cue"].isin(load_denying()).to_numpy() & (at["voice"] != "author").to_numpy()
        told["negated"] |= denied
    told["modal"] |= find_questions(at["text"])
    return pd.concat([table, told], axis=1)[list(SCHEMAS["actions"])]


class _Names:
    """Who each noun phrase is; each is asked once."""

    def __init__(self, chunks: Chunks, mentions: Mentions):
        self.chunks, self.mentions = chunks, mentions
        self.known: dict[int, str] = {}
        words = chunks.tape.word
        # Only phrases that hold a name are looked at.
        holds = np.zeros(len(mentions.words.form) + 1, bool)
        holds[mentions.starts] = True
        place = np.flatnonzero(holds[words] & (words >= 0))
        starts = np.array(chunks.start, int)
        self.holding = set((np.searchsorted(starts, place, side="right") - 1).tolist())

    def name(self, part: int) -> str:
        if part not in self.holding:
            return ""
        if part not in self.known:
            words = find_phrase_words(self.chunks, part)
            self.known[part] = self.mentions.name_phrase(int(words[0]), int(words[-1]))
        return self.known[part]

    def name_owner(self, part: int) -> str:
        if part not in self.holding:
            return ""
        words = find_phrase_words(self.chunks, part)
        return self.mentions.name_owner(int(words[0]), int(words[-1]))

    def describe(self, part: int) -> str:
        """The name of a part, or its head; '' where that is a number."""
        if self.chunks.read(part)[-1:] == b"#":
            return ""
        return self.name(part) or term_of(self.mentions.spell(self.chunks.head(part)))


def _write_rows(clause: Clause, names: _Names) -> list[tuple]:
    """The rows of a clause, one for each actor in it."""
    tell = names.name_owner if clause.possessor else names.name
    agents = [tell(part) for part in clause.agents]
    patients = [names.name(part) for part in clause.patients]
    if not any(agents) and not any(patients):
        return []
    if set(filter(None, agents)) & set(patients):
        return []  # somebody of the actor and the actor itself
    chunks = names.chunks
    verb = chunks.head(clause.verb)
    group = chunks.read(clause.verb)
    hidden = clause.passive and not clause.agents
    is_nobodys = any(is_none(chunks, part) for part in clause.agents)
    negated = is_nobodys or is_denied(chunks, clause.verb)
    modal = b"m" in group or group[:1] == b"T" or is_unsure(chunks, clause.verb)
    lemma = find_base(names.mentions.spell(verb).lower())
    text = int(names.mentions.words.text[verb])
    first_agent = names.describe(clause.agents[0]) if clause.agents else ""
    if clause.possessor:
        first_agent = agents[0]
    first_patient = names.describe(clause.patients[0]) if clause.patients else ""
    told = (clause.passive, not hidden, negated, modal)
    rows = []
    for actor in dict.fromkeys(filter(None, agents)):
        rows.append((text, actor, ACTS, lemma, first_patient, *told))
    seen = {""}
    for part, actor in zip(clause.patients, patients, strict=True):
        if actor not in seen:
            seen.add(actor)
            link = _find_link(chunks, clause, part)
            rows.append((text, actor, ACTED_ON, lemma + link, first_agent, *told))
    return rows


def _find_link(chunks: Chunks, clause: Clause, part: int) -> str:
    """The preposition before whom something is done on, as in "imposed fines on Iran"."""
    before = part - 1
    if clause.passive or chunks.letters[before : before + 1] != b"i":
        return ""
    return f" {chunks.forms[before]}"
