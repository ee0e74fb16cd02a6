"""The operations of vectors/signatures."""

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import signatures


def _key(given: dict[str, Any]) -> dict[str, Any]:
    return {"key": signatures.check_key(bytes.fromhex(given["key"])).hex()}


def _sign_bytes(given: dict[str, Any]) -> dict[str, Any]:
    secret, message = bytes.fromhex(given["secret"]), bytes.fromhex(given["message"])
    key, signature = signatures.public_key(secret), signatures.sign_bytes(secret, message)
    return {"key": key.hex(), "signature": signature.hex()}


def _verify_bytes(given: dict[str, Any]) -> dict[str, Any]:
    signatures.verify_bytes(*(bytes.fromhex(given[name]) for name in ("key", "signature", "message")))
    return {}


def _signed(given: dict[str, Any]) -> dict[str, Any]:
    return {"document": signatures.signed(bytes.fromhex(given["secret"]), given["purpose"], given["document"])}


def _verify_signed(given: dict[str, Any]) -> dict[str, Any]:
    return {"document": signatures.verify_signed(bytes.fromhex(given["key"]), given["purpose"], given["document"])}


OPERATIONS: Final[dict[str, Operation]] = {
    "document_sign": _signed,
    "document_verify": _verify_signed,
    "signature_key": _key,
    "signature_sign": _sign_bytes,
    "signature_verify": _verify_bytes,
}
