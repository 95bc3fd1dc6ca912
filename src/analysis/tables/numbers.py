"""Numbers as readers see them."""

from __future__ import annotations

import re
from numbers import Integral, Real

import pandas as pd
from markupsafe import Markup

MISSING = "–"


def format_value(value: object, spec: str | None = None) -> str:
    """A value as readers should see it.

    It has a true minus sign and no negative zero; a dash stands for what is missing.

    Parameters
    ----------
    value : anything; numbers are formatted, all else is written as it is.
    spec : a format specification for numbers (default: `,` for whole numbers, `,.2f` for others).

    Examples
    --------
    >>> format_value(-0.271, "+.2f"), format_value(-0.001), format_value(1234), format_value(None)
    ('−0.27', '0.00', '1,234', '–')
    """
    if isinstance(value, Markup):
        return value
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return MISSING
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if isinstance(value, Real):
        text = format(value, spec or ("," if isinstance(value, Integral) else ",.2f"))
        return text.replace("-", "−") if re.search("[1-9]|inf", text) else text.lstrip("+-")
    return str(value)


def signed(value: float, places: int = 2) -> str:
    """A difference with its sign, with up to two places more where it would round to nothing."""
    places = next((k for k in range(places, places + 3) if abs(value) >= 0.5 * 10**-k), places)
    return f"{value:+.{places}f}".replace("-", "−")
