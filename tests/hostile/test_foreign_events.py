"""An event from elsewhere brings no file of the reader's into a report."""

from __future__ import annotations

import json
import shutil

import pytest
from battery import GOOD_A, GOOD_B

import crossframe as cf
from analysis.event.event import _load_event
from analysis.event.outside import make_mark

SECRET = GOOD_A.replace("ferry", "zeppelin")  # a word that must be read nowhere


@pytest.fixture
def foreign(place, small):
    """A downloaded event beside a private file, and a function that writes its event.toml."""
    folder, private = place / "foreign", place / "private"
    for path in (folder / "texts", private):
        path.mkdir(parents=True)
    (folder / "b.txt").write_text(GOOD_B)
    for name in ("secret.txt", "a.txt"):
        (private / name).write_text(SECRET)
    (private / "book.csv").write_text("frame,pattern,weight\nzeppelin,zeppelin*,1\n")

    def write(first: str, top: str = "") -> str:
        second = '[[sides.articles]]\nid = "b"\nfile = "b.txt"'
        sides = f'[[sides]]\nlabel = "A"\n{first}\n[[sides]]\nlabel = "B"\n{second}\n'
        (folder / "event.toml").write_text(f'title = "Ferry"\n{top}\n{sides}')
        return "foreign"

    write.folder, write.private = folder, private
    return write


def name_article(path) -> str:
    return f'[[sides.articles]]\nid = "a"\nfile = {json.dumps(str(path))}'


def name_source(path, **more) -> str:
    lines = [f"{key} = {json.dumps(value)}" for key, value in more.items()]
    return "\n".join(["[[sides.sources]]", f"path = {json.dumps(str(path))}", *lines])


WAYS = {
    "a whole path": lambda private, folder: name_article(private / "secret.txt"),
    "a folder": lambda private, folder: name_source(private),
    "folders as sides": lambda private, folder: name_source(
        private.parent, by="folder", value="private"
    ),
    "the way through the working folder": lambda private, folder: name_article(
        "/proc/self/cwd/private/secret.txt"
    ),
    "there and back": lambda private, folder: name_article(
        folder / ".." / "private" / "secret.txt"
    ),
    "dots": lambda private, folder: name_article("../private/secret.txt"),
    "a folder by dots": lambda private, folder: name_source("texts/../../private"),
    "a link": lambda private, folder: name_article("link.txt"),
    "a link in a folder": lambda private, folder: name_source("texts"),
    "a link to a folder": lambda private, folder: name_source("linked"),
}


@pytest.mark.row("F21", "R7", "R16")
@pytest.mark.parametrize("way", WAYS)
def test_no_private_file_is_read(way, foreign, command):
    """F21: an event.toml from elsewhere named any file of the reader's, and it was read."""
    (foreign.folder / "link.txt").symlink_to(foreign.private / "secret.txt")
    (foreign.folder / "texts" / "c.txt").symlink_to(foreign.private / "secret.txt")
    (foreign.folder / "linked").symlink_to(foreign.private)
    event = foreign(WAYS[way](foreign.private, foreign.folder), f'outside = "{"0" * 24}"')
    for words in (["check"], ["features"], ["report", "--out", "r.html"]):
        code, out, error = command(*words[:1], event, *words[1:])
        assert code == 2 and "outside" in error or "out of" in error or "no article" in error, error
        assert "zeppelin" not in out + error
    written = [path for path in foreign.folder.parent.rglob("*") if path.is_file()]
    kept = [path for path in written if not path.resolve().is_relative_to(foreign.private)]
    assert not [path for path in kept if b"zeppelin" in path.read_bytes()]
    assert not (foreign.folder.parent / "r.html").exists()


@pytest.mark.row("F21", "R7")
def test_the_message_says_how_to_let_them_be_read(foreign, monkeypatch):
    path = foreign.private / "secret.txt"
    event = foreign(name_article(path))
    with pytest.raises(ValueError, match="are not read") as told:
        cf.load_event(event)
    assert str(path) in str(told.value)
    line = f'outside = "{make_mark([str(path)])}"'
    assert line in str(told.value)
    # The line is of these paths on this machine.
    foreign(name_article(foreign.private / "a.txt"), line)
    with pytest.raises(ValueError, match="are not read"):
        cf.load_event(event)
    foreign(name_article(path), line)
    assert len(cf.load_event(event).corpus.articles) == 2
    monkeypatch.setattr("analysis.event.outside._name_machine", lambda: "another")
    _load_event.cache_clear()
    with pytest.raises(ValueError, match="are not read"):
        cf.load_event(event)
    # Who names the folder of the texts names what is in it.
    monkeypatch.setenv("CROSSFRAME_TEXTS", str(foreign.private))
    shutil.copy(foreign.folder / "b.txt", foreign.private)
    assert len(cf.load_event(event).corpus.articles) == 2


@pytest.mark.row("F21")
def test_an_event_of_ones_own_reads_the_paths_it_was_made_from(pair, command, small):
    """`new` and `compare` write whole paths; whoever ran them on this machine is not asked."""
    code, _, error = command("new", "./mine", pair / "a.txt", "b.txt", "-q")
    assert code == 0, error
    code, _, error = command("report", "mine", "-q", "--out", "r.html")
    assert code == 0 and (pair / "r.html").is_file(), error
    code, _, error = command("compare", "a.txt", "b.txt", "-q", "--out", "s.html")
    assert code == 0, error
    code, _, error = command("check", "s", "-q")
    assert code == 0, error


BOOKS = ["../private/book", "../../private/book", "{private}/book", "linked-book", "book\\0", "."]
BOOKS += ["x" * 5_000, "codebooks/../../private/book", ""]


@pytest.mark.row("F21", "R7")
@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book[:30])
def test_a_codebook_is_a_name_and_no_path(book, foreign, command):
    """A list of words of the reader's would be shown with what it found."""
    (foreign.folder / "linked-book.csv").symlink_to(foreign.private / "book.csv")
    book = book.format(private=foreign.private)
    event = foreign(name_article("b.txt").replace('"a"', '"a2"'), f'codebooks = ["{book}"]')
    code, _, error = command("check", event)
    assert code == 2 and ("no codebook" in error or "event.toml" in error), error


@pytest.mark.row("F21", "R7")
@pytest.mark.parametrize("name", ["features", "local"])
def test_tables_of_another_event_are_not_linked_in(name, foreign, command):
    (foreign.folder / name).symlink_to(foreign.private)
    event = foreign(name_article("b.txt").replace('"a"', '"a2"'))
    code, _, error = command("check", event)
    assert code == 2 and "is a link out of the event's folder" in error
