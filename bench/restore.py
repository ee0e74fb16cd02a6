"""`restore`: seconds to back up and to restore a site of 10,000 members and 100,000 entries, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.frame import CannotRun, figure, finish, machine, say
from tests import postgres

ROOT = Path(__file__).parents[1]
MEMBERS, ENTRIES = 10_000, 100_000


def run(arguments: list[str]) -> None:
    """Measure on SQLite and on a private PostgreSQL; arguments are other numbers of members and entries."""
    members, entries = map(int, arguments) if arguments else (MEMBERS, ENTRIES)
    say(f"{machine()}; {members} members, {entries} entries")
    figures: dict[str, str] = {}
    for name in ("sqlite", "postgres"):
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            figures |= _measure(name, folder, stack, (members, entries))
    finish("restore", figures)


def _measure(name: str, folder: Path, stack: ExitStack, sizes: tuple[int, int]) -> dict[str, str]:
    full, empty = (_database(name, stack) for _ in range(2))
    site, backup, key = folder / "site", folder / "backup.age", folder / "key"
    _timed(full, "-m", "bench.filled", site, *sizes)
    cli = ("-m", "undersign.cli.main", "host")
    _timed(full, *cli, "backup-key", key)
    (site / "backup-recipients.txt").write_text(_public(key))
    taken = _timed(full, *cli, "backup", site, "--out", backup)
    restored = _timed(empty, *cli, "restore", backup, folder / "again", "--key", key)
    say(f"{name}: backup {taken:.1f} s, {backup.stat().st_size / 1e6:.1f} MB")
    return {f"backup_{name}_s": figure(taken, 1), f"restore_{name}_s": figure(restored, 1)}


def _database(name: str, stack: ExitStack) -> dict[str, str]:
    if name == "sqlite":
        return {}
    try:
        return {"DATABASE_URL": stack.enter_context(postgres.started())}
    except postgres.NoPostgres as problem:
        raise CannotRun(str(problem)) from None


def _public(key: Path) -> str:
    import pyrage  # noqa: PLC0415 - only this benchmark needs it

    return str(pyrage.x25519.Identity.from_str(key.read_text().strip()).to_public())


def _timed(environment: dict[str, str], *command: object) -> float:
    """Run a command of the project to its end; return the seconds. Raises CannotRun if it fails."""
    begun = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *map(str, command)],
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    if done.returncode:
        raise CannotRun(f"{command[:3]} ended with exit code {done.returncode}")
    return time.perf_counter() - begun
