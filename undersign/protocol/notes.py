"""Signed checkpoints and cosignatures (C2SP). Specified in spec/notes.md.

A note is handled as its bytes, since every byte of it is signed.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from undersign.protocol.encoding import INTEGER_LIMIT, sha256, u64
from undersign.protocol.errors import Refused
from undersign.protocol.signatures import SIGNATURE_BYTES, public_key, sign_bytes, verify_bytes
from undersign.protocol.tree import EMPTY_ROOT, HASH_BYTES, check_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LOG: Final = 0x01  # signature type of the log's own Ed25519 key (signed-note)
COSIGNER: Final = 0x04  # signature type of a timestamped Ed25519 cosignature (tlog-cosignature)
NOTE_BYTES: Final = 65_536
SIGNATURE_LINES: Final = 64
NAME_BYTES: Final = 255

_NAME = re.compile("[^\x00-\x20+\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ud800-\udfff]+")
_SIZE = re.compile("0|[1-9][0-9]{0,15}")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Checkpoint:
    """The state of a log: its origin, how many leaves it has (below 2**53), the root over them (32 bytes)."""

    origin: str
    size: int
    root: bytes


@dataclass(frozen=True)
class NoteKey:
    """A public key that a reader knows: its name, its 32 bytes, and LOG or COSIGNER as its kind."""

    name: str
    key: bytes
    kind: int

    @property
    def id(self) -> bytes:
        """The 4 bytes SHA-256(name || 0x0A || kind || key)[:4] that stand before a signature (signed-note)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key)[:4]


@dataclass(frozen=True)
class Signed:
    """One signature that holds: by which key, and for a cosignature when, in seconds since 1970 (else None)."""

    key: NoteKey
    seconds: int | None


@dataclass(frozen=True)
class Opened:
    """A checkpoint with the signatures on it that hold, in the order of their lines."""

    checkpoint: Checkpoint
    signatures: tuple[Signed, ...]


def log_key(name: str, key: bytes) -> NoteKey:
    """Return the key of a log; its name is the log's origin. Errors: note_malformed for an impossible name."""
    return NoteKey(check_name(name), key, LOG)


def cosigner_key(name: str, key: bytes) -> NoteKey:
    """Return the key of a cosigner. Errors: note_malformed for an impossible name."""
    return NoteKey(check_name(name), key, COSIGNER)


def check_name(name: str) -> str:
    """Return a key's name, or an origin: 1 to 255 UTF-8 bytes without spaces, plus or control characters.

    Errors: note_malformed.
    """
    if not _NAME.fullmatch(name) or len(name.encode()) > NAME_BYTES:
        raise Refused("note_malformed", "a name is 1 to 255 bytes without spaces, plus or control characters")
    return name


