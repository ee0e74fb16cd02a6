"""undersign host check, install, upgrade, backup, backup-key, restore: keeping a site alive, and getting it back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from undersign.cli import frame
from undersign.cli.frame import guarded, say
from undersign.host.files import FolderBusy, HostProblem, locked
from undersign.reference import duties
from undersign.web import install as installs
from undersign.web.home import Home

BACKUP_NAME = "undersign-%Y-%m-%d-%H%M%S.age"
SitePath = Annotated[Path, typer.Argument(help="The site's folder.")]


def _audited() -> str:
    from undersign.web import start  # noqa: PLC0415 - only these commands load Django

    with frame.stages() as move:
        return start.audited(move)


@guarded
def check(home: SitePath) -> None:
    """Check a site: its settings, who is behind it, its tasks, the database, and the whole record, computed again."""
    from undersign.web import start  # noqa: PLC0415 - only these commands load Django

    found = start.ready(home)
    start.check_migrated()
    start.check_who(found)
    duties.listed(found.path)
    say.print("The settings are whole, and the record is what its leaves give:")
    say.print(_audited(), markup=False, end="")


@guarded
def install(
    home: SitePath,
    root: Annotated[Path, typer.Option(help="Write below this folder instead, to look at the files first.")] = Path(
        "/"
    ),
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1 at which the site listens.")] = 8000,
    *,
    onion: Annotated[bool, typer.Option("--onion", help="Also an onion service (Tor).")] = False,
) -> None:
    """Write what a Debian server needs (systemd, Caddy, a backup each night), and name the commands that start it."""
    from undersign.web import backup as backups  # noqa: PLC0415 - only these commands load Django
    from undersign.web import start  # noqa: PLC0415 - the same

    command = shutil.which("undersign") or str(Path(__file__).parents[2] / "bin" / "undersign")
    found = Home(home.resolve())
    start.check_who(found)
    backups.recipients(found)
    made = installs.plan(found, command, port, onion=onion)
    for path in installs.write(made, root):
        say.print(f"Wrote {path}", markup=False)
    say.print("Now run, as root:")
    for step in made.steps:
        say.print(f"  {step}", markup=False)


def _check_unchanged(checkpoint: str) -> None:
    if _audited() != checkpoint:
        raise HostProblem("After the upgrade the record has another checkpoint.")


@guarded
def upgrade(home: SitePath) -> None:
    """Back up, bring the database to this version, and check the record; if that fails, everything is as before."""
    from undersign.web import start  # noqa: PLC0415 - only these commands load Django

    found = start.ready(home)
    try:
        with locked(found.lock):
            _upgrade(found)
    except FolderBusy:
        raise HostProblem("The site is running. Nothing was changed. Stop it, then upgrade it.") from None


def _upgrade(found: Home) -> None:
    from undersign.web import backup as backups  # noqa: PLC0415 - only these commands load Django
    from undersign.web import start  # noqa: PLC0415 - the same

    if start.undo():
        say.print("An earlier upgrade was interrupted. The database is as it was before that.")
    before = _audited()
    kept = found.path / "backups" / f"{backups.BEFORE_UPGRADE}{datetime.now(UTC):%Y-%m-%d-%H%M%S}.age"
    with frame.stages() as move:
        backups.make(found, kept, move)
    say.print(f"Backed up to {kept}", markup=False)
    try:
        with start.undone_on_failure():
            start.migrate()
            _check_unchanged(before)
    except Exception as problem:
        what = str(problem) if isinstance(problem, HostProblem) else f"A change failed ({type(problem).__name__})."
        raise HostProblem(f"{what} The database is as before. Report it, and go on with the old version.") from problem
    say.print("The database is up to date, and the record is unchanged.")


@guarded
def backup(
    home: SitePath,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; by default one in backups/ of the start.")
    ] = None,
    keep_days: Annotated[int, typer.Option(min=1, help="Delete backups in backups/ that are older.")] = 30,
) -> None:
    """Write one encrypted file with the whole site, while it runs."""
    from undersign.web import backup as backups  # noqa: PLC0415 - only these commands load Django
    from undersign.web import start  # noqa: PLC0415 - the same

    found = start.ready(home)
    folder = found.path / "backups"
    target = out or folder / datetime.now(UTC).strftime(BACKUP_NAME)
    with frame.stages() as move:
        backups.make(found, target, move)
    say.print(f"Wrote {target}", markup=False)
    if gone := backups.prune(folder, keep_days):
        say.print(f"Deleted {gone} older than {keep_days} days.")


@guarded
def backup_key(out: Annotated[Path, typer.Argument(help="The file to write. Keep it away from the host.")]) -> None:
    """Make the key that opens backups. Its public line goes into backup-recipients.txt of the start."""
    from undersign.web import backup as backups  # noqa: PLC0415 - only these commands load Django

    say.print(backups.make_key(out), markup=False)
    say.print(f"The secret half is in {out}. Without it no backup can be opened.", markup=False)


@guarded
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    home: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    key: Annotated[Path, typer.Option(help="The file with the key that opens backups.")],
) -> None:
    """Make a site of a backup on an empty machine; the checkpoint is the same as it was."""
    from undersign.web import backup as backups  # noqa: PLC0415 - only these commands load Django
    from undersign.web import start  # noqa: PLC0415 - the same

    if not file.is_file():
        raise HostProblem(f"There is no file {file}. Nothing was changed.")
    rows = backups.unpack(file, key, home.resolve())
    try:
        start.ready(home)
        start.migrate()
        with frame.stages() as move:
            checkpoint = backups.load(rows, move)
    finally:
        rows.unlink()
    if _audited() != checkpoint:
        raise HostProblem("The restored record has another checkpoint than the backup names. Do not start it.")
    say.print("Restored. Envelopes that waited for a batch are in no backup; phones that hold them send them again.")
    say.print("The latest checkpoint:")
    say.print(checkpoint, markup=False, end="")


def add_to(app: typer.Typer) -> None:
    """Add these commands to `undersign host`."""
    for command in (check, install, upgrade, backup, restore):
        app.command()(command)
    app.command("backup-key")(backup_key)
