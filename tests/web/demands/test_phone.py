"""The browser's code on the real site: it reads boxes, asks for passes, seals, sends, checks, withdraws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.boxes import evening as evenings
from tests.web.boxes.evening import Evening
from tests.web.days import ahead, noon
from tests.web.demands.following import Signer, opened, send
from tests.web.demands.node_phone import NodePhone, NotDone, known_phones
from tests.web.people.clock import standing
from undersign.protocol.encoding import b64, decode
from undersign.verifier.evidence import read_receipts
from undersign.web.boxes import access
from undersign.web.boxes.models import Box
from undersign.web.demands import access as demands
from undersign.web.demands.drafts import actions
from undersign.web.demands.followup import access as followup
from undersign.web.demands.models import Demand
from undersign.web.home import Home
from undersign.web.workplaces.models import Workplace

BEGINS = ahead(63)


@pytest.fixture
def evening(site: Home, monkeypatch: pytest.MonkeyPatch) -> Evening:  # noqa: ARG001 - there must be a record
    """Return six people whose words are known."""
    monkeypatch.setattr(evenings, "founders", known_phones)
    return Evening.of_six(standing(monkeypatch))


@pytest.fixture
def demand(evening: Evening) -> Demand:
    """Return a demand of a room, for which everybody has asked for a pass."""
    return evening.put_up(evening.room())


@pytest.fixture
def ana(evening: Evening) -> Iterator[NodePhone]:
    """Return Ana's phone."""
    found = NodePhone(0, evening.people[0])
    yield found
    found.close()


def room(evening: Evening) -> Box:
    """Open a box for drafts of people who sit together."""
    return actions.open_room(Workplace.objects.get(id_hash=evening.place)).box


def about(box: Box) -> dict[str, Any]:
    """Return what a page says of a box."""
    named = {"box": b64(bytes(box.box_id)), "kind": box.kind}
    return {**named, "book": box.book.name, "list": box.list_book.name}


def test_a_phone_reads_a_box_as_the_site_does(evening: Evening, demand: Demand, ana: NodePhone) -> None:
    found = ana.do("open", box=b64(bytes(demand.box.box_id)))
    assert found["title"] == "Pay"
    assert found["listed"] == [b64(bytes(each.member)) for each in demand.box.listed.order_by("pk")]
    assert found["own"] == b64(evening.people[0].key)
    assert (found["asked"], found["mayAsk"], found["heads"]) == (True, "", 0)


def test_a_phone_asks_for_its_pass_itself(evening: Evening, ana: NodePhone) -> None:
    box = room(evening)
    evening.witness()
    assert not ana.do("open", box=b64(bytes(box.box_id)))["asked"]
    ana.do("ask")
    ana.do("ask")
    evening.tick()
    assert ana.do("open", box=b64(bytes(box.box_id)))["asked"]
    assert box.requests.count() == 1


def test_a_box_that_keyholders_have_not_signed_is_not_read(evening: Evening, ana: NodePhone) -> None:
    box = room(evening)
    evening.tick()
    with pytest.raises(NotDone, match="cosignatures_missing"):
        ana.do("open", box=b64(bytes(box.box_id)), about=about(box))


def test_a_signature_is_promised_recorded_and_opened(evening: Evening, demand: Demand, ana: NodePhone) -> None:
    box = demand.box
    ana.do("open", box=b64(bytes(box.box_id)))
    receipt = ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)
    assert receipt["state"] == "received"
    assert not set(ana.sent[0]) - {"envelope", "sealed"}
    for who in range(1, 5):
        evening.at(who, box).sign(f"Person {who}", "Peer", 5)
    assert [each["state"] for each in ana.do("settle")] == ["received"]
    evening.end(box)
    ana.do("open", box=b64(bytes(box.box_id)), about=about(box))
    [kept] = ana.do("settle")
    assert (kept["state"], kept["sent"], kept["broken"]) == ("recorded", None, False)
    assert "Ana R." not in str(kept)
    evening.keyholders.open_names(box)
    evening.tick()
    evening.witness()
    assert ("Ana R.", "Peer Specialist") in demands.names(demand)


