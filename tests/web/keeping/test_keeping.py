"""Backup, restore and upgrade by their commands, on real folders and databases."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres import VARIABLE
from tests.reference.test_living_wages import table
from undersign.verifier.report import verify
from undersign.web import backup

ROOT = Path(__file__).parents[3]
BROKEN = 3
REAL = {
    "origin": "real.example/undersign",
    "address": "https://real.example",
    "title": "Real",
    "rehearsal": False,
    "tick_seconds": 60,
}


class Machine:
    """A machine with a folder and an empty database of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.site = folder / name
        if os.environ.get(VARIABLE):
            self.environment["DATABASE_URL"] = _database(f"{name}_{folder.name}")

    def run(self, *command: object, code: int = 0) -> str:
        """Run a command of the project; return what it says."""
        done = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "-m", *map(str, command)],
            capture_output=True,
            check=False,
            cwd=self.site.parent,
            env=self.environment,
            text=True,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def host(self, command: str, *rest: object, code: int = 0) -> str:
        """Run `undersign host COMMAND`."""
        return self.run("undersign.cli.main", "host", command, *rest, code=code)


def _database(name: str) -> str:
    import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

    address = os.environ[VARIABLE]
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture
def filled(tmp_path: Path) -> Machine:
    """Return a machine with a site of 6 members and 40 entries, and a key for its backups."""
    made = Machine(tmp_path, "first")
    made.run("bench.filled", made.site, 6, 40)
    public = made.host("backup-key", tmp_path / "key").splitlines()[0]
    (made.site / "backup-recipients.txt").write_text(public + "\n")
    return made


def test_a_restored_site_has_the_same_checkpoint(filled: Machine, tmp_path: Path) -> None:
    (filled.site / "duties.csv").write_text("a list of tasks")
    filled.host("backup", filled.site, "--out", tmp_path / "one.age")
    second = Machine(tmp_path, "second")
    said = second.host("restore", tmp_path / "one.age", second.site, "--key", tmp_path / "key")
    assert "bench.example/undersign" in said
    checked = filled.host("upgrade", filled.site)
    assert "unchanged" in checked
    assert (second.site / "duties.csv").read_text() == "a list of tasks"
    assert (second.site / "secret" / "host").read_bytes() == (filled.site / "secret" / "host").read_bytes()
    assert (second.site / "secret" / "host").stat().st_mode & 0o077 == 0


def test_a_restored_site_has_its_living_wages(filled: Machine, tmp_path: Path) -> None:
    (tmp_path / "wages.csv").write_bytes(table())
    filled.host("living-wages", filled.site, tmp_path / "wages.csv")
    filled.host("backup", filled.site, "--out", tmp_path / "one.age")
    second = Machine(tmp_path, "second")
    second.host("restore", tmp_path / "one.age", second.site, "--key", tmp_path / "key")
    assert (second.site / "living_wages.csv").read_bytes() == table()


def test_a_backup_is_sealed_and_opens_with_its_key_alone(filled: Machine, tmp_path: Path) -> None:
    filled.host("backup", filled.site, "--out", tmp_path / "one.age")
    data = (tmp_path / "one.age").read_bytes()
    assert data.startswith(b"age-encryption.org/v1")
    assert b"Member 1" not in data
    second = Machine(tmp_path, "second")
    second.host("backup-key", tmp_path / "other")
    said = second.host("restore", tmp_path / "one.age", second.site, "--key", tmp_path / "other", code=BROKEN)
    assert "not for this key" in said
    assert not second.site.exists() or list(second.site.iterdir()) == []


def test_a_broken_backup_and_a_folder_in_use_are_refused(filled: Machine, tmp_path: Path) -> None:
    path = tmp_path / "one.age"
    filled.host("backup", filled.site, "--out", path)
    assert "not empty" in filled.host("restore", path, filled.site, "--key", tmp_path / "key", code=BROKEN)
    path.write_bytes(path.read_bytes()[:-200])
    second = Machine(tmp_path, "second")
    assert "broken" in second.host("restore", path, second.site, "--key", tmp_path / "key", code=BROKEN)
    assert "There is no file" in second.host("restore", tmp_path / "x", second.site, "--key", path, code=BROKEN)


def test_without_anybody_who_could_open_it_no_backup_is_written(filled: Machine) -> None:
    (filled.site / "backup-recipients.txt").unlink()
    assert "names nobody" in filled.host("backup", filled.site, code=BROKEN)
    assert list(filled.site.glob("backups/*")) == []


