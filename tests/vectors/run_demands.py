"""The operations of vectors/demands."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation, random_from
from tests.vectors.definitions import heads_of
from tests.vectors.run_openings import read_team
from undersign.protocol import boxes, demands
from undersign.protocol.demands import Count, Name, Opening, Sealed
from undersign.protocol.encoding import read
from undersign.protocol.envelopes import Envelope, Rules


def rules_of(given: dict[str, Any]) -> Rules:
    """Return what a vector says of a demand's rules: its definition's, with the team's key."""
    definition = boxes.read_definition(given["definition"])
    team, levels = given["team"], tuple(definition.fields["levels"])
    return Rules(definition.box_id, "demand", bytes.fromhex(team["key"]), team["t"], (), (), levels)


def envelope_of(given: dict[str, Any]) -> Envelope:
    """Return a checked envelope that a vector writes out."""
    digest, key, body = (bytes.fromhex(given[name]) for name in ("digest", "key", "body"))
    return Envelope(digest, key, given["seq"], given["level"], body)


def count_of(given: dict[str, Any]) -> Count:
    """Return what a vector's envelopes give."""
    missing = [bytes.fromhex(each) for each in given.get("missing", ())]
    return demands.count_demand(boxes.read_definition(given["definition"]), heads_of(given["heads"]), missing)


def opening_of(given: dict[str, Any]) -> Opening:
    """Return the opening that a vector is about."""
    return Opening(rules_of(given), read_team(given["team"]), count_of(given), bytes.fromhex(given["request"]))


def _sealed(given: dict[str, Any], envelopes: list[Envelope]) -> list[Sealed]:
    rules, by_hash = rules_of(given), {envelope.digest: envelope for envelope in envelopes}
    found = {}
    for document in given["sealed"]:
        envelope = read(document, demands.SEALED)["envelope"]
        found[envelope] = demands.check_sealed(rules, by_hash[envelope], document)
    return [found[head.digest] for head in count_of(given).opens]


def _count(given: dict[str, Any]) -> dict[str, Any]:
    found = count_of(given)
    box = boxes.read_definition(given["definition"]).box_id
    return {
        "level": found.level,
        "opens": [head.digest.hex() for head in found.opens],
        "counted": [head.digest.hex() for head in found.heads],
        "set": boxes.set_hash(box, found.heads).hex(),
    }


def _would_open(given: dict[str, Any]) -> dict[str, Any]:
    return {"names": demands.would_open(boxes.read_definition(given["definition"]), heads_of(given["heads"]))}


def _level(given: dict[str, Any]) -> dict[str, Any]:
    return {"level": demands.level_for(given["percent"], given["listed"])}


def _request(given: dict[str, Any]) -> dict[str, Any]:
    definition = boxes.read_definition(given["definition"])
    found = demands.check_request(given["opening_request"], definition, count_of(given))
    return {"level": found["level"], "opens": found["opens"]}


def _check_sealed(given: dict[str, Any]) -> dict[str, Any]:
    found = demands.check_sealed(rules_of(given), envelope_of(given["envelope"]), given["document"])
    return {"envelope": found.envelope.hex()}


def _parts(given: dict[str, Any]) -> dict[int, list[bytes]]:
    keys = {number: bytes.fromhex(key) for number, key in enumerate(given["keys"], 1)}
    return opening_of(given).read_parts(given["parts"], keys)


def _make_parts(given: dict[str, Any]) -> dict[str, Any]:
    sealed = _sealed(given, [envelope_of(each) for each in given["envelopes"]])
    share, secret, request = (bytes.fromhex(given[name]) for name in ("share", "secret", "request"))
    parts = demands.open_parts(share, sealed, request, random_from(given["random"]))
    return {"documents": opening_of(given).part_documents(secret, given["keyholder"], parts)}


def _open(given: dict[str, Any]) -> dict[str, Any]:
    opening, parts = opening_of(given), _parts(given)
    sealed = _sealed(given, [envelope_of(each) for each in given["envelopes"]])
    opened = opening.open_names(sealed, parts)
    used = sorted(parts)[: opening.team.t]
    return {
        "names": [list(name) if name else [] for name in opened],
        "opened": opening.opened_documents(sealed, opened),
        "result": opening.result_document(used, opened),
        "signers": sorted(key.hex() for key in opening.signers(opened)),
    }


def _names_of(given: dict[str, Any]) -> list[Name]:
    envelopes = {envelope.digest: envelope for envelope in map(envelope_of, given["envelopes"])}
    return opening_of(given).check_opened(given["opened"], envelopes, _parts(given))


def _check_opened(given: dict[str, Any]) -> dict[str, Any]:
    return {"names": [list(name) if name else [] for name in _names_of(given)]}


def _check_result(given: dict[str, Any]) -> dict[str, Any]:
    opening, parts = opening_of(given), _parts(given)
    opening.check_result(given["result"], sorted(parts)[: opening.team.t], _names_of(given))
    return {}


def _deleted(given: dict[str, Any]) -> dict[str, Any]:
    keys = {number: bytes.fromhex(key) for number, key in enumerate(given["keys"], 1)}
    found = demands.read_deleted(given["document"], boxes.read_definition(given["definition"]), keys)
    return {"set": found["set"].hex(), "names": found["names"]}


def _to_delete(given: dict[str, Any]) -> dict[str, Any]:
    count = count_of(given) if given["opened"] else None
    return {"digests": sorted(each.hex() for each in demands.to_delete(map(bytes.fromhex, given["held"]), count))}


OPERATIONS: Final[dict[str, Operation]] = {
    "demand_count": _count,
    "demand_deleted": _deleted,
    "demand_level": _level,
    "demand_open": _open,
    "demand_opened_check": _check_opened,
    "demand_parts_make": _make_parts,
    "demand_request": _request,
    "demand_result_check": _check_result,
    "demand_sealed_check": _check_sealed,
    "demand_to_delete": _to_delete,
    "demand_would_open": _would_open,
}
