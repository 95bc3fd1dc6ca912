"""Inputs that cannot be compared, each with words of its message.

`python tests/bad_inputs.py` prints them all.
"""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

GOOD = (
    "Ferry stopped at Lowmoor\n\n"
    "The ferry will not sail again until May, the harbour board said on Monday. "
    '"It is not safe," said Ida Brandt, its clerk.\n\n'
    "Owners of the boats called the sale a bad joke, and most people in the town agreed with them. "
    "The bank has no plan.\n"
)
PROSE = (
    "The ferry will not sail again until May, and nobody in the town knows "
    "who will buy it from the bank. "
)
FRENCH = (
    "Le bac ne partira plus avant le mois de mai, et personne ne sait "
    "qui va le racheter à la banque du port. "
) * 3
PAGE = "<!doctype html><html><head><title>{}</title></head><body>{}</body></html>"


def pack(*entries: tuple[str, bytes], link: str = "") -> bytes:
    """A zip archive of the entries; link: the name of one that is a symbolic link."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
        if link:
            entry = zipfile.ZipInfo(link)
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(entry, "/etc/hostname")
    return data.getvalue()


def scan() -> bytes:
    """A PDF of one page without text."""
    from pypdf import PdfWriter

    data, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(data)
    return data.getvalue()


# Name -> name of the file, its bytes, what the message says. Each is one side of a comparison, so
# nothing is left of it.
BAD = {
    "empty file": ("bad.txt", b"", "is empty"),
    "white space only": ("bad.txt", b" \n\r\n\t", "is empty"),
    "no word": ("bad.txt", "— … !".encode(), "holds no word"),
    "another language": ("bad.txt", FRENCH.encode(), "English function words"),
    "NUL bytes": ("bad.txt", b"The pier\0 was sold.", "NUL bytes"),
    "UTF-16 without its mark": ("bad.txt", PROSE.encode("utf-16-le"), "UTF-16 without its mark"),
    "cut-off UTF-8": ("bad.txt", "The café".encode()[:-1], "is not UTF-8"),
    "cut-off UTF-16": ("bad.txt", PROSE.encode("utf-16")[:-1], "is not UTF-16"),
    "Shift-JIS": (
        "bad.txt",
        ("港のフェリーは五月まで運休です。" * 4).encode("shift-jis"),
        "bad.txt",
    ),
    "KOI8-R": (
        "bad.txt",
        ("Паром не выйдет до мая, сказали в порту. " * 6).encode("koi8-r"),
        "bad.txt",
    ),
    "lost characters": ("bad.txt", (PROSE + "caf\ufffd").encode(), "lost (U+FFFD)"),
    "one endless sentence": (
        "bad.txt",
        b"The ferry " + b"and the ferry " * 4000 + b"sank.",
        "break it up",
    ),
    "a picture named .txt": ("bad.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "bad.txt"),
    "a picture": ("bad.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no kind of file"),
    "a notebook": ("bad.ipynb", b'{"cells": []}', "no kind of file"),
    "an old Word file": ("bad.doc", b"\xd0\xcf\x11\xe0", "no kind of file"),
    "a page without article": (
        "bad.html",
        PAGE.format("Home", "<nav><a href='/'>Home</a></nav>").encode(),
        "no running text",
    ),
    "a page in a false encoding": (
        "bad.html",
        PAGE.format('</title><meta charset="ascii">', f"<p>{PROSE}caf\xe9</p>").encode("latin-1"),
        "is not UTF-8",
    ),
    "a page nested 100,000 deep": (
        "bad.html",
        b"<html><body>" + b"<div>" * 100_000 + b"x",
        "bad.html",
    ),
    "broken docx": ("bad.docx", b"PK\x03\x04 no document", "bad.docx"),
    "broken pdf": ("bad.pdf", b"%PDF-1.4 nothing more", "broken or locked PDF"),
    "a scan": ("bad.pdf", scan, "no text layer"),
    "broken zip": ("bad.zip", b"PK no archive", "no zip archive"),
    "zip that leads out": (
        "bad.zip",
        pack(("../../evil.txt", PROSE.encode())),
        "leads out of the archive",
    ),
    "zip with a link": ("bad.zip", pack(link="notes.txt"), "a link in the archive"),
    "zip bomb": ("bad.zip", pack(("bomb.txt", b"a" * 30_000_000)), "times its size"),
    "zip in a zip": ("bad.zip", pack(("inner.zip", pack(("a.txt", b"x")))), "no kind of file"),
    "zip with a broken entry": (
        "bad.zip",
        pack(("a.txt", os.urandom(500))).replace(b"a.txt", b"b.txt", 1),
        "b.txt",
    ),
    "empty table": ("bad.csv", b"", "no row"),
    "table without rows": ("bad.csv", b"id,text\n", "no row"),
    "table without texts": ("bad.csv", b"id,subject\n1,ferry\n", "no column holds the texts"),
    "row with a cell too many": (
        "bad.csv",
        b"id,text\n1,one,two\n",
        "row 2: 3 cells, but the header has 2",
    ),
    "row without text": ("bad.csv", b'id,text\n1,"  "\n', "row 2: the text is empty"),
    "row that was cut off": (
        "bad.csv",
        f'id,text\n1,"{PROSE}The pier … [+950 chars]"\n'.encode(),
        "row 2: only the beginning of its text is there",
    ),
    "row in another language": (
        "bad.csv",
        f'id,language,text\n1,fr,"{PROSE}"\n'.encode(),
        "its language is 'fr'",
    ),
    "no JSON": ("bad.json", b"{'text': 1", "no JSON"),
    "JSON lines with a broken one": ("bad.jsonl", b'{"text": "x"', "row 1: no JSON object"),
    "broken parquet": ("bad.parquet", b"PAR1", "as Parquet"),
}

TABLE = "id,outlet,text\n" + "".join(
    f'{k},{"Post" if k % 2 else "Herald"},"Ferry {k} will not sail to port {k + 9} again; '
    f'{k + 30} boats are for sale."\n'
    for k in range(6)
)
# Command lines that are at fault themselves; {} is a folder with good.txt and table.csv.
LINES = {
    "no such file": (["compare", "{}/good.txt", "{}/absent.txt"], "no such file"),
    "one side": (["compare", "{}/good.txt"], "one side only"),
    "no such column": (["compare", "{}/table.csv", "--by", "outlett"], "did you mean 'outlet'"),
    "no such text column": (
        ["compare", "{}/table.csv", "--by", "outlet", "--text-column", "txt"],
        "did you mean 'text'",
    ),
    "no such side": (
        ["compare", "{}/table.csv", "--by", "outlet", "--sides", "Post", "Herold"],
        "did you mean 'Herald'",
    ),
    "sides without a column": (["compare", "{}/table.csv", "--sides", "Post", "Herald"], "--by"),
    "no such codebook": (
        ["compare", "{}/good.txt", "{}/table.csv", "--codebook", "generik"],
        "known: generic",
    ),
    "no such event": (["report", "harbor-lease"], "did you mean harbour-lease"),
    "an empty name": (["check", ""], "no name of an event"),
}


def write_bad(folder: Path, case: str) -> Path:
    """The file of a case, in a folder."""
    name, content, _ = BAD[case]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content() if callable(content) else content)
    return folder / name


def main() -> None:
    """Print each case with the message and the exit code of `crossframe compare`."""
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "good.txt").write_text(GOOD, encoding="utf-8")
        (folder / "table.csv").write_text(TABLE, encoding="utf-8")
        lines = {
            case: ["compare", "{}/good.txt", str(write_bad(folder / str(k), case))]
            for k, case in enumerate(BAD)
        }
        lines |= {case: words for case, (words, _) in LINES.items()}
        print("| input | exit code | message |\n|---|---|---|")
        for case, words in lines.items():
            command = [sys.executable, "-m", "analysis", *(word.format(folder) for word in words)]
            run = subprocess.run(command, cwd=root, capture_output=True, text=True)
            message = " ".join(run.stderr.replace(str(folder), "").split())
            print(
                f"| {case} | {run.returncode} | {json.dumps(message, ensure_ascii=False)[1:-1]} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
