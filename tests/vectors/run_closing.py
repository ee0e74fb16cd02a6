"""The operations of vectors/closing."""

from __future__ import annotations

from typing import Any, Final

from tests.vectors.cases import Operation
from tests.vectors.definitions import heads_of
from tests.vectors.run_lists import read_list
from undersign.protocol import boxes, closing
from undersign.protocol.envelopes import Envelope
from undersign.protocol.keyholders import read_ceremony


def _time(given: dict[str, Any]) -> dict[str, Any]:
    definition = boxes.read_definition(given["definition"])
    return {"batch_end": closing.batch_end(definition, given["seconds"], withdraws=given["withdraws"])}


def _ended(given: dict[str, Any]) -> dict[str, Any]:
    closing.check_ended(boxes.read_definition(given["definition"]), given["seconds"])
    return {}


def _withdrawals(given: dict[str, Any]) -> dict[str, Any]:
    handed = [
        Envelope(head.digest, head.key, head.seq, head.place, b"" if head.withdraws else b"body")
        for head in heads_of(given["handed"])
    ]
    closing.check_withdrawals(heads_of(given["heads"]), handed)
    return {}


def _request(given: dict[str, Any]) -> dict[str, Any]:
    return {"request": closing.one_request(given["requests"])}


def _may_open(given: dict[str, Any]) -> dict[str, Any]:
    return {"keyholders": list(closing.may_open(read_ceremony(given["ceremony"]), read_list(given["list"])))}


def _promise(given: dict[str, Any]) -> dict[str, Any]:
    promise = boxes.read_promise(given["promise"], bytes.fromhex(given["host_key"]))
    closing.check_promise(promise, given["tick"], holds=given["holds"])
    return {}


OPERATIONS: Final[dict[str, Operation]] = {
    "closing_ended": _ended,
    "closing_may_open": _may_open,
    "closing_promise": _promise,
    "closing_request": _request,
    "closing_time": _time,
    "closing_withdrawals": _withdrawals,
}
