"""The report: no article can break it, same input gives same bytes, every link arrives."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import io
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.judge.evidence import STRONGEST
from analysis.show.display import (
    CSV_KIND,
    HEAD,
    LINKED_SEGMENTS,
    MOST,
    TEMPLATES,
    figure,
    say,
    table,
)
from analysis.show.downloads import find_file, link_file
from analysis.show.html import ALLOWED, _is_plain, convert_markdown, sanitise
from analysis.show.links import anchor, evidence_link
from analysis.show.notebooks import run_notebooks
from analysis.show.pages import SHORT_ROWS
from analysis.show.report import APPENDIX, bind_report
from analysis.tables.numbers import format_value
from odd_event import HOSTILE, SIDES, make_event
from reference import reference

SPEC = importlib.util.spec_from_file_location(
    "store", Path(__file__).parents[1] / "notebooks" / "store.py"
)
SPEC.loader.exec_module(store := importlib.util.module_from_spec(SPEC))


def read_html(html):
    return BeautifulSoup(html, "html.parser")


# --- values and sentences


@pytest.mark.parametrize(
    ("value", "spec", "shown"),
    [
        (-0.271, "+.2f", "−0.27"),
        (-0.004, "+.2f", "0.00"),
        (0.5, ".0%", "50%"),
        (1234, None, "1,234"),
        (float("nan"), ".3f", "–"),
        (None, None, "–"),
        (True, None, "yes"),
        ("-3", "+.2f", "-3"),
    ],
)
def test_values_read_as_a_reader_expects(value, spec, shown):
    assert format_value(value, spec) == shown


@pytest.mark.parametrize(
    "text", [*HOSTILE, "**quay**", "# head", "- item", "1. one", "| a | b |", "https://example.org"]
)
def test_a_sentence_shows_hostile_text_literally(text):
    said = say("First **{word}** then {gap:+.2f}.", word=text, gap=-0.2)
    page = read_html(convert_markdown(said.rich))
    assert page.get_text().strip() == f"First {text} then −0.20." == page.p.get_text()
    assert {tag.name for tag in page.find_all(True)} <= {"p", "strong", "span"}
    assert said.plain == f"First **{text}** then −0.20."


def test_a_sentence_needs_all_its_values():
    with pytest.raises(ValueError, match="'gap'.*given were: word"):
        say("{word} {gap}", word=1)


def test_a_link_names_every_segment_and_passes_through_a_sentence():
    link = evidence_link(["north-1", 'odd "id"'], "2 of <3>")
    page = read_html(convert_markdown(say("See {link}.", link=link).rich))
    ids = page.span["data-evidence"].split()
    assert ids == [anchor("north-1"), anchor('odd "id"')] and page.a["href"] == f"#{ids[0]}"
    assert page.get_text().strip() == "See 2 of <3>."
    assert evidence_link([], "0 of <3>") == "0 of &lt;3&gt;"


def test_anchors_of_different_segments_differ():
    names = ["a b", "a_b", "a-b", "a.b", "a.20.b", "ä b", "a/b", 'a"b', "a,b"]
    anchors = {anchor(name) for name in names}
    assert len(anchors) == len(names) and all(
        re.fullmatch(r"s-[\w.-]+", anchor) for anchor in anchors
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>x()</script>",
        "<b onclick='x()'>a</b>",
        "<a href='javascript:x()'>a</a>",
        "<a href=' data:text/html,x'>a</a>",
        "<iframe src='x'></iframe>",
        "<svg onload=x()><animate attributeName='href' values='javascript:x()'/></svg>",
        "<svg><use href='https://example.org/x.svg#a'/></svg>",
        "<svg><style>*{fill:red}</style><foreignObject><p>a</p></foreignObject></svg>",
        "<p style='position:fixed'>a</p>",
        "<img src='https://example.org/x.png'><base href='/'>"
        "<meta http-equiv='refresh' content='0'>",
        "<form action='x'><input name='y'></form>",
    ],
)
def test_sanitised_html_can_neither_run_nor_load(html):
    page = read_html(sanitise(html))
    assert {tag.name for tag in page.find_all(True)} <= {name.lower() for name in ALLOWED["tags"]}
    for tag in page.find_all(True):
        assert not [
            name
            for name in tag.attrs
            if name.startswith("on") or name in ("style", "src", "srcdoc")
        ]
        assert tag.get("href", "#").startswith("#")


# --- tables and figures

FRAME = pd.DataFrame(
    {
        "term": HOSTILE,
        "n": range(7),
        "rate": [0.125, -0.001, None, 1e6, 0, 1, 2],
        "ids": ["a-1 a-2", "", *["b-1"] * 5],
    }
)


def test_a_table_shows_and_downloads_what_it_was_given():
    before = FRAME.copy()
    shown = table(
        FRAME, caption="Terms <&>", name="terms", formats={"rate": "+.2f"}, evidence="ids"
    )
    page = read_html(shown.rich)
    assert page.caption.get_text() == "Terms <&>"
    assert [cell["scope"] for cell in page.find_all("th")] == ["col"] * 4 + ["row"] * 7
    assert [cell.get_text() for cell in page.select("tbody th")] == HOSTILE
    assert [cell.get_text() for cell in page.select("tbody tr:nth-of-type(2) td")] == [
        "1",
        "0.00",
        "–",
    ]
    assert page.find("tbody").find("span")["data-evidence"] == "s-a-1 s-a-2"
    assert not page.find_all(["script", "img", "b"])
    read = pd.read_csv(io.StringIO(shown.csv), keep_default_na=False, na_values={"rate": [""]})
    pd.testing.assert_frame_equal(read, FRAME, check_dtype=False)
    pd.testing.assert_frame_equal(FRAME, before)
    assert shown._repr_mimebundle_() == {
        "text/html": shown.rich,
        "text/plain": shown.plain,
        CSV_KIND: {"name": "terms", "csv": shown.csv},
    }
    assert "data:" not in shown.rich and say("A sentence.").name == ""


def read_link(html, name):
    """The rows of the file that a page offers to download."""
    head, _, body = read_html(html).select_one(f"a[download='{name}.csv']")["href"].partition(",")
    assert head == "data:text/csv;charset=utf-8"
    return pd.read_csv(io.StringIO(unquote(body)), keep_default_na=False, dtype=str)


def test_a_file_is_linked_in_its_slot_and_read_back_as_it_was():
    """Whatever its cells hold: commas, percent signs, line ends, markup."""
    frame = pd.DataFrame({"term": [*HOSTILE, "a\nb", "100 %2C"]})
    shown = table(frame, caption="Terms", name="terms")
    name, csv = find_file(shown._repr_mimebundle_())
    linked = link_file(sanitise(shown.rich), name, csv)
    assert read_link(linked, "terms")["term"].tolist() == frame["term"].tolist()
    assert linked.index("</table>") < linked.index("download=") and "csv-terms" not in linked
    figure = draw()
    linked = link_file(sanitise(figure.rich), *find_file(figure._repr_mimebundle_()))
    assert read_html(linked).figure.select_one("details a[download='bars.csv']")
    assert read_link(link_file("<p>no slot</p>", name, csv), "terms").shape == frame.shape


@pytest.mark.parametrize(
    "entry",
    [
        "terms",
        {"name": "terms"},
        {"name": "../terms", "csv": "a"},
        {"name": "Terms", "csv": "a"},
        {"csv": "a"},
    ],
)
def test_an_entry_that_is_no_file_is_refused(entry):
    with pytest.raises(ValueError, match="must hold a name of lower-case letters"):
        find_file({CSV_KIND: entry})
    assert find_file({"text/plain": "nothing"}) is None


def test_a_long_table_shows_its_head_and_downloads_whole():
    """Where many articles stand behind it, a row links to a few segments; its file names more."""
    ids = " ".join(f"x{k}-1" for k in range(50))
    frame = pd.DataFrame({"n": range(HEAD + 1), "ids": ids})
    shown = table(frame, caption="Many", name="many", evidence="ids")
    page = read_html(shown.rich)
    assert (
        len(page.select("tbody tr")) == HEAD
        and f"first {HEAD} of {len(frame)}" in page.caption.get_text()
    )
    assert page.find(attrs={"data-evidence": True})["data-evidence"].count("s-") == LINKED_SEGMENTS
    read = pd.read_csv(io.StringIO(shown.csv))
    assert len(read) == len(frame) and read["ids"].str.split().map(len).tolist() == [
        STRONGEST
    ] * len(frame)
    few = table(frame.assign(ids="x-1 y-2"), caption="Few", name="few", evidence="ids").rich
    assert len(read_html(few).select("tbody tr")) == len(frame)
    whole = pd.DataFrame({"n": range(MOST + 1)})
    long = table(whole, caption="Long", name="long")
    assert len(read_html(long.rich).select("tbody tr")) == HEAD
    assert len(read_link(link_file(long.rich, "long", long.csv), "long")) == HEAD
    short = table(whole.head(MOST), caption="Short", name="short")
    assert len(read_link(link_file(short.rich, "short", short.csv), "short")) == MOST


@pytest.mark.parametrize(
    ("frame", "heads"),
    [
        (FRAME.set_index("n"), list("0123456")),
        (FRAME.set_index("n").rename_axis(None).rename(str), list("0123456")),
        # a shuffled numbering says nothing
        (FRAME.sort_values("n", ascending=False), HOSTILE[::-1]),
    ],
)
def test_a_table_heads_its_rows_with_an_index_that_says_something(frame, heads):
    page = read_html(table(frame, caption="By number", name="by-number").rich)
    assert [cell.get_text() for cell in page.select("tbody th")] == heads


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "../terms"}, "'../terms' cannot be a file name"),
        (
            {"name": "terms", "formats": {"rat": ".2f"}},
            "no column 'rat'; it has term, n, rate, ids",
        ),
        ({"name": "terms", "evidence": "id"}, "no column 'id'"),
    ],
)
def test_a_table_says_what_is_wrong(options, message):
    with pytest.raises(ValueError, match=message):
        table(FRAME, caption="Terms", **options)


def draw(name="bars", alt="Bars of seven terms, from 0 to 6.", title=HOSTILE[-1]):
    ax = pyplot.subplots(figsize=(5, 3))[1]
    ax.barh(HOSTILE, range(7), color=["#1b6ca8", "#b5460f"])
    ax.axvline(1, color="0.7", clip_on=True)
    ax.set_title(title)
    return figure(ax, data=FRAME, caption="Bars <of> $5 and $6", name=name, alt=alt)


def test_a_figure_is_real_text_in_the_colours_of_the_page(recwarn):
    shown = draw(alt='From 0 to 6: "<b>" & more')
    page = read_html(shown.rich)
    svg = page.svg
    assert (svg["role"], svg["aria-label"], shown.plain) == (
        "img",
        *['From 0 to 6: "<b>" & more'] * 2,
    )
    texts = [text.get_text() for text in svg.find_all("text")]
    assert set(HOSTILE) <= set(texts)
    fills = {path.get("fill") for path in svg.find_all("path")}
    assert {"var(--a, #1b6ca8)", "var(--b, #b5460f)"} <= fills and "#000000" not in shown.rich
    assert not re.search(r"xlink|<style|style=|font-family|Matplotlib|\d{4}-\d\d-\d\d", str(svg))
    assert page.figcaption.get_text() == "Bars <of> $5 and $6"
    assert page.figure.details.table.caption.get_text() == "Data: Bars <of> $5 and $6"
    assert page.figure.select_one("details #csv-bars") and shown.csv.startswith("term,n,rate,ids")
    drawing = [
        warning for warning in recwarn.list if not issubclass(warning.category, ResourceWarning)
    ]
    assert not pyplot.get_fignums() and not drawing


def test_figures_are_the_same_each_time_and_share_no_id():
    first, again, other = draw(), draw(), draw("other-bars")
    assert first == again
    ids = [
        {tag["id"] for tag in read_html(shown.rich).find_all(id=True)} for shown in (first, other)
    ]
    assert len(ids[0]) > 3 and not ids[0] & ids[1]
    for shown in (first, other):
        page = read_html(shown.rich)
        used = re.findall(r'(?:href="#|url\(#)([^")]+)', str(page.svg))
        assert used and all(page.find(id=name) for name in used)


def test_a_figure_needs_words():
    with pytest.raises(ValueError, match="alt 'Bars' says too little"):
        draw(alt="Bars")
    pyplot.close("all")


# --- an invented event and its notebooks


SETUP = f"import pandas as pd\nimport crossframe as cf\nHOSTILE = {HOSTILE!r}"
OVERVIEW = [
    new_markdown_cell("# Who <em>left</em> first?\n\nA page for people in a hurry."),
    new_code_cell(
        'EVENT = "none"\nSEED = 3\nSCALE = 1.5\nLABEL = "x"', metadata={"tags": ["parameters"]}
    ),
    new_code_cell(SETUP + "\nfrom matplotlib import pyplot"),
    new_code_cell(
        'link = cf.evidence_link(["north-1"], "8 sentences")\n'
        'cf.say("Of {n}, {word}.", n=link, word=HOSTILE[0])',
        metadata={"tags": ["lead"]},
    ),
    new_code_cell(
        "ax = pyplot.subplots()[1]\nax.barh(HOSTILE, range(7))\n"
        "data = pd.DataFrame({'term': HOSTILE, 'n': range(7)})\n"
        "alt = f'Bars from 0 to {data.n.max()} by term'\n"
        "cf.figure(ax, data=data, caption='Bars', name='bars', alt=alt)",
        metadata={"tags": ["lead"]},
    ),
    new_markdown_cell(
        "#### What would change it\n\nNothing costs $5, *nearly* $6. <script>x()</script>"
    ),
    new_code_cell("print(EVENT, SEED, repr(SCALE), LABEL)"),
]
STALE = new_code_cell("", outputs=[nbformat.v4.new_output("stream", text="somebody's old output")])
TERMS = "cf.table(pd.DataFrame({'term': HOSTILE}), caption='Terms', name='terms')"
LINKED = "cf.say('{n}', n=cf.evidence_link(['south-2'], 'one'))"
NOTHING = "cf.table(pd.DataFrame({'term': []}), caption='None', name='none')"
WORDS = [
    new_markdown_cell("Without a title.\n\n## Lost with its paragraph"),
    new_code_cell(SETUP, metadata={"collapsed": True, "tags": []}),
    new_code_cell(TERMS, metadata={"tags": ["short"]}),
    new_code_cell(NOTHING, metadata={"tags": ["short"]}),
    new_code_cell("cf.table(pd.DataFrame({'n': [1]}), caption='One', name='one')"),
    new_markdown_cell("### In short\n\nThe tide decides.", metadata={"tags": ["short"]}),
    new_code_cell(LINKED),
    new_code_cell("pd.DataFrame({'term': HOSTILE})"),
    STALE,
    new_code_cell("import sys\nprint('not', 'for', 'readers', file=sys.stderr)"),
]
VALUES = {"SEED": 9, "SCALE": float("nan"), "LABEL": "x'; import os #\n\"\\"}


def write_notebooks(folder, **notebooks):
    for name, cells in notebooks.items():
        nbformat.write(new_notebook(cells=cells), folder / f"{name}.ipynb")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    folder, lines = tmp_path_factory.mktemp("notebooks"), io.StringIO()
    before = write_notebooks(folder, a_overview=OVERVIEW, b_words=WORDS)
    books = run_notebooks(None, notebooks_dir=folder, parameters=VALUES, progress=lines)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return SimpleNamespace(books=books, lines=lines.getvalue(), folder=folder)


@pytest.fixture(scope="module")
def page(executed, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports") / "ferry.html"
    assert bind_report(make_event(), executed.books, out=out) == out
    source, rest = (path.read_text("utf-8") for path in (out, out.with_suffix("") / APPENDIX))
    return SimpleNamespace(
        out=out, source=source, soup=read_html(source), rest=read_html(rest), rest_source=rest
    )


def test_parameters_arrive_as_they_are(executed):
    printed = executed.books["a_overview"].cells[-1].outputs[0]["text"]
    assert printed == f"none 9 nan {VALUES['LABEL']}\n"
    assert executed.books["a_overview"].metadata["parameters"]["SEED"] == 9


def test_progress_is_a_line_a_notebook_off_a_terminal(executed):
    assert sorted(re.sub(r"[\d.]+ s", "S", executed.lines).splitlines()) == [
        "a_overview: 8 cells, done after S",
        "b_words: 10 cells, done after S",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("SEDE", "did you mean SEED?"),
        ("x; import os #", "allowed: EVENT, LABEL, SCALE, SEED"),
        ("HOSTILE", "allowed"),
    ],
)
def test_only_parameters_of_the_notebooks_are_taken(executed, name, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        run_notebooks(None, notebooks_dir=executed.folder, parameters={name: 1})


@pytest.mark.parametrize("first", ["1", "%pwd"], ids=["process", "kernel"])
def test_a_failing_cell_is_named(first, tmp_path):
    failing = new_code_cell("1 / 0  # low tide\nNever = 1")
    write_notebooks(tmp_path, c_tone=[new_markdown_cell("# Tone"), new_code_cell(first), failing])
    with pytest.raises(
        ValueError,
        match=r"c_tone.ipynb, cell 3 of 3 \(1 / 0  # low tide\).*ZeroDivisionError: division",
    ):
        run_notebooks(None, notebooks_dir=tmp_path)
    with pytest.raises(ValueError, match="no notebook"):
        run_notebooks(None, notebooks_dir=tmp_path / "elsewhere")


def test_the_committed_form_holds_outputs_and_nothing_of_the_run(executed):
    book = executed.books["b_words"]
    text = store.canonical_notebook(book)
    assert (
        text.endswith("}\n")
        and store.canonical_notebook(nbformat.reads(text, as_version=4)) == text
    )
    stored = nbformat.reads(text, as_version=4)
    assert stored.metadata.kernelspec.name == "python3" and stored.metadata.language_info == {
        "name": "python"
    }
    short = {"tags": ["short"]}
    tags = [{"tags": []}, short, short, {}, short, {}, {}, {}, {}]
    assert [cell.metadata for cell in stored.cells[1:]] == tags
    assert [cell.outputs for cell in stored.cells[1:5]] == [
        cell.outputs for cell in book.cells[1:5]
    ]
    assert "injected" not in store.canonical_notebook(executed.books["a_overview"])


# --- the page


def test_the_files_beside_the_page_are_those_of_the_outputs(page):
    """Those of the notebooks, and the report's own; a page offers each."""
    folder = page.out.with_suffix("")
    own = {f"report-{k}" for k in ("glossary", "inputs", "parameters", "formulas", "versions")}
    assert {path.stem for path in folder.glob("*.csv")} == {"bars", "terms", "none", "one", *own}
    offered = {link["download"] for link in page.rest.select("a[download]")}
    assert offered == {f"{name}.csv" for name in {"terms", "none", "one", *own}}
    offered = {link["download"] for link in page.soup.select("a[download]")}
    assert offered == {"bars.csv", "report-inputs.csv"}
    terms = pd.read_csv(folder / "terms.csv", keep_default_na=False)
    assert terms["term"].tolist() == HOSTILE
    assert not page.soup.select("[id^='csv-']") and not page.rest.select("[id^='csv-']")


