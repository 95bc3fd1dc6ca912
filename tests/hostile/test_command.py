"""What the command says and where it writes, whatever files, titles and names are called."""

from __future__ import annotations

import json
import os
import signal
import time

import pytest
from battery import GOOD_A, GOOD_B, make_row, start

from analysis.cli import main
from analysis.tables.escapes import for_terminal

NAMES = [
    "my article",
    "a  b",
    "tab\tname",
    "ünï cödé",
    "100%",
    "a-b_c",
    "=1+1",
    "'quoted'",
    "a.b.c",
]
NAMES += ["nb\u00a0sp", "line\u2028end", "-x", "<b>", "日本"]


@pytest.mark.row("F1", "R7")
@pytest.mark.parametrize(
    "name", [NAMES[0], *(pytest.param(n, marks=pytest.mark.hostile) for n in NAMES[1:])]
)
def test_any_name_of_a_file_gets_a_report(name, project, command, small):
    """F1: a file name or an id with a space, and there was no report."""
    for folder, text in (("ours", GOOD_A), ("theirs", GOOD_B)):
        (project / folder).mkdir()
        (project / folder / f"{name}.txt").write_text(text)
    paths = [f"{folder}/{name}.txt" for folder in ("ours", "theirs")]
    code, _, error = command("compare", *paths, "--out", "r.html", "-q")
    assert code == 0, error
    assert (project / "r.html").is_file() and (project / "r" / "findings.json").is_file()


@pytest.mark.row("F1", "R7")
def test_ids_with_spaces_lead_to_their_segments(project):
    """F1: segments were listed with spaces between, and ids with spaces were torn."""
    import crossframe as cf
    from analysis.show.links import link_segments

    for k in range(len(NAMES)):
        (project / f"{k}.txt").write_text(GOOD_A if k % 2 else GOOD_B)
    rows = "".join(
        f'[[sides]]\nlabel = "{side}"\n'
        + "".join(
            f"[[sides.articles]]\nid = {json.dumps(name)}\nfile = '{k}.txt'\n"
            for k, name in enumerate(NAMES)
            if k % 2 == odd
        )
        for odd, side in enumerate(("Post", "Herald"))
    )
    (project / "event.toml").write_text(f'title = "Ferry"\nlanguage = "en"\n{rows}')
    every = cf.load_event(str(project), texts=True).every.segments["segment_id"].tolist()
    assert every and " ".join(every).split() == every
    assert link_segments(" ".join(every[:5]))[0].split() == every[:5]


BAD_NAMES = ["..", ".", "", "/", "./", "../", "a/..", "a\0b", "//"]


@pytest.mark.row("F16", "R7")
@pytest.mark.parametrize("name", BAD_NAMES)
def test_new_takes_only_a_name_for_an_event(name, project, command):
    """F16: `new ..` wrote event.toml beside data/, `new .` and `new ""` into it."""
    before = sorted(project.parent.rglob("event.toml"))
    code, _, error = command("new", name, "a.txt", "b.txt", "-q")
    assert code == 2 and "is no name of an event" in error
    assert sorted(project.parent.rglob("event.toml")) == before


EVIL = ["'; import os; os.abort()", '"""', "\\", "{0.__class__}", "%s%n", "$(id)", "`id`", "\n\nx"]
EVIL += ["</script><script>alert(1)", "\u202e", "é😀", "x" * 100_000]
OPTIONS = ["--title", "--codebook", "--text-column", "--by", "--sides", "--match"]


@pytest.mark.hostile
@pytest.mark.row("R8")
@pytest.mark.parametrize("value", EVIL, ids=lambda value: ascii(value)[:20])
def test_values_on_the_command_line_are_words(value, project, small, command, record_property):
    """A title arrives as it is; what is no codebook, column or side is named, and nothing runs."""
    record_property("cases", len(OPTIONS))
    (project / "t.jsonl").write_text("\n".join(json.dumps(make_row(k)) for k in range(4)))
    code, _, error = command("compare", "a.txt", "b.txt", "--title", value, "--out", "r.html", "-q")
    assert code == 0, error
    told = json.loads((project / "r" / "findings.json").read_text())
    assert told["title"] == value
    by = ["--by", "outlet", "--sides", "Post", "--sides"]
    for words in (
        ["a.txt", "b.txt", "--codebook", value],
        ["t.jsonl", *by, "Herald", "--text-column", value],
        ["t.jsonl", "--by", value, "--sides", "Post", "--sides", "Herald"],
        ["t.jsonl", *by, value],
        ["t.jsonl", *by, "Herald", "--match", value],
    ):
        code, _, error = command("compare", *words, "--out", "s.html", "-q")
        assert (
            code == 2 and error.startswith("crossframe: ") and len(error) < 2_000 + 3 * len(value)
        )
        assert for_terminal(error) == error and not (project / "s.html").exists()


ESCAPES = ["\x1b[31mred", "\x1b]0;title\x07", "\x9b31m", "\u202ethgir", "\u2066x", "\r", "\x08\x08"]


@pytest.mark.row("F19")
@pytest.mark.parametrize("odd", ESCAPES, ids=ascii)
def test_no_terminal_is_told_what_to_do(odd, place, command):
    """F19: check printed the escape sequences of titles and ids."""
    row = {"id": f"a{odd}b", "title": f"Ferry {odd} stopped", "outlet": odd, "text": GOOD_A}
    (place / "t.jsonl").write_text(json.dumps(row))
    for words in (["check", "t.jsonl"], ["check", "t.jsonl", "--json"]):
        code, out, error = command(*words)
        assert code == 0 and "Ferry" in out
        assert for_terminal(out + error) == out + error
        if "--json" in words:
            assert json.loads(out)["articles"][0]["article_id"] == f"a{odd}b".replace("\r", "\n")
    _, out, error = command("check", f"no{odd}file")
    assert for_terminal(out + error) == out + error


@pytest.mark.hostile
@pytest.mark.row("F13", "R10")
@pytest.mark.skipif(os.name == "nt", reason="signals are those of POSIX")
@pytest.mark.parametrize("delay", [0, 0.3, 1.0])
def test_a_command_that_is_stopped_says_no_traceback(delay, project, small):
    """F13: Ctrl-C while kernels start ended in `'NoneType' object has no attribute ...`."""
    process = start("compare", "a.txt", "b.txt", "--out", "r.html", cwd=project)
    while not list(project.glob("**/.crossframe-*")) and process.poll() is None:
        time.sleep(0.02)  # Python itself is started, and its report is being made
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert "stop_channels" not in error and "Traceback" not in error
    assert process.returncode or (project / "r.html").exists()


@pytest.mark.row("F13")
def test_a_kernel_that_does_not_start_says_why(project, small, monkeypatch):
    """F13: any fault of a kernel's start was hidden behind a line that cleared up."""
    from analysis.show.notebooks import run_notebooks

    async def fail(*_, **__):
        raise RuntimeError("no kernel today")

    monkeypatch.setattr("analysis.show.notebooks.is_plain", lambda book: False)
    monkeypatch.setattr("nbclient.NotebookClient.async_execute", fail)
    with pytest.raises(RuntimeError, match="no kernel today"):
        run_notebooks("small")


@pytest.mark.row("F12")
def test_a_fault_of_the_machine_is_a_message(monkeypatch, command):
    """F12: `crossframe: None: None`."""

    def fail(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr("analysis.event.check.check_source", fail)
    code, _, error = command("check", os.devnull)
    assert (code, error) == (1, "crossframe: the disk is full\n") and main
