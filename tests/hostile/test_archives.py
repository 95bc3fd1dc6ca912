"""Archives under fault: nothing of the good rows is lost, and what went wrong is said."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from battery import ROOT, make_row, start

from analysis.archive.archive import sum_archive, write_archive
from analysis.archive.part import sum_part
from analysis.archive.workers import open_workers
from analysis.event.from_paths import make_settings
from analysis.measures.codebooks import read_codebook
from analysis.read.sources import ARTICLE_COLUMNS
from analysis.tables.writing import lock_folder
from archive_tables import open_here

BOOKS = {"generic": read_codebook(ROOT / "data" / "codebooks" / "generic.csv")}


def write(path: Path, rows) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def settings_of(path: Path, sides=("Post", "Herald"), **more) -> dict:
    return make_settings([str(path)], by="outlet", sides=sides, **more)


def run(path: Path, folder: Path, settings=None, size: int = 50):
    """Articles by side, and what was left out, by reason."""
    found, _ = sum_archive(
        path, settings or settings_of(path), folder=folder, codebooks=BOOKS, size=size
    )
    read = found["articles"].set_index("side")["articles"].to_dict()
    return read, found["refused"].groupby("reason")["n"].sum().to_dict(), found


@pytest.fixture
def table(tmp_path):
    return write(tmp_path / "t.jsonl", [make_row(k) for k in range(12)])


@pytest.mark.row("F2", "R13")
def test_two_runs_in_one_folder_do_not_mix(table, tmp_path, here):
    """F2: a second run took the parts of the first for its own and counted 299 instead of 250."""
    with (
        lock_folder(tmp_path / "r" / "parts"),
        pytest.raises(ValueError, match="another run is at"),
    ):
        run(table, tmp_path / "r")
    other = [make_row(k) | {"old": make_row(k + 50)["text"] if k < 8 else ""} for k in range(12)]
    wide = write(tmp_path / "w.jsonl", other)
    assert run(wide, tmp_path / "r")[0] == {"Post": 6, "Herald": 6}
    old = settings_of(wide, columns={"text": "old"})
    assert run(wide, tmp_path / "r", old)[0] == {"Post": 4, "Herald": 4}
    assert run(wide, tmp_path / "r")[0] == {"Post": 6, "Herald": 6}


@pytest.mark.row("F6", "R3")
def test_half_an_emoji_refuses_its_row_alone(tmp_path, here):
    """F6: every row after it was lost, and an archive stopped."""
    rows = [make_row(k) for k in range(8)]
    half = '{"id": "x", "outlet": "Post", "text": "The ferry \\ud83d was good for the town."}'
    read, refused, _ = run(write(tmp_path / "t.jsonl", [*rows[:3], half, *rows[3:]]), tmp_path)
    assert read == {"Post": 4, "Herald": 4}
    assert [reason for reason in refused if "lone surrogate" in reason]


@pytest.mark.row("F8")
def test_a_row_that_is_too_long_is_refused_alone(tmp_path, here):
    """F8: four rows of 51 MB had a part of 100 refused as a whole."""
    rows = [make_row(k) for k in range(8)]
    long = [make_row(k) | {"text": "The ferry was good. " * 120_000} for k in (20, 21)]
    endless = make_row(30) | {"text": "The ferry was good. " * 600_000}
    path = write(tmp_path / "t.jsonl", [*rows[:2], *long, endless, *rows[2:]])
    read, refused, _ = run(path, tmp_path)
    assert read == {"Post": 4, "Herald": 4} and sum(refused.values()) == 3


@pytest.mark.row("F8")
def test_a_fault_of_one_article_that_nobody_foresaw_refuses_it_alone(monkeypatch):
    from analysis.archive import part

    build = part.build_corpus

    def fail(raw, **more):
        if raw["article_id"].eq("r5").any():
            raise MemoryError("too much")
        return build(raw, **more)

    rows = [
        dict.fromkeys(ARTICLE_COLUMNS, "")
        | {"article_id": f"r{k}", "side": make_row(k)["outlet"], "text": make_row(k)["text"]}
        | {"file": "t.jsonl", "row": k, "sha256": "x"}
        for k in range(8)
    ]
    settings = {"sides": [{"label": "Post"}, {"label": "Herald"}]}
    monkeypatch.setattr(part, "build_corpus", fail)
    sums, left_out = sum_part(rows, settings, BOOKS)
    assert sums["articles"].set_index("side")["articles"].to_dict() == {"Post": 4, "Herald": 3}
    assert left_out["row"].tolist() == [5] and "MemoryError" in left_out["reason"].iloc[0]


@pytest.mark.row("F10")
def test_changed_text_of_equal_size_and_time_is_read_anew(table, tmp_path, here):
    """F10: cp -p and rsync -t keep size and time; the old parts were taken for the new text."""
    before = run(table, tmp_path / "r")[2]
    stat = table.stat()
    text = table.read_text()
    table.write_text(text.replace("happy", "angry"))
    os.utime(table, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert table.stat().st_size == stat.st_size
    changed = run(table, tmp_path / "r")[2]
    fresh = run(table, tmp_path / "fresh")[2]
    pd.testing.assert_frame_equal(changed["units"], fresh["units"])
    assert changed["units"]["a"].tolist() != before["units"]["a"].tolist()


def damage(kind: str, part: Path) -> None:
    units = part / "units.csv"
    match kind:
        case "gone":
            units.unlink()
        case "cut off":
            units.write_text(units.read_text()[:-60])
        case "words for numbers":
            units.write_text(units.read_text().replace("1", "many", 1))
        case "other columns":
            units.write_text(units.read_text().replace("subject", "object", 1))
        case "another number":
            units.write_text(units.read_text().replace(",1", ",7"))
        case "empty":
            units.write_text("")
        case "a table too many":
            shutil.copy(units, part / "more.csv")
        case "no list":
            (part / "part.json").unlink()
        case "a list that is none":
            (part / "part.json").write_text("[[")
        case "a list of other files":
            own = json.loads((part / "part.json").read_text())
            (part / "part.json").write_text(json.dumps(own | {"files": {"../../t.jsonl": "x"}}))
        case "a second folder":
            shutil.copytree(part, part.with_name(f"{part.name}b"))
        case "a link":
            units.unlink()
            units.symlink_to("/dev/null")


DAMAGE = ["gone", "cut off", "words for numbers", "other columns", "another number", "empty"]
DAMAGE += ["a table too many", "no list", "a list that is none", "a list of other files"]
DAMAGE += ["a second folder", "a link"]
SHORT = {"another number", "a list of other files", "a link"}  # in `make test` too


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """An archive with its finished parts, and what they add up to."""
    place = tmp_path_factory.mktemp("finished")
    path = write(place / "t.jsonl", [make_row(k) for k in range(8)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.archive.workers.open_pool", open_here)
        return place, run(path, place / "r", size=4)[2]


@pytest.mark.row("F10", "R16")
@pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=() if kind in SHORT else pytest.mark.hostile) for kind in DAMAGE],
)
def test_damaged_parts_are_made_again(kind, finished, tmp_path, here):
    """F10: of 36 faults in finished parts 22 changed the sums without an error."""
    place, sums = finished
    shutil.copytree(place, tmp_path / "copy", copy_function=shutil.copy2)
    # The settings name the table by its path, so the parts are those of the first place.
    (folder,) = (tmp_path / "copy" / "r" / "parts").iterdir()
    damage(kind, folder / "000001")
    again = run(place / "t.jsonl", tmp_path / "copy" / "r", size=4)[2]
    for name, table in sums.items():
        pd.testing.assert_frame_equal(again[name], table, check_dtype=False)


@pytest.mark.row("F10", "R7")
def test_a_folder_of_the_users_own_stays(table, tmp_path, here):
    """F10: a folder parts/ of the user's own was deleted."""
    for name in ("mine", "0123456789abcdef", "000001"):
        (tmp_path / "r" / "parts" / name).mkdir(parents=True)
        (tmp_path / "r" / "parts" / name / "units.csv").write_text("mine")
    (tmp_path / "r" / "parts" / "key.txt").write_text("mine")
    run(table, tmp_path / "r")
    assert sum(p.read_text() == "mine" for p in (tmp_path / "r" / "parts").rglob("*.*")) == 4