def test_a_tag_says_on_which_page_a_cell_stands(page):
    """Tables stand whole in the appendix; the short report cuts them, all else stands once."""
    short, rest = (p.select_one("#chapter-b_words").get_text() for p in (page.soup, page.rest))
    for said, is_short in {"The tide decides.": True, "Without a title.": False}.items():
        assert (said in short, said in rest) == (is_short, not is_short)
    assert page.soup.find(id="figure-bars") and not page.rest.find(id="figure-bars")
    rows = page.soup.select("#table-terms tbody th")
    assert [row.get_text() for row in rows] == HOSTILE[:SHORT_ROWS]
    caption = page.soup.select_one("#table-terms caption").get_text()
    assert caption == f"Terms (the first {SHORT_ROWS} of {len(HOSTILE)} rows)"
    whole = page.rest.select("#table-terms tbody th")
    assert [row.get_text() for row in whole] == HOSTILE
    assert not page.soup.find(id="table-none") and page.rest.find(id="table-none")
    assert page.soup.find(id="chapter-a_overview") is None, "it has a first screen and no more"
    code = "".join(block.get_text() for block in page.rest.select(".code"))
    assert all(part in code for part in (TERMS, LINKED, "print(EVENT", "ax.barh"))


def test_the_pages_lead_to_each_other(page):
    pages = {f"ferry/{APPENDIX}": page.rest, "../ferry.html": page.soup}
    for own in (page.soup, page.rest):
        links = [link["href"] for link in own.find_all("a", href=True) if "html" in link["href"]]
        assert links
        for link in links:
            place, _, name = link.partition("#")
            assert not name or pages[place].find(id=name), link


