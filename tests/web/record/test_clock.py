"""The clock ticks when it is time, skips what it missed, and outlives errors of the database and of jobs."""

from __future__ import annotations

import logging
import threading

import pytest
from django.db import OperationalError, connection

from tests.web.record.test_appending import LATER
from undersign.web.record import access, actions, clock
from undersign.web.record.models import Tick

DAY = 86_400


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Register one job alone, which notes when it was called."""
    times: list[float] = []

    def broken_job(_now: float) -> None:
        raise KeyError("a name that must not be logged")

    monkeypatch.setattr(clock, "jobs", [broken_job, times.append])
    return times


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect what the clock logs."""
    lines: list[str] = []
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction stays

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    monkeypatch.setattr(logging.getLogger("undersign.clock"), "handlers", [Kept()])
    return lines


@pytest.mark.usefixtures("site")
def test_a_beat_ticks_and_runs_the_jobs_whatever_one_of_them_does(called: list[float], said: list[str]) -> None:
    assert clock.beat(LATER)
    assert clock.beat(LATER)
    assert (Tick.objects.count(), called) == (2, [LATER, LATER])
    assert len(said) == 2
    assert all("broken_job" in line and "KeyError" in line and "a name" not in line for line in said)


@pytest.mark.usefixtures("site")
def test_an_error_of_the_database_is_one_line_and_no_end(
    monkeypatch: pytest.MonkeyPatch, called: list[float], said: list[str]
) -> None:
    def fail(_now: float) -> None:
        raise OperationalError("the values of a statement")

    monkeypatch.setattr(actions, "tick", fail)
    assert not clock.beat(LATER)
    assert called == []
    assert len(said) == 1
    assert "OperationalError" in said[0]
    assert "values" not in said[0]


@pytest.mark.usefixtures("site", "said")
def test_the_clock_waits_for_the_next_tick_and_skips_what_it_missed(called: list[float]) -> None:
    actions.tick(LATER - 60)
    now = [LATER, LATER + 1, LATER + 600]
    waits: list[float] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            if len(waits) == len(now):
                self.set()
            return False

    clock.run(Stop(), lambda: now[len(waits)])
    assert waits == [60 - LATER % 60, 60 - (LATER + 1) % 60, 60 - (LATER + 600) % 60]
    assert (Tick.objects.count(), called) == (4, now)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (0, ""),
        (-30, ""),
        (-3600, "before the last tick"),
        (29 * DAY, ""),
        (31 * DAY, "31 days old"),
    ],
)
def test_a_clock_that_may_be_wrong_makes_no_tick(ahead: int, told: str, called: list[float], said: list[str]) -> None:
    last = access.last_tick()
    assert last is not None
    before, stop = Tick.objects.count(), Once()
    clock.run(stop, lambda: float(last + ahead))
    doubts = [line for line in said if "may be wrong" in line]
    assert [told in line for line in doubts] == [True] * bool(told)
    assert bool(called) != bool(told)
    assert Tick.objects.count() - before == (ahead > 0 and not told)


class Once(threading.Event):
    """Is set after one turn."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - as the event has it
        """Wait no time."""
        self.set()
        return True
