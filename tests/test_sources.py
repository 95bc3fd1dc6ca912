"""Sources: every kind of file gives its article's text; what cannot be read stops nothing."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.articles.copies import find_copies, number_runs
from analysis.articles.segments import list_segments
from analysis.event.event import Event, load_event, write_features
from analysis.event.outside import KEY, is_inside, make_mark
from analysis.judge.verdicts import judge_sides
from analysis.measures.tone import compare_tone
from analysis.read.encoding import decode
from analysis.read.files import _load
from analysis.read.sources import read_source, read_text
from analysis.tables.sides import face_rest
from bad_inputs import BAD, GOOD, PROSE, pack, write_bad
from helpers import features_of

DATA = Path(__file__).parent / "data"
PAGES = ("valley-chronicle", "lindmoor-post")


def write_pair(folder: Path, *paths: Path, more: str = "") -> Path:
    """An event that names each path as the source of a side, and was made on this machine."""
    folder.mkdir(parents=True)
    lines = ['title = "Pair"', f'{KEY} = "{make_mark(map(str, paths))}"', more]
    lines += [
        f'[[sides]]\nlabel = "{k}"\n[[sides.sources]]\npath = "{path}"'
        for k, path in enumerate(paths)
    ]
    (folder / "event.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def load_pair(folder: Path, *paths: Path, more: str = "") -> Event:
    return load_event(str(write_pair(folder, *paths, more=more)))


# Web pages: menus, cookie banners, captions, related links, share buttons and comments go; headline
# and standfirst stay


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_saved_pages_give_the_segments_of_their_clean_text(encoding, tmp_path):
    saved = []
    for name in PAGES:
        page = (DATA / f"{name}.html").read_text(encoding="utf-8")
        if encoding == "cp1252":
            page = page.replace("charset=UTF-8", "charset=iso-8859-1").replace(
                'charset="utf-8"', 'charset="windows-1252"'
            )
            page = page.replace("\n", "\r\n")
        saved.append(tmp_path / f"{name}.html")
        saved[-1].write_bytes(page.encode(encoding))
    found = load_pair(tmp_path / "html", *saved).corpus
    clean = load_pair(tmp_path / "txt", *(DATA / f"{name}.txt" for name in PAGES)).corpus
    for table in ("segments", "terms", "marks"):
        pd.testing.assert_frame_equal(getattr(found, table), getattr(clean, table))
    assert (
        found.segments.groupby("article_id")["role"]
        .agg(lambda r: {"headline", "standfirst", "body"} <= set(r))
        .all()
    )


def test_pages_say_who_published_them_and_when():
    found = pd.concat([read_source(DATA / f"{name}.html")[0] for name in PAGES])
    assert found["outlet"].tolist() == ["The Valley Chronicle", "Lindmoor Post"]
    assert found["published"].tolist() == ["2021-03-09", "2021-03-10"]
    assert found["author"].tolist() == ["Maud Ferris", "Dale Orrin"]
    assert found["url"].str.startswith("https://").all() and found["title"].str.len().gt(20).all()


def test_a_page_under_the_name_of_a_text_is_a_page(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((DATA / "lindmoor-post.html").read_bytes())
    assert read_text(path) == read_text(DATA / "lindmoor-post.html")


# Other kinds


def write_docx(path: Path) -> None:
    import docx

    document = docx.Document()
    for paragraph in GOOD.strip().split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(path)


def write_pdf(path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4))
    for k, line in enumerate(GOOD.strip().split("\n\n")):
        figure.text(0.02, 0.9 - 0.15 * k, line, fontsize=6, parse_math=False)
    figure.savefig(path)


def test_word_pdf_and_markdown_hold_the_same_words(tmp_path):
    write_docx(tmp_path / "a.docx")
    write_pdf(tmp_path / "a.pdf")
    head, body = GOOD.split("\n\n", 1)
    front = f"---\ntitle: {head}\nsource: Post\n---\n# {head}\n\n"
    marked = body.replace("bad joke", "**bad** [joke](https://x.example)")
    (tmp_path / "a.md").write_text(front + marked, encoding="utf-8")
    assert read_text(tmp_path / "a.docx") == GOOD.strip()
    assert read_text(tmp_path / "a.pdf").split() == GOOD.split()
    assert read_text(tmp_path / "a.md").split() == GOOD.split()
    assert read_source(tmp_path / "a.md")[0]["outlet"].tolist() == ["Post"]


ROWS = [
    {
        "key": "x",
        "paper": "Post",
        "day": "5 March 2021",
        "head": "Ferry sold",
        "story": f"{PROSE}One boat, “two” boats.",
    },
    {
        "key": "y",
        "paper": "Herald",
        "day": "2021-03-06T10:00:00Z",
        "head": "",
        "story": f"{PROSE}\n\nThree; boats\tand nets.",
    },
]
RENAMED = {"id": "key", "outlet": "paper", "published": "day", "title": "head", "text": "story"}


@pytest.mark.parametrize("kind", ["csv", "tsv", "semicolons.csv", "json", "jsonl", "parquet"])
def test_tables_of_every_kind_give_the_same_articles(kind, tmp_path):
    path, frame = tmp_path / f"t.{kind}", pd.DataFrame(ROWS)
    if kind == "parquet":
        frame.to_parquet(path)
    elif "json" in kind:
        frame.to_json(path, orient="records", lines=kind == "jsonl")
    else:
        frame.to_csv(path, index=False, sep={"csv": ",", "tsv": "\t"}.get(kind, ";"))
    found, notes = read_source(path, columns=RENAMED, by="paper")
    assert (
        notes == []
        and found["article_id"].tolist() == ["x", "y"]
        and found["side"].tolist() == ["Post", "Herald"]
    )
    assert found["text"].tolist() == [f"Ferry sold\n\n{ROWS[0]['story']}", ROWS[1]["story"]]
    assert found["published"].tolist() == ["2021-03-05", "2021-03-06"]


def test_common_columns_are_known_and_odd_dates_are_kept(tmp_path):
    (tmp_path / "t.csv").write_text(
        f'Headline,Body,Source,Date\nSold,"{PROSE}",Post,03/04/21\n', encoding="utf-8"
    )
    found, notes = read_source(tmp_path / "t.csv")
    assert found[["title", "outlet", "published"]].values.tolist() == [["Sold", "Post", "03/04/21"]]
    assert [note["what"] for note in notes] == ["date"]


def test_folders_and_archives_are_the_same(tmp_path):
    for name in ("a/one.txt", "a/.hidden.txt", "b/two.txt"):
        (tmp_path / "x" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "x" / name).write_text(f"{GOOD}{name} boats.", encoding="utf-8")
    names = ("a/one.txt", "a/.hidden.txt", "b/two.txt", "__MACOSX/a/one.txt")
    (tmp_path / "x.zip").write_bytes(
        pack(*((name, f"{GOOD}{name} boats.".encode()) for name in names))
    )
    folder, archive = (read_source(tmp_path / name, by="folder")[0] for name in ("x", "x.zip"))
    pd.testing.assert_frame_equal(folder, archive)
    assert folder["side"].tolist() == ["a", "b"] and folder["article_id"].tolist() == ["one", "two"]


def test_nothing_outside_a_folder_is_read(tmp_path):
    (tmp_path / "in-evil").mkdir()
    (tmp_path / "in-evil" / "secret.txt").write_text(GOOD)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "in-evil" / "secret.txt")
    found, notes = read_source(tmp_path / "in")
    assert found.empty and "leads out" in notes[0]["reason"]
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "z.zip").write_bytes(
        pack(("../escaped.txt", GOOD.encode()), ("/etc/escaped.txt", b"x"), ("C:\\e.txt", b"x"))
    )
    found, notes = read_source(tmp_path / "z.zip")
    assert (
        found.empty
        and len(notes) == 3
        and sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "z.zip"])
    )


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_what_lies_in_a_folder_is_told_where_links_lead(tmp_path):
    folder, secret = tmp_path / "event", tmp_path / "secret.txt"
    folder.mkdir()
    (tmp_path / "elsewhere").mkdir()
    secret.write_text("x")
    (folder / "own.txt").write_text("x")
    (folder / "inner").mkdir()
    links = {"file": secret, "folder": tmp_path / "elsewhere", "again": folder / "own.txt"}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    inside = ["own.txt", "inner", "again", "missing.txt", "inner/..", "inner/../own.txt"]
    outside = ["file", "folder", "folder/x.txt", "..", "../secret.txt"]
    assert [is_inside(folder / name, folder) for name in inside] == [True] * len(inside)
    assert [is_inside(folder / name, folder) for name in outside] == [False] * len(outside)


def test_a_file_that_is_said_to_be_empty_is_read_to_its_end(tmp_path, monkeypatch):
    """A size is what a file system says of a file, which may grow or be made as it is read."""
    if sys.platform == "linux":
        assert _load(Path("/proc/self/status")).startswith(b"Name:")
    monkeypatch.setattr("analysis.read.files.MOST_BYTES", 5)
    path = tmp_path / "a.txt"
    for size in (0, 4, 5):
        path.write_bytes(b"x" * size)
        assert _load(path) == b"x" * size
    path.write_bytes(b"x" * 6)
    with pytest.raises(ValueError, match="at most 5 are read"):
        _load(path)


# Encodings: the right text or an error, and the same features

ACCENTED = GOOD.replace("a bad joke", "a “naïve” joke – £40 at José’s café")
ENCODINGS = {
    "utf-8-sig": ACCENTED.encode("utf-8-sig"),
    "utf-16": ACCENTED.encode("utf-16"),
    "utf-32": ACCENTED.encode("utf-32"),
    "cp1252": ACCENTED.encode("cp1252"),
    "Mac": ACCENTED.encode("mac_roman"),
    "CRLF": ACCENTED.replace("\n", "\r\n").encode(),
    "CR": ACCENTED.replace("\n", "\r").encode(),
    "saved twice": ACCENTED.encode().decode("cp1252", "replace").encode(),
    "straight": ACCENTED.translate(str.maketrans("“”’–", '""\'-')).encode(),
    "half and half": ACCENTED.encode()[:-60] + "José".encode("cp1252") + ACCENTED.encode()[-60:],
}


@pytest.mark.parametrize(
    "case", [case for case in ENCODINGS if case not in ("saved twice", "half and half")]
)
def test_encodings_of_one_article_have_identical_features(case, tmp_path):
    for name, content in (("plain", ACCENTED.encode()), ("other", ENCODINGS[case])):
        (tmp_path / name).mkdir()
        (tmp_path / name / "article.txt").write_bytes(content)
        (tmp_path / name / "b.txt").write_text(GOOD, encoding="utf-8")
    found, plain = (
        features_of(
            write_pair(
                tmp_path / f"{n}-event", tmp_path / n / "article.txt", tmp_path / n / "b.txt"
            )
        )
        for n in ("other", "plain")
    )
    for name, table in found.items():
        dropped = (
            ["sha256", *(c for c in table if c.startswith("naive") and case == "straight")]
            if name == "articles"
            else []
        )
        other = plain[name]
        if name == "audit":  # which says that an encoding was guessed
            table, other = (
                t[t["what"] != "encoding"].reset_index(drop=True) for t in (table, other)
            )
        pd.testing.assert_frame_equal(table.drop(columns=dropped), other.drop(columns=dropped))


@pytest.mark.parametrize("case", ENCODINGS)
def test_no_character_is_lost_silently(case):
    try:
        text, note = decode(ENCODINGS[case], name="x.txt")
    except ValueError as error:
        assert str(error).startswith("x.txt: ") and case in ("saved twice", "half and half")
        return
    assert "\ufffd" not in text and "café" in text and "Ã" not in text
    assert bool(note) == (case in ("cp1252", "Mac", "saved twice", "half and half"))


# Copies


def test_copies_on_a_side_count_once_and_shared_copy_is_said(tmp_path):
    wire = " ".join(
        f"The boat numbered {k} was sold to a bank in the port of {k + 7} ships." for k in range(20)
    )
    texts = {
        "a/long.txt": f"{wire} A last word by the clerk.",
        "a/copy.txt": wire,
        "a/own.txt": f"{PROSE}Nobody else has this story of the harbour.",
        "b/theirs.txt": f"{wire} And here is what the town said to us about all of it, "
        "in its own words, on Monday.",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    event = load_pair(tmp_path / "with", tmp_path / "a", tmp_path / "b")
    assert event.corpus.articles["article_id"].tolist() == ["long", "own", "theirs"]
    notes = event.audit.set_index("what")
    assert notes.loc["folded", "article_id"] == "copy" and "long" in notes.loc["folded", "reason"]
    assert sorted(notes.loc[["shared"], "article_id"]) == ["long", "theirs"]
    without = load_pair(
        tmp_path / "without", tmp_path / "a", tmp_path / "b", more="without_shared = true"
    ).corpus
    body = without.segments.query("role == 'body'").groupby("article_id")["text"].agg(" ".join)
    assert (
        body["theirs"].startswith("And here")
        and body["long"].startswith("A last word")
        and body["own"].startswith("The ferry")
    )
    assert len(without.segments) == len(event.corpus.segments)  # set aside, not thrown away


def test_copies_by_hand():
    words = "one two three four five six seven eight nine ten"
    rows = [
        ("x", "A", words),
        ("y", "A", words.upper()),
        ("z", "B", f"zero {words}"),
        ("w", "B", "nothing of the kind"),
    ]
    found, common = find_copies(pd.DataFrame(rows, columns=["article_id", "side", "text"]))
    assert found[["article_id", "what", "n_words"]].values.tolist() == [
        ["y", "folded", 3],
        ["x", "shared", 3],
        ["z", "shared", 3],
    ]
    assert common == set(number_runs(words).tolist()) and len(common) == 3


# Bad input: refused by name, and everything else as if it were not there


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The pair of a folder with a good article and another one, without any bad input."""
    place = tmp_path_factory.mktemp("clean")
    (place / "side").mkdir()
    (place / "side" / "good.txt").write_text(GOOD, encoding="utf-8")
    (place / "other.txt").write_text(PROSE, encoding="utf-8")
    return load_pair(place / "e", place / "side", place / "other.txt")


