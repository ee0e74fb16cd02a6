"""The federal minimum wage of the United States, by the date from which it applied.

States and cities often set a higher one; those are not shipped.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.files import REPAIR, Row, Source, read_once, rows

FILE = "federal_minimum_wage_changes.csv"


@dataclass(frozen=True)
class MinimumWage:
    """The wage in dollars per hour, the day from which it applied, and the last day for which the file vouches."""

    hourly: Decimal
    since: date
    known_until: date
    source: Source


def minimum_wage(on: date | None = None) -> MinimumWage:
    """Give the federal minimum wage in force on a day, by default the last day known; UnknownFigure before 1974."""
    changes = _changes()
    last = changes[-1][0]
    day = on or last
    in_force = [(since, hourly) for since, hourly in changes if since <= day]
    if not in_force:
        raise UnknownFigure(f"The federal minimum wage is listed from {changes[0][0].isoformat()} on, not for {day}.")
    hourly = in_force[-1][1]
    since = min(start for start, amount in in_force if amount == hourly)
    source = Source(FILE, "Vaghul and Zipperer", "historical federal minimum wage", f"list up to {last.isoformat()}")
    return MinimumWage(hourly, since, last, source)


@read_once
def _changes() -> tuple[tuple[date, Decimal], ...]:
    return tuple(sorted(_change(row) for row in rows(FILE, ("year", "month", "day", "Fed_mw"))))


def _change(row: Row) -> tuple[date, Decimal]:
    try:
        return date(int(row["year"]), int(row["month"]), int(row["day"])), Decimal(row["Fed_mw"])
    except (ValueError, InvalidOperation) as error:
        raise BrokenFile(f"The file {FILE} has a row that is no date and wage: {row}. {REPAIR}") from error