@pytest.mark.row("F17", "R7")
@pytest.mark.parametrize(
    "link",
    ["parts", *(pytest.param(p, marks=pytest.mark.hostile) for p in ("parts/0", "parts/0/000000"))],
)
def test_parts_are_written_through_no_link(link, table, tmp_path, here, monkeypatch):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "part.json").write_text("mine")
    run(table, tmp_path / "r")
    (key,) = (tmp_path / "r" / "parts").iterdir()
    place = tmp_path / "r" / link.replace("0", key.name, 1)
    shutil.rmtree(place)
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="is a link to another folder"):
        run(table, tmp_path / "r")
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["part.json"]


SIDES = {
    "sides that do not occur": ("X", "Y"),
    "one that does not occur": ("Post", "Herold"),
}


@pytest.mark.row("F12")
@pytest.mark.parametrize("case", SIDES)
def test_a_side_that_does_not_occur_is_named(case, table, tmp_path, here):
    """F12: an UnboundLocalError."""
    settings = settings_of(table, SIDES[case])
    with pytest.raises(ValueError, match=r"t.jsonl: side '\w+' has no article .*(known|did you)"):
        write_archive(table, settings, folder=tmp_path / "r", codebooks=BOOKS)


LINES = {
    "two files instead of a table": (["t.jsonl", "t.jsonl"], "--by"),
    "a side named twice": (["t.jsonl", "--by", "outlet", "--sides", "Post", "Post"], "two sides"),
    "one side": (["t.jsonl", "--by", "outlet", "--sides", "Post"], "one side only"),
    "no table": (["a.txt", "--by", "outlet", "--sides", "P", "H"], "an archive is one table"),
    "a scheduler that is none": (
        ["t.jsonl", "--by", "outlet", "--sides", "Post", "Herald", "--scheduler", "foo bar"],
        "no address of a Dask scheduler",
    ),
}