def checkpoint_text(checkpoint: Checkpoint) -> bytes:
    """Return the text of a checkpoint: origin, size, root in base64, each with a newline (tlog-checkpoint).

    Errors: note_malformed for an impossible origin, value_out_of_range, size_wrong.
    """
    if len(checkpoint.root) != HASH_BYTES:
        raise Refused("size_wrong", "a root has 32 bytes")
    origin, size = check_name(checkpoint.origin), check_size(checkpoint.size)
    return f"{origin}\n{size}\n{_b64(checkpoint.root)}\n".encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Return the checkpoint whose text this is. Extension lines are refused. Errors: checkpoint_malformed."""
    lines = _unicode(text, "checkpoint_malformed").split("\n")
    if len(lines) != 4 or lines[3]:  # noqa: PLR2004 - three lines, each ended by a newline
        raise Refused("checkpoint_malformed", "a checkpoint has three lines")
    origin, size, root = lines[0], lines[1], _unb64(lines[2])
    if not _NAME.fullmatch(origin) or len(origin.encode()) > NAME_BYTES:
        raise Refused("checkpoint_malformed", "the origin")
    if not _SIZE.fullmatch(size) or int(size) >= INTEGER_LIMIT:
        raise Refused("checkpoint_malformed", "the size is a decimal number below 2^53 without leading zeros")
    if root is None or len(root) != HASH_BYTES or (size == "0" and root != EMPTY_ROOT):
        raise Refused("checkpoint_malformed", "the root is 32 bytes in base64, for size 0 that of the empty tree")
    return Checkpoint(origin, int(size), root)


def sign_checkpoint(secret: bytes, checkpoint: Checkpoint) -> bytes:
    """Return the note: the checkpoint's text, a blank line, the log's signature line under the origin as its name.

    `secret`: the log's Ed25519 seed, 32 bytes. Errors: as checkpoint_text.
    """
    text = checkpoint_text(checkpoint)
    key = log_key(checkpoint.origin, public_key(secret))
    return text + b"\n" + _line(key, sign_bytes(secret, text))


def cosign(secret: bytes, name: str, note: bytes, seconds: int) -> bytes:
    """Return the line to append to `note`: the cosignature by `name` at `seconds` since 1970 (tlog-cosignature).

    `secret`: the cosigner's Ed25519 seed, 32 bytes. Nothing is checked about the note but that it holds a checkpoint.
    Errors: note_malformed, checkpoint_malformed, value_out_of_range.
    """
    text, _ = _split(note)
    return cosign_checkpoint(secret, name, parse_checkpoint(text), seconds)


def cosign_checkpoint(secret: bytes, name: str, checkpoint: Checkpoint, seconds: int) -> bytes:
    """Return the line of `cosign` for a checkpoint whose note is not at hand.

    Errors: as checkpoint_text; note_malformed for an impossible name.
    """
    text, key = checkpoint_text(checkpoint), cosigner_key(name, public_key(secret))
    return _line(key, u64(check_size(seconds)) + sign_bytes(secret, _cosigned(text, seconds)))


def open_note(note: bytes, keys: Iterable[NoteKey]) -> Opened:
    """Return the checkpoint of a note and the signatures on it by known keys.

    Signatures of unknown keys are ignored; one of a known key that does not hold refuses the whole note.
    Errors: note_malformed; checkpoint_malformed; keys_ambiguous; note_signature_wrong; note_unsigned.
    """
    known: dict[tuple[str, bytes], NoteKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.id), key) != key:
            raise Refused("keys_ambiguous", key.name)
    text, lines = _split(note)
    checkpoint = parse_checkpoint(text)
    found = []
    for name, signature in lines:
        signer = known.get((name, signature[:4]))
        if signer is not None:
            found.append(Signed(signer, _verify(signer, signature[4:], text)))
    if not found:
        raise Refused("note_unsigned")
    return Opened(checkpoint, tuple(found))


def require(note: bytes, log: NoteKey, cosigners: Sequence[NoteKey], t: int) -> Opened:
    """Return what `open_note` gives, once the log `log` and at least `t` of the `cosigners` have signed.

    The checkpoint's origin must be the log's name. Each public key counts once, whatever its names.
    Errors: as open_note; note_unsigned without the log's signature; checkpoint_malformed for another origin;
    cosignatures_missing.
    """
    opened = open_note(note, [log, *cosigners])
    if opened.checkpoint.origin != log.name:
        raise Refused("checkpoint_malformed", f"the origin is not {log.name}")
    if all(each.key != log for each in opened.signatures):
        raise Refused("note_unsigned", log.name)
    have = len({each.key.key for each in opened.signatures if each.key in cosigners and each.seconds is not None})
    if have < t:
        raise Refused("cosignatures_missing", f"{have} where {t} are needed")
    return opened


def _verify(key: NoteKey, signature: bytes, text: bytes) -> int | None:
    """Check the bytes after the key id; return the cosignature's seconds. Errors: note_signature_wrong."""
    stamp = 8 if key.kind == COSIGNER else 0
    seconds = int.from_bytes(signature[:stamp], "big") if stamp else None
    if len(signature) != stamp + SIGNATURE_BYTES or (seconds or 0) >= INTEGER_LIMIT:
        raise Refused("note_signature_wrong", f"{key.name}: {len(signature)} bytes, or a time beyond 2^53-1")
    message = text if seconds is None else _cosigned(text, seconds)
    try:
        verify_bytes(key.key, signature[stamp:], message)
    except Refused as problem:
        raise Refused("note_signature_wrong", f"{key.name}: {problem.reason}") from None
    return seconds


def _cosigned(text: bytes, seconds: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % seconds + text


def _line(key: NoteKey, signature: bytes) -> bytes:
    return f"— {key.name} {_b64(key.id + signature)}\n".encode()


def _split(note: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Return the signed text, and for each signature line its name and bytes. Errors: note_malformed."""
    if len(note) > NOTE_BYTES:
        raise Refused("note_malformed", f"more than {NOTE_BYTES} bytes")
    whole = _unicode(note, "note_malformed")
    if _CONTROL.search(whole) or not whole.endswith("\n"):
        raise Refused("note_malformed", "control characters, or no newline at the end")
    text, blank, rest = whole.rpartition("\n\n")
    lines = rest[:-1].split("\n")
    if not blank or not rest or len(lines) > SIGNATURE_LINES:
        raise Refused("note_malformed", f"a blank line and 1 to {SIGNATURE_LINES} signature lines are expected")
    return f"{text}\n".encode(), [_signature_line(line) for line in lines]


def _signature_line(line: str) -> tuple[str, bytes]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—":  # noqa: PLR2004 - dash, name, signature
        raise Refused("note_malformed", "a signature line is a dash, a name and a signature")
    signature = _unb64(parts[2])
    if signature is None or len(signature) < 5:  # noqa: PLR2004 - four bytes of key id and at least one more
        raise Refused("note_malformed", "a signature is base64 of a key id and more")
    return check_name(parts[1]), signature


def _unicode(data: bytes, reason: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Refused(reason, "not UTF-8") from None


def _b64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648 section 4), which notes use."""
    return base64.b64encode(data).decode()


def _unb64(text: str) -> bytes | None:
    """Return the bytes of canonical standard base64, or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _b64(data) == text else None
