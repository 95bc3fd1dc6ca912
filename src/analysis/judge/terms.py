"""Terms as a judged measure: their units, choices, evidence, and which of them are compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.judge.choices import ROLE_CHOICES
from analysis.judge.rows import Choices, Judged, Picks
from analysis.judge.thresholds import CLOSER, MIN_TERM, MIN_TERM_GROUPS, SURE_Q, VERDICTS
from analysis.measures.families import (
    family_of,
    find_families,
    fold_families,
    name_families,
)
from analysis.measures.house_style import find_style
from analysis.measures.keyness import count_terms
from analysis.measures.spelling import (
    american_form,
    find_spellings,
    fold_spelling,
    lemma_of,
)
from analysis.measures.terms import drop_stopwords
from analysis.measures.terms import list_units as list_term_units
from analysis.measures.uses import count_uses, place_uses
from analysis.stats.totals import sum_counts
from analysis.tables.corpus import Corpus
from analysis.tables.remember import keep
from analysis.text.english import load_stopwords

LINES = 3  # word families of the first screen
CHOICES: Choices = {
    "roles": ROLE_CHOICES,
    "spelling": {"folded": True, "as written": False},
    "forms": {"by family": family_of, "as written": str, "by lemma": lemma_of},
}


def _select_words(corpus: Corpus, roles: Collection[str]) -> pd.DataFrame:
    terms = corpus.terms[corpus.terms["size"] == 1]
    return terms[terms["role"].isin(roles)]


def list_units(corpus: Corpus, picks: Picks, *, minimum: int = MIN_TERM) -> pd.DataFrame:
    """Count the uses of every term by paragraph, of two single articles.

    Left out are words of the stop list and of house style, and terms with fewer uses than `minimum`
    on both sides together. Parameters and result: see `rows.Judged.units`.

    Parameters
    ----------
    minimum : uses on both sides together, from which a term is listed.
    """
    table = _select_words(corpus, picks["roles"])
    if picks["spelling"]:
        table = fold_spelling(table)
    if picks["forms"] is family_of:
        table = fold_families(table, more=corpus.families)
    else:
        table = _fold_forms(table, picks["forms"])
    counts = count_terms(table, corpus.articles, sides=corpus.pair)
    counts = drop_stopwords(counts)
    outlets = corpus.articles["outlet"].unique()
    plain = find_style(counts["term"], outlets=outlets) == ""
    often = counts["total"] >= minimum
    keep = counts.loc[often & plain, "term"]
    return list_term_units(table, corpus.articles, keep=keep)


def _fold_forms(table: pd.DataFrame, fold: Callable[[str], str]) -> pd.DataFrame:
    """The table with every term under its dictionary form, the base of its family, or as it is.

    The base of a family is read from the column family, where the table has it.
    """
    if fold is str:
        return table
    keys = [column for column in table if column not in ("n", "family")]
    if fold is family_of and "family" in table:
        folded = table.assign(term=table["family"])
    else:
        folded = table.assign(term=table["term"].map(fold))
    return folded.groupby(keys, as_index=False)["n"].sum()


def add_units(
    row: Judged, corpus: Corpus, pair: tuple[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The uses of every word family of the body, summed over articles, under its base.

    Parameters and result: see `rows.Judged.add_units`.

    Returns
    -------
    counts (subject, stats.totals.SUMS, voice) and sizes (side, stats.totals.SIZES, voice, subject).
    Sizes are the same for all subjects, so their subject is ''.
    """
    words = _number_words(corpus)
    family, bases = pd.factorize(words.families)
    body = words.rows[words.rows["role"] == "body"]
    # Numbers instead of words: tables of many articles are put together by them much sooner.
    uses = pd.DataFrame({"subject": family[body["term"]], "article_id": body["article"]})
    uses["num"] = body["n"]
    sizes = body.groupby("article", as_index=False).agg(side=("side", "first"), den=("n", "sum"))
    sizes = sizes.rename(columns={"article": "article_id"})
    counts, sizes = sum_counts(uses, sizes, sides=pair)
    subject = pd.Series(np.asarray(bases, object)[counts["subject"]], counts.index, dtype="str")
    counts = counts.assign(subject=subject, voice="all")
    return counts, sizes.assign(voice="all", subject="")


def add_choices(corpus: Corpus, pair: tuple[str, str]) -> pd.DataFrame:
    """Count the uses of every word as it is written, by role.

    Parameters and result: see `rows.Judged.add_choices`.

    Returns
    -------
    A row a form and role: term, family, role, a, b.
    """
    forms = sum_forms(corpus)
    sums = forms.set_index(["term", "family", "role", "side"])["n"].unstack(fill_value=0)
    sums = sums.reindex(columns=list(pair), fill_value=0)
    return sums.set_axis(["a", "b"], axis=1).reset_index()


