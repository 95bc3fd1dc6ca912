"""Who acts and who is acted on, as a told measure: clauses of actors and issues, side by side.

What somebody is called is told elsewhere. Clauses are listed for whoever has at least LEAST on each
side, in the order of event.toml. Their shares are never compared: measured on labelled news they
do not order outlets.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.judge.order import (
    list_order,
    name_actor,
    name_rest,
    pick_first,
    sort_named,
    write_named,
)
from analysis.judge.rows import Pair
from analysis.measures.actions import ACTED_ON, ACTS
from analysis.measures.verb_forms import write_ing, write_participle
from analysis.measures.word_classes import load_forms
from analysis.tables.corpus import Corpus
from analysis.tables.sides import add_side

LEAST = 3  # clauses on each side that an actor needs to be told at all
MOST_ACTORS, MOST = 3, 2  # actors on the first screen, and clauses of each by side and part
KEPT = 300  # most clauses in the table
PARTS = ": "  # separates an actor from the clause
NOBODY = "nobody named"
BY = ", by "  # separates what is done to an actor from who does it


def _list_clauses(corpus: Corpus) -> pd.DataFrame:
    """The actions with kind and subject, as "the union: deprive, by nobody named"."""
    rows = corpus.actions
    # "Have" is no act: it changes nothing. What somebody is called is told as a label.
    is_told = (rows["part"] == ACTS) | (rows["verb"] != "have")
    is_told &= ~rows["verb"].isin(load_forms("only names"))
    rows = rows[is_told]
    acts = rows["part"] == ACTS
    hidden = ~acts & ~rows["agent_named"]
    other = rows["other"].mask(hidden, NOBODY)
    # A modal verb says what may or should happen, so it is told as "to bring", not as done.
    verb = rows["verb"].mask(rows["modal"], "to " + rows["verb"])
    verb = verb.mask(rows["negated"], "not " + verb)
    link = acts.map({True: " ", False: BY})
    ending = link + other
    clause = verb + ending.where(other != "", "")
    subject = rows["actor"] + PARTS + clause
    return rows.assign(kind=rows["part"], subject=subject.astype("str"))


def count_actions(corpus: Corpus) -> pd.DataFrame:
    """The clauses in which actors and issues act or are acted on.

    Parameters
    ----------
    corpus : the articles, of two sides.

    Returns
    -------
    kind ('acts' or 'is acted on'; 'order' for a row that holds the place of an actor in
    event.toml), subject (the actor and the clause, or the actor alone), side, n (clauses, or the
    place).
    """
    rows = add_side(_list_clauses(corpus), corpus.articles).assign(n=1)
    return pd.concat([rows[["kind", "subject", "side", "n"]], list_order(corpus)])


def keep_actions(table: pd.DataFrame) -> pd.DataFrame:
    """The clauses of whoever has LEAST on each side, in the order of event.toml, at most KEPT.

    Parameters and result: see `rows.Told.keep`.
    """
    rows = sort_named(table, PARTS)
    actor = name_actor(rows["subject"], PARTS)
    sums = rows.groupby(actor)[["a", "b"]].transform("sum")
    enough = sums.min(axis=1) >= LEAST
    return rows[enough].head(KEPT).reset_index(drop=True)


def lead_actions(table: pd.DataFrame) -> pd.DataFrame:
    """The clauses that the first screen tells: of MOST_ACTORS, MOST a side and part.

    Those come first that name another party or hide one: a bare verb (*act*) tells least.
    Parameters and result: see `rows.Told.lead`.
    """
    actor = name_actor(table["subject"], PARTS)
    first = actor.drop_duplicates().head(MOST_ACTORS)
    chosen = table[actor.isin(first)]
    clause = name_rest(chosen["subject"], PARTS)
    words = clause.str.replace("^(not |to )+", "", regex=True)
    is_bare = ~words.str.contains(" ", regex=False)
    order = is_bare.sort_values(kind="stable").index
    return pick_first(chosen.loc[order], actor, kinds=(ACTS, ACTED_ON), most=MOST)


def write_actions(counts: pd.DataFrame, pair: Pair) -> str:
    """Write who acts and is acted on how, one actor after another.

    Parameters and result: see `rows.Told.sentence`.

    Examples
    --------
    >>> rows = [("acts", "the crew: strike", 2, 0), ("is acted on", "the crew: lock out", 0, 1)]
    >>> counts = pd.DataFrame(rows, columns=["kind", "subject", "a", "b"])
    >>> write_actions(counts, ("Post", "Echo"))
    'The crew: Post tells of striking; Echo tells of being locked out.'
    """
    if counts.empty:
        return f"No actor has {LEAST} clauses on each side that the rule reads."
    return write_named(counts, pair, PARTS, "{label} tells of {said}", _list_side)


def _list_side(rows: pd.DataFrame, side: str) -> str:
    """What one actor does and undergoes on one side."""
    parts: list[str] = []
    for kind in (ACTS, ACTED_ON):
        own = rows[(rows["kind"] == kind) & (rows[side] > 0)].head(MOST)
        parts += [_write_clause(said, kind) for said in own["said"]]
    if not parts:
        return "nothing"
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _write_clause(said: str, kind: str) -> str:
    """A clause as a reader says it: "not sailing", "perhaps being sold by the bank".

    Forms in -ing fit one actor and many, and say nothing of when.
    """
    words, hidden = said.removesuffix(BY + NOBODY), said.endswith(BY + NOBODY)
    words, by, agent = words.partition(BY)
    denied, perhaps = words.startswith("not "), words.removeprefix("not ").startswith("to ")
    verb, space, rest = words.removeprefix("not ").removeprefix("to ").partition(" ")
    form = write_ing(verb) if kind == ACTS else f"being {write_participle(verb)}"
    lead = ("perhaps " if perhaps else "") + ("not " if denied else "")
    ending = " (by whom is not said)" if hidden else f" by {agent}" if by else ""
    return f"{lead}{form}{space}{rest}{ending}"


def write_size(table: pd.DataFrame) -> str:
    """How many clauses each side has of those who are listed.

    Parameters and result: see `rows.Told.size`.

    Examples
    --------
    >>> write_size(pd.DataFrame({"a": [2, 1], "b": [0, 4]}))
    '3 and 4 clauses'
    """
    return f"{table['a'].sum()} and {table['b'].sum()} clauses"


def find_actions(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The segments in which the verb of a clause stands.

    Parameters and result: see `rows.Told.evidence`.
    """
    rows = _list_clauses(body).assign(part=1)
    return rows.loc[rows["subject"].isin(subjects), ["kind", "subject", "segment_id", "part"]]