@pytest.mark.row("F12")
@pytest.mark.parametrize("case", LINES)
def test_a_line_that_asks_for_no_archive_is_a_message(case, project, command):
    """F12: KeyError, TypeError, and 70 seconds for an address that is none."""
    write(project / "t.jsonl", [make_row(k) for k in range(4)])
    words, message = LINES[case]
    code, _, error = command("compare", *words, "--stream", "-q", "--out", "r.html")
    assert code == 2 and message in error and error.count("\n") <= 4


@pytest.mark.row("F12", "R5")
def test_a_row_of_brackets_refuses_itself(tmp_path, here):
    """F12: a RecursionError."""
    deep = '{"id": "d", "outlet": "Post", "text": ' + '{"a": ' * 900 + "1" + "}" * 901
    rows = [make_row(0), "[" * 100_000, '{"a":' * 50_000, deep, make_row(1)]
    read, refused, _ = run(write(tmp_path / "t.jsonl", rows), tmp_path)
    assert read == {"Post": 1, "Herald": 1} and sum(refused.values()) == 3


@pytest.mark.row("F12")
def test_a_damaged_group_of_a_parquet_file_loses_its_rows_alone(tmp_path, here):
    """F12: `None: None`, and nothing was read of the rest."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    path = tmp_path / "t.parquet"
    rows = pd.DataFrame([make_row(k) for k in range(12)])
    rows.to_parquet(path, row_group_size=4)
    group = parquet.ParquetFile(path).metadata.row_group(1)
    data = bytearray(path.read_bytes())
    first = group.column(2).dictionary_page_offset or group.column(2).data_page_offset
    data[first : first + 40] = b"\xff" * 40
    path.write_bytes(data)
    read, refused, _ = run(path, tmp_path)
    assert read == {"Post": 4, "Herald": 4}
    assert [reason for reason in refused if "Parquet" in reason]


@pytest.mark.hostile
@pytest.mark.row("F12")
def test_a_scheduler_that_is_not_there_is_named(monkeypatch):
    """F12: `crossframe: None: None` after 39 seconds."""
    pytest.importorskip("distributed", reason="the extra cluster is not installed")
    monkeypatch.setattr("analysis.archive.workers.CONNECT", 1)
    with pytest.raises(OSError, match="tcp://127.0.0.1:1: no Dask scheduler answers"):
        open_workers(1, "tcp://127.0.0.1:1").__enter__()


def stop_at_once(*_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.row("F12")
def test_a_worker_that_is_killed_is_told_with_its_rows():
    """F12: a BrokenProcessPool."""
    with open_workers(1, "") as workers:
        future = workers.pool.submit(stop_at_once)
        with pytest.raises(OSError, match="a worker ended while it read rows 5 to 9"):
            workers.take(future, "5 to 9")


def stop_at_third(rows, *more):
    """End the worker at the third part, but once only where a file can say that it was there."""
    met = Path(os.environ["MET"])
    if rows[0]["row"] == 9 and not met.is_file():
        if met.parent.is_dir():
            met.touch()
        stop_at_once()
    return sum_part(rows, *more)


@pytest.mark.hostile
@pytest.mark.row("F12")
def test_a_worker_of_a_cluster_that_is_killed_loses_nothing_or_is_told(tmp_path, monkeypatch):
    """The sums that it held are made again; where that ends it again, its rows are named."""
    distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
    table = write(tmp_path / "t.jsonl", [make_row(k) for k in range(12)])
    monkeypatch.setattr("analysis.archive.workers.sum_part", stop_at_third)
    monkeypatch.setenv("MET", str(tmp_path / "here" / "met"))
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    how = {"codebooks": BOOKS, "size": 4}
    with distributed.LocalCluster(**options, host="127.0.0.1") as cluster:
        cluster.scheduler.allowed_failures = 1
        how["scheduler"] = cluster.scheduler_address
        told = r"a worker ended while it read rows 1 to 12 \(.*'rows-9-to-12-"
        with pytest.raises(OSError, match=told):
            sum_archive(table, settings_of(table), folder=tmp_path / "r", **how)
        (tmp_path / "here").mkdir()
        found, _ = sum_archive(table, settings_of(table), folder=tmp_path / "r", **how)
    assert (tmp_path / "here" / "met").exists()
    assert found["articles"]["articles"].tolist() == [6, 6]


@pytest.mark.row("F12")
def test_the_last_worker_that_goes_is_told(monkeypatch):
    """F12: it waited without a word."""
    from concurrent.futures import Future

    from analysis.archive.workers import Workers

    monkeypatch.setattr("analysis.archive.workers.LOOK", 0.01)
    monkeypatch.setattr("analysis.archive.workers.PATIENCE", 0.05)
    told: list[str] = []
    workers = Workers(None, 1, lambda: 0, "tcp://there")
    with pytest.raises(OSError, match="tcp://there: no worker is left"):
        workers.wait_for_one({Future(): "1 to 2"}, told.append)
    assert len(told) == 1


@pytest.mark.row("F22")
def test_ids_are_one_for_the_whole_archive(tmp_path, here):
    """F22: an id that comes again was refused only within a part."""
    rows = [make_row(k) | {"id": f"i{k % 6}"} for k in range(12)]
    read, refused, _ = run(write(tmp_path / "t.jsonl", rows), tmp_path)
    assert read == {"Post": 3, "Herald": 3} and sum(refused.values()) == 6


def list_children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(parts[1]) == pid and parts[0] != "Z":
            found.append(int(path.parent.name))
    return found


ALONE = """
from analysis.tables.processes import open_pool
with open_pool(2) as pool:
    print(*[future.result() for future in [pool.submit(abs, 1)] * 2], flush=True)
    input()