def test_old_backups_go_and_new_ones_stay(filled: Machine) -> None:
    old = filled.site / "backups" / "undersign-2020-01-01-0000.age"
    old.parent.mkdir(exist_ok=True)
    old.write_bytes(b"old")
    os.utime(old, (0, 0))
    assert "Deleted 1" in filled.host("backup", filled.site)
    assert len(list(filled.site.glob("backups/*.age"))) == 1


def test_backups_made_before_upgrades_go_too_but_the_newest_of_them_stays(tmp_path: Path) -> None:
    """Struck texts and members who left stand in them as well."""
    day, now = 86_400, time.time()
    for name, days in (("old", 400), ("newer", 200), ("newest", 100)):
        path = tmp_path / f"before-upgrade-{name}.age"
        path.write_bytes(b"x")
        os.utime(path, (now - days * day,) * 2)
    (tmp_path / "mine.age").write_bytes(b"x")
    os.utime(tmp_path / "mine.age", (0, 0))
    assert backup.prune(tmp_path, 150) == 2
    assert backup.prune(tmp_path, 30) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before-upgrade-newest.age", "mine.age"]
    (tmp_path / "before-upgrade-today.age").write_bytes(b"x")
    assert backup.prune(tmp_path, 150) == 0
    assert backup.prune(tmp_path, 30) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before-upgrade-today.age", "mine.age"]


WRITER = """
import os, sys, time
from pathlib import Path
from undersign.web import start
start.ready(Path(sys.argv[1]))
from undersign.protocol.notes import checkpoint_text
from undersign.web.record import actions
now = time.time() + 10**6
for number in range(100_000):
    actions.append("members", [{"v": 1, "kind": "test", "number": number, "half": half} for half in (0, 1)])
    if number % 2 == 0:
        print(checkpoint_text(actions.tick(now + 60 * number)).hex(), flush=True)
"""


def test_a_backup_taken_while_somebody_writes_is_of_one_moment(filled: Machine, tmp_path: Path) -> None:
    """The restored record holds no half of what was written, and its checkpoint is one that the site had."""
    command = [sys.executable, "-c", WRITER, str(filled.site)]
    said = tmp_path / "said"
    with said.open("w") as out:
        writer = subprocess.Popen(command, env=filled.environment, stdout=out)  # noqa: S603 - our own program
    try:
        end = time.monotonic() + 60
        while len(said.read_text().splitlines()) < 3 and time.monotonic() < end:
            time.sleep(0.1)
        begun = len(said.read_text().splitlines())
        filled.host("backup", filled.site, "--out", tmp_path / "one.age")
        while len(said.read_text().splitlines()) < begun + 3 and time.monotonic() < end:
            time.sleep(0.1)
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.wait()
    had = [bytes.fromhex(line).decode() for line in said.read_text().splitlines()]
    second = Machine(tmp_path, "second")
    restored = second.host("restore", tmp_path / "one.age", second.site, "--key", tmp_path / "key")
    checkpoint = restored.partition("The latest checkpoint:\n")[2]
    assert begun - 1 <= had.index(checkpoint) < len(had) - 1
    exported = second.host("export", second.site, tmp_path / "out", "--for", "members")
    assert exported
    assert "FAIL" not in {verdict.outcome for _, verdict in verify(tmp_path / "out")}
    lines = (tmp_path / "out/books/members/entries.jsonl").read_text().splitlines()
    kept = [json.loads(line)["entry"] for line in lines]
    written = [(each["number"], each["half"]) for each in kept if each["kind"] == "test"]
    assert written == [(number, half) for number in range(len(written) // 2) for half in (0, 1)]
    assert len(written) >= 2 * begun


def test_a_record_that_was_changed_is_found(filled: Machine) -> None:
    if os.environ.get(VARIABLE):
        import psycopg  # noqa: PLC0415 - only where the tests run on PostgreSQL

        with psycopg.connect(filled.environment["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("UPDATE record_leaf SET salt = '\\x00' WHERE number = 3")
    else:
        with closing(sqlite3.connect(filled.site / "undersign.sqlite3")) as file, file:
            file.execute("UPDATE record_leaf SET salt = x'00' WHERE number = 3")
    assert "broken" in filled.host("upgrade", filled.site, code=BROKEN)
