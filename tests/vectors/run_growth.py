"""The operations of vectors/growth."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.run_lists import read_list
from undersign.protocol import boxes, growth


def _grow(given: dict[str, Any]) -> dict[str, Any]:
    """Read a list, let it grow, and ask who may ask for a pass then."""
    grown = growth.Growth(boxes.read_definition(given["definition"]), read_list(given["list"]))
    for each in given["late"]:
        grown.take(each["entry"], each["seconds"])
    for each in given["asks"]:
        grown.check_asker(bytes.fromhex(each["member"]), each["seconds"])
    return {"listed": [member.hex() for member in grown.reader.listed]}


def _saying(given: dict[str, Any]) -> dict[str, Any]:
    secret, box, member = (bytes.fromhex(given[name]) for name in ("secret", "box", "member"))
    return {"document": growth.saying_document(secret, given["kind"], box, member)}


OPERATIONS: Final[dict[str, Operation]] = {
    "growth": _grow,
    "growth_saying": _saying,
}
