"""Counting a stream: the counts of the tables in memory, and parts add up to the whole."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from count_stream import SUMS, add_counts, count_stream
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.measures.keyness import compare_terms, count_terms
from analysis.measures.terms import count_words
from analysis.stats.totals import SIZES, compare_counts, compare_sums
from analysis.text.typography import normalise
from reference import reference

SIDES = ("A", "B")
TEACHING = sorted((Path(__file__).parents[1] / "data" / "harbour-lease" / "texts").glob("*.txt"))
ODD = [
    "U.S. U.S.-led u.s. U.S U. S. the U.S., said",
    "1,000 3.5 1990s 16-year-old F-16 1,000, 3.5.",
    "a,b a,1 1,a ,1 1, 1,2,3,",
    "said. Mr. end.), (end). ab.cd ab.1 e.g. a.m. D.C.'s",
    "said, said; said: said! said? 'said' \"said\" [said] {said}",
    "don't harbour's IT'S it's James' 'tis rock'n'roll",
    "so-called --- well--known a - b a-b- -a x—y x — y – z ‐a",
    "PORT CLOSED TODAY",
    "PORT CLOSED",
    "PORT 2 CLOSED!",
    "A B C",
    "İSTANBUL İİ ŞİŞ",
    "ſ ﬁ ﬂ ª º ᴬ ⓐ Ⓑ Ⅷ ⅷ ǅ",
    "ªª ªª ªª",
    "ᴬ ᴮ ᴰ",
    "A\u0301 B C D",
    "e\u0301 É É E\u0301 \u0301a a" + "\u0301" * 40,
    "a\u200bb a\u00adb \ufeffa a\u0000b \u0000 a\u0000 \u0000a",
    "a\u00a0b a\u2028b a\u2029b a\u3000b a\u0085b a\u000bb a\u000cb a\u001cb a\u001fb a\rb a\tb",
    "U.\u0000S.\u0000 x.\u0000",
    "ab.\u200bcd ab,\u200b1 1,\u200b000 ab.\u0301 ,\u0301",
    "a_b _a a_ __ _\u0301 a_\u0301",
    "`a´ ‘a’ ´ ¨ a´s harbour’s",
    "１，０００ ١٬٠٠٠ 1,٢ ٣.٤ x²",
    "\ud800 a\udfffb",
    "😀 a😀b 👩‍👩‍👧",
    "漢字 かな 한국어 العربية русский РУССКИЙ ТЕКСТ ЗДЕСЬ",
    "abcdefgh abcdefgh. abcdefghi abcdefgh\u0000 abcdefghabcdefgh abcdefghabcdefghi "
    "abcdefghabcdefgh\u0000 abcdefghabcdefghj",
    "x" * 5000 + " " + "ab-" * 3000,
    "",
    " ",
    "\n",
    "\n\n\t\n",
    "...",
    "- - -",
    "<b>bold</b> &amp; http://x.org/a?b=c&d#e",
    "a\r\nb",
]


def count_in_memory(
    articles: list[tuple[str, str]],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Counts, terms and words of articles by the tables in memory.

    Each line is a segment, all in one voice.
    """
    rows = [
        (at, k, line)
        for at, (_, text) in enumerate(articles)
        for k, line in enumerate(normalise(text)[0].split("\n"), start=1)
    ]
    segments = pd.DataFrame(rows, columns=["article_id", "paragraph", "text"]).assign(
        role="body", voice="author"
    )
    terms = count_words(segments)
    terms = terms[terms["size"] == 1]
    listed = pd.DataFrame(
        {"article_id": range(len(articles)), "side": [side for side, _ in articles]}
    )
    words = listed.assign(
        den=terms.groupby("article_id")["n"]
        .sum()
        .reindex(listed["article_id"], fill_value=0)
        .to_numpy()
    )
    return count_terms(terms, listed, sides=SIDES), terms, words


