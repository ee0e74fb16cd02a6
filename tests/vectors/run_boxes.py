"""The operations of vectors/boxes."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.definitions import heads_of
from tests.vectors.run_lists import read_list
from tests.vectors.run_passes import issuer_keys
from undersign.protocol import boxes
from undersign.protocol.boxes import Count, Group
from undersign.protocol.encoding import decode


def _definition(given: dict[str, Any]) -> dict[str, Any]:
    expected = bytes.fromhex(given["expected"]) if "expected" in given else None
    found = boxes.read_definition(given["document"], expected)
    shapes = [[shape.options, shape.least, shape.most] for shape in found.questions]
    return {"box_id": found.box_id.hex(), "questions": shapes, "parents": list(found.parents)}


def _bytes(given: dict[str, Any]) -> dict[str, Any]:
    return {"box_id": boxes.read_definition(decode(bytes.fromhex(given["bytes"]))).box_id.hex()}


def _against_list(given: dict[str, Any]) -> dict[str, Any]:
    tags = boxes.check_against_list(boxes.read_definition(given["definition"]), read_list(given["list"]))
    return {"tags": {member.hex(): tag for member, tag in sorted(tags.items())}}


def _rules(given: dict[str, Any]) -> dict[str, Any]:
    keys = {key.issuer: key for key in issuer_keys(given["issuers"])}
    found = boxes.box_rules(boxes.read_definition(given["definition"]), bytes.fromhex(given["key"]), given["t"], keys)
    return {"issuers": [[key.issuer.hex() for key in row] for row in found.issuers], "levels": list(found.levels)}


def _groups(given: dict[str, Any]) -> dict[str, Any]:
    opened, shut = boxes.make_groups(given["parents"], given["counts"], given["k"])
    return {"groups": [group.document() for group in opened], "shut": [group.document() for group in shut]}


def _count(given: dict[str, Any]) -> Count:
    return boxes.count_box(boxes.read_definition(given["definition"]), heads_of(given["heads"]))


def _counted(given: dict[str, Any]) -> dict[str, Any]:
    found = _count(given)
    box = boxes.read_definition(given["definition"]).box_id
    return {
        "digests": [head.digest.hex() for head in found.heads],
        "groups": [group.document() for group in found.groups],
        "shut": [group.document() for group in found.shut],
        "set": boxes.set_hash(box, found.heads).hex(),
    }


def _request(given: dict[str, Any]) -> dict[str, Any]:
    found = boxes.check_opening_request(given["request"], boxes.read_definition(given["definition"]), _count(given))
    return {"size": found["size"], "root": found["root"].hex(), "envelopes": found["envelopes"]}


def _part(given: dict[str, Any]) -> dict[str, Any]:
    keys = {number: bytes.fromhex(key) for number, key in enumerate(given["keys"], 1)}
    box, request = bytes.fromhex(given["box"]), bytes.fromhex(given["request"])
    found = boxes.read_part(given["part"], box, request, keys)
    return {"keyholder": found["keyholder"], "groups": [group.hex() for group in found["groups"]]}


def _result(given: dict[str, Any]) -> dict[str, Any]:
    count = Count((), *(tuple(Group(tuple(g["tags"]), g["count"]) for g in given[s]) for s in ("groups", "shut")))
    box, request = bytes.fromhex(given["box"]), bytes.fromhex(given["request"])
    return {"result": boxes.result_document(box, request, given["keyholders"], given["totals"], count)}


def _promise(given: dict[str, Any]) -> dict[str, Any]:
    found = boxes.read_promise(given["promise"], bytes.fromhex(given["host_key"]))
    return {"box": found["box"].hex(), "envelope": found["envelope"].hex(), "tick": found["tick"]}


OPERATIONS: Final[dict[str, Operation]] = {
    "box_against_list": _against_list,
    "box_counted": _counted,
    "box_definition": _definition,
    "box_definition_bytes": _bytes,
    "box_groups": _groups,
    "box_opening_request": _request,
    "box_part": _part,
    "box_promise": _promise,
    "box_result": _result,
    "box_rules": _rules,
}
