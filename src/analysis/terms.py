"""Terms and their counts: surface forms by paragraph and voice, and the choices that can be made on the counts.

Spelling and stop list are functions over the table, so each can be switched without the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pandas as pd
from breame.data.spelling_constants import BRITISH_ENGLISH_SPELLINGS as AMERICAN_OF

from analysis.language import SPACES, Words, list_words, load_stopwords, term_of, word_spans
from analysis.tables import SEVERAL, add_side

LONGEST_TERM, RECURS, RECURS_GROUPS = 3, 2, 10
SHINGLE, SAME, SHARED = 8, 0.8, 0.2  # words in a run; shares of runs that make a copy, and that are worth a note
KEYS = ["article_id", "paragraph", "role", "voice", "term", "size"]


def count_words(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """The terms table of segments with text.

    Terms of two and three words stand in one segment with nothing but space between them, and are kept when they
    occur at least RECURS times in what is passed in; of more than SEVERAL articles, at least RECURS_GROUPS times.
    Arguments: segments; words, of their texts, where they are known.
    Returns: article_id, paragraph, role, voice, term, size (words in the term), n (occurrences).
    """
    words = words or Words(segments["text"].to_numpy())
    many = len(words.forms) or 1
    form = words.form + many * words.shout[words.text]  # a text all in capitals counts as in small letters
    asked = np.flatnonzero(np.bincount(form, minlength=2 * many))
    terms = [term_of(words.forms[k] if k < many else words.forms[k - many].lower()) for k in asked.tolist()]
    names, number = ["", *sorted(set(terms))], np.zeros(2 * many, int)
    number[asked] = [*map({name: k for k, name in enumerate(names)}.get, terms)]
    # subtle: a space sorts before every character of a word, so such numbers sort as the terms do. They hold two million words.
    weights = len(names) ** np.array([[2], [1], [0]])
    least = RECURS if segments["article_id"].nunique() <= SEVERAL else RECURS_GROUPS
    number, linked = number[form], words.gap <= SPACES
    again, text, codes, every = np.ones(len(number), bool), [], [], np.zeros(0, int)
    for size in (1, 2, 3):
        ends = np.flatnonzero(again)
        code, values = pd.factorize(sum(number[ends - k] * weights[size - 1 - k] for k in range(size)))
        kept, recurs = np.bincount(code, minlength=len(values)) >= least, np.zeros(len(number) + 1, bool)
        recurs[1 + ends[kept[code]]] = True
        again = linked & recurs[1:] & recurs[:-1]  # a longer term can only recur where both its ends do
        kept |= size == 1
        codes.append((len(every) + np.cumsum(kept) - 1)[code[kept[code]]])
        text.append(words.text[ends[kept[code]]])
        every = np.append(every, values[kept])
    every, rank = np.unique(every, return_inverse=True)
    code, digits = rank[np.concatenate(codes)], every // weights % len(names)
    terms = [f"{one} {two} {three}".rstrip() for one, two, three in np.array(names, object)[digits].T.tolist()]
    keys = list(zip(*(segments[column].to_numpy().tolist() for column in KEYS[:4]), strict=True))
    order = {key: k for k, key in enumerate(sorted(set(keys)))}
    place = np.array([order[key] for key in keys], int)[np.concatenate(text)]
    pairs, n = np.unique(place * len(terms) + code, return_counts=True)
    at, code = np.divmod(pairs, len(terms) or 1)
    frame = pd.DataFrame([*order], columns=KEYS[:4]).take(at).reset_index(drop=True)
    return frame.assign(term=pd.Series(terms, dtype="str").take(code).array, size=(digits > 0).sum(axis=0)[code], n=n)


def list_terms(text: str) -> list[str]:
    """The one-word terms of a text in one voice, in order.

    >>> list_terms("The US won, twice.")
    ['the', 'US', 'won', 'twice']
    """
    words = list_words(text)
    shout = len(words) > 2 and text.isupper()
    return [term_of(word.lower() if shout else word) for word in words]


def sort_terms(terms: pd.DataFrame) -> pd.DataFrame:
    """The table in its one canonical order, so that files and reports never depend on the order of counting."""
    # Numbers that stand for the strings sort many times as fast.
    codes = [terms[key].to_numpy() if key in ("paragraph", "size") else pd.factorize(terms[key], sort=True)[0] for key in KEYS]
    return terms.iloc[np.lexsort(codes[::-1])].reset_index(drop=True)


def fold_spelling(terms: pd.DataFrame) -> pd.DataFrame:
    """Count British and American spellings as one term, shown in the form that the table uses most.

    The pairs are those of the breame list. Returns: the same columns.

    >>> rows = [("x", 1, "body", "author", t, 1, n) for t, n in [("harbour", 2), ("harbor", 1)]]
    >>> fold_spelling(pd.DataFrame(rows, columns=[*KEYS, "n"]))[["term", "n"]].values.tolist()
    [['harbour', 3]]
    """
    shown = find_spellings(terms).set_index("term")["shown_as"]
    several = terms["term"].isin(shown.index)
    words = terms.loc[several, "term"].map(shown).astype(terms["term"].dtype)
    folded = terms[several].assign(term=words).groupby(KEYS, as_index=False)["n"].sum()
    return sort_terms(pd.concat([terms.loc[~several, [*KEYS, "n"]], folded[[*KEYS, "n"]]]))


def find_spellings(terms: pd.DataFrame) -> pd.DataFrame:
    """The terms that occur in more than one spelling.

    Returns: one row a spelling: term, shown_as (the form used most; the first in the alphabet of equals), n.
    """
    totals = terms.groupby("term", as_index=False, sort=False)["n"].sum()
    totals["key"] = totals["term"].map(american_form)
    totals = totals[totals.groupby("key")["term"].transform("size") > 1]
    totals = totals.sort_values(["key", "n", "term"], ascending=[True, False, True])
    totals["shown_as"] = totals.groupby("key")["term"].transform("first")
    return totals[["term", "shown_as", "n"]].reset_index(drop=True)


@lru_cache(maxsize=1 << 17)
def american_form(term: str) -> str:
    """A term with each of its words in American spelling (the breame list)."""
    find = AMERICAN_OF.get
    return find(term, term) if term.isalpha() else re.sub(r"[^ -]+", lambda word: find(word[0], word[0]), term)


@lru_cache(maxsize=1 << 17)
def lemma_of(term: str) -> str:
    """The dictionary form of a term, word by word; words with capitals and numbers stay (simplemma's English table).

    >>> lemma_of("sanctions"), lemma_of("US")
    ('sanction', 'US')
    """
    from simplemma import lemmatize

    return " ".join(lemmatize(word, lang="en") if word.islower() else word for word in term.split(" "))


def fold_lemmas(terms: pd.DataFrame) -> pd.DataFrame:
    """Count the forms of a word as one term, shown as its dictionary form. Returns: the same columns."""
    folded = terms.assign(term=terms["term"].map(lemma_of))
    return sort_terms(folded.groupby(KEYS, as_index=False)["n"].sum()[[*KEYS, "n"]])


def drop_stopwords(terms: pd.DataFrame) -> pd.DataFrame:
    """Leave out terms that begin or end with a word of the stop list (lexicons/stopwords.csv).

    Returns: the remaining rows; rates keep their base, because sizes are counted before.

    >>> frame = pd.DataFrame({"term": ["the", "sale of", "sale", "house of cards"]})
    >>> drop_stopwords(frame)["term"].tolist()
    ['sale', 'house of cards']
    """
    stop, ends = load_stopwords(), terms["term"].str.split(" ")
    return terms[~(ends.str[0].isin(stop) | ends.str[-1].isin(stop))].reset_index(drop=True)


def list_units(terms: pd.DataFrame, articles: pd.DataFrame, *, keep: Iterable[str]) -> pd.DataFrame:
    """The unit table of terms for stats.compare_sides: every paragraph of every term, absent ones with 0.

    Arguments: terms, of the roles and voices to compare, complete with stop words so that rates have their base;
    articles; keep, the terms to compare.
    Returns: subject (term), side, article_id, block (paragraph), num (occurrences), den (words of the paragraph).
    """
    places = ["article_id", "paragraph"]
    words = terms[terms["size"] == 1].groupby(places)["n"].sum().rename("den")
    kept = list(dict.fromkeys(keep))
    found = terms[terms["term"].isin(kept)].groupby(["term", *places])["n"].sum().rename("num")
    every = words.reset_index().merge(pd.DataFrame({"term": kept}, dtype="str"), how="cross")
    units = every.merge(found.reset_index(), on=["term", *places], how="left", validate="one_to_one")
    units = add_side(units.fillna({"num": 0}), articles).rename(columns={"term": "subject", "paragraph": "block"})
    return units[["subject", "side", "article_id", "block", "num", "den"]]


def absence_bound(n: float, *, confidence: float = 0.95) -> float:
    """Largest rate that still leaves n places without one occurrence, at this confidence; about 3 / n.

    n: places (words, paragraphs), 1 or more. Exact form of the rule of three (Hanley and Lippman-Hand 1983).

    >>> round(absence_bound(300), 4), 3 / 300
    (0.0099, 0.01)
    """
    return 1 - (1 - confidence) ** (1 / n)


def list_absent(compared: pd.DataFrame, *, n_a: int, n_b: int, sides: Sequence[str], minimum: int = 3) -> pd.DataFrame:
    """Terms that one side uses and the other never does, with how little the silence may mean.

    Arguments: compared, with the columns term, a and b (and segments, which are kept); n_a, n_b, words of each side;
    minimum, fewest occurrences.
    Returns: term, said_by, absent_from, n, rate (per 1,000 words), bound (the highest rate per 1,000 words that leaves a
    5 % chance of not one occurrence, absence_bound), chance (that all n fall on the one side when words fall
    independently, (own words / all words) ** n), the smallest chance first. Words come in bunches, so it is too small.

    >>> found = pd.DataFrame({"term": ["lease", "shore"], "a": [4, 0], "b": [0, 9]})
    >>> absent = list_absent(found, n_a=1000, n_b=500, sides=("A", "B"))
    >>> absent[["term", "rate", "bound", "chance"]].round(4).values.tolist()
    [['shore', 18.0, 2.9912, 0.0001], ['lease', 4.0, 5.9736, 0.1975]]
    """
    parts = []
    for own, other, n_own, n_other, said, silent in (("a", "b", n_a, n_b, *sides), ("b", "a", n_b, n_a, *sides[::-1])):
        part = compared[(compared[other] == 0) & (compared[own] >= minimum)]
        found = {"n": part[own], "rate": part[own] / n_own * 1000, "bound": absence_bound(n_other) * 1000}
        chance = (n_own / (n_own + n_other)) ** part[own]
        kept = part[["term"]].assign(said_by=said, absent_from=silent, **found, chance=chance)
        parts.append(kept.join(part[part.columns.intersection(["segments"])]))
    return pd.concat(parts).sort_values(["chance", "term"], ignore_index=True)


def list_places(terms: pd.DataFrame, term: str) -> pd.DataFrame:
    """Where a term stands, for corpora without text: the paragraphs and voices that hold it.

    Returns: article_id, paragraph, role, voice, n.
    """
    return terms.loc[terms["term"].str.lower() == term.lower(), [*KEYS[:4], "n"]].reset_index(drop=True)


def show_in_context(segments: pd.DataFrame, term: str, *, width: int = 40) -> pd.DataFrame:
    """Concordance: every occurrence of a term with the text on either side (keyword in context).

    Arguments: segments with text; term, in any case and of any number of words; width, characters on either side.
    Returns: segment_id, left, keyword, right. Raises: ValueError when the segments carry no text.

    >>> rows = pd.DataFrame({"segment_id": ["x-001"], "text": ["Grain ships left the harbour at dawn."]})
    >>> show_in_context(rows, "harbour", width=10).values.tolist()
    [['x-001', 'left the', 'harbour', 'at dawn.']]
    """
    if "text" not in segments:
        raise ValueError("these segments carry no text; put the articles into the event's texts folder")
    wanted = [term_of(w).lower() for w in term.split()]
    rows = []
    for row in segments.itertuples(index=False) if wanted else ():
        spans = word_spans(row.text)
        words = [term_of(row.text[i:j]).lower() for i, j in spans]
        for k in range(len(words) - len(wanted) + 1):
            if words[k : k + len(wanted)] == wanted:
                start, end = spans[k][0], spans[k + len(wanted) - 1][1]
                left, right = row.text[max(0, start - width) : start], row.text[end : end + width]
                rows.append((row.segment_id, left.strip(), row.text[start:end], right.strip()))
    return pd.DataFrame(rows, columns=["segment_id", "left", "keyword", "right"])


def find_copies(articles: pd.DataFrame, *, runs: Sequence[Sequence[int]] | None = None) -> tuple[pd.DataFrame, frozenset[int]]:
    """Articles that are a copy of another one on their side, and text that two sides share, by runs of SHINGLE words.

    The longest article is kept of copies. Each run is looked up once.
    Arguments: articles with article_id, side and text; runs, of each text from find_runs, where they are known.
    Returns: a row a finding: article_id, side, what ('folded': at least SAME of its runs stand in another article of its side;
    'shared': at least SHARED in articles of other sides), reason, n_words; and the runs that stand on more than one side.
    """
    rows, owners, sides, length, different = [], {}, {}, {}, {}
    side = dict(zip(articles["article_id"], articles["side"], strict=True))
    runs = dict(zip(articles["article_id"], map(find_runs, articles["text"]) if runs is None else runs, strict=True))
    for i, run in runs.items():
        run = np.sort(np.array(run, "uint64"))
        length[i], different[i] = len(run), run[np.append(True, run[1:] != run[:-1])[: len(run)]]
    # Most runs stand in one article alone, where there is nothing to look up.
    number, _ = pd.factorize(np.concatenate([np.zeros(0, "uint64"), *different.values()]))
    often = np.split(np.bincount(number)[number] > 1, np.cumsum([len(run) for run in different.values()])[:-1])
    again = {i: run[some].tolist() for (i, run), some in zip(different.items(), often, strict=False)}
    for article_id in sorted(runs, key=lambda i: (-length[i], i)):
        own, n_own = again[article_id], len(different[article_id])
        may_be = own if len(own) >= SAME * n_own else ()
        held = Counter(owners[key] for run in may_be if (key := (side[article_id], run)) in owners)
        other, n = held.most_common(1)[0] if held else ("", 0)
        if n >= SAME * n_own:
            reason = f"{n / n_own:.0%} of it stands in {other}, which is counted alone"
            rows.append((article_id, side[article_id], "folded", reason, length[article_id]))
            continue
        for run in own:
            owners.setdefault((side[article_id], run), article_id)
            sides.setdefault(run, set()).add(side[article_id])
    common, folded = frozenset(run for run, on in sides.items() if len(on) > 1), {row[0] for row in rows}
    for article_id in (i for i in runs if i not in folded):
        own, n_own = common.intersection(again[article_id]), len(different[article_id])
        held = Counter(owners[k] for run in own for s in sides[run] - {side[article_id]} if (k := (s, run)) in owners)
        if len(own) >= SHARED * n_own:
            other = max(sorted(held), key=held.get)
            reason = f"{len(own) / n_own:.0%} of it stands on another side too, most of that in {other}"
            rows.append((article_id, side[article_id], "shared", reason, len(own)))
    return pd.DataFrame(rows, columns=["article_id", "side", "what", "reason", "n_words"]), common


_number_word = lru_cache(maxsize=1 << 16)(lambda word: int.from_bytes(blake2b(word.lower().encode(), digest_size=8).digest()))


def find_runs(text: str) -> list[int]:
    """A number for each run of SHINGLE words of a text, the same for the same words; one for all of a shorter text."""
    numbers = np.array([*map(_number_word, list_words(text))], "uint64")
    runs = np.zeros(max(1, len(numbers) - SHINGLE + 1), "uint64")
    for k in range(min(SHINGLE, len(numbers))):  # a sum in which each place of the run has a weight of its own
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + numbers[k : k + len(runs)]
    return runs.tolist()


def set_aside_shared(sentences: pd.DataFrame, text: str, *, common: frozenset[int]) -> pd.DataFrame:
    """The sentences, those whose every run of SHINGLE words stands on another side too with the role boilerplate.

    Arguments: sentences, from split_article; text, normalised; common, from find_copies. Shorter sentences stay.
    """
    pieces = [text[i:j] for i, j in zip(sentences["start"], sentences["end"], strict=True)]
    shared = [len(list_words(piece)) >= SHINGLE and set(find_runs(piece)) <= common for piece in pieces]
    aside = pd.Series(shared, index=sentences.index) & (sentences["role"] == "body")
    role, reason = sentences["role"].mask(aside, "boilerplate"), sentences["reason"].mask(aside, "stands on another side too")
    return sentences.assign(role=role, reason=reason)
