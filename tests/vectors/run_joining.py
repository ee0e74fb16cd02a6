"""The operations of vectors/joining."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import joining
from undersign.protocol.encoding import Document, b64

JOIN_BYTES: Final = ("door", "member", "place")


def _written(found: Document) -> dict[str, Any]:
    """Return what a check gives, with bytes as hex."""

    def plain(value: object) -> object:
        if isinstance(value, bytes):
            return value.hex()
        return [plain(each) for each in value] if isinstance(value, list) else value

    return {name: plain(value) for name, value in found.items()}


def _founders_make(given: dict[str, Any]) -> dict[str, Any]:
    keys = [bytes.fromhex(key) for key in given["keys"]]
    document = joining.founders_document(given["origin"], keys, bytes.fromhex(given["nonce"]))
    signatures = [b64(joining.sign_founders(bytes.fromhex(each), document)) for each in given["secrets"]]
    return {"entry": {**document, "signatures": signatures}, "words": " ".join(joining.founders_words(document))}


def _founders_check(given: dict[str, Any]) -> dict[str, Any]:
    found = joining.check_founders(given["entry"])
    return {**_written(found), "words": " ".join(joining.founders_words(given["entry"]))}


def _join_make(given: dict[str, Any]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: bytes.fromhex(value) if name in JOIN_BYTES else value for name, value in given["fields"].items()
    }
    document = joining.join_document(**fields)
    secrets = bytes.fromhex(given["member_secret"]), bytes.fromhex(given["door_secret"])
    member, door = joining.sign_join(document, *secrets)
    return {"document": document, "member_signature": member.hex(), "door_signature": door.hex()}


def _join_check(given: dict[str, Any]) -> dict[str, Any]:
    member, door = bytes.fromhex(given["member_signature"]), bytes.fromhex(given["door_signature"])
    return _written(joining.check_join(given["document"], member, door))


def _code(given: dict[str, Any]) -> dict[str, Any]:
    return {"words": " ".join(joining.code(bytes.fromhex(given["door"]), bytes.fromhex(given["key"])))}


def _sign_in_make(given: dict[str, Any]) -> dict[str, Any]:
    key, nonce = bytes.fromhex(given["key"]), bytes.fromhex(given["nonce"])
    document = joining.sign_in_document(key, given["site"], nonce)
    return {"document": document, "signature": joining.sign_sign_in(bytes.fromhex(given["secret"]), document).hex()}


def _sign_in_check(given: dict[str, Any]) -> dict[str, Any]:
    signature, nonce = bytes.fromhex(given["signature"]), bytes.fromhex(given["nonce"])
    return {"key": joining.check_sign_in(given["document"], signature, given["site"], nonce).hex()}


OPERATIONS: Final[dict[str, Operation]] = {
    "founders_check": _founders_check,
    "founders_make": _founders_make,
    "join_check": _join_check,
    "join_code": _code,
    "join_make": _join_make,
    "sign_in_check": _sign_in_check,
    "sign_in_make": _sign_in_make,
}
