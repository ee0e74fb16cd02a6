"""One encrypted file that holds a whole site, taken while it runs, and a site made of it again, on either database."""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, Final

import pyrage
from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers import sort_dependencies
from django.db import connection, models, transaction

from undersign.host.files import HostProblem, locked, write_atomically
from undersign.protocol.encoding import b64, unb64
from undersign.protocol.notes import checkpoint_text
from undersign.reference import duties, living_wages
from undersign.web.home import Home

APPS: Final = (
    "record",
    "people",
    "workplaces",
    "boxes",
    "surveys",
    "demands",
    "stewards",
)  # sessions are left out: people sign in again
FORMAT: Final = 1
BATCH: Final = 2000
DAY: Final = 86_400
WORK: Final = ".backup-"
BEFORE_UPGRADE: Final = "before-upgrade-"
KEPT: Final = ("site.toml", "who.toml", "backup-recipients.txt", duties.OWN_FILE, living_wages.FILE)

Progress = Callable[[int, int, str], None]


def tables() -> list[type[models.Model]]:
    """Return the models that are kept, those that others refer to first.

    Envelopes that wait for their batch are left out: no backup has the key under which they are sealed.
    """
    found = sort_dependencies([(apps.get_app_config(name), None) for name in APPS])
    return [each for each in found if each is not apps.get_model("boxes", "Waiting")]


def recipients(home: Home) -> list[pyrage.x25519.Recipient]:
    """Return for whom backups are encrypted. Raises HostProblem if nobody is named."""
    path = home.path / "backup-recipients.txt"
    names = path.read_text().split() if path.exists() else []
    if not names:
        raise HostProblem(
            f"{path} names nobody who could open a backup. Make a key on another machine "
            '("undersign host backup-key FILE") and put its public line into this file. Nothing was written.'
        )
    try:
        return [pyrage.x25519.Recipient.from_str(name) for name in names]
    except pyrage.RecipientError:
        raise HostProblem(f"{path} holds a line that is no age recipient (age1...). Nothing was written.") from None


def make_key(path: Path) -> str:
    """Write a new backup key to a file that only its owner can read; return the public line."""
    if path.exists():
        raise HostProblem(f"{path} exists already. Nothing was changed.")
    identity = pyrage.x25519.Identity.generate()
    write_atomically(path, f"{identity}\n".encode(), secret=True)
    return str(identity.to_public())


def make(home: Home, out: Path, progress: Progress) -> None:
    """Write a backup of the whole site to `out`, all of it as of one moment; or leave no file."""
    to = recipients(home)
    if out.exists():
        raise HostProblem(f"{out} exists already. Nothing was changed. Choose another name.")
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{out.name}.part")
    with locked(home.path / ".lock-backup"):
        for left in home.path.glob(f"{WORK}*"):
            shutil.rmtree(left)  # of a backup that was killed: it holds everything in the open
        try:
            _make(home, part, to, progress)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


