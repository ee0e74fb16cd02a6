"""What stewards see and do, and what everybody else finds there: nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils.formats import date_format

from tests.web import reading, start
from tests.web.network import Phone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.protocol import vouches
from undersign.protocol.encoding import b64, decode, unb64
from undersign.protocol.record import text_hash
from undersign.web import home
from undersign.web.people import access as people_access
from undersign.web.people import actions as people_actions
from undersign.web.record import access as record
from undersign.web.record.models import Tick
from undersign.web.stewards import access, actions
from undersign.web.stewards.models import Look
from undersign.web.workplaces import access as workplaces
from undersign.web.workplaces import actions as workplace_actions
from undersign.web.workplaces.models import Note

TEXT = "The break room is cold, says Zylpha."
PATHS = ("/steward", "/steward/reports", "/steward/host")


def read(who: Phone, path: str) -> tuple[int, str]:
    answer = browser_of(who).get(path)
    return answer.status_code, answer.content.decode()


def looked() -> list[bytes]:
    """Return the hashes of all looks in the members' book."""
    entries = [decode(bytes(leaf.entry)) for leaf in record.leaves("members", 0, record.book("members").size)]
    return [unb64(each["hash"]) for each in entries if each["kind"] == "looked"]


def test_only_stewards_find_their_pages(steered: Network, visitor: Client) -> None:
    number = member_of(steered.dee).pk
    for path in (*PATHS, f"/steward/people/{number}"):
        assert read(steered.ana, path)[0] == 404
        assert read(steered.gil, path)[0] == 404
        assert visitor.get(path).status_code == 302
        assert read(steered.chi, path)[0] == 200
    assert looked() == [bytes(look.hash) for look in Look.objects.order_by("pk")]
    assert {bytes(look.steward) for look in Look.objects.all()} == {steered.chi.key}


def test_the_record_says_who_is_a_steward_and_not_a_file_alone(steered: Network) -> None:
    (home.current().path / "who.toml").write_text(access.made_up(steered.bo.key))
    assert (read(steered.chi, "/steward")[0], read(steered.bo, "/steward")[0]) == (200, 404)
    actions.publish_who()
    assert (read(steered.chi, "/steward")[0], read(steered.bo, "/steward")[0]) == (404, 200)


def test_a_steward_sees_everybody_with_the_day_they_joined(steered: Network) -> None:
    page = read(steered.chi, "/steward")[1]
    assert all(f">{name}<" in page for name in ("Ana", "Bo", "Chi", "Dee", "Eve", "Fay", "Gil"))


def test_a_look_at_the_list_of_all_leaves_one_line_a_day_that_everybody_can_read(steered: Network) -> None:
    """The list says everybody's nickname and day, so all are told; before, it left no line."""
    for _ in range(2):
        assert "that you opened this list today" in read(steered.chi, "/steward")[1]
    (hashed,) = looked()
    for who in (steered.ana, steered.dee, steered.gil):
        (seen,) = access.looks(member_of(who))
        assert (seen.steward, seen.what) == ("Made-up steward", "list")
        assert text_hash(unb64(seen.salt), seen.text) == hashed
        assert seen.text == f"{people_access.today()} {b64(steered.chi.key)} list"
        shown = read(who, "/me/looks")[1]
        assert "Made-up steward opened the list of all members" in shown
        assert "No steward has opened the page about you" in shown
    assert decode(bytes(list(record.leaves("members", 0, record.book("members").size))[-1].entry)).keys() == {
        "v",
        "kind",
        "hash",
    }