def test_two_exports_are_the_same_bytes(executed, page, tmp_path):
    again = bind_report(make_event(), executed.books, out=tmp_path / "ferry.html")
    for name in ("ferry.html", f"ferry/{APPENDIX}"):
        assert (tmp_path / name).read_bytes() == (page.out.parent / name).read_bytes()
    assert again == tmp_path / "ferry.html"
    for source in (page.source, page.rest_source):
        assert str(executed.folder) not in source and str(page.out.parent) not in source


def test_the_answer_comes_first(page):
    assert (
        page.soup.h1.get_text()
        == make_event().title
        == page.soup.title.get_text().rpartition(":")[0]
    )
    assert [side.get_text() for side in page.soup.select("header .side")] == list(SIDES)
    lead = page.soup.select_one("section.lead")
    assert (
        lead.p.get_text() == f"Of 8 sentences, {HOSTILE[0]}." and lead.figure["id"] == "figure-bars"
    )
    assert (
        len(page.soup.select("#figure-bars")) == 1
        and page.soup.nav.find_previous("figure") == lead.figure
    )


def test_a_page_is_a_document_in_order(page):
    for soup, chapters in ((page.soup, ["b_words"]), (page.rest, ["Who left first?", "b_words"])):
        levels = [int(tag.name[1]) for tag in soup.find_all(re.compile("^h[1-6]$"))]
        assert levels.count(1) == 1 and all(
            after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)
        )
        listed = [link.get_text() for link in soup.select("nav a")]
        assert [name for name in listed if name in ("Who left first?", "b_words")] == chapters
        assert all(soup.find(id=link["href"][1:]) for link in soup.select("a[href^='#']"))
        assert soup.body.a["class"] == ["skip"]


