"""Ed25519 signatures on documents, so strict that no two libraries differ. Specified in spec/signatures.md."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point

from undersign.protocol.encoding import Document, b64, digest, encode, unb64
from undersign.protocol.errors import Refused
from undersign.protocol.points import L

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


@lru_cache(maxsize=1)
def _private_key(secret: bytes) -> Ed25519PrivateKey:
    """Derive a key: once for as long as no other signs."""
    return Ed25519PrivateKey.from_private_bytes(secret)


def public_key(secret: bytes) -> bytes:
    """Return the 32-byte public key of a 32-byte Ed25519 seed (RFC 8032 section 5.1.5)."""
    return _private_key(secret).public_key().public_bytes_raw()


def check_key(key: bytes) -> bytes:
    """Return `key` if it is canonical, not of small order and torsion-free. Errors: size_wrong, key_not_canonical."""
    if len(key) != KEY_BYTES:
        raise Refused("size_wrong", "an Ed25519 key has 32 bytes")
    if not crypto_core_ed25519_is_valid_point(key):
        raise Refused("key_not_canonical")
    return key


def sign_bytes(secret: bytes, message: bytes) -> bytes:
    """Return the 64-byte Ed25519 signature (RFC 8032) of raw bytes. Only notes (C2SP) sign raw bytes."""
    return _private_key(secret).sign(message)


def verify_bytes(key: bytes, signature: bytes, message: bytes) -> None:
    """Check an Ed25519 signature over raw bytes.

    The key and R must be canonical, not of small order and torsion-free, S below L; then cofactored and cofactorless
    verification agree, so OpenSSL and noble cannot differ (Chalkias, Garillot, Nikolaenko 2020).
    Errors: size_wrong, key_not_canonical, signature_not_canonical, signature_wrong.
    """
    check_key(key)
    if len(signature) != SIGNATURE_BYTES:
        raise Refused("size_wrong", "an Ed25519 signature has 64 bytes")
    if int.from_bytes(signature[32:], "little") >= L:
        raise Refused("signature_not_canonical", "S is not below L")
    if not crypto_core_ed25519_is_valid_point(signature[:32]):
        raise Refused("signature_not_canonical", "R")
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        raise Refused("signature_wrong") from None


def sign(secret: bytes, purpose: str, document: Document) -> bytes:
    """Return the 64-byte signature over digest("sign/" + purpose, canonical document)."""
    return sign_bytes(secret, digest("sign/" + purpose, encode(document)))


def verify(key: bytes, purpose: str, document: Document, signature: bytes) -> None:
    """Check a signature of `sign`. Errors: as verify_bytes."""
    verify_bytes(key, signature, digest("sign/" + purpose, encode(document)))


def signed(secret: bytes, purpose: str, document: Document) -> Document:
    """Return `document` with a field `signature`, which signs all the other fields."""
    return {**document, "signature": b64(sign(secret, purpose, document))}


def verify_signed(key: bytes, purpose: str, document: Document) -> Document:
    """Return a document of `signed` without its signature, once that is checked.

    Errors: document_field if there is no signature; encoding_base64; as verify_bytes.
    """
    signature = document.get("signature")
    if not isinstance(signature, str):
        raise Refused("document_field", "field 'signature' is missing")
    rest = {name: value for name, value in document.items() if name != "signature"}
    verify(key, purpose, rest, unb64(signature))
    return rest
