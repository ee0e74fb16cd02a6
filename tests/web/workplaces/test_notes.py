"""Notes: written, reported, struck, and what is left of them then."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.web import start
from tests.web.network import NotDone, Phone, browser_of, member_of
from tests.web.workplaces import places
from tests.web.workplaces.conftest import Network
from undersign.protocol import record, vouches
from undersign.protocol.encoding import b64, unb64
from undersign.web.people import access as people_access
from undersign.web.people import actions as people_actions
from undersign.web.record import access as record_access
from undersign.web.record.models import Text
from undersign.web.workplaces import access, actions
from undersign.web.workplaces.models import Note

TEXT = "The break room is cold, says Zylpha."


def report(who: Phone, note: Note, why: str = "person") -> int:
    return browser_of(who).post(f"/workplaces/notes/{note.pk}/report", {"why": why}).status_code


@pytest.fixture
def note(cast: Network) -> Note:
    """Return a note by Ana at Harbor House."""
    places.note(cast.ana, cast.harbor, TEXT)
    return Note.objects.get()


def test_coworkers_read_a_note_with_its_writer_and_day(cast: Network, note: Note) -> None:  # noqa: ARG001 - it is there
    page = places.page(cast.bo, cast.harbor)[1]
    assert TEXT in page
    assert page.index(TEXT) < page.index("Ana", page.index(TEXT))


def test_the_text_stands_beside_the_members_book_and_not_in_it(cast: Network, note: Note) -> None:
    entries = b"".join(
        bytes(leaf.entry) for leaf in record_access.leaves("members", 0, record_access.book("members").size)
    )
    assert b64(bytes(note.text)).encode() in entries
    assert b"Zylpha" not in entries
    assert any(b"Zylpha" in line for line in record_access.text_lines("members"))
    assert cast.harbor


def test_a_note_that_is_sent_again_stands_there_once(cast: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    text, today = record.text_document(bytes(32), TEXT), people_access.today()
    word = vouches.note_document(cast.ana.secret, start.ORIGIN, cast.harbor, unb64(text["hash"]), today)
    where = f"/workplaces/{b64(cast.harbor)}/written"
    cast.ana.web.post(where, {"text": text, "word": word})
    for day in (today, today + 1):
        monkeypatch.setattr(people_access, "today", lambda day=day: day)
        with pytest.raises(NotDone, match="note_repeated") as problem:
            cast.ana.web.post(where, {"text": text, "word": word})
        assert "stands here already" in problem.value.say
    assert Note.objects.count() == 1


def test_a_note_for_another_day_is_told_for_which(cast: Network) -> None:
    text, today = record.text_document(bytes(32), TEXT), people_access.today()
    word = vouches.note_document(cast.ana.secret, start.ORIGIN, cast.harbor, unb64(text["hash"]), today - 1)
    sent, where = {"text": text, "word": word}, f"/workplaces/{b64(cast.harbor)}/written"
    answer = browser_of(cast.ana).post(where, sent, content_type="application/json").json()
    assert (answer["error"], answer["day"]) == ("day_passed", today)
    assert not Note.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_a_note_has_between_one_and_a_thousand_signs(cast: Network, text: str) -> None:
    before = record_access.book("members").size
    with pytest.raises(NotDone, match="size_wrong"):
        places.note(cast.ana, cast.harbor, text)
    assert record_access.book("members").size == before


def test_nobody_writes_where_they_do_not_work(cast: Network) -> None:
    for other in (cast.dee, cast.gil, cast.fay):
        with pytest.raises(NotDone, match="not_found"):
            places.note(other, cast.harbor, TEXT)
    assert not Text.objects.exists()


def test_a_text_that_is_not_the_one_signed_is_refused(cast: Network) -> None:
    text, other = (record.text_document(bytes([each]) * 32, TEXT) for each in (1, 2))
    word = vouches.note_document(
        cast.ana.secret, start.ORIGIN, cast.harbor, unb64(other["hash"]), people_access.today()
    )
    with pytest.raises(NotDone, match="document_field"):
        cast.ana.web.post(f"/workplaces/{b64(cast.harbor)}/written", {"text": text, "word": word})
    assert not Text.objects.exists()


def test_the_page_warns_never_to_write_about_a_person_one_supports(cast: Network) -> None:
    assert "Never write about a person you support." in places.page(cast.ana, cast.harbor, "/write")[1]


def test_two_reports_hide_a_note(cast: Network, note: Note) -> None:
    assert report(cast.bo, note) == 302
    assert report(cast.bo, note, "harm") == 302
    assert TEXT in places.page(cast.chi, cast.harbor)[1]
    report(cast.chi, note)
    page = places.page(cast.bo, cast.harbor)[1]
    assert TEXT not in page
    assert "hidden until a steward has looked at it" in page
    assert TEXT not in browser_of(cast.bo).get(f"/workplaces/notes/{note.pk}/report").content.decode()


def test_the_writers_own_report_is_enough(cast: Network, note: Note) -> None:
    report(cast.ana, note)
    assert TEXT not in places.page(cast.bo, cast.harbor)[1]


def given_to(who: Phone) -> bytes:
    """Return the file with the texts of the members' book, as somebody gets it."""
    answer = browser_of(who).get("/record/books/members/texts.jsonl")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # the file comes in parts