@pytest.mark.parametrize("case", BAD)
def test_one_bad_input_changes_nothing_else(case, clean, tmp_path):
    folder = tmp_path / "side"
    path, message = write_bad(folder, case), BAD[case][2]
    (folder / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "other.txt").write_text(PROSE, encoding="utf-8")
    if path.suffix == ".zip":  # an archive is a side's source, not one of its files
        toml = (
            write_pair(tmp_path / "e", folder, tmp_path / "other.txt") / "event.toml"
        ).read_text()
        path = path.rename(tmp_path / "bad.zip")
        named = [folder, tmp_path / "other.txt"]
        marks = [make_mark(map(str, paths)) for paths in (named, [*named, path])]
        toml = toml.replace(*marks).replace(
            '[[sides]]\nlabel = "1"', f'[[sides.sources]]\npath = "{path}"\n[[sides]]\nlabel = "1"'
        )
        (tmp_path / "e" / "event.toml").write_text(toml)
        event = load_event(str(tmp_path / "e"))
    else:
        event = load_pair(tmp_path / "e", folder, tmp_path / "other.txt")
    if message != "no running text":
        refused = event.audit[event.audit["what"] == "refused"]
        assert message in " ".join(refused["reason"]) and str(tmp_path) not in " ".join(
            refused["reason"]
        )
        for table in ("articles", "segments", "terms", "marks"):
            pd.testing.assert_frame_equal(
                getattr(event.corpus, table), getattr(clean.corpus, table)
            )


