"""The operations of vectors/outcomes."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.run_asks import written
from undersign.protocol import outcomes


def _document(given: dict[str, Any]) -> dict[str, Any]:
    return {"document": outcomes.outcome_document(bytes.fromhex(given["secret"]), given["kind"], given["fields"])}


def _read(given: dict[str, Any]) -> dict[str, Any]:
    return {"fields": written(outcomes.read_outcome(given["document"]))}


def _name(given: dict[str, Any]) -> dict[str, Any]:
    return {"name": outcomes.demand_name(bytes.fromhex(given["box"])).hex()}


def _place(given: dict[str, Any]) -> dict[str, Any]:
    keys = [bytes.fromhex(each) for each in given["keys"]]
    index, path = outcomes.place_of(keys, bytes.fromhex(given["key"]))
    return {"index": index, "path": [each.hex() for each in path], "root": outcomes.signers_root(keys).hex()}


def _course(given: dict[str, Any]) -> dict[str, Any]:
    found = outcomes.Outcomes()
    for document in given["documents"]:
        found.take(document)
    return {"courses": [_told(course) for course in found.courses.values()]}


def _told(course: outcomes.Course) -> dict[str, Any]:
    asks = range(1, len(course.delivered["asks"]) + 1)
    fates = [course.fate(promise) for promise in course.promises]
    statuses = [course.statuses(ask) for ask in asks]
    return {"number": course.number, "statuses": statuses, "promises": fates, "replied": course.reply is not None}


def _opened(given: dict[str, Any]) -> dict[str, Any]:
    found = outcomes.Outcomes()
    found.take(given["document"])
    outcomes.check_opened(next(iter(found.courses.values())), [bytes.fromhex(each) for each in given["keys"]])
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "outcome_course": _course,
    "outcome_document": _document,
    "outcome_name": _name,
    "outcome_opened": _opened,
    "outcome_place": _place,
    "outcome_read": _read,
}
