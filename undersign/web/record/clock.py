"""The clock of the record: it adds a tick whenever one is due, and lets other apps do what they wait for.

python -m undersign.web.record.clock
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from importlib import import_module
from typing import Final

import django
from django.db import Error, connection

from undersign.web import home

Job = Callable[[float], None]

jobs: Final[list[Job]] = []  # what other apps add; each is called with the time after every tick
AGAIN_SECONDS: Final = 5  # after an error
BACK_MOST: Final = 60  # seconds; by so much a clock may be set back without a word
PAUSE_MOST: Final = 30 * 86_400  # seconds; a clock that is further ahead of the last tick may be wrong

_LOG = logging.getLogger("undersign.clock")


def odd(now: float) -> str:
    """Return what makes it doubtful that the machine's clock is right; nothing if all is well.

    A tick of a wrong time stays in the record, and none can follow before that time has come.
    """
    from undersign.web.record import access  # noqa: PLC0415 - models exist once Django is ready

    last = access.last_tick()
    if last is None:
        return ""
    if now < last - BACK_MOST:
        return f"it is {last - now:.0f} seconds before the last tick of the record"
    return f"the last tick of the record is {(now - last) // 86_400:.0f} days old" if now - last > PAUSE_MOST else ""


def beat(now: float) -> bool:
    """Add the tick that is due, then run the jobs; return whether the tick stands. Errors are told in one line each."""
    from undersign.web.record import actions  # noqa: PLC0415 - models exist once Django is ready

    try:
        actions.tick(now)
    except Error as problem:
        _tell("The record has no tick", problem)
        return False
    for job in jobs:
        _run(job, now)
    return True


def _run(job: Job, now: float) -> None:
    try:
        job(now)
    except Exception as problem:  # noqa: BLE001 - no job may stop the clock
        _tell(f"{job.__module__}.{job.__name__} was not done", problem)


def _tell(what: str, problem: Exception) -> None:
    """Log one line. What the database says may hold values, so only the kind of error is named."""
    _LOG.error("%s (%s). It is tried again.", what, type(problem).__name__)
    connection.close()  # the next try starts with a new one


def run(stop: threading.Event, clock: Callable[[], float] = home.now) -> None:
    """Beat until `stop` is set. A tick that was missed is skipped."""
    parent, length = os.getppid(), home.current().tick_seconds
    while not stop.is_set() and os.getppid() == parent:
        now = clock()
        if doubt := odd(now):
            _LOG.error("The clock of this machine may be wrong: %s. The record waits.", doubt)
            stop.wait(length)
            continue
        waits = length - now % length if beat(now) else min(AGAIN_SECONDS, length)
        stop.wait(waits)


def main() -> None:
    """Run the clock of the site that UNDERSIGN_HOME names until it is told to end."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersign.web.settings")
    django.setup()
    run(stop)


if __name__ == "__main__":
    import_module("undersign.web.record.clock").main()  # not of this second copy of it: jobs are added to that one
