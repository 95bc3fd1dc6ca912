"""Odd strings and odd encodings: the text as it was written, or a message; no other letters."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from battery import GOOD_A, make_row
from bleach._vendor import html5lib

from analysis.articles.roles import list_sentences
from analysis.articles.segments import clean_text, list_segments
from analysis.event.build import build_corpus
from analysis.event.gather import gather_articles
from analysis.read.cells import clean_cell
from analysis.read.encoding import decode
from analysis.read.sources import read_source
from analysis.show.display import say, table
from analysis.show.highlight import highlight_marks
from analysis.show.html import convert_markdown

# Ours; the big list is read from CROSSFRAME_REFERENCE where that is set.
STRINGS = [
    "",
    "undefined",
    "None",
    "1e1000",
    "-1/0",
    "0x0",
    "1,000.00",
    "NaN",
    "../../etc/passwd",
    "<b>bold</b> &amp; &lt;",
    "'\"`\\",
    "{0}{name}%s%n$HOME",
    "\u202eevil\u202c",
    "a\u200bb\ufeffc",
    "Ω≈ç√∫ ﬁ",
    "田中さん",
    "مرحبا",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "Z̮̞̠a̗l̠g̀ó",
    "Äpfel ẞ İ ŉ",
    "\x7f\x80\x85\x1b[31m",
    "a\tb\vc\fd",
    "line\u2028and\u2029end",
    "'; DROP TABLE articles; --",
    "=cmd|' /C calc'!A0",
]


CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def list_strings() -> list[str]:
    path = Path(os.environ.get("CROSSFRAME_REFERENCE") or os.devnull) / "hostile" / "blns.json"
    return STRINGS + (json.loads(path.read_text("utf-8")) if path.is_file() else [])


def shown_text(html: str) -> str:
    return "".join(html5lib.parse(html, namespaceHTMLElements=False).itertext())


def as_browsers_see(text: str) -> str:
    """A page holds no NUL and no bare carriage return."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def check_as_body(text: str) -> None:
    """The text is decoded, cut and shown as it is."""
    whole = f"{GOOD_A}\n\n{text}"
    found, note = decode(whole.encode(), name="x.txt")
    assert note or found == as_browsers_see(whole)
    try:
        plain, offsets = clean_text(found, name="x.txt")
    except ValueError as error:  # said, with the file
        assert str(error).startswith("x.txt")
        return
    rows = list_segments(list_sentences(plain), plain, article_id="a", offsets=offsets)
    at = 0
    for row in rows:
        at = plain.index(row[-1], at)
        shown = shown_text(f"<p>{highlight_marks(row[-1], [])}</p>")
        assert shown == as_browsers_see(row[-1])


def check_as_title(text: str, folder: Path) -> None:
    """A title stays what it is from the table to the page."""
    rows = [make_row(0, title=text), make_row(1, title="Plain")]
    path = folder / "t.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found, notes = read_source(path)
    if len(found) < 2:
        assert [note["reason"] for note in notes if note["what"] == "refused"]
        return
    title = found["title"].iloc[0]
    # A cell may say that it is empty, and may hold the entities of a page.
    assert title.split() in (text.split(), unescape(text).split(), [*clean_cell(text).split()])
    frame = pd.DataFrame({"title": [title], "n": [1]})
    html = str(table(frame, caption="Titles", name="titles").rich)
    assert " ".join(as_browsers_see(title).split()) in " ".join(shown_text(html).split())
    said = shown_text(convert_markdown(say("**{title}**", title=title).rich))
    said = CONTROLS.sub("", said.replace("?", ""))  # a control is shown as a question mark
    assert said.split() == CONTROLS.sub("", as_browsers_see(title).replace("?", "")).split()


@pytest.mark.row("R2")
@pytest.mark.parametrize("text", STRINGS, ids=ascii)
def test_an_odd_string_stays_itself(text, tmp_path):
    check_as_title(text, tmp_path)
    check_as_body(text)


@pytest.mark.hostile
@pytest.mark.row("R2")
@pytest.mark.parametrize("check", [check_as_title, check_as_body], ids=["title", "body"])
def test_every_naughty_string_stays_itself(check, tmp_path, record_property):
    texts = list_strings()
    record_property("cases", len(texts))
    for text in texts:
        check(text, tmp_path) if check is check_as_title else check(text)


@pytest.mark.hostile
@pytest.mark.row("R2")
def test_naughty_strings_together_are_one_corpus(tmp_path):
    rows = [make_row(k, title=text, author=text) for k, text in enumerate(list_strings())]
    for row in rows:
        row["text"] += f"\n\n{row['title']}"
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    source = {"path": "t.jsonl", "by": "outlet"}
    sides = [
        {"label": side, "articles": [], "sources": [source | {"value": side}]}
        for side in ("Post", "Herald")
    ]
    raw, notes = gather_articles({"sides": sides}, tmp_path)
    corpus, _ = build_corpus(raw, notes, codebooks={}, sides=["Post", "Herald"])
    assert len(raw) > 0.95 * len(rows) and len(corpus.articles) > 0.95 * len(raw)


