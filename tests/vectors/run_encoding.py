"""The operations of vectors/encoding."""

from collections.abc import Callable
from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import encoding
from undersign.protocol.encoding import Check


def _frame(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": encoding.frame(bytes.fromhex(given["part"])).hex()}


def _unframe(given: dict[str, Any]) -> dict[str, Any]:
    return {"parts": [part.hex() for part in encoding.unframe(bytes.fromhex(given["bytes"]), given["most"])]}


def _u64(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": encoding.u64(int(given["number"])).hex()}


def _parts(given: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(part) for part in given["parts"]]


def _digest(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": encoding.digest(given["label"], *_parts(given)).hex()}


def _challenge(given: dict[str, Any]) -> dict[str, Any]:
    return {"scalar": encoding.challenge(given["label"], *_parts(given)).hex()}


def _b64(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": encoding.b64(bytes.fromhex(given["bytes"]))}


def _unb64(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": encoding.unb64(given["text"]).hex()}


def _encode(given: dict[str, Any]) -> dict[str, Any]:
    return {"bytes": encoding.encode(given["document"]).hex()}


def _decode(given: dict[str, Any]) -> dict[str, Any]:
    return {"document": encoding.decode(bytes.fromhex(given["bytes"]))}


SIMPLE: Final[dict[str, Callable[..., Check]]] = {
    "integer": encoding.integer,
    "octets": encoding.octets,
    "one_of": encoding.one_of,
}


def _check(shape: dict[str, Any]) -> Check:
    """Return the check that a vector describes, such as {"integer": [1, 9]}."""
    ((kind, values),) = shape.items()
    match kind:
        case "array":
            return encoding.array(_check(values[0]), *values[1:])
        case "optional":
            return encoding.optional(_check(values))
        case "fields":
            return encoding.fields({name: _check(inner) for name, inner in values.items()})
        case "text":
            return encoding.text(values)
        case _:
            return SIMPLE[kind](*values)


def _plain(value: object) -> object:
    """Return the same with hex for bytes."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _read(given: dict[str, Any]) -> dict[str, Any]:
    shape = {name: _check(check) for name, check in given["shape"].items()}
    return {"fields": _plain(encoding.read(given["document"], shape))}


OPERATIONS: Final[dict[str, Operation]] = {
    "b64": _b64,
    "challenge": _challenge,
    "decode": _decode,
    "digest": _digest,
    "encode": _encode,
    "frame": _frame,
    "read": _read,
    "u64": _u64,
    "unb64": _unb64,
    "unframe": _unframe,
}
