"""Reading: what people really have, in small inputs of our own, one a kind."""

from __future__ import annotations

import csv
import io
import json
from email.message import EmailMessage
from pathlib import Path

import pytest

import crossframe as cf
from analysis.articles.roles import list_sentences
from analysis.articles.segments import clean_text, list_segments
from analysis.read.columns import with_title
from analysis.read.exports import split_export
from analysis.read.rtf import read_rtf_text
from analysis.read.sources import read_source
from analysis.text.sentences import sentence_spans

FERRY = [
    "The ferry to Lowmoor was sold on Friday to a bank that nobody in the town had heard of.",
    "Those who work on it were told by letter, and most of them had put the letter aside unread.",
    "The harbour master said that the boat would sail until the month's end, as it always had.",
    "Nobody at the bank answered the telephone on Saturday, when the quay was full of people.",
]
MILL = [
    "The old mill by the weir will be a school again, the owner told a meeting on Sunday evening.",
    "Its wheel has not turned for sixty years, and the roof fell in during the year of the flood.",
    "Parents cheered when they heard that the bus to the next valley would no longer be needed.",
]
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    "<body><header><nav><a href='/'>Home</a></nav></header><article><h1>Ferry sold</h1>{body}"
    "</article></body></html>"
)


def write_page(path: Path, body: str, *, title: str = "Ferry sold | Lindmoor Post", head: str = ""):
    path.write_text(PAGE.format(title=title, head=head, body=body), encoding="utf-8")
    return path


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def list_roles(path: Path) -> list[tuple[str, str]]:
    """Role and text of every sentence of the first article in a file."""
    found, notes = read_source(path)
    assert len(found), notes
    text, _ = clean_text(found["text"].iloc[0], name=path.name)
    rows = list_sentences(text, kinds=found["kinds"].iloc[0])
    return [(row[5], text[row[3] : row[4]]) for row in rows]


def body_of(path: Path) -> str:
    return " ".join(text for role, text in list_roles(path) if role == "body")


def speakers_of(text: str) -> dict[str, tuple[str, str]]:
    text, offsets = clean_text(text, name="x")
    rows = list_segments(list_sentences(text), text, article_id="x", offsets=offsets)
    return {row[11]: (row[7], row[8]) for row in rows if row[6] == "body"}


# Web pages


@pytest.mark.parametrize(
    "broken",
    ["bank that <!-- -->nobody", "bank that <?php x ?>nobody", "bank that<br>nobody"],
)
def test_nothing_behind_a_comment_or_a_broken_line_is_lost(broken, tmp_path):
    body = paragraphs([FERRY[0].replace("bank that nobody", broken), *FERRY[1:]])
    assert FERRY[0] in [text for _, text in list_roles(write_page(tmp_path / "a.html", body))]


def test_a_lost_character_in_a_script_costs_no_page_and_in_a_sentence_does(tmp_path):
    script = "<script>f('\ufffd\0')</script>"
    assert FERRY[0] in body_of(write_page(tmp_path / "a.html", paragraphs(FERRY) + script))
    lost = paragraphs([FERRY[0].replace("ferry", "f\ufffdrry"), *FERRY[1:]])
    found, notes = read_source(write_page(tmp_path / "b.html", lost))
    assert found.empty and "another program has lost" in notes[0]["reason"]


def test_the_tags_of_a_page_decide_what_a_line_is(tmp_path):
    body = (
        f"<p class='dek'>A bank buys it by night.</p><p>{FERRY[0]}</p><h2>Who is the bank?</h2>"
        f"<p>{FERRY[1]}</p><ul><li>It has no name on its door</li><li>It has one clerk in it</li>"
        f"</ul><figure><img src='a.jpg'><figcaption>The quay at dusk, by our man.</figcaption>"
        f"</figure><time>9.05am</time><p>{FERRY[2]}</p><p>{FERRY[3].removesuffix('.')}</p>"
    )
    head = '<meta name="description" content="A bank buys it by night.">'
    roles = dict(map(reversed, list_roles(write_page(tmp_path / "a.html", body, head=head))))
    assert roles["A bank buys it by night."] == "standfirst"
    assert roles["Who is the bank?"] == "heading"
    assert roles["It has no name on its door"] == roles["It has one clerk in it"] == "body"
    assert roles[FERRY[3].removesuffix(".")] == "body"
    assert roles.get("The quay at dusk, by our man.", "boilerplate") == "boilerplate"


