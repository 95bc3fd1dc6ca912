"""Who works on the parts of an archive: processes here, or the workers of a Dask scheduler.

Whatever stops them, a message says which rows they were at, and the parts that are finished stay.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass

from analysis.read.files import need_extra
from analysis.tables.processes import open_pool

PATIENCE = 30.0  # seconds without any worker of a scheduler
LOOK = 2.0  # seconds between two looks at them
CONNECT = 10  # seconds that a scheduler has to answer
_ADDRESS = re.compile(r"(?:[a-z]+://)?[\w.\-\[\]:]+:\d{1,5}")


@dataclass
class Workers:
    """Workers, how many there are, and a function that counts those of a scheduler now."""

    pool: Executor
    number: int
    count: Callable[[], int]
    where: str

    def wait_for_one(self, running: dict[Future, str], tell: Callable[[str], None]) -> set[Future]:
        """The futures that are done, at least one.

        Parameters: running, with the rows that each works on; tell, called with a reason when it
        has to wait for workers to come back.
        Raises: OSError when no worker is left for PATIENCE seconds.
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
        """What a future gives. Raises: OSError naming the rows that its worker was at."""
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
    """Processes here, or the workers of a Dask scheduler.

    Raises: ValueError for an address that is none, OSError where no scheduler answers or stops.
    """
    if not scheduler:
        with open_pool(workers) as pool:
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
    with client:

        def count() -> int:
            try:
                return len(client.scheduler_info(n_workers=-1)["workers"])
            except Exception:
                return 0

        yield Workers(client.get_executor(pure=False), max(count(), 1), count, scheduler)
