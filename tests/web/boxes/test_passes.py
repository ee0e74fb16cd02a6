"""Passes: one request of each listed member, answers by the keyholders' own keys, a stock that may run out."""

from __future__ import annotations

import pytest

from tests.web.boxes.signing import DAY, Signing, refused
from tests.web.network import NotDone, browser_of, let_in, phone
from tests.web.people.test_lost import arrive, begin, confirm, moved
from undersign.protocol import drafts, passes, phrase, vouches
from undersign.protocol.encoding import Document, b64, decode, unb64
from undersign.protocol.passes import MODULUS_BYTES
from undersign.protocol.signatures import public_key
from undersign.rehearsal.signing import Answering
from undersign.web.boxes import access
from undersign.web.boxes.models import Answer, Box, IssuingKey, Request
from undersign.web.boxes.passes import actions
from undersign.web.boxes.passes.access import about_me
from undersign.web.demands.models import Demand, DraftBox, TurnedDown
from undersign.web.people.accounts.move_actions import enter_due
from undersign.web.people.models import Member
from undersign.web.record import access as record


def unasked(signing: Signing) -> Box:
    """Forget the requests of a box, as before anybody asked."""
    Request.objects.filter(box=signing.daily).delete()
    return signing.daily


def request(signing: Signing, who: int, seed: bytes = b"") -> Document:
    """Return somebody's request for the daily demand; `seed`: with blinded messages from other words."""
    at = signing.at(who, signing.daily)
    box, seed = at.rules.box_id, seed or at.phone.seed
    message = passes.prepared_message(phrase.prefix(seed, box), public_key(phrase.envelope_secret(seed, box)))
    blinded = [
        (key, passes.blind(key.n, message, phrase.pss_salt(seed, box, key.issuer), factor(seed, box, key)))
        for key in at.rules.issuers[0]
    ]
    return passes.request_document(at.phone.secret, at.phone.key, box, blinded)


def factor(seed: bytes, box: bytes, key: passes.IssuingKey) -> int:
    """Return the blinding factor for an issuing key."""
    return phrase.blinding_factor(seed, box, key.issuer, key.n)


def sent(at: Answering, word: Document) -> str:
    """Send a request; return why it was not taken, or nothing."""
    try:
        at.phone.web.post(f"/boxes/{at.where}/request", {"word": word})
    except NotDone as problem:
        return problem.error
    return ""


def test_the_same_request_again_changes_nothing(signing: Signing) -> None:
    box = unasked(signing)
    word = request(signing, 0)
    size = box.list_book.size
    assert [sent(signing.at(0, box), word) for _ in range(3)] == ["", "", ""]
    box.list_book.refresh_from_db()
    assert (Request.objects.filter(box=box).count(), box.list_book.size) == (1, size + 1)


def test_another_request_of_the_same_member_is_refused(signing: Signing) -> None:
    box = unasked(signing)
    assert sent(signing.at(0, box), request(signing, 0)) == ""
    assert sent(signing.at(0, box), request(signing, 0, seed=bytes(range(64)))) == "pass_used_twice"
    assert Request.objects.filter(box=box).count() == 1


def test_nobody_asks_for_somebody_else(signing: Signing) -> None:
    box = unasked(signing)
    assert sent(signing.at(1, box), request(signing, 0)) == "member_not_listed"
    changed = {**request(signing, 0), "signature": request(signing, 1)["signature"]}
    assert sent(signing.at(0, box), changed) == "signature_wrong"


def test_a_request_for_other_keys_or_another_box_is_refused(signing: Signing) -> None:
    box = unasked(signing)
    word, at = request(signing, 0), signing.at(0, box)
    for wrong in ({"blinded": word["blinded"][::-1]}, {"blinded": word["blinded"][:2]}, {"box": b64(bytes(32))}):
        assert sent(at, {**word, **wrong}) != ""
    assert Request.objects.filter(box=box).count() == 0