def test_nothing_hostile_lives_and_nothing_leaves_a_page(page):
    own = (TEMPLATES / "report" / "report.js").read_text("utf-8")
    other = {page.soup: f"ferry/{APPENDIX}", page.rest: "../ferry.html"}
    for soup, beside in other.items():
        assert [script.string for script in soup.find_all("script")] == [own]
        assert not soup.find_all(["img", "iframe", "object", "form", "base"])
        names = {name for tag in soup.find_all(True) for name in tag.attrs}
        assert "href" in names and not [
            name for name in names if name.startswith("on") or name in ("style", "src")
        ]
        allowed = re.compile(f"#|data:text/csv|{re.escape(beside)}(#|$)")
        assert all(allowed.match(link["href"]) for link in soup.find_all(href=True))
        policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        for part in (soup.style.string, soup.script.string):
            assert base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() in policy
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy
    for source in (page.source, page.rest_source):
        assert "not for readers" not in source and "old output" not in source


def test_every_segment_is_there_with_its_words(page):
    """In the short report as two texts, in the appendix as rows, under the same name."""
    corpus = make_event().corpus
    rows = page.rest.select("#segments tbody tr")
    assert [row.th.get_text() for row in rows] == list(corpus.segments["segment_id"])
    assert [row.select_one(".sentence").get_text() for row in rows] == list(corpus.segments["text"])
    texts = {span["id"]: span.get_text() for span in page.soup.select("#reader .seg")}
    assert texts == {row["id"]: row.select_one(".sentence").get_text() for row in rows}
    for sentence in (rows[0], page.soup.select_one("#reader .seg")):
        assert [(mark["class"], mark.get_text()) for mark in sentence.find_all("mark")] == [
            (["plus"], "splendid"),
            (["minus"], "grim"),
        ]
    scored = rows[0].select_one(".scored").get_text().strip()
    assert scored == f"crossframe, tone: splendid +2.90, grim −1.50, {HOSTILE[0]} +1.00"
    for digest in corpus.articles["sha256"]:
        for soup in (page.soup, page.rest):
            assert digest in soup.find(id="table-report-inputs").get_text()


