"""`python -m analysis` and `crossframe`: the command, which ends with one line when it is stopped.

At any moment Ctrl-C (SIGINT) ends it with exit code 130, SIGTERM with 143 and a terminal that is
closed (SIGHUP) with 129: this module imports nothing heavy, so that its handler stands before
anything that takes time. Files that were being made go as the exception passes; what was there
before is as it was. Behind nohup a closed terminal stops nothing.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex

CODE = 128  # plus the signal's number: what a shell says of a command that a signal ended
PATIENCE = 3  # signals after which it ends at once, whatever holds it up
HEARD = 1.0  # seconds in which what was raised must have been heard; it ends at once after them
# Products of matrices are small here: further threads wait for each other a tenth of the time.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")
# A process without further threads can be doubled, which spares workers their start. Arrow's
# allocator has a thread that gives memory back, which a command that ends soon can do without.
SURROUNDINGS = {**dict.fromkeys(ONE_THREAD, "1"), "JE_ARROW_MALLOC_CONF": "background_thread:false"}

TEMPORARY: list[str] = []  # folders of a command that runs


class Stopped(SystemExit):
    """Somebody stopped the command; no library takes this for a failure of its own."""


class _Stops:
    """Signals counted; each raises Stopped where the command is, until it has been heard.

    Some libraries drop any exception that passes while they are imported. So nothing is raised
    before the command runs, when there is nothing to clear up; and a command that has not heard
    its signal after a while is ended.
    """

    def __init__(self) -> None:
        self.number = 0
        self.running = False
        self.over = False  # the command has done its work: there is nothing to stop any more
        self._count = 0
        self._timer: threading.Timer | None = None

    def __call__(self, number: int, _frame: object) -> None:
        if self.over:
            return
        self.number = number
        self._count += 1
        if not self.running or self._count >= PATIENCE:
            end(number)
        if self._timer is None:
            self._timer = threading.Timer(HEARD, _end_with_workers, (number,))
            self._timer.daemon = True
            self._timer.start()
        raise Stopped(CODE + number)

    def hear(self) -> None:
        """What was raised has arrived: nobody needs to end the command from outside."""
        if self._timer is not None:
            self._timer.cancel()

    def raise_again(self, unraisable: object) -> None:
        """Python drops what is raised while it clears up; so it is raised once more."""
        if isinstance(getattr(unraisable, "exc_value", None), Stopped):
            end(self.number)
        sys.__unraisablehook__(unraisable)


@contextmanager
def _own_temporary() -> Iterator[None]:
    """A folder for all temporary files of the command, gone when it ends."""
    place = os.path.join(tempfile.gettempdir(), f"crossframe-{token_hex(8)}")
    before, given = tempfile.tempdir, os.environ.get("TMPDIR")
    TEMPORARY.append(place)
    try:
        os.mkdir(place, 0o700)
        tempfile.tempdir = os.environ["TMPDIR"] = place
        yield
    finally:
        tempfile.tempdir = before
        os.environ.pop("TMPDIR", None)
        os.environ |= {"TMPDIR": given} if given else {}
        shutil.rmtree(place, ignore_errors=True)
        TEMPORARY.remove(place)


def end(number: int) -> None:
    """Say one line and end, without the words of libraries that were interrupted too."""
    if "analysis.tables.publish" in sys.modules:
        sys.modules["analysis.tables.publish"].sweep()
    for place in TEMPORARY:
        shutil.rmtree(place, ignore_errors=True)
    # While a cell of a notebook runs, sys.stderr is where its output is kept.
    stream = sys.__stderr__ or sys.stderr
    moving = "\r\033[K" if stream.isatty() else ""
    with suppress(OSError):  # the terminal may be gone
        stream.write(f"{moving}crossframe: stopped; what was there before is unchanged\n")
        stream.flush()
    os._exit(CODE + number)


def main() -> None:
    """Run the command."""
    for name, value in SURROUNDINGS.items():
        os.environ.setdefault(name, value)
    stops = _Stops()
    ours = {}
    try:
        for number in _list_stops():
            ours[number] = signal.signal(number, stops)
        sys.unraisablehook = stops.raise_again
        with _own_temporary():
            from analysis.cli import main as run

            stops.running = True
            run(stopped=lambda: stops.number > 0)
            stops.over = True
    except (SystemExit, Exception):  # Stopped, or what a library made of it
        if not stops.number:
            raise
        stops.hear()
        for number in ours:
            signal.signal(number, signal.SIG_IGN)
        _end_with_workers(stops.number)
    finally:
        stops.over = True
        for number, before in ours.items():
            signal.signal(number, before)
        sys.unraisablehook = sys.__unraisablehook__


def _list_stops() -> list[int]:
    """The signals that end the command; not that of a closed terminal behind nohup."""
    stops = [signal.SIGINT, signal.SIGTERM]
    closed = getattr(signal, "SIGHUP", None)  # Windows has none
    if closed is not None and signal.getsignal(closed) != signal.SIG_IGN:
        stops.append(closed)
    return stops


def _end_with_workers(number: int) -> None:
    """End the processes that help, which would go on reading, and then this one."""
    if "multiprocessing" in sys.modules:
        from multiprocessing import active_children

        for child in active_children():
            child.terminate()
    end(number)


if __name__ == "__main__":
    main()