def check(articles: list[tuple[str, str]]) -> None:
    counts, sizes = count_stream(articles, sides=SIDES)
    expected, terms, words = count_in_memory(articles)
    shared = ["term", "size", "a", "b", "total", "articles_a", "articles_b"]
    pd.testing.assert_frame_equal(counts[shared], expected[shared], check_exact=True)
    cells = (
        terms.groupby(["article_id", "term"], as_index=False)["n"]
        .sum()
        .merge(words, on="article_id")
    )
    cells = cells.assign(square=cells["n"] ** 2, product=cells["n"] * cells["den"])
    for letter, side in zip("ab", SIDES, strict=True):
        sums = cells[cells["side"] == side].groupby("term")[["square", "product"]].sum()
        for name in sums:
            found = counts.set_index("term")[f"{name}_{letter}"]
            assert found[found > 0].to_dict() == sums[name].to_dict()
        den = words.loc[words["side"] == side, "den"]
        assert sizes.loc[side].tolist() == [(den > 0).sum(), den.sum(), (den**2).sum()]
    # Any partition adds up to the same, and a batch may end anywhere.
    parts = [count_stream(articles[at::3], sides=SIDES) for at in range(3)]
    for one, other in zip(add_counts(parts), (counts, sizes), strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_counts_by_hand():
    articles = [
        ("A", "The port, the port.\nPORT CLOSED AGAIN\nPORT CLOSED"),
        ("B", "U.S. ports"),
        ("C", "port"),
        ("B", ""),
    ]
    counts, sizes = count_stream(iter(articles), sides=SIDES)
    rows = counts.set_index("term")
    # The line of three words in capitals counts as if in lower case, that of two does not.
    assert rows.loc["port", ["a", "b", "square_a", "product_a", "articles_a"]].tolist() == [
        3,
        0,
        9,
        27,
        1,
    ]
    assert rows.loc[["PORT", "CLOSED", "closed", "US"], "total"].tolist() == [1, 1, 1, 1]
    assert sizes.to_dict("list") == {"articles": [1, 1], "words": [9, 2], "square": [81, 4]}


def test_shipped_texts_count_as_in_memory():
    texts = [path.read_text(encoding="utf-8") for path in TEACHING]
    paragraphs = [
        (SIDES[at], text) for at, whole in enumerate(texts) for text in whole.split("\n\n")
    ]
    assert len(texts) == 2 and len(paragraphs) > 9
    check([(SIDES[at], text) for at, text in enumerate(texts)])
    check(paragraphs)


def test_hostile_lines_count_as_in_memory():
    check([(SIDES[at % 2], text) for at, text in enumerate(ODD)])
    check([("A", "\n".join(ODD)), ("B", " ".join(ODD)), ("B", "".join(ODD))])
    for text in ODD:
        check([("A", text), ("B", "port")])


def test_naughty_strings_count_as_in_memory():
    strings = [
        s
        for name in ("blns", "payloads")
        for s in json.loads(reference(f"hostile/{name}.json").read_text("utf-8"))
    ]
    check([(SIDES[at % 2], text) for at, text in enumerate(strings)])
    check([("A", "\n".join(strings)), ("B", "".join(strings))])


PIECES = st.one_of(st.characters(), st.sampled_from("aAzS.,'-—´`_ \n\t\0\u0301\u200b19\""))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.text(PIECES)), min_size=1))
@example([("A", ".a,.b"), ("B", ",.,.")])
def test_any_text_counts_as_in_memory(articles):
    check([*articles, ("A", "port"), ("B", "port")])


def test_batches_and_forgetting_change_nothing(monkeypatch):
    articles = [(SIDES[at % 2], text) for at, text in enumerate(ODD * 2)]
    whole = count_stream(articles, sides=SIDES)
    monkeypatch.setattr("count_stream.BATCH", 40)
    monkeypatch.setattr("count_stream.REMEMBERED", 10)
    for one, other in zip(count_stream(articles, sides=SIDES), whole, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_stream_is_tested_as_articles_in_memory_are():
    rng, words = np.random.default_rng(1), ["port", "lease", "US", "harbour", "town", "vote"]
    articles = [
        (SIDES[at % 2], " ".join(rng.choice(words, rng.integers(5, 40)))) for at in range(24)
    ]
    counts, sizes = count_stream(articles, sides=SIDES)
    _, terms, listed = count_in_memory(articles)
    expected = compare_counts(
        terms.rename(columns={"term": "subject", "n": "num"}), listed, sides=SIDES
    )
    counted = counts.rename(columns={"term": "subject"})
    found = compare_sums(counted, sizes.reset_index(), scale="log_ratio")
    assert ((found["low"] < found["estimate"]) & (found["estimate"] < found["high"])).all()
    found = found.sort_values("subject", ignore_index=True)
    assert found["p"].notna().all() and found["effect"].isna().all()
    pd.testing.assert_frame_equal(found.drop(columns="effect"), expected.drop(columns="effect"))
    compared = compare_terms(counts, n_a=sizes.loc["A", "words"], n_b=sizes.loc["B", "words"])
    assert (compared["a"] / sizes.loc["A", "words"] * 1000).equals(compared["rate_a"])


def test_a_stream_of_nothing_has_columns():
    counts, sizes = count_stream([], sides=SIDES)
    assert counts.empty and set(SUMS) < set(counts) and sizes[SIZES].to_numpy().sum() == 0


def test_wrong_streams_are_named():
    with pytest.raises(ValueError, match="two sides"):
        count_stream([], sides=("A", "A"))
    with pytest.raises(ValueError, match="number 1 .* NoneType"):
        count_stream([("A", "port"), ("B", None)], sides=SIDES)
    with pytest.raises(ValueError, match="different sides"):
        add_counts([count_stream([("A", "port")], sides=sides) for sides in (SIDES, SIDES[::-1])])
