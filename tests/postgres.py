"""A private PostgreSQL for tests and benchmarks: `python -m tests.postgres COMMAND ...` runs a command beside it.

The server has a folder of its own, listens on a socket in it and nowhere else, and is gone afterwards. Exit codes: that
of the command; 2 if PostgreSQL is not on this machine.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

VARIABLE = "UNDERSIGN_TEST_DATABASE_URL"
USER = "postgres"


class NoPostgres(Exception):
    """PostgreSQL is not on this machine."""


def programs() -> Path:
    """Return the folder with initdb and pg_ctl, which Debian keeps off the path. Raises NoPostgres."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders:
        raise NoPostgres("PostgreSQL is missing. On Debian or Ubuntu: apt-get install -y postgresql")
    return folders[-1]


def limited(room: int | None) -> list[str]:
    """Return what stands before a command that may make no file longer than `room` bytes: its disk is full there."""
    return [] if room is None else ["prlimit", f"--fsize={room}"]


def _as_server(command: Sequence[object], room: int | None = None) -> None:
    """Run one of its programs; they refuse to run as root."""
    root = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    subprocess.run(  # noqa: S603 - the command is made here
        [*root, *limited(room), *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/"
    )


def _state(process: int) -> str:
    """Return the letter that ps shows for a process; Z if it is gone as well as if nobody has asked after it yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def _children(process: int) -> list[int]:
    """Return the processes that a process began and that still run. While others end, some may be left out."""
    begun = map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    return [each for each in begun if _state(each) != "Z"]


class Server:
    """A server in a folder. It may be stopped, killed and started again; what it holds stays."""

    def __init__(self, folder: Path, *, wal_megabytes: int = 16, fsync: bool = True) -> None:
        """Make an empty database. `wal_megabytes`: how long each file of its log is.

        Without `fsync` it is quicker, and loses nothing either as long as the machine itself goes on.
        """
        self._programs, self._data, self._log = programs(), folder / "data", folder / "log"
        self._options = f"-c listen_addresses= -c max_connections=500 -c unix_socket_directories={folder}"
        self._options += f" -c fsync={'on' if fsync else 'off'}"
        self.address = f"postgres://{USER}@{quote(str(folder), safe='')}/postgres"
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        options = ["-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", f"--wal-segsize={wal_megabytes}"]
        _as_server([self._programs / "initdb", "--no-sync", *options, self._data])

    def _first(self) -> int | None:
        """Return the process that begins all others, if it runs."""
        try:
            first = int((self._data / "postmaster.pid").read_text().split()[0])
        except FileNotFoundError:
            return None
        return None if _state(first) == "Z" else first

    @property
    def process(self) -> int:
        """The process that begins all others."""
        first = self._first()
        assert first is not None, "the server does not run"
        return first

    def start(self, room: int | None = None) -> None:
        """Start it, after a crash too; with `room`, it may make no file longer than that."""
        command = [self._programs / "pg_ctl", "-D", self._data, "-o", self._options, "-l", self._log, "-w", "start"]
        _as_server(command, room)

    def stop(self, how: str = "immediate") -> None:
        """Stop it, if it is running."""
        if self._first() is None:
            return
        try:
            _as_server([self._programs / "pg_ctl", "-D", self._data, "-m", how, "-w", "stop"])
        except subprocess.CalledProcessError:
            if self._first() is not None:
                raise  # else it ended by itself meanwhile, as one without room for its log does

    def kill(self) -> None:
        """Kill all its processes, as when a machine has no memory left. None may outlive the others and go on."""
        first = self.process
        os.kill(first, signal.SIGSTOP)  # so that it begins no others meanwhile
        while _state(first) != "T":
            time.sleep(0.001)
        while children := _children(first):
            for each in children:
                os.kill(each, signal.SIGKILL)
        os.kill(first, signal.SIGKILL)
        while _state(first) != "Z":
            time.sleep(0.001)
        for lock in (self._data / "postmaster.pid", self._data.parent / ".s.PGSQL.5432.lock"):
            lock.unlink()  # where nobody asks after the dead, they would seem to be running


@contextmanager
def served(*, wal_megabytes: int = 16, fsync: bool = True) -> Iterator[Server]:
    """Start a server; give it. Raises NoPostgres."""
    with tempfile.TemporaryDirectory(prefix="undersign-pg-") as name:
        server = Server(Path(name), wal_megabytes=wal_megabytes, fsync=fsync)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def started() -> Iterator[str]:
    """Start a server; give the address of its database. Raises NoPostgres."""
    with served() as server:
        yield server.address


def main(command: list[str]) -> int:
    """Run the command with the address in its environment; return its exit code."""
    try:
        with started() as address:
            environment = {**os.environ, VARIABLE: address}
            return subprocess.run(command, check=False, env=environment).returncode  # noqa: S603 - the caller's own
    except NoPostgres as problem:
        sys.stderr.write(f"undersign: {problem}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