# Encodings

WESTERN = "The café’s owner said: “It costs €5 – no more.” A naïve façade, said Zoë Müller there. "
ENGLISH = "The board of the harbour sold the ferry, and the people of the town were sad about it. "
OTHERS = {
    "shift_jis": "日本の新聞はそう書いた。",
    "euc_jp": "日本の新聞はそう書いた。",
    "iso2022_jp": "日本の新聞はそう書いた。",
    "gb18030": "中国的报纸是这样写的。",
    "big5": "報紙是這樣寫的。",
    "euc_kr": "신문은 그렇게 썼다.",
    "koi8-r": "Так писала газета вчера.",
    "cp1251": "Так писала газета вчера.",
    "iso8859-5": "Так писала газета вчера.",
    "cp1253": "Έτσι έγραψε η εφημερίδα.",
    "cp1255": "כך כתב העיתון אתמול.",
    "cp1256": "هكذا كتبت الصحيفة أمس.",
    "cp1250": "Żółć i łódź, příliš žluťoučký kůň.",
    "cp1254": "Gazete dün böyle yazdı, ığşİ.",
}
TEXTS = {
    **{name: f"{ENGLISH}\n\n{own * 3}\n\n{ENGLISH * 2}\n" for name, own in OTHERS.items()},
    **dict.fromkeys(
        ("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"),
        f"Ferry\n\n{WESTERN * 2}\n\n{ENGLISH}\n",
    ),
    **dict.fromkeys(("utf-16-le", "utf-16-be", "utf-32-le"), f"Ferry\n\n{WESTERN}\n\n{ENGLISH}\n"),
    "latin-1": f"Ferry\n\nThe café of Zoë Müller, a naïve façade. {ENGLISH}\n",
}
SIBLINGS = {"cp1254": "cp1252"}  # they differ in six letters, so a note says which was taken
# What a page or a table declares or cannot, and faults that no encoding has.
BROKEN = {
    "cut off": WESTERN.encode()[:-1] + "…".encode()[:2],
    "two encodings": (WESTERN * 3).encode() + b"\n" + (WESTERN * 3).encode("cp1252"),
    "a NUL": ENGLISH.encode() + b"\0" + ENGLISH.encode(),
    "lost characters": (ENGLISH + "caf\ufffd").encode(),
    "a surrogate": ENGLISH.encode() + "\ud83d".encode("utf-8", "surrogatepass"),
    "long forms": ENGLISH.encode() + b"\xc0\xaf\xe0\x80\xaf",
    "noise": bytes(range(256)) * 4,
    "garbled twice": WESTERN.encode().decode("cp1252", "replace").encode()[:50] + b"\xff",
}


def make_file(form: str, text: str, encoding: str) -> bytes:
    if form == "txt":
        return text.encode(encoding)
    if form == "csv":
        out = io.StringIO()
        csv.writer(out).writerows([["id", "text"], ["a", text], ["b", ENGLISH * 2]])
        return out.getvalue().encode(encoding)
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    page = f'<html><head><meta charset="{encoding}"><title>Ferry</title></head><body><article>'
    return f"{page}<h1>Ferry</h1>{paragraphs}</article></body></html>".encode(encoding)


@pytest.mark.hostile
@pytest.mark.row("R6")
@pytest.mark.parametrize("form", ["txt", "csv", "html"])
@pytest.mark.parametrize("encoding", TEXTS)
def test_text_in_any_encoding_is_right_or_refused(encoding, form, tmp_path):
    path = tmp_path / f"a.{form}"
    path.write_bytes(make_file(form, TEXTS[encoding], encoding))
    found, notes = read_source(path)
    told = " ".join(note["reason"] for note in notes)
    texts = [
        text for name, text in zip(found["article_id"], found["text"], strict=True) if name == "a"
    ]
    if not texts:
        assert told
        return
    words = {*" ".join(TEXTS[encoding].split("\n\n")).split()} - {"Ferry"}
    right = words <= {*unescape(texts[0]).split()}
    assert right or f"read as {SIBLINGS.get(encoding)}" in told, (told, texts[0][:200])
    assert "\ufffd" not in texts[0]


@pytest.mark.hostile
@pytest.mark.row("R6")
@pytest.mark.parametrize("form", ["txt", "csv"])
@pytest.mark.parametrize("case", BROKEN)
def test_bytes_of_no_encoding_are_told(case, form, tmp_path):
    path = tmp_path / f"a.{form}"
    head = b"id,text\na,ok and good\nb," if form == "csv" else b""
    path.write_bytes(head + BROKEN[case].replace(b'"', b"").replace(b",", b" ") + b"\n")
    found, notes = read_source(path)
    assert notes and all(note["file"] == f"a.{form}" for note in notes)
    assert not found["text"].str.contains("\ufffd|\0").any()