def test_a_description_that_is_the_first_paragraph_is_body(tmp_path):
    head = f'<meta name="description" content="{FERRY[0]}">'
    assert FERRY[0] in body_of(write_page(tmp_path / "a.html", paragraphs(FERRY), head=head))


def test_other_stories_and_galleries_are_not_the_article(tmp_path):
    stories = "".join(
        f"<li><h3><a href='/{k}'>Story number {k}</a></h3><p>A cow was found on road {k}.</p></li>"
        for k in range(6)
    )
    slides = "".join(
        f"<div class='s'><img src='{k}.jpg'><p>{k + 1} of 6: a boat on the sand.</p></div>"
        for k in range(6)
    )
    page = write_page(
        tmp_path / "a.html", f"<div>{paragraphs(FERRY)}</div><ul>{stories}</ul><div>{slides}</div>"
    )
    body = body_of(page)
    assert all(line in body for line in FERRY)
    assert "cow" not in body and "sand" not in body


def test_the_headline_is_what_the_page_shows(tmp_path):
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"draft-7"}</script>'
    )
    found, _ = read_source(write_page(tmp_path / "a.html", paragraphs(FERRY), head=data))
    assert found["title"].tolist() == ["Ferry sold"]


# Lines


@pytest.mark.parametrize(
    "line",
    [
        "Get the morning's news in your inbox.",
        "To go on reading, subscribe to the Lindmoor Post.",
        "To read this report in full, please log in.",
        "This story may not be reproduced without consent.",
        "Our site uses cookies.",
        "Photo: a boat",
        "(c) 2020 Lindmoor Post Ltd.",
        "Updated 4 March 2021, 10:15",
    ][2:],
)
def test_furniture_is_told_by_the_whole_line(line):
    text = "\n\n".join(["Ferry sold", *FERRY[:2], line, *FERRY[2:]])
    roles = {text[row[3] : row[4]]: row[5] for row in list_sentences(text)}
    assert roles[line] == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "Published accounts show that the bank lost money in every one of the past six years.",
        "March 4, 2021, was the day on which the ferry first failed to sail.",
        "Photo-sharing sites were full of the boat on Saturday morning.",
        "By Old Quay, the water rose to the second step of the inn.",
        "More from the crew are expected to leave before the autumn.",
        "Copyright rules protect the old timetable for ever, a lawyer said.",
        "Register offices along the coast will close on Monday.",
        "Is there anybody at the bank who can answer?",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_body(line):
    text = "\n\n".join(["Ferry sold", *FERRY, line])
    assert {text[row[3] : row[4]]: row[5] for row in list_sentences(text)}[line] == "body"


def test_lists_refrains_and_the_writer():
    listed = ["- The boat must be painted every spring", "- The crew must be paid on Fridays"]
    chant = '"Give us our boat."'
    about = "Dale Orrin is a reporter at the Lindmoor Post."
    text = "\n\n".join(
        ["Ferry sold", FERRY[0], *listed, FERRY[1], chant, FERRY[2], chant, FERRY[3], about]
    )
    rows = [(text[row[3] : row[4]], row[5]) for row in list_sentences(text)]
    assert [role for line, role in rows if line in (*listed, chant)] == ["body"] * 4
    assert rows[-1] == (about, "boilerplate")


def test_ranks_and_hours_part_no_sentence():
    text = "Lt. Col. Ferris met Maj. Orrin at 9 p.m. Monday. It rained at 10 p.m. The boat sank."
    assert [text[i:j] for i, j in sentence_spans(text)] == [
        "Lt. Col. Ferris met Maj. Orrin at 9 p.m. Monday.",
        "It rained at 10 p.m.",
        "The boat sank.",
    ]


# Archives


