"""What long work tells of how far it is."""

import io

import pytest

from analysis.tables.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands at 100 seconds until it is moved."""
    seconds = [100.0]
    monkeypatch.setattr("analysis.tables.progress.time.monotonic", lambda: seconds[0])
    return seconds


def told(stream, clock, *, done, known):
    work = Progress(stream, size=1000)
    clock[0] += 60
    work.done, work.known = done, known
    work.show("12 read")
    work.tell("a reason")
    return stream.getvalue()


def test_off_a_terminal_every_line_stays(clock):
    assert told(io.StringIO(), clock, done=250, known=0) == (
        "12 read, 60 s, about 3 min left\n\na reason\n"
    )


def test_on_a_terminal_one_line_moves(clock):
    assert told(Terminal(), clock, done=250, known=0) == (
        "\r\033[K12 read, 60 s, about 3 min left\na reason\n"
    )


def test_what_an_earlier_run_has_left_makes_no_speed(clock):
    """Of 750 only 250 took the minute, so the 250 that are left take another."""
    assert "12 read, 60 s, about 1 min left" in told(io.StringIO(), clock, done=750, known=500)


@pytest.mark.parametrize(("done", "known"), [(0, 0), (500, 500), (1000, 0), (1200, 0)])
def test_where_nothing_was_worked_on_or_is_left_no_time_is_told(clock, done, known):
    assert told(io.StringIO(), clock, done=done, known=known).startswith("12 read, 60 s\n")


def test_without_a_stream_nothing_is_told(capsys):
    work = Progress(None)
    work.show("12 read")
    work.move("line", apart="apart")
    assert not work.moves and capsys.readouterr() == ("", "")
