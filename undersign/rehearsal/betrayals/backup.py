"""Somebody reads a backup of the site: with all that is on the server, or with the key that opens it."""

from __future__ import annotations

import base64
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import bech32
import pyrage

from undersign.rehearsal.betrayals.attack import Attack
from undersign.rehearsal.betrayals.outcome import Told
from undersign.rehearsal.betrayed.stage import NAME, Stage
from undersign.rehearsal.betrayed.states import OPENED
from undersign.rehearsal.betrayed.witnesses import Sight
from undersign.rehearsal.evening import SIGNERS

LIMIT: Final = (
    "*A stolen backup with its key*, or the server itself: the host's signing key, the database, and every note."
)
SECRET_BYTES: Final = 32


def _made(stage: Stage) -> tuple[Path, str]:
    """Make a backup, as each night; return it and the key, which lies elsewhere."""
    identity = pyrage.x25519.Identity.generate()
    (stage.home.path / "backup-recipients.txt").write_text(f"{identity.to_public()}\n")
    out = stage.path / "backup.age"
    stage.as_host("backup", str(out))
    return out, str(identity)


def _secrets(stage: Stage) -> Iterator[bytes]:
    """Yield all bytes on the server that could be a key."""
    for path in stage.home.path.rglob("*"):
        if path.is_file() and path.stat().st_size == SECRET_BYTES:
            yield path.read_bytes()


def _opens(data: bytes, secret: bytes) -> bool:
    words = bech32.convertbits(secret, 8, 5) or []
    identity = pyrage.x25519.Identity.from_str(bech32.bech32_encode("age-secret-key-", words).upper())
    try:
        pyrage.decrypt(data, [identity])
    except pyrage.DecryptError:
        return False
    return True


def _without_key(stage: Stage) -> Told:
    out, _ = _made(stage)
    data, keys = out.read_bytes(), list(_secrets(stage))
    opened = any(_opens(data, each) for each in keys)
    known = [b"Harbor", NAME.encode(), stage.box, base64.b64encode(stage.box), stage.phone("Ana").key]
    found = [each for each in known if each in data]
    done = (
        f"It took last night's backup, {len(data):,} bytes, tried all {len(keys)} keys that lie on the server, and "
        "looked for words and keys in it."
    )
    stopped = "" if opened or found else "no key on the server opens it, and nothing in it can be read"
    return Told(done, stopped=stopped)


def _with_key(stage: Stage) -> Told:
    out, key = _made(stage)
    plain = pyrage.decrypt(out.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        whole = b"".join(file.read() for each in tar if (file := tar.extractfile(each)))
    names = [name for name, _ in SIGNERS if name.encode() in whole]
    done = (
        f"It has the key as well, from the other machine. The backup holds {len(whole):,} bytes: nicknames, vouches, "
        f"lists, and {len(names)} of the {len(SIGNERS)} names of those who have signed."
    )
    return Told(done, [Sight("anybody", noticed=False, how="sees nothing: who reads changes nothing")])


ATTACKS = (
    Attack("read-a-backup", "Somebody steals a backup.", _without_key, OPENED),
    Attack(
        "read-a-backup-with-its-key", "Somebody steals a backup, and the key that opens it.", _with_key, limit=LIMIT
    ),
)
