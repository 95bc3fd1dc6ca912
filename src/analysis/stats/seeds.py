"""Seeds: random numbers depend on the articles that are compared, and on nothing else.

A side's own draws are keyed by its articles alone, and draws that concern both sides by all
articles. So swapping the sides, renaming them or reordering articles changes no draw, and another
article on one side leaves the draws of the other side as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import pandas as pd

SEED = 20_250_101  # where units carry no article that could be hashed
BITS = 52  # a seed is written into JSON, where whole numbers are exact up to 2**53


def hash_names(names: Iterable[str]) -> int:
    """A number from a set of names or hashes, whatever their order.

    >>> hash_names(["a", "b"]) == hash_names(["b", "a"]) != hash_names(["a"])
    True
    """
    digest = sha256("\n".join(sorted(names)).encode())
    return int.from_bytes(digest.digest()) >> (256 - BITS)


def seed_event(articles: pd.DataFrame) -> int:
    """The seed of an event, from the SHA-256 of all its articles.

    articles: sha256. Returns: a whole number below 2**52.

    >>> articles = pd.DataFrame({"sha256": ["ab", "cd"]})
    >>> seed_event(articles) == seed_event(articles[::-1])
    True
    """
    return hash_names(articles["sha256"].astype(str))


def seed_sides(articles: pd.DataFrame) -> dict[str, int]:
    """The seed of every side, from the SHA-256 of its own articles.

    articles: side, sha256. Returns: side -> a whole number below 2**52.

    >>> articles = pd.DataFrame({"side": ["A", "B"], "sha256": ["ab", "cd"]})
    >>> seed_sides(articles)["A"] == seed_sides(articles.head(1))["A"]
    True
    """
    groups = articles.groupby("side", sort=False)["sha256"]
    return {side: hash_names(own.astype(str)) for side, own in groups}


def seed_units(units: pd.DataFrame, sides: Iterable[str], seed: int | Mapping[str, int]) -> dict:
    """The seed of each side of a unit table.

    units: side, article_id. sides: labels. seed: each side's own (from `seed_sides`), or one
    number, which is mixed with the ids of each side's articles. Returns: side -> seed.
    """
    if isinstance(seed, Mapping):
        return {side: seed[side] for side in sides}
    ids = {side: units.loc[units["side"] == side, "article_id"].astype(str) for side in sides}
    return {side: hash_names([*own.unique(), str(seed)]) for side, own in ids.items()}