def _make(home: Home, part: Path, to: list[pyrage.x25519.Recipient], progress: Progress) -> None:
    with tempfile.TemporaryDirectory(dir=home.path, prefix=WORK) as name:
        plain = Path(name) / "plain.tar.gz"
        _pack(home, Path(name), plain, progress)
        with plain.open("rb") as source, part.open("wb") as target:
            pyrage.encrypt_io(source, target, to)
            target.flush()
            os.fsync(target.fileno())


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let everything inside be read as of one moment, while others go on writing."""
    connection.ensure_connection()
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]  # of SQLite alone; ours begin as writers
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual  # type: ignore[attr-defined]  # the same


def _pack(home: Home, folder: Path, plain: Path, progress: Progress) -> None:
    from undersign.web.record import access  # noqa: PLC0415 - models exist once Django is ready

    rows = folder / "rows.jsonl"
    with rows.open("w") as file, _one_moment():
        found = access.checkpoint()
        head = {"format": FORMAT, "checkpoint": checkpoint_text(found).decode() if found else ""}
        file.write(json.dumps(head) + "\n")
        for line in _dump(progress):
            file.write(line)
    with tarfile.open(plain, "w:gz", compresslevel=3) as tar:
        tar.add(rows, "rows.jsonl")
        for name in KEPT:
            if (home.path / name).exists():
                tar.add(home.path / name, name)
        for path in sorted((home.path / "secret").iterdir()):
            tar.add(path, f"secret/{path.name}")


def _dump(progress: Progress) -> Iterator[str]:
    """Yield one line for each row of each table, after a line that names the table and its columns."""
    for model in tables():
        names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's public model API
        label, total = model._meta.label, model._default_manager.count()  # noqa: SLF001 - the same
        yield json.dumps({"table": label, "columns": names}) + "\n"
        found = model._default_manager.order_by("pk").values_list(*names)  # noqa: SLF001 - the same
        for number, row in enumerate(found.iterator(BATCH), 1):
            yield json.dumps([_plain(value) for value in row], separators=(",", ":")) + "\n"
            if number % BATCH == 0 or number == total:
                progress(number, total, label)


def _plain(value: object) -> object:
    if isinstance(value, bytes | memoryview | bytearray):
        return {"b": b64(bytes(value))}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _value(kept: object) -> object:
    if not isinstance(kept, dict):
        return kept
    ((kind, text),) = kept.items()
    return {"b": unb64, "t": datetime.fromisoformat, "d": date.fromisoformat}[kind](text)


def unpack(backup: Path, key: Path, home: Path) -> Path:
    """Decrypt a backup and write the home folder; return the file with the rows. Raises HostProblem."""
    if home.exists() and any(home.iterdir()):
        raise HostProblem(f"{home} is not empty. Nothing was changed. Restore into a folder that does not exist yet.")
    try:
        identity = pyrage.x25519.Identity.from_str(key.read_text().strip())
    except (pyrage.IdentityError, UnicodeDecodeError):
        raise HostProblem(f"{key} is not an age key. Nothing was changed.") from None
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    try:
        _unpack(backup, identity, home)
    except (pyrage.DecryptError, tarfile.TarError, EOFError, OSError) as problem:
        shutil.rmtree(home)
        if isinstance(problem, OSError) and problem.errno is not None:
            raise  # the disk, not the file
        raise HostProblem(f"{backup} is broken, or not for this key. Nothing was changed.") from None
    return home / "rows.jsonl"


def _unpack(backup: Path, identity: pyrage.x25519.Identity, home: Path) -> None:
    with tempfile.TemporaryFile(dir=home) as plain:
        with backup.open("rb") as source:
            pyrage.decrypt_io(source, plain, [identity])
        plain.seek(0)
        with tarfile.open(fileobj=plain, mode="r:gz") as tar:
            tar.extractall(home, filter="data")


@transaction.atomic
def load(rows: Path, progress: Progress) -> str:
    """Fill an empty, migrated database; return the text of the checkpoint that it had. All of it, or nothing."""
    if any(model._default_manager.exists() for model in tables()):  # noqa: SLF001 - Django's public model API
        raise HostProblem("The database is not empty. Nothing was changed. Restore into an empty one.")
    with rows.open() as file:
        head = json.loads(file.readline())
        if head.get("format") != FORMAT:
            raise HostProblem(f"This backup has format {head.get('format')}; this version reads {FORMAT}.")
        _load_rows(file, progress)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)
    return str(head["checkpoint"])


def _load_rows(file: IO[str], progress: Progress) -> None:
    model: type[models.Model] | None = None
    names: list[str] = []
    batch: list[models.Model] = []
    done = 0

    def flush() -> None:
        if model is not None:
            model._default_manager.bulk_create(batch)  # noqa: SLF001 - Django's public model API
            progress(done, 0, model._meta.label)  # noqa: SLF001 - the same
        batch.clear()

    for line in file:
        found: Any = json.loads(line)
        if isinstance(found, dict):
            flush()
            model, names, done = apps.get_model(found["table"]), found["columns"], 0
        elif model is not None:
            batch.append(model(**dict(zip(names, map(_value, found), strict=True))))
            done += 1
            if len(batch) == BATCH:
                flush()
    flush()


def prune(folder: Path, days: int) -> int:
    """Delete backups in a folder that are older than `days`; return how many.

    Struck texts and members who left stay in backups, so those made before upgrades go too, all but the newest.
    """
    upgrades = sorted(folder.glob(f"{BEFORE_UPGRADE}*.age"), key=lambda path: path.stat().st_mtime)
    made = [*folder.glob("undersign-*.age"), *upgrades[:-1]]
    old = [path for path in made if path.stat().st_mtime < time.time() - days * DAY]
    for path in old:
        path.unlink()
    return len(old)
