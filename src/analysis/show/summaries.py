"""Sentences about what was read, seen and tried, filled from tables."""

from __future__ import annotations

import pandas as pd

from analysis.tables.corpus import Corpus


def write_reading(corpus: Corpus) -> str:
    """Write how much was read, and how much of it is body.

    Parameters
    ----------
    corpus : with segments of all roles.

    Returns
    -------
    Sentences for a reader.
    """
    words = corpus.segments.groupby("role")["n_words"].sum()
    total, body = words.sum(), words["body"]
    return (
        f"{len(corpus.articles):,} articles were read, with {total:,} words. {body:,} of the words "
        f"are body; the other {total - body:,} were set aside, by rules about length, final "
        "punctuation, position and repetition that are the same for every article."
    )


def write_coverage(coverage: pd.DataFrame) -> str:
    """Write where an instrument sees least.

    Parameters
    ----------
    coverage : from measures.tone.measure_coverage.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> row = {"instrument": "vader", "side": "Post", "n_sentences": 40, "sentences_covered": 0.7}
    >>> write_coverage(pd.DataFrame([row]))
    'The thinnest: vader knows a word in 70% of the 40 sentences of Post.'
    """
    least = coverage.sort_values("sentences_covered").iloc[0]
    return (
        f"The thinnest: {least['instrument']} knows a word in {least['sentences_covered']:.0%} of "
        f"the {least['n_sentences']:,} sentences of {least['side']}."
    )


def write_quotations(quotations: pd.DataFrame) -> str:
    """Write how many quotations were found and how many have a speaker.

    Parameters
    ----------
    quotations : from measures.voices.list_quotations.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> write_quotations(pd.DataFrame({"n_words": [5, 7], "speaker": ["Ada Marsh", ""]}))
    '2 quotations were found, with 12 words; 1 of them have a speaker.'
    """
    words, named = quotations["n_words"].sum(), (quotations["speaker"] != "").sum()
    return (
        f"{len(quotations):,} quotations were found, with {words:,} words; {named:,} of them have "
        "a speaker."
    )


def write_overlap(overlap: pd.DataFrame) -> str:
    """Write how much vocabulary the sides share.

    Parameters
    ----------
    overlap : from measures.dispersion.measure_overlap.

    Returns
    -------
    Sentences for a reader.
    """
    row = overlap.iloc[0]
    shared = int(row["types_shared"])
    union = int(row["types_a"] + row["types_b"]) - shared
    return (
        f"The sides share {shared:,} of {union:,} different words (Jaccard {row['jaccard']:.2f}); "
        f"the cosine of their rates is {row['cosine']:.2f}, function words included."
    )


def write_turns(findings: pd.DataFrame, turned: pd.DataFrame) -> str:
    """Write how many findings keep their sign under every choice.

    Parameters
    ----------
    findings : those that were tried.
    turned : the choices that turn one (a row each, with finding_id).

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> tried, turned = (pd.DataFrame({"finding_id": list(ids)}) for ids in ("abc", "bb"))
    >>> print(write_turns(tried, turned).replace("; ", ";\\n"))
    Of the 3 findings tried under every choice, 2 keep their sign in each;
    in 1 some choice turns it.
    """
    n, turns = findings["finding_id"].nunique(), turned["finding_id"].nunique()
    return (
        f"Of the {n:,} findings tried under every choice, {n - turns:,} keep their sign in each; "
        f"in {turns:,} some choice turns it."
    )


def write_power(power: pd.DataFrame) -> str:
    """Write how small a difference these texts would show.

    Parameters
    ----------
    power : from judge.chance.list_detectable, the instrument that decides first.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> write_power(pd.DataFrame({"detectable": [0.5], "estimate": [-0.2]}))[:60]
    'The word table would show a true difference of 0.50 between '
    """
    first = power.iloc[0]
    return (
        f"The word table would show a true difference of {first['detectable']:.2f} between texts "
        f"of this length in four of five cases; the one found is {abs(first['estimate']):.2f}. A "
        "difference near that size is missed by chance in a good part of such pairs, and one that "
        "is found tends to be too large."
    )


def write_archive(read: pd.DataFrame, *, sample: int) -> str:
    """Write how many articles of an archive were compared, and of how many sentences are shown.

    Parameters
    ----------
    read : articles and words by side.
    sample : how many articles are in the sample.

    Returns
    -------
    Sentences for a reader.

    Examples
    --------
    >>> read = pd.DataFrame({"articles": [1200, 800], "words": [90_000, 60_000]})
    >>> write_archive(read, sample=40)[:48]
    '2,000 articles with 150,000 words were compared,'
    """
    articles, words = read["articles"].sum(), read["words"].sum()
    return (
        f"{articles:,} articles with {words:,} words were compared, all of them; the sentences "
        f"shown are those of {sample:,} of them."
    )
