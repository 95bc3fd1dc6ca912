"""The committed reports in a real browser, with and without scripts.

Nothing leaves the page, and everything can be reached.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

REPORTS = sorted((Path(__file__).parents[1] / "reports").glob("*.html"))
APPENDICES = [path.with_suffix("") / "appendix.html" for path in REPORTS]
PAGES = 6  # of A4 that a short report prints on at most
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
]
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="Chromium is not installed here: apt-get install chromium"
)


@pytest.fixture(scope="module")
def port():
    """The port of a headless Chromium that speaks the DevTools protocol."""
    with tempfile.TemporaryDirectory() as home:
        command = [CHROMIUM, *QUIET, f"--user-data-dir={home}"]
        process = subprocess.Popen(
            command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        line = next(line for line in process.stderr if "DevTools listening" in line)
        yield re.search(r":(\d+)/", line)[1]
        process.terminate()
        process.wait(20)
        process.stderr.close()


ROWS = "[...document.querySelectorAll('#segments tbody tr, .segments > li')]"
SHOWN_ROWS = f"{ROWS}.filter((r) => !r.hidden)"
MARKED = "[...document.querySelectorAll('#reader .hit')]"


def type_into(field: str, text: str) -> str:
    """JavaScript that types a text into the field with this id, as the page sees a reader do it."""
    event = f"(e => {{ e.value = '{text}'; e.dispatchEvent(new Event('input')); }})"
    return f"{event}(document.getElementById('{field}'))"


class Page:
    """One tab: send a command, run a line of JavaScript, and keep what the browser reports."""

    def __init__(self, port: str):
        self.port, self.number, self.events = port, 0, []

    async def open(
        self, path: Path, *, width: int = 1280, theme: str = "light", scripts: bool = True
    ) -> Page:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/json/new?about:blank", method="PUT"
        )
        with urllib.request.urlopen(request) as answer:
            target = json.load(answer)
        self.socket = await websocket_connect(
            target["webSocketDebuggerUrl"], max_message_size=1 << 26
        )
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.send(f"{domain}.enable")
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        await self.send("Emulation.setDeviceMetricsOverride", **size)
        await self.send(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": theme}],
        )
        await self.send("Emulation.setScriptExecutionDisabled", value=not scripts)
        await self.send("Page.navigate", url=path.resolve().as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(json.loads(await self.socket.read_message()))
        return self

    async def send(self, method: str, **params: object) -> dict:
        self.number += 1
        await self.socket.write_message(
            json.dumps({"id": self.number, "method": method, "params": params})
        )
        while (message := json.loads(await self.socket.read_message())).get("id") != self.number:
            self.events.append(message)
        assert "error" not in message, (method, message["error"])
        return message["result"]

    async def run(self, line: str) -> object:
        result = await self.send(
            "Runtime.evaluate", expression=line, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def faults(self) -> list[str]:
        """Requests but for the page itself, errors on the console, uncaught errors and dialogs."""
        sent = [
            e["params"]["request"]["url"]
            for e in self.events
            if e["method"] == "Network.requestWillBeSent"
        ]
        logged = [
            e["params"]["entry"]["text"]
            for e in self.events
            if e["method"] == "Log.entryAdded" and e["params"]["entry"]["level"] == "error"
        ]
        other = [
            e["method"]
            for e in self.events
            if e["method"] in ("Runtime.exceptionThrown", "Page.javascriptDialogOpening")
        ]
        return [url for url in sent[1:] if not url.startswith("data:")] + logged + other


def browse(port, path, visit, **options):
    async def go():
        page = await Page(port).open(path, **options)
        found = await visit(page)
        page.socket.close()  # what stays open warns in another test, when it is collected
        assert page.faults() == []
        return found

    return asyncio.run(go())


every_report = pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
every_appendix = pytest.mark.parametrize("path", APPENDICES, ids=lambda path: path.parent.name)
every_page = pytest.mark.parametrize(
    "path", REPORTS + APPENDICES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_there_are_reports_to_look_at():
    assert {path.stem for path in REPORTS} >= {"harbour-lease", "us-pakistan-sanctions"}


@every_page
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_sideways_scroll_and_nothing_asked_of_the_network(port, path, width):
    async def visit(page):
        closed = await page.run(WIDER)
        await page.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        return closed, await page.run(WIDER)

    assert browse(port, path, visit, width=width) == (0, 0)


@every_report
def test_a_number_leads_to_its_segments_and_back(port, path):
    """To the sentences in the texts, where they are there, and else to the list of segments."""
    has_texts = 'id="reader"' in path.read_text("utf-8")

    async def visit(page):
        shown = f"{MARKED if has_texts else SHOWN_ROWS}.map((r) => r.id)"
        before = await page.run(shown)
        await page.run(
            "(window.first = document.querySelector('.findings [data-evidence] a')).click()"
        )
        wanted = await page.run("window.first.closest('[data-evidence]').dataset.evidence")
        some = await page.run(shown)
        told = await page.run("document.getElementById('told').textContent")
        at = await page.run("document.activeElement.id")
        await page.run("document.getElementById('back').click()")
        focused = await page.run("document.activeElement === window.first")
        return before, wanted, some, told, at, focused, await page.run(shown)

    before, wanted, some, told, at, focused, after = browse(port, path, visit)
    assert sorted(some) == sorted(wanted.split()) and at in some
    assert before == [] if has_texts else len(some) < len(before)
    assert told.startswith(f"{len(some)} segment")
    assert focused and after == before


@every_appendix
def test_a_number_of_the_appendix_leads_to_its_rows(port, path):
    async def visit(page):
        await page.run("(window.first = document.querySelector('td [data-evidence] a')).click()")
        wanted = await page.run("window.first.closest('[data-evidence]').dataset.evidence")
        return wanted, await page.run(f"{SHOWN_ROWS}.map((r) => r.id)")

    wanted, some = browse(port, path, visit)
    assert sorted(some) == sorted(wanted.split())


@every_appendix
def test_rows_can_be_searched(port, path):
    async def visit(page):
        await page.run(type_into("find", "headline"))
        rows = f"{SHOWN_ROWS}.map((r) => r.textContent)"
        return await page.run(rows), await page.run(f"{ROWS}.length")

    rows, total = browse(port, path, visit)
    assert 0 < len(rows) < total and all("headline" in row.lower() for row in rows)


@every_report
def test_the_short_report_prints_on_six_pages(port, path):
    async def visit(page):
        printed = await page.send("Page.printToPDF", preferCSSPageSize=True)
        return base64.b64decode(printed["data"])

    document = browse(port, path, visit)
    assert 1 < len(re.findall(rb"/Type /Page\b", document)) <= PAGES
    boxes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[(.+?)\]", document)
    }
    assert all(box == pytest.approx((0, 0, 595, 842), abs=1) for box in boxes)


CONTROLS = "button, input, output, label, .filter, .switches, .skip"
SEEN = f"""[...document.body.querySelectorAll("*")].filter((e) => !e.closest("script, {CONTROLS}")
  && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
  && !e.querySelector("{CONTROLS}") && e.checkVisibility()).map((e) => e.textContent.trim())"""


@every_page
def test_what_the_screen_shows_is_printed(port, path):
    """All but controls, which do nothing on paper."""

    async def visit(page):
        await page.run("new Promise((done) => setTimeout(done, 100))")  # all chapters are open
        shown = await page.run(SEEN)
        await page.send("Emulation.setEmulatedMedia", media="print")
        return shown, await page.run(SEEN)

    shown, printed = browse(port, path, visit)
    assert len(shown) > 100 and Counter(shown) == Counter(printed)


@every_report
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_follows_the_reader_and_can_be_turned(port, path, theme):
    async def visit(page):
        light = (
            "getComputedStyle(document.body).backgroundColor"
            ".match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) > 384"
        )
        before = await page.run(light)
        await page.run("document.getElementById('theme').click()")
        await page.run("localStorage.clear()")  # the choice is kept, also for the next test
        return before, await page.run(light)

    assert browse(port, path, visit, theme=theme) == (theme == "light", theme == "dark")


@every_page
def test_without_a_program_the_answer_and_the_evidence_are_there(port, path):
    async def visit(page):
        # Scripts are let run now to look; the page has not run its own.
        await page.send("Emulation.setScriptExecutionDisabled", value=False)
        text = await page.run("document.querySelector('main').textContent")
        return text, await page.run("document.querySelector('input')?.offsetParent ?? null")

    text, control = browse(port, path, visit, scripts=False)
    assert "supported" in text and "SHA-256" in text and control is None
    assert len(text) > 15_000


def test_the_reader_and_the_words_in_their_places(port):
    async def visit(page):
        marked = "getComputedStyle(document.querySelector('#reader mark.plus')).backgroundColor"
        before = await page.run(marked)
        await page.run("document.querySelector('#switches [data-part=tone]').click()")
        after = await page.run(marked)
        await page.run(type_into("word", "harbour"))
        return (
            before,
            after,
            await page.run(
                "[...document.querySelectorAll('#places li')].map((li) => li.textContent)"
            ),
        )

    path = next(path for path in REPORTS if path.stem == "harbour-lease")
    before, after, places = browse(port, path, visit)
    assert before != after
    assert len(places) > 3 and all("harbour" in place.lower() for place in places)


CUT = """[...document.querySelectorAll("figure svg")].flatMap((svg) => {
  const own = svg.getBoundingClientRect(), box = svg.parentElement;
  const beyond = (part) => Math.max(own.left - part.left, part.right - own.right);
  const words = [...svg.querySelectorAll("text")].map((text) => text.getBoundingClientRect());
  const cut = box.scrollWidth - box.clientWidth > 1 || own.width > box.clientWidth + 1;
  const out = Math.max(0, ...words.map(beyond));
  return cut || out > 2 ? [[svg.getAttribute("aria-label").slice(0, 40), own.width, out]] : [];
})"""


@every_page
@pytest.mark.parametrize("width", [375, 1280])
def test_no_figure_is_cut(port, path, width):
    """No drawing is wider than its box, and no word stands outside its drawing."""

    async def visit(page):
        await page.run("document.documentElement.classList.add('open')")
        return await page.run(CUT)

    assert browse(port, path, visit, width=width) == []


@every_report
def test_rows_stack_on_a_phone(port, path):
    async def visit(page):
        await page.run("document.documentElement.classList.add('open')")
        await page.run("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        return await page.run(
            "[...document.querySelectorAll('table tbody tr')].filter((row) => row.cells[1]"
            " && row.cells[0].offsetTop === row.cells[1].offsetTop && row.offsetHeight).length"
        )

    assert browse(port, path, visit, width=375) == 0


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_short_page_is_short(path):
    assert path.stat().st_size <= 500_000
