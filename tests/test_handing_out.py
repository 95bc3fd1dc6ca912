"""How work is handed out: articles to processes here, parts of an archive to workers."""

import os
import subprocess
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from types import SimpleNamespace

import pytest

from analysis.archive.archive import _Group
from analysis.event import build
from analysis.event.build import LAST, READ_TOGETHER, _group, _Lists, _work
from analysis.tables.processes import SAFE_PATH, TURN, open_pool, take_short_turns
from helpers import ROOT

LISTS = _Lists({}, [], [], frozenset(), (), 1, True, False)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes fork on Linux alone")


def make_articles(*lengths):
    return [SimpleNamespace(text="x" * length) for length in lengths]


def sizes(groups):
    return [sum(len(article.text) for article in group) for group in groups]


def test_one_process_reads_so_many_articles_together():
    groups = _group(make_articles(*[10] * (READ_TOGETHER + 3)), 1)
    assert [len(group) for group in groups] == [READ_TOGETHER, 3]
    assert _group([], 1) == [[]]


def test_several_processes_take_most_of_their_parts_first():
    """Of 3,200 letters each of two takes 1,120 (.7 / 2), in whole articles of 100 1,200; of the
    800 left 280, which are 300; and at last a thirtieth of all, which is two articles.
    """
    articles = make_articles(*[100] * 32)
    groups = _group(articles, 2)
    assert sizes(groups) == [1200, 1200, 300, 300, 200]
    assert [article for group in groups for article in group] == articles


@pytest.mark.parametrize("workers", [2, 3, 8])
@pytest.mark.parametrize("lengths", [[0] * 5, [5_000, *[1] * 50], [1] * 2_000, [*range(200)]])
def test_every_article_is_in_one_group_whatever_their_lengths(workers, lengths):
    articles = make_articles(*lengths)
    groups = _group(articles, workers)
    assert [article for group in groups for article in group] == articles
    assert all(0 < len(group) <= READ_TOGETHER for group in groups)


def tell_process(group, lists):
    return [(article, os.getpid()) for article in group]


def end_process(group, lists):
    if os.getpid() != lists:
        os._exit(1)
    return []


def fail(group, lists):
    raise OSError(f"group {group[0]}")


@LINUX
def test_every_group_is_read_once_here_or_elsewhere(monkeypatch):
    monkeypatch.setattr(build, "_read_part", tell_process)
    groups = [[k] for k in range(40)]
    read = dict(_work(groups, LISTS, 3))
    assert {k: [article for article, _ in part] for k, part in read.items()} == dict(
        enumerate(groups)
    )


@LINUX
def test_a_process_that_ends_is_an_error_and_no_group_is_lost_in_silence(monkeypatch):
    monkeypatch.setattr(build, "_read_part", end_process)
    with pytest.raises(RuntimeError, match="terminated abruptly"):
        dict(_work([[k] for k in range(40)], os.getpid(), 2))


@LINUX
def test_a_group_that_fails_elsewhere_fails_the_run(monkeypatch):
    monkeypatch.setattr(build, "_read_part", fail)
    with pytest.raises(OSError, match="group "):
        dict(_work([[k] for k in range(40)], LISTS, 2))


@LINUX
def test_a_pool_that_has_ended_is_told(monkeypatch):
    """A worker ended while it had nothing to do, so that no group of its failed."""
    monkeypatch.setattr(build, "_read_part", tell_process)
    pool = ProcessPoolExecutor(1, get_context("fork"))
    pool.shutdown()
    shared = build._Shared(pool, [[1], [2]], LISTS, 1)
    shared.give()
    assert isinstance(shared.broken, RuntimeError) and shared.given == {}


def test_while_others_work_this_process_takes_short_turns():
    before = sys.getswitchinterval()
    with open_pool(1):
        assert sys.getswitchinterval() == pytest.approx(TURN) != pytest.approx(before)
    assert sys.getswitchinterval() == before


def test_blocks_of_short_turns_may_overlap():
    """Two threads of a program may build at once, and neither ends last by rule."""
    before = sys.getswitchinterval()
    first, second = take_short_turns(), take_short_turns()
    first.__enter__(), second.__enter__()
    first.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(TURN)
    second.__exit__(None, None, None)
    assert sys.getswitchinterval() == before


@pytest.mark.parametrize("before", [None, "0"])
def test_processes_import_nothing_from_here_while_any_pool_is_open(monkeypatch, before):
    monkeypatch.delenv(SAFE_PATH, raising=False)
    if before is not None:
        monkeypatch.setenv(SAFE_PATH, before)
    first, second = open_pool(1), open_pool(1)
    first.__enter__(), second.__enter__()
    first.__exit__(None, None, None)
    assert os.environ[SAFE_PATH] == "1"
    second.__exit__(None, None, None)
    assert os.environ.get(SAFE_PATH) == before


