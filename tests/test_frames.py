"""Frame language: a codebook by hand, laws, awkward text, refusals, and agreement with readers."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

import crossframe as cf
from analysis.event.event import load_event
from analysis.measures.codebooks import mark_frames, read_codebook
from analysis.measures.frames import (
    compare_frames,
    measure_frame_coverage,
    measure_frame_overlap,
    score_frames,
)
from analysis.tables.corpus import Corpus
from analysis.tables.schemas import SCHEMAS, check_table
from analysis.text.sentences import sentence_spans
from analysis.text.typography import normalise
from analysis.text.words import word_spans
from helpers import make_corpus, swap
from reference import reference

BOOKS = Path(__file__).parents[1] / "data" / "codebooks"
VOICES = ["author", "quoted", "reported"]
ROW_COLUMNS = "article_id paragraph sentence voice text"
# Two articles, three voices; article x has one sentence in two voices.
ROWS = [
    ("x", 1, 1, "author", "Storm Lane feared a quarrel over the harbour tax."),
    ("x", 1, 2, "quoted", "A tax quarrel, and another quarrel!"),
    ("x", 1, 2, "author", "said the mayor of Quarrel Bay."),
    ("y", 1, 1, "author", "The ferry left at noon."),
    ("y", 2, 2, "reported", "He said that the tax on ferries was a free trade quarrel."),
]


def book_of(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["frame", "pattern", "weight"])


BOOK = book_of(
    ("strife", "quarrel*", 1.0),
    ("strife", "feared", 0.5),
    ("money", "tax", 1.0),
    ("money", "trade", 1.0),
)


def segments_of(rows) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=ROW_COLUMNS.split())
    words = [len(word_spans(text)) for text in frame["text"]]
    more = {"start": 0, "end": 0, "role": "body", "speaker": "", "cue": "", "n_words": words}
    return frame.assign(segment_id=[f"s{n}" for n in range(len(frame))], **more)


def corpus_of(rows, book=BOOK, sides=("A", "B")) -> Corpus:
    segments = segments_of(rows)
    ids = list(dict.fromkeys(segments["article_id"]))
    articles = pd.DataFrame({"article_id": ids, "side": [sides[n % 2] for n in range(len(ids))]})
    return Corpus(articles, segments, pd.DataFrame(), mark_frames(segments, {"own": book}))


def uses(text: str, *rows: tuple[str, str, float]) -> list[tuple[str, str]]:
    marks = mark_frames(segments_of([("x", 1, 1, "author", text)]), {"own": book_of(*rows)})
    return list(marks[["label", "term"]].itertuples(index=False, name=None))


def found(text: str, *patterns: str) -> list[str]:
    return [term for _, term in uses(text, *((("f", pattern, 1.0)) for pattern in patterns))]


@pytest.fixture(scope="module")
def harbour() -> Corpus:
    return load_event("harbour-lease", texts=True).corpus


# By hand


def test_marks_by_hand():
    marks = check_table(corpus_of(ROWS).marks, "marks")
    assert marks.columns.tolist() == list(SCHEMAS["marks"])
    assert marks[["segment_id", "label", "term", "value", "in_name"]].values.tolist() == [
        ["s0", "money", "tax", 1.0, False],
        ["s0", "strife", "feared", 0.5, False],
        ["s0", "strife", "quarrel", 1.0, False],
        ["s1", "money", "tax", 1.0, False],
        ["s1", "strife", "quarrel", 1.0, False],
        ["s1", "strife", "quarrel", 1.0, False],
        ["s2", "strife", "quarrel", 1.0, True],  # Quarrel Bay is a name
        ["s4", "money", "tax", 1.0, False],
        ["s4", "money", "trade", 1.0, False],
        ["s4", "strife", "quarrel", 1.0, False],
    ]


def test_scores_by_hand():
    corpus = corpus_of(ROWS)
    words = score_frames(corpus, codebook="own").set_index(["subject", "segment_id"])
    assert words.loc["strife", "num"].tolist() == [1.5, 2, 0, 0, 1]
    assert words.loc["strife", "den"].tolist() == [0.09, 0.06, 0.06, 0.05, 0.12]
    # Sentence 2 of x: use 3 is capped at 1 and split 2 : 1 over its parts, which have 6 words each.
    shares = score_frames(corpus, codebook="own", per="sentences", mask_names=False)
    shares = shares.set_index(["subject", "segment_id"])
    assert shares.loc["strife", "num"].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0, 1])
    assert shares.loc["money", "num"].tolist() == [1, 1, 0, 0, 1]
    assert shares.loc["money", "den"].tolist() == [1, 0.5, 0.5, 1, 1]
    weak = corpus_of(
        [
            ("x", 1, 1, "author", "They feared it."),
            ("y", 1, 1, "author", "Feared, feared and feared."),
        ]
    )
    assert score_frames(weak, codebook="own", per="sentences")["num"].tolist() == [0.5, 1]


def test_comparison_by_hand():
    table = compare_frames(corpus_of(ROWS), codebook="own", resamples=9).set_index("subject")
    # strife: 3.5 uses in 21 words against 1 in 17.
    assert table.loc["strife", ["a", "b"]].tolist() == pytest.approx([350 / 21, 100 / 17])
    assert table.loc["strife", ["measure", "voice", "side_a", "side_b"]].tolist() == [
        "frame language: own",
        "all",
        "A",
        "B",
    ]
    # A frame of the codebook that nobody uses is reported as such when it is asked for.
    asked = compare_frames(corpus_of(ROWS), codebook="own", frames=["peace"], resamples=9).iloc[0]
    assert (asked["subject"], asked["a"], asked["b"]) == ("peace", 0, 0)


def test_only_sentences_with_an_actor():
    corpus = corpus_of(ROWS)
    mayor = corpus.segments[corpus.segments["text"].str.contains("mayor")]
    units = score_frames(corpus, codebook="own", within=mayor)
    # The whole sentence, in both its voices.
    assert sorted(set(units["segment_id"])) == ["s1", "s2"]


def test_overlap_by_hand():
    row = measure_frame_overlap(corpus_of(ROWS)).iloc[0]
    # money in 3 of 4 sentences and strife in the same 3; no word is both.
    assert row.tolist() == ["own", "money", "own", "strife", 3, 3, 3, 9 / 4, 1.0, 0.0]
    other = replace(corpus_of(ROWS), segments=segments_of(ROWS).assign(role="heading"))
    assert measure_frame_overlap(other).empty
    assert len(measure_frame_overlap(other, role="heading")) == 1
    twice = book_of(("one", "tax", 1.0), ("two", "tax*", 1.0), ("two", "ferr*", 1.0))
    row = measure_frame_overlap(corpus_of(ROWS, twice)).iloc[0]
    assert row[["sentences_1", "sentences_2", "both", "same_words"]].tolist() == [3, 4, 3, 1.0]


# What a pattern finds


@pytest.mark.parametrize(
    ("text", "patterns", "expected"),
    [
        ("Trade, and free trade.", ["trade", "free trade"], ["free trade", "trade"]),
        # the earlier one keeps its word
        ("the free trade zone rule", ["free trade", "trade zone rule"], ["free trade"]),
        ("Conflicts, conflict, conflicted", ["conflict*"], ["conflict", "conflicted", "conflicts"]),
        ("a defenceless town", ["defence"], []),
        # one word in capitals is an acronym
        ("HARBOUR quarrels", ["harbour", "quarrel*"], ["quarrels"]),
        ("THE HARBOUR QUARREL", ["harbour"], ["harbour"]),  # a line in capitals is not
        ("AID sends aid", ["aid"], ["aid"]),
        ("AID sends aid", ["AID"], ["aid"]),
        ("the owner's debt", ["owner"], ["owner's"]),
        ("a long-term deal, a long term", ["long term"], ["long term", "long-term"]),
        ("a long term", ["long-term"], ["long term"]),
        ("profit-sharing", ["profit", "sharing"], ["profit", "sharing"]),
        ("it was free. Trade rose", ["free trade"], []),
        ("it was free, trade rose", ["free trade"], []),
        ("don't panic", ["don’t"], ["don't"]),
        ("they cooperated", ["co operat*"], []),
        ("", ["trade"], []),
    ],
)
def test_patterns(text, patterns, expected):
    assert sorted(found(text, *patterns)) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("labour", "labor"),
        ("defence", "defense"),
        ("programme", "program"),
        ("polarise", "polarize"),
        ("neighbours", "neighbors"),
        ("travelled", "traveled"),
    ],
)
def test_spellings_find_each_other(british, american):
    text = f"a {british} here, a {american} there"
    for pattern in (british, american, british[:-1] + "*", american[:-1] + "*"):
        assert found(text, pattern) == sorted([british, american])


def test_a_stem_is_not_respelt_into_other_words():
    assert found("the laboratory worked", "labour*") == []


def test_a_word_counts_once_in_a_frame_and_once_in_each():
    rows = [("f", "free trade", 1.0), ("f", "trade", 0.5), ("g", "trade", 1.0), ("g", "tra*", 0.25)]
    marks = mark_frames(
        segments_of([("x", 1, 1, "author", "Free trade it is.")]), {"own": book_of(*rows)}
    )
    assert marks[["label", "term", "value"]].values.tolist() == [
        ["f", "free trade", 1.0],
        ["g", "trade", 1.0],
    ]


def test_the_longer_stem_wins_whatever_the_order_of_rows():
    rows = [("f", "con*", 0.1), ("f", "conf*", 0.2), ("f", "conflict*", 0.3)]
    for order in (rows, rows[::-1]):
        marks = mark_frames(
            segments_of([("x", 1, 1, "author", "a conflicted crew")]), {"own": book_of(*order)}
        )
        assert marks["value"].tolist() == [0.3]


def test_weight_zero_protects_words():
    rows = [("f", "balance", 1.0), ("f", "bank balance", 0.0), ("g", "bank", 1.0)]
    assert uses("His bank balance upset the balance.", *rows) == [("f", "balance"), ("g", "bank")]


# Laws


def test_swapping_the_sides_flips_every_sign():
    rows = [
        (article, n, n, "author", text)
        for n in range(1, 9)
        for article, text in [
            ("x", "A quarrel over tax." if n % 2 else "The sea was calm."),
            ("y", "A tax on boats." if n % 3 else "No wind."),
        ]
    ]
    one = compare_frames(corpus_of(rows), codebook="own", resamples=200)
    two = compare_frames(
        corpus_of(rows[1::2] + rows[::2], sides=("B", "A")), codebook="own", resamples=200
    )
    assert two["estimate"].tolist() == pytest.approx((-one["estimate"]).tolist())
    assert two["p"].tolist() == pytest.approx(one["p"].tolist(), nan_ok=True)
    assert (one["estimate"] != 0).all()


@pytest.mark.parametrize("per", ["words", "sentences"])
def test_voices_add_up_and_marks_are_enough(harbour, per):
    whole = score_frames(harbour, codebook="harbour-lease", per=per)
    parts = [
        score_frames(harbour, codebook="harbour-lease", per=per, voice=voice) for voice in VOICES
    ]
    keys = ["side", "subject"]
    pd.testing.assert_frame_equal(
        pd.concat(parts).groupby(keys)[["num", "den"]].sum(),
        whole.groupby(keys)[["num", "den"]].sum(),
    )
    without = replace(harbour, segments=harbour.segments.drop(columns="text"))
    pd.testing.assert_frame_equal(score_frames(without, codebook="harbour-lease", per=per), whole)


def test_doubling_an_article_leaves_its_means(harbour):
    again = harbour.segments.assign(
        segment_id=harbour.segments["segment_id"] + "b",
        sentence=harbour.segments["sentence"] + 1000,
    )
    marks = harbour.marks.assign(segment_id=harbour.marks["segment_id"] + "b")
    double = replace(
        harbour,
        segments=pd.concat([harbour.segments, again]),
        marks=pd.concat([harbour.marks, marks]),
    )
    means = [
        compare_frames(c, codebook="generic", resamples=9)[["a", "b"]] for c in (harbour, double)
    ]
    pd.testing.assert_frame_equal(*means)


def test_the_callers_tables_do_not_change(harbour):
    before = harbour.segments.copy(), harbour.marks.copy()
    mark_frames(harbour.segments, {"own": BOOK})
    score_frames(harbour, codebook="generic", per="sentences")
    pd.testing.assert_frame_equal(before[0], harbour.segments)
    pd.testing.assert_frame_equal(before[1], harbour.marks)


# Awkward text: 100,000 characters each


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "conflict",
        "conflict ",
        "free ",
        "free free trade ",
        "in the ",
        "on the one ",
        "a-",
        "long-",
        "'",
        "x'",
        "1,",
        "U.S. ",
        "\n",
        "  ",
        "* ",
        "(a+)+$ ",
        "é",
        "战",
        "on the other hand ",
        "A ",
        "\0",
    ],
)
def test_time_grows_with_length_only(piece):
    text = (piece * (100_000 // len(piece) + 1))[:100_000]
    book = pd.concat([read_codebook(path) for path in sorted(BOOKS.glob("*.csv"))])
    chain = book_of(*(("chain", " ".join(["free"] * n), 1.0) for n in range(1, 12)))
    segments = segments_of([("x", 1, 1, "author", text)])
    mark_frames(segments_of(ROWS), {"own": book})  # loads the spelling list
    started = time.process_time()
    mark_frames(segments, {"own": pd.concat([book, chain])})
    assert time.process_time() - started < 2


# Refusals


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("f,,1,s,", "row 3, column pattern: is empty"),
        ("f,(a+)+,1,s,", "row 3, column pattern: '(a+)+'"),
        ("f,tr*de,1,s,", "row 3, column pattern: 'tr*de'"),
        ("f,*,1,s,", "row 3, column pattern"),
        ("f,ab*,1,s,", "row 3, column pattern: 'ab*' in 'ab*' is no word"),
        ("f,Free-Trade,1,s,", "row 3, column pattern: 'Free-Trade' is in row 2 already"),
        (" ,trade,1,s,", "row 3, column frame"),
        ("f,trade,2,s,", "row 3, column weight"),
        ("f,trade,much,s,", "row 3, column weight"),
        ("f,trade,nan,s,", "row 3, column weight"),
        ("f", "row 3, column pattern"),
        ("", "row 3, column"),
    ],
)
def test_bad_rows_are_named(tmp_path, row, said):
    path = tmp_path / "own.csv"
    path.write_text(
        f"frame,pattern,weight,source,note\nf,free trade,1,s,\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="own.csv") as error:
        read_codebook(path)
    assert said in str(error.value)


@pytest.mark.parametrize(
    "content",
    [b"", b"frame,pattern\nf,trade\n", b"frame,pattern,weight,source,note\n", b"\xff\xfe\x00"],
)
def test_bad_files_are_named(tmp_path, content):
    path = tmp_path / "own.csv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="own.csv"):
        read_codebook(path)


PLAIN = "It rained in Lowden on Friday.\nThe sun came out at noon. A cat slept on a wall."
OTHER = "The sun shone on Lowden on Friday.\nIt rained at noon. A dog slept on a mat."


def test_without_a_word_of_the_codebook_there_is_nothing_to_compare_and_a_page(tmp_path):
    pair = cf.compare(PLAIN, OTHER)
    assert pair.corpus.codebooks == ("generic",)
    rates = score_frames(pair.corpus, codebook="generic")
    for table in (
        rates,
        cf.spread_sides(rates, sides=pair.corpus.sides),
        compare_frames(pair.corpus, codebook="generic"),
        cf.compare_frames_by_voice(pair.corpus, codebook="generic"),
        cf.compare_frames_by_actor(pair.corpus, codebook="generic"),
    ):
        assert len(table) == 0 and "subject" in table
    with pytest.raises(ValueError, match="looked for here are generic"):
        score_frames(pair.corpus, codebook="genric")
    page = pair.report(tmp_path / "page.html", in_process=True)
    assert "<h1" in page.read_text(encoding="utf-8")


def test_what_is_unknown_is_refused_with_what_is_known():
    corpus = corpus_of(ROWS)
    with pytest.raises(ValueError, match="'other'.*own"):
        score_frames(corpus, codebook="other")
    with pytest.raises(ValueError, match="per 'pages'"):
        score_frames(corpus, codebook="own", per="pages")
    with pytest.raises(ValueError, match="side 'A' has no sentence.*reported"):
        compare_frames(corpus, codebook="own", voice="reported")
    with pytest.raises(ValueError, match="carry no text"):
        mark_frames(corpus.segments.drop(columns="text"), {"own": BOOK})


# The codebooks that ship


@pytest.mark.parametrize(
    ("name", "frames"),
    [
        (
            "generic",
            ["conflict", "economic consequences", "human interest", "morality", "responsibility"],
        ),
        ("us-pakistan-sanctions", ["alliance diversification", "partnership balance"]),
        ("harbour-lease", ["loss of the common shore", "managed trade-off"]),
    ],
)
def test_shipped_codebooks(name, frames):
    book = read_codebook(BOOKS / f"{name}.csv")
    assert sorted(set(book["frame"])) == frames
    assert (book["source"] != "").all()
    # A weight of 0 is there to protect words from a shorter pattern, so each says why, and finds
    # nothing.
    assert ((book["weight"] > 0) | (book["note"] != "")).all()
    alone = book[book["weight"] == 0]
    text = ". ".join(alone["pattern"].str.replace("*", ""))
    assert mark_frames(segments_of([("x", 1, 1, "author", text)]), {"own": alone}).empty


def test_the_teaching_pair_leans_as_it_was_written(harbour):
    table = compare_frames(harbour, codebook="harbour-lease", resamples=999).set_index("subject")
    assert table.loc["managed trade-off", "low"] > 0 > table.loc["loss of the common shore", "high"]


def test_readers_agree():
    lines = (
        reference("validation/dev/narrative_frames.jsonl").read_text(encoding="utf-8").splitlines()
    )
    articles = [json.loads(line) for line in lines]
    rows = []
    for n, article in enumerate(articles):
        text = normalise(article["text"])[0]
        rows += [
            (str(n), 1, k, "author", text[i:j]) for k, (i, j) in enumerate(sentence_spans(text))
        ]
    corpus = corpus_of(rows, read_codebook(BOOKS / "generic.csv"))
    sums = (
        score_frames(corpus, codebook="own")
        .groupby(["subject", "article_id"])[["num", "den"]]
        .sum()
    )
    score = (
        (sums["num"] / sums["den"]).unstack("subject").loc[[str(n) for n in range(len(articles))]]
    )
    frames = ["conflict", "economic consequences", "human interest", "morality", "responsibility"]
    areas = []
    for key, frame in zip(["CO", "EC", "HI", "MO", "RE"], frames, strict=True):
        yes = np.array([article[key] for article in articles], bool)
        areas.append(
            mannwhitneyu(score[frame][yes], score[frame][~yes]).statistic
            / (yes.sum() * (~yes).sum())
        )
    assert np.mean(areas) >= 0.74
    assert min(areas) > 0.6


def test_coverage_by_hand():
    # A: two of three sentences hold a use, one of them two. B: none of one.
    corpus = make_corpus(
        [[["The row over a quarrel.", "A row.", "Rain fell."]]], [[["Rain fell again."]]]
    )
    own = pd.DataFrame({"frame": "strife", "pattern": ["quarrel", "row"], "weight": 1.0})
    corpus = replace(
        corpus, marks=pd.concat([corpus.marks, mark_frames(corpus.segments, {"own": own})])
    )
    found = measure_frame_coverage(corpus)
    assert found.values.tolist() == [
        ["own", "strife", "A", 3, 2 / 3, 3],
        ["own", "strife", "B", 1, 0.0, 0],
    ]
    swapped = measure_frame_coverage(swap(corpus)).sort_values("side", ignore_index=True)
    pd.testing.assert_frame_equal(swapped, found)
