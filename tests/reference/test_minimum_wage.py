"""The federal minimum wage by date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from undersign.reference.errors import UnknownFigure
from undersign.reference.minimum_wage import minimum_wage


def test_the_one_in_force_says_since_when_and_until_when_it_is_known() -> None:
    found = minimum_wage()
    assert (found.hourly, found.since, found.known_until) == (Decimal("7.25"), date(2009, 7, 24), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("day", "hourly"),
    [
        (date(1974, 5, 1), "2"),
        (date(1990, 3, 31), "3.35"),
        (date(1990, 4, 1), "3.8"),
        (date(2009, 7, 23), "6.55"),
        (date(2009, 7, 24), "7.25"),
        (date(2026, 1, 1), "7.25"),
    ],
)
def test_a_change_applies_from_its_day_on(day: date, hourly: str) -> None:
    assert minimum_wage(day).hourly == Decimal(hourly)


def test_a_day_before_the_list_begins_is_refused() -> None:
    with pytest.raises(UnknownFigure, match="from 1974-05-01 on"):
        minimum_wage(date(1974, 4, 30))