def test_what_could_not_be_sent_is_kept_and_sent_again_as_the_same_bytes(demand: Demand, ana: NodePhone) -> None:
    ana.do("open", box=b64(bytes(demand.box.box_id)))
    ana.offline = True
    with pytest.raises(NotDone, match="unreachable"):
        ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)
    [kept] = ana.do("receipts")
    assert (kept["state"], kept["problem"]) == ("unsent", "unreachable")
    ana.offline = False
    assert ana.do("again")["state"] == "received"
    assert ana.sent[0] == ana.sent[1]
    assert ana.do("again")["state"] == "received"
    assert demand.box.waiting.count() == 1


def test_a_withdrawal_goes_in_and_leaves_nothing_to_open(evening: Evening, demand: Demand, ana: NodePhone) -> None:
    ana.do("open", box=b64(bytes(demand.box.box_id)))
    ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)
    receipt = ana.do("withdraw")
    assert (receipt["seq"], receipt["withdraws"], receipt["state"]) == (1, True, "received")
    assert ana.do("withdraw")["id"] == receipt["id"]
    evening.end(demand.box)
    assert [each.withdraws for each in demand.box.envelopes.order_by("seq")] == [False, True]
    assert demand.box.parcels.count() == 0


def test_a_new_phone_finds_its_envelope_again_and_withdraws_it(
    evening: Evening, demand: Demand, ana: NodePhone
) -> None:
    box = demand.box
    ana.do("open", box=b64(bytes(box.box_id)))
    ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)
    evening.clock.now = box.signing_ends
    evening.tick()
    evening.witness()
    evening.witness()
    ana.do("forget")
    ana.do("open", box=b64(bytes(box.box_id)))
    [found] = ana.do("find")
    assert (found["state"], found["promise"]) == ("recorded", None)
    assert ana.do("withdraw")["state"] == "received"


def test_the_file_of_receipts_is_one_that_verify_reads(
    demand: Demand,
    ana: NodePhone,
    tmp_path: Path,
) -> None:
    ana.do("open", box=b64(bytes(demand.box.box_id)))
    ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)
    path = tmp_path / "receipts.jsonl"
    path.write_text(ana.do("file"))
    [receipt] = read_receipts(path).receipts
    assert receipt.box == bytes(demand.box.box_id)
    assert decode(bytes(demand.box.document)) == access.definition(demand.box).document


def test_an_objection_is_signed_on_the_phone_and_stands_in_the_list(
    evening: Evening, demand: Demand, ana: NodePhone
) -> None:
    ana.do("open", box=b64(bytes(demand.box.box_id)))
    fay = b64(evening.people[5].key)
    ana.do("say", kind="objection", member=fay)
    evening.witness()
    found = ana.do("open", box=b64(bytes(demand.box.box_id)))
    assert found["growth"][fay]["objectors"] == [b64(evening.people[0].key)]


def test_who_signed_takes_the_next_step_by_their_envelope_key_and_others_do_not(
    evening: Evening, ana: NodePhone
) -> None:
    steps = [{"what": "meet", "says": "We meet the director together.", "number": 5, "date": BEGINS}]
    demand = opened(evening, steps=steps)
    send(Signer(evening, demand).delivers())
    evening.clock.now = noon(BEGINS)
    evening.keyholders.restock()
    evening.tick()
    evening.witness()
    step = demand.steps.get().box
    assert step
    evening.witness()
    written = b64(bytes(step.box_id))
    found = ana.do("open", box=written)
    assert (found["asked"], found["mayAsk"]) == (False, "")
    assert found["own"] in {b64(key) for key in followup.signer_keys(demand)}
    ana.do("ask")
    assert set(ana.sent[-1]) == {"word"}
    evening.witness()
    evening.keyholders.answer(step)
    assert ana.do("sign", name="Ana R.", title="Peer Specialist", level=5)["state"] == "received"
    fay = NodePhone(5, evening.people[5])
    try:
        assert fay.do("open", box=written)["mayAsk"] == "member_not_listed"
    finally:
        fay.close()
