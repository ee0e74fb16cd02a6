"""The operations of vectors/envelopes."""

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.run_passes import issuer_keys
from undersign.protocol import choices, envelopes


def rules_of(given: dict[str, Any]) -> envelopes.Rules:
    """Return the rules that a vector writes out."""
    return envelopes.Rules(
        bytes.fromhex(given["box_id"]),
        given["kind"],
        bytes.fromhex(given["key"]),
        given["t"],
        tuple(issuer_keys(each) for each in given["issuers"]),
        tuple(choices.Question(*each) for each in given["questions"]),
        tuple(given["levels"]),
    )


def _make(given: dict[str, Any]) -> dict[str, Any]:
    secret, body = bytes.fromhex(given["secret"]), bytes.fromhex(given["body"])
    rules, held = rules_of(given["rules"]), given["pass"]
    return {"document": envelopes.envelope_document(secret, rules, given["seq"], given["place"], body, held)}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    found = envelopes.check_envelope(rules_of(given["rules"]), given["document"], proofs=given["proofs"])
    return {"digest": found.digest.hex(), "key": found.key.hex(), "seq": found.seq, "place": found.place} | {
        "body": found.body.hex()
    }


def _entry(given: dict[str, Any]) -> dict[str, Any]:
    return {"entry": envelopes.entry_document(given["document"])}


def _check_entry(given: dict[str, Any]) -> dict[str, Any]:
    envelopes.check_entry(given["entry"], given["document"])
    return {}


def _components(given: dict[str, Any]) -> dict[str, Any]:
    seen = envelopes.Components()
    for points in given["envelopes"]:
        seen.add(bytes.fromhex(point) for point in points)
    return {}


def _counted(given: dict[str, Any]) -> dict[str, Any]:
    heads = [
        envelopes.Head(
            bytes.fromhex(each["digest"]), bytes.fromhex(each["key"]), each["seq"], each["place"], each["withdraws"]
        )
        for each in given["heads"]
    ]
    return {"digests": [head.digest.hex() for head in envelopes.counted(heads)]}


OPERATIONS: Final[dict[str, Operation]] = {
    "envelope_check": _check,
    "envelope_components": _components,
    "envelope_counted": _counted,
    "envelope_entry": _entry,
    "envelope_entry_check": _check_entry,
    "envelope_make": _make,
}
