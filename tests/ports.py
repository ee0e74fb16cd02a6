"""Ports for sites that tests start. Each worker of a run has a range of its own, from which nobody else draws."""

from __future__ import annotations

import os
import random
import socket
from contextlib import suppress
from itertools import cycle, islice

FIRST, EACH, WORKERS = 11_000, 400, 22  # browsers refuse some ports below, such as 10080


def own(worker: int) -> range:
    """Return the ports of a worker: none that the kernel, the demo or the betrayals give away."""
    first = FIRST + EACH * (worker % WORKERS)
    return range(first, first + EACH)


_MINE = own(int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")))
_turns = cycle(random.SystemRandom().sample(_MINE, len(_MINE)))


def free_port() -> int:
    """Return a port that nobody uses now. It comes back only after all others, since a site may start much later."""
    for port in islice(_turns, EACH):
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the site does
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
