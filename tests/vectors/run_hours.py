"""The operations of vectors/hours."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.run_asks import written
from undersign.protocol import hours
from undersign.protocol.boxes import read_definition
from undersign.protocol.encoding import Document, unb64


def _text(given: dict[str, Any]) -> dict[str, Any]:
    return {"text": hours.hours_text(given["month"], bytes.fromhex(given["workplace"]))}


def _found(given: dict[str, Any]) -> Document:
    texts = {unb64(name): words for name, words in given["texts"].items()}
    return hours.read_hours(read_definition(given["definition"]), texts)


def _read(given: dict[str, Any]) -> dict[str, Any]:
    return {"fields": written(_found(given))}


def _list(given: dict[str, Any]) -> dict[str, Any]:
    hours.check_list(_found(given), given["rule"])
    return {}


def _over(given: dict[str, Any]) -> dict[str, Any]:
    hours.check_over(given["month"], given["seconds"])
    return {}


def _month(given: dict[str, Any]) -> hours.Month:
    merged = {unb64(one): unb64(into) for one, into in given["merged"].items()}
    return hours.Month(given["month"], hours.names_of(unb64(given["workplace"]), merged))


def _once(given: dict[str, Any]) -> dict[str, Any]:
    hours.check_once(_month(given["asked"]), map(_month, given["others"]))
    return {}


def _range(given: dict[str, Any]) -> dict[str, Any]:
    return {"range": hours.range_of(hours.ASKED[given["question"]], given["amount"])}


def _sum(given: dict[str, Any]) -> dict[str, Any]:
    found = hours.sum_of(hours.ASKED[given["question"]].bins, given["totals"])
    return {"low": found.low, "high": found.high, "open": found.open, "count": found.count}


OPERATIONS: Final[dict[str, Operation]] = {
    "hours_list": _list,
    "hours_once": _once,
    "hours_over": _over,
    "hours_range": _range,
    "hours_read": _read,
    "hours_sum": _sum,
    "hours_text": _text,
}
