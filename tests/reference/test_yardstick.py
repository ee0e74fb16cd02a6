"""One person's pay held against the public figures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from undersign.reference import wages
from undersign.reference.asked import asked
from undersign.reference.errors import UnknownFigure
from undersign.reference.living_wages import LivingWage
from undersign.reference.yardstick import NEAREST, Yardstick, compare


def yardstick(*said: Any, living: Iterable[LivingWage] = (), **more: Any) -> Yardstick:  # noqa: ANN401 - as asked() does
    """Compare what somebody says about their pay."""
    return compare(asked(*said, **more), living)


def test_yearly_pay_is_hours_times_pay_times_52_weeks() -> None:
    assert yardstick("NY", "17.50", 35, 3).yearly == Decimal("31850.00")


def test_the_share_of_the_poverty_line_has_one_decimal_and_names_its_line() -> None:
    found = yardstick("NY", 17.5, 35, 3)
    assert found.poverty is not None
    assert (found.poverty.percent, found.poverty.guideline.dollars) == (Decimal("116.6"), 27320)
    assert found.poverty.guideline.source.line().endswith("2026")


def test_part_time_pay_is_compared_by_the_hour_with_wages_and_by_the_year_with_the_line() -> None:
    part, full = yardstick("NY", "25", 10, 1), yardstick("NY", "25", 40, 1)
    assert part.standings == full.standings
    assert part.poverty is not None
    assert part.poverty.percent == Decimal("81.5")


def test_each_of_the_three_nearest_jobs_is_shown_and_none_is_called_exact() -> None:
    found = yardstick("NY", "17.50", 35, 3)
    assert tuple(standing.soc_code for standing in found.standings) == NEAREST
    assert any("none is exact" in str(note) for note in found.notes)


def test_pay_between_two_percentiles_says_which() -> None:
    standing = yardstick("NY", "17.50", 35, 3).standings[0]
    assert (standing.above, standing.below, standing.area) == (10, 25, "New York")
    assert str(standing.sentence) == "Of 100 people in this job, 10 to 25 earn less."


def test_pay_below_the_lowest_percentile_says_so() -> None:
    standing = yardstick("NY", "10", 35, 3).standings[0]
    assert (standing.above, standing.below) == (None, 10)
    assert str(standing.sentence) == "Of 100 people in this job, fewer than 10 earn less."


def test_pay_above_the_highest_percentile_says_so() -> None:
    standing = yardstick("NY", "60", 35, 3).standings[0]
    assert (standing.above, standing.below) == (90, None)
    assert str(standing.sentence) == "Of 100 people in this job, more than 90 earn less."


def test_pay_at_a_percentile_says_so() -> None:
    standing = yardstick("NY", "22.69", 35, 3).standings[0]
    assert str(standing.sentence) == "Of 100 people in this job, about 50 earn less."


def test_pay_where_bls_may_print_only_a_mark_says_what_the_tables_cannot() -> None:
    found = yardstick("NY", "120", 40, 1)
    assert any("115.00 an hour (239,200 a year) or more" in str(note) for note in found.notes)
    assert found.standings[0].above == 90


@pytest.mark.parametrize(("pay", "above", "below"), [("60", 75, 90), ("115", 75, None), ("130", 75, None)])
def test_a_percentile_that_bls_marks_as_top_coded_is_compared_as_far_as_it_goes(
    pay: str, above: int, below: int | None, copy: Path
) -> None:
    path = copy / wages.STATE_FILE
    path.write_text(path.read_text(encoding="utf-8").replace("26.99,30.98,", "26.99,#,"), encoding="utf-8")
    standing = yardstick("NY", pay, 40, 1).standings[0]
    assert (standing.above, standing.below) == (above, below)
    assert below is not None or "only as 115.00 or more" in str(standing.sentence)


def test_a_missing_row_of_a_state_is_replaced_by_the_nation_and_said() -> None:
    standing = yardstick("SD", "20", 40, 1).standings[2]
    assert standing.area == "United States"
    assert str(standing.instead) == "BLS has no row for this job in South Dakota. Shown instead: United States."


def test_missing_wages_of_a_state_are_replaced_by_the_nation_and_said() -> None:
    standing = yardstick("AL", "20", 40, 1).standings[2]
    assert standing.area == "United States"
    assert str(standing.instead) == "BLS gives no wages for this job in Alabama. Shown instead: United States."


def test_a_metro_area_is_shown_beside_its_state() -> None:
    found = yardstick("NY", "20", 40, 1, metro="syracuse")
    assert [standing.area for standing in found.standings] == ["New York", "Syracuse, NY"] * 3


def test_missing_wages_of_a_metro_area_are_replaced_by_its_state_and_said() -> None:
    standing = yardstick("CO", "20", 40, 1, metro="Grand Junction").standings[3]
    assert standing.area == "Colorado"
    assert str(standing.instead) == "BLS gives no wages for this job in Grand Junction, CO. Shown instead: Colorado."


def test_pay_below_the_federal_minimum_is_told() -> None:
    assert yardstick("GA", "7.24", 40, 1).below_minimum
    assert not yardstick("GA", "7.25", 40, 1).below_minimum


def test_the_federal_minimum_says_since_when_and_that_states_may_set_more() -> None:
    notes = " ".join(map(str, yardstick("GA", "9", 40, 1).notes))
    assert "7.25 since 2009-07-24" in notes
    assert "Your state or city may set a higher minimum wage" in notes


def test_a_territory_has_no_poverty_line_but_all_else() -> None:
    found = yardstick("PR", "12", 40, 2)
    assert found.poverty is None
    assert found.standings[0].area == "Puerto Rico"
    assert any("no federal poverty guideline for Puerto Rico" in str(note) for note in found.notes)


def test_an_older_year_takes_its_line_and_leaves_the_wages_of_2025_out() -> None:
    found = yardstick("NY", "17.50", 35, 3, year=2016)
    assert found.poverty is not None
    assert found.poverty.guideline.dollars == 20160
    assert found.standings == ()
    assert any("prices changed" in str(note) for note in found.notes)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (("ZZ", 17, 35, 3), "no US state 'ZZ'"),
        (("NY", 0, 35, 3), "dollars above 0"),
        (("NY", -5, 35, 3), "dollars above 0"),
        (("NY", float("nan"), 35, 3), "dollars above 0"),
        (("NY", "NaN", 35, 3), "dollars above 0"),
        (("NY", float("inf"), 35, 3), "dollars above 0"),
        (("NY", "a lot", 35, 3), "dollars above 0"),
        (("NY", 35000, 35, 3), "not per week or year"),
        (("NY", 17, 0, 3), "hours of a week"),
        (("NY", 17, -1, 3), "hours of a week"),
        (("NY", 17, 169, 3), "hours of a week"),
        (("NY", 17, "nan", 3), "hours of a week"),
        (("NY", 17, 35, 0), "from 1 to 20"),
        (("NY", 17, 35, 500), "from 1 to 20"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_to_give(
    values: tuple[str, float | str, float | str, int], message: str
) -> None:
    with pytest.raises(UnknownFigure, match=message):
        yardstick(*values)


def test_a_metro_area_of_another_state_is_refused() -> None:
    with pytest.raises(UnknownFigure, match="is not in New York"):
        yardstick("NY", 17, 35, 3, metro="Chicago")


@pytest.mark.parametrize("state", ["NY", "PR"])
def test_a_year_without_a_line_is_refused(state: str) -> None:
    with pytest.raises(UnknownFigure):
        yardstick(state, 17, 35, 3, year=1990)


def test_unpaid_hours_lower_what_an_hour_brings() -> None:
    found = yardstick("NY", "17.50", 35, 3, unpaid=5)
    assert found.worth is not None
    assert (found.worth.hourly, found.worth.unpaid_yearly) == (Decimal("15.31"), Decimal("4550.00"))
    assert found.worth.standings[0].above is None
    assert found.poverty == yardstick("NY", "17.50", 35, 3).poverty


def test_unpaid_hours_can_bring_an_hour_below_the_minimum() -> None:
    found = yardstick("GA", "8", 40, 1, unpaid="10")
    assert found.worth is not None
    assert (found.below_minimum, found.worth.below_minimum) == (False, True)


def test_without_unpaid_hours_there_is_nothing_to_say_of_them() -> None:
    assert yardstick("NY", "17.50", 35, 3).worth is None


def test_pay_for_a_year_is_turned_into_pay_for_an_hour() -> None:
    found = yardstick("NY", None, 35, 3, yearly="31850")
    assert (found.asked.hourly, found.yearly) == (Decimal("17.50"), Decimal(31850))
    assert found.standings == yardstick("NY", "17.50", 35, 3).standings


def test_a_chosen_job_stands_before_the_nearest() -> None:
    found = yardstick("NY", "17.50", 35, 3, job="21-1015")
    assert tuple(standing.soc_code for standing in found.standings) == ("21-1015", *NEAREST)


def test_living_wages_are_chosen_by_place_and_household() -> None:
    rows = [
        LivingWage(place, size, "who", "quien", Decimal(30), "source", "https://x.example", date(2026, 1, 1))
        for place in ("NY", "OH", "0045060")
        for size in (1, 3)
    ]
    found = yardstick("NY", "17.50", 35, 3, metro="syracuse", unpaid=5, living=rows).living
    assert [(each.area, each.wage.household) for each in found] == [("New York", 3), ("Syracuse, NY", 3)]
    assert (found[0].gap, found[0].worth_gap) == (Decimal("12.50"), Decimal("14.69"))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"yearly": 1}, "one of the two"),
        ({"unpaid": -1}, "0 or more"),
        ({"unpaid": 134}, "168 hours"),
        ({"unpaid": "some"}, "0 or more"),
        ({"job": "99-9999"}, "do not list"),
    ],
)
def test_more_that_cannot_be_is_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(UnknownFigure, match=message):
        yardstick("NY", 17, 35, 3, **more)


@pytest.mark.parametrize("yearly", [0, -1, 51, "nan", "a lot", 10**12])
def test_pay_for_a_year_that_cannot_be_is_refused(yearly: float | str) -> None:
    with pytest.raises(UnknownFigure, match="a year cannot be used"):
        yardstick("NY", None, 35, 3, yearly=yearly)


def test_every_sentence_can_be_filled_in() -> None:
    for state, pay, year in (("NY", "120", None), ("PR", "12", None), ("AS", "5", None), ("AL", "9", 2016)):
        found = yardstick(state, pay, 40, 2, year=year, unpaid=1)
        assert all("%(" not in str(note) for note in found.notes)
