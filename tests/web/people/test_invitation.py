"""Invitations: one link for one person, seven days, closed by whoever opened it; two coworkers decide."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone

from tests.web.network import PLACE, NotDone, Phone, browser_of, found, let_in, member_of, phone
from undersign.protocol.encoding import b64, sha256
from undersign.protocol.joining import sign_join
from undersign.protocol.signatures import public_key
from undersign.web import home
from undersign.web.people import access
from undersign.web.people.models import Arrival, Door, Member
from undersign.web.record import access as record


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


def error(of: pytest.ExceptionInfo[NotDone]) -> str:
    assert of.value.say
    return of.value.error


def wait_at(three: list[Phone], nickname: str = "Dee") -> tuple[Phone, bytes]:
    newcomer, link = phone(nickname), three[0].invite(PLACE)
    newcomer.join(link)
    return newcomer, link


def test_two_coworkers_let_a_newcomer_in(three: list[Phone]) -> None:
    newcomer, _link = wait_at(three)
    assert newcomer.state() == "waiting"
    three[0].vouch(newcomer.key, PLACE)
    assert newcomer.state() == "waiting"
    three[1].vouch(newcomer.key, PLACE)
    assert newcomer.state() == "member"
    assert member_of(newcomer).nickname == "Dee"
    assert access.places(member_of(newcomer)) == [PLACE]
    assert not Arrival.objects.exists()


def test_a_member_of_family_comes_in_and_invites_nobody(three: list[Phone]) -> None:
    ally = let_in(three, phone("Eli", "ally"))
    assert access.is_member(member_of(ally))
    assert not access.stands(ally.key)
    with pytest.raises(NotDone) as problem:
        ally.invite(PLACE)
    assert error(problem) == "not_standing"


def test_coworkers_see_who_waits_and_can_check_it(three: list[Phone]) -> None:
    newcomer, _link = wait_at(three)
    for each in three:
        [seen] = each.web.get("/vouch/waiting")["people"]
        assert (seen["nickname"], seen["about"]["by"]) == ("Dee", "Ana")
        assert seen["document"]["member"] == b64(newcomer.key)
        assert seen["invitation"]["invitation"] == seen["document"]["door"]


def test_the_holder_of_a_link_sees_what_it_is_for_and_nobody_else_does(three: list[Phone]) -> None:
    link = three[0].invite(PLACE)
    newcomer = phone("Dee")
    about = newcomer.web.post("/doors/look", newcomer.knock(link))
    assert (about["kind"], about["role"], about["by"]) == ("invitation", "peer", "Ana")
    forged = {**newcomer.knock(bytes(32)), "door": b64(public_key(link))}
    with pytest.raises(NotDone) as problem:
        newcomer.web.post("/doors/look", forged)
    assert error(problem) == "no_door"


def test_the_invitation_stands_in_the_members_book(three: list[Phone]) -> None:
    link = three[0].invite(PLACE)
    size = record.book("members").size
    last = next(record.leaves("members", size - 1, size))
    assert b64(public_key(link)).encode() in bytes(last.entry)
    assert b64(link).encode() not in bytes(last.entry)


@pytest.mark.parametrize("guess", [bytes(32), bytes(31) + b"\1", b"\xff" * 32])
def test_a_guessed_link_opens_nothing(three: list[Phone], guess: bytes) -> None:
    three[0].invite(PLACE)
    newcomer = phone("Boss")
    with pytest.raises(NotDone) as problem:
        newcomer.join(guess)
    assert error(problem) == "no_door"


def test_the_public_key_of_a_link_is_not_enough_to_come_in(three: list[Phone]) -> None:
    link = three[0].invite(PLACE)
    boss = phone("Boss")
    sent = boss.ask(link, PLACE)
    sent["door_signature"] = b64(sign_join(sent["document"], boss.secret, bytes(32))[1])
    with pytest.raises(NotDone) as problem:
        boss.web.post("/join/arrive", sent)
    assert error(problem) == "signature_wrong"
    assert not Arrival.objects.exists()


def test_a_link_is_for_one_person(three: list[Phone]) -> None:
    _newcomer, link = wait_at(three)
    second = phone("Gus")
    with pytest.raises(NotDone) as problem:
        second.join(link)
    assert error(problem) == "door_used"
    with pytest.raises(NotDone) as problem:
        second.web.post("/join/arrive", second.ask(link, PLACE))
    assert error(problem) == "door_used"


def test_of_two_at_once_one_comes_in(transactional_db: None, three: list[Phone]) -> None:  # noqa: ARG001 - both commit
    link = three[0].invite(PLACE)
    start = Barrier(2)

    def come(newcomer: Phone) -> str:
        try:
            start.wait(10)
            newcomer.web.post("/join/arrive", newcomer.ask(link, PLACE))
        except NotDone as problem:
            return problem.error
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(come, [phone("Dee"), phone("Gus")]))
    assert outcomes == ["door_used", "in"]
    assert Arrival.objects.count() == 1


def test_the_same_again_changes_nothing(three: list[Phone]) -> None:
    newcomer, link = wait_at(three)
    sent = newcomer.ask(link, PLACE)
    assert newcomer.web.post("/join/arrive", sent)["state"] == "waiting"
    assert Arrival.objects.count() == 1


def test_a_used_link_stays_used_once_the_person_is_in(three: list[Phone]) -> None:
    newcomer, link = wait_at(three)
    for each in three[:2]:
        each.vouch(newcomer.key, PLACE)
    with pytest.raises(NotDone) as problem:
        phone("Gus").join(link)
    assert error(problem) == "door_closed"


def test_an_invitation_ends(three: list[Phone]) -> None:
    newcomer, link = wait_at(three)
    Door.objects.filter(key=public_key(link)).update(closes=timezone.now() - timedelta(seconds=1))
    assert newcomer.state() == "gone"
    with pytest.raises(NotDone) as problem:
        three[0].vouch(newcomer.key, PLACE)
    assert error(problem) == "door_over"
    with pytest.raises(NotDone) as problem:
        phone("Gus").join(link)
    assert error(problem) == "door_over"
    assert three[0].web.get("/vouch/waiting")["people"] == []


def test_whoever_waited_too_long_comes_with_a_new_link(three: list[Phone]) -> None:
    newcomer, link = wait_at(three)
    Door.objects.filter(key=public_key(link)).update(closes=timezone.now() - timedelta(seconds=1))
    newcomer.join(three[1].invite(PLACE))
    assert newcomer.state() == "waiting"


def test_whoever_invited_can_close_the_link_and_nobody_else_can(three: list[Phone]) -> None:
    newcomer, link = wait_at(three)
    door = {"door": b64(public_key(link))}
    three[1].web.post("/doors/close", door)
    assert newcomer.state() == "waiting"
    three[0].web.post("/doors/close", door)
    assert newcomer.state() == "gone"
    with pytest.raises(NotDone) as problem:
        phone("Gus").join(link)
    assert error(problem) == "door_closed"


def test_an_invitation_lasts_seven_days_at_most(three: list[Phone]) -> None:
    with pytest.raises(NotDone) as problem:
        three[0].invite(PLACE, days=8)
    assert error(problem) == "invitation"


def test_nobody_invites_to_a_workplace_that_is_not_theirs(three: list[Phone]) -> None:
    with pytest.raises(NotDone) as problem:
        three[0].invite(sha256(b"another workplace"))
    assert error(problem) == "workplace"


def test_nobody_keeps_more_than_twelve_invitations_open(three: list[Phone]) -> None:
    for _ in range(12):
        three[0].invite(PLACE)
    with pytest.raises(NotDone) as problem:
        three[0].invite(PLACE)
    assert error(problem) == "invitation_many"


@pytest.mark.parametrize(("field", "value", "said"), [("role", "ally", "role"), ("place", b64(bytes(32)), "workplace")])
def test_nobody_asks_for_more_than_the_link_is_for(three: list[Phone], field: str, value: str, said: str) -> None:
    link = three[0].invite(PLACE)
    newcomer = phone("Dee")
    document = {**newcomer.ask(link, PLACE)["document"], field: value}
    mine, of_door = sign_join(document, newcomer.secret, link)
    sent = {"document": document, "member_signature": b64(mine), "door_signature": b64(of_door)}
    with pytest.raises(NotDone) as problem:
        newcomer.web.post("/join/arrive", sent)
    assert error(problem) == said


@pytest.mark.parametrize(
    "nickname",
    ["", " ", " Ana", "a" * 41, "ana@example.org", "555 123 4567", "(555) 123-45-67", "+1.555.1234", "A\u202eb"],
)
def test_a_nickname_tells_little(three: list[Phone], nickname: str) -> None:
    link = three[0].invite(PLACE)
    newcomer = phone("x")
    document = {**newcomer.ask(link, PLACE)["document"], "nickname": nickname}
    mine, of_door = sign_join(document, newcomer.secret, link)
    sent = {"document": document, "member_signature": b64(mine), "door_signature": b64(of_door)}
    with pytest.raises(NotDone) as problem:
        newcomer.web.post("/join/arrive", sent)
    assert error(problem) in {"nickname", "document_field"}


@pytest.mark.parametrize("nickname", ["A", "María José", "Peer 12", "a" * 40, "Bo (nights)"])
def test_ordinary_nicknames_are_taken(three: list[Phone], nickname: str) -> None:
    newcomer, _link = wait_at(three, nickname)
    assert newcomer.state() == "waiting"


def test_a_member_does_not_join_twice(three: list[Phone]) -> None:
    with pytest.raises(NotDone) as problem:
        three[1].join(three[0].invite(PLACE))
    assert error(problem) == "member_already"


def test_a_join_document_for_another_site_is_refused(three: list[Phone]) -> None:
    link = three[0].invite(PLACE)
    newcomer = phone("Dee")
    document = {**newcomer.ask(link, PLACE)["document"], "site": "https://elsewhere.example"}
    mine, of_door = sign_join(document, newcomer.secret, link)
    sent = {"document": document, "member_signature": b64(mine), "door_signature": b64(of_door)}
    with pytest.raises(NotDone) as problem:
        newcomer.web.post("/join/arrive", sent)
    assert error(problem) == "other_site"


@pytest.mark.parametrize("path", ["/join/arrive", "/doors/look", "/waiting/state", "/rooms/state", "/founders/state"])
@pytest.mark.parametrize(
    "sent", ["", "{", "[]", '{"door": 1}', '{"key": "x"}', '{"document": {}, "a": NaN}', '"\\ud800"']
)
def test_what_is_no_request_is_refused_with_a_sentence(site: home.Home, path: str, sent: str) -> None:  # noqa: ARG001 - the fixture opens the site
    answer = browser_of(phone("Boss")).post(path, sent, content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "say"}


@pytest.mark.parametrize("path", ["/join", "/es/join"])
def test_the_page_is_there_for_everybody(site: home.Home, path: str) -> None:  # noqa: ARG001 - there must be a site
    assert browser_of(phone("Dee")).get(path).status_code == 200


@pytest.mark.parametrize("path", ["/invite", "/room", "/vouch"])
def test_the_pages_of_members_are_for_members(three: list[Phone], path: str) -> None:
    assert browser_of(three[0]).get(path).status_code == 200
    assert browser_of(phone("Boss")).get(path).status_code == 302


def test_a_stranger_opens_nothing(three: list[Phone]) -> None:
    del three
    with pytest.raises(NotDone) as problem:
        phone("Boss").invite(PLACE)
    assert error(problem) == "sign_in"
    assert Member.objects.count() == 3
