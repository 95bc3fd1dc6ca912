"""Numbers that a text tells, however they are written: $9bn is $9 billion, and twenty-three is 23.

A number is told with its unit where that is money or per cent, since 45 and 45% are two things.
Days are told as "4 May", hours as "2 am". Numbers that belong to a name with letters (COVID-19,
F16) are none, and neither are vague ones (dozens, a half). "One" is hardly ever a count, so it is
passed over alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.tables.resources import load_lexicon
from analysis.tables.schemas import SCHEMAS
from analysis.text.columns import Words
from analysis.text.known import Known
from analysis.text.words import word_spans

INSTRUMENT = "numbers"
SPELT = 10  # smaller ones are written in words, and say little where they are
GROUPED = 10_000  # from which on thousands are parted, so that 1994 is written as a year is
YEARS = range(1800, 2100)
LEAST_SCALED = 1_000_000  # from which on a number is written with million or more
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
)
_MONTH_NAMES = frozenset(_MONTHS.split("|"))
_MOST_DIGITS = 15  # of a number that somebody counts; one of more is a sign for something
# What stands before the first word of a number and belongs to it.
_LEAD = re.compile(
    r"(?:(?<!\w)(?:(?:US|A|C|NZ|HK|S)?[$£€¥₹]|(?:Rs|Tk)\b\.?|a\b)\ ?)?\Z", re.IGNORECASE
)
_LONGEST_LEAD = 5


class Number(NamedTuple):
    """A number in a text: where it stands, and what it is told as.

    is_spelt: whether it is a small one in words, without a unit.
    """

    start: int
    end: int
    label: str
    is_spelt: bool


@cache
def _load_words() -> dict[str, dict[str, int]]:
    """Kind of number word -> word -> value."""
    by_kind: dict[str, dict[str, int]] = {}
    for row in load_lexicon("number_words").itertuples():
        by_kind.setdefault(row.kind, {})[row.word] = int(row.value)
    return by_kind


def _join(words: dict[str, int]) -> str:
    return "|".join(words)


@cache
def _number_pattern() -> re.Pattern[str]:
    """What a number looks like: a day, or digits or words with their unit."""
    words = _load_words()
    small, teen, ten = (_join(words[kind]) for kind in ("small", "teen", "ten"))
    multiple, short = _join(words["multiple"]), _join(words["behind digits"])
    tight = _join(words["behind money"])
    units = f"(?:(?:{ten})(?:[- ](?:{small}))?|{teen}|{small})"
    hundreds = rf"(?:(?:{small}|a)\ hundred(?:,?\ (?:and\ )?{units})?|{units})"
    scaled = rf"(?:(?:{hundreds}|a)\ (?:{multiple})\b(?:,?\ (?:and\ )?(?={hundreds}\b))?)"
    spelt = rf"{scaled}+(?:{hundreds}\b)?|{hundreds}\b"
    digits = r"(?:\d+(?:,\d{2,3})+|\d+)(?:\.\d+)?(?!\.?\d)"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    return re.compile(
        rf"""(?<![\w/:$£€¥₹])(?<![^\W\d]-)(?<!\d[.,])(?:
        (?P<day>{day})\ (?:of\ )?(?P<month>{_MONTHS})\b
        |(?P<month_before>{_MONTHS})\.?\ (?P<day_behind>{day})\b(?![,.]?\d|%|\ (?:{multiple})\b)
        |(?i:(?P<money>(?:us|a|c|nz|hk|s)?[$£€¥₹]|(?:rs|tk)\.?(?=\ ?\d))\ ?)?
         (?:(?P<digits>{digits})
            (?:(?P<mark>[/:]\d+(?:[/:]\d+)*)
             |(?P<ordinal>st|nd|rd|th|s)\b
             |(?i:[ -]?(?P<scale>{multiple}|{short}))\b
             |(?i:(?P<tight>{tight}))\b
             |(?P<letters>(?!(?i:am|pm|pc)\b)[^\W\d_][^\W_]*))?
          |(?i:(?P<spelt>{spelt}))(?!-(?!year|day|month|week|hour|minute|man|point|story|storey)))
         (?i:(?P<hour>\ ?[ap]\.?m\b\.?)
          |(?P<percent>\ ?%|[ -]per\ ?cent\b|pc\b)
          |(?P<dollars>[ -](?:us\ )?dollars?\b))?
        )""",
        re.VERBOSE,
    )


def find_numbers(text: str) -> list[Number]:
    """Find the numbers that a text tells.

    Parameters
    ----------
    text : as normalise gives it.

    Returns
    -------
    The numbers in order.

    Examples
    --------
    >>> text = "The $9bn plan of 4 May gives twenty-three towns 1,500 homes, or 45 per cent."
    >>> [number.label for number in find_numbers(text)]
    ['$9 billion', '4 May', '23', '1500', '45%']
    """
    starts = [start for start, end in word_spans(text) if _may_begin[text[start:end]]]
    return list(_find_at(text, starts))


def _find_at(text: str, starts: list[int]) -> Iterator[Number]:
    """The numbers of a text; starts: of the words that one may begin with."""
    done = 0
    for start in starts:
        if start < done:
            continue
        while number := _read_at(text, start):
            yield number
            done = number.end
            start = done + 1  # 20-30 is one word
            if text[done : done + 1] != "-" or not text[start : start + 1].isdigit():
                break


def _read_at(text: str, start: int) -> Number | None:
    """The number that begins with the word there, or with what belongs to it."""
    lead = _LEAD.search(text, max(0, start - _LONGEST_LEAD), start)[0]
    read = _number_pattern().match
    found = read(text, start - len(lead)) or read(text, start)
    label = _label(found) if found else ""
    if not label:
        return None
    is_small = label.isdigit() and int(label) < SPELT
    return Number(*found.span(), label, is_small and found["spelt"] is not None)


def _can_begin(word: str) -> bool:
    """Whether a number may begin with a word: digits, a number word or a month."""
    if word[0].isdigit() or word in _MONTH_NAMES:
        return True
    first, _, _ = word.partition("-")
    return any(first.lower() in words for words in _spelt_words())


@cache
def _spelt_words() -> list[dict[str, int]]:
    words = _load_words()
    return [words[kind] for kind in ("small", "teen", "ten", "multiple")]


_may_begin = Known(_can_begin)


def _label(found: re.Match[str]) -> str:
    """What a number is told as; '' where it is none."""
    if found["day"] or found["day_behind"]:
        return _write_day(found)
    if found["mark"] or found["ordinal"] or found["letters"] or found["hour"]:
        return _write_odd(found)
    value = _read_value(found)
    if found["percent"]:
        return f"{_write(value)}%"
    if found["money"] or found["dollars"]:
        return _write_money(found, value)
    if found["tight"]:  # 420m may be metres
        return found["digits"] + found["tight"]
    if found["spelt"] and value == 1 or len(found["digits"] or "") > _MOST_DIGITS:
        return ""
    return _write(value)


def _write_day(found: re.Match[str]) -> str:
    day = found["day"] or found["day_behind"]
    month = found["month"] or found["month_before"]
    number = int(re.match(r"\d+", day).group())
    full = next(name for name in _MONTHS.split("|") if name.startswith(month))
    return f"{number} {full}" if 1 <= number <= 31 else ""


def _write_odd(found: re.Match[str]) -> str:
    """A number as it is written, but for hours: 9/11, 3rd, 1990s, 212p, 2 am."""
    written = found["digits"]
    if found["hour"]:
        written = _write(_read_value(found))
        half = "am" if "a" in found["hour"].lower() else "pm"
        return f"{written}{found['mark'] or ''} {half}"
    return written + (found["mark"] or found["ordinal"] or found["letters"])


def _write_money(found: re.Match[str], value: float) -> str:
    unit = (found["money"] or "$").strip(" .").upper()
    unit = {"US$": "$", "RS": "Rs ", "TK": "Tk "}.get(unit, unit)
    is_whole = value == int(value) or value >= LEAST_SCALED
    return unit + (_write(value) if is_whole else f"{value:,.2f}")


def _read_value(found: re.Match[str]) -> float:
    """The value of a number in digits or words, with its scale."""
    words = _load_words()
    if found["spelt"]:
        return _read_words(found["spelt"].lower())
    value = float(found["digits"].replace(",", ""))
    scale = (found["scale"] or "").lower()
    value *= {**words["multiple"], **words["behind digits"]}.get(scale, 1)
    if found["money"] and found["tight"]:
        value *= words["behind money"][found["tight"].lower()]
    return round(value, 4)


def _read_words(spelt: str) -> float:
    """The value of number words: "two hundred and five thousand" is 205,000."""
    words = _load_words()
    units = words["small"] | words["teen"] | words["ten"]
    total = part = 0
    for word in re.findall("[a-z]+", spelt):
        if word in units:
            part += units[word]
        elif word in ("hundred", "dozen"):
            part = max(part, 1) * words["multiple"][word]
        elif word in words["multiple"]:
            total += max(part, 1) * words["multiple"][word]
            part = 0
    return float(total + part)


def _write(value: float) -> str:
    """A plain number, such as 1994, 23,500 or 4.2 million."""
    for scale, name in _SCALES:
        share = round(value / scale, 6)
        if value >= LEAST_SCALED and 1 <= share < 1000 and math.isclose(share, round(share, 3)):
            return f"{share:.3f}".rstrip("0").rstrip(".") + f" {name}"
    if value != int(value):
        return f"{value:,.4f}".rstrip("0")
    return f"{int(value):,}" if value >= GROUPED else str(int(value))


def read_number(word: str) -> str:
    """Give what a word is told as where all of it is a number.

    Parameters
    ----------
    word : as it is written.

    Returns
    -------
    The number; '' for other words, and for small numbers in words.

    Examples
    --------
    >>> read_number("4,200"), read_number("twenty-three"), read_number("two"), read_number("quay")
    ('4200', '23', '', '')
    """
    if not _may_begin[word]:
        return ""
    found = find_numbers(word)
    is_whole = len(found) == 1 and found[0].end == len(word) and not found[0].is_spelt
    return found[0].label if is_whole else ""


def bare_number(label: str) -> str:
    """Give a number without its unit, so that $45, 45% and 45 are one.

    Parameters
    ----------
    label : as find_numbers tells it.

    Returns
    -------
    The number alone; days, hours and the like as they are.

    Examples
    --------
    >>> bare_number("$9 billion"), bare_number("45%"), bare_number("212p"), bare_number("4 May")
    ('9 billion', '45', '212', '4 May')
    """
    plain = re.fullmatch(
        r"\D*?(\d[\d,]*(?:\.\d+)?(?: (?:million|billion|trillion))?)(?:%|[^\W\d_]+)?", label
    )
    return plain[1] if plain else label


def weigh_number(label: str) -> tuple[int, float]:
    """Rank a number by how much it tells: amounts first, then years, then days and hours.

    Parameters
    ----------
    label : as find_numbers tells it.

    Returns
    -------
    A key to sort by: 0 for amounts, 1 for years, 2 for all else; and less the value.

    Examples
    --------
    >>> sorted(["4 May", "1994", "7", "$9 billion", "43"], key=weigh_number)
    ['$9 billion', '43', '7', '1994', '4 May']
    """
    bare = bare_number(label)
    size, _, name = bare.partition(" ")
    scales = {name: scale for scale, name in _SCALES}
    is_odd = bare == label and not re.fullmatch(r"[\d,.]+(?: [a-z]{7,8})?", label)
    if is_odd or name and name not in scales:
        return 2, 0.0
    value = float(size.replace(",", "")) * scales.get(name, 1)
    is_year = label.isdigit() and int(label) in YEARS
    return int(is_year), -value


def mark_numbers(segments: pd.DataFrame, *, words: Words | None = None) -> pd.DataFrame:
    """Mark every number of segments.

    Parameters
    ----------
    segments : the segments table, with text as normalise gives it.
    words : those of the texts, where they were cut already.

    Returns
    -------
    The marks table, a row a number: segment_id, article_id, instrument 'numbers', label (what it is
    told as), term (as it is written), value (0 for a small number in words, which says little
    alone, else 1), weight 1, in_name False.

    Examples
    --------
    >>> rows = pd.DataFrame({"segment_id": ["x-1"], "article_id": ["x"]})
    >>> marks = mark_numbers(rows.assign(text="Three boats and 4,200 crates sank."))
    >>> marks[["label", "term", "value"]].values.tolist()
    [['3', 'Three', 0.0], ['4200', '4,200', 1.0]]
    """
    words = words or Words(segments["text"].tolist())
    asked = np.fromiter(map(_may_begin.__getitem__, words.forms), bool, len(words.forms))
    at = np.flatnonzero(asked[words.form])
    starts = words.start[at] - words.base[words.text[at]]
    texts, begins = np.unique(words.text[at], return_index=True)
    own = segments[["segment_id", "article_id", "text"]].take(texts)
    bounds = pairwise([*begins.tolist(), len(at)])
    rows = []
    for row, (first, last) in zip(own.itertuples(index=False), bounds, strict=True):
        for number in _find_at(row.text, starts[first:last].tolist()):
            term = row.text[number.start : number.end]
            value = float(not number.is_spelt)
            ids = row.segment_id, row.article_id
            rows.append((*ids, INSTRUMENT, number.label, term, value, 1.0, False))
    return pd.DataFrame(rows, columns=list(SCHEMAS["marks"]))