def test_who_joins_later_was_on_no_earlier_list(steered: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    day = people_access.today()
    read(steered.chi, "/steward")
    monkeypatch.setattr(people_access, "today", lambda: day + 1)
    read(steered.chi, "/steward")
    assert len(looked()) == 2
    member = member_of(steered.gil)
    member.joined += timedelta(days=1)
    member.save()
    assert [each.day for each in access.looks(member)] == [day + 1]
    assert [each.day for each in access.looks(member_of(steered.dee))] == [day + 1, day]


def test_reading_a_reported_note_leaves_a_line_for_its_writer_alone(steered: Network, note: Note) -> None:
    page = read(steered.chi, f"/steward/reports/{note.pk}")[1]
    assert "It is written down that you read it" in page
    read(steered.chi, f"/steward/reports/{note.pk}")
    browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": "x"})
    (hashed,) = looked()
    (seen,) = access.looks(member_of(steered.ana))
    assert (seen.what, text_hash(unb64(seen.salt), seen.text)) == ("note", hashed)
    assert "Made-up steward read a note of yours that was reported" in read(steered.ana, "/me/looks")[1]
    assert access.looks(member_of(steered.bo)) == []
    read(steered.chi, "/steward/reports")  # no text stands there
    assert len(looked()) == 1


def test_a_note_of_somebody_who_left_is_read_and_nobody_is_there_to_be_told(steered: Network, note: Note) -> None:
    people_actions.write(vouches.left_document(steered.ana.secret, start.ORIGIN, people_access.today()))
    member_of(steered.ana).delete()
    assert TEXT in read(steered.chi, f"/steward/reports/{note.pk}")[1]
    assert looked() == []


def test_opening_a_page_about_somebody_leaves_a_line_that_they_can_read(steered: Network) -> None:
    number = member_of(steered.dee).pk
    status, page = read(steered.chi, f"/steward/people/{number}")
    assert status == 200
    assert "Dee" in page
    read(steered.chi, f"/steward/people/{number}")
    assert len(looked()) == 1
    (seen,) = access.looks(member_of(steered.dee))
    assert (seen.steward, seen.what, seen.day) == ("Made-up steward", "person", people_access.today())
    assert text_hash(unb64(seen.salt), seen.text) == looked()[0]
    shown = read(steered.dee, "/me/looks")[1]
    assert "Made-up steward opened the page about you" in shown
    assert seen.salt in shown
    assert "No steward has opened the page about you" in read(steered.ana, "/me/looks")[1]


def test_the_entry_says_neither_who_looked_nor_at_whom(steered: Network) -> None:
    read(steered.chi, f"/steward/people/{member_of(steered.dee).pk}")
    *_, last = record.leaves("members", 0, record.book("members").size)
    assert decode(bytes(last.entry)).keys() == {"v", "kind", "hash"}
    assert not any(b"person" in line for line in record.text_lines("members"))


def test_looks_go_when_the_account_goes(steered: Network) -> None:
    read(steered.chi, f"/steward/people/{member_of(steered.dee).pk}")
    member_of(steered.dee).delete()
    assert not Look.objects.exists()
    assert len(looked()) == 1


def test_a_page_about_somebody_says_no_workplace_and_no_coworker(steered: Network) -> None:
    page = read(steered.chi, f"/steward/people/{member_of(steered.dee).pk}")[1]
    for word in ("Hill Street", "Albany", "Harbor House", ">Eve<"):
        assert word not in page


def test_members_read_looks_only_when_signed_in(steered: Network, visitor: Client) -> None:
    assert visitor.get("/me/looks").status_code == 302
    assert "No steward has opened" in read(steered.dee, "/me/looks")[1]


@pytest.fixture
def note(steered: Network) -> Note:
    """Return a note at Harbor House that Bo has reported."""
    places.note(steered.ana, steered.harbor, TEXT)
    note = Note.objects.get()
    browser_of(steered.bo).post(f"/workplaces/notes/{note.pk}/report", {"why": "person"})
    return note


def test_a_steward_reads_a_reported_note_but_not_who_wrote_or_reported_it(steered: Network, note: Note) -> None:
    page = read(steered.chi, f"/steward/reports/{note.pk}")[1]
    assert TEXT in page
    assert "It names or hints at a person we support" in page
    for word in (">Ana<", ">Bo<", "Harbor House"):
        assert word not in page
    assert f"/steward/reports/{note.pk}" in read(steered.chi, "/steward/reports")[1]


def test_a_steward_strikes_it(steered: Network, note: Note) -> None:
    answer = browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": "person"})
    assert answer.status_code == 302
    page = places.page(steered.ana, steered.harbor)[1]
    assert TEXT not in page
    assert "The steward Chi struck it" in page
    assert read(steered.chi, f"/steward/reports/{note.pk}")[0] == 404


def test_a_steward_shows_it_again(steered: Network, note: Note) -> None:
    browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": "keep"})
    assert TEXT in places.page(steered.bo, steered.harbor)[1]
    assert "There is nothing to decide" in read(steered.chi, "/steward/reports")[1]


def test_nobody_else_decides_and_no_note_that_nobody_reported(steered: Network, note: Note) -> None:
    for other in (steered.ana, steered.gil):
        answer = browser_of(other).post(f"/steward/reports/{note.pk}", {"decision": "person"})
        assert answer.status_code == 404
    assert browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": "x"}).status_code == 200
    note.reports.all().delete()
    assert browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": "person"}).status_code == 404
    assert TEXT in places.page(steered.bo, steered.harbor)[1]


def test_a_steward_sees_how_the_host_is_doing(steered: Network) -> None:
    folder = home.current().path / "backups"
    folder.mkdir(exist_ok=True)
    page = read(steered.chi, "/steward/host")[1]
    assert "no backup in the folder" in page
    (folder / "undersign-2026-11-24-0330.age").write_bytes(bytes(2048))
    try:
        (backup,) = access.backups()
        assert backup.size == 2048
        page = read(steered.chi, "/steward/host")[1]
        assert "no backup in the folder" not in page
        assert "Not yet. Until then, changes could go unseen." in page
    finally:
        (folder / backup.name).unlink()
    found = access.health()
    assert found.last_tick is not None
    assert found.database > 0
    assert found.free > 0
    assert found.witnessed is None
    assert not found.old


def test_a_steward_sees_when_keyholders_last_saw_the_record(steered: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page said "Yes", however long ago that was."""
    (latest,) = Tick.objects.all()
    made = datetime.fromtimestamp(latest.tick * home.current().tick_seconds, UTC)
    monkeypatch.setattr(record, "witnessed", record.checkpoint)
    assert (access.health().witnessed, access.health().old) == (made, False)
    shown = f"As it was on {date_format(made, 'DATETIME_FORMAT')} UTC"
    page = read(steered.chi, "/steward/host")[1]
    assert shown in page
    assert "That is old" not in page
    later = made.timestamp() + 3600
    for seconds, old in ((-1, False), (1, True)):
        monkeypatch.setattr(time, "time", lambda now=later + seconds: now)
        assert access.health().old is old
    page = read(steered.chi, "/steward/host")[1]
    assert shown in page
    assert "That is old" in page


@pytest.mark.usefixtures("site")
def test_where_ticks_are_far_apart_three_of_them_make_it_old(
    real_site: home.Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_site.__dict__["settings"] = {**real_site.settings, "tick_seconds": 7200}
    tick = int(time.time()) // 7200
    Tick.objects.update(tick=tick)
    monkeypatch.setattr(record, "witnessed", record.checkpoint)
    for seconds, old in ((-1, False), (1, True)):
        monkeypatch.setattr(time, "time", lambda now=(tick + 3) * 7200 + seconds: now)
        assert access.health().old is old


@pytest.mark.parametrize("decision", ["person", "keep"])
def test_who_decides_second_is_told_that_it_was_decided(steered: Network, decision: str) -> None:
    places.note(steered.ana, steered.harbor, TEXT)
    note = Note.objects.get()
    browser_of(steered.bo).post(f"/workplaces/notes/{note.pk}/report", {"why": "person"})
    path = f"/steward/reports/{note.pk}"
    assert browser_of(steered.chi).post(path, {"decision": decision}).status_code == 302
    for prefix in ("", "/es"):
        second = browser_of(steered.chi).post(prefix + path, {"decision": "harm"})
        assert second.status_code == 404
        reading.check(second.content.decode(), "es" if prefix else "en")
    assert "decided already" in browser_of(steered.chi).post(path, {"decision": "harm"}).content.decode()
    note.refresh_from_db()
    assert note.struck_why == ("" if decision == "keep" else decision)


def test_of_two_decisions_at_once_one_counts(steered: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    places.note(steered.ana, steered.harbor, TEXT)
    note = Note.objects.get()
    browser_of(steered.bo).post(f"/workplaces/notes/{note.pk}/report", {"why": "person"})
    workplace_actions.strike(Note.objects.get(), steered.fay.key, "harm")
    monkeypatch.setattr(workplaces, "reported", lambda: [note])  # read before the other one had decided
    for decision in ("person", "keep"):
        assert browser_of(steered.chi).post(f"/steward/reports/{note.pk}", {"decision": decision}).status_code == 404
    assert Note.objects.get().struck_why == "harm"
