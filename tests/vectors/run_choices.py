"""The operations of vectors/choices."""

from typing import Any, Final

from tests.vectors.cases import Operation, random_from
from undersign.protocol import choices


def statement_of(given: dict[str, Any]) -> choices.Statement:
    """Return the statement that a vector writes out."""
    return choices.Statement(
        bytes.fromhex(given["box_id"]),
        bytes.fromhex(given["envelope_key"]),
        given["seq"],
        bytes.fromhex(given["key"]),
        tuple(choices.Question(*each) for each in given["questions"]),
    )


def _plain(ciphertexts: choices.Ciphertexts) -> list[list[list[str]]]:
    return [[[r.hex(), c.hex()] for r, c in question] for question in ciphertexts]


def _length(given: dict[str, Any]) -> dict[str, Any]:
    return {"length": choices.body_length([choices.Question(*each) for each in given["questions"]])}


def _seal(given: dict[str, Any]) -> dict[str, Any]:
    return {"body": choices.seal(statement_of(given["statement"]), given["chosen"], random_from(given["random"])).hex()}


def _check(given: dict[str, Any]) -> dict[str, Any]:
    found = choices.check(statement_of(given["statement"]), bytes.fromhex(given["body"]))
    return {"ciphertexts": _plain(found)}


def _sum(given: dict[str, Any]) -> dict[str, Any]:
    sums = None
    for body in given["ciphertexts"]:
        sums = choices.add_up(sums, [[(bytes.fromhex(r), bytes.fromhex(c)) for r, c in pairs] for pairs in body])
    return {"sums": _plain(sums or [])}


def _total(given: dict[str, Any]) -> dict[str, Any]:
    totals = choices.Totals(given["bound"])
    return {"total": totals.find(bytes.fromhex(given["c"]), bytes.fromhex(given["shared"]))}


OPERATIONS: Final[dict[str, Operation]] = {
    "choices_check": _check,
    "choices_length": _length,
    "choices_seal": _seal,
    "choices_sum": _sum,
    "choices_total": _total,
}
