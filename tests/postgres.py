"""A private PostgreSQL for tests and benchmarks: `python -m tests.postgres COMMAND ...` runs a command beside it.

The server has a folder of its own, listens on a socket in it and nowhere else, and is gone afterwards. Exit codes: that
of the command; 2 if PostgreSQL is not on this machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
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


def _as_server(command: Sequence[str | Path]) -> None:
    """Run one of its programs; they refuse to run as root."""
    root = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    subprocess.run(  # noqa: S603 - the command is made here
        [*root, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/"
    )


@contextmanager
def started() -> Iterator[str]:
    """Start a server; give the address of its database. Raises NoPostgres."""
    bin_ = programs()
    with tempfile.TemporaryDirectory(prefix="undersign-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        data, options = folder / "data", f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=on"
        _as_server([bin_ / "initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", data])
        _as_server([bin_ / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"])
        try:
            yield f"postgres://{USER}@{quote(str(folder), safe='')}/postgres"
        finally:
            _as_server([bin_ / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])


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
