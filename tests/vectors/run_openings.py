"""What the vectors of spec/openings.md ask for."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation, random_from
from undersign.protocol import openings
from undersign.protocol.keyholders import Team


def read_team(given: dict[str, Any]) -> Team:
    """Return the team of a vector."""
    shares = tuple(bytes.fromhex(share) for share in given["shares"])
    return Team(bytes.fromhex(given["ceremony"]), len(shares), given["t"], bytes.fromhex(given["key"]), shares)


def _many(given: list[str]) -> list[bytes]:
    return [bytes.fromhex(each) for each in given]


def _context(given: dict[str, Any]) -> bytes:
    ceremony, box_id, request = (bytes.fromhex(given[name]) for name in ("ceremony", "box_id", "request"))
    return openings.context(ceremony, box_id, request, given["group"])


def part(given: dict[str, Any]) -> dict[str, Any]:
    """Make a part; of `random`, 64 bytes each, comes one scalar for each sum."""
    random = random_from(given["random"])
    made = openings.open_part(bytes.fromhex(given["secret"]), _many(given["sums"]), _context(given["context"]), random)
    return {"points": [each.hex() for each in made.points], "proofs": [each.hex() for each in made.proofs]}


def check(given: dict[str, Any]) -> dict[str, Any]:
    """Check a part."""
    made = openings.Part(_many(given["points"]), _many(given["proofs"]))
    bound = _context(given["context"])
    openings.check_part(read_team(given["team"]), given["index"], _many(given["sums"]), bound, made)
    return {}


def combined(given: dict[str, Any]) -> dict[str, Any]:
    """Put checked parts together."""
    opened = openings.combine(given["t"], given["indices"], [_many(points) for points in given["points"]])
    return {"opened": [each.hex() for each in opened]}


OPERATIONS: Final[dict[str, Operation]] = {
    "opening_part": part,
    "opening_check": check,
    "opening_combine": combined,
}
