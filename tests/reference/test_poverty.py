"""The poverty line by place, household and year."""

from __future__ import annotations

import pytest

from undersign.reference import poverty
from undersign.reference.errors import UnknownFigure
from undersign.reference.places import place


@pytest.mark.parametrize(
    ("state", "household", "year", "dollars"),
    [
        ("NY", 1, 2026, 15960),
        ("NY", 3, 2026, 27320),
        ("DC", 8, 2026, 55720),
        ("AK", 1, 2026, 19950),
        ("HI", 2, 2026, 24890),
        ("TX", 9, 2026, 55720 + 5680),
        ("HI", 10, 2026, 64070 + 2 * 6530),
        ("NY", 7, 2016, 36730),
        ("NY", 8, 2016, 40890),
    ],
)
def test_the_line_is_the_one_of_the_table(state: str, household: int, year: int, dollars: int) -> None:
    assert poverty.guideline(place(state), household, year).dollars == dollars


def test_without_a_year_the_newest_is_given() -> None:
    found = poverty.guideline(place("NY"), 1)
    assert (found.year, found.source.as_of) == (2026, "2026")


def test_without_a_place_the_line_of_the_48_states_is_given() -> None:
    assert poverty.guideline(None, 1) == poverty.guideline(place("OH"), 1)


@pytest.mark.parametrize("household", [0, -1, 21, 10**9])
def test_a_household_that_cannot_be_is_refused_with_what_to_give(household: int) -> None:
    with pytest.raises(UnknownFigure, match="a whole number from 1 to 20"):
        poverty.guideline(place("NY"), household)


@pytest.mark.parametrize("year", [0, 2014, 2027])
def test_a_year_that_is_not_listed_is_refused_with_the_years_that_are(year: int) -> None:
    with pytest.raises(UnknownFigure, match="from 2015 to 2026"):
        poverty.guideline(place("NY"), 1, year)


def test_a_territory_has_no_line() -> None:
    with pytest.raises(UnknownFigure, match="Puerto Rico"):
        poverty.guideline(place("PR"), 1)
