"""Quarters, and how long signing lasts: in a proposal from its being put up on, in a put_up by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from undersign.protocol.encoding import Document
from undersign.protocol.errors import Refused
from undersign.web import home

DAY: Final = 86_400
LONGEST: Final = 400 * DAY  # what is greater is a time of the clock
ROOM_SIGNING: Final = 3600
ROOM_WITHDRAWING: Final = 600
DAYS: Final = 14
QUARTERS: Final = 4
MONTHS: Final = 3


@dataclass(frozen=True)
class Signing:
    """How long signing lasts, and withdrawing after it, in seconds; and when names are counted in between."""

    signing: int
    withdrawing: int
    batch: int
    room: bool

    @property
    def days(self) -> int:
        """The days of signing."""
        return self.signing // DAY

    @property
    def minutes(self) -> int:
        """The minutes of signing."""
        return self.signing // 60

    @property
    def withdrawing_minutes(self) -> int:
        """The minutes of withdrawing."""
        return self.withdrawing // 60

    @property
    def withdrawing_hours(self) -> int:
        """The hours of withdrawing."""
        return self.withdrawing // 3600


def signing_of(proposal: Document) -> Signing:
    """Return how long signing lasts, counted from now if the proposal names times of the clock."""
    ends = proposal["signing_ends"]
    length = ends if ends <= LONGEST else max(0, ends - int(home.now()))
    after = proposal["withdrawing_ends"] - ends
    return Signing(length, after, proposal["batch"], "room" in proposal)


def check_times(fields: Document) -> None:
    """Check that what a draft begins can begin now, and ends: within 400 days. Errors: too_late, rule_impossible."""
    now = int(home.now())
    if fields["signing_ends"] <= now + 2 * home.current().tick_seconds:
        raise Refused("too_late")
    if fields["withdrawing_ends"] > now + LONGEST:
        raise Refused("rule_impossible", "it would last too long, beyond the years of any calendar perhaps")


def standard() -> dict[str, Any]:
    """Return what a phone needs to fix times: the two ways of signing, in seconds."""
    room = {"signing": ROOM_SIGNING, "withdrawing": ROOM_WITHDRAWING, "batch": home.current().tick_seconds}
    return {"room": room, "days": DAYS, "withdrawing": DAY, "batch": DAY}


def quarter_of(now: float) -> int:
    """Return the quarter of a time, counted from the year 0."""
    day = datetime.fromtimestamp(now, UTC)
    return day.year * QUARTERS + (day.month - 1) // MONTHS


def quarter_ends(quarter: int) -> int:
    """Return when a quarter ends, in seconds since 1970."""
    year, part = divmod(quarter + 1, QUARTERS)
    return int(datetime(year, part * MONTHS + 1, 1, tzinfo=UTC).timestamp())


def day_of(seconds: int) -> str:
    """Return the day (UTC) of a time, as demands write days."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def moment(seconds: float) -> datetime:
    """Return a time as templates show it."""
    return datetime.fromtimestamp(seconds, UTC)
