"""Federal holidays, against lists written out from the law by hand."""

from __future__ import annotations

from datetime import date

import pytest

from undersign.reference.routes.holidays import holidays, is_working_day, next_working_day, working_day_before


def test_those_of_2026() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),  # New Year's Day, a Thursday
        date(2026, 1, 19),  # third Monday of January
        date(2026, 2, 16),  # third Monday of February
        date(2026, 5, 25),  # last Monday of May
        date(2026, 6, 19),  # a Friday
        date(2026, 7, 3),  # July 4 is a Saturday
        date(2026, 9, 7),  # first Monday of September
        date(2026, 10, 12),  # second Monday of October
        date(2026, 11, 11),  # a Wednesday
        date(2026, 11, 26),  # fourth Thursday of November
        date(2026, 12, 25),  # a Friday
    ]


def test_one_on_a_sunday_is_kept_on_monday() -> None:
    # July 4, 2027 is a Sunday.
    assert date(2027, 7, 5) in holidays(2027)
    assert date(2027, 7, 4) not in holidays(2027)


def test_new_years_day_on_a_saturday_is_kept_in_the_year_before() -> None:
    # January 1, 2028 is a Saturday, so federal offices close on Friday, December 31, 2027.
    assert not is_working_day(date(2027, 12, 31))
    assert is_working_day(date(2027, 12, 30))


def test_juneteenth_is_one_since_2021() -> None:
    # June 19, 2020 was a Friday; June 19, 2021 a Saturday, kept on Friday the 18th.
    assert is_working_day(date(2020, 6, 19))
    assert not is_working_day(date(2021, 6, 18))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 30)),  # a Monday
        (date(2026, 11, 28), date(2026, 11, 27), date(2026, 11, 30)),  # a Saturday
        (date(2026, 5, 24), date(2026, 5, 22), date(2026, 5, 26)),  # Sunday before Memorial Day
        (date(2028, 1, 1), date(2027, 12, 30), date(2028, 1, 3)),  # New Year, kept on Friday
    ],
)
def test_the_working_days_around_a_day(day: date, before: date, after: date) -> None:
    assert (working_day_before(day), next_working_day(day)) == (before, after)
