"""Seeds: random numbers depend on the articles that are compared, and on nothing else.

A side's own draws are keyed by its articles alone, and draws that concern both sides by all
articles. So swapping the sides, renaming them or reordering articles changes no draw, and another
article on one side leaves the draws of the other side as they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256

import pandas as pd

SEED = 20_250_101  # used where units have no articles that could be hashed
BITS = 52  # a seed is written into JSON, where whole numbers are exact up to 2**53


def hash_names(names: Iterable[str]) -> int:
    """Make a number from a set of names or hashes, whatever their order.

    Parameters
    ----------
    names : texts.

    Returns
    -------
    A whole number from 0 to 2**52 - 1.

    Examples
    --------
    >>> hash_names(["a", "b"]) == hash_names(["b", "a"]) != hash_names(["a"])
    True
    """
    joined = "\n".join(sorted(names))
    digest = sha256(joined.encode())
    return int.from_bytes(digest.digest()) >> (256 - BITS)


def seed_event(articles: pd.DataFrame) -> int:
    """Make the seed of an event from the SHA-256 of all its articles.

    Parameters
    ----------
    articles : a row an article, with sha256.

    Returns
    -------
    A whole number, as from hash_names.

    Examples
    --------
    >>> articles = pd.DataFrame({"sha256": ["ab", "cd"]})
    >>> seed_event(articles) == seed_event(articles[::-1])
    True
    """
    return hash_names(articles["sha256"].astype(str))


def seed_sides(articles: pd.DataFrame) -> dict[str, int]:
    """Make the seed of every side from the SHA-256 of its own articles.

    Parameters
    ----------
    articles : a row an article, with side and sha256.

    Returns
    -------
    Side -> a whole number, as from hash_names.

    Examples
    --------
    >>> articles = pd.DataFrame({"side": ["A", "B"], "sha256": ["ab", "cd"]})
    >>> seed_sides(articles)["A"] == seed_sides(articles.head(1))["A"]
    True
    """
    groups = articles.groupby("side", sort=False)["sha256"]
    return {side: hash_names(own.astype(str)) for side, own in groups}


def seed_units(units: pd.DataFrame, sides: Iterable[str], seed: int | Mapping[str, int]) -> dict:
    """Find the seed of each side of a unit table.

    Parameters
    ----------
    units : unit table, with side and article_id.
    sides : labels.
    seed : each side's own (from seed_sides), or one number, which is mixed with the ids of each
        side's articles.

    Returns
    -------
    Side -> seed.

    Examples
    --------
    >>> units = pd.DataFrame({"side": ["Post", "Echo"], "article_id": ["x", "y"]})
    >>> seed_units(units, ["Post"], {"Post": 3, "Echo": 4})
    {'Post': 3}
    """
    if isinstance(seed, Mapping):
        return {side: seed[side] for side in sides}
    seeds = {}
    for side in sides:
        own = units.loc[units["side"] == side, "article_id"]
        ids = own.astype(str).unique()
        seeds[side] = hash_names([*ids, str(seed)])
    return seeds