def test_who_is_not_on_the_list_finds_no_box(signing: Signing) -> None:
    outside = let_in(signing.evening.people, phone("Gus"), signing.evening.place)  # after the list was fixed
    where, word = signing.at(0, signing.drafted).where, {"word": request(signing, 0)}
    client = browser_of(outside)
    assert client.get(f"/boxes/{where}/answers.json").status_code == 404
    assert client.post(f"/boxes/{where}/request", word, content_type="application/json").status_code == 404
    assert client.post(f"/boxes/{where}/saying", word, content_type="application/json").status_code == 404
    assert outside.web.get("/boxes/mine.json")["boxes"] == []


def test_from_the_end_of_signing_nobody_asks(signing: Signing) -> None:
    box = signing.room
    Request.objects.filter(box=box, member=signing.evening.people[0].key).delete()
    signing.evening.clock.now = box.signing_ends
    with pytest.raises(NotDone, match="too_late"):
        signing.at(0, box).ask()


def test_before_the_keyholders_signed_the_rules_nobody_asks(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    box = unasked(signing)
    monkeypatch.setattr(access, "is_fixed", lambda _: False)
    assert sent(signing.at(0, box), request(signing, 0)) == "not_witnessed"


def test_a_key_that_took_the_place_of_a_listed_one_has_no_pass(signing: Signing) -> None:
    """Its owner stands on the list with the key of before, and asks with the words of before, in the new session."""
    evening, box = signing.evening, signing.daily
    old = let_in(evening.people, phone("Gus"), evening.place)
    evening.tick()
    evening.tick()  # the one that proves the entry
    new = arrive(begin(evening.people[0], old), old)
    for days, voucher in enumerate(evening.people[:2]):
        confirm(voucher, moved(voucher, old, new, days))
    enter_due(evening.clock.pass_by(DAY + 300))
    evening.witness()
    new.sign_in()
    at = signing.at(0, box)
    with pytest.raises(NotDone, match="member_not_listed"):
        Answering(new, at.about, at.definition, at.rules).ask()
    old.web = new.web
    Answering(old, at.about, at.definition, at.rules).ask()
    assert box.listed.filter(member=old.key).exists()
    assert not box.listed.filter(member=new.key).exists()


def test_who_left_sends_what_they_have_and_asks_for_nothing(signing: Signing) -> None:
    who = signing.evening.people[5]
    envelope, parcel = signing.signature(5, signing.room)
    who.web.post("/leave", {"word": vouches.left_document(who.secret, who.site.origin, who.site.day())})
    assert browser_of(who).get("/boxes/mine.json").status_code != 200
    signing.send(signing.room, envelope, parcel)
    assert signing.room.listed.filter(member=who.key).exists()


# The keyholders' answers


def test_an_answer_by_another_key_or_of_another_request_is_refused(signing: Signing) -> None:
    box = signing.daily
    Answer.objects.filter(request__box=box).delete()
    first, second = box.requests.order_by("id")[:2]
    member = b64(bytes(first.member))
    mine, other = (decode(bytes(each.document))["blinded"] for each in (first, second))
    issuing = signing.evening.keyholders.issuing
    by_another = passes.blind_sign(issuing[unb64(mine[1]["issuer"])], unb64(mine[1]["value"]))
    of_another = passes.blind_sign(issuing[unb64(other[0]["issuer"])], unb64(other[0]["value"]))
    right = passes.blind_sign(issuing[unb64(mine[0]["issuer"])], unb64(mine[0]["value"]))
    n = issuing[unb64(mine[0]["issuer"])].n
    over = int.from_bytes(right, "big") + n
    wrong = [by_another, of_another, bytes(MODULUS_BYTES)]
    if over < 1 << 8 * MODULUS_BYTES:
        wrong.append(over.to_bytes(MODULUS_BYTES, "big"))
    for value in wrong:
        with refused("pass_signature_wrong"):
            actions.keep_answers(box, 1, [{"member": member, "value": b64(value)}])
    assert Answer.objects.filter(request__box=box).count() == 0


def test_what_a_keyholder_answers_first_stays(signing: Signing) -> None:
    """There is one right answer; a keyholder who sends another one, or that one again, changes nothing."""
    box = signing.daily
    before = {row.pk: bytes(row.value) for row in Answer.objects.filter(request__box=box)}
    signing.evening.keyholders.answer(box)
    assert {row.pk: bytes(row.value) for row in Answer.objects.filter(request__box=box)} == before
    assert len(before) == 18


def test_an_answer_to_nobodys_request_is_refused_and_nothing_of_its_message_stays(signing: Signing) -> None:
    box = signing.daily
    row = Answer.objects.filter(request__box=box, keyholder=1).order_by("id")[0]
    right = {"member": b64(bytes(row.request.member)), "value": b64(bytes(row.value))}
    row.delete()
    nobody = {"member": b64(bytes(32)), "value": right["value"]}
    with refused("request_missing"):
        actions.keep_answers(box, 1, [right, nobody])
    assert Answer.objects.filter(request__box=box, keyholder=1).count() == 5


def test_two_keyholders_are_enough_and_one_is_not(signing: Signing) -> None:
    Answer.objects.filter(request__box=signing.daily, keyholder=2).delete()
    fresh = Answering(
        *(getattr(signing.at(0, signing.daily), name) for name in ("phone", "about", "definition", "rules"))
    )
    signing.send(signing.drafted, signing.draft(0))
    assert {each["keyholder"] for each in fresh.held_pass()["signatures"]} == {1, 3}
    Answer.objects.filter(request__box=signing.daily, keyholder=1).delete()
    with refused("pass_too_few"):
        fresh.held_pass()


# The stock


def test_each_issuing_key_serves_one_box(signing: Signing) -> None:
    for box in (signing.drafted, signing.room, signing.daily):
        (tag,) = access.definition(box).fields["tags"]
        assert {bytes(key.issuer) for key in IssuingKey.objects.filter(box=box)} == set(tag["issuers"])
    assert IssuingKey.objects.exclude(box=None).count() == 3 * Box.objects.count()


def test_a_demand_waits_until_there_is_stock_again(signing: Signing) -> None:
    evening = signing.evening
    IssuingKey.objects.filter(box=None).delete()
    signing.send(signing.drafted, signing.draft(2, drafts.put_up_text(evening.fields())))
    before = Demand.objects.count()
    evening.tick()
    evening.tick()
    assert (Demand.objects.count(), TurnedDown.objects.count()) == (before, 0)
    evening.keyholders.restock(1)
    evening.tick()
    assert Demand.objects.count() == before + 1


def test_a_place_that_a_keyholder_works_for_gets_no_box(signing: Signing, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of three keyholders must remain; here two work for the employer, whatever the case of its name."""
    ceremony = signing.evening.keyholders.held.ceremony
    first, *rest = ceremony.keyholders
    for each in rest:
        monkeypatch.setitem(each.__dict__, "employer", " hill SERVICES inc. ")
    before = (Box.objects.count(), Demand.objects.count(), DraftBox.objects.count())
    known = record.team()
    assert known
    for each in known[0].keyholders[1:]:
        monkeypatch.setitem(each.__dict__, "employer", " hill SERVICES inc. ")
    signing.send(signing.drafted, signing.draft(3, drafts.put_up_text(signing.evening.fields())))
    signing.evening.tick()
    signing.evening.tick()
    assert (Box.objects.count(), Demand.objects.count(), DraftBox.objects.count()) == before
    assert TurnedDown.objects.get().reason == "keyholders_too_few"
    assert first.employer == ""


def test_what_a_member_is_told_of_themselves_names_no_envelope(signing: Signing) -> None:
    told = about_me(Member.objects.get(key=signing.evening.people[0].key))
    assert {frozenset(each) for each in told} == {frozenset({"box", "asked"})}
    assert [each["asked"] for each in told].count(True) == 3
