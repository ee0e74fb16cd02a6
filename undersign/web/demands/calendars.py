"""The dates of a demand as a calendar file. Its titles give nothing away to whoever looks over a shoulder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.utils.translation import gettext

from undersign.protocol.encoding import digest
from undersign.reports.calendars import Event, calendar
from undersign.web import home
from undersign.web.demands import access
from undersign.web.demands.models import Demand

ALARM_DAYS = (7, 1)


def dates(found: Demand) -> list[tuple[str, date]]:
    """Return the days that matter: for the reply, for each ask, for each next step; with a name for each."""
    asks = access.asks(found)
    if asks is None:
        return []
    days = [("reply", asks["reply_by"])]
    days += [(f"ask {number}", each["by"]) for number, each in enumerate(asks["asks"], 1)]
    days += [(f"step {number}", each["date"]) for number, each in enumerate(asks.get("steps", []), 1)]
    return [(name, date.fromisoformat(day)) for name, day in days]


def ends(found: Demand) -> list[tuple[str, datetime]]:
    """Return when signing ends, and until when a name can be taken out; with a name for each."""
    times = (("signing", found.box.signing_ends), ("withdrawing", found.box.withdrawing_ends))
    return [(name, datetime.fromtimestamp(at, UTC)) for name, at in times]


def file(of: bytes, days: Iterable[tuple[str, date | datetime]]) -> bytes:
    """Return a calendar file. `of`: what the days belong to; the same days give the same events again."""
    title = gettext("A date to remember")
    events = [Event(_uid(of, name), day, title, ALARM_DAYS) for name, day in days]
    return calendar(events, datetime.fromtimestamp(home.now(), UTC))


def _uid(of: bytes, name: str) -> str:
    return digest("followup/calendar", of, name.encode())[:16].hex()
