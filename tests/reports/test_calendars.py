"""Calendar files: what RFC 5545 asks for, byte by byte where programs are picky."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from icalendar import Event as Entry

from undersign.reports.calendars import Event, calendar

MADE = datetime(2026, 11, 28, 22, 5, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
WHOLE_DAY = Event("a1@example.org", date(2027, 2, 26), "Paper day")
AT_SEVEN = Event("b2@example.org", datetime(2027, 3, 15, 19, 0, tzinfo=NEW_YORK), "Paper evening", (1,))


def lines(data: bytes) -> list[str]:
    """Return the lines of a file as they stand, folded ones joined."""
    return data.decode().replace("\r\n ", "").split("\r\n")


def entries(data: bytes) -> list[Entry]:
    return list(Calendar.from_ical(data).events)


def test_a_whole_day_has_no_time_and_no_zone() -> None:
    found = lines(calendar([WHOLE_DAY], MADE))
    assert found == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Undersign//Undersign//EN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "SUMMARY:Paper day",
        "DTSTART;VALUE=DATE:20270226",
        "DTSTAMP:20261128T220500Z",
        "UID:a1@example.org",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_every_line_ends_as_the_rfc_asks_and_none_has_more_than_75_octets() -> None:
    long = Event("c3@example.org", date(2027, 1, 4), "Reunión, día largo; después más " * 12)
    data = calendar([long, AT_SEVEN], MADE)
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    assert str(entries(data)[0]["summary"]) == long.title


def test_commas_semicolons_and_backslashes_are_escaped() -> None:
    data = calendar([Event("d4@example.org", date(2027, 1, 4), "a, b; c\\d")], MADE)
    assert "SUMMARY:a\\, b\\; c\\\\d" in lines(data)


def test_a_time_names_its_zone_and_the_file_explains_it() -> None:
    data = calendar([AT_SEVEN], MADE)
    found = lines(data)
    assert "DTSTART;TZID=America/New_York:20270315T190000" in found
    assert found.index("BEGIN:VTIMEZONE") < found.index("BEGIN:VEVENT")
    assert found.count("TZID:America/New_York") == 1
    # Summer time begins on the second Sunday of March, 2027-03-14, so that evening is four hours behind.
    start = entries(data)[0].start
    assert isinstance(start, datetime)
    assert start.utcoffset() == timedelta(hours=-4)


def test_a_time_in_utc_needs_no_zone() -> None:
    data = calendar([Event("e5@example.org", datetime(2027, 3, 15, 23, tzinfo=UTC), "Paper evening")], MADE)
    assert "DTSTART:20270315T230000Z" in lines(data)
    assert b"VTIMEZONE" not in data


@pytest.mark.parametrize(("days", "trigger"), [(0, "PT9H"), (1, "-PT15H"), (7, "-P6DT15H")])
def test_a_reminder_for_a_whole_day_comes_at_nine_in_the_morning(days: int, trigger: str) -> None:
    found = lines(calendar([Event("f6@example.org", date(2027, 2, 26), "Paper day", (days,))], MADE))
    assert found[found.index("BEGIN:VALARM") : found.index("END:VALARM")] == [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Paper day",
        f"TRIGGER:{trigger}",
    ]


def test_a_reminder_for_a_time_comes_at_the_same_time_of_day() -> None:
    assert "TRIGGER:-P1D" in lines(calendar([AT_SEVEN], MADE))


def test_a_feed_keeps_its_events_in_order_and_repeats_byte_for_byte() -> None:
    feed = calendar([AT_SEVEN, WHOLE_DAY], MADE)
    assert [str(entry["uid"]) for entry in entries(feed)] == [AT_SEVEN.uid, WHOLE_DAY.uid]
    assert feed == calendar([AT_SEVEN, WHOLE_DAY], MADE)


def test_a_feed_without_events_is_a_calendar_too() -> None:
    assert entries(calendar([], MADE)) == []


def test_the_moment_of_making_is_told_in_utc() -> None:
    made = MADE.astimezone(timezone(timedelta(hours=-5)))
    assert calendar([WHOLE_DAY], made) == calendar([WHOLE_DAY], MADE)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        calendar([WHOLE_DAY], MADE.replace(tzinfo=None))


def test_the_same_uid_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="uid of its own"):
        calendar([WHOLE_DAY, WHOLE_DAY], MADE)


@pytest.mark.parametrize("when", [datetime(2027, 1, 4, 9, tzinfo=UTC).replace(tzinfo=None), MADE.astimezone(None)])
def test_a_time_without_a_zone_that_has_a_name_is_refused(when: datetime) -> None:
    with pytest.raises(ValueError, match="zone with a name"):
        Event("g7@example.org", when.replace(tzinfo=when.tzinfo and timezone(timedelta(hours=-5))), "Paper day")


@pytest.mark.parametrize(("uid", "title"), [("", "a"), ("a", ""), ("a", "one\ntwo"), ("a\r\nX:1", "b"), ("a", " ")])
def test_what_would_break_the_file_is_refused(uid: str, title: str) -> None:
    with pytest.raises(ValueError, match="one line each"):
        Event(uid, date(2027, 1, 4), title)


def test_a_reminder_after_the_event_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 up"):
        Event("h8@example.org", date(2027, 1, 4), "Paper day", (-1,))
