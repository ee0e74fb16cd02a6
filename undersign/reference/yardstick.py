"""Holds one person's pay against the public yardsticks: the poverty line, wages in nearby jobs, the federal minimum.

What it says stands in marked sentences, so that a page can say it in Spanish too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from undersign.reference import minimum_wage, poverty, wages
from undersign.reference.asked import CENT, WEEKS, Asked
from undersign.reference.errors import UnknownFigure
from undersign.reference.jobs import NEAREST, jobs_for
from undersign.reference.living_wages import LivingWage
from undersign.reference.standings import Standing, standings
from undersign.reference.words import Sentence, _

__all__ = ["NEAREST", "Standing", "Yardstick", "compare"]

NO_EXACT_JOB = _("BLS counts no job called peer support worker. Three jobs here are the nearest, and none is exact.")
PER_HOUR = _("BLS wages are per hour, so part-time pay is compared by the hour too.")
HIGH = _(
    "BLS may print only a mark for wages of %(hourly)s an hour (%(yearly)s a year) or more. "
    "For pay this high the tables can say no more than what is shown here."
)
OTHER_YEAR = _("The wage tables are of May 2025. Pay of %(year)s is not held against them: prices changed.")
NO_LINE = _("There is no federal poverty guideline for %(place)s: it covers the 50 states and DC.")
ALL_MONEY = _("The line is meant for all the money of a home, before tax. Rent and prices near you are not in it.")
MINIMUM = _(
    "The federal minimum wage has been $%(hourly)s since %(since)s. "
    "The list ends on %(until)s: a later change would not show here."
)
NO_STATE_MINIMUM = _("Your state or city may set a higher minimum wage. Those are not in these tables: look yours up.")
SAMOA = _("In American Samoa the federal minimum wage differs by trade. Those figures are not in these tables.")
WAGE_YEARS = (2025, 2026)


@dataclass(frozen=True)
class Share:
    """Yearly pay as a part of the poverty line: `percent` has one decimal, 100 is exactly the line."""

    guideline: poverty.Guideline
    percent: Decimal


@dataclass(frozen=True)
class Worth:
    """What an hour brings if the unpaid ones are counted, and what those would be paid in a year at the usual pay."""

    hourly: Decimal
    unpaid_yearly: Decimal
    standings: tuple[Standing, ...]
    below_minimum: bool


@dataclass(frozen=True)
class Living:
    """A living wage that a host has entered. Each gap is how far an hour falls short of it; below 0, how far above."""

    wage: LivingWage
    area: str
    gap: Decimal
    worth_gap: Decimal | None


@dataclass(frozen=True)
class Yardstick:
    """All that was found. `poverty` is None in a territory, `worth` where no hour is unpaid."""

    asked: Asked
    poverty: Share | None
    standings: tuple[Standing, ...]
    minimum: minimum_wage.MinimumWage
    below_minimum: bool
    worth: Worth | None
    living: tuple[Living, ...]
    poverty_notes: tuple[Sentence, ...]
    wage_notes: tuple[Sentence, ...]
    minimum_notes: tuple[Sentence, ...]

    @property
    def yearly(self) -> Decimal:
        """The pay of a year."""
        return self.asked.yearly

    @property
    def notes(self) -> tuple[Sentence, ...]:
        """All limits that go with these figures."""
        return self.poverty_notes + self.wage_notes + self.minimum_notes


def compare(said: Asked, living: Iterable[LivingWage] = ()) -> Yardstick:
    """Compare what a person said with the public figures.

    Wages are of May 2025 and are left out for years far from it. `living` are a host's own living wages. Raises
    UnknownFigure for a year without a poverty line.
    """
    share, poverty_notes = _share(said)
    jobs = jobs_for(said.job) if said.year is None or said.year in WAGE_YEARS else ()
    minimum = minimum_wage.minimum_wage(date(said.year, 12, 31) if said.year is not None else None)
    worth = _worth(said, jobs, minimum) if said.unpaid else None
    return Yardstick(
        said,
        share,
        standings(said.place, said.metro, said.hourly, jobs),
        minimum,
        said.hourly < minimum.hourly,
        worth,
        _living(said, worth, living),
        poverty_notes,
        _wage_notes(said, jobs),
        _minimum_notes(said, minimum),
    )


def _share(said: Asked) -> tuple[Share | None, tuple[Sentence, ...]]:
    where = said.place
    try:
        line = poverty.guideline(where, said.household, said.year)
    except UnknownFigure:
        if where.kind != "territory" or (said.year is not None and said.year not in poverty.years()):
            raise
        return None, (Sentence(NO_LINE, {"place": where.name}),)
    percent = (said.yearly * 100 / line.dollars).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Share(line, percent), (Sentence(ALL_MONEY),)


def _worth(said: Asked, jobs: tuple[str, ...], minimum: minimum_wage.MinimumWage) -> Worth:
    hourly = (said.yearly / WEEKS / (said.hours + said.unpaid)).quantize(CENT, ROUND_HALF_UP)
    owed = (said.hourly * said.unpaid * WEEKS).quantize(CENT, ROUND_HALF_UP)
    return Worth(hourly, owed, standings(said.place, said.metro, hourly, jobs), hourly < minimum.hourly)


def _living(said: Asked, worth: Worth | None, living: Iterable[LivingWage]) -> tuple[Living, ...]:
    """Choose the rows of the state and of the metro area for this household."""
    areas = {said.place.code: said.place.name} | ({said.metro.code: said.metro.name} if said.metro else {})
    fitting = [row for row in living if row.place in areas and row.household == said.household]
    return tuple(
        Living(row, areas[row.place], row.hourly - said.hourly, row.hourly - worth.hourly if worth else None)
        for row in fitting
    )


def _wage_notes(said: Asked, jobs: tuple[str, ...]) -> tuple[Sentence, ...]:
    if not jobs:
        return (Sentence(OTHER_YEAR, {"year": said.year}),)
    notes = [Sentence(NO_EXACT_JOB), Sentence(PER_HOUR)]
    if said.hourly >= wages.TOP_HOURLY:
        notes.append(Sentence(HIGH, {"hourly": wages.TOP_HOURLY, "yearly": f"{wages.TOP_YEARLY:,}"}))
    return tuple(notes)


def _minimum_notes(said: Asked, minimum: minimum_wage.MinimumWage) -> tuple[Sentence, ...]:
    values = {"hourly": f"{minimum.hourly:.2f}", "since": minimum.since, "until": minimum.known_until}
    notes = (Sentence(MINIMUM, values), Sentence(NO_STATE_MINIMUM))
    return (*notes, Sentence(SAMOA)) if said.place.code == "AS" else notes
