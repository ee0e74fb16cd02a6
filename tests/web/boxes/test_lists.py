"""Lists of demands: who comes late waits a day, or is confirmed in the room; an objection stops one entry alone."""

from __future__ import annotations

import pytest

from tests.web.boxes.evening import TICK
from tests.web.boxes.signing import DAY, Signing
from tests.web.network import NotDone, Phone, let_in, phone
from undersign.protocol import vouches
from undersign.protocol.growth import saying_document
from undersign.web.boxes.models import Box, Listed, Request
from undersign.web.record import access as record


def newcomer(signing: Signing, name: str = "Gus") -> Phone:
    """Let somebody in who works at the same place, and the list grow."""
    found = let_in(signing.evening.people, phone(name), signing.evening.place)
    signing.evening.tick()
    signing.evening.witness()
    return found


def say(who: Phone, kind: str, about: bytes, box: Box) -> str:
    """Object to somebody, or confirm them; return why it was not taken, or nothing."""
    word = saying_document(who.secret, kind, bytes(box.box_id), about)
    try:
        who.web.post(f"/boxes/{box.hex}/saying", {"word": word})
    except NotDone as problem:
        return problem.error
    return ""


def ask(signing: Signing, who: Phone, box: Box) -> str:
    """Let somebody ask for a pass; return why it was not given, or nothing."""
    signing.evening.people.append(who)
    try:
        signing.evening.at(len(signing.evening.people) - 1, box).ask()
    except NotDone as problem:
        return problem.error
    finally:
        signing.evening.people.pop()
    return ""


def later(signing: Signing, seconds: int) -> None:
    """Let time pass, and those who are there sign in again."""
    signing.evening.tick(seconds)
    for each in signing.evening.people:
        each.sign_in()


def test_who_comes_late_stands_on_the_list_of_demands_and_of_no_drafts(signing: Signing) -> None:
    found = newcomer(signing)
    on = {row.box_id: row.late for row in Listed.objects.filter(member=found.key)}
    assert on == {signing.room.pk: True, signing.daily.pk: True}


def test_who_comes_late_waits_a_day(signing: Signing) -> None:
    found, box = newcomer(signing), signing.daily
    assert ask(signing, found, box) == "too_early"
    later(signing, DAY - 3 * TICK)
    found.sign_in()
    assert ask(signing, found, box) == "too_early"
    later(signing, 4 * TICK)
    assert ask(signing, found, box) == ""
    assert Request.objects.filter(box=box).count() == 7


def test_in_a_room_two_who_never_vouched_confirm(signing: Signing) -> None:
    found, box, people = newcomer(signing), signing.room, signing.evening.people
    assert ask(signing, found, box) == "too_early"
    assert say(people[0], "confirmation", found.key, box) == "objection_not_allowed"  # vouched
    assert say(people[2], "confirmation", found.key, box) == ""
    assert say(people[2], "confirmation", found.key, box) == "objection_not_allowed"  # a second time
    assert ask(signing, found, box) == "too_early"
    assert say(people[3], "confirmation", found.key, box) == ""
    assert ask(signing, found, box) == ""


def test_an_objection_stops_one_entry_until_two_others_confirm(signing: Signing) -> None:
    box, people = signing.daily, signing.evening.people
    Request.objects.filter(box=box, member__in=[people[4].key, people[5].key]).delete()
    assert say(people[0], "objection", people[4].key, box) == ""
    assert ask(signing, people[4], box) == "member_objected"
    assert ask(signing, people[5], box) == ""
    assert say(people[4], "objection", people[0].key, box) == "member_objected"
    assert say(people[1], "confirmation", people[4].key, box) == ""
    others = [say(people[who], "confirmation", people[4].key, box) for who in (2, 3, 5)]
    assert others.count("") == 1  # the others vouched, or it is settled by then
    assert ask(signing, people[4], box) == ""


def test_nobody_objects_to_themselves_or_to_a_stranger_or_for_another(signing: Signing) -> None:
    box, people = signing.daily, signing.evening.people
    assert say(people[0], "objection", people[0].key, box) == "objection_not_allowed"
    assert say(people[0], "objection", bytes(32), box) == "objection_not_allowed"
    word = saying_document(people[1].secret, "objection", bytes(box.box_id), people[2].key)
    with pytest.raises(NotDone, match="member_not_listed"):
        people[0].web.post(f"/boxes/{box.hex}/saying", {"word": word})


def test_the_list_of_drafts_takes_no_words(signing: Signing) -> None:
    people = signing.evening.people
    assert say(people[0], "objection", people[1].key, signing.drafted) == "list_grew"


def test_what_is_said_after_signing_is_too_late(signing: Signing) -> None:
    box, people = signing.room, signing.evening.people
    signing.evening.clock.now = box.signing_ends
    assert say(people[0], "objection", people[1].key, box) == "too_late"


def test_a_list_does_not_grow_when_signing_ends_before_anybody_could_ask(signing: Signing) -> None:
    signing.evening.clock.now = signing.room.signing_ends - TICK
    found = newcomer(signing)
    assert not Listed.objects.filter(box=signing.room, member=found.key).exists()


def test_who_left_before_the_list_grew_is_not_on_it(signing: Signing) -> None:
    found = let_in(signing.evening.people, phone("Gus"), signing.evening.place)
    found.web.post("/leave", {"word": vouches.left_document(found.secret, found.site.origin, found.site.day())})
    signing.evening.tick()
    assert not Listed.objects.filter(member=found.key).exists()


def test_a_list_grows_once_for_each_person(signing: Signing) -> None:
    newcomer(signing)
    size = record.book(signing.daily.list_book.name).size
    for _ in range(3):
        signing.evening.tick()
    assert record.book(signing.daily.list_book.name).size == size
