"""Who works on the parts of an archive: processes here, or the workers of a Dask scheduler.

Whatever stops them, a message says which rows they were at, and the parts that are finished stay.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pandas as pd

from analysis.archive.part import sum_part
from analysis.archive.parts import add_parts, write_sums
from analysis.event.build import load_lists
from analysis.read.files import need_extra
from analysis.tables.processes import give_back, open_pool, take_short_turns

AHEAD = 2  # parts for each worker that wait to be worked on
GROUP = 32  # parts that a scheduler's workers add up before their sums come here
TOGETHER = 4  # of these, that are added up while others are at work
PATIENCE = 30.0  # seconds without any worker of a scheduler
LOOK = 2.0  # seconds between two looks at them
CONNECT = 10  # seconds that a scheduler has to answer
_ADDRESS = re.compile(r"(?:[a-z]+://)?[\w.\-\[\]:]+:\d{1,5}")


@dataclass
class Workers:
    """Workers on the parts of an archive.

    Attributes
    ----------
    pool : to which work is given.
    number : how many workers there are.
    count : counts those that a scheduler has now.
    where : what messages call the place where they work.
    client : of a Dask scheduler; None for processes here.
    group : how many parts they are given together.
    """

    pool: Executor
    number: int
    count: Callable[[], int]
    where: str
    client: Any = None
    group: int = 1

    def begin_part(
        self, rows: list[dict], settings: dict, codebooks: dict[str, pd.DataFrame]
    ) -> Future:
        """Have a part of rows added up.

        Parameters
        ----------
        rows : of the part.
        settings : as in part.sum_part.
        codebooks : tables as from measures.codebooks.read_codebook, by name.

        Returns
        -------
        A future, for join_parts.
        """
        if self.client is None:
            return self.pool.submit(_sum_and_write, rows, settings, codebooks)
        # What Dask says of a worker that ends is the key of its task.
        key = f"rows-{rows[0]['row']}-to-{rows[-1]['row']}-{uuid4().hex}"
        return self.client.submit(sum_part, rows, settings, codebooks, key=key)

    def join_parts(self, parts: list[Future]) -> Future:
        """Have the parts of a group added up and written where they are worked on.

        What a scheduler's workers find goes from worker to worker, because the sums of every part
        would keep this process busier than they do. A few parts are added up as soon as they are
        finished, so that at the end the other workers do not wait for one that adds up all.

        Parameters
        ----------
        parts : all that were begun of the group; one for processes here.

        Returns
        -------
        A future of what parts.write_sums gives.
        """
        if self.client is None:
            (written,) = parts
            return written
        added = []
        for first in range(0, len(parts), TOGETHER):
            some = parts[first : first + TOGETHER]
            # Before parts that were begun earlier, which would all come first otherwise.
            added.append(self.client.submit(add_parts, some, pure=False, priority=1))
        return self.pool.submit(write_sums, added)

    def have_enough(self, groups: int) -> bool:
        """Say whether the workers have enough to do.

        They have when all groups but one hold AHEAD parts for each worker.

        Parameters
        ----------
        groups : that are at work or wait.

        Returns
        -------
        True or False.
        """
        return groups * self.group >= AHEAD * self.number + self.group - 1

    def wait_for_one(
        self, running: Mapping[Future, object], tell: Callable[[str], None]
    ) -> set[Future]:
        """Wait until at least one future is done.

        Parameters
        ----------
        running : the futures, each with what is known of it.
        tell : called with a reason when it has to wait for workers to come back.

        Returns
        -------
        The futures that are done.

        Raises
        ------
        OSError : when no worker is left for PATIENCE seconds.
        """
        alone = 0.0
        while True:
            done = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done
            if done:
                return done
            if self.count():
                alone = 0.0
                continue
            if not alone:
                alone = time.monotonic()
                tell(f"no worker is left at {self.where}; waiting {PATIENCE:.0f} s for one")
            elif time.monotonic() - alone > PATIENCE:
                raise OSError(
                    f"{self.where}: no worker is left; start workers, and this run again: "
                    "finished parts are kept"
                )

    def take(self, future: Future, rows: str) -> tuple:
        """Take what a future gives.

        Parameters
        ----------
        future : one that is done.
        rows : those that its worker was at, for the error.

        Returns
        -------
        Its result.

        Raises
        ------
        OSError : naming the rows, when its worker has ended.
        """
        try:
            return future.result()
        except Exception as error:  # the part itself raises nothing, so the worker is gone
            told = " ".join(str(error).split())[:120] or type(error).__name__
            raise OSError(
                f"{self.where}: a worker ended while it read rows {rows} ({told}); it may have had "
                "too little memory. Finished parts are kept: start again to go on"
            ) from error


@contextmanager
def open_workers(workers: int, scheduler: str) -> Iterator[Workers]:
    """Open processes here, or take the workers of a Dask scheduler.

    Parameters
    ----------
    workers : processes here.
    scheduler : the address of a Dask scheduler; '' for processes here.

    Yields
    ------
    The workers.

    Raises
    ------
    ValueError : for an address that is none, and when the extra `cluster` is not installed.
    OSError : where no scheduler answers.
    """
    if not scheduler:
        with open_pool(workers, prepare=load_lists) as pool:
            yield Workers(pool, workers, lambda: 1, "this machine")
        return
    if not _ADDRESS.fullmatch(scheduler):
        raise ValueError(
            f"{scheduler!r} is no address of a Dask scheduler; one looks like tcp://127.0.0.1:8786"
        )
    distributed = need_extra("distributed", "cluster", scheduler)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it says names no file
    try:
        client = distributed.Client(scheduler, set_as_default=False, timeout=CONNECT)
    except Exception as error:
        raise OSError(
            f"{scheduler}: no Dask scheduler answers there ({type(error).__name__}); "
            "start one, or leave --scheduler away to work on this machine"
        ) from error
    with client, take_short_turns():

        def count() -> int:
            try:
                return len(client.scheduler_info(n_workers=-1)["workers"])
            except Exception:
                return 0

        pool = client.get_executor(pure=False)
        yield Workers(pool, max(count(), 1), count, scheduler, client, GROUP)


def _sum_and_write(
    rows: list[dict], settings: dict, codebooks: dict[str, pd.DataFrame]
) -> dict[str, str]:
    written = write_sums([sum_part(rows, settings, codebooks)])
    give_back()
    return written
