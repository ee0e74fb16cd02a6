"""Moves to a new phone, where somebody means ill or two things happen at once."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from tests.web import start
from tests.web.network import PLACE, NotDone, Phone, browser_of, let_in, member_of, phone
from tests.web.people.clock import DAY, Clock
from tests.web.people.test_lost import arrive, begin, confirm, moved, signs_in, stop, taken_back
from undersign.protocol import vouches
from undersign.protocol.errors import Refused
from undersign.web.people import access
from undersign.web.people.accounts import move_actions
from undersign.web.people.accounts.move_actions import enter_due
from undersign.web.people.actions import write
from undersign.web.people.models import Arrival, Door, Member, Move, Vouch
from undersign.web.record import access as record


@pytest.fixture
def new(three: list[Phone], dee: Phone) -> Phone:
    """Return a new phone for which both have given their word."""
    found = arrive(begin(three[0], dee), dee)
    confirm(three[0], moved(three[0], dee, found))
    confirm(three[1], moved(three[1], dee, found, 1))
    return found


def kept(new: Phone, dee: Phone, clock: Clock) -> bool:
    """Return whether a place stays where it is once the day has passed."""
    enter_due(clock.pass_by(DAY + 60))
    return signs_in(dee) and not signs_in(new)


# The old phone says no


def test_the_host_cannot_write_down_later_what_was_stopped(
    new: Phone, dee: Phone, three: list[Phone], clock: Clock
) -> None:
    second = moved(three[1], dee, new, 1)
    stop(dee, new)
    clock.pass_by(DAY + 60)
    with pytest.raises(Refused) as problem:
        write(second)
    assert problem.value.reason == "move_stopped"
    person = access.people().person(dee.key)
    assert person is not None
    assert person.key == dee.key


def test_a_stop_stands_in_the_record(new: Phone, dee: Phone) -> None:
    before = record.book("members").size
    stop(dee, new)
    [leaf] = record.leaves("members", before, before + 1)
    assert b'"kind":"stayed"' in bytes(leaf.entry)


def test_a_stop_names_every_phone_that_asks_and_no_other(
    new: Phone, dee: Phone, three: list[Phone], clock: Clock
) -> None:
    wrong: list[Any] = [[], [phone("Dee")], [new, phone("Dee")]]
    for refused in wrong:
        with pytest.raises(NotDone, match="moves_changed"):
            stop(dee, *refused)
    others: list[list[Any]] = [["x"], [1], [{}], [moved(three[0], dee, new)]]
    for words in others:
        with pytest.raises(NotDone, match="moves_changed"):
            dee.web.post("/me/stop-move", {"words": words})
    word = vouches.stayed_document(three[2].secret, start.ORIGIN, new.key, access.today())
    with pytest.raises(NotDone, match="other_key"):
        dee.web.post("/me/stop-move", {"words": [word]})
    assert Move.objects.count() == 1
    stop(dee, new)
    assert not Move.objects.exists()
    assert kept(new, dee, clock)


def test_a_link_that_nobody_opened_is_stopped_without_a_word(three: list[Phone], dee: Phone) -> None:
    link = begin(three[0], dee)
    stop(dee)
    with pytest.raises(NotDone):
        arrive(link, dee)


def test_my_page_gives_the_keys_that_ask(new: Phone, dee: Phone) -> None:
    [move] = Move.objects.all()
    assert f'data-new="{move.new_written}"' in browser_of(dee).get("/me").content.decode()
    assert bytes(move.new or b"") == new.key


# Who may help


def test_who_does_not_stand_begins_nothing_and_sees_no_move(three: list[Phone], dee: Phone) -> None:
    ana, bo, chi = three
    spy = let_in([bo, chi], phone("Spy"))
    spy.vouch(dee.key, PLACE)
    link = begin(ana, dee)
    taken_back(bo, spy)
    taken_back(chi, spy)
    with pytest.raises(NotDone, match="no_vouch"):
        begin(spy, dee)
    new = arrive(link, dee)
    confirm(ana, moved(ana, dee, new))
    number = Move.objects.get().pk
    assert browser_of(spy).get(f"/lost/{number}").status_code == 404
    assert "to a new phone" not in browser_of(spy).get("/me").content.decode()


def test_nobody_wipes_the_move_that_another_helper_began(three: list[Phone], dee: Phone, clock: Clock) -> None:
    link = begin(three[0], dee)
    begin(three[1], dee)
    new = arrive(link, dee)
    first = Move.objects.get(new=new.key)
    path = f"/lost/{first.pk}"
    three[0].web.post(path, {"word": moved(three[0], dee, new)})
    three[1].web.post(path, {"word": moved(three[1], dee, new, 1)})
    enter_due(clock.pass_by(DAY + 60))
    assert signs_in(new)
    assert not Move.objects.exists()


# A key that is at two doors


def test_a_key_to_which_a_place_moves_waits_at_no_door(new: Phone, three: list[Phone], clock: Clock) -> None:
    door = three[0].invite(PLACE)
    with pytest.raises(NotDone, match="key_moves"):
        new.join(door)
    enter_due(clock.pass_by(DAY + 60))
    assert signs_in(new)


def test_a_key_that_waits_at_a_door_is_no_new_phone(three: list[Phone], dee: Phone) -> None:
    link, waiting = begin(three[0], dee), phone("Dee")
    waiting.join(three[1].invite(PLACE))
    with pytest.raises(NotDone, match="key_known"):
        waiting.web.post("/come-back/arrive", waiting.ask(link))


def arrival_of(who: Phone, door: Door) -> Arrival:
    return Arrival.objects.create(door=door, key=who.key, document=b"", member_signature=b"", door_signature=b"")


def test_who_has_moved_waits_nowhere_any_more(new: Phone, three: list[Phone], clock: Clock) -> None:
    three[0].invite(PLACE)
    arrival_of(new, Door.objects.latest("pk"))
    enter_due(clock.pass_by(DAY + 60))
    assert signs_in(new)
    assert not Arrival.objects.exists()


def test_an_arrival_of_somebody_with_an_account_breaks_no_vouch(three: list[Phone], dee: Phone) -> None:
    three[2].invite(PLACE)
    arrival_of(dee, Door.objects.latest("pk"))
    fay = let_in(three, phone("Fay"))
    assert member_of(fay).nickname == "Fay"
    assert Member.objects.filter(key=dee.key).count() == 1
    assert not Arrival.objects.exists()


# Moves that come due


def test_one_move_that_fails_does_not_hold_up_the_others(
    new: Phone, three: list[Phone], clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    eli = let_in(three, phone("Eli"))
    link = begin(three[0], eli)
    later = arrive(link, eli)
    path = f"/lost/{Move.objects.get(new=later.key).pk}"
    clock.pass_by(60)
    three[0].web.post(path, {"word": moved(three[0], eli, later)})
    three[1].web.post(path, {"word": moved(three[1], eli, later, 1)})
    enter = move_actions._enter  # noqa: SLF001 - what fails within is put in its place

    def fail_first(move: Move) -> None:
        if bytes(move.new or b"") == new.key:
            raise DatabaseError("key (new)=(secret) exists")
        enter(move)

    monkeypatch.setattr(move_actions, "_enter", fail_first)
    caplog.set_level(logging.ERROR)
    enter_due(clock.pass_by(DAY + 60))
    assert signs_in(later)
    assert not signs_in(new)
    assert [each.getMessage() for each in caplog.records] == [
        "a move to a new phone was not written down (DatabaseError). It is tried again."
    ]
    monkeypatch.setattr(move_actions, "_enter", enter)
    enter_due(clock.now)
    assert signs_in(new)


def test_the_record_is_held_before_a_move_is(three: list[Phone], dee: Phone, clock: Clock) -> None:
    """Whoever leaves holds them in this order; the other way round, two requests would wait for each other."""
    new = arrive(begin(three[0], dee), dee)
    move, ana, bo = Move.objects.get(), member_of(three[0]), member_of(three[1])
    acts = [
        partial(move_actions.confirm, ana, move, moved(three[0], dee, new)),
        partial(move_actions.confirm, bo, move, moved(three[1], dee, new, 1)),
        partial(enter_due, clock.now + DAY + 60),
    ]
    for act in acts:
        if act is acts[2]:
            clock.pass_by(DAY + 60)
        with CaptureQueriesContext(connection) as asked:
            act()
        said = [each["sql"] for each in asked.captured_queries]
        begins = next(at for at, sql in enumerate(said) if sql.startswith(("SAVEPOINT", "BEGIN")))
        held = next(at for at, sql in enumerate(said) if "record_tree" in sql)
        assert not any("people_move" in sql for sql in said[begins:held])
    assert signs_in(new)


def test_a_vouch_taken_back_under_an_old_key_is_gone(new: Phone, dee: Phone, three: list[Phone], clock: Clock) -> None:
    enter_due(clock.pass_by(DAY + 60))
    assert Vouch.objects.filter(member=new.key).count() == 2
    taken_back(three[0], dee)
    assert not access.stands(new.key)
    assert [bytes(each.giver) for each in Vouch.objects.filter(member=new.key)] == [three[1].key]
