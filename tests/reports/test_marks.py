"""The yardsticks that a chart shows."""

from __future__ import annotations

from undersign.reports.marks import marks_for


def shown(state: str | None) -> dict[str, int]:
    return {mark.label: mark.dollars for mark in marks_for(state)}


def test_a_state_has_its_own_medians_and_the_federal_figures() -> None:
    assert shown("NY") == {
        "Federal minimum wage, 2,080 hours a year": 15080,
        "Poverty line, 1 person": 15960,
        "Poverty line, 3 people": 27320,
        "Median pay of social and human service assistants, New York": 47190,
        "Median pay of community health workers, New York": 58130,
    }


def test_alaska_has_a_poverty_line_of_its_own() -> None:
    assert shown("AK")["Poverty line, 1 person"] == 19950


def test_the_nation_has_national_medians() -> None:
    assert shown(None)["Median pay of social and human service assistants, United States"] == 45930


def test_a_median_that_is_missing_for_a_place_is_the_one_of_the_nation() -> None:
    assert "Median pay of community health workers, United States" in shown("GU")


def test_a_territory_has_no_poverty_line() -> None:
    assert not any(label.startswith("Poverty line") for label in shown("PR"))


def test_letters_follow_the_amounts_and_each_has_a_source() -> None:
    marks = marks_for("NY")
    assert [mark.dollars for mark in marks] == sorted(mark.dollars for mark in marks)
    assert all(mark.source for mark in marks)
