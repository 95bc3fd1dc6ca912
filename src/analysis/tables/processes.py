"""Other processes here, which run nothing of the working folder and end with this one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from threading import Thread

SAFE_PATH = "PYTHONSAFEPATH"  # keeps Python from importing modules of the working folder


@contextmanager
def open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open worker processes for a with block.

    They would otherwise import modules from the working folder, where articles of others lie, and
    go on for ever when this process is killed.

    Parameters
    ----------
    workers : how many.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        if before is None:
            os.environ.pop(SAFE_PATH, None)
        else:
            os.environ[SAFE_PATH] = before


def _end_with_parent() -> None:
    Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # at once, because nobody is left to take a result
