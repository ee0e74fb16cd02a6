"""The operations of vectors/asks."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from undersign.protocol import asks


def written(value: Any) -> Any:  # noqa: ANN401 - fields of a document
    """Return fields as vectors write them: bytes in hex."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: written(each) for name, each in value.items()}
    return [written(each) for each in value] if isinstance(value, list) else value


def _text(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": asks.asks_text(given["fields"])}


def _read(given: dict[str, Any]) -> dict[str, Any]:
    return {"fields": written(asks.read_asks(given["text"]))}


def _readers(given: dict[str, Any]) -> dict[str, Any]:
    asks.check_readers(asks.read_asks(given["text"]), readers=given["readers"])
    return {}


OPERATIONS: Final[dict[str, Operation]] = {"asks_read": _read, "asks_readers": _readers, "asks_text": _text}