"""
OPENED = """
import time
from analysis.tables.processes import end_with_input
end_with_input()
print(1, flush=True)
time.sleep(60)
"""
ALONE_TOO = f"""
import os, sys
from analysis.tables.processes import open_program
with open_program({OPENED!r}, environment=os.environ, errors=sys.stderr) as lines:
    print(next(lines), end="", flush=True)
    input()
"""


@pytest.mark.row("F9", "R10")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
@pytest.mark.parametrize(
    ("code", "said", "many"),
    [(ALONE, b"1 1\n", 2), (ALONE_TOO, b"1\n", 1)],
    ids=["pool", "program"],
)
def test_workers_end_with_a_process_that_is_killed(code, said, many):
    """F9: kill -9 left two workers and a tracker for ever."""
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen([sys.executable, "-c", code], env=env, **pipes)
    assert process.stdout.readline() == said
    workers = list_children(process.pid)
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while any(map(is_alive, workers)) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(workers) >= many and not any(map(is_alive, workers))


@pytest.mark.hostile
@pytest.mark.row("F9", "R10")
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_workers_end_with_the_run_that_is_killed(project):
    """F9: kill -9 left two workers and a tracker for ever."""
    write(project / "t.jsonl", [make_row(k) for k in range(3000)])
    words = ["t.jsonl", "--by", "outlet", "--sides", "Post", "Herald", "--stream", "-q"]
    process = start("compare", *words, "--out", "r.html", cwd=project)
    end = time.monotonic() + 60
    while len(list_children(process.pid)) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    workers = list_children(process.pid)
    assert len(workers) >= 2 and process.poll() is None
    time.sleep(1)
    process.kill()
    process.communicate()
    end = time.monotonic() + 10
    while any(map(is_alive, workers)) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(map(is_alive, workers))
    assert not list(project.rglob("*.html")) and not list(project.rglob(".crossframe-*"))


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
