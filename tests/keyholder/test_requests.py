"""Which requests a keyholder answers: in a box that holds, in time, with keys that serve nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demanded import Case, DemandAt, box_book, case, definition_in, demand_at, sign
from undersign.host import folder
from undersign.host.files import HostProblem
from undersign.keyholder.keys import Alarmed
from undersign.keyholder.requests import answer_requests, delivered, remember_delivered
from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.errors import Refused
from undersign.rehearsal import demand, phones
from undersign.rehearsal.demand import Signing

__all__ = ["demand_at"]


def refused(found: Case) -> str:
    """Return the reason for which nothing is answered."""
    with pytest.raises(Refused) as problem:
        answer_requests(found.own, found.box, found.now)
    return problem.value.reason


def test_every_request_of_a_listed_member_is_answered_the_same_each_time(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        answers = dict(answer_requests(found.own, found.box, found.now))
        signing = Signing.of(found.host, found.definition)
        assert set(answers) == {signing.key(number) for number in range(8)}
        assert dict(answer_requests(found.own, found.box, found.now)) == answers


def test_what_was_delivered_is_not_made_again(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        answers = answer_requests(found.own, found.box, found.now)
        remember_delivered(found.own, found.definition.box_id, [member for member, _ in answers[:6]])
        assert answer_requests(found.own, found.box, found.now) == answers[6:]
        assert len(delivered(found.own, found.definition.box_id)) == 6


def test_nothing_is_answered_once_signing_has_ended(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        found.now = found.definition.fields["signing_ends"]
        assert refused(found) == "too_late"


def test_nothing_is_answered_before_the_rules_are_cosigned(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    for each in (path / "record" / "checkpoints").iterdir():
        each.unlink()
    note = path / "record" / "checkpoint"
    note.write_bytes(b"\n".join(note.read_bytes().split(b"\n")[:5]) + b"\n")
    with case(path) as found:
        assert refused(found) == "cosignatures_missing"


def test_nothing_is_answered_in_a_void_box(demand_at: DemandAt) -> None:
    path = demand_at("signed")
    with folder.opened(path) as host:
        strike: Document = {"v": 1, "kind": "strike", "hash": b64(definition_in(host).fields["title"])}
        box_book(host).append({**strike, "by": b64(bytes(32)), "why": "a test"})
        host.tick()
    with case(path) as found:
        assert refused(found) == "struck_definition"


def test_nothing_is_answered_in_a_box_that_does_not_hold(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        signing = sign(host, (5,))
        number, box = signing.add_late(), demand.examined(host, signing.definition)
        assert box.rules
        work = phones.Asking(box.rules.box_id, {0: box.rules.issuers[0]}, [(signing.seeds[number], 0)])
        host.books[signing.list_name].append(decode(phones.ask(work)[0]))
        host.tick()
    with case(path) as found, pytest.raises(HostProblem, match="too_early"):
        answer_requests(found.own, found.box, found.now)


def test_nothing_is_answered_while_an_alarm_stands(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        found.own.raise_alarm("the record shrank", Path("evidence"), 0)
        with pytest.raises(Alarmed):
            answer_requests(found.own, found.box, found.now)


def test_an_issuing_key_serves_one_box(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        box = found.box
        assert box.rules
        issuer = box.rules.issuers[0][0].issuer.hex()
        assert found.own.memory("issuers")[issuer] == f"{found.definition.box_id.hex()}/0"
        found.own.remember("issuers", {issuer: f"{bytes(32).hex()}/0"})
        assert refused(found) == "pass_issuer_unknown"


def test_a_key_of_somebody_else_answers_nothing(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        for each in (found.own.path / "secret" / "issuing").iterdir():
            each.unlink()
        assert refused(found) == "pass_issuer_unknown"


def test_a_request_that_was_answered_and_is_gone_is_an_offence(demand_at: DemandAt) -> None:
    signed, fixed = demand_at("signed"), demand_at("fixed", "before")
    with case(signed) as found:
        own = found.own
        answer_requests(own, found.box, found.now)
    with case(fixed) as before:
        with pytest.raises(Refused) as problem:
            answer_requests(own, before.box, before.now)
        assert problem.value.reason in ("proof_wrong", "request_missing")


def test_an_answered_member_who_asks_otherwise_stops_all(demand_at: DemandAt) -> None:
    with case(demand_at("signed")) as found:
        kept = found.own.path / "memory" / f"answered-{found.definition.box_id.hex()}"
        data = kept.read_bytes()
        kept.write_bytes(data[:32] + bytes(32) + data[64:])
        assert refused(found) == "request_missing"