def nexis_lines(lines: list[str], title: str, outlet: str, day: str) -> list[str]:
    return [
        title,
        outlet,
        day,
        f"Copyright 2021 {outlet} All Rights Reserved",
        "Section: HOME; Pg. 4",
        "Length: 70 words",
        "Byline: Dale Orrin",
        "Body",
        *lines,
        "Classification",
        "Language: ENGLISH",
        f"Load-Date: {day}",
        "End of Document",
    ]


def write_nexis(path: Path, articles: list[list[str]]) -> Path:
    import docx

    document = docx.Document()
    for line in (line for article in articles for line in article):
        document.add_paragraph(line)
    document.save(path)
    return path


def factiva_lines(lines: list[str], title: str, outlet: str, day: str) -> list[str]:
    rights = f"(c) 2021 {outlet} Ltd."
    head = ["Maud Ferris", "70 words", day, outlet, "LMPO", "4", "English", rights]
    return [title, *head, "", *lines, "", "Document LMPO000020210304eh340001z", ""]


def write_rtf(path: Path, lines: list[str]) -> Path:
    text = "\\par\n".join(line.replace("é", "\\'e9") for line in lines)
    path.write_text(f"{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\n{text}\\par}}", "ascii")
    return path


FERRY_HEAD = ("Ferry sold", "Lindmoor Post", "March 4, 2021 Thursday")
MILL_HEAD = ("Mill reopens", "Valley Chronicle", "March 5, 2021 Friday")


def test_a_nexis_docx_and_a_factiva_rtf_are_read_into_a_report(tmp_path):
    nexis = write_nexis(
        tmp_path / "nexis.docx", [nexis_lines(FERRY, *FERRY_HEAD), nexis_lines(MILL, *MILL_HEAD)]
    )
    wire = factiva_lines(FERRY[::-1], "Boat goes to bank", "Quay Herald", "6 March 2021")
    mill = factiva_lines(MILL[::-1], "School in the mill", "Quay Herald", "7 March 2021")
    factiva = write_rtf(tmp_path / "factiva.rtf", wire + mill)
    for path, outlet in (
        (nexis, ["Lindmoor Post", "Valley Chronicle"]),
        (factiva, ["Quay Herald"]),
    ):
        found, notes = read_source(path)
        assert len(found) == 2 and notes == []
        assert set(found["outlet"]) == set(outlet)
        assert found["published"].str.startswith("2021-03-0").all()
        assert found["author"].isin(["Dale Orrin", "Maud Ferris"]).all()
    compared = cf.compare(str(nexis), str(factiva))
    assert len(compared.corpus.articles) == 4 and len(compared.findings)
    body = compared.corpus.segments.query("role == 'body'")["text"].str.cat(sep=" ")
    assert "Load-Date" not in body and "(c) 2021" not in body and FERRY[0] in body


def test_an_old_nexis_text_is_cut_where_it_counts_its_documents():
    parts = []
    for number, (lines, (title, outlet, day)) in enumerate(
        [(FERRY, FERRY_HEAD), (MILL, MILL_HEAD)], 1
    ):
        head = [f"{number} of 2 DOCUMENTS", outlet, day, title, "BYLINE: Dale Orrin"]
        tail = ["LOAD-DATE: March 6, 2021", "LANGUAGE: ENGLISH"]
        parts += [*head, "SECTION: HOME; Pg. 4", "LENGTH: 70 words", *lines, *tail]
    ferry, mill = split_export("\n\n".join(parts))
    assert (ferry["title"], mill["outlet"]) == ("Ferry sold", "Valley Chronicle")
    assert ferry["section"] == "HOME; Pg. 4"
    assert mill["kinds"].split().count("paragraph") == len(MILL)


def test_factiva_with_its_codes():
    lines = ["SE Home", "HD Ferry sold", "BY By Dale Orrin", "WC 70 words", "PD 4 March 2021"]
    lines += ["SN Lindmoor Post", "LA English", "CY (c) 2021 Post", "LP", FERRY[0], "TD"]
    lines += [*FERRY[1:], "AN Document LMPO000020210304eh340001z"]
    (found,) = split_export("\n".join(lines))
    assert [found[key] for key in ("title", "outlet", "author", "section")] == [
        "Ferry sold",
        "Lindmoor Post",
        "Dale Orrin",
        "Home",
    ]
    assert found["kinds"].split().count("paragraph") == len(FERRY)


