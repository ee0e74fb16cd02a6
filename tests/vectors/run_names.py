"""What the vectors of spec/names.md ask for; tests/client/run_names.js does the same."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation, random_from
from tests.vectors.run_openings import read_team
from undersign.protocol import names


def _place(given: dict[str, Any]) -> names.Place:
    box_id, envelope_key = bytes.fromhex(given["box_id"]), bytes.fromhex(given["envelope_key"])
    return names.Place(box_id, envelope_key, given["level"], given["seq"])


def _checked(given: dict[str, Any]) -> names.SealedName:
    place, sealed = _place(given["place"]), bytes.fromhex(given["sealed"])
    return names.check_sealed_name(bytes.fromhex(given["team"]["key"]), place, sealed)


def seal(given: dict[str, Any]) -> dict[str, Any]:
    """Seal a name; of `random`, 64 bytes each, comes first r, then s."""
    key, place = bytes.fromhex(given["key"]), _place(given["place"])
    sealed = names.seal_name(key, place, given["name"], given["title"], random_from(given["random"]))
    return {"sealed": sealed.hex()}


def check(given: dict[str, Any]) -> dict[str, Any]:
    """Check a sealed name at its place."""
    return {"label": _checked(given).label.hex()}


def committed(given: dict[str, Any]) -> dict[str, Any]:
    """Check what the envelope signed."""
    names.check_commitment(*(bytes.fromhex(given[name]) for name in ("commitment", "salt", "sealed")))
    return {}


def opened(given: dict[str, Any]) -> dict[str, Any]:
    """Check a sealed name and every part, put the parts together and open it."""
    team, sealed, request = read_team(given["team"]), _checked(given), bytes.fromhex(given["request"])
    indices = [each["index"] for each in given["parts"]]
    parts = [names.NamePart(bytes.fromhex(each["point"]), bytes.fromhex(each["proof"])) for each in given["parts"]]
    for index, part in zip(indices, parts, strict=True):
        names.check_part(team, index, sealed, request, part)
    name, title = names.open_name(sealed, names.combine(team.t, indices, parts))
    return {"name": name, "title": title}


def levels(given: dict[str, Any]) -> dict[str, Any]:
    """Say which level opens."""
    return {"reached": names.levels_reached(given["levels"], given["counted"])}


OPERATIONS: Final[dict[str, Operation]] = {
    "name_seal": seal,
    "name_check": check,
    "name_commitment": committed,
    "name_open": opened,
    "levels_reached": levels,
}
