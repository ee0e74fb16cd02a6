"""Rooms: twelve people at most, two members at least, nobody with a code that another has too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.network import PLACE, NotDone, Phone, found, member_of, phone
from undersign.protocol import joining
from undersign.protocol.encoding import Document, b64, sha256
from undersign.protocol.signatures import public_key
from undersign.web import home
from undersign.web.people.doors import access as doors
from undersign.web.people.models import Arrival, Door, Present
from undersign.web.record import access as record

OVER = {"over": True, "people": [], "members": 0, "here": False}


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


def state(who: Phone, link: bytes) -> Document:
    found = who.web.post("/rooms/state", who.knock(link))
    assert found.pop("day") == who.site.day()
    return found


def test_people_join_on_the_spot_and_vouch_on(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    three[1].enter(link)
    newcomers = [phone(each) for each in ("Dee", "Eve")]
    for each in newcomers:
        each.join(link)
    assert len(state(newcomers[0], link)["people"]) == 4
    for each in newcomers:
        for member in three[:2]:
            member.vouch(each.key, PLACE)
        assert each.state() == "member"
        each.sign_in()
    assert Present.objects.count() == 4
    assert not Arrival.objects.exists()
    last = phone("Fay")
    last.join(link)
    for each in newcomers:
        each.vouch(last.key, PLACE)
    assert member_of(last).nickname == "Fay"


def test_nothing_of_a_room_stands_in_the_record(three: list[Phone]) -> None:
    before = record.book("members").size
    link = three[0].open_room(PLACE)
    phone("Dee").join(link)
    assert record.book("members").size == before


def test_one_member_alone_lets_nobody_in(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    newcomer = phone("Dee")
    newcomer.join(link)
    with pytest.raises(NotDone, match="room_members"):
        three[0].vouch(newcomer.key, PLACE)


def test_only_who_is_in_the_room_vouches(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    three[1].enter(link)
    newcomer = phone("Dee")
    newcomer.join(link)
    with pytest.raises(NotDone, match="room_members"):
        three[2].vouch(newcomer.key, PLACE)


def test_the_thirteenth_person_stays_outside(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    three[1].enter(link)
    for number in range(10):
        phone(f"Peer {number}").join(link)
    with pytest.raises(NotDone, match="room_full"):
        phone("Thirteenth").join(link)
    with pytest.raises(NotDone, match="room_full"):
        three[2].enter(link)


def test_nobody_vouches_for_two_people_with_one_code(three: list[Phone], monkeypatch: pytest.MonkeyPatch) -> None:
    link = three[0].open_room(PLACE)
    three[1].enter(link)
    newcomers = [phone(each) for each in ("Dee", "Not Dee")]
    for each in newcomers:
        each.join(link)
    same = {each.key for each in newcomers}

    def code(door: bytes, key: bytes) -> tuple[str, str]:
        return ("same", "words") if key in same else joining.code(door, key)

    monkeypatch.setattr(doors, "code", code)
    seen = state(three[0], link)["people"]
    assert [each["twice"] for each in seen] == [False, False, True, True]
    for each in newcomers:
        with pytest.raises(NotDone, match="code_twice"):
            three[0].vouch(each.key, PLACE)


def test_a_room_ends_after_two_hours(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    three[1].enter(link)
    door = Door.objects.get(key=public_key(link))
    assert timedelta(minutes=119) < door.closes - timezone.now() <= timedelta(hours=2)
    newcomer = phone("Dee")
    newcomer.join(link)
    Door.objects.update(closes=timezone.now() - timedelta(seconds=1))
    assert state(newcomer, link) == OVER
    with pytest.raises(NotDone, match="door_over"):
        three[0].vouch(newcomer.key, PLACE)


def test_a_new_room_ends_the_old_one(three: list[Phone]) -> None:
    old = three[0].open_room(PLACE)
    three[1].enter(old)
    assert not state(three[1], old)["over"]
    three[0].open_room(PLACE)
    with pytest.raises(NotDone, match="no_door"):
        three[1].enter(old)
    assert state(three[1], old) == OVER


def test_who_does_not_hold_the_link_learns_not_whether_there_is_a_room(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    for key in (public_key(link), sha256(b"no room")):
        with pytest.raises(NotDone, match="no_door"):
            three[1].web.post("/rooms/state", {"door": b64(key), "signature": b64(bytes(64))})


def test_who_comes_in_while_a_page_asks_is_there_the_next_time(
    three: list[Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    link = three[0].open_room(PLACE)
    newcomer, before = phone("Dee"), doors._there  # noqa: SLF001 - what the page is made from

    def there(door: Door) -> list[tuple[bytes, Arrival | Present]]:
        found = list(before(door))
        if newcomer.key not in dict(found):
            newcomer.join(link)
        return found

    monkeypatch.setattr(doors, "_there", there)
    first, second = (state(three[0], link)["people"] for _ in range(2))
    assert b64(newcomer.key) not in {each["key"] for each in first}
    assert b64(newcomer.key) in {each["key"] for each in second}


def test_nobody_opens_a_room_for_a_workplace_that_is_not_theirs(three: list[Phone]) -> None:
    with pytest.raises(NotDone, match="workplace"):
        three[0].open_room(sha256(b"another workplace"))


def test_a_member_enters_with_their_own_key_only(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    with pytest.raises(NotDone, match="other_key"):
        three[1].web.post("/rooms/enter", phone("Boss").ask(link, PLACE))


def test_who_has_not_the_link_sees_nobody(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    boss = phone("Boss")
    with pytest.raises(NotDone, match="no_door"):
        boss.web.post("/rooms/state", {**boss.knock(bytes(32)), "door": b64(public_key(link))})


def test_a_phone_can_check_members_too(three: list[Phone]) -> None:
    link = three[0].open_room(PLACE)
    [seen] = state(three[0], link)["people"]
    assert (seen["member"], seen["document"]["member"]) == (True, b64(three[0].key))
    assert state(three[0], link)["here"] is True
    assert state(three[1], link)["here"] is False


def test_the_twelve_words_can_be_read_in_the_room_too(visitor: Client) -> None:
    for before, warning in (("", "asks for your words again"), ("/es", "te pide otra vez tus palabras")):
        shown = visitor.get(f"{before}/join").content.decode()
        assert shown.count('id="words"') == 1
        after = shown.split('data-say="gone"')[1].split("</section>")[1]  # beside the steps, so no step hides it
        assert 'id="words"' in after
        assert warning in " ".join(after.split())


def test_what_routes_depend_on_is_asked_and_nothing_is_chosen_beforehand(visitor: Client) -> None:
    form = visitor.get("/join").content.decode().split('id="about-me"')[1].split("</form>")[0]
    assert form.count('type="radio"') == 7
    assert form.count("required>") >= 7
    assert "checked" not in form
    assert form.count("asked once") == 2
