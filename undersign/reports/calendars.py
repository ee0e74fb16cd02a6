"""Calendar files (RFC 5545): one event or a feed of several, readable by any calendar program.

What a calendar shows can be read over a shoulder, so titles are the caller's and should give nothing away. Uids should
be random and stay the same for the same event: programs then replace it instead of adding it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar
from icalendar import Event as Entry

PRODUCT = "-//Undersign//Undersign//EN"
MORNING = timedelta(hours=9)
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Event:
    """One event. `when` is a whole day, or a time in a named zone or UTC.

    `alarm_days` gives a reminder so many days before: at nine in the morning for a whole day, at the same time of day
    for a time. An event takes up no time, so it blocks nothing in a calendar.
    """

    uid: str
    when: date | datetime
    title: str
    alarm_days: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what would not be a valid event: ValueError says what."""
        texts = (self.uid, self.title)
        if not all(text.strip() and text.isprintable() for text in texts):
            raise ValueError("An event needs a uid and a title of one line each.")
        if isinstance(self.when, datetime) and not isinstance(self.when.tzinfo, ZoneInfo) and self.when.tzinfo != UTC:
            raise ValueError("A time needs a zone with a name, such as America/New_York, or UTC.")
        if any(days < 0 for days in self.alarm_days):
            raise ValueError("A reminder comes before the event: give days from 0 up.")


def calendar(events: Iterable[Event], made: datetime) -> bytes:
    """Write a calendar file with these events, in their order; `made` is when, in UTC.

    The same events at the same moment give the same bytes. ValueError if `made` has no zone or a uid comes twice.
    """
    listed = tuple(events)
    if made.tzinfo is None:
        raise ValueError("The time when the file was made needs a zone.")
    if len({event.uid for event in listed}) < len(listed):
        raise ValueError("Each event of a file needs a uid of its own.")
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for event in listed:
        file.add_component(_entry(event, made.astimezone(UTC)))
    days = [_date(event.when) for event in listed]
    if days:
        file.add_missing_timezones(first_date=min(days) - YEAR, last_date=max(days) + YEAR)
    data: bytes = file.to_ical()
    return data


def _date(when: date | datetime) -> date:
    return when.date() if isinstance(when, datetime) else when


def _entry(event: Event, made: datetime) -> Entry:
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", made)
    entry.add("dtstart", event.when)
    entry.add("summary", event.title)
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT")
    for days in event.alarm_days:
        entry.add_component(_alarm(event, days))
    return entry


def _alarm(event: Event, days: int) -> Alarm:
    whole_day = not isinstance(event.when, datetime)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.title)
    alarm.add("trigger", (MORNING if whole_day else timedelta()) - timedelta(days=days))
    return alarm
