"""Working days as federal offices keep them: weekends and federal holidays (5 USC 6103) are none."""

from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
JUNETEENTH_SINCE = 2021
FIXED = ((1, 1), (7, 4), (11, 11), (12, 25))
# Month, weekday, and which one of the month: Martin Luther King, Washington, Labor Day, Columbus, Thanksgiving.
FLOATING = ((1, MONDAY, 3), (2, MONDAY, 3), (9, MONDAY, 1), (10, MONDAY, 2), (11, THURSDAY, 4))


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Give the days on which federal offices keep the holidays of a year.

    A holiday on a Saturday is kept on the Friday before, which for New Year's Day lies in the year before; one on a
    Sunday on the Monday after. Inauguration Day, kept only around Washington, is left out.
    """
    fixed = [date(year, month, day) for month, day in FIXED]
    fixed += [date(year, 6, 19)] * (year >= JUNETEENTH_SINCE)
    floating = [_nth(year, *when) for when in FLOATING]
    return frozenset([*map(_kept, fixed), *floating, _memorial_day(year)])


def is_working_day(day: date) -> bool:
    """Say whether a day is neither on a weekend nor a federal holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year) | holidays(day.year + 1)


def next_working_day(day: date) -> date:
    """Give the day itself if it is a working day, else the next one."""
    while not is_working_day(day):
        day += DAY
    return day


def working_day_before(day: date) -> date:
    """Give the day itself if it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= DAY
    return day


def _kept(day: date) -> date:
    return day + DAY * {SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0)


def _nth(year: int, month: int, weekday: int, which: int) -> date:
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (which - 1))


def _memorial_day(year: int) -> date:
    last = date(year, 5, 31)
    return last - DAY * last.weekday()
