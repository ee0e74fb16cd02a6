"""Vouching: by who stands, for others, within the limits, and never for who is on nobody's chain."""

from __future__ import annotations

import pytest

from tests.web.network import PLACE, NotDone, Phone, found, grow, let_in, member_of, phone
from tests.web.people.clock import DAY, standing
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, decode, sha256
from undersign.protocol.errors import Refused
from undersign.web import home
from undersign.web.pages.answers import Stopped
from undersign.web.people import access, actions
from undersign.web.people.models import Member, Vouch
from undersign.web.record import access as record


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


@pytest.fixture
def waiting(three: list[Phone]) -> Phone:
    newcomer = phone("Dee")
    newcomer.join(three[0].invite(PLACE))
    return newcomer


def word(by: Phone, to: bytes, **other: object) -> Document:
    made = {"origin": by.site.origin, "day": access.today(), "role": "peer", "workplace": PLACE} | other
    return vouches.vouch_document(by.secret, to=to, **made)  # type: ignore[arg-type]  # the fields of the document


def refused(error: str, by: Phone, sent: Document) -> str:
    before = record.book("members").size
    with pytest.raises(NotDone) as problem:
        by.web.post("/vouch/give", {"word": sent})
    assert problem.value.error == error
    assert record.book("members").size == before
    return problem.value.say


def test_nobody_vouches_for_themselves(three: list[Phone]) -> None:
    refused("oneself", three[0], word(three[0], three[0].key))


def test_one_vouch_by_one_person_for_another(three: list[Phone], waiting: Phone) -> None:
    three[0].vouch(waiting.key, PLACE)
    refused("vouched_before", three[0], word(three[0], waiting.key))
    assert waiting.state() == "waiting"


def test_family_and_friends_do_not_vouch(three: list[Phone], waiting: Phone) -> None:
    ally = let_in(three, phone("Eli", "ally"))
    refused("ally", ally, word(ally, waiting.key))


def test_nobody_vouches_for_who_does_not_wait(three: list[Phone]) -> None:
    refused("nobody_waits", three[0], word(three[0], phone("Boss").key))


def test_a_vouch_says_what_the_newcomer_asked_for(three: list[Phone], waiting: Phone) -> None:
    refused("role", three[0], word(three[0], waiting.key, role="ally"))
    refused("role", three[0], word(three[0], waiting.key, workplace=sha256(b"another")))


def test_a_vouch_for_another_record_is_refused(three: list[Phone], waiting: Phone) -> None:
    refused("document_field", three[0], word(three[0], waiting.key, origin="elsewhere.example/undersign"))


def test_a_signature_that_does_not_hold_is_refused(three: list[Phone], waiting: Phone) -> None:
    refused("signature_wrong", three[0], {**word(three[0], waiting.key), "day": access.today(), "role": "ally"})


def test_nobody_hands_in_the_word_of_another(three: list[Phone], waiting: Phone) -> None:
    refused("other_key", three[0], word(three[1], waiting.key))


@pytest.mark.parametrize("days", [-1, -8, 1, 8])
def test_only_todays_words_are_taken(three: list[Phone], waiting: Phone, days: int) -> None:
    refused("day_passed", three[0], word(three[0], waiting.key, day=access.today() + days))