def test_the_text_of_a_hidden_note_is_in_no_file_until_a_steward_has_decided(cast: Network, note: Note) -> None:
    places.note(cast.dee, cast.hill, "The roof leaks.")
    report(cast.bo, note)
    assert b"Zylpha" in given_to(cast.dee)
    report(cast.chi, note)
    assert b"Zylpha" not in given_to(cast.dee)
    assert b"The roof leaks." in given_to(cast.dee)
    assert b"Zylpha" not in b"".join(record_access.text_lines("members"))
    actions.keep(note)
    assert b"Zylpha" in given_to(cast.dee)


def leave(who: Phone) -> None:
    who.web.post("/leave", {"word": vouches.left_document(who.secret, start.ORIGIN, people_access.today())})


def test_what_the_writer_wanted_gone_stays_hidden_when_they_leave(cast: Network, note: Note) -> None:
    report(cast.ana, note)
    leave(cast.ana)
    assert TEXT not in places.page(cast.bo, cast.harbor)[1]
    assert [each.pk for each in access.reported()] == [note.pk]
    assert note.reports.get().by is None


def test_a_report_counts_on_when_its_member_leaves(cast: Network, note: Note) -> None:
    for who in (cast.bo, cast.chi):
        report(who, note)
        leave(who)
    assert TEXT not in places.page(cast.ana, cast.harbor)[1]


def test_members_take_their_reports_along_and_nobody_elses(cast: Network, note: Note) -> None:
    report(cast.bo, note, "harm")
    told = {"note": b64(bytes(note.text)), "note_day": note.day, "why": "harm", "own": False}
    for who, reports in ((cast.bo, [told]), (cast.ana, []), (cast.chi, [])):
        assert browser_of(who).get("/me.json").json()["workplaces"]["reports"] == reports


def test_only_coworkers_report(cast: Network, note: Note) -> None:
    for other in (cast.dee, cast.gil):
        assert report(other, note) == 404
        assert browser_of(other).get(f"/workplaces/notes/{note.pk}/report").status_code == 404
    assert not note.reports.exists()


def test_a_report_has_one_of_the_reasons(cast: Network, note: Note) -> None:
    assert report(cast.bo, note, "I do not like it") == 200
    assert not note.reports.exists()


def test_a_note_that_was_kept_is_shown_again(cast: Network, note: Note) -> None:
    report(cast.bo, note)
    report(cast.chi, note)
    actions.keep(note)
    assert TEXT in places.page(cast.bo, cast.harbor)[1]


def test_after_a_strike_a_gap_says_who_and_why(cast: Network, note: Note) -> None:
    report(cast.bo, note)
    actions.strike(note, cast.chi.key, "person")
    page = places.page(cast.bo, cast.harbor)[1]
    assert TEXT not in page
    assert "The steward Chi struck it: It names or hints at a person we support." in page
    *_, last = record_access.leaves("members", 0, record_access.book("members").size)
    assert b'"kind":"strike"' in bytes(last.entry)
    assert not any(b"Zylpha" in line for line in record_access.text_lines("members"))
    assert access.reported() == []


def test_notes_of_somebody_who_left_have_no_name(cast: Network, note: Note) -> None:  # noqa: ARG001 - it is there
    people_actions.write(vouches.left_document(cast.ana.secret, start.ORIGIN, people_access.today()))
    member_of(cast.ana).delete()
    page = places.page(cast.bo, cast.harbor)[1]
    assert TEXT in page
    assert "Somebody who has left" in page


def everything_in_the_database() -> bytes:
    """Return all bytes that the database keeps: SQLite's files, or a dump of PostgreSQL."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return b"".join(path.read_bytes() for path in Path(name).parent.glob(f"{Path(name).name}*"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of our own
            rows += [str(row) for row in cursor.fetchall()]
    return "".join(rows).encode()


@pytest.mark.django_db(transaction=True)
def test_after_a_strike_the_text_is_nowhere_in_the_database(cast: Network) -> None:
    written = places.note(cast.ana, cast.harbor, TEXT)
    note = Note.objects.get()
    assert b"Zylpha" in everything_in_the_database()
    report(cast.bo, note)
    actions.strike(note, cast.chi.key, "person")
    kept = everything_in_the_database()
    assert b"Zylpha" not in kept
    assert unb64(written["salt"]) not in kept
    assert connection.vendor != "sqlite" or unb64(written["hash"]) in kept
