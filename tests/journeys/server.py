"""The command that serves a site, and its database, which a host can put back as it was."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.ports import free_port
from tests.postgres import VARIABLE

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "undersign.cli.main")
START_SECONDS = 60
END_SECONDS = 90  # `undersign serve` gives its parts 30
COMMAND_SECONDS = 120
ADDRESS = "DATABASE_URL"


@dataclass
class Server:
    """A site of its own on this machine, which can be ended and begun again."""

    home: Path
    log: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(init=False)
    running: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        """Give it a database of its own where the tests run on PostgreSQL."""
        kept = {name: value for name, value in os.environ.items() if name != ADDRESS}
        own = {"PYTHONPATH": str(ROOT), "UNDERSIGN_HOME": str(self.home), "NO_COLOR": "1", "COLUMNS": "200"}
        self.environment = {**kept, **own}
        if os.environ.get(VARIABLE):
            name = f"journey_{secrets.token_hex(8)}"
            _on_postgres(f'CREATE DATABASE "{name}"')
            self.environment[ADDRESS] = os.environ[VARIABLE].rsplit("/", 1)[0] + f"/{name}"

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"http://localhost:{self.port}"

    def command(self, *arguments: object) -> str:
        """Run a command of the people who run it, which must succeed; return what it said."""
        return self._run(*COMMAND, *map(str, arguments))

    def module(self, name: str, *arguments: str) -> None:
        """Run a module in the site's environment, as whoever has the machine can."""
        self._run(sys.executable, "-m", name, *arguments)

    def script(self, code: str) -> None:
        """Run a program of the host's own beside the site, as no command would."""
        self._run(sys.executable, "-c", code)

    def _run(self, *command: str) -> str:
        ended = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, check=False, env=self.environment, text=True, timeout=COMMAND_SECONDS
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as log:
            self.running = subprocess.Popen(  # noqa: S603 - our own command
                [*COMMAND, "serve", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            assert self.running.poll() is None, self.log.read_text()
            try:
                with urlopen(f"{self.address}/health", timeout=2) as answer:  # noqa: S310 - our own server
                    assert answer.status == 200
                    return
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        raise AssertionError(f"the site did not start: {self.log.read_text()}")

    def stop(self) -> None:
        """End it, if it runs."""
        if self.running is not None:
            self.running.terminate()
            self.running.wait(END_SECONDS)
            self.running = None

    def restart(self) -> None:
        """End it and start it again, as a host does after a change of its files."""
        self.stop()
        self.start()

    def keep_copy(self) -> None:
        """Keep the database as it is. The site must stand still."""
        if ADDRESS in self.environment:
            _on_postgres(f'CREATE DATABASE "{self._name}_kept" TEMPLATE "{self._name}"')
        else:
            _copy_sqlite(self._file, self._file.with_suffix(".kept"))

    def put_back(self) -> None:
        """Put what was kept in the place of the database. The site must stand still."""
        if ADDRESS in self.environment:
            _on_postgres(f'DROP DATABASE "{self._name}"')
            _on_postgres(f'ALTER DATABASE "{self._name}_kept" RENAME TO "{self._name}"')
        else:
            _copy_sqlite(self._file.with_suffix(".kept"), self._file)

    @property
    def _file(self) -> Path:
        return self.home / "undersign.sqlite3"

    @property
    def _name(self) -> str:
        return self.environment[ADDRESS].rsplit("/", 1)[1]


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _on_postgres(statement: str) -> None:
    import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

    with psycopg.connect(os.environ[VARIABLE], autocommit=True) as connection:
        connection.execute(statement)
