"""Script in any field of an article stays text: on the page, and in notebooks."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from battery import GOOD_A, GOOD_B
from bleach._vendor import html5lib

from analysis.show.display import say, table
from analysis.show.html import convert_markdown, sanitise

# Ours; lists of others are read from CROSSFRAME_REFERENCE where that is set.
PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    '"><iframe src=javascript:alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "$\\href{javascript:alert(1)}{x}$",
    "<base href=//example.invalid/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=1>'>",
    "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<form action=javascript:alert(1)><input type=submit>",
    "<style>@import '//example.invalid'</style>",
    "{{7*7}}{% raw %}<x onclick=1>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<link rel=stylesheet href=//example.invalid>",
    "]]><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
]
FIELDS = ("id", "title", "outlet", "author", "url", "published", "text", "speaker")
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "background"}
ACTIVE = {"script", "iframe", "object", "embed", "form", "base", "link", "meta", "style", "frame"}


def list_payloads() -> list[str]:
    place = Path(os.environ.get("CROSSFRAME_REFERENCE") or os.devnull) / "hostile"
    found = list(PAYLOADS)
    for path in sorted(place.rglob("payloads.json")) if place.is_dir() else ():
        listed = json.loads(path.read_text("utf-8"))
        listed = (
            listed if isinstance(listed, list) else [p for some in listed.values() for p in some]
        )
        found += [p if isinstance(p, str) else p.get("payload", "") for p in listed]
    return [payload for payload in dict.fromkeys(found) if payload]


def find_active(html: str) -> Counter:
    """What could run, load or restyle in a page, as a browser parses it."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found: Counter = Counter()
    for element in tree.iter():
        name = element.tag if isinstance(element.tag, str) else ""
        if name.rpartition("}")[2] in ACTIVE:
            found[name] += 1
        for key, value in element.attrib.items():
            key = str(key)
            address = re.sub(r"[\x00-\x20]", "", str(value)).lower()
            if key.startswith("on"):
                found[key] += 1
            leads = key.rpartition("}")[2] in ADDRESSES
            if leads and address.startswith(("javascript:", "vbscript:", "data:text/html")):
                found[f"{key} {address[:20]}"] += 1
    return found


@pytest.mark.row("R1")
@pytest.mark.parametrize("payload", list_payloads(), ids=lambda p: ascii(p)[:24])
def test_what_notebooks_show_holds_no_script(payload):
    import pandas as pd

    shown = [
        table(pd.DataFrame({payload: [payload], "n": [1]}), caption=payload, name="x").rich,
        convert_markdown(say("**{a}** and {b}", a=payload, b=payload).rich),
        sanitise(f"<p>{payload}</p>"),
    ]
    for html in shown:
        assert not find_active(str(html))


def make_article(payload: str, text: str) -> dict:
    quoted = payload.replace("\n", " ")
    row = {"id": f"i{payload}", "title": f"Ferry {quoted}", "outlet": f"The {payload} Post"}
    row |= {"author": payload, "url": f"https://example.org/{payload}", "published": payload}
    said = f'\n\n"It is {quoted} so," said Ida {quoted} Brandt, its clerk {quoted}.'
    return row | {"text": text + said}


def make_page(folder: Path, command, payloads: list[str], name: str) -> str:
    for side, text in (("a", GOOD_A), ("b", GOOD_B)):
        rows = [
            make_article(f"{payload}", text.replace("Monday", f"day {k}"))
            for k, payload in enumerate(payloads)
        ]
        lines = "\n".join(map(json.dumps, rows))
        (folder / f"{name}-{side}.jsonl").write_text(lines, encoding="utf-8")
    paths = [f"{name}-a.jsonl", f"{name}-b.jsonl"]
    code, _, error = command(
        "compare", *paths, "--title", payloads[0], "--out", f"{name}.html", "-q"
    )
    assert code == 0, error
    pages = [folder / f"{name}.html", folder / name / "appendix.html"]
    return "".join(page.read_text("utf-8") for page in pages)


@pytest.mark.row("R1")
def test_a_report_of_hostile_articles_is_as_quiet_as_a_clean_one(project, command, small):
    clean = make_page(project, command, ["plain"], "clean")
    hostile = make_page(project, command, PAYLOADS[:12], "odd")
    assert "default-src 'none'" in hostile
    live = find_active(hostile)
    assert live == find_active(clean)
    text = "".join(html5lib.parse(hostile, namespaceHTMLElements=False).itertext())
    assert "<svg onload=alert(1)>" in text


try:
    from nbconvert import HTMLExporter as EXPORT
except ImportError:
    EXPORT = None
BATCH = 16
CLEAN: dict[str, Counter] = {}


def find_live(folder: Path, command, payloads: list[str], name: str, monkeypatch) -> dict:
    """What is active in the pages of a report, and in its notebooks exported by nbconvert.

    The project does not need nbconvert: where it is not installed, only pages are looked at.
    """
    from analysis.show import report

    kept = {}
    run = report.run_notebooks
    monkeypatch.setattr(
        report, "run_notebooks", lambda *given, **more: kept.update(run(*given, **more)) or kept
    )
    live = {"report": find_active(make_page(folder, command, payloads, name))}
    for book, ran in kept.items() if EXPORT else ():
        live[book] = find_active(EXPORT().from_notebook_node(ran)[0])
    monkeypatch.undo()
    return live


@pytest.mark.hostile
@pytest.mark.row("R1")
@pytest.mark.parametrize("start", range(0, len(list_payloads()), BATCH))
def test_a_whole_report_of_hostile_articles_is_as_quiet(start, project, command, record_property):
    payloads = list_payloads()[start : start + BATCH]
    record_property("cases", len(payloads) * len(FIELDS) * (2 if EXPORT else 1))
    with pytest.MonkeyPatch.context() as patch:
        CLEAN.update(CLEAN or find_live(project, command, ["plain"], "clean", patch))
        live = find_live(project, command, payloads, "odd", patch)
    assert live == CLEAN
    assert len(live) > 5 or not EXPORT
