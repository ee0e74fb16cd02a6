"""Age files and keys from given random bytes, so that vectors come out the same each time (C2SP age.md, X25519)."""

from __future__ import annotations

import base64
import hmac
from typing import Final

from bech32 import bech32_decode, bech32_encode, convertbits
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from undersign.protocol.points import Random

_ONLY_CHUNK: Final = bytes(11) + b"\x01"  # the nonce of a payload of one chunk


def identity(secret: bytes) -> str:
    """Return the AGE-SECRET-KEY-1 text of 32 bytes."""
    data = convertbits(secret, 8, 5)
    assert data is not None
    text: str = bech32_encode("age-secret-key-", data)
    return text.upper()


def recipient(secret: bytes) -> str:
    """Return the age1 text of the public key of 32 bytes."""
    data = convertbits(X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw(), 8, 5)
    assert data is not None
    text: str = bech32_encode("age", data)
    return text


def _derive(key: bytes, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def _text(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def encrypt(to: str, plain: bytes, random: Random) -> bytes:
    """Return an age file of at most 64 KiB for one recipient. Python's pyrage opens it; a test says so."""
    _, data = bech32_decode(to)
    assert data is not None
    key = bytes(convertbits(data, 5, 8, pad=False) or b"")
    ephemeral, file_key, nonce = X25519PrivateKey.from_private_bytes(random(32)), random(16), random(16)
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(key))
    wrap = _derive(shared, share + key, b"age-encryption.org/v1/X25519")
    body = ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> X25519 " + _text(share) + b"\n" + _text(body) + b"\n---"
    mac = hmac.digest(_derive(file_key, None, b"header"), header, "sha256")
    payload = ChaCha20Poly1305(_derive(file_key, nonce, b"payload")).encrypt(_ONLY_CHUNK, plain, None)
    return header + b" " + _text(mac) + b"\n" + nonce + payload
