"""Getting a site ready for a command: Django, the database, and the checks before anything is served."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from undersign.host.files import HostProblem
from undersign.web import home as homes
from undersign.web.home import Home
from undersign.web.stewards import who

Progress = Callable[[int, int, str], None]


def ready(path: Path) -> Home:
    """Make Django ready for the site in a folder. Raises HostProblem for a folder that is no site."""
    os.environ[homes.ENVIRONMENT] = str(path.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersign.web.settings")
    homes.current.cache_clear()
    found = homes.current()
    if not found.rehearsal and found.clock.exists():
        raise HostProblem(
            f"{found.clock} would move the clock, which only a rehearsal has. Remove it. Nothing was done."
        )
    django.setup()
    try:
        connection.ensure_connection()
    except OperationalError as problem:
        raise HostProblem(f"The database cannot be reached: {str(problem).splitlines()[0]} Nothing was done.") from None
    return found


def behind() -> bool:
    """Return whether the database is older than this version."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_migrated() -> None:
    """Raise HostProblem if the database is older than this version, or an upgrade of it was interrupted."""
    if _kept().exists():
        raise HostProblem('An upgrade was interrupted. Run "undersign host upgrade", which begins by undoing it.')
    if behind():
        raise HostProblem('The database is older than this version. Run "undersign host upgrade" first.')


def migrate() -> None:
    """Bring the database to this version."""
    call_command("migrate", verbosity=0, interactive=False)


def audited(progress: Progress = lambda *_: None) -> str:
    """Return the latest checkpoint's text once the whole record was computed again."""
    from undersign.web.record.audit import audit  # noqa: PLC0415 - models exist once Django is ready

    return audit(progress)


def check_who(found: Home) -> None:
    """Raise HostProblem unless who.toml says everything about who is behind the site."""
    who.check_who(found)


@contextmanager
def undone_on_failure() -> Iterator[None]:
    """Undo whatever happens to the database inside, if it ends with an error."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            yield
        return
    kept = _kept()
    part = kept.with_suffix(".part")
    _copy(_database(), part)
    part.replace(kept)  # so what stands under this name is whole
    try:
        yield
    except BaseException:
        undo()
        raise
    kept.unlink()


def undo() -> bool:
    """Put the database back as it was before an upgrade that did not end; return whether there was one.

    PostgreSQL does so by itself.
    """
    kept = _kept()
    if not kept.exists():
        return False
    connection.close()
    _copy(kept, _database())
    kept.unlink()
    return True


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _kept() -> Path:
    """Return where a SQLite database is kept while an upgrade changes it; on PostgreSQL nothing is ever there."""
    path = _database()
    return path.with_name(f".{path.name}.before")


def _copy(source: Path, target: Path) -> None:
    """Copy a SQLite database, whoever else has it open."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
