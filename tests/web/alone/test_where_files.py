"""The files that a phone makes: the calendar file, read by the icalendar package, and the PDF, read by pypdf."""

from __future__ import annotations

import base64
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from tests.web.alone.phone import ask

EPOCH = date(1970, 1, 1)
NOW = 1_796_000_000_000
ZONES = (
    *("America/New_York", "America/Phoenix", "America/Anchorage", "America/St_Johns"),
    *("Pacific/Honolulu", "Australia/Sydney", "America/Argentina/ComodRivadavia", "UTC"),
)
DAYS = (date(2026, 1, 15), date(2026, 3, 9), date(2026, 9, 4), date(2027, 11, 1))
TITLE = "Fecha para recordar"


def made(zone: str, title: str = TITLE) -> str:
    """Return a calendar file for the days."""
    days = [(day - EPOCH).days for day in DAYS]
    return str(ask("calendar", {"days": days, "title": title, "zone": zone, "now": NOW}))


def events(text: str) -> Any:  # noqa: ANN401 - as icalendar has them
    """Return the events of a calendar file."""
    return Calendar.from_ical(text).walk("VEVENT")


def letter(*parts: tuple[str, str]) -> str:
    """Return a letter in base64, or why there is none."""
    given = {"parts": [{"kind": kind, "text": text} for kind, text in parts], "title": "Carta ñ", "language": "es"}
    return str(ask("pdf", given))


def read(written: str) -> PdfReader:
    """Return a reader that takes no fault in the file."""
    return PdfReader(io.BytesIO(base64.b64decode(written)), strict=True)


@pytest.mark.parametrize("zone", ZONES)
def test_an_event_is_at_nine_in_the_morning_where_the_phone_is(zone: str) -> None:
    file: Any = Calendar.from_ical(made(zone))
    [described] = file.walk("VTIMEZONE")
    own = described.to_tz(lookup_tzid=False)
    found = events(made(zone))
    assert [event["dtstart"].dt.date() for event in found] == list(DAYS)
    for event, day in zip(found, DAYS, strict=True):
        bare = datetime(day.year, day.month, day.day, 9)  # noqa: DTZ001 - its zone is what is tested
        assert event["dtstart"].dt.astimezone(UTC) == bare.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        # By the description of the zone in the file alone, as a program would read it that knows no zones.
        assert bare.replace(tzinfo=own).utcoffset() == bare.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_alarms_come_fourteen_and_two_days_before() -> None:
    for event in events(made("America/New_York")):
        before = [alarm["trigger"].dt for alarm in event.walk("VALARM")]
        assert before == [timedelta(days=-14), timedelta(days=-2)]
        assert event["dtstamp"].dt == datetime.fromtimestamp(NOW // 1000, UTC)
        assert str(event["class"]) == "PRIVATE"


def test_lines_end_and_fold_as_the_form_asks() -> None:
    title = "Ésta; es una fecha, muy larga: ñandú é í ó ú ü que ocupa más de setenta y cinco octetos \\ en su línea"
    text = made("America/New_York", title)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert all("\n" not in line and len(line.encode()) <= 75 for line in lines)
    assert {str(event["summary"]) for event in events(text)} == {title}
    assert len({str(event["uid"]) for event in events(text)}) == len(DAYS)


def test_the_file_says_nothing_of_what_it_is_for() -> None:
    text = made("America/New_York").lower()
    for word in ("undersign", "labor", "nlrb", "plan", "http", "description:date of"):
        assert word not in text


def test_a_letter_can_be_read_and_has_its_title_and_language() -> None:
    found: Any = read(
        letter(("blank", "nombre (a mano)"), ("subject", "Apelación “única” — ñandú"), ("text", "Año \\ 5 €"))
    )
    [page] = found.pages
    text = page.extract_text()
    for words in ("[nombre (a mano)]", "Apelación “única” — ñandú", "Año \\ 5 €"):
        assert words in text
    assert found.metadata.title == "Carta ñ"
    assert found.trailer["/Root"]["/Lang"] == "es"
    assert found.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [float(each) for each in page.mediabox] == [0, 0, 612, 792]


def test_a_long_letter_has_several_pages_and_loses_no_word() -> None:
    words = [f"palabra{number}" for number in range(2500)]
    found = read(letter(("text", " ".join(words[:1200])), ("text", " ".join(words[1200:])), ("close", "Fin,")))
    assert len(found.pages) > 2
    text = " ".join(page.extract_text() for page in found.pages).split()
    assert [each for each in text if each.startswith("palabra")] == words
    assert f"{len(found.pages)} / {len(found.pages)}" in found.pages[-1].extract_text()


def test_a_signature_never_stands_alone_on_a_page() -> None:
    for lines in range(30, 50):
        parts = [("text", f"Frase{number}") for number in range(lines)]
        last = read(letter(*parts, ("close", "Atentamente,"), ("blank", "firma"))).pages[-1].extract_text()
        assert "firma" in last
        assert "Atentamente," in last


def test_no_line_runs_into_the_margin() -> None:
    found = read(letter(("text", "W" * 400), ("text", "mmm iii " * 60), ("subject", "Á" * 90)))
    lines = found.pages[0].extract_text().splitlines()
    assert max(map(len, lines)) < 140
    assert "".join(lines).count("W") == 400


def test_every_place_in_the_table_of_objects_is_right() -> None:
    data = base64.b64decode(letter(("text", "a")))
    start = int(data.split(b"startxref\n")[1].split(b"\n")[0])
    assert data[start:].startswith(b"xref\n")
    rows = data[start:].split(b"trailer")[0].split(b"\n")[3:-1]
    for number, row in enumerate(rows, 1):
        assert len(row) == 19
        assert data[int(row[:10]) :].startswith(f"{number} 0 obj\n".encode())
    said = [int(each.split(b">>")[0]) for each in data.split(b"<</Length ")[1:]]
    streams = [each.split(b"\nendstream")[0] for each in data.split(b">>\nstream\n")[1:]]
    assert said == [len(each) for each in streams]


@pytest.mark.parametrize("text", ["Łódź", "你好", "\u202fa", "a\nb", "\x07", "🙂"])
def test_a_letter_that_the_fonts_lack_is_refused(text: str) -> None:
    assert letter(("text", text)) == "unwritable"
