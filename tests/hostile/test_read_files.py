"""Files that are broken, endless or much larger than they look: refused by name, in little time."""

from __future__ import annotations

import io
import json
import os
import random
import stat
import time
import zipfile
import zlib
from contextlib import suppress

import pandas as pd
import pytest
from battery import GOOD_A, GOOD_B, PROSE, make_row

from analysis.event.gather import gather_articles
from analysis.read.encoding import decode, repair
from analysis.read.files import MOST_ATTRIBUTES, MOST_ELEMENTS
from analysis.read.sources import read_source

QUICK = 5.0  # seconds of processor time for any one file


def read(tmp_path, name: str, data: bytes):
    """What a file gives, and why it was refused, within QUICK seconds."""
    path = tmp_path / name
    path.write_bytes(data)
    start = time.process_time()
    found, notes = read_source(path)
    assert time.process_time() - start < QUICK
    return found, [note["reason"] for note in notes if note["what"] == "refused"]


# Encodings

CORRECT = [
    "BEYONCÉ’S tour",
    "THE FIANCÉ—WHO",
    "“This is ‘my café’” and left.",
    "IRMÃ’S “SÃO” and à la “carte”…",
    "ÉTÉ’ É” É“ É– É— É… É™ Ã’ Â— Ä“ Å‘",
    "Ångström’s ÂGE – Ðà Ñî",
    "naïve café: Zoë’s “façade”…",
    "£5 and €6 – or ½ of it",
]
GARBLED = [
    "It isn’t “so” at the café.",
    "£5 and €6 – or ½ of it",
    "Zoë’s naïve façade… 😀",
    "São Paulo, Łódź and Besançon – all of them",
]


@pytest.mark.row("F7", "R6", "R2")
@pytest.mark.parametrize("text", CORRECT)
def test_correct_text_is_not_repaired(text):
    """F7: BEYONCÉ’S became BEYONCɒS."""
    assert decode(text.encode(), name="x.txt") == (text, "")
    for other in GARBLED:
        mixed = f"{garble(other)}\n{text}\n"
        assert repair(mixed) == f"{other}\n{text}\n"


def garble(text: str) -> str:
    """UTF-8 read as Windows-1252, as programs do that keep bytes without a letter."""
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


@pytest.mark.row("F7", "R6")
@pytest.mark.parametrize("text", GARBLED)
def test_a_garbled_line_is_repaired(text):
    found, note = decode(garble(text).encode(), name="x.txt")
    assert found == text and "repaired" in note


PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="{}"><title>Ferry</title></head><body>'
    "<article><h1>Ferry stopped at Lowmoor</h1><p>{}</p><p>{}</p></article></body></html>"
)
LINES = GOOD_A.strip().split("\n\n")[1:]


@pytest.mark.row("F23", "R6")
@pytest.mark.parametrize(
    "charset", ["unicode_escape", "raw-unicode-escape", "utf-7", "punycode", "idna", "rot13", "hex"]
)
def test_a_page_cannot_name_a_decoder_that_rewrites(charset, tmp_path):
    """F23: charset=unicode_escape was taken as a decoder, and curly quotes vanished."""
    text = PAGE.format(charset, "“So,” said Zoë. " + LINES[0], LINES[1]).encode("cp1252")
    found, refused = read(tmp_path, "a.html", text)
    assert found.empty and "is not UTF-8" in refused[0]
    plain = PAGE.format(charset, "“So,” said Zoë. " + LINES[0], LINES[1]).encode()
    assert "“So,” said Zoë." in read(tmp_path, "b.html", plain)[0]["text"].iloc[0]


# Broken files among good ones


