"""Wages by area and occupation: the Occupational Employment and Wage Statistics of the US Bureau of Labor Statistics.

May 2025: the nation and each state, each metropolitan area, and each industry of the nation.
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeAlias

from undersign.reference.errors import BrokenFile, UnknownFigure
from undersign.reference.files import REPAIR, Row, Source, read_once, rows
from undersign.reference.places import Place, places

STATE_FILE = "oews_may2025_national_state.csv"
METRO_FILE = "oews_may2025_metro.csv"
INDUSTRY_FILE = "oews_may2025_national_by_industry.csv"
PUBLISHER = "US Bureau of Labor Statistics"
TITLE = "Occupational Employment and Wage Statistics"
AS_OF = "May 2025"
NATIONAL = "0000000"

# BLS writes one of these in place of a figure: not released, not available, or at or above the top that it prints.
MISSING = frozenset({"", "-", "*", "**", "~"})
TOP_CODED = "#"
TOP_HOURLY = Decimal("115.00")
TOP_YEARLY = Decimal(239200)

Percent: TypeAlias = Literal[10, 25, 50, 75, 90]
PERCENTS: tuple[Percent, ...] = (10, 25, 50, 75, 90)
COLUMN = {10: "pct10", 25: "pct25", 50: "median", 75: "pct75", 90: "pct90"}
FIGURES = tuple(f"{unit}_{name}" for unit in "ha" for name in ("mean", *COLUMN.values()))


@dataclass(frozen=True)
class Figure:
    """One published figure in dollars, or None with the reason: `missing`, or `top-coded` (at or above the top)."""

    dollars: Decimal | None
    mark: Literal["published", "missing", "top-coded"]


@dataclass(frozen=True)
class Pay:
    """The mean and the five percentiles of one unit, hour or year."""

    mean: Figure
    percentiles: dict[Percent, Figure]


@dataclass(frozen=True)
class Wages:
    """One row of a table: an occupation in one area or industry. `employment` is None where BLS gives none."""

    area_code: str
    area_name: str
    states: tuple[str, ...]
    soc_code: str
    occupation: str
    employment: int | None
    hourly: Pay
    yearly: Pay
    source: Source


def national(soc_code: str) -> Wages:
    """Give the national row of an occupation; UnknownFigure if the tables do not list that occupation."""
    row = _states().get((NATIONAL, soc_code))
    if row is None:
        raise UnknownFigure(f"The wage tables here do not list the occupation {soc_code!r}.")
    return row


def in_state(place: Place, soc_code: str) -> Wages | None:
    """Give the row of an occupation in a state, DC or a territory; None where BLS publishes none."""
    return _states().get((f"{place.fips}00000", soc_code))


def in_metro(area_code: str, soc_code: str) -> Wages | None:
    """Give the row of an occupation in one metropolitan area by its code; None where BLS publishes none."""
    return _metros().get((area_code, soc_code))


def in_industry(industry_code: str, soc_code: str) -> Wages | None:
    """Give the national row of an occupation in one industry by its code; None where BLS publishes none."""
    return _industries().get((industry_code, soc_code))


def industries() -> dict[str, str]:
    """Give the name of each industry by its code."""
    return {row.area_code: row.area_name for row in _industries().values()}


@dataclass(frozen=True)
class Metro:
    """One metropolitan or nonmetropolitan area, and the codes of the states in which it lies."""

    code: str
    name: str
    states: tuple[str, ...]


def metros() -> tuple[Metro, ...]:
    """Give every area of the metro table once, by name."""
    found = {row.area_code: Metro(row.area_code, row.area_name, row.states) for row in _metros().values()}
    return tuple(sorted(found.values(), key=lambda metro: metro.name))


def metro(part: str, place: Place) -> Metro:
    """Find the one area in a state whose name holds `part`; UnknownFigure, naming the candidates, if not just one."""
    fitting = metros_called(part, place)
    if len(fitting) == 1:
        return fitting[0]
    if not part.strip():
        raise UnknownFigure("The metro area has no name. Give part of it, such as Syracuse.")
    if fitting:
        raise UnknownFigure(f"{_quoted(part)} fits several areas in {place.name}. Give more of it: {_list(fitting)}.")
    named = tuple(area for area in metros() if _plain(part) in area.name.casefold())
    if named:
        raise UnknownFigure(f"{_quoted(part)} is not in {place.name}. Areas of that name: {_list(named)}.")
    raise UnknownFigure(f"No metro area is called {_quoted(part)}. Give part of a name that BLS has, such as Syracuse.")


def metros_in(place: Place) -> tuple[Metro, ...]:
    """Give the areas of a state, by name."""
    return tuple(area for area in metros() if place.code in area.states)


def metros_called(part: str, place: Place) -> tuple[Metro, ...]:
    """Give the areas of a state whose name holds `part`; just one, if `part` is a whole name or a whole town of it."""
    wanted = _plain(part)
    fitting = tuple(area for area in metros_in(place) if wanted and wanted in area.name.casefold())
    exact = tuple(area for area in fitting if wanted in _own_names(area))
    return exact if len(exact) == 1 else fitting


def _plain(part: str) -> str:
    return " ".join(part.split()).casefold()


def _own_names(area: Metro) -> tuple[str, ...]:
    whole = area.name.casefold()
    towns = whole.partition(", ")[0]
    return (whole, towns, *towns.split("-"))


def _quoted(part: str) -> str:
    return repr(part[:60])


def _list(areas: tuple[Metro, ...]) -> str:
    shown = "; ".join(area.name for area in areas[:10])
    return shown if len(areas) <= len(areas[:10]) else f"{shown}; and {len(areas) - 10} more"


@read_once
def _states() -> dict[tuple[str, str], Wages]:
    return _table(STATE_FILE, "area_code", "area_name")


@read_once
def _metros() -> dict[tuple[str, str], Wages]:
    return _table(METRO_FILE, "area_code", "area_name")


@read_once
def _industries() -> dict[tuple[str, str], Wages]:
    return _table(INDUSTRY_FILE, "industry_code", "industry_name")


def _table(file: str, code: str, name: str) -> dict[tuple[str, str], Wages]:
    own = () if file == INDUSTRY_FILE else ("state_fips",)
    columns = (code, name, *own, "soc_code", "occupation", "employment", *FIGURES)
    by_fips = {place.fips: place.code for place in places()}
    source = Source(file, PUBLISHER, TITLE, AS_OF)
    found = (_wages(row, row[code], row[name], by_fips, source) for row in rows(file, columns))
    return {(wages.area_code, wages.soc_code): wages for wages in found}


def _wages(row: Row, code: str, name: str, by_fips: dict[str, str], source: Source) -> Wages:
    employment = None if row["employment"] in MISSING else int(_dollars(row, "employment", source))
    states = _states_of(name, row.get("state_fips", ""), by_fips)
    pay = [_pay(row, unit, source) for unit in "ha"]
    return Wages(code, name, states, row["soc_code"], row["occupation"], employment, pay[0], pay[1], source)


def _states_of(name: str, fips: str, by_fips: dict[str, str]) -> tuple[str, ...]:
    """Read the states of "Memphis, TN-MS-AR" from the title; other areas lie in the state of their row."""
    listed = tuple(name.rpartition(", ")[2].split("-"))
    if set(listed) <= set(by_fips.values()):
        return listed
    return (by_fips[fips],) if fips in by_fips else ()


def _pay(row: Row, unit: str, source: Source) -> Pay:
    percentiles = {percent: _figure(row, f"{unit}_{COLUMN[percent]}", source) for percent in PERCENTS}
    return Pay(_figure(row, f"{unit}_mean", source), percentiles)


def _figure(row: Row, column: str, source: Source) -> Figure:
    text = row[column].strip()
    if text in MISSING:
        return Figure(None, "missing")
    if text == TOP_CODED:
        return Figure(None, "top-coded")
    return Figure(_dollars(row, column, source), "published")


def _dollars(row: Row, column: str, source: Source) -> Decimal:
    try:
        amount = Decimal(row[column])
    except InvalidOperation as error:
        raise BrokenFile(f"The file {source.file} has {row[column]!r} where a figure belongs. {REPAIR}") from error
    if not amount.is_finite() or amount < 0:
        raise BrokenFile(f"The file {source.file} has {row[column]!r} where a figure belongs. {REPAIR}")
    return amount