def test_proquest_text():
    rule = "_" * 60
    parts = [rule]
    for number, (lines, (title, outlet, day)) in enumerate(
        [(FERRY, FERRY_HEAD), (MILL, MILL_HEAD)], 1
    ):
        parts += [f"Document {number} of 2", title, "Author: Orrin, Dale"]
        parts += [f"Publication info: {outlet} ; Lindmoor [Lindmoor]. 04 Mar 2021: A.4."]
        parts += ["Full text: " + lines[0], *lines[1:], f"Publication title: {outlet}"]
        parts += [f"Publication date: {day[:-9].strip()}", "ProQuest document ID: 1234", rule]
    ferry, mill = split_export("\n\n".join(parts))
    assert (ferry["title"], ferry["outlet"]) == ("Ferry sold", "Lindmoor Post")
    assert mill["kinds"].split().count("paragraph") == len(MILL)


def test_a_proquest_csv_gives_its_articles(tmp_path):
    rows = [["Title", "Authors", "StoreId", "pubdate", "pubtitle", "language", "FullText"]]
    for number, (lines, (title, outlet, _)) in enumerate(
        [(FERRY, FERRY_HEAD), (MILL, MILL_HEAD)], 1
    ):
        day, text = f"Mar {number + 3}, 2021", "\n\n".join(lines)
        rows.append([title, "Orrin, Dale", f"25{number}", day, outlet, "English", text])
    with open(tmp_path / "proquest.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    found, notes = read_source(tmp_path / "proquest.csv")
    assert [note for note in notes if note["what"] == "refused"] == []
    assert found["title"].tolist() == ["Ferry sold", "Mill reopens"]
    assert found["outlet"].tolist() == ["Lindmoor Post", "Valley Chronicle"]
    assert found["published"].tolist() == ["2021-03-04", "2021-03-05"]
    assert FERRY[0] in found["text"].iloc[0] and MILL[-1] in found["text"].iloc[1]


def write_factiva_html(path: Path, articles: list[list[tuple[str, str]]]) -> Path:
    """As Factiva saves its articles for a printer, in the display of codes: a table of fields."""
    tables = [
        '<div class="article deArticle"><table>'
        + "".join(f"<tr><td><b>{code}</b>&nbsp;</td><td>{cell}</td></tr>" for code, cell in fields)
        + "</table></div><br/>"
        for fields in articles
    ]
    page = f"<html><head><title>Factiva</title></head><body>{''.join(tables)}</body></html>"
    path.write_text(page, encoding="utf-8")
    return path


def test_a_factiva_page_is_cut_into_its_articles(tmp_path):
    articles = []
    for number, (lines, (title, outlet, _)) in enumerate(
        [(FERRY, FERRY_HEAD), (MILL, MILL_HEAD)], 1
    ):
        lead, rest = f"<p>{lines[0]}</p>", "".join(f"<p>{line}</p>" for line in lines[1:])
        head = [("SE", "Home"), ("HD", title), ("BY", "By Dale Orrin"), ("WC", "70 words")]
        head += [("PD", f"{number + 3} March 2021"), ("SN", outlet), ("LA", "English")]
        end = f"Document LMPO00002021030{number}eh340001z"
        articles.append(
            [*head, ("CY", f"(c) 2021 {outlet}"), ("LP", lead), ("TD", rest), ("AN", end)]
        )
    found, notes = read_source(write_factiva_html(tmp_path / "factiva.html", articles))
    assert len(found) == 2 and [note for note in notes if note["what"] == "refused"] == []
    assert found["title"].tolist() == ["Ferry sold", "Mill reopens"]
    assert found["outlet"].tolist() == ["Lindmoor Post", "Valley Chronicle"]
    assert found["published"].tolist() == ["2021-03-04", "2021-03-05"]
    assert [kinds.split().count("paragraph") for kinds in found["kinds"]] == [len(FERRY), len(MILL)]


def test_rtf_keeps_words_and_leaves_codes():
    data = rb"{\rtf1\ansi\ansicpg1252{\*\generator W;}{\info{\title no}}"
    data += rb"caf\'e9 \u8220?so\u8221? {\v x}}"
    assert read_rtf_text(data, name="x.rtf").split() == ["café", "“so”"]
    with pytest.raises(ValueError, match=r"x.rtf: is no RTF"):
        read_rtf_text(b"plain", name="x.rtf")


def test_mhtml_is_the_page_in_it(tmp_path):
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://post.example/ferry"
    message.set_content(
        PAGE.format(title="Ferry sold", head="", body=paragraphs(FERRY)), subtype="html"
    )
    (tmp_path / "a.mhtml").write_bytes(message.as_bytes())
    found, _ = read_source(tmp_path / "a.mhtml")
    assert found["url"].tolist() == ["https://post.example/ferry"]
    assert FERRY[3] in body_of(tmp_path / "a.mhtml")


@pytest.mark.parametrize(
    ("name", "way"),
    [("a.warc", "take the article's page"), ("a.rss", "a feed"), ("a.doc", ".docx")],
)
def test_what_is_not_read_says_the_way_out(name, way, tmp_path):
    (tmp_path / name).write_bytes(b"\x00\x01")
    found, notes = read_source(tmp_path / name)
    assert found.empty and way in notes[0]["reason"]


# Tables


def write_table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


WHOLE, OTHER = " ".join(FERRY), " ".join(MILL)


@pytest.mark.parametrize(
    "text",
    [
        f'sep=;\nid;text\n1;"{WHOLE}"\n2;"{OTHER}"\n',
        f'Query: ferry\n\nid,Full Text\n1,"{WHOLE}"\n2,"{OTHER}"\n',
        f'id,text,tags\n1,"{WHOLE}"\n2,"{OTHER}",,\n',
        f'id,text\n1,"{WHOLE} \\"So, it is,\\" he said."\n2,"{OTHER}"\n',
        f'id,text\n1,"{WHOLE}"\n2,"{OTHER}"\n3,nan\n4,N/A\n5,[Removed]\n',
    ],
    ids=["sep", "notes before", "cells", "backslash", "missing"],
)
def test_odd_tables_give_their_two_articles(text, tmp_path):
    found, _ = read_source(write_table(tmp_path / "t.csv", text))
    assert found["article_id"].tolist() == ["1", "2"]
    assert found["text"].str.startswith(("The ferry", "The old mill")).all()


def test_a_text_that_a_line_break_cuts_in_two_is_refused(tmp_path):
    text = f'id,text,tags\n1,{FERRY[0]}\n{FERRY[1]}\n2,"{MILL[0]}",x\n'
    found, notes = read_source(write_table(tmp_path / "t.csv", text))
    assert found["article_id"].tolist() == ["2"] and len(notes) == 2
    assert "line break" in notes[0]["reason"]


def test_entities_breaks_and_html_in_cells_are_undone(tmp_path):
    cells = [
        f"{FERRY[0]} &quot;It isn&#8217;t so,&quot; he said.",
        "\\n\\n".join(FERRY),
        f"<p>{FERRY[0]}</p><h2>Why</h2><ul><li>It is old</li></ul><p>{FERRY[1]}</p>",
    ]
    stream = io.StringIO()
    csv.writer(stream).writerows([["text"], *([cell] for cell in cells)])
    found, notes = read_source(write_table(tmp_path / "t.csv", stream.getvalue()))
    assert notes == [] and '"It isn’t so,"' in found["text"][0]
    assert found["text"][1] == "\n".join([FERRY[0], "", *FERRY[1:2], "", FERRY[2], "", FERRY[3]])
    assert found["kinds"][2] == "paragraph heading item paragraph"


@pytest.mark.parametrize("ending", [" … [+950 chars]", "... [truncated]"])
def test_a_text_cut_by_its_source_is_refused(ending, tmp_path):
    found, notes = read_source(write_table(tmp_path / "t.csv", f'id,text\n1,"{WHOLE}{ending}"\n'))
    assert found.empty and "only the beginning" in notes[0]["reason"]


WRITERS = ["Dale Orrin", "Maud Ferris"]
ITEM = {"title": "Ferry sold", "authors": WRITERS, "publishedAt": "2021-03-04"}
OUTLET = {"id": None, "name": "Lindmoor Post"}
NESTED = {
    "one": {**ITEM, "text": WHOLE, "source": OUTLET},
    "NewsAPI": {"status": "ok", "articles": [{**ITEM, "content": WHOLE, "source": OUTLET}]},
    "Guardian": {
        "response": {
            "results": [
                {
                    "webTitle": "Ferry sold",
                    "webPublicationDate": "2021-03-04T10:00:00Z",
                    "fields": {"bodyText": WHOLE, "byline": "Dale Orrin, Maud Ferris"},
                    "publication": "Lindmoor Post",
                }
            ]
        }
    },
    "by columns": {
        "text": {"0": WHOLE},
        "authors": {"0": "Dale Orrin, Maud Ferris"},
        "outlet": {"0": "Lindmoor Post"},
        "date": {"0": "2021-03-04"},
    },
}


@pytest.mark.parametrize("source", NESTED)
def test_nested_sources_are_one_article(source, tmp_path):
    found, notes = read_source(write_table(tmp_path / "a.json", json.dumps(NESTED[source])))
    assert notes == [] and len(found) == 1 and WHOLE in found["text"][0]
    row = found.iloc[0]
    assert (row["outlet"], row["published"]) == ("Lindmoor Post", "2021-03-04")
    assert row["author"] == "Dale Orrin, Maud Ferris"


@pytest.mark.parametrize(
    "day",
    ["Thursday, March 4, 2021 10:00 PM GMT", "4 March 2021", "20210304T101500Z", "2021/03/04"],
)
def test_days_in_words_and_figures(day, tmp_path):
    text = f'id,date,text\n1,"{day}","{WHOLE}"\n'
    assert read_source(write_table(tmp_path / "t.csv", text))[0]["published"][0] == "2021-03-04"


# Word


def test_word_is_read_as_word_shows_it(tmp_path):
    import docx
    from docx.oxml import parse_xml

    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = docx.Document()
    changed = document.add_paragraph("The ferry was ")
    for tag, text, kind in (("ins", "sold on Friday", "t"), ("del", "lost", "delText")):
        run = f"<w:r><w:{kind}>{text}</w:{kind}></w:r>"
        changed._p.append(parse_xml(f'<w:{tag} {space} w:id="1" w:author="x">{run}</w:{tag}>'))
    changed.add_run(".")
    document.add_table(1, 1).cell(0, 0).text = FERRY[1]
    held = f"<w:sdtContent><w:p><w:r><w:t>{FERRY[2]}</w:t></w:r></w:p></w:sdtContent>"
    document.element.body.append(parse_xml(f"<w:sdt {space}>{held}</w:sdt>"))
    document.save(tmp_path / "a.docx")
    text = read_source(tmp_path / "a.docx")[0]["text"][0]
    assert text.split("\n\n") == ["The ferry was sold on Friday.", FERRY[1], FERRY[2]]


# PDF


def write_pdf(path: Path, pages: list[list[tuple[float, float, str]]]) -> Path:
    """A PDF of lines at places, page by page."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 "]
    objects[2] += b"/BaseFont /Helvetica >>"
    kids = []
    for page in pages:
        shown = "".join(f"BT /F1 11 Tf {x} {y} Td ({line}) Tj ET\n" for x, y, line in page)
        data = shown.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 850] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (len(objects))
        )
    named = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{named}] /Count {len(kids)} >>".encode()
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()
    )
    path.write_bytes(out)
    return path


def place(lines: list[str], x: float = 60, top: float = 750) -> list[tuple[float, float, str]]:
    return [(x, top - 15 * k, line) for k, line in enumerate(lines)]


def test_columns_of_a_pdf_are_read_one_after_another(tmp_path):
    left = ["The ferry was sold on Friday", "to a bank that nobody in town", "had ever heard of."]
    right = [
        "Those who work on it were told",
        "by letter, and most of them put",
        "it aside unread.",
    ]
    page = [(60, 790, "Ferry sold"), *place(left), *place(right, x=330)]
    text = read_source(write_pdf(tmp_path / "a.pdf", [page]))[0]["text"][0]
    assert text.split("\n\n") == ["Ferry sold", " ".join(left), " ".join(right)]


def test_hyphens_and_print_furniture_of_a_pdf(tmp_path):
    first = ["The ferry is a well-", "known boat, and the vil-", "lage will miss it when it has"]
    head, foot = (40, 820, "3/4/2021, 9:14 AM   Ferry sold"), (40, 20, "https://post.example/ferry")
    pages = [
        [head, *place(first), foot, (540, 20, "1/2")],
        [head, *place(["gone to the bank."]), foot, (540, 20, "2/2")],
    ]
    text = read_source(write_pdf(tmp_path / "a.pdf", pages))[0]["text"][0]
    told = (
        "The ferry is a well-known boat, and the village will miss it when it has gone to the bank."
    )
    assert text == told


# Speech


@pytest.mark.parametrize(
    "sentence",
    [
        "Wolves attacked the flock with their teeth on two nights.",
        "The flood claimed nine lives and left the valley without a bridge.",
        "Three boys were admitted to hospital with broken arms.",
        "The premier called a referendum for June.",
        "The application was denied because of the noise.",
        "The boats will be back in June.",
        "Her last known address was an inn by the weir.",
        'The prize went to Dale Orrin for his part in "The Lonely Ferry."',
        'She won a medal for "Three Wet Springs," a film about the flood.',
    ],
)
def test_words_that_report_only_sometimes(sentence):
    assert {voice for voice, _ in speakers_of(f"{FERRY[0]} {sentence}").values()} == {"author"}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"Nobody will ever take that boat," muttered Maud Ferris.', "Maud Ferris"),
        ('"It was never a good boat to begin with." - Maud Ferris, clerk', "Maud Ferris"),
        ('And from the clerk, Maud Ferris:\n\n"It was never a good boat at all."', "Maud Ferris"),
        ('"I would do it all again," the radio quoted Maud Ferris as saying.', "Maud Ferris"),
        ('"It was cold out there," joked Maud Ferris of her night on the boat.', "Maud Ferris"),
        ('Mr Orrin said no. "The town has chosen me for it," he said.', "Orrin"),
        ('Maud Ferris said " the boat is gone for good " and left.', "Maud Ferris"),
    ],
)
def test_who_says_it_where_no_common_verb_tells(text, speaker):
    found = {
        name for voice, name in speakers_of(f"{FERRY[0]}\n\n{text}").values() if voice == "quoted"
    }
    assert found == {speaker}


def test_lines_of_an_interview_are_the_words_of_whom_they_name():
    text = "\n\n".join(
        [
            "The Herald: Why was the boat sold?",
            "Dale Orrin: Because nobody had paid for it since the war.",
            "The Herald: And what comes after it?",
            "Dale Orrin: We shall learn to swim.",
        ]
    )
    found = speakers_of(f"{FERRY[0]}\n\n{text}")
    assert sum(name == "Dale Orrin" for _, name in found.values()) == 2


@pytest.mark.parametrize(
    "title, text, expected",
    [
        ("", "  The quay.", "  The quay."),
        ("Quay sold", "Quay\n\n sold again.", "Quay\n\n sold again."),
        ("Quay sold", "Quay soldiers.", "Quay soldiers."),
        ("Quay  sold.", "The quay.", "Quay sold\n\nThe quay."),
        ("Quay sold today", "Quay sold", "Quay sold today\n\nQuay sold"),
        ("Quay", "", "Quay\n\n"),
    ],
)
def test_a_headline_is_put_before_a_text_that_does_not_begin_with_it(title, text, expected):
    assert with_title({"title": title}, text)["text"] == expected
