"""The federal poverty guidelines of the US Department of Health and Human Services, 2015 to 2026.

One table for the 48 adjoining states and DC, one for Alaska, one for Hawaii; none for the territories.
"""

from dataclasses import dataclass

from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.files import REPAIR, Row, Source, read_once, rows
from undersign.reference.places import Place
from undersign.reference.words import _

FILE = "hhs_poverty_guidelines_2015_2026.csv"
LISTED = 8
LARGEST = 20
MAINLAND = _("48 contiguous states and DC")
APART = {"AK": "Alaska", "HI": "Hawaii"}


@dataclass(frozen=True)
class Guideline:
    """The poverty line in whole dollars a year for one household size, in one area and year."""

    year: int
    area: str
    household: int
    dollars: int
    source: Source


def years() -> tuple[int, ...]:
    """Give the years that have a guideline, oldest first."""
    return tuple(sorted({year for year, _ in _tables()}))


def guideline(place: Place | None, household: int, year: int | None = None) -> Guideline:
    """Give the guideline for a household of 1 to 20 people; without a place, the one of the 48 states.

    `year` is by default the newest. Above eight people the table's step for each further person is added.
    Raises UnknownFigure for any other household, for a year that is not listed and for a territory.
    """
    check_household(household)
    if place is not None and place.kind == "territory":
        raise UnknownFigure(f"There is no federal poverty guideline for {place.name}: it covers the 50 states and DC.")
    known = years()
    wanted = known[-1] if year is None else year
    if wanted not in known:
        raise UnknownFigure(f"No poverty guideline for {wanted} is here. Give a year from {known[0]} to {known[-1]}.")
    area = APART.get(place.code, MAINLAND) if place is not None else MAINLAND
    listed, step = _tables()[wanted, area]
    dollars = listed[min(household, LISTED) - 1] + step * max(0, household - LISTED)
    source = Source(FILE, "US Department of Health and Human Services", "poverty guidelines", str(wanted))
    return Guideline(wanted, area, household, dollars, source)


def check_household(household: int) -> None:
    """Refuse a household that is not 1 to 20 people, in words that say what to give."""
    if household not in range(1, LARGEST + 1):
        raise UnknownFigure(
            f"A household of {household} does not work here. Give how many people live on this pay, "
            f"yourself too: a whole number from 1 to {LARGEST}."
        )


@read_once
def _tables() -> dict[tuple[int, str], tuple[tuple[int, ...], int]]:
    columns = ("year", "area", *(f"persons_{size}" for size in range(1, LISTED + 1)), "each_additional")
    tables = dict(_table(row) for row in rows(FILE, columns))
    areas = (MAINLAND, *APART.values())
    if any((year, area) not in tables for year, _ in tables for area in areas):
        raise BrokenFile(f"The file {FILE} lacks an area in one year. {REPAIR}")
    return tables


def _table(row: Row) -> tuple[tuple[int, str], tuple[tuple[int, ...], int]]:
    try:
        sizes = tuple(int(row[f"persons_{size}"]) for size in range(1, LISTED + 1))
        return (int(row["year"]), row["area"]), (sizes, int(row["each_additional"]))
    except ValueError as error:
        raise BrokenFile(f"The file {FILE} has a row that is not whole dollars: {row}. {REPAIR}") from error
