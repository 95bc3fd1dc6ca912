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

    Returns
    -------
    Text; what is safe HTML already (Markup) is given back as it is.

    Examples
    --------
    >>> format_value(-0.271, "+.2f"), format_value(-0.001), format_value(1234), format_value(None)
    ('−0.27', '0.00', '1,234', '–')
    """
    if isinstance(value, Markup):
        return value
    is_missing = pd.api.types.is_scalar(value) and pd.isna(value)
    if value is None or is_missing:
        return MISSING
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if not isinstance(value, Real):
        return str(value)
    usual = "," if isinstance(value, Integral) else ",.2f"
    text = format(value, spec or usual)
    prints_as_zero = re.search("[1-9]|inf", text) is None
    return text.lstrip("+-") if prints_as_zero else true_minus(text)


def true_minus(number: str) -> str:
    """Put the minus sign (U+2212) in place of the hyphens of a written number.

    Parameters
    ----------
    number : as Python writes it.

    Returns
    -------
    The number with true minus signs.

    Examples
    --------
    >>> true_minus("-0.27")
    '−0.27'
    """
    return number.replace("-", "−")


def signed(value: float, places: int = 2) -> str:
    """Write a difference with its sign.

    Parameters
    ----------
    value : the difference.
    places : decimal places; up to two more are given to what would round to nothing.

    Returns
    -------
    Text with + or − before the number.

    Examples
    --------
    >>> signed(-0.271), signed(0.0012)
    ('−0.27', '+0.001')
    """
    for shown in range(places, places + 3):
        if abs(value) >= 0.5 * 10**-shown:
            places = shown
            break
    return true_minus(f"{value:+.{places}f}")
