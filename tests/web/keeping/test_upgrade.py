"""`undersign host upgrade` for real: from an older database to this version, and back again when something fails."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.postgres import programs
from tests.web.keeping.test_keeping import BROKEN, Machine, filled

__all__ = ["filled"]

OLDER = """
import os, sys
from pathlib import Path
from undersign.web import start
start.ready(Path(sys.argv[1]))
from django.core.management import call_command
call_command("migrate", "stewards", "0001", verbosity=0)
"""
SETTINGS = """
from undersign.web.settings import *
MIGRATION_MODULES = {"stewards": "changed_migrations"}
"""
LATER = """
from django.db import migrations, models

def act(apps, schema_editor):
    import time
    from django.db import connection
    from undersign.web.record import actions
    apps.get_model("stewards", "Look").objects.create(steward=b"s", what="list", day=1, salt=b"x", hash=b"h")
    apps.get_model("people", "Member").objects.update(nickname="Nobody")
    {act}

class Migration(migrations.Migration):
    dependencies = [("stewards", "0002_look_of_everybody"), ("people", "0001_initial"), ("record", "0001_initial")]
    operations = [
        migrations.AddField("look", "more", models.IntegerField(null=True)),
        migrations.RunPython(act),
    ]
"""
FAILURES = {
    "raises": ('raise KeyError("a name")', "A change failed (KeyError). The database is as before."),
    "breaks the record": (
        'connection.cursor().execute("UPDATE record_leaf SET salt = record_leaf.value WHERE number = 3")',
        "The database is as before.",
    ),
    "adds to the record": ("actions.tick(time.time() + 10**7)", "another checkpoint. The database is as before."),
}


def older(machine: Machine) -> None:
    """Bring a site's database to what it was before the last version."""
    code = [sys.executable, "-c", OLDER, str(machine.site)]
    subprocess.run(code, check=True, env=machine.environment, cwd=machine.site.parent)  # noqa: S603 - our own program


def dump(machine: Machine) -> str:
    """Return the whole database as statements: every table, index and row."""
    address = machine.environment.get("DATABASE_URL")
    if not address:
        with closing(sqlite3.connect(machine.site / "undersign.sqlite3")) as file:
            return "\n".join(file.iterdump())
    command = [
        str((programs() / "pg_ctl").resolve().with_name("pg_dump")),
        address.replace("postgres://", "postgresql://"),
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - Debian's own
    # Numbers that were given out are not taken back, and newer versions begin and end with a random word.
    return re.sub(r"^(SELECT pg_catalog\.setval|\\(un)?restrict).*$", "", text, flags=re.MULTILINE)


def changed(machine: Machine, act: str) -> None:
    """Let the next version of the program have one more migration, which does something that it must not."""
    import undersign.web.stewards.migrations as kept  # noqa: PLC0415 - only its folder is needed

    folder = machine.site.parent / "changed_migrations"
    folder.mkdir()
    for path in Path(str(kept.__file__)).parent.glob("*.py"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "0003_more.py").write_text(LATER.replace("{act}", act))
    (folder.parent / "changed_settings.py").write_text(SETTINGS)
    machine.environment["DJANGO_SETTINGS_MODULE"] = "changed_settings"
    machine.environment["PYTHONPATH"] += f":{folder.parent}"


def before_upgrades(machine: Machine) -> list[Path]:
    """Return the backups that upgrades made."""
    return list((machine.site / "backups").glob("before-upgrade-*.age"))


def test_an_older_database_is_brought_to_this_version(filled: Machine) -> None:
    newest = dump(filled)
    older(filled)
    before = dump(filled)
    assert before != newest
    assert "older than this version" in filled.host("check", filled.site, code=BROKEN)
    said = filled.host("upgrade", filled.site)
    assert "The database is up to date, and the record is unchanged." in said
    [backup] = before_upgrades(filled)
    assert str(backup) in said.replace("\n", "")
    assert without_times(dump(filled)) == without_times(newest)


def without_times(text: str) -> list[str]:
    """Return the lines of a dump in order, but for those that say when a migration ran, and how many did."""
    return sorted(line for line in text.splitlines() if "0002_look_of" not in line and "sqlite_sequence" not in line)


@pytest.mark.parametrize("how", FAILURES)
def test_after_an_upgrade_that_fails_every_row_and_table_is_as_before(filled: Machine, how: str) -> None:
    act, says = FAILURES[how]
    older(filled)
    changed(filled, act)
    before = dump(filled)
    said = " ".join(filled.host("upgrade", filled.site, code=BROKEN).split())
    assert says in said
    assert "Report it, and go on with the old version." in said
    assert "a name" not in said
    assert "Traceback" not in said
    assert dump(filled) == before
    assert len(before_upgrades(filled)) == 1
    assert {path.name for path in filled.site.iterdir() if path.name.startswith(".")} == {".lock", ".lock-backup"}


def test_the_same_migration_without_its_fault_goes_through(filled: Machine) -> None:
    """So the tests above fail for the fault alone."""
    older(filled)
    changed(filled, "pass")
    before = dump(filled)
    filled.host("upgrade", filled.site)
    after = dump(filled)
    assert after != before
    assert "Nobody" in after


def test_the_backup_made_before_a_failed_upgrade_restores_the_site(filled: Machine, tmp_path: Path) -> None:
    changed(filled, FAILURES["raises"][0])
    checkpoint = filled.host("upgrade", filled.site, code=BROKEN)
    assert "as before" in checkpoint.replace("\n", " ")
    [backup] = before_upgrades(filled)
    second = Machine(tmp_path, "second")
    assert "Restored." in second.host("restore", backup, second.site, "--key", tmp_path / "key")


def test_an_upgrade_that_was_killed_is_undone_by_the_next(filled: Machine) -> None:
    newest = dump(filled)
    older(filled)
    changed(filled, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    filled.host("upgrade", filled.site, code=-signal.SIGKILL)
    del filled.environment["DJANGO_SETTINGS_MODULE"]
    assert 'Run "undersign host upgrade"' in filled.host("check", filled.site, code=BROKEN).replace("\n", " ")
    said = filled.host("upgrade", filled.site)
    assert ("was interrupted" in said) == ("DATABASE_URL" not in filled.environment)
    assert without_times(dump(filled)) == without_times(newest)
    assert {path.name for path in filled.site.iterdir() if path.name.startswith(".")} == {".lock", ".lock-backup"}
