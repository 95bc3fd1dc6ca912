"""Articles that are copies of another, and text that two sides share, by runs of eight words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import pandas as pd

from analysis.text.words import list_words

SHINGLE = 8  # words in a run
SAME = 0.8  # share of runs that makes a copy
SHARED = 0.2  # share of runs on another side that is worth a note


def find_copies(
    articles: pd.DataFrame, *, runs: Sequence[Sequence[int]] | None = None
) -> tuple[pd.DataFrame, frozenset[int]]:
    """Copies of an article on its own side, and text that two sides share, by runs of words.

    A run has SHINGLE words.

    The longest article is kept of copies. Each run is looked up once.
    Arguments: articles with article_id, side and text; runs, of each text from find_runs, where
    they are known.
    Returns: a row a finding: article_id, side, what ('folded': at least SAME of its runs stand in
    another article of its side; 'shared': at least SHARED in articles of other sides), reason,
    n_words; and the runs that stand on more than one side.
    """
    rows, owners, sides, length, different = [], {}, {}, {}, {}
    side = dict(zip(articles["article_id"], articles["side"], strict=True))
    runs = dict(
        zip(
            articles["article_id"],
            map(find_runs, articles["text"]) if runs is None else runs,
            strict=True,
        )
    )
    for i, run in runs.items():
        run = np.sort(np.array(run, "uint64"))
        length[i], different[i] = len(run), run[np.append(True, run[1:] != run[:-1])[: len(run)]]
    # Most runs stand in one article alone, where there is nothing to look up.
    number, _ = pd.factorize(np.concatenate([np.zeros(0, "uint64"), *different.values()]))
    often = np.split(
        np.bincount(number)[number] > 1, np.cumsum([len(run) for run in different.values()])[:-1]
    )
    again = {
        i: run[some].tolist() for (i, run), some in zip(different.items(), often, strict=False)
    }
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
    common = frozenset(run for run, on in sides.items() if len(on) > 1)
    folded = {row[0] for row in rows}
    for article_id in (i for i in runs if i not in folded):
        own, n_own = common.intersection(again[article_id]), len(different[article_id])
        held = Counter(
            owners[k]
            for run in own
            for s in sides[run] - {side[article_id]}
            if (k := (s, run)) in owners
        )
        if len(own) >= SHARED * n_own:
            other = max(sorted(held), key=held.get)
            reason = (
                f"{len(own) / n_own:.0%} of it stands on another side too, most of that in {other}"
            )
            rows.append((article_id, side[article_id], "shared", reason, len(own)))
    return pd.DataFrame(rows, columns=["article_id", "side", "what", "reason", "n_words"]), common


_number_word = lru_cache(maxsize=1 << 16)(
    lambda word: int.from_bytes(blake2b(word.lower().encode(), digest_size=8).digest())
)


def find_runs(text: str) -> list[int]:
    """A number for each run of SHINGLE words of a text, the same for the same words.

    A shorter text has one number.
    """
    numbers = np.array([*map(_number_word, list_words(text))], "uint64")
    runs = np.zeros(max(1, len(numbers) - SHINGLE + 1), "uint64")
    # A sum in which each place of the run has a weight of its own.
    for k in range(min(SHINGLE, len(numbers))):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + numbers[k : k + len(runs)]
    return runs.tolist()


def set_aside_shared(sentences: pd.DataFrame, text: str, *, common: frozenset[int]) -> pd.DataFrame:
    """The sentences; those that stand on another side too become boilerplate.

    They do when another side has every run of SHINGLE words of them.

    Arguments: sentences, those of roles.list_sentences as a table; text, normalised; common, from
    find_copies. Shorter sentences stay.
    """
    pieces = [text[i:j] for i, j in zip(sentences["start"], sentences["end"], strict=True)]
    shared = [
        len(list_words(piece)) >= SHINGLE and set(find_runs(piece)) <= common for piece in pieces
    ]
    aside = pd.Series(shared, index=sentences.index) & (sentences["role"] == "body")
    role = sentences["role"].mask(aside, "boilerplate")
    reason = sentences["reason"].mask(aside, "stands on another side too")
    return sentences.assign(role=role, reason=reason)
