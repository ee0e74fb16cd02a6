"""A site of a rehearsal while it is served on this machine."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from undersign.host.files import HostProblem

START_SECONDS: Final = 60
END_SECONDS: Final = 40  # `undersign serve` takes 30 at most


def free_port(ports: Iterable[int]) -> int:
    """Return the first of some ports that nobody uses. Raises HostProblem if there is none."""
    for port in ports:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise HostProblem("Every port for a demo is in use. End another demo first.")


@contextmanager
def serving(module: Sequence[str], address: str, environment: Mapping[str, str]) -> Iterator[None]:
    """Let one of our modules serve a site until this ends. Raises HostProblem if it does not start."""
    command = [sys.executable, "-m", *module]
    server = subprocess.Popen(command, env=environment)  # noqa: S603 - our own command
    try:
        _wait(f"{address}/health", server)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()  # what it started ends with it
            server.wait()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - the site on this machine
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise HostProblem("The site did not start. What it said stands above.")
