"""The value of one side with its interval, for figures and tables about a single side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def estimate_sides(units: pd.DataFrame, *, minimum: int) -> pd.DataFrame:
    """Value of each subject on each side with a 95 % interval.

    Arguments: unit table (see stats) with subject and sentence; minimum, sentences below which
    nothing is estimated.
    Returns: subject, side, value (Σ num / Σ den), low, high, n (sentences), note.
    Source: ratio estimator over blocks with linearised variance and Student's t (Cochran 1977,
    chapter 6).
    """
    from scipy.stats import t

    rows = []
    for (subject, side), part in units.groupby(["subject", "side"], sort=False):
        n = (
            part[[c for c in ("article_id", "block", "sentence") if c in part]]
            .drop_duplicates()
            .shape[0]
        )
        blocks = part.groupby(["article_id", "block"])[["num", "den"]].sum()
        if n < minimum or len(blocks) < 2:
            rows.append(
                (
                    subject,
                    side,
                    float("nan"),
                    float("nan"),
                    float("nan"),
                    n,
                    f"not estimated (n = {n})",
                )
            )
            continue
        value = blocks["num"].sum() / blocks["den"].sum()
        residual, k = blocks["num"] - value * blocks["den"], len(blocks)
        reach = t.ppf(0.975, k - 1) * (
            (k / (k - 1) * (residual**2).sum()) ** 0.5 / blocks["den"].sum()
        )
        rows.append((subject, side, value, value - reach, value + reach, n, ""))
    return pd.DataFrame(rows, columns=["subject", "side", "value", "low", "high", "n", "note"])


def spread_sides(units: pd.DataFrame, *, sides: Sequence[str], per: float = 1.0) -> pd.DataFrame:
    """The values of both sides with their intervals, a row a subject, as plots.plot_dumbbells draws
    them.

    Arguments: unit table; sides, (a, b); per, what values are multiplied by. Returns: subject, a,
    low_a, high_a, b, low_b, high_b (from estimate_sides; no interval goes below 0 where nothing
    counted is negative).
    """
    found = (
        estimate_sides(units, minimum=1).set_index(["subject", "side"])[["value", "low", "high"]]
        * per
    )
    found["low"] = found["low"].clip(lower=0 if (units["num"] >= 0).all() else None)
    table = pd.DataFrame({"subject": units["subject"].drop_duplicates()})
    for letter, side in zip("ab", sides, strict=True):
        table[[letter, f"low_{letter}", f"high_{letter}"]] = (
            found.xs(side, level="side").reindex(table["subject"]).to_numpy()
        )
    return table.reset_index(drop=True)
