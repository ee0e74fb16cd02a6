"""Commands that are stopped in the middle: killed at a chosen write, or left without room on the disk."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from tests.habits.tree import ROOT
from tests.rehearsed import undersign

SMALL_CHUNK = 4  # rows that one process seals at a time, so that twelve rows come in several pieces


def _in_child(prepare: Callable[[], None], arguments: tuple[object, ...]) -> tuple[int, str]:
    """Run a command in a forked process; return how it ended (a signal's number is negative) and what it printed."""
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of forks beside threads
        child = os.fork()
    if child == 0:
        try:
            os.close(reads)
            from undersign.rehearsal import survey  # noqa: PLC0415 - changed in the child alone

            survey.CHUNK = SMALL_CHUNK
            prepare()
            ended = undersign(*arguments)
            os.write(writes, f"{ended.said}{ended.complaint}".encode()[-60_000:])
            os._exit(ended.code)
        finally:
            os._exit(99)
    os.close(writes)
    with os.fdopen(reads) as said:
        output = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output


def _at(written: str, nth: int, stop: Callable[[], None]) -> Callable[[], None]:
    """Return what makes a process stop when, for the nth time, a file with `written` in its path reaches the disk."""

    def prepare() -> None:
        numbers = count(1)

        def before(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever it stands before
                path = Path(f"/proc/self/fd/{given[0]}").readlink() if isinstance(given[0], int) else given[0]
                if written in str(path) and next(numbers) == nth:
                    stop()
                return real(*given, **named)

            return call

        for name in ("fsync", "replace", "unlink"):
            setattr(os, name, before(getattr(os, name)))

    return prepare


def killed_at(written: str, nth: int, *arguments: object) -> int:
    """Run a command that is killed there. What was written before is on the disk, and nothing of what comes after.

    Returns how the command ended.
    """
    return _in_child(_at(written, nth, lambda: os.kill(os.getpid(), signal.SIGKILL)), arguments)[0]


def full_at(written: str, nth: int, *arguments: object) -> tuple[int, str]:
    """Run a command that finds the disk full there. Returns how it ended and what it printed."""

    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return _in_child(_at(written, nth, full), arguments)


LIMITED = """
import resource, sys
from undersign.cli.main import app
most = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
app(prog_name="undersign")
"""


def without_room(most: int, *arguments: object) -> tuple[int, str]:
    """Run a command that may write no file longer than `most` bytes; return how it ended and what it printed.

    It runs in a new process: a forked one would wait for ever for the chart library's threads, which stay behind.
    """
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", LIMITED, str(most), *(str(each) for each in arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def command(*arguments: object) -> list[str]:
    """Return how to run a command in a new process."""
    return [sys.executable, "-m", "undersign.cli.main", *(str(each) for each in arguments)]
