"""Openings: asked for once, after everything that was promised stands there; what keyholders alone saw goes."""

from __future__ import annotations

import secrets

import pytest

from tests.web.boxes.signing import Signing, refused, send, standing
from undersign.protocol import demands
from undersign.protocol.demands import Opening
from undersign.protocol.encoding import Document, decode
from undersign.web.boxes import access
from undersign.web.boxes.models import Box, Parcel, Part
from undersign.web.boxes.openings import actions
from undersign.web.record import access as record


def signed(signing: Signing, *who: int) -> Box:
    """Let people sign in the room, and the time for it end."""
    for each in who:
        signing.send(signing.room, *signing.signature(each, signing.room))
    signing.evening.end(signing.room)
    return signing.room


def parts(signing: Signing, box: Box, keyholder: int) -> list[Document]:
    """Return what a keyholder opened."""
    held, rules = signing.evening.keyholders.held, access.rules(box)
    count = demands.count_demand(access.definition(box), access.heads(box))
    opening = Opening(rules, access.team(box)[1], count, bytes(box.request or b""))
    parcels = {bytes(each.envelope): decode(bytes(each.data)) for each in box.parcels.all()}
    found = access.envelopes(box, [head.digest for head in count.opens])
    sealed = [demands.check_sealed(rules, found[head.digest], parcels[head.digest]) for head in count.opens]
    opened = demands.open_parts(held.shares[keyholder - 1].secret, sealed, opening.request, secrets.token_bytes)
    return opening.part_documents(held.secrets[keyholder - 1], keyholder, opened)


def kinds(box: Box) -> list[str]:
    """Return the kinds of the entries of a book that are not envelopes."""
    found = record.leaves(box.book.name, 1, record.book(box.book.name).size)
    return [kind for kind in (decode(bytes(leaf.entry))["kind"] for leaf in found) if kind != "envelope"]


def test_one_request_is_entered_once(signing: Signing) -> None:
    box = signed(signing, 0, 1, 2, 3, 4)
    for _ in range(3):
        signing.evening.tick()
        signing.evening.witness()
    assert kinds(box) == ["definition", "opening_request"]
    signing.check_promises()


def test_before_the_keyholders_signed_the_last_envelope_nothing_is_asked(signing: Signing) -> None:
    for who in range(5):
        signing.send(signing.room, *signing.signature(who, signing.room))
    signing.evening.clock.now = signing.room.withdrawing_ends
    for _ in range(6):
        signing.evening.tick()
    assert kinds(signing.room) == ["definition"]
    signing.evening.witness()
    signing.evening.tick()
    assert kinds(signing.room) == ["definition", "opening_request"]


def test_while_an_envelope_waits_nothing_is_asked(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    from undersign.web.boxes.batches import actions as batches  # noqa: PLC0415 - Django must be ready

    for who in range(5):
        signing.send(signing.room, *signing.signature(who, signing.room))
    monkeypatch.setattr(batches, "_turn", lambda *_: [])
    signing.evening.end(signing.room)
    assert signing.room.state == Box.OPEN
    assert kinds(signing.room) == ["definition"]


def test_withdrawn_signatures_do_not_count(signing: Signing) -> None:
    for who in range(5):
        signing.send(signing.room, *signing.signature(who, signing.room))
    signing.send(signing.room, signing.withdrawal(0, signing.room))
    signing.evening.end(signing.room)
    assert signing.room.state == Box.SHUT
    assert Parcel.objects.count() == 0
    assert kinds(signing.room) == ["definition"]


def test_one_keyholder_opens_nothing_and_two_do(signing: Signing) -> None:
    box = signed(signing, 0, 1, 2, 3, 4)
    actions.keep_parts(box, 3, 0, parts(signing, box, 3))
    signing.evening.tick()
    box.refresh_from_db()
    assert box.state == Box.ASKED
    actions.keep_parts(box, 1, 0, parts(signing, box, 1))
    signing.evening.tick()
    box.refresh_from_db()
    assert box.state == Box.OPENED
    assert kinds(box)[2:] == ["part", "part", "opened", "result"]
    assert (Parcel.objects.count(), Part.objects.count()) == (0, 0)


def test_parts_that_do_not_hold_count_for_nothing(signing: Signing) -> None:
    box = signed(signing, 0, 1, 2, 3, 4)
    actions.keep_parts(box, 1, 0, parts(signing, box, 1))
    actions.keep_parts(box, 2, 0, parts(signing, box, 1))  # of another keyholder
    signing.evening.tick()
    box.refresh_from_db()
    assert box.state == Box.ASKED
    actions.keep_parts(box, 2, 0, parts(signing, box, 2))  # anew, and right
    signing.evening.tick()
    box.refresh_from_db()
    assert box.state == Box.OPENED


def test_pieces_come_in_order_and_only_while_somebody_asks(signing: Signing) -> None:
    box = signing.room
    with refused("box_not_opened"):
        actions.keep_parts(box, 1, 0, [])
    signed(signing, 0, 1, 2, 3, 4)
    with refused("partial_opening_wrong"):
        actions.keep_parts(box, 1, 1, parts(signing, box, 1))


def test_the_same_bytes_after_the_end_give_a_promise_again(signing: Signing) -> None:
    envelope, parcel = signing.signature(0, signing.room)
    signing.send(signing.room, envelope, parcel)
    signing.evening.end(signing.room)
    assert signing.room.state == Box.SHUT
    before = standing(signing.room)
    assert send(signing.room, envelope, parcel).status == 200
    assert standing(signing.room) == before
    assert Parcel.objects.count() == 0