def make_docx(change=lambda name, data: data, drop: str = "") -> bytes:
    docx = pytest.importorskip("docx", reason="the extra docx is not installed")
    document, raw, out = docx.Document(), io.BytesIO(), io.BytesIO()
    for line in GOOD_A.split("\n\n"):
        document.add_paragraph(line)
    document.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != drop:
                new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def in_document(change):
    return lambda name, data: change(data) if name == "word/document.xml" else data


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(8)
)
BODY = b"<w:body>"
DOCX = {
    "cut off": {"change": in_document(lambda data: data[: len(data) // 2])},
    "without types": {"drop": "[Content_Types].xml"},
    "without document": {"drop": "word/document.xml"},
    "no XML": {"change": in_document(lambda data: b"\0" * 100)},
    "entities": {
        "change": in_document(
            lambda data: (
                ENTITIES
                + b"]>"
                + data.split(b"?>", 1)[1].replace(
                    BODY, BODY + b"<w:p><w:r><w:t>&i;</w:t></w:r></w:p>"
                )
            )
        )
    },
    "deep": {"change": in_document(lambda data: data.replace(BODY, BODY + b"<w:sdt>" * 50_000))},
    "100 times its size": {
        "change": in_document(lambda data: data.replace(BODY, BODY + b"<w:p/>" * 4_000_000))
    },
}


@pytest.mark.row("F11", "R5")
@pytest.mark.parametrize("case", DOCX)
def test_a_damaged_word_file_is_refused_alone(case, tmp_path):
    """F11: XMLSyntaxError, KeyError; the other files of the folder were lost with it."""
    (tmp_path / "a.txt").write_text(GOOD_A)
    (tmp_path / "b.docx").write_bytes(make_docx(**DOCX[case]))
    (tmp_path / "c.docx").write_bytes(make_docx())
    start = time.process_time()
    found, notes = read_source(tmp_path)
    assert time.process_time() - start < QUICK
    assert found["article_id"].tolist() == ["a", "c"]
    assert [note["file"] for note in notes if note["what"] == "refused"] == ["b.docx"]


@pytest.mark.row("F11", "R5")
@pytest.mark.parametrize(
    "seed", [0, 1, 2, *(pytest.param(k, marks=pytest.mark.hostile) for k in range(3, 60))]
)
def test_flipped_bytes_raise_nothing(seed, tmp_path):
    """F11: 12 of 30 Word files with 12 flipped bytes ended in a traceback."""
    rng = random.Random(seed)
    files = {
        "b.docx": make_docx(),
        "c.zip": make_zip(),
        "d.html": PAGE.format("utf-8", *LINES).encode(),
    }
    for name, whole in files.items():
        data = bytearray(whole)
        for _ in range(12):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(ValueError):  # the whole file is named
            read(tmp_path, name, bytes(data))


def make_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", GOOD_A * 3)
        archive.writestr("b.txt", GOOD_B * 3)
    return out.getvalue()


@pytest.mark.row("F11", "R5")
def test_a_damaged_member_of_a_zip_is_refused_alone(tmp_path):
    """F11: zlib.error, and the good members were lost."""
    data = bytearray(make_zip())
    at = data.find(b"a.txt") + 5
    data[at : at + 8] = b"\xff" * 8
    found, refused = read(tmp_path, "t.zip", bytes(data))
    assert found["article_id"].tolist() == ["b"] and len(refused) == 1


@pytest.mark.row("F11")
def test_a_fault_of_one_file_that_nobody_foresaw_refuses_it_alone(tmp_path, monkeypatch):
    from analysis.read import sources

    def fail(name, data, note):
        if name == "b.txt":
            raise RecursionError("too deep")
        return documents(name, data, note)

    documents = sources.read_documents
    monkeypatch.setattr(sources, "read_documents", fail)
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(GOOD_A)
    found, notes = read_source(tmp_path)
    assert found["article_id"].tolist() == ["a", "c"] and "RecursionError" in notes[0]["reason"]


# Small files that cost much


def make_pdf(pages: int, size: int) -> bytes:
    """A PDF whose pages all draw the same stream."""
    line = b"BT /F1 12 Tf 10 10 Td (The ferry was good) Tj ET\n"
    stream = zlib.compress(line * (size // len(line)))
    kids = b" ".join(b"%d 0 R" % (5 + k) for k in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, pages),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R /Resources "
    parts += [page + b"<< /Font << /F1 4 0 R >> >> >>"] * pages
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table + end


HEAD = "<!doctype html><html><head><title>Ferry</title></head><body>"
BOMBS = {
    "a page of 170,000 paragraphs": ("a.html", lambda: HEAD + f"<p>{PROSE}</p>" * 170_000),
    "an element of 200,000 attributes": (
        "a.html",
        lambda: f"{HEAD}<div {' '.join(f'a{k}=1' for k in range(200_000))}><p>{PROSE}",
    ),
    "attributes behind quotation marks": (
        "a.html",
        lambda: HEAD + "<div " + " ".join(map('a{}=">"'.format, range(100_000))) + f"><p>{PROSE}",
    ),
    "quotation marks that never close": ("a.html", lambda: HEAD + '<a b="' * 300_000 + PROSE),
    "comments that never close": ("a.html", lambda: HEAD + "<!--" * 500_000 + PROSE),
    "tags that never close": ("a.html", lambda: HEAD + "<div " * 500_000 + PROSE),
    "elements 100,000 deep": ("a.html", lambda: HEAD + "<b>" * 100_000 + PROSE),
    "a Word file of 150 MB": (
        "a.docx",
        lambda: make_docx(in_document(lambda x: x.replace(BODY, BODY + b"<w:p/>" * 25_000_000))),
    ),
    "a PDF whose pages share one stream": ("a.pdf", lambda: make_pdf(20, 4_000_000)),
    "a PDF of 5,000 pages": ("a.pdf", lambda: make_pdf(5_000, 100)),
    "a text of 3 MB": ("a.txt", lambda: PROSE * 50_000),
    "a cell of 100 MB": ("a.csv", lambda: "id,text\n1," + PROSE * 1_600_000),
    "a zip at 1000 : 1": ("a.zip", lambda: pack("a.txt", b"a" * 30_000_000)),
}
SLOW = {"a cell of 100 MB", "a Word file of 150 MB"}


def pack(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.row("F14", "R5")
@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=pytest.mark.hostile if case in SLOW else ()) for case in BOMBS],
)
def test_what_is_larger_than_it_looks_is_refused(case, tmp_path):
    """F14: seconds to minutes of work, and gigabytes, for files of a few kilobytes."""
    name, make = BOMBS[case]
    data = make()
    found, refused = read(tmp_path, name, data.encode() if isinstance(data, str) else data)
    assert len(found) + (len(refused) > 0) == 1  # a table also says that no row was read


def test_large_pages_of_newspapers_are_read(tmp_path):
    script = "<script>if (a<b) {" + "x = 'y'; " * 50_000 + "}</script>"
    data = '<div data-x="' + "a=b " * 9_000 + '"></div>'
    many = "".join(f"<p>{PROSE} It was day {k}.</p>" for k in range(200))
    text = PAGE.format("utf-8", *LINES).replace("<article>", script + data + "<article>" + many)
    assert MOST_ELEMENTS >= 20_000 and MOST_ATTRIBUTES >= 1_000
    assert len(read(tmp_path, "a.html", text.encode())[0]) == 1


@pytest.mark.row("F14")
@pytest.mark.parametrize("name", ["/dev/zero", "pipe.txt"])
def test_what_never_ends_is_refused(name, tmp_path):
    """F14: /dev/zero as input was read until memory ended."""
    if name == "pipe.txt":
        os.mkfifo(tmp_path / name)
    path = tmp_path / name
    assert not stat.S_ISREG(path.stat().st_mode)
    notes = read_source(path)[1]
    assert "is a device or a pipe" in notes[0]["reason"]


# What event.toml may name

OUTSIDE = ["../secret.txt", "texts/../../secret.txt", "link.txt", "linked/secret.txt"]


@pytest.mark.row("F21", "R7")
@pytest.mark.parametrize("name", OUTSIDE)
def test_an_event_reads_nothing_outside_its_folder(name, tmp_path):
    """F21: an event.toml from elsewhere named ../secret.txt, and it was read."""
    folder = tmp_path / "event"
    (folder / "texts").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text(GOOD_A)
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    entry = {"id": "a", "file": name}
    sides = [{"label": "Post", "articles": [entry], "sources": []}]
    found, notes = gather_articles({"sides": sides}, folder)
    assert found.empty and "leads out of the event's folder" in notes[0]["reason"]
    sides = [{"label": "Post", "articles": [], "sources": [{"path": name}]}]
    assert gather_articles({"sides": sides}, folder)[0].empty


@pytest.mark.row("F6", "R3")
@pytest.mark.parametrize("where", ["text", "outlet", "id", "title"])
def test_half_a_character_anywhere_refuses_its_row_alone(where, tmp_path):
    """F6: every row after it was lost."""
    rows = [make_row(k, title=f"Report {k}") for k in range(6)]
    rows[2][where] += "\ud83d"
    data = "\n".join(map(json.dumps, rows)).encode()
    found, refused = read(tmp_path, "t.jsonl", data)
    assert found["article_id"].tolist() == ["r0", "r1", "r3", "r4", "r5"] and len(refused) == 1


@pytest.mark.row("R3")
@pytest.mark.parametrize("odd", [{}, {"id": "x"}, {"text": {"a": 1}}, {"text": [1, 2]}, {"x": "y"}])
def test_an_object_without_its_text_refuses_itself_alone(odd, tmp_path):
    rows = [odd, make_row(0), odd, make_row(1)]
    found, _ = read(tmp_path, "t.jsonl", "\n".join(map(json.dumps, rows)).encode())
    assert {"r0", "r1"} <= {*found["article_id"]}
    assert {"Post", "Herald"} <= {*found["outlet"]}


@pytest.mark.row("R3")
def test_a_bare_carriage_return_parts_no_row(tmp_path):
    row = make_row(0) | {"outlet": "The\rPost", "title": "A\r\nB"}
    found, _ = read(tmp_path, "t.jsonl", json.dumps(row).encode())
    table = pd.read_csv(io.StringIO(found.to_csv(index=False)))
    assert len(table) == 1 and table["outlet"].iloc[0] == "The\nPost"


DISGUISED = ["\u0440\u0435\u0430\u0441\u0435", "\u0421\u041e\u0420", "s\ua4f3d"]
MIXED = ["t\u0435rrible", "\u0430wful", "b\u03bfad", "Wh\u0456te", "go\u043ed", *DISGUISED]


@pytest.mark.row("F22", "R9")
@pytest.mark.parametrize("word", MIXED)
def test_letters_that_only_look_latin_are_told(word, tmp_path):
    """F22: ten marks of 39 vanished, and nothing said so."""
    text = GOOD_A.replace("bad", word)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    found, (note,) = read_source(tmp_path / "a.txt")
    assert word in found["text"].iloc[0] and repr(word) in note["reason"]
    rows = [make_row(0), make_row(1) | {"text": text}]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert [note["row"] for note in read_source(tmp_path / "t.jsonl")[1]] == [2]


def test_words_of_one_alphabet_and_units_are_no_look_alikes(tmp_path):
    text = GOOD_A + "\nПаром and Αθήνα are 5 kΩ and 3 μm from Łódź, naïve café.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_source(tmp_path / "a.txt")[1] == []


@pytest.mark.row("R3", "R9")
def test_two_columns_of_one_name_are_not_taken_for_one(tmp_path):
    """The second column of texts was read in place of the first, without a word."""
    data = f'id,note,note,text,text\n1,x,y,"{PROSE}",Nothing of it.\n'.encode()
    found, reasons = read(tmp_path, "t.csv", data)
    assert found.empty and "two columns are named 'text'" in reasons[0]
    chosen, _ = read_source(tmp_path / "t.csv", columns={"text": "text (2)"})
    assert chosen["text"].tolist() == ["Nothing of it."]
    once, _ = read(tmp_path, "s.csv", data.replace(b"text,text", b"text,more"))
    assert once["text"].tolist() == [PROSE.strip()]
