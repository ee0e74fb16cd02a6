"""The days that texts of the tests name: counted from the day of the run, so that no test fails as time passes.

They stand in texts of demands, which the site and the browser compare with their clocks. A day written out in full
would come, and the site would then refuse the text.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import dateformat, translation

TODAY: Final = datetime.now(UTC).date()


def ahead(days: int) -> str:
    """Return the day so many days from now, as texts write it."""
    return (TODAY + timedelta(days=days)).isoformat()


def said(day: str) -> str:
    """Return a day as the browser says it in English: January 31, 2027."""
    return _formatted(day, "F j, Y")


def said_by_site(day: str) -> str:
    """Return a day as the site says it in English: Jan. 31, 2027."""
    return _formatted(day, "N j, Y")


def noon(day: str) -> float:
    """Return when it is noon (UTC) of a day, in seconds since 1970."""
    return datetime.combine(date.fromisoformat(day), time(12), UTC).timestamp()


def _formatted(day: str, form: str) -> str:
    with translation.override("en"):
        return dateformat.format(date.fromisoformat(day), form)
