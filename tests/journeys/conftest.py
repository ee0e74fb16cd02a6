"""A running site for each journey, and browsers of people who use it. Screenshots go to tests/journeys/shots."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.people import DESKTOP, PHONE, Site
from tests.postgres import VARIABLE

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


def free_port() -> int:
    """Return a port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program, "Chromium is missing: apt-get install -y chromium"
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=arguments)
        yield found
        found.close()


@dataclass
class Server:
    """The command that serves a site, which can be ended and begun again."""

    command: list[str]
    environment: dict[str, str]
    health: str
    log: Path
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(  # noqa: S603 - our own command
                self.command, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.running.poll() is None, self.log.read_text()
            try:
                with urlopen(self.health, timeout=2) as answer:  # noqa: S310 - our own server
                    assert answer.status == 200
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise AssertionError(f"the site did not start: {self.log.read_text()}")

    def stop(self) -> None:
        """End it, if it runs."""
        if self.running is not None:
            self.running.terminate()
            self.running.wait(30)
            self.running = None

    def restart(self) -> None:
        """End it and start it again, as a host does after a change of its files."""
        self.stop()
        self.start()


@pytest.fixture(params=[PHONE, DESKTOP], ids=["phone", "desktop"])
def site(request: pytest.FixtureRequest, tmp_path: Path, browser: Browser) -> Iterator[Site]:
    """Run a new site with its record begun and nobody in it."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "UNDERSIGN_HOME": str(tmp_path / "site")}
    if os.environ.get(VARIABLE):
        environment["DATABASE_URL"] = _fresh_database(os.environ[VARIABLE], f"journey_{port}")
    settings = ["--origin", "journey.example/undersign", "--address", f"http://localhost:{port}"]
    settings += ["--title", "Undersign", "--rehearsal", "--tick-seconds", "1"]
    command = [sys.executable, "-m", "undersign.cli.main"]
    made = subprocess.run(  # noqa: S603 - our own command
        [*command, "host", "init", str(tmp_path / "site"), *settings],
        capture_output=True,
        check=False,
        env=environment,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    link = next(word for word in made.stdout.split() if "/founding#" in word)
    serve = [*command, "serve", "--port", str(port)]
    server = Server(serve, environment, f"http://localhost:{port}/health", tmp_path / "log")
    try:
        server.start()
        name = f"{request.node.originalname}-{request.param['name']}"
        address = f"http://localhost:{port}"
        yield Site(address, link, browser, request.param, name, tmp_path, server.restart, environment=environment)
    finally:
        server.stop()


def _fresh_database(address: str, name: str) -> str:
    import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.rsplit("/", 1)[0] + f"/{name}"
