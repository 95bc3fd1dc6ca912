"""Generated texts and tables: a result or a message, the same twice, and no good row lost."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from battery import GOOD_A, make_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.articles.roles import list_sentences
from analysis.articles.segments import clean_text, list_segments
from analysis.read.encoding import repair
from analysis.read.sources import read_source
from analysis.tables.escapes import for_terminal, read_cells, write_csv

SHORT = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FULL = settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = st.sampled_from(
    ["The ferry", "said", '"', "'", "“", "”", "—", "\n\n", ". ", "Ida Brandt", "it is", "of the"]
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=60).map(" ".join),
    st.text(max_size=200),
    st.text(st.characters(categories=["Cf", "Cc", "Mn", "Zs", "Pi", "Pf", "So"]), max_size=80),
).map(lambda odd: f"{GOOD_A}\n\n{odd}")


def check_text(text: str) -> None:
    try:
        plain, offsets = clean_text(text, name="x")
    except ValueError as error:
        assert str(error).startswith("x: ")
        return
    sentences = list_sentences(plain)
    found = list_segments(sentences, plain, article_id="a", offsets=offsets)
    assert found == list_segments(list_sentences(plain), plain, article_id="a", offsets=offsets)
    at = 0
    for row in found:  # segments tile the text: none overlaps, and no word stands outside
        place = plain.find(row[-1], at)
        assert place >= at
        at = place + len(row[-1])


@pytest.mark.row("R3")
@SHORT
@given(TEXTS)
def test_any_text_is_cut_into_segments(text):
    check_text(text)


@pytest.mark.hostile
@pytest.mark.row("R3")
@FULL
@given(TEXTS)
def test_very_many_texts_are_cut_into_segments(record_property, text):
    record_property("cases", FULL.max_examples)
    check_text(text)


CELLS = st.one_of(st.none(), st.integers(), st.floats(), st.booleans(), st.text(max_size=30))
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["id", "outlet", "text", "title", "x"]), CELLS), max_size=6
)


def check_rows(rows: list[dict], folder: Path) -> None:
    """Good rows among any others are read, and the others are told."""
    good = [make_row(k, id=f"good-{k}") for k in range(3)]
    lines = [good[0], *rows, good[1], *rows[::-1], good[2]]
    path = folder / "t.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found, notes = read_source(path)
    assert {"good-0", "good-1", "good-2"} <= {*found["article_id"]}
    refused = sum(note["what"] == "refused" for note in notes)
    assert len(found) + refused == len(lines)


@pytest.mark.row("R3")
@SHORT
@given(ROWS)
def test_no_row_costs_another(tmp_path_factory, rows):
    check_rows(rows, tmp_path_factory.mktemp("rows"))


@pytest.mark.hostile
@pytest.mark.row("R3")
@settings(FULL, max_examples=500)
@given(ROWS)
def test_no_row_of_very_many_costs_another(record_property, tmp_path_factory, rows):
    record_property("cases", 500)
    check_rows(rows, tmp_path_factory.mktemp("rows"))


@pytest.mark.row("F18", "R3")
@settings(SHORT, max_examples=200)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=20),
        min_size=1,
    )
)
def test_any_cell_comes_back_and_is_no_formula(cells):
    frame = pd.DataFrame({"id": cells, "n": range(len(cells))})
    text = write_csv(frame)
    found = pd.read_csv(io.StringIO(text), keep_default_na=False, dtype={"id": "str"})
    shown = found["id"].tolist()
    plain = [cell for cell in shown if cell[:1] in tuple("=@\t\n＝＋－＠")]
    assert plain == []
    assert read_cells(found)["id"].tolist() == cells


@pytest.mark.row("F7", "R6")
@settings(SHORT, max_examples=300)
@given(
    st.text(
        st.characters(min_codepoint=0xA0, max_codepoint=0x2122) | st.sampled_from("Ée ’”—“ a."),
        max_size=30,
    )
)
def test_a_text_that_was_repaired_was_garbled(text):
    for line, new in zip(text.splitlines(), repair(text).splitlines(), strict=True):
        if new != line and not re.search("â€|Â", new):
            garbled = (bytes([b]).decode("cp1252", "ignore") or chr(b) for b in new.encode())
            assert "".join(garbled) == line
    assert for_terminal(for_terminal(text)) == for_terminal(text)
