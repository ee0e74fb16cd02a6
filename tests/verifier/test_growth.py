"""The list of a demand after it was fixed: who came late, who objected, who asked for a pass before they might."""

from __future__ import annotations

import pytest

from tests.demanded import DemandAt, definition_in, demand_at, finish, receipts, sign
from tests.verifier.judging import expect_only, failing, verdicts
from undersign.host import folder
from undersign.host.folder import HostFolder
from undersign.protocol.encoding import Document, b64, decode
from undersign.protocol.signatures import signed
from undersign.rehearsal import demand, phones, team
from undersign.rehearsal.demand import Signing

__all__ = ["demand_at"]

LIST = "envelopes_within_list"


def late(host: HostFolder) -> tuple[Signing, int]:
    """Let eight sign, and somebody come late onto the list."""
    signing = sign(host)
    return signing, signing.add_late()


def request(signing: Signing, number: int) -> None:
    """Enter somebody's request whether or not they may ask."""
    box = demand.examined(signing.host, signing.definition)
    assert box.rules
    work = phones.Asking(box.rules.box_id, {0: box.rules.issuers[0]}, [(signing.seeds[number], 0)])
    signing.host.books[signing.list_name].append(decode(phones.ask(work)[0]))
    signing.host.tick()
    team.cosign(signing.host)


def test_a_late_entry_may_ask_after_a_day(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        signing, number = late(host)
        host.move_clock(host.now() + 86_400 + host.tick_seconds)
        signing.ask([number])
        signing.sign({number: 10})
        finish(host)
        demand.delete_rest(host, definition_in(host))
    found = verdicts(path, receipts(path))
    assert {verdict.outcome for verdict in found.values()} == {"pass"}
    assert "13 members listed, 1 of them after it was fixed" in found[LIST].reason


def test_a_late_entry_that_asks_at_once_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        request(*late(host))
    expect_only(path, LIST, "too_early")


def objected(host: HostFolder, confirmed: int) -> tuple[Signing, int]:
    """Let somebody object to a late entry, and some confirm it; a day passes."""
    signing, number = late(host)
    signing.say("objection", 0, number)
    for other in range(1, confirmed + 1):
        signing.say("confirmation", other, number)
    host.move_clock(host.now() + 86_400 + host.tick_seconds)
    return signing, number


@pytest.mark.parametrize("confirmed", [0, 1])
def test_a_late_entry_under_objection_that_asks_is_seen(demand_at: DemandAt, confirmed: int) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        request(*objected(host, confirmed))
    expect_only(path, LIST, "member_objected")


def test_two_confirmations_settle_an_objection(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        request(*objected(host, 2))
    assert not failing(path)


def test_a_confirmation_by_who_vouched_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        signing, number = late(host)
        signing.say("objection", 0, number)
        signing.say("confirmation", 11, number)
    expect_only(path, LIST, "objection_not_allowed")


def test_an_objection_with_a_false_signature_is_seen(demand_at: DemandAt) -> None:
    path = demand_at("fixed")
    with folder.opened(path) as host:
        signing, number = late(host)
        document: Document = {"v": 1, "kind": "objection", "box": b64(signing.definition.box_id)}
        document |= {"by": b64(signing.key(0)), "member": b64(signing.key(number))}
        host.books[signing.list_name].append(signed(bytes(32), "objection", document))
        host.tick()
    expect_only(path, LIST, "signature_wrong")
