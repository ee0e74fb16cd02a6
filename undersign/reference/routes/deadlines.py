"""The last day to act, counted exactly.

The day from which a time runs is not counted itself: six months from March 4 end on September 4, thirty days from
March 1 on March 31. A month without that day ends the time on its own last day, unless the citation says otherwise.
A last day on a weekend or federal holiday moves only where the citation says so; elsewhere it stays, and `act_by`
gives the working day before it, which is safe under either reading.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from undersign.reference.errors import UnknownFigure
from undersign.reference.routes.holidays import next_working_day, working_day_before
from undersign.reference.routes.routes import Route, Rule

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Day:
    """`counted` is the last day before any weekend rule, `day` the one after it, `act_by` the latest safe one."""

    counted: date
    day: date
    act_by: date

    @property
    def moved(self) -> bool:
        """Whether a rule moved the last day away from a weekend or holiday."""
        return self.day != self.counted


@dataclass(frozen=True)
class Deadline(Day):
    """The last day of a route. `also` is the day under the route's second rule, where there is one.

    `condition` says when that second day holds (texts.ALSO); without that condition proven, only `day` counts.
    """

    also: Day | None
    condition: str


def last_day(route: Route, start: date) -> Deadline | None:
    """Count a route's last day from the day that its `starts` names; None where `route.no_day` says why not.

    UnknownFigure for a day before 2000 or after 2100.
    """
    if not EARLIEST <= start <= LATEST:
        raise UnknownFigure(f"The day {start.isoformat()} does not work here. Give one from 2000 to 2100.")
    if route.rule is None:
        return None
    first = _day(route.rule, start)
    also = _day(route.also.rule, start) if route.also else None
    condition = route.also.condition if route.also else ""
    return Deadline(first.counted, first.day, first.act_by, also, condition)


def _day(rule: Rule, start: date) -> Day:
    counted = _add(rule, start)
    day = next_working_day(counted) if rule.moves else counted
    return Day(counted, day, working_day_before(day))


def _add(rule: Rule, start: date) -> date:
    if rule.unit == "days":
        return start + timedelta(days=rule.amount)
    months = rule.amount * (MONTHS_A_YEAR if rule.unit == "years" else 1)
    years, month = divmod(start.month - 1 + months, MONTHS_A_YEAR)
    year, month = start.year + years, month + 1
    last = monthrange(year, month)[1]
    if start.day <= last:
        return date(year, month, start.day)
    end = date(year, month, last)
    return end + timedelta(days=1) if rule.no_such_day == "next" else end