def sum_forms(corpus: Corpus) -> pd.DataFrame:
    """Count the uses of every word as it is written, by role and side.

    Parameters and result: see `rows.Judged.sum_forms`.

    Returns
    -------
    term, family, role, side, n.
    """
    words = _number_words(corpus)
    keys = ["term", "role", "side"]
    sums = words.rows.groupby(keys, as_index=False, observed=True)["n"].sum()
    term, family = (
        pd.Series(names.to_numpy()[sums["term"]], sums.index, dtype="str")
        for names in (words.terms, words.families)
    )
    sums = sums.assign(term=term, family=family).astype({"role": "str", "side": "str"})
    sums = sums.sort_values(keys, ignore_index=True)
    return sums[["term", "family", "role", "side", "n"]]


class _Words(NamedTuple):
    """The single words of a corpus: the different ones, the base of the family of each; and rows
    term, article (numbers), role, side (categories), n.
    """

    terms: pd.Series
    families: pd.Series
    rows: pd.DataFrame


@keep
def _number_words(corpus: Corpus) -> _Words:
    words = corpus.terms[corpus.terms["size"] == 1]
    number, terms = pd.factorize(words["term"])
    ids = pd.Index(corpus.articles["article_id"])
    article = ids.get_indexer(words["article_id"])
    side = corpus.articles["side"].astype("category").array[article]
    columns = {"term": number, "article": article, "side": side, "n": words["n"].to_numpy()}
    columns["role"] = words["role"].astype("category").array
    terms = pd.Series(terms, dtype="str")
    families = name_families(terms, more=corpus.families)
    return _Words(terms, families, pd.DataFrame(columns))


def admit(
    counts: pd.DataFrame, words: pd.DataFrame, *, minimum: int = MIN_TERM_GROUPS
) -> pd.DataFrame:
    """The terms of groups that are frequent enough, each in the form that the body uses most.

    Function words are compared as markers only, and words of house style nowhere. Parameters and
    result: see `rows.Judged.admit`.

    Parameters
    ----------
    minimum : uses on both sides together.
    """
    enough = counts[counts["a"] + counts["b"] >= minimum]
    body = words[words["role"] == "body"]
    body = body.assign(total=body["a"] + body["b"])
    body = body.sort_values(["total", "term"], ascending=[False, True])
    shown = body.drop_duplicates("family").set_index("family")["term"]
    enough = enough.assign(subject=enough["subject"].map(shown))
    is_function_word = enough["subject"].isin(load_stopwords())
    is_plain = find_style(enough["subject"]) == ""
    return enough[is_plain & ~is_function_word]


def specify(row: Judged, words: pd.DataFrame, found: pd.DataFrame, *, pair) -> pd.DataFrame:
    """The log ratio of terms under every combination of the choices.

    Of groups only the CLOSER terms with the smallest p under SURE_Q: no other can be a finding.
    Parameters and result: see `rows.Judged.specify`.

    Returns
    -------
    As specify_words.
    """
    of_groups = found["unit"].isin(["article", "event"])
    if of_groups.any():
        sure = found[found["p"] < SURE_Q]
        found = sure.nsmallest(CLOSER, "p")
    return specify_words(words, subjects=found["subject"].tolist())


def specify_words(words: pd.DataFrame, *, subjects: list[str]) -> pd.DataFrame:
    """The log ratio of terms under every combination of CHOICES.

    Parameters
    ----------
    words : of add_choices.
    subjects : terms as the main choice shows them.

    Returns
    -------
    A row a combination and subject: subject, one column a choice, a, b (counts), estimate (log2 of
    the ratio of the rates), note (why there is no estimate, or '').
    """
    totals = words.groupby("role")[["a", "b"]].sum()
    # No other word can count as one of the subjects.
    related = words[_find_related(words, subjects)]
    # Choices need no more than counts, so each side can stand as one article.
    counts = related.melt(["term", "family", "role"], ["a", "b"], "article_id", "n")
    counts = counts[counts["n"] > 0].assign(paragraph=0, voice="author", size=1)
    families = dict(zip(related["term"], related["family"], strict=True))
    parts = []
    for names in product(*CHOICES.values()):
        picked = dict(zip(CHOICES, names, strict=True))
        picks = {choice: CHOICES[choice][name] for choice, name in picked.items()}
        roles = list(picks["roles"])
        table = counts[counts["role"].isin(roles)]
        part = _count_under(table, subjects, families, picks)
        size = totals.reindex(roles).sum()
        rates = part.clip(lower=0.5) / size
        occurs = part["a"] + part["b"] > 0
        gap = np.log2(rates["a"] / rates["b"]).where(occurs)
        note = np.where(gap.isna(), "the term does not occur so", "")
        parts.append(part.assign(estimate=gap, note=note, subject=subjects, **picked))
    table = pd.concat(parts, ignore_index=True)
    return table[["subject", *CHOICES, "a", "b", "estimate", "note"]]