def test_a_word_of_yesterday_is_signed_again(
    three: list[Phone], waiting: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, tomorrow = word(three[0], waiting.key), access.today() + 1
    monkeypatch.setattr(access, "today", lambda: tomorrow)
    three[1].vouch(waiting.key, PLACE)
    assert "try again" in refused("day_passed", three[0], old)
    three[0].vouch(waiting.key, PLACE)
    assert waiting.state() == "member"


def test_the_thirteenth_vouch_waits_for_a_day_that_is_named(
    three: list[Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, day = three[0], access.today()
    for number in range(10):
        newcomer = phone(f"Peer {number}")
        newcomer.join(three[1].invite(PLACE))
        giver.vouch(newcomer.key, PLACE)
        three[2 if number % 2 else 1].vouch(newcomer.key, PLACE)
    last = phone("Last")
    last.join(three[1].invite(PLACE))
    said = refused("vouch_too_many", giver, word(giver, last.key))
    free = actions.FIRST_DAY.toordinal() + day + vouches.VOUCH_DAYS
    assert str(actions.FIRST_DAY.fromordinal(free).year) in said
    monkeypatch.setattr(access, "today", lambda: day + vouches.VOUCH_DAYS)
    last.join(three[1].invite(PLACE))
    giver.vouch(last.key, PLACE)
    assert Vouch.objects.filter(member=last.key).count() == 1


def test_a_ring_that_vouches_for_itself_stays_outside(three: list[Phone]) -> None:
    ring = [phone(each) for each in ("Boss", "Boss 2", "Boss 3")]
    for each in ring:
        each.join(three[0].invite(PLACE))
    for each in ring:
        for other in ring:
            if other is not each:
                with pytest.raises(NotDone, match="sign_in"):
                    each.web.post("/vouch/give", {"word": word(each, other.key)})
                with pytest.raises(Stopped, match="not_standing"):
                    actions.write(word(each, other.key))
    assert Member.objects.count() == 3


def test_a_ring_in_the_book_itself_holds_nobody_up(three: list[Phone]) -> None:
    ring = [phone(each) for each in ("Boss", "Boss 2", "Boss 3")]
    people = vouches.People(home.current().origin, access.founders())
    for each in ring:
        for other in ring:
            if other is not each:
                people.take(word(each, other.key))
    assert {person.key for person in people.standing()} == {each.key for each in three}


def test_who_was_let_in_by_one_real_and_one_false_voucher_does_not_stand(three: list[Phone], waiting: Phone) -> None:
    three[0].vouch(waiting.key, PLACE)
    with pytest.raises(Stopped, match="not_standing"):
        actions.write(word(phone("Boss"), waiting.key))
    assert waiting.state() == "waiting"


def test_a_vouch_taken_back_is_given_anew_on_the_next_day_and_not_before(
    three: list[Phone], waiting: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = standing(monkeypatch)
    kept = word(three[0], waiting.key)
    three[0].web.post("/vouch/give", {"word": kept})
    back = vouches.taken_back_document(three[0].secret, home.current().origin, waiting.key, access.today())
    actions.write(back, member_of(three[0]))
    assert not Vouch.objects.filter(member=waiting.key).exists()
    three[1].vouch(waiting.key, PLACE)
    assert "Tomorrow" in refused("word_repeated", three[0], kept)
    assert waiting.state() == "waiting"
    clock.pass_by(DAY)
    assert "Tomorrow" in refused("word_repeated", three[0], kept)
    three[0].vouch(waiting.key, PLACE)
    assert waiting.state() == "member"


@pytest.mark.parametrize(
    "sent", [{}, {"kind": 1}, {"kind": "vouch"}, {"kind": "ballot", "from": "x"}, {"v": 1, "kind": []}]
)
def test_what_is_no_word_is_refused(three: list[Phone], sent: Document) -> None:
    with pytest.raises(NotDone):
        three[0].web.post("/vouch/give", {"word": sent})
    with pytest.raises(Refused):
        actions.write(sent)


def test_only_vouches_come_in_by_the_address_of_vouches(three: list[Phone]) -> None:
    left = vouches.left_document(three[0].secret, home.current().origin, access.today())
    refused("bad_body", three[0], left)


def test_a_refused_word_leaves_the_book_readable(three: list[Phone], waiting: Phone) -> None:
    unknown = vouches.taken_back_document(three[0].secret, home.current().origin, waiting.key, access.today())
    with pytest.raises(Refused, match="take back"):
        actions.write(unknown)
    three[0].vouch(waiting.key, PLACE)
    three[1].vouch(waiting.key, PLACE)
    assert access.stands(waiting.key)
    people = vouches.People(home.current().origin, access.founders())
    for leaf in record.leaves("members", 0, record.book("members").size):
        people.take(decode(bytes(leaf.entry)))
    assert people.person(waiting.key) in people.standing()


def test_newcomers_let_newcomers_in(three: list[Phone]) -> None:
    newcomers = grow(three, 5)
    assert all(access.stands(each.key) for each in newcomers)
    assert Member.objects.count() == 8
