"""The second half of the demo: a site on this machine with a small made-up network, to look around in."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from undersign.cli import site
from undersign.cli.frame import say
from undersign.host.files import HostProblem
from undersign.rehearsal import site as made_up
from undersign.web import home as homes

ORIGIN: Final = "demo.example/undersign-site"
PORTS: Final = range(8000, 8050)
START_SECONDS: Final = 60
END_SECONDS: Final = 40


def free_port() -> int:
    """Return the first port that nobody uses. Raises HostProblem if there is none."""
    for port in PORTS:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise HostProblem(f"Every port from {PORTS[0]} to {PORTS[-1]} is in use. End another demo first.")


@contextmanager
def served(path: Path, port: int) -> Iterator[str]:
    """Make a site in a folder that does not exist yet and serve it; give its address. It ends afterwards."""
    address = f"http://localhost:{port}"
    site.init(path, ORIGIN, address, "Harbor peers", rehearsal=True, tick_seconds=5)
    command = [sys.executable, "-m", "undersign.cli.main", "serve", "--home", str(path), "--port", str(port)]
    server = subprocess.Popen(command, env={**os.environ, homes.ENVIRONMENT: str(path)})  # noqa: S603 - our own command
    try:
        _wait(f"{address}/health", server)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(END_SECONDS)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - the site on this machine
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise HostProblem("The site did not start. What it said stands above.")


def show(path: Path, *, stay: bool) -> None:
    """Make the network, say where to look, and serve it until Ctrl-C; without `stay` it only tries all this."""
    with served(path, free_port()) as address:
        words = made_up.fill(address, ORIGIN, homes.Home(path).secret("founding"))
        say.print(f"\nA made-up network is at {address}. Open it in a browser on this machine.", markup=False)
        say.print(f'To look around as "Ana", choose Sign in and type these words:\n  {words}', markup=False)
        if not stay:
            say.print("Nobody watches this terminal, so the site ends now. With --stay it goes on until Ctrl-C.")
            return
        say.print("It runs until you press Ctrl-C.")
        try:
            signal.pause()
        except KeyboardInterrupt:
            say.print("The site has ended.")
