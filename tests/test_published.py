"""The committed reports are what is made now, say what their data hold, and run nothing hostile."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from jsonschema import Draft202012Validator

from analysis.show.report import APPENDIX, bind_report, write_report
from odd_event import make_event
from reference import reference

REPORTS = Path(__file__).parents[1] / "reports"
NOTEBOOKS = REPORTS.parent / "notebooks"
NAMES = ["harbour-lease", "us-pakistan-sanctions"]
every_event = pytest.mark.parametrize("name", NAMES)
MINUS, SPACE = "−", "\u00a0"


def read(path):
    """What a page says: its text, its figures in words, and its tables as files.

    How a figure is drawn is left out.
    """
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    words = [drawing["aria-label"] for drawing in soup.find_all("svg")]
    for drawing in soup.find_all("svg"):
        drawing.decompose()
    return (
        re.sub(r"Python 3\.\d+", "Python", soup.get_text("\n")),
        words,
        [link["href"] for link in soup.select("a[download]")],
    )


def read_beside(folder):
    """The tables and findings beside a report."""
    return {p.name: p.read_text("utf-8") for p in folder.iterdir() if p.name != APPENDIX}


@cache
def open_pages(name):
    """The short report and its appendix, for all tests that change nothing in them."""
    pages = REPORTS / f"{name}.html", REPORTS / name / APPENDIX
    return [BeautifulSoup(page.read_text("utf-8"), "html.parser") for page in pages]


def read_findings(name):
    return json.loads((REPORTS / name / "findings.json").read_text("utf-8"))


@pytest.mark.skipif(
    sys.version_info[:2] != (3, 11), reason="the committed reports are those of Python 3.11"
)
@every_event
def test_the_committed_report_is_what_is_made_now(name, tmp_path):
    # As the command makes it.
    made = write_report(name, out=tmp_path / f"{name}.html", progress=None, in_process=True)
    for page in (f"{name}.html", f"{name}/{APPENDIX}"):
        for new, old in zip(read(made.parent / page), read(REPORTS / page), strict=True):
            assert new == old
    assert read_beside(tmp_path / name) == read_beside(REPORTS / name)


@every_event
def test_findings_are_as_their_schema_says_and_as_the_table_beside_them(name):
    found = read_findings(name)
    schema = json.loads(
        files("analysis").joinpath("lexicons/findings.schema.json").read_text("utf-8")
    )
    Draft202012Validator.check_schema(schema)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    tables = {f"{table}.csv" for table in found["tables"]}
    assert tables | {"findings.json"} == {*read_beside(REPORTS / name)}
    table = pd.read_csv(REPORTS / name / "findings.csv")
    rows = pd.DataFrame(found["findings"])
    assert sorted(table["finding_id"]) == sorted(rows["finding_id"])
    both = table.merge(rows, on="finding_id", suffixes=("_csv", "_json"))
    assert both["estimate_csv"].tolist() == pytest.approx(
        both["estimate_json"].astype(float).tolist()
    )


def test_the_real_report_holds_no_sentence():
    for page in open_pages("us-pakistan-sanctions"):
        assert "The sentences themselves are not part of this page" in page.get_text()
        assert not page.select(".sentence, #reader")


@every_event
def test_the_short_report_is_short(name):
    """In bytes, and in words, those of the two texts on top and those folded away included."""
    assert (REPORTS / f"{name}.html").stat().st_size <= 500_000
    page = BeautifulSoup((REPORTS / f"{name}.html").read_text("utf-8"), "html.parser")
    for tag in page.select("script, style, title, #reader"):
        tag.decompose()
    assert len(page.get_text(" ").split()) <= 4_500


@every_event
def test_the_texts_come_second_and_chapters_keep_their_names(name):
    short, rest = open_pages(name)
    sections = [tag.get("id") for tag in short.main.find_all("section", recursive=False)]
    assert sections == [None, "texts"] and "lead" in short.main.section["class"]
    notebooks = {f"chapter-{path.stem}" for path in NOTEBOOKS.glob("*.ipynb")}
    notebooks -= {"chapter-00-your-own-pair"}  # makes a report, and is none of its chapters
    assert {tag["id"] for tag in rest.select("section[id^=chapter-]")} == notebooks
    chapters = [tag["id"] for tag in short.select("section[id^=chapter-]")]
    assert chapters == sorted(chapters) and {*chapters} <= notebooks
    assert len(chapters) >= 6


@every_event
def test_no_paragraph_stands_twice_over_the_chapters(name):
    paragraphs = [
        " ".join(tag.get_text().split())
        for page in open_pages(name)
        for tag in page.select("section[id^=chapter-] p:not(.csv, .more), .lead p")
    ]
    assert len(paragraphs) > 50
    assert [text for text, n in Counter(paragraphs).items() if n > 1] == []


@every_event
def test_what_the_short_report_links_to_is_all_it_lists(name):
    """Of segments, and of each on both pages the same one."""
    short, rest = open_pages(name)
    linked = {i for tag in short.select("[data-evidence]") for i in tag["data-evidence"].split()}
    listed = {row["id"] for row in short.select(".segments li")}
    if short.find(id="reader"):
        assert linked <= {span["id"] for span in short.select("#reader .seg")}
    else:
        assert listed == linked
    assert linked <= {row["id"] for row in rest.select("#segments tr[id]")}


@every_event
def test_every_number_of_the_first_screen_is_that_of_its_finding(name):
    soup = open_pages(name)[0]
    content = read_findings(name)
    lines = soup.select("section.lead .findings li")
    assert 7 <= len(lines) <= 12
    judged = 0
    for line in lines:
        said, doubt = line.select_one(".claim").get_text(), line.select_one(".doubt").get_text()
        verdict = line.select_one(".verdict").get_text()
        found = [row for row in content["findings"] if matches(row, said, doubt)]
        for row in found:
            judged += 1
            assert verdict == ("counted" if row["measure"] == "markers" else row["verdict"])
            for value in (row["a"], row["b"]):
                number = WRITTEN.get(row["measure"], "{:.1f}")
                per = 1000 if row["measure"] == "terms" else 1
                shown = number.format(value * per).replace("-", MINUS)
                assert shown.replace("%", f"{SPACE}%") in said
        title = said.split(":")[0]
        if title in IN_WORDS:
            told = [row for row in content["told"] if row["measure"] == IN_WORDS[title]]
            subjects = " ".join(row["subject"] for row in told)
            named = re.findall(r"“(.+?)”", said) or [told[0]["subject"].split()[0]]
            assert all(word in subjects for name in named for word in name.split())
        elif title == "What both tell":
            own = {row["subject"] for row in content["told"] if row["measure"] == "both tell"}
            lists = re.findall(r"(?:years|places) ([^;.]+)", said)
            assert lists and {name for some in lists for name in some.split(", ")} <= own
        elif verdict == "counted" and not found:
            told = [row for row in content["told"] if row["measure"] == TOLD_BY[title]]
            counts = {row[side] for row in told for side in "ab"}
            pattern = r"\((\d+)\)" if "only" in said else r"(?<=[( ])\d+(?=[),.;: ])"
            numbers = {int(n) for n in re.findall(pattern, said)}
            assert len(numbers) > 2 and numbers <= counts
    assert judged >= 4


WRITTEN = {"tone": "{:+.2f}", "voices": "{:.0%}"}
TOLD_BY = {"Who speaks": "speakers", "Who and what only one names": "only one names"}
IN_WORDS = {"What each calls whom": "labels", "Who acts, who is acted on": "actions"}
SAID = {
    "tone": "Tone:",
    "voices": "words to others",
    "terms": "“{subject}”",
    "markers": "words of {subject} in 1,000",
}


def matches(row, said, doubt):
    """Whether a line of the first screen is about this finding: by words, subject and counts."""
    if row["voice"] != "all" or row["subject"] == "textblob":
        return False
    words = SAID.get(row["measure"], "language of {subject},").format(subject=row["subject"])
    if row["measure"] == "markers" and f"such words {row['subject']} differs most" in said:
        words = row["subject"]
    near = f"nearest is {row['subject']} " in said and row["measure"].startswith("frames")
    counts = f"{row['n_a']} and {row['n_b']} " in doubt
    kept = f"{row['kept']} of {row['tried']} choices" in doubt
    return (words in said or near) and counts and kept


@every_event
def test_every_figure_says_numbers_that_stand_in_its_table(name):
    figures = [figure for page in open_pages(name) for figure in page.select("figure[id]")]
    assert len(figures) > 15
    checked = 0
    for figure in figures:
        words = figure.svg["aria-label"]
        table = pd.read_csv(REPORTS / name / f"{figure['id'].removeprefix('figure-')}.csv")
        for column in table.select_dtypes("number"):
            for shown in re.findall(
                rf"(?<![\w]){re.escape(column)} ([-+−]?\d+(?:\.\d+)?)(%?)(?=[,;.]?(?: |$))", words
            ):
                value, places = float(shown[0].replace(MINUS, "-")), len(shown[0].partition(".")[2])
                held = table[column].dropna() * (100 if shown[1] else 1)
                # A file has 12 digits, so a number that ends in 5 may be rounded either way.
                near = [number + least for number in held for least in (-1e-11, 0, 1e-11)]
                written = {float(format(number, f".{places}f")) for number in near}
                assert value in written, (figure["id"], column, shown)
                checked += 1
    assert checked > 60


def test_hostile_payloads_appear_literally_in_every_field(tmp_path):
    """Every payload as a sentence, speaker, outlet, address, title and side of one page is dead."""
    payloads = json.loads(reference("hostile/payloads.json").read_text("utf-8"))
    event = make_event()
    corpus, n = event.corpus, len(payloads)
    one, article = corpus.segments.head(1), corpus.articles.head(1)
    rows = pd.concat([one] * n, ignore_index=True).assign(
        segment_id=[f"p-{k}" for k in range(n)],
        sentence=range(1, n + 1),
        text=payloads,
        speaker=payloads,
        voice="quoted",
        article_id=[f"p{k % 2}" for k in range(n)],
    )
    sides = [payloads[0], payloads[5]]
    articles = pd.concat([article] * 2, ignore_index=True).assign(
        article_id=["p0", "p1"],
        side=sides,
        outlet=payloads[1:3],
        url=payloads[3:5],
        published=payloads[6:8],
    )
    hostile = replace(corpus, articles=articles, segments=rows, marks=corpus.marks.head(0))
    event.title, event.corpus = payloads[8], hostile
    out = bind_report(event, {}, out=tmp_path / "hostile.html")
    short, rest = (
        BeautifulSoup(page.read_text("utf-8"), "html.parser")
        for page in (out, tmp_path / "hostile" / APPENDIX)
    )
    for soup in (short, rest):
        assert len(soup.find_all("script")) == 1 and not soup.find_all(
            ["img", "iframe", "object", "form", "base", "embed", "svg"]
        )
        assert not [
            name
            for tag in soup.find_all(True)
            for name in tag.attrs
            if name.startswith("on") or name in ("style", "src")
        ]
        allowed = "#|data:text/csv|hostile/appendix.html|../hostile.html"
        assert all(re.match(allowed, link["href"]) for link in soup.find_all(href=True))

    def plain(text):
        return "".join(text.split())

    written = sorted(plain(payload) for payload in payloads)
    for cells in (rest.select("#segments .sentence"), short.select("#reader .seg")):
        assert sorted(plain(cell.get_text()) for cell in cells) == written
    for soup, more in ((short, ""), (rest, ":appendix")):
        assert plain(soup.h1.get_text()) == plain(payloads[8]) + more
        assert [plain(side.get_text()) for side in soup.select("header .side")] == [
            plain(side) for side in sides
        ]
        text = plain(soup.get_text())
        assert all(plain(payload) in text for payload in payloads[1:8])
