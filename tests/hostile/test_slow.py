"""Awkward texts of any length take time and memory by their length, and not by its square."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import pytest
from battery import PROSE, ROOT, read_status

from analysis.articles.roles import list_sentences
from analysis.articles.segments import list_segments
from analysis.event.build import build_corpus
from analysis.event.gather import gather_articles
from analysis.measures.codebooks import read_codebook
from analysis.text.typography import normalise

QUOTE = '"I am," he said. '
NESTED = "\"He said 'she said \"it is 'so' here\" then' and\" left. "


def again(piece: str) -> Callable[[int], str]:
    """A text of n characters that is one piece again and again."""
    return lambda n: piece * (n // len(piece))


def number(template: str, parted: str = " ") -> Callable[[int], str]:
    """A text of about n characters of pieces of which none is another."""
    return lambda n: parted.join(template.format(k) for k in range(n // len(template)))


# Text that an article may hold, or a file that somebody made to cost time. The first were slow
# once, or their kind was.
LONG = {
    "dialogue with an odd mark": lambda n: again(QUOTE)(n) + '"',
    "dialogue": again(QUOTE),
    "open quotations": again('"The board is here\n\n'),
    "after colons": again('Ida Brandt said: "It is so." '),
    "titles": again('They saw a film called "The Board" in town. '),
    "one paragraph again": again(f"{PROSE}\n\n"),
    "paragraphs alike": number(f"{PROSE} Day {{}}.", "\n\n"),
    "names": again("Ida Brandt said so to him. "),
    "pronouns": again("She said that it was so. "),
    "labels": again("Q: Is it so?\n\nA: It is so, and it was.\n\n"),
    "hours": again("It was 5 p.m. on Monday when he said so. "),
}
WHOLE = LONG | {
    "nested quotations": again(NESTED),
    "short forms": again("Mr. "),
    "initials": again("U.S. and J. R. R. "),
    "faces": again("😀😡"),
    "words without an end": again("the ferry was good and not bad but so "),
    "denials": again("not never no "),
    "one word": again("abcdefghij"),
    "names without an end": again("Ida Brandt Tom Reid "),
    "other names": number("Ida Brandt{0} met Tom Reid{0}."),
    "hyphens": again("well-known-and-"),
    "dashes": again("so — "),
    "bare dashes": again("-"),
    "apostrophes": again("'"),
    "marks of quotation": again('" '),
    "ends of sentences": again("?! "),
    "brackets": again("[(<{"),
    "lines of two letters": again("ab\n"),
    "spaces": again(" "),
    "ligatures": again("ﬁ"),
    "accents set apart": again("e\u0301"),
    "marks on one letter": again("\u0301\u0323"),
    "joiners": again("a\u200b"),
    "addresses": again("https://example.org/a?b=c&d=e "),
    "look-alikes": again("t\u0435rrible "),
    "numbers": number("{} of 1,000.5 % "),
    "lists": again("- one; two; three: four,\n"),
    "other words": number("ferry{0} pier{0} said"),
    "obligation": again("They must, should, may and will have to have been being done. "),
    "scare quotes": again("the 'so-called' \"deal\" "),
    "tags": again("<p><b>The ferry</b>"),
}
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SECONDS = {100_000: 2.0, 1_000_000: 20.0}  # that the whole reading of a text may take
TIMES, LITTLE = 15, 0.1  # what ten times the text may cost, and what is too short to be compared
MOST_MEMORY = 500_000  # kilobytes
BOOKS = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}


def measure(make: Callable[[int], str], n: int) -> float:
    text, offsets = normalise(f"{PROSE * 3}{make(n)}\n\n{PROSE * 2}")
    start = time.process_time()
    list_segments(list_sentences(text), text, article_id="a", offsets=offsets)
    return time.process_time() - start


@pytest.mark.row("F14", "R4")
@pytest.mark.parametrize("case", LONG)
def test_time_grows_with_the_text_and_not_with_its_square(case):
    """F14: 1 MB of dialogue with an odd mark took over 60 seconds."""
    measure(LONG[case], 2_000)
    small = measure(LONG[case], 10_000)
    large = min(measure(LONG[case], 50_000) for _ in range(2))
    assert large < 1 and large < 12 * max(small, 0.01)  # by the square it would be 25 times


def read_whole(folder: Path, text: str) -> tuple[float, int]:
    """Processor time and kilobytes to read, cut, count and score one article beside another."""
    for name, content in (("a", f"{PROSE * 3}\n\n{text}\n\n{PROSE * 2}"), ("b", PROSE * 9)):
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    sides = [
        {"label": name, "articles": [{"id": name, "file": f"{name}.txt"}], "sources": []}
        for name in ("a", "b")
    ]
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, start = read_status("VmRSS"), time.process_time()
    raw, notes = gather_articles({"sides": sides}, folder)
    with suppress(ValueError):  # a sentence that has no end is refused, with its length
        build_corpus(raw, notes, codebooks=BOOKS, sides=["a", "b"], actors=[], issues=[])
    return time.process_time() - start, read_status("VmHWM") - before


def measure_whole(case: str, folder: Path, sizes: Iterable[int], pipe) -> None:
    pipe.send([read_whole(folder, WHOLE[case](n)) for n in sizes])


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """All is imported and every lexicon read, before another process is made of this one."""
    read_whole(tmp_path_factory.mktemp("warm"), QUOTE * 20)


@pytest.mark.hostile
@pytest.mark.row("F14", "R4")
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="looks into /proc")
@pytest.mark.parametrize("case", WHOLE)
def test_ten_times_the_text_takes_ten_times_as_long(case, warm, tmp_path, record_property):
    record_property("cases", len(SIZES))
    near, far = multiprocessing.Pipe(duplex=False)
    # A fork, whose memory is its own; what is killed for taking too much has sent nothing.
    process = multiprocessing.get_context("fork").Process(
        target=measure_whole, args=(case, tmp_path, SIZES, far)
    )
    process.start()
    far.close()
    try:
        found = near.recv()
    finally:
        process.join()
    seconds = [second for second, _ in found]
    told = [f"{second:.2f} s, {kilobytes / 1024:.0f} MB" for second, kilobytes in found]
    for (small, large), size in zip(
        zip(seconds, seconds[1:], strict=False), SIZES[1:], strict=True
    ):
        assert large < SECONDS.get(size, 2.0), told
        assert large < TIMES * max(small, LITTLE), told
    assert max(kilobytes for _, kilobytes in found) < MOST_MEMORY, told


@pytest.mark.row("F14", "R4")
@pytest.mark.parametrize("piece", ["ﬁ", "—", "ab\n", "'", '"', "e\u0301", "😀", "\u200b"])
def test_odd_characters_take_little_memory(piece):
    """F14: 1 MB of ligatures took 1.8 GB."""
    import tracemalloc

    text = PROSE + piece * 10_000
    tracemalloc.start()
    plain, offsets = normalise(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(offsets) == len(plain) + 1 and peak < 4_500_000
