"""What holds for every test: nothing leaves this machine, and generated cases are the same in every CI run.

Before the first, client/served is made anew if client/ has changed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("here", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

NODE = Path(sys.executable).parent / "node"
PUBLISH = Path(__file__).parents[1] / "client" / "publish.js"


def pytest_configure(config: pytest.Config) -> None:
    """Make what browsers get, once for all processes. What a shell runs in the background would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        subprocess.run([NODE, PUBLISH], check=True)  # noqa: S603 - our own program


HERE = {"127.0.0.1", "localhost", "", None}


@pytest.fixture(autouse=True)
def reached_for(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse whatever would leave this machine, and fail the test even if its code swallows the refusal.

    Yields the addresses that were refused; empty at the end of a test that may pass.
    """
    refused: list[str] = []

    def refuse_elsewhere(host: str | None) -> None:
        if host not in HERE:
            refused.append(str(host))
            raise PermissionError(f"tests reach for nothing but 127.0.0.1, not for {host}")

    def guard_socket(name: str) -> None:
        real = getattr(socket.socket, name)

        def guarded(self: socket.socket, *arguments: Any) -> Any:  # noqa: ANN401 - takes and gives what the socket does
            if self.family in {socket.AF_INET, socket.AF_INET6}:
                refuse_elsewhere(arguments[-1][0])
            return real(self, *arguments)

        monkeypatch.setattr(socket.socket, name, guarded)

    def look_up(host: str | None, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - takes and gives what it guards
        refuse_elsewhere(host)
        return real_look_up(host, *arguments, **named)

    real_look_up = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    for name in ("connect", "connect_ex", "sendto"):
        guard_socket(name)
    yield refused
    if refused:
        pytest.fail(f"the test reached for {', '.join(refused)}")