def test_without_texts_no_sentence_is_shown(executed, tmp_path):
    out = bind_report(make_event(texts=False), executed.books, out=tmp_path / "features.html")
    short, rest = (read_html(p.read_text("utf-8")) for p in (out, tmp_path / "features" / APPENDIX))
    assert not short.select(".sentence, mark, #reader") and not rest.select(".sentence, mark")
    assert len(rest.select("#segments tbody tr")) == len(short.select(".strip a")) == 16
    # The short report lists what it links to; a cell of another segment leads to the appendix.
    assert [row["id"] for row in short.select(".segments li")] == ["s-1"]
    assert "splendid +2.90, grim −1.50" in short.select_one(".segments li").get_text()
    cells = [cell["href"] for cell in short.select(".strip a")]
    assert cells[:2] == ["#s-1", f"features/{APPENDIX}#s-2"] and rest.find(id="s-2")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (
            "table(pd.DataFrame({'term': [1]}), caption='Terms', name='terms')",
            "share the name 'terms'",
        ),
        (
            "say('{x}', x=evidence_link(['east-9'], 'one'))",
            "segment 's-east-9', which the event does not",
        ),
    ],
)
def test_a_fault_leaves_the_old_report_as_it_was(executed, tmp_path, cell, message):
    names = {"say": say, "table": table, "evidence_link": evidence_link, "pd": pd}
    shown = eval(cell, names)._repr_mimebundle_()
    extra = new_code_cell(cell, outputs=[nbformat.v4.new_output("display_data", data=shown)])
    out = tmp_path / "ferry.html"
    out.write_text("the old report")
    with pytest.raises(ValueError, match=message):
        bind_report(
            make_event(), {**executed.books, "c_more": new_notebook(cells=[extra])}, out=out
        )
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [
        ("ferry.html", "the old report")
    ]