def _count_under(
    table: pd.DataFrame, subjects: list[str], families: Mapping[str, str], picks: Picks
) -> pd.DataFrame:
    """The uses of terms under one combination of choices: a and b, a row a subject in their order.

    table: term, family, role, article_id (the side), n. families: term -> its family.
    """
    fold = picks["forms"]
    if fold is family_of:  # a family has one spelling already
        keys = [families.get(subject, subject) for subject in subjects]
    elif picks["spelling"]:
        # Another choice of roles may show another spelling of the same term.
        shown = find_spellings(table).set_index("term")["shown_as"]
        table = fold_spelling(table)
        keys = [fold(shown.get(subject, subject)) for subject in subjects]
    else:
        keys = [fold(subject) for subject in subjects]
    groups = _fold_forms(table, fold).groupby(["term", "article_id"])
    # No count_terms: where events weigh the same, uses are no whole numbers.
    found = groups["n"].sum().unstack(fill_value=0)
    counted = found.reindex(index=keys, columns=["a", "b"], fill_value=0)
    return counted.rename_axis(columns=None)


def _find_related(words: pd.DataFrame, subjects: Iterable[str]) -> pd.Series:
    """Which words may count as one of the subjects under some choice; True at least for those."""
    families = dict(zip(words["term"], words["family"], strict=True))
    wanted: set[str] = set()
    for subject in subjects:
        wanted |= _list_forms(subject, families)
    related = {}
    for word in words["term"].unique():
        forms = _list_forms(word, families)
        related[word] = not wanted.isdisjoint(forms)
    return words["term"].map(related).astype(bool)


def _list_forms(word: str, families: Mapping[str, str]) -> set[str]:
    """What a word may count under: itself, its other spelling, its dictionary form, its family."""
    spelt, lemma = american_form(word), lemma_of(word)
    both = {lemma_of(spelt), american_form(lemma)}
    return {word, spelt, lemma, families.get(word, word)} | both


def find_evidence(body: Corpus, subjects: Sequence[str]) -> pd.DataFrame:
    """The uses of terms, in any of the forms of their families, by segment.

    Parameters and result: see `rows.Judged.evidence`.
    """
    words = body.terms[body.terms["size"] == 1]
    forms = find_families(words, more=body.families)
    forms = forms[forms["shown_as"].isin(subjects)]
    shown = dict(zip(subjects, subjects, strict=True))
    shown |= dict(zip(forms["term"], forms["shown_as"], strict=True))
    return find_uses(body, shown)


def find_uses(body: Corpus, shown: Mapping[str, str]) -> pd.DataFrame:
    """The uses of words by segment; without text as far as features place them.

    Parameters
    ----------
    body : a corpus of the body, and of the finding's voice.
    shown : word as it is written -> the subject it counts for.

    Returns
    -------
    subject, segment_id, part (uses).
    """
    used = count_uses(body.segments, shown) if body.has_text else place_uses(body, shown)
    subject = used["term"].map(shown).astype("str")
    rows = used.assign(subject=subject, part=used["n"])
    return rows[["subject", "segment_id", "part"]]


def pick_lines(findings: pd.DataFrame) -> pd.DataFrame:
    """The word families of the first screen: those that differ most surely, in one line.

    Behind the first stand only families that are at least suggestive. Parameters and result: see
    `rows.Judged.lines`.

    Returns
    -------
    Their rows with case (the verdict, then 'next' and 'then') and joins.
    """
    rank = findings["verdict"].map(VERDICTS.index)
    ranked = findings.assign(rank=rank, beyond=findings["q"].isna())
    ranked = ranked.sort_values(["rank", "beyond", "p"], kind="stable")
    tested = ranked[ranked["p"].notna()]
    surest = tested.head(LINES) if len(tested) else ranked.head(1)
    told = surest[surest["verdict"] != VERDICTS[-1]]
    if told.empty:
        told = surest.head(1)
    cases = [told["verdict"].iloc[0], "next", "then"]
    joins = [False, True, True]
    return told.assign(case=cases[: len(told)], joins=joins[: len(told)])


def find_formula(subject: str) -> str:
    """Name the formula of a log ratio.

    Parameters
    ----------
    subject : a term; all have the same formula.

    Returns
    -------
    Its id in lexicons/formulas.csv.

    Examples
    --------
    >>> find_formula("rent")
    'LOG_RATIO_ZERO_HALF'
    """
    return "LOG_RATIO_ZERO_HALF"


def write_difference(finding: dict) -> tuple[str, Callable[[float], str]]:
    """Say what stands before a log ratio, and how it is written: as the ratio itself.

    Parameters and result: see `rows.Judged.write_difference`.

    Examples
    --------
    >>> head, write = write_difference({"a": 0.004, "b": 0.001})
    >>> head + write(2.0)
    'ratio of rates 4.0'
    """
    has_zero = finding["a"] == 0 or finding["b"] == 0
    zero = ", with its count of 0 taken as one half" if has_zero else ""
    return f"ratio of rates{zero} ", _write_ratio


def _write_ratio(log_ratio: float) -> str:
    """The ratio itself, of its logarithm to base 2."""
    return f"{2**log_ratio:.1f}"