def test_broken_rows_are_named_and_the_rest_is_read(tmp_path):
    rows = [f'a,"{PROSE}"', "b,one,two", 'c," "', f'a,"{PROSE}"', f'd,"{PROSE}"']
    (tmp_path / "t.csv").write_text("id,text\n" + "\n".join(rows), encoding="utf-8")
    found, notes = read_source(tmp_path / "t.csv")
    assert found["article_id"].tolist() == ["a", "d"] and found["row"].tolist() == [2, 6]
    assert [note["row"] for note in notes] == [3, 4, 5]
    assert "stands in row 2 already" in notes[2]["reason"]


@pytest.mark.parametrize(
    ("kind", "extra"), [("html", "html"), ("docx", "docx"), ("pdf", "pdf"), ("parquet", "parquet")]
)
def test_a_missing_extra_says_what_to_install(kind, extra, tmp_path, monkeypatch):
    def fail(name):
        raise ImportError(name)

    monkeypatch.setattr("analysis.read.files.import_module", fail)
    (tmp_path / f"x.{kind}").write_bytes(b"<html>")
    with pytest.raises(ValueError, match=rf'x.{kind}: .*pip install "crossframe\[{extra}\]"'):
        read_text(tmp_path / f"x.{kind}")


# Size


def test_reading_a_table_is_linear(tmp_path):
    seconds = []
    for n in (500, 2000):
        path = tmp_path / f"{n}.csv"
        rows = (
            {
                "outlet": "AB"[k % 2],
                "text": " ".join(f"{PROSE}{k} boats of {k * j}." for j in range(10)),
            }
            for k in range(n)
        )
        pd.DataFrame(rows).to_csv(path, index=False)
        taken = []
        for _ in range(3):  # the least of three, so that no other program is measured
            start = time.process_time()
            found, notes = read_source(path, by="outlet")
            find_copies(found)
            taken.append(time.process_time() - start)
            assert len(found) == n and notes == []
        seconds.append(min(taken))
    # There are four times the rows; a quadratic step would take sixteen times.
    assert seconds[1] < 8 * seconds[0]


