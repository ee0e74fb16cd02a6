"""Leaving: the account goes at once, the words in the record stay, and the key opens nothing any more."""

from __future__ import annotations

import json

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from tests.web import start
from tests.web.network import PLACE, Browser, NotDone, Phone, browser_of, found, let_in, member_of, phone
from undersign.protocol import vouches
from undersign.protocol.encoding import Document, b64
from undersign.web import home
from undersign.web.people import access
from undersign.web.people.models import Arrival, Door, Member, Present, Vouch
from undersign.web.record import access as record


@pytest.fixture
def three(site: home.Home) -> list[Phone]:  # noqa: ARG001 - there must be a record
    return found()


@pytest.fixture
def dee(three: list[Phone]) -> Phone:
    return let_in(three, phone("Dee"))


def left(who: Phone) -> Document:
    return vouches.left_document(who.secret, who.site.origin, who.site.day())


def leave(who: Phone) -> None:
    who.web.post("/leave", {"word": left(who)})


def test_the_account_goes_and_the_record_stays(dee: Phone) -> None:
    before = record.book("members").size
    leave(dee)
    assert not Member.objects.filter(key=dee.key).exists()
    assert Vouch.objects.filter(member=dee.key).count() == 2
    assert record.book("members").size == before + 1
    person = access.people().person(dee.key)
    assert person is not None
    assert person.left


def test_doors_rooms_and_arrivals_go_too(dee: Phone) -> None:
    dee.open_room(PLACE)
    newcomer = phone("Eli")
    newcomer.join(dee.invite(PLACE))
    leave(dee)
    assert not Door.objects.filter(kind__in=("invitation", "room")).filter(opened_by=None).exists()
    assert not Arrival.objects.filter(key=newcomer.key).exists()
    assert not Present.objects.exists()


def test_all_sessions_end_on_every_phone(dee: Phone, three: list[Phone]) -> None:
    second = Phone(dee.site, Browser(), dee.nickname, seed=dee.seed)
    second.sign_in()
    leave(dee)
    assert browser_of(dee).get("/me").status_code == 302
    assert browser_of(second).get("/me").status_code == 302
    assert Session.objects.count() == len(three)
    assert browser_of(three[0]).get("/me").status_code == 200


def test_the_words_open_nothing_any_more(dee: Phone) -> None:
    leave(dee)
    with pytest.raises(NotDone) as problem:
        dee.sign_in()
    assert problem.value.error == "unknown_key"


def test_whoever_has_left_cannot_be_brought_back_by_a_vouch(dee: Phone, three: list[Phone]) -> None:
    leave(dee)
    with pytest.raises(NotDone):
        three[2].vouch(dee.key, PLACE)
    with pytest.raises(NotDone):
        dee.join(three[0].invite(PLACE))
    assert not access.stands(dee.key)


def test_nobody_leaves_by_anothers_word(dee: Phone, three: list[Phone]) -> None:
    with pytest.raises(NotDone):
        dee.web.post("/leave", {"word": left(three[0])})
    with pytest.raises(NotDone):
        dee.web.post("/leave", {"word": {**left(dee), "signature": left(three[0])["signature"]}})
    with pytest.raises(NotDone):
        dee.web.post("/leave", {"word": vouches.taken_back_document(dee.secret, start.ORIGIN, three[0].key, 1)})
    assert member_of(dee).nickname == "Dee"
    assert member_of(three[0]).nickname == "Ana"


def test_another_site_cannot_make_anybody_leave(dee: Phone) -> None:
    other = {"origin": "https://undersign.example"}
    refused = browser_of(dee).post("/leave", {"word": left(dee)}, content_type="application/json", headers=other)
    assert refused.status_code == 403
    assert member_of(dee).nickname == "Dee"


def test_the_page_says_what_stays(dee: Phone) -> None:
    shown = browser_of(dee).get("/leave").content.decode()
    assert "What stays" in shown
    assert "What goes" in shown


def test_what_somebody_who_left_vouched_for_goes_on_to_count(dee: Phone, three: list[Phone]) -> None:
    newcomer = let_in([three[2], dee], phone("Fay"))
    leave(dee)
    assert access.is_member(member_of(newcomer))
    shown = browser_of(newcomer).get("/me").content.decode()
    assert "somebody who has left" in shown
    assert b64(dee.key) in str(browser_of(newcomer).get("/me.json").json())


def tables_with(*wanted: bytes) -> set[str]:
    """Return the names of all tables of the database with a row in which any of this stands, sessions read too."""
    return {table for table in connection.introspection.table_names() if any(each in _rows(table) for each in wanted)}


def _rows(table: str) -> bytes:
    """Return all values of a table as bytes, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name that the database gave
        values = [value for row in cursor.fetchall() for value in row]
    if table == "django_session":
        values += [json.dumps(session.get_decoded()) for session in Session.objects.all()]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in map(_plain, values))


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_nickname_and_account_are_gone_from_every_table(three: list[Phone]) -> None:
    zylpha = let_in(three, phone("Zylpha Quist"))
    zylpha.open_room(PLACE)
    phone("Eli").join(zylpha.invite(PLACE))
    account, key = member_of(zylpha).pk, (zylpha.key, b64(zylpha.key).encode(), zylpha.key.hex().encode())
    assert tables_with(b"Zylpha") == {"people_member", "people_present"}
    assert {"people_member", "people_present", "people_door", "django_session"} < tables_with(*key)
    leave(zylpha)
    assert tables_with(b"Zylpha", b64(b"Zylpha").encode()) == set()
    assert tables_with(*key) == {"people_vouch", "record_leaf"}
    assert not Member.objects.filter(pk=account).exists()
