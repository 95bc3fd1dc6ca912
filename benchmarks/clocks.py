"""Processor time of work on a list of items."""

from __future__ import annotations

import time
from collections.abc import Callable


def clock(work: Callable, items: list) -> float:
    """Seconds of processor time for calling `work` on every item."""
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start