def test_whatever_goes_wrong_in_one_article_the_others_are_read(tmp_path, monkeypatch):
    pd.DataFrame({"text": [GOOD, f"{PROSE}Two boats.", f"{PROSE}Three boats."]}).to_csv(
        tmp_path / "a.csv", index=False
    )
    folder = write_pair(tmp_path / "e", tmp_path / "a.csv", DATA / "lindmoor-post.txt")
    whole, cut = load_event(str(folder)), list_segments

    def fail(sentences, text, **how):
        if "Two boats" in text:
            raise IndexError("list index out of range")
        return cut(sentences, text, **how)

    monkeypatch.setattr("analysis.event.build.list_segments", fail)
    (folder / "event.toml").touch()
    event = load_event(str(folder))
    (refused,) = event.audit.loc[event.audit["what"] == "refused", "reason"]
    assert refused == "a.csv, row 3: IndexError, list index out of range; please report it"
    lost = set(whole.corpus.articles["article_id"]) - set(event.corpus.articles["article_id"])
    assert len(lost) == 1
    for table in ("articles", "segments", "marks"):
        known = getattr(whole.corpus, table)
        known = known[~known["article_id"].isin(lost)].reset_index(drop=True)
        pd.testing.assert_frame_equal(getattr(event.corpus, table), known)


