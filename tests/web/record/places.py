"""Sites for real processes, on a database of their own that may crash or find its disk full: SQLite, or PostgreSQL."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests import postgres
from tests.habits.tree import ROOT

ON_POSTGRES: Final = bool(os.environ.get(postgres.VARIABLE))
SECONDS: Final = 120  # that any step may take on a machine that is busy
LOG_MEGABYTES: Final = 2  # in each file of PostgreSQL's log
LITTLE: Final = 100_000  # bytes; no multiple of a page, so that the last write is cut off, as on a full disk
HEAD: Final = """
import os, resource, sys
from pathlib import Path
from undersign.web import start
start.ready(Path(os.environ["UNDERSIGN_HOME"]))
from tests.web.{area} import programs
room = int(os.environ.get("ROOM", resource.RLIM_INFINITY))
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
"""


class Program:
    """A process on a site. It speaks into files, so that nothing of what it said is lost with it."""

    def __init__(self, folder: Path, command: list[str], environment: dict[str, str]) -> None:
        name = secrets.token_hex(8)
        self._said, self._complaint = folder / f"{name}.said", folder / f"{name}.complaint"
        with self._said.open("wb") as said, self._complaint.open("wb") as complaint:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, env=environment, stdout=said, stderr=complaint
            )

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def lines(self) -> list[str]:
        """What it said so far, line by line; a line that was cut off does not count."""
        return self._said.read_text().split("\n")[:-1]

    @property
    def complaint(self) -> str:
        """What it complained of."""
        return self._complaint.read_text()

    def wait_for(self, done: Callable[[list[str]], bool]) -> None:
        """Wait until what it said is enough."""
        until = time.monotonic() + SECONDS
        while not done(self.lines):
            assert self.runs, self.complaint
            assert time.monotonic() < until, self.lines[-1:]
            time.sleep(0.005)

    def kill(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()

    def ended(self) -> int:
        """Wait until it has ended; return how."""
        return self._process.wait(SECONDS)


class Place:
    """A site on a SQLite file."""

    ways_to_be_full: tuple[str, ...] = ("file",)
    area = "record"  # whose programs.py it starts

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder, self.home, self.programs = folder, folder / "site", list[Program]()
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.environment = {**kept, "UNDERSIGN_HOME": str(self.home), "PYTHONPATH": str(ROOT)}
        if address:
            self.environment["DATABASE_URL"] = address

    def run(self, command: list[str]) -> Program:
        """Start a command."""
        self.programs.append(Program(self.folder, command, self.environment))
        return self.programs[-1]

    def make(self) -> None:
        """Begin the site."""
        options = ["--origin", "a.example/r", "--address", "http://localhost", "--title", "A", "--rehearsal"]
        made = self.run([sys.executable, "-m", "undersign.cli.main", "host", "init", str(self.home), *options])
        assert made.ended() == 0, made.complaint

    def start(self, program: str, *arguments: object) -> Program:
        """Start one of programs.py."""
        call = f"programs.{program}(*{arguments!r})"
        return self.run([sys.executable, "-c", HEAD.replace("{area}", self.area) + call])

    def crash(self) -> None:
        """Kill whatever has the database open, all at once."""
        for each in self.programs:
            each.kill()

    def recover(self) -> None:
        """Let the database be there again. This one is, as soon as somebody opens it."""

    @contextmanager
    def full(self, _what: str) -> Iterator[None]:
        """Let there be only a little room for what is started inside."""
        longest = max(path.stat().st_size for path in self.home.iterdir())
        self.environment["ROOM"] = str(longest + LITTLE)
        yield
        del self.environment["ROOM"]


class Served(Place):
    """A site on a PostgreSQL server that serves nothing else."""

    ways_to_be_full = ("tables", "log")

    def __init__(self, folder: Path, server: postgres.Server, database: str) -> None:
        super().__init__(folder, server.address.rsplit("/", 1)[0] + f"/{database}")
        self._server = server

    def crash(self) -> None:
        """Kill the server. Its clients find out by themselves."""
        self._server.kill()

    def recover(self) -> None:
        """Start the server again."""
        self._server.start()

    @contextmanager
    def full(self, what: str) -> Iterator[None]:
        """Let there be only a little room, for the tables or already for the log in which every change stands first.

        A file of the log has its length from the beginning, more than any table of a new database.
        """
        log = LOG_MEGABYTES * 2**20
        execute(self._server, "SELECT pg_switch_wal()")  # so that the log has room for the start itself
        self._server.stop("fast")
        self._server.start(log + LITTLE if what == "tables" else log - LITTLE)
        yield
        self._server.stop()
        self._server.start()


Places = Callable[[Path], Place]


def execute(server: postgres.Server, statement: str) -> None:
    """Let a server do something beside all sites."""
    import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(statement.encode())


@contextmanager
def made(folder: Path, make: Callable[[Place], None] = Place.make) -> Iterator[Places]:
    """Make a site; give what puts a copy of it into a folder."""
    if not ON_POSTGRES:
        first = Place(folder)
        make(first)
        yield lambda where: _copied(first, Place(where))
        return
    with postgres.served(wal_megabytes=LOG_MEGABYTES, fsync=False) as server:
        execute(server, "CREATE DATABASE made")
        served = Served(folder, server, "made")
        make(served)

        def copy(where: Path) -> Place:
            name = f"copy_{secrets.token_hex(8)}"
            execute(server, f"CREATE DATABASE {name} TEMPLATE made")
            execute(
                server, "CHECKPOINT"
            )  # else a crash sets sequences back: PostgreSQL logs the first steps of no copy
            return _copied(served, Served(where, server, name))

        yield copy


def _copied(first: Place, second: Place) -> Place:
    shutil.copytree(first.home, second.home)
    second.area = first.area
    return second
