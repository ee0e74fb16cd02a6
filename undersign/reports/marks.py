"""The public yardsticks that are drawn into a chart of yearly pay."""

from dataclasses import dataclass

from undersign.reference import minimum_wage, poverty, wages
from undersign.reference.errors import UnknownFigure
from undersign.reference.places import Place, place

FULL_YEAR = 2080
HOUSEHOLDS = (1, 3)
NEAREST = ("21-1093", "21-1094")
LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Mark:
    """One yardstick: the letter at its line, what it is, whole dollars a year, and its source in one line."""

    letter: str
    label: str
    dollars: int
    source: str


def marks_for(state: str | None) -> tuple[Mark, ...]:
    """Give the yardsticks of a state, or of the nation for None, from the lowest to the highest.

    They are the federal minimum wage for a full year, the poverty line for one person and for three, and the median
    yearly pay of the two nearest occupations (of the nation where BLS gives none for the state).
    """
    where = place(state) if state is not None else None
    found = [_minimum(), *_poverty(where), *(_median(where, code) for code in NEAREST)]
    known = sorted((mark for mark in found if mark is not None), key=lambda mark: mark[1])
    return tuple(Mark(letter, *mark) for letter, mark in zip(LETTERS, known, strict=False))


def _minimum() -> tuple[str, int, str]:
    minimum = minimum_wage.minimum_wage()
    label = f"Federal minimum wage, {FULL_YEAR:,} hours a year"
    return label, round(minimum.hourly * FULL_YEAR), minimum.source.line()


def _poverty(where: Place | None) -> list[tuple[str, int, str]]:
    found = []
    for household in HOUSEHOLDS:
        try:
            line = poverty.guideline(where, household)
        except UnknownFigure:
            return []
        people = "1 person" if household == 1 else f"{household} people"
        found.append((f"Poverty line, {people}", line.dollars, line.source.line()))
    return found


def _median(where: Place | None, code: str) -> tuple[str, int, str] | None:
    rows = [wages.in_state(where, code) if where is not None else None, wages.national(code)]
    for row in rows:
        dollars = row.yearly.percentiles[50].dollars if row is not None else None
        if row is not None and dollars is not None:
            area = "United States" if row.area_code == wages.NATIONAL else row.area_name
            return f"Median pay of {row.occupation.lower()}, {area}", round(dollars), row.source.line()
    return None
