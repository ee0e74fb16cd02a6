"""What a person says about their pay, checked: for an hour or a year, paid and unpaid hours, household, place, job."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

from undersign.reference import poverty, wages
from undersign.reference.errors import UnknownFigure
from undersign.reference.jobs import jobs_for
from undersign.reference.places import Place, place

Amount: TypeAlias = Decimal | float | str

WEEKS = 52
HOURS_IN_A_WEEK = 168
HIGHEST_HOURLY = 1000
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Asked:
    """What was said. `hours` and `unpaid` are of a usual week; a year has 52 weeks. No job is peer support work."""

    place: Place
    metro: wages.Metro | None
    hourly: Decimal
    yearly: Decimal
    hours: Decimal
    unpaid: Decimal
    household: int
    job: str | None
    year: int | None = None


def asked(  # noqa: PLR0913 - these are the things that a person is asked for
    state: str,
    hourly: Amount | None,
    hours: Amount,
    household: int,
    metro: str | None = None,
    year: int | None = None,
    *,
    unpaid: Amount = 0,
    job: str | None = None,
    yearly: Amount | None = None,
) -> Asked:
    """Check what was said; pay is given for an hour or for a year, and the other is worked out.

    `household` is how many people live on it. `metro` is part of the name of a metro area in the state. `year` chooses
    the poverty line, by default the newest. Raises UnknownFigure, with a sentence that says what to give instead, for
    anything that cannot be compared.
    """
    where = place(state)
    if (hourly is None) == (yearly is None):
        raise UnknownFigure("Give pay for an hour or pay for a year, one of the two.")
    time = _hours(hours)
    more = _unpaid(unpaid, time)
    pay, year_pay = _by_hour(_hourly(hourly), time) if hourly is not None else by_year(_yearly(yearly), time)
    if pay > HIGHEST_HOURLY:
        raise UnknownFigure(f"{pay} dollars is more than 1,000 an hour. Give pay per hour, not per week or year.")
    poverty.check_household(household)
    jobs_for(job)
    area = wages.metro(metro, where) if metro is not None else None
    return Asked(where, area, pay, year_pay, time, more, household, job, year)


def _by_hour(hourly: Decimal, hours: Decimal) -> tuple[Decimal, Decimal]:
    return hourly, (hourly * hours * WEEKS).quantize(CENT)


def by_year(yearly: Decimal, hours: Decimal) -> tuple[Decimal, Decimal]:
    """Give pay for an hour, in whole cents, and for a year, of pay for a year."""
    return (yearly / WEEKS / hours).quantize(CENT, ROUND_HALF_UP), yearly


def _amount(given: Amount | None) -> Decimal | None:
    try:
        amount = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _hourly(given: Amount) -> Decimal:
    pay = _amount(given)
    if pay is None or pay <= 0:
        raise UnknownFigure(f"Pay of {str(given)[:20]} an hour cannot be used. Give dollars above 0, such as 17.50.")
    return pay


def _yearly(given: Amount | None) -> Decimal:
    pay = _amount(given)
    if pay is None or pay < WEEKS or pay > HIGHEST_HOURLY * HOURS_IN_A_WEEK * WEEKS:
        raise UnknownFigure(f"Pay of {str(given)[:20]} a year cannot be used. Give dollars, such as 36400.")
    return pay


def _hours(given: Amount) -> Decimal:
    time = _amount(given)
    if time is None or not 0 < time <= HOURS_IN_A_WEEK:
        raise UnknownFigure(
            f"{str(given)[:20]} hours a week cannot be used. Give the paid hours of a week, at most 168."
        )
    return time


def _unpaid(given: Amount, paid: Decimal) -> Decimal:
    time = _amount(given)
    if time is None or time < 0 or time + paid > HOURS_IN_A_WEEK:
        raise UnknownFigure(
            f"{str(given)[:20]} unpaid hours a week cannot be used. Give 0 or more; a week has 168 hours, paid and not."
        )
    return time
