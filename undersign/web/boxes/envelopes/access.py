"""The keys under which envelopes wait: in files, outside the database and its backups, one for each box and batch."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.db import connection

from undersign.host.files import HostProblem, sync_folder
from undersign.protocol.boxes import Definition
from undersign.protocol.encoding import Document, decode
from undersign.protocol.envelopes import body_bytes
from undersign.protocol.errors import Refused
from undersign.protocol.passes import MODULUS_BYTES
from undersign.web import home

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
AROUND: Final = 4096  # more than the other fields of an envelope and a parcel ever have
STEP: Final = 1024
LENGTH_BYTES: Final = 4
BODY_MOST: Final = 192 * 1024  # that the door takes at once


def folder() -> Path:
    """Return where the files are; a backup takes none of them."""
    return home.current().path / "batches"


def path_of(box: bytes, ends: int) -> Path:
    """Return the file of a box's batch that ends at a time."""
    return folder() / f"{box.hex()}-{ends}"


def key(box: bytes, ends: int) -> bytes:
    """Return the key of a batch. It is on the disk before anything is promised under it, whoever makes it first."""
    path = path_of(box, ends)
    try:
        found = _read(path)
    except FileNotFoundError:
        _make(path)
        found = _read(path)
    _sync_folder(path)
    return found


def kept_key(box: bytes, ends: int) -> bytes:
    """Return the key of a batch that has ended. Raises HostProblem if the file is gone: what waits is lost then."""
    try:
        return _read(path_of(box, ends))
    except FileNotFoundError:
        raise HostProblem(f"{path_of(box, ends)} is missing, so the envelopes that wait under it are lost.") from None


def _read(path: Path) -> bytes:
    found = path.read_bytes()
    if len(found) != KEY_BYTES:
        raise HostProblem(f"{path} is broken, so the envelopes that wait under it are lost.")
    return found


def _make(path: Path) -> None:
    """Write a key to the disk under another name, then give it its name, unless another process was first."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink(missing_ok=True)


@lru_cache(maxsize=256)
def _sync_folder(path: Path) -> None:
    """Let a file's name be on the disk: once for each process, since the one that made it may have been killed."""
    sync_folder(path.parent)
    sync_folder(path.parent.parent)


def number(batch_key: bytes, digest: bytes) -> int:
    """Return the number of the row in which an envelope waits: the same for the same envelope, otherwise random."""
    return int.from_bytes(hmac.digest(batch_key, digest, hashlib.sha256)[:8], "big") >> 2


def size_of(definition: Definition, t: int) -> int:
    """Return how many bytes every envelope of a box has while it waits, whatever it holds."""
    sealed = body_bytes(definition.fields["kind"], definition.questions)
    least = (sealed + t * MODULUS_BYTES) * 4 // 3 + t * 128 + AROUND
    return -(-least // STEP) * STEP


def seal(batch_key: bytes, size: int, envelope: Document, parcel: Document | None) -> bytes:
    """Return an envelope, and what came with it, both of them checked, sealed and padded. Errors: size_wrong."""
    kept: Document = {"v": 1, "envelope": envelope, **({} if parcel is None else {"parcel": parcel})}
    plain = json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()  # as encode writes it
    if len(plain) + LENGTH_BYTES > size:
        raise Refused("size_wrong", f"{len(plain)} bytes")
    padded = (len(plain).to_bytes(LENGTH_BYTES, "big") + plain).ljust(size, b"\0")
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + ChaCha20Poly1305(batch_key).encrypt(nonce, padded, None)


def unseal(batch_key: bytes, data: bytes) -> tuple[Document, Document | None]:
    """Return an envelope and what came with it. Raises HostProblem for bytes that were changed."""
    try:
        padded = ChaCha20Poly1305(batch_key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None)
    except InvalidTag:
        raise HostProblem("An envelope that waits was changed, so it is lost.") from None
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    found = decode(padded[LENGTH_BYTES : LENGTH_BYTES + length])
    return found["envelope"], found.get("parcel")


def standing(boxes: Sequence[int], digests: Sequence[bytes]) -> tuple[dict[int, str], set[tuple[int, bytes]]]:
    """Return the state of each box, and which envelopes stand in which book, by box and hash.

    The question is written out here: Django takes longer to write it than a database to answer.
    """
    ids = sorted(set(boxes))
    asked = (
        "SELECT box.id, box.state, envelope.digest FROM boxes_box AS box LEFT JOIN boxes_envelope AS envelope"  # noqa: S608 - only places for values are put in
        f" ON envelope.box_id = box.id AND envelope.digest IN ({_places(digests)}) WHERE box.id IN ({_places(ids)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(asked, [*digests, *ids])
        found = cursor.fetchall()
    states = {int(box): str(state) for box, state, _ in found}
    return states, {(int(box), bytes(digest)) for box, _, digest in found if digest is not None}


def hold(boxes: Iterable[int]) -> None:
    """Let no other caller for one of these boxes go on before the transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for box in sorted(set(boxes)):  # in one order, or two would wait for each other
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [box])


def insert(rows: Sequence[tuple[int, int, int, bytes]]) -> None:
    """Add rows of Waiting (id, box, ends, data); one that is there already stays as it is."""
    if not rows:
        return
    values = ",".join(["(%s,%s,%s,%s)"] * len(rows))
    asked = f"INSERT INTO boxes_waiting (id, box_id, ends, data) VALUES {values} ON CONFLICT DO NOTHING"  # noqa: S608 - the same
    with _cursor() as cursor:
        cursor.execute(asked, [value for row in rows for value in row])


@contextmanager
def _cursor() -> Iterator[Any]:
    """Give what sends values beside a statement: Django's own writes them into it on PostgreSQL, each byte as two."""
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:
            yield cursor
        return
    from psycopg import Cursor  # noqa: PLC0415 - only where it is used

    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        yield cursor


def _places(values: Sequence[object]) -> str:
    return ",".join(["%s"] * len(values))
