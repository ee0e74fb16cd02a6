"""Seconds of a processor that programs on this machine have taken so far, by what the system tells (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_TICK: Final = os.sysconf("SC_CLK_TCK")
_BUSY: Final = (1, 2, 3, 6, 7, 8)  # of the words in /proc/stat: all but idle and waiting for a disk


def keep_to(count: int) -> None:
    """Keep this process, and whatever it begins from now on, to so many of the processors."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def busy() -> float:
    """Return the seconds that the processors of this process were busy, with whatever it was."""
    own = {f"cpu{each}" for each in os.sched_getaffinity(0)}
    lines = [line.split() for line in Path("/proc/stat").read_text().splitlines()]
    return sum(int(words[at]) for words in lines if words[0] in own for at in _BUSY) / _TICK


def family(process: int) -> Iterator[int]:
    """Yield a process and all that it has begun, and those have begun, and that still run."""
    yield process
    for each in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in each.read_text().split():
                yield from family(int(child))


def seconds(process: int) -> float:
    """Return what a process and all below it have taken, in their own code and in the system's."""
    found = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in family(process)]
    return sum(int(fields[11]) + int(fields[12]) for fields in found) / _TICK
