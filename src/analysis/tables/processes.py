"""Other processes here, which run nothing of the working folder and end with this one."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Lock, Thread
from typing import TextIO

SAFE_PATH = "PYTHONSAFEPATH"  # keeps Python from importing modules of the working folder
THREADS = Path("/proc/self/task")  # on Linux, an entry a thread
STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
# Seconds after which a thread that works lets others work. A result comes through a pipe of 64 KB,
# and for each of them the thread that takes it would wait for the one that works, 5 ms by default.
TURN = 0.00005
# What GNU's C library calls two of its settings; the variable of each, and the most that it takes
# for it by itself. A scheduler sets the first for its workers, which then give back what they free
# block by block and take it anew for the next step: an eighth of the time of a part of an archive.
_HELD = {-1: ("MALLOC_TRIM_THRESHOLD_", 1 << 26), -3: ("MALLOC_MMAP_THRESHOLD_", 1 << 25)}
_UNTOLD = 1 << 17  # what it takes for both where only one of them is set
_MOST = (1 << 31) - 1  # that it can be told while a program runs: of more only some bits arrive
_LOCK = Lock()
# What holds while blocks of several threads are open: how many are, and what ends it.
_OPEN: dict[Callable, tuple[int, Callable]] = {}


@contextmanager
def open_pool(
    workers: int, *, prepare: Callable[[], object] | None = None
) -> Iterator[ProcessPoolExecutor]:
    """Open worker processes for a with block.

    On Linux a process without further threads forks, so that the workers know at once what it has
    loaded; everywhere else they start anew. Workers import no module from the working folder, where
    articles of others may lie, and they end when this process is killed.

    Parameters
    ----------
    workers : how many.
    prepare : loads what they all need; called only where they fork.

    Yields
    ------
    The pool, whose workers end with the block.
    """
    with _while_any_is_open(_pass_over_folder):
        if prepare is not None and _may_fork():
            prepare()
        with take_short_turns(), _start(workers) as pool:
            yield pool


@contextmanager
def take_short_turns() -> Iterator[None]:
    """Have threads of this process take short turns for a with block.

    For one that works beside threads which hand work out and take results.

    Yields
    ------
    Nothing.
    """
    with _while_any_is_open(_shorten_turns):
        yield


@contextmanager
def _while_any_is_open(begin: Callable[[], Callable]) -> Iterator[None]:
    """Begin something with the first of the blocks that are open, and end it with the last.

    Blocks of several threads overlap, and the one that opened first may be left first.
    """
    with _LOCK:
        many, undo = _OPEN.get(begin, (0, None))
        _OPEN[begin] = (many + 1, undo or begin())
    try:
        yield
    finally:
        with _LOCK:
            many, undo = _OPEN.pop(begin)
            if many > 1:
                _OPEN[begin] = (many - 1, undo)
            else:
                undo()


def _pass_over_folder() -> Callable[[], None]:
    """Have processes that are started import nothing from the working folder."""
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"

    def undo() -> None:
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before

    return undo


def _shorten_turns() -> Callable[[], None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    return partial(sys.setswitchinterval, before)


@contextmanager
def _start(workers: int) -> Iterator[ProcessPoolExecutor]:
    how = "fork" if _may_fork() else "spawn"
    pool = ProcessPoolExecutor(workers, get_context(how), initializer=_end_with_parent)
    try:
        if how == "fork":
            _fork(pool)
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _may_fork() -> bool:
    """Whether this process can be doubled: a lock that another thread holds would stay locked."""
    if sys.platform != "linux":
        return False
    try:
        return len(list(THREADS.iterdir())) == 1
    except OSError:
        return False


def _fork(pool: ProcessPoolExecutor) -> None:
    """Have all workers start, which they do with the first task.

    Until they have handlers of their own, they hear no signal with those of this process.
    """
    known = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        pool.submit(os.getpid)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, known)


def give_back() -> None:
    """Give memory that was freed back to the system.

    GNU's C library keeps it otherwise: about a fifth of what a worker holds. Elsewhere nothing is
    done.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim:
        trim(0)


@contextmanager
def hold_freed() -> Iterator[None]:
    """Keep memory that is freed for the next step, for a with block, and give it back behind it.

    Only where one of the variables in _HELD is set; elsewhere GNU's C library does so by itself.

    Yields
    ------
    Nothing.
    """
    with _while_any_is_open(_keep_freed):
        yield


def _keep_freed() -> Callable[[], None]:
    given = {what: os.environ.get(name, "") for what, (name, _) in _HELD.items()}
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune is None or not any(size.isdecimal() for size in given.values()):
        return lambda: None
    for what, (_, most) in _HELD.items():
        tune(what, most)

    def undo() -> None:
        for what, size in given.items():
            tune(what, min(int(size), _MOST) if size.isdecimal() else _UNTOLD)
        give_back()

    return undo


@contextmanager
def open_program(
    code: str, *words: str, environment: Mapping[str, str], errors: TextIO
) -> Iterator[TextIO]:
    """Open a Python program for a with block, which ends with it when that is interrupted.

    Unlike a pool it needs no guard in the script that is run.

    Parameters
    ----------
    code : what it runs; it calls end_with_input before all else.
    words : its arguments.
    environment : its environment variables.
    errors : a file for what it writes as errors.

    Yields
    ------
    What it prints, to be read line by line.

    Raises
    ------
    BaseException : what the block raised, once the program has ended.
    """
    command = [sys.executable, "-P", "-c", code, *words]
    streams = {"stdin": PIPE, "stdout": PIPE, "stderr": errors}
    with Popen(command, text=True, env=environment, **streams) as program:
        try:
            yield program.stdout
        except BaseException:
            program.kill()
            raise


def end_with_input() -> None:
    """End this program as soon as the one that opened it has; nothing else reads its input."""
    given = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    Thread(target=_wait_for_input, args=(given,), daemon=True).start()


def _wait_for_input(given: int) -> None:
    while os.read(given, 1):
        pass
    os._exit(1)


def _end_with_parent() -> None:
    gc.freeze()  # what a double knows already stays where it is, in memory that both share
    for number in STOPS:
        if signal.getsignal(number) != signal.SIG_IGN:  # as behind nohup
            signal.signal(number, signal.SIG_DFL)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
    Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once, because nobody is left to take a result