def test_a_place_that_cannot_be_written_is_named(executed, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ValueError, match="file/ferry.*: cannot be written"):
        bind_report(make_event(), executed.books, out=tmp_path / "file" / "ferry.html")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("texts", [True, False])
def test_only_the_event_says_that_a_page_is_not_for_sharing(executed, tmp_path, texts):
    event = make_event(texts=texts)
    for private in (False, True):
        event.settings["not_for_sharing"] = private
        out = bind_report(event, executed.books, out=tmp_path / "ferry.html")
        for page in (out, tmp_path / "ferry" / APPENDIX):
            assert ("Not for sharing" in page.read_text("utf-8")) is (private and texts)


def test_both_pages_pass_the_static_checks(page, monkeypatch):
    place = reference("report-checks/check_report.py")
    spec = importlib.util.spec_from_file_location("check_report", place)
    checks = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "check_report", checks)  # its dataclasses look themselves up
    spec.loader.exec_module(checks)
    for source in (page.source, page.rest_source):
        lines = checks.run_checks(source)
        assert len(lines) == 30 and not [
            f"{line.title}: {line.detail}" for line in lines if line.status != "pass"
        ]


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ('<p class="a">x &lt; y</p>', True),
        ('<svg viewBox="0 0 1 1"><g><path d="M 0 0"/></g></svg>', True),
        ('<table><tbody><tr><th scope="row">x</th></tr></tbody></table>a > b', True),
        ("<p>x", False),
        ("</p>", False),
        ("<p><b>x</p></b>", False),
        ("<div/>", False),
        ('<p onclick="x()">x</p>', False),
        ("<p class=a>x</p>", False),
        ('<a href="javascript:x()">x</a>', False),
        ("<!-- x -->", False),
        ("<![CDATA[x]]>", False),
        ("<title><b>x</b></title>", False),
        ("a\x00b", False),
        ('<p class="a" class="<b>">x</p>', False),
    ],
)
def test_html_in_the_form_of_the_templates_needs_no_tree(html, plain):
    """What needs none comes out of the tree the same, but for the way it is written."""
    assert _is_plain(html) is plain
    if plain:
        assert read_html(sanitise(html)) == read_html(html)
