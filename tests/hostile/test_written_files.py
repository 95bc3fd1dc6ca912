"""Where files are written, and what is in them: nothing lost, nothing let out."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from battery import GOOD_A, make_row

from analysis.cli import _find_place
from analysis.event.from_paths import name_event
from analysis.show.page_files import drop_former, list_files, list_former
from analysis.tables.escapes import read_cells, write_csv
from analysis.tables.publish import STAGE, stage
from analysis.tables.writing import check_outputs, find_place, write_together

# What a folder of reports that came from elsewhere may hold.
POISONED = [
    {"tables": ["../../mine"], "digests": {"../../mine": "{digest}"}},
    {"tables": ["{path}"], "digests": {"{path}": "{digest}"}},
    {"tables": ["mine"], "digests": {"mine": "0" * 64}},
    {"tables": ["mine"]},
    {"digests": {"..": "{digest}"}},
    {"digests": [["mine"]]},
    {"digests": {"mine": ["x"]}},
    {},
    [],
    None,
    "[[" * 50_000,
    "",
    '{"digests": {"mi',
    "\0",
]


@pytest.mark.row("F3", "R7", "R16")
@pytest.mark.parametrize("content", POISONED, ids=lambda content: str(content)[:30])
def test_a_list_of_tables_from_elsewhere_removes_nothing(content, tmp_path):
    """F3: findings.json in an output folder deleted any .csv file that it named."""
    mine = tmp_path / "mine.csv"
    folder = tmp_path / "out" / "r"
    folder.mkdir(parents=True)
    for path in (mine, folder / "mine.csv"):
        path.write_text("precious")
    text = content if isinstance(content, str) else json.dumps(content)
    text = text.replace("{path}", str(mine.with_suffix("")))
    text = text.replace("{digest}", hashlib.sha256(b"precious").hexdigest())
    (folder / "findings.json").write_text(text)
    drop_former(folder, list_former(folder), keep=[])
    assert mine.read_text() == (folder / "mine.csv").read_text() == "precious"


def test_a_table_of_a_former_report_goes(tmp_path):
    files = list_files({"uses": "term,n\nport,1\n", "gone": "term,n\n"}, about={})
    write_together(tmp_path, files)
    drop_former(tmp_path, list_former(tmp_path), keep=["uses.csv"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["findings.json", "uses.csv"]


def small_disk(folder: Path, size: str) -> bool:
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True
    )
    return made.returncode == 0


@pytest.mark.row("F15", "R11")
@pytest.mark.parametrize("size", ["40k", "80k", "120k", "160k", "200k"])
def test_a_full_disk_leaves_page_and_tables_of_one_run(size, tmp_path):
    """F15: the page was the new one, the tables part new, part old."""
    disk = tmp_path / "disk"
    if not small_disk(disk, size):
        pytest.skip("only root makes a small disk")
    try:
        names = ["r/a.csv", "r/b.csv", "r/c.csv", "r.html"]
        old = dict.fromkeys(names, "old")
        write_together(disk, old)
        with pytest.raises(ValueError, match=r"r.*: cannot be written \(No space left"):
            write_together(disk, dict.fromkeys(names, "new" * 25_000))
        assert {name: (disk / name).read_text() for name in names} == old
        assert sum(path.is_file() for path in disk.rglob("*")) == len(names)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_page_is_put_into_place_after_its_tables(tmp_path, monkeypatch):
    moved = []
    replace = Path.replace
    monkeypatch.setattr(
        Path, "replace", lambda path, to: (moved.append(Path(to).name), replace(path, to))
    )
    write_together(tmp_path, {"r/a.csv": "1", "r/b.csv": "2", "r.html": "page"})
    assert moved == ["a.csv", "b.csv", "r.html"]


@pytest.mark.row("F17", "R7")
@pytest.mark.parametrize("out", ["a.txt", "./a.txt", "link.txt", "texts/c.txt", "texts"])
def test_a_report_never_replaces_an_input(out, project, command, small):
    """F17: --out that names an article replaced it."""
    (project / "link.txt").symlink_to(project / "a.txt")
    (project / "texts").mkdir()
    (project / "texts" / "c.txt").write_text(GOOD_A)
    before = {path: path.read_bytes() for path in project.rglob("*.txt")}
    code, _, error = command("compare", "a.txt", "b.txt", "texts", "--out", out, "-q")
    assert code == 2 and "--out" in error
    assert {path: path.read_bytes() for path in project.rglob("*.txt")} == before


def test_the_folder_beside_a_report_is_no_folder_of_inputs(tmp_path):
    (tmp_path / "r").mkdir()
    with pytest.raises(ValueError, match="is one of the files that are read"):
        check_outputs([tmp_path / "r.html", tmp_path / "r"], [tmp_path / "r"])
    check_outputs([tmp_path / "s.html"], [tmp_path / "r"])


@pytest.mark.row("F17", "R7")
def test_nothing_is_written_through_a_link(tmp_path):
    """F17: a link out/r -> elsewhere was followed."""
    for name in ("out", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "out" / "r").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="out/r: is a link"):
        write_together(tmp_path / "out", {"r/a.csv": "x", "r.html": "page"})
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "out" / "r.html").exists()
    # A link in a file's own place is replaced and not followed.
    (tmp_path / "mine").write_text("precious")
    (tmp_path / "out" / "page.html").symlink_to(tmp_path / "mine")
    write_together(tmp_path / "out", {"page.html": "page"})
    assert (tmp_path / "mine").read_text() == "precious"


@pytest.mark.row("R10")
def test_what_a_killed_command_left_goes_with_the_next(tmp_path):
    """A temporary folder holds sentences; one that is in use stays."""
    with stage(tmp_path / "out") as used:
        (used / "a.txt").write_text("mine")
        left = used.with_name(f"{STAGE}{'0' * 16}")
        left.mkdir()
        (left / "a.txt").write_text("sentences")
        own = tmp_path / f"{STAGE}of-the-user"
        own.mkdir()
        with stage(tmp_path / "other"):
            assert not left.exists() and (used / "a.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [own.name, "out"]


NAMES = ["../x", "/x", "a/../../x", "", "a//b", ".", "..", "a/.", "x\0y", "./x"]


@pytest.mark.row("R7")
@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_out_are_refused(name, tmp_path):
    with pytest.raises(ValueError, match="is no name of a file inside"):
        find_place(tmp_path, name)


CELLS = ["=HYPERLINK(1)", "@SUM(A1)", "+1+1", "-2+3", "\t=1", "\n=1", "＝1", "'=1", "''-x"]
PLAIN = ["'tis", "-3", "+4.5", "-1,200", "port", "", "'", "a=b", "−0.27"]


@pytest.mark.row("F18")
@pytest.mark.parametrize("cell", CELLS)
def test_no_cell_is_a_formula(cell):
    """F18: outlets, speakers and ids that begin with =, +, - or @ stood bare in 29 files."""
    table = pd.DataFrame({"id": [cell], f"{cell} n": [1]})
    text = write_csv(table)
    cells = pd.read_csv(io.StringIO(text), keep_default_na=False)
    assert cells["id"].iloc[0] == f"'{cell}" and cells.columns[0] == "id"
    assert cells.columns[1].startswith("'")
    pd.testing.assert_frame_equal(read_cells(cells), table, check_dtype=False)


def test_what_is_no_formula_stays():
    table = pd.DataFrame({"term": PLAIN, "n": range(len(PLAIN))})
    assert write_csv(table) == table.to_csv(index=False, lineterminator="\n")


@pytest.mark.hostile
@pytest.mark.row("F18")
def test_no_file_of_a_report_holds_a_formula(project, command, small):
    rows = pd.DataFrame(
        {
            "id": ["=1+1", "@x", "-y", "+z"],
            "outlet": ["=cmd()", "@SUM(A1)"] * 2,
            "url": ["=HYPERLINK(1)"] * 4,
            "text": [make_row(k)["text"] for k in range(4)],
        }
    )
    rows.to_csv(project / "t.csv", index=False)
    code, _, error = command("compare", "t.csv", "--by", "outlet", "--out", "r.html", "-q")
    assert code == 0, error
    files = [*(project / "r").glob("*.csv")]
    cells = [
        cell
        for path in files
        for row in pd.read_csv(path, dtype=str, keep_default_na=False, header=None).to_numpy()
        for cell in row
    ]
    assert files and "'=1+1" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=@+\t") and len(cell) > 1]


@pytest.mark.row("F19")
@pytest.mark.parametrize("mask", [0o077, 0o027, 0o022])
def test_permissions_are_those_of_the_umask(mask, tmp_path):
    """F19: files with sentences were readable to everybody under umask 077."""
    before = os.umask(mask)
    try:
        write_together(tmp_path / "new", {"a/b.csv": "x", "c.html": "y"})
    finally:
        os.umask(before)
    for name in ("a/b.csv", "c.html"):
        assert (tmp_path / "new" / name).stat().st_mode & 0o777 == 0o666 & ~mask


LABELS = [
    ("Post!", "Herald"),
    ("Post?", "Herald"),
    ("Post", "Herald"),
    ("post", "Herald"),
    ("Газета", "Новости"),
    ("日本", "中国"),
    ("x" * 90, "y"),
    ("x" * 90, "z"),
]


@pytest.mark.row("F20", "R7")
def test_comparisons_of_other_sides_have_other_folders(tmp_path):
    """F20: comparisons whose labels differ only in marks, case or script overwrote each other."""
    taken = {}
    for labels in LABELS:
        settings = {"sides": [{"label": label} for label in labels]}
        folder = _find_place(tmp_path, settings)
        assert folder not in taken
        folder.mkdir()
        sides = "".join(f'[[sides]]\nlabel = "{label}"\n' for label in labels)
        (folder / "event.toml").write_text(sides, "utf-8")
        taken[folder] = settings
    for folder, settings in taken.items():
        assert _find_place(tmp_path, settings) == folder
    assert name_event({"sides": [{"label": "The Post"}, {"label": "Herald"}]}).isascii()