@LINUX
def test_where_no_group_can_be_given_the_run_ends_with_the_reason(monkeypatch):
    """And this process does not read all of them before it says so."""
    monkeypatch.setattr(build, "_read_part", tell_process)

    def refuse(self, *work):
        raise OSError("no process can be started")

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refuse)
    monkeypatch.setattr("analysis.tables.processes._fork", lambda pool: None)
    read = []
    with pytest.raises(OSError, match="no process can be started"):
        for number, _ in _work([[k] for k in range(40)], LISTS, 2):
            read.append(number)
    assert read == []


def load_in(program: str) -> list[str]:
    code = (
        "import sys, threading; from analysis.instruments.textblob import load_textblob; "
        f"{program}; load_textblob(); print('nltk' in sys.modules); "
        "from textblob import TextBlob; print(TextBlob('A splendid quay.').sentiment.polarity); "
        "ended.set()"
    )
    place = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=place, capture_output=True, text=True)
    assert done.stderr == ""
    return done.stdout.split()


def test_textblob_is_loaded_without_the_rest_and_whole_for_whoever_asks():
    """Beside other threads, which may be importing it, it is loaded whole at once."""
    alone = load_in("ended = threading.Event()")
    beside = load_in(
        "ended = threading.Event(); threading.Thread(target=ended.wait, daemon=True).start()"
    )
    assert [alone[0], beside[0]] == ["False", "True"]
    assert alone[1] == beside[1] != "0.0"


def test_what_an_article_is_not_scored_with_is_not_loaded():
    code = (
        "from analysis.event import build; from analysis.instruments import scores, vader; "
        "build._load_lists(build._Lists({}, [], [], frozenset(), ('crossframe',), 1, False, True));"
        "print(vader.load_vader.cache_info().currsize); build.load_lists(); "
        "print(vader.load_vader.cache_info().currsize)"
    )
    place = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=place, capture_output=True, text=True)
    assert done.stdout.split() == ["0", "1"], done.stderr


def make_part(row):
    return [{"row": row, "text": "a"}, {"row": row + 1, "text": "b"}]


def read_group(known, *, many=3):
    """What a group of parts has begun after each of its parts, when these sums are known."""
    group = _Group(7, known)
    told = []
    for k in range(many):
        group.add(make_part(2 * k + 1), lambda rows: rows[0]["row"])
        told.append(list(group.begun))
    return group, told


def test_a_part_is_begun_as_soon_as_it_is_read():
    group, begun = read_group([])
    assert begun == [[1], [1, 3], [1, 3, 5]]
    assert group.told_rows == "1 to 6" and group.waiting == []


def test_nothing_is_begun_of_a_group_whose_sums_are_there():
    known = read_group([])[0].digests
    group, begun = read_group(known)
    assert begun == [[], [], []] and group.digests == known


def test_where_one_part_differs_all_are_begun_once_in_order():
    known = read_group([])[0].digests
    changed = [known[0], "other", known[2]]
    assert read_group(changed)[1] == [[], [1, 3], [1, 3, 5]]


@pytest.mark.parametrize("many", [2, 4])
def test_sums_of_more_or_fewer_parts_are_not_these(many):
    known = read_group([])[0].digests
    group, begun = read_group(known, many=many)
    assert group.digests != known
    group.begin_all(lambda rows: rows[0]["row"])
    assert group.begun == [1, 3, 5, 7][:many]


def test_a_result_that_is_there_at_once_stops_nothing():
    """Its worker is given the next group while the first is still being handed out."""

    class AtOnce:
        def submit(self, work, group, lists):
            done = Future()
            done.set_result(group)
            return done

    shared = build._Shared(AtOnce(), [[1], [2], [3]], LISTS, 1)
    shared.give()
    assert sorted(shared.given.values()) == [0, 1, 2] and shared.take() is None


class Later:
    """A pool whose workers are done when they are told to be."""

    def __init__(self):
        self.futures = []

    def submit(self, work, group, lists):
        self.futures.append(Future())
        return self.futures[-1]


@pytest.mark.parametrize(("workers", "many"), [(1, 10), (2, 12), (3, 20)])
def test_a_group_waits_for_a_worker_only_while_many_are_left(workers, many):
    """Each worker has one more until LAST for each process are left; then it asks when it is done,
    and what this process takes meanwhile is its own.
    """
    pool = Later()
    shared = build._Shared(pool, [[k] for k in range(many)], LISTS, workers)
    for _ in range(2 * workers):
        shared.give()
    assert sorted(shared.given.values()) == [*range(2 * workers)]
    last = many - LAST * (workers + 1)
    assert [shared.take() for _ in range(2 * workers, last)] == [*range(2 * workers, last)]
    for future in pool.futures[:workers]:  # each worker goes on with what waited
        future.set_result(None)
    assert len(pool.futures) == 2 * workers
    pool.futures[workers].set_result(None)
    assert len(pool.futures) == 2 * workers + 1 and shared.given[pool.futures[-1]] == last
    assert shared.take() == last + 1
