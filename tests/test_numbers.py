"""Numbers in a text, however they are written."""

import pandas as pd
import pytest

from analysis.measures.numbers import bare_number, find_numbers, mark_numbers, weigh_number


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        # the same number written in several ways
        ("Twenty-three of 23 boats sank.", ["23", "23"]),
        ("4,200 crates, 4200 crates", ["4200", "4200"]),
        ("12,000 or 12000 or 1,20,000", ["12,000", "12,000", "120,000"]),
        ("two hundred and five homes, 205 homes", ["205", "205"]),
        ("one hundred thousand or a hundred thousand or 100,000", ["100,000"] * 3),
        ("a dozen eggs and two dozen more", ["12", "24"]),
        ("seven hundred and fifty-two thousand, three hundred and ten", ["752,310"]),
        ("3.5 million, three million, 3,500,000", ["3.5 million", "3 million", "3.5 million"]),
        ("$9bn, US$9 billion, nine billion dollars, $9,000,000,000", ["$9 billion"] * 4),
        ("£420m, £420 million", ["£420 million"] * 2),
        ("€3m, A$2k and $9.50", ["€3 million", "A$2000", "$9.50"]),
        ("Rs 5 crore, Rs. 70 and Tk 8", ["Rs 50 million", "Rs 70", "Tk 8"]),
        ("45%, 45 %, 45 per cent, forty-five percent, 45pc", ["45%"] * 5),
        # ages, ranges and scores
        ("A 43-year-old clerk and Ana Ruiz, 43, wait.", ["43", "43"]),
        ("20-30 years, a 3-1 win", ["20", "30", "3", "1"]),
        # days, hours, years
        ("May 4, 4 May, May 4th and the 4th of May", ["4 May"] * 4),
        ("Sept. 5, 1999, and in March 2020", ["5 September", "1999", "2020"]),
        ("2am, 2 a.m., 02 AM and 10:30 pm", ["2 am", "2 am", "2 am", "10:30 pm"]),
        ("It may 4 times fail in the 1990s.", ["4", "1990s"]),
        # other units stay as they are written
        ("212p for a 420m race 30km away", ["212p", "420m", "30km"]),
        ("the 21st century, 9/11, a 4x4", ["21st", "9/11", "4x4"]),
        # no numbers
        ("COVID-19, an F16 and Vega-3", []),
        ("One of them, no one, dozens, two-thirds and a half", []),
        ("the twenty-first match", []),
        ("version 2.0.1", []),
        ("see 1234567890123456789", []),
        ("", []),
    ],
)
def test_numbers_by_hand(text, labels):
    assert [number.label for number in find_numbers(text)] == labels


@pytest.mark.parametrize("text", ["He paid $9bn on 4 May.", "Ana, 43, has two-hundred-odd boats."])
def test_a_number_stands_where_it_is_written(text):
    found = find_numbers(text)
    assert found
    for number in found:
        alone = [one.label for one in find_numbers(text[number.start : number.end])]
        assert alone == [number.label]


def test_only_small_numbers_in_words_are_told_apart():
    segments = pd.DataFrame({"segment_id": ["x-1", "x-2"], "article_id": "x"})
    segments["text"] = ["Three or 3 of nineteen boats.", "Nobody came; three per cent did."]
    marks = mark_numbers(segments)
    assert marks[["segment_id", "label", "term", "value"]].values.tolist() == [
        ["x-1", "3", "Three", 0.0],
        ["x-1", "3", "3", 1.0],
        ["x-1", "19", "nineteen", 1.0],
        ["x-2", "3%", "three per cent", 1.0],
    ]


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("45", "45"), ("45%", "45"), ("$45", "45"), ("A$45", "45"), ("Rs 45", "45"),
        ("$9 billion", "9 billion"), ("212p", "212"), ("23,500", "23,500"), ("3.5%", "3.5"),
        ("4 May", "4 May"), ("2 am", "2 am"), ("10:30", "10:30"), ("9/11", "9/11"), ("4x4", "4x4"),
    ],
)  # fmt: skip
def test_a_number_without_its_unit(label, bare):
    assert bare_number(label) == bare


def test_amounts_come_before_years_and_those_before_days():
    labels = ["10:30", "1994", "7", "4 May", "2 am", "45%", "$9 billion", "4200", "9/11", "2030"]
    ordered = sorted(labels, key=weigh_number)
    assert ordered[:6] == ["$9 billion", "4200", "45%", "7", "2030", "1994"]
