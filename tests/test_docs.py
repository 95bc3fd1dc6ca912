"""What the documents quote stands where they say; what they name is there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from analysis.tables.resources import load_lexicon

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "reading-a-report.md").read_text("utf-8")
QUOTED = re.findall(r"^> (.+)$", GUIDE, re.MULTILINE)
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "METHODS.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


@pytest.fixture(scope="module")
def page():
    source = (ROOT / "reports" / "harbour-lease.html").read_text("utf-8")
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", source)).split())


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda text: text[:30])
def test_the_guide_quotes_the_shipped_page(quoted, page):
    assert quoted.lower() in page.lower(), "the page was made again: quote it anew in docs/"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_and_targets_of_make_are_there(path):
    text = path.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (path.parent / target).exists(), target
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`make ([a-z-]+)", text):
        assert f"\n{target}:" in makefile, target


def test_every_command_of_the_readme_is_one():
    text = (ROOT / "README.md").read_text("utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for command in set(re.findall(r"^ +(?:\.venv/bin/)?crossframe ([a-z]+)", text, re.MULTILINE)):
        assert re.search(rf"^  {command} ", shown, re.MULTILINE), command


def test_methods_is_an_index_with_the_glossary_of_the_reports():
    text = (ROOT / "METHODS.md").read_text("utf-8")
    chapters = sorted((ROOT / "docs" / "methods").glob("*.md"))
    assert set(re.findall(r"\]\(docs/methods/([^)]+)\)", text)) == {p.name for p in chapters}
    for row in load_lexicon("glossary").itertuples(index=False):
        cells = " | ".join(cell.replace("|", "\\|") for cell in row)
        assert f"| {cells} |" in text, f"{row[0]}: write the row of lexicons/glossary.csv anew"


def test_what_notebooks_refer_to_stands_in_the_report():
    """A reader of the report has no METHODS; the chapters that prose names are chapters there."""
    books = [json.loads(p.read_text("utf-8")) for p in (ROOT / "notebooks").glob("*.ipynb")]
    prose = [
        "".join(cell["source"])
        for book in books
        for cell in book["cells"]
        if cell["cell_type"] == "markdown"
    ]
    titles = {text.splitlines()[0].removeprefix("# ") for text in prose if text.startswith("# ")}
    named = [name for text in prose for name in re.findall(r"chapter \*([^*]+)\*", text)]
    assert len(named) >= 2 and set(named) <= titles
    assert not any("METHODS" in text for text in prose)
