"""Holds one person's pay against the public yardsticks: the poverty line, wages in nearby jobs, the federal minimum."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TypeAlias

from undersign.reference import minimum_wage, poverty, wages
from undersign.reference.errors import UnknownFigure
from undersign.reference.files import Source
from undersign.reference.places import Place, place

Amount: TypeAlias = Decimal | float | str

WEEKS = 52
HOURS_IN_A_WEEK = 168
HIGHEST_HOURLY = 1000
NEAREST = ("21-1093", "21-1094", "21-1099")
NO_EXACT_JOB = "BLS counts no job called peer support worker. These three are the nearest, and none is exact."
SAMOA = "In American Samoa the federal minimum wage differs by trade. Those figures are not in these tables."
NO_STATE_MINIMUM = "Your state or city may set a higher minimum wage. Those are not in these tables: look yours up."
WAGE_YEARS = (2025, 2026)


@dataclass(frozen=True)
class Share:
    """Yearly pay as a part of the poverty line: `percent` has one decimal, 100 is exactly the line."""

    guideline: poverty.Guideline
    percent: Decimal


@dataclass(frozen=True)
class Standing:
    """Where an hourly wage stands among those of one occupation in one area.

    `above` and `below` are the nearest published percentiles at or under, and over, the wage; `sentence` says the
    same in words. `instead` says why a wider area stands in for the one that was asked for, if it does.
    """

    soc_code: str
    occupation: str
    area: str
    percentiles: dict[wages.Percent, wages.Figure]
    above: wages.Percent | None
    below: wages.Percent | None
    sentence: str
    instead: str | None
    source: Source


@dataclass(frozen=True)
class Yardstick:
    """All that was found. `poverty` is None in a territory; `notes` are the limits that go with these figures."""

    place: Place
    metro: wages.Metro | None
    hourly: Decimal
    hours: Decimal
    household: int
    yearly: Decimal
    poverty: Share | None
    standings: tuple[Standing, ...]
    minimum: minimum_wage.MinimumWage
    below_minimum: bool
    notes: tuple[str, ...]


def yardstick(  # noqa: PLR0913 - these are the six things that a person is asked for
    state: str,
    hourly: Amount,
    hours: Amount,
    household: int,
    metro: str | None = None,
    year: int | None = None,
) -> Yardstick:
    """Compare pay of `hourly` dollars for `hours` a week with the public figures of a state.

    `household` is how many people live on it. `metro` is part of the name of a metro area in that state. `year`
    chooses the poverty line, by default the newest; wages are of May 2025 and are left out for years far from it.
    Raises UnknownFigure, with a sentence that says what to give instead, for anything that cannot be compared.
    """
    where = place(state)
    pay, time = _hourly(hourly), _hours(hours)
    poverty.check_household(household)
    area = wages.metro(metro, where) if metro is not None else None
    yearly = (pay * time * WEEKS).quantize(Decimal("0.01"))
    share, notes = _share(where, household, year, yearly)
    standings: tuple[Standing, ...] = ()
    if year is None or year in WAGE_YEARS:
        standings = _standings(where, area, pay)
        notes += _wage_notes(pay)
    else:
        notes += (f"The wage tables are of {wages.AS_OF}. Pay of {year} is not held against them: prices changed.",)
    minimum = minimum_wage.minimum_wage(date(year, 12, 31) if year is not None else None)
    notes += (_minimum_note(minimum), NO_STATE_MINIMUM)
    notes += (SAMOA,) if where.code == "AS" else ()
    below = pay < minimum.hourly
    return Yardstick(where, area, pay, time, household, yearly, share, standings, minimum, below, notes)


def _amount(given: Amount) -> Decimal | None:
    try:
        amount = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _hourly(given: Amount) -> Decimal:
    pay = _amount(given)
    if pay is None or pay <= 0:
        raise UnknownFigure(f"Pay of {str(given)[:20]} an hour cannot be used. Give dollars above 0, such as 17.50.")
    if pay > HIGHEST_HOURLY:
        raise UnknownFigure(f"{pay} dollars is more than 1,000 an hour. Give pay per hour, not per week or year.")
    return pay


def _hours(given: Amount) -> Decimal:
    time = _amount(given)
    if time is None or not 0 < time <= HOURS_IN_A_WEEK:
        raise UnknownFigure(
            f"{str(given)[:20]} hours a week cannot be used. Give the paid hours of a week, at most 168."
        )
    return time


def _share(where: Place, household: int, year: int | None, yearly: Decimal) -> tuple[Share | None, tuple[str, ...]]:
    try:
        line = poverty.guideline(where, household, year)
    except UnknownFigure as error:
        if where.kind != "territory" or (year is not None and year not in poverty.years()):
            raise
        return None, (str(error),)
    return Share(line, (yearly * 100 / line.dollars).quantize(Decimal("0.1"), ROUND_HALF_UP)), ()


def _wage_notes(pay: Decimal) -> tuple[str, ...]:
    notes = [NO_EXACT_JOB, "BLS wages are per hour, so part-time pay is compared by the hour too."]
    if pay >= wages.TOP_HOURLY:
        notes.append(
            f"BLS may print only a mark for wages of {wages.TOP_HOURLY} an hour ({wages.TOP_YEARLY:,} a year) or more. "
            "For pay this high the tables can say no more than what is shown here."
        )
    return tuple(notes)


def _minimum_note(minimum: minimum_wage.MinimumWage) -> str:
    return (
        f"The federal minimum wage has been {minimum.hourly:.2f} since {minimum.since.isoformat()}. "
        f"The list ends on {minimum.known_until.isoformat()}: a later change would not show here."
    )


def _standings(where: Place, area: wages.Metro | None, pay: Decimal) -> tuple[Standing, ...]:
    found = []
    for code in NEAREST:
        country, state = wages.national(code), wages.in_state(where, code)
        in_state = state if state is not None and _usable(state) else country
        found.append(_standing(in_state, _instead(state, where.name, in_state), pay))
        if area is not None:
            metro = wages.in_metro(area.code, code)
            in_metro = metro if metro is not None and _usable(metro) else in_state
            found.append(_standing(in_metro, _instead(metro, area.name, in_metro), pay))
    return tuple(found)


def _usable(row: wages.Wages) -> bool:
    return any(figure.mark != "missing" for figure in row.hourly.percentiles.values())


def _instead(row: wages.Wages | None, name: str, used: wages.Wages) -> str | None:
    """Say why another row is used than the one asked for; None if it is that row."""
    if row is used:
        return None
    said = "has no row for this job" if row is None else "gives no wages for this job"
    return f"BLS {said} in {name}. Shown instead: {_area(used)}."


def _area(row: wages.Wages) -> str:
    return "United States" if row.area_code == wages.NATIONAL else row.area_name


def _standing(row: wages.Wages, instead: str | None, pay: Decimal) -> Standing:
    percentiles = row.hourly.percentiles
    above = max((percent for percent, figure in percentiles.items() if _reached(pay, figure)), default=None)
    below = min((percent for percent, figure in percentiles.items() if _over(pay, figure)), default=None)
    sentence = _sentence(pay, percentiles, above, below)
    return Standing(row.soc_code, row.occupation, _area(row), percentiles, above, below, sentence, instead, row.source)


def _reached(pay: Decimal, figure: wages.Figure) -> bool:
    return figure.dollars is not None and figure.dollars <= pay


def _over(pay: Decimal, figure: wages.Figure) -> bool:
    if figure.mark == "top-coded":
        return pay < wages.TOP_HOURLY
    return figure.dollars is not None and figure.dollars > pay


def _sentence(
    pay: Decimal,
    percentiles: dict[wages.Percent, wages.Figure],
    above: wages.Percent | None,
    below: wages.Percent | None,
) -> str:
    """Say where the wage stands, and how many of 100 people in that job earn less."""
    if above is None and below is None:
        return "not told: BLS gives no figure here to hold this pay against"
    if above is None:
        return f"below the {below}th percentile: of 100 people in this job, fewer than {below} earn less"
    if percentiles[above].dollars == pay:
        return f"at the {above}th percentile: of 100 people in this job, about {above} earn less"
    if below is not None:
        between = f"between the {above}th and {below}th percentile"
        return f"{between}: of 100 people in this job, {above} to {below} earn less"
    marked = any(figure.mark == "top-coded" for figure in percentiles.values())
    end = f". BLS marks what lies above only as {wages.TOP_HOURLY} or more" if marked else ""
    return f"above the {above}th percentile: of 100 people in this job, more than {above} earn less{end}"