def test_several_processes_give_the_same_tables(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.event.build.MANY", 2)
    pd.DataFrame({"text": [GOOD, f"{PROSE}Two boats."]}).to_csv(tmp_path / "a.csv", index=False)
    folder = write_pair(tmp_path / "e", tmp_path / "a.csv", DATA / "lindmoor-post.txt")
    one, two = (load_event(str(folder), workers=n).corpus for n in (1, 2))
    for table in ("articles", "segments", "terms", "marks"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(two, table))


def test_stored_tables_are_used_until_something_changes(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    folder = write_pair(tmp_path / "e", tmp_path / "a.txt", DATA / "lindmoor-post.txt")
    event = load_event(str(folder))
    write_features(event, texts=True)

    def fail(*_, **__):
        raise AssertionError("read again")

    with monkeypatch.context() as patch:
        patch.setattr("analysis.event.event.build_corpus", fail)
        stored = load_event(str(folder), texts=True)
        for table in ("articles", "segments", "terms", "marks"):
            pd.testing.assert_frame_equal(
                getattr(stored.corpus, table), getattr(event.corpus, table)
            )
        (tmp_path / "a.txt").write_text(GOOD + "More.", encoding="utf-8")
        with pytest.raises(AssertionError, match="read again"):
            load_event(str(folder))


def test_a_table_gives_many_sides_without_naming_its_articles(tmp_path):
    rows = [
        {
            "id": f"r{k}",
            "paper": "ABC"[k % 3],
            "text": f"{PROSE}{k} boats, {k * k} nets and a bank.",
        }
        for k in range(9)
    ]
    (tmp_path / "t.jsonl").write_text("\n".join(map(json.dumps, rows)))
    lines = [
        f'[[sides]]\nlabel = "Paper {v}"\n'
        f'[[sides.sources]]\npath = "t.jsonl"\nby = "paper"\nvalue = "{v}"'
        for v in "ABC"
    ]
    (tmp_path / "event.toml").write_text('title = "Three"\n' + "\n".join(lines))
    event = load_event(str(tmp_path))
    assert event.every.sides == ["Paper A", "Paper B", "Paper C"] and len(event.every.articles) == 9
    assert event.corpus.sides == ["Paper A", "All others"] and len(event.corpus.articles) == 9
    faced = judge_sides(event.every, codebooks=["generic"], resamples=50)
    tone = faced[faced["measure"] == "tone"].set_index("side")
    # The papers say the same.
    assert list(tone.index) == event.every.sides and (faced["verdict"] == "not shown").all()
    for side in event.every.sides:
        alone = compare_tone(face_rest(event.every, side=side), resamples=50).iloc[0]
        assert tone.loc[side, ["a", "b"]].tolist() == pytest.approx(alone[["a", "b"]].tolist())
        assert tone.loc[side, "note"].startswith("too short to judge")
    # Two sides are compared everywhere.
    assert judge_sides(event.corpus, codebooks=["generic"]).empty
    (tmp_path / "event.toml").write_text(
        (tmp_path / "event.toml").read_text().replace('value = "B"', 'value = "b"')
    )
    with pytest.raises(ValueError, match="no paper 'b'; known: A, B, C"):
        load_event(str(tmp_path))


@pytest.mark.parametrize("size", [1_000, 100_000])
def test_a_zip_that_lies_about_its_size_is_refused(size, tmp_path):
    data = bytearray(pack(("a.txt", b"boat " * size)))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    found, notes = read_source(tmp_path / "a.zip")
    assert found.empty and notes[0]["what"] == "refused"


@pytest.mark.parametrize("name", ["a" * 300, "nul\0", "", "no/such/place"])
def test_awkward_names(name):
    with pytest.raises(ValueError, match="no such file"):
        read_text(name)
